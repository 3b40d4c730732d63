//! Which words are the writer's own English prose, and so are checked.

use crate::lexicon::Status;
use crate::lexicon::{Annotated, LexicalEntry, Vocabulary};
use crate::text::hash::hash_word;
use crate::text::{Class, Document, Gap, Shape};

/// What is known of every word, and which words are checked. Its memory is reused.
#[derive(Clone, Debug, Default)]
pub struct CheckedWords {
    /// Per word of the letter; nothing for what is no word.
    pub known: Vec<LexicalEntry>,
    /// Per word: whether mistakes are looked for in it.
    pub checked: Vec<bool>,
    /// Words that are no plain words of the dictionary: unknown ones, names, doubtful ones.
    pub odd: Vec<u32>,
    /// Words that may be written for others ([`LexicalEntry::CONFUSED`]).
    pub confused: Vec<u32>,
    /// Words that may lack a capital, or have one too many.
    pub cased: Vec<u32>,
    /// Words that a quotation mark stands before.
    quotes: Vec<usize>,
    /// Numbers and `al`: what citations are known by.
    sources: Vec<usize>,
    /// Whether most of the letter is in another language than English.
    pub not_english: bool,
}

/// A list in the making: every place is written and only the chosen ones are kept, for a jump that can't be foreseen costs
/// more than a write.
pub(super) struct Chosen<'l> {
    /// The memory of `home` while the list is made, so that no write to it is taken for one to something else.
    list: Vec<u32>,
    home: &'l mut Vec<u32>,
    count: usize,
}

impl<'l> Chosen<'l> {
    /// At most `total` places, in the memory of `home`.
    pub fn among(total: usize, home: &'l mut Vec<u32>) -> Self {
        let mut list = std::mem::take(home);
        list.resize(total, 0);
        Self { list, home, count: 0 }
    }

    #[inline]
    pub fn push(&mut self, index: u32, chosen: bool) {
        if let Some(place) = self.list.get_mut(self.count) {
            *place = index;
        }
        self.count += usize::from(chosen);
    }

    pub fn end(mut self) {
        self.list.truncate(self.count);
        *self.home = self.list;
    }
}

/// Longest quotation, in words, that can be a title.
const LONGEST_TITLE: usize = 16;

impl CheckedWords {
    /// Reads what is known of every word of a letter and decides which to check.
    pub fn read(&mut self, letter: &Annotated<'_>, vocabulary: &Vocabulary) {
        let doc = letter.doc();
        let total = doc.words.len();
        let Self { known, checked, odd, confused, cased, quotes, sources, .. } = self;
        known.resize(total, LexicalEntry::default());
        checked.resize(total, false);
        checked.fill(true);
        quotes.clear();
        sources.clear();
        cased.clear();
        let al = hash_word(b"al");
        let (mut odd, mut confused) = (Chosen::among(total, odd), Chosen::among(total, confused));
        let (mut suspects, mut others) = (0usize, 0usize);
        // Lists of one length known to the compiler, and a counted loop.
        let (words, ids, entries) = (&doc.words[..total], &letter.ids()[..total], &mut known[..total]);
        for index in 0..total {
            let word = &words[index];
            let mut entry = vocabulary.common(ids[index]);
            if !(entry.status.is_known() & (word.class == Class::Word)) {
                entry = uncommon(letter, vocabulary, index);
                suspects += usize::from(word.class == Class::Word && !entry.status.is_known());
            }
            entries[index] = entry;
            let place = index as u32;
            confused.push(place, entry.named.marks & LexicalEntry::CONFUSED != 0);
            odd.push(place, entry.is_odd());
            // One test for all that is seldom so.
            let marked = (entry.named.marks | ALWAYS) & LOOKED_AT[word.shape as usize][usize::from(word.first)] != 0;
            if !(marked | (word.class != Class::Word) | word.gap.has(Gap::QUOTE) | (word.hash == al)) {
                continue;
            }
            let marks = entry.named.marks;
            let lower = word.shape == Shape::Lower && (word.first || marks & LexicalEntry::PRONOUN_I != 0);
            let capital = word.shape == Shape::Capitalised && !word.first && marks & LexicalEntry::PLAIN != 0;
            let unchecked = word.class != Class::Word || word.shape == Shape::Caseless;
            if unchecked {
                checked[index] = false;
                others += usize::from(word.class != Class::Word);
            }
            if lower || capital {
                cased.push(place);
            }
            if word.gap.has(Gap::QUOTE) {
                quotes.push(index);
            }
            if word.class == Class::Number || word.class == Class::Word && word.hash == al {
                sources.push(index);
            }
        }
        odd.end();
        confused.end();
        let words = total - others;
        self.not_english = false;
        // Passages in another language show by unknown words, so a letter without many has none.
        if suspects > 4 || suspects * 3 > doc.words.len() {
            self.skip_foreign(doc, words);
        }
        self.skip_titles(doc);
        self.skip_citations(doc);
    }

    /// What the dictionary says of a word.
    #[inline]
    #[must_use]
    pub fn status(&self, index: usize) -> Status {
        self.known[index].status
    }

