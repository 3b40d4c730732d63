//! Conformal prediction of a yes or a no, each class on its own (Mondrian), from held-out scores.
//!
//! Sources: Vovk, Gammerman & Shafer (2005), Algorithmic Learning in a Random World, § 4.5 (label-conditional
//! predictors); Vovk (2012), ACML (the law of the coverage for given calibration data); Clopper & Pearson (1934) for the
//! binomial tail.

use statrs::distribution::{Beta, ContinuousCDF};

/// Keeps 1 − 0.95 and 1/20 on the same side.
const SLACK: f64 = 1e-12;

/// How strange a score would be for a yes and for a no.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PValues {
    /// Share of the held-out yeses with this score or less, counting the new letter itself; in (0, 1].
    pub yes: f64,
    /// Share of the held-out noes with this score or more, counting the new letter itself; in (0, 1].
    pub no: f64,
}

/// What can't be ruled out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A no can be ruled out, a yes can't.
    Yes,
    /// A yes can be ruled out, a no can't.
    No,
    /// Neither can be ruled out.
    Both,
    /// Both can be ruled out: the score is like those of neither.
    Neither,
}

impl PValues {
    /// What remains where at most `miss` (0–1) of each class may be ruled out wrongly.
    ///
    /// If a letter and the held-out letters of its class are exchangeable, its own class is ruled out with a
    /// probability of at most `miss`, for any number of held-out letters.
    #[must_use]
    pub fn verdict(self, miss: f64) -> Verdict {
        self.verdict_of(miss, miss)
    }

    /// The same, with a share of its own for either class: at most `miss_yes` of the yeses and `miss_no` of the noes are
    /// ruled out wrongly.
    #[must_use]
    pub fn verdict_of(self, miss_yes: f64, miss_no: f64) -> Verdict {
        match (self.yes > miss_yes + SLACK, self.no > miss_no + SLACK) {
            (true, false) => Verdict::Yes,
            (false, true) => Verdict::No,
            (true, true) => Verdict::Both,
            (false, false) => Verdict::Neither,
        }
    }
}

/// Held-out scores of both classes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibration {
    yes: Vec<f64>,
    no: Vec<f64>,
}

impl Calibration {
    /// From scores that a model gave to letters that it had not seen, and their labels.
    #[must_use]
    pub fn new(scores: &[f64], labels: &[bool]) -> Self {
        let of = |label: bool| {
            let own = scores.iter().zip(labels).filter(|(_, y)| **y == label);
            let mut own: Vec<f64> = own.map(|(s, _)| *s).collect();
            own.sort_by(f64::total_cmp);
            own
        };
        Self { yes: of(true), no: of(false) }
    }

    /// Held-out letters of a class.
    #[must_use]
    pub fn count(&self, yes: bool) -> usize {
        if yes { self.yes.len() } else { self.no.len() }
    }

    /// How strange a new score is in each class.
    #[must_use]
    pub fn p_values(&self, score: f64) -> PValues {
        let low = self.yes.partition_point(|s| *s <= score);
        let high = self.no.len() - self.no.partition_point(|s| *s < score);
        let share = |count: usize, all: usize| (count as f64 + 1.0) / (all as f64 + 1.0);
        PValues { yes: share(low, self.yes.len()), no: share(high, self.no.len()) }
    }
}

/// The fewest held-out letters of a class with which it can be ruled out at all, `⌈1 / miss⌉ − 1`; none unless
/// 0 < `miss` < 1.
#[must_use]
pub fn fewest(miss: f64) -> Option<usize> {
    (miss > 0.0 && miss < 1.0).then(|| ((1.0 / (miss + SLACK)).ceil() as usize).saturating_sub(1).max(1))
}

/// Where the coverage of a class lies with a probability of `level` over sets of `n` held-out letters: that of a given set
/// follows Beta(n + 1 − l, l) with l = ⌊miss · (n + 1)⌋. None where the class can't be ruled out.
#[must_use]
pub fn coverage_interval(n: usize, miss: f64, level: f64) -> Option<(f64, f64)> {
    let left = ((miss + SLACK) * (n as f64 + 1.0)).floor();
    if left < 1.0 || left > n as f64 || !(level > 0.0 && level < 1.0) {
        return None;
    }
    let law = Beta::new(n as f64 + 1.0 - left, left).ok()?;
    Some((law.inverse_cdf((1.0 - level) / 2.0), law.inverse_cdf((1.0 + level) / 2.0)))
}

