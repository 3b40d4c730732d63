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
mod cohort;
mod decisions;
mod features;
mod groups;
pub mod input;
mod judge;
mod reserved;
mod selection;
mod verdict;

pub use ablation::{Ablation, Change, Entering, FittedAnew};
pub use cohort::{AND, Cohort, FEWEST, LEAST_SHARE, LEVEL, MOST_VALUES, Question, Training, UNKNOWN};
pub use features::{Moves, Predicts};
pub use groups::{Variants, read_map, unite, variants};
pub use reserved::{ReservedCurve, ReservedPoint};
pub use selection::{CurvePoint, Group, LocalLaw144, Odds, Slice};
pub use verdict::{Reason, Verdict};

use crate::error::{Error, ErrorKind, Result};
use cohort::{foremost, foremost_above};
use serde::Serialize;

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
    /// Applicants with a label; none if no labels were given.
    pub labelled: Option<usize>,
    /// Comparisons that were judged together.
    pub comparisons: usize,
    /// The columns of groups, then the intersections of two.
    pub columns: Vec<Slice>,
    /// What the list would be without each feature, in the features' order; `topics` stands for all `topic_…` together.
    #[serde(rename = "without")]
    pub ablations: Vec<Ablation>,
    /// What reserved places would do for the least selected group of each column.
    pub reserved: Vec<ReservedCurve>,
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
            "the line selects {}: nothing can be said about selection, only about scores",
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
        reserved: reserved::curves(cohort, &selected, &columns, &all),
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
        let what = "the table does not say who was selected: it has no column `status`, and no `decision` of `decide`";
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
            .hint(
                "put them into groups with --group-map FILE (columns column, value, group), or name another column",
            ));
        }
    }
    Ok(())
}

/// Who is selected, and where that comes from.
fn settle(cohort: &Cohort, question: &Question, notes: &mut Vec<String>) -> (Vec<bool>, String) {
    let Some(places) = question.places else {
        let selected = cohort.selected.clone().unwrap_or_default();
        return (selected, format!("as the column `{}` of the list says", cohort.selected_by));
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
        let by = cohort.selected_by;
        notes.push(format!("the column `{by}` of the list selects others: leave out --top to audit what was decided"));
    }
    let highest = match wanted.min(count) {
        1 => "the highest score".into(),
        n => format!("the {n} highest scores"),
    };
    (selected, highest)
}

#[cfg(test)]
mod tests;
