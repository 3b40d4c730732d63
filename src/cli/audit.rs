//! `shortlist audit`

use super::common::{self, NamedModel, Reading};
use super::recording::{self, Recording};
use super::stream;
use shortlist::audit::{Cohort, Question, audit, read_map, variants};
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::ingest::labels::LabelRule;
use shortlist::ingest::{Options, table};
use shortlist::rank::{Places, duplicates};
use shortlist::report::audit::{audit_html, audit_json, audit_markdown, audit_terminal};
use shortlist::report::{InputFacts, RunFacts, files};
use std::path::{Path, PathBuf};

/// Whom the cut favours: selection, scores, errors and features by group
///
/// SCORED is a table written by `rank` or `score --explain` (.csv, .tsv, .jsonl, .parquet): scores, contributions, and the
/// columns that it carried. Letters that are not scored yet go with --model M. Without --top, those are selected whom the
/// column `status` of a shortlist calls `in`: what was in fact done, with people's overrides.
///
/// Every group, and every intersection of two columns, is compared with all others. A group is flagged where a difference
/// matters (selected less than four fifths as often, or scores a tenth of a standard deviation apart) and is more than
/// chance: its p-value is below 0.05 after Holm's adjustment for all comparisons of the audit. Groups of fewer than 20 people or
/// 2 % are shown, not judged; where neither a difference nor its absence can be shown, the audit says "too few to tell".
/// Unknown (empty) values are a group. Impact ratios are shown as the four-fifths rule and New York's Local Law 144 define
/// them, over all cuts in the .html page. With --label, selection and scores are held against decisions.
///
/// "Without each feature" takes a feature's part away from every score and leaves the other weights as they are.
///
/// Spellings that look like one group are listed and never merged. A table with the columns `value`, `group` (and `column`,
/// where it is for one only) merges them: --map FILE. An empty group means unknown.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  shortlist rank data/sample/letters-next.csv --top 20 --output list.csv\n  shortlist audit list.csv --group field --group study_year --output audit.html\n  shortlist audit data/sample/letters-next.csv --model sample --group field --top 20 --proxy --output audit.md"
)]
pub struct Args {
    /// Table with scores, or letters with --model
    #[arg(value_name = "SCORED")]
    input: PathBuf,
    /// Column of groups; may be given several times
    #[arg(long, value_name = "COLUMN", required = true)]
    group: Vec<String>,
    /// Places, a count (60) or a share (20%); default: those whom the column `status` calls in
    // The id is not `top`: a season's settings must not stand in for what a list says was decided.
    #[arg(id = "places", long = "top", value_name = "N", value_parser = |s: &str| s.parse::<Places>().map_err(|e| e.to_string()))]
    top: Option<Places>,
    /// Column of decisions by people to compare with
    #[arg(long, value_name = "COLUMN")]
    label: Option<String>,
    /// Label that means yes; every other then means no
    #[arg(long, value_name = "VALUE", requires = "label")]
    positive: Option<String>,
    /// Table that puts values into groups: columns value, group, and perhaps column
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Say how well each feature predicts a group
    #[arg(long)]
    proxy: bool,
    /// Score SCORED, which are letters, with this model file or model in models/
    #[arg(long, value_name = "M")]
    model: Option<String>,
    /// File to write (.html, .md, .json); may be given several times
    #[arg(long, value_name = "FILE")]
    output: Vec<PathBuf>,
    /// Refuse to replace an existing file
    #[arg(long)]
    no_clobber: bool,
    #[command(flatten)]
    recording: Recording,
    #[command(flatten)]
    reading: Reading,
}

