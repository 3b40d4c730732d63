//! An applicant with a score and why, one without, and which side of the line each is on.

use super::uncertainty::RankInterval;
use crate::error::{Error, ErrorKind, Result};
use crate::spill::Place;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// One reason for a score: what a column added, in words, with the words of the letter behind it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// Name of the column.
    pub column: String,
    /// Its value; none if the letter gives none.
    pub value: Option<f64>,
    /// The value in words, e.g. `5 years of experience`.
    pub phrase: String,
    /// What it adds to the log-odds.
    pub amount: f64,
    /// The letter's own words that the value rests on: the first few, cut short.
    pub quotes: Vec<String>,
    /// The part of the amount that stands for the value being there at all, where the model has a term of its own for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<Stated>,
}

/// The part of a contribution that stands for a value being there at all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stated {
    /// In words.
    pub phrase: String,
    /// What it adds to the log-odds, part of the contribution's amount.
    pub amount: f64,
}

/// What a flag of a letter rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The flag.
    pub flag: String,
    /// One line for a person.
    pub message: String,
    /// The letter's own words, cut short; empty where the flag is about the letter as a whole.
    pub text: String,
}

/// An applicant with a score.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// The id, as given.
    pub id: String,
    /// Row of the input, from 1.
    pub row: u64,
    /// Probability of the positive label, 0–1.
    pub score: f64,
    /// Log-odds of `score`: `base` plus the contributions.
    pub log_odds: f64,
    /// Log-odds of an applicant whose every column is at its training mean.
    pub base: f64,
    /// What each column of the model adds.
    pub contributions: Vec<Contribution>,
    /// Notes for people.
    pub flags: Vec<String>,
    /// What the flags rest on: the first few of each.
    #[serde(rename = "flag_evidence")]
    pub notes: Vec<Note>,
    /// The other columns of the input.
    pub passthrough: Vec<String>,
}

impl Candidate {
    /// The strongest reasons that raise the score (`true`) or lower it, largest first, at most `most`; those below a hundredth
    /// are not worth a reader's time. Where the model has a term for a value being stated, that is a reason of its own: how much and
    /// that it is said at all may point different ways.
    #[must_use]
    pub fn strongest(&self, raising: bool, most: usize) -> Vec<Contribution> {
        const LEAST: f64 = 0.01;
        let counts = |amount: f64| if raising { amount >= LEAST } else { amount <= -LEAST };
        let reasons = self.contributions.iter().flat_map(Contribution::reasons);
        let mut found: Vec<_> = reasons.filter(|c| counts(c.amount)).collect();
        found.sort_by(|a, b| b.amount.abs().total_cmp(&a.amount.abs()).then_with(|| a.column.cmp(&b.column)));
        found.truncate(most);
        found
    }
}

impl Contribution {
    /// The contribution as the reasons that it holds: one, or two where the value being stated has a term of its own.
    pub fn reasons(&self) -> impl Iterator<Item = Self> {
        let stated = self.stated.as_ref().map(|stated| Self {
            phrase: stated.phrase.clone(),
            amount: stated.amount,
            stated: None,
            quotes: Vec::new(),
            ..self.clone()
        });
        let rest = self.amount - self.stated.as_ref().map_or(0.0, |s| s.amount);
        std::iter::once(Self { amount: rest, stated: None, ..self.clone() }).chain(stated)
    }
}

/// An applicant without a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unscored {
    /// The id, as given.
    pub id: String,
    /// Row of the input, from 1.
    pub row: u64,
    /// Why there is no score.
    pub reason: String,
    /// The other columns of the input.
    #[serde(skip)]
    pub passthrough: Vec<String>,
}

/// How many applicants are above the line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Places {
    /// So many.
    Count(usize),
    /// This share of those who have a score, in (0, 1]; rounded to the nearest whole number, at least 1.
    Share(f64),
}

impl Places {
    /// The number of places among `scored` applicants.
    #[must_use]
    pub fn of(self, scored: usize) -> usize {
        match self {
            Self::Count(n) => n,
            Self::Share(share) => ((scored as f64 * share).round() as usize).max(1),
        }
    }
}

impl FromStr for Places {
    type Err = Error;

