//! Terms → an automaton over word hashes; a letter → the terms in it.
//!
//! Every word of a term is a *lemma*; an [`Attribute`] leads from each way to write it to the lemma. A trie over lemmas
//! holds the terms. Most words of a letter begin no term: they cost one look into an array, by their number in the lexicon;
//! words such as "in", which begin one only together with certain others, cost two more. What remains walks the trie, at
//! most [`LONGEST`] words deep, so time is linear in the letter.

use super::Role;
use super::combination::{Bounds, Combination, Combinations, MOST_PARTS, PARTS, Part, Place};
use super::found::Found;
use super::phrase::{ANY_WORD, Case, LONGEST, Pattern, Vocabulary, variants};
use super::trie::{NONE, Tree, Trie, pair};
use crate::lexicon::{Annotated, Attribute, Filter, WordHasher, WordMask};
use crate::text::{Class, Gap, Shape, Word};
use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

/// See the module's text.
#[derive(Clone, Debug, Default)]
pub(super) struct Automaton {
    /// Words that a term may begin with.
    begins: WordMask,
    /// Of these, the words that may be a term, or be followed by any word.
    alone: WordMask,
    /// Pairs of words that a term may begin with.
    pairs: Option<Box<Filter<[u64; 1 << 12]>>>,
    /// Per lemma, the node it leads to from the root.
    first: Vec<u32>,
    words: Attribute<Written>,
    /// Chains of the lemmas that a word may be written for: the lemma, how it must be written, the place of the next. The first
    /// is the end of all.
    lemmas: Vec<(u32, Case, u32)>,
    tree: Tree,
    /// Topic, concept and whether it takes its words; one per topic, [`Use`] and node.
    accepts: Vec<(u16, u16, bool)>,
    topics: usize,
    combinations: Combinations,
}

/// What a word may be written for.
#[derive(Clone, Copy, Debug, Default)]
struct Written {
    /// Its chain among [`Automaton::lemmas`]; 0 for none.
    lemmas: u32,
    /// Whether it may be a term, or be followed by any word.
    alone: bool,
}

