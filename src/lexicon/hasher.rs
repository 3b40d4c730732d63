//! The hasher of maps by word, and by the hash of a word.

use crate::text::hash::hash_word;
use std::hash::Hasher;

/// Hashes words as the lexicon does: faster than the standard library's hasher, which guards against keys that were made to
/// collide. For maps of the program's own words; a map that is filled from a letter needs [`hash_word`]'s values as keys.
#[derive(Clone, Copy, Debug, Default)]
pub struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.write_u64(hash_word(bytes));
    }

    fn write_u8(&mut self, byte: u8) {
        self.0 = self.0.wrapping_add(u64::from(byte));
    }

    fn write_isize(&mut self, variant: isize) {
        self.0 = self.0.wrapping_add(variant as u64);
    }

    fn write_u64(&mut self, hash: u64) {
        let wide = u128::from(self.0.rotate_left(5) ^ hash) * 0x9e37_79b9_7f4a_7c15;
        self.0 = wide as u64 ^ (wide >> 64) as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
