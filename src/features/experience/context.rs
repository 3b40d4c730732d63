//! Whether a length or span is the writer's own work, read from the words around it.

use super::cues::{FARTHEST, governing, is_doctoral_work, is_experience, is_generic};
use super::grammar::{Find, Sight, What};
use super::lexicon::{
    ABOUT, AGO, DO, EXPERIENCE, FIRST, HONOUR, LIFE, MONTH, NEED, NEXT, NUMBER, PLAN, PRESENT, RATE, ROLE, STUDY,
    TOTAL, UNIT, UNTIL, WHEN, WORK,
};
use super::owner::{Owner, owner};
use super::phrases;
use super::prose;
use super::vocation::CAMPUS;
use crate::lexicon::word_set::{WordSet, words};
use crate::text::{Class, Gap, Shape};

/// The longest life at work, in years.
pub(super) const LONGEST: f64 = 60.0;
/// Words looked at before and after a find: a bound that keeps the time linear.
pub(super) const BEFORE: usize = 25;
pub(super) const AFTER: usize = 18;

/// What a part of a CV is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// No heading seen, or one over work.
    Open,
    /// Skills, with the years of each.
    Skills,
    /// Education, certificates, awards, hobbies: nothing there is work.
    Aside(&'static str),
}

/// Where a sentence stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scene {
    pub(super) section: Section,
    /// A line of a CV rather than a sentence of prose.
    pub(super) line: bool,
    /// Tags of the lines just above, up to the last span.
    pub(super) above: u32,
    /// Whether the letter says `I` or `my` anywhere.
    pub(super) personal: bool,
    /// An item of a list.
    pub(super) bullet: bool,
}

/// What a find counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// "five years of experience": stands over spans.
    Experience {
        /// Said to be the total.
        total: bool,
    },
    /// A job of a stated length: distinct ones add up.
    Stint,
    /// Years of one skill in a list.
    Skill,
    /// A job with its dates.
    Job,
}

/// What the context makes of a find: its sort, or why it was set aside.
pub(super) type Verdict = Result<Sort, &'static str>;

/// Judges a find.
pub(super) fn judge(sight: &Sight<'_>, find: &Find, scene: &Scene) -> Verdict {
    let length = match find.what {
        What::Length { years, dated } => {
            if dated.is_some_and(|d| d.start.months() > sight.as_of.months()) {
                return Err("in the future");
            }
            years
        }
        What::Span { stretch, .. } => {
            if stretch.start.months() > sight.as_of.months() {
                return Err("in the future");
            }
            stretch.years()
        }
    };
    if !(length > 0.0 && length <= LONGEST) {
        return Err("not a length of work");
    }
    if let Section::Aside(why) = scene.section {
        return Err(why);
    }
    if matches!(find.what, What::Span { .. }) {
        judge_span(sight, find, scene)
    } else {
        judge_length(sight, find, scene)
    }
}

fn judge_span(sight: &Sight<'_>, find: &Find, scene: &Scene) -> Verdict {
    // "images from 2000 to 2015": the years are of the data.
    const DATA: &WordSet =
        words!["data", "images", "records", "samples", "survey", "surveys", "papers", "articles", "census", "cohort"];
    let before = find.first.wrapping_sub(1);
    let of = sight.is(before, words!["from", "between", "in", "of", "for", "collected"]);
    if sight.is(before, DATA) || of && sight.is(before.wrapping_sub(1), DATA) {
        return Err("not work");
    }
    if scene.line {
        let words = sight.first..sight.end;
        let own = words.clone().filter(|i| !(find.first..=find.last).contains(i));
        let tags = own.clone().fold(0, |tags, i| tags | sight.entry(i).tags);
        let others = own
            .filter(|&i| sight.doc.words[i].class != Class::Number && !sight.has(i, MONTH | PRESENT | UNTIL))
            .count();
        if sight.any_is(sight.first..sight.end, words!["award", "awards", "awarded", "winner"]) {
            return Err("award, committee or certificate");
        }
        if tags & ROLE == 0 {
            if tags & STUDY != 0 && tags & WORK == 0 {
                return Err("study");
            }
            if tags & HONOUR != 0 {
                return Err("award, committee or certificate");
            }
        }
        if tags & (ROLE | WORK) != 0 && tags & PLAN == 0 {
            return Ok(Sort::Job);
        }
        if others <= 4 && tags & (PLAN | LIFE) == 0 {
            return match scene.above {
                above if above & ROLE != 0 => Ok(Sort::Job),
                above if above & STUDY != 0 => Err("study"),
                above if above & HONOUR != 0 => Err("award, committee or certificate"),
                _ => Ok(Sort::Job),
            };
        }
    }
    judge_by_cue(sight, find, scene, (Sort::Job, owner(sight, find)))
}

