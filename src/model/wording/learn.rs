//! Words learnt from labelled letters, and the column that they are for those letters.

use super::block::{Gain, LearntWord};
use super::joint::{Choice, Weighed};
use super::options::WordOptions;
use super::table::WordTable;
use crate::error::{Error, ErrorKind, Result};
use crate::model::examples::Examples;
use crate::model::options::FitOptions;
use crate::model::score::log_loss;
use crate::model::strength::{divide, margins_of, settle};
use std::collections::{BTreeMap, BTreeSet};

/// The fewest labels from which words are learnt, and the fewest of the rarer kind.
pub const FEWEST_LABELS: usize = 300;
/// See [`FEWEST_LABELS`].
pub const FEWEST_OF_A_KIND: usize = 50;

/// Folds in which words are learnt for the letters of the others.
const FOLDS: usize = 5;

/// Words that were learnt.
#[derive(Clone, Debug, PartialEq)]
pub struct Learnt {
    /// The words, by their letters.
    pub words: Vec<LearntWord>,
    /// The sum of the weights in an average letter.
    pub average: f64,
    /// Words among which they were chosen.
    pub candidates: u64,
    /// Per letter, the value of the column by words that were learnt without its fold.
    pub column: Vec<f64>,
    /// What they gain on letters held out.
    pub gain: Gain,
}

/// The parts that every choice of a run shares.
struct Setting<'a> {
    table: &'a WordTable,
    allowed: Vec<bool>,
    approved: Option<BTreeSet<usize>>,
    most: usize,
    options: &'a FitOptions,
}

impl<'a> Setting<'a> {
    fn new(table: &'a WordTable, words: &WordOptions, options: &'a FitOptions) -> Self {
        let struck: BTreeSet<&str> = words.struck.iter().map(String::as_str).collect();
        let may = |(word, never): (&String, &Option<&str>)| never.is_none() && !struck.contains(word.as_str());
        let allowed = table.words.iter().zip(&table.never).map(may).collect();
        let approved = words.approved.as_ref().map(|list| list.iter().filter_map(|w| table.place(w)).collect());
        Self { table, allowed, approved, most: words.most, options }
    }

    fn choice(&self, strength: f64) -> Choice<'_> {
        Choice {
            table: self.table,
            allowed: &self.allowed,
            approved: self.approved.as_ref(),
            most: self.most,
            strength,
            options: self.options,
        }
    }

    /// The column of some rows, each by the words of the folds without it.
    fn held_out(&self, examples: &Examples, rows: &[usize], fold: &[usize], strength: f64) -> Result<Vec<f64>> {
        let mut column = vec![0.0; rows.len()];
        for held in 0..=fold.iter().copied().max().unwrap_or(0) {
            let (inside, outside): (Vec<usize>, Vec<usize>) = (0..rows.len()).partition(|i| fold[*i] == held);
            if inside.is_empty() || outside.is_empty() {
                continue;
            }
            let rest: Vec<usize> = outside.iter().map(|i| rows[*i]).collect();
            let weighed = self.choice(strength).weigh(examples, &rest, 0)?;
            let own: Vec<usize> = inside.iter().map(|i| rows[*i]).collect();
            inside.iter().zip(weighed.column(self.table, &own)).for_each(|(i, value)| column[*i] = value);
        }
        Ok(column)
    }
}

/// Learns words from labelled letters; row i of the examples is letter i of the table. A column of words among the examples
/// takes no part.
///
/// In each of five folds (groups and near-copies together), words are chosen and weighed on the other four, and give the fold's
/// letters their values; the words of the model are those of all letters. So a letter's value never rests on its own label.
/// Where words are approved, a fold's words are those of its choice that are approved: people read the choice of all
/// letters, and what only that choice would bring is not there in the folds.
///
/// # Errors
/// [`ErrorKind::Labels`] below [`FEWEST_LABELS`] or [`FEWEST_OF_A_KIND`], where no word can be chosen, or where words don't lower
/// the held-out loss by one standard error (of the difference, letter by letter); those of a fit.
pub fn learn(examples: &Examples, table: &WordTable, words: &WordOptions, options: &FitOptions) -> Result<Learnt> {
    enough(examples)?;
    let plain = examples.without_learnt();
    let (strength, _) = settle(&plain, &options.briefly())?;
    let rows: Vec<usize> = (0..plain.labels.len()).collect();
    let setting = Setting::new(table, words, options);
    let Some(fold) = divide(&plain, FOLDS, options.seed) else {
        return Err(refusal("the groups hold too few letters of a kind to hold any out".into(), "label more letters"));
    };
    let weighed = match &setting.approved {
        Some(approved) => setting.choice(strength).weigh_given(&plain, &rows, approved.iter().copied().collect())?,
        None => setting.choice(strength).weigh(&plain, &rows, words.draws)?,
    };
    if weighed.words.is_empty() {
        let what = format!(
            "no word stands in at least 5 letters and 5 % and at most 95 % of the {} labelled letters, and tells anything beside the columns",
            rows.len()
        );
        return Err(refusal(what, "train without --wording"));
    }
    let column = setting.held_out(&plain, &rows, &fold, strength)?;
    let gain = gain(&plain, &column, &fold, strength, options)?;
    if gain.difference() < gain.standard_error || gain.difference() <= 0.0 {
        let what = format!(
            "{} words change the log-loss on held-out letters from {:.4} to {:.4}, a gain of {:+.4} with a standard error of {:.4}: \
             less than one standard error could be chance",
            weighed.words.len(),
            gain.without,
            gain.with,
            gain.difference(),
            gain.standard_error
        );
        return Err(refusal(what, "train without --wording, or label more letters"));
    }
    Ok(Learnt {
        average: weighed.average,
        candidates: weighed.candidates as u64,
        words: described(&weighed, table, &rows),
        column,
        gain,
    })
}

