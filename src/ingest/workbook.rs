//! Workbooks (`.xlsx`): the first sheet that holds a table, its cells as text.

use super::{Application, Columns, Findings, Options, Progress, SharedDigest, Source, id_or_row, usable};
use crate::error::{Error, ErrorKind, Result};
use calamine::{Data, Range, Reader, Xlsx, XlsxError};
use std::io::{BufReader, Read, Seek};
use std::path::Path;

/// Opens a workbook. It is read whole: a sheet has no more than a million rows.
pub(super) fn open<R: Read + Seek>(path: &Path, file: R, digest: SharedDigest, options: &Options) -> Result<Source> {
    let failure = |e: XlsxError| {
        let what = e.to_string();
        if what.to_lowercase().contains("password") {
            return Error::new(ErrorKind::Format, "the workbook is protected with a password")
                .file(path)
                .hint("save it without one, or export the sheet as CSV");
        }
        Error::new(ErrorKind::Format, format!("can't be read as a workbook: {what}"))
            .file(path)
            .hint("save it again, or export the sheet as CSV")
    };
    let mut book = Xlsx::new(BufReader::new(file)).map_err(failure)?;
    let mut found: Vec<(String, Range<Data>)> = Vec::new();
    for name in book.sheet_names() {
        // A chart has no cells.
        let Ok(range) = book.worksheet_range(&name) else { continue };
        if range.rows().filter(|r| !is_blank(r)).nth(1).is_some() {
            found.push((name, range));
        }
    }
    let mut messages = Vec::new();
    if found.len() > 1 {
        messages.push(format!("{} sheets hold tables; the first, `{}`, is read", found.len(), found[0].0));
    }
    let Some((_, range)) = found.into_iter().next() else {
        return Err(Error::new(ErrorKind::Format, "no sheet holds a header and a row")
            .file(path)
            .hint("check the export"));
    };
    let mut rows = range.rows().filter(|r| !is_blank(r));
    let names: Vec<String> = rows.next().unwrap_or_default().iter().map(|c| text(c).trim().to_owned()).collect();
    // Columns that have no name and no cell are the reach of some formatting.
    let used: Vec<usize> =
        (0..names.len()).filter(|&c| !names[c].is_empty() || rows.clone().any(|r| !text(&r[c]).is_empty())).collect();
    let names: Vec<String> = used.iter().map(|&c| names[c].clone()).collect();
    let columns = Columns::find(&names, options, &mut messages).map_err(|e| e.file(path))?;
    let applications: Vec<Result<Application>> = rows
        .zip(1u64..)
        .map(|(cells, row)| {
            let get = |column: usize| used.get(column).and_then(|c| cells.get(*c)).map(text).unwrap_or_default();
            Ok(Application {
                row,
                id: columns.id.as_ref().map_or_else(|| row.to_string(), |c| id_or_row(&get(c.index), row)),
                letter: usable(columns.letter.as_ref().map_or_else(String::new, |c| get(c.index))),
                passthrough: columns.passthrough.iter().map(|c| get(c.index)).collect(),
                typed: None,
                file: None,
            })
        })
        .collect();
    Ok(Source {
        columns,
        messages,
        rows: Box::new(applications.into_iter()),
        digest,
        path: path.to_owned(),
        findings: Findings::default(),
        progress: Progress::of(None),
        types: None,
    })
}

fn is_blank(row: &[Data]) -> bool {
    row.iter().all(|c| matches!(c, Data::Empty) || matches!(c, Data::String(s) if s.trim().is_empty()))
}

/// A cell as a person reads it: whole numbers without a point, days as `2026-03-01`, formulas by their value.
fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(s) | Data::DateTimeIso(s) | Data::DurationIso(s) => breaks(s),
        Data::Bool(b) => b.to_string(),
        Data::Int(n) => n.to_string(),
        Data::Float(x) => x.to_string(),
        Data::DateTime(t) if t.is_duration() => t.as_f64().to_string(),
        Data::DateTime(t) => {
            let (year, month, day, hour, minute, second, _) = t.to_ymd_hms_milli();
            let day = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute, second) == (0, 0, 0) { day } else { format!("{day} {hour:02}:{minute:02}:{second:02}") }
        }
        Data::Error(e) => e.to_string(),
    }
}

/// Line breaks of cells: `\r\n` and the escape that Excel writes for `\r`.
fn breaks(text: &str) -> String {
    text.replace("_x000D_", "").replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    use std::io::Cursor;

    fn read(book: &mut Workbook) -> Result<Source> {
        let bytes = book.save_to_buffer().unwrap();
        open(Path::new("x.xlsx"), Cursor::new(bytes), SharedDigest::default(), &Options::default())
    }

    #[test]
    fn the_first_table_is_read_as_text() {
        let mut book = Workbook::new();
        book.add_worksheet().set_name("notes").unwrap().write(0, 0, "nothing here").unwrap();
        let sheet = book.add_worksheet().set_name("form").unwrap();
        for (column, name) in ["Applicant ID", "Motivation letter", "born", "ok"].iter().enumerate() {
            sheet.write(2, column as u16, *name).unwrap();
        }
        sheet.write(3, 0, 7).unwrap().write(3, 1, "I study\nphysics.").unwrap().write(3, 3, true).unwrap();
        let day = ExcelDateTime::from_ymd(2001, 2, 3).unwrap();
        sheet.write_datetime_with_format(3, 2, day, &Format::new().set_num_format("yyyy-mm-dd")).unwrap();
        sheet.write(5, 0, "0008").unwrap().write(5, 2, 1.5).unwrap();
        let rows: Vec<Application> = read(&mut book).unwrap().map(|r| r.unwrap()).collect();
        assert_eq!((rows[0].id.as_str(), rows[0].letter.as_deref()), ("7", Ok("I study\nphysics.")));
        assert_eq!(rows[0].passthrough, ["2001-02-03", "true"]);
        assert_eq!((rows[1].id.as_str(), rows[1].row, rows[1].passthrough[0].as_str()), ("0008", 2, "1.5"));
        assert!(rows[1].letter.is_err() && rows.len() == 2);
    }

    #[test]
    fn bad_workbooks_are_errors() {
        let mut book = Workbook::new();
        book.add_worksheet();
        assert!(read(&mut book).unwrap_err().to_string().contains("no sheet holds"));
        let cut = Cursor::new(b"PK\x03\x04cut".to_vec());
        let e = open(Path::new("x.xlsx"), cut, SharedDigest::default(), &Options::default()).unwrap_err();
        assert!(e.to_string().contains("x.xlsx: can't be read as a workbook"), "{e}");
    }
}
