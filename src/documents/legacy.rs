//! Word before 2007 (`.doc`, MS-DOC). Macros and embedded objects are not opened.

use super::{Kind, Letter, Refusal};
use office_oxide::doc::DocDocument;
use std::io::Cursor;

/// Reads a `.doc`.
pub(super) fn read(bytes: &[u8]) -> Result<Letter, Refusal> {
    let document = DocDocument::from_reader(Cursor::new(bytes)).map_err(|e| {
        let what = e.to_string();
        if what.to_lowercase().contains("encrypt") || what.to_lowercase().contains("password") {
            Refusal::Encrypted
        } else {
            Refusal::Damaged(what)
        }
    })?;
    // Paragraphs are lines there.
    let text = document.plain_text().replace('\r', "\n").replace('\n', "\n\n");
    Ok(Letter::new(Kind::Doc, text))
}
