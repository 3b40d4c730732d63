//! What a fit knows: its letters as counts, and scores of letters held out from it.

use super::examples::Examples;
use super::reference::{ColumnReference, HeldOut, Reference};
use super::strength::{FitOptions, divide};
use super::train::{Fit, fit};
use super::validate::cross_validate;
use crate::stats::conformal::{Calibration, PValues};
use crate::stats::random::Random;
use std::collections::BTreeMap;

/// Most letters that scores are held out for: more make the promise no better and the file longer.
const MOST_HELD_OUT: usize = 4_000;

/// Folds of the held-out scores.
const FOLDS: usize = 10;

/// Folds of the measure of the promise.
const CHECK_FOLDS: usize = 5;

impl HeldOut {
    /// Scores by ten-fold cross-validation at a strength, and p-values by a second one around it: each letter's are
    /// calculated by a model and by held-out scores that both had not seen its fold.
    ///
    /// The scores are those of ten models on nine tenths of the letters, a new letter's is that of the model on all: the
    /// promise of split conformal prediction holds for them nearly, not exactly (Vovk 2015, Cross-conformal predictors;
    /// Barber et al. 2021), and a little on the safe side, as the model on all tells letters apart a little better. None
    /// where too few letters of a kind can be held out, or a fit fails.
    ///
    /// With more than [`MOST_HELD_OUT`] letters, so many are drawn.
    #[must_use]
    pub fn of(examples: &Examples, strength: f64, options: &FitOptions) -> Option<Self> {
        let options = options.at(strength).briefly();
        let drawn;
        let examples = if examples.labels.len() > MOST_HELD_OUT {
            let mut rows = Random::new(options.seed).choose(examples.labels.len(), MOST_HELD_OUT);
            rows.sort_unstable();
            drawn = examples.subset(&rows);
            &drawn
        } else {
            examples
        };
        let scores = out_of_fold(examples, &options, FOLDS)?;
        let p = checked(examples, &options)?;
        let labels = examples.positive();
        let mut order: Vec<usize> = (0..labels.len()).collect();
        order.sort_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(labels[*a].cmp(&labels[*b])));
        let mut held = Self::default();
        for row in order {
            held.scores.push(scores[row]);
            held.labels.push(u8::from(labels[row]));
            held.p_yes.push(p[row].yes);
            held.p_no.push(p[row].no);
        }
        Some(held)
    }
}

impl Reference {
    /// What the fit of these examples knows. `flags` counts the letters per note, where notes were looked at.
    #[must_use]
    pub fn of(examples: &Examples, fit: &Fit, options: &FitOptions, flags: Option<BTreeMap<String, u64>>) -> Self {
        let column = |name: &String| {
            let place = examples.columns.iter().position(|c| c == name);
            let values: Vec<Option<f64>> = examples.values.iter().map(|row| place.and_then(|p| row[p])).collect();
            ColumnReference::of(name, &values)
        };
        let columns: Vec<ColumnReference> = fit.columns.iter().map(|c| column(&c.name)).collect();
        let is_topic = |name: &str| columns.iter().any(|c| c.name == name && c.is_topic());
        let topics: Vec<usize> = (0..examples.columns.len()).filter(|i| is_topic(&examples.columns[*i])).collect();
        let is_off = |row: &&Vec<Option<f64>>| !topics.iter().any(|t| row[*t].is_some_and(|v| v > 0.0));
        Self {
            rows: examples.labels.len() as u64,
            off_topic: examples.values.iter().filter(is_off).count() as u64,
            columns,
            flags,
            held_out: HeldOut::of(examples, fit.strength, options),
        }
    }
}

/// Each row's score by a model of the other folds; none if that can't be.
fn out_of_fold(examples: &Examples, options: &FitOptions, k: usize) -> Option<Vec<f64>> {
    cross_validate(examples, options, &divide(examples, k, options.seed)?).ok()
}

/// Each row's p-values by a model and held-out scores of the other folds.
fn checked(examples: &Examples, options: &FitOptions) -> Option<Vec<PValues>> {
    let fold = divide(examples, CHECK_FOLDS, options.seed)?;
    let mut p = vec![PValues { yes: 1.0, no: 1.0 }; fold.len()];
    for held in 0..=fold.iter().copied().max()? {
        let (rest, test): (Vec<usize>, Vec<usize>) = (0..fold.len()).partition(|r| fold[*r] != held);
        let rest = examples.subset(&rest);
        let calibration = Calibration::new(&out_of_fold(&rest, options, FOLDS)?, &rest.positive());
        let values: Vec<_> = test.iter().map(|r| examples.values[*r].clone()).collect();
        let scores = fit(&rest, options).ok()?.scores(&values);
        test.iter().zip(scores).for_each(|(row, score)| p[*row] = calibration.p_values(score));
    }
    Some(p)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::conformal::Verdict;

    /// Letters with one telling column of three, and noise in the labels.
    fn cohort(random: &mut Random, n: usize) -> Examples {
        let mut e = Examples { columns: vec!["a".into(), "b".into(), "c".into()], ..Examples::default() };
        for i in 0..n {
            let mut draw = || (0..4).map(|_| random.unit() - 0.5).sum::<f64>();
            let row = [draw(), draw(), draw()];
            e.labels.push(f64::from(u8::from(2.0 * row[0] + row[1] + draw() > 0.5)));
            e.values.push(row.iter().map(|v| Some(*v)).collect());
            e.ids.push(format!("{i:05}"));
        }
        e
    }

    #[test]
    fn the_promise_holds_for_new_letters_within_two_points_and_so_does_its_measure() {
        let mut random = Random::new(5);
        let miss = 0.1;
        let (mut kept, mut all, mut measured, mut held_out) = ([0.0; 2], [0.0; 2], [0.0; 2], [0.0; 2]);
        for seed in 0..60 {
            let examples = cohort(&mut random, 160);
            let options = FitOptions { seed, ..FitOptions::fixed(0.02) };
            let held = HeldOut::of(&examples, 0.02, &options).unwrap();
            let count = |p: PValues, yes: bool, kept: &mut [f64; 2], all: &mut [f64; 2]| {
                let own = if yes { Verdict::Yes } else { Verdict::No };
                kept[usize::from(yes)] += f64::from(u8::from([own, Verdict::Both].contains(&p.verdict(miss))));
                all[usize::from(yes)] += 1.0;
            };
            held.p_values().zip(held.positive()).for_each(|(p, yes)| count(p, yes, &mut measured, &mut held_out));
            let (model, calibration) = (fit(&examples, &options).unwrap(), held.calibration());
            let new = cohort(&mut random, 200);
            for (score, yes) in model.scores(&new.values).into_iter().zip(new.positive()) {
                count(calibration.p_values(score), yes, &mut kept, &mut all);
            }
        }
        for class in 0..2 {
            let (coverage, measure) = (kept[class] / all[class], measured[class] / held_out[class]);
            assert!((coverage - (1.0 - miss)).abs() < 0.02, "class {class}: {coverage}");
            assert!((measure - coverage).abs() < 0.02, "class {class}: {measure} {coverage}");
        }
    }

    #[test]
    fn too_few_letters_hold_nothing_out() {
        let mut e = cohort(&mut Random::new(1), 12);
        e.labels = (0..12).map(|i| f64::from(u8::from(i == 0))).collect();
        assert_eq!(HeldOut::of(&e, 0.02, &FitOptions::default()), None);
    }
}
