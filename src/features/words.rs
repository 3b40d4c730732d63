//! Length of the letter in words.
//!
//! # What it measures
//! The number of words as a reader counts them: `event-driven` is one word, a number is one, a placeholder such
//! as `[name]` is one.
//!
//! # Why it may matter
//! A letter of sixty words can't say much; most human marks of writing rise with length. It is also the baseline
//! that every other feature must beat.
//!
//! # How it misleads
//! Long is not good: padding raises it. A limit in the application form, or a letter cut off by a survey tool,
//! shows up here as a trait of the applicant.
//!
//! # Example
//! "I trained spiking networks for two years." has 7 words.

use super::registration::ColumnNames;
use super::{About, Column, Expected, Feature, Plain, Properties, Registration, Sink};
use crate::lexicon::Annotated;

/// What the list holds of it.
pub(super) const REGISTRATION: Registration = Registration {
    name: "words",
    properties: Properties { is_length: true, ..Properties::PLAIN },
    columns: ColumnNames::One("words"),
    make: |_| Box::new(Words::new()),
};

/// See the module's text.
pub struct Words(About);

impl Words {
    /// The feature.
    #[must_use]
    pub fn new() -> Self {
        Self(About::from_source(REGISTRATION.name, 1, include_str!("words.rs")))
    }
}

impl Default for Words {
    fn default() -> Self {
        Self::new()
    }
}

impl Feature for Words {
    fn about(&self) -> &About {
        &self.0
    }

    fn properties(&self) -> Properties {
        REGISTRATION.properties
    }

    fn columns(&self) -> Vec<Column> {
        vec![Column { name: "words".into(), title: "Words".into(), expected: Expected::Raises }]
    }

    fn measure(&self, doc: &Annotated<'_>, out: &mut Sink<'_>) {
        out.value(0, doc.count_words() as f64);
    }

    fn phrase(&self, _column: usize, value: Option<f64>) -> String {
        let n = value.unwrap_or(0.0);
        format!("{n:.0} word{}", if n == 1.0 { "" } else { "s" })
    }

    fn plain(&self, _column: usize, value: Option<f64>, usual: f64) -> Plain {
        Plain::amount(value.unwrap_or(0.0), usual, 0, ["is", "words long"], "longer letters")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{Extractor, Measurement};
    use crate::text::Document;

    #[test]
    fn counts_as_a_reader_does() {
        let extractor = Extractor::of(vec![Box::new(Words::new())]);
        let mut m = Measurement::default();
        for (letter, n) in
            [("I trained spiking networks for two years.", 7.0), ("event-driven [name] 3.5", 3.0), ("", 0.0)]
        {
            extractor.measure(&Document::new(letter), true, &mut m);
            assert_eq!(m.values, [Some(n)], "{letter}");
            assert!(m.evidence.is_empty());
        }
    }
}
