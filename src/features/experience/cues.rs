//! The word that governs a length or span: the nearest word of work, study, life or honours.

use super::context::{AFTER, BEFORE};
use super::grammar::{Find, Sight};
use super::lexicon::{DO, EXPERIENCE, FIRST, HONOUR, LIFE, ROLE, STUDY, UNIT, WHEN, WORK};
use crate::lexicon::word_set::{WordSet, words};
use crate::text::{Class, Gap, Shape};

/// A word that costs more to reach does not govern.
pub(super) const FARTHEST: usize = 16;

/// Words of work that are said of much else: "the industry has grown since …".
pub(super) fn is_generic(sight: &Sight<'_>, at: usize) -> bool {
    const GENERIC: &WordSet = words![
        "research",
        "lab",
        "labs",
        "laboratory",
        "company",
        "industry",
        "service",
        "agency",
        "firm",
        "bank",
        "lead",
        "career",
        "employment",
    ];
    sight.is(at, GENERIC)
}

/// `PhD research`, `doctoral work`.
pub(super) fn is_doctoral_work(sight: &Sight<'_>, at: usize) -> bool {
    sight.is(at, words!["phd", "ph.d", "doctoral", "master's", "thesis", "undergraduate", "graduate"])
        && sight.is(at + 1, words!["research", "work", "assistant", "researcher", "project"])
}

/// The cost, tag and place of the word that governs a find; with `doing`, words of mere doing may.
pub(super) fn governing(sight: &Sight<'_>, find: &Find, doing: bool) -> Option<(usize, u32, usize)> {
    let mut best: Option<(usize, u32, usize)> = None;
    let mut offer = |cost: usize, cue: u32, at: usize| {
        if (doing || cue != DO) && best.is_none_or(|b| cost < b.0) {
            best = Some((cost, cue, at));
        }
    };
    let mut cost = 0;
    for i in (sight.first.max(find.first.saturating_sub(BEFORE))..find.first).rev() {
        cost += step(sight, i + 1, i);
        if let Some((cue, more)) = cue(sight, i) {
            offer(cost + more, cue, i);
        }
    }
    // "since starting my work with … in January" holds its cue.
    if find.last > find.first + 4 {
        for i in find.first..find.last.min(find.first + AFTER) {
            if let Some((cue, more)) = cue(sight, i) {
                offer(2 + more, cue, i);
            }
        }
    }
    cost = 0;
    for i in find.last + 1..(find.last + 1 + AFTER).min(sight.end) {
        cost += step(sight, i, i);
        if let Some((cue, more)) = cue(sight, i) {
            offer(cost + more, cue, i);
        }
    }
    best
}

/// What it costs to pass a word: more at a comma and at `and`, where another clause may begin.
fn step(sight: &Sight<'_>, gap: usize, word: usize) -> usize {
    let gap = sight.gap(gap);
    1 + 3 * usize::from(gap.any(Gap(Gap::COMMA.0 | Gap::COLON.0 | Gap::DASH.0)))
        + 3 * usize::from(sight.is(word, words!["and", "but", "then", "i", "which", "where"]))
}

