//! Whether what is told is done or about to be, and by whom.

use super::reach::{AFTER, BEFORE};
use crate::features::experience::lexicon::{FIRST, PLAN};
use crate::features::experience::sentence::SentenceView;
use crate::features::experience::temporal::DurationMention;
use crate::features::experience::words;

/// Whether the writer does something here: "our lab ran for four months" is not theirs.
pub(in super::super) fn says_i(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    let around = mention.first.saturating_sub(BEFORE).max(view.first)..(mention.last + 1 + AFTER).min(view.end);
    around.into_iter().any(|i| view.has(i, FIRST) && !view.is(i, words::WRITER_NO_SUBJECT))
        || view.is(mention.first.wrapping_sub(1), words::MY)
}

/// "I will be working at the lab for …", "in two years I want …": the nearest `I` is about to.
pub(in super::super) fn is_planned(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    // "I hope that my three years as a tester will help me": these years are there.
    let my = mention.first.wrapping_sub(1);
    if view.is(my, words::MY) && view.is(my.wrapping_sub(1), words::BELIEVES) {
        return false;
    }
    let past = words::OF_THE_PAST;
    let about_to = |i: usize, end: usize| {
        (i..(i + 4).min(end)).any(|j| view.has(j, PLAN) || view.is(j, words::PICTURES) && view.is(j + 1, words::MYSELF))
    };
    for i in (mention.first.saturating_sub(BEFORE).max(view.first)..mention.first).rev() {
        if view.is(i, past) {
            return false;
        }
        if view.has(i, FIRST) {
            return about_to(i, mention.first);
        }
    }
    let subject = |&i: &usize| view.has(i, FIRST) && !view.is(i, words::WRITERS_NO_SUBJECT);
    let Some(next) = (mention.last + 1..(mention.last + 1 + AFTER).min(view.end)).find(subject) else {
        return false;
    };
    !mention.past && !view.is(mention.first, words::OVER) && about_to(next, view.end)
}
