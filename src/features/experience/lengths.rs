//! Lengths of time: `over five years`, `9 years 8 months`, `two and a half years`, `3+`, `the past year`.

use super::grammar::{BARRIER, Find, Sight, What};
use super::lexicon::{ABOUT, FILLER, NEXT, NUMBER, PAST, UNIT, WORK};
use crate::lexicon::word_set::words;
use crate::text::Gap;

impl Sight<'_> {
    /// The number that ends at a word, and where it begins: `3`, `twenty-five`, `two and a half`, `3–4`.
    fn number(&self, at: usize, free: usize) -> Option<(f64, usize)> {
        if at < free || at >= self.end {
            return None;
        }
        let single = |i: usize| -> Option<f64> {
            if i < free {
                return None;
            }
            if let Some(text) = self.digits(i) {
                let value: f64 =
                    if text.contains(',') { text.replace(',', "").parse().ok()? } else { text.parse().ok()? };
                return value.is_finite().then_some(value);
            }
            self.has(i, NUMBER).then(|| self.entry(i).value())
        };
        if self.is(at, words!["half"]) {
            if at >= free + 3 && self.is(at - 1, words!["a"]) && self.is(at - 2, words!["and"]) {
                let (whole, start) = (single(at - 3)?, at - 3);
                return Some((whole + 0.5, start));
            }
            return Some((0.5, at));
        }
        let mut value = single(at)?;
        let mut start = at;
        if at > free
            && value < 10.0
            && self.has(at - 1, NUMBER)
            && self.entry(at - 1).value() >= 20.0
            && self.gap(at).0 != 0
        {
            value += self.entry(at - 1).value();
            start = at - 1;
        }
        if start > free {
            let gap = self.gap(start);
            let tied = gap.any(Gap(Gap::HYPHEN.0 | Gap::DASH.0)) && !gap.any(BARRIER);
            let joined = self.is(start - 1, words!["to", "or"])
                || self.is(start - 1, words!["and"]) && start >= free + 3 && self.is(start - 3, words!["between"]);
            if (tied || joined)
                && let Some(before) = (start - 1).checked_sub(usize::from(joined))
                && let Some(low) = single(before).filter(|&low| low < value && value <= low * 3.0 + 2.0)
            {
                return Some(((low + value) / 2.0, before));
            }
        }
        Some((value, start))
    }

    /// `2years`: the number and the unit in one word.
    fn glued(&self, at: usize) -> Option<f64> {
        let text = self.digits(at)?;
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit = match &text[digits.len()..] {
            u if u.eq_ignore_ascii_case("years") || u.eq_ignore_ascii_case("year") || u.eq_ignore_ascii_case("yrs") => {
                1.0
            }
            u if u.eq_ignore_ascii_case("yr") => 1.0,
            u if u.eq_ignore_ascii_case("months") || u.eq_ignore_ascii_case("month") => 1.0 / 12.0,
            _ => return None,
        };
        digits.parse::<f64>().ok().filter(|n| n.is_finite()).map(|n| n * unit)
    }

    /// A length whose unit is a word; nothing before word `free` belongs to it.
    pub(super) fn length(&self, at: usize, free: usize) -> Option<Find> {
        let mut find = if let Some(years) = self.glued(at) {
            Self::find(at, at + 1, What::Length { years, dated: None })
        } else {
            if !self.has(at, UNIT) {
                return None;
            }
            self.summers(at).or_else(|| self.worded(at, free))?
        };
        let What::Length { years, dated } = &mut find.what else { return None };
        // `9 years 8 months`, `6 years and 6 months`, `a year and a half`.
        let unit = self.entry(at).value();
        if dated.is_none() && (unit == 1.0 || unit == 0.0) {
            let and = at + 1 + usize::from(self.is(at + 1, words!["and", "&"]));
            if self.is(and, words!["a"]) && self.is(and + 1, words!["half"]) && and > at + 1 {
                *years += 0.5;
                find.last = and + 1;
            } else if let Some((months, _)) = self.number(and, and) {
                let month = self.entry(and + 1);
                if month.tags & UNIT != 0 && month.value() < 0.2 && months < 12.0 && !self.gap(and + 1).any(BARRIER) {
                    *years += months * month.value();
                    find.last = and + 1;
                }
            }
        }
        // `over`, `more than`, `the past`: part of what is quoted.
        for _ in 0..4 {
            let Some(before) = find.first.checked_sub(1).filter(|&b| b >= free) else { break };
            if self.gap(find.first).any(BARRIER) {
                break;
            }
            find.past |= self.has(before, PAST);
            find.next |= self.has(before, NEXT) && !self.is(before, words!["following"]);
            find.definite |= self.is(before, words!["the", "this", "that", "these", "those", "my"]);
            let the = self.has(find.first, PAST | NEXT) && self.is(before, words!["the", "these", "my"]);
            if !(the || self.has(before, ABOUT | PAST | NEXT) || self.is(before, words!["than"])) {
                break;
            }
            find.first = before;
        }
        Some(find)
    }

    /// `two` in "three years at a bank and two at a mill", after the length `earlier`.
    pub(super) fn elided(&self, at: usize, earlier: &Find) -> Option<Find> {
        let What::Length { dated: None, .. } = earlier.what else { return None };
        // "Two summer internships, one at …": the one is no summer.
        if at > earlier.last + 30 || self.has(earlier.last + 1, WORK) {
            return None;
        }
        if let Some(find) = self.another(at, earlier) {
            return Some(find);
        }
        if !self.is(at + 1, words!["at", "in", "with", "as"]) || self.gap(at + 1).any(BARRIER) {
            return None;
        }
        let unit = self.entry(earlier.last);
        let (years, first) = self.number(at, earlier.last + 1)?;
        let joined = first > self.first
            && (self.is(first - 1, words!["and", "then", "plus"]) || self.gap(first).has(Gap::COMMA));
        // "six years: four at a bank and two at a mill": parts of what has been told.
        let parts = (earlier.last + 1..=first).any(|i| self.gap(i).any(Gap(Gap::COLON.0 | Gap::DASH.0)));
        if unit.tags & UNIT == 0 || unit.value() <= 0.0 || years > 40.0 || !joined || parts {
            return None;
        }
        let what = What::Length { years: years * unit.value(), dated: None };
        Some(Find { elided: true, ..Self::find(first, at + 1, what) })
    }

    /// `for another two`, `for two more`, after the length `earlier`.
    fn another(&self, at: usize, earlier: &Find) -> Option<Find> {
        let more = self.is(at + 1, words!["more"]);
        let last = at + usize::from(more);
        let ends = last + 1 == self.end || self.gap(last + 1).any(BARRIER);
        let first = if more { at } else { at.checked_sub(1).filter(|&i| self.is(i, words!["another"]))? };
        if !ends || first <= earlier.last || !self.is(first.checked_sub(1)?, words!["for"]) {
            return None;
        }
        let unit = self.entry(earlier.last);
        let (count, _) = self.number(at, earlier.last + 1)?;
        if unit.tags & UNIT == 0 || unit.value() <= 0.0 || count > 40.0 {
            return None;
        }
        let what = What::Length { years: count * unit.value(), dated: None };
        Some(Find { elided: true, ..Self::find(first, last + 1, what) })
    }

    /// `summers of 2015 and 2016`.
    fn summers(&self, at: usize) -> Option<Find> {
        if !self.is(at, words!["summers"]) {
            return None;
        }
        let mut next = at + 1 + usize::from(self.is(at + 1, words!["of"]));
        let mut years = 0u32;
        while self.year(next).is_some() && years < 10 {
            years += 1;
            next += 1 + usize::from(self.is(next + 1, words!["and"]) && self.year(next + 2).is_some());
        }
        (years > 0).then(|| Self::find(at, next, What::Length { years: 0.25 * f64::from(years), dated: None }))
    }

    fn worded(&self, at: usize, free: usize) -> Option<Find> {
        let unit = self.entry(at).value();
        let make = |first: usize, years: f64| Self::find(first, at + 1, What::Length { years, dated: None });
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
                    let mut find = make(before, unit);
                    (find.past, find.next) = (self.has(before, PAST), self.has(before, NEXT));
                    return Some(find);
                }
            }
            if short && skipped == 0 && self.is(before, words!["this"]) {
                return Some(make(before, unit));
            }
            if self.is(before, words!["a", "an"]) {
                if before > free && self.is(before - 1, words!["half"]) {
                    return Some(make(before - 1, unit / 2.0));
                }
                let licensed = unit == 10.0 && !filled
                    || before > free
                        && (self.has(before - 1, ABOUT)
                            || self.is(before - 1, words!["for", "than", "spent", "spend", "after", "of"]))
                    || self.is(at + 1, words!["and"]) && self.is(at + 3, words!["half"])
                    || self.is(
                        at + 1,
                        words!["of", "as", "at", "working", "long", "internship", "with", "teaching", "in"],
                    )
                    || short
                    || self.is(at, words!["year's", "year\u{2019}s"]);
                let single = !self.is(at, words!["years", "months", "weeks", "decades", "summers", "semesters"]);
                return (licensed && single).then(|| make(before, unit));
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
