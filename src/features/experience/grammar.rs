//! Lengths (`over five years`, `9 years 8 months`) and spans (`since May 2017`, `2016–2019`) in a sentence.

use super::lexicon::{Entry, MONTH, NUMBER, SEASON, SINCE, UNIT};
use super::timeline::{Stretch, When};
use crate::lexicon::Filter;
use crate::lexicon::word_set::{WordSet, words};
use crate::text::{Class, Document, Gap, Word};
use std::ops::Range;

/// A sentence with what is known of its words.
pub(super) struct Sight<'d> {
    pub(super) doc: &'d Document<'d>,
    /// Index of its first word.
    pub(super) first: usize,
    /// One past its last word.
    pub(super) end: usize,
    pub(super) words: &'d [Word],
    /// An entry per word of the sentence.
    pub(super) entries: &'d [Entry],
    pub(super) as_of: When,
    /// The tags of all its words.
    tags: u32,
    /// Its words, as far as a filter tells.
    present: Filter<[u64; 4]>,
}

/// What a length or span says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum What {
    /// A length in years; a dated summer has its place on the calendar too.
    Length { years: f64, dated: Option<Stretch> },
    /// A span; `open` where it goes on until the day of reckoning.
    Span { stretch: Stretch, open: bool },
}

/// A length or span that was found: words `first..=last`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Find {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) what: What,
    /// The last so many years.
    pub(super) past: bool,
    /// The next so many years.
    pub(super) next: bool,
    /// `the two years`, `this internship of two years`: may refer back.
    pub(super) definite: bool,
    /// Its unit is that of the length before: "three years at a bank and two at a mill".
    pub(super) elided: bool,
}

/// Marks that part a number from its unit, or a word from its date.
pub(super) const BARRIER: Gap =
    Gap(Gap::STOP.0 | Gap::MARK.0 | Gap::COLON.0 | Gap::COMMA.0 | Gap::QUOTE.0 | Gap::PARAGRAPH.0);

impl<'d> Sight<'d> {
    /// The sentence of some words, with an entry for each.
    pub(super) fn new(doc: &'d Document<'d>, words: Range<usize>, entries: &'d [Entry], as_of: When) -> Self {
        let (first, end) = (words.start, words.end);
        let words = &doc.words[words];
        let mut present = Filter::<[u64; 4]>::empty();
        words.iter().for_each(|w| present.insert(w.hash));
        let tags = entries.iter().fold(0, |tags, entry| tags | entry.tags);
        Self { doc, first, end, words, entries, as_of, tags, present }
    }

    pub(super) fn entry(&self, index: usize) -> Entry {
        self.entries.get(index.wrapping_sub(self.first)).copied().unwrap_or_default()
    }

    pub(super) fn has(&self, index: usize, tags: u32) -> bool {
        self.entry(index).tags & tags != 0
    }

    /// Whether a word tells of a trade as one of the bits of [`super::vocation`].
    pub(super) fn tells(&self, index: usize, bits: u8) -> bool {
        self.entry(index).trade & bits != 0
    }

    /// Whether a word of the sentence is one of these.
    #[inline]
    pub(super) fn is(&self, index: usize, words: &WordSet) -> bool {
        let Some(word) = self.words.get(index.wrapping_sub(self.first)) else { return false };
        words.has(word.hash) && (!word.non_ascii || words.spells(self.doc.word(index)))
    }

    /// Whether a word of a range has one of these tags; at once where none of the sentence has.
    pub(super) fn any(&self, range: impl IntoIterator<Item = usize>, tags: u32) -> bool {
        self.tags & tags != 0 && range.into_iter().any(|i| self.has(i, tags))
    }

    /// Whether the sentence may hold one of these words.
    #[inline]
    pub(super) fn may_hold(&self, words: &WordSet) -> bool {
        words.may_meet(&self.present)
    }

    /// Whether a word of a range is one of these; mostly at once where none of the sentence is.
    pub(super) fn any_is(&self, range: impl IntoIterator<Item = usize>, words: &WordSet) -> bool {
        self.may_hold(words) && range.into_iter().any(|i| self.is(i, words))
    }

    /// The gap before a word of the sentence; none before its first.
    pub(super) fn gap(&self, index: usize) -> Gap {
        if index > self.first { self.words.get(index - self.first).map_or(Gap(0), |w| w.gap) } else { Gap(0) }
    }

    /// Everything that the sentence says, in order, without overlaps.
    pub(super) fn finds(&self, out: &mut Vec<Find>) {
        let mut at = self.first;
        let mut free = self.first;
        while at < self.end {
            // Most words begin nothing.
            let digits = self.words[at - self.first].class == Class::Number;
            let dated = digits || self.has(at, SINCE | MONTH | SEASON | UNIT);
            let counted = digits || self.has(at, NUMBER) || !out.is_empty() && self.is(at, words!["half"]);
            let found = dated.then(|| self.span(at).or_else(|| self.length(at, free))).flatten();
            let found = found.or_else(|| if counted { self.elided(at, out.last()?) } else { None });
            match found {
                Some(find) => {
                    at = find.last.max(at) + 1;
                    free = at;
                    out.push(find);
                }
                None => at += 1,
            }
        }
    }

    pub(super) fn digits(&self, index: usize) -> Option<&'d str> {
        let word = self.words.get(index.wrapping_sub(self.first))?;
        (word.class == Class::Number).then(|| self.doc.word(index))
    }

    pub(super) fn integer(&self, index: usize) -> Option<i32> {
        let text = self.digits(index)?;
        if text.len() > 4 { None } else { text.parse().ok() }
    }

    pub(super) fn year(&self, index: usize) -> Option<i32> {
        self.integer(index).filter(|y| (1900..2200).contains(y))
    }

    pub(super) fn find(first: usize, end: usize, what: What) -> Find {
        Find { first, last: end - 1, what, past: false, next: false, definite: false, elided: false }
    }
}
