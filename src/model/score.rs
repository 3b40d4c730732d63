//! Scoring: a dot product, kept apart by column.

use super::artefact::Model;
use crate::error::{Error, ErrorKind, Result};

/// 1 / (1 + e^−x), without overflow at either end.
#[must_use]
pub fn sigmoid(x: f64) -> f64 {
    if x >= 0.0 { 1.0 / (1.0 + (-x).exp()) } else { x.exp() / (1.0 + x.exp()) }
}

/// −ln of the probability that a margin (log-odds) gives to a label in [0, 1], without overflow.
pub(super) fn log_loss(margin: f64, label: f64) -> f64 {
    (-margin.abs()).exp().ln_1p() + margin.max(0.0) - label * margin
}

/// A score and what it is the sum of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Score {
    /// Log-odds: `base` plus the contributions, added in order.
    pub log_odds: f64,
    /// Log-odds of an applicant whose every column is at its training mean.
    pub base: f64,
    /// What each column of the model adds, in the order of [`Scorer::names`].
    pub contributions: Vec<f64>,
}

impl Score {
    /// Probability of the positive label, 0–1.
    #[must_use]
    pub fn probability(&self) -> f64 {
        sigmoid(self.log_odds)
    }
}

/// A model bound to the columns of a run.
#[derive(Clone, Debug)]
pub struct Scorer {
    model: Model,
    /// Per column of the model, its index among the columns of the run.
    places: Vec<usize>,
}

impl Scorer {
    /// Binds a model to columns, named in the order in which their values will come.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] where a column of the model is not among them.
    pub fn new<S: AsRef<str>>(model: Model, columns: &[S]) -> Result<Self> {
        let places = model
            .columns
            .iter()
            .map(|c| {
                columns.iter().position(|name| name.as_ref() == c.name).ok_or_else(|| {
                    Error::new(
                        ErrorKind::Model,
                        format!(
                            "the model, written by {}, uses the column {}, which is not measured here",
                            model.written_by, c.name
                        ),
                    )
                    .hint("give the topics it was trained on with --topics FILE, or train it again")
                })
            })
            .collect::<Result<_>>()?;
        Ok(Self { model, places })
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The columns that take part, in the order of [`Score::contributions`].
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.model.columns.iter().map(|c| c.name.as_str())
    }

    /// Per column that takes part, its index among the columns of the run.
    #[must_use]
    pub fn places(&self) -> &[usize] {
        &self.places
    }

    /// Scores one row of values, in the order of the columns given to [`Scorer::new`].
    #[must_use]
    pub fn score(&self, values: &[Option<f64>]) -> Score {
        let mut score = Score::default();
        self.score_into(values, &mut score);
        score
    }

    /// The standardised values that the weights multiply, in the order of [`Model::covariance`] without the intercept, added to
    /// `out`.
    pub fn terms(&self, values: &[Option<f64>], out: &mut Vec<f32>) {
        for (column, &place) in self.model.columns.iter().zip(&self.places) {
            let (standardised, is_missing) = column.terms(values.get(place).copied().flatten());
            out.push(standardised as f32);
            out.extend(is_missing.map(|v| v as f32));
        }
    }

    /// Scores one row of values into `score`, whose memory is reused.
    pub fn score_into(&self, values: &[Option<f64>], score: &mut Score) {
        score.log_odds = self.model.intercept;
        score.base = self.model.intercept;
        score.contributions.clear();
        for (column, &place) in self.model.columns.iter().zip(&self.places) {
            let value = values.get(place).copied().flatten();
            let amount = column.contribution(value);
            score.log_odds += amount;
            score.contributions.push(amount);
        }
    }
}
