//! Letters that share text with other letters.
//!
//! # What it measures
//! Similarity of two letters is the share of their word 5-grams (taken together) that stand in both: Jaccard's index, in
//! [0, 1]. Case, punctuation, line breaks, invisible characters and look-alike letters make no difference. From 0.30 on
//! (`--similar`) both are flagged: `near_duplicate`, or `near_duplicate_earlier` where the other letter is of an earlier
//! year (`--earlier FILE`). Text that stands in many letters (more than 10, and more than one in 200) is a template and
//! does not count for that: a letter of which 0.30 is such text is flagged `shared_template`. `shortlist similar` shows
//! the letters together with the passages that they share.
//!
//! # Why it may matter
//! A letter with another's text says little about its writer. UCAS looks at statements that are more than 30 % alike.
//!
//! # How it misleads
//! It does not say who wrote first, and friends who apply together may share a paragraph about their project. A template is
//! often what somebody was told to use. Text written anew in other words is not found, nor are letters in which fewer than
//! five words in a row are the same.
//!
//! # Example
//! Two letters of 200 words that share 150 of their 5-grams: 150 / 250 = 0.60.
//!
//! Letters that may be alike are found by MinHash (Broder 1997) in 50 bands of two minima each (locality-sensitive
//! hashing: Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, ch. 3), then compared exactly: a pair of
//! similarity 0.30 is missed once in 110 times, one of 0.50 once in a million. Where more than 64 letters meet in a band, each is
//! compared with the 64 before it. Memory is 500 bytes a letter and eight a word.

mod minhash;
pub mod passages;
pub mod shingles;
#[cfg(test)]
mod tests;

use crate::error::{Error, ErrorKind, Result};
use crate::features::About;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// The similarity from which on letters are flagged, if nothing else is said: that of UCAS.
pub const THRESHOLD: f64 = 0.30;

/// The flags of a letter among others.
pub const FLAGS: [&str; 3] = ["near_duplicate", "near_duplicate_earlier", "shared_template"];

/// Text in more letters than this is a template …
const MANY: usize = 10;
/// … if the letters that have it are also more than one in so many.
const ONE_IN: usize = 200;

/// Shingles are counted in parts by so many of their first bits.
const PART_BITS: u32 = 4;

/// The head of this file, for `--help`.
pub(super) fn abouts() -> Vec<About> {
    vec![About::from_source("near_duplicate", 1, include_str!("mod.rs"))]
}

/// Why letters are together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// They share text that hardly another letter has.
    Copied,
    /// They share text that many letters have.
    Template,
}

/// Two letters that are alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The one that was added first.
    pub first: usize,
    /// The other.
    pub second: usize,
    /// Share of their shingles that both have, in [0, 1]: for [`Kind::Copied`] without counting those of templates as
    /// shared, for [`Kind::Template`] of those alone.
    pub similarity: f64,
}

/// Letters that are alike, directly or through others.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Why they are together.
    pub kind: Kind,
    /// Letters, by number.
    pub members: Vec<usize>,
    /// The pairs that were found, the most alike first.
    pub pairs: Vec<Pair>,
}

/// Letters to compare, as their shingles.
#[derive(Clone, Debug, Default)]
pub struct Letters {
    shingles: Vec<u32>,
    ends: Vec<usize>,
    /// Per letter, whether it is of an earlier year.
    earlier: Vec<bool>,
}

/// What a comparison found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Similar {
    /// By kind, then by first member.
    pub clusters: Vec<Cluster>,
    /// Flags per letter.
    pub flags: Vec<Vec<&'static str>>,
}

/// Checks a threshold.
///
/// # Errors
/// [`ErrorKind::Setting`] where it is not above 0 and at most 1.
pub fn check_threshold(threshold: f64) -> Result<f64> {
    if threshold > 0.0 && threshold <= 1.0 {
        return Ok(threshold);
    }
    Err(Error::new(
        ErrorKind::Setting,
        format!("a similarity of {threshold} can't be; expected a share above 0, at most 1"),
    )
    .way_out("give --similar 0.30, or leave it out"))
}

impl Letters {
    /// Adds a letter by its [`shingles::shingles`]; its number is the count of those before it.
    pub fn push(&mut self, shingles: &[u32], earlier: bool) {
        self.shingles.extend_from_slice(shingles);
        self.ends.push(self.shingles.len());
        self.earlier.push(earlier);
    }

    /// How many letters there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Whether a letter is of an earlier year.
    #[must_use]
    pub fn is_earlier(&self, letter: usize) -> bool {
        self.earlier[letter]
    }

    /// The shingles of a letter, sorted.
    #[must_use]
    pub fn of(&self, letter: usize) -> &[u32] {
        let start = if letter == 0 { 0 } else { self.ends[letter - 1] };
        &self.shingles[start..self.ends[letter]]
    }

