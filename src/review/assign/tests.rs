use super::*;
use proptest::prelude::*;

fn plan(letters: usize, reviewers: usize, readings: usize) -> Plan {
    Plan {
        letters: (0..letters).map(|i| format!("L{i}")).collect(),
        reviewers: (0..reviewers).map(|i| format!("r{i}")).collect(),
        readings,
        batch: 3,
        ..Plan::default()
    }
}

fn loads(plan: &Plan, readings: &[Reading]) -> Vec<usize> {
    plan.reviewers.iter().map(|r| readings.iter().filter(|x| x.reviewer == *r).count()).collect()
}

#[test]
fn the_first_batch_is_shared_and_the_rest_is_dealt() {
    let plan = Plan { shared: 2, seed: 7, ..plan(10, 4, 2) };
    let dealt = deal(&plan).unwrap();
    assert_eq!(loads(&plan, &dealt), [6, 6, 6, 6]);
    let first = |r: &str| {
        dealt.iter().filter(|x| x.reviewer == r && x.batch == 1).map(|x| x.id.clone()).collect::<BTreeSet<_>>()
    };
    assert!(first("r0").len() == 2 && (1..4).all(|i| first(&format!("r{i}")) == first("r0")));
    let own: Vec<_> = dealt.iter().filter(|x| x.reviewer == "r1").map(|x| (x.batch, x.order)).collect();
    assert_eq!(own, [(1, 1), (1, 2), (2, 3), (2, 4), (2, 5), (3, 6)]);
    assert_eq!(dealt, deal(&plan).unwrap());
    assert_ne!(dealt, deal(&Plan { seed: 8, ..plan.clone() }).unwrap());
}

#[test]
fn chains_of_reviewers_even_out_what_conflicts_bend() {
    // r0 may read all; r1 only L0 to L2; r2 only L0 to L2.
    let mut plan = plan(6, 3, 1);
    plan.conflicts = (1..3).flat_map(|r| (3..6).map(move |l| (r, l))).collect();
    for seed in 0..50 {
        plan.seed = seed;
        let mut loads = loads(&plan, &deal(&plan).unwrap());
        loads.sort_unstable();
        assert_eq!(loads, [1, 2, 3], "seed {seed}");
    }
}

#[test]
fn what_can_not_be_dealt_is_said() {
    let mut bad = plan(3, 2, 2);
    bad.conflicts = [(1, 2)].into();
    assert!(deal(&bad).unwrap_err().to_string().contains("fewer than 2 readers for L2"));
    let e = deal(&Plan { readings: 1, shared: 3, ..bad }).unwrap_err().to_string();
    assert!(e.contains("only 2 have no conflict"), "{e}");
    for bad in [plan(3, 2, 3), plan(3, 2, 0), plan(3, 0, 1), Plan { batch: 0, ..plan(3, 2, 1) }] {
        assert_eq!(deal(&bad).unwrap_err().kind(), ErrorKind::Setting);
    }
}

proptest! {
    #[test]
    fn every_deal_keeps_its_promises(
        letters in 1usize..25, reviewers in 1usize..7, readings in 1usize..4, seed in 0u64..1000,
        barred in proptest::collection::btree_set((0usize..7, 0usize..25), 0..12),
    ) {
        let mut plan = plan(letters, reviewers, readings);
        plan.seed = seed;
        plan.conflicts = barred.into_iter().filter(|(r, l)| *r < reviewers && *l < letters).collect();
        let Ok(dealt) = deal(&plan) else { return Ok(()) };
        for (l, id) in plan.letters.iter().enumerate() {
            let readers: BTreeSet<_> = dealt.iter().filter(|x| x.id == *id).map(|x| x.reviewer.as_str()).collect();
            prop_assert_eq!(readers.len(), readings);
            prop_assert!(plan.conflicts.iter().all(|c| c.1 != l || !readers.contains(plan.reviewers[c.0].as_str())));
        }
        let loads = loads(&plan, &dealt);
        if plan.conflicts.is_empty() {
            prop_assert!(loads.iter().max().unwrap() - loads.iter().min().unwrap() <= 1, "{:?}", loads);
        }
    }
}

#[test]
fn late_letters_move_nobody_elses() {
    let mut first = plan(10, 3, 2);
    first.shared = 1;
    let dealt = deal(&first).unwrap();
    let mut late = plan(13, 3, 2);
    assert!(late.keep(dealt.clone()).is_empty());
    let now = deal(&late).unwrap();
    assert!(dealt.iter().all(|reading| now.contains(reading)));
    assert_eq!(now.len(), dealt.len() + 6);
    let added: Vec<&Reading> = now.iter().filter(|r| !dealt.contains(r)).collect();
    assert!(added.iter().all(|r| ["L10", "L11", "L12"].contains(&r.id.as_str())), "{added:?}");
    let before =
        |r: &Reading| dealt.iter().filter(|d| d.reviewer == r.reviewer).map(|d| (d.batch, d.order)).max().unwrap();
    assert!(added.iter().all(|r| r.batch > before(r).0 && r.order > before(r).1));
    let even = loads(&late, &now);
    assert!(even.iter().max().unwrap() - even.iter().min().unwrap() <= 1, "{even:?}");
    // A reviewer who left: others read those letters; a letter that was withdrawn is read by nobody.
    let mut fewer = plan(9, 4, 2);
    fewer.reviewers.remove(0);
    let said = fewer.keep(dealt);
    assert_eq!(said.len(), 2, "{said:?}");
    let now = deal(&fewer).unwrap();
    let readers = |id: &str| now.iter().filter(|r| r.id == id).count();
    assert!((0..9).all(|l| readers(&format!("L{l}")) >= 2));
    assert!(deal(&Plan { shared: 1, ..fewer }).is_err());
}

