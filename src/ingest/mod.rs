//! Tables in, applications out: one [`Application`] per row, and the rows that could not be read with their
//! reason. A bad row is data; a bad file is an error.
//!
//! Letters that are files (a folder, a `.zip`, a column of file names) are read by [`crate::documents`].
//! CSV, TSV, JSON Lines and Arrow stream; Parquet is read by row group, some megabytes at a time, so memory doesn't grow with the rows.

mod arrow;
mod columns;
mod decoded;
mod delimited;
pub mod folder;
pub mod formulas;
mod frames;
mod jsonl;
pub mod labels;
mod open;
mod parquet;
mod quotes;
mod raw_json;
pub mod repeats;
mod store;
pub mod table;
mod watch;
mod workbook;

pub use columns::{ColumnChoice, Columns};
pub use frames::TypedRow;
pub use open::{Compression, Format, by_name};
pub use watch::{Findings, Progress, SharedDigest, hex};

use crate::documents::worker::Limits;
use crate::documents::{Kind, Refusal};
use crate::error::{Error, ErrorKind, Result};
use crate::span::Span;
use open::Stream;
use polars::prelude::DataType;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use store::Store;
use watch::{Digested, digest_of};

/// One row of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Row under the header, from 1.
    pub row: u64,
    /// The applicant's id, as text; `row 17` where the row has none.
    pub id: String,
    /// The letter as given, or why there is none.
    pub letter: Result<String, Unusable>,
    /// The other columns, in the order of [`Columns::passthrough`].
    pub passthrough: Vec<String>,
    /// The same with their types, where the input has types.
    pub typed: Option<TypedRow>,
    /// What is known of the file that the letter was, where it was one.
    pub file: Option<Box<FileFacts>>,
}

/// What is known of the file that a letter was read from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileFacts {
    /// Its name inside the folder or the archive.
    pub name: String,
    /// Its format; none where it could not be read.
    pub kind: Option<Kind>,
    /// Its pages, where the format has them.
    pub pages: Option<u32>,
    /// What was assumed or left out.
    pub warnings: Vec<String>,
    /// Passages that a reader of the file can't see; the letter is without them.
    pub hidden: Vec<String>,
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
    #[error("the letter is not UTF-8 (first at its byte {at}); save the file as UTF-8, or say --encoding")]
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
    /// The file that is the letter gives none.
    #[error("{0}")]
    Document(Refusal),
    /// The row names no file.
    #[error("the row names no file")]
    NoFile,
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
    /// The format (`--from`); by default the one that the ending says, and CSV on standard input.
    pub format: Option<Format>,
    /// Label of the encoding of text (`--encoding`); by default it is told from the bytes.
    pub encoding: Option<String>,
    /// Name of the column that names each letter's file (`--file-column`), relative to the table.
    pub file_column: Option<String>,
    /// Whether such a name may lead out of the table's folder (`--allow-outside`).
    pub allow_outside: bool,
    /// Who reads letters that are files, and within which limits; none where they are not to be read.
    pub documents: Option<Limits>,
}

/// An open input: its columns, what was assumed of it, and its rows.
pub struct Source {
    columns: Columns,
    messages: Vec<String>,
    rows: Box<dyn Iterator<Item = Result<Application>> + Send>,
    digest: SharedDigest,
    path: PathBuf,
    findings: Findings,
    progress: Progress,
    types: Option<Vec<DataType>>,
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source").field("path", &self.path).field("columns", &self.columns).finish_non_exhaustive()
    }
}

impl Source {
    /// Opens a `.csv`, `.tsv` or `.jsonl` file (also `.gz` or `.zst`), a `.parquet`, `.arrow` or `.xlsx` file, a folder or
    /// a `.zip` with one letter per file, or `-` for standard input: CSV, unless `options` say otherwise.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the file can't be read; [`ErrorKind::Format`] where it is empty, has no rows (an
    /// Arrow stream may be without), or is of another ending; [`ErrorKind::Column`] where the letter
    /// column is missing or not clear; [`ErrorKind::Setting`] for Parquet on standard input.
    /// Reading on fails where a quotation mark is never closed, for then rows have run into each other.
    pub fn open(path: &Path, options: &Options) -> Result<Self> {
        let Some(column) = &options.file_column else { return Self::open_letters(path, options) };
        let table = Options { letter_column: Some(column.clone()), file_column: None, ..options.clone() };
        if is_zip(path) {
            return Self::table_in_zip(path, &table, options);
        }
        let source = Self::open_letters(path, &table)?;
        let root = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        folder::beside(source, Store::folder(root, options.allow_outside), options)
    }

