//! Fitting: standardise, choose a strength, let linfa make the logistic fit where it can, finish and check it by Newton
//! steps, keep the numbers.

use super::artefact::{ColumnWeight, LeftOut};
use super::design::{Design, Term};
use super::newton::{Cholesky, Point, Problem, log_loss};
use super::score::sigmoid;
use super::strength::{self, Strength, StrengthPoint};
use crate::error::{Error, ErrorKind, Result};
use linfa::DatasetBase;
use linfa::traits::Fit as _;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, ArrayView2, ShapeBuilder};

/// The fewest labelled letters that a model is fitted on.
pub const FEWEST_EXAMPLES: usize = 10;

/// The largest component of the gradient (of the mean loss) at which a fit counts as converged.
const CONVERGED: f64 = 1e-9;

/// Rows of a first fit that a larger one starts from.
const FIRST_ROWS: usize = 8_192;

/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Labelled rows of named columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Examples {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// A row of values per example, in the order of `columns`.
    pub values: Vec<Vec<Option<f64>>>,
    /// The label of each row: 1 yes, 0 no, between them a fraction (a share of reviewers, a grade).
    pub labels: Vec<f64>,
    /// How often each row counts, above 0; empty where all count once.
    pub weights: Vec<f64>,
    /// The group of each row (`--group-by`), where it has one; empty where there are no groups.
    pub groups: Vec<Option<String>>,
    /// The id of each row; may be empty.
    pub ids: Vec<String>,
}

impl Examples {
    /// How often a row counts.
    #[must_use]
    pub fn weight(&self, row: usize) -> f64 {
        self.weights.get(row).copied().unwrap_or(1.0)
    }

    /// Whether each label is at least a half: what folds are stratified by, and what counts as a yes.
    #[must_use]
    pub fn positive(&self) -> Vec<bool> {
        self.labels.iter().map(|y| *y >= 0.5).collect()
    }

    /// A number for the group of each row, none without groups; a row without a group is one of its own.
    #[must_use]
    pub fn group_numbers(&self) -> Option<Vec<usize>> {
        if self.groups.iter().all(Option::is_none) {
            return None;
        }
        let names: std::collections::BTreeSet<&String> = self.groups.iter().flatten().collect();
        let number: std::collections::BTreeMap<_, _> = names.into_iter().zip(0..).collect();
        let numbers = (0..self.labels.len()).map(|row| match self.groups.get(row) {
            Some(Some(group)) => number[group],
            _ => number.len() + row,
        });
        Some(numbers.collect())
    }

    /// These columns alone.
    #[must_use]
    pub fn only_columns(&self, columns: &[usize]) -> Self {
        Self {
            columns: columns.iter().map(|c| self.columns[*c].clone()).collect(),
            values: self.values.iter().map(|row| columns.iter().map(|c| row[*c]).collect()).collect(),
            ..self.clone()
        }
    }

    /// These rows alone.
    #[must_use]
    pub fn subset(&self, rows: &[usize]) -> Self {
        fn pick<T: Clone>(from: &[T], rows: &[usize]) -> Vec<T> {
            rows.iter().filter_map(|r| from.get(*r).cloned()).collect()
        }
        Self {
            columns: self.columns.clone(),
            values: pick(&self.values, rows),
            labels: pick(&self.labels, rows),
            weights: pick(&self.weights, rows),
            groups: pick(&self.groups, rows),
            ids: pick(&self.ids, rows),
        }
    }
}

/// How a fit is made.
#[derive(Clone, Debug, PartialEq)]
pub struct FitOptions {
    /// The strength of the penalty, or how it is chosen.
    pub strength: Strength,
    /// Whether both classes count the same in sum, however many letters they have (scikit-learn's `balanced`). The
    /// scores are then no longer probabilities at the share of yes in the labels.
    pub class_weights: bool,
    /// Seed of the folds by which a strength is chosen.
    pub seed: u64,
}

impl FitOptions {
    /// A fit with this strength.
    #[must_use]
    pub fn fixed(strength: f64) -> Self {
        Self { strength: Strength::Fixed(strength), ..Self::default() }
    }
}

