//! Two groups compared: Fisher's exact test, the rank-sum test, Welch's test, standardised mean differences, and the
//! p-values of many comparisons (Holm).
//!
//! Sources: Fisher (1935), JRSS 98; Mann & Whitney (1947), Ann. Math. Statist. 18; Welch (1947), Biometrika 34; Hedges &
//! Olkin (1985), ch. 5; Holm (1979), Scand. J. Statist. 6.

use super::interval::{normal_quantile, two_sided_p};
use super::roc::midranks;
use statrs::distribution::{ContinuousCDF, Discrete, Hypergeometric, StudentsT};

/// Fisher's exact test of two shares, two-sided: the chance, were the shares equal, of a table at most as likely as this.
/// `hits` of `n` in the group, `other_hits` of `other_n` in the other. None where a group is empty or has more hits than
/// rows; 1 where all or none are hits.
#[must_use]
pub fn fisher(hits: u64, n: u64, other_hits: u64, other_n: u64) -> Option<f64> {
    if n == 0 || other_n == 0 || hits > n || other_hits > other_n {
        return None;
    }
    let drawn = hits + other_hits;
    let law = Hypergeometric::new(n + other_n, drawn, n).ok()?;
    let (low, high) = (drawn.saturating_sub(other_n), drawn.min(n));
    // Tables that are equally likely but for rounding count, as in R and scipy.
    let limit = law.ln_pmf(hits) + 1e-7;
    let sum: f64 = (low..=high).map(|k| law.ln_pmf(k)).filter(|p| *p <= limit).map(f64::exp).sum();
    Some(sum.min(1.0))
}

/// Mann and Whitney's test that neither group tends to higher values, two-sided, by the normal law with the variance
/// corrected for ties, without a correction for continuity. `inside` says which values are of the group. None where a side
/// is empty or a value is NaN; 1 where all values are equal.
#[must_use]
pub fn rank_sum(values: &[f64], inside: &[bool]) -> Option<f64> {
    let total = values.len();
    let m = inside.iter().filter(|i| **i).count();
    if total != inside.len() || m == 0 || m == total || values.iter().any(|v| v.is_nan()) {
        return None;
    }
    let ranks = midranks(values);
    let sum: f64 = ranks.iter().zip(inside).filter(|(_, i)| **i).map(|(r, _)| r).sum();
    let (m, n, all) = (m as f64, (total - m) as f64, total as f64);
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let ties: f64 = sorted.chunk_by(|a, b| a == b).map(|c| (c.len() as f64).powi(3) - c.len() as f64).sum();
    let variance = m * n / 12.0 * (all + 1.0 - ties / (all * (all - 1.0)));
    if variance <= 0.0 {
        return Some(1.0);
    }
    Some(two_sided_p((sum - m * (all + 1.0) / 2.0) / variance.sqrt()))
}

/// Mean and variance (divisor n − 1); the variance is 0 for one value. None for no values.
#[must_use]
pub fn moments(values: &[f64]) -> Option<(f64, f64)> {
    let n = values.len() as f64;
    let mean = (!values.is_empty()).then(|| values.iter().sum::<f64>() / n)?;
    let square: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    // Equal values vary by what rounding leaves of their mean; that is no variance.
    let varies = values.iter().any(|v| *v != values[0]);
    Some((mean, if varies { square / (n - 1.0) } else { 0.0 }))
}

/// A difference of two means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Mean of the first minus mean of the second.
    pub value: f64,
    /// Its interval at the level asked for.
    pub interval: (f64, f64),
    /// Two-sided p-value of "no difference".
    pub p_value: f64,
}

/// Welch's test of two means with unequal variances; none if a group has fewer than two values or neither varies.
#[must_use]
pub fn welch(first: &[f64], second: &[f64], level: f64) -> Option<Difference> {
    if first.len() < 2 || second.len() < 2 {
        return None;
    }
    let ((a, va), (b, vb)) = (moments(first)?, moments(second)?);
    let (va, vb) = (va / first.len() as f64, vb / second.len() as f64);
    let error = (va + vb).sqrt();
    let freedom =
        (va + vb).powi(2) / (va.powi(2) / (first.len() as f64 - 1.0) + vb.powi(2) / (second.len() as f64 - 1.0));
    if !(error > 0.0 && freedom.is_finite()) {
        return None;
    }
    let law = StudentsT::new(0.0, 1.0, freedom).ok()?;
    let value = a - b;
    let half = law.inverse_cdf(0.5 + level / 2.0) * error;
    let p_value = (2.0 * law.cdf(-(value / error).abs())).min(1.0);
    Some(Difference { value, interval: (value - half, value + half), p_value })
}

