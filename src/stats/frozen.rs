//! Frozen figures of peers (scikit-learn, scipy, statsmodels), made by `tests/peers/evaluation.py`; tests only.

/// Two scores with ties, and labels: the rows of the recipe.
pub fn rows() -> (Vec<f64>, Vec<f64>, Vec<bool>) {
    let p: Vec<f64> = (0..80).map(|i| f64::from((i * 37 + 11) % 53) / 56.0 + 0.03).collect();
    let q = (0..80).map(|i| f64::from((i * 23 + 5) % 41) / 44.0 + 0.02).collect();
    let y = p.iter().zip(0..80).map(|(p, i)| p + f64::from((i * 29 + 7) % 31) / 31.0 > 1.0).collect();
    (p, q, y)
}

pub const AUC: f64 = 0.818609022556391;
pub const DELONG_VARIANCE: f64 = 0.002170346681637;
pub const AUC_DIFFERENCE: f64 = 0.226190476190476;
pub const DIFFERENCE_SE: f64 = 0.078098429860690;
pub const DIFFERENCE_P: f64 = 0.003776837949476;
pub const AVERAGE_PRECISION: f64 = 0.790145756345808;
pub const LOG_LOSS: f64 = 0.519871166379674;
pub const BRIER: f64 = 0.174147289540816;
pub const KAPPA_AT_HALF: f64 = 0.474342928660826;
pub const WEIGHTED_KAPPA: f64 = 0.116438356164384;
pub const MEAN_DIFFERENCE: f64 = 0.047705490219558;
pub const ECE_WIDTH: f64 = 0.041830357142857;
pub const CURVE_WIDTH: &[(f64, f64)] = &[
    (0.051428571428571, 0.000000000000000),
    (0.143095238095238, 0.111111111111111),
    (0.253214285714286, 0.300000000000000),
    (0.353660714285714, 0.250000000000000),
    (0.452619047619048, 0.444444444444444),
    (0.555510204081633, 0.571428571428571),
    (0.649642857142857, 0.600000000000000),
    (0.757678571428571, 0.750000000000000),
    (0.858125000000000, 0.875000000000000),
    (0.937738095238095, 0.833333333333333),
];
pub const RELIABILITY: f64 = 0.002818199683147;
pub const RESOLUTION: f64 = 0.073953373015873;
pub const UNCERTAINTY: f64 = 0.249375000000000;
pub const ECE_COUNT: f64 = 0.026312500000000;
pub const CURVE_COUNT: &[(f64, f64)] = &[
    (0.122633928571429, 0.062500000000000),
    (0.309017857142857, 0.312500000000000),
    (0.497633928571429, 0.500000000000000),
    (0.691764705882353, 0.647058823529412),
    (0.885952380952381, 0.866666666666667),
];
/// A share: hits, of how many, its interval by Wilson, by Clopper and Pearson.
pub type Share = (u64, u64, (f64, f64), (f64, f64));

pub const SHARES: [Share; 5] = [
    (0, 12, (0.000000000000000, 0.242494006655241), (0.000000000000000, 0.264648469397051)),
    (3, 17, (0.061911266376210, 0.410294585688341), (0.037985068070626, 0.434317872844284)),
    (30, 60, (0.377350242415558, 0.622649757584442), (0.368062031942437, 0.631937968057563)),
    (168, 168, (0.977645331650132, 1.000000000000000), (0.978281697861324, 1.000000000000000)),
    (999, 1000, (0.994357441402042, 0.999823453629374), (0.994441075720173, 0.999974682512509)),
];

// What follows is made by `tests/peers/audit.py`.

/// Hits and rows of two groups, and the two-sided p-value.
pub const FISHER: [((u64, u64, u64, u64), f64); 5] = [
    ((3, 40, 12, 44), 2.29654135915796e-2),
    ((0, 25, 9, 60), 5.28530325611610e-2),
    ((20, 20, 35, 40), 1.58804375052183e-1),
    ((31, 200, 57, 200), 2.42664185307416e-3),
    ((1, 5, 700, 3000), 1.00000000000000e+0),
];
pub const RANK_SUM_P: f64 = 5.93158540523154e-1;
pub const WELCH_P: f64 = 5.81053848989573e-1;
pub const WELCH_INTERVAL: (f64, f64) = (-0.161387675278409, 0.091331770316844);
pub const COHEN_D: f64 = -0.126819655081752;
pub const HOLM: [f64; 5] = [0.09, 0.05, 0.09, 0.05, 0.5];
