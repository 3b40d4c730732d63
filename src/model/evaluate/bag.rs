//! The simple thing that a score has to beat: every word of the letters, weighed by tf-idf, in a logistic regression.
//!
//! Weights are term counts times ln((1 + letters) / (1 + letters with the word)) + 1, each letter scaled to length 1; the fit
//! minimises ½ Σ weight² + Σ log-loss (scikit-learn's defaults for `TfidfVectorizer` and `LogisticRegression`). Newton
//! steps with conjugate gradients (Lin, Weng & Keerthi 2008) never form a matrix of words.

use crate::model::score::sigmoid;
use std::collections::BTreeMap;

/// Most Newton steps, and most steps of the conjugate gradients in each.
const STEPS: (usize, usize) = (30, 50);

/// The gradient, against its first, at which the fit ends: the order of the letters is settled long before.
const END: f64 = 1e-5;

/// Letters as words.
#[derive(Clone, Debug, Default)]
pub struct Bags {
    /// Per letter, its words by number, with their counts.
    letters: Vec<Vec<(u32, f64)>>,
    /// Different words.
    words: usize,
}

impl Bags {
    /// Letters as the hashes of their words.
    #[must_use]
    pub fn of<'h>(letters: impl Iterator<Item = &'h [u64]>) -> Self {
        let mut numbers: BTreeMap<u64, u32> = BTreeMap::new();
        let mut bags = Self::default();
        for hashes in letters {
            let mut counts: BTreeMap<u32, f64> = BTreeMap::new();
            for hash in hashes {
                let next = numbers.len() as u32;
                *counts.entry(*numbers.entry(*hash).or_insert(next)).or_default() += 1.0;
            }
            bags.letters.push(counts.into_iter().collect());
        }
        bags.words = numbers.len();
        bags
    }

    /// Letters.
    #[must_use]
    pub fn len(&self) -> usize {
        self.letters.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    /// The probability of yes that each letter gets from a fit on the letters of the other folds.
    #[must_use]
    pub fn out_of_fold(&self, labels: &[f64], folds: &[usize]) -> Vec<f64> {
        let mut scores = vec![0.0; folds.len()];
        for held in 0..=folds.iter().copied().max().unwrap_or(0) {
            let (train, test): (Vec<usize>, Vec<usize>) = (0..folds.len()).partition(|r| folds[*r] != held);
            if train.is_empty() || test.is_empty() {
                continue;
            }
            let idf = self.idf(&train);
            let rows: Vec<Vec<(u32, f64)>> = train.iter().map(|r| weighed(&self.letters[*r], &idf)).collect();
            let y: Vec<f64> = train.iter().map(|r| labels[*r]).collect();
            let params = fit(&rows, &y, self.words);
            for row in test {
                scores[row] = sigmoid(margin(&weighed(&self.letters[row], &idf), &params));
            }
        }
        scores
    }

    /// How rare each word is among some letters; 0 for words that none of them holds.
    fn idf(&self, letters: &[usize]) -> Vec<f64> {
        let mut holding = vec![0u32; self.words];
        for (word, _) in letters.iter().flat_map(|r| &self.letters[*r]) {
            holding[*word as usize] += 1;
        }
        let n = letters.len() as f64;
        let weight = |df: u32| if df == 0 { 0.0 } else { ((1.0 + n) / (1.0 + f64::from(df))).ln() + 1.0 };
        holding.into_iter().map(weight).collect()
    }
}

fn weighed(counts: &[(u32, f64)], idf: &[f64]) -> Vec<(u32, f64)> {
    let mut row: Vec<(u32, f64)> = counts.iter().map(|(word, n)| (*word, n * idf[*word as usize])).collect();
    let length = row.iter().map(|(_, v)| v * v).sum::<f64>().sqrt();
    if length > 0.0 {
        row.iter_mut().for_each(|(_, v)| *v /= length);
    }
    row
}

/// Log-odds of a row under weights, intercept last.
fn margin(row: &[(u32, f64)], params: &[f64]) -> f64 {
    params[params.len() - 1] + row.iter().map(|(word, v)| v * params[*word as usize]).sum::<f64>()
}

