//! The gate: whether a challenger may take the champion's place.
//!
//! Seven figures, each with a bound. Two compare the labels with what the champion expects of these letters
//! ([`super::expected`]): where they fail, a person is asked. They are set so that a batch of clean labels passes and a batch of reversed ones
//! doesn't; `tests/retraining.rs` simulates both and docs/decisions/registries.md has the distribution.

use super::retrain::Comparison;
use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

/// The bounds of the gate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    /// How many standard errors the champion's AUC on the new labels may lie below its cross-validated AUC on the old
    /// ones: above this, the new labels contradict the old.
    pub disagreement: f64,
    /// How far the champion's AUC on the new labels may lie below 0.5, where its AUC on the old ones is above 0.5 by more
    /// than its standard error: the new labels go the other way.
    pub below_chance: f64,
    /// How far the cross-validated AUC on the old rows may fall through the new ones.
    pub auc_fall: f64,
    /// How far the cross-validated mean log-loss (nats) on the old rows may rise, and that on the new rows against
    /// the champion's.
    pub loss_rise: f64,
    /// How far the gap of the mean score between two groups may rise.
    pub gap_rise: f64,
    /// How many standard errors the number of yes among the new labels may lie from what the champion's scores expect;
    /// gates set before there was this check have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// The same of the weight that the new labels give a column, over all columns together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<f64>,
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            disagreement: 2.5,
            below_chance: 0.0,
            auc_fall: 0.01,
            loss_rise: 0.02,
            gap_rise: 0.05,
            share: Some(2.8),
            column: Some(3.3),
        }
    }
}

/// Standard errors that a rise of the log-loss may be above its bound. With few letters, or letters that are easily told
/// apart, a clean batch moves the confidence of a fit by more than one.
const LOSS_ERRORS: f64 = 2.0;

/// The names under which bounds are set, in the order of [`Gate`]'s fields.
const NAMES: [&str; 7] = ["disagreement", "below-chance", "auc-fall", "loss-rise", "gap-rise", "share", "column"];

impl Gate {
    /// Sets one bound: `auc-fall=0.02`.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] where the name is not one of `disagreement`, `below-chance`, `auc-fall`, `loss-rise`,
    /// `gap-rise`, `share`, `column`, or the value is not a number of at least 0.
    pub fn set(&mut self, text: &str) -> Result<()> {
        let fail = |what: String| {
            Err(Error::new(ErrorKind::Setting, what).hint(format!("give NAME=BOUND; names are {}", NAMES.join(", "))))
        };
        let Some((name, value)) = text.split_once('=') else { return fail(format!("`{text}` sets no bound")) };
        let Ok(bound) = value.trim().parse::<f64>() else { return fail(format!("`{value}` is not a number")) };
        if bound.is_nan() || bound < 0.0 {
            return fail(format!("a bound of {bound} is not possible; expected a number of at least 0"));
        }
        let place = match name.trim() {
            "disagreement" => &mut self.disagreement,
            "below-chance" => &mut self.below_chance,
            "auc-fall" => &mut self.auc_fall,
            "loss-rise" => &mut self.loss_rise,
            "gap-rise" => &mut self.gap_rise,
            "share" => self.share.get_or_insert(bound),
            "column" => self.column.get_or_insert(bound),
            other => return fail(format!("the gate has no bound `{other}`")),
        };
        *place = bound;
        Ok(())
    }

