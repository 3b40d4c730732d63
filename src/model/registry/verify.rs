//! Whether a registry is complete: every digest, and what a stopped run left behind.

use super::{CANDIDATES, Registry};
use crate::error::Result;
use std::path::Path;

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The version, candidate or file.
    pub what: String,
    /// What is wrong; none if all is well.
    pub wrong: Option<String>,
    /// What is worth knowing and no fault: a file that a stopped run left behind.
    pub note: Option<String>,
}

impl Registry {
    /// Checks that the version in use is there, that every version and candidate has the digests of its record and
    /// opens, that a table has as many rows as its record says, and that card and record are as they were written; names files that belong to nothing.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Io`] where the folder can't be read.
    pub fn verify(&self) -> Result<Vec<Finding>> {
        let (versions, candidates) = (self.versions()?, self.candidates()?);
        let mut findings = vec![match self.current() {
            Ok(id) => Finding { what: format!("in use: {id}"), wrong: None, note: None },
            Err(e) => Finding { what: "in use".into(), wrong: Some(e.to_string()), note: None },
        }];
        for id in versions.iter().chain(&candidates) {
            let wrong = match self.load(id) {
                Err(e) => Some(e.to_string()),
                Ok(entry) => {
                    let rows: u64 = entry.record.batches.iter().map(|b| b.rows).sum();
                    let found = entry.table.rows.len() as u64;
                    let table =
                        (rows != found).then(|| format!("the table has {found} rows where the record has {rows}"));
                    table.or_else(|| self.changed_card(id, entry.record.card_digest.as_deref()))
                }
            };
            findings.push(Finding { what: id.clone(), wrong, note: None });
        }
        for (folder, whole) in [(self.folder.clone(), &versions), (self.folder.join(CANDIDATES), &candidates)] {
            findings.extend(leftovers(&folder, whole).into_iter().map(|name| Finding {
                what: name,
                wrong: None,
                note: Some("belongs to no whole version (a run was stopped); it is not in use".into()),
            }));
        }
        Ok(findings)
    }
}

impl Registry {
    /// What is wrong with the card of a version, where its record says what it was.
    fn changed_card(&self, id: &str, expected: Option<&str>) -> Option<String> {
        let path = self.path(id, "card.md");
        let found = std::fs::read(&path).map_or(String::new(), |bytes| super::digest(&bytes));
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        expected
            .filter(|expected| found != **expected)
            .map(|_| format!("{name} is not the card that the record describes"))
    }
}

/// Files that belong to no whole version, by name.
fn leftovers(folder: &Path, whole: &[String]) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .flatten()
        .filter(|e| e.path().is_file())
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    names.retain(|name| {
        let id = name.split('.').next().unwrap_or("");
        let ours = name.starts_with(".shortlist-")
            || [".json", ".training.csv", ".card.md"].iter().any(|ending| *name == format!("{id}{ending}"));
        ours && !whole.iter().any(|w| w == id) && name != "lock"
    });
    names.sort();
    names
}
