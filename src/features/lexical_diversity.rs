//! Variety of the vocabulary, whatever the length of the letter.
//!
//! # What it measures
//! MTLD, the measure of textual lexical diversity (McCarthy and Jarvis 2010, Behavior Research Methods 42:381–392):
//! the mean number of words in a row over which the share of different words stays above 0.72, read forwards and
//! backwards. Unlike the plain share of different words it does not fall as a text gets longer. Numbers,
//! placeholders and addresses are left out. Typical prose lies between 40 and 120; values are capped at 200. A letter
//! of fewer than 50 words has no value: there is too little text.
//!
//! # Why it may matter
//! A writer who knows more words repeats fewer. Ratings of vocabulary by teachers rise with it.
//!
//! # How it misleads
//! Technical writing repeats its terms for good reasons. Misspellings look like new words, and a list of names or
//! a borrowed phrase raises it too.
//!
//! # Example
//! A letter that says "I like research because research is interesting and I like interesting research" over and
//! over stays near 10; a newspaper article reaches 100.

use super::registration::ColumnNames;
use super::{About, Column, Expected, Feature, Plain, Properties, Registration, Sink};
use crate::lexicon::{Annotated, WordId};
use crate::text::Class;
use std::cell::RefCell;
use std::hint::select_unpredictable;

/// The share of different words at which a stretch ends (McCarthy and Jarvis 2010): 18 of 25.
const THRESHOLD: f64 = 0.72;
/// Fewer words than this give no value.
const FEWEST: usize = 50;
/// Higher values say no more.
const CAP: f64 = 200.0;
/// What the list holds of it.
pub(super) const REGISTRATION: Registration = Registration {
    name: "lexical_diversity",
    properties: Properties::PLAIN,
    columns: ColumnNames::One("lexical_diversity"),
    make: |_| Box::new(LexicalDiversity::new()),
};

/// See the module's text.
pub struct LexicalDiversity(About);

impl LexicalDiversity {
    /// The feature.
    #[must_use]
    pub fn new() -> Self {
        Self(About::from_source(REGISTRATION.name, 1, include_str!("lexical_diversity.rs")))
    }
}

impl Default for LexicalDiversity {
    fn default() -> Self {
        Self::new()
    }
}

/// Where the same word stands elsewhere, for each word: both lists are made for loops without branches to guess. Their
/// memory is used again for the next letter.
#[derive(Debug, Default)]
struct Occurrences {
    /// One more than the index of its last occurrence before; 0 where there is none.
    before: Vec<u32>,
    /// The index of its first occurrence after, behind one entry that is no word's; the highest number where there is none.
    after: Vec<u32>,
    /// Per word number: one more than its latest index, above `base`; at most `base` where it has not come yet.
    latest: Vec<u32>,
    base: u32,
    /// Words outside the lexicon: hash, index.
    outside: Vec<(u64, u32)>,
}

thread_local! {
    static OCCURRENCES: RefCell<Occurrences> = RefCell::default();
}

impl Occurrences {
    /// Reads words, given by number and hash. Linear in time but for the words outside the lexicon, which are sorted.
    #[inline(never)]
    fn read(&mut self, words: impl ExactSizeIterator<Item = (WordId, u64, bool)>) -> usize {
        let Self { before, after, latest, base, outside } = self;
        outside.clear();
        after.clear();
        after.resize(words.len() + 1, u32::MAX);
        before.resize(words.len(), 0);
        let most = u32::try_from(words.len()).unwrap_or(u32::MAX);
        if latest.is_empty() || base.checked_add(most).is_none() {
            latest.clear();
            latest.resize(WordId::count(), 0);
            *base = 0;
        }
        // Slices of their own, which no write is taken to move.
        let (places, afters, befores) = (&mut latest[..], &mut after[..], &mut before[..]);
        let start = *base;
        let mut index = 0u32;
        for (id, hash, counts) in words {
            if !counts {
                continue;
            }
            let last = if id == WordId::NONE {
                outside.push((hash, index));
                0
            } else {
                std::mem::replace(&mut places[id.index()], start + index + 1).saturating_sub(start)
            };
            afters[last as usize] = index;
            befores[index as usize] = last;
            index += 1;
        }
        *base += index;
        before.truncate(index as usize);
        outside.sort_unstable();
        for pair in outside.windows(2) {
            if let [(hash, first), (next, second)] = *pair
                && hash == next
            {
                before[second as usize] = first + 1;
                after[first as usize + 1] = second;
            }
        }
        index as usize
    }

    /// MTLD of the words that were read, at most [`CAP`].
    fn mtld(&self) -> f64 {
        let count = self.before.len();
        let forwards = factors(count, |i, start| self.before[i] as usize <= start);
        // Read backwards, word `i` stands at `count - 1 - i`, and "before" is after.
        let backwards = factors(count, |i, start| self.after[count - i] as usize > count - 1 - start);
        let one = |factors: f64| if factors > 0.0 { (count as f64 / factors).min(CAP) } else { CAP };
        (one(forwards) + one(backwards)) / 2.0
    }
}