    /// Opens an input whose letters stand in the table, or are the files of a folder.
    fn open_letters(path: &Path, options: &Options) -> Result<Self> {
        if path.is_dir() {
            return folder::open(path, Store::folder(path, false), options);
        }
        if is_zip(path) {
            let store = Store::zip(path, open::file(path)?.0)?;
            let names = store.list()?;
            return match names.as_slice() {
                [table] if by_name(Path::new(table)).0.is_some_and(|f| f != Format::Csv || table.ends_with(".csv")) => {
                    Self::table_in_zip(path, options, options)
                }
                _ => folder::open(path, store, options),
            };
        }
        if path == Path::new("-") {
            let stream = Stream::new(Box::new(std::io::stdin()), Compression::None, None, path)?;
            let format = options.format.unwrap_or(Format::Csv);
            if matches!(format, Format::Parquet | Format::Xlsx) {
                return Err(Error::new(
                    ErrorKind::Setting,
                    "Parquet and .xlsx are read by place, which standard input has not",
                )
                .hint("give a file, or Arrow: --from arrow"));
            }
            return Self::read(path, stream, format, options);
        }
        let (mut file, total) = open::file(path)?;
        let (format, compression) = by_name(path);
        let Some(format) = options.format.or(format) else {
            let ending = path.extension().and_then(|e| e.to_str()).unwrap_or("");
            return Err(Error::new(ErrorKind::Format, format!("the ending .{ending} is not known"))
                .file(path)
                .hint(
                    "give a .csv, .tsv or .jsonl file (also .gz or .zst), .parquet, .arrow, .xlsx, a folder or a .zip of letters, or say --from FORMAT",
                ));
        };
        let columnar = matches!(format, Format::Parquet | Format::Arrow | Format::Xlsx);
        if columnar && compression != Compression::None {
            return Err(Error::new(
                ErrorKind::Format,
                "a compressed Parquet, Arrow or .xlsx file can't be read by place",
            )
            .file(path)
            .hint("decompress it first; these formats compress inside"));
        }
        if format == Format::Parquet {
            return parquet::open(path, file, options);
        }
        if format == Format::Xlsx {
            let digest = digest_of(&file, path)?;
            return workbook::open(path, file, digest, options);
        }
        if format == Format::Arrow && total.is_some() {
            let mut head = Vec::new();
            let io = |e| Error::io("read it", path, e);
            (&mut file).take(arrow::MAGIC.len() as u64).read_to_end(&mut head).map_err(io)?;
            file.seek(SeekFrom::Start(0)).map_err(io)?;
            if head == arrow::MAGIC {
                return arrow::open_file(path, file, options);
            }
        }
        Self::read(path, Stream::new(Box::new(file), compression, total, path)?, format, options)
    }

    /// Opens what comes as a stream.
    fn read(path: &Path, stream: Stream, format: Format, options: &Options) -> Result<Self> {
        if matches!(format, Format::Arrow | Format::Parquet | Format::Xlsx) {
            return arrow::open_stream(path, stream, options);
        }
        let (stream, note) = decoded::decoded(stream, options.encoding.as_deref(), path)?;
        let mut source = match format {
            Format::Tsv => delimited::open(path, stream, Some(b'\t'), options),
            Format::Jsonl => jsonl::open(path, stream, options),
            _ => delimited::open(path, stream, None, options),
        }?;
        source.messages.splice(0..0, note);
        Ok(source)
    }

    /// Opens a table in memory; `path` is its name.
    fn in_memory(path: &Path, bytes: Vec<u8>, options: &Options) -> Result<Self> {
        let (format, compression) = by_name(path);
        let bytes = Cursor::new(bytes);
        match format {
            Some(Format::Xlsx) => workbook::open(path, bytes, SharedDigest::default(), options),
            Some(format @ (Format::Csv | Format::Tsv | Format::Jsonl)) => {
                Self::read(path, Stream::new(Box::new(bytes), compression, None, path)?, format, options)
            }
            _ => Err(Error::new(ErrorKind::Format, "a table in a .zip is read as .csv, .tsv, .jsonl or .xlsx")
                .file(path)
                .hint("unpack it first")),
        }
    }

    /// Opens the one table of a `.zip`, by `table`; where `options` name a column of files, these lie in the `.zip` too.
    fn table_in_zip(path: &Path, table: &Options, options: &Options) -> Result<Self> {
        let store = Store::zip(path, open::file(path)?.0)?;
        let names = store.list()?;
        let tables: Vec<&String> = names.iter().filter(|n| folder::is_table(n)).collect();
        let [name] = tables.as_slice() else {
            return Err(Error::new(ErrorKind::Format, format!("holds {} tables; expected one", tables.len()))
                .file(path)
                .hint("unpack it and name the table"));
        };
        let bytes = store.bytes(name).map_err(|e| Error::new(ErrorKind::Format, e).file(&path.join(name.as_str())))?;
        let source = Self::in_memory(&path.join(name.as_str()), bytes, table)?;
        if options.file_column.is_none() {
            return Ok(source);
        }
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        folder::beside(source, store.below(folder), options)
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

    /// How far the file is read.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// The types of the passthrough columns, where the input has types.
    #[must_use]
    pub fn types(&self) -> Option<&[DataType]> {
        self.types.as_deref()
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

/// Whether a path is an archive of letters or of a table.
fn is_zip(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip"))
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
