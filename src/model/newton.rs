//! Newton steps (iteratively reweighted least squares) on the penalised log-loss: they finish linfa's answer and certify
//! it, and make the fits that linfa can't express (fractional labels, weights, grades as ordered levels).

use super::ordinal::{Levels, RowPull};
use super::score::{log_loss, sigmoid};

/// Rows worked on at a time, so that a block of every column stays in the cache nearest to the core.
const BLOCK: usize = 256;

/// Share of the fall that a step promises and must give.
const ENOUGH: f64 = 1e-4;

/// A promised fall below this share of the objective is lost in its last digits.
const DIGITS_LEFT: f64 = 1e-11;

/// What is minimised: `Σ wᵢ · lossᵢ / Σ wᵢ + strength/2 · Σ weight²`, the intercept free.
#[derive(Clone, Copy)]
pub(super) struct Problem<'a> {
    /// Standardised columns one after the other, each as long as `y`.
    pub x: &'a [f64],
    /// Labels in [0, 1].
    pub y: &'a [f64],
    /// A weight per row, above 0; none if all count the same.
    pub w: Option<&'a [f64]>,
    /// Number of columns.
    pub terms: usize,
    /// Strength of the penalty per example.
    pub strength: f64,
    /// The levels of grades; none if the loss is that of `y`.
    pub levels: Option<&'a Levels>,
}

/// A point, and what the problem is there.
#[derive(Clone, Debug)]
pub(super) struct Point {
    /// Weights, then the intercept; of levels, that of the cut, then the others.
    pub params: Vec<f64>,
    /// The objective.
    pub value: f64,
    /// Its derivatives.
    pub gradient: Vec<f64>,
    /// Its second derivatives: the lower triangle, row by row.
    pub hessian: Vec<f64>,
}

