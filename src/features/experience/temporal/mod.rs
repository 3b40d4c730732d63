//! Temporal expressions in a sentence, normalised: lengths (`over five years`, `9 years 8 months`) and intervals
//! (`since May 2017`, `2016–2019`). One file per kind; whether they tell of work is asked later.

mod anchors;
mod dates;
mod lengths;
mod mention;
mod numbers;
mod ranges;

use super::lexicon::{MONTH, NUMBER, SEASON, SINCE, UNIT};
use super::sentence::SentenceView;
use crate::features::experience::words;
use crate::text::{Class, Shape};
pub(super) use mention::{DurationMention, MentionKind};

impl SentenceView<'_> {
    /// Everything that the sentence mentions, in order, without overlaps.
    pub(super) fn mentions(&self, out: &mut Vec<DurationMention>) {
        let mut at = self.first;
        let mut free = self.first;
        while at < self.end {
            // Most words begin nothing.
            let word = &self.words[at - self.first];
            let digits = word.class == Class::Number;
            let fraction = word.class == Class::Word && word.shape == Shape::Caseless;
            let roman = word.shape == Shape::Upper && word.span.len() <= 4 || word.span.len() == 1;
            let dated = digits || roman || self.has(at, SINCE | MONTH | SEASON | UNIT);
            let counted = digits || fraction || self.has(at, NUMBER) || !out.is_empty() && self.is(at, words::HALF);
            let found = dated.then(|| self.span(at).or_else(|| self.length(at, free))).flatten();
            let found = found.or_else(|| {
                if counted { self.elided(at, out.iter().rev().find(|m| m.is_length() && !m.elided)?) } else { None }
            });
            match found {
                Some(mention) => {
                    at = mention.last.max(at) + 1;
                    free = at;
                    out.push(mention);
                }
                None => at += 1,
            }
        }
    }
}
