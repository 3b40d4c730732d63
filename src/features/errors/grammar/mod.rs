//! Grammar, punctuation and words written for others: rules that a person can read.
//!
//! The rules are data, `data/rules/*.toml`: each holds its message, why it is a rule, its
//! [patterns](crate::patterns), and examples that it must and must not flag; a test goes through them all. What no pattern
//! can say (brackets that do not match, clauses joined by a comma) is a function in [`marks`], [`clauses`] or
//! [`a_or_an`]; its rule stands in the data too.
//!
//! A rule that is wrong more than one time in ten is worse than none: a pattern is kept only where its flags on edited
//! prose are rare beside those on learners' prose. Matters of style (long sentences, the passive) are no mistakes, and what
//! either British or American usage allows is right.

mod a_or_an;
mod clauses;
mod exceptions;
mod marks;
mod narrowing;
mod text;

use super::checked_words::{CheckedWords, Chosen};
use super::finding::{Findings, Kind};
use super::reports::Reports;
use super::{foreign, spelling};
use crate::lexicon::Tags;
use crate::patterns::{
    Frequencies, Match, Program, Rule, RuleSet, Scratch as Memory, Separator, TagSet, Token, often_in_english,
};
use crate::text::hash::hash_word;
use crate::text::{Class, Document, Gap, Shape, Word};
use exceptions::Exception;
use narrowing::{Narrowing, Rules};
use std::ops::Range;
use std::sync::{Arc, LazyLock};
use text::{CLOSED, NOUNS, PAST_YEAR, Text, YEAR};

/// The rules in use, compiled.
#[derive(Debug)]
pub struct Grammar {
    /// Each with its kind, and where a match of it is none after all.
    rules: Vec<(Rule, Kind, Option<Exception>)>,
    program: Program,
    narrowing: Narrowing,
    a_or_an: a_or_an::Words,
    clauses: clauses::Words,
    /// The number of `to`.
    to: u16,
}

impl Grammar {
    /// The rules of grammar in a set of rules; the compiled-in ones are laid out once.
    #[must_use]
    pub fn of(rules: &RuleSet) -> Arc<Self> {
        static BUILTIN: LazyLock<Arc<Grammar>> = LazyLock::new(|| Arc::new(Grammar::new(&RuleSet::builtin())));
        if rules.is_builtin() { Arc::clone(&BUILTIN) } else { Arc::new(Self::new(rules)) }
    }

    fn new(rules: &RuleSet) -> Self {
        let classes = narrowing::classes_of_common_words();
        let frequencies = Frequencies { classes, word: Some(&often_in_english), rarest: false };
        let (rules, program) = rules.compile("grammar", |_| true, frequencies);
        let number = |word: &str| program.number(hash_word(word.as_bytes()));
        let (a_or_an, clauses, to) = (a_or_an::Words::of(number), clauses::Words::of(number), number("to"));
        let rules = rules.into_iter().map(|rule| {
            let (kind, except) = (Kind::of(rule.kind), rule.unless.and_then(exceptions::of));
            (rule, kind, except)
        });
        Self { rules: rules.collect(), narrowing: Narrowing::of(program.classes()), a_or_an, clauses, to, program }
    }

    /// The words that patterns name: their hashes and numbers.
    pub fn numbered(&self) -> impl Iterator<Item = (u64, u16)> {
        self.program.numbered()
    }

    /// The class of a set of tags among those that are often met; 0 for the others.
    #[must_use]
    pub fn class(&self, tags: Tags) -> u8 {
        self.program.classes().class(tags.into())
    }

    /// Adds the mistakes that the rules find in a letter to `out`. `scratch` holds nothing that matters between calls but
    /// the words that are written for others, in order, until the next.
    pub fn check(
        &self,
        doc: &Document<'_>,
        words: &CheckedWords,
        reports: &Reports,
        scratch: &mut Scratch,
        out: &mut Findings,
    ) {
        let Scratch { tokens, anchored, memory, confused } = scratch;
        self.read(doc, words, tokens, anchored);
        confused.clear();
        let text = Text { doc, words, tokens };
        self.program.run_at(tokens, anchored, memory, |found| {
            let (rule, kind, except) = &self.rules[found.rule()];
            let marked = found.marked();
            if except.is_some_and(|except| except(&text, &marked))
                || *kind == Kind::Spelling && !text.may_be_another_word(&marked)
                || *kind == Kind::Capitalisation && doc.words[marked.start].shape != Shape::Lower
                || doc.word(marked.start) == "i" && foreign::is_variable(doc, marked.start)
            {
                return;
            }
            let span = text.span(&marked);
            out.add_with(*kind, span, rule.reported, rule.message, rule.precision, || {
                let fix = fill(&text, found.fix()?, &found);
                Some(if *kind == Kind::Spelling { spelling::like(text.doc.word(marked.start), &fix) } else { fix })
            });
            if *kind == Kind::Spelling {
                confused.push(marked);
            }
        });
        a_or_an::check(&text, &self.a_or_an, reports, out);
        clauses::check(&text, &self.clauses, reports, out);
        marks::check(&text, reports, out);
    }

