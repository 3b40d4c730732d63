//! Candidates on their way into a ranking. In memory stays what orders them; reasons and other columns go to disk.

use super::candidate::{Added, Candidate, Contribution, Note, Ranked};
use super::cut::Cut;
use crate::error::{Error, ErrorKind, Result};
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
}

impl Packed {
    /// Packs a candidate for a ranking with this cut.
    ///
    /// # Errors
    /// [`ErrorKind::Format`] where it can't be packed.
    pub fn new(candidate: Candidate, cut: &Cut) -> Result<Self> {
        let Candidate { id, row, score, log_odds, base, contributions, flags, notes, passthrough } = candidate;
        let group = cut.per_group.as_ref().map_or_else(String::new, |per| per.group(&passthrough)).into();
        let has_flags = !flags.is_empty();
        let details = Details { base, contributions, flags, notes, passthrough };
        let record = rmp_serde::to_vec(&details).map_err(failure)?;
        let (added, place) = (None, Place::default());
        Ok(Self { ranked: Ranked { id, row, score, log_odds, group, has_flags, added, place }, record })
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
}

impl Pool {
    /// An empty pool.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the folder for temporary files can't be written.
    pub fn new() -> Result<Self> {
        Ok(Self { ranked: Vec::new(), details: Spill::new()? })
    }

    /// Adds a candidate.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the temporary file can't be written (a full disk).
    pub fn push(&mut self, packed: Packed) -> Result<()> {
        let place = self.details.push(&packed.record)?;
        self.ranked.push(Ranked { place, ..packed.ranked });
        Ok(())
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
                Contribution { column: texts[0].clone(), value, phrase: texts[1].clone(), amount, quotes: texts.clone() };
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
