//! A word or mark of a sentence as the cloze models see it, and its tag in this sentence.

use super::tables::{NONE, Tables, fixed};
use crate::lexicon::{Forms, Inflection, key};
use crate::text::Shape;
use crate::text::hash::hash_word;

/// Penn Treebank tags by number, and sets of them, a bit each.
pub mod tag {
    macro_rules! tags {
        ($($name:ident $text:literal)*) => {
            /// Their names; the first stands for no word.
            pub const NAMES: [&str; super::super::tables::TAGS] = [$($text),*];
            tags!(@number 0u8; $($name)*);
        };
        (@number $n:expr; $name:ident $($rest:ident)*) => {
            #[allow(missing_docs)]
            pub const $name: u8 = $n;
            tags!(@number $n + 1; $($rest)*);
        };
        (@number $n:expr;) => {};
    }
    tags! {
        PAD "" CC "CC" CD "CD" DT "DT" EX "EX" FW "FW" IN "IN" JJ "JJ" JJR "JJR" JJS "JJS" LS "LS" MD "MD" NN "NN"
        NNS "NNS" NNP "NNP" NNPS "NNPS" PDT "PDT" POS "POS" PRP "PRP" PRP_S "PRP$" RB "RB" RBR "RBR" RBS "RBS" RP "RP"
        SYM "SYM" TO "TO" UH "UH" VB "VB" VBD "VBD" VBG "VBG" VBN "VBN" VBP "VBP" VBZ "VBZ" WDT "WDT" WP "WP" WP_S "WP$"
        WRB "WRB" QUOTE "``" OPEN "(" CLOSE ")" COMMA "," STOP "." COLON ":" HASH "#" DOLLAR "$"
    }

    /// A set of tags.
    #[must_use]
    pub const fn set(tags: &[u8]) -> u64 {
        let (mut all, mut at) = (0, 0);
        while at < tags.len() {
            all |= 1 << tags[at];
            at += 1;
        }
        all
    }
}

/// A word as it is written.
#[derive(Clone, Copy, Debug)]
pub struct Written<'w> {
    /// What the lexicon knows of it.
    pub known: Inflection,
    /// The hash of its folded letters.
    pub hash: u64,
    /// Its letters; only their endings count.
    pub letters: &'w [u8],
    /// How it is written.
    pub shape: Shape,
    /// Whether it is the first of its sentence.
    pub first: bool,
    /// Whether it is the last word of a compound, for all of which it stands.
    pub compound: bool,
}

/// A word or mark of a sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Its key; 0 before and after a sentence, a small number for marks and numbers.
    pub word: u32,
    /// The key of the noun that it is a form of.
    pub noun: u32,
    /// The key of the verb that it is a form of.
    pub verb: u32,
    /// Its last three letters.
    pub suffix: u32,
    /// The index of its word in the letter; of a mark, of the word after it.
    pub index: u32,
    /// Its row of readings.
    pub row: u16,
    /// Which forms it can be.
    pub forms: Forms,
    /// Its tag in this sentence.
    pub tag: u8,
    /// Whether nothing beside it is judged: what is misspelt, of another language, no prose.
    pub doubtful: bool,
}

impl Cell {
    /// Before and after a sentence.
    pub const PAD: Self = Self {
        word: 0,
        noun: 0,
        verb: 0,
        suffix: 0,
        index: u32::MAX,
        row: fixed::PAD,
        forms: Forms(0),
        tag: tag::PAD,
        doubtful: false,
    };

    /// The key of the number 1.
    pub const ONE: u32 = 16;
    /// The key of a year.
    pub const YEAR: u32 = 17;

    /// A mark, by its row.
    #[must_use]
    pub fn mark(row: u16, index: usize) -> Self {
        Self { word: u32::from(row), index: index as u32, row, ..Self::PAD }
    }

    /// A number: one, a year, another.
    #[must_use]
    pub fn number_word(digits: &[u8], index: usize) -> Self {
        let word = match digits {
            b"1" => Self::ONE,
            [b'1', b'9', _, _] | [b'2', b'0', _, _] => Self::YEAR,
            _ => u32::from(fixed::NUMBER),
        };
        Self { word, index: index as u32, row: fixed::NUMBER, ..Self::PAD }
    }

    /// A word.
    #[must_use]
    pub fn word(word: &Written<'_>, tables: &Tables<'_>) -> Self {
        let Written { hash, letters, shape, first, compound, .. } = *word;
        let Inflection { noun, verb, forms, readings, .. } = if compound { Inflection::default() } else { word.known };
        let mut ending = [0; 4];
        let tail = letters.last_chunk::<3>().map_or(letters, |last| last);
        for (to, from) in ending.iter_mut().zip(tail) {
            *to = from.to_ascii_lowercase();
        }
        let suffix = u32::from_le_bytes(ending);
        let ending = &ending[..tail.len()];
        let own = if readings == 0 { None } else { Some(readings) };
        let by_ending = || tables.by_ending(ending, compound, |ending| key(hash_word(ending)));
        let row = match (shape, own) {
            (Shape::Lower | Shape::Caseless, Some(row)) => row,
            (Shape::Lower | Shape::Caseless, None) => by_ending(),
            (_, Some(row)) if first && shape == Shape::Capitalised || tables.is_closed(row) => row,
            (Shape::Upper | Shape::Mixed, _) if letters.len() > 1 => {
                if letters.ends_with(b"s") {
                    fixed::ACRONYMS
                } else {
                    fixed::ACRONYM
                }
            }
            _ => fixed::NAME,
        };
        // The other half of the hash, so that a compound is told from its last word.
        let word = if compound { hash as u32 } else { key(hash) };
        Self { word, noun, verb, suffix, index: u32::MAX, row, forms, tag: tag::PAD, doubtful: false }
    }

