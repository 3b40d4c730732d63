//! What the two-way model says of raters and of letters' means.

use crate::stats::interval::normal_quantile;

/// Largest ratio of a variance to that of the rest: beyond it the ratings leave no rest.
pub(super) const LARGEST: f64 = 1e6;

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
    pub(super) ratio: Option<(f64, f64)>,
    /// Mean over the letters of 1 / ratings.
    pub(super) inverse: f64,
    /// What the raters' leniency adds to the variance of the letters' means, as a share of `raters`: 0 where all letters
    /// have the same raters.
    pub(super) unequal: f64,
}

impl TwoWay {
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
pub(super) fn width() -> f64 {
    normal_quantile(0.5 + LEVEL / 2.0).unwrap_or(1.96)
}
