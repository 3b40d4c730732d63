use super::*;
use crate::review::labels::{Label, merge};
use std::path::PathBuf;

fn labels(given: &[(&str, &str, &str)]) -> Merged {
    let place = || (PathBuf::from("l.csv"), 1);
    let one = |(id, reviewer, label): &(&str, &str, &str)| Label {
        id: (*id).into(),
        label: (*label).into(),
        reviewer: (*reviewer).into(),
        place: place(),
        ..Label::default()
    };
    merge(given.iter().map(one).collect()).unwrap()
}

fn applicants(ids: &str) -> Vec<Applicant> {
    let score = |n: usize| Some(0.9 - n as f64 / 10.0);
    ids.split(' ')
        .enumerate()
        .map(|(n, id)| Applicant { id: id.into(), score: score(n), ..Applicant::default() })
        .collect()
}

fn said(decisions: &Decisions, all: &[Applicant]) -> String {
    let one = |r: &Row| format!("{} {}", all[r.applicant].id, r.decision.word());
    decisions.rows.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn question(places: usize) -> Question {
    Question { places, ..Question::default() }
}

fn override_of(id: &str, inside: bool) -> Override {
    Override { id: id.into(), inside, reason: "we know why".into(), place: (PathBuf::from("o.csv"), 1) }
}

const GRADES: &[(&str, &str, &str)] =
    &[("a", "x", "3"), ("a", "y", "4"), ("b", "x", "5"), ("b", "y", "5"), ("c", "x", "2"), ("d", "x", "3.5")];

#[test]
fn grades_decide_and_the_score_orders_equals() {
    let all = applicants("a b c d e");
    let got = decide(&all, &labels(GRADES), &BTreeMap::new(), &[], &Question { waitlist: 1, ..question(2) }).unwrap();
    // a and d both have 3.5; a has the higher score.
    assert_eq!(said(&got, &all), "b invite, a invite, d waitlist, c no place, e not graded");
    let a = &got.rows[1];
    assert_eq!((a.mean, a.spread, a.readings, a.value), (Some(3.5), Some(1.0), 2, Some(0.625)));
    assert_eq!(a.reason, "2 by value: mean grade 3.50 of 2 readings");
}

#[test]
fn equal_values_at_the_line_are_for_people() {
    let mut all = applicants("a b c d");
    all.iter_mut().for_each(|a| a.score = None);
    let got = decide(&all, &labels(GRADES), &BTreeMap::new(), &[], &question(2)).unwrap();
    assert_eq!(said(&got, &all), "b invite, a tie, d tie, c no place");
    assert!(got.steps[0].contains("tied at the line for 1 place: a, d; people decide"), "{:?}", got.steps);
}

#[test]
fn what_people_said_overrules_and_places_that_are_freed_go_on() {
    let all = applicants("a b c d");
    let first = Status::Withdrawn;
    let place = || (PathBuf::from("s.csv"), 1);
    let statuses = [("b", first), ("c", Status::Accepted)];
    let statuses = statuses.map(|(id, s)| (id.to_owned(), (s, place()))).into_iter().collect();
    let got = decide(&all, &labels(GRADES), &statuses, &[], &question(2)).unwrap();
    assert_eq!(said(&got, &all), "a invite, c invite, d no place, b set apart");
    let overrides = [override_of("b", true), override_of("a", false)];
    let got = decide(&all, &labels(GRADES), &statuses, &overrides, &question(2)).unwrap();
    assert_eq!(said(&got, &all), "b invite, c invite, a no place, d no place");
    assert_eq!(got.rows[0].reason, "in by decision: we know why");
    let e = decide(&all, &labels(GRADES), &BTreeMap::new(), &[override_of("z", true)], &question(2)).unwrap_err();
    assert!(e.to_string().starts_with("o.csv, row 1: an override names `z`, who is not in the list"), "{e}");
    let both = [override_of("b", true), override_of("b", false)];
    assert!(decide(&all, &labels(GRADES), &BTreeMap::new(), &both, &question(2)).is_err());
}

#[test]
fn the_score_counts_with_its_weight_and_never_without_a_reading() {
    let mut all = applicants("a b c d e");
    (all[2].score, all[4].score) = (Some(1.0), Some(1.0));
    let got = decide(&all, &labels(GRADES), &BTreeMap::new(), &[], &Question { score_weight: 0.9, ..question(2) });
    let got = got.unwrap();
    assert!(said(&got, &all).starts_with("c invite, "), "{}", said(&got, &all));
    assert!(said(&got, &all).ends_with("e not graded"));
    assert!(
        decide(&all, &labels(GRADES), &BTreeMap::new(), &[], &Question { score_weight: 2.0, ..question(1) }).is_err()
    );
}

#[test]
fn aims_are_met_and_their_price_is_said() {
    let mut all = applicants("a b c d");
    for (applicant, group) in all.iter_mut().zip(["m", "m", "f", "m"]) {
        applicant.groups = vec![group.into()];
    }
    let aim = Aim::parse(Bound::AtLeast, "g=f:50%").unwrap();
    let asked = Question { aims: vec![(aim, 0)], ..question(2) };
    let got = decide(&all, &labels(GRADES), &BTreeMap::new(), &[], &asked).unwrap();
    assert_eq!(said(&got, &all), "b invite, c invite, a no place, d no place");
    let price = "at least 50 % of g = f: costs 0.188 of the mean value; in: c; out: a";
    assert!(got.steps.iter().any(|s| s == price), "{:?}", got.steps);
}

#[test]
fn spellings_are_one_group_empty_is_none_and_unknown_ones_are_refused() {
    let mut all = applicants("a b c d e");
    for (applicant, group) in all.iter_mut().zip(["Köln", "Ko\u{308}ln", "KÖLN ", "Bonn", ""]) {
        applicant.groups = vec![group.into()];
    }
    let ask = |text: &str| {
        let aims = vec![(Aim::parse(Bound::AtMost, text).unwrap(), 0)];
        decide(&all, &labels(GRADES), &BTreeMap::new(), &[], &Question { aims, ..question(2) })
    };
    let got = ask("city=*:1").unwrap();
    assert_eq!(said(&got, &all), "b invite, d invite, a no place, c no place, e not graded");
    for part in [
        "`KÖLN`, `Ko\u{308}ln`",
        "are counted as one group",
        "city: 1 applicant has no value, so they belong to no group",
    ] {
        let nfc = |text: &str| text.replace("o\u{308}", "ö");
        assert!(got.steps.iter().any(|s| nfc(s).contains(&nfc(part))) || part.starts_with('`'), "{:?}", got.steps);
    }
    assert!(ask("city=köln:1").is_ok());
    let e = ask("city=Köl:1").unwrap_err().to_string();
    assert!(e.contains("nobody has `Köl` in the column city; there are `Bonn`, `Köln`"), "{e}");
}

#[test]
fn those_whom_aims_cannot_tell_apart_are_tied_and_a_waitlist_comes_first() {
    let mut all = applicants("a b c d");
    for (applicant, group) in all.iter_mut().zip(["m", "f", "f", "m"]) {
        (applicant.score, applicant.groups) = (None, vec![group.into()]);
    }
    let grades = labels(&[("a", "x", "5"), ("b", "x", "3"), ("c", "x", "3"), ("d", "x", "4")]);
    let aims = vec![(Aim::parse(Bound::AtLeast, "g=f:1").unwrap(), 0)];
    let got = decide(&all, &grades, &BTreeMap::new(), &[], &Question { aims, ..question(2) }).unwrap();
    assert_eq!(said(&got, &all), "a invite, b tie, c tie, d no place");
    assert_eq!(got.rows.iter().map(|r| r.rank).collect::<Vec<_>>(), [Some(1), Some(3), Some(3), Some(2)]);
    let waiting = ["c".to_owned()].into();
    let got = decide(&all, &grades, &BTreeMap::new(), &[], &Question { waiting, ..question(2) }).unwrap();
    assert_eq!(said(&got, &all), "a invite, c invite, d no place, b no place");
    assert_eq!(got.rows[1].reason, "3 by value: mean grade 3.00 of 1 reading, from the waitlist");
}

#[test]
fn a_letter_set_apart_is_not_ordered_by_its_score() {
    // All have one grade; c, in another language, has the best score.
    let mut all = applicants("a b c d");
    (all[2].score, all[2].is_apart) = (Some(0.99), true);
    let grades = labels(&[("a", "x", "4"), ("b", "x", "4"), ("c", "x", "4"), ("d", "x", "1")]);
    let got = decide(&all, &grades, &BTreeMap::new(), &[], &question(1)).unwrap();
    assert_eq!(said(&got, &all), "a tie, c tie, b no place, d no place");
    assert!(got.steps[0].contains("tied at the line for 1 place: a, c; people decide"), "{:?}", got.steps);
    let got = decide(&all, &grades, &BTreeMap::new(), &[], &question(2)).unwrap();
    assert_eq!(said(&got, &all), "a invite, b tie, c tie, d no place");
    let weighted = Question { score_weight: 1.0, ..question(2) };
    let got = decide(&all, &grades, &BTreeMap::new(), &[], &weighted).unwrap();
    assert!(got.rows.iter().all(|r| all[r.applicant].id != "c" || r.value == Some(0.75)), "{got:?}");
}

#[test]
fn means_that_are_equal_on_paper_are_equal_and_short() {
    let all = applicants("a b c");
    let three = |id: &'static str, grades: [&'static str; 3]| {
        ["x", "y", "z"].map(|w| w).into_iter().zip(grades).map(move |(w, g)| (id, w, g))
    };
    let given: Vec<(&str, &str, &str)> =
        three("a", ["0.1", "0.2", "0.3"]).chain(three("b", ["0.3", "0.2", "0.1"])).chain([("c", "x", "1")]).collect();
    let asked = Question { scale: Some([0.0, 1.0]), ..question(1) };
    let got = decide(&all, &labels(&given), &BTreeMap::new(), &[], &asked).unwrap();
    let of = |id: &str| got.rows.iter().find(|r| all[r.applicant].id == id).unwrap();
    assert_eq!((of("a").mean, of("a").value), (Some(0.2), of("b").value));
    assert_eq!(of("a").spread.map(|s| s.to_string()), Some("0.2".into()));
}

