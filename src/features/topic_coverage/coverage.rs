//! The one formula of coverage.

use crate::features::stance::Stance;

/// What speaking of a concept is worth by its stance: work counts above a mention, a mention above a wish.
#[must_use]
pub(crate) const fn stance_weight(stance: Stance) -> f64 {
    match stance {
        Stance::Done => 1.0,
        Stance::Mention => 0.5,
        Stance::Wish => 0.25,
        Stance::Negated | Stance::SomebodyElses => 0.0,
    }
}

/// What the concept that comes at place `rank` (0 is the first) among those of its sentence is worth there.
///
/// 4⁻ʳ: the concepts of one sentence together are worth less than a third more than the first alone, so that a
/// list of keywords adds almost nothing.
#[must_use]
pub(crate) fn list_weight(rank: u32) -> f64 {
    0.25f64.powi(rank.min(64) as i32)
}

/// The depth at which coverage is 1 − 1/e.
pub(crate) const SCALE: f64 = 2.5;

/// Coverage in [0, 1) of a depth: 1 − exp(−depth / 2.5).
///
/// Depth is the sum, over the distinct concepts of the topic, of the best value of each: the largest, over the
/// places that speak of it, of its weight in the topics file × [`stance_weight`] × [`list_weight`]. A sum of
/// largest values can only grow with more text, and does not grow by repetition.
///
/// | concepts, each in its own sentence | 1 | 2 | 3 | 5 | 8 |
/// |---|---|---|---|---|---|
/// | worked on | 0.33 | 0.55 | 0.70 | 0.86 | 0.96 |
/// | mentioned | 0.18 | 0.33 | 0.45 | 0.63 | 0.80 |
/// | wished for | 0.10 | 0.18 | 0.26 | 0.39 | 0.55 |
#[must_use]
pub(crate) fn coverage(depth: f64) -> f64 {
    -(-depth.max(0.0) / SCALE).exp_m1()
}

/// Coverage for a plot: rows of (distinct concepts, worked on, mentioned, wished for), of weight 1, each in a
/// sentence of its own.
#[must_use]
pub fn coverage_table(most: usize) -> Vec<(usize, [f64; 3])> {
    let row = |n: usize| [Stance::Done, Stance::Mention, Stance::Wish].map(|s| coverage(n as f64 * stance_weight(s)));
    (0..=most).map(|n| (n, row(n))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_in_the_text_is_true() {
        let rounded = |n: usize| coverage_table(n)[n].1.map(|v| (v * 100.0).round() / 100.0);
        assert_eq!(rounded(0), [0.0, 0.0, 0.0]);
        assert_eq!(rounded(1), [0.33, 0.18, 0.10]);
        assert_eq!(rounded(2), [0.55, 0.33, 0.18]);
        assert_eq!(rounded(3), [0.70, 0.45, 0.26]);
        assert_eq!(rounded(5), [0.86, 0.63, 0.39]);
        assert_eq!(rounded(8), [0.96, 0.80, 0.55]);
    }

    #[test]
    fn a_list_is_worth_less_than_a_third_more_than_its_first_item() {
        assert!((0..1_000).map(list_weight).sum::<f64>() < 4.0 / 3.0 + 1e-12);
        assert!(coverage(1e9) <= 1.0 && coverage(-1.0) == 0.0);
    }
}
