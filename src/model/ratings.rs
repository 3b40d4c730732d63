//! What reviewers say of letters, and the one label per letter that a fit learns from.

use super::examples::Labels;
use crate::error::{Error, ErrorKind, Result};
use crate::stats::agreement::{self, Level};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One label as it was given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Given<'i> {
    /// Id of the letter.
    pub id: &'i str,
    /// Row of the table.
    pub row: u64,
    /// Who gave it; empty where nobody is named.
    pub reviewer: &'i str,
    /// 1 yes, 0 no, or a grade; none where it is empty.
    pub value: Option<f64>,
}

/// Labels by letter and reviewer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ratings {
    /// Ids of the letters that have a label, in order.
    pub ids: Vec<String>,
    /// The reviewers, in order.
    pub reviewers: Vec<String>,
    /// A row per letter, a value per reviewer.
    pub values: Vec<Vec<Option<f64>>>,
    /// Labels that are empty.
    pub empty: u64,
    /// The lowest and the highest grade; none for decisions.
    pub scale: Option<[f64; 2]>,
}

/// How labels of several reviewers become one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Combine {
    /// A mean grade of at least this is a yes, a lower one a no; without it the mean is a fraction of the scale.
    pub accept_from: Option<f64>,
    /// Whether each reviewer's leniency is taken off their labels first.
    pub correct: bool,
}

impl Ratings {
    /// Collects labels. The same reviewer (or nobody named) may label a letter twice if the labels are the same.
    ///
    /// # Errors
    /// [`ErrorKind::Labels`] where labels of one reviewer for one letter contradict each other, listing up to five.
    pub fn collect<'i>(given: impl Iterator<Item = Given<'i>>, scale: Option<[f64; 2]>) -> Result<Self> {
        let mut by_id: BTreeMap<&str, BTreeMap<&str, f64>> = BTreeMap::new();
        let (mut empty, mut conflicts) = (0, Vec::<(&str, u64)>::new());
        for one in given {
            let Some(value) = one.value else {
                empty += 1;
                continue;
            };
            let known = *by_id.entry(one.id).or_default().entry(one.reviewer).or_insert(value);
            if known != value && !conflicts.iter().any(|(id, _)| *id == one.id) {
                conflicts.push((one.id, one.row));
            }
        }
        if !conflicts.is_empty() {
            let n = conflicts.len();
            let shown: Vec<_> = conflicts.iter().take(5).map(|(id, row)| format!("`{id}` (row {row})")).collect();
            let what = format!(
                "{n} id{} with labels that contradict each other: {}",
                if n == 1 { "" } else { "s" },
                shown.join(", ")
            );
            return Err(Error::new(ErrorKind::Labels, what)
                .hint("give one decision per id, or name the column of the reviewers with --reviewer COLUMN"));
        }
        let mut reviewers: Vec<&str> = by_id.values().flat_map(BTreeMap::keys).copied().collect();
        reviewers.sort_unstable();
        reviewers.dedup();
        let values = by_id.values().map(|of| reviewers.iter().map(|r| of.get(r).copied()).collect()).collect();
        Ok(Self {
            ids: by_id.keys().map(|id| (*id).to_owned()).collect(),
            reviewers: reviewers.into_iter().map(str::to_owned).collect(),
            values,
            empty,
            scale,
        })
    }

    /// One label per letter: the mean over its reviewers, as a fraction of the scale or cut at a grade.
    #[must_use]
    pub fn labels(&self, how: Combine) -> Labels {
        let leniency = if how.correct { agreement::leniency(&self.values) } else { vec![0.0; self.reviewers.len()] };
        let [low, high] = self.scale.unwrap_or([0.0, 1.0]);
        let label = |row: &Vec<Option<f64>>| {
            let given: Vec<f64> = row.iter().zip(&leniency).filter_map(|(v, l)| v.map(|v| v - l)).collect();
            let mean = given.iter().sum::<f64>() / given.len() as f64;
            match how.accept_from {
                // A third of three grades is not exactly a third: the cut gives way in the last digits.
                Some(grade) => f64::from(u8::from(mean >= grade - 1e-9)),
                None => ((mean - low) / (high - low)).clamp(0.0, 1.0),
            }
        };
        Labels { by_id: self.ids.iter().cloned().zip(self.values.iter().map(label)).collect(), empty: self.empty }
    }

    /// How far the reviewers agree; none where no letter has labels of two.
    #[must_use]
    pub fn agreement(&self, accept_from: Option<f64>) -> Option<Agreement> {
        let pairs = agreement::pairs(&self.values);
        let shared: f64 = pairs.iter().map(|p| p.letters as f64).sum();
        if shared == 0.0 {
            return None;
        }
        let weighted = |of: &dyn Fn(&agreement::Pair) -> Option<f64>| {
            let known: Vec<(f64, f64)> = pairs.iter().filter_map(|p| Some((of(p)?, p.letters as f64))).collect();
            let total: f64 = known.iter().map(|(_, n)| n).sum();
            (total > 0.0).then(|| known.iter().map(|(v, n)| v * n).sum::<f64>() / total)
        };
        let [low, high] = self.scale.unwrap_or([0.0, 1.0]);
        let aucs = agreement::auc_by_the_others(&self.values, accept_from.unwrap_or((low + high) / 2.0));
        let known: Vec<f64> = aucs.iter().flatten().copied().collect();
        let reliability = agreement::reliability(&self.values);
        Some(Agreement {
            letters: self.values.iter().filter(|row| row.iter().flatten().count() > 1).count() as u64,
            same: weighted(&|p| Some(p.same)).unwrap_or(f64::NAN),
            kappa: weighted(&|p| p.kappa),
            alpha_nominal: agreement::alpha(&self.values, Level::Nominal),
            alpha_ordinal: agreement::alpha(&self.values, Level::Ordinal),
            alpha_interval: agreement::alpha(&self.values, Level::Interval),
            reliability,
            ceiling: reliability.map(f64::sqrt),
            reviewer_auc: (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64),
            reviewers: self
                .reviewers
                .iter()
                .zip(agreement::leniency(&self.values))
                .enumerate()
                .map(|(index, (name, leniency))| Reviewer {
                    name: name.clone(),
                    letters: self.values.iter().filter(|row| row[index].is_some()).count() as u64,
                    leniency,
                    auc: aucs[index],
                })
                .collect(),
        })
    }
}

