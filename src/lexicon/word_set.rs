//! Sets of words in which a word of a letter is looked up by its hash.

use crate::text::hash::hash_word;

/// Words by hash, each in a slot of its own: a look-up is one comparison, with no branch for a processor to guess.
#[derive(Clone, Debug)]
pub(crate) struct WordSet {
    /// A hash per slot; an empty one holds a hash whose slot is another. As many as a power of two.
    slots: Vec<u64>,
    /// The bits of a hash that number its slot begin here.
    shift: u32,
}

/// Where the words of some hashes have slots of their own: how far hashes are shifted, and how many slots there are.
fn lay_out(hashes: &[u64]) -> (u32, usize) {
    let mut size = (hashes.len() * 4 + 2).next_power_of_two();
    loop {
        for shift in 0..=u64::BITS - size.ilog2() {
            if apart(hashes, shift, size) {
                return (shift, size);
            }
        }
        size *= 2;
    }
}

/// Whether no two different hashes fall into one slot.
fn apart(hashes: &[u64], shift: u32, size: usize) -> bool {
    let same = |a: u64, b: u64| (a >> shift ^ b >> shift) as usize & (size - 1) == 0;
    (0..).zip(hashes).all(|(at, a)| hashes[..at].iter().all(|b| a == b || !same(*a, *b)))
}

impl WordSet {
    /// The set of these words, in lower case.
    pub(crate) fn of<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let hashes: Vec<u64> = words.map(|w| hash_word(w.as_bytes())).collect();
        let (shift, size) = lay_out(&hashes);
        let mut set = Self { slots: vec![0; size], shift };
        // 0 belongs into slot 0, so it marks every other slot as empty; its complement belongs into the last.
        set.slots[0] = u64::MAX;
        for hash in hashes {
            let slot = set.slot(hash);
            set.slots[slot] = hash;
        }
        set
    }

    /// How many slots there are.
    pub(crate) fn slots(&self) -> usize {
        self.slots.len()
    }

    /// Whether it holds the word of this hash. Words that are no prose have the hash 0, and are in no set.
    #[inline]
    pub(crate) fn has(&self, hash: u64) -> bool {
        self.slots[self.slot(hash)] == hash
    }

    /// The slot, below [`WordSet::slots`], of the word of this hash, if the set holds it.
    #[inline]
    pub(crate) fn find(&self, hash: u64) -> Option<usize> {
        let slot = self.slot(hash);
        (self.slots[slot] == hash).then_some(slot)
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
        let set = WordSet::of(some.split_whitespace());
        assert!(some.split_whitespace().all(|w| set.has(hash_word(w.as_bytes()))));
        assert!(!set.has(hash_word(b"network")) && !set.has(0));
        assert!((0..64).all(|bit| !WordSet::of(std::iter::empty()).has(7 << bit)));
        let set = WordSet::of(["this", "that", "this"].into_iter());
        assert_eq!(set.find(hash_word(b"that")).map(|slot| slot < set.slots()), Some(true));
        assert!((0..64).all(|bit| !set.has(1 << bit) && !set.has(u64::MAX >> bit)));
    }
}
