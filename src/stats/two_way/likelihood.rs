//! Restricted maximum likelihood for sets of few raters.
//!
//! With the letters' effects absorbed, what is left are equations of the size of a set: V = rest · H,
//! H⁻¹ = W − W Z M⁻¹ Z′ W, M = Z′ W Z + 1 / ratio of raters, W = 1 − w 11′ in each letter. The variance of the rest is
//! profiled out; the two ratios are found by golden sections, one within the other.

use super::design::Design;
use super::model::{LARGEST, TwoWay, width};

/// Sections of the outer and the inner search, after a grid.
const STEPS: usize = 22;
const GRID: usize = 12;
const SMALLEST: f64 = 1e-6;

/// What the equations of a set hold at a ratio of letters.
struct Set {
    size: usize,
    /// Z′ W Z.
    matrix: Vec<f64>,
    /// Z′ W 1 and Z′ W y.
    ones: Vec<f64>,
    values: Vec<f64>,
    /// 1′ W 1, 1′ W y, y′ W y.
    sums: [f64; 3],
}

/// The criterion (−2 log-likelihood, restricted, but for constants) at two ratios, and the variance of the rest.
#[derive(Clone, Copy)]
struct At {
    criterion: f64,
    rest: f64,
    raters: f64,
}

pub(super) fn fit(design: &Design) -> Option<TwoWay> {
    let free = design.count.checked_sub(design.size.len()).filter(|free| *free > 0)? as f64;
    let profile = |letters: f64| {
        let (sets, constant) = absorb(design, letters);
        least(|raters| evaluate(&sets, constant, raters, free))
    };
    let outer = |letters: f64| {
        let at = profile(letters);
        (at.criterion, at)
    };
    let (letters, best) = search(outer);
    let (sets, _) = absorb(design, letters);
    let (mut leniency, mut errors) = (vec![0.0; design.sets.len()], vec![0.0; design.sets.len()]);
    let of_sets: Vec<_> = sets.iter().map(|set| set.effects(best.raters)).collect();
    for rater in 0..design.sets.len() {
        let ((effects, variances), place) = (&of_sets[design.sets[rater]], design.places[rater]);
        (leniency[rater], errors[rater]) = (effects[place], (variances[place] * best.rest).max(0.0).sqrt());
    }
    // The ratios at which twice the log-likelihood has fallen by the quantile of χ² with one degree of freedom.
    let allowed = best.criterion + width() * width();
    let crossing = |inside: f64, outside: f64| {
        if profile(outside).criterion <= allowed {
            return outside;
        }
        let (mut inside, mut outside) = (inside.ln(), outside.ln());
        for _ in 0..STEPS {
            let middle = (inside + outside) / 2.0;
            if profile(middle.exp()).criterion <= allowed { inside = middle } else { outside = middle }
        }
        inside.exp()
    };
    let ratio = (crossing(letters, SMALLEST), crossing(letters, LARGEST));
    Some(TwoWay {
        letters: if letters > SMALLEST { letters * best.rest } else { 0.0 },
        raters: if best.raters > SMALLEST { best.raters * best.rest } else { 0.0 },
        rest: best.rest,
        leniency,
        errors,
        sets: design.sets.clone(),
        ratio: Some(ratio),
        inverse: design.inverse(),
        unequal: design.unequal(),
    })
}

/// The sets at a ratio of letters, and the part of the criterion that is the letters' own.
fn absorb(design: &Design, letters: f64) -> (Vec<Set>, f64) {
    let empty = |size: &usize| Set {
        size: *size,
        matrix: vec![0.0; size * size],
        ones: vec![0.0; *size],
        values: vec![0.0; *size],
        sums: [0.0; 3],
    };
    let mut sets: Vec<Set> = design.size.iter().map(empty).collect();
    let mut constant = 0.0;
    for (row, set) in design.rows.iter().zip(&design.row_sets) {
        let set = &mut sets[*set];
        let n = row.len() as f64;
        let weight = letters / (1.0 + n * letters);
        constant += (n * letters).ln_1p();
        let sum: f64 = row.iter().map(|(_, v)| v).sum();
        let squares: f64 = row.iter().map(|(_, v)| v * v).sum();
        set.sums[0] += n - weight * n * n;
        set.sums[1] += sum - weight * n * sum;
        set.sums[2] += squares - weight * sum * sum;
        for (rater, value) in row {
            let place = design.places[*rater];
            set.ones[place] += 1.0 - weight * n;
            set.values[place] += value - weight * sum;
            set.matrix[place * set.size + place] += 1.0;
            for (other, _) in row {
                set.matrix[place * set.size + design.places[*other]] -= weight;
            }
        }
    }
    (sets, constant)
}

