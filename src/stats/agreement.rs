//! How far several raters agree: pairwise, Krippendorff's alpha, quadratic-weighted kappa, and as a score for each other.
//!
//! Leniency and reliability are in [`super::two_way`].

use super::roc::auc;
use std::collections::BTreeMap;

/// A row per letter: who rated it (a number) and the rating, by rater; each rater once.
pub type Ratings = [Vec<(usize, f64)>];

/// How the distance of two ratings is measured in [`alpha`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Equal or not.
    Nominal,
    /// By rank.
    Ordinal,
    /// By difference.
    Interval,
}

/// Two raters on the letters that both rated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// Column of the one.
    pub a: usize,
    /// Column of the other.
    pub b: usize,
    /// Letters that both rated.
    pub letters: usize,
    /// Share of them with the same rating.
    pub same: f64,
    /// [`quadratic_weighted_kappa`], where defined.
    pub kappa: Option<f64>,
}

/// Every pair of raters with a letter in common, by their numbers. The work is that of the pairs of ratings of each
/// letter, whatever the number of raters.
#[must_use]
pub fn pairs(ratings: &Ratings) -> Vec<Pair> {
    let mut of: BTreeMap<(usize, usize), Moments> = BTreeMap::new();
    for row in ratings {
        for (at, (a, x)) in row.iter().enumerate() {
            for (b, y) in &row[at + 1..] {
                of.entry((*a, *b)).or_insert_with(|| Moments { first: (*x, *y), ..Moments::default() }).add(*x, *y);
            }
        }
    }
    let pair = |((a, b), m): ((usize, usize), Moments)| Pair {
        a,
        b,
        letters: m.count,
        same: m.same as f64 / m.count as f64,
        kappa: m.kappa(),
    };
    of.into_iter().map(pair).collect()
}

/// Sums over the letters of a pair, less the first ratings: the digits of large ratings are not lost.
#[derive(Clone, Copy, Debug, Default)]
struct Moments {
    count: usize,
    same: usize,
    first: (f64, f64),
    sums: [f64; 4],
    apart: f64,
}

impl Moments {
    fn add(&mut self, x: f64, y: f64) {
        self.count += 1;
        self.same += usize::from(x == y);
        self.apart += (x - y) * (x - y);
        let (x, y) = (x - self.first.0, y - self.first.1);
        for (sum, value) in self.sums.iter_mut().zip([x, y, x * x, y * y]) {
            *sum += value;
        }
    }

    fn kappa(&self) -> Option<f64> {
        let n = self.count as f64;
        let [x, y, xx, yy] = self.sums.map(|s| s / n);
        let distance = self.first.0 + x - self.first.1 - y;
        let expected = (xx - x * x).max(0.0) + (yy - y * y).max(0.0) + distance * distance;
        (expected > 1e-12).then(|| 1.0 - self.apart / n / expected)
    }
}

/// Cohen's kappa with quadratic weights (Cohen 1968) of two ratings of the same letters, by the values themselves; none
/// if there is none, or where both always give one and the same value. With two values it is plain kappa.
#[must_use]
pub fn quadratic_weighted_kappa(a: &[f64], b: &[f64]) -> Option<f64> {
    let n = a.len().min(b.len()) as f64;
    let observed = a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum::<f64>() / n;
    let moments = |v: &[f64]| {
        let mean = v.iter().sum::<f64>() / n;
        (mean, v.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n)
    };
    let ((ma, va), (mb, vb)) = (moments(a), moments(b));
    // The mean of (x − y)² over every x with every y.
    let expected = va + vb + (ma - mb) * (ma - mb);
    (expected > 0.0).then(|| 1.0 - observed / expected)
}

/// Standardised mean difference of scores from ratings: (mean score − mean rating) / standard deviation of the ratings
/// (divisor n − 1), as RSMTool reports it; none if the ratings don't vary.
#[must_use]
pub fn standardised_mean_difference(scores: &[f64], ratings: &[f64]) -> Option<f64> {
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let centre = mean(ratings);
    let variance = ratings.iter().map(|r| (r - centre) * (r - centre)).sum::<f64>() / (ratings.len() as f64 - 1.0);
    (variance > 0.0 && !scores.is_empty()).then(|| (mean(scores) - centre) / variance.sqrt())
}

