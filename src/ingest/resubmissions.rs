//! Applicants who sent their form more than once: one row of each stands, by a column of times; the others are set apart.
//!
//! The table is read twice: first for ids and times alone, then for the letters.

use super::columns::fold;
use super::options::{Keep, Resubmissions};
use super::repeats::one_spelling;
use super::times::{Order, Stamp};
use super::{Application, Options, Source, Unusable};
use crate::error::{Error, ErrorKind, Result};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// Folded names under which the time of sending goes, the likeliest first.
const TIMES: &[&str] = &[
    "submittedat",
    "submitted",
    "submissiontime",
    "submissiondate",
    "submitdate",
    "submitdate(utc)",
    "datesubmitted",
    "submissiontimestamp",
    "timestamp",
    "completiontime",
    "completedat",
    "enddate",
    "endtime",
    "recordeddate",
    "surveytimestamp",
    "registrationdate",
    "registrationtime",
    "datemodified",
    "lastmodified",
    "modified",
    "createdat",
    "created",
    "date",
    "zeitstempel",
    "horodateur",
    "marcatemporal",
];

/// A heading as it is compared: of LimeSurvey's `submitdate. Date submitted`, the code.
fn folded(heading: &str) -> String {
    fold(heading.split_once(". ").map_or(heading, |(code, _)| code))
}

/// Whether a heading is one of the usual ones of the time of sending; REDCap's begins with the form's name.
pub(super) fn is_time_heading(heading: &str) -> bool {
    TIMES.contains(&folded(heading).as_str()) || heading.ends_with("_timestamp")
}

/// The place of the heading that is likeliest the time of sending.
pub(super) fn time_of<'h>(headings: impl Iterator<Item = &'h str>) -> Option<usize> {
    let folded: Vec<String> = headings.map(|h| if is_time_heading(h) { folded(h) } else { String::new() }).collect();
    let usual = TIMES.iter().find_map(|time| folded.iter().position(|name| name == time));
    usual.or_else(|| folded.iter().position(|name| !name.is_empty()))
}

/// Rows of an id named in a message.
const NAMED: usize = 5;

/// Opens a table of which one row per applicant stands; the others are [`Unusable::Resubmitted`].
pub(super) fn open(path: &Path, options: &Options, asked: &Resubmissions) -> Result<Source> {
    let once = Options { resubmissions: None, ..options.clone() };
    if path == Path::new("-") || path.is_dir() {
        return Err(Error::new(ErrorKind::Setting, "--duplicates reads a table twice").file(path).hint("give a file"));
    }
    // Letters that are files need not be read to know which row stands.
    let mut plain = match &once.file_column {
        Some(column) => Options { letter_column: Some(column.clone()), file_column: None, ..once.clone() },
        None => once.clone(),
    };
    plain.parts.iter_mut().for_each(|part| part.is_file = false);
    let replaced = replaced(Source::open(path, &plain)?, asked).map_err(|e| e.file(path))?;
    let mut source = Source::open(path, &once)?;
    if replaced.is_empty() {
        return Ok(source);
    }
    let shown: Vec<String> = replaced.iter().take(NAMED).map(|(row, by)| format!("row {row} by row {by}")).collect();
    let more = if replaced.len() > NAMED { format!(" and {} more", replaced.len() - NAMED) } else { String::new() };
    let (rows, word) = (if replaced.len() == 1 { "row is" } else { "rows are" }, keep_word(asked.keep));
    source.messages.push(format!(
        "{} {rows} replaced by the {word} of the same applicant and not ranked: {}{more}",
        replaced.len(),
        shown.join(", ")
    ));
    source.rows = Box::new(source.rows.map(move |row| {
        let mut row: Application = row?;
        if let Some(by) = replaced.get(&row.row) {
            row.letter = Err(Unusable::Resubmitted { by: *by });
            row.id = format!("row-{}", row.row);
        }
        Ok(row)
    }));
    Ok(source)
}

