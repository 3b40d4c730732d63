//! The strength of the penalty, chosen by cross-validation, and the slope that makes probabilities of the scores.

use super::design::{Design, margins};
use super::examples::Examples;
use super::newton::Problem;
use super::score::{log_loss, sigmoid};
use super::solve::{Target, solve_from, solve_roughly};
use super::training::StrengthPoint;
use crate::error::{Error, ErrorKind, Result};
use crate::parallel::{Load, on_threads};
use crate::stats::folds::folds;

pub use super::options::{FitOptions, Search, Strength};

/// The strengths that are tried, from the weakest to the strongest.
pub const TRIED: [f64; 13] = [1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0];

/// The strength where there are too few letters of a kind, or too few groups, to choose one.
pub const FALLBACK: f64 = 0.02;

/// Rows from which on threads are worth their start.
const ROWS_FOR_THREADS: usize = 2_000;

/// Rows times repeats above which no further repeat is made for the slope, which is two numbers alone.
const ROWS_CALIBRATED: usize = 4_000;

/// The least and the greatest slope: beyond, the held-out scores say nothing that a slope could mend.
const SLOPES: [f64; 2] = [0.1, 10.0];

/// What turns the log-odds of a penalised fit into those of the score: `intercept + slope · log-odds`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// At log-odds of 0.
    pub intercept: f64,
    /// Above 0, so that it changes no order.
    pub slope: f64,
}

/// The strength that the options ask for, and how each did where it was chosen.
///
/// The rule of one standard error (Hastie, Tibshirani & Friedman 2009, § 7.10), with the standard error of the paired
/// difference: of all strengths whose loss, row by row, can't be distinguished from the least, the strongest, because its weights are
/// the smallest and move least with new labels. Rows are dealt to folds in the order of their ids, so that their order in
/// the table does not matter. A fit, a learning curve and an ablation all choose here.
///
/// # Errors
/// [`ErrorKind::Setting`] where a given strength is not above 0 or a search has fewer than 2 folds or no repeat.
pub(super) fn settle(examples: &Examples, options: &FitOptions) -> Result<(f64, Vec<StrengthPoint>)> {
    let search = match options.strength {
        Strength::Fixed(strength) if strength > 0.0 && strength.is_finite() => return Ok((strength, Vec::new())),
        Strength::Fixed(strength) => {
            let what = format!("a strength of {strength} is not possible; expected a number above 0");
            return Err(Error::new(ErrorKind::Setting, what).hint(
                "give --strength 0.02; without a penalty, labels that the columns separate would make weights without end",
            ));
        }
        Strength::Chosen(search) => search,
    };
    search.check()?;
    let path = path(examples, options, search);
    let Some(best) = least(&path) else {
        return Ok((FALLBACK, path));
    };
    let within = |p: &&StrengthPoint| p.log_loss - best.log_loss <= p.difference_error.unwrap_or(0.0);
    let strongest = path.iter().rev().find(within).unwrap_or(best).strength;
    Ok((strongest, path))
}

/// The point of least held-out loss.
pub(super) fn least(path: &[StrengthPoint]) -> Option<&StrengthPoint> {
    path.iter().min_by(|a, b| a.log_loss.total_cmp(&b.log_loss))
}

/// The folds of one repeat, none if there are too few rows of a kind, or groups, for two.
#[must_use]
pub fn divide(examples: &Examples, k: usize, seed: u64) -> Option<Vec<usize>> {
    let (labels, groups) = (examples.positive(), examples.group_numbers());
    let fewest = |label: bool| match &groups {
        None => labels.iter().filter(|y| **y == label).count(),
        Some(groups) => {
            let with = groups.iter().zip(&labels).filter(|(_, y)| **y == label);
            with.map(|(g, _)| g).collect::<std::collections::BTreeSet<_>>().len()
        }
    };
    let k = k.min(fewest(true)).min(fewest(false));
    if k < 2 {
        return None;
    }
    // Deal in the order of ids; without ids, in the order given.
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by_key(|row| (examples.ids.get(*row), *row));
    let sorted: Vec<bool> = order.iter().map(|r| labels[*r]).collect();
    let sorted_groups: Option<Vec<usize>> = groups.map(|g| order.iter().map(|r| g[*r]).collect());
    let dealt = folds(&sorted, sorted_groups.as_deref(), k, seed);
    let mut fold = vec![0; labels.len()];
    for (row, f) in order.into_iter().zip(dealt) {
        fold[row] = f;
    }
    Some(fold)
}

