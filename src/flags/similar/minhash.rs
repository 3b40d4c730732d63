//! Which letters may be alike: MinHash and locality-sensitive hashing, with the signatures on disk.

use super::Pair;
use crate::error::{Error, Result};
use crate::spill::{Place, Spill, Spilled};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// Minima that must agree for two letters to meet in a band.
const ROWS: usize = 2;
/// Bands.
const BANDS: usize = 50;
const MINIMA: usize = ROWS * BANDS;
/// In a crowd of letters that meet in a band, each is compared with so many before it.
const CROWD: usize = 64;
/// How far the share of minima that agree may lie below the similarity: four standard errors.
const SLACK: f64 = 0.18;
/// Letters whose signatures go to disk together.
const BLOCK: usize = 1 << 12;
/// Pairs that a thread collects before it passes them on.
const TOGETHER: usize = 1 << 12;

/// The minima of a letter, in the order of the bands.
pub(super) type Minima = [u32; MINIMA];

/// What a hash function begins with and multiplies by: a permutation of the 32-bit numbers (as in MurmurHash's finaliser).
pub(super) struct Functions([(u32, u32); MINIMA]);

impl Functions {
    pub(super) fn new() -> Self {
        let mut state = 0x5ead_beef_cafe_f00d_u64;
        Self(std::array::from_fn(|_| {
            // SplitMix64 (Steele, Lea and Flood 2014).
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^= z >> 31;
            ((z >> 32) as u32, z as u32 | 1)
        }))
    }

    /// The least value of each hash function over the shingles.
    pub(super) fn minima(&self, shingles: &[u32]) -> Minima {
        let mut out = [u32::MAX; MINIMA];
        self.lower(shingles, &mut out);
        out
    }

    /// Lowers the least values of the first functions, as many as there are, to those over the shingles.
    pub(super) fn lower(&self, shingles: &[u32], out: &mut [u32]) {
        for &shingle in shingles {
            for (least, (begin, factor)) in out.iter_mut().zip(&self.0) {
                let value = (shingle ^ begin).wrapping_mul(*factor);
                let value = (value ^ (value >> 15)).wrapping_mul(0x846c_a68b);
                *least = (*least).min(value);
            }
        }
    }
}

/// Signatures on their way to disk, in the order of the letters' numbers.
#[derive(Debug)]
pub(super) struct SignatureWriter {
    /// A record per letter that has shingles: its minima.
    letters: Spill,
    /// A record per block and band: the minima of the band of its letters.
    bands: Spill,
    places: Vec<[Place; BANDS]>,
    /// The letters of the block.
    block: Vec<(u32, Minima)>,
    /// Per letter, the number of its record; [`NONE`] without shingles.
    records: Vec<u32>,
    count: u32,
}

/// The number of no record.
const NONE: u32 = u32::MAX;

/// Signatures on disk.
#[derive(Debug)]
pub(super) struct Signatures {
    letters: Spilled,
    bands: Spilled,
    places: Vec<[Place; BANDS]>,
    records: Vec<u32>,
}

impl SignatureWriter {
    pub(super) fn new() -> Result<Self> {
        let (letters, bands) = (Spill::new()?, Spill::new()?);
        Ok(Self { letters, bands, places: Vec::new(), block: Vec::new(), records: Vec::new(), count: 0 })
    }

    /// Adds the next letter; none for one without shingles.
    pub(super) fn push(&mut self, minima: Option<Minima>) -> Result<()> {
        let Some(minima) = minima else {
            self.records.push(NONE);
            return Ok(());
        };
        self.letters.push(&bytes(&minima))?;
        self.block.push((self.records.len() as u32, minima));
        self.records.push(self.count);
        self.count += 1;
        if self.block.len() == BLOCK { self.write_block() } else { Ok(()) }
    }

