//! Do two samples follow one law? Counts in the same bins, compared: how far apart, and whether chance explains it.
//!
//! Sources: Lin (1991), IEEE Trans. Information Theory 37 (Jensen–Shannon divergence); Siddiqi (2006), Credit Risk
//! Scorecards (population stability index); Pearson (1900) and Yates (1934) for the test.

use statrs::distribution::{ChiSquared, ContinuousCDF};

/// Jensen–Shannon divergence of two counts in bits, 0 (the same shares) to 1 (nothing in common); none if a sample is
/// empty or the numbers of bins differ.
#[must_use]
pub fn jensen_shannon(first: &[u64], second: &[u64]) -> Option<f64> {
    let (p, q) = shares(first, second)?;
    let part = |p: f64, m: f64| if p > 0.0 { p * (p / m).log2() } else { 0.0 };
    let sum: f64 = p.iter().zip(&q).map(|(p, q)| (part(*p, (p + q) / 2.0) + part(*q, (p + q) / 2.0)) / 2.0).sum();
    Some(sum.clamp(0.0, 1.0))
}

/// Population stability index, Σ (q − p) ln(q / p), with half a count added to every bin so that an empty one does not
/// make it infinite; by custom below 0.1 is stable and above 0.25 has shifted. None as [`jensen_shannon`].
#[must_use]
pub fn stability_index(first: &[u64], second: &[u64]) -> Option<f64> {
    shares(first, second)?;
    let smooth = |counts: &[u64]| -> Vec<f64> {
        let total = counts.iter().sum::<u64>() as f64 + counts.len() as f64 / 2.0;
        counts.iter().map(|c| (*c as f64 + 0.5) / total).collect()
    };
    Some(smooth(first).iter().zip(smooth(second)).map(|(p, q)| (q - p) * (q / p).ln()).sum())
}

/// The chance, 0–1, of counts at least as far apart if both samples follow one law: Pearson's χ² test of homogeneity,
/// with Yates' correction for two bins. Neighbouring bins are first put together until each is expected to hold at least
/// five of the smaller sample, as the approximation needs. None where fewer than two bins are left, or as
/// [`jensen_shannon`].
#[must_use]
pub fn same_law(first: &[u64], second: &[u64]) -> Option<f64> {
    const LEAST: f64 = 5.0;
    shares(first, second)?;
    let (a, b) = (first.iter().sum::<u64>() as f64, second.iter().sum::<u64>() as f64);
    let least_share = LEAST / a.min(b);
    let mut bins: Vec<[f64; 2]> = Vec::new();
    let mut open = [0.0; 2];
    let heavy = |bin: &[f64; 2]| (bin[0] + bin[1]) / (a + b) >= least_share;
    for (x, y) in first.iter().zip(second) {
        open = [open[0] + *x as f64, open[1] + *y as f64];
        if heavy(&open) {
            bins.push(std::mem::take(&mut open));
        }
    }
    if let Some(last) = bins.last_mut() {
        *last = [last[0] + open[0], last[1] + open[1]];
    }
    if bins.len() < 2 {
        return None;
    }
    let correction = if bins.len() == 2 { 0.5 } else { 0.0 };
    let statistic: f64 = bins
        .iter()
        .flat_map(|bin| {
            let both = bin[0] + bin[1];
            [(bin[0], both * a / (a + b)), (bin[1], both * b / (a + b))]
        })
        .map(|(seen, expected)| ((seen - expected).abs() - correction).max(0.0).powi(2) / expected)
        .sum();
    ChiSquared::new(bins.len() as f64 - 1.0).ok().map(|law| law.sf(statistic))
}

/// Both counts as shares.
fn shares(first: &[u64], second: &[u64]) -> Option<(Vec<f64>, Vec<f64>)> {
    let of = |counts: &[u64]| {
        let total = counts.iter().sum::<u64>();
        (total > 0).then(|| counts.iter().map(|c| *c as f64 / total as f64).collect::<Vec<_>>())
    };
    if first.len() == second.len() { of(first).zip(of(second)) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::interval::two_sided_p;
    use crate::stats::random::Random;

    #[test]
    fn divergences_are_0_for_the_same_shares_and_end_where_nothing_is_shared() {
        assert_eq!(jensen_shannon(&[1, 3], &[10, 30]), Some(0.0));
        assert_eq!(jensen_shannon(&[4, 0], &[0, 9]), Some(1.0));
        assert_eq!(jensen_shannon(&[0, 0], &[1, 1]), None);
        assert_eq!(jensen_shannon(&[1], &[1, 1]), None);
        // ½·(0.5·log2(0.5/0.625) + 0.5·log2(0.5/0.375) + 0.75·log2(0.75/0.625) + 0.25·log2(0.25/0.375))
        assert!((jensen_shannon(&[1, 1], &[3, 1]).unwrap() - 0.048_794).abs() < 1e-6);
        // (0.6 − 0.4)·ln(1.5) and (0.4 − 0.6)·ln(2/3), but for the halves
        assert!((stability_index(&[40_000, 60_000], &[60_000, 40_000]).unwrap() - 0.162_186).abs() < 1e-4);
    }

    #[test]
    fn the_test_is_pearsons() {
        // Statistic 35/3 with two degrees of freedom: p = e^(−35/6).
        assert!((same_law(&[20, 30, 50], &[40, 30, 30]).unwrap() - (-35.0f64 / 6.0).exp()).abs() < 1e-9);
        // Yates: 7²·(2/17.5 + 2/32.5) = 8.615 with one degree of freedom.
        assert!((same_law(&[10, 40], &[25, 25]).unwrap() - two_sided_p(8.615_384_615f64.sqrt())).abs() < 1e-8);
        assert_eq!(same_law(&[3, 4], &[2, 1]), None, "too few to tell");
        assert_eq!(same_law(&[30, 0], &[20, 0]), None, "one bin");
    }

    #[test]
    fn small_bins_are_put_together() {
        // (0.5 − 0.3) · ln(5/3) + (0.5 − 0.7) · ln(5/7): half a count in every bin.
        assert!((stability_index(&[1, 3], &[2, 2]).unwrap() - 0.169_459_572).abs() < 1e-9);
        // Five of the smaller sample are just enough for a bin; equal shares are no difference.
        assert_eq!(same_law(&[10, 10], &[5, 5]), Some(1.0));
        // What is left at the end goes into the last bin: 20 and 32 against 30 and 20 (scipy, `chi2_contingency`).
        assert!((same_law(&[20, 30, 2], &[30, 20, 0]).unwrap() - 0.04802215608292955).abs() < 1e-9);
        // … and what comes before a bin is full into that: 1 + 19 against 0 + 30.
        assert!((same_law(&[1, 19, 30, 2], &[0, 30, 20, 0]).unwrap() - 0.04802215608292955).abs() < 1e-9);
    }

    #[test]
    fn chance_alone_is_called_a_difference_no_more_often_than_said() {
        let mut random = Random::new(3);
        let mut draw = |n: usize| {
            let mut counts = [0u64; 10];
            (0..n).for_each(|_| counts[random.below(10)] += 1);
            counts
        };
        for n in [12, 40, 300] {
            let found = (0..2_000).filter(|_| same_law(&draw(120), &draw(n)).is_some_and(|p| p < 0.01)).count();
            assert!(found <= 34, "{found} of 2,000 at 1 % with {n} letters");
        }
    }
}
