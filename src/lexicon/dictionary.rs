//! The dictionary: which words there are, how common they are, and which are written for one another.

use super::edit_keys::consonant_key;
use super::filter::Filter;
use super::hash_table::{HashTable, pair};
use super::part_of_speech::Tags;
use crate::text::hash::{fold_into, hash_word};

/// All words, with their numbers.
static WORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/words.bin"));
/// Eight bytes for each word, by its number; see [`Stored::of`].
static ENTRIES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/entries.bin"));
/// The consonant keys of common words.
static CONSONANT_KEYS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/consonant_keys.bin"));
static PAIRS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/bigrams.bin"));
static WORD_BITS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/words.bits"));
static NEAR_BITS: [&[u8]; 2] =
    [include_bytes!(concat!(env!("OUT_DIR"), "/near1.bits")), include_bytes!(concat!(env!("OUT_DIR"), "/near3.bits"))];
static PAIR_BITS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/bigrams.bits"));
static MISSPELT: &[(u64, &str)] = include!(concat!(env!("OUT_DIR"), "/misspellings.rs"));
include!(concat!(env!("OUT_DIR"), "/lexicon.rs"));

/// The number of a word in the lexicon, the most common words first; 0 for a word that it does not hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordId(u32);

impl WordId {
    /// No word of the lexicon.
    pub const NONE: Self = Self(0);

    /// The number of the word with this hash.
    #[inline]
    #[must_use]
    pub fn of(hash: u64) -> Self {
        Self(HashTable::<8>::new(WORDS).get(hash).unwrap_or(0))
    }

    /// Every number, from 0.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::count() as u32).map(Self)
    }

    /// How many numbers there are, 0 among them.
    #[must_use]
    pub const fn count() -> usize {
        ENTRIES.len() / 8
    }

    /// The number, below [`WordId::count`].
    #[inline]
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What the tables hold of a word.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stored {
    pub tags: Tags,
    pub confusable: u16,
    pub status: Status,
    /// The number of its set of tags, see [`Lexicon::tag_sets`].
    pub set: u8,
}

impl Stored {
    #[inline]
    pub fn of(id: WordId) -> Self {
        let bytes = ENTRIES.as_chunks::<8>().0.get(id.index()).map_or(0, |b| u64::from_le_bytes(*b));
        Self {
            tags: Tags(bytes as u32),
            confusable: (bytes >> 32) as u16,
            status: Status((bytes >> 48) as u8),
            set: (bytes >> 56) as u8,
        }
    }
}

/// A word that another may be written for.
#[derive(Clone, Copy, Debug)]
pub struct Meant {
    /// Its letters.
    pub word: &'static str,
    /// Its hash.
    pub hash: u64,
    /// How often it is used: eighths of the binary logarithm of its count in a large collection of text.
    pub frequency: u16,
}

/// Shortens the compiled table.
const fn m(word: &'static str, hash: u64, frequency: u16) -> Meant {
    Meant { word, hash, frequency }
}

/// By the hash of the word written: its frequency, and what could be meant.
static CONFUSIONS: &[(u64, u16, &[Meant])] = include!(concat!(env!("OUT_DIR"), "/confusions.rs"));

/// What the dictionary says of a word; 0 for a word that it does not hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Status(pub u8);

impl Status {
    /// An ordinary word.
    pub const WORD: Self = Self(1 << 7);

    /// How common, 0 (rare) to 7 (the 200 most common words): a step for each factor of about five.
    #[inline]
    #[must_use]
    pub const fn level(self) -> u8 {
        self.0 & 7
    }

    /// Whether the dictionary holds it, as a word or as a name.
    #[inline]
    #[must_use]
    pub const fn is_known(self) -> bool {
        self.0 != 0
    }

    /// Whether it is an ordinary word, right in lower case.
    #[inline]
    #[must_use]
    pub const fn is_word(self) -> bool {
        self.0 & 1 << 7 != 0
    }

    /// Whether it is a name, written with a capital.
    #[inline]
    #[must_use]
    pub const fn is_name(self) -> bool {
        self.0 & 1 << 3 != 0
    }

