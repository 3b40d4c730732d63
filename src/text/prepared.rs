//! A letter made ready once for all who read it: as given, what is odd in it, as a reader sees it, and as a document.

use super::visible::{Odd, Visible, odd_characters};
use super::{Document, lines};
use crate::span::Span;

/// A letter, ready to be read by features, checks and comparisons.
///
/// The document is of the visible text; [`PreparedLetter::to_given`] leads from its spans to those of the letter as
/// given. Where nothing is odd, which is the rule, both are the same and nothing was copied.
#[derive(Debug)]
pub struct PreparedLetter<'a> {
    given: &'a str,
    odd: &'a [Odd],
    visible: Option<&'a Visible>,
    document: &'a Document<'a>,
}

impl<'a> PreparedLetter<'a> {
    /// Hands a letter to `work` of which there is a document already, of the letter as given; it is read again only
    /// where something in it is odd.
    pub fn of_document<R>(given: &Document<'_>, work: impl FnOnce(&PreparedLetter<'_>) -> R) -> R {
        if odd_characters(given.text()).is_empty() {
            return work(&PreparedLetter { given: given.text(), odd: &[], visible: None, document: given });
        }
        LetterReader::default().read(given.text(), work)
    }

    /// The letter as given.
    #[must_use]
    pub fn given(&self) -> &'a str {
        self.given
    }

    /// Its odd characters, in order: those that can't be seen and those that look like others.
    #[must_use]
    pub fn odd(&self) -> &'a [Odd] {
        self.odd
    }

    /// The prose of its visible text.
    #[must_use]
    pub fn document(&self) -> &'a Document<'a> {
        self.document
    }

    /// The span of the letter as given that a span of the document stands for.
    #[must_use]
    pub fn to_given(&self, span: Span) -> Span {
        self.visible.map_or(span, |visible| visible.given(span))
    }

    /// Whether the document is of another text than the letter as given.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.visible.is_some()
    }
}

/// Prepares letters one after the other; its memory is used again, so that a letter needs none once it has grown.
///
/// ```
/// use shortlist::{Span, text::LetterReader};
/// let mut reader = LetterReader::default();
/// let letter = "I train spi\u{200b}king nets.";
/// let word = reader.read(letter, |prepared| {
///     assert_eq!((prepared.odd().len(), prepared.document().word(2)), (1, "spiking"));
///     prepared.to_given(prepared.document().words[2].span)
/// });
/// assert_eq!(word.slice(letter), "spi\u{200b}king");
/// ```
#[derive(Debug, Default)]
pub struct LetterReader {
    document: Document<'static>,
}

impl LetterReader {
    /// Prepares a letter and hands it to `work`. Text beyond [`Span::MAX_TEXT`] bytes is not read.
    pub fn read<R>(&mut self, given: &str, work: impl FnOnce(&PreparedLetter<'_>) -> R) -> R {
        let given = lines::clip(given);
        let odd = odd_characters(given);
        let visible = Visible::without(given, &odd);
        let text = visible.as_ref().map_or(given, Visible::text);
        let document = std::mem::take(&mut self.document).reuse(text);
        let result = work(&PreparedLetter { given, odd: &odd, visible: visible.as_ref(), document: &document });
        self.document = document.reuse("");
        result
    }
}
