//! Does a plan keep its promise? What people decided on the letters drawn by lot, against what the plan expected.

use super::lots::{STOPS, TIMES, power};
use super::{Plan, Planned, Summary};
use crate::error::{Error, ErrorKind, Result};
use crate::stats::conformal::pooled_tail;
use crate::stats::interval::clopper_pearson;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

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
    /// As-of day.
    pub as_of: String,
    /// The plan in figures.
    pub summary: Summary,
    /// Every applicant: by rank, then those without a score.
    pub applicants: Vec<Planned>,
}

impl PlanFile {
    /// The format this version writes; every older one is read.
    pub const FORMAT: u32 = 2;

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
            applicants: plan.ranked.iter().chain(plan.unscored.iter().flatten()).cloned().collect(),
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
        if !(1..=Self::FORMAT).contains(&plan.format) {
            return Err(fail(format!("the plan has format {}; expected 1 to {}", plan.format, Self::FORMAT)));
        }
        Ok(plan)
    }
}

/// What the checks say of one class, over all rounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct ClassCheck {
    /// Letters with a decision that people put into the class.
    pub letters: u64,
    /// … of them taken for the other class.
    pub wrong: u64,
    /// Letters of the class in all, as the lots estimate: each counts for those of its band that have no decision.
    pub estimated: f64,
    /// … of them taken for the other class.
    pub estimated_wrong: f64,
    /// Share that the plan may take for the other class.
    pub allowed: f64,
    /// The chance of so many or more if the promise holds (exact binomial test, rounds together).
    pub p: f64,
    /// The chance that checks like these stop a plan that errs [`TIMES`] as often as it may.
    pub power: f64,
}

/// What the checks say of a plan, or of several rounds together.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Checked {
    /// Rounds: plans with their labels.
    pub rounds: u64,
    /// Letters whose decision counts: those drawn by lot, and those that must be read.
    pub drawn: u64,
    /// … of them without a label yet.
    pub unlabelled: u64,
    /// Labels of applicants that the plan does not know.
    pub unknown: u64,
    /// Letters that people accepted.
    pub yes: ClassCheck,
    /// Letters that people rejected.
    pub no: ClassCheck,
    /// Share of all applicants on whom plan and people agree, as the lots estimate; those that must be read count as agreed.
    pub agreement: f64,
    /// An interval that holds it with 95 % at least: exact ones of both clear bands together; both ends are alike where every
    /// clear letter has a decision.
    pub interval: Option<[f64; 2]>,
}

impl Checked {
    /// Whether the promise broke: chance explains the errors of a class in less than one of forty plans (two classes,
    /// together [`super::lots::FALSE_STOPS`]).
    #[must_use]
    pub fn is_broken(&self) -> bool {
        [self.yes, self.no].iter().any(|c| c.p < STOPS)
    }

    /// The check in sentences.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let class = |c: &ClassCheck, name: &str| {
            if c.estimated <= 0.0 {
                return format!("no letter that people {name} has a decision yet: nothing can be said about them");
            }
            format!(
                "{} of {} letters that people {name} were taken for the opposite, an estimated {:.0} of {:.0} in all ({:.0} %); {:.0} % are allowed (p {:.3}). If the plan were wrong on {:.0} %, so many decisions would show it with a chance of {:.0} %",
                c.wrong,
                c.letters,
                c.estimated_wrong,
                c.estimated,
                100.0 * c.estimated_wrong / c.estimated,
                100.0 * c.allowed,
                c.p,
                100.0 * (TIMES * c.allowed).min(1.0),
                100.0 * c.power
            )
        };
        let interval = self
            .interval
            .filter(|[low, high]| low < high)
            .map_or(String::new(), |[l, h]| format!(" (95 % interval {:.0}–{:.0} %)", 100.0 * l, 100.0 * h));
        let rounds = if self.rounds > 1 { format!(" in {} rounds", self.rounds) } else { String::new() };
        vec![
            format!(
                "{} letters check the plan{rounds} (drawn by lot, or to be read anyway), {} of them have a label; others don't count, because the plan chose them",
                self.drawn,
                self.drawn - self.unlabelled
            ),
            class(&self.yes, "accepted"),
            class(&self.no, "rejected"),
            format!("plan and people agree on {:.0} % of all applicants{interval}", 100.0 * self.agreement),
        ]
    }
}

/// Letters of a band: how many there are, have a decision, and have a yes.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    letters: u64,
    decided: u64,
    yes: u64,
}

impl Counts {
    /// Letters of a class in the whole band.
    fn of(self, yes: bool) -> f64 {
        let own = if yes { self.yes } else { self.decided - self.yes };
        if self.decided > 0 { own as f64 * self.letters as f64 / self.decided as f64 } else { 0.0 }
    }

    fn share(self) -> f64 {
        self.decided as f64 / self.letters.max(1) as f64
    }
}

