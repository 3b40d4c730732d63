//! Are new labels what the champion expects? Posterior predictive checks of a batch (Rubin 1984; Gelman, Meng & Stern
//! 1996): labels are drawn as the champion expects them, with its own uncertainty, and the batch is compared with them.
//!
//! Three figures: the share of yes; the score test of each column (Rao 1948), with the intercept set for the batch, so that
//! a stricter committee alone moves none of them; and the order (AUC). A simulated batch has the letters of the real one,
//! so the checks hold for a batch of one letter, too, where a standard error says nothing.

use super::examples::Examples;
use super::expected::{ColumnSurprise, Expected, Shift};
use super::score::sigmoid;
use super::train::Fit;
use crate::stats::interval::normal_quantile;
use crate::stats::random::Random;
use crate::stats::roc;

/// Simulated batches.
const DRAWS: usize = 4_000;

/// Letters above which the normal law serves in place of draws.
const MOST: usize = 2_000;

/// Chance that a clean batch exceeds what a check allows for noise.
const TAIL: f64 = 0.005;

/// Letters below which a batch says nothing of columns, and of each kind of label.
const FEWEST: (usize, usize) = (10, 3);

/// Seed of the draws.
const SEED: u64 = 0x5eed;

/// A batch beside its champion.
pub(super) struct Batch<'a> {
    examples: &'a Examples,
    /// Places of the rows in the order of their ids, so that draws don't depend on the order in which they came.
    order: Vec<usize>,
    /// The champion's log-odds.
    margins: Vec<f64>,
    /// Standardised values, the intercept's 1 first, one row after the other.
    x: Vec<f64>,
    /// Name per term; the intercept's is empty.
    names: Vec<String>,
    /// Lower factor of the covariance of intercept and weights, row by row.
    factor: Vec<f64>,
    /// How much less labels spread than yes and no would (fractions), 0–1.
    dispersion: f64,
    /// Draws of labels: residuals of each row, one draw after the other; empty for large batches.
    draws: Vec<f32>,
}

impl<'a> Batch<'a> {
    /// A batch with the champion's `scores` of it (0–1) and its `fit` on the old rows, whose covariance says how sure it is;
    /// `dispersion` is that of the old labels about their scores.
    pub fn new(examples: &'a Examples, scores: &[f64], fit: Option<&Fit>, dispersion: f64) -> Self {
        const EDGE: f64 = 1e-9;
        let mut order: Vec<usize> = (0..examples.labels.len()).collect();
        if examples.ids.len() == order.len() {
            order.sort_by(|a, b| examples.ids[*a].cmp(&examples.ids[*b]));
        }
        let margins = order.iter().map(|r| {
            let p = scores[*r].clamp(EDGE, 1.0 - EDGE);
            (p / (1.0 - p)).ln()
        });
        let mut batch = Self {
            examples,
            margins: margins.collect(),
            x: Vec::new(),
            names: vec![String::new()],
            factor: Vec::new(),
            dispersion: dispersion.clamp(0.01, 1.0),
            draws: Vec::new(),
            order,
        };
        let columns = fit.map_or(&[][..], |f| &f.columns);
        for column in columns {
            batch.names.push(column.name.clone());
            batch.names.extend(column.missing.as_ref().map(|_| format!("{} missing", column.name)));
        }
        for row in &batch.order {
            batch.x.push(1.0);
            for (column, value) in columns.iter().zip(fit.into_iter().flat_map(|f| f.row(&examples.values[*row]))) {
                let (standardised, missing) = column.terms(value);
                batch.x.push(standardised);
                batch.x.extend(missing);
            }
        }
        let width = batch.names.len();
        if let Some(covariance) = fit.and_then(|f| f.covariance.as_ref()) {
            batch.factor = factor(covariance, width);
        }
        if batch.order.len() <= MOST {
            batch.draw(0.0);
        }
        batch
    }

    fn width(&self) -> usize {
        self.names.len()
    }

    fn row(&self, i: usize) -> &[f64] {
        &self.x[i * self.width()..(i + 1) * self.width()]
    }

    fn weight(&self, i: usize) -> f64 {
        self.examples.weight(self.order[i])
    }

    fn label(&self, i: usize) -> f64 {
        self.examples.labels[self.order[i]]
    }

