//! What a file is: by its first bytes, and by its ending where those don't tell.

use super::{Refusal, package};
use serde::{Deserialize, Serialize};

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

/// First bytes of pictures, and what they are called.
const PICTURES: &[&[u8]] = &[
    b"\x89PNG\r\n",
    b"\xff\xd8\xff",
    b"GIF8",
    b"II*\0",
    b"MM\0*",
    b"BM",
    b"RIFF",
    b"\0\0\0\x18ftyphei",
    b"\0\0\0\x1cftyphei",
];

/// First bytes of archives, programs and films: never a letter.
const OTHER: &[(&[u8], &str)] = &[
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"%!PS", "PostScript"),
];

/// The format of a file of this name and these bytes.
pub(super) fn of(bytes: &[u8], name: &str) -> Result<Kind, Refusal> {
    let ending = name.rsplit_once('.').map_or("", |(_, e)| e).to_ascii_lowercase();
    let head = &bytes[..bytes.len().min(1024)];
    if bytes.iter().take(1024).all(u8::is_ascii_whitespace) && bytes.len() <= 1024 {
        return Err(Refusal::Empty);
    }
    if memchr::memmem::find(head, b"%PDF-").is_some() {
        return Ok(Kind::Pdf);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return package::kind(bytes);
    }
    if head.starts_with(b"{\\rtf") {
        return Ok(Kind::Rtf);
    }
    if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        // A word processor wraps a protected .docx in the old container, under this name (UTF-16).
        let wrapped: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        return if memchr::memmem::find(bytes, &wrapped).is_some() { Err(Refusal::Encrypted) } else { Ok(Kind::Doc) };
    }
    let text = matches!(ending.as_str(), "txt" | "text" | "md" | "markdown" | "");
    if !text && PICTURES.iter().any(|p| head.starts_with(p)) {
        return Err(Refusal::NeedsOcr);
    }
    if let Some((_, what)) = OTHER.iter().find(|(magic, _)| !text && head.starts_with(magic)) {
        return Err(Refusal::Unknown((*what).to_owned()));
    }
    let lower = head.to_ascii_lowercase();
    let start = lower.trim_ascii_start();
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    if start.starts_with(b"<!doctype html") || start.starts_with(b"<html") {
        return Ok(Kind::Html);
    }
    match ending.as_str() {
        "html" | "htm" | "xhtml" => Ok(Kind::Html),
        "md" | "markdown" => Ok(Kind::Markdown),
        "txt" | "text" | "" => Ok(Kind::Text),
        "pdf" | "docx" | "odt" | "rtf" | "doc" => {
            Err(Refusal::Damaged(format!("it does not begin as a .{ending} file does")))
        }
        "png" | "jpg" | "jpeg" | "gif" | "tif" | "tiff" | "bmp" | "webp" | "heic" => Err(Refusal::NeedsOcr),
        other => Err(Refusal::Unknown(format!("of the format .{other}"))),
    }
}
