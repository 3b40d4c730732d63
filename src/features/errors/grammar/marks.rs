//! Punctuation marks: blanks around them, pairs, doubled and missing ones.

use super::super::finding::Findings;
use super::super::finding::Report;
use super::super::reports::Reports;
use super::text::{CLOSED, Text};
use crate::lexicon::Tags;
use crate::span::Span;
use crate::text::{Class, Gap, Shape};

/// Finds what the rules of this file describe.
pub(super) fn check(text: &Text<'_, '_>, reports: &Reports, out: &mut Findings) {
    let (spaced, tokenised) = gaps(text, reports, out);
    if spaced && !tokenised {
        space_before(text, &reports.space_before_mark, out);
    }
    for paragraph in &text.doc.paragraphs {
        brackets(text, paragraph.span, &reports.unmatched_bracket, out);
        if !paragraph.bullet {
            final_stop(text, paragraph.sentences.clone(), &reports.missing_final_stop, out);
        }
    }
    quotes(text, &reports.unmatched_quote, out);
}

/// Whether an edge of this word may touch a mark without a blank: code, numbers, abbreviations.
fn plain(text: &Text<'_, '_>, at: usize) -> bool {
    let word = &text.doc.words[at];
    word.class == Class::Word && word.span.len() > 1 && !text.tokens[at].tags.is_empty()
}

/// Goes through the gaps once; tells whether any marks, and whether most, have a blank before them.
fn gaps(text: &Text<'_, '_>, reports: &Reports, out: &mut Findings) -> (bool, bool) {
    const MARKS: u16 = Gap::COMMA.0 | Gap::STOP.0 | Gap::MARK.0;
    let bytes = text.doc.text().as_bytes();
    let (mut spaced, mut close) = (0u32, 0u32);
    for at in 1..text.doc.words.len() {
        let word = &text.doc.words[at];
        if word.gap.0 & MARKS == 0 {
            continue;
        }
        let start = text.doc.words[at - 1].span.end as usize;
        let gap = &bytes[start..word.span.start as usize];
        if matches!(gap, [b' ', b',' | b'.' | b'?' | b'!', ..]) {
            spaced += 1;
            continue;
        }
        close += 1;
        match gap {
            [b'.'] if plain(text, at - 1) && plain(text, at) => {
                let before = &text.doc.words[at - 1];
                // "end.The" but neither "Node.js" nor "U.S.A".
                let sentence =
                    before.shape == Shape::Lower && before.span.len() > 2 && word.shape == Shape::Capitalised;
                let known = !text.tokens[at - 1].tags.any(Tags::UNKNOWN) && !text.tokens[at].tags.any(Tags::UNKNOWN);
                if sentence && known {
                    touch(text, at, &reports.missing_space, out);
                }
            }
            [b','] if plain(text, at - 1) && plain(text, at) && word.shape != Shape::Upper => {
                touch(text, at, &reports.missing_space, out)
            }
            // "etc., then" is right, and so is an ellipsis.
            [b',', b','] | [b',', b',', b' '] | [b',', b'.', b' '] if plain(text, at - 1) => {
                out.report(&reports.doubled_mark, Span::new(start, start + 2));
            }
            _ => {}
        }
    }
    (spaced > 0, spaced > 0 && spaced >= close)
}

/// Marks the punctuation and the first letter after it.
fn touch(text: &Text<'_, '_>, at: usize, report: &Report, out: &mut Findings) {
    let from = text.doc.words[at - 1].span.end as usize;
    let word = text.doc.words[at].span;
    let letter = word.slice(text.doc.text()).chars().next().map_or(0, char::len_utf8);
    out.report(report, Span::new(from, word.start as usize + letter));
}

fn space_before(text: &Text<'_, '_>, report: &Report, out: &mut Findings) {
    let bytes = text.doc.text().as_bytes();
    for at in 1..text.doc.words.len() {
        if !text.doc.words[at].gap.any(Gap::COMMA.with(Gap::STOP).with(Gap::MARK))
            || text.tokens[at - 1].tags.is_empty()
        {
            continue;
        }
        let start = text.doc.words[at - 1].span.end as usize;
        if let [b' ', b',' | b'.' | b'?' | b'!', b' ' | b'\n', ..] =
            &bytes[start..text.doc.words[at].span.start as usize]
        {
            out.report(report, Span::new(start, start + 2));
        }
    }
}

fn brackets(text: &Text<'_, '_>, span: Span, report: &Report, out: &mut Findings) {
    let bytes = text.doc.text().as_bytes();
    let Some(paragraph) = bytes.get(span.range()) else { return };
    let mut open = None;
    let mut depth = 0u32;
    for at in memchr::memchr2_iter(b'(', b')', paragraph) {
        if paragraph[at] == b'(' {
            depth += 1;
            open = Some(at);
        } else {
            depth = depth.saturating_sub(1);
        }
    }
    // A bracket cut off at the paragraph's edge may close beyond it.
    let closes_later = bytes.get(span.end as usize) == Some(&b')');
    if let (1, Some(at), false) = (depth, open, closes_later) {
        let smiley = at > 0 && matches!(paragraph[at - 1], b':' | b';' | b'-');
        if !smiley {
            let at = span.start as usize + at;
            out.report(report, Span::new(at, at + 1));
        }
    }
}

