//! How far a score that is shown pulls grades: grades of letters whose score was shown, and of letters whose score was hidden,
//! where chance decided which.
//!
//! Automation bias (Goddard, Roudsari and Wyatt 2012, "Automation bias: a systematic review") would show as grades that
//! follow the score more closely where it was shown. The model is grade = rater + slope · score + shift · shown +
//! pull · score · shown, by least squares, score less its mean; because chance decided what was shown, shift and pull are
//! what showing does. Standard errors let the grades of one letter depend on each other (cluster-robust, CR1: Liang and
//! Zeger 1986), with Student's t on one less than the letters.

use statrs::distribution::{ContinuousCDF, StudentsT};
use std::collections::BTreeMap;

/// Letters of each kind that are needed.
pub const FEWEST: usize = 10;

/// A grade, with the score of its letter and whether it was shown before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Graded {
    /// Number of the letter.
    pub letter: usize,
    /// Number of the rater.
    pub rater: usize,
    /// The grade.
    pub grade: f64,
    /// The score, in [0, 1].
    pub score: f64,
    /// Whether the rater saw it before grading.
    pub shown: bool,
}

/// A figure with its interval (95 %).
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Figure {
    /// The figure.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
    /// Lower and upper end.
    pub interval: (f64, f64),
}

/// How far a shown score pulls grades, in the unit of the grades.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Pull {
    /// Grades of letters whose score was shown, and hidden.
    pub grades: (usize, usize),
    /// Standard deviation of the scores.
    pub spread: f64,
    /// How much higher a grade is for one standard deviation more of the score, where it was hidden.
    pub slope: f64,
    /// How much more than that where it was shown: above 0, grades follow what is shown.
    pub pull: Figure,
    /// How much higher grades are where the score was shown, at the mean score.
    pub shift: Figure,
}

/// Why it can't be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// Fewer than [`FEWEST`] letters with the score shown, or hidden: the numbers of them.
    Few(usize, usize),
    /// The scores of a kind are all the same.
    Flat,
}

impl std::fmt::Display for Unknown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Few(shown, hidden) => {
                write!(
                    f,
                    "the score was shown for {shown} letters and hidden for {hidden}; {FEWEST} of each are needed"
                )
            }
            Self::Flat => write!(f, "the scores of the letters do not differ"),
        }
    }
}

