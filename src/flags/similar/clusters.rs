//! Letters that are compared with each other → clusters and flags.

use super::compare::Comparison;
use super::{FLAGS, Kept, Kind, Letters, Similar};
use crate::error::Result;

impl Letters {
    /// Compares all letters with each other, on so many threads (the result does not depend on it). Letters of earlier
    /// years are compared with the others, not among themselves. Gives back the letters, too.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Io`] where temporary files can't be written or read.
    pub fn compare(self, threshold: f64, threads: usize) -> Result<(Similar, Kept)> {
        let mut found = Similar { clusters: Vec::new(), flags: vec![0; self.count()] };
        let comparison = Comparison::new(self, threshold, threads)?;
        let (alike, _) = comparison.pairs(Kind::Copied)?;
        for (letter, flags) in alike.flags() {
            found.flags[letter] |= flags;
        }
        found.clusters = alike.clusters(Kind::Copied);
        if !comparison.templates.shingles.is_empty() {
            // Which template: its text alone is compared.
            let (alike, compared) = comparison.pairs(Kind::Template)?;
            let holders = found.flags.iter_mut().enumerate().filter(|(letter, _)| compared.is_full(*letter));
            holders.for_each(|(_, flags)| *flags |= 1 << (FLAGS.len() - 1));
            found.clusters.extend(alike.clusters(Kind::Template));
        }
        Ok((found, comparison.letters))
    }
}