fn refusal(what: String, advice: &str) -> Error {
    Error::new(ErrorKind::Labels, format!("words can't be learnt: {what}")).hint(advice)
}

fn enough(examples: &Examples) -> Result<()> {
    let n = examples.labels.len();
    let yes = examples.positive().into_iter().filter(|yes| *yes).count();
    if n < FEWEST_LABELS {
        let what = format!("there are {n} labelled letters, and below {FEWEST_LABELS} words have gained nothing");
        return Err(refusal(what, "train without --wording, or label more letters"));
    }
    let (rarer, kind) = if yes * 2 <= n { (yes, "yes") } else { (n - yes, "no") };
    if rarer < FEWEST_OF_A_KIND {
        let what = format!("{rarer} of the {n} labels are a {kind}, and {FEWEST_OF_A_KIND} are needed");
        return Err(refusal(what, &format!("train without --wording, or label more letters that may be a {kind}")));
    }
    Ok(())
}

fn described(weighed: &Weighed, table: &WordTable, rows: &[usize]) -> Vec<LearntWord> {
    let share = |word: usize| rows.iter().filter(|r| table.holds(**r, word)).count() as f64 / rows.len() as f64;
    let of = |(at, (word, weight)): (usize, (&usize, &f64))| LearntWord {
        word: table.words[*word].clone(),
        weight: *weight,
        share: share(*word),
        frequency: weighed.frequencies.get(at).copied().unwrap_or(0.0),
    };
    weighed.words.iter().zip(&weighed.weights).enumerate().map(of).collect()
}

/// The held-out loss of the columns with the column of words and without, on the same folds.
fn gain(examples: &Examples, column: &[f64], fold: &[usize], strength: f64, options: &FitOptions) -> Result<Gain> {
    let labels = if options.ordinal { examples.yes() } else { examples.labels.clone() };
    let with = examples.with_learnt(column);
    let n = labels.len();
    let mut losses = [vec![0.0; n], vec![0.0; n]];
    for held in 0..=fold.iter().copied().max().unwrap_or(0) {
        let (test, train): (Vec<usize>, Vec<usize>) = (0..n).partition(|r| fold[*r] == held);
        for (own, examples) in losses.iter_mut().zip([examples, &with]) {
            let found = margins_of(examples, &train, &test, &[strength], options).ok_or_else(|| {
                Error::new(ErrorKind::Model, "a fit on held-out letters did not converge").hint("raise --strength")
            })?;
            test.iter().zip(&found[0]).for_each(|(row, margin)| own[*row] = log_loss(*margin, labels[*row]));
        }
    }
    let total: f64 = (0..n).map(|r| examples.weight(r)).sum();
    let mean = |losses: &[f64]| (0..n).map(|r| examples.weight(r) * losses[r]).sum::<f64>() / total;
    let (without, with) = (mean(&losses[0]), mean(&losses[1]));
    let groups = examples.group_numbers();
    let mut units: BTreeMap<usize, f64> = BTreeMap::new();
    for row in 0..n {
        let off = losses[0][row] - losses[1][row] - (without - with);
        *units.entry(groups.as_ref().map_or(row, |g| g[row])).or_default() += examples.weight(row) * off;
    }
    let m = units.len() as f64;
    let square: f64 = units.values().map(|u| u * u).sum();
    let standard_error = (square * m / (m - 1.0)).sqrt() / total;
    Ok(Gain { without, with, standard_error })
}

/// The column for a cross-validation: of the letters of `train`, each by words that were learnt without its fold; of those of
/// `test`, by words that were learnt from all of `train`. Zeros where nothing can be learnt.
///
/// # Errors
/// Those of a fit.
pub fn learnt_column(
    examples: &Examples,
    table: &WordTable,
    (train, test): (&[usize], &[usize]),
    words: &WordOptions,
    options: &FitOptions,
) -> Result<(Vec<f64>, Vec<f64>)> {
    let plain = examples.without_learnt();
    let own = plain.subset(train);
    let (strength, _) = settle(&own, &options.briefly())?;
    let setting = Setting::new(table, words, options);
    let Some(fold) = divide(&own, FOLDS, options.seed) else {
        return Ok((vec![0.0; train.len()], vec![0.0; test.len()]));
    };
    let held_out = setting.held_out(&plain, train, &fold, strength)?;
    let weighed = setting.choice(strength).weigh(&plain, train, 0)?;
    Ok((held_out, weighed.column(table, test)))
}
