//! `shortlist topics`

use super::common::{self, Reading};
use super::labelled::Labelled;
use shortlist::error::{Error, ErrorKind, Result, printable};
use shortlist::topics::{Severity, Topics};
use std::path::{Path, PathBuf};

/// Prints, checks or suggests topics
///
/// Without a subcommand, prints the built-in topics file: save it, edit it, and give it to any command with --topics.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  shortlist topics > my-topics.toml\n  shortlist topics check my-topics.toml\n  shortlist topics suggest data/sample/labels.csv --letters data/sample/letters.csv --label decision"
)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Says what is wrong or doubtful in a topics file
    Check {
        /// Topics file
        file: PathBuf,
    },
    /// Proposes terms from labelled letters: those that are more frequent in letters with the label
    ///
    /// The score is the z of a log-odds ratio with a prior (Monroe, Colaresi & Quinn 2008); above about 2 is unlikely
    /// to be chance. The terms are for people to judge: a university's name separates letters as well as a method does.
    Suggest(Box<SuggestArgs>),
}

#[derive(clap::Args)]
struct SuggestArgs {
    #[command(flatten)]
    labelled: Labelled,
    /// How many terms to print
    #[arg(long, value_name = "N", default_value_t = 30)]
    most: usize,
    #[command(flatten)]
    reading: Reading,
}

pub fn run(args: &Args) -> Result<()> {
    match &args.command {
        None => common::print(Topics::BUILTIN),
        Some(Command::Check { file }) => check(file),
        Some(Command::Suggest(args)) => suggest(args),
    }
}

fn check(file: &Path) -> Result<()> {
    let text = std::fs::read_to_string(file).map_err(|e| Error::io("read the topics", file, e))?;
    let topics = Topics::parse(&text).map_err(|e| e.file(file))?;
    let findings = topics.check();
    for finding in &findings {
        common::print(&format!(
            "{}: line {}: {}: {}\n",
            file.display(),
            finding.line,
            severity(finding.severity),
            finding.message
        ))?;
    }
    let errors = findings.iter().filter(|f| f.severity == Severity::Error).count();
    if errors > 0 {
        return Err(Error::new(ErrorKind::Topics, format!("{errors} error{}", if errors == 1 { "" } else { "s" }))
            .file(file)
            .hint("correct them, or the terms will never count"));
    }
    let doubtful = findings.iter().filter(|f| f.severity == Severity::Warning).count();
    common::print(&format!(
        "{} topics, {} concepts; no error, {doubtful} warning{}\n",
        topics.len(),
        topics.iter().map(|t| t.concepts.len()).sum::<usize>(),
        if doubtful == 1 { "" } else { "s" }
    ))
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn suggest(args: &SuggestArgs) -> Result<()> {
    let topics = args.reading.topics()?;
    let (given, mut runner) = (args.labelled.labelled(), args.reading.runner());
    let apart = runner.labels_apart(&given)?;
    let source = runner.open(given.letters())?;
    let column = if apart.is_some() { None } else { Some(given.column(&source)?) };
    let (mut letters, mut inline) = (Vec::new(), Vec::new());
    for application in source {
        let a = application?;
        if let Some(column) = column {
            inline.push((a.id.clone(), a.row, a.passthrough[column].clone()));
        }
        if let Ok(letter) = a.letter {
            letters.push((a.id, letter));
        }
    }
    let read = match apart {
        Some(read) => read,
        None => runner.labels_of_rows(&given, &inline)?,
    };
    let labelled: Vec<(&str, bool)> =
        letters.iter().filter_map(|(id, letter)| Some((letter.as_str(), *read.labels.by_id.get(id)? >= 0.5))).collect();
    let mut text = format!("{:>6} {:>7} {:>7}  term (* known to the topics)\n", "z", "with", "without");
    for s in shortlist::topics::suggest(&labelled, &topics, args.most) {
        text.push_str(&format!(
            "{:>6.2} {:>7} {:>7}  {}{}\n",
            s.z,
            s.with,
            s.without,
            printable(&s.term),
            if s.known.is_empty() { "" } else { " *" }
        ));
    }
    common::print(&text)
}