fn keep_word(keep: Keep) -> &'static str {
    match keep {
        Keep::Last => "last one",
        Keep::First => "first one",
    }
}

/// The rows that do not stand, each with the one that does.
fn replaced(source: Source, asked: &Resubmissions) -> Result<BTreeMap<u64, u64>> {
    let columns = source.columns();
    if columns.id.is_none() {
        return Err(Error::new(ErrorKind::Column, "no column holds the applicants' ids, and --duplicates needs them")
            .hint("name it with --id-column"));
    }
    let time = match &asked.time_column {
        Some(name) => Some(columns.passthrough_index(name, "--time-column")?),
        None => time_of(columns.passthrough.iter().map(|c| c.name.as_str())),
    };
    let name = time.map(|at| columns.passthrough[at].name.clone()).unwrap_or_default();
    let mut by_id: HashMap<String, Vec<(u64, Option<Stamp>)>> = HashMap::new();
    let (mut order, mut contrary) = (None, false);
    for row in source {
        let row = row?;
        if matches!(row.letter, Err(Unusable::NotAnApplicant(_))) {
            continue;
        }
        let stamp = time.and_then(|at| Stamp::parse(row.passthrough.get(at)?));
        if let Some(found) = stamp.and_then(|s| s.order()) {
            contrary |= order.is_some_and(|known| known != found);
            order = Some(found);
        }
        by_id.entry(one_spelling(&row.id).into_owned()).or_default().push((row.row, stamp));
    }
    let mut several: Vec<_> = by_id.into_iter().filter(|(_, rows)| rows.len() > 1).collect();
    several.sort_by_key(|(_, rows)| rows.first().map(|(row, _)| *row));
    if several.is_empty() {
        return Ok(BTreeMap::new());
    }
    if time.is_none() {
        let shown: Vec<String> =
            several.iter().take(NAMED).map(|(id, rows)| format!("`{id}` in {}", list(rows))).collect();
        let more = several.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let what = format!("no column says which row was sent last; ids that occur twice: {}{more}", shown.join("; "));
        return Err(Error::new(ErrorKind::Column, what).hint("name the column of times with --time-column"));
    }
    let mut replaced = BTreeMap::new();
    for (id, rows) in &several {
        let fail = |what: String| Error::new(ErrorKind::Value, what).column(&name);
        if let Some((row, _)) = rows.iter().find(|(_, stamp)| stamp.is_none()) {
            return Err(fail(format!("`{id}` is in {}, and this one has no time that can be read", list(rows)))
                .row(*row)
                .hint("write it as 2026-02-03 10:11:12, or take the row out"));
        }
        let standing = |order| standing(rows, asked.keep, order);
        let tied =
            || fail(format!("`{id}` is in {} with the same time", list(rows))).hint("take all but one of them out");
        let by = match order.filter(|_| !contrary) {
            Some(order) => standing(order).ok_or_else(tied)?,
            None => match (standing(Order::DayFirst), standing(Order::MonthFirst)) {
                (Some(one), Some(other)) if one == other => one,
                (None, None) => return Err(tied()),
                _ => {
                    return Err(fail(format!(
                        "`{id}` is in {}, and it is not clear which number of their times is the day",
                        list(rows)
                    ))
                    .hint("write the times as 2026-02-03 10:11:12"));
                }
            },
        };
        replaced.extend(rows.iter().filter(|(row, _)| *row != by).map(|(row, _)| (*row, by)));
    }
    Ok(replaced)
}

/// The row that is kept; none if two have the same time, or a time is no day of the calendar.
fn standing(rows: &[(u64, Option<Stamp>)], keep: Keep, order: Order) -> Option<u64> {
    let times = rows.iter().map(|(row, stamp)| Some((stamp.as_ref()?.key(order)?, *row)));
    let times = times.collect::<Option<Vec<_>>>()?;
    let best = match keep {
        Keep::Last => times.iter().max()?,
        Keep::First => times.iter().min()?,
    };
    (times.iter().filter(|(time, _)| *time == best.0).count() == 1).then_some(best.1)
}

