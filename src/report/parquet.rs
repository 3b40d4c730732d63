//! Parquet, through polars.

use super::table::{Cell, Kind, TableColumn};
use crate::error::{Error, ErrorKind, Result};
use crate::files::WholeFile;
use polars::io::parquet::write::BatchedWriter;
use polars::prelude::*;
use std::fs::File;

/// Rows collected before a row group is written.
const ROW_GROUP: usize = 5_000;

fn fail(error: &PolarsError) -> Error {
    Error::new(ErrorKind::Format, format!("can't be written as Parquet: {error}"))
}

/// Rows as a frame.
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
    DataFrame::new_infer_height(columns).map_err(|e| fail(&e))
}

/// Writes frames as row groups.
pub(super) struct Writer {
    inner: BatchedWriter<File>,
    waiting: Option<DataFrame>,
}

impl Writer {
    pub(super) fn new(file: &WholeFile, columns: &[TableColumn]) -> Result<Self> {
        let schema = frame(columns, &[])?.schema().as_ref().clone();
        let inner = ParquetWriter::new(file.handle()?).batched(&schema).map_err(|e| fail(&e))?;
        Ok(Self { inner, waiting: None })
    }

    /// Adds rows; whole row groups go out at once, so memory is bounded and the file does not depend on how
    /// the rows were batched.
    pub(super) fn write(&mut self, rows: DataFrame) -> Result<()> {
        let mut all = match self.waiting.take() {
            Some(before) => before.vstack(&rows).map_err(|e| fail(&e))?,
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
        self.inner.write_batch(&rows).map_err(|e| fail(&e))
    }

    pub(super) fn finish(mut self) -> Result<()> {
        if let Some(rest) = self.waiting.take().filter(|f| f.height() > 0) {
            self.group(rest)?;
        }
        self.inner.finish().map(|_| ()).map_err(|e| fail(&e))
    }
}
