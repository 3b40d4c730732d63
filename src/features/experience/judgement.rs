//! Step three: what a mention counts as, from what the words around it say; or why it is set aside.

use super::classify::context::{MentionContext, Section};
use super::classify::cues::{FARTHEST, governing, is_doctoral_work, is_experience, is_generic};
use super::classify::owner::{Owner, owner};
use super::classify::reach::{AFTER, BEFORE, LONGEST};
use super::classify::rules::{Ruling, Says};
use super::classify::{narrative, phrases};
use super::lexicon::{
    ABOUT, AGO, DO, EXPERIENCE, FIRST, HONOUR, LIFE, MONTH, NEED, NEXT, NUMBER, OTHER, PLAN, PRESENT, RATE, ROLE,
    STUDY, TOTAL, UNIT, UNTIL, WHEN, WORK,
};
use super::occupations::CAMPUS;
use super::sentence::SentenceView;
use super::temporal::{DurationMention, MentionKind};
use crate::lexicon::word_set::{WordSet, words};
use crate::text::{Class, Gap, Shape};

/// Words that a line of a CV within a letter has at most.
const FRAGMENT: usize = 18;

/// Why a mention is set aside: the kind of its evidence, and a line for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Aside {
    pub(super) kind: &'static str,
    pub(super) why: &'static str,
}

impl Aside {
    pub(super) const PLANNED: Self = Self { kind: "planned", why: "a plan" };
    pub(super) const FUTURE: Self = Self { kind: "planned", why: "in the future" };
    pub(super) const ASKED_FOR: Self = Self { kind: "asked_for", why: "asked for" };
    pub(super) const SOMEBODY_ELSES: Self = Self { kind: "somebody_elses", why: "somebody else's" };

    const fn other(why: &'static str) -> Self {
        Self { kind: "ignored", why }
    }
}

/// What a mention counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ClaimKind {
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

/// What the context makes of a mention: its sort, or why it was set aside.
pub(super) type Judgement = Result<ClaimKind, Aside>;

/// Judges a mention.
pub(super) fn judge(view: &SentenceView<'_>, mention: &DurationMention, context: &MentionContext) -> Judgement {
    let length = mention.years();
    if let Some(interval) = mention.interval() {
        if interval.start.months() > view.as_of.months() {
            return Err(Aside::FUTURE);
        }
        if interval.end.months() < interval.start.months() {
            return Err(Aside::other("ends before it begins"));
        }
        if interval.start.year < view.as_of.year - LONGEST as i32 - 15 {
            return Err(Aside::other("longer ago than a life at work"));
        }
    }
    if !(length > 0.0 && length <= LONGEST) {
        return Err(Aside::other("not a length of work"));
    }
    if let Section::Aside(why) = context.section {
        return Err(Aside::other(why));
    }
    if let Some(judgement) = by_rule(view, mention, context) {
        return judgement;
    }
    if matches!(mention.kind, MentionKind::Span { .. }) {
        judge_span(view, mention, context)
    } else {
        judge_length(view, mention, context)
    }
}

/// A length that names no work shares the reading of the one that it is joined to: "two years of experience in C, three
/// years in Java", "the post asks for two years of C and one of Java".
pub(super) fn conjoined(
    view: &SentenceView<'_>,
    mention: &DurationMention,
    judgement: Judgement,
    last: Option<&(DurationMention, Judgement)>,
) -> Judgement {
    let Some((before, shared)) = last.filter(|(m, _)| m.is_length() == mention.is_length()) else { return judgement };
    // "In the winter term of 2021 and the summer term of 2022 I was a tutor."
    let bare = |i: usize| view.is(i, words!["and", "the", "in", "also"]);
    if judgement.is_err() && shared.is_ok() && before.interval().is_some() && (before.last + 1..mention.first).all(bare)
    {
        return *shared;
    }
    let own = match judgement {
        Err(aside) => aside.kind == "ignored" && aside.why.ends_with("named"),
        Ok(ClaimKind::Stint) => mention.elided && *shared == Ok(ClaimKind::Skill),
        Ok(_) => false,
    };
    let joined =
        view.gap(mention.first).has(Gap::COMMA) || view.is(mention.first.wrapping_sub(1), words!["and", "plus"]);
    let of = view.is(mention.last + 1, words!["in", "of", "with", "for"]);
    let alike = before.last + 8 >= mention.first && joined && of;
    let shares = match shared {
        Ok(ClaimKind::Experience { total: false } | ClaimKind::Skill) => true,
        Err(aside) => aside.kind != "ignored",
        Ok(_) => false,
    };
    if own && alike && shares { *shared } else { judgement }
}

