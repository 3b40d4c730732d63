//! A sentence as the steps see it: its words, with what the lexicon knows of each.

use super::calendar::{CalendarDate, DateOrder, date_order};
use super::lexicon::{Entry, Lexicon};
use super::words::{Sets, Words};
use crate::lexicon::Annotated;
use crate::text::{Gap, Word};
use std::cell::OnceCell;
use std::ops::Range;

/// So many words around a word are looked at for the ends of its clause.
const CLAUSE: usize = 40;

/// A sentence with what is known of its words.
pub(super) struct SentenceView<'d> {
    pub(super) doc: &'d Annotated<'d>,
    /// Index of its first word.
    pub(super) first: usize,
    /// One past its last word.
    pub(super) end: usize,
    pub(super) words: &'d [Word],
    /// An entry per word of the sentence.
    pub(super) entries: &'d [Entry],
    pub(super) as_of: CalendarDate,
    /// The order of the letter's dates, found when one is met that could be read either way; none: as by default.
    pub(super) order: Option<&'d OnceCell<DateOrder>>,
    /// The last date of the sentence before: what "since then" means.
    pub(super) earlier: Option<CalendarDate>,
    /// The tags of all its words.
    tags: u64,
    /// The sets of all its words.
    sets: Sets,
    lexicon: &'d Lexicon,
}

impl<'d> SentenceView<'d> {
    /// The sentence of some words; `entries` is memory that is used again for the next.
    pub(super) fn new(
        doc: &'d Annotated<'d>,
        words: Range<usize>,
        (lexicon, entries): (&'d Lexicon, &'d mut Vec<Entry>),
        as_of: CalendarDate,
    ) -> Self {
        let (first, end) = (words.start, words.end);
        let words = &doc.words[words];
        entries.clear();
        entries.extend((first..end).map(|index| lexicon.get(doc, index)));
        let tags = entries.iter().fold(0, |tags, entry| tags | entry.tags);
        let mut sets = Sets::NONE;
        entries.iter().for_each(|entry| sets.insert(&entry.sets()));
        Self { doc, first, end, words, entries, as_of, order: None, earlier: None, tags, sets, lexicon }
    }

    pub(super) fn entry(&self, index: usize) -> Entry {
        self.entries.get(index.wrapping_sub(self.first)).copied().unwrap_or_default()
    }

    pub(super) fn has(&self, index: usize, tags: u64) -> bool {
        self.entry(index).tags & tags != 0
    }

    /// Whether a word of the sentence is one of these.
    #[inline]
    pub(super) fn is(&self, index: usize, words: Words) -> bool {
        self.entry(index).is(words)
    }

    /// Whether a word before the sentence, at most `reach` words away, is one of these.
    pub(super) fn is_before(&self, reach: usize, words: Words) -> bool {
        (self.first.saturating_sub(reach)..self.first).any(|i| self.lexicon.get(self.doc, i).is(words))
    }

    /// Whether a word of a range has one of these tags; at once where none of the sentence has.
    pub(super) fn any(&self, range: impl IntoIterator<Item = usize>, tags: u64) -> bool {
        self.tags & tags != 0 && range.into_iter().any(|i| self.has(i, tags))
    }

    /// Whether the sentence holds one of these words.
    #[inline]
    pub(super) fn holds(&self, words: Words) -> bool {
        self.sets.has(words)
    }

    /// Whether a word of a range is one of these; at once where none of the sentence is.
    pub(super) fn any_is(&self, range: impl IntoIterator<Item = usize>, words: Words) -> bool {
        self.holds(words) && range.into_iter().any(|i| self.is(i, words))
    }

    /// The order of the letter's dates.
    pub(super) fn order(&self) -> DateOrder {
        self.order.map_or_else(DateOrder::default, |order| *order.get_or_init(|| date_order(self.doc)))
    }

    /// The gap before a word of the sentence; none before its first.
    pub(super) fn gap(&self, index: usize) -> Gap {
        if index > self.first { self.words.get(index - self.first).map_or(Gap(0), |w| w.gap) } else { Gap(0) }
    }

    /// The words around a word, up to a semicolon or the sentence's ends; with `lines`, up to a line break too.
    pub(super) fn clause(&self, at: usize, lines: bool) -> Range<usize> {
        let parts = |i: usize| {
            let gap = self.gap(i);
            lines && gap.has(Gap::NEWLINE) || gap.has(Gap::COLON) && self.doc.gap_text(i).contains(';')
        };
        let near = at.saturating_sub(CLAUSE).max(self.first)..(at + CLAUSE).min(self.end);
        let start = (near.start + 1..=at).rev().find(|&i| parts(i)).unwrap_or(near.start);
        let end = (at + 1..near.end).find(|&i| parts(i)).unwrap_or(near.end);
        start..end
    }
}
