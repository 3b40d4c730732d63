//! What a model knows: the letters it learnt from, as counts per column, and its scores of letters held out from it.

use crate::features::topic_of_column;
use crate::stats::conformal::{Calibration, PValues};
use crate::stats::interval::quantile;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most bins of a column.
const BINS: usize = 10;

/// The letters that a model learnt from, as far as new letters are compared with them. Holds no text and no id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Letters.
    pub rows: u64,
    /// The columns of the model, in its order.
    pub columns: Vec<ColumnReference>,
    /// Letters per note for people (`not_english`, …); none if the notes were not counted.
    #[serde(default)]
    pub flags: Option<BTreeMap<String, u64>>,
    /// Letters that address no topic.
    #[serde(default)]
    pub off_topic: u64,
    /// Scores of letters by models that had not seen them; none if too few could be held out.
    #[serde(default)]
    pub held_out: Option<HeldOut>,
}

/// The values of a column in training.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnReference {
    /// Name of the column.
    pub name: String,
    /// Letters without a value.
    pub missing: u64,
    /// Mean of the values, untransformed.
    pub mean: f64,
    /// Least value.
    pub least: f64,
    /// Greatest value.
    pub most: f64,
    /// Upper edges of all bins but the last; a bin holds its upper edge. Deciles, where values are equal fewer.
    pub edges: Vec<f64>,
    /// Letters per bin, one more than there are edges.
    pub counts: Vec<u64>,
}

impl ColumnReference {
    /// The values of a column, as they were measured.
    #[must_use]
    pub fn of(name: &str, values: &[Option<f64>]) -> Self {
        let mut there: Vec<f64> = values.iter().copied().flatten().filter(|v| v.is_finite()).collect();
        there.sort_by(f64::total_cmp);
        let missing = (values.len() - there.len()) as u64;
        let (Some(least), Some(most)) = (there.first().copied(), there.last().copied()) else {
            return Self { name: name.into(), missing, counts: vec![0], ..Self::default() };
        };
        let mut edges: Vec<f64> = (1..BINS).map(|i| quantile(&there, i as f64 / BINS as f64)).collect();
        edges.dedup();
        edges.retain(|e| *e < most);
        let mut reference = Self {
            name: name.into(),
            missing,
            mean: there.iter().sum::<f64>() / there.len() as f64,
            least,
            most,
            counts: vec![0; edges.len() + 1],
            edges,
        };
        for value in there {
            let bin = reference.bin(value);
            reference.counts[bin] += 1;
        }
        reference
    }

    /// The bin of a value.
    #[must_use]
    pub fn bin(&self, value: f64) -> usize {
        self.edges.partition_point(|edge| *edge < value)
    }

    /// Whether it says how far a topic is addressed.
    #[must_use]
    pub fn is_topic(&self) -> bool {
        topic_of_column(&self.name).is_some()
    }

    /// Letters with a value.
    #[must_use]
    pub fn present(&self) -> u64 {
        self.counts.iter().sum()
    }
}

/// Scores of letters by models that had not seen them, in the order of the scores.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldOut {
    /// Probability of a yes.
    pub scores: Vec<f64>,
    /// Whether the label was a yes (1) or a no (0).
    pub labels: Vec<u8>,
    /// Per letter, how strange its score was for a yes, calculated without its fold throughout: a measure of the promise.
    pub p_yes: Vec<f64>,
    /// … and for a no.
    pub p_no: Vec<f64>,
}

impl HeldOut {
    /// Whether each letter was a yes.
    #[must_use]
    pub fn positive(&self) -> Vec<bool> {
        self.labels.iter().map(|y| *y > 0).collect()
    }

    /// The scores to hold new ones against.
    #[must_use]
    pub fn calibration(&self) -> Calibration {
        Calibration::new(&self.scores, &self.positive())
    }

    /// How strange each letter's score was, in the order of the letters.
    pub fn p_values(&self) -> impl Iterator<Item = PValues> + '_ {
        self.p_yes.iter().zip(&self.p_no).map(|(yes, no)| PValues { yes: *yes, no: *no })
    }
}

impl Reference {
    /// What can't be in a file, in words.
    pub(super) fn fault(&self) -> Option<String> {
        for c in &self.columns {
            let ordered = c.edges.windows(2).all(|e| e[0] < e[1]) && c.edges.iter().all(|e| e.is_finite());
            if !ordered
                || c.counts.len() != c.edges.len() + 1
                || ![c.mean, c.least, c.most].iter().all(|v| v.is_finite())
            {
                return Some(format!("the counts of {} don't fit their bins", c.name));
            }
        }
        let held = self.held_out.as_ref()?;
        let n = held.scores.len();
        let whole = [held.labels.len(), held.p_yes.len(), held.p_no.len()].iter().all(|len| *len == n);
        let shares = held.scores.iter().chain(&held.p_yes).chain(&held.p_no).all(|v| (0.0..=1.0).contains(v));
        (!whole || !shares).then(|| "the held-out scores don't fit their labels".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_hold_tenths_and_equal_values_share_one() {
        let values: Vec<Option<f64>> = (0..100).map(|i| (i % 5 > 0).then(|| f64::from(i))).collect();
        let r = ColumnReference::of("a", &values);
        assert_eq!((r.missing, r.present(), r.counts.len(), r.least, r.most), (20, 80, 10, 1.0, 99.0));
        assert!(r.counts.iter().all(|c| *c == 8), "{:?}", r.counts);
        let zeros: Vec<Option<f64>> = (0..100).map(|i| Some(f64::from((i - 70).max(0)))).collect();
        let r = ColumnReference::of("a", &zeros);
        assert_eq!((r.edges[0], r.counts[0], r.bin(0.0), r.bin(1e9)), (0.0, 71, 0, r.edges.len()));
        assert_eq!(ColumnReference::of("a", &[None, None]).counts, [0]);
        assert_eq!(ColumnReference::of("a", &[Some(2.0), Some(2.0)]).counts, [2]);
    }
}
