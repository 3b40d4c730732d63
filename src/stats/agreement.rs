//! How far several raters agree: pairwise, Krippendorff's alpha, quadratic-weighted kappa, harshness, reliability.
//!
//! Ratings are a row per letter and a column per rater, with gaps.

use super::roc::auc;

/// A row per letter, a value per rater, none where the rater gave none.
pub type Ratings = [Vec<Option<f64>>];

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

/// Every pair of raters with a letter in common, in the order of columns.
#[must_use]
pub fn pairs(ratings: &Ratings) -> Vec<Pair> {
    let raters = ratings.iter().map(Vec::len).max().unwrap_or(0);
    let mut found = Vec::new();
    for a in 0..raters {
        for b in a + 1..raters {
            let both: Vec<(f64, f64)> = ratings.iter().filter_map(|r| Some(((*r.get(a)?)?, (*r.get(b)?)?))).collect();
            if both.is_empty() {
                continue;
            }
            let same = both.iter().filter(|(x, y)| x == y).count() as f64 / both.len() as f64;
            let (x, y): (Vec<f64>, Vec<f64>) = both.into_iter().unzip();
            found.push(Pair { a, b, letters: x.len(), same, kappa: quadratic_weighted_kappa(&x, &y) });
        }
    }
    found
}

/// Cohen's kappa with quadratic weights (Cohen 1968) of two ratings of the same letters, by the values themselves; none
/// where there is none, or where both always give one and the same value. With two values it is plain kappa.
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
/// (divisor n − 1), as RSMTool reports it; none where the ratings don't vary.
#[must_use]
pub fn standardised_mean_difference(scores: &[f64], ratings: &[f64]) -> Option<f64> {
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let centre = mean(ratings);
    let variance = ratings.iter().map(|r| (r - centre) * (r - centre)).sum::<f64>() / (ratings.len() as f64 - 1.0);
    (variance > 0.0 && !scores.is_empty()).then(|| (mean(scores) - centre) / variance.sqrt())
}

/// Krippendorff's alpha (Krippendorff 2011, "Computing Krippendorff's alpha-reliability"): 1 − observed / expected
/// disagreement over all pairs of ratings of a letter, gaps allowed. None where no letter has two ratings or all
/// ratings are the same.
#[must_use]
pub fn alpha(ratings: &Ratings, level: Level) -> Option<f64> {
    let units: Vec<Vec<f64>> =
        ratings.iter().map(|r| r.iter().flatten().copied().collect::<Vec<f64>>()).filter(|u| u.len() > 1).collect();
    let mut values: Vec<f64> = units.iter().flatten().copied().collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let k = values.len();
    let index = |v: f64| values.partition_point(|u| *u < v);
    let mut counts = vec![0.0; k];
    let mut coincidences = vec![0.0; k * k];
    for unit in &units {
        let share = 1.0 / (unit.len() as f64 - 1.0);
        for (i, a) in unit.iter().enumerate() {
            counts[index(*a)] += 1.0;
            for (j, b) in unit.iter().enumerate() {
                if i != j {
                    coincidences[index(*a) * k + index(*b)] += share;
                }
            }
        }
    }
    let n: f64 = counts.iter().sum();
    let distance = |c: usize, d: usize| -> f64 {
        let by = match level {
            Level::Nominal => return f64::from(u8::from(c != d)),
            Level::Interval => values[c] - values[d],
            Level::Ordinal => {
                let (low, high) = (c.min(d), c.max(d));
                counts[low..=high].iter().sum::<f64>() - (counts[low] + counts[high]) / 2.0
            }
        };
        by * by
    };
    let (mut observed, mut expected) = (0.0, 0.0);
    for c in 0..k {
        for d in 0..k {
            observed += coincidences[c * k + d] * distance(c, d);
            expected += counts[c] * counts[d] * distance(c, d);
        }
    }
    (expected > 0.0).then(|| 1.0 - (n - 1.0) * observed / expected)
}

