//! What a format of a written file is: its names, and how it writes tables and shortlists.
//!
//! To add a format: write a file that implements [`Exporter`] (and [`TableFormat`], where it holds tables of any columns),
//! and add its line to the list in `formats.rs`.

use super::cell::{Cell, TableColumn};
use super::html::Review;
use super::output::Output;
use super::run::RunFacts;
use crate::error::Result;
use crate::ingest::{ColumnTypes, Frame};
use crate::rank::Shortlist;
use std::path::Path;

/// What a shortlist is written from.
#[derive(Clone, Copy)]
pub struct ShortlistExport<'e> {
    /// The shortlist.
    pub list: &'e Shortlist,
    /// The facts of the run.
    pub facts: &'e RunFacts,
    /// Names of the model's columns.
    pub names: &'e [&'e str],
    /// Names of the passthrough columns.
    pub passthrough: &'e [String],
    /// What a page shows beside the list; formats without [`Exporter::shows_letters`] need none.
    pub review: Option<&'e Review<'e>>,
}

/// A format of written files.
pub trait Exporter: Sync {
    /// The endings of its files, without the dot; the first one is its name.
    fn endings(&self) -> &'static [&'static str];

    /// What a shortlist is in it, in words for help, where it is no table.
    fn shortlist_is(&self) -> &'static str {
        ""
    }

    /// Whether a file is compressed as a whole where its name ends in `.gz` or `.zst`.
    fn is_text(&self) -> bool {
        false
    }

    /// Whether the facts of a run stand inside, so that no `.run.json` is needed beside it.
    fn holds_facts(&self) -> bool {
        false
    }

    /// Whether a shortlist is written with the letters, so that they must be kept while they are read.
    fn shows_letters(&self) -> bool {
        false
    }

    /// How it writes tables of any columns, where it does.
    fn table(&self) -> Option<&dyn TableFormat> {
        None
    }

    /// Writes a shortlist; none if it is written as a table, row by row.
    fn shortlist(&self) -> Option<&dyn ShortlistFormat> {
        None
    }
}

/// A format that has a form of its own for a shortlist.
pub trait ShortlistFormat: Sync {
    /// Writes a shortlist.
    ///
    /// # Errors
    /// Those of the file at `path`, which appears whole or not at all, and of [`Shortlist::candidate`].
    fn write(&self, export: &ShortlistExport<'_>, path: &Path, no_clobber: bool) -> Result<()>;
}

/// Encoded rows, ready to be written in their turn.
pub enum Chunk {
    /// Bytes of a text format.
    Bytes(Vec<u8>),
    /// Rows of a columnar format.
    Frame(Box<Frame>),
    /// Rows of a workbook, which is made when all are there.
    Rows(Vec<Vec<Cell<'static>>>),
}

/// The columns of a table being written.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The columns.
    pub columns: Vec<TableColumn>,
    /// Types of the last columns, where they are passed through as they are.
    pub(super) types: ColumnTypes,
}

/// How a format writes tables: rows are encoded by any thread, and written in their order.
pub trait TableFormat: Sync {
    /// Whether a row can hold lists and objects.
    fn nests(&self) -> bool {
        false
    }

    /// Whether passthrough columns keep the types that they have in the input.
    fn keeps_types(&self) -> bool {
        false
    }

    /// The format that takes this one's place where the table is a stream, without a place to go back to.
    fn streamed(&self) -> Option<&'static str> {
        None
    }

    /// Rows as a chunk; each row has a cell per column.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Format`] where the format refuses the rows.
    fn encode(&self, columns: &[TableColumn], rows: &[Vec<Cell<'_>>]) -> Result<Chunk>;

    /// Begins a table.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Io`] where the file can't be written; [`crate::error::ErrorKind::Setting`] where the
    /// format can't go to standard output.
    fn begin(&self, layout: &Layout, out: Output) -> Result<Box<dyn TableSink>>;
}

/// Takes the chunks of a table.
pub trait TableSink {
    /// Adds a chunk.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Io`] where it can't be written.
    fn write(&mut self, chunk: Chunk) -> Result<()>;

    /// Puts the table in its place, with the facts of the run inside where the format has a place for them.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Io`] where the last bytes can't be written.
    fn finish(self: Box<Self>, facts: Option<&RunFacts>) -> Result<()>;
}
