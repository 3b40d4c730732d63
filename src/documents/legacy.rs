//! Word before 2007 (`.doc`, MS-DOC). Macros and embedded objects are not opened; headers, footers and comments are left
//! out, as in newer files.

use super::{Kind, Letter, Refusal, word};
use office_oxide::doc::{DocDocument, SubDocumentKind};
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
    if !document.text_complete() {
        return Err(Refusal::Damaged("a part of its text is missing".into()));
    }
    // Paragraphs are lines there.
    let paragraphs = |text: &str| text.replace('\r', "\n").replace('\n', "\n\n");
    let mut text = paragraphs(document.plain_text_ref());
    let (mut edges, mut comments) = (Vec::new(), 0);
    for part in document.subdocuments().iter().filter(|p| p.text.chars().any(char::is_alphanumeric)) {
        match part.kind {
            SubDocumentKind::Footnotes | SubDocumentKind::Endnotes | SubDocumentKind::TextBoxes => {
                text.push_str("\n\n");
                text.push_str(&paragraphs(&part.text));
            }
            SubDocumentKind::Comments => comments += part.text.lines().filter(|l| !l.trim().is_empty()).count(),
            _ => edges.extend(part.text.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" "))),
        }
    }
    let mut letter = Letter::new(Kind::Doc, text);
    letter.warnings = word::warnings(edges, comments, 0);
    Ok(letter)
}
