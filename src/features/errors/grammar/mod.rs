//! Grammar and punctuation: rules that a person can read.
//!
//! A [`Rule`] holds its message, why it is a rule, its [patterns](pattern), and examples that it must and must
//! not flag; a test goes through them all. What no pattern can say (brackets that do not match, clauses joined
//! by a comma) is a function in [`marks`] or [`clauses`], with a [`Rule`] beside it that documents it.
//!
//! A rule that is wrong more than one time in ten is worse than none: a pattern is kept only where its flags on
//! edited prose are rare beside those on learners' prose. Matters of style (long sentences, the passive) are no
//! mistakes, and what either British or American usage allows is right.

mod agreement;
mod articles;
mod clauses;
mod machine;
mod marks;
mod number;
mod pattern;
mod phrases;
mod sets;
mod verbs;
mod words;

use super::pos::Tags;
use super::{Findings, Kind};
use crate::text::{Class, Document, Gap, Shape};
use machine::{Found, Machine};
use pattern::{Before, Token};
use std::sync::LazyLock;

/// A kind of mistake that grammar or punctuation does not allow, and how it is found.
#[derive(Debug)]
pub struct Rule {
    /// Name in outputs, e.g. `modal_base_form`.
    pub name: &'static str,
    /// What sort of mistake.
    pub kind: Kind,
    /// One line for the person who reads the letter.
    pub message: &'static str,
    /// Why it is a rule, and where it stops.
    pub why: &'static str,
    /// See [`pattern`]; empty where a function finds it.
    pub patterns: &'static [&'static str],
    /// Examples that must be flagged, the flagged words in `«»`.
    pub bad: &'static [&'static str],
    /// Examples that must not be flagged.
    pub good: &'static [&'static str],
}

impl Rule {
    const fn new(
        name: &'static str,
        message: &'static str,
        why: &'static str,
        patterns: &'static [&'static str],
        bad: &'static [&'static str],
        good: &'static [&'static str],
    ) -> Self {
        Self { name, kind: Kind::Grammar, message, why, patterns, bad, good }
    }

    const fn kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }
}

/// Every rule, by file.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [agreement::RULES, articles::RULES, number::RULES, verbs::RULES, phrases::RULES, words::RULES, clauses::RULES, marks::RULES].into_iter().flatten()
}

struct Compiled {
    rules: Vec<&'static Rule>,
    machine: Machine,
}

static COMPILED: LazyLock<Compiled> = LazyLock::new(|| {
    let rules: Vec<&'static Rule> = rules().collect();
    let patterns = rules.iter().enumerate().flat_map(|(i, r)| r.patterns.iter().map(move |p| (i as u16, *p)));
    // A pattern that can't be read is caught by the tests; without patterns, nothing is found.
    let machine = Machine::new(patterns).unwrap_or_default();
    Compiled { rules, machine }
});

/// A letter as the rules see it.
struct Text<'t, 'd> {
    doc: &'t Document<'d>,
    tokens: &'t [Token],
    machine: &'t Machine,
}

/// Memory that is reused from letter to letter.
#[derive(Debug, Default)]
pub struct Scratch {
    tokens: Vec<Token>,
}

/// Adds the mistakes of grammar and punctuation in a letter to `out`.
///
/// `checked` has one entry per word: whether the word is the writer's own prose. `scratch` holds nothing that
/// matters between calls.
pub fn check(doc: &Document<'_>, checked: &[bool], scratch: &mut Scratch, out: &mut Findings) {
    let Compiled { rules, machine } = &*COMPILED;
    read(doc, checked, machine, &mut scratch.tokens);
    let tokens = &scratch.tokens;
    let text = Text { doc, tokens, machine };
    for at in 0..tokens.len() {
        machine.run(tokens, at, |pattern, found| {
            let rule = rules[pattern.rule as usize];
            let span = doc.words[found.from].span.to(doc.words[found.to - 1].span);
            out.add_with(rule.kind, span, rule.name, rule.message, || pattern.fix.map(|fix| fill(&text, fix, &found)));
        });
    }
    articles::check(&text, out);
    clauses::check(&text, out);
    marks::check(&text, out);
}

