//! `shortlist labels`

use super::common;
use shortlist::error::{Error, ErrorKind, Result, printable};
use shortlist::report::table::{Cell, Encoder, Format, Kind, TableColumn, TableWriter};
use shortlist::review::labels::{self, Disagreement, Merged};
use std::path::PathBuf;

/// The reviewers' labels
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Merge(Merge),
}

/// Puts the labels of several reviewers together, and lists where they disagree
///
/// Reads files of labels (`id, label, reviewer, note`, as the review page gives them; a file without reviewers is one
/// reviewer's, under the file's name) and writes one, by id and reviewer, that `train --letters` reads. A reviewer who
/// says two things of one letter is an error: leave the older file out.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  shortlist labels merge ann.csv bob.csv --output labels.csv")]
struct Merge {
    /// Files of labels
    #[arg(value_name = "LABELS", required = true)]
    inputs: Vec<PathBuf>,
    /// File to write (.csv, .tsv, .jsonl, .parquet, .xlsx), or - for CSV on standard output
    #[arg(long, value_name = "OUT")]
    output: PathBuf,
    /// Refuse to replace an existing file
    #[arg(long)]
    no_clobber: bool,
}

/// Disagreements printed.
const SHOWN: usize = 20;

pub fn run(args: &Args) -> Result<()> {
    let Command::Merge(args) = &args.command;
    let format = Format::of(&args.output)?;
    let place = |p: &PathBuf| p.canonicalize().unwrap_or_else(|_| p.clone());
    if args.inputs.iter().any(|input| place(input) == place(&args.output)) {
        return Err(Error::new(ErrorKind::Setting, "is read by this command and would be replaced by its output")
            .file(&args.output)
            .way_out("give --output another name"));
    }
    let mut all = Vec::new();
    for path in &args.inputs {
        all.extend(labels::read(path)?);
    }
    let merged = labels::merge(all)?;
    let columns = ["id", "label", "reviewer", "note"].map(|name| TableColumn::new(name, Kind::Text));
    let encoder = Encoder::new(format, columns.into());
    let rows: Vec<Vec<Cell<'_>>> = merged
        .labels
        .iter()
        .map(|l| [&l.id, &l.label, &l.reviewer, &l.note].map(|text| Cell::text(text.as_str())).into())
        .collect();
    let mut writer = TableWriter::create(&args.output, &encoder, args.no_clobber)?;
    writer.write(encoder.encode(&rows)?)?;
    writer.finish()?;
    if args.output == std::path::Path::new("-") { Ok(()) } else { common::print(&summary(&merged)) }
}

/// What was put together, and the letters on which reviewers disagree.
fn summary(merged: &Merged) -> String {
    let reviewers = merged.reviewers();
    let letters = merged.labels.chunk_by(|a, b| a.id == b.id).count();
    let mut text = format!(
        "{} rows, {letters} letters, {} reviewers ({}); {} letters with several labels, {} of them with different ones\n",
        merged.labels.len(),
        reviewers.len(),
        reviewers.iter().map(|r| printable(r)).collect::<Vec<_>>().join(", "),
        merged.several,
        merged.disagreements.len()
    );
    for d in merged.disagreements.iter().take(SHOWN) {
        text.push_str(&line(d));
    }
    if merged.disagreements.len() > SHOWN {
        text.push_str(&format!("  … and {} more\n", merged.disagreements.len() - SHOWN));
    }
    text
}

fn line(d: &Disagreement) -> String {
    let said: Vec<String> = d.labels.iter().map(|(who, label)| printable(&format!("{who} {label}"))).collect();
    format!("  {}: {}\n", printable(&d.id), said.join(", "))
}
