use super::*;
use crate::ingest::ColumnChoice;
use crate::ingest::Columns;
use crate::rank::{Candidate, Shortlist, Side};
use proptest::prelude::*;
use std::path::PathBuf;

fn candidate(id: &str, score: f64, group: &str) -> Candidate {
    Candidate {
        id: id.into(),
        row: 1,
        score,
        log_odds: score,
        base: 0.0,
        contributions: vec![],
        flags: vec![],
        notes: vec![],
        passthrough: vec![group.into()],
    }
}

fn list(people: &[(&str, f64, &str)], cut: &Cut) -> Result<Shortlist> {
    Shortlist::with_cut(
        people.iter().map(|(id, s, g)| candidate(id, *s, g)).collect(),
        vec![Unscored { id: "u".into(), row: 9, reason: "empty".into(), passthrough: vec!["z".into()] }],
        cut,
    )
}

/// `a in, b tie, …` in the order of the ranks.
fn sides(list: &Shortlist) -> String {
    let word = |i| match list.side(i).unwrap() {
        Side::In => "in",
        Side::Tie => "tie",
        Side::Waitlist => "wait",
        Side::Out => "out",
        Side::Apart => "apart",
    };
    let all: Vec<_> = list.ranked.iter().enumerate().map(|(i, c)| format!("{} {}", c.id, word(i))).collect();
    all.join(", ")
}

fn said(id: &str, inside: bool, row: u64) -> Override {
    Override { id: id.into(), inside, reason: "because".into(), place: (PathBuf::from("o.csv"), row) }
}

fn top(n: usize) -> Cut {
    Cut { top: Some(Places::Count(n)), ..Cut::default() }
}

fn per_group(rule: &str) -> Vec<PerGroup> {
    let passthrough = vec![ColumnChoice { name: "g".into(), index: 2 }];
    vec![rule.parse::<GroupRule>().unwrap().bind(&Columns { id: None, letter: None, passthrough }).unwrap()]
}

const FIVE: &[(&str, f64, &str)] =
    &[("a", 0.9, "x"), ("b", 0.8, "x"), ("c", 0.7, "x"), ("d", 0.6, "y"), ("e", 0.5, "y")];

#[test]
fn letters_in_other_languages_stand_apart_with_their_scores() {
    let people = |cut: &Cut| {
        let mut all: Vec<_> = FIVE.iter().map(|(id, s, g)| candidate(id, *s, g)).collect();
        for foreign in [0, 3] {
            all[foreign].flags.push("not_english".into());
        }
        Shortlist::with_cut(all, vec![], cut)
    };
    let s = people(&top(2)).unwrap();
    assert_eq!(sides(&s), "b in, c in, e out, a apart, d apart");
    assert_eq!((s.ranks.as_slice(), s.rank(3), s.ranked[3].score), ([1, 2, 3].as_slice(), None, 0.9));
    assert_eq!(s.foremost(5), [0, 1, 2]);
    assert_eq!(s.cutoff.as_ref().unwrap().steps, ["2 applicants are set apart (other languages): a, d"]);
    let s = people(&Cut { rank_other_languages: true, ..top(2) }).unwrap();
    assert_eq!(sides(&s), "a in, b in, c out, d out, e out");
    // People decide: an override gives a place, and takes it from the others.
    let s = people(&Cut { overrides: vec![said("d", true, 1), said("b", false, 2)], ..top(2) }).unwrap();
    assert_eq!(sides(&s), "b out, c in, e out, a apart, d in");
    assert_eq!((s.foremost(0), s.cutoff.as_ref().unwrap().inside), (vec![1, 4], 2));
    // A share is one of those who are ranked, and a place for a group goes to nobody outside the ranking.
    let s = people(&Cut { top: Some(Places::Share(0.67)), per_group: per_group("g=y:1"), ..Cut::default() }).unwrap();
    assert_eq!(sides(&s), "b in, c out, e in, a apart, d apart");
    let s = people(&Cut::default()).unwrap();
    assert_eq!((s.side(0), s.side(4)), (None, Some(Side::Apart)));
}

