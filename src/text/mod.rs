//! A letter as a [`Document`]: words, sentences and paragraphs as byte spans of the letter as given.
//!
//! Nothing is copied and nothing is rewritten. Lines that were wrapped by hand or by a PDF are read as one
//! line, a word divided at a line's end is read as one word, and every offset still counts the bytes of the
//! original. Everything later (features, evidence, the review page) rests on these spans.

mod abbreviations;
mod address;
pub mod hash;
mod letterhead;
mod lines;
mod prepared;
mod read;
mod segment;
mod sentences;
#[cfg(test)]
mod tests;
pub mod visible;

pub use prepared::{LetterReader, PreparedLetter};

use crate::span::Span;
use std::borrow::Cow;
use std::ops::Range;

/// What stands between a word and the word before it, as a set of marks.
///
/// ```
/// use shortlist::text::{Document, Gap};
/// let doc = Document::new("sparse, event-driven codes");
/// assert!(doc.words[1].gap.has(Gap::COMMA) && doc.words[1].gap.has(Gap::SPACE));
/// assert_eq!(doc.words[2].gap, Gap::HYPHEN);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Gap(pub u16);

impl Gap {
    /// Blank or tab.
    pub const SPACE: Self = Self(1);
    /// At least one line break.
    pub const NEWLINE: Self = Self(1 << 1);
    /// `-` or U+2010; with nothing else it joins a compound.
    pub const HYPHEN: Self = Self(1 << 2);
    /// En or em dash, or `--`.
    pub const DASH: Self = Self(1 << 3);
    /// `,`
    pub const COMMA: Self = Self(1 << 4);
    /// `.`
    pub const STOP: Self = Self(1 << 5);
    /// `!` or `?`
    pub const MARK: Self = Self(1 << 6);
    /// `;` or `:`
    pub const COLON: Self = Self(1 << 7);
    /// Opening or closing quotation mark.
    pub const QUOTE: Self = Self(1 << 8);
    /// Opening bracket.
    pub const OPEN: Self = Self(1 << 9);
    /// Closing bracket.
    pub const CLOSE: Self = Self(1 << 10);
    /// `/` or `\`
    pub const SLASH: Self = Self(1 << 11);
    /// Anything else (bullets, operators, emoji, …).
    pub const OTHER: Self = Self(1 << 12);
    /// A new paragraph begins.
    pub const PARAGRAPH: Self = Self(1 << 13);
    /// A hyphen at a line's end: the two words may be one divided word ([`Document::joined_hash`]).
    pub const LINE_HYPHEN: Self = Self(1 << 14);
    /// `'` outside a word.
    pub const APOSTROPHE: Self = Self(1 << 15);

    /// Whether every mark of `marks` is there.
    #[inline]
    #[must_use]
    pub const fn has(self, marks: Self) -> bool {
        self.0 & marks.0 == marks.0
    }

    /// Whether any mark of `marks` is there.
    #[inline]
    #[must_use]
    pub const fn any(self, marks: Self) -> bool {
        self.0 & marks.0 != 0
    }

    /// Both sets of marks.
    #[inline]
    #[must_use]
    pub const fn with(self, marks: Self) -> Self {
        Self(self.0 | marks.0)
    }

    /// Whether nothing but white space (or a wrapped line) stands between the words.
    #[inline]
    #[must_use]
    pub const fn is_blank(self) -> bool {
        self.0 != 0 && self.0 & !(Self::SPACE.0 | Self::NEWLINE.0) == 0
    }

    /// Whether the word is the later part of a compound (`event-driven`, or divided at a line's end).
    #[inline]
    #[must_use]
    pub const fn is_compound(self) -> bool {
        self.0 == Self::HYPHEN.0 || self.any(Self::LINE_HYPHEN)
    }
}

/// What sort of token a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Letters, perhaps with inner apostrophes or abbreviation stops (`don't`, `M.Sc`).
    Word,
    /// Digits, perhaps with inner stops and commas or an ending (`3.5`, `2,000`, `3rd`, `10k`).
    Number,
    /// An anonymiser's or form's placeholder, brackets included: `[name]`, `<university>`.
    Placeholder,
    /// A web or e-mail address, handle, path or piece of code: never prose.
    Opaque,
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// `network`
    Lower,
    /// `Network`
    Capitalised,
    /// `LLM`, also `LLMs`
    Upper,
    /// `PyTorch`, `iPhone`
    Mixed,
    /// No letters with case: `42`, `模型`
    Caseless,
}

/// One word (or number, placeholder, address) of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands.
    pub span: Span,
    /// Hash of its folded form, see [`hash::hash_word`]; the same for `SNN`, `snn` and `Snn`.
    pub hash: u64,
    /// What stands between it and the word before.
    pub gap: Gap,
    /// What sort of token it is.
    pub class: Class,
    /// How it is written.
    pub shape: Shape,
    /// Whether it holds anything but ASCII (a curly apostrophe counts).
    pub non_ascii: bool,
    /// Whether it is the first word of its sentence.
    pub first: bool,
}

