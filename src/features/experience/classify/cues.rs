//! The word that governs a length or span: the nearest word of work, study, life or honours.

use super::reach::{AFTER, BEFORE};
use crate::features::experience::lexicon::{DO, EXPERIENCE, FIRST, HONOUR, LIFE, ROLE, STUDY, UNIT, WHEN, WORK};
use crate::features::experience::sentence::SentenceView;
use crate::features::experience::temporal::DurationMention;
use crate::features::experience::words;
use crate::text::{Class, Gap, Shape};

/// A word that costs more to reach does not govern.
pub(in super::super) const FARTHEST: usize = 16;

/// Words of work that are said of much else: "the industry has grown since …".
pub(in super::super) fn is_generic(view: &SentenceView<'_>, at: usize) -> bool {
    view.is(at, words::GENERIC_WORK)
}

/// `PhD research`, `doctoral work`.
pub(in super::super) fn is_doctoral_work(view: &SentenceView<'_>, at: usize) -> bool {
    view.is(at, words::OF_DEGREE) && view.is(at + 1, words::DEGREE_WORK)
}

/// The cost, tag and place of the word that governs a mention; with `doing`, words of mere doing may.
pub(in super::super) fn governing(
    view: &SentenceView<'_>,
    mention: &DurationMention,
    doing: bool,
) -> Option<(usize, u64, usize)> {
    let mut best: Option<(usize, u64, usize)> = None;
    let mut offer = |cost: usize, cue: u64, at: usize| {
        if (doing || cue != DO) && best.is_none_or(|b| cost < b.0) {
            best = Some((cost, cue, at));
        }
    };
    let mut cost = 0;
    for i in (view.first.max(mention.first.saturating_sub(BEFORE))..mention.first).rev() {
        cost += step(view, i + 1, i);
        if let Some((cue, more)) = cue(view, i) {
            offer(cost + more, cue, i);
        }
    }
    // "since starting my work with … in January" holds its cue.
    if mention.last > mention.first + 4 {
        for i in mention.first..mention.last.min(mention.first + AFTER) {
            if let Some((cue, more)) = cue(view, i) {
                offer(2 + more, cue, i);
            }
        }
    }
    cost = 0;
    for i in mention.last + 1..(mention.last + 1 + AFTER).min(view.end) {
        cost += step(view, i, i);
        if let Some((cue, more)) = cue(view, i) {
            offer(cost + more, cue, i);
        }
    }
    best
}

/// What it costs to pass a word: more at a comma and at `and`, where another clause may begin.
fn step(view: &SentenceView<'_>, gap: usize, word: usize) -> usize {
    let gap = view.gap(gap);
    1 + 3 * usize::from(gap.any(Gap(Gap::COMMA.0 | Gap::COLON.0 | Gap::DASH.0)))
        + 3 * usize::from(view.is(word, words::CLAUSE_STARTS))
}