    fn write_block(&mut self) -> Result<()> {
        let mut places = [Place::default(); BANDS];
        for (band, place) in places.iter_mut().enumerate() {
            let of = |(letter, minima): &(u32, Minima)| [*letter, minima[band * ROWS], minima[band * ROWS + 1]];
            *place = self.bands.push(&bytes(&self.block.iter().flat_map(of).collect::<Vec<u32>>()))?;
        }
        self.places.push(places);
        self.block.clear();
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<Signatures> {
        if !self.block.is_empty() {
            self.write_block()?;
        }
        let (letters, bands) = (self.letters.finish()?, self.bands.finish()?);
        Ok(Signatures { letters, bands, places: self.places, records: self.records })
    }
}

fn bytes(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

impl Signatures {
    /// Whether a letter has shingles.
    pub(super) fn is_full(&self, letter: usize) -> bool {
        self.records[letter] != NONE
    }

    /// The minima of a letter that has shingles.
    fn of(&self, letter: u32, record: &mut Vec<u8>) -> Result<Minima> {
        let start = u64::from(self.records[letter as usize]) * (MINIMA * 4) as u64;
        self.letters.read(Place::between(start, start + (MINIMA * 4) as u64), record)?;
        let mut minima = [0; MINIMA];
        minima.iter_mut().zip(numbers(record)).for_each(|(own, number)| *own = number);
        Ok(minima)
    }

    /// The letters that have shingles with their minima of a band, sorted: a run of equal minima is a crowd.
    fn crowds(&self, band: usize) -> Result<Vec<(u64, u32)>> {
        let mut keys: Vec<(u64, u32)> = Vec::with_capacity(self.places.len() * BLOCK);
        let mut record = Vec::new();
        for block in &self.places {
            self.bands.read(block[band], &mut record)?;
            let mut all = numbers(&record);
            while let (Some(letter), Some(a), Some(b)) = (all.next(), all.next(), all.next()) {
                keys.push((u64::from(a) << 32 | u64::from(b), letter));
            }
        }
        keys.sort_unstable();
        Ok(keys)
    }
}

/// Where each letter stands in its crowd of each band, on disk: [`BANDS`] numbers a letter.
struct Standings(Spilled);

impl Standings {
    /// Sorts the letters of every band once.
    fn new(signatures: &Signatures, threads: usize) -> Result<Self> {
        let count = signatures.records.len();
        let by_band = Mutex::new((Spill::new()?, [Place::default(); BANDS]));
        each(0..BANDS, threads, |band| {
            let mut out = vec![0u32; count];
            for crowd in signatures.crowds(band)?.chunk_by(|a, b| a.0 == b.0) {
                for (place, (_, letter)) in crowd.iter().enumerate() {
                    out[*letter as usize] = place as u32;
                }
            }
            let record = bytes(&out);
            let mut all = by_band.lock().unwrap_or_else(PoisonError::into_inner);
            all.1[band] = all.0.push(&record)?;
            Ok(())
        })?;
        let (by_band, places) = by_band.into_inner().unwrap_or_else(PoisonError::into_inner);
        let by_band = by_band.finish()?;
        // Turned round, some letters at a time: a record a letter.
        let (mut by_letter, mut record) = (Spill::new()?, Vec::new());
        for from in (0..count).step_by(BLOCK) {
            let some = BLOCK.min(count - from);
            let mut turned = vec![0u8; some * BANDS * 4];
            for (band, place) in places.iter().enumerate() {
                let start = place.end() - place.length() + from as u64 * 4;
                by_band.read(Place::between(start, start + some as u64 * 4), &mut record)?;
                for (letter, number) in record.chunks_exact(4).enumerate() {
                    turned[(letter * BANDS + band) * 4..][..4].copy_from_slice(number);
                }
            }
            by_letter.push(&turned)?;
        }
        by_letter.finish().map(Self)
    }

    fn of(&self, letter: u32, record: &mut Vec<u8>) -> Result<[u32; BANDS]> {
        let start = u64::from(letter) * (BANDS * 4) as u64;
        self.0.read(Place::between(start, start + (BANDS * 4) as u64), record)?;
        let mut places = [0; BANDS];
        places.iter_mut().zip(numbers(record)).for_each(|(own, number)| *own = number);
        Ok(places)
    }
}

/// Does some work for each item, on so many threads; the first error ends it.
fn each<I: Iterator<Item: Send> + Send>(
    items: I,
    threads: usize,
    work: impl Fn(I::Item) -> Result<()> + Sync,
) -> Result<()> {
    let (items, failed) = (Mutex::new(items), Mutex::new(None::<Error>));
    let next = || items.lock().ok().and_then(|mut items| items.next());
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                while let Some(item) = next() {
                    if let Err(error) = work(item) {
                        failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                        break;
                    }
                }
            });
        }
    });
    failed.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}

/// A letter of a crowd.
struct Member {
    letter: u32,
    minima: Minima,
    places: [u32; BANDS],
}

impl Member {
    /// Whether no band before this one brought the two together: else copies would be compared fifty times.
    fn is_new(&self, before: &Self, band: usize) -> bool {
        let rows = before.minima.chunks_exact(ROWS).zip(self.minima.chunks_exact(ROWS));
        !rows.take(band).enumerate().any(|(band, (a, b))| {
            let (one, two) = (before.places[band], self.places[band]);
            a == b && (two - one) as usize <= CROWD
        })
    }
}

/// Gives `take` the pairs of letters, the one with the smaller number first, that share the minima of a band, whose minima
/// agree often enough for `threshold`, and for which `verify` gives a similarity. In no certain order, each once.
pub(super) fn pairs(
    signatures: &Signatures,
    threshold: f64,
    threads: usize,
    verify: impl Fn(usize, usize) -> Result<Option<f64>> + Sync,
    take: impl FnMut(Pair) + Send,
) -> Result<()> {
    let standings = Standings::new(signatures, threads)?;
    let least = ((threshold - SLACK) * MINIMA as f64).max(0.0) as usize;
    let take = Mutex::new(take);
    let pass_on = |found: &mut Vec<Pair>| {
        let mut take = take.lock().unwrap_or_else(PoisonError::into_inner);
        found.drain(..).for_each(&mut *take);
    };
    each(0..BANDS, threads, |band| {
        let (mut found, mut record) = (Vec::new(), Vec::new());
        let mut before: VecDeque<Member> = VecDeque::with_capacity(CROWD + 1);
        for crowd in signatures.crowds(band)?.chunk_by(|a, b| a.0 == b.0).filter(|crowd| crowd.len() > 1) {
            before.clear();
            for (_, letter) in crowd {
                let (minima, places) = (signatures.of(*letter, &mut record)?, standings.of(*letter, &mut record)?);
                let member = Member { letter: *letter, minima, places };
                for other in &before {
                    let agree = other.minima.iter().zip(&member.minima).filter(|(a, b)| a == b).count();
                    if agree >= least && member.is_new(other, band) {
                        let (first, second) = (other.letter as usize, *letter as usize);
                        found.extend(verify(first, second)?.map(|similarity| Pair { first, second, similarity }));
                    }
                }
                if before.len() == CROWD {
                    before.pop_front();
                }
                before.push_back(member);
                if found.len() >= TOGETHER {
                    pass_on(&mut found);
                }
            }
        }
        pass_on(&mut found);
        Ok(())
    })
}