/// Each division's folds as rows to fit and rows held out; divisions without two kinds to fit are left out.
fn divisions(examples: &Examples, search: Search, seed: u64) -> Vec<Vec<(Vec<usize>, Vec<usize>)>> {
    let n = examples.labels.len();
    let mut all = Vec::new();
    for repeat in 0..search.repeats_of(n) {
        let Some(fold) = divide(examples, search.folds, seed.wrapping_add(repeat as u64)) else { break };
        let split = |held: usize| (0..n).partition(|r| fold[*r] != held);
        let kind = |train: &[usize], label: bool| train.iter().any(|r| (examples.labels[*r] >= 0.5) == label);
        let usable =
            |(train, test): &(Vec<usize>, Vec<usize>)| !test.is_empty() && kind(train, true) && kind(train, false);
        all.push((0..search.folds).map(split).filter(usable).collect());
    }
    all
}

/// Held-out loss of every strength; empty where nothing can be held out.
fn path(examples: &Examples, options: &FitOptions, search: Search) -> Vec<StrengthPoint> {
    let n = examples.labels.len();
    let labels = if options.ordinal { &examples.yes() } else { &examples.labels };
    let mut losses = vec![vec![0.0; n]; TRIED.len()];
    let mut counts = vec![0.0; n];
    for (test, found) in held_out_margins(examples, search, &TRIED, options) {
        for (all, new) in losses.iter_mut().zip(&found) {
            for (row, margin) in test.iter().zip(new) {
                all[*row] += log_loss(*margin, labels[*row]);
            }
        }
        test.iter().for_each(|r| counts[*r] += 1.0);
    }
    let rows: Vec<usize> = (0..n).filter(|r| counts[*r] > 0.0).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let groups = examples.group_numbers();
    let total: f64 = rows.iter().map(|r| examples.weight(*r)).sum();
    // Mean of a figure per row, and its standard error over rows or groups.
    let mean_of = |figure: &dyn Fn(usize) -> f64| {
        let mean = rows.iter().map(|r| examples.weight(*r) * figure(*r)).sum::<f64>() / total;
        let mut units = std::collections::BTreeMap::<usize, f64>::new();
        for &row in &rows {
            let unit = groups.as_ref().map_or(row, |g| g[row]);
            *units.entry(unit).or_default() += examples.weight(row) * (figure(row) - mean);
        }
        let m = units.len() as f64;
        let square: f64 = units.values().map(|u| u * u).sum();
        (mean, if m > 1.0 { (square * m / (m - 1.0)).sqrt() / total } else { 0.0 })
    };
    let point = |(strength, losses): (&f64, &Vec<f64>)| {
        let (log_loss, standard_error) = mean_of(&|r| losses[r] / counts[r]);
        StrengthPoint { strength: *strength, log_loss, standard_error, difference_error: None }
    };
    let mut points: Vec<StrengthPoint> = TRIED.iter().zip(&losses).map(point).collect();
    let best = least(&points).and_then(|best| TRIED.iter().position(|s| *s == best.strength)).unwrap_or(0);
    for (point, own) in points.iter_mut().zip(&losses) {
        point.difference_error = Some(mean_of(&|r| (own[r] - losses[best][r]) / counts[r]).1);
    }
    points
}

/// For each fold of each division, its rows and their log-odds under each strength, by fits of the other folds; without the
/// folds whose fits don't converge. Many rows are worked on by all threads; the order is the same.
fn held_out_margins(
    examples: &Examples,
    search: Search,
    strengths: &[f64],
    options: &FitOptions,
) -> Vec<(Vec<usize>, Vec<Vec<f64>>)> {
    let folds = divisions(examples, search, options.seed).into_iter().flatten();
    let work = |(train, test): (Vec<usize>, Vec<usize>)| {
        margins_of(examples, &train, &test, strengths, options).map(|found| (test, found))
    };
    if examples.labels.len() < ROWS_FOR_THREADS {
        return folds.filter_map(work).collect();
    }
    on_threads(Load::default().threads, folds, work).into_iter().flatten().collect()
}

/// The log-odds of each held-out row under each strength (from the weakest to the strongest); none if a fit does not
/// converge.
pub(super) fn margins_of(
    examples: &Examples,
    train: &[usize],
    test: &[usize],
    strengths: &[f64],
    options: &FitOptions,
) -> Option<Vec<Vec<f64>>> {
    let mut design = Design::of(examples, train);
    let target = Target::of(examples, train, options);
    let held: Vec<Vec<Option<f64>>> = test.iter().map(|r| examples.values[*r].clone()).collect();
    let mut start = target.problem(&design, 1.0).start();
    let mut found = Vec::with_capacity(strengths.len());
    // From the strongest, whose weights are near 0, each the start of the next.
    for strength in strengths.iter().rev() {
        start = solve_roughly(&target.problem(&design, *strength), start).ok()?.params;
        design.set_weights(&start);
        found.push(margins(&design.columns, &design.places, start[design.terms.len()], &held));
    }
    found.reverse();
    Some(found)
}

