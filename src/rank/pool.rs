//! Candidates on their way into a ranking. In memory stays what orders them; reasons and other columns go to disk.

use super::candidate::{Added, Candidate, Contribution, Note, Places, Ranked};
use super::cut::Cut;
use super::uncertainty::WeightDraws;
use crate::error::{Error, ErrorKind, Result};
use crate::flags::NOT_ENGLISH;
use crate::model::Model;
use crate::spill::{Place, Spill, Spilled};
use serde::{Deserialize, Serialize};

/// What is on disk of an applicant with a score.
#[derive(Serialize, Deserialize)]
struct Details {
    base: f64,
    contributions: Vec<Contribution>,
    flags: Vec<String>,
    notes: Vec<Note>,
    passthrough: Vec<String>,
}

/// A candidate made ready for a [`Pool`], by any thread.
#[derive(Debug)]
pub struct Packed {
    ranked: Ranked,
    record: Vec<u8>,
    /// The standardised values, where the ranks' intervals are asked for.
    terms: Vec<f32>,
}

impl Packed {
    /// Packs a candidate for a ranking with this cut.
    ///
    /// # Errors
    /// [`ErrorKind::Format`] where it can't be packed.
    pub fn new(candidate: Candidate, cut: &Cut) -> Result<Self> {
        let Candidate { id, row, score, log_odds, base, contributions, flags, notes, passthrough } = candidate;
        let groups: Vec<String> = cut.per_group.iter().map(|per| per.group(&passthrough)).collect();
        let group = groups.join(super::candidate::BETWEEN_GROUPS).into();
        let has_flags = !flags.is_empty();
        let is_apart = !cut.rank_other_languages && flags.iter().any(|flag| flag == NOT_ENGLISH);
        let details = Details { base, contributions, flags, notes, passthrough };
        let record = rmp_serde::to_vec(&details).map_err(failure)?;
        let (interval, added, place) = (None, None, Place::default());
        let ranked = Ranked { id, row, score, log_odds, interval, is_apart, group, has_flags, added, place };
        Ok(Self { ranked, record, terms: Vec::new() })
    }

    /// With the standardised values by which [`Pool::estimate`] says how sure the rank is.
    #[must_use]
    pub fn with_terms(self, terms: Vec<f32>) -> Self {
        Self { terms, ..self }
    }

    /// What will be in memory.
    #[must_use]
    pub fn ranked(&self) -> &Ranked {
        &self.ranked
    }
}

/// Candidates, in the order in which they came.
#[derive(Debug)]
pub struct Pool {
    ranked: Vec<Ranked>,
    details: Spill,
    /// The standardised values of all, one applicant after the other.
    terms: Vec<f32>,
}

impl Pool {
    /// An empty pool.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the folder for temporary files can't be written.
    pub fn new() -> Result<Self> {
        Ok(Self { ranked: Vec::new(), details: Spill::new()?, terms: Vec::new() })
    }

    /// Adds a candidate.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the temporary file can't be written (a full disk).
    pub fn push(&mut self, packed: Packed) -> Result<()> {
        let place = self.details.push(&packed.record)?;
        self.ranked.push(Ranked { place, ..packed.ranked });
        self.terms.extend(packed.terms);
        Ok(())
    }

    /// Says how sure each rank is, by the uncertainty of the model's weights, where the model holds it and every candidate came
    /// with its values. `places` are those asked for, of which there may be more than candidates.
    pub fn estimate(&mut self, model: &Model, places: Option<Places>, threads: usize) {
        let (all, each) = (self.ranked.len(), model.terms());
        let mut terms = std::mem::take(&mut self.terms);
        if each == 0 || terms.len() != all * each {
            return;
        }
        // Those set apart take nobody's rank.
        let mut n = 0;
        for index in (0..all).filter(|index| !self.ranked[*index].is_apart) {
            terms.copy_within(index * each..(index + 1) * each, n * each);
            n += 1;
        }
        terms.truncate(n * each);
        if n == 0 {
            return;
        }
        let Some(draws) = WeightDraws::of(model, n) else { return };
        let intervals = draws.intervals(&terms, places.map(|p| p.of(n)), threads);
        for (ranked, interval) in self.ranked.iter_mut().filter(|r| !r.is_apart).zip(intervals) {
            ranked.interval = Some(interval);
        }
    }

