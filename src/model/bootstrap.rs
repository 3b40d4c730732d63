//! Intervals of weights by the bootstrap.

use super::design::{Design, Term};
use super::examples::Examples;
use super::options::FitOptions;
use super::solve::{Target, solve_from};
use super::strength;
use super::train::Fit;
use crate::stats::random::Random;

/// Replaces the intervals of a fit's weights by percentile bootstrap intervals (Efron & Tibshirani 1993, § 13.3), and the
/// standard errors by the standard deviations of the draws. Each draw is fitted at the strength of the least held-out loss
/// (at the fit's own, where that was given): it leans less to 0 than the strength of the fit, which is the strongest that
/// can't be distinguished from it. What is left of the penalty makes the intervals those of weights that still lean to 0 a little;
/// for the weights without any penalty, take those of the fit itself. Rows (whole groups, where there are
/// groups) are drawn with replacement; means and standard deviations of the columns stay those of the fit, so that a
/// weight means the same in every draw; where the weights were multiplied by a slope, so are the draws. A draw of one class, or that does not converge, is drawn again, at most ten
/// times as often as asked.
pub fn intervals(examples: &Examples, fit: &mut Fit, options: &FitOptions, draws: usize) {
    let n = examples.labels.len();
    let groups = examples.group_numbers().unwrap_or_else(|| (0..n).collect());
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by_key(|row| (examples.ids.get(*row), *row));
    let mut members = std::collections::BTreeMap::<usize, Vec<usize>>::new();
    for &row in &order {
        members.entry(groups[row]).or_default().push(row);
    }
    let units: Vec<Vec<usize>> = members.into_values().collect();
    let strength = strength::least(&fit.path).map_or(fit.strength, |point| point.strength);
    let mut design = Design::of(examples, &(0..n).collect::<Vec<_>>());
    let all = std::mem::take(&mut design.x);
    let mut random = Random::new(options.seed);
    let mut drawn: Vec<Vec<f64>> = vec![Vec::with_capacity(draws); design.terms.len() + 1];
    let mut start = vec![0.0; design.terms.len() + 1];
    for _ in 0..draws * 10 {
        if drawn[0].len() == draws {
            break;
        }
        let rows: Vec<usize> =
            (0..units.len()).flat_map(|_| units[random.below(units.len())].iter().copied()).collect();
        let yes = rows.iter().filter(|r| examples.labels[**r] >= 0.5).count();
        if yes == 0 || yes == rows.len() {
            continue;
        }
        design.x = all.chunks_exact(n).flat_map(|column| rows.iter().map(|r| column[*r])).collect();
        let target = Target::of(examples, &rows, options);
        let Ok(point) = solve_from(&target.problem(&design, strength), start.clone()) else { continue };
        for (values, param) in drawn.iter_mut().zip(&point.params) {
            values.push(*param);
        }
        start = point.params;
    }
    // Weights are those of the penalised fit times its slope, and so are their draws.
    let slope = fit.slope.unwrap_or(1.0);
    drawn.iter_mut().flatten().for_each(|param| *param *= slope);
    let places: Vec<Option<usize>> =
        design.columns.iter().map(|c| fit.columns.iter().position(|f| f.name == c.name)).collect();
    for (term, values) in design.terms.iter().zip(&mut drawn) {
        let (Term::Value(column) | Term::Missing(column)) = *term;
        let Some(place) = places[column] else { continue };
        let (error, interval) = spread(values);
        match (term, &mut fit.columns[place]) {
            (Term::Value(_), own) => (own.standard_error, own.interval) = (error, interval),
            (Term::Missing(_), own) => {
                if let Some(missing) = &mut own.missing {
                    (missing.standard_error, missing.interval) = (error, interval);
                }
            }
        }
    }
    if let Some(values) = drawn.last_mut() {
        fit.intercept_error = spread(values).0;
    }
}

/// Standard deviation (divisor n − 1) and the 2.5 % and 97.5 % points of draws.
fn spread(draws: &mut [f64]) -> (Option<f64>, Option<[f64; 2]>) {
    let n = draws.len();
    if n < 2 {
        return (None, None);
    }
    draws.sort_by(f64::total_cmp);
    let mean = draws.iter().sum::<f64>() / n as f64;
    let variance = draws.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>() / (n as f64 - 1.0);
    let at = |share: f64| draws[((n - 1) as f64 * share).round() as usize];
    (Some(variance.sqrt()), Some([at(0.025), at(0.975)]))
}

#[cfg(test)]
mod tests {
    use super::super::options::Search;
    use super::super::train::fit;
    use super::*;

    #[test]
    fn draws_spread_as_the_information_says_and_repeat() {
        let mut e = Examples { columns: vec!["a".into(), "b".into()], ..Examples::default() };
        let mut random = Random::new(5);
        for _ in 0..600 {
            let row = [random.unit(), random.unit()];
            e.labels.push(f64::from(u8::from(row[0] - row[1] + random.unit() > 0.5)));
            e.values.push(row.iter().map(|v| Some(*v)).collect());
        }
        let options = FitOptions { seed: 1, ..FitOptions::fixed(1e-4) };
        let plain = fit(&e, &options).unwrap();
        let (mut one, mut two) = (plain.clone(), plain.clone());
        intervals(&e, &mut one, &options, 300);
        intervals(&e, &mut two, &options, 300);
        assert_eq!(one, two);
        for (of, information) in one.columns.iter().zip(&plain.columns) {
            let ratio = of.standard_error.unwrap() / information.standard_error.unwrap();
            assert!((0.8..1.25).contains(&ratio), "{}: {ratio}", of.name);
            let [low, high] = of.interval.unwrap();
            assert!(low < of.weight && of.weight < high);
        }
        // A slope moves weights and intervals alike.
        let calibrated = FitOptions { calibration: Some(Search::brief()), ..options.clone() };
        let mut turned = fit(&e, &calibrated).unwrap();
        intervals(&e, &mut turned, &calibrated, 300);
        let slope = turned.slope.unwrap();
        assert!((slope - 1.0).abs() > 1e-4, "{slope}");
        for (turned, plain) in turned.columns.iter().zip(&one.columns) {
            let ([low, high], [l, h]) = (turned.interval.unwrap(), plain.interval.unwrap());
            assert!((low - slope * l).abs() < 1e-9 && (high - slope * h).abs() < 1e-9, "{}", turned.name);
            assert!((turned.weight - slope * plain.weight).abs() < 1e-9);
        }
        // Every row its own group is no group at all; few groups move together and spread more or less, never the same.
        e.groups = (0..600).map(|i| Some(format!("{}", i % 20))).collect();
        let mut grouped = plain.clone();
        intervals(&e, &mut grouped, &options, 300);
        assert_ne!(grouped.columns[0].interval, one.columns[0].interval);
    }
}
