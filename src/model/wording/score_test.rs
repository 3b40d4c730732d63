//! Words chosen by score tests given the columns.
//!
//! The score test (Rao 1948) asks how steeply the loss would fall if a word got a weight, at the fit of the columns alone: with
//! residuals r and curves c of the letters, U = Σ r over the letters with the word, and its variance is what the columns
//! leave of the word, V = x'Cx − x'CZ (Z'CZ + penalty)⁻¹ Z'Cx. No fit with the word is needed.

use super::table::WordTable;
use crate::model::design::Design;
use crate::model::examples::Examples;
use crate::model::newton::{Cholesky, Point};
use crate::model::ordinal::RowPull;
use crate::model::solve::Target;
use crate::stats::random::Random;
use std::collections::{BTreeMap, BTreeSet};

/// The fewest letters that hold a candidate, and the least and the greatest share of the letters.
const FEWEST: f64 = 5.0;
const SHARES: [f64; 2] = [0.05, 0.95];

/// A group counts for the spread of a word where it has so many letters.
const LETTERS_OF_A_GROUP: usize = 10;

/// Share of the groups that must hold a word, and the largest share of the letters with it that one group may hold.
const GROUPS_WITH: f64 = 0.5;
const OF_ONE_GROUP: f64 = 0.5;

/// A fit of the columns alone, and what it leaves of the words.
pub(super) struct ScoreTest<'a> {
    table: &'a WordTable,
    rows: &'a [usize],
    /// Places of the candidates in the table.
    pub candidates: Vec<usize>,
    /// Per word of the table, its place among the candidates.
    place: Vec<Option<usize>>,
    /// Per row: residual and curve.
    pulls: Vec<RowPull>,
    /// Standardised columns, the design's.
    x: &'a [f64],
    terms: usize,
    size: usize,
    /// Per candidate: what of it the columns explain, the weights of the regression on them.
    explained: Vec<Vec<f64>>,
    /// Per candidate: the variance of its score.
    variance: Vec<f64>,
    /// Per candidate: its score statistic, U² / V.
    pub statistic: Vec<f64>,
}

/// The words that may be chosen in these rows of the examples (and of the table).
pub(super) fn candidates(examples: &Examples, table: &WordTable, rows: &[usize], allowed: &[bool]) -> Vec<usize> {
    let mut holding = vec![0.0; table.words.len()];
    for row in rows {
        table.letters[*row].iter().for_each(|word| holding[*word as usize] += 1.0);
    }
    let n = rows.len() as f64;
    let (least, most) = (FEWEST.max(SHARES[0] * n), SHARES[1] * n);
    let mut found: Vec<usize> =
        (0..holding.len()).filter(|w| allowed[*w] && holding[*w] >= least && holding[*w] <= most).collect();
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for row in rows {
        if let Some(Some(group)) = examples.groups.get(*row) {
            groups.entry(group).or_default().push(*row);
        }
    }
    if groups.len() < 2 {
        return found;
    }
    let large = groups.values().filter(|rows| rows.len() >= LETTERS_OF_A_GROUP).count();
    let (mut with, mut largest) = (vec![0usize; holding.len()], vec![0.0f64; holding.len()]);
    for own in groups.values() {
        let mut held = BTreeMap::<u32, f64>::new();
        own.iter().flat_map(|r| &table.letters[*r]).for_each(|word| *held.entry(*word).or_default() += 1.0);
        for (word, count) in held {
            largest[word as usize] = largest[word as usize].max(count);
            with[word as usize] += usize::from(own.len() >= LETTERS_OF_A_GROUP);
        }
    }
    // A group that holds most of the letters holds most of every word's: then its own share is the bound.
    let share = groups.values().map(Vec::len).max().unwrap_or(0) as f64 / n;
    let of_one = OF_ONE_GROUP.max(share + (1.0 - share) / 2.0);
    found.retain(|w| with[*w] as f64 >= GROUPS_WITH * large as f64 && largest[*w] <= of_one * holding[*w]);
    found
}

