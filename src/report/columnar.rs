//! Parquet and Arrow IPC, through polars: rows as frames, frames as row groups or record batches of one size.

use super::cell::{Cell, Kind, TableColumn};
use super::format::{Chunk, Exporter, Layout, TableFormat, TableSink};
use super::output::Output;
use super::run::RunFacts;
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::{Frame, TypedRow};
use polars::io::parquet::write::BatchedWriter;
use polars::prelude::*;
use polars_arrow::io::ipc::write::{FileWriter, StreamWriter, WriteOptions};
use std::io::Write;

/// Rows collected before a row group or a record batch is written.
const ROW_GROUP: usize = 5_000;

/// The Arrow that every reader of it knows: text with 64-bit offsets, no views.
const COMPATIBLE: CompatLevel = CompatLevel::oldest();

/// Record batches as they are: who reads them may map them.
const UNCOMPRESSED: WriteOptions = WriteOptions { compression: None };

fn fail(error: &PolarsError) -> Error {
    Error::new(ErrorKind::Format, format!("can't be written as a columnar table: {error}"))
}

/// Rows as a frame of these columns; cells beyond them are left out.
fn frame(columns: &[TableColumn], rows: &[Vec<Cell<'_>>]) -> Result<DataFrame> {
    let cells = |index: usize| rows.iter().map(move |row| row.get(index));
    let columns = columns
        .iter()
        .enumerate()
        .map(|(index, column)| {
            let name = column.name.as_str().into();
            match column.kind {
                Kind::Text => Column::new(
                    name,
                    cells(index)
                        .map(|c| if let Some(Cell::Text(t)) = c { Some(&**t) } else { None })
                        .collect::<Vec<_>>(),
                ),
                Kind::Number => Column::new(
                    name,
                    cells(index).map(|c| if let Some(Cell::Number(n)) = c { *n } else { None }).collect::<Vec<_>>(),
                ),
                Kind::Count => Column::new(
                    name,
                    cells(index).map(|c| if let Some(Cell::Count(n)) = c { *n } else { None }).collect::<Vec<_>>(),
                ),
            }
        })
        .collect();
    DataFrame::new(rows.len(), columns).map_err(|e| fail(&e))
}

/// The passthrough columns of rows under their names, with their types.
fn typed(names: &[TableColumn], types: &[DataType], rows: &[&TypedRow]) -> Result<DataFrame> {
    let mut all: Option<DataFrame> = None;
    let mut from = 0;
    while from < rows.len() {
        // Rows that stand side by side in one frame are one slice of it.
        let first = rows[from];
        let beside = rows[from..]
            .iter()
            .enumerate()
            .take_while(|(n, row)| Arc::ptr_eq(&row.frame, &first.frame) && row.index == first.index + n)
            .count();
        let slice = first.frame.slice(first.index as i64, beside);
        match &mut all {
            Some(all) => {
                all.vstack_mut(&slice).map_err(|e| fail(&e))?;
            }
            none => *none = Some(slice),
        }
        from += beside;
    }
    let empty = || {
        let columns = types.iter().zip(names).map(|(t, n)| Column::new_empty(n.name.as_str().into(), t));
        DataFrame::new(0, columns.collect()).map_err(|e| fail(&e))
    };
    let mut all = all.map_or_else(empty, Ok)?;
    let names: Vec<&str> = names.iter().map(|n| n.name.as_str()).collect();
    all.set_column_names(&names).map_err(|e| fail(&e))?;
    Ok(all)
}

/// Two frames of the same rows, side by side.
fn beside(mut left: DataFrame, right: &DataFrame) -> Result<DataFrame> {
    left.hstack_mut(right.columns()).map_err(|e| fail(&e))?;
    Ok(left)
}

/// Rows as a frame: ours as they are made, the passthrough columns behind them as they are in the input.
pub(super) fn typed_rows(layout: &Layout, rows: &[Vec<Cell<'_>>], typed_rows: &[&TypedRow]) -> Result<DataFrame> {
    let (ours, passthrough) = layout.columns.split_at(layout.columns.len() - layout.types.0.len());
    beside(frame(ours, rows)?, &typed(passthrough, &layout.types.0, typed_rows)?)
}

/// Parquet.
pub(super) struct Parquet;

/// Arrow IPC as a file.
pub(super) struct Arrow;

/// Arrow IPC as a stream, which needs no place to go back to.
pub(super) struct ArrowStream;

impl Exporter for Parquet {
    fn endings(&self) -> &'static [&'static str] {
        &["parquet", "pq"]
    }

    fn table(&self) -> Option<&dyn TableFormat> {
        Some(self)
    }
}

impl Exporter for Arrow {
    fn endings(&self) -> &'static [&'static str] {
        &["arrow", "ipc", "feather"]
    }

    fn table(&self) -> Option<&dyn TableFormat> {
        Some(self)
    }
}

impl Exporter for ArrowStream {
    fn endings(&self) -> &'static [&'static str] {
        &["arrows"]
    }

    fn table(&self) -> Option<&dyn TableFormat> {
        Some(self)
    }
}

impl TableFormat for Parquet {
    fn keeps_types(&self) -> bool {
        true
    }

