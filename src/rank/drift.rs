//! Are these letters like those that the model learnt from? Counts of a batch against the counts of the training.
//!
//! Two things must hold before anybody is warned: chance does not explain the difference (Pearson's test over all
//! comparisons together, Bonferroni), and the difference is large enough to matter (population stability index, less what
//! two samples of these sizes from the same letters would have by chance: (bins − 1)(1/n + 1/m), B. Yurdakul, "Statistical
//! properties of the population stability index", 2018). So a small batch warns of large changes only, and thousands of
//! letters don't make a small change a large one.

use crate::features::feature_of_column;
use crate::model::Model;
use crate::model::reference::{ColumnReference, Reference};
use crate::stats::homogeneity::{jensen_shannon, same_law, stability_index};
use serde::Serialize;
use std::collections::BTreeMap;

/// Letters below which nothing is compared.
pub const FEWEST: u64 = 10;

/// The chance that a batch of letters like those of the training warns at all, at most.
pub const FALSE_ALARMS: f64 = 0.01;

/// Parts of a unit in which sums are kept.
const MILLION: f64 = 1e6;

/// Stability index from which a change is worth a warning: by custom, 0.1 and more is a moderate shift.
const WORTH_A_WARNING: f64 = 0.1;

/// Stability index from which the letters are others than those the model knows: by custom, 0.25 and more.
const BEYOND: f64 = 0.25;

/// How a batch differs from the letters that the model knows.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Drift {
    /// Letters compared; under [`FEWEST`], nothing was.
    pub letters: u64,
    /// Letters that the model learnt from.
    pub training: u64,
    /// What differs by more than chance and enough to matter, the largest change first.
    pub shifts: Vec<Shift>,
    /// Every comparison that could be made.
    pub compared: Vec<Compared>,
}

/// A comparison.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// What was compared: a column, `<column> missing`, a flag, or `no topic`.
    pub name: String,
    /// Population stability index.
    pub stability_index: f64,
    /// The same less what is to be expected by chance, at least 0: the size of the difference.
    pub size: f64,
    /// Jensen–Shannon divergence in bits, 0–1.
    pub jensen_shannon: f64,
    /// The chance of such a difference between batches of the same letters; none if there are too few to tell.
    pub p: Option<f64>,
}

/// A difference, in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shift {
    /// As in [`Compared::name`].
    pub name: String,
    /// Population stability index.
    pub stability_index: f64,
    /// The same less what is to be expected by chance.
    pub size: f64,
    /// What is different: `letters are 40 % longer than those the model knows …`.
    pub words: String,
}

impl Drift {
    /// Whether the letters are others than those the model knows, so that its scores can't be relied on.
    #[must_use]
    pub fn is_beyond(&self) -> bool {
        self.shifts.iter().any(|s| s.size >= BEYOND)
    }

    /// What a person must be told, a sentence each; none if nothing is different.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        if self.shifts.is_empty() {
            return Vec::new();
        }
        let first = if self.is_beyond() {
            "the model is beyond its limits: these letters are not like those it learnt from, and its scores may mean \
             little; read without them, or label some of these letters and train again"
        } else {
            "these letters differ from those that the model learnt from; its scores may mean something else"
        };
        std::iter::once(first.to_owned()).chain(self.shifts.iter().map(|s| s.words.clone())).collect()
    }
}

/// Counts the letters of a batch.
#[derive(Clone, Debug)]
pub struct Batch<'m> {
    reference: &'m Reference,
    letters: u64,
    tallies: Vec<Tally>,
    flags: BTreeMap<String, u64>,
    off_topic: u64,
}

#[derive(Clone, Debug, Default)]
struct Tally {
    counts: Vec<u64>,
    missing: u64,
    /// In millionths, so that the order of the letters changes nothing.
    sum: i128,
}

impl<'m> Batch<'m> {
    /// An empty batch; none for a model that does not say what it learnt from.
    #[must_use]
    pub fn new(model: &'m Model) -> Option<Self> {
        let reference = model.reference.as_ref()?;
        let tally = |c: &ColumnReference| Tally { counts: vec![0; c.counts.len()], ..Tally::default() };
        let tallies = reference.columns.iter().map(tally).collect();
        Some(Self { reference, letters: 0, tallies, flags: BTreeMap::new(), off_topic: 0 })
    }

    /// Adds a letter: the values of the model's columns in their order, and the notes on it.
    pub fn add<S: AsRef<str>>(&mut self, values: impl IntoIterator<Item = Option<f64>>, flags: &[S]) {
        self.letters += 1;
        let mut on_topic = false;
        for ((column, tally), value) in self.reference.columns.iter().zip(&mut self.tallies).zip(values) {
            let Some(value) = value else {
                tally.missing += 1;
                continue;
            };
            tally.counts[column.bin(value)] += 1;
            tally.sum += (value * MILLION).round() as i128;
            on_topic |= column.is_topic() && value > 0.0;
        }
        self.off_topic += u64::from(!on_topic);
        for flag in flags {
            *self.flags.entry(flag.as_ref().to_owned()).or_insert(0) += 1;
        }
    }

