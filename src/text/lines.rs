//! Which line breaks end a paragraph and which were only put there to fit the page.

use crate::span::Span;

/// The first [`Span::MAX_TEXT`] bytes of a text, cut at a character.
pub(super) fn clip(text: &str) -> &str {
    if text.len() <= Span::MAX_TEXT {
        return text;
    }
    let mut end = Span::MAX_TEXT;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Lines longer than this, in bytes, were not wrapped: then every line break ends a paragraph.
const LONGEST_WRAPPED: usize = 140;

/// How a letter's lines are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// The width, in bytes, at which lines were wrapped; none if they were not.
    width: Option<usize>,
}

impl Layout {
    /// Reads the layout off a text: it is wrapped where at least a half of the lines that go on (those
    /// followed by another line, not by a blank) lie within a third of their upper quartile.
    pub(super) fn of(text: &str) -> Self {
        // A histogram of line lengths keeps this in constant memory for a letter of any size.
        let mut counts = [0u32; LONGEST_WRAPPED + 1];
        let (mut total, mut long, mut start) = (0u32, 0u32, 0usize);
        for at in memchr::memchr_iter(b'\n', text.as_bytes()) {
            let next_blank = matches!(text.as_bytes().get(at + 1), None | Some(b'\n' | b'\r'));
            let len = at - start;
            start = at + 1;
            if len == 0 || next_blank {
                continue;
            }
            total += 1;
            if len <= LONGEST_WRAPPED {
                counts[len] += 1;
            } else {
                long += 1;
            }
        }
        if total == 0 || long * 4 > total {
            return Self { width: None };
        }
        let (mut seen, mut quartile) = (0, 0);
        for (len, &n) in counts.iter().enumerate() {
            seen += n;
            if seen * 4 >= (total - long) * 3 {
                quartile = len;
                break;
            }
        }
        let near: u32 = counts[quartile * 2 / 3..].iter().sum();
        let wrapped = quartile >= 30 && near * 2 >= total - long;
        Self { width: wrapped.then_some(quartile) }
    }

    /// Whether the line break at byte `at` ends a paragraph. `text[at]` is `\n`.
    pub(super) fn ends_paragraph(&self, text: &str, at: usize) -> bool {
        let bytes = text.as_bytes();
        let next = &text[at + 1..];
        let line_start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |p| p + 1);
        let line = text[line_start..at].trim_end();
        let next_line = next.trim_start_matches([' ', '\t', '\r']);
        if line.is_empty() || next_line.is_empty() || next_line.starts_with('\n') || is_bullet(next_line) {
            return true;
        }
        let Some(width) = self.width else { return true };
        // A line broken to fit is as long as its successor's first word forced it to be.
        let first_word = next_line.find(char::is_whitespace).unwrap_or(next_line.len());
        let would_have_fit = line.len() + 1 + first_word <= width;
        let closed = line.ends_with(['.', '!', '?', ':']);
        // A greeting or a closing phrase stands on a short line of its own; a clause may end anywhere.
        let greeting = line.ends_with([',', ';', '"', '\u{201d}', ')']) && line.len() * 3 < width * 2;
        (would_have_fit && (closed || greeting)) || line.len() + first_word < width / 2
    }
}

/// Whether a line begins with the mark of a list item: `-`, `*`, `•`, `1.`, `2)` and a blank.
pub(super) fn is_bullet(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t']);
    let mut chars = line.chars();
    match chars.next() {
        Some('-' | '*' | '+' | '\u{2013}' | '\u{2014}') => chars.next().is_some_and(char::is_whitespace),
        Some('•' | '◦' | '▪' | '■' | '●' | '‣' | '·' | '✓' | '➢' | '♦' | '►') => true,
        Some(c) if c.is_ascii_digit() => {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
            let marks = line.len() - rest.len();
            marks <= 2 && (rest.starts_with(". ") || rest.starts_with(") "))
        }
        _ => false,
    }
}
