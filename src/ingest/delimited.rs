//! CSV and its kin, streamed.

use super::formulas::unguarded;
use super::open::Stream;
use super::preamble;
use super::quotes::{Guard, Watch};
use super::{Application, Columns, Findings, Options, Source, Unusable, usable};
use crate::error::{Error, ErrorKind, Result};
use csv::{ByteRecord, Reader, ReaderBuilder};
use std::io::{BufRead, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Bytes looked at to tell the separator.
const PEEK: usize = 1 << 16;

/// Opens delimited text; the separator is found from the header where none is given.
pub(super) fn open(path: &Path, stream: Stream, separator: Option<u8>, options: &Options) -> Result<Source> {
    let Stream { mut reader, digest, progress } = stream;
    let head = reader.fill_buf().map_err(|e| Error::io("read it", path, e))?;
    let head = &head[..head.len().min(PEEK)];
    let mut messages = Vec::new();
    match head {
        [] => return Err(empty(path)),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            return Err(Error::new(ErrorKind::Format, "the file is UTF-16; expected UTF-8")
                .file(path)
                .hint("save it as “CSV UTF-8”"));
        }
        [b'P', b'K', 3, 4, ..] => {
            return Err(Error::new(ErrorKind::Format, "the file is a workbook or an archive, not delimited text")
                .file(path)
                .hint("export the sheet as CSV"));
        }
        _ => {}
    }
    let Dialect { separator, quote, begin } = dialect(head, separator, options, &mut messages);
    let line = 1 + memchr::memchr_iter(b'\n', &head[..begin]).count() as u64;
    reader.consume(begin);
    // A field of the greatest size may hold as many doubled quotation marks.
    let (guard, watch) = Guard::new(reader, separator, quote, line, 2 * options.max_letter());
    let mut csv = ReaderBuilder::new()
        .delimiter(separator)
        .quote(quote)
        .flexible(true)
        .has_headers(true)
        .buffer_capacity(1 << 18)
        .from_reader(guard);
    let header = csv.byte_headers().map_err(|e| failure(path, &e))?.clone();
    let mut names = Vec::with_capacity(header.len());
    for (index, name) in header.iter().enumerate() {
        let name = std::str::from_utf8(name).map_err(|_| {
            Error::new(ErrorKind::Format, format!("the name of column {} is not UTF-8", index + 1))
                .file(path)
                .hint("save the file as UTF-8")
        })?;
        names.push(unguarded(name.trim()).to_owned());
    }
    if names.iter().any(|name| name.contains('\0')) {
        return Err(Error::new(ErrorKind::Format, "the header holds NUL bytes, as UTF-16 does; expected UTF-8")
            .file(path)
            .hint("save it as “CSV UTF-8”"));
    }
    if names.iter().all(String::is_empty) {
        return Err(empty(path));
    }
    let columns = Columns::find(&names, options, &mut messages).map_err(|e| e.file(path))?;
    let findings = Findings::default();
    let rows = Rows {
        csv,
        watch,
        quote,
        columns: columns.clone(),
        width: names.len(),
        max_letter: options.max_letter(),
        may_be_empty: options.may_be_empty,
        record: ByteRecord::new(),
        row: 0,
        path: path.to_owned(),
        done: false,
        short: 0,
        findings: findings.clone(),
    };
    Ok(Source {
        columns,
        messages,
        rows: Box::new(rows),
        digest,
        path: path.to_owned(),
        findings,
        progress,
        types: None,
    })
}

/// How a file of delimited text is written.
struct Dialect {
    separator: u8,
    quote: u8,
    /// Where the header begins.
    begin: usize,
}

/// Tells the dialect from the head of a file; what was assumed goes to `messages`.
fn dialect(head: &[u8], separator: Option<u8>, options: &Options, messages: &mut Vec<String>) -> Dialect {
    let bom = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let named = preamble::named_separator(&head[bom..]);
    let begin = bom + named.map_or(0, |(_, length)| length);
    let sample = &head[begin..];
    let separator = named.map(|(separator, _)| separator).or(separator);
    let given = separator.is_some();
    let (separator, quote) = match separator {
        Some(separator) => (separator, find_quote(sample, separator)),
        None => find_separator(sample),
    };
    if named.is_some() || !given && separator != b',' {
        let name = if separator == b'\t' { "a tab".to_owned() } else { format!("`{}`", separator as char) };
        let why = if named.is_some() { ", as the first line says" } else { "" };
        messages.push(format!("the fields are separated by {name}{why}"));
    }
    if quote != b'"' {
        messages.push(format!("the fields are quoted with {}", quote as char));
    }
    let titles = match options.header_rows {
        None => preamble::titles(sample, separator, quote),
        Some(_) => Vec::new(),
    };
    messages.extend(preamble::said(&titles));
    Dialect { separator, quote, begin: begin + titles.last().map_or(0, |title| title.end) }
}

