//! How a model was fitted: the part of its file that no score needs.

use super::ratings::Agreement;
use serde::{Deserialize, Serialize};

/// Who found the minimum of a fit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "lowercase", deny_unknown_fields)]
pub enum Solver {
    /// linfa, from zero; Newton steps certified it.
    Linfa {
        /// Largest component of the gradient where linfa ended.
        gradient: f64,
        /// Newton steps from there on.
        newton_steps: u32,
    },
    /// Newton steps alone: the labels are fractions or levels, or count differently, which linfa can't express.
    Newton {
        /// Newton steps.
        newton_steps: u32,
    },
}

/// A grade, and how likely it or a higher one is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradeLevel {
    /// The (mean) grade.
    pub grade: f64,
    /// Log-odds of this grade or a higher one, of an applicant whose every column is at its training mean. What the columns
    /// add is the same at every grade.
    pub log_odds: f64,
}

impl GradeLevel {
    /// Whether grades rise and their log-odds fall, and all are numbers.
    pub(super) fn fall(levels: &[Self]) -> bool {
        levels.iter().all(|l| l.grade.is_finite() && l.log_odds.is_finite())
            && levels.windows(2).all(|pair| pair[0].grade < pair[1].grade && pair[0].log_odds > pair[1].log_odds)
    }
}

/// How well a strength did in cross-validation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StrengthPoint {
    /// The strength.
    pub strength: f64,
    /// Mean held-out log-loss (nats).
    pub log_loss: f64,
    /// Its standard error over rows (over groups, where there are groups).
    pub standard_error: f64,
    /// Standard error of the difference to the least loss, row by row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference_error: Option<f64>,
}

/// How a model was fitted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// Seed given to the run.
    pub seed: u64,
    /// As-of day of the features.
    pub as_of: String,
    /// Rows that were learnt from.
    pub rows: u64,
    /// … of them positive.
    pub positive: u64,
    /// Rows without a label.
    pub unlabelled: u64,
    /// Labelled rows whose letter could not be read.
    pub unusable: u64,
    /// Strength λ of the penalty per example: the fit minimises mean log-loss + λ/2 · Σ weight².
    pub strength: f64,
    /// What the weights of that fit were multiplied by, so that the scores are probabilities on held-out letters; none
    /// if they were left as they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slope: Option<f64>,
    /// Who found the minimum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solver: Option<Solver>,
    /// Largest component of the gradient of that sum at the solution.
    pub gradient: f64,
    /// Mean log-loss (nats) on the training rows.
    pub log_loss: f64,
    /// SHA-256 of the table with the letters.
    pub letters_digest: String,
    /// SHA-256 of the table with the labels (the same one where they stand in one table).
    pub labels_digest: String,
    /// Standard error of the intercept.
    #[serde(default)]
    pub intercept_error: Option<f64>,
    /// How each strength did in cross-validation; empty where the strength was given.
    #[serde(default)]
    pub strength_path: Vec<StrengthPoint>,
    /// Whether both classes counted the same in sum.
    #[serde(default)]
    pub class_weights: bool,
    /// Whether the labels were ordered levels, fitted as proportional odds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ordinal: bool,
    /// Draws of the bootstrap that gave standard errors and intervals; none if the information gave them.
    #[serde(default)]
    pub bootstrap: Option<u64>,
    /// How far the reviewers agreed, where there were several.
    #[serde(default)]
    pub agreement: Option<Agreement>,
    /// Warnings of the fit, in words.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// Column whose groups were kept together in cross-validation.
    #[serde(default)]
    pub group_by: Option<String>,
    /// Columns left out of the fit, and why.
    pub left_out: Vec<LeftOut>,
}

/// A column that the fit left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// Name of the column.
    pub name: String,
    /// Why.
    pub reason: String,
}
