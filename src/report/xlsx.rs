//! Workbooks, through rust_xlsxwriter: a sheet of rows, one of reasons, one with the facts of the run.
//!
//! All text is written as text, so nothing in it can run as a formula; what begins like one is marked as text for
//! good (Excel's quote prefix). The bytes hold no clock: the date of creation is the as-of day.

use super::cell::{Cell, Kind, TableColumn};
use super::format::{Chunk, Exporter, Layout, ShortlistExport, ShortlistFormat, TableFormat, TableSink};
use super::output::Output;
use super::run::RunFacts;
use super::run_sheet;
use super::sheet_look::{is_wide, number_format, scale, width};
use super::shortlist::{columns, rows};
use crate::error::{Error, ErrorKind, Result};
use crate::files;
use crate::ingest::formulas::is_risky;
use crate::rank::Shortlist;
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use std::borrow::Cow;
use std::path::Path;

/// Rows under the header that a sheet can hold.
const MOST_ROWS: usize = 1_048_575;

/// Columns that a sheet can hold.
const MOST_COLUMNS: usize = 16_384;

/// UTF-16 units that a cell can hold.
const LONGEST: usize = 32_767;

fn fail(error: &XlsxError) -> Error {
    Error::new(ErrorKind::Format, format!("can't be written as a workbook: {error}"))
}

/// A workbook.
pub(super) struct Xlsx;

impl Exporter for Xlsx {
    fn endings(&self) -> &'static [&'static str] {
        &["xlsx"]
    }

    fn holds_facts(&self) -> bool {
        true
    }

    fn table(&self) -> Option<&dyn TableFormat> {
        Some(self)
    }

    fn shortlist(&self) -> Option<&dyn ShortlistFormat> {
        Some(self)
    }
}

impl ShortlistFormat for Xlsx {
    fn write(&self, e: &ShortlistExport<'_>, path: &Path, no_clobber: bool) -> Result<()> {
        let bytes = shortlist(e.list, e.names, e.passthrough, e.facts).map_err(|error| error.file(path))?;
        files::write_whole(path, &bytes, no_clobber)
    }
}

impl TableFormat for Xlsx {
    fn encode(&self, _: &[TableColumn], rows: &[Vec<Cell<'_>>]) -> Result<Chunk> {
        Ok(Chunk::Rows(rows.iter().map(|row| row.iter().cloned().map(Cell::into_owned).collect()).collect()))
    }

    fn begin(&self, layout: &Layout, out: Output) -> Result<Box<dyn TableSink>> {
        Ok(Box::new(Sink { out, columns: layout.columns.clone(), rows: Vec::new() }))
    }
}

/// A workbook in the making: a sheet is written when all of its rows are there.
struct Sink {
    out: Output,
    columns: Vec<TableColumn>,
    rows: Vec<Vec<Cell<'static>>>,
}

impl TableSink for Sink {
    fn write(&mut self, chunk: Chunk) -> Result<()> {
        let Chunk::Rows(rows) = chunk else {
            return Err(Error::new(ErrorKind::Format, "rows of another format").file(self.out.path()));
        };
        if self.out.is_stdout() {
            return Err(
                Error::new(ErrorKind::Setting, "a workbook can't go to standard output").hint("give a file name")
            );
        }
        if self.rows.len() + rows.len() > MOST_ROWS {
            let what = format!("a sheet holds {MOST_ROWS} rows, and there are more");
            return Err(Error::new(ErrorKind::Format, what).file(self.out.path()).hint("write .csv or .parquet"));
        }
        self.rows.extend(rows);
        Ok(())
    }

