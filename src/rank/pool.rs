//! Candidates on their way into a ranking. In memory stays what orders them; reasons and other columns go to disk.

use super::candidate::{Candidate, Contribution, Note, Places, Ranked};
use super::cut::Cut;
use super::uncertainty::{CHUNK, Terms, WeightDraws};
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

/// What was added to an applicant later, and where on disk stands what was there before: start and length, and whether
/// that was added too.
#[derive(Serialize, Deserialize)]
struct Added {
    before: (u64, u64),
    is_added: bool,
    flags: Vec<String>,
    notes: Vec<Note>,
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
        let (interval, place) = (None, Place::default());
        let ranked = Ranked { id, row, score, log_odds, interval, is_apart, group, has_flags, is_added: false, place };
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
    terms: Spill,
}

/// The standardised values of a pool, without those of applicants who are set apart: they take nobody's rank.
struct PoolTerms<'a> {
    ranked: &'a [Ranked],
    file: Spilled,
    width: usize,
}

impl Terms for PoolTerms<'_> {
    fn chunks(&self) -> usize {
        self.ranked.len().div_ceil(CHUNK)
    }

    fn read(&self, chunk: usize, out: &mut Vec<f32>) -> Result<()> {
        let each = self.width * 4;
        let (first, end) = (chunk * CHUNK, self.ranked.len().min((chunk + 1) * CHUNK));
        let mut bytes = Vec::new();
        self.file.read(Place::between((first * each) as u64, (end * each) as u64), &mut bytes)?;
        out.clear();
        let own = self.ranked[first..end].iter().zip(bytes.chunks_exact(each)).filter(|(r, _)| !r.is_apart);
        let numbers = own.flat_map(|(_, own)| own.chunks_exact(4));
        out.extend(numbers.map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])));
        Ok(())
    }
}

impl Pool {
    /// An empty pool.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the folder for temporary files can't be written.
    pub fn new() -> Result<Self> {
        Ok(Self { ranked: Vec::new(), details: Spill::new()?, terms: Spill::new()? })
    }

    /// Adds a candidate.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the temporary file can't be written (a full disk).
    pub fn push(&mut self, packed: Packed) -> Result<()> {
        let place = self.details.push(&packed.record)?;
        self.ranked.push(Ranked { place, ..packed.ranked });
        for term in packed.terms {
            self.terms.push(&term.to_le_bytes())?;
        }
        Ok(())
    }

    /// Says how sure each rank is, by the uncertainty of the model's weights, where the model holds it and every candidate came
    /// with its values. `places` are those asked for, of which there may be more than candidates.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the values can't be read back from disk.
    pub fn estimate(&mut self, model: &Model, places: Option<Places>, threads: usize) -> Result<()> {
        let terms = std::mem::replace(&mut self.terms, Spill::new()?);
        let width = model.terms();
        // Those set apart take nobody's rank.
        let n = self.ranked.iter().filter(|r| !r.is_apart).count();
        if n == 0 || width == 0 || terms.end() != (self.ranked.len() * width * 4) as u64 {
            return Ok(());
        }
        let Some(draws) = WeightDraws::of(model, n) else { return Ok(()) };
        let terms = PoolTerms { ranked: &self.ranked, file: terms.finish()?, width };
        let intervals = draws.intervals(&terms, places.map(|p| p.of(n)), threads)?;
        for (ranked, interval) in self.ranked.iter_mut().filter(|r| !r.is_apart).zip(intervals) {
            ranked.interval = Some(interval);
        }
        Ok(())
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

    /// The row of the input of the candidate that came at `index`, from 0; none where none did.
    #[must_use]
    pub fn row(&self, index: usize) -> Option<u64> {
        self.ranked.get(index).map(|r| r.row)
    }

    /// Adds flags, and what they rest on, to the candidate that came at `index`, from 0.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the temporary file can't be written (a full disk).
    pub fn add(&mut self, index: usize, flags: &[&str], notes: Vec<Note>) -> Result<()> {
        let Some(ranked) = self.ranked.get_mut(index) else { return Ok(()) };
        let flags: Vec<String> = flags.iter().map(|f| (*f).to_owned()).collect();
        ranked.has_flags |= !flags.is_empty();
        let (before, is_added) = ((ranked.place.start(), ranked.place.length()), ranked.is_added);
        let record = rmp_serde::to_vec(&Added { before, is_added, flags, notes }).map_err(failure)?;
        (ranked.place, ranked.is_added) = (self.details.push(&record)?, true);
        Ok(())
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
        let (mut added, mut is_added) = (Vec::new(), self.is_added);
        while is_added {
            let more: Added = rmp_serde::from_slice(&record).map_err(failure)?;
            details.read(Place::between(more.before.0, more.before.0 + more.before.1), &mut record)?;
            is_added = more.is_added;
            added.push(more);
        }
        let Details { base, contributions, mut flags, mut notes, passthrough } =
            rmp_serde::from_slice(&record).map_err(failure)?;
        for Added { flags: more, notes: why, .. } in added.into_iter().rev() {
            flags.extend(more);
            notes.extend(why);
        }
        let Self { row, score, log_odds, .. } = *self;
        Ok(Candidate { id: self.id.clone(), row, score, log_odds, base, contributions, flags, notes, passthrough })
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
            let note = Note { flag: "near_duplicate".into(), message: "like a".into(), text: String::new() };
            pool.add(1, &["near_duplicate"], vec![note.clone()]).unwrap();
            pool.add(1, &["shared_template"], vec![]).unwrap();
            prop_assert_eq!((pool.row(1), pool.row(2)), (Some(row), None));
            let (ranked, details) = pool.finish().unwrap();
            prop_assert_eq!(&ranked[0].candidate(&details).unwrap(), &whole);
            let other = ranked[1].candidate(&details).unwrap();
            prop_assert_eq!(&other.flags[1..], ["near_duplicate", "shared_template"]);
            prop_assert_eq!(other.notes, vec![note]);
        }
    }
}
