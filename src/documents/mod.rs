//! One file → one letter: its text in reading order, with what a person should know of the file.
//!
//! [`read`] does the work on bytes, in this process. A file from a stranger can hang a parser or take all memory, so
//! whoever reads files of applicants goes through [`worker`], which calls [`read`] in a child process with limits.
//! Nothing in a file is followed: no macro, no link, no script, no external entity.

pub mod encoding;
mod html;
mod kind;
mod legacy;
mod letter;
mod looks;
mod mhtml;
mod opendocument;
mod package;
mod pdf;
mod rtf;
mod running_headers;
mod tidy;
mod word;
pub mod worker;
mod xml;

pub use letter::{Hints, Kind, LARGEST_FILE, LONGEST_TEXT, Letter, Refusal};
use letter::{LARGEST_PART, MOST_PAGES};

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
    if letter.text.contains('\0') {
        letter.text = letter.text.replace('\0', "");
        letter.warnings.push("characters without meaning (NUL) were left out".into());
    }
    Ok(letter)
}

#[cfg(test)]
mod tests;