/// Estimates the pull.
///
/// # Errors
/// [`Unknown`] where it can't be known.
pub fn pull(rows: &[Graded]) -> Result<Pull, Unknown> {
    let letters = |shown: bool| {
        let of: std::collections::BTreeSet<usize> =
            rows.iter().filter(|r| r.shown == shown).map(|r| r.letter).collect();
        of.len()
    };
    let (shown, hidden) = (letters(true), letters(false));
    if shown < FEWEST || hidden < FEWEST {
        return Err(Unknown::Few(shown, hidden));
    }
    let n = rows.len() as f64;
    let mean = rows.iter().map(|r| r.score).sum::<f64>() / n;
    let spread = (rows.iter().map(|r| (r.score - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    if spread < 1e-12 {
        return Err(Unknown::Flat);
    }
    // Columns: score, shown, both, and the grade last; each less its mean of the rater.
    let mut table: Vec<[f64; 4]> = rows
        .iter()
        .map(|r| {
            let (z, shown) = ((r.score - mean) / spread, f64::from(u8::from(r.shown)));
            [z, shown, z * shown, r.grade]
        })
        .collect();
    let mut of: BTreeMap<usize, ([f64; 4], f64)> = BTreeMap::new();
    for (row, values) in rows.iter().zip(&table) {
        let (sums, count) = of.entry(row.rater).or_default();
        (0..4).for_each(|c| sums[c] += values[c]);
        *count += 1.0;
    }
    for (row, values) in rows.iter().zip(&mut table) {
        let (sums, count) = of[&row.rater];
        (0..4).for_each(|c| values[c] -= sums[c] / count);
    }
    let mut cross = [[0.0; 3]; 3];
    let mut right = [0.0; 3];
    for values in &table {
        for i in 0..3 {
            (0..3).for_each(|j| cross[i][j] += values[i] * values[j]);
            right[i] += values[i] * values[3];
        }
    }
    let inverse = inverse(cross).ok_or(Unknown::Flat)?;
    let weights: [f64; 3] = std::array::from_fn(|i| (0..3).map(|j| inverse[i][j] * right[j]).sum());
    let mut scores: BTreeMap<usize, [f64; 3]> = BTreeMap::new();
    for (row, values) in rows.iter().zip(&table) {
        let left = values[3] - (0..3).map(|c| weights[c] * values[c]).sum::<f64>();
        let sums = scores.entry(row.letter).or_default();
        (0..3).for_each(|c| sums[c] += left * values[c]);
    }
    let clusters = scores.len() as f64;
    let parameters = (3 + of.len()) as f64;
    let small = clusters / (clusters - 1.0) * (n - 1.0) / (n - parameters).max(1.0);
    let error = |c: usize| {
        let along = |sums: &[f64; 3]| (0..3).map(|j| inverse[c][j] * sums[j]).sum::<f64>();
        (small * scores.values().map(|sums| along(sums).powi(2)).sum::<f64>()).sqrt()
    };
    let t = StudentsT::new(0.0, 1.0, clusters - 1.0).map_or(1.96, |law| law.inverse_cdf(0.975));
    let figure = |c: usize| {
        let (value, error) = (weights[c], error(c));
        Figure { value, error, interval: (value - t * error, value + t * error) }
    };
    let count = |shown: bool| rows.iter().filter(|r| r.shown == shown).count();
    Ok(Pull { grades: (count(true), count(false)), spread, slope: weights[0], pull: figure(2), shift: figure(1) })
}

/// The inverse of a symmetric matrix; none if a column is the others' sum.
fn inverse(m: [[f64; 3]; 3]) -> Option<[[f64; 3]; 3]> {
    let minor = |r: [usize; 2], c: [usize; 2]| m[r[0]][c[0]] * m[r[1]][c[1]] - m[r[0]][c[1]] * m[r[1]][c[0]];
    let other = |i: usize| [[1, 2], [0, 2], [0, 1]][i];
    let sign = |i: usize, j: usize| if (i + j).is_multiple_of(2) { 1.0 } else { -1.0 };
    let determinant: f64 = (0..3).map(|j| sign(0, j) * m[0][j] * minor(other(0), other(j))).sum();
    let size = m[0][0] * m[1][1] * m[2][2];
    (determinant.abs() > 1e-10 * size.abs().max(1e-300))
        .then(|| std::array::from_fn(|i| std::array::from_fn(|j| sign(i, j) * minor(other(j), other(i)) / determinant)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::interval::normal_quantile;
    use crate::stats::random::Random;

    /// 120 letters, three raters with a leniency of their own, each of whom sees the score of half of the letters.
    fn cohort(seed: u64, truth: f64, shift: f64) -> Vec<Graded> {
        let mut random = Random::new(seed);
        let mut normal = move || normal_quantile(random.unit().max(1e-12)).unwrap();
        let mut rows = Vec::new();
        for letter in 0..120 {
            let merit = normal();
            let score = 1.0 / (1.0 + (-(merit + normal())).exp());
            for rater in 0..3 {
                let shown = normal() > 0.0;
                let seen = if shown { truth * (score - 0.5) / 0.26 + shift } else { 0.0 };
                rows.push(Graded {
                    letter,
                    rater,
                    grade: 3.0 + merit + rater as f64 + 0.7 * normal() + seen,
                    score,
                    shown,
                });
            }
        }
        rows
    }

    #[test]
    fn what_showing_does_is_found_and_its_interval_holds_it() {
        let (mut within, mut sum) = (0, 0.0);
        for seed in 0..200 {
            let found = pull(&cohort(seed, 0.4, 0.2)).unwrap();
            let truth = 0.4 * found.spread / 0.26;
            within += usize::from(found.pull.interval.0 <= truth && truth <= found.pull.interval.1);
            sum += (found.pull.value - truth) / 200.0;
            assert!((found.shift.value - 0.2).abs() < 0.6 && found.slope > 0.2, "{found:?}");
        }
        assert!((184..=198).contains(&within), "{within} of 200 intervals of 95 %");
        assert!(sum.abs() < 0.02, "{sum}");
    }

    #[test]
    fn no_pull_is_seldom_claimed() {
        let claimed = (0..200).filter(|seed| pull(&cohort(*seed, 0.0, 0.0)).unwrap().pull.interval.0 > 0.0).count();
        assert!(claimed <= 10, "{claimed} of 200");
    }

    #[test]
    fn agrees_with_the_formula_of_least_squares() {
        // Without a rest, the weights are those that the grades were made of.
        let row = |letter: usize| {
            let (score, shown) = ((letter * 7 % 20) as f64 / 20.0, letter.is_multiple_of(2));
            let grade = 2.0 + score + if shown { 0.5 + 3.0 * score } else { 0.0 };
            Graded { letter, rater: 0, grade, score, shown }
        };
        let rows: Vec<Graded> = (0..40).map(row).collect();
        let found = pull(&rows).unwrap();
        assert!((found.slope - found.spread).abs() < 1e-9 && (found.pull.value - 3.0 * found.spread).abs() < 1e-9);
        assert!(found.pull.error < 1e-9 && found.grades == (20, 20));
    }

    #[test]
    fn agrees_with_statsmodels() {
        // Figures: tests/peers/pull.py.
        let row = |(i, r): (usize, usize)| {
            let (score, shown) = (((i * 13 + 5) % 23) as f64 / 23.0, (i * 5 + r * 2).is_multiple_of(3));
            let noise = ((i * i + 3 * r * r + 11 * r * i) % 5) as f64 / 4.0;
            let grade = 2.0 + r as f64 + score * if shown { 3.0 } else { 2.0 } + noise;
            (!(i * 3 + r * 5).is_multiple_of(7)).then_some(Graded { letter: i, rater: r, grade, score, shown })
        };
        let rows: Vec<Graded> = (0..24).flat_map(|i| (0..3).filter_map(move |r| row((i, r)))).collect();
        let found = pull(&rows).unwrap();
        let close = |got: f64, wanted: f64| assert!((got - wanted).abs() < 1e-9, "{got} {wanted}");
        assert_eq!(found.grades, (20, 42));
        close(found.spread, 0.2864553766025977);
        close(found.slope, 0.5772294698750572);
        for (figure, [value, error, low, high]) in [
            (found.pull, [0.2274661177978099, 0.11296475423370383, -0.006219280756858986, 0.46115151635247875]),
            (found.shift, [0.4307200798505644, 0.11409764736101685, 0.194691113306288, 0.6667490463948408]),
        ] {
            close(figure.value, value);
            close(figure.error, error);
            close(figure.interval.0, low);
            close(figure.interval.1, high);
        }
    }

    #[test]
    fn too_little_is_said() {
        assert_eq!(pull(&[]), Err(Unknown::Few(0, 0)));
        let row = |letter: usize| Graded { letter, rater: 0, grade: 1.0, score: 0.5, shown: letter < 12 };
        let rows: Vec<Graded> = (0..30).map(row).collect();
        assert_eq!(pull(&rows[..15]), Err(Unknown::Few(12, 3)));
        assert_eq!(pull(&rows), Err(Unknown::Flat));
        // Ten of each are enough, nine of either are not.
        let row = |letter: usize| {
            let (score, shown) = ((letter * 7 % 20) as f64 / 20.0, letter.is_multiple_of(2));
            Graded { letter, rater: 0, grade: score + (letter % 3) as f64, score, shown }
        };
        let rows: Vec<Graded> = (0..20).map(row).collect();
        assert!(pull(&rows).is_ok());
        assert_eq!(pull(&rows[1..]), Err(Unknown::Few(9, 10)));
        assert_eq!(pull(&rows[..19]), Err(Unknown::Few(10, 9)));
        let said = "the score was shown for 9 letters and hidden for 10; 10 of each are needed";
        assert_eq!(Unknown::Few(9, 10).to_string(), said);
        assert_eq!(Unknown::Flat.to_string(), "the scores of the letters do not differ");
    }

    #[test]
    fn a_matrix_that_is_singular_but_for_rounding_has_no_inverse() {
        assert_eq!(inverse([[2.0, 0.0, 0.0], [0.0, 4.0, 0.0], [0.0, 0.0, 0.5]]).unwrap()[1], [0.0, 0.25, 0.0]);
        let pair = |size: f64, other: f64| [[size, other, 0.0], [other, size, 0.0], [0.0, 0.0, size]];
        // The determinant is 10⁻¹² of the product of the diagonal, in whatever unit.
        assert_eq!(inverse(pair(1e6, 1e6 * (1.0 - 5e-13))), None);
        assert_eq!(inverse(pair(1e-3, 1e-3 * (1.0 - 5e-13))), None);
        let found = inverse(pair(1e-3, 0.5e-3)).unwrap();
        assert!((found[0][0] - 4e3 / 3.0).abs() < 1e-6 && (found[0][1] + 2e3 / 3.0).abs() < 1e-6, "{found:?}");
    }
}