fn evaluate(sets: &[Set], constant: f64, raters: f64, free: f64) -> At {
    let (mut logs, mut quadratic) = (constant, 0.0);
    for set in sets {
        let [mut ones, mut cross, mut square] = set.sums;
        if let Some(root) = set.root(raters) {
            let (u, v) = (forward(&root, &set.ones), forward(&root, &set.values));
            ones -= dot(&u, &u);
            cross -= dot(&u, &v);
            square -= dot(&v, &v);
            let size = set.size as f64;
            logs += 2.0 * (0..set.size).map(|i| root[i * set.size + i].ln()).sum::<f64>() + size * raters.ln();
        }
        // A set of one rating, or of raters who can't be distinguished from its mean, has nothing left.
        let ones = ones.max(1e-300);
        logs += ones.ln();
        quadratic += (square - cross * cross / ones).max(0.0);
    }
    let rest = quadratic.max(1e-300) / free;
    At { criterion: free * rest.ln() + logs, rest, raters }
}

impl Set {
    /// Cholesky's factor (lower) of the equations; none for a single rater, whom the mean of the set stands for, and where
    /// raters don't differ.
    fn root(&self, raters: f64) -> Option<Vec<f64>> {
        if self.size < 2 || raters <= SMALLEST {
            return None;
        }
        let n = self.size;
        let mut root = self.matrix.clone();
        (0..n).for_each(|i| root[i * n + i] += 1.0 / raters);
        for i in 0..n {
            for j in 0..=i {
                let sum = root[i * n + j] - dot(&root[i * n..i * n + j], &root[j * n..j * n + j]);
                root[i * n + j] = if i == j { sum.max(1e-300).sqrt() } else { sum / root[j * n + j] };
            }
        }
        Some(root)
    }

