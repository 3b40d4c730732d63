//! Letters dealt to reviewers: so many readings each, as even as conflicts of interest allow, by a seed.

use crate::error::{Error, ErrorKind, Result};
use crate::ingest::{Options, table};
use crate::stats::random::Random;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;

/// What is to be dealt.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Ids of the letters, each once.
    pub letters: Vec<String>,
    /// Names of the reviewers, each once.
    pub reviewers: Vec<String>,
    /// Readings per letter, at least 1.
    pub readings: usize,
    /// Letters that everybody reads first, so that all judge by one measure; 0 for none.
    pub shared: usize,
    /// Letters per batch after that, at least 1.
    pub batch: usize,
    /// Who must not read what: indices of reviewer and letter.
    pub conflicts: BTreeSet<(usize, usize)>,
    /// Seed of the deal.
    pub seed: u64,
}

/// One reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Who reads.
    pub reviewer: String,
    /// What.
    pub id: String,
    /// Batch of the reviewer, from 1; the first is the shared one, where there is one.
    pub batch: usize,
    /// Place in the reviewer's reading, from 1.
    pub order: usize,
}

/// Reads conflicts of interest from a table with the columns `reviewer` and `id`, as indices into the plan.
///
/// # Errors
/// As [`table::read`]; [`ErrorKind::Column`] without a column `reviewer`; [`ErrorKind::Value`] at the first row that
/// names a reviewer or a letter that the plan does not have.
pub fn conflicts(path: &Path, plan: &Plan) -> Result<BTreeSet<(usize, usize)>> {
    let read = table::read(path, &Options::default())?;
    let names = read.text("reviewer", path, "the conflicts").map_err(|e| e.hint("the columns are reviewer and id"))?;
    let letters: BTreeMap<&str, usize> = plan.letters.iter().enumerate().map(|(i, id)| (id.as_str(), i)).collect();
    let mut found = BTreeSet::new();
    for (index, (name, id)) in names.iter().zip(read.ids()).enumerate() {
        let (name, id) = (name.trim(), id.as_str());
        let fail = |what: String, column: &str| {
            Error::new(ErrorKind::Value, what).file(path).row(index as u64 + 1).column(column).hint("mend the row")
        };
        let reviewer = plan.reviewers.iter().position(|r| r == name);
        let reviewer = reviewer.ok_or_else(|| fail(format!("there is no reviewer `{name}`"), "reviewer"))?;
        let letter = letters.get(id).ok_or_else(|| fail(format!("no letter has the id `{id}`"), "id"))?;
        found.insert((reviewer, *letter));
    }
    Ok(found)
}

