//! How sure a rank is: the weights of a model are estimates, and other labels would have given others.
//!
//! Weights are drawn from the normal distribution that the model's covariance gives them (a fixed seed, so that the same
//! run gives the same bytes), and the applicants are ranked by each draw. The covariance is that of labels that count as they
//! are: where several reviewers gave a letter's label, their disagreement is part of it, as the loss takes their mean for
//! a probability. Grades that are fitted as ordered levels count as their mean, and what reviewers disagree on is no part of it.

use crate::model::Model;
use crate::parallel::on_threads;
use crate::stats::interval::normal_quantile;
use crate::stats::random::Random;

/// Most and fewest draws; in between, applicants × draws is [`WORK`].
const DRAWS: (usize, usize) = (1_000, 100);

/// Applicants times draws, so that a large ranking takes no longer for this than for reading a tenth of its letters.
const WORK: usize = 20_000_000;

/// Bins of the log-odds of a draw: those of one bin share its middle rank.
const BINS: usize = 4_096;

/// Applicants that one thread works on at a time.
const CHUNK: usize = 2_048;

/// Share of the draws below and above the interval of a rank.
const TAIL: f64 = 0.05;

/// How sure an applicant's rank is.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct RankInterval {
    /// Best rank of the 90 % interval, from 1.
    pub low: u32,
    /// Worst rank of it.
    pub high: u32,
    /// Probability of being among the first N by score, 0–1; none if no number of places was asked for.
    pub chance_in: Option<f32>,
}

/// Weights drawn around those of a model.
pub struct WeightDraws {
    /// Weights without the intercept, which moves all alike; one draw after the other.
    weights: Vec<f32>,
    /// Weights of a draw.
    width: usize,
}

/// The ranks that the log-odds of one draw stand for.
struct Scale {
    least: f32,
    per_unit: f32,
    /// Per bin, how many lie above it; one more entry for all.
    above: Vec<u32>,
}

impl WeightDraws {
    /// As many draws as suit this number of applicants; none if the model does not hold how loose its weights are.
    #[must_use]
    pub fn of(model: &Model, applicants: usize) -> Option<Self> {
        let covariance = model.covariance.as_ref()?;
        let width = model.terms();
        // Without the intercept: the first row and the first column.
        let at = |i: usize, j: usize| covariance[(i + 1) * (i + 2) / 2 + j + 1];
        let factor = root(width, at);
        let mut centre = Vec::with_capacity(width);
        for column in &model.columns {
            centre.push(column.weight);
            centre.extend(column.missing.as_ref().map(|m| m.weight));
        }
        let draws = (WORK / applicants.max(1)).clamp(DRAWS.1, DRAWS.0);
        let mut random = Random::new(1);
        let mut weights = Vec::with_capacity(draws * width);
        for _ in 0..draws {
            let normal: Vec<f64> =
                (0..width).map(|_| normal_quantile(random.unit().max(1e-12)).unwrap_or(0.0)).collect();
            for i in 0..width {
                let moved: f64 = (0..=i).map(|j| factor[i * width + j] * normal[j]).sum();
                weights.push((centre[i] + moved) as f32);
            }
        }
        Some(Self { weights, width })
    }

    /// The interval of each applicant's rank. `terms` holds the standardised values of each, one applicant after the other
    /// ([`crate::model::Scorer::terms`]). The result does not depend on the number of threads.
    #[must_use]
    pub fn intervals(&self, terms: &[f32], places: Option<usize>, threads: usize) -> Vec<RankInterval> {
        if self.width == 0 {
            return Vec::new();
        }
        let scales = on_threads(threads, self.weights.chunks_exact(self.width), |weights| Scale::of(weights, terms));
        let chunks = terms.chunks(CHUNK * self.width);
        let found = on_threads(threads, chunks, |chunk| {
            let mut ranks = Vec::with_capacity(scales.len());
            chunk
                .chunks_exact(self.width)
                .map(|own| self.interval(own, &scales, places, &mut ranks))
                .collect::<Vec<_>>()
        });
        found.concat()
    }

    fn interval(&self, own: &[f32], scales: &[Scale], places: Option<usize>, ranks: &mut Vec<u32>) -> RankInterval {
        ranks.clear();
        let mut inside = 0.0f64;
        for (weights, scale) in self.weights.chunks_exact(self.width).zip(scales) {
            let bin = scale.bin(dot(weights, own));
            let (above, here) = (scale.above[bin], scale.above[bin + 1] - scale.above[bin]);
            ranks.push(above + here.div_ceil(2));
            if let Some(places) = places {
                let left = (places as f64 - f64::from(above)).max(0.0);
                inside += (left / f64::from(here.max(1))).min(1.0);
            }
        }
        ranks.sort_unstable();
        let cut = (ranks.len() as f64 * TAIL) as usize;
        RankInterval {
            low: ranks[cut],
            high: ranks[ranks.len() - 1 - cut],
            chance_in: places.map(|_| (inside / scales.len() as f64) as f32),
        }
    }
}

impl Scale {
    fn of(weights: &[f32], terms: &[f32]) -> Self {
        let margins: Vec<f32> = terms.chunks_exact(weights.len()).map(|own| dot(weights, own)).collect();
        let (least, most) = margins.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(l, m), v| (l.min(*v), m.max(*v)));
        let per_unit = if most > least { (BINS - 1) as f32 / (most - least) } else { 0.0 };
        let mut scale = Self { least, per_unit, above: vec![0; BINS + 1] };
        for margin in margins {
            let bin = scale.bin(margin);
            scale.above[bin + 1] += 1;
        }
        for bin in 0..BINS {
            scale.above[bin + 1] += scale.above[bin];
        }
        scale
    }

    /// The bin of log-odds, the highest first.
    fn bin(&self, margin: f32) -> usize {
        BINS - 1 - (((margin - self.least) * self.per_unit) as usize).min(BINS - 1)
    }
}

