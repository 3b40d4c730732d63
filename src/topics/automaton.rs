//! Terms → an automaton over word hashes; a letter → the terms in it.
//!
//! Every word of a term is a *lemma*; a table leads from the hash of each way to write it to the lemma. A trie
//! over lemmas holds the terms. Most words of a letter begin no term: they cost one look into a bit set of
//! 32 kB; words such as "in", which begin one only together with certain others, cost two more. What remains walks the trie, at most [`LONGEST`] words deep, so time is linear in the letter.

use super::phrase::{Case, LONGEST, Slot, patterns, variants};
use super::{Concept, Role, Topic};
use crate::error::{Error, ErrorKind, Result};
use crate::text::hash::hash_word;
use crate::text::{Class, Document, Gap, Shape, Word};
use std::collections::{BTreeMap, BTreeSet};

/// A term found in a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Index of the topic; the number of topics for general support.
    pub topic: u16,
    /// Index of the concept in [`Topic::concepts`].
    pub concept: u16,
    /// Index of its first word.
    pub first: u32,
    /// Index one past its last word.
    pub end: u32,
}

const ANY_WORD: u32 = u32::MAX;
const NONE: u32 = 0;

/// See the module's text.
#[derive(Clone, Debug, Default)]
pub(super) struct Automaton {
    /// Words that a term may begin with.
    begins: Filter,
    /// Words that may be a term, or be followed by any word.
    alone: Filter,
    /// Pairs of words that a term may begin with.
    pairs: Filter,
    /// Per lemma, the node it leads to from the root.
    first: Vec<u32>,
    /// Open addressing: hash of a folded word, and its range in `lemmas`; a hash of 0 is an empty slot.
    table: Vec<(u64, u32, u32)>,
    lemmas: Vec<(u32, Case)>,
    /// Node 0 is the root; per node, its range in `edges` and in `accepts`.
    nodes: Vec<Node>,
    /// Sorted by lemma within a node.
    edges: Vec<(u32, u32)>,
    /// Topic, concept and whether it takes its words; one per topic, [`Use`] and node.
    accepts: Vec<(u16, u16, bool)>,
    topics: usize,
}

#[derive(Clone, Debug, Default)]
struct Node {
    edges: std::ops::Range<u32>,
    accepts: std::ops::Range<u32>,
    any: u32,
}

#[derive(Default)]
struct Draft {
    edges: BTreeMap<u32, u32>,
    accepts: BTreeMap<(u16, Use), u16>,
}

/// What a term is used for; a term may serve several uses of one topic.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    Exclude,
    Count,
    Support,
    Against,
}

impl Use {
    /// Whether its words can't serve another term of the topic. Support may lie within a term that counts.
    fn takes_words(self) -> bool {
        matches!(self, Self::Exclude | Self::Count)
    }

    fn of(role: Role) -> Self {
        match role {
            Role::Exclude => Self::Exclude,
            Role::Support => Self::Support,
            Role::Against => Self::Against,
            _ => Self::Count,
        }
    }
}

impl Automaton {
    /// Compiles the terms. Of two concepts of a topic with the same term the first counts; a term to exclude
    /// may speak against the topic, but serves no other use.
    pub(super) fn build(topics: &[Topic], general: &[Concept]) -> Result<Self> {
        let mut names: BTreeMap<(String, Case), u32> = BTreeMap::new();
        let mut drafts = vec![Draft::default()];
        let lists = topics.iter().map(|t| t.concepts.as_slice()).chain([general]);
        for (topic, concepts) in lists.enumerate() {
            for (index, concept) in concepts.iter().enumerate() {
                for term in &concept.terms {
                    for pattern in patterns(term).map_err(|why| Error::new(ErrorKind::Topics, format!("the term \"{term}\" {why}")))? {
                        let mut node = 0usize;
                        for slot in pattern {
                            let lemma = match slot {
                                Slot::Any => ANY_WORD,
                                Slot::Word(word, case) => {
                                    let next = names.len() as u32;
                                    *names.entry((word, case)).or_insert(next)
                                }
                            };
                            let fresh = drafts.len() as u32;
                            let to = *drafts[node].edges.entry(lemma).or_insert(fresh);
                            if to == fresh {
                                drafts.push(Draft::default());
                            }
                            node = to as usize;
                        }
                        drafts[node].accepts.entry((topic as u16, Use::of(concept.role))).or_insert(index as u16);
                    }
                }
            }
        }
        if drafts.len() > 1 << 24 {
            return Err(Error::new(ErrorKind::Topics, "the terms are too many for one file"));
        }
        let mut automaton = Self { topics: topics.len(), ..Self::default() };
        automaton.lay_out_words(&names, &drafts);
        for draft in drafts {
            let (e, a) = (automaton.edges.len() as u32, automaton.accepts.len() as u32);
            let any = draft.edges.get(&ANY_WORD).copied().unwrap_or(NONE);
            automaton.edges.extend(draft.edges.into_iter().filter(|(lemma, _)| *lemma != ANY_WORD));
            let excluded = |topic: u16| draft.accepts.contains_key(&(topic, Use::Exclude));
            let kept = draft.accepts.iter().filter(|((topic, used), _)| {
                matches!(used, Use::Exclude | Use::Against) || !excluded(*topic)
            });
            automaton.accepts.extend(kept.map(|((topic, used), concept)| (*topic, *concept, used.takes_words())));
            let (e2, a2) = (automaton.edges.len() as u32, automaton.accepts.len() as u32);
            automaton.nodes.push(Node { edges: e..e2, accepts: a..a2, any });
        }
        Ok(automaton)
    }

