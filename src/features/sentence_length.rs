//! Length of the sentences, in words.
//!
//! # What it measures
//! The mean number of words per sentence. Headings and other fragments of fewer than three words are left out, and
//! a sentence counts for at most sixty words, so that one run-on sentence or a list without stops does not decide.
//! A letter without a sentence of three words has no value.
//!
//! # Why it may matter
//! Very short sentences say one thing each; very long ones lose the reader. Writers at ease with the language
//! tend to lie between, so either sign is plausible.
//!
//! # How it misleads
//! It counts stops, not thoughts: a writer who leaves out full stops seems to write long sentences. Style differs
//! between languages and disciplines, and says nothing about aptitude.
//!
//! # Example
//! "I train models. They learn fast, and I watch them." has sentences of 3 and 7 words: 5 on average.

use super::registration::ColumnNames;
use super::{About, Column, Evidence, Expected, Feature, Plain, Properties, Registration, Sink};
use crate::lexicon::Annotated;

/// Sentences of fewer words are fragments.
const SHORTEST: usize = 3;
/// A sentence counts for at most so many words; a longer one is shown as evidence.
const LONGEST: usize = 60;
/// At most so many long sentences are shown.
const SHOWN: usize = 5;

/// What the list holds of it.
pub(super) const REGISTRATION: Registration = Registration {
    name: "sentence_words",
    properties: Properties::PLAIN,
    columns: ColumnNames::One("sentence_words"),
    make: |_| Box::new(SentenceLength::new()),
};

/// See the module's text.
pub struct SentenceLength(About);

impl SentenceLength {
    /// The feature.
    #[must_use]
    pub fn new() -> Self {
        Self(About::from_source(REGISTRATION.name, 1, include_str!("sentence_length.rs")))
    }
}

impl Default for SentenceLength {
    fn default() -> Self {
        Self::new()
    }
}

impl Feature for SentenceLength {
    fn about(&self) -> &About {
        &self.0
    }

    fn properties(&self) -> Properties {
        REGISTRATION.properties
    }

    fn columns(&self) -> Vec<Column> {
        vec![Column { name: "sentence_words".into(), title: "Words per sentence".into(), expected: Expected::Either }]
    }

    fn measure(&self, doc: &Annotated<'_>, out: &mut Sink<'_>) {
        let (mut words, mut sentences, mut shown) = (0usize, 0usize, 0);
        for sentence in &doc.sentences {
            let count = sentence.counted;
            if count < SHORTEST {
                continue;
            }
            words += count.min(LONGEST);
            sentences += 1;
            if count > LONGEST && shown < SHOWN {
                shown += 1;
                out.evidence(Evidence::new(0, "long_sentence", sentence.span).value(count as f64));
            }
        }
        if sentences > 0 {
            out.value(0, words as f64 / sentences as f64);
        }
    }

    fn phrase(&self, _column: usize, value: Option<f64>) -> String {
        match value {
            Some(words) => format!("{words:.0} words per sentence"),
            None => "no full sentence".to_owned(),
        }
    }

    fn plain(&self, _column: usize, value: Option<f64>, usual: f64) -> Plain {
        const MORE: &str = "letters with longer sentences";
        value.map_or_else(
            || Plain::new("your letter has no full sentence", MORE),
            |v| Plain::amount(v, usual, 0, ["has sentences of", "words on average"], MORE),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{Extractor, Measurement};
    use crate::text::Document;

    fn measure(letter: &str) -> Measurement {
        let mut out = Measurement::default();
        Extractor::of(vec![Box::new(SentenceLength::new())]).measure(&Document::new(letter), true, &mut out);
        out
    }

    #[test]
    fn means_words_per_sentence() {
        assert_eq!(measure("I train models. They learn fast, and I watch them.").values, [Some(5.0)]);
        assert_eq!(measure("Dear Madam,\n\nI train event-driven models.").values, [Some(4.0)]);
        assert_eq!(measure("").values, [None]);
        assert_eq!(measure("Yes.").values, [None]);
    }

    #[test]
    fn a_run_on_sentence_counts_sixty_and_is_shown() {
        let long = "on and ".repeat(40) + "on.";
        let out = measure(&format!("{long} They learn fast."));
        assert_eq!(out.values, [Some(31.5)]);
        assert_eq!(out.evidence.len(), 1);
        assert_eq!((out.evidence[0].kind, out.evidence[0].value), ("long_sentence", Some(81.0)));
        assert_eq!(out.evidence[0].span.slice(&long), long);
    }
}