/// The line through the held-out log-odds of fits of a strength: a logistic fit of the labels on them (Platt 1999, with his
/// targets, which keep it finite where the labels are separated). A penalty makes weights too small, and the choice of
/// features and strengths makes them too sure; on rows that the fits have not seen both show. None where nothing can be
/// held out.
///
/// # Errors
/// [`ErrorKind::Setting`] where the search has fewer than 2 folds or no repeat.
pub(super) fn calibrate(examples: &Examples, strength: f64, options: &FitOptions) -> Result<Option<Line>> {
    let Some(search) = options.calibration else { return Ok(None) };
    search.check()?;
    let most = (ROWS_CALIBRATED / examples.labels.len().max(1)).max(1);
    let search = Search { repeats: search.repeats.min(most), ..search };
    let (mut held_out, mut rows) = (Vec::new(), Vec::new());
    for (test, mut found) in held_out_margins(examples, search, &[strength], options) {
        held_out.append(&mut found[0]);
        rows.extend(test);
    }
    let copies = (rows.len() as f64 / examples.labels.len() as f64).max(1.0);
    Ok(line(&held_out, &Target::of(examples, &rows, options), copies))
}

/// The line through log-odds and what they are compared with; none without both kinds of labels.
/// Each row stands `copies` times.
pub(super) fn line(margins: &[f64], target: &Target, copies: f64) -> Option<Line> {
    let weight = |i: usize| target.w.as_ref().map_or(1.0, |w| w[i]);
    let total: f64 = (0..margins.len()).map(weight).sum();
    let yes: f64 = target.y.iter().enumerate().map(|(i, y)| weight(i) * y).sum();
    if yes <= 0.0 || yes >= total {
        return None;
    }
    let (yes, no) = (yes / copies, (total - yes) / copies);
    let (up, down) = ((yes + 1.0) / (yes + 2.0), 1.0 / (no + 2.0));
    let y: Vec<f64> = target.y.iter().map(|y| up * y + down * (1.0 - y)).collect();
    let problem = Problem { x: margins, y: &y, w: target.w.as_deref(), terms: 1, strength: 0.0, levels: None };
    let free = solve_from(&problem, vec![1.0, 0.0]).ok()?.params;
    let [least, most] = SLOPES;
    if (least..=most).contains(&free[0]) {
        return Some(Line { intercept: free[1], slope: free[0] });
    }
    let slope = free[0].clamp(least, most);
    let scaled: Vec<f64> = margins.iter().map(|m| slope * m).collect();
    Some(Line { intercept: intercept_beside(&scaled, &y, weight), slope })
}

/// The intercept at which the mean probability is the mean label: a sum that rises with it, halved down to a root.
fn intercept_beside(margins: &[f64], y: &[f64], weight: impl Fn(usize) -> f64) -> f64 {
    let surplus = |intercept: f64| -> f64 {
        margins.iter().zip(y).enumerate().map(|(i, (m, y))| weight(i) * (sigmoid(intercept + m) - y)).sum()
    };
    let furthest = margins.iter().fold(0.0f64, |most, m| most.max(m.abs()));
    let (mut low, mut high) = (-50.0 - furthest, 50.0 + furthest);
    for _ in 0..100 {
        let middle = (low + high) / 2.0;
        if surplus(middle) < 0.0 { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::random::Random;

    #[test]
    fn a_line_mends_scores_that_are_too_faint_or_too_bold() {
        let mut random = Random::new(3);
        let truth: Vec<f64> = (0..4_000).map(|_| 4.0 * (random.unit() - 0.5)).collect();
        let y: Vec<f64> = truth.iter().map(|m| f64::from(u8::from(random.unit() < sigmoid(*m)))).collect();
        let target = Target { y, w: None, levels: None };
        for factor in [0.25, 1.0, 3.0] {
            let told: Vec<f64> = truth.iter().map(|m| m / factor - 0.7).collect();
            let found = line(&told, &target, 1.0).unwrap();
            assert!((found.slope / factor - 1.0).abs() < 0.1, "{factor}: {found:?}");
            assert!((found.intercept - 0.7 * found.slope).abs() < 0.1, "{factor}: {found:?}");
        }
    }

    #[test]
    fn a_slope_never_turns_the_order_and_stays_finite() {
        let margins: Vec<f64> = (0..40).map(|i| f64::from(i) / 40.0 - 0.5).collect();
        let upward: Vec<f64> = (0..40).map(|i| f64::from(u8::from(i >= 30))).collect();
        let turned = Target { y: upward.iter().map(|y| 1.0 - y).collect(), w: None, levels: None };
        let found = line(&margins, &turned, 1.0).unwrap();
        assert_eq!(found.slope, SLOPES[0]);
        let share = margins.iter().map(|m| sigmoid(found.intercept + found.slope * m)).sum::<f64>() / 40.0;
        assert!((share - 0.75).abs() < 0.02, "{share}");
        assert!(line(&margins, &Target { y: upward, w: None, levels: None }, 1.0).unwrap().slope <= SLOPES[1]);
        assert_eq!(line(&margins, &Target { y: vec![1.0; 40], w: None, levels: None }, 1.0), None);
    }
}
