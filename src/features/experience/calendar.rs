//! Dates, and jobs on a calendar: their union, and how long it is.

use crate::text::{Class, Document, Gap, Word};
use jiff::civil::Date;

/// A day; or a month, or a year, where no more is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CalendarDate {
    pub(super) year: i32,
    /// 1–12.
    pub(super) month: Option<i32>,
    /// 1–31.
    pub(super) day: Option<i32>,
}

impl CalendarDate {
    pub(super) fn of(date: Date) -> Self {
        Self { year: i32::from(date.year()), month: Some(i32::from(date.month())), day: Some(i32::from(date.day())) }
    }

    pub(super) fn year(year: i32) -> Self {
        Self { year, month: None, day: None }
    }

    pub(super) fn month(year: i32, month: i32) -> Self {
        Self { year, month: Some(month), day: None }
    }

    /// Months since the year 0; a bare year counts from its January.
    pub(super) fn months(self) -> i32 {
        self.year * 12 + self.month.unwrap_or(1) - 1
    }

    /// The month that comes so many months later; negative for earlier.
    pub(super) fn later(self, months: i32) -> Self {
        let month = self.months() + months;
        Self { year: month.div_euclid(12), month: Some(month.rem_euclid(12) + 1), day: self.day }
    }
}

/// Which number of `01/06/2018` is the month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum DateOrder {
    /// The second, as in Europe; so where no date of the letter shows more.
    #[default]
    DayFirst,
    /// The first, as in America.
    MonthFirst,
}

/// The order of a letter's dates, by those that allow only one.
pub(super) fn date_order(doc: &Document<'_>) -> DateOrder {
    let number = |word: &Word| (word.class == Class::Number).then(|| word.span.slice(doc.text()).parse::<i32>().ok());
    let tied = |word: &Word| matches!(word.gap, Gap::SLASH | Gap::HYPHEN);
    let american = doc.words.windows(3).any(|w| {
        tied(&w[1])
            && tied(&w[2])
            && matches!(
                (number(&w[0]).flatten(), number(&w[1]).flatten(), number(&w[2]).flatten()),
                (Some(1..=12), Some(13..=31), Some(0..=99 | 1900..=2199))
            )
    });
    if american { DateOrder::MonthFirst } else { DateOrder::DayFirst }
}

/// A stretch of time from one [`CalendarDate`] to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Interval {
    pub(super) start: CalendarDate,
    pub(super) end: CalendarDate,
}

impl Interval {
    /// The interval of `months` months up to `end`.
    pub(super) fn up_to(end: CalendarDate, months: i32) -> Self {
        Self { start: end.later(-months), end }
    }

    /// Its length in years: in days where both ends have days, in months where both have months, else the difference
    /// of the years.
    pub(super) fn years(self) -> f64 {
        let (start, end) = (self.start, self.end);
        if start.month.is_none() || end.month.is_none() {
            return f64::from(end.year - start.year);
        }
        let days = start.day.zip(end.day).map_or(0, |(first, last)| last - first);
        (f64::from(end.months() - start.months()) + f64::from(days) / 30.4375) / 12.0
    }
}

/// The years that the intervals cover together; gaps of at most a month are closed.
pub(super) fn union(intervals: &mut [Interval]) -> f64 {
    intervals.sort_by_key(|s| (s.start.months(), -s.end.months()));
    let mut years = 0.0;
    let mut open: Option<Interval> = None;
    for &next in intervals.iter() {
        match &mut open {
            Some(run) if next.start.months() <= run.end.months() + 1 => {
                if next.end.months() > run.end.months() {
                    run.end = next.end;
                }
            }
            Some(run) => {
                years += run.years();
                *run = next;
            }
            None => open = Some(next),
        }
    }
    years + open.map_or(0.0, Interval::years)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(start: (i32, i32), end: (i32, i32)) -> Interval {
        let date = |(year, month)| CalendarDate { year, month: (month > 0).then_some(month), day: None };
        Interval { start: date(start), end: date(end) }
    }

    #[test]
    fn jobs_are_united_and_never_added_twice() {
        assert_eq!(union(&mut []), 0.0);
        assert_eq!(union(&mut [interval((2015, 5), (2018, 5)), interval((2015, 5), (2018, 5))]), 3.0);
        // A gap of one month is closed, one of three is not.
        assert_eq!(union(&mut [interval((2016, 2), (2016, 8)), interval((2015, 2), (2016, 1))]), 1.5);
        assert_eq!(union(&mut [interval((2015, 1), (2016, 1)), interval((2016, 4), (2016, 10))]), 1.5);
        // A bare year at one end of the union: the difference of the years.
        assert_eq!(union(&mut [interval((2015, 10), (2017, 0)), interval((2014, 8), (2015, 10))]), 3.0);
        assert_eq!(union(&mut [interval((2010, 0), (2012, 0)), interval((2010, 6), (2010, 9))]), 2.0);
    }

    #[test]
    fn an_interval_up_to_now_has_its_length() {
        let now = CalendarDate { year: 2026, month: Some(3), day: Some(7) };
        assert_eq!(Interval::up_to(now, 41).years(), 41.0 / 12.0);
    }

    #[test]
    fn full_dates_count_their_days() {
        let date = |year, month, day| CalendarDate { year, month: Some(month), day: Some(day) };
        let years = |start, end| Interval { start, end }.years();
        assert!((years(date(2018, 6, 1), date(2021, 3, 31)) - 2.83).abs() < 0.005);
        assert_eq!(years(date(2018, 6, 15), date(2018, 6, 15)), 0.0);
        // A month without its day at one end: whole months.
        assert_eq!(years(date(2018, 6, 15), CalendarDate::month(2019, 6)), 1.0);
    }
}