    /// Leaves out sentences that are hardly English; `all_words` of the letter's words are no numbers or signs.
    fn skip_foreign(&mut self, doc: &Document<'_>, all_words: usize) {
        let mut foreign_words = 0usize;
        let mut odd = self.odd.iter().map(|&index| index as usize).peekable();
        while let Some(index) = odd.peek() {
            // Sentences without an odd word are English.
            let sentence = &doc.sentences[doc.sentence_of(*index)];
            while odd.next_if(|&index| index < sentence.words.end).is_some() {}
            let (mut words, mut unknown, mut english) = (0usize, 0usize, 0usize);
            for index in sentence.words.clone() {
                if doc.words[index].class != Class::Word {
                    continue;
                }
                words += 1;
                let status = self.status(index);
                unknown += usize::from(!status.is_word());
                english += usize::from(status.is_word() & (status.level() == 7) & (doc.words[index].span.len() > 1));
            }
            // Half the words of English prose are among the commonest; hardly any of another language's are.
            if words >= 4 && unknown * 2 >= words && english * 5 < words
                || words > 0 && words < 4 && doc.sentences.len() > 1 && self.is_foreign_script(doc, &sentence.words)
            {
                foreign_words += words;
                self.checked[sentence.words.clone()].fill(false);
            }
        }
        self.not_english = foreign_words * 2 > all_words;
    }

    fn is_foreign_script(&self, doc: &Document<'_>, words: &std::ops::Range<usize>) -> bool {
        words.clone().all(|i| self.status(i).0 == 0 && doc.words[i].non_ascii)
    }

    /// Leaves out quoted titles: a short quotation most of whose longer words have capitals.
    fn skip_titles(&mut self, doc: &Document<'_>) {
        let mut open = None;
        for index in self.quotes.iter().copied().chain([doc.words.len()]) {
            if let Some(start) = open.take() {
                let title: std::ops::Range<usize> = start..index;
                if !(2..=LONGEST_TITLE).contains(&title.len()) {
                    open = Some(index);
                    continue;
                }
                let long = |i: &usize| doc.words[*i].span.len() > 3;
                let total = title.clone().filter(long).count();
                let capitals = title.clone().filter(long).filter(|&i| doc.words[i].shape != Shape::Lower).count();
                // Words of another language that are spoken of (`"nauza mitumba"`).
                let foreign = title.clone().filter(|&i| !self.status(i).is_known()).count() * 2 >= title.len()
                    && title.len() <= 4;
                if capitals * 4 >= total * 3 || foreign {
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

/// A mark that every word has.
const ALWAYS: u8 = 1 << 7;
/// By shape, and whether the word is the first of its sentence: the marks for which it is looked at. A first word in lower
/// case lacks its capital, `i` does anywhere, a plain word has none inside a sentence, and what has no case is not checked.
const LOOKED_AT: [[u8; 2]; 5] = {
    let mut marks = [[0; 2]; 5];
    marks[Shape::Lower as usize] = [LexicalEntry::PRONOUN_I, ALWAYS];
    marks[Shape::Capitalised as usize] = [LexicalEntry::PLAIN, 0];
    marks[Shape::Caseless as usize] = [ALWAYS, ALWAYS];
    marks
};

/// What is known of a word that is no common one; nothing of what is no word.
#[inline(never)]
fn uncommon(letter: &Annotated<'_>, vocabulary: &Vocabulary, index: usize) -> LexicalEntry {
    let word = &letter.words[index];
    if word.class != Class::Word {
        return LexicalEntry::default();
    }
    let mut known = vocabulary.get(letter.ids()[index], word.hash);
    if !known.status.is_known() {
        known.status = without_ending(letter.doc(), vocabulary, index);
    }
    known
}

/// The status of a word that the dictionary does not hold, with the endings and dividings that it leaves to rules.
#[inline(never)]
fn without_ending(doc: &Document<'_>, vocabulary: &Vocabulary, index: usize) -> Status {
    if !doc.words[index].non_ascii && !doc.word(index).bytes().any(|b| matches!(b, b'\'' | b'`')) {
        return Status(0);
    }
    let folded = doc.folded(index);
    match folded.split_once('\'') {
        // Possessives and the short forms of verbs go with any word.
        Some((base, "s" | "ll" | "d" | "ve" | "re")) if base.len() > 1 => vocabulary.lexicon().find(base.as_bytes()),
        _ => Status(0),
    }
}

#[cfg(test)]
mod tests {
    use super::super::grammar::Grammar;
    use super::*;
    use crate::lexicon::Lexicon;
    use crate::patterns::RuleSet;

    fn read(doc: &Document<'_>) -> CheckedWords {
        let vocabulary = crate::features::error_rate::vocabulary(Lexicon::default(), &Grammar::of(&RuleSet::builtin()));
        let mut prose = CheckedWords::default();
        prose.read(&Annotated::of(doc, &mut Vec::new()), &vocabulary);
        prose
    }

    fn unchecked(text: &str) -> Vec<&str> {
        let doc = Document::new(text);
        let prose = read(&doc);
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
        let prose = read(&doc);
        assert!(prose.not_english);
        assert_eq!(prose.checked.iter().filter(|c| **c).count(), 3);
        assert!(!read(&Document::new("I is a studnt of sciense and wnt too lern mashine lerning.")).not_english);
    }
}
