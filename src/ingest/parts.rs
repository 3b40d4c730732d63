//! Applications of several texts: the parts become one letter, one after the other, and it is known where each lies.

use super::columns::ColumnChoice;
use super::folder::{self, Place};
use super::{Application, Findings, Options, Source, Unusable};
use crate::error::Result;
use crate::span::Span;
use std::path::Path;

/// What stands between two parts of a letter.
const BETWEEN: &str = "\n\n";

/// Opens a table whose letters are put together from several columns, some of which may name files.
pub(super) fn open(path: &Path, options: &Options) -> Result<Source> {
    let parts = &options.parts;
    let letter_column = parts.first().map(|part| part.column.clone());
    let plain = Options { parts: Vec::new(), letter_column, file_column: None, ..options.clone() };
    let are_files = parts.iter().any(|part| part.is_file);
    let (mut source, store) = if are_files {
        let (source, store) = Source::with_files(path, &plain)?;
        (source, Some(store))
    } else {
        (Source::open(path, &plain)?, None)
    };
    let columns = source.columns();
    let mut places: Vec<Option<usize>> = Vec::with_capacity(parts.len());
    for (at, part) in parts.iter().enumerate() {
        let found = (at > 0).then(|| columns.passthrough_index(&part.column, "--part"));
        places.push(found.transpose().map_err(|e| e.file(path))?);
    }
    if let Some(store) = store {
        let files = parts.iter().zip(&places).filter(|(part, _)| part.is_file);
        let files = files.map(|(_, place)| place.map_or(Place::Letter, Place::Cell)).collect();
        source = folder::beside(source, store, options, files)?;
    }
    // The id is no part, and the parts are no other columns.
    let hidden: Vec<usize> = places.iter().flatten().copied().collect();
    let most = options.max_letter();
    let is_kept = move |at: usize| !hidden.contains(&at);
    if source.types.is_none() {
        let kept = source.columns.passthrough.iter().enumerate().filter(|(at, _)| is_kept(*at));
        source.columns.passthrough = kept.map(|(_, c)| c.clone()).collect::<Vec<ColumnChoice>>();
    }
    let typed = source.types.is_some();
    let mut missing = Missing { keys: parts.iter().map(|p| p.key.clone()).collect(), ..Missing::default() };
    let findings = source.findings.clone();
    let mut rows = source.rows;
    source.rows = Box::new(std::iter::from_fn(move || {
        let Some(row) = rows.next() else {
            missing.say(&findings);
            return None;
        };
        Some(row.map(|mut row| {
            missing.look(&row, &places);
            join(&mut row, &places, most);
            if !typed {
                let mut at = 0;
                row.passthrough.retain(|_| {
                    at += 1;
                    is_kept(at - 1)
                });
            }
            row
        }))
    }));
    Ok(source)
}

/// Files of parts that gave no text, where the application has other parts: its score is without them.
#[derive(Default)]
struct Missing {
    keys: Vec<String>,
    rows: usize,
    shown: Vec<String>,
}

impl Missing {
    /// Rows that are named.
    const SHOWN: usize = 5;

    fn look(&mut self, row: &Application, places: &[Option<usize>]) {
        let letter = match &row.letter {
            Err(Unusable::Document(refusal)) => Some((None, refusal)),
            _ => None,
        };
        let others = row.file.iter().flat_map(|file| file.unread.iter().map(|(at, refusal)| (Some(*at), refusal)));
        let refused: Vec<String> = letter
            .into_iter()
            .chain(others)
            .filter_map(|(place, refusal)| {
                let key = places.iter().position(|p| *p == place).and_then(|at| self.keys.get(at))?;
                Some(format!("row {}, {key}: {refusal}", row.row))
            })
            .collect();
        self.rows += usize::from(!refused.is_empty());
        if self.shown.len() < Self::SHOWN {
            self.shown.extend(refused);
        }
    }

    fn say(&mut self, findings: &Findings) {
        let rows = std::mem::take(&mut self.rows);
        if rows > 0 {
            let word = if rows == 1 { "1 application is".to_owned() } else { format!("{rows} applications are") };
            let more = if rows > self.shown.len() { ", …" } else { "" };
            findings.add(format!(
                "{word} without the text of a file that could not be read: {}{more}",
                self.shown.join("; ")
            ));
        }
    }
}

/// Puts the letter of a row together; `places` are those of the parts among the other columns, none for the one that was
/// read as the letter.
fn join(row: &mut Application, places: &[Option<usize>], most: usize) {
    let first = match &row.letter {
        Ok(letter) => letter.clone(),
        Err(Unusable::Empty | Unusable::NoFile | Unusable::Document(_)) => String::new(),
        Err(_) => return,
    };
    let mut letter = String::new();
    let mut spans = Vec::with_capacity(places.len());
    for place in places {
        let part = place.map_or(first.as_str(), |at| row.passthrough.get(at).map_or("", String::as_str)).trim_end();
        if !part.trim().is_empty() && !letter.is_empty() {
            letter.push_str(BETWEEN);
        }
        let start = letter.len();
        if !part.trim().is_empty() {
            letter.push_str(part);
        }
        spans.push((start, letter.len()));
    }
    if !letter.chars().any(char::is_alphanumeric) {
        return;
    }
    if letter.len() > most {
        row.letter = Err(Unusable::TooLong { at_least: letter.len(), most });
        return;
    }
    row.parts = spans.into_iter().map(|(start, end)| Span::new(start, end)).collect();
    row.letter = Ok(letter);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::PartColumn;

    fn read(text: &str) -> (Vec<Application>, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        std::fs::write(&path, text).unwrap();
        let part = |key: &str, column: &str| PartColumn { key: key.into(), column: column.into(), is_file: false };
        let parts = vec![part("motivation", "Why"), part("cv", "curriculum")];
        let source = Source::open(&path, &Options { parts, ..Options::default() }).unwrap();
        let names = source.columns().passthrough.iter().map(|c| c.name.clone()).collect();
        (source.map(|r| r.unwrap()).collect(), names)
    }

    #[test]
    fn parts_become_one_letter_and_lie_where_it_is_said() {
        let (rows, names) =
            read("id,Curriculum vitae,Why us?,n\n1,Nine years.,I like robots.,x\n2,Ten years.,,y\n3,,,z\n");
        assert_eq!(names, ["n"]);
        let letter = rows[0].letter.as_ref().unwrap();
        assert_eq!(letter, "I like robots.\n\nNine years.");
        let of = |row: &Application| -> Vec<String> {
            row.parts.iter().map(|s| s.slice(row.letter.as_ref().unwrap()).to_owned()).collect()
        };
        assert_eq!(of(&rows[0]), ["I like robots.", "Nine years."]);
        assert_eq!(of(&rows[1]), ["", "Ten years."]);
        assert_eq!((&rows[2].letter, rows[2].parts.len()), (&Err(Unusable::Empty), 0));
        assert_eq!(rows[1].passthrough, ["y"]);
    }
}
