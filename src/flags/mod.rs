//! Notes for people about a letter: a file per check, and the one list of them. No flag changes a score.
//!
//! A check reads one letter ([`Letter`]) and marks what a person should look at; [`similar`] compares letters with each
//! other. What can't be seen (invisible characters, look-alike letters) is flagged here and kept out of the features by
//! [`PreparedLetter`]. The `//!` text at the head of a check's file is the product's help ([`About`]).
//!
//! To add a check: write its file, add its line to [`checks`]. A test fails on a file that is not listed.

mod hidden;
mod homoglyphs;
mod instructions;
mod invisible;
mod keyword_list;
mod language;
mod length;
mod list;
mod measurer;
mod prompt;
pub mod similar;
#[cfg(test)]
mod tests;

pub use length::WordRange;
pub use list::{Inspector, Settings, check_rules, checks, manual};
pub use measurer::Measurer;
pub use prompt::Prompt;

use crate::features::{About, Mark, Measurement};
use crate::ingest::Application;
use crate::span::Span;
use crate::text::visible::Odd;
use crate::text::{Document, Word};
use std::borrow::Cow;

/// The flag of letters that are mostly not in English.
pub const NOT_ENGLISH: &str = "not_english";

/// A letter, as the checks see it.
pub struct Letter<'a> {
    /// As given.
    pub given: &'a str,
    /// Its odd characters.
    pub odd: &'a [Odd],
    /// The prose of its visible text.
    pub doc: &'a Document<'a>,
    /// The words of its visible text with those around the prose, where an instruction can stand too.
    pub all_words: &'a [Word],
    /// Words as a reader counts them.
    pub words: usize,
    /// Per paragraph, how many of its words are function words of English: see [`Letter::english`].
    pub function_words: &'a [usize],
}

impl Letter<'_> {
    /// Share of the words, in [0, 1], that only hold English sentences together (*the*, *of*, *that*, …); 0 without
    /// words. Prose has 0.30–0.55 of them, a list of keywords or a text in another language hardly any.
    #[must_use]
    pub fn english(&self) -> f64 {
        self.function_words.iter().sum::<usize>() as f64 / self.words.max(1) as f64
    }
}

/// Takes what a check finds.
#[derive(Debug, Default)]
pub struct Notes {
    marks: Vec<Mark>,
}

impl Notes {
    /// Raises a flag because of a passage of the visible text (none: because of the letter as a whole).
    pub fn mark(&mut self, flag: &'static str, span: Option<Span>, message: impl Into<Cow<'static, str>>) {
        self.marks.push(Mark { flag, span, message: message.into() });
    }
}

/// Something that a person should know of a letter.
pub trait Check: Send + Sync {
    /// What it finds, why, and how it misleads: the head of its file. Its name is the flag's.
    fn about(&self) -> &About;

    /// Whether its marks are spans of the letter as given, and not of its visible text.
    fn reads_given(&self) -> bool {
        false
    }

    /// Checks a letter. Must not panic, whatever the letter holds.
    fn check(&self, letter: &Letter<'_>, out: &mut Notes);
}

/// Adds the flag `hidden_text`, where the file that a letter was read from holds text that a reader of it can't see.
pub(crate) fn inspect_file(application: &Application, out: &mut Measurement) {
    hidden::note(application.file.as_ref().map_or(&[], |f| &f.hidden), out);
}
