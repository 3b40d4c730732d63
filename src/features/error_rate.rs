//! Errors of language per 100 words.
//!
//! # What it measures
//! Mistakes that a careful reader would mark, each with its place, kind and rule, divided by the number of words,
//! times 100: misspelt words, words written for another (`their` for `there`), wrong grammar, missing capitals,
//! a word written twice. The count is plain: every mistake counts one, and one mistake counts once. Placeholders,
//! addresses, code, citations, quoted titles and passages in another language are left out.
//!
//! # Why it may matter
//! A letter that was read again before it was sent has few mistakes, and care with a letter may go with care
//! in work. Teachers' marks for the conventions of writing follow the rate closely.
//!
//! # How it misleads
//! It falls on people who write in a second language, and on people with dyslexia, whatever their ability; tools
//! that correct or write a letter hide what it would have measured. Rare terms and names can be taken for
//! mistakes, and many real mistakes are not found. A short letter with one slip has a high rate. British and
//! American usage are both right, and style is not judged.
//!
//! Articles and prepositions follow first language most: `--without-rules articles,prepositions` leaves them out, and
//! `audit --refit` says what that changes. On essays of pupils who learn English (ELLIPSE), beside equal marks for grammar,
//! conventions and vocabulary, boys had 0.4 more errors per 100 words than girls, Black pupils 0.3 more than Asian ones; poor
//! pupils had no more than others. Each finding says how sure it is: *sure* where four in five of its kind were right on other
//! texts, else *likely*; below three in five it is not shown.
//!
//! # Example
//! "I recieved the the award." has 5 words and 2 errors, `recieved` and `the the`: 40 errors per 100 words.

use super::errors::checked_words::CheckedWords;
use super::errors::grammar::{self, Grammar};
use super::errors::reports::Reports;
use super::errors::{Finding, Findings, capitals, cloze, confusions, repetition, spelling};
use super::registration::ColumnNames;
use super::{About, Column, Evidence, EvidenceKind, Expected, Feature, Plain, Properties, Registration, Sink};
use crate::lexicon::{Annotated, LexicalEntry, Lexicon, Named, Vocabulary};
use crate::patterns::RuleSet;
use crate::text::Document;
use crate::text::hash::hash_word;
use std::cell::RefCell;
use std::sync::Arc;

/// What the list holds of it.
pub(super) const REGISTRATION: Registration = Registration {
    name: "error_rate",
    properties: Properties { evidence: EvidenceKind::Error, ..Properties::PLAIN },
    columns: ColumnNames::One("error_rate"),
    make: |settings| Box::new(ErrorRate::with(Lexicon::with_extra(&settings.words), &settings.rules)),
};

/// Lays out the compiled-in rules of grammar.
pub(super) fn prepare() {
    drop(Grammar::of(&RuleSet::builtin()));
}

/// See the module's text.
pub struct ErrorRate {
    about: About,
    vocabulary: Vocabulary,
    grammar: Arc<Grammar>,
    reports: Reports,
    rules: Option<String>,
}

/// Memory that is reused from letter to letter; nothing in it matters between letters.
#[derive(Default)]
struct Scratch {
    prose: CheckedWords,
    found: Findings,
    grammar: grammar::Scratch,
    cloze: cloze::Scratch,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl ErrorRate {
    /// The feature with the compiled-in dictionary and rules.
    #[must_use]
    pub fn new() -> Self {
        Self::with(Lexicon::default(), &RuleSet::builtin())
    }

    /// The feature with a dictionary that holds a committee's own words, see [`Lexicon::with_extra`], and with its rules.
    #[must_use]
    pub fn with(lexicon: Lexicon, rules: &RuleSet) -> Self {
        let grammar = Grammar::of(rules);
        Self {
            about: About::from_source(REGISTRATION.name, 4, include_str!("error_rate.rs")),
            vocabulary: vocabulary(lexicon, &grammar),
            grammar,
            reports: Reports::of(rules),
            rules: rules.name_of("grammar"),
        }
    }
}

/// A dictionary with what the rules know of its words.
pub(super) fn vocabulary(lexicon: Lexicon, grammar: &Grammar) -> Vocabulary {
    let marked = |word: &str, marks: u8| (hash_word(word.as_bytes()), Named { marks, ..Named::default() });
    let pronouns = ["i", "i'm", "i've", "i'll", "i'd"].map(|word| marked(word, LexicalEntry::PRONOUN_I));
    let plain = capitals::PLAIN.iter().map(|word| marked(word, LexicalEntry::PLAIN));
    let numbers = grammar.numbered().map(|(hash, number)| (hash, Named { number, ..Named::default() }));
    Vocabulary::new(lexicon, pronouns.into_iter().chain(plain).chain(numbers), |tags| grammar.class(tags))
}

impl ErrorRate {
    /// Everything that is found in a text; findings may overlap.
    pub(super) fn find(&self, text: &str) -> Vec<Finding> {
        let doc = Document::new(text);
        let mut scratch = Scratch::default();
        self.look(&Annotated::of(&doc, &mut Vec::new()), true, &mut scratch);
        scratch.found.drain().collect()
    }

