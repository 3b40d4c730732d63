//! Which letters may be alike: MinHash and locality-sensitive hashing.

use super::Pair;
use std::sync::Mutex;

/// Minima that must agree for two letters to meet in a band.
const ROWS: usize = 2;
/// Bands.
const BANDS: usize = 50;
const MINIMA: usize = ROWS * BANDS;
/// In a crowd of letters that meet in a band, each is compared with so many before it.
const CROWD: usize = 64;
/// How far the share of minima that agree may lie below the similarity: four standard errors.
const SLACK: f64 = 0.18;
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
    pub(super) fn minima(&self, shingles: &[u32]) -> [u32; MINIMA] {
        let mut out = [u32::MAX; MINIMA];
        for &shingle in shingles {
            for (least, (begin, factor)) in out.iter_mut().zip(&self.0) {
                let value = (shingle ^ begin).wrapping_mul(*factor);
                let value = (value ^ (value >> 15)).wrapping_mul(0x846c_a68b);
                *least = (*least).min(value);
            }
        }
        out
    }
}

/// The minima of letters, in the order of their numbers.
#[derive(Debug, Default)]
pub(super) struct Signatures {
    minima: Vec<u32>,
    /// Per letter, whether it has shingles.
    full: Vec<bool>,
}

impl Signatures {
    /// Adds the next letter; none for one without shingles.
    pub(super) fn push(&mut self, minima: Option<[u32; MINIMA]>) {
        self.full.push(minima.is_some());
        self.minima.extend(minima.unwrap_or([0; MINIMA]));
    }

    /// Whether a letter has shingles.
    pub(super) fn is_full(&self, letter: usize) -> bool {
        self.full[letter]
    }

    fn of(&self, letter: usize) -> &[u32] {
        &self.minima[letter * MINIMA..][..MINIMA]
    }

    /// The letters that have shingles with their minima of a band, sorted: a run of equal minima is a crowd.
    fn crowds(&self, band: usize) -> Vec<(u64, u32)> {
        let full = (0..self.full.len()).filter(|letter| self.full[*letter]);
        let mut keys: Vec<(u64, u32)> = full
            .map(|letter| {
                let rows = &self.of(letter)[band * ROWS..][..ROWS];
                (u64::from(rows[0]) << 32 | u64::from(rows[1]), letter as u32)
            })
            .collect();
        keys.sort_unstable();
        keys
    }
}

/// Does some work for each item, on so many threads.
fn each<I: Iterator<Item: Send> + Send>(items: I, threads: usize, work: impl Fn(I::Item) + Sync) {
    let items = Mutex::new(items);
    let next = || items.lock().ok().and_then(|mut items| items.next());
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                while let Some(item) = next() {
                    work(item);
                }
            });
        }
    });
}

/// The pairs of letters, the one with the smaller number first, that share the minima of a band, whose minima agree often
/// enough for `threshold`, and for which `verify` gives a similarity. In no certain order.
pub(super) fn pairs(
    signatures: &Signatures,
    threshold: f64,
    threads: usize,
    verify: impl Fn(usize, usize) -> Option<f64> + Sync,
) -> Vec<Pair> {
    let count = signatures.full.len();
    if count == 0 {
        return Vec::new();
    }
    // Per band and letter, its place in its crowd; the last number stands for all places beyond.
    let mut places = vec![0u16; count * BANDS];
    each(places.chunks_mut(count).enumerate(), threads, |(band, out)| {
        for crowd in signatures.crowds(band).chunk_by(|a, b| a.0 == b.0) {
            for (place, (_, letter)) in crowd.iter().enumerate() {
                out[*letter as usize] = place.min(usize::from(u16::MAX)) as u16;
            }
        }
    });
    let least = ((threshold - SLACK) * MINIMA as f64).max(0.0) as usize;
    // A pair is looked at in the first band that brings it together: else copies would be compared fifty times.
    let is_new = |band: usize, first: usize, second: usize| {
        let rows = signatures.of(first).chunks_exact(ROWS).zip(signatures.of(second).chunks_exact(ROWS));
        !rows.take(band).enumerate().any(|(band, (a, b))| {
            let (one, two) = (places[band * count + first], places[band * count + second]);
            a == b && two < u16::MAX && usize::from(two - one) <= CROWD
        })
    };
    let check = |band: usize, first: usize, second: usize| -> Option<Pair> {
        let agree = signatures.of(first).iter().zip(signatures.of(second)).filter(|(a, b)| a == b).count();
        if agree < least || !is_new(band, first, second) {
            return None;
        }
        verify(first, second).map(|similarity| Pair { first, second, similarity })
    };
    let found = Mutex::new(Vec::new());
    each(0..BANDS, threads, |band| {
        let mut own = Vec::new();
        for crowd in signatures.crowds(band).chunk_by(|a, b| a.0 == b.0) {
            for (place, (_, second)) in crowd.iter().enumerate() {
                let before = &crowd[place.saturating_sub(CROWD)..place];
                own.extend(before.iter().filter_map(|(_, first)| check(band, *first as usize, *second as usize)));
            }
        }
        if let Ok(mut found) = found.lock() {
            found.append(&mut own);
        }
    });
    found.into_inner().unwrap_or_default()
}
