//! The reading plan: who must be read in full, for whom a short look will do, and who is read by lot to check the plan.
//!
//! Bands come from conformal prediction on held-out scores, each class on its own ([`crate::stats::conformal`]): of the
//! letters that the committee would accept, at most `1 − agreement` are taken for a no, and the other way round. So at
//! least `agreement` of all applicants get what the committee would have decided. A clear letter is still looked at: the
//! plan says how long, never whether. What it compares itself with is GRADE (Waters & Miikkulainen 2014, AI Magazine 35),
//! which saved 71 % of full reviews and 74 % of the time.

pub mod check;
pub mod lots;
mod make;

use serde::{Deserialize, Serialize};

/// What is asked of a plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlanOptions {
    /// Share of those whom the committee would accept that is not taken for a no, at least; from 0.5 to below 1.
    pub agreement_yes: f64,
    /// Share of those whom it would reject that is not taken for a yes, at least; from 0.5 to below 1.
    pub agreement_no: f64,
    /// Share of the clear letters that is read in full by lot, above 0 to 1; none: as many as the check needs, see
    /// [`lots`].
    pub check: Option<f64>,
    /// Seed of the lot.
    pub seed: u64,
}

impl Default for PlanOptions {
    /// 95 % agreement for yes and no, as many read by lot as the check needs, seed 0.
    fn default() -> Self {
        Self { agreement_yes: 0.95, agreement_no: 0.95, check: None, seed: 0 }
    }
}

/// How much of a person's time a letter needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Band {
    /// A short look by one person.
    #[serde(rename = "clear")]
    Clear,
    /// A full review.
    #[serde(rename = "must read")]
    MustRead,
    /// A full review, by lot: the letter would be clear.
    #[serde(rename = "random check")]
    RandomCheck,
}

impl Band {
    /// As it stands in tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::MustRead => "must read",
            Self::RandomCheck => "random check",
        }
    }
}

/// An applicant's place in the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    /// The id, as given.
    pub id: String,
    /// How it is to be read.
    pub band: Band,
    /// Why, for the reader; a random check does not say what is expected of the letter.
    pub read: String,
    /// Whether a clear letter is taken for a yes or a no, checks included; none for those that must be read.
    pub expected: Option<bool>,
    /// Whether its decision checks the plan: the lot fell on it, or it must be read anyway. (In plans of format 1, whether
    /// the lot fell on it, in any band.)
    pub drawn: bool,
}

/// What is promised for the letters of one class, and what was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassPromise {
    /// Held-out letters of the class.
    pub held_out: u64,
    /// How many are needed to promise anything.
    pub needed: u64,
    /// Share of the class that is not taken for the other, at least, on average over such models.
    pub promised: f64,
    /// Where that share lies for nine in ten sets of so many labels; none if the class can never be ruled out.
    pub range: Option<[f64; 2]>,
    /// Share that was not taken for the other among letters that neither model nor promise had seen.
    pub measured: f64,
    /// Its exact 95 % interval.
    pub interval: Option<[f64; 2]>,
}

/// The plan in figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// Agreement with the committee that is promised for those whom it would accept, 0–1.
    pub agreement: f64,
    /// The same for those whom it would reject, where it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement_no: Option<f64>,
    /// Share of the clear letters that is read by lot.
    pub check: f64,
    /// What the lots can show; plans made before there was this have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lots: Option<lots::Lots>,
    /// Seed of the lot.
    pub seed: u64,
    /// Whether the letters are not like those that the model knows: then all are read.
    pub is_beyond: bool,
    /// Letters that the committee would accept.
    pub yes: ClassPromise,
    /// Letters that it would reject.
    pub no: ClassPromise,
    /// Share of the held-out letters on which plan and committee would have agreed.
    pub measured_agreement: f64,
    /// Its exact 95 % interval.
    pub measured_interval: Option<[f64; 2]>,
    /// Share of the held-out letters that were clear.
    pub measured_clear: f64,
    /// Applicants, those without a score included.
    pub applicants: u64,
    /// Applicants for whom a short look will do.
    pub clear: u64,
    /// Applicants who must be read in full.
    pub must_read: u64,
    /// Clear applicants who are read in full by lot.
    pub random_check: u64,
    /// Share of the applicants who need no full review.
    pub saved: f64,
}

/// A reading plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// In figures.
    pub summary: Summary,
    /// By place in the ranking.
    pub ranked: Vec<Planned>,
    /// By place among those without a score; none for a row that is no applicant of its own.
    pub unscored: Vec<Option<Planned>>,
}

impl Summary {
    /// Share that may be taken for the opposite, of those whom the committee would accept and of those whom it would reject.
    #[must_use]
    pub fn allowed(&self) -> (f64, f64) {
        (1.0 - self.agreement, 1.0 - self.agreement_no.unwrap_or(self.agreement))
    }

    /// The plan in sentences.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let percent = |share: f64| format!("{:.0} %", 100.0 * share);
        let range = |r: Option<[f64; 2]>| {
            r.map_or(String::new(), |[low, high]| format!(" ({:.0}–{:.0} %)", 100.0 * low, 100.0 * high))
        };
        let opposite = |[low, high]: [f64; 2]| [1.0 - high, 1.0 - low];
        let mut said = vec![
            format!(
                "{} applicants: {} clear (a short look by one person), {} must be read in full, {} drawn by lot to be read \
                 in full; {} of full reviews saved",
                self.applicants,
                self.clear,
                self.must_read,
                self.random_check,
                percent(self.saved)
            ),
            format!(
                "promise, on average over such models: of those whom the committee would accept, at most {} are taken for a no; of those whom it would reject, at most {} are taken for a yes. On {} letters held out this was {}{} and {}{}; {}{} of all were decided alike, and {} of the letters were clear",
                percent(self.allowed().0),
                percent(self.allowed().1),
                self.yes.held_out + self.no.held_out,
                percent(1.0 - self.yes.measured),
                range(self.yes.interval.map(opposite)),
                percent(1.0 - self.no.measured),
                range(self.no.interval.map(opposite)),
                percent(self.measured_agreement),
                range(self.measured_interval),
                percent(self.measured_clear)
            ),
        ];
        if self.is_beyond {
            said.push(
                "the promise holds for letters like those that the model knows, and these are not: all are read".into(),
            );
        }
        for (class, other, name) in [(&self.yes, "no", "accepted"), (&self.no, "yes", "rejected")] {
            if class.held_out < class.needed {
                said.push(format!(
                    "too few letters to promise {}: {} {name} letters were held out and {} are needed, so nobody is taken \
                     for a clear {other}",
                    percent(class.promised),
                    class.held_out,
                    class.needed
                ));
            } else if let Some(kept) = class.range {
                let [low, high] = opposite(kept);
                said.push(format!(
                    "the promise for {name} letters rests on {} letters: in nine of ten models made from so many, {:.0} to {:.0} % are taken for a {other} ({} is promised)",
                    class.held_out,
                    100.0 * low,
                    100.0 * high,
                    percent(1.0 - class.promised)
                ));
            }
        }
        said.extend(self.lots.iter().flat_map(lots::Lots::sentences));
        said.push("nobody is rejected by the plan: people decide, on the letter".into());
        said
    }
}

#[cfg(test)]
mod tests;
