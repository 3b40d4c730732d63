//! Sets of words in which a word of a letter is looked up by its hash.

use super::filter::Filter;
use crate::text::hash::hash_word;
use std::ops::Deref;

/// Words by hash, each in a slot of its own: a look-up is one comparison, with no branch for a processor to guess.
/// [`words!`] makes one at compile time, [`WordSet::of`] one of a list that is only known later.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WordSet<S = &'static [u64], W = &'static [&'static str]> {
    /// A hash per slot; an empty one holds a hash whose slot is another. As many as a power of two.
    slots: S,
    /// The bits of a hash that number its slot begin here.
    shift: u32,
    /// The same words, as far as 256 bits tell.
    filter: Filter<[u64; 4]>,
    words: W,
}

/// Where the words of some hashes have slots of their own: how far hashes are shifted, and how many slots there are.
pub(crate) const fn lay_out(hashes: &[u64]) -> (u32, usize) {
    let mut size = (hashes.len() * 4 + 2).next_power_of_two();
    loop {
        let mut shift = 0;
        while shift + size.ilog2() <= u64::BITS {
            if apart(hashes, shift, size) {
                return (shift, size);
            }
            shift += 1;
        }
        size *= 2;
    }
}

/// Whether no two different hashes fall into one slot.
const fn apart(hashes: &[u64], shift: u32, size: usize) -> bool {
    let mut a = 0;
    while a < hashes.len() {
        let mut b = 0;
        while b < a {
            let same = (hashes[a] >> shift ^ hashes[b] >> shift) as usize & (size - 1) == 0;
            if same && hashes[a] != hashes[b] {
                return false;
            }
            b += 1;
        }
        a += 1;
    }
    true
}

/// Puts hashes into their slots.
const fn fill(slots: &mut [u64], hashes: &[u64], shift: u32) {
    // 0 belongs into slot 0, so it marks every other slot as empty; its complement belongs into the last.
    slots[0] = u64::MAX;
    let mut i = 0;
    while i < hashes.len() {
        slots[(hashes[i] >> shift) as usize & (slots.len() - 1)] = hashes[i];
        i += 1;
    }
}

/// The slots of a set, see [`lay_out`].
pub(crate) const fn slots<const N: usize>(hashes: &[u64], shift: u32) -> [u64; N] {
    let mut slots = [0; N];
    fill(&mut slots, hashes, shift);
    slots
}

impl WordSet {
    pub(crate) const fn new(slots: &'static [u64], shift: u32, hashes: &[u64], words: &'static [&'static str]) -> Self {
        let mut filter = Filter::<[u64; 4]>::empty();
        let mut i = 0;
        while i < hashes.len() {
            filter.insert(hashes[i]);
            i += 1;
        }
        Self { slots, shift, filter, words }
    }

    /// Whether one of the words is spelled so, letter by letter, capitals or not. Hashes are of folded words, and
    /// folding hides which apostrophe was used; here it counts.
    #[cold]
    pub(crate) fn spells(&self, word: &str) -> bool {
        self.words.iter().any(|w| w.eq_ignore_ascii_case(word))
    }
}

impl WordSet<Vec<u64>, ()> {
    /// The set of these words, in lower case.
    pub(crate) fn of<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let hashes: Vec<u64> = words.map(|w| hash_word(w.as_bytes())).collect();
        let (shift, size) = lay_out(&hashes);
        let mut slots = vec![0; size];
        fill(&mut slots, &hashes, shift);
        let mut filter = Filter::<[u64; 4]>::empty();
        hashes.iter().for_each(|&hash| filter.insert(hash));
        Self { slots, shift, filter, words: () }
    }

    /// How many slots there are.
    pub(crate) fn slots(&self) -> usize {
        self.slots.len()
    }
}

impl<S: Deref<Target = [u64]>, W> WordSet<S, W> {
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

    /// Whether the set may hold a word of those that a filter was made of.
    #[inline]
    pub(crate) fn may_meet(&self, present: &Filter<[u64; 4]>) -> bool {
        self.filter.may_meet(present)
    }

    #[inline]
    fn slot(&self, hash: u64) -> usize {
        (hash >> self.shift) as usize & (self.slots.len() - 1)
    }
}

/// The hashes of `N` words in lower case, as a letter's words have them.
pub(crate) const fn hashes<const N: usize>(words: &[&str]) -> [u64; N] {
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
        use $crate::lexicon::word_set::{WordSet, hashes, lay_out, slots};
        const WORDS: &[&str] = &[$($word),*];
        const HASHES: [u64; WORDS.len()] = hashes(WORDS);
        const LAID_OUT: (u32, usize) = lay_out(&HASHES);
        const SLOTS: [u64; LAID_OUT.1] = slots(&HASHES, LAID_OUT.0);
        const SET: &WordSet = &WordSet::new(&SLOTS, LAID_OUT.0, &HASHES, WORDS);
        SET
    }};
}
pub(crate) use words;

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

    #[test]
    fn a_set_of_a_place_in_the_code_has_its_words_and_no_others() {
        const SET: &WordSet = words!["i'm", "i\u{2019}m", "since", "for"];
        let has = |w: &str| SET.has(hash_word(w.as_bytes()));
        assert!(has("i'm") && has("Since") && has("for"));
        assert!(!has("fore") && !has("") && !has("i\u{2019}m") && !SET.has(0));
        assert!(SET.spells("I\u{2019}m") && SET.spells("FOR") && !SET.spells("f\u{f6}r"));
        let mut met = Filter::<[u64; 4]>::empty();
        assert!(!SET.may_meet(&met));
        met.insert(hash_word(b"since"));
        assert!(SET.may_meet(&met));
    }
}
