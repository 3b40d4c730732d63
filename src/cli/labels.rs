//! `shortlist labels`

use super::{agreement, common};
use serde_json::json;
use sha2::{Digest, Sha256};
use shortlist::error::{Error, Result, printable};
use shortlist::ingest::codes::Codes;
use shortlist::ingest::labels::LabelRule;
use shortlist::ingest::{Options, table};
use shortlist::model::ratings::{Given, Ratings, said_of_names};
use shortlist::report::RunFacts;
use shortlist::report::table::{Cell, Encoder, Kind, TableColumn, TableWriter};
use shortlist::review::assign;
use shortlist::review::labels::{self, Disagreement, Merged};
use shortlist::review::progress::Progress;
use std::collections::BTreeSet;
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
    Status(Status),
}

/// Who has graded how many, who is behind, and where readings are missing
///
/// Reads the reviewers' labels as they are so far, and with --assignment what `shortlist assign` dealt: then everyone's
/// letters to go are known. With --list every letter of that table counts, graded or not; a letter that was dealt to
/// nobody should have --readings readings. A note without a grade does not count as a reading. --output writes the
/// readings that are missing, a row each.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  shortlist labels status ann.csv bob.csv --assignment assign.csv --list letters.csv"
)]
struct Status {
    /// Files of labels
    #[arg(value_name = "LABELS", required_unless_present = "assignment")]
    inputs: Vec<PathBuf>,
    /// Who reads what: reviewer, id, batch, order
    #[arg(long, value_name = "FILE")]
    assignment: Option<PathBuf>,
    /// Table of all applicants
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    /// Column of the table of all applicants that holds the id (default: `id`, else the usual names)
    #[arg(long, value_name = "COLUMN", requires = "list")]
    id_column: Option<String>,
    /// Readings that a letter should have, where it was dealt to nobody
    #[arg(long, value_name = "K", default_value_t = 2)]
    readings: usize,
    #[arg(long, value_name = "OUT", help = common::table_help(""))]
    output: Option<PathBuf>,
    /// Refuse to replace an existing file
    #[arg(long)]
    no_clobber: bool,
}

/// Puts the labels of several reviewers together, and lists where they disagree
///
/// Reads files of labels (`id, label, reviewer, note`, as the review page gives them; a file without reviewers is one
/// reviewer's, under the file's name) and writes one, by id and reviewer, that `train --letters` reads, with the facts
/// of the run beside it (OUT.run.json: what was read, by digest). Two different labels by one reviewer for one letter
/// are an error: leave the older file out. Prints how far the reviewers agree (Krippendorff's alpha, 1 is agreement, 0
/// is chance), where all labels are decisions or grades that `train` knows; --scale names others.
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
    /// The organiser's key (`code, id`, as `rank --key` writes it; any table with the ids will do), for labels of blind
    /// reviewers: codes become ids. Without it, codes become ids where another of the files has the id
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Refuse to replace an existing file
    #[arg(long)]
    no_clobber: bool,
}

/// Disagreements printed.
const SHOWN: usize = 20;

pub fn run(args: &Args) -> Result<()> {
    match &args.command {
        Command::Merge(args) => merge(args),
        Command::Status(args) => status(args),
    }
}