    /// The same at a word of the letter.
    #[inline]
    #[must_use]
    pub fn at(self, index: usize) -> Self {
        Self { index: index as u32, ..self }
    }

    /// Whether it stands before or after a sentence.
    #[inline]
    #[must_use]
    pub const fn is_pad(&self) -> bool {
        self.word == 0
    }

    /// Whether it is a mark.
    #[inline]
    #[must_use]
    pub const fn is_mark(&self) -> bool {
        self.word != 0 && self.word < fixed::NUMBER as u32
    }

    /// Whether its tag is in a set.
    #[inline]
    #[must_use]
    pub const fn is(&self, set: u64) -> bool {
        set >> self.tag & 1 != 0
    }

    /// 1 for `a` and `an`, 2 for `the`, 0 for other words.
    #[inline]
    #[must_use]
    pub const fn article(&self) -> usize {
        let closed = self.forms.closed();
        if closed <= 2 { closed } else { 0 }
    }

    /// The number of a preposition, from 1; 0 for other words.
    #[inline]
    #[must_use]
    pub const fn preposition(&self) -> usize {
        self.forms.closed().saturating_sub(2)
    }

    /// Whether it can be a singular noun, and a plural one.
    #[inline]
    #[must_use]
    pub const fn number(&self) -> (bool, bool) {
        (self.forms.any(Forms::SINGULAR), self.forms.any(Forms::PLURAL))
    }

    /// The key of its noun's singular, or its own.
    #[inline]
    pub(super) const fn lemma(&self) -> u32 {
        if self.noun != 0 { self.noun } else { self.word }
    }

    /// 1 for nouns that are never counted, 2 for those that need a determiner, 0 for other words.
    #[inline]
    pub(super) const fn mass(&self) -> u32 {
        if self.forms.any(Forms::MASS) {
            1
        } else if self.forms.any(Forms::COUNT) {
            2
        } else {
            0
        }
    }
}

/// The score of a reading that there is not.
const NEVER: i32 = -1 << 20;

/// Takes the likeliest sequences up to a word with the readings `last` on to one with the readings `row`: the scores of each,
/// and from which reading of the first it comes. The first has at most `BEFORE` readings.
#[inline(always)]
fn step<const BEFORE: usize>(
    tables: &Tables<'_>,
    (last, row): (&[u8; 8], &[u8; 8]),
    scores: &mut [i32; 4],
    back: &mut [u8; 4],
) {
    let (mut next, mut best_of_all) = ([NEVER; 4], NEVER);
    for now in 0..4 {
        let own = row[4 + now] as i8;
        if own == NONE {
            break;
        }
        let tag = usize::from(row[now]) % 64;
        // Four times the score, and a number that lets the first of equals win.
        let mut best = i32::MIN;
        for state in 0..BEFORE {
            let score = scores[state] + i32::from(tables.transitions.after(last[state])[tag]);
            best = best.max(score * 4 + 3 - state as i32);
        }
        back[now] = 3 - (best & 3) as u8;
        next[now] = (best >> 2) + i32::from(own);
        best_of_all = best_of_all.max(next[now]);
    }
    // Scores stay small however long the letter is.
    for (score, next) in scores.iter_mut().zip(next) {
        *score = next - best_of_all;
    }
}

/// Gives every cell its tag: the likeliest sequence by the Viterbi algorithm, of at most four readings a word. `back` is
/// memory that is used again.
pub fn tag_cells(tables: &Tables<'_>, cells: &mut [Cell], back: &mut Vec<[u8; 4]>) {
    // What is left of earlier letters is never followed: a way back leads over readings that there are.
    if back.len() < cells.len() {
        back.resize(cells.len(), [0; 4]);
    }
    let pad = [0; 8];
    let row = |cell: &Cell| tables.rows.get(usize::from(cell.row)).unwrap_or(&pad);
    let (mut last, mut scores) = (&pad, [0, NEVER, NEVER, NEVER]);
    let back = &mut back[..cells.len()];
    for (cell, back) in cells.iter().zip(back.iter_mut()) {
        let row = row(cell);
        let has = |row: &[u8; 8], reading: usize| row[4 + reading] as i8 != NONE;
        match (has(last, 1), has(last, 2)) {
            // One reading after one, as between sentences.
            (false, _) if !has(row, 1) => back[0] = 0,
            (false, _) => step::<1>(tables, (last, row), &mut scores, back),
            (true, false) => step::<2>(tables, (last, row), &mut scores, back),
            (true, true) => step::<4>(tables, (last, row), &mut scores, back),
        }
        last = row;
    }
    // Of equals the first.
    let mut state = (0..4).rev().max_by_key(|&at| scores[at]).unwrap_or(0);
    for (cell, back) in cells.iter_mut().zip(back.iter()).rev() {
        cell.tag = row(cell)[state & 3];
        state = usize::from(back[state & 3]);
    }
}
