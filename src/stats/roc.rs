//! How well scores part two classes: the ROC curve, the area under it with DeLong's variance, average precision.
//!
//! Scores are any finite numbers, higher meaning more likely positive; equal scores count half. Sources: DeLong,
//! DeLong & Clarke-Pearson (1988), Biometrics 44; the ranks of Sun & Xu (2014), IEEE Signal Processing Letters 21.

use super::interval::{normal_quantile, two_sided_p};
use serde::Serialize;

/// The area under a ROC curve, with what its variance is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct DeLong {
    /// The area, 0–1: the chance that a positive scores above a negative, ties counting half.
    pub auc: f64,
    /// Variance of the area, at least 0.
    pub variance: f64,
    /// Per positive, in input order: the share of negatives that it stands above.
    positives: Vec<f64>,
    /// Per negative, in input order: the share of positives that it stands below.
    negatives: Vec<f64>,
}

/// Two areas on the same rows, compared.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PairedTest {
    /// First area minus second.
    pub difference: f64,
    /// Standard error of the difference; 0 where both order the rows alike.
    pub standard_error: f64,
    /// Two-sided p-value of "no difference"; 1 where both order the rows alike.
    pub p_value: f64,
}

/// A point of a ROC curve: what is called positive at or above `threshold`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RocPoint {
    /// Lowest score that is called positive; none at the start, where nothing is.
    pub threshold: Option<f64>,
    /// Share of negatives called positive, 0–1.
    pub false_positive_rate: f64,
    /// Share of positives called positive, 0–1.
    pub true_positive_rate: f64,
}

/// The area under the ROC curve; none if a class is empty, a score is NaN or the lengths differ.
///
/// ```
/// let area = shortlist::stats::roc::auc(&[0.9, 0.4, 0.6, 0.1], &[true, true, false, false]);
/// assert_eq!(area, Some(0.75));
/// ```
#[must_use]
pub fn auc(scores: &[f64], labels: &[bool]) -> Option<f64> {
    let (positives, negatives) = count(scores, labels)?;
    let ranks = midranks(scores);
    let sum: f64 = ranks.iter().zip(labels).filter(|(_, y)| **y).map(|(r, _)| r).sum();
    let (m, n) = (positives as f64, negatives as f64);
    Some((sum - m * (m + 1.0) / 2.0) / (m * n))
}

/// The area with its variance by DeLong; none if [`auc`] is none or a class has fewer than two rows.
#[must_use]
pub fn delong(scores: &[f64], labels: &[bool]) -> Option<DeLong> {
    let (m, n) = count(scores, labels)?;
    if m < 2 || n < 2 {
        return None;
    }
    let all = midranks(scores);
    let placements = |wanted: bool, others: usize| -> Vec<f64> {
        let own: Vec<f64> = scores.iter().zip(labels).filter(|(_, y)| **y == wanted).map(|(s, _)| *s).collect();
        let among_all = all.iter().zip(labels).filter(|(_, y)| **y == wanted).map(|(r, _)| *r);
        among_all.zip(midranks(&own)).map(|(a, b)| (a - b) / others as f64).collect()
    };
    let positives = placements(true, n);
    let negatives: Vec<f64> = placements(false, m).into_iter().map(|below| 1.0 - below).collect();
    let variance = covariance(&positives, &positives) / m as f64 + covariance(&negatives, &negatives) / n as f64;
    Some(DeLong { auc: mean(&positives), variance: variance.max(0.0), positives, negatives })
}

impl DeLong {
    /// Standard error of the area.
    #[must_use]
    pub fn standard_error(&self) -> f64 {
        self.variance.sqrt()
    }

    /// The interval of the given level (0.95), by the normal law, cut to 0–1; none if the variance is 0, as it is
    /// where the classes are parted without an overlap: the interval would claim certainty.
    #[must_use]
    pub fn interval(&self, level: f64) -> Option<(f64, f64)> {
        let half = normal_quantile(0.5 + level / 2.0)? * self.standard_error();
        (half > 0.0).then(|| ((self.auc - half).max(0.0), (self.auc + half).min(1.0)))
    }

