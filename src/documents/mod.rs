//! One file → one letter: its text in reading order, with what a person should know of the file.
//!
//! [`read`] does the work on bytes, in this process. A file from a stranger can hang a parser or take all memory, so
//! whoever reads files of applicants goes through [`worker`], which calls [`read`] in a child process with limits.
//! Nothing in a file is followed: no macro, no link, no script, no external entity.
//!
//! Without the Cargo feature `documents`, only plain text and Markdown are read, and there is no child process.

pub mod encoding;
#[cfg(feature = "documents")]
mod html;
#[cfg(feature = "documents")]
mod kind;
#[cfg(feature = "documents")]
mod legacy;
mod letter;
mod limits;
#[cfg(feature = "documents")]
mod looks;
#[cfg(feature = "documents")]
mod mhtml;
#[cfg(feature = "documents")]
pub mod ocr;
#[cfg(feature = "documents")]
mod opendocument;
#[cfg(feature = "documents")]
mod package;
#[cfg(feature = "documents")]
mod pdf;
#[cfg(feature = "documents")]
mod rtf;
#[cfg(feature = "documents")]
mod running_headers;
mod tidy;
#[cfg(feature = "documents")]
mod word;
#[cfg(feature = "documents")]
pub mod worker;
#[cfg(not(feature = "documents"))]
#[path = "no_worker.rs"]
pub mod worker;
#[cfg(feature = "documents")]
mod xml;

pub use letter::{Hints, Kind, LARGEST_FILE, LONGEST_TEXT, Letter, Refusal};
#[cfg(feature = "documents")]
use letter::{LARGEST_PART, MOST_PAGES};
pub use limits::Limits;
#[cfg(feature = "documents")]
use ocr::Ocr;

/// Reads a file's bytes as a letter, in this process and without limits on time and memory: see [`worker`].
///
/// # Errors
/// The reason why the file gives no letter, for people.
pub fn read(bytes: &[u8], hints: &Hints) -> Result<Letter, Refusal> {
    finish(by_kind(sized(bytes)?, hints)?)
}

/// The same, with a program that reads what is a picture.
///
/// # Errors
/// As [`read`].
#[cfg(feature = "documents")]
pub fn read_with(bytes: &[u8], hints: &Hints, ocr: Option<&Ocr>) -> Result<Letter, Refusal> {
    finish(by_kind_with(sized(bytes)?, hints, ocr)?)
}

fn sized(bytes: &[u8]) -> Result<&[u8], Refusal> {
    let size = bytes.len() as u64;
    if size > LARGEST_FILE { Err(Refusal::TooLarge { bytes: size, most: LARGEST_FILE }) } else { Ok(bytes) }
}

fn finish(mut letter: Letter) -> Result<Letter, Refusal> {
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

#[cfg(feature = "documents")]
fn by_kind(bytes: &[u8], hints: &Hints) -> Result<Letter, Refusal> {
    by_kind_with(bytes, hints, None)
}

#[cfg(feature = "documents")]
fn by_kind_with(bytes: &[u8], hints: &Hints, ocr: Option<&Ocr>) -> Result<Letter, Refusal> {
    let kind = match (kind::of(bytes, &hints.name), ocr) {
        (Err(Refusal::NeedsOcr), Some(ocr)) => {
            let text = ocr.read(bytes, None).ok_or(Refusal::NeedsOcr)?;
            let mut letter = Letter::new(Kind::Text, tidy::document(&text));
            letter.warnings.push(ocr.note());
            return Ok(letter);
        }
        (kind, _) => kind?,
    };
    match kind {
        Kind::Text => plain(bytes, hints, Kind::Text),
        Kind::Markdown => plain(bytes, hints, Kind::Markdown),
        Kind::Pdf => pdf::read(bytes, ocr),
        Kind::Docx => word::read(bytes),
        Kind::Odt => opendocument::read(bytes),
        Kind::Rtf => rtf::read(bytes),
        Kind::Html => html::read(bytes, hints.encoding.as_deref()),
        Kind::Doc => legacy::read(bytes),
    }
}

#[cfg(not(feature = "documents"))]
fn by_kind(bytes: &[u8], hints: &Hints) -> Result<Letter, Refusal> {
    match hints.name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase().as_str() {
        "txt" | "text" | "" => plain(bytes, hints, Kind::Text),
        "md" | "markdown" => plain(bytes, hints, Kind::Markdown),
        other => Err(Refusal::NotBuiltIn(other.to_owned())),
    }
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
    if letter.text.contains('\0') {
        letter.text = letter.text.replace('\0', "");
        letter.warnings.push("characters without meaning (NUL) were left out".into());
    }
    Ok(letter)
}

#[cfg(test)]
mod tests;
