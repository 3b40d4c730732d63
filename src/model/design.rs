//! Examples → standardised columns for a fit.

use super::artefact::{ColumnWeight, Missing, Transform};
use super::examples::Examples;
use super::training::LeftOut;
use crate::features::feature_of_column;

/// Columns whose skewness is above this, and whose values are all at least 0, are fitted on ln(1 + value).
const SKEWED: f64 = 1.0;

/// Share of the letters that lie at the edge of a column or beyond: values further out count as the edge.
const BEYOND: f64 = 0.02;

/// What a parameter of the fit multiplies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Term {
    /// The value of this column.
    Value(usize),
    /// The indicator that this column's value is missing.
    Missing(usize),
}

/// The standardised columns of a fit.
pub(super) struct Design {
    /// One term after the other, each as long as there are rows.
    pub x: Vec<f64>,
    /// What each is.
    pub terms: Vec<Term>,
    /// The columns, without their weights.
    pub columns: Vec<ColumnWeight>,
    /// Per column, its index among those of the examples.
    pub places: Vec<usize>,
    /// Columns that don't vary.
    pub left_out: Vec<LeftOut>,
}

impl Design {
    /// Standardises the columns of these rows of the examples, by the moments of these rows, weighted.
    pub fn of(examples: &Examples, rows: &[usize]) -> Self {
        let n = rows.len();
        let weights: Vec<f64> = rows.iter().map(|r| examples.weight(*r)).collect();
        let total: f64 = weights.iter().sum();
        let mut design =
            Self { x: Vec::new(), terms: Vec::new(), columns: Vec::new(), places: Vec::new(), left_out: Vec::new() };
        // Values are finite, so that NaN can stand for none; every row is visited once.
        let width = examples.columns.len();
        let mut all = vec![f64::NAN; n * width];
        for (i, row) in rows.iter().enumerate() {
            for (j, value) in examples.values[*row].iter().take(width).enumerate() {
                all[j * n + i] = value.unwrap_or(f64::NAN);
            }
        }
        for (index, name) in examples.columns.iter().enumerate() {
            let values = &mut all[index * n..(index + 1) * n];
            let column = Moments::of(values, &weights);
            // A sum of words stays one: no logarithm.
            let learnt = feature_of_column(name).is_some_and(|f| f.properties.learnt);
            let skewed = column.skewness > SKEWED && column.least >= 0.0 && !learnt;
            let transform = if skewed { Transform::Log1p } else { Transform::Identity };
            let bounds = bounds(values, &weights);
            if let Some([low, high]) = bounds {
                values.iter_mut().filter(|v| !v.is_nan()).for_each(|v| *v = v.clamp(low, high));
            }
            if transform == Transform::Log1p {
                values.iter_mut().for_each(|v| *v = v.ln_1p());
            }
            let Moments { mean, sd, present, .. } = Moments::of(values, &weights);
            let absent = values.iter().filter(|v| v.is_nan()).count();
            let varies = sd > 1e-12 * mean.abs().max(1.0);
            let gaps = absent > 0 && absent < n;
            if !varies && !gaps {
                let reason = match values.first().filter(|v| !v.is_nan()) {
                    None => "no letter has a value".into(),
                    Some(v) => format!("the value is {v} in every letter"),
                };
                design.left_out.push(LeftOut { name: name.clone(), reason });
                continue;
            }
            let (sd, place) = (if varies { sd } else { 1.0 }, design.columns.len());
            if varies {
                design.terms.push(Term::Value(place));
                design.x.extend(values.iter().map(|v| if v.is_nan() { 0.0 } else { (v - mean) / sd }));
            }
            let missing = gaps.then(|| {
                let share = (total - present) / total;
                let sd = (share * (1.0 - share)).sqrt();
                design.terms.push(Term::Missing(place));
                design.x.extend(values.iter().map(|v| (if v.is_nan() { 1.0 } else { 0.0 } - share) / sd));
                Missing { share, sd, weight: 0.0, standard_error: None, interval: None }
            });
            design.places.push(index);
            design.columns.push(ColumnWeight {
                name: name.clone(),
                transform,
                mean,
                sd,
                weight: 0.0,
                standard_error: None,
                interval: None,
                bounds,
                missing,
            });
        }
        design
    }

    /// Puts a number per term into the columns.
    pub fn assign(&mut self, mut put: impl FnMut(usize, &mut ColumnWeight, Term)) {
        for (index, term) in self.terms.iter().enumerate() {
            let (Term::Value(column) | Term::Missing(column)) = *term;
            put(index, &mut self.columns[column], *term);
        }
    }

    /// Sets the weights of the columns from the parameters of a fit.
    pub fn set_weights(&mut self, params: &[f64]) {
        self.assign(|index, column, term| match (term, &mut column.missing) {
            (Term::Value(_), _) => column.weight = params[index],
            (Term::Missing(_), Some(missing)) => missing.weight = params[index],
            (Term::Missing(_), None) => {}
        });
    }
}

/// The log-odds of rows of values. `places` says where each column stands in a row.
pub(super) fn margins(
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

/// The innermost values from which on at least [`BEYOND`] of the letters (by weight) lie outside: the 2nd and the 98th
/// percentile, each an observed value. The least and the greatest value where those are equal, as in a column that is
/// nearly always 0.
fn bounds(values: &[f64], weights: &[f64]) -> Option<[f64; 2]> {
    let mut there: Vec<(f64, f64)> =
        values.iter().zip(weights).filter(|(v, _)| !v.is_nan()).map(|(v, w)| (*v, *w)).collect();
    there.sort_by(|a, b| a.0.total_cmp(&b.0));
    let beyond = BEYOND * there.iter().map(|(_, w)| w).sum::<f64>() * (1.0 - 1e-12);
    let edge = |sorted: Vec<(f64, f64)>| {
        let mut passed = 0.0;
        sorted.into_iter().find_map(|(value, weight)| {
            passed += weight;
            (passed >= beyond).then_some(value)
        })
    };
    let (low, high) = (edge(there.clone())?, edge(there.iter().rev().copied().collect())?);
    if low < high { Some([low, high]) } else { Some([there.first()?.0, there.last()?.0]) }
}

/// Weighted moments of the values that are there.
struct Moments {
    mean: f64,
    /// Divisor: the sum of the weights.
    sd: f64,
    /// Sum of the weights.
    present: f64,
    least: f64,
    /// The moment coefficient g₁ (Joanes & Gill 1998); 0 where the values don't vary.
    skewness: f64,
}

impl Moments {
    fn of(values: &[f64], weights: &[f64]) -> Self {
        let there = || values.iter().zip(weights).filter(|(v, _)| !v.is_nan());
        let (mut present, mut sum, mut least) = (0.0, 0.0, f64::INFINITY);
        for (v, w) in there() {
            present += w;
            sum += w * v;
            least = least.min(*v);
        }
        if present <= 0.0 {
            return Self { mean: 0.0, sd: 0.0, present: 0.0, least, skewness: 0.0 };
        }
        let mean = sum / present;
        let (mut square, mut cube) = (0.0, 0.0);
        for (v, w) in there() {
            let d = v - mean;
            square += w * d * d;
            cube += w * d * d * d;
        }
        let sd = (square / present).sqrt();
        let skewness = if sd > 0.0 { cube / present / (sd * sd * sd) } else { 0.0 };
        Self { mean, sd, present, least, skewness }
    }
}
