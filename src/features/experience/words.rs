//! The named sets of words that the reading asks for: `data/lexicons/experience.toml` says what each is for.

// Made by `build.rs` of that file.
include!(concat!(env!("OUT_DIR"), "/experience_sets.rs"));

/// A set of words, by its number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words(u16);

/// Sets of words, a bit each: those that a word is of, or any word of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sets(pub(super) [u64; BLOCKS]);

impl Sets {
    pub(super) const NONE: Self = Self([0; BLOCKS]);

    /// Whether a set is among them.
    #[inline]
    pub(super) fn has(&self, set: Words) -> bool {
        self.0[usize::from(set.0) / 64] >> (set.0 % 64) & 1 != 0
    }

    /// Adds others.
    #[inline]
    pub(super) fn insert(&mut self, others: &Self) {
        self.0.iter_mut().zip(others.0).for_each(|(all, more)| *all |= more);
    }
}
