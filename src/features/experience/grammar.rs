//! Lengths (`over five years`, `9 years 8 months`) and spans (`since May 2017`, `2016–2019`) in a sentence.

use super::lexicon::Entry;
use super::timeline::{Stretch, When};
use super::word_set::WordSet;
use crate::text::{Class, Document, Gap, Word};

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

    /// The gap before a word of the sentence; none before its first.
    pub(super) fn gap(&self, index: usize) -> Gap {
        if index > self.first && index < self.end { self.doc.words[index].gap } else { Gap(0) }
    }

    /// Everything that the sentence says, in order, without overlaps.
    pub(super) fn finds(&self, out: &mut Vec<Find>) {
        let mut at = self.first;
        let mut free = self.first;
        while at < self.end {
            let found = self.span(at).or_else(|| self.length(at, free)).or_else(|| self.elided(at, out.last()?));
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
        let ok = (self.first..self.end).contains(&index) && self.doc.words[index].class == Class::Number;
        ok.then(|| self.doc.word(index))
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
