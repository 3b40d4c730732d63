//! The strength of the penalty, chosen by cross-validation.

use super::design::Design;
use super::train::{Examples, Fit, FitOptions, Target, solve};
use crate::error::{Error, ErrorKind, Result};
use crate::stats::folds::folds;
use serde::{Deserialize, Serialize};

/// The strengths that are tried, from the weakest to the strongest.
pub const TRIED: [f64; 13] = [1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0];

/// The strength where there are too few letters of a kind, or too few groups, to choose one.
pub const FALLBACK: f64 = 0.02;

/// Rows times repeats above which no further repeat is made: with many rows one division differs little from another.
const ROWS_REPEATED: usize = 20_000;

/// The strength of a fit's penalty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Strength {
    /// This one.
    Fixed(f64),
    /// The strongest of [`TRIED`] whose held-out log-loss is within one standard error of the least.
    Chosen(Search),
}

/// How a strength is searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Search {
    /// Folds, at least 2.
    pub folds: usize,
    /// How often the rows are divided anew.
    pub repeats: usize,
}

impl Default for Search {
    /// Five folds, ten repeats.
    fn default() -> Self {
        Self { folds: 5, repeats: 10 }
    }
}

/// How well a strength did.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StrengthPoint {
    /// The strength.
    pub strength: f64,
    /// Mean held-out log-loss (nats).
    pub log_loss: f64,
    /// Its standard error over rows (over groups, where there are groups).
    pub standard_error: f64,
}

/// The strength that the options ask for, and how each did where it was chosen.
///
/// The rule of one standard error (Hastie, Tibshirani & Friedman 2009, § 7.10): of all strengths whose loss can't be
/// told from the least, the strongest, because its weights are the smallest and move least with new labels. Rows are
/// dealt to folds in the order of their ids, so that their order in the table does not matter.
///
/// # Errors
/// [`ErrorKind::Setting`] where a given strength is not above 0 or a search has fewer than 2 folds or no repeat.
pub(super) fn settle(examples: &Examples, options: &FitOptions) -> Result<(f64, Vec<StrengthPoint>)> {
    let search = match options.strength {
        Strength::Fixed(strength) if strength > 0.0 && strength.is_finite() => return Ok((strength, Vec::new())),
        Strength::Fixed(strength) => {
            let what = format!("a strength of {strength} can't be; expected a number above 0");
            return Err(Error::new(ErrorKind::Setting, what).hint("give --strength 0.02"));
        }
        Strength::Chosen(search) => search,
    };
    if search.folds < 2 || search.repeats == 0 {
        let what = format!("{} folds, repeated {} times, can't choose a strength", search.folds, search.repeats);
        return Err(Error::new(ErrorKind::Setting, what).hint("take at least 2 folds and 1 repeat"));
    }
    let path = path(examples, options, search);
    let Some(best) = path.iter().min_by(|a, b| a.log_loss.total_cmp(&b.log_loss)) else {
        return Ok((FALLBACK, path));
    };
    let limit = best.log_loss + best.standard_error;
    let strongest = path.iter().rev().find(|p| p.log_loss <= limit).unwrap_or(best).strength;
    Ok((strongest, path))
}

/// The folds of one repeat, none where there are too few rows of a kind, or groups, for two.
#[must_use]
pub fn divide(examples: &Examples, k: usize, seed: u64) -> Option<Vec<usize>> {
    let (labels, groups) = (examples.positive(), examples.group_numbers());
    let fewest = |label: bool| match &groups {
        None => labels.iter().filter(|y| **y == label).count(),
        Some(groups) => {
            let with = groups.iter().zip(&labels).filter(|(_, y)| **y == label);
            with.map(|(g, _)| g).collect::<std::collections::BTreeSet<_>>().len()
        }
    };
    let k = k.min(fewest(true)).min(fewest(false));
    if k < 2 {
        return None;
    }
    // Deal in the order of ids; without ids, in the order given.
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by_key(|row| (examples.ids.get(*row), *row));
    let sorted: Vec<bool> = order.iter().map(|r| labels[*r]).collect();
    let sorted_groups: Option<Vec<usize>> = groups.map(|g| order.iter().map(|r| g[*r]).collect());
    let dealt = folds(&sorted, sorted_groups.as_deref(), k, seed);
    let mut fold = vec![0; labels.len()];
    for (row, f) in order.into_iter().zip(dealt) {
        fold[row] = f;
    }
    Some(fold)
}

