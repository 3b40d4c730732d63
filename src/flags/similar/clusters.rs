//! Pairs that are alike → clusters and flags.

use super::compare::Comparison;
use super::{Cluster, FLAGS, Kept, Kind, Letters, Pair, Similar};
use crate::error::Result;
use std::collections::BTreeMap;

impl Letters {
    /// Compares all letters with each other, on so many threads (the result does not depend on it). Letters of earlier
    /// years are compared with the others, not among themselves. Gives back the letters, too.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where temporary files can't be written or read.
    pub fn compare(self, threshold: f64, threads: usize) -> Result<(Similar, Kept)> {
        let mut found = Similar { clusters: Vec::new(), flags: vec![Vec::new(); self.letters.len()] };
        let comparison = Comparison::new(self, threshold, threads)?;
        let (pairs, _) = comparison.pairs(Kind::Copied)?;
        for pair in &pairs {
            for (letter, other) in [(pair.first, pair.second), (pair.second, pair.first)] {
                let flag = FLAGS[usize::from(comparison.letters.is_earlier(other))];
                if !found.flags[letter].contains(&flag) {
                    found.flags[letter].push(flag);
                }
            }
        }
        found.clusters = clusters(Kind::Copied, &pairs);
        if !comparison.templates.shingles.is_empty() {
            // Which template: its text alone is compared.
            let (pairs, compared) = comparison.pairs(Kind::Template)?;
            let holders = found.flags.iter_mut().enumerate().filter(|(letter, _)| compared.is_full(*letter));
            holders.for_each(|(_, flags)| flags.push(FLAGS[2]));
            found.clusters.extend(clusters(Kind::Template, &pairs));
        }
        found.flags.iter_mut().for_each(|flags| flags.sort_unstable());
        Ok((found, comparison.letters))
    }
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
