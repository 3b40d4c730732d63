//! A text → a [`Document`]: lines, words, what stands around the prose, sentences, paragraphs.

use super::{Document, letterhead, lines, segment, sentences};
use std::ops::Range;

impl<'a> Document<'a> {
    /// Reads a letter. Never fails; text beyond [`Span::MAX_TEXT`] bytes is not read.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Document::default().reuse(text)
    }

    /// Reads another letter into the memory of this document: no allocation once it has grown.
    #[must_use]
    pub fn reuse<'b>(self, text: &'b str) -> Document<'b> {
        let text = lines::clip(text);
        let prose = letterhead::prose(text);
        self.read(text, prose)
    }

    /// Reads all of a letter, with what stands around its prose.
    #[must_use]
    pub fn whole(text: &'a str) -> Self {
        let text = lines::clip(text);
        Document::default().read(text, 0..text.len())
    }

    fn read<'b>(self, text: &'b str, prose: Range<usize>) -> Document<'b> {
        let Document { mut outside_prose, mut words, mut sentences, mut paragraphs, .. } = self;
        outside_prose.clear();
        words.clear();
        sentences.clear();
        paragraphs.clear();
        let layout = lines::Layout::of(text);
        segment::segment(text, &layout, &mut words);
        let before = words.partition_point(|w| (w.span.start as usize) < prose.start);
        let end = words.partition_point(|w| (w.span.start as usize) < prose.end);
        outside_prose.extend(words.drain(end..));
        outside_prose.splice(..0, words.drain(..before));
        let mut doc = Document { text, prose, outside_prose, before, words, sentences, paragraphs };
        sentences::split(&mut doc);
        doc
    }
}
