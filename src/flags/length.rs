//! Letters that are far too short or far too long.
//!
//! # What it measures
//! Words as a reader counts them, against `--expected-words MIN-MAX` (60–1,500 unless it is given): `too_short` below
//! the minimum, `too_long` above the maximum.
//!
//! # Why it may matter
//! A few words can't carry what is measured, so their score rests on little; a text of many pages may be something else
//! than a letter, such as a paper or a CV.
//!
//! # How it misleads
//! A short letter can say all that is asked. The limits of a form say nothing about the writer: set them to what you
//! asked for.
//!
//! # Example
//! "I want to come, please consider me." has 7 words: `too_short`.

use super::{Check, Letter, Notes};
use crate::error::{Error, ErrorKind, Result};
use crate::features::About;
use std::str::FromStr;

/// How many words a letter may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordRange {
    /// The least.
    pub least: usize,
    /// The most.
    pub most: usize,
}

impl Default for WordRange {
    fn default() -> Self {
        Self { least: 60, most: 1_500 }
    }
}

impl FromStr for WordRange {
    type Err = Error;

    /// Reads `200-600`.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] where it is not two whole numbers with a hyphen between, the smaller first.
    fn from_str(text: &str) -> Result<Self> {
        let range = text.split_once('-').and_then(|(least, most)| {
            Some(Self { least: least.trim().parse().ok()?, most: most.trim().parse().ok()? })
        });
        range.filter(|r| r.least <= r.most).ok_or_else(|| {
            Error::new(
                ErrorKind::Setting,
                format!("`{text}` is not a range of words; expected MIN-MAX, such as 200-600"),
            )
        })
    }
}

/// See the module's text.
pub(super) struct TooShort(About, WordRange);

impl TooShort {
    pub(super) fn new(range: WordRange) -> Self {
        Self(About::from_source("too_short", 1, include_str!("length.rs")), range)
    }
}

impl Check for TooShort {
    fn about(&self) -> &About {
        &self.0
    }

    fn check(&self, letter: &Letter<'_>, out: &mut Notes) {
        if letter.words < self.1.least {
            out.mark(self.0.name, None, format!("{} words where at least {} are expected", letter.words, self.1.least));
        }
    }
}

/// See the module's text.
pub(super) struct TooLong(About, WordRange);

impl TooLong {
    pub(super) fn new(range: WordRange) -> Self {
        Self(About::from_source("too_long", 1, include_str!("length.rs")), range)
    }
}

impl Check for TooLong {
    fn about(&self) -> &About {
        &self.0
    }

    fn check(&self, letter: &Letter<'_>, out: &mut Notes) {
        if letter.words > self.1.most {
            out.mark(self.0.name, None, format!("{} words where at most {} are expected", letter.words, self.1.most));
        }
    }
}
