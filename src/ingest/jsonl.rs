//! JSON Lines, streamed: one object per line.

use super::{Application, ColumnChoice, Columns, Options, Source, Unusable, digested, id_or_row, usable};
use crate::error::{Error, ErrorKind, Result};
use serde_json::{Map, Value};
use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

/// Opens JSON Lines; the keys of the first object are the columns.
pub(super) fn open(path: &Path, inner: Box<dyn Read + Send>, options: &Options) -> Result<Source> {
    let (mut reader, digest) = digested(inner);
    let mut first = Vec::new();
    while first.iter().all(u8::is_ascii_whitespace) {
        first.clear();
        if reader.read_until(b'\n', &mut first).map_err(|e| Error::io("read it", path, e))? == 0 {
            return Err(Error::new(ErrorKind::Format, "the file is empty; expected an object on each line").file(path).way_out("check the export"));
        }
    }
    let object = parse(&first).map_err(|reason| {
        Error::new(ErrorKind::Format, format!("the first line is not a JSON object: {reason}")).file(path).way_out("write one object a line: {\"id\": \"1\", \"letter\": \"…\"}")
    })?;
    let names: Vec<String> = object.keys().cloned().collect();
    let mut messages = Vec::new();
    let columns = Columns::find(&names, options, &mut messages).map_err(|e| e.file(path))?;
    let rows = Rows { reader, line: first, pending: true, columns: columns.clone(), row: 0, path: path.to_owned() };
    Ok(Source { columns, messages, rows: Box::new(rows), digest, path: path.to_owned() })
}

fn parse(line: &[u8]) -> Result<Map<String, Value>, String> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    match serde_json::from_slice(line) {
        Ok(Value::Object(map)) => Ok(map),
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

struct Rows<R> {
    reader: R,
    line: Vec<u8>,
    pending: bool,
    columns: Columns,
    row: u64,
    path: PathBuf,
}

impl<R: BufRead> Rows<R> {
    fn application(&mut self) -> Application {
        self.row += 1;
        let row = self.row;
        let get = |map: &Map<String, Value>, c: &ColumnChoice| field(map.get(&c.name));
        match parse(&self.line) {
            Ok(map) => Application {
                row,
                id: self.columns.id.as_ref().map_or_else(|| row.to_string(), |c| id_or_row(&get(&map, c), row)),
                letter: usable(self.columns.letter.as_ref().map(|c| get(&map, c)).unwrap_or_default()),
                carried: self.columns.carried.iter().map(|c| get(&map, c)).collect(),
            },
            Err(reason) => Application {
                row,
                id: format!("row {row}"),
                letter: Err(Unusable::Json(format!("the line is not a JSON object: {reason}"))),
                carried: vec![String::new(); self.columns.carried.len()],
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
        let source = open(Path::new("x.jsonl"), Box::new(text.as_bytes()), &Options::default()).unwrap();
        let rows: Vec<_> = source.map(|r| r.unwrap()).collect();
        assert_eq!((rows[0].id.as_str(), &rows[0].letter), ("7", &Ok("a b".into())));
        assert_eq!(rows[1].letter, Err(Unusable::Empty));
        assert!(matches!(&rows[2].letter, Err(Unusable::Json(why)) if why.contains("not valid JSON")));
        assert_eq!((rows[3].id.as_str(), rows[3].row), ("row 4", 4));
    }
}