#[test]
fn a_least_score_alone_makes_as_many_places_as_reach_it() {
    let s = list(FIVE, &Cut { min_score: Some(0.7), ..Cut::default() }).unwrap();
    assert_eq!(sides(&s), "a in, b in, c in, d out, e out");
    assert_eq!(s.cutoff.as_ref().unwrap().places, 3);
    let s = list(FIVE, &Cut { min_score: Some(0.85), ..top(3) }).unwrap();
    assert_eq!(sides(&s), "a in, b out, c out, d out, e out");
    assert_eq!(s.cutoff.unwrap().steps, ["least score 0.85: 4 applicants are below it"]);
    assert!(list(FIVE, &Cut { min_score: Some(f64::NAN), ..top(3) }).is_err());
}

#[test]
fn reserved_places_come_first_and_are_logged() {
    let cut = Cut { per_group: per_group("g=1"), waitlist: 1, ..top(3) };
    let s = list(FIVE, &cut).unwrap();
    assert_eq!(sides(&s), "a in, b in, c wait, d in, e out");
    assert_eq!(
        s.cutoff.unwrap().steps,
        [
            "g = x: 1 of 1 reserved places filled",
            "g = y: 1 of 1 reserved places filled",
            "g = z: 0 of 1 reserved places filled (no more applicants that could)",
            "1 applicant has a place by score alone",
            "waitlist of 1: 1 applicant is on it"
        ]
    );
    // Without --top the groups make the places.
    let s = list(FIVE, &Cut { per_group: per_group("g=x:2,y:1"), ..Cut::default() }).unwrap();
    assert_eq!(sides(&s), "a in, b in, c out, d in, e out");
    // A person put in takes a place of their group.
    let s = list(FIVE, &Cut { overrides: vec![said("e", true, 1)], ..cut }).unwrap();
    assert_eq!(sides(&s), "a in, b in, c wait, d out, e in");
}

#[test]
fn more_groups_than_places_is_an_error_with_both_numbers() {
    let e = list(FIVE, &Cut { per_group: per_group("g=1"), ..top(1) }).unwrap_err();
    assert_eq!(e.kind(), ErrorKind::Setting);
    assert!(e.to_string().starts_with("2 places are reserved for groups, and there are 1 in all"), "{e}");
    let e = list(FIVE, &Cut { per_group: per_group("g=w:1"), ..top(4) }).unwrap_err().to_string();
    assert!(e.contains("nobody has `w` in the column g; there are `x`, `y`, `z`"), "{e}");
}

#[test]
fn a_tie_for_a_reserved_place_is_among_its_group_alone() {
    let people = [("a", 0.9, "x"), ("b", 0.5, "y"), ("c", 0.5, "y"), ("d", 0.5, "x"), ("e", 0.1, "x")];
    let s = list(&people, &Cut { per_group: per_group("g=y:1"), ..top(2) }).unwrap();
    assert_eq!(sides(&s), "a in, b tie, c tie, d out, e out");
    let cutoff = s.cutoff.unwrap();
    assert_eq!((cutoff.inside, cutoff.tied, cutoff.open), (1, 2, 1));
    let s = list(&people, &Cut { per_group: per_group("g=y:1"), ..top(3) }).unwrap();
    assert_eq!(sides(&s), "a in, b tie, c tie, d tie, e out");
}

