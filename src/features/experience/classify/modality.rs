//! Whether what is told is done or about to be, and by whom.

use super::reach::{AFTER, BEFORE};
use crate::features::experience::lexicon::{FIRST, PLAN};
use crate::features::experience::sentence::SentenceView;
use crate::features::experience::temporal::DurationMention;
use crate::lexicon::word_set::words;

/// Whether the writer does something here: "our lab ran for four months" is not theirs.
pub(in super::super) fn says_i(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    let around = mention.first.saturating_sub(BEFORE).max(view.first)..(mention.last + 1 + AFTER).min(view.end);
    around.into_iter().any(|i| view.has(i, FIRST) && !view.is(i, words!["my", "our", "me", "myself", "mine"]))
        || view.is(mention.first.wrapping_sub(1), words!["my"])
}

/// "I will be working at the lab for …", "in two years I want …": the nearest `I` is about to.
pub(in super::super) fn is_planned(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    // "I hope that my three years as a tester will help me": these years are there.
    let my = mention.first.wrapping_sub(1);
    if view.is(my, words!["my"]) && view.is(my.wrapping_sub(1), words!["that", "hope", "believe", "think", "trust"]) {
        return false;
    }
    let past = words!["from", "after", "during", "while", "through", "having", "since", "with", "following"];
    let about_to = |i: usize, end: usize| {
        (i..(i + 4).min(end))
            .any(|j| view.has(j, PLAN) || view.is(j, words!["see", "picture"]) && view.is(j + 1, words!["myself"]))
    };
    for i in (mention.first.saturating_sub(BEFORE).max(view.first)..mention.first).rev() {
        if view.is(i, past) {
            return false;
        }
        if view.has(i, FIRST) {
            return about_to(i, mention.first);
        }
    }
    let subject = |&i: &usize| view.has(i, FIRST) && !view.is(i, words!["me", "my", "us", "our", "myself", "mine"]);
    let Some(next) = (mention.last + 1..(mention.last + 1 + AFTER).min(view.end)).find(subject) else {
        return false;
    };
    !mention.past && !view.is(mention.first, words!["over"]) && about_to(next, view.end)
}
