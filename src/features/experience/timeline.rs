//! Jobs on a calendar: their union, and how long it is.

use jiff::civil::Date;

/// A month, or a year whose month is not said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct When {
    pub(super) year: i32,
    /// 1–12.
    pub(super) month: Option<i32>,
}

impl When {
    pub(super) fn of(date: Date) -> Self {
        Self { year: i32::from(date.year()), month: Some(i32::from(date.month())) }
    }

    /// Months since the year 0; a bare year counts from its January.
    pub(super) fn months(self) -> i32 {
        self.year * 12 + self.month.unwrap_or(1) - 1
    }
}

/// A stretch of time from one [`When`] to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) start: When,
    pub(super) end: When,
}

impl Stretch {
    /// The stretch of `months` months up to `end`.
    pub(super) fn up_to(end: When, months: i32) -> Self {
        let start = end.months() - months;
        Self { start: When { year: start.div_euclid(12), month: Some(start.rem_euclid(12) + 1) }, end }
    }

    /// Its length in years: in months where both ends have months, else the difference of the years.
    pub(super) fn years(self) -> f64 {
        if self.start.month.is_some() && self.end.month.is_some() {
            f64::from(self.end.months() - self.start.months()) / 12.0
        } else {
            f64::from(self.end.year - self.start.year)
        }
    }
}

/// The years that the stretches cover together; gaps of at most a month are closed.
pub(super) fn union(stretches: &mut [Stretch]) -> f64 {
    stretches.sort_by_key(|s| (s.start.months(), -s.end.months()));
    let mut years = 0.0;
    let mut open: Option<Stretch> = None;
    for &next in stretches.iter() {
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
    years + open.map_or(0.0, Stretch::years)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(start: (i32, i32), end: (i32, i32)) -> Stretch {
        let when = |(year, month)| When { year, month: (month > 0).then_some(month) };
        Stretch { start: when(start), end: when(end) }
    }

    #[test]
    fn jobs_are_united_and_never_added_twice() {
        assert_eq!(union(&mut []), 0.0);
        assert_eq!(union(&mut [stretch((2015, 5), (2018, 5)), stretch((2015, 5), (2018, 5))]), 3.0);
        // A gap of one month is closed, one of three is not.
        assert_eq!(union(&mut [stretch((2016, 2), (2016, 8)), stretch((2015, 2), (2016, 1))]), 1.5);
        assert_eq!(union(&mut [stretch((2015, 1), (2016, 1)), stretch((2016, 4), (2016, 10))]), 1.5);
        // A bare year at one end of the union: the difference of the years.
        assert_eq!(union(&mut [stretch((2015, 10), (2017, 0)), stretch((2014, 8), (2015, 10))]), 3.0);
        assert_eq!(union(&mut [stretch((2010, 0), (2012, 0)), stretch((2010, 6), (2010, 9))]), 2.0);
    }

    #[test]
    fn a_stretch_up_to_now_has_its_length() {
        let now = When { year: 2026, month: Some(3) };
        assert_eq!(Stretch::up_to(now, 41).years(), 41.0 / 12.0);
    }
}