/// Σ over rows of a number per row times the row, added to `out`; the intercept's column is 1 everywhere.
fn spread(rows: &[Vec<(u32, f64)>], per_row: &[f64], out: &mut [f64]) {
    let last = out.len() - 1;
    for (row, factor) in rows.iter().zip(per_row) {
        row.iter().for_each(|(word, v)| out[*word as usize] += factor * v);
        out[last] += factor;
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The weights, intercept last and without penalty.
fn fit(rows: &[Vec<(u32, f64)>], y: &[f64], words: usize) -> Vec<f64> {
    let penalised = |v: &[f64]| {
        let mut v = v.to_vec();
        v[words] = 0.0;
        v
    };
    let objective = |params: &[f64]| {
        let loss = |(row, y): (&Vec<(u32, f64)>, &f64)| crate::model::score::log_loss(margin(row, params), *y);
        0.5 * dot(&penalised(params), params) + rows.iter().zip(y).map(loss).sum::<f64>()
    };
    let mut params = vec![0.0; words + 1];
    let mut value = objective(&params);
    let mut first = None;
    for _ in 0..STEPS.0 {
        let p: Vec<f64> = rows.iter().map(|row| sigmoid(margin(row, &params))).collect();
        let mut gradient = penalised(&params);
        spread(rows, &p.iter().zip(y).map(|(p, y)| p - y).collect::<Vec<_>>(), &mut gradient);
        let size = dot(&gradient, &gradient).sqrt();
        if size <= END * *first.get_or_insert(size) {
            break;
        }
        let curves: Vec<f64> = p.iter().map(|p| p * (1.0 - p)).collect();
        let step = conjugate_gradients(&gradient, size, |direction| {
            let mut out = penalised(direction);
            let along: Vec<f64> = rows.iter().zip(&curves).map(|(row, c)| c * margin(row, direction)).collect();
            spread(rows, &along, &mut out);
            out
        });
        let slope = dot(&gradient, &step);
        let mut length = 1.0;
        loop {
            let trial: Vec<f64> = params.iter().zip(&step).map(|(p, s)| p - length * s).collect();
            let lower = objective(&trial);
            if lower <= value - 1e-4 * length * slope {
                (params, value) = (trial, lower);
                break;
            }
            length /= 2.0;
            if length < 1e-6 {
                return params;
            }
        }
    }
    params
}

/// The solution of `times(x) = b`, to a tenth of the size of `b`.
fn conjugate_gradients(b: &[f64], size: f64, times: impl Fn(&[f64]) -> Vec<f64>) -> Vec<f64> {
    let mut x = vec![0.0; b.len()];
    let (mut rest, mut direction) = (b.to_vec(), b.to_vec());
    let mut square = dot(&rest, &rest);
    for _ in 0..STEPS.1 {
        let image = times(&direction);
        let along = dot(&direction, &image);
        if along <= 0.0 || square.sqrt() <= 0.1 * size {
            break;
        }
        let length = square / along;
        for i in 0..x.len() {
            x[i] += length * direction[i];
            rest[i] -= length * image[i];
        }
        let next = dot(&rest, &rest);
        let turn = next / square;
        direction.iter_mut().zip(&rest).for_each(|(d, r)| *d = r + turn * *d);
        square = next;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters as their words.
    fn bags(letters: &[&str]) -> Bags {
        let hash = |word: &str| word.bytes().fold(7u64, |h, b| h.wrapping_mul(131).wrapping_add(u64::from(b)));
        let hashes: Vec<Vec<u64>> = letters.iter().map(|l| l.split(' ').map(hash).collect()).collect();
        Bags::of(hashes.iter().map(Vec::as_slice))
    }

    #[test]
    fn agrees_with_scikit_learn() {
        // Figures: tests/peers/bag.py (scikit-learn 1.9.1): trained on the first eight letters.
        let letters = [
            "we trained spiking networks",
            "we love music music",
            "networks learn from spikes",
            "i love the sea",
            "spiking codes are sparse",
            "the sea is deep",
            "we trained deep networks",
            "music is deep",
            "deep spiking networks",
            "the music of the sea",
        ];
        let labels = [1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0];
        let folds = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1];
        let scores = bags(&letters).out_of_fold(&labels, &folds);
        for (got, expected) in scores[8..].iter().zip(FROZEN) {
            assert!((got - expected).abs() < 1e-4, "{scores:?}");
        }
    }

    const FROZEN: [f64; 2] = [0.604713680, 0.351443536];

    #[test]
    fn words_that_tell_are_found_and_noise_is_not() {
        let words = ["red", "green", "blue", "sky", "sea", "sand"];
        let letters: Vec<String> = (0..120usize)
            .map(|i| format!("{} {} {}", if i % 2 == 0 { "yes" } else { "no" }, words[i * 7 % 6], words[i * 5 % 6]))
            .collect();
        let bags = bags(&letters.iter().map(String::as_str).collect::<Vec<_>>());
        let labels: Vec<f64> = (0..120).map(|i| f64::from(u8::from(i % 2 == 0))).collect();
        let folds: Vec<usize> = (0..120).map(|i| i / 2 % 5).collect();
        let scores = bags.out_of_fold(&labels, &folds);
        assert!(scores.iter().zip(&labels).all(|(s, y)| (s - y).abs() < 0.35), "{scores:?}");
        assert_eq!(scores, bags.out_of_fold(&labels, &folds));
    }
}
