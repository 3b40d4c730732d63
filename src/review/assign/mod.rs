//! Letters dealt to reviewers: so many readings each, as even as conflicts of interest allow, by a seed.

mod piles;
mod reviewers;

pub use reviewers::{Letter, LetterColumns, Proposal, Reviewer, bind, read as read_reviewers};

use crate::error::{Error, ErrorKind, Result};
use crate::ingest::{Options, table};
use crate::stats::random::Random;
use piles::Piles;
use std::collections::{BTreeMap, BTreeSet};
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
    /// The most letters of each reviewer; empty where there are no limits.
    pub at_most: Vec<Option<usize>>,
    /// Reviewer and letter that share a topic: indices. Of deals that are as even, one with more of them is taken.
    pub likes: BTreeSet<(usize, usize)>,
    /// Readings of an earlier deal, which stay as they are ([`Plan::keep`]).
    pub held: Vec<Reading>,
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

/// What a table of conflicts says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conflicts {
    /// Who must not read what: indices of reviewer and letter.
    pub barred: BTreeSet<(usize, usize)>,
    /// Pairs that people looked at and found free (`no` in the column `conflict`).
    pub free: BTreeSet<(usize, usize)>,
}

/// Reads conflicts of interest from a table with the columns `reviewer` and `id`, as indices into the plan. Where it has a
/// column `conflict`, a `no` there says that there is none.
///
/// # Errors
/// As [`table::read`]; [`ErrorKind::Column`] without a column `reviewer`; [`ErrorKind::Value`] at the first row that
/// names a reviewer or a letter that the plan does not have, or says neither yes nor no.
pub fn conflicts(path: &Path, plan: &Plan) -> Result<Conflicts> {
    let read = table::read(path, &Options { may_be_empty: true, ..Options::default() })?;
    let names = read.text("reviewer", path, "the conflicts").map_err(|e| e.hint("the columns are reviewer and id"))?;
    let verdicts = read.has("conflict").then(|| read.text("conflict", path, "the conflicts")).transpose()?;
    let letters = letters(plan);
    let mut found = Conflicts::default();
    for (index, (name, id)) in names.iter().zip(read.ids()).enumerate() {
        let (name, id) = (name.trim(), id.as_str());
        let fail = |what: String, column: &str| {
            Error::new(ErrorKind::Value, what).file(path).row(index as u64 + 1).column(column).hint("correct the row")
        };
        let reviewer = plan.reviewers.iter().position(|r| r == name);
        let reviewer = reviewer.ok_or_else(|| fail(format!("there is no reviewer `{name}`"), "reviewer"))?;
        let letter = letters.get(id).ok_or_else(|| fail(format!("no letter has the id `{id}`"), "id"))?;
        let pair = (reviewer, *letter);
        match verdicts.map(|v| v[index].trim().to_lowercase()).as_deref() {
            None | Some("" | "yes" | "y" | "1" | "true") => found.barred.insert(pair),
            Some("no" | "n" | "0" | "false") => found.free.insert(pair),
            Some(other) => return Err(fail(format!("`{other}` is neither yes nor no"), "conflict")),
        };
    }
    Ok(found)
}

/// Reads an earlier deal: the columns `reviewer`, `id`, `batch`, `order`.
///
/// # Errors
/// As [`table::read`]; [`ErrorKind::Column`] where a column is missing; [`ErrorKind::Value`] where a batch or an order is no
/// number from 1.
pub fn read(path: &Path) -> Result<Vec<Reading>> {
    let read = table::read(path, &Options::default())?;
    let column = |name: &str| {
        read.text(name, path, "the deal")
            .map_err(|e| e.hint("give what `shortlist assign` wrote: reviewer, id, batch, order"))
    };
    let (reviewers, batches, orders) = (column("reviewer")?, column("batch")?, column("order")?);
    let number = |text: &str, index: usize, name: &str| {
        text.trim().parse::<usize>().ok().filter(|n| *n > 0).ok_or_else(|| {
            let shown: String = text.trim().chars().take(24).collect();
            Error::new(ErrorKind::Value, format!("`{shown}` is not a number from 1 on"))
                .file(path)
                .row(index as u64 + 1)
                .column(name)
                .hint("give what `shortlist assign` wrote")
        })
    };
    let one = |(index, id): (usize, &String)| {
        Ok(Reading {
            reviewer: reviewers[index].trim().to_owned(),
            id: id.clone(),
            batch: number(&batches[index], index, "batch")?,
            order: number(&orders[index], index, "order")?,
        })
    };
    read.ids().iter().enumerate().map(one).collect()
}

fn letters(plan: &Plan) -> BTreeMap<&str, usize> {
    plan.letters.iter().enumerate().map(|(i, id)| (id.as_str(), i)).collect()
}

