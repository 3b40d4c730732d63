//! The model file.

use super::reference::Reference;
use super::training::{GradeLevel, Training};
use super::wording::Wording;
use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::Path;

/// The command that renews a model where features or topics changed.
pub const RENEW: &str = "shortlist model renew MODEL --letters FILE";

/// A trained model: everything that a score is made of, and where it came from.
///
/// The log-odds of a letter are `intercept + Σ weight · (transform(value) − mean) / sd`; a missing value counts as
/// its column's mean, plus the column's indicator of missing values where the model has one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Format number of the file.
    pub format: u32,
    /// Tool and version that wrote it.
    pub written_by: String,
    /// A warning shown at every use, e.g. that the training data are made up.
    #[serde(default)]
    pub notice: Option<String>,
    /// What the score is the probability of.
    pub label: LabelNames,
    /// Digest of the topics that the features were measured with.
    pub topics_digest: String,
    /// The topics of that file, each with its own digest, in their order; models of format 2 and older have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<TopicDigest>,
    /// The features in use, with their versions.
    pub features: Vec<FeatureVersion>,
    /// Log-odds of an applicant whose every column is at its training mean.
    pub intercept: f64,
    /// Where the labels were grades that were fitted as ordered levels: each but the lowest. The score is that of the cut, whose
    /// log-odds are the intercept. Models of format 3 and older have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<GradeLevel>,
    /// The columns in use, with their weights.
    pub columns: Vec<ColumnWeight>,
    /// How loose the intercept and the weights are: the lower triangle, row by row, of the covariance of the intercept and,
    /// per column, its weight and the weight of its missing indicator, where it has one. Models of format 2 and older have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covariance: Option<Vec<f64>>,
    /// The committee's own words, which one of the columns is the sum of; models without that column have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wording: Option<Wording>,
    /// How it was fitted, on what, and how well.
    pub training: Training,
    /// What new letters are compared with; models written before there was one have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Reference>,
}

/// The label column and its values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelNames {
    /// Column of the labels.
    pub column: String,
    /// What a high score means, as it was written.
    pub positive: String,
    /// What a low score means, as it was written.
    pub negative: String,
    /// The lowest and the highest grade, where the labels were grades.
    #[serde(default)]
    pub scale: Option<[f64; 2]>,
    /// The (mean) grade from which on a letter was a yes; without it, grades became fractions of the scale.
    #[serde(default)]
    pub accept_from: Option<f64>,
    /// Whether each reviewer's leniency was taken off first.
    #[serde(default)]
    pub harshness_corrected: bool,
}

/// A feature and the version of its reasoning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureVersion {
    /// Name of the feature.
    pub name: String,
    /// Its version.
    pub version: u32,
    /// The rules that it was measured with, where they are not the compiled-in ones ([`RuleSet::name`]).
    ///
    /// [`RuleSet::name`]: crate::patterns::RuleSet::name
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<String>,
    /// The parts of the applications that it reads, where these have several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<Vec<String>>,
}

/// A topic as it was when a model was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopicDigest {
    /// Its key: `rl` for the column `topic_rl`.
    pub key: String,
    /// What the file said of it ([`Topics::digest_of`]).
    pub digest: String,
}

/// What is done to a value before it is standardised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transform {
    /// Nothing.
    Identity,
    /// ln(1 + value), for columns that are skewed to the right; values are at least 0.
    Log1p,
}

impl Transform {
    /// The transformed value; negative values count as 0 under [`Transform::Log1p`].
    #[must_use]
    pub fn apply(self, value: f64) -> f64 {
        match self {
            Self::Identity => value,
            Self::Log1p => value.max(0.0).ln_1p(),
        }
    }

    /// The value that [`Transform::apply`] turns into `transformed`.
    #[must_use]
    pub fn undo(self, transformed: f64) -> f64 {
        match self {
            Self::Identity => transformed,
            Self::Log1p => transformed.exp_m1(),
        }
    }
}

/// A column's part in the score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnWeight {
    /// Name of the column.
    pub name: String,
    /// What is done to a value first.
    pub transform: Transform,
    /// Mean of the transformed values in training.
    pub mean: f64,
    /// Their standard deviation (divisor n), above 0.
    pub sd: f64,
    /// Change of the log-odds per standard deviation.
    pub weight: f64,
    /// Standard error of the weight ([`super::train::fit`] says of what kind).
    #[serde(default)]
    pub standard_error: Option<f64>,
    /// 95 % interval of the weight without the penalty's pull to 0; the weight itself may lie outside.
    #[serde(default)]
    pub interval: Option<[f64; 2]>,
    /// The least and the greatest value that counts: the 2nd and the 98th percentile in training. A value beyond counts as
    /// the edge. Models of format 2 and older have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bounds: Option<[f64; 2]>,
    /// The indicator of a missing value, where training had some.
    #[serde(default)]
    pub missing: Option<Missing>,
}

