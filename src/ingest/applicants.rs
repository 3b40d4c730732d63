//! Which rows of a table are applicants, and the ids of those that have none, whatever the format.
//!
//! Forms write more than applicants into their exports: second rows of headings (Qualtrics, SurveyMonkey), the headings
//! again where exports were put together, totals, error cells. Such rows are kept with their reason and never ranked.
//! Where a table has no ids, an id is made from the letter's text, so that sorting, late rows and withdrawals change
//! nobody's id.

use super::columns::{fold, folds_to};
use super::{Application, Columns, Findings, HEADING, Options, Unusable, hex};
use crate::error::{Error, Result};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, VecDeque};

/// Rows under the header among which further rows of headings are looked for.
const HEADINGS: usize = 3;

/// Characters (of UTF-16) that a cell of a spreadsheet can hold.
const LONGEST_CELL: usize = 32_767;

/// Words of a letter that is as short as a heading.
const SHORT: usize = 40;

/// What a spreadsheet shows where a formula fails.
const ERROR_CELLS: &[&str] = &[
    "#n/a",
    "#ref!",
    "#value!",
    "#div/0!",
    "#name?",
    "#null!",
    "#num!",
    "#spill!",
    "#calc!",
    "#field!",
    "#blocked!",
    "#connect!",
    "#busy!",
    "#unknown!",
    "#getting_data",
    "#error!",
    "err:502",
    "err:504",
    "err:508",
    "err:522",
];

/// Folded words in the first cell of a row that sums the others up.
const TOTALS: &[&str] = &[
    "total",
    "totals",
    "grandtotal",
    "subtotal",
    "sum",
    "count",
    "average",
    "mean",
    "median",
    "responses",
    "rows",
    "records",
    "entries",
    "submissions",
    "totalresponses",
    "numberofresponses",
    "gesamt",
    "summe",
    "anzahl",
    "somme",
    "totale",
    "итого",
    "всего",
];

/// Folded words by which a further row of headings says what kind of answer a column takes.
const KINDS: &[&str] = &[
    "openendedresponse",
    "response",
    "text",
    "(text)",
    "string",
    "freetext",
    "longtext",
    "shorttext",
    "longanswer",
    "shortanswer",
    "longanswertext",
    "shortanswertext",
    "paragraph",
    "multilinetext",
    "required",
    "(required)",
    "optional",
    "(optional)",
    "mandatory",
    "(mandatory)",
];

/// Rows as a format gives them (an id is empty where there is none) → applications with ids, and the rows set apart.
pub(super) struct Applicants<I> {
    rows: I,
    /// Rows read ahead, to tell headings from applicants.
    ahead: VecDeque<Application>,
    /// What broke off the reading ahead; it comes after the rows that were read.
    failure: Option<Error>,
    columns: Columns,
    /// The headings of the ids and of the letters, folded; empty where there is none.
    id_name: String,
    letter_name: String,
    header_rows: Option<usize>,
    max_letter: usize,
    findings: Findings,
    /// How often each text was met, where ids are made from it; by the first bytes of its digest.
    texts: HashMap<[u8; 8], u32>,
    repeated: usize,
    /// Letters as long as a spreadsheet's cell can be, and the first rows of them.
    cut: usize,
    cut_rows: Vec<u64>,
    set_apart: Vec<(u64, &'static str)>,
    set_apart_count: usize,
    finished: bool,
}

impl<I: Iterator<Item = Result<Application>>> Applicants<I> {
    pub(super) fn new(rows: I, columns: Columns, options: &Options, findings: Findings) -> Self {
        let name_of = |column: &Option<super::ColumnChoice>| column.as_ref().map(|c| fold(&c.name)).unwrap_or_default();
        Self {
            id_name: name_of(&columns.id),
            letter_name: name_of(&columns.letter),
            rows,
            ahead: VecDeque::new(),
            failure: None,
            columns,
            header_rows: options.header_rows,
            max_letter: options.max_letter(),
            findings,
            texts: HashMap::new(),
            repeated: 0,
            cut: 0,
            cut_rows: Vec::new(),
            set_apart: Vec::new(),
            set_apart_count: 0,
            finished: false,
        }
    }

    /// Reads the first rows ahead and marks those that are headings. A column whose heading is empty, as the further ones of
    /// a question of several fields are, is called as the row of headings under it says.
    pub(super) fn begun(mut self) -> (Self, Columns) {
        while self.ahead.len() < HEADINGS + 2 {
            match self.rows.next() {
                None => break,
                Some(Ok(row)) => self.ahead.push_back(row),
                Some(Err(error)) => {
                    self.failure = Some(error);
                    break;
                }
            }
        }
        let headings = match self.header_rows {
            Some(rows) => rows.saturating_sub(1),
            None => self.second_headings(),
        };
        for row in self.ahead.iter_mut().take(headings) {
            row.letter = Err(Unusable::NotAnApplicant(HEADING));
            name_the_nameless(&mut self.columns, &row.passthrough);
        }
        let columns = self.columns.clone();
        (self, columns)
    }

