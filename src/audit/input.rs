//! The applicants of an audit: of scored tables or of letters, with their groups, decisions and values.

use super::{Cohort, Training, decisions};
use crate::batch::training_overlap::{self, Letter};
use crate::batch::{InputFacts, Labelled, Runner};
use crate::error::{Error, ErrorKind, Result};
use crate::features::Settings;
use crate::flags::Measurer;
use crate::ingest::{Application, Options, Unusable, table};
use crate::model::evaluate::Plan;
use crate::model::registry::NamedModel;
use crate::model::strength::{Search, Strength};
use crate::model::train::FitOptions;
use crate::rank::drift::Batch;
use crate::rank::{Assessed, Assessor, duplicates};
use crate::review::decide::Decision;
use crate::text::LetterReader;
use std::collections::BTreeMap;
use std::path::Path;

/// How far a score of a list may lie from that of the model that made it.
const NEAR: f64 = 1e-6;

/// What an audit is of.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Sources {
    /// Columns of groups.
    pub groups: Vec<String>,
    /// Column of decisions by people, where they stand with the applicants.
    pub label: Option<String>,
    /// Decisions in a table of their own; else only what [`Labelled::meaning`] says of labels counts.
    pub decisions: Labelled,
    /// Whether places decide who is selected, so that a tie in the list needs no word.
    pub places_given: bool,
}

/// Applicants, and what was found as they were read.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Read<'m> {
    /// The applicants.
    pub cohort: Cohort,
    /// The input.
    pub input: InputFacts,
    /// Counts to hold against the letters that the model knows.
    pub drift: Option<Batch<'m>>,
    /// Letters that the model learnt from.
    pub warnings: Vec<String>,
    /// The values of each applicant's letter, in the columns of the model's features; empty where there is none.
    values: Vec<Vec<Option<f64>>>,
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

impl Row {
    /// A row of letters, from what was measured in its letter.
    fn of(application: &Application, assessed: Option<&Assessed>) -> Self {
        let score = assessed.map(|a| &a.score);
        Self {
            id: application.id.clone(),
            row: application.row,
            score: score.map(|s| s.probability()),
            log_odds: score.map(|s| s.log_odds),
            contributions: score.map(|s| s.contributions.clone()).unwrap_or_default(),
            values: assessed.map(|a| a.measurement.values.clone()).unwrap_or_default(),
            passthrough: application.passthrough.clone(),
        }
    }
}

/// Letters, scored by a model.
///
/// # Errors
/// Those of [`Runner::batches`]; [`ErrorKind::Column`] where a column is missing; those of reading labels.
pub fn of_letters<'m>(
    runner: &mut Runner,
    input: &Path,
    sources: &Sources,
    model: &NamedModel,
    assessor: &'m Assessor,
) -> Result<Read<'m>> {
    let source = runner.open(input)?;
    let names: Vec<String> = source.columns().passthrough.iter().map(|c| c.name.clone()).collect();
    let (mut rows, mut drift, mut left_out) = (Vec::new(), Batch::new(assessor.scorer().model()), 0);
    let seen = runner.batches(
        source,
        <(LetterReader, Assessed)>::default,
        |(reader, assessed), batch| {
            let row = |a: &Application| {
                if a.letter.as_ref().is_err_and(Unusable::is_no_applicant) {
                    return None;
                }
                let is_scored = assessor.assess_application(a, false, reader, assessed);
                Some((Row::of(a, is_scored.then_some(assessed)), is_scored.then(|| assessed.measurement.flags.clone())))
            };
            batch.iter().map(row).collect::<Vec<_>>()
        },
        |some| {
            for row in some {
                let Some((row, flags)) = row else {
                    left_out += 1;
                    continue;
                };
                if let (Some(drift), Some(flags)) = (&mut drift, flags) {
                    drift.add(assessor.scorer().places().iter().map(|place| row.values[*place]), &flags);
                }
                rows.push(row);
            }
            Ok(())
        },
    )?;
    runner.watch().unusable(&seen.input);
    say_left_out(runner, left_out);
    let features = assessor.scorer().names().map(str::to_owned).collect();
    let column = |name: &str| -> Option<Vec<String>> {
        let at = names.iter().position(|n| n == name)?;
        Some(rows.iter().map(|r| r.passthrough.get(at).cloned().unwrap_or_default()).collect())
    };
    let cohort = cohort(runner, input, sources, &rows, features, &names, &column)?;
    let values = rows.into_iter().map(|r| r.values).collect();
    let mut read = Read { cohort, input: seen.input, drift, warnings: Vec::new(), values };
    read.say_overlap(runner, model, &columns(assessor.measurer()));
    Ok(read)
}

