//! A fixed table from hashes of words to small numbers, laid out when the crate is built.
//!
//! Shared with `build.rs`, so it depends on nothing but `core`. Open addressing, linear probing. A slot is `WIDTH` bytes,
//! little-endian: high bits of the hash above the number; 0 is empty. Why no crate does this is in
//! `docs/decisions/words.md`.

/// A table in the bytes that `build.rs` wrote: a power of two of slots, at least one of them empty.
///
/// Of four bytes a slot, numbers go up to 255, and a hash outside the table is taken for one inside once in ten million
/// times; of eight bytes, up to 2²⁰ − 1 and once in 10¹³.
#[derive(Clone, Copy, Debug)]
pub struct HashTable<const WIDTH: usize> {
    slots: &'static [[u8; WIDTH]],
}

/// The hash of two words in order.
#[inline]
#[must_use]
pub const fn pair(first: u64, second: u64) -> u64 {
    (first ^ second.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ first.rotate_left(11)
}

impl<const WIDTH: usize> HashTable<WIDTH> {
    /// Bits of a slot that hold the number.
    const NUMBER: u32 = if WIDTH == 4 { 8 } else { 20 };

    /// Reads a table; bytes of another length than a power of two of slots are cut down to one.
    #[must_use]
    pub const fn new(bytes: &'static [u8]) -> Self {
        Self { slots: bytes.as_chunks::<WIDTH>().0 }
    }

    /// The slot that `hash` with `number` fills; never 0.
    #[inline]
    #[must_use]
    pub const fn slot(hash: u64, number: u32) -> u64 {
        let print = hash >> (64 - 8 * WIDTH as u32 + Self::NUMBER);
        (if print == 0 { 1 } else { print }) << Self::NUMBER | number as u64
    }

    /// The number that belongs to `hash`.
    #[inline]
    #[must_use]
    pub fn get(&self, hash: u64) -> Option<u32> {
        let mask = self.slots.len().wrapping_sub(1);
        let print = Self::slot(hash, 0);
        let mut at = hash as usize & mask;
        // Bounded, so that even a full table ends the search.
        for _ in 0..self.slots.len() {
            let mut bytes = [0; 8];
            bytes[..WIDTH].copy_from_slice(self.slots.get(at)?);
            let found = u64::from_le_bytes(bytes);
            if found >> Self::NUMBER << Self::NUMBER == print {
                return Some((found ^ print) as u32);
            }
            if found == 0 {
                return None;
            }
            at = (at + 1) & mask;
        }
        None
    }
}
