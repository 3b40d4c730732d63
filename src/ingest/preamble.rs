//! What stands above the header of delimited text: `sep=;`, titles, comments.

use super::columns::is_usual;
use csv::ReaderBuilder;

/// Records that are looked at.
const RECORDS: usize = 20;

/// A record above the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Title {
    /// Its text, cut short.
    pub text: String,
    /// One past its last byte.
    pub end: usize,
}

/// The separator that a first line `sep=;` names, and the length of that line; such a line is for Excel.
pub(super) fn named_separator(head: &[u8]) -> Option<(u8, usize)> {
    let line = head.split(|b| *b == b'\n').next()?;
    let text = line.trim_ascii_end();
    let quoted = text.strip_prefix(b"\"").and_then(|t| t.strip_suffix(b"\""));
    let rest = quoted.unwrap_or(text);
    let name = rest.get(..4).filter(|name| name.eq_ignore_ascii_case(b"sep="))?;
    let separator = match &rest[name.len()..] {
        [one] => *one,
        // The tab was taken for the line's end.
        [] if line.ends_with(b"\t") || line.ends_with(b"\t\r") => b'\t',
        _ => return None,
    };
    Some((separator, (line.len() + 1).min(head.len())))
}

/// The records above the header: those with a single filled cell, or comments that begin with `#`, where a record with
/// several filled cells follows. A record with a usual name of a column is the header.
pub(super) fn titles(head: &[u8], separator: u8, quote: u8) -> Vec<Title> {
    let mut reader =
        ReaderBuilder::new().delimiter(separator).quote(quote).flexible(true).has_headers(false).from_reader(head);
    let (mut titles, mut record) = (Vec::new(), csv::ByteRecord::new());
    for _ in 0..RECORDS {
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            _ => return Vec::new(),
        }
        let filled: Vec<&[u8]> = record.iter().filter(|cell| !cell.trim_ascii().is_empty()).collect();
        let names = filled.iter().any(|cell| std::str::from_utf8(cell).is_ok_and(is_usual));
        let comment = filled.first().is_some_and(|cell| cell.starts_with(b"#") && cell.len() > 1);
        if names || filled.len() > 1 && !comment {
            return titles;
        }
        let text = String::from_utf8_lossy(&filled.concat()).chars().take(40).collect();
        titles.push(Title { text, end: reader.position().byte() as usize });
    }
    Vec::new()
}

/// What is said of titles.
pub(super) fn said(titles: &[Title]) -> Option<String> {
    let first = &titles.iter().find(|title| !title.text.is_empty())?.text;
    let lines = if titles.len() == 1 { "line stands".to_owned() } else { format!("{} lines stand", titles.len()) };
    let lines = if titles.len() == 1 { format!("1 {lines}") } else { lines };
    Some(format!("{lines} above the headings and is set apart: `{first}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_named() {
        assert_eq!(named_separator(b"sep=;\r\nid;x\n"), Some((b';', 7)));
        assert_eq!(named_separator(b"\"SEP=,\"\nid,x\n"), Some((b',', 8)));
        assert_eq!(named_separator(b"sep=\t\nid\tx\n"), Some((b'\t', 6)));
        assert_eq!(named_separator(b"sep=ab\nid\n"), None);
        assert_eq!(named_separator(b"separate,x\n"), None);
        assert_eq!(named_separator(b""), None);
    }

    #[test]
    fn titles_end_where_the_header_begins() {
        let of = |text: &str| titles(text.as_bytes(), b',', b'"').len();
        assert_eq!(of("Applications,,\nid,letter,n\n"), 1);
        assert_eq!(of("Applications\nas of May\nName,Why,n\n"), 2);
        assert_eq!(of("letter\none\ntwo\n"), 0);
        assert_eq!(of("why\none\ntwo\n"), 0);
        assert_eq!(of("#,letter\n1,a\n"), 0);
    }
}
