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
        let mut found = Similar { flags: vec![0; self.count()], ..Similar::default() };
        let comparison = Comparison::new(self, threshold, threads)?;
        let (alike, _) = comparison.alike(Kind::Copied)?;
        found.flags.copy_from_slice(alike.flags());
        (found.clusters, found.nearest[0]) = alike.finish(Kind::Copied)?;
        if !comparison.templates.is_empty() {
            // Which template: its text alone is compared.
            let (alike, compared) = comparison.alike(Kind::Template)?;
            for letter in compared.with_shingles() {
                found.flags[*letter as usize] |= 1 << (FLAGS.len() - 1);
            }
            drop(compared);
            let (clusters, nearest) = alike.finish(Kind::Template)?;
            found.clusters.extend(clusters);
            found.nearest[1] = nearest;
        }
        Ok((found, comparison.letters))
    }
}