impl ColumnWeight {
    /// The value as it counts: at most as far out as the bounds.
    #[must_use]
    pub fn counted(&self, value: f64) -> f64 {
        self.bounds.map_or(value, |[low, high]| value.clamp(low, high))
    }

    /// A value in standard deviations from the mean, 0 where it is missing; and the indicator of a missing value, in its
    /// own, where the column has one.
    #[must_use]
    pub fn terms(&self, value: Option<f64>) -> (f64, Option<f64>) {
        let standardised = value.map_or(0.0, |v| (self.transform.apply(self.counted(v)) - self.mean) / self.sd);
        let is_missing = if value.is_none() { 1.0 } else { 0.0 };
        (standardised, self.missing.as_ref().map(|m| (is_missing - m.share) / m.sd))
    }

    /// What a value adds to the log-odds.
    #[must_use]
    pub fn contribution(&self, value: Option<f64>) -> f64 {
        let (standardised, is_missing) = self.terms(value);
        let amount = self.weight * standardised;
        self.missing.as_ref().zip(is_missing).map_or(amount, |(m, is_missing)| amount + m.weight * is_missing)
    }
}

/// The indicator of a missing value: `weight · (is missing − share) / sd`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Missing {
    /// Share of missing values in training.
    pub share: f64,
    /// Standard deviation of the indicator, above 0.
    pub sd: f64,
    /// Change of the log-odds per standard deviation.
    pub weight: f64,
    /// Standard error of the weight.
    #[serde(default)]
    pub standard_error: Option<f64>,
    /// 95 % interval of the weight.
    #[serde(default)]
    pub interval: Option<[f64; 2]>,
}

/// Only the parts that every format has.
#[derive(Deserialize)]
struct Head {
    format: Option<u32>,
    written_by: Option<String>,
}

impl Model {
    /// The newest format that this version writes. Every older one from [`Model::OLDEST_FORMAT`] on is read.
    pub const FORMAT: u32 = 5;

    /// The format of a model that has learnt no words.
    pub const WITHOUT_WORDS: u32 = 4;

    /// The format of a model that has learnt no words and was not fitted on ordered levels.
    pub const WITHOUT_LEVELS: u32 = 3;

    /// The oldest format that is read.
    pub const OLDEST_FORMAT: u32 = 1;

    /// The sample model, trained on the made-up letters of `data/sample`.
    ///
    /// # Panics
    /// Never: the file is compiled in and a test opens it.
    #[must_use]
    pub fn sample() -> Self {
        Self::from_json(include_str!("../../models/sample/v1.json")).expect("the compiled-in model is opened by a test")
    }

    /// Reads a model from its JSON text. The format number is read first.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] where the text is not a model, its format is not among those read, a key is unknown
    /// or missing, or a number can't be (a mean that is not finite, a standard deviation not above 0).
    pub fn from_json(text: &str) -> Result<Self> {
        let fail = |what: String| Error::new(ErrorKind::Model, what);
        let head: Head = serde_json::from_str(text)
            .map_err(|e| fail(format!("not a model file: {e}")).hint("give a file written by `shortlist train`"))?;
        let author = head.written_by.unwrap_or_else(|| "an unknown tool".into());
        let Some(format) = head.format else {
            return Err(
                fail("not a model file: it has no `format`".into()).hint("give a file written by `shortlist train`")
            );
        };
        if !(Self::OLDEST_FORMAT..=Self::FORMAT).contains(&format) {
            return Err(fail(format!(
                "the model has format {format}, written by {author}; this is {} and reads formats {} to {}",
                written_by(),
                Self::OLDEST_FORMAT,
                Self::FORMAT
            ))
            .hint("update shortlist, or train the model again with this version"));
        }
        let model: Self = serde_json::from_str(text).map_err(|e| {
            fail(format!("the model, written by {author}, can't be read: {e}"))
                .hint("train it again, or use the version that wrote it")
        })?;
        model.check().map_err(|what| {
            fail(format!("the model, written by {author}, is damaged: {what}"))
                .hint("restore the file or train it again")
        })?;
        Ok(model)
    }

