//! Letters that share text with other letters.
//!
//! # What it measures
//! Similarity of two letters is the share of their word 5-grams (taken together) that stand in both: Jaccard's index, in
//! [0, 1]. Case, punctuation, line breaks, invisible characters and look-alike letters make no difference. From 0.30 on
//! (`--similar`) both are flagged: `near_duplicate`, or `near_duplicate_earlier` where the other letter is of an earlier
//! year (`--earlier FILE`). Text that stands in many letters (more than 10, and more than one in 200 or more than 200) is a
//! template and does not count for that: a letter of which 0.30 is such text is flagged `shared_template`. `shortlist similar` shows
//! the letters together with the passages that they share.
//!
//! # Why it may matter
//! A letter with another's text says little about its writer. UCAS looks at statements that are more than 30 % alike.
//!
//! # How it misleads
//! It does not say who wrote first, and friends who apply together may share a paragraph about their project. A template is
//! often what somebody was told to use. Text rewritten in other words is not found, nor are letters in which fewer than
//! five words in a row are the same.
//!
//! # Example
//! Two letters of 200 words that share 150 of their 5-grams: 150 / 250 = 0.60.
//!
//! Letters that may be alike are found by MinHash (Broder 1997) in 50 bands of two minima each (locality-sensitive
//! hashing: Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, ch. 3), then compared exactly: a pair of
//! similarity 0.30 is missed once in 110 times, one of 0.50 once in a million. Where more than 64 letters meet in a band, each is
//! compared with the 64 before it, and with fewer, down to 4, in crowds of more than 500, so that the work grows with the
//! letters, not with their pairs. What shares a template is looked for in 10 bands in tables of more than 100,000 letters. Memory is 45 bytes a letter on two threads, and 100 more a letter that is like others,
//! for the 8 that are most like it (in those tables 36 for 3); two kilobytes a letter and four bytes
//! a word are on disk meanwhile.

mod alike;
mod clusters;
mod compare;
mod meetings;
mod minhash;
pub mod passages;
pub mod shingles;
mod signature;
mod templates;
#[cfg(test)]
mod tests;

pub use signature::{Signature, SignatureIndex, copies};

use self::alike::Nearest;
use self::templates::Counts;
use crate::error::{Error, ErrorKind, Result};
use crate::features::About;
use crate::spill::{Place, Spill, Spilled};

/// The similarity from which on letters are flagged, if nothing else is said: that of UCAS.
pub const THRESHOLD: f64 = 0.30;

/// The flags of a letter among others.
pub const FLAGS: [&str; 3] = ["near_duplicate", "near_duplicate_earlier", "shared_template"];

/// Pairs of a letter that are kept: a crowd of near-copies needs no more memory a letter than a few of them do.
pub const MOST_PAIRS: usize = 8;
/// The same in a table of more than [`MANY_LETTERS`].
const FEW_PAIRS: usize = 3;
const MANY_LETTERS: usize = 100_000;

/// Members of a cluster up to which all its pairs that were kept are given …
const LARGE_CLUSTER: usize = 1_000;
/// … and how many, the most alike, of a larger one.
const PAIRS_OF_LARGE: usize = 1_000;

/// Pairs of each of so many letters that are kept. Nobody's note names a letter of the same template.
fn most_pairs(letters: usize, kind: Kind) -> usize {
    match kind {
        _ if letters <= MANY_LETTERS => MOST_PAIRS,
        Kind::Copied => FEW_PAIRS,
        Kind::Template => 1,
    }
}

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
    pub members: Vec<u32>,
    /// How many pairs were found, those that were not kept included.
    pub found: usize,
    /// The similarity of the pair that is most alike.
    pub similarity: f64,
}

/// Letters to compare. Their shingles are on disk.
#[derive(Debug)]
pub struct Letters {
    file: Spill,
    ends: Ends,
    /// How many letters may hold each shingle, letters of earlier years included.
    counts: Counts,
}

/// Letters that were compared, on disk.
#[derive(Debug)]
pub struct Kept {
    file: Spilled,
    ends: Ends,
}

impl Kept {
    /// Whether a letter is of an earlier year.
    #[must_use]
    pub fn is_earlier(&self, letter: usize) -> bool {
        self.ends.is_earlier(letter)
    }

