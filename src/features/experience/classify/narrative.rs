//! Work told in the prose of a letter: what the writer was, where, and doing what, for a length or span.
//!
//! A letter seldom says "experience". It says "I was a midwife for six years", "since 2019 I have been with the
//! council", "four years at a start-up, then two as a clerk". Here the writer must be the one who is or does it.

use super::context::MentionContext;
use super::owner::Owner;
use super::phrases::{CLAUSE, PHRASE, is_name, is_of_data, is_trade, noun_end, phrase, place, studied_lately, trade};
use super::reach::{AFTER, BEFORE};
use crate::features::experience::lexicon::{AGAIN, CAMPUS, FIRST, HONOUR, LIFE, NO_TRADE, PLACE, PRIVATE, STUDY, WORK};
use crate::features::experience::sentence::SentenceView;
use crate::features::experience::temporal::{DurationMention, MentionKind};
use crate::features::experience::words;
use crate::text::{Gap, Shape};

/// Whether a mention is told as the writer's work; letters only, which say `I` somewhere.
pub(in super::super) fn is_work(
    view: &SentenceView<'_>,
    mention: &DurationMention,
    context: &MentionContext,
    whose: Owner,
) -> bool {
    if !context.personal {
        return false;
    }
    let before = mention.first.wrapping_sub(1);
    let could = view.any_is(mention.first.saturating_sub(4).max(view.first)..mention.first, words::OFFERED);
    if could || view.is(before, words::NOT_OF_WORK) {
        return false;
    }
    after_subject(view, mention)
        || before_subject(view, mention)
        || matches!(mention.kind, MentionKind::Length { .. }) && beside_place(view, mention, whose)
        || of_trade(view, mention)
        || context.bullet && heads_item(view, mention)
}

/// "I was a midwife for six years", "I have been with the council since 2019".
fn after_subject(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    let length = matches!(mention.kind, MentionKind::Length { .. });
    let before = mention.first.wrapping_sub(1);
    let tied = view.is(before, words::LEADS_TO_TIME) || view.gap(mention.first).has(Gap::COMMA);
    if length && !(tied || mention.past) {
        return false;
    }
    let floor = view.first.max(mention.first.saturating_sub(BEFORE));
    let Some(subject) = (floor..mention.first)
        .rev()
        .take_while(|&i| !view.gap(i + 1).any(CLAUSE) || i + 1 == mention.first)
        .find(|&i| is_subject(view, i))
    else {
        return false;
    };
    // "I left school in 2018 and worked …": a second verb has the same subject.
    let second = || (subject + 1..mention.first).rev().find(|&i| view.is(i, words::AND_BUT_THEN));
    let told = work_of(view, subject, mention.first, mention);
    let Some(end) = told.or_else(|| work_of(view, second()?, mention.first, mention)) else { return false };
    (end..mention.first).all(|i| {
        let school = view.has(i, CAMPUS | PLACE) || view.has(i + 1, CAMPUS) || view.is(i, words::CLASS_CLASSES);
        let living = view.is(i, words::LIVING) && view.is(i.wrapping_sub(1), words::A_MY);
        let aside = view.has(i, STUDY | LIFE | HONOUR) && !school && !living && !is_trade(view, i);
        let student = view.is(i, words::STUDENT_STUDENTS) && !is_trade(view, i + 1);
        !aside && !student && !view.is(i, words::OTHER_SUBJECT)
    })
}

/// "For six years I was a midwife", "since 2019 I sit on the board of a bank".
fn before_subject(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    let before = mention.first.wrapping_sub(1);
    let opened = view.is(before, words::OPENS_WITH_TIME) || mention.past;
    if matches!(mention.kind, MentionKind::Length { .. }) && (!opened || view.is(before, words::IN)) {
        return false;
    }
    let last = (mention.last + 4).min(view.end);
    for i in mention.last + 1..last {
        if view.gap(i).any(CLAUSE) || view.is(i, words::ANOTHER_CLAUSE) {
            return false;
        }
        if view.is(i, words::MY) {
            // "since then my job has been to …"
            return view.any_is(i + 1..i + 3, words::OWN_POST);
        }
        if is_subject(view, i) {
            return work_of(view, i, (i + 1 + AFTER).min(view.end), mention).is_some();
        }
    }
    false
}

