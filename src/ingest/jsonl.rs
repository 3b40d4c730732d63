//! JSON Lines, streamed: one object per line.

use super::open::Stream;
use super::{Application, ColumnChoice, Columns, Findings, Options, Source, Unusable, raw_json, usable};
use crate::error::{Error, ErrorKind, Result};
use serde_json::{Map, Value};
use std::collections::HashSet;
use std::io::BufRead;
use std::path::{Path, PathBuf};

/// Opens JSON Lines; the keys of the first objects, as many as fit a buffer, are the columns.
pub(super) fn open(path: &Path, stream: Stream, options: &Options) -> Result<Source> {
    let Stream { mut reader, digest, progress } = stream;
    let mut first = Vec::new();
    while first.iter().all(u8::is_ascii_whitespace) {
        first.clear();
        if reader.read_until(b'\n', &mut first).map_err(|e| Error::io("read it", path, e))? == 0 {
            return Err(Error::new(ErrorKind::Format, "the file is empty; expected an object on each line")
                .file(path)
                .hint("check the export"));
        }
    }
    if matches!(first.as_slice(), [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        return Err(Error::new(ErrorKind::Format, "the file is UTF-16; expected UTF-8")
            .file(path)
            .hint("save it as UTF-8"));
    }
    let mut names: Vec<String> = Vec::new();
    let mut known: HashSet<String> = HashSet::new();
    let head = reader.fill_buf().map_err(|e| Error::io("read it", path, e))?;
    let lines = head.split_inclusive(|b| *b == b'\n').filter(|line| line.ends_with(b"\n"));
    // A bad first line is one bad row, as long as some line says which keys there are.
    let mut refused = None;
    for line in [first.as_slice()].into_iter().chain(lines) {
        match parse(line) {
            Ok((object, _)) => names.extend(object.keys().filter(|key| known.insert((*key).clone())).cloned()),
            Err(reason) => refused = refused.or(Some(reason)),
        }
    }
    if let (true, Some(reason)) = (names.is_empty(), refused) {
        return Err(Error::new(ErrorKind::Format, format!("the first line is not a JSON object: {reason}"))
            .file(path)
            .hint("write one object a line: {\"id\": \"1\", \"letter\": \"…\"}"));
    }
    let mut messages = Vec::new();
    let columns = Columns::find(&names, options, &mut messages).map_err(|e| e.file(path))?;
    let findings = Findings::default();
    let rows = Rows {
        reader,
        line: first,
        pending: true,
        columns: columns.clone(),
        known,
        doubled: HashSet::new(),
        findings: findings.clone(),
        row: 0,
        longest: 6 * options.max_letter() + (1 << 16),
        most: options.max_letter(),
        path: path.to_owned(),
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

/// The object of a line, and the keys that stand in it more than once (the last value counts).
fn parse(line: &[u8]) -> Result<(Map<String, Value>, Vec<String>), String> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let line = std::str::from_utf8(line).map_err(|e| format!("not UTF-8 at its byte {}", e.valid_up_to()))?;
    match serde_json::from_str(line.trim_end()) {
        Ok(Object::Pairs(pairs)) => {
            let (mut map, mut doubled) = (Map::new(), Vec::new());
            for (key, value) in pairs {
                if map.insert(key.clone(), value).is_some() {
                    doubled.push(key);
                }
            }
            // A number that a float may have changed is put back as it was written.
            if map.values().any(Value::is_f64) {
                for (key, number) in raw_json::numbers(line) {
                    map.insert(key, Value::String(number.to_owned()));
                }
            }
            Ok((map, doubled))
        }
        Ok(Object::Other) => Err("expected { … }".into()),
        Err(e) => Err(format!("{} at character {}", category(&e), e.column())),
    }
}

/// A JSON object with all its keys, also those that stand twice.
enum Object {
    Pairs(Vec<(String, Value)>),
    Other,
}

impl<'de> serde::Deserialize<'de> for Object {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        macro_rules! other {
            ($($name:ident: $kind:ty),*) => {
                $(fn $name<E>(self, _: $kind) -> Result<Object, E> { Ok(Object::Other) })*
            };
        }
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Object;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a JSON object")
            }

            other!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str);

            fn visit_unit<E>(self) -> Result<Object, E> {
                Ok(Object::Other)
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut items: A) -> Result<Object, A::Error> {
                while items.next_element::<serde::de::IgnoredAny>()?.is_some() {}
                Ok(Object::Other)
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut pairs: A) -> Result<Object, A::Error> {
                let mut all = Vec::new();
                while let Some(pair) = pairs.next_entry()? {
                    all.push(pair);
                }
                Ok(Object::Pairs(all))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

fn category(error: &serde_json::Error) -> &'static str {
    match error.classify() {
        serde_json::error::Category::Eof => "it ends too early",
        _ => "not valid JSON",
    }
}

/// A value as the text of a field.
fn field(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(s)) => s.clone(),
        Some(other) => other.to_string(),
    }
}