fn judge_length(sight: &Sight<'_>, find: &Find, scene: &Scene) -> Verdict {
    let (before, after) = (find.first.wrapping_sub(1), find.last + 1);
    let near = |i: usize| !sight.gap(i).any(Gap(Gap::MARK.0 | Gap::COLON.0 | Gap::PARAGRAPH.0));
    if sight.has(after, AGO) && near(after) && !sight.gap(after).any(Gap(Gap::STOP.0 | Gap::COMMA.0)) {
        if sight.is(after, words!["old"]) {
            return Err("age");
        }
        // "It has been two years since I started working."
        let started = sight.is(after, words!["since"])
            && sight.has(after + 1, FIRST)
            && (after + 2..after + 9)
                .any(|i| sight.has(i, WORK | ROLE) || sight.is(i, words!["work"]) || phrases::is_trade(sight, i));
        if started && sight.is(before, words!["been", "is"]) {
            return Ok(Sort::Stint);
        }
        if !sight.is(after, words!["before", "after", "since", "prior"])
            || !sight.is(before, words!["for", "spent", "worked", "with"])
        {
            return Err("ago");
        }
    }
    if sight.is(after, words!["of"]) && sight.is(after + 1, words!["age"])
        || sight.is(before, words!["aged", "age"])
        || sight.is(before.wrapping_sub(1), words!["age"])
    {
        return Err("age");
    }
    if sight.is(after, words!["from"]) && sight.is(after + 1, words!["now", "today"]) {
        return Err("plan");
    }
    let within = sight.is(before, words!["within"])
        || sight.is(before, words!["another"]) && !sight.is(before.wrapping_sub(1), words!["for", "spent"]);
    if find.next || within && !sight.has(after, WORK | EXPERIENCE) {
        return Err("plan");
    }
    if (find.first..=find.last).any(|i| sight.has(i, NEXT) && !sight.has(i, UNIT)) {
        return Err("plan");
    }
    if sight.has(before, RATE) || sight.is(after, words!["per"]) {
        return Err("a rate");
    }
    if sight.is(before, words!["takes", "take"]) {
        return Err("not work");
    }
    // "two weeks as leave", "two weeks unpaid"
    let free = |i: usize| {
        sight.is(i, words!["off", "unpaid", "vacation"])
            || sight.is(i, words!["leave"])
                && (i == after || sight.is(i - 1, words!["as", "of", "paid", "unpaid", "annual"]))
    };
    if (after..(after + 3).min(sight.end)).any(free) {
        return Err("not work");
    }
    if sight.is(before, words!["commit", "dedicate", "offer"]) {
        return Err("plan");
    }
    // "It took me two years to …"
    if sight.is(after, words!["to"])
        && sight.any_is(find.first.saturating_sub(3).max(sight.first)..find.first, words!["took", "takes", "take"])
    {
        return Err("not work");
    }
    if sight.is(before, words!["recorded", "collected", "measured", "gathered", "observed", "covering"])
        || phrases::is_of_archive(sight, find)
    {
        return Err("not work");
    }
    if sight.is(before, words!["my"])
        && sight.is(after, words!["at", "in"])
        && (after..after + 4).any(|i| sight.tells(i, CAMPUS))
    {
        return Err("study");
    }
    let owner = owner(sight, find);
    // "My background: two years in a bank, then one as …": each is a part.
    let part =
        sight.gap(find.first).has(Gap::COLON) && sight.is(after, words!["in", "at", "as", "with"]) && !scene.line;
    if part && owner != Owner::Other && prose::is_work(sight, find, scene, owner) {
        return Ok(Sort::Stint);
    }
    if scene.personal && owner != Owner::Other && phrases::is_total(sight, find) && !is_planned(sight, find) {
        return Ok(Sort::Experience { total: true });
    }
    if is_experience(sight, find) {
        if owner == Owner::Other {
            return Err("someone else");
        }
        let around = find.first.saturating_sub(7).max(sight.first)..(find.last + 10).min(sight.end);
        if sight.any(around.clone(), NEED) {
            return Err("a requirement");
        }
        if sight.any_is(
            find.first.saturating_sub(5).max(sight.first)..find.first,
            words!["gain", "gaining", "acquire", "acquiring", "get", "after"],
        ) && sight.any(around.clone(), PLAN)
        {
            return Err("plan");
        }
        if (after..(after + 8).min(sight.end))
            .take_while(|&i| !sight.has(i, EXPERIENCE))
            .any(|i| sight.is(i, words!["life", "learning", "studying"]))
        {
            return Err("study");
        }
        let bracketed = sight.gap(find.first).has(Gap::OPEN);
        if bracketed && scene.section == Section::Skills {
            return Ok(Sort::Skill);
        }
        let total = sight.any(around, TOTAL);
        return Ok(Sort::Experience { total });
    }
    let closed = sight.doc.words.get(after).map_or_else(
        || sight.doc.text()[sight.doc.words[find.last].span.end as usize..].starts_with(')'),
        |w| w.gap.has(Gap::CLOSE),
    );
    let first_gap = sight.doc.words[find.first].gap;
    if closed && first_gap.has(Gap::OPEN) && (scene.line || scene.section == Section::Skills) {
        return Ok(Sort::Skill);
    }
    let alone = find.first == sight.first && find.last + 1 == sight.end && scene.above & ROLE != 0;
    if scene.line && (alone || sight.is(before, words!["duration", "tenure"])) && scene.above & STUDY == 0 {
        return Ok(Sort::Stint);
    }
    // "a developer with 8 years in banking", "I have three years in industry".
    let held = sight.is(before, words!["with", "having", "have", "carrying", "bring"])
        && !sight.gap(find.first).has(Gap::COMMA);
    if held && sight.is(after, words!["in", "of", "as", "at", "with", "on"]) && owner != Owner::Other {
        let role = sight.any(find.first.saturating_sub(10).max(sight.first)..find.first, ROLE);
        let field = (after..(after + 4).min(sight.end)).any(|i| {
            sight.has(i, WORK | ROLE)
                || sight.is(i, words!["development", "engineering", "practice", "software"])
                || sight.doc.word(i) == "IT"
        });
        let study = sight.any(after..(after + 5).min(sight.end), STUDY | LIFE);
        if (role || field) && !study {
            return Ok(Sort::Experience { total: false });
        }
    }
    // "two-year degree", "years of my studies": what the length is of stands right after it.
    for i in after..(after + 4).min(sight.end) {
        if !near(i) || sight.gap(i).has(Gap::COMMA) || sight.has(i, FIRST | WHEN) && !sight.is(i, words!["my", "our"]) {
            break;
        }
        if sight.is(i, words!["as", "at", "in", "working", "and"]) || sight.has(i, WORK | ROLE) {
            break;
        }
        if sight.has(i, STUDY) && !sight.is(i, words!["studying"]) && !is_doctoral_work(sight, i) {
            return Err("study");
        }
    }
    judge_by_cue(sight, find, scene, (Sort::Stint, owner))
}