#[test]
fn the_end_of_the_waitlist_is_said_where_ids_alone_order_it() {
    let mut all = applicants("a b c d");
    all.iter_mut().for_each(|a| a.score = None);
    let grades = labels(&[("a", "x", "5"), ("b", "x", "3"), ("c", "x", "3"), ("d", "x", "1")]);
    let with = |waitlist| Question { waitlist, ..question(1) };
    let got = decide(&all, &grades, &BTreeMap::new(), &[], &with(1)).unwrap();
    assert_eq!(said(&got, &all), "a invite, b waitlist, c no place, d no place");
    assert!(got.steps[0].starts_with("equal at the end of the waitlist: b, c; "), "{:?}", got.steps);
    assert_eq!(decide(&all, &grades, &BTreeMap::new(), &[], &with(2)).unwrap().steps.len(), 1);
}

#[test]
fn a_grade_that_cannot_be_read_is_named_in_its_own_file() {
    let mut all = labels(GRADES);
    let last = all.labels.len() - 1;
    (all.labels[last].label, all.labels[last].place) = ("great".into(), (PathBuf::from("bob.csv"), 7));
    let e = decide(&applicants("a b c d"), &all, &BTreeMap::new(), &[], &question(1)).unwrap_err().to_string();
    assert!(e.starts_with("bob.csv, row 7, column label: `great` can't be read"), "{e}");
}

