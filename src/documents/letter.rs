//! A letter that was read from a file, or the reason why there is none.

use serde::{Deserialize, Serialize};

/// Bytes of the largest file that is read.
pub const LARGEST_FILE: u64 = 64 << 20;

/// Bytes of the longest text that is taken for a letter.
pub const LONGEST_TEXT: usize = 4 << 20;

/// Bytes that a part of a package may unpack to.
#[cfg(feature = "documents")]
pub(super) const LARGEST_PART: u64 = 64 << 20;

/// Pages of the longest PDF that is read.
#[cfg(feature = "documents")]
pub(super) const MOST_PAGES: u32 = 100;

/// The formats of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Plain text.
    Text,
    /// Markdown, read as plain text.
    Markdown,
    /// PDF.
    Pdf,
    /// Word since 2007.
    Docx,
    /// OpenDocument text.
    Odt,
    /// Rich Text Format.
    Rtf,
    /// A web page.
    Html,
    /// Word before 2007.
    Doc,
}

impl Kind {
    /// The ending that such files have.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Markdown => "md",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Odt => "odt",
            Self::Rtf => "rtf",
            Self::Html => "html",
            Self::Doc => "doc",
        }
    }
}

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
    pub(super) fn new(kind: Kind, text: String) -> Self {
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
    #[error("the fonts of the file don't say which letters they show: it needs OCR, or a newly made file")]
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
    /// It is a letter, in a format that is not read.
    #[error("the file is {0}, which is not read; ask for a pdf or docx")]
    NotRead(String),
    /// Its format is not one of ours.
    #[error("the file is {0}, which is not a letter; expected pdf, docx, odt, rtf, html, doc, txt or md")]
    Unknown(String),
    /// This build has no reader for it.
    #[error("the file is a .{0}, and this build reads plain text and Markdown only (Cargo feature `documents`)")]
    NotBuiltIn(String),
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
    #[error("the text is longer than {most} bytes, which is not a letter")]
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
    #[error("the text is not UTF-8 and its encoding is not known; name it with --encoding")]
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
    #[error("it is not a plain file (a folder, a device or a pipe)")]
    NotAFile,
    /// Its path leads out of the folder.
    #[error("the path {0} is outside the table's folder; --allow-outside reads such files")]
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
