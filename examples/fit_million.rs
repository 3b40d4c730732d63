//! Times fits of rows × 12 and prints the best as JSON: one side of `tests/peers/speed.py`. Takes the number of rows (a million)
//! and of fits (3).

use shortlist::model::train::{Examples, FitOptions, fit};
use std::time::Instant;

const COLUMNS: u64 = 12;

/// A number in [0, 1) from its index.
fn number(index: u64) -> f64 {
    let mut h = (index + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    h ^= h >> 29;
    h = h.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    h ^= h >> 32;
    (h >> 11) as f64 / 2f64.powi(53)
}

fn main() -> shortlist::error::Result<()> {
    let mut given = std::env::args().skip(1).map_while(|n| n.parse::<u64>().ok());
    let (rows, fits) = (given.next().unwrap_or(1_000_000), given.next().unwrap_or(3));
    let mut examples = Examples { columns: (0..COLUMNS).map(|j| format!("x{j}")).collect(), ..Examples::default() };
    for row in 0..rows {
        let values: Vec<f64> = (0..COLUMNS).map(|j| number(row * (COLUMNS + 1) + j)).collect();
        let sum: f64 = values.iter().enumerate().map(|(j, v)| if j % 2 == 0 { *v } else { -v }).sum();
        let noise = 2.0 * (number(row * (COLUMNS + 1) + COLUMNS) - 0.5);
        examples.labels.push(if sum + noise > 0.0 { 1.0 } else { 0.0 });
        examples.values.push(values.into_iter().map(Some).collect());
    }
    let mut best = f64::INFINITY;
    let mut fitted = None;
    for _ in 0..fits {
        let begin = Instant::now();
        fitted = Some(fit(&examples, &FitOptions::fixed(0.001))?);
        best = best.min(begin.elapsed().as_secs_f64());
    }
    if let Some(fitted) = fitted {
        let weights: Vec<f64> = fitted.columns.iter().map(|c| c.weight).collect();
        let solver = format!("{:?}", fitted.solver);
        println!(
            "{}",
            serde_json::json!({ "whole": best, "gradient": fitted.gradient, "weights": weights, "solver": solver })
        );
    }
    Ok(())
}
