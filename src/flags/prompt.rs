//! The school's own prompt, pasted into the letter.
//!
//! # What it measures
//! Runs of five and more words that stand in the same order in the prompt (`--prompt FILE`). The flag is raised where they
//! make 20 words of the letter or more, or half of a shorter prompt. Without --prompt nothing is looked for.
//!
//! # Why it may matter
//! The prompt names every topic that is asked about: pasted in, it gives a letter words that the writer did not write.
//!
//! # How it misleads
//! Honest writers repeat the question that they answer, and some forms put the question into the field. The passages are
//! not taken out of what is measured: read the letter without them.
//!
//! # Example
//! With a prompt "Please describe your experience with language models and diffusion", a letter that begins with it.

use super::similar::shingles::{WORDS, words};
use super::{Check, Letter, Notes};
use crate::features::About;
use crate::span::Span;
use crate::text::Document;
use std::collections::HashSet;

/// Words of the prompt in a letter from which on it is flagged.
const LEAST: usize = 20;
/// The same for a prompt that is shorter than twice that, where half of it is there.
const LEAST_OF_SHORT: usize = 8;

/// The school's prompt, read.
#[derive(Clone, Debug, Default)]
pub struct Prompt {
    words: usize,
    shingles: HashSet<u32>,
}

impl Prompt {
    /// Reads a prompt.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let doc = Document::whole(text);
        let words = words(&doc.words);
        Self { words: words.len(), shingles: words.windows(WORDS).map(super::similar::shingles::shingle).collect() }
    }
}

/// See the module's text.
pub(super) struct PromptPasted(About, Option<Prompt>);

impl PromptPasted {
    pub(super) fn new(prompt: Option<Prompt>) -> Self {
        Self(About::from_source("prompt_pasted", 1, include_str!("prompt.rs")), prompt)
    }
}

impl Check for PromptPasted {
    fn about(&self) -> &About {
        &self.0
    }

    fn check(&self, letter: &Letter<'_>, out: &mut Notes) {
        let Some(prompt) = &self.1 else { return };
        let words = words(letter.all_words);
        let runs = super::similar::passages::runs(&words, |shingle| prompt.shingles.contains(&shingle));
        let total: usize = runs.iter().map(ExactSizeIterator::len).sum();
        if total < LEAST_OF_SHORT || (total < LEAST && total * 2 < prompt.words) {
            return;
        }
        for run in runs {
            let span: Span = words[run.start].span.to(words[run.end - 1].span);
            out.mark(self.0.name, Some(span), format!("{} words of the prompt", run.len()));
        }
    }
}
