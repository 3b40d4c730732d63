use super::check::{Checked, PlanFile, check};
use super::*;
use crate::error::ErrorKind;
use crate::model::Model;
use crate::model::reference::{HeldOut, Reference};
use crate::model::train::{Examples, Fit, FitOptions, fit};
use crate::rank::{Candidate, Contribution, Places, Shortlist, Unscored};
use crate::stats::random::Random;
use std::collections::BTreeMap;

fn candidate(id: &str, score: f64) -> Candidate {
    Candidate {
        id: id.into(),
        row: 1,
        score,
        log_odds: score,
        base: 0.0,
        contributions: vec![],
        flags: vec![],
        notes: vec![],
        passthrough: vec![],
    }
}

/// A model whose held-out scores of yeses lie evenly in 0.4–1, of noes in 0–0.6.
fn model(n: usize) -> Model {
    let mut held = HeldOut::default();
    for i in 0..n {
        let at = (i as f64 + 0.5) / n as f64 * 0.6;
        held.scores.extend([at, 0.4 + at]);
        held.labels.extend([0, 1]);
        held.p_yes.extend([0.5, 0.5]);
        held.p_no.extend([0.5, 0.5]);
    }
    let mut model = Model::sample();
    model.reference = Some(Reference { held_out: Some(held), ..Reference::default() });
    model
}

fn bands(list: &Shortlist, model: &Model) -> Vec<(String, String)> {
    let plan = Plan::new(list, model, false, &PlanOptions { check: Some(1e-9), ..PlanOptions::default() }).unwrap();
    let band = |p: &Planned| p.expected.map_or("must read", |_| "clear");
    plan.ranked.iter().map(|p| (format!("{} {}", p.id, band(p)), p.read.clone())).collect()
}

#[test]
fn one_class_ruled_out_is_clear_and_everything_else_is_read() {
    let mut odd = candidate("odd", 0.97);
    odd.flags.push("hidden_text".into());
    let letters =
        vec![candidate("top", 0.99), odd, candidate("yes", 0.95), candidate("mid", 0.5), candidate("low", 0.01)];
    let replaced = crate::ingest::Unusable::Resubmitted { by: 9 }.to_string();
    let unscored = [("none", "empty"), ("row-10", &replaced)]
        .map(|(id, reason)| Unscored { id: id.into(), row: 9, reason: reason.into(), passthrough: vec![] })
        .to_vec();
    let list = Shortlist::new(letters, unscored, Some(Places::Count(2))).unwrap();
    let got = bands(&list, &model(100));
    let names: Vec<&str> = got.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["top clear", "odd must read", "yes must read", "mid must read", "low clear"]);
    assert!(
        got[1].1.contains("hidden_text") && got[2].1.starts_with("below the line") && got[3].1.contains("and rejected")
    );
    let plan = Plan::new(&list, &model(100), false, &PlanOptions::default()).unwrap();
    let bands: Vec<_> = plan.unscored.iter().map(|p| p.as_ref().map(|p| p.band)).collect();
    assert_eq!((bands, plan.summary.applicants), (vec![Some(Band::MustRead), None], 6), "a replaced one is nobody's");
    assert_eq!(plan.ranked[4].expected, Some(false));
    let unlike = Plan::new(&list, &model(100), true, &PlanOptions::default()).unwrap().summary;
    assert_eq!((unlike.must_read, unlike.saved), (6, 0.0), "letters unlike those of the training are all read");
    assert!(unlike.sentences()[2].ends_with("all are read"));
}

#[test]
fn a_value_beyond_those_that_the_model_knows_must_be_read() {
    let mut model = model(100);
    let words = &model.columns[0];
    let known = crate::model::reference::ColumnReference::of(&words.name, &[Some(100.0), Some(300.0)]);
    let contribution = |value| Contribution {
        column: words.name.clone(),
        value: Some(value),
        phrase: String::new(),
        amount: 0.0,
        quotes: vec![],
        stated: None,
    };
    let (mut far, mut near) = (candidate("far", 0.99), candidate("near", 0.99));
    far.contributions.push(contribution(300.0 + 1.1 * words.sd));
    near.contributions.push(contribution(300.0 + 0.9 * words.sd));
    model.reference.as_mut().unwrap().columns.push(known);
    let list = Shortlist::new(vec![far, near], vec![], None).unwrap();
    let got = bands(&list, &model);
    assert_eq!(got[0], ("far must read".into(), "unlike the letters that the model knows in words".into()));
    assert_eq!(got[1].0, "near clear");
}