fn dot(weights: &[f32], own: &[f32]) -> f32 {
    weights.iter().zip(own).map(|(w, x)| w * x).sum()
}

/// The lower triangular root of a covariance, row by row; a parameter without variance has a row of zeros.
fn root(n: usize, covariance: impl Fn(usize, usize) -> f64) -> Vec<f64> {
    let mut lower = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let sum = covariance(i, j) - (0..j).map(|k| lower[i * n + k] * lower[j * n + k]).sum::<f64>();
            lower[i * n + j] = match (i == j, lower[j * n + j]) {
                (true, _) => sum.max(0.0).sqrt(),
                (false, pivot) if pivot > 0.0 => sum / pivot,
                (false, _) => 0.0,
            };
        }
    }
    lower
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ColumnWeight, Transform};

    /// A model of two columns with these weights and variances.
    fn model(weights: [f64; 2], variances: [f64; 2]) -> Model {
        let column = |name: &str, weight: f64| ColumnWeight {
            name: name.into(),
            transform: Transform::Identity,
            mean: 0.0,
            sd: 1.0,
            weight,
            standard_error: None,
            interval: None,
            bounds: None,
            missing: None,
        };
        Model {
            columns: vec![column("a", weights[0]), column("b", weights[1])],
            covariance: Some(vec![0.1, 0.0, variances[0], 0.0, 0.0, variances[1]]),
            ..Model::sample()
        }
    }

    #[test]
    fn without_variance_a_rank_is_certain() {
        let terms: Vec<f32> = (0..50u8).flat_map(|i| [f32::from(i), 0.0]).collect();
        let draws = WeightDraws::of(&model([1.0, 0.0], [0.0, 0.0]), 50).unwrap();
        let found = draws.intervals(&terms, Some(10), 2);
        for (i, interval) in found.iter().enumerate() {
            let rank = 50 - i as u32;
            assert_eq!((interval.low, interval.high), (rank, rank));
            assert_eq!(interval.chance_in, Some(if rank <= 10 { 1.0 } else { 0.0 }), "{i}");
        }
        assert_eq!(draws.intervals(&terms, None, 1)[3].chance_in, None);
    }

    #[test]
    fn chances_are_those_of_the_normal_distribution_and_add_up_to_the_places() {
        // Two applicants: the first is ahead where the weight of b is above 0, which is drawn from N(0.5, 1).
        let draws = WeightDraws::of(&model([1.0, 0.5], [0.0, 1.0]), 2).unwrap();
        let found = draws.intervals(&[0.0, 1.0, 0.0, 0.0], Some(1), 1);
        let chance = f64::from(found[0].chance_in.unwrap());
        // Φ(0.5) = 0.6915; 1,000 draws have a standard error of 0.0146.
        assert!((chance - 0.6915).abs() < 0.045, "{chance}");
        assert_eq!((found[0].low, found[0].high), (1, 2));
        let terms: Vec<f32> =
            (0..300u16).flat_map(|i| [f32::from(i % 17) / 9.0, f32::from(i * 31 % 23) / 7.0]).collect();
        let draws = WeightDraws::of(&model([0.8, -0.4], [0.09, 0.04]), 300).unwrap();
        let (one, two) = (draws.intervals(&terms, Some(40), 1), draws.intervals(&terms, Some(40), 3));
        assert_eq!(one, two);
        let sum: f64 = one.iter().map(|i| f64::from(i.chance_in.unwrap())).sum();
        assert!((sum - 40.0).abs() < 0.01, "{sum}");
        assert!(one.iter().all(|i| i.low >= 1 && i.low <= i.high && i.high <= 300));
    }

    #[test]
    fn a_model_without_a_covariance_says_nothing() {
        assert!(WeightDraws::of(&Model { covariance: None, ..model([1.0, 1.0], [0.1, 0.1]) }, 10).is_none());
    }

    #[test]
    fn the_root_of_a_covariance_is_choleskys() {
        let rows = [[4.0, 2.0, 2.0], [2.0, 5.0, 3.0], [2.0, 3.0, 6.0]];
        assert_eq!(root(3, |i, j| rows[i][j]), [2.0, 0.0, 0.0, 1.0, 2.0, 0.0, 1.0, 1.0, 2.0]);
        let flat = [[0.0, 0.0], [0.0, 9.0]];
        assert_eq!(root(2, |i, j| flat[i][j]), [0.0, 0.0, 0.0, 3.0]);
    }

    #[test]
    fn a_scale_counts_who_is_above() {
        let scale = Scale::of(&[1.0, 0.5], &[1.0, 0.0, 2.0, 0.0, 2.0, 2.0, 5.0, 0.0]);
        assert_eq!([5.0, 3.0, 1.0].map(|margin| scale.bin(margin)), [0, BINS - 1 - 2_047, BINS - 1]);
        assert_eq!([1, BINS - 2_047, BINS - 1, BINS].map(|bin| scale.above[bin]), [1, 2, 3, 4]);
        // Where all are alike there is one bin.
        assert_eq!(Scale::of(&[1.0], &[2.0, 2.0]).above[BINS], 2);
    }

    #[test]
    fn fewer_draws_for_more_applicants() {
        let model = model([1.0, 0.0], [1.0, 1.0]);
        for (applicants, draws) in [(0, 1_000), (2, 1_000), (40_000, 500), (1_000_000, 100)] {
            assert_eq!(WeightDraws::of(&model, applicants).unwrap().weights.len(), 2 * draws, "{applicants}");
        }
    }
}