    /// Tests whether another set of scores of the same rows has the same area; none if the rows can't be the same.
    #[must_use]
    pub fn paired_test(&self, other: &Self) -> Option<PairedTest> {
        if self.positives.len() != other.positives.len() || self.negatives.len() != other.negatives.len() {
            return None;
        }
        let shared = covariance(&self.positives, &other.positives) / self.positives.len() as f64
            + covariance(&self.negatives, &other.negatives) / self.negatives.len() as f64;
        let difference = self.auc - other.auc;
        let variance = self.variance + other.variance - 2.0 * shared;
        // What rounding leaves of equal orders is no variance.
        let standard_error = if variance > 1e-15 { variance.sqrt() } else { 0.0 };
        let p_value = if standard_error > 0.0 { two_sided_p(difference / standard_error) } else { 1.0 };
        Some(PairedTest { difference, standard_error, p_value })
    }
}

/// The ROC curve from (0, 0) to (1, 1), a point per distinct score, highest first; empty where [`auc`] is none.
#[must_use]
pub fn curve(scores: &[f64], labels: &[bool]) -> Vec<RocPoint> {
    let Some((m, n)) = count(scores, labels) else { return Vec::new() };
    let mut points = vec![RocPoint { threshold: None, false_positive_rate: 0.0, true_positive_rate: 0.0 }];
    points.extend(steps(scores, labels).into_iter().map(|step| RocPoint {
        threshold: Some(step.threshold),
        false_positive_rate: (step.called - step.hits) as f64 / n as f64,
        true_positive_rate: step.hits as f64 / m as f64,
    }));
    points
}

/// Average precision Σ (Rₖ − Rₖ₋₁) · Pₖ over the distinct scores, without interpolation, 0–1; none as [`auc`], but
/// negatives may be missing.
#[must_use]
pub fn average_precision(scores: &[f64], labels: &[bool]) -> Option<f64> {
    let positives = labels.iter().filter(|y| **y).count();
    if positives == 0 || scores.len() != labels.len() || scores.iter().any(|s| s.is_nan()) {
        return None;
    }
    let (mut sum, mut before) = (0.0, 0);
    for step in steps(scores, labels) {
        sum += (step.hits - before) as f64 / positives as f64 * (step.hits as f64 / step.called as f64);
        before = step.hits;
    }
    Some(sum)
}

/// Positives among the `places` highest scores, as they would be on average over the orders of a tie at the line: a
/// fraction where there is one. All positives where there are more places than rows.
#[must_use]
pub fn hits_at(scores: &[f64], labels: &[bool], places: usize) -> f64 {
    let (mut called, mut hits) = (0, 0);
    for step in steps(scores, labels) {
        if step.called >= places {
            let share = (places - called) as f64 / (step.called - called) as f64;
            return hits as f64 + share * (step.hits - hits) as f64;
        }
        (called, hits) = (step.called, step.hits);
    }
    hits as f64
}

/// Ranks from 1, the mean rank for equal values (midranks).
#[must_use]
pub fn midranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    while start < order.len() {
        let mut end = start + 1;
        while end < order.len() && values[order[end]] == values[order[start]] {
            end += 1;
        }
        for &index in &order[start..end] {
            ranks[index] = (start + end + 1) as f64 / 2.0;
        }
        start = end;
    }
    ranks
}

/// What is called positive down to a distinct score.
struct Step {
    threshold: f64,
    called: usize,
    hits: usize,
}

