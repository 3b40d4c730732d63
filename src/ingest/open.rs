//! A file as a stream of bytes: its format and compression from its name, its digest and its progress on the way.

use super::watch::{Digested, Progress, SharedDigest};
use crate::error::{Error, ErrorKind, Result};
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::str::FromStr;

/// Bytes read at a time.
const BUFFER: usize = 1 << 18;

/// What a table is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Delimited text; the separator is found from the header.
    Csv,
    /// Tab-separated text.
    Tsv,
    /// A JSON object per line.
    Jsonl,
    /// Parquet.
    Parquet,
    /// Arrow IPC, as a file or as a stream.
    Arrow,
    /// A workbook.
    Xlsx,
}

/// Every format with the endings of its files; the first one is its name.
const FORMATS: [(Format, &[&str]); 6] = [
    (Format::Csv, &["csv", "txt"]),
    (Format::Tsv, &["tsv", "tab"]),
    (Format::Jsonl, &["jsonl", "ndjson"]),
    (Format::Parquet, &["parquet", "pq"]),
    (Format::Arrow, &["arrow", "arrows", "ipc", "feather"]),
    (Format::Xlsx, &["xlsx", "xlsm"]),
];

impl Format {
    /// The names of all formats, for help and hints: `csv, tsv, jsonl, parquet, arrow, xlsx`.
    #[must_use]
    pub fn names() -> String {
        FORMATS.map(|(_, endings)| endings[0]).join(", ")
    }
}

impl FromStr for Format {
    type Err = Error;

    /// Reads the name of a format, or another ending that such files go by, in any case.
    fn from_str(text: &str) -> Result<Self> {
        let known = FORMATS.iter().find(|(_, endings)| endings.iter().any(|e| e.eq_ignore_ascii_case(text)));
        known.map(|(format, _)| *format).ok_or_else(|| {
            let what = format!("the format {} is not known", text.to_ascii_lowercase());
            Error::new(ErrorKind::Format, what).hint(format!("give one of {}", Self::names()))
        })
    }
}

/// How a file of text is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip (`.gz`).
    Gzip,
    /// Zstandard (`.zst`).
    Zstd,
}

/// Format and compression by a name's ending: `letters.csv.gz`. The format is none if the ending is not known.
#[must_use]
pub fn by_name(path: &Path) -> (Option<Format>, Compression) {
    let ending = |p: &Path| p.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
    let (inner, compression) = match ending(path).as_str() {
        "gz" => (path.with_extension(""), Compression::Gzip),
        "zst" => (path.with_extension(""), Compression::Zstd),
        _ => (path.to_owned(), Compression::None),
    };
    (ending(&inner).parse().ok(), compression)
}

/// The bytes of an input, decompressed.
pub(super) struct Stream {
    /// The bytes.
    pub reader: Box<dyn BufRead + Send>,
    /// Digest of the bytes as they stand in the file.
    pub digest: SharedDigest,
    /// How far the file is read.
    pub progress: Progress,
}

impl Stream {
    /// A stream over `inner`, which holds `total` bytes where that is known.
    pub fn new(inner: Box<dyn Read + Send>, compression: Compression, total: Option<u64>, path: &Path) -> Result<Self> {
        let (digest, progress) = (SharedDigest::default(), Progress::of(total));
        let digested = Digested { inner, digest: digest.clone(), progress: progress.clone() };
        let reader: Box<dyn BufRead + Send> = match compression {
            Compression::None => Box::new(BufReader::with_capacity(BUFFER, digested)),
            Compression::Gzip => {
                let inner = MultiGzDecoder::new(BufReader::with_capacity(BUFFER, digested));
                Box::new(BufReader::with_capacity(BUFFER, inner))
            }
            Compression::Zstd => {
                let inner = zstd::Decoder::new(digested).map_err(|e| Error::io("read it", path, e))?;
                Box::new(BufReader::with_capacity(BUFFER, inner))
            }
        };
        Ok(Self { reader, digest, progress })
    }

    /// A stream over text in memory.
    #[cfg(test)]
    pub fn of(text: impl Into<Vec<u8>>) -> Self {
        Self::new(Box::new(std::io::Cursor::new(text.into())), Compression::None, None, Path::new("-")).unwrap()
    }
}

/// Opens a file that is there and is no folder.
pub(super) fn file(path: &Path) -> Result<(File, Option<u64>)> {
    let file = File::open(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => {
            Error::new(ErrorKind::Io, "no such file").file(path).hint("check the name and the folder")
        }
        _ => Error::io("open it", path, e),
    })?;
    let facts = file.metadata().ok();
    if facts.as_ref().is_some_and(std::fs::Metadata::is_dir) {
        let what = format!("is a folder; expected a table ({})", Format::names());
        return Err(Error::new(ErrorKind::Format, what).file(path).hint("name the file with the letters"));
    }
    let total = facts.filter(std::fs::Metadata::is_file).map(|f| f.len());
    Ok((file, total))
}

/// The error of a table that has a header and nothing else.
pub(super) fn no_rows(path: &Path) -> Error {
    Error::new(ErrorKind::Format, "there is a header but no row under it").file(path).hint("check the export")
}

/// The digest of a file that is read by place, taken in a pass of its own.
pub(super) fn digest_of(file: &std::fs::File, path: &Path) -> Result<SharedDigest> {
    let io = |e| Error::io("read it", path, e);
    let mut copy = file.try_clone().map_err(io)?;
    copy.seek(SeekFrom::Start(0)).map_err(io)?;
    let mut stream = Stream::new(Box::new(copy), Compression::None, None, path)?;
    loop {
        let n = stream.reader.fill_buf().map_err(io)?.len();
        if n == 0 {
            break;
        }
        stream.reader.consume(n);
    }
    (&mut &*file).seek(SeekFrom::Start(0)).map_err(io)?;
    Ok(stream.digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_format_and_compression() {
        let of = |name: &str| by_name(Path::new(name));
        assert_eq!(of("a.CSV"), (Some(Format::Csv), Compression::None));
        assert_eq!(of("a.tsv.gz"), (Some(Format::Tsv), Compression::Gzip));
        assert_eq!(of("a.b.jsonl.zst"), (Some(Format::Jsonl), Compression::Zstd));
        assert_eq!(of("a.feather"), (Some(Format::Arrow), Compression::None));
        assert_eq!(of("a.gz"), (None, Compression::Gzip));
        assert_eq!(of("a.odt"), (None, Compression::None));
    }
}
