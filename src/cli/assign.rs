//! `shortlist assign`

use super::common;
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::ingest::{Options, Source};
use shortlist::rank::duplicates;
use shortlist::report::OutputFormat;
use shortlist::report::table::{Cell, Encoder, Kind, TableColumn, TableWriter};
use shortlist::report::{InputFacts, RunFacts};
use shortlist::review::assign::{self, Plan, Reading};
use std::path::PathBuf;

/// Deals the letters to reviewers
///
/// Every letter gets --readings readers; the reviewers' numbers of letters differ by one at most, or by as little as
/// conflicts of interest allow. The first batch is the same for everybody (--shared letters), so that all judge by one
/// measure. Everyone reads in an order of their own, which is not that of any score. Writes `reviewer, id, batch, order`.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  shortlist assign data/sample/letters-next.csv --reviewers ann,bob,cy,dee --readings 2 --shared 6 --seed 7 --output assign.csv"
)]
pub struct Args {
    /// Table with an id per applicant (the letters, or a shortlist)
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// Names of the reviewers
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', required = true)]
    reviewers: Vec<String>,
    /// Readers of every letter
    #[arg(long, value_name = "K", default_value_t = 2)]
    readings: usize,
    /// Letters that everybody reads first
    #[arg(long, value_name = "N", default_value_t = 0)]
    shared: usize,
    /// Letters per batch after that
    #[arg(long, value_name = "N", default_value_t = 20)]
    batch: usize,
    /// Table of conflicts of interest: reviewer, id
    #[arg(long, value_name = "FILE")]
    conflicts: Option<PathBuf>,
    /// Seed of the deal
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Column that holds the id (default: `id`, else the usual names)
    #[arg(long, value_name = "COLUMN")]
    id_column: Option<String>,
    #[arg(long, value_name = "OUT", help = common::table_help(", or - for CSV on standard output"))]
    output: PathBuf,
    /// Refuse to replace an existing file
    #[arg(long)]
    no_clobber: bool,
}

pub fn run(args: &Args) -> Result<()> {
    let format = OutputFormat::of(&args.output)?;
    let place = |p: &PathBuf| p.canonicalize().unwrap_or_else(|_| p.clone());
    if [Some(&args.input), args.conflicts.as_ref()].into_iter().flatten().any(|p| place(p) == place(&args.output)) {
        return Err(Error::new(ErrorKind::Setting, "is read by this command and would be replaced by its output")
            .file(&args.output)
            .hint("give --output another name"));
    }
    let options = Options { id_column: args.id_column.clone(), without_letters: true, ..Options::default() };
    let mut source = Source::open(&args.input, &options)?;
    if source.columns().id.is_none() {
        // The ids are made from the letters' text, so these must be read.
        source = Source::open(&args.input, &Options { without_letters: false, ..options })?;
    }
    source.messages().iter().for_each(|message| common::say("note", message));
    let digest = source.digest();
    let mut rows = Vec::new();
    for application in source {
        let application = application?;
        rows.push((application.id, application.row));
    }
    duplicates(rows.iter().map(|(id, row)| (id.as_str(), *row))).map_err(|e| e.file(&args.input))?;
    let count = rows.len() as u64;
    let mut plan = Plan {
        letters: rows.into_iter().map(|(id, _)| id).collect(),
        reviewers: args.reviewers.iter().map(|r| r.trim().to_owned()).collect(),
        readings: args.readings,
        shared: args.shared,
        batch: args.batch,
        seed: args.seed,
        ..Plan::default()
    };
    if let Some(path) = &args.conflicts {
        plan.conflicts = assign::conflicts(path, &plan)?;
    }
    let dealt = assign::deal(&plan)?;
    let input = InputFacts {
        file: args.input.display().to_string(),
        digest: digest.hex(),
        rows: count,
        ..InputFacts::default()
    };
    write(args, format, &dealt, &facts(args, input))?;
    if args.output != std::path::Path::new("-") {
        for reviewer in &plan.reviewers {
            let own = dealt.iter().filter(|r| r.reviewer == *reviewer).count();
            common::print(&format!("{}: {own} letters\n", shortlist::error::printable(reviewer)))?;
        }
    }
    Ok(())
}

fn facts(args: &Args, input: InputFacts) -> RunFacts {
    let mut facts = RunFacts {
        tool: format!("shortlist {}", env!("CARGO_PKG_VERSION")),
        command: "assign".into(),
        input,
        ..RunFacts::default()
    };
    let conflicts = args.conflicts.as_ref().map(|p| p.display().to_string());
    for (name, value) in [
        ("reviewers", args.reviewers.clone().into()),
        ("readings", args.readings.into()),
        ("shared", args.shared.into()),
        ("batch", args.batch.into()),
        ("seed", args.seed.into()),
        ("conflicts", conflicts.into()),
    ] {
        facts.settings.insert(name.into(), value);
    }
    facts
}

fn write(args: &Args, format: OutputFormat, dealt: &[Reading], facts: &RunFacts) -> Result<()> {
    let columns = [("reviewer", Kind::Text), ("id", Kind::Text), ("batch", Kind::Count), ("order", Kind::Count)]
        .map(|(name, kind)| TableColumn::new(name, kind));
    let encoder = Encoder::new(format, columns.into());
    let rows: Vec<Vec<Cell<'_>>> = dealt
        .iter()
        .map(|r| {
            vec![
                Cell::text(r.reviewer.as_str()),
                Cell::text(r.id.as_str()),
                Cell::Count(Some(r.batch as u64)),
                Cell::Count(Some(r.order as u64)),
            ]
        })
        .collect();
    let mut writer = TableWriter::create(&args.output, &encoder, args.no_clobber)?;
    writer.write(encoder.encode(&rows)?)?;
    common::finish_table(writer, &args.output, facts, args.no_clobber)
}
