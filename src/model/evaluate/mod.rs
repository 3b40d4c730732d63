//! How good scores are, on letters that the model has not learnt from, beside what needs no model.
//!
//! Figures stand beside three baselines: chance, the length of the letter alone, and the reviewers against each other.

mod bag;
mod distributions;
mod figures;
mod material;
mod refits;

pub use bag::Bags;
pub use distributions::{Correlations, Distribution};
pub use figures::{Cut, Estimate, Figure, Figures, LEVEL, Repeats, Truth};
pub use material::{Grade, Material, Plan};
pub use refits::{Ablated, CurvePoint};

use super::examples::Examples;
use crate::error::{Error, ErrorKind, Result};
use crate::stats::calibration::{self, Bin, Brier};
use crate::stats::roc::{self, RocPoint};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Where the scores come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The given model, on letters it was not trained on.
    HeldOut,
    /// The given model, on letters it was trained on: the figures flatter.
    TrainedOn,
    /// Models fitted on the other folds.
    CrossValidated,
}

/// An evaluation.
#[derive(Clone, Debug, Serialize)]
pub struct Evaluation {
    /// Where the scores come from.
    pub basis: Basis,
    /// Labelled rows.
    pub rows: usize,
    /// … of them a yes.
    pub positive: usize,
    /// Groups that were kept together, where a column names some.
    pub groups: Option<usize>,
    /// Folds that were dealt.
    pub folds: usize,
    /// Repeats of the cross-validation.
    pub repeats: usize,
    /// Seed of folds and bootstrap.
    pub seed: u64,
    /// Places above the line.
    pub places: usize,
    /// The figures of the scores.
    pub model: Figures,
    /// … of a model that knows the number of words alone, fitted out of fold.
    pub length: Figures,
    /// … of a bag of words on the same folds, where the words were kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bag_of_words: Option<Figures>,
    /// … of chance.
    pub chance: Figures,
    /// … of a reviewer against the majority of the others: the mean over the reviewers, where there are some.
    pub reviewers: Option<Figures>,
    /// … of each reviewer.
    pub each_reviewer: BTreeMap<String, Figures>,
    /// Model minus length.
    pub over_length: Figures,
    /// Model minus bag of words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over_bag_of_words: Option<Figures>,
    /// The shortlist against the decisions.
    pub confusion: Cut,
    /// The Brier score in parts, where there are probabilities.
    pub brier_parts: Option<Brier>,
    /// Tenths of the rows: forecast and what happened.
    pub calibration: Vec<Bin>,
    /// ROC curve of the scores, over all repeats.
    pub roc: Vec<RocPoint>,
    /// ROC curve of length alone.
    pub roc_of_length: Vec<RocPoint>,
    /// What more labels gave so far.
    pub learning_curve: Vec<CurvePoint>,
    /// What each feature adds, most first.
    pub ablation: Vec<Ablated>,
    /// Figures by a column.
    pub by: Option<By>,
    /// How scores, then columns are spread over the letters.
    pub distributions: Vec<Distribution>,
    /// How columns move together.
    pub correlations: Correlations,
}

/// Figures by the values of a column.
#[derive(Clone, Debug, Serialize)]
pub struct By {
    /// Name of the column.
    pub column: String,
    /// Its values, in order.
    pub groups: Vec<Part>,
}

/// The rows of one value.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    /// The value.
    pub value: String,
    /// Rows.
    pub rows: usize,
    /// … of them a yes.
    pub positive: usize,
    /// Mean score.
    pub mean_score: f64,
    /// Area under the ROC curve, averaged over the repeats.
    pub auc: Option<f64>,
}