pub fn run(args: &Args) -> Result<()> {
    let outputs: Vec<&Path> = args.output.iter().map(PathBuf::as_path).collect();
    if let Some(path) = outputs.iter().find(|p| !matches!(ending(p).as_str(), "html" | "md" | "json")) {
        return Err(Error::new(ErrorKind::Setting, "the ending is not known for an audit")
            .file(path)
            .way_out("end the name in .html, .md or .json"));
    }
    let mut inputs: Vec<&Path> = vec![&args.input];
    inputs.extend(args.map.as_deref());
    inputs.extend(args.model.as_deref().map(Path::new));
    inputs.extend(args.recording.log.as_deref());
    args.reading.check_outputs(&outputs, &inputs, args.no_clobber)?;
    let recorder = args.recording.begin()?;
    let model = args.model.as_deref().filter(|_| holds_letters(args)).map(|name| common::find_model(Some(name)));
    let model = model.transpose()?;
    let (mut cohort, mut facts) = match &model {
        Some(model) => from_letters(args, model)?,
        None => from_scores(args)?,
    };
    if let Some(map) = &args.map {
        let unused = read_map(map, &mut cohort.groups)?;
        if !unused.is_empty() {
            let shown: Vec<_> = unused.iter().take(8).map(|v| format!("`{v}`")).collect();
            facts.warnings.push(format!("values of the map that no row has: {}", shown.join(", ")));
        }
    }
    let likely: Vec<_> = cohort.groups.iter().flat_map(|(column, values)| variants(column, values)).collect();
    let found = audit(&cohort, &Question { places: args.top, proxy: args.proxy }).map_err(|e| e.file(&args.input))?;
    facts.settings.insert("group".into(), args.group.clone().into());
    let put = |(name, value): (&str, Option<String>)| value.map(|v| (name.to_owned(), v.into()));
    let top = args.top.map(|top| match top {
        Places::Count(n) => n.to_string(),
        Places::Share(share) => format!("{}%", share * 100.0),
    });
    let map = args.map.as_ref().map(|m| m.display().to_string());
    facts.settings.extend([("top", top), ("label", args.label.clone()), ("map", map)].into_iter().filter_map(put));
    if recorder.is_some() {
        // As for a list: the digest of the file that `--output FILE.json` writes where no log is kept.
        let digest = common::digest(audit_json(&found, &likely, &facts).as_bytes());
        let outcome = [("audit".to_owned(), digest.into())].into_iter().collect();
        recording::record(recorder.as_ref(), &mut facts, Vec::new(), outcome)?;
    }
    for path in outputs {
        let text = match ending(path).as_str() {
            "json" => audit_json(&found, &likely, &facts),
            "md" => audit_markdown(&found, &likely, &facts),
            _ => audit_html(&found, &likely, &facts)?,
        };
        files::write_whole(path, text.as_bytes(), args.no_clobber)?;
    }
    for warning in &facts.warnings {
        common::say("warning", warning);
    }
    common::print(&audit_terminal(&found, &likely, common::width()))
}

fn ending(path: &Path) -> String {
    path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase()
}

/// Whether the input has a letter column, so that a model (of the command line or of a season's settings) can score it.
fn holds_letters(args: &Args) -> bool {
    let path = &args.input;
    let opened = || shortlist::ingest::Source::open(path, &args.reading.options());
    path == Path::new("-") || !matches!(opened(), Err(e) if e.kind() == ErrorKind::Column)
}

/// What an audit needs of a row.
struct Row {
    id: String,
    row: u64,
    score: Option<f64>,
    log_odds: Option<f64>,
    contributions: Vec<f64>,
    carried: Vec<String>,
}

/// Letters, scored by a model.
fn from_letters(args: &Args, model: &NamedModel) -> Result<(Cohort, RunFacts)> {
    let (assessor, settings) = common::assessor(&args.reading, &model.model)?;
    let source = args.reading.open(&args.input)?;
    let names: Vec<String> = source.columns().carried.iter().map(|c| c.name.clone()).collect();
    let mut rows = Vec::new();
    let seen = stream::run(
        source,
        &args.reading,
        |a| {
            let scored = a
                .letter
                .as_ref()
                .ok()
                .map(|letter| assessor.assess(&shortlist::text::Document::new(letter), false).score);
            Row {
                id: a.id.clone(),
                row: a.row,
                score: scored.as_ref().map(|s| s.probability()),
                log_odds: scored.as_ref().map(|s| s.log_odds),
                contributions: scored.map(|s| s.contributions).unwrap_or_default(),
                carried: a.carried.clone(),
            }
        },
        |row| {
            rows.push(row);
            Ok(())
        },
    )?;
    common::say_unscored(&seen.input.unusable, seen.input.rows);
    let facts = common::run_facts("audit", seen.input, Some(model), &args.reading, &settings);
    let features = assessor.scorer().names().map(str::to_owned).collect();
    let column = |name: &str| -> Option<Vec<String>> {
        let at = names.iter().position(|n| n == name)?;
        Some(rows.iter().map(|r| r.carried.get(at).cloned().unwrap_or_default()).collect())
    };
    Ok((cohort(args, &rows, features, &names, &column)?, facts))
}

