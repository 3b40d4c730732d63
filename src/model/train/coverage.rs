//! How often the 95 % intervals of weights hold the true weight, by simulation: made-up letters of 18 columns, as many as a
//! model has, correlated, five of them with large weights.
//!
//!     cargo test --release --lib coverage -- --ignored --nocapture

use super::*;
use crate::model::bootstrap;
use crate::stats::interval::normal_quantile;
use crate::stats::random::Random;

const COLUMNS: usize = 18;

/// A line of the table; the library itself prints nothing.
fn say(line: &str) {
    std::io::Write::write_all(&mut std::io::stderr(), format!("{line}\n").as_bytes()).unwrap();
}

/// True weights per standard deviation: five large, the others small or none.
fn truth() -> Vec<f64> {
    (0..COLUMNS)
        .map(|j| match j {
            0 | 3 => 0.9,
            1 => -0.7,
            2 => 0.6,
            4 => -0.5,
            j if j % 3 == 0 => 0.15,
            _ => 0.0,
        })
        .collect()
}

/// Letters whose columns share two traits, and labels by the true weights.
fn letters(random: &mut Random, n: usize, weights: &[f64]) -> Examples {
    let mut e = Examples { columns: (0..COLUMNS).map(|j| format!("c{j:02}")).collect(), ..Examples::default() };
    let normal = |random: &mut Random| normal_quantile(random.unit().max(1e-12)).unwrap_or(0.0);
    for i in 0..n {
        let traits = [normal(random), normal(random)];
        let row: Vec<f64> = (0..COLUMNS).map(|j| 0.5 * traits[j % 2] + 0.75f64.sqrt() * normal(random)).collect();
        let margin: f64 = row.iter().zip(weights).map(|(x, w)| x * w).sum();
        e.labels.push(f64::from(u8::from(random.unit() < sigmoid(margin))));
        e.values.push(row.into_iter().map(Some).collect());
        e.ids.push(format!("{i:05}"));
    }
    e
}

#[test]
#[ignore = "a simulation of minutes"]
fn intervals_hold_the_true_weights_in_nineteen_of_twenty_samples() {
    let weights = truth();
    let large: Vec<usize> = (0..COLUMNS).filter(|j| weights[*j].abs() >= 0.5).collect();
    say(
        "| letters | samples | all weights | the five largest | bootstrap, all | bootstrap, the five largest |\n|---:|---:|---:|---:|---:|---:|",
    );
    for (n, samples) in [(100, 300), (168, 300), (300, 200), (1_000, 100)] {
        let mut random = Random::new(n as u64);
        // Per kind of interval: all weights, the large ones.
        let mut hits = [[0.0; 2]; 2];
        for seed in 0..samples {
            let e = letters(&mut random, n, &weights);
            let options = FitOptions { seed, calibration: None, ..FitOptions::default() };
            let mut fitted = fit(&e, &options.briefly()).unwrap();
            // The truth in the sample's own standard deviations.
            let mut count = |fitted: &Fit, kind: usize| {
                for (j, column) in fitted.columns.iter().enumerate() {
                    let held = column.interval.is_some_and(|[low, high]| {
                        let truth = weights[j] * column.sd;
                        low <= truth && truth <= high
                    });
                    hits[kind][0] += f64::from(u8::from(held)) / (samples as f64 * COLUMNS as f64);
                    if large.contains(&j) {
                        hits[kind][1] += f64::from(u8::from(held)) / (samples as f64 * large.len() as f64);
                    }
                }
            };
            count(&fitted, 0);
            if seed < samples / 4 {
                bootstrap::intervals(&e, &mut fitted, &options, 100);
                for _ in 0..4 {
                    count(&fitted, 1);
                }
            }
        }
        let [[all, largest], [drawn, drawn_largest]] = hits;
        say(&format!("| {n} | {samples} | {all:.3} | {largest:.3} | {drawn:.3} | {drawn_largest:.3} |"));
        assert!((0.93..=0.97).contains(&all), "{n}: {all}");
    }
}
