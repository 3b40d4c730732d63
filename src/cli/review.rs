//! The review page of `shortlist rank`: its arguments, and the letters that it holds.

use super::common;
use shortlist::batch::KeptLetters;
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::ingest::codes::code;
use shortlist::ingest::{Application, Options, table};
use shortlist::rank::{Assessed, Assessor, Shortlist};
use shortlist::report::table::{Cell, Encoder, Kind, TableColumn, TableWriter};
use shortlist::report::{OutputFormat, RunFacts, html};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Who reads what.
#[derive(clap::Args, Clone, Debug)]
pub struct Reviewing {
    /// Table of who reads what (reviewer, id, batch, order), for the review page
    #[arg(long, value_name = "FILE", help_heading = "Review page (.html)")]
    assignment: Option<PathBuf>,
    /// Put the letters of this reviewer alone into the review page
    #[arg(long, value_name = "NAME", requires = "assignment", help_heading = "Review page (.html)")]
    reviewer: Option<String>,
    /// Table to write for the organiser: the code of each applicant, by which blind reviewers know them, and the id
    #[arg(long, value_name = "FILE", help_heading = "Review page (.html)")]
    key: Option<PathBuf>,
}

/// A review page in the making.
pub struct Making {
    wanted: bool,
    names: Vec<usize>,
    assignment: Vec<html::Assigned>,
    reviewer: Option<String>,
}

impl Reviewing {
    /// The file that is read.
    pub fn input(&self) -> Option<&Path> {
        self.assignment.as_deref()
    }

    /// The file of the key, where one is to be written.
    pub fn key(&self) -> Option<&Path> {
        self.key.as_deref()
    }

    /// Writes the key, where one is asked for: code and id of every applicant, by code.
    pub fn write_key(&self, list: &Shortlist, no_clobber: bool) -> Result<()> {
        let Some(path) = &self.key else { return Ok(()) };
        let ids = list.ranked.iter().map(|c| &c.id).chain(list.unscored.iter().map(|u| &u.id));
        let mut rows: Vec<_> = ids.map(|id| (code(id), id.as_str())).collect();
        rows.sort_unstable();
        rows.dedup();
        let shared = rows.windows(2).filter(|pair| pair[0].0 == pair[1].0).count();
        if shared > 0 {
            common::say(
                "warning",
                &format!(
                    "{shared} codes belong to two ids each, so their labels can't be assigned; give these applicants other ids"
                ),
            );
        }
        let encoder =
            Encoder::new(OutputFormat::of(path)?, ["code", "id"].map(|name| TableColumn::new(name, Kind::Text)).into());
        let cells: Vec<Vec<Cell<'_>>> =
            rows.iter().map(|(code, id)| vec![Cell::text(code.as_str()), Cell::text(*id)]).collect();
        let mut writer = TableWriter::create(path, &encoder, no_clobber)?;
        writer.write(encoder.encode(&cells)?)?;
        writer.finish()
    }

    /// Begins a page, where one is `wanted`; `passthrough` are the names of the other columns.
    pub fn begin(&self, wanted: bool, passthrough: &[String]) -> Result<Making> {
        if !wanted && self.assignment.is_some() {
            return Err(Error::new(ErrorKind::Setting, "--assignment is for the review page, and none is written")
                .hint("add --output review.html"));
        }
        let assignment = self.assignment.as_deref().map(read).transpose()?.unwrap_or_default();
        Ok(Making { wanted, names: html::name_columns(passthrough), assignment, reviewer: self.reviewer.clone() })
    }
}

impl Making {
    /// Whether a page is to be made.
    pub fn is_wanted(&self) -> bool {
        self.wanted
    }

    /// A letter as the page holds it.
    pub fn letter(&self, assessor: &Assessor, application: &Application, assessed: &Assessed) -> String {
        let own: Vec<&str> =
            self.names.iter().filter_map(|&at| application.passthrough.get(at)).map(String::as_str).collect();
        let text = application.letter.as_deref().unwrap_or_default();
        html::letter(assessor, text, assessed, &own)
    }

    /// The pages, once all letters are there; `group` is the passthrough column that places are reserved by, `alike` says
    /// which letters share text, by ids and by codes.
    pub fn pages(self, group: Option<usize>, alike: Vec<[String; 2]>) -> Pages {
        Pages { group, assignment: self.assignment, reviewer: self.reviewer, alike }
    }
}

/// What the review pages of a run hold beside the list.
pub struct Pages {
    group: Option<usize>,
    assignment: Vec<html::Assigned>,
    reviewer: Option<String>,
    alike: Vec<[String; 2]>,
}

impl Pages {
    /// Warns of ids of the assignment that no applicant has.
    pub fn check(&self, list: &Shortlist) {
        let known: BTreeSet<&str> =
            list.ranked.iter().map(|c| c.id.as_str()).chain(list.unscored.iter().map(|u| u.id.as_str())).collect();
        let unknown: Vec<&str> =
            self.assignment.iter().map(|a| a.id.as_str()).filter(|id| !known.contains(id)).take(5).collect();
        if !unknown.is_empty() {
            let text = format!("the assignment names ids that no applicant has, such as {}", unknown.join(", "));
            common::say("warning", &text);
        }
    }

    /// What the review page is made of.
    pub fn review<'r>(
        &'r self,
        list: &'r Shortlist,
        letters: &'r KeptLetters,
        facts: &'r RunFacts,
        passthrough: &'r [String],
        assessor: &'r Assessor,
    ) -> html::Review<'r> {
        let (group, assignment, reviewer) = (self.group, &self.assignment, self.reviewer.as_deref());
        html::Review { list, facts, passthrough, assessor, letters, group, assignment, reviewer, alike: &self.alike }
    }
}

/// Reads an assignment: the columns reviewer, id, batch, order.
fn read(path: &Path) -> Result<Vec<html::Assigned>> {
    let table = table::read(path, &Options::default())?;
    let column = |name: &str| table.text(name, path, "the column's header");
    let (reviewers, batches, orders) = (column("reviewer")?, column("batch")?, column("order")?);
    let rows = table.ids().iter().zip(reviewers).zip(batches).zip(orders);
    rows.enumerate()
        .map(|(at, (((id, reviewer), batch), order))| {
            let text = |value: &String| value.trim().to_owned();
            let order = text(order);
            let order = order.parse().map_err(|_| {
                Error::new(ErrorKind::Value, format!("`{order}` is not a place in an order; expected 1, 2, 3 …"))
                    .file(path)
                    .row(at as u64 + 1)
                    .column("order")
                    .hint("write the assignment with `shortlist assign`")
            })?;
            Ok(html::Assigned { reviewer: text(reviewer), id: text(id), batch: text(batch), order })
        })
        .collect()
}