impl Point {
    /// The largest component of the gradient.
    pub fn max_gradient(&self) -> f64 {
        self.gradient.iter().fold(0.0f64, |m, v| if v.is_nan() { f64::INFINITY } else { m.max(v.abs()) })
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    // Eight sums at once: a single one would wait for each addition.
    let mut sums = [0.0f64; 8];
    let (pa, pb) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = pa.remainder().iter().zip(pb.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in pa.zip(pb) {
        for i in 0..8 {
            sums[i] += a[i] * b[i];
        }
    }
    rest + sums.iter().sum::<f64>()
}

impl Problem<'_> {
    fn column(&self, j: usize, from: usize, to: usize) -> &[f64] {
        &self.x[j * self.y.len() + from..j * self.y.len() + to]
    }

    /// How many parameters there are.
    pub fn size(&self) -> usize {
        self.terms + self.levels.map_or(1, Levels::intercepts)
    }

    /// A point to begin at: weights of 0.
    pub fn start(&self) -> Vec<f64> {
        let mut start = vec![0.0; self.terms];
        start.extend(self.levels.map_or(vec![0.0], |levels| levels.start(self.w)));
        start
    }

    /// A point to begin at: the weights of `params`, and its intercepts where there are as many here.
    pub fn resume(&self, params: Vec<f64>) -> Vec<f64> {
        if params.len() == self.size() {
            return params;
        }
        let intercepts = self.start().split_off(self.terms);
        params.into_iter().take(self.terms).chain(intercepts).collect()
    }

    /// The log-odds of every row; of levels, those of reaching the cut.
    pub fn margins(&self, params: &[f64]) -> Vec<f64> {
        let n = self.y.len();
        let mut margins = vec![params[self.terms]; n];
        for (j, weight) in params.iter().take(self.terms).enumerate() {
            for (m, x) in margins.iter_mut().zip(self.column(j, 0, n)) {
                *m += weight * x;
            }
        }
        margins
    }

    /// The objective with its first and second derivatives, in one pass.
    pub fn at(&self, params: Vec<f64>) -> Point {
        if let Some(levels) = self.levels {
            let sums = levels.sums(self.x, self.w, self.terms, &params);
            return self.penalised(params, sums.loss, sums.total, sums.gradient, sums.hessian);
        }
        let (n, d) = (self.y.len(), self.terms);
        let (mut loss, mut total) = (0.0, 0.0);
        let mut gradient = vec![0.0; d + 1];
        let mut hessian = vec![0.0; (d + 1) * (d + 1)];
        let mut margins = [0.0; BLOCK];
        let (mut residuals, mut curves, mut scaled) = ([0.0; BLOCK], [0.0; BLOCK], [0.0; BLOCK]);
        for from in (0..n).step_by(BLOCK) {
            let to = (from + BLOCK).min(n);
            let m = to - from;
            margins[..m].fill(params[d]);
            for (j, weight) in params.iter().take(d).enumerate() {
                for (margin, x) in margins[..m].iter_mut().zip(self.column(j, from, to)) {
                    *margin += weight * x;
                }
            }
            // ln Π (1 + e^−|m|) = Σ ln (1 + e^−|m|): one logarithm a block; the product is at most 2^BLOCK.
            let mut product = 1.0;
            for i in 0..m {
                let (margin, y) = (margins[i], self.y[from + i]);
                let w = self.w.map_or(1.0, |w| w[from + i]);
                let e = (-margin.abs()).exp();
                let p = if margin >= 0.0 { 1.0 / (1.0 + e) } else { e / (1.0 + e) };
                if self.w.is_some() {
                    loss += w * log_loss(margin, y);
                } else {
                    product *= 1.0 + e;
                    loss += margin.max(0.0) - y * margin;
                }
                total += w;
                residuals[i] = w * (p - y);
                // e / (1 + e)², where p(1 − p) would lose its digits near 1.
                curves[i] = w * (e / ((1.0 + e) * (1.0 + e)));
            }
            loss += f64::ln(product);
            gradient[d] += residuals[..m].iter().sum::<f64>();
            hessian[d * (d + 1) + d] += curves[..m].iter().sum::<f64>();
            for j in 0..d {
                let x = self.column(j, from, to);
                gradient[j] += dot(&residuals[..m], x);
                for i in 0..m {
                    scaled[i] = curves[i] * x[i];
                }
                hessian[d * (d + 1) + j] += scaled[..m].iter().sum::<f64>();
                for k in 0..=j {
                    hessian[j * (d + 1) + k] += dot(&scaled[..m], self.column(k, from, to));
                }
            }
        }
        self.penalised(params, loss, total, gradient, hessian)
    }

    /// How each row pulls at its log-odds.
    pub fn pulls(&self, params: &[f64]) -> Vec<RowPull> {
        let margins = self.margins(params);
        if let Some(levels) = self.levels {
            let bare = margins.iter().map(|m| m - params[self.terms]).collect::<Vec<f64>>();
            return levels.pulls(&bare, self.w, self.terms, params);
        }
        let pull = |(i, margin): (usize, &f64)| {
            let (w, p) = (self.w.map_or(1.0, |w| w[i]), sigmoid(*margin));
            let (residual, curve) = (w * (p - self.y[i]), w * p * sigmoid(-margin));
            RowPull { residual, curve, edges: [(self.terms, residual, curve), (self.terms, 0.0, 0.0)] }
        };
        margins.iter().enumerate().map(pull).collect()
    }

    /// The point of sums over the rows, with the penalty.
    fn penalised(
        &self,
        params: Vec<f64>,
        loss: f64,
        total: f64,
        mut gradient: Vec<f64>,
        mut hessian: Vec<f64>,
    ) -> Point {
        let (d, size) = (self.terms, params.len());
        gradient.iter_mut().chain(&mut hessian).for_each(|v| *v /= total);
        for j in 0..d {
            gradient[j] += self.strength * params[j];
            hessian[j * size + j] += self.strength;
        }
        let penalty = 0.5 * self.strength * params.iter().take(d).map(|w| w * w).sum::<f64>();
        Point { value: loss / total + penalty, params, gradient, hessian }
    }

    /// Takes Newton steps until the largest component of the gradient is at most `tolerance` or no step lowers the objective
    /// enough (Armijo's rule; Nocedal & Wright 2006, § 3.1). Gives the number of steps, too.
    pub fn descend(&self, start: Point, tolerance: f64) -> (Point, u32) {
        const MOST_STEPS: u32 = 100;
        let mut here = start;
        for taken in 0..MOST_STEPS {
            if here.max_gradient() <= tolerance {
                return (here, taken);
            }
            let Some(factor) = Cholesky::of(&here.hessian, here.params.len()) else { return (here, taken) };
            let step = factor.solve(&here.gradient);
            let slope: f64 = here.gradient.iter().zip(&step).map(|(g, s)| g * s).sum();
            // Next to the minimum the objective has no digits left to fall by, and the gradient tells alone. Further out a
            // lower gradient must not count: steps could go round between a lower gradient and a lower objective.
            let is_near = slope < DIGITS_LEFT * (1.0 + here.value.abs());
            let mut length = 1.0;
            let lower = loop {
                let trial = self.at(here.params.iter().zip(&step).map(|(p, s)| p - length * s).collect());
                let falls = trial.value < here.value - ENOUGH * length * slope;
                if falls || (is_near && trial.max_gradient() < here.max_gradient()) {
                    break Some(trial);
                }
                length /= 2.0;
                if length < 1e-6 {
                    break None;
                }
            };
            let Some(trial) = lower else { return (here, taken) };
            here = trial;
        }
        (here, MOST_STEPS)
    }
}

/// The Cholesky factor of a symmetric positive definite matrix.
pub(super) struct Cholesky {
    lower: Vec<f64>,
    n: usize,
}

impl Cholesky {
    /// Factors the matrix given by its lower triangle, row by row; none if it is not positive definite.
    pub fn of(matrix: &[f64], n: usize) -> Option<Self> {
        let mut a = matrix.to_vec();
        for i in 0..n {
            for j in 0..=i {
                let sum = a[i * n + j] - (0..j).map(|k| a[i * n + k] * a[j * n + k]).sum::<f64>();
                if i == j {
                    // Not positive definite, or not a number.
                    if sum.is_nan() || sum <= 1e-14 {
                        return None;
                    }
                    a[i * n + i] = sum.sqrt();
                } else {
                    a[i * n + j] = sum / a[j * n + j];
                }
            }
        }
        Some(Self { lower: a, n })
    }

