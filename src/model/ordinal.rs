//! Grades as ordered levels: the proportional-odds model (McCullagh 1980, Regression models for ordinal data).
//!
//! The log-odds of level k or a higher one are `αₖ + Σ weight · x`. The weights are the same at every level; only the intercepts
//! differ, and fall from level to level. The intercept of the cut makes a score of it like any other: a sum of columns,
//! whose probability is that of reaching the cut.
//!
//! With u = αₖ + η and v = αₖ₊₁ + η, P(level = k) = σ(u) − σ(v) = (1 − e^(v−u)) · σ(u) · (1 − σ(v)). So the loss of a row is
//! the log-loss of a yes at its own level, that of a no at the next, and a term of the distance between the two intercepts,
//! which no column enters. All three are convex, and with two levels only the log-loss is left.

use super::score::{log_loss, sigmoid};

/// Labels nearer to each other than this are the same level: means of grades differ in their last digits.
const SAME: f64 = 1e-9;

/// Most levels on each side of the cut: more intercepts would hold few letters each and say nothing more of the weights.
const MOST_OF_A_SIDE: usize = 10;

/// Rows worked on at a time.
const BLOCK: usize = 256;

/// The level of each row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Levels {
    /// From 0, a row each.
    of_row: Vec<usize>,
    /// The least label of each level but the lowest, rising.
    pub from: Vec<f64>,
    /// Place in `from` of the level that begins with a label of a half.
    cut: usize,
}

/// Sums over the rows, by parameter: weights, then the intercepts, that of the cut first.
pub(super) struct Sums {
    pub loss: f64,
    pub total: f64,
    pub gradient: Vec<f64>,
    /// The lower triangle, row by row, of a square matrix.
    pub hessian: Vec<f64>,
}

/// How a row pulls at its own log-odds: derivatives of its loss, weighted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct RowPull {
    /// The first derivative.
    pub residual: f64,
    /// The second.
    pub curve: f64,
    /// The parameters that are intercepts of the row, with their parts of both; a plain row has one.
    pub edges: [(usize, f64, f64); 2],
}

impl Levels {
    /// The levels of labels in [0, 1]; none if there are fewer than three, or all lie on one side of a half. With more than
    /// [`MOST_OF_A_SIDE`] labels on a side, neighbours share a level, each holding about the same number of rows.
    pub fn of(labels: &[f64]) -> Option<Self> {
        let mut from = Vec::new();
        for yes in [false, true] {
            let mut own: Vec<f64> = labels.iter().copied().filter(|y| (*y >= 0.5) == yes).collect();
            own.sort_by(f64::total_cmp);
            let (first, last) = (*own.first()?, *own.last()?);
            let mut starts: Vec<f64> = vec![first];
            starts.extend(own.windows(2).filter(|pair| pair[1] - pair[0] > SAME).map(|pair| pair[1]));
            if starts.len() > MOST_OF_A_SIDE && last > first {
                starts = (0..MOST_OF_A_SIDE).map(|i| own[own.len() * i / MOST_OF_A_SIDE]).collect();
                starts.dedup_by(|a, b| *a - *b <= SAME);
            }
            from.push(starts);
        }
        let cut = from[0].len() - 1;
        let from: Vec<f64> = from.concat().split_off(1);
        if from.len() < 2 {
            return None;
        }
        let of_row = labels.iter().map(|y| from.partition_point(|start| *start <= *y + SAME / 2.0)).collect();
        Some(Self { of_row, from, cut })
    }

    /// Intercepts.
    pub fn intercepts(&self) -> usize {
        self.from.len()
    }

    /// The place of a level's intercept among the intercepts, where that of the cut comes first.
    pub fn slot(&self, at: usize) -> usize {
        match at.cmp(&self.cut) {
            std::cmp::Ordering::Equal => 0,
            std::cmp::Ordering::Less => at + 1,
            std::cmp::Ordering::Greater => at,
        }
    }

    /// Where a descent starts: the intercepts at which the levels have their shares of the rows when no column counts.
    pub fn start(&self, w: Option<&[f64]>) -> Vec<f64> {
        let mut held = vec![0.0; self.from.len() + 1];
        self.of_row.iter().enumerate().for_each(|(i, level)| held[*level] += w.map_or(1.0, |w| w[i]));
        let total: f64 = held.iter().sum();
        let mut start = vec![0.0; self.from.len()];
        let mut below = 0.0;
        for (at, own) in held.iter().take(self.from.len()).enumerate() {
            below += own;
            start[self.slot(at)] = ((total - below) / below).ln();
        }
        start
    }

