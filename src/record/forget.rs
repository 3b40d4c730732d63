//! A file without an applicant: the bytes of tables without their rows, and what to do about files that can't be rewritten.

use super::spellings::{places, spellings};
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::codes::code;
use crate::ingest::{Compression, Format, Options, Source, by_name, row_ranges};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use memchr::memmem;
use polars::prelude::*;
use std::io::{Cursor, Read, Write};
use std::ops::Range;
use std::path::Path;

/// Bytes of text that an archive or a page may hold packed.
const MOST: u64 = 1 << 30;

/// What becomes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Forgotten {
    /// The applicant is not in it.
    Absent,
    /// Its bytes without the applicant's rows.
    Rewritten {
        /// The bytes to write in its place.
        bytes: Vec<u8>,
        /// How many rows were taken out.
        rows: usize,
        /// What stood in these rows that is long enough to be known again: pieces of the letter.
        passages: Vec<String>,
    },
    /// The applicant is in it, or may be, and people must clear it: how, in words.
    ByHand(String),
}

/// The file without an applicant.
///
/// Text tables (.csv, .tsv, .jsonl, also .gz and .zst) lose the applicant's rows and keep every other byte, Parquet and
/// Arrow keep values and types. Workbooks, pages, archives and folders are looked into and named, not rewritten: what a
/// workbook holds beside its cells, and what a page says of others because of the applicant, would be wrong.
///
/// # Errors
/// [`ErrorKind::Io`] where the file can't be read; [`ErrorKind::Column`] where a table has no ids; those of
/// [`Source::open`].
pub fn without(path: &Path, id: &str, options: &Options) -> Result<Forgotten> {
    if path.is_dir() {
        return folder(path, id);
    }
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
    if ending == "txt" {
        return whole(path, id);
    }
    match by_name(path) {
        (Some(format @ (Format::Csv | Format::Tsv | Format::Jsonl)), compression) => {
            text(path, id, options, compression, format)
        }
        (Some(Format::Parquet | Format::Arrow), Compression::None) => columnar(path, id, options),
        (Some(Format::Xlsx), Compression::None) => workbook(path, id, options),
        _ => whole(path, id),
    }
}

/// The applicant's rows in a table.
#[derive(Default)]
struct Rows {
    /// Their numbers, from 1.
    found: Vec<u64>,
    /// How many rows the table has.
    total: u64,
    /// Pieces of their cells.
    passages: Vec<String>,
    /// The headings of the table but for the id's.
    columns: Vec<String>,
}

fn rows(path: &Path, id: &str, options: &Options) -> Result<Rows> {
    let source =
        Source::open(path, &Options { without_letters: true, max_letter: Some(usize::MAX), ..options.clone() })?;
    source.columns().id.as_ref().ok_or_else(|| {
        Error::new(ErrorKind::Column, "no column holds an id").file(path).hint("name it with --id-column")
    })?;
    let columns = source.columns().passthrough.iter().map(|column| column.name.clone()).collect();
    let mut rows = Rows { columns, ..Rows::default() };
    // A blind reviewer's labels name the applicant by the code.
    let code = code(id);
    for application in source {
        let application = application?;
        rows.total = application.row;
        if application.id == id || application.id == code {
            rows.found.push(application.row);
            rows.passages.extend(application.passthrough.iter().flat_map(|cell| passages_of(cell)));
        }
    }
    Ok(rows)
}

/// The numbers of an applicant's rows in a table, and the headings of its columns.
///
/// # Errors
/// Those of [`without`].
pub(super) fn rows_of(path: &Path, id: &str, options: &Options) -> Result<(Vec<u64>, Vec<String>)> {
    let Rows { found, columns, .. } = rows(path, id, options)?;
    Ok((found, columns))
}

/// Bytes from which a piece of text is long enough to be known again.
const PASSAGE: usize = 40;

/// The sentences and lines of a cell that are long enough to be known again.
fn passages_of(cell: &str) -> impl Iterator<Item = String> + '_ {
    cell.split(['\n', '.', '!', '?']).map(str::trim).filter(|piece| piece.len() >= PASSAGE).map(str::to_owned)
}

/// The first passage that a text still holds, as it is or as delimited text, JSON and pages write it.
#[must_use]
pub fn remaining<'p>(bytes: &[u8], passages: &'p [String]) -> Option<&'p str> {
    let holds = |text: &str| memmem::find(bytes, text.as_bytes()).is_some();
    let found = passages.iter().find(|passage| {
        holds(passage)
            || ['"', '\''].iter().any(|quote| holds(&passage.replace(*quote, &quote.to_string().repeat(2))))
            || spellings(passage).iter().any(|spelling| holds(spelling))
    });
    found.map(String::as_str)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|e| Error::io("read it", path, e))
}

