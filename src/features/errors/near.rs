//! Near misses: the common word that a misspelt one is nearest to.
//!
//! Words are made from the misspelt one by one change (a letter dropped, added, put for another, two swapped) and
//! looked up; two changes are tried only where a person wants a suggestion, and then only changes that writers
//! often make. No list of strings is needed, and the cost depends on the length of the word alone.

use super::lexicon::{Entry, Lexicon};
use crate::text::hash::hash_padded;

/// Longest word, in bytes, for which near misses are sought.
pub const LONGEST: usize = 24;

/// Bytes of a word in the making: whole chunks of eight, as [`hash_padded`] takes them.
const ROOM: usize = 32;

/// A word in the making: its letters, and zeros behind them.
#[derive(Clone, Copy, Debug)]
pub struct Letters {
    bytes: [u8; ROOM],
    len: usize,
}

impl Letters {
    /// The folded form of a word of ASCII letters and apostrophes; none for any other word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        let mut bytes = [0; ROOM];
        let mut len = 0;
        for c in word.chars() {
            let c = if c == '\u{2019}' { '\'' } else { c };
            if !(c.is_ascii_alphabetic() || c == '\'') || len >= LONGEST {
                return None;
            }
            bytes[len] = c.to_ascii_lowercase() as u8;
            len += 1;
        }
        (len > 0).then_some(Self { bytes, len })
    }

    /// The letters.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    /// The letters as text.
    #[must_use]
    pub fn to_text(self) -> String {
        self.as_bytes().iter().map(|&b| b as char).collect()
    }

    fn without(&self, at: usize) -> Self {
        let mut out = *self;
        out.bytes.copy_within(at + 1..self.len, at);
        out.len -= 1;
        out.bytes[out.len] = 0;
        out
    }

    fn with(&self, at: usize, letter: u8) -> Self {
        let mut out = *self;
        out.bytes.copy_within(at..self.len, at + 1);
        out.bytes[at] = letter;
        out.len += 1;
        out
    }
}

/// A changed word, eight letters to a number: most are only hashed, so one letter is put in without touching the others.
#[derive(Clone, Copy, Debug)]
struct Made {
    chunks: [u64; ROOM / 8],
    len: usize,
}

impl Made {
    fn of(word: &Letters) -> Self {
        let mut chunks = [0; ROOM / 8];
        for (chunk, bytes) in chunks.iter_mut().zip(word.bytes.as_chunks::<8>().0) {
            *chunk = u64::from_le_bytes(*bytes);
        }
        Self { chunks, len: word.len }
    }

    /// With `letter` where a zero is.
    fn filled(&self, at: usize, letter: u8) -> Self {
        let mut out = *self;
        out.chunks[at / 8] |= u64::from(letter) << (at % 8 * 8);
        out
    }

    fn letters(&self) -> Letters {
        let mut bytes = [0; ROOM];
        for (bytes, chunk) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(self.chunks) {
            *bytes = chunk.to_le_bytes();
        }
        Letters { bytes, len: self.len }
    }
}

/// A near miss: the word, how common it is (see `Entry::level`), and how likely the change is.
#[derive(Clone, Copy, Debug)]
pub struct Near {
    /// The word.
    pub letters: Letters,
    /// How common it is, 0–7.
    pub level: u8,
    weight: u16,
}

/// How likely a change is, beside others: slips of the hand and of the ear before the rest.
mod weight {
    pub const SWAP: u16 = 24;
    pub const DOUBLE: u16 = 26;
    pub const VOWEL: u16 = 18;
    pub const OTHER: u16 = 10;
}