    /// The loss and its derivatives at `params`, summed over rows of `terms` columns `x`, one column after the other. Not
    /// a number where the intercepts don't fall.
    pub fn sums(&self, x: &[f64], w: Option<&[f64]>, terms: usize, params: &[f64]) -> Sums {
        let (n, k) = (self.of_row.len(), self.from.len());
        let size = terms + k;
        let mut sums = Sums { loss: 0.0, total: 0.0, gradient: vec![0.0; size], hessian: vec![0.0; size * size] };
        let intercept: Vec<f64> = (0..k).map(|at| params[terms + self.slot(at)]).collect();
        let mut held = vec![0.0; k + 1];
        let (mut margins, mut residuals, mut curves) = ([0.0; BLOCK], [0.0; BLOCK], [0.0; BLOCK]);
        // Of each row, the second derivative at its own level and at the next, and the parameters of their intercepts.
        let mut edges = [[(0usize, 0.0f64); 2]; BLOCK];
        for begin in (0..n).step_by(BLOCK) {
            let m = (n - begin).min(BLOCK);
            let column = |j: usize| &x[j * n + begin..j * n + begin + m];
            margins[..m].fill(0.0);
            for (j, weight) in params.iter().take(terms).enumerate() {
                margins[..m].iter_mut().zip(column(j)).for_each(|(margin, x)| *margin += weight * x);
            }
            for i in 0..m {
                let (level, w) = (self.of_row[begin + i], w.map_or(1.0, |w| w[begin + i]));
                held[level] += w;
                sums.total += w;
                (residuals[i], curves[i]) = (0.0, 0.0);
                edges[i] = [(terms, 0.0); 2];
                let own = level.checked_sub(1).map(|at| (at, 1.0));
                let next = (level < k).then_some((level, 0.0));
                for (edge, (at, label)) in edges[i].iter_mut().zip(own.into_iter().chain(next)) {
                    let margin = intercept[at] + margins[i];
                    let p = sigmoid(margin);
                    let (residual, curve) = (w * (p - label), w * p * sigmoid(-margin));
                    let place = terms + self.slot(at);
                    sums.loss += w * log_loss(margin, label);
                    sums.gradient[place] += residual;
                    sums.hessian[place * size + place] += curve;
                    (residuals[i], curves[i]) = (residuals[i] + residual, curves[i] + curve);
                    *edge = (place, curve);
                }
            }
            for j in 0..terms {
                let own = column(j);
                for i in 0..m {
                    sums.gradient[j] += residuals[i] * own[i];
                    edges[i].iter().for_each(|(place, curve)| sums.hessian[place * size + j] += curve * own[i]);
                }
                for other in 0..=j {
                    let products = own.iter().zip(column(other)).zip(&curves[..m]);
                    sums.hessian[j * size + other] += products.map(|((a, b), c)| a * b * c).sum::<f64>();
                }
            }
        }
        self.part_intercepts(&intercept, &held, terms, &mut sums);
        sums
    }

    /// How each row pulls at its log-odds, at margins without any intercept.
    pub fn pulls(&self, margins: &[f64], w: Option<&[f64]>, terms: usize, params: &[f64]) -> Vec<RowPull> {
        let pull = |(i, margin): (usize, &f64)| {
            let (level, w) = (self.of_row[i], w.map_or(1.0, |w| w[i]));
            let mut pull = RowPull { residual: 0.0, curve: 0.0, edges: [(terms, 0.0, 0.0); 2] };
            let own = level.checked_sub(1).map(|at| (at, 1.0));
            let next = (level < self.from.len()).then_some((level, 0.0));
            for (edge, (at, label)) in pull.edges.iter_mut().zip(own.into_iter().chain(next)) {
                let place = terms + self.slot(at);
                let margin = params[place] + margin;
                let p = sigmoid(margin);
                let (residual, curve) = (w * (p - label), w * p * sigmoid(-margin));
                (pull.residual, pull.curve) = (pull.residual + residual, pull.curve + curve);
                *edge = (place, residual, curve);
            }
            pull
        };
        margins.iter().enumerate().map(pull).collect()
    }

