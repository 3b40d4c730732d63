//! Labels of several reviewers put together, and where they disagree.

use crate::error::{Error, ErrorKind, Result};
use crate::ingest::codes::{Codes, is_code};
use crate::ingest::{Options, table};
use crate::model::ratings::folded_name;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What one reviewer said of one letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// The letter.
    pub id: String,
    /// The label as it was written; empty where there is a note alone.
    pub label: String,
    /// Who said it.
    pub reviewer: String,
    /// A note.
    pub note: String,
    /// Tags, with commas between them.
    pub tags: String,
    /// The digest of the letter that was read, as the page gives it.
    pub fingerprint: String,
    /// The letter's score, where the page tried what showing it does.
    pub score: String,
    /// … and whether it was shown before the label was given: `1` or `0`.
    pub score_shown: String,
    /// Where it was read: file and row.
    pub place: (PathBuf, u64),
}

impl Label {
    /// Note and tags as one text.
    #[must_use]
    pub fn remark(&self) -> String {
        match (self.note.as_str(), self.tags.as_str()) {
            (note, "") => note.to_owned(),
            ("", tags) => format!("tags: {tags}"),
            (note, tags) => format!("{note}; tags: {tags}"),
        }
    }
}

/// A letter whose reviewers don't say the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Disagreement {
    /// The letter.
    pub id: String,
    /// Highest label less lowest, where all are numbers.
    pub spread: Option<f64>,
    /// Reviewer and label, by reviewer.
    pub labels: Vec<(String, String)>,
}

/// Labels put together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    /// By id, then reviewer; one row for each pair of them.
    pub labels: Vec<Label>,
    /// Letters with labels of several reviewers.
    pub several: usize,
    /// The widest spread first, then by id.
    pub disagreements: Vec<Disagreement>,
    /// Reviewers whose name was written in several ways: the spellings, the first of which stands for all.
    pub spellings: Vec<Vec<String>>,
}

/// Reads a file of labels: columns `id` and `label`, and `reviewer`, `note`, `tags`, `fingerprint`,
/// `score` and `score_shown` where it has them. Where no reviewer is named, the file's name (without its ending) stands
/// for one.
///
/// # Errors
/// As [`table::read`]; [`ErrorKind::Column`] without a column `label`.
pub fn read(path: &Path) -> Result<Vec<Label>> {
    read_column(path, "label")
}

/// As [`read`], with the labels in a column of another name.
///
/// # Errors
/// As [`read`].
pub fn read_column(path: &Path, label: &str) -> Result<Vec<Label>> {
    let read = table::read(path, &Options { may_be_empty: true, ..Options::default() })?;
    let column = |name: &str| read.text(name, path, "the labels");
    let labels =
        column(label).map_err(|e| e.hint(format!("a file of labels has the columns id, {label}, reviewer, note")))?;
    let (reviewers, notes, tags) = (column("reviewer").ok(), column("note").ok(), column("tags").ok());
    let (fingerprints, scores, shown) = (column("fingerprint").ok(), column("score").ok(), column("score_shown").ok());
    let stem = path.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
    Ok(read
        .ids()
        .iter()
        .zip(labels)
        .enumerate()
        .map(|(index, (id, label))| {
            let text = |c: Option<&[String]>| c.map_or("", |c| c[index].trim()).to_owned();
            let reviewer = text(reviewers);
            Label {
                id: id.clone(),
                label: label.trim().to_owned(),
                reviewer: if reviewer.is_empty() { stem.clone() } else { reviewer },
                note: text(notes),
                tags: text(tags),
                fingerprint: text(fingerprints),
                score: text(scores.filter(|_| shown.is_some())),
                score_shown: text(shown),
                place: (path.to_owned(), index as u64 + 1),
            }
        })
        .collect())
}

/// Puts ids in the place of codes ([`crate::ingest::codes`]): of those that `codes` knows, and of those whose id stands
/// among the labels.
pub fn resolve(all: &mut [Label], codes: &Codes) {
    let mut codes = codes.clone();
    codes.extend(all.iter().map(|l| l.id.as_str()).filter(|id| !is_code(id)));
    for label in all {
        label.id = codes.resolve(&label.id).to_owned();
    }
}