/// The number of factors in one reading; `is_new(i, start)` says whether word `i` is new since `start`.
#[inline(never)]
fn factors(count: usize, is_new: impl Fn(usize, usize) -> bool) -> f64 {
    let (mut factors, mut start) = (0.0, 0);
    while start < count {
        // 25 × different words − 18 × words: below 0 where the share is below the threshold.
        let mut margin = 0i64;
        let end = (start..count).find(|&index| {
            margin += select_unpredictable(is_new(index, start), 25 - 18, -18);
            margin < 0
        });
        let Some(end) = end else {
            let rest = count - start;
            let types = (margin + 18 * rest as i64) / 25;
            return factors + (1.0 - types as f64 / rest as f64) / (1.0 - THRESHOLD);
        };
        factors += 1.0;
        start = end + 1;
    }
    factors
}

impl Feature for LexicalDiversity {
    fn about(&self) -> &About {
        &self.0
    }

    fn properties(&self) -> Properties {
        REGISTRATION.properties
    }

    fn columns(&self) -> Vec<Column> {
        vec![Column {
            name: "lexical_diversity".into(),
            title: "Variety of vocabulary".into(),
            expected: Expected::Raises,
        }]
    }

    fn measure(&self, doc: &Annotated<'_>, out: &mut Sink<'_>) {
        let measure = |occurrences: &mut Occurrences, out: &mut Sink<'_>| {
            let words = doc.words.iter().zip(doc.ids());
            if occurrences.read(words.map(|(w, id)| (*id, w.hash, w.class == Class::Word))) >= FEWEST {
                out.value(0, occurrences.mtld());
            }
        };
        OCCURRENCES.with(|occurrences| match occurrences.try_borrow_mut() {
            Ok(mut occurrences) => measure(&mut occurrences, out),
            Err(_) => measure(&mut Occurrences::default(), out),
        });
    }

    fn phrase(&self, _column: usize, value: Option<f64>) -> String {
        match value {
            Some(value) => format!("{value:.0} words on average before words repeat much (MTLD)"),
            None => "too short to tell the variety of its vocabulary".to_owned(),
        }
    }

    fn plain(&self, _column: usize, value: Option<f64>, usual: f64) -> Plain {
        const MORE: &str = "letters whose words vary more";
        match value {
            None => Plain::new("your letter is too short to say how much its words vary", MORE),
            Some(v) => {
                let how = if v < usual { "less than" } else { "as much as, or more than," };
                Plain::new(
                    format!(
                        "the words of your letter vary {how} is usual ({v:.0} on a scale on which {usual:.0} is usual)"
                    ),
                    MORE,
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{Extractor, Measurement};
    use crate::text::Document;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// One reading, straight from the definition.
    fn plain_factors(words: &[u64]) -> f64 {
        let (mut factors, mut seen, mut count) = (0.0, BTreeSet::new(), 0);
        for word in words {
            seen.insert(word);
            count += 1;
            if (seen.len() as f64) < THRESHOLD * f64::from(count) {
                factors += 1.0;
                seen.clear();
                count = 0;
            }
        }
        if count > 0 { factors + (1.0 - seen.len() as f64 / f64::from(count)) / (1.0 - THRESHOLD) } else { factors }
    }

    proptest! {
        #[test]
        fn equals_its_definition(words in prop::collection::vec(0u64..40, 1..300)) {
            let backwards: Vec<u64> = words.iter().rev().copied().collect();
            let one = |f: f64| if f > 0.0 { (words.len() as f64 / f).min(CAP) } else { CAP };
            let plain = (one(plain_factors(&words)) + one(plain_factors(&backwards))) / 2.0;
            // Some of the words are in the lexicon, some are not.
            let id = |word: u64| if word.is_multiple_of(4) { WordId::NONE } else { WordId::all().nth(word as usize).unwrap() };
            let mut occurrences = Occurrences::default();
            for _ in 0..2 {
                occurrences.read(words.iter().map(|&word| (id(word), word, true)));
                prop_assert!((occurrences.mtld() - plain).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn repetition_lowers_it_and_length_does_not() {
        let extractor = Extractor::of(vec![Box::new(LexicalDiversity::new())]);
        let measure = |letter: &str| {
            let mut out = Measurement::default();
            extractor.measure(&Document::new(letter), true, &mut out);
            out.values[0]
        };
        let dull = "I like research because research is interesting and I like interesting research. ";
        let (short, long) = (measure(&dull.repeat(5)).unwrap(), measure(&dull.repeat(50)).unwrap());
        assert!(short < 15.0 && (short - long).abs() < 2.0, "{short} {long}");
        assert_eq!(measure("Too short."), None);
        let distinct: String = (0..100u32)
            .map(|i| format!("{}{} ", (b'a' + (i % 26) as u8) as char, "x".repeat(i as usize / 26 + 1)))
            .collect();
        assert_eq!(measure(&distinct), Some(CAP));
    }
}