    /// Whether it is wrong without a capital: days, months, languages, nations, countries.
    #[inline]
    #[must_use]
    pub const fn needs_capital(self) -> bool {
        self.0 & (1 << 4 | 1 << 7) == 1 << 4
    }

    /// Whether it is a rare word that differs by one letter from a far more common one.
    #[inline]
    #[must_use]
    pub const fn is_doubtful(self) -> bool {
        self.0 & 1 << 5 != 0
    }

    /// Whether it is often written for another word, or another for it.
    #[inline]
    #[must_use]
    pub const fn is_confusable(self) -> bool {
        self.0 & 1 << 6 != 0
    }
}

/// The compiled-in dictionary and a committee's own words.
#[derive(Clone, Debug)]
pub struct Lexicon {
    maybe_word: Filter,
    /// What near misses are sought with, see [`Lexicon::near`].
    maybe_near: [Filter; 2],
    pairs: HashTable<4>,
    maybe_pair: Filter,
    /// Hashes of the committee's words, sorted.
    extra: Vec<u64>,
}

impl Default for Lexicon {
    fn default() -> Self {
        Self {
            maybe_word: Filter::new(WORD_BITS),
            maybe_near: NEAR_BITS.map(Filter::new),
            pairs: HashTable::new(PAIRS),
            maybe_pair: Filter::new(PAIR_BITS),
            extra: Vec::new(),
        }
    }
}

impl Lexicon {
    /// The dictionary with words of one's own, which are right in any case.
    #[must_use]
    pub fn with_extra<I, S>(words: I) -> Self
    where
        I: IntoIterator<Item = S>,
        S: AsRef<str>,
    {
        let mut extra: Vec<u64> = words
            .into_iter()
            .map(|w| {
                let mut folded = String::new();
                fold_into(w.as_ref().trim(), &mut folded);
                hash_word(folded.as_bytes())
            })
            .collect();
        extra.sort_unstable();
        extra.dedup();
        Self { extra, ..Self::default() }
    }

    /// The status of each common word (level 4 and above), the most common first, and the number of its set of tags.
    pub fn common() -> impl Iterator<Item = (Status, u8)> {
        (1..=COMMON as u32).map(|id| Stored::of(WordId(id))).map(|word| (word.status, word.set))
    }

    /// What is known of the word with this hash.
    #[inline]
    #[must_use]
    pub fn get(&self, hash: u64) -> Status {
        if self.maybe_word.may_hold(hash) { self.status(WordId::of(hash), hash) } else { self.own(hash) }
    }

    /// The status of the word with this number and hash.
    #[inline]
    #[must_use]
    pub fn status(&self, id: WordId, hash: u64) -> Status {
        let status = Stored::of(id).status;
        if status.is_known() { status } else { self.own(hash) }
    }

    /// The status of a committee's own word.
    #[inline]
    pub(super) fn own(&self, hash: u64) -> Status {
        if !self.extra.is_empty() && self.extra.binary_search(&hash).is_ok() { Status::WORD } else { Status(0) }
    }

    /// The filter of the ordinary words of at least `level` and of the names that need a capital, of at most
    /// [`LONGEST`](super::edit_keys::LONGEST) bytes, by [`EditKeys`](super::edit_keys::EditKeys): each word, and each with a
    /// blank for one letter. None for level 0: there a committee's own words count too.
    #[must_use]
    pub fn near(&self, level: u8) -> Option<&Filter> {
        match level {
            0 => None,
            1 | 2 => Some(&self.maybe_near[0]),
            _ => Some(&self.maybe_near[1]),
        }
    }

    /// What is known of a word given by its folded letters.
    #[must_use]
    pub fn find(&self, folded: &[u8]) -> Status {
        self.get(hash_word(folded))
    }

    /// How often the two words stand together where one is confusable: eighths of a power of two above 2^22
    /// in a large collection of text; 0 for hardly ever.
    #[inline]
    #[must_use]
    pub fn together(&self, first: u64, second: u64) -> u8 {
        let hash = pair(first, second);
        if !self.maybe_pair.may_hold(hash) {
            return 0;
        }
        self.pairs.get(hash).unwrap_or(0) as u8
    }

