//! Applicants under hashes: the same applicant has the same hash throughout a log, and nobody without the key can tell
//! whose it is by trying ids.

use crate::error::{Error, ErrorKind, Result};
use crate::ingest::hex;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The key of a log: 32 random bytes in hex, in a file beside it (`LOG.key`).
#[derive(Clone)]
pub struct Key(String);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// Where the key of a log lies.
    #[must_use]
    pub fn path(log: &Path) -> PathBuf {
        let mut name = log.as_os_str().to_owned();
        name.push(".key");
        name.into()
    }

    /// Reads the key of a log.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where it can't be read; [`ErrorKind::Format`] where it is not 64 hex digits.
    pub fn read(log: &Path) -> Result<Self> {
        let path = Self::path(log);
        let text = std::fs::read_to_string(&path).map_err(|e| {
            Error::io("read the log's key", &path, e)
                .hint("put back the key that was made with the log, or begin a new log")
        })?;
        let key = text.trim();
        if key.len() != 64 || !key.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Error::new(ErrorKind::Format, "is not the key of a log: expected 64 hex digits").file(&path));
        }
        Ok(Self(key.to_owned()))
    }

    /// Makes the key of a new log, readable by its owner; one that lies there already is kept.
    pub(super) fn make(log: &Path) -> Result<()> {
        let path = Self::path(log);
        let io = |e| Error::io("write the log's key", &path, e);
        // A full disk or a crash at the first run leaves a key without a byte: nothing was hashed with it.
        let is_empty = std::fs::read(&path).is_ok_and(|bytes| bytes.trim_ascii().is_empty());
        if path.exists() && !is_empty {
            return Self::read(log).map(drop);
        }
        let mut random = [0u8; 32];
        getrandom::fill(&mut random)
            .map_err(|e| Error::new(ErrorKind::Io, format!("can't draw a random key: {e}")).file(&path))?;
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(std::fs::Permissions::from_mode(0o600));
        }
        // Whole or not at all. The log is locked, so nobody else makes its key meanwhile.
        let mut file = builder.prefix(".shortlist-").tempfile_in(folder).map_err(io)?;
        file.write_all(format!("{}\n", hex(&random)).as_bytes())
            .and_then(|()| file.as_file().sync_all())
            .map_err(io)?;
        file.persist(&path).map(drop).map_err(|e| io(e.error))
    }

    /// The hash of an applicant's id: the first 16 bytes of SHA-256 of key, line break and id, in hex.
    #[must_use]
    pub fn hash(&self, id: &str) -> String {
        // Cut to half its length, the digest can't be carried on to one of a longer id.
        hex(&Sha256::new().chain_update(&self.0).chain_update("\n").chain_update(id).finalize()[..16])
    }
}