    fn finish(self: Box<Self>, facts: Option<&RunFacts>) -> Result<()> {
        let Self { mut out, columns, rows } = *self;
        let bytes = table(&columns, &rows, facts).map_err(|e| e.file(out.path()))?;
        out.write(&bytes)?;
        out.commit()
    }
}

/// A shortlist as a workbook: the sheets `Shortlist` (who it is and what was decided first, then people's own columns, then
/// score and reasons; with filters, the header and the ids frozen), `Contributions` (a column per column of the model),
/// `Reasons` (a row per applicant and column of the model, with the quoted words) and `Run`.
///
/// # Errors
/// [`ErrorKind::Format`] where there are more rows or columns than a sheet can hold; those of [`Shortlist::candidate`].
pub fn shortlist(list: &Shortlist, names: &[&str], passthrough: &[String], facts: &RunFacts) -> Result<Vec<u8>> {
    let mut book = Book::new(facts);
    let columns = columns(list, names, passthrough);
    let rows = rows(list, names.len()).collect::<Result<Vec<_>>>()?;
    let (front, behind) = order(list, &columns, passthrough.len());
    let sheet = |places: &[usize]| -> (Vec<TableColumn>, Vec<Vec<Cell<'_>>>) {
        let pick =
            |row: &Vec<Cell<'_>>| places.iter().filter_map(|at| row.get(*at)).cloned().map(Cell::into_owned).collect();
        (places.iter().map(|at| columns[*at].clone()).collect(), rows.iter().map(pick).collect())
    };
    let (own, cells) = sheet(&front);
    book.sheet("Shortlist", &own, &cells, 1 + list.people.name.len() as u16)?;
    let (own, cells) = sheet(&behind);
    book.sheet("Contributions", &own, &cells, 2)?;
    drop((own, cells));
    let (columns, rows, left_out) = reasons(list)?;
    book.sheet("Reasons", &columns, &rows, 2)?;
    if left_out > 0 {
        book.notes.push(format!(
            "the sheet Reasons ends before the last {left_out} applicants: a sheet holds {MOST_ROWS} rows"
        ));
    }
    book.finish(facts)
}

/// The places of the columns on the first sheet: the id, the name, what was decided, people's own columns, then what the program
/// found; and of those on the sheet of contributions.
fn order(list: &Shortlist, columns: &[TableColumn], passthrough: usize) -> (Vec<usize>, Vec<usize>) {
    let own = columns.len() - passthrough;
    let place = |name: &str| columns[..own].iter().position(|c| c.name == name);
    let mut front: Vec<usize> = place("id").into_iter().collect();
    front.extend(list.people.name.iter().map(|at| own + at));
    front.extend(["status", "override"].iter().filter_map(|name| place(name)));
    front.extend((own..columns.len()).filter(|at| !list.people.name.contains(&(at - own))));
    let is_contribution = |at: &usize| columns[*at].name.starts_with("contribution_");
    let found: Vec<usize> = (0..own).filter(|at| !front.contains(at) && !is_contribution(at)).collect();
    front.extend(found);
    let behind = ["rank", "id"].iter().filter_map(|name| place(name)).chain((0..own).filter(is_contribution)).collect();
    (front, behind)
}

/// Rows of a table as a workbook: the sheets `Rows` and, where the facts are known, `Run`.
fn table(columns: &[TableColumn], rows: &[Vec<Cell<'_>>], facts: Option<&RunFacts>) -> Result<Vec<u8>> {
    let empty = RunFacts::default();
    let mut book = Book::new(facts.unwrap_or(&empty));
    book.sheet("Rows", columns, rows, 1)?;
    match facts {
        Some(facts) => book.finish(facts),
        None => book.save(),
    }
}

/// A row per applicant and column of the model, by rank, as many applicants as a sheet can hold; and how many not.
fn reasons(list: &Shortlist) -> Result<(Vec<TableColumn>, Vec<Vec<Cell<'_>>>, usize)> {
    let columns = [
        ("rank", Kind::Count),
        ("id", Kind::Text),
        ("score", Kind::Number),
        ("column", Kind::Text),
        ("what was found", Kind::Text),
        ("value", Kind::Number),
        ("contribution", Kind::Number),
        ("quoted words", Kind::Text),
    ];
    let mut rows = Vec::new();
    let mut told = 0;
    for (index, known) in list.ranked.iter().enumerate() {
        let c = list.candidate(index)?;
        if rows.len() + c.contributions.len() > MOST_ROWS {
            break;
        }
        told += 1;
        rows.extend(c.contributions.into_iter().map(|reason| {
            vec![
                Cell::Count(list.rank(index).map(|rank| rank as u64)),
                Cell::text(known.id.as_str()),
                Cell::Number(Some(known.score)),
                Cell::text(reason.column),
                Cell::text(reason.phrase),
                Cell::Number(reason.value),
                Cell::Number(Some(reason.amount)),
                Cell::text(reason.quotes.iter().map(|q| format!("“{q}”")).collect::<Vec<_>>().join(" ")),
            ]
        }));
    }
    Ok((columns.map(|(name, kind)| TableColumn::new(name, kind)).into(), rows, list.ranked.len() - told))
}

/// A workbook being made.
struct Book {
    inner: Workbook,
    head: Format,
    text: Format,
    risky: Format,
    wrapped: Format,
    risky_wrapped: Format,
    notes: Vec<String>,
}

impl Book {
    fn new(facts: &RunFacts) -> Self {
        let mut inner = Workbook::new();
        let mut day = facts.as_of.split('-').map(|part| part.parse::<u16>().unwrap_or(0));
        let (year, month, day) = (day.next(), day.next(), day.next());
        let created = ExcelDateTime::from_ymd(
            year.unwrap_or(0).max(1900),
            month.map_or(1, |m| m.clamp(1, 12) as u8),
            day.map_or(1, |d| d.clamp(1, 31) as u8),
        );
        if let Ok(created) = created.or_else(|_| ExcelDateTime::from_ymd(1900, 1, 1)) {
            inner.set_properties(&DocProperties::new().set_creation_datetime(&created));
        }
        let head = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_background_color(Color::RGB(0xE8_EE_F4));
        let top = || Format::new().set_align(FormatAlign::Top);
        Self {
            inner,
            head,
            text: top(),
            risky: top().set_quote_prefix(),
            wrapped: top().set_text_wrap(),
            risky_wrapped: top().set_text_wrap().set_quote_prefix(),
            notes: Vec::new(),
        }
    }

    /// Adds a sheet: the header and the first `frozen` columns stay in view, every column can be filtered.
    fn sheet(&mut self, name: &str, columns: &[TableColumn], rows: &[Vec<Cell<'_>>], frozen: u16) -> Result<()> {
        if rows.len() > MOST_ROWS || columns.len() > MOST_COLUMNS {
            return Err(Error::new(
                ErrorKind::Format,
                format!(
                    "{} rows and {} columns don't fit into a sheet, which holds {MOST_ROWS} and {MOST_COLUMNS}",
                    rows.len(),
                    columns.len()
                ),
            )
            .hint("write .csv or .parquet"));
        }
        let mut sheet = Worksheet::new();
        let mut cut = 0;
        self.fill(&mut sheet, name, columns, rows, frozen, &mut cut).map_err(|e| fail(&e))?;
        if cut > 0 {
            self.notes.push(format!(
                "sheet {name}: {cut} cell{} more than the {LONGEST} characters that a cell can have; cut, with a note at the end",
                if cut == 1 { " held" } else { "s held" }
            ));
        }
        self.inner.push_worksheet(sheet);
        Ok(())
    }

    fn fill(
        &self,
        sheet: &mut Worksheet,
        name: &str,
        columns: &[TableColumn],
        rows: &[Vec<Cell<'_>>],
        frozen: u16,
        cut: &mut usize,
    ) -> Result<(), XlsxError> {
        sheet.set_name(name)?;
        let last = rows.len() as u32;
        for (index, column) in columns.iter().enumerate() {
            let place = index as u16;
            let (title, _) = shorten(&column.name);
            sheet.write_string_with_format(0, place, title, &self.head)?;
            sheet.set_column_width(place, width(column, rows, index))?;
            let numbers = number_format(column).set_align(FormatAlign::Top);
            let (text_format, risky_format) = match is_wide(rows, index) {
                true => (&self.wrapped, &self.risky_wrapped),
                false => (&self.text, &self.risky),
            };
            for (row, cells) in rows.iter().enumerate() {
                let row = row as u32 + 1;
                match cells.get(index) {
                    Some(Cell::Text(text)) if !text.is_empty() => {
                        let (text, was_cut) = shorten(text);
                        *cut += usize::from(was_cut);
                        let format = if is_risky(&text) { risky_format } else { text_format };
                        sheet.write_string_with_format(row, place, text, format)?;
                    }
                    Some(Cell::Number(Some(value))) => {
                        sheet.write_number_with_format(row, place, *value, &numbers)?;
                    }
                    Some(Cell::Count(Some(value))) => {
                        sheet.write_number_with_format(row, place, *value as f64, &numbers)?;
                    }
                    _ => {}
                }
            }
            if last > 0 {
                scale(sheet, column, place, last)?;
            }
        }
        sheet.set_freeze_panes(1, frozen)?;
        if !columns.is_empty() {
            sheet.autofilter(0, 0, last, columns.len() as u16 - 1)?;
        }
        sheet.set_landscape().set_repeat_rows(0, 0)?;
        Ok(())
    }

    /// Adds the sheet `Run` and gives the bytes.
    fn finish(mut self, facts: &RunFacts) -> Result<Vec<u8>> {
        let mut lines = vec![("A score orders people's reading; it rejects nobody.".to_owned(), String::new())];
        lines.extend(self.notes.drain(..).map(|note| ("note".to_owned(), note)));
        lines.extend(run_sheet::lines(facts));
        let mut sheet = Worksheet::new();
        let written = (|| {
            sheet.set_name("Run")?;
            sheet.set_column_width(0, 34)?.set_column_width(1, 90)?;
            let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_quote_prefix();
            for (row, (key, value)) in lines.iter().take(MOST_ROWS).enumerate() {
                sheet.write_string_with_format(row as u32, 0, shorten(key).0, &self.text)?;
                sheet.write_string_with_format(row as u32, 1, shorten(value).0, &wrapped)?;
            }
            Ok(())
        })();
        written.map_err(|e: XlsxError| fail(&e))?;
        self.inner.push_worksheet(sheet);
        self.save()
    }

    fn save(mut self) -> Result<Vec<u8>> {
        self.inner.save_to_buffer().map_err(|e| fail(&e))
    }
}

/// A text that a cell can hold, and whether it was cut: what XML can't say becomes `\u{fffd}`, and what is longer
/// than a cell ends in a note.
fn shorten(text: &str) -> (Cow<'_, str>, bool) {
    let is_illegal = |c: char| matches!(c, '\u{fffe}' | '\u{ffff}');
    let text = if text.contains(is_illegal) { Cow::Owned(text.replace(is_illegal, "\u{fffd}")) } else { text.into() };
    // A text of so few bytes can't have more units.
    if text.len() <= LONGEST || text.encode_utf16().count() <= LONGEST {
        return (text, false);
    }
    let note = format!(" … [cut: the text has {} characters]", text.chars().count());
    let room = LONGEST - note.encode_utf16().count();
    let mut units = 0;
    let kept = text.chars().take_while(|c| {
        units += c.len_utf16();
        units <= room
    });
    (Cow::Owned(kept.collect::<String>() + &note), true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_cells_are_cut_with_a_note_by_utf16_units() {
        let (text, was_cut) = shorten("short");
        assert_eq!((&*text, was_cut), ("short", false));
        assert!(!shorten(&"x".repeat(LONGEST)).1);
        for letter in ["x", "é", "😀"] {
            let long = letter.repeat(40_000);
            let (text, was_cut) = shorten(&long);
            assert!(was_cut && text.ends_with(" … [cut: the text has 40000 characters]"), "{letter}");
            let units = text.encode_utf16().count();
            assert!((LONGEST - 1..=LONGEST).contains(&units), "{letter}: {units}");
        }
        assert_eq!(shorten("a\u{ffff}").0, "a\u{fffd}");
    }
}
