//! Numbers and names per hundred words.
//!
//! # What it measures
//! How often the letter gives a number ("93.5", "three layers" does not count) or a name: a word with capitals
//! inside or throughout (PyTorch, LLM), or capitalised inside a sentence (Stanford, Bayesian). Words of a name that
//! stand together count once. The short names of whole fields (AI, ML, NLP, …) are no names: they point to nothing in particular. Sentences in capitals and the first words of sentences are left out. Mentions per
//! 100 words, capped at 20; a letter without words has no value. A reason says how many of them are numbers and how many are
//! names, of the first twelve; `number_rate` counts numbers alone.
//!
//! # Why it may matter
//! "I fine-tuned LLaMA on 40 h of speech" can be checked and asked about; "I did many interesting projects" cannot.
//! Readers trust the specific.
//!
//! # How it misleads
//! Names can be dropped and numbers invented. A list of tools scores high and says little; an anonymised letter
//! loses its names (placeholders do not count); writers who use many capitals gain.
//!
//! # Example
//! "We trained ResNet on 50 scans." has 2 mentions in 6 words: capped at 20 per 100.

use super::registration::ColumnNames;
use super::{About, Column, Evidence, Expected, Feature, Plain, Properties, Registration, Sink};
use crate::lexicon::Annotated;
use crate::span::Span;
use crate::text::{Class, Shape, Word};

/// Mentions per 100 words beyond which more is no more concrete.
const CAP: f64 = 20.0;
/// At most so many mentions are shown.
const SHOWN: usize = 12;

/// What the list holds of it.
pub(super) const REGISTRATION: Registration = Registration {
    name: "concreteness",
    properties: Properties { claims: &["number"], ..Properties::PLAIN },
    columns: ColumnNames::One("concreteness"),
    make: |_| Box::new(Concreteness::new()),
};

/// See the module's text.
pub struct Concreteness(About);

impl Concreteness {
    /// The feature.
    #[must_use]
    pub fn new() -> Self {
        Self(About::from_source(REGISTRATION.name, 3, include_str!("concreteness.rs")))
    }
}

impl Default for Concreteness {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether [`kind`] has to look at a word; most words are none of this. Without branches, which would be guessed wrong.
#[inline]
fn may_mention(word: &Word) -> bool {
    let opens_sentence = word.first & (word.shape == Shape::Capitalised);
    (word.class == Class::Number) | ((word.shape != Shape::Lower) & (word.span.len() > 1) & !opens_sentence)
}

/// Short names of whole fields of study, which name nothing in particular.
const FIELDS: [&str; 12] = ["AI", "ML", "DL", "RL", "NLP", "CV", "CS", "IT", "ICT", "HCI", "STEM", "XAI"];

/// Whether a word is one of [`FIELDS`], with or without points (`A.I.`) and the s of a plural (`AIs`).
fn is_field(word: &str) -> bool {
    let letters = || word.strip_suffix('s').unwrap_or(word).bytes().filter(|b| *b != b'.');
    FIELDS.iter().any(|field| letters().eq(field.bytes()))
}

/// What a word mentions: a number, a name, or nothing.
fn kind(word: &Word, text: &str) -> Option<&'static str> {
    match (word.class, word.shape) {
        (Class::Number, _) => Some("number"),
        (Class::Word, Shape::Mixed) if word.span.len() > 2 => (!is_field(word.span.slice(text))).then_some("name"),
        (Class::Word, Shape::Upper) if word.span.len() > 1 => (!is_field(word.span.slice(text))).then_some("name"),
        // `I`, `I'm`: not names.
        (Class::Word, Shape::Capitalised) if !word.first && word.span.len() > 2 => {
            let bytes = word.span.slice(text).as_bytes();
            (bytes.get(1).is_some_and(|b| *b != b'\'') && !(bytes[0] == b'I' && bytes[1] >= 0x80)).then_some("name")
        }
        _ => None,
    }
}

/// Whether more than half of the words are written in capitals.
fn in_capitals(words: &[Word]) -> bool {
    words.iter().filter(|w| w.shape == Shape::Upper).count() * 2 > words.len()
}

impl Feature for Concreteness {
    fn about(&self) -> &About {
        &self.0
    }

    fn properties(&self) -> Properties {
        REGISTRATION.properties
    }

    fn columns(&self) -> Vec<Column> {
        vec![Column { name: "concreteness".into(), title: "Numbers and names".into(), expected: Expected::Raises }]
    }

