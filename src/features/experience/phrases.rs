//! Phrases that name a trade or a place of work: "a court interpreter", "at a small bank", "as a clerk".

use super::context::BEFORE;
use super::grammar::{Find, Sight};
use super::lexicon::{EXPERIENCE, FIRST, HONOUR, LIFE, MONTH, ROLE, STUDY, UNIT, VERB, WORK};
use super::vocation::{CAMPUS, FIELD, NO_TRADE, PLACE, TRADE};
use crate::lexicon::word_set::{WordSet, words};
use crate::text::{Gap, Shape};

/// Marks that end a clause or a phrase.
pub(super) const CLAUSE: Gap = Gap(Gap::STOP.0 | Gap::MARK.0 | Gap::COLON.0 | Gap::PARAGRAPH.0);
pub(super) const PHRASE: Gap = Gap(CLAUSE.0 | Gap::COMMA.0 | Gap::DASH.0 | Gap::OPEN.0 | Gap::CLOSE.0);
/// Words before a place or a post.
pub(super) const AT: &WordSet = words!["at", "in", "with", "for", "on", "inside", "within", "as", "like"];
/// Words that the noun of a phrase can't be behind.
pub(super) const ENDS: &WordSet = words![
    "at",
    "in",
    "with",
    "for",
    "on",
    "of",
    "from",
    "since",
    "until",
    "between",
    "by",
    "to",
    "who",
    "that",
    "which",
    "and",
    "but",
    "before",
    "after",
    "during",
    "while",
    "when",
    "where",
    "because",
    "responsible",
    "under",
    "over",
    "later",
    "ago",
    "have",
    "has",
    "had",
    "taught",
    "made",
];

/// "at a daily", "in the bank", "as a clerk": the word after the phrase, if it names a place or post of work.
pub(super) fn place(sight: &Sight<'_>, from: usize, end: usize) -> Option<usize> {
    let mut at = from;
    if (from..end).any(|i| sight.is(i, words!["for"]) && sight.is(i + 1, words!["fun", "pleasure", "free"])) {
        return None;
    }
    while at < end {
        if at > from && sight.gap(at).any(CLAUSE) || sight.is(at, words!["who", "that", "which", "because", "when"]) {
            return None;
        }
        if sight.has(at, LIFE | HONOUR) || sight.has(at, STUDY) && !sight.tells(at, CAMPUS | PLACE) {
            return None;
        }
        if sight.is(at, AT)
            && let Some(last) = phrase(sight, at, end)
        {
            return Some(last + 1);
        }
        at += 1;
    }
    None
}

/// The last word of the phrase after a preposition, if it is a place, field or post of work.
pub(super) fn phrase(sight: &Sight<'_>, at: usize, end: usize) -> Option<usize> {
    if sight.is(at, words!["as", "like"]) {
        return trade(sight, at + 1, end);
    }
    // "in hospital": as a patient.
    if sight.is(at + 1, words!["hospital", "court"]) {
        return None;
    }
    for i in at + 1..(at + 8).min(end) {
        if sight.gap(i).any(PHRASE)
            || sight.is(i, ENDS)
            || sight.has(i, UNIT)
            || sight.has(i, FIRST) && !sight.is(i, words!["my", "our"])
        {
            return None;
        }
        if sight.tells(i, PLACE)
            || sight.tells(i, FIELD)
            || sight.is(i, words!["start"]) && sight.is(i + 1, words!["up"])
        {
            return Some(i);
        }
        if sight.has(i, STUDY) && !sight.tells(i, CAMPUS) {
            return None;
        }
    }
    None
}

/// The last word of a noun phrase that names a trade: "a processing geophysicist", "one of two engineers", "a CPA".
pub(super) fn trade(sight: &Sight<'_>, from: usize, end: usize) -> Option<usize> {
    let from = from + 2 * usize::from(sight.is(from, words!["one"]) && sight.is(from + 1, words!["of"]));
    if let Some(i) = (from..(from + 4).min(end)).find(|&i| sight.is(i, words!["responsible", "charge"])) {
        return Some(i);
    }
    let last = noun_end(sight, from, end)?;
    // "treasurer of the student union"
    let club = |i: usize| sight.is(i, words!["student", "students", "students'", "club", "society", "union", "choir"]);
    if sight.is(last + 1, words!["of", "at"]) && (last + 2..last + 6).any(club) {
        return None;
    }
    let lettered = last > from
        && sight.doc.words[last].shape == Shape::Upper
        && (2..=5).contains(&sight.doc.word(last).len())
        && !sight.has(last, STUDY);
    (lettered || is_trade(sight, last) || last > from && sight.has(last - 1, ROLE) && is_name(sight, last))
        .then_some(last)
}

/// The last word of the noun phrase that begins at a word.
pub(super) fn noun_end(sight: &Sight<'_>, from: usize, end: usize) -> Option<usize> {
    let stops = |i: usize| {
        i > from && sight.gap(i).any(PHRASE)
            || sight.is(i, ENDS)
            || sight.has(i, FIRST) && !sight.is(i, words!["my", "our"])
            || sight.has(i, MONTH)
    };
    (from..(from + 8).min(end)).take_while(|&i| !stops(i)).last()
}

