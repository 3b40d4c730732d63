//! The file of tables: how it is read, and what it answers.
//!
//! Shared with `build.rs`, which checks that the tables fit the lexicon, so it depends on nothing but `core`.
//!
//! All numbers are little-endian. `SLCLOZE2`, then the counts of rows, words, suffixes (u32 each), then
//! 1. rows of readings, eight bytes: four tags, and for each its score (i8, 255 / -128 for none);
//! 2. [`TAGS`] × [`TAGS`] scores of a tag after another (i8);
//! 3. words, eight bytes: key (u32), row (u16), a check of its inflection (u16), sorted by key;
//! 4. suffixes, likewise, without a check;
//! 5. per site: the count of slots (u32), of weights a slot (u32), the weights of no feature, fingerprints (u16), weights (i8).
//!
//! Scores are logarithms in eighths, weights in 32nds.

/// How many tags there are, the one of no word among them.
pub const TAGS: usize = 45;
/// How many kinds of sites.
pub const SITES: usize = 3;
/// The most weights that a feature has.
pub const WIDEST: usize = 5;
/// A score that stands for none.
pub const NONE: i8 = i8::MIN;
/// The first bytes of the file.
pub const MAGIC: &[u8; 8] = b"SLCLOZE2";
/// The tags of the closed classes, a bit each; `cell.rs` names them.
pub const CLOSED: u64 =
    1 << 1 | 1 << 3 | 1 << 4 | 1 << 6 | 1 << 11 | 1 << 16 | 1 << 18 | 1 << 19 | 1 << 25 | 0b1111 << 33;
/// Places that are looked at before a feature counts as unseen.
const PROBES: usize = 8;

/// The weights of one kind of site.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weights<'t> {
    base: &'t [u8],
    prints: &'t [[u8; 2]],
    weights: &'t [u8],
}

/// The slot at which a feature is first looked for, and its fingerprint, which is never 0.
#[inline]
#[must_use]
pub const fn place(feature: u64, slots: usize) -> (usize, u16) {
    let at = ((feature >> 32) * slots as u64) >> 32;
    let print = feature as u16;
    (at as usize, if print == 0 { 1 } else { print })
}

/// A bit in each of four numbers of 16 bits that is 0; the lowest bit is right, others may be too many.
#[inline]
const fn zeros(four: u64) -> u64 {
    const ONES: u64 = u64::MAX / 0xffff;
    four.wrapping_sub(ONES) & !four & ONES << 15
}

impl Weights<'_> {
    /// The sums of the weights for each word that could stand at a site, before any feature is seen. There are `WIDTH`
    /// weights, one less than words: the first word's sum is always 0.
    #[inline]
    #[must_use]
    pub fn start<const WIDTH: usize>(&self) -> [i32; WIDTH] {
        let mut sums = [0; WIDTH];
        sums.iter_mut().zip(self.base).for_each(|(sum, weight)| *sum = i32::from(*weight as i8));
        sums
    }

    /// Adds the weights of a feature.
    #[inline]
    pub fn add<const WIDTH: usize>(&self, feature: u64, sums: &mut [i32; WIDTH]) {
        let slot = self.slot(feature);
        if let Some(weights) = slot.and_then(|slot| self.weights.as_chunks::<WIDTH>().0.get(slot)) {
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += i32::from(*weight as i8);
            }
        }
    }

    /// The slot that holds a feature; none if it was never seen. Four slots are looked at together.
    #[inline(always)]
    fn slot(&self, feature: u64) -> Option<usize> {
        let (at, print) = place(feature, self.prints.len());
        let Some(probes) = self.prints.get(at..at + PROBES) else {
            let prints = self.prints.iter().map(|found| u16::from_le_bytes(*found)).enumerate().skip(at);
            let (slot, found) = prints.take(PROBES).find(|(_, found)| *found == print || *found == 0)?;
            return (found == print).then_some(slot);
        };
        let wanted = u64::from(print) * (u64::MAX / 0xffff);
        for (four, first) in probes.as_flattened().as_chunks::<8>().0.iter().zip([at, at + 4]) {
            let four = u64::from_le_bytes(*four);
            let (found, empty) = (zeros(four ^ wanted), zeros(four));
            let ended = found | empty;
            if ended != 0 {
                let slot = first + ended.trailing_zeros() as usize / 16;
                return (found & ended & ended.wrapping_neg() != 0).then_some(slot);
            }
        }
        None
    }
}

/// The scores of a tag after another, in rows of a power of two, so that no place needs to be checked.
#[derive(Clone, Copy, Debug)]
pub struct Transitions([[i8; 64]; 64]);

impl Default for Transitions {
    fn default() -> Self {
        Self([[0; 64]; 64])
    }
}

impl Transitions {
    fn of(scores: &[u8]) -> Self {
        let mut all = Self::default();
        for (row, scores) in all.0.iter_mut().zip(scores.chunks(TAGS)) {
            row.iter_mut().zip(scores).for_each(|(to, score)| *to = *score as i8);
        }
        all
    }

    /// The scores of every tag after this one.
    #[inline]
    #[must_use]
    pub const fn after(&self, tag: u8) -> &[i8; 64] {
        &self.0[tag as usize % 64]
    }
}

/// The tables. Empty ones know nothing, and nothing is found with them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tables<'t> {
    /// Four tags, and their scores.
    pub rows: &'t [[u8; 8]],
    /// The scores of a tag after another.
    pub transitions: Transitions,
    /// Words with the number of their row and a check of their inflection.
    pub words: &'t [[u8; 8]],
    suffixes: &'t [[u8; 8]],
    /// The weights of each kind of site.
    pub sites: [Weights<'t>; SITES],
}

