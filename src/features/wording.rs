//! The committee's own words: single words that its yes letters use more often than its no letters, or less often.
//!
//! # What it measures
//! `train --wording` learns up to 40 words from the labelled letters, each with a weight (its log-odds). The value of a letter is
//! the sum of the weights of those words that stand in it, however often, minus the same sum of an average training letter: 0 is
//! an average letter. A word counts in lower case, or with a capital at the start of a sentence. Never learnt are words that are
//! mostly written with a capital, that tell of gender, family, religion, origin, schools or occupations, numbers, terms of the
//! topics, words of the school's own prompt (`--prompt`) and words that the dictionary doesn't hold.
//!
//! # Why it may matter
//! A committee can value something that no other column measures, and its words are the trace of it.
//!
//! # How it misleads
//! Not in the default set. A word is no reason: it goes together with a yes in past letters, and nothing says why. Words follow
//! fashions, prompts and backgrounds, and they can be put into a letter at no cost (`train` prints what the ten best would
//! bring). So people read the list and approve it (`train --wording WORDS.toml`), the column counts only between the 2nd and the 98th
//! percentile of the training letters, and it is refused where it doesn't predict held-out letters better.
//!
//! # Example
//! With "because" at +0.30 and "stuff" at −0.20, and 0.05 in an average letter: "I left because it was dull" has 0.25.

mod never;
mod present;
pub(super) mod weights;

pub use never::Never;
pub use present::{LetterWord, words_of};
pub use weights::WordWeights;

use super::registration::ColumnNames;
use super::{About, Column, Evidence, Expected, Feature, Part, Plain, Properties, Registration, Sink};
use crate::lexicon::Annotated;
use std::sync::Arc;

/// What the list holds of it.
pub(super) const REGISTRATION: Registration = Registration {
    name: "wording",
    properties: Properties { opt_in: true, learnt: true, ..Properties::PLAIN },
    columns: ColumnNames::One("wording"),
    make: |settings| Box::new(Wording::new(settings.wording.clone())),
};

/// Evidence for the same word: more places say no more.
const PLACES: usize = 3;

/// See the module's text.
pub struct Wording {
    about: About,
    /// None where no model has learnt any: then no letter has a value.
    weights: Option<Arc<WordWeights>>,
}

impl Wording {
    /// The feature with these words.
    #[must_use]
    pub fn new(weights: Option<Arc<WordWeights>>) -> Self {
        Self { about: About::from_source(REGISTRATION.name, 1, include_str!("wording.rs")), weights }
    }
}

impl Feature for Wording {
    fn about(&self) -> &About {
        &self.about
    }

    fn properties(&self) -> Properties {
        REGISTRATION.properties
    }

    fn columns(&self) -> Vec<Column> {
        vec![Column { name: "wording".into(), title: "The committee's words".into(), expected: Expected::Raises }]
    }

    fn measure(&self, doc: &Annotated<'_>, out: &mut Sink<'_>) {
        let Some(weights) = &self.weights else { return };
        let mut seen = vec![0usize; weights.words.len()];
        for word in doc.words.iter().filter(|word| present::counts(word, doc.text())) {
            let Some(place) = weights.place(word.hash) else { continue };
            seen[place] += 1;
            if seen[place] <= PLACES && out.wants_evidence() {
                let (_, text, weight) = &weights.words[place];
                let kind = if *weight < 0.0 { "lowers" } else { "raises" };
                out.evidence(Evidence::new(0, kind, word.span).rule("", text.clone()).value(*weight));
            }
        }
        let present = weights.words.iter().zip(&seen).filter(|(_, seen)| **seen > 0);
        out.value(0, present.map(|((_, _, weight), _)| weight).sum::<f64>() - weights.average);
    }

    fn phrase(&self, _column: usize, value: Option<f64>) -> String {
        match value {
            None => "the committee's words: not measured".into(),
            Some(v) => format!("the committee's words ({v:+.2})"),
        }
    }

    fn plain(&self, _column: usize, value: Option<f64>, _usual: f64) -> Plain {
        let found = match value {
            Some(v) if v > 0.0 => {
                "the letter has more of the words that past letters with a yes have in common than usual"
            }
            _ => "the letter has fewer of the words that past letters with a yes have in common than usual",
        };
        Plain::new(found.to_owned(), "letters with more of these words".to_owned())
    }

    fn made_of(&self, _column: usize, evidence: &mut dyn Iterator<Item = &Evidence>) -> Option<String> {
        let mut words = distinct(evidence);
        words.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then_with(|| a.0.cmp(b.0)));
        let list = |raises: bool| {
            let own: Vec<&str> = words.iter().filter(|(_, w)| (*w >= 0.0) == raises).map(|(word, _)| *word).collect();
            (!own.is_empty()).then(|| format!("{}: {}", if raises { "raise" } else { "lower" }, own.join(", ")))
        };
        let lists: Vec<String> = [true, false].into_iter().filter_map(list).collect();
        (!lists.is_empty()).then(|| lists.join("; "))
    }

    fn parts(&self, _column: usize, evidence: &mut dyn Iterator<Item = &Evidence>) -> Vec<Part> {
        let Some(weights) = &self.weights else { return Vec::new() };
        let words = distinct(evidence);
        let mut parts: Vec<Part> =
            words.iter().map(|(word, weight)| Part { title: (*word).to_owned(), value: *weight }).collect();
        parts.push(Part { title: "less what an average letter has of these words".into(), value: -weights.average });
        parts
    }
}

/// The words of some evidence with their weights, each once, in the order of the letter.
fn distinct<'e>(evidence: &mut dyn Iterator<Item = &'e Evidence>) -> Vec<(&'e str, f64)> {
    let mut words: Vec<(&str, f64)> = Vec::new();
    for found in evidence {
        if !words.iter().any(|(word, _)| *word == found.message) {
            words.push((&found.message, found.value.unwrap_or(0.0)));
        }
    }
    words
}

#[cfg(test)]
mod tests;
