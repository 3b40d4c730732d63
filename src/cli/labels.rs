//! `shortlist labels`

use super::{agreement, common};
use serde_json::json;
use sha2::{Digest, Sha256};
use shortlist::error::{Error, ErrorKind, Result, printable};
use shortlist::ingest::labels::LabelRule;
use shortlist::model::ratings::{Given, Ratings, said_of_names};
use shortlist::report::OutputFormat;
use shortlist::report::RunFacts;
use shortlist::report::table::{Cell, Encoder, Kind, TableColumn, TableWriter};
use shortlist::review::labels::{self, Disagreement, Merged};
use std::path::{Path, PathBuf};

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
/// reviewer's, under the file's name) and writes one, by id and reviewer, that `train --letters` reads, with the facts of
/// the run beside it (OUT.run.json: what was read, by digest). A reviewer who says two things of one letter is an error:
/// leave the older file out. Prints how far the reviewers agree (Krippendorff's alpha, 1 is agreement, 0 is chance), where
/// all labels are decisions or grades that `train` knows; --scale names others.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  shortlist labels merge ann.csv bob.csv --output labels.csv")]
struct Merge {
    /// Files of labels
    #[arg(value_name = "LABELS", required = true)]
    inputs: Vec<PathBuf>,
    #[arg(long, value_name = "OUT", help = common::table_help(", or - for CSV on standard output"))]
    output: PathBuf,
    /// Grades from LOWEST to HIGHEST, where they are neither decisions nor -1 to 1 nor 1 to 5
    #[arg(long, value_name = "LOWEST,HIGHEST", allow_hyphen_values = true, value_parser = super::labelled::scale)]
    scale: Option<[f64; 2]>,
    /// Refuse to replace an existing file
    #[arg(long)]
    no_clobber: bool,
}

/// Disagreements printed.
const SHOWN: usize = 20;

pub fn run(args: &Args) -> Result<()> {
    let Command::Merge(args) = &args.command;
    let format = OutputFormat::of(&args.output)?;
    let place = |p: &PathBuf| p.canonicalize().unwrap_or_else(|_| p.clone());
    if args.inputs.iter().any(|input| place(input) == place(&args.output)) {
        return Err(Error::new(ErrorKind::Setting, "is read by this command and would be replaced by its output")
            .file(&args.output)
            .hint("give --output another name"));
    }
    let mut all = Vec::new();
    let mut facts = RunFacts {
        tool: format!("shortlist {}", env!("CARGO_PKG_VERSION")),
        command: "labels merge".into(),
        ..RunFacts::default()
    };
    let (mut read, mut together, mut names) = (Vec::new(), Sha256::new(), Vec::new());
    for path in &args.inputs {
        let own = labels::read(path)?;
        let bytes = std::fs::read(path).map_err(|e| Error::io("read the labels", path, e))?;
        together.update(&bytes);
        let (name, rows) = (path.display().to_string(), own.len() as u64);
        read.push(json!({ "file": name, "digest": common::digest(&bytes), "rows": rows }));
        names.push(name);
        facts.input.rows += rows;
        all.extend(own);
    }
    // As of the files one after the other.
    (facts.input.file, facts.input.digest) = (names.join(", "), shortlist::ingest::hex(&together.finalize()));
    facts.settings.insert("inputs".into(), read.into());
    let merged = labels::merge(all)?;
    if let Some(said) = said_of_names(&merged.spellings) {
        common::say("note", &said);
        facts.warnings.push(said);
    }
    let mut names = vec!["id", "label", "reviewer", "note"];
    if merged.has_shown() {
        names.extend(["score", "score_shown"]);
    }
    let columns = names.iter().map(|name| TableColumn::new(*name, Kind::Text)).collect();
    let encoder = Encoder::new(format, columns);
    let rows: Vec<Vec<Cell<'_>>> = merged
        .labels
        .iter()
        .map(|l| {
            let all = [&l.id, &l.label, &l.reviewer, &l.note, &l.score, &l.score_shown];
            all.into_iter().take(names.len()).map(|text| Cell::text(text.as_str())).collect()
        })
        .collect();
    let mut writer = TableWriter::create(&args.output, &encoder, args.no_clobber)?;
    writer.write(encoder.encode(&rows)?)?;
    writer.finish()?;
    common::write_facts(&args.output, &facts, args.no_clobber)?;
    if args.output == std::path::Path::new("-") {
        Ok(())
    } else {
        common::print(&(summary(&merged) + &agreed(&merged, args.scale)))
    }
}

/// How far the reviewers agree, in words; why it can't be said, where it can't.
fn agreed(merged: &Merged, scale: Option<[f64; 2]>) -> String {
    let rule = LabelRule { scale, ..LabelRule::default() };
    let values = merged.labels.iter().map(|l| (l.place.1, l.label.as_str()));
    let ratings = rule.read("label", Path::new("the labels"), values).and_then(|values| {
        let given = merged.labels.iter().zip(&values.numbers).map(|(l, value)| Given {
            id: &l.id,
            row: l.place.1,
            reviewer: &l.reviewer,
            value: *value,
        });
        Ratings::collect(given, values.scale)
    });
    match ratings {
        Err(e) => format!("how far they agree can't be reckoned: {e}\n"),
        Ok(ratings) => match ratings.agreement(None) {
            None => "no letter has labels of two reviewers, so how far they agree is not known\n".into(),
            Some(a) => agreement::summary(&a).unwrap_or_else(|| "they say the same of every letter\n".into()),
        },
    }
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
