//! A set of words that a word of a letter is looked up in by its hash.

use crate::text::hash::hash_word;

/// English words that hold sentences together and hardly stand in a list of keywords.
pub(super) const FUNCTION_WORDS: &str = "the a an of to in and i for with that is my on at from by as it this have was be \
    not but or are we our which who has had me they their been will would can could if so than then when where what how \
    because these those its were do did does am about into there i'm i've it's don't";

/// Words by hash; open addressing, at most half full.
#[derive(Clone, Debug)]
pub(super) struct WordSet {
    slots: Vec<u64>,
}

impl WordSet {
    /// The set of these words, in lower case.
    pub(super) fn new<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let hashes: Vec<u64> = words.map(|w| hash_word(w.as_bytes())).collect();
        let mut set = Self { slots: vec![0; (hashes.len() * 2 + 2).next_power_of_two()] };
        for hash in hashes {
            let at = set.place(hash);
            set.slots[at] = hash;
        }
        set
    }

    /// Whether it holds the word of this hash. Words that are no prose have the hash 0, and are in no set.
    #[inline]
    pub(super) fn contains(&self, hash: u64) -> bool {
        hash != 0 && self.slots[self.place(hash)] == hash
    }

    /// Where a hash stands or would stand.
    #[inline]
    fn place(&self, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (hash >> 32) as usize & mask;
        while self.slots[at] != 0 && self.slots[at] != hash {
            at = (at + 1) & mask;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_or_not() {
        let set = WordSet::new(FUNCTION_WORDS.split_whitespace());
        assert!(FUNCTION_WORDS.split_whitespace().all(|w| set.contains(hash_word(w.as_bytes()))));
        assert!(!set.contains(hash_word(b"network")) && !set.contains(0));
        assert!(!WordSet::new(std::iter::empty()).contains(7));
    }
}
