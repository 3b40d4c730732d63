//! Lengths of time: `over five years`, `9 years 8 months`, `two and a half years`, `3+`, `the past year`.

use super::mention::{BARRIER, DurationMention, MentionKind};
use crate::features::experience::calendar::Interval;
use crate::features::experience::lexicon::{ABOUT, FILLER, FIRST, NEXT, PAST, UNIT, WORK};
use crate::features::experience::sentence::SentenceView;
use crate::lexicon::word_set::words;
use crate::text::{Gap, Shape};

impl SentenceView<'_> {
    /// `2years`: the number and the unit in one word.
    fn glued(&self, at: usize) -> Option<f64> {
        let text = self.digits(at)?;
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit = match text[digits.len()..].to_ascii_lowercase().as_str() {
            "years" | "year" | "yrs" | "yr" => 1.0,
            "months" | "month" | "mos" | "mths" => 1.0 / 12.0,
            _ => return None,
        };
        digits.parse::<f64>().ok().filter(|n| n.is_finite()).map(|n| n * unit)
    }

    /// A length whose unit is a word; nothing before word `free` belongs to it.
    pub(super) fn length(&self, at: usize, free: usize) -> Option<DurationMention> {
        let mut mention = if let Some(years) = self.glued(at) {
            DurationMention::new(at, at + 1, MentionKind::Length { years, dated: None })
        } else {
            if !self.has(at, UNIT) {
                return None;
            }
            self.summers(at).or_else(|| self.worded(at, free))?
        };
        let MentionKind::Length { years, dated } = &mut mention.kind else { return None };
        // `9 years 8 months`, `6 years and 6 months`, `a year and a half`.
        let unit = self.entry(at).value();
        if dated.is_none() && (unit == 1.0 || unit == 0.0 || unit == 10.0) {
            let and = at + 1 + usize::from(self.is(at + 1, words!["and", "&"]));
            let half = and + usize::from(self.is(and, words!["a"]));
            if self.is(half, words!["half"]) && and > at + 1 {
                *years += 0.5 * unit;
                mention.last = half;
            } else if let Some((months, _)) = self.number(and, and) {
                let month = self.entry(and + 1);
                if month.tags & UNIT != 0 && month.value() < 0.2 && months < 12.0 && !self.gap(and + 1).any(BARRIER) {
                    *years += months * month.value();
                    mention.last = and + 1;
                }
            }
        }
        // `over`, `more than`, `the past`: part of what is quoted.
        for _ in 0..4 {
            let Some(before) = mention.first.checked_sub(1).filter(|&b| b >= free) else { break };
            if self.gap(mention.first).any(BARRIER) {
                break;
            }
            mention.past |= self.has(before, PAST);
            mention.next |= self.has(before, NEXT) && !self.is(before, words!["following"]);
            mention.definite |= self.is(before, words!["the", "this", "that", "these", "those", "my"]);
            let the = self.has(mention.first, PAST | NEXT) && self.is(before, words!["the", "these", "my"]);
            // "Following four years as an engineer" tells of what was; "the following four years" does not.
            let following = self.is(before, words!["following"])
                && !self.is(before.wrapping_sub(1), words!["the", "these", "my", "in"]);
            if following || !(the || self.has(before, ABOUT | PAST | NEXT) || self.is(before, words!["than"])) {
                break;
            }
            mention.first = before;
        }
        // "Two years ago I joined a company, and I am still there."
        if let MentionKind::Length { years, dated: None } = mention.kind
            && years <= 60.0
            && self.is(mention.last + 1, words!["ago", "back"])
            && (mention.last + 2..(mention.last + 32).min(self.end)).any(|i| self.goes_on(i))
        {
            let interval = Interval::up_to(self.as_of, (years * 12.0).round() as i32);
            mention.kind = MentionKind::Span { interval, open: true };
            mention.last += 1;
        }
        Some(mention)
    }

    /// A number whose unit is that of the length `earlier`: `two` in "three years at a bank and two at a mill", "four
    /// years in Turin and before that in Lyon for three", "1 year of Rust, 2 of Go".
    pub(super) fn elided(&self, at: usize, earlier: &DurationMention) -> Option<DurationMention> {
        let MentionKind::Length { dated: None, .. } = earlier.kind else { return None };
        // "Two summer internships, one at …": the one is no summer.
        if at > earlier.last + 30 || self.has(earlier.last + 1, WORK) {
            return None;
        }
        if let Some(mention) = self.another(at, earlier) {
            return Some(mention);
        }
        let unit = self.entry(earlier.last);
        let (years, first) = self.number(at, earlier.last + 1)?;
        if unit.tags & UNIT == 0 || unit.value() <= 0.0 || years > 40.0 {
            return None;
        }
        let next = at + 1;
        // "for two and a cook for three", not "for two and a half years"
        let and = self.is(next, words!["and", "but", "then"])
            && !self.is(next + 2, words!["half"])
            && !self.is(next + 1, words!["half"])
            && !self.has(next + 1, UNIT);
        let ends = and || next == self.end || self.gap(next).any(BARRIER.with(Gap::CLOSE));
        let before = first.checked_sub(1).filter(|&i| i > earlier.last && !self.gap(first).any(BARRIER));
        let said = before.is_some_and(|i| {
            // "for three", "and I have two": nothing else follows that could be counted.
            self.is(i, words!["for"]) || self.is(i, words!["have", "had"]) && self.has(i.wrapping_sub(1), FIRST)
        });
        let joined = first > self.first
            && (self.is(first - 1, words!["and", "then", "plus"]) || self.gap(first).has(Gap::COMMA));
        let then = first > self.first + 1
            && self.is(first - 1, words!["for"])
            && (self.is(first - 2, words!["then", "and", "plus"]) || self.gap(first - 1).has(Gap::COMMA));
        let joined = joined || then;
        let placed = self.is(next, words!["at", "in", "with", "as"]) && !self.gap(next).any(BARRIER);
        let skill = self.is(next, words!["of"])
            && !self.gap(next).any(BARRIER)
            && self.is(earlier.last + 1, words!["of"])
            && self.doc.words.get(at + 2).is_some_and(|w| w.shape != Shape::Lower);
        // "six years: four at a bank and two at a mill": parts of what has been told.
        let of = |i: usize| self.is(i, words!["which", "them", "whom"]) && self.is(i.wrapping_sub(1), words!["of"]);
        // "six years (two as a tester, four as a developer)"
        let bracket = (earlier.last + 1..=first).rev().find(|&i| self.gap(i).any(Gap(Gap::OPEN.0 | Gap::CLOSE.0)));
        let parts = bracket.is_some_and(|i| self.gap(i).has(Gap::OPEN))
            || (earlier.last + 1..first).any(of)
            || (earlier.last + 1..=first).any(|i| self.gap(i).any(Gap(Gap::COLON.0 | Gap::DASH.0)));
        if parts && !said || !(said && ends || joined && (placed || skill)) {
            return None;
        }
        let kind = MentionKind::Length { years: years * unit.value(), dated: None };
        Some(DurationMention { elided: true, ..DurationMention::new(first, at + 1, kind) })
    }

    /// `for another two`, `for two more`, after the length `earlier`.
    fn another(&self, at: usize, earlier: &DurationMention) -> Option<DurationMention> {
        let more = self.is(at + 1, words!["more"]);
        let last = at + usize::from(more);
        let ends = last + 1 == self.end || self.gap(last + 1).any(BARRIER) || self.has(last + 1, FIRST);
        let first = if more { at } else { at.checked_sub(1).filter(|&i| self.is(i, words!["another"]))? };
        if !ends || first <= earlier.last || !self.is(first.checked_sub(1)?, words!["for"]) {
            return None;
        }
        let unit = self.entry(earlier.last);
        let (count, _) = self.number(at, earlier.last + 1)?;
        if unit.tags & UNIT == 0 || unit.value() <= 0.0 || count > 40.0 {
            return None;
        }
        let what = MentionKind::Length { years: count * unit.value(), dated: None };
        Some(DurationMention { elided: true, ..DurationMention::new(first, last + 1, what) })
    }

    /// `summers of 2015 and 2016`.
    fn summers(&self, at: usize) -> Option<DurationMention> {
        if !self.is(at, words!["summers"]) {
            return None;
        }
        let mut next = at + 1 + usize::from(self.is(at + 1, words!["of"]));
        let mut years = 0u32;
        while self.year(next).is_some() && years < 10 {
            years += 1;
            next += 1 + usize::from(self.is(next + 1, words!["and"]) && self.year(next + 2).is_some());
        }
        (years > 0).then(|| {
            DurationMention::new(at, next, MentionKind::Length { years: 0.25 * f64::from(years), dated: None })
        })
    }

    /// `a quarter of`, `three quarters of` before the article of a unit: the share, and where it begins.
    fn part_of(&self, article: usize, free: usize) -> Option<(f64, usize)> {
        let share = article.checked_sub(2).filter(|&i| i >= free && self.is(article - 1, words!["of"]))?;
        if self.is(share, words!["quarter"]) {
            return Some((0.25, share));
        }
        let counted = self.is(share, words!["quarters"]) && share > free && self.is(share - 1, words!["three"]);
        counted.then_some((0.75, share.wrapping_sub(1)))
    }

    fn worded(&self, at: usize, free: usize) -> Option<DurationMention> {
        let unit = self.entry(at).value();
        let make =
            |first: usize, years: f64| DurationMention::new(first, at + 1, MentionKind::Length { years, dated: None });
        // A "summer school" is no length.
        if self.entry(at).season != 0
            && self.is(at + 1, words!["school", "schools", "camp", "camps", "course", "courses"])
        {
            return None;
        }
        let mut before = at.checked_sub(1).filter(|&b| b >= free)?;
        let mut filled = false;
        for skipped in 0..3 {
            if self.gap(before + 1).any(BARRIER) {
                return None;
            }
            if let Some((value, first)) = self.number(before, free) {
                // `-5 years` is not a length.
                if self.doc.gap_text(first).ends_with('-') && self.gap(first).has(Gap::SPACE) {
                    return None;
                }
                return Some(make(first, value * unit));
            }
            // `the past year`, `this summer`; not `last year`, which is a date.
            let short = self.entry(at).season != 0 || unit == 0.5;
            if skipped == 0 && self.has(before, PAST | NEXT) {
                let the = before > free && self.is(before - 1, words!["the", "this", "my"]);
                if self.is(at, words!["year", "decade"]) && the || self.is(at, words!["summer", "semester"]) {
                    let mut mention = make(before, unit);
                    (mention.past, mention.next) = (self.has(before, PAST), self.has(before, NEXT));
                    return Some(mention);
                }
            }
            if short && skipped == 0 && self.is(before, words!["this"]) {
                return Some(make(before, unit));
            }
            if self.is(before, words!["a", "an"]) {
                if before > free && self.is(before - 1, words!["half"]) {
                    return Some(make(before - 1, unit / 2.0));
                }
                if let Some((part, first)) = self.part_of(before, free) {
                    return Some(make(first, unit * part));
                }
                let licensed = unit == 10.0 && !filled
                    || before > free
                        && (self.has(before - 1, ABOUT)
                            || self.is(before - 1, words!["for", "than", "spent", "spend", "after", "of"]))
                    || self.is(at + 1, words!["and"]) && self.is(at + 3, words!["half"])
                    || self.is(
                        at + 1,
                        words![
                            "of", "as", "at", "working", "long", "internship", "with", "teaching", "in", "off", "out",
                            "placement", "contract", "stint",
                        ],
                    )
                    || short
                    // "a full-year project"
                    || filled && self.gap(at) == Gap::HYPHEN
                    || self.is(at, words!["year's", "year\u{2019}s"]);
                let single = !self.is(at, words!["years", "months", "weeks", "decades", "summers", "semesters"]);
                return (licensed && single).then(|| make(before, unit));
            }
            // "a gap year working as a programmer", "in my year as a developer"
            let mine = skipped == 0 && self.is(before, words!["my"]) && self.is(at + 1, words!["as", "at", "with"]);
            if self.is(at, words!["year"]) && (mine || skipped == 0 && self.is(before, words!["gap"])) {
                return Some(make(before, unit));
            }
            if !self.has(before, FILLER) {
                return None;
            }
            filled = true;
            before = before.checked_sub(1).filter(|&b| b >= free)?;
        }
        None
    }
}
