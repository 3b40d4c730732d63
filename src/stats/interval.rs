//! Intervals: of a share (Wilson, Clopper–Pearson), of any figure (percentile bootstrap), and the normal law.
//!
//! Sources: Wilson (1927), JASA 22; Clopper & Pearson (1934), Biometrika 26; Efron & Tibshirani (1993), ch. 13.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use statrs::distribution::{Beta, ContinuousCDF, Normal};

/// The quantile of the standard normal law; none unless 0 < `p` < 1.
#[must_use]
pub fn normal_quantile(p: f64) -> Option<f64> {
    (p > 0.0 && p < 1.0).then(|| Normal::standard().inverse_cdf(p))
}

/// The chance of a standard normal value at least as far from 0 as `z`, 0–1.
#[must_use]
pub fn two_sided_p(z: f64) -> f64 {
    (2.0 * Normal::standard().cdf(-z.abs())).min(1.0)
}

/// Wilson's interval of a share: `hits` of `n` at a level such as 0.95. `hits` may be a fraction where ties are shared.
/// None where `n` is 0, `hits` is outside 0–`n` or the level is not between 0 and 1.
#[must_use]
pub fn wilson(hits: f64, n: u64, level: f64) -> Option<(f64, f64)> {
    let total = n as f64;
    if n == 0 || !(0.0..=total).contains(&hits) {
        return None;
    }
    let z = normal_quantile(0.5 + level / 2.0).filter(|z| *z > 0.0)?;
    let p = hits / total;
    let spread = z * (p * (1.0 - p) / total + z * z / (4.0 * total * total)).sqrt();
    let (middle, scale) = (p + z * z / (2.0 * total), 1.0 + z * z / total);
    Some((((middle - spread) / scale).max(0.0), ((middle + spread) / scale).min(1.0)))
}

/// The exact interval of a share by Clopper and Pearson; none as [`wilson`].
#[must_use]
pub fn clopper_pearson(hits: u64, n: u64, level: f64) -> Option<(f64, f64)> {
    if n == 0 || hits > n || !(level > 0.0 && level < 1.0) {
        return None;
    }
    let tail = (1.0 - level) / 2.0;
    let (k, rest) = (hits as f64, (n - hits) as f64);
    let low = if hits == 0 { 0.0 } else { Beta::new(k, rest + 1.0).ok()?.inverse_cdf(tail) };
    let high = if hits == n { 1.0 } else { Beta::new(k + 1.0, rest).ok()?.inverse_cdf(1.0 - tail) };
    Some((low, high))
}

/// Percentile bootstrap of one figure; see [`bootstrap_all`].
#[must_use]
pub fn bootstrap(
    n: usize,
    groups: Option<&[usize]>,
    replicates: usize,
    seed: u64,
    level: f64,
    figure: impl Fn(&[usize]) -> Option<f64>,
) -> Option<(f64, f64)> {
    bootstrap_all(n, groups, replicates, seed, level, |rows| vec![figure(rows)]).into_iter().next().flatten()
}

/// Percentile bootstrap: `figures` over `replicates` samples of the rows 0..`n`, drawn with replacement; with `groups`
/// (a group number per row) whole groups are drawn, as rows of a group are not independent. An interval per figure, in
/// their order; none if fewer than nine tenths of the samples give a number. Empty for no rows, no replicates, or a
/// level not between 0 and 1.
#[must_use]
pub fn bootstrap_all(
    n: usize,
    groups: Option<&[usize]>,
    replicates: usize,
    seed: u64,
    level: f64,
    figures: impl Fn(&[usize]) -> Vec<Option<f64>>,
) -> Vec<Option<(f64, f64)>> {
    let units = units(n, groups);
    if units.is_empty() || !(level > 0.0 && level < 1.0) {
        return Vec::new();
    }
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut found: Vec<Vec<f64>> = Vec::new();
    let mut sample = Vec::with_capacity(n);
    for _ in 0..replicates {
        sample.clear();
        for _ in 0..units.len() {
            sample.extend_from_slice(&units[random.random_range(0..units.len())]);
        }
        let drawn = figures(&sample);
        found.resize(found.len().max(drawn.len()), Vec::new());
        for (all, figure) in found.iter_mut().zip(drawn) {
            all.extend(figure.filter(|f| f.is_finite()));
        }
    }
    let tail = (1.0 - level) / 2.0;
    let interval = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        (values.len() * 10 >= replicates * 9).then(|| (quantile(&values, tail), quantile(&values, 1.0 - tail)))
    };
    found.into_iter().map(interval).collect()
}

