//! Judged lengths and spans → one number, its evidence, and what contradicts it.

use super::context::{LONGEST, Sort, Verdict};
use super::grammar::{Find, Sight, What};
use super::lexicon::{AGAIN, EXPERIENCE, NUMBER};
use super::timeline::{Stretch, union};
use crate::features::{Evidence, Sink};
use crate::lexicon::word_set::{WordSet, words};
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

/// A find with its verdict.
#[derive(Clone, Debug)]
pub(super) struct Item {
    first: usize,
    last: usize,
    /// The last word of what is quoted.
    quoted: usize,
    /// First word of its sentence.
    sentence: usize,
    verdict: Verdict,
    years: f64,
    /// Its place on the calendar.
    stretch: Option<Stretch>,
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
}

impl Item {
    /// A find as an item; `line` where it stands in a line of a CV, `bullet` in an item of a letter's list.
    pub(super) fn new(sight: &Sight<'_>, find: &Find, verdict: Verdict, line: bool, bullet: bool) -> Self {
        let (years, mut stretch, span) = match find.what {
            What::Length { years, dated } => (years, dated, false),
            What::Span { stretch, .. } => (stretch.years(), Some(stretch), true),
        };
        let summer = sight.any_is(find.first..=find.last, words!["summer", "summers", "semester", "semesters"]);
        let window = |words: &WordSet| {
            sight.any_is(find.first.saturating_sub(6).max(sight.first)..(find.last + 2).min(sight.end), words)
        };
        let running = find.past
            || window(words!["now", "been", "already"]) && window(words!["have", "i've", "has", "i\u{2019}ve", "am"]);
        let months = years * 12.0;
        if verdict == Ok(Sort::Stint) && !summer && running && (months - months.round()).abs() < 0.05 && months < 720.0
        {
            stretch = Some(Stretch::up_to(sight.as_of, months.round() as i32));
        }
        let mut quoted = find.last;
        if matches!(verdict, Ok(Sort::Experience { .. })) {
            let end = (find.last + 9).min(sight.end);
            quoted = (find.last + 1..end)
                .take_while(|&i| !sight.gap(i).any(Gap(Gap::STOP.0 | Gap::MARK.0 | Gap::PARAGRAPH.0)))
                .find(|&i| sight.has(i, EXPERIENCE))
                .unwrap_or(find.last);
        }
        let near = find.first.saturating_sub(8).max(sight.first)..(find.last + 1).min(sight.end);
        Self {
            first: find.first,
            last: find.last,
            quoted,
            sentence: sight.first,
            verdict,
            years,
            stretch,
            summer: summer && years == SUMMER && !sight.any(find.first..=find.last, NUMBER),
            span,
            definite: find.definite,
            again: sight.any(near, AGAIN),
            prior: sight.any_is(
                find.first.saturating_sub(5).max(sight.first)..find.first,
                words!["after", "before", "following", "plus"],
            ),
            post: sight.any_is(quoted + 1..(quoted + 3).min(sight.end), words!["as", "at"]),
            line,
            own: bullet && find.first <= sight.first + 1,
        }
    }

    fn counts_as(&self, sort: Sort) -> bool {
        self.verdict == Ok(sort)
    }

    fn is_experience(&self) -> bool {
        matches!(self.verdict, Ok(Sort::Experience { .. }))
    }
}

/// Sets the value, the evidence and the flag of a letter's items, which are in the order of the letter.
pub(super) fn reckon(doc: &Document<'_>, items: &mut [Item], out: &mut Sink<'_>) {
    let jobs = jobs(items);
    let stated = stated(items);
    let skills = items.iter().filter(|i| i.counts_as(Sort::Skill)).map(|i| i.years).fold(0.0, f64::max);
    let total = items.iter().any(|i| i.counts_as(Sort::Experience { total: true }));
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
    let clash = contradiction(items, stated, jobs, total);
    if clash.is_some() {
        out.flag("contradictory_years");
    }
    evidence(doc, items, clash.as_deref(), out);
}

