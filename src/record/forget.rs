//! A file without an applicant: the bytes of tables without their rows, and what to do about files that can't be rewritten.

use super::spellings::{places, spellings};
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::{Compression, Format, Options, Source, by_name};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use memchr::memmem;
use polars::prelude::*;
use std::io::{Cursor, Read, Write};
use std::path::Path;

/// Bytes of text that an archive or a page may hold packed.
const MOST: u64 = 1 << 30;

/// What becomes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Forgotten {
    /// The applicant is not in it.
    Absent,
    /// Its bytes without the applicant's rows, and how many these were.
    Rewritten(Vec<u8>, usize),
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
        (Some(Format::Csv | Format::Tsv), compression) => text(path, id, options, compression, false),
        (Some(Format::Jsonl), compression) => text(path, id, options, compression, true),
        (Some(Format::Parquet | Format::Arrow), Compression::None) => columnar(path, id, options),
        (Some(Format::Xlsx), Compression::None) => workbook(path, id, options),
        _ => whole(path, id),
    }
}

/// The column of ids, and the applicant's rows, from 1.
fn rows(path: &Path, id: &str, options: &Options) -> Result<(crate::ingest::ColumnChoice, Vec<u64>)> {
    let source = Source::open(path, &Options { without_letters: true, ..options.clone() })?;
    let column = source.columns().id.clone().ok_or_else(|| {
        Error::new(ErrorKind::Column, "no column holds an id").file(path).hint("name it with --id-column")
    })?;
    let mut found = Vec::new();
    for application in source {
        let application = application?;
        if application.id == id {
            found.push(application.row);
        }
    }
    Ok((column, found))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|e| Error::io("read it", path, e))
}

/// Delimited text or JSON Lines: the applicant's rows are left out, all other bytes stay.
fn text(path: &Path, id: &str, options: &Options, compression: Compression, lines: bool) -> Result<Forgotten> {
    let (column, found) = rows(path, id, options)?;
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
    let (kept, removed) =
        if lines { json_lines(&bytes, &column.name, id) } else { delimited(&bytes, column.index, id, path)? };
    if removed != found.len() {
        // Another encoding, or a mark before the id: what is read is not what stands in the bytes.
        let what = "holds the applicant, and its rows can't be cut out: save it as CSV in UTF-8, and forget the applicant again";
        return Ok(Forgotten::ByHand(what.into()));
    }
    let packed = match compression {
        Compression::None => kept,
        Compression::Gzip => {
            let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
            encoder.write_all(&kept).and_then(|()| encoder.finish()).map_err(io)?
        }
        Compression::Zstd => zstd::encode_all(kept.as_slice(), zstd::DEFAULT_COMPRESSION_LEVEL).map_err(io)?,
    };
    Ok(Forgotten::Rewritten(packed, removed))
}

fn json_lines(bytes: &[u8], column: &str, id: &str) -> (Vec<u8>, usize) {
    let (mut kept, mut removed) = (Vec::with_capacity(bytes.len()), 0);
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        let value: Option<serde_json::Value> = serde_json::from_slice(line).ok();
        let found = value.as_ref().and_then(|v| v.get(column));
        let text = found.map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned));
        if text.is_some_and(|t| t.trim() == id) { removed += 1 } else { kept.extend_from_slice(line) }
    }
    (kept, removed)
}

fn delimited(bytes: &[u8], column: usize, id: &str, path: &Path) -> Result<(Vec<u8>, usize)> {
    let wrong = |e: csv::Error| Error::new(ErrorKind::Format, e).file(path);
    let head = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let count = |mark: u8| head.iter().filter(|b| **b == mark).count();
    let separators = [b',', b';', b'\t'];
    let separator = separators.into_iter().max_by_key(|mark| (count(*mark), *mark == b',')).unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(bytes);
    let (mut kept, mut removed) = (Vec::with_capacity(bytes.len()), 0);
    let (mut record, mut from, mut first) = (csv::ByteRecord::new(), 0, true);
    while reader.read_byte_record(&mut record).map_err(wrong)? {
        let mut to = (reader.position().byte() as usize).min(bytes.len());
        // The reader ends a row between the two bytes of a line's end.
        if bytes[..to].ends_with(b"\r") && bytes.get(to) == Some(&b'\n') {
            to += 1;
        }
        let own = record.get(column).unwrap_or_default();
        if !first && String::from_utf8_lossy(own).trim() == id {
            removed += 1;
        } else {
            kept.extend_from_slice(&bytes[from..to]);
        }
        (from, first) = (to, false);
    }
    kept.extend_from_slice(&bytes[from..]);
    Ok((kept, removed))
}

