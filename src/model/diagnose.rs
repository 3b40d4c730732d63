//! What a person should know of a fit before they believe it.

use super::artefact::ColumnWeight;
use super::design::{Design, Term};
use super::examples::Examples;
use super::newton::Cholesky;
use super::train::Fit;
use crate::features::Expected;
use crate::stats::roc::auc;

/// A single column that tells the labels apart this well has probably been made from them.
const LEAK: f64 = 0.99;

/// Share of a column that the others leave unexplained, below which it says nothing of its own.
const COLLINEAR: f64 = 1e-6;

/// Warnings of a fit, in words: columns that give the labels away, columns that say the same, labels that the columns
/// separate, too few letters to choose a strength.
#[must_use]
pub fn warnings(examples: &Examples, fit: &Fit) -> Vec<String> {
    let labels = examples.positive();
    let mut found = Vec::new();
    for (index, name) in examples.columns.iter().enumerate() {
        // A missing value may be what gives the label away: it is tried at both ends.
        let at = |missing: f64| -> Option<f64> {
            let values: Vec<f64> = examples.values.iter().map(|r| r[index].unwrap_or(missing)).collect();
            auc(&values, &labels).map(|a| a.max(1.0 - a))
        };
        let best = at(f64::MAX).into_iter().chain(at(f64::MIN)).fold(0.0, f64::max);
        if best >= LEAK {
            found.push(format!(
                "{name} alone tells the labels apart (AUC {best:.3}): it may have been made from them, and a model of it would say nothing of new letters"
            ));
        }
    }
    let same = collinear(examples);
    if !same.is_empty() {
        found.push(format!(
            "{} can be worked out from the other columns: what they say together is split among them, and a single weight means nothing",
            same.join(", ")
        ));
    }
    let of = |label: bool| fit.fitted.iter().zip(&labels).filter(move |(_, y)| **y == label).map(|(p, _)| *p);
    if of(true).fold(1.0, f64::min) > of(false).fold(0.0, f64::max) {
        found.push(
            "the columns separate the labels without a mistake: only the penalty keeps the weights finite, and the standard errors are too small to be believed".into(),
        );
    }
    found
}

/// Columns whose values the other columns give, all but a millionth of the variance.
fn collinear(examples: &Examples) -> Vec<String> {
    let rows: Vec<usize> = (0..examples.labels.len()).collect();
    let design = Design::of(examples, &rows);
    let (n, d) = (rows.len(), design.terms.len());
    let column = |j: usize| &design.x[j * n..(j + 1) * n];
    let mut correlation = vec![0.0; d * d];
    for j in 0..d {
        for k in 0..=j {
            let sum: f64 = (0..n).map(|i| examples.weight(rows[i]) * column(j)[i] * column(k)[i]).sum();
            correlation[j * d + k] = sum;
        }
    }
    let scale: Vec<f64> = (0..d).map(|j| correlation[j * d + j]).collect();
    for j in 0..d {
        for k in 0..=j {
            correlation[j * d + k] /= (scale[j] * scale[k]).sqrt();
        }
        // Keeps an exact copy invertible; far below what counts.
        correlation[j * d + j] += COLLINEAR * 1e-3;
    }
    let Some(factor) = Cholesky::of(&correlation, d) else { return Vec::new() };
    let mut names: Vec<String> = Vec::new();
    for (term, inflation) in design.terms.iter().zip(factor.inverse_diagonal()) {
        let (Term::Value(place) | Term::Missing(place)) = *term;
        let name = &design.columns[place].name;
        if inflation > 1.0 / COLLINEAR && !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

/// A weight whose sign its feature's documentation does not expect, in words.
#[must_use]
pub fn surprise(column: &ColumnWeight, title: &str, expected: Expected) -> Option<String> {
    let (does, should) = match expected {
        Expected::Raises if column.weight < 0.0 => ("lowers", "raise"),
        Expected::Lowers if column.weight > 0.0 => ("raises", "lower"),
        _ => return None,
    };
    let sure = column.interval.is_some_and(|[low, high]| low > 0.0 || high < 0.0);
    let doubt = if sure { "its interval leaves out 0" } else { "its interval holds 0: it may be chance" };
    Some(format!("{}: more {does} the score, where its documentation expects it to {should} it; {doubt}", title))
}

#[cfg(test)]
mod tests {
    use super::super::train::{FitOptions, fit};
    use super::*;

    fn examples() -> Examples {
        let mut e = Examples { columns: vec!["a".into(), "b".into()], ..Examples::default() };
        for i in 0..40u64 {
            e.values.push(vec![Some(((i * 7) % 17) as f64), Some(((i * i + 3) % 11) as f64)]);
            e.labels.push(f64::from(u8::from((i * 29) % 10 + (i * 7) % 17 > 12)));
        }
        e
    }

    fn found(e: &Examples) -> Vec<String> {
        warnings(e, &fit(e, &FitOptions::fixed(0.01)).unwrap())
    }

    #[test]
    fn sound_data_have_no_warning() {
        assert_eq!(found(&examples()), Vec::<String>::new());
    }

    #[test]
    fn a_column_made_from_the_labels_is_found_present_or_missing() {
        let mut e = examples();
        for (row, y) in e.values.iter_mut().zip(&e.labels) {
            row[1] = Some(3.0 - y);
        }
        let said = found(&e);
        assert!(said[0].starts_with("b alone tells the labels apart (AUC 1.000)") && said[1].contains("separate"));
        for (row, y) in e.values.iter_mut().zip(&e.labels) {
            row[1] = (*y > 0.5).then_some(row[0].unwrap());
        }
        assert!(found(&e)[0].starts_with("b alone"));
    }

    #[test]
    fn columns_that_say_the_same_are_found() {
        let mut e = examples();
        e.columns.push("sum".into());
        for row in &mut e.values {
            row.push(Some(row[0].unwrap() - 2.0 * row[1].unwrap()));
        }
        assert_eq!(found(&e).len(), 1);
        assert!(found(&e)[0].starts_with("a, b, sum can be worked out"), "{:?}", found(&e));
    }

    #[test]
    fn a_surprising_sign_is_said() {
        let mut column = fit(&examples(), &FitOptions::fixed(0.01)).unwrap().columns.remove(0);
        assert!(column.weight > 0.0 && surprise(&column, "A", Expected::Raises).is_none());
        let said = surprise(&column, "Errors", Expected::Lowers).unwrap();
        assert!(said.starts_with("Errors: more raises the score") && said.ends_with("leaves out 0"), "{said}");
        column.interval = Some([-0.1, 0.5]);
        assert!(surprise(&column, "Errors", Expected::Lowers).unwrap().ends_with("may be chance"));
    }
}
