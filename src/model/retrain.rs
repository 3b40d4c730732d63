//! Retraining: a challenger on old and new labels, compared with the champion before it may take its place.
//!
//! Three comparisons, none of which lets a row be judged by a fit that has seen it:
//! - the champion's scores of the new letters against their labels, before the labels are learnt from;
//! - on the old rows, cross-validation of a fit on old rows against a fit on old and new rows, in the same folds:
//!   what the new labels do to what was known;
//! - on the new rows, the champion against the cross-validated challenger.

use super::examples::Examples;
use super::expected::Expected;
use super::predictive;
use super::score::sigmoid;
use super::solve::Target;
use super::strength::{FitOptions, Strength, divide, line};
use super::train::{Fit, fit, fit_rows};
use crate::error::{Error, ErrorKind, Result};
use crate::stats::calibration::{Bins, expected_calibration_error};
use crate::stats::roc;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Folds of the comparison.
const FOLDS: usize = 5;

/// How often the rows are divided again; probabilities are means over the divisions.
const REPEATS: u64 = 3;

/// Bins of the calibration error, of equal counts.
const BINS: usize = 5;

/// What a retraining is made of.
#[derive(Clone, Copy, Debug)]
pub struct Round<'a> {
    /// The rows that the champion learnt from.
    pub old: &'a Examples,
    /// The rows with the new labels, of the same columns.
    pub new: &'a Examples,
    /// The champion's probability for each new row.
    pub champion: &'a [f64],
    /// Strength of the champion's penalty.
    pub champion_strength: f64,
    /// The group of each new row whose scores are compared; empty where there are none.
    pub groups: &'a [Option<String>],
    /// How the challenger is fitted.
    pub options: &'a FitOptions,
}

/// Figures of a set of scores against labels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// Area under the ROC curve, 0–1; none with labels of one kind.
    pub auc: Option<f64>,
    /// Its standard error (DeLong).
    pub auc_error: Option<f64>,
    /// Mean log-loss, nats.
    pub log_loss: f64,
    /// Expected calibration error over bins of equal counts, 0–1.
    pub calibration_error: Option<f64>,
}

/// A change from champion to challenger on the same rows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Challenger minus champion.
    pub change: f64,
    /// Its standard error over rows.
    pub standard_error: f64,
}

/// A group's mean scores on the new letters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupScores {
    /// The group.
    pub group: String,
    /// Its letters.
    pub rows: u64,
    /// Mean score under the champion, 0–1.
    pub champion: f64,
    /// Mean score under the challenger, out of fold, 0–1.
    pub challenger: f64,
}

/// Champion and challenger side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// Rows with old labels.
    pub old_rows: u64,
    /// Rows with new labels.
    pub new_rows: u64,
    /// The champion's recipe on the old rows, out of fold.
    pub champion_on_old: Figures,
    /// The challenger's recipe on the old rows, out of fold.
    pub challenger_on_old: Figures,
    /// The champion on the new rows, before they were learnt from.
    pub champion_on_new: Figures,
    /// The challenger's recipe on the new rows, out of fold.
    pub challenger_on_new: Figures,
    /// Change of the AUC on the old rows (DeLong's paired test).
    pub auc_change_on_old: Option<Change>,
    /// Change of the mean log-loss on the old rows.
    pub loss_change_on_old: Change,
    /// Change of the mean log-loss on the new rows.
    pub loss_change_on_new: Change,
    /// Standard errors by which the champion's AUC on the new labels lies below its AUC on the old ones, out of fold.
    pub disagreement: Option<f64>,
    /// The challenger's recipe on all rows, out of fold.
    pub challenger_on_all: Figures,
    /// Mean scores by group, where groups were given.
    pub groups: Vec<GroupScores>,
    /// The new labels against what the champion expects; comparisons made before there was this check have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Expected>,
    /// How far the log-loss on the new rows may rise by chance, where the labels are as the champion expects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss_noise_on_new: Option<f64>,
}

/// Fewest letters of a group for its mean score to count in [`Comparison::gap_rise`].
pub const FEWEST_OF_A_GROUP: u64 = 10;

