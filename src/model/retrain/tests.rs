use super::*;

#[test]
fn disagreement_is_in_standard_errors_of_hanley_and_mcneil() {
    // Worked out with Python: a = 0.75 (3 of 4 pairs), 2 + 2 old and 2 + 2 new rows; both variances are
    // (0.75·0.25 + (0.6 − 0.5625) + (1.125/1.75 − 0.5625))/4 = 0.0763392857, and (0.75 − 0)/√(2·0.0763392857).
    let old = ([0.1, 0.4, 0.35, 0.8], [false, false, true, true]);
    let z = disagreement((&old.0, &old.1), &[0.9, 0.8, 0.1, 0.2], &[false, false, true, true]).unwrap();
    assert!((z - 0.75 / (2.0f64 * 0.076_339_285_714_285_7).sqrt()).abs() < 1e-12, "{z}");
    assert_eq!(disagreement((&old.0, &old.1), &[0.9], &[true]), None);
}

#[test]
fn the_cut_names_who_crosses_it() {
    let ids: Vec<String> = ["a", "b", "c", "d"].map(String::from).to_vec();
    let crossed = crossing(&ids, &[0.9, 0.8, 0.3, 0.1], &[0.9, 0.2, 0.3, 0.95], 2);
    assert_eq!((crossed.rise, crossed.fall, crossed.places), (vec!["d".to_owned()], vec!["b".to_owned()], 2));
    assert_eq!(crossing(&ids, &[0.5; 4], &[0.5; 4], 9).places, 4);
}

#[test]
fn the_gap_between_groups_counts_groups_of_ten() {
    let names: Vec<Option<String>> = (0..25).map(|i| Some(if i < 10 { "x" } else { "y" }.to_owned())).collect();
    let (before, after): (Vec<f64>, Vec<f64>) = (0..25).map(|i| if i < 10 { (0.5, 0.7) } else { (0.4, 0.4) }).unzip();
    let sums = groups(&names, &before, &after);
    assert_eq!((sums[0].rows, sums[1].rows), (10, 15));
    assert!((sums[0].challenger - 0.7).abs() < 1e-12 && (sums[1].champion - 0.4).abs() < 1e-12);
}

fn comparison(old: (Option<f64>, Option<f64>), new: Option<f64>, groups: &[(u64, f64, f64)]) -> Comparison {
    let figures = |auc, auc_error| Figures { auc, auc_error, log_loss: 0.5, calibration_error: None };
    let change = Change { change: 0.0, standard_error: 0.1 };
    Comparison {
        old_rows: 10,
        new_rows: 10,
        champion_on_old: figures(old.0, old.1),
        challenger_on_old: figures(None, None),
        champion_on_new: figures(new, None),
        challenger_on_new: figures(None, None),
        auc_change_on_old: None,
        loss_change_on_old: change,
        loss_change_on_new: change,
        disagreement: None,
        challenger_on_all: figures(None, None),
        groups: groups
            .iter()
            .map(|(rows, champion, challenger)| GroupScores {
                group: String::new(),
                rows: *rows,
                champion: *champion,
                challenger: *challenger,
            })
            .collect(),
        expected: None,
        loss_noise_on_new: None,
    }
}

#[test]
fn below_chance_needs_a_champion_that_was_above_it() {
    let below = |old, new| comparison(old, new, &[]).below_chance();
    assert_eq!(below((Some(0.75), Some(0.125)), Some(0.375)), Some(0.125));
    assert_eq!(below((Some(0.75), Some(0.25)), Some(0.375)), None, "not by more than its error");
    assert_eq!(below((Some(0.75), None), Some(0.375)), None);
}

#[test]
fn the_gap_that_rises_most_counts() {
    let rise = |groups: &[(u64, f64, f64)]| comparison((None, None), None, groups).gap_rise();
    assert_eq!(rise(&[(10, 0.5, 0.75), (12, 0.5, 0.25), (30, 0.5, 0.5)]), Some(0.5));
    assert_eq!(rise(&[(10, 0.25, 0.5), (10, 0.75, 0.5)]), Some(-0.5));
    assert_eq!(rise(&[(9, 0.5, 0.75), (10, 0.5, 0.25)]), None, "nine letters are too few");
}

#[test]
fn labels_between_yes_and_no_spread_less() {
    let of = |labels: &[f64]| Examples { labels: labels.to_vec(), ..Examples::default() };
    assert_eq!(dispersion(&[0.5, 0.5], &of(&[0.0, 1.0])), 1.0);
    // 2 · 0.25² over 2 · 0.25.
    assert_eq!(dispersion(&[0.5, 0.5], &of(&[0.25, 0.75])), 0.25);
    assert!((dispersion(&[0.5; 3], &of(&[0.25, 0.75, 0.5])) - 1.0 / 6.0).abs() < 1e-12);
    assert_eq!(dispersion(&[0.0, 0.0], &of(&[0.5, 0.5])), 1.0);
}
