//! What can be wrong with a pattern.

use std::fmt;

/// Why a pattern can't be compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// The pattern as written; empty where all together are too many.
    pub pattern: String,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the pattern \"{}\" can't be read: {}", self.pattern, self.reason)
    }
}

impl std::error::Error for PatternError {}
