//! What is known of an input while it is read: its digest, how far it is read, what was found on the way.

use sha2::{Digest, Sha256};
use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// Warnings that come up while an input is being read.
#[derive(Clone, Default)]
pub struct Findings(Arc<Mutex<Vec<String>>>);

impl Findings {
    pub(super) fn add(&self, finding: String) {
        if let Ok(mut list) = self.0.lock() {
            list.push(finding);
        }
    }

    /// What was found so far.
    #[must_use]
    pub fn list(&self) -> Vec<String> {
        self.0.lock().map(|list| list.clone()).unwrap_or_default()
    }
}

/// The digest of an input that is still being read.
#[derive(Clone, Default)]
pub struct SharedDigest(Arc<Mutex<Sha256>>);

impl SharedDigest {
    pub(super) fn update(&self, bytes: &[u8]) {
        if let Ok(mut digest) = self.0.lock() {
            digest.update(bytes);
        }
    }

    /// SHA-256 of what was read so far, in hex.
    #[must_use]
    pub fn hex(&self) -> String {
        self.0.lock().map(|d| hex(&d.clone().finalize())).unwrap_or_default()
    }
}

/// Bytes as lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// How many bytes of an input are read, and how many there are.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    read: Arc<AtomicU64>,
    total: Option<u64>,
}

impl Progress {
    pub(super) fn of(total: Option<u64>) -> Self {
        Self { read: Arc::default(), total }
    }

    /// Bytes read so far.
    #[must_use]
    pub fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// Bytes of the file, where it is one that is read from its start to its end.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.total
    }
}

/// Digests and counts what passes through it.
pub(super) struct Digested<R> {
    pub inner: R,
    pub digest: SharedDigest,
    pub progress: Progress,
}

impl<R: Read> Read for Digested<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.digest.update(&buffer[..n]);
        self.progress.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}
