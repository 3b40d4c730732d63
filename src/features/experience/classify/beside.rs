//! Words right beside a length that rule it out: an age, a rate, leave, what is yet to come.

use super::aside::Aside;
use super::phrases;
use crate::features::experience::lexicon::{AGO, CAMPUS, EXPERIENCE, FIRST, NEXT, RATE, ROLE, STUDY, UNIT, WHEN, WORK};
use crate::features::experience::sentence::SentenceView;
use crate::features::experience::temporal::DurationMention;
use crate::features::experience::words;
use crate::text::Gap;

/// "It has been two years since I started working."
pub(in super::super) fn began_since(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    let after = mention.last + 1;
    let works = |i: usize| view.has(i, WORK | ROLE) || view.is(i, words::WORK) || phrases::is_trade(view, i);
    view.is(mention.first.wrapping_sub(1), words::BEEN_IS)
        && view.is(after, words::SINCE)
        && view.has(after + 1, FIRST)
        && (after + 2..after + 9).any(works)
        && !view.gap(after).any(Gap(Gap::MARK.0 | Gap::COLON.0 | Gap::PARAGRAPH.0 | Gap::STOP.0 | Gap::COMMA.0))
}

/// Why the words beside a length rule it out, if they do.
pub(in super::super) fn ruled_out(view: &SentenceView<'_>, mention: &DurationMention) -> Option<Aside> {
    let (before, after) = (mention.first.wrapping_sub(1), mention.last + 1);
    let near = |i: usize| !view.gap(i).any(Gap(Gap::MARK.0 | Gap::COLON.0 | Gap::PARAGRAPH.0));
    if view.has(after, AGO) && near(after) && !view.gap(after).any(Gap(Gap::STOP.0 | Gap::COMMA.0)) {
        if view.is(after, words::OLD) {
            return Some(Aside::other("age"));
        }
        if !view.is(after, words::AFTER_BEFORE) || !view.is(before, words::LASTED_BEFORE) {
            return Some(Aside::other("ago"));
        }
    }
    if view.is(after, words::OF) && view.is(after + 1, words::AGE)
        || view.is(before, words::AGED)
        || view.is(before.wrapping_sub(1), words::AGE)
    {
        return Some(Aside::other("age"));
    }
    if view.is(after, words::FROM) && view.is(after + 1, words::NOW_TODAY) {
        return Some(Aside::PLANNED);
    }
    let within = view.is(before, words::WITHIN)
        || view.is(before, words::ANOTHER) && !view.is(before.wrapping_sub(1), words::FOR_SPENT);
    if mention.next || within && !view.has(after, WORK | EXPERIENCE) {
        return Some(Aside::PLANNED);
    }
    if (mention.first..=mention.last).any(|i| view.has(i, NEXT) && !view.has(i, UNIT)) {
        return Some(Aside::PLANNED);
    }
    if view.has(before, RATE) || view.is(after, words::PER) {
        return Some(Aside::other("a rate"));
    }
    if view.is(before, words::TAKES) {
        return Some(Aside::other("not work"));
    }
    // "two weeks as leave", "two weeks unpaid"
    let free = |i: usize| {
        view.is(i, words::OFF_WORK) || view.is(i, words::LEAVE) && (i == after || view.is(i - 1, words::LEAVE_AS))
    };
    if (after..(after + 3).min(view.end)).any(free) {
        return Some(Aside::other("not work"));
    }
    if view.is(before, words::OFFERS) {
        return Some(Aside::PLANNED);
    }
    // "It took me two years to …"
    if view.is(after, words::TO)
        && view.any_is(mention.first.saturating_sub(3).max(view.first)..mention.first, words::TOOK)
    {
        return Some(Aside::other("not work"));
    }
    if view.is(before, words::RECORDED_FOR) || phrases::is_of_archive(view, mention) {
        return Some(Aside::other("not work"));
    }
    if view.is(before, words::MY) && view.is(after, words::AT_IN) && (after..after + 4).any(|i| view.has(i, CAMPUS)) {
        return Some(Aside::other("study"));
    }
    None
}

/// "two-year degree", "years of my studies": what the length is of stands right after it.
pub(in super::super) fn is_of_study(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    let after = mention.last + 1;
    let near = |i: usize| !view.gap(i).any(Gap(Gap::MARK.0 | Gap::COLON.0 | Gap::PARAGRAPH.0));
    for i in after..(after + 4).min(view.end) {
        let other = view.has(i, FIRST | WHEN) && !view.is(i, words::MY_OUR);
        if !near(i) || view.gap(i).has(Gap::COMMA) || other {
            break;
        }
        if view.is(i, words::WORK_FOLLOWS) || view.has(i, WORK | ROLE) {
            break;
        }
        if view.has(i, STUDY) && !view.is(i, words::STUDYING) && !super::cues::is_doctoral_work(view, i) {
            return true;
        }
    }
    false
}
