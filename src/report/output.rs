//! Where a table goes: a file, compressed or not, or standard output.

use crate::error::{Error, ErrorKind, Result};
use crate::files::WholeFile;
use crate::ingest::{self, Compression};
use flate2::write::GzEncoder;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A file (whole or not at all) or standard output, being written.
pub struct Output {
    target: Target,
    path: PathBuf,
}

enum Target {
    File(WholeFile),
    Gzip(GzEncoder<WholeFile>),
    Zstd(zstd::Encoder<'static, WholeFile>),
    Stdout(std::io::Stdout),
}

impl Output {
    /// Begins to write to `path`; `-` is standard output. With `compress`, a name that ends in `.gz` or `.zst` is
    /// compressed.
    pub(super) fn create(path: &Path, compress: bool, no_clobber: bool) -> Result<Self> {
        let target = if path == Path::new("-") {
            Target::Stdout(std::io::stdout())
        } else {
            let file = WholeFile::create(path, no_clobber)?;
            match ingest::by_name(path).1 {
                Compression::Gzip if compress => Target::Gzip(GzEncoder::new(file, flate2::Compression::default())),
                Compression::Zstd if compress => {
                    Target::Zstd(zstd::Encoder::new(file, 0).map_err(|e| Error::io("write it", path, e))?)
                }
                _ => Target::File(file),
            }
        };
        Ok(Self { target, path: path.to_owned() })
    }

    /// The file, as it was named.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it is standard output.
    pub(super) fn is_stdout(&self) -> bool {
        matches!(self.target, Target::Stdout(_))
    }

    /// A handle of its own, for a writer that wants to own one.
    pub(super) fn handle(&self) -> Result<Box<dyn Write + Send>> {
        match &self.target {
            Target::File(file) => Ok(Box::new(file.handle()?)),
            Target::Stdout(_) => Ok(Box::new(std::io::stdout())),
            Target::Gzip(_) | Target::Zstd(_) => {
                Err(Error::new(ErrorKind::Setting, "can't be compressed as a whole").file(&self.path))
            }
        }
    }

    /// Adds bytes.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let written = match &mut self.target {
            Target::File(file) => return file.write(bytes),
            Target::Gzip(out) => out.write_all(bytes),
            Target::Zstd(out) => out.write_all(bytes),
            Target::Stdout(out) => out.write_all(bytes),
        };
        written.map_err(|e| failure(&self.path, e))
    }

    /// Puts the file in its place.
    pub(super) fn commit(self) -> Result<()> {
        let path = self.path;
        match self.target {
            Target::File(file) => file.commit(),
            Target::Gzip(out) => out.finish().map_err(|e| failure(&path, e))?.commit(),
            Target::Zstd(out) => out.finish().map_err(|e| failure(&path, e))?.commit(),
            Target::Stdout(mut out) => out.flush().map_err(|e| failure(&path, e)),
        }
    }
}

fn failure(path: &Path, error: std::io::Error) -> Error {
    let path = if path == Path::new("-") { Path::new("standard output") } else { path };
    Error::io("write it", path, error)
}
