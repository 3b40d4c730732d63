//! Parquet, a slice at a time.

use super::{Application, Columns, Options, SharedDigest, Source, digested, id_or_row, usable};
use crate::error::{Error, ErrorKind, Result};
use polars::prelude::*;
use std::collections::VecDeque;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Rows decoded at a time.
const SLICE: usize = 4_096;

/// Opens a Parquet file; every column is read as text.
pub(super) fn open(path: &Path, file: File, options: &Options) -> Result<Source> {
    let digest = digest(&file, path)?;
    let mut reader = ParquetReader::new(clone(&file, path)?);
    let schema = reader.schema().map_err(|e| failure(path, &e))?;
    let total = reader.num_rows().map_err(|e| failure(path, &e))?;
    let names: Vec<String> = schema.iter_names().map(ToString::to_string).collect();
    let mut messages = Vec::new();
    let columns = Columns::find(&names, options, &mut messages).map_err(|e| e.file(path))?;
    if total == 0 {
        return Err(Error::new(ErrorKind::Format, "the table has no rows").file(path).way_out("check the export"));
    }
    let rows =
        Rows { file, columns: columns.clone(), names, total, next: 0, ready: VecDeque::new(), path: path.to_owned() };
    Ok(Source { columns, messages, rows: Box::new(rows), digest, path: path.to_owned(), findings: Default::default() })
}

fn failure(path: &Path, error: &PolarsError) -> Error {
    Error::new(ErrorKind::Format, format!("can't be read as Parquet: {error}"))
        .file(path)
        .way_out("write the file again, or give CSV")
}

fn clone(file: &File, path: &Path) -> Result<File> {
    file.try_clone().map_err(|e| Error::io("read it", path, e))
}

/// Parquet is read by place, so its digest is taken in a pass of its own.
fn digest(file: &File, path: &Path) -> Result<SharedDigest> {
    use std::io::{Seek, SeekFrom};
    let mut copy = clone(file, path)?;
    let io = |e| Error::io("read it", path, e);
    copy.seek(SeekFrom::Start(0)).map_err(io)?;
    let (mut reader, digest) = digested(Box::new(copy));
    let mut buffer = vec![0; 1 << 16];
    while reader.read(&mut buffer).map_err(io)? > 0 {}
    (&mut &*file).seek(SeekFrom::Start(0)).map_err(io)?;
    Ok(digest)
}

struct Rows {
    file: File,
    columns: Columns,
    names: Vec<String>,
    total: usize,
    next: usize,
    ready: VecDeque<Application>,
    path: PathBuf,
}

impl Rows {
    fn decode(&mut self) -> Result<()> {
        let length = SLICE.min(self.total - self.next);
        let fail = |e: &PolarsError| failure(&self.path, e);
        let frame = ParquetReader::new(clone(&self.file, &self.path)?)
            .with_slice(Some((self.next, length)))
            .finish()
            .map_err(|e| fail(&e))?;
        // A reader that gives fewer rows than it announced has lost some: never in silence.
        if frame.height() != length {
            return Err(
                Error::new(ErrorKind::Format, format!("{} rows announced, fewer found", self.total)).file(&self.path)
            );
        }
        let mut text = Vec::with_capacity(self.names.len());
        for name in &self.names {
            let column =
                frame.column(name).and_then(|c| c.cast(&DataType::String)).map_err(|e| fail(&e).column(name))?;
            text.push(column.as_materialized_series().str().map_err(|e| fail(&e).column(name))?.clone());
        }
        for index in 0..length {
            let get = |column: usize| text[column].get(index).unwrap_or_default();
            let row = (self.next + index + 1) as u64;
            self.ready.push_back(Application {
                row,
                id: self.columns.id.as_ref().map_or_else(|| row.to_string(), |c| id_or_row(get(c.index), row)),
                letter: usable(self.columns.letter.as_ref().map_or("", |c| get(c.index)).to_owned()),
                carried: self.columns.carried.iter().map(|c| get(c.index).to_owned()).collect(),
            });
        }
        self.next += length;
        Ok(())
    }
}

impl Iterator for Rows {
    type Item = Result<Application>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.is_empty()
            && self.next < self.total
            && let Err(error) = self.decode()
        {
            self.next = self.total;
            return Some(Err(error));
        }
        self.ready.pop_front().map(Ok)
    }
}