/// What a word speaks of, if it is a cue, and how much less than others it weighs.
fn cue(view: &SentenceView<'_>, at: usize) -> Option<(u64, usize)> {
    let tags = view.entry(at).tags;
    if view.is(at, words::STUDENT) && view.is(at + 1, words::AT_FOR_SINCE) {
        return Some((STUDY, 0));
    }
    if view.is(at, words::TAUGHT) && view.is(at.wrapping_sub(1), words::SELF) {
        return Some((STUDY, 0));
    }
    if tags & (WORK | ROLE | STUDY | LIFE | HONOUR | DO) == 0 {
        // "spent two years at [company]": an anonymised employer.
        let employer = view.doc.words.get(at).is_some_and(|w| w.class == Class::Placeholder)
            && (view.first..view.end).contains(&at)
            && {
                let text = view.doc.word(at).as_bytes();
                text.windows(6).any(|w| w.eq_ignore_ascii_case(b"compan"))
                    || text.windows(8).any(|w| w.eq_ignore_ascii_case(b"employer"))
            };
        let named = view.is(at, words::AT)
            && matches!(
                view.doc.words.get(at + 1).map(|w| w.shape),
                Some(Shape::Capitalised | Shape::Upper | Shape::Mixed)
            )
            && !view.any(at + 1..at + 6, STUDY);
        return if employer {
            Some((WORK, 0))
        } else if named && at + 1 < view.end {
            Some((WORK, 3))
        } else {
            None
        };
    }
    let when =
        (1..=3).any(|back| at >= view.first + back && view.has(at - back, WHEN) && !view.gap(at).has(Gap::COMMA));
    // "Two years of lockdown taught me …" is no teaching.
    if view.is(at, words::TAUGHT) && view.is(at + 1, words::ME_US) {
        return None;
    }
    if tags & (WORK | ROLE) != 0 && tags & STUDY == 0 {
        // "lead" and "research" are said of much else.
        return Some((WORK, if view.is(at, words::VAGUE_WORK) { 2 } else { 0 }));
    }
    if tags & STUDY != 0 {
        // "In the academic year 2021/22 I was a lecturer."
        if view.is(at, words::OF_YEAR) && view.is(at + 1, words::YEAR_YEARS) {
            return None;
        }
        let course_of =
            view.is(at, words::COURSE) && view.is(at.wrapping_sub(1), words::THE) && view.is(at + 1, words::OF);
        let place = view.is(at, words::CAMPUS_WORDS);
        let worker = (1..=2).any(|next| view.has(at + next, ROLE) || view.has(at + next, WORK))
            && !view.gap(at + 1).has(Gap::COMMA);
        if when || course_of || worker || is_doctoral_work(view, at) {
            return None;
        }
        return Some((STUDY, if place { 6 } else { 0 }));
    }
    if view.is(at, words::WORK) {
        let working = view.has(at.wrapping_sub(1), FIRST)
            && (!view.is(at.wrapping_sub(1), words::MY_OUR) || view.is(at + 1, words::WORK_AT))
            || view.is(at.wrapping_sub(1), words::OF_STARTING);
        return working.then_some((WORK, 0));
    }
    if tags & HONOUR != 0 {
        return (!when).then_some((HONOUR, 2));
    }
    if tags & LIFE != 0 {
        // "machine learning" is a field, "learning to cook" is not work.
        if view.is(at, words::LEARNING) && !view.is(at + 1, words::LEARNING_TO) {
            return None;
        }
        return (!when).then_some((LIFE, 1));
    }
    Some((DO, 8))
}

/// `five years of practical experience`, `experience of 28 months`, `5 years' experience`.
pub(in super::super) fn is_experience(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    let after = mention.last + 1;
    let reach = if view.is(after, words::OF_PLUS) { 10 } else { 5 };
    for i in after..(after + reach).min(view.end) {
        // "6 yrs. exp."
        let shortened = i == after && view.is(mention.last, words::SHORT_UNITS) && view.has(i, EXPERIENCE);
        if shortened {
            return true;
        }
        // "4 yrs. of exp."
        let abbreviated = i == after && view.is(mention.last, words::SHORT_UNITS) && view.is(i, words::OF);
        if view.gap(i).any(Gap(Gap::STOP.0 | Gap::MARK.0 | Gap::COLON.0 | Gap::PARAGRAPH.0 | Gap::OPEN.0))
            && !abbreviated
            || view.has(i, FIRST | UNIT)
            || view.is(i, words::BEFORE_EXPERIENCE_ENDS)
        {
            break;
        }
        if view.has(i, EXPERIENCE) {
            return true;
        }
    }
    // "My experience in robotics is five years."
    let said = mention.first.wrapping_sub(1);
    if view.is(said, words::AMOUNTS_TO) && said > view.first {
        let named = (said.saturating_sub(6).max(view.first)..said).find(|&i| view.has(i, EXPERIENCE));
        if named.is_some_and(|i| view.has(i.wrapping_sub(1), FIRST | WORK)) {
            return true;
        }
    }
    let mut at = mention.first;
    for _ in 0..5 {
        let Some(before) = at.checked_sub(1).filter(|&b| b >= view.first) else { break };
        let gap = view.gap(at);
        if gap.any(Gap(Gap::STOP.0 | Gap::MARK.0 | Gap::COMMA.0 | Gap::PARAGRAPH.0 | Gap::OPEN.0)) {
            break;
        }
        if view.has(before, EXPERIENCE) {
            return true;
        }
        if !view.is(before, words::EXPERIENCE_OF) {
            break;
        }
        at = before;
    }
    false
}