/// Where the rows under the header stand in the bytes of a file of delimited text, read as [`Source::open`] reads it: the
/// first range is row 1. Blank lines belong to the row after them.
///
/// # Errors
/// [`ErrorKind::Format`] where the text can't be split into rows; the caller adds the file.
pub fn row_ranges(bytes: &[u8], tabs: bool, options: &Options) -> Result<Vec<Range<usize>>> {
    let head = &bytes[..bytes.len().min(PEEK)];
    let Dialect { separator, quote, begin } = dialect(head, tabs.then_some(b'\t'), options, &mut Vec::new());
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .quote(quote)
        .flexible(true)
        .has_headers(false)
        .from_reader(&bytes[begin..]);
    let (mut record, mut ranges, mut from) = (ByteRecord::new(), Vec::new(), begin);
    while reader.read_byte_record(&mut record).map_err(|e| Error::new(ErrorKind::Format, e))? {
        let mut to = begin + (reader.position().byte() as usize).min(bytes.len() - begin);
        // The reader ends a row between the two bytes of a line's end.
        if bytes[..to].ends_with(b"\r") && bytes.get(to) == Some(&b'\n') {
            to += 1;
        }
        ranges.push(from..to);
        from = to;
    }
    // The first is the header.
    Ok(ranges.into_iter().skip(1).collect())
}

fn empty(path: &Path) -> Error {
    Error::new(ErrorKind::Format, "the file is empty; expected a header and rows").file(path).hint("check the export")
}

fn failure(path: &Path, error: &csv::Error) -> Error {
    Error::new(ErrorKind::Io, format!("can't read on: {error}")).file(path)
}

/// The separator that splits the header and the rows after it most evenly, `,` `;` tab or `|`, and the mark that quotes.
fn find_separator(head: &[u8]) -> (u8, u8) {
    let mut best = (0, b',', b'"');
    for candidate in [b',', b';', b'\t', b'|'] {
        let quote = find_quote(head, candidate);
        let widths = widths(head, candidate, quote);
        let Some((&width, rest)) = widths.split_first() else { continue };
        // The last record may be cut off by the peek; a header that is split and rows that agree with it decide.
        let agreeing = rest.iter().filter(|&&w| w == width).count();
        let points = if width < 2 { 0 } else { 1 + 10 * agreeing.min(10) + width.min(9) };
        if points > best.0 {
            best = (points, candidate, quote);
        }
    }
    (best.1, best.2)
}

/// Fields of the first records.
fn widths(head: &[u8], separator: u8, quote: u8) -> Vec<usize> {
    let mut reader =
        ReaderBuilder::new().delimiter(separator).quote(quote).flexible(true).has_headers(false).from_reader(head);
    reader.byte_records().take(20).map_while(|r| r.ok().map(|r| r.len())).collect()
}

/// `'` where nothing else can be meant, else `"`: no field begins with `"`, every `'` that opens a field is closed before a
/// separator or a line's end, and either the names of all columns are quoted so, or only so do all rows have the header's width.
/// An apostrophe at the head of a field (`'tis`, `'=1`) is not closed, or its rows are even without it.
fn find_quote(head: &[u8], separator: u8) -> u8 {
    let opens = |quote: u8| {
        head.first() == Some(&quote)
            || head.windows(2).any(|w| w[1] == quote && (w[0] == separator || w[0] == b'\n' || w[0] == b'\r'))
    };
    if !opens(b'\'') || opens(b'"') {
        return b'"';
    }
    let (mut guard, watch) = Guard::new(head, separator, b'\'', 1, usize::MAX);
    // A mark of the byte order may have been taken off.
    let cut = head.len() + 3 >= PEEK;
    let ended = std::io::copy(&mut guard, &mut std::io::sink()).is_ok();
    let closed = watch.fault().is_none_or(|fault| fault.broken.is_none() && cut);
    if !ended || !closed {
        return b'"';
    }
    let even = |quote: u8| {
        let mut widths = widths(head, separator, quote);
        if cut {
            widths.pop();
        }
        widths.len() > 1 && widths[0] > 1 && widths.iter().all(|w| *w == widths[0])
    };
    let header = head.split(|b| *b == b'\n').next().unwrap_or_default().trim_ascii_end();
    let is_quoted = |name: &[u8]| name.len() > 2 && name.starts_with(b"'") && name.ends_with(b"'");
    let named = header.split(|b| *b == separator).all(is_quoted);
    // Where the header doesn't tell, all rows must have been seen: one odd row among apostrophes is no proof.
    if even(b'\'') && (named || !cut && !even(b'"')) { b'\'' } else { b'"' }
}

