//! What to label next: the letters whose labels would teach a model most.

use super::artefact::Model;
use super::score::sigmoid;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Letters worth labelling, in the order in which they were chosen: index into `rows` and the information (nats) that
/// the label would add to those chosen before it.
///
/// Greedy Bayesian D-optimal design for logistic regression (Chaloner & Verdinelli 1995; as a batch query Hoi et al.
/// 2006): the next letter is the one with the largest ln(1 + p(1 − p) · zᵀ Σ z), where p is its score, z its
/// standardised values and Σ the covariance of the weights. p(1 − p) is uncertainty; and because Σ shrinks in the
/// directions of the letters already chosen, a letter like one of them adds little: that is diversity. Σ begins as
/// the squares of the model's standard errors, or 1 / (rows · (strength + ¼)) where the model has none. Ties go to the
/// first row.
///
/// A label never adds more after others than before them (the logarithm of a determinant is submodular), so the last gain
/// that is known of a letter is a bound, and only letters whose bound is at the top are calculated again (lazy greedy: Minoux
/// 1978). Where more than [`EXACT`] letters are asked for, a letter within a fiftieth of the next bound is taken at once:
/// each calculation then lowers a bound by a fiftieth at least, and the work grows with the rows and not with their square.
///
/// `rows` hold a value per column of the model.
#[must_use]
pub fn most_informative(model: &Model, rows: &[Vec<Option<f64>>], count: usize) -> Vec<(usize, f64)> {
    let points: Vec<(Vec<f64>, f64)> = rows.iter().map(|row| standardised(model, row)).collect();
    let mut covariance = beginning(model);
    let d = covariance.len();
    let mut chosen: Vec<(usize, f64)> = Vec::new();
    let near = if count > EXACT { 1.0 - TOLERANCE } else { 1.0 };
    let first = |(index, (z, weight)): (usize, &(Vec<f64>, f64))| Bound {
        gain: (weight * quadratic(&covariance, z)).ln_1p(),
        index,
    };
    let mut bounds: BinaryHeap<Bound> = points.iter().enumerate().map(first).collect();
    while chosen.len() < count.min(rows.len()) {
        let Some(Bound { index, .. }) = bounds.pop() else { break };
        let (z, weight) = &points[index];
        let s: Vec<f64> = covariance.iter().map(|row| dot(row, z)).collect();
        let variance = dot(&s, z);
        let own = Bound { gain: (weight * variance).ln_1p(), index };
        let is_best = bounds.peek().is_none_or(|next| {
            let next = Bound { gain: next.gain * near, index: next.index };
            own.cmp(&next).is_ge()
        });
        if !is_best {
            bounds.push(own);
            continue;
        }
        chosen.push((index, own.gain));
        // Sherman & Morrison: the covariance after the label is known.
        let factor = weight / (1.0 + weight * variance);
        for i in 0..d {
            for j in 0..d {
                covariance[i][j] -= factor * s[i] * s[j];
            }
        }
    }
    chosen
}

/// Letters asked for up to which the choice is exactly that of the greedy design.
const EXACT: usize = 100;

/// How far a gain may lie below the best one where more are asked for, as a share.
const TOLERANCE: f64 = 0.02;

/// What a letter's label adds at most: the most first, then by row.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bound {
    gain: f64,
    index: usize,
}

impl Eq for Bound {}

impl Ord for Bound {
    fn cmp(&self, other: &Self) -> Ordering {
        self.gain.total_cmp(&other.gain).then(other.index.cmp(&self.index))
    }
}

