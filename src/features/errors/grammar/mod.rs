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
mod classes;
mod clauses;
mod gate;
mod machine;
mod marks;
mod number;
mod pattern;
mod phrases;
mod sets;
mod tenses;
mod verbs;
mod words;

use super::checked_words::{CheckedWords, Chosen};
use super::{Findings, Kind};
use crate::lexicon::Tags;
use crate::text::hash::hash_word;
use crate::text::{Class, Document, Gap, Shape, Word};
use machine::{Found, Machine};
use pattern::{Before, Token};
use std::sync::LazyLock;

/// What patterns can't say: whether the match that begins at a word is to be left alone.
type Unless = fn(&Text<'_, '_>, usize) -> bool;

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
    /// Where a match is none after all, told from its first word.
    unless: Option<Unless>,
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
        Self { name, kind: Kind::Grammar, message, why, patterns, unless: None, bad, good }
    }

    const fn unless(mut self, unless: Unless) -> Self {
        self.unless = Some(unless);
        self
    }

    const fn kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }
}

/// Every rule, by file.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [
        agreement::RULES,
        articles::RULES,
        number::RULES,
        verbs::RULES,
        tenses::RULES,
        phrases::RULES,
        words::RULES,
        clauses::RULES,
        marks::RULES,
    ]
    .into_iter()
    .flatten()
}

struct Compiled {
    rules: Vec<&'static Rule>,
    machine: Machine,
    articles: articles::Words,
    clauses: clauses::Words,
    to: u16,
}

static COMPILED: LazyLock<Compiled> = LazyLock::new(|| {
    let rules: Vec<&'static Rule> = rules().collect();
    let patterns = rules.iter().enumerate().flat_map(|(i, r)| r.patterns.iter().map(move |p| (i as u16, *p)));
    // A pattern that can't be read is caught by the tests; without patterns, nothing is found.
    let machine = Machine::new(patterns).unwrap_or_default();
    let number = |word: &str| machine.number(hash_word(word.as_bytes()));
    let (articles, clauses, to) = (articles::Words::of(number), clauses::Words::of(number), number("to"));
    Compiled { rules, machine, articles, clauses, to }
});

/// The words that patterns name: their hashes and numbers.
pub(in crate::features) fn numbered() -> impl Iterator<Item = (u64, u16)> {
    COMPILED.machine.numbered()
}

/// The class of a set of readings among those that are often met; 0 for the others.
pub(in crate::features) fn class(tags: Tags) -> u8 {
    COMPILED.machine.classes.class(tags)
}

/// A letter as the rules see it.
struct Text<'t, 'd> {
    doc: &'t Document<'d>,
    tokens: &'t [Token],
}

/// Memory that is reused from letter to letter.
#[derive(Debug, Default)]
pub struct Scratch {
    tokens: Vec<Token>,
    /// Words that wake patterns.
    waking: Vec<u32>,
    /// Their gates, and what these let through.
    open: Vec<(u32, u16, u32)>,
    /// Patterns that are there.
    hits: Vec<machine::Hit>,
}

/// Adds the mistakes of grammar and punctuation in a letter to `out`. `scratch` holds nothing that matters between
/// calls.
pub fn check(doc: &Document<'_>, prose: &CheckedWords, scratch: &mut Scratch, out: &mut Findings) {
    let Compiled { rules, machine, articles, clauses, to } = &*COMPILED;
    let Scratch { tokens, waking, open, hits } = scratch;
    read(doc, prose, machine, *to, tokens, waking);
    let text = Text { doc, tokens };
    machine.run(tokens, waking, (open, hits), |pattern, found| {
        let rule = rules[pattern.rule as usize];
        if rule.unless.is_some_and(|unless| unless(&text, found.from)) {
            return;
        }
        let span = doc.words[found.from].span.to(doc.words[found.to - 1].span);
        out.add_with(rule.kind, span, rule.name, rule.message, || pattern.fix.map(|fix| fill(&text, fix, &found)));
    });
    articles::check(&text, articles, out);
    clauses::check(&text, clauses, out);
    marks::check(&text, out);
}