fn merge(args: &Merge) -> Result<()> {
    let format = common::table_format(&args.output)?;
    let read: Vec<&Path> = args.inputs.iter().chain(&args.key).map(PathBuf::as_path).collect();
    common::check_outputs(&[&args.output], &read, args.no_clobber)?;
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
    let key = args.key.as_deref().map(|key| table::read(key, &Options::default())).transpose()?;
    let ids = key.iter().flat_map(|key| key.ids()).map(String::as_str);
    labels::resolve(&mut all, &Codes::of(ids));
    let merged = labels::merge(all)?;
    if let Some(said) = said_of_names(&merged.spellings) {
        common::say("note", &said);
        facts.warnings.push(said);
    }
    let (names, rows) = merged.table();
    let columns = names.iter().map(|name| TableColumn::new(*name, Kind::Text)).collect();
    let encoder = Encoder::new(format, columns);
    let rows: Vec<Vec<Cell<'_>>> = rows.into_iter().map(|row| row.into_iter().map(Cell::text).collect()).collect();
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

fn status(args: &Status) -> Result<()> {
    let read = args.inputs.iter().chain(&args.assignment).chain(&args.list);
    let read: Vec<&Path> = read.map(PathBuf::as_path).collect();
    let outputs: Vec<&Path> = args.output.as_deref().into_iter().collect();
    common::check_outputs(&outputs, &read, args.no_clobber)?;
    let mut all = Vec::new();
    for path in &args.inputs {
        all.extend(labels::read(path)?);
    }
    let dealt = args.assignment.as_deref().map(assign::read).transpose()?.unwrap_or_default();
    let options = Options { id_column: args.id_column.clone(), or_id: true, ..Options::default() };
    let mut listed = args.list.as_deref().map(|path| table::read(path, &options)).transpose()?;
    listed.iter_mut().for_each(|list| _ = list.keep_applicants());
    let letters = listed.as_ref().map(|t| t.ids().to_vec()).unwrap_or_default();
    labels::resolve(&mut all, &Codes::of(letters.iter().chain(dealt.iter().map(|d| &d.id)).map(String::as_str)));
    let merged = labels::merge(all)?;
    if listed.is_some() {
        let known: BTreeSet<&String> = letters.iter().collect();
        let unknown: BTreeSet<&str> =
            merged.labels.iter().filter(|l| !known.contains(&l.id)).map(|l| l.id.as_str()).collect();
        if !unknown.is_empty() {
            let shown: Vec<&str> = unknown.iter().take(5).copied().collect();
            common::say(
                "warning",
                &format!(
                    "not in the list, and graded: {}, such as {}",
                    common::counted(unknown.len(), "id"),
                    shown.join(", ")
                ),
            );
        }
    }
    let now = Progress::of(&merged.labels, &dealt, &letters, args.readings);
    if let Some(output) = &args.output {
        write_missing(output, &now, args.no_clobber)?;
    }
    common::print(&standing(&now))
}

/// A row for every reading that is missing: who should give it, where that is known.
fn write_missing(output: &Path, now: &Progress, no_clobber: bool) -> Result<()> {
    let columns = [("id", Kind::Text), ("reviewer", Kind::Text), ("readings", Kind::Count), ("wanted", Kind::Count)];
    let encoder =
        Encoder::new(common::table_format(output)?, columns.map(|(name, kind)| TableColumn::new(name, kind)).into());
    let mut rows: Vec<Vec<Cell<'_>>> = Vec::new();
    for short in &now.short {
        let open = short.wanted - short.readings;
        let due = short.due.iter().map(String::as_str).chain(std::iter::repeat("")).take(open.max(short.due.len()));
        let count = |n: usize| Cell::Count(Some(n as u64));
        rows.extend(due.map(|who| {
            vec![Cell::text(short.id.as_str()), Cell::text(who), count(short.readings), count(short.wanted)]
        }));
    }
    let mut writer = TableWriter::create(output, &encoder, no_clobber)?;
    writer.write(encoder.encode(&rows)?)?;
    writer.finish()
}

/// Where the round stands, in words.
fn standing(now: &Progress) -> String {
    const SHOWN: usize = 5;
    let list = |all: &[String]| {
        let more = if all.len() > SHOWN { format!(" and {} more", all.len() - SHOWN) } else { String::new() };
        let first: Vec<String> = all.iter().take(SHOWN).map(|text| printable(text)).collect();
        format!("{}{more}", first.join(", "))
    };
    let width = now.reviewers.iter().map(|r| printable(&r.name).chars().count()).max().unwrap_or(0).clamp(8, 24);
    let mut text =
        format!("{} of {}\n\n", common::counted(now.grades, "grade"), common::counted(now.letters, "letter"));
    if now.is_dealt() {
        text += &format!("{:width$}  graded  dealt  to go\n", "reviewer");
    } else {
        text += &format!("{:width$}  graded\n", "reviewer");
    }
    for r in &now.reviewers {
        let name = printable(&r.name);
        if !now.is_dealt() {
            text += &format!("{name:width$}  {:>6}\n", r.beside);
            continue;
        }
        let beside = if r.beside > 0 { format!("  and {} not dealt to them", r.beside) } else { String::new() };
        let next = if r.to_go.is_empty() { String::new() } else { format!("  next {}", list(&r.to_go)) };
        let (graded, dealt, to_go) = (r.graded, r.dealt, r.to_go.len());
        text += &format!("{name:width$}  {graded:>6}  {dealt:>5}  {to_go:>5}{beside}{next}\n");
    }
    let behind: Vec<String> =
        now.behind().into_iter().map(|r| format!("{} ({:.0} %)", r.name, 100.0 * r.share())).collect();
    if !behind.is_empty() {
        text += &format!("\nbehind the others: {}\n", list(&behind));
    }
    let none: Vec<String> = now.short.iter().filter(|s| s.readings == 0).map(|s| s.id.clone()).collect();
    let some: Vec<String> = now
        .short
        .iter()
        .filter(|s| s.readings > 0)
        .map(|s| format!("{} ({} of {})", s.id, s.readings, s.wanted))
        .collect();
    text += "\n";
    if now.short.is_empty() {
        text += "every letter has its readings\n";
    }
    if !none.is_empty() {
        text += &format!("{} without a reading: {}\n", common::counted(none.len(), "letter"), list(&none));
    }
    if !some.is_empty() {
        text += &format!("{} with too few readings: {}\n", common::counted(some.len(), "letter"), list(&some));
    }
    text
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
        Err(e) => format!("how far they agree can't be calculated: {e}\n"),
        Ok(ratings) => match ratings.agreement(None) {
            None => "no letter has labels of two reviewers, so how far they agree is not known\n".into(),
            Some(a) => agreement::summary(&a).unwrap_or_else(|| "they gave every letter the same label\n".into()),
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