/// A table with scores.
fn from_scores(args: &Args) -> Result<(Cohort, RunFacts)> {
    let path = &args.input;
    let options =
        Options { id_column: args.reading.id_column.clone(), format: args.reading.from, ..Options::default() };
    let read = table::read(path, &options)?;
    for message in &read.messages {
        common::say("note", message);
    }
    let names: Vec<String> = read.frame.get_column_names().iter().map(|n| n.to_string()).collect();
    if !names.iter().any(|n| n == "score") {
        return Err(Error::new(ErrorKind::Column, "no column score")
            .file(path)
            .way_out("give a table written by `rank` or `score --explain`, or letters with --model"));
    }
    let column = |name: &str| -> Option<Vec<String>> {
        let column = table::text(&read.frame, name, path, "--group").ok()?;
        Some(column.iter().map(|v| v.unwrap_or_default().to_owned()).collect())
    };
    let numbers = |name: &str| -> Result<Vec<Option<f64>>> {
        let values = column(name).unwrap_or_default();
        values.iter().enumerate().map(|(row, value)| number(path, name, row as u64 + 1, value)).collect()
    };
    let scores = numbers("score")?;
    if let Some(row) = scores.iter().position(|s| s.is_some_and(|s| !(0.0..=1.0).contains(&s))) {
        return Err(Error::new(ErrorKind::Value, "a score outside 0–1")
            .file(path)
            .row(row as u64 + 1)
            .column("score")
            .way_out("give scores as `score` writes them"));
    }
    let features: Vec<String> = names
        .iter()
        .filter_map(|n| n.strip_prefix("contribution_"))
        .filter(|n| *n != "base")
        .map(str::to_owned)
        .collect();
    let parts: Vec<Vec<Option<f64>>> =
        features.iter().map(|f| numbers(&format!("contribution_{f}"))).collect::<Result<_>>()?;
    let base = numbers("contribution_base")?;
    let ids = column(table::ID).unwrap_or_default();
    let rows: Vec<Row> = ids
        .into_iter()
        .enumerate()
        .map(|(row, id)| {
            let own: Option<Vec<f64>> = parts.iter().map(|p| p[row]).collect();
            let own = own.filter(|_| scores[row].is_some()).unwrap_or_default();
            let sum = || base.get(row).copied().flatten().map(|b| own.iter().fold(b, |sum, p| sum + p));
            // Of a score that rounds to 0 or 1, the sum knows more than the logarithm.
            let log_odds = scores[row].map(|s| sum().filter(|_| !own.is_empty()).unwrap_or((s / (1.0 - s)).ln()));
            let (score, carried) = (scores[row], Vec::new());
            Row { id, row: row as u64 + 1, score, log_odds, contributions: own, carried }
        })
        .collect();
    let input = InputFacts {
        file: path.display().to_string(),
        digest: read.digest.clone(),
        rows: rows.len() as u64,
        unusable: Vec::new(),
    };
    let tool = format!("shortlist {}", env!("CARGO_PKG_VERSION"));
    let facts = RunFacts { tool, command: "audit".into(), input, ..RunFacts::default() };
    Ok((cohort(args, &rows, features, &names, &column)?, facts))
}

fn number(path: &Path, column: &str, row: u64, value: &str) -> Result<Option<f64>> {
    let value = value.trim();
    if value.is_empty() {
        return Ok(None);
    }
    value.replace('−', "-").parse::<f64>().ok().filter(|v| v.is_finite()).map(Some).ok_or_else(|| {
        let short: String = value.chars().take(24).collect();
        Error::new(ErrorKind::Value, format!("`{short}` is no number"))
            .file(path)
            .row(row)
            .column(column)
            .way_out("give the table as `score` or `rank` wrote it")
    })
}

/// The applicants, with the columns that are asked for.
fn cohort(
    args: &Args,
    rows: &[Row],
    features: Vec<String>,
    names: &[String],
    column: &dyn Fn(&str) -> Option<Vec<String>>,
) -> Result<Cohort> {
    let path = &args.input;
    duplicates(rows.iter().map(|r| (r.id.as_str(), r.row))).map_err(|e| e.file(path))?;
    let named = |name: &str, flag: &str| {
        column(name).ok_or_else(|| {
            let ours = |n: &&String| !n.starts_with("contribution_") && !matches!(n.as_str(), "id" | "row" | "score");
            let names: Vec<_> = names.iter().filter(ours).map(|n| format!("`{n}`")).collect();
            let names = if names.is_empty() { "none".into() } else { names.join(", ") };
            Error::new(ErrorKind::Column, format!("no column {name}; there are {names}"))
                .file(path)
                .way_out(format!("give {flag} one of these"))
        })
    };
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for name in &args.group {
        if groups.iter().any(|(known, _)| known == name) {
            return Err(Error::new(ErrorKind::Setting, format!("--group {name} is given twice")));
        }
        groups.push((name.clone(), named(name, "--group")?));
    }
    let labels = match &args.label {
        None => None,
        Some(name) => {
            let values = named(name, "--label")?;
            let rule = LabelRule { positive: args.positive.clone(), ..LabelRule::default() };
            let numbered = rows.iter().zip(&values).map(|(r, v)| (r.row, v.as_str()));
            Some(rule.read(name, path, numbered)?.numbers.into_iter().map(|n| n.map(|n| n >= 0.5)).collect())
        }
    };
    let selected = column("status").filter(|v| v.iter().any(|s| !s.is_empty()));
    if let Some(tied) = selected.as_ref().map(|s| s.iter().filter(|s| *s == "tie").count()).filter(|n| *n > 0)
        && args.top.is_none()
    {
        common::say("note", &format!("{tied} applicants are tied at the line: none of them counts as selected"));
    }
    Ok(Cohort {
        ids: rows.iter().map(|r| r.id.clone()).collect(),
        scores: rows.iter().map(|r| r.score).collect(),
        log_odds: rows.iter().map(|r| r.log_odds).collect(),
        selected: selected.map(|s| s.iter().map(|s| s == "in").collect()),
        features,
        contributions: rows.iter().map(|r| r.contributions.clone()).collect(),
        labels,
        groups,
    })
}
