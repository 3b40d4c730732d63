//! Which words are the writer's own English prose, and so are checked.

use super::lexicon::Entry;
use super::vocabulary::{Known, Vocabulary};
use crate::text::hash::hash_word;
use crate::text::{Class, Document, Gap, Shape};

/// What is known of every word, and which words are checked. Its memory is reused.
#[derive(Clone, Debug, Default)]
pub struct Prose {
    /// Per word of the letter; nothing for what is no word.
    pub known: Vec<Known>,
    /// Per word: whether mistakes are looked for in it.
    pub checked: Vec<bool>,
    /// Words that a quotation mark stands before.
    quotes: Vec<usize>,
    /// Numbers and `al`: what citations are known by.
    sources: Vec<usize>,
    /// Whether most of the letter is in another language than English.
    pub not_english: bool,
}

/// Longest quotation, in words, that can be a title.
const LONGEST_TITLE: usize = 16;

impl Prose {
    /// Looks up every word of a letter and decides which to check.
    pub fn read(&mut self, doc: &Document<'_>, vocabulary: &Vocabulary) {
        self.known.clear();
        self.checked.clear();
        self.quotes.clear();
        self.sources.clear();
        self.known.resize(doc.words.len(), Known::default());
        self.checked.resize(doc.words.len(), false);
        let al = hash_word(b"al");
        let mut suspects = 0usize;
        let places = self.known.iter_mut().zip(&mut self.checked);
        for ((index, word), (known, checked)) in doc.words.iter().enumerate().zip(places) {
            if word.gap.has(Gap::QUOTE) {
                self.quotes.push(index);
            }
            if word.class == Class::Word {
                *known = vocabulary.get(word.hash);
                *checked = word.shape != Shape::Caseless;
                if !known.entry.is_known() {
                    known.entry = without_ending(doc, vocabulary, index);
                    suspects += usize::from(!known.entry.is_known());
                }
                if word.hash == al {
                    self.sources.push(index);
                }
            } else if word.class == Class::Number {
                self.sources.push(index);
            }
        }
        self.not_english = false;
        // Passages in another language show by unknown words, so a letter without many has none.
        if suspects > 4 || suspects * 3 > doc.words.len() {
            self.skip_foreign(doc);
        }
        self.skip_titles(doc);
        self.skip_citations(doc);
    }

    /// What the dictionary says of a word.
    #[inline]
    #[must_use]
    pub fn entry(&self, index: usize) -> Entry {
        self.known[index].entry
    }

    /// Leaves out sentences that are hardly English.
    fn skip_foreign(&mut self, doc: &Document<'_>) {
        let (mut foreign_words, mut all_words) = (0usize, 0usize);
        for sentence in &doc.sentences {
            let (mut words, mut unknown, mut english) = (0usize, 0usize, 0usize);
            for index in sentence.words.clone() {
                if doc.words[index].class != Class::Word {
                    continue;
                }
                words += 1;
                let entry = self.entry(index);
                unknown += usize::from(!entry.is_word());
                english += usize::from(entry.is_word() && entry.level() == 7 && doc.words[index].span.len() > 1);
            }
            all_words += words;
            // Half the words of English prose are among the commonest; hardly any of another language's are.
            if words >= 4 && unknown * 2 >= words && english * 5 < words
                || words > 0 && words < 4 && doc.sentences.len() > 1 && self.is_foreign_script(doc, &sentence.words)
            {
                foreign_words += words;
                for index in sentence.words.clone() {
                    self.checked[index] = false;
                }
            }
        }
        self.not_english = foreign_words * 2 > all_words;
    }

    fn is_foreign_script(&self, doc: &Document<'_>, words: &std::ops::Range<usize>) -> bool {
        words.clone().all(|i| self.entry(i).0 == 0 && doc.words[i].non_ascii)
    }

