//! Records on disk, read again in any order: what is kept of every row then needs no memory.
//!
//! The file has no name, so nobody else can open it, and it is gone with the process, however that ends.

use crate::error::{Error, Result};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Where a record stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    start: u64,
    length: u64,
}

impl Place {
    /// Bytes of the record.
    #[must_use]
    pub fn length(self) -> u64 {
        self.length
    }

    /// Where the record begins.
    #[must_use]
    pub fn start(self) -> u64 {
        self.start
    }

    /// What stands between two places of the file, such as where two records end.
    #[must_use]
    pub fn between(start: u64, end: u64) -> Self {
        Self { start, length: end.saturating_sub(start) }
    }

    /// The place behind the record, where the next one begins.
    #[must_use]
    pub fn end(self) -> u64 {
        self.start + self.length
    }
}

/// Records being written.
#[derive(Debug)]
pub struct Spill {
    out: BufWriter<File>,
    end: u64,
}

impl Spill {
    /// Makes a file.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Io`] where the folder for temporary files can't be written.
    pub fn new() -> Result<Self> {
        Ok(Self { out: BufWriter::with_capacity(1 << 16, tempfile::tempfile().map_err(failure)?), end: 0 })
    }

    /// Adds a record and says where it stands.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Io`] where it can't be written (a full disk).
    pub fn push(&mut self, record: &[u8]) -> Result<Place> {
        self.out.write_all(record).map_err(failure)?;
        let place = Place { start: self.end, length: record.len() as u64 };
        self.end += place.length;
        Ok(place)
    }

    /// Bytes that were added.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.end
    }

    /// Ends writing.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Io`] where the last bytes can't be written.
    pub fn finish(self) -> Result<Spilled> {
        let file = self.out.into_inner().map_err(|e| failure(e.into_error()))?;
        #[cfg(not(unix))]
        let file = std::sync::Mutex::new(file);
        Ok(Spilled(file))
    }
}

/// Records to be read, by several threads if need be.
#[derive(Debug)]
pub struct Spilled(#[cfg(unix)] File, #[cfg(not(unix))] std::sync::Mutex<File>);

impl Spilled {
    /// Reads a record into `record`, whose memory is reused.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Io`] where it can't be read.
    pub fn read(&self, place: Place, record: &mut Vec<u8>) -> Result<()> {
        record.resize(place.length as usize, 0);
        self.read_at(place.start, record).map_err(failure)
    }

    /// Threads don't wait for each other where the system reads at a place.
    #[cfg(unix)]
    fn read_at(&self, start: u64, record: &mut [u8]) -> std::io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.0, record, start)
    }

    #[cfg(not(unix))]
    fn read_at(&self, start: u64, record: &mut [u8]) -> std::io::Result<()> {
        use std::io::{Read, Seek, SeekFrom};
        let mut file = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(record)
    }
}

fn failure(error: std::io::Error) -> Error {
    Error::io("keep what was read", Path::new("a temporary file"), error)
        .hint("set TMPDIR to a folder for temporary files that can be written and has room")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_back_in_any_order() {
        let mut spill = Spill::new().unwrap();
        let long = vec![7; 100_000];
        let places: Vec<Place> = [&b"one"[..], b"", &long].iter().map(|r| spill.push(r).unwrap()).collect();
        let spilled = spill.finish().unwrap();
        let mut record = b"what was here before".to_vec();
        for (place, expected) in [(places[2], &long[..]), (places[0], b"one"), (places[1], b"")] {
            spilled.read(place, &mut record).unwrap();
            assert_eq!((&record[..], place.length()), (expected, expected.len() as u64));
        }
    }
}