/// Writes a suggestion: `$n` stands for the words that step n took.
fn fill(text: &Text<'_, '_>, fix: &str, found: &Found) -> String {
    let mut out = String::new();
    for part in fix.split(' ') {
        let step = part.strip_prefix('$').and_then(|n| n.parse::<usize>().ok());
        let words = match step
            .and_then(|n| Some((*found.starts.get(n.checked_sub(1)?)? as usize, *found.starts.get(n)? as usize)))
        {
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
const NOUNS: Tags = Tags(Tags::NOUN.0 | Tags::PLURAL.0);
const CLOSED: Tags = Tags(
    Tags::DETERMINER.0
        | Tags::SUBJECT.0
        | Tags::PRONOUN.0
        | Tags::MODAL.0
        | Tags::CONJUNCTION.0
        | Tags::PREPOSITION.0
        | Tags::BE.0
        | Tags::HAVE.0
        | Tags::WH.0,
);

/// What stands before a word, by the marks of its [`Gap`].
static BEFORE: [Before; 1 << 16] = {
    let mut table = [Before::Other; 1 << 16];
    let mut marks = 0;
    while marks < table.len() {
        let gap = Gap(marks as u16);
        table[marks] = if gap.is_blank() {
            Before::Blank
        } else if gap.is_compound() {
            Before::Hyphen
        } else if gap.0 & !(Gap::SPACE.0 | Gap::NEWLINE.0) == Gap::COMMA.0 {
            Before::Comma
        } else if gap.0 & !Gap::SPACE.0 == Gap::APOSTROPHE.0 {
            Before::Apostrophe
        } else {
            Before::Other
        };
        marks += 1;
    }
    table
};

/// The words of a letter with their readings, narrowed by the word before where that is sure (`to` is the number of
/// that word), and those of them that wake patterns.
fn read(
    doc: &Document<'_>,
    prose: &CheckedWords,
    machine: &Machine,
    to: u16,
    tokens: &mut Vec<Token>,
    waking: &mut Vec<u32>,
) {
    tokens.clear();
    tokens.resize(doc.words.len(), Token::default());
    let mut waking = Chosen::among(doc.words.len(), waking);
    let mut last = Token::default();
    let places = tokens.iter_mut().zip(prose.known.iter().zip(&prose.checked));
    for (index, (word, (place, (known, checked)))) in (0u32..).zip(doc.words.iter().zip(places)) {
        let before = if word.first { Before::Other } else { BEFORE[word.gap.0 as usize] };
        let mut token = Token { before, first: word.first, class: classes::EMPTY, ..Token::default() };
        if *checked {
            (token.tags, token.id, token.class) = (known.tags, known.named.number, known.class);
            if (word.shape == Shape::Lower && !token.tags.is_empty()) || !read_capitals(word, &mut token) {
                let drop =
                    if before == Before::Blank { machine.classes.drops(&last, last.id == to, &token) } else { 0 };
                token.tags = token.tags.without(classes::DROPS[drop % classes::DROPS.len()]);
                token.class = machine.classes.narrowed(token.class, drop);
            }
        } else if word.class == Class::Number {
            // "1", "2nd" and "0.5" do not ask for a plural.
            let digits = &doc.text().as_bytes()[word.span.range()];
            let many = digits != b"1" && digits.iter().all(|b| b.is_ascii_digit() || *b == b',');
            (token.tags, token.class) =
                if many { (Tags::NUMBER, classes::NUMBER) } else { (Tags::NAME, classes::NAMED) };
        } else if word.class == Class::Placeholder {
            (token.tags, token.class) = (Tags::NAME, classes::NAMED);
        }
        *place = token;
        last = token;
        waking.push(index, machine.wakes(&token));
    }
    waking.end();
}

/// Reads a name, an acronym or an unknown word; tells whether it is one.
fn read_capitals(word: &Word, token: &mut Token) -> bool {
    let long = word.span.len() > 1;
    if word.shape == Shape::Upper && long && !token.tags.any(CLOSED) {
        (token.tags, token.id, token.class) = (Tags::NAME, 0, classes::NAMED);
    } else if matches!(word.shape, Shape::Capitalised | Shape::Mixed) && !word.first && long && !token.tags.any(CLOSED)
    {
        token.tags = Tags(token.tags.0 & NOUNS.0).with(Tags::NAME);
        token.class = class(token.tags);
    } else if token.tags.is_empty() {
        (token.tags, token.class) = (Tags::UNKNOWN, classes::UNKNOWN);
    } else {
        return false;
    }
    true
}

#[cfg(test)]
mod tests;
