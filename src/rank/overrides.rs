//! Overrides: people's decisions about single applicants, each with its reason.

use super::candidate::{Ranked, Unscored};
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::{Options, table};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A decision about one applicant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Override {
    /// The applicant.
    pub id: String,
    /// Above the line (`true`) or below it.
    pub inside: bool,
    /// Why; never empty.
    pub reason: String,
    /// Where it was read.
    #[serde(skip)]
    pub place: (PathBuf, u64),
}

impl Override {
    /// `in` or `out`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        if self.inside { "in" } else { "out" }
    }
}

/// A table of overrides, and the digest of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overrides {
    /// In the order of the file.
    pub list: Vec<Override>,
    /// SHA-256, in hex.
    pub digest: String,
}

/// Reads overrides from a table with the columns `id`, `decision` (`in` or `out`, in any case) and `reason`.
///
/// # Errors
/// As [`table::read`]; [`ErrorKind::Column`] where `decision` or `reason` is missing; [`ErrorKind::Value`] at the first
/// decision that is neither `in` nor `out`, or without a reason.
pub fn read(path: &Path) -> Result<Overrides> {
    let read = table::read(path, &Options { may_be_empty: true, ..Options::default() })?;
    let column = |name: &str| {
        read.text(name, path, "the overrides")
            .map_err(|e| e.hint("the columns are id, decision (in or out) and reason"))
    };
    let (ids, decisions, reasons) = (column(table::ID)?, column("decision")?, column("reason")?);
    let mut list = Vec::new();
    for (index, ((id, decision), reason)) in ids.iter().zip(decisions).zip(reasons).enumerate() {
        let (row, reason) = (index as u64 + 1, reason.trim());
        let fail = |what: String, column: &str| Error::new(ErrorKind::Value, what).file(path).row(row).column(column);
        let inside = match decision.trim().to_lowercase().as_str() {
            "in" => true,
            "out" => false,
            other => {
                let shown: String = other.chars().take(24).collect();
                return Err(fail(format!("`{shown}` is not a decision"), "decision").hint("write in or out"));
            }
        };
        if reason.is_empty() {
            return Err(fail("the override has no reason".into(), "reason")
                .hint("say why, in words that the applicant could read"));
        }
        list.push(Override { id: id.clone(), inside, reason: reason.into(), place: (path.into(), row) });
    }
    Ok(Overrides { list, digest: read.digest })
}

/// The overrides by id. One that is said twice counts once, its reasons joined.
///
/// # Errors
/// [`ErrorKind::Value`] where an id is not among the applicants, or is both in and out.
pub(super) fn by_id(list: &[Override], ranked: &[Ranked], unscored: &[Unscored]) -> Result<BTreeMap<String, Override>> {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    if !list.is_empty() {
        known.extend(ranked.iter().map(|c| c.id.as_str()).chain(unscored.iter().map(|u| u.id.as_str())));
    }
    let mut decided: BTreeMap<String, Override> = BTreeMap::new();
    for said in list {
        let fail = |what: String| Error::new(ErrorKind::Value, what).file(&said.place.0).row(said.place.1);
        if !known.contains(said.id.as_str()) {
            return Err(fail(format!("no applicant has the id `{}`", said.id))
                .column("id")
                .hint("correct the id or remove the row"));
        }
        match decided.get_mut(&said.id) {
            None => {
                decided.insert(said.id.clone(), said.clone());
            }
            Some(before) if before.inside == said.inside => {
                if before.reason != said.reason {
                    before.reason = format!("{}; {}", before.reason, said.reason);
                }
            }
            Some(before) => {
                return Err(fail(format!(
                    "`{}` is {} here and {} in row {}",
                    said.id,
                    said.word(),
                    before.word(),
                    before.place.1
                ))
                .hint("keep one of the two rows"));
            }
        }
    }
    Ok(decided)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Vec<Override>> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("o.csv");
        std::fs::write(&path, text).unwrap();
        read(&path).map(|o| o.list)
    }

    #[test]
    fn decisions_come_with_their_reason() {
        let list = read_text("id,Decision,reason\n7,IN,knows the field\n8,out , withdrew \n").unwrap();
        let got: Vec<_> = list.iter().map(|o| (o.id.as_str(), o.word(), o.reason.as_str(), o.place.1)).collect();
        assert_eq!(got, [("7", "in", "knows the field", 1), ("8", "out", "withdrew", 2)]);
    }

    #[test]
    fn bad_rows_are_named() {
        for (text, part) in [
            ("id,decision,reason\n7,in,\n", "row 1, column reason: the override has no reason"),
            ("id,decision,reason\n7,in,x\n8,maybe,y\n", "row 2, column decision: `maybe` is not a decision"),
            ("id,verdict,reason\n7,in,x\n", "the columns are id, decision"),
        ] {
            let e = read_text(text).unwrap_err().to_string();
            assert!(e.contains(part), "{e}");
        }
    }
}