/// Krippendorff's alpha (Krippendorff 2011, "Computing Krippendorff's alpha-reliability"): 1 − observed / expected
/// disagreement over all pairs of ratings of a letter, gaps allowed. None where no letter has two ratings or all
/// ratings are the same. Sums of squared distances are taken from sums and counts, so the work grows with the ratings.
#[must_use]
pub fn alpha(ratings: &Ratings, level: Level) -> Option<f64> {
    let units: Vec<Vec<f64>> =
        ratings.iter().filter(|row| row.len() > 1).map(|row| row.iter().map(|(_, v)| *v).collect()).collect();
    let mut values: Vec<f64> = units.iter().flatten().copied().collect();
    values.sort_by(f64::total_cmp);
    let n = values.len() as f64;
    // By rank, the distance of two values is that of the middles of their places among all.
    let place = |v: f64| match level {
        Level::Ordinal => (values.partition_point(|u| *u < v) + values.partition_point(|u| *u <= v)) as f64 / 2.0,
        Level::Nominal | Level::Interval => v,
    };
    let disagreement = |of: &[f64]| match level {
        Level::Nominal => {
            let mut of = of.to_vec();
            of.sort_by(f64::total_cmp);
            let same: usize = of.chunk_by(|a, b| a == b).map(|run| run.len() * run.len()).sum();
            (of.len() * of.len() - same) as f64
        }
        Level::Ordinal | Level::Interval => {
            let places: Vec<f64> = of.iter().map(|v| place(*v)).collect();
            let mean = places.iter().sum::<f64>() / places.len() as f64;
            2.0 * places.len() as f64 * places.iter().map(|p| (p - mean) * (p - mean)).sum::<f64>()
        }
    };
    let expected = disagreement(&values);
    let observed: f64 = units.iter().map(|unit| disagreement(unit) / (unit.len() as f64 - 1.0)).sum();
    (expected > 0.0).then(|| 1.0 - (n - 1.0) * observed / expected)
}

/// How well each rater's ratings tell what most of the others say of the same letters: the AUC of the rater's rating for
/// "at least half of the others give `cut` or more"; none if it is not defined. A model's AUC for the committee's
/// decision can be compared with it.
#[must_use]
pub fn auc_for_the_others(ratings: &Ratings, cut: f64) -> Vec<Option<f64>> {
    let raters = raters(ratings);
    let mut of: Vec<(Vec<f64>, Vec<bool>)> = vec![Default::default(); raters];
    for row in ratings {
        let yes = row.iter().filter(|(_, v)| is_yes(*v, cut)).count();
        for (rater, value) in row.iter().filter(|_| row.len() > 1) {
            let others = yes - usize::from(is_yes(*value, cut));
            of[*rater].0.push(*value);
            of[*rater].1.push(2 * others >= row.len() - 1);
        }
    }
    of.into_iter().map(|(scores, labels)| auc(&scores, &labels)).collect()
}

/// The one rule for what a yes is: a rating of at least `cut`, which gives way in the last digits (a third of three
/// grades is not exactly a third).
#[must_use]
pub fn is_yes(rating: f64, cut: f64) -> bool {
    rating >= cut - 1e-9
}

/// How many raters there are: the last number and one.
#[must_use]
pub fn raters(ratings: &Ratings) -> usize {
    ratings.iter().flatten().map(|(rater, _)| rater + 1).max().unwrap_or(0)
}

