//! Abbreviations whose stop does not end a sentence.

use super::hash::hash_word;
use super::{Shape, Word};
use std::sync::LazyLock;

/// Folded abbreviations after which a sentence goes on, whatever follows.
const NEVER_LAST: &[&str] = &[
    "dr", "prof", "mr", "mrs", "ms", "mx", "st", "vs", "fig", "figs", "eq", "eqs", "sec", "ch", "vol", "pp", "approx",
    "ca", "cf", "e.g", "i.e", "eg", "ie", "viz", "al", "assoc", "asst", "rev", "hon", "gen", "col", "sgt", "capt",
    "gov", "sen", "rep", "messrs", "mme", "mlle", "incl", "resp", "aka",
];

/// Folded abbreviations that may also close a sentence: it ends there if the next word is capitalised
/// and does not continue a name or a degree.
const SOMETIMES_LAST: &[&str] = &[
    "no", "dept", "univ", "inst", "ph.d", "phd", "m.sc", "msc", "b.sc", "bsc", "m.s", "b.s", "b.a", "m.a", "m.d",
    "b.tech", "m.tech", "b.e", "m.e", "ll.m", "ll.b", "u.s", "u.k", "u.s.a", "e.u", "a.m", "p.m", "inc", "ltd", "co",
    "corp", "pvt", "jr", "sr", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    "tech", "eng", "yrs", "mos", "etc", "min", "max", "avg", "est", "ed", "eds",
];

/// What an abbreviation says about the stop after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The sentence goes on.
    Inner,
    /// The next word decides.
    Unclear,
    /// Not an abbreviation.
    Final,
}

/// The hashes of the abbreviations, sorted, each with what its stop says.
static HASHES: LazyLock<Vec<(u64, Stop)>> = LazyLock::new(|| {
    let never = NEVER_LAST.iter().map(|a| (hash_word(a.as_bytes()), Stop::Inner));
    let sometimes = SOMETIMES_LAST.iter().map(|a| (hash_word(a.as_bytes()), Stop::Unclear));
    let mut all: Vec<_> = never.chain(sometimes).collect();
    all.sort_by_key(|a| a.0);
    all
});

/// Reads the stop after a word.
pub(super) fn stop_after(word: &Word, text: &str) -> Stop {
    if word.span.len() > 6 {
        return Stop::Final;
    }
    if let Ok(found) = HASHES.binary_search_by_key(&word.hash, |a| a.0) {
        return HASHES[found].1;
    }
    // An initial: "J. Smith". "I." ends a sentence.
    let initial = word.span.len() == 1 && word.shape == Shape::Capitalised && word.span.slice(text) != "I";
    if initial { Stop::Unclear } else { Stop::Final }
}
