//! Word 5-grams: five words that follow each other, as one number.

use crate::span::Span;
use crate::text::{self, Document, LetterReader};

/// Words of a shingle.
pub const WORDS: usize = 5;

/// A word of a letter that counts in a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Hash of its folded form.
    pub hash: u64,
    /// Where it stands.
    pub span: Span,
}

/// The words that are compared: case, punctuation, line breaks and addresses count for nothing.
#[must_use]
pub fn words(words: &[text::Word]) -> Vec<Word> {
    words.iter().filter(|w| w.hash != 0).map(|w| Word { hash: w.hash, span: w.span }).collect()
}

/// The number of a shingle; two that differ share a number once in four thousand million.
#[must_use]
pub fn shingle(words: &[Word]) -> u32 {
    let mixed = words
        .iter()
        .fold(0x9e37_79b9_7f4a_7c15_u64, |h, w| (h ^ w.hash).wrapping_mul(0xd6e8_feb8_6659_fd93).rotate_left(29));
    (mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
}

/// The shingles of a letter's visible text, sorted, each once. A letter of fewer than five words has none.
///
/// ```
/// use shortlist::flags::similar::shingles::shingles;
/// let a = shingles("I trained spiking networks for two years.");
/// assert_eq!(a.len(), 3);
/// assert_eq!(a, shingles("i trained\nSPIKING net\u{200b}works, for two years"));
/// ```
#[must_use]
pub fn shingles(letter: &str) -> Vec<u32> {
    LetterReader::default().read(letter, |letter| of_document(letter.document()))
}

/// The shingles of a document of visible text, as [`shingles`] gives them.
#[must_use]
pub fn of_document(doc: &Document<'_>) -> Vec<u32> {
    let mut found: Vec<u32> = words(&doc.words).windows(WORDS).map(shingle).collect();
    found.sort_unstable();
    found.dedup();
    found
}
