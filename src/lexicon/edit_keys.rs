//! Keys under which misspelt words meet the words that they are near to.
//!
//! Shared with `build.rs`, so it depends on nothing but `core`.

/// Longest word, in bytes, that [`EditKeys`] takes.
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
pub struct EditKeys {
    /// EditKeys of the first 0, 1, … letters.
    before: [u64; LONGEST + 1],
    /// The word itself.
    pub whole: u64,
}

impl EditKeys {
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

/// A word's consonant key: its first letter, then the letters that are no vowels, doubled ones once. Misspellings of
/// long words mostly keep them (`temparture`, `temperature`). None for fewer than four, or beyond 24.
pub fn consonant_key(word: &[u8]) -> Option<([u8; 24], usize)> {
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
        let key = |word: &str| EditKeys::of(word.as_bytes()).expect("a short word").whole;
        let keys = EditKeys::of(b"model").expect("a short word");
        assert_eq!(keys.swapped(3), key("modle"));
        assert_eq!((keys.without(0), keys.without(4)), (key("odel"), key("mode")));
        assert_eq!(EditKeys::filled(keys.with_blank(5), 5, b's'), key("models"));
        assert_eq!(EditKeys::filled(keys.with_blank(0), 0, b'r'), key("rmodel"));
        assert_eq!(EditKeys::filled(keys.blanked(4), 4, b'm'), key("modem"));
        assert!(EditKeys::of(&[b'a'; LONGEST]).is_some() && EditKeys::of(&[b'a'; LONGEST + 1]).is_none());
    }
}
