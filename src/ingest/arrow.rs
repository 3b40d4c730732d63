//! Arrow IPC, a record batch at a time: a file (`ARROW1` at its head) or a stream, also on standard input.

use super::arrow_schema;
use super::frames::{Rows, passthrough_types};
use super::held::{self, Held, Shown};
use super::open::Stream;
use super::{ColumnTypes, Columns, Options, Source};
use crate::error::{Error, ErrorKind, Result};
use polars::prelude::*;
use polars_arrow::io::ipc::read;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// The first bytes of an Arrow file; a stream has none.
pub(super) const MAGIC: &[u8] = b"ARROW1";

/// Opens an Arrow stream.
pub(super) fn open_stream(path: &Path, mut stream: Stream, options: &Options) -> Result<Source> {
    let message = schema_message(&mut stream.reader, path)?;
    let metadata = read::read_stream_metadata(&mut message.as_slice()).map_err(|e| failure(path, &e))?;
    let held = Held::new(&metadata.schema, path)?;
    let reader = read::StreamReader::new(Forward { inner: stream.reader, at: 0 }, metadata, None);
    let batches = reader.map(|state| match state {
        Ok(read::StreamState::Some(batch)) => Ok(batch),
        // A live stream that has nothing yet: the reader waits for bytes itself, so this is a stream cut short.
        Ok(read::StreamState::Waiting) => Err(PolarsError::ComputeError("the stream ends in its middle".into())),
        Err(error) => Err(error),
    });
    let mut source = source(path, batches, held, options)?;
    source.digest = stream.digest;
    source.progress = stream.progress;
    Ok(source)
}

/// Opens an Arrow file; its digest is taken in a pass of its own, for its record batches are read by place.
pub(super) fn open_file(path: &Path, mut file: File, options: &Options) -> Result<Source> {
    let digest = super::digest_of(&file, path)?;
    // Behind the magic bytes and their padding stands what a stream begins with.
    file.seek(SeekFrom::Start(8)).map_err(|e| Error::io("read it", path, e))?;
    schema_message(&mut file, path)?;
    let metadata = read::read_file_metadata(&mut file).map_err(|e| failure(path, &e))?;
    file.seek(SeekFrom::Start(0)).map_err(|e| Error::io("read it", path, e))?;
    let held = Held::new(&metadata.schema, path)?;
    let batches = read::FileReader::new(BufReader::new(file), metadata, None, None);
    let mut source = source(path, batches, held, options)?;
    source.digest = digest;
    Ok(source)
}

/// The message of the schema with the marker and the length before it, as they stand.
///
/// # Errors
/// [`ErrorKind::Column`] where it holds a type that the reader would panic on.
fn schema_message(reader: &mut impl Read, path: &Path) -> Result<Vec<u8>> {
    let io = |e| Error::io("read it", path, e);
    let mut message = Vec::new();
    reader.take(4).read_to_end(&mut message).map_err(io)?;
    if message == [0xff; 4] {
        reader.take(4).read_to_end(&mut message).map_err(io)?;
    }
    let head = message.len();
    let length = message.last_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes));
    // A length that can't be is told when the message is read as one.
    if length <= i32::MAX as u32 {
        reader.take(u64::from(length)).read_to_end(&mut message).map_err(io)?;
    }
    match arrow_schema::unreadable(&message[head..]) {
        None => Ok(message),
        Some((column, what)) => Err(Error::new(ErrorKind::Column, format!("{what} can't be read"))
            .file(path)
            .column(&column)
            .hint("write the column as a plain list or as text, or leave it out")),
    }
}

fn source<I>(path: &Path, batches: I, held: Held, options: &Options) -> Result<Source>
where
    I: Iterator<Item = PolarsResult<Batch>> + Send + 'static,
{
    // The reader of record batches would panic on decimals of 256 bits.
    let is_wide = |(field, shown): &(&ArrowField, &Option<Shown>)| {
        matches!(field.dtype, ArrowDataType::Decimal256(..)) || matches!(shown, Some(Shown::Decimal(_)))
    };
    if let Some((field, _)) = held.arrow.iter_values().zip(&held.shown).find(is_wide) {
        return Err(Error::new(ErrorKind::Column, "decimals of 256 bits can't be read from Arrow")
            .file(path)
            .column(&field.name)
            .hint("give Parquet, or write the column as text or with 128 bits"));
    }
    let (schema, shown) = (held.schema(), held.shown.clone());
    let frames = Frames { batches, held, path: path.to_owned() };
    let names: Vec<String> = schema.iter_names().map(ToString::to_string).collect();
    let mut messages = Vec::new();
    let columns = Columns::find(&names, options, &mut messages).map_err(|e| e.file(path))?;
    let types = ColumnTypes(passthrough_types(&schema, &columns).0.iter().map(plain).collect());
    Ok(Source {
        messages,
        rows: Box::new(Rows::new(frames, columns.clone(), shown, path)),
        columns,
        digest: Default::default(),
        progress: Default::default(),
        path: path.to_owned(),
        findings: Default::default(),
        types: Some(types),
    })
}

fn failure(path: &Path, error: &PolarsError) -> Error {
    Error::new(ErrorKind::Format, format!("can't be read as Arrow: {error}"))
        .file(path)
        .hint("write it again as an Arrow IPC file or stream, or give CSV")
}

type Batch = polars_arrow::record_batch::RecordBatch;

/// Record batches as frames.
struct Frames<I> {
    batches: I,
    held: Held,
    path: PathBuf,
}

/// A categorical column becomes text: its categories may differ from batch to batch.
fn plain(kind: &DataType) -> DataType {
    match kind {
        DataType::Categorical(..) | DataType::Enum(..) => DataType::String,
        other => other.clone(),
    }
}

impl<I: Iterator<Item = PolarsResult<Batch>>> Frames<I> {
    fn frame(&self, batch: Batch) -> PolarsResult<DataFrame> {
        let height = batch.len();
        let columns = self
            .held
            .arrow
            .iter_values()
            .zip(&self.held.shown)
            .zip(batch.into_arrays())
            .map(|((field, shown), array)| {
                let series = held::series(field, *shown, array)?;
                series.cast(&plain(series.dtype())).map(Column::from)
            })
            .collect::<PolarsResult<_>>()?;
        DataFrame::new(height, columns)
    }
}

impl<I: Iterator<Item = PolarsResult<Batch>>> Iterator for Frames<I> {
    type Item = Result<DataFrame>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.batches.next()?;
        Some(batch.and_then(|batch| self.frame(batch)).map_err(|e| failure(&self.path, &e)))
    }
}

/// A stream for a reader that skips: forward alone, which is the order in which the parts of a record batch stand.
struct Forward<R> {
    inner: R,
    at: u64,
}

impl<R: BufRead> Read for Forward<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.at += n as u64;
        Ok(n)
    }
}

impl<R: BufRead> Seek for Forward<R> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        let target = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::Current(step) => self.at.checked_add_signed(step),
            SeekFrom::End(_) => None,
        };
        let Some(ahead) = target.and_then(|place| place.checked_sub(self.at)) else {
            return Err(std::io::Error::other("the parts of a record batch are not in their order"));
        };
        let skipped = std::io::copy(&mut self.by_ref().take(ahead), &mut std::io::sink())?;
        if skipped < ahead {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        Ok(self.at)
    }

    fn stream_position(&mut self) -> std::io::Result<u64> {
        Ok(self.at)
    }
}
