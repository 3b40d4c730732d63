//! What every table knows of a word, in one place.
//!
//! The few thousand words that make up nearly all of a letter, and every word that a rule names, stand in one table
//! of sixteen bytes a word, small enough to stay in the cache: one look-up serves spelling, confusions, capitals and
//! grammar. The other words are put together from the tables that they come from ([`Lexicon`]).

use super::confusions::Confusions;
use super::lexicon::{Entry, Lexicon};
use super::pos::Tags;
use super::{capitals, grammar};
use crate::text::hash::hash_word;

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Its parts of speech.
    pub tags: Tags,
    /// Its number among the words that the patterns of grammar name; 0 for the others.
    pub number: u16,
    /// One more than the index of its rules in [`Confusions`]; 0 for most words.
    pub rules: u8,
    /// The class of its parts of speech in [`grammar`].
    pub class: u8,
    /// Its index in [`Lexicon::meant`]; 0 for words that are not written for others.
    pub confusable: u16,
    /// What the dictionary says of it.
    pub entry: Entry,
    /// [`Known::PRONOUN_I`] and the others.
    pub marks: u8,
}

impl Known {
    /// `i`, `i'm` and the like.
    pub const PRONOUN_I: u8 = 1;
    /// The second half of a word that is often split in two.
    pub const SPLIT: u8 = 2;
    /// May be written for another word, or be half of one.
    pub const CONFUSED: u8 = 4;
    /// Has no capital inside a sentence, see [`capitals`].
    pub const PLAIN: u8 = 8;

    /// Whether the dictionary does not hold the word as an ordinary one, or doubts it.
    #[inline]
    #[must_use]
    pub const fn is_odd(&self) -> bool {
        !self.entry.is_word() | self.entry.is_doubtful()
    }
}

/// A place of the table: empty where `print` is 0.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    print: u32,
    known: Known,
}

impl Slot {
    #[inline]
    const fn print(hash: u64) -> u32 {
        (hash >> 32) as u32 | 1
    }
}

/// Places of the table: a power of two known to the compiler, so that no place needs to be checked.
const SLOTS: usize = 1 << 15;

/// The dictionary together with all that is known of its words.
#[derive(Debug)]
pub struct Vocabulary {
    lexicon: Lexicon,
    /// The sets of readings that words have, and their classes.
    readings: Vec<(Tags, u8)>,
    /// At most half of them filled.
    slots: Box<[Slot; SLOTS]>,
}

impl Vocabulary {
    /// Puts the tables together.
    #[must_use]
    pub fn new(lexicon: Lexicon, confusions: &Confusions) -> Self {
        let pronouns = ["i", "i'm", "i've", "i'll", "i'd"].map(|w| hash_word(w.as_bytes()));
        // The most common words come first, so that they are found at once.
        let mut hashes: Vec<u64> = Lexicon::common().collect();
        hashes.extend(grammar::numbered().map(|(hash, _)| hash));
        hashes.extend(confusions.words());
        hashes.extend(Lexicon::confusables());
        hashes.extend(pronouns);
        hashes.extend(capitals::PLAIN.iter().map(|word| hash_word(word.as_bytes())));
        let readings = Lexicon::sets().map(|tags| (tags, grammar::class(tags))).collect();
        let mut all = Self { lexicon, readings, slots: Box::new([Slot::default(); SLOTS]) };
        for hash in hashes {
            let known = all.rare(hash);
            *all.slot(hash) = Slot { print: Slot::print(hash), known };
        }
        for hash in pronouns {
            all.slot(hash).known.marks |= Known::PRONOUN_I;
        }
        for (hash, number) in grammar::numbered() {
            all.slot(hash).known.number = number;
        }
        for hash in confusions.words() {
            let slot = all.slot(hash);
            slot.known.rules = confusions.rules_of(hash);
            slot.known.marks |= if confusions.ends_split(hash) { Known::SPLIT } else { 0 };
        }
        for hash in Lexicon::confusables() {
            let confusable = all.lexicon.confusable(hash);
            all.slot(hash).known.confusable = confusable;
        }
        for word in capitals::PLAIN {
            all.slot(hash_word(word.as_bytes())).known.marks |= Known::PLAIN;
        }
        for Known { rules, entry, marks, .. } in all.slots.iter_mut().map(|s| &mut s.known) {
            let confused = *rules != 0 || entry.is_confusable() || *marks & Known::SPLIT != 0;
            *marks |= if confused { Known::CONFUSED } else { 0 };
        }
        all
    }

    /// The dictionary.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// What is known of the word with this hash where it stands in its first place in the table, as most words do; and
    /// whether it does. No jump, so many words are under way at a time.
    #[inline]
    #[must_use]
    pub fn glance(&self, hash: u64) -> (Known, bool) {
        let slot = self.slots[hash as usize % SLOTS];
        (slot.known, slot.print == Slot::print(hash))
    }

    /// What is known of the word with this hash.
    #[inline]
    #[must_use]
    pub fn get(&self, hash: u64) -> Known {
        let mut at = hash as usize % SLOTS;
        // At most half of the slots are filled, so an empty one ends the search.
        while self.slots[at].print != 0 {
            if self.slots[at].print == Slot::print(hash) {
                return self.slots[at].known;
            }
            at = (at + 1) % SLOTS;
        }
        self.rare(hash)
    }

    #[inline(never)]
    fn rare(&self, hash: u64) -> Known {
        let (entry, set) = self.lexicon.look_up(hash);
        let (tags, class) = self.readings.get(set as usize).copied().unwrap_or_default();
        Known { entry, tags, class, ..Known::default() }
    }

    /// The slot of a word, or the one that it would fill.
    fn slot(&mut self, hash: u64) -> &mut Slot {
        let mut at = hash as usize % SLOTS;
        while self.slots[at].print != 0 && self.slots[at].print != Slot::print(hash) {
            at = (at + 1) % SLOTS;
        }
        &mut self.slots[at]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_look_up_knows_what_every_table_knows() {
        let confusions = Confusions::default();
        let all = Vocabulary::new(Lexicon::with_extra(["zorbel"]), &confusions);
        let lexicon = Lexicon::default();
        for word in ["the", "their", "depends", "spiking", "i'm", "body", "banana", "n't", "qzx", "english"] {
            let hash = hash_word(word.as_bytes());
            let known = all.get(hash);
            assert_eq!((known.entry, known.tags), (lexicon.get(hash), lexicon.readings(hash)), "{word}");
            assert_eq!(known.rules, confusions.rules_of(hash), "{word}");
        }
        let known = |w: &str| all.get(hash_word(w.as_bytes()));
        assert!(known("zorbel").entry.is_word() && known("depends").number != 0 && known("their").rules != 0);
        assert_eq!(known("i'm").marks, Known::PRONOUN_I);
        assert_eq!(
            (known("body").marks, known("the").marks),
            (Known::SPLIT | Known::CONFUSED, Known::PLAIN | Known::CONFUSED)
        );
    }
}
