//! What governs the form of a verb, where that is plain.

use super::cell::{Cell, tag::*};
use super::words::Words;

const FINITE: u64 = set(&[VBD, VBP, VBZ, MD]);
const CLAUSE_STARTS: u64 = set(&[COMMA, COLON, CC, WRB, STOP, QUOTE, OPEN]);
const IN_PHRASE: u64 = set(&[DT, PRP_S, JJ, JJR, JJS, NN, CD, NNS, VBN]);

/// What stands before a verb and governs its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Governor {
    /// A modal verb, a form of `do`.
    Base,
    /// `to`, which may be a preposition.
    To,
    /// `to` after what an infinitive follows: "how to", "able to".
    Infinitive,
    /// A preposition, or `when` and the like.
    Preposition,
    /// A form of `have`.
    Have,
    /// A form of `be`.
    Be,
    /// A subject in the third person singular.
    One,
    /// Any other subject.
    Many,
    /// A pronoun that can be nothing but a subject; whether of the third person singular.
    Subject(bool),
}

/// The word before a cell, without adverbs and `not`.
fn before(cells: &[Cell], at: usize) -> usize {
    let mut before = at - 1;
    while at - before < 3 && cells[before].tag == RB {
        before -= 1;
    }
    before
}

/// The first cell of the noun phrase that ends at a cell.
fn phrase_start(cells: &[Cell], last: usize) -> usize {
    let mut start = last;
    while cells[start - 1].is(IN_PHRASE) && last - start < 4 {
        start -= 1;
    }
    start
}

/// What governs the verb at a cell, where that is plain.
pub(super) fn governor(cells: &[Cell], at: usize, words: &Words) -> Option<Governor> {
    let last = before(cells, at);
    let cell = &cells[last];
    if cell.is_pad() {
        return None;
    }
    if cell.tag == TO {
        let asks = words.before_to.contains(&cells[last - 1].word);
        return Some(if asks { Governor::Infinitive } else { Governor::To });
    }
    if words.sorts.contains(&cells[last - 1].word) {
        // "I kind of follow".
        return None;
    }
    if cell.preposition() > 1 || words.before_ing.contains(&cell.word) {
        return Some(Governor::Preposition);
    }
    if cell.tag == MD || cell.verb == words.r#do && cell.is(FINITE) && last + 1 < at {
        return Some(Governor::Base);
    }
    if cell.verb == words.have && last + 1 == at {
        return Some(Governor::Have);
    }
    if cell.verb == words.be && last + 1 == at {
        // "All he did was go home."
        let after_do = cells[last - 1].verb == words.r#do;
        return if after_do { None } else { Some(Governor::Be) };
    }
    if cell.tag == PRP {
        // "I saw him go", "and you want": only a subject at a clause's start is sure.
        let starts = cells[last - 1].is_pad()
            || cells[last - 1].is(CLAUSE_STARTS)
            || words.conjunctions.contains(&cells[last - 1].word);
        return match cell.word {
            _ if !starts => None,
            // Not `it` and `you`, which may be objects: "without it being said".
            word if words.one[..2].contains(&word) => Some(Governor::Subject(true)),
            word if words.many[1..].contains(&word) => Some(Governor::Subject(false)),
            word if words.one.contains(&word) => Some(Governor::One),
            word if words.many.contains(&word) => Some(Governor::Many),
            _ => None,
        };
    }
    if words.relative.contains(&cell.word) && cell.is(set(&[WDT, WP])) {
        let of = &cells[last - 1];
        let mut start = phrase_start(cells, last - 1);
        while cells[start - 1].is(set(&[NNP, VBG, RB, JJ])) {
            start -= 1;
        }
        let outer = &cells[start - 1];
        let free = words.conjunctions.contains(&outer.word) || !outer.is(set(&[IN, TO, CC, RP]));
        return match of.tag {
            _ if !free || outer.preposition() != 0 || of.word == words.lot => None,
            NN if words.pronouns[..11].contains(&of.word) => Some(Governor::One),
            NN if of.number() == (true, false) && cells[start].is(set(&[DT, PRP_S])) => Some(Governor::One),
            CD if words.is_one(of) && cells[start].tag == DT => Some(Governor::One),
            NNS if of.number() == (false, true) => Some(Governor::Many),
            _ => None,
        };
    }
    if cell.tag == NN || cell.tag == NNS {
        let mut start = phrase_start(cells, last);
        if cell.tag == NNS && cells[start - 1].word == words.of && words.parts.contains(&cells[start - 2].word) {
            start -= 2;
        }
        // "It is true that small models is": no determiner of a plural.
        let clause = cell.tag == NNS && start < last && cells[start].word == words.conjunctions[0];
        start += usize::from(clause);
        let opens = cells[start - 1].is_pad()
            || matches!(cells[start - 1].tag, COMMA if cells[start - 2].is(set(&[RB, IN, NN, NNS])) && start < 10)
            || words.conjunctions.contains(&cells[start - 1].word);
        let determined = cells[start].is(set(&[DT, PRP_S])) || cell.tag == NNS;
        return match cell.tag {
            NN if opens && start == last && words.pronouns[..11].contains(&cell.word) => Some(Governor::One),
            _ if !opens || !determined => None,
            NN if cell.number() == (true, false) && !cells[start..last].iter().any(|c| c.tag == NNS) => {
                Some(Governor::One)
            }
            NNS if cell.number() == (false, true) => Some(Governor::Many),
            _ => None,
        };
    }
    None
}
