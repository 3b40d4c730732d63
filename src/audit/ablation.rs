//! Ablation, the list without a feature: its part taken away from every score, and the model fitted again without it.

use super::cohort::{AND, Cohort, Training, foremost};
use super::selection::Slice;
use crate::error::Result;
use crate::features::topic_of_column;
use crate::model::evaluate::{Estimate, Truth, ablate};
use crate::model::train::fit;
use serde::Serialize;

/// The list without a feature.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ablation {
    /// The feature; `topics` for all topics together; `rules …` for rules of errors that are left out.
    pub feature: String,
    /// Its contribution taken away from every score, everything else as it is.
    pub taken_away: Change,
    /// The model fitted again without it, on what it learnt from; none if that is not at hand or can't be fitted.
    pub fitted_anew: Option<FittedAnew>,
}

/// The model fitted again without a feature.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FittedAnew {
    /// What becomes of the list.
    #[serde(flatten)]
    pub change: Change,
    /// AUC with the feature minus without it, on letters of the training table held out by cross-validation.
    pub held_out_auc_lost: Estimate,
}

/// What becomes of the list, at as many places.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Who would come in, by id.
    pub enter: Vec<Entering>,
    /// Who would go out, by id.
    pub leave: Vec<Entering>,
    /// Change of the selection rate of each group: column, group, change.
    pub rates: Vec<(String, String, f64)>,
    /// AUC against the labels with the feature minus without it, by DeLong for paired scores; above 0, leaving it out costs
    /// accuracy.
    pub auc_lost: Estimate,
    /// Share of yes among those selected, with the feature minus without it.
    pub precision_lost: Option<f64>,
}

/// An applicant who would enter or leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entering {
    /// Id.
    pub id: String,
    /// Groups, in the order of the columns.
    pub groups: Vec<String>,
}

/// The features to leave out: each, and the topics together where there are several.
fn sets(features: &[String]) -> Vec<(String, Vec<usize>)> {
    let mut sets: Vec<(String, Vec<usize>)> =
        features.iter().enumerate().map(|(index, name)| (name.clone(), vec![index])).collect();
    let topics: Vec<usize> = (0..features.len()).filter(|i| topic_of_column(&features[*i]).is_some()).collect();
    if topics.len() > 1 {
        sets.push(("topics".into(), topics));
    }
    sets
}

/// The list without each feature, at as many places as the selection by score has.
///
/// # Errors
/// Those of [`ablate`].
pub(super) fn ablations(
    cohort: &Cohort,
    selected: &[bool],
    columns: &[Slice],
    all: &[(String, Vec<String>)],
) -> Result<Vec<Ablation>> {
    let places = (0..selected.len()).filter(|r| selected[*r] && cohort.scores[*r].is_some()).count();
    let list = List { cohort, places, before: foremost(&cohort.log_odds, places), columns, all };
    let sets = sets(&cohort.features);
    let mut anew = match &cohort.training {
        Some(training) => fitted_anew(&list, training, &sets)?,
        None => vec![None; sets.len()],
    };
    let taken = |(feature, indices): &(String, Vec<usize>), fitted_anew: &mut Option<FittedAnew>| {
        let reduced: Vec<Option<f64>> = (0..selected.len())
            .map(|row| {
                let parts = cohort.contributions.get(row)?;
                let part: f64 = indices.iter().map(|i| parts.get(*i).copied().unwrap_or(0.0)).sum();
                Some(cohort.log_odds[row]? - part)
            })
            .collect();
        Ablation { feature: feature.clone(), taken_away: list.change(&reduced), fitted_anew: fitted_anew.take() }
    };
    let rules = cohort.without_rules.iter().map(|(rules, values)| Ablation {
        feature: format!("rules {rules}"),
        taken_away: list.change(values),
        fitted_anew: None,
    });
    Ok(sets.iter().zip(&mut anew).map(|(set, fitted)| taken(set, fitted)).chain(rules).collect())
}