#[test]
fn too_few_labels_call_nobody_clear_and_say_so() {
    let list = Shortlist::new(vec![candidate("a", 0.999), candidate("b", 0.001)], vec![], None).unwrap();
    let plan = Plan::new(&list, &model(18), false, &PlanOptions::default()).unwrap();
    assert_eq!(plan.summary.must_read, 2);
    assert_eq!((plan.summary.yes.needed, plan.summary.yes.range), (19, None));
    let said = plan.summary.sentences().join("\n");
    assert!(said.contains("18 accepted letters were held out and 19 are needed"), "{said}");
    assert!(Plan::new(&list, &model(19), false, &PlanOptions::default()).unwrap().summary.must_read == 0);
}

#[test]
fn what_no_plan_can_do_is_an_error() {
    let list = Shortlist::new(vec![candidate("a", 0.5)], vec![], None).unwrap();
    for (agreement, check) in [(1.0, 0.1), (0.4, 0.1), (f64::NAN, 0.1), (0.95, 0.0), (0.95, 1.1), (0.95, f64::NAN)] {
        let options = PlanOptions { agreement_yes: agreement, agreement_no: 0.95, check: Some(check), seed: 0 };
        assert_eq!(Plan::new(&list, &model(30), false, &options).unwrap_err().kind(), ErrorKind::Setting);
    }
    let mut none = model(30);
    none.reference = None;
    assert_eq!(Plan::new(&list, &none, false, &PlanOptions::default()).unwrap_err().kind(), ErrorKind::Model);
}

#[test]
fn lots_fall_on_clear_letters_alone_and_not_by_order() {
    let letters: Vec<Candidate> = (0..300).map(|i| candidate(&format!("{i:03}"), f64::from(i) / 300.0)).collect();
    let plan = |letters: Vec<Candidate>, seed| {
        let list = Shortlist::new(letters, vec![], None).unwrap();
        let options = PlanOptions { seed, check: Some(0.2), ..PlanOptions::default() };
        Plan::new(&list, &model(100), false, &options).unwrap()
    };
    let first = plan(letters.clone(), 7);
    for expected in [Some(true), Some(false)] {
        let all = first.ranked.iter().filter(|p| p.expected == expected);
        let (n, drawn) = (all.clone().count(), all.filter(|p| p.drawn).count());
        assert!(n > 40 && drawn == (n as f64 * 0.2).ceil() as usize, "{expected:?}: {drawn} of {n}");
    }
    assert!(first.ranked.iter().filter(|p| p.expected.is_none()).all(|p| p.drawn), "they are read anyway");
    assert_eq!(first, plan(letters.iter().rev().cloned().collect(), 7));
    assert_ne!(first, plan(letters.clone(), 8));
    let mut counts = [0u32; 300];
    for seed in 0..400 {
        let drawn = plan(letters.clone(), seed);
        let drawn = drawn.ranked.iter().filter(|p| p.band == Band::RandomCheck);
        drawn.for_each(|p| counts[p.id.parse::<usize>().unwrap()] += 1);
    }
    // 80 each on average, with a standard deviation of 8; none of those that must be read.
    let clear = |i: usize| first.ranked.iter().any(|p| p.id == format!("{i:03}") && p.expected.is_some());
    assert!((0..300).all(|i| if clear(i) { (45..=120).contains(&counts[i]) } else { counts[i] == 0 }), "{counts:?}");
    assert!(first.ranked.iter().all(|p| (p.band == Band::RandomCheck) == (p.drawn && p.expected.is_some())));
}

