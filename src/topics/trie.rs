//! The nodes of an automaton over words.

use super::phrase::ANY_WORD;
use crate::lexicon::WordHasher;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// No node: the root is nobody's child.
pub(super) const NONE: u32 = 0;

/// A word that goes on from a node while terms are collected.
#[derive(Clone, Copy, Debug)]
pub(super) struct Branch {
    pub(super) parent: u32,
    /// The word that leads here from its parent.
    pub(super) lemma: u32,
}

/// A trie that grows. Node 0 is the root.
#[derive(Clone, Debug)]
pub(super) struct Trie {
    pub(super) branches: Vec<Branch>,
    /// By parent and lemma.
    children: HashMap<u64, u32, BuildHasherDefault<WordHasher>>,
}

impl Default for Trie {
    fn default() -> Self {
        let children = HashMap::with_capacity_and_hasher(1 << 13, BuildHasherDefault::default());
        Self { branches: vec![Branch { parent: NONE, lemma: ANY_WORD }], children }
    }
}

impl Trie {
    pub(super) fn child_or_new(&mut self, parent: u32, lemma: u32) -> u32 {
        *self.children.entry(u64::from(parent) << 32 | u64::from(lemma)).or_insert_with(|| {
            self.branches.push(Branch { parent, lemma });
            self.branches.len() as u32 - 1
        })
    }

    /// The same trie for walking, and the number there of each node here.
    pub(super) fn lay_out(&self) -> (Tree, Vec<u32>) {
        let count = self.branches.len();
        // The children of `p` are the `from[p]`-th and following of those sorted by parent.
        let mut from = vec![0; count + 2];
        self.branches[1..].iter().for_each(|b| from[b.parent as usize + 2] += 1);
        (1..=count).for_each(|n| from[n + 1] += from[n]);
        let mut by_parent = vec![0; count - 1];
        for (node, branch) in (0..).zip(&self.branches).skip(1) {
            let place: &mut usize = &mut from[branch.parent as usize + 1];
            by_parent[*place] = node;
            *place += 1;
        }
        // Level by level.
        let mut order = Vec::with_capacity(count);
        let mut numbers = vec![0; count];
        let mut tree = Tree { nodes: Vec::with_capacity(count), lemmas: Vec::with_capacity(count) };
        order.push(0);
        for at in 0..count {
            let old: u32 = order[at];
            let start = order.len() as u32;
            let children = &mut by_parent[from[old as usize]..from[old as usize + 1]];
            children.sort_unstable_by_key(|n| self.branches[*n as usize].lemma);
            order.extend(&*children);
            let end = order.len() as u32;
            let lemma = self.branches[old as usize].lemma;
            numbers[old as usize] = at as u32;
            // `_` is the highest of all words.
            let any = end > start && self.branches[order[end as usize - 1] as usize].lemma == ANY_WORD;
            tree.lemmas.push(lemma);
            tree.nodes.push(Node { children: (start, end), any: if any { end - 1 } else { NONE }, accepts: (0, 0) });
        }
        (tree, numbers)
    }
}

/// A node of a [`Tree`].
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Node {
    /// The numbers of its children.
    children: (u32, u32),
    /// Where any word leads.
    pub(super) any: u32,
    /// What it accepts, as a range of a list elsewhere.
    pub(super) accepts: (u32, u32),
}

impl Node {
    /// Whether a term ends here, or any word may follow.
    pub(super) fn stands_alone(&self) -> bool {
        self.accepts.0 < self.accepts.1 || self.any != NONE
    }

    /// Whether no word leads on.
    pub(super) fn is_leaf(&self) -> bool {
        self.children.0 == self.children.1
    }
}

/// A trie for walking: the children of a node lie side by side, so that to look for one touches memory in one place.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// Per node, the word that leads to it.
    lemmas: Vec<u32>,
}

impl Tree {
    /// The child of a node by a word, or [`NONE`].
    #[inline]
    pub(super) fn child(&self, node: u32, lemma: u32) -> u32 {
        let (start, end) = self.nodes[node as usize].children;
        let at = self.lemmas[start as usize..end as usize].binary_search(&lemma);
        at.map_or(NONE, |at| start + at as u32)
    }
}

/// A hash of two hashes, in order.
#[inline]
pub(super) fn pair(a: u64, b: u64) -> u64 {
    (a.rotate_left(23) ^ b).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
