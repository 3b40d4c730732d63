//! `shortlist read-documents`: the child process that reads applicants' files, see `documents::worker`.

use shortlist::documents::ocr::Ocr;
use shortlist::documents::worker;
use shortlist::error::{Error, Result};
use std::path::{Path, PathBuf};

/// Reads documents for another shortlist, from standard input to standard output
#[derive(clap::Args)]
pub struct Args {
    /// Memory that this process may take, in megabytes
    #[arg(long, default_value_t = super::common::MEGABYTES)]
    megabytes: u64,
    /// The tesseract that reads pictures
    #[arg(long, value_name = "PROGRAM")]
    ocr: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<()> {
    let io = |e| Error::io("read documents", Path::new("-"), e);
    worker::confine(args.megabytes).map_err(io)?;
    let ocr = args.ocr.as_deref().and_then(|program| Ocr::at(program).ok());
    worker::serve(std::io::stdin().lock(), std::io::stdout().lock(), ocr.as_ref()).map_err(io)
}
