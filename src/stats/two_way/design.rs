//! Who rated what, and the sets of raters that letters connect.

use crate::stats::agreement::{Ratings, raters};

/// Ratings, with the sets that letters connect. Ratings are less the mean of their set.
pub(super) struct Design {
    pub(super) rows: Vec<Vec<(usize, f64)>>,
    /// Set of each row.
    pub(super) row_sets: Vec<usize>,
    /// Set of each rater; those without a rating have one of their own.
    pub(super) sets: Vec<usize>,
    /// Raters in each set.
    pub(super) size: Vec<usize>,
    /// Place of each rater among those of its set.
    pub(super) places: Vec<usize>,
    /// Ratings.
    pub(super) count: usize,
}

impl Design {
    pub(super) fn new(ratings: &Ratings) -> Self {
        let n = raters(ratings);
        let mut parent: Vec<usize> = (0..n).collect();
        for row in ratings {
            for pair in row.windows(2) {
                let (a, b) = (lead(&mut parent, pair[0].0), lead(&mut parent, pair[1].0));
                parent[a.max(b)] = a.min(b);
            }
        }
        let (mut sets, mut places, mut size) = (vec![0; n], vec![0; n], Vec::new());
        for rater in 0..n {
            let first = lead(&mut parent, rater);
            if first == rater {
                sets[rater] = size.len();
                size.push(0);
            } else {
                sets[rater] = sets[first];
            }
            places[rater] = size[sets[rater]];
            size[sets[rater]] += 1;
        }
        let rows: Vec<&Vec<(usize, f64)>> = ratings.iter().filter(|row| !row.is_empty()).collect();
        let row_sets: Vec<usize> = rows.iter().map(|row| sets[row[0].0]).collect();
        let mut means = vec![(0.0, 0usize); size.len()];
        for (row, set) in rows.iter().zip(&row_sets) {
            means[*set].0 += row.iter().map(|(_, v)| v).sum::<f64>();
            means[*set].1 += row.len();
        }
        let less = |(row, set): (&&Vec<(usize, f64)>, &usize)| {
            let mean = means[*set].0 / means[*set].1 as f64;
            row.iter().map(|(rater, v)| (*rater, v - mean)).collect::<Vec<_>>()
        };
        let rows: Vec<Vec<(usize, f64)>> = rows.iter().zip(&row_sets).map(less).collect();
        let count = rows.iter().map(Vec::len).sum();
        Self { rows, row_sets, sets, size, places, count }
    }

    /// Mean over the letters of 1 / ratings.
    pub(super) fn inverse(&self) -> f64 {
        self.rows.iter().map(|row| 1.0 / row.len() as f64).sum::<f64>() / self.rows.len() as f64
    }

    /// Variance over the letters of the mean leniency of their raters, in units of the variance of leniency: the mean over
    /// letters less that over pairs of letters.
    pub(super) fn unequal(&self) -> f64 {
        let mut shares = vec![0.0; self.sets.len()];
        for row in &self.rows {
            row.iter().for_each(|(rater, _)| shares[*rater] += 1.0 / row.len() as f64 / self.rows.len() as f64);
        }
        (self.inverse() - shares.iter().map(|s| s * s).sum::<f64>()).max(0.0)
    }
}

/// The first rater of a rater's set.
fn lead(parent: &mut [usize], rater: usize) -> usize {
    let mut at = rater;
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}
