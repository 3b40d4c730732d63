//! Ratings as letter + rater + rest: how mild each rater is, and how reliable the letters' means are.
//!
//! rating = mean of the set + letter + rater + rest, the last three random with variances of their own: the two-way
//! random-effects model (McGraw and Wong 1996, "Forming inferences about some intraclass correlation coefficients"),
//! for crossed designs and for those with gaps. Variances come from restricted maximum likelihood (Patterson and
//! Thompson 1971), the raters' effects from Henderson's mixed-model equations (Henderson 1975): best linear unbiased
//! predictions, which shrink towards 0 the more, the less the ratings say of them. That takes the letters as dealt to the
//! raters at random. A set is the raters that letters connect; sets have means of their own, so that nothing is said of
//! raters who share no letter, directly or through others.

use super::agreement::Ratings;
use design::Design;

mod design;
mod likelihood;
mod model;
mod moments;
#[cfg(test)]
pub(crate) mod tests;

pub use model::TwoWay;

/// Raters of a set from which on variances come from moments ([`moments`]): the likelihood takes the cube of them.
const MOST: usize = 64;

impl TwoWay {
    /// The model of some ratings; none if no letter has two, all ratings are the same, or there are so few that letters and
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
}

/// How much higher each rater rates than the others on the same letters by least squares of rating = letter + rater, the
/// raters' effects adding up to 0 in each set: what [`TwoWay::leniency`] is without shrinking.
#[must_use]
pub fn least_squares(ratings: &Ratings) -> Vec<f64> {
    moments::least_squares(&Design::new(ratings))
}
