//! A fixed table from word hashes to a byte, laid out when the crate is built.
//!
//! Shared with `build.rs`, so it depends on nothing but `core`. Open addressing, linear probing: a slot is 24 bits
//! of the hash and the byte, four bytes little-endian; 0 is empty. A word outside the table is taken for one
//! inside once in about ten million.

/// A table in the bytes that `build.rs` wrote: a power of two of slots, at least one of them empty.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    slots: &'static [[u8; 4]],
}

/// The slot that `hash` with `payload` fills; never 0.
#[inline]
#[must_use]
pub const fn slot(hash: u64, payload: u8) -> u32 {
    let print = (hash >> 40) as u32;
    (if print == 0 { 1 } else { print }) << 8 | payload as u32
}

/// The hash of two words in order.
#[inline]
#[must_use]
pub const fn pair(first: u64, second: u64) -> u64 {
    (first ^ second.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ first.rotate_left(11)
}

/// The slot that a word with `hash` fills in [`Words`]; never 0 where `entry` or `set` is not.
#[inline]
#[must_use]
pub const fn word_slot(hash: u64, entry: u8, set: u8) -> u64 {
    hash >> 16 << 16 | (entry as u64) << 8 | set as u64
}

/// A fixed table from word hashes to two bytes, as [`Table`] is one to a byte: a slot is 48 bits of the hash and the
/// bytes, eight bytes little-endian.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    slots: &'static [[u8; 8]],
}

impl Words {
    /// Reads a table of a power of two of slots, at least one of them empty.
    #[must_use]
    pub const fn new(bytes: &'static [u8]) -> Self {
        Self { slots: bytes.as_chunks::<8>().0 }
    }

    /// What the dictionary says of the word with `hash`, and its set of readings; zeros for a word outside the table.
    #[inline]
    #[must_use]
    pub fn get(&self, hash: u64) -> (u8, u8) {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize & mask;
        for _ in 0..self.slots.len() {
            let found = self.slots.get(at).map_or(0, |slot| u64::from_le_bytes(*slot));
            if found == 0 || found >> 16 << 16 == word_slot(hash, 0, 0) {
                return ((found >> 8) as u8, found as u8);
            }
            at = (at + 1) & mask;
        }
        (0, 0)
    }
}

/// A filter that stands before a table: small enough to stay in the cache, it knows nearly all words (24 of 25) that
/// the table does not hold. Two bits of one block for each entry.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    blocks: &'static [[u8; 8]],
}

/// The block among `blocks` that belongs to `hash`, and its bits there.
#[inline]
#[must_use]
pub const fn bits(hash: u64, blocks: usize) -> (usize, u64) {
    ((hash >> 20) as usize & blocks.wrapping_sub(1), 1 << (hash >> 34 & 63) | 1 << (hash >> 56 & 63))
}

impl Filter {
    /// Reads a filter of a power of two of blocks.
    #[must_use]
    pub const fn new(bytes: &'static [u8]) -> Self {
        Self { blocks: bytes.as_chunks::<8>().0 }
    }

    /// Whether the table may hold `hash`.
    #[inline]
    #[must_use]
    pub fn may_hold(&self, hash: u64) -> bool {
        let (block, bits) = bits(hash, self.blocks.len());
        self.blocks.get(block).is_some_and(|b| u64::from_le_bytes(*b) & bits == bits)
    }
}

impl Table {
    /// Reads a table; bytes of another length than a power of two of slots are cut down to one.
    #[must_use]
    pub const fn new(bytes: &'static [u8]) -> Self {
        Self { slots: bytes.as_chunks::<4>().0 }
    }

    /// The byte that belongs to `hash`.
    #[inline]
    #[must_use]
    pub fn get(&self, hash: u64) -> Option<u8> {
        let mask = self.slots.len().wrapping_sub(1);
        let print = slot(hash, 0);
        let mut at = hash as usize & mask;
        // Bounded, so that even a full table ends the search.
        for _ in 0..self.slots.len() {
            let found = u32::from_le_bytes(*self.slots.get(at)?);
            if found == 0 {
                return None;
            }
            if found & !0xff == print {
                return Some(found as u8);
            }
            at = (at + 1) & mask;
        }
        None
    }
}

/// Longest word, in bytes, that [`Sums`] takes.
pub const LONGEST: usize = 25;