struct Rows<R> {
    csv: Reader<R>,
    watch: Watch,
    quote: u8,
    columns: Columns,
    width: usize,
    max_letter: usize,
    may_be_empty: bool,
    record: ByteRecord,
    row: u64,
    path: PathBuf,
    done: bool,
    /// Rows without their last fields.
    short: u64,
    findings: Findings,
}

impl<R: Read> Rows<R> {
    fn unclosed(&self) -> Option<Error> {
        let fault = self.watch.fault()?;
        let mark = self.quote as char;
        let what = match fault.broken {
            None => format!(
                "the quotation mark that opens a field on line {} is never closed, so rows have run into each other",
                fault.opened
            ),
            Some(line) => format!(
                "the quoted field that opens on line {} has a quotation mark in its middle on line {line}, so rows may have run into each other",
                fault.opened
            ),
        };
        Some(
            Error::new(ErrorKind::Format, what)
                .file(&self.path)
                .hint(format!("close the field with {mark} or write a mark inside it twice ({mark}{mark})")),
        )
    }

    /// Whether the row has the fields that count: id and letter; what it has beyond the header is empty, and fields that
    /// it lacks at its end are read as empty.
    fn is_even(&self) -> bool {
        let needed = self.columns.letter.iter().chain(&self.columns.id).map(|c| c.index + 1).max().unwrap_or(1);
        self.record.len() >= needed && self.record.iter().skip(self.width).all(|field| field.trim_ascii().is_empty())
    }