/// A table with scores, as [`crate::rank`] and `score` write it.
///
/// # Errors
/// Those of [`table::read`]; [`ErrorKind::Column`] without a column `score`; [`ErrorKind::Value`] where a score is no
/// number in 0–1; [`ErrorKind::DuplicateId`] where an id stands twice.
pub fn of_scores(runner: &mut Runner, input: &Path, sources: &Sources) -> Result<Read<'static>> {
    let given = runner.options();
    let options =
        Options { id_column: given.id_column.clone(), or_id: true, format: given.format, ..Options::default() };
    let mut read = table::read(input, &options)?;
    read.messages.iter().for_each(|message| runner.watch().note(message));
    say_left_out(runner, read.keep_applicants());
    let names = read.names();
    if !names.iter().any(|n| n == "score") {
        return Err(Error::new(ErrorKind::Column, "no column score")
            .file(input)
            .hint("give a table written by `rank` or `score --explain`, or letters with --model"));
    }
    let column = |name: &str| read.text(name, input, "--group").ok().map(<[String]>::to_vec);
    let numbers = |name: &str| -> Result<Vec<Option<f64>>> {
        let values = column(name).unwrap_or_default();
        values.iter().enumerate().map(|(row, value)| number(input, name, row as u64 + 1, value)).collect()
    };
    let scores = numbers("score")?;
    if let Some(row) = scores.iter().position(|s| s.is_some_and(|s| !(0.0..=1.0).contains(&s))) {
        return Err(Error::new(ErrorKind::Value, "a score outside 0–1")
            .file(input)
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
    let rows: Vec<Row> = column(table::ID)
        .unwrap_or_default()
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
    let input_facts = InputFacts {
        file: crate::files::name_of(input),
        digest: read.digest.clone(),
        rows: rows.len() as u64,
        unusable: Vec::new(),
    };
    let cohort = cohort(runner, input, sources, &rows, features, names, &column)?;
    Ok(Read { cohort, input: input_facts, ..Read::default() })
}

impl Read<'_> {
    /// Puts the values of a list's letters beside it. The list must hold the scores of this model.
    ///
    /// # Errors
    /// Those of [`Runner::measure`]; [`ErrorKind::Value`] where a letter is missing or the model gives it another score.
    pub fn join_letters(
        &mut self,
        runner: &mut Runner,
        list: &Path,
        letters: &Path,
        model: &NamedModel,
        assessor: &Assessor,
    ) -> Result<()> {
        let measured = runner.measure(letters, assessor.measurer())?;
        let mut by_id: BTreeMap<String, Vec<Option<f64>>> = measured.rows.into_iter().collect();
        let mut values = Vec::new();
        for (id, score) in self.cohort.ids.iter().zip(&self.cohort.scores) {
            let Some(score) = score else {
                values.push(Vec::new());
                continue;
            };
            let own = by_id.remove(id).ok_or_else(|| {
                Error::new(ErrorKind::Value, format!("no letter has the id {id}, which has a score in the list"))
                    .file(letters)
                    .hint("give the letters that the list was made of")
            })?;
            let found = assessor.scorer().score(&own).probability();
            if (found - score).abs() > NEAR {
                let what = format!("the model scores {id} {found:.6}, and the list says {score:.6}");
                return Err(Error::new(ErrorKind::Value, what)
                    .file(list)
                    .hint("give the model, the letters, --as-of and --words with which the list was made"));
            }
            values.push(own);
        }
        self.values = values;
        self.say_overlap(runner, model, &columns(assessor.measurer()));
        Ok(())
    }

    /// Scores the letters again with some rules of errors left out and the weights as they are, so that the audit says what
    /// that would cost and change. `settings` leave the `rules` out.
    ///
    /// # Errors
    /// Those of [`of_letters`].
    pub fn price_rules(
        &mut self,
        runner: &mut Runner,
        input: &Path,
        model: &NamedModel,
        settings: &Settings,
        rules: &[String],
    ) -> Result<()> {
        let mut other = model.model.clone();
        let extractor = other.extractor(settings);
        for feature in &mut other.features {
            feature.rules = extractor.features().find(|f| f.about().name == feature.name).and_then(|f| f.rules());
        }
        let assessor = Assessor::for_model(other, settings)?;
        let mut log_odds: BTreeMap<String, f64> = BTreeMap::new();
        let source = runner.open(input)?;
        runner.batches(
            source,
            <(LetterReader, Assessed)>::default,
            |(reader, assessed), batch| {
                let scored = |a: &Application| {
                    let is_scored = assessor.assess_application(a, false, reader, assessed);
                    is_scored.then(|| (a.id.clone(), assessed.score.log_odds))
                };
                batch.iter().filter_map(scored).collect::<Vec<_>>()
            },
            |some| {
                log_odds.extend(some);
                Ok(())
            },
        )?;
        let values = self.cohort.ids.iter().map(|id| log_odds.get(id).copied()).collect();
        self.cohort.without_rules = Some((rules.join(", "), values));
        Ok(())
    }

    /// Gets the model's training table, so that the audit fits the model again without each feature.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] where the model has no training table, or one of other columns.
    pub fn refit(&mut self, model: &NamedModel, measurer: &Measurer, threads: usize) -> Result<()> {
        let fail = |what: &str, hint: &str| Error::new(ErrorKind::Model, what).file(Path::new(&model.name)).hint(hint);
        let entry = model.entry()?.ok_or_else(|| {
            fail(
                "has no training table, so it can't be fitted again",
                "name a model that was made with `train` and keep its registry beside it",
            )
        })?;
        if entry.table.columns != columns(measurer) {
            return Err(fail("its training table has other columns than this run", "train the model again"));
        }
        let t = &model.model.training;
        let fit = FitOptions {
            strength: Strength::Fixed(t.strength),
            calibration: t.slope.map(|_| Search::default()),
            class_weights: t.class_weights,
            ordinal: t.ordinal,
            seed: t.seed,
        };
        let plan = Plan { folds: 10, repeats: 5, seed: t.seed, places: None, fit, threads };
        let values = std::mem::take(&mut self.values);
        self.cohort.training = Some(Training { examples: entry.table.examples(), values, plan });
        Ok(())
    }

    /// Warns if the model learnt from the letters with whose decisions it is compared.
    fn say_overlap(&mut self, runner: &mut Runner, model: &NamedModel, columns: &[String]) {
        let Some(labels) = &self.cohort.labels else { return };
        let rows = self.cohort.ids.iter().zip(&self.values).zip(labels);
        let letters: Vec<Letter<'_>> = rows
            .filter(|((_, values), y)| y.is_some() && !values.is_empty())
            .map(|((id, values), _)| (id.as_str(), values.as_slice(), None))
            .collect();
        match model.entry() {
            Ok(entry) => self.warnings.extend(entry.and_then(|entry| {
                training_overlap::warning(training_overlap::known(&entry, columns, &letters), letters.len())
            })),
            Err(e) => {
                runner.watch().note(&format!("it is not known whether the model learnt from these letters: {e}"));
            }
        }
    }
}