    /// Reads `60` or `20%`.
    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        let fail = || {
            Error::new(
                ErrorKind::Setting,
                format!("`{text}` is not a number of places; expected a count (60) or a share (20%)"),
            )
        };
        if let Some(percent) = text.strip_suffix('%') {
            let percent: f64 = percent.trim().parse().map_err(|_| fail())?;
            if !(percent > 0.0 && percent <= 100.0) {
                return Err(fail());
            }
            return Ok(Self::Share(percent / 100.0));
        }
        match text.parse() {
            Ok(n) if n > 0 => Ok(Self::Count(n)),
            _ => Err(fail()),
        }
    }
}

/// Which side of the line an applicant is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Above the line.
    In,
    /// The same score as others on both sides of the line: people decide.
    Tie,
    /// Below the line, and next if a place becomes free.
    Waitlist,
    /// Below the line.
    Out,
    /// Outside the ranking: the letter is in another language, and a person reads it.
    Apart,
}

impl Side {
    /// The word for it in outputs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Tie => "tie",
            Self::Waitlist => "waitlist",
            Self::Out => "out",
            Self::Apart => "apart",
        }
    }
}

/// Stands between the groups of several columns; no group holds it.
pub(super) const BETWEEN_GROUPS: &str = "\u{1f}";

/// What is in memory of an applicant with a score.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// The id, as given.
    pub id: String,
    /// Row of the input, from 1.
    pub row: u64,
    /// Probability of the positive label, 0–1.
    pub score: f64,
    /// Log-odds of `score`.
    pub log_odds: f64,
    /// How sure the rank is by score, before overrides and reserved places; none if the model does not hold how sure its
    /// weights are.
    pub interval: Option<RankInterval>,
    /// Whether it stands outside the ranking, because its letter is in another language.
    pub is_apart: bool,
    /// The groups for which places may be reserved, one per rule, with [`BETWEEN_GROUPS`] between; empty where none are.
    pub(super) group: Box<str>,
    /// Whether there are notes for people on disk.
    pub(super) has_flags: bool,
    /// Whether what is on disk begins with what was added in the pool.
    pub(super) is_added: bool,
    pub(super) place: Place,
}

impl Ranked {
    /// The group that the rule at `rule` looks at; empty where there is none.
    pub(super) fn group_of(&self, rule: usize) -> &str {
        self.group.split(BETWEEN_GROUPS).nth(rule).unwrap_or("")
    }
}

impl Ranked {
    /// Whether there are notes for people; [`super::Shortlist::candidate`] has them.
    #[must_use]
    pub fn is_flagged(&self) -> bool {
        self.has_flags
    }
}

/// Two applicants that the score can't tell apart.
pub(super) fn same(a: &Ranked, b: &Ranked) -> bool {
    a.score == b.score && a.log_odds == b.log_odds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_is_stated_is_a_reason_of_its_own() {
        let stated = Stated { phrase: "years are given".into(), amount: 0.5 };
        let one = Contribution {
            column: "years".into(),
            value: Some(5.0),
            phrase: "5 years".into(),
            amount: 0.2,
            quotes: vec!["five years".into()],
            stated: Some(stated),
        };
        let said: Vec<_> = one.reasons().map(|r| (r.phrase, r.amount, r.quotes.len(), r.stated)).collect();
        assert_eq!(said, [("5 years".to_owned(), 0.2 - 0.5, 1, None), ("years are given".to_owned(), 0.5, 0, None)]);
        let plain = Contribution { stated: None, ..one };
        assert_eq!(plain.reasons().collect::<Vec<_>>(), std::slice::from_ref(&plain));
    }

    #[test]
    fn equal_applicants_have_the_same_score_and_log_odds() {
        let ranked = |score: f64, log_odds: f64| Ranked {
            id: "a".into(),
            row: 1,
            score,
            log_odds,
            interval: None,
            is_apart: false,
            group: "".into(),
            has_flags: log_odds > 1.0,
            is_added: false,
            place: Place::default(),
        };
        assert!(ranked(0.5, 2.0).is_flagged() && !ranked(0.5, 0.1).is_flagged());
        assert!(same(&ranked(0.5, 0.1), &ranked(0.5, 0.1)));
        assert!(!same(&ranked(0.5, 0.1), &ranked(0.5, 0.2)) && !same(&ranked(0.5, 0.1), &ranked(0.4, 0.1)));
    }
}