    /// Draws batches of labels of a champion whose intercept is moved by `shift`.
    fn draw(&mut self, shift: f64) {
        let (n, width) = (self.order.len(), self.width());
        let mut random = Random::new(SEED);
        self.draws.clear();
        self.draws.reserve(n * DRAWS);
        let mut moved = vec![0.0; width];
        for _ in 0..DRAWS {
            if !self.factor.is_empty() {
                let bells: Vec<f64> = (0..width).map(|_| bell(&mut random)).collect();
                for (j, m) in moved.iter_mut().enumerate() {
                    *m = (0..=j).map(|k| self.factor[j * (j + 1) / 2 + k] * bells[k]).sum();
                }
            }
            for i in 0..n {
                let off: f64 = self.row(i).iter().zip(&moved).map(|(x, m)| x * m).sum();
                let p = sigmoid(self.margins[i] + shift + off);
                let y = f64::from(u8::from(random.unit() < p));
                let expected = sigmoid(self.margins[i] + shift);
                // A fraction lies nearer to its expectation than a yes or a no.
                self.draws.push((p - expected + self.dispersion.sqrt() * (y - p)) as f32);
            }
        }
    }

    fn simulated(&self) -> impl Iterator<Item = &[f32]> {
        self.draws.chunks_exact(self.order.len().max(1))
    }

    /// The variance of `Σ direction · residual`: that of the labels, and the champion's own.
    fn variance(&self, curves: &[f64], direction: impl Fn(usize) -> f64) -> f64 {
        let n = self.order.len();
        let labels: f64 = (0..n).map(|i| self.dispersion * curves[i] * direction(i).powi(2)).sum();
        let width = self.width();
        let mut pull = vec![0.0; width];
        for (i, curve) in curves.iter().enumerate().take(n) {
            let weight = curve * direction(i);
            pull.iter_mut().zip(self.row(i)).for_each(|(p, x)| *p += weight * x);
        }
        labels + if self.factor.is_empty() { 0.0 } else { squared(&self.factor, &pull) }
    }

    /// What the batch says.
    pub fn expected(&mut self) -> Expected {
        let n = self.order.len();
        let weights: Vec<f64> = (0..n).map(|i| self.weight(i)).collect();
        let yes: f64 = (0..n).map(|i| weights[i] * self.label(i)).sum();
        let expected_yes: f64 = (0..n).map(|i| weights[i] * sigmoid(self.margins[i])).sum();
        let curves: Vec<f64> = self.margins.iter().map(|m| sigmoid(*m) * sigmoid(-*m)).collect();
        let error = self.variance(&curves, |i| weights[i]).sqrt();
        let gap = yes - expected_yes;
        let share = if self.draws.is_empty() {
            gap / error.max(f64::MIN_POSITIVE)
        } else {
            let sums = self.simulated().map(|d| d.iter().zip(&weights).map(|(r, w)| f64::from(*r) * w).sum());
            surprise(gap, gap / error.max(f64::MIN_POSITIVE), sums)
        };
        let told = |i: usize| self.label(i) >= 0.5;
        let both = (0..n).any(told) && !(0..n).all(told);
        let intercept = both.then(|| self.shift(&weights)).flatten();
        let (order, order_noise) = if both { self.order() } else { (None, 0.0) };
        // A stricter committee is one finding: the columns are then looked at beside its own intercept.
        let column = self.tells_of_columns((0..n).filter(|i| told(*i)).count()).then(|| {
            let shift = intercept.filter(|_| share.abs() > 2.0).map_or(0.0, |s| s.shift);
            self.column(shift, &weights)
        });
        Expected { yes, expected_yes, share, column: column.flatten(), order, order_noise, intercept }
    }

    /// Whether a batch with so many yes says anything of columns.
    fn tells_of_columns(&self, yes: usize) -> bool {
        let n = self.order.len();
        n >= FEWEST.0 && yes.min(n - yes) >= FEWEST.1
    }

