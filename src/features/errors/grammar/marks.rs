//! Punctuation marks: blanks around them, pairs, doubled and missing ones.

use super::super::{Findings, Kind};
use super::{Rule, Text};
use crate::lexicon::Tags;
use crate::span::Span;
use crate::text::{Class, Gap, Shape};

const MISSING_SPACE: Rule = Rule::new(
    "missing_space",
    "A blank is missing after the mark",
    "Between two words of prose; versions, file names, times and decimals keep their marks close.",
    &[],
    &["I came«.T»hen I left.", "One«,t»wo and three."],
    &["I use 3.5 and e.g. this, see Node.js, 2,000 or a.m. tests.", "I came. Then I left."],
)
.kind(Kind::Punctuation);

const SPACE_BEFORE: Rule = Rule::new(
    "space_before_mark",
    "No blank stands before a comma or stop",
    "In text that sets a blank before every mark (a tokeniser wrote it) none is counted.",
    &[],
    &["I came« ,» then I left, and it was good, so I said, and yet, and so."],
    &["I came , then I left .", "I came, then I left, it is said.", "I use .NET, and it works, mostly."],
)
.kind(Kind::Punctuation);

const DOUBLED_MARK: Rule = Rule::new(
    "doubled_mark",
    "A mark too many",
    "An ellipsis, a stop of an abbreviation before a comma, `?!` and repeated exclamation marks are no mistakes of this kind.",
    &[],
    &["I came«,,» then I left.", "It is sold«,.» But why."],
    &["Wait... I came etc., then I left. Really?!"],
)
.kind(Kind::Punctuation);

const NO_FINAL_STOP: Rule = Rule::new(
    "missing_final_stop",
    "The last sentence of the paragraph has no stop",
    "Only in a paragraph of prose: a last sentence of eight words or more, with another before it, or long, or with a \
     subject and a finite verb; headings, list items, \
     salutations and closings end without.",
    &[],
    &["I like my school. It is very good and I learn a lot of things «there»\n\nThe end is near. It came."],
    &["Dear committee\n\nI like it. It is good.\n\nYours sincerely\nAnn", "My skills and tools in the last years"],
)
.kind(Kind::Punctuation);

const UNMATCHED: Rule = Rule::new(
    "unmatched_bracket",
    "The bracket has no partner",
    "Within a paragraph; `a)` and `:)` open nothing.",
    &[],
    &["I came «(»then I left."],
    &["I came (then I left). a) one b) two :)"],
)
.kind(Kind::Punctuation);

const UNMATCHED_QUOTE: Rule = Rule::new(
    "unmatched_quote",
    "The quotation mark has no partner",
    "Double marks only, which no apostrophe looks like, and only where one paragraph of the letter has one too many: a \
     quotation of several paragraphs opens each of them. Inches, marks that stand free, and the quotation marks of \
     other languages are left alone.",
    &[],
    &[
        "He said «\"»it works and left.",
        "He said it works«\"» and left.",
        "We read \"Sapiens\" and «\"»Emma in class.",
        "They call it \u{201c}home\u{201d}«\u{201d}» here.",
    ],
    &[
        "He said \"it works\" and left. I call it \u{201c}home\u{201d}.",
        "My 14\" screen broke, and the students' \u{2018}plan\u{2019} isn't mine.",
        "I read \u{201c}on \u{201c}Emma\u{201d} again\u{201d} twice.",
        "I read \u{201e}Faust\u{201c} and ``Emma\" twice.",
        "He said \"a 14\" screen is small\" and left.",
        "\"I came.\n\n\"I saw.\n\nI won.\"",
        "Set x=\"1 and go on.",
    ],
)
.kind(Kind::Punctuation);

pub(super) const RULES: &[Rule] =
    &[MISSING_SPACE, SPACE_BEFORE, DOUBLED_MARK, NO_FINAL_STOP, UNMATCHED, UNMATCHED_QUOTE];

/// Finds what the rules of this file describe.
pub(super) fn check(text: &Text<'_, '_>, out: &mut Findings) {
    let (spaced, tokenised) = gaps(text, out);
    if spaced && !tokenised {
        space_before(text, out);
    }
    for paragraph in &text.doc.paragraphs {
        brackets(text, paragraph.span, out);
        if !paragraph.bullet {
            final_stop(text, paragraph.sentences.clone(), out);
        }
    }
    quotes(text, out);
}