    /// Adds the letters of another batch of the same model.
    pub fn merge(&mut self, other: &Self) {
        self.letters += other.letters;
        self.off_topic += other.off_topic;
        for (own, tally) in self.tallies.iter_mut().zip(&other.tallies) {
            own.missing += tally.missing;
            own.sum += tally.sum;
            own.counts.iter_mut().zip(&tally.counts).for_each(|(own, count)| *own += count);
        }
        for (flag, count) in &other.flags {
            *self.flags.entry(flag.clone()).or_insert(0) += count;
        }
    }

    /// Compares the batch with the training. `title` gives a column's name for people.
    #[must_use]
    pub fn drift(&self, title: impl Fn(&str) -> String) -> Drift {
        let known = self.reference;
        let mut drift = Drift { letters: self.letters, training: known.rows, ..Drift::default() };
        if self.letters < FEWEST || known.rows < FEWEST {
            return drift;
        }
        let mut words: Vec<String> = Vec::new();
        let mut put = |name: String, before: &[u64], now: &[u64], said: String| {
            if let (Some(stability_index), Some(jensen_shannon)) =
                (stability_index(before, now), jensen_shannon(before, now))
            {
                let size = (stability_index - by_chance(before, now)).max(0.0);
                drift.compared.push(Compared { name, stability_index, size, jensen_shannon, p: same_law(before, now) });
                words.push(said);
            }
        };
        let mut share = |name: String, before: u64, now: u64, what: &str| {
            if before + now > 0 {
                let part = |count: u64, all: u64| percent(count as f64 / all as f64);
                let said = format!(
                    "{what} in {} of these letters, {} in training",
                    part(now, self.letters),
                    part(before, known.rows)
                );
                put(name, &[before, known.rows - before.min(known.rows)], &[now, self.letters - now], said);
            }
        };
        for (c, tally) in known.columns.iter().zip(&self.tallies) {
            share(format!("{} missing", c.name), c.missing, tally.missing, &format!("{}: no value", title(&c.name)));
        }
        let noted = known.flags.as_ref();
        let flags: std::collections::BTreeSet<&String> =
            noted.iter().flat_map(|noted| noted.keys().chain(self.flags.keys())).collect();
        for flag in flags {
            let count = |of: &BTreeMap<String, u64>| of.get(flag).copied().unwrap_or(0);
            share(flag.clone(), noted.map_or(0, count), count(&self.flags), &format!("flag {flag}"));
        }
        if known.columns.iter().any(ColumnReference::is_topic) {
            share("no topic".into(), known.off_topic, self.off_topic, "none of the topics (new ones may have come up)");
        }
        for (c, tally) in known.columns.iter().zip(&self.tallies) {
            let present: u64 = tally.counts.iter().sum();
            let mean = tally.sum as f64 / MILLION / present.max(1) as f64;
            put(c.name.clone(), &c.counts, &tally.counts, in_words(c, &title(&c.name), mean));
        }
        let tests = drift.compared.iter().filter(|c| c.p.is_some()).count() as f64;
        let is_shift = |c: &Compared| c.size >= WORTH_A_WARNING && c.p.is_some_and(|p| p * tests < FALSE_ALARMS);
        drift.shifts = drift
            .compared
            .iter()
            .zip(words)
            .filter(|(c, _)| is_shift(c))
            .map(|(c, words)| Shift { name: c.name.clone(), stability_index: c.stability_index, size: c.size, words })
            .collect();
        drift.shifts.sort_by(|a, b| b.size.total_cmp(&a.size).then_with(|| a.name.cmp(&b.name)));
        drift
    }
}

/// The stability index that two samples of the same letters have on average.
fn by_chance(before: &[u64], now: &[u64]) -> f64 {
    let [before_all, now_all] = [before, now].map(|counts| counts.iter().sum::<u64>() as f64);
    let used = before.iter().zip(now).filter(|(b, n)| **b + **n > 0).count();
    used.saturating_sub(1) as f64 * (1.0 / before_all.max(1.0) + 1.0 / now_all.max(1.0))
}

/// What changed in a column, in words.
fn in_words(column: &ColumnReference, title: &str, mean: f64) -> String {
    let before = column.mean;
    let is_length = feature_of_column(&column.name).is_some_and(|f| f.properties.is_length);
    if is_length && before > 0.0 && mean > 0.0 {
        let change = mean / before - 1.0;
        let how = if change < 0.0 { "shorter" } else { "longer" };
        return format!(
            "letters are {} {how} than those the model knows ({mean:.0} words on average, {before:.0} in training)",
            percent(change.abs())
        );
    }
    format!("{title}: {mean:.2} on average, {before:.2} in training")
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

#[cfg(test)]
mod tests;