    /// Predictions of the raters' effects, which add up to 0, and the error variances of each against their mean, in units of
    /// the rest.
    fn effects(&self, raters: f64) -> (Vec<f64>, Vec<f64>) {
        let Some(root) = self.root(raters) else { return (vec![0.0; self.size], vec![0.0; self.size]) };
        let n = self.size;
        let solve = |right: &[f64]| backward(&root, &forward(&root, right));
        let (u, v) = (solve(&self.ones), solve(&self.values));
        let ones = (self.sums[0] - dot(&self.ones, &u)).max(1e-300);
        let mean = (self.sums[1] - dot(&self.ones, &v)) / ones;
        let effects = (0..n).map(|i| v[i] - u[i] * mean).collect();
        let column = |i: usize| {
            let unit: Vec<f64> = (0..n).map(|j| f64::from(u8::from(i == j))).collect();
            let column = solve(&unit).into_iter().zip(&u).map(|(c, u_j)| c + u[i] * u_j / ones).collect::<Vec<_>>();
            (column[i], column.iter().sum::<f64>() / n as f64)
        };
        let columns: Vec<(f64, f64)> = (0..n).map(column).collect();
        let all = columns.iter().map(|(_, mean)| mean).sum::<f64>() / n as f64;
        (effects, columns.into_iter().map(|(own, mean)| own - 2.0 * mean + all).collect())
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn forward(root: &[f64], right: &[f64]) -> Vec<f64> {
    let n = right.len();
    let mut out = Vec::with_capacity(n);
    for i in 0..n {
        let sum = right[i] - dot(&root[i * n..i * n + i], &out);
        out.push(sum / root[i * n + i]);
    }
    out
}

fn backward(root: &[f64], right: &[f64]) -> Vec<f64> {
    let n = right.len();
    let mut out = right.to_vec();
    for i in (0..n).rev() {
        let sum: f64 = (i + 1..n).map(|j| root[j * n + i] * out[j]).sum();
        out[i] = (out[i] - sum) / root[i * n + i];
    }
    out
}

/// The inner search: the best ratio of raters.
fn least(at: impl Fn(f64) -> At) -> At {
    search(|ratio| {
        let at = at(ratio);
        (at.criterion, at)
    })
    .1
}

/// The ratio with the least criterion, and what is there: a grid on the logarithm, then golden sections around its best.
fn search<T>(at: impl Fn(f64) -> (f64, T)) -> (f64, T) {
    let (low, high) = (SMALLEST.ln(), LARGEST.ln());
    let step = (high - low) / GRID as f64;
    let mut best = 0;
    let mut least = f64::INFINITY;
    for point in 0..=GRID {
        let value = at((low + step * point as f64).exp()).0;
        // The smaller ratio stands where two are as good.
        if value < least - 1e-9 {
            (best, least) = (point, value);
        }
    }
    let golden = (5f64.sqrt() - 1.0) / 2.0;
    let centre = low + step * best as f64;
    let (mut a, mut b) = ((centre - step).max(low), (centre + step).min(high));
    let (mut x, mut y) = (b - golden * (b - a), a + golden * (b - a));
    let (mut fx, mut fy) = (at(x.exp()).0, at(y.exp()).0);
    for _ in 0..STEPS {
        if fx <= fy {
            (b, y, fy) = (y, x, fx);
            x = b - golden * (b - a);
            fx = at(x.exp()).0;
        } else {
            (a, x, fx) = (x, y, fy);
            y = a + golden * (b - a);
            fy = at(y.exp()).0;
        }
    }
    let ratio = ((a + b) / 2.0).exp();
    let (value, found) = at(ratio);
    // An end of the grid stands where nothing within is better.
    let end = (low + step * best as f64).exp();
    let (other, there) = at(end);
    if other <= value + 1e-9 && (best == 0 || best == GRID) { (end, there) } else { (ratio, found) }
}

#[cfg(test)]
mod tests {
    use super::super::tests::formula;
    use super::*;

    fn near(got: f64, wanted: f64, within: f64) {
        assert!((got - wanted).abs() < within, "{got} {wanted}");
    }

    /// Ratios of letters and raters; criterion, rest, predictions and their error variances (tests/peers/agreement.py).
    type Known = (f64, f64, f64, f64, [f64; 4], [f64; 4]);
    const KNOWN: [Known; 2] = [
        (
            1.5,
            0.3,
            -5.606705822110017,
            0.523049368541388,
            [-0.14000099819102, -0.14509437679883, 0.45310995552383, -0.16801458053397],
            [0.02094945746418, 0.02094945746418, 0.02046362311989, 0.02094945746418],
        ),
        (
            0.2,
            4.0,
            70.94136786884542,
            1.2562642783165279,
            [-0.13531257942439, -0.15396929584230, 0.50295266364631, -0.21367078837961],
            [0.02232720167325, 0.02232720167328, 0.02184033744725, 0.02232720167330],
        ),
    ];

    #[test]
    fn criterion_and_predictions_are_those_of_dense_matrices() {
        let design = Design::new(&formula());
        for (letters, raters, criterion, rest, effects, errors) in KNOWN {
            let (sets, constant) = absorb(&design, letters);
            let at = evaluate(&sets, constant, raters, design.count as f64 - 1.0);
            near(at.criterion, criterion, 1e-9);
            near(at.rest, rest, 1e-9);
            assert_eq!(at.raters, raters);
            let found = sets[0].effects(raters);
            found
                .0
                .iter()
                .zip(effects)
                .chain(found.1.iter().zip(errors))
                .for_each(|(got, wanted)| near(*got, wanted, 1e-9));
            assert_eq!(sets[0].effects(SMALLEST), (vec![0.0; 4], vec![0.0; 4]), "raters don't differ");
        }
    }

    #[test]
    fn sets_add_up() {
        // The same ratings twice, by other raters: twice the criterion, but for the rest that both share.
        let rows = formula();
        let twice: Vec<_> = rows
            .iter()
            .cloned()
            .chain(rows.iter().map(|row| row.iter().map(|(rater, v)| (rater + 4, v + 3.0)).collect()))
            .collect();
        let (design, double) = (Design::new(&rows), Design::new(&twice));
        let free = design.count as f64 - 1.0;
        let ((sets, constant), (both, sum)) = (absorb(&design, 1.5), absorb(&double, 1.5));
        let (one, two) = (evaluate(&sets, constant, 0.3, free), evaluate(&both, sum, 0.3, 2.0 * free));
        near(two.criterion, 2.0 * one.criterion, 1e-9);
        near(two.rest, one.rest, 1e-12);
        assert_eq!(both[1].effects(0.3).0.len(), 4);
        both[1].effects(0.3).0.iter().zip(sets[0].effects(0.3).0).for_each(|(a, b)| near(*a, b, 1e-9));
    }

    #[test]
    fn the_search_finds_the_least_wherever_it_lies() {
        for wanted in [-13.0, -7.3, -0.2, 0.0, 1.1, 6.9, 13.5] {
            let calls = std::cell::Cell::new(0);
            let (ratio, of) = search(|ratio| {
                calls.set(calls.get() + 1);
                ((ratio.ln() - wanted).powi(2), ratio)
            });
            near(ratio.ln(), wanted, 1.5e-4);
            assert_eq!((of, calls.get()), (ratio, GRID + 1 + 2 + STEPS + 2), "what is given is what is there");
            // As well where one side is much steeper.
            let steep =
                |ratio: f64| if ratio.ln() < wanted { 50.0 * (wanted - ratio.ln()) } else { ratio.ln() - wanted };
            near(search(|ratio| (steep(ratio), ())).0.ln(), wanted, 1.5e-4);
        }
        // At the ends it is the ends themselves, and the smaller where all are as good.
        let (low, high) = (SMALLEST.ln().exp(), LARGEST.ln().exp());
        assert_eq!(search(|ratio| (ratio, ratio)), (low, low));
        near(search(|ratio| (-ratio, ratio)).0 / high, 1.0, 1e-12);
        assert_eq!(search(|ratio| (1.0, ratio)), (low, low));
        let at = least(|raters| At { criterion: (raters.ln() - 2.0).powi(2), rest: 3.0, raters });
        near(at.raters.ln(), 2.0, 1.5e-4);
        assert_eq!(at.rest, 3.0);
    }
}
