use super::*;
use crate::model::{LabelNames, Model, Scorer, Training, Transform};
use proptest::prelude::*;

/// The rows of tests/peers/logistic.py.
pub(super) fn formula(n: u64) -> Examples {
    let mut e = Examples { columns: vec!["a".into(), "b".into(), "c".into()], ..Examples::default() };
    for i in 0..n {
        let row = [((i * 7) % 17) as f64 / 4.0, ((i * i + 3) % 11) as f64 / 2.0, ((i * 5 + i * i) % 13) as f64];
        e.labels.push(f64::from(u8::from(row[0] * 1.3 - row[1] + ((i * 29) % 10) as f64 / 2.0 - 2.5 > 0.0)));
        e.values.push(row.iter().map(|v| Some(*v)).collect());
    }
    e
}

fn model(fit: &Fit) -> Model {
    Model {
        format: Model::FORMAT,
        written_by: "test".into(),
        notice: None,
        label: LabelNames { column: "y".into(), positive: "1".into(), negative: "0".into(), ..LabelNames::default() },
        topics_digest: String::new(),
        topics: Vec::new(),
        features: vec![],
        intercept: fit.intercept,
        levels: Vec::new(),
        columns: fit.columns.clone(),
        covariance: fit.covariance.clone(),
        wording: None,
        training: Training {
            as_of: "2026-03-01".into(),
            strength: 0.01,
            gradient: fit.gradient,
            log_loss: fit.log_loss,
            intercept_error: fit.intercept_error,
            ..Training::default()
        },
        reference: None,
    }
}

#[test]
fn agrees_with_scikit_learn() {
    // Figures: tests/peers/logistic.py (scikit-learn 1.9.1, newton-cholesky, tol 1e-12).
    let frozen = [
        (0.001, [1.994402091890, -2.083331865412, -0.059719095859], -0.429647629619),
        (0.01, [1.612234394560, -1.688034299730, -0.050247953580], -0.383968101443),
        (0.1, [0.794429185827, -0.842692602623, -0.046987212549], -0.311107521975),
    ];
    for (strength, weights, intercept) in frozen {
        let fit = fit(&formula(60), &FitOptions::fixed(strength)).unwrap();
        assert!(fit.gradient <= 1e-9);
        assert!((fit.intercept - intercept).abs() < 1e-8, "{strength}: {}", fit.intercept);
        for (column, weight) in fit.columns.iter().zip(weights) {
            assert_eq!(column.transform, Transform::Identity);
            assert!((column.weight - weight).abs() < 1e-8, "{strength} {}: {}", column.name, column.weight);
        }
    }
}

#[test]
fn the_positive_label_is_positive_whichever_is_more_frequent() {
    let mut e = formula(60);
    let weight = |e: &Examples| fit(e, &FitOptions::fixed(0.01)).unwrap().columns[0].weight;
    let before = weight(&e);
    for y in &mut e.labels {
        *y = 1.0 - *y;
    }
    assert!(before > 1.0 && (weight(&e) + before).abs() < 1e-8);
}

#[test]
fn constant_missing_and_skewed_columns() {
    let mut e = formula(60);
    e.columns.extend(["constant".into(), "gaps".into(), "skewed".into(), "never".into()]);
    for (i, row) in e.values.iter_mut().enumerate() {
        row.extend([
            Some(3.0),
            (i % 3 == 0).then_some(i as f64),
            Some(if i % 20 == 0 { 500.0 } else { i as f64 / 10.0 }),
            None,
        ]);
    }
    let fit = fit(&e, &FitOptions::fixed(0.01)).unwrap();
    let names: Vec<_> = fit.columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "c", "gaps", "skewed"]);
    let left: Vec<_> = fit.left_out.iter().map(|l| (l.name.as_str(), l.reason.as_str())).collect();
    assert_eq!(left, [("constant", "the value is 3 in every letter"), ("never", "no letter has a value")]);
    let gaps = fit.columns[3].missing.as_ref().unwrap();
    assert!((gaps.share - 2.0 / 3.0).abs() < 1e-12);
    assert_eq!(fit.columns[4].transform, Transform::Log1p);
}

#[test]
fn what_cannot_be_fitted_is_said() {
    let nine = formula(9);
    assert!(fit(&nine, &FitOptions::fixed(0.01)).unwrap_err().to_string().contains("at least 10"));
    let mut one = formula(20);
    one.labels.fill(1.0);
    assert!(fit(&one, &FitOptions::fixed(0.01)).unwrap_err().to_string().contains("all 20 labels are positive"));
    assert!(fit(&formula(60), &FitOptions::fixed(0.0)).is_err());
    let mut nan = formula(20);
    nan.values[4][1] = Some(f64::INFINITY);
    assert!(fit(&nan, &FitOptions::fixed(0.01)).unwrap_err().to_string().contains("example 5: b is inf"));
    let mut same = formula(20);
    for row in &mut same.values {
        row.fill(Some(1.0));
    }
    assert!(fit(&same, &FitOptions::fixed(0.01)).unwrap_err().to_string().contains("no column varies"));
}

