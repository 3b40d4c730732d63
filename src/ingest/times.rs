//! Times as forms write them: `2026-02-03T10:11:12Z`, `2/3/2026 10:11:12`, `03.02.2026 10:11`, `2026/02/03 10:11:12 AM GMT+1`.
//!
//! They are only compared with others of the same column, so a zone that is not an offset in digits counts for nothing.

use jiff::civil::{Date, DateTime, date};

/// Which of two numbers before the year is the day, where the separator does not say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// `3/2/2026` is in February.
    DayFirst,
    /// `3/2/2026` is in March.
    MonthFirst,
}

/// The date and the time of a cell, before it is known which number is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    day: Day,
    /// Seconds of the day, less the offset of the zone.
    seconds: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Day {
    Known(Date),
    /// Two numbers, then the year.
    Either(i8, i8, i16),
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The number at the beginning of a text, of at most `most` digits, and what follows.
fn number(text: &str, most: usize) -> Option<(i64, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > most {
        return None;
    }
    Some((text[..digits].parse().ok()?, &text[digits..]))
}

impl Stamp {
    /// Reads a cell; none if it holds no date.
    pub(super) fn parse(cell: &str) -> Option<Self> {
        let cell = cell.trim();
        // A day of the week says nothing new.
        let weekday = if is_month(cell) { "" } else { cell.split([' ', ',']).next().unwrap_or_default() };
        let is_word = !weekday.is_empty() && weekday.chars().all(char::is_alphabetic);
        let cell = if is_word { cell[weekday.len()..].trim_start_matches([' ', ',']) } else { cell };
        if let Ok(serial) = cell.parse::<f64>() {
            return Self::of_serial(serial);
        }
        let (day, rest) = by_month_name(cell).or_else(|| by_numbers(cell))?;
        Some(Self { day, seconds: time(rest.trim_start_matches(['T', 't', ' ', ',', '\u{a0}']))? })
    }

    /// A day number of spreadsheets (days since 30 December 1899), or seconds or milliseconds since 1970.
    fn of_serial(serial: f64) -> Option<Self> {
        let (start, seconds) = match serial {
            s if (20_000.0..80_000.0).contains(&s) => (date(1899, 12, 30), s * 86_400.0),
            s if (5e8..1e10).contains(&s) => (date(1970, 1, 1), s),
            s if (5e11..1e13).contains(&s) => (date(1970, 1, 1), s / 1_000.0),
            _ => return None,
        };
        Some(Self { day: Day::Known(start), seconds: seconds.round() as i64 })
    }

    /// Whether the numbers themselves say which is the day; none if either could be.
    pub(super) fn order(&self) -> Option<Order> {
        match self.day {
            Day::Either(first, _, _) if first > 12 => Some(Order::DayFirst),
            Day::Either(_, second, _) if second > 12 => Some(Order::MonthFirst),
            _ => None,
        }
    }

    /// Seconds since some moment, the same for all; none if there is no such day.
    pub(super) fn key(&self, order: Order) -> Option<i64> {
        let day = match self.day {
            Day::Known(day) => day,
            Day::Either(first, second, year) => {
                let (day, month) = if order == Order::DayFirst { (first, second) } else { (second, first) };
                Date::new(year, month, day).ok()?
            }
        };
        let since = DateTime::from(day).duration_since(DateTime::from(date(1970, 1, 1)));
        Some(since.as_secs() + self.seconds)
    }
}

fn is_month(text: &str) -> bool {
    let head: String = text.chars().take(3).flat_map(char::to_lowercase).collect();
    MONTHS.contains(&head.as_str())
}

/// `Feb 3, 2026`, `3 February 2026`.
fn by_month_name(text: &str) -> Option<(Day, &str)> {
    let skip = |t: &str| t.len() - t.trim_start_matches([' ', ',', '.', '-']).len();
    let (first, text) = match number(text, 2) {
        Some((day, rest)) => (Some(day), &rest[skip(rest)..]),
        None => (None, text),
    };
    if !is_month(text) {
        return None;
    }
    let month = MONTHS.iter().position(|m| text.get(..3).is_some_and(|head| head.eq_ignore_ascii_case(m)))?;
    let rest = text.trim_start_matches(char::is_alphabetic);
    let rest = &rest[skip(rest)..];
    let (day, rest) = match first {
        Some(day) => (day, rest),
        None => number(rest, 2).map(|(day, rest)| (day, &rest[skip(rest)..]))?,
    };
    let (year, rest) = number(rest, 4)?;
    let known = Date::new(i16::try_from(year).ok()?, month as i8 + 1, i8::try_from(day).ok()?).ok()?;
    Some((Day::Known(known), rest))
}

/// `2026-02-03`, `2026/2/3`, `03.02.2026`, `2/3/26`.
fn by_numbers(text: &str) -> Option<(Day, &str)> {
    let (first, rest) = number(text, 4)?;
    let separator = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.'))?;
    let (second, rest) = number(&rest[1..], 2)?;
    let (third, rest) = number(rest.strip_prefix(separator)?, 4)?;
    let small = |n: i64| i8::try_from(n).ok();
    if first > 99 {
        return Some((Day::Known(Date::new(i16::try_from(first).ok()?, small(second)?, small(third)?).ok()?), rest));
    }
    let year = i16::try_from(if third < 100 { 2_000 + third } else { third }).ok()?;
    let (first, second) = (small(first)?, small(second)?);
    let day = match separator {
        '.' => Day::Known(Date::new(year, second, first).ok()?),
        _ if first > 12 && second > 12 || first == 0 || second == 0 => return None,
        _ => Day::Either(first, second, year),
    };
    Some((day, rest))
}

/// Seconds of a time of day, less the zone's offset: `10:11:12.5 PM`, `22:11+01:00`; 0 where there is none.
fn time(text: &str) -> Option<i64> {
    let text = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    if text.is_empty() {
        return Some(0);
    }
    let (mut hours, rest) = number(text, 2)?;
    let (minutes, mut rest) = number(rest.strip_prefix(':')?, 2)?;
    let mut seconds = 0;
    if let Some((given, after)) = rest.strip_prefix(':').and_then(|rest| number(rest, 2)) {
        (seconds, rest) = (given, after);
    }
    if let Some(fraction) = rest.strip_prefix(['.', ',']) {
        rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    let rest = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let half = rest.get(..2).map(str::to_ascii_lowercase);
    match half.as_deref() {
        Some("pm") if hours < 12 => hours += 12,
        Some("am") if hours == 12 => hours = 0,
        _ => {}
    }
    if hours > 24 || minutes > 59 || seconds > 60 {
        return None;
    }
    Some(hours * 3_600 + minutes * 60 + seconds - offset(rest))
}

/// The offset of a zone in seconds: `+01:00`, `GMT+1`, `-0500`; 0 where none is given in digits.
fn offset(text: &str) -> i64 {
    let Some(at) = text.find(['+', '-', '\u{2212}']) else { return 0 };
    let sign = if text[at..].starts_with('+') { 1 } else { -1 };
    let digits: String = text[at..].chars().skip(1).filter(|c| *c != ':').take_while(char::is_ascii_digit).collect();
    let value: i64 = digits.parse().unwrap_or(0);
    let (hours, minutes) = if digits.len() > 2 { (value / 100, value % 100) } else { (value, 0) };
    if hours > 14 || minutes > 59 { 0 } else { sign * (hours * 3_600 + minutes * 60) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(cell: &str) -> Option<i64> {
        Stamp::parse(cell)?.key(Order::MonthFirst)
    }

    #[test]
    fn times_are_read_as_forms_write_them() {
        let noon = seconds("2026-02-03 12:00:00").unwrap();
        for cell in [
            "2026-02-03T12:00:00Z",
            "2026-02-03T12:00:00.123456+00:00",
            "2026-02-03T13:00:00+01:00",
            "2026-02-03 07:00 -0500",
            "2/3/2026 12:00:00",
            "02/03/2026 12:00:00 PM",
            "2/3/26 12:00",
            "03.02.2026 12:00",
            "2026/02/03 1:00:00 PM GMT+1",
            "Feb 3, 2026 12:00 PM",
            "3 February 2026, 12:00",
            "Tuesday, February 3, 2026 12:00",
            "46056.5",
            "1770120000",
            "1770120000000",
        ] {
            assert_eq!(seconds(cell), Some(noon), "{cell}");
        }
        assert_eq!(seconds("2026-02-03"), Some(noon - 43_200));
        assert_eq!(seconds("2026-02-03 12:15 AM"), Some(noon - 43_200 + 900));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for cell in
            ["", "soon", "2026", "13/13/2026", "2026-02-30", "1/2", "2026-02-03 99:00", "ä1.2.3", "0/1/2026", "5"]
        {
            assert_eq!(seconds(cell), None, "{cell}");
        }
    }

    #[test]
    fn slashes_leave_open_which_number_is_the_day() {
        let order = |cell: &str| Stamp::parse(cell).unwrap().order();
        assert_eq!(order("13/2/2026"), Some(Order::DayFirst));
        assert_eq!(order("2/13/2026"), Some(Order::MonthFirst));
        assert_eq!((order("2/3/2026"), order("2026-02-13")), (None, None));
    }
}