/// `rows 3, 7`
fn list(rows: &[(u64, Option<Stamp>)]) -> String {
    let shown: Vec<String> = rows.iter().take(NAMED).map(|(row, _)| row.to_string()).collect();
    let more = rows.len().saturating_sub(NAMED);
    format!("rows {}{}", shown.join(", "), if more > 0 { format!(" and {more} more") } else { String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, keep: Keep, time_column: Option<&str>) -> Result<(Vec<Application>, Vec<String>)> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        std::fs::write(&path, text).unwrap();
        let resubmissions = Some(Resubmissions { keep, time_column: time_column.map(str::to_owned) });
        let source = Source::open(&path, &Options { resubmissions, ..Options::default() })?;
        let messages = source.messages().to_vec();
        Ok((source.collect::<Result<_>>()?, messages))
    }

    /// The rows that stand.
    fn standing(text: &str, keep: Keep) -> Vec<u64> {
        let (rows, _) = read(text, keep, None).unwrap();
        rows.iter().filter(|a| a.letter.is_ok()).map(|a| a.row).collect()
    }

    #[test]
    fn the_last_or_the_first_stands_whatever_the_order_of_the_rows() {
        let text = "Timestamp,Email,letter\n2/13/2026 9:00:00,a@x.org,new\n2/3/2026 9:00:00,A@x.org,old\n2/4/2026 9:00:00,b@x.org,only\n";
        assert_eq!((standing(text, Keep::Last), standing(text, Keep::First)), (vec![1, 3], vec![2, 3]));
        let (rows, messages) = read(text, Keep::Last, None).unwrap();
        assert_eq!((rows[1].id.as_str(), &rows[1].letter), ("row-2", &Err(Unusable::Resubmitted { by: 1 })));
        assert!(
            messages.iter().any(|m| m.contains("1 row is replaced by the last one") && m.contains("row 2 by row 1"))
        );
    }

    #[test]
    fn numbers_that_could_be_days_or_months_must_not_matter() {
        // Both readings agree, or another row of the column says which.
        assert_eq!(standing("timestamp,id,letter\n1/2/2026 9:00,7,a\n1/2/2026 10:00,7,b\n", Keep::Last), [2]);
        assert_eq!(standing("timestamp,id,letter\n3/2/2026,7,a\n1/5/2026,7,b\n31/1/2026,8,c\n", Keep::Last), [2, 3]);
        let e = read("timestamp,id,letter\n3/2/2026,7,a\n1/5/2026,7,b\n", Keep::Last, None).unwrap_err().to_string();
        assert!(e.contains("rows 1, 2") && e.contains("which number of their times is the day"), "{e}");
    }

    #[test]
    fn without_a_time_the_rows_are_named() {
        for (text, part) in [
            ("id,letter\n7,a\n8,b\n7,c\n", "`7` in rows 1, 3"),
            ("id,letter,submitted\n7,a,2026-01-01\n7,c,soon\n", "row 2, column submitted"),
            ("id,letter,submitted\n7,a,2026-01-01\n7,c,2026-01-01\n", "`7` is in rows 1, 2 with the same time"),
            ("letter,submitted\na,2026-01-01\n", "--id-column"),
        ] {
            let e = read(text, Keep::Last, None).unwrap_err().to_string();
            assert!(e.contains(part), "{e}");
        }
        assert_eq!(standing("id,letter\n7,a\n8,b\n", Keep::Last), [1, 2], "nobody sent twice");
        let named = read("id,letter,when\n7,a,2026-01-02\n7,c,2026-01-01\n", Keep::Last, Some("When")).unwrap().0;
        assert!(named[0].letter.is_ok() && named[1].letter.is_err());
    }
}
