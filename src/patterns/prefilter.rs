//! Which forms of patterns can be at a word: what must stand on both sides of it, laid out so that a few look-ups tell
//! for many forms at once.

use super::pattern::{Separator, Start, Step};
use super::tag_classes::{ALL_WORDS, CLASSES, TagClasses};
use super::token::Token;

/// Rows for the separators: a power of two.
const SEPARATORS: usize = Separator::ALL.len().next_power_of_two();
/// Most forms behind one prefilter: a bit each.
pub(super) const MOST: usize = 32;

/// Place of a word's number among the rows of a prefilter: the first numbers, which are the most common words', have rows
/// of their own.
const fn slot(number: u16) -> usize {
    if number < 96 { number as usize } else { 96 + number as usize % 32 }
}

/// Values of [`slot`].
const SLOTS: usize = 128;

/// What a word must be that a step takes; lets too much through, never too little.
#[derive(Clone, Copy, Debug)]
pub(super) struct Requirement {
    /// Classes of tags that will do, a bit for each.
    classes: u128,
    /// Words that will do whatever their tags, a bit for each [`slot`].
    words: u128,
    /// What may stand before it, a bit for each [`Separator`].
    separators: u16,
    /// How many words of a letter it is met in, roughly, among [`ALL_WORDS`].
    pub often: u64,
}

const ANYTHING: Requirement =
    Requirement { classes: u128::MAX, words: u128::MAX, separators: u16::MAX, often: ALL_WORDS };

impl Requirement {
    /// What a step requires that takes the words of `set`; `slots` says how often the words of each [`slot`] are met.
    pub fn of(step: &Step, set: &[u16], classes: &TagClasses, slots: &[u64; SLOTS]) -> Self {
        if step.gap {
            return Self { separators: step.separators, ..ANYTHING };
        }
        let mut needs = Self { classes: 0, words: 0, separators: step.separators, often: 0 };
        for (class, (tags, often)) in classes.all().iter().enumerate() {
            // Tags without a class of their own may be anything.
            if class == 0 || tags.any(step.yes) && !tags.any(step.no) {
                needs.classes |= 1 << class;
                needs.often += often;
            }
        }
        for &number in set {
            needs.words |= 1 << slot(number);
        }
        needs.often += places(needs.words).map(|place| slots[place]).sum::<u64>();
        needs.often = needs.often.min(ALL_WORDS);
        needs
    }
}

/// The places of the bits that are set, from the lowest.
fn places(mut bits: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = (bits != 0).then(|| bits.trailing_zeros() as usize);
        bits &= bits.wrapping_sub(1);
        place
    })
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
pub(super) struct Neighbours {
    before: Requirement,
    after: Requirement,
    /// What must begin at the anchor.
    start: Start,
}

impl Neighbours {
    /// What a form requires beside its word `anchor`, given what it requires of each word.
    pub fn of(requirements: &[Requirement], anchor: usize, start: Start) -> Self {
        let mut before = anchor.checked_sub(1).map_or(ANYTHING, |b| requirements[b]);
        if anchor > 0 {
            before.separators = requirements[anchor].separators;
        } else if start == Start::Edge {
            before.separators &= !Separator::Blank.bit();
        }
        let after = requirements.get(anchor + 1).copied().unwrap_or(ANYTHING);
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
    fn of(requirements: impl Iterator<Item = Requirement>) -> Self {
        let mut side = Self { classes: [0; CLASSES], words: [0; SLOTS] };
        let mut anything = 0;
        for (at, needs) in requirements.enumerate().take(MOST) {
            let form = 1 << at;
            if needs.classes == u128::MAX {
                anything |= form;
                continue;
            }
            places(needs.classes).for_each(|class| side.classes[class] |= form);
            places(needs.words).for_each(|slot| side.words[slot] |= form);
        }
        // A neighbour of any class will do, whatever the word.
        side.classes.iter_mut().for_each(|forms| *forms |= anything);
        side
    }

    /// The forms that a neighbour of this class and [`slot`] allows.
    #[inline]
    fn allows(&self, (class, slot): (usize, usize)) -> u32 {
        // Number 0 is no word: what stands in its row takes anything.
        self.classes[class % CLASSES] | self.words[slot % SLOTS]
    }
}

/// What a prefilter sees around a word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surroundings {
    /// The class and the [`slot`] of the neighbours.
    before: (usize, usize),
    after: (usize, usize),
    /// The separators before the word and after it.
    separators: [usize; 2],
    /// Whether no sentence, no clause, no noun's clause begins at the word (all bits or none).
    inside: [u32; 3],
}

impl Surroundings {
    /// What stands around `token`: its neighbours are empty tokens at the text's ends; `closed` tells whether no clause, no
    /// noun's clause begins after the word before (all bits or none).
    #[inline]
    pub fn of(before: &Token, token: &Token, after: &Token, closed: [u32; 2]) -> Self {
        let side = |neighbour: &Token| (neighbour.class as usize, slot(neighbour.id));
        let blank = if token.before == Separator::Blank { u32::MAX } else { 0 };
        let inside = if token.is_first() { 0 } else { u32::MAX };
        Self {
            before: side(before),
            after: side(after),
            separators: [token.before as usize, after.before as usize],
            inside: [inside, closed[0] & blank, closed[1] & blank],
        }
    }
}

/// Which of the forms filed under one word can be there, a bit each, by what stands around it.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub(super) struct Prefilter {
    /// Forms that the separator before the word allows, and that the one after it does.
    separators: [[u32; SEPARATORS]; 2],
    /// Forms that need a sentence, clause, noun's clause to begin.
    starts: [u32; 3],
    before: Side,
    after: Side,
}

impl Prefilter {
    /// The prefilter of at most [`MOST`] forms.
    pub fn of(all: &[Neighbours]) -> Self {
        let (mut separators, mut starts) = ([[0; SEPARATORS]; 2], [0; 3]);
        for (at, neighbours) in all.iter().enumerate().take(MOST) {
            let form = 1 << at;
            for (rows, side) in separators.iter_mut().zip([&neighbours.before, &neighbours.after]) {
                for (row, separator) in rows.iter_mut().zip(Separator::ALL) {
                    *row |= if side.separators & separator.bit() != 0 { form } else { 0 };
                }
            }
            match neighbours.start {
                Start::Sentence => starts[0] |= form,
                Start::Clause => starts[1] |= form,
                Start::NounClause => starts[2] |= form,
                Start::Anywhere | Start::Edge => {}
            }
        }
        let (before, after) = (Side::of(all.iter().map(|n| n.before)), Side::of(all.iter().map(|n| n.after)));
        Self { separators, starts, before, after }
    }

    /// The forms that can be between such surroundings.
    #[inline]
    pub fn allows(&self, around: &Surroundings) -> u32 {
        let [before, after] = around.separators;
        let [sentence, clause, noun_clause] = self.starts;
        let [no_sentence, no_clause, no_noun_clause] = around.inside;
        self.before.allows(around.before)
            & self.after.allows(around.after)
            & self.separators[0][before % SEPARATORS]
            & self.separators[1][after % SEPARATORS]
            & !(sentence & no_sentence | clause & no_clause | noun_clause & no_noun_clause)
    }
}
