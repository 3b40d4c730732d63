//! Tables of rows, written as they come: CSV, TSV, JSON Lines, Parquet; workbooks at the end.

use super::run::RunFacts;
use super::{csv, jsonl, parquet, xlsx};
use crate::error::{Error, ErrorKind, Result};
use crate::files::WholeFile;
use polars::prelude::DataFrame;
use std::borrow::Cow;
use std::io::Write;
use std::path::Path;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// Floating-point numbers; empty where there is none.
    Number,
    /// Whole numbers from 0; empty where there is none.
    Count,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableColumn {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

impl TableColumn {
    /// A column of a name and a kind.
    pub fn new(name: impl Into<String>, kind: Kind) -> Self {
        Self { name: name.into(), kind }
    }
}

/// One field of a row; its kind is that of its column.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Text.
    Text(Cow<'a, str>),
    /// A number, or none.
    Number(Option<f64>),
    /// A whole number, or none.
    Count(Option<u64>),
}

impl<'a> Cell<'a> {
    /// The field with text of its own.
    fn into_owned(self) -> Cell<'static> {
        match self {
            Self::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
            Self::Number(number) => Cell::Number(number),
            Self::Count(count) => Cell::Count(count),
        }
    }

    /// Text, borrowed or owned.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }
}

/// The formats of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated.
    Csv,
    /// Tab-separated.
    Tsv,
    /// An object per line.
    Jsonl,
    /// Parquet.
    Parquet,
    /// A workbook.
    Xlsx,
}

impl Format {
    /// The format that a file name's ending asks for; `-` is CSV.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] where the ending is not known.
    pub fn of(path: &Path) -> Result<Self> {
        if path == Path::new("-") {
            return Ok(Self::Csv);
        }
        match path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase().as_str() {
            "csv" => Ok(Self::Csv),
            "tsv" => Ok(Self::Tsv),
            "jsonl" | "ndjson" => Ok(Self::Jsonl),
            "parquet" | "pq" => Ok(Self::Parquet),
            "xlsx" => Ok(Self::Xlsx),
            other => Err(Error::new(ErrorKind::Setting, format!("the ending .{other} is not known for a table"))
                .file(path)
                .way_out("end the name in .csv, .tsv, .jsonl, .parquet or .xlsx")),
        }
    }
}

/// Encoded rows, ready to be written in their turn.
pub enum Chunk {
    /// Bytes of a text format.
    Bytes(Vec<u8>),
    /// Rows of a columnar format.
    Frame(Box<DataFrame>),
    /// Rows of a workbook, which is made when all are there.
    Rows(Vec<Vec<Cell<'static>>>),
}

/// Encodes rows of a table; shared by the threads that make them.
#[derive(Clone, Debug)]
pub struct Encoder {
    format: Format,
    columns: Vec<TableColumn>,
}

impl Encoder {
    /// Encodes rows of these columns in a format.
    #[must_use]
    pub fn new(format: Format, columns: Vec<TableColumn>) -> Self {
        Self { format, columns }
    }

    /// The columns.
    #[must_use]
    pub fn columns(&self) -> &[TableColumn] {
        &self.columns
    }

