//! Fitting: standardise, let linfa make the logistic fit, check its gradient, keep the numbers.

use super::artefact::{ColumnWeight, LeftOut, Missing, Transform};
use super::newton::{log_loss, objective, polish};
use super::score::sigmoid;
use crate::error::{Error, ErrorKind, Result};
use linfa::Dataset;
use linfa::traits::Fit as _;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2, ShapeBuilder};

/// The fewest labelled letters that a model is fitted on.
pub const FEWEST_EXAMPLES: usize = 10;

/// Columns whose skewness is above this, and whose values are all at least 0, are fitted on ln(1 + value).
const SKEWED: f64 = 1.0;

/// The largest component of the gradient (of the mean loss) at which a fit counts as converged.
const CONVERGED: f64 = 1e-9;

/// Labelled rows of named columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Examples {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// A row of values per example, in the order of `columns`.
    pub values: Vec<Vec<Option<f64>>>,
    /// The label of each row.
    pub labels: Vec<bool>,
}

/// What a fit gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Log-odds at the means.
    pub intercept: f64,
    /// The columns and their weights.
    pub columns: Vec<ColumnWeight>,
    /// Columns left out, and why.
    pub left_out: Vec<LeftOut>,
    /// Largest component of the gradient at the solution.
    pub gradient: f64,
    /// Mean log-loss (nats) on the examples.
    pub log_loss: f64,
    /// Probability that the fit gives to each example.
    pub fitted: Vec<f64>,
}

/// Fits a logistic model: minimises mean log-loss + `strength`/2 · Σ weight² over standardised columns.
///
/// `strength` is per example, so it means the same for any number of letters; scikit-learn's `C` is
/// `1 / (n · strength)`. The intercept is free. A column that never varies is left out and said. A column
/// with missing values gets an indicator beside it.
///
/// # Errors
/// [`ErrorKind::Labels`] with fewer than [`FEWEST_EXAMPLES`] examples, or all of one class;
/// [`ErrorKind::Setting`] where `strength` is not above 0; [`ErrorKind::Value`] where a value is not finite or no
/// column varies; [`ErrorKind::Model`] where the fit does not converge.
pub fn fit(examples: &Examples, strength: f64) -> Result<Fit> {
    check(examples, strength)?;
    let mut design = Design::of(examples);
    if design.terms.is_empty() {
        return Err(Error::new(ErrorKind::Value, "no column varies over the examples")
            .way_out("check that the letters are the right ones"));
    }
    let (n, d) = design.x.dim();
    let dataset = Dataset::new(design.x.clone(), Array1::from_vec(examples.labels.clone()));
    let fitted = LogisticRegression::default()
        .alpha(strength * n as f64)
        .max_iterations(500)
        .gradient_tolerance(1e-8 * n as f64)
        .fit(&dataset);
    let mut params = Array1::zeros(d + 1);
    if let Ok(fitted) = fitted {
        // linfa takes the more frequent class as its positive one: map the sign by the labels it says.
        let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
        for (to, from) in params.iter_mut().zip(fitted.params()) {
            *to = sign * from;
        }
        params[d] = sign * fitted.intercept();
    }
    if params.iter().any(|p: &f64| !p.is_finite()) {
        params.fill(0.0);
    }
    // linfa stops without a word at its limits; Newton steps finish what it began, and the gradient is the check.
    let gradient = polish(design.x.view(), &examples.labels, strength, &mut params, CONVERGED);
    if gradient.is_nan() || gradient > CONVERGED * 1e3 {
        return Err(Error::new(
            ErrorKind::Model,
            format!("the fit did not converge (largest gradient {gradient:.1e})"),
        )
        .way_out("raise --strength, or leave out columns that say the same"));
    }
    let margins: Vec<f64> = design
        .x
        .rows()
        .into_iter()
        .map(|r| r.iter().zip(&params).map(|(a, b)| a * b).sum::<f64>() + params[d])
        .collect();
    let loss = margins.iter().zip(&examples.labels).map(|(m, y)| log_loss(*m, *y)).sum::<f64>() / n as f64;
    debug_assert!(objective(design.x.view(), &examples.labels, strength, params.view()).0 >= loss);
    for (term, weight) in design.terms.iter().zip(&params) {
        match term {
            Term::Value(column) => design.columns[*column].weight = *weight,
            Term::Missing(column) => {
                if let Some(missing) = &mut design.columns[*column].missing {
                    missing.weight = *weight;
                }
            }
        }
    }
    Ok(Fit {
        intercept: params[d],
        columns: design.columns,
        left_out: design.left_out,
        gradient,
        log_loss: loss,
        fitted: margins.into_iter().map(sigmoid).collect(),
    })
}