#[test]
fn limits_hold_and_topics_are_followed_where_piles_stay_even() {
    let mut plan = plan(12, 3, 1);
    plan.at_most = vec![Some(2), None, None];
    plan.likes = (0..6).map(|l| (1, l)).chain((6..12).map(|l| (2, l))).collect();
    for seed in 0..20 {
        plan.seed = seed;
        let dealt = deal(&plan).unwrap();
        assert_eq!(loads(&plan, &dealt), [2, 5, 5], "seed {seed}");
        let number = |r: &Reading| r.id[1..].parse::<usize>().unwrap();
        let liked = dealt.iter().filter(|r| match r.reviewer.as_str() {
            "r1" => number(r) < 6,
            "r2" => number(r) >= 6,
            _ => false,
        });
        assert!(liked.count() >= 9, "seed {seed}: {dealt:?}");
    }
    plan.at_most = vec![Some(2), Some(2), Some(2)];
    let e = deal(&plan).unwrap_err().to_string();
    assert!(e.contains("conflicts and limits leave fewer than 1 readers for L"), "{e}");
}

#[test]
fn a_second_deal_goes_on_where_the_first_ended() {
    let held = (0..4).map(|i| Reading { reviewer: "r0".into(), id: format!("L{i}"), batch: 1 + i / 3, order: i + 1 });
    let more = Plan { held: held.collect(), ..plan(8, 2, 1) };
    let dealt = deal(&more).unwrap();
    assert_eq!(loads(&more, &dealt), [4, 4], "who has read counts as having a pile");
    let of = |r: &str| dealt.iter().filter(|x| x.reviewer == r).map(|x| (x.batch, x.order)).collect::<Vec<_>>();
    assert_eq!(of("r0"), [(1, 1), (1, 2), (1, 3), (2, 4)]);
    assert_eq!(of("r1"), [(1, 1), (1, 2), (1, 3), (2, 4)]);
    // Of those who have read, the new letters follow in batches and places of their own.
    let all = Plan { conflicts: (4..8).map(|l| (1, l)).collect(), ..more.clone() };
    let dealt = deal(&all).unwrap();
    let own: Vec<_> = dealt.iter().filter(|x| x.reviewer == "r0").map(|x| (x.batch, x.order)).collect();
    assert_eq!(own[4..], [(3, 5), (3, 6), (3, 7), (4, 8)]);
}

#[test]
fn readings_of_others_are_not_kept() {
    let mut plan = plan(2, 1, 1);
    let reading = |reviewer: &str, id: &str| Reading { reviewer: reviewer.into(), id: id.into(), batch: 1, order: 1 };
    let said =
        plan.keep(vec![reading("r0", "L0"), reading("r0", "gone"), reading("left", "L1"), reading("left", "gone")]);
    assert_eq!(plan.held, [reading("r0", "L0")]);
    assert_eq!(said.len(), 2, "{said:?}");
}

#[test]
fn a_plan_that_asks_for_too_much_is_refused() {
    let twice = Plan { reviewers: vec!["r0".into(), "r0".into()], ..plan(2, 2, 1) };
    assert!(deal(&twice).unwrap_err().to_string().contains("a reviewer is named twice"));
    assert!(deal(&plan(2, 2, 3)).unwrap_err().to_string().contains("expected 1 to 2"));
    assert!(deal(&plan(2, 2, 0)).unwrap_err().to_string().contains("expected 1 to 2"));
    assert!(deal(&plan(2, 2, 2)).is_ok());
    assert!(deal(&Plan { batch: 0, ..plan(2, 2, 1) }).unwrap_err().to_string().contains("at least 1 letter"));
}

#[test]
fn a_deal_is_read_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deal.csv");
    let read_of = |text: &str| {
        std::fs::write(&path, text).unwrap();
        read(&path)
    };
    let found = read_of("reviewer,id,batch,order\n r0 ,L0,1,2\nr1,L1,3,1\n").unwrap();
    let reading =
        |reviewer: &str, id: &str, batch, order| Reading { reviewer: reviewer.into(), id: id.into(), batch, order };
    assert_eq!(found, [reading("r0", "L0", 1, 2), reading("r1", "L1", 3, 1)]);
    let said = read_of("reviewer,id,batch,order\nr0,L0,1,1\nr0,L1,0,2\n").unwrap_err().to_string();
    assert!(said.contains("`0` is not a number from 1 on") && said.contains("row 2"), "{said}");
}
