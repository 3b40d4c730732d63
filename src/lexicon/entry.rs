//! What every table knows of a word, in one place.
//!
//! The entries of the few thousand words that make up nearly all of a letter lie side by side, small enough to stay in the
//! cache: one serves spelling, confusions, capitals and grammar. Those of other words are put together when they are met.

use super::attribute::Attribute;
use super::dictionary::{Lexicon, Status, Stored, WordId};
use super::part_of_speech::Tags;

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LexicalEntry {
    /// Its parts of speech.
    pub tags: Tags,
    /// What patterns know of it.
    pub named: Named,
    /// Its index in [`Lexicon::meant`]; 0 for words that are not written for others.
    pub confusable: u16,
    /// What the dictionary says of it.
    pub status: Status,
    /// The class of its parts of speech among patterns.
    pub class: u8,
}

/// What the patterns of a run know of a word that they name. Nothing here is asked by the lexicon itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// Its number among the words that patterns name; 0 for the others.
    pub number: u16,
    /// One more than the index of its rules for words written for others; 0 for most words.
    pub rules: u8,
    /// [`LexicalEntry::PRONOUN_I`] and the others.
    pub marks: u8,
}

impl Named {
    /// Both.
    pub fn join(&mut self, other: Self) {
        self.number |= other.number;
        self.rules |= other.rules;
        self.marks |= other.marks;
    }
}

impl LexicalEntry {
    /// `i`, `i'm` and the like.
    pub const PRONOUN_I: u8 = 1;
    /// The second half of a word that is often split in two.
    pub const SPLIT: u8 = 2;
    /// May be written for another word, or be half of one.
    pub const CONFUSED: u8 = 4;
    /// Has no capital inside a sentence.
    pub const PLAIN: u8 = 8;

    /// Whether the dictionary does not hold the word as an ordinary one, or doubts it.
    #[inline]
    #[must_use]
    pub const fn is_odd(&self) -> bool {
        !self.status.is_word() | self.status.is_doubtful()
    }
}

/// Words whose entries lie side by side: a power of two known to the compiler, so that no place needs to be checked.
const COMMON: usize = 1 << 13;

/// The dictionary together with all that is known of its words.
#[derive(Debug)]
pub struct Vocabulary {
    lexicon: Lexicon,
    named: Attribute<Named>,
    /// Per set of tags, its class.
    classes: Box<[u8; 256]>,
    /// The entries of the first words.
    common: Box<[LexicalEntry; COMMON]>,
}

impl Vocabulary {
    /// Puts a dictionary and what patterns know of words together: a row for each word that patterns name, by its hash, and the
    /// class of each set of tags.
    #[must_use]
    pub fn new(lexicon: Lexicon, named: impl Iterator<Item = (u64, Named)>, class: impl Fn(Tags) -> u8) -> Self {
        let mut classes = Box::new([0; 256]);
        Lexicon::tag_sets().zip(classes.iter_mut()).for_each(|(tags, place)| *place = class(tags));
        let named = Attribute::new(named, Named::join);
        let mut all = Self { lexicon, named, classes, common: Box::new([LexicalEntry::default(); COMMON]) };
        for id in WordId::all().take(COMMON) {
            all.common[id.index()] = all.put_together(id, all.named.known(id));
        }
        all
    }

    /// The dictionary.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// What is known of the word with this number and hash.
    #[inline]
    #[must_use]
    pub fn get(&self, id: WordId, hash: u64) -> LexicalEntry {
        match id {
            WordId::NONE => self.outside(hash),
            id if id.index() < COMMON => self.common[id.index()],
            id => self.rare(id, hash),
        }
    }

    /// The entry of a common word, or an empty one; without a jump, so that many words are under way at a time.
    #[inline]
    #[must_use]
    pub fn common(&self, id: WordId) -> LexicalEntry {
        self.common[if id.index() < COMMON { id.index() } else { 0 }]
    }

    #[inline(never)]
    fn outside(&self, hash: u64) -> LexicalEntry {
        let mut entry = self.put_together(WordId::NONE, self.named.outside(hash));
        entry.status = self.lexicon.own(hash);
        entry
    }

    #[inline(never)]
    fn rare(&self, id: WordId, hash: u64) -> LexicalEntry {
        let mut entry = self.put_together(id, self.named.known(id));
        if !entry.status.is_known() {
            entry.status = self.lexicon.own(hash);
        }
        entry
    }

    fn put_together(&self, id: WordId, mut named: Named) -> LexicalEntry {
        let Stored { tags, confusable, status, set } = Stored::of(id);
        let confused = named.rules != 0 || status.is_confusable() || named.marks & LexicalEntry::SPLIT != 0;
        named.marks |= if confused { LexicalEntry::CONFUSED } else { 0 };
        LexicalEntry { tags, named, confusable, status, class: self.classes[set as usize] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::hash::hash_word;

    #[test]
    fn one_look_up_knows_what_every_table_knows() {
        let hash = |word: &str| hash_word(word.as_bytes());
        let mark = |marks: u8| Named { marks, ..Named::default() };
        let named = [
            (hash("depends"), Named { number: 7, ..Named::default() }),
            (hash("qzx"), Named { number: 8, ..Named::default() }),
            (hash("their"), Named { rules: 3, ..Named::default() }),
            (hash("body"), mark(LexicalEntry::SPLIT)),
            (hash("the"), mark(LexicalEntry::PLAIN)),
            (hash("their"), mark(LexicalEntry::PLAIN)),
        ];
        let class = |tags: Tags| u8::from(tags.any(Tags::NOUN));
        let all = Vocabulary::new(Lexicon::with_extra(["zorbel"]), named.into_iter(), class);
        let known = |word: &str| all.get(WordId::of(hash(word)), hash(word));
        let lexicon = Lexicon::default();
        for word in ["the", "their", "depends", "spiking", "body", "banana", "n't", "qzx", "english", "abdominals"] {
            let entry = known(word);
            assert_eq!((entry.status, entry.tags), (lexicon.get(hash(word)), lexicon.tags(hash(word))), "{word}");
            assert_eq!(entry.class, u8::from(entry.tags.any(Tags::NOUN)), "{word}");
        }
        assert!(known("zorbel").status.is_word() && !known("qzx").status.is_known());
        assert_eq!((known("depends").named.number, known("qzx").named.number), (7, 8));
        assert_eq!((known("their").named.rules, known("banana").named), (3, Named::default()));
        assert_eq!(known("their").named.marks, LexicalEntry::PLAIN | LexicalEntry::CONFUSED);
        assert_eq!(known("body").named.marks, LexicalEntry::SPLIT | LexicalEntry::CONFUSED);
        assert_eq!(all.common(WordId::of(hash("their"))), known("their"));
        assert_eq!(all.common(WordId::NONE), LexicalEntry::default());
    }
}