/// Writes a suggestion: `$n` stands for the words that step n took.
fn fill(text: &Text<'_, '_>, fix: &str, found: &Found) -> String {
    let mut out = String::new();
    for part in fix.split(' ') {
        let step = part.strip_prefix('$').and_then(|n| n.parse::<usize>().ok());
        let words = match step.and_then(|n| Some((*found.starts.get(n.checked_sub(1)?)? as usize, *found.starts.get(n)? as usize))) {
            Some((from, to)) if from < to && to <= text.doc.words.len() => {
                text.doc.words[from].span.to(text.doc.words[to - 1].span).slice(text.doc.text())
            }
            Some(_) => continue,
            None => part,
        };
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(words);
    }
    out
}

const VERB: Tags = Tags(Tags::BASE.0 | Tags::VERB_S.0 | Tags::PAST.0);
const NOMINAL: Tags = Tags(Tags::NOUN.0 | Tags::PLURAL.0 | Tags::ADJECTIVE.0);
const CLOSED: Tags = Tags(
    Tags::DETERMINER.0 | Tags::SUBJECT.0 | Tags::PRONOUN.0 | Tags::MODAL.0 | Tags::CONJUNCTION.0 | Tags::PREPOSITION.0 | Tags::BE.0 | Tags::HAVE.0 | Tags::WH.0,
);

/// The words of a letter with their readings, narrowed by the word before where that is sure.
fn read(doc: &Document<'_>, checked: &[bool], machine: &Machine, tokens: &mut Vec<Token>) {
    tokens.clear();
    tokens.reserve(doc.words.len());
    let bytes = doc.text().as_bytes();
    let to = machine.number(crate::text::hash::hash_word(b"to"));
    let mut last = Token::default();
    for (at, word) in doc.words.iter().enumerate() {
        let before = if word.first {
            Before::Other
        } else if word.gap.is_blank() {
            Before::Blank
        } else if word.gap.is_compound() {
            Before::Hyphen
        } else if word.gap.0 & !(Gap::SPACE.0 | Gap::NEWLINE.0) == Gap::COMMA.0 {
            Before::Comma
        } else if word.gap == Gap::APOSTROPHE || word.gap == Gap::APOSTROPHE.with(Gap::SPACE) {
            Before::Apostrophe
        } else {
            Before::Other
        };
        let mut token = Token { before, first: word.first, ..Token::default() };
        if word.class == Class::Number {
            // "1", "2nd" and "0.5" do not ask for a plural.
            let digits = &bytes[word.span.range()];
            let many = digits != b"1" && digits.iter().all(|b| b.is_ascii_digit() || *b == b',');
            token.tags = if many { Tags::NUMBER } else { Tags::NAME };
        } else if word.class == Class::Placeholder {
            token.tags = Tags::NAME;
        } else if word.class == Class::Word && checked.get(at).copied().unwrap_or(false) {
            (token.tags, token.id) = machine.read(word.hash);
            let long = word.span.len() > 1;
            if word.shape == Shape::Upper && long && !token.tags.any(CLOSED) {
                token = Token { tags: Tags::NAME, id: 0, ..token };
            } else if matches!(word.shape, Shape::Capitalised | Shape::Mixed) && !word.first && long && !token.tags.any(CLOSED) {
                token.tags = Tags(token.tags.0 & (Tags::NOUN.0 | Tags::PLURAL.0)).with(Tags::NAME);
            } else if token.tags.is_empty() {
                token.tags = Tags::UNKNOWN;
            } else if before == Before::Blank {
                token.tags = narrow(token.tags, last, to);
            }
        }
        tokens.push(token);
        last = token;
    }
}

/// Drops readings that the word before rules out.
fn narrow(tags: Tags, last: Token, to: u16) -> Tags {
    const ONLY_DETERMINER: Tags = Tags(Tags::PRONOUN.0 | Tags::CONJUNCTION.0 | Tags::ADVERB.0);
    if last.tags.any(Tags::DETERMINER) && !last.tags.any(ONLY_DETERMINER) && tags.any(NOMINAL) {
        return tags.without(VERB);
    }
    if last.tags.any(Tags::MODAL) && !last.tags.any(Tags::NOUN) && tags.any(Tags::BASE) {
        return tags.without(NOMINAL);
    }
    if last.id == to && tags.any(Tags::BASE) && (tags.any(Tags::MOSTLY_VERB) || !tags.any(NOMINAL)) {
        return tags.without(NOMINAL);
    }
    if last.tags.any(Tags::SUBJECT) && !last.tags.any(Tags::PRONOUN) && tags.any(VERB) {
        return tags.without(Tags(Tags::NOUN.0 | Tags::PLURAL.0));
    }
    tags
}

#[cfg(test)]
mod tests;
