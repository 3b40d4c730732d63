//! Words → sentences and paragraphs.

use super::abbreviations::{Stop, stop_after};
use super::lines::is_bullet;
use super::{Class, Document, Gap, Paragraph, Sentence, Shape};
use crate::span::Span;

/// Fills in the sentences and paragraphs of a document whose words are there.
pub(super) fn split(doc: &mut Document<'_>) {
    let count = doc.words.len();
    if count == 0 {
        return;
    }
    let mut begin = 0;
    let mut paragraph_begin = 0;
    for index in 1..=count {
        let new_paragraph = index == count || doc.words[index].gap.has(Gap::PARAGRAPH);
        if !new_paragraph && !ends_sentence(doc, begin, index) {
            continue;
        }
        doc.words[begin].first = true;
        let end = sentence_end(doc, index);
        doc.sentences.push(Sentence {
            span: Span::new(doc.words[begin].span.start as usize, end),
            words: begin..index,
            counted: doc.words[begin..index].iter().filter(|w| !w.gap.is_compound()).count(),
            paragraph: doc.paragraphs.len(),
        });
        begin = index;
        if new_paragraph {
            let sentences = paragraph_begin..doc.sentences.len();
            paragraph_begin = sentences.end;
            let span = doc.sentences[sentences.start].span.to(doc.sentences[sentences.end - 1].span);
            let bullet = starts_with_bullet(doc, span);
            doc.paragraphs.push(Paragraph { span, sentences, bullet });
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
