//! `shortlist log`

use super::common;
use shortlist::error::{Result, printable};
use shortlist::record::Log;
use std::path::PathBuf;

/// Checks and shows the log, the record of what was decided
///
/// A log is kept if --log FILE is given to a command that decides (rank, score, train, retrain, audit, plan check,
/// model promote, model rollback, forget), or if the settings file names one. Each run appends one line of JSON: when,
/// who (--by), command, tool, digests of letters and model, settings, overrides with their reasons (applicants under
/// hashes), and a digest of what came out. It holds no letter and no name; --by and the reasons are kept as they are
/// written, so write neither there.
///
/// Every line ends with its SHA-256 and holds that of the line before it. The last one is called the head; each run
/// prints it and writes it into its outputs. Keep it where the log's keeper can't change it (the minutes, a mail): only
/// with it can you see that a log was shortened or rewritten. The hashes of applicants are made with LOG.key, beside
/// the log: keep it as safe as the list of ids, and out of what you publish.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Checks that no entry was changed, removed, moved or inserted, and that the log was not shortened
    ///
    /// If something is wrong, it names the line and exits with 1. Without --head, a log that was shortened, or
    /// rewritten with digests that fit, looks like an intact one.
    #[command(
        after_help = "Example:\n  shortlist log verify log.jsonl --head 5b805af33ba537854db3ebf0a5fd962ca386ef95393d58a836006c652ba6467d"
    )]
    Verify {
        /// Log to check
        #[arg(value_name = "LOG")]
        log: PathBuf,
        /// Head that a run printed or wrote into an output
        #[arg(long, value_name = "DIGEST")]
        head: Option<String>,
    },
    /// Prints the entries, a line each
    #[command(after_help = "Example:\n  shortlist log show log.jsonl")]
    Show {
        /// Log to print
        #[arg(value_name = "LOG")]
        log: PathBuf,
    },
}

pub fn run(args: &Args) -> Result<()> {
    let (path, head) = match &args.command {
        Command::Verify { log, head } => (log, head.as_deref()),
        Command::Show { log } => (log, None),
    };
    let found = Log::at(path).read(head)?;
    if found.torn_bytes > 0 {
        let what = format!(
            "the last {} bytes are a line that a crash left half written; the next run removes them and says so",
            found.torn_bytes
        );
        common::say("note", &what);
    }
    if let Command::Show { .. } = args.command {
        let lines = found.entries.iter().map(|e| {
            let d = &e.decided;
            let overrides = d.overrides.len();
            let overruled = if overrides == 0 { String::new() } else { format!(", {overrides} overruled") };
            format!("{}  {}  {} by {}{overruled}  {}\n", e.entry, d.when, d.command, d.by, &e.digest[..16])
        });
        return common::print(&lines.map(|l| printable(l.trim_end()) + "\n").collect::<String>());
    }
    let count = match found.entries.len() {
        1 => "1 entry".to_owned(),
        n => format!("{n} entries"),
    };
    if found.after_head > 0 {
        let what = format!("the head given is not the last: it says nothing about the {} after it", found.after_head);
        common::say("warning", &what);
    }
    if head.is_none() {
        common::say(
            "note",
            "without --head, a log that was shortened or rewritten looks like this one; give the head that you noted last time",
        );
    }
    common::print(&format!("the log is intact: {count}, head {}\n", found.head()))
}
