//! A letter's signature: enough of its MinHash to recognise near-copies, small enough to keep beside what a model
//! learnt from.

use super::minhash::Functions;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Minima that are kept.
const MINIMA: usize = 32;
/// Minima in a band: letters that agree in one are compared.
const ROWS: usize = 2;
/// Letters that a letter is compared with in each band, at most: of a crowd of copies each is like the ones before it.
const CROWD: usize = 4;

/// The share of minima that agree from which on two letters are near-copies: at that similarity (Jaccard's index of word
/// 5-grams) about half of the pairs are found, at 0.65 95 in 100, at 0.3 one in 80.
pub const NEAR: f64 = 0.5;

static FUNCTIONS: LazyLock<Functions> = LazyLock::new(Functions::new);

/// The lowest 16 bits of 32 minima (b-bit minwise hashing: Li and König 2010): 64 bytes a letter. It tells whether a text at
/// hand is nearly that letter, and nothing else of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature([u16; MINIMA]);

impl Signature {
    /// The signature of a letter by its shingles; none without any (fewer than five words).
    #[must_use]
    pub fn of(shingles: &[u32]) -> Option<Self> {
        let mut least = [u32::MAX; MINIMA];
        FUNCTIONS.lower(shingles, &mut least);
        (!shingles.is_empty()).then(|| Self(least.map(|minimum| minimum as u16)))
    }

    /// Share of the minima that agree: an estimate of the similarity of the letters.
    #[must_use]
    pub fn agreement(&self, other: &Self) -> f64 {
        self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count() as f64 / MINIMA as f64
    }

    /// Whether the letters are near-copies.
    #[must_use]
    pub fn is_near(&self, other: &Self) -> bool {
        self.agreement(other) >= NEAR
    }

    fn bands(&self) -> impl Iterator<Item = (usize, u32)> + '_ {
        self.0.chunks_exact(ROWS).map(|pair| u32::from(pair[0]) << 16 | u32::from(pair[1])).enumerate()
    }

    /// As text: four hexadecimal digits a minimum.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.0.iter().map(|minimum| format!("{minimum:04x}")).collect()
    }

    /// Reads what [`Signature::to_text`] wrote; none if it is something else.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        if text.len() != 4 * MINIMA || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let mut minima = [0; MINIMA];
        for (place, minimum) in minima.iter_mut().enumerate() {
            *minimum = u16::from_str_radix(text.get(4 * place..4 * place + 4)?, 16).ok()?;
        }
        Some(Self(minima))
    }
}

/// Per letter a number that near-copies share, directly or through others: the place of the first of them. The work grows
/// with the letters, crowds of copies among them.
#[must_use]
pub fn copies(letters: &[Option<Signature>]) -> Vec<usize> {
    let mut parent: Vec<usize> = (0..letters.len()).collect();
    fn lead(parent: &mut [usize], letter: usize) -> usize {
        let mut at = letter;
        while parent[at] != at {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        at
    }
    for band in 0..MINIMA / ROWS {
        let key = |s: &Signature| u32::from(s.0[band * ROWS]) << 16 | u32::from(s.0[band * ROWS + 1]);
        let mut keys: Vec<(u32, usize)> =
            letters.iter().enumerate().filter_map(|(letter, s)| Some((key(s.as_ref()?), letter))).collect();
        keys.sort_unstable();
        for crowd in keys.chunk_by(|a, b| a.0 == b.0) {
            for (at, (_, letter)) in crowd.iter().enumerate() {
                for (_, other) in &crowd[at.saturating_sub(CROWD)..at] {
                    let (a, b) = (lead(&mut parent, *letter), lead(&mut parent, *other));
                    let pair = letters[*letter].as_ref().zip(letters[*other].as_ref());
                    if a != b && pair.is_some_and(|(one, two)| one.is_near(two)) {
                        parent[a.max(b)] = a.min(b);
                    }
                }
            }
        }
    }
    (0..letters.len()).map(|letter| lead(&mut parent, letter)).collect()
}

/// Signatures that others are looked up in.
#[derive(Clone, Debug, Default)]
pub struct SignatureIndex {
    signatures: Vec<Signature>,
    bands: BTreeMap<(usize, u32), Vec<usize>>,
}

impl SignatureIndex {
    /// An index of signatures.
    #[must_use]
    pub fn of(signatures: impl IntoIterator<Item = Signature>) -> Self {
        let mut index = Self::default();
        let mut seen = BTreeSet::new();
        for signature in signatures.into_iter().filter(|s| seen.insert(s.0)) {
            for band in signature.bands() {
                let crowd = index.bands.entry(band).or_default();
                if crowd.len() < CROWD * CROWD {
                    crowd.push(index.signatures.len());
                }
            }
            index.signatures.push(signature);
        }
        index
    }

    /// Whether a letter is a near-copy of one of them.
    #[must_use]
    pub fn holds(&self, signature: &Signature) -> bool {
        let mut found = signature.bands().filter_map(|band| self.bands.get(&band)).flatten();
        found.any(|place| self.signatures[*place].is_near(signature))
    }
}

#[cfg(test)]
mod tests {
    use super::super::shingles::shingles;
    use super::*;

    /// A made-up letter of so many words, which differ with the seed.
    fn letter(seed: u64, words: u64) -> String {
        let word = |i: u64| format!("w{}", (seed * 7919 + i).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 44);
        (0..words).map(word).collect::<Vec<_>>().join(" ")
    }

    fn signature(text: &str) -> Signature {
        Signature::of(&shingles(text)).unwrap()
    }

    #[test]
    fn a_sentence_more_is_a_near_copy_and_another_letter_is_none() {
        let own = letter(1, 300);
        let more = format!("{own}. I look forward to hearing from you and hope that you are well.");
        assert!(signature(&own).is_near(&signature(&more)));
        assert_eq!(signature(&own).agreement(&signature(&own.to_uppercase())), 1.0);
        assert!(signature(&own).agreement(&signature(&letter(2, 300))) < 0.1);
        assert_eq!(Signature::of(&shingles("too few words")), None);
    }

    #[test]
    fn it_is_written_and_read() {
        let own = signature(&letter(3, 50));
        assert_eq!(Signature::from_text(&own.to_text()), Some(own));
        for bad in ["", "zz", &"g".repeat(128), &"é".repeat(64)] {
            assert_eq!(Signature::from_text(bad), None);
        }
    }

    #[test]
    fn near_copies_have_one_number_however_many() {
        let mut letters: Vec<Option<Signature>> = (0..40).map(|i| Some(signature(&letter(i, 120)))).collect();
        letters.extend((0..200).map(|i| Some(signature(&format!("{} {}", letter(7, 120), letter(100 + i, 10))))));
        letters.push(None);
        letters.push(None);
        let found = copies(&letters);
        assert!(found[40..240].iter().all(|number| *number == 7), "{found:?}");
        assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), 42);
        let index = SignatureIndex::of(letters[..40].iter().flatten().copied());
        assert!(index.holds(&letters[60].unwrap()) && !index.holds(&signature(&letter(50, 120))));
    }
}