impl Default for FitOptions {
    /// The strength chosen by cross-validation, no class weights, seed 0.
    fn default() -> Self {
        Self { strength: Strength::Chosen(strength::Search::default()), class_weights: false, seed: 0 }
    }
}

/// What a fit gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Log-odds at the means.
    pub intercept: f64,
    /// Standard error of the intercept.
    pub intercept_error: Option<f64>,
    /// The columns and their weights, with standard errors and 95 % intervals.
    pub columns: Vec<ColumnWeight>,
    /// Columns left out, and why.
    pub left_out: Vec<LeftOut>,
    /// Strength of the penalty per example.
    pub strength: f64,
    /// How well each strength did where it was chosen, from the weakest to the strongest; empty where it was given.
    pub path: Vec<StrengthPoint>,
    /// Largest component of the gradient at the solution.
    pub gradient: f64,
    /// Mean log-loss (nats) on the examples.
    pub log_loss: f64,
    /// Probability that the fit gives to each example.
    pub fitted: Vec<f64>,
    /// Per column, its index among those of the examples.
    places: Vec<usize>,
}

impl Fit {
    /// The probability of yes for rows of values, in the order of the examples' columns.
    #[must_use]
    pub fn scores(&self, values: &[Vec<Option<f64>>]) -> Vec<f64> {
        let margins = Self::margins_of(&self.columns, &self.places, self.intercept, values);
        margins.into_iter().map(sigmoid).collect()
    }

    /// The log-odds of rows of values, in the order of the examples' columns.
    pub(super) fn margins_of(
        columns: &[ColumnWeight],
        places: &[usize],
        intercept: f64,
        values: &[Vec<Option<f64>>],
    ) -> Vec<f64> {
        let margin = |row: &Vec<Option<f64>>| {
            let parts = columns.iter().zip(places);
            intercept + parts.map(|(c, place)| c.contribution(row.get(*place).copied().flatten())).sum::<f64>()
        };
        values.iter().map(margin).collect()
    }
}

/// Fits a logistic model: minimises mean log-loss + `strength`/2 · Σ weight² over standardised columns.
///
/// `strength` is per example, so it means the same for any number of letters; scikit-learn's `C` is
/// `1 / (n · strength)`. The intercept is free. A column that never varies is left out and said. A column
/// with missing values gets an indicator beside it. Means, standard deviations and the loss count a row as often as
/// its weight says, so that a row of weight 2 is a row that stands twice.
///
/// Where every label is 0 or 1 and every row counts the same, linfa makes the fit; its loss can't express the rest,
/// which Newton steps make alone. The gradient at the end is checked in both cases.
///
/// Standard errors are square roots of the diagonal of the inverse of the observed information of the penalised
/// likelihood, Σ weights · (second derivatives of the minimised mean), taken at the solution for the given means,
/// standard deviations and strength; the intervals are weight ± 1.96 standard errors. They say how loose a weight is
/// around its penalised value; a penalised weight itself leans towards 0.
///
/// # Errors
/// [`ErrorKind::Labels`] with fewer than [`FEWEST_EXAMPLES`] examples, all of one class, or a label outside
/// [0, 1]; [`ErrorKind::Setting`] where a strength is not above 0; [`ErrorKind::Value`] where a value is not finite, a
/// weight is not above 0 or no column varies; [`ErrorKind::Model`] where the fit does not converge.
pub fn fit(examples: &Examples, options: &FitOptions) -> Result<Fit> {
    check(examples)?;
    let (strength, path) = strength::settle(examples, options)?;
    let rows: Vec<usize> = (0..examples.labels.len()).collect();
    let mut fit = fit_rows(examples, &rows, strength, options.class_weights)?;
    if fit.columns.is_empty() {
        return Err(Error::new(ErrorKind::Value, "no column varies over the examples")
            .hint("check that the letters are the right ones"));
    }
    fit.path = path;
    Ok(fit)
}

/// Labels and weights as the loss takes them.
pub(super) struct Target {
    pub y: Vec<f64>,
    pub w: Option<Vec<f64>>,
}