/// A sentence: its span and its words, as a range of indices into [`Document::words`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// From its first word to the end of its closing marks.
    pub span: Span,
    /// Indices of its words.
    pub words: Range<usize>,
    /// Words as a reader counts them, see [`Document::count_words`].
    pub counted: usize,
    /// Index of its paragraph in [`Document::paragraphs`].
    pub paragraph: usize,
}

/// A paragraph: its span and its sentences, as a range of indices into [`Document::sentences`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// From its first word to the end of its last sentence.
    pub span: Span,
    /// Indices of its sentences.
    pub sentences: Range<usize>,
    /// Whether it is an item of a list (a bullet or a number stands before it).
    pub bullet: bool,
}

/// A letter, read: its words, sentences and paragraphs, each a byte span of the letter as given.
///
/// The words are those of the prose: an address block, the salutation, the closing and the signature are in the text, but
/// not among the words ([`Document::whole`] reads them too).
///
/// ```
/// use shortlist::text::Document;
/// let doc = Document::new("I study reinforce-\nment learning with Dr. Ode. It works.");
/// assert_eq!(doc.sentences.len(), 2);
/// assert_eq!(doc.sentence_text(1), "It works.");
/// assert_eq!(doc.count_words(), 9);
/// let letter = "Dear committee,\n\nI train networks that spike, on a chip that sleeps.\n\nYours sincerely,\nAnn";
/// assert_eq!((Document::new(letter).count_words(), Document::whole(letter).count_words()), (10, 15));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Document<'a> {
    text: &'a str,
    /// Where the prose stands.
    prose: Range<usize>,
    /// The words around the prose: so many before it, and those after it.
    outside_prose: Vec<Word>,
    before: usize,
    /// Words in order.
    pub words: Vec<Word>,
    /// Sentences in order; every word belongs to exactly one.
    pub sentences: Vec<Sentence>,
    /// Paragraphs in order; every sentence belongs to exactly one.
    pub paragraphs: Vec<Paragraph>,
}

impl<'a> Document<'a> {
    /// The words of the prose and those around it: an address block, a salutation, a closing, a signature.
    #[must_use]
    pub fn all_words(&self) -> Cow<'_, [Word]> {
        if self.outside_prose.is_empty() {
            return Cow::Borrowed(&self.words);
        }
        let (before, after) = self.outside_prose.split_at(self.before);
        Cow::Owned([before, &self.words, after].concat())
    }

    /// The letter as given.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The letters of a word as they stand (with a line break inside only for [`Class::Opaque`]).
    #[must_use]
    pub fn word(&self, index: usize) -> &'a str {
        self.words[index].span.slice(self.text)
    }

    /// What stands between word `index` and the one before it (or the start of the prose).
    #[must_use]
    pub fn gap_text(&self, index: usize) -> &'a str {
        let start = if index == 0 { self.prose.start } else { self.words[index - 1].span.end as usize };
        &self.text[start..self.words[index].span.start as usize]
    }

    /// A sentence as it stands, wrapped lines included.
    #[must_use]
    pub fn sentence_text(&self, index: usize) -> &'a str {
        self.sentences[index].span.slice(self.text)
    }

    /// The words of a paragraph of this letter.
    #[must_use]
    pub fn words_of(&self, paragraph: &Paragraph) -> &[Word] {
        let sentences = &self.sentences[paragraph.sentences.clone()];
        let Some((first, last)) = sentences.first().zip(sentences.last()) else { return &[] };
        &self.words[first.words.start..last.words.end]
    }

    /// The index of the sentence that holds word `word`.
    #[must_use]
    pub fn sentence_of(&self, word: usize) -> usize {
        self.sentences.partition_point(|s| s.words.end <= word).min(self.sentences.len().saturating_sub(1))
    }

    /// Words as a reader counts them: a compound (`event-driven`) once, numbers and placeholders too.
    #[must_use]
    pub fn count_words(&self) -> usize {
        self.sentences.iter().map(|s| s.counted).sum()
    }

    /// Hash of the word that word `index` makes with the one before it when the hyphen is taken out:
    /// `reinforce-\nment` as `reinforcement`. The first word of a letter has none.
    #[must_use]
    pub fn joined_hash(&self, index: usize) -> Option<u64> {
        let before = self.words.get(index.checked_sub(1)?)?;
        let mut folded = String::new();
        hash::fold_into(before.span.slice(self.text), &mut folded);
        hash::fold_into(self.words.get(index)?.span.slice(self.text), &mut folded);
        Some(hash::hash_word(folded.as_bytes()))
    }

    /// The folded form of a word: lower case, straight apostrophes, nothing a reader does not see.
    #[must_use]
    pub fn folded(&self, index: usize) -> Cow<'a, str> {
        let word = self.word(index);
        if word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase() && b != b'`') {
            return Cow::Borrowed(word);
        }
        let mut folded = String::with_capacity(word.len());
        hash::fold_into(word, &mut folded);
        Cow::Owned(folded)
    }
}
