//! `shortlist season`

use super::common;
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::files;
use shortlist::report::season::{Asked, Season, season_html};
use std::path::PathBuf;

/// Writes the round on one page, for the chair and the minutes
///
/// LIST is the table that `rank` wrote; the facts of its run are read from LIST.run.json beside it. All else is
/// optional, and the page says what it was not given: how many letters, what was set apart, the model and how good it
/// is, the line and who stands near it with their chance of being among the first N, how far the reviewers are and how
/// they agree, what the reading plan promises and how its check stands, the audit in three lines, the head of the log.
/// The page says so if a file is about another list, other letters or another model.
///
/// The page is one .html file without script or network. It holds no letter and no name. It shows ids only for those
/// near the line, or their codes with --blind; reviewers are named unless --blind is given.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  shortlist season list.csv --labels ann.csv --labels bob.csv --evaluation evaluation.json --plan plan.json --audit audit.json --log log.jsonl --output season.html"
)]
pub struct Args {
    /// Table that `rank` wrote
    #[arg(value_name = "LIST")]
    list: PathBuf,
    /// File of reviewers' labels; may be given several times
    #[arg(long, value_name = "LABELS")]
    labels: Vec<PathBuf>,
    /// Column of the labels
    #[arg(long, value_name = "COLUMN", default_value = "label")]
    label: String,
    /// Grades from LOWEST to HIGHEST, if the grades themselves don't show it
    #[arg(long, value_name = "LOWEST,HIGHEST", allow_hyphen_values = true, value_parser = super::labelled::scale)]
    scale: Option<[f64; 2]>,
    /// Who reads what, as `assign` wrote it
    #[arg(long, value_name = "FILE")]
    assignment: Option<PathBuf>,
    /// Readings that a letter should have, where it was dealt to nobody
    #[arg(long, value_name = "K", default_value_t = 2)]
    readings: usize,
    /// Evaluation, as `evaluate --output evaluation.json` wrote it
    #[arg(long, value_name = "FILE")]
    evaluation: Option<PathBuf>,
    /// Audit, as `audit --output audit.json` wrote it
    #[arg(long, value_name = "FILE")]
    audit: Option<PathBuf>,
    /// Reading plan, as `rank --plan` wrote it
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// Log of the round
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Applicants to show on each side of the line
    #[arg(long, value_name = "N", default_value_t = 10)]
    near: usize,
    /// Put codes in place of ids, and numbers in place of reviewers' names
    #[arg(long)]
    blind: bool,
    /// Column of LIST that holds the id (default: `id`, else the usual names)
    #[arg(long, value_name = "COLUMN")]
    id_column: Option<String>,
    /// Page to write (.html)
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
    /// Refuse to replace an existing file
    #[arg(long)]
    no_clobber: bool,
}

pub fn run(args: &Args) -> Result<()> {
    let is_page = args.output.extension().is_some_and(|e| e.eq_ignore_ascii_case("html"));
    if !is_page {
        return Err(Error::new(ErrorKind::Setting, "the ending is not known for a page of the season")
            .file(&args.output)
            .hint("end the name in .html"));
    }
    let others = [&args.assignment, &args.evaluation, &args.audit, &args.plan, &args.log];
    let read = others.into_iter().flatten().chain(&args.labels).chain([&args.list]);
    common::check_outputs(&[&args.output], &read.map(PathBuf::as_path).collect::<Vec<_>>(), args.no_clobber)?;
    let season = Season::read(&Asked {
        list: args.list.clone(),
        id_column: args.id_column.clone(),
        labels: args.labels.clone(),
        label: args.label.clone(),
        scale: args.scale,
        assignment: args.assignment.clone(),
        readings: args.readings,
        evaluation: args.evaluation.clone(),
        audit: args.audit.clone(),
        plan: args.plan.clone(),
        log: args.log.clone(),
        near: args.near,
        blind: args.blind,
    })?;
    files::write_whole(&args.output, season_html(&season)?.as_bytes(), args.no_clobber)?;
    common::say("note", &format!("the page of the round is {}", args.output.display()));
    Ok(())
}