/// Evaluates scores, or cross-validates where none are given.
///
/// # Errors
/// [`ErrorKind::Labels`] where all labels are of one kind or there are too few to divide; [`ErrorKind::Setting`]
/// for fewer than 2 folds, no repeat or no place; the errors of a fit.
pub fn evaluate(material: &Material, plan: &Plan) -> Result<Evaluation> {
    let examples = &material.examples;
    let labels = examples.positive();
    let (rows, positive) = (labels.len(), labels.iter().filter(|y| **y).count());
    check(rows, positive, plan)?;
    let refits = refits::Refits::new(material, plan)?;
    let scores: Repeats = match &material.scores {
        Some(scores) => vec![scores.clone()],
        None => refits.out_of_fold()?,
    };
    let truth = Truth {
        labels,
        targets: refits.targets(),
        groups: examples.group_numbers(),
        places: plan.places.unwrap_or(positive).min(rows),
        seed: plan.seed,
    };
    let length = refits.length(&material.words)?;
    let bag = refits.bag_of_words();
    let all_sets: Vec<&Repeats> = [&scores, &length].into_iter().chain(&bag).collect();
    let (sets, differences) = truth.figures(&all_sets, &vec![true; all_sets.len()]);
    let (mut sets, mut differences) = (sets.into_iter(), differences.into_iter());
    let (model, length_figures) = (sets.next().unwrap_or_default(), sets.next().unwrap_or_default());
    let each_reviewer = reviewers(material, &truth);
    let all: Vec<Figures> = each_reviewer.values().cloned().collect();
    let pooled: Vec<f64> = scores.concat();
    let pooled_labels = truth.labels.repeat(scores.len());
    // The curve of all repeats at once holds more points than a plot can show.
    let thin = |mut points: Vec<RocPoint>| {
        let step = points.len().div_ceil(400).max(1);
        let last = points.len().saturating_sub(1);
        let mut at = 0;
        points.retain(|_| {
            at += 1;
            (at - 1) % step == 0 || at - 1 == last
        });
        points
    };
    let shown = refits.examples();
    let mut bins = calibration::curve(&pooled, &pooled_labels, figures::BINS);
    bins.iter_mut().for_each(|b| b.rows /= scores.len());
    Ok(Evaluation {
        basis: match (&material.scores, material.trained_on) {
            (None, _) => Basis::CrossValidated,
            (Some(_), false) => Basis::HeldOut,
            (Some(_), true) => Basis::TrainedOn,
        },
        rows,
        positive,
        groups: truth.groups.as_ref().map(|g| g.iter().collect::<BTreeSet<_>>().len()),
        folds: refits.folds(),
        repeats: plan.repeats,
        seed: plan.seed,
        places: truth.places,
        model,
        length: length_figures,
        bag_of_words: sets.next(),
        chance: truth.chance(),
        reviewers: (!all.is_empty()).then(|| Figures::mean(&all)),
        each_reviewer,
        over_length: differences.next().unwrap_or_default(),
        over_bag_of_words: differences.next(),
        confusion: truth.confusion(&scores),
        brier_parts: calibration::brier(&pooled, &pooled_labels, figures::BINS),
        calibration: bins,
        roc: thin(roc::curve(&pooled, &pooled_labels)),
        roc_of_length: thin(roc::curve(&length.concat(), &truth.labels.repeat(length.len()))),
        learning_curve: refits.learning_curve(&truth),
        ablation: refits.ablation(&truth),
        by: material.by.as_ref().map(|(column, values)| by(column, values, &scores, &truth)),
        distributions: distributions::distributions(
            &scores,
            &shown.columns,
            &shown.values,
            &truth.labels,
            material.by.as_ref().map(|(_, values)| values),
        ),
        correlations: distributions::correlations(&shown.columns, &shown.values),
    })
}

/// What sets of columns (name, indices) add to a model of the examples: each left out in turn and taken alone, on the same
/// folds; the most first.
///
/// # Errors
/// As [`evaluate`].
pub fn ablate(examples: &Examples, sets: &[(String, Vec<usize>)], plan: &Plan) -> Result<Vec<Ablated>> {
    let labels = examples.positive();
    check(labels.len(), labels.iter().filter(|y| **y).count(), plan)?;
    let material = Material { examples: examples.clone(), features: sets.to_vec(), ..Material::default() };
    let truth = Truth { labels, groups: examples.group_numbers(), seed: plan.seed, ..Truth::default() };
    Ok(refits::Refits::new(&material, plan)?.ablation(&truth))
}

