//! Letters that are mostly not in English.
//!
//! # What it measures
//! Where fewer than three words in ten hold English sentences together, the language is guessed from triples of letters
//! (the whatlang library); the flag is raised where the guess is sure and not English. `error_rate` raises the same flag
//! where it finds that it can't judge most sentences.
//!
//! # Why it may matter
//! Errors, topics and years are looked for in English alone: the score of such a letter means nothing.
//!
//! # How it misleads
//! A letter that quotes much in another language is flagged too. Where two languages are close, the name may be the wrong
//! one of them.
//!
//! # Example
//! "Je suis étudiant en informatique à Grenoble et je voudrais participer à votre école d'été."

use super::{Check, Letter, Notes};
use crate::features::About;

/// Share of function words above which a letter is English without a guess.
const ENGLISH: f64 = 0.30;
/// Words under which no language can be told.
const LEAST: usize = 5;

/// See the module's text.
pub(super) struct NotEnglish(About);

impl NotEnglish {
    pub(super) fn new() -> Self {
        Self(About::from_source("not_english", 1, include_str!("language.rs")))
    }
}

/// The name of the language that a passage is in, in English, where that is sure and not English.
pub(super) fn foreign(text: &str) -> Option<&'static str> {
    let guess = whatlang::detect(text)?;
    (guess.is_reliable() && guess.lang() != whatlang::Lang::Eng).then(|| guess.lang().eng_name())
}

impl Check for NotEnglish {
    fn about(&self) -> &About {
        &self.0
    }

    fn check(&self, letter: &Letter<'_>, out: &mut Notes) {
        if letter.words < LEAST || letter.english() >= ENGLISH {
            return;
        }
        if let Some(name) = foreign(letter.doc.text()) {
            out.mark(self.0.name, None, format!("reads as {name}"));
        }
    }
}