    /// The shingles of a letter, sorted.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where they can't be read back.
    pub fn shingles(&self, letter: usize) -> Result<Vec<u32>> {
        let mut record = Vec::new();
        self.file.read(self.ends.place(letter), &mut record)?;
        Ok(record.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
    }
}

/// Where the shingles of each letter end on disk, and whether it is of an earlier year: eight bytes a letter.
#[derive(Clone, Debug, Default)]
struct Ends(Vec<u64>);

impl Ends {
    fn push(&mut self, place: Place, is_earlier: bool) {
        self.0.push(place.end() << 1 | u64::from(is_earlier));
    }

    fn count(&self) -> usize {
        self.0.len()
    }

    fn is_earlier(&self, letter: usize) -> bool {
        self.0[letter] & 1 == 1
    }

    fn place(&self, letter: usize) -> Place {
        let start = letter.checked_sub(1).map_or(0, |before| self.0[before] >> 1);
        Place::between(start, self.0[letter] >> 1)
    }
}

/// What a comparison found.
#[derive(Debug, Default)]
pub struct Similar {
    /// By kind, then by first member.
    pub clusters: Vec<Cluster>,
    /// Per kind, the letters that are most like each, on disk.
    nearest: [Nearest; 2],
    /// Per letter, which of [`FLAGS`] it has, as bits.
    flags: Vec<u8>,
}

impl Similar {
    /// The flags of a letter.
    #[must_use]
    pub fn flags(&self, letter: usize) -> Vec<&'static str> {
        let bits = self.flags.get(letter).copied().unwrap_or(0);
        FLAGS.iter().enumerate().filter(|(bit, _)| bits >> bit & 1 == 1).map(|(_, flag)| *flag).collect()
    }

    /// The letters that are most like a letter, the most alike first, then by number: their similarity and their numbers.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where they can't be read back.
    pub fn nearest(&self, kind: Kind, letter: usize) -> Result<Vec<(f64, u32)>> {
        self.nearest[usize::from(kind == Kind::Template)].of(letter)
    }

    /// The pairs of a cluster, the most alike first: of each letter the [`MOST_PAIRS`] that are most alike (fewer in a large
    /// table), of a cluster of more than a thousand letters the thousand most alike of these.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where they can't be read back.
    pub fn pairs(&self, cluster: &Cluster) -> Result<Vec<Pair>> {
        let is_large = cluster.members.len() > LARGE_CLUSTER;
        let mut pairs: Vec<Pair> = Vec::new();
        for letter in &cluster.members {
            pairs.extend(self.nearest(cluster.kind, *letter as usize)?.into_iter().map(|(similarity, other)| Pair {
                first: (*letter).min(other) as usize,
                second: (*letter).max(other) as usize,
                similarity,
            }));
            if is_large && pairs.len() >= 8 * PAIRS_OF_LARGE {
                most_alike(&mut pairs);
                pairs.truncate(PAIRS_OF_LARGE);
            }
        }
        most_alike(&mut pairs);
        if is_large {
            pairs.truncate(PAIRS_OF_LARGE);
        }
        Ok(pairs)
    }

    /// The letters that have flags, by number, with their flags.
    pub fn flagged(&self) -> impl Iterator<Item = (usize, Vec<&'static str>)> {
        (0..self.flags.len()).filter(|letter| self.flags[*letter] != 0).map(|letter| (letter, self.flags(letter)))
    }
}

/// Puts the most alike first, each pair once: it may be among the best of both its letters.
fn most_alike(pairs: &mut Vec<Pair>) {
    pairs.sort_unstable_by(|a, b| {
        b.similarity.total_cmp(&a.similarity).then_with(|| (a.first, a.second).cmp(&(b.first, b.second)))
    });
    pairs.dedup();
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
        format!("a similarity of {threshold} is not possible; expected a share above 0, at most 1"),
    )
    .hint("give --similar 0.30, or leave it out"))
}

/// Shingles as they are on disk.
fn record(shingles: &[u32]) -> Vec<u8> {
    shingles.iter().flat_map(|shingle| shingle.to_le_bytes()).collect()
}

impl Letters {
    /// No letters yet.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the folder for temporary files can't be written.
    pub fn new() -> Result<Self> {
        Ok(Self { file: Spill::new()?, ends: Ends::default(), counts: Counts::new() })
    }

    /// Adds a letter by its [`shingles::shingles`]; its number is the count of those before it.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where they can't be written to disk.
    pub fn push(&mut self, shingles: &[u32], is_earlier: bool) -> Result<()> {
        self.counts.add(shingles);
        self.ends.push(self.file.push(&record(shingles))?, is_earlier);
        Ok(())
    }

    /// How many letters there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.ends.count()
    }
}