    fn encode(&self, columns: &[TableColumn], rows: &[Vec<Cell<'_>>]) -> Result<Chunk> {
        encode(columns, rows)
    }

    fn begin(&self, layout: &Layout, out: Output) -> Result<Box<dyn TableSink>> {
        by_place(&out)?;
        begin(layout, out, |out, empty| {
            Ok(Inner::Parquet(Box::new(ParquetWriter::new(out).batched(empty.schema()).map_err(|e| fail(&e))?)))
        })
    }
}

impl TableFormat for Arrow {
    fn keeps_types(&self) -> bool {
        true
    }

    fn streamed(&self) -> Option<&'static str> {
        Some("arrows")
    }

    fn encode(&self, columns: &[TableColumn], rows: &[Vec<Cell<'_>>]) -> Result<Chunk> {
        encode(columns, rows)
    }

    fn begin(&self, layout: &Layout, out: Output) -> Result<Box<dyn TableSink>> {
        by_place(&out)?;
        begin(layout, out, |out, empty| {
            let schema = Arc::new(empty.schema().to_arrow(COMPATIBLE));
            Ok(Inner::File(FileWriter::try_new(out, schema, None, UNCOMPRESSED).map_err(|e| fail(&e))?))
        })
    }
}

impl TableFormat for ArrowStream {
    fn keeps_types(&self) -> bool {
        true
    }

    fn encode(&self, columns: &[TableColumn], rows: &[Vec<Cell<'_>>]) -> Result<Chunk> {
        encode(columns, rows)
    }

    fn begin(&self, layout: &Layout, out: Output) -> Result<Box<dyn TableSink>> {
        begin(layout, out, |out, empty| {
            let mut writer = StreamWriter::new(out, UNCOMPRESSED);
            writer.start(&empty.schema().to_arrow(COMPATIBLE), None).map_err(|e| fail(&e))?;
            Ok(Inner::Stream(writer))
        })
    }
}

fn encode(columns: &[TableColumn], rows: &[Vec<Cell<'_>>]) -> Result<Chunk> {
    frame(columns, rows).map(|f| Chunk::Frame(Box::new(Frame(f))))
}

/// A Parquet file ends with what a reader reads first; an Arrow file likewise.
fn by_place(out: &Output) -> Result<()> {
    if !out.is_stdout() {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Setting, "Parquet can't go to standard output").hint("give a file name, or --to arrow"))
}

/// A writer that polars makes of what it may write to and of the table without rows.
fn begin(
    layout: &Layout,
    out: Output,
    make: impl FnOnce(Box<dyn Write + Send>, &DataFrame) -> Result<Inner<Box<dyn Write + Send>>>,
) -> Result<Box<dyn TableSink>> {
    let inner = make(out.handle()?, &typed_rows(layout, &[], &[])?).map_err(|e| e.file(out.path()))?;
    Ok(Box::new(Sink { out, writer: Writer { inner, waiting: None } }))
}

/// A columnar table being written.
struct Sink {
    out: Output,
    writer: Writer<Box<dyn Write + Send>>,
}

impl TableSink for Sink {
    fn write(&mut self, chunk: Chunk) -> Result<()> {
        let Chunk::Frame(frame) = chunk else {
            return Err(Error::new(ErrorKind::Format, "rows of another format").file(self.out.path()));
        };
        self.writer.write(frame.0).map_err(|e| e.file(self.out.path()))
    }

    fn finish(self: Box<Self>, _: Option<&RunFacts>) -> Result<()> {
        let Self { out, writer } = *self;
        writer.finish().map_err(|e| e.file(out.path()))?;
        out.commit()
    }
}

/// Where frames go.
enum Inner<W: Write> {
    Parquet(Box<BatchedWriter<W>>),
    File(FileWriter<W>),
    Stream(StreamWriter<W>),
}

/// Writes frames as row groups or record batches of [`ROW_GROUP`] rows.
struct Writer<W: Write> {
    inner: Inner<W>,
    waiting: Option<DataFrame>,
}

impl<W: Write + Send> Writer<W> {
    /// Adds rows; whole groups go out at once, so memory is bounded and the file does not depend on how the rows
    /// were batched.
    fn write(&mut self, rows: DataFrame) -> Result<()> {
        let mut all = match self.waiting.take() {
            Some(mut before) => {
                before.vstack_mut_owned(rows).map_err(|e| fail(&e))?;
                before
            }
            None => rows,
        };
        while all.height() >= ROW_GROUP {
            self.group(all.slice(0, ROW_GROUP))?;
            all = all.slice(ROW_GROUP as i64, usize::MAX);
        }
        self.waiting = Some(all);
        Ok(())
    }

    fn group(&mut self, mut rows: DataFrame) -> Result<()> {
        rows.rechunk_mut();
        let batches = |rows: &DataFrame| rows.iter_chunks(COMPATIBLE, true).collect::<Vec<_>>();
        match &mut self.inner {
            Inner::Parquet(writer) => writer.write_batch(&rows),
            Inner::File(writer) => batches(&rows).iter().try_for_each(|batch| writer.write(batch, None)),
            Inner::Stream(writer) => batches(&rows).iter().try_for_each(|batch| writer.write(batch, None)),
        }
        .map_err(|e| fail(&e))
    }

    /// Writes what is left and the end of the table.
    fn finish(mut self) -> Result<()> {
        if let Some(rest) = self.waiting.take().filter(|f| f.height() > 0) {
            self.group(rest)?;
        }
        match self.inner {
            Inner::Parquet(writer) => writer.finish().map(|_| ()),
            Inner::File(mut writer) => writer.finish(),
            Inner::Stream(mut writer) => writer.finish(),
        }
        .map_err(|e| fail(&e))
    }
}
