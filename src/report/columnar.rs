//! Parquet and Arrow IPC, through polars: rows as frames, frames as row groups or record batches of one size.

use super::table::{Cell, Format, Kind, TableColumn};
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::TypedRow;
use polars::io::parquet::write::BatchedWriter;
use polars::prelude::*;
use polars_arrow::io::ipc::write::{FileWriter, StreamWriter, WriteOptions};
use std::io::Write;

/// Rows collected before a row group or a record batch is written.
const ROW_GROUP: usize = 5_000;

/// The Arrow that every reader of it knows: text with 64-bit offsets, no views.
const COMPATIBLE: CompatLevel = CompatLevel::oldest();

fn fail(error: &PolarsError) -> Error {
    Error::new(ErrorKind::Format, format!("can't be written as a columnar table: {error}"))
}

/// Rows as a frame of these columns; cells beyond them are left out.
pub(super) fn frame(columns: &[TableColumn], rows: &[Vec<Cell<'_>>]) -> Result<DataFrame> {
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
pub(super) fn typed(names: &[TableColumn], types: &[DataType], rows: &[&TypedRow]) -> Result<DataFrame> {
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
pub(super) fn beside(mut left: DataFrame, right: &DataFrame) -> Result<DataFrame> {
    left.hstack_mut(right.columns()).map_err(|e| fail(&e))?;
    Ok(left)
}

/// Where frames go.
enum Inner<W: Write> {
    Parquet(Box<BatchedWriter<W>>),
    File(FileWriter<W>),
    Stream(StreamWriter<W>),
}

/// Writes frames as row groups or record batches of [`ROW_GROUP`] rows.
pub(super) struct Writer<W: Write> {
    inner: Inner<W>,
    waiting: Option<DataFrame>,
}

impl<W: Write + Send> Writer<W> {
    /// Begins a table of the columns of `empty`.
    pub(super) fn new(out: W, format: Format, empty: &DataFrame) -> Result<Self> {
        let schema = empty.schema();
        let arrow = || schema.to_arrow(COMPATIBLE);
        let options = WriteOptions { compression: None };
        let inner = match format {
            Format::Arrow => {
                let writer = FileWriter::try_new(out, Arc::new(arrow()), None, options);
                Inner::File(writer.map_err(|e| fail(&e))?)
            }
            Format::ArrowStream => {
                let mut writer = StreamWriter::new(out, options);
                writer.start(&arrow(), None).map_err(|e| fail(&e))?;
                Inner::Stream(writer)
            }
            _ => Inner::Parquet(Box::new(ParquetWriter::new(out).batched(schema).map_err(|e| fail(&e))?)),
        };
        Ok(Self { inner, waiting: None })
    }

    /// Adds rows; whole groups go out at once, so memory is bounded and the file does not depend on how the rows
    /// were batched.
    pub(super) fn write(&mut self, rows: DataFrame) -> Result<()> {
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
    pub(super) fn finish(mut self) -> Result<()> {
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