#[test]
fn more_may_hold_a_place_than_there_are() {
    let all = applicants("a b c d");
    let place = || (PathBuf::from("s.csv"), 1);
    let statuses = ["a", "b"].map(|id| (id.to_owned(), (Status::Invited, place()))).into_iter().collect();
    let got = decide(&all, &labels(GRADES), &statuses, &[], &question(1)).unwrap();
    assert!(got.steps.iter().any(|s| s.starts_with("2 hold a place already, more than there are")), "{:?}", got.steps);
}

#[test]
fn what_people_said_is_counted() {
    let all = applicants("a b c d");
    let place = || (PathBuf::from("s.csv"), 1);
    let statuses = [("a", Status::Invited), ("b", Status::Withdrawn), ("c", Status::Invited)];
    let statuses = statuses.into_iter().map(|(id, s)| (id.to_owned(), (s, place()))).collect();
    let got = decide(&all, &labels(GRADES), &statuses, &[override_of("d", true)], &question(3)).unwrap();
    for step in ["invited: 2", "withdrawn: 1", "in by override: 1"] {
        assert!(got.steps.iter().any(|s| s == step), "{step} in {:?}", got.steps);
    }
}

#[test]
fn the_price_of_several_aims_is_said_together() {
    let mut all = applicants("a b c d");
    for (applicant, group) in all.iter_mut().zip(["m", "m", "f", "k"]) {
        applicant.groups = vec![group.into()];
    }
    let aim = |text: &str| (Aim::parse(Bound::AtLeast, text).unwrap(), 0);
    let of = |aims: Vec<(Aim, usize)>| {
        decide(&all, &labels(GRADES), &BTreeMap::new(), &[], &Question { aims, ..question(2) }).unwrap()
    };
    let (one, two) = (of(vec![aim("g=f:1")]), of(vec![aim("g=f:1"), aim("g=k:1")]));
    assert_eq!(said(&two, &all), "d invite, c invite, b no place, a no place");
    let together = |got: &Decisions| got.steps.iter().filter(|s| s.starts_with("all aims together: costs")).count();
    assert_eq!((together(&one), together(&two)), (0, 1), "{:?} {:?}", one.steps, two.steps);
    assert!(!two.steps.iter().any(|s| s.contains("no value")), "{:?}", two.steps);
}
