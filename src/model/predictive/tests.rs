use super::*;
use crate::model::train::{FitOptions, fit};

/// Letters of two columns; `more` is added to the log-odds, and `pays` to the weight of the second column.
fn letters(random: &mut Random, n: usize, more: f64, pays: f64) -> Examples {
    let mut e = Examples { columns: vec!["a".into(), "b".into()], ..Examples::default() };
    for i in 0..n {
        let row = [bell(random), bell(random)];
        let yes = random.unit() < sigmoid(1.5 * row[0] + pays * row[1] + more);
        e.labels.push(f64::from(u8::from(yes)));
        e.values.push(row.into_iter().map(Some).collect());
        e.ids.push(format!("{i:04}"));
    }
    e
}

fn expected(new: &Examples, old: &Examples) -> Expected {
    let champion = fit(old, &FitOptions::fixed(0.01)).unwrap();
    Batch::new(new, &champion.scores(&new.values), Some(&champion), 1.0).expected()
}

#[test]
fn a_stricter_committee_is_told_from_one_that_pays_for_a_column() {
    let mut random = Random::new(2);
    let old = letters(&mut random, 300, 0.0, 0.0);
    let same = expected(&letters(&mut random, 120, 0.0, 0.0), &old);
    assert!(same.share.abs() < 3.0 && same.column.as_ref().unwrap().surprise < 3.0, "{same:?}");
    assert!(same.question(3.0, 3.0).is_empty());

    let stricter = expected(&letters(&mut random, 120, -1.5, 0.0), &old);
    let shift = stricter.intercept.unwrap();
    assert!(stricter.share < -3.0 && stricter.column.as_ref().unwrap().surprise < 3.0, "{stricter:?}");
    assert!((shift.shift + 1.5).abs() < 2.5 * shift.standard_error, "{shift:?}");
    assert!(shift.pooled < 0.0 && shift.pooled > shift.shift);
    let said = stricter.question(3.0, 3.0).join(" ");
    assert!(said.contains("accepts fewer than before at the same score") && said.contains("--year-intercept"));

    let pays = expected(&letters(&mut random, 120, 0.0, 2.0), &old);
    let column = pays.column.as_ref().unwrap();
    assert!(column.name == "b" && column.surprise > 3.0 && column.score > 3.0, "{column:?}");
    assert!(pays.question(3.0, 3.0).join(" ").contains("`b` more weight"));
}

#[test]
fn one_kind_of_label_is_told_and_one_label_is_not() {
    let mut random = Random::new(3);
    let old = letters(&mut random, 300, 0.0, 0.0);
    let mut batch = letters(&mut random, 40, 0.0, 0.0);
    batch.labels = vec![0.0; 40];
    let found = expected(&batch, &old);
    assert!(found.share < -3.0 && found.intercept.is_none() && found.column.is_none() && found.order.is_none());
    assert!(found.question(3.0, 3.0)[0].starts_with("all new labels are no: 0 yes where"));
    let one = expected(&batch.subset(&[0]), &old);
    assert!(one.share.abs() < 3.0, "{}", one.share);
}

#[test]
fn the_order_of_the_rows_changes_nothing_and_the_champions_doubt_counts() {
    let mut random = Random::new(4);
    let (old, new) = (letters(&mut random, 60, 0.0, 0.0), letters(&mut random, 50, -0.8, 0.0));
    let turned = new.subset(&(0..50).rev().collect::<Vec<_>>());
    let (a, b) = (expected(&new, &old), expected(&turned, &old));
    assert!(
        (a.share - b.share).abs() < 1e-12 && (a.intercept.unwrap().shift - b.intercept.unwrap().shift).abs() < 1e-12
    );
    let champion = fit(&old, &FitOptions::fixed(0.01)).unwrap();
    let sure = Batch::new(&new, &champion.scores(&new.values), None, 1.0).expected();
    assert!(sure.share.abs() > a.share.abs(), "{} {}", sure.share, a.share);
}

#[test]
fn a_factor_times_itself_is_the_covariance() {
    // [[4, 2], [2, 3]] = L Lᵀ with L = [[2, 0], [1, √2]]; what does not vary has zeros.
    let found = factor(&[4.0, 2.0, 3.0], 2);
    assert!((found[0] - 2.0).abs() + (found[1] - 1.0).abs() + (found[2] - 2f64.sqrt()).abs() < 1e-12, "{found:?}");
    assert!((squared(&found, &[1.0, -1.0]) - 3.0).abs() < 1e-12);
    assert_eq!(factor(&[0.0, 0.0, 1.0], 2), [0.0, 0.0, 1.0]);
}

#[test]
fn surprise_counts_sums_as_far_out() {
    let sums = || (1..10).map(f64::from);
    let near = |got: f64, wanted: f64| assert!((got - wanted).abs() < 1e-9, "{got} {wanted}");
    // Of nine, two are at most 2: a chance of 2 · 3 / 10 on both sides.
    near(surprise(2.0, -1.0, sums()), -normal_quantile(0.7).unwrap());
    near(surprise(8.0, 1.0, sums()), normal_quantile(0.7).unwrap());
    // None lies beyond: 2 / 10, or as many standard errors as the score says.
    near(surprise(9.5, 0.1, sums()), normal_quantile(0.9).unwrap());
    near(surprise(0.5, -3.0, sums()), -3.0);
    near(surprise(5.0, 1.0, sums()), 0.0);
}

#[test]
fn the_factor_of_a_covariance_is_choleskys() {
    let lower = factor(&[4.0, 2.0, 5.0, 2.0, 3.0, 6.0], 3);
    assert_eq!(lower, [2.0, 1.0, 2.0, 1.0, 1.0, 2.0]);
    // vᵀ C v.
    let wanted = 4.0 + 4.0 * 5.0 + 9.0 * 6.0 + 2.0 * (2.0 * 2.0 + 3.0 * 2.0 + 6.0 * 3.0);
    assert!((squared(&lower, &[1.0, 2.0, 3.0]) - wanted).abs() < 1e-12);
    assert_eq!(factor(&[0.0, 0.0, 9.0], 2), [0.0, 0.0, 3.0]);
    assert!(factor(&[1.0], 2).is_empty());
}
