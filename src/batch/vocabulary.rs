//! The words of letters, collected while the letters are measured.

use crate::features::wording::{LetterWord, Never};
use crate::model::wording::WordTable;
use std::collections::BTreeMap;

/// The words of letters, each kept once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vocabulary {
    /// Per word: its number, and how often it counts, has a capital and stands in a term of a topic.
    words: BTreeMap<String, (u32, [u64; 3])>,
    /// The numbers of the words that count in each letter, by id.
    letters: BTreeMap<String, Vec<u32>>,
}

impl Vocabulary {
    /// Adds the words of a letter.
    pub(super) fn add(&mut self, id: &str, words: Vec<LetterWord>) {
        let mut own = Vec::with_capacity(words.len());
        for word in words {
            let next = self.words.len() as u32;
            let (number, counts) = self.words.entry(word.text).or_insert((next, [0; 3]));
            if word.counted > 0 {
                own.push(*number);
            }
            for (all, new) in counts.iter_mut().zip([word.counted, word.capital, word.topical]) {
                *all += u64::from(new);
            }
        }
        self.letters.insert(id.to_owned(), own);
    }

    /// Which words stand in the letters with these ids, and which are never learnt.
    #[must_use]
    pub fn table(&self, ids: &[String], never: &Never) -> WordTable {
        let mut held = vec![false; self.words.len()];
        let own: Vec<&[u32]> = ids.iter().map(|id| self.letters.get(id).map_or(&[][..], Vec::as_slice)).collect();
        own.iter().copied().flatten().for_each(|number| held[*number as usize] = true);
        let mut table = WordTable::default();
        let mut places = vec![0u32; self.words.len()];
        for (word, (number, [counted, capital, topical])) in &self.words {
            if held[*number as usize] {
                places[*number as usize] = table.words.len() as u32;
                table.never.push(never.reason(word, *counted, *capital, *topical));
                table.words.push(word.clone());
            }
        }
        for numbers in own {
            let mut letter: Vec<u32> = numbers.iter().map(|number| places[*number as usize]).collect();
            letter.sort_unstable();
            table.letters.push(letter);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, counted: u32, capital: u32) -> LetterWord {
        LetterWord { text: text.into(), counted, capital, topical: 0 }
    }

    #[test]
    fn letters_become_a_table_of_words() {
        let mut vocabulary = Vocabulary::default();
        vocabulary.add("b", vec![word("stuff", 2, 0), word("because", 1, 0), word("rose", 1, 3)]);
        vocabulary.add("a", vec![word("because", 1, 0), word("rose", 0, 1)]);
        vocabulary.add("c", vec![word("never", 1, 0)]);
        let ids = ["a", "b", "z"].map(str::to_owned);
        let table = vocabulary.table(&ids, &Never::new(None));
        assert_eq!(table.words, ["because", "rose", "stuff"]);
        assert_eq!(table.never, [None, Some("mostly capitalised"), None]);
        assert_eq!(table.letters, [vec![0], vec![0, 1, 2], vec![]]);
        assert!(table.holds(1, 1) && !table.holds(0, 1) && table.place("never").is_none());
    }
}
