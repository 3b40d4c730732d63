//! Work told in the prose of a letter: what the writer was, where, and doing what, for a length or span.
//!
//! A letter seldom says "experience". It says "I was a midwife for six years", "since 2019 I have been with the
//! council", "four years at a start-up, then two as a clerk". Here the writer must be the one who is or does it.

use super::context::{AFTER, BEFORE, Scene};
use super::grammar::{Find, Sight, What};
use super::lexicon::{AGAIN, FIRST, HONOUR, LIFE, STUDY, WORK};
use super::owner::Owner;
use super::phrases::{
    AT, CLAUSE, ENDS, PHRASE, is_name, is_of_data, is_trade, noun_end, phrase, place, studied_lately, trade,
};
use super::vocation::{CAMPUS, CLUBS, MADE, NO_TRADE, PLACE, POSTS, PRIVATE, SURE};
use crate::lexicon::word_set::{WordSet, words};
use crate::text::{Gap, Shape};

/// Whether a find is told as the writer's work; letters only, which say `I` somewhere.
pub(super) fn is_work(sight: &Sight<'_>, find: &Find, scene: &Scene, whose: Owner) -> bool {
    if !scene.personal {
        return false;
    }
    let before = find.first.wrapping_sub(1);
    const COULD: &WordSet =
        words!["can", "could", "may", "must", "offer", "commit", "dedicate", "need", "available", "cannot"];
    let could = sight.any_is(find.first.saturating_sub(4).max(sight.first)..find.first, COULD);
    if could || sight.is(before, words!["takes", "take", "took", "lasts", "last", "aged"]) {
        return false;
    }
    after_subject(sight, find)
        || before_subject(sight, find)
        || matches!(find.what, What::Length { .. }) && beside_place(sight, find, whose)
        || of_trade(sight, find)
        || scene.bullet && heads_item(sight, find)
}

/// "I was a midwife for six years", "I have been with the council since 2019".
fn after_subject(sight: &Sight<'_>, find: &Find) -> bool {
    let length = matches!(find.what, What::Length { .. });
    let before = find.first.wrapping_sub(1);
    let tied = sight.is(
        before,
        words![
            "for",
            "since",
            "over",
            "during",
            "through",
            "throughout",
            "then",
            "and",
            "already",
            "now",
            "from",
            "between",
            "in",
        ],
    ) || sight.gap(find.first).has(Gap::COMMA);
    if length && !(tied || find.past) {
        return false;
    }
    let floor = sight.first.max(find.first.saturating_sub(BEFORE));
    let Some(subject) = (floor..find.first)
        .rev()
        .take_while(|&i| !sight.gap(i + 1).any(CLAUSE) || i + 1 == find.first)
        .find(|&i| is_subject(sight, i))
    else {
        return false;
    };
    // "I left school in 2018 and worked …": a second verb has the same subject.
    let second = || (subject + 1..find.first).rev().find(|&i| sight.is(i, words!["and", "but", "then"]));
    let told = work_of(sight, subject, find.first, find);
    let Some(end) = told.or_else(|| work_of(sight, second()?, find.first, find)) else { return false };
    (end..find.first).all(|i| {
        let school =
            sight.tells(i, CAMPUS | PLACE) || sight.tells(i + 1, CAMPUS) || sight.is(i, words!["class", "classes"]);
        let living = sight.is(i, words!["living"]) && sight.is(i.wrapping_sub(1), words!["my", "a"]);
        let aside = sight.has(i, STUDY | LIFE | HONOUR) && !school && !living && !is_trade(sight, i);
        let student = sight.is(i, words!["student", "students"]) && !is_trade(sight, i + 1);
        !aside && !student && !sight.is(i, words!["who", "because", "when", "whose"])
    })
}

/// "For six years I was a midwife", "since 2019 I sit on the board of a bank".
fn before_subject(sight: &Sight<'_>, find: &Find) -> bool {
    let before = find.first.wrapping_sub(1);
    let opened = sight.is(before, words!["for", "over", "during", "throughout", "from", "between", "in"]) || find.past;
    if matches!(find.what, What::Length { .. }) && (!opened || sight.is(before, words!["in"])) {
        return false;
    }
    let last = (find.last + 4).min(sight.end);
    for i in find.last + 1..last {
        const OTHERS: &WordSet =
            words!["where", "which", "who", "and", "but", "so", "because", "when", "that", "until", "after", "before"];
        if sight.gap(i).any(CLAUSE) || sight.is(i, OTHERS) {
            return false;
        }
        if sight.is(i, words!["my"]) {
            // "since then my job has been to …"
            return sight.any_is(i + 1..i + 3, words!["job", "work", "role", "post", "position", "profession"]);
        }
        if is_subject(sight, i) {
            return work_of(sight, i, (i + 1 + AFTER).min(sight.end), find).is_some();
        }
    }
    false
}

