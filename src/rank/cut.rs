//! The cut: who is above the line, who is tied at it, who waits. Every step is logged in words.
//!
//! The steps, in their order: overrides take or free places; a least score; places reserved for groups; the other
//! places by score; the waitlist. Applicants with the same score are tied at the line unless a seed was given to draw
//! between them.

mod groups;

pub use groups::{GroupRule, PerGroup, Reserved, Spellings, group, same_group};

use super::candidate::{Places, Ranked, Side, Unscored, same};
use super::overrides::Override;
use crate::error::{Error, ErrorKind, Result};
use crate::stats::random::Random;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Ids named in one step of the log.
const NAMED: usize = 200;

/// What was asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cut {
    /// Places in all.
    pub top: Option<Places>,
    /// Nobody with a score below this is above the line (0–1), overrides aside.
    pub min_score: Option<f64>,
    /// Places reserved for groups; the rules of several columns come one after the other.
    pub per_group: Vec<PerGroup>,
    /// Applicants on the waitlist.
    pub waitlist: usize,
    /// Seed of the draw between applicants tied at the line; without one they stay tied.
    pub break_ties: Option<u64>,
    /// People's decisions, which come before every score.
    pub overrides: Vec<Override>,
    /// Whether letters in other languages are ranked among the others; by default they are set apart.
    pub rank_other_languages: bool,
}

/// The line that was drawn.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Cutoff {
    /// Places asked for; where only a least score or groups were, the places that these made.
    pub places: usize,
    /// Applicants above the line without doubt.
    pub inside: usize,
    /// Applicants tied at the line; 0 where it falls between two scores.
    pub tied: usize,
    /// Places that those tied at the line can have between them.
    pub open: usize,
    /// Applicants on the waitlist.
    pub waiting: usize,
    /// What was done, step by step, in words.
    pub steps: Vec<String>,
}

/// The cut of a ranking: a side for everyone, and the line.
pub(super) struct Drawn {
    /// Per ranked applicant.
    pub ranked: Vec<Side>,
    /// Per applicant without a score.
    pub unscored: Vec<Side>,
    /// The line.
    pub cutoff: Cutoff,
}

impl Cut {
    /// Whether a line is drawn at all.
    #[must_use]
    pub fn draws_a_line(&self) -> bool {
        self.top.is_some() || self.min_score.is_some() || !self.per_group.is_empty()
    }

    /// Draws the line through applicants in the order of their ranks; those set apart have a place only where people
    /// said so.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] where overrides, a waitlist or a seed are given without a line, the least score is not
    /// within 0–1, a group is named that nobody has, or more places are reserved for groups than there are.
    pub(super) fn draw(
        &self,
        (ranked, apart): (&[Ranked], &[Ranked]),
        unscored: &[Unscored],
        decided: &BTreeMap<String, Override>,
    ) -> Result<Option<Drawn>> {
        if !self.draws_a_line() {
            if !self.overrides.is_empty() || self.waitlist > 0 || self.break_ties.is_some() {
                return Err(Error::new(ErrorKind::Setting, "overrides, a waitlist and a draw need a line")
                    .hint("say where it is with --top, --min-score or --per-group"));
            }
            return Ok(None);
        }
        if self.min_score.is_some_and(|s| !(0.0..=1.0).contains(&s)) {
            return Err(Error::new(ErrorKind::Setting, "the least score is a probability, from 0 to 1"));
        }
        let mut steps = Vec::new();
        let verdict = |id: &str| decided.get(id).map(|d| d.inside);
        let said_in = ranked.iter().chain(apart).map(|c| &c.id).chain(unscored.iter().map(|u| &u.id));
        let taken = said_in.filter(|id| verdict(id) == Some(true)).count();
        log_overrides(decided, &mut steps);
        let pool: Vec<usize> = (0..ranked.len())
            .filter(|&i| {
                verdict(&ranked[i].id).is_none() && self.min_score.is_none_or(|least| ranked[i].score >= least)
            })
            .collect();
        if let Some(least) = self.min_score {
            let below = ranked.iter().filter(|c| verdict(&c.id).is_none() && c.score < least).count();
            steps.push(format!("least score {least}: {}", people(below, "is below it", "are below it")));
        }
        if !apart.is_empty() {
            let ids: Vec<&str> = apart.iter().map(|c| c.id.as_str()).collect();
            let are = people(ids.len(), "is set apart (another language)", "are set apart (other languages)");
            steps.push(format!("{are}: {}", names(&ids)));
        }
        let order = self.order(&pool, ranked);
        let reserved = self.reserve(&order, (ranked, apart), unscored, decided, &mut steps)?;
        let places = match (self.top, !self.per_group.is_empty()) {
            (Some(top), _) => top.of(ranked.len()),
            (None, true) => taken + reserved.len(),
            (None, false) => taken + pool.len(),
        };
        if reserved.len() + taken > places && !reserved.is_empty() {
            return Err(Error::new(
                ErrorKind::Setting,
                format!(
                    "{} places are reserved for groups{}, and there are {places} in all",
                    reserved.len(),
                    if taken > 0 { format!(" and {taken} taken by overrides") } else { String::new() }
                ),
            )
            .hint("reserve fewer per group, for named groups only, or give --top more places"));
        }
        if taken > places {
            let have = if places == 1 { "is 1 place".to_owned() } else { format!("are {places} places") };
            steps.push(format!("overrides put {taken} applicants in, and there {have}"));
        }
        let free = places.saturating_sub(taken + reserved.len());
        let by_score: BTreeSet<usize> =
            order.iter().copied().filter(|i| !reserved.contains_key(i)).take(free).collect();
        if !self.per_group.is_empty() && self.top.is_some() {
            steps.push(format!("{} by score alone", people(by_score.len(), "has a place", "have places")));
        }
        let mut sides = vec![Side::Out; ranked.len()];
        for (i, c) in ranked.iter().enumerate() {
            let chosen = reserved.contains_key(&i) || by_score.contains(&i);
            if verdict(&c.id).unwrap_or(chosen) {
                sides[i] = Side::In;
            }
        }
        let open = self.settle(&pool, ranked, &reserved, &by_score, &mut sides, &mut steps);
        let waiting = self.wait(&order, ranked, &mut sides, &mut steps);
        sides.extend(apart.iter().map(|c| if verdict(&c.id) == Some(true) { Side::In } else { Side::Apart }));
        let off: Vec<Side> =
            unscored.iter().map(|u| if verdict(&u.id) == Some(true) { Side::In } else { Side::Out }).collect();
        let count = |side: Side| sides.iter().chain(&off).filter(|s| **s == side).count();
        let cutoff = Cutoff { places, inside: count(Side::In), tied: count(Side::Tie), open, waiting, steps };
        Ok(Some(Drawn { ranked: sides, unscored: off, cutoff }))
    }

