//! The topics file: TOML → topics, with errors that name the line.

use super::automaton::{Automaton, Builder};
use super::combination::{Bounds, Part, Place};
use super::{Concept, Role, Topic};
use crate::error::{Error, ErrorKind, Result};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    support: Vec<Spanned<String>>,
    /// Groups of words that parts of combinations name.
    #[serde(default)]
    words: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    topic: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    key: Spanned<String>,
    title: Spanned<String>,
    short: Option<String>,
    #[serde(default)]
    strong: Vec<Spanned<String>>,
    #[serde(default)]
    likely: Vec<Spanned<String>>,
    #[serde(default)]
    unclear: Vec<Spanned<String>>,
    #[serde(default)]
    weak: Vec<Spanned<String>>,
    #[serde(default)]
    related: Vec<Spanned<String>>,
    #[serde(default)]
    support: Vec<Spanned<String>>,
    #[serde(default)]
    against: Vec<Spanned<String>>,
    #[serde(default)]
    rival: Vec<Spanned<String>>,
    #[serde(default)]
    exclude: Vec<Spanned<String>>,
}

/// More topics than any committee has; keeps indices within 16 bits.
const MOST_TOPICS: usize = 200;
/// Most concepts of one topic.
const MOST_CONCEPTS: usize = 20_000;

fn fail(line: usize, what: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Topics, format!("line {line}: {what}"))
}

/// Where the lines of a text end.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at).collect())
    }

    /// The line of a byte offset, counted from 1.
    fn at(&self, offset: usize) -> usize {
        1 + self.0.partition_point(|end| *end < offset)
    }
}

/// Reads the topics and the general support, and compiles their terms.
pub(super) fn read(text: &str) -> Result<(Vec<Topic>, Vec<Concept>, Automaton)> {
    let lines = &Lines::of(text);
    let file: File = toml::from_str(text).map_err(|e| {
        let line = lines.at(e.span().map_or(0, |s| s.start));
        fail(line, e.message())
            .hint("the head of data/topics.toml explains the keys; `shortlist topics` prints a file that works")
    })?;
    if file.topic.is_empty() {
        return Err(Error::new(ErrorKind::Topics, "the file has no topic").hint("begin one with [[topic]]"));
    }
    if file.topic.len() > MOST_TOPICS {
        return Err(Error::new(ErrorKind::Topics, format!("{} topics, at most {MOST_TOPICS}", file.topic.len())));
    }
    let words = Words { lines, groups: &file.words };
    words.check()?;
    let mut general = Vec::new();
    let mut builder = Builder::new();
    let count = file.topic.len();
    concepts(&words, &file.support, Role::Support, &mut general, |term, index| {
        add(&mut builder, term, Role::Support, count, index)
    })?;
    let mut topics: Vec<Topic> = Vec::with_capacity(file.topic.len());
    for entry in file.topic {
        let line = lines.at(entry.key.span().start);
        let key = entry.key.into_inner();
        if key.is_empty()
            || key.len() > 40
            || !key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        {
            return Err(
                fail(line, format!("the key \"{key}\" can't name a column")).hint("use 1 to 40 of a–z, 0–9 and _")
            );
        }
        if let Some(other) = topics.iter().find(|t| t.key == key) {
            return Err(fail(line, format!("the topic \"{key}\" is on line {} already", other.line))
                .hint("join the two, or give one another key"));
        }
        let title_line = lines.at(entry.title.span().start);
        let title = entry.title.into_inner().trim().to_owned();
        if title.is_empty() {
            return Err(
                fail(title_line, format!("the title of \"{key}\" is empty")).hint("write what a person calls it")
            );
        }
        let short = entry.short.map_or_else(|| title.clone(), |s| s.trim().to_owned());
        let mut list = Vec::new();
        for (role, terms) in Role::ALL.into_iter().zip([
            &entry.strong,
            &entry.likely,
            &entry.unclear,
            &entry.weak,
            &entry.related,
            &entry.support,
            &entry.against,
            &entry.rival,
            &entry.exclude,
        ]) {
            concepts(&words, terms, role, &mut list, |term, index| add(&mut builder, term, role, topics.len(), index))?;
        }
        if !list.iter().any(|c| matches!(c.role, Role::Strong | Role::Likely | Role::Unclear | Role::Weak)) {
            return Err(fail(
                line,
                format!("the topic \"{key}\" has no strong, likely, unclear or weak term, so no letter can address it"),
            )
            .hint("add strong = [\"…\"]"));
        }
        topics.push(Topic { key, title, short, concepts: list, line });
    }
    let bounds = topics.iter().map(|t| {
        let first = |role: Role| t.concepts.partition_point(|c| c.role < role) as u16;
        Bounds { counted: first(Role::Support), excluded: first(Role::Exclude) }
    });
    let bounds = bounds.collect();
    Ok((topics, general, builder.finish(bounds)))
}

/// The groups of words of a file, for the parts of combinations.
struct Words<'f> {
    lines: &'f Lines,
    groups: &'f BTreeMap<String, Spanned<String>>,
}