/// Takes the first `count` bytes.
fn take<'t>(bytes: &mut &'t [u8], count: usize) -> Option<&'t [u8]> {
    let (head, tail) = bytes.split_at_checked(count)?;
    *bytes = tail;
    Some(head)
}

fn number(bytes: &mut &[u8]) -> Option<usize> {
    take(bytes, 4)?.first_chunk().map(|b| u32::from_le_bytes(*b) as usize)
}

impl<'t> Tables<'t> {
    /// Reads a file of tables; none if it is of another form.
    #[must_use]
    pub fn read(mut bytes: &'t [u8]) -> Option<Self> {
        let bytes = &mut bytes;
        if take(bytes, 8)? != MAGIC {
            return None;
        }
        let (rows, words, suffixes) = (number(bytes)?, number(bytes)?, number(bytes)?);
        let rows = take(bytes, rows.checked_mul(8)?)?.as_chunks().0;
        let transitions = Transitions::of(take(bytes, TAGS * TAGS)?);
        let words = take(bytes, words.checked_mul(8)?)?.as_chunks().0;
        let suffixes = take(bytes, suffixes.checked_mul(8)?)?.as_chunks().0;
        let mut sites = [Weights::default(); SITES];
        for site in &mut sites {
            let (slots, width) = (number(bytes)?, number(bytes)?);
            let base = take(bytes, width)?;
            let prints = take(bytes, slots.checked_mul(2)?)?.as_chunks().0;
            let weights = take(bytes, slots.checked_mul(width)?)?;
            *site = Weights { base, prints, weights };
            if width >= WIDEST || slots == 0 {
                return None;
            }
        }
        let is_tag = |tag: &u8| usize::from(*tag) < TAGS;
        let tags = rows.iter().all(|row: &[u8; 8]| row[..4].iter().all(is_tag) && row[4] as i8 != NONE);
        (bytes.is_empty() && tags && rows.len() > usize::from(fixed::COUNT)).then_some(Self {
            rows,
            transitions,
            words,
            suffixes,
            sites,
        })
    }

    /// Whether the likeliest reading of a row is of a closed class.
    #[inline]
    #[must_use]
    pub fn is_closed(&self, row: u16) -> bool {
        self.rows.get(usize::from(row)).is_some_and(|row| CLOSED >> row[0] & 1 != 0)
    }

    /// The row of a word and the check of its inflection, by its key.
    #[must_use]
    pub fn word(&self, key: u32) -> Option<(u16, u16)> {
        find(self.words, key)
    }

    /// The row of a word that has none of its own: that of its longest known ending, of three letters or two; a part of a
    /// compound has others. `key` is the key of an ending.
    #[must_use]
    pub fn by_ending(&self, word: &[u8], in_compound: bool, key: impl Fn(&[u8]) -> u32) -> u16 {
        let mut ending = [b'-'; 4];
        for len in [3usize, 2] {
            let Some(letters) = word.len().checked_sub(len).map(|from| &word[from..]) else { continue };
            ending[1..=len].copy_from_slice(letters);
            if let Some((row, _)) = find(self.suffixes, key(&ending[usize::from(!in_compound)..=len])) {
                return row;
            }
        }
        if in_compound { fixed::COMPOUND } else { fixed::UNKNOWN }
    }
}

fn find(list: &[[u8; 8]], key: u32) -> Option<(u16, u16)> {
    let of = |entry: &[u8; 8]| u32::from_le_bytes([entry[0], entry[1], entry[2], entry[3]]);
    let entry = list.get(list.partition_point(|entry| of(entry) < key)).filter(|entry| of(entry) == key)?;
    Some((u16::from_le_bytes([entry[4], entry[5]]), u16::from_le_bytes([entry[6], entry[7]])))
}

/// A check of a word's inflection, that shows where the lexicon has changed since the tables were made.
#[must_use]
pub const fn check(noun: u32, verb: u32, forms: u16) -> u16 {
    let mixed = (noun as u64) << 32 | verb as u64;
    let mixed = (mixed ^ (forms as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed >> 48) as u16
}

/// Rows with a place of their own.
pub mod fixed {
    /// Before and after a sentence.
    pub const PAD: u16 = 0;
    /// `,`
    pub const COMMA: u16 = 1;
    /// `.`, `!`, `?`
    pub const STOP: u16 = 2;
    /// `;`, `:`, a dash
    pub const COLON: u16 = 3;
    /// An opening bracket.
    pub const OPEN: u16 = 4;
    /// A closing bracket.
    pub const CLOSE: u16 = 5;
    /// A quotation mark.
    pub const QUOTE: u16 = 6;
    /// An apostrophe on its own.
    pub const APOSTROPHE: u16 = 7;
    /// Any other sign.
    pub const SYMBOL: u16 = 8;
    /// A number.
    pub const NUMBER: u16 = 9;
    /// A capitalised word inside a sentence.
    pub const NAME: u16 = 10;
    /// `LLM`
    pub const ACRONYM: u16 = 11;
    /// `LLMs`
    pub const ACRONYMS: u16 = 12;
    /// A word of which nothing is known.
    pub const UNKNOWN: u16 = 13;
    /// A compound of which nothing is known.
    pub const COMPOUND: u16 = 14;
    /// How many there are.
    pub const COUNT: u16 = 15;

    /// Of several marks between two words the one of the least weight counts.
    #[must_use]
    pub const fn weight(mark: u16) -> u16 {
        match mark {
            STOP => 0,
            COLON => 1,
            COMMA => 2,
            other => other,
        }
    }
}