impl PartialOrd for Bound {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn quadratic(covariance: &[Vec<f64>], z: &[f64]) -> f64 {
    covariance.iter().zip(z).map(|(row, z_i)| z_i * dot(row, z)).sum()
}

/// The standardised values of a row, 1 for the intercept last, and p(1 − p).
fn standardised(model: &Model, row: &[Option<f64>]) -> (Vec<f64>, f64) {
    let (mut z, mut margin) = (Vec::new(), model.intercept);
    for (column, value) in model.columns.iter().zip(row) {
        z.push(value.map_or(0.0, |v| (column.transform.apply(v) - column.mean) / column.sd));
        if let Some(missing) = &column.missing {
            z.push((if value.is_none() { 1.0 } else { 0.0 } - missing.share) / missing.sd);
        }
        margin += column.contribution(*value);
    }
    z.push(1.0);
    let p = sigmoid(margin);
    (z, p * (1.0 - p))
}

/// The covariance of the weights, taken as uncorrelated.
fn beginning(model: &Model) -> Vec<Vec<f64>> {
    let t = &model.training;
    let plain = 1.0 / (t.rows.max(1) as f64 * (t.strength + 0.25));
    let mut variances = Vec::new();
    for column in &model.columns {
        variances.push(column.standard_error.map_or(plain, |e| e * e));
        variances.extend(column.missing.as_ref().map(|m| m.standard_error.map_or(plain, |e| e * e)));
    }
    variances.push(t.intercept_error.map_or(plain, |e| e * e));
    let d = variances.len();
    let row = |i: usize| (0..d).map(|j| if i == j { variances[i] } else { 0.0 }).collect();
    (0..d).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sample model's first two columns, both without transform and bounds, mean 0, sd 1, weight 1 and standard error ½.
    fn model() -> Model {
        let mut model = Model::sample();
        model.columns.truncate(2);
        for column in &mut model.columns {
            (column.mean, column.sd, column.weight, column.standard_error) = (0.0, 1.0, 1.0, Some(0.5));
            (column.transform, column.missing) = (crate::model::Transform::Identity, None);
            column.bounds = None;
        }
        (model.intercept, model.training.intercept_error) = (0.0, Some(0.5));
        model
    }

    fn rows(values: &[[f64; 2]]) -> Vec<Vec<Option<f64>>> {
        values.iter().map(|v| v.iter().copied().map(Some).collect()).collect()
    }

    #[test]
    fn the_information_is_that_of_the_formula() {
        // z = (1, −1, 1), p = ½: ln(1 + ¼ · ¼ · 3); then the same letter again, with Σ after the first.
        let chosen = most_informative(&model(), &rows(&[[1.0, -1.0], [1.0, -1.0]]), 2);
        let (first, second) = (1.0 + 0.25 * 0.75, 1.0 + 0.25 * (0.75 / (1.0 + 0.25 * 0.75)));
        assert_eq!((chosen[0].0, chosen[1].0), (0, 1));
        assert!((chosen[0].1 - f64::ln(first)).abs() < 1e-12 && (chosen[1].1 - f64::ln(second)).abs() < 1e-12);
    }

    #[test]
    fn unsure_letters_come_first_and_copies_last() {
        // Row 0 is sure (p ≈ 0.998), 1 and 2 are copies that are unsure, 3 is unsure the other way round.
        let chosen = most_informative(&model(), &rows(&[[3.0, 3.0], [2.0, -2.0], [2.0, -2.0], [-1.9, 1.9]]), 4);
        let order: Vec<usize> = chosen.iter().map(|c| c.0).collect();
        assert_eq!(order, [1, 3, 2, 0]);
        assert!(chosen.windows(2).all(|w| w[0].1 >= w[1].1 - 1e-12), "{chosen:?}");
        assert_eq!(most_informative(&model(), &rows(&[[0.0, 0.0]]), 9).len(), 1);
        assert!(most_informative(&model(), &[], 3).is_empty());
    }

    /// The greedy design as it is written down: every letter is calculated again at every choice.
    fn plain(model: &Model, rows: &[Vec<Option<f64>>], count: usize) -> Vec<usize> {
        let (mut taken, mut gains) = (Vec::new(), Vec::new());
        for _ in 0..count {
            let gain = |i: usize| {
                let mut with: Vec<Vec<Option<f64>>> = taken.iter().map(|t: &usize| rows[*t].clone()).collect();
                with.push(rows[i].clone());
                most_informative_of_all(model, &with)
            };
            let free = (0..rows.len()).filter(|i| !taken.contains(i)).collect::<Vec<_>>();
            let best = free
                .iter()
                .copied()
                .map(|i| (i, gain(i)))
                .fold((0, f64::NEG_INFINITY), |best, one| if one.1 > best.1 + 1e-12 { one } else { best });
            taken.push(best.0);
            gains.push(best.1);
        }
        taken
    }

    /// ln det of the information of all rows, over that of none.
    fn most_informative_of_all(model: &Model, rows: &[Vec<Option<f64>>]) -> f64 {
        most_informative(model, rows, rows.len()).iter().map(|(_, gain)| gain).sum()
    }

    #[test]
    fn lazy_choices_are_the_greedy_ones_and_many_are_nearly_as_good() {
        let mut random = crate::stats::random::Random::new(3);
        let values: Vec<[f64; 2]> = (0..400).map(|_| [4.0 * random.unit() - 2.0, 4.0 * random.unit() - 2.0]).collect();
        let few: Vec<usize> = most_informative(&model(), &rows(&values[..40]), 8).iter().map(|c| c.0).collect();
        assert_eq!(few, plain(&model(), &rows(&values[..40]), 8));
        let sum = |count: usize, of: usize| {
            let chosen = most_informative(&model(), &rows(&values), count);
            chosen.iter().take(of).map(|(_, gain)| gain).sum::<f64>()
        };
        let (exact, near) = (sum(EXACT, EXACT), sum(EXACT + 100, EXACT));
        assert!(near > 0.98 * exact, "{near} {exact}");
    }
}
