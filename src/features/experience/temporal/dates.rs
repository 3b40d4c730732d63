//! Calendar dates: `May 2017`, `Sep ’19`, `06/2018`, `01.06.2018`, `2018-06-01`, `III/2018`, `mid-2020`, `WS 2020/21`.

use super::mention::BARRIER;
use crate::features::experience::calendar::{CalendarDate, DateOrder};
use crate::features::experience::lexicon::{MONTH, PASSED, SEASON, UNTIL};
use crate::features::experience::sentence::SentenceView;
use crate::features::experience::words;
use crate::text::{Class, Gap, Shape};

/// Two-digit years up to so many years from now are of this century.
const AHEAD: i32 = 5;

/// A date of which the year or the month may be missing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PartialDate {
    pub(super) year: Option<i32>,
    pub(super) month: Option<i32>,
    pub(super) day: Option<i32>,
    /// Its year has two digits: `'18`, `06/18`. A date only beside another date.
    pub(super) short: bool,
    /// A term of so many months begins here: `winter semester 2020/21`.
    pub(super) term: i32,
}

impl PartialDate {
    fn new(year: Option<i32>, month: Option<i32>) -> Self {
        Self { year, month, day: None, short: false, term: 0 }
    }

    fn full(year: i32, month: i32, day: i32) -> Self {
        Self { day: Some(day), ..Self::new(Some(year), Some(month)) }
    }

    fn short(self) -> Self {
        Self { short: true, ..self }
    }
}

