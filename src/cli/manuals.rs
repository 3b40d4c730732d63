//! `shortlist completions` and `shortlist man`: what shells and `man` read.

use super::common;
use clap::Command;
use clap_complete::Shell;
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::files;
use std::path::PathBuf;

/// Prints a script that completes commands and flags in a shell
///
/// For bash: `shortlist completions bash > ~/.local/share/bash-completion/completions/shortlist`.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  shortlist completions bash > shortlist.bash")]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Writes manual pages for `man`, one per command
#[derive(clap::Args)]
#[command(after_help = "Example:\n  shortlist man --output man1")]
pub struct Man {
    /// Folder to write them to; it is created if it does not exist
    #[arg(long, value_name = "FOLDER")]
    output: PathBuf,
}

pub fn completions(args: &Completions, mut command: Command) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "shortlist", &mut script);
    common::print(&String::from_utf8_lossy(&script))
}

pub fn man(args: &Man, mut command: Command) -> Result<()> {
    std::fs::create_dir_all(&args.output).map_err(|e| Error::io("make the folder", &args.output, e))?;
    command.build();
    let mut count = 0;
    pages(&command, "shortlist", &mut |name, bytes| {
        count += 1;
        files::write_whole(&args.output.join(format!("{name}.1")), &bytes, false)
    })?;
    common::print(&format!("{count} pages written to {}\n", args.output.display()))
}

/// A page for a command and each of its own; hidden ones have none.
fn pages(command: &Command, name: &str, write: &mut impl FnMut(&str, Vec<u8>) -> Result<()>) -> Result<()> {
    let mut bytes = Vec::new();
    clap_mangen::Man::new(command.clone())
        .title(name.to_uppercase())
        .render(&mut bytes)
        .map_err(|e| Error::new(ErrorKind::Io, e))?;
    write(name, bytes)?;
    for inner in command.get_subcommands().filter(|c| !c.is_hide_set() && c.get_name() != "help") {
        pages(inner, &format!("{name}-{}", inner.get_name()), write)?;
    }
    Ok(())
}
