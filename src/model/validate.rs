//! Cross-validation: what a model says of letters it has not seen.

use super::examples::Examples;
use super::strength::FitOptions;
use super::train::fit;
use crate::error::{Error, ErrorKind, Result};

/// The probability that each row gets from a fit on the rows of the other folds.
///
/// `folds` holds the fold of each row ([`super::strength::divide`] gives a stratified, group-aware division). Each fit
/// sees its own rows alone, moments and choice of strength included.
///
/// # Errors
/// [`ErrorKind::Setting`] where there is not a fold for each row, or only one fold; the errors of [`fit`] for the rows
/// of the other folds (too few, all of one class, …).
pub fn cross_validate(examples: &Examples, options: &FitOptions, folds: &[usize]) -> Result<Vec<f64>> {
    by_fold(examples, folds, |_| options.clone(), None).map(|(scores, _)| scores)
}

/// The same with options for each fold, and for each the values of the column that is learnt from its letters, where there is
/// one; gives the strength that each fold was fitted with, too.
pub(crate) fn by_fold(
    examples: &Examples,
    folds: &[usize],
    options: impl Fn(usize) -> FitOptions,
    learnt: Option<&[Vec<f64>]>,
) -> Result<(Vec<f64>, Vec<f64>)> {
    let n = examples.labels.len();
    let used: std::collections::BTreeSet<usize> = folds.iter().copied().collect();
    if folds.len() != n || used.len() < 2 {
        let what = format!("{} rows in {} folds can't validate {n} examples", folds.len(), used.len());
        return Err(Error::new(ErrorKind::Setting, what).hint("deal every example to one of at least 2 folds"));
    }
    let mut scores = vec![0.0; n];
    let mut strengths = vec![0.0; used.last().map_or(0, |last| last + 1)];
    for held in used {
        let (train, test): (Vec<usize>, Vec<usize>) = (0..n).partition(|r| folds[*r] != held);
        let own = learnt.and_then(|columns| columns.get(held)).filter(|_| examples.learnt_column().is_some());
        let own = own.map(|column| examples.with_learnt(column));
        let examples = own.as_ref().unwrap_or(examples);
        let fitted = fit(&examples.subset(&train), &options(held))?;
        strengths[held] = fitted.strength;
        let values: Vec<Vec<Option<f64>>> = test.iter().map(|r| examples.values[*r].clone()).collect();
        for (row, score) in test.into_iter().zip(fitted.scores(&values)) {
            scores[row] = score;
        }
    }
    Ok((scores, strengths))
}

#[cfg(test)]
mod tests {
    use super::super::strength::divide;
    use super::*;

    fn examples() -> Examples {
        let mut e = Examples { columns: vec!["a".into()], ..Examples::default() };
        for i in 0..60u64 {
            let value = ((i * 37) % 60) as f64;
            e.values.push(vec![Some(value)]);
            e.labels.push(if value + ((i * 13) % 30) as f64 > 45.0 { 1.0 } else { 0.0 });
            e.ids.push(format!("{i:02}"));
        }
        e
    }

    #[test]
    fn a_row_is_scored_by_the_other_folds_alone() {
        let mut e = examples();
        let fold = divide(&e, 5, 3).unwrap();
        let options = FitOptions::fixed(0.01);
        let before = cross_validate(&e, &options, &fold).unwrap();
        let by_hand: Vec<usize> = (0..60).filter(|r| fold[*r] != fold[7]).collect();
        let fitted = fit(&e.subset(&by_hand), &options).unwrap();
        assert_eq!(fitted.scores(&e.values[7..8])[0], before[7]);
        // What a row's own label says changes the scores of the other folds only.
        e.labels[7] = 1.0 - e.labels[7];
        let after = cross_validate(&e, &options, &fold).unwrap();
        for row in 0..60 {
            assert_eq!(before[row] == after[row], fold[row] == fold[7], "{row}");
        }
    }

    #[test]
    fn what_cannot_be_validated_is_said() {
        let e = examples();
        let options = FitOptions::fixed(0.01);
        assert!(cross_validate(&e, &options, &[0; 60]).unwrap_err().to_string().contains("1 folds"));
        assert!(cross_validate(&e, &options, &[0, 1]).is_err());
        let by_label: Vec<usize> = e.labels.iter().map(|y| *y as usize).collect();
        assert!(cross_validate(&e, &options, &by_label).unwrap_err().to_string().contains("labels are"));
    }
}
