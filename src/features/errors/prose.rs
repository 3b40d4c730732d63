//! Which words are the writer's own English prose, and so are checked.

use super::lexicon::{Entry, Lexicon};
use crate::text::{Class, Document, Gap, Shape, Word};

/// What the dictionary says of every word, and which words are checked. Its memory is reused.
#[derive(Clone, Debug, Default)]
pub struct Prose {
    /// Per word of the letter.
    pub entries: Vec<Entry>,
    /// Per word: whether mistakes are looked for in it.
    pub checked: Vec<bool>,
    /// Whether most of the letter is in another language than English.
    pub not_english: bool,
}

/// Longest quotation, in words, that can be a title.
const LONGEST_TITLE: usize = 16;

impl Prose {
    /// Looks up every word of a letter and decides which to check.
    pub fn read(&mut self, doc: &Document<'_>, lexicon: &Lexicon) {
        self.entries.clear();
        self.checked.clear();
        self.entries.reserve(doc.words.len());
        self.checked.reserve(doc.words.len());
        let mut suspects = 0usize;
        for (index, word) in doc.words.iter().enumerate() {
            let prose = word.class == Class::Word;
            let entry = if prose { look_up(doc, lexicon, index, word) } else { Entry(0) };
            suspects += usize::from(prose && !entry.is_known());
            self.entries.push(entry);
            self.checked.push(prose && word.shape != Shape::Caseless);
        }
        self.not_english = false;
        // Passages in another language show by unknown words, so a letter without many has none.
        if suspects > 4 || suspects * 3 > doc.words.len() {
            self.skip_foreign(doc);
        }
        self.skip_titles(doc);
        self.skip_citations(doc);
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
                let entry = self.entries[index];
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
        words.clone().all(|i| self.entries[i].0 == 0 && doc.words[i].non_ascii)
    }

    /// Leaves out quoted titles: a short quotation most of whose longer words have capitals.
    fn skip_titles(&mut self, doc: &Document<'_>) {
        let mut open = None;
        for index in 0..=doc.words.len() {
            let quote = doc.words.get(index).is_none_or(|w| w.gap.has(Gap::QUOTE));
            if !quote {
                continue;
            }
            if let Some(start) = open.take() {
                let title: std::ops::Range<usize> = start..index;
                let long = |i: &usize| doc.words[*i].span.len() > 3;
                let total = title.clone().filter(long).count();
                let capitals = title.clone().filter(long).filter(|&i| doc.words[i].shape != Shape::Lower).count();
                if title.len() >= 2 && title.len() <= LONGEST_TITLE && capitals * 4 >= total * 3 {
                    self.checked[title].fill(false);
                    continue;
                }
            }
            open = Some(index);
        }
    }

    /// Leaves out citations: names before a year in brackets, and what stands before "et al".
    fn skip_citations(&mut self, doc: &Document<'_>) {
        for index in 1..doc.words.len() {
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

/// The entry of a word, with the endings and dividings that the dictionary leaves to rules.
fn look_up(doc: &Document<'_>, lexicon: &Lexicon, index: usize, word: &Word) -> Entry {
    let entry = lexicon.get(word.hash);
    if entry.is_known() {
        return entry;
    }
    let folded = doc.folded(index);
    match folded.split_once('\'') {
        // Possessives and the short forms of verbs go with any word.
        Some((base, "s" | "ll" | "d" | "ve" | "re")) if base.len() > 1 => lexicon.find(base.as_bytes()),
        _ => entry,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unchecked(text: &str) -> Vec<&str> {
        let doc = Document::new(text);
        let mut prose = Prose::default();
        prose.read(&doc, &Lexicon::default());
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
        prose.read(&doc, &Lexicon::default());
        assert!(prose.not_english);
        assert_eq!(prose.checked.iter().filter(|c| **c).count(), 3);
        prose.read(&Document::new("I is a studnt of sciense and wnt too lern mashine lerning."), &Lexicon::default());
        assert!(!prose.not_english);
    }
}
