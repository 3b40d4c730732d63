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
//! often what somebody was told to use. Text rewritten in other words is not found, nor are letters in which fewer than
//! five words in a row are the same.
//!
//! # Example
//! Two letters of 200 words that share 150 of their 5-grams: 150 / 250 = 0.60.
//!
//! Letters that may be alike are found by MinHash (Broder 1997) in 50 bands of two minima each (locality-sensitive
//! hashing: Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, ch. 3), then compared exactly: a pair of
//! similarity 0.30 is missed once in 110 times, one of 0.50 once in a million. Where more than 64 letters meet in a band, each is
//! compared with the 64 before it. Memory is 25 bytes a letter on two threads, and some 400 a letter that is like others,
//! for the 8 that are most like it; a kilobyte a letter and four bytes a word are on disk meanwhile.

mod alike;
mod clusters;
mod compare;
mod minhash;
pub mod passages;
pub mod shingles;
mod signature;
#[cfg(test)]
mod tests;

pub use signature::{Signature, SignatureIndex, copies};

use crate::error::{Error, ErrorKind, Result};
use crate::features::About;
use crate::spill::{Place, Spill, Spilled};

/// The similarity from which on letters are flagged, if nothing else is said: that of UCAS.
pub const THRESHOLD: f64 = 0.30;

/// The flags of a letter among others.
pub const FLAGS: [&str; 3] = ["near_duplicate", "near_duplicate_earlier", "shared_template"];

/// Text in more letters than this is a template …
const MANY: usize = 10;
/// … if the letters that have it are also more than one in so many.
const ONE_IN: usize = 200;

/// Pairs of a letter that are kept: a crowd of near-copies needs no more memory a letter than a few of them do.
pub const MOST_PAIRS: usize = 8;

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
    /// Of each letter the [`MOST_PAIRS`] pairs that are most alike, the most alike first.
    pub pairs: Vec<Pair>,
    /// How many pairs were found, those that were not kept included.
    pub found: usize,
}

/// Letters to compare. Their shingles are on disk.
#[derive(Debug)]
pub struct Letters {
    file: Spill,
    ends: Ends,
    /// How many shingles fell on each number of [`slot`], letters of earlier years included.
    slots: Vec<u32>,
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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Similar {
    /// By kind, then by first member.
    pub clusters: Vec<Cluster>,
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

    /// The letters that have flags, by number, with their flags.
    pub fn flagged(&self) -> impl Iterator<Item = (usize, Vec<&'static str>)> {
        (0..self.flags.len()).filter(|letter| self.flags[*letter] != 0).map(|letter| (letter, self.flags(letter)))
    }
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

/// Numbers of [`slot`]: 16 MiB of counts, with more than a hundred times fewer shingles on each than make a template.
const SLOTS: usize = 1 << 22;

/// A number that shingles share with few others: its first 22 bits, for they are hashes.
fn slot(shingle: u32) -> usize {
    (shingle >> 10) as usize
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
        Ok(Self { file: Spill::new()?, ends: Ends::default(), slots: vec![0; SLOTS] })
    }

    /// Adds a letter by its [`shingles::shingles`]; its number is the count of those before it.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where they can't be written to disk.
    pub fn push(&mut self, shingles: &[u32], is_earlier: bool) -> Result<()> {
        shingles.iter().for_each(|shingle| self.slots[slot(*shingle)] += 1);
        self.ends.push(self.file.push(&record(shingles))?, is_earlier);
        Ok(())
    }

    /// How many letters there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.ends.count()
    }
}
