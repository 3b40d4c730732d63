use super::*;
use crate::model::evaluate::{Material, Plan, evaluate};
use crate::model::train::FitOptions;
use crate::report::InputFacts;
use std::collections::BTreeMap;

fn made() -> (Evaluation, RunFacts) {
    let mut m = Material::default();
    m.examples.columns = vec!["a".into()];
    for i in 0..40u64 {
        let a = ((i * 37) % 40) as f64;
        m.examples.values.push(vec![Some(a)]);
        m.examples.labels.push(if a + ((i * 13) % 20) as f64 > 30.0 { 1.0 } else { 0.0 });
        m.examples.ids.push(format!("{i:02}"));
        m.words.push(100.0 + i as f64);
    }
    m.features = vec![("a".into(), vec![0])];
    m.by = Some(("<script>".into(), vec!["\u{1b}[31m<b>".into(); 40]));
    let plan = Plan { folds: 4, repeats: 2, seed: 0, places: None, fit: FitOptions::fixed(0.01), threads: 1 };
    let facts = RunFacts {
        tool: "shortlist".into(),
        command: "evaluate".into(),
        input: InputFacts { file: "<i>.csv".into(), ..InputFacts::default() },
        as_of: "2026-03-01".into(),
        warnings: vec!["a & b".into()],
        ..RunFacts::default()
    };
    (evaluate(&m, &plan).unwrap(), facts)
}

#[test]
fn the_page_stands_alone_and_escapes() {
    let (e, facts) = made();
    let titles = BTreeMap::from([("a".to_owned(), "Words per sentence".to_owned())]);
    let page = evaluation_html(&e, &facts, &titles).unwrap();
    assert!(page.contains("<h3>Words per sentence</h3>") && !page.contains("<h3>a</h3>"), "columns have their titles");
    assert_eq!(page.matches("<svg ").count(), 4 + 2, "four plots, and the spread of the score and of `a` by decision");
    assert!(page.contains("<p><strong>Of the "), "a sentence at the top");
    for bad in ["<script>", "<b>", "<i>", "a & b", "http:", "https:", "url("] {
        assert!(!page.replace("http://www.w3.org/2000/svg", "").contains(bad), "{bad}");
    }
    assert!(page.contains("Cross-validated: 4 folds, 2 repeats") && page.contains("light-dark("));
    let mut trained = e;
    trained.basis = Basis::TrainedOn;
    assert!(
        evaluation_html(&trained, &facts, &titles).unwrap().contains("<p class=\"alarm\" role=\"alert\">NOT held out")
    );
}

#[test]
fn the_table_has_a_line_per_figure_and_no_control_characters() {
    let (e, _) = made();
    let text = evaluation_terminal(&e, 100);
    for figure in Figure::ALL {
        assert!(text.contains(figure.title().split(' ').next().unwrap()), "{figure:?} in {text}");
    }
    assert!(!text.contains('\u{1b}') && text.contains("AUC above length only"), "{text}");
}

#[test]
fn json_holds_every_figure() {
    let (e, facts) = made();
    let json: serde_json::Value = serde_json::from_str(&evaluation_json(&e, &facts)).unwrap();
    for figure in Figure::ALL {
        assert!(json["evaluation"]["model"][figure.key()]["value"].is_f64(), "{figure:?}");
    }
    assert_eq!(json["evaluation"]["basis"], "cross_validated");
    assert_eq!(json["run"]["command"], "evaluate");
}

#[test]
fn a_gain_is_called_one_only_beyond_the_spread() {
    let (mut e, _) = made();
    let (rows, n) = (e.learning_curve.last().unwrap().rows, e.learning_curve.len());
    let mut said = |half: f64, last: f64, spread: f64| {
        for p in &mut e.learning_curve {
            (p.auc, p.spread) = (half, Some(spread));
        }
        e.learning_curve[n - 1].auc = last;
        more_labels(&e).unwrap()
    };
    assert!(said(0.7, 0.8, 0.01).contains("most likely help"));
    assert!(said(0.7, 0.701, 0.01).contains("change little"));
    assert!(said(0.7, 0.72, 0.01).contains("don't show"));
    assert!(rows > 20.0);
}
