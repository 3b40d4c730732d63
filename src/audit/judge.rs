//! What is flagged, and why.
//!
//! A group is compared with all others of its column. A comparison is flagged where two things hold at once:
//!
//! - it matters: selection under four fifths of the others' rate (or over five fourths), scores 0.1 standard deviations
//!   apart, standardised means of scores and labels 0.1 apart (RSMTool's limit), rates of error 10 points apart;
//! - chance does not explain it: its p-value, adjusted for every comparison of the audit, is below 0.05. The columns come
//!   first, then the intersections: four fifths of the 5 % are for the columns, whose comparisons are fewer and whose groups
//!   are larger, the rest for the intersections; each by Holm. Where every comparison of the columns is beyond chance, the
//!   intersections have the whole 5 % (a graph of two families; Bretz, Maurer, Brannath & Posch 2009).
//!
//! The first alone would flag every second fair cohort: the four-fifths rule is broken by chance wherever few are
//! selected. The second alone would flag trifles in large cohorts. Together, a cohort without any difference is flagged with
//! a chance of at most 5 %, however many groups are looked at. A group that is not flagged passes only where the whole
//! interval of its ratio to all others lies within 0.8 and 1.25, and that of its impact ratio at 0.8 or above; else there are too few to tell.

use super::selection::{Group, Slice};
use super::verdict::{Reason, Verdict};
use crate::stats::compare::holm;
use std::collections::BTreeMap;

/// A p-value below this, adjusted, is more than chance.
const CHANCE: f64 = 0.05;

/// Share of the level that the columns have, where there are intersections, too.
const FIRST: f64 = 0.8;

/// The least ratio of selection rates that does not matter, and its inverse on the other side.
const FOUR_FIFTHS: f64 = 0.8;

/// The least difference that matters: standard deviations of scores (and of RSMTool's DSM), and shares.
const MATTERS: f64 = 0.1;

/// Adjusts the p-values over all columns and puts the verdicts in. Gives the number of comparisons.
pub(super) fn judge(columns: &mut [Slice]) -> usize {
    // Of two groups, each is the other's others: one comparison, found twice.
    let mut found: Vec<(usize, usize, Reason, f64)> = Vec::new();
    for (c, slice) in columns.iter().enumerate() {
        let twins = slice.groups.len() == 2 && slice.groups.iter().all(|g| g.judged);
        for (g, group) in slice.groups.iter().enumerate().filter(|(g, _)| !(twins && *g == 1)) {
            found.extend(group.p_values.iter().map(|(reason, p)| (c, g, *reason, *p)));
        }
    }
    let crossed: Vec<bool> = found.iter().map(|f| columns[f.0].intersection).collect();
    let p_values: Vec<f64> = found.iter().map(|f| f.3).collect();
    for ((c, g, reason, _), p) in found.iter().zip(in_two_stages(&p_values, &crossed)) {
        columns[*c].groups[*g].adjusted.insert(*reason, p);
    }
    for slice in &mut *columns {
        if slice.groups.len() == 2 && slice.groups.iter().all(|g| g.judged) {
            slice.groups[1].adjusted = slice.groups[0].adjusted.clone();
        }
        for group in &mut slice.groups {
            settle(group);
        }
    }
    found.len()
}

/// Adjusts p-values of columns, and then of intersections (`crossed`), so that all together hold their level.
fn in_two_stages(p_values: &[f64], crossed: &[bool]) -> Vec<f64> {
    let of = |wanted: bool| -> Vec<f64> {
        holm(&p_values.iter().zip(crossed).filter(|(_, c)| **c == wanted).map(|(p, _)| *p).collect::<Vec<_>>())
    };
    let (first, second) = (of(false), of(true));
    // A family that is alone has the whole level.
    let share = if second.is_empty() || first.is_empty() { 1.0 } else { FIRST };
    let worst = first.iter().fold(0.0f64, |worst, p| worst.max(p / share));
    let rest = if first.is_empty() { 1.0 } else { 1.0 - FIRST };
    let mut first = first.into_iter().map(|p| (p / share).min(1.0));
    let mut second = second.into_iter().map(|p| (p / rest).min(p.max(worst)).min(1.0));
    let next = |crossed: &bool| if *crossed { second.next() } else { first.next() }.unwrap_or(1.0);
    crossed.iter().map(next).collect()
}

fn settle(group: &mut Group) {
    if !group.judged {
        group.verdict = Verdict::NotJudged;
        return;
    }
    let large = |value: Option<f64>| value.is_some_and(|v| v.abs() >= MATTERS);
    let odds = group.odds.as_ref();
    let matters = |reason: Reason| match reason {
        // Where nobody else is selected there is no ratio, and no larger difference.
        Reason::Selection => group.others_ratio.is_none_or(|r| !(FOUR_FIFTHS..=1.0 / FOUR_FIFTHS).contains(&r)),
        Reason::Scores => large(group.score_difference),
        Reason::Labels => large(odds.and_then(|o| o.dsm)),
        Reason::MissedYes => large(odds.and_then(|o| o.true_positive_difference)),
        Reason::SelectedNo => large(odds.and_then(|o| o.false_positive_difference)),
    };
    let shown: &BTreeMap<Reason, f64> = &group.adjusted;
    group.reasons = shown.iter().filter(|(r, p)| **p < CHANCE && matters(**r)).map(|(r, _)| *r).collect();
    let above = |interval: Option<(f64, f64)>| interval.is_none_or(|(low, _)| low >= FOUR_FIFTHS);
    let kept = group.others_interval.is_some_and(|(_, high)| high <= 1.0 / FOUR_FIFTHS)
        && above(group.others_interval)
        && above(group.ratio_interval);
    group.verdict = match (group.reasons.is_empty(), kept) {
        (false, _) => Verdict::Flagged,
        (true, true) => Verdict::WithinLimits,
        (true, false) => Verdict::TooFewToTell,
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_come_first_and_leave_intersections_what_they_need_not() {
        let near = |found: Vec<f64>, expected: &[f64]| {
            assert_eq!(found.len(), expected.len());
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?} {expected:?}");
        };
        // Holm of two: 0.02 and 0.3; over 0.8. Holm of one: 0.004; over 0.2.
        near(in_two_stages(&[0.01, 0.004, 0.3], &[false, true, false]), &[0.025, 0.02, 0.375]);
        // Every column is beyond chance: the intersection has the whole level from there on.
        near(in_two_stages(&[0.01, 0.03], &[false, true]), &[0.0125, 0.03]);
        near(in_two_stages(&[0.01, 0.3], &[false, false]), &[0.02, 0.3]);
        near(in_two_stages(&[0.01], &[true]), &[0.01]);
        near(in_two_stages(&[], &[]), &[]);
    }
}
