//! Bytes → words. One pass, no allocation beyond the list of words.

use super::address::{is_run, placeholder, run_end, run_start, starts_address};
use super::hash::{Letters, fold_into, hash_word, letters};
use super::lines::Layout;
use super::{Class, Gap, Shape, Word};
use crate::span::Span;

const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const HIGH: u8 = 3;
const BREAK: u8 = 4;
const MARK: u8 = 5;

const CLASSES: [u8; 256] = {
    let mut table = [MARK; 256];
    let mut b = 0usize;
    while b < 256 {
        table[b] = match b as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => LETTER,
            b'0'..=b'9' => DIGIT,
            b'\n' => BREAK,
            0x80..=0xff => HIGH,
            _ => MARK,
        };
        b += 1;
    }
    table
};

/// The mark that an ASCII byte between words leaves in a [`Gap`].
const GAPS: [u16; 128] = {
    let mut table = [Gap::OTHER.0; 128];
    let mut b = 0usize;
    while b < 128 {
        table[b] = match b as u8 {
            b' ' | b'\t' | b'\r' | 0x0b | 0x0c => Gap::SPACE.0,
            b'\n' => Gap::NEWLINE.0,
            b'-' => Gap::HYPHEN.0,
            b',' => Gap::COMMA.0,
            b'.' => Gap::STOP.0,
            b'!' | b'?' => Gap::MARK.0,
            b';' | b':' => Gap::COLON.0,
            b'"' => Gap::QUOTE.0,
            b'(' | b'[' | b'{' => Gap::OPEN.0,
            b')' | b']' | b'}' => Gap::CLOSE.0,
            b'/' | b'\\' => Gap::SLASH.0,
            b'\'' | b'`' => Gap::APOSTROPHE.0,
            _ => Gap::OTHER.0,
        };
        b += 1;
    }
    table
};

/// Whether a character is part of a word.
fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || is_mark(c)
}

/// Combining marks and the invisible characters that may stand inside a word.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02bc}')
}

