//! Phrases that name a trade or a place of work: "a court interpreter", "at a small bank", "as a clerk".

use super::reach::BEFORE;
use crate::features::experience::lexicon::{EXPERIENCE, FIRST, HONOUR, LIFE, MONTH, ROLE, STUDY, UNIT, VERB, WORK};
use crate::features::experience::occupations::{CAMPUS, FIELD, NO_TRADE, PLACE, TRADE};
use crate::features::experience::sentence::SentenceView;
use crate::features::experience::temporal::DurationMention;
use crate::lexicon::word_set::{WordSet, words};
use crate::text::{Gap, Shape};

/// Marks that end a clause or a phrase.
pub(in super::super) const CLAUSE: Gap = Gap(Gap::STOP.0 | Gap::MARK.0 | Gap::COLON.0 | Gap::PARAGRAPH.0);
pub(in super::super) const PHRASE: Gap = Gap(CLAUSE.0 | Gap::COMMA.0 | Gap::DASH.0 | Gap::OPEN.0 | Gap::CLOSE.0);
/// Words before a place or a post.
pub(in super::super) const AT: &WordSet = words!["at", "in", "with", "for", "on", "inside", "within", "as", "like"];
/// Words that the noun of a phrase can't be behind.
pub(in super::super) const ENDS: &WordSet = words![
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
pub(in super::super) fn place(view: &SentenceView<'_>, from: usize, end: usize) -> Option<usize> {
    let mut at = from;
    if (from..end).any(|i| view.is(i, words!["for"]) && view.is(i + 1, words!["fun", "pleasure", "free"])) {
        return None;
    }
    while at < end {
        if at > from && view.gap(at).any(CLAUSE) || view.is(at, words!["who", "that", "which", "because", "when"]) {
            return None;
        }
        if view.has(at, LIFE | HONOUR) || view.has(at, STUDY) && !view.tells(at, CAMPUS | PLACE) {
            return None;
        }
        if view.is(at, AT)
            && let Some(last) = phrase(view, at, end)
        {
            return Some(last + 1);
        }
        at += 1;
    }
    None
}

/// The last word of the phrase after a preposition, if it is a place, field or post of work.
pub(in super::super) fn phrase(view: &SentenceView<'_>, at: usize, end: usize) -> Option<usize> {
    if view.is(at, words!["as", "like"]) {
        return trade(view, at + 1, end);
    }
    // "in hospital": as a patient.
    if view.is(at + 1, words!["hospital", "court"]) {
        return None;
    }
    for i in at + 1..(at + 8).min(end) {
        if view.gap(i).any(PHRASE)
            || view.is(i, ENDS)
            || view.has(i, UNIT)
            || view.has(i, FIRST) && !view.is(i, words!["my", "our"])
        {
            return None;
        }
        if view.tells(i, PLACE) || view.tells(i, FIELD) || view.is(i, words!["start"]) && view.is(i + 1, words!["up"]) {
            return Some(i);
        }
        if view.has(i, STUDY) && !view.tells(i, CAMPUS) {
            return None;
        }
    }
    None
}

/// The last word of a noun phrase that names a trade: "a processing geophysicist", "one of two engineers", "a CPA".
pub(in super::super) fn trade(view: &SentenceView<'_>, from: usize, end: usize) -> Option<usize> {
    let from = from + 2 * usize::from(view.is(from, words!["one"]) && view.is(from + 1, words!["of"]));
    if let Some(i) = (from..(from + 4).min(end)).find(|&i| view.is(i, words!["responsible", "charge"])) {
        return Some(i);
    }
    let last = noun_end(view, from, end)?;
    // "treasurer of the student union"
    let club = |i: usize| view.is(i, words!["student", "students", "students'", "club", "society", "union", "choir"]);
    if view.is(last + 1, words!["of", "at"]) && (last + 2..last + 6).any(club) {
        return None;
    }
    let lettered = last > from
        && view.doc.words[last].shape == Shape::Upper
        && (2..=5).contains(&view.doc.word(last).len())
        && !view.has(last, STUDY);
    (lettered || is_trade(view, last) || last > from && view.has(last - 1, ROLE) && is_name(view, last)).then_some(last)
}

/// The last word of the noun phrase that begins at a word.
pub(in super::super) fn noun_end(view: &SentenceView<'_>, from: usize, end: usize) -> Option<usize> {
    let stops = |i: usize| {
        i > from && view.gap(i).any(PHRASE)
            || view.is(i, ENDS)
            || view.has(i, FIRST) && !view.is(i, words!["my", "our"])
            || view.has(i, MONTH)
    };
    (from..(from + 8).min(end)).take_while(|&i| !stops(i)).last()
}

pub(in super::super) fn is_name(view: &SentenceView<'_>, at: usize) -> bool {
    matches!(view.doc.words[at].shape, Shape::Capitalised | Shape::Upper | Shape::Mixed)
}

/// Whether a word is what somebody is by trade.
pub(in super::super) fn is_trade(view: &SentenceView<'_>, at: usize) -> bool {
    if view.tells(at, NO_TRADE) || !(view.first..view.end).contains(&at) {
        return false;
    }
    if view.has(at, ROLE) || view.tells(at, TRADE) {
        return true;
    }
    if view.has(at, STUDY | LIFE | HONOUR | WORK) {
        return false;
    }
    let word = view.doc.folded(at);
    let word = word.strip_suffix('s').unwrap_or(&word);
    word.len() >= 5
        && ["er", "or", "ist", "ian", "ant", "man", "woman", "smith", "wright", "person", "eur"]
            .iter()
            .any(|ending| word.ends_with(ending))
}

/// "eight years of work behind me", "comes to five years all together": a total over what else is told.
pub(in super::super) fn is_total(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    let of_work = view.is(mention.last + 1, words!["of"])
        && view.any_is(mention.last + 2..mention.last + 5, words!["work", "employment", "teaching", "practice"]);
    let sum = || {
        let sums = words!["makes", "comes", "come", "adds", "add", "amounts", "amount", "sums", "totals", "make"];
        view.any_is(mention.first.saturating_sub(3).max(view.first)..mention.first, sums)
    };
    if of_work && sum() {
        return true;
    }
    let around = mention.first.saturating_sub(8).max(view.first)..(mention.last + 9).min(view.end);
    let told = words!["all", "together", "told", "total"];
    let in_all = |i: usize| view.is(i, words!["in", "all"]) && view.is(i + 1, told);
    let whole = view.any_is(around.clone(), words!["altogether"]) || view.may_hold(told) && around.clone().any(in_all);
    let work = words!["work", "working", "worked", "career", "job", "jobs", "employment", "teaching", "practice"];
    let works = |i: usize| view.is(i, work) || view.has(i, EXPERIENCE) || view.tells(i, FIELD);
    let worked = |i: usize| view.is(i, words!["working", "career"]) || is_trade(view, i);
    whole
        && (around.into_iter().any(works)
            || (mention.first.saturating_sub(BEFORE).max(view.first)..mention.first).any(worked))
}

/// "collected over two years in three clinics": the time is of what was recorded, not of the writer.
pub(in super::super) fn is_of_data(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
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
    if is_of_archive(view, mention) {
        return true;
    }
    let near = mention.first.saturating_sub(4).max(view.first)..mention.first;
    view.may_hold(RECORDED)
        && near
            .into_iter()
            .any(|i| view.is(i, RECORDED) && !view.is(i.wrapping_sub(1), words!["i", "have", "we", "i've"]))
}

/// "30 years of logbooks": the time is of what lies in an archive.
pub(in super::super) fn is_of_archive(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
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
    let of = mention.last + 1;
    // "experience in data science" is of a field.
    let ends =
        |i: usize| i + 1 >= view.end || view.gap(i + 1).any(PHRASE) || view.is(i + 1, ENDS) || view.has(i + 1, VERB);
    view.is(of, words!["of"])
        && (of + 1..of + 4).take_while(|&i| !view.has(i, EXPERIENCE)).any(|i| view.is(i, ARCHIVED) && ends(i))
}

/// Whether the sentence before speaks of study rather than work: what `there` means.
pub(in super::super) fn studied_lately(view: &SentenceView<'_>) -> bool {
    let words = view.first.saturating_sub(30)..view.first;
    let text = words.map(|i| view.doc.folded(i)).filter(|w| {
        ["student", "university", "degree", "bachelor", "phd", "doctorate", "studies", "master"].contains(&w.as_ref())
    });
    text.count() > 0
}