/// Parquet and Arrow: the other rows with their types. What other programs keep beside the rows is not kept.
fn columnar(path: &Path, id: &str, options: &Options) -> Result<Forgotten> {
    let (_, found) = rows(path, id, options)?;
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
        Ok(out) => Forgotten::Rewritten(out, found.len()),
        Err(e) => Forgotten::ByHand(format!("can't be written again ({e}): make it anew from the cleared tables")),
    })
}

/// A workbook: which rows people must delete.
fn workbook(path: &Path, id: &str, options: &Options) -> Result<Forgotten> {
    let (_, found) = rows(path, id, options)?;
    if found.is_empty() {
        // The id may still stand on another sheet, or in a warning.
        return whole(path, id);
    }
    let named: Vec<String> = found.iter().map(|row| (row + 1).to_string()).collect();
    let what = format!(
        "is a workbook; the applicant is in its line{} {}: delete what stands there, on other sheets too, and save it, or make it \
         anew from the cleared tables",
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
        return match archive(&bytes, id) {
            Some(false) => Ok(Forgotten::Absent),
            _ => by_hand("is an archive that holds the applicant, or can't be looked into: make it anew or delete it"),
        };
    }
    if is_review(&bytes) {
        return if reviewed(&bytes).is_none_or(|texts| texts.iter().any(|text| holds(text, id))) {
            by_hand(
                "is a review page that holds the applicant: make it anew with `rank` from the cleared letters and delete \
                 this one; grades and notes that a browser keeps are cleared in the browser",
            )
        } else {
            Ok(Forgotten::Absent)
        };
    }
    if id.bytes().all(|b| b.is_ascii_digit()) {
        return by_hand(
            "may hold the applicant, whose id is a number like others: look into it, and make it anew or delete it",
        );
    }
    if holds(&bytes, id) {
        return by_hand("holds the applicant: make it anew from the cleared tables, or delete it");
    }
    if bytes.contains(&0) {
        return by_hand("can't be looked into: make it anew, or delete it");
    }
    Ok(Forgotten::Absent)
}

/// Whether a text holds an id as a word of its own, as it is or as HTML, JSON and Markdown write it.
#[must_use]
pub fn holds(bytes: &[u8], id: &str) -> bool {
    spellings(id).iter().any(|spelling| places(bytes, spelling.as_bytes()).next().is_some())
}

