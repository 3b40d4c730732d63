//! Workbooks (`.xlsx`): the first visible sheet that holds a table, its cells as a person sees them.

use super::hidden_rows;
use super::{Application, Columns, Findings, Options, Progress, SharedDigest, Source, usable};
use crate::error::{Error, ErrorKind, Result};
use calamine::{Data, DataRef, Reader, SheetVisible, StyleRange, Xlsx, XlsxError};
use std::collections::BTreeMap;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes of all cells of a sheet, at most: far more than a million rows hold, far less than a bomb unpacks to.
const LARGEST: usize = 1 << 30;

/// The filled cells of a row, by column from 0.
type Cells = BTreeMap<u32, String>;

/// Opens a workbook. It is read whole: a sheet has no more than a million rows. Only filled cells take memory, wherever
/// they stand.
pub(super) fn open<R: Read + Seek>(
    path: &Path,
    mut file: R,
    digest: SharedDigest,
    options: &Options,
) -> Result<Source> {
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
    let mut book = Xlsx::new(BufReader::new(&mut file)).map_err(failure)?;
    let (mut messages, mut seen, mut unseen) = (Vec::new(), Vec::new(), Vec::new());
    let sheets: Vec<_> = book.sheets_metadata().iter().map(|s| (s.name.clone(), s.visible)).collect();
    let mut first: Option<(String, BTreeMap<u32, Cells>)> = None;
    // A hidden sheet serves where no other holds a table.
    for pass in [true, false] {
        for (name, visible) in sheets.iter().filter(|(_, v)| (*v == SheetVisible::Visible) == pass) {
            // A chart has no cells.
            let Ok(rows) = sheet(&mut book, name) else { continue };
            if rows.values().map(Cells::len).sum::<usize>() > 0 && rows.len() > 1 {
                if *visible == SheetVisible::Visible {
                    seen.push(name.clone())
                } else {
                    unseen.push(name.clone())
                }
                first.get_or_insert((name.clone(), rows));
            }
        }
    }
    let Some((name, rows)) = first else {
        return Err(Error::new(ErrorKind::Format, "no sheet holds a header and a row")
            .file(path)
            .hint("check the export"));
    };
    drop(book);
    if seen.len() > 1 {
        messages.push(format!("{} sheets hold tables; the first, `{name}`, is read", seen.len()));
    }
    match (seen.is_empty(), unseen.as_slice()) {
        (_, []) => {}
        (true, _) => messages.push(format!("every sheet with a table is hidden; `{name}` is read")),
        (false, hidden) => messages.push(format!("hidden sheets are not read: `{}`", hidden.join("`, `"))),
    }
    let numbers: Vec<u32> = rows.keys().copied().collect();
    let hidden = file.seek(SeekFrom::Start(0)).ok().and_then(|_| hidden_rows::of(&mut file, &name)).unwrap_or_default();
    let hidden = hidden.iter().filter(|row| numbers.binary_search(row).is_ok()).count();
    if hidden > 0 {
        let rows = if hidden == 1 { "1 row is" } else { &format!("{hidden} rows are") };
        messages.push(format!("{rows} hidden in the sheet, by a filter for instance; they are read like the others"));
    }
    table(path, rows, digest, messages, options)
}

/// The filled cells of a sheet, by row and column from 0.
fn sheet<R: Read + Seek>(book: &mut Xlsx<R>, name: &str) -> Result<BTreeMap<u32, Cells>, XlsxError> {
    let styles = book.worksheet_style(name).unwrap_or_default();
    let mut reader = book.worksheet_cells_reader(name)?;
    let (mut rows, mut bytes): (BTreeMap<u32, Cells>, usize) = (BTreeMap::new(), 0);
    while let Some(cell) = reader.next_cell()? {
        let place = cell.get_position();
        let text = text(cell.get_value(), &styles, place);
        if !text.trim().is_empty() {
            bytes += text.len();
            if bytes > LARGEST {
                return Err(XlsxError::Unexpected("the sheet holds more text than a table of letters can"));
            }
            rows.entry(place.0).or_default().insert(place.1, text);
        }
    }
    Ok(rows)
}