/// Letters of one telling column; `blind` letters have a label that it does not tell.
fn cohort(random: &mut Random, n: usize, blind: f64) -> Examples {
    let mut e = Examples { columns: vec!["a".into(), "b".into()], ..Examples::default() };
    for i in 0..n {
        let mut bell = || (0..4).map(|_| random.unit() - 0.5).sum::<f64>();
        let row = [bell(), bell()];
        let told = 2.5 * row[0] + row[1] + 0.7 * bell() > 0.3;
        let yes = if random.unit() < blind { random.unit() < 0.4 } else { told };
        e.labels.push(f64::from(u8::from(yes)));
        e.values.push(row.iter().map(|v| Some(*v)).collect());
        e.ids.push(format!("{i:05}"));
    }
    e
}

/// Plans the reading of new letters and checks the plan by the labels of those drawn.
fn season(fitted: &Fit, model: &Model, new: &Examples, seed: u64) -> (PlanFile, Checked, f64) {
    let letters = fitted.scores(&new.values).into_iter().zip(&new.ids).map(|(score, id)| candidate(id, score));
    let list = Shortlist::new(letters.collect(), vec![], None).unwrap();
    let plan =
        Plan::new(&list, model, false, &PlanOptions { check: Some(0.15), seed, ..PlanOptions::default() }).unwrap();
    let file = PlanFile::new(&plan, "test", "", "", "");
    let labels: BTreeMap<String, f64> = new.ids.iter().cloned().zip(new.labels.iter().copied()).collect();
    let wrong = plan.ranked.iter().filter(|p| p.expected.is_some_and(|yes| (labels[&p.id] >= 0.5) != yes)).count();
    let checked = check(&file, &labels).unwrap();
    (file, checked, 1.0 - wrong as f64 / labels.len() as f64)
}

#[test]
fn plans_keep_their_promise_and_a_broken_one_is_stopped() {
    let mut random = Random::new(17);
    let (mut agreement, mut saved, mut stops, mut caught) = (0.0, 0.0, 0, 0);
    let runs = 40;
    for seed in 0..runs {
        let old = cohort(&mut random, 300, 0.0);
        let options = FitOptions { seed, ..FitOptions::fixed(0.01) };
        let fitted = fit(&old, &options).unwrap();
        let mut model = Model::sample();
        model.reference = Some(Reference::of(&old, &fitted, &options, None));
        let (file, checked, agreed) = season(&fitted, &model, &cohort(&mut random, 800, 0.0), seed);
        agreement += agreed / runs as f64;
        saved += file.summary.saved / runs as f64;
        stops += usize::from(checked.is_broken());
        // The committee has changed its mind on four letters of ten.
        let (_, checked, _) = season(&fitted, &model, &cohort(&mut random, 800, 0.4), seed);
        caught += usize::from(checked.is_broken());
    }
    assert!((0.95..=0.99).contains(&agreement), "agreement {agreement}");
    assert!(saved > 0.3, "saved {saved}");
    // At most 2 of 40 on average; 6 or more would come with a chance of 1.4 % at that rate.
    assert!(stops <= 5, "{stops} of {runs} sound plans stopped");
    assert!(caught >= 36, "{caught} of {runs} broken plans stopped");
}

#[test]
fn only_letters_drawn_by_lot_count() {
    let planned = |id: &str, expected, drawn| Planned {
        id: id.into(),
        band: Band::MustRead,
        read: String::new(),
        expected,
        drawn,
    };
    let list = Shortlist::new(vec![candidate("a", 0.5)], vec![], None).unwrap();
    let plan = Plan::new(&list, &model(30), false, &PlanOptions::default()).unwrap();
    let mut file = PlanFile::new(&plan, "test", "", "", "");
    file.applicants = vec![planned("a", Some(false), true), planned("b", None, true), planned("c", Some(true), false)];
    let labels = |given: &[(&str, f64)]| given.iter().map(|(id, y)| ((*id).to_owned(), *y)).collect::<BTreeMap<_, _>>();
    let checked = check(&file, &labels(&[("a", 1.0), ("c", 0.0), ("x", 1.0)])).unwrap();
    assert_eq!((checked.drawn, checked.unlabelled, checked.unknown), (2, 1, 1));
    assert_eq!((checked.yes.letters, checked.yes.wrong, checked.no.letters), (1, 1, 0));
    assert_eq!((checked.yes.estimated, checked.agreement), (1.0, 1.0 - 1.0 / 3.0));
    assert!((checked.yes.p - 0.05).abs() < 1e-9 && !checked.is_broken(), "one error of one is no proof");
    assert_eq!(check(&file, &labels(&[("c", 0.0)])).unwrap_err().kind(), ErrorKind::Labels);
}

