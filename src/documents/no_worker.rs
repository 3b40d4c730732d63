//! Stands for the child process that reads documents in builds without the Cargo feature `documents`.

pub use super::limits::Limits;

use super::{Hints, Letter, Refusal, read};

/// Reads plain text and Markdown in this process; every other document is refused.
#[derive(Debug)]
pub struct Worker;

impl Worker {
    /// A reader; no child is begun, so no limits are needed.
    #[must_use]
    pub fn new(_: Limits) -> Self {
        Self
    }

    /// Reads a file's bytes.
    ///
    /// # Errors
    /// The reason why the file gives no letter.
    pub fn read(&mut self, bytes: &[u8], hints: &Hints) -> Result<Letter, Refusal> {
        read(bytes, hints)
    }
}
