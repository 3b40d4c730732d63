//! Words right beside a length that rule it out: an age, a rate, leave, what is yet to come.

use super::aside::Aside;
use super::phrases;
use crate::features::experience::lexicon::{AGO, EXPERIENCE, FIRST, NEXT, RATE, ROLE, STUDY, UNIT, WHEN, WORK};
use crate::features::experience::occupations::CAMPUS;
use crate::features::experience::sentence::SentenceView;
use crate::features::experience::temporal::DurationMention;
use crate::lexicon::word_set::words;
use crate::text::Gap;

/// "It has been two years since I started working."
pub(in super::super) fn began_since(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    let after = mention.last + 1;
    let works = |i: usize| view.has(i, WORK | ROLE) || view.is(i, words!["work"]) || phrases::is_trade(view, i);
    view.is(mention.first.wrapping_sub(1), words!["been", "is"])
        && view.is(after, words!["since"])
        && view.has(after + 1, FIRST)
        && (after + 2..after + 9).any(works)
        && !view.gap(after).any(Gap(Gap::MARK.0 | Gap::COLON.0 | Gap::PARAGRAPH.0 | Gap::STOP.0 | Gap::COMMA.0))
}

/// Why the words beside a length rule it out, if they do.
pub(in super::super) fn ruled_out(view: &SentenceView<'_>, mention: &DurationMention) -> Option<Aside> {
    let (before, after) = (mention.first.wrapping_sub(1), mention.last + 1);
    let near = |i: usize| !view.gap(i).any(Gap(Gap::MARK.0 | Gap::COLON.0 | Gap::PARAGRAPH.0));
    if view.has(after, AGO) && near(after) && !view.gap(after).any(Gap(Gap::STOP.0 | Gap::COMMA.0)) {
        if view.is(after, words!["old"]) {
            return Some(Aside::other("age"));
        }
        if !view.is(after, words!["before", "after", "since", "prior"])
            || !view.is(before, words!["for", "spent", "worked", "with"])
        {
            return Some(Aside::other("ago"));
        }
    }
    if view.is(after, words!["of"]) && view.is(after + 1, words!["age"])
        || view.is(before, words!["aged", "age"])
        || view.is(before.wrapping_sub(1), words!["age"])
    {
        return Some(Aside::other("age"));
    }
    if view.is(after, words!["from"]) && view.is(after + 1, words!["now", "today"]) {
        return Some(Aside::PLANNED);
    }
    let within = view.is(before, words!["within"])
        || view.is(before, words!["another"]) && !view.is(before.wrapping_sub(1), words!["for", "spent"]);
    if mention.next || within && !view.has(after, WORK | EXPERIENCE) {
        return Some(Aside::PLANNED);
    }
    if (mention.first..=mention.last).any(|i| view.has(i, NEXT) && !view.has(i, UNIT)) {
        return Some(Aside::PLANNED);
    }
    if view.has(before, RATE) || view.is(after, words!["per"]) {
        return Some(Aside::other("a rate"));
    }
    if view.is(before, words!["takes", "take"]) {
        return Some(Aside::other("not work"));
    }
    // "two weeks as leave", "two weeks unpaid"
    let free = |i: usize| {
        view.is(i, words!["off", "unpaid", "vacation"])
            || view.is(i, words!["leave"])
                && (i == after || view.is(i - 1, words!["as", "of", "paid", "unpaid", "annual"]))
    };
    if (after..(after + 3).min(view.end)).any(free) {
        return Some(Aside::other("not work"));
    }
    if view.is(before, words!["commit", "dedicate", "offer"]) {
        return Some(Aside::PLANNED);
    }
    // "It took me two years to …"
    if view.is(after, words!["to"])
        && view.any_is(mention.first.saturating_sub(3).max(view.first)..mention.first, words!["took", "takes", "take"])
    {
        return Some(Aside::other("not work"));
    }
    if view.is(before, words!["recorded", "collected", "measured", "gathered", "observed", "covering"])
        || phrases::is_of_archive(view, mention)
    {
        return Some(Aside::other("not work"));
    }
    if view.is(before, words!["my"])
        && view.is(after, words!["at", "in"])
        && (after..after + 4).any(|i| view.tells(i, CAMPUS))
    {
        return Some(Aside::other("study"));
    }
    None
}

/// "two-year degree", "years of my studies": what the length is of stands right after it.
pub(in super::super) fn is_of_study(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    let after = mention.last + 1;
    let near = |i: usize| !view.gap(i).any(Gap(Gap::MARK.0 | Gap::COLON.0 | Gap::PARAGRAPH.0));
    for i in after..(after + 4).min(view.end) {
        let other = view.has(i, FIRST | WHEN) && !view.is(i, words!["my", "our"]);
        if !near(i) || view.gap(i).has(Gap::COMMA) || other {
            break;
        }
        if view.is(i, words!["as", "at", "in", "working", "and"]) || view.has(i, WORK | ROLE) {
            break;
        }
        if view.has(i, STUDY) && !view.is(i, words!["studying"]) && !super::cues::is_doctoral_work(view, i) {
            return true;
        }
    }
    false
}