#[test]
fn a_share_of_its_own_for_the_no_clears_more_and_loses_no_more_of_the_yes() {
    let letters: Vec<Candidate> = (0..100).map(|i| candidate(&format!("{i:03}"), f64::from(i) / 100.0)).collect();
    let list = Shortlist::new(letters, vec![], None).unwrap();
    let plan = |agreement_no| {
        let options = PlanOptions { agreement_no, ..PlanOptions::default() };
        Plan::new(&list, &model(100), false, &options).unwrap()
    };
    let (same, apart) = (plan(0.95), plan(0.8));
    let taken = |plan: &Plan, yes| plan.ranked.iter().filter(|p| p.expected == Some(yes)).count();
    assert_eq!(taken(&same, false), taken(&apart, false));
    assert!(taken(&apart, true) > taken(&same, true));
    assert_eq!((same.summary.agreement_no, apart.summary.agreement_no), (None, Some(0.8)));
    let said = apart.summary.sentences().join("\n");
    assert!(
        said.contains("at most 5 % are taken for a no") && said.contains("at most 20 % are taken for a yes"),
        "{said}"
    );
    assert!(said.contains("on average") && said.contains("in nine of ten models"), "{said}");
}

#[test]
fn the_lots_estimate_is_fair_and_rounds_are_tested_together() {
    // 40 clear noes of which 10 are read and 2 are yes: they stand for 8 of 28 yes, 20 of whom must be read.
    let planned = |i: usize, expected: Option<bool>, drawn| Planned {
        id: format!("{i:03}"),
        band: Band::MustRead,
        read: String::new(),
        expected,
        drawn,
    };
    let list = Shortlist::new(vec![candidate("a", 0.5)], vec![], None).unwrap();
    let plan = Plan::new(&list, &model(30), false, &PlanOptions::default()).unwrap();
    let mut file = PlanFile::new(&plan, "test", "", "", "");
    file.applicants = (0..40).map(|i| planned(i, Some(false), i < 10)).collect();
    file.applicants.extend((40..80).map(|i| planned(i, None, true)));
    let labels: BTreeMap<String, f64> = (0..80)
        .filter(|i| *i < 10 || *i >= 40)
        .map(|i| (format!("{i:03}"), if !(2..60).contains(&i) { 1.0 } else { 0.0 }))
        .collect();
    let one = check(&file, &labels).unwrap();
    assert_eq!((one.yes.letters, one.yes.wrong, one.yes.estimated, one.yes.estimated_wrong), (22, 2, 28.0, 8.0));
    assert!((one.agreement - 0.9).abs() < 1e-12);
    let [low, high] = one.interval.unwrap();
    assert!(low < 0.8 && high > 0.9 && high <= 1.0, "{low} {high}");
    // 1 − P(0 or 1 of 28 at 5 % · 10/40).
    let p: f64 = 0.0125;
    let law = 1.0 - (1.0 - p).powi(28) - 28.0 * p * (1.0 - p).powi(27);
    assert!((one.yes.p - law).abs() < 1e-9, "{} {law}", one.yes.p);
    let three = super::check::check_rounds(&[(&file, &labels); 3]).unwrap();
    assert_eq!((three.rounds, three.yes.wrong, three.yes.estimated), (3, 6, 84.0));
    assert!(three.yes.p < one.yes.p && three.yes.power > one.yes.power && three.is_broken(), "{three:?}");
}
