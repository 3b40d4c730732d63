//! What a batch of labels says against what the champion expects, what to ask a person about it, and the champion with an
//! intercept for the year. `predictive.rs` finds the figures.

use super::artefact::Model;
use serde::{Deserialize, Serialize};

/// What a batch of labels says, against what the champion expects.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Number of yes in the batch (weighted; a fraction counts as such).
    pub yes: f64,
    /// Number that the champion's scores expect.
    pub expected_yes: f64,
    /// How surprising that is, in standard errors of a normal law with the same chance; below 0 for fewer than expected.
    pub share: f64,
    /// The column whose weight the batch contradicts most, and how surprising that is over all columns together; none
    /// with fewer than ten letters or three of a kind of label, which say nothing of columns.
    pub column: Option<ColumnSurprise>,
    /// How surprising so low an AUC is; none if all labels are alike.
    pub order: Option<f64>,
    /// How far below 0.5 the AUC of a clean batch of these letters lies by chance, at least 0.
    pub order_noise: f64,
    /// What an intercept for this batch alone would be.
    pub intercept: Option<Shift>,
}

/// The column that fits worst.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnSurprise {
    /// Its name.
    pub name: String,
    /// Its score test in standard errors: above 0, the batch gives it more weight than the champion does.
    pub score: f64,
    /// How surprising the largest such score of all columns is, in standard errors of a normal law with the same chance.
    pub surprise: f64,
}

/// A change of the intercept.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// Log-odds by which the batch lies above the champion at the same values (maximum likelihood).
    pub shift: f64,
    /// Its standard error, with the champion's own.
    pub standard_error: f64,
    /// The shift pooled with none: times 1 − (standard error / shift)², at least 0 (Morris 1983, positive part).
    pub pooled: f64,
}

impl Shift {
    /// The champion with its intercept moved by the pooled shift: its order and weights, and the probabilities of a committee
    /// that accepts more or fewer letters at the same score. It holds nothing out, because its held-out letters were decided
    /// by the committee as it was.
    #[must_use]
    pub fn moved(&self, champion: &Model, rows: u64) -> Model {
        let mut model = champion.clone();
        model.intercept += self.pooled;
        let variance = self.standard_error * self.standard_error;
        if let Some(own) = model.covariance.as_mut().and_then(|c| c.first_mut()) {
            *own += variance;
        }
        let error = &mut model.training.intercept_error;
        *error = error.map(|e| (e * e + variance).sqrt());
        if let Some(reference) = &mut model.reference {
            reference.held_out = None;
        }
        let said = format!(
            "the intercept is that of {rows} letters of one year, moved by {:+.2} log-odds: use this model for that year only",
            self.pooled
        );
        model.notice = Some(model.notice.map_or(said.clone(), |notice| format!("{notice}; {said}")));
        model
    }
}

impl Expected {
    /// What a person should ask, in words, where the share of yes is more than `share` standard errors from what the champion
    /// expects, or a column contradicts it by more than `column`; none if neither is.
    #[must_use]
    pub fn question(&self, share: f64, column: f64) -> Vec<String> {
        let mut said = Vec::new();
        // Where the order is contradicted, every column is: that is another question.
        let in_order = self.order.is_none_or(|order| order < column);
        let contradicted = self.column.as_ref().filter(|c| c.surprise > column && in_order);
        if self.share.abs() > share {
            let (fewer, stricter) = if self.share < 0.0 { ("fewer", "stricter") } else { ("more", "more generous") };
            let counts = format!("{:.0} yes where the champion's scores expect {:.1}", self.yes, self.expected_yes);
            said.push(match &self.intercept {
                None => format!(
                    "all new labels are {}: {counts}. Ask a person: do the other letters have no label yet, or does the \
                     column mean something else?",
                    if self.share < 0.0 { "no" } else { "yes" }
                ),
                Some(shift) if contradicted.is_none() && in_order => format!(
                    "the committee accepts {fewer} than before at the same score ({counts}), in the same order. Ask a person: \
                     were the letters chosen by their decision, or is the committee {stricter} this year? If so, \
                     --year-intercept FILE writes the champion with its intercept moved by {:+.2} log-odds for this year \
                     (found {:+.2} ± {:.2}, partially pooled)",
                    shift.pooled, shift.shift, shift.standard_error
                ),
                Some(_) => format!("the new labels accept {fewer} than before at the same score ({counts}). Ask a person why"),
            });
        }
        said.extend(contradicted.map(|c| {
            format!(
                "the new labels give `{}` {} weight than the champion does (as surprising as {:.1} standard errors). Ask a person \
                 whether somebody decides by it",
                c.name,
                if c.score > 0.0 { "more" } else { "less" },
                c.surprise
            )
        }));
        said
    }
}
