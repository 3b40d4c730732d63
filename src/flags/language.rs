//! Letters that are mostly not in English.
//!
//! # What it measures
//! Where fewer than three words in ten hold English sentences together, the language is guessed from triples of letters
//! (the whatlang library); the flag is raised where the guess is sure and not English. `error_rate` raises the same flag
//! where it finds that it can't judge most sentences.
//!
//! # Why it may matter
//! Errors, topics and years are looked for in English alone: the score of such a letter means nothing. A ranking sets it
//! apart, with its score and without a rank, for a person to read.
//!
//! # How it misleads
//! A letter that quotes much in another language is flagged too. Where two languages are close, the name may be the wrong
//! one of them.
//!
//! # Example
//! "Je suis étudiant en informatique à Grenoble et je voudrais participer à votre école d'été."

use super::{Check, Letter, NOT_ENGLISH, Notes};
use crate::features::About;

/// Share of function words above which a letter is English without a guess.
const ENGLISH: f64 = 0.30;
/// Words under which no language can be told.
const LEAST: usize = 5;

/// See the module's text.
pub(super) struct NotEnglish(About);

impl NotEnglish {
    pub(super) fn new() -> Self {
        Self(About::from_source(NOT_ENGLISH, 1, include_str!("language.rs")))
    }
}

/// The name of the language that a passage is in, in English, where that is sure and not English.
pub(super) fn foreign(text: &str) -> Option<&'static str> {
    let guess = whatlang::detect(text)?;
    (guess.is_reliable() && guess.lang() != whatlang::Lang::Eng).then(|| guess.lang().eng_name())
}

/// Whether a passage has some letters and most of them are of another script than English is written in.
fn is_in_another_script(text: &str) -> bool {
    const LETTERS: usize = 12;
    let some = text.chars().filter(|c| c.is_alphabetic()).take(LETTERS).count() == LETTERS;
    some && whatlang::detect_script(text).is_some_and(|script| script != whatlang::Script::Latin)
}

impl Check for NotEnglish {
    fn about(&self) -> &About {
        &self.0
    }

    fn check(&self, letter: &Letter<'_>, out: &mut Notes) {
        if letter.english() >= ENGLISH {
            return;
        }
        let text = letter.doc.text();
        // Words of some scripts are not parted by blanks, so that few are counted.
        if letter.words < LEAST && !is_in_another_script(text) {
            return;
        }
        if let Some(name) = foreign(text) {
            out.mark(self.0.name, None, format!("reads as {name}"));
        }
    }
}
