//! Models written by earlier versions open for ever and score as they did.

use shortlist::features::{Measurement, Settings};
use shortlist::model::{Model, Scorer};
use shortlist::text::Document;
use shortlist::topics::Topics;

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
    assert!(older.lacks().unwrap().contains("not known how sure a rank is"));
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

/// Words of a letter and the score of the format's model at a = 2, worked out with Python's math module.
const FORMAT_5: [(&str, f64); 3] = [
    ("I left because it was dull.", 0.5646362918030292),
    ("I left because of the stuff.", 0.6364525402815664),
    ("I don't know.", 0.4158094770645927),
];

#[test]
fn format_5_opens_with_its_words_and_measures_them() {
    let text = include_str!("golden/model-format-5.json");
    let model = Model::from_json(text).unwrap();
    assert_eq!(model.wording.as_ref().unwrap().words[1].word, "don't");
    let settings = Settings::new(Topics::builtin(), jiff::civil::date(2026, 3, 1));
    let extractor = model.extractor(&settings);
    let wording = extractor.columns().iter().position(|c| c.name == "wording").unwrap();
    let scorer = Scorer::new(model, &["a", "wording"]).unwrap();
    for (letter, expected) in FORMAT_5 {
        let mut out = Measurement::default();
        extractor.measure(&Document::new(letter), true, &mut out);
        let got = scorer.score(&[Some(2.0), out.values[wording]]).probability();
        assert!((got - expected).abs() < 1e-12, "{letter}: {got}");
    }
    let twice = Model::from_json(&text.replace("\"stuff\"", "\"because\"")).unwrap_err();
    assert!(twice.to_string().contains("the word because stands twice"), "{twice}");
}

#[test]
fn the_sample_model_opens_and_warns() {
    let model = Model::sample();
    assert!(model.notice.unwrap().contains("made-up"));
    assert!(model.training.gradient <= 1e-6);
}