    /// How many of the rows read ahead are headings: up to a row of import ids, else a first row that reads like one.
    fn second_headings(&self) -> usize {
        let imports = |row: &Application| cells(row).any(|(_, cell)| cell.trim_start().starts_with("{\"ImportId\""));
        if let Some(last) = self.ahead.iter().take(HEADINGS).position(imports) {
            return last + 1;
        }
        let mut rows = self.ahead.iter();
        // In a table without letters the kind of answer stands in any column, beside an empty id.
        let is_kind = |row: &Application| match &self.columns.letter {
            Some(_) => KINDS.contains(&fold(letter_of(row)).as_str()),
            None => {
                self.columns.id.is_some()
                    && row.id.trim().is_empty()
                    && row.passthrough.iter().any(|cell| KINDS.contains(&fold(cell).as_str()))
            }
        };
        match rows.next() {
            Some(first) if is_kind(first) && rows.clone().any(|row| !is_kind(row)) => 1,
            Some(first) if self.reads_as_headings(first, rows) => 1,
            _ => 0,
        }
    }

    /// Whether the first row under the header explains the columns: where the rows after it have an id with digits or an
    /// address, it has none, or the heading again; its letter is as short as a question or a kind of answer, and no other
    /// cell is a number.
    fn reads_as_headings<'a>(&self, first: &Application, rest: impl Iterator<Item = &'a Application>) -> bool {
        let rest: Vec<&Application> = rest.collect();
        let Some(id) = &self.columns.id else { return false };
        let is_code = |id: &str| id.contains(|c: char| c.is_ascii_digit() || c == '@');
        if rest.is_empty() || !rest.iter().all(|row| is_code(&row.id)) {
            return false;
        }
        let words = |row: &Application| letter_of(row).split_whitespace().count();
        let (own, longest) = (words(first), rest.iter().map(|row| words(row)).max().unwrap_or(0));
        let (name, cell) = (fold(&id.name), fold(&first.id));
        let explained = if first.id.trim().is_empty() {
            // A kind of answer ("Open-Ended Response"), where people wrote sentences.
            own <= 6 && longest > 2 * own && !letter_of(first).trim_end().ends_with(['.', '!'])
        } else {
            own <= SHORT
                && !cell.is_empty()
                && (cell == name || cell.len() > 3 && (cell.contains(&name) || name.contains(&cell)))
        };
        let numeric =
            |cell: &String| cell.contains(|c: char| c.is_ascii_digit()) && !cell.contains(char::is_alphabetic);
        let says_something = cells(first).any(|(_, cell)| !cell.trim().is_empty());
        explained && says_something && !first.passthrough.iter().any(numeric)
    }

