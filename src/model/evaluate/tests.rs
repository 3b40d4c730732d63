use super::*;
use crate::model::strength::Strength;
use crate::model::train::FitOptions;
use crate::stats::agreement::{quadratic_weighted_kappa, standardised_mean_difference};
use crate::stats::frozen;

/// Letters whose label follows `a`, hardly `b`, and their length not at all.
fn material() -> Material {
    let mut m = Material::default();
    m.examples.columns = vec!["a".into(), "b".into()];
    for i in 0..60u64 {
        let a = ((i * 37) % 60) as f64;
        m.examples.values.push(vec![Some(a), Some(((i * 7) % 11) as f64)]);
        m.examples.labels.push(if a + ((i * 13) % 30) as f64 > 45.0 { 1.0 } else { 0.0 });
        m.examples.ids.push(format!("{i:02}"));
        m.words.push(200.0 + ((i * 17) % 19) as f64);
    }
    m.features = vec![("a".into(), vec![0]), ("b".into(), vec![1])];
    m
}

fn plan() -> Plan {
    let fit = FitOptions { strength: Strength::Fixed(0.01), ..FitOptions::default() };
    Plan { folds: 5, repeats: 3, seed: 1, places: Some(20), fit, threads: 2 }
}

#[test]
fn figures_agree_with_peers() {
    let (p, q, y) = frozen::rows();
    let targets = y.iter().map(|y| f64::from(u8::from(*y))).collect();
    let places = p.iter().filter(|p| **p >= 0.5).count();
    let truth = Truth { labels: y.clone(), targets, groups: None, places, seed: 0 };
    let (sets, differences) = truth.figures(&[&vec![p.clone()], &vec![q.clone()]], &[true, true]);
    let close = |figure: Figure, wanted: f64| {
        let got = sets[0].get(figure).value.unwrap();
        assert!((got - wanted).abs() < 1e-9, "{figure:?} {got} {wanted}");
    };
    close(Figure::Auc, frozen::AUC);
    close(Figure::AveragePrecision, frozen::AVERAGE_PRECISION);
    close(Figure::LogLoss, frozen::LOG_LOSS);
    close(Figure::Brier, frozen::BRIER);
    close(Figure::Kappa, frozen::KAPPA_AT_HALF);
    close(Figure::MeanDifference, frozen::MEAN_DIFFERENCE);
    let difference = differences[0].get(Figure::Auc);
    assert!((difference.value.unwrap() - frozen::AUC_DIFFERENCE).abs() < 1e-9);
    let (low, high) = difference.interval.unwrap();
    assert!(((high - low) / 2.0 - 1.959963984540054 * frozen::DIFFERENCE_SE).abs() < 1e-9);
    assert_eq!(truth.auc_difference(&vec![p.clone()], &vec![q.clone()]).interval, difference.interval);
    let grade = |v: &[f64]| v.iter().map(|v| (v * 5.0).floor()).collect::<Vec<_>>();
    let kappa = quadratic_weighted_kappa(&grade(&p), &grade(&q)).unwrap();
    assert!((kappa - frozen::WEIGHTED_KAPPA).abs() < 1e-9, "{kappa}");
    assert_eq!(standardised_mean_difference(&[0.5, 0.5], &[1.0, 1.0]), None);
    // Percentiles of a bootstrap hold the value where the figure is not at its end.
    for figure in [Figure::AveragePrecision, Figure::LogLoss, Figure::Brier, Figure::Precision, Figure::Kappa] {
        let e = sets[0].get(figure);
        let ((low, high), value) = (e.interval.unwrap(), e.value.unwrap());
        assert!(low < value && value < high, "{figure:?}");
    }
}

#[test]
fn cross_validation_stands_beside_its_baselines() {
    let e = evaluate(&material(), &plan()).unwrap();
    assert_eq!((e.basis, e.rows, e.folds, e.repeats, e.places), (Basis::CrossValidated, 60, 5, 3, 20));
    let auc = |f: &Figures| f.get(Figure::Auc).value.unwrap();
    assert!(auc(&e.model) > 0.85 && auc(&e.length) < 0.7, "{} {}", auc(&e.model), auc(&e.length));
    assert_eq!(auc(&e.chance), 0.5);
    assert!(e.over_length.get(Figure::Auc).interval.unwrap().0 > 0.0);
    assert_eq!(e.ablation[0].feature, "a");
    assert!(e.ablation[0].adds.value.unwrap() > 0.2 && e.ablation[1].adds.value.unwrap() < 0.05);
    let rows: Vec<f64> = e.learning_curve.iter().map(|p| p.rows).collect();
    assert!(rows.windows(2).all(|w| w[0] < w[1]) && *rows.last().unwrap() == 48.0, "{rows:?}");
    let c = e.confusion;
    assert!((c.true_positives + c.false_positives - 20.0).abs() < 1e-9);
    assert!((c.true_positives + c.false_negatives - e.positive as f64).abs() < 1e-9);
    assert_eq!(e.calibration.iter().map(|b| b.rows).sum::<usize>(), 60);
}

