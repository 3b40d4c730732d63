//! Whom does a cut favour? Selection, scores, errors and features by group, on what was in fact done.
//!
//! What is judged, and how, is in `judge.rs`: a group is flagged where a difference is both large enough to matter and
//! larger than chance explains, over all comparisons of the audit together; where neither a difference nor its absence can
//! be shown, the audit says that there are too few to tell, and never calls it a pass.
//!
//! Sources: Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4 D (four-fifths rule); Rules of the City of
//! New York 6 § 5-300 to 5-303 (Local Law 144); Hardt, Price & Srebro (2016) for equalised odds; RSMTool 12 (Madnani &
//! Loukina 2016; Williamson, Xi & Breyer 2012) for the difference of standardised means.

mod ablation;
mod features;
mod groups;
mod judge;
mod selection;

pub use ablation::{Ablation, Change, Entering, FittedAnew, Training};
pub use features::{Moves, Predicts};
pub use groups::{Variants, read_map, variants};
pub use judge::{Reason, Verdict};
pub use selection::{CurvePoint, Group, LocalLaw144, Odds, Slice};

use crate::error::{Error, ErrorKind, Result};
use crate::rank::Places;
use serde::Serialize;

/// Level of every interval.
pub const LEVEL: f64 = 0.95;

/// A group of fewer applicants is shown and not judged.
pub const FEWEST: usize = 20;

/// A group with a smaller share of the applicants is shown and not judged (the share that Local Law 144 lets be left out).
pub const LEAST_SHARE: f64 = 0.02;

/// The most values that a column of groups may have.
pub const MOST_VALUES: usize = 100;

/// The name of the group of those whose group isn't known.
pub const UNKNOWN: &str = "(unknown)";

/// Joins the names of an intersection.
pub const AND: &str = " × ";

/// The applicants as they were scored and selected. All lists are as long as [`Cohort::ids`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cohort {
    /// Their ids.
    pub ids: Vec<String>,
    /// Scores, 0–1; none where a letter could not be scored.
    pub scores: Vec<Option<f64>>,
    /// Log-odds of the scores; none as `scores`.
    pub log_odds: Vec<Option<f64>>,
    /// Who was selected, where that is known from elsewhere (the `status` of a shortlist).
    pub selected: Option<Vec<bool>>,
    /// Names of the features.
    pub features: Vec<String>,
    /// What each feature adds to the log-odds, in the order of `features`; empty for a row without a score.
    pub contributions: Vec<Vec<f64>>,
    /// Decisions by people, where there are any: each may be missing.
    pub labels: Option<Vec<Option<bool>>>,
    /// Columns of groups: name, and a value per applicant; an empty one is unknown.
    pub groups: Vec<(String, Vec<String>)>,
    /// What the model learnt from, where it is to be fitted anew without each feature.
    pub training: Option<Training>,
}

/// What is asked of an audit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Question {
    /// Places; none where the cohort says who was selected.
    pub places: Option<Places>,
    /// Whether to say how well each feature predicts a group.
    pub proxy: bool,
}

/// What an audit found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Audit {
    /// Applicants.
    pub people: usize,
    /// Those without a score, who count as not selected.
    pub unscored: usize,
    /// Those selected.
    pub selected: usize,
    /// Where the selection comes from, in words.
    pub cut: String,
    /// Applicants with a label; none where no labels were given.
    pub labelled: Option<usize>,
    /// Comparisons that were judged together.
    pub comparisons: usize,
    /// The columns of groups, then the intersections of two.
    pub columns: Vec<Slice>,
    /// What the list would be without each feature, in the features' order; `topics` stands for all `topic_…` together.
    #[serde(rename = "without")]
    pub ablations: Vec<Ablation>,
    /// Which feature moves which group: judged groups only, the largest differences first.
    pub moves: Vec<Moves>,
    /// How well each feature predicts a group, the best first; empty unless asked for.
    pub proxies: Vec<Predicts>,
    /// What the reader must know.
    pub notes: Vec<String>,
}

impl Audit {
    /// The groups with a flag, with the name of their column.
    pub fn flagged(&self) -> impl Iterator<Item = (&str, &Group)> {
        self.columns
            .iter()
            .flat_map(|s| s.groups.iter().map(|g| (s.column.as_str(), g)))
            .filter(|(_, g)| g.verdict == Verdict::Flagged)
    }
}