/// Stands in a sum for any letter.
const BLANK: u64 = 1;
/// Each letter counts this many times as much as the one before it (modulo 2^64).
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
const BACK: u64 = {
    // Newton's step doubles the bits that are right; an odd number is its own inverse in three.
    let (mut inverse, mut round) = (STEP, 0);
    while round < 5 {
        inverse = inverse.wrapping_mul(2u64.wrapping_sub(STEP.wrapping_mul(inverse)));
        round += 1;
    }
    inverse
};
const WEIGHTS: [u64; LONGEST + 1] = {
    let (mut weights, mut at) = ([1u64; LONGEST + 1], 1);
    while at <= LONGEST {
        weights[at] = weights[at - 1].wrapping_mul(STEP);
        at += 1;
    }
    weights
};

/// Keys, for a [`Filter`], of a word and of the words that one change makes of it.
///
/// A key is the sum of the letters, each times a weight of its place, so that the key of a changed word costs a few
/// steps. A blank stands for any letter: a filter that holds `wo?d` is asked once where else 26 words would be made.
#[derive(Clone, Copy, Debug)]
pub struct Sums {
    /// Sums of the first 0, 1, … letters.
    before: [u64; LONGEST + 1],
    /// The word itself.
    pub whole: u64,
}

impl Sums {
    /// The sums of a word; none for one of more than [`LONGEST`] bytes.
    #[must_use]
    pub fn of(word: &[u8]) -> Option<Self> {
        let mut before = [0u64; LONGEST + 1];
        let mut whole = 0u64;
        for (at, &letter) in word.iter().enumerate() {
            whole = whole.wrapping_add(u64::from(letter).wrapping_mul(*WEIGHTS.get(at)?));
            *before.get_mut(at + 1)? = whole;
        }
        Some(Self { before, whole })
    }

    /// The word with letter `at` put after the next.
    #[must_use]
    pub fn swapped(&self, at: usize) -> u64 {
        let (first, second) =
            (self.before[at + 1].wrapping_sub(self.before[at]), self.before[at + 2].wrapping_sub(self.before[at + 1]));
        let swapped = first.wrapping_mul(STEP).wrapping_add(second.wrapping_mul(BACK));
        self.before[at].wrapping_add(swapped).wrapping_add(self.whole.wrapping_sub(self.before[at + 2]))
    }

    /// The word without letter `at`.
    #[must_use]
    pub fn without(&self, at: usize) -> u64 {
        self.before[at].wrapping_add(self.whole.wrapping_sub(self.before[at + 1]).wrapping_mul(BACK))
    }

    /// The word with a blank before letter `at`.
    #[must_use]
    pub fn with_blank(&self, at: usize) -> u64 {
        let rest = self.whole.wrapping_sub(self.before[at]).wrapping_mul(STEP);
        self.before[at].wrapping_add(BLANK.wrapping_mul(WEIGHTS[at])).wrapping_add(rest)
    }

    /// The word with a blank for letter `at`.
    #[must_use]
    pub fn blanked(&self, at: usize) -> u64 {
        let rest = self.whole.wrapping_sub(self.before[at + 1]);
        self.before[at].wrapping_add(BLANK.wrapping_mul(WEIGHTS[at])).wrapping_add(rest)
    }

    /// The word of a key with a blank at `at`, with `letter` there.
    #[must_use]
    pub fn filled(key: u64, at: usize, letter: u8) -> u64 {
        key.wrapping_add(u64::from(letter).wrapping_sub(BLANK).wrapping_mul(WEIGHTS[at]))
    }
}

/// A word's consonants: its first letter, then the letters that are no vowels, doubled ones once. Misspellings of
/// long words mostly keep them (`temparture`, `temperature`). None for fewer than four, or beyond 24.
pub fn skeleton(word: &[u8]) -> Option<([u8; 24], usize)> {
    let mut out = [0u8; 24];
    let mut len = 0;
    for (at, letter) in word.iter().map(u8::to_ascii_lowercase).enumerate() {
        let vowel = matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
        if at > 0 && (vowel || len > 0 && out[len - 1] == letter) {
            continue;
        }
        *out.get_mut(len)? = letter;
        len += 1;
    }
    (len >= 4).then_some((out, len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_word_has_the_key_of_the_word_that_it_is() {
        let key = |word: &str| Sums::of(word.as_bytes()).expect("a short word").whole;
        let sums = Sums::of(b"model").expect("a short word");
        assert_eq!(sums.swapped(3), key("modle"));
        assert_eq!((sums.without(0), sums.without(4)), (key("odel"), key("mode")));
        assert_eq!(Sums::filled(sums.with_blank(5), 5, b's'), key("models"));
        assert_eq!(Sums::filled(sums.with_blank(0), 0, b'r'), key("rmodel"));
        assert_eq!(Sums::filled(sums.blanked(4), 4, b'm'), key("modem"));
        assert!(Sums::of(&[b'a'; LONGEST]).is_some() && Sums::of(&[b'a'; LONGEST + 1]).is_none());
    }
}
