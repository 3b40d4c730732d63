//! The review page among the formats of a shortlist.

use super::page;
use crate::error::{Error, ErrorKind, Result};
use crate::files;
use crate::report::format::{Exporter, ShortlistExport, ShortlistFormat};
use std::path::Path;

/// The review page.
pub(in crate::report) struct Html;

impl Exporter for Html {
    fn endings(&self) -> &'static [&'static str] {
        &["html", "htm"]
    }

    fn shortlist_is(&self) -> &'static str {
        "the review page"
    }

    fn holds_facts(&self) -> bool {
        true
    }

    fn shows_letters(&self) -> bool {
        true
    }

    fn shortlist(&self) -> Option<&dyn ShortlistFormat> {
        Some(self)
    }
}

impl ShortlistFormat for Html {
    fn write(&self, export: &ShortlistExport<'_>, path: &Path, no_clobber: bool) -> Result<()> {
        let review = export
            .review
            .ok_or_else(|| Error::new(ErrorKind::Setting, "the letters of the review page were not kept").file(path))?;
        files::make_whole(path, no_clobber, |out| page(review, out))
    }
}