/// What a term is used for; a term may serve several uses of one topic.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    Exclude,
    Count,
    Support,
    Against,
    Rival,
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
            Role::Rival => Self::Rival,
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
    /// The numbers of the parts of combinations, by how the file writes them.
    parts: BTreeMap<String, u16>,
    /// Each with its anchor.
    combinations: Vec<(u16, Combination)>,
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
        if self.trie.branches.len() > MOST_NODES { Err("is one too many for one file") } else { Ok(()) }
    }

    /// Adds a combination of a concept. An error completes "the term …".
    pub(super) fn combine(&mut self, parts: &[Part<'_>], topic: usize, concept: usize) -> Result<(), &'static str> {
        let (mut wanted, mut barred) = (Vec::new(), Vec::new());
        for Part { name, terms, place } in parts {
            let number = match self.parts.get(*name) {
                Some(number) => *number,
                None if self.parts.len() >= MOST_PARTS => return Err("has one part too many for one file"),
                None => {
                    let number = self.parts.len() as u16;
                    for term in terms {
                        self.add(term, Role::Support, usize::from(PARTS), usize::from(number))?;
                    }
                    self.parts.insert((*name).to_owned(), number);
                    number
                }
            };
            match place {
                Place::Near => wanted.push((number, false)),
                Place::Next => wanted.push((number, true)),
                Place::Nowhere => barred.push(number),
            }
        }
        if wanted.len() < 2 || wanted.len() > 6 {
            return Err("must have two to six parts that are to stand together");
        }
        let (anchor, _) = wanted.remove(0);
        let combination = Combination { topic: topic as u16, concept: concept as u16, wanted, barred };
        self.combinations.push((anchor, combination));
        Ok(())
    }

    /// Lays out the automaton for topics with these concepts. Of two concepts of a topic with the same term the first
    /// counts; a term to exclude may speak against the topic, but serves no other use.
    pub(super) fn finish(mut self, topics: Vec<Bounds>) -> Automaton {
        self.accepts.sort_unstable();
        // A word may be of several parts.
        self.accepts.dedup_by_key(|a| (a.0, a.1, a.2, if a.1 == PARTS { a.3 } else { 0 }));
        let mut accepts = Vec::with_capacity(self.accepts.len());
        let (mut tree, numbers) = self.trie.lay_out();
        for of_node in self.accepts.chunk_by(|a, b| a.0 == b.0) {
            let start = accepts.len() as u32;
            for of_topic in of_node.chunk_by(|a, b| a.1 == b.1) {
                // Exclude sorts first.
                let excluded = of_topic[0].2 == Use::Exclude;
                let kept =
                    of_topic.iter().filter(|a| !excluded || matches!(a.2, Use::Exclude | Use::Against | Use::Rival));
                accepts.extend(kept.map(|(_, topic, used, concept)| (*topic, *concept, used.takes_words())));
            }
            tree.nodes[numbers[of_node[0].0 as usize] as usize].accepts = (start, accepts.len() as u32);
        }
        let count = topics.len();
        let combinations = Combinations::new(self.combinations, self.parts.len(), topics);
        let mut automaton = Automaton { tree, accepts, topics: count, combinations, ..Automaton::default() };
        automaton.lay_out_words(&self.vocabulary.words, &self.trie, &numbers);
        automaton
    }
}

impl Automaton {
    fn lay_out_words(&mut self, words: &[(String, Case)], trie: &Trie, numbers: &[u32]) {
        // Per lemma, the hashes of its forms: those from one mark to the next.
        let (mut forms, mut marks) = (Vec::with_capacity(words.len() * 4), Vec::with_capacity(words.len() + 1));
        for (word, _) in words {
            marks.push(forms.len());
            variants(word, &mut forms);
        }
        marks.push(forms.len());
        let forms_of = |lemma: u32| &forms[marks[lemma as usize]..marks[lemma as usize + 1]];
        self.first = vec![NONE; words.len()];
        let mut pairs = Box::new(Filter::empty());
        for (branch, number) in trie.branches.iter().zip(numbers).skip(1) {
            if branch.parent == 0 {
                self.first[branch.lemma as usize] = *number;
            } else if trie.branches[branch.parent as usize].parent == 0 && branch.lemma != ANY_WORD {
                for a in forms_of(trie.branches[branch.parent as usize].lemma) {
                    for b in forms_of(branch.lemma) {
                        pairs.insert(pair(*a, *b));
                    }
                }
            }
        }
        self.pairs = Some(pairs);
        self.lemmas = vec![(0, Case::Any, 0)];
        let (mut begins, mut standing) = (Vec::new(), Vec::new());
        let mut chains: HashMap<u64, Written, BuildHasherDefault<WordHasher>> =
            HashMap::with_capacity_and_hasher(forms.len(), BuildHasherDefault::default());
        // From the last lemma, so that each chain begins with its first.
        for lemma in (0..words.len() as u32).rev() {
            let node = self.first[lemma as usize];
            let alone = node != NONE && self.tree.nodes[node as usize].stands_alone();
            for hash in forms_of(lemma) {
                let written = chains.entry(*hash).or_default();
                if self.lemmas[written.lemmas as usize].0 == lemma && written.lemmas != 0 {
                    continue;
                }
                self.lemmas.push((lemma, words[lemma as usize].1, written.lemmas));
                written.lemmas = self.lemmas.len() as u32 - 1;
                written.alone |= alone;
                begins.extend((node != NONE).then_some(*hash));
                standing.extend(alone.then_some(*hash));
            }
        }
        self.begins = WordMask::of(begins.into_iter());
        self.alone = WordMask::of(standing.into_iter());
        self.words = Attribute::new(chains, |_, _| ());
    }

    #[inline]
    fn step(&self, node: u32, lemma: u32) -> u32 {
        if node == 0 {
            return self.first[lemma as usize];
        }
        self.tree.child(node, lemma)
    }

    /// The words that a term may begin with: a look into an array each, and no branch; and whether any word of the letter is
    /// divided at a line's end.
    fn beginnings(&self, letter: &Annotated<'_>, at: &mut Vec<u32>) -> bool {
        let (words, ids) = (&*letter.words, letter.ids());
        at.clear();
        let Some(last) = words.len().checked_sub(1).filter(|_| words.len() == ids.len()) else { return false };
        at.resize(words.len(), 0);
        let (mut count, mut any_divided) = (0, false);
        for (index, (id, next)) in (0..).zip(ids.iter().zip(&words[1..])) {
            let divided = next.gap.has(Gap::LINE_HYPHEN);
            any_divided |= divided;
            at[count] = index;
            count += usize::from(self.begins.may_hold(*id) | divided);
        }
        at[count] = last as u32;
        count += usize::from(self.begins.may_hold(ids[last]));
        at.truncate(count);
        any_divided
    }

    /// See [`super::Topics::find`].
    pub(super) fn find(&self, letter: &Annotated<'_>, memory: &mut Memory, found: &mut Vec<Found>) {
        let Memory { beginnings, taken, here, parts } = memory;
        let from = found.len();
        let Some(pairs) = &self.pairs else { return };
        let words = &letter.words;
        let any_divided = self.beginnings(letter, beginnings);
        let divided = |at: usize| any_divided && words.get(at).is_some_and(|w| w.gap.has(Gap::LINE_HYPHEN));
        parts.clear();
        taken.clear();
        taken.resize(self.topics + 1, 0);
        for &first in beginnings.iter() {
            let index = first as usize;
            let hash = words[index].hash;
            let may_follow = |next: &Word| pairs.has(pair(hash, next.hash));
            let goes_on = words.get(index + 1).is_some_and(may_follow) || divided(index + 1) || divided(index + 2);
            let alone = || self.alone.may_hold(letter.ids()[index]) && self.words.get(letter, index).alone;
            if !goes_on && !alone() {
                continue;
            }
            let (taking, aside, parts) = (&mut *here, &mut *found, &mut *parts);
            self.walk(letter, 0, index, &mut Walk { first, depth: 0, goes_on, taking, aside, parts });
            // Longest first within a topic; a tie goes to the earlier concept.
            if here.len() > 1 {
                here.sort_unstable_by_key(|f: &Found| (f.topic, std::cmp::Reverse(f.end), f.concept));
            }
            let mut last = u16::MAX;
            for f in here.drain(..) {
                if f.topic != last && taken[f.topic as usize] <= f.first {
                    taken[f.topic as usize] = f.end;
                    found.push(f);
                }
                last = f.topic;
            }
        }
        self.combinations.find(letter.doc(), parts, found, from);
    }

    /// Follows every path from a node with the words that come next.
    fn walk(&self, letter: &Annotated<'_>, node: u32, next: usize, out: &mut Walk<'_>) {
        let Some(word) = letter.words.get(next) else { return };
        if out.depth >= LONGEST || out.depth > 0 && !joins(word) {
            return;
        }
        self.enter(letter, node, next + 1, (word.shape, self.words.get(letter, next)), out);
        let divided = letter.words.get(next + 1).is_some_and(|w| w.gap.has(Gap::LINE_HYPHEN));
        if let Some(hash) = divided.then(|| letter.joined_hash(next + 1)).flatten() {
            self.enter(letter, node, next + 2, (word.shape, self.words.of_hash(hash)), out);
        }
        let any = self.tree.nodes[node as usize].any;
        if any != NONE && matches!(word.class, Class::Word | Class::Number) {
            self.arrive(letter, any, next + 1, out);
        }
    }

    /// Reads one word, of this shape, that ends before word `next`.
    #[inline]
    fn enter(
        &self,
        letter: &Annotated<'_>,
        node: u32,
        next: usize,
        (shape, written): (Shape, Written),
        out: &mut Walk<'_>,
    ) {
        let mut at = written.lemmas;
        while at != 0 {
            let (lemma, case, further) = self.lemmas[at as usize];
            at = further;
            if case.allows(shape) {
                let node = self.step(node, lemma);
                if node != NONE {
                    self.arrive(letter, node, next, out);
                }
            }
        }
    }

    #[inline]
    fn arrive(&self, letter: &Annotated<'_>, at: u32, next: usize, out: &mut Walk<'_>) {
        let node = &self.tree.nodes[at as usize];
        for &(topic, concept, takes_words) in &self.accepts[node.accepts.0 as usize..node.accepts.1 as usize] {
            let list = match (takes_words, topic) {
                (true, _) => &mut *out.taking,
                (false, PARTS) => &mut *out.parts,
                (false, _) => &mut *out.aside,
            };
            list.push(Found { topic, concept, first: out.first, end: next as u32 });
        }
        if !node.is_leaf() && (out.goes_on || node.any != NONE || out.depth > 0) {
            out.depth += 1;
            self.walk(letter, at, next, out);
            out.depth -= 1;
        }
    }
}

/// Memory that is used again for the next letter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    /// Words that a term may begin with.
    beginnings: Vec<u32>,
    /// Per topic: the words before this index are taken.
    taken: Vec<u32>,
    /// Terms that begin at the same word.
    here: Vec<Found>,
    /// Parts of combinations, by their first word.
    parts: Vec<Found>,
}

/// A walk: where it began, how far it is, and where it puts what it finds.
struct Walk<'f> {
    /// Word at which it began.
    first: u32,
    /// Words of the term so far.
    depth: usize,
    /// Whether the first two words may begin a term.
    goes_on: bool,
    /// Terms that take their words.
    taking: &'f mut Vec<Found>,
    /// Terms that may lie within others.
    aside: &'f mut Vec<Found>,
    /// Parts of combinations.
    parts: &'f mut Vec<Found>,
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