/// What the rules in data say; a rule speaks before all that follows.
fn by_rule(view: &SentenceView<'_>, mention: &DurationMention, context: &MentionContext) -> Option<Judgement> {
    let Ruling { says, why, .. } = context.ruling?;
    if matches!(says, Says::Work | Says::Total | Says::Skill) && is_planned(view, mention) {
        return Some(Err(Aside::PLANNED));
    }
    Some(match says {
        Says::Work if mention.is_length() => Ok(ClaimKind::Stint),
        Says::Work => Ok(ClaimKind::Job),
        Says::Total => Ok(ClaimKind::Experience { total: true }),
        Says::Skill => Ok(ClaimKind::Skill),
        Says::Planned => Err(Aside::PLANNED),
        Says::AskedFor => Err(Aside::ASKED_FOR),
        Says::SomebodyElses => Err(Aside::SOMEBODY_ELSES),
        Says::NotWork => Err(Aside::other(why)),
        Says::Undecided => return None,
    })
}

fn judge_span(view: &SentenceView<'_>, mention: &DurationMention, context: &MentionContext) -> Judgement {
    // "images from 2000 to 2015": the years are of the data.
    const DATA: &WordSet =
        words!["data", "images", "records", "samples", "survey", "surveys", "papers", "articles", "census", "cohort"];
    let before = mention.first.wrapping_sub(1);
    let of = view.is(before, words!["from", "between", "in", "of", "for", "collected"]);
    if view.is(before, DATA) || of && view.is(before.wrapping_sub(1), DATA) {
        return Err(Aside::other("not work"));
    }
    if mention.dashless && !is_fragment(view, mention) {
        return Err(Aside::other("two dates"));
    }
    if is_fragment(view, mention) {
        return Ok(ClaimKind::Job);
    }
    if context.line {
        let words = view.clause(mention.first, false);
        let own = words.clone().filter(|i| !(mention.first..=mention.last).contains(i));
        let tags = own.clone().fold(0, |tags, i| tags | view.entry(i).tags);
        let others =
            own.filter(|&i| view.doc.words[i].class != Class::Number && !view.has(i, MONTH | PRESENT | UNTIL)).count();
        if view.any_is(view.clause(mention.first, false), words!["award", "awards", "awarded", "winner"]) {
            return Err(Aside::other("award, committee or certificate"));
        }
        if tags & ROLE == 0 {
            if tags & STUDY != 0 && tags & WORK == 0 {
                return Err(Aside::other("study"));
            }
            if tags & HONOUR != 0 {
                return Err(Aside::other("award, committee or certificate"));
            }
        }
        if tags & (ROLE | WORK) != 0 && tags & PLAN == 0 {
            return Ok(ClaimKind::Job);
        }
        if others <= 4 && tags & (PLAN | LIFE) == 0 {
            return match context.above {
                above if above & ROLE != 0 => Ok(ClaimKind::Job),
                above if above & STUDY != 0 => Err(Aside::other("study")),
                above if above & HONOUR != 0 => Err(Aside::other("award, committee or certificate")),
                _ => Ok(ClaimKind::Job),
            };
        }
    }
    judge_by_cue(view, mention, context, (ClaimKind::Job, owner(view, mention)))
}

