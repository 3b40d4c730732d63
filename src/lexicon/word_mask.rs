//! Some of the words of the lexicon.

use super::dictionary::WordId;

/// Some words, by number: a look into an array tells whether a word of a letter is one of them. Words outside the lexicon can't
/// be told apart: all may be of the set where one is.
#[derive(Clone, Debug, Default)]
pub struct WordMask(Box<[bool]>);

impl WordMask {
    /// The words of these hashes.
    #[must_use]
    pub fn of(hashes: impl Iterator<Item = u64>) -> Self {
        let mut mask = vec![false; WordId::count()];
        hashes.for_each(|hash| mask[WordId::of(hash).index()] = true);
        Self(mask.into())
    }

    /// Whether a word of this number is of the set; for [`WordId::NONE`], whether it may be.
    #[inline]
    #[must_use]
    pub fn may_hold(&self, id: WordId) -> bool {
        self.0.get(id.index()).is_some_and(|is_held| *is_held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::hash::hash_word;

    #[test]
    fn words_outside_the_lexicon_are_one() {
        let id = |word: &str| WordId::of(hash_word(word.as_bytes()));
        let mask = WordMask::of(["since", "months"].iter().map(|word| hash_word(word.as_bytes())));
        assert!(mask.may_hold(id("since")) && !mask.may_hold(id("neuron")) && !mask.may_hold(id("qzx")));
        assert!(WordMask::of(std::iter::once(hash_word(b"qzx"))).may_hold(id("xqz")));
    }
}