/// A term as the file gives it.
enum Given<'t> {
    Term(&'t str),
    Combination(Vec<Part<'t>>),
}

impl<'f> Words<'f> {
    /// An error where a group can't be named, or is empty.
    fn check(&self) -> Result<()> {
        for (name, terms) in self.groups {
            let line = self.lines.at(terms.span().start);
            if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
                return Err(fail(line, format!("the group \"{name}\" can't be named so")).hint("use a–z and _"));
            }
            if terms.as_ref().split('|').any(|t| t.trim().is_empty() || t.contains(['+', '{', '='])) {
                return Err(fail(line, format!("the group \"{name}\" holds a term that can't be read"))
                    .hint("write terms, parted by |"));
            }
        }
        Ok(())
    }

    /// Reads a term, with single blanks: parts between ` + ` stand together in a sentence, `{name}` is a group of
    /// [words]; before a part, `then` says that it follows the first and `not` that it must not stand there. An error
    /// completes "the term …".
    fn read<'t>(&'f self, term: &'t str) -> std::result::Result<Given<'t>, &'static str>
    where
        'f: 't,
    {
        if !term.contains(" + ") {
            return if term.contains(['{', '}']) {
                Err("names a group, but no second part")
            } else {
                Ok(Given::Term(term))
            };
        }
        let part = |part: &'t str| {
            let (name, place) = match part.split_once(' ') {
                Some(("not", rest)) => (rest, Place::Nowhere),
                Some(("then", rest)) => (rest, Place::Next),
                _ => (part, Place::Near),
            };
            let terms = match name.strip_prefix('{').and_then(|t| t.strip_suffix('}')) {
                None if name.contains(['{', '}']) => return Err("holds a group beside other words in one part"),
                None => vec![name],
                Some(group) => {
                    let group = self.groups.get(group).ok_or("names a group that [words] lacks")?;
                    group.as_ref().split('|').map(str::trim).collect()
                }
            };
            Ok(Part { name, terms, place })
        };
        Ok(Given::Combination(term.split(" + ").map(part).collect::<std::result::Result<_, _>>()?))
    }

    /// The term with every group written out.
    fn written_out(&self, term: &str) -> String {
        let mut out = String::with_capacity(term.len());
        let mut rest = term;
        while let Some((before, (name, after))) = rest.split_once('{').and_then(|(b, a)| Some((b, a.split_once('}')?)))
        {
            out.push_str(before);
            let group = self.groups.get(name).map(|g| single_spaced(g.as_ref()));
            out.push('(');
            out.push_str(group.as_deref().unwrap_or(name));
            out.push(')');
            rest = after;
        }
        out + rest
    }
}

fn add(
    builder: &mut Builder,
    term: Given<'_>,
    role: Role,
    topic: usize,
    concept: usize,
) -> std::result::Result<(), &'static str> {
    match term {
        Given::Term(term) => builder.add(term, role, topic, concept),
        Given::Combination(_) if !role.counts() => Err("joins parts by +, which only terms that count may"),
        Given::Combination(parts) => builder.combine(&parts, topic, concept),
    }
}

/// Reads a list of concepts, each `name = term | term | … : weight`, name and weight optional; gives each term with the
/// index of its concept to `add`.
fn concepts(
    words: &Words<'_>,
    list: &[Spanned<String>],
    role: Role,
    out: &mut Vec<Concept>,
    mut add: impl FnMut(Given<'_>, usize) -> std::result::Result<(), &'static str>,
) -> Result<()> {
    if out.len() + list.len() > MOST_CONCEPTS {
        return Err(Error::new(ErrorKind::Topics, format!("more than {MOST_CONCEPTS} concepts in one topic")));
    }
    for item in list {
        let line = words.lines.at(item.span().start);
        let given = item.as_ref();
        let (terms, weight) = match given.rsplit_once(':') {
            None => (given.as_str(), role.default_weight()),
            Some((terms, number)) => {
                let weight = number.trim().parse::<f64>().ok().filter(|w| *w > 0.0 && *w <= 1.0);
                let weight = weight.filter(|_| role.counts()).ok_or_else(|| {
                    fail(line, format!("\"{given}\" ends in a weight that can't be used"))
                        .hint("after the colon stands a number above 0, up to 1, and only where the role counts")
                })?;
                (terms, weight)
            }
        };
        let (name, terms) = match terms.split_once('=') {
            None => ("", terms),
            Some((name, terms)) if !name.trim().is_empty() => (name.trim(), terms),
            Some(_) => {
                return Err(
                    fail(line, format!("\"{given}\" has no name before =")).hint("remove the =, or name the concept")
                );
            }
        };
        let terms: Vec<String> = terms.split('|').map(single_spaced).collect();
        for term in &terms {
            words.read(term).and_then(|term| add(term, out.len())).map_err(|why| {
                fail(line, format!("the term \"{term}\" {why}"))
                    .hint("a term is one to eight words; | parts terms, / words that may stand in one place, + what stands in one sentence")
            })?;
        }
        let name = if name.is_empty() { terms[0].clone() } else { name.to_owned() };
        let terms = terms.iter().map(|t| words.written_out(t)).collect();
        out.push(Concept { name, terms, role, weight, line });
    }
    Ok(())
}

/// The text without white space at its ends, and with one blank for each stretch of it inside.
fn single_spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
