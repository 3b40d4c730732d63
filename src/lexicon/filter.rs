//! A filter that stands before a search: a set of hashes that may also seem to hold others.
//!
//! Shared with `build.rs`, so it depends on nothing but `core`.

/// A Bloom filter in blocks of 64 bits, two bits of one block for each entry (Putze, Sanders and Singler 2009, "Cache-,
/// hash- and space-efficient Bloom filters"). With a block for eight entries it knows 24 of 25 hashes that it does not hold.
///
/// `B` holds the blocks, eight bytes each: a power of two.
#[derive(Clone, Copy, Debug)]
pub struct Filter<B = &'static [[u8; 8]]> {
    blocks: B,
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

    /// Whether `hash` may be in the set.
    #[inline]
    #[must_use]
    pub fn may_hold(&self, hash: u64) -> bool {
        let (block, bits) = bits(hash, self.blocks.len());
        self.blocks.get(block).is_some_and(|b| u64::from_le_bytes(*b) & bits == bits)
    }
}

impl<const N: usize> Filter<[u64; N]> {
    /// A filter that holds nothing. `N` is a power of two.
    #[must_use]
    pub const fn empty() -> Self {
        Self { blocks: [0; N] }
    }

    /// Adds a hash.
    pub const fn insert(&mut self, hash: u64) {
        let (block, bits) = bits(hash, N);
        self.blocks[block] |= bits;
    }

    /// Whether `hash` may be in the set.
    #[inline]
    #[must_use]
    pub const fn has(&self, hash: u64) -> bool {
        let (block, bits) = bits(hash, N);
        self.blocks[block] & bits == bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_holds_what_was_put_in_and_little_else() {
        let spread = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ n.rotate_right(23);
        let mut filter = Filter::<[u64; 64]>::empty();
        (0..512).for_each(|n| filter.insert(spread(n)));
        assert!((0..512).all(|n| filter.has(spread(n))));
        assert!((512..4608).filter(|&n| filter.has(spread(n))).count() < 4096 / 15);
    }
}
