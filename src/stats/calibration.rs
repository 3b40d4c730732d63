//! Whether probabilities mean what they say: log-loss, Brier score and its parts, calibration curve and error.
//!
//! Sources: Brier (1950), Monthly Weather Review 78; Murphy (1973), J. Applied Meteorology 12, with the part within
//! bins of Stephenson, Coelho & Jolliffe (2008); Guo et al. (2017), ICML, for the expected calibration error.

use super::interval::quantile;
use serde::Serialize;

/// How probabilities are put in bins. A bin holds its upper edge, the first bin also its lower one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bins {
    /// So many of equal width over 0–1.
    Width(usize),
    /// So many that hold about equally many rows; equal probabilities share a bin.
    Count(usize),
}

/// A bin that holds rows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// Rows in it, at least 1.
    pub rows: usize,
    /// Mean of their probabilities, 0–1.
    pub forecast: f64,
    /// Share of them that is positive, 0–1.
    pub observed: f64,
}

/// The Brier score and its parts: `score = reliability − resolution + uncertainty + within`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Brier {
    /// Mean squared difference of probability and label, 0 (best) to 1.
    pub score: f64,
    /// How far the bins' forecasts are from what happened (0 is best).
    pub reliability: f64,
    /// How far what happened in the bins is from the mean of all (more is better).
    pub resolution: f64,
    /// p · (1 − p) of the labels: the score of one who always says the mean.
    pub uncertainty: f64,
    /// What the bins hide: variance of the forecasts within them minus twice their covariance with the labels.
    pub within: f64,
}

/// Mean log-loss in nats, at least 0. Probabilities are kept 1e-15 from 0 and 1, so that one sure mistake does not make
/// it infinite. None for no rows, unequal lengths, or a probability outside 0–1.
#[must_use]
pub fn log_loss(probabilities: &[f64], labels: &[bool]) -> Option<f64> {
    usable(probabilities, labels)?;
    let sum: f64 = probabilities
        .iter()
        .zip(labels)
        .map(|(p, y)| {
            let p = p.clamp(1e-15, 1.0 - 1e-15);
            -(if *y { p.ln() } else { (-p).ln_1p() })
        })
        .sum();
    Some(sum / labels.len() as f64)
}

/// The calibration error that chance alone gives where every forecast is exactly right: its mean and its standard deviation,
/// by the normal law. In a bin of n rows and forecast p, the share differs from p with a standard deviation of
/// √(p · (1 − p) / n), so the difference without its sign is half-normal. None for no rows.
#[must_use]
pub fn chance_error(bins: &[Bin]) -> Option<(f64, f64)> {
    let rows = bins.iter().map(|b| b.rows).sum::<usize>() as f64;
    if rows == 0.0 {
        return None;
    }
    let half = 2.0 / std::f64::consts::PI;
    let deviation = |b: &Bin| b.rows as f64 / rows * (b.forecast * (1.0 - b.forecast) / b.rows.max(1) as f64).sqrt();
    let mean = bins.iter().map(|b| half.sqrt() * deviation(b)).sum();
    let variance: f64 = bins.iter().map(|b| (1.0 - half) * deviation(b).powi(2)).sum();
    Some((mean, variance.sqrt()))
}

/// The Brier score with its parts over bins; none as [`log_loss`].
#[must_use]
pub fn brier(probabilities: &[f64], labels: &[bool], bins: Bins) -> Option<Brier> {
    usable(probabilities, labels)?;
    let n = labels.len() as f64;
    let truth = |y: bool| if y { 1.0 } else { 0.0 };
    let score = probabilities.iter().zip(labels).map(|(p, y)| (p - truth(*y)).powi(2)).sum::<f64>() / n;
    let base = labels.iter().filter(|y| **y).count() as f64 / n;
    let curve = curve(probabilities, labels, bins);
    let over = |part: fn(&Bin, f64) -> f64| curve.iter().map(|b| b.rows as f64 * part(b, base)).sum::<f64>() / n;
    let reliability = over(|b, _| (b.forecast - b.observed).powi(2));
    let resolution = over(|b, base| (b.observed - base).powi(2));
    let uncertainty = base * (1.0 - base);
    Some(Brier {
        score,
        reliability,
        resolution,
        uncertainty,
        within: score - (reliability - resolution + uncertainty),
    })
}

/// The calibration curve: the bins that hold rows, lowest first; empty where [`log_loss`] is none.
#[must_use]
pub fn curve(probabilities: &[f64], labels: &[bool], bins: Bins) -> Vec<Bin> {
    if usable(probabilities, labels).is_none() {
        return Vec::new();
    }
    let edges: Vec<f64> = match bins {
        Bins::Width(count) => (1..count).map(|k| k as f64 / count as f64).collect(),
        Bins::Count(count) => {
            let mut sorted = probabilities.to_vec();
            sorted.sort_by(f64::total_cmp);
            (1..count).map(|k| quantile(&sorted, k as f64 / count as f64)).collect()
        }
    };
    let mut sums = vec![(0usize, 0.0, 0usize); edges.len() + 1];
    for (p, y) in probabilities.iter().zip(labels) {
        let sum = &mut sums[edges.partition_point(|edge| edge < p)];
        *sum = (sum.0 + 1, sum.1 + p, sum.2 + usize::from(*y));
    }
    let bin = |(rows, forecast, hits): (usize, f64, usize)| Bin {
        rows,
        forecast: forecast / rows as f64,
        observed: hits as f64 / rows as f64,
    };
    sums.into_iter().filter(|sum| sum.0 > 0).map(bin).collect()
}