/// A double quotation mark by what stands beside it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quote {
    Opens,
    Closes,
    /// Closes a quotation; without one it stands for inches.
    AfterDigit,
    Unclear,
}

impl Quote {
    /// The mark at byte `at`, with its length in bytes; none if another character is.
    fn of(text: &str, at: usize) -> Option<(Self, usize)> {
        let mut rest = text.get(at..)?.chars();
        let mark = rest.next()?;
        let quote = match mark {
            '\u{201c}' => Self::Opens,
            '\u{201d}' => Self::Closes,
            '\u{201e}' | '\u{201f}' => Self::Unclear,
            '"' => {
                let (before, after) = (text[..at].chars().next_back().unwrap_or(' '), rest.next().unwrap_or(' '));
                let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')' | ']');
                let ended = |c: char| matches!(c, ',' | '.' | '!' | '?' | ')' | ']' | '\u{2026}' | '\u{2019}' | '\'');
                match (before, after) {
                    (b, a) if (b.is_whitespace() || matches!(b, '(' | '[')) && a.is_alphanumeric() => Self::Opens,
                    (b, a) if b.is_ascii_digit() && ends(a) => Self::AfterDigit,
                    (b, a) if (b.is_alphanumeric() || ended(b)) && ends(a) => Self::Closes,
                    _ => Self::Unclear,
                }
            }
            _ => return None,
        };
        Some((quote, mark.len_utf8()))
    }
}

/// Finds the one quotation mark of a letter that has no partner in its paragraph.
fn quotes(text: &Text<'_, '_>, report: &Report, out: &mut Findings) {
    let letter = text.doc.text();
    let bytes = letter.as_bytes();
    // Curly marks begin with this byte, as dashes and curly apostrophes do.
    let mut marks = memchr::memchr2_iter(b'"', 0xe2, bytes).peekable();
    let mut alone = None;
    let mut open = Vec::new();
    let mut paragraphs = text.doc.paragraphs.iter();
    let mut end = 0;
    while marks.peek().is_some() {
        // A mark at a paragraph's edge can lie outside its span, which ends with its words.
        end = paragraphs.find(|p| p.span.end as usize >= end).map_or(bytes.len(), |p| {
            let from = p.span.end as usize;
            memchr::memchr(b'\n', &bytes[from..]).map_or(bytes.len(), |n| from + n)
        });
        open.clear();
        let (mut closed, mut inches, mut unclear) = (None, false, false);
        while let Some(at) = marks.next_if(|&at| at < end) {
            let Some((quote, len)) = Quote::of(letter, at) else { continue };
            inches |= quote == Quote::AfterDigit;
            match quote {
                Quote::Opens => open.push((at, len)),
                Quote::Closes | Quote::AfterDigit if open.pop().is_some() => {}
                Quote::AfterDigit => {}
                // A second one too many is no slip.
                Quote::Closes => unclear |= closed.replace((at, len)).is_some(),
                Quote::Unclear => unclear = true,
            }
        }
        if unclear || inches && closed.is_some() {
            return;
        }
        match (open.as_slice(), closed) {
            ([], None) => {}
            (&[only], None) | (&[], Some(only)) if alone.is_none() => alone = Some(only),
            _ => return,
        }
    }
    // ``So" and ''so" begin with other marks.
    if let Some((at, len)) = alone.filter(|_| !letter.contains("``") && !letter.contains("''")) {
        out.report(report, Span::new(at, at + len));
    }
}

fn final_stop(text: &Text<'_, '_>, sentences: std::ops::Range<usize>, report: &Report, out: &mut Findings) {
    let Some(last) = sentences.clone().next_back().and_then(|s| text.doc.sentences.get(s)) else { return };
    let end = last.words.end;
    // Prose: a sentence before it in the paragraph, or a long one with a comma; and no closing of a letter.
    let long = last.words.len() >= 8;
    // A heading has no finite verb after a pronoun or article.
    let clause = text.tokens.get(last.words.clone()).is_some_and(|t| {
        let subject =
            t.first().is_some_and(|t| t.tags.any(Tags(Tags::SUBJECT.0 | Tags::DETERMINER.0 | Tags::CONJUNCTION.0)));
        subject
            && t.iter().any(|t| t.tags.any(Tags(Tags::MODAL.0 | Tags::BE.0 | Tags::HAVE.0)) && !t.tags.any(Tags::ING))
    });
    let prose = sentences.len() >= 2 || last.words.len() >= 14 || clause;
    let after = &text.doc.text().as_bytes()[text.doc.words[end - 1].span.end as usize..];
    let closed = after.iter().take_while(|&&b| b != b'\n').any(|&b| !matches!(b, b' ' | b'\t' | b'\r'));
    // A line that was broken inside its sentence goes on in the next, or ends with a word that joins.
    let goes_on = text.doc.words.get(end).is_some_and(|next| next.shape == Shape::Lower);
    let inner = text.tokens.get(end - 1).is_some_and(|t| t.tags.is_empty() || t.tags.any(CLOSED.with(Tags::NAME)));
    if long && prose && !closed && !inner && !goes_on && text.doc.words[end - 1].class == Class::Word {
        out.report(report, text.doc.words[end - 1].span);
    }
}
