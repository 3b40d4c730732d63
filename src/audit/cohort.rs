//! The applicants as they were scored and selected, and what is asked of them.

use crate::model::evaluate::Plan;
use crate::model::train::Examples;
use crate::rank::Places;

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
    /// Scores, 0–1; none if a letter could not be scored.
    pub scores: Vec<Option<f64>>,
    /// Log-odds of the scores; none as `scores`.
    pub log_odds: Vec<Option<f64>>,
    /// Who was selected, where that is known from elsewhere (the `status` of a shortlist, the `decision` of `decide`).
    pub selected: Option<Vec<bool>>,
    /// The column that says so.
    pub selected_by: &'static str,
    /// Names of the features.
    pub features: Vec<String>,
    /// What each feature adds to the log-odds, in the order of `features`; empty for a row without a score.
    pub contributions: Vec<Vec<f64>>,
    /// Decisions by people, where there are any: each may be missing.
    pub labels: Option<Vec<Option<bool>>>,
    /// Columns of groups: name, and a value per applicant; an empty one is unknown.
    pub groups: Vec<(String, Vec<String>)>,
    /// What the model learnt from, where it is to be fitted again without each feature.
    pub training: Option<Training>,
    /// Rules of errors to leave out, in words, and the log-odds that everyone has without them and the same weights.
    pub without_rules: Option<(String, Vec<Option<f64>>)>,
}

/// What is asked of an audit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Question {
    /// Places; none if the cohort says who was selected.
    pub places: Option<Places>,
    /// Whether to say how well each feature predicts a group.
    pub proxy: bool,
}

/// What the model learnt from, and the applicants' values: enough to fit it again.
#[derive(Clone, Debug, PartialEq)]
pub struct Training {
    /// The letters that it learnt from.
    pub examples: Examples,
    /// The values of each applicant, in the order of the examples' columns; empty for one without a score.
    pub values: Vec<Vec<Option<f64>>>,
    /// How the model is fitted (its own strength), and how letters are held out.
    pub plan: Plan,
}

/// The rows of the `places` highest scores, with all that are tied at the line.
pub(super) fn foremost(scores: &[Option<f64>], places: usize) -> Vec<bool> {
    let line = line(scores, places);
    scores.iter().map(|s| s.zip(line).is_some_and(|(s, line)| s >= line)).collect()
}

/// How many are above the line for certain.
pub(super) fn foremost_above(scores: &[Option<f64>], places: usize) -> usize {
    let line = line(scores, places);
    scores.iter().filter(|s| s.zip(line).is_some_and(|(s, line)| s > line)).count()
}

/// The least score of the `places` highest.
pub(super) fn line(scores: &[Option<f64>], places: usize) -> Option<f64> {
    let mut sorted: Vec<f64> = scores.iter().flatten().copied().collect();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let last = sorted.len().checked_sub(1)?;
    sorted.get(places.checked_sub(1)?.min(last)).copied()
}
