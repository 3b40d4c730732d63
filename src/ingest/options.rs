//! What the caller knows of the input.

use super::open::Format;
use crate::documents::worker::Limits;
use crate::span::Span;

/// What the caller knows of the input.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Name of the id column (`--id-column`).
    pub id_column: Option<String>,
    /// Whether a column `id` will do where the named one is not there: lists and labels of our own have it, whatever the
    /// applicants' table calls its key. A message says what was taken.
    pub or_id: bool,
    /// Name of the letter column (`--letter-column`).
    pub letter_column: Option<String>,
    /// The columns whose texts make up a letter (`--part`); empty where it stands in one.
    pub parts: Vec<PartColumn>,
    /// Whether the table is one beside the letters, with none of its own.
    pub without_letters: bool,
    /// Whether the table may be a header alone, as that of a reviewer who has graded nothing yet.
    pub may_be_empty: bool,
    /// Largest letter, in bytes (`--max-letter`); see [`Options::max_letter`].
    pub max_letter: Option<usize>,
    /// How many rows of headings the table has (`--header-rows`); by default they are recognised.
    pub header_rows: Option<usize>,
    /// What becomes of rows with the same id (`--duplicates`); by default both stay.
    pub resubmissions: Option<Resubmissions>,
    /// The format (`--from`); by default the one that the ending says, and CSV on standard input.
    pub format: Option<Format>,
    /// Label of the encoding of text (`--encoding`); by default it is found from the bytes.
    pub encoding: Option<String>,
    /// Name of the column that names each letter's file (`--file-column`), relative to the table.
    pub file_column: Option<String>,
    /// Whether such a name may lead out of the table's folder (`--allow-outside`).
    pub allow_outside: bool,
    /// Who reads letters that are files, and within which limits; none if they are not to be read.
    pub documents: Option<Limits>,
}

/// Which of an applicant's rows stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The one that was sent last.
    Last,
    /// The one that was sent first.
    First,
}

/// What becomes of rows with the same id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resubmissions {
    /// Which row stands.
    pub keep: Keep,
    /// The column of times (`--time-column`); by default one of the usual names.
    pub time_column: Option<String>,
}

/// A column that holds a part of every application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartColumn {
    /// The part's key.
    pub key: String,
    /// The column's heading, or the beginning of it.
    pub column: String,
    /// Whether the column names a file that is the part.
    pub is_file: bool,
}

/// The greatest size of a letter in bytes where none is given: some 150,000 words.
pub const MAX_LETTER: usize = 1_000_000;

impl Options {
    /// The column `id` of a table that has no column of the given name, where that will do.
    pub(super) fn own_id(&self, header: &[String], messages: &mut Vec<String>) -> Option<usize> {
        let name = self.id_column.as_ref().filter(|_| self.or_id)?;
        let own = header.iter().position(|h| h.trim().eq_ignore_ascii_case("id"))?;
        messages.push(format!("there is no column {name} in this table: `{}` is taken as the id", header[own]));
        Some(own)
    }

    /// The greatest size of a letter, in bytes; a longer one is a row without a score.
    #[must_use]
    pub fn max_letter(&self) -> usize {
        self.max_letter.unwrap_or(MAX_LETTER).min(Span::MAX_TEXT)
    }
}
