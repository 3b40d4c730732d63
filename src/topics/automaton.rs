//! Terms → an automaton over word hashes; a letter → the terms in it.
//!
//! Every word of a term is a *lemma*; a table leads from the hash of each way to write it to the lemma. A trie
//! over lemmas holds the terms. Most words of a letter begin no term: they cost one look into a bit set of
//! 32 kB; words such as "in", which begin one only together with certain others, cost two more. What remains walks the trie, at most [`LONGEST`] words deep, so time is linear in the letter.

use super::Role;
use super::phrase::{ANY_WORD, Case, LONGEST, Pattern, Vocabulary, variants};
use crate::text::{Class, Document, Gap, Shape, Word};

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
    trie: Trie,
    /// Topic, concept and whether it takes its words; one per topic, [`Use`] and node.
    accepts: Vec<(u16, u16, bool)>,
    topics: usize,
}

#[derive(Clone, Debug)]
struct Node {
    parent: u32,
    /// The word that leads here from its parent.
    lemma: u32,
    /// Where any word leads.
    any: u32,
    accepts: (u32, u32),
}

/// Node 0 is the root.
#[derive(Clone, Debug)]
struct Trie {
    nodes: Vec<Node>,
    /// Open addressing by parent and lemma: a node; 0 is an empty slot. Less than half full.
    slots: Vec<u32>,
}