    /// Leaves out quoted titles: a short quotation most of whose longer words have capitals.
    fn skip_titles(&mut self, doc: &Document<'_>) {
        let mut open = None;
        for index in self.quotes.iter().copied().chain([doc.words.len()]) {
            if let Some(start) = open.take() {
                let title: std::ops::Range<usize> = start..index;
                let long = |i: &usize| doc.words[*i].span.len() > 3;
                let total = title.clone().filter(long).count();
                let capitals = title.clone().filter(long).filter(|&i| doc.words[i].shape != Shape::Lower).count();
                // Words of another language that are spoken of (`"nauza mitumba"`).
                let foreign =
                    title.clone().filter(|&i| !self.entry(i).is_known()).count() * 2 >= title.len() && title.len() <= 4;
                if title.len() >= 2 && title.len() <= LONGEST_TITLE && (capitals * 4 >= total * 3 || foreign) {
                    self.checked[title].fill(false);
                    continue;
                }
            }
            open = Some(index);
        }
    }

    /// Leaves out citations: names before a year in brackets, and what stands before "et al".
    fn skip_citations(&mut self, doc: &Document<'_>) {
        for &index in self.sources.iter().filter(|&&i| i > 0) {
            let word = &doc.words[index];
            let text = doc.word(index);
            let year = word.class == Class::Number
                && text.len() >= 4
                && matches!(text.as_bytes()[..2], [b'1', b'9'] | [b'2', b'0']);
            let et_al = text.eq_ignore_ascii_case("al") && doc.word(index - 1).eq_ignore_ascii_case("et");
            if !(year && word.gap.any(Gap::COMMA.with(Gap::OPEN)) || et_al) {
                continue;
            }
            for before in (index.saturating_sub(6)..index).rev() {
                let w = &doc.words[before];
                let joins = matches!(doc.word(before), "et" | "al" | "and");
                if w.class == Class::Word && (w.shape != Shape::Lower || joins) {
                    self.checked[before] = false;
                } else {
                    break;
                }
                if w.first {
                    break;
                }
            }
            self.checked[index] = false;
        }
    }
}

/// The entry of a word that the dictionary does not hold, with the endings and dividings that it leaves to rules.
#[inline(never)]
fn without_ending(doc: &Document<'_>, vocabulary: &Vocabulary, index: usize) -> Entry {
    let folded = doc.folded(index);
    match folded.split_once('\'') {
        // Possessives and the short forms of verbs go with any word.
        Some((base, "s" | "ll" | "d" | "ve" | "re")) if base.len() > 1 => vocabulary.lexicon().find(base.as_bytes()),
        _ => Entry(0),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{confusions::Confusions, lexicon::Lexicon};
    use super::*;

    fn vocabulary() -> Vocabulary {
        Vocabulary::new(Lexicon::default(), &Confusions::default())
    }

    fn unchecked(text: &str) -> Vec<&str> {
        let doc = Document::new(text);
        let mut prose = Prose::default();
        prose.read(&doc, &vocabulary());
        (0..doc.words.len()).filter(|&i| !prose.checked[i]).map(|i| doc.word(i)).collect()
    }

    #[test]
    fn what_is_not_prose_is_left_out() {
        assert_eq!(unchecked("See [name] at https://example.org now."), ["[name]", "https://example.org"]);
        assert_eq!(
            unchecked("My thesis, \"Deep Nets for Spikng Codes,\" is long."),
            ["Deep", "Nets", "for", "Spikng", "Codes"]
        );
        assert_eq!(unchecked("It works (Wang, 2019)."), ["Wang", "2019"]);
        assert!(unchecked("He said \"this is quite a long way to go\" and left.").is_empty());
    }

    #[test]
    fn passages_in_another_language_are_left_out() {
        let doc = Document::new(
            "Я пишу вам это письмо. Ich habe zwei Jahre lang als Ingenieur gearbeitet und viel gelernt. I write this.",
        );
        let mut prose = Prose::default();
        prose.read(&doc, &vocabulary());
        assert!(prose.not_english);
        assert_eq!(prose.checked.iter().filter(|c| **c).count(), 3);
        prose.read(&Document::new("I is a studnt of sciense and wnt too lern mashine lerning."), &vocabulary());
        assert!(!prose.not_english);
    }
}