impl Target {
    pub fn of(examples: &Examples, rows: &[usize], class_weights: bool) -> Self {
        let y: Vec<f64> = rows.iter().map(|r| examples.labels[*r]).collect();
        let w: Vec<f64> = rows.iter().map(|r| examples.weight(*r)).collect();
        let alike = w.iter().all(|v| *v == w[0]);
        if !class_weights {
            return Self { y, w: (!alike).then_some(w) };
        }
        let total: f64 = w.iter().sum();
        let yes: f64 = w.iter().zip(&y).map(|(w, y)| w * y).sum();
        let factor = |share: f64| if share > 0.0 { total / (2.0 * share) } else { 1.0 };
        let (up, down) = (factor(yes), factor(total - yes));
        // A fraction is y of a yes and 1 − y of a no, each with the weight of its class.
        let weighted = |y: f64| up * y + down * (1.0 - y);
        let w = w.iter().zip(&y).map(|(w, y)| w * weighted(*y)).collect();
        Self { y: y.iter().map(|y| up * y / weighted(*y)).collect(), w: Some(w) }
    }

    pub fn problem<'a>(&'a self, design: &'a Design, strength: f64) -> Problem<'a> {
        Problem { x: &design.x, y: &self.y, w: self.w.as_deref(), terms: design.terms.len(), strength }
    }
}

/// The fit of some rows, unchecked but for convergence; where no column varies, the intercept alone.
pub(super) fn fit_rows(examples: &Examples, rows: &[usize], strength: f64, class_weights: bool) -> Result<Fit> {
    let mut design = Design::of(examples, rows);
    let target = Target::of(examples, rows, class_weights);
    let problem = target.problem(&design, strength);
    let start = beginning(&problem);
    let point = solve(&problem, start)?;
    let margins = problem.margins(&point.params);
    let total = target.w.as_ref().map_or(rows.len() as f64, |w| w.iter().sum());
    let weight = |i: usize| target.w.as_ref().map_or(1.0, |w| w[i]);
    let loss = margins.iter().zip(&target.y).enumerate().map(|(i, (m, y))| weight(i) * log_loss(*m, *y)).sum::<f64>();
    let errors = standard_errors(&point, rows.iter().map(|r| examples.weight(*r)).sum());
    design.set_weights(&point.params);
    if let Some(errors) = &errors {
        design.assign(|index, column, term| {
            let around = |weight: f64| Some([weight - Z * errors[index], weight + Z * errors[index]]);
            match (term, &mut column.missing) {
                (Term::Missing(_), Some(missing)) => {
                    (missing.standard_error, missing.interval) = (Some(errors[index]), around(missing.weight));
                }
                _ => (column.standard_error, column.interval) = (Some(errors[index]), around(column.weight)),
            }
        });
    }
    Ok(Fit {
        intercept: point.params[design.terms.len()],
        intercept_error: errors.map(|e| e[design.terms.len()]),
        gradient: point.steepness(),
        log_loss: loss / total,
        fitted: margins.into_iter().map(sigmoid).collect(),
        columns: design.columns,
        places: design.places,
        left_out: design.left_out,
        strength,
        path: Vec::new(),
    })
}

/// Square roots of the diagonal of the inverse information of `total` examples.
fn standard_errors(point: &Point, total: f64) -> Option<Vec<f64>> {
    let n = point.params.len();
    let information: Vec<f64> = point.hessian.iter().map(|h| h * total).collect();
    let errors: Vec<f64> = Cholesky::of(&information, n)?.inverse_diagonal().into_iter().map(f64::sqrt).collect();
    errors.iter().all(|e| e.is_finite()).then_some(errors)
}

/// Where a fit starts: at 0, or for many rows at the fit of an even sample of them, a Newton step or two from the end.
fn beginning(problem: &Problem<'_>) -> Vec<f64> {
    let (n, d) = (problem.y.len(), problem.terms);
    let stride = n / FIRST_ROWS;
    if stride < 4 {
        return vec![0.0; d + 1];
    }
    let thin = |v: &[f64]| v.iter().step_by(stride).copied().collect::<Vec<f64>>();
    let x: Vec<f64> = problem.x.chunks_exact(n).flat_map(thin).collect();
    let (y, w) = (thin(problem.y), problem.w.map(thin));
    let first = Problem { x: &x, y: &y, w: w.as_deref(), ..*problem };
    let point = first.minimise(vec![0.0; d + 1], 1e-4);
    if point.params.iter().all(|p| p.is_finite()) { point.params } else { vec![0.0; d + 1] }
}