/// Puts labels together. What a reviewer says twice of a letter counts once, with both notes. Names that differ only in
/// case, spaces or Unicode form are one reviewer's ([`folded_name`]); the spelling that is first in order stands for all.
///
/// # Errors
/// [`ErrorKind::Labels`] where a reviewer says two things of one letter, naming both rows.
pub fn merge(mut all: Vec<Label>) -> Result<Merged> {
    let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for label in &all {
        let spellings = names.entry(folded_name(&label.reviewer)).or_default();
        if !spellings.contains(&label.reviewer) {
            spellings.insert(label.reviewer.clone());
        }
    }
    names.retain(|_, spellings| spellings.len() > 1);
    for label in all.iter_mut().filter(|_| !names.is_empty()) {
        if let Some(first) = names.get(&folded_name(&label.reviewer)).and_then(BTreeSet::first) {
            label.reviewer.clone_from(first);
        }
    }
    let mut by_pair: BTreeMap<(String, String), Label> = BTreeMap::new();
    for label in all {
        let Some(before) = by_pair.get_mut(&(label.id.clone(), label.reviewer.clone())) else {
            by_pair.insert((label.id.clone(), label.reviewer.clone()), label);
            continue;
        };
        if before.label.is_empty() {
            before.label = label.label;
            before.place = label.place;
            before.fingerprint = label.fingerprint;
            (before.score, before.score_shown) = (label.score, label.score_shown);
        } else if !label.label.is_empty() && !same(&before.label, &label.label) {
            return Err(Error::new(
                ErrorKind::Labels,
                format!(
                    "{} says `{}` of {} here, and `{}` in {}, row {}",
                    label.reviewer,
                    label.label,
                    label.id,
                    before.label,
                    before.place.0.display(),
                    before.place.1
                ),
            )
            .file(&label.place.0)
            .row(label.place.1)
            .column("label")
            .hint("keep the label that holds"));
        }
        before.tags = joined(&before.tags, &label.tags);
        if !label.note.is_empty() && !before.note.split("; ").any(|note| note == label.note) {
            before.note = if before.note.is_empty() { label.note } else { format!("{}; {}", before.note, label.note) };
        }
    }
    let spellings = names.into_values().map(|of| of.into_iter().collect()).collect();
    let mut merged = Merged { labels: by_pair.into_values().collect(), spellings, ..Merged::default() };
    for said in merged.labels.chunk_by(|a, b| a.id == b.id) {
        let said: Vec<&Label> = said.iter().filter(|l| !l.label.is_empty()).collect();
        merged.several += usize::from(said.len() > 1);
        if said.windows(2).all(|pair| same(&pair[0].label, &pair[1].label)) {
            continue;
        }
        let grades: Option<Vec<f64>> =
            said.iter().map(|l| l.label.parse().ok().filter(|g: &f64| g.is_finite())).collect();
        let spread =
            grades.map(|g| g.iter().copied().fold(f64::MIN, f64::max) - g.iter().copied().fold(f64::MAX, f64::min));
        merged.disagreements.push(Disagreement {
            id: said[0].id.clone(),
            spread,
            labels: said.iter().map(|l| (l.reviewer.clone(), l.label.clone())).collect(),
        });
    }
    merged
        .disagreements
        .sort_by(|a, b| b.spread.unwrap_or(0.0).total_cmp(&a.spread.unwrap_or(0.0)).then_with(|| a.id.cmp(&b.id)));
    Ok(merged)
}

impl Merged {
    /// Whether a text stands with some label.
    fn has(&self, text: impl Fn(&Label) -> &String) -> bool {
        self.labels.iter().any(|label| !text(label).is_empty())
    }

