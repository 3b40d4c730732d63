//! What reserved places would do: the impact ratio and the precision for 0 to k more places for the group selected least.
//!
//! A committee that wants to mend a difference reserves places (`rank --per-group`). Each place brings in the best of the
//! group below the line and takes one from the lowest above it who is not of the group.

use super::ablation::Entering;
use super::selection::{Slice, unknown};
use super::{Cohort, UNKNOWN};
use serde::Serialize;

/// Most places that are looked at.
const MOST: usize = 200;

/// What reserved places for one group would do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReservedCurve {
    /// The column.
    pub column: String,
    /// Its judged group that is selected least.
    pub group: String,
    /// From no place on, one more each, until the group is selected as often as any other.
    pub points: Vec<ReservedPoint>,
}

/// The list with so many more places for the group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReservedPoint {
    /// Places reserved beyond what the group has by score.
    pub places: usize,
    /// Its selection rate over the highest of the groups judged.
    pub ratio: f64,
    /// Share of yes among those selected who have a decision.
    pub precision: Option<f64>,
    /// Who enters with the last of these places.
    pub enters: Option<Entering>,
    /// Who leaves for them.
    pub leaves: Option<Entering>,
}

/// A curve for each column of groups that has somebody to compare with.
pub(super) fn curves(
    cohort: &Cohort,
    selected: &[bool],
    columns: &[Slice],
    all: &[(String, Vec<String>)],
) -> Vec<ReservedCurve> {
    let own = columns.iter().zip(all).filter(|(slice, _)| !slice.intersection);
    own.filter_map(|(slice, (_, values))| curve(cohort, selected, slice, values)).collect()
}

fn curve(cohort: &Cohort, selected: &[bool], slice: &Slice, values: &[String]) -> Option<ReservedCurve> {
    let judged: Vec<(&str, usize)> =
        slice.groups.iter().filter(|g| g.judged && !unknown(&g.name)).map(|g| (g.name.as_str(), g.people)).collect();
    let hits = |name: &str| (0..values.len()).filter(|r| selected[*r] && values[*r] == name).count();
    let mut counts: Vec<usize> = judged.iter().map(|(name, _)| hits(name)).collect();
    let rate = |counts: &[usize], i: usize| counts[i] as f64 / judged[i].1 as f64;
    let least = (0..judged.len()).min_by(|a, b| rate(&counts, *a).total_cmp(&rate(&counts, *b)))?;
    let highest = |counts: &[usize]| (0..judged.len()).map(|i| rate(counts, i)).fold(0.0f64, f64::max);
    if judged.len() < 2 || highest(&counts) <= rate(&counts, least) {
        return None;
    }
    let group = judged[least].0;
    let score = |r: &usize| cohort.log_odds[*r].unwrap_or(f64::NEG_INFINITY);
    let ordered = |wanted: &dyn Fn(usize) -> bool, best_first: bool| {
        let mut rows: Vec<usize> = (0..values.len()).filter(|r| cohort.log_odds[*r].is_some() && wanted(*r)).collect();
        rows.sort_by(|a, b| {
            let by_score = if best_first { score(b).total_cmp(&score(a)) } else { score(a).total_cmp(&score(b)) };
            by_score.then_with(|| cohort.ids[*a].cmp(&cohort.ids[*b]))
        });
        rows
    };
    let entering = ordered(&|r| !selected[r] && values[r] == group, true);
    let leaving = ordered(&|r| selected[r] && values[r] != group, false);
    let label = |r: usize| cohort.labels.as_ref().and_then(|l| l[r]);
    let chosen = || (0..values.len()).filter(|r| selected[*r]).filter_map(label);
    let (mut yes, mut labelled) = (chosen().filter(|y| *y).count(), chosen().count());
    let person = |r: usize| Entering {
        id: cohort.ids[r].clone(),
        groups: cohort
            .groups
            .iter()
            .map(|(_, v)| v[r].trim())
            .map(|v| if v.is_empty() { UNKNOWN } else { v }.into())
            .collect(),
    };
    let precision = |yes: usize, labelled: usize| (labelled > 0).then(|| yes as f64 / labelled as f64);
    let first = rate(&counts, least) / highest(&counts);
    let none = (None, None);
    let mut points = vec![ReservedPoint {
        places: 0,
        ratio: first,
        precision: precision(yes, labelled),
        enters: none.0,
        leaves: none.1,
    }];
    for (enters, leaves) in entering.into_iter().zip(leaving).take(MOST) {
        counts[least] += 1;
        if let Some(other) = judged.iter().position(|(name, _)| *name == values[leaves]) {
            counts[other] -= 1;
        }
        if let Some(y) = label(enters) {
            (yes, labelled) = (yes + usize::from(y), labelled + 1);
        }
        if let Some(y) = label(leaves) {
            (yes, labelled) = (yes - usize::from(y), labelled - 1);
        }
        let highest = highest(&counts);
        points.push(ReservedPoint {
            places: points.len(),
            ratio: rate(&counts, least) / highest,
            precision: precision(yes, labelled),
            enters: Some(person(enters)),
            leaves: Some(person(leaves)),
        });
        if rate(&counts, least) >= highest {
            break;
        }
    }
    Some(ReservedCurve { column: slice.column.clone(), group: group.to_owned(), points })
}
