//! Tables of rows, written as they come: encoded by any thread, written in their order, whole or not at all.

pub use super::cell::{Cell, Kind, TableColumn};
pub use super::format::Chunk;

use super::columnar;
use super::format::{Layout, TableFormat, TableSink};
use super::formats::OutputFormat;
use super::output::Output;
use super::run::RunFacts;
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::{ColumnTypes, Frame, TypedRow};
use std::path::Path;

/// Encodes rows of a table; shared by the threads that make them.
#[derive(Clone, Debug)]
pub struct Encoder {
    format: OutputFormat,
    layout: Layout,
}

impl Encoder {
    /// Encodes rows of these columns in a format.
    #[must_use]
    pub fn new(format: OutputFormat, columns: Vec<TableColumn>) -> Self {
        Self { format, layout: Layout { columns, types: ColumnTypes::default() } }
    }

    /// Gives the last columns, which are passed through from the input, the types that they have there, where both the
    /// input and the format have types.
    #[must_use]
    pub fn passing_through(mut self, types: Option<&ColumnTypes>) -> Self {
        let keeps = self.format.table().is_some_and(TableFormat::keeps_types);
        if let Some(types) = types.filter(|t| keeps && t.0.len() <= self.layout.columns.len()) {
            self.layout.types = types.clone();
        }
        self
    }

    /// The columns.
    #[must_use]
    pub fn columns(&self) -> &[TableColumn] {
        &self.layout.columns
    }

    /// How the format writes tables.
    fn table(&self) -> Result<&'static dyn TableFormat> {
        self.format
            .table()
            .ok_or_else(|| Error::new(ErrorKind::Setting, format!(".{} is no format of a table", self.format.name())))
    }

    /// Rows as a chunk; each row has a cell per column.
    ///
    /// # Errors
    /// [`ErrorKind::Format`] where the format refuses the rows.
    pub fn encode(&self, rows: &[Vec<Cell<'_>>]) -> Result<Chunk> {
        self.table()?.encode(&self.layout.columns, rows)
    }

    /// Rows as a chunk, each with its row of the input: what is passed through keeps its types
    /// ([`Encoder::passing_through`]).
    ///
    /// # Errors
    /// [`ErrorKind::Format`] where the format refuses the rows.
    pub fn encode_typed(&self, rows: &[Vec<Cell<'_>>], typed: &[&TypedRow]) -> Result<Chunk> {
        if self.layout.types.0.is_empty() || typed.len() != rows.len() {
            return self.encode(rows);
        }
        columnar::typed_rows(&self.layout, rows, typed).map(|frame| Chunk::Frame(Box::new(Frame(frame))))
    }
}

/// Writes chunks to a file (whole or not at all) or to standard output.
pub struct TableWriter(Box<dyn TableSink>);

impl TableWriter {
    /// Begins a table at `path`; `-` is standard output.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the file can't be written; [`ErrorKind::Setting`] for Parquet on standard output.
    pub fn create(path: &Path, encoder: &Encoder, no_clobber: bool) -> Result<Self> {
        let out = Output::create(path, encoder.format.is_text(), no_clobber)?;
        encoder.table()?.begin(&encoder.layout, out).map(Self)
    }

    /// Adds a chunk.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where it can't be written.
    pub fn write(&mut self, chunk: Chunk) -> Result<()> {
        self.0.write(chunk)
    }

    /// Puts the table in its place.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the last bytes can't be written.
    pub fn finish(self) -> Result<()> {
        self.0.finish(None)
    }

    /// Puts the table in its place, with the facts of the run inside where the format has a place for them.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the last bytes can't be written; [`ErrorKind::Format`] where a sheet can't hold them.
    pub fn finish_with(self, facts: &RunFacts) -> Result<()> {
        self.0.finish(Some(facts))
    }
}
