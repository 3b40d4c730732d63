//! The applicants of an audit: of scored tables or of letters, with their groups, decisions and values.

use super::audit::Args;
use super::common::{self, NamedModel};
use super::labelled::Labelled;
use super::{measured, stream, training_overlap};
use shortlist::audit::Cohort;
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::flags::inspect_file;
use shortlist::ingest::{Options, table};
use shortlist::rank::drift::Batch;
use shortlist::rank::duplicates;
use shortlist::report::{InputFacts, RunFacts};
use std::collections::BTreeMap;
use std::path::Path;

/// Reads the applicants, and the facts of the run so far.
pub fn read(args: &Args) -> Result<(Cohort, RunFacts)> {
    let of_letters = args.letters.is_none() && args.model.is_some() && holds_letters(args);
    let model = args.model.as_deref().filter(|_| of_letters || args.refit);
    let model = model.map(|name| common::find_model(Some(name))).transpose()?;
    let (mut cohort, mut facts) = match &model {
        Some(model) if of_letters => from_letters(args, model)?,
        _ => from_scores(args)?,
    };
    match (&model, &args.letters) {
        (Some(model), Some(letters)) => join_letters(args, model, letters, &mut cohort, &mut facts)?,
        _ if args.refit && !of_letters => {
            return Err(Error::new(ErrorKind::Setting, "--refit needs the letters and the model of the list")
                .file(&args.input)
                .hint("give them with --letters IN --model M"));
        }
        _ => {}
    }
    Ok((cohort, facts))
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
    values: Vec<Option<f64>>,
    passthrough: Vec<String>,
}

/// Letters, scored by a model.
fn from_letters(args: &Args, model: &NamedModel) -> Result<(Cohort, RunFacts)> {
    let (assessor, settings) = common::assessor(&args.reading, &model.model)?;
    let source = args.reading.open(&args.input)?;
    let names: Vec<String> = source.columns().passthrough.iter().map(|c| c.name.clone()).collect();
    let (mut rows, mut batch) = (Vec::new(), Batch::new(&model.model));
    let seen = stream::run(
        source,
        &args.reading,
        |a| {
            let assess = |letter: &String| assessor.assess(&shortlist::text::Document::new(letter), false);
            let mut assessed = a.letter.as_ref().ok().map(assess);
            if let Some(assessed) = &mut assessed {
                inspect_file(a, &mut assessed.measurement);
            }
            let (scored, measured) = assessed.map(|a| (a.score, a.measurement)).unzip();
            let (values, flags) = measured.map(|m| (m.values, m.flags)).unzip();
            let row = Row {
                id: a.id.clone(),
                row: a.row,
                score: scored.as_ref().map(|s| s.probability()),
                log_odds: scored.as_ref().map(|s| s.log_odds),
                contributions: scored.map(|s| s.contributions).unwrap_or_default(),
                values: values.unwrap_or_default(),
                passthrough: a.passthrough.clone(),
            };
            (row, flags)
        },
        |(row, flags)| {
            if let (Some(batch), Some(flags)) = (&mut batch, flags) {
                batch.add(assessor.scorer().places().iter().map(|place| row.values[*place]), &flags);
            }
            rows.push(row);
            Ok(())
        },
    )?;
    common::say_unscored(&seen.input.unusable, seen.input.rows);
    let mut facts = common::run_facts("audit", seen.input, Some(model), &args.reading, &settings);
    if let Some(batch) = &batch {
        common::put_drift(&mut facts, &assessor, batch);
    }
    let features = assessor.scorer().names().map(str::to_owned).collect();
    let column = |name: &str| -> Option<Vec<String>> {
        let at = names.iter().position(|n| n == name)?;
        Some(rows.iter().map(|r| r.passthrough.get(at).cloned().unwrap_or_default()).collect())
    };
    let mut cohort = cohort(args, &rows, features, &names, &column)?;
    let columns: Vec<String> = assessor.extractor().columns().iter().map(|c| c.name.clone()).collect();
    say_overlap(&cohort, &rows.iter().map(|r| r.values.as_slice()).collect::<Vec<_>>(), model, &columns, &mut facts);
    if args.refit {
        let values = rows.into_iter().map(|r| r.values).collect();
        cohort.training = Some(training_overlap::training(model, &columns, values, args.reading.load().threads)?);
    }
    Ok((cohort, facts))
}

/// Warns where the model learnt from the letters whose decisions it is held against.
fn say_overlap(
    cohort: &Cohort,
    values: &[&[Option<f64>]],
    model: &NamedModel,
    columns: &[String],
    facts: &mut RunFacts,
) {
    let Some(labels) = &cohort.labels else { return };
    let letters =
        cohort.ids.iter().zip(values).zip(labels).filter(|((_, values), y)| y.is_some() && !values.is_empty());
    let letters: Vec<training_overlap::Letter<'_>> = letters.map(|((id, values), _)| (id.as_str(), *values)).collect();
    facts.warnings.extend(training_overlap::overlap(model, columns, &letters));
}

