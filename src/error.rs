//! What can go wrong, where, and what to do about it.

use std::fmt;
use std::path::{Path, PathBuf};

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The kinds of failure; a caller may act on the kind, a person reads the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file could not be opened, read or written.
    Io,
    /// A file is not what its ending or its header says.
    Format,
    /// A table lacks a column, or has two that could be meant.
    Column,
    /// A value in a table can't be used where it must be.
    Value,
    /// The same id stands twice.
    DuplicateId,
    /// The labels can't train or test a model.
    Labels,
    /// A model can't be read or doesn't fit this run.
    Model,
    /// A topics file can't be read.
    Topics,
    /// A file of rules can't be read.
    Rules,
    /// A setting is out of its range.
    Setting,
}

/// Where in the input a failure lies: file, row (1 is the first row under the header), column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file, as it was named.
    pub file: Option<PathBuf>,
    /// Row under the header, counted from 1.
    pub row: Option<u64>,
    /// Column name.
    pub column: Option<String>,
}

/// One failure: its kind, its place, what was found and what to do.
///
/// Displayed as `letters.csv, row 17, column letter: not UTF-8 …; what to do`. The message never holds more
/// than a few words of a letter, and no control characters.
///
/// One pointer wide, so that a `Result` costs nothing where nothing fails.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    place: Place,
    what: String,
    hint: Option<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// A failure of a kind; `what` says what was found and what was expected.
    pub fn new(kind: ErrorKind, what: impl fmt::Display) -> Self {
        let what = printable(&what.to_string());
        Self(Box::new(Inner { kind, place: Place::default(), what, hint: None, source: None }))
    }

    /// A failure of the file system; `doing` completes "can't …".
    #[must_use]
    pub fn io(doing: &str, path: &Path, error: std::io::Error) -> Self {
        let denied = error.kind() == std::io::ErrorKind::PermissionDenied;
        let made = Self::new(ErrorKind::Io, format!("can't {doing}: {error}")).file(path).caused_by(error);
        if denied { made.hint("change its permissions, or name another file or folder") } else { made }
    }

    /// Adds the file.
    #[must_use]
    pub fn file(mut self, path: &Path) -> Self {
        self.0.place.file = Some(path.to_path_buf());
        self
    }

    /// Adds the row, counted from 1 under the header.
    #[must_use]
    pub fn row(mut self, row: u64) -> Self {
        self.0.place.row = Some(row);
        self
    }

    /// Adds the column.
    #[must_use]
    pub fn column(mut self, column: &str) -> Self {
        self.0.place.column = Some(printable(column));
        self
    }

    /// Adds what the reader can do.
    #[must_use]
    pub fn hint(mut self, advice: impl fmt::Display) -> Self {
        self.0.hint = Some(printable(&advice.to_string()));
        self
    }

    /// Adds the failure underneath.
    #[must_use]
    pub fn caused_by(mut self, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(error.into());
        self
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The place.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.0.place
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lead = String::new();
        if let Some(file) = &self.0.place.file {
            lead.push_str(&printable(&file.display().to_string()));
        }
        for part in [
            self.0.place.row.map(|row| format!("row {row}")),
            self.0.place.column.as_ref().map(|column| format!("column {column}")),
        ]
        .into_iter()
        .flatten()
        {
            if !lead.is_empty() {
                lead.push_str(", ");
            }
            lead.push_str(&part);
        }
        if !lead.is_empty() {
            write!(f, "{lead}: ")?;
        }
        f.write_str(&self.0.what)?;
        if let Some(advice) = &self.0.hint {
            write!(f, "; {advice}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|e| e as _)
    }
}

/// A text made safe for a terminal or a log: control, bidi and zero-width characters become `\u{…}`
/// (line breaks and tabs a blank), and what is longer than 2,000 characters is cut.
///
/// ```
/// assert_eq!(shortlist::error::printable("a\x1b[31mred\nb"), "a\\u{1b}[31mred b");
/// ```
#[must_use]
pub fn printable(text: &str) -> String {
    const LONGEST: usize = 2_000;
    let mut out = String::with_capacity(text.len().min(LONGEST));
    for (n, c) in text.chars().enumerate() {
        if n == LONGEST {
            out.push('…');
            break;
        }
        match c {
            '\n' | '\t' | '\r' => out.push(' '),
            c if is_unprintable(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// Whether a character could move the cursor, reorder the line or hide in it.
#[must_use]
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_place_finding_and_way_out() {
        let e = Error::new(ErrorKind::Value, "not UTF-8 at byte 12")
            .file(Path::new("letters.csv"))
            .row(17)
            .column("letter")
            .hint("save the file as UTF-8");
        assert_eq!(e.to_string(), "letters.csv, row 17, column letter: not UTF-8 at byte 12; save the file as UTF-8");
        assert_eq!(e.kind(), ErrorKind::Value);
    }

    #[test]
    fn hostile_text_is_made_printable() {
        assert_eq!(printable("\u{202e}abc\u{200b}"), "\\u{202e}abc\\u{200b}");
        assert_eq!(printable(&"x".repeat(3_000)).chars().count(), 2_001);
    }
}