impl Default for Trie {
    fn default() -> Self {
        Self {
            nodes: vec![Node { parent: NONE, lemma: ANY_WORD, any: NONE, accepts: (0, 0) }],
            slots: vec![NONE; 1 << 14],
        }
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
    fn child(&self, parent: u32, lemma: u32) -> u32 {
        self.slots[self.slot(parent, lemma)]
    }

    fn child_or_new(&mut self, parent: u32, lemma: u32) -> u32 {
        let slot = self.slot(parent, lemma);
        if self.slots[slot] != NONE {
            return self.slots[slot];
        }
        let fresh = self.nodes.len() as u32;
        self.nodes.push(Node { parent, lemma, any: NONE, accepts: (0, 0) });
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

/// Collects terms for an [`Automaton`].
#[derive(Default)]
pub(super) struct Builder {
    vocabulary: Vocabulary,
    trie: Trie,
    /// Node, topic, use and concept of each term.
    accepts: Vec<(u32, u16, Use, u16)>,
    /// Nodes reached before and behind a place of a term.
    starts: Vec<u32>,
    ends: Vec<u32>,
}

/// Most nodes of an automaton.
const MOST_NODES: usize = 1 << 24;

impl Builder {
    pub(super) fn new() -> Self {
        let mut builder = Self::default();
        builder.vocabulary.reserve();
        builder
    }

    /// Adds a term of a concept; an error completes "the term …".
    pub(super) fn add(&mut self, term: &str, role: Role, topic: usize, concept: usize) -> Result<(), &'static str> {
        self.ends.clear();
        self.ends.push(0);
        for choices in self.vocabulary.read(term)?.iter() {
            self.starts.clear();
            std::mem::swap(&mut self.starts, &mut self.ends);
            for start in &self.starts {
                let of_choice = |choice: &Pattern| {
                    choice.words().iter().fold(*start, |node, lemma| self.trie.child_or_new(node, *lemma))
                };
                self.ends.extend(choices.iter().map(of_choice));
            }
        }
        self.accepts.extend(self.ends.iter().map(|node| (*node, topic as u16, Use::of(role), concept as u16)));
        if self.trie.nodes.len() > MOST_NODES { Err("is one too many for one file") } else { Ok(()) }
    }

    /// Lays out the automaton for a number of topics. Of two concepts of a topic with the same term the first
    /// counts; a term to exclude may speak against the topic, but serves no other use.
    pub(super) fn finish(mut self, topics: usize) -> Automaton {
        self.accepts.sort_unstable();
        self.accepts.dedup_by_key(|a| (a.0, a.1, a.2));
        let mut accepts = Vec::with_capacity(self.accepts.len());
        for of_node in self.accepts.chunk_by(|a, b| a.0 == b.0) {
            let start = accepts.len() as u32;
            for of_topic in of_node.chunk_by(|a, b| a.1 == b.1) {
                // Exclude sorts first.
                let excluded = of_topic[0].2 == Use::Exclude;
                let kept = of_topic.iter().filter(|a| !excluded || matches!(a.2, Use::Exclude | Use::Against));
                accepts.extend(kept.map(|(_, topic, used, concept)| (*topic, *concept, used.takes_words())));
            }
            self.trie.nodes[of_node[0].0 as usize].accepts = (start, accepts.len() as u32);
        }
        let mut automaton = Automaton { trie: self.trie, accepts, topics, ..Automaton::default() };
        automaton.lay_out_words(&self.vocabulary.words);
        automaton
    }
}

impl Automaton {
    fn lay_out_words(&mut self, words: &[(String, Case)]) {
        // Per lemma, the hashes of its forms: those from one mark to the next.
        let (mut forms, mut marks) = (Vec::with_capacity(words.len() * 4), Vec::with_capacity(words.len() + 1));
        for (word, _) in words {
            marks.push(forms.len());
            variants(word, &mut forms);
        }
        marks.push(forms.len());
        let forms_of = |lemma: u32| &forms[marks[lemma as usize]..marks[lemma as usize + 1]];
        self.first = vec![NONE; words.len()];
        for (index, node) in self.trie.nodes.iter().enumerate().skip(1) {
            if node.parent == 0 {
                self.first[node.lemma as usize] = index as u32;
                let is_alone = node.accepts.0 < node.accepts.1 || node.any != NONE;
                for hash in forms_of(node.lemma) {
                    self.begins.insert(*hash);
                    if is_alone {
                        self.alone.insert(*hash);
                    }
                }
            } else if self.trie.nodes[node.parent as usize].parent == 0 && node.lemma != ANY_WORD {
                for a in forms_of(self.trie.nodes[node.parent as usize].lemma) {
                    for b in forms_of(node.lemma) {
                        self.pairs.insert(pair(*a, *b));
                    }
                }
            }
        }
        let lemmas = (0..words.len())
            .flat_map(|lemma| forms[marks[lemma]..marks[lemma + 1]].iter().map(move |hash| (*hash, lemma as u32)));
        let mut by_hash: Vec<(u64, u32)> = lemmas.collect();
        by_hash.sort_unstable();
        by_hash.dedup();
        let size = (by_hash.len() * 2 + 1).next_power_of_two();
        self.table = vec![(0, 0, 0); size];
        for same in by_hash.chunk_by(|a, b| a.0 == b.0) {
            let start = self.lemmas.len() as u32;
            self.lemmas.extend(same.iter().map(|(_, lemma)| (*lemma, words[*lemma as usize].1)));
            let mut slot = same[0].0 as usize & (size - 1);
            while self.table[slot].0 != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.table[slot] = (same[0].0, start, self.lemmas.len() as u32);
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
            && (self.alone.has(word.hash)
                || next.is_some_and(|n| self.pairs.has(pair(word.hash, n.hash)))
                || divided(doc.words.get(index + 2)))
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
        self.trie.child(node, lemma)
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
            self.walk(
                doc,
                At { node: 0, first: index, next: index, depth: 0 },
                &mut Out { taking: &mut here, aside: found },
            );
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
        let any = self.trie.nodes[at.node as usize].any;
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
        let (start, end) = self.trie.nodes[at.node as usize].accepts;
        for &(topic, concept, takes_words) in &self.accepts[start as usize..end as usize] {
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
        if self.0.is_empty() {
            self.0.resize(1 << 12, 0);
        }
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
    const INSIDE: u16 =
        Gap::SPACE.0 | Gap::NEWLINE.0 | Gap::HYPHEN.0 | Gap::LINE_HYPHEN.0 | Gap::QUOTE.0 | Gap::APOSTROPHE.0;
    if gap.0 & !INSIDE == 0 {
        return !(gap.has(Gap::HYPHEN) && gap.any(Gap::SPACE));
    }
    gap == Gap::DASH
}