    /// Whether the two words stand together at all where one is confusable; seldom (4 in 100) wrongly said.
    #[inline]
    #[must_use]
    pub fn may_be_together(&self, first: u64, second: u64) -> bool {
        self.maybe_pair.may_hold(pair(first, second))
    }

    /// How often a confusable word is used (see [`Meant::frequency`]), and what could be meant by it.
    #[must_use]
    pub fn meant(&self, confusable: u16) -> Option<(u16, &'static [Meant])> {
        CONFUSIONS.get((confusable as usize).checked_sub(1)?).map(|c| (c.1, c.2))
    }

    /// Whether a common word has the same consonants in the same order: a misspelling of more than one letter, most often.
    #[must_use]
    pub fn has_common_consonants(&self, word: &[u8]) -> bool {
        let known =
            |(letters, len): ([u8; 24], usize)| HashTable::<4>::new(CONSONANT_KEYS).get(hash_word(&letters[..len]));
        consonant_key(word).and_then(known).is_some()
    }

    /// What is right for a well-known misspelling.
    #[must_use]
    pub fn correction(&self, hash: u64) -> Option<&'static str> {
        MISSPELT.binary_search_by_key(&hash, |c| c.0).ok().map(|i| MISSPELT[i].1)
    }

    /// The parts of speech that a word can be; empty for words that it does not hold.
    #[must_use]
    pub fn tags(&self, hash: u64) -> Tags {
        Stored::of(WordId::of(hash)).tags
    }

    /// The sets of part-of-speech tags that words have, by number; the first is empty.
    pub fn tag_sets() -> impl Iterator<Item = Tags> {
        TAG_SETS.iter().copied().map(Tags)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTS: &[(&str, &str)] = &[
        ("bigrams", include_str!("../../data/lexicons/bigrams.txt")),
        ("capitals", include_str!("../../data/lexicons/capitals.txt")),
        ("frequent", include_str!("../../data/lexicons/frequent.txt")),
        ("misspellings", include_str!("../../data/lexicons/misspellings.txt")),
        ("names", include_str!("../../data/lexicons/names.txt")),
        ("own_names", include_str!("../../data/lexicons/own_names.txt")),
        ("terms", include_str!("../../data/lexicons/terms.txt")),
        ("words", include_str!("../../data/lexicons/words.txt")),
    ];

    #[test]
    fn lists_are_sorted_and_unique() {
        for (name, text) in LISTS {
            let lines: Vec<&str> = text.lines().collect();
            assert!(lines.len() > 50, "{name}");
            for pair in lines.windows(2) {
                assert!(pair[0] < pair[1], "{name}.txt: {} before {}", pair[0], pair[1]);
            }
        }
    }

    #[test]
    fn no_known_misspelling_is_a_word() {
        let lexicon = Lexicon::default();
        for line in LISTS[3].1.lines() {
            let (wrong, right) = line.split_once(' ').expect("two columns");
            assert!(!lexicon.find(wrong.as_bytes()).is_word(), "{wrong} is in words.txt");
            for word in right.split(' ') {
                let entry = lexicon.find(word.to_lowercase().as_bytes());
                assert!(entry.is_known() || word.contains('\''), "{word}, for {wrong}, is in no list");
            }
        }
    }

    #[test]
    fn words_in_and_out() {
        let lexicon = Lexicon::with_extra(["Zorbel"]);
        for word in ["the", "colour", "color", "analyse", "analyze", "backpropagation", "don't", "it's", "zorbel"] {
            assert!(lexicon.find(word.as_bytes()).is_word(), "{word}");
        }
        for word in ["teh", "becuase", "recieve", "alot", "wich", "qzx"] {
            assert!(!lexicon.find(word.as_bytes()).is_known(), "{word}");
        }
        assert!(lexicon.find(b"english").needs_capital() && !lexicon.find(b"may").needs_capital());
        assert_eq!(lexicon.find(b"the").level(), 7);
        let hash = |w: &str| hash_word(w.as_bytes());
        assert!(lexicon.together(hash("of"), hash("the")) > lexicon.together(hash("off"), hash("the")));
    }
}
