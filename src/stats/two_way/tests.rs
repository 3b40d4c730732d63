use super::*;

/// Ratings from a table with gaps.
pub(crate) fn rows(table: &[&[Option<f64>]]) -> Vec<Vec<(usize, f64)>> {
    table.iter().map(|row| row.iter().enumerate().filter_map(|(r, v)| Some((r, (*v)?))).collect()).collect()
}

/// The ratings of tests/peers/agreement.py: a formula, with gaps.
pub(crate) fn formula() -> Vec<Vec<(usize, f64)>> {
    let rating = |i: u32, r: u32| {
        let (quality, noise) = ((i * 7) % 5, (i * i + 3 * r * r + 11 * r * i) % 3);
        let grade = (quality + noise + u32::from(r == 2)).clamp(1, 5);
        (!(i * 3 + r * 5).is_multiple_of(7)).then_some((r as usize, f64::from(grade)))
    };
    (0..40).map(|i| (0..4).filter_map(|r| rating(i, r)).collect()).collect()
}

fn near(got: f64, expected: f64, within: f64) {
    assert!((got - expected).abs() < within, "{got} {expected}");
}

#[test]
fn agrees_with_least_squares_and_restricted_likelihood_of_numpy() {
    // Figures: tests/peers/agreement.py.
    for (got, expected) in least_squares(&formula()).iter().zip(LEAST_SQUARES) {
        near(*got, expected, 1e-9);
    }
    let model = TwoWay::of(&formula()).unwrap();
    for (got, expected) in [model.letters, model.raters, model.rest].into_iter().zip(VARIANCES) {
        near(got, expected, 1e-4);
    }
    for (got, expected) in model.leniency.iter().zip(LENIENCY) {
        near(*got, expected, 1e-4);
    }
    for (got, expected) in model.errors.iter().zip(ERRORS) {
        near(*got, expected, 1e-4);
    }
    near(model.reliability(), RELIABILITY, 1e-4);
    let (low, high) = model.reliability_interval().unwrap();
    near(low, INTERVAL[0], 1e-3);
    near(high, INTERVAL[1], 1e-3);
}

const LEAST_SQUARES: [f64; 4] = [-0.16151094276094, -0.16151094276094, 0.49494949494949, -0.17192760942760];
const VARIANCES: [f64; 3] = [1.66273523831, 0.09944955061, 0.33909675932];
const LENIENCY: [f64; 4] = [-0.14403900561, -0.14583016820, 0.44985565972, -0.15998648591];
const ERRORS: [f64; 4] = [0.08446970232, 0.08446970232, 0.08344930153, 0.08446970233];
const RELIABILITY: f64 = 0.94272310213;
const INTERVAL: [f64; 2] = [0.90446463139, 0.96696770556];

#[test]
fn moments_agree_with_dense_matrices() {
    // Figures: tests/peers/agreement.py.
    const VARIANCES: [f64; 3] = [1.667559983893034, 0.10065560955512837, 0.33920693340019653];
    const LENIENCY: [f64; 4] = [-0.14420147227882, -0.14599034192966, 0.45034294690834, -0.16015113269985];
    const ERRORS: [f64; 4] = [0.11002909182919, 0.11002909182919, 0.10870290885758, 0.11002909182919];
    let model = super::moments::fit(&Design::new(&formula())).unwrap();
    for (got, expected) in [model.letters, model.raters, model.rest].into_iter().zip(VARIANCES) {
        near(got, expected, 1e-9);
    }
    for (got, expected) in model.leniency.iter().zip(LENIENCY).chain(model.errors.iter().zip(ERRORS)) {
        near(*got, expected, 1e-9);
    }
    let (low, high) = model.ratio.unwrap();
    near(low, 2.779272459773031, 1e-6);
    near(high, 8.53886934041309, 1e-6);
}

#[test]
fn a_crossed_design_gives_the_analysis_of_variance() {
    // Shrout and Fleiss 1979, table 2: six targets, four judges; ICC(3, 4) = .91, ICC(1, 4) = .44.
    let table = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]];
    let rows: Vec<Vec<(usize, f64)>> =
        table.iter().map(|row| row.iter().enumerate().map(|(r, v)| (r, f64::from(*v))).collect()).collect();
    let model = TwoWay::of(&rows).unwrap();
    near(model.reliability(), 0.9093, 5e-4);
    near(model.reliability_as_given(), model.reliability(), 1e-12);
    // MSW, MSB and so on of table 3: letters 2.56, raters 5.24, rest 1.02.
    near(model.letters, 2.556, 5e-3);
    near(model.raters, 5.244, 5e-3);
    near(model.rest, 1.019, 5e-3);
    // The moments give the same where nothing is missing.
    let moments = super::moments::fit(&Design::new(&rows)).unwrap();
    near(moments.letters, 2.5556, 1e-4);
    near(moments.raters, 5.2444, 1e-4);
    near(moments.rest, 1.0194, 1e-4);
    for (a, b) in moments.leniency.iter().zip(&model.leniency) {
        near(*a, *b, 5e-3);
    }
}

