//! Variances by Henderson's method III (1953, fitting constants) for sets of many raters, with work that grows with the
//! ratings: the reductions in sum of squares are set equal to what they are expected to be. The equations are solved by
//! conjugate gradients.

use super::design::Design;
use super::model::{LARGEST, TwoWay, width};

/// Steps of the conjugate gradients at most.
const STEPS: usize = 500;

/// Least squares of rating = letter + rater, the raters' effects adding up to 0 in each set.
pub(super) fn least_squares(design: &Design) -> Vec<f64> {
    let mut effects = solve(design, 0.0, 1.0, &right(design, 1.0, |v| v));
    let mut sums = vec![0.0; design.size.len()];
    effects.iter().zip(&design.sets).for_each(|(e, set)| sums[*set] += e);
    effects.iter_mut().zip(&design.sets).for_each(|(e, set)| *e -= sums[*set] / design.size[*set] as f64);
    effects
}

pub(super) fn fit(design: &Design) -> Option<TwoWay> {
    let (ratings, letters) = (design.count as f64, design.rows.len() as f64);
    let (raters, sets) = (design.sets.len() as f64, design.size.len() as f64);
    let free = ratings - letters - raters + sets;
    let (of_raters, of_letters) = (raters - sets, letters - sets);
    if free < 1.0 || of_raters < 1.0 || of_letters < 1.0 {
        return None;
    }
    let effects = least_squares(design);
    let given = right(design, 1.0, |v| v);
    // Reductions: raters after letters, letters alone, raters alone.
    let after: f64 = effects.iter().zip(&given).map(|(e, r)| e * r).sum();
    let (mut square, mut by_letter) = (0.0, 0.0);
    let mut of_rater = vec![(0.0, 0.0); design.sets.len()];
    for row in &design.rows {
        by_letter += row.iter().map(|(_, v)| v).sum::<f64>().powi(2) / row.len() as f64;
        for (rater, v) in row {
            square += v * v;
            of_rater[*rater] = (of_rater[*rater].0 + v, of_rater[*rater].1 + 1.0);
        }
    }
    let by_rater: f64 = of_rater.iter().filter(|(_, n)| *n > 0.0).map(|(sum, n)| sum * sum / n).sum();
    let rest = ((square - by_letter - after) / free).max(square * 1e-12);
    let variance_of_raters = ((after - of_raters * rest) / (ratings - letters)).max(0.0);
    let between = (by_letter + after - by_rater).max(0.0) / of_letters;
    let size = (ratings - raters) / of_letters;
    let ratio = |f: f64| ((f - 1.0) / size).clamp(0.0, LARGEST);
    // The ratio of mean squares is F; its logarithm is nearly normal.
    let spread = width() * (2.0 / of_letters + 2.0 / free).sqrt();
    let f = between / rest;
    let (leniency, errors) = predictions(design, ratio(f), variance_of_raters / rest, rest);
    Some(TwoWay {
        letters: ratio(f) * rest,
        raters: variance_of_raters,
        rest,
        leniency,
        errors,
        sets: design.sets.clone(),
        ratio: Some((ratio(f * (-spread).exp()), ratio(f * spread.exp()))),
        inverse: design.inverse(),
        unequal: design.unequal(),
    })
}

