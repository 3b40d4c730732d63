//! A letter as the rules see it.

use super::super::checked_words::CheckedWords;
use crate::lexicon::Tags;
use crate::patterns::{TagSet, Token};
use crate::span::Span;
use crate::text::{Document, Shape};
use std::ops::Range;

impl From<Tags> for TagSet {
    #[inline]
    fn from(tags: Tags) -> Self {
        Self(tags.0.into())
    }
}

/// Finite verbs.
pub(super) const VERB: Tags = Tags(Tags::BASE.0 | Tags::VERB_S.0 | Tags::PAST.0);
/// Nouns.
pub(super) const NOUNS: Tags = Tags(Tags::NOUN.0 | Tags::PLURAL.0);
/// Words of the closed classes.
pub(super) const CLOSED: Tags = Tags(
    Tags::DETERMINER.0
        | Tags::SUBJECT.0
        | Tags::PRONOUN.0
        | Tags::MODAL.0
        | Tags::CONJUNCTION.0
        | Tags::PREPOSITION.0
        | Tags::BE.0
        | Tags::HAVE.0
        | Tags::WH.0,
);

/// A year between 1900 and 2099; the lexicon has no such tag.
pub(super) const YEAR: TagSet = TagSet(1 << 32);
/// A year that is over.
pub(super) const PAST_YEAR: TagSet = TagSet(1 << 33);

/// A letter as the rules see it.
pub(super) struct Text<'t, 'd> {
    pub(super) doc: &'t Document<'d>,
    pub(super) words: &'t CheckedWords,
    pub(super) tokens: &'t [Token],
}

impl Text<'_, '_> {
    /// The span of some words.
    pub(super) fn span(&self, words: &Range<usize>) -> Span {
        self.doc.words[words.start].span.to(self.doc.words[words.end - 1].span)
    }

    /// Whether words may be written for others by their capitals: a name, an acronym or mixed case stands for itself.
    pub(super) fn may_be_another_word(&self, words: &Range<usize>) -> bool {
        words.clone().all(|at| {
            let word = &self.doc.words[at];
            match word.shape {
                Shape::Lower | Shape::Caseless => true,
                Shape::Capitalised => at == words.start && (word.first || !word.gap.is_blank()),
                Shape::Upper => word.span.len() <= 1,
                Shape::Mixed => false,
            }
        })
    }
}