    /// Holds a comparison against the bounds. A figure that is not defined (labels of one kind, no groups) is passed
    /// over, but a challenger with no figure at all is not promoted.
    #[must_use]
    pub fn judge(&self, c: &Comparison) -> Verdict {
        let mut checks = Vec::new();
        let mut check = |name: &str, value: Option<f64>, noise: f64, bound: f64, what: &str| {
            if let Some(value) = value {
                checks.push(Check { name: name.into(), value, noise, bound, what: what.into() });
            }
        };
        let disagreement = "standard errors by which the champion's AUC on the new labels lies below that on the old";
        // Of a few letters, the law of the AUC is not normal: labels drawn as the champion expects them must find it as low
        // a chance.
        let expected = c.expected.as_ref();
        let order = expected.and_then(|e| e.order);
        let contradicts = c.disagreement.map(|found| order.map_or(found, |order| order.min(found)));
        check(NAMES[0], contradicts, 0.0, self.disagreement, disagreement);
        let what = "how far the champion's AUC on the new labels lies below 0.5";
        check(NAMES[1], c.below_chance(), expected.map_or(0.0, |e| e.order_noise), self.below_chance, what);
        let fall = c.auc_change_on_old.map(|d| (-d.change, d.standard_error));
        let what = "fall of the cross-validated AUC on the old labels";
        check(NAMES[2], fall.map(|f| f.0), fall.map_or(0.0, |f| f.1), self.auc_fall, what);
        let rise = c.loss_change_on_old;
        let what = "rise of the cross-validated log-loss on the old labels";
        check(NAMES[3], Some(rise.change), LOSS_ERRORS * rise.standard_error, self.loss_rise, what);
        let rise = c.loss_change_on_new;
        let what = "rise of the cross-validated log-loss on the new labels against the champion's";
        let noise = (LOSS_ERRORS * rise.standard_error).max(c.loss_noise_on_new.unwrap_or(0.0));
        check(NAMES[3], Some(rise.change), noise, self.loss_rise, what);
        check(NAMES[4], c.gap_rise(), 0.0, self.gap_rise, "rise of the gap of the mean score between groups");
        let what = "how surprising the share of yes among the new labels is for the champion, in standard errors";
        if let (Some(bound), Some(e)) = (self.share, expected) {
            check(NAMES[5], Some(e.share.abs()), 0.0, bound, what);
        }
        if let (Some(bound), Some(column)) = (self.column, expected.and_then(|e| e.column.as_ref())) {
            let what = format!(
                "how surprising the new labels' weight of {} is for the champion, in standard errors",
                column.name
            );
            check(NAMES[6], Some(column.surprise), 0.0, bound, &what);
        }
        Verdict { promote: checks.iter().all(Check::holds), gate: *self, checks }
    }
}

/// One figure against its bound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Name of the bound.
    pub name: String,
    /// The figure; lower is better.
    pub value: f64,
    /// What is allowed beside the bound because it may be chance: one standard error of a fall of the AUC, two of a rise
    /// of the log-loss, 0 of a figure that is in standard errors itself.
    pub noise: f64,
    /// The bound.
    pub bound: f64,
    /// What the figure is.
    pub what: String,
}

impl Check {
    /// Whether the figure is within its bound and what chance may add.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.value <= self.bound + self.noise
    }
}

/// What the gate says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// Whether every check holds.
    pub promote: bool,
    /// The bounds in force.
    pub gate: Gate,
    /// The figures.
    pub checks: Vec<Check>,
}

impl Verdict {
    /// The names of the bounds that do not hold, each once.
    #[must_use]
    pub fn failed(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.checks.iter().filter(|c| !c.holds()).map(|c| c.name.as_str()).collect();
        names.dedup();
        names
    }

    /// Why the challenger was refused, in words; empty where it was not.
    #[must_use]
    pub fn reason(&self) -> String {
        let failed = self.checks.iter().filter(|c| !c.holds());
        let words = failed.map(|c| {
            let noise = if c.noise > 0.0 { format!(" and {:.3} for chance", c.noise) } else { String::new() };
            format!("{}: {:.3}, above the bound of {}{noise} ({})", c.what, c.value, c.bound, c.name)
        });
        words.collect::<Vec<_>>().join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_set_by_name() {
        let mut gate = Gate::default();
        gate.set("auc-fall=0.05").unwrap();
        gate.set("disagreement = 3").unwrap();
        assert_eq!((gate.auc_fall, gate.disagreement, gate.loss_rise), (0.05, 3.0, Gate::default().loss_rise));
        for wrong in ["auc-fall", "auc=1", "auc-fall=x", "auc-fall=-1", "auc-fall=NaN"] {
            let e = gate.set(wrong).unwrap_err().to_string();
            assert!(
                e.contains("names are disagreement, below-chance, auc-fall, loss-rise, gap-rise, share, column"),
                "{e}"
            );
        }
    }
}
