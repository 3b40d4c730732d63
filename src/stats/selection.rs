//! Conformal selection: the new letters of which at most a given share is a no, on average, from held-out scores.
//!
//! Sources: Jin & Candès (2023), Selection by prediction with conformal p-values, JMLR 24; Jin & Candès (2023),
//! Model-free selective inference under covariate shift via weighted conformal p-values, for weights (their
//! deterministic pruning); Benjamini & Hochberg (1995).

/// New letters above which weighted p-values are compared with Benjamini and Hochberg's line as they are: their paper shows
/// that this keeps the share in large samples, and pruning compares everyone with everyone.
const PRUNED: usize = 5_000;

/// Keeps 1/20 and 0.05 on the same side.
const SLACK: f64 = 1e-12;

/// Held-out scores of which it is known whether the letter was a no, each with a weight.
#[derive(Clone, Debug, Default)]
pub struct KnownScores {
    /// Scores of the noes, ascending.
    noes: Vec<f64>,
    /// Weight of the noes from each place on; one more entry for none.
    above: Vec<f64>,
    /// Weight of all, the yeses too.
    total: f64,
}

impl KnownScores {
    /// From scores, whether each letter was a yes, and weights above 0 (how much likelier such a letter is among the new
    /// ones; any common factor); all 1 without drift.
    #[must_use]
    pub fn new(scores: &[f64], yes: &[bool], weights: &[f64]) -> Self {
        let own = scores.iter().zip(yes).zip(weights).filter(|((_, yes), _)| !**yes);
        let mut noes: Vec<(f64, f64)> = own.map(|((s, _), w)| (*s, *w)).collect();
        noes.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut above = vec![0.0; noes.len() + 1];
        for i in (0..noes.len()).rev() {
            above[i] = above[i + 1] + noes[i].1;
        }
        Self { noes: noes.into_iter().map(|n| n.0).collect(), above, total: weights.iter().sum() }
    }

    /// Weight of the noes with this score or more.
    fn noes_from(&self, score: f64) -> f64 {
        self.above[self.noes.partition_point(|s| *s < score)]
    }

    /// The conformal p-value of "this letter is a no": small where few noes had such a score. The letter itself counts.
    #[must_use]
    pub fn p_value(&self, score: f64, weight: f64) -> f64 {
        (self.noes_from(score) + weight) / (self.total + weight)
    }

