//! One row of the input, and why it may have no letter.

use super::typed::TypedRow;
use crate::documents::{Kind, Refusal};
use crate::span::Span;

/// One row of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Row under the header, from 1.
    pub row: u64,
    /// The applicant's id, as text; made from the letter's text in a table without ids, `row-17` where there is neither.
    pub id: String,
    /// The letter as given, or why there is none.
    pub letter: Result<String, Unusable>,
    /// The other columns, in the order of [`Columns::passthrough`].
    pub passthrough: Vec<String>,
    /// The same with their types, where the input has types.
    pub typed: Option<TypedRow>,
    /// Where the parts of the application lie in the letter, in the order of [`Options::parts`]; empty where it is one text.
    ///
    /// [`Options::parts`]: super::Options::parts
    pub parts: Vec<Span>,
    /// What is known of the file that the letter was, where it was one.
    pub file: Option<Box<FileFacts>>,
}

/// What is known of the file that a letter was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileFacts {
    /// Its name inside the folder or the archive.
    pub name: String,
    /// Its format; none if it could not be read.
    pub kind: Option<Kind>,
    /// Its pages, where the format has them.
    pub pages: Option<u32>,
    /// What was assumed or left out.
    pub warnings: Vec<String>,
    /// Passages that a reader of the file can't see; the letter is without them.
    pub hidden: Vec<String>,
    /// Files of other parts of the application that gave no text: the part's column by its place, and the reason.
    pub unread: Vec<(usize, Refusal)>,
}

/// Why a row has no letter that can be scored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// The letter has no words in it.
    #[error("the letter is empty")]
    Empty,
    /// The row has more or fewer fields than the header.
    #[error("the row has {found} fields where the header has {expected}")]
    Ragged {
        /// Fields of the header.
        expected: usize,
        /// Fields of the row.
        found: usize,
    },
    /// The letter is not UTF-8.
    #[error("the letter is not UTF-8 (first at its byte {at}); save the file as UTF-8, or say --encoding")]
    NotUtf8 {
        /// The first byte of the letter that is not.
        at: usize,
    },
    /// The line is not a JSON object with a letter in it.
    #[error("{0}")]
    Json(String),
    /// The letter is larger than a letter may be.
    #[error("the letter has {at_least} bytes or more; at most {most} are read (--max-letter BYTES reads longer ones)")]
    TooLong {
        /// Bytes that were read of it.
        at_least: usize,
        /// The limit.
        most: usize,
    },
    /// The cell of the letter holds an error of the spreadsheet, such as `#N/A`.
    #[error("the letter is `{0}`, an error of the spreadsheet")]
    ErrorCell(String),
    /// The row is none of an applicant: further headings, totals, comments.
    #[error("no applicant: {0}")]
    NotAnApplicant(&'static str),
    /// The applicant sent another one.
    #[error("the same applicant sent another one, which is kept: row {by}")]
    Resubmitted {
        /// The row that stands.
        by: u64,
    },
    /// The file that is the letter gives none.
    #[error("{0}")]
    Document(Refusal),
    /// The row names no file.
    #[error("the row names no file")]
    NoFile,
}

/// Why a further row of headings is no applicant.
pub const HEADING: &str = "a further row of headings";

/// Column of the lists that we write with the reason why a row has no score.
pub const REASON_COLUMN: &str = "reason_unscored";

impl Unusable {
    /// Whether the row is not an applicant of its own: a total, or a submission that another one replaced.
    #[must_use]
    pub fn is_no_applicant(&self) -> bool {
        matches!(self, Self::NotAnApplicant(_) | Self::Resubmitted { .. })
    }

    /// Whether a reason, as a list shows it ([`REASON_COLUMN`]), says that its row is not an applicant of its own:
    /// nobody reads, decides on or writes to such a row.
    #[must_use]
    pub fn says_no_applicant(reason: &str) -> bool {
        ["no applicant: ", "the same applicant sent another one"].iter().any(|begins| reason.trim().starts_with(begins))
    }
}

impl Unusable {
    /// Whether a reason, as a list shows it, says that there is nothing to read: the applicant sent no letter.
    #[must_use]
    pub fn says_nothing_to_read(reason: &str) -> bool {
        [Self::Empty.to_string(), Self::NoFile.to_string()].iter().any(|nothing| reason.trim() == nothing)
    }
}

/// The letter of a row, or why it can't be used. A letter needs a letter or a digit to be one.
pub(super) fn usable(text: String) -> Result<String, Unusable> {
    if text.chars().any(char::is_alphanumeric) { Ok(text) } else { Err(Unusable::Empty) }
}
