//! The minimum of a penalised log-loss: linfa fits, Newton steps finish and certify.
//!
//! linfa's loss takes labels of 0 and 1 that count the same; its fit begins at zero. Newton steps begin where linfa ended,
//! and their last gradient is the proof of the fit. Fractions, weights and ordered levels, which linfa can't express, are
//! fitted by Newton steps alone, and so are the fits inside the choice of a strength: there are hundreds, and each begins at
//! its neighbour's minimum, where linfa would begin at zero.

use super::design::Design;
use super::examples::Examples;
use super::newton::{Point, Problem};
use super::options::FitOptions;
use super::ordinal::Levels;
use super::training::Solver;
use crate::error::{Error, ErrorKind, Result};
use linfa::DatasetBase;
use linfa::traits::Fit as _;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, ArrayView2, ShapeBuilder};

/// The largest component of the gradient (of the mean loss) at which a fit counts as converged.
pub(super) const CONVERGED: f64 = 1e-9;

/// Rows of a first fit that a larger one by Newton steps starts from.
const FIRST_ROWS: usize = 8_192;

/// The gradient of the mean loss at which linfa stops: Newton steps square the rest away.
const LINFA_TOLERANCE: f64 = 1e-5;

/// Labels and weights as the loss takes them.
pub(super) struct Target {
    /// Labels; of levels, whether each is at least a half.
    pub y: Vec<f64>,
    pub w: Option<Vec<f64>>,
    pub levels: Option<Levels>,
}

impl Target {
    pub fn of(examples: &Examples, rows: &[usize], options: &FitOptions) -> Self {
        let mut y: Vec<f64> = rows.iter().map(|r| examples.labels[*r]).collect();
        let mut levels = None;
        if options.ordinal {
            levels = Levels::of(&y);
            y.iter_mut().for_each(|y| *y = if *y >= 0.5 { 1.0 } else { 0.0 });
        }
        let w: Vec<f64> = rows.iter().map(|r| examples.weight(*r)).collect();
        let alike = w.iter().all(|v| *v == w[0]);
        if !options.class_weights {
            return Self { y, w: (!alike).then_some(w), levels };
        }
        let total: f64 = w.iter().sum();
        let yes: f64 = w.iter().zip(&y).map(|(w, y)| w * y).sum();
        let factor = |share: f64| if share > 0.0 { total / (2.0 * share) } else { 1.0 };
        let (up, down) = (factor(yes), factor(total - yes));
        // A fraction is y of a yes and 1 − y of a no, each with the weight of its class.
        let weighted = |y: f64| up * y + down * (1.0 - y);
        let w = w.iter().zip(&y).map(|(w, y)| w * weighted(*y)).collect();
        Self { y: y.iter().map(|y| up * y / weighted(*y)).collect(), w: Some(w), levels }
    }

    pub fn problem<'a>(&'a self, design: &'a Design, strength: f64) -> Problem<'a> {
        Problem {
            x: &design.x,
            y: &self.y,
            w: self.w.as_deref(),
            terms: design.terms.len(),
            strength,
            levels: self.levels.as_ref(),
        }
    }
}

/// A minimum and how it was found.
#[derive(Debug)]
pub(super) struct Solution {
    pub point: Point,
    pub solver: Solver,
}

/// The minimum of a problem: by linfa from zero where it can express the problem, certified by Newton steps; else by Newton
/// steps.
///
/// # Errors
/// [`ErrorKind::Model`] where the gradient does not come near 0.
pub(super) fn solve(problem: &Problem<'_>) -> Result<Solution> {
    solve_by(problem, by_linfa)
}

fn solve_by(problem: &Problem<'_>, linfa: impl Fn(&Problem<'_>) -> Option<Vec<f64>>) -> Result<Solution> {
    let counted_alike = problem.w.is_none() && problem.terms > 0 && problem.levels.is_none();
    let fitted = if counted_alike && problem.y.iter().all(|y| *y == 0.0 || *y == 1.0) { linfa(problem) } else { None };
    let (start, by_linfa) = match fitted {
        Some(params) => (params, true),
        None => (beginning(problem), false),
    };
    let start = problem.at(start);
    let handed_over = start.max_gradient();
    let (point, newton_steps) = problem.descend(start, CONVERGED);
    certify(&point)?;
    let solver =
        if by_linfa { Solver::Linfa { gradient: handed_over, newton_steps } } else { Solver::Newton { newton_steps } };
    Ok(Solution { point, solver })
}

/// The minimum of a problem by Newton steps from `start`, which is near it.
///
/// # Errors
/// [`ErrorKind::Model`] where the gradient does not come near 0.
pub(super) fn solve_from(problem: &Problem<'_>, start: Vec<f64>) -> Result<Point> {
    let (point, _) = problem.descend(problem.at(problem.resume(start)), CONVERGED);
    certify(&point)?;
    Ok(point)
}

/// The same, near enough to compare losses: what is left of the gradient moves a mean loss by less than 1e-8.
pub(super) fn solve_roughly(problem: &Problem<'_>, start: Vec<f64>) -> Result<Point> {
    const ROUGHLY: f64 = 1e-5;
    let (point, _) = problem.descend(problem.at(problem.resume(start)), ROUGHLY);
    if point.max_gradient() > ROUGHLY {
        certify(&point)?;
    }
    Ok(point)
}