    fn lay_out_words(&mut self, names: &BTreeMap<(String, Case), u32>, drafts: &[Draft]) {
        let root = &drafts[0].edges;
        let mut alone = BTreeSet::new();
        for (&lemma, &node) in root {
            let node = &drafts[node as usize];
            if !node.accepts.is_empty() || node.edges.contains_key(&ANY_WORD) {
                alone.insert(lemma);
            }
        }
        let mut by_hash: BTreeMap<u64, Vec<(u32, Case)>> = BTreeMap::new();
        for ((word, case), &lemma) in names {
            for form in variants(word) {
                let hash = hash_word(form.as_bytes());
                by_hash.entry(hash).or_default().push((lemma, *case));
                if root.contains_key(&lemma) {
                    self.begins.insert(hash);
                }
                if alone.contains(&lemma) {
                    self.alone.insert(hash);
                }
            }
        }
        let mut forms: Vec<Vec<u64>> = vec![Vec::new(); names.len()];
        for (hash, lemmas) in &by_hash {
            for (lemma, _) in lemmas {
                forms[*lemma as usize].push(*hash);
            }
        }
        self.first = vec![NONE; names.len()];
        for (&lemma, &node) in root {
            self.first[lemma as usize] = node;
            for &next in drafts[node as usize].edges.keys().filter(|l| **l != ANY_WORD) {
                for a in &forms[lemma as usize] {
                    for b in &forms[next as usize] {
                        self.pairs.insert(pair(*a, *b));
                    }
                }
            }
        }
        let size = (by_hash.len() * 2 + 1).next_power_of_two();
        self.table = vec![(0, 0, 0); size];
        for (hash, lemmas) in by_hash {
            let start = self.lemmas.len() as u32;
            self.lemmas.extend(lemmas);
            let mut slot = hash as usize & (size - 1);
            while self.table[slot].0 != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.table[slot] = (hash, start, self.lemmas.len() as u32);
        }
    }

    /// Whether a term may begin with word `index`.
    #[inline]
    fn may_begin(&self, doc: &Document<'_>, index: usize, word: &Word) -> bool {
        let next = doc.words.get(index + 1);
        let divided = |w: Option<&Word>| w.is_some_and(|w| w.gap.has(Gap::LINE_HYPHEN));
        if divided(next) {
            return true;
        }
        self.begins.has(word.hash)
            && (self.alone.has(word.hash) || next.is_some_and(|n| self.pairs.has(pair(word.hash, n.hash))) || divided(doc.words.get(index + 2)))
    }