    /// Reads a model file; see [`Model::from_json`].
    ///
    /// # Errors
    /// Those of [`Model::from_json`], and [`ErrorKind::Io`] where the file can't be read.
    pub fn load(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => Error::new(ErrorKind::Io, "no such model file")
                .file(path)
                .hint("name a file written by `shortlist train`, or a model in models/"),
            std::io::ErrorKind::InvalidData => {
                Error::new(ErrorKind::Model, "not a model file: it is not text").file(path)
            }
            _ => Error::io("read the model", path, e),
        })?;
        Self::from_json(&text).map_err(|e| e.file(path))
    }

    /// The model as JSON, with a line break at its end: the same bytes for the same model.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("a model has string keys only");
        text.push('\n');
        text
    }

    /// SHA-256 of [`Model::to_json`], in hex.
    #[must_use]
    pub fn digest(&self) -> String {
        crate::ingest::hex(&Sha256::digest(self.to_json().as_bytes()))
    }

    /// What a model of an older format can't do, in words: it scores as it always did.
    #[must_use]
    pub fn lacks(&self) -> Option<String> {
        let bounded = self.columns.iter().all(|c| c.bounds.is_some());
        let what = match (bounded, self.covariance.is_some()) {
            (true, true) => return None,
            (false, false) => {
                "it does not hold the bounds of the values that it learnt from, so a value far outside them counts in full; and it does not hold how sure its weights are, so it is not known how sure a rank is"
            }
            (false, true) => {
                "it does not hold the bounds of the values that it learnt from, so a value far outside them counts in full"
            }
            (true, false) => "it does not hold how sure its weights are, so it is not known how sure a rank is",
        };
        Some(format!("the model was written by {}: {what}; train it again to have them", self.written_by))
    }

    /// The number of weights, missing indicators counted.
    #[must_use]
    pub fn terms(&self) -> usize {
        self.columns.iter().map(|c| 1 + usize::from(c.missing.is_some())).sum()
    }

    fn check(&self) -> Result<(), String> {
        let finite = |x: f64, what: &str| if x.is_finite() { Ok(()) } else { Err(format!("{what} is not a number")) };
        let mut names = std::collections::BTreeSet::new();
        finite(self.intercept, "the intercept")?;
        for c in &self.columns {
            if !names.insert(&c.name) {
                return Err(format!("column {} occurs twice", c.name));
            }
            finite(c.mean, &format!("the mean of {}", c.name))?;
            finite(c.weight, &format!("the weight of {}", c.name))?;
            if c.bounds.is_some_and(|[low, high]| !(low.is_finite() && high.is_finite() && low <= high)) {
                return Err(format!("the bounds of {} are not in order", c.name));
            }
            let extremes = [Some(-LARGEST_VALUE), Some(LARGEST_VALUE), Some(0.0), None];
            if c.sd > 0.0 && !extremes.iter().all(|v| c.contribution(*v).abs() <= LARGEST_CONTRIBUTION) {
                return Err(format!(
                    "what {} adds to a score is not a number for every value that a letter can have",
                    c.name
                ));
            }
            let sds = [Some(c.sd), c.missing.as_ref().map(|m| m.sd)];
            if sds.iter().flatten().any(|sd| !(*sd > 0.0 && sd.is_finite())) {
                return Err(format!("the standard deviation of {} is not above 0", c.name));
            }
            if let Some(m) = &c.missing {
                finite(m.weight, &format!("the weight of a missing {}", c.name))?;
                finite(m.share, &format!("the share of missing {}", c.name))?;
            }
        }
        if !GradeLevel::fall(&self.levels) {
            return Err("the log-odds of its grades do not fall from grade to grade".into());
        }
        if let Some(covariance) = &self.covariance {
            let n = self.terms() + 1;
            if covariance.len() != n * (n + 1) / 2 || !covariance.iter().all(|v| v.is_finite()) {
                return Err("the covariance does not fit the columns".into());
            }
        }
        self.wording.as_ref().and_then(Wording::fault).map_or(Ok(()), Err)?;
        self.reference.as_ref().and_then(Reference::fault).map_or(Ok(()), Err)
    }
}

/// No value of a column is larger: a letter of the greatest length that is read has fewer words.
const LARGEST_VALUE: f64 = 1e10;

/// No column may add more to the log-odds, so that no sum of columns leaves the numbers there are.
const LARGEST_CONTRIBUTION: f64 = 1e200;

/// `shortlist 0.1.0`
#[must_use]
pub(crate) fn written_by() -> String {
    format!("shortlist {}", env!("CARGO_PKG_VERSION"))
}
