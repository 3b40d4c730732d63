//! A round on one page, for the chair and the minutes: what other commands wrote, read and put beside each other.
//!
//! Only the list is needed. What is given besides it must be about this list: a model, a list or letters with another
//! digest are said to be others. The page holds no letter and no name; ids of applicants stand in it only where they are
//! near the line, or not at all ([`Asked::blind`]).

mod documents;
mod html;
mod list;
mod people;

pub use html::page as season_html;

use crate::error::{Error, ErrorKind, Result};
use crate::ingest::codes::{Codes, code};
use crate::ingest::{Options, table};
use crate::rank::plan::check::PlanFile;
use crate::record::{Log, Verified};
use crate::review::assign::{self, Reading};
use crate::review::labels::{self, Merged};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// What the page is made of, and how.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The list, as `rank` wrote it; its run's facts are read from beside it (`LIST.run.json`), where they are there.
    pub list: PathBuf,
    /// Column of the list that holds the id.
    pub id_column: Option<String>,
    /// Files of reviewers' labels.
    pub labels: Vec<PathBuf>,
    /// Column of the labels.
    pub label: String,
    /// Lowest and highest grade, where the grades don't tell.
    pub scale: Option<[f64; 2]>,
    /// Who reads what, as `assign` wrote it.
    pub assignment: Option<PathBuf>,
    /// Readings that a letter should have, where it was dealt to nobody.
    pub readings: usize,
    /// An evaluation (.json).
    pub evaluation: Option<PathBuf>,
    /// An audit (.json).
    pub audit: Option<PathBuf>,
    /// A reading plan (.json).
    pub plan: Option<PathBuf>,
    /// The log.
    pub log: Option<PathBuf>,
    /// Applicants that are shown on each side of the line.
    pub near: usize,
    /// Whether codes stand for ids, and numbers for reviewers' names.
    pub blind: bool,
}

impl Default for Asked {
    fn default() -> Self {
        Self {
            list: PathBuf::new(),
            id_column: None,
            labels: Vec::new(),
            label: "label".into(),
            scale: None,
            assignment: None,
            readings: 2,
            evaluation: None,
            audit: None,
            plan: None,
            log: None,
            near: 10,
            blind: false,
        }
    }
}

/// A round: everything that was read.
#[derive(Clone, Debug)]
pub struct Season {
    asked: Asked,
    list: list::List,
    run: Value,
    labels: Option<Merged>,
    dealt: Vec<Reading>,
    evaluation: Option<Value>,
    audit: Option<Value>,
    plan: Option<PlanFile>,
    log: Option<Verified>,
}

impl Season {
    /// Reads a round.
    ///
    /// # Errors
    /// As [`table::read`]; [`ErrorKind::Column`] where the list is none that `rank` wrote; [`ErrorKind::Format`] where a file
    /// is not what it is given as; [`ErrorKind::Labels`] where a reviewer says two things of one letter; those of
    /// [`Log::read`].
    pub fn read(asked: &Asked) -> Result<Self> {
        let options = Options { id_column: asked.id_column.clone(), or_id: true, ..Options::default() };
        let read = table::read(&asked.list, &options)?;
        let list = list::List::of(&read, &asked.list)?;
        let beside = PathBuf::from(format!("{}.run.json", asked.list.display()));
        let run = if beside.is_file() { document(&beside, None, "rank")? } else { Value::Null };
        let labels = if asked.labels.is_empty() {
            None
        } else {
            let mut all = Vec::new();
            for path in &asked.labels {
                all.extend(labels::read_column(path, &asked.label)?);
            }
            labels::resolve(&mut all, &Codes::of(read.ids().iter().map(String::as_str)));
            Some(labels::merge(all)?)
        };
        let json = |path: &Option<PathBuf>, part: &str| {
            path.as_deref().map(|path| document(path, Some(part), part)).transpose()
        };
        Ok(Self {
            list,
            run,
            labels,
            dealt: asked.assignment.as_deref().map(assign::read).transpose()?.unwrap_or_default(),
            evaluation: json(&asked.evaluation, "evaluation")?,
            audit: json(&asked.audit, "audit")?,
            plan: asked.plan.as_deref().map(PlanFile::load).transpose()?,
            log: asked.log.as_deref().map(|path| Log::at(path).read(None)).transpose()?,
            asked: asked.clone(),
        })
    }

    /// What the page calls an applicant.
    fn called(&self, id: &str) -> String {
        if self.asked.blind { code(id) } else { id.to_owned() }
    }

    /// A text of the run's facts, at these keys.
    fn run_text(&self, keys: &[&str]) -> Option<&str> {
        at(&self.run, keys)?.as_str()
    }
}

/// A document that a command wrote as JSON; with a part that must be in it.
fn document(path: &Path, part: Option<&str>, command: &str) -> Result<Value> {
    let text = std::fs::read_to_string(path).map_err(|e| Error::io("read", path, e))?;
    let fail = |what: String| {
        Error::new(ErrorKind::Format, what)
            .file(path)
            .hint(format!("give the .json that `shortlist {}` wrote", verb(command)))
    };
    let value: Value = serde_json::from_str(&text).map_err(|e| fail(format!("not JSON: {e}")))?;
    match part {
        Some(part) if !value[part].is_object() => Err(fail(format!("holds no {part}"))),
        None if !value.is_object() => Err(fail("holds no facts of a run".into())),
        _ => Ok(value),
    }
}

/// The command that writes a document.
fn verb(part: &str) -> &str {
    if part == "evaluation" { "evaluate" } else { part }
}

/// A value at these keys, where there is one.
fn at<'v>(value: &'v Value, keys: &[&str]) -> Option<&'v Value> {
    keys.iter().try_fold(value, |v, key| v.get(key)).filter(|v| !v.is_null())
}

/// A line of the page.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    text: String,
    /// Whether it is set off as something to act on.
    alarm: bool,
}

fn line(text: impl Into<String>) -> Line {
    Line { text: text.into(), alarm: false }
}

fn alarm(text: impl Into<String>) -> Line {
    Line { text: text.into(), alarm: true }
}

/// A table of the page: heads, and rows whose first cell names them.
#[derive(Clone, Debug, PartialEq)]
struct Rows {
    caption: String,
    heads: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

/// A count with its noun: `1 letter`, `2 letters`.
fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// A share in whole percent.
fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

#[cfg(test)]
mod tests;