#[test]
fn separable_and_collinear_data_converge() {
    let mut e = formula(40);
    e.columns.push("copy".into());
    for (row, y) in e.values.iter_mut().zip(&e.labels) {
        row[0] = Some(*y);
        row.push(row[0]);
    }
    let fit = fit(&e, &FitOptions::fixed(1e-4)).unwrap();
    assert!((fit.columns[0].weight - fit.columns[3].weight).abs() < 1e-6);
}

#[test]
fn a_row_that_cannot_be_used_changes_nothing_and_models_round_trip() {
    let fit = fit(&formula(60), &FitOptions::fixed(0.01)).unwrap();
    let model = model(&fit);
    assert_eq!(Model::from_json(&model.to_json()).unwrap(), model);
    let scorer = Scorer::new(model, &["b", "x", "a", "c"]).unwrap();
    for (row, fitted) in formula(60).values.iter().zip(&fit.fitted) {
        let score = scorer.score(&[row[1], None, row[0], row[2]]);
        assert!((score.probability() - fitted).abs() < 1e-12);
    }
    assert!(Scorer::new(scorer.model().clone(), &["a", "b"]).unwrap_err().to_string().contains("column c"));
}

#[test]
fn damaged_and_foreign_models_are_refused_with_a_way_out() {
    let good = model(&fit(&formula(60), &FitOptions::fixed(0.01)).unwrap()).to_json();
    let cases = [
        (good.replace(&format!("\"format\": {}", Model::FORMAT), "\"format\": 99"), "format 99, written by test"),
        (good.replace("\"intercept\"", "\"interzept\""), "interzept"),
        (good.replacen("\"sd\": ", "\"sd\": -", 1), "standard deviation of a"),
        (good.replace("\"name\": \"b\"", "\"name\": \"a\""), "occurs twice"),
        ("{}".into(), "no `format`"),
        ("[1]".into(), "not a model file"),
        (String::new(), "not a model file"),
    ];
    for (text, part) in cases {
        let e = Model::from_json(&text).unwrap_err().to_string();
        assert!(e.contains(part), "{part}: {e}");
    }
}

/// Weights (intercept last) and standard errors of a fit.
fn figures(fit: &Fit) -> (Vec<f64>, Vec<f64>) {
    let mut weights: Vec<f64> = fit.columns.iter().map(|c| c.weight).collect();
    let mut errors: Vec<f64> = fit.columns.iter().map(|c| c.standard_error.unwrap()).collect();
    weights.push(fit.intercept);
    errors.push(fit.intercept_error.unwrap());
    (weights, errors)
}

fn close(got: &[f64], expected: [f64; 4]) {
    for (g, e) in got.iter().zip(expected) {
        assert!((g - e).abs() < 1e-6, "{got:?} {expected:?}");
    }
}

/// Counts and fractions of tests/peers/errors.py.
fn counted(mut e: Examples, fractions: bool) -> Examples {
    e.weights = (0..60u8).map(|i| f64::from(1 + i % 3)).collect();
    if fractions {
        e.labels = (0..60u8).map(|i| f64::from(i % 5) / 4.0).collect();
    }
    e
}

#[test]
fn errors_weights_and_fractions_agree_with_statsmodels_and_scikit_learn() {
    // Figures: tests/peers/errors.py (statsmodels 0.15.0, scikit-learn 1.9.1).
    let (weights, errors) = figures(&fit(&formula(60), &FitOptions::fixed(1e-12)).unwrap());
    close(&weights, [2.063452415655, -2.155043701227, -0.061865804883, -0.438511778164]);
    close(&errors, [0.587994638733, 0.603844286996, 0.399465611091, 0.405004540696]);
    let (weights, errors) = figures(&fit(&counted(formula(60), true), &FitOptions::fixed(1e-12)).unwrap());
    close(&weights, [0.192790315113, -0.032235749576, -0.095996528365, -0.000009309186]);
    close(&errors, [0.185584582659, 0.191141202203, 0.190935403618, 0.183723679244]);
    let (weights, errors) = figures(&fit(&formula(60), &FitOptions::fixed(0.05)).unwrap());
    close(&weights, [1.049146944327, -1.107001927742, -0.045584515395, -0.330415650371]);
    close(&errors, [0.361304432489, 0.364674528173, 0.316186380184, 0.314232226571]);
    // The intervals are around the weights one Newton step off the penalty.
    let fit_of = fit(&formula(60), &FitOptions::fixed(0.05)).unwrap();
    let centres: Vec<f64> = fit_of.columns.iter().map(|c| c.interval.map_or(0.0, |[l, h]| (l + h) / 2.0)).collect();
    close(&centres, [1.632021009435, -1.708866412834, -0.036542081854, 0.0]);
    let balanced = FitOptions { class_weights: true, ..FitOptions::fixed(0.05) };
    let (weights, _) = figures(&fit(&formula(60), &balanced).unwrap());
    close(&weights, [1.054400580457, -1.118307967431, -0.039939973888, -0.099868077627]);
    let (weights, _) = figures(&fit(&counted(formula(60), false), &FitOptions::fixed(0.05)).unwrap());
    close(&weights, [0.991801127353, -1.080980030841, -0.099150934408, -0.264767184591]);
}

