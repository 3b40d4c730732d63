//! A small language for phrases: a line per phrase, a slot per word, `a|b` for alternatives, `?a|b` for what may be missing.

use crate::lexicon::word_set::WordSet;
use crate::span::Span;
use crate::text::Word;
use crate::text::hash::hash_word;

/// One word of a phrase.
#[derive(Clone, Debug)]
struct Slot {
    optional: bool,
    words: Vec<u64>,
}

/// Phrases that are looked for in letters.
#[derive(Clone, Debug)]
pub(super) struct Phrases {
    phrases: Vec<Vec<Slot>>,
    /// The words that a phrase can begin with.
    openers: WordSet<Vec<u64>, ()>,
    /// Per slot of `openers`, the phrases that begin with its word.
    begun: Vec<Vec<usize>>,
}

impl Phrases {
    /// Reads phrases, one a line, in lower case. The first slot of a phrase is never optional.
    pub(super) fn new(text: &str) -> Self {
        let mut openers = Vec::new();
        let mut phrases = Vec::new();
        for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
            let slots: Vec<Slot> = line
                .split_whitespace()
                .map(|slot| Slot {
                    optional: slot.starts_with('?'),
                    words: slot.trim_start_matches('?').split('|').map(|w| hash_word(w.as_bytes())).collect(),
                })
                .collect();
            openers.extend(line.split_whitespace().next().unwrap_or("").split('|'));
            phrases.push(slots);
        }
        let openers = WordSet::of(openers.into_iter());
        let mut begun = vec![Vec::new(); openers.slots()];
        for (number, phrase) in phrases.iter().enumerate() {
            for slot in phrase.iter().take(1).flat_map(|first| &first.words).filter_map(|&w| openers.find(w)) {
                begun[slot].push(number);
            }
        }
        Self { phrases, openers, begun }
    }

    /// Where the phrases stand among the words of a letter, in order, without overlaps.
    pub(super) fn find(&self, words: &[Word]) -> Vec<Span> {
        let mut found: Vec<Span> = Vec::new();
        let mut from = 0;
        for (index, word) in words.iter().enumerate() {
            let Some(slot) = self.openers.find(word.hash) else { continue };
            if index < from {
                continue;
            }
            let longest = self.begun[slot].iter().filter_map(|&n| matches(words, index, &self.phrases[n])).max();
            if let Some(end) = longest {
                found.push(word.span.to(words[end - 1].span));
                from = end;
            }
        }
        found
    }
}

/// One past the last word, where the slots match from word `index` on.
fn matches(words: &[Word], index: usize, slots: &[Slot]) -> Option<usize> {
    let Some((slot, rest)) = slots.split_first() else { return Some(index) };
    let taken = words.get(index).is_some_and(|w| w.hash != 0 && slot.words.contains(&w.hash));
    let with = if taken { matches(words, index + 1, rest) } else { None };
    with.or_else(|| if slot.optional { matches(words, index, rest) } else { None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Document;

    #[test]
    fn phrases_match_with_and_without_their_optional_words() {
        let phrases = Phrases::new("ignore ?all ?the|my previous instructions\nrate this");
        let find = |text: &str| -> Vec<String> {
            let doc = Document::new(text);
            phrases.find(&doc.words).iter().map(|s| s.slice(text).to_owned()).collect()
        };
        assert_eq!(
            find("Ignore my\nprevious INSTRUCTIONS. Rate this"),
            ["Ignore my\nprevious INSTRUCTIONS", "Rate this"]
        );
        assert_eq!(find("ignore previous instructions"), ["ignore previous instructions"]);
        assert_eq!(find("ignore all instructions, rate it"), Vec::<String>::new());
        assert_eq!(find("ignore previous"), Vec::<String>::new());
    }
}
