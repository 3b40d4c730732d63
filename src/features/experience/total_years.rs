//! Judged lengths and spans → one number, its evidence, and what contradicts it.

use super::calendar::{Interval, union};
use super::classify::reach::LONGEST;
use super::judgement::{ClaimKind, Judgement};
use super::lexicon::{AGAIN, EXPERIENCE, NUMBER};
use super::sentence::SentenceView;
use super::temporal::{DurationMention, MentionKind};
use super::words::{self, Words};
use crate::features::{Evidence, SET_ASIDE, Sink};
use crate::span::Span;
use crate::text::{Document, Gap};

/// Two accounts of one job may differ by this much, in years: months are counted in more ways than one.
const SAME_JOB: f64 = 0.25;
/// A stated number and a span of the same sentence may differ by this much: "over five", "since 2020".
const TOLERANCE: f64 = 1.0;

/// Finds further apart than this many others are not compared: a bound that keeps the time linear.
const NEIGHBOURS: usize = 32;
/// A summer, in years.
const SUMMER: f64 = 0.25;

/// A mention with its judgement.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    first: usize,
    last: usize,
    /// The last word of what is quoted.
    quoted: usize,
    /// First word of its sentence.
    sentence: usize,
    judgement: Judgement,
    years: f64,
    /// Its place on the calendar.
    interval: Option<Interval>,
    /// One certain summer: `last summer`, `the summer of 2021`.
    summer: bool,
    /// A span, rather than a stated length.
    span: bool,
    /// Refers back: "this internship of two months".
    definite: bool,
    /// Said to be another one.
    again: bool,
    /// "after two summers as": before the span beside it.
    prior: bool,
    /// "as a tutor": of one post, not of a skill.
    post: bool,
    line: bool,
    /// Opens an item of a list: "- six months as an intern".
    own: bool,
    /// Joined to what stands before it: "and since 2024".
    joined: bool,
    /// Beside another job: "at the same time a lecturer for one".
    parallel: bool,
    /// The length before in other words: "most of a decade, say eight years".
    restated: bool,
}

impl Claim {
    /// A mention as an item; `line` where it stands in a line of a CV, `bullet` in an item of a letter's list.
    pub(super) fn new(
        view: &SentenceView<'_>,
        mention: &DurationMention,
        judgement: Judgement,
        line: bool,
        bullet: bool,
    ) -> Self {
        let (years, mut interval, span) = match mention.kind {
            MentionKind::Length { years, dated } => (years, dated, false),
            MentionKind::Span { interval, .. } => (interval.years(), Some(interval), true),
        };
        let summer = view.any_is(mention.first..=mention.last, words::SUMMER_UNITS);
        let window = |set: Words| {
            view.any_is(mention.first.saturating_sub(6).max(view.first)..(mention.last + 2).min(view.end), set)
        };
        let running = mention.past || window(words::UNTIL_NOW) && window(words::HAS_UNTIL_NOW);
        let months = years * 12.0;
        if judgement == Ok(ClaimKind::Stint)
            && !summer
            && running
            && (months - months.round()).abs() < 0.05
            && months < 720.0
        {
            interval = Some(Interval::up_to(view.as_of, months.round() as i32));
        }
        let mut quoted = mention.last;
        if matches!(judgement, Ok(ClaimKind::Experience { .. })) {
            let end = (mention.last + 9).min(view.end);
            quoted = (mention.last + 1..end)
                .take_while(|&i| !view.gap(i).any(Gap(Gap::STOP.0 | Gap::MARK.0 | Gap::PARAGRAPH.0)))
                .find(|&i| view.has(i, EXPERIENCE))
                .unwrap_or(mention.last);
        }
        let near = mention.first.saturating_sub(8).max(view.first)..(mention.last + 1).min(view.end);
        Self {
            first: mention.first,
            last: mention.last,
            quoted,
            sentence: view.first,
            judgement,
            years,
            interval,
            summer: summer && years == SUMMER && !view.any(mention.first..=mention.last, NUMBER),
            span,
            definite: mention.definite,
            again: view.any(near.clone(), AGAIN),
            prior: view.any_is(mention.first.saturating_sub(5).max(view.first)..mention.first, words::PRIOR),
            post: view.any_is(quoted + 1..(quoted + 3).min(view.end), words::AS_AT),
            line,
            joined: view.is(mention.first.wrapping_sub(1), words::JOINED_BY),
            parallel: view.any_is(near.clone(), words::ALONGSIDE)
                || view.any_is(near.clone(), words::SAME) && view.any_is(near.clone(), words::TIME),
            restated: view.is(mention.first.wrapping_sub(1), words::RESTATES),
            own: bullet && mention.first <= view.first + 1,
        }
    }