fn check(examples: &Examples, strength: f64) -> Result<()> {
    let n = examples.labels.len();
    let positive = examples.labels.iter().filter(|y| **y).count();
    if !(strength > 0.0 && strength.is_finite()) {
        return Err(Error::new(
            ErrorKind::Setting,
            format!("a strength of {strength} can't be; expected a number above 0"),
        )
        .way_out("give --strength 0.01"));
    }
    if n < FEWEST_EXAMPLES {
        return Err(Error::new(
            ErrorKind::Labels,
            format!("{n} labelled letters; a model needs at least {FEWEST_EXAMPLES}"),
        )
        .way_out("label more letters"));
    }
    if positive == 0 || positive == n {
        let which = if positive == 0 { "negative" } else { "positive" };
        return Err(Error::new(
            ErrorKind::Labels,
            format!("all {n} labels are {which}: there is nothing to tell apart"),
        )
        .way_out("label letters of both kinds, or say which value means yes with --positive VALUE"));
    }
    for (row, values) in examples.values.iter().enumerate() {
        if let Some((column, value)) =
            examples.columns.iter().zip(values).find(|(_, v)| v.is_some_and(|v| !v.is_finite()))
        {
            return Err(Error::new(
                ErrorKind::Value,
                format!("example {}: {column} is {}", row + 1, value.unwrap_or(f64::NAN)),
            )
            .way_out("leave the row out"));
        }
    }
    Ok(())
}

enum Term {
    Value(usize),
    Missing(usize),
}

/// The standardised columns of a fit.
struct Design {
    x: Array2<f64>,
    terms: Vec<Term>,
    columns: Vec<ColumnWeight>,
    left_out: Vec<LeftOut>,
}

impl Design {
    fn of(examples: &Examples) -> Self {
        let n = examples.labels.len();
        let (mut data, mut terms, mut columns, mut left_out) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (index, name) in examples.columns.iter().enumerate() {
            let values: Vec<Option<f64>> =
                examples.values.iter().map(|row| row.get(index).copied().flatten()).collect();
            let present: Vec<f64> = values.iter().flatten().copied().collect();
            let transform = if skewness(&present) > SKEWED && present.iter().all(|v| *v >= 0.0) {
                Transform::Log1p
            } else {
                Transform::Identity
            };
            let (mean, sd) = moments(present.iter().map(|v| transform.apply(*v)));
            let share = (n - present.len()) as f64 / n as f64;
            let varies = sd > 1e-12 * mean.abs().max(1.0);
            let gaps = share > 0.0 && share < 1.0;
            if !varies && !gaps {
                let reason = if present.is_empty() {
                    "no letter has a value".into()
                } else {
                    format!("the value is {} in every letter", present[0])
                };
                left_out.push(LeftOut { name: name.clone(), reason });
                continue;
            }
            let sd = if varies { sd } else { 1.0 };
            let place = columns.len();
            if varies {
                terms.push(Term::Value(place));
                data.extend(values.iter().map(|v| v.map_or(0.0, |v| (transform.apply(v) - mean) / sd)));
            }
            let missing = gaps.then(|| {
                let sd = (share * (1.0 - share)).sqrt();
                terms.push(Term::Missing(place));
                data.extend(values.iter().map(|v| (if v.is_none() { 1.0 } else { 0.0 } - share) / sd));
                Missing { share, sd, weight: 0.0 }
            });
            columns.push(ColumnWeight { name: name.clone(), transform, mean, sd, weight: 0.0, missing });
        }
        let x = Array2::from_shape_vec((n, terms.len()).f(), data).unwrap_or_else(|_| Array2::zeros((n, 0)));
        Self { x, terms, columns, left_out }
    }
}

/// Mean and standard deviation (divisor n); 0 and 0 for no values.
fn moments(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let n = values.clone().count() as f64;
    if n == 0.0 {
        return (0.0, 0.0);
    }
    let mean = values.clone().sum::<f64>() / n;
    let variance = values.map(|v| (v - mean) * (v - mean)).sum::<f64>() / n;
    (mean, variance.sqrt())
}

/// The moment coefficient of skewness g₁ (Joanes & Gill 1998); 0 where the values don't vary.
fn skewness(values: &[f64]) -> f64 {
    let (mean, sd) = moments(values.iter().copied());
    if sd <= 0.0 {
        return 0.0;
    }
    values.iter().map(|v| ((v - mean) / sd).powi(3)).sum::<f64>() / values.len() as f64
}

#[cfg(test)]
mod tests;
