//! Pairs that are alike → clusters, in memory that does not grow with the pairs.

use super::{Cluster, Kind, Pair, most_pairs};
use crate::error::Result;
use crate::spill::{Place, Spill, Spilled};

/// The letters that are like others.
#[derive(Debug)]
pub(super) struct Alike {
    /// Per letter, a letter of the same cluster with a smaller number; itself where it leads.
    parent: Vec<u32>,
    /// Per letter, the pairs that were found in which it is the first.
    found: Vec<u32>,
    /// Per letter, the flags of [`super::FLAGS`] for letters of this year and of earlier ones, as bits.
    flags: Vec<u8>,
    /// Per letter, how many letters are kept that are most like it.
    kept: Vec<u8>,
    /// Places for them, `most` a letter: the most alike first, then by number. Memory that nothing was written to takes no
    /// room.
    similarity: Vec<f64>,
    others: Vec<u32>,
    most: usize,
}

/// Of each letter those that are most like it, on disk.
#[derive(Debug, Default)]
pub(super) struct Nearest {
    /// Per letter, how many entries stand before its own, and one more for all; empty without letters.
    ends: Vec<u32>,
    file: Option<Spilled>,
}

/// Bytes of an entry: the similarity and the number of the other letter.
const ENTRY: u64 = 12;

impl Nearest {
    /// The letters that are most like a letter, the most alike first, then by number, with their similarity.
    pub(super) fn of(&self, letter: usize) -> Result<Vec<(f64, u32)>> {
        let ends = self.ends.get(letter).zip(self.ends.get(letter + 1)).filter(|(start, end)| start < end);
        let (Some((start, end)), Some(file)) = (ends, &self.file) else { return Ok(Vec::new()) };
        let mut record = Vec::new();
        file.read(Place::between(u64::from(*start) * ENTRY, u64::from(*end) * ENTRY), &mut record)?;
        let (similarities, others) = record.split_at(record.len() / ENTRY as usize * 8);
        let others = others.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
        let number = |b: &[u8]| b.iter().rev().fold(0u64, |number, byte| number << 8 | u64::from(*byte));
        Ok(similarities.chunks_exact(8).map(|b| f64::from_bits(number(b))).zip(others).collect())
    }
}

impl Alike {
    /// Nothing is known yet of so many letters.
    pub(super) fn new(letters: usize, kind: Kind) -> Self {
        let most = most_pairs(letters, kind);
        Self {
            parent: (0..letters as u32).collect(),
            found: vec![0; letters],
            flags: vec![0; letters],
            kept: vec![0; letters],
            similarity: vec![0.0; letters * most],
            others: vec![0; letters * most],
            most,
        }
    }

    /// Adds a pair; no pair comes twice. `is_earlier` says of first and second whether they are of an earlier year. The
    /// order in which pairs come makes no difference.
    pub(super) fn add(&mut self, pair: &Pair, is_earlier: [bool; 2]) {
        let ends = [pair.first, pair.second];
        self.found[pair.first] += 1;
        for (own, other) in [(0, 1), (1, 0)] {
            self.flags[ends[own]] |= 1 << u8::from(is_earlier[other]);
            self.keep(ends[own], pair.similarity, ends[other] as u32);
        }
        let (a, b) = (self.lead(ends[0] as u32), self.lead(ends[1] as u32));
        // The smallest number leads.
        self.parent[a.max(b) as usize] = a.min(b);
    }

    /// Keeps a letter that is like another, where it is among the most alike.
    fn keep(&mut self, letter: usize, similarity: f64, other: u32) {
        let (start, kept) = (letter * self.most, usize::from(self.kept[letter]));
        let is_before = |at: usize| {
            let (own, letter) = (self.similarity[start + at], self.others[start + at]);
            own.total_cmp(&similarity).reverse().then(letter.cmp(&other)).is_lt()
        };
        let place = (0..kept).find(|at| !is_before(*at)).unwrap_or(kept);
        if place == self.most {
            return;
        }
        let last = kept.min(self.most - 1);
        self.kept[letter] = last as u8 + 1;
        self.similarity.copy_within(start + place..start + last, start + place + 1);
        self.others.copy_within(start + place..start + last, start + place + 1);
        (self.similarity[start + place], self.others[start + place]) = (similarity, other);
    }