/// The letter of a row: a text, or a number as one.
fn letter(value: Option<&Value>) -> Result<String, Unusable> {
    match value {
        Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) => {
            Err(Unusable::Json("the letter is not a text; expected a string".into()))
        }
        other => usable(field(other)),
    }
}

struct Rows<R> {
    reader: R,
    line: Vec<u8>,
    pending: bool,
    columns: Columns,
    /// Keys that are columns, and keys that were already reported.
    known: HashSet<String>,
    /// Keys that were reported to stand twice in a line.
    doubled: HashSet<String>,
    findings: Findings,
    row: u64,
    /// Bytes read of a line.
    longest: usize,
    /// Bytes of the largest letter.
    most: usize,
    path: PathBuf,
}

impl<R: BufRead> Rows<R> {
    fn application(&mut self) -> Application {
        self.row += 1;
        let row = self.row;
        if self.line.len() > self.longest {
            return self.unusable(row, Unusable::TooLong { at_least: self.line.len(), most: self.most });
        }
        let parsed = parse(&self.line);
        for key in parsed.iter().flat_map(|(_, doubled)| doubled) {
            if self.doubled.insert(key.clone()) {
                self.findings.add(format!("the key `{key}` occurs twice in row {row}; its last value is read"));
            }
        }
        for key in parsed.iter().flat_map(|(map, _)| map.keys()) {
            if self.known.insert(key.clone()) {
                self.findings.add(format!("the key `{key}` first occurs in row {row}: too late to become a column, so it is left out; put it in the first line (null will do)"));
            }
        }
        let get = |map: &Map<String, Value>, c: &ColumnChoice| field(map.get(&c.name));
        match parsed {
            Ok((map, _)) => Application {
                row,
                id: self.columns.id.as_ref().map(|c| get(&map, c).trim().to_owned()).unwrap_or_default(),
                letter: letter(self.columns.letter.as_ref().and_then(|c| map.get(&c.name))),
                passthrough: self.columns.passthrough.iter().map(|c| get(&map, c)).collect(),
                typed: None,
                parts: Vec::new(),
                file: None,
            },
            Err(reason) => self.unusable(row, Unusable::Json(format!("the line is not a JSON object: {reason}"))),
        }
    }

    fn unusable(&self, row: u64, reason: Unusable) -> Application {
        let passthrough = vec![String::new(); self.columns.passthrough.len()];
        Application {
            row,
            id: String::new(),
            letter: Err(reason),
            passthrough,
            typed: None,
            parts: Vec::new(),
            file: None,
        }
    }

    /// The next line into `line`; of a line that is too long only the beginning, so that it takes no more memory.
    fn read_line(&mut self) -> std::io::Result<usize> {
        let mut read = 0;
        loop {
            let bytes = self.reader.fill_buf()?;
            let end = memchr::memchr(b'\n', bytes);
            let taken = end.map_or(bytes.len(), |at| at + 1);
            if self.line.len() <= self.longest {
                self.line.extend_from_slice(&bytes[..taken]);
            }
            self.reader.consume(taken);
            read += taken;
            if end.is_some() || taken == 0 {
                return Ok(read);
            }
        }
    }
}