/// Judges by the word that governs the find: the nearest word of work, study, life or honours.
fn judge_by_cue(sight: &Sight<'_>, find: &Find, scene: &Scene, (sort, owner): (Sort, Owner)) -> Verdict {
    if owner == Owner::Other {
        return Err("someone else");
    }
    // "five years of experience as an engineer since 2020": the years have been judged already.
    let told = sight.first.max(find.first.saturating_sub(8))..find.first;
    if sort == Sort::Job && sight.any(told.clone(), EXPERIENCE) && sight.any(told, ROLE) {
        return Ok(sort);
    }
    if is_planned(sight, find) {
        return Err("plan");
    }
    if scene.personal && prose::is_aside(sight, find) {
        return Err("not work");
    }
    if prose::is_work(sight, find, scene, owner) {
        let planned = find.first.saturating_sub(6).max(sight.first)..find.first;
        return if sight.any(planned, PLAN) { Err("plan") } else { Ok(sort) };
    }
    let summer = sight.any_is(find.first..=find.last, words!["summer", "summers"]);
    let spent = sight.is(find.first.wrapping_sub(1), words!["spent"])
        && sight.has(find.last + 1, DO)
        && sight.doc.word(find.last + 1).ends_with("ing");
    // What was only done is work where it took a summer, or was all that the time was spent on.
    let Some((cost, cue, at)) = governing(sight, find, summer || spent) else { return Err("no work named") };
    // "spent two years studying diffusion in a lab" is research.
    let research = cue == STUDY
        && sight.is(at, words!["studying", "studied"])
        && sight.any_is(
            at.saturating_sub(10).max(sight.first)..(at + 14).min(sight.end),
            words!["lab", "laboratory", "research"],
        );
    match cue {
        STUDY if research => {}
        STUDY => return Err("study"),
        LIFE => return Err("not work"),
        HONOUR => return Err("award, committee or certificate"),
        _ => {}
    }
    let ahead = |to: usize, reach: usize| sight.any(to.saturating_sub(reach).max(sight.first)..to, PLAN);
    if ahead(find.first, 6) || ahead(at, 4) {
        return Err("plan");
    }
    if cost > FARTHEST {
        return Err("no work named");
    }
    if is_generic(sight, at) && !says_i(sight, find) {
        let window = find.first.saturating_sub(BEFORE).max(sight.first)..(find.last + 1 + AFTER).min(sight.end);
        let worked = (scene.line || !scene.personal)
            && window.into_iter().any(|i| sight.has(i, WORK | ROLE) && !is_generic(sight, i));
        if !worked {
            return Err("no work named");
        }
    }
    if owner == Owner::Unsaid && !scene.line {
        // "Worked as a tester for …" names nobody, but can only be the writer.
        let opened = sight.doc.words[sight.first].shape != Shape::Lower
            && (sight.has(sight.first, WORK | ROLE | DO | NUMBER | ABOUT)
                || sight.is(
                    sight.first,
                    words!["having", "currently", "presently", "undergone", "completed", "carrying", "with"],
                ));
        if cue == DO || scene.personal && (is_generic(sight, at) || !opened) {
            return Err("nobody named");
        }
    }
    Ok(sort)
}

