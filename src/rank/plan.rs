//! The reading plan: who must be read in full, for whom a short look will do, and who is read by lot to check the plan.
//!
//! Bands come from conformal prediction on held-out scores, each class on its own ([`crate::stats::conformal`]): of the
//! letters that the committee would accept, at most `1 − agreement` are taken for a no, and the other way round. So at
//! least `agreement` of all applicants get what the committee would have decided. A clear letter is still looked at: the
//! plan says how long, never whether. What it compares itself with is GRADE (Waters & Miikkulainen 2014, AI Magazine 35),
//! which saved 71 % of full reviews and 74 % of the time.

pub mod check;
mod make;

use serde::{Deserialize, Serialize};

/// What is asked of a plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlanOptions {
    /// Share of the applicants who get what the committee would have decided, at least; from 0.5 to below 1.
    pub agreement: f64,
    /// Share of every band that is read in full by lot, above 0 to 1.
    pub check: f64,
    /// Seed of the lot.
    pub seed: u64,
}

impl Default for PlanOptions {
    /// 95 % agreement, a tenth read by lot, seed 0.
    fn default() -> Self {
        Self { agreement: 0.95, check: 0.1, seed: 0 }
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
    /// Whether the lot fell on it, in any band: these letters check the plan.
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
    /// Where that share lies for nine in ten sets of so many labels; none where the class can never be ruled out.
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
    /// Agreement with the committee that is promised, 0–1.
    pub agreement: f64,
    /// Share of every band that is read by lot.
    pub check: f64,
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
    /// By place among those without a score.
    pub unscored: Vec<Planned>,
}

impl Summary {
    /// The plan in sentences.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let percent = |share: f64| format!("{:.0} %", 100.0 * share);
        let range = |r: Option<[f64; 2]>| {
            r.map_or(String::new(), |[low, high]| format!(" ({:.0}–{:.0} %)", 100.0 * low, 100.0 * high))
        };
        let mut said = vec![
            format!(
                "{} applicants: {} clear (a short look by one person), {} must be read in full, {} drawn by lot to be read \
                 in full; {} of full reviews saved (GRADE, 2014: 71 %, and 74 % of the time)",
                self.applicants,
                self.clear,
                self.must_read,
                self.random_check,
                percent(self.saved)
            ),
            format!(
                "promised: the committee's decision for {} of those it would accept and of those it would reject; measured \
                 on {} letters held out: {}{} and {}{}, {}{} of all, with {} of the letters clear",
                percent(self.agreement),
                self.yes.held_out + self.no.held_out,
                percent(self.yes.measured),
                range(self.yes.interval),
                percent(self.no.measured),
                range(self.no.interval),
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
                    percent(self.agreement),
                    class.held_out,
                    class.needed
                ));
            } else if let Some([low, _]) = class.range {
                said.push(format!(
                    "the promise for {name} letters rests on {} of them: in one of twenty such models it is less than {}",
                    class.held_out,
                    percent(low)
                ));
            }
        }
        said.push("nobody is rejected by the plan: people decide, on the letter".into());
        said
    }
}

#[cfg(test)]
mod tests;