    /// The intercept of this batch beside the champion's.
    fn shift(&self, weights: &[f64]) -> Option<Shift> {
        let n = self.order.len();
        let (mut shift, mut information) = (0.0, 0.0);
        for _ in 0..50 {
            let p: Vec<f64> = self.margins.iter().map(|m| sigmoid(m + shift)).collect();
            let slope: f64 = (0..n).map(|i| weights[i] * (self.label(i) - p[i])).sum();
            information = (0..n).map(|i| weights[i] * p[i] * (1.0 - p[i])).sum();
            let step: f64 = (slope / information).clamp(-1.0, 1.0);
            shift += step;
            if !step.is_finite() {
                return None;
            }
            if step.abs() < 1e-10 {
                break;
            }
        }
        let curves: Vec<f64> = self.margins.iter().map(|m| sigmoid(m + shift) * sigmoid(-m - shift)).collect();
        let standard_error = self.variance(&curves, |i| weights[i]).sqrt() / information;
        let kept = 1.0 - (standard_error / shift).powi(2);
        let pooled = if kept.is_finite() { shift * kept.max(0.0) } else { 0.0 };
        standard_error.is_finite().then_some(Shift { shift, standard_error, pooled })
    }

    /// How surprising the AUC is, and how far below 0.5 it may lie by chance.
    fn order(&self) -> (Option<f64>, f64) {
        let labels: Vec<bool> = (0..self.order.len()).map(|i| self.label(i) >= 0.5).collect();
        let Some(found) = roc::auc(&self.margins, &labels) else { return (None, 0.0) };
        if self.draws.is_empty() {
            return (None, 0.0);
        }
        let p: Vec<f64> = self.margins.iter().map(|m| sigmoid(*m)).collect();
        let mut all: Vec<f64> = self
            .simulated()
            .filter_map(|d| {
                let labels: Vec<bool> = d.iter().zip(&p).map(|(r, p)| f64::from(*r) + p >= 0.5).collect();
                roc::auc(&self.margins, &labels)
            })
            .collect();
        if all.is_empty() {
            return (None, 0.0);
        }
        all.sort_by(f64::total_cmp);
        let low = all.partition_point(|a| *a <= found);
        let chance = (low as f64 + 1.0) / (all.len() as f64 + 1.0);
        let least = all[(TAIL * all.len() as f64) as usize];
        (normal_quantile(1.0 - chance), (0.5 - least).max(0.0))
    }

    /// The column that fits worst, beside an intercept moved by `shift`.
    fn column(&mut self, shift: f64, weights: &[f64]) -> Option<ColumnSurprise> {
        let (n, width) = (self.order.len(), self.width());
        if shift != 0.0 && !self.draws.is_empty() {
            self.draw(shift);
        }
        let p: Vec<f64> = self.margins.iter().map(|m| sigmoid(m + shift)).collect();
        let curves: Vec<f64> = p.iter().map(|p| p * (1.0 - p)).collect();
        let total: f64 = (0..n).map(|i| weights[i] * curves[i]).sum();
        // Per column, weighted values about their mean, over the standard error of their sum with the residuals.
        let mut tests: Vec<(usize, Vec<f64>)> = Vec::new();
        for j in 1..width {
            let mean = (0..n).map(|i| weights[i] * curves[i] * self.row(i)[j]).sum::<f64>() / total;
            let own: Vec<f64> = (0..n).map(|i| weights[i] * (self.row(i)[j] - mean)).collect();
            let error = self.variance(&curves, |i| own[i]).sqrt();
            if error > 1e-9 {
                tests.push((j, own.into_iter().map(|v| v / error).collect()));
            }
        }
        let score = |own: &[f64]| (0..n).map(|i| own[i] * (self.label(i) - p[i])).sum::<f64>();
        let scores = tests.iter().map(|(j, own)| (*j, score(own)));
        let (column, worst) = scores.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()).then(b.0.cmp(&a.0)))?;
        let surprise = if self.draws.is_empty() {
            // Bonferroni.
            let p = (crate::stats::interval::two_sided_p(worst) * tests.len() as f64).min(1.0);
            normal_quantile(1.0 - (p / 2.0).max(1e-16)).unwrap_or(0.0)
        } else {
            let largest = |d: &[f32]| {
                let score = |own: &[f64]| own.iter().zip(d).map(|(v, r)| v * f64::from(*r)).sum::<f64>().abs();
                tests.iter().map(|(_, own)| score(own)).fold(0.0, f64::max)
            };
            // Only batches that would be looked at themselves are like this one.
            let is_yes = |(r, p): (&f32, &f64)| f64::from(*r) + p >= 0.5;
            let like = |d: &&[f32]| self.tells_of_columns(d.iter().zip(&p).filter(|pair| is_yes(*pair)).count());
            let (mut beyond, mut all) = (0u32, 0u32);
            for draw in self.simulated().filter(like) {
                beyond += u32::from(largest(draw) >= worst.abs());
                all += 1;
            }
            let chance = (f64::from(beyond) + 1.0) / (f64::from(all) + 1.0);
            let told = normal_quantile(1.0 - chance / 2.0).unwrap_or(0.0);
            if beyond == 0 { told.max(worst.abs()) } else { told }
        };
        Some(ColumnSurprise { name: self.names[column].clone(), score: worst, surprise })
    }

    /// How far the mean log-loss may rise from the champion's scores to these (0–1, in the order of the examples) by chance:
    /// the upper end over labels as the champion expects them.
    pub fn loss_noise(&self, after: &[f64]) -> Option<f64> {
        const LEAST: f64 = 1e-12;
        if self.draws.is_empty() {
            return None;
        }
        let n = self.order.len();
        let part = |i: usize, y: f64| {
            let loss = |p: f64| -(y * p.max(LEAST).ln() + (1.0 - y) * (1.0 - p).max(LEAST).ln());
            (loss(after[self.order[i]]) - loss(sigmoid(self.margins[i]))) / n as f64
        };
        let (no, yes): (Vec<f64>, Vec<f64>) = (0..n).map(|i| (part(i, 0.0), part(i, 1.0))).unzip();
        let p: Vec<f64> = self.margins.iter().map(|m| sigmoid(*m)).collect();
        let mut rises: Vec<f64> = self
            .simulated()
            .map(|d| d.iter().enumerate().map(|(i, r)| no[i] + (f64::from(*r) + p[i]) * (yes[i] - no[i])).sum())
            .collect();
        rises.sort_by(f64::total_cmp);
        Some(rises[((1.0 - TAIL) * rises.len() as f64) as usize].max(0.0))
    }
}

