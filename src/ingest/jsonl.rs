//! JSON Lines, streamed: one object per line.

use super::open::Stream;
use super::{Application, ColumnChoice, Columns, Findings, Options, Source, Unusable, id_or_row, raw_json, usable};
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
    let object = parse(&first).map_err(|reason| {
        Error::new(ErrorKind::Format, format!("the first line is not a JSON object: {reason}"))
            .file(path)
            .hint("write one object a line: {\"id\": \"1\", \"letter\": \"…\"}")
    })?;
    let mut names: Vec<String> = object.keys().cloned().collect();
    let mut known: HashSet<String> = names.iter().cloned().collect();
    let head = reader.fill_buf().map_err(|e| Error::io("read it", path, e))?;
    for line in head.split_inclusive(|b| *b == b'\n').filter(|line| line.ends_with(b"\n")) {
        for key in parse(line).unwrap_or_default().keys() {
            if known.insert(key.clone()) {
                names.push(key.clone());
            }
        }
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
        findings: findings.clone(),
        row: 0,
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

fn parse(line: &[u8]) -> Result<Map<String, Value>, String> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let line = std::str::from_utf8(line).map_err(|e| format!("not UTF-8 at its byte {}", e.valid_up_to()))?;
    match serde_json::from_str(line.trim_end()) {
        Ok(Value::Object(mut map)) => {
            // A number that a float may have changed is put back as it was written.
            if map.values().any(Value::is_f64) {
                for (key, number) in raw_json::numbers(line) {
                    map.insert(key, Value::String(number.to_owned()));
                }
            }
            Ok(map)
        }
        Ok(_) => Err("expected { … }".into()),
        Err(e) => Err(format!("{} at character {}", category(&e), e.column())),
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
    findings: Findings,
    row: u64,
    path: PathBuf,
}

impl<R: BufRead> Rows<R> {
    fn application(&mut self) -> Application {
        self.row += 1;
        let row = self.row;
        let parsed = parse(&self.line);
        for key in parsed.iter().flat_map(Map::keys) {
            if self.known.insert(key.clone()) {
                self.findings.add(format!("the key `{key}` first stands in row {row}: too late to become a column, so it is left out; put it in the first line (null will do)"));
            }
        }
        let get = |map: &Map<String, Value>, c: &ColumnChoice| field(map.get(&c.name));
        match parsed {
            Ok(map) => Application {
                row,
                id: self.columns.id.as_ref().map_or_else(|| row.to_string(), |c| id_or_row(&get(&map, c), row)),
                letter: letter(self.columns.letter.as_ref().and_then(|c| map.get(&c.name))),
                passthrough: self.columns.passthrough.iter().map(|c| get(&map, c)).collect(),
                typed: None,
                file: None,
            },
            Err(reason) => Application {
                row,
                id: format!("row {row}"),
                letter: Err(Unusable::Json(format!("the line is not a JSON object: {reason}"))),
                passthrough: vec![String::new(); self.columns.passthrough.len()],
                typed: None,
                file: None,
            },
        }
    }
}

impl<R: BufRead> Iterator for Rows<R> {
    type Item = Result<Application>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if !self.pending {
                self.line.clear();
                match self.reader.read_until(b'\n', &mut self.line) {
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
        let source = open(Path::new("x.jsonl"), Stream::of(text), &Options::default()).unwrap();
        let rows: Vec<_> = source.map(|r| r.unwrap()).collect();
        assert_eq!((rows[0].id.as_str(), &rows[0].letter), ("7", &Ok("a b".into())));
        assert_eq!(rows[1].letter, Err(Unusable::Empty));
        assert!(matches!(&rows[2].letter, Err(Unusable::Json(why)) if why.contains("not valid JSON")));
        assert_eq!((rows[3].id.as_str(), rows[3].row), ("row 4", 4));
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
        assert!(findings.len() == 1 && findings[0].contains("`late` first stands in row 3"), "{findings:?}");
    }
}
