//! Terms that separate letters with a label from letters without.

use super::Topics;
use crate::text::{Class, Document, Gap};
use std::collections::BTreeMap;

/// A proposed term, with what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// One to three words, folded.
    pub term: String,
    /// Letters with the label that hold it.
    pub with: u32,
    /// Letters without the label that hold it.
    pub without: u32,
    /// How much more common it is with the label: log-odds ratio with prior.
    pub log_odds: f64,
    /// `log_odds` over its standard error; above about 3 is rarely chance among thousands of terms.
    pub z: f64,
    /// Keys of the topics that know the term already.
    pub known: Vec<String>,
}

/// Letters that must hold a term for it to be proposed.
const FEWEST: u32 = 3;
/// Weight of the prior, in letters.
const PRIOR: f64 = 10.0;
/// Longest term, in words.
const LONGEST: usize = 3;

/// Words that begin and end no term.
const FUNCTION_WORDS: &str = "a an the and or but nor so if then than that this these those i me my we us our you your he \
    she it its they them their his her of in on at by to for from with without into onto over under about as is are was were \
    be been being am do does did have has had having not no can could will would shall should may might must which who whom \
    whose what when where why how there here also very more most much many some any all each both such only own same too just \
    i'm i've i'd i'll it's don't one two new other up out";

struct Count {
    with: u32,
    without: u32,
    /// The letter that was counted last, so that each counts once.
    last: u32,
    /// Where it was seen first: letter, word, length in words.
    at: (u32, u32, u8),
}

/// Proposes terms of one to three words that are more frequent in letters with the label than letters without:
/// at most `most`, the surest first.
///
/// A letter counts once per term, however often it holds it. The score is the log-odds ratio with an informative
/// Dirichlet prior and its z (Monroe, Colaresi & Quinn 2008, *Fightin' Words*, Political Analysis 16, equations
/// 16 and 22), for letters that hold the term or do not: with y of n letters, and the pooled share p of all
/// letters as a prior worth 10 letters (α = 10p, β = 10(1 − p)),
/// δ = ln((y₁+α)/(n₁−y₁+β)) − ln((y₂+α)/(n₂−y₂+β)), z = δ / √(1/(y₁+α) + 1/(n₁−y₁+β) + 1/(y₂+α) + 1/(n₂−y₂+β)).
///
/// The label may be the committee's, or whether a letter addresses a topic. The terms are for people to judge:
/// a name, a place or a university separates letters as well as a method does.
#[must_use]
pub fn suggest(letters: &[(&str, bool)], topics: &Topics, most: usize) -> Vec<Suggestion> {
    let function: Vec<u64> = {
        let mut list: Vec<u64> =
            FUNCTION_WORDS.split_whitespace().map(|w| crate::text::hash::hash_word(w.as_bytes())).collect();
        list.sort_unstable();
        list
    };
    let mut counts: BTreeMap<u64, Count> = BTreeMap::new();
    for (index, (letter, label)) in letters.iter().enumerate() {
        let doc = Document::new(letter);
        for first in 0..doc.words.len() {
            let mut hash = 0u64;
            for len in 1..=LONGEST {
                let at = first + len - 1;
                let Some(word) = doc.words.get(at) else { break };
                if word.class != Class::Word || len > 1 && !(word.gap.is_blank() || word.gap == Gap::HYPHEN) {
                    break;
                }
                hash = hash.rotate_left(17).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ word.hash;
                let is_function = function.binary_search(&word.hash).is_ok();
                if is_function && len == 1 {
                    break;
                }
                if is_function {
                    continue;
                }
                let fresh = Count { with: 0, without: 0, last: u32::MAX, at: (index as u32, first as u32, len as u8) };
                let count = counts.entry(hash).or_insert(fresh);
                if count.last != index as u32 {
                    count.last = index as u32;
                    *(if *label { &mut count.with } else { &mut count.without }) += 1;
                }
            }
        }
    }
    let with_label = letters.iter().filter(|l| l.1).count() as f64;
    let without_label = letters.len() as f64 - with_label;
    let mut ranked: Vec<(f64, f64, &Count)> = Vec::new();
    for count in counts.values().filter(|c| c.with + c.without >= FEWEST) {
        let (log_odds, z) = log_odds((f64::from(count.with), with_label), (f64::from(count.without), without_label));
        if log_odds > 0.0 {
            ranked.push((z, log_odds, count));
        }
    }
    // Ties go to the term that was seen first, so that the order is the same for the same letters.
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.at.cmp(&b.2.at)));
    ranked.truncate(most);
    ranked.into_iter().map(|(z, log_odds, count)| describe(letters, topics, count, log_odds, z)).collect()
}

/// The log-odds ratio of two shares (letters that hold a term, letters) with prior, and its z.
fn log_odds((y1, n1): (f64, f64), (y2, n2): (f64, f64)) -> (f64, f64) {
    let share = (y1 + y2) / (n1 + n2).max(1.0);
    // A term that every letter holds has no odds; half a letter keeps the logarithms finite.
    let (alpha, beta) = ((PRIOR * share).max(0.5), (PRIOR * (1.0 - share)).max(0.5));
    let delta = ((y1 + alpha) / (n1 - y1 + beta)).ln() - ((y2 + alpha) / (n2 - y2 + beta)).ln();
    let variance = 1.0 / (y1 + alpha) + 1.0 / (n1 - y1 + beta) + 1.0 / (y2 + alpha) + 1.0 / (n2 - y2 + beta);
    (delta, delta / variance.sqrt())
}

fn describe(letters: &[(&str, bool)], topics: &Topics, count: &Count, log_odds: f64, z: f64) -> Suggestion {
    let (letter, first, len) = count.at;
    let doc = Document::new(letters.get(letter as usize).map_or("", |l| l.0));
    let words = first as usize..(first as usize + len as usize).min(doc.words.len());
    let term = words.map(|i| doc.folded(i).into_owned()).collect::<Vec<_>>().join(" ");
    let mut found = Vec::new();
    // In capitals too, so that abbreviations are known again.
    for text in [term.clone(), term.to_uppercase()] {
        topics.find(&Document::new(&text), &mut found);
    }
    let mut known: Vec<String> = Vec::new();
    for f in found {
        let key = topics
            .get(f.topic as usize)
            .filter(|_| topics.concept(&f).is_some_and(|c| c.role.counts()))
            .map(|t| &t.key);
        if let Some(key) = key.filter(|k| !known.contains(k)) {
            known.push(key.clone());
        }
    }
    Suggestion { term, with: count.with, without: count.without, log_odds, z, known }
}
