//! Which patterns can be at a word: what must stand beside the word that wakes them, laid out so that a few
//! look-ups tell for all patterns of a word at once.

use super::super::pos::Tags;
use super::pattern::{Before, Pattern, Repeat, Start, Step, Token};

/// A bit that is no reading: set where there is a place for a word, so that "any word" is found there.
const PLACE: u64 = 1 << 31;
/// First bit of the marks before a word, one for each value of [`Before`].
const MARKS: u32 = 32;
/// Number of values of [`Before`].
const MARK_KINDS: usize = 5;
/// Bits that say that no sentence, clause, noun's clause begins.
const CLOSED: [(Start, u64); 3] = [(Start::Sentence, 1 << 40), (Start::Clause, 1 << 41), (Start::NounClause, 1 << 42)];
/// Most patterns that one word wakes: a bit each, and one for the patterns that readings wake.
pub(super) const MOST: usize = 31;
/// The bit for patterns that readings wake.
pub(super) const BY_TAGS: u32 = 1 << MOST;
/// Sets of readings that have a row of their own; all others share row 0.
pub(super) const CLASSES: usize = 128;

/// What a neighbour must be; lets too much through, never too little.
#[derive(Clone, Copy, Debug)]
pub(super) struct Need {
    /// Readings in the lower half, words (a bit per number, modulo 32) in the upper: one of them must be there.
    yes: u64,
    /// Readings in the lower half, circumstances in the upper: none of them may be there.
    no: u64,
}

const ANYTHING: Need = Need { yes: u64::MAX, no: 0 };

/// What must stand beside a pattern's anchor, so that most tries end here.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wake {
    before: Need,
    after: Need,
    /// What the second word after the anchor must be.
    then: Need,
    pub pattern: u16,
}

impl Need {
    /// Whether a word may be what is needed; beyond the letter's ends are words without readings.
    #[inline]
    fn suits(&self, token: Option<&Token>) -> bool {
        let (tags, id) = token.map_or((0, 0), |t| (u64::from(t.tags.0), t.id));
        let word = u64::from(id != 0) << (32 + id % 32);
        (self.yes & (tags | word | PLACE) != 0) & (self.no & tags == 0)
    }

    /// Whether it may be so with what stands before it.
    #[inline]
    fn suits_mark(&self, token: Option<&Token>) -> bool {
        self.no >> (MARKS + token.map_or(Before::Other, |t| t.before) as u32) & 1 == 0
    }

    /// Whether a word with these readings may be what is needed, whatever stands before it.
    fn suits_tags(&self, tags: Tags) -> bool {
        let tags = u64::from(tags.0);
        self.yes & (tags | PLACE) != 0 && self.no & tags == 0
    }
}

/// The readings and words that a step takes.
fn yes(s: &Step, sets: &[Vec<u16>]) -> u64 {
    let words = (s.yes_set as usize).checked_sub(1).and_then(|i| sets.get(i));
    words.map_or(0, |s| s.iter().fold(0u64, |w, n| w | 1 << (32 + n % 32))) | u64::from(s.yes.0) & !PLACE
}

/// Every mark but one.
fn marked(before: Before) -> u64 {
    (0..MARK_KINDS as u32).filter(|&m| m != before as u32).fold(0u64, |w, m| w | 1 << (MARKS + m))
}

/// The steps that can take a word where step `from` begins, and whether the pattern can end there: steps may be missing.
fn takers(steps: &[Step], from: usize) -> (std::ops::Range<usize>, bool) {
    let once = steps.iter().skip(from).position(|s| s.repeat == Repeat::Once);
    (from..once.map_or(steps.len(), |o| from + o + 1), once.is_none())
}

/// What the first and the second word must be where `steps` begin.
fn needs(steps: &[Step], sets: &[Vec<u16>]) -> [Need; 2] {
    let (first, ends) = takers(steps, 0);
    let (mut second, mut done) = (Vec::new(), ends);
    for at in first.clone() {
        let (next, ends) = takers(steps, at + 1);
        second.extend(next);
        second.extend((steps[at].repeat == Repeat::Many).then_some(at));
        done |= ends;
    }
    [any_of(steps, first, ends, sets), any_of(steps, second.into_iter(), done, sets)]
}

/// What a word must be that one of these steps takes; where the pattern can have ended, anything.
fn any_of(steps: &[Step], takers: impl Iterator<Item = usize>, done: bool, sets: &[Vec<u16>]) -> Need {
    if done {
        return ANYTHING;
    }
    takers.map(|at| &steps[at]).fold(Need { yes: 0, no: u64::MAX }, |all, s| Need {
        yes: all.yes | yes(s, sets),
        no: all.no & (u64::from(s.no.0) | marked(s.before)),
    })
}