/// Whether the writer does something here: "our lab ran for four months" is not theirs.
fn says_i(sight: &Sight<'_>, find: &Find) -> bool {
    let around = find.first.saturating_sub(BEFORE).max(sight.first)..(find.last + 1 + AFTER).min(sight.end);
    around.into_iter().any(|i| sight.has(i, FIRST) && !sight.is(i, words!["my", "our", "me", "myself", "mine"]))
        || sight.is(find.first.wrapping_sub(1), words!["my"])
}

/// "I will be working at the lab for …", "in two years I want …": the nearest `I` is about to.
fn is_planned(sight: &Sight<'_>, find: &Find) -> bool {
    let past = words!["from", "after", "during", "while", "through", "having", "since", "with"];
    let about_to = |i: usize, end: usize| {
        (i..(i + 4).min(end))
            .any(|j| sight.has(j, PLAN) || sight.is(j, words!["see", "picture"]) && sight.is(j + 1, words!["myself"]))
    };
    for i in (find.first.saturating_sub(BEFORE).max(sight.first)..find.first).rev() {
        if sight.is(i, past) {
            return false;
        }
        if sight.has(i, FIRST) {
            return about_to(i, find.first);
        }
    }
    let Some(next) = (find.last + 1..(find.last + 1 + AFTER).min(sight.end)).find(|&i| sight.has(i, FIRST)) else {
        return false;
    };
    !find.past && !sight.is(find.first, words!["over"]) && about_to(next, sight.end)
}