    fn application(&self) -> Application {
        let record = &self.record;
        // Not the letter: its bytes are those of the file, which the evidence points into.
        let text =
            |index: usize| unguarded(&record.get(index).map(String::from_utf8_lossy).unwrap_or_default()).to_owned();
        let id = self.columns.id.as_ref().map(|c| text(c.index).trim().to_owned()).unwrap_or_default();
        let letter = if self.is_even() {
            let raw = self.columns.letter.as_ref().and_then(|c| record.get(c.index)).unwrap_or_default();
            match std::str::from_utf8(raw) {
                Ok(letter) => usable(letter.to_owned()),
                Err(e) if raw.len() - e.valid_up_to() < 4 && raw.len() > 2 * self.max_letter => {
                    Err(Unusable::TooLong { at_least: raw.len(), most: self.max_letter })
                }
                Err(e) => Err(Unusable::NotUtf8 { at: e.valid_up_to() }),
            }
        } else {
            Err(Unusable::Ragged { expected: self.width, found: record.len() })
        };
        let passthrough = self.columns.passthrough.iter().map(|c| text(c.index)).collect();
        Application { row: self.row, id, letter, passthrough, typed: None, parts: Vec::new(), file: None }
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<Application>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let read = self.csv.read_byte_record(&mut self.record);
        let fault = self.unclosed();
        let item = match (read, fault) {
            (_, Some(fault)) => Err(fault),
            (Err(e), None) => Err(failure(&self.path, &e)),
            (Ok(true), None) => {
                self.row += 1;
                self.short += u64::from(self.record.len() < self.width && self.is_even());
                return Some(Ok(self.application()));
            }
            (Ok(false), None) if self.row == 0 && !self.may_be_empty => Err(super::open::no_rows(&self.path)),
            (Ok(false), None) => {
                self.done = true;
                if self.short > 0 {
                    let (rows, lack) = if self.short == 1 { ("row", "lacks its") } else { ("rows", "lack their") };
                    self.findings.add(format!("{} {rows} {lack} last fields; they are read as empty", self.short));
                }
                return None;
            }
        };
        self.done = true;
        Some(item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &'static str) -> Result<(Vec<Application>, Vec<String>)> {
        let source = open(Path::new("x.csv"), Stream::of(text), None, &Options::default())?;
        let messages = source.messages().to_vec();
        Ok((source.collect::<Result<_>>()?, messages))
    }

    #[test]
    fn separators_are_found_and_said() {
        for (text, said) in [
            ("id,letter,n\n1,\"a; b; c\",2\n", false),
            ("id;letter;n\n1;a, b, c;2\n", true),
            ("id\tletter\tn\n1\ta, b; c\t2\n", true),
        ] {
            let (rows, messages) = read(text).unwrap();
            assert_eq!(rows[0].passthrough, ["2"], "{text}");
            assert_eq!(messages.len(), usize::from(said));
        }
    }

    #[test]
    fn single_quotes_are_read_where_they_are_evident_and_apostrophes_left_alone() {
        for text in [
            "id,letter,n\n1,'I like it, I do',2\n2,plain,3\n",
            "'id','letter','n'\n'1','I like it','2'\n",
            "id;letter;n\n1;'first; it''s mine\n\nsecond';2\n",
        ] {
            let (rows, messages) = read(text).unwrap();
            let letter = rows[0].letter.as_deref().unwrap();
            assert!(!letter.starts_with('\'') && letter.contains(['I', 'm']) && !letter.contains("''"), "{letter}");
            assert_eq!((rows[0].passthrough[0].as_str(), rows.len() <= 2), ("2", true), "{text}");
            assert!(messages.iter().any(|m| m == "the fields are quoted with '"), "{messages:?}");
        }
        for text in [
            "id,letter,n\n1,'tis the season,2\n",
            "id,letter,n\n1,'Hello' I said,2\n2,'Hello, world,3\n",
            "id,letter,n\n'=1,'-a,'@x\n",
            "id,letter,n\n1,'all of it',2\n2,'all',3\n",
            "id,letter,n\n1,\"'quoted, twice'\",2\n",
            "id,letter,n\n1,'don't, ever',2\n2,b,3\n",
            "id,letter,n\n1,'a, b',2\n2,c, d,3\n",
        ] {
            let (rows, messages) = read(text).unwrap();
            assert!(messages.is_empty() && !rows.is_empty(), "{text}: {messages:?}");
        }
    }

    #[test]
    fn bad_rows_are_kept_with_their_reason() {
        let (rows, _) = read("\u{feff}id,letter,n\n1,hello,x\n2\n,...,z\n4,ok,y,extra\n").unwrap();
        assert_eq!(rows.len(), 4);
        assert_eq!(rows[0].letter, Ok("hello".into()));
        assert_eq!(rows[1].letter, Err(Unusable::Ragged { expected: 3, found: 1 }));
        assert_eq!((rows[2].id.as_str(), &rows[2].letter), ("", &Err(Unusable::Empty)));
        assert_eq!(rows[3].letter, Err(Unusable::Ragged { expected: 3, found: 4 }));
    }

    #[test]
    fn empty_fields_too_many_and_last_fields_missing_do_no_harm() {
        let text = "id,letter,n\n1,hello,x,\n2,short\n3,more,y,,\n";
        let mut source = open(Path::new("x.csv"), Stream::of(text), None, &Options::default()).unwrap();
        let rows: Vec<Application> = source.by_ref().map(|r| r.unwrap()).collect();
        assert!(rows.iter().all(|a| a.letter.is_ok()));
        assert_eq!((rows[1].passthrough[0].as_str(), rows[2].passthrough[0].as_str()), ("", "y"));
        assert_eq!(source.findings().list(), ["1 row lacks its last fields; they are read as empty"]);
    }

    #[test]
    fn lines_above_the_header_are_set_apart() {
        for text in [
            "sep=;\r\nid;letter;n\r\n1;a, b;2\r\n",
            "Applications 2026,,\n\nid,letter,n\n1,\"a, b\",2\n",
            "# exported on 2026-01-02, by Anna\nid,letter,n\n1,\"a, b\",2\n",
            "\u{feff}sep=,\nExport\nid,letter,n\n1,\"a, b\",2\n",
        ] {
            let (rows, messages) = read(text).unwrap();
            assert_eq!((rows[0].letter.as_deref(), rows[0].passthrough[0].as_str()), (Ok("a, b"), "2"), "{text}");
            assert!(!messages.is_empty(), "{text}");
        }
        // One column, or a name of ours: the header stands first.
        for text in ["letter\nhello you\n", "letter,\nhello,x\n", "#,letter\n1,hello\n"] {
            assert!(read(text).unwrap().0[0].letter.is_ok(), "{text}");
        }
    }

    #[test]
    fn guards_against_formulas_are_taken_off_but_not_in_letters() {
        let (rows, _) = read("id,letter,'=n\n'=1,'-a letter,'@x\n'b',c,'y\n").unwrap();
        assert_eq!((rows[0].id.as_str(), rows[0].passthrough[0].as_str()), ("=1", "@x"));
        assert_eq!(rows[0].letter.as_deref(), Ok("'-a letter"));
        assert_eq!((rows[1].id.as_str(), rows[1].passthrough[0].as_str()), ("'b'", "'y"));
    }

    #[test]
    fn bad_files_are_errors() {
        for (text, part) in [
            ("", "empty"),
            ("id,letter\n", "no row"),
            ("i\0d\0,\0l\0\n\0", "NUL bytes"),
            ("id,letter\n1,\"open\n2,b\n", "line 2 is never closed"),
        ] {
            let e = read(text).unwrap_err();
            assert!(e.to_string().contains(part), "{e}");
        }
        let source =
            open(Path::new("x.csv"), Stream::of(&b"id,letter\n1,a\xffb\n"[..]), None, &Options::default()).unwrap();
        let rows: Vec<_> = source.map(|r| r.unwrap().letter).collect();
        assert_eq!(rows, [Err(Unusable::NotUtf8 { at: 1 })]);
    }
}