/// Whether an archive's names or files hold the id; none where it can't be read.
fn archive(bytes: &[u8], id: &str) -> Option<bool> {
    let mut archive = ::zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut left = MOST;
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).ok()?;
        if holds(file.name().ok()?.as_bytes(), id) {
            return Some(true);
        }
        let mut content = Vec::new();
        (&mut file).take(left + 1).read_to_end(&mut content).ok()?;
        left = left.checked_sub(content.len() as u64)?;
        if holds(&content, id) {
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

/// The texts of a review page: its own and those of its blocks; none where a block can't be unpacked.
fn reviewed(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut texts = vec![bytes.to_vec()];
    let mut left = MOST;
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
mod tests {
    use super::*;

    fn options() -> Options {
        Options { without_letters: true, ..Options::default() }
    }

    fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        (folder, path)
    }

    #[test]
    fn an_id_is_found_beside_any_mark_and_as_pages_write_it() {
        for text in ["“N_025”", "N_025’s", "—N_025—", "N\\_025", "(N_025)"] {
            assert!(holds(text.as_bytes(), "N_025"), "{text}");
        }
        for text in ["N_0251", "éN_025", "N_025é", "N 025"] {
            assert!(!holds(text.as_bytes(), "N_025"), "{text}");
        }
        assert!(holds(b"O&#39;Neil &#38; 574", "O'Neil & 574") && holds(b"\xffN1\xff", "N1"));
    }

    #[test]
    fn text_tables_lose_the_rows_and_keep_every_other_byte() {
        let csv = b"id;note\r\nA1;\"a\r\nb\"\r\n A2 ;x\r\nA12;y\r\nA2;z";
        let (_folder, path) = file("t.csv", csv);
        let kept = b"id;note\r\nA1;\"a\r\nb\"\r\nA12;y\r\n".to_vec();
        assert_eq!(without(&path, "A2", &options()).unwrap(), Forgotten::Rewritten(kept.clone(), 2));
        assert_eq!(without(&path, "A3", &options()).unwrap(), Forgotten::Absent);
        let mut gzip = GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(csv).unwrap();
        let (_folder, path) = file("t.csv.gz", &gzip.finish().unwrap());
        let Forgotten::Rewritten(bytes, 2) = without(&path, "A2", &options()).unwrap() else { panic!() };
        let mut text = Vec::new();
        MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut text).unwrap();
        assert_eq!(text, kept);
        let lines = b"{\"id\":\"A2\",\"v\":1}\n{\"id\":7}\n{\"id\":\"A1\"}\n";
        let (_folder, path) = file("t.jsonl.zst", &zstd::encode_all(&lines[..], 3).unwrap());
        let Forgotten::Rewritten(bytes, 1) = without(&path, "7", &options()).unwrap() else { panic!() };
        assert_eq!(zstd::decode_all(bytes.as_slice()).unwrap(), b"{\"id\":\"A2\",\"v\":1}\n{\"id\":\"A1\"}\n");
    }

    #[test]
    fn columnar_tables_keep_values_and_types() {
        let mut all =
            df!("id" => ["a", "b", "c"], "n" => [1i32, 2, 3], "v" => [Some(0.1f32), None, Some(0.3)]).unwrap();
        let (mut parquet, mut arrow, mut stream) = (Vec::new(), Vec::new(), Vec::new());
        ParquetWriter::new(&mut parquet).finish(&mut all).unwrap();
        IpcWriter::new(&mut arrow).finish(&mut all).unwrap();
        IpcStreamWriter::new(&mut stream).finish(&mut all).unwrap();
        let expected = all.slice(1, 2);
        for (name, bytes) in [("t.parquet", parquet), ("t.arrow", arrow), ("t.arrows", stream)] {
            let (_folder, path) = file(name, &bytes);
            let Forgotten::Rewritten(bytes, 1) = without(&path, "a", &options()).unwrap() else { panic!("{name}") };
            let from = Cursor::new(bytes);
            let kept = match name {
                "t.parquet" => ParquetReader::new(from).finish(),
                "t.arrow" => IpcReader::new(from).finish(),
                _ => IpcStreamReader::new(from).finish(),
            };
            assert!(kept.unwrap().equals_missing(&expected), "{name}");
            assert_eq!(without(&path, "z", &options()).unwrap(), Forgotten::Absent);
        }
    }

    #[test]
    fn what_cannot_be_rewritten_is_named_where_it_holds_the_applicant() {
        let by_hand = |name: &str, bytes: &[u8], id: &str| {
            let (_folder, path) = file(name, bytes);
            match without(&path, id, &options()).unwrap() {
                Forgotten::ByHand(what) => Some(what),
                Forgotten::Absent => None,
                Forgotten::Rewritten(..) => panic!("{name}"),
            }
        };
        assert!(by_hand("list.md", b"| N026 | 0.9 |", "N026").unwrap().contains("make it anew"));
        assert_eq!(by_hand("list.md", b"| N0261 | XN026 |", "N026"), None);
        assert!(by_hand("list.md", b"| 26 |", "26").unwrap().contains("a number like others"));
        assert!(by_hand("letter.pdf", b"%PDF\0\xff", "N026").unwrap().contains("can't be looked into"));
        let packed = |text: &[u8]| {
            let mut gzip = GzEncoder::new(Vec::new(), flate2::Compression::default());
            gzip.write_all(text).unwrap();
            STANDARD.encode(gzip.finish().unwrap())
        };
        let page = format!("<!DOCTYPE html>\n<b>{}</b><i>{}</i>", packed(b"{}"), packed(b"{\"id\":\"N026\"}"));
        assert!(by_hand("r.html", page.as_bytes(), "N026").unwrap().contains("review page"));
        assert_eq!(by_hand("r.html", page.as_bytes(), "N027"), None);
        let wide: Vec<u8> =
            [0xff, 0xfe].into_iter().chain("id,v\n1,2\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert!(by_hand("t.csv", &wide, "1").unwrap().contains("CSV in UTF-8"));
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("N026.pdf"), "x").unwrap();
        let Forgotten::ByHand(what) = without(folder.path(), "N026", &options()).unwrap() else { panic!() };
        assert!(what.contains("delete") && what.contains("N026.pdf"), "{what}");
        assert_eq!(without(folder.path(), "N02", &options()).unwrap(), Forgotten::Absent);
    }
}
