//! Sets of words, laid out at compile time, in which a word of a letter is looked up by its hash.

use crate::text::hash::hash_word;

/// Parts of a filter, each of 64 bits.
const PARTS: usize = 4;

/// Some of 256 bits, one for each word that may be there. A word that isn't there mostly has another bit.
#[derive(Clone, Copy, Default)]
pub(super) struct Filter([u64; PARTS]);

impl Filter {
    pub(super) const fn insert(&mut self, hash: u64) {
        self.0[(hash >> 6) as usize % PARTS] |= 1 << (hash % 64);
    }

    #[inline]
    pub(super) const fn may_have(&self, hash: u64) -> bool {
        self.0[(hash >> 6) as usize % PARTS] >> (hash % 64) & 1 != 0
    }

    /// Whether both may have a word; never false where both have one.
    #[inline]
    pub(super) const fn may_meet(&self, other: &Self) -> bool {
        let [a, b, c, d] = self.0;
        let [e, f, g, h] = other.0;
        a & e | b & f | c & g | d & h != 0
    }
}

/// A set of words; [`words!`] makes one.
pub(super) struct WordSet {
    pub(super) filter: Filter,
    hashes: &'static [u64],
    words: &'static [&'static str],
}

impl WordSet {
    pub(super) const fn new(words: &'static [&'static str], hashes: &'static [u64]) -> Self {
        let mut filter = Filter([0; PARTS]);
        let mut i = 0;
        while i < hashes.len() {
            filter.insert(hashes[i]);
            i += 1;
        }
        Self { filter, hashes, words }
    }

    /// Whether a word with this hash is in the set: one bit tells for most that are not.
    #[inline]
    pub(super) fn has(&self, hash: u64) -> bool {
        self.filter.may_have(hash) && self.hashes.contains(&hash)
    }

    /// Whether one of the words is spelled so, letter by letter, capitals or not. Hashes are of folded words, and
    /// folding hides which apostrophe was used; here it counts.
    #[cold]
    pub(super) fn spells(&self, word: &str) -> bool {
        self.words.iter().any(|w| w.eq_ignore_ascii_case(word))
    }
}

/// The hashes of `N` words in lower case, as a letter's words have them.
pub(super) const fn hashes<const N: usize>(words: &[&str]) -> [u64; N] {
    let mut hashes = [0; N];
    let mut i = 0;
    while i < N {
        hashes[i] = hash_folded(words[i].as_bytes());
        i += 1;
    }
    hashes
}

/// Hash of a word whose curly apostrophes (three bytes each) are straightened.
const fn hash_folded(word: &[u8]) -> u64 {
    let mut folded = [0u8; 32];
    let (mut len, mut i) = (0, 0);
    while i < word.len() {
        let curly = i + 2 < word.len() && word[i] == 0xe2 && word[i + 1] == 0x80 && word[i + 2] == 0x99;
        folded[len] = if curly { b'\'' } else { word[i] };
        i += if curly { 3 } else { 1 };
        len += 1;
    }
    hash_word(folded.split_at(len).0)
}

/// A [`WordSet`] of words in lower case, made at compile time: `words!["for", "since"]`.
macro_rules! words {
    ($($word:literal),* $(,)?) => {{
        use $crate::features::experience::word_set::{WordSet, hashes};
        const WORDS: &[&str] = &[$($word),*];
        const HASHES: [u64; WORDS.len()] = hashes(WORDS);
        const SET: &WordSet = &WordSet::new(WORDS, &HASHES);
        SET
    }};
}
pub(super) use words;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_its_words_and_no_others() {
        const SET: &WordSet = words!["i'm", "i\u{2019}m", "since", "for"];
        let has = |w: &str| SET.has(hash_word(w.as_bytes()));
        assert!(has("i'm") && has("Since") && has("for"));
        assert!(!has("fore") && !has("") && !has("i\u{2019}m"));
        assert!(SET.spells("I\u{2019}m") && SET.spells("FOR") && !SET.spells("f\u{f6}r"));
        let mut met = Filter::default();
        met.insert(hash_word(b"since"));
        assert!(SET.filter.may_meet(&met) && !SET.filter.may_meet(&Filter::default()));
    }
}