/// Puts the values of a list's letters into the cohort. The list must hold the scores of this model.
fn join_letters(
    args: &Args,
    model: &NamedModel,
    letters: &Path,
    cohort: &mut Cohort,
    facts: &mut RunFacts,
) -> Result<()> {
    const NEAR: f64 = 1e-6;
    let (assessor, _) = common::assessor(&args.reading, &model.model)?;
    let columns: Vec<String> = assessor.extractor().columns().iter().map(|c| c.name.clone()).collect();
    let measured = measured::letters(letters, &args.reading, assessor.extractor())?;
    let mut by_id: BTreeMap<String, Vec<Option<f64>>> = measured.rows.into_iter().collect();
    let mut values = Vec::new();
    for (id, score) in cohort.ids.iter().zip(&cohort.scores) {
        let own = match score {
            None => Vec::new(),
            Some(_) => by_id.remove(id).ok_or_else(|| {
                Error::new(ErrorKind::Value, format!("no letter of the id {id}, which the list scores"))
                    .file(letters)
                    .hint("give the letters that the list was made of")
            })?,
        };
        if let Some(score) = score {
            let found = assessor.scorer().score(&own).probability();
            if (found - score).abs() > NEAR {
                let what = format!("the model scores {id} {found:.6}, and the list says {score:.6}");
                return Err(Error::new(ErrorKind::Value, what)
                    .file(&args.input)
                    .hint("give the model, the letters, --as-of and --words with which the list was made"));
            }
        }
        values.push(own);
    }
    say_overlap(cohort, &values.iter().map(Vec::as_slice).collect::<Vec<_>>(), model, &columns, facts);
    cohort.training = Some(training_overlap::training(model, &columns, values, args.reading.load().threads)?);
    Ok(())
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
            .hint("give a table written by `rank` or `score --explain`, or letters with --model"));
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
            .hint("give scores as `score` writes them"));
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
            let (score, values, passthrough) = (scores[row], Vec::new(), Vec::new());
            Row { id, row: row as u64 + 1, score, log_odds, contributions: own, values, passthrough }
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
            .hint("give the table as `score` or `rank` wrote it")
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
                .hint(format!("give {flag} one of these"))
        })
    };
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for name in &args.group {
        if groups.iter().any(|(known, _)| known == name) {
            return Err(Error::new(ErrorKind::Setting, format!("--group {name} is given twice")));
        }
        groups.push((name.clone(), named(name, "--group")?));
    }
    let labels = decisions(args, rows, &|label| named(label, "--label"))?;
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
        training: None,
    })
}

/// The decisions to compare with, a row each: of a table of their own, or of the column of SCORED that `inline` gives.
fn decisions(
    args: &Args,
    rows: &[Row],
    inline: &dyn Fn(&str) -> Result<Vec<String>>,
) -> Result<Option<Vec<Option<bool>>>> {
    let how = &args.how;
    let read = match (&args.labels, &args.label) {
        (None, None) if how.positive.is_some() || how.accept_from.is_some() || how.scale.is_some() => {
            return Err(Error::new(ErrorKind::Setting, "it is not said where the decisions stand")
                .hint("name their column with --label, and their table with --labels"));
        }
        (None, None) => return Ok(None),
        (None, Some(label)) => {
            let values = inline(label)?;
            let rows: Vec<_> = rows.iter().zip(values).map(|(r, v)| (r.id.clone(), r.row, v)).collect();
            let (labelled, label, labels) = (args.input.clone(), label.clone(), how.clone());
            Labelled { labelled, label, letters: None, labels }.inline(&rows)?
        }
        (Some(path), label) => {
            let label = label.clone().unwrap_or_else(|| "label".into());
            let labelled = Labelled { labelled: path.clone(), label, letters: None, labels: how.clone() };
            let read = labelled.read_table(&args.reading)?;
            labelled.say_fractions(&read);
            let ids: std::collections::BTreeSet<&str> = rows.iter().map(|r| r.id.as_str()).collect();
            let strangers = read.labels.by_id.keys().filter(|id| !ids.contains(id.as_str())).count();
            if strangers > 0 {
                common::say("note", &format!("labelled ids that nobody here has, left out: {strangers}"));
            }
            if strangers == read.labels.by_id.len() {
                return Err(Error::new(ErrorKind::Labels, "no id of the labels is an applicant's here")
                    .file(path)
                    .hint("check the column of ids of both tables (--id-column)"));
            }
            read
        }
    };
    let of = |r: &Row| read.labels.by_id.get(&r.id).map(|y| *y >= 0.5);
    Ok(Some(rows.iter().map(of).collect()))
}