/// How surprising `found` is among simulated sums, in standard errors of a normal law with the same two-sided chance and the
/// sign of `score`; where no sum lies so far out, at least `score`.
fn surprise(found: f64, score: f64, sums: impl Iterator<Item = f64>) -> f64 {
    // Sums of the same labels differ in their last digits.
    const NEAR: f64 = 1e-5;
    let (mut below, mut above, mut all) = (0u32, 0u32, 0u32);
    for sum in sums {
        below += u32::from(sum <= found + NEAR);
        above += u32::from(sum >= found - NEAR);
        all += 1;
    }
    let least = below.min(above);
    let chance = (2.0 * (f64::from(least) + 1.0) / (f64::from(all) + 1.0)).min(1.0);
    let told = normal_quantile(1.0 - chance / 2.0).unwrap_or(0.0);
    let size = if least == 0 { told.max(score.abs()) } else { told };
    if score < 0.0 { -size } else { size }
}

/// A standard normal value (Box & Muller 1958).
fn bell(random: &mut Random) -> f64 {
    (-2.0 * (1.0 - random.unit()).ln()).sqrt() * (std::f64::consts::TAU * random.unit()).cos()
}

/// The lower factor (triangle, row by row) of a covariance given by its lower triangle; what does not vary has zeros.
fn factor(covariance: &[f64], n: usize) -> Vec<f64> {
    const NOTHING: f64 = 1e-14;
    let at = |i: usize, j: usize| i * (i + 1) / 2 + j;
    let mut a = covariance.to_vec();
    if a.len() != n * (n + 1) / 2 {
        return Vec::new();
    }
    for i in 0..n {
        for j in 0..=i {
            let sum = a[at(i, j)] - (0..j).map(|k| a[at(i, k)] * a[at(j, k)]).sum::<f64>();
            a[at(i, j)] = if i == j {
                if sum > NOTHING { sum.sqrt() } else { 0.0 }
            } else if a[at(j, j)] > 0.0 {
                sum / a[at(j, j)]
            } else {
                0.0
            };
        }
    }
    a
}

/// The square of `v` times the lower factor: `vᵀ L Lᵀ v`.
fn squared(factor: &[f64], v: &[f64]) -> f64 {
    let at = |i: usize, j: usize| i * (i + 1) / 2 + j;
    (0..v.len()).map(|k| (k..v.len()).map(|i| v[i] * factor[at(i, k)]).sum::<f64>().powi(2)).sum()
}

#[cfg(test)]
mod tests;