/// `I`, `we`: whoever acts.
fn is_subject(view: &SentenceView<'_>, at: usize) -> bool {
    view.has(at, FIRST) && !view.is(at, words::WRITER_NO_SUBJECT)
}

/// Whether the writer, as the subject at a word, is at work; and the word after what says so.
fn work_of(view: &SentenceView<'_>, subject: usize, end: usize, mention: &DurationMention) -> Option<usize> {
    let where_i = view.is(subject.wrapping_sub(1), words::WHERE);
    let there = subject.saturating_sub(12).max(view.first)..subject;
    let employer =
        |i: usize| view.has(i, PLACE) || view.has(i, WORK) || view.is(i, words::START) && view.is(i + 1, words::UP);
    let employed = where_i && there.into_iter().any(employer);
    // "at the utility, where I have now been for": nothing else is said.
    if employed && (subject + 1..end).all(|i| view.is(i, words::NOTHING_ELSE)) {
        return Some(end);
    }
    let (at, be) = predicate(view, subject, end)?;
    if be {
        if view.is(at, words::HERE_THERE) {
            let post = trade(view, at + 1, end).is_some();
            return (post || !studied_lately(view)).then_some(at + 1);
        }
        if view.is(at, words::EMPLOYED) {
            return Some(at + 1);
        }
        if view.is(at, words::AT_WORDS) {
            let campus = (at..at + 5).any(|i| view.has(i, CAMPUS));
            return if campus { None } else { place(view, at, end) };
        }
        if let Some(last) = trade(view, at, end) {
            return Some(last + 1);
        }
        if view.is(at, words::ONE) && at + 2 >= end {
            // "I'm a carpenter; I've been one for ten years."
            return (at.saturating_sub(12).max(view.first)..at).any(|i| is_trade(view, i)).then_some(end);
        }
    }
    // "I cut and stitched for": either verb may tell.
    let other = at + 2;
    let joined = view.is(at + 1, words::AND_OR) && other < end;
    let verbs = [at, if joined { other } else { at }];
    if verbs.iter().any(|&v| view.has(v, PRIVATE) || view.has(v, LIFE | HONOUR) || view.has(v, STUDY)) {
        let trained = view.is(at, words::TRAINED);
        return if trained { place(view, at + 1, end) } else { None };
    }
    let keeps = view.is(at, words::KEEPS) && view.any_is(at + 1..(at + 9).min(end), words::KEPT_RUNNING);
    if keeps || verbs.iter().any(|&v| view.has(v, WORK) && !view.is(v, words::RESEARCH)) {
        return Some(at + 1);
    }
    if view.is(at, words::HELD)
        && (view.any_is(at + 1..(at + 5).min(end), words::HELD_POST)
            || view.is(subject.wrapping_sub(1), words::HELD_POST))
    {
        return Some(at + 1);
    }
    // "at a call centre, where I stayed for two years", "where I built planners for two years"
    let did = || view.is(at, words::MADE) || view.is(at, words::SPENT) || view.doc.folded(at).ends_with("ed");
    if employed && !be && did() {
        return Some(at + 1);
    }
    if view.is(at, words::JOINED) {
        let named = |i: usize| is_name(view, i) && i <= at + 2 && !view.has(i, STUDY);
        let what = at + 1..(at + 7).min(end);
        if what.clone().any(|i| view.is(i, words::CLUBS) || view.has(i, CAMPUS)) {
            return None;
        }
        return what.into_iter().find(|&i| view.has(i, PLACE) || named(i)).map(|i| i + 1);
    }
    // "From 2018 to 2021 I wrote firmware …": what only a job has for so long and with such dates.
    if matches!(mention.kind, MentionKind::Span { .. }) && !be && view.is(at, words::MADE) {
        let what = at + 1..(at + 10).min(view.end);
        let aside = |i: usize| view.is(i, words::CLUBS) || view.has(i, STUDY | LIFE | HONOUR) && !view.has(i, CAMPUS);
        return (!what.into_iter().any(aside)).then_some(at + 1);
    }
    if verbs.iter().any(|&v| view.is(v, words::SURE_WORK)) {
        let own = view.any_is(at + 1..(at + 5).min(end), words::TAUGHT_PRIVATELY);
        return (!own).then_some(at + 1);
    }
    if view.is(at, words::RUNS) {
        let what =
            (at + 1..(at + 6).min(end)).take_while(|&i| !view.gap(i).any(PHRASE) && !view.is(i, words::ENDS_PHRASE));
        let club = |i: usize| view.is(i, words::UNPAID_BODIES);
        if let Some(last) = what.into_iter().find(|&i| view.has(i, PLACE) && !club(i)) {
            return Some(last + 1);
        }
    }
    // Whatever else was done counts where it was done for an employer.
    let verb = !be
        || view.is(at, words::WORK)
        || ["ed", "ing", "en"].iter().any(|ending| view.doc.folded(at).ends_with(ending));
    let limit = if end == mention.first { (mention.last + 9).min(view.end) } else { end };
    verb.then(|| place(view, at + 1, limit)).flatten().map(|_| at + 1)
}