/// `I`, `we`: whoever acts.
fn is_subject(sight: &Sight<'_>, at: usize) -> bool {
    sight.has(at, FIRST) && !sight.is(at, words!["my", "me", "myself", "our", "mine"])
}

/// Whether the writer, as the subject at a word, is at work; and the word after what says so.
fn work_of(sight: &Sight<'_>, subject: usize, end: usize, find: &Find) -> Option<usize> {
    let where_i = sight.is(subject.wrapping_sub(1), words!["where"]);
    let there = subject.saturating_sub(12).max(sight.first)..subject;
    let employer = |i: usize| {
        sight.tells(i, PLACE) || sight.has(i, WORK) || sight.is(i, words!["start"]) && sight.is(i + 1, words!["up"])
    };
    let employed = where_i && there.into_iter().any(employer);
    // "at the utility, where I have now been for": nothing else is said.
    if employed && (subject + 1..end).all(|i| sight.is(i, words!["have", "now", "been", "for", "already", "was"])) {
        return Some(end);
    }
    let (at, be) = predicate(sight, subject, end)?;
    if be {
        if sight.is(at, words!["there", "here"]) {
            let post = trade(sight, at + 1, end).is_some();
            return (post || !studied_lately(sight)).then_some(at + 1);
        }
        if sight.is(at, words!["paid", "employed", "hired", "contracted"]) {
            return Some(at + 1);
        }
        if sight.is(at, AT) {
            let campus = (at..at + 5).any(|i| sight.tells(i, CAMPUS));
            return if campus { None } else { place(sight, at, end) };
        }
        if let Some(last) = trade(sight, at, end) {
            return Some(last + 1);
        }
        if sight.is(at, words!["one"]) && at + 2 >= end {
            // "I'm a carpenter; I've been one for ten years."
            return (at.saturating_sub(12).max(sight.first)..at).any(|i| is_trade(sight, i)).then_some(end);
        }
    }
    // "I cut and stitched for": either verb may tell.
    let other = at + 2;
    let joined = sight.is(at + 1, words!["and", "or"]) && other < end;
    let verbs = [at, if joined { other } else { at }];
    if verbs.iter().any(|&v| sight.tells(v, PRIVATE) || sight.has(v, LIFE | HONOUR) || sight.has(v, STUDY)) {
        let trained = sight.is(at, words!["trained"]);
        return if trained { place(sight, at + 1, end) } else { None };
    }
    let keeps =
        sight.is(at, words!["keep", "kept"]) && sight.any_is(at + 1..(at + 9).min(end), words!["running", "alive"]);
    if keeps || verbs.iter().any(|&v| sight.has(v, WORK) && !sight.is(v, words!["research"])) {
        return Some(at + 1);
    }
    const POST: &WordSet = words!["post", "position", "job", "role", "chair", "office"];
    if sight.is(at, words!["hold", "held"])
        && (sight.any_is(at + 1..(at + 5).min(end), POST) || sight.is(subject.wrapping_sub(1), POST))
    {
        return Some(at + 1);
    }
    // "at a call centre, where I stayed for two years", "where I built planners for two years"
    let did = || sight.is(at, MADE) || sight.is(at, words!["spent"]) || sight.doc.folded(at).ends_with("ed");
    if employed && !be && did() {
        return Some(at + 1);
    }
    if sight.is(at, words!["joined", "entered"]) {
        let named = |i: usize| is_name(sight, i) && i <= at + 2 && !sight.has(i, STUDY);
        let what = at + 1..(at + 7).min(end);
        if what.clone().any(|i| sight.is(i, CLUBS) || sight.tells(i, CAMPUS)) {
            return None;
        }
        return what.into_iter().find(|&i| sight.tells(i, PLACE) || named(i)).map(|i| i + 1);
    }
    // "From 2018 to 2021 I wrote firmware …": what only a job has for so long and with such dates.
    if matches!(find.what, What::Span { .. }) && !be && sight.is(at, MADE) {
        let what = at + 1..(at + 10).min(sight.end);
        let aside = |i: usize| sight.is(i, CLUBS) || sight.has(i, STUDY | LIFE | HONOUR) && !sight.tells(i, CAMPUS);
        return (!what.into_iter().any(aside)).then_some(at + 1);
    }
    if verbs.iter().any(|&v| sight.is(v, SURE)) {
        let own = sight.any_is(at + 1..(at + 5).min(end), words!["myself", "piano", "guitar"]);
        return (!own).then_some(at + 1);
    }
    if sight.is(at, words!["run", "ran", "running", "own", "owned", "headed", "manage", "managed", "managing"]) {
        let what = (at + 1..(at + 6).min(end)).take_while(|&i| !sight.gap(i).any(PHRASE) && !sight.is(i, ENDS));
        let club = |i: usize| sight.is(i, words!["association", "charity", "union", "team", "group", "platform"]);
        if let Some(last) = what.into_iter().find(|&i| sight.tells(i, PLACE) && !club(i)) {
            return Some(last + 1);
        }
    }
    // Whatever else was done counts where it was done for an employer.
    let verb = !be
        || sight.is(at, words!["work"])
        || ["ed", "ing", "en"].iter().any(|ending| sight.doc.folded(at).ends_with(ending));
    let limit = if end == find.first { (find.last + 9).min(sight.end) } else { end };
    verb.then(|| place(sight, at + 1, limit)).flatten().map(|_| at + 1)
}