/// Expected calibration error: the mean distance of forecast and observed share over the bins, weighted by their rows,
/// 0–1. It grows with the number of bins and with few rows even for a perfect forecast. None as [`log_loss`].
#[must_use]
pub fn expected_calibration_error(probabilities: &[f64], labels: &[bool], bins: Bins) -> Option<f64> {
    usable(probabilities, labels)?;
    let curve = curve(probabilities, labels, bins);
    Some(curve.iter().map(|b| b.rows as f64 * (b.forecast - b.observed).abs()).sum::<f64>() / labels.len() as f64)
}

fn usable(probabilities: &[f64], labels: &[bool]) -> Option<()> {
    let usable = !labels.is_empty()
        && probabilities.len() == labels.len()
        && probabilities.iter().all(|p| (0.0..=1.0).contains(p));
    usable.then_some(())
}

#[cfg(test)]
mod tests {
    use super::super::frozen;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn exact_forecasts_err_by_chance() {
        // One bin of 100 rows at 0.5: a deviation of 0.05, of which the half-normal mean is √(2/π) and the rest 1 − 2/π.
        let (mean, spread) = chance_error(&[Bin { rows: 100, forecast: 0.5, observed: 0.9 }]).unwrap();
        assert!((mean - 0.039_894).abs() < 1e-6 && (spread - 0.030_141).abs() < 1e-6, "{mean} {spread}");
        let two = [Bin { rows: 50, forecast: 0.5, observed: 0.5 }; 2];
        assert!((chance_error(&two).unwrap().0 - 0.056_419).abs() < 1e-6, "{:?}", chance_error(&two));
        assert_eq!(chance_error(&[]), None);
    }

    #[test]
    fn agrees_with_peers() {
        let (p, _, y) = frozen::rows();
        let close = |got: f64, wanted: f64| assert!((got - wanted).abs() < 1e-9, "{got} {wanted}");
        close(log_loss(&p, &y).unwrap(), frozen::LOG_LOSS);
        let b = brier(&p, &y, Bins::Width(10)).unwrap();
        close(b.score, frozen::BRIER);
        close(b.reliability, frozen::RELIABILITY);
        close(b.resolution, frozen::RESOLUTION);
        close(b.uncertainty, frozen::UNCERTAINTY);
        close(expected_calibration_error(&p, &y, Bins::Width(10)).unwrap(), frozen::ECE_WIDTH);
        close(expected_calibration_error(&p, &y, Bins::Count(5)).unwrap(), frozen::ECE_COUNT);
        for (bins, wanted) in [(Bins::Width(10), frozen::CURVE_WIDTH), (Bins::Count(5), frozen::CURVE_COUNT)] {
            let got = curve(&p, &y, bins);
            assert_eq!(got.len(), wanted.len());
            for (bin, (forecast, observed)) in got.iter().zip(wanted) {
                close(bin.forecast, *forecast);
                close(bin.observed, *observed);
            }
        }
    }

    #[test]
    fn the_ends_are_defined() {
        assert!((log_loss(&[0.0], &[true]).unwrap() - 34.538_776_394_910_684).abs() < 1e-9);
        assert!(log_loss(&[1.0, 0.0], &[true, false]).unwrap() < 1e-14);
        assert!((log_loss(&[1.0], &[false]).unwrap() - 34.54).abs() < 0.01, "as far from 1 as from 0");
        assert_eq!(log_loss(&[], &[]), None);
        assert_eq!(brier(&[1.5], &[true], Bins::Width(10)), None);
        assert_eq!(expected_calibration_error(&[f64::NAN], &[true], Bins::Width(10)), None);
        assert_eq!(curve(&[0.0, 1.0], &[false, true], Bins::Width(10)).len(), 2);
    }

    proptest! {
        #[test]
        fn within_is_what_stephenson_says(rows in proptest::collection::vec((0.0f64..1.0, any::<bool>()), 1..60)) {
            let p: Vec<f64> = rows.iter().map(|r| r.0).collect();
            let y: Vec<bool> = rows.iter().map(|r| r.1).collect();
            let b = brier(&p, &y, Bins::Width(4)).unwrap();
            let mut within = 0.0;
            for k in 0..4 {
                let inside: Vec<_> = rows
                    .iter()
                    .filter(|r| (r.0 > f64::from(k) / 4.0 || k == 0) && r.0 <= f64::from(k + 1) / 4.0)
                    .map(|r| (r.0, f64::from(u8::from(r.1))))
                    .collect();
                let n = inside.len().max(1) as f64;
                let (mp, my) = inside.iter().fold((0.0, 0.0), |a, r| (a.0 + r.0 / n, a.1 + r.1 / n));
                within += inside.iter().map(|r| (r.0 - mp).powi(2) - 2.0 * (r.0 - mp) * (r.1 - my)).sum::<f64>();
            }
            prop_assert!((b.within - within / rows.len() as f64).abs() < 1e-9);
            prop_assert!(b.reliability >= 0.0 && b.resolution >= 0.0 && b.resolution <= b.uncertainty + 1e-12);
        }
    }
}
