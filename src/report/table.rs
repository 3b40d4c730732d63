//! Tables of rows, written as they come: CSV, TSV, JSON Lines (also compressed), Parquet, Arrow; workbooks at the end.

use super::run::RunFacts;
use super::{columnar, csv, jsonl, xlsx};
use crate::error::{Error, ErrorKind, Result};
use crate::files::WholeFile;
use crate::ingest::{self, Compression, TypedRow};
use flate2::write::GzEncoder;
use polars::prelude::{DataFrame, DataType};
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
    /// Arrow IPC as a file.
    Arrow,
    /// Arrow IPC as a stream, which needs no place to go back to.
    ArrowStream,
    /// A workbook.
    Xlsx,
}

impl Format {
    /// The format that was asked for by name (`--to`), else the one that the file name's ending says.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] where neither is known.
    pub fn choose(path: &Path, asked: Option<ingest::Format>) -> Result<Self> {
        let Some(asked) = asked else { return Self::of(path) };
        let stream = path == Path::new("-") || path.extension().is_some_and(|e| e == "arrows");
        Ok(Self::written(asked, stream))
    }

    fn written(format: ingest::Format, stream: bool) -> Self {
        match format {
            ingest::Format::Csv => Self::Csv,
            ingest::Format::Tsv => Self::Tsv,
            ingest::Format::Jsonl => Self::Jsonl,
            ingest::Format::Parquet => Self::Parquet,
            ingest::Format::Arrow if stream => Self::ArrowStream,
            ingest::Format::Arrow => Self::Arrow,
            ingest::Format::Xlsx => Self::Xlsx,
        }
    }

    /// Whether rows keep the types of their columns.
    #[must_use]
    pub fn is_columnar(self) -> bool {
        matches!(self, Self::Parquet | Self::Arrow | Self::ArrowStream)
    }

