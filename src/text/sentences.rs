//! Words → sentences and paragraphs.

use super::abbreviations::{Stop, stop_after};
use super::lines::is_bullet;
use super::{Class, Document, Gap, Paragraph, Sentence, Shape};
use crate::span::Span;
use std::mem::take;

/// Fills in the sentences and paragraphs of a document whose words are there.
pub(super) fn split(doc: &mut Document<'_>) {
    const MAY_END: Gap = Gap(Gap::STOP.0 | Gap::MARK.0 | Gap::PARAGRAPH.0);
    let mut parts = Parts { sentences: take(&mut doc.sentences), paragraphs: take(&mut doc.paragraphs), begin: 0 };
    let mut compounds = 0;
    for (index, word) in doc.words.iter().enumerate() {
        if word.gap.any(MAY_END) && index > 0 {
            let new_paragraph = word.gap.has(Gap::PARAGRAPH);
            if new_paragraph || ends_sentence(doc, parts.begin, index) {
                parts.close(doc, index, take(&mut compounds), new_paragraph);
            }
        }
        compounds += usize::from(word.gap.is_compound());
    }
    if !doc.words.is_empty() {
        parts.close(doc, doc.words.len(), compounds, true);
    }
    Parts { sentences: doc.sentences, paragraphs: doc.paragraphs, .. } = parts;
    for sentence in &doc.sentences {
        doc.words[sentence.words.start].first = true;
    }
}

/// The sentences and paragraphs that are complete, and the first word behind them.
struct Parts {
    sentences: Vec<Sentence>,
    paragraphs: Vec<Paragraph>,
    begin: usize,
}

impl Parts {
    /// Ends a sentence before word `end`; `compounds` of its words are later parts of compounds.
    fn close(&mut self, doc: &Document<'_>, end: usize, compounds: usize, closes_paragraph: bool) {
        let words = self.begin..end;
        self.sentences.push(Sentence {
            span: Span::new(doc.words[words.start].span.start as usize, sentence_end(doc, end)),
            // A sentence may begin with a hyphen: `-Learn!`.
            counted: (words.len() - compounds).max(1),
            words,
            paragraph: self.paragraphs.len(),
        });
        self.begin = end;
        if closes_paragraph {
            let sentences = self.paragraphs.last().map_or(0, |p| p.sentences.end)..self.sentences.len();
            let span = self.sentences[sentences.start].span.to(self.sentences[sentences.end - 1].span);
            let bullet = starts_with_bullet(doc, span);
            self.paragraphs.push(Paragraph { span, sentences, bullet });
        }
    }
}

/// Whether a sentence ends between word `index - 1` and word `index`; `begin` is its first word.
fn ends_sentence(doc: &Document<'_>, begin: usize, index: usize) -> bool {
    let (before, next) = (&doc.words[index - 1], &doc.words[index]);
    let gap = next.gap;
    if !gap.any(Gap(Gap::STOP.0 | Gap::MARK.0)) || !gap.any(Gap(Gap::SPACE.0 | Gap::NEWLINE.0)) {
        return false;
    }
    // A stop that stands after a blank belongs to what follows ("… .NET"), unless a blank follows it too
    // (tokenised text: "word . Next").
    let text = doc.gap_text(index);
    if text.ends_with('.') && text.starts_with(char::is_whitespace) {
        return false;
    }
    if gap.has(Gap::MARK) {
        return !gap.any(Gap(Gap::CLOSE.0 | Gap::COMMA.0)) || next.shape != Shape::Lower;
    }
    if gap.has(Gap::COMMA) {
        return false;
    }
    // "1. First item": the number of a list item is not a sentence.
    if index - begin == 1 && before.class == Class::Number {
        return false;
    }
    match stop_after(before, doc.text()) {
        Stop::Inner => false,
        Stop::Final => true,
        Stop::Unclear => {
            matches!(next.shape, Shape::Capitalised) && is_opener(doc.word(index)) && next.class == Class::Word
        }
    }
}

/// Capitalised words that open a sentence rather than continue a name or a degree.
fn is_opener(word: &str) -> bool {
    const OPENERS: &[&str] = &[
        "I",
        "The",
        "A",
        "An",
        "My",
        "We",
        "Our",
        "It",
        "This",
        "That",
        "These",
        "Those",
        "In",
        "At",
        "On",
        "For",
        "After",
        "Before",
        "Since",
        "During",
        "However",
        "Now",
        "Then",
        "There",
        "As",
        "If",
        "When",
        "While",
        "With",
        "He",
        "She",
        "They",
        "You",
        "Your",
        "From",
        "To",
        "And",
        "But",
        "So",
        "Also",
        "Although",
        "Because",
        "By",
        "What",
        "Currently",
        "Today",
        "Later",
        "Moreover",
        "Furthermore",
        "Therefore",
        "Having",
        "Being",
        "Its",
        "Her",
        "His",
        "Their",
        "One",
        "Both",
        "Each",
        "All",
        "Some",
        "Most",
        "Many",
        "Finally",
        "First",
        "Second",
        "Additionally",
        "Besides",
        "Here",
    ];
    OPENERS.contains(&word)
}

/// Where the sentence before word `index` ends: after its closing marks, before the white space.
fn sentence_end(doc: &Document<'_>, index: usize) -> usize {
    let from = doc.words[index - 1].span.end as usize;
    let to = doc.words.get(index).map_or(doc.text().len(), |w| w.span.start as usize);
    let gap = &doc.text()[from..to];
    let mut end = from;
    for (at, c) in gap.char_indices() {
        match c {
            '.' | '!' | '?' | '\u{2026}' | ')' | ']' | '"' | '\'' | '\u{201d}' | '\u{2019}' | '\u{bb}' | ',' | ';'
            | ':' | '%' => {
                end = from + at + c.len_utf8();
            }
            // Tokenised text puts a blank before the stop.
            ' ' if end == from => {}
            _ => break,
        }
    }
    end
}

fn starts_with_bullet(doc: &Document<'_>, span: Span) -> bool {
    let text = doc.text();
    let start = span.start as usize;
    let line = text[..start].rfind('\n').map_or(0, |p| p + 1);
    is_bullet(&text[line..])
}