    /// The words of a letter with their tags, narrowed by the word before where that is sure, and those of them at which
    /// patterns are anchored.
    fn read(&self, doc: &Document<'_>, words: &CheckedWords, tokens: &mut Vec<Token>, anchored: &mut Vec<u32>) {
        tokens.clear();
        tokens.resize(doc.words.len(), Token::default());
        let mut anchored = Chosen::among(doc.words.len(), anchored);
        let mut last = Rules::default();
        let places = tokens.iter_mut().zip(words.known.iter().zip(&words.checked));
        for (index, (word, (place, (known, checked)))) in (0u32..).zip(doc.words.iter().zip(places)) {
            let before = match word.gap {
                Gap::SPACE if !word.first => Separator::Blank,
                // The stop of an abbreviation parts nothing: `my Ph.D. project`.
                gap if gap == Gap::STOP.with(Gap::SPACE) && !word.first => Separator::Blank,
                gap => Separator::of(gap, word.first),
            };
            let mut token = Token { before, class: narrowing::EMPTY, ..Token::default() };
            if *checked {
                (token.tags, token.id, token.class) = (known.tags.into(), known.named.number, known.class);
                if ((word.shape == Shape::Lower && !token.tags.is_empty()) || !self.read_capitals(word, &mut token))
                    && before == Separator::Blank
                {
                    self.narrowing.narrow(last, &mut token);
                }
            } else if word.class == Class::Number {
                // "1", "2nd" and "0.5" do not ask for a plural.
                let digits = &doc.text().as_bytes()[word.span.range()];
                let many = digits != b"1" && digits.iter().all(|b| b.is_ascii_digit() || *b == b',');
                (token.tags, token.class) = if many && matches!(digits, [b'1', b'9', _, _] | [b'2', b'0', _, _]) {
                    // Letters are written later than 2024.
                    let past = if digits <= &b"2024"[..] { PAST_YEAR } else { TagSet(0) };
                    (YEAR.with(Tags::NUMBER).with(past), 0)
                } else if many {
                    (Tags::NUMBER.into(), narrowing::NUMBER)
                } else {
                    (Tags::NAME.into(), narrowing::NAMED)
                };
            } else if word.class == Class::Placeholder {
                (token.tags, token.class) = (Tags::NAME.into(), narrowing::NAMED);
            }
            *place = token;
            last = self.narrowing.after(&token, token.id == self.to);
            anchored.push(index, self.program.is_anchor(&token));
        }
        anchored.end();
    }

    /// Reads a name, an acronym or an unknown word; tells whether it is one.
    fn read_capitals(&self, word: &Word, token: &mut Token) -> bool {
        // A single capital inside a sentence is a label (`A levels`), but for the pronoun.
        let long = word.span.len() > 1 || !word.first && word.shape != Shape::Lower && token.tags.any(Tags::DETERMINER);
        let label = word.span.len() == 1 && long;
        if label || word.shape == Shape::Upper && long && !token.tags.any(CLOSED) {
            (token.tags, token.id, token.class) = (Tags::NAME.into(), 0, narrowing::NAMED);
        } else if matches!(word.shape, Shape::Capitalised | Shape::Mixed)
            && !word.first
            && long
            && !token.tags.any(CLOSED)
        {
            token.tags = TagSet(token.tags.0 & u64::from(NOUNS.0)).with(Tags::NAME);
            token.class = self.program.classes().class(token.tags);
        } else if token.tags.is_empty() {
            (token.tags, token.class) = (Tags::UNKNOWN.into(), narrowing::UNKNOWN);
        } else {
            return false;
        }
        true
    }
}

/// Memory that is reused from letter to letter.
#[derive(Debug, Default)]
pub struct Scratch {
    tokens: Vec<Token>,
    /// Words at which patterns are anchored.
    anchored: Vec<u32>,
    memory: Memory,
    /// Words that are written for others.
    pub confused: Vec<Range<usize>>,
}

/// Writes a suggestion: `$n` stands for the words that step n took.
fn fill(text: &Text<'_, '_>, fix: &str, found: &Match<'_>) -> String {
    let mut out = String::new();
    for part in fix.split(' ') {
        let step = part.strip_prefix('$').and_then(|n| n.parse::<usize>().ok());
        let words = match step.and_then(|n| found.step(n)) {
            Some(words) if words.is_empty() => continue,
            Some(words) => text.span(&words).slice(text.doc.text()),
            None => part,
        };
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(words);
    }
    out
}

#[cfg(test)]
mod tests;
