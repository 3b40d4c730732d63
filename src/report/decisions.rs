//! The table of decisions: who it is and what was decided, then people's own columns, then grades, then what the list says.

use super::OutputFormat;
use super::run::RunFacts;
use super::table::{Cell, Encoder, Kind, TableColumn, TableWriter};
use crate::error::Result;
use crate::ingest::table::Table;
use crate::review::decide::{Applicant, Decisions};
use crate::review::labels::Merged;
use std::collections::BTreeMap;
use std::path::Path;

/// Columns that stand first, with the name behind the id.
const FIRST: [&str; 3] = ["id", "decision", "reason"];

/// Columns of grades and scores.
const MEASURED: [&str; 7] = ["rank", "mean_grade", "corrected_mean_grade", "spread", "readings", "value", "score"];

/// Columns of LIST that are rewritten, or say nothing here.
const DROPPED: [&str; 4] = ["id", "row", "score", "rank"];

/// Decisions with all that they rest on.
#[derive(Clone, Copy, Debug)]
pub struct DecisionTable<'a> {
    /// The list that was decided on, and its file.
    pub list: (&'a Table, &'a Path),
    /// The columns of people's names, which stand behind the id.
    pub names: &'a [&'a String],
    /// Its applicants, row by row.
    pub applicants: &'a [Applicant],
    /// The reviewers' labels.
    pub merged: &'a Merged,
    /// What was decided.
    pub decided: &'a Decisions,
}

impl DecisionTable<'_> {
    /// Writes it whole: a row per applicant, in the order of the decisions.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Io`] where the file can't be written, or is there and `no_clobber` is set.
    pub fn write(&self, path: &Path, format: OutputFormat, facts: &RunFacts, no_clobber: bool) -> Result<()> {
        let Self { list: (list, path_of_list), applicants, merged, decided, .. } = *self;
        let reviewers: Vec<&str> = merged.reviewers().into_iter().collect();
        let said: BTreeMap<(&str, &str), (&str, String)> = merged
            .labels
            .iter()
            .map(|l| ((l.id.as_str(), l.reviewer.as_str()), (l.label.as_str(), l.remark())))
            .collect();
        // `DECISION` and `decision` are one heading to whoever reads the table.
        let graders = reviewers.iter().flat_map(|who| [format!("grade_{who}"), format!("note_{who}")]);
        let taken: Vec<String> = FIRST.into_iter().chain(MEASURED).map(str::to_owned).chain(graders).collect();
        let lower: Vec<String> = taken.iter().map(|name| name.to_lowercase()).collect();
        let free =
            |name: &str| if lower.contains(&name.to_lowercase()) { format!("input_{name}") } else { name.to_owned() };
        // Who it is and what was decided, then people's own columns, then grades, then what the list says.
        let is_listed = |name: &str| super::RANKED.contains(&name);
        let given = |name: &&String| !DROPPED.contains(&name.as_str()) && !name.starts_with("contribution_");
        let (listed, own): (Vec<&String>, Vec<&String>) =
            list.names().iter().filter(given).partition(|name| is_listed(name));
        let is_name = |name: &&&String| self.names.contains(*name);
        let named: Vec<&String> = own.iter().filter(is_name).copied().collect();
        let own: Vec<&String> = own.iter().filter(|name| !is_name(name)).copied().collect();
        let text = |name: &str| TableColumn::new(name, Kind::Text);
        let mut columns = vec![text("id")];
        columns.extend(named.iter().map(|name| text(&free(name))));
        columns.extend([text("decision"), text("reason")]);
        columns.extend(own.iter().map(|name| text(&free(name))));
        columns.extend(MEASURED.map(|name| {
            TableColumn::new(name, if name == "rank" || name == "readings" { Kind::Count } else { Kind::Number })
        }));
        columns.extend(taken[FIRST.len() + MEASURED.len()..].iter().map(|name| text(name)));
        columns.extend(listed.iter().map(|name| text(&free(name))));
        let values = |names: &[&String]| {
            names.iter().map(|name| list.text(name, path_of_list, "LIST")).collect::<Result<Vec<&[String]>>>()
        };
        let (named, own, listed) = (values(&named)?, values(&own)?, values(&listed)?);
        let encoder = Encoder::new(format, columns);
        let rows: Vec<Vec<Cell<'_>>> = decided
            .rows
            .iter()
            .map(|r| {
                let a = &applicants[r.applicant];
                let cells = |columns: &[&'_ [String]]| -> Vec<Cell<'static>> {
                    columns.iter().map(|c| Cell::text(c[r.applicant].clone())).collect()
                };
                let mut row = vec![Cell::text(a.id.as_str())];
                row.extend(cells(&named));
                row.extend([Cell::text(r.decision.word()), Cell::text(r.reason.as_str())]);
                row.extend(cells(&own));
                row.push(Cell::Count(r.rank.map(|rank| rank as u64)));
                row.extend([r.mean, r.corrected, r.spread].map(Cell::Number));
                row.push(Cell::Count(Some(r.readings as u64)));
                row.extend([r.value, a.score].map(Cell::Number));
                for who in &reviewers {
                    let said = said.get(&(a.id.as_str(), *who));
                    let (label, note) = said.map_or(("", ""), |(label, note)| (label, note.as_str()));
                    row.extend([Cell::text(label), Cell::text(note)]);
                }
                row.extend(cells(&listed));
                row
            })
            .collect();
        let mut writer = TableWriter::create(path, &encoder, no_clobber)?;
        writer.write(encoder.encode(&rows)?)?;
        writer.finish_with(facts)
    }
}