    /// Rows as a chunk; each row has a cell per column.
    ///
    /// # Errors
    /// [`ErrorKind::Format`] where the format refuses the rows.
    pub fn encode(&self, rows: &[Vec<Cell<'_>>]) -> Result<Chunk> {
        match self.format {
            Format::Csv => csv::rows(rows, b',').map(Chunk::Bytes),
            Format::Tsv => csv::rows(rows, b'\t').map(Chunk::Bytes),
            Format::Jsonl => Ok(Chunk::Bytes(jsonl::rows(&self.columns, rows))),
            Format::Parquet => parquet::frame(&self.columns, rows).map(|f| Chunk::Frame(Box::new(f))),
            Format::Xlsx => {
                Ok(Chunk::Rows(rows.iter().map(|row| row.iter().cloned().map(Cell::into_owned).collect()).collect()))
            }
        }
    }

    /// What stands before the first row.
    fn head(&self) -> Result<Vec<u8>> {
        let names = || vec![self.columns.iter().map(|c| Cell::text(c.name.as_str())).collect::<Vec<_>>()];
        match self.format {
            Format::Csv => csv::rows(&names(), b','),
            Format::Tsv => csv::rows(&names(), b'\t'),
            Format::Jsonl | Format::Parquet | Format::Xlsx => Ok(Vec::new()),
        }
    }
}

/// Writes chunks to a file (whole or not at all) or to standard output.
pub struct TableWriter {
    target: Target,
    parquet: Option<parquet::Writer>,
    workbook: Option<(Vec<TableColumn>, Vec<Vec<Cell<'static>>>)>,
}

enum Target {
    File(WholeFile),
    Stdout(std::io::Stdout),
}

impl Target {
    /// Names the file in an error.
    fn name(&self, error: Error) -> Error {
        match self {
            Self::File(file) => error.file(file.path()),
            Self::Stdout(_) => error,
        }
    }
}

impl TableWriter {
    /// Begins a table at `path`; `-` is standard output.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the file can't be written; [`ErrorKind::Setting`] for Parquet on standard output.
    pub fn create(path: &Path, encoder: &Encoder, no_clobber: bool) -> Result<Self> {
        let mut writer = if path == Path::new("-") {
            Self { target: Target::Stdout(std::io::stdout()), parquet: None, workbook: None }
        } else {
            let file = WholeFile::create(path, no_clobber)?;
            let parquet = if encoder.format == Format::Parquet {
                Some(parquet::Writer::new(&file, &encoder.columns)?)
            } else {
                None
            };
            let workbook = (encoder.format == Format::Xlsx).then(|| (encoder.columns.clone(), Vec::new()));
            Self { target: Target::File(file), parquet, workbook }
        };
        writer.bytes(&encoder.head()?)?;
        Ok(writer)
    }

    fn bytes(&mut self, bytes: &[u8]) -> Result<()> {
        match &mut self.target {
            Target::File(file) => file.write(bytes),
            Target::Stdout(out) => {
                out.write_all(bytes).map_err(|e| Error::io("write it", Path::new("standard output"), e))
            }
        }
    }

    /// Adds a chunk.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where it can't be written.
    pub fn write(&mut self, chunk: Chunk) -> Result<()> {
        match (chunk, &mut self.parquet) {
            (Chunk::Bytes(bytes), _) => self.bytes(&bytes),
            (Chunk::Frame(frame), Some(writer)) => writer.write(*frame).map_err(|e| self.target.name(e)),
            (Chunk::Rows(rows), _) => {
                let Some((_, all)) = &mut self.workbook else {
                    return Err(Error::new(ErrorKind::Setting, "a workbook can't go to standard output")
                        .way_out("give a file name"));
                };
                if all.len() + rows.len() > xlsx::MOST_ROWS {
                    return Err(self.target.name(
                        Error::new(
                            ErrorKind::Format,
                            format!("a sheet holds {} rows, and there are more", xlsx::MOST_ROWS),
                        )
                        .way_out("write .csv or .parquet"),
                    ));
                }
                all.extend(rows);
                Ok(())
            }
            (Chunk::Frame(_), None) => {
                Err(Error::new(ErrorKind::Setting, "Parquet can't go to standard output").way_out("give a file name"))
            }
        }
    }

    /// Puts the table in its place.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the last bytes can't be written.
    pub fn finish(self) -> Result<()> {
        self.end(None)
    }

    /// Puts the table in its place, with the facts of the run inside where the format has a place for them.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the last bytes can't be written; [`ErrorKind::Format`] where a sheet can't hold them.
    pub fn finish_with(self, facts: &RunFacts) -> Result<()> {
        self.end(Some(facts))
    }

    fn end(mut self, facts: Option<&RunFacts>) -> Result<()> {
        if let Some((columns, rows)) = self.workbook.take() {
            let bytes = xlsx::table(&columns, &rows, facts).map_err(|e| self.target.name(e))?;
            self.bytes(&bytes)?;
        }
        if let Some(writer) = self.parquet {
            writer.finish().map_err(|e| self.target.name(e))?;
        }
        match self.target {
            Target::File(file) => file.commit(),
            Target::Stdout(mut out) => out.flush().map_err(|e| Error::io("write it", Path::new("standard output"), e)),
        }
    }
}
