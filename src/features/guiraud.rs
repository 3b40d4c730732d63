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
use super::{About, Column, Expected, Feature, Properties, Registration, Sink};
use crate::lexicon::Annotated;
use crate::text::Class;
use std::cell::RefCell;

/// What the list holds of it.
pub(super) const REGISTRATION: Registration = Registration {
    name: "guiraud",
    properties: Properties::PLAIN,
    columns: ColumnNames::One("guiraud"),
    make: |_| Box::new(Guiraud::new()),
};

thread_local! {
    /// Hashes of a letter's words; used again for the next.
    static HASHES: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
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

/// The index of the words with these hashes; none where they are too few.
fn index(hashes: &mut Vec<u64>) -> Option<f64> {
    let tokens = hashes.len();
    if tokens == 0 {
        return None;
    }
    hashes.sort_unstable();
    hashes.dedup();
    Some(hashes.len() as f64 / (tokens as f64).sqrt())
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
        let found = HASHES.with(|memory| {
            let mut hashes = memory.take();
            hashes.clear();
            hashes.extend(doc.words.iter().filter(|w| w.class == Class::Word).map(|w| w.hash));
            let found = index(&mut hashes);
            memory.replace(hashes);
            found
        });
        if let Some(found) = found {
            out.value(0, found);
        }
    }

    fn phrase(&self, _column: usize, value: Option<f64>) -> String {
        match value {
            Some(value) => format!("different words for its length {value:.1} (Guiraud)"),
            None => "no words to count the different ones of".to_owned(),
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
