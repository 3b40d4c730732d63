use super::*;
use crate::model::{LabelNames, Model, Scorer, Training, Transform};
use proptest::prelude::*;

/// The rows of tests/peers/logistic.py.
fn formula(n: u64) -> Examples {
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
        format: 2,
        written_by: "test".into(),
        notice: None,
        label: LabelNames { column: "y".into(), positive: "1".into(), negative: "0".into() },
        topics_digest: String::new(),
        features: vec![],
        intercept: fit.intercept,
        columns: fit.columns.clone(),
        training: Training {
            seed: 0,
            as_of: "2026-03-01".into(),
            rows: 0,
            positive: 0,
            unlabelled: 0,
            unusable: 0,
            strength: 0.01,
            gradient: fit.gradient,
            log_loss: fit.log_loss,
            letters_digest: String::new(),
            labels_digest: String::new(),
            left_out: vec![],
            intercept_error: fit.intercept_error,
            strength_path: vec![],
            class_weights: false,
            group_by: None,
        },
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
        (good.replace("\"format\": 2", "\"format\": 99"), "format 99, written by test"),
        (good.replace("\"intercept\"", "\"interzept\""), "interzept"),
        (good.replacen("\"sd\": ", "\"sd\": -", 1), "standard deviation of a"),
        (good.replace("\"name\": \"b\"", "\"name\": \"a\""), "stands twice"),
        ("{}".into(), "no `format`"),
        ("[1]".into(), "not a model file"),
        (String::new(), "not a model file"),
    ];
    for (text, part) in cases {
        let e = Model::from_json(&text).unwrap_err().to_string();
        assert!(e.contains(part), "{part}: {e}");
    }
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
}
