//! Numbers per hundred words, apart from names.
//!
//! # What it measures
//! How often the letter gives a number in digits ("93.5", "2024", "40 h"). Numbers that stand together count once. Per 100
//! words, capped at 10; a letter without words has no value.
//!
//! # Why it may matter
//! A committee may value figures and not names, or the other way round; `concreteness` counts both alike.
//!
//! # How it misleads
//! Not in the default set. It is the easiest column to play: numbers can be invented, and ten of them take a letter of
//! 200 words from none to nearly half the cap. Years, marks and telephone numbers count like results. On essays of
//! pupils it predicted nothing.
//!
//! # Example
//! "We trained ResNet on 50 scans for 3 days." has 2 numbers in 9 words: 22 per 100, counted as 10.

use super::registration::ColumnNames;
use super::{About, Column, Evidence, Expected, Feature, Plain, Properties, Registration, Sink};
use crate::lexicon::Annotated;
use crate::span::Span;
use crate::text::Class;

/// What the list holds of it.
pub(super) const REGISTRATION: Registration = Registration {
    name: "number_rate",
    properties: Properties { opt_in: true, ..Properties::PLAIN },
    columns: ColumnNames::One("number_rate"),
    make: |_| Box::new(NumberRate::new()),
};

/// Numbers per 100 words beyond which more say no more.
const CAP: f64 = 10.0;
/// At most so many numbers are shown.
const SHOWN: usize = 12;

/// See the module's text.
pub struct NumberRate(About);

impl NumberRate {
    /// The feature.
    #[must_use]
    pub fn new() -> Self {
        Self(About::from_source(REGISTRATION.name, 1, include_str!("number_rate.rs")))
    }
}

impl Default for NumberRate {
    fn default() -> Self {
        Self::new()
    }
}

impl Feature for NumberRate {
    fn about(&self) -> &About {
        &self.0
    }

    fn properties(&self) -> Properties {
        REGISTRATION.properties
    }

    fn columns(&self) -> Vec<Column> {
        vec![Column { name: "number_rate".into(), title: "Numbers".into(), expected: Expected::Raises }]
    }

    fn measure(&self, doc: &Annotated<'_>, out: &mut Sink<'_>) {
        let total = doc.count_words();
        let mut numbers: Vec<Span> = Vec::new();
        let mut open = false;
        for word in &doc.words {
            let is_number = word.class == Class::Number;
            match numbers.last_mut() {
                Some(last) if is_number && open && word.gap.is_compound() => *last = last.to(word.span),
                _ if is_number => numbers.push(word.span),
                _ => {}
            }
            open = is_number;
        }
        if total > 0 {
            out.value(0, (100.0 * numbers.len() as f64 / total as f64).min(CAP));
        }
        numbers.into_iter().take(SHOWN).for_each(|span| out.evidence(Evidence::new(0, "number", span)));
    }

    fn phrase(&self, _column: usize, value: Option<f64>) -> String {
        format!("{:.1} numbers per 100 words", value.unwrap_or(0.0))
    }

    fn plain(&self, _column: usize, value: Option<f64>, usual: f64) -> Plain {
        let words = ["gives", "numbers in every 100 words"];
        Plain::amount(value.unwrap_or(0.0), usual, 1, words, "letters that give more numbers")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{Extractor, Measurement};
    use crate::text::Document;

    #[test]
    fn numbers_count_and_names_do_not() {
        let measure = |letter: &str| {
            let mut out = Measurement::default();
            Extractor::of(vec![Box::new(NumberRate::new())]).measure(&Document::new(letter), true, &mut out);
            out
        };
        assert_eq!(measure("We trained ResNet on 50 scans for 3 days.").values, [Some(CAP)]);
        let letter = "We counted 1,200 birds near Stanford, and three of us wrote it down in the book. ".repeat(2);
        let out = measure(&letter);
        let words = Document::new(&letter).count_words() as f64;
        assert_eq!(out.values, [Some(100.0 * 2.0 / words)]);
        assert_eq!(out.evidence[0].span.slice(&letter), "1,200");
        assert_eq!(measure("").values, [None]);
    }
}