    /// The table of the labels: names of its columns, and a row each. Tags, fingerprints and scores stand in it where some
    /// label has them.
    #[must_use]
    pub fn table(&self) -> (Vec<&'static str>, Vec<Vec<&str>>) {
        type Column = (&'static str, fn(&Label) -> &String);
        let mut columns: Vec<Column> =
            vec![("id", |l| &l.id), ("label", |l| &l.label), ("reviewer", |l| &l.reviewer), ("note", |l| &l.note)];
        let more: [Column; 2] = [("tags", |l| &l.tags), ("fingerprint", |l| &l.fingerprint)];
        columns.extend(more.into_iter().filter(|(_, text)| self.has(text)));
        if self.has(|l| &l.score_shown) {
            let shown: [Column; 2] = [("score", |l| &l.score), ("score_shown", |l| &l.score_shown)];
            columns.extend(shown);
        }
        let row = |label| columns.iter().map(|(_, text)| text(label).as_str()).collect();
        (columns.iter().map(|(name, _)| *name).collect(), self.labels.iter().map(row).collect())
    }

    /// Names of the reviewers.
    #[must_use]
    pub fn reviewers(&self) -> BTreeSet<&str> {
        self.labels.iter().map(|l| l.reviewer.as_str()).collect()
    }
}

/// The tags of two texts, each once.
fn joined(first: &str, second: &str) -> String {
    let mut all: Vec<&str> = Vec::new();
    for tag in first.split(',').chain(second.split(',')).map(str::trim).filter(|tag| !tag.is_empty()) {
        if !all.contains(&tag) {
            all.push(tag);
        }
    }
    all.join(", ")
}

/// Whether two labels are one: the same number, or the same word in any case.
fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase() || matches!((a.parse::<f64>(), b.parse::<f64>()), (Ok(a), Ok(b)) if a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(id: &str, label: &str, reviewer: &str, note: &str) -> Label {
        let place = (PathBuf::from(format!("{reviewer}.csv")), 1);
        Label {
            id: id.into(),
            label: label.into(),
            reviewer: reviewer.into(),
            note: note.into(),
            place,
            ..Label::default()
        }
    }

    #[test]
    fn disagreements_stand_by_their_spread() {
        let merged = merge(vec![
            said("b", "4", "ann", ""),
            said("b", "5", "bob", ""),
            said("a", "1", "ann", ""),
            said("a", "5.0", "bob", ""),
            said("c", "Accept", "ann", ""),
            said("c", "accept", "bob", ""),
            said("d", "accept", "ann", ""),
            said("d", "reject", "bob", ""),
            said("e", "", "ann", "later"),
            said("e", "3", "bob", ""),
        ])
        .unwrap();
        let found: Vec<_> = merged.disagreements.iter().map(|d| (d.id.as_str(), d.spread)).collect();
        assert_eq!(found, [("a", Some(4.0)), ("b", Some(1.0)), ("d", None)]);
        assert_eq!((merged.labels.len(), merged.several, merged.reviewers().len()), (10, 4, 2));
        assert_eq!(merged.labels[0].id, "a");
    }

    #[test]
    fn what_is_said_twice_counts_once_and_must_agree() {
        let merged = merge(vec![said("a", "", "ann", "x"), said("a", "3", "ann", "y"), said("a", "3", "ann", "y")]);
        let merged = merged.unwrap().labels;
        assert_eq!((merged.len(), merged[0].label.as_str(), merged[0].note.as_str()), (1, "3", "x; y"));
        let e = merge(vec![said("a", "3", "ann", ""), said("a", "4", "ann", "")]).unwrap_err().to_string();
        assert!(
            e.starts_with("ann.csv, row 1, column label: ann says `4` of a here, and `3` in ann.csv, row 1"),
            "{e}"
        );
    }

    #[test]
    fn one_reviewer_may_be_written_in_several_ways() {
        let merged = merge(vec![
            said("a", "3", "Ann", ""),
            said("a", "3", "ann ", "y"),
            said("b", "2", "ANN", ""),
            said("b", "2", "Anne", ""),
        ])
        .unwrap();
        assert_eq!(merged.reviewers().into_iter().collect::<Vec<_>>(), ["ANN", "Anne"]);
        assert_eq!((merged.labels.len(), merged.several), (3, 1));
        assert_eq!(merged.spellings, [["ANN", "Ann", "ann "]]);
    }

    #[test]
    fn codes_and_ids_of_one_letter_are_one_letter() {
        let code = crate::ingest::codes::code;
        let mut all =
            vec![said("a", "3", "ann", ""), said(&code("a"), "4", "bob", ""), said(&code("b"), "5", "bob", "")];
        resolve(&mut all, &Codes::default());
        assert_eq!(all.iter().map(|l| l.id.clone()).collect::<Vec<_>>(), ["a".into(), "a".into(), code("b")]);
        resolve(&mut all, &Codes::of(["b"]));
        assert_eq!((all[2].id.as_str(), merge(all.clone()).unwrap().several), ("b", 1));
    }

    #[test]
    fn tags_and_fingerprints_stay_beside_the_notes() {
        let tagged = |who: &str, tags: &str, print: &str| Label {
            tags: tags.into(),
            fingerprint: print.into(),
            ..said("a", "3", who, "good")
        };
        let merged =
            merge(vec![tagged("ann", "late, odd", "f1"), tagged("ann", "odd,far", ""), said("a", "4", "bob", "")]);
        let merged = merged.unwrap();
        let (names, rows) = merged.table();
        assert_eq!(names, ["id", "label", "reviewer", "note", "tags", "fingerprint"]);
        assert_eq!(rows[0], ["a", "3", "ann", "good", "late, odd, far", "f1"]);
        assert_eq!(rows[1], ["a", "4", "bob", "", "", ""]);
        assert_eq!(merged.labels[0].remark(), "good; tags: late, odd, far");
        assert_eq!(merge(vec![said("a", "3", "ann", "")]).unwrap().table().0, ["id", "label", "reviewer", "note"]);
    }

    #[test]
    fn a_file_without_reviewers_is_one_reviewer() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cy.csv");
        std::fs::write(&path, "id,label,note\n7, accept ,'=good\n").unwrap();
        let read = read(&path).unwrap();
        assert_eq!(
            (read[0].reviewer.as_str(), read[0].label.as_str(), read[0].note.as_str()),
            ("cy", "accept", "=good")
        );
        std::fs::write(&path, "id,verdict\n7,accept\n").unwrap();
        assert!(super::read(&path).unwrap_err().to_string().contains("id, label, reviewer, note"));
    }
}