    fn measure(&self, doc: &Annotated<'_>, out: &mut Sink<'_>) {
        let (mut mentions, mut shown, mut total) = (0usize, 0usize, 0usize);
        for sentence in &doc.sentences {
            let words = &doc.words[sentence.words.clone()];
            total += sentence.counted;
            // The mention that is being read: its kind, its span and the index behind it.
            let mut open: Option<(&'static str, Span, usize)> = None;
            let mut close = |open: &mut Option<(&'static str, Span, usize)>| {
                if let Some((kind, span, _)) = open.take() {
                    mentions += 1;
                    if shown < SHOWN {
                        shown += 1;
                        out.evidence(Evidence::new(0, kind, span));
                    }
                }
            };
            for (index, word) in words.iter().enumerate() {
                if !may_mention(word) {
                    continue;
                }
                let Some(kind) = kind(word, doc.text()) else { continue };
                let joined = word.gap.is_compound() || kind == "name" && word.gap.is_blank();
                match &mut open {
                    Some((_, span, next)) if *next == index && joined => {
                        (*span, *next) = (span.to(word.span), index + 1)
                    }
                    None if in_capitals(words) => break,
                    _ => {
                        close(&mut open);
                        open = Some((kind, word.span, index + 1));
                    }
                }
            }
            close(&mut open);
        }
        if total > 0 {
            out.value(0, (100.0 * mentions as f64 / total as f64).min(CAP));
        }
    }

    fn phrase(&self, _column: usize, value: Option<f64>) -> String {
        value.map_or_else(
            || "no words to look for numbers and names in".to_owned(),
            |v| format!("{v:.1} numbers and names per 100 words"),
        )
    }

    fn plain(&self, _column: usize, value: Option<f64>, usual: f64) -> Plain {
        const MORE: &str = "letters that give more numbers and names";
        match value {
            None => Plain::new("your letter has no words in which numbers and names could be counted", MORE),
            Some(v) => Plain::amount(v, usual, 1, ["gives", "numbers and names of things in every 100 words"], MORE),
        }
    }

    fn made_of(&self, _column: usize, evidence: &mut dyn Iterator<Item = &Evidence>) -> Option<String> {
        let (mut numbers, mut names) = (0usize, 0usize);
        evidence.for_each(|e| if e.kind == "number" { numbers += 1 } else { names += 1 });
        let all = numbers + names;
        let of = if all == SHOWN { format!("of the first {SHOWN}: ") } else { String::new() };
        let count = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
        (all > 0).then(|| format!("{of}{}, {}", count(numbers, "number"), count(names, "name")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{Extractor, Measurement};
    use crate::text::Document;
    use proptest::prelude::*;

    fn measure(letter: &str) -> Measurement {
        let mut out = Measurement::default();
        Extractor::of(vec![Box::new(Concreteness::new())]).measure(&Document::new(letter), true, &mut out);
        out
    }

    fn check(marked: &str) {
        let letter = marked.replace(['«', '»'], "");
        let expected: Vec<&str> = marked.split('«').skip(1).filter_map(|m| m.split('»').next()).collect();
        let out = measure(&letter);
        let got: Vec<&str> = out.evidence.iter().map(|e| e.span.slice(&letter)).collect();
        assert_eq!(got, expected, "{marked}");
        let per_100 = 100.0 * expected.len() as f64 / Document::new(&letter).count_words() as f64;
        assert_eq!(out.values, [Some(per_100.min(CAP))]);
    }

    #[test]
    fn numbers_and_names_are_mentions() {
        check("We trained a model called «ResNet-50» over and over, on «1,200» scans of the brain.");
        check("There are ten of us who study at «Stanford University» in «California», and I am glad, I'm sure.");
        check("PLEASE READ THIS NOW");
        check("I want to study AI and ML, and not NLP or CS, with «LLMs» from «MIT».");
        check("My view of AI changed when «AI2» gave us «GPUs»; RL alone did not do it, and «PPO» did.");
        check("It is a good idea and I like it.");
        assert_eq!(measure("").values, [None]);
        assert_eq!(measure("We trained ResNet on 50 scans.").values, [Some(CAP)]);
    }

    #[test]
    fn a_reason_says_what_is_a_number_and_what_a_name() {
        let parts = |letter: &str| {
            let extractor = Extractor::of(vec![Box::new(Concreteness::new())]);
            let mut out = Measurement::default();
            extractor.measure(&Document::new(letter), true, &mut out);
            extractor.made_of(0, &out.evidence)
        };
        let said = parts("We trained ResNet at Stanford University on 50 scans.");
        assert_eq!(said.as_deref(), Some("1 number, 2 names"));
        let said = parts(&"We took 12 pictures in Norway. ".repeat(9));
        assert_eq!(said.as_deref(), Some("of the first 12: 6 numbers, 6 names"));
        assert_eq!(parts("we took pictures"), None);
        // Short names of whole fields name nothing, however they are joined or counted.
        assert_eq!(parts("My AI-driven tool and other AIs are AI, and so is A.I. in the AI/ML world."), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read(letter in "\\PC{0,200}") {
            let out = measure(&letter);
            let mut end = 0;
            for e in &out.evidence {
                prop_assert!(e.span.start >= end && letter.get(e.span.range()).is_some());
                end = e.span.end;
            }
        }
    }
}
