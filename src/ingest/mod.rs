//! Tables in, applications out: one [`Application`] per row, and the rows that could not be read with their
//! reason. A bad row is data; a bad file is an error.
//!
//! Letters that are files (a folder, a `.zip`, a column of file names) are read by [`crate::documents`].
//! CSV, TSV, JSON Lines and Arrow stream; Parquet is read by row group, some megabytes at a time, so memory doesn't grow with the rows.

mod applicants;
mod application;
mod arrow;
mod arrow_schema;
pub mod codes;
mod columns;
mod decoded;
mod delimited;
pub mod folder;
pub mod formulas;
mod frames;
mod held;
mod hidden_rows;
mod jsonl;
mod label_words;
pub mod labels;
pub mod likely;
mod lookup;
mod open;
mod options;
mod parquet;
mod parts;
mod person;
mod preamble;
mod quotes;
mod raw_json;
pub mod repeats;
mod resubmissions;
mod source;
mod store;
pub mod table;
mod times;
mod typed;
mod watch;
mod workbook;

pub use application::{Application, FileFacts, HEADING, REASON_COLUMN, Unusable};
pub use columns::{ColumnChoice, Columns};
pub use delimited::row_ranges;
pub use lookup::Lookup;
pub use open::{Compression, Format, by_name};
pub use options::{Keep, MAX_LETTER, Options, PartColumn, Resubmissions};
pub use person::PersonColumns;
pub use source::Source;
pub use typed::{ColumnTypes, Frame, TypedRow};
pub use watch::{Findings, Progress, SharedDigest, hex};

use crate::error::{Error, ErrorKind, Result};
use applicants::Applicants;
use application::usable;
use open::{Stream, digest_of};
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::path::Path;
use store::Store;

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
        if let Some(asked) = &options.resubmissions {
            return resubmissions::open(path, options, asked);
        }
        if !options.parts.is_empty() {
            return parts::open(path, options);
        }
        let Some(column) = &options.file_column else { return Self::open_letters(path, options) };
        let table = Options { letter_column: Some(column.clone()), file_column: None, ..options.clone() };
        let (source, store) = Self::with_files(path, &table)?;
        folder::beside(source, store, options, vec![folder::Place::Letter])
    }

    /// Opens a table that names files, and where these lie.
    fn with_files(path: &Path, options: &Options) -> Result<(Self, Store)> {
        if is_zip(path) {
            return Self::table_in_zip(path, options);
        }
        let root = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Ok((Self::open_letters(path, options)?, Store::folder(root, options.allow_outside)))
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
                    Ok(Self::table_in_zip(path, options)?.0)
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
            return Ok(parquet::open(path, file, options)?.applicants(options));
        }
        if format == Format::Xlsx {
            let digest = digest_of(&file, path)?;
            return Ok(workbook::open(path, file, digest, options)?.applicants(options));
        }
        if format == Format::Arrow && total.is_some() {
            let mut head = Vec::new();
            let io = |e| Error::io("read it", path, e);
            (&mut file).take(arrow::MAGIC.len() as u64).read_to_end(&mut head).map_err(io)?;
            file.seek(SeekFrom::Start(0)).map_err(io)?;
            if head == arrow::MAGIC {
                return Ok(arrow::open_file(path, file, options)?.applicants(options));
            }
        }
        Self::read(path, Stream::new(Box::new(file), compression, total, path)?, format, options)
    }

    /// Opens what comes as a stream.
    fn read(path: &Path, stream: Stream, format: Format, options: &Options) -> Result<Self> {
        if matches!(format, Format::Arrow | Format::Parquet | Format::Xlsx) {
            return Ok(arrow::open_stream(path, stream, options)?.applicants(options));
        }
        let (stream, note) = decoded::decoded(stream, options.encoding.as_deref(), path)?;
        let mut source = match format {
            Format::Tsv => delimited::open(path, stream, Some(b'\t'), options),
            Format::Jsonl => jsonl::open(path, stream, options),
            _ => delimited::open(path, stream, None, options),
        }?;
        source.messages.splice(0..0, note);
        Ok(source.applicants(options))
    }

    /// Tells applicants from other rows, and gives ids to those that have none.
    fn applicants(mut self, options: &Options) -> Self {
        let findings = self.findings.clone();
        let (applicants, named) = Applicants::new(self.rows, self.columns, options, findings).begun();
        self.columns = named;
        self.rows = Box::new(applicants);
        self
    }

    /// Opens a table in memory; `path` is its name.
    fn in_memory(path: &Path, bytes: Vec<u8>, options: &Options) -> Result<Self> {
        let (format, compression) = by_name(path);
        let bytes = Cursor::new(bytes);
        match format {
            Some(Format::Xlsx) => {
                Ok(workbook::open(path, bytes, SharedDigest::default(), options)?.applicants(options))
            }
            Some(format @ (Format::Csv | Format::Tsv | Format::Jsonl)) => {
                Self::read(path, Stream::new(Box::new(bytes), compression, None, path)?, format, options)
            }
            _ => Err(Error::new(ErrorKind::Format, "a table in a .zip is read as .csv, .tsv, .jsonl or .xlsx")
                .file(path)
                .hint("unpack it first")),
        }
    }

    /// Opens the one table of a `.zip`; files that it names lie in the `.zip` too, from the table's folder on.
    fn table_in_zip(path: &Path, options: &Options) -> Result<(Self, Store)> {
        let store = Store::zip(path, open::file(path)?.0)?;
        let names = store.list()?;
        let tables: Vec<&String> = names.iter().filter(|n| folder::is_table(n)).collect();
        let [name] = tables.as_slice() else {
            return Err(Error::new(ErrorKind::Format, format!("holds {} tables; expected one", tables.len()))
                .file(path)
                .hint("unpack it and name the table"));
        };
        let bytes = store.bytes(name).map_err(|e| Error::new(ErrorKind::Format, e).file(&path.join(name.as_str())))?;
        let source = Self::in_memory(&path.join(name.as_str()), bytes, options)?;
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let store = store.below(folder);
        Ok((source, store))
    }
}

/// Whether a path is an archive of letters or of a table.
fn is_zip(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("zip"))
}
