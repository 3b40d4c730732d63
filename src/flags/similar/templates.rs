//! Text that stands in so many letters that it is a template.

use super::Kept;
use crate::error::Result;
use std::collections::HashMap;

/// Text in more letters than this is a template …
const MANY: usize = 10;
/// … if the letters that have it are also more than one in so many …
const ONE_IN: usize = 200;
/// … or more than so many, however many letters there are: so the letters that a passage makes like each other are bounded.
const VERY_MANY: usize = 200;

/// Numbers of [`slot`]: 16 MiB of counts, on each of which fall fewer shingles than make a template, but of millions of
/// letters.
const SLOTS: usize = 1 << 24;

/// A number that shingles share with few others: its first 24 bits, for they are hashes.
fn slot(shingle: u32) -> usize {
    (shingle >> 8) as usize
}

/// How many shingles fell on each slot, up to 255: more than make a template.
#[derive(Debug)]
pub(super) struct Counts(Vec<u8>);

impl Counts {
    pub(super) fn new() -> Self {
        Self(vec![0; SLOTS])
    }

    pub(super) fn add(&mut self, shingles: &[u32]) {
        for shingle in shingles {
            let count = &mut self.0[slot(*shingle)];
            *count = count.saturating_add(1);
        }
    }
}

/// The shingles that stand in so many letters that they are a template.
pub(super) struct Templates {
    /// Sorted.
    shingles: Vec<u32>,
    /// A bit per slot on which more fell than make a template: most other shingles are told by that alone.
    slots: Vec<u64>,
}

impl Templates {
    /// Exact counts of the shingles whose slot allows it, letters of earlier years included.
    pub(super) fn find(counts: Counts, letters: &Kept) -> Result<Self> {
        let most = MANY.max(letters.ends.count() / ONE_IN).min(VERY_MANY);
        let mut own = Self { shingles: Vec::new(), slots: Vec::new() };
        if counts.0.iter().all(|count| usize::from(*count) <= most) {
            return Ok(own);
        }
        let bits = |some: &[u8]| some.iter().rev().fold(0, |bits, n| bits << 1 | u64::from(usize::from(*n) > most));
        own.slots = counts.0.chunks(64).map(bits).collect();
        drop(counts);
        let mut exact: HashMap<u32, u32> = HashMap::new();
        for letter in 0..letters.ends.count() {
            for shingle in letters.shingles(letter)?.into_iter().filter(|s| own.may_hold(*s)) {
                *exact.entry(shingle).or_default() += 1;
            }
        }
        let many = exact.into_iter().filter(|(_, count)| *count as usize > most);
        own.shingles = many.map(|(shingle, _)| shingle).collect();
        own.shingles.sort_unstable();
        Ok(own)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.shingles.is_empty()
    }

    fn may_hold(&self, shingle: u32) -> bool {
        let slot = slot(shingle);
        self.slots.get(slot / 64).is_some_and(|bits| bits >> (slot % 64) & 1 == 1)
    }

    pub(super) fn hold(&self, shingle: u32) -> bool {
        self.may_hold(shingle) && self.shingles.binary_search(&shingle).is_ok()
    }
}
