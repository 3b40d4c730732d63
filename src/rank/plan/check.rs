//! Does a plan keep its promise? What people decided on the letters drawn by lot, against what the plan expected.

use super::{Plan, Planned, Summary};
use crate::error::{Error, ErrorKind, Result};
use crate::stats::conformal::binomial_tail;
use crate::stats::interval::clopper_pearson;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Chance that a plan which keeps its promise is stopped, at most.
pub const FALSE_STOPS: f64 = 0.05;

/// A plan as a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanFile {
    /// Format number, [`PlanFile::FORMAT`].
    pub format: u32,
    /// Tool and version.
    pub written_by: String,
    /// SHA-256 of the letters.
    pub input_digest: String,
    /// SHA-256 of the model.
    pub model_digest: String,
    /// Day of reckoning.
    pub as_of: String,
    /// The plan in figures.
    pub summary: Summary,
    /// Every applicant: by rank, then those without a score.
    pub applicants: Vec<Planned>,
}

impl PlanFile {
    /// The format this version writes and reads.
    pub const FORMAT: u32 = 1;

    /// A plan with where it came from.
    #[must_use]
    pub fn new(plan: &Plan, written_by: &str, input_digest: &str, model_digest: &str, as_of: &str) -> Self {
        Self {
            format: Self::FORMAT,
            written_by: written_by.to_owned(),
            input_digest: input_digest.to_owned(),
            model_digest: model_digest.to_owned(),
            as_of: as_of.to_owned(),
            summary: plan.summary.clone(),
            applicants: plan.ranked.iter().chain(&plan.unscored).cloned().collect(),
        }
    }

    /// The plan as JSON, with a line break at its end.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Reads a plan.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the file can't be read; [`ErrorKind::Format`] where it is no plan of this format.
    pub fn load(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|e| Error::io("read the plan", path, e))?;
        Self::from_json(&text, path)
    }

    /// Reads a plan; `path` is for messages.
    ///
    /// # Errors
    /// [`ErrorKind::Format`] where the text is no plan of this format.
    pub fn from_json(text: &str, path: &Path) -> Result<Self> {
        let fail = |what: String| {
            Error::new(ErrorKind::Format, what).file(path).hint("give the file that `shortlist rank --plan` wrote")
        };
        let plan: Self = serde_json::from_str(text).map_err(|e| fail(format!("not a plan: {e}")))?;
        if plan.format != Self::FORMAT {
            return Err(fail(format!("the plan has format {}; expected {}", plan.format, Self::FORMAT)));
        }
        Ok(plan)
    }
}

/// What the checks say of one class.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ClassCheck {
    /// Letters drawn by lot that people put into the class.
    pub letters: u64,
    /// … of them taken for the other class.
    pub wrong: u64,
    /// Share that the plan may take for the other class.
    pub allowed: f64,
    /// The chance of so many or more if the promise holds (exact binomial test).
    pub p: f64,
}

/// What the checks say of a plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Checked {
    /// Letters drawn by lot.
    pub drawn: u64,
    /// … of them without a label yet.
    pub unlabelled: u64,
    /// Labels of applicants that the plan does not know.
    pub unknown: u64,
    /// Letters that people accepted.
    pub yes: ClassCheck,
    /// Letters that people rejected.
    pub no: ClassCheck,
    /// Share of the labelled ones on which plan and people agree.
    pub agreement: f64,
    /// Its exact 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// The chance that checks like these stop a plan that errs twice as often as it may.
    pub power: f64,
}

impl Checked {
    /// Whether the promise broke: chance explains the errors of a class in less than one of forty plans (two classes,
    /// together [`FALSE_STOPS`]).
    #[must_use]
    pub fn is_broken(&self) -> bool {
        [self.yes, self.no].iter().any(|c| c.p < FALSE_STOPS / 2.0)
    }

    /// The check in sentences.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let class = |c: &ClassCheck, name: &str| {
            format!(
                "{} of {} letters that people {name} were taken for the opposite; {:.0} % may be (p {:.3})",
                c.wrong,
                c.letters,
                100.0 * c.allowed,
                c.p
            )
        };
        let interval = self
            .interval
            .map_or(String::new(), |[l, h]| format!(" (95 % interval {:.0}–{:.0} %)", 100.0 * l, 100.0 * h));
        vec![
            format!(
                "{} letters were drawn by lot, {} of them have a label; only these count, as they were not chosen",
                self.drawn,
                self.drawn - self.unlabelled
            ),
            class(&self.yes, "accepted"),
            class(&self.no, "rejected"),
            format!("plan and people agree on {:.0} %{interval}", 100.0 * self.agreement),
            format!(
                "so many checks would stop a plan that errs twice as often as it may with a chance of {:.0} %",
                100.0 * self.power
            ),
        ]
    }
}

/// Holds a plan against labels (from 0 no to 1 yes, a half and more is a yes), by id.
///
/// Only letters that were drawn by lot count, from whichever band: every applicant had the same chance, so those whom
/// people accepted are a fair sample of all whom they would accept. Of these, a plan that keeps its promise takes at most
/// `1 − agreement` for a no, and the other way round; each class is tested exactly.
///
/// # Errors
/// [`ErrorKind::Labels`] where no letter that was drawn has a label.
pub fn check(plan: &PlanFile, labels: &BTreeMap<String, f64>) -> Result<Checked> {
    let drawn: Vec<&Planned> = plan.applicants.iter().filter(|p| p.drawn).collect();
    let decided: Vec<(Option<bool>, bool)> =
        drawn.iter().filter_map(|p| Some((p.expected, *labels.get(&p.id)? >= 0.5))).collect();
    if decided.is_empty() {
        return Err(Error::new(
            ErrorKind::Labels,
            format!("none of the {} letters drawn by lot has a label", drawn.len()),
        )
        .hint("let people decide on the letters whose `drawn` is true in the plan, without looking at the plan"));
    }
    let allowed = 1.0 - plan.summary.agreement;
    let class = |yes: bool| {
        let own: Vec<Option<bool>> = decided.iter().filter(|(_, y)| *y == yes).map(|(e, _)| *e).collect();
        let (letters, wrong) = (own.len() as u64, own.iter().filter(|e| **e == Some(!yes)).count() as u64);
        ClassCheck { letters, wrong, allowed, p: binomial_tail(wrong, letters, allowed) }
    };
    let (yes, no) = (class(true), class(false));
    let (n, wrong) = (decided.len() as u64, yes.wrong + no.wrong);
    let known: std::collections::BTreeSet<&str> = plan.applicants.iter().map(|p| p.id.as_str()).collect();
    Ok(Checked {
        drawn: drawn.len() as u64,
        unlabelled: drawn.len() as u64 - n,
        unknown: labels.keys().filter(|id| !known.contains(id.as_str())).count() as u64,
        yes,
        no,
        agreement: 1.0 - wrong as f64 / n as f64,
        interval: clopper_pearson(n - wrong, n, 0.95).map(Into::into),
        power: 1.0 - [yes, no].iter().map(|c| 1.0 - power(c.letters, allowed)).product::<f64>(),
    })
}

/// The chance that the test of `n` letters stops a class in which twice the allowed share is wrong.
fn power(n: u64, allowed: f64) -> f64 {
    let stops = (1..=n).find(|wrong| binomial_tail(*wrong, n, allowed) < FALSE_STOPS / 2.0);
    stops.map_or(0.0, |wrong| binomial_tail(wrong, n, (2.0 * allowed).min(1.0)))
}