fn judge_length(view: &SentenceView<'_>, mention: &DurationMention, context: &MentionContext) -> Judgement {
    let (before, after) = (mention.first.wrapping_sub(1), mention.last + 1);
    // "The post asks for five years; I have two."
    if mention.elided && view.is(before, words!["have", "had"]) {
        return Ok(ClaimKind::Experience { total: false });
    }
    let near = |i: usize| !view.gap(i).any(Gap(Gap::MARK.0 | Gap::COLON.0 | Gap::PARAGRAPH.0));
    if view.has(after, AGO) && near(after) && !view.gap(after).any(Gap(Gap::STOP.0 | Gap::COMMA.0)) {
        if view.is(after, words!["old"]) {
            return Err(Aside::other("age"));
        }
        // "It has been two years since I started working."
        let started = view.is(after, words!["since"])
            && view.has(after + 1, FIRST)
            && (after + 2..after + 9)
                .any(|i| view.has(i, WORK | ROLE) || view.is(i, words!["work"]) || phrases::is_trade(view, i));
        if started && view.is(before, words!["been", "is"]) {
            return Ok(ClaimKind::Stint);
        }
        if !view.is(after, words!["before", "after", "since", "prior"])
            || !view.is(before, words!["for", "spent", "worked", "with"])
        {
            return Err(Aside::other("ago"));
        }
    }
    if view.is(after, words!["of"]) && view.is(after + 1, words!["age"])
        || view.is(before, words!["aged", "age"])
        || view.is(before.wrapping_sub(1), words!["age"])
    {
        return Err(Aside::other("age"));
    }
    if view.is(after, words!["from"]) && view.is(after + 1, words!["now", "today"]) {
        return Err(Aside::PLANNED);
    }
    let within = view.is(before, words!["within"])
        || view.is(before, words!["another"]) && !view.is(before.wrapping_sub(1), words!["for", "spent"]);
    if mention.next || within && !view.has(after, WORK | EXPERIENCE) {
        return Err(Aside::PLANNED);
    }
    if (mention.first..=mention.last).any(|i| view.has(i, NEXT) && !view.has(i, UNIT)) {
        return Err(Aside::PLANNED);
    }
    if view.has(before, RATE) || view.is(after, words!["per"]) {
        return Err(Aside::other("a rate"));
    }
    if view.is(before, words!["takes", "take"]) {
        return Err(Aside::other("not work"));
    }
    // "two weeks as leave", "two weeks unpaid"
    let free = |i: usize| {
        view.is(i, words!["off", "unpaid", "vacation"])
            || view.is(i, words!["leave"])
                && (i == after || view.is(i - 1, words!["as", "of", "paid", "unpaid", "annual"]))
    };
    if (after..(after + 3).min(view.end)).any(free) {
        return Err(Aside::other("not work"));
    }
    if view.is(before, words!["commit", "dedicate", "offer"]) {
        return Err(Aside::PLANNED);
    }
    // "It took me two years to …"
    if view.is(after, words!["to"])
        && view.any_is(mention.first.saturating_sub(3).max(view.first)..mention.first, words!["took", "takes", "take"])
    {
        return Err(Aside::other("not work"));
    }
    if view.is(before, words!["recorded", "collected", "measured", "gathered", "observed", "covering"])
        || phrases::is_of_archive(view, mention)
    {
        return Err(Aside::other("not work"));
    }
    if view.is(before, words!["my"])
        && view.is(after, words!["at", "in"])
        && (after..after + 4).any(|i| view.tells(i, CAMPUS))
    {
        return Err(Aside::other("study"));
    }
    let owner = owner(view, mention);
    // "My background: two years in a bank, then one as …": each is a part.
    let part =
        view.gap(mention.first).has(Gap::COLON) && view.is(after, words!["in", "at", "as", "with"]) && !context.line;
    if part && owner != Owner::Other && narrative::is_work(view, mention, context, owner) {
        return Ok(ClaimKind::Stint);
    }
    if context.personal && owner != Owner::Other && phrases::is_total(view, mention) && !is_planned(view, mention) {
        return Ok(ClaimKind::Experience { total: true });
    }
    if is_experience(view, mention) {
        if owner == Owner::Other {
            return Err(Aside::SOMEBODY_ELSES);
        }
        let around = mention.first.saturating_sub(7).max(view.first)..(mention.last + 10).min(view.end);
        if view.any(around.clone(), NEED) {
            return Err(Aside::ASKED_FOR);
        }
        if view.any_is(
            mention.first.saturating_sub(5).max(view.first)..mention.first,
            words!["gain", "gaining", "acquire", "acquiring", "get", "after"],
        ) && view.any(around.clone(), PLAN)
        {
            return Err(Aside::PLANNED);
        }
        if (after..(after + 8).min(view.end))
            .take_while(|&i| !view.has(i, EXPERIENCE))
            .any(|i| view.is(i, words!["life", "learning", "studying"]))
        {
            return Err(Aside::other("study"));
        }
        let bracketed = view.gap(mention.first).has(Gap::OPEN);
        if bracketed && context.section == Section::Skills {
            return Ok(ClaimKind::Skill);
        }
        let total = view.any(around, TOTAL);
        return Ok(ClaimKind::Experience { total });
    }
    let closed = view.doc.words.get(after).map_or_else(
        || view.doc.text()[view.doc.words[mention.last].span.end as usize..].starts_with(')'),
        |w| w.gap.has(Gap::CLOSE),
    );
    let first_gap = view.doc.words[mention.first].gap;
    let bracketed = closed && first_gap.has(Gap::OPEN);
    let listed = first_gap.any(Gap(Gap::OPEN.0 | Gap::COLON.0)) && is_listed_skill(view, mention);
    if listed || bracketed && (context.line || context.section == Section::Skills) {
        return Ok(ClaimKind::Skill);
    }
    let alone = mention.first == view.first && mention.last + 1 == view.end && context.above & ROLE != 0;
    if context.line && (alone || view.is(before, words!["duration", "tenure"])) && context.above & STUDY == 0 {
        return Ok(ClaimKind::Stint);
    }
    // "a developer with 8 years in banking", "I have three years in industry".
    let held = view.is(before, words!["with", "having", "have", "carrying", "bring"])
        && !view.gap(mention.first).has(Gap::COMMA);
    if held && view.is(after, words!["in", "of", "as", "at", "with", "on"]) && owner != Owner::Other {
        let role = view.any(mention.first.saturating_sub(10).max(view.first)..mention.first, ROLE);
        let field = (after..(after + 4).min(view.end)).any(|i| {
            view.has(i, WORK | ROLE)
                || view.is(i, words!["development", "engineering", "practice", "software"])
                || view.doc.word(i) == "IT"
        });
        let study = view.any(after..(after + 5).min(view.end), STUDY | LIFE);
        if (role || field) && !study {
            return Ok(ClaimKind::Experience { total: false });
        }
    }
    // "two-year degree", "years of my studies": what the length is of stands right after it.
    for i in after..(after + 4).min(view.end) {
        if !near(i) || view.gap(i).has(Gap::COMMA) || view.has(i, FIRST | WHEN) && !view.is(i, words!["my", "our"]) {
            break;
        }
        if view.is(i, words!["as", "at", "in", "working", "and"]) || view.has(i, WORK | ROLE) {
            break;
        }
        if view.has(i, STUDY) && !view.is(i, words!["studying"]) && !is_doctoral_work(view, i) {
            return Err(Aside::other("study"));
        }
    }
    judge_by_cue(view, mention, context, (ClaimKind::Stint, owner))
}

