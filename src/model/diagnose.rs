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

/// Warnings of a fit, in words: columns that give the labels away, labels too few of a kind to know much, columns that say
/// the same, labels that the columns separate.
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
                "{name} alone tells the labels apart (AUC {best:.3}): it may have been made from them, and a model made with it would say nothing about new letters"
            ));
        }
    }
    found.extend(too_few(&labels));
    let same = collinear(examples);
    if !same.is_empty() {
        found.push(format!(
            "{} can be worked out from the other columns: their common effect is split among them, so a single weight means nothing",
            same.join(", ")
        ));
    }
    let of = |label: bool| fit.fitted.iter().zip(&labels).filter(move |(_, y)| **y == label).map(|(p, _)| *p);
    if of(true).fold(1.0, f64::min) > of(false).fold(0.0, f64::max) {
        found.push(
            "the columns separate the labels without a mistake: only the penalty keeps the weights finite, how large they should be can't be known from these labels, and the standard errors are too small to be believed".into(),
        );
    }
    found
}

/// What labels of one kind that are very few leave unknown.
fn too_few(labels: &[bool]) -> Option<String> {
    let n = labels.len();
    let yes = labels.iter().filter(|y| **y).count();
    let (rarer, kind) = if yes * 2 <= n { (yes, "yes") } else { (n - yes, "no") };
    if rarer == 1 {
        return Some(format!(
            "1 of {n} labels is a {kind}: a letter of that kind can't be held out, so no strength is chosen, the scores are not set on letters that the fit has not seen, and how good they are can't be known; label more letters that may be a {kind}"
        ));
    }
    let error = auc_error(USUAL_AUC, rarer as f64, (n - rarer) as f64);
    (1.96 * error > LOOSE_AUC).then(|| {
        format!(
            "{n} labels, {rarer} of them a {kind}, are few: an AUC of {USUAL_AUC} on so many could be anything from {:.2} to {:.2}, and the weights will move with every letter that is added",
            USUAL_AUC - 1.96 * error,
            (USUAL_AUC + 1.96 * error).min(1.0)
        )
    })
}

/// The AUC for which labels are said to be few.
const USUAL_AUC: f64 = 0.8;

/// Half the width of a 95 % interval of an AUC, from which on labels are few.
const LOOSE_AUC: f64 = 0.15;

/// The standard error of an AUC on `m` labels of one kind and `n` of the other (Hanley & McNeil 1982).
fn auc_error(a: f64, m: f64, n: f64) -> f64 {
    let (q1, q2) = (a / (2.0 - a), 2.0 * a * a / (1.0 + a));
    ((a * (1.0 - a) + (m - 1.0) * (q1 - a * a) + (n - 1.0) * (q2 - a * a)) / (m * n)).sqrt()
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
    let doubt = if sure { "its interval excludes 0" } else { "its interval includes 0: this may be chance" };
    Some(format!("{}: more {does} the score, although its documentation expects it to {should} it; {doubt}", title))
}

#[cfg(test)]
mod tests {
    use super::super::train::{FitOptions, fit};
    use super::*;

    fn examples() -> Examples {
        let mut e = Examples { columns: vec!["a".into(), "b".into()], ..Examples::default() };
        for i in 0..48u64 {
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
    fn few_labels_of_a_kind_are_said_with_what_they_leave_open() {
        let labels = |yes: usize, no: usize| [vec![true; yes], vec![false; no]].concat();
        let said = |yes, no| too_few(&labels(yes, no)).unwrap_or_default();
        assert!(said(1, 39).starts_with("1 of 40 labels is a yes: a letter of that kind can't be held out"));
        assert!(said(39, 1).starts_with("1 of 40 labels is a no"));
        // Hanley & McNeil at 0.8 with 5 and 5: (0.16 + 4 · (2/3 − 0.64) + 4 · (32/45 − 0.64)) / 25 = 0.02204.
        assert!(
            said(5, 5).contains(
                "10 labels, 5 of them a yes, are few: an AUC of 0.8 on so many could be anything from 0.51 to 1.00"
            ),
            "{}",
            said(5, 5)
        );
        assert!(said(3, 300).contains("303 labels, 3 of them a yes"));
        assert_eq!((too_few(&labels(30, 30)), too_few(&labels(102, 66))), (None, None));
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
        assert!(said.starts_with("Errors: more raises the score") && said.ends_with("excludes 0"), "{said}");
        column.interval = Some([-0.1, 0.5]);
        assert!(surprise(&column, "Errors", Expected::Lowers).unwrap().ends_with("may be chance"));
    }
}
