//! Which letters may be alike: MinHash and locality-sensitive hashing.

use super::Letters;
use std::collections::HashSet;

/// Minima that must agree for two letters to meet in a band.
const ROWS: usize = 2;
/// Bands.
const BANDS: usize = 50;
const MINIMA: usize = ROWS * BANDS;
/// In a crowd of letters that meet in a band, each is compared with so many before it.
const CROWD: usize = 64;
/// Letters that a thread takes at a time.
const CHUNK: usize = 1_024;

/// What a hash function begins with and multiplies by: a permutation of the 32-bit numbers (as in MurmurHash's finaliser).
fn functions() -> [(u32, u32); MINIMA] {
    let mut state = 0x5ead_beef_cafe_f00d_u64;
    std::array::from_fn(|_| {
        // SplitMix64 (Steele, Lea and Flood 2014).
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        ((z >> 32) as u32, z as u32 | 1)
    })
}

/// The least value of each hash function over the shingles.
fn minima(shingles: &[u32], functions: &[(u32, u32); MINIMA], out: &mut [u32]) {
    out.fill(u32::MAX);
    for &shingle in shingles {
        for (least, (begin, factor)) in out.iter_mut().zip(functions) {
            let value = (shingle ^ begin).wrapping_mul(*factor);
            let value = (value ^ (value >> 15)).wrapping_mul(0x846c_a68b);
            *least = (*least).min(value);
        }
    }
}

/// Pairs of letters that share the minima of a band, by number, the smaller one first; never two of earlier years.
pub(super) fn candidates(letters: &Letters, threads: usize) -> Vec<(usize, usize)> {
    let functions = functions();
    let mut signatures = vec![0u32; letters.len() * MINIMA];
    let work = std::sync::Mutex::new(signatures.chunks_mut(CHUNK * MINIMA).enumerate());
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                let next = || work.lock().ok().and_then(|mut work| work.next());
                while let Some((chunk, out)) = next() {
                    for (index, signature) in out.chunks_mut(MINIMA).enumerate() {
                        minima(letters.of(chunk * CHUNK + index), &functions, signature);
                    }
                }
            });
        }
    });
    let mut seen: HashSet<u64> = HashSet::new();
    let mut keys: Vec<(u64, u32)> = Vec::with_capacity(letters.len());
    for band in 0..BANDS {
        keys.clear();
        keys.extend((0..letters.len()).filter(|l| !letters.of(*l).is_empty()).map(|letter| {
            let at = letter * MINIMA + band * ROWS;
            (u64::from(signatures[at]) << 32 | u64::from(signatures[at + 1]), letter as u32)
        }));
        keys.sort_unstable();
        for crowd in keys.chunk_by(|a, b| a.0 == b.0) {
            for (place, (_, second)) in crowd.iter().enumerate() {
                for (_, first) in &crowd[place.saturating_sub(CROWD)..place] {
                    if !(letters.earlier[*first as usize] && letters.earlier[*second as usize]) {
                        seen.insert(u64::from(*first) << 32 | u64::from(*second));
                    }
                }
            }
        }
    }
    let mut pairs: Vec<u64> = seen.into_iter().collect();
    pairs.sort_unstable();
    pairs.into_iter().map(|p| ((p >> 32) as usize, (p & 0xffff_ffff) as usize)).collect()
}