/// Deals the letters: by reviewer as they are given, then by order.
///
/// Every letter but the shared ones has [`Plan::readings`] readers. Their numbers of letters differ by one at most
/// where conflicts allow that, and otherwise as little as they allow: letters move along chains of reviewers until no
/// chain makes two numbers more even.
///
/// # Errors
/// [`ErrorKind::Setting`] where a number is out of its range or a name stands twice; [`ErrorKind::Value`] where conflicts
/// leave a letter with too few readers, or too few letters that everybody may read.
pub fn deal(plan: &Plan) -> Result<Vec<Reading>> {
    check(plan)?;
    let mut random = Random::new(plan.seed);
    let people = plan.reviewers.len();
    let may = |reviewer: usize, letter: usize| !plan.conflicts.contains(&(reviewer, letter));
    let mut order: Vec<usize> = (0..plan.letters.len()).collect();
    random.shuffle(&mut order);
    let open: Vec<usize> =
        order.iter().copied().filter(|&l| (0..people).all(|r| may(r, l))).take(plan.shared).collect();
    if open.len() < plan.shared {
        return Err(Error::new(
            ErrorKind::Value,
            format!("{} letters are to be read by all, and only {} have no conflict", plan.shared, open.len()),
        )
        .hint("ask for fewer with --shared"));
    }
    let shared: BTreeSet<usize> = open.iter().copied().collect();
    let mut rest: Vec<usize> = order.into_iter().filter(|l| !shared.contains(l)).collect();
    // Those with the fewest free readers first; the order is random among equals.
    let free = |letter: usize| (0..people).filter(|&r| may(r, letter)).count();
    rest.sort_by_key(|&letter| free(letter));
    let short: Vec<&str> =
        rest.iter().take_while(|l| free(**l) < plan.readings).take(5).map(|&l| plan.letters[l].as_str()).collect();
    if !short.is_empty() {
        return Err(Error::new(
            ErrorKind::Value,
            format!("conflicts leave fewer than {} readers for {}", plan.readings, short.join(", ")),
        )
        .hint("ask more reviewers, or for fewer readings"));
    }
    let mut piles: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); people];
    for &letter in &rest {
        let mut readers: Vec<usize> = (0..people).filter(|&r| may(r, letter)).collect();
        random.shuffle(&mut readers);
        readers.sort_by_key(|&r| piles[r].len());
        for &reader in &readers[..plan.readings] {
            piles[reader].insert(letter);
        }
    }
    while even_out(&mut piles, &may) {}
    let mut readings = Vec::new();
    for (reviewer, pile) in plan.reviewers.iter().zip(&piles) {
        let mut first = open.clone();
        random.shuffle(&mut first);
        let mut own: Vec<usize> = pile.iter().copied().collect();
        random.shuffle(&mut own);
        let before = usize::from(!first.is_empty());
        let batches =
            first.iter().map(|l| (*l, 1)).chain(own.iter().enumerate().map(|(i, l)| (*l, before + 1 + i / plan.batch)));
        readings.extend(batches.enumerate().map(|(i, (letter, batch))| Reading {
            reviewer: reviewer.clone(),
            id: plan.letters[letter].clone(),
            batch,
            order: i + 1,
        }));
    }
    Ok(readings)
}

fn check(plan: &Plan) -> Result<()> {
    let fail = |what: String| Err(Error::new(ErrorKind::Setting, what));
    let names: BTreeSet<&String> = plan.reviewers.iter().collect();
    if plan.reviewers.is_empty() || plan.reviewers.iter().any(String::is_empty) {
        return fail("reviewers need names".into());
    }
    if names.len() < plan.reviewers.len() {
        return fail("a reviewer is named twice".into());
    }
    if plan.readings == 0 || plan.readings > plan.reviewers.len() {
        return fail(format!(
            "{} readings per letter can't be had from {} reviewers; expected 1 to {}",
            plan.readings,
            plan.reviewers.len(),
            plan.reviewers.len()
        ));
    }
    if plan.batch == 0 {
        return fail("a batch has at least 1 letter".into());
    }
    Ok(())
}

/// Moves one letter along a chain of reviewers from a pile to one that is smaller by two or more; whether it could.
fn even_out(piles: &mut [BTreeSet<usize>], may: &impl Fn(usize, usize) -> bool) -> bool {
    let mut from: Vec<usize> = (0..piles.len()).collect();
    from.sort_by_key(|&r| (std::cmp::Reverse(piles[r].len()), r));
    let least = piles.iter().map(BTreeSet::len).min().unwrap_or(0);
    for start in from {
        if piles[start].len() < least + 2 {
            return false;
        }
        // Breadth first: who could take a letter from whom.
        let mut came: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        let mut waiting = VecDeque::from([start]);
        while let Some(giver) = waiting.pop_front() {
            for taker in 0..piles.len() {
                if taker == start || came.contains_key(&taker) {
                    continue;
                }
                let Some(letter) = piles[giver].iter().copied().find(|&l| !piles[taker].contains(&l) && may(taker, l))
                else {
                    continue;
                };
                came.insert(taker, (giver, letter));
                if piles[taker].len() + 2 <= piles[start].len() {
                    let mut at = taker;
                    while let Some(&(giver, letter)) = came.get(&at) {
                        piles[giver].remove(&letter);
                        piles[at].insert(letter);
                        at = giver;
                    }
                    return true;
                }
                waiting.push_back(taker);
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
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
}