    /// Solves `matrix · x = b`.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let (a, n) = (&self.lower, self.n);
        let mut x = b.to_vec();
        for i in 0..n {
            let sum = (0..i).map(|k| a[i * n + k] * x[k]).sum::<f64>();
            x[i] = (x[i] - sum) / a[i * n + i];
        }
        for i in (0..n).rev() {
            let sum = (i + 1..n).map(|k| a[k * n + i] * x[k]).sum::<f64>();
            x[i] = (x[i] - sum) / a[i * n + i];
        }
        x
    }

    /// The inverse, row by row.
    pub fn inverse(&self) -> Vec<Vec<f64>> {
        let unit = |i: usize| (0..self.n).map(|k| f64::from(u8::from(k == i))).collect::<Vec<f64>>();
        (0..self.n).map(|i| self.solve(&unit(i))).collect()
    }

    /// The diagonal of the inverse.
    pub fn inverse_diagonal(&self) -> Vec<f64> {
        self.inverse().iter().enumerate().map(|(i, row)| row[i]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_and_inverts_a_positive_definite_system() {
        let factor = Cholesky::of(&[4.0, 0.0, 2.0, 3.0], 2).unwrap();
        let x = factor.solve(&[8.0, 7.0]);
        assert!((x[0] - 1.25).abs() < 1e-12 && (x[1] - 1.5).abs() < 1e-12, "{x:?}");
        let inverse = factor.inverse_diagonal();
        assert!((inverse[0] - 0.375).abs() < 1e-12 && (inverse[1] - 0.5).abs() < 1e-12, "{inverse:?}");
        assert!(Cholesky::of(&[0.0, 0.0, 0.0, 1.0], 2).is_none());
    }

    #[test]
    fn log_loss_is_finite_at_both_ends() {
        assert_eq!(log_loss(0.0, 1.0), std::f64::consts::LN_2);
        assert!(log_loss(1e4, 1.0) >= 0.0 && log_loss(1e4, 0.0) == 1e4);
        let mixed = 0.25 * log_loss(2.0, 1.0) + 0.75 * log_loss(2.0, 0.0);
        assert!((log_loss(2.0, 0.25) - mixed).abs() < 1e-15);
    }

    #[test]
    fn derivatives_are_those_of_the_objective() {
        let n = 300;
        let x: Vec<f64> = (0..2 * n).map(|i| ((i * 37 + i * i) % 101) as f64 / 50.0 - 1.0).collect();
        let y: Vec<f64> = (0..n).map(|i| (i % 4) as f64 / 3.0).collect();
        let w: Vec<f64> = (0..n).map(|i| 0.5 + (i % 3) as f64).collect();
        for w in [None, Some(w.as_slice())] {
            let problem = Problem { x: &x, y: &y, w, terms: 2, strength: 0.1, levels: None };
            let params = vec![0.4, -1.1, 0.3];
            let here = problem.at(params.clone());
            for j in 0..3 {
                let at = |by: f64| {
                    let mut moved = params.clone();
                    moved[j] += by;
                    problem.at(moved)
                };
                let (up, down) = (at(1e-5), at(-1e-5));
                assert!(((up.value - down.value) / 2e-5 - here.gradient[j]).abs() < 1e-9);
                for k in 0..=j {
                    let slope = (up.gradient[k] - down.gradient[k]) / 2e-5;
                    assert!((slope - here.hessian[j * 3 + k]).abs() < 1e-9, "{j} {k}");
                }
            }
            let plain: f64 = problem
                .margins(&params)
                .iter()
                .zip(&y)
                .enumerate()
                .map(|(i, (m, y))| w.map_or(1.0, |w| w[i]) * log_loss(*m, *y))
                .sum();
            let total = w.map_or(n as f64, |w| w.iter().sum());
            assert!((here.value - plain / total - 0.05 * (0.16 + 1.21)).abs() < 1e-12);
        }
    }

    #[test]
    fn steps_do_not_go_round_where_levels_and_columns_are_rare() {
        // Levels of 1 to 450 rows and two columns that are 1 in three rows and in one: steps that only had to lower the
        // gradient or the objective went round between them.
        let (n, s) = (1_200usize, 14);
        let formula = |i: usize, a: usize, c: usize| ((i * a + i * i * c + s) % 101) as f64 / 50.0 - 1.0;
        let mut columns: Vec<Vec<f64>> =
            [(37, 1), (11, 3), (71, 7)].map(|(a, c)| (0..n).map(|i| formula(i, a, c)).collect()).into();
        let z = |i: usize| 1.2 * columns[0][i] + columns[1][i] - columns[2][i] + ((i * 29 + s * 7) % 41) as f64 / 10.0;
        let latent: Vec<f64> = (0..n).map(z).collect();
        let mut sorted = latent.clone();
        sorted.sort_by(f64::total_cmp);
        let cuts = [1, 6, 102, 298, 748, 1006, 1170, 1195].map(|at| sorted[at]);
        let labels: Vec<f64> =
            latent.iter().map(|z| cuts.iter().filter(|cut| *z >= **cut).count() as f64 / 8.0).collect();
        columns.push((0..n).map(|i| f64::from(u8::from((i * s) % 409 == 0))).collect());
        columns.push((0..n).map(|i| f64::from(u8::from((i * 7 + s) % 601 == 0))).collect());
        let mut x = Vec::new();
        for column in columns {
            let mean = column.iter().sum::<f64>() / n as f64;
            let sd = (column.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n as f64).sqrt();
            x.extend(column.iter().map(|v| (v - mean) / sd));
        }
        let levels = Levels::of(&labels).unwrap();
        for strength in [1e-4, 0.005] {
            let problem = Problem { x: &x, y: &labels, w: None, terms: 5, strength, levels: Some(&levels) };
            let (point, steps) = problem.descend(problem.at(problem.start()), 1e-9);
            assert!(point.max_gradient() <= 1e-9 && steps < 20, "{strength}: {} {steps}", point.max_gradient());
        }
    }
}