/// How much higher each rater rates than the others, on the same letters: least squares of rating = letter + rater, the
/// effects of the raters adding up to 0 over raters (in each set of raters that letters connect). Above 0 is mild,
/// below 0 harsh. A rater without a letter in common with another gets 0.
#[must_use]
pub fn leniency(ratings: &Ratings) -> Vec<f64> {
    let raters = ratings.iter().map(Vec::len).max().unwrap_or(0);
    // Normal equations of the raters' effects after the letters' are taken out; a touch of ridge picks, of all answers
    // that differ by a constant, the one that adds up to 0.
    let mut matrix = vec![0.0; raters * raters];
    let mut right = vec![0.0; raters];
    for row in ratings {
        let given: Vec<(usize, f64)> = row.iter().enumerate().filter_map(|(r, v)| Some((r, (*v)?))).collect();
        let m = given.len() as f64;
        let mean = given.iter().map(|(_, v)| v).sum::<f64>() / m;
        for &(r, v) in &given {
            right[r] += v - mean;
            matrix[r * raters + r] += 1.0;
            for &(s, _) in &given {
                matrix[r * raters + s] -= 1.0 / m;
            }
        }
    }
    let mut effects = vec![0.0; raters];
    // Gauss–Seidel: the matrix is symmetric and positive semidefinite, the right side in its range.
    for _ in 0..10_000 {
        let mut moved = 0.0f64;
        for r in 0..raters {
            let own = matrix[r * raters + r];
            if own <= 1e-12 {
                continue;
            }
            let others: f64 = (0..raters).filter(|s| *s != r).map(|s| matrix[r * raters + s] * effects[s]).sum();
            let new = (right[r] - others) / own;
            moved = moved.max((new - effects[r]).abs());
            effects[r] = new;
        }
        if moved < 1e-14 {
            break;
        }
    }
    centre(&mut effects, &matrix);
    effects
}

/// Takes the mean off the effects of each set of raters that letters connect.
fn centre(effects: &mut [f64], matrix: &[f64]) {
    let n = effects.len();
    let mut seen = vec![false; n];
    for first in 0..n {
        if seen[first] {
            continue;
        }
        let mut set = vec![first];
        seen[first] = true;
        let mut at = 0;
        while at < set.len() {
            for next in 0..n {
                if !seen[next] && matrix[set[at] * n + next] != 0.0 {
                    seen[next] = true;
                    set.push(next);
                }
            }
            at += 1;
        }
        let mean = set.iter().map(|r| effects[*r]).sum::<f64>() / set.len() as f64;
        set.iter().for_each(|r| effects[*r] -= mean);
    }
}

/// Reliability of the mean of a letter's ratings: ICC(1, k) (Shrout & Fleiss 1979) from a one-way analysis of variance,
/// k the mean number of ratings a letter; at least 0. None with fewer than two letters, no letter rated twice, or all
/// ratings the same. No score can be expected to correlate with the means above its square root (Spearman 1904).
#[must_use]
pub fn reliability(ratings: &Ratings) -> Option<f64> {
    let units: Vec<Vec<f64>> =
        ratings.iter().map(|r| r.iter().flatten().copied().collect::<Vec<f64>>()).filter(|u| !u.is_empty()).collect();
    let (m, n) = (units.len() as f64, units.iter().map(Vec::len).sum::<usize>() as f64);
    if m < 2.0 || n <= m {
        return None;
    }
    let grand = units.iter().flatten().sum::<f64>() / n;
    let (mut between, mut within) = (0.0, 0.0);
    for unit in &units {
        let mean = unit.iter().sum::<f64>() / unit.len() as f64;
        between += unit.len() as f64 * (mean - grand) * (mean - grand);
        within += unit.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>();
    }
    let (between, within) = (between / (m - 1.0), within / (n - m));
    (between > 0.0).then(|| ((between - within) / between).max(0.0))
}

/// How well a rater's own yes or no (rating at least `cut`) is told by the mean of the others' ratings: the AUC of each
/// rater, none where it is not defined. What people give for one another is what a model can be held against.
#[must_use]
pub fn auc_by_the_others(ratings: &Ratings, cut: f64) -> Vec<Option<f64>> {
    let raters = ratings.iter().map(Vec::len).max().unwrap_or(0);
    (0..raters)
        .map(|rater| {
            let (mut scores, mut labels) = (Vec::new(), Vec::new());
            for row in ratings {
                let others: Vec<f64> =
                    row.iter().enumerate().filter(|(r, _)| *r != rater).filter_map(|(_, v)| *v).collect();
                if let (Some(Some(own)), false) = (row.get(rater), others.is_empty()) {
                    scores.push(others.iter().sum::<f64>() / others.len() as f64);
                    labels.push(*own >= cut);
                }
            }
            auc(&scores, &labels)
        })
        .collect()
}