    /// The letters with the flags that their likeness raises, as bits.
    pub(super) fn flags(&self) -> &[u8] {
        &self.flags
    }

    /// The letter that leads a letter's cluster.
    fn lead(&mut self, letter: u32) -> u32 {
        let mut at = letter;
        while self.parent[at as usize] != at {
            at = self.parent[at as usize];
        }
        // The next way is shorter.
        let mut from = letter;
        while from != at {
            from = std::mem::replace(&mut self.parent[from as usize], at);
        }
        at
    }

    /// The clusters, by first member, and the letters that were kept.
    pub(super) fn finish(mut self, kind: Kind) -> Result<(Vec<Cluster>, Nearest)> {
        let (mut clusters, mut place_of): (Vec<Cluster>, Vec<u32>) = (Vec::new(), vec![0; self.parent.len()]);
        let (mut ends, mut file, mut entries) = (Vec::with_capacity(self.parent.len() + 1), Spill::new()?, 0);
        for letter in 0..self.parent.len() {
            let kept = usize::from(self.kept[letter]);
            ends.push(entries);
            if kept == 0 {
                continue;
            }
            // A cluster's lead is its first member, so it comes before the others.
            let lead = self.lead(letter as u32) as usize;
            if lead == letter {
                place_of[letter] = clusters.len() as u32;
                clusters.push(Cluster { kind, members: Vec::new(), found: 0, similarity: 0.0 });
            }
            let cluster = &mut clusters[place_of[lead] as usize];
            cluster.members.push(letter as u32);
            cluster.found += self.found[letter] as usize;
            let own = letter * self.most..letter * self.most + kept;
            cluster.similarity = cluster.similarity.max(self.similarity[own.start]);
            self.similarity[own.clone()].iter().try_for_each(|s| file.push(&s.to_le_bytes()).map(|_| ()))?;
            self.others[own].iter().try_for_each(|other| file.push(&other.to_le_bytes()).map(|_| ()))?;
            entries += kept as u32;
        }
        ends.push(entries);
        Ok((clusters, Nearest { ends, file: Some(file.finish()?) }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{MOST_PAIRS, Similar};
    use super::*;

    #[test]
    fn a_crowd_keeps_the_best_of_each_letter_in_whatever_order_they_come() {
        let n = 60;
        let similarity = |a: usize, b: usize| 1.0 - ((a * 7 + b * 13) % 50) as f64 / 100.0;
        let mut pairs: Vec<Pair> = (0..n)
            .flat_map(|a| (a + 1..n).map(move |b| Pair { first: a, second: b, similarity: similarity(a, b) }))
            .collect();
        let make = |pairs: &[Pair]| {
            let mut alike = Alike::new(n + 1, Kind::Copied);
            pairs.iter().for_each(|pair| alike.add(pair, [false, pair.second == 59]));
            assert_eq!((alike.flags[3], alike.flags[59], alike.flags[60]), (0b11, 0b01, 0));
            let (clusters, nearest) = alike.finish(Kind::Copied).unwrap();
            assert_eq!(nearest.of(60).unwrap(), []);
            let similar = Similar { clusters, nearest: [nearest, Nearest::default()], flags: Vec::new() };
            let cluster = similar.clusters[0].clone();
            let kept = similar.pairs(&cluster).unwrap();
            assert_eq!((similar.clusters.len(), cluster.similarity), (1, kept[0].similarity));
            (cluster, kept)
        };
        let (found, kept) = make(&pairs);
        pairs.reverse();
        assert_eq!(make(&pairs), (found.clone(), kept.clone()));
        assert_eq!((found.members.len(), found.found), (n, n * (n - 1) / 2));
        let of_seven: Vec<f64> = pairs.iter().filter(|p| p.first == 7 || p.second == 7).map(|p| p.similarity).collect();
        let mut best = of_seven.clone();
        best.sort_by(|a, b| b.total_cmp(a));
        let of_seven = kept.iter().filter(|p| p.first == 7 || p.second == 7);
        let of_seven: Vec<f64> = of_seven.map(|p| p.similarity).take(MOST_PAIRS).collect();
        assert_eq!(of_seven, best[..MOST_PAIRS]);
        assert!(kept.len() <= n * MOST_PAIRS);
    }
}