    fn counts_as(&self, sort: ClaimKind) -> bool {
        self.judgement == Ok(sort)
    }

    fn is_experience(&self) -> bool {
        matches!(self.judgement, Ok(ClaimKind::Experience { .. }))
    }
}

/// Sets the value, the evidence and the flag of a letter's claims, which are in the order of the letter.
pub(super) fn total_years(doc: &Document<'_>, claims: &mut [Claim], out: &mut Sink<'_>) {
    let jobs = jobs(claims);
    let stated = stated(claims);
    let skills = claims.iter().filter(|i| i.counts_as(ClaimKind::Skill)).map(|i| i.years).fold(0.0, f64::max);
    let total = claims.iter().any(|i| i.counts_as(ClaimKind::Experience { total: true }));
    // A skill's years do not stand over jobs that are clearly longer.
    let value = if stated > 0.0 && (total || stated >= 0.6 * jobs) {
        stated
    } else if jobs > 0.0 {
        jobs
    } else {
        skills
    };
    if value > LONGEST {
        out.flag("absurd_years");
    } else if value > 0.0 {
        out.value(0, value);
    }
    let clash = contradiction(claims, stated, jobs, total);
    if clash.is_some() {
        out.flag("contradictory_years");
    }
    evidence(doc, claims, clash.as_deref(), out);
}

/// The years stated as experience: the total, or the largest; posts named in one sentence are added.
fn stated(claims: &[Claim]) -> f64 {
    let totals = claims.iter().filter(|i| i.counts_as(ClaimKind::Experience { total: true })).map(|i| i.years);
    let total = totals.fold(0.0, f64::max);
    if total > 0.0 {
        return total;
    }
    let (mut best, mut posts, mut sentence, mut worded) = (0.0f64, 0.0, usize::MAX, false);
    for item in
        claims.iter().filter(|i| i.is_experience() || i.counts_as(ClaimKind::Stint) && i.post && i.interval.is_none())
    {
        if item.sentence != sentence {
            (posts, sentence, worded) = (0.0, item.sentence, false);
        }
        if item.post {
            posts += item.years;
        }
        if item.is_experience() {
            best = best.max(item.years);
            worded = true;
        }
        if worded {
            best = best.max(posts);
        }
    }
    best
}