#[test]
fn perfect_raters_are_reliable_whatever_their_leniency() {
    let rows: Vec<Vec<(usize, f64)>> =
        (0..20).map(|i| (0..3).map(|r| (r, f64::from(i % 5) + 2.0 * r as f64)).collect()).collect();
    let model = TwoWay::of(&rows).unwrap();
    assert_eq!(model.reliability(), 1.0);
    near(model.leniency[0], -2.0, 1e-3);
    near(model.leniency[2], 2.0, 1e-3);
    // One of them reads every second letter only.
    let rows: Vec<Vec<(usize, f64)>> = (0..20)
        .map(|i| (0..3).filter(|r| *r != 1 || i % 2 == 0).map(|r| (r, f64::from(i % 5 - r as i32))).collect())
        .collect();
    let model = TwoWay::of(&rows).unwrap();
    assert_eq!(model.reliability(), 1.0);
    assert!(model.reliability_as_given() < 0.99);
    near(model.leniency[2], -1.0, 1e-3);
}

#[test]
fn what_cannot_be_told_is_none() {
    let one = |v: f64| vec![(0, v)];
    assert_eq!(TwoWay::of(&[]), None);
    assert_eq!(TwoWay::of(&[one(1.0), one(2.0)]), None, "one rater");
    assert_eq!(TwoWay::of(&vec![vec![(0, 1.0), (1, 1.0)]; 4]), None, "one and the same grade");
    assert_eq!(TwoWay::of(&[vec![(0, 1.0), (1, 2.0)]]), None, "one letter");
    // A rater of one letter among others is no reason to say nothing.
    let rows = [vec![(0, 1.0), (1, 2.0)], vec![(0, 3.0), (1, 3.0)], vec![(0, 2.0), (1, 4.0)], vec![(1, 4.0), (2, 5.0)]];
    let model = TwoWay::of(&rows).unwrap();
    assert!(model.reliability() < 1.0 && model.leniency.iter().all(|l| l.is_finite()), "{model:?}");
    assert_eq!(least_squares(&[]), Vec::<f64>::new());
}

#[test]
fn sets_that_share_no_letter_are_found_and_not_compared() {
    let mut rows: Vec<Vec<(usize, f64)>> =
        (0..12).map(|i| vec![(0, f64::from(i % 4)), (3, f64::from(i % 4))]).collect();
    rows.extend((0..12).map(|i| vec![(1, f64::from(i % 4) + 9.0), (2, f64::from(i % 4) + 8.0 + f64::from(i % 2))]));
    rows.push(vec![(4, 3.0)]);
    let model = TwoWay::of(&rows).unwrap();
    assert_eq!((model.sets.clone(), model.count_sets()), (vec![0, 1, 1, 0, 2], 3));
    assert!(model.leniency.iter().all(|l| l.abs() < 1.0), "{:?}", model.leniency);
    assert!(model.leniency[1] > 0.0 && model.leniency[2] < 0.0, "{:?}", model.leniency);
    assert_eq!(model.leniency[4], 0.0);
}

#[test]
fn least_squares_and_moments_know_sets() {
    let mut rows: Vec<Vec<(usize, f64)>> =
        (0..12).map(|i| vec![(0, f64::from(i % 4)), (3, f64::from(i % 4))]).collect();
    rows.extend((0..12).map(|i| vec![(1, f64::from(i % 4) + 9.0), (2, f64::from(i % 4) + 8.0 + f64::from(i % 2))]));
    rows.push(vec![(4, 3.0)]);
    assert_eq!(least_squares(&rows).len(), 5);
    for (got, expected) in least_squares(&rows).iter().zip([0.0, 0.25, -0.25, 0.0, 0.0]) {
        near(*got, expected, 1e-9);
    }
    let model = super::moments::fit(&Design::new(&rows)).unwrap();
    assert_eq!(model.leniency[4], 0.0);
    near(model.leniency[0], 0.0, 1e-9);
    assert!(model.leniency[1] > 0.0 && model.leniency[2] < 0.0, "{:?}", model.leniency);
    near(model.leniency[1] + model.leniency[2], 0.0, 1e-9);
}