#[test]
fn a_draw_breaks_ties_by_its_seed_alone_and_is_printed() {
    let mut people = [("a", 0.9, "x"), ("b", 0.5, "y"), ("c", 0.5, "y"), ("d", 0.5, "x"), ("e", 0.1, "x")];
    let draw = |people: &[(&str, f64, &str)], seed| {
        list(people, &Cut { break_ties: Some(seed), waitlist: 1, ..top(2) }).unwrap()
    };
    let seven = draw(&people, 7);
    let step = &seven.cutoff.as_ref().unwrap().steps[0];
    assert!(step.starts_with("tied at the line for 1 place: b, c, d; drawn with seed 7: "), "{step}");
    assert_eq!(seven.cutoff.as_ref().map(|l| (l.inside, l.tied, l.waiting)), Some((2, 0, 1)));
    people.reverse();
    assert_eq!(sides(&draw(&people, 7)), sides(&seven));
    let drawn: BTreeSet<String> = (0..40).map(|seed| sides(&draw(&people, seed))).collect();
    assert_eq!(drawn.len(), 6, "three for the place times two for the waitlist: {drawn:?}");
}

#[test]
fn the_waitlist_takes_all_who_are_tied_at_its_end() {
    let people = [("a", 0.9, ""), ("b", 0.5, ""), ("c", 0.4, ""), ("d", 0.4, ""), ("e", 0.1, "")];
    let s = list(&people, &Cut { waitlist: 2, ..top(1) }).unwrap();
    assert_eq!(sides(&s), "a in, b wait, c wait, d wait, e out");
    assert_eq!(s.cutoff.unwrap().steps, ["waitlist of 2: 3 applicants are on it (a tie at its end)"]);
}

#[test]
fn overrides_take_and_free_places() {
    let cut = Cut { overrides: vec![said("a", false, 1), said("u", true, 2), said("u", true, 3)], ..top(3) };
    let s = list(FIVE, &cut).unwrap();
    assert_eq!(sides(&s), "a out, b in, c in, d out, e out");
    assert_eq!((s.unscored_side(0), s.cutoff.as_ref().unwrap().inside), (Some(Side::In), 3));
    assert_eq!(s.cutoff.unwrap().steps, ["in by override: u", "out by override: a"]);
    // An applicant out by override is not waiting either.
    let s = list(FIVE, &Cut { waitlist: 2, overrides: vec![said("b", false, 1)], ..top(1) }).unwrap();
    assert_eq!(sides(&s), "a in, b out, c wait, d wait, e out");
    // People may say more than there are places: it is done and logged.
    let s = list(FIVE, &Cut { overrides: vec![said("d", true, 1), said("e", true, 2)], ..top(1) }).unwrap();
    assert_eq!(sides(&s), "a out, b out, c out, d in, e in");
    assert_eq!(s.cutoff.unwrap().steps[1], "overrides put 2 applicants in, and there is 1 place");
}

#[test]
fn overrides_that_name_nobody_or_contradict_are_errors() {
    for (overrides, part) in [
        (vec![said("nobody", true, 4)], "o.csv, row 4, column id: no applicant has the id `nobody`"),
        (vec![said("a", true, 1), said("a", false, 2)], "o.csv, row 2: `a` is out here and in in row 1"),
    ] {
        let e = list(FIVE, &Cut { overrides, ..top(2) }).unwrap_err().to_string();
        assert!(e.starts_with(part), "{e}");
    }
    let e = list(FIVE, &Cut { overrides: vec![said("a", true, 1)], ..Cut::default() }).unwrap_err();
    assert!(e.to_string().contains("--top, --min-score or --per-group"), "{e}");
}

#[test]
fn rules_are_read_as_they_are_written() {
    let rule: GroupRule = "Home country = 3".parse().unwrap();
    assert_eq!(rule, GroupRule { column: "Home country".into(), reserved: Reserved::Each(3) });
    let rule: GroupRule = "g=x:2, y:1".parse().unwrap();
    assert_eq!(rule.reserved, Reserved::Named([("x".into(), 2), ("y".into(), 1)].into()));
    assert_eq!(rule.to_string(), "g=x:2,y:1");
    for bad in ["", "g", "g=", "g=0", "=3", "g=-1", "g=x:1,x:2", "g=x:1,2", "g=x:"] {
        assert!(bad.parse::<GroupRule>().is_err(), "{bad}");
    }
}

