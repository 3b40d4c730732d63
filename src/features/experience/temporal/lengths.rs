//! Lengths of time: `over five years`, `9 years 8 months`, `two and a half years`, `3+`, `the past year`.

use super::mention::{BARRIER, DurationMention, MentionKind};
use crate::features::experience::calendar::Interval;
use crate::features::experience::lexicon::{ABOUT, FILLER, FIRST, NEXT, PAST, UNIT, WORK};
use crate::features::experience::sentence::SentenceView;
use crate::features::experience::words;
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
            let and = at + 1 + usize::from(self.is(at + 1, words::AND_SIGN));
            let half = and + usize::from(self.is(and, words::A));
            if self.is(half, words::HALF) && and > at + 1 {
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
            mention.next |= self.has(before, NEXT) && !self.is(before, words::FOLLOWING);
            mention.definite |= self.is(before, words::DEFINITE);
            let the = self.has(mention.first, PAST | NEXT) && self.is(before, words::OF_PAST);
            // "Following four years as an engineer" tells of what was; "the following four years" does not.
            let following = self.is(before, words::FOLLOWING) && !self.is(before.wrapping_sub(1), words::OF_FOLLOWING);
            if following || !(the || self.has(before, ABOUT | PAST | NEXT) || self.is(before, words::THAN)) {
                break;
            }
            mention.first = before;
        }
        // "Two years ago I joined a company, and I am still there."
        if let MentionKind::Length { years, dated: None } = mention.kind
            && years <= 60.0
            && self.is(mention.last + 1, words::AGO_BACK)
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
        let and = self.is(next, words::AND_BUT_THEN)
            && !self.is(next + 2, words::HALF)
            && !self.is(next + 1, words::HALF)
            && !self.has(next + 1, UNIT);
        let ends = and || next == self.end || self.gap(next).any(BARRIER.with(Gap::CLOSE));
        let before = first.checked_sub(1).filter(|&i| i > earlier.last && !self.gap(first).any(BARRIER));
        let said = before.is_some_and(|i| {
            // "for three", "and I have two": nothing else follows that could be counted.
            self.is(i, words::FOR) || self.is(i, words::HAD_HAVE) && self.has(i.wrapping_sub(1), FIRST)
        });
        let joined =
            first > self.first && (self.is(first - 1, words::AND_PLUS_THEN) || self.gap(first).has(Gap::COMMA));
        let then = first > self.first + 1
            && self.is(first - 1, words::FOR)
            && (self.is(first - 2, words::AND_PLUS_THEN) || self.gap(first - 1).has(Gap::COMMA));
        let joined = joined || then;
        let placed = self.is(next, words::PART_OF_WORK) && !self.gap(next).any(BARRIER);
        let skill = self.is(next, words::OF)
            && !self.gap(next).any(BARRIER)
            && self.is(earlier.last + 1, words::OF)
            && self.doc.words.get(at + 2).is_some_and(|w| w.shape != Shape::Lower);
        // "six years: four at a bank and two at a mill": parts of what has been told.
        let of = |i: usize| self.is(i, words::WHICH_OF) && self.is(i.wrapping_sub(1), words::OF);
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
        let more = self.is(at + 1, words::MORE);
        let last = at + usize::from(more);
        let ends = last + 1 == self.end || self.gap(last + 1).any(BARRIER) || self.has(last + 1, FIRST);
        let first = if more { at } else { at.checked_sub(1).filter(|&i| self.is(i, words::ANOTHER))? };
        if !ends || first <= earlier.last || !self.is(first.checked_sub(1)?, words::FOR) {
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
        if !self.is(at, words::SUMMERS) {
            return None;
        }
        let mut next = at + 1 + usize::from(self.is(at + 1, words::OF));
        let mut years = 0u32;
        while self.year(next).is_some() && years < 10 {
            years += 1;
            next += 1 + usize::from(self.is(next + 1, words::AND) && self.year(next + 2).is_some());
        }
        (years > 0).then(|| {
            DurationMention::new(at, next, MentionKind::Length { years: 0.25 * f64::from(years), dated: None })
        })
    }

    /// `a quarter of`, `three quarters of` before the article of a unit: the share, and where it begins.
    fn part_of(&self, article: usize, free: usize) -> Option<(f64, usize)> {
        let share = article.checked_sub(2).filter(|&i| i >= free && self.is(article - 1, words::OF))?;
        if self.is(share, words::QUARTER) {
            return Some((0.25, share));
        }
        let counted = self.is(share, words::QUARTERS) && share > free && self.is(share - 1, words::THREE);
        counted.then_some((0.75, share.wrapping_sub(1)))
    }

    fn worded(&self, at: usize, free: usize) -> Option<DurationMention> {
        let unit = self.entry(at).value();
        let make =
            |first: usize, years: f64| DurationMention::new(first, at + 1, MentionKind::Length { years, dated: None });
        // A "summer school" is no length.
        if self.entry(at).season != 0 && self.is(at + 1, words::SUMMER_WHAT) {
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
                let the = before > free && self.is(before - 1, words::THIS_PAST);
                if self.is(at, words::DECADE_YEAR) && the || self.is(at, words::LAST_SUMMER) {
                    let mut mention = make(before, unit);
                    (mention.past, mention.next) = (self.has(before, PAST), self.has(before, NEXT));
                    return Some(mention);
                }
            }
            if short && skipped == 0 && self.is(before, words::THIS) {
                return Some(make(before, unit));
            }
            if self.is(before, words::A_AN) {
                if before > free && self.is(before - 1, words::HALF) {
                    return Some(make(before - 1, unit / 2.0));
                }
                if let Some((part, first)) = self.part_of(before, free) {
                    return Some(make(first, unit * part));
                }
                let licensed = unit == 10.0 && !filled
                    || before > free
                        && (self.has(before - 1, ABOUT)
                            || self.is(before - 1, words::BEFORE_A_YEAR))
                    || self.is(at + 1, words::AND) && self.is(at + 3, words::HALF)
                    || self.is(
                        at + 1,
                        words::AFTER_A_YEAR,
                    )
                    || short
                    // "a full-year project"
                    || filled && self.gap(at) == Gap::HYPHEN
                    || self.is(at, words::YEARS_OWN);
                let single = !self.is(at, words::PLURAL_UNITS);
                return (licensed && single).then(|| make(before, unit));
            }
            // "a gap year working as a programmer", "in my year as a developer"
            let mine = skipped == 0 && self.is(before, words::MY) && self.is(at + 1, words::AS_AT_WITH);
            if self.is(at, words::YEAR) && (mine || skipped == 0 && self.is(before, words::GAP)) {
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
