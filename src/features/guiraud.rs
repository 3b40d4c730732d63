//! Different words for the length of the letter.
//!
//! # What it measures
//! Guiraud's index (Guiraud 1954; also called the root type-token ratio; Carroll's corrected ratio of 1964 is this over
//! √2): the number of different words divided by the square root of the number of words. `Model` and `model` are one word;
//! numbers, placeholders and addresses are left out. Most letters lie between 6 and 12. A letter without words has
//! no value.
//!
//! # Why it may matter
//! It holds both how much a letter says and how little it repeats, and teachers' ratings of essays rise with it more
//! steadily than with either alone. To raise it a writer has to write more, in other words than before.
//!
//! # How it misleads
//! It grows a little with length. Misspellings look like new words, and so do names. Writers in a second language have fewer words at hand,
//! whatever they know of the subject. Technical writing repeats its terms for good reasons.
//!
//! # Example
//! "the cat saw the dog" five times over has 25 words and 4 different ones: 4 / √25 = 0.8.

use super::registration::ColumnNames;
use super::{About, Column, Expected, Feature, Plain, Properties, Registration, Sink};
use crate::lexicon::{Annotated, WordId};
use crate::text::Class;
use std::cell::RefCell;

/// What the list holds of it.
pub(super) const REGISTRATION: Registration = Registration {
    name: "guiraud",
    properties: Properties::PLAIN,
    columns: ColumnNames::One("guiraud"),
    make: |_| Box::new(Guiraud::new()),
};

/// Which words a letter holds; memory that is used again for the next.
#[derive(Debug, Default)]
struct Seen {
    /// Per word number: the letter that it was last met in.
    last: Vec<u32>,
    letter: u32,
    /// Hashes of words that the lexicon does not hold.
    outside: Vec<u64>,
}

thread_local! {
    static SEEN: RefCell<Seen> = RefCell::default();
}

impl Seen {
    /// The index of the words of a letter; none if it has none.
    fn index(&mut self, words: impl Iterator<Item = (WordId, u64)>) -> Option<f64> {
        let Self { last, letter, outside } = self;
        if last.is_empty() || *letter == u32::MAX {
            last.clear();
            last.resize(WordId::count(), 0);
            *letter = 0;
        }
        *letter += 1;
        outside.clear();
        let (mut tokens, mut types) = (0usize, 0usize);
        for (id, hash) in words {
            tokens += 1;
            if id == WordId::NONE {
                outside.push(hash);
            } else {
                types += usize::from(std::mem::replace(&mut last[id.index()], *letter) != *letter);
            }
        }
        outside.sort_unstable();
        outside.dedup();
        types += outside.len();
        (tokens > 0).then(|| types as f64 / (tokens as f64).sqrt())
    }
}

/// See the module's text.
pub struct Guiraud(About);

impl Guiraud {
    /// The feature.
    #[must_use]
    pub fn new() -> Self {
        Self(About::from_source(REGISTRATION.name, 1, include_str!("guiraud.rs")))
    }
}

impl Default for Guiraud {
    fn default() -> Self {
        Self::new()
    }
}

impl Feature for Guiraud {
    fn about(&self) -> &About {
        &self.0
    }

    fn columns(&self) -> Vec<Column> {
        vec![Column {
            name: "guiraud".into(),
            title: "Different words for the length".into(),
            expected: Expected::Raises,
        }]
    }

    fn measure(&self, doc: &Annotated<'_>, out: &mut Sink<'_>) {
        let words = || {
            let all = doc.words.iter().zip(doc.ids());
            all.filter(|(word, _)| word.class == Class::Word).map(|(word, id)| (*id, word.hash))
        };
        let found = SEEN.with(|seen| match seen.try_borrow_mut() {
            Ok(mut seen) => seen.index(words()),
            Err(_) => Seen::default().index(words()),
        });
        if let Some(found) = found {
            out.value(0, found);
        }
    }

    fn phrase(&self, _column: usize, value: Option<f64>) -> String {
        match value {
            Some(value) => format!("Guiraud's index {value:.1} (different words for its length)"),
            None => "no words to count".to_owned(),
        }
    }

    fn plain(&self, _column: usize, value: Option<f64>, usual: f64) -> Plain {
        const MORE: &str = "letters with more different words for their length";
        match value {
            None => Plain::new("your letter has no words of which the different ones could be counted", MORE),
            Some(v) => {
                let how = if v < usual { "fewer" } else { "as many or more" };
                Plain::new(format!("your letter uses {how} different words for its length than is usual"), MORE)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{Extractor, Measurement};
    use crate::text::Document;

    #[test]
    fn different_words_over_the_root_of_all() {
        let extractor = Extractor::of(vec![Box::new(Guiraud::new())]);
        let measure = |letter: &str| {
            let mut out = Measurement::default();
            extractor.measure(&Document::new(letter), true, &mut out);
            out.values[0]
        };
        assert_eq!(measure(&"the cat saw the dog. ".repeat(5)), Some(0.8));
        assert_eq!(measure(&"The cat saw THE dog, 17 [name]. ".repeat(5)), Some(0.8));
        assert_eq!((measure("Short."), measure("17 [name]")), (Some(1.0), None));
        let distinct: String = ('a'..='y').map(|c| format!("{c}x ")).collect();
        assert_eq!(measure(&distinct), Some(5.0));
    }
}
