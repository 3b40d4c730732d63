//! Anchors: intervals of which one end is given in words. `since May 2017`, `since then`; `joined in 2021 and still
//! work there`; `first a tester in 2019, then from 2021 a developer`.

use super::dates::PartialDate;
use super::mention::{BARRIER, DurationMention, MentionKind};
use crate::features::experience::calendar::{CalendarDate, Interval};
use crate::features::experience::lexicon::{FIRST, PASSED, PAST, PRESENT, SINCE, START, WORK};
use crate::features::experience::sentence::SentenceView;
use crate::features::experience::words;
use crate::text::Gap;

/// So many words after a beginning may tell that it goes on.
const REACH: usize = 30;

impl SentenceView<'_> {
    /// Whether a word begins what says that something goes on: `still`, `to this day`, `I remain`, `until now`.
    pub(super) fn goes_on(&self, at: usize) -> bool {
        let near = at.saturating_sub(3).max(self.first)..at;
        let mine = || near.clone().any(|j| self.has(j, FIRST) || self.is(j, words::AM_AND));
        if self.is(at, words::STILL) {
            let who = near.clone().any(|j| self.is(j, words::THAT_WHICH_WHO));
            return mine() && !who || self.has(at.wrapping_sub(1), FIRST) || self.has(at + 1, FIRST);
        }
        // "and never stopped", "and have not left it"
        if self.is(at, words::LEAVES) && at > self.first {
            return self.is(at - 1, words::NOT_NEVER);
        }
        if self.is(at, words::REMAINS) {
            return mine() && !self.is(at + 1, words::UNTIL);
        }
        if self.is(at, words::UP_TO) {
            let this = self.is(at + 1, words::THE_THIS)
                && self.is(at + 2, words::PRESENT_DAY)
                && !self.is(at + 3, words::WHEN);
            return this || self.has(at + 1, PRESENT) && !self.is(at + 1, words::CURRENT);
        }
        // "where I now lead", "and am now its head"
        self.is(at, words::NOW_WORDS)
            && at > self.first
            && near.clone().any(|j| self.has(j, FIRST) || self.is(j, words::AM))
            && near.clone().all(|j| !self.gap(j + 1).any(Gap(Gap::STOP.0 | Gap::COLON.0)))
            && !self.is(at + 1, words::NOW_SOMETHING_ELSE)
            && (near.start..(at + 3).min(self.end)).any(|j| self.is(j, words::NOW_THERE))
    }

    /// A beginning whose end is told later in the sentence: `in March 2023, and have been there since`, `in 2020,
    /// and I still am`, `in 2018 and left in 2021`, `my current post in 2022`.
    pub(super) fn told_end(&self, at: usize, start: PartialDate, after: usize) -> Option<DurationMention> {
        start.year?;
        // "From March 2025 I have been employed by …"
        let from = at > self.first && self.is(at - 1, words::FROM);
        if at == self.first || !from && !self.is(at - 1, words::IN_ON) {
            return None;
        }
        let start = self.whole(start)?;
        let open = MentionKind::Span { interval: Interval { start, end: self.as_of }, open: true };
        let dated = |i: usize| self.date(i).and_then(|(date, _)| self.whole(date));
        let shut = |end: CalendarDate| {
            let kind = MentionKind::Span { interval: Interval { start, end }, open: false };
            (end.months() > start.months()).then(|| DurationMention::new(at, after, kind))
        };
        for i in after..(after + REACH).min(self.end) {
            if self.gap(i).any(Gap(Gap::STOP.0 | Gap::MARK.0 | Gap::PARAGRAPH.0)) {
                return None;
            }
            if self.has(i, SINCE) && i < after + REACH / 2 {
                let then = self.is(i + 1, words::THEN);
                let ends = i + 1 == self.end || self.gap(i + 1).any(Gap(Gap::COMMA.0 | Gap::COLON.0 | Gap::STOP.0));
                return (then || ends).then(|| DurationMention::new(at, i + 1 + usize::from(then), open));
            }
            if self.goes_on(i) {
                return Some(DurationMention::new(at, after, open));
            }
            let been = self.is(i, words::BEEN) && self.is(i - 1, words::HAVE_BEEN);
            if from && been {
                return Some(DurationMention::new(at, after, open));
            }
            if self.is(i, words::UNTIL) {
                return dated(i + 1 + usize::from(self.is(i + 1, words::ABOUT_IN))).and_then(shut);
            }
            if self.is(i, words::ENDS) {
                let on = i + 1 + usize::from(self.is(i + 1, words::IN_ON));
                let (end, last) = self.date(on).and_then(|(date, to)| Some((self.whole(date)?, to)))?;
                let near = i <= after + 1;
                return shut(end).map(|m| if near { DurationMention { last: last - 1, ..m } } else { m });
            }
            if self.is(i, words::QUITS) && !self.is(i - 1, words::NOT_NEVER) {
                // "and left it in 2021", "and in 2021 I left"
                let later = (i + 1..i + 8).find(|&j| self.is(j, words::IN) && self.date(j + 1).is_some());
                let sooner = (i.saturating_sub(4).max(after)..i).rev().find_map(dated);
                return later.and_then(|j| dated(j + 1)).or(sooner).and_then(shut);
            }
            if let Some(end) = self.turn(at, i, after) {
                return shut(end);
            }
        }
        let told = at.saturating_sub(12).max(self.first)..at;
        let current = self.any_is(told.clone(), words::CURRENT_WORDS);
        (current && self.any(told, START)).then(|| DurationMention::new(at, after, open))
    }

    /// The date at a word, where something new begins and ends what began at `at`: `first … in 2019, then from 2021`,
    /// `joined the lab in 2019 and started my PhD in 2021`.
    fn turn(&self, at: usize, next: usize, after: usize) -> Option<CalendarDate> {
        if !self.is(next.wrapping_sub(1), words::DATE_OPENS) {
            return None;
        }
        let (date, _) = self.date(next)?;
        let told = at.saturating_sub(14).max(self.first)..at;
        let begun = self.any(told.clone(), START) || self.any_is(told, words::BEGINS);
        let turned = (after..next).any(|i| self.is(i, words::THEN) || self.is(i, words::TURNS))
            || (next + 1..(next + 4).min(self.end)).any(|i| self.is(i, words::TURNS));
        (begun && turned).then(|| self.whole(date)).flatten()
    }

    /// `since May 2017`, `since last year`, `since then`, `since starting my work in January`; `since May 2017 … to Jan
    /// 2018`.
    pub(super) fn since(&self, at: usize) -> Option<DurationMention> {
        let (mut date, mut found) = (None, 0);
        if self.is(at + 1, words::THEN_THAT) && !self.gap(at + 1).any(BARRIER) {
            date = self.date_before(at).or(self.earlier);
            found = at + 2;
        }
        // "I was a teacher from 2016 to 2020 and have been a researcher since."
        let last = at + 1 == self.end || self.gap(at + 1).any(BARRIER);
        if last && self.any_is(at.saturating_sub(12).max(self.first)..at, words::BEEN_WORKED) {
            date = self.date_before(at);
            found = at + 1;
        }
        for next in at + 1..at + 6 {
            if self.gap(next).any(BARRIER) || date.is_some() {
                break;
            }
            if let Some((start, after)) = self.date(next) {
                (date, found) = (self.whole(start), after);
                break;
            }
            if self.has(next, PAST) && self.is(next + 1, words::YEAR) {
                (date, found) = (Some(CalendarDate::year(self.as_of.year - 1)), next + 2);
                break;
            }
            if !self.has(next, PASSED | START | FIRST) {
                break;
            }
        }
        if date.is_none() && self.any(at + 1..at + 5, START | WORK) {
            for i in at + 2..(at + 16).min(self.end) {
                if self.gap(i).any(Gap(Gap::COMMA.0 | Gap::COLON.0 | Gap::DASH.0)) {
                    break;
                }
                if let (true, Some((start, after))) = (self.is(i, words::IN_ON), self.date(i + 1)) {
                    (date, found) = (self.whole(start), after);
                    break;
                }
            }
        }
        let start = date?;
        let mention = |end: usize, until: CalendarDate, open: bool| {
            DurationMention::new(at, end, MentionKind::Span { interval: Interval { start, end: until }, open })
        };
        for i in found..(found + 14).min(self.end) {
            if self.has(i, SINCE) {
                break;
            }
            if self.is(i, words::THROUGH) {
                let shut = i + 1 + usize::from(self.is(i + 1, words::THE));
                if self.has(shut, PRESENT) && i <= found + 1 {
                    return Some(mention(shut + 1, self.as_of, true));
                }
                if let Some((PartialDate { year: Some(year), month, day, .. }, after)) = self.date(shut) {
                    let end = CalendarDate { year, month, day };
                    let after = if i == found { after } else { found };
                    if end.months() > start.months() {
                        return Some(mention(after, end, false));
                    }
                }
            }
        }
        // "I left in 2023 after having worked there since 2018."
        let left = (at.saturating_sub(16).max(self.first)..at)
            .find(|&i| self.is(i, words::QUITS))
            .and_then(|i| (i + 1..(i + 8).min(at)).find_map(|j| self.date(j)))
            .and_then(|(end, _)| self.whole(end))
            .filter(|end| end.months() > start.months());
        match left {
            Some(end) => Some(mention(found, end, false)),
            None => Some(mention(found, self.as_of, true)),
        }
    }
}