/// Where the predicate begins behind forms of "be" and "have" and adverbs, and whether there was a "be".
fn predicate(view: &SentenceView<'_>, subject: usize, end: usize) -> Option<(usize, bool)> {
    let mut be = view.is(subject, words::I_AM);
    let mut at = subject + 1;
    while at < end.min(subject + 7) {
        if view.is(at, words::BE_FORMS) {
            be = true;
        } else if view.is(at, words::NOT_NEVER) {
            return None;
        } else if !view.is(at, words::ADVERBS)
            || be && view.is(at, words::AT)
            || view.is(at, words::AUXILIARIES) && at + 1 == end
        {
            break;
        }
        at += 1;
    }
    (at < end).then_some((at, be))
}

/// "I have been a customer of this bank for ten years": what the writer is or does is not work, whatever is near.
pub(in super::super) fn is_aside(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    let floor = view.first.max(mention.first.saturating_sub(BEFORE));
    let Some(subject) = (floor..mention.first).rev().find(|&i| is_subject(view, i)) else { return false };
    if (subject + 1..mention.first).any(|i| view.is(i, words::ANOTHER_VERB) || view.gap(i).any(PHRASE)) {
        return false;
    }
    let Some((at, be)) = predicate(view, subject, mention.first) else { return false };
    let progress = view.has(at, PRIVATE) && view.doc.folded(at).ends_with("ing");
    if view.is(at, words::FOND_OF) {
        return true;
    }
    let fan = noun_end(view, at, mention.first)
        .is_some_and(|last| view.has(last, NO_TRADE) && view.doc.words[last].shape == Shape::Lower);
    be && (progress && !view.is(at, words::NO_PASTIME) || fan)
}

