//! A letter whose words have been looked up.

use super::dictionary::WordId;
use crate::text::Document;
use std::ops::Deref;

/// A letter with the number of each of its words in the lexicon: every word is looked up once, here; all that is asked of a
/// word later is found by its number.
#[derive(Clone, Copy, Debug)]
pub struct Annotated<'d> {
    doc: &'d Document<'d>,
    ids: &'d [WordId],
}

impl<'d> Annotated<'d> {
    /// Looks up the words of a letter; `ids` is memory that is used again for the next.
    #[must_use]
    pub fn of(doc: &'d Document<'d>, ids: &'d mut Vec<WordId>) -> Self {
        ids.clear();
        ids.extend(doc.words.iter().map(|word| WordId::of(word.hash)));
        Self { doc, ids }
    }

    /// The letter.
    #[must_use]
    pub fn doc(&self) -> &'d Document<'d> {
        self.doc
    }

    /// The number of each word of the letter; [`WordId::NONE`] for those that the lexicon does not hold.
    #[must_use]
    pub fn ids(&self) -> &'d [WordId] {
        self.ids
    }
}

impl<'d> Deref for Annotated<'d> {
    type Target = Document<'d>;

    fn deref(&self) -> &Document<'d> {
        self.doc
    }
}
