//! JSON Lines.

use super::cell::{Cell, TableColumn};
use super::format::{Chunk, Exporter, Layout, TableFormat, TableSink};
use super::output::Output;
use super::text_table::TextSink;
use crate::error::Result;
use serde_json::{Map, Value};

/// An object per line.
pub(super) struct Jsonl;

impl Exporter for Jsonl {
    fn endings(&self) -> &'static [&'static str] {
        &["jsonl", "ndjson"]
    }

    fn is_text(&self) -> bool {
        true
    }

    fn table(&self) -> Option<&dyn TableFormat> {
        Some(self)
    }
}

impl TableFormat for Jsonl {
    fn nests(&self) -> bool {
        true
    }

    fn encode(&self, columns: &[TableColumn], lines: &[Vec<Cell<'_>>]) -> Result<Chunk> {
        Ok(Chunk::Bytes(rows(columns, lines)))
    }

    fn begin(&self, _: &Layout, out: Output) -> Result<Box<dyn TableSink>> {
        TextSink::begin(out, &[])
    }
}

/// Rows as an object per line, keys in the order of the columns.
fn rows(columns: &[TableColumn], rows: &[Vec<Cell<'_>>]) -> Vec<u8> {
    let mut out = Vec::new();
    for row in rows {
        let object: Map<String, Value> =
            columns.iter().zip(row).map(|(c, cell)| (c.name.clone(), value(cell))).collect();
        out.extend_from_slice(Value::Object(object).to_string().as_bytes());
        out.push(b'\n');
    }
    out
}

fn value(cell: &Cell<'_>) -> Value {
    match cell {
        Cell::Text(text) => Value::String(text.to_string()),
        Cell::Number(number) => number.map_or(Value::Null, Value::from),
        Cell::Count(count) => count.map_or(Value::Null, Value::from),
    }
}

#[cfg(test)]
mod tests {
    use super::super::cell::Kind;
    use super::*;

    #[test]
    fn an_object_per_line_with_nulls() {
        let columns = [TableColumn::new("id", Kind::Text), TableColumn::new("score", Kind::Number)];
        let text = rows(
            &columns,
            &[vec![Cell::text("a\n"), Cell::Number(Some(0.5))], vec![Cell::text("b"), Cell::Number(None)]],
        );
        assert_eq!(
            String::from_utf8(text).unwrap(),
            "{\"id\":\"a\\n\",\"score\":0.5}\n{\"id\":\"b\",\"score\":null}\n"
        );
    }
}
