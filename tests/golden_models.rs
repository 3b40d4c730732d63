//! Models written by earlier versions open for ever and score as they did.

use shortlist::model::{Model, Scorer};

/// Rows of `a`, `b`, `c` and the score that the models of both formats gave them on the day they were written. The figures
/// are the formula of `Model`, worked out with Python's math module.
const FORMAT_1: [([Option<f64>; 3], f64); 3] = [
    ([Some(2.0), Some(3.0), Some(0.0)], 0.43106679063045344),
    ([Some(4.0), None, Some(20.0)], 0.9128478090492828),
    ([None, None, None], 0.5274723043445937),
];

#[test]
fn format_1_opens_and_scores_as_it_did() {
    let model = Model::from_json(include_str!("golden/model-format-1.json")).unwrap();
    assert_eq!(model.written_by, "shortlist 0.1.0");
    let scorer = Scorer::new(model, &["a", "b", "c"]).unwrap();
    for (row, expected) in FORMAT_1 {
        let got = scorer.score(&row).probability();
        assert!((got - expected).abs() < 1e-12, "{row:?}: {got}");
    }
}

#[test]
fn format_2_opens_with_its_intervals_and_scores_as_it_did() {
    let model = Model::from_json(include_str!("golden/model-format-2.json")).unwrap();
    assert_eq!(model.columns[1].missing.as_ref().unwrap().interval, Some([-0.01, 0.07]));
    assert_eq!(model.training.strength_path.len(), 2);
    assert_eq!(model.training.agreement.as_ref().unwrap().reviewers[0].name, "R1");
    let scorer = Scorer::new(model, &["a", "b", "c"]).unwrap();
    for (row, expected) in FORMAT_1 {
        let got = scorer.score(&row).probability();
        assert!((got - expected).abs() < 1e-12, "{row:?}: {got}");
    }
}

/// The same rows under bounds, worked out with Python's math module.
const FORMAT_3: [([Option<f64>; 3], f64); 3] = [
    ([Some(2.0), Some(3.0), Some(0.0)], 0.43106679063045344),
    ([Some(4.0), None, Some(20.0)], 0.7936128989394206),
    ([None, None, None], 0.5274723043445937),
];

#[test]
fn format_3_opens_with_its_bounds_and_its_covariance_and_scores_as_it_did() {
    let model = Model::from_json(include_str!("golden/model-format-3.json")).unwrap();
    assert_eq!(model.columns[0].bounds, Some([1.0, 3.0]));
    assert_eq!((model.covariance.as_ref().unwrap().len(), model.training.slope), (15, Some(1.25)));
    assert_eq!(model.lacks(), None);
    let scorer = Scorer::new(model, &["a", "b", "c"]).unwrap();
    for (row, expected) in FORMAT_3 {
        let got = scorer.score(&row).probability();
        assert!((got - expected).abs() < 1e-12, "{row:?}: {got}");
    }
    let older = Model::from_json(include_str!("golden/model-format-2.json")).unwrap();
    assert!(older.lacks().unwrap().contains("how sure a rank is can't be told"));
}

#[test]
fn format_4_opens_with_its_grades_and_scores_the_cut() {
    let model = Model::from_json(include_str!("golden/model-format-4.json")).unwrap();
    assert_eq!(model.levels.iter().map(|l| l.grade).collect::<Vec<_>>(), [2.0, 3.0, 4.5]);
    assert_eq!((model.levels[1].log_odds, model.training.ordinal), (model.intercept, true));
    let text = model.to_json();
    let scorer = Scorer::new(model, &["a", "b", "c"]).unwrap();
    for (row, expected) in FORMAT_3 {
        let got = scorer.score(&row).probability();
        assert!((got - expected).abs() < 1e-12, "{row:?}: {got}");
    }
    let damaged = Model::from_json(&text.replace("\"log_odds\": 1.5", "\"log_odds\": 0.0")).unwrap_err();
    assert!(damaged.to_string().contains("do not fall from grade to grade"), "{damaged}");
}

#[test]
fn the_sample_model_opens_and_warns() {
    let model = Model::sample();
    assert!(model.notice.unwrap().contains("made-up"));
    assert!(model.training.gradient <= 1e-6);
}
