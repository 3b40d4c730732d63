//! Fitting: standardise, choose a strength, let linfa make the logistic fit where it can, certify it by Newton steps, set the
//! probabilities on held-out letters, keep the numbers.

use super::artefact::ColumnWeight;
use super::design::{self, Design, Term};
use super::newton::{Cholesky, Point};
use super::score::{log_loss, sigmoid};
use super::solve::{Target, solve};
use super::strength::{self, Line};
use super::training::{LeftOut, Solver, StrengthPoint};
use crate::error::{Error, ErrorKind, Result};

pub use super::examples::Examples;
pub use super::strength::FitOptions;

/// The fewest labelled letters that a model is fitted on.
pub const FEWEST_EXAMPLES: usize = 10;

/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// A standard error above this is no estimate: the labels say nothing of a weight apart from others.
const LOOSEST: f64 = 50.0;

/// What a fit gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Log-odds at the means.
    pub intercept: f64,
    /// Standard error of the intercept.
    pub intercept_error: Option<f64>,
    /// Of labels that are ordered levels: the least label of each level but the lowest, and the log-odds, at the means, of
    /// reaching it, rising and falling; else empty.
    pub levels: Vec<(f64, f64)>,
    /// The columns and their weights, with standard errors and 95 % intervals.
    pub columns: Vec<ColumnWeight>,
    /// Covariance of intercept and weights, as [`super::Model::covariance`] has it.
    pub covariance: Option<Vec<f64>>,
    /// Columns left out, and why.
    pub left_out: Vec<LeftOut>,
    /// Strength of the penalty per example.
    pub strength: f64,
    /// How well each strength did where it was chosen, from the weakest to the strongest; empty where it was given.
    pub path: Vec<StrengthPoint>,
    /// Largest component of the gradient at the minimum, before the slope.
    pub gradient: f64,
    /// Who found the minimum.
    pub solver: Solver,
    /// What the weights of the penalised fit were multiplied by; none if they were left as they were.
    pub slope: Option<f64>,
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
        self.margins(values).into_iter().map(sigmoid).collect()
    }

    /// The log-odds of rows of values, in the order of the examples' columns.
    #[must_use]
    pub fn margins(&self, values: &[Vec<Option<f64>>]) -> Vec<f64> {
        design::margins(&self.columns, &self.places, self.intercept, values)
    }

    /// The values of a row of examples in the order of [`Fit::columns`].
    pub(super) fn row<'r>(&'r self, values: &'r [Option<f64>]) -> impl Iterator<Item = Option<f64>> + 'r {
        self.places.iter().map(|place| values.get(*place).copied().flatten())
    }

    /// Turns the log-odds by a line: the slope goes into the weights, so that a score stays a sum of its columns.
    fn turn(&mut self, line: Line) {
        let Line { intercept, slope } = line;
        for column in &mut self.columns {
            column.weight *= slope;
            if let Some(missing) = &mut column.missing {
                missing.weight *= slope;
            }
        }
        self.intercept = intercept + slope * self.intercept;
        self.levels.iter_mut().for_each(|(_, log_odds)| *log_odds = intercept + slope * *log_odds);
        self.covariance.iter_mut().flatten().for_each(|v| *v *= slope * slope);
        self.slope = Some(slope);
    }
}

/// Fits a logistic model: minimises mean log-loss + `strength`/2 · Σ weight² over standardised columns.
///
/// `strength` is per example, so it means the same for any number of letters; scikit-learn's `C` is
/// `1 / (n · strength)`. The intercept is free. A column that never varies is left out, with a message. A column
/// with missing values gets an indicator beside it. Means, standard deviations and the loss count a row as often as
/// its weight says, so that a row of weight 2 is a row that stands twice.
///
/// Where every label is 0 or 1 and every row counts the same, linfa makes the fit; its loss can't express the rest,
/// which Newton steps make alone. The gradient at the end is checked in both cases.
///
/// With [`FitOptions::ordinal`], labels are ordered levels, and the fit is that of proportional odds (McCullagh 1980): the
/// same weights for every level, an intercept for each. [`Fit::intercept`] is that of reaching a label of a half, so the
/// scores are the probabilities of that, and [`Fit::log_loss`] is that of a yes from a half on. The slope and the
/// intercept of the calibration are set there. Labels of fewer than three levels are fitted as they would be without it, as
/// yes and no.
///
/// With [`FitOptions::calibration`], the weights are then multiplied by one slope, and the intercept set again, so that the
/// scores of held-out letters are probabilities. No order changes.
///
/// Intervals are those of the weights without the penalty: one Newton step off it, `b + I⁻¹ · n · strength · b`, with standard
/// errors from I⁻¹, the information of the likelihood alone (the one-step estimator of Le Cam; van der Vaart 1998, § 5.7).
/// The penalised weight is nearer to 0, on purpose, and may lie outside. None for a column that the labels can't tell
/// from others. The covariance is that of the penalised weights as a posterior: the inverse of the
/// information with the penalty (Laplace's approximation; Rasmussen & Williams 2006, § 3.4), times the slope squared.
///
/// # Errors
/// [`ErrorKind::Labels`] with fewer than [`FEWEST_EXAMPLES`] examples, all of one class, or a label outside
/// [0, 1]; [`ErrorKind::Setting`] where a strength is not above 0; [`ErrorKind::Value`] where a value is not finite, a
/// weight is not above 0 or no column varies; [`ErrorKind::Model`] where the fit does not converge.
pub fn fit(examples: &Examples, options: &FitOptions) -> Result<Fit> {
    check(examples)?;
    let (strength, path) = strength::settle(examples, options)?;
    let rows: Vec<usize> = (0..examples.labels.len()).collect();
    let mut fit = fit_rows(examples, &rows, strength, options)?;
    if fit.columns.is_empty() {
        return Err(Error::new(ErrorKind::Value, "no column varies over the examples")
            .hint("check that the letters are the right ones"));
    }
    if let Some(line) = strength::calibrate(examples, strength, options)? {
        fit.turn(line);
        let target = Target::of(examples, &rows, options);
        let margins = fit.margins(&examples.values);
        fit.log_loss = mean_loss(&margins, &target);
        fit.fitted = margins.into_iter().map(sigmoid).collect();
    }
    fit.path = path;
    Ok(fit)
}