/// "four years at a daily", "six months as a clerk", "a one-year co-op", "my two years there".
fn beside_place(view: &SentenceView<'_>, mention: &DurationMention, whose: Owner) -> bool {
    let mut at = mention.last + 1;
    while at < view.end && view.is(at, words::AFTER_LENGTH) {
        at += 1;
    }
    if at >= view.end || view.gap(at).any(Gap(CLAUSE.0 | Gap::CLOSE.0)) {
        return false;
    }
    let before = mention.first.wrapping_sub(1);
    let article = before == view.first && view.is(before, words::A_AN);
    let elided = mention.first == view.first
        || article
        || view.gap(mention.first).any(Gap(Gap::COMMA.0 | Gap::COLON.0 | Gap::OPEN.0))
        || view.is(before, words::ELIDES_SUBJECT)
        || view.has(before.wrapping_sub(1), AGAIN);
    let near = mention.first.saturating_sub(BEFORE).max(view.first)..(mention.last + 1 + AFTER).min(view.end);
    let mine = near.into_iter().any(|i| is_subject(view, i) || view.is(i, words::MY_MINE_ME));
    if !elided && !mine || is_of_data(view, mention) {
        return false;
    }
    if whose == Owner::Other || mention.past && whose == Owner::Unsaid || whose == Owner::Unsaid && !elided {
        return false;
    }
    let spent = view.is(before, words::SPENT_WORDS) || view.is(before, words::MY);
    if view.is(at, words::HERE_THERE) {
        return spent && !studied_lately(view);
    }
    // "A decade in relay protection has taught me", not "two years in Paris".
    let lesson = (at + 2..(at + 8).min(view.end)).find(|&i| view.is(i, words::LESSON));
    if view.is(at, words::IN)
        && (mention.first == view.first || article)
        && let Some(lesson) = lesson.filter(|&i| view.is(i + 1, words::ME))
    {
        let what = at + 1..lesson;
        return !what
            .into_iter()
            .any(|i| view.has(i, STUDY | LIFE | HONOUR) || is_name(view, i) || view.is(i, words::NO_LESSON));
    }
    if view.is(at, words::OF) {
        let real = whose == Owner::Writer || mention.first == view.first || view.is(before, words::THAT);
        return real
            && (at + 1..(at + 6).min(view.end))
                .take_while(|&i| !view.gap(i).any(PHRASE) && !view.is(i, words::ENDS_OF))
                .any(|i| view.is(i, words::WORK_NOUNS) || view.is(i, words::POSTS));
    }
    if view.gap(at).has(Gap::COMMA) {
        return false;
    }
    if view.is(at, words::POSTS)
        || view.is(at + 1, words::POSTS) && view.gap(at + 1).0 & !(Gap::SPACE.0 | Gap::NEWLINE.0) == 0
    {
        return !view.is(at, words::AT_WORDS) && !view.is(at, words::NO_POST);
    }
    if !view.is(at, words::AT_WORDS) {
        return false;
    }
    let named = spent && view.is(at, words::AT_FOR_WITH) && at + 1 < view.end && is_name(view, at + 1) && {
        !(at + 1..at + 6).any(|i| view.has(i, STUDY) || view.has(i, CAMPUS))
    };
    named || phrase(view, at, view.end).is_some()
}

/// "- 2021 to 2024: backend engineer at …", "- six months of research assistance".
pub(in super::super) fn heads_item(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    if mention.first > view.first + 1 {
        return false;
    }
    for i in mention.last + 1..(mention.last + 13).min(view.end) {
        if i > mention.last + 1 && view.gap(i).any(Gap(Gap::STOP.0 | Gap::MARK.0)) {
            break;
        }
        let role = is_trade(view, i) && !view.is(i, words::TRADE_OR_NOT);
        if role || view.has(i, WORK) && !view.is(i, words::INDUSTRY_RESEARCH) || view.is(i, words::ASSISTANCE) {
            return true;
        }
        if view.has(i, STUDY | LIFE | HONOUR) && !view.has(i, PLACE) {
            return false;
        }
    }
    false
}

/// "a veterinarian of nine years", not "an old teacher of sixty years".
fn of_trade(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    let of = mention.first.wrapping_sub(1);
    let start = mention.first.saturating_sub(6).max(view.first);
    of > view.first
        && view.is(of, words::OF)
        && is_trade(view, of - 1)
        && view.any_is(start..of, words::AM_AS)
        && !view.any_is(start..of, words::OLD_YOUNG)
}