    fn look(&self, letter: &Annotated<'_>, detail: bool, scratch: &mut Scratch) {
        let Scratch { prose, found, grammar, cloze } = scratch;
        let lexicon = self.vocabulary.lexicon();
        let doc = letter.doc();
        prose.read(letter, &self.vocabulary);
        found.start(detail);
        spelling::check(doc, prose, lexicon, &self.reports, found);
        self.grammar.check(doc, prose, &self.reports, grammar, found);
        confusions::check(doc, prose, lexicon, &grammar.confused, &self.reports.unlikely_word, found);
        cloze::check(letter, prose, &self.reports, cloze, found);
        capitals::check(doc, prose, &self.reports, found);
        repetition::check(doc, prose, &self.reports.doubled_word, found);
    }

    fn count(&self, letter: &Annotated<'_>, words: usize, scratch: &mut Scratch, out: &mut Sink<'_>) {
        self.look(letter, out.wants_detail(), scratch);
        let Scratch { prose, found, .. } = scratch;
        found.settle();
        out.value(0, 100.0 * found.list().len() as f64 / words as f64);
        for finding in found.drain() {
            out.evidence(
                Evidence::new(0, finding.kind.as_str(), finding.span)
                    .rule(finding.rule, finding.message)
                    .suggest(finding.suggestion)
                    .confidence(finding.confidence.map(|share| f64::from(share) / 100.0)),
            );
        }
        if prose.not_english {
            out.flag("not_english");
        }
    }
}

impl Default for ErrorRate {
    fn default() -> Self {
        Self::new()
    }
}

impl Feature for ErrorRate {
    fn about(&self) -> &About {
        &self.about
    }

    fn properties(&self) -> Properties {
        REGISTRATION.properties
    }

    fn rules(&self) -> Option<String> {
        self.rules.clone()
    }

    fn columns(&self) -> Vec<Column> {
        vec![Column { name: "error_rate".into(), title: "Errors per 100 words".into(), expected: Expected::Lowers }]
    }

    fn measure(&self, letter: &Annotated<'_>, out: &mut Sink<'_>) {
        let words = letter.count_words();
        if words == 0 {
            return;
        }
        SCRATCH.with(|scratch| match scratch.try_borrow_mut() {
            Ok(mut scratch) => self.count(letter, words, &mut scratch, out),
            Err(_) => self.count(letter, words, &mut Scratch::default(), out),
        });
    }

    fn phrase(&self, _column: usize, value: Option<f64>) -> String {
        value.map_or_else(
            || "no words to check".into(),
            |v| format!("{v:.1} error{} per 100 words", if v == 1.0 { "" } else { "s" }),
        )
    }

    fn plain(&self, _column: usize, value: Option<f64>, usual: f64) -> Plain {
        const MORE: &str = "letters in which it marked more";
        match value {
            None => Plain::new("there were no words in which the program could look for mistakes of language", MORE),
            Some(v) => Plain::new(
                format!(
                    "the program marked {v:.1} mistakes of language in every 100 words, and about {usual:.1} is usual"
                ),
                MORE,
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{Extractor, Measurement};
    use proptest::prelude::*;

    fn measure(text: &str) -> Measurement {
        let mut out = Measurement::default();
        Extractor::of(vec![Box::new(ErrorRate::new())]).measure(&Document::new(text), true, &mut out);
        out
    }

    #[test]
    fn a_plain_count_over_a_plain_count() {
        let m = measure("I recieved the the award.");
        assert_eq!(m.values, [Some(40.0)]);
        assert_eq!(
            m.evidence.iter().map(|e| (e.kind, e.rule)).collect::<Vec<_>>(),
            [("spelling", "misspelling"), ("repetition", "doubled_word")]
        );
        assert_eq!(measure("All is well here.").values, [Some(0.0)]);
        assert_eq!(measure("").values, [None]);
        assert!(!ErrorRate::new().about().misleads.is_empty());
    }

    #[test]
    fn a_letter_in_another_language_keeps_its_number_and_is_flagged() {
        let m =
            measure("Ich möchte mich hiermit um einen Platz in der Schule bewerben und freue mich auf eine Antwort.");
        assert!(m.values[0].is_some());
        assert_eq!(m.flags, ["not_english"]);
    }

    #[test]
    fn hostile_letters_take_linear_time() {
        let words = ["q ", "Zqxvw ", "zqxvw\u{200b}", "the the ", "«[", "a.b'c-", "[name] ", "Transformeers "];
        for piece in words {
            let text = piece.repeat(100_000);
            let m = measure(&text);
            assert!(m.evidence.iter().all(|e| text.get(e.span.range()).is_some()));
        }
        measure(&"x".repeat(1_000_000));
    }

    proptest! {
        #[test]
        fn spans_slice_the_letter_and_never_overlap(text in "(\\PC|[ .,'\n-]|teh |Ths |their is |i |of |the the |english ){0,120}") {
            let m = measure(&text);
            for pair in m.evidence.windows(2) {
                prop_assert!(pair[0].span.end <= pair[1].span.start);
            }
            for e in &m.evidence {
                prop_assert!(text.get(e.span.range()).is_some());
            }
        }
    }
}