/// How far the reviewers agree, in figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// Letters with labels of two reviewers or more.
    pub letters: u64,
    /// Share of pairs of labels that are the same.
    pub same: f64,
    /// Quadratic-weighted kappa, the mean over pairs of reviewers by their letters in common.
    pub kappa: Option<f64>,
    /// Krippendorff's alpha, labels equal or not.
    pub alpha_nominal: Option<f64>,
    /// … by rank.
    pub alpha_ordinal: Option<f64>,
    /// … by difference.
    pub alpha_interval: Option<f64>,
    /// Reliability of a letter's mean label, ICC(1, k).
    pub reliability: Option<f64>,
    /// Its square root: no score can be expected to correlate higher with the mean labels.
    pub ceiling: Option<f64>,
    /// How well a reviewer's yes or no is told by the others' mean: mean AUC.
    pub reviewer_auc: Option<f64>,
    /// Each reviewer.
    pub reviewers: Vec<Reviewer>,
}

/// One reviewer beside the others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reviewer {
    /// Name, as it was written.
    pub name: String,
    /// Letters labelled.
    pub letters: u64,
    /// How much higher than the others on the same letters; below 0 is harsh.
    pub leniency: f64,
    /// AUC of the others' mean for this reviewer's yes or no.
    pub auc: Option<f64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratings(rows: &[(&'static str, &'static str, f64)], scale: Option<[f64; 2]>) -> Result<Ratings> {
        let given = rows.iter().enumerate().map(|(i, (id, reviewer, v))| Given {
            id,
            row: i as u64 + 1,
            reviewer,
            value: Some(*v),
        });
        Ratings::collect(given, scale)
    }

    #[test]
    fn several_reviewers_become_one_label() {
        let rows = [("b", "R1", 1.0), ("a", "R1", -1.0), ("a", "R2", 0.0), ("b", "R3", 1.0), ("a", "R3", 1.0)];
        let all = ratings(&rows, Some([-1.0, 1.0])).unwrap();
        assert_eq!(all.values, [vec![Some(-1.0), Some(0.0), Some(1.0)], vec![Some(1.0), None, Some(1.0)]]);
        let by = |how| all.labels(how).by_id.into_values().collect::<Vec<_>>();
        assert_eq!(by(Combine::default()), [0.5, 1.0]);
        assert_eq!(by(Combine { accept_from: Some(1.0 / 3.0), correct: false }), [0.0, 1.0]);
        assert_eq!(by(Combine { accept_from: Some(0.0), correct: false }), [1.0, 1.0]);
    }

    #[test]
    fn a_harsh_reviewer_is_corrected() {
        // R2 gives one grade less than R1; letter d is read by R2 alone.
        let rows = [
            ("a", "R1", 3.0),
            ("a", "R2", 2.0),
            ("b", "R1", 5.0),
            ("b", "R2", 4.0),
            ("c", "R1", 3.0),
            ("d", "R2", 2.0),
        ];
        let all = ratings(&rows, Some([1.0, 5.0])).unwrap();
        let labels = |correct| all.labels(Combine { accept_from: None, correct }).by_id;
        assert_eq!((labels(false)["c"], labels(false)["d"]), (0.5, 0.25));
        let corrected = labels(true);
        assert!((corrected["c"] - corrected["d"]).abs() < 1e-9 && (corrected["a"] - corrected["c"]).abs() < 1e-9);
        let agreement = all.agreement(Some(3.0)).unwrap();
        assert_eq!((agreement.letters, agreement.same, agreement.reviewers.len()), (2, 0.0, 2));
        assert!((agreement.reviewers[1].leniency + 0.5).abs() < 1e-9);
    }

    #[test]
    fn contradictions_are_listed_and_repeats_are_none() {
        let e = ratings(&[("a", "", 1.0), ("a", "", 0.0)], None).unwrap_err();
        assert!(e.to_string().contains("1 id with labels that contradict each other: `a` (row 2)"), "{e}");
        let same = ratings(&[("a", "", 1.0), ("a", "", 1.0)], None).unwrap();
        assert_eq!((same.ids.len(), same.agreement(None)), (1, None));
    }
}
