//! What is flagged, and why.
//!
//! A group is compared with all others of its column. A comparison is flagged where two things hold at once:
//!
//! - it matters: selection under four fifths of the others' rate (or over five fourths), scores 0.1 standard deviations
//!   apart, standardised means of scores and labels 0.1 apart (RSMTool's limit), rates of error 10 points apart;
//! - chance does not explain it: its p-value, adjusted by Holm over every comparison of the audit, is below 0.05.
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
    let adjusted = holm(&found.iter().map(|f| f.3).collect::<Vec<_>>());
    for ((c, g, reason, _), p) in found.iter().zip(&adjusted) {
        columns[*c].groups[*g].adjusted.insert(*reason, *p);
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