#[test]
fn a_strength_is_chosen_by_the_rule_and_repeats() {
    let mut e = formula(60);
    e.ids = (0..60).map(|i| format!("{i:02}")).collect();
    let chosen = fit(&e, &FitOptions::default()).unwrap();
    assert_eq!(chosen.path.len(), strength::TRIED.len());
    let best = chosen.path.iter().min_by(|a, b| a.log_loss.total_cmp(&b.log_loss)).unwrap();
    for p in &chosen.path {
        let within = p.log_loss - best.log_loss <= p.difference_error.unwrap();
        assert!(within == (p.strength <= chosen.strength) || p.strength < best.strength, "{p:?}");
    }
    assert_eq!(chosen, fit(&e, &FitOptions::default()).unwrap());
    let order: Vec<usize> = (0..60).map(|i| (i * 17) % 60).collect();
    assert_eq!(fit(&e.subset(&order), &FitOptions::default()).unwrap().strength, chosen.strength);
    // One positive letter can't be held out twice: the fallback.
    let mut rare = formula(20);
    rare.labels = (0..20).map(|i| f64::from(u8::from(i == 3))).collect();
    let fallback = fit(&rare, &FitOptions::default()).unwrap();
    assert_eq!((fallback.strength, fallback.path.len()), (strength::FALLBACK, 0));
}

#[test]
fn impossible_labels_and_weights_are_refused() {
    let options = FitOptions::fixed(0.02);
    let mut e = formula(20);
    e.labels[3] = f64::NAN;
    assert!(fit(&e, &options).unwrap_err().to_string().contains("example 4: a label of NaN"));
    let mut e = formula(20);
    e.weights = vec![1.0; 20];
    e.weights[2] = 0.0;
    assert!(fit(&e, &options).unwrap_err().to_string().contains("example 3: a weight of 0"));
    let mut e = formula(20);
    e.labels.fill(0.25);
    assert!(fit(&e, &options).unwrap_err().to_string().contains("all 20 labels are negative"));
}

#[test]
fn a_value_beyond_what_was_seen_counts_as_the_edge() {
    let mut e = formula(200);
    for (i, row) in e.values.iter_mut().enumerate() {
        row[2] = Some(100.0 + i as f64);
    }
    let fitted = fit(&e, &FitOptions::fixed(0.01)).unwrap();
    // Four letters of 200 lie at or beyond each edge.
    assert_eq!(fitted.columns[2].bounds, Some([103.0, 296.0]));
    let scorer = Scorer::new(model(&fitted), &["a", "b", "c"]).unwrap();
    let amount = |c: f64| scorer.score(&[Some(1.0), Some(1.0), Some(c)]).contributions[2];
    assert_eq!((amount(5_000.0), amount(-7.0)), (amount(296.0), amount(103.0)));
    assert_ne!(amount(296.0), amount(295.0));
    // A column that is nearly always 0 keeps its few values.
    for (i, row) in e.values.iter_mut().enumerate() {
        row[2] = Some(if i % 80 == 7 { 3.0 } else { 0.0 });
    }
    assert_eq!(fit(&e, &FitOptions::fixed(0.01)).unwrap().columns[2].bounds, Some([0.0, 3.0]));
}

