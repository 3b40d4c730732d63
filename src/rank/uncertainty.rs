//! How sure a rank is: the weights of a model are estimates, and other labels would have given others.
//!
//! Weights are drawn from the normal distribution that the model's covariance gives them (a fixed seed, so that the same
//! run gives the same bytes), and the applicants are ranked by each draw. The covariance is that of labels that count as they
//! are: where several reviewers gave a letter's label, their disagreement is part of it, as the loss takes their mean for
//! a probability. Grades that are fitted as ordered levels count as their mean, and what reviewers disagree on is no part of it.

use crate::error::Result;
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
pub const CHUNK: usize = 512;

/// Draws that are worked on together: the sums of one applicant for all of them fit the processor's registers.
const GROUP: usize = 16;

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
    /// How many.
    draws: usize,
    /// Weights without the intercept, which moves all alike: per group of draws and per term those of the group, with
    /// zeros for draws that are none.
    weights: Vec<[f32; GROUP]>,
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

/// The standardised values of applicants ([`crate::model::Scorer::terms`]), [`CHUNK`] applicants at a time: one applicant
/// after the other, wherever they are kept. They are read several times.
pub trait Terms: Sync {
    /// How many chunks there are.
    fn chunks(&self) -> usize;

    /// The values of a chunk, in place of what `out` holds.
    ///
    /// # Errors
    /// Those of reading.
    fn read(&self, chunk: usize, out: &mut Vec<f32>) -> Result<()>;
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
        let mut weights = vec![[0.0; GROUP]; draws.div_ceil(GROUP) * width];
        for draw in 0..draws {
            let normal: Vec<f64> =
                (0..width).map(|_| normal_quantile(random.unit().max(1e-12)).unwrap_or(0.0)).collect();
            for i in 0..width {
                let moved: f64 = (0..=i).map(|j| factor[i * width + j] * normal[j]).sum();
                weights[draw / GROUP * width + i][draw % GROUP] = (centre[i] + moved) as f32;
            }
        }
        Some(Self { draws, weights, width })
    }

    /// The interval of each applicant's rank. The result does not depend on the number of threads.
    ///
    /// # Errors
    /// Those of reading the terms.
    pub fn intervals(&self, terms: &dyn Terms, places: Option<usize>, threads: usize) -> Result<Vec<RankInterval>> {
        if self.width == 0 {
            return Ok(Vec::new());
        }
        let groups = self.weights.chunks_exact(self.width);
        let scales = on_threads(threads, groups, |weights| self.scales(weights, terms));
        let scales = scales.into_iter().collect::<Result<Vec<_>>>()?;
        let found = on_threads(threads, 0..terms.chunks(), |chunk| {
            let mut own = Vec::new();
            terms.read(chunk, &mut own)?;
            Ok(self.chunk(&own, &scales, places))
        });
        let mut all = Vec::new();
        for chunk in found {
            all.extend(chunk?);
        }
        Ok(all)
    }

    /// What the log-odds of a group of draws stand for.
    fn scales(&self, weights: &[[f32; GROUP]], terms: &dyn Terms) -> Result<Vec<Scale>> {
        let mut own = Vec::new();
        let (mut least, mut most) = ([f32::INFINITY; GROUP], [f32::NEG_INFINITY; GROUP]);
        for chunk in 0..terms.chunks() {
            terms.read(chunk, &mut own)?;
            for own in own.chunks_exact(self.width) {
                for (draw, margin) in margins(weights, own).into_iter().enumerate() {
                    least[draw] = least[draw].min(margin);
                    most[draw] = most[draw].max(margin);
                }
            }
        }
        let mut scales: Vec<Scale> = least.into_iter().zip(most).map(|(least, most)| Scale::new(least, most)).collect();
        for chunk in 0..terms.chunks() {
            terms.read(chunk, &mut own)?;
            for own in own.chunks_exact(self.width) {
                for (scale, margin) in scales.iter_mut().zip(margins(weights, own)) {
                    let bin = scale.bin(margin);
                    scale.above[bin + 1] += 1;
                }
            }
        }
        for scale in &mut scales {
            for bin in 0..BINS {
                scale.above[bin + 1] += scale.above[bin];
            }
        }
        Ok(scales)
    }

    /// The intervals of the applicants of a chunk.
    fn chunk(&self, terms: &[f32], scales: &[Vec<Scale>], places: Option<usize>) -> Vec<RankInterval> {
        let count = terms.len() / self.width;
        let mut ranks = vec![0u32; count * self.draws];
        let mut inside = vec![0.0f64; count];
        for (group, (weights, scales)) in self.weights.chunks_exact(self.width).zip(scales).enumerate() {
            let first = group * GROUP;
            let draws = GROUP.min(self.draws - first);
            for (applicant, own) in terms.chunks_exact(self.width).enumerate() {
                let ranks = &mut ranks[applicant * self.draws + first..][..draws];
                for ((rank, scale), margin) in ranks.iter_mut().zip(scales).zip(margins(weights, own)) {
                    let bin = scale.bin(margin);
                    let (above, here) = (scale.above[bin], scale.above[bin + 1] - scale.above[bin]);
                    *rank = above + here.div_ceil(2);
                    if let Some(places) = places {
                        let left = (places as f64 - f64::from(above)).max(0.0);
                        inside[applicant] += (left / f64::from(here.max(1))).min(1.0);
                    }
                }
            }
        }
        let cut = (self.draws as f64 * TAIL) as usize;
        let own = ranks.chunks_exact_mut(self.draws).zip(inside);
        own.map(|(ranks, inside)| RankInterval {
            low: *ranks.select_nth_unstable(cut).1,
            high: *ranks.select_nth_unstable(self.draws - 1 - cut).1,
            chance_in: places.map(|_| (inside / self.draws as f64) as f32),
        })
        .collect()
    }
}

