//! Parquet, a slice at a time.

use super::frames::{Rows, carried_types};
use super::{Columns, Options, Source};
use crate::error::{Error, ErrorKind, Result};
use polars::prelude::*;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Rows decoded at a time.
const SLICE: usize = 4_096;

/// Opens a Parquet file.
pub(super) fn open(path: &Path, file: File, options: &Options) -> Result<Source> {
    let digest = super::digest_of(&file, path)?;
    let mut reader = ParquetReader::new(clone(&file, path)?);
    let schema = reader.schema().map_err(|e| failure(path, &e))?;
    let total = reader.num_rows().map_err(|e| failure(path, &e))?;
    let schema = Schema::from_arrow_schema(&schema);
    let names: Vec<String> = schema.iter_names().map(ToString::to_string).collect();
    let mut messages = Vec::new();
    let columns = Columns::find(&names, options, &mut messages).map_err(|e| e.file(path))?;
    if total == 0 {
        return Err(Error::new(ErrorKind::Format, "the table has no rows").file(path).way_out("check the export"));
    }
    let types = carried_types(&schema, &columns);
    let slices = Slices { file, total, next: 0, path: path.to_owned() };
    Ok(Source {
        messages,
        rows: Box::new(Rows::new(slices, columns.clone(), path)),
        columns,
        digest,
        progress: Default::default(),
        path: path.to_owned(),
        findings: Default::default(),
        types: Some(types),
    })
}

fn failure(path: &Path, error: &PolarsError) -> Error {
    Error::new(ErrorKind::Format, format!("can't be read as Parquet: {error}"))
        .file(path)
        .way_out("write the file again, or give CSV")
}

fn clone(file: &File, path: &Path) -> Result<File> {
    file.try_clone().map_err(|e| Error::io("read it", path, e))
}

/// The rows of a file, some at a time.
struct Slices {
    file: File,
    total: usize,
    next: usize,
    path: PathBuf,
}

impl Slices {
    fn decode(&mut self) -> Result<DataFrame> {
        let length = SLICE.min(self.total - self.next);
        let frame = ParquetReader::new(clone(&self.file, &self.path)?)
            .with_slice(Some((self.next, length)))
            .finish()
            .map_err(|e| failure(&self.path, &e))?;
        // A reader that gives fewer rows than it announced has lost some: never in silence.
        if frame.height() != length {
            return Err(
                Error::new(ErrorKind::Format, format!("{} rows announced, fewer found", self.total)).file(&self.path)
            );
        }
        self.next += length;
        Ok(frame)
    }
}

impl Iterator for Slices {
    type Item = Result<DataFrame>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next >= self.total {
            return None;
        }
        let frame = self.decode();
        if frame.is_err() {
            self.next = self.total;
        }
        Some(frame)
    }
}