/// What a word speaks of, if it is a cue, and how much less than others it weighs.
fn cue(sight: &Sight<'_>, at: usize) -> Option<(u32, usize)> {
    let tags = sight.entry(at).tags;
    if sight.is(at, words!["student"]) && sight.is(at + 1, words!["for", "since", "at"]) {
        return Some((STUDY, 0));
    }
    if sight.is(at, words!["taught"]) && sight.is(at.wrapping_sub(1), words!["self"]) {
        return Some((STUDY, 0));
    }
    if tags & (WORK | ROLE | STUDY | LIFE | HONOUR | DO) == 0 {
        // "spent two years at [company]": an anonymised employer.
        let employer = sight.doc.words.get(at).is_some_and(|w| w.class == Class::Placeholder)
            && (sight.first..sight.end).contains(&at)
            && {
                let text = sight.doc.word(at).as_bytes();
                text.windows(6).any(|w| w.eq_ignore_ascii_case(b"compan"))
                    || text.windows(8).any(|w| w.eq_ignore_ascii_case(b"employer"))
            };
        let named = sight.is(at, words!["at"])
            && matches!(
                sight.doc.words.get(at + 1).map(|w| w.shape),
                Some(Shape::Capitalised | Shape::Upper | Shape::Mixed)
            )
            && !sight.any(at + 1..at + 6, STUDY);
        return if employer {
            Some((WORK, 0))
        } else if named && at + 1 < sight.end {
            Some((WORK, 3))
        } else {
            None
        };
    }
    let when =
        (1..=3).any(|back| at >= sight.first + back && sight.has(at - back, WHEN) && !sight.gap(at).has(Gap::COMMA));
    // "Two years of lockdown taught me …" is no teaching.
    if sight.is(at, words!["taught"]) && sight.is(at + 1, words!["me", "us"]) {
        return None;
    }
    if tags & (WORK | ROLE) != 0 && tags & STUDY == 0 {
        // "lead" and "research" are said of much else.
        return Some((
            WORK,
            if sight.is(at, words!["research", "lead", "position", "company", "service", "career"]) { 2 } else { 0 },
        ));
    }
    if tags & STUDY != 0 {
        let course_of = sight.is(at, words!["course"])
            && sight.is(at.wrapping_sub(1), words!["the"])
            && sight.is(at + 1, words!["of"]);
        let place = sight.is(at, words!["university", "college", "institute", "school"]);
        let worker = (1..=2).any(|next| sight.has(at + next, ROLE) || sight.has(at + next, WORK))
            && !sight.gap(at + 1).has(Gap::COMMA);
        if when || course_of || worker || is_doctoral_work(sight, at) {
            return None;
        }
        return Some((STUDY, if place { 6 } else { 0 }));
    }
    if sight.is(at, words!["work"]) {
        let working = sight.has(at.wrapping_sub(1), FIRST)
            && (!sight.is(at.wrapping_sub(1), words!["my", "our"])
                || sight.is(at + 1, words!["at", "for", "with", "as", "in"]))
            || sight.is(at.wrapping_sub(1), words!["of", "starting"]);
        return working.then_some((WORK, 0));
    }
    if tags & HONOUR != 0 {
        return (!when).then_some((HONOUR, 2));
    }
    if tags & LIFE != 0 {
        // "machine learning" is a field, "learning to cook" is not work.
        if sight.is(at, words!["learning"]) && !sight.is(at + 1, words!["to", "how", "about"]) {
            return None;
        }
        return (!when).then_some((LIFE, 1));
    }
    Some((DO, 8))
}

/// `five years of practical experience`, `experience of 28 months`, `5 years' experience`.
pub(super) fn is_experience(sight: &Sight<'_>, find: &Find) -> bool {
    let after = find.last + 1;
    let reach = if sight.is(after, words!["of", "plus"]) { 10 } else { 5 };
    for i in after..(after + reach).min(sight.end) {
        // "6 yrs. exp."
        let shortened =
            i == after && sight.is(find.last, words!["yrs", "yr", "mos", "mths"]) && sight.has(i, EXPERIENCE);
        if shortened {
            return true;
        }
        if sight.gap(i).any(Gap(Gap::STOP.0 | Gap::MARK.0 | Gap::COLON.0 | Gap::PARAGRAPH.0 | Gap::OPEN.0))
            || sight.has(i, FIRST | UNIT)
            || sight.is(
                i,
                words![
                    "have", "has", "was", "were", "gave", "where", "with", "at", "is", "are", "because", "just",
                    "that", "which", "to",
                ],
            )
        {
            break;
        }
        if sight.has(i, EXPERIENCE) {
            return true;
        }
    }
    // "My experience in robotics is five years."
    let said = find.first.wrapping_sub(1);
    if sight.is(said, words!["is", "was", "spans", "totals", "exceeds"]) && said > sight.first {
        let named = (said.saturating_sub(6).max(sight.first)..said).find(|&i| sight.has(i, EXPERIENCE));
        if named.is_some_and(|i| sight.has(i.wrapping_sub(1), FIRST | WORK)) {
            return true;
        }
    }
    let mut at = find.first;
    for _ in 0..5 {
        let Some(before) = at.checked_sub(1).filter(|&b| b >= sight.first) else { break };
        let gap = sight.gap(at);
        if gap.any(Gap(Gap::STOP.0 | Gap::MARK.0 | Gap::COMMA.0 | Gap::PARAGRAPH.0 | Gap::OPEN.0)) {
            break;
        }
        if sight.has(before, EXPERIENCE) {
            return true;
        }
        if !sight.is(
            before,
            words![
                "of",
                "is",
                "with",
                "for",
                "spanning",
                "spans",
                "totals",
                "exceeds",
                "lasted",
                "over",
                "about",
                "the",
                "a",
                "around",
                "total",
                "in",
                "it",
                "approximately",
                "years",
            ],
        ) {
            break;
        }
        at = before;
    }
    false
}