    /// Why a row is not an applicant, if it is none.
    fn not_an_applicant(&self, row: &Application) -> Option<&'static str> {
        let letter = letter_of(row);
        let has_headings = folds_to(letter, &self.letter_name)
            && (folds_to(&row.id, "") || folds_to(&row.id, &self.id_name))
            && (!letter.is_empty() || !row.id.is_empty());
        if has_headings
            && row
                .passthrough
                .iter()
                .zip(&self.columns.passthrough)
                .all(|(cell, c)| cell.is_empty() || fold(cell) == fold(&c.name))
        {
            return Some("the headings again");
        }
        if row.id.trim().is_empty() && row.passthrough.len() > 1 && cells(row).all(|(_, cell)| cell.trim().is_empty()) {
            return Some("an empty row");
        }
        let mut filled = cells(row).filter(|(_, cell)| !cell.trim().is_empty());
        let first = if row.id.is_empty() { filled.next().map(|(_, cell)| cell) } else { Some(row.id.as_str()) }?;
        let short = letter.split_whitespace().take(5).count() < 5;
        // Where the row has no id, the word may stand where the others have their letters.
        if short && (is_total(first) || row.id.is_empty() && is_total(letter)) {
            return Some("a row of totals");
        }
        let alone = cells(row).filter(|(_, cell)| !cell.trim().is_empty()).count() == usize::from(row.id.is_empty());
        if alone && letter.trim().is_empty() && first.trim_start().starts_with(['#', ';']) && !is_error(first) {
            return Some("a comment");
        }
        None
    }

    fn finish(&mut self, mut row: Application) -> Application {
        if self.header_rows.is_none()
            && row.letter != Err(Unusable::NotAnApplicant(HEADING))
            && let Some(reason) = self.not_an_applicant(&row)
        {
            row.letter = Err(Unusable::NotAnApplicant(reason));
        }
        if let Err(Unusable::NotAnApplicant(reason)) = row.letter {
            self.set_apart_count += 1;
            if self.set_apart.len() < 5 {
                self.set_apart.push((row.row, reason));
            }
        }
        if let Ok(letter) = &row.letter {
            if is_error(letter) {
                row.letter = Err(Unusable::ErrorCell(letter.trim().to_owned()));
            } else if letter.len() > self.max_letter {
                row.letter = Err(Unusable::TooLong { at_least: letter.len(), most: self.max_letter });
            } else if letter.len() >= LONGEST_CELL && letter.encode_utf16().count() == LONGEST_CELL {
                self.cut += 1;
                if self.cut_rows.len() < 5 {
                    self.cut_rows.push(row.row);
                }
            }
        }
        if is_error(&row.id) {
            let (n, id) = (row.row, row.id.trim());
            self.findings.add(format!("row {n}: the id is `{id}`, an error of the spreadsheet; `row-{n}` replaces it"));
            row.id.clear();
        }
        if row.id.is_empty() {
            row.id = match &row.letter {
                Ok(letter) if self.columns.id.is_none() => self.id_of(letter),
                _ => format!("row-{}", row.row),
            };
        }
        row
    }

    /// `letter-` and the first ten digits of the SHA-256 of the text; `-2`, `-3` … behind it where the text was met before.
    fn id_of(&mut self, letter: &str) -> String {
        let digest = Sha256::digest(letter.trim().as_bytes());
        let mut key = [0; 8];
        key.copy_from_slice(&digest[..8]);
        let met = self.texts.entry(key).or_insert(0);
        *met += 1;
        let id = format!("letter-{}", &hex(&digest[..5]));
        if *met == 1 {
            return id;
        }
        self.repeated += 1;
        format!("{id}-{met}")
    }

    /// Says at the end what was set apart.
    fn say(&mut self) {
        if std::mem::replace(&mut self.finished, true) {
            return;
        }
        if self.set_apart_count > 0 {
            let rows: Vec<String> =
                self.set_apart.iter().map(|(row, reason)| format!("row {row} ({reason})")).collect();
            let more = self.set_apart_count - self.set_apart.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let (are, they) = if self.set_apart_count == 1 {
                ("row is not an applicant", "it is")
            } else {
                ("rows are not applicants", "they are")
            };
            self.findings.add(format!(
                "{} {are}: {}{more}; {they} set apart and never ranked (--header-rows N says how many rows are headings)",
                self.set_apart_count,
                rows.join(", ")
            ));
        }
        if self.cut > 0 {
            let rows: Vec<String> = self.cut_rows.iter().map(u64::to_string).collect();
            let more = self.cut - rows.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            self.findings.add(format!(
                "letters of exactly {LONGEST_CELL} characters, the most that a spreadsheet's cell holds, were probably cut: row {}{more}",
                rows.join(", ")
            ));
        }
        if self.repeated > 0 {
            self.findings.add(format!(
                "{} letters are word for word like an earlier one; their ids end in -2, -3 … in the table's order, and labels can't be joined to them",
                self.repeated
            ));
        }
    }
}

impl<I: Iterator<Item = Result<Application>>> Iterator for Applicants<I> {
    type Item = Result<Application>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = match (self.ahead.pop_front(), self.failure.take()) {
            (Some(row), failure) => {
                self.failure = failure;
                Some(Ok(row))
            }
            (None, Some(error)) => Some(Err(error)),
            (None, None) => self.rows.next(),
        };
        match row {
            Some(Ok(row)) => Some(Ok(self.finish(row))),
            Some(Err(error)) => Some(Err(error)),
            None => {
                self.say();
                None
            }
        }
    }
}

/// Calls columns without a heading by the question that they belong to and by what a further row of headings says of them:
/// `Contact details: Email Address`.
fn name_the_nameless(columns: &mut Columns, cells: &[String]) {
    let others = columns.id.iter().chain(&columns.letter).cloned();
    let mut named: Vec<super::ColumnChoice> =
        others.chain(columns.passthrough.iter().cloned()).filter(|c| !c.name.trim().is_empty()).collect();
    named.sort_by_key(|c| c.index);
    for (column, cell) in columns.passthrough.iter_mut().zip(cells) {
        if column.name.trim().is_empty() && !cell.trim().is_empty() {
            let question = named.iter().rev().find(|c| c.index < column.index).map_or("", |c| c.name.trim());
            column.name = format!("{question}: {}", cell.trim());
        }
    }
}

/// The cells beside the id, with their place among the passthrough columns (none for the letter).
fn cells(row: &Application) -> impl Iterator<Item = (Option<usize>, &str)> {
    let passthrough = row.passthrough.iter().enumerate().map(|(index, cell)| (Some(index), cell.as_str()));
    passthrough.chain([(None, letter_of(row))])
}

fn letter_of(row: &Application) -> &str {
    row.letter.as_deref().unwrap_or_default()
}

/// Whether a cell says that its row sums others up: `Total`, `Total: 4`, `4 responses`.
fn is_total(cell: &str) -> bool {
    if cell.len() > 60 {
        return false;
    }
    let is_beside = |c: char| c.is_numeric() || matches!(c, ':' | '=' | '.' | ',' | '%' | '(' | ')' | '#');
    TOTALS.contains(&fold(cell).trim_matches(is_beside))
}

fn is_error(cell: &str) -> bool {
    let cell = cell.trim();
    cell.len() < 16 && cell.starts_with(['#', 'E', 'e']) && ERROR_CELLS.contains(&cell.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests;
