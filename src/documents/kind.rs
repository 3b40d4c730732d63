//! What a file is: by its first bytes, and by its ending where those don't tell.

use super::package::Package;
use super::{Kind, Refusal, mhtml, word};

/// Bytes in which a PDF's mark is looked for: a mail's head may stand before it.
const HEAD: usize = 8_192;

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

/// First bytes of letters in formats that nobody reads any more.
const OLD: &[(&[u8], &str)] = &[
    (b"\xdb\xa5", "a document of Word 2"),
    (b"\x9b\xa5", "a document of Word 1"),
    (b"\x31\xbe\0\0", "a document of Word for DOS or Write"),
    (b"\xffWPC", "a document of WordPerfect"),
    (b"\x0e\x11\xfc\x0d\xd0\xcf\x11\x0e", "a document of a test version of Word"),
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
        return of_package(bytes);
    }
    let bare = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if bare.starts_with(b"{\\rtf") {
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
    if let Some((_, what)) = OLD.iter().find(|(magic, _)| !text && head.starts_with(magic)) {
        return Err(Refusal::NotRead((*what).to_owned()));
    }
    if let Some((_, what)) = OTHER.iter().find(|(magic, _)| !text && head.starts_with(magic)) {
        return Err(Refusal::Unknown((*what).to_owned()));
    }
    if ending == "pdf" && memchr::memmem::find(&bytes[..bytes.len().min(HEAD)], b"%PDF-").is_some() {
        return Ok(Kind::Pdf);
    }
    let lower = bare.to_ascii_lowercase();
    if lower.starts_with(b"<!doctype html") || lower.starts_with(b"<html") {
        return Ok(Kind::Html);
    }
    let has = |part: &[u8]| memchr::memmem::find(&lower, part).is_some();
    // Word processors wrote letters as one XML file, and as web pages wrapped like a mail.
    if lower.starts_with(b"<?xml") || lower.starts_with(b"<w:worddocument") {
        if has(b"word.document") || has(b"worddocument") || has(b"pkg:package") {
            return Ok(Kind::Docx);
        }
        if has(b"office:document") && !text {
            return Ok(Kind::Odt);
        }
        if has(b"<html") {
            return Ok(Kind::Html);
        }
    }
    if !text && mhtml::is(head) {
        return Ok(Kind::Html);
    }
    match ending.as_str() {
        "html" | "htm" | "xhtml" | "mht" | "mhtml" => Ok(Kind::Html),
        "md" | "markdown" => Ok(Kind::Markdown),
        "txt" | "text" | "" => Ok(Kind::Text),
        // Text and pages that were given a word processor's ending.
        "doc" | "docx" | "rtf" | "odt" if looks_like_a_page(&lower) => Ok(Kind::Html),
        "doc" | "docx" | "rtf" | "odt" if looks_like_text(head) => Ok(Kind::Text),
        "pdf" | "docx" | "odt" | "rtf" | "doc" => {
            Err(Refusal::Damaged(format!("it does not begin as a .{ending} file does")))
        }
        "wpd" | "wps" | "pages" => Err(Refusal::NotRead(format!("of the format .{ending}"))),
        "png" | "jpg" | "jpeg" | "gif" | "tif" | "tiff" | "bmp" | "webp" | "heic" => Err(Refusal::NeedsOcr),
        other => Err(Refusal::Unknown(format!("of the format .{other}"))),
    }
}

fn looks_like_a_page(lower: &[u8]) -> bool {
    [&b"<head"[..], b"<body", b"<p>", b"<p ", b"<div", b"<meta", b"<!--", b"<br", b"<span"]
        .iter()
        .any(|t| lower.starts_with(t))
}

/// Whether the first bytes are those of a text: no control characters, and words parted by blanks.
fn looks_like_text(head: &[u8]) -> bool {
    let marked = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    let control = head.iter().filter(|b| **b < 32 && !matches!(b, b'\t' | b'\n' | b'\r' | 12)).count();
    let blanks = head.iter().filter(|b| matches!(b, b' ' | b'\n')).count();
    let letters = head.iter().filter(|b| b.is_ascii_alphabetic() || **b >= 128).count();
    marked || (control == 0 && blanks * 20 >= head.len() && letters * 10 >= head.len() * 6)
}

/// Which word processor made a package.
fn of_package(bytes: &[u8]) -> Result<Kind, Refusal> {
    let mut package = Package::open(bytes)?;
    if package.has("content.xml") {
        let kind = package.part("mimetype")?.unwrap_or_default();
        let manifest = || memchr::memmem::find(bytes, b"opendocument.text").is_some();
        if kind.trim_ascii_start().starts_with(b"application/vnd.oasis.opendocument.text")
            || (kind.is_empty() && manifest())
        {
            return Ok(Kind::Odt);
        }
    }
    let what = if package.has("xl/workbook.xml") {
        "a workbook"
    } else if package.has("ppt/presentation.xml") {
        "a presentation"
    } else if package.has("Index/Document.iwa") || package.has("index.xml") || package.has("Index.zip") {
        return Err(Refusal::NotRead("a document of Apple Pages".to_owned()));
    } else if package.has("mimetype") && package.has("META-INF/container.xml") {
        return Err(Refusal::NotRead("an e-book (EPUB)".to_owned()));
    } else if word::main_part(&mut package).is_some() {
        return Ok(Kind::Docx);
    } else {
        "an archive"
    };
    Err(Refusal::Unknown(what.to_owned()))
}