/// The mark that a character other than ASCII leaves in a gap.
fn high_gap(c: char) -> Gap {
    match c {
        '\u{2010}' | '\u{2011}' => Gap::HYPHEN,
        '\u{2012}'..='\u{2015}' => Gap::DASH,
        '\u{2018}' | '\u{2019}' => Gap::APOSTROPHE,
        '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}' => Gap::QUOTE,
        '\u{2026}' => Gap::STOP,
        '\u{2028}' | '\u{2029}' => Gap::NEWLINE,
        c if c.is_whitespace() => Gap::SPACE,
        _ if is_mark(c) => Gap(0),
        _ => Gap::OTHER,
    }
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// Appends the words of `text` to `words`; their sentences are not known yet.
pub(super) fn segment(text: &str, layout: &Layout, words: &mut Vec<Word>) {
    let bytes = text.as_bytes();
    // English letters have a word to every five or six bytes.
    words.reserve(text.len() / 5);
    let mut at = 0;
    while at < bytes.len() {
        if let Some(word) = plain_word(bytes, at) {
            at = word.span.end as usize;
            words.push(word);
            continue;
        }
        let (start, gap, glued) = skip_gap(text, layout, at);
        if start >= bytes.len() {
            break;
        }
        let mut gap = gap;
        if gap.has(Gap::OPEN)
            && matches!(bytes[start - 1], b'[' | b'{' | b'<')
            && let Some(end) = placeholder(bytes, start)
        {
            // Its own bracket is part of it; another before it, as in `([name])`, is not.
            if !bytes[at..start - 1].iter().any(|b| matches!(b, b'(' | b'[' | b'{')) {
                gap.0 &= !Gap::OPEN.0;
            }
            if gap.0 == 0 && !words.is_empty() {
                gap = Gap::OTHER;
            }
            words.push(opaque(start - 1, end, gap, Class::Placeholder));
            at = end;
            continue;
        }
        if glued == Glue::Address {
            // `name@host`: the whole run of visible characters is one address.
            let end = run_end(bytes, start + 1);
            let mut from = run_start(bytes, start);
            let mut first_gap = gap;
            while let Some(last) = words.last() {
                if (last.span.end as usize) <= from {
                    break;
                }
                from = from.min(last.span.start as usize);
                first_gap = last.gap;
                words.pop();
            }
            words.push(opaque(from, end, first_gap, Class::Opaque));
            at = end;
            continue;
        }
        let word = scan_word(text, start, gap);
        let end = word.span.end as usize;
        if starts_address(text, &word) {
            let end = run_end(bytes, end);
            words.push(opaque(start, end, gap, Class::Opaque));
            at = end;
            continue;
        }
        words.push(word);
        at = end;
    }
}

/// The marks after which a blank parts words and does no more, and the bytes that end any word of letters.
const PARTING: u8 = 1;
const ENDING: u8 = 2;
const PLAIN: [u8; 256] = {
    let mut table = [0; 256];
    let (parting, ending) = (b",.;:!?)", b" ,\n-);!?\r\"/");
    let mut i = 0;
    while i < parting.len() {
        table[parting[i] as usize] |= PARTING;
        i += 1;
    }
    i = 0;
    while i < ending.len() {
        table[ending[i] as usize] |= ENDING;
        i += 1;
    }
    table
};

/// The common case, nine words in ten: a blank, perhaps with a mark before it, up to fifteen ASCII letters, and then
/// something that ends any word. The last words of a letter are left to the general case.
#[inline]
fn plain_word(bytes: &[u8], at: usize) -> Option<Word> {
    let window: &[u8; 32] = bytes.get(at..)?.first_chunk()?;
    let mark = window[0];
    let marked = mark != b' ';
    if marked && (PLAIN[mark as usize] & PARTING == 0 || window[1] != b' ') {
        return None;
    }
    let lead = if marked { 2 } else { 1 };
    let Letters { len, uppers, hash } = letters(window[lead..].first_chunk()?)?;
    // Never beyond the window: it tells the compiler so.
    let byte = |index: usize| window[index & 31];
    let next = byte(lead + len);
    let ends = PLAIN[next as usize] & ENDING != 0
        || next == b'.' && !(byte(lead + len + 1) >= 0x80 || byte(lead + len + 1).is_ascii_alphanumeric());
    if !ends {
        return None;
    }
    let shape = if uppers == 0 {
        Shape::Lower
    } else if uppers == len && len > 1 || uppers >= 2 && uppers + 1 == len && byte(lead + len - 1) == b's' {
        Shape::Upper
    } else if uppers == 1 && byte(lead).is_ascii_uppercase() {
        Shape::Capitalised
    } else {
        Shape::Mixed
    };
    let start = at + lead;
    Some(Word {
        span: Span::new(start, start + len),
        hash,
        gap: Gap(Gap::SPACE.0 | GAPS[(mark & 0x7f) as usize]),
        class: Class::Word,
        shape,
        non_ascii: false,
        first: false,
    })
}

/// A token that is not read as words.
fn opaque(start: usize, end: usize, gap: Gap, class: Class) -> Word {
    Word { span: Span::new(start, end), hash: 0, gap, class, shape: Shape::Caseless, non_ascii: false, first: false }
}

#[derive(PartialEq, Eq)]
enum Glue {
    None,
    Address,
}

/// Skips from `at` to the next word: its start, what was skipped, and whether an `@` ties both.
fn skip_gap(text: &str, layout: &Layout, mut at: usize) -> (usize, Gap, Glue) {
    let bytes = text.as_bytes();
    let begin = at;
    let mut gap = Gap(0);
    let mut hyphen_before_break = false;
    while at < bytes.len() {
        match CLASSES[bytes[at] as usize] {
            LETTER | DIGIT => break,
            MARK => {
                gap.0 |= GAPS[bytes[at] as usize];
                at += 1;
            }
            BREAK => {
                let skipped = text[begin..at].trim_end_matches([' ', '\t', '\r']);
                hyphen_before_break |= matches!(skipped, "-" | "\u{2010}" | "\u{ad}");
                gap = gap.with(Gap::NEWLINE);
                if !gap.has(Gap::PARAGRAPH) && layout.ends_paragraph(text, at) {
                    gap = gap.with(Gap::PARAGRAPH);
                }
                at += 1;
            }
            _ => {
                let Some(c) = char_at(text, at) else { break };
                if c.is_alphanumeric() {
                    break;
                }
                gap = gap.with(high_gap(c));
                at += c.len_utf8();
            }
        }
    }
    if bytes[begin..at].windows(2).any(|w| w == b"--") {
        gap.0 = gap.0 & !Gap::HYPHEN.0 | Gap::DASH.0;
    }
    // Only a lower-case letter goes on with a divided word.
    if hyphen_before_break && begin > 0 && char_at(text, at).is_some_and(char::is_lowercase) {
        let blank = text[begin..at].trim_matches(['-', '\u{2010}', '\u{ad}', ' ', '\t', '\r', '\n']);
        if blank.is_empty() && !text[begin..at].contains("\n\n") {
            return (at, Gap::LINE_HYPHEN, Glue::None);
        }
    }
    let tied = at == begin + 1 && begin > 0 && bytes[begin] == b'@';
    let glue = if tied && is_run(bytes[begin - 1]) && bytes.get(at).is_some_and(|&b| is_run(b)) {
        Glue::Address
    } else {
        Glue::None
    };
    (at, gap, glue)
}

/// Whether only blanks stand before the end of the line.
fn ends_line(rest: &[u8]) -> bool {
    rest.iter().find(|b| !matches!(b, b' ' | b'\r')) == Some(&b'\n')
}

/// Scans the word that begins at `start`.
fn scan_word(text: &str, start: usize, gap: Gap) -> Word {
    let bytes = text.as_bytes();
    let mut at = start;
    let (mut letters, mut digits, mut non_ascii) = (0u32, 0u32, false);
    let (mut uppers, mut lowers, mut first_upper) = (0u32, 0u32, false);
    let mut since_stop = 0u32;
    let mut code = false;
    while at < bytes.len() {
        let b = bytes[at];
        match CLASSES[b as usize] {
            LETTER => {
                if b.is_ascii_lowercase() {
                    lowers += 1;
                } else if b == b'_' {
                    code = true;
                } else {
                    uppers += 1;
                    first_upper |= letters == 0;
                }
                letters += 1;
                since_stop += 1;
                at += 1;
            }
            DIGIT => {
                digits += 1;
                since_stop += 1;
                at += 1;
            }
            HIGH => {
                let Some(c) = char_at(text, at) else { break };
                let next = at + c.len_utf8();
                if is_apostrophe(c) {
                    if letters == 0 || !char_at(text, next).is_some_and(char::is_alphabetic) {
                        break;
                    }
                } else if !is_word_char(c) || (c == '\u{ad}' && ends_line(&bytes[next..])) {
                    break;
                } else if c.is_uppercase() {
                    uppers += 1;
                    first_upper |= letters == 0;
                    letters += 1;
                } else if c.is_lowercase() {
                    lowers += 1;
                    letters += 1;
                } else if c.is_alphanumeric() {
                    letters += 1;
                }
                non_ascii = true;
                since_stop += 1;
                at = next;
            }
            _ => {
                let next = bytes.get(at + 1).copied().unwrap_or(b' ');
                let goes_on = match b {
                    b'\'' => {
                        letters > 0
                            && (next.is_ascii_alphabetic()
                                || next >= 0x80 && char_at(text, at + 1).is_some_and(char::is_alphabetic))
                    }
                    // `3.5`, `2,000`; `M.Sc`, `e.g`, `U.S`: at most two letters before each inner stop.
                    b'.' if digits > 0 && letters == 0 => next.is_ascii_digit(),
                    b',' => digits > 0 && letters == 0 && next.is_ascii_digit(),
                    b'.' => {
                        next.is_ascii_alphabetic()
                            && since_stop <= 2
                            && digits == 0
                            && after_stop_is_short(bytes, at + 1)
                    }
                    _ => false,
                };
                if !goes_on {
                    break;
                }
                since_stop = 0;
                at += 1;
            }
        }
    }
    if at == start {
        // A character that is alphanumeric but neither letter nor digit here: take it whole.
        at += char_at(text, start).map_or(1, char::len_utf8);
    }
    let hash = if non_ascii {
        let mut folded = String::new();
        fold_into(&text[start..at], &mut folded);
        hash_word(folded.as_bytes())
    } else {
        hash_word(&bytes[start..at])
    };
    let class = if code {
        Class::Opaque
    } else if digits > 0 && bytes[start].is_ascii_digit() {
        Class::Number
    } else {
        Class::Word
    };
    let shape = if uppers == 0 && lowers == 0 {
        Shape::Caseless
    } else if uppers == 0 {
        Shape::Lower
    } else if lowers == 0 || uppers >= 2 && (lowers == 1 && bytes[at - 1] == b's') {
        if uppers == 1 && letters == 1 { Shape::Capitalised } else { Shape::Upper }
    } else if uppers == 1 && first_upper {
        Shape::Capitalised
    } else {
        Shape::Mixed
    };
    Word { span: Span::new(start, at), hash, gap, class, shape, non_ascii, first: false }
}

/// Whether at most four letters follow, up to the next stop or the word's end: the rest of an abbreviation.
fn after_stop_is_short(bytes: &[u8], at: usize) -> bool {
    let len = bytes[at..].iter().take(6).position(|b| !b.is_ascii_alphabetic()).unwrap_or(6.min(bytes.len() - at));
    len <= 1
        || (len <= 4 && bytes.get(at + len) == Some(&b'.'))
        || matches!(&bytes[at..at + len], b"Sc" | b"Tech" | b"Eng" | b"Ed" | b"Phil" | b"sc" | b"tech")
        || (len == 1 && bytes.get(at + len) != Some(&b'.'))
}
