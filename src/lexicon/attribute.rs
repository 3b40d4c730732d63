//! What one reader of letters wants to know of some words: tags, a length in years, a node of an automaton.

use super::annotated::Annotated;
use super::dictionary::WordId;
use super::hasher::WordHasher;
use crate::text::hash::hash_word;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// A value for each of some words, found by the number that a word of a letter was given when it was looked up: no second
/// search. Words that the lexicon does not hold have values too; these are found by their hash.
///
/// ```
/// use shortlist::lexicon::{Annotated, Attribute};
/// use shortlist::text::Document;
/// // Bits that are joined where a word stands in several rows.
/// let months = Attribute::of_words([(1u8, "march may"), (2, "march qzx")], |all, new| *all |= new);
/// let doc = Document::new("In March I met Qzx.");
/// let mut ids = Vec::new();
/// let letter = Annotated::of(&doc, &mut ids);
/// assert_eq!((0..5).map(|word| months.get(&letter, word)).collect::<Vec<_>>(), [0, 3, 0, 0, 2]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Attribute<T> {
    /// Per word number: the place of its value.
    places: Box<[u32]>,
    /// The first is that of all other words. Those of common words stand first, so that what is often asked for lies together.
    values: Vec<T>,
    /// The places of words that the lexicon does not hold, by hash.
    outside: HashMap<u64, u32, BuildHasherDefault<WordHasher>>,
}

impl<T: Copy + Default> Attribute<T> {
    /// Values by the hash of a word; where a hash comes again, `join` puts its value to the one before.
    pub fn new(rows: impl IntoIterator<Item = (u64, T)>, join: impl Fn(&mut T, T)) -> Self {
        let mut all =
            Self { places: vec![0; WordId::count()].into(), values: vec![T::default()], outside: HashMap::default() };
        for (hash, value) in rows {
            let next = all.values.len() as u32;
            let place = match WordId::of(hash) {
                WordId::NONE => all.outside.entry(hash).or_insert(0),
                id => &mut all.places[id.index()],
            };
            match all.values.get_mut(*place as usize) {
                Some(before) if *place != 0 => join(before, value),
                _ => {
                    *place = next;
                    all.values.push(value);
                }
            }
        }
        // The values in the order of the words.
        let mut values = Vec::with_capacity(all.values.len());
        values.push(T::default());
        let outside = all.outside.values_mut();
        for place in all.places.iter_mut().filter(|place| **place != 0).chain(outside) {
            values.push(all.values[*place as usize]);
            *place = values.len() as u32 - 1;
        }
        all.values = values;
        all
    }

    /// Values by lists of words in lower case with straight apostrophes, blanks between.
    pub fn of_words<'w>(rows: impl IntoIterator<Item = (T, &'w str)>, join: impl Fn(&mut T, T)) -> Self {
        let words = |(value, list): (T, &'w str)| {
            list.split_ascii_whitespace().map(move |word| (hash_word(word.as_bytes()), value))
        };
        Self::new(rows.into_iter().flat_map(words), join)
    }

    /// The value of a word of a letter; the default for a word that has none.
    #[inline]
    #[must_use]
    pub fn get(&self, letter: &Annotated<'_>, word: usize) -> T {
        match letter.ids().get(word) {
            Some(&WordId::NONE) => letter.words.get(word).map_or(T::default(), |w| self.outside(w.hash)),
            Some(id) => self.known(*id),
            None => T::default(),
        }
    }

    /// The value of a word of the lexicon; the default for [`WordId::NONE`].
    #[inline]
    #[must_use]
    pub fn known(&self, id: WordId) -> T {
        let place = self.places.get(id.index()).map_or(0, |place| *place as usize);
        self.values.get(place).copied().unwrap_or_default()
    }

    /// The value of a word that the lexicon does not hold.
    #[must_use]
    pub fn outside(&self, hash: u64) -> T {
        if self.outside.is_empty() || hash == 0 {
            return T::default();
        }
        self.outside.get(&hash).map_or(T::default(), |place| self.values[*place as usize])
    }

    /// The value of the word with this hash: for words that stand in no letter, and in tests.
    #[must_use]
    pub fn of_hash(&self, hash: u64) -> T {
        match WordId::of(hash) {
            WordId::NONE => self.outside(hash),
            id => self.known(id),
        }
    }

    /// Whether words that the lexicon does not hold have values.
    #[must_use]
    pub fn has_outside(&self) -> bool {
        !self.outside.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Document;

    #[test]
    fn words_have_their_values_inside_the_lexicon_and_outside() {
        let rows = [(1u32, "year years"), (2, "since dqns"), (4, "years dqns")];
        let tags = Attribute::of_words(rows, |all, new| *all |= new);
        let doc = Document::new("Years of DQNs since a year, 42.");
        let mut ids = Vec::new();
        let letter = Annotated::of(&doc, &mut ids);
        let got: Vec<u32> = (0..8).map(|word| tags.get(&letter, word)).collect();
        assert_eq!(got, [5, 0, 6, 2, 0, 1, 0, 0]);
        assert_eq!(tags.of_hash(hash_word(b"dqns")), 6);
        assert!(tags.has_outside() && !Attribute::of_words([(1u8, "year")], |_, _| ()).has_outside());
        assert_eq!(tags.outside(0), 0);
    }
}
