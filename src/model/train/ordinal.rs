//! Fits of ordered levels, beside peers and beside fits of yes and no.

use super::tests::formula;
use super::*;
use crate::stats::random::Random;

/// The rows of tests/peers/ordinal.py, the grades 0 to 4 as labels whose cut is grade 2.
fn graded() -> Examples {
    let mut e = formula(60);
    for (i, row) in e.values.iter().enumerate() {
        let [a, b] = [row[0].unwrap(), row[1].unwrap()];
        let t = a * 1.3 - b + ((i * 29) % 10) as f64 / 2.0 - 2.5;
        e.labels[i] = [-2.5, -0.5, 1.5, 3.0].iter().filter(|from| t >= **from).count() as f64 / 4.0;
    }
    e
}

fn ordinal(strength: f64) -> FitOptions {
    FitOptions { ordinal: true, ..FitOptions::fixed(strength) }
}

#[test]
fn agrees_with_a_fit_by_scipy() {
    // Figures: tests/peers/ordinal.py (scipy 1.17.1); the cut is the second intercept.
    let frozen = [
        (0.001, [1.90613484, -1.88290508, 0.17523534], [2.57746637, 0.34440114, -1.44983709, -3.93580550]),
        (0.01, [1.74641086, -1.71703210, 0.15124757], [2.43064475, 0.32039305, -1.37985206, -3.72125342]),
        (0.1, [1.07952034, -1.03783306, 0.05114309], [1.87949349, 0.23288320, -1.09930695, -2.89335992]),
    ];
    for (strength, weights, log_odds) in frozen {
        let fit = fit(&graded(), &ordinal(strength)).unwrap();
        assert!(fit.gradient <= 1e-9 && matches!(fit.solver, Solver::Newton { .. }));
        assert!(fit.columns.iter().zip(weights).all(|(c, w)| (c.weight - w).abs() < 1e-6), "{:?}", fit.columns);
        assert_eq!(fit.levels.iter().map(|(from, _)| *from).collect::<Vec<_>>(), [0.25, 0.5, 0.75, 1.0]);
        assert!(fit.levels.iter().zip(log_odds).all(|((_, own), l)| (own - l).abs() < 1e-6), "{:?}", fit.levels);
        assert_eq!(fit.intercept, fit.levels[1].1);
    }
}

#[test]
fn errors_are_those_of_statsmodels() {
    // statsmodels 0.14.6, OrderedModel, without a penalty.
    let (weights, errors) = ([1.92723402, -1.90488569, 0.17837464], [0.34764324, 0.35802454, 0.25773922]);
    let fit = fit(&graded(), &ordinal(1e-7)).unwrap();
    for ((column, weight), error) in fit.columns.iter().zip(weights).zip(errors) {
        assert!((column.weight - weight).abs() < 1e-4, "{}", column.weight);
        assert!((column.standard_error.unwrap() - error).abs() < 1e-4, "{:?}", column.standard_error);
    }
    // The covariance is that of the cut's intercept and the weights, whatever the other intercepts.
    let covariance = fit.covariance.unwrap();
    assert_eq!(covariance.len(), 10);
    assert!((covariance[2].sqrt() - errors[0]).abs() < 1e-4, "{covariance:?}");
}

#[test]
fn two_levels_are_yes_and_no() {
    let mut e = formula(60);
    let plain = fit(&e, &FitOptions::fixed(0.01)).unwrap();
    e.labels.iter_mut().for_each(|y| *y = 0.25 + *y / 2.0);
    let two = fit(&e, &ordinal(0.01)).unwrap();
    assert!(two.levels.is_empty() && matches!(two.solver, Solver::Linfa { .. }));
    assert_eq!((two.intercept, two.columns), (plain.intercept, plain.columns));
}

/// Letters with a tendency to high grades, five levels of it.
fn drawn(random: &mut Random, n: usize) -> Examples {
    let mut e = Examples { columns: vec!["a".into(), "b".into()], ..Examples::default() };
    for i in 0..n {
        let row = [2.0 * random.unit() - 1.0, 2.0 * random.unit() - 1.0];
        let noise = random.unit().clamp(1e-9, 1.0 - 1e-9);
        let t = 2.0 * row[0] - row[1] + (noise / (1.0 - noise)).ln();
        e.labels.push([-1.5, -0.5, 0.7, 1.8].iter().filter(|from| t >= **from).count() as f64 / 4.0);
        e.values.push(row.iter().map(|v| Some(*v)).collect());
        e.ids.push(format!("{i:05}"));
    }
    e
}

#[test]
fn scores_are_the_probability_of_the_cut() {
    let mut random = Random::new(11);
    let options = FitOptions { ordinal: true, ..FitOptions::default() };
    let fitted = fit(&drawn(&mut random, 3_000), &options).unwrap();
    assert!(fitted.slope.is_some() && fitted.levels.windows(2).all(|pair| pair[0].1 > pair[1].1));
    assert!((fitted.intercept - fitted.levels[1].1).abs() < 1e-12);
    let new = drawn(&mut random, 4_000);
    let (scores, yes) = (fitted.scores(&new.values), new.positive());
    for tenth in 0..5 {
        let (low, high) = (f64::from(tenth) / 5.0, f64::from(tenth + 1) / 5.0);
        let own: Vec<usize> = (0..scores.len()).filter(|i| (low..high).contains(&scores[*i])).collect();
        let mean = own.iter().map(|i| scores[*i]).sum::<f64>() / own.len() as f64;
        let share = own.iter().filter(|i| yes[**i]).count() as f64 / own.len() as f64;
        assert!((mean - share).abs() < 0.06, "{low}: {mean} {share} of {}", own.len());
    }
}

#[test]
fn every_grade_teaches_more_than_yes_and_no() {
    let mut random = Random::new(3);
    let (mut by_levels, mut by_cut) = (0.0, 0.0);
    for _ in 0..200 {
        let e = drawn(&mut random, 40);
        if e.positive().iter().filter(|yes| **yes).count() % 40 == 0 {
            continue;
        }
        // How far a weight is from the truth, in standard deviations of the column.
        let error = |options: &FitOptions, e: &Examples| {
            let fit = fit(e, options).unwrap();
            fit.columns.iter().zip([2.0, -1.0]).map(|(c, truth)| (c.weight / c.sd - truth).powi(2)).sum::<f64>()
        };
        by_levels += error(&ordinal(0.02), &e);
        by_cut += error(&FitOptions::fixed(0.02), &Examples { labels: e.yes(), ..e.clone() });
    }
    assert!(by_levels < 0.9 * by_cut, "{by_levels} {by_cut}");
}

#[test]
fn held_out_scores_and_a_bootstrap_take_levels_too() {
    let e = drawn(&mut Random::new(2), 120);
    let options = FitOptions { ordinal: true, seed: 4, ..FitOptions::default() };
    let mut fitted = fit(&e, &options).unwrap();
    let folds = strength::divide(&e, 5, 0).unwrap();
    let scores = crate::model::validate::cross_validate(&e, &options, &folds).unwrap();
    assert!(crate::stats::roc::auc(&scores, &e.positive()).unwrap() > 0.7);
    let before = fitted.columns[0].interval;
    crate::model::bootstrap::intervals(&e, &mut fitted, &options, 100);
    assert!(fitted.columns[0].interval.is_some() && fitted.columns[0].interval != before);
}