impl Comparison {
    /// How far the champion's AUC on the new labels lies below 0.5; none if that on the old ones is not above 0.5 by
    /// more than its standard error, for then nothing follows.
    #[must_use]
    pub fn below_chance(&self) -> Option<f64> {
        let on_old = self.champion_on_old;
        (on_old.auc? - on_old.auc_error? > 0.5).then_some(0.5 - self.champion_on_new.auc?)
    }

    /// How much larger the gap of the mean score between two groups is under the challenger: the largest rise over all
    /// pairs of groups of at least [`FEWEST_OF_A_GROUP`] letters.
    #[must_use]
    pub fn gap_rise(&self) -> Option<f64> {
        let counted: Vec<&GroupScores> = self.groups.iter().filter(|g| g.rows >= FEWEST_OF_A_GROUP).collect();
        let pairs = counted.iter().enumerate().flat_map(|(i, a)| counted[..i].iter().map(move |b| (a, b)));
        let rises = pairs.map(|(a, b)| (a.challenger - b.challenger).abs() - (a.champion - b.champion).abs());
        rises.max_by(f64::total_cmp)
    }
}

/// Fits the challenger and compares it with the champion.
///
/// # Errors
/// Those of [`fit`] for old and new rows together; [`ErrorKind::Labels`] where the old rows are too few of a kind to be
/// divided.
pub fn challenge(round: &Round<'_>) -> Result<(Fit, Comparison)> {
    let both = joined(round.old, round.new);
    let challenger = fit(&both, round.options)?;
    // The recipe of the comparison is the strength that the whole challenger has: choosing it again in every fold would
    // be the same question with more noise.
    let seed = round.options.seed;
    let (n, m) = (round.old.labels.len(), round.new.labels.len());
    let (mut without, mut with) = (vec![0.0; n], vec![0.0; n + m]);
    for repeat in 0..REPEATS {
        let folds = |e: &Examples| divide(e, FOLDS, seed.wrapping_add(repeat));
        let old = folds(round.old).ok_or_else(|| {
            Error::new(ErrorKind::Labels, "the old labels have too few of a kind to compare anything")
                .hint("train the model again on all labels with `shortlist train`")
        })?;
        // New labels of one kind can't be divided by kind: deal them in turn.
        let new = folds(round.new).unwrap_or_else(|| (0..m).map(|i| i % FOLDS).collect());
        let all: Vec<usize> = old.iter().chain(&new).copied().collect();
        let share = |sum: &mut Vec<f64>, p: Vec<f64>| sum.iter_mut().zip(p).for_each(|(s, p)| *s += p / REPEATS as f64);
        share(&mut without, held_out(round.old, round.champion_strength, round.options, &old)?);
        share(&mut with, held_out(&both, challenger.strength, round.options, &all)?);
    }
    let (with_old, with_new) = with.split_at(n);
    let (old, new) = (round.old.positive(), round.new.positive());
    let disagreement = disagreement((&without, &old), round.champion, &new);
    let auc_change_on_old = roc::delong(&without, &old).zip(roc::delong(with_old, &old)).and_then(|(before, after)| {
        let test = after.paired_test(&before)?;
        Some(Change { change: test.difference, standard_error: test.standard_error })
    });
    let recipe = FitOptions { strength: Strength::Fixed(round.champion_strength), ..round.options.clone() };
    let champion = fit(round.old, &recipe).ok();
    let mut batch =
        predictive::Batch::new(round.new, round.champion, champion.as_ref(), dispersion(&without, round.old));
    let loss_noise_on_new = batch.loss_noise(with_new);
    let expected = Some(batch.expected());
    let comparison = Comparison {
        old_rows: n as u64,
        new_rows: m as u64,
        champion_on_old: figures(&without, round.old),
        challenger_on_old: figures(with_old, round.old),
        champion_on_new: figures(round.champion, round.new),
        challenger_on_new: figures(with_new, round.new),
        auc_change_on_old,
        loss_change_on_old: loss_change(&without, with_old, round.old),
        loss_change_on_new: loss_change(round.champion, with_new, round.new),
        disagreement,
        challenger_on_all: figures(&with, &both),
        groups: groups(round.groups, round.champion, with_new),
        expected,
        loss_noise_on_new,
    };
    Ok((challenger, comparison))
}