/// Delimited text or JSON Lines: the applicant's rows are left out, all other bytes stay.
fn text(path: &Path, id: &str, options: &Options, compression: Compression, format: Format) -> Result<Forgotten> {
    let Rows { found, total, passages, .. } = rows(path, id, options)?;
    if found.is_empty() {
        return Ok(Forgotten::Absent);
    }
    let io = |e| Error::io("read it", path, e);
    let bytes = match compression {
        Compression::None => read(path)?,
        Compression::Gzip => {
            let mut bytes = Vec::new();
            MultiGzDecoder::new(read(path)?.as_slice()).read_to_end(&mut bytes).map_err(io)?;
            bytes
        }
        Compression::Zstd => zstd::decode_all(read(path)?.as_slice()).map_err(io)?,
    };
    let ranges = match format {
        Format::Jsonl => lines(&bytes),
        _ => row_ranges(&bytes, format == Format::Tsv, options).map_err(|e| e.file(path))?,
    };
    if ranges.len() as u64 != total {
        // Another encoding: what is read is not what stands in the bytes.
        let what = "holds the applicant, and its rows can't be cut out: save it as CSV in UTF-8, and forget the applicant again";
        return Ok(Forgotten::ByHand(what.into()));
    }
    let mut kept = Vec::with_capacity(bytes.len());
    let mut from = 0;
    for range in found.iter().filter_map(|row| ranges.get(usize::try_from(*row).ok()?.checked_sub(1)?)) {
        kept.extend_from_slice(&bytes[from..range.start]);
        from = range.end;
    }
    kept.extend_from_slice(&bytes[from..]);
    let packed = match compression {
        Compression::None => kept,
        Compression::Gzip => {
            let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
            encoder.write_all(&kept).and_then(|()| encoder.finish()).map_err(io)?
        }
        Compression::Zstd => zstd::encode_all(kept.as_slice(), zstd::DEFAULT_COMPRESSION_LEVEL).map_err(io)?,
    };
    Ok(Forgotten::Rewritten { bytes: packed, rows: found.len(), passages })
}

/// The lines of JSON Lines that are rows.
fn lines(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut from = 0;
    let lines = bytes.split_inclusive(|b| *b == b'\n').map(|line| {
        from += line.len();
        (from - line.len()..from, line)
    });
    lines.filter(|(_, line)| !line.iter().all(u8::is_ascii_whitespace)).map(|(range, _)| range).collect()
}

/// Parquet and Arrow: the other rows with their types. What other programs keep beside the rows is not kept.
fn columnar(path: &Path, id: &str, options: &Options) -> Result<Forgotten> {
    let Rows { found, passages, .. } = rows(path, id, options)?;
    if found.is_empty() {
        return Ok(Forgotten::Absent);
    }
    let bytes = read(path)?;
    let is_parquet = by_name(path).0 == Some(Format::Parquet);
    let is_file = bytes.starts_with(b"ARROW1");
    let written = || -> PolarsResult<Vec<u8>> {
        let from = Cursor::new(bytes.as_slice());
        let all = match (is_parquet, is_file) {
            (true, _) => ParquetReader::new(from).finish()?,
            (_, true) => IpcReader::new(from).finish()?,
            _ => IpcStreamReader::new(from).finish()?,
        };
        let keep: BooleanChunked = (1..=all.height() as u64).map(|row| Some(!found.contains(&row))).collect();
        let (mut kept, mut out) = (all.filter(&keep)?, Vec::new());
        // Text with 64-bit offsets, as every other Arrow that is written here.
        let level = CompatLevel::oldest();
        match (is_parquet, is_file) {
            (true, _) => ParquetWriter::new(&mut out).finish(&mut kept).map(|_| ())?,
            (_, true) => IpcWriter::new(&mut out).with_compat_level(level).finish(&mut kept)?,
            _ => IpcStreamWriter::new(&mut out).with_compat_level(level).finish(&mut kept)?,
        }
        Ok(out)
    };
    Ok(match written() {
        Ok(bytes) => Forgotten::Rewritten { bytes, rows: found.len(), passages },
        Err(e) => Forgotten::ByHand(format!("can't be written again ({e}): make it again from the cleared tables")),
    })
}

/// A workbook: which rows people must delete.
fn workbook(path: &Path, id: &str, options: &Options) -> Result<Forgotten> {
    let Rows { found, .. } = rows(path, id, options)?;
    if found.is_empty() {
        // The id may still stand on another sheet, or in a warning.
        return whole(path, id);
    }
    let named: Vec<String> = found.iter().map(|row| (row + 1).to_string()).collect();
    let what = format!(
        "is a workbook; the applicant is in its line{} {}: delete what stands there, on other sheets too, and save it, or make it \
         again from the cleared tables",
        if named.len() == 1 { "" } else { "s" },
        named.join(", ")
    );
    Ok(Forgotten::ByHand(what))
}