/// The fit of some rows, unchecked but for convergence; where no column varies, the intercept alone.
pub(super) fn fit_rows(examples: &Examples, rows: &[usize], strength: f64, options: &FitOptions) -> Result<Fit> {
    let mut design = Design::of(examples, rows);
    let target = Target::of(examples, rows, options);
    let problem = target.problem(&design, strength);
    let solution = solve(&problem)?;
    let point = &solution.point;
    let margins = problem.margins(&point.params);
    let total = rows.iter().map(|r| examples.weight(*r)).sum();
    let unpenalised = off_the_penalty(point, design.terms.len(), strength, total);
    design.set_weights(&point.params);
    if let Some((centres, errors)) = &unpenalised {
        design.assign(|index, column, term| {
            let told = errors[index] <= LOOSEST;
            let interval = told.then(|| [centres[index] - Z * errors[index], centres[index] + Z * errors[index]]);
            let error = told.then_some(errors[index]);
            match (term, &mut column.missing) {
                (Term::Missing(_), Some(missing)) => (missing.standard_error, missing.interval) = (error, interval),
                _ => (column.standard_error, column.interval) = (error, interval),
            }
        });
    }
    Ok(Fit {
        intercept: point.params[design.terms.len()],
        intercept_error: unpenalised.map(|(_, errors)| errors[design.terms.len()]),
        levels: target.levels.as_ref().map_or(Vec::new(), |levels| {
            let from = levels.from.iter().enumerate();
            from.map(|(at, label)| (*label, point.params[design.terms.len() + levels.slot(at)])).collect()
        }),
        covariance: covariance(point, total, &design),
        gradient: point.max_gradient(),
        solver: solution.solver,
        slope: None,
        log_loss: mean_loss(&margins, &target),
        fitted: margins.into_iter().map(sigmoid).collect(),
        columns: design.columns,
        places: design.places,
        left_out: design.left_out,
        strength,
        path: Vec::new(),
    })
}

fn mean_loss(margins: &[f64], target: &Target) -> f64 {
    let weight = |i: usize| target.w.as_ref().map_or(1.0, |w| w[i]);
    let total: f64 = (0..margins.len()).map(weight).sum();
    margins.iter().zip(&target.y).enumerate().map(|(i, (m, y))| weight(i) * log_loss(*m, *y)).sum::<f64>() / total
}

/// The parameters one Newton step off the penalty, and their standard errors, of a fit of `total` examples; none if the
/// likelihood alone does not hold them.
fn off_the_penalty(point: &Point, terms: usize, strength: f64, total: f64) -> Option<(Vec<f64>, Vec<f64>)> {
    // Keeps columns that say the same invertible; their errors come out so large that they say nothing.
    const JITTER: f64 = 1e-10;
    let n = point.params.len();
    let mut information = point.hessian.clone();
    (0..terms).for_each(|j| information[j * n + j] += JITTER - strength);
    let factor = Cholesky::of(&information, n)?;
    // At the minimum, the slope of the likelihood is what the penalty pulls: strength · b, and 0 for an intercept.
    let pull: Vec<f64> = (0..n).map(|j| if j < terms { strength * point.params[j] } else { 0.0 }).collect();
    let centres: Vec<f64> = point.params.iter().zip(factor.solve(&pull)).map(|(b, step)| b + step).collect();
    let errors: Vec<f64> = factor.inverse_diagonal().into_iter().map(|v| (v / total).sqrt()).collect();
    centres.iter().chain(&errors).all(|v| v.is_finite()).then_some((centres, errors))
}

/// The inverse information with the penalty, in the order of [`super::Model::covariance`]: a column that does not vary, or
/// whose value is always there, has zeros.
fn covariance(point: &Point, total: f64, design: &Design) -> Option<Vec<f64>> {
    let n = point.params.len();
    let inverse = Cholesky::of(&point.hessian, n)?.inverse();
    let place = |term: Term| design.terms.iter().position(|t| *t == term);
    let mut order = vec![Some(design.terms.len())];
    for (index, column) in design.columns.iter().enumerate() {
        order.push(place(Term::Value(index)));
        order.extend(column.missing.as_ref().map(|_| place(Term::Missing(index))));
    }
    let at = |i: Option<usize>, j: Option<usize>| i.zip(j).map_or(0.0, |(i, j)| inverse[i][j] / total);
    let lower = order.iter().enumerate().flat_map(|(row, i)| order[..=row].iter().map(move |j| (*i, *j)));
    let lower: Vec<f64> = lower.map(|(i, j)| at(i, j)).collect();
    lower.iter().all(|v| v.is_finite()).then_some(lower)
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
mod coverage;
#[cfg(test)]
mod ordinal;
#[cfg(test)]
mod tests;
