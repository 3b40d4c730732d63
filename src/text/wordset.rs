//! A set of words that a word of a letter is looked up in by its hash.

use super::hash::hash_word;

/// Words by hash, each in a slot of its own: a look-up is one comparison, with no branch for a processor to guess.
#[derive(Clone, Debug)]
pub(crate) struct WordSet {
    /// The bits of a hash that number its slot begin here.
    shift: u32,
    /// A hash per slot; an empty one holds a hash whose slot is another. As many as a power of two.
    slots: Vec<u64>,
}

impl WordSet {
    /// The set of these words, in lower case.
    pub(crate) fn new<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let hashes: Vec<u64> = words.map(|w| hash_word(w.as_bytes())).collect();
        let mut size = (hashes.len() * 8 + 2).next_power_of_two();
        loop {
            let shifts = 0..=u64::BITS - size.ilog2();
            if let Some(set) = shifts.into_iter().find_map(|shift| Self::apart(&hashes, shift, size)) {
                return set;
            }
            size *= 2;
        }
    }

    /// The set, where no two of the words fall into one slot.
    fn apart(hashes: &[u64], shift: u32, size: usize) -> Option<Self> {
        let mut set = Self { shift, slots: vec![0; size] };
        // 0 belongs into slot 0, so it marks every other slot as empty; its complement belongs into the last.
        set.slots[0] = u64::MAX;
        for &hash in hashes {
            let slot = set.slot(hash);
            let held = set.slots[slot];
            if held != hash && set.slot(held) == slot {
                return None;
            }
            set.slots[slot] = hash;
        }
        Some(set)
    }

    /// Whether it holds the word of this hash. Words that are no prose have the hash 0, and are in no set.
    #[inline]
    pub(crate) fn contains(&self, hash: u64) -> bool {
        self.slots[self.slot(hash)] == hash
    }

    /// The slot, below [`WordSet::slots`], of the word of this hash, if the set holds it.
    #[inline]
    pub(crate) fn find(&self, hash: u64) -> Option<usize> {
        let slot = self.slot(hash);
        (self.slots[slot] == hash).then_some(slot)
    }

    /// How many slots there are.
    pub(crate) fn slots(&self) -> usize {
        self.slots.len()
    }

    #[inline]
    fn slot(&self, hash: u64) -> usize {
        (hash >> self.shift) as usize & (self.slots.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_or_not() {
        let some = "the a an of to in and i for with that is my on at from by as it this have was be";
        let set = WordSet::new(some.split_whitespace());
        assert!(some.split_whitespace().all(|w| set.contains(hash_word(w.as_bytes()))));
        assert!(!set.contains(hash_word(b"network")) && !set.contains(0));
        assert!((0..64).all(|bit| !WordSet::new(std::iter::empty()).contains(7 << bit)));
        let set = WordSet::new(["this", "that", "this"].into_iter());
        assert_eq!(set.find(hash_word(b"that")).map(|slot| slot < set.slots()), Some(true));
        assert!((0..64).all(|bit| !set.contains(1 << bit) && !set.contains(u64::MAX >> bit)));
    }
}
