//! A shortlist as a file, in any of the formats.

use super::format::ShortlistExport;
use super::formats::OutputFormat;
use super::shortlist;
use super::table::{Encoder, TableWriter};
use crate::error::Result;
use std::path::Path;

/// Rows that are written together.
const TOGETHER: usize = 256;

impl OutputFormat {
    /// Writes a shortlist.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Io`] where the file can't be written; [`crate::error::ErrorKind::Format`] where the format can't hold it; those of
    /// [`crate::rank::Shortlist::candidate`].
    pub fn write_shortlist(self, export: &ShortlistExport<'_>, path: &Path, no_clobber: bool) -> Result<()> {
        if let Some(own) = self.0.shortlist().filter(|_| path != Path::new("-")) {
            return own.write(export, path, no_clobber);
        }
        let encoder = Encoder::new(self, shortlist::columns(export.list, export.names, export.passthrough));
        let mut writer = TableWriter::create(path, &encoder, no_clobber)?;
        let mut rows = shortlist::rows(export.list, export.names.len()).peekable();
        while rows.peek().is_some() {
            let some = rows.by_ref().take(TOGETHER).collect::<Result<Vec<_>>>()?;
            writer.write(encoder.encode(&some)?)?;
        }
        writer.finish()
    }
}
