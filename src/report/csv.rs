//! Delimited text.

use super::table::Cell;
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::formulas::guarded;
use ::csv::{QuoteStyle, Terminator, WriterBuilder};

/// Rows as delimited text, fields quoted where they must be, text that begins as a formula guarded. Numbers are written so that they read back the same.
pub(super) fn rows(rows: &[Vec<Cell<'_>>], separator: u8) -> Result<Vec<u8>> {
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