/// Where the predicate begins behind forms of "be" and "have" and adverbs, and whether there was a "be".
fn predicate(sight: &Sight<'_>, subject: usize, end: usize) -> Option<(usize, bool)> {
    const PASS: &WordSet = words![
        "have",
        "has",
        "had",
        "also",
        "already",
        "now",
        "then",
        "still",
        "always",
        "first",
        "once",
        "currently",
        "mostly",
        "mainly",
        "only",
        "just",
        "myself",
        "both",
        "since",
        "later",
        "at",
        "last",
        "ever",
        "even",
        "do",
        "did",
        "would",
        "formerly",
        "previously",
        "actually",
        "partly",
    ];
    let mut be = sight.is(subject, words!["i'm", "i\u{2019}m"]);
    let mut at = subject + 1;
    while at < end.min(subject + 7) {
        if sight.is(at, words!["am", "was", "were", "been", "being", "are", "became", "become"]) {
            be = true;
        } else if sight.is(at, words!["not", "never"]) {
            return None;
        } else if !sight.is(at, PASS)
            || be && sight.is(at, words!["at"])
            || sight.is(at, words!["did", "do", "had", "have"]) && at + 1 == end
        {
            break;
        }
        at += 1;
    }
    (at < end).then_some((at, be))
}

/// "I have been a customer of this bank for ten years": what the writer is or does is not work, whatever is near.
pub(super) fn is_aside(sight: &Sight<'_>, find: &Find) -> bool {
    let floor = sight.first.max(find.first.saturating_sub(BEFORE));
    let Some(subject) = (floor..find.first).rev().find(|&i| is_subject(sight, i)) else { return false };
    if (subject + 1..find.first).any(|i| sight.is(i, words!["and", "but", "who", "where"]) || sight.gap(i).any(PHRASE))
    {
        return false;
    }
    let Some((at, be)) = predicate(sight, subject, find.first) else { return false };
    let progress = sight.tells(at, PRIVATE) && sight.doc.folded(at).ends_with("ing");
    if sight.is(at, words!["known", "admired", "owned"]) {
        return true;
    }
    let fan = noun_end(sight, at, find.first)
        .is_some_and(|last| sight.tells(last, NO_TRADE) && sight.doc.words[last].shape == Shape::Lower);
    be && (progress && !sight.is(at, words!["following", "asking"]) || fan)
}

