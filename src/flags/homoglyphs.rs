//! Latin words with letters of another script that look the same.
//!
//! # What it measures
//! Words that mix Latin letters with Cyrillic or Greek ones, where each of these looks like a Latin letter (Cyrillic е, о,
//! с in "nеtwоrk"), and full-width or mathematical letters that spell a word. Symbols (κ in NFκB, μ in μm) and words all
//! in one script are left alone. For the features, such letters are read as what they look like.
//!
//! # Why it may matter
//! A word so written escapes searches, spelling and comparisons of letters, and nobody sees it.
//!
//! # How it misleads
//! Who writes in two alphabets types С for C without noticing, most often in short names ("С++", "СNN"): one such word is a
//! slip. Look at it where there are many, or where they stand in a passage that another letter has too.
//!
//! # Example
//! "spiking nеtworks" with a Cyrillic е.

use super::{Check, Letter, Notes};
use crate::features::About;
use crate::span::Span;
use crate::text::visible::Oddity;

/// At most so many words are marked.
const SHOWN: usize = 12;

/// See the module's text.
pub(super) struct Homoglyphs(About);

impl Homoglyphs {
    pub(super) fn new() -> Self {
        Self(About::from_source("homoglyphs", 1, include_str!("homoglyphs.rs")))
    }
}

impl Check for Homoglyphs {
    fn about(&self) -> &About {
        &self.0
    }

    fn reads_given(&self) -> bool {
        true
    }

    fn check(&self, letter: &Letter<'_>, out: &mut Notes) {
        let text = letter.given;
        let mut words: Vec<Span> = Vec::new();
        for odd in letter.odd.iter().filter(|o| o.oddity == Oddity::LookAlike) {
            if words.last().is_some_and(|last| last.end > odd.span.start) {
                continue;
            }
            let apart = |c: char| !c.is_alphanumeric();
            let (before, after) = (&text[..odd.span.start as usize], &text[odd.span.end as usize..]);
            let start = before.trim_end_matches(|c| !apart(c)).len();
            let end = odd.span.end as usize + after.find(apart).unwrap_or(after.len());
            words.push(Span::new(start, end));
        }
        let total = words.len();
        for span in words.into_iter().take(SHOWN) {
            let plural = if total == 1 { "1 word has" } else { &format!("{total} words have") };
            out.mark(self.0.name, Some(span), format!("{plural} letters of another script that look like Latin ones"));
        }
    }
}
