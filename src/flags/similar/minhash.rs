//! The signatures of letters by MinHash, on disk.

use crate::error::Result;
use crate::spill::{Place, Spill, Spilled};

/// Minima that must agree for two letters to meet in a band.
pub(super) const ROWS: usize = 2;
/// Bands.
pub(super) const BANDS: usize = 50;
pub(super) const MINIMA: usize = ROWS * BANDS;
/// Letters whose signatures go to disk together.
const BLOCK: usize = 1 << 12;

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
    /// The minima of the letters of the block.
    block: Vec<Minima>,
    /// The numbers of the letters that have shingles.
    numbers: Vec<u32>,
    /// Letters, those without shingles included.
    count: u32,
}

/// Signatures on disk.
#[derive(Debug)]
pub(super) struct Signatures {
    letters: Spilled,
    bands: Spilled,
    places: Vec<[Place; BANDS]>,
    numbers: Vec<u32>,
}

impl SignatureWriter {
    pub(super) fn new() -> Result<Self> {
        let (letters, bands) = (Spill::new()?, Spill::new()?);
        Ok(Self { letters, bands, places: Vec::new(), block: Vec::new(), numbers: Vec::new(), count: 0 })
    }

    /// Adds the next letter; none for one without shingles.
    pub(super) fn push(&mut self, minima: Option<Minima>) -> Result<()> {
        self.count += 1;
        let Some(minima) = minima else { return Ok(()) };
        self.letters.push(&bytes(&minima))?;
        self.block.push(minima);
        self.numbers.push(self.count - 1);
        if self.block.len() == BLOCK { self.write_block() } else { Ok(()) }
    }

    fn write_block(&mut self) -> Result<()> {
        let mut places = [Place::default(); BANDS];
        for (band, place) in places.iter_mut().enumerate() {
            let of = |minima: &Minima| [minima[band * ROWS], minima[band * ROWS + 1]];
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
        Ok(Signatures { letters, bands, places: self.places, numbers: self.numbers })
    }
}

pub(super) fn bytes(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

pub(super) fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

impl Signatures {
    /// The letters that have shingles, by number.
    pub(super) fn with_shingles(&self) -> &[u32] {
        &self.numbers
    }

    /// How many letters have shingles.
    pub(super) fn count(&self) -> usize {
        self.numbers.len()
    }

    /// The number of the letter that was the `record`th of those with shingles.
    pub(super) fn letter(&self, record: u32) -> u32 {
        self.numbers[record as usize]
    }

    /// The minima of those with shingles from one to another, as they are on disk, one letter after the other.
    pub(super) fn between(&self, from: usize, to: usize, out: &mut Vec<u8>) -> Result<()> {
        let place = |record: usize| (record * MINIMA * 4) as u64;
        self.letters.read(Place::between(place(from), place(to)), out)
    }

    /// Those with shingles, by their minima of a band, sorted: a run of equal minima is a crowd.
    pub(super) fn sorted(&self, band: usize) -> Result<Vec<([u32; ROWS], u32)>> {
        let mut keys = Vec::with_capacity(self.count());
        let mut record = Vec::new();
        for block in &self.places {
            self.bands.read(block[band], &mut record)?;
            let mut all = numbers(&record);
            while let (Some(a), Some(b)) = (all.next(), all.next()) {
                keys.push(([a, b], keys.len() as u32));
            }
        }
        keys.sort_unstable();
        Ok(keys)
    }
}