/// Whether an edge of this word may touch a mark without a blank: code, numbers, abbreviations.
fn plain(text: &Text<'_, '_>, at: usize) -> bool {
    let word = &text.doc.words[at];
    word.class == Class::Word && word.span.len() > 1 && !text.tokens[at].tags.is_empty()
}

/// Goes through the gaps once; tells whether any marks, and whether most, have a blank before them.
fn gaps(text: &Text<'_, '_>, out: &mut Findings) -> (bool, bool) {
    const MARKS: u16 = Gap::COMMA.0 | Gap::STOP.0;
    let bytes = text.doc.text().as_bytes();
    let (mut spaced, mut close) = (0u32, 0u32);
    for at in 1..text.doc.words.len() {
        let word = &text.doc.words[at];
        if word.gap.0 & MARKS == 0 {
            continue;
        }
        let start = text.doc.words[at - 1].span.end as usize;
        let gap = &bytes[start..word.span.start as usize];
        if matches!(gap, [b' ', b',' | b'.', ..]) {
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
                    touch(text, at, out);
                }
            }
            [b','] if plain(text, at - 1) && plain(text, at) && word.shape != Shape::Upper => touch(text, at, out),
            // "etc., then" is right, and so is an ellipsis.
            [b',', b','] | [b',', b',', b' '] | [b',', b'.', b' '] if plain(text, at - 1) => {
                out.add(DOUBLED_MARK.kind, Span::new(start, start + 2), DOUBLED_MARK.name, DOUBLED_MARK.message);
            }
            _ => {}
        }
    }
    (spaced > 0, spaced > 0 && spaced * 2 >= close)
}

/// Marks the punctuation and the first letter after it.
fn touch(text: &Text<'_, '_>, at: usize, out: &mut Findings) {
    let from = text.doc.words[at - 1].span.end as usize;
    let word = text.doc.words[at].span;
    let letter = word.slice(text.doc.text()).chars().next().map_or(0, char::len_utf8);
    out.add(
        MISSING_SPACE.kind,
        Span::new(from, word.start as usize + letter),
        MISSING_SPACE.name,
        MISSING_SPACE.message,
    );
}

fn space_before(text: &Text<'_, '_>, out: &mut Findings) {
    let bytes = text.doc.text().as_bytes();
    for at in 1..text.doc.words.len() {
        if !text.doc.words[at].gap.any(Gap::COMMA.with(Gap::STOP)) || text.tokens[at - 1].tags.is_empty() {
            continue;
        }
        let start = text.doc.words[at - 1].span.end as usize;
        if let [b' ', b',' | b'.', b' ' | b'\n', ..] = &bytes[start..text.doc.words[at].span.start as usize] {
            out.add(SPACE_BEFORE.kind, Span::new(start, start + 2), SPACE_BEFORE.name, SPACE_BEFORE.message);
        }
    }
}

fn brackets(text: &Text<'_, '_>, span: Span, out: &mut Findings) {
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
            out.add(UNMATCHED.kind, Span::new(at, at + 1), UNMATCHED.name, UNMATCHED.message);
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
    /// The mark at byte `at`, with its length in bytes; none where another character is.
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
fn quotes(text: &Text<'_, '_>, out: &mut Findings) {
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
        out.add(UNMATCHED_QUOTE.kind, Span::new(at, at + len), UNMATCHED_QUOTE.name, UNMATCHED_QUOTE.message);
    }
}

fn final_stop(text: &Text<'_, '_>, sentences: std::ops::Range<usize>, out: &mut Findings) {
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
    let inner = text.tokens.get(end - 1).is_some_and(|t| t.tags.is_empty() || t.tags.any(Tags::NAME));
    if long && prose && !closed && !inner && text.doc.words[end - 1].class == Class::Word {
        out.add(NO_FINAL_STOP.kind, text.doc.words[end - 1].span, NO_FINAL_STOP.name, NO_FINAL_STOP.message);
    }
}