fn certify(point: &Point) -> Result<()> {
    let gradient = point.max_gradient();
    if gradient.is_nan() || gradient > CONVERGED * 1e3 {
        return Err(Error::new(
            ErrorKind::Model,
            format!("the fit did not converge (largest gradient {gradient:.1e})"),
        )
        .hint("raise --strength, or leave out columns that say the same"));
    }
    Ok(())
}

/// Where Newton steps alone start: at 0, or for many rows at the fit of an even sample of them.
fn beginning(problem: &Problem<'_>) -> Vec<f64> {
    let (n, d) = (problem.y.len(), problem.terms);
    let stride = n / FIRST_ROWS;
    if stride < 4 || problem.levels.is_some() {
        return problem.start();
    }
    let thin = |v: &[f64]| v.iter().step_by(stride).copied().collect::<Vec<f64>>();
    let x: Vec<f64> = problem.x.chunks_exact(n).flat_map(thin).collect();
    let (y, w) = (thin(problem.y), problem.w.map(thin));
    let first = Problem { x: &x, y: &y, w: w.as_deref(), ..*problem };
    let (point, _) = first.descend(first.at(vec![0.0; d + 1]), 1e-4);
    if point.params.iter().all(|p| p.is_finite()) { point.params } else { vec![0.0; d + 1] }
}

/// linfa's fit from zero (L-BFGS); none if it fails. It stops without a word at its limits: Newton steps go on from there.
fn by_linfa(problem: &Problem<'_>) -> Option<Vec<f64>> {
    let (n, d) = (problem.y.len(), problem.terms);
    let x = ArrayView2::from_shape((n, d).f(), problem.x).ok()?;
    let labels: Array1<bool> = problem.y.iter().map(|y| *y == 1.0).collect();
    let fitted = LogisticRegression::default()
        .alpha(problem.strength * n as f64)
        .initial_params(Array1::zeros(d + 1))
        .max_iterations(500)
        .gradient_tolerance(LINFA_TOLERANCE * n as f64)
        .fit(&DatasetBase::new(x, labels))
        .ok()?;
    // linfa takes the more frequent class as its positive one: turn the answer by the labels it says.
    let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
    let params: Vec<f64> =
        fitted.params().iter().chain(std::iter::once(&fitted.intercept())).map(|p| sign * p).collect();
    params.iter().all(|p| p.is_finite()).then_some(params)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two columns and labels that they explain in part.
    fn material(n: usize) -> (Vec<f64>, Vec<f64>) {
        let column =
            |step: usize, from: usize| (0..n).map(move |i| ((i * step + i * i) % from) as f64 / from as f64 - 0.5);
        let x: Vec<f64> = column(7, 17).chain(column(5, 13)).collect();
        let y = (0..n).map(|i| f64::from(u8::from(x[i] - x[n + i] + ((i * 29) % 10) as f64 / 10.0 > 0.5))).collect();
        (x, y)
    }

    #[test]
    fn linfa_finds_the_minimum_from_zero_and_newton_only_certifies() {
        let (x, y) = material(200);
        for strength in [1e-4, 0.02, 1.0] {
            let problem = Problem { x: &x, y: &y, w: None, terms: 2, strength, levels: None };
            let by_linfa = by_linfa(&problem).unwrap();
            let solution = solve(&problem).unwrap();
            for (linfa, certified) in by_linfa.iter().zip(&solution.point.params) {
                assert!(
                    (linfa - certified).abs() < 1e-3 * (1.0 + certified.abs()),
                    "{strength}: {by_linfa:?} {:?}",
                    solution.point.params
                );
            }
            // What Newton steps start from is linfa's answer, and little is left to do.
            let Solver::Linfa { gradient, newton_steps } = solution.solver else { panic!("{:?}", solution.solver) };
            assert_eq!(gradient, problem.at(by_linfa).max_gradient());
            assert!(gradient > 0.0 && gradient < 1e-4 && newton_steps <= 2, "{strength}: {gradient} {newton_steps}");
            assert!(solution.point.max_gradient() <= CONVERGED);
            // From zero, Newton steps find the same minimum: linfa's answer is right, not only accepted.
            let alone = solve_from(&problem, vec![0.0; 3]).unwrap();
            assert!(alone.params.iter().zip(&solution.point.params).all(|(a, b)| (a - b).abs() < 1e-7));
        }
    }

    #[test]
    fn an_answer_of_linfa_that_is_wrong_shows() {
        let (x, y) = material(200);
        let problem = Problem { x: &x, y: &y, w: None, terms: 2, strength: 0.02, levels: None };
        let wrong = solve_by(&problem, |_| Some(vec![3.0, 3.0, -2.0])).unwrap();
        let Solver::Linfa { gradient, newton_steps } = wrong.solver else { panic!("{:?}", wrong.solver) };
        assert!(gradient > 0.1 && newton_steps > 2, "{gradient} {newton_steps}");
        assert!(matches!(solve_by(&problem, |_| None).unwrap().solver, Solver::Newton { .. }));
    }

    #[test]
    fn fractions_and_weights_are_left_to_newton_steps() {
        let (x, mut y) = material(60);
        let w = vec![2.0; 60];
        let weighted = Problem { x: &x, y: &y, w: Some(&w), terms: 2, strength: 0.02, levels: None };
        assert!(matches!(solve(&weighted).unwrap().solver, Solver::Newton { .. }));
        y[0] = 0.5;
        let fractions = Problem { x: &x, y: &y, w: None, terms: 2, strength: 0.02, levels: None };
        assert!(matches!(solve(&fractions).unwrap().solver, Solver::Newton { .. }));
    }
}
