//! Appending to a log.

use super::entry::{Decided, Entry};
use super::pseudonym::Key;
use super::verify::{Verified, verify};
use crate::error::{Error, Result};
use serde::Serialize;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A log on disk.
#[derive(Clone, Debug)]
pub struct Log {
    path: PathBuf,
}

/// Where a run stands in a log, for its outputs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Logged {
    /// The number of its entry.
    pub entry: u64,
    /// Digest of its entry: the head of the log when the run was made.
    pub head: String,
}

/// What came of appending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Where the entry stands.
    pub logged: Logged,
    /// Bytes of a torn last line that was taken away.
    pub repaired_bytes: Option<u64>,
}

impl Log {
    /// A log at a place, which need not be there yet.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// Its file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Begins the log, with its key, where there is none; else checks that it is sound.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Io`] where log or key can't be read or made; those of [`verify`].
    pub fn prepare(&self) -> Result<Key> {
        let mut file = self.open()?;
        file.lock().map_err(|e| Error::io("lock the log", &self.path, e))?;
        self.sound(&mut file)?;
        Key::read(&self.path)
    }

    /// Reads and checks the log.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Io`] where it can't be read; those of [`verify`].
    pub fn read(&self, head: Option<&str>) -> Result<Verified> {
        let bytes = std::fs::read(&self.path).map_err(|e| Error::io("read the log", &self.path, e))?;
        verify(&bytes, &self.path, head)
    }

    /// Appends an entry, and returns once it is on disk. Runs that append at the same time wait for each other. A last
    /// line that a crash left without its end is taken away first (its run never came to print a head or to write an
    /// output), and the new entry says so.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Io`] where the log can't be read, locked or written; those of [`verify`]: nothing is
    /// appended to a log that was changed.
    pub fn append(&self, decided: Decided) -> Result<Appended> {
        let io = |e| Error::io("write the log", &self.path, e);
        let mut file = self.open()?;
        // Held until the file is closed; the system lets go of it when the program dies.
        file.lock().map_err(|e| Error::io("lock the log", &self.path, e))?;
        let before = self.sound(&mut file)?;
        let repaired_bytes = (before.torn_bytes > 0).then_some(before.torn_bytes);
        let mut entry = Entry {
            entry: before.entries.len() as u64 + 1,
            previous: before.head().to_owned(),
            decided: Decided { repaired_bytes, ..decided },
            digest: String::new(),
        };
        let (mut line, digest) = entry.line()?;
        line.push('\n');
        file.set_len(before.sound_bytes).map_err(io)?;
        file.seek(SeekFrom::Start(before.sound_bytes)).map_err(io)?;
        file.write_all(line.as_bytes()).and_then(|()| file.sync_all()).map_err(io)?;
        entry.digest = digest;
        Ok(Appended { logged: Logged { entry: entry.entry, head: entry.digest }, repaired_bytes })
    }

    fn open(&self) -> Result<File> {
        let mut options = File::options();
        let opened = options.read(true).write(true).create(true).truncate(false).open(&self.path);
        opened.map_err(|e| Error::io("open the log", &self.path, e).hint("give --log a file that can be written"))
    }

    /// Checks a log that is locked. One without an entry begins here, and its key with it.
    fn sound(&self, file: &mut File) -> Result<Verified> {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|e| Error::io("read the log", &self.path, e))?;
        let verified = verify(&bytes, &self.path, None)?;
        if verified.entries.is_empty() {
            Key::make(&self.path)?;
        }
        Ok(verified)
    }
}
