//! The passages that letters share.

use super::shingles::{WORDS, Word, shingle, words};
use crate::span::Span;
use crate::text::LetterReader;
use std::ops::Range;

/// The longest runs of words that lie in shingles for which `shared` holds, in order.
#[must_use]
pub fn runs(words: &[Word], shared: impl Fn(u32) -> bool) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (start, window) in words.windows(WORDS).enumerate() {
        if shared(shingle(window)) {
            match runs.last_mut() {
                Some(last) if start <= last.end => last.end = start + WORDS,
                _ => runs.push(start..start + WORDS),
            }
        }
    }
    runs
}

/// The passages of a letter, as spans of the letter as given, whose shingles stand in a sorted list of shingles.
///
/// ```
/// use shortlist::flags::similar::{passages::shared, shingles::shingles};
/// let letter = "My answer: we trained spiking networks on audio. Then I left.";
/// let found = shared(letter, &shingles("There we trained spiking networks on audio, she says."));
/// assert_eq!(found[0].slice(letter), "we trained spiking networks on audio");
/// ```
#[must_use]
pub fn shared(letter: &str, others: &[u32]) -> Vec<Span> {
    LetterReader::default().read(letter, |letter| {
        let words = words(&letter.document().words);
        runs(&words, |s| others.binary_search(&s).is_ok())
            .into_iter()
            .map(|run| letter.to_given(words[run.start].span.to(words[run.end - 1].span)))
            .collect()
    })
}
