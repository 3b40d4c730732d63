//! Words with weights, as the feature looks them up.

use crate::text::hash;

/// Words with their weights, as a model has learnt them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WordWeights {
    /// Word (folded), its hash and its weight, by hash.
    pub(super) words: Vec<(u64, String, f64)>,
    /// The sum of the weights in an average training letter.
    pub(super) average: f64,
}

impl WordWeights {
    /// Words with their weights, and the sum of the weights that an average training letter has.
    #[must_use]
    pub fn new<'w>(words: impl IntoIterator<Item = (&'w str, f64)>, average: f64) -> Self {
        let entry = |(word, weight): (&str, f64)| {
            let mut folded = String::new();
            hash::fold_into(word, &mut folded);
            (hash::hash_word(folded.as_bytes()), folded, weight)
        };
        let mut words: Vec<_> = words.into_iter().map(entry).collect();
        words.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        words.dedup_by(|a, b| a.0 == b.0);
        Self { words, average }
    }

    /// The place of the word with this hash.
    pub(super) fn place(&self, hash: u64) -> Option<usize> {
        self.words.binary_search_by_key(&hash, |(hash, ..)| *hash).ok()
    }
}