    /// The part of the loss that keeps the intercepts apart, at each level between the lowest and the highest.
    fn part_intercepts(&self, intercept: &[f64], held: &[f64], terms: usize, sums: &mut Sums) {
        let size = sums.gradient.len();
        for level in 1..self.from.len() {
            let distance = intercept[level - 1] - intercept[level];
            if distance.is_nan() || distance <= 0.0 {
                sums.loss = f64::NAN;
                sums.gradient.fill(f64::NAN);
                return;
            }
            let (w, grown) = (held[level], distance.exp_m1());
            sums.loss -= w * (-(-distance).exp_m1()).ln();
            let (slope, curve) = (-w / grown, w / (grown * -(-distance).exp_m1()));
            let (a, b) = (terms + self.slot(level - 1), terms + self.slot(level));
            sums.gradient[a] += slope;
            sums.gradient[b] -= slope;
            sums.hessian[a * size + a] += curve;
            sums.hessian[b * size + b] += curve;
            sums.hessian[a.max(b) * size + a.min(b)] -= curve;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_become_levels_on_both_sides_of_a_half() {
        let levels = Levels::of(&[0.0, 0.25, 0.5, 1.0, 0.25, 0.25 + 1e-12]).unwrap();
        assert_eq!(levels.of_row, [0, 1, 2, 3, 1, 1]);
        assert_eq!((levels.from.as_slice(), levels.cut), ([0.25, 0.5, 1.0].as_slice(), 1));
        assert_eq!([levels.slot(0), levels.slot(1), levels.slot(2)], [1, 0, 2]);
        // Two levels are yes and no; on one side alone there is no cut.
        assert_eq!((Levels::of(&[0.0, 1.0, 0.0]), Levels::of(&[0.5, 0.75, 1.0]), Levels::of(&[])), (None, None, None));
    }

    #[test]
    fn many_labels_share_levels_and_the_cut_stays_one() {
        let labels: Vec<f64> = (0..400).map(|i| f64::from(i) / 399.0).collect();
        let levels = Levels::of(&labels).unwrap();
        assert_eq!((levels.from.len(), levels.cut), (2 * MOST_OF_A_SIDE - 1, MOST_OF_A_SIDE - 1));
        for (label, level) in labels.iter().zip(&levels.of_row) {
            assert_eq!(*level > levels.cut, *label >= 0.5, "{label}");
        }
        let held = (0..2 * MOST_OF_A_SIDE).map(|at| levels.of_row.iter().filter(|l| **l == at).count());
        assert!(held.clone().all(|n| (15..=25).contains(&n)), "{:?}", held.collect::<Vec<_>>());
    }

    #[test]
    fn a_start_gives_every_level_its_share() {
        let levels = Levels::of(&[0.0, 0.0, 0.2, 0.6, 1.0]).unwrap();
        let start = levels.start(None);
        for (at, share) in [0.6, 0.4, 0.2].into_iter().enumerate() {
            assert!((sigmoid(start[levels.slot(at)]) - share).abs() < 1e-12);
        }
        let weighted = levels.start(Some(&[1.0, 1.0, 2.0, 2.0, 4.0]));
        assert!((sigmoid(weighted[levels.slot(2)]) - 0.4).abs() < 1e-12);
    }

    /// The loss by its definition, −Σ w ln P(level).
    fn plain(levels: &Levels, x: &[f64], w: Option<&[f64]>, params: &[f64]) -> f64 {
        let n = levels.of_row.len();
        let reaches = |at: usize, margin: f64| sigmoid(params[2 + levels.slot(at)] + margin);
        let row = |i: usize| {
            let (margin, level) = (params[0] * x[i] + params[1] * x[n + i], levels.of_row[i]);
            let above = if level < levels.from.len() { reaches(level, margin) } else { 0.0 };
            let own = level.checked_sub(1).map_or(1.0, |at| reaches(at, margin));
            -w.map_or(1.0, |w| w[i]) * (own - above).ln()
        };
        (0..n).map(row).sum()
    }

    #[test]
    fn derivatives_are_those_of_the_loss() {
        let n = 300;
        let x: Vec<f64> = (0..2 * n).map(|i| ((i * 37 + i * i) % 101) as f64 / 50.0 - 1.0).collect();
        let labels: Vec<f64> = (0..n).map(|i| (i * i % 5) as f64 / 4.0).collect();
        let levels = Levels::of(&labels).unwrap();
        let w: Vec<f64> = (0..n).map(|i| 0.5 + (i % 3) as f64).collect();
        let mut params = vec![0.4, -1.1];
        params.extend(levels.start(None));
        for w in [None, Some(w.as_slice())] {
            let here = levels.sums(&x, w, 2, &params);
            assert!((here.loss - plain(&levels, &x, w, &params)).abs() < 1e-9, "{}", here.loss);
            assert!((here.total - w.map_or(n as f64, |w| w.iter().sum())).abs() < 1e-9);
            let size = params.len();
            for j in 0..size {
                let at = |by: f64| {
                    let mut moved = params.clone();
                    moved[j] += by;
                    levels.sums(&x, w, 2, &moved)
                };
                let (up, down) = (at(1e-5), at(-1e-5));
                assert!(((up.loss - down.loss) / 2e-5 - here.gradient[j]).abs() < 1e-5, "{j}");
                for k in 0..=j {
                    let slope = (up.gradient[k] - down.gradient[k]) / 2e-5;
                    assert!((slope - here.hessian[j * size + k]).abs() < 1e-5, "{j} {k}");
                }
            }
        }
        // Intercepts that do not fall are no model.
        params.swap(2 + levels.slot(0), 2 + levels.slot(1));
        assert!(levels.sums(&x, None, 2, &params).loss.is_nan());
    }
}