/// The rows as applications; the first with several cells, or with the name of a column, is the header.
fn table(
    path: &Path,
    mut rows: BTreeMap<u32, Cells>,
    digest: SharedDigest,
    mut messages: Vec<String>,
    options: &Options,
) -> Result<Source> {
    let is_header = |row: &Cells| row.len() > 1 || row.values().any(|cell| super::columns::is_usual(cell));
    let mut titles = Vec::new();
    if options.header_rows.is_none() && rows.values().any(is_header) {
        while let Some((&number, row)) = rows.first_key_value().filter(|(_, row)| !is_header(row)) {
            titles
                .extend(row.values().next().cloned().map(|text| super::preamble::Title { text, end: number as usize }));
            rows.remove(&number);
        }
    }
    messages.extend(super::preamble::said(&titles));
    let header = rows.pop_first().map(|(_, row)| row).unwrap_or_default();
    // Columns that have no name and no cell are the reach of some formatting.
    let mut used: Vec<u32> = header.keys().chain(rows.values().flat_map(Cells::keys)).copied().collect();
    used.sort_unstable();
    used.dedup();
    let names: Vec<String> =
        used.iter().map(|c| header.get(c).map(|n| n.trim().to_owned()).unwrap_or_default()).collect();
    let columns = Columns::find(&names, options, &mut messages).map_err(|e| e.file(path))?;
    let applications: Vec<Result<Application>> = rows
        .into_values()
        .zip(1u64..)
        .map(|(mut cells, row)| {
            let mut get = |column: usize| used.get(column).and_then(|c| cells.remove(c)).unwrap_or_default();
            let id = columns.id.as_ref().map(|c| get(c.index).trim().to_owned()).unwrap_or_default();
            let letter = usable(columns.letter.as_ref().map_or_else(String::new, |c| get(c.index)));
            let passthrough = columns.passthrough.iter().map(|c| get(c.index)).collect();
            Ok(Application { row, id, letter, passthrough, typed: None, parts: Vec::new(), file: None })
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

/// A cell as a person sees it: whole numbers without a point and with the zeros of their format (`007`), shares as `80%`
/// where they are shown so, days as `2026-03-01`, times as `14:30:00`, formulas by their value.
fn text(cell: &DataRef<'_>, styles: &StyleRange, place: (u32, u32)) -> String {
    match cell {
        DataRef::Empty => String::new(),
        DataRef::SharedString(s) => breaks(s),
        DataRef::String(s) | DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => breaks(s),
        DataRef::Bool(b) => b.to_string(),
        DataRef::Int(n) => shown(*n as f64, n.to_string(), styles, place),
        DataRef::Float(x) => shown(*x, x.to_string(), styles, place),
        DataRef::DateTime(t) if t.is_duration() => {
            let seconds = (t.as_f64() * 86_400.0).round();
            let (sign, seconds) = if seconds < 0.0 { ("-", -seconds) } else { ("", seconds) };
            let seconds = seconds as u64;
            format!("{sign}{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
        }
        DataRef::DateTime(t) => {
            let (year, month, day, hour, minute, second, _) = t.to_ymd_hms_milli();
            let time = format!("{hour:02}:{minute:02}:{second:02}");
            if (0.0..1.0).contains(&t.as_f64()) {
                return time;
            }
            let day = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute, second) == (0, 0, 0) { day } else { format!("{day} {time}") }
        }
        DataRef::Error(e) => Data::Error(e.clone()).to_string(),
    }
}

/// A number by its format: a whole number under zeros alone, such as `000`, has at least as many digits; under a format
/// with `%` it is a share.
fn shown(number: f64, text: String, styles: &StyleRange, place: (u32, u32)) -> String {
    let format = styles.get(place).and_then(|s| s.number_format.as_ref()).map(|f| f.format_code.trim_matches('"'));
    let format = format.unwrap_or_default();
    if format.trim_end().ends_with('%') && number.is_finite() {
        return format!("{}%", (number * 1e10).round() / 1e8);
    }
    let zeros = if format.bytes().all(|b| b == b'0') { format.len() } else { 0 };
    if zeros < 2 || !text.bytes().all(|b| b.is_ascii_digit()) { text } else { format!("{text:0>zeros$}") }
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
    fn cells_are_read_as_they_are_shown_and_far_ones_take_no_memory() {
        let mut book = Workbook::new();
        let hidden = book.add_worksheet().set_name("old").unwrap();
        hidden.write(0, 0, "id").unwrap().write(0, 1, "letter").unwrap().write(1, 0, 1).unwrap();
        hidden.set_hidden(true);
        let sheet = book.add_worksheet().set_name("form").unwrap().set_active(true);
        sheet.write(0, 0, "Applications 2026").unwrap();
        for (column, name) in ["id", "letter", "at", "took", "share", "half", "twelfth"].iter().enumerate() {
            sheet.write(1, column as u16, *name).unwrap();
        }
        let format = |code: &str| Format::new().set_num_format(code);
        sheet.write_number_with_format(2, 0, 7, &format("000")).unwrap().write(2, 1, "I like robots.").unwrap();
        sheet.write_number_with_format(2, 2, 0.604_166_666_7, &format("hh:mm")).unwrap();
        sheet.write_number_with_format(2, 3, 1.5, &format("[h]:mm:ss")).unwrap();
        for (column, share, code) in [(4, 0.8, "0%"), (5, 0.125, "0.0%"), (6, 0.07, "General")] {
            sheet.write_number_with_format(2, column, share, &format(code)).unwrap();
        }
        sheet.write(3, 0, 8).unwrap().write(3, 1, "I like cats.").unwrap();
        sheet.set_row_hidden(3).unwrap();
        sheet.write(1_048_575, 16_383, "stray").unwrap();
        let source = read(&mut book).unwrap();
        let messages = source.messages().join("\n");
        for part in ["hidden sheets are not read: `old`", "1 row is hidden", "1 line stands above the headings"] {
            assert!(messages.contains(part), "{messages}");
        }
        let rows: Vec<Application> = source.map(|r| r.unwrap()).collect();
        assert_eq!(
            (rows[0].id.as_str(), &rows[0].passthrough[..5]),
            ("007", &["14:30:00", "36:00:00", "80%", "12.5%", "0.07"].map(String::from)[..])
        );
        assert_eq!((rows[1].id.as_str(), rows.len()), ("8", 3));
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
