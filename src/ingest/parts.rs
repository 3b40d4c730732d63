//! Applications of several texts: the parts become one letter, one after the other, and it is known where each lies.

use super::columns::ColumnChoice;
use super::{Application, Options, Source, Unusable};
use crate::error::Result;
use crate::span::Span;
use std::path::Path;

/// What stands between two parts of a letter.
const BETWEEN: &str = "\n\n";

/// Opens a table whose letters are put together from several columns, one of which may name files.
pub(super) fn open(path: &Path, options: &Options) -> Result<Source> {
    let parts = &options.parts;
    let first = parts.iter().position(|p| p.is_file).unwrap_or(0);
    let column = parts.get(first).map(|p| p.column.clone());
    let (letter_column, file_column) =
        if parts.get(first).is_some_and(|p| p.is_file) { (None, column) } else { (column, None) };
    let mut source = Source::open(path, &Options { parts: Vec::new(), letter_column, file_column, ..options.clone() })?;
    let columns = source.columns();
    let mut places: Vec<Option<usize>> = Vec::with_capacity(parts.len());
    for (at, part) in parts.iter().enumerate() {
        let found = (at != first).then(|| columns.passthrough_index(&part.column, "--part"));
        places.push(found.transpose().map_err(|e| e.file(path))?);
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
    source.rows = Box::new(source.rows.map(move |row| {
        let mut row = row?;
        join(&mut row, &places, most);
        if !typed {
            let mut at = 0;
            row.passthrough.retain(|_| {
                at += 1;
                is_kept(at - 1)
            });
        }
        Ok(row)
    }));
    Ok(source)
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
