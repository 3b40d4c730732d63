//! The word `I` written with a small letter, per hundred words.
//!
//! # What it measures
//! How often a lone `i` stands where English has `I`. An `i` that numbers an item ("i)", "i.") or stands in a formula between
//! signs is left out. Per 100 words, capped at 5; a letter without words has no value.
//!
//! # Why it may matter
//! It shows a letter that was written in haste or on a telephone, and that no program corrected.
//!
//! # How it misleads
//! Not in the default set. It is part of `error_rate` already. It says which keyboard a letter was written on more than who
//! wrote it, and one setting of a mobile phone undoes it.
//!
//! # Example
//! "Last year i joined a lab, and i learnt much." has 2 in 10 words: 20 per 100, counted as 5.

use super::registration::ColumnNames;
use super::{About, Column, Evidence, EvidenceKind, Expected, Feature, Plain, Properties, Registration, Sink};
use crate::lexicon::Annotated;
use crate::text::{Class, Gap, Shape};

/// What the list holds of it.
pub(super) const REGISTRATION: Registration = Registration {
    name: "lower_case_i",
    properties: Properties { evidence: EvidenceKind::Error, opt_in: true, ..Properties::PLAIN },
    columns: ColumnNames::One("lower_case_i"),
    make: |_| Box::new(LowerCaseI::new()),
};

/// Beyond this, more say no more.
const CAP: f64 = 5.0;
/// At most so many are shown.
const SHOWN: usize = 12;

/// See the module's text.
pub struct LowerCaseI(About);

impl LowerCaseI {
    /// The feature.
    #[must_use]
    pub fn new() -> Self {
        Self(About::from_source(REGISTRATION.name, 1, include_str!("lower_case_i.rs")))
    }
}

impl Default for LowerCaseI {
    fn default() -> Self {
        Self::new()
    }
}

impl Feature for LowerCaseI {
    fn about(&self) -> &About {
        &self.0
    }

    fn properties(&self) -> Properties {
        REGISTRATION.properties
    }

    fn columns(&self) -> Vec<Column> {
        vec![Column { name: "lower_case_i".into(), title: "I written small".into(), expected: Expected::Lowers }]
    }

    fn measure(&self, doc: &Annotated<'_>, out: &mut Sink<'_>) {
        let (text, total) = (doc.text(), doc.count_words());
        let blank =
            |gap: Gap| !gap.has(Gap::OPEN) && !gap.has(Gap::CLOSE) && !gap.has(Gap::OTHER) && !gap.has(Gap::SLASH);
        let mut found = 0usize;
        for (index, word) in doc.words.iter().enumerate() {
            let small = word.class == Class::Word && word.shape == Shape::Lower && word.span.len() == 1;
            if !small || word.span.slice(text) != "i" || !blank(word.gap) {
                continue;
            }
            // A pronoun stands before a word: "i)" and "i." number an item.
            let next = doc.words.get(index + 1).map(|next| next.gap);
            if next.is_none_or(|gap| !blank(gap) || gap.has(Gap::STOP) || gap.is_compound()) {
                continue;
            }
            found += 1;
            if found <= SHOWN {
                out.evidence(Evidence::new(0, "lower_case_i", word.span));
            }
        }
        if total > 0 {
            out.value(0, (100.0 * found as f64 / total as f64).min(CAP));
        }
    }

    fn phrase(&self, _column: usize, value: Option<f64>) -> String {
        format!("{:.1} times i for I per 100 words", value.unwrap_or(0.0))
    }

    fn plain(&self, _column: usize, value: Option<f64>, usual: f64) -> Plain {
        let words = ["writes “I” small", "times in every 100 words"];
        Plain::amount(value.unwrap_or(0.0), usual, 1, words, "letters that write “I” small more often")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{Extractor, Measurement};
    use crate::text::Document;

    #[test]
    fn a_small_i_for_the_writer_counts() {
        let count = |letter: &str| {
            let mut out = Measurement::default();
            Extractor::of(vec![Box::new(LowerCaseI::new())]).measure(&Document::new(letter), true, &mut out);
            out.evidence.len()
        };
        assert_eq!(count("Last year i joined a lab, and i learnt much."), 2);
        assert_eq!(count("I joined a lab. When, i think, it began."), 1);
        assert_eq!(count("Two reasons: (i) the lab, and (ii) the people."), 0);
        assert_eq!(count("i. The first. ii. The second."), 0);
        assert_eq!(count("The x_i / i ratio; an i-vector; it is."), 0);
    }
}