/// A folder of letters: which files people must delete. Ids are as [`Source`] gives them: the name of the file, with its
/// folder where several have that name, or what the manifest says.
fn folder(path: &Path, id: &str) -> Result<Forgotten> {
    let (mut whole, mut stems, mut tables) = (Vec::new(), Vec::new(), Vec::new());
    for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
        let entry = entry.map_err(|e| Error::new(ErrorKind::Io, e).file(path))?;
        if !entry.file_type().is_file() {
            continue;
        }
        let file = entry.path();
        let inside = file.strip_prefix(path).unwrap_or(file).with_extension("");
        if file.extension().is_some_and(|e| e == "csv") {
            tables.extend(holds(&read(file)?, id).then(|| file.display().to_string()));
        } else if inside.to_string_lossy().replace('\\', "/") == id {
            whole.push(file.display().to_string());
        } else if file.file_stem().is_some_and(|s| s.to_string_lossy() == id) {
            stems.push(file.display().to_string());
        }
    }
    let letters = if whole.is_empty() { stems } else { whole };
    let mut what = Vec::new();
    if !letters.is_empty() {
        what.push(format!("delete {}", letters.join(", ")));
    }
    if !tables.is_empty() {
        what.push(format!("take the applicant's row out of {}, and delete the file that it names", tables.join(", ")));
    }
    Ok(match what.is_empty() {
        true => Forgotten::Absent,
        false => Forgotten::ByHand(format!("is a folder of letters: {}", what.join("; "))),
    })
}

/// Any other file: whether it holds the applicant's id, unpacked where it is a page or an archive.
fn whole(path: &Path, id: &str) -> Result<Forgotten> {
    let bytes = read(path)?;
    let by_hand = |what: &str| Ok(Forgotten::ByHand(what.to_owned()));
    if bytes.starts_with(b"PK") {
        return match archive_holds(&bytes, |text| holds(text, id)) {
            Some(false) => Ok(Forgotten::Absent),
            _ => by_hand("is an archive that holds the applicant, or can't be looked into: make it again or delete it"),
        };
    }
    if is_review(&bytes) {
        return if reviewed(&bytes, MOST).is_none_or(|texts| texts.iter().any(|text| holds(text, id))) {
            by_hand(
                "is a review page that holds the applicant: make it again with `rank` from the cleared letters and delete \
                 this one; grades and notes that a browser keeps are cleared in the browser",
            )
        } else {
            Ok(Forgotten::Absent)
        };
    }
    if id.bytes().all(|b| b.is_ascii_digit()) {
        return by_hand(
            "may hold the applicant, whose id is a number like others: look into it, and make it again or delete it",
        );
    }
    if holds(&bytes, id) {
        return by_hand("holds the applicant: make it again from the cleared tables, or delete it");
    }
    if bytes.contains(&0) {
        return by_hand("can't be looked into: make it again, or delete it");
    }
    Ok(Forgotten::Absent)
}

/// Whether a text holds an id as a word of its own, as it is or as HTML, JSON and Markdown write it.
#[must_use]
pub fn holds(bytes: &[u8], id: &str) -> bool {
    spellings(id).iter().any(|spelling| places(bytes, spelling.as_bytes()).next().is_some())
}

/// Whether a name or a file of an archive is one that `holds` looks for; none if it can't be read.
pub(super) fn archive_holds(bytes: &[u8], holds: impl Fn(&[u8]) -> bool) -> Option<bool> {
    archive_within(bytes, MOST, holds)
}

fn archive_within(bytes: &[u8], most: u64, holds: impl Fn(&[u8]) -> bool) -> Option<bool> {
    let mut archive = ::zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut left = most;
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).ok()?;
        if holds(file.name().ok()?.as_bytes()) {
            return Some(true);
        }
        let mut content = Vec::new();
        (&mut file).take(left + 1).read_to_end(&mut content).ok()?;
        left = left.checked_sub(content.len() as u64)?;
        if holds(&content) {
            return Some(true);
        }
    }
    Some(false)
}

/// What begins a packed block of the review page: gzip without a time of writing, in base64.
const BLOCK: &[u8] = b"H4sIAAAA";

/// Whether a file is the review page, which holds its letters packed.
#[must_use]
pub fn is_review(bytes: &[u8]) -> bool {
    memmem::find(bytes, b"<!DOCTYPE html>").is_some_and(|at| at < 16) && memmem::find(bytes, BLOCK).is_some()
}

/// The texts of a review page: its own and those of its blocks; none if a block can't be unpacked.
fn reviewed(bytes: &[u8], most: u64) -> Option<Vec<Vec<u8>>> {
    let mut texts = vec![bytes.to_vec()];
    let mut left = most;
    for at in memmem::find_iter(bytes, BLOCK) {
        let is_base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
        let end = bytes[at..].iter().position(|b| !is_base64(b)).map_or(bytes.len(), |n| at + n);
        let packed = STANDARD.decode(&bytes[at..end]).ok()?;
        let mut text = Vec::new();
        MultiGzDecoder::new(packed.as_slice()).take(left + 1).read_to_end(&mut text).ok()?;
        left = left.checked_sub(text.len() as u64)?;
        texts.push(text);
    }
    Some(texts)
}

#[cfg(test)]
mod tests;