impl<'a> ScoreTest<'a> {
    /// The test of `candidates`, at the fit `point` of a design of `rows`. None where the information can't be inverted.
    pub fn new(
        table: &'a WordTable,
        rows: &'a [usize],
        candidates: Vec<usize>,
        design: &'a Design,
        target: &Target,
        strength: f64,
        point: &Point,
    ) -> Option<Self> {
        let problem = target.problem(design, strength);
        let (pulls, n, size) = (problem.pulls(&point.params), rows.len(), point.params.len());
        let total: f64 = target.w.as_ref().map_or(n as f64, |w| w.iter().sum());
        let information: Vec<f64> = point.hessian.iter().map(|v| v * total).collect();
        let factor = Cholesky::of(&information, size)?;
        let mut place = vec![None; table.words.len()];
        candidates.iter().enumerate().for_each(|(at, word)| place[*word] = Some(at));
        let mut test = Self {
            table,
            rows,
            place,
            pulls,
            x: &design.x,
            terms: design.terms.len(),
            size,
            explained: vec![vec![0.0; size]; candidates.len()],
            variance: vec![0.0; candidates.len()],
            statistic: vec![0.0; candidates.len()],
            candidates,
        };
        let mut slope = vec![0.0; test.candidates.len()];
        for (i, &row) in rows.iter().enumerate().take(n) {
            let pull = test.pulls[i];
            for &word in &table.letters[row] {
                let Some(at) = test.place[word as usize] else { continue };
                slope[at] += pull.residual;
                test.variance[at] += pull.curve;
                let own = &mut test.explained[at];
                (0..test.terms).for_each(|j| own[j] += pull.curve * test.x[j * n + i]);
                pull.edges.iter().for_each(|(intercept, _, curve)| own[*intercept] += curve);
            }
        }
        for (at, slope) in slope.into_iter().enumerate() {
            let shared = std::mem::take(&mut test.explained[at]);
            let explained = factor.solve(&shared);
            test.variance[at] -= shared.iter().zip(&explained).map(|(a, b)| a * b).sum::<f64>();
            test.explained[at] = explained;
            test.statistic[at] = test.of(at, slope);
        }
        Some(test)
    }

    fn of(&self, at: usize, slope: f64) -> f64 {
        // What the columns explain but for rounding has nothing of its own.
        const LEAST: f64 = 1e-6;
        let variance = self.variance[at];
        if variance > LEAST { slope * slope / variance } else { 0.0 }
    }

    /// The `most` largest of some statistics, as places among the candidates; ties go to the word that comes first.
    pub fn largest(&self, statistic: &[f64], most: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..statistic.len()).filter(|at| statistic[*at] > 0.0).collect();
        order.sort_by(|a, b| statistic[*b].total_cmp(&statistic[*a]).then(a.cmp(b)));
        order.truncate(most);
        order
    }

    /// Per candidate, the share of `draws` of the rows (of whole `groups`, where there are groups) in which it is among the `most`
    /// largest. Drawn are the scores at this fit with one step of the columns' weights towards the draw; no fit is made again.
    pub fn frequencies(&self, groups: Option<&[usize]>, draws: usize, most: usize, seed: u64) -> Vec<f64> {
        let n = self.rows.len();
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        (0..n).for_each(|i| members.entry(groups.map_or(i, |g| g[self.rows[i]])).or_default().push(i));
        let units: Vec<Vec<usize>> = members.into_values().collect();
        let mut random = Random::new(seed);
        let mut chosen = vec![0usize; self.candidates.len()];
        for _ in 0..draws {
            let mut times = vec![0.0; n];
            for _ in 0..units.len() {
                units[random.below(units.len())].iter().for_each(|i| times[*i] += 1.0);
            }
            let statistic = self.drawn(&times);
            self.largest(&statistic, most).into_iter().for_each(|at| chosen[at] += 1);
        }
        chosen.into_iter().map(|n| n as f64 / draws.max(1) as f64).collect()
    }

    /// The statistics where row i counts `times[i]`.
    fn drawn(&self, times: &[f64]) -> Vec<f64> {
        let n = self.rows.len();
        let mut moved = vec![0.0; self.size];
        for (j, moved) in moved.iter_mut().enumerate().take(self.terms) {
            let column = &self.x[j * n..(j + 1) * n];
            *moved = (0..n).map(|i| (times[i] - 1.0) * self.pulls[i].residual * column[i]).sum();
        }
        let mut slope = vec![0.0; self.candidates.len()];
        for (i, &drawn) in times.iter().enumerate() {
            let pull = &self.pulls[i];
            pull.edges.iter().for_each(|(at, residual, _)| moved[*at] += (drawn - 1.0) * residual);
            if drawn > 0.0 {
                for &word in &self.table.letters[self.rows[i]] {
                    if let Some(at) = self.place[word as usize] {
                        slope[at] += drawn * pull.residual;
                    }
                }
            }
        }
        let explained = |at: usize| self.explained[at].iter().zip(&moved).map(|(a, b)| a * b).sum::<f64>();
        (0..slope.len()).map(|at| self.of(at, slope[at] - explained(at))).collect()
    }
}

/// Words that both sets name.
pub(super) fn in_both(chosen: Vec<usize>, approved: Option<&BTreeSet<usize>>) -> Vec<usize> {
    chosen.into_iter().filter(|word| approved.is_none_or(|approved| approved.contains(word))).collect()
}