/// Letters by how far their ratings lie apart: (row, standard deviation with divisor n), the most divided first, those
/// with one rating or no difference left out.
#[must_use]
pub fn most_divided(ratings: &Ratings) -> Vec<(usize, f64)> {
    let spread = |row: &Vec<Option<f64>>| {
        let given: Vec<f64> = row.iter().flatten().copied().collect();
        let n = given.len() as f64;
        let mean = given.iter().sum::<f64>() / n;
        (given.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n).sqrt()
    };
    let mut found: Vec<(usize, f64)> = ratings.iter().map(spread).enumerate().filter(|(_, s)| *s > 1e-12).collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ratings of tests/peers/agreement.py: a formula, with gaps.
    fn formula() -> Vec<Vec<Option<f64>>> {
        (0..40u32)
            .map(|i| {
                (0..4u32)
                    .map(|r| {
                        let quality = (i * 7) % 5;
                        let noise = (i * i + 3 * r * r + 11 * r * i) % 3;
                        let grade = (quality + noise + u32::from(r == 2)).clamp(1, 5);
                        ((i * 3 + r * 5) % 7 != 0).then_some(f64::from(grade))
                    })
                    .collect()
            })
            .collect()
    }

    #[test]
    fn agrees_with_krippendorff_and_scikit_learn() {
        // Figures: tests/peers/agreement.py (krippendorff 0.9.0, scikit-learn 1.9.1, numpy's least squares).
        const ALPHA: [f64; 3] = [0.3828906979847857, 0.7858390612205558, 0.7844202898550725];
        const KAPPA: [f64; 6] =
            [0.8512747875354107, 0.7723704866562009, 1.0, 0.5600212935853075, 0.8464701850582591, 0.7708113804004215];
        const LENIENCY: [f64; 4] = [-0.16151094276094, -0.16151094276094, 0.49494949494949, -0.17192760942760];
        for (level, expected) in [(Level::Nominal, ALPHA[0]), (Level::Ordinal, ALPHA[1]), (Level::Interval, ALPHA[2])] {
            let got = alpha(&formula(), level).unwrap();
            assert!((got - expected).abs() < 1e-9, "{level:?}: {got}");
        }
        let pairs = pairs(&formula());
        assert_eq!(pairs.len(), 6);
        for (pair, expected) in pairs.iter().zip(KAPPA) {
            assert!((pair.kappa.unwrap() - expected).abs() < 1e-9, "{pair:?}");
        }
        for (got, expected) in leniency(&formula()).iter().zip(LENIENCY) {
            assert!((got - expected).abs() < 1e-9, "{got} {expected}");
        }
    }

    #[test]
    fn what_is_not_defined_is_none() {
        let one = vec![vec![Some(1.0), None], vec![None, Some(2.0)]];
        assert_eq!((alpha(&one, Level::Interval), pairs(&one), reliability(&one)), (None, vec![], None));
        let same = vec![vec![Some(1.0); 3]; 4];
        assert_eq!((alpha(&same, Level::Nominal), quadratic_weighted_kappa(&[1.0], &[1.0])), (None, None));
        assert_eq!((leniency(&same), most_divided(&same)), (vec![0.0; 3], vec![]));
        assert_eq!((alpha(&[], Level::Nominal), leniency(&[]), reliability(&[])), (None, vec![], None));
        assert_eq!(standardised_mean_difference(&[1.0], &[2.0, 2.0]), None);
        assert_eq!(standardised_mean_difference(&[3.0], &[1.0, 3.0]), Some(1.0 / 2f64.sqrt()));
    }

    #[test]
    fn a_harsh_rater_is_found_and_perfect_raters_are_reliable() {
        let rows: Vec<Vec<Option<f64>>> = (0..20)
            .map(|i| {
                let grade = f64::from(i % 5);
                vec![Some(grade), (i % 2 == 0).then_some(grade - 1.0), Some(grade)]
            })
            .collect();
        let effects = leniency(&rows);
        assert!((effects[1] + 2.0 / 3.0).abs() < 1e-9 && (effects[0] - 1.0 / 3.0).abs() < 1e-9, "{effects:?}");
        assert_eq!(most_divided(&rows)[0].0, 0);
        let equal: Vec<Vec<Option<f64>>> = (0..20).map(|i| vec![Some(f64::from(i % 5)); 2]).collect();
        assert_eq!(reliability(&equal), Some(1.0));
        assert_eq!(alpha(&equal, Level::Ordinal), Some(1.0));
        assert_eq!(auc_by_the_others(&equal, 3.0), [Some(1.0), Some(1.0)]);
    }
}
