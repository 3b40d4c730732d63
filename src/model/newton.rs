//! Newton steps on the penalised log-loss: a check of linfa's answer, and the last digits of it.

use super::score::sigmoid;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

/// Mean log-loss + `strength`/2 · Σ weight² at `params` (intercept last), and its gradient.
pub(super) fn objective(
    x: ArrayView2<'_, f64>,
    y: &[bool],
    strength: f64,
    params: ArrayView1<'_, f64>,
) -> (f64, Array1<f64>) {
    let (n, d) = x.dim();
    let mut loss = 0.0;
    let mut gradient = Array1::zeros(d + 1);
    for (row, &label) in x.rows().into_iter().zip(y) {
        let margin = row.iter().zip(params.iter()).map(|(a, b)| a * b).sum::<f64>() + params[d];
        loss += log_loss(margin, label);
        let residual = sigmoid(margin) - if label { 1.0 } else { 0.0 };
        for (g, a) in gradient.iter_mut().zip(row) {
            *g += residual * a;
        }
        gradient[d] += residual;
    }
    gradient /= n as f64;
    for j in 0..d {
        gradient[j] += strength * params[j];
    }
    let penalty = 0.5 * strength * params.iter().take(d).map(|w| w * w).sum::<f64>();
    (loss / n as f64 + penalty, gradient)
}

/// −ln of the probability that a margin (log-odds) gives to the label, without overflow.
pub(super) fn log_loss(margin: f64, label: bool) -> f64 {
    let signed = if label { margin } else { -margin };
    if signed > 0.0 { (-signed).exp().ln_1p() } else { signed.exp().ln_1p() - signed }
}

/// Takes Newton steps from `params` until the largest component of the gradient is at most `tolerance` or no
/// step lowers the objective. Returns that component.
pub(super) fn polish(
    x: ArrayView2<'_, f64>,
    y: &[bool],
    strength: f64,
    params: &mut Array1<f64>,
    tolerance: f64,
) -> f64 {
    const MOST_STEPS: usize = 50;
    let largest = |g: &Array1<f64>| g.iter().fold(0.0f64, |m, v| m.max(v.abs()));
    let (mut value, mut gradient) = objective(x, y, strength, params.view());
    for _ in 0..MOST_STEPS {
        if largest(&gradient) <= tolerance {
            break;
        }
        let Some(step) = solve(hessian(x, strength, params.view()), &gradient) else { break };
        let mut length = 1.0;
        let lowered = loop {
            let trial = &*params - &(&step * length);
            let (trial_value, trial_gradient) = objective(x, y, strength, trial.view());
            if trial_value < value || largest(&trial_gradient) < largest(&gradient) {
                break Some((trial, trial_value, trial_gradient));
            }
            length /= 2.0;
            if length < 1e-6 {
                break None;
            }
        };
        let Some((trial, trial_value, trial_gradient)) = lowered else { break };
        (*params, value, gradient) = (trial, trial_value, trial_gradient);
    }
    largest(&gradient)
}

/// Second derivatives of the objective, intercept last.
fn hessian(x: ArrayView2<'_, f64>, strength: f64, params: ArrayView1<'_, f64>) -> Array2<f64> {
    let (n, d) = x.dim();
    let mut h = Array2::zeros((d + 1, d + 1));
    for row in x.rows() {
        let margin = row.iter().zip(params.iter()).map(|(a, b)| a * b).sum::<f64>() + params[d];
        let p = sigmoid(margin);
        let w = p * (1.0 - p) / n as f64;
        for i in 0..=d {
            let xi = if i == d { 1.0 } else { row[i] };
            for j in 0..=i {
                let xj = if j == d { 1.0 } else { row[j] };
                h[[i, j]] += w * xi * xj;
            }
        }
    }
    for i in 0..d {
        h[[i, i]] += strength;
    }
    h
}

/// Solves `a · x = b` for a symmetric positive definite `a` given by its lower triangle (Cholesky).
fn solve(mut a: Array2<f64>, b: &Array1<f64>) -> Option<Array1<f64>> {
    let n = b.len();
    for i in 0..n {
        for j in 0..=i {
            let sum = a[[i, j]] - (0..j).map(|k| a[[i, k]] * a[[j, k]]).sum::<f64>();
            if i == j {
                // Not positive definite, or not a number.
                if sum.is_nan() || sum <= 1e-14 {
                    return None;
                }
                a[[i, i]] = sum.sqrt();
            } else {
                a[[i, j]] = sum / a[[j, j]];
            }
        }
    }
    let mut x = b.clone();
    for i in 0..n {
        let sum = (0..i).map(|k| a[[i, k]] * x[k]).sum::<f64>();
        x[i] = (x[i] - sum) / a[[i, i]];
    }
    for i in (0..n).rev() {
        let sum = (i + 1..n).map(|k| a[[k, i]] * x[k]).sum::<f64>();
        x[i] = (x[i] - sum) / a[[i, i]];
    }
    Some(x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn solves_a_positive_definite_system() {
        let x = solve(array![[4.0, 0.0], [2.0, 3.0]], &array![8.0, 7.0]).unwrap();
        assert!((x[0] - 1.25).abs() < 1e-12 && (x[1] - 1.5).abs() < 1e-12, "{x}");
        assert!(solve(array![[0.0, 0.0], [0.0, 1.0]], &array![1.0, 1.0]).is_none());
    }

    #[test]
    fn log_loss_is_finite_at_both_ends() {
        assert_eq!(log_loss(0.0, true), std::f64::consts::LN_2);
        assert!(log_loss(1e4, true) >= 0.0 && log_loss(1e4, false) == 1e4);
    }
}