pub(super) fn is_name(sight: &Sight<'_>, at: usize) -> bool {
    matches!(sight.doc.words[at].shape, Shape::Capitalised | Shape::Upper | Shape::Mixed)
}

/// Whether a word is what somebody is by trade.
pub(super) fn is_trade(sight: &Sight<'_>, at: usize) -> bool {
    if sight.tells(at, NO_TRADE) || !(sight.first..sight.end).contains(&at) {
        return false;
    }
    if sight.has(at, ROLE) || sight.tells(at, TRADE) {
        return true;
    }
    if sight.has(at, STUDY | LIFE | HONOUR | WORK) {
        return false;
    }
    let word = sight.doc.folded(at);
    let word = word.strip_suffix('s').unwrap_or(&word);
    word.len() >= 5
        && ["er", "or", "ist", "ian", "ant", "man", "woman", "smith", "wright", "person", "eur"]
            .iter()
            .any(|ending| word.ends_with(ending))
}

/// "eight years of work behind me", "comes to five years all together": a total over what else is told.
pub(super) fn is_total(sight: &Sight<'_>, find: &Find) -> bool {
    let of_work = sight.is(find.last + 1, words!["of"])
        && sight.any_is(find.last + 2..find.last + 5, words!["work", "employment", "teaching", "practice"]);
    let sum = || {
        let sums = words!["makes", "comes", "come", "adds", "add", "amounts", "amount", "sums", "totals", "make"];
        sight.any_is(find.first.saturating_sub(3).max(sight.first)..find.first, sums)
    };
    if of_work && sum() {
        return true;
    }
    let around = find.first.saturating_sub(8).max(sight.first)..(find.last + 9).min(sight.end);
    let told = words!["all", "together", "told", "total"];
    let in_all = |i: usize| sight.is(i, words!["in", "all"]) && sight.is(i + 1, told);
    let whole =
        sight.any_is(around.clone(), words!["altogether"]) || sight.may_hold(told) && around.clone().any(in_all);
    let work = words!["work", "working", "worked", "career", "job", "jobs", "employment", "teaching", "practice"];
    let works = |i: usize| sight.is(i, work) || sight.has(i, EXPERIENCE) || sight.tells(i, FIELD);
    let worked = |i: usize| sight.is(i, words!["working", "career"]) || is_trade(sight, i);
    whole
        && (around.into_iter().any(works)
            || (find.first.saturating_sub(BEFORE).max(sight.first)..find.first).any(worked))
}

/// "collected over two years in three clinics": the time is of what was recorded, not of the writer.
pub(super) fn is_of_data(sight: &Sight<'_>, find: &Find) -> bool {
    const RECORDED: &WordSet = words![
        "collected",
        "recorded",
        "measured",
        "followed",
        "gathered",
        "stored",
        "observed",
        "published",
        "taken",
        "data",
        "records",
        "recordings",
        "images",
        "samples",
        "patients",
        "logs",
        "observations",
        "archived",
        "tracked",
        "monitored",
        "admitted",
        "covering",
        "spanning",
        "history",
        "open",
        "old",
        "existed",
        "existence",
    ];
    if is_of_archive(sight, find) {
        return true;
    }
    let near = find.first.saturating_sub(4).max(sight.first)..find.first;
    sight.may_hold(RECORDED)
        && near
            .into_iter()
            .any(|i| sight.is(i, RECORDED) && !sight.is(i.wrapping_sub(1), words!["i", "have", "we", "i've"]))
}

/// "30 years of logbooks": the time is of what lies in an archive.
pub(super) fn is_of_archive(sight: &Sight<'_>, find: &Find) -> bool {
    const ARCHIVED: &WordSet = words![
        "logbooks",
        "logs",
        "records",
        "recordings",
        "data",
        "images",
        "surveillance",
        "observations",
        "measurements",
        "history",
    ];
    let of = find.last + 1;
    // "experience in data science" is of a field.
    let ends = |i: usize| {
        i + 1 >= sight.end || sight.gap(i + 1).any(PHRASE) || sight.is(i + 1, ENDS) || sight.has(i + 1, VERB)
    };
    sight.is(of, words!["of"])
        && (of + 1..of + 4).take_while(|&i| !sight.has(i, EXPERIENCE)).any(|i| sight.is(i, ARCHIVED) && ends(i))
}

/// Whether the sentence before speaks of study rather than work: what `there` means.
pub(super) fn studied_lately(sight: &Sight<'_>) -> bool {
    let words = sight.first.saturating_sub(30)..sight.first;
    let text = words.map(|i| sight.doc.folded(i)).filter(|w| {
        ["student", "university", "degree", "bachelor", "phd", "doctorate", "studies", "master"].contains(&w.as_ref())
    });
    text.count() > 0
}
