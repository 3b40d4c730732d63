//! Whether the letter is set out in paragraphs and its thoughts are connected, from 0 to 1.
//!
//! # What it measures
//! The mean of two parts, each from 0 to 1. Paragraphs: how many have at least 25 words; four or more give the full
//! part. Connections: how many different connectives it uses (however, therefore, for example, …); eight or more give
//! the full part. Greeting and closing lines are too short to count. A letter without words has no value.
//!
//! # Why it may matter
//! A reader follows a letter that has a beginning, a middle and an end, and that says how its thoughts hang together.
//!
//! # How it misleads
//! It sees signs of order, not order: connectives can be sprinkled on, and a well-built letter may need few. Web
//! forms swallow line breaks, which costs the applicant the first part. Longer letters have more room for both.
//!
//! # Example
//! Four paragraphs with "first", "however", "for example" and "therefore": (1 + 4/8) / 2 = 0.75.

use super::registration::ColumnNames;
use super::{About, Column, Evidence, Expected, Feature, Plain, Properties, Registration, Sink};
use crate::lexicon::Annotated;
use crate::lexicon::word_set::WordSet;
use crate::text::Word;
use crate::text::hash::hash_word;

/// A paragraph of fewer words is a line.
const PARAGRAPH: usize = 25;
/// So many paragraphs are enough.
const ENOUGH_PARAGRAPHS: f64 = 4.0;
/// So many different connectives are enough.
const ENOUGH_CONNECTIVES: f64 = 8.0;

/// Connectives; of two words, the first stands before the slash. At most 64.
const CONNECTIVES: &[&str] = &[
    "however",
    "therefore",
    "moreover",
    "furthermore",
    "although",
    "though",
    "whereas",
    "nevertheless",
    "nonetheless",
    "thus",
    "hence",
    "consequently",
    "additionally",
    "besides",
    "meanwhile",
    "instead",
    "otherwise",
    "similarly",
    "likewise",
    "firstly",
    "secondly",
    "thirdly",
    "finally",
    "lastly",
    "overall",
    "ultimately",
    "specifically",
    "indeed",
    "because",
    "since",
    "while",
    "despite",
    "unless",
    "until",
    "whether",
    "for/example",
    "for/instance",
    "in/addition",
    "as/result",
    "on/contrary",
    "in/conclusion",
    "in/contrast",
    "in/particular",
    "to/conclude",
    "the/other",
    "due/to",
    "even/though",
    "such/as",
    "not/only",
    "as/well",
    "in/fact",
    "rather/than",
    "so/that",
    "first",
    "second",
    "then",
];

/// What the list holds of it.
pub(super) const REGISTRATION: Registration = Registration {
    name: "structure",
    properties: Properties::PLAIN,
    columns: ColumnNames::One("structure"),
    make: |_| Box::new(Structure::new()),
};

/// See the module's text.
pub struct Structure {
    about: About,
    /// The last words of connectives.
    last: WordSet,
    /// Per slot of `last`, the connectives that end with its word: hash of the word before it or 0, its number.
    ending: Vec<Vec<(u64, u32)>>,
}

impl Structure {
    /// The feature.
    #[must_use]
    pub fn new() -> Self {
        let parts = |connective: &'static str| connective.split_once('/').unwrap_or(("", connective));
        let last = WordSet::of(CONNECTIVES.iter().map(|c| parts(c).1));
        let mut ending = vec![Vec::new(); last.slots()];
        for (number, connective) in CONNECTIVES.iter().enumerate() {
            let (before, end) = parts(connective);
            let before = if before.is_empty() { 0 } else { hash_word(before.as_bytes()) };
            if let Some(slot) = last.find(hash_word(end.as_bytes())) {
                ending[slot].push((before, number as u32));
            }
        }
        // The word alone before the two that end with it.
        ending.iter_mut().for_each(|found| found.sort_unstable());
        Self { about: About::from_source(REGISTRATION.name, 1, include_str!("structure.rs")), last, ending }
    }

