//! Ratings as letter + rater + rest: how mild each rater is, and how reliable the letters' means are.
//!
//! rating = mean of the set + letter + rater + rest, the last three random with variances of their own: the two-way
//! random-effects model (McGraw and Wong 1996, "Forming inferences about some intraclass correlation coefficients"),
//! for crossed designs and for those with gaps. Variances come from restricted maximum likelihood (Patterson and
//! Thompson 1971), the raters' effects from Henderson's mixed-model equations (Henderson 1975): best linear unbiased
//! predictions, which shrink towards 0 the more, the less the ratings say of them. That takes the letters as dealt to the
//! raters at random. A set is the raters that letters connect; sets have means of their own, so that nothing is said of
//! raters who share no letter, directly or through others.

use super::agreement::{Ratings, raters};
use super::interval::normal_quantile;

mod likelihood;
mod moments;
#[cfg(test)]
pub(crate) mod tests;

/// Raters of a set from which on variances come from moments ([`moments`]): the likelihood takes the cube of them.
const MOST: usize = 64;

/// Largest ratio of a variance to that of the rest: beyond it the ratings leave no rest.
const LARGEST: f64 = 1e6;

/// Level of intervals.
const LEVEL: f64 = 0.95;

/// The two-way model of ratings.
#[derive(Clone, Debug, PartialEq)]
pub struct TwoWay {
    /// Variance of the letters.
    pub letters: f64,
    /// Variance of the raters' leniency.
    pub raters: f64,
    /// Variance of what is neither.
    pub rest: f64,
    /// Per rater how much higher they rate, in the unit of the ratings; below 0 is harsh; 0 for a rater without a letter in
    /// common with another.
    pub leniency: Vec<f64>,
    /// … and the standard error of that, against the mean of the rater's set.
    pub errors: Vec<f64>,
    /// Per rater the number of their set.
    pub sets: Vec<usize>,
    /// Interval (95 %) of `letters / rest`: profile likelihood.
    ratio: Option<(f64, f64)>,
    /// Mean over the letters of 1 / ratings.
    inverse: f64,
    /// What the raters' leniency adds to the variance of the letters' means, as a share of `raters`: 0 where all letters
    /// have the same raters.
    unequal: f64,
}

impl TwoWay {
    /// The model of some ratings; none where no letter has two, all ratings are the same, or there are so few that letters and
    /// raters explain every one.
    #[must_use]
    pub fn of(ratings: &Ratings) -> Option<Self> {
        let first = ratings.iter().flatten().next()?.1;
        if !ratings.iter().any(|row| row.len() > 1) || ratings.iter().flatten().all(|(_, v)| *v == first) {
            return None;
        }
        let design = Design::new(ratings);
        // What is left after letters and raters are taken out must be seen at least once.
        if design.count + design.size.len() <= design.rows.len() + design.sets.len() {
            return None;
        }
        let largest = design.size.iter().max().copied().unwrap_or(0);
        if largest > MOST { moments::fit(&design) } else { likelihood::fit(&design) }
    }

    /// Reliability of a letter's mean rating after leniency is taken off, in [0, 1]: letters / (letters + rest · mean of
    /// 1 / ratings), which is ICC(C, k) of McGraw and Wong for crossed designs. No score can be expected to correlate
    /// with the means above its square root (Spearman 1904).
    #[must_use]
    pub fn reliability(&self) -> f64 {
        share(self.letters, self.rest * self.inverse)
    }

    /// Its interval (95 %).
    #[must_use]
    pub fn reliability_interval(&self) -> Option<(f64, f64)> {
        self.ratio.map(|(low, high)| (share(low, self.inverse), share(high, self.inverse)))
    }

    /// Reliability of the mean as it was given, leniency included: less where letters have different raters.
    #[must_use]
    pub fn reliability_as_given(&self) -> f64 {
        share(self.letters, self.rest * self.inverse + self.raters * self.unequal)
    }

    /// How many sets of raters there are that share no letter.
    #[must_use]
    pub fn count_sets(&self) -> usize {
        self.sets.iter().max().map_or(0, |last| last + 1)
    }
}

/// How much higher each rater rates than the others on the same letters by least squares of rating = letter + rater, the
/// raters' effects adding up to 0 in each set: what [`TwoWay::leniency`] is without shrinking.
#[must_use]
pub fn least_squares(ratings: &Ratings) -> Vec<f64> {
    moments::least_squares(&Design::new(ratings))
}

fn share(part: f64, rest: f64) -> f64 {
    // A ratio at its upper limit leaves no rest.
    let share = part / (part + rest);
    if share.is_nan() || share < 0.0 {
        0.0
    } else if share > 1.0 - 2.0 / LARGEST {
        1.0
    } else {
        share
    }
}

/// Half the width of an interval in standard errors.
fn width() -> f64 {
    normal_quantile(0.5 + LEVEL / 2.0).unwrap_or(1.96)
}

/// Ratings, with the sets that letters connect. Ratings are less the mean of their set.
struct Design {
    rows: Vec<Vec<(usize, f64)>>,
    /// Set of each row.
    row_sets: Vec<usize>,
    /// Set of each rater; those without a rating have one of their own.
    sets: Vec<usize>,
    /// Raters in each set.
    size: Vec<usize>,
    /// Place of each rater among those of its set.
    places: Vec<usize>,
    /// Ratings.
    count: usize,
}

impl Design {
    fn new(ratings: &Ratings) -> Self {
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
    fn inverse(&self) -> f64 {
        self.rows.iter().map(|row| 1.0 / row.len() as f64).sum::<f64>() / self.rows.len() as f64
    }

    /// Variance over the letters of the mean leniency of their raters, in units of the variance of leniency: the mean over
    /// letters less that over pairs of letters.
    fn unequal(&self) -> f64 {
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
