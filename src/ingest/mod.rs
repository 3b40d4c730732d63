//! Tables in, applications out: one [`Application`] per row, and the rows that could not be read with their
//! reason. A bad row is data; a bad file is an error.
//!
//! CSV, TSV and JSON Lines stream; Parquet is read a slice at a time, so memory doesn't grow with the rows.

mod columns;
mod delimited;
pub mod formulas;
mod jsonl;
pub mod labels;
mod parquet;
mod quotes;
mod raw_json;
pub mod table;

pub use columns::{ColumnChoice, Columns};

use crate::error::{Error, ErrorKind, Result};
use crate::span::Span;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// One row of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Row under the header, from 1.
    pub row: u64,
    /// The applicant's id, as text; `row 17` where the row has none.
    pub id: String,
    /// The letter as given, or why there is none.
    pub letter: Result<String, Unusable>,
    /// The other columns, in the order of [`Columns::carried`].
    pub carried: Vec<String>,
}

/// Why a row has no letter that can be scored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// The letter has no words in it.
    #[error("the letter is empty")]
    Empty,
    /// The row has more or fewer fields than the header.
    #[error("the row has {found} fields where the header has {expected}")]
    Ragged {
        /// Fields of the header.
        expected: usize,
        /// Fields of the row.
        found: usize,
    },
    /// The letter is not UTF-8.
    #[error("the letter is not UTF-8 (first at its byte {at}); save the file as UTF-8")]
    NotUtf8 {
        /// The first byte of the letter that is not.
        at: usize,
    },
    /// The line is not a JSON object with a letter in it.
    #[error("{0}")]
    Json(String),
    /// The letter is longer than a span can address.
    #[error("the letter has {0} bytes; at most {max} can be read", max = Span::MAX_TEXT)]
    TooLong(usize),
}

/// What the caller knows of the input.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Name of the id column (`--id-column`).
    pub id_column: Option<String>,
    /// Name of the letter column (`--letter-column`).
    pub letter_column: Option<String>,
    /// Whether the table is one beside the letters, with none of its own.
    pub without_letters: bool,
}

/// An open input: its columns, what was assumed of it, and its rows.
pub struct Source {
    columns: Columns,
    messages: Vec<String>,
    rows: Box<dyn Iterator<Item = Result<Application>> + Send>,
    digest: SharedDigest,
    path: PathBuf,
    findings: Findings,
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source").field("path", &self.path).field("columns", &self.columns).finish_non_exhaustive()
    }
}

impl Source {
    /// Opens a `.csv`, `.tsv`, `.jsonl` or `.parquet` file, or `-` for CSV on standard input.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the file can't be read; [`ErrorKind::Format`] where it is empty, has no rows, or
    /// is a folder or of another ending; [`ErrorKind::Column`] where the letter column is missing or not clear.
    /// Reading on fails where a quotation mark is never closed, for then rows have run into each other.
    pub fn open(path: &Path, options: &Options) -> Result<Self> {
        let ending = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
        if path == Path::new("-") {
            return delimited::open(path, Box::new(std::io::stdin()), None, options);
        }
        let file = File::open(path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => {
                Error::new(ErrorKind::Io, "no such file").file(path).way_out("check the name and the folder")
            }
            _ => Error::io("open it", path, e),
        })?;
        if file.metadata().is_ok_and(|m| m.is_dir()) {
            return Err(Error::new(ErrorKind::Format, "is a folder; expected a table (.csv, .tsv, .jsonl, .parquet)")
                .file(path)
                .way_out("name the file with the letters"));
        }
        match ending.as_str() {
            "csv" | "txt" => delimited::open(path, Box::new(file), None, options),
            "tsv" | "tab" => delimited::open(path, Box::new(file), Some(b'\t'), options),
            "jsonl" | "ndjson" => jsonl::open(path, Box::new(file), options),
            "parquet" | "pq" => parquet::open(path, file, options),
            _ => Err(Error::new(ErrorKind::Format, format!("the ending .{ending} is not known"))
                .file(path)
                .way_out("give a .csv, .tsv, .jsonl or .parquet file, or - for CSV on standard input")),
        }
    }

    /// Which column is what.
    #[must_use]
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// What was assumed of the input, for the person who gave it.
    #[must_use]
    pub fn messages(&self) -> &[String] {
        &self.messages
    }

    /// What is found while the rows are read, such as keys that no earlier line had; complete once they are exhausted.
    #[must_use]
    pub fn findings(&self) -> Findings {
        self.findings.clone()
    }

    /// The file, as it was named.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// SHA-256 of the bytes read so far, in hex: of the whole file once the rows are exhausted.
    #[must_use]
    pub fn digest(&self) -> SharedDigest {
        self.digest.clone()
    }
}

impl Iterator for Source {
    type Item = Result<Application>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rows.next()
    }
}

/// Warnings that come up while an input is being read.
#[derive(Clone, Default)]
pub struct Findings(Arc<Mutex<Vec<String>>>);

impl Findings {
    fn add(&self, finding: String) {
        if let Ok(mut list) = self.0.lock() {
            list.push(finding);
        }
    }

    /// What was found so far.
    #[must_use]
    pub fn list(&self) -> Vec<String> {
        self.0.lock().map(|list| list.clone()).unwrap_or_default()
    }
}

/// The digest of an input that is still being read.
#[derive(Clone, Default)]
pub struct SharedDigest(Arc<Mutex<Sha256>>);

impl SharedDigest {
    fn update(&self, bytes: &[u8]) {
        if let Ok(mut digest) = self.0.lock() {
            digest.update(bytes);
        }
    }

    /// SHA-256 of what was read so far, in hex.
    #[must_use]
    pub fn hex(&self) -> String {
        self.0.lock().map(|d| hex(&d.clone().finalize())).unwrap_or_default()
    }
}

/// Bytes as lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Digests what passes through it.
struct Digested<R> {
    inner: R,
    digest: SharedDigest,
}

impl<R: Read> Read for Digested<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.digest.update(&buffer[..n]);
        Ok(n)
    }
}

/// A buffered reader whose bytes are digested.
fn digested(inner: Box<dyn Read + Send>) -> (BufReader<Digested<Box<dyn Read + Send>>>, SharedDigest) {
    let digest = SharedDigest::default();
    (BufReader::with_capacity(1 << 18, Digested { inner, digest: digest.clone() }), digest)
}

/// The letter of a row, or why it can't be used. A letter needs a letter or a digit to be one.
fn usable(text: String) -> Result<String, Unusable> {
    if text.len() > Span::MAX_TEXT {
        return Err(Unusable::TooLong(text.len()));
    }
    if text.chars().any(char::is_alphanumeric) { Ok(text) } else { Err(Unusable::Empty) }
}

/// The id of a row; `row 17` where it has none.
fn id_or_row(id: &str, row: u64) -> String {
    let id = id.trim();
    if id.is_empty() { format!("row {row}") } else { id.to_owned() }
}