    /// Which of the new letters can be taken for a yes, so that at most `level` (0–1) of those taken are noes, on average
    /// over sets of held-out and new letters. `weights` are as in [`KnownScores::new`], by the same factor.
    #[must_use]
    pub fn select(&self, scores: &[f64], weights: &[f64], level: f64) -> Vec<bool> {
        let m = scores.len();
        let mut order: Vec<usize> = (0..m).collect();
        order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
        let p: Vec<f64> = order.iter().map(|i| self.p_value(scores[*i], weights[*i])).collect();
        let alike = weights.windows(2).all(|w| w[0] == w[1]);
        let mut selected = vec![false; m];
        if alike || m > PRUNED {
            let mut sorted = p.clone();
            sorted.sort_by(f64::total_cmp);
            let count = (1..=m).rev().find(|k| sorted[k - 1] <= level * *k as f64 / m as f64 + SLACK).unwrap_or(0);
            let line = if count > 0 { sorted[count - 1] } else { f64::NEG_INFINITY };
            order.iter().zip(&p).filter(|(_, p)| **p <= line).for_each(|(i, _)| selected[*i] = true);
            return selected;
        }
        // The p-values of the others if the letter at `j` stood among those held out; it is 0 itself.
        let others: Vec<f64> = order.iter().map(|i| self.noes_from(scores[*i])).collect();
        let count_without = |j: usize| {
            let weight = weights[order[j]];
            let all = self.total + weight;
            let own = scores[order[j]];
            let p_of = |l: usize| (others[l] + if own > scores[order[l]] { weight } else { 0.0 }) / all;
            // In the order of the scores p-values rise, so the k-th least stands at place k, after the letter itself.
            let place = |k: usize| if k - 1 <= j { k.checked_sub(2) } else { Some(k - 1) };
            (1..=m)
                .rev()
                .find(|k| place(*k).is_none_or(|l| p_of(l) <= level * *k as f64 / m as f64 + SLACK))
                .unwrap_or(1)
        };
        let candidates: Vec<usize> = (0..m).filter(|j| p[*j] <= level + SLACK).collect();
        let first: Vec<(usize, usize)> = candidates
            .into_iter()
            .map(|j| (j, count_without(j)))
            .filter(|(j, count)| p[*j] <= level * *count as f64 / m as f64 + SLACK)
            .collect();
        let kept = |r: usize| first.iter().filter(|(_, count)| *count <= r).count();
        let most = (1..=first.len()).rev().find(|r| kept(*r) >= *r).unwrap_or(0);
        first.iter().filter(|(_, count)| *count <= most).for_each(|(j, _)| selected[order[*j]] = true);
        selected
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::random::Random;

    #[test]
    fn p_values_count_the_noes_among_all() {
        let known = KnownScores::new(&[0.2, 0.6, 0.8, 0.9], &[false, false, true, true], &[1.0; 4]);
        assert_eq!(known.p_value(0.7, 1.0), 1.0 / 5.0);
        assert_eq!(known.p_value(0.6, 1.0), 2.0 / 5.0);
        assert_eq!(known.p_value(0.1, 1.0), 3.0 / 5.0);
        // Two new letters of the best kind: 0.2 ≤ 0.2 · 2/2, and with one that is worse 0.2 > 0.2 · 2/3.
        assert_eq!(known.select(&[0.7, 0.95], &[1.0; 2], 0.2), [true, true]);
        assert_eq!(known.select(&[0.7, 0.1, 0.95], &[1.0; 3], 0.2), [false; 3]);
        assert_eq!(known.select(&[], &[], 0.2), [true; 0]);
    }

    /// Weighted conformalised selection as Jin and Candès write it (2023, algorithm 1 with deterministic pruning), with
    /// every p-value from its definition and every count from sorting.
    fn written_out(old: &[(f64, bool, f64)], new: &[(f64, f64)], level: f64) -> Vec<bool> {
        let m = new.len();
        let total: f64 = old.iter().map(|o| o.2).sum();
        let noes_from = |score: f64| old.iter().filter(|o| !o.1 && o.0 >= score).map(|o| o.2).sum::<f64>();
        let p = |j: usize| (noes_from(new[j].0) + new[j].1) / (total + new[j].1);
        // How many Benjamini and Hochberg take of some p-values.
        let taken = |mut of: Vec<f64>| {
            of.sort_by(f64::total_cmp);
            (1..=m).rev().find(|k| of[k - 1] <= level * *k as f64 / m as f64 + SLACK).unwrap_or(0)
        };
        let counts: Vec<usize> = (0..m)
            .map(|j| {
                let of = |l: usize| {
                    let beside = if new[j].0 > new[l].0 { new[j].1 } else { 0.0 };
                    if l == j { 0.0 } else { (noes_from(new[l].0) + beside) / (total + new[j].1) }
                };
                taken((0..m).map(of).collect())
            })
            .collect();
        let first: Vec<usize> = (0..m).filter(|j| p(*j) <= level * counts[*j] as f64 / m as f64 + SLACK).collect();
        let most = (0..=m).rev().find(|r| first.iter().filter(|j| counts[**j] <= *r).count() >= *r).unwrap_or(0);
        (0..m).map(|j| first.contains(&j) && counts[j] <= most).collect()
    }

    #[test]
    fn selection_is_the_one_of_the_paper() {
        let mut random = Random::new(9);
        let (mut taken, mut left) = (0, 0);
        for round in 0..400 {
            let mut draw = |n: usize, more: f64| -> Vec<(f64, bool, f64)> {
                // Few values each, so that ties are many.
                let steps = if round % 2 == 0 { 12 } else { 5 };
                (0..n)
                    .map(|_| {
                        let score = (random.below(steps) as f64 + more) / steps as f64;
                        let weight = if round % 4 == 0 { 1.0 } else { [0.5, 1.0, 2.5][random.below(3)] };
                        (score, random.unit() < score, weight)
                    })
                    .collect()
            };
            let (old, new) = (draw(30, 0.0), draw(12, 2.0));
            let new: Vec<(f64, f64)> = new.iter().map(|n| (n.0, n.2)).collect();
            let column = |of: fn(&(f64, bool, f64)) -> f64| old.iter().map(of).collect::<Vec<_>>();
            let yes: Vec<bool> = old.iter().map(|o| o.1).collect();
            let known = KnownScores::new(&column(|o| o.0), &yes, &column(|o| o.2));
            let (scores, weights): (Vec<f64>, Vec<f64>) = new.iter().copied().unzip();
            let level = [0.2, 0.3, 0.5][round % 3];
            let got = known.select(&scores, &weights, level);
            let alike = weights.windows(2).all(|w| w[0] == w[1]);
            // Equal weights need no pruning: Benjamini and Hochberg take all up to their line.
            if !alike {
                assert_eq!(got, written_out(&old, &new, level), "{old:?} {new:?}");
            }
            taken += got.iter().filter(|t| **t).count();
            left += got.iter().filter(|t| !**t).count();
        }
        assert!(taken > 300 && left > 300, "{taken} {left}");
    }

    /// A score and whether it is a yes: probabilities that are right.
    fn letter(random: &mut Random, base: f64) -> (f64, bool) {
        let noise: f64 = (0..4).map(|_| random.unit()).sum::<f64>() - 2.0;
        let p = 1.0 / (1.0 + (-(base + 4.0 * noise)).exp());
        (p, random.unit() < p)
    }

    /// Mean share of noes among those selected, and mean share selected; new letters lie `shift` log-odds off, and `known`
    /// says whether their density ratio is used.
    fn simulate(level: f64, shift: f64, weighted: bool) -> (f64, f64) {
        let mut random = Random::new(5);
        let (mut refused, mut taken, runs) = (0.0, 0.0, 300);
        for _ in 0..runs {
            let (old, old_yes): (Vec<f64>, Vec<bool>) = (0..200).map(|_| letter(&mut random, 0.0)).unzip();
            let (new, new_yes): (Vec<f64>, Vec<bool>) = (0..100).map(|_| letter(&mut random, shift)).unzip();
            // The density of a sum of four uniforms (Irwin & Hall).
            let density = |x: f64| {
                let t = x + 2.0;
                let part = |k: f64, c: f64| c * (t - k).max(0.0).powi(3);
                if (0.0..=4.0).contains(&t) {
                    (part(0.0, 1.0) + part(1.0, -4.0) + part(2.0, 6.0) + part(3.0, -4.0)) / 6.0
                } else {
                    0.0
                }
            };
            let ratio = |p: &f64| {
                let at = |base: f64| density(((p / (1.0 - p)).ln() - base) / 4.0);
                if weighted { at(shift) / at(0.0).max(1e-9) } else { 1.0 }
            };
            let known = KnownScores::new(&old, &old_yes, &old.iter().map(ratio).collect::<Vec<_>>());
            let chosen = known.select(&new, &new.iter().map(ratio).collect::<Vec<_>>(), level);
            let count = chosen.iter().filter(|c| **c).count();
            let noes = chosen.iter().zip(&new_yes).filter(|(c, yes)| **c && !**yes).count();
            refused += noes as f64 / count.max(1) as f64 / runs as f64;
            taken += count as f64 / 100.0 / runs as f64;
        }
        (refused, taken)
    }

    #[test]
    fn at_most_the_level_is_refused_with_drift_and_without() {
        for level in [0.1, 0.2] {
            let (refused, taken) = simulate(level, 0.0, false);
            // The bound is level times the share of noes (a half), up to the noise of 300 runs.
            assert!(refused <= level && taken > 0.2, "{level}: {refused} of {taken}");
        }
        let (plain, _) = simulate(0.1, -1.5, false);
        let (weighted, taken) = simulate(0.1, -1.5, true);
        assert!(weighted <= 0.1 && taken > 0.02, "{weighted} of {taken}; without weights {plain}");
    }
}