    /// The format that a file name's ending asks for (`.csv`, also `.csv.gz` and `.csv.zst`, …); `-` is CSV.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] where the ending is not known.
    pub fn of(path: &Path) -> Result<Self> {
        if path == Path::new("-") {
            return Ok(Self::Csv);
        }
        let (format, compression) = ingest::by_name(path);
        let ending = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
        let refuse = |what: String| {
            Err(Error::new(ErrorKind::Setting, what)
                .file(path)
                .hint("end the name in .csv, .tsv or .jsonl (also .gz or .zst), .parquet, .arrow or .xlsx"))
        };
        if ending == "xlsx" {
            return Ok(Self::Xlsx);
        }
        match format.map(|f| Self::written(f, ending == "arrows")) {
            Some(format) if format.is_columnar() && compression != Compression::None => {
                refuse("a Parquet or Arrow file is not compressed as a whole: it compresses inside".into())
            }
            // Read as CSV; written, it would not be found again by its name.
            Some(_) if ending == "txt" => refuse("the ending .txt is not known for a table".into()),
            Some(format) => Ok(format),
            None => refuse(format!("the ending .{ending} is not known for a table")),
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
    /// Types of the last columns, where they are passed through as they are.
    types: Vec<DataType>,
}

impl Encoder {
    /// Encodes rows of these columns in a format.
    #[must_use]
    pub fn new(format: Format, columns: Vec<TableColumn>) -> Self {
        Self { format, columns, types: Vec::new() }
    }

    /// Gives the last columns, which come from the input, the types that they have there, where both the
    /// input and the format have types.
    #[must_use]
    pub fn carrying(mut self, types: Option<&[DataType]>) -> Self {
        if let Some(types) = types.filter(|t| self.format.is_columnar() && t.len() <= self.columns.len()) {
            self.types = types.to_vec();
        }
        self
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
            Format::Parquet | Format::Arrow | Format::ArrowStream => {
                columnar::frame(&self.columns, rows).map(|f| Chunk::Frame(Box::new(f)))
            }
            Format::Xlsx => {
                Ok(Chunk::Rows(rows.iter().map(|row| row.iter().cloned().map(Cell::into_owned).collect()).collect()))
            }
        }
    }

    /// Rows as a chunk, each with its row of the input: what is passed through keeps its types ([`Encoder::carrying`]).
    ///
    /// # Errors
    /// [`ErrorKind::Format`] where the format refuses the rows.
    pub fn encode_typed(&self, rows: &[Vec<Cell<'_>>], typed: &[&TypedRow]) -> Result<Chunk> {
        if self.types.is_empty() || typed.len() != rows.len() {
            return self.encode(rows);
        }
        let (ours, passthrough) = self.columns.split_at(self.columns.len() - self.types.len());
        let ours = columnar::frame(ours, rows)?;
        columnar::beside(ours, &columnar::typed(passthrough, &self.types, typed)?).map(|f| Chunk::Frame(Box::new(f)))
    }

    /// The table without rows.
    fn empty(&self) -> Result<DataFrame> {
        let (ours, passthrough) = self.columns.split_at(self.columns.len() - self.types.len());
        columnar::beside(columnar::frame(ours, &[])?, &columnar::typed(passthrough, &self.types, &[])?)
    }

    /// What stands before the first row.
    fn head(&self) -> Result<Vec<u8>> {
        let names = || vec![self.columns.iter().map(|c| Cell::text(c.name.as_str())).collect::<Vec<_>>()];
        match self.format {
            Format::Csv => csv::rows(&names(), b','),
            Format::Tsv => csv::rows(&names(), b'\t'),
            Format::Jsonl | Format::Parquet | Format::Arrow | Format::ArrowStream | Format::Xlsx => Ok(Vec::new()),
        }
    }
}

/// Writes chunks to a file (whole or not at all) or to standard output.
pub struct TableWriter {
    target: Target,
    columnar: Option<columnar::Writer<Box<dyn Write + Send>>>,
    workbook: Option<(Vec<TableColumn>, Vec<Vec<Cell<'static>>>)>,
    path: std::path::PathBuf,
}

enum Target {
    File(WholeFile),
    Gzip(GzEncoder<WholeFile>),
    Zstd(zstd::Encoder<'static, WholeFile>),
    Stdout(std::io::Stdout),
}

impl TableWriter {
    /// Begins a table at `path`; `-` is standard output.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the file can't be written; [`ErrorKind::Setting`] for Parquet on standard output.
    pub fn create(path: &Path, encoder: &Encoder, no_clobber: bool) -> Result<Self> {
        let columnar = encoder.format.is_columnar();
        let (target, handle): (Target, Option<Box<dyn Write + Send>>) = if path == Path::new("-") {
            // A Parquet file ends with what a reader reads first; an Arrow file likewise.
            if columnar && encoder.format != Format::ArrowStream {
                return Err(Error::new(ErrorKind::Setting, "Parquet can't go to standard output")
                    .hint("give a file name, or --to arrow"));
            }
            (Target::Stdout(std::io::stdout()), columnar.then(|| Box::new(std::io::stdout()) as _))
        } else {
            let file = WholeFile::create(path, no_clobber)?;
            match ingest::by_name(path).1 {
                _ if columnar => {
                    let handle = Box::new(file.handle()?);
                    (Target::File(file), Some(handle))
                }
                Compression::None => (Target::File(file), None),
                Compression::Gzip => (Target::Gzip(GzEncoder::new(file, flate2::Compression::default())), None),
                Compression::Zstd => {
                    let encoder = zstd::Encoder::new(file, 0).map_err(|e| Error::io("write it", path, e))?;
                    (Target::Zstd(encoder), None)
                }
            }
        };
        let columnar = match handle {
            Some(handle) => {
                let writer = columnar::Writer::new(handle, encoder.format, &encoder.empty()?);
                Some(writer.map_err(|e| e.file(path))?)
            }
            None => None,
        };
        let workbook =
            (encoder.format == Format::Xlsx && path != Path::new("-")).then(|| (encoder.columns.clone(), Vec::new()));
        let mut writer = Self { target, columnar, workbook, path: path.to_owned() };
        writer.bytes(&encoder.head()?)?;
        Ok(writer)
    }

    fn bytes(&mut self, bytes: &[u8]) -> Result<()> {
        let written = match &mut self.target {
            Target::File(file) => return file.write(bytes),
            Target::Gzip(out) => out.write_all(bytes),
            Target::Zstd(out) => out.write_all(bytes),
            Target::Stdout(out) => out.write_all(bytes),
        };
        written.map_err(|e| self.failure(e))
    }

    fn failure(&self, error: std::io::Error) -> Error {
        failure(&self.path, error)
    }

    /// Adds a chunk.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where it can't be written.
    pub fn write(&mut self, chunk: Chunk) -> Result<()> {
        match (chunk, &mut self.columnar) {
            (Chunk::Bytes(bytes), _) => self.bytes(&bytes),
            (Chunk::Frame(frame), Some(writer)) => writer.write(*frame).map_err(|e| e.file(&self.path)),
            (Chunk::Rows(rows), _) => {
                let Some((_, all)) = &mut self.workbook else {
                    return Err(Error::new(ErrorKind::Setting, "a workbook can't go to standard output")
                        .hint("give a file name"));
                };
                if all.len() + rows.len() > xlsx::MOST_ROWS {
                    let what = format!("a sheet holds {} rows, and there are more", xlsx::MOST_ROWS);
                    return Err(Error::new(ErrorKind::Format, what).file(&self.path).hint("write .csv or .parquet"));
                }
                all.extend(rows);
                Ok(())
            }
            (Chunk::Frame(_), None) => {
                Err(Error::new(ErrorKind::Setting, "Parquet can't go to standard output").hint("give a file name"))
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
            let bytes = xlsx::table(&columns, &rows, facts).map_err(|e| e.file(&self.path))?;
            self.bytes(&bytes)?;
        }
        let Self { target, columnar, path, .. } = self;
        if let Some(writer) = columnar {
            writer.finish().map_err(|e| e.file(&path))?;
        }
        match target {
            Target::File(file) => file.commit(),
            Target::Gzip(out) => out.finish().map_err(|e| failure(&path, e))?.commit(),
            Target::Zstd(out) => out.finish().map_err(|e| failure(&path, e))?.commit(),
            Target::Stdout(mut out) => out.flush().map_err(|e| failure(&path, e)),
        }
    }
}

fn failure(path: &Path, error: std::io::Error) -> Error {
    let path = if path == Path::new("-") { Path::new("standard output") } else { path };
    Error::io("write it", path, error)
}