/// Predictions of the raters' effects at two ratios, and their standard errors from the diagonal of the equations alone:
/// the mean of many raters is known well.
fn predictions(design: &Design, letters: f64, raters: f64, rest: f64) -> (Vec<f64>, Vec<f64>) {
    let n = design.sets.len();
    if raters <= 0.0 {
        return (vec![0.0; n], vec![0.0; n]);
    }
    let weight = |n: f64| n * letters / (1.0 + n * letters);
    let (ones, values) = (right_with(design, &weight, |_| 1.0), right_with(design, &weight, |v| v));
    let solve = |b: &[f64]| solve_with(design, 1.0 / raters, &weight, b);
    let (u, v) = (solve(&ones), solve(&values));
    let mut sums = vec![[0.0; 2]; design.size.len()];
    for (row, set) in design.rows.iter().zip(&design.row_sets) {
        let (m, sum) = (row.len() as f64, row.iter().map(|(_, v)| v).sum::<f64>());
        sums[*set][0] += m - weight(m) * m;
        sums[*set][1] += sum - weight(m) * sum;
    }
    let mut own = vec![1.0 / raters; n];
    for row in &design.rows {
        row.iter().for_each(|(rater, _)| own[*rater] += 1.0 - weight(row.len() as f64) / row.len() as f64);
    }
    for rater in 0..n {
        sums[design.sets[rater]][0] -= ones[rater] * u[rater];
        sums[design.sets[rater]][1] -= ones[rater] * v[rater];
    }
    let effect = |rater: usize| {
        let [one, value] = sums[design.sets[rater]];
        if design.size[design.sets[rater]] < 2 { 0.0 } else { v[rater] - u[rater] * value / one.max(1e-300) }
    };
    ((0..n).map(effect).collect(), own.iter().map(|own| (rest / own).sqrt()).collect())
}

/// Z′ W of a value of every rating, where W takes a share of each letter's mean off.
fn right(design: &Design, share: f64, of: impl Fn(f64) -> f64) -> Vec<f64> {
    right_with(design, &|_| share, of)
}

fn right_with(design: &Design, share: &dyn Fn(f64) -> f64, of: impl Fn(f64) -> f64) -> Vec<f64> {
    let mut out = vec![0.0; design.sets.len()];
    for row in &design.rows {
        let n = row.len() as f64;
        let less = share(n) * row.iter().map(|(_, v)| of(*v)).sum::<f64>() / n;
        row.iter().for_each(|(rater, v)| out[*rater] += of(*v) - less);
    }
    out
}

fn solve(design: &Design, ridge: f64, share: f64, b: &[f64]) -> Vec<f64> {
    solve_with(design, ridge, &|_| share, b)
}

/// (Z′ W Z + ridge) x = b by conjugate gradients, scaled by the diagonal; b in the range of the matrix.
fn solve_with(design: &Design, ridge: f64, share: &dyn Fn(f64) -> f64, b: &[f64]) -> Vec<f64> {
    let n = b.len();
    let mut own = vec![ridge; n];
    for row in &design.rows {
        let m = row.len() as f64;
        row.iter().for_each(|(rater, _)| own[*rater] += 1.0 - share(m) / m);
    }
    own.iter_mut().filter(|own| **own < 1e-12).for_each(|own| *own = 1.0);
    let times = |x: &[f64]| {
        let mut out: Vec<f64> = x.iter().map(|x| ridge * x).collect();
        for row in &design.rows {
            let m = row.len() as f64;
            let less = share(m) * row.iter().map(|(rater, _)| x[*rater]).sum::<f64>() / m;
            row.iter().for_each(|(rater, _)| out[*rater] += x[*rater] - less);
        }
        out
    };
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let scaled = |r: &[f64]| r.iter().zip(&own).map(|(r, own)| r / own).collect::<Vec<_>>();
    let (mut x, mut left) = (vec![0.0; n], b.to_vec());
    let mut direction = scaled(&left);
    let mut size = dot(&left, &direction);
    let end = size * 1e-26;
    for _ in 0..STEPS {
        if size <= end {
            break;
        }
        let image = times(&direction);
        let along = dot(&direction, &image);
        if along <= 0.0 {
            break;
        }
        let step = size / along;
        for i in 0..n {
            x[i] += step * direction[i];
            left[i] -= step * image[i];
        }
        let next = scaled(&left);
        let new = dot(&left, &next);
        let turn = new / size;
        direction.iter_mut().zip(&next).for_each(|(d, r)| *d = r + turn * *d);
        size = new;
    }
    x
}