impl Plan {
    /// Keeps the readings of an earlier deal as they are. Those of reviewers or letters that the plan does not have are left
    /// out; says how many, in words.
    pub fn keep(&mut self, before: Vec<Reading>) -> Vec<String> {
        let letters = letters(self);
        let (mut gone, mut left) = (BTreeSet::new(), BTreeSet::new());
        let kept = before.into_iter().filter(|reading| {
            let has_letter = letters.contains_key(reading.id.as_str());
            let has_reviewer = self.reviewers.contains(&reading.reviewer);
            if !has_letter {
                gone.insert(reading.id.clone());
            } else if !has_reviewer {
                left.insert(reading.reviewer.clone());
            }
            has_letter && has_reviewer
        });
        self.held = kept.collect();
        let list = |all: &BTreeSet<String>| all.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", ");
        let mut said = Vec::new();
        if !gone.is_empty() {
            let n = gone.len();
            said.push(format!(
                "{n} letters of the earlier deal are no longer there: {}; their readings are left out",
                list(&gone)
            ));
        }
        if !left.is_empty() {
            said.push(format!("no longer reviewers: {}; others read their letters", list(&left)));
        }
        said
    }
}

/// Deals the letters: by reviewer as they are given, then by order.
///
/// Every letter but the shared ones has [`Plan::readings`] readers. Their numbers of letters differ by one at most
/// where conflicts and limits allow that, and otherwise as little as they allow: letters move along chains of reviewers until
/// no chain makes two numbers more even. Then reviewers exchange letters as long as more letters share a topic with
/// their readers. What an earlier deal gave ([`Plan::held`]) stays, and what is new comes behind it.
///
/// # Errors
/// [`ErrorKind::Setting`] where a number is out of its range or a name stands twice; [`ErrorKind::Value`] where conflicts
/// leave a letter with too few readers, or too few letters that everybody may read.
pub fn deal(plan: &Plan) -> Result<Vec<Reading>> {
    check(plan)?;
    let mut random = Random::new(plan.seed);
    let people = plan.reviewers.len();
    let numbers = letters(plan);
    let reviewer = |name: &str| plan.reviewers.iter().position(|r| r == name);
    let held: BTreeSet<(usize, usize)> =
        plan.held.iter().filter_map(|h| Some((reviewer(&h.reviewer)?, *numbers.get(h.id.as_str())?))).collect();
    let may = |reviewer: usize, letter: usize| {
        !plan.conflicts.contains(&(reviewer, letter)) && !held.contains(&(reviewer, letter))
    };
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
    let wanted =
        |letter: usize| plan.readings.saturating_sub((0..people).filter(|r| held.contains(&(*r, letter))).count());
    rest.sort_by_key(|&letter| free(letter));
    let fewer = |letters: Vec<usize>, why: &str| {
        let names: Vec<&str> = letters.into_iter().take(5).map(|l| plan.letters[l].as_str()).collect();
        let what = format!("{why} leave fewer than {} readers for {}", plan.readings, names.join(", "));
        Error::new(ErrorKind::Value, what).hint("ask more reviewers, or for fewer readings")
    };
    let short: Vec<usize> = rest.iter().copied().filter(|&l| free(l) < wanted(l)).collect();
    if !short.is_empty() {
        return Err(fewer(short, "conflicts"));
    }
    let most = |r: usize| plan.at_most.get(r).copied().flatten().unwrap_or(usize::MAX);
    let mut piles = Piles {
        own: vec![BTreeSet::new(); people],
        held: (0..people).map(|r| open.len() + held.iter().filter(|h| h.0 == r).count()).collect(),
        most: (0..people).map(most).collect(),
        may: &may,
        likes: &plan.likes,
    };
    for &letter in &rest {
        let mut readers: Vec<usize> = (0..people).filter(|&r| may(r, letter)).collect();
        random.shuffle(&mut readers);
        for _ in 0..wanted(letter) {
            if !piles.give(letter, &readers) {
                return Err(fewer(vec![letter], "conflicts and limits"));
            }
        }
    }
    while piles.even_out() {}
    piles.exchange_for_topics();
    let mut readings = Vec::new();
    for (name, pile) in plan.reviewers.iter().zip(&piles.own) {
        readings.extend(plan.held.iter().filter(|h| h.reviewer == *name).cloned());
        let last =
            |of: fn(&Reading) -> usize| plan.held.iter().filter(|h| h.reviewer == *name).map(of).max().unwrap_or(0);
        let (batch, order) = (last(|h| h.batch), last(|h| h.order));
        let mut first = open.clone();
        random.shuffle(&mut first);
        let mut own: Vec<usize> = pile.iter().copied().collect();
        random.shuffle(&mut own);
        let before = batch + usize::from(!first.is_empty());
        let batches =
            first.iter().map(|l| (*l, 1)).chain(own.iter().enumerate().map(|(i, l)| (*l, before + 1 + i / plan.batch)));
        readings.extend(batches.enumerate().map(|(i, (letter, batch))| Reading {
            reviewer: name.clone(),
            id: plan.letters[letter].clone(),
            batch,
            order: order + i + 1,
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
            "{} readings per letter are not possible with {} reviewers; expected 1 to {}",
            plan.readings,
            plan.reviewers.len(),
            plan.reviewers.len()
        ));
    }
    if plan.shared > 0 && !plan.held.is_empty() {
        return fail(
            "letters that all read first belong to the first deal: none can be added to an earlier one".into(),
        );
    }
    if plan.batch == 0 {
        return fail("a batch has at least 1 letter".into());
    }
    Ok(())
}

#[cfg(test)]
mod tests;
