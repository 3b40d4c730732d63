//! Tokens that are never prose: placeholders, web and e-mail addresses.

use super::{Shape, Word};

/// Longest placeholder, in bytes, brackets included.
const LONGEST_PLACEHOLDER: usize = 48;

/// The end of a placeholder whose opening bracket stands just before `start`.
pub(super) fn placeholder(bytes: &[u8], start: usize) -> Option<usize> {
    let close = match bytes[start - 1] {
        b'[' => b']',
        b'{' => b'}',
        _ => b'>',
    };
    let inner = &bytes[start..(start + LONGEST_PLACEHOLDER).min(bytes.len())];
    let end = inner.iter().position(|&b| b == close || b == b'\n')?;
    if inner[end] != close || !inner[..end].iter().any(u8::is_ascii_alphabetic) {
        return None;
    }
    // `[3, 5]` is a citation, `[an aside with many words]` is prose; up to four words are a placeholder.
    (inner[..end].iter().filter(|&&b| b == b' ').count() <= 3).then_some(start + end + 1)
}

/// Whether a byte can stand inside a web or e-mail address.
pub(super) fn is_run(b: u8) -> bool {
    b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b'"' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b',' | b';')
}

/// The end of the address that holds `from`, without the punctuation that closes the sentence around it.
pub(super) fn run_end(bytes: &[u8], from: usize) -> usize {
    let mut end = from + bytes[from..].iter().position(|&b| !is_run(b)).unwrap_or(bytes.len() - from);
    while end > from && matches!(bytes[end - 1], b'.' | b'!' | b'?' | b':' | b'\'') {
        end -= 1;
    }
    end
}

/// The start of the address that holds `at`.
pub(super) fn run_start(bytes: &[u8], at: usize) -> usize {
    bytes[..at].iter().rposition(|&b| !is_run(b)).map_or(0, |p| p + 1)
}

/// Whether a word begins a web address: `https://…`, `www.…`, `host.org/…`.
pub(super) fn starts_address(text: &str, word: &Word) -> bool {
    let bytes = text.as_bytes();
    let (start, end) = (word.span.start as usize, word.span.end as usize);
    match bytes.get(end) {
        Some(b':') => bytes[end..].starts_with(b"://") && end - start <= 8,
        Some(b'.') => {
            if bytes[start..end].eq_ignore_ascii_case(b"www") {
                return bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric);
            }
            let host = &bytes[end + 1..];
            let len = host.iter().position(|b| !b.is_ascii_lowercase()).unwrap_or(host.len());
            const ENDINGS: &[&[u8]] = &[
                b"com", b"org", b"net", b"io", b"edu", b"ru", b"ai", b"dev", b"eu", b"uk", b"de", b"fr", b"me", b"gov",
                b"ac", b"co", b"info", b"py", b"ipynb",
            ];
            let at_end = host.get(len).is_none_or(|&b| !b.is_ascii_alphanumeric());
            word.shape != Shape::Upper && at_end && ENDINGS.contains(&&host[..len])
        }
        _ => false,
    }
}
