//! How much a margin says: what stands around a place makes the same margin surer or less sure.

use super::cell::{Cell, tag::*};
use super::words::Words;
use crate::lexicon::Forms;

const NOUNS: u64 = set(&[NN, NNS, NNP, NNPS]);
const ADJECTIVES: u64 = set(&[JJ, JJR, JJS]);
const IN_PHRASE: u64 = ADJECTIVES | set(&[DT, PRP_S, NN, NNS, CD, VBN, VBG, POS]);
const BEFORE_NOUN: u64 = ADJECTIVES | set(&[NN, VBN, VBG, RB]);
const DETERMINERS: u64 = set(&[DT, PRP_S, POS, WDT, WP_S, PDT, CD]);
/// Nouns whose number and countability the lexicon tells.
const KNOWN_NOUN: Forms = Forms(Forms::SINGULAR.0 | Forms::PLURAL.0 | Forms::MASS.0 | Forms::COUNT.0);

/// What a reader needs to know to ask for `the`, and so is less sure, in 32nds.
const THE: i32 = 42;
/// What a noun is surer by that never stands alone in the singular.
const COUNTED: i32 = 32;
/// What a noun is less sure by that may be counted or not.
const UNCOUNTED: i32 = 64;

/// What the margin of a missing article before the noun phrase that begins at a cell is surer by, for each article that could
/// stand there; none if none can be told: a pronoun (`nobody`), a perfect (`have practised law`), a list, a noun of which
/// nothing is known.
pub fn article(cells: &[Cell], start: usize, words: &Words) -> Option<[i32; 3]> {
    let mut end = start + 1;
    while cells[end].is(IN_PHRASE) && end < start + 6 {
        end += 1;
    }
    let (before, first, last, after) = (&cells[start - 1], &cells[start], &cells[end - 1], &cells[end]);
    let in_list = after.tag == COMMA
        && cells[end + 1].is(NOUNS | ADJECTIVES)
        && cells.get(end + 2).is_some_and(|cell| cell.is(set(&[COMMA, CC])));
    // "a neural, end-to-end system": its article stands before the first adjective.
    let goes_on = before.tag == COMMA && cells[start - 2].is(ADJECTIVES);
    if in_list
        || goes_on
        || !last.forms.any(KNOWN_NOUN)
        || words.pronouns.contains(&first.word)
        || before.verb == words.have && first.forms.verb(3)
        || last.word == words.state && after.word == words.of
    {
        return None;
    }
    let counted = if last.forms.any(Forms::COUNT) { COUNTED } else { 0 };
    Some([counted, counted, -THE])
}

/// What the margin of a plural instead of a singular is surer by: sure after a word that asks for it (`different level`), or
/// where the noun stands alone and can't; none after another determiner.
pub fn plural(cells: &[Cell], at: usize, words: &Words) -> Option<i32> {
    let back = |passed: u64, most: usize| {
        let mut start = at - 1;
        while at - start < most && cells[start].is(passed) && !words.several.contains(&cells[start].word) {
            start -= 1;
        }
        &cells[start]
    };
    let near = back(BEFORE_NOUN, 4);
    if words.several.contains(&near.word) || near.tag == CD && !words.is_one(near) {
        return Some(0);
    }
    if back(BEFORE_NOUN | set(&[COMMA, CC, NNP]), 8).is(DETERMINERS) {
        return None;
    }
    Some(if cells[at].forms.any(Forms::COUNT) { 0 } else { -UNCOUNTED })
}
