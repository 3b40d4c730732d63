//! What patterns can't say: where a match is none after all. A rule names its exception by `unless`.

use super::super::confusions;
use super::text::Text;
use crate::lexicon::Tags;
use crate::patterns::Separator;
use std::ops::Range;

/// Whether a match with these marked words is to be left alone.
pub(super) type Exception = fn(&Text<'_, '_>, &Range<usize>) -> bool;

/// The exception of a name.
pub(super) fn of(name: &str) -> Option<Exception> {
    match name {
        "is_fronted" => Some(is_fronted),
        "is_comparing" => Some(is_comparing),
        "is_span_of_time" => Some(is_span_of_time),
        "is_subjunctive" => Some(is_subjunctive),
        _ => None,
    }
}

/// Whether the clause that holds the words begins with an adverbial: then a subject may follow a noun at once.
fn is_fronted(text: &Text<'_, '_>, words: &Range<usize>) -> bool {
    let at = words.start;
    let sentence = text.doc.sentences.get(text.doc.sentence_of(at));
    let first = sentence.map_or(at, |s| s.words.start);
    let comma = (first + 1..=at).rev().find(|&i| text.tokens.get(i).is_some_and(|t| t.before == Separator::Comma));
    let opens = text.tokens.get(comma.unwrap_or(first)).map(|t| t.tags);
    opens.is_some_and(|tags| tags.any(Tags::PREPOSITION.with(Tags::WH)) || tags.any(Tags::CONJUNCTION))
}

/// Whether the word is `than`, and a comparison stands open: `more benefits to some tasks than others`.
fn is_comparing(text: &Text<'_, '_>, words: &Range<usize>) -> bool {
    text.doc.word(words.start) == "than" && confusions::is_comparing(text.doc, text.words, words.start)
}

/// Words that ask for the subjunctive in a clause with `that`, as their beginnings.
const ASKING: &[&str] = &[
    "importan",
    "essential",
    "vital",
    "crucial",
    "necessary",
    "necessity",
    "imperative",
    "urgent",
    "desirable",
    "advisable",
    "preferable",
    "insist",
    "requir",
    "request",
    "demand",
    "suggest",
    "recommend",
    "propos",
    "ask",
    "order",
    "urg",
    "advis",
    "prefer",
    "stipulat",
    "command",
    "mov",
    "rule",
    "condition",
    "wish",
    "mandat",
    "specif",
    "beg",
    "plead",
    "pledg",
];

/// Whether the words stand in a clause with `that` after a word of asking: `it is vital that he attend`.
fn is_subjunctive(text: &Text<'_, '_>, words: &Range<usize>) -> bool {
    /// How far before the words `that` may stand, and the word of asking before it.
    const FAR: (usize, usize) = (5, 14);
    let back = |from: usize, far: usize| {
        let first = (from.saturating_sub(far)..=from).rev().find(|&i| text.doc.words[i].first);
        first.unwrap_or(from.saturating_sub(far))..from
    };
    let that = back(words.start, FAR.0).rev().find(|&i| text.doc.word(i).eq_ignore_ascii_case("that"));
    that.is_some_and(|that| {
        back(that, FAR.1).any(|i| {
            let word = text.doc.word(i);
            ASKING.iter().any(|a| word.get(..a.len()).is_some_and(|w| w.eq_ignore_ascii_case(a)))
        })
    })
}

/// Whether the words stand in `from day to night`.
fn is_span_of_time(text: &Text<'_, '_>, words: &Range<usize>) -> bool {
    words.start > 0 && matches!(text.doc.word(words.start - 1), "day" | "morning" | "dusk" | "noon")
}
