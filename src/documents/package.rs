//! Packages (ZIP): their parts, each unpacked to a limit.

use super::{Kind, LARGEST_PART, Refusal};
use std::io::{Cursor, Read};
use zip::ZipArchive;

fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, Refusal> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|e| Refusal::Damaged(format!("its parts can't be found: {e}")))
}

/// Which word processor made a package.
pub(super) fn kind(bytes: &[u8]) -> Result<Kind, Refusal> {
    let archive = open(bytes)?;
    if archive.index_for_name("word/document.xml").is_some() {
        return Ok(Kind::Docx);
    }
    if archive.index_for_name("content.xml").is_some() {
        let kind = part(bytes, "mimetype")?.unwrap_or_default();
        if kind.starts_with(b"application/vnd.oasis.opendocument.text") {
            return Ok(Kind::Odt);
        }
    }
    let what = if archive.index_for_name("xl/workbook.xml").is_some() {
        "a workbook"
    } else if archive.index_for_name("ppt/presentation.xml").is_some() {
        "a presentation"
    } else {
        "an archive"
    };
    Err(Refusal::Unknown(what.to_owned()))
}

/// A part by its name; none where the package has no such part.
pub(super) fn part(bytes: &[u8], name: &str) -> Result<Option<Vec<u8>>, Refusal> {
    let mut archive = open(bytes)?;
    let Some(index) = archive.index_for_name(name) else { return Ok(None) };
    let damaged = |e: &dyn std::fmt::Display| Refusal::Damaged(format!("its part {name} can't be unpacked: {e}"));
    let file = archive.by_index(index).map_err(|e| match e {
        zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED) => Refusal::Encrypted,
        e => damaged(&e),
    })?;
    let mut part = Vec::new();
    // What the package says of its size is not to be trusted: counted while unpacking.
    file.take(LARGEST_PART + 1).read_to_end(&mut part).map_err(|e| damaged(&e))?;
    if part.len() as u64 > LARGEST_PART {
        return Err(Refusal::Bomb { most: LARGEST_PART });
    }
    Ok(Some(part))
}