/// "Java (3 years), Go (2 years)": several names with a length in brackets each, none of them a post.
fn is_listed_skill(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    let bracket = |i: usize| {
        view.gap(i).any(Gap(Gap::OPEN.0 | Gap::COLON.0)) && view.has(i + 1, UNIT) && phrases::is_name(view, i - 1)
    };
    let near = mention.first.saturating_sub(BEFORE).max(view.first + 1)..(mention.last + AFTER).min(view.end);
    let post = |i: usize| view.has(i, WORK | ROLE) || phrases::is_trade(view, i);
    let own = mention.first.saturating_sub(4).max(view.first)..mention.first;
    near.into_iter().filter(|&i| bracket(i)).count() > 1 && !own.into_iter().any(post)
}

/// "Software developer (06/2018 – 03/2021) at an insurer", "June 2022 - now: junior researcher": a line of a CV, within a
/// letter too: it names a post, an interval set apart, and nobody who does anything.
fn is_fragment(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    const FINITE: &WordSet = words![
        "is", "are", "was", "were", "has", "have", "had", "will", "would", "can", "could", "do", "does", "did", "be",
        "been", "should", "must", "that", "which", "who", "when", "if", "because",
    ];
    let clause = view.clause(mention.first, true);
    if clause.len() > FRAGMENT || !clause.contains(&mention.last) {
        return false;
    }
    let beside = |i: usize| phrases::is_trade(view, i);
    let mark =
        Gap(Gap::COMMA.0 | Gap::OPEN.0 | Gap::CLOSE.0 | Gap::COLON.0 | Gap::DASH.0 | Gap::OTHER.0 | Gap::NEWLINE.0);
    let next = mention.last + 1;
    let apart = mention.first == clause.start
        || next == clause.end
        || (view.gap(mention.first).any(mark) || beside(mention.first.wrapping_sub(1)))
            && (view.gap(next).any(mark) || beside(next));
    let own = || clause.clone().filter(|i| !(mention.first..=mention.last).contains(i));
    let posts = words!["internship", "traineeship", "apprenticeship", "placement", "assistantship", "postdoc"];
    let post = |i: usize| view.is(i, posts) || phrases::is_trade(view, i) && !view.has(i, STUDY | MONTH | PRESENT);
    let nobody = |i: usize| !view.has(i, FIRST | OTHER | PLAN) && !view.is(i, FINITE);
    apart && own().all(nobody) && own().any(post) && !view.any(view.first..view.end, HONOUR)
}

