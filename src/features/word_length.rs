//! Mean length of the words, in letters.
//!
//! # What it measures
//! The mean number of characters per word. Numbers, placeholders and addresses are left out, apostrophes count as
//! written, and a word counts for at most 20 characters, so that a broken link or a chain of words joined by a missing blank does not
//! decide. A letter without words has no value.
//!
//! # Why it may matter
//! Precise words tend to be longer than general ones (`synchronisation`, `thing`). It is the oldest measure of how
//! demanding a text is, and ratings of essays rise with it.
//!
//! # How it misleads
//! Plain English has short words, and is good writing. Long words can be picked for their length. Fields differ: a letter
//! on reinforcement learning has longer words than one on robots.
//!
//! # Example
//! "I like to ride" repeated has words of 1, 4, 2 and 4 characters: 2.75 on average.

use super::registration::ColumnNames;
use super::{About, Column, Expected, Feature, Plain, Properties, Registration, Sink};
use crate::lexicon::Annotated;
use crate::text::Class;

/// What the list holds of it.
pub(super) const REGISTRATION: Registration = Registration {
    name: "word_length",
    properties: Properties::PLAIN,
    columns: ColumnNames::One("word_length"),
    make: |_| Box::new(WordLength::new()),
};

/// A word counts for at most so many characters.
const LONGEST: usize = 20;

/// See the module's text.
pub struct WordLength(About);

impl WordLength {
    /// The feature.
    #[must_use]
    pub fn new() -> Self {
        Self(About::from_source(REGISTRATION.name, 1, include_str!("word_length.rs")))
    }
}

impl Default for WordLength {
    fn default() -> Self {
        Self::new()
    }
}

impl Feature for WordLength {
    fn about(&self) -> &About {
        &self.0
    }

    fn columns(&self) -> Vec<Column> {
        vec![Column { name: "word_length".into(), title: "Length of words".into(), expected: Expected::Raises }]
    }

    fn measure(&self, doc: &Annotated<'_>, out: &mut Sink<'_>) {
        let text = doc.text();
        let (mut words, mut characters) = (0usize, 0usize);
        for word in doc.words.iter().filter(|w| w.class == Class::Word) {
            let length = if word.non_ascii { word.span.slice(text).chars().count() } else { word.span.len() };
            words += 1;
            characters += length.min(LONGEST);
        }
        if words > 0 {
            out.value(0, characters as f64 / words as f64);
        }
    }

    fn phrase(&self, _column: usize, value: Option<f64>) -> String {
        match value {
            Some(value) => format!("words of {value:.1} letters on average"),
            None => "no words to tell the length of".to_owned(),
        }
    }

    fn plain(&self, _column: usize, value: Option<f64>, usual: f64) -> Plain {
        const MORE: &str = "letters with longer words";
        value.map_or_else(
            || Plain::new("your letter has no words whose length could be measured", MORE),
            |v| Plain::amount(v, usual, 1, ["has words of", "letters on average"], MORE),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{Extractor, Measurement};
    use crate::text::Document;

    #[test]
    fn characters_per_word() {
        let extractor = Extractor::of(vec![Box::new(WordLength::new())]);
        let measure = |letter: &str| {
            let mut out = Measurement::default();
            extractor.measure(&Document::new(letter), true, &mut out);
            out.values[0]
        };
        assert_eq!(measure(&"I like to ride. ".repeat(5)), Some(2.75));
        assert_eq!(measure(&"I like to ride 1234567 [name of a school]. ".repeat(5)), Some(2.75));
        assert_eq!(measure(&"é ü ".repeat(10)), Some(1.0));
        assert_eq!(measure(&"a ".repeat(20).replacen('a', &"x".repeat(900), 1)), Some(39.0 / 20.0));
        assert_eq!((measure("Short."), measure("17 [name]")), (Some(5.0), None));
    }
}
