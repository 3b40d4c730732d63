//! Step three: what a mention counts as, from what the words around it say; or why it is set aside.

use super::classify::aside::Aside;
use super::classify::beside::{is_of_study, ruled_out};
use super::classify::context::{MentionContext, Section};
use super::classify::cues::{FARTHEST, governing, is_experience, is_generic};
use super::classify::fragments::{is_fragment, is_listed_skill};
use super::classify::modality::{is_planned, says_i};
use super::classify::owner::{Owner, owner};
use super::classify::reach::{AFTER, BEFORE, LONGEST};
use super::classify::rules::{Ruling, Says};
use super::classify::{narrative, phrases};
use super::lexicon::{
    ABOUT, DO, EXPERIENCE, HONOUR, LIFE, MONTH, NEED, NUMBER, PLAN, PRESENT, ROLE, STUDY, TOTAL, UNTIL, WORK,
};
use super::sentence::SentenceView;
use super::temporal::{DurationMention, MentionKind};
use super::words;
use crate::text::{Class, Gap, Shape};

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
            return Err(Aside::other("longer ago than a working life"));
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
    let bare = |i: usize| view.is(i, words::JOINS_DATES);
    if judgement.is_err() && shared.is_ok() && before.interval().is_some() && (before.last + 1..mention.first).all(bare)
    {
        return *shared;
    }
    // "My first employer was a pump maker (2012–2015), my second a car maker (2015–2021)."
    let bracketed = view.gap(mention.first).has(Gap::OPEN) && view.gap(before.first).has(Gap::OPEN);
    let unnamed = judgement.is_err_and(|aside| aside.why.ends_with("named"));
    if bracketed && unnamed && *shared == Ok(ClaimKind::Job) {
        return *shared;
    }
    let own = match judgement {
        Err(aside) => aside.kind == "ignored" && aside.why.ends_with("named"),
        Ok(ClaimKind::Stint) => mention.elided && *shared == Ok(ClaimKind::Skill),
        Ok(_) => false,
    };
    let joined = view.gap(mention.first).has(Gap::COMMA) || view.is(mention.first.wrapping_sub(1), words::AND_PLUS);
    let of = view.is(mention.last + 1, words::OF_SKILL);
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
    let told = matches!(says, Says::Work | Says::Total | Says::Skill);
    if told && !is_fragment(view, mention) && is_planned(view, mention) {
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
        if view.any_is(view.clause(mention.first, false), words::AWARD) {
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
    if mention.elided && view.is(before, words::HAD_HAVE) {
        return Ok(ClaimKind::Experience { total: false });
    }
    if let Some(aside) = ruled_out(view, mention) {
        return Err(aside);
    }
    let owner = owner(view, mention);
    // "My background: two years in a bank, then one as …": each is a part.
    let part = view.gap(mention.first).has(Gap::COLON) && view.is(after, words::PART_OF_WORK) && !context.line;
    if part && owner != Owner::Other && narrative::is_work(view, mention, context, owner) {
        return Ok(ClaimKind::Stint);
    }
    if context.personal && owner != Owner::Other && phrases::is_total(view, mention) && !is_planned(view, mention) {
        return Ok(ClaimKind::Experience { total: true });
    }
    if is_experience(view, mention) {
        return judge_experience(view, mention, context, owner);
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
    if context.line && (alone || view.is(before, words::DURATION)) && context.above & STUDY == 0 {
        return Ok(ClaimKind::Stint);
    }
    if owner != Owner::Other && is_held(view, mention) {
        return Ok(ClaimKind::Experience { total: false });
    }
    if is_of_study(view, mention) {
        return Err(Aside::other("study"));
    }
    judge_by_cue(view, mention, context, (ClaimKind::Stint, owner))
}

/// Judges what is said to be years of experience.
fn judge_experience(
    view: &SentenceView<'_>,
    mention: &DurationMention,
    context: &MentionContext,
    owner: Owner,
) -> Judgement {
    let after = mention.last + 1;
    if owner == Owner::Other {
        return Err(Aside::SOMEBODY_ELSES);
    }
    let around = mention.first.saturating_sub(7).max(view.first)..(mention.last + 10).min(view.end);
    if view.any(around.clone(), NEED) {
        return Err(Aside::ASKED_FOR);
    }
    if view.any_is(mention.first.saturating_sub(5).max(view.first)..mention.first, words::ACQUIRES)
        && view.any(around.clone(), PLAN)
    {
        return Err(Aside::PLANNED);
    }
    if (after..(after + 8).min(view.end)).take_while(|&i| !view.has(i, EXPERIENCE)).any(|i| view.is(i, words::OF_STUDY))
    {
        return Err(Aside::other("study"));
    }
    let bracketed = view.gap(mention.first).has(Gap::OPEN);
    if bracketed && context.section == Section::Skills {
        return Ok(ClaimKind::Skill);
    }
    let total = view.any(around, TOTAL);
    Ok(ClaimKind::Experience { total })
}

/// "a developer with 8 years in banking", "I have three years in industry".
fn is_held(view: &SentenceView<'_>, mention: &DurationMention) -> bool {
    let (before, after) = (mention.first.wrapping_sub(1), mention.last + 1);
    let held = view.is(before, words::HOLDS) && !view.gap(mention.first).has(Gap::COMMA);
    if held && view.is(after, words::HELD_IN) {
        let role = view.any(mention.first.saturating_sub(10).max(view.first)..mention.first, ROLE);
        let field = (after..(after + 4).min(view.end))
            .any(|i| view.has(i, WORK | ROLE) || view.is(i, words::HELD_FIELD) || view.doc.word(i) == "IT");
        let study = view.any(after..(after + 5).min(view.end), STUDY | LIFE);
        return (role || field) && !study;
    }
    false
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
    let summer = view.any_is(mention.first..=mention.last, words::SUMMER_SUMMERS);
    let spent = view.is(mention.first.wrapping_sub(1), words::SPENT)
        && view.has(mention.last + 1, DO)
        && view.doc.word(mention.last + 1).ends_with("ing");
    // What was only done is work where it took a summer, or was all that the time was spent on.
    let Some((cost, cue, at)) = governing(view, mention, summer || spent) else {
        return Err(Aside::other("no work named"));
    };
    // "spent two years studying diffusion in a lab" is research.
    let research = cue == STUDY
        && view.is(at, words::STUDIED)
        && view.any_is(at.saturating_sub(10).max(view.first)..(at + 14).min(view.end), words::RESEARCH_PLACES);
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
            && (view.has(view.first, WORK | ROLE | DO | NUMBER | ABOUT) || view.is(view.first, words::OPENS_UNSAID));
        if cue == DO || context.personal && (is_generic(view, at) || !opened) {
            return Err(Aside::other("nobody named"));
        }
    }
    Ok(sort)
}