#[test]
fn probabilities_are_set_on_held_out_rows_and_no_order_changes() {
    let mut e = formula(120);
    e.ids = (0..120).map(|i| format!("{i:03}")).collect();
    let plain = fit(&e, &FitOptions::fixed(0.5)).unwrap();
    let set =
        fit(&e, &FitOptions { calibration: Some(strength::Search::default()), ..FitOptions::fixed(0.5) }).unwrap();
    let slope = set.slope.unwrap();
    assert!(slope > 1.5, "a strong penalty makes scores too faint: {slope}");
    for (a, b) in plain.columns.iter().zip(&set.columns) {
        assert!((a.weight * slope - b.weight).abs() < 1e-12 && a.interval == b.interval);
    }
    assert!(set.log_loss < plain.log_loss - 0.05);
    let order = |fit: &Fit| {
        let mut rows: Vec<usize> = (0..120).collect();
        rows.sort_by(|a, b| fit.fitted[*a].total_cmp(&fit.fitted[*b]).then(a.cmp(b)));
        rows
    };
    assert_eq!(order(&plain), order(&set));
    assert_eq!(set.covariance.unwrap().len(), 4 * 5 / 2);
}

proptest! {
    #[test]
    fn base_and_contributions_add_up_to_the_log_odds(values in proptest::collection::vec(proptest::option::of(-1e6f64..1e6), 3)) {
        let mut e = formula(60);
        for (i, row) in e.values.iter_mut().enumerate() {
            if i % 5 == 0 { row[1] = None; }
        }
        let scorer = Scorer::new(model(&fit(&e, &FitOptions::fixed(0.01)).unwrap()), &["a", "b", "c"]).unwrap();
        let score = scorer.score(&values);
        let sum = score.base + score.contributions.iter().sum::<f64>();
        prop_assert!((sum - score.log_odds).abs() <= 1e-9 * score.log_odds.abs().max(1.0));
        prop_assert!((0.0..=1.0).contains(&score.probability()));
    }

    #[test]
    fn the_order_of_rows_does_not_matter(seed in 0u64..1000) {
        let e = formula(40);
        let mut order: Vec<usize> = (0..40).collect();
        order.sort_by_key(|i| (*i as u64 * 2_654_435_761 + seed * 97) % 1009);
        let shuffled = Examples {
            columns: e.columns.clone(),
            values: order.iter().map(|i| e.values[*i].clone()).collect(),
            labels: order.iter().map(|i| e.labels[*i]).collect(),
            ..Examples::default()
        };
        let (a, b) = (fit(&e, &FitOptions::fixed(0.01)).unwrap(), fit(&shuffled, &FitOptions::fixed(0.01)).unwrap());
        for (x, y) in a.columns.iter().zip(&b.columns) {
            prop_assert!((x.weight - y.weight).abs() < 1e-7);
        }
    }

    #[test]
    fn turned_labels_turn_the_weights(strength in 0.001f64..1.0) {
        let e = formula(40);
        let turned = Examples { labels: e.labels.iter().map(|y| 1.0 - y).collect(), ..e.clone() };
        let options = FitOptions::fixed(strength);
        let ((a, ea), (b, eb)) = (figures(&fit(&e, &options).unwrap()), figures(&fit(&turned, &options).unwrap()));
        prop_assert!(a.iter().zip(&b).all(|(x, y)| (x + y).abs() < 1e-7));
        prop_assert!(ea.iter().zip(&eb).all(|(x, y)| (x - y).abs() < 1e-7));
    }

    #[test]
    fn the_order_of_columns_does_not_matter(turn in 1usize..3, strength in 0.001f64..1.0) {
        let e = formula(40);
        let mut turned = e.clone();
        turned.columns.rotate_left(turn);
        turned.values.iter_mut().for_each(|row| row.rotate_left(turn));
        let options = FitOptions::fixed(strength);
        let (a, b) = (fit(&e, &options).unwrap(), fit(&turned, &options).unwrap());
        for column in &a.columns {
            let other = b.columns.iter().find(|c| c.name == column.name).unwrap();
            prop_assert!((column.weight - other.weight).abs() < 1e-7);
        }
    }

    #[test]
    fn a_row_that_stands_twice_is_a_row_of_weight_two(counts in proptest::collection::vec(1usize..4, 40), fractions: bool) {
        let mut once = formula(40);
        if fractions {
            once.labels = (0..40u8).map(|i| f64::from(i % 5) / 4.0).collect();
        }
        for (i, row) in once.values.iter_mut().enumerate() {
            if i % 7 == 0 { row[1] = None; }
        }
        let rows: Vec<usize> = counts.iter().enumerate().flat_map(|(row, n)| std::iter::repeat_n(row, *n)).collect();
        let often = once.subset(&rows);
        once.weights = counts.iter().map(|n| *n as f64).collect();
        let options = FitOptions::fixed(0.02);
        let ((a, ea), (b, eb)) = (figures(&fit(&once, &options).unwrap()), figures(&fit(&often, &options).unwrap()));
        prop_assert!(a.iter().zip(&b).all(|(x, y)| (x - y).abs() < 1e-7), "{:?} {:?}", a, b);
        prop_assert!(ea.iter().zip(&eb).all(|(x, y)| (x - y).abs() < 1e-7));
    }
}
