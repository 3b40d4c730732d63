//! A fixed table from word hashes to a byte, laid out when the crate is built.
//!
//! Shared with `build.rs`, so it depends on nothing but `core`. Open addressing, linear probing: a slot is 24 bits
//! of the hash and the byte, four bytes little-endian; 0 is empty. A word outside the table is taken for one
//! inside once in about ten million.

/// A table in the bytes that `build.rs` wrote: a power of two of slots, at least one of them empty.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    slots: &'static [[u8; 4]],
}

/// The slot that `hash` with `payload` fills; never 0.
#[inline]
#[must_use]
pub const fn slot(hash: u64, payload: u8) -> u32 {
    let print = (hash >> 40) as u32;
    (if print == 0 { 1 } else { print }) << 8 | payload as u32
}

/// The hash of two words in order.
#[inline]
#[must_use]
pub const fn pair(first: u64, second: u64) -> u64 {
    (first ^ second.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ first.rotate_left(11)
}

/// A filter that stands before a table: small enough to stay in the cache, it knows nearly all words (24 of 25) that
/// the table does not hold. Two bits of one block for each entry.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    blocks: &'static [[u8; 8]],
}

/// The block among `blocks` that belongs to `hash`, and its bits there.
#[inline]
#[must_use]
pub const fn bits(hash: u64, blocks: usize) -> (usize, u64) {
    ((hash >> 20) as usize & blocks.wrapping_sub(1), 1 << (hash >> 34 & 63) | 1 << (hash >> 56 & 63))
}

impl Filter {
    /// Reads a filter of a power of two of blocks.
    #[must_use]
    pub const fn new(bytes: &'static [u8]) -> Self {
        Self { blocks: bytes.as_chunks::<8>().0 }
    }

    /// Whether the table may hold `hash`.
    #[inline]
    #[must_use]
    pub fn may_hold(&self, hash: u64) -> bool {
        let (block, bits) = bits(hash, self.blocks.len());
        self.blocks.get(block).is_some_and(|b| u64::from_le_bytes(*b) & bits == bits)
    }
}

impl Table {
    /// Reads a table; bytes of another length than a power of two of slots are cut down to one.
    #[must_use]
    pub const fn new(bytes: &'static [u8]) -> Self {
        Self { slots: bytes.as_chunks::<4>().0 }
    }

    /// The byte that belongs to `hash`.
    #[inline]
    #[must_use]
    pub fn get(&self, hash: u64) -> Option<u8> {
        let mask = self.slots.len().wrapping_sub(1);
        let print = slot(hash, 0);
        let mut at = hash as usize & mask;
        // Bounded, so that even a full table ends the search.
        for _ in 0..self.slots.len() {
            let found = u32::from_le_bytes(*self.slots.get(at)?);
            if found == 0 {
                return None;
            }
            if found & !0xff == print {
                return Some(found as u8);
            }
            at = (at + 1) & mask;
        }
        None
    }
}

/// A word's consonants: its first letter, then the letters that are no vowels, doubled ones once. Misspellings of
/// long words mostly keep them (`temparture`, `temperature`). None for fewer than four, or beyond 24.
pub fn skeleton(word: &[u8]) -> Option<([u8; 24], usize)> {
    let mut out = [0u8; 24];
    let mut len = 0;
    for (at, letter) in word.iter().map(u8::to_ascii_lowercase).enumerate() {
        let vowel = matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
        if at > 0 && (vowel || len > 0 && out[len - 1] == letter) {
            continue;
        }
        *out.get_mut(len)? = letter;
        len += 1;
    }
    (len >= 4).then_some((out, len))
}
