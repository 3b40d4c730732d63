//! Delimited text.

use super::cell::{Cell, TableColumn};
use super::format::{Chunk, Exporter, Layout, TableFormat, TableSink};
use super::output::Output;
use super::text_table::TextSink;
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::formulas::guarded;
use ::csv::{QuoteStyle, Terminator, WriterBuilder};

/// Comma-separated text.
pub(super) struct Csv;

impl Exporter for Csv {
    fn endings(&self) -> &'static [&'static str] {
        &["csv"]
    }

    fn is_text(&self) -> bool {
        true
    }

    fn table(&self) -> Option<&dyn TableFormat> {
        Some(self)
    }
}

impl TableFormat for Csv {
    fn encode(&self, _: &[TableColumn], lines: &[Vec<Cell<'_>>]) -> Result<Chunk> {
        rows(lines, b',').map(Chunk::Bytes)
    }

    fn begin(&self, layout: &Layout, out: Output) -> Result<Box<dyn TableSink>> {
        TextSink::begin(out, &head(&layout.columns, b',')?)
    }
}

/// The name of [`ExcelCsv`].
pub(super) const FOR_EXCEL: &str = "excel-csv";

/// Comma-separated text as Excel opens it by a double click where its list separator is `;`: with a byte order mark, so that
/// letters are read as UTF-8, and with `;` between fields. Numbers keep their decimal point.
pub(super) struct ExcelCsv;

impl Exporter for ExcelCsv {
    fn endings(&self) -> &'static [&'static str] {
        &[FOR_EXCEL]
    }

    fn is_text(&self) -> bool {
        true
    }

    fn table(&self) -> Option<&dyn TableFormat> {
        Some(self)
    }
}

impl TableFormat for ExcelCsv {
    fn encode(&self, _: &[TableColumn], lines: &[Vec<Cell<'_>>]) -> Result<Chunk> {
        rows(lines, b';').map(Chunk::Bytes)
    }

    fn begin(&self, layout: &Layout, out: Output) -> Result<Box<dyn TableSink>> {
        let head = head(&layout.columns, b';')?;
        TextSink::begin(out, &["\u{feff}".as_bytes(), &head].concat())
    }
}

/// Tab-separated text.
pub(super) struct Tsv;

impl Exporter for Tsv {
    fn endings(&self) -> &'static [&'static str] {
        &["tsv", "tab"]
    }

    fn is_text(&self) -> bool {
        true
    }

    fn table(&self) -> Option<&dyn TableFormat> {
        Some(self)
    }
}

impl TableFormat for Tsv {
    fn encode(&self, _: &[TableColumn], lines: &[Vec<Cell<'_>>]) -> Result<Chunk> {
        rows(lines, b'\t').map(Chunk::Bytes)
    }

    fn begin(&self, layout: &Layout, out: Output) -> Result<Box<dyn TableSink>> {
        TextSink::begin(out, &head(&layout.columns, b'\t')?)
    }
}

/// The line of names.
fn head(columns: &[TableColumn], separator: u8) -> Result<Vec<u8>> {
    rows(&[columns.iter().map(|c| Cell::text(c.name.as_str())).collect()], separator)
}

/// Rows as delimited text, fields quoted where they must be, text that begins as a formula guarded. Numbers are written so that they read back the same.
fn rows(rows: &[Vec<Cell<'_>>], separator: u8) -> Result<Vec<u8>> {
    let fail =
        |e: &dyn std::fmt::Display| Error::new(ErrorKind::Format, format!("can't be written as delimited text: {e}"));
    let mut writer = WriterBuilder::new()
        .delimiter(separator)
        .quote_style(QuoteStyle::Necessary)
        .terminator(Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    let mut number = String::new();
    for row in rows {
        for cell in row {
            use std::fmt::Write;
            number.clear();
            match cell {
                Cell::Text(text) => {
                    writer.write_field(guarded(text).as_bytes()).map_err(|e| fail(&e))?;
                    continue;
                }
                Cell::Number(Some(value)) => write!(number, "{value}").map_err(|e| fail(&e))?,
                Cell::Count(Some(value)) => write!(number, "{value}").map_err(|e| fail(&e))?,
                Cell::Number(None) | Cell::Count(None) => {}
            }
            writer.write_field(&number).map_err(|e| fail(&e))?;
        }
        writer.write_record(None::<&[u8]>).map_err(|e| fail(&e))?;
    }
    writer.into_inner().map_err(|e| fail(&e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_and_numbers_read_back() {
        let row =
            vec![Cell::text("a,\"b\"\nc"), Cell::Number(Some(0.1 + 0.2)), Cell::Number(None), Cell::Count(Some(7))];
        let text = String::from_utf8(rows(&[row], b',').unwrap()).unwrap();
        assert_eq!(text, "\"a,\"\"b\"\"\nc\",0.30000000000000004,,7\n");
        let risky = vec![Cell::text("=1+1"), Cell::text("-2"), Cell::Number(Some(-0.5)), Cell::text("@a,b")];
        assert_eq!(rows(&[risky], b',').unwrap(), b"'=1+1,-2,-0.5,\"'@a,b\"\n");
        assert_eq!(rows(&[vec![Cell::text("a\tb"), Cell::text("c,d")]], b'\t').unwrap(), b"\"a\tb\"\tc,d\n");
    }
}