/// The chance of `hits` or more of `n`, where each is one with chance `p`: the exact test of a share that was promised.
/// 1 where `hits` is 0; 0 where there are more hits than rows.
#[must_use]
pub fn binomial_tail(hits: u64, n: u64, p: f64) -> f64 {
    if hits == 0 || p >= 1.0 {
        return 1.0;
    }
    if hits > n || p <= 0.0 {
        return 0.0;
    }
    Beta::new(hits as f64, (n - hits) as f64 + 1.0).map_or(1.0, |law| law.cdf(p))
}

/// The chance of `hits` or more over several rounds together, each of `n` rows that are one with chance `p`.
#[must_use]
pub fn pooled_tail(hits: u64, rounds: &[(u64, f64)]) -> f64 {
    if let [(n, p)] = rounds {
        return binomial_tail(hits, *n, *p);
    }
    // Chances of 0 to `hits` − 1 in all, a round after the other.
    let most = hits as usize;
    let mut law = vec![0.0; most];
    if let Some(first) = law.first_mut() {
        *first = 1.0;
    }
    for (n, p) in rounds {
        let exactly = |k: usize| binomial_tail(k as u64, *n, *p) - binomial_tail(k as u64 + 1, *n, *p);
        let own: Vec<f64> = (0..most).map(exactly).collect();
        law = (0..most).map(|k| (0..=k).map(|i| law[i] * own[k - i]).sum()).collect();
    }
    (1.0 - law.iter().sum::<f64>()).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::random::Random;

    #[test]
    fn p_values_count_the_letter_itself() {
        let c = Calibration::new(&[0.2, 0.6, 0.8, 0.1, 0.3], &[true, true, true, false, false]);
        assert_eq!(c.p_values(0.6), PValues { yes: 3.0 / 4.0, no: 1.0 / 3.0 });
        assert_eq!(c.p_values(0.05), PValues { yes: 1.0 / 4.0, no: 1.0 });
        assert_eq!(c.p_values(0.3), PValues { yes: 2.0 / 4.0, no: 2.0 / 3.0 });
        assert_eq!(c.p_values(0.05).verdict(0.25), Verdict::No);
        assert_eq!(c.p_values(0.05).verdict(0.2), Verdict::Both);
        assert_eq!(PValues { yes: 0.05, no: 0.01 }.verdict(1.0 - 0.95), Verdict::Neither);
    }

    #[test]
    fn nineteen_letters_are_needed_for_five_in_a_hundred() {
        assert_eq!(fewest(1.0 - 0.95), Some(19));
        assert_eq!(fewest(0.1), Some(9));
        assert_eq!(fewest(0.0), None);
        for n in [18, 19] {
            let c = Calibration::new(&vec![0.5; n], &vec![true; n]);
            assert_eq!(c.p_values(0.1).yes <= 0.05 + SLACK, n == 19);
            assert_eq!(coverage_interval(n, 0.05, 0.9).is_some(), n == 19);
        }
        // Beta(19, 1): the 5 % quantile is 0.05^(1/19).
        let (low, high) = coverage_interval(19, 0.05, 0.9).unwrap();
        assert!((low - 0.05f64.powf(1.0 / 19.0)).abs() < 1e-9 && (high - 0.95f64.powf(1.0 / 19.0)).abs() < 1e-9);
    }

    #[test]
    fn the_ends_are_defined() {
        assert_eq!([0.3, 0.5, 0.9, 1.0].map(fewest), [Some(3), Some(1), Some(1), None]);
        // Of 3 letters 2 may be missed: Beta(2, 2), whose distribution is 3x² − 2x³; the median is a half.
        let (low, high) = coverage_interval(3, 0.5, 0.6).unwrap();
        for (x, p) in [(low, 0.2), (high, 0.8)] {
            assert!((3.0 * x * x - 2.0 * x * x * x - p).abs() < 1e-9, "{x} {p}");
        }
        // All may be missed: Beta(1, n). More than all is nothing to speak of.
        assert!(coverage_interval(3, 0.75, 0.6).is_some() && coverage_interval(3, 1.0, 0.6).is_none());
        assert_eq!((coverage_interval(3, 0.5, 0.0), coverage_interval(3, 0.5, 1.0)), (None, None));
        let c = Calibration::new(&[0.2, 0.6, 0.1], &[true, true, false]);
        assert_eq!((c.count(true), c.count(false)), (2, 1));
        // A share of its own for either class.
        let p = PValues { yes: 0.1, no: 0.3 };
        assert_eq!((p.verdict_of(0.1, 0.2), p.verdict_of(0.05, 0.2)), (Verdict::No, Verdict::Both));
        assert_eq!((p.verdict_of(0.05, 0.3), p.verdict_of(0.2, 0.3)), (Verdict::Yes, Verdict::Neither));
    }

    #[test]
    fn the_binomial_tail_is_exact() {
        // 1 − 0.95³; C(4,2)·0.25²·0.75² + 4·0.25³·0.75 + 0.25⁴
        assert!((binomial_tail(1, 3, 0.05) - (1.0 - 0.95f64.powi(3))).abs() < 1e-12);
        assert!((binomial_tail(2, 4, 0.25) - 0.261_718_75).abs() < 1e-12);
        assert_eq!((binomial_tail(0, 4, 0.25), binomial_tail(5, 4, 0.25)), (1.0, 0.0));
        assert!((binomial_tail(4, 4, 0.25) - 0.25f64.powi(4)).abs() < 1e-12);
        assert_eq!((binomial_tail(2, 4, 0.0), binomial_tail(2, 4, 1.0)), (0.0, 1.0));
    }

    #[test]
    fn rounds_together_are_one_round_where_their_chances_are_alike() {
        let whole = binomial_tail(5, 70, 0.04);
        assert!((pooled_tail(5, &[(30, 0.04), (40, 0.04)]) - whole).abs() < 1e-12);
        // 1 − 0.9 · 0.8
        assert!((pooled_tail(1, &[(1, 0.1), (1, 0.2)]) - 0.28).abs() < 1e-12);
        // 1 − 0.9² · 0.8 − 2 · 0.9 · 0.1 · 0.8 − 0.9² · 0.2
        assert!((pooled_tail(2, &[(2, 0.1), (1, 0.2)]) - 0.046).abs() < 1e-12);
        assert_eq!(pooled_tail(0, &[(3, 0.1), (2, 0.2)]), 1.0);
    }

    #[test]
    fn coverage_of_each_class_is_within_two_points_of_the_promise() {
        let mut random = Random::new(11);
        let mut draw = |n: usize| -> (Vec<f64>, Vec<bool>) {
            (0..n)
                .map(|_| {
                    let yes = random.unit() < 0.3;
                    let noise: f64 = (0..4).map(|_| random.unit()).sum();
                    (noise + if yes { 1.0 } else { 0.0 }, yes)
                })
                .unzip()
        };
        for (labels, miss) in [(150, 0.05), (150, 0.1), (400, 0.05), (400, 0.2)] {
            let (mut kept, mut all) = ([0.0; 2], [0.0; 2]);
            for _ in 0..400 {
                let (scores, known) = draw(labels);
                let calibration = Calibration::new(&scores, &known);
                let (scores, truth) = draw(200);
                for (score, yes) in scores.iter().zip(truth) {
                    let verdict = calibration.p_values(*score).verdict(miss);
                    let own = if yes { Verdict::Yes } else { Verdict::No };
                    kept[usize::from(yes)] += f64::from(u8::from(verdict == own || verdict == Verdict::Both));
                    all[usize::from(yes)] += 1.0;
                }
            }
            for class in 0..2 {
                let coverage = kept[class] / all[class];
                let promise = 1.0 - miss;
                // From below the promise holds exactly; from above a class of n letters can only do whole steps of 1/(n+1).
                assert!((-0.005..=0.02).contains(&(coverage - promise)), "{labels} {miss} {class}: {coverage}");
            }
        }
    }
}