fn check(rows: usize, positive: usize, plan: &Plan) -> Result<()> {
    if plan.folds < 2 || plan.repeats == 0 || plan.places == Some(0) {
        let what = format!(
            "{} folds, repeated {} times, for {} places can't be evaluated",
            plan.folds,
            plan.repeats,
            plan.places.unwrap_or(1)
        );
        return Err(Error::new(ErrorKind::Setting, what).hint("take at least 2 folds, 1 repeat and 1 place"));
    }
    if positive == 0 || positive == rows {
        let what = format!("all {rows} labels are {}", if positive == 0 { "no" } else { "yes" });
        return Err(Error::new(ErrorKind::Labels, format!("{what}: there is nothing to tell apart"))
            .hint("evaluate on letters of both kinds"));
    }
    Ok(())
}

/// Each reviewer's grades as scores, against the majority of the others on the same rows; ties of the others count as
/// a yes. Reviewers whose rows have one kind of majority only are left out.
fn reviewers(material: &Material, truth: &Truth) -> BTreeMap<String, Figures> {
    let mut of_row: BTreeMap<usize, Vec<&Grade>> = BTreeMap::new();
    for grade in material.grades.iter().filter(|g| g.row < truth.labels.len()) {
        of_row.entry(grade.row).or_default().push(grade);
    }
    let mut of: BTreeMap<&String, (Vec<f64>, Truth)> = BTreeMap::new();
    for (row, grades) in of_row.iter().filter(|(_, grades)| grades.len() > 1) {
        let yes = grades.iter().filter(|g| g.yes).count();
        let sum: f64 = grades.iter().map(|g| g.value).sum();
        let others = grades.len() - 1;
        for given in grades {
            let empty =
                || Truth { groups: truth.groups.as_ref().map(|_| Vec::new()), seed: truth.seed, ..Truth::default() };
            let (scores, own) = of.entry(&given.reviewer).or_insert_with(|| (Vec::new(), empty()));
            scores.push(given.value);
            own.targets.push((sum - given.value) / others as f64);
            own.labels.push(2 * (yes - usize::from(given.yes)) >= others);
            if let (Some(groups), Some(all)) = (&mut own.groups, &truth.groups) {
                groups.push(all[*row]);
            }
        }
    }
    let mut found = BTreeMap::new();
    for (name, (scores, mut own)) in of {
        own.places = (truth.places as f64 / truth.labels.len() as f64 * scores.len() as f64).round() as usize;
        if roc::auc(&scores, &own.labels).is_some() {
            let (mut sets, _) = own.figures(&[&vec![scores]], &[false]);
            found.insert(name.clone(), sets.pop().unwrap_or_default());
        }
    }
    found
}

fn by(column: &str, values: &[String], scores: &Repeats, truth: &Truth) -> By {
    let mut rows: BTreeMap<&String, Vec<usize>> = BTreeMap::new();
    for (row, value) in values.iter().enumerate() {
        rows.entry(value).or_default().push(row);
    }
    let part = |(value, rows): (&String, Vec<usize>)| {
        let labels: Vec<bool> = rows.iter().map(|r| truth.labels[*r]).collect();
        let picked: Vec<Vec<f64>> = scores.iter().map(|s| rows.iter().map(|r| s[*r]).collect()).collect();
        Part {
            value: value.clone(),
            rows: rows.len(),
            positive: labels.iter().filter(|y| **y).count(),
            mean_score: figures::mean(picked.iter().flatten().copied()).unwrap_or(0.0),
            auc: figures::mean(picked.iter().filter_map(|s| roc::auc(s, &labels))),
        }
    };
    By { column: column.to_owned(), groups: rows.into_iter().map(part).collect() }
}

#[cfg(test)]
mod tests;
