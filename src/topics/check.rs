//! What an editor of a topics file may have overlooked.

use super::phrase::{Pattern, Vocabulary};
use super::{Found, Role, Topics};
use crate::lexicon::{Lexicon, Tags};
use crate::text::Document;
use crate::text::hash::hash_word;
use std::collections::BTreeMap;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A term can never count as it is written.
    Error,
    /// Probably not what was meant.
    Warning,
    /// Worth knowing.
    Note,
}

/// Something in a topics file that works otherwise than it reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Its line in the file, counted from 1.
    pub line: usize,
    /// The key of its topic; empty for general support.
    pub topic: String,
    /// What was found and what to do.
    pub message: String,
}

impl Topics {
    /// Finds what an editor of the file may have overlooked; empty for a file in good order.
    #[must_use]
    pub fn check(&self) -> Vec<Finding> {
        check(self)
    }
}

/// Reads every term as if it stood in a letter, and compares the topics with each other. By severity, then line.
pub(super) fn check(topics: &Topics) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut vocabulary = Vocabulary::default();
    let lexicon = &Lexicon::default();
    let mut homes: BTreeMap<Pattern, Vec<(usize, String)>> = BTreeMap::new();
    let mut found = Vec::new();
    for (index, topic) in topics.iter().enumerate() {
        let mut say = |severity, line, message: String| {
            findings.push(Finding { severity, line, topic: topic.key.clone(), message });
        };
        for (number, concept) in topic.concepts.iter().enumerate() {
            for term in &concept.terms {
                let letter = spelled_out(term);
                found.clear();
                let doc = Document::new(&letter);
                topics.find(&doc, &mut found);
                // Of a combination the first part is found.
                let combines = term.contains(" + ");
                let whole = |f: &&Found| {
                    f.first == 0 && (combines || f.end as usize == doc.words.len()) && f.topic as usize == index
                };
                let hits: Vec<&Found> = found.iter().filter(whole).collect();
                if !hits.iter().any(|f| f.concept as usize == number) {
                    let other = hits
                        .iter()
                        .filter_map(|f| topics.concept(f))
                        .find(|c| c.role == Role::Exclude || c.role.counts());
                    match other {
                        Some(c)
                            if c.name == concept.name && c.role != Role::Exclude
                                || c.role == concept.role && !c.role.counts() => {}
                        Some(c) if c.role == Role::Exclude => say(
                            Severity::Error,
                            concept.line,
                            format!("\"{term}\" never counts: line {} excludes it; remove one of the two", c.line),
                        ),
                        Some(c) => say(
                            Severity::Warning,
                            concept.line,
                            format!(
                                "\"{term}\" counts as \"{}\" ({}, line {}) and not here; remove one of the two",
                                c.name,
                                c.role.name(),
                                c.line
                            ),
                        ),
                        None => say(
                            Severity::Error,
                            concept.line,
                            format!(
                                "\"{term}\" is found nowhere as it is written; its words must follow each other with blanks or hyphens"
                            ),
                        ),
                    }
                }
                for place in term.split_whitespace().filter(|p| parts_of_compounds(p, lexicon)) {
                    let ending = place.rsplit('-').next().unwrap_or_default();
                    let whole = place.replace('/', &format!("-{ending}/"));
                    say(
                        Severity::Warning,
                        concept.line,
                        format!(
                            "in \"{term}\" a slash stands between whole words, so only the last of {place} has \"-{ending}\"; write {whole}, or put the word with the hyphen first if it is meant so"
                        ),
                    );
                }
                if matches!(concept.role, Role::Strong | Role::Likely) && !combines {
                    for pattern in vocabulary.patterns(term) {
                        homes.entry(pattern).or_default().push((concept.line, topic.key.clone()));
                    }
                }
            }
        }
        prefixes(topic, &mut vocabulary, &mut say);
    }
    let mut told = std::collections::BTreeSet::new();
    for places in homes.values() {
        for (line, key) in places {
            let Some((other_line, other)) = places.iter().find(|(_, k)| k != key) else { continue };
            if told.insert((*line, other.clone())) {
                let message = format!(
                    "shares a term with \"{other}\" (line {other_line}): a letter that holds it addresses both"
                );
                findings.push(Finding { severity: Severity::Note, line: *line, topic: key.clone(), message });
            }
        }
    }
    findings.sort_by(|a, b| (a.severity, a.line, &a.message).cmp(&(b.severity, b.line, &b.message)));
    findings
}

