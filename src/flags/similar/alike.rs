//! Pairs that are alike → clusters, in memory that does not grow with the pairs.

use super::{Cluster, Kind, MOST_PAIRS, Pair};
use std::collections::{BTreeMap, HashMap};

/// The letters that are like others.
#[derive(Debug, Default)]
pub(super) struct Alike {
    letters: HashMap<u32, Of>,
}

/// What is known of a letter that is like others.
#[derive(Debug)]
struct Of {
    /// A letter of the same cluster with a smaller number; itself where it leads.
    parent: u32,
    /// Pairs that were found in which it is the first.
    found: u32,
    /// The flags of [`FLAGS`] for letters of this year and of earlier ones, as bits.
    flags: u8,
    /// The letters that are most like it, the most alike first, then by number; at most [`MOST_PAIRS`].
    best: Vec<(f64, u32)>,
}

impl Alike {
    /// Adds a pair; no pair comes twice. `is_earlier` says of first and second whether they are of an earlier year. The
    /// order in which pairs come makes no difference.
    pub(super) fn add(&mut self, pair: &Pair, is_earlier: [bool; 2]) {
        let ends = [pair.first as u32, pair.second as u32];
        for (own, other) in [(0, 1), (1, 0)] {
            let of = self.letters.entry(ends[own]).or_insert_with(|| Of {
                parent: ends[own],
                found: 0,
                flags: 0,
                best: Vec::new(),
            });
            of.found += u32::from(own == 0);
            of.flags |= 1 << u8::from(is_earlier[other]);
            let place = of.best.partition_point(|(similarity, letter)| {
                similarity.total_cmp(&pair.similarity).reverse().then(letter.cmp(&ends[other])).is_lt()
            });
            if place < MOST_PAIRS {
                of.best.truncate(MOST_PAIRS - 1);
                of.best.insert(place, (pair.similarity, ends[other]));
            }
        }
        let (a, b) = (self.lead(ends[0]), self.lead(ends[1]));
        // The smallest number leads.
        if let Some(of) = self.letters.get_mut(&a.max(b)) {
            of.parent = a.min(b);
        }
    }

    /// The letters with the flags that their likeness raises, as bits.
    pub(super) fn flags(&self) -> impl Iterator<Item = (usize, u8)> {
        self.letters.iter().map(|(letter, of)| (*letter as usize, of.flags))
    }

    /// The letter that leads a letter's cluster.
    fn lead(&mut self, letter: u32) -> u32 {
        let mut at = letter;
        while let Some(parent) = self.letters.get(&at).map(|of| of.parent).filter(|parent| *parent != at) {
            at = parent;
        }
        // The next way is shorter.
        let mut from = letter;
        while let Some(of) = self.letters.get_mut(&from).filter(|of| of.parent != at && from != at) {
            from = std::mem::replace(&mut of.parent, at);
        }
        at
    }

    /// The clusters, by first member, with the pairs that were kept.
    pub(super) fn clusters(mut self, kind: Kind) -> Vec<Cluster> {
        let mut numbers: Vec<u32> = self.letters.keys().copied().collect();
        numbers.sort_unstable();
        let mut by_lead: BTreeMap<u32, Cluster> = BTreeMap::new();
        for letter in numbers {
            let lead = self.lead(letter);
            let Some(of) = self.letters.get_mut(&letter) else { continue };
            let (found, best) = (of.found as usize, std::mem::take(&mut of.best));
            let empty = || Cluster { kind, members: Vec::new(), pairs: Vec::new(), found: 0 };
            let cluster = by_lead.entry(lead).or_insert_with(empty);
            cluster.members.push(letter as usize);
            cluster.found += found;
            cluster.pairs.extend(best.into_iter().map(|(similarity, other)| Pair {
                first: letter.min(other) as usize,
                second: letter.max(other) as usize,
                similarity,
            }));
        }
        let mut clusters: Vec<Cluster> = by_lead.into_values().collect();
        for cluster in &mut clusters {
            cluster.pairs.sort_unstable_by(|a, b| {
                b.similarity.total_cmp(&a.similarity).then_with(|| (a.first, a.second).cmp(&(b.first, b.second)))
            });
            // A pair may be among the best of both.
            cluster.pairs.dedup();
        }
        clusters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_keeps_the_best_of_each_letter_in_whatever_order_they_come() {
        let n = 60;
        let similarity = |a: usize, b: usize| 1.0 - ((a * 7 + b * 13) % 50) as f64 / 100.0;
        let mut pairs: Vec<Pair> = (0..n)
            .flat_map(|a| (a + 1..n).map(move |b| Pair { first: a, second: b, similarity: similarity(a, b) }))
            .collect();
        let make = |pairs: &[Pair]| {
            let mut alike = Alike::default();
            pairs.iter().for_each(|pair| alike.add(pair, [false, pair.second == 59]));
            assert_eq!((alike.letters[&3].flags, alike.letters[&59].flags), (0b11, 0b01));
            alike.clusters(Kind::Copied)
        };
        let found = make(&pairs);
        pairs.reverse();
        assert_eq!(make(&pairs), found);
        assert_eq!((found.len(), found[0].members.len(), found[0].found), (1, n, n * (n - 1) / 2));
        let of_seven: Vec<f64> = pairs.iter().filter(|p| p.first == 7 || p.second == 7).map(|p| p.similarity).collect();
        let mut best = of_seven.clone();
        best.sort_by(|a, b| b.total_cmp(a));
        let kept = found[0].pairs.iter().filter(|p| p.first == 7 || p.second == 7);
        let kept: Vec<f64> = kept.map(|p| p.similarity).take(MOST_PAIRS).collect();
        assert_eq!(kept, best[..MOST_PAIRS]);
        assert!(found[0].pairs.len() <= n * MOST_PAIRS);
    }
}