/// Figures of a recipe of this strength on its own rows, out of fold: what a model's card says of it. None where the
/// rows are too few of a kind to be divided, or a fold can't be fitted.
#[must_use]
pub fn cross_validated(examples: &Examples, strength: f64, options: &FitOptions) -> Option<Figures> {
    let mut mean = vec![0.0; examples.labels.len()];
    for repeat in 0..REPEATS {
        let folds = divide(examples, FOLDS, options.seed.wrapping_add(repeat))?;
        let scores = held_out(examples, strength, options, &folds).ok()?;
        mean.iter_mut().zip(scores).for_each(|(sum, p)| *sum += p / REPEATS as f64);
    }
    Some(figures(&mean, examples))
}

/// The probability of each row from a fit of this strength on the rows of the other folds. Unlike
/// [`super::validate::cross_validate`] it has no least number of rows: a comparison of two recipes on a few rows is
/// loose, and its standard errors say so. Where the options set the probabilities on held-out rows, the line for a fold is
/// that of the other folds.
fn held_out(examples: &Examples, strength: f64, options: &FitOptions, folds: &[usize]) -> Result<Vec<f64>> {
    let mut margins = vec![0.0; folds.len()];
    for held in 0..FOLDS {
        let (train, test): (Vec<usize>, Vec<usize>) = (0..folds.len()).partition(|r| folds[*r] != held);
        if test.is_empty() {
            continue;
        }
        let fitted = fit_rows(examples, &train, strength, options)?;
        let values: Vec<Vec<Option<f64>>> = test.iter().map(|r| examples.values[*r].clone()).collect();
        test.into_iter().zip(fitted.margins(&values)).for_each(|(row, margin)| margins[row] = margin);
    }
    let line_without = |held: usize| {
        let rest: Vec<usize> = (0..folds.len()).filter(|r| folds[*r] != held).collect();
        let told: Vec<f64> = rest.iter().map(|r| margins[*r]).collect();
        options.calibration.and_then(|_| line(&told, &Target::of(examples, &rest, options), 1.0))
    };
    let lines: Vec<_> = (0..FOLDS).map(line_without).collect();
    let score =
        |(margin, fold): (&f64, &usize)| sigmoid(lines[*fold].map_or(*margin, |l| l.intercept + l.slope * margin));
    Ok(margins.iter().zip(folds).map(score).collect())
}

/// Old and new rows as one set, in the order of their ids, so that the fit doesn't depend on what came when.
fn joined(old: &Examples, new: &Examples) -> Examples {
    let n = old.labels.len();
    let mut both = old.clone();
    both.values.extend(new.values.iter().cloned());
    both.labels.extend(&new.labels);
    both.weights = (0..n).map(|i| old.weight(i)).chain((0..new.labels.len()).map(|i| new.weight(i))).collect();
    let group = |e: &Examples, i: usize| e.groups.get(i).cloned().flatten();
    both.groups = (0..n).map(|i| group(old, i)).chain((0..new.labels.len()).map(|i| group(new, i))).collect();
    both.ids.extend(new.ids.iter().cloned());
    let signature = |e: &Examples, i: usize| e.signatures.get(i).copied().flatten();
    let signatures = (0..n).map(|i| signature(old, i)).chain((0..new.labels.len()).map(|i| signature(new, i)));
    both.with_signatures(signatures.collect())
}

/// Standard errors by which the AUC of `scores` lies below that of `reference`, if the new labels were as the old: the
/// variance of Hanley & McNeil (1982) at the reference for the numbers of new labels, plus the reference's own.
fn disagreement(reference: (&[f64], &[bool]), scores: &[f64], labels: &[bool]) -> Option<f64> {
    let (before, found) = (roc::auc(reference.0, reference.1)?, roc::auc(scores, labels)?);
    let count = |labels: &[bool]| {
        let positive = labels.iter().filter(|y| **y).count();
        (positive as f64, (labels.len() - positive) as f64)
    };
    let (old, new) = (count(reference.1), count(labels));
    // An AUC of 1 on six letters of a kind does not say that it is 1: half a letter of the rarer kind could be wrong.
    let a = before.min(1.0 - 0.5 / old.0.min(old.1));
    let variance = |(m, n): (f64, f64)| {
        let (q1, q2) = (a / (2.0 - a), 2.0 * a * a / (1.0 + a));
        (a * (1.0 - a) + (m - 1.0) * (q1 - a * a) + (n - 1.0) * (q2 - a * a)) / (m * n)
    };
    let total = (variance(old) + variance(new)).sqrt();
    (total > 0.0).then(|| (a - found) / total)
}

