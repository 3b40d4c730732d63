//! What the caller knows of the input.

use super::open::Format;
use super::resubmissions::Resubmissions;
use crate::documents::worker::Limits;
use crate::span::Span;

/// What the caller knows of the input.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Name of the id column (`--id-column`).
    pub id_column: Option<String>,
    /// Name of the letter column (`--letter-column`).
    pub letter_column: Option<String>,
    /// Whether the table is one beside the letters, with none of its own.
    pub without_letters: bool,
    /// Largest letter, in bytes (`--max-letter`); see [`Options::max_letter`].
    pub max_letter: Option<usize>,
    /// How many rows of headings the table has (`--header-rows`); by default they are recognised.
    pub header_rows: Option<usize>,
    /// What becomes of rows with the same id (`--duplicates`); by default both stay.
    pub resubmissions: Option<Resubmissions>,
    /// The format (`--from`); by default the one that the ending says, and CSV on standard input.
    pub format: Option<Format>,
    /// Label of the encoding of text (`--encoding`); by default it is told from the bytes.
    pub encoding: Option<String>,
    /// Name of the column that names each letter's file (`--file-column`), relative to the table.
    pub file_column: Option<String>,
    /// Whether such a name may lead out of the table's folder (`--allow-outside`).
    pub allow_outside: bool,
    /// Who reads letters that are files, and within which limits; none where they are not to be read.
    pub documents: Option<Limits>,
}

/// The greatest size of a letter in bytes where none is given: some 150,000 words.
pub const MAX_LETTER: usize = 1_000_000;

impl Options {
    /// The greatest size of a letter, in bytes; a longer one is a row without a score.
    #[must_use]
    pub fn max_letter(&self) -> usize {
        self.max_letter.unwrap_or(MAX_LETTER).min(Span::MAX_TEXT)
    }
}