/// Standardised mean difference (Cohen's d): the difference of the means over the pooled standard deviation, with the
/// large-sample interval of Hedges and Olkin. None where a group has fewer than two values or neither varies.
#[must_use]
pub fn standardised(first: &[f64], second: &[f64], level: f64) -> Option<(f64, (f64, f64))> {
    if first.len() < 2 || second.len() < 2 {
        return None;
    }
    let ((a, va), (b, vb)) = (moments(first)?, moments(second)?);
    let (m, n) = (first.len() as f64, second.len() as f64);
    let sd = (((m - 1.0) * va + (n - 1.0) * vb) / (m + n - 2.0)).sqrt();
    if !(sd > 0.0 && sd.is_finite()) {
        return None;
    }
    let d = (a - b) / sd;
    let half = normal_quantile(0.5 + level / 2.0)? * ((m + n) / (m * n) + d * d / (2.0 * (m + n))).sqrt();
    Some((d, (d - half, d + half)))
}

/// Holm's adjusted p-values, in the order given: all below 0.05 can be called differences with a chance of at most 5 % that
/// any of them is none, whatever depends on what.
#[must_use]
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]).then(a.cmp(b)));
    let (mut adjusted, mut highest) = (vec![0.0; p_values.len()], 0.0f64);
    for (place, index) in order.into_iter().enumerate() {
        highest = highest.max(p_values[index] * (p_values.len() - place) as f64).min(1.0);
        adjusted[index] = highest;
    }
    adjusted
}

/// How many times as many people, group and others alike, it takes for a test at `level` to show a share of `rate` beside
/// `others_rate` with a chance of `power`: the variance of the difference, `rate · (1 − rate) / people + others_rate ·
/// (1 − others_rate) / others`, over the one that is needed, `((rate − others_rate) / (z(1 − level / 2) + z(power)))²` (the
/// normal approximation; Fleiss, Levin & Paik 2003, section 4.3). At most 1 where there are enough. None where the rates are the same,
/// or one side has nobody.
#[must_use]
pub fn times_as_many(
    (rate, people): (f64, usize),
    (others_rate, others): (f64, usize),
    level: f64,
    power: f64,
) -> Option<f64> {
    let z = normal_quantile(1.0 - level / 2.0)? + normal_quantile(power)?;
    let part = |rate: f64, n: usize| rate * (1.0 - rate) / n as f64;
    let times = (part(rate, people) + part(others_rate, others)) / ((rate - others_rate) / z).powi(2);
    times.is_finite().then_some(times)
}

#[cfg(test)]
mod tests {
    use super::super::frozen;
    use super::*;

    fn close(got: f64, wanted: f64) {
        assert!((got - wanted).abs() < 1e-9 * wanted.abs().max(1e-3), "{got:e} {wanted:e}");
    }

    #[test]
    fn people_needed_to_show_a_difference() {
        // (1.96 + 0.8416)² = 7.849; 0.4 against 0.5: 7.849 · (0.24 / 100 + 0.25 / 1,000) / 0.01 = 2.080.
        let got = times_as_many((0.4, 100), (0.5, 1_000), 0.05, 0.8).unwrap();
        assert!((got - 2.080).abs() < 5e-4, "{got}");
        let enough = times_as_many((0.4, 208), (0.5, 2_080), 0.05, 0.8).unwrap();
        assert!((enough - 1.0).abs() < 1e-3, "{enough}");
        assert_eq!(times_as_many((0.5, 100), (0.5, 100), 0.05, 0.8), None);
        assert_eq!(times_as_many((0.4, 0), (0.5, 100), 0.05, 0.8), None);
    }

    #[test]
    fn agrees_with_peers() {
        for ((a, n, b, m), p) in frozen::FISHER {
            close(fisher(a, n, b, m).unwrap(), p);
        }
        let (p, _, _) = frozen::rows();
        let inside: Vec<bool> = (0..80).map(|i| i % 3 == 0).collect();
        let part = |wanted: bool| -> Vec<f64> {
            p.iter().zip(&inside).filter(|(_, i)| **i == wanted).map(|(v, _)| *v).collect()
        };
        close(rank_sum(&p, &inside).unwrap(), frozen::RANK_SUM_P);
        let (first, second) = (part(true), part(false));
        let w = welch(&first, &second, 0.95).unwrap();
        close(w.p_value, frozen::WELCH_P);
        close(w.interval.0, frozen::WELCH_INTERVAL.0);
        close(w.interval.1, frozen::WELCH_INTERVAL.1);
        close(standardised(&first, &second, 0.95).unwrap().0, frozen::COHEN_D);
        for (got, wanted) in holm(&[0.04, 0.01, 0.03, 0.01, 0.5]).into_iter().zip(frozen::HOLM) {
            close(got, wanted);
        }
    }

