//! The weights of words: a ridge together with the columns.

use super::score_test::{ScoreTest, candidates, in_both};
use super::table::WordTable;
use crate::error::Result;
use crate::model::design::Design;
use crate::model::examples::Examples;
use crate::model::newton::Problem;
use crate::model::options::FitOptions;
use crate::model::solve::{Target, solve_from};
use std::collections::BTreeSet;

/// The penalty of a word, in those of a column.
const PENALTY: f64 = 3.0;

/// What words are chosen and weighed by.
pub(super) struct Choice<'a> {
    pub table: &'a WordTable,
    /// Per word, whether it may be chosen.
    pub allowed: &'a [bool],
    /// Of those that are chosen, only these count; none for all.
    pub approved: Option<&'a BTreeSet<usize>>,
    /// How many are chosen.
    pub most: usize,
    /// Strength of the columns' penalty.
    pub strength: f64,
    pub options: &'a FitOptions,
}

/// Words with weights.
pub(super) struct Weighed {
    /// Places in the table.
    pub words: Vec<usize>,
    pub weights: Vec<f64>,
    /// The sum of the weights in an average letter of the rows.
    pub average: f64,
    /// Words among which they were chosen.
    pub candidates: usize,
    /// Per word, the share of bootstrap draws in which it was chosen; empty where none were asked for.
    pub frequencies: Vec<f64>,
}

impl Weighed {
    /// The column of these rows of the table.
    pub fn column(&self, table: &WordTable, rows: &[usize]) -> Vec<f64> {
        let mut weight = vec![0.0; table.words.len()];
        self.words.iter().zip(&self.weights).for_each(|(word, w)| weight[*word] = *w);
        table.sums(rows, &weight).into_iter().map(|sum| sum - self.average).collect()
    }
}

impl Choice<'_> {
    /// Chooses words in these rows of the examples, and weighs them. `draws` of a bootstrap say how often each would be chosen.
    ///
    /// The minimum of mean log-loss + strength/2 · (Σ column weight² + 3 · Σ word weight²), over standardised columns and words.
    pub fn weigh(&self, examples: &Examples, rows: &[usize], draws: usize) -> Result<Weighed> {
        let design = Design::of(examples, rows);
        let target = Target::of(examples, rows, self.options);
        let problem = target.problem(&design, self.strength);
        let point = solve_from(&problem, problem.start())?;
        let possible = candidates(examples, self.table, rows, self.allowed);
        let count = possible.len();
        let mut found = Weighed {
            words: Vec::new(),
            weights: Vec::new(),
            average: 0.0,
            candidates: count,
            frequencies: Vec::new(),
        };
        let test = ScoreTest::new(self.table, rows, possible, &design, &target, self.strength, &point);
        let Some(test) = test else { return Ok(found) };
        let chosen = test.largest(&test.statistic, self.most);
        let mut words = in_both(chosen.iter().map(|at| test.candidates[*at]).collect(), self.approved);
        words.sort_unstable();
        if draws > 0 {
            let all = test.frequencies(examples.group_numbers().as_deref(), draws, self.most, self.options.seed);
            let of = |word: &usize| test.candidates.iter().position(|c| c == word).map_or(0.0, |at| all[at]);
            found.frequencies = words.iter().map(of).collect();
        }
        self.ridge(examples, rows, &design, &target, point.params, words, &mut found)?;
        Ok(found)
    }

    /// As [`Choice::weigh`] for words that are given, without a choice.
    pub fn weigh_given(&self, examples: &Examples, rows: &[usize], words: Vec<usize>) -> Result<Weighed> {
        let design = Design::of(examples, rows);
        let target = Target::of(examples, rows, self.options);
        let start = target.problem(&design, self.strength).start();
        let mut found = Weighed {
            words: Vec::new(),
            weights: Vec::new(),
            average: 0.0,
            candidates: candidates(examples, self.table, rows, self.allowed).len(),
            frequencies: Vec::new(),
        };
        self.ridge(examples, rows, &design, &target, start, words, &mut found)?;
        Ok(found)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one fit")]
    fn ridge(
        &self,
        examples: &Examples,
        rows: &[usize],
        design: &Design,
        target: &Target,
        start: Vec<f64>,
        words: Vec<usize>,
        found: &mut Weighed,
    ) -> Result<()> {
        let (n, terms) = (rows.len(), design.terms.len());
        let total: f64 = rows.iter().map(|r| examples.weight(*r)).sum();
        // A term that is √3 times smaller has a weight √3 times larger, whose penalty is 3 times that of the weight itself.
        let scale = PENALTY.sqrt();
        let mut x = design.x.clone();
        let mut spread = Vec::with_capacity(words.len());
        for word in &words {
            let present: Vec<bool> = rows.iter().map(|r| self.table.holds(*r, *word)).collect();
            let with: f64 = rows.iter().zip(&present).filter(|(_, p)| **p).map(|(r, _)| examples.weight(*r)).sum();
            let share = with / total;
            let sd = (share * (1.0 - share)).sqrt().max(1e-6);
            spread.push((share, sd));
            x.extend(present.iter().map(|p| (f64::from(u8::from(*p)) - share) / (sd * scale)));
        }
        debug_assert_eq!(x.len(), n * (terms + words.len()));
        let problem = Problem { x: &x, terms: terms + words.len(), ..target.problem(design, self.strength) };
        let (columns, intercepts) = start.split_at(terms);
        let begin: Vec<f64> = [columns, &vec![0.0; words.len()], intercepts].concat();
        let params = solve_from(&problem, begin)?.params;
        found.weights = spread.iter().zip(&params[terms..]).map(|((_, sd), w)| w / (sd * scale)).collect();
        found.average = spread.iter().zip(&found.weights).map(|((share, _), w)| share * w).sum();
        found.words = words;
        Ok(())
    }
}