#[test]
fn the_smallest_design_gives_the_analysis_of_variance() {
    // Letters' means 1.5 and 4, raters' 2 and 3.5, rests ±0.25: mean squares 6.25, 2.25 and 0.25.
    let rows = [vec![(0, 1.0), (1, 2.0)], vec![(0, 3.0), (1, 5.0)]];
    let model = super::moments::fit(&Design::new(&rows)).unwrap();
    near(model.letters, 3.0, 1e-9);
    near(model.raters, 1.0, 1e-9);
    near(model.rest, 0.25, 1e-9);
    let model = TwoWay::of(&rows).unwrap();
    near(model.letters, 3.0, 1e-2);
    near(model.raters, 1.0, 1e-2);
    near(model.rest, 0.25, 1e-3);
    // A letter less, a rating less: nothing is left for the rest.
    let rows = [vec![(0, 1.0), (1, 2.0)], vec![(1, 5.0)]];
    assert!(super::moments::fit(&Design::new(&rows)).is_none() && TwoWay::of(&rows).is_none());
    assert!(super::moments::fit(&Design::new(&rows[..1])).is_none());
}

#[test]
fn a_design_counts_ratings_by_letter_and_rater() {
    let design = Design::new(&[vec![(0, 1.0), (2, 2.0)], vec![], vec![(0, 6.0)], vec![(1, 5.0)]]);
    assert_eq!((design.count, design.rows.len()), (4, 3));
    assert_eq!((&design.sets[..], &design.size[..], &design.places[..]), (&[0, 1, 0][..], &[2, 1][..], &[0, 0, 1][..]));
    assert_eq!(design.row_sets, [0, 0, 1]);
    // Less the mean of the set: (1 + 2 + 6) / 3.
    assert_eq!(design.rows, [vec![(0, -2.0), (2, -1.0)], vec![(0, 3.0)], vec![(1, 0.0)]]);
    near(design.inverse(), 2.5 / 3.0, 1e-12);
    // Shares of the raters: (1/2 + 1) / 3, 1/3, 1/2 / 3.
    near(design.unequal(), 2.5 / 3.0 - (0.25 + 1.0 / 9.0 + 1.0 / 36.0), 1e-12);
    assert_eq!(Design::new(&[vec![(0, 1.0), (1, 2.0)], vec![(0, 3.0), (1, 5.0)]]).unequal(), 0.0);
    // A chain of letters is one set, whatever its order.
    let chain = Design::new(&[vec![(2, 1.0), (3, 1.0)], vec![(0, 1.0), (1, 2.0)], vec![(1, 1.0), (3, 2.0)]]);
    assert_eq!((chain.sets, chain.size), (vec![0; 4], vec![4]));
}

#[test]
fn reliability_is_a_share() {
    let model = TwoWay {
        letters: 2.0,
        raters: 1.0,
        rest: 3.0,
        leniency: vec![],
        errors: vec![],
        sets: vec![0, 2, 1],
        ratio: Some((0.25, 1.0)),
        inverse: 0.5,
        unequal: 0.1,
    };
    near(model.reliability(), 2.0 / 3.5, 1e-12);
    near(model.reliability_as_given(), 2.0 / 3.6, 1e-12);
    assert_eq!(model.count_sets(), 3);
    let (low, high) = model.reliability_interval().unwrap();
    near(low, 0.25 / 0.75, 1e-12);
    near(high, 1.0 / 1.5, 1e-12);
    let with = |letters: f64, rest: f64| TwoWay { letters, rest, inverse: 1.0, ..model.clone() }.reliability();
    assert_eq!((with(0.0, 0.0), with(1.0, 0.0), with(0.0, 1.0), with(1.0, -2.0)), (0.0, 1.0, 0.0, 0.0));
    // At the upper limit of the ratio nothing is left: above 1 − 2 / 1,000,000 it is one.
    assert_eq!(with(1.0, 1e-6), 1.0);
    near(with(1.0, 3e-6), 1.0 - 3e-6, 1e-10);
    assert!(with(1.0, 3e-6) < 1.0 && with(1.0, 2.2e-6) < 1.0);
}

#[test]
fn many_raters_are_read_in_time() {
    // 2,000 raters, three of them a letter: nothing here may grow with their square.
    let rows: Vec<Vec<(usize, f64)>> = (0..4_000usize)
        .map(|i| {
            let mut of: Vec<(usize, f64)> = (0..3)
                .map(|k| (i * 7 + k * k * 611) % 2_000)
                .map(|r| (r, (i % 5) as f64 + (r % 3) as f64 + ((i * r) % 7) as f64 / 7.0))
                .collect();
            of.sort_by_key(|(r, _)| *r);
            of.dedup_by_key(|(r, _)| *r);
            of
        })
        .collect();
    let model = TwoWay::of(&rows).unwrap();
    let mean = |rest: usize| {
        let of: Vec<f64> = (0..2_000).filter(|r| r % 3 == rest).map(|r| model.leniency[r]).collect();
        of.iter().sum::<f64>() / of.len() as f64
    };
    near(mean(2) - mean(0), 2.0, 0.1);
    near(model.letters, 2.0, 0.2);
}
