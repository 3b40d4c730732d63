//! What is evaluated, and how.

use super::bag::Bags;
use crate::model::train::{Examples, FitOptions};
use crate::model::wording::{WordOptions, WordTable};

/// What is evaluated.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// The labelled rows, with the columns of the model.
    pub examples: Examples,
    /// The features, each with the indices of its columns in `examples`.
    pub features: Vec<(String, Vec<usize>)>,
    /// Words of each letter.
    pub words: Vec<f64>,
    /// Which words; empty where they were not kept.
    pub bags: Bags,
    /// The words that are learnt again in every fold, where the examples have a column of words.
    pub wording: Option<(WordTable, WordOptions)>,
    /// The given model's score of each row; none to cross-validate.
    pub scores: Option<Vec<f64>>,
    /// Whether the given model was trained on these rows, as far as one can know.
    pub trained_on: bool,
    /// Reviewers' grades.
    pub grades: Vec<Grade>,
    /// Name of a column, and its value for each row, to show figures by.
    pub by: Option<(String, Vec<String>)>,
}

/// One reviewer's grade of a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Grade {
    /// Index of the row.
    pub row: usize,
    /// Who gave it.
    pub reviewer: String,
    /// The grade, on a scale from 0 to 1.
    pub value: f64,
    /// Whether it means yes.
    pub yes: bool,
}

/// How it is evaluated.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Folds of a cross-validation, at least 2.
    pub folds: usize,
    /// How often the rows are dealt to folds again, at least 1.
    pub repeats: usize,
    /// Seed of the folds and of the bootstrap.
    pub seed: u64,
    /// Places on the shortlist; none for as many as there are yeses.
    pub places: Option<usize>,
    /// How the models of the folds are fitted.
    pub fit: FitOptions,
    /// Worker threads; the results don't depend on it.
    pub threads: usize,
}
