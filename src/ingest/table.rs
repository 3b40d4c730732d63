//! Small tables beside the letters (labels, overrides), whole, as polars frames of text.

use super::{Options, Source, Unusable};
use crate::error::{Error, ErrorKind, Result};
use polars::prelude::*;
use std::path::Path;

/// Name under which [`read`] gives the id.
pub const ID: &str = "id";

/// Name under which [`read`] gives the row, from 1 under the header.
pub const ROW: &str = "row";

/// A table that was read whole.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its columns, see [`read`].
    pub frame: DataFrame,
    /// What was assumed of it.
    pub messages: Vec<String>,
    /// SHA-256 of its bytes, in hex.
    pub digest: String,
}

/// Reads a table without letters: columns `id` and `row`, then its other columns, all text but `row`.
///
/// # Errors
/// As [`Source::open`] (the letter column aside), and [`ErrorKind::Value`] at the first row that has more or
/// fewer fields than the header: in a table of labels a shifted row would be a wrong label.
/// [`ErrorKind::Column`] where no column holds an id: rows are joined by id, never by their number.
pub fn read(path: &Path, options: &Options) -> Result<Table> {
    let source = open(path, options)?;
    source.columns().require_id().map_err(|e| e.file(path))?;
    whole(source, path)
}

/// Reads a table that is about no applicants, such as a map of values: as [`read`], but it needs no id.
///
/// # Errors
/// As [`read`], but for the id.
pub fn read_without_ids(path: &Path, options: &Options) -> Result<Table> {
    whole(open(path, options)?, path)
}

fn open(path: &Path, options: &Options) -> Result<Source> {
    Source::open(path, &Options { without_letters: true, ..options.clone() })
}

fn whole(source: Source, path: &Path) -> Result<Table> {
    let (messages, digest) = (source.messages().to_vec(), source.digest());
    let names = source.columns().passthrough_names(&|name| name == ID || name == ROW);
    let (mut ids, mut rows) = (Vec::new(), Vec::new());
    let mut columns: Vec<Vec<String>> = vec![Vec::new(); names.len()];
    for application in source {
        let application = application?;
        match application.letter {
            Ok(_) | Err(Unusable::Empty) => {}
            Err(Unusable::NotAnApplicant(_)) => continue,
            Err(reason) => {
                return Err(Error::new(ErrorKind::Value, reason).file(path).row(application.row).hint("mend the row"));
            }
        }
        ids.push(application.id);
        rows.push(application.row);
        for (column, value) in columns.iter_mut().zip(application.passthrough) {
            column.push(value);
        }
    }
    let mut all = vec![Column::new(ID.into(), ids), Column::new(ROW.into(), rows)];
    all.extend(names.iter().zip(columns).map(|(name, values)| Column::new(name.as_str().into(), values)));
    let frame = DataFrame::new_infer_height(all).map_err(|e| Error::new(ErrorKind::Format, e).file(path))?;
    Ok(Table { frame, messages, digest: digest.hex() })
}

/// A column of text of a frame.
///
/// # Errors
/// [`ErrorKind::Column`] where the frame has no such column, listing those it has.
pub fn text<'f>(frame: &'f DataFrame, name: &str, path: &Path, flag: &str) -> Result<&'f StringChunked> {
    let column = frame.column(name).ok().and_then(|c| c.as_materialized_series().str().ok());
    column.ok_or_else(|| {
        let names: Vec<_> =
            frame.get_column_names().iter().map(|n| format!("`{n}`")).filter(|n| n != "`row`").collect();
        Error::new(ErrorKind::Column, format!("no column {name}; the columns are {}", names.join(", ")))
            .file(path)
            .hint(format!("give {flag} one of these"))
    })
}