/// Held-out loss of every strength; empty where nothing can be held out.
fn path(examples: &Examples, options: &FitOptions, search: Search) -> Vec<StrengthPoint> {
    let n = examples.labels.len();
    let repeats = search.repeats.min(ROWS_REPEATED / n.max(1)).max(1);
    let mut losses = vec![vec![0.0; n]; TRIED.len()];
    let mut counts = vec![0.0; n];
    for repeat in 0..repeats {
        let Some(fold) = divide(examples, search.folds, options.seed.wrapping_add(repeat as u64)) else { break };
        for held in 0..search.folds {
            let (train, test): (Vec<usize>, Vec<usize>) = (0..n).partition(|r| fold[*r] != held);
            let kinds = |label: bool| train.iter().any(|r| (examples.labels[*r] >= 0.5) == label);
            if test.is_empty() || !kinds(true) || !kinds(false) {
                continue;
            }
            let Some(found) = losses_of(examples, &train, &test, options.class_weights) else { continue };
            for (all, new) in losses.iter_mut().zip(&found) {
                for (row, loss) in test.iter().zip(new) {
                    all[*row] += loss;
                }
            }
            test.iter().for_each(|r| counts[*r] += 1.0);
        }
    }
    let rows: Vec<usize> = (0..n).filter(|r| counts[*r] > 0.0).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let groups = examples.group_numbers();
    let total: f64 = rows.iter().map(|r| examples.weight(*r)).sum();
    let point = |(strength, losses): (&f64, &Vec<f64>)| {
        let loss = |r: usize| losses[r] / counts[r];
        let mean = rows.iter().map(|r| examples.weight(*r) * loss(*r)).sum::<f64>() / total;
        let mut units = std::collections::BTreeMap::<usize, f64>::new();
        for &row in &rows {
            let unit = groups.as_ref().map_or(row, |g| g[row]);
            *units.entry(unit).or_default() += examples.weight(row) * (loss(row) - mean);
        }
        let m = units.len() as f64;
        let square: f64 = units.values().map(|u| u * u).sum();
        let standard_error = if m > 1.0 { (square * m / (m - 1.0)).sqrt() / total } else { 0.0 };
        StrengthPoint { strength: *strength, log_loss: mean, standard_error }
    };
    TRIED.iter().zip(&losses).map(point).collect()
}

/// The loss of each held-out row under each strength; none where a fit does not converge.
fn losses_of(examples: &Examples, train: &[usize], test: &[usize], class_weights: bool) -> Option<Vec<Vec<f64>>> {
    let mut design = Design::of(examples, train);
    let target = Target::of(examples, train, class_weights);
    let held: Vec<Vec<Option<f64>>> = test.iter().map(|r| examples.values[*r].clone()).collect();
    let mut start = vec![0.0; design.terms.len() + 1];
    let mut found = Vec::with_capacity(TRIED.len());
    // From the strongest, whose weights are near 0, each the start of the next.
    for strength in TRIED.iter().rev() {
        start = solve(&target.problem(&design, *strength), start).ok()?.params;
        design.set_weights(&start);
        let margins = Fit::margins_of(&design.columns, &design.places, start[design.terms.len()], &held);
        found.push(margins.iter().zip(test).map(|(m, r)| super::newton::log_loss(*m, examples.labels[*r])).collect());
    }
    found.reverse();
    Some(found)
}