    /// The pool in the order in which places are given: by score, equal scores by the draw or else by id.
    fn order(&self, pool: &[usize], ranked: &[Ranked]) -> Vec<usize> {
        let mut order = pool.to_vec();
        let Some(seed) = self.break_ties else { return order };
        let mut random = Random::new(seed);
        for level in order.chunk_by_mut(|&a, &b| same(&ranked[a], &ranked[b])) {
            random.shuffle(level);
        }
        order
    }

    /// Those who hold a place reserved for their group, with the rule that gave it. Whoever has a place counts for the groups
    /// of every later rule.
    fn reserve(
        &self,
        order: &[usize],
        (ranked, apart): (&[Ranked], &[Ranked]),
        unscored: &[Unscored],
        decided: &BTreeMap<String, Override>,
        steps: &mut Vec<String>,
    ) -> Result<BTreeMap<usize, usize>> {
        let mut chosen: BTreeMap<usize, usize> = BTreeMap::new();
        for (rule, per) in self.per_group.iter().enumerate() {
            let without: Vec<(&String, String)> = unscored.iter().map(|u| (&u.id, per.group(&u.passthrough))).collect();
            let all = || {
                let off = without.iter().map(|(id, group)| (*id, group.as_str()));
                ranked.iter().chain(apart).map(|c| (&c.id, c.group_of(rule))).chain(off)
            };
            // Everyone's group is looked at, so that a group without a score is seen too.
            let spellings = Spellings::of(all().map(|(_, group)| group));
            steps.extend(spellings.said(&per.column));
            let mut held: BTreeMap<&str, usize> = spellings.names().map(|group| (group, 0)).collect();
            if let Reserved::Named(named) = &per.reserved
                && let Some(unknown) = named.keys().find(|name| spellings.name(name).is_empty())
            {
                return Err(spellings.unknown(unknown, &per.column));
            }
            for (id, group) in all() {
                if decided.get(id.as_str()).is_some_and(|d| d.inside) {
                    *held.entry(spellings.name(group)).or_default() += 1;
                }
            }
            for i in chosen.keys() {
                *held.entry(spellings.name(ranked[*i].group_of(rule))).or_default() += 1;
            }
            let none = all().filter(|(_, group)| group.is_empty()).count();
            if none > 0 {
                let have = people(none, "has", "have");
                steps.push(format!(
                    "{}: {have} no value, so they belong to no group, and no place is reserved for them",
                    per.column
                ));
            }
            for &i in order {
                let group = spellings.name(ranked[i].group_of(rule));
                let holds = held.entry(group).or_default();
                if *holds < per.reserved.of(group) && !chosen.contains_key(&i) {
                    *holds += 1;
                    chosen.insert(i, rule);
                }
            }
            for (group, holds) in &held {
                let asked = per.reserved.of(group);
                if asked > 0 {
                    steps.push(format!(
                        "{} = {}: {} of {asked} reserved {}",
                        per.column,
                        group,
                        holds.min(&asked),
                        if *holds < asked { "places filled (no more applicants that could)" } else { "places filled" }
                    ));
                }
            }
        }
        Ok(chosen)
    }