/// Judges by the word that governs the mention: the nearest word of work, study, life or honours.
fn judge_by_cue(
    view: &SentenceView<'_>,
    mention: &DurationMention,
    context: &MentionContext,
    (sort, owner): (ClaimKind, Owner),
) -> Judgement {
    if owner == Owner::Other {
        return Err(Aside::SOMEBODY_ELSES);
    }
    // "five years of experience as an engineer since 2020": the years have been judged already.
    let told = view.first.max(mention.first.saturating_sub(8))..mention.first;
    if sort == ClaimKind::Job && view.any(told.clone(), EXPERIENCE) && view.any(told, ROLE) {
        return Ok(sort);
    }
    if is_planned(view, mention) {
        return Err(Aside::PLANNED);
    }
    if context.personal && narrative::is_aside(view, mention) {
        return Err(Aside::other("not work"));
    }
    if narrative::is_work(view, mention, context, owner) {
        let planned = mention.first.saturating_sub(6).max(view.first)..mention.first;
        return if view.any(planned, PLAN) { Err(Aside::PLANNED) } else { Ok(sort) };
    }
    let summer = view.any_is(mention.first..=mention.last, words!["summer", "summers"]);
    let spent = view.is(mention.first.wrapping_sub(1), words!["spent"])
        && view.has(mention.last + 1, DO)
        && view.doc.word(mention.last + 1).ends_with("ing");
    // What was only done is work where it took a summer, or was all that the time was spent on.
    let Some((cost, cue, at)) = governing(view, mention, summer || spent) else {
        return Err(Aside::other("no work named"));
    };
    // "spent two years studying diffusion in a lab" is research.
    let research = cue == STUDY
        && view.is(at, words!["studying", "studied"])
        && view.any_is(
            at.saturating_sub(10).max(view.first)..(at + 14).min(view.end),
            words!["lab", "laboratory", "research"],
        );
    match cue {
        STUDY if research => {}
        STUDY => return Err(Aside::other("study")),
        LIFE => return Err(Aside::other("not work")),
        HONOUR => return Err(Aside::other("award, committee or certificate")),
        _ => {}
    }
    let ahead = |to: usize, reach: usize| view.any(to.saturating_sub(reach).max(view.first)..to, PLAN);
    if ahead(mention.first, 6) || ahead(at, 4) {
        return Err(Aside::PLANNED);
    }
    if cost > FARTHEST {
        return Err(Aside::other("no work named"));
    }
    if is_generic(view, at) && !says_i(view, mention) {
        let window = mention.first.saturating_sub(BEFORE).max(view.first)..(mention.last + 1 + AFTER).min(view.end);
        let worked = (context.line || !context.personal)
            && window.into_iter().any(|i| view.has(i, WORK | ROLE) && !is_generic(view, i));
        if !worked {
            return Err(Aside::other("no work named"));
        }
    }
    if owner == Owner::Unsaid && !context.line {
        // "Worked as a tester for …" names nobody, but can only be the writer.
        let opened = view.doc.words[view.first].shape != Shape::Lower
            && (view.has(view.first, WORK | ROLE | DO | NUMBER | ABOUT)
                || view.is(
                    view.first,
                    words!["having", "currently", "presently", "undergone", "completed", "carrying", "with"],
                ));
        if cue == DO || context.personal && (is_generic(view, at) || !opened) {
            return Err(Aside::other("nobody named"));
        }
    }
    Ok(sort)
}

/// Whether the writer does something here: "our lab ran for four months" is not theirs.
fn says_i(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    let around = mention.first.saturating_sub(BEFORE).max(view.first)..(mention.last + 1 + AFTER).min(view.end);
    around.into_iter().any(|i| view.has(i, FIRST) && !view.is(i, words!["my", "our", "me", "myself", "mine"]))
        || view.is(mention.first.wrapping_sub(1), words!["my"])
}

/// "I will be working at the lab for …", "in two years I want …": the nearest `I` is about to.
fn is_planned(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    // "I hope that my three years as a tester will help me": these years are there.
    let my = mention.first.wrapping_sub(1);
    if view.is(my, words!["my"]) && view.is(my.wrapping_sub(1), words!["that", "hope", "believe", "think", "trust"]) {
        return false;
    }
    let past = words!["from", "after", "during", "while", "through", "having", "since", "with"];
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