fn steps(scores: &[f64], labels: &[bool]) -> Vec<Step> {
    let mut order: Vec<usize> = (0..scores.len().min(labels.len())).collect();
    order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
    let mut steps: Vec<Step> = Vec::new();
    let mut hits = 0;
    for (place, &index) in order.iter().enumerate() {
        hits += usize::from(labels[index]);
        match steps.last_mut() {
            Some(last) if last.threshold == scores[index] => (last.called, last.hits) = (place + 1, hits),
            _ => steps.push(Step { threshold: scores[index], called: place + 1, hits }),
        }
    }
    steps
}

fn count(scores: &[f64], labels: &[bool]) -> Option<(usize, usize)> {
    let positives = labels.iter().filter(|y| **y).count();
    let usable = scores.len() == labels.len() && !scores.iter().any(|s| s.is_nan());
    (usable && positives > 0 && positives < labels.len()).then(|| (positives, labels.len() - positives))
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Covariance with divisor n − 1.
fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let (ma, mb) = (mean(a), mean(b));
    a.iter().zip(b).map(|(x, y)| (x - ma) * (y - mb)).sum::<f64>() / (a.len() as f64 - 1.0)
}

#[cfg(test)]
mod tests {
    use super::super::frozen;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn agrees_with_peers() {
        let (p, q, y) = frozen::rows();
        let (a, b) = (delong(&p, &y).unwrap(), delong(&q, &y).unwrap());
        let close = |got: f64, wanted: f64| assert!((got - wanted).abs() < 1e-9, "{got} {wanted}");
        close(auc(&p, &y).unwrap(), frozen::AUC);
        close(a.auc, frozen::AUC);
        close(a.variance, frozen::DELONG_VARIANCE);
        close(average_precision(&p, &y).unwrap(), frozen::AVERAGE_PRECISION);
        let test = a.paired_test(&b).unwrap();
        close(test.difference, frozen::AUC_DIFFERENCE);
        close(test.standard_error, frozen::DIFFERENCE_SE);
        close(test.p_value, frozen::DIFFERENCE_P);
        let (low, high) = a.interval(0.95).unwrap();
        close(low, frozen::AUC - 1.959963984540054 * frozen::DELONG_VARIANCE.sqrt());
        close(high, frozen::AUC + 1.959963984540054 * frozen::DELONG_VARIANCE.sqrt());
    }

    #[test]
    fn the_area_is_that_of_the_curve() {
        let (p, _, y) = frozen::rows();
        let curve = curve(&p, &y);
        assert_eq!((curve[0].false_positive_rate, curve[0].true_positive_rate), (0.0, 0.0));
        let last = curve.last().unwrap();
        assert_eq!((last.false_positive_rate, last.true_positive_rate), (1.0, 1.0));
        let area: f64 = curve
            .windows(2)
            .map(|w| {
                (w[1].false_positive_rate - w[0].false_positive_rate)
                    * (w[1].true_positive_rate + w[0].true_positive_rate)
                    / 2.0
            })
            .sum();
        assert!((area - auc(&p, &y).unwrap()).abs() < 1e-12);
    }

    #[test]
    fn what_is_undefined_is_none() {
        assert_eq!(auc(&[0.1, 0.2], &[true, true]), None);
        assert_eq!(auc(&[0.1, f64::NAN], &[true, false]), None);
        assert_eq!(auc(&[0.1], &[true, false]), None);
        assert_eq!(average_precision(&[0.1, 0.2], &[false, false]), None);
        assert!(delong(&[0.1, 0.2, 0.3], &[true, false, false]).is_none());
        let parted = delong(&[0.1, 0.2, 0.8, 0.9], &[false, false, true, true]).unwrap();
        assert_eq!((parted.auc, parted.interval(0.95)), (1.0, None));
        assert_eq!(parted.paired_test(&parted).unwrap().p_value, 1.0);
        assert!(curve(&[], &[]).is_empty());
    }