/// The years of jobs: spans and lengths up to now united on the calendar, other lengths added.
fn jobs(claims: &[Claim]) -> f64 {
    let listed = claims.iter().any(|i| i.line && i.span && i.counts_as(ClaimKind::Job));
    let mut intervals: Vec<Interval> = Vec::new();
    let (mut lengths, mut own) = (0.0, 0.0);
    for (at, item) in claims.iter().enumerate() {
        if !(item.counts_as(ClaimKind::Job) || item.counts_as(ClaimKind::Stint)) {
            continue;
        }
        let (before, after) = claims.split_at(at);
        let before = &before[before.len().saturating_sub(NEIGHBOURS)..];
        let beside = || before.iter().chain(after.iter().take(NEIGHBOURS)).filter(|o| o.sentence == item.sentence);
        let stints = || beside().filter(|o| !o.span && o.counts_as(ClaimKind::Stint));
        if item.span {
            // "for three years, from 2016 to 2019": one job, told twice.
            let told = |o: &Claim| {
                let apart = if o.last < item.first { item.first - o.last } else { o.first.saturating_sub(item.last) };
                let differ = (o.years - item.years).abs();
                let joined = if o.first < item.first { item.joined } else { o.joined };
                !joined && (differ < 0.1 || differ <= TOLERANCE / 2.0 && apart <= 5)
            };
            if !stints().any(told) {
                intervals.extend(item.interval);
            }
        } else if item.summer && stints().any(|o| !o.summer && o.years < 2.0 * SUMMER) {
            // "last summer I was an intern for two months": the two months count.
        } else if let Some(interval) = item.interval {
            intervals.push(interval);
        } else {
            // "since 2001, working for various companies for 4 years": within the span.
            let inside = !item.prior
                && !item.again
                && before.iter().any(|o| {
                    let longer = o.years > item.years + TOLERANCE / 2.0;
                    longer && o.span && o.counts_as(ClaimKind::Job) && o.sentence == item.sentence
                });
            // "for two years and, at the same time, a lecturer for one"; "most of a decade, say eight years"
            let beneath = item.parallel && stints().any(|o| o.first != item.first && o.years >= item.years);
            let next = after.get(1).filter(|o| o.restated && o.sentence == item.sentence);
            let restated = next.is_some_and(|o| o.first <= item.last + 4);
            // "the three months of this internship": told before.
            let same = |o: &Claim| !o.span && o.counts_as(ClaimKind::Stint) && (o.years - item.years).abs() < 0.05;
            // "16 weeks, that is four months": one length in two units.
            let weeks = |o: &Claim| (o.years * 12.0 - (o.years * 12.0).round()).abs() > 0.05;
            let twice = |o: &Claim| {
                let near = o.sentence == item.sentence && item.first.saturating_sub(o.last) <= 6;
                near && !o.span && (o.years - item.years).abs() < 0.04 && weeks(o) != weeks(item)
            };
            let repeated = item.definite && !item.again && before.iter().any(same)
                || item.years < 1.0
                    && before.iter().any(|o| o.counts_as(ClaimKind::Stint) && twice(o) && !item.restated);
            if !inside && !repeated && !beneath && !restated {
                lengths += item.years;
                own += if item.own { item.years } else { 0.0 };
            }
        }
    }
    let spans = union(&mut intervals);
    if !listed {
        return spans + lengths;
    }
    // Beside the dates of a CV, lengths tell of the same jobs.
    if lengths > spans - SAME_JOB && lengths > 0.0 { lengths } else { spans + own }
}

/// What contradicts what, in words.
fn contradiction(claims: &[Claim], stated: f64, jobs: f64, total: bool) -> Option<String> {
    for (at, item) in claims.iter().enumerate().filter(|(_, i)| i.is_experience()) {
        let near = &claims[at.saturating_sub(NEIGHBOURS)..(at + NEIGHBOURS).min(claims.len())];
        let span = near.iter().find(|o| o.sentence == item.sentence && o.span && o.counts_as(ClaimKind::Job));
        if let Some(span) = span.filter(|s| (item.years - s.years).abs() > TOLERANCE + 0.05) {
            return Some(format!("states {:.1} years, but the dates give {:.1}", item.years, span.years));
        }
    }
    (stated > 0.0 && jobs > stated + TOLERANCE + 0.05 && (total || stated >= 0.6 * jobs))
        .then(|| format!("states {stated:.1} years, but the jobs add up to {jobs:.1}"))
}

fn evidence(doc: &Document<'_>, claims: &[Claim], clash: Option<&str>, out: &mut Sink<'_>) {
    if !out.wants_evidence() {
        return;
    }
    let mut free = 0;
    for (at, item) in claims.iter().enumerate() {
        let next = claims.get(at + 1).map_or(usize::MAX, |n| n.first);
        let last = if item.quoted < next { item.quoted } else { item.last };
        let (Some(first), Some(last)) = (doc.words.get(item.first), doc.words.get(last)) else { continue };
        // Number and unit in one breath; "3+" and "3 years+" leave their mark outside.
        let (start, end) = (first.span.start as usize, last.span.end as usize);
        if start < free || start >= end {
            continue;
        }
        free = end;
        let span = Span::new(start, end);
        let evidence = match item.judgement {
            Err(aside) => Evidence::new(0, aside.kind, span).rule(SET_ASIDE, aside.why),
            Ok(sort) => {
                let (kind, rule) = match sort {
                    ClaimKind::Experience { total: true } => ("total", "experience"),
                    ClaimKind::Experience { .. } => ("stated", "experience"),
                    ClaimKind::Stint => ("stated", "stint"),
                    ClaimKind::Skill => ("stated", "skill"),
                    ClaimKind::Job => ("span", "job"),
                };
                let said = clash.filter(|_| item.span || item.is_experience());
                Evidence::new(0, kind, span).rule(rule, said.unwrap_or_default().to_owned())
            }
        };
        out.evidence(evidence.value(item.years));
    }
}