impl SentenceView<'_> {
    /// A day of the month: `5`, `01st`.
    fn day(&self, index: usize) -> Option<i32> {
        let text = self.digits(index)?;
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        digits.parse().ok().filter(|d| digits.len() <= 2 && (1..=31).contains(d))
    }

    fn month_number(&self, index: usize) -> Option<i32> {
        self.integer(index).filter(|m| (1..=12).contains(m) && self.digits(index).is_some_and(|d| d.len() <= 2))
    }

    /// A year of two digits in its century.
    fn short_century(&self, index: usize) -> Option<i32> {
        let short = self.integer(index).filter(|_| self.digits(index).is_some_and(|d| d.len() == 2))?;
        let now = self.as_of.year;
        let century = now - now.rem_euclid(100);
        Some(if short > now.rem_euclid(100) + AHEAD { century - 100 + short } else { century + short })
    }

    /// The year after a month: `2017`, `'17`.
    fn year_after_month(&self, index: usize) -> Option<i32> {
        if let Some(year) = self.year(index) {
            return Some(year);
        }
        let gap = self.gap(index);
        if !gap.has(Gap::APOSTROPHE) && gap != Gap::HYPHEN && gap != Gap::SLASH {
            return None;
        }
        self.short_century(index)
    }

    /// The month of `2019-04`; of `2019-10` only where a range goes on behind it, else that is `2019–2010`.
    fn month_after_year(&self, index: usize) -> Option<i32> {
        let text =
            self.digits(index).filter(|t| t.len() == 2 && matches!(self.gap(index), Gap::HYPHEN | Gap::SLASH))?;
        let next = self.gap(index + 1);
        let ranged = text.starts_with('0')
            || self.has(index + 1, UNTIL)
            || next.any(Gap(Gap::DASH.0 | Gap::HYPHEN.0)) && next.has(Gap::SPACE);
        text.parse().ok().filter(|m| ranged && (1..=12).contains(m))
    }

    /// A date that begins at a word, and the index after it.
    pub(super) fn date(&self, at: usize) -> Option<(PartialDate, usize)> {
        let word = self.words.get(at.wrapping_sub(self.first))?;
        if word.class == Class::Number {
            return self.numeric(at);
        }
        if self.has(at, MONTH) {
            return self.month_date(at);
        }
        if self.has(at, SEASON) {
            return self.season(at);
        }
        if word.shape == Shape::Upper || word.span.len() == 1 {
            return self.roman(at).or_else(|| self.term_letters(at));
        }
        None
    }

    /// A date that begins with digits.
    fn numeric(&self, at: usize) -> Option<(PartialDate, usize)> {
        let text = self.digits(at)?;
        if text.contains('.') {
            return dotted(text, |y| self.century(y)).map(|date| (date, at + 1));
        }
        let tied = |i: usize| matches!(self.gap(i), Gap::SLASH | Gap::HYPHEN);
        if let Some(year) = self.year(at) {
            let iso = |gap: Gap| self.gap(at + 1) == gap && self.gap(at + 2) == gap;
            if iso(Gap::HYPHEN) || iso(Gap::SLASH) {
                let month = self.month_number(at + 1).filter(|_| self.year(at + 2).is_none());
                if let (Some(month), Some(day)) = (month, self.day(at + 2)) {
                    return Some((PartialDate::full(year, month, day), at + 3));
                }
            }
            let month = self.month_after_year(at + 1);
            return Some((PartialDate::new(Some(year), month), at + 1 + usize::from(month.is_some())));
        }
        if tied(at + 1) {
            // `01/05/2015`, `05-01-2015`, `01/05/15`
            if tied(at + 2)
                && let (Some(first), Some(second)) = (self.day(at), self.day(at + 1))
                && let Some(year) = self.year(at + 2).or_else(|| self.short_century(at + 2))
            {
                let american = second > 12 || self.order() == DateOrder::MonthFirst && first <= 12;
                let (day, month) = if american { (second, first) } else { (first, second) };
                return (month <= 12).then_some((PartialDate::full(year, month, day), at + 3));
            }
            if let Some(month) = self.month_number(at) {
                if let Some(year) = self.year(at + 1) {
                    return Some((PartialDate::new(Some(year), Some(month)), at + 2));
                }
                // `06/18`
                if self.gap(at + 1) == Gap::SLASH
                    && let Some(year) = self.short_century(at + 1)
                {
                    return Some((PartialDate::new(Some(year), Some(month)).short(), at + 2));
                }
            }
        }
        // `'18`
        if self.apostrophe(at)
            && let Some(year) = self.short_century(at)
        {
            return Some((PartialDate::new(Some(year), None).short(), at + 1));
        }
        if let Some(day) = self.day(at) {
            let month = at + 1 + usize::from(self.is(at + 1, words::OF));
            let (date, next) = self.has(month, MONTH).then(|| self.month_date(month)).flatten()?;
            return Some((PartialDate { day: date.year.map(|_| day), ..date }, next));
        }
        None
    }

    /// Whether an apostrophe stands before a number, at the beginning of a sentence too.
    fn apostrophe(&self, at: usize) -> bool {
        self.doc.words[at].gap.has(Gap::APOSTROPHE)
    }

    fn century(&self, short: i32) -> i32 {
        let now = self.as_of.year;
        let century = now - now.rem_euclid(100);
        if short > now.rem_euclid(100) + AHEAD { century - 100 + short } else { century + short }
    }

    fn month_date(&self, at: usize) -> Option<(PartialDate, usize)> {
        let month = Some(self.entry(at).value() as i32);
        let mut next = at + 1;
        let day = self.day(next).filter(|_| self.year_after_month(next).is_none() && self.year(next + 1).is_some());
        next += usize::from(day.is_some() || self.is(next, words::OF));
        if !self.gap(next).any(Gap(Gap::MARK.0 | Gap::COLON.0 | Gap::PARAGRAPH.0))
            && let Some(year) = self.year_after_month(next)
        {
            return Some((PartialDate { day, ..PartialDate::new(Some(year), month) }, next + 1));
        }
        // `may` and `march` are also verbs: a month alone is capitalised.
        (self.doc.words[at].shape != Shape::Lower).then_some((PartialDate::new(None, month), at + 1))
    }

    /// `III/2018`, `IX.2021`
    fn roman(&self, at: usize) -> Option<(PartialDate, usize)> {
        const MONTHS: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
        let tied = matches!(self.gap(at + 1), Gap::SLASH | Gap::STOP | Gap::HYPHEN)
            || self.gap(at + 1) == Gap::STOP.with(Gap::SPACE);
        let year = self.year(at + 1).filter(|_| tied)?;
        let month = MONTHS.iter().position(|m| *m == self.doc.word(at))?;
        Some((PartialDate::new(Some(year), Some(month as i32 + 1)), at + 2))
    }

    /// `WS 2020/21`, `Q3 2020`
    fn term_letters(&self, at: usize) -> Option<(PartialDate, usize)> {
        let (month, term) = match self.doc.word(at) {
            "WS" | "WT" => (10, 6),
            "SS" | "ST" => (4, 6),
            "Q1" => (1, 3),
            "Q2" => (4, 3),
            "Q3" => (7, 3),
            "Q4" => (10, 3),
            _ => return None,
        };
        let (year, next) = self.term_year(at + 1)?;
        Some((PartialDate { term, ..PartialDate::new(Some(year), Some(month)) }, next))
    }

    /// The year of a term: `2020`, `2020/21`.
    fn term_year(&self, at: usize) -> Option<(i32, usize)> {
        let year = self.year(at).filter(|_| !self.gap(at).any(BARRIER))?;
        Some((year, at + 1 + usize::from(self.school_year(at).is_some())))
    }

    /// `2019/20`, `2019/2020`: the year in which a school year begins.
    pub(super) fn school_year(&self, at: usize) -> Option<i32> {
        let year = self.year(at)?;
        if self.gap(at + 1) != Gap::SLASH {
            return None;
        }
        let next = self.year(at + 1).or_else(|| self.short_century(at + 1))?;
        (next == year + 1).then_some(year)
    }

    /// `summer of 2021`, `mid-2020`, `end of March 2020`, `late fall 2019`, `winter semester 2020/21`.
    fn season(&self, at: usize) -> Option<(PartialDate, usize)> {
        let season = i32::from(self.entry(at).season);
        let mut term = 0;
        for next in at + 1..=at + 4 {
            if self.gap(next).any(BARRIER) || next >= self.end {
                break;
            }
            if let Some((year, after)) = self.term_year(next) {
                let month = if term > 0 { term_month(season) } else { season };
                return Some((PartialDate { term, ..PartialDate::new(Some(year), Some(month)) }, after));
            }
            if self.has(next, MONTH) {
                return self.month_date(next);
            }
            if self.is(next, words::TERM) {
                term = 6;
            } else if !self.has(next, PASSED | SEASON) {
                break;
            }
        }
        None
    }

    /// The latest such month before the as-of day.
    fn latest(&self, month: i32) -> CalendarDate {
        let now = self.as_of.month.unwrap_or(12);
        CalendarDate::month(if month < now { self.as_of.year } else { self.as_of.year - 1 }, month)
    }

    /// A date with its year; of a month alone, the latest.
    pub(super) fn whole(&self, date: PartialDate) -> Option<CalendarDate> {
        match date {
            PartialDate { year: Some(year), month, day, .. } => Some(CalendarDate { year, month, day }),
            PartialDate { month: Some(month), .. } => Some(self.latest(month)),
            _ => None,
        }
    }

    /// The last date that the sentence tells before a word, with its year.
    pub(in super::super) fn date_before(&self, end: usize) -> Option<CalendarDate> {
        let from = end.saturating_sub(40).max(self.first);
        (from..end.min(self.end)).rev().find_map(|at| {
            let (date, after) = self.date(at)?;
            // The year of a month is no date of its own.
            let inner = at > from && self.date(at - 1).is_some_and(|(_, to)| to >= after);
            (date.year.is_some() && !date.short && !inner && after <= end).then(|| self.whole(date))?
        })
    }
}