/// What stands before a hyphen and is told neither from its digits nor by its part of speech.
const BEGINNINGS: [&str; 28] = [
    "pre", "post", "inter", "intra", "multi", "semi", "sub", "super", "cross", "over", "under", "non", "anti", "un",
    "re", "bi", "uni", "tri", "micro", "macro", "mini", "meta", "zero", "one", "few", "many", "half", "full",
];

/// Whether the words of a place read like beginnings of compounds with one ending, as `two/four-bit` or `pre/post-training`
/// do: the last alone has a hyphen, and each beginning is a number, an adjective or one of [`BEGINNINGS`].
fn parts_of_compounds(place: &str, lexicon: &Lexicon) -> bool {
    let Some((before, last)) = place.rsplit_once('/') else { return false };
    let Some((beginning, _)) = last.split_once('-') else { return false };
    let begins = |word: &str| {
        let word = word.to_lowercase();
        let tags = lexicon.tags(hash_word(word.as_bytes()));
        word.parse::<u32>().is_ok() || BEGINNINGS.contains(&&*word) || tags.any(Tags::NUMBER.with(Tags::ADJECTIVE))
    };
    before.split('/').chain([beginning]).all(begins)
}

/// Terms that count, and begin terms that are excluded.
fn prefixes(topic: &super::Topic, vocabulary: &mut Vocabulary, say: &mut dyn FnMut(Severity, usize, String)) {
    let mut of = |want: &dyn Fn(Role) -> bool| {
        let mut list: Vec<(usize, &str, Pattern)> = Vec::new();
        for concept in topic.concepts.iter().filter(|c| want(c.role)) {
            for term in concept.terms.iter().filter(|t| !t.contains(" + ")) {
                list.extend(vocabulary.patterns(term).into_iter().map(|p| (concept.line, term.as_str(), p)));
            }
        }
        list
    };
    let mut excluded: Vec<Pattern> = of(&|r| r == Role::Exclude).into_iter().map(|e| e.2).collect();
    excluded.sort_by(|a, b| a.words().cmp(b.words()));
    excluded.dedup();
    for (line, term, pattern) in of(&|r| matches!(r, Role::Strong | Role::Likely)) {
        let from = excluded.partition_point(|e| e.words() < pattern.words());
        let longer = excluded[from..]
            .iter()
            .take_while(|e| e.words().starts_with(pattern.words()))
            .filter(|e| e.words().len() > pattern.words().len())
            .count();
        if longer > 0 {
            say(
                Severity::Note,
                line,
                format!("\"{term}\" does not count where it begins one of {longer} excluded terms"),
            );
        }
    }
}

/// A term as a letter would write it: the first of words parted by `/`, and a word for `_`; of a combination the parts,
/// of a group the first of its terms.
fn spelled_out(term: &str) -> String {
    let parts = term.split(" + ").filter(|p| !p.starts_with("not "));
    let parts = parts.map(|p| p.strip_prefix("then ").unwrap_or(p));
    let first =
        |part: &'_ str| part.strip_prefix('(').map_or(part, |p| p.split([')', '|']).next().unwrap_or(p)).to_owned();
    let term = parts.map(first).collect::<Vec<_>>().join(" and ");
    let words = term.split_whitespace().map(|w| if w == "_" { "something" } else { w.split('/').next().unwrap_or(w) });
    words.collect::<Vec<_>>().join(" ")
}
