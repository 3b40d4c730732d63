//! Which feature moves which group, and how well it predicts the group.

use super::selection::Slice;
use super::{Cohort, LEVEL};
use crate::model::train::{Examples, FitOptions, fit};
use crate::stats::compare::{holm, moments, rank_sum, welch};
use crate::stats::folds::folds;
use crate::stats::roc;
use serde::Serialize;

/// A feature that adds more to one group than to the others.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moves {
    /// Column of the group.
    pub column: String,
    /// The group.
    pub group: String,
    /// The feature.
    pub feature: String,
    /// Mean contribution of the group minus that of the others, log-odds.
    pub difference: f64,
    /// Its interval, by Welch.
    pub interval: (f64, f64),
    /// The p-value of the rank-sum test, adjusted by Holm over all features and groups of this list.
    pub adjusted: f64,
    /// The difference among those with the same label, the mean over both labels weighted as Mantel and Haenszel do; where
    /// it stays, the feature moves people of the group whom the committee judged alike.
    pub given_label: Option<f64>,
}

/// How well a feature predicts a group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Predicts {
    /// Column of the group.
    pub column: String,
    /// The group.
    pub group: String,
    /// The feature; `all together` for a model of all contributions, on letters it has not seen (0.5 or less: nothing).
    pub feature: String,
    /// The chance that the feature adds more to one of the group than to one of the others: 0.5 says nothing, 1 and 0 tell
    /// the group for certain.
    pub auc: f64,
    /// Its interval by DeLong; none for `all together`.
    pub interval: Option<(f64, f64)>,
}

/// The name under which all contributions are tried at once.
const TOGETHER: &str = "all together";

/// Rows of the group and of the others that have contributions.
fn sides(cohort: &Cohort, values: &[String], group: &str) -> [Vec<usize>; 2] {
    let mut sides = [Vec::new(), Vec::new()];
    for row in 0..values.len() {
        if cohort.contributions.get(row).is_some_and(|c| !c.is_empty()) {
            sides[usize::from(values[row] != group)].push(row);
        }
    }
    sides
}

/// The judged groups, each with its column's values; of two groups, the second is left out, being the first's mirror.
fn judged<'a>(columns: &'a [Slice], all: &'a [(String, Vec<String>)]) -> Vec<(&'a str, &'a str, &'a [String])> {
    let mut found = Vec::new();
    for (slice, (_, values)) in columns.iter().zip(all) {
        let twins = slice.groups.len() == 2;
        for group in slice.groups.iter().take(if twins { 1 } else { usize::MAX }).filter(|g| g.judged) {
            found.push((slice.column.as_str(), group.name.as_str(), values.as_slice()));
        }
    }
    found
}

/// The features that move groups.
pub(super) fn moves(cohort: &Cohort, columns: &[Slice], all: &[(String, Vec<String>)]) -> Vec<Moves> {
    let mut found = Vec::new();
    let mut p_values = Vec::new();
    for (column, group, values) in judged(columns, all) {
        let [inside, others] = sides(cohort, values, group);
        for (index, feature) in cohort.features.iter().enumerate() {
            let of = |rows: &[usize]| -> Vec<f64> { rows.iter().map(|r| cohort.contributions[*r][index]).collect() };
            let (first, second) = (of(&inside), of(&others));
            let Some(d) = welch(&first, &second, LEVEL) else { continue };
            // Contributions can be far from normal (most letters don't address a topic): the test is one of ranks.
            let side: Vec<bool> = (0..first.len() + second.len()).map(|i| i < first.len()).collect();
            p_values.push(rank_sum(&[first, second].concat(), &side).unwrap_or(1.0));
            found.push(Moves {
                column: column.to_owned(),
                group: group.to_owned(),
                feature: feature.clone(),
                difference: d.value,
                interval: d.interval,
                adjusted: 1.0,
                given_label: given_label(cohort, &inside, &others, index),
            });
        }
    }
    for (one, p) in found.iter_mut().zip(holm(&p_values)) {
        one.adjusted = p;
    }
    found.sort_by(|a, b| {
        b.difference
            .abs()
            .total_cmp(&a.difference.abs())
            .then_with(|| (&a.column, &a.group, &a.feature).cmp(&(&b.column, &b.group, &b.feature)))
    });
    found
}

