//! The decisions that an audit compares selections with.

use crate::batch::{LabelTable, Labelled, Runner};
use crate::error::{Error, ErrorKind, Result};
use std::collections::BTreeSet;
use std::path::Path;

/// The decisions for these applicants (id and row), in their order: of a table of their own (`given.1`), or of the column
/// (`given.0`) that `inline` reads. None where none are given.
pub(super) fn of(
    runner: &mut Runner,
    input: &Path,
    given: (Option<&str>, &Labelled),
    rows: &[(&str, u64)],
    inline: &dyn Fn(&str) -> Result<Vec<String>>,
) -> Result<Option<Vec<Option<bool>>>> {
    let (label, apart) = given;
    let meaning = &apart.meaning;
    let read = match label {
        _ if !apart.table.as_os_str().is_empty() => decisions_apart(runner, apart, rows)?,
        None if meaning.positive.is_some() || meaning.accept_from.is_some() || meaning.scale.is_some() => {
            return Err(Error::new(ErrorKind::Setting, "it is not known which table and column hold the decisions")
                .hint("name their column with --label, and their table with --labels"));
        }
        None => return Ok(None),
        Some(label) => {
            let values = inline(label)?;
            let rows: Vec<_> = rows.iter().zip(values).map(|((id, row), v)| ((*id).to_owned(), *row, v)).collect();
            let labelled = Labelled::new(input, label).meaning(meaning.clone());
            let read = labelled.of_rows(&rows)?;
            runner.say_fractions(&read);
            read
        }
    };
    let of = |(id, _): &(&str, u64)| read.labels.by_id.get(*id).map(|y| *y >= 0.5);
    Ok(Some(rows.iter().map(of).collect()))
}

/// The decisions of a table of their own.
fn decisions_apart(runner: &mut Runner, labelled: &Labelled, rows: &[(&str, u64)]) -> Result<LabelTable> {
    let read = runner.labels(&labelled.knowing(rows.iter().map(|(id, _)| *id)))?;
    runner.say_fractions(&read);
    let ids: BTreeSet<&str> = rows.iter().map(|(id, _)| *id).collect();
    let strangers = read.labels.by_id.keys().filter(|id| !ids.contains(id.as_str())).count();
    if strangers > 0 {
        runner.watch().note(&format!("labelled ids that no applicant here has, left out: {strangers}"));
    }
    if strangers == read.labels.by_id.len() {
        return Err(Error::new(ErrorKind::Labels, "none of the labelled ids belongs to an applicant here")
            .file(&labelled.table)
            .hint("check the column of ids of both tables (--id-column)"));
    }
    Ok(read)
}
