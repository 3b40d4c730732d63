//! Phrases that name a trade or a place of work: "a court interpreter", "at a small bank", "as a clerk".

use super::reach::BEFORE;
use crate::features::experience::lexicon::{
    CAMPUS, EXPERIENCE, FIELD, FIRST, HONOUR, LIFE, MONTH, NO_TRADE, OCCUPATION, PLACE, ROLE, STUDY, UNIT, VERB, WORK,
    ends_as_trade,
};
use crate::features::experience::sentence::SentenceView;
use crate::features::experience::temporal::DurationMention;
use crate::features::experience::words;
use crate::text::{Gap, Shape};

/// Marks that end a clause or a phrase.
pub(in super::super) const CLAUSE: Gap = Gap(Gap::STOP.0 | Gap::MARK.0 | Gap::COLON.0 | Gap::PARAGRAPH.0);
pub(in super::super) const PHRASE: Gap = Gap(CLAUSE.0 | Gap::COMMA.0 | Gap::DASH.0 | Gap::OPEN.0 | Gap::CLOSE.0);

/// "at a daily", "in the bank", "as a clerk": the word after the phrase, if it names a place or post of work.
pub(in super::super) fn place(view: &SentenceView<'_>, from: usize, end: usize) -> Option<usize> {
    let mut at = from;
    if (from..end).any(|i| view.is(i, words::FOR) && view.is(i + 1, words::NOT_FOR_PAY)) {
        return None;
    }
    while at < end {
        if at > from && view.gap(at).any(CLAUSE) || view.is(at, words::ENDS_PLACE) {
            return None;
        }
        if view.has(at, LIFE | HONOUR) || view.has(at, STUDY) && !view.has(at, CAMPUS | PLACE) {
            return None;
        }
        if view.is(at, words::AT_WORDS)
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
    if view.is(at, words::AS_LIKE) {
        return trade(view, at + 1, end);
    }
    // "in hospital": as a patient.
    if view.is(at + 1, words::AS_PATIENT) {
        return None;
    }
    for i in at + 1..(at + 8).min(end) {
        if view.gap(i).any(PHRASE)
            || view.is(i, words::ENDS_PHRASE)
            || view.has(i, UNIT)
            || view.has(i, FIRST) && !view.is(i, words::MY_OUR)
        {
            return None;
        }
        if view.has(i, PLACE) || view.has(i, FIELD) || view.is(i, words::START) && view.is(i + 1, words::UP) {
            return Some(i);
        }
        if view.has(i, STUDY) && !view.has(i, CAMPUS) {
            return None;
        }
    }
    None
}

/// The last word of a noun phrase that names a trade: "a processing geophysicist", "one of two engineers", "a CPA".
pub(in super::super) fn trade(view: &SentenceView<'_>, from: usize, end: usize) -> Option<usize> {
    let from = from + 2 * usize::from(view.is(from, words::ONE) && view.is(from + 1, words::OF));
    if let Some(i) = (from..(from + 4).min(end)).find(|&i| view.is(i, words::RESPONSIBLE)) {
        return Some(i);
    }
    let last = noun_end(view, from, end)?;
    // "treasurer of the student union"
    let club = |i: usize| view.is(i, words::CLUB);
    if view.is(last + 1, words::AT_OF) && (last + 2..last + 6).any(club) {
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
            || view.is(i, words::ENDS_PHRASE)
            || view.has(i, FIRST) && !view.is(i, words::MY_OUR)
            || view.has(i, MONTH)
    };
    (from..(from + 8).min(end)).take_while(|&i| !stops(i)).last()
}

pub(in super::super) fn is_name(view: &SentenceView<'_>, at: usize) -> bool {
    matches!(view.doc.words[at].shape, Shape::Capitalised | Shape::Upper | Shape::Mixed)
}

/// Whether a word is what somebody is by trade.
pub(in super::super) fn is_trade(view: &SentenceView<'_>, at: usize) -> bool {
    if view.has(at, NO_TRADE) || !(view.first..view.end).contains(&at) {
        return false;
    }
    if view.has(at, ROLE | OCCUPATION) {
        return true;
    }
    if view.has(at, STUDY | LIFE | HONOUR | WORK) {
        return false;
    }
    if view.doc.words[at].non_ascii { ends_as_trade(&view.doc.folded(at)) } else { ends_as_trade(view.doc.word(at)) }
}

/// "eight years of work behind me", "comes to five years all together": a total over what else is told.
pub(in super::super) fn is_total(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    let of_work =
        view.is(mention.last + 1, words::OF) && view.any_is(mention.last + 2..mention.last + 5, words::OF_WORK);
    let sum = || {
        let sums = words::SUMS;
        view.any_is(mention.first.saturating_sub(3).max(view.first)..mention.first, sums)
    };
    if of_work && sum() {
        return true;
    }
    let around = mention.first.saturating_sub(8).max(view.first)..(mention.last + 9).min(view.end);
    let told = words::IN_ALL;
    let in_all = |i: usize| view.is(i, words::ALL_IN) && view.is(i + 1, told);
    let whole = view.any_is(around.clone(), words::ALTOGETHER) || view.holds(told) && around.clone().any(in_all);
    let work = words::TOTAL_OF_WORK;
    let works = |i: usize| view.is(i, work) || view.has(i, EXPERIENCE) || view.has(i, FIELD);
    let worked = |i: usize| view.is(i, words::WORKING_LIFE) || is_trade(view, i);
    whole
        && (around.into_iter().any(works)
            || (mention.first.saturating_sub(BEFORE).max(view.first)..mention.first).any(worked))
}

/// "collected over two years in three clinics": the time is of what was recorded, not of the writer.
pub(in super::super) fn is_of_data(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    if is_of_archive(view, mention) {
        return true;
    }
    let near = mention.first.saturating_sub(4).max(view.first)..mention.first;
    view.holds(words::RECORDS)
        && near.into_iter().any(|i| view.is(i, words::RECORDS) && !view.is(i.wrapping_sub(1), words::RECORDER))
}

/// "30 years of logbooks": the time is of what lies in an archive.
pub(in super::super) fn is_of_archive(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    let of = mention.last + 1;
    // "experience in data science" is of a field.
    let ends = |i: usize| {
        i + 1 >= view.end || view.gap(i + 1).any(PHRASE) || view.is(i + 1, words::ENDS_PHRASE) || view.has(i + 1, VERB)
    };
    view.is(of, words::OF)
        && (of + 1..of + 4).take_while(|&i| !view.has(i, EXPERIENCE)).any(|i| view.is(i, words::ARCHIVED) && ends(i))
}

/// Whether the sentence before speaks of study rather than work: what `there` means.
pub(in super::super) fn studied_lately(view: &SentenceView<'_>) -> bool {
    view.is_before(30, words::STUDIED_BEFORE)
}