/// Holds a plan against labels (from 0 no to 1 yes, a half and more is a yes), by id; see [`check_rounds`].
///
/// # Errors
/// [`ErrorKind::Labels`] where no letter that checks the plan has a label.
pub fn check(plan: &PlanFile, labels: &BTreeMap<String, f64>) -> Result<Checked> {
    check_rounds(&[(plan, labels)])
}

/// Holds the plans of several rounds against their labels, all together.
///
/// Only letters that the plan did not choose to pass over count: those drawn by lot, of whichever band, and those that must
/// be read. Each band is a sample of its own, so a decision counts for the letters of its band without one. Of the letters
/// that people accept, a plan that keeps its promise takes at most `1 − agreement` for a no; of these the lots find the share
/// of the band that has a decision. So the number found follows at most a binomial law of that product, over rounds their
/// sum, and each class is tested exactly.
///
/// # Errors
/// [`ErrorKind::Labels`] where no letter that checks a plan has a label.
pub fn check_rounds(rounds: &[(&PlanFile, &BTreeMap<String, f64>)]) -> Result<Checked> {
    let mut checked = Checked { rounds: rounds.len() as u64, ..Checked::default() };
    let (mut laws, mut classes) = ([Vec::new(), Vec::new()], [ClassCheck::default(); 2]);
    let (mut applicants, mut wrong, mut ends) = (0.0, 0.0, [0.0, 0.0]);
    for (plan, labels) in rounds {
        // By what is expected: nothing, a no, a yes.
        let mut bands = [Counts::default(); 3];
        for p in &plan.applicants {
            let band = &mut bands[p.expected.map_or(0, |yes| 1 + usize::from(yes))];
            band.letters += 1;
            if p.drawn {
                checked.drawn += 1;
                match labels.get(&p.id) {
                    Some(label) => {
                        band.decided += 1;
                        band.yes += u64::from(*label >= 0.5);
                    }
                    None => checked.unlabelled += 1,
                }
            }
        }
        let known: std::collections::BTreeSet<&str> = plan.applicants.iter().map(|p| p.id.as_str()).collect();
        checked.unknown += labels.keys().filter(|id| !known.contains(id.as_str())).count() as u64;
        let (allowed_yes, allowed_no) = plan.summary.allowed();
        for (yes, allowed) in [(false, allowed_no), (true, allowed_yes)] {
            let opposite = bands[1 + usize::from(!yes)];
            let class = &mut classes[usize::from(yes)];
            let estimated: f64 = bands.iter().map(|b| b.of(yes)).sum();
            class.letters += bands.iter().map(|b| if yes { b.yes } else { b.decided - b.yes }).sum::<u64>();
            class.wrong += if yes { opposite.yes } else { opposite.decided - opposite.yes };
            class.estimated += estimated;
            class.estimated_wrong += opposite.of(yes);
            class.allowed = class.allowed.max(allowed);
            laws[usize::from(yes)].push((estimated.ceil() as u64, allowed, opposite.share()));
            wrong += opposite.of(yes);
            let found = if yes { opposite.yes } else { opposite.decided - opposite.yes };
            let (low, high) = match opposite.decided {
                0 => (0.0, if opposite.letters > 0 { 1.0 } else { 0.0 }),
                n if n == opposite.letters => (found as f64 / n as f64, found as f64 / n as f64),
                n => clopper_pearson(found, n, 0.975).unwrap_or((0.0, 1.0)),
            };
            ends[0] += low * opposite.letters as f64;
            ends[1] += high * opposite.letters as f64;
        }
        applicants += plan.applicants.len() as f64;
    }
    if checked.unlabelled == checked.drawn {
        return Err(Error::new(
            ErrorKind::Labels,
            format!("none of the {} letters that check the plan has a label", checked.drawn),
        )
        .hint("let people decide on the letters whose `drawn` is true in the plan, without looking at the plan"));
    }
    for (class, laws) in classes.iter_mut().zip(&laws) {
        let at = |times: f64| -> Vec<(u64, f64)> {
            laws.iter().map(|(n, allowed, share)| (*n, (times * allowed).min(1.0) * share)).collect()
        };
        class.p = pooled_tail(class.wrong, &at(1.0));
        let most: u64 = laws.iter().map(|l| l.0).sum();
        class.power = match laws.as_slice() {
            [(n, allowed, share)] => power(*n, *allowed, *share, TIMES),
            _ => {
                let stops = (1..=most).find(|wrong| pooled_tail(*wrong, &at(1.0)) < STOPS);
                stops.map_or(0.0, |wrong| pooled_tail(wrong, &at(TIMES)))
            }
        };
    }
    [checked.no, checked.yes] = classes;
    checked.agreement = 1.0 - wrong / applicants.max(1.0);
    checked.interval = Some([1.0 - ends[1] / applicants.max(1.0), 1.0 - ends[0] / applicants.max(1.0)]);
    Ok(checked)
}