/// The rows of each group, groups in the order in which they first stand.
fn units(n: usize, groups: Option<&[usize]>) -> Vec<Vec<usize>> {
    let Some(groups) = groups else { return (0..n).map(|row| vec![row]).collect() };
    let mut places = std::collections::BTreeMap::new();
    let mut units: Vec<Vec<usize>> = Vec::new();
    for (row, group) in groups.iter().take(n).enumerate() {
        let place = *places.entry(group).or_insert_with(|| {
            units.push(Vec::new());
            units.len() - 1
        });
        units[place].push(row);
    }
    units
}

/// A quantile of sorted values, between neighbours on a straight line (type 7 of Hyndman & Fan); NaN for no values.
#[must_use]
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let at = p.clamp(0.0, 1.0) * last as f64;
    let (below, part) = (at.floor() as usize, at.fract());
    sorted[below] + part * (sorted[(below + 1).min(last)] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::super::frozen;
    use super::*;

    #[test]
    fn agrees_with_peers() {
        let close = |got: (f64, f64), wanted: (f64, f64)| {
            assert!((got.0 - wanted.0).abs() < 1e-7 && (got.1 - wanted.1).abs() < 1e-7, "{got:?} {wanted:?}");
        };
        for (hits, n, w, cp) in frozen::SHARES {
            close(wilson(hits as f64, n, 0.95).unwrap(), w);
            close(clopper_pearson(hits, n, 0.95).unwrap(), cp);
        }
        assert_eq!(wilson(0.0, 0, 0.95), None);
        assert_eq!(wilson(3.0, 2, 0.95), None);
        assert_eq!(clopper_pearson(3, 2, 0.95), None);
        assert!((two_sided_p(1.959963984540054) - 0.05).abs() < 1e-9);
        assert_eq!(normal_quantile(1.0), None);
    }

    #[test]
    fn bootstrap_of_a_mean_is_near_the_normal_interval_and_repeats_for_a_seed() {
        let values: Vec<f64> = (0..200).map(|i| f64::from((i * 37) % 101)).collect();
        let mean = |rows: &[usize]| Some(rows.iter().map(|r| values[*r]).sum::<f64>() / rows.len() as f64);
        let got = bootstrap(200, None, 2000, 7, 0.95, mean).unwrap();
        assert_eq!(Some(got), bootstrap(200, None, 2000, 7, 0.95, mean));
        assert_ne!(Some(got), bootstrap(200, None, 2000, 8, 0.95, mean));
        let m = values.iter().sum::<f64>() / 200.0;
        let se = (values.iter().map(|v| (v - m).powi(2)).sum::<f64>() / 199.0 / 200.0).sqrt();
        assert!((got.0 - (m - 1.96 * se)).abs() < 0.25 * se && (got.1 - (m + 1.96 * se)).abs() < 0.25 * se, "{got:?}");
    }

    #[test]
    fn levels_and_ends() {
        let near = |got: f64, wanted: f64| assert!((got - wanted).abs() < 1e-9, "{got} {wanted}");
        // No hits: Wilson ends at z² / (n + z²), Clopper and Pearson at 1 − tail^(1/n).
        let z = normal_quantile(0.95).unwrap();
        near(wilson(0.0, 10, 0.9).unwrap().1, z * z / (10.0 + z * z));
        near(wilson(10.0, 10, 0.9).unwrap().0, 10.0 / (10.0 + z * z));
        near(clopper_pearson(0, 10, 0.9).unwrap().1, 1.0 - 0.05f64.powf(0.1));
        near(clopper_pearson(10, 10, 0.9).unwrap().0, 0.05f64.powf(0.1));
        assert_eq!((clopper_pearson(1, 2, 0.0), clopper_pearson(1, 2, 1.0)), (None, None));
        assert_eq!((wilson(1.0, 2, 0.0), wilson(1.0, 2, 1.0), clopper_pearson(0, 0, 0.9)), (None, None, None));
        assert_eq!((normal_quantile(0.0), normal_quantile(0.5)), (None, Some(0.0)));
        assert_eq!((two_sided_p(0.0), two_sided_p(-3.0)), (1.0, two_sided_p(3.0)));
    }

    #[test]
    fn an_interval_is_between_quantiles_of_the_samples_that_give_a_number() {
        // The samples give 0, 1, … 9; from the tenth part to nine tenths of nine steps.
        let calls = std::cell::Cell::new(0);
        let count = |_: &[usize]| {
            calls.set(calls.get() + 1);
            calls.get()
        };
        let (low, high) = bootstrap(3, None, 10, 1, 0.8, |rows| Some(f64::from(count(rows) - 1))).unwrap();
        assert!((low - 0.9).abs() < 1e-12 && (high - 8.1).abs() < 1e-12, "{low} {high}");
        // Nine of ten are enough, eight are not; what is not finite is no number.
        calls.set(0);
        assert!(bootstrap(3, None, 10, 1, 0.8, |rows| (count(rows) > 1).then_some(1.0)).is_some());
        calls.set(0);
        assert_eq!(bootstrap(3, None, 10, 1, 0.8, |rows| (count(rows) > 2).then_some(1.0)), None);
        assert_eq!(bootstrap(3, None, 10, 1, 0.8, |_| Some(f64::INFINITY)), None);
        let one = |_: &[usize]| vec![Some(1.0), None, Some(2.0)];
        assert_eq!(bootstrap_all(2, None, 5, 1, 0.5, one), [Some((1.0, 1.0)), None, Some((2.0, 2.0))]);
        for (n, level) in [(0, 0.5), (2, 0.0), (2, 1.0)] {
            assert!(bootstrap_all(n, None, 5, 1, level, one).is_empty(), "{n} {level}");
        }
        // As many units are drawn as there are, and the rows beyond `n` are none of them.
        let sizes = |rows: &[usize]| Some(f64::from(u8::from(rows.len() == 4 && rows.iter().all(|row| *row < 4))));
        assert_eq!(bootstrap(4, Some(&[7, 2, 7, 2, 5, 5]), 20, 1, 0.5, sizes), Some((1.0, 1.0)));
        assert_eq!(units(4, Some(&[7, 2, 7, 2, 5])), [vec![0, 2], vec![1, 3]]);
        assert_eq!([0.25, 0.5, 1.0, 2.0, -1.0].map(|p| quantile(&[1.0, 2.0, 4.0], p)), [1.5, 2.0, 4.0, 4.0, 1.0]);
    }

    #[test]
    fn rows_of_a_group_are_drawn_together() {
        let groups: Vec<usize> = (0..40).map(|row| row / 4).collect();
        let whole =
            |rows: &[usize]| Some(f64::from(u8::from(rows.chunks(4).all(|c| c[0] % 4 == 0 && c[3] == c[0] + 3))));
        assert_eq!(bootstrap(40, Some(&groups), 50, 1, 0.9, whole), Some((1.0, 1.0)));
        assert_eq!(bootstrap(40, None, 50, 1, 0.9, |_| None), None);
        assert!(quantile(&[], 0.5).is_nan());
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), 3.0);
    }
}
