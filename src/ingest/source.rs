//! An open input, as its readers fill it and its users read it.

use super::application::Application;
use super::columns::Columns;
use super::typed::ColumnTypes;
use super::watch::{Findings, Progress, SharedDigest};
use crate::error::Result;
use std::path::{Path, PathBuf};

/// An open input: its columns, what was assumed of it, and its rows.
pub struct Source {
    pub(super) columns: Columns,
    pub(super) messages: Vec<String>,
    pub(super) rows: Box<dyn Iterator<Item = Result<Application>> + Send>,
    pub(super) digest: SharedDigest,
    pub(super) path: PathBuf,
    pub(super) findings: Findings,
    pub(super) progress: Progress,
    pub(super) types: Option<ColumnTypes>,
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source").field("path", &self.path).field("columns", &self.columns).finish_non_exhaustive()
    }
}

impl Source {
    /// Which column is what.
    #[must_use]
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// What was assumed of the input, for the person who gave it.
    #[must_use]
    pub fn messages(&self) -> &[String] {
        &self.messages
    }

    /// What is found while the rows are read, such as keys that no earlier line had; complete once they are exhausted.
    #[must_use]
    pub fn findings(&self) -> Findings {
        self.findings.clone()
    }

    /// The file, as it was named.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How far the file is read.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// The types of the passthrough columns, where the input has types.
    #[must_use]
    pub fn types(&self) -> Option<&ColumnTypes> {
        self.types.as_ref()
    }

    /// SHA-256 of the bytes read so far, in hex: of the whole file once the rows are exhausted.
    #[must_use]
    pub fn digest(&self) -> SharedDigest {
        self.digest.clone()
    }
}

impl Iterator for Source {
    type Item = Result<Application>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rows.next()
    }
}
