//! How often words are met in English: patterns are filed under their rarest words.

use super::tag_classes::ALL_WORDS;
use crate::lexicon::Lexicon;

/// How often a word is met among [`ALL_WORDS`], roughly; `rank` is its place in a list of common words, from 0. See
/// [`Frequencies::word`](super::Frequencies::word).
#[must_use]
pub fn often_in_english(word: &str, rank: Option<usize>) -> u64 {
    // Common words go by Zipf's law; of the others those of a level count the same.
    match (rank, Lexicon::default().find(word.as_bytes()).level()) {
        (Some(rank), _) => ALL_WORDS * 15 / 100 / (rank as u64 + 3),
        (_, 7) => 75,
        (_, 6) => 15,
        (_, 5) => 3,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_are_met_more_often() {
        assert!(often_in_english("the", Some(0)) > often_in_english("the", None));
        assert!(often_in_english("the", None) > often_in_english("candidate", None));
        assert_eq!(often_in_english("qzx", None), 1);
    }
}