/// The difference of a contribution among those with the same label.
fn given_label(cohort: &Cohort, inside: &[usize], others: &[usize], feature: usize) -> Option<f64> {
    let labels = cohort.labels.as_ref()?;
    let (mut sum, mut weights) = (0.0, 0.0);
    for wanted in [true, false] {
        let of = |rows: &[usize]| -> Vec<f64> {
            let rows = rows.iter().filter(|r| labels[**r] == Some(wanted));
            rows.map(|r| cohort.contributions[*r][feature]).collect()
        };
        let (a, b) = (of(inside), of(others));
        let (Some((ma, _)), Some((mb, _))) = (moments(&a), moments(&b)) else { continue };
        let weight = a.len() as f64 * b.len() as f64 / (a.len() + b.len()) as f64;
        sum += weight * (ma - mb);
        weights += weight;
    }
    (weights > 0.0).then(|| sum / weights)
}

/// How well each feature, and all together, predict each judged group.
pub(super) fn proxies(cohort: &Cohort, columns: &[Slice], all: &[(String, Vec<String>)]) -> Vec<Predicts> {
    let mut found = Vec::new();
    for (column, group, values) in judged(columns, all) {
        let [inside, others] = sides(cohort, values, group);
        let rows: Vec<usize> = inside.iter().chain(&others).copied().collect();
        let labels: Vec<bool> = (0..rows.len()).map(|i| i < inside.len()).collect();
        let mut put = |feature: &str, auc: f64, interval| {
            let (column, group, feature) = (column.to_owned(), group.to_owned(), feature.to_owned());
            found.push(Predicts { column, group, feature, auc, interval });
        };
        for (index, feature) in cohort.features.iter().enumerate() {
            let scores: Vec<f64> = rows.iter().map(|r| cohort.contributions[*r][index]).collect();
            if let Some(area) = roc::delong(&scores, &labels) {
                put(feature, area.auc, area.interval(LEVEL));
            }
        }
        if let Some(auc) = together(cohort, &rows, &labels) {
            put(TOGETHER, auc, None);
        }
    }
    // A model on letters that it has not seen knows nothing where it is no better than chance, or worse.
    let distance = |p: &Predicts| if p.feature == TOGETHER { (p.auc - 0.5).max(0.0) } else { (p.auc - 0.5).abs() };
    found.sort_by(|a, b| {
        distance(b)
            .total_cmp(&distance(a))
            .then_with(|| (&a.column, &a.group, &a.feature).cmp(&(&b.column, &b.group, &b.feature)))
    });
    found
}

/// AUC of a model of all contributions for the group, on five folds that it has not seen; none if it can't be fitted.
fn together(cohort: &Cohort, rows: &[usize], labels: &[bool]) -> Option<f64> {
    const FOLDS: usize = 5;
    const STRENGTH: f64 = 0.1;
    let examples = Examples {
        columns: cohort.features.clone(),
        values: rows.iter().map(|r| cohort.contributions[*r].iter().map(|v| Some(*v)).collect()).collect(),
        labels: labels.iter().map(|y| f64::from(u8::from(*y))).collect(),
        ..Examples::default()
    };
    let fold = folds(labels, None, FOLDS, 0);
    let mut scores = vec![0.0; rows.len()];
    for k in 0..FOLDS {
        let (held, kept): (Vec<usize>, Vec<usize>) = (0..rows.len()).partition(|i| fold[*i] == k);
        let model = fit(&examples.subset(&kept), &FitOptions::fixed(STRENGTH)).ok()?;
        let values: Vec<Vec<Option<f64>>> = held.iter().map(|i| examples.values[*i].clone()).collect();
        for (row, score) in held.iter().zip(model.scores(&values)) {
            scores[*row] = score;
        }
    }
    roc::auc(&scores, labels)
}
