//! Words that are never learnt: they tell who the writer is, or what was asked, and not what the letter says.

use crate::lexicon::{Lexicon, Tags};
use crate::text::Document;
use crate::text::hash::hash_word;
use std::collections::{BTreeMap, BTreeSet};

/// `word class` a line; see the README beside it.
const LIST: &str = include_str!("../../../data/lexicons/never_learnt.txt");

/// Share of the places of a word with a capital, or inside terms of topics, from which on it is never learnt.
const MOSTLY: f64 = 0.5;

/// Decides which words can be learnt.
#[derive(Clone, Debug)]
pub struct Never {
    listed: BTreeMap<&'static str, &'static str>,
    lexicon: Lexicon,
    /// The words of the school's prompt.
    prompt: BTreeSet<String>,
}

impl Never {
    /// With the words of the school's own prompt, where there is one.
    #[must_use]
    pub fn new(prompt: Option<&str>) -> Self {
        let doc = Document::whole(prompt.unwrap_or_default());
        Self {
            listed: LIST.lines().filter_map(|line| line.split_once(' ')).collect(),
            lexicon: Lexicon::default(),
            prompt: (0..doc.words.len()).map(|index| doc.folded(index).into_owned()).collect(),
        }
    }

    /// Why a word is never learnt, in a word or two; none if it may be. `counted`, `capital` and `topical` are its places over
    /// all letters, as [`super::LetterWord`] has them.
    #[must_use]
    pub fn reason(&self, word: &str, counted: u64, capital: u64, topical: u64) -> Option<&'static str> {
        let hash = hash_word(word.as_bytes());
        let status = self.lexicon.get(hash);
        // `mother's` tells what `mother` tells.
        let stem = word.strip_suffix("'s").unwrap_or(word);
        if let Some(class) = self.listed.get(word).or_else(|| self.listed.get(stem)) {
            return Some(class);
        }
        if capital as f64 > MOSTLY * (counted + capital) as f64 {
            return Some("mostly capitalised");
        }
        if status.needs_capital() || (status.is_name() && !status.is_word()) {
            return Some("origin");
        }
        if self.lexicon.tags(hash).any(Tags::NUMBER) {
            return Some("number");
        }
        if topical as f64 > MOSTLY * (counted + capital) as f64 {
            return Some("a term of a topic");
        }
        if self.prompt.contains(word) {
            return Some("a word of the prompt");
        }
        (!status.is_word()).then_some("not in the dictionary")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_tell_who_somebody_is_are_never_learnt() {
        let never = Never::new(Some("Describe a challenge that you mastered."));
        let reason = |word: &str| never.reason(word, 10, 0, 0);
        for (class, words) in [
            ("gendered", "she his woman gentlemen herself"),
            ("family", "mother's son parents cousins married"),
            ("religion", "church prayed faith mosque"),
            ("origin", "country immigrant spanish german village foreign"),
            ("school", "university teacher semester homework"),
            ("occupation", "nurse engineers job manager"),
            ("number", "two first hundred seventeen"),
            ("a word of the prompt", "challenge mastered"),
            ("not in the dictionary", "becuase qzx"),
        ] {
            words.split(' ').for_each(|word| assert_eq!(reason(word), Some(class), "{word}"));
        }
        for word in ["because", "however", "honestly", "stuff", "measured", "don't", "careful", "results"] {
            assert_eq!(reason(word), None, "{word}");
        }
        assert_eq!(never.reason("rose", 10, 11, 0), Some("mostly capitalised"));
        assert_eq!(never.reason("reward", 10, 0, 8), Some("a term of a topic"));
    }

    #[test]
    fn the_list_is_sorted_and_names_classes_that_are_known() {
        let lines: Vec<&str> = LIST.lines().collect();
        assert!(lines.len() > 900);
        assert!(lines.windows(2).all(|pair| pair[0] < pair[1]));
        let classes: BTreeSet<&str> = lines.iter().filter_map(|line| line.split_once(' ')).map(|(_, c)| c).collect();
        let known = ["family", "gendered", "number", "occupation", "origin", "religion", "school"];
        assert_eq!(classes.into_iter().collect::<Vec<_>>(), known);
        let words: BTreeSet<&str> = lines.iter().filter_map(|line| line.split_once(' ')).map(|(w, _)| w).collect();
        assert_eq!(words.len(), lines.len(), "a word stands twice");
    }
}
