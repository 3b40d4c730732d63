//! One file → one letter: its text in reading order, with what a person should know of the file.
//!
//! [`read`] does the work on bytes, in this process. A file from a stranger can hang a parser or take all memory, so
//! whoever reads files of applicants goes through [`worker`], which calls [`read`] in a child process with limits.
//! Nothing in a file is followed: no macro, no link, no script, no external entity.

pub mod encoding;
mod html;
mod kind;
mod legacy;
mod opendocument;
mod package;
mod pdf;
mod rtf;
mod running_headers;
mod tidy;
mod word;
pub mod worker;
mod xml;

pub use kind::Kind;

use serde::{Deserialize, Serialize};

/// Bytes of the largest file that is read.
pub const LARGEST_FILE: u64 = 64 << 20;

/// Bytes of the longest text that is taken for a letter.
pub const LONGEST_TEXT: usize = 4 << 20;

/// Bytes that a part of a package may unpack to.
const LARGEST_PART: u64 = 64 << 20;

/// Pages of the longest PDF that is read.
const MOST_PAGES: u32 = 100;

/// A letter that was read from a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The text in reading order, UTF-8; spans of evidence are of this text.
    pub text: String,
    /// What the file was.
    pub kind: Kind,
    /// Pages, where the format has them.
    pub pages: Option<u32>,
    /// What was assumed or left out, for people.
    pub warnings: Vec<String>,
    /// Passages that the file holds but that a reader can't see (white, tiny, off the page, marked as hidden). They are not in
    /// `text`.
    pub hidden: Vec<String>,
}

impl Letter {
    fn new(kind: Kind, text: String) -> Self {
        Self { text, kind, pages: None, warnings: Vec::new(), hidden: Vec::new() }
    }
}

/// Why a file gives no letter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Refusal {
    /// It wants a password.
    #[error("the file is protected with a password; ask for one without")]
    Encrypted,
    /// It holds pictures of text.
    #[error("the file is a scan or a picture without text: it needs OCR")]
    NeedsOcr,
    /// Its fonts don't say which letters they show.
    #[error("the fonts of the file don't say which letters they show: it needs OCR, or a file made anew")]
    NoUnicode,
    /// It holds no words.
    #[error("the file holds no text")]
    Empty,
    /// It holds words, and none that can be seen.
    #[error("all text of the file is hidden from a reader: look at it, and ask for another if need be")]
    Unseen,
    /// It breaks off or is not what it says.
    #[error("the file is damaged or cut off: {0}")]
    Damaged(String),
    /// Its format is not one of ours.
    #[error("the file is {0}, which is no letter; expected pdf, docx, odt, rtf, html, doc, txt or md")]
    Unknown(String),
    /// It is larger than any letter.
    #[error("the file has {bytes} bytes; at most {most} are read")]
    TooLarge {
        /// Bytes it has.
        bytes: u64,
        /// Bytes that are read.
        most: u64,
    },
    /// It unpacks to more than any letter.
    #[error("the file unpacks to more than {most} bytes, as a zip bomb does")]
    Bomb {
        /// Bytes that are unpacked.
        most: u64,
    },
    /// Its text is longer than any letter.
    #[error("the text is longer than {most} bytes, which is no letter")]
    TooLong {
        /// Bytes that are taken.
        most: usize,
    },
    /// It has more pages than any letter.
    #[error("the file has {pages} pages; at most {most} are read")]
    TooManyPages {
        /// Pages it has.
        pages: u32,
        /// Pages that are read.
        most: u32,
    },
    /// It is nested deeper than any letter.
    #[error("the file is nested too deeply")]
    TooDeep,
    /// It declares entities of its own, as XML bombs do.
    #[error("the file declares entities of its own, which no word processor does: it was not read")]
    Entities,
    /// Its encoding is not known.
    #[error("the text is not UTF-8 and its encoding can't be told; say it with --encoding")]
    Encoding,
    /// It took too long.
    #[error("the file was not read within {seconds} s (--file-timeout)")]
    Timeout {
        /// Seconds that were given.
        seconds: u64,
    },
    /// It took too much memory.
    #[error("the file needs more memory than {megabytes} MB to be read")]
    Memory {
        /// Megabytes that were given.
        megabytes: u64,
    },
    /// The reading process ended on it.
    #[error("the reader failed on the file: {0}")]
    Failed(String),
    /// The system would not give the file.
    #[error("the file can't be opened: {0}")]
    Unreadable(String),
    /// There is no such file.
    #[error("there is no file {0}")]
    Missing(String),
    /// It is a link.
    #[error("the file is a link; links are not followed")]
    Link,
    /// It is no plain file.
    #[error("it is no plain file (a folder, a device or a pipe)")]
    NotAFile,
    /// Its path leads out of the folder.
    #[error("the path {0} leads out of the folder of the table; files outside are read with --allow-outside")]
    Outside(String),
}

/// What the caller knows of a file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Hints {
    /// Its name; the ending tells formats apart that look alike.
    pub name: String,
    /// Label of the encoding of plain text (`--encoding`), such as `windows-1251`.
    pub encoding: Option<String>,
}

/// Reads a file's bytes as a letter, in this process and without limits on time and memory: see [`worker`].
///
/// # Errors
/// The reason why the file gives no letter, for people.
pub fn read(bytes: &[u8], hints: &Hints) -> Result<Letter, Refusal> {
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(Refusal::TooLarge { bytes: bytes.len() as u64, most: LARGEST_FILE });
    }
    let mut letter = match kind::of(bytes, &hints.name)? {
        Kind::Text => plain(bytes, hints, Kind::Text),
        Kind::Markdown => plain(bytes, hints, Kind::Markdown),
        Kind::Pdf => pdf::read(bytes),
        Kind::Docx => word::read(bytes),
        Kind::Odt => opendocument::read(bytes),
        Kind::Rtf => rtf::read(bytes),
        Kind::Html => html::read(bytes, hints.encoding.as_deref()),
        Kind::Doc => legacy::read(bytes),
    }?;
    if letter.text.len() > LONGEST_TEXT {
        return Err(Refusal::TooLong { most: LONGEST_TEXT });
    }
    letter.text = match letter.kind {
        Kind::Text | Kind::Markdown => tidy::lines(&letter.text),
        _ => tidy::document(&letter.text),
    };
    if !letter.text.chars().any(char::is_alphanumeric) {
        return Err(Refusal::Empty);
    }
    Ok(letter)
}

/// Plain text and Markdown: the text as it is.
fn plain(bytes: &[u8], hints: &Hints, kind: Kind) -> Result<Letter, Refusal> {
    // Refused before it is decoded: a gigabyte of blanks is no letter.
    if bytes.len() > LONGEST_TEXT {
        return Err(Refusal::TooLong { most: LONGEST_TEXT });
    }
    let decoded = encoding::decode(bytes, hints.encoding.as_deref())?;
    let mut letter = Letter::new(kind, decoded.text);
    letter.warnings.extend(decoded.note);
    Ok(letter)
}

#[cfg(test)]
mod tests;