/// The years stated as experience: the total, or the largest; posts named in one sentence are added.
fn stated(items: &[Item]) -> f64 {
    let totals = items.iter().filter(|i| i.counts_as(Sort::Experience { total: true })).map(|i| i.years);
    let total = totals.fold(0.0, f64::max);
    if total > 0.0 {
        return total;
    }
    let (mut best, mut posts, mut sentence, mut worded) = (0.0f64, 0.0, usize::MAX, false);
    for item in items.iter().filter(|i| i.is_experience() || i.counts_as(Sort::Stint) && i.post && i.stretch.is_none())
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
fn jobs(items: &[Item]) -> f64 {
    let listed = items.iter().any(|i| i.line && i.span && i.counts_as(Sort::Job));
    let mut stretches: Vec<Stretch> = Vec::new();
    let (mut lengths, mut own) = (0.0, 0.0);
    for (at, item) in items.iter().enumerate() {
        if !(item.counts_as(Sort::Job) || item.counts_as(Sort::Stint)) {
            continue;
        }
        let (before, after) = items.split_at(at);
        let before = &before[before.len().saturating_sub(NEIGHBOURS)..];
        let beside = || before.iter().chain(after.iter().take(NEIGHBOURS)).filter(|o| o.sentence == item.sentence);
        let stints = || beside().filter(|o| !o.span && o.counts_as(Sort::Stint));
        if item.span {
            // "for three years, from 2016 to 2019": one job, told twice.
            let told = |o: &Item| {
                let apart = if o.last < item.first { item.first - o.last } else { o.first.saturating_sub(item.last) };
                let differ = (o.years - item.years).abs();
                differ < 0.1 || differ <= TOLERANCE / 2.0 && apart <= 5
            };
            if !stints().any(told) {
                stretches.extend(item.stretch);
            }
        } else if item.summer && stints().any(|o| !o.summer && o.years < 2.0 * SUMMER) {
            // "last summer I was an intern for two months": the two months count.
        } else if let Some(stretch) = item.stretch {
            stretches.push(stretch);
        } else {
            // "since 2001, working for various companies for 4 years": within the span.
            let inside = !item.prior
                && !item.again
                && before.iter().any(|o| {
                    let longer = o.years > item.years + TOLERANCE / 2.0;
                    longer && o.span && o.counts_as(Sort::Job) && o.sentence == item.sentence
                });
            // "the three months of this internship": told before.
            let same = |o: &Item| !o.span && o.counts_as(Sort::Stint) && (o.years - item.years).abs() < 0.05;
            // "16 weeks, that is four months": one length in two units.
            let weeks = |o: &Item| (o.years * 12.0 - (o.years * 12.0).round()).abs() > 0.05;
            let twice = |o: &Item| {
                let near = o.sentence == item.sentence && item.first.saturating_sub(o.last) <= 6;
                near && !o.span && (o.years - item.years).abs() < 0.04 && weeks(o) != weeks(item)
            };
            let repeated = item.definite && !item.again && before.iter().any(same)
                || item.years < 1.0 && before.iter().any(|o| o.counts_as(Sort::Stint) && twice(o));
            if !inside && !repeated {
                lengths += item.years;
                own += if item.own { item.years } else { 0.0 };
            }
        }
    }
    let spans = union(&mut stretches);
    if !listed {
        return spans + lengths;
    }
    // Beside the dates of a CV, lengths tell of the same jobs.
    if lengths > spans - SAME_JOB && lengths > 0.0 { lengths } else { spans + own }
}

/// What contradicts what, in words.
fn contradiction(items: &[Item], stated: f64, jobs: f64, total: bool) -> Option<String> {
    for (at, item) in items.iter().enumerate().filter(|(_, i)| i.is_experience()) {
        let near = &items[at.saturating_sub(NEIGHBOURS)..(at + NEIGHBOURS).min(items.len())];
        let span = near.iter().find(|o| o.sentence == item.sentence && o.span && o.counts_as(Sort::Job));
        if let Some(span) = span.filter(|s| (item.years - s.years).abs() > TOLERANCE + 0.05) {
            return Some(format!("states {:.1} years, but the dates give {:.1}", item.years, span.years));
        }
    }
    (stated > 0.0 && jobs > stated + TOLERANCE + 0.05 && (total || stated >= 0.6 * jobs))
        .then(|| format!("states {stated:.1} years, but the jobs add up to {jobs:.1}"))
}

fn evidence(doc: &Document<'_>, items: &[Item], clash: Option<&str>, out: &mut Sink<'_>) {
    if !out.wants_evidence() {
        return;
    }
    let mut free = 0;
    for (at, item) in items.iter().enumerate() {
        let next = items.get(at + 1).map_or(usize::MAX, |n| n.first);
        let last = if item.quoted < next { item.quoted } else { item.last };
        let (Some(first), Some(last)) = (doc.words.get(item.first), doc.words.get(last)) else { continue };
        // Number and unit in one breath; "3+" and "3 years+" leave their mark outside.
        let (start, end) = (first.span.start as usize, last.span.end as usize);
        if start < free || start >= end {
            continue;
        }
        free = end;
        let span = Span::new(start, end);
        let evidence = match item.verdict {
            Err(why) => Evidence::new(0, "ignored", span).rule("set_aside", why),
            Ok(sort) => {
                let (kind, rule) = match sort {
                    Sort::Experience { total: true } => ("total", "experience"),
                    Sort::Experience { .. } => ("stated", "experience"),
                    Sort::Stint => ("stated", "stint"),
                    Sort::Skill => ("stated", "skill"),
                    Sort::Job => ("span", "job"),
                };
                let said = clash.filter(|_| item.span || item.is_experience());
                Evidence::new(0, kind, span).rule(rule, said.unwrap_or_default().to_owned())
            }
        };
        out.evidence(evidence.value(item.years));
    }
}
