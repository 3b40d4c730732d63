//! `shortlist score`

use super::common::{self, Reading};
use super::stream;
use shortlist::error::Result;
use shortlist::report::is_our_name;
use shortlist::report::table::{Cell, Encoder, Format, Kind, TableColumn, TableWriter};
use shortlist::text::Document;
use std::path::PathBuf;

/// A score per application, in input order, streaming
///
/// Writes `id, score` (probability of the positive label, 0–1) and the input's other columns but the letter. With
/// --explain, also `contribution_base` and a `contribution_<feature>` per column of the model: their sum is the
/// log-odds of the score. A row without a readable letter keeps its place with an empty score.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  shortlist score data/sample/letters-next.csv --model sample --explain --output scores.csv"
)]
pub struct Args {
    /// Table of applications, or - for CSV on standard input
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// Model file, or name of a model in models/
    #[arg(long)]
    model: String,
    /// File to write (.csv, .tsv, .jsonl, .parquet, .xlsx), or - for CSV on standard output
    #[arg(long, value_name = "OUT")]
    output: PathBuf,
    /// Add what each column adds to the log-odds
    #[arg(long)]
    explain: bool,
    /// Refuse to replace an existing file
    #[arg(long)]
    no_clobber: bool,
    #[command(flatten)]
    reading: Reading,
}

pub fn run(args: &Args) -> Result<()> {
    let format = Format::of(&args.output)?;
    args.reading.check_outputs(&[&args.output], &[&args.input, args.model.as_ref()], args.no_clobber)?;
    let model = common::find_model(Some(&args.model))?;
    let (assessor, settings) = common::assessor(&args.reading, &model.model)?;
    let source = args.reading.open(&args.input)?;
    let mut columns = vec![TableColumn::new("id", Kind::Text), TableColumn::new("score", Kind::Number)];
    if args.explain {
        columns.push(TableColumn::new("contribution_base", Kind::Number));
        columns.extend(assessor.scorer().names().map(|n| TableColumn::new(format!("contribution_{n}"), Kind::Number)));
    }
    let carried = source.columns().carried_names(&|name| is_our_name(name, assessor.extractor().columns()));
    columns.extend(carried.into_iter().map(|name| TableColumn::new(name, Kind::Text)));
    let encoder = Encoder::new(format, columns);
    let mut writer = TableWriter::create(&args.output, &encoder, args.no_clobber)?;
    let terms = assessor.scorer().places().len();
    let seen = stream::run(
        source,
        &args.reading,
        |application| {
            let score =
                application.letter.as_ref().ok().map(|letter| assessor.assess(&Document::new(letter), false).score);
            let mut row =
                vec![Cell::text(application.id.as_str()), Cell::Number(score.as_ref().map(|s| s.probability()))];
            if args.explain {
                row.push(Cell::Number(score.as_ref().map(|s| s.base)));
                row.extend((0..terms).map(|i| Cell::Number(score.as_ref().map(|s| s.contributions[i]))));
            }
            row.extend(application.carried.iter().map(|v| Cell::text(v.as_str())));
            encoder.encode(&[row])
        },
        |chunk| writer.write(chunk?),
    )?;
    if let Some(notice) = &model.model.notice {
        common::say("warning", notice);
    }
    seen.say_twice();
    common::say_unscored(&seen.input.unusable, seen.input.rows);
    let facts = common::run_facts("score", seen.input, Some(&model), &args.reading, &settings);
    common::finish_table(writer, &args.output, &facts, args.no_clobber)
}