/// Audits a cut.
///
/// # Errors
/// [`ErrorKind::Value`] where the cohort is empty, no one has a score, or a column has more than [`MOST_VALUES`] values;
/// [`ErrorKind::Setting`] where no column of groups is given, or neither places nor a selection; those of a fit
/// and its cross-validation where the cohort has [`Cohort::training`].
pub fn audit(cohort: &Cohort, question: &Question) -> Result<Audit> {
    check(cohort, question)?;
    let mut notes = Vec::new();
    let (selected, cut) = settle(cohort, question, &mut notes);
    let count = selected.iter().filter(|s| **s).count();
    let unscored = cohort.scores.iter().filter(|s| s.is_none()).count();
    if count == 0 || count == selected.len() {
        notes.push(format!(
            "the cut selects {}: nothing can be said of selection, only of scores",
            if count == 0 { "nobody" } else { "everybody" }
        ));
    }
    let mut columns: Vec<Slice> = Vec::new();
    let all = groups::with_intersections(&cohort.groups);
    for (column, values) in &all {
        columns.push(selection::slice(cohort, &selected, column, values));
    }
    for slice in &columns {
        if slice.groups.len() == 1 {
            notes.push(format!("column {}: one group only, so there is nobody to compare it with", slice.column));
        } else if slice.groups.iter().filter(|g| g.judged).count() < 2 {
            notes.push(format!("column {}: fewer than two groups are large enough to be judged", slice.column));
        }
    }
    let comparisons = judge::judge(&mut columns);
    let moves = features::moves(cohort, &columns, &all);
    let ablations = ablation::ablations(cohort, &selected, &columns, &all)?;
    let proxies = if question.proxy { features::proxies(cohort, &columns, &all) } else { Vec::new() };
    if cohort.features.is_empty() {
        notes.push(
            "the table has no contributions, so features can't be looked at: score with --explain, or write the \
             shortlist as a table"
                .into(),
        );
    }
    let labelled = cohort.labels.as_ref().map(|l| l.iter().flatten().count());
    Ok(Audit {
        people: selected.len(),
        unscored,
        selected: count,
        cut,
        labelled,
        comparisons,
        columns,
        ablations,
        moves,
        proxies,
        notes,
    })
}

fn check(cohort: &Cohort, question: &Question) -> Result<()> {
    let fail = |kind, what: String, hint: &str| Err(Error::new(kind, what).hint(hint));
    if cohort.scores.iter().flatten().next().is_none() {
        return fail(ErrorKind::Value, "no row has a score".into(), "give a table written by `score` or `rank`");
    }
    if cohort.groups.is_empty() {
        return fail(ErrorKind::Setting, "no column of groups".into(), "name one with --group COLUMN");
    }
    if question.places.is_none() && cohort.selected.is_none() {
        let what = "the table does not say who was selected: it has no column `status`";
        return fail(ErrorKind::Setting, what.into(), "say how many places there are with --top N");
    }
    for (column, values) in &cohort.groups {
        let distinct: std::collections::BTreeSet<&String> = values.iter().collect();
        if distinct.len() > MOST_VALUES {
            return Err(Error::new(
                ErrorKind::Value,
                format!("{} different values; an audit compares at most {MOST_VALUES} groups", distinct.len()),
            )
            .column(column)
            .hint("put them into groups with --map FILE (columns column, value, group), or name another column"));
        }
    }
    Ok(())
}

/// Who is selected, and where that comes from.
fn settle(cohort: &Cohort, question: &Question, notes: &mut Vec<String>) -> (Vec<bool>, String) {
    let Some(places) = question.places else {
        let selected = cohort.selected.clone().unwrap_or_default();
        return (selected, "as the column `status` of the list says".into());
    };
    let scored = cohort.scores.iter().flatten().count();
    let wanted = places.of(scored);
    let selected = foremost(&cohort.scores, wanted);
    let count = selected.iter().filter(|s| **s).count();
    if count > wanted {
        notes.push(format!(
            "{} applicants are tied at the line: all of them count as selected, {count} for {wanted} places",
            count - foremost_above(&cohort.scores, wanted)
        ));
    }
    if cohort.selected.as_ref().is_some_and(|given| *given != selected) {
        notes.push("the column `status` of the list selects others: leave out --top to audit what was decided".into());
    }
    let highest = match wanted.min(count) {
        1 => "the highest score".into(),
        n => format!("the {n} highest scores"),
    };
    (selected, highest)
}

/// The rows of the `places` highest scores, with all that are tied at the line.
fn foremost(scores: &[Option<f64>], places: usize) -> Vec<bool> {
    let line = line(scores, places);
    scores.iter().map(|s| s.zip(line).is_some_and(|(s, line)| s >= line)).collect()
}

/// How many are above the line for certain.
fn foremost_above(scores: &[Option<f64>], places: usize) -> usize {
    let line = line(scores, places);
    scores.iter().filter(|s| s.zip(line).is_some_and(|(s, line)| s > line)).count()
}

/// The least score of the `places` highest.
fn line(scores: &[Option<f64>], places: usize) -> Option<f64> {
    let mut sorted: Vec<f64> = scores.iter().flatten().copied().collect();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let last = sorted.len().checked_sub(1)?;
    sorted.get(places.checked_sub(1)?.min(last)).copied()
}

#[cfg(test)]
mod tests;
