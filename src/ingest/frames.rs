//! Columnar tables: frames in, applications out, each with its row of the frame, so that types survive to the output.

use super::{Application, ColumnTypes, Columns, TypedRow, usable};
use crate::error::{Error, ErrorKind, Result};
use polars::prelude::*;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};

/// The types of the passthrough columns, in their order.
pub(super) fn passthrough_types(schema: &Schema, columns: &Columns) -> ColumnTypes {
    let types: Vec<&DataType> = schema.iter_values().collect();
    ColumnTypes(columns.passthrough.iter().filter_map(|c| types.get(c.index).map(|t| (*t).clone())).collect())
}

/// The applications of a series of frames of one schema.
pub(super) struct Rows<I> {
    frames: I,
    columns: Columns,
    row: u64,
    ready: VecDeque<Application>,
    path: PathBuf,
    done: bool,
}

impl<I: Iterator<Item = Result<DataFrame>>> Rows<I> {
    pub(super) fn new(frames: I, columns: Columns, path: &Path) -> Self {
        Self { frames, columns, row: 0, ready: VecDeque::new(), path: path.to_owned(), done: false }
    }

    fn decode(&mut self, frame: &DataFrame) -> Result<()> {
        let text = |index: usize| {
            let column = frame.columns().get(index).ok_or_else(|| {
                Error::new(ErrorKind::Format, "some rows have fewer columns than others").file(&self.path)
            })?;
            as_text(column).map_err(|e| {
                Error::new(ErrorKind::Column, format!("can't be read as text: {e}"))
                    .file(&self.path)
                    .column(column.name())
            })
        };
        let id = self.columns.id.as_ref().map(|c| text(c.index)).transpose()?;
        let letter = self.columns.letter.as_ref().map(|c| text(c.index)).transpose()?;
        let passthrough = self.columns.passthrough.iter().map(|c| text(c.index)).collect::<Result<Vec<_>>>()?;
        let typed = self.columns.passthrough.iter().filter_map(|c| frame.columns().get(c.index).cloned()).collect();
        let typed = DataFrame::new(frame.height(), typed)
            .map_err(|e| Error::new(ErrorKind::Format, format!("can't be read: {e}")).file(&self.path))?;
        let typed = Arc::new(typed);
        for index in 0..frame.height() {
            self.row += 1;
            let row = self.row;
            let id = id.as_ref().and_then(|c| c.get(index)).unwrap_or_default().trim().to_owned();
            let letter = letter.as_ref().and_then(|c| c.get(index)).unwrap_or_default();
            self.ready.push_back(Application {
                row,
                id,
                letter: usable(letter.to_owned()),
                passthrough: passthrough.iter().map(|c| c.get(index).unwrap_or_default().to_owned()).collect(),
                typed: Some(TypedRow { frame: typed.clone(), index }),
                parts: Vec::new(),
                file: None,
            });
        }
        Ok(())
    }
}

impl<I: Iterator<Item = Result<DataFrame>>> Iterator for Rows<I> {
    type Item = Result<Application>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(application) = self.ready.pop_front() {
                return Some(Ok(application));
            }
            if self.done {
                return None;
            }
            let decoded = match self.frames.next() {
                None => {
                    self.done = true;
                    return None;
                }
                Some(frame) => frame.and_then(|frame| self.decode(&frame)),
            };
            if let Err(error) = decoded {
                self.done = true;
                return Some(Err(error));
            }
        }
    }
}

/// A column as text; lists and records, which have no plain text, as polars prints them.
fn as_text(column: &Column) -> PolarsResult<StringChunked> {
    let series = column.as_materialized_series();
    match series.dtype() {
        DataType::List(_) | DataType::Array(..) | DataType::Struct(_) => series
            .iter()
            .map(|value| if value.is_null() { Ok(None) } else { Ok(Some(value.to_string())) })
            .collect::<PolarsResult<StringChunked>>(),
        _ => Ok(series.cast(&DataType::String)?.str()?.clone()),
    }
}