impl Wake {
    /// What a pattern asks for beside its anchor.
    pub fn of(p: &Pattern, pattern: u16, sets: &[Vec<u16>]) -> Self {
        let mut before = match p.anchor.checked_sub(1).map(|b| &p.steps[b]) {
            Some(s) => Need { yes: yes(s, sets), no: u64::from(s.no.0) | marked(p.steps[p.anchor].before) },
            None => ANYTHING,
        };
        if p.anchor == 0 {
            before.no = CLOSED.iter().filter(|c| c.0 == p.start).fold(0, |w, c| w | c.1);
        }
        let [after, then] = needs(&p.steps[p.anchor + 1..], sets);
        Self { before, after, then, pattern }
    }

    /// Whether the words beside word `at` may be what the pattern asks for, where [`Gates::open`] said so.
    #[inline]
    pub fn suits(&self, tokens: &[Token], at: usize) -> bool {
        let then = tokens.get(at + 2);
        self.then.suits(then)
            && self.then.suits_mark(then)
            && self.after.suits(tokens.get(at + 1))
            && self.before.suits(at.checked_sub(1).and_then(|b| tokens.get(b)))
    }

    /// The same where nothing was said; too much is let through.
    pub fn may_suit(&self, tokens: &[Token], at: usize) -> bool {
        self.after.suits_mark(tokens.get(at + 1)) && self.suits(tokens, at)
    }
}

/// Which of the patterns of one word can be there, a bit each, by the circumstances.
#[derive(Clone, Debug, Default)]
pub(super) struct Gate {
    /// By the number of the word before, modulo 32: patterns that such a word suits.
    words_before: [u32; 32],
    words_after: [u32; 32],
    /// By the mark before the word: patterns that it suits.
    marks_before: [u32; MARK_KINDS],
    /// By the mark after the word.
    marks_after: [u32; MARK_KINDS],
    /// Patterns that need a sentence, clause, noun's clause to begin.
    starts: [u32; 3],
}

/// The gates of all words.
#[derive(Debug, Default)]
pub(super) struct Gates {
    gates: Vec<Gate>,
    /// Per word number and class: patterns that such a word before suits, and such a word after.
    tags: Vec<[[u32; 2]; CLASSES]>,
    /// Per word number: whether no clause, no noun's clause begins after it (all bits or none).
    closed: Vec<[u32; 2]>,
}

impl Gates {
    /// Adds the gate of the next number: `closed` tells whether no clause, no noun's clause begins after its word.
    pub fn add(&mut self, wakes: &[Wake], classes: &[Tags], closed: [bool; 2]) {
        let mut gate = Gate::default();
        let mut tags = [[0; 2]; CLASSES];
        for (at, wake) in wakes.iter().enumerate().take(MOST) {
            let bit = 1 << at;
            for word in 0..32 {
                gate.words_before[word] |= if wake.before.yes >> (32 + word) & 1 != 0 { bit } else { 0 };
                gate.words_after[word] |= if wake.after.yes >> (32 + word) & 1 != 0 { bit } else { 0 };
            }
            for mark in 0..MARK_KINDS {
                let no = 1 << (MARKS as usize + mark);
                gate.marks_before[mark] |= if wake.before.no & no == 0 { bit } else { 0 };
                gate.marks_after[mark] |= if wake.after.no & no == 0 { bit } else { 0 };
            }
            for (start, (_, no)) in gate.starts.iter_mut().zip(CLOSED) {
                *start |= if wake.before.no & no != 0 { bit } else { 0 };
            }
            for (class, row) in tags.iter_mut().enumerate() {
                // Readings without a row of their own may be anything.
                let suits = |need: &Need| class == 0 || classes.get(class).is_some_and(|tags| need.suits_tags(*tags));
                row[0] |= if suits(&wake.before) { bit } else { 0 };
                row[1] |= if suits(&wake.after) { bit } else { 0 };
            }
        }
        self.gates.push(gate);
        self.tags.push(tags);
        self.closed.push(closed.map(|c| if c { u32::MAX } else { 0 }));
    }

    /// The patterns that can be at `token` between its neighbours, which are empty tokens at the letter's ends.
    #[inline]
    pub fn open(&self, before: &Token, token: &Token, after: &Token) -> u32 {
        let number = token.id as usize;
        let (Some(gate), Some(tags), Some(closed)) =
            (self.gates.get(number), self.tags.get(number), self.closed.get(before.id as usize))
        else {
            return 0;
        };
        let named = |t: &Token| if t.id == 0 { 0 } else { u32::MAX };
        let blank = if token.before == Before::Blank { u32::MAX } else { 0 };
        let inside = if token.first { 0 } else { u32::MAX };
        let [sentence, clause, noun_clause] = gate.starts;
        (tags[before.class as usize % CLASSES][0] | gate.words_before[before.id as usize % 32] & named(before))
            & (tags[after.class as usize % CLASSES][1] | gate.words_after[after.id as usize % 32] & named(after))
            & gate.marks_before[token.before as usize]
            & gate.marks_after[after.before as usize]
            & !(sentence & inside | (clause & closed[0] | noun_clause & closed[1]) & blank)
    }
}