/// All orders of `items` in which scores don't rise.
fn orders(items: &[(usize, u8)]) -> Vec<Vec<usize>> {
    if items.is_empty() {
        return vec![vec![]];
    }
    let best = items.iter().map(|i| i.1).max().unwrap();
    let mut all = Vec::new();
    for (at, first) in items.iter().enumerate().filter(|(_, i)| i.1 == best) {
        let rest: Vec<_> = items.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, i)| *i).collect();
        all.extend(orders(&rest).into_iter().map(|mut o| {
            o.insert(0, first.0);
            o
        }));
    }
    all
}

proptest! {
    /// In are those whom every way to break the ties puts in, tied those whom some do and some don't.
    #[test]
    fn sides_are_what_all_draws_agree_on(
        people in proptest::collection::vec((0u8..3, 0usize..3), 1..6),
        places in 1usize..6,
        each in 0usize..3,
    ) {
        let names = ["a", "b", "c", "d", "e"];
        let groups = ["x", "y", "w"];
        let given: Vec<_> =
            people.iter().enumerate().map(|(i, (s, g))| (names[i], f64::from(*s) / 4.0, groups[*g])).collect();
        let per_group =
            (each > 0).then(|| PerGroup { column: "g".into(), index: 0, reserved: Reserved::Each(each) }).into_iter().collect();
        let Ok(s) = list(&given, &Cut { per_group, ..top(places) }) else {
            let most: usize = (0..3).map(|g| people.iter().filter(|p| p.1 == g).count().min(each)).sum();
            prop_assert!(most > places);
            return Ok(());
        };
        let items: Vec<_> = people.iter().enumerate().map(|(i, (s, _))| (i, *s)).collect();
        let all = orders(&items);
        let mut times = vec![0; people.len()];
        for order in &all {
            let (mut held, mut chosen) = ([0; 3], BTreeSet::new());
            for &i in order {
                if held[people[i].1] < each {
                    held[people[i].1] += 1;
                    chosen.insert(i);
                }
            }
            for &i in order {
                if chosen.len() < places {
                    chosen.insert(i);
                }
            }
            chosen.into_iter().for_each(|i| times[i] += 1);
        }
        for (index, c) in s.ranked.iter().enumerate() {
            let n = times[names.iter().position(|n| *n == c.id).unwrap()];
            let expected = if n == all.len() { Side::In } else if n == 0 { Side::Out } else { Side::Tie };
            prop_assert_eq!(s.side(index), Some(expected), "{} of {:?}", c.id, given);
        }
        let cutoff = s.cutoff.as_ref().unwrap();
        prop_assert_eq!(cutoff.inside + cutoff.open, places.min(people.len()));
    }
}

#[test]
fn an_empty_value_is_no_group_and_spellings_of_one_group_share_its_places() {
    let people: Vec<(&str, f64, &str)> =
        vec![("a", 0.9, "Köln"), ("b", 0.8, "Ko\u{308}ln"), ("c", 0.7, " köln "), ("d", 0.6, ""), ("e", 0.5, " ")];
    let s = list(&people, &Cut { per_group: per_group("g=1"), ..top(2) }).unwrap();
    let steps = s.cutoff.as_ref().unwrap().steps.join("\n");
    assert!(steps.contains("g: `Köln`, `köln` are counted as one group"), "{steps}");
    assert!(steps.contains("g = Köln: 1 of 1 reserved places filled"), "{steps}");
    assert!(steps.contains("g: 2 applicants have no value, so they belong to no group"), "{steps}");
    assert!(list(&people, &Cut { per_group: per_group("g=KÖLN:1"), ..top(2) }).is_ok());
    assert!(list(&people, &Cut { per_group: per_group("g=Bonn:1"), ..top(2) }).is_err());
}