/// Letters by how far their ratings lie apart: (row, standard deviation with divisor n), the most divided first, those
/// with one rating or no difference left out.
#[must_use]
pub fn most_divided(ratings: &Ratings) -> Vec<(usize, f64)> {
    let spread = |row: &Vec<(usize, f64)>| {
        let n = row.len() as f64;
        let mean = row.iter().map(|(_, v)| v).sum::<f64>() / n;
        (row.iter().map(|(_, v)| (v - mean) * (v - mean)).sum::<f64>() / n).sqrt()
    };
    let mut found: Vec<(usize, f64)> = ratings.iter().map(spread).enumerate().filter(|(_, s)| *s > 1e-12).collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::two_way::tests::{formula, rows};

    #[test]
    fn agrees_with_krippendorff_and_scikit_learn() {
        // Figures: tests/peers/agreement.py (krippendorff 0.9.0, scikit-learn 1.9.1).
        const ALPHA: [f64; 3] = [0.3828906979847857, 0.7858390612205558, 0.7844202898550725];
        const KAPPA: [f64; 6] =
            [0.8512747875354107, 0.7723704866562009, 1.0, 0.5600212935853075, 0.8464701850582591, 0.7708113804004215];
        for (level, expected) in [(Level::Nominal, ALPHA[0]), (Level::Ordinal, ALPHA[1]), (Level::Interval, ALPHA[2])] {
            let got = alpha(&formula(), level).unwrap();
            assert!((got - expected).abs() < 1e-9, "{level:?}: {got}");
        }
        let pairs = pairs(&formula());
        assert_eq!(pairs.len(), 6);
        for (pair, expected) in pairs.iter().zip(KAPPA) {
            assert!((pair.kappa.unwrap() - expected).abs() < 1e-9, "{pair:?}");
        }
    }

    #[test]
    fn what_is_not_defined_is_none() {
        let one = rows(&[&[Some(1.0), None], &[None, Some(2.0)]]);
        assert_eq!((alpha(&one, Level::Interval), pairs(&one)), (None, vec![]));
        let same = vec![vec![(0, 1.0), (1, 1.0), (2, 1.0)]; 4];
        assert_eq!((alpha(&same, Level::Nominal), quadratic_weighted_kappa(&[1.0], &[1.0])), (None, None));
        assert_eq!((pairs(&same)[0].kappa, most_divided(&same)), (None, vec![]));
        assert_eq!((alpha(&[], Level::Nominal), auc_for_the_others(&[], 1.0)), (None, vec![]));
        assert_eq!(standardised_mean_difference(&[1.0], &[2.0, 2.0]), None);
        assert_eq!(standardised_mean_difference(&[3.0], &[1.0, 3.0]), Some(1.0 / 2f64.sqrt()));
    }

    #[test]
    fn raters_tell_what_most_others_say() {
        let equal: Vec<Vec<(usize, f64)>> =
            (0..20).map(|i| vec![(0, f64::from(i % 5)), (1, f64::from(i % 5))]).collect();
        assert_eq!(alpha(&equal, Level::Ordinal), Some(1.0));
        assert_eq!(auc_for_the_others(&equal, 3.0), [Some(1.0), Some(1.0)]);
        // Rater 2 says the opposite; for the others one of two is half, which is enough for a yes, so there is no no.
        let rows = rows(&[&[Some(1.0), Some(1.0), Some(0.0)], &[Some(0.0), Some(0.0), Some(1.0)]]);
        assert_eq!(auc_for_the_others(&rows, 0.5), [None, None, Some(0.0)]);
    }

    #[test]
    fn letters_and_pairs_are_those_by_hand() {
        let table = vec![
            vec![(0, 1.0), (1, 3.0)],
            vec![(0, 1.0)],
            vec![(0, 1.0), (1, 5.0)],
            vec![(0, 2.0), (1, 4.0)],
            vec![(0, 2.0), (1, 2.0)],
        ];
        assert_eq!(most_divided(&table), [(2, 2.0), (0, 1.0), (3, 1.0)]);
        assert_eq!((raters(&table), raters(&[vec![(2, 1.0)]]), raters(&[])), (2, 3, 0));
        // Distances 4, 16, 4, 0; means 1.5 and 3.5, variances 1/4 and 5/4.
        let kappa = 1.0 - 6.0 / (0.25 + 1.25 + 4.0);
        let pair = pairs(&table)[0];
        assert_eq!((pair.a, pair.b, pair.letters, pair.same), (0, 1, 4, 0.25));
        assert!((pair.kappa.unwrap() - kappa).abs() < 1e-12);
        let column = |rater: usize| table.iter().filter(|r| r.len() > 1).map(|row| row[rater].1).collect::<Vec<f64>>();
        assert!((quadratic_weighted_kappa(&column(0), &column(1)).unwrap() - kappa).abs() < 1e-12);
        // The same a hundred million higher: squares of such numbers have no digits left for the differences.
        let high: Vec<Vec<(usize, f64)>> =
            table.iter().map(|row| row.iter().map(|(r, v)| (*r, v + 1e8)).collect()).collect();
        assert!((pairs(&high)[0].kappa.unwrap() - kappa).abs() < 1e-9);
        // Two raters who always say the same, each something else: nothing is expected but what is seen.
        assert_eq!(pairs(&[vec![(0, 1.0), (1, 2.0)], vec![(0, 1.0), (1, 2.0)]])[0].kappa, Some(0.0));
        assert_eq!(quadratic_weighted_kappa(&[1.0, 1.0], &[2.0, 2.0]), Some(0.0));
        assert_eq!(standardised_mean_difference(&[], &[1.0, 3.0]), None);
        // Ratings 1 to 4 (mean 2.5, variance 5/3) and scores with mean 4.
        let smd = standardised_mean_difference(&[3.0, 5.0], &[1.0, 2.0, 3.0, 4.0]).unwrap();
        assert!((smd - 1.5 / (5.0f64 / 3.0).sqrt()).abs() < 1e-12);
        // Of one letter with two ratings: observed and expected are the same pair.
        assert_eq!(alpha(&[vec![(0, 1.0), (1, 2.0)], vec![(0, 9.0)]], Level::Interval), Some(0.0));
    }

    #[test]
    fn half_of_the_others_is_a_yes() {
        // Rater 0's letters: the others say yes and no (half: a yes), no and no, yes and yes.
        let table = [
            vec![(0, 3.0), (1, 1.0), (2, 0.0)],
            vec![(0, 1.0), (1, 0.0), (2, 0.0)],
            vec![(0, 2.0), (1, 1.0), (2, 1.0)],
        ];
        // Rater 1: the others of the second letter are 1 (a yes) and 0, so there is no no; the same for rater 2.
        assert_eq!(auc_for_the_others(&table, 1.0), [Some(1.0), None, None]);
        // A letter that one alone rated says nothing.
        let more = [&table[..], &[vec![(0, 0.0)]]].concat();
        assert_eq!(auc_for_the_others(&more, 1.0), [Some(1.0), None, None]);
    }

    #[test]
    fn the_middle_of_the_scale_is_a_yes() {
        assert!(is_yes(0.1 + 0.2, 0.3) && is_yes(0.3, 0.1 + 0.2) && !is_yes(0.29, 0.3));
    }
}
