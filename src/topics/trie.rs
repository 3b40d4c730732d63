//! The nodes of an automaton over words, and the filters before it.

use super::phrase::ANY_WORD;

/// No node, or an empty slot: the root is nobody's child.
pub(super) const NONE: u32 = 0;

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) parent: u32,
    /// The word that leads here from its parent.
    pub(super) lemma: u32,
    /// Where any word leads.
    pub(super) any: u32,
    pub(super) accepts: (u32, u32),
    /// Whether no word leads on.
    pub(super) leaf: bool,
}

impl Node {
    fn new(parent: u32, lemma: u32) -> Self {
        Self { parent, lemma, any: NONE, accepts: (0, 0), leaf: true }
    }
}

/// Node 0 is the root.
#[derive(Clone, Debug)]
pub(super) struct Trie {
    pub(super) nodes: Vec<Node>,
    /// Open addressing by parent and lemma: a node; 0 is an empty slot. Less than half full.
    slots: Vec<u32>,
}

impl Default for Trie {
    fn default() -> Self {
        Self { nodes: vec![Node::new(NONE, ANY_WORD)], slots: vec![NONE; 1 << 14] }
    }
}

impl Trie {
    /// The slot that holds the child of a node by a word, or the empty one where it belongs.
    #[inline]
    fn slot(&self, parent: u32, lemma: u32) -> usize {
        let mask = self.slots.len() - 1;
        let hash = (u64::from(parent) << 32 | u64::from(lemma)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mut slot = (hash >> 32) as usize & mask;
        loop {
            let node = self.slots[slot];
            if node == NONE || self.nodes[node as usize].parent == parent && self.nodes[node as usize].lemma == lemma {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }

    #[inline]
    pub(super) fn child(&self, parent: u32, lemma: u32) -> u32 {
        self.slots[self.slot(parent, lemma)]
    }

    pub(super) fn child_or_new(&mut self, parent: u32, lemma: u32) -> u32 {
        let slot = self.slot(parent, lemma);
        if self.slots[slot] != NONE {
            return self.slots[slot];
        }
        let fresh = self.nodes.len() as u32;
        self.nodes.push(Node::new(parent, lemma));
        self.nodes[parent as usize].leaf = false;
        if lemma == ANY_WORD {
            self.nodes[parent as usize].any = fresh;
        }
        self.slots[slot] = fresh;
        if self.nodes.len() * 2 > self.slots.len() {
            self.slots = vec![NONE; self.slots.len() * 4];
            for node in 1..self.nodes.len() {
                let slot = self.slot(self.nodes[node].parent, self.nodes[node].lemma);
                self.slots[slot] = node as u32;
            }
        }
        fresh
    }
}

/// A hash of two hashes, in order.
#[inline]
pub(super) fn pair(a: u64, b: u64) -> u64 {
    (a.rotate_left(23) ^ b).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// A set of hashes that may also hold others: a bit for each value of their highest 18 bits.
#[derive(Clone, Debug)]
pub(super) struct Filter(Box<[u64; 1 << 12]>);

impl Default for Filter {
    fn default() -> Self {
        Self(Box::new([0; 1 << 12]))
    }
}

impl Filter {
    pub(super) fn insert(&mut self, hash: u64) {
        let bit = (hash >> 46) as usize;
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    #[inline]
    pub(super) fn has(&self, hash: u64) -> bool {
        let bit = (hash >> 46) as usize;
        self.0[bit / 64] >> (bit % 64) & 1 == 1
    }
}
