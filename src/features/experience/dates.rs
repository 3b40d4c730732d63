//! Dates, and the spans between them: `since May 2017`, `2016–2019`, `01st Oct 2015 - till date`.

use super::grammar::{BARRIER, Find, Sight, What};
use super::lexicon::{FIRST, MONTH, PASSED, PAST, PRESENT, SEASON, SINCE, START, UNIT, UNTIL};
use super::timeline::{Stretch, When};
use crate::lexicon::word_set::words;
use crate::text::{Gap, Shape};

/// A date of which the year or the month may be missing.
#[derive(Clone, Copy)]
struct Partial {
    year: Option<i32>,
    month: Option<i32>,
}

impl Sight<'_> {
    /// A day of the month: `5`, `01st`.
    fn is_day(&self, index: usize) -> bool {
        self.digits(index).is_some_and(|t| {
            let digits = t.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            digits.len() <= 2 && digits.parse::<u32>().is_ok_and(|d| (1..=31).contains(&d))
        })
    }

    /// The year after a month: `2017`, `'17`.
    fn year_after_month(&self, index: usize) -> Option<i32> {
        if let Some(year) = self.year(index) {
            return Some(year);
        }
        let short =
            self.integer(index).filter(|y| (0..100).contains(y) && self.digits(index).is_some_and(|d| d.len() == 2))?;
        let gap = self.gap(index);
        if !gap.has(Gap::APOSTROPHE) && gap != Gap::HYPHEN {
            return None;
        }
        let century = self.as_of.year - self.as_of.year.rem_euclid(100);
        Some(if short > self.as_of.year.rem_euclid(100) + 5 { century - 100 + short } else { century + short })
    }

    /// The month of `2019-04`; of `2019-10` only where a range goes on behind it, else that is `2019–2010`.
    fn month_after_year(&self, index: usize) -> Option<i32> {
        let text = self.digits(index).filter(|t| t.len() == 2 && self.gap(index) == Gap::HYPHEN)?;
        let ranged = text.starts_with('0')
            || self.has(index + 1, UNTIL)
            || self.gap(index + 1).any(Gap(Gap::DASH.0 | Gap::HYPHEN.0)) && self.gap(index + 1).has(Gap::SPACE);
        text.parse().ok().filter(|m| ranged && (1..=12).contains(m))
    }

    /// A date that begins at a word, and the index after it.
    fn date(&self, at: usize) -> Option<(Partial, usize)> {
        if let Some(text) = self.digits(at) {
            if let Some(year) = self.year(at) {
                let month = self.month_after_year(at + 1);
                return Some((Partial { year: Some(year), month }, at + 1 + usize::from(month.is_some())));
            }
            // `05.2015`, `5/2015`, `01/05/2015`.
            if let Some((month, year)) = text.split_once('.') {
                let (month, year) = (month.parse::<i32>().ok()?, year.parse::<i32>().ok()?);
                let ok = (1..=12).contains(&month) && (1900..2200).contains(&year);
                return ok.then_some((Partial { year: Some(year), month: Some(month) }, at + 1));
            }
            let tied = |i: usize| matches!(self.gap(i), Gap::SLASH | Gap::HYPHEN);
            let month_of = |i: usize| self.integer(i).filter(|m| (1..=12).contains(m));
            if tied(at + 1) {
                if let (Some(month), Some(year)) = (month_of(at), self.year(at + 1)) {
                    return Some((Partial { year: Some(year), month: Some(month) }, at + 2));
                }
                if tied(at + 2)
                    && self.is_day(at)
                    && let (Some(month), Some(year)) = (month_of(at + 1), self.year(at + 2))
                {
                    return Some((Partial { year: Some(year), month: Some(month) }, at + 3));
                }
            }
            if self.is_day(at) {
                let month = at + 1 + usize::from(self.is(at + 1, words!["of"]));
                return if self.has(month, MONTH) { self.month_date(month) } else { None };
            }
            return None;
        }
        if self.has(at, MONTH) {
            return self.month_date(at);
        }
        if self.has(at, SEASON) {
            // `summer of 2021`, `mid-2020`, `end of March 2020`, `late fall 2019`.
            let season = i32::from(self.entry(at).season);
            for next in at + 1..=at + 3 {
                if self.gap(next).any(BARRIER) || next >= self.end {
                    break;
                }
                if let Some(year) = self.year(next) {
                    return Some((Partial { year: Some(year), month: Some(season) }, next + 1));
                }
                if self.has(next, MONTH) {
                    return self.month_date(next);
                }
                if !self.has(next, PASSED | SEASON) {
                    break;
                }
            }
        }
        None
    }

    fn month_date(&self, at: usize) -> Option<(Partial, usize)> {
        let month = Some(self.entry(at).value() as i32);
        let mut next = at + 1;
        let day = self.is_day(next) && self.year_after_month(next).is_none() && self.year(next + 1).is_some();
        next += usize::from(day || self.is(next, words!["of"]));
        if !self.gap(next).any(Gap(Gap::MARK.0 | Gap::COLON.0 | Gap::PARAGRAPH.0))
            && let Some(year) = self.year_after_month(next)
        {
            return Some((Partial { year: Some(year), month }, next + 1));
        }
        // `may` and `march` are also verbs: a month alone is capitalised.
        (self.doc.words[at].shape != Shape::Lower).then_some((Partial { year: None, month }, at + 1))
    }

    /// The latest such month before the day of reckoning.
    fn latest(&self, month: i32) -> When {
        let now = self.as_of.month.unwrap_or(12);
        When { year: if month < now { self.as_of.year } else { self.as_of.year - 1 }, month: Some(month) }
    }

    /// A span that begins at a word.
    pub(super) fn span(&self, at: usize) -> Option<Find> {
        if self.has(at, SINCE) {
            return self.since(at);
        }
        let (start, mut next) = self.date(at)?;
        if self.is(next, words!["onwards", "onward"]) {
            let start = self.whole(start)?;
            let what = What::Span { stretch: Stretch { start, end: self.as_of }, open: true };
            return Some(Self::find(at, next + 1, what));
        }
        let between =
            at > self.first && (self.is(at - 1, words!["between"]) || self.is(at.wrapping_sub(2), words!["between"]));
        let mut tied = false;
        for _ in 0..4 {
            let gap = self.gap(next);
            if gap.any(Gap(Gap::MARK.0 | Gap::COLON.0 | Gap::PARAGRAPH.0)) && !gap.any(Gap(Gap::HYPHEN.0 | Gap::DASH.0))
            {
                return None;
            }
            tied |= gap.any(Gap(Gap::HYPHEN.0 | Gap::DASH.0 | Gap::LINE_HYPHEN.0));
            // `till date`: `date` ends the range.
            if self.has(next, UNTIL) || between && self.is(next, words!["and"]) {
                tied = true;
            } else if !(tied && self.is(next, words!["the"])) {
                break;
            }
            next += 1;
        }
        if !tied || next >= self.end {
            return self.dated_summer(at).or_else(|| self.told_end(at, start, next));
        }
        let (end, after, open) = if self.has(next, PRESENT) {
            (None, next + 1, true)
        } else if let Some(last) = self.short_year(start, next) {
            (Some(Partial { year: Some(last), month: None }), next + 1, false)
        } else {
            let (end, after) = self.date(next)?;
            (Some(end), after, false)
        };
        let (start, end) = match end {
            None => (self.whole(start)?, self.as_of),
            Some(end) => pair(start, end)?,
        };
        Some(Self::find(at, after, What::Span { stretch: Stretch { start, end }, open }))
    }

    /// A beginning whose end is told later in the sentence: `in March 2023, and have been there since`, `in 2020,
    /// and I still am`, `in 2018 and left in 2021`, `my current post in 2022`.
    fn told_end(&self, at: usize, start: Partial, after: usize) -> Option<Find> {
        start.year?;
        // "From March 2025 I have been employed by …"
        let from = at > self.first && self.is(at - 1, words!["from"]);
        if at == self.first || !from && !self.is(at - 1, words!["in", "on"]) {
            return None;
        }
        let start = self.whole(start)?;
        let open = What::Span { stretch: Stretch { start, end: self.as_of }, open: true };
        let dated = |i: usize| self.date(i).and_then(|(date, _)| self.whole(date));
        let shut = |end: When| {
            let what = What::Span { stretch: Stretch { start, end }, open: false };
            (end.months() > start.months()).then(|| Self::find(at, after, what))
        };
        for i in after..(after + 16).min(self.end) {
            if self.gap(i).any(Gap(Gap::STOP.0 | Gap::MARK.0 | Gap::PARAGRAPH.0)) {
                return None;
            }
            if self.has(i, SINCE) && i < after + 10 {
                let then = self.is(i + 1, words!["then"]);
                let ends = i + 1 == self.end || self.gap(i + 1).any(Gap(Gap::COMMA.0 | Gap::COLON.0 | Gap::STOP.0));
                return (then || ends).then(|| Self::find(at, i + 1 + usize::from(then), open));
            }
            if self.is(i, words!["still"])
                && (i.saturating_sub(2)..i).any(|j| self.has(j, FIRST) || self.is(j, words!["am"]))
            {
                return Some(Self::find(at, after, open));
            }
            let been = self.is(i, words!["been"]) && self.is(i - 1, words!["i've", "i\u{2019}ve", "have"]);
            if from && been {
                return Some(Self::find(at, after, open));
            }
            if self.is(i, words!["until", "till"]) {
                return dated(i + 1).and_then(shut);
            }
            if self.is(i, words!["left", "quit", "resigned"]) {
                // "and left it in 2021", "and in 2021 I left"
                let later = (i + 1..i + 6).find(|&j| self.is(j, words!["in"]) && self.date(j + 1).is_some());
                let sooner = (i.saturating_sub(4).max(after)..i).rev().find_map(dated);
                return later.and_then(|j| dated(j + 1)).or(sooner).and_then(shut);
            }
        }
        let told = at.saturating_sub(12).max(self.first)..at;
        let current = self.any_is(told.clone(), words!["current", "present"]);
        (current && self.any(told, START)).then(|| Self::find(at, after, open))
    }

    /// `16` in `2015-16`, as a year.
    fn short_year(&self, start: Partial, at: usize) -> Option<i32> {
        let tied =
            self.gap(at).any(Gap(Gap::HYPHEN.0 | Gap::DASH.0)) && !matches!(self.gap(at + 1), Gap::HYPHEN | Gap::SLASH);
        let Partial { year: Some(first), month: None } = start else { return None };
        let short = self.integer(at).filter(|_| tied && self.digits(at).is_some_and(|d| d.len() == 2))?;
        let last = first - first.rem_euclid(100) + short;
        (last > first).then_some(last)
    }

    /// A date with its year; of a month alone, the latest.
    fn whole(&self, date: Partial) -> Option<When> {
        match date {
            Partial { year: Some(year), month } => Some(When { year, month }),
            Partial { month: Some(month), .. } => Some(self.latest(month)),
            _ => None,
        }
    }

    /// `summer of 2021`, which is three months long.
    fn dated_summer(&self, at: usize) -> Option<Find> {
        if !self.has(at, UNIT) || !self.has(at, SEASON) {
            return None;
        }
        let (date, next) = self.date(at)?;
        let year = date.year?;
        let dated = Stretch { start: When { year, month: Some(6) }, end: When { year, month: Some(9) } };
        Some(Self::find(at, next, What::Length { years: 0.25, dated: Some(dated) }))
    }

    /// `since May 2017`, `since last year`, `since starting my work in January`; `since May 2017 … to Jan 2018`.
    fn since(&self, at: usize) -> Option<Find> {
        let (mut date, mut found) = (None, 0);
        for next in at + 1..at + 6 {
            if self.gap(next).any(BARRIER) {
                break;
            }
            if let Some((start, after)) = self.date(next) {
                (date, found) = (self.whole(start), after);
                break;
            }
            if self.has(next, PAST) && self.is(next + 1, words!["year"]) {
                (date, found) = (Some(When { year: self.as_of.year - 1, month: None }), next + 2);
                break;
            }
            if !self.has(next, PASSED | START) {
                break;
            }
        }
        if date.is_none() && self.any(at + 1..at + 5, START) {
            for i in at + 2..(at + 16).min(self.end) {
                if self.gap(i).any(Gap(Gap::COMMA.0 | Gap::COLON.0 | Gap::DASH.0)) {
                    break;
                }
                if let (true, Some((start, after))) = (self.is(i, words!["in", "on"]), self.date(i + 1)) {
                    (date, found) = (self.whole(start), after);
                    break;
                }
            }
        }
        let start = date?;
        let open = What::Span { stretch: Stretch { start, end: self.as_of }, open: true };
        for i in found..(found + 14).min(self.end) {
            if self.has(i, SINCE) {
                break;
            }
            if self.is(i, words!["to", "till", "until", "til", "through"]) {
                let shut = i + 1 + usize::from(self.is(i + 1, words!["the"]));
                if self.has(shut, PRESENT) && i <= found + 1 {
                    return Some(Self::find(at, shut + 1, open));
                }
                if let Some((Partial { year: Some(year), month }, after)) = self.date(shut) {
                    let end = When { year, month };
                    let after = if i == found { after } else { found };
                    if end.months() > start.months() {
                        return Some(Self::find(
                            at,
                            after,
                            What::Span { stretch: Stretch { start, end }, open: false },
                        ));
                    }
                }
            }
        }
        Some(Self::find(at, found, open))
    }
}

/// Both ends of a range, each helping out the other's missing year.
fn pair(start: Partial, end: Partial) -> Option<(When, When)> {
    let wraps = i32::from(matches!((start.month, end.month), (Some(a), Some(b)) if a > b));
    let (first, last) = match (start.year, end.year) {
        (Some(a), Some(b)) => (a, b),
        (None, Some(b)) => (b - wraps, b),
        (Some(a), None) => (a, a + wraps),
        (None, None) => return None,
    };
    let (start, end) = (When { year: first, month: start.month }, When { year: last, month: end.month });
    // Two bare years, or a month with a year on either side, in order.
    (first <= last && (start.month.is_none() || end.month.is_none() || start.months() <= end.months()))
        .then_some((start, end))
}