    #[test]
    fn small_curves_are_those_by_hand() {
        let (scores, labels) = ([0.9, 0.5, 0.5, 0.1], [true, true, false, false]);
        let points: Vec<_> = curve(&scores, &labels)
            .iter()
            .map(|p| (p.threshold, p.false_positive_rate, p.true_positive_rate))
            .collect();
        assert_eq!(points, [(None, 0.0, 0.0), (Some(0.9), 0.0, 0.5), (Some(0.5), 0.5, 1.0), (Some(0.1), 1.0, 1.0)]);
        // 1/2 · 1/1 + 1/2 · 2/3; and with no negative, or none that is asked about.
        assert!((average_precision(&scores, &labels).unwrap() - 5.0 / 6.0).abs() < 1e-12);
        assert_eq!(average_precision(&[0.3, 0.2], &[true, true]), Some(1.0));
        assert_eq!(average_precision(&[0.3], &[true, true]), None);
        assert_eq!(average_precision(&[0.3, f64::NAN], &[true, true]), None);
        // Shares of negatives below the positives: 1, 3/4; of positives above the negatives: 3/4, 1. Variances of 1/32
        // over two each.
        let d = delong(&scores, &labels).unwrap();
        assert!((d.auc - 0.875).abs() < 1e-12 && (d.variance - 1.0 / 32.0).abs() < 1e-12, "{d:?}");
        assert!((d.standard_error() - 1.0 / 32f64.sqrt()).abs() < 1e-12);
        assert_eq!(d.interval(0.99).unwrap().1, 1.0);
        let low = delong(&[0.1, 0.5, 0.5, 0.9], &labels).unwrap();
        assert_eq!((low.auc, low.interval(0.99).unwrap().0), (0.125, 0.0));
        // Other rows can't be compared, whichever class has more.
        for more in [true, false] {
            let other = delong(&[0.9, 0.5, 0.5, 0.1, 0.2], &[true, true, false, false, more]).unwrap();
            assert_eq!((d.paired_test(&other), other.paired_test(&d)), (None, None));
        }
        assert!(
            delong(&scores, &[true, false, false, false]).is_none()
                && delong(&scores, &[true, true, true, false]).is_none()
        );
    }

    #[test]
    fn a_tie_at_the_line_is_shared() {
        let (scores, labels) = ([0.9, 0.5, 0.5, 0.1], [true, true, false, true]);
        assert_eq!(hits_at(&scores, &labels, 1), 1.0);
        assert_eq!(hits_at(&scores, &labels, 2), 1.5);
        assert_eq!(hits_at(&scores, &labels, 3), 2.0);
        assert_eq!(hits_at(&scores, &labels, 9), 3.0);
        assert_eq!(hits_at(&scores, &labels, 0), 0.0);
        assert_eq!(midranks(&[3.0, 1.0, 3.0]), [2.5, 1.0, 2.5]);
    }

    proptest! {
        #[test]
        fn the_area_counts_pairs(rows in proptest::collection::vec((0u8..12, any::<bool>()), 0..40)) {
            let scores: Vec<f64> = rows.iter().map(|r| f64::from(r.0)).collect();
            let labels: Vec<bool> = rows.iter().map(|r| r.1).collect();
            let mut pairs = Vec::new();
            for (s, _) in rows.iter().filter(|r| r.1) {
                for (t, _) in rows.iter().filter(|r| !r.1) {
                    pairs.push(match s.cmp(t) {
                        std::cmp::Ordering::Greater => 1.0,
                        std::cmp::Ordering::Equal => 0.5,
                        std::cmp::Ordering::Less => 0.0,
                    });
                }
            }
            match auc(&scores, &labels) {
                None => prop_assert!(pairs.is_empty()),
                Some(area) => prop_assert!((area - mean(&pairs)).abs() < 1e-12),
            }
            if let Some(d) = delong(&scores, &labels) {
                prop_assert!((d.auc - mean(&pairs)).abs() < 1e-12 && d.variance >= 0.0);
            }
        }
    }
}