/// The minimum of a problem, from `start`.
///
/// # Errors
/// [`ErrorKind::Model`] where the gradient does not come near 0.
pub(super) fn solve(problem: &Problem<'_>, start: Vec<f64>) -> Result<Point> {
    // A few Newton steps first: linfa's own take ten times as long, and it ends at once where it has nothing to do.
    let mut point = problem.minimise(start, CONVERGED);
    if problem.w.is_none()
        && problem.terms > 0
        && problem.y.iter().all(|y| *y == 0.0 || *y == 1.0)
        && let Some(params) = by_linfa(problem, &point.params)
    {
        let fitted = problem.at(params);
        if fitted.steepness() <= point.steepness().max(CONVERGED) {
            point = fitted;
        }
    }
    let gradient = point.steepness();
    if gradient.is_nan() || gradient > CONVERGED * 1e3 {
        return Err(Error::new(
            ErrorKind::Model,
            format!("the fit did not converge (largest gradient {gradient:.1e})"),
        )
        .hint("raise --strength, or leave out columns that say the same"));
    }
    Ok(point)
}

/// linfa's fit from a start; none where it fails. It stops without a word at its limits: the caller checks the gradient.
fn by_linfa(problem: &Problem<'_>, start: &[f64]) -> Option<Vec<f64>> {
    let (n, d) = (problem.y.len(), problem.terms);
    let x = ArrayView2::from_shape((n, d).f(), problem.x).ok()?;
    let labels: Array1<bool> = problem.y.iter().map(|y| *y == 1.0).collect();
    // linfa takes the more frequent class as its positive one (on a tie the first seen): turn the start to it, and the
    // answer back by the labels it says.
    let yes = labels.iter().filter(|y| **y).count();
    let up = 2 * yes > n || (2 * yes == n && labels.first() == Some(&true));
    let turned: Array1<f64> = start.iter().map(|p| if up { *p } else { -p }).collect();
    let fitted = LogisticRegression::default()
        .alpha(problem.strength * n as f64)
        .initial_params(turned)
        .max_iterations(500)
        .gradient_tolerance(1e-8 * n as f64)
        .fit(&DatasetBase::new(x, labels))
        .ok()?;
    let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
    Some(fitted.params().iter().chain(std::iter::once(&fitted.intercept())).map(|p| sign * p).collect())
}

fn check(examples: &Examples) -> Result<()> {
    let n = examples.labels.len();
    if n < FEWEST_EXAMPLES {
        return Err(Error::new(
            ErrorKind::Labels,
            format!("{n} labelled letters; a model needs at least {FEWEST_EXAMPLES}"),
        )
        .hint("label more letters"));
    }
    if let Some(row) = examples.labels.iter().position(|y| !(0.0..=1.0).contains(y)) {
        let what = format!("example {}: a label of {}; expected 0 to 1", row + 1, examples.labels[row]);
        return Err(Error::new(ErrorKind::Labels, what).hint("give yes and no, or grades"));
    }
    let positive = examples.labels.iter().filter(|y| **y >= 0.5).count();
    let alike = examples.labels.iter().all(|y| *y == examples.labels[0]);
    if positive == 0 || positive == n || alike {
        let which = if positive == 0 { "negative" } else { "positive" };
        return Err(Error::new(
            ErrorKind::Labels,
            format!("all {n} labels are {which}: there is nothing to tell apart"),
        )
        .hint("label letters of both kinds, or say which value means yes with --positive VALUE"));
    }
    if let Some(row) = (0..n).find(|r| !(examples.weight(*r) > 0.0 && examples.weight(*r).is_finite())) {
        let what = format!("example {}: a weight of {}; expected a number above 0", row + 1, examples.weight(row));
        return Err(Error::new(ErrorKind::Value, what).hint("leave the row out"));
    }
    for (row, values) in examples.values.iter().enumerate() {
        if let Some((column, value)) =
            examples.columns.iter().zip(values).find(|(_, v)| v.is_some_and(|v| !v.is_finite()))
        {
            return Err(Error::new(
                ErrorKind::Value,
                format!("example {}: {column} is {}", row + 1, value.unwrap_or(f64::NAN)),
            )
            .hint("leave the row out"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