fn is_vowel(b: u8) -> bool {
    matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// Letters that are written for one another by ear.
fn sounds_alike(a: u8, b: u8) -> bool {
    is_vowel(a) && is_vowel(b)
        || matches!(
            (a.min(b), a.max(b)),
            (b'c', b's') | (b'c', b'k') | (b's', b'z') | (b'd', b't') | (b'm', b'n') | (b'g', b'j') | (b'f', b'v')
        )
}

/// Calls `visit` with every word one change away and the weight of that change.
fn changes(word: &Letters, from: usize, all: bool, mut visit: impl FnMut(&Made, u16)) {
    let n = word.len;
    let w = word.bytes;
    for i in from..n {
        if i + 1 < n && w[i] != w[i + 1] {
            let mut out = *word;
            out.bytes.swap(i, i + 1);
            visit(&Made::of(&out), weight::SWAP);
        }
        let doubled = i > 0 && w[i] == w[i - 1];
        if doubled || all || is_vowel(w[i]) {
            visit(
                &Made::of(&word.without(i)),
                if doubled {
                    weight::DOUBLE
                } else if is_vowel(w[i]) {
                    weight::VOWEL
                } else {
                    weight::OTHER
                },
            );
        }
    }
    for i in from..=n {
        let longer = Made::of(&word.with(i, 0));
        let mut other = *word;
        other.bytes[i] = 0;
        let other = Made::of(&other);
        for letter in b'a'..=b'z' {
            let doubles = i > 0 && w[i - 1] == letter;
            // Before an equal letter the same word comes out as after it.
            if (all || doubles || is_vowel(letter)) && !(i < n && w[i] == letter) && n < LONGEST + 1 {
                visit(
                    &longer.filled(i, letter),
                    if doubles {
                        weight::DOUBLE
                    } else if is_vowel(letter) {
                        weight::VOWEL
                    } else {
                        weight::OTHER
                    },
                );
            }
            if i < n && letter != w[i] && (all || sounds_alike(letter, w[i])) {
                let change = if sounds_alike(letter, w[i]) { weight::VOWEL } else { weight::OTHER };
                visit(&other.filled(i, letter), change);
            }
        }
    }
    if all && !w[..n].contains(&b'\'') && n >= 3 {
        visit(&Made::of(&word.with(n - 1, b'\'')), weight::DOUBLE);
    }
}

fn better(best: &Option<Near>, level: u8, change: u16) -> bool {
    let worth = u16::from(level) * 8 + change;
    best.is_none_or(|b| worth > u16::from(b.level) * 8 + b.weight)
}

/// The best ordinary word of at least `level` that one change makes of `word`; its first `from` letters stay.
#[must_use]
pub fn one_change(lexicon: &Lexicon, word: &Letters, from: usize, level: u8) -> Option<Near> {
    one_change_to(lexicon, word, from, level, false)
}

/// As [`one_change`]; with `nation`, also the name of a nation, language or month.
#[must_use]
pub fn one_change_to(lexicon: &Lexicon, word: &Letters, from: usize, level: u8, nation: bool) -> Option<Near> {
    let mut best = None;
    let fits = |e: Entry| e.is_word() && !e.is_doubtful() && e.level() >= level || nation && e.needs_capital();
    changes(word, from, true, |made, change| {
        let hash = hash_padded(&made.chunks, made.len);
        // Hardly any change makes a common word, and the small filter knows it.
        if level >= 3 && !lexicon.may_be_meant(hash) {
            return;
        }
        let entry = lexicon.get(hash);
        if fits(entry) && made.len > 1 && better(&best, entry.level(), change) {
            best = Some(Near { letters: made.letters(), level: entry.level(), weight: change });
        }
    });
    best
}

/// The best common word that two changes make of `word`, one of them a usual one.
#[must_use]
pub fn two_changes(lexicon: &Lexicon, word: &Letters, from: usize) -> Option<Near> {
    let mut best = None;
    if word.len < 5 {
        return best;
    }
    changes(word, from, false, |made, first| {
        if let Some(near) = one_change(lexicon, &made.letters(), from, 2) {
            let change = first + near.weight;
            if better(&best, near.level, change) {
                best = Some(Near { weight: change, ..near });
            }
        }
    });
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_common_word() {
        let lexicon = Lexicon::default();
        for (wrong, right) in [
            ("differentlly", "differently"),
            ("immediatly", "immediately"),
            ("towaards", "towards"),
            ("recieve", "receive"),
            ("Transformeers", "transformers"),
            ("beleive", "believe"),
            ("enviroment", "environment"),
            ("wich", "which"),
        ] {
            let letters = Letters::of(wrong).expect(wrong);
            assert_eq!(one_change(&lexicon, &letters, 0, 0).map(|n| n.letters.to_text()).as_deref(), Some(right));
        }
        let letters = Letters::of("acomodation").expect("letters");
        assert_eq!(two_changes(&lexicon, &letters, 0).map(|n| n.letters.to_text()).as_deref(), Some("accommodation"));
        assert!(Letters::of("наука").is_none() && Letters::of("").is_none());
    }
}