/// The model without each set of features, fitted at the same strength.
fn fitted_anew(list: &List<'_>, training: &Training, sets: &[(String, Vec<usize>)]) -> Result<Vec<Option<FittedAnew>>> {
    let (examples, features) = (&training.examples, &list.cohort.features);
    let place = |index: &usize| examples.columns.iter().position(|c| *c == features[*index]);
    let sets: Vec<(String, Vec<usize>)> =
        sets.iter().map(|(name, indices)| (name.clone(), indices.iter().filter_map(place).collect())).collect();
    let costs = ablate(examples, &sets, &training.plan)?;
    let one = |(feature, left_out): &(String, Vec<usize>)| {
        let kept: Vec<usize> = (0..examples.columns.len()).filter(|c| !left_out.contains(c)).collect();
        let model = fit(&examples.only_columns(&kept), &training.plan.fit).ok()?;
        let rows: Vec<usize> = (0..training.values.len()).filter(|r| !training.values[*r].is_empty()).collect();
        let values: Vec<Vec<Option<f64>>> = rows
            .iter()
            .map(|r| kept.iter().map(|c| training.values[*r].get(*c).copied().flatten()).collect())
            .collect();
        let mut scores = vec![None; training.values.len()];
        for (row, score) in rows.into_iter().zip(model.scores(&values)) {
            scores[row] = Some(score);
        }
        let held_out_auc_lost = costs.iter().find(|c| c.feature == *feature).map(|c| c.adds).unwrap_or_default();
        Some(FittedAnew { change: list.change(&scores), held_out_auc_lost })
    };
    Ok(sets.iter().map(one).collect())
}

/// The list as it is.
struct List<'a> {
    cohort: &'a Cohort,
    places: usize,
    before: Vec<bool>,
    columns: &'a [Slice],
    all: &'a [(String, Vec<String>)],
}

impl List<'_> {
    /// What becomes of the list where these values order it.
    fn change(&self, values: &[Option<f64>]) -> Change {
        let (before, after) = (&self.before, foremost(values, self.places));
        let own: Vec<_> = self.all.iter().filter(|(column, _)| !column.contains(AND)).collect();
        let person = |row: usize| Entering {
            id: self.cohort.ids[row].clone(),
            groups: own.iter().map(|(_, values)| values[row].clone()).collect(),
        };
        let pick = |from: &[bool], to: &[bool]| (0..from.len()).filter(|r| from[*r] && !to[*r]).map(person).collect();
        let mut rates = Vec::new();
        for (slice, (column, values)) in self.columns.iter().zip(self.all) {
            for group in slice.groups.iter().filter(|g| g.judged && !slice.intersection) {
                let rows: Vec<usize> = (0..values.len()).filter(|r| values[*r] == group.name).collect();
                let rate = |chosen: &[bool]| rows.iter().filter(|r| chosen[**r]).count() as f64 / rows.len() as f64;
                rates.push((column.clone(), group.name.clone(), rate(&after) - rate(before)));
            }
        }
        Change {
            enter: pick(&after, before),
            leave: pick(before, &after),
            rates,
            auc_lost: self.auc_lost(values),
            precision_lost: self.precision(before).zip(self.precision(&after)).map(|(a, b)| a - b),
        }
    }

    fn auc_lost(&self, values: &[Option<f64>]) -> Estimate {
        let Some(labels) = &self.cohort.labels else { return Estimate::default() };
        let (mut with, mut without, mut truth) = (Vec::new(), Vec::new(), Truth::default());
        for ((label, a), b) in labels.iter().zip(&self.cohort.log_odds).zip(values) {
            if let (Some(label), Some(a), Some(b)) = (label, a, b) {
                truth.labels.push(*label);
                with.push(*a);
                without.push(*b);
            }
        }
        truth.auc_difference(&vec![with], &vec![without])
    }

    fn precision(&self, chosen: &[bool]) -> Option<f64> {
        let labels = self.cohort.labels.as_ref()?.iter().zip(chosen);
        let labels: Vec<bool> = labels.filter(|(_, c)| **c).filter_map(|(y, _)| *y).collect();
        (!labels.is_empty()).then(|| labels.iter().filter(|y| **y).count() as f64 / labels.len() as f64)
    }
}