/// The month in which a term of that season begins.
fn term_month(season: i32) -> i32 {
    match season {
        1..=3 | 12 => 10,
        9 => 9,
        _ => 4,
    }
}

/// `05.2015`, `01.06.2018`, `1.6.18`, `2018.06.01`
fn dotted(text: &str, century: impl Fn(i32) -> i32) -> Option<PartialDate> {
    let mut parts = text.split('.');
    let mut part = || -> Option<Option<(i32, usize)>> {
        parts.next().map(|p| p.parse().ok().filter(|_| p.len() <= 4).map(|n| (n, p.len())))
    };
    let (first, second, third, more) = (part()??, part()??, part(), part());
    if more.is_some() {
        return None;
    }
    let is_year = |(n, len): (i32, usize)| len == 4 && (1900..2200).contains(&n);
    let Some(third) = third else {
        let ((month, _), (year, _)) = if is_year(first) { (second, first) } else { (first, second) };
        let told = is_year(first) || is_year(second);
        return (told && (1..=12).contains(&month)).then_some(PartialDate::new(Some(year), Some(month)));
    };
    let third = third?;
    let (year, month, day) = if is_year(first) {
        (first.0, second.0, third.0)
    } else if is_year(third) {
        (third.0, second.0, first.0)
    } else if third.1 == 2 {
        (century(third.0), second.0, first.0)
    } else {
        return None;
    };
    let (month, day) = if month > 12 { (day, month) } else { (month, day) };
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(PartialDate::full(year, month, day))
}
