//! Intervals between two dates: `2016–2019`, `01st Oct 2015 - till date`, `'18 to '21`, and school years.

use super::dates::PartialDate;
use super::mention::{DurationMention, MentionKind};
use crate::features::experience::calendar::{CalendarDate, Interval};
use crate::features::experience::lexicon::{PRESENT, SEASON, SINCE, UNIT, UNTIL};
use crate::features::experience::sentence::SentenceView;
use crate::features::experience::words;
use crate::text::Gap;

/// A school year begins in this month.
const SCHOOL: i32 = 9;

impl SentenceView<'_> {
    /// An interval that begins at a word.
    pub(super) fn span(&self, at: usize) -> Option<DurationMention> {
        if self.has(at, SINCE) {
            return self.since(at);
        }
        if let Some(mention) = self.school_years(at) {
            return Some(mention);
        }
        let (start, mut next) = self.date(at)?;
        let from = at > self.first && self.is(at - 1, words::FROM);
        let onwards = self.is(next, words::ONWARDS) || from && self.is(next, words::ON) && !start.short;
        if onwards {
            let start = self.whole(start)?;
            let kind = MentionKind::Span { interval: Interval { start, end: self.as_of }, open: true };
            return Some(DurationMention::new(at, next + 1, kind));
        }
        // "2021 – : data steward"
        if self.gap(next).has(Gap::DASH.with(Gap::COLON)) && !start.short {
            let start = self.whole(start)?;
            let kind = MentionKind::Span { interval: Interval { start, end: self.as_of }, open: true };
            return Some(DurationMention::new(at, next, kind));
        }
        let between =
            at > self.first && (self.is(at - 1, words::BETWEEN) || self.is(at.wrapping_sub(2), words::BETWEEN));
        let after_date = next;
        let mut tied = false;
        for _ in 0..4 {
            let gap = self.gap(next);
            if gap.any(Gap(Gap::MARK.0 | Gap::COLON.0 | Gap::PARAGRAPH.0)) && !gap.any(Gap(Gap::HYPHEN.0 | Gap::DASH.0))
            {
                return None;
            }
            tied |= gap.any(Gap(Gap::HYPHEN.0 | Gap::DASH.0 | Gap::LINE_HYPHEN.0));
            // `till date`: `date` ends the range.
            if self.has(next, UNTIL) || between && self.is(next, words::AND) {
                tied = true;
            } else if !(tied && self.is(next, words::THE)) {
                break;
            }
            next += 1;
        }
        if !tied || next >= self.end {
            let told = self.dated_term(at).or_else(|| self.dashless(at, start, after_date));
            return told.or_else(|| self.told_end(at, start, next));
        }
        let (end, after, open) = if self.has(next, PRESENT) {
            (None, next + 1, true)
        } else if let Some(last) = self.short_year(start, next) {
            (Some(PartialDate { year: Some(last), month: None, ..start }), next + 1, false)
        } else {
            let (end, after) = self.date(next)?;
            // `06/18` is a month only beside another such date: "05/10 to 15/10" are days, "3/10 - 4/10" marks.
            if (start.short || end.short) && start.month.is_some() != end.month.is_some() {
                return None;
            }
            (Some(end), after, false)
        };
        let (start, end) = match end {
            None => (self.whole(start)?, self.as_of),
            Some(end) => pair(start, end)?,
        };
        Some(DurationMention::new(at, after, MentionKind::Span { interval: Interval { start, end }, open }))
    }

    /// `16` in `2015-16`, as a year.
    fn short_year(&self, start: PartialDate, at: usize) -> Option<i32> {
        let tied =
            self.gap(at).any(Gap(Gap::HYPHEN.0 | Gap::DASH.0)) && !matches!(self.gap(at + 1), Gap::HYPHEN | Gap::SLASH);
        let PartialDate { year: Some(first), month: None, .. } = start else { return None };
        let short = self.integer(at).filter(|_| tied && self.digits(at).is_some_and(|d| d.len() == 2))?;
        let last = first - first.rem_euclid(100) + short;
        (last > first).then_some(last)
    }

    /// `2019/20`, `2019/20 and 2020/21`, `2019/20 to 2021/22`: a year each.
    fn school_years(&self, at: usize) -> Option<DurationMention> {
        let first = self.school_year(at)?;
        let (mut last, mut next, mut years) = (first, at + 2, 1);
        loop {
            let tied = self.gap(next).any(Gap(Gap::HYPHEN.0 | Gap::DASH.0)) || self.has(next, UNTIL);
            let joined = tied || self.gap(next).has(Gap::COMMA) || self.is(next, words::AND_OR_SIGN);
            let to = next + usize::from(self.has(next, UNTIL) || self.is(next, words::AND_SIGN));
            let Some(year) = self.school_year(to).filter(|&y| joined && y > last) else { break };
            years += if tied { year - last } else { 1 };
            (last, next) = (year, to + 2);
        }
        let interval =
            Interval { start: CalendarDate::month(first, SCHOOL), end: CalendarDate::month(last + 1, SCHOOL) };
        let kind = if last + 1 - first == years {
            // The school year that goes on ends today.
            let end = if interval.end.months() > self.as_of.months() { self.as_of } else { interval.end };
            MentionKind::Span { interval: Interval { end, ..interval }, open: false }
        } else {
            MentionKind::Length { years: f64::from(years), dated: None }
        };
        Some(DurationMention::new(at, next, kind))
    }

    /// `summer of 2021`, three months; `winter semester 2020/21`, six.
    fn dated_term(&self, at: usize) -> Option<DurationMention> {
        let (date, next) = self.date(at).filter(|_| self.has(at, SEASON) || self.digits(at).is_none())?;
        let (year, month) = (date.year?, date.month?);
        let months = match date.term {
            0 if self.has(at, UNIT) && self.has(at, SEASON) => 3,
            3 => return None,
            0 => return None,
            term => term,
        };
        let start = CalendarDate::month(year, month);
        let dated = Interval { start, end: start.later(months) };
        let kind = MentionKind::Length { years: f64::from(months) / 12.0, dated: Some(dated) };
        Some(DurationMention::new(at, next, kind))
    }

    /// `Sep. 2023 Mar. 2024`: a range whose dash was lost on the way; two dates, not one of a list.
    fn dashless(&self, at: usize, start: PartialDate, next: usize) -> Option<DurationMention> {
        if !self.gap(next).is_blank() || start.short || start.year.is_none() {
            return None;
        }
        let (end, after) = self.date(next)?;
        if end.year.is_none() || start.month.is_some() != end.month.is_some() || end.short {
            return None;
        }
        let listed = |i: usize| self.year(i).is_some() || self.date(i).is_some();
        let before = at > self.first && listed(at - 1);
        if before || listed(after) || self.is(at.wrapping_sub(1), words::LISTED_YEAR) {
            return None;
        }
        let (start, end) = pair(start, end).filter(|(a, b)| a.months() < b.months())?;
        let kind = MentionKind::Span { interval: Interval { start, end }, open: false };
        Some(DurationMention { dashless: true, ..DurationMention::new(at, after, kind) })
    }
}

/// Both ends of a range, each helping out the other's missing year. An end before its start is kept: it is told.
fn pair(start: PartialDate, end: PartialDate) -> Option<(CalendarDate, CalendarDate)> {
    let wraps = i32::from(matches!((start.month, end.month), (Some(a), Some(b)) if a > b));
    let (first, last) = match (start.year, end.year) {
        (Some(a), Some(b)) => (a, b),
        (None, Some(b)) => (b - wraps, b),
        (Some(a), None) => (a, a + wraps),
        (None, None) => return None,
    };
    let start = CalendarDate { year: first, month: start.month, day: start.day };
    let finish = CalendarDate { year: last, month: end.month, day: end.day };
    let finish = if end.term > 0 { finish.later(end.term) } else { finish };
    Some((start, finish))
}