    /// The shingles that stand in so many letters that they are a template, sorted.
    fn widespread(&self, threads: usize) -> Vec<u32> {
        let most = MANY.max(self.len() / ONE_IN);
        let found = Mutex::new(Vec::new());
        // Part by part, so that no second copy of all shingles is held.
        minhash::each(0..1 << PART_BITS, threads, |part| {
            let mut all: Vec<u32> = self.shingles.iter().copied().filter(|s| s >> (32 - PART_BITS) == part).collect();
            all.sort_unstable();
            let mut own: Vec<u32> =
                all.chunk_by(|a, b| a == b).filter(|run| run.len() > most).map(|run| run[0]).collect();
            if let Ok(mut found) = found.lock() {
                found.append(&mut own);
            }
        });
        let mut found = found.into_inner().unwrap_or_default();
        found.sort_unstable();
        found
    }

    /// The letters with only those shingles for which `keep` holds.
    fn only(&self, keep: impl Fn(u32) -> bool) -> Self {
        let mut kept = Self { earlier: self.earlier.clone(), ..Self::default() };
        for letter in 0..self.len() {
            kept.shingles.extend(self.of(letter).iter().filter(|s| keep(**s)));
            kept.ends.push(kept.shingles.len());
        }
        kept
    }

    /// Compares all letters with each other, on so many threads (the result does not depend on it). Letters of earlier
    /// years are compared with the others, not among themselves.
    #[must_use]
    pub fn compare(&self, threshold: f64, threads: usize) -> Similar {
        let widespread = self.widespread(threads);
        let is_template = |s: u32| widespread.binary_search(&s).is_ok();
        let mut found = Similar { clusters: Vec::new(), flags: vec![Vec::new(); self.len()] };
        let without = (!widespread.is_empty()).then(|| self.only(|s| !is_template(s)));
        let pairs = self.pairs(without.as_ref().unwrap_or(self), threshold, threads);
        drop(without);
        for pair in &pairs {
            for (letter, other) in [(pair.first, pair.second), (pair.second, pair.first)] {
                let flag = FLAGS[usize::from(self.earlier[other])];
                if !found.flags[letter].contains(&flag) {
                    found.flags[letter].push(flag);
                }
            }
        }
        found.clusters = clusters(Kind::Copied, &pairs);
        if !widespread.is_empty() {
            let mut templates = Self { earlier: self.earlier.clone(), ..Self::default() };
            for letter in 0..self.len() {
                let of_template = self.of(letter).iter().filter(|s| is_template(**s));
                if of_template.clone().count() as f64 >= threshold * self.of(letter).len().max(1) as f64 {
                    found.flags[letter].push(FLAGS[2]);
                    templates.shingles.extend(of_template);
                }
                templates.ends.push(templates.shingles.len());
            }
            // Which template: its text alone is compared.
            found.clusters.extend(clusters(Kind::Template, &templates.pairs(&templates, threshold, threads)));
        }
        found.flags.iter_mut().for_each(|flags| flags.sort_unstable());
        found
    }

    /// The pairs whose shingles in `counted` make a share of at least `threshold` of all shingles of the two.
    fn pairs(&self, counted: &Self, threshold: f64, threads: usize) -> Vec<Pair> {
        let mut pairs = minhash::pairs(counted, threshold, threads, |first, second| {
            let both = shared(counted.of(first), counted.of(second));
            let all = self.of(first).len() + self.of(second).len() - shared(self.of(first), self.of(second));
            let similarity = both as f64 / all.max(1) as f64;
            (similarity >= threshold).then_some(similarity)
        });
        pairs.sort_by(|a, b| {
            b.similarity.total_cmp(&a.similarity).then_with(|| (a.first, a.second).cmp(&(b.first, b.second)))
        });
        pairs.dedup();
        pairs
    }
}

/// How many numbers two sorted lists share.
fn shared(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut both) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        both += usize::from(a[i] == b[j]);
        let (left, right) = (a[i], b[j]);
        i += usize::from(left <= right);
        j += usize::from(right <= left);
    }
    both
}

/// The clusters that pairs make.
fn clusters(kind: Kind, pairs: &[Pair]) -> Vec<Cluster> {
    let mut parents: BTreeMap<usize, usize> = BTreeMap::new();
    fn root(parents: &mut BTreeMap<usize, usize>, letter: usize) -> usize {
        let mut at = letter;
        while let Some(&parent) = parents.get(&at).filter(|p| **p != at) {
            at = parent;
        }
        parents.insert(letter, at);
        at
    }
    for pair in pairs {
        let (a, b) = (root(&mut parents, pair.first), root(&mut parents, pair.second));
        // The smallest number leads, so that the order of the pairs does not matter.
        parents.insert(a.max(b), a.min(b));
    }
    let mut by_root: BTreeMap<usize, Cluster> = BTreeMap::new();
    for letter in parents.keys().copied().collect::<Vec<_>>() {
        let lead = root(&mut parents, letter);
        let cluster = by_root.entry(lead).or_insert_with(|| Cluster { kind, members: vec![], pairs: vec![] });
        cluster.members.push(letter);
    }
    for pair in pairs {
        let lead = root(&mut parents, pair.first);
        if let Some(cluster) = by_root.get_mut(&lead) {
            cluster.pairs.push(*pair);
        }
    }
    by_root.into_values().collect()
}