    /// The scores of all, in the order in which they came.
    #[must_use]
    pub fn scores(&self) -> Vec<f64> {
        self.ranked.iter().map(|r| r.score).collect()
    }

    /// The id of the candidate that came at `index`, from 0; empty where none did.
    #[must_use]
    pub fn id(&self, index: usize) -> &str {
        self.ranked.get(index).map_or("", |r| r.id.as_str())
    }

    /// Adds flags to the candidate that came at `index`, from 0.
    pub fn flag(&mut self, index: usize, flags: &[&str]) {
        if let Some(ranked) = self.ranked.get_mut(index) {
            let added = ranked.added.get_or_insert_default();
            added.flags.extend(flags.iter().map(|f| (*f).to_owned()));
        }
    }

    /// Adds what a flag rests on to the candidate that came at `index`, and says which row of the input that is.
    pub fn note(&mut self, index: usize, note: Note) -> Option<u64> {
        let ranked = self.ranked.get_mut(index)?;
        ranked.added.get_or_insert_default().notes.push(note);
        Some(ranked.row)
    }

    /// The parts of the pool: what is in memory, and what is on disk.
    pub(super) fn finish(self) -> Result<(Vec<Ranked>, Spilled)> {
        Ok((self.ranked, self.details.finish()?))
    }
}

impl Ranked {
    /// The whole candidate.
    pub(super) fn candidate(&self, details: &Spilled) -> Result<Candidate> {
        let mut record = Vec::new();
        details.read(self.place, &mut record)?;
        let Details { base, contributions, mut flags, mut notes, passthrough } =
            rmp_serde::from_slice(&record).map_err(failure)?;
        let Self { id, row, score, log_odds, added, .. } = self.clone();
        if let Some(added) = added {
            let Added { flags: more, notes: why } = *added;
            flags.extend(more);
            notes.extend(why);
        }
        Ok(Candidate { id, row, score, log_odds, base, contributions, flags, notes, passthrough })
    }
}

fn failure(error: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Format, format!("an applicant's reasons can't be kept: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Every number to the last bit, and every text.
        #[test]
        fn a_candidate_comes_back_as_it_went(
            numbers in proptest::array::uniform4(proptest::num::f64::ANY.prop_filter("equal to itself", |n| !n.is_nan())),
            value in proptest::option::of(proptest::num::f64::NORMAL),
            texts in proptest::collection::vec("\\PC{0,300}", 4),
            row in 0u64..,
        ) {
            let [score, log_odds, base, amount] = numbers;
            let contribution =
                Contribution { column: texts[0].clone(), value, phrase: texts[1].clone(), amount, stated: None, quotes: texts.clone() };
            let whole = Candidate {
                id: texts[2].clone(), row, score, log_odds, base, contributions: vec![contribution],
                flags: vec![texts[3].clone()], notes: vec![], passthrough: texts,
            };
            let mut pool = Pool::new().unwrap();
            for _ in 0..2 {
                pool.push(Packed::new(whole.clone(), &Cut::default()).unwrap()).unwrap();
            }
            pool.flag(1, &["near_duplicate"]);
            let note = Note { flag: "near_duplicate".into(), message: "like a".into(), text: String::new() };
            prop_assert_eq!(pool.note(1, note.clone()), Some(row));
            prop_assert_eq!(pool.note(2, note.clone()), None);
            let (ranked, details) = pool.finish().unwrap();
            prop_assert_eq!(&ranked[0].candidate(&details).unwrap(), &whole);
            let other = ranked[1].candidate(&details).unwrap();
            prop_assert_eq!((other.flags[1].as_str(), other.notes), ("near_duplicate", vec![note]));
        }
    }
}