/// "four years at a daily", "six months as a clerk", "a one-year co-op", "my two years there".
fn beside_place(sight: &Sight<'_>, find: &Find, whose: Owner) -> bool {
    let mut at = find.last + 1;
    while at < sight.end && sight.is(at, words!["now", "already", "full", "part", "time", "each"]) {
        at += 1;
    }
    if at >= sight.end || sight.gap(at).any(Gap(CLAUSE.0 | Gap::CLOSE.0)) {
        return false;
    }
    let before = find.first.wrapping_sub(1);
    let article = before == sight.first && sight.is(before, words!["a", "an"]);
    let elided = find.first == sight.first
        || article
        || sight.gap(find.first).any(Gap(Gap::COMMA.0 | Gap::COLON.0 | Gap::OPEN.0))
        || sight.is(before, words!["then", "that", "plus", "are"])
        || sight.has(before.wrapping_sub(1), AGAIN);
    let near = find.first.saturating_sub(BEFORE).max(sight.first)..(find.last + 1 + AFTER).min(sight.end);
    let mine = near.into_iter().any(|i| is_subject(sight, i) || sight.is(i, words!["my", "mine", "me"]));
    if !elided && !mine || is_of_data(sight, find) {
        return false;
    }
    if whose == Owner::Other || find.past && whose == Owner::Unsaid || whose == Owner::Unsaid && !elided {
        return false;
    }
    let spent = sight.is(before, words!["spent", "did", "put", "served", "completed", "stayed", "do", "spend"])
        || sight.is(before, words!["my"]);
    if sight.is(at, words!["there", "here"]) {
        return spent && !studied_lately(sight);
    }
    // "A decade in relay protection has taught me", not "two years in Paris".
    let lesson = (at + 2..(at + 8).min(sight.end)).find(|&i| sight.is(i, words!["taught", "made", "showed"]));
    if sight.is(at, words!["in"])
        && (find.first == sight.first || article)
        && let Some(lesson) = lesson.filter(|&i| sight.is(i + 1, words!["me"]))
    {
        let what = at + 1..lesson;
        return !what.into_iter().any(|i| {
            sight.has(i, STUDY | LIFE | HONOUR)
                || is_name(sight, i)
                || sight.is(i, words!["bed", "love", "lockdown", "exile"])
        });
    }
    if sight.is(at, words!["of"]) {
        let real = whose == Owner::Writer || find.first == sight.first || sight.is(before, words!["that"]);
        return real
            && (at + 1..(at + 6).min(sight.end))
                .take_while(|&i| {
                    !sight.gap(i).any(PHRASE) && !sight.is(i, words!["at", "in", "with", "from", "on", "by"])
                })
                .any(|i| {
                    sight.is(i, words!["research", "work", "teaching", "practice", "service", "assistance", "qa"])
                        || sight.is(i, POSTS)
                });
    }
    if sight.gap(at).has(Gap::COMMA) {
        return false;
    }
    if sight.is(at, POSTS) || sight.is(at + 1, POSTS) && sight.gap(at + 1).0 & !(Gap::SPACE.0 | Gap::NEWLINE.0) == 0 {
        return !sight.is(at, AT) && !sight.is(at, words!["before", "after", "without", "and"]);
    }
    if !sight.is(at, AT) {
        return false;
    }
    let named = spent && sight.is(at, words!["at", "with", "for"]) && at + 1 < sight.end && is_name(sight, at + 1) && {
        !(at + 1..at + 6).any(|i| sight.has(i, STUDY) || sight.tells(i, CAMPUS))
    };
    named || phrase(sight, at, sight.end).is_some()
}

/// "- 2021 to 2024: backend engineer at …", "- six months of research assistance".
pub(super) fn heads_item(sight: &Sight<'_>, find: &Find) -> bool {
    if find.first > sight.first + 1 {
        return false;
    }
    for i in find.last + 1..(find.last + 13).min(sight.end) {
        if i > find.last + 1 && sight.gap(i).any(Gap(Gap::STOP.0 | Gap::MARK.0)) {
            break;
        }
        let role = is_trade(sight, i) && !sight.is(i, words!["person", "artist", "hand", "model", "head"]);
        if role
            || sight.has(i, WORK) && !sight.is(i, words!["industry", "research"])
            || sight.is(i, words!["assistance"])
        {
            return true;
        }
        if sight.has(i, STUDY | LIFE | HONOUR) && !sight.tells(i, PLACE) {
            return false;
        }
    }
    false
}

/// "a veterinarian of nine years", not "an old teacher of sixty years".
fn of_trade(sight: &Sight<'_>, find: &Find) -> bool {
    let of = find.first.wrapping_sub(1);
    let start = find.first.saturating_sub(6).max(sight.first);
    of > sight.first
        && sight.is(of, words!["of"])
        && is_trade(sight, of - 1)
        && sight.any_is(start..of, words!["as", "am", "i'm", "i\u{2019}m"])
        && !sight.any_is(start..of, words!["old", "young"])
}
