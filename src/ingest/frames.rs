//! Columnar tables: frames in, applications out, each with its row of the frame, so that types survive to the output.

use super::held::{self, Shown};
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
    /// Per column of a frame, how it is shown where that is not as it is.
    shown: Vec<Option<Shown>>,
    row: u64,
    ready: VecDeque<Application>,
    path: PathBuf,
    done: bool,
}

impl<I: Iterator<Item = Result<DataFrame>>> Rows<I> {
    pub(super) fn new(frames: I, columns: Columns, shown: Vec<Option<Shown>>, path: &Path) -> Self {
        Self { frames, columns, shown, row: 0, ready: VecDeque::new(), path: path.to_owned(), done: false }
    }

    fn decode(&mut self, frame: &DataFrame) -> Result<()> {
        let shown = |index: usize, as_text: fn(&Column) -> PolarsResult<StringChunked>| {
            let how = self.shown.get(index).copied().flatten();
            let column = frame.columns().get(index).ok_or_else(|| {
                Error::new(ErrorKind::Format, "some rows have fewer columns than others").file(&self.path)
            })?;
            let text = match how {
                Some(Shown::Ahead(seconds)) => held::times(column.as_materialized_series(), seconds),
                _ => as_text(column),
            };
            text.map_err(|e| {
                Error::new(ErrorKind::Column, format!("can't be read as text: {e}"))
                    .file(&self.path)
                    .column(column.name())
            })
        };
        let text = |index| shown(index, as_text);
        let id = self.columns.id.as_ref().map(|c| text(c.index)).transpose()?;
        let letter = self.columns.letter.as_ref().map(|c| c.index);
        if let Some((column, what)) = letter.and_then(|i| frame.columns().get(i)).and_then(|c| Some((c, not_text(c)?)))
        {
            let first =
                (0..column.len()).find(|&i| column.get(i).is_ok_and(|value| !value.is_null())).unwrap_or_default();
            return Err(Error::new(ErrorKind::Column, format!("the column holds {what}; a letter is text"))
                .file(&self.path)
                .row(self.row + first as u64 + 1)
                .column(column.name())
                .hint("name the column of letters with --letter-column NAME"));
        }
        let letter = letter.map(text).transpose()?;
        let passthrough =
            self.columns.passthrough.iter().map(|c| shown(c.index, as_shown)).collect::<Result<Vec<_>>>()?;
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

/// What a column holds that can't be letters, in words; none if it is text, or empty throughout.
fn not_text(column: &Column) -> Option<&'static str> {
    let kind = column.dtype();
    let what = if kind.is_primitive_numeric() || kind.is_decimal() {
        "numbers"
    } else if kind.is_bool() {
        "true and false"
    } else if kind.is_temporal() {
        "times"
    } else if kind.is_nested() {
        "lists or records"
    } else {
        return None;
    };
    (column.null_count() < column.len()).then_some(what)
}

/// A column as text; bytes that are no text as hexadecimal digits, `0xff00`.
fn as_shown(column: &Column) -> PolarsResult<StringChunked> {
    let series = column.as_materialized_series();
    let DataType::Binary = series.dtype() else { return as_text(column) };
    let shown =
        |bytes: &[u8]| std::str::from_utf8(bytes).map_or_else(|_| format!("0x{}", super::hex(bytes)), str::to_owned);
    Ok(series.binary()?.iter().map(|value| value.map(shown)).collect())
}

/// A column as text; lists, records and spans of time, which have no plain text, as polars prints them.
fn as_text(column: &Column) -> PolarsResult<StringChunked> {
    let series = column.as_materialized_series();
    match series.dtype() {
        DataType::List(_) | DataType::Array(..) | DataType::Struct(_) | DataType::Duration(_) => series
            .iter()
            .map(|value| if value.is_null() { Ok(None) } else { Ok(Some(value.to_string())) })
            .collect::<PolarsResult<StringChunked>>(),
        _ => Ok(series.cast(&DataType::String)?.str()?.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_letters_that_is_not_text_is_an_error_that_names_row_and_column() {
        let told = |letters: Series| {
            let columns = Columns::find(&["id".into(), "letter".into()], &Default::default(), &mut Vec::new()).unwrap();
            let ids = Series::new("id".into(), vec!["1"; letters.len()]);
            let frame = DataFrame::new(ids.len(), vec![ids.into(), letters.with_name("letter".into()).into()]);
            let mut rows = Rows::new(std::iter::once(Ok(frame.unwrap())), columns, Vec::new(), Path::new("in.parquet"));
            rows.next().unwrap().map(|_| ()).map_err(|e| e.to_string())
        };
        let numbers = told(Series::new("n".into(), [None, Some(2.5)])).unwrap_err();
        let hint = "name the column of letters with --letter-column NAME";
        assert_eq!(
            numbers,
            format!("in.parquet, row 2, column letter: the column holds numbers; a letter is text; {hint}")
        );
        let lists = Series::new("l".into(), [Series::new("".into(), ["a", "b"])]);
        assert!(told(lists).unwrap_err().contains("row 1, column letter: the column holds lists or records"));
        assert!(told(Series::new("b".into(), [true])).unwrap_err().contains("holds true and false"));
        let empty = Series::new("e".into(), [None::<f64>]);
        for fine in [Series::new("t".into(), ["I work on spiking networks."]), empty] {
            assert!(told(fine.clone()).is_ok(), "{fine}");
        }
    }

    #[test]
    fn spans_of_time_and_bytes_are_shown() {
        let spans =
            Series::new("s".into(), [Some(5_i64), None]).cast(&DataType::Duration(TimeUnit::Milliseconds)).unwrap();
        let bytes = Series::new("b".into(), [b"ab".as_slice(), b"\xff\x00"]);
        let shown =
            |series: Series| as_shown(&series.into()).unwrap().iter().map(|v| v.map(str::to_owned)).collect::<Vec<_>>();
        assert_eq!(shown(spans), [Some("5ms".to_owned()), None]);
        assert_eq!(shown(bytes), [Some("ab".to_owned()), Some("0xff00".to_owned())]);
    }
}