/// How much less the labels spread about out-of-fold scores than yes and no would (McCullagh & Nelder 1989, § 4.5), at most
/// 1; 1 where every label is a yes or a no.
fn dispersion(scores: &[f64], examples: &Examples) -> f64 {
    if examples.labels.iter().all(|y| *y == 0.0 || *y == 1.0) {
        return 1.0;
    }
    let found: f64 = scores.iter().zip(&examples.labels).map(|(p, y)| (y - p).powi(2)).sum();
    let binary: f64 = scores.iter().map(|p| p * (1.0 - p)).sum();
    if binary > 0.0 { (found / binary).min(1.0) } else { 1.0 }
}

fn loss(p: f64, y: f64) -> f64 {
    const LEAST: f64 = 1e-12;
    -(y * p.max(LEAST).ln() + (1.0 - y) * (1.0 - p).max(LEAST).ln())
}

fn figures(scores: &[f64], examples: &Examples) -> Figures {
    let labels = examples.positive();
    let losses = scores.iter().zip(&examples.labels).map(|(p, y)| loss(*p, *y));
    Figures {
        auc: roc::auc(scores, &labels),
        auc_error: roc::delong(scores, &labels).map(|d| d.standard_error()),
        log_loss: losses.sum::<f64>() / scores.len().max(1) as f64,
        calibration_error: expected_calibration_error(scores, &labels, Bins::Count(BINS)),
    }
}

fn loss_change(before: &[f64], after: &[f64], examples: &Examples) -> Change {
    let n = before.len().max(1) as f64;
    let changes: Vec<f64> =
        before.iter().zip(after).zip(&examples.labels).map(|((b, a), y)| loss(*a, *y) - loss(*b, *y)).collect();
    let mean = changes.iter().sum::<f64>() / n;
    let square = changes.iter().map(|c| (c - mean) * (c - mean)).sum::<f64>();
    Change { change: mean, standard_error: (square / (n - 1.0).max(1.0) / n).sqrt() }
}

fn groups(groups: &[Option<String>], champion: &[f64], challenger: &[f64]) -> Vec<GroupScores> {
    let mut sums: BTreeMap<&String, (u64, f64, f64)> = BTreeMap::new();
    for ((group, before), after) in groups.iter().zip(champion).zip(challenger) {
        if let Some(group) = group {
            let sum = sums.entry(group).or_default();
            *sum = (sum.0 + 1, sum.1 + before, sum.2 + after);
        }
    }
    let scores = |(group, (rows, before, after)): (&String, (u64, f64, f64))| GroupScores {
        group: group.clone(),
        rows,
        champion: before / rows as f64,
        challenger: after / rows as f64,
    };
    sums.into_iter().map(scores).collect()
}

/// Who would cross the line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Crossing {
    /// Letters that both models scored.
    pub letters: usize,
    /// Places above the line.
    pub places: usize,
    /// Ids that only the challenger has above the line, best first.
    pub rise: Vec<String>,
    /// Ids that only the champion has above the line, best first.
    pub fall: Vec<String>,
}

/// Compares who is above the line under two sets of scores of the same letters; equal scores are ordered by id.
#[must_use]
pub fn crossing(ids: &[String], champion: &[f64], challenger: &[f64], places: usize) -> Crossing {
    let above = |scores: &[f64]| -> Vec<usize> {
        let mut order: Vec<usize> = (0..ids.len()).collect();
        order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]).then_with(|| ids[*a].cmp(&ids[*b])));
        order.truncate(places);
        order
    };
    let (before, after) = (above(champion), above(challenger));
    let only = |these: &[usize], others: &[usize]| {
        let others: std::collections::BTreeSet<&usize> = others.iter().collect();
        these.iter().filter(|i| !others.contains(i)).map(|i| ids[*i].clone()).collect()
    };
    Crossing {
        letters: ids.len(),
        places: places.min(ids.len()),
        rise: only(&after, &before),
        fall: only(&before, &after),
    }
}

#[cfg(test)]
mod tests;