/// Says that rows are nobody's, such as a submission that another one replaced: nobody is selected or passed over by them.
fn say_left_out(runner: &mut Runner, rows: usize) {
    if rows > 0 {
        let (what, are) = if rows == 1 { ("row", "is") } else { ("rows", "are") };
        runner
            .watch()
            .note(&format!("{rows} {what} left out: {are} no applicant of their own, or replaced by another"));
    }
}

fn columns(measurer: &Measurer) -> Vec<String> {
    measurer.extractor().columns().iter().map(|c| c.name.clone()).collect()
}

fn number(path: &Path, column: &str, row: u64, value: &str) -> Result<Option<f64>> {
    let value = value.trim();
    if value.is_empty() {
        return Ok(None);
    }
    value.replace('−', "-").parse::<f64>().ok().filter(|v| v.is_finite()).map(Some).ok_or_else(|| {
        let short: String = value.chars().take(24).collect();
        Error::new(ErrorKind::Value, format!("`{short}` is not a number"))
            .file(path)
            .row(row)
            .column(column)
            .hint("give the table as `score` or `rank` wrote it")
    })
}

/// The applicants, with the columns that are asked for.
fn cohort(
    runner: &mut Runner,
    path: &Path,
    sources: &Sources,
    rows: &[Row],
    features: Vec<String>,
    names: &[String],
    column: &dyn Fn(&str) -> Option<Vec<String>>,
) -> Result<Cohort> {
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
    for name in &sources.groups {
        if groups.iter().any(|(known, _)| known == name) {
            return Err(Error::new(ErrorKind::Setting, format!("--group {name} is given twice")));
        }
        groups.push((name.clone(), named(name, "--group")?));
    }
    let known: Vec<(&str, u64)> = rows.iter().map(|r| (r.id.as_str(), r.row)).collect();
    let given = (sources.label.as_deref(), &sources.decisions);
    let labels = decisions::of(runner, path, given, &known, &|label| named(label, "--label"))?;
    let (selected_by, inside, selected) = selection(column);
    let tie = Decision::Tie.word();
    if let Some(tied) = selected.as_ref().map(|s| s.iter().filter(|s| *s == tie).count()).filter(|n| *n > 0)
        && !sources.places_given
    {
        runner.watch().note(&format!("{tied} applicants are tied at the line: none of them counts as selected"));
    }
    Ok(Cohort {
        ids: rows.iter().map(|r| r.id.clone()).collect(),
        scores: rows.iter().map(|r| r.score).collect(),
        log_odds: rows.iter().map(|r| r.log_odds).collect(),
        selected: selected.map(|s| s.iter().map(|s| s == inside).collect()),
        selected_by,
        features,
        contributions: rows.iter().map(|r| r.contributions.clone()).collect(),
        labels,
        groups,
        training: None,
        without_rules: None,
    })
}

/// The column that says who was selected, its word for that, and its cells, where there are any: what people decided with
/// `decide`, else the status that the line of a shortlist gave.
fn selection(column: &dyn Fn(&str) -> Option<Vec<String>>) -> (&'static str, &'static str, Option<Vec<String>>) {
    let words = Decision::ALL.map(Decision::word);
    let given = |cells: &Vec<String>| cells.iter().any(|cell| !cell.is_empty());
    let decided = column("decision").filter(given);
    match decided.filter(|cells| cells.iter().all(|cell| words.contains(&cell.as_str()))) {
        Some(decided) => ("decision", Decision::Invite.word(), Some(decided)),
        None => ("status", "in", column("status").filter(given)),
    }
}