    /// The number of the connective that ends at a word, and of how many words it is.
    #[inline]
    fn connective(&self, words: &[Word], index: usize) -> Option<(u32, usize)> {
        let slot = self.last.find(words[index].hash)?;
        self.ending[slot].iter().find_map(|&(before, number)| {
            // "as a result": a short word may stand between the two.
            let stands = |back: usize| index.checked_sub(back).is_some_and(|i| words[i].hash == before);
            match before {
                0 => Some((number, 1)),
                _ if stands(1) => Some((number, 2)),
                _ if stands(2) && words[index - 1].span.len() <= 3 => Some((number, 3)),
                _ => None,
            }
        })
    }
}

impl Default for Structure {
    fn default() -> Self {
        Self::new()
    }
}

impl Feature for Structure {
    fn about(&self) -> &About {
        &self.about
    }

    fn properties(&self) -> Properties {
        REGISTRATION.properties
    }

    fn columns(&self) -> Vec<Column> {
        vec![Column {
            name: "structure".into(),
            title: "Paragraphs and connections".into(),
            expected: Expected::Raises,
        }]
    }

    fn measure(&self, doc: &Annotated<'_>, out: &mut Sink<'_>) {
        if doc.words.is_empty() {
            return;
        }
        let paragraphs = doc
            .paragraphs
            .iter()
            .filter(|p| doc.sentences[p.sentences.clone()].iter().map(|s| s.words.len()).sum::<usize>() >= PARAGRAPH)
            .count();
        let mut seen = 0u64;
        for index in 0..doc.words.len() {
            if let Some((number, length)) = self.connective(&doc.words, index) {
                // The first of each kind is shown.
                if seen >> number & 1 == 0 {
                    seen |= 1 << number;
                    let span = doc.words[index + 1 - length].span.to(doc.words[index].span);
                    out.evidence(Evidence::new(0, "connective", span));
                }
            }
        }
        let part = |count: f64, enough: f64| (count / enough).min(1.0);
        let score = part(paragraphs as f64, ENOUGH_PARAGRAPHS) + part(f64::from(seen.count_ones()), ENOUGH_CONNECTIVES);
        out.value(0, score / 2.0);
    }

    fn phrase(&self, _column: usize, value: Option<f64>) -> String {
        value.map_or_else(|| "no words to judge the structure by".to_owned(), |v| format!("structure {v:.2} of 1"))
    }

    fn plain(&self, _column: usize, value: Option<f64>, usual: f64) -> Plain {
        const MORE: &str = "letters with more paragraphs and more words that connect them";
        match value {
            None => Plain::new("your letter has no words by which its structure could be judged", MORE),
            Some(v) => {
                let how = if v < usual { "fewer" } else { "as many or more" };
                let what = "paragraphs and connecting words (such as “however” and “therefore”)";
                Plain::new(format!("your letter has {how} {what} than is usual"), MORE)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{Extractor, Measurement};
    use crate::text::Document;

    fn measure(letter: &str) -> Measurement {
        let mut out = Measurement::default();
        Extractor::of(vec![Box::new(Structure::new())]).measure(&Document::new(letter), true, &mut out);
        out
    }

    #[test]
    fn the_table_holds_every_connective_once() {
        assert!(CONNECTIVES.len() <= 64);
        let mut sorted = CONNECTIVES.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), CONNECTIVES.len());
    }

    #[test]
    fn connectives_count_once_each() {
        let letter = "However, it failed as a result. However, for example, we tried.";
        let out = measure(letter);
        let quoted: Vec<&str> = out.evidence.iter().map(|e| e.span.slice(letter)).collect();
        assert_eq!(quoted, ["However", "as a result", "for example"]);
        assert_eq!(out.values, [Some(3.0 / 8.0 / 2.0)]);
        assert_eq!(measure("").values, [None]);
    }

    #[test]
    fn paragraphs_count_where_they_are_long_enough() {
        let paragraph = "word ".repeat(30);
        let letter = format!("Dear all,\n\n{paragraph}\n\n{paragraph}\n\nYours");
        assert_eq!(measure(&letter).values, [Some(0.25)]);
        assert_eq!(measure(&format!("{paragraph}\n\n").repeat(9)).values, [Some(0.5)]);
    }
}
