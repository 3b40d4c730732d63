//! Which words of a letter count as words of a list: one place for those that are learnt and those that are measured.

use crate::text::{Class, Document, Shape, Word};
use crate::topics::Topics;
use std::collections::BTreeMap;

/// A word of a letter, and how it stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LetterWord {
    /// Folded: lower case, straight apostrophes.
    pub text: String,
    /// Places where it counts.
    pub counted: u32,
    /// Places inside a sentence where it has a capital.
    pub capital: u32,
    /// Places inside a term of a topic.
    pub topical: u32,
}

/// Whether a word counts: letters alone but for inner apostrophes, in lower case, or with a capital at the start of a sentence.
pub(super) fn counts(word: &Word, text: &str) -> bool {
    let lower = word.shape == Shape::Lower || (word.shape == Shape::Capitalised && word.first);
    lower && is_plain(word, text)
}

fn is_plain(word: &Word, text: &str) -> bool {
    let letters = |c: char| c.is_alphabetic() || matches!(c, '\'' | '’');
    word.class == Class::Word && word.span.slice(text).chars().all(letters)
}

/// The words of a letter, each once, by their letters.
#[must_use]
pub fn words_of(doc: &Document<'_>, topics: &Topics) -> Vec<LetterWord> {
    let mut found = Vec::new();
    topics.find(doc, &mut found);
    let mut inside = vec![false; doc.words.len()];
    // General support stands behind the last topic and is no term of one.
    for term in found.iter().filter(|f| (f.topic as usize) < topics.len()) {
        inside[term.first as usize..term.end as usize].iter_mut().for_each(|word| *word = true);
    }
    let mut words: BTreeMap<u64, LetterWord> = BTreeMap::new();
    for (index, word) in doc.words.iter().enumerate() {
        if !is_plain(word, doc.text()) {
            continue;
        }
        let entry = words
            .entry(word.hash)
            .or_insert_with(|| LetterWord { text: doc.folded(index).into_owned(), ..LetterWord::default() });
        entry.counted += u32::from(counts(word, doc.text()));
        entry.capital += u32::from(!word.first && word.shape != Shape::Lower);
        entry.topical += u32::from(inside[index]);
    }
    let mut words: Vec<LetterWord> = words.into_values().collect();
    words.sort_by(|a, b| a.text.cmp(&b.text));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_as_its_words() {
        let doc = Document::new("Most of the reinforcement learning is mine. I don't know Berlin, I don’t; it is.");
        let words = words_of(&doc, &Topics::builtin());
        let of = |text: &str| words.iter().find(|w| w.text == text).map(|w| (w.counted, w.capital, w.topical));
        assert_eq!(of("most"), Some((1, 0, 0)));
        assert_eq!(of("don't"), Some((2, 0, 0)));
        assert_eq!(of("berlin"), Some((0, 1, 0)));
        assert_eq!((of("reinforcement"), of("mine")), (Some((1, 0, 1)), Some((1, 0, 0))));
        assert!(words.windows(2).all(|pair| pair[0].text < pair[1].text));
    }
}
