//! How a fit is made.

use crate::error::{Error, ErrorKind, Result};

/// Rows times repeats above which no further repeat is made: with many rows one division differs little from another.
const ROWS_REPEATED: usize = 20_000;

/// The strength of a fit's penalty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Strength {
    /// This one.
    Fixed(f64),
    /// The strongest of the strengths that are tried whose held-out log-loss is within one standard error of the least.
    Chosen(Search),
}

/// How rows are held out, to choose a strength and to set the probabilities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Search {
    /// Folds, at least 2.
    pub folds: usize,
    /// How often the rows are divided again.
    pub repeats: usize,
}

impl Default for Search {
    /// Five folds, ten repeats.
    fn default() -> Self {
        Self { folds: 5, repeats: 10 }
    }
}

impl Search {
    /// Five folds, two repeats: for the fits inside a cross-validation, which are many.
    #[must_use]
    pub fn brief() -> Self {
        Self { folds: 5, repeats: 2 }
    }

    pub(super) fn check(self) -> Result<()> {
        if self.folds < 2 || self.repeats == 0 {
            let what = format!("{} folds, repeated {} times, can't choose a strength", self.folds, self.repeats);
            return Err(Error::new(ErrorKind::Setting, what).hint("take at least 2 folds and 1 repeat"));
        }
        Ok(())
    }

    pub(super) fn repeats_of(self, rows: usize) -> usize {
        self.repeats.min(ROWS_REPEATED / rows.max(1)).max(1)
    }
}

/// How a fit is made.
#[derive(Clone, Debug, PartialEq)]
pub struct FitOptions {
    /// The strength of the penalty, or how it is chosen.
    pub strength: Strength,
    /// How rows are held out to set the probabilities; none leaves the weights as the penalty made them.
    pub calibration: Option<Search>,
    /// Whether both classes count the same in sum, however many letters they have (scikit-learn's `balanced`). The
    /// scores are then no longer probabilities at the share of yes in the labels.
    pub class_weights: bool,
    /// Whether labels are ordered levels, of which those from a half on are a yes: the score is then the probability of
    /// a yes, and what the weights are fitted on is every level (`train::fit` says how).
    pub ordinal: bool,
    /// Seed of the folds by which a strength is chosen.
    pub seed: u64,
}

impl FitOptions {
    /// The penalised fit of this strength, its weights left as they are.
    #[must_use]
    pub fn fixed(strength: f64) -> Self {
        Self { strength: Strength::Fixed(strength), calibration: None, ..Self::default() }
    }

    /// The same, with this strength in place of a search.
    #[must_use]
    pub fn at(&self, strength: f64) -> Self {
        Self { strength: Strength::Fixed(strength), ..self.clone() }
    }

    /// The same, with rows held out less often.
    #[must_use]
    pub fn briefly(&self) -> Self {
        let strength = match self.strength {
            Strength::Chosen(_) => Strength::Chosen(Search::brief()),
            fixed => fixed,
        };
        Self { strength, calibration: self.calibration.map(|_| Search::brief()), ..self.clone() }
    }
}

impl Default for FitOptions {
    /// Strength and slope chosen by cross-validation, no class weights, seed 0.
    fn default() -> Self {
        let search = Search::default();
        Self {
            strength: Strength::Chosen(search),
            calibration: Some(search),
            class_weights: false,
            ordinal: false,
            seed: 0,
        }
    }
}
