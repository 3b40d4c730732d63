//! Near misses: the common word that a misspelt one is nearest to.
//!
//! Words one change away (a letter dropped, added, put for another, two swapped) are looked up; two changes are tried
//! only where a person wants a suggestion, and then only changes that writers often make. Hardly any change makes a
//! word, so a filter of words with a blank for one letter is asked first ([`EditKeys`]); what it lets through is made and
//! looked up. No list of strings is needed, and the cost depends on the length of the word alone.

use crate::lexicon::Filter;
use crate::lexicon::edit_keys::EditKeys;
use crate::lexicon::{Lexicon, Status};

/// Longest word, in bytes, for which near misses are sought.
pub const LONGEST: usize = crate::lexicon::edit_keys::LONGEST - 1;

/// A word in the making: its letters, and zeros behind them.
#[derive(Clone, Copy, Debug)]
pub struct Letters {
    bytes: [u8; LONGEST + 1],
    len: usize,
}

impl Letters {
    /// The folded form of a word of ASCII letters and apostrophes; none for any other word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        let mut bytes = [0; LONGEST + 1];
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

    fn swapped(&self, at: usize) -> Self {
        let mut out = *self;
        out.bytes.swap(at, at + 1);
        out
    }

    fn put(&self, at: usize, letter: u8) -> Self {
        let mut out = *self;
        out.bytes[at] = letter;
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

/// A near miss: the word, how common it is (see [`Status::level`]), and how likely the change is.
#[derive(Clone, Copy, Debug)]
pub struct Near {
    /// The word.
    pub letters: Letters,
    /// How common it is, 0–7.
    pub level: u8,
    weight: u16,
}

impl Near {
    /// Whether the change is one that writers make: hardly anybody misses the first letter.
    #[must_use]
    pub const fn is_usual(&self) -> bool {
        self.weight > weight::EDGE
    }
}

/// How likely a change is, beside others: slips of the hand and of the ear before the rest.
mod weight {
    pub const SWAP: u16 = 24;
    pub const DOUBLE: u16 = 26;
    pub const VOWEL: u16 = 18;
    /// A letter put for the one on the next key.
    pub const KEY: u16 = 14;
    /// A consonant left out.
    pub const DROPPED: u16 = 20;
    pub const OTHER: u16 = 10;
    /// The first letter changed, or a letter too many at the end: writers seldom miss these.
    pub const EDGE: u16 = 0;
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

/// Whether two letters lie on keys beside each other.
fn are_beside(a: u8, b: u8) -> bool {
    ["qwertyuiop", "asdfghjkl", "zxcvbnm"].iter().any(|row| {
        let place = |letter: u8| row.bytes().position(|b| b == letter);
        matches!((place(a), place(b)), (Some(a), Some(b)) if a.abs_diff(b) == 1)
    })
}

/// Calls `visit` with the words one change away and the weight of that change, until it returns true; tells whether it
/// did. `all` or only those changes that writers often make; without the words that a `filter` does not hold.
fn changes(
    word: &Letters,
    from: usize,
    all: bool,
    filter: Option<&Filter>,
    mut visit: impl FnMut(Letters, u16) -> bool,
) -> bool {
    let n = word.len;
    let w = &word.bytes;
    let Some(keys) = EditKeys::of(word.as_bytes()) else { return false };
    let maybe = |key: u64| filter.is_none_or(|f| f.may_hold(key));
    for i in from..n {
        if i + 1 < n && w[i] != w[i + 1] && maybe(keys.swapped(i)) && visit(word.swapped(i), weight::SWAP) {
            return true;
        }
        let doubled = i > 0 && w[i] == w[i - 1];
        if (doubled || all || is_vowel(w[i])) && maybe(keys.without(i)) {
            let change = if doubled {
                weight::DOUBLE
            } else if i == 0 || i + 1 == n {
                weight::EDGE
            } else if is_vowel(w[i]) {
                weight::VOWEL
            } else {
                weight::OTHER
            };
            if visit(word.without(i), change) {
                return true;
            }
        }
    }
    for i in from..=n {
        let longer = Some(keys.with_blank(i)).filter(|&key| maybe(key));
        let other = (i < n).then(|| keys.blanked(i)).filter(|&key| maybe(key));
        if longer.is_none() && other.is_none() {
            continue;
        }
        for letter in b'a'..=b'z' {
            let may_be = |key: Option<u64>| key.is_some_and(|key| maybe(EditKeys::filled(key, i, letter)));
            let doubles = i > 0 && w[i - 1] == letter;
            // Before an equal letter the same word comes out as after it.
            if (all || doubles || is_vowel(letter)) && !(i < n && w[i] == letter) && may_be(longer) {
                let change = if doubles {
                    weight::DOUBLE
                } else if i == 0 {
                    weight::EDGE
                } else if is_vowel(letter) {
                    weight::VOWEL
                } else {
                    weight::DROPPED
                };
                if visit(word.with(i, letter), change) {
                    return true;
                }
            }
            if i < n && letter != w[i] && (all || sounds_alike(letter, w[i])) && may_be(other) {
                let change = if sounds_alike(letter, w[i]) {
                    weight::VOWEL
                } else if are_beside(letter, w[i]) {
                    weight::KEY
                } else if i == 0 {
                    weight::EDGE
                } else {
                    weight::OTHER
                };
                if visit(word.put(i, letter), change) {
                    return true;
                }
            }
        }
    }
    all && !w[..n].contains(&b'\'') && n >= 3 && visit(word.with(n - 1, b'\''), weight::DOUBLE)
}

fn better(best: &Option<Near>, level: u8, change: u16) -> bool {
    let worth = u16::from(level) * 8 + change;
    best.is_none_or(|b| worth > u16::from(b.level) * 8 + b.weight)
}

/// Whether the dictionary's status is an ordinary word of at least `level`, or with `nation` the name of a nation,
/// language or month.
fn fits(status: Status, level: u8, nation: bool) -> bool {
    status.is_word() && !status.is_doubtful() && status.level() >= level || nation && status.needs_capital()
}

/// The best ordinary word of at least `level` that one change makes of `word`; its first `from` letters stay.
#[must_use]
pub fn one_change(lexicon: &Lexicon, word: &Letters, from: usize, level: u8) -> Option<Near> {
    let mut best = None;
    changes(word, from, true, lexicon.near(level), |made, change| {
        let status = lexicon.find(made.as_bytes());
        if fits(status, level, false) && made.len > 1 && better(&best, status.level(), change) {
            best = Some(Near { letters: made, level: status.level(), weight: change });
        }
        false
    });
    best
}

/// Whether there is a word as [`one_change`] seeks; with `nation`, also the name of a nation, language or month.
#[must_use]
pub fn is_near(lexicon: &Lexicon, word: &Letters, from: usize, level: u8, nation: bool) -> bool {
    changes(word, from, true, lexicon.near(level), |made, _| {
        made.len > 1 && fits(lexicon.find(made.as_bytes()), level, nation)
    })
}

/// The best common word that two changes make of `word`, one of them a usual one.
#[must_use]
pub fn two_changes(lexicon: &Lexicon, word: &Letters, from: usize) -> Option<Near> {
    let mut best = None;
    if word.len < 5 {
        return best;
    }
    // Two letters swapped over the one between them (`nofity`).
    for at in from.saturating_sub(1)..word.len - 2 {
        let made = word.put(at, word.bytes[at + 2]).put(at + 2, word.bytes[at]);
        let status = lexicon.find(made.as_bytes());
        if fits(status, 2, false) && better(&best, status.level(), 2 * weight::SWAP) {
            best = Some(Near { letters: made, level: status.level(), weight: 2 * weight::SWAP });
        }
    }
    changes(word, from, false, None, |made, first| {
        if let Some(near) = one_change(lexicon, &made, from, 2) {
            let change = first + near.weight;
            if better(&best, near.level, change) {
                best = Some(Near { weight: change, ..near });
            }
        }
        false
    });
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_filter_leaves_nothing_out(word in "[a-e']{1,9}|[a-z]{0,5}(ing|tion|ed|ly)|(the|data|model|learn)[a-z]?[a-z]?") {
            let lexicon = Lexicon::default();
            let Some(letters) = Letters::of(&word) else { return Ok(()) };
            for level in 1..=7 {
                let mut best = None;
                changes(&letters, 0, true, None, |made, change| {
                    let status = lexicon.find(made.as_bytes());
                    if fits(status, level, false) && made.len > 1 && better(&best, status.level(), change) {
                        best = Some(Near { letters: made, level: status.level(), weight: change });
                    }
                    false
                });
                let near = one_change(&lexicon, &letters, 0, level);
                prop_assert_eq!(near.map(|n| n.letters.to_text()), best.map(|n| n.letters.to_text()));
                prop_assert_eq!(is_near(&lexicon, &letters, 0, level, false), near.is_some());
            }
        }
    }

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
        for (wrong, level, near) in
            [("Amrican", 3, true), ("gloobal", 3, true), ("infrasond", 3, false), ("qzxv", 1, false)]
        {
            let letters = Letters::of(wrong).expect(wrong);
            assert_eq!(is_near(&lexicon, &letters, 0, level, true), near, "{wrong}");
        }
        let letters = Letters::of("acomodation").expect("letters");
        assert_eq!(two_changes(&lexicon, &letters, 0).map(|n| n.letters.to_text()).as_deref(), Some("accommodation"));
        assert!(Letters::of("наука").is_none() && Letters::of("").is_none());
    }
}
