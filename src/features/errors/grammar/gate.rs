//! Which forms of patterns can be at a word: what must stand on both sides of it, laid out so that a few look-ups tell
//! for all forms that the word wakes at once.

use super::pattern::{Before, Start, Step, Token};
use crate::lexicon::Tags;

/// Values of [`Before`].
const MARKS: [Before; 5] = [Before::Blank, Before::Comma, Before::Apostrophe, Before::Hyphen, Before::Other];
/// Most forms behind one gate: a bit each.
pub(super) const MOST: usize = 32;
/// Sets of readings that have a row of their own; all others share row 0.
pub(super) const CLASSES: usize = 128;

/// Place of a word's number among the rows of a gate: the first numbers, which are the most common words', have rows of
/// their own.
const fn slot(number: u16) -> usize {
    if number < 96 { number as usize } else { 96 + number as usize % 32 }
}

/// Values of [`slot`].
const SLOTS: usize = 128;

/// What a word must be that a step takes; lets too much through, never too little.
#[derive(Clone, Copy, Debug)]
pub(super) struct Need {
    /// Sets of readings that will do, a bit for each class.
    classes: u128,
    /// Words that will do whatever their readings, a bit for each [`slot`].
    words: u128,
    /// What may stand before it, a bit for each of [`MARKS`].
    marks: u8,
    /// How many words of a letter it is met in, roughly, among [`ALL`].
    pub often: u64,
}

/// See [`Need::often`].
pub(super) const ALL: u64 = 100_000;
const ANYTHING: Need = Need { classes: u128::MAX, words: u128::MAX, marks: (1 << MARKS.len()) - 1, often: ALL };

impl Need {
    /// What a step needs that takes the words of `set`; `classes` and `slots` say how often each class, and the words of
    /// each [`slot`], are met among [`ALL`].
    pub fn of(step: &Step, set: &[u16], classes: &[(Tags, u64)], slots: &[u64; SLOTS]) -> Self {
        let mut need = Self { classes: 0, words: 0, marks: 1 << step.before as u8, often: 0 };
        for (class, (tags, often)) in classes.iter().enumerate() {
            // Readings without a class of their own may be anything.
            if class == 0 || tags.any(step.yes) && !tags.any(step.no) {
                need.classes |= 1 << class;
                need.often += often;
            }
        }
        for &number in set {
            need.words |= 1 << slot(number);
        }
        need.often +=
            slots.iter().enumerate().filter(|(s, _)| need.words >> s & 1 != 0).map(|(_, often)| often).sum::<u64>();
        need.often = need.often.min(ALL);
        need
    }
}

/// How often the words of each [`slot`] are met, given how often each word is, by number.
pub(super) fn slots(words: &[u64]) -> [u64; SLOTS] {
    let mut slots = [0; SLOTS];
    for (number, often) in (0u16..).zip(words) {
        slots[slot(number)] += often;
    }
    slots
}

/// What must stand beside a form's anchor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wake {
    before: Need,
    after: Need,
    /// What must begin at the anchor.
    start: Start,
}

impl Wake {
    /// What a form asks for beside its word `anchor`, given what it asks for at each word.
    pub fn of(needs: &[Need], anchor: usize, start: Start) -> Self {
        let mut before = anchor.checked_sub(1).map_or(ANYTHING, |b| needs[b]);
        if anchor > 0 {
            before.marks = needs[anchor].marks;
        }
        let after = needs.get(anchor + 1).copied().unwrap_or(ANYTHING);
        Self { before, after, start: if anchor == 0 { start } else { Start::Anywhere } }
    }

    /// How often both neighbours are so, in proportion.
    pub fn often(&self) -> u64 {
        self.before.often * self.after.often
    }
}

/// Which forms one side of a word allows, a bit each. What is common stands first in each list, so that few lines of the
/// cache are in use.
#[derive(Clone, Debug)]
struct Side {
    /// By the class of the neighbour.
    classes: [u32; CLASSES],
    /// By the [`slot`] of the neighbour.
    words: [u32; SLOTS],
}

impl Side {
    fn of(needs: impl Iterator<Item = Need>) -> Self {
        fn set(rows: &mut [u32], mut bits: u128, form: u32) {
            while bits != 0 {
                rows[bits.trailing_zeros() as usize] |= form;
                bits &= bits - 1;
            }
        }
        let mut side = Self { classes: [0; CLASSES], words: [0; SLOTS] };
        for (at, need) in needs.enumerate().take(MOST) {
            set(&mut side.classes, need.classes, 1 << at);
            set(&mut side.words, need.words, 1 << at);
        }
        side
    }

    /// The forms that this neighbour allows.
    #[inline]
    fn allows(&self, neighbour: &Token) -> u32 {
        // Number 0 is no word: what stands in its row takes anything.
        self.classes[neighbour.class as usize % CLASSES] | self.words[slot(neighbour.id)]
    }
}

/// Which of the forms filed under one word can be there, a bit each, by the circumstances.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub(super) struct Gate {
    /// Forms that the mark before the word allows, and that the mark after it does. (All that is always asked first is in
    /// one line of the cache.)
    marks: [[u32; MARKS.len()]; 2],
    /// Forms that need a sentence, clause, noun's clause to begin.
    starts: [u32; 3],
    before: Side,
    after: Side,
}

impl Gate {
    /// The gate before at most [`MOST`] forms.
    pub fn of(wakes: &[Wake]) -> Self {
        let forms = |is_so: &dyn Fn(&Wake) -> bool| {
            let those = wakes.iter().enumerate().take(MOST).filter(|(_, wake)| is_so(wake));
            those.fold(0, |all, (at, _)| all | 1 << at)
        };
        let marked = |side: fn(&Wake) -> Need| MARKS.map(|mark| forms(&|w| side(w).marks >> mark as u8 & 1 != 0));
        Self {
            marks: [marked(|w| w.before), marked(|w| w.after)],
            starts: [Start::Sentence, Start::Clause, Start::NounClause].map(|start| forms(&|w| w.start == start)),
            before: Side::of(wakes.iter().map(|w| w.before)),
            after: Side::of(wakes.iter().map(|w| w.after)),
        }
    }

    /// The forms that can be at `token` between its neighbours, which are empty tokens at the letter's ends; `closed`
    /// tells whether no clause, no noun's clause begins after the word before (all bits or none).
    #[inline]
    pub fn open(&self, before: &Token, token: &Token, after: &Token, closed: [u32; 2]) -> u32 {
        let blank = if token.before == Before::Blank { u32::MAX } else { 0 };
        let inside = if token.first { 0 } else { u32::MAX };
        let [sentence, clause, noun_clause] = self.starts;
        self.before.allows(before)
            & self.after.allows(after)
            & self.marks[0][token.before as usize]
            & self.marks[1][after.before as usize]
            & !(sentence & inside | (clause & closed[0] | noun_clause & closed[1]) & blank)
    }
}