    fn lemmas_of(&self, hash: u64) -> &[(u32, Case)] {
        // The hash of a placeholder or an address is 0, as is an empty slot.
        if hash == 0 || self.table.is_empty() {
            return &[];
        }
        let mask = self.table.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            let (key, start, end) = self.table[slot];
            if key == hash {
                return &self.lemmas[start as usize..end as usize];
            }
            if key == 0 {
                return &[];
            }
            slot = (slot + 1) & mask;
        }
    }

    #[inline]
    fn step(&self, node: u32, lemma: u32) -> u32 {
        if node == 0 {
            return self.first[lemma as usize];
        }
        let node = &self.nodes[node as usize];
        let edges = &self.edges[node.edges.start as usize..node.edges.end as usize];
        edges.binary_search_by_key(&lemma, |e| e.0).map_or(NONE, |i| edges[i].1)
    }

    /// See [`super::Topics::find`].
    pub(super) fn find(&self, doc: &Document<'_>, found: &mut Vec<Found>) {
        // Per topic: the words before this index are taken.
        let mut taken = vec![0u32; self.topics + 1];
        let mut here = Vec::new();
        for (index, word) in doc.words.iter().enumerate() {
            if !self.may_begin(doc, index, word) {
                continue;
            }
            self.walk(doc, At { node: 0, first: index, next: index, depth: 0 }, &mut Out { taking: &mut here, aside: found });
            if here.is_empty() {
                continue;
            }
            // Longest first within a topic; a tie goes to the earlier concept.
            here.sort_unstable_by_key(|f: &Found| (f.topic, std::cmp::Reverse(f.end), f.concept));
            let mut last = u16::MAX;
            for f in here.drain(..) {
                if f.topic != last && taken[f.topic as usize] <= f.first {
                    taken[f.topic as usize] = f.end;
                    found.push(f);
                }
                last = f.topic;
            }
        }
    }

    /// Follows every path from a state with the words that come next.
    fn walk(&self, doc: &Document<'_>, at: At, out: &mut Out<'_>) {
        let Some(word) = doc.words.get(at.next) else { return };
        if at.depth >= LONGEST || at.depth > 0 && !joins(word) {
            return;
        }
        self.enter(doc, At { next: at.next + 1, ..at }, word.shape, word.hash, out);
        let divided = doc.words.get(at.next + 1).is_some_and(|w| w.gap.has(Gap::LINE_HYPHEN));
        if let Some(hash) = divided.then(|| doc.joined_hash(at.next + 1)).flatten() {
            self.enter(doc, At { next: at.next + 2, ..at }, word.shape, hash, out);
        }
        let any = self.nodes[at.node as usize].any;
        if any != NONE && matches!(word.class, Class::Word | Class::Number) {
            self.arrive(doc, At { node: any, next: at.next + 1, ..at }, out);
        }
    }

    /// Reads one word, of this hash and shape; `at.next` stands behind it already.
    fn enter(&self, doc: &Document<'_>, at: At, shape: Shape, hash: u64, out: &mut Out<'_>) {
        for &(lemma, case) in self.lemmas_of(hash) {
            if case.allows(shape) {
                let node = self.step(at.node, lemma);
                if node != NONE {
                    self.arrive(doc, At { node, ..at }, out);
                }
            }
        }
    }

    fn arrive(&self, doc: &Document<'_>, at: At, out: &mut Out<'_>) {
        let accepts = &self.nodes[at.node as usize].accepts;
        for &(topic, concept, takes_words) in &self.accepts[accepts.start as usize..accepts.end as usize] {
            let list = if takes_words { &mut *out.taking } else { &mut *out.aside };
            list.push(Found { topic, concept, first: at.first as u32, end: at.next as u32 });
        }
        self.walk(doc, At { depth: at.depth + 1, ..at }, out);
    }
}

/// Where the walk puts what it finds.
struct Out<'f> {
    /// Terms that take their words.
    taking: &'f mut Vec<Found>,
    /// Terms that may lie within others.
    aside: &'f mut Vec<Found>,
}

/// A state of the walk.
#[derive(Clone, Copy)]
struct At {
    node: u32,
    /// Word at which the walk began.
    first: usize,
    /// Word that comes next.
    next: usize,
    /// Words of the term so far.
    depth: usize,
}

/// A hash of two hashes, in order.
#[inline]
fn pair(a: u64, b: u64) -> u64 {
    (a.rotate_left(23) ^ b).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// A set of hashes that may also hold others: a bit for each value of their highest 18 bits.
#[derive(Clone, Debug, Default)]
struct Filter(Vec<u64>);

impl Filter {
    fn insert(&mut self, hash: u64) {
        self.0.resize(1 << 12, 0);
        let bit = (hash >> 46) as usize;
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    #[inline]
    fn has(&self, hash: u64) -> bool {
        let bit = (hash >> 46) as usize;
        self.0.get(bit / 64).is_some_and(|w| w >> (bit % 64) & 1 == 1)
    }
}

/// Whether a term can go on from the word before to this one: a blank, a wrapped line, a hyphen, quotation marks.
fn joins(word: &Word) -> bool {
    let gap = word.gap;
    const INSIDE: u16 = Gap::SPACE.0 | Gap::NEWLINE.0 | Gap::HYPHEN.0 | Gap::LINE_HYPHEN.0 | Gap::QUOTE.0 | Gap::APOSTROPHE.0;
    if gap.0 & !INSIDE == 0 {
        return !(gap.has(Gap::HYPHEN) && gap.any(Gap::SPACE));
    }
    gap == Gap::DASH
}