impl Scale {
    /// An empty scale for log-odds from the least to the most.
    fn new(least: f32, most: f32) -> Self {
        let per_unit = if most > least { (BINS - 1) as f32 / (most - least) } else { 0.0 };
        Self { least, per_unit, above: vec![0; BINS + 1] }
    }

    /// The bin of log-odds, the highest first.
    fn bin(&self, margin: f32) -> usize {
        BINS - 1 - (((margin - self.least) * self.per_unit) as usize).min(BINS - 1)
    }
}

/// The log-odds of an applicant by each draw of a group, without the intercept.
fn margins(weights: &[[f32; GROUP]], own: &[f32]) -> [f32; GROUP] {
    let mut sums = [0.0f32; GROUP];
    for (weights, x) in weights.iter().zip(own) {
        for (sum, weight) in sums.iter_mut().zip(weights) {
            *sum += weight * x;
        }
    }
    sums
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

    /// Two terms an applicant.
    struct InMemory<'a>(&'a [f32]);

    impl Terms for InMemory<'_> {
        fn chunks(&self) -> usize {
            self.0.len().div_ceil(2 * CHUNK)
        }

        fn read(&self, chunk: usize, out: &mut Vec<f32>) -> Result<()> {
            out.clear();
            out.extend(self.0.chunks(2 * CHUNK).nth(chunk).into_iter().flatten());
            Ok(())
        }
    }

    fn intervals(draws: &WeightDraws, terms: &[f32], places: Option<usize>, threads: usize) -> Vec<RankInterval> {
        draws.intervals(&InMemory(terms), places, threads).unwrap()
    }

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
        let found = intervals(&draws, &terms, Some(10), 2);
        for (i, interval) in found.iter().enumerate() {
            let rank = 50 - i as u32;
            assert_eq!((interval.low, interval.high), (rank, rank));
            assert_eq!(interval.chance_in, Some(if rank <= 10 { 1.0 } else { 0.0 }), "{i}");
        }
        assert_eq!(intervals(&draws, &terms, None, 1)[3].chance_in, None);
    }

    #[test]
    fn chances_are_those_of_the_normal_distribution_and_add_up_to_the_places() {
        // Two applicants: the first is ahead where the weight of b is above 0, which is drawn from N(0.5, 1).
        let draws = WeightDraws::of(&model([1.0, 0.5], [0.0, 1.0]), 2).unwrap();
        let found = intervals(&draws, &[0.0, 1.0, 0.0, 0.0], Some(1), 1);
        let chance = f64::from(found[0].chance_in.unwrap());
        // Φ(0.5) = 0.6915; 1,000 draws have a standard error of 0.0146.
        assert!((chance - 0.6915).abs() < 0.045, "{chance}");
        assert_eq!((found[0].low, found[0].high), (1, 2));
        let terms: Vec<f32> =
            (0..300u16).flat_map(|i| [f32::from(i % 17) / 9.0, f32::from(i * 31 % 23) / 7.0]).collect();
        let draws = WeightDraws::of(&model([0.8, -0.4], [0.09, 0.04]), 300).unwrap();
        let (one, two) = (intervals(&draws, &terms, Some(40), 1), intervals(&draws, &terms, Some(40), 3));
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
        let scale = |weights: [f32; 2], terms: &[f32]| {
            let weights = weights.map(|weight| [weight; GROUP]).to_vec();
            let draws = WeightDraws { draws: 1, weights, width: 2 };
            draws.scales(&draws.weights, &InMemory(terms)).unwrap().remove(0)
        };
        let alike = scale([1.0, 0.0], &[2.0, 0.0, 2.0, 0.0]);
        let scale = scale([1.0, 0.5], &[1.0, 0.0, 2.0, 0.0, 2.0, 2.0, 5.0, 0.0]);
        assert_eq!([5.0, 3.0, 1.0].map(|margin| scale.bin(margin)), [0, BINS - 1 - 2_047, BINS - 1]);
        assert_eq!([1, BINS - 2_047, BINS - 1, BINS].map(|bin| scale.above[bin]), [1, 2, 3, 4]);
        // Where all are alike there is one bin.
        assert_eq!(alike.above[BINS], 2);
    }

    #[test]
    fn fewer_draws_for_more_applicants() {
        let model = model([1.0, 0.0], [1.0, 1.0]);
        for (applicants, draws) in [(0, 1_000), (2, 1_000), (40_000, 500), (1_000_000, 100)] {
            assert_eq!(WeightDraws::of(&model, applicants).unwrap().draws, draws, "{applicants}");
        }
    }
}