    /// Marks those whom the score can't tell from others on the other side of the line, and counts the places
    /// that they can have between them.
    ///
    /// A place given by score alone could go to anybody of that score, one that a rule reserved only to those of the group.
    fn settle(
        &self,
        pool: &[usize],
        ranked: &[Ranked],
        reserved: &BTreeMap<usize, usize>,
        by_score: &BTreeSet<usize>,
        sides: &mut [Side],
        steps: &mut Vec<String>,
    ) -> usize {
        let mut open = 0;
        let spellings: Vec<Spellings> =
            (0..self.per_group.len()).map(|rule| Spellings::of(ranked.iter().map(|c| c.group_of(rule)))).collect();
        for level in pool.chunk_by(|&a, &b| same(&ranked[a], &ranked[b])).filter(|level| level.len() > 1) {
            let chosen = |i: &usize| reserved.contains_key(i) || by_score.contains(i);
            let contested = level.iter().any(|i| by_score.contains(i)) && level.iter().any(|i| !chosen(i));
            let competes = |i: &usize| contested && !reserved.contains_key(i);
            let mut tied: BTreeSet<usize> = level.iter().copied().filter(competes).collect();
            // A place that a rule reserved in a group is open between its holder and whoever of the group has none, or has
            // one that is open too.
            loop {
                let before = tied.len();
                for (rule, spellings) in spellings.iter().enumerate() {
                    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
                    for &i in level {
                        groups.entry(spellings.name(ranked[i].group_of(rule))).or_default().push(i);
                    }
                    for members in groups.values() {
                        let held = |i: &&usize| reserved.get(i) == Some(&rule);
                        let open = |i: &&usize| !chosen(i) || tied.contains(i);
                        if members.iter().any(|i| held(&i)) && members.iter().any(|i| open(&i) && !held(&i)) {
                            let more: Vec<usize> = members.iter().filter(|i| held(i) || open(i)).copied().collect();
                            tied.extend(more);
                        }
                    }
                }
                if tied.len() == before {
                    break;
                }
            }
            if tied.is_empty() {
                continue;
            }
            let mut ids: Vec<&str> = tied.iter().map(|&i| ranked[i].id.as_str()).collect();
            ids.sort_unstable();
            let places = tied.iter().filter(|i| chosen(i)).count();
            let word = if places == 1 { "place" } else { "places" };
            if let Some(seed) = self.break_ties {
                let mut drawn: Vec<&str> = tied.iter().filter(|i| chosen(i)).map(|&i| ranked[i].id.as_str()).collect();
                drawn.sort_unstable();
                steps.push(format!(
                    "tied at the line for {places} {word}: {}; drawn with seed {seed}: {}",
                    names(&ids),
                    names(&drawn)
                ));
                continue;
            }
            steps.push(format!("tied at the line for {places} {word}: {}; people decide between them", names(&ids)));
            open += places;
            for i in tied {
                sides[i] = Side::Tie;
            }
        }
        open
    }

    /// Puts the next below the line on the waitlist: by score, whatever their group. Those tied at its end are all
    /// on it unless a draw was asked for.
    fn wait(&self, order: &[usize], ranked: &[Ranked], sides: &mut [Side], steps: &mut Vec<String>) -> usize {
        if self.waitlist == 0 {
            return 0;
        }
        let below: Vec<usize> = order.iter().copied().filter(|&i| sides[i] == Side::Out).collect();
        let mut count = self.waitlist.min(below.len());
        while self.break_ties.is_none()
            && (1..below.len()).contains(&count)
            && same(&ranked[below[count - 1]], &ranked[below[count]])
        {
            count += 1;
        }
        for &i in &below[..count] {
            sides[i] = Side::Waitlist;
        }
        let more = if count > self.waitlist { " (a tie at its end)" } else { "" };
        steps.push(format!("waitlist of {}: {}{more}", self.waitlist, people(count, "is on it", "are on it")));
        count
    }
}

fn log_overrides(decided: &BTreeMap<String, Override>, steps: &mut Vec<String>) {
    for (word, inside) in [("in", true), ("out", false)] {
        let ids: Vec<&str> = decided.values().filter(|d| d.inside == inside).map(|d| d.id.as_str()).collect();
        if !ids.is_empty() {
            steps.push(format!("{word} by override: {}", names(&ids)));
        }
    }
}

/// Ids in a line, the first [`NAMED`].
fn names(ids: &[&str]) -> String {
    let more = if ids.len() > NAMED { format!(" and {} more", ids.len() - NAMED) } else { String::new() };
    format!("{}{more}", ids[..ids.len().min(NAMED)].join(", "))
}

fn people(n: usize, one: &str, several: &str) -> String {
    format!("{n} applicant{} {}", if n == 1 { "" } else { "s" }, if n == 1 { one } else { several })
}

#[cfg(test)]
mod tests;
