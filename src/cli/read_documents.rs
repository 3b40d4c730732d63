//! `shortlist read-documents`: the child process that reads applicants' files, see `documents::worker`.

use shortlist::documents::worker;
use shortlist::error::{Error, Result};
use std::path::Path;

/// Reads documents for another shortlist, from standard input to standard output
#[derive(clap::Args)]
pub struct Args {
    /// Memory that this process may take, in megabytes
    #[arg(long, default_value_t = super::common::MEGABYTES)]
    megabytes: u64,
}

pub fn run(args: &Args) -> Result<()> {
    let io = |e| Error::io("read documents", Path::new("-"), e);
    worker::confine(args.megabytes).map_err(io)?;
    worker::serve(std::io::stdin().lock(), std::io::stdout().lock()).map_err(io)
}
