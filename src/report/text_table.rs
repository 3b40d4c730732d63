//! What tables of text have in common: rows are bytes, and a file may be compressed as a whole.

use super::format::{Chunk, TableSink};
use super::output::Output;
use super::run::RunFacts;
use crate::error::{Error, ErrorKind, Result};

/// A table of text being written.
pub(super) struct TextSink {
    out: Output,
}

impl TextSink {
    /// Begins a table with what stands before the first row.
    pub(super) fn begin(mut out: Output, head: &[u8]) -> Result<Box<dyn TableSink>> {
        out.write(head)?;
        Ok(Box::new(Self { out }))
    }
}

impl TableSink for TextSink {
    fn write(&mut self, chunk: Chunk) -> Result<()> {
        let Chunk::Bytes(bytes) = chunk else {
            return Err(Error::new(ErrorKind::Format, "rows of another format").file(self.out.path()));
        };
        self.out.write(&bytes)
    }

    fn finish(self: Box<Self>, _: Option<&RunFacts>) -> Result<()> {
        self.out.commit()
    }
}