impl<R: BufRead> Iterator for Rows<R> {
    type Item = Result<Application>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if !self.pending {
                self.line.clear();
                match self.read_line() {
                    Ok(0) => return None,
                    Ok(_) => {}
                    Err(e) => return Some(Err(Error::io("read on", &self.path, e))),
                }
            }
            self.pending = false;
            if !self.line.iter().all(u8::is_ascii_whitespace) {
                return Some(Ok(self.application()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_rows_and_bad_lines_keep_their_place() {
        let text = "{\"id\": 7, \"letter\": \"a b\", \"n\": null}\n\n{\"id\": \"x\"}\nnot json\n{\"letter\":\"c\"}";
        let (rows, _) = read(text);
        assert_eq!((rows[0].id.as_str(), &rows[0].letter), ("7", &Ok("a b".into())));
        assert_eq!(rows[1].letter, Err(Unusable::Empty));
        assert!(matches!(&rows[2].letter, Err(Unusable::Json(why)) if why.contains("not valid JSON")));
        assert_eq!((rows[3].id.as_str(), rows[3].row), ("", 4));
    }

    #[test]
    fn a_bad_first_line_is_one_bad_row_and_keys_that_stand_twice_are_said() {
        let (rows, findings) = read("{broken\n{\"id\":1,\"letter\":\"a b\"}\n{\"id\":2,\"id\":3,\"letter\":\"c\"}\n");
        assert!(matches!(&rows[0].letter, Err(Unusable::Json(why)) if why.contains("not valid JSON")));
        assert_eq!((rows[1].id.as_str(), rows[2].id.as_str()), ("1", "3"));
        assert_eq!(findings, ["the key `id` occurs twice in row 3; its last value is read"]);
        let e = open(Path::new("x.jsonl"), Stream::of("[1]\n"), &Options::default()).map(|_| ()).unwrap_err();
        assert!(e.to_string().contains("the first line is not a JSON object: expected { … }"), "{e}");
    }

    #[test]
    fn a_line_without_an_end_takes_no_more_memory_than_a_letter() {
        let text = format!(
            "{{\"id\":1,\"letter\":\"a\"}}\n{{\"id\":2,\"letter\":\"{}\"}}\n{{\"id\":3,\"letter\":\"b\"}}",
            "x".repeat(300_000)
        );
        let options = Options { max_letter: Some(1_000), ..Options::default() };
        let rows: Vec<_> =
            open(Path::new("x.jsonl"), Stream::of(text), &options).unwrap().map(|r| r.unwrap()).collect();
        assert!(matches!(rows[1].letter, Err(Unusable::TooLong { most: 1_000, .. })));
        assert_eq!((rows.len(), rows[2].letter.as_deref()), (3, Ok("b")));
    }

    fn read(text: impl Into<Vec<u8>>) -> (Vec<Application>, Vec<String>) {
        let mut source = open(Path::new("x.jsonl"), Stream::of(text), &Options::default()).unwrap();
        let rows = source.by_ref().map(|r| r.unwrap()).collect();
        (rows, source.findings().list())
    }

    #[test]
    fn numbers_stay_as_written_and_letters_are_text() {
        let (rows, _) =
            read("{\"id\":1.50,\"letter\":\"a b\",\"n\":1e5}\n{\"id\":12345678901234567890123,\"letter\":[\"a b\"]}\n");
        assert_eq!((rows[0].id.as_str(), rows[0].passthrough[0].as_str()), ("1.50", "1e5"));
        assert_eq!(rows[1].id, "12345678901234567890123");
        assert!(rows[1].letter.as_ref().unwrap_err().to_string().contains("not a text"));
        let (rows, _) = read(&b"{\"letter\":\"a\"}\n{\"letter\":\"\xff\"}\n"[..]);
        assert!(rows[1].letter.as_ref().unwrap_err().to_string().contains("not UTF-8 at its byte 11"));
    }

    #[test]
    fn keys_of_later_lines_are_columns_or_said_to_be_left_out() {
        let (rows, findings) = read("{\"letter\":\"a b\"}\n{\"letter\":\"c\",\"n\":7}\n");
        assert_eq!((rows[1].passthrough.clone(), findings.len()), (vec!["7".to_owned()], 0));
        let long = format!("{{\"letter\":\"{}\"}}\n", "a ".repeat(1 << 18));
        let (rows, findings) =
            read(format!("{long}{long}{{\"letter\":\"c\",\"late\":7}}\n{{\"letter\":\"c\",\"late\":8}}\n"));
        assert_eq!(rows.len(), 4);
        assert!(findings.len() == 1 && findings[0].contains("`late` first occurs in row 3"), "{findings:?}");
    }
}
