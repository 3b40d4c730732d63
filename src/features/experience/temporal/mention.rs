//! What step one finds: a length or an interval, and the words that say it.

use crate::features::experience::calendar::Interval;
use crate::text::Gap;

/// What a mention says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in super::super) enum MentionKind {
    /// A length in years; a dated summer has its place on the calendar too.
    Length { years: f64, dated: Option<Interval> },
    /// An interval; `open` where it goes on until the as-of day.
    Span { interval: Interval, open: bool },
}

/// A length or interval that is mentioned: words `first..=last`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in super::super) struct DurationMention {
    pub(in super::super) first: usize,
    pub(in super::super) last: usize,
    pub(in super::super) kind: MentionKind,
    /// The last so many years.
    pub(in super::super) past: bool,
    /// The next so many years.
    pub(in super::super) next: bool,
    /// `the two years`, `this internship of two years`: may refer back.
    pub(in super::super) definite: bool,
    /// Its unit is that of the length before: "three years at a bank and two at a mill".
    pub(in super::super) elided: bool,
    /// Two dates with nothing between them: "Sep. 2023 Mar. 2024".
    pub(in super::super) dashless: bool,
}

impl DurationMention {
    /// The mention of words `first..end`.
    pub(super) fn new(first: usize, end: usize, kind: MentionKind) -> Self {
        let (past, next, definite, elided, dashless) = (false, false, false, false, false);
        Self { first, last: end - 1, kind, past, next, definite, elided, dashless }
    }

    /// Its length in years.
    pub(in super::super) fn years(&self) -> f64 {
        match self.kind {
            MentionKind::Length { years, .. } => years,
            MentionKind::Span { interval, .. } => interval.years(),
        }
    }

    /// Where it stands on the calendar, if that is told.
    pub(in super::super) fn interval(&self) -> Option<Interval> {
        match self.kind {
            MentionKind::Length { dated, .. } => dated,
            MentionKind::Span { interval, .. } => Some(interval),
        }
    }

    pub(in super::super) fn is_length(&self) -> bool {
        matches!(self.kind, MentionKind::Length { .. })
    }
}

/// Marks that part a number from its unit, or a word from its date.
pub(super) const BARRIER: Gap =
    Gap(Gap::STOP.0 | Gap::MARK.0 | Gap::COLON.0 | Gap::COMMA.0 | Gap::QUOTE.0 | Gap::PARAGRAPH.0);
