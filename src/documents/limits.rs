//! Limits within which documents are read.

use std::path::PathBuf;
use std::time::Duration;

/// Who reads documents, and within which limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The program that calls `worker::serve`, and its arguments.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// Time for one file.
    pub timeout: Duration,
    /// Memory (address space) of a child, in megabytes; for messages: the child sets it for itself.
    pub megabytes: u64,
}
