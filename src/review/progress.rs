//! How far reviewers have come: who has graded how many, who has letters to go, where readings are missing.

use super::assign::Reading;
use super::labels::Label;
use std::collections::{BTreeMap, BTreeSet};

/// A reviewer's part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reviewer {
    /// The name.
    pub name: String,
    /// Letters that they were dealt.
    pub dealt: usize,
    /// Dealt letters that they graded.
    pub graded: usize,
    /// Letters that they graded without having been dealt them.
    pub beside: usize,
    /// Dealt letters that they have not graded, in their order.
    pub to_go: Vec<String>,
}

impl Reviewer {
    /// Graded among those dealt, 0 to 1; 1 where none were.
    #[must_use]
    pub fn share(&self) -> f64 {
        if self.dealt == 0 { 1.0 } else { self.graded as f64 / self.dealt as f64 }
    }
}

/// A letter with fewer readings than it should have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Short {
    /// The letter.
    pub id: String,
    /// Readings that it has.
    pub readings: usize,
    /// Readings that it should have.
    pub wanted: usize,
    /// Who was dealt the letter and has not graded it.
    pub due: Vec<String>,
}

/// How far a round has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// By name.
    pub reviewers: Vec<Reviewer>,
    /// Letters in all: dealt, listed or graded.
    pub letters: usize,
    /// Grades in all.
    pub grades: usize,
    /// Letters that need readings, those with the fewest first, then by id.
    pub short: Vec<Short>,
}

impl Progress {
    /// Compares grades with a deal and with the letters that there are. Without a deal, or for letters beside it, every letter
    /// should have `readings`. A note without a grade does not count as a reading.
    #[must_use]
    pub fn of(labels: &[Label], dealt: &[Reading], letters: &[String], readings: usize) -> Self {
        let graded: BTreeSet<(&str, &str)> =
            (labels.iter().filter(|l| !l.label.is_empty())).map(|l| (l.reviewer.as_str(), l.id.as_str())).collect();
        let given: BTreeSet<(&str, &str)> = dealt.iter().map(|d| (d.reviewer.as_str(), d.id.as_str())).collect();
        let mut reviewers: BTreeMap<&str, Reviewer> = BTreeMap::new();
        let mut order: Vec<&Reading> = dealt.iter().collect();
        order.sort_by_key(|d| (&d.reviewer, d.order));
        for name in labels.iter().map(|l| l.reviewer.as_str()).chain(dealt.iter().map(|d| d.reviewer.as_str())) {
            reviewers.entry(name).or_insert_with(|| Reviewer { name: name.to_owned(), ..Reviewer::default() });
        }
        for reading in order {
            let Some(own) = reviewers.get_mut(reading.reviewer.as_str()) else { continue };
            own.dealt += 1;
            if graded.contains(&(own.name.as_str(), reading.id.as_str())) {
                own.graded += 1;
            } else {
                own.to_go.push(reading.id.clone());
            }
        }
        for pair in graded.difference(&given) {
            if let Some(own) = reviewers.get_mut(pair.0) {
                own.beside += 1;
            }
        }
        let mut all: BTreeMap<&str, (usize, usize, Vec<String>)> = BTreeMap::new();
        for id in letters.iter().map(String::as_str).chain(graded.iter().map(|g| g.1)) {
            all.entry(id).or_default();
        }
        for (who, id) in &given {
            let letter = all.entry(id).or_default();
            letter.1 += 1;
            if !graded.contains(&(who, id)) {
                letter.2.push((*who).to_owned());
            }
        }
        for (_, id) in &graded {
            all.entry(id).or_default().0 += 1;
        }
        let count = all.len();
        let short = all.into_iter().map(|(id, (has, dealt, due))| Short {
            id: id.to_owned(),
            readings: has,
            wanted: if dealt > 0 { dealt } else { readings },
            due,
        });
        let mut short: Vec<Short> = short.filter(|s| s.readings < s.wanted).collect();
        short.sort_by(|a, b| (a.readings, &a.id).cmp(&(b.readings, &b.id)));
        Self { reviewers: reviewers.into_values().collect(), letters: count, grades: graded.len(), short }
    }

    /// Whether letters were dealt: without a deal nobody has letters to go.
    #[must_use]
    pub fn is_dealt(&self) -> bool {
        self.reviewers.iter().any(|r| r.dealt > 0)
    }

    /// Who is behind: dealt letters to go, and a smaller share graded than the median reviewer.
    #[must_use]
    pub fn behind(&self) -> Vec<&Reviewer> {
        let mut shares: Vec<f64> = self.reviewers.iter().filter(|r| r.dealt > 0).map(Reviewer::share).collect();
        shares.sort_by(f64::total_cmp);
        let Some(median) = shares.get(shares.len() / 2) else { return Vec::new() };
        self.reviewers.iter().filter(|r| !r.to_go.is_empty() && r.share() < *median).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn what_is_graded_and_what_is_missing() {
        let label = |id: &str, reviewer: &str, label: &str| Label {
            id: id.into(),
            label: label.into(),
            reviewer: reviewer.into(),
            place: (PathBuf::from("l.csv"), 1),
            ..Label::default()
        };
        let reading = |reviewer: &str, id: &str, order: usize| Reading {
            reviewer: reviewer.into(),
            id: id.into(),
            batch: 1,
            order,
        };
        let dealt = [
            reading("ann", "b", 2),
            reading("ann", "a", 1),
            reading("bob", "a", 1),
            reading("bob", "b", 2),
            reading("cy", "c", 1),
        ];
        let labels = [label("a", "ann", "3"), label("b", "ann", "4"), label("a", "bob", ""), label("c", "ann", "1")];
        let letters = ["a", "b", "c", "d"].map(String::from);
        let now = Progress::of(&labels, &dealt, &letters, 2);
        assert_eq!((now.letters, now.grades), (4, 3));
        let said: Vec<_> =
            now.reviewers.iter().map(|r| (r.name.as_str(), r.dealt, r.graded, r.beside, r.to_go.join(" "))).collect();
        assert_eq!(said, [("ann", 2, 2, 1, "".into()), ("bob", 2, 0, 0, "a b".into()), ("cy", 1, 0, 0, "c".into())]);
        let short: Vec<_> = now.short.iter().map(|s| (s.id.as_str(), s.readings, s.wanted, s.due.join(" "))).collect();
        assert_eq!(short, [("d", 0, 2, "".into()), ("a", 1, 2, "bob".into()), ("b", 1, 2, "bob".into())]);
        let more = [label("a", "bob", "2"), label("b", "bob", "2")];
        let now = Progress::of(&[&labels[..], &more].concat(), &dealt, &letters, 2);
        assert_eq!(now.behind().iter().map(|r| r.name.as_str()).collect::<Vec<_>>(), ["cy"]);
        assert!(now.is_dealt() && !Progress::of(&labels, &[], &letters, 2).is_dealt());
        assert_eq!(Progress::of(&[], &[], &[], 2), Progress::default());
    }
}