    /// p-value and interval of 90 % of scipy 1.17 (`ttest_ind(…, equal_var=False)`).
    const WELCH_SMALL: (f64, f64, f64) = (0.099912864311801, -5.998916461949934, -0.001083538050068);

    #[test]
    fn differences_of_small_groups_are_those_by_hand() {
        assert_eq!((moments(&[1.0, 3.0]), moments(&[2.0])), (Some((2.0, 2.0)), Some((2.0, 0.0))));
        let (first, second) = ([1.0, 2.0, 3.0], [2.0, 4.0, 6.0, 8.0]);
        // Pooled: (2 · 1 + 3 · 20/3) / 5 = 4.4; d = −3 / √4.4; its variance 7/12 + d² / 14.
        let d = -3.0 / 4.4f64.sqrt();
        let half = 1.959_963_984_540_054 * (7.0 / 12.0 + d * d / 14.0).sqrt();
        let (got, interval) = standardised(&first, &second, 0.95).unwrap();
        close(got, d);
        close(interval.0, d - half);
        close(interval.1, d + half);
        // Welch: variances 1/3 and 5/3, so t = −3 / √2 with 4 / (1/18 + 25/27) = 4.075 degrees of freedom (scipy).
        let w = welch(&first, &second, 0.9).unwrap();
        close(w.value, -3.0);
        close(w.p_value, WELCH_SMALL.0);
        close(w.interval.0, WELCH_SMALL.1);
        close(w.interval.1, WELCH_SMALL.2);
        assert_eq!(welch(&[1.0, 2.0], &[1.0], 0.9).map(|w| w.value), None);
        assert!(welch(&[1.0, 2.0], &[1.0, 1.0], 0.9).is_some());
        assert_eq!(standardised(&[1.0, 2.0], &[1.0], 0.9), None);
        assert!(standardised(&[1.0, 2.0], &[1.0, 1.0], 0.9).is_some());
        assert_eq!(standardised(&[1.0, 1.0], &[2.0, 2.0], 0.9), None);
    }

    #[test]
    fn exact_tests_of_small_tables() {
        // 3 of 3 against 0 of 3: two of C(6, 3) = 20 tables are as unlikely. 2 of 3 against 0 of 2: 3 of 10, and 1 of 10.
        close(fisher(3, 3, 0, 3).unwrap(), 0.1);
        close(fisher(2, 3, 0, 2).unwrap(), 0.4);
        close(fisher(0, 5, 0, 7).unwrap(), 1.0);
        assert_eq!((fisher(0, 1, 0, 0), fisher(1, 2, 3, 2)), (None, None));
        // Ranks 1.5, 1.5, 3, 4, of which 1.5 and 3: U is 1.5 of 2, variance 4/12 · (5 − 6 / 12) = 1.5.
        close(rank_sum(&[1.0, 1.0, 2.0, 3.0], &[true, false, true, false]).unwrap(), two_sided_p(0.5 / 1.5f64.sqrt()));
        assert_eq!(rank_sum(&[1.0, 2.0], &[true, true]), None);
        assert_eq!(rank_sum(&[1.0, 2.0], &[false, false]), None);
        assert_eq!(rank_sum(&[1.0, 2.0], &[true, false, false]), None);
        assert_eq!(holm(&[0.9, 0.8]), [1.0, 1.0]);
    }

    #[test]
    fn the_ends_are_defined() {
        assert_eq!((fisher(0, 0, 1, 2), fisher(3, 2, 1, 2)), (None, None));
        close(fisher(5, 5, 7, 7).unwrap(), 1.0);
        assert_eq!(rank_sum(&[1.0, 1.0, 1.0], &[true, false, false]), Some(1.0));
        assert_eq!(rank_sum(&[1.0], &[true]), None);
        assert_eq!(rank_sum(&[f64::NAN, 1.0], &[true, false]), None);
        assert_eq!(welch(&[1.0, 1.0], &[1.0, 1.0], 0.95), None);
        assert_eq!(standardised(&[1.0], &[1.0, 2.0], 0.95), None);
        assert_eq!((moments(&[]), moments(&[0.1; 7]).map(|m| m.1)), (None, Some(0.0)));
        assert!(holm(&[]).is_empty());
    }
}