#[test]
fn neither_the_order_of_rows_nor_threads_change_it() {
    let (m, mut turned) = (material(), material());
    turned.examples.values.reverse();
    turned.examples.labels.reverse();
    turned.examples.ids.reverse();
    turned.words.reverse();
    let (a, b) = (evaluate(&m, &plan()).unwrap(), evaluate(&turned, &plan()).unwrap());
    let close = |f: Figure| (a.model.get(f).value.unwrap() - b.model.get(f).value.unwrap()).abs() < 1e-9;
    assert!(Figure::ALL.into_iter().filter(|f| *f != Figure::CalibrationError).all(close));
    let single = evaluate(&m, &Plan { threads: 1, ..plan() }).unwrap();
    assert_eq!(serde_json::to_string(&a).unwrap(), serde_json::to_string(&single).unwrap());
}

#[test]
fn given_scores_are_held_out_or_said_not_to_be() {
    let scores = Some((0..60u64).map(|i| ((i * 37) % 60) as f64 / 60.0).collect());
    let m = Material { scores: scores.clone(), ..material() };
    assert_eq!(evaluate(&m, &plan()).unwrap().basis, Basis::HeldOut);
    let seen = Material { scores, trained_on: true, ..material() };
    assert_eq!(evaluate(&seen, &plan()).unwrap().basis, Basis::TrainedOn);
}

#[test]
fn reviewers_meet_the_majority_of_the_others() {
    let mut m = material();
    for row in 0..60 {
        let label = m.examples.labels[row];
        // R1 and R2 say what was decided, R3 the opposite.
        for (reviewer, value) in [("R1", label), ("R2", label), ("R3", 1.0 - label)] {
            m.grades.push(Grade { row, reviewer: reviewer.into(), value, yes: value > 0.5 });
        }
    }
    let e = evaluate(&m, &plan()).unwrap();
    assert_eq!(e.each_reviewer["R3"].get(Figure::Auc).value, Some(0.0));
    assert_eq!(e.each_reviewer["R3"].get(Figure::LogLoss).value, None);
    // The others of R1 are R2 and R3, who never agree: a tie is a yes, so that there is one kind of majority.
    assert!(!e.each_reviewer.contains_key("R1"));
    assert_eq!(e.reviewers.unwrap().get(Figure::Auc).value, Some(0.0));
}

#[test]
fn what_cannot_be_evaluated_is_said() {
    let said = |m: &Material, p: &Plan| evaluate(m, p).unwrap_err().to_string();
    assert!(said(&material(), &Plan { folds: 1, ..plan() }).contains("1 folds"));
    assert!(said(&material(), &Plan { places: Some(0), ..plan() }).contains("0 places"));
    let mut m = material();
    m.examples.labels.fill(1.0);
    assert!(said(&m, &plan()).contains("all 60 labels are yes"));
    m.examples.labels[3] = 0.0;
    assert!(said(&m, &plan()).contains("too few"));
    let mut m = material();
    m.examples.groups = vec![Some("one".into()); 60];
    assert!(said(&m, &plan()).contains("too few labelled groups"));
}

#[test]
fn groups_are_kept_together_and_drawn_together() {
    let mut m = material();
    m.examples.groups = (0..60).map(|i| Some(format!("prompt {}", i % 12))).collect();
    m.by = Some(("prompt".into(), (0..60).map(|i| format!("{}", i % 2)).collect()));
    let e = evaluate(&m, &plan()).unwrap();
    assert_eq!(e.groups, Some(12));
    let by = e.by.unwrap();
    assert_eq!(by.groups.iter().map(|g| (g.value.as_str(), g.rows)).collect::<Vec<_>>(), [("0", 30), ("1", 30)]);
    let interval = e.model.get(Figure::Auc).interval.unwrap();
    assert!(interval.0 < interval.1 && interval.1 <= 1.0);
}

#[test]
fn figures_have_names_and_what_chance_gives() {
    let keys = Figure::ALL.map(Figure::key);
    assert_eq!(
        keys,
        [
            "auc",
            "average_precision",
            "precision",
            "recall",
            "kappa",
            "log_loss",
            "brier",
            "calibration_error",
            "quadratic_weighted_kappa",
            "standardised_mean_difference"
        ]
    );
    let truth = Truth { labels: vec![true, false, false, false], targets: vec![], groups: None, places: 2, seed: 0 };
    let chance = truth.chance();
    // A quarter is a yes, half get a place.
    let entropy = -(0.25 * 0.25f64.ln() + 0.75 * 0.75f64.ln());
    for (figure, wanted) in Figure::ALL.into_iter().zip([0.5, 0.25, 0.25, 0.5, 0.0, entropy, 0.1875, 0.0, 0.0, 0.0]) {
        let got = chance.get(figure).value.unwrap();
        assert!((got - wanted).abs() < 1e-12, "{}: {got}", figure.key());
    }
}
