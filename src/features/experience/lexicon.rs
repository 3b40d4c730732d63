//! What is known of the words that the grammar and the context look at: a word of a letter is looked up once, by its number.

use super::words::{Sets, Words};
use crate::lexicon::{Annotated, Attribute, WordId, WordMask, first_person};
use crate::text::hash::hash_word;

/// `five`, `couple`: the entry's value is the number.
pub(super) const NUMBER: u64 = 1;
/// `years`, `summer`: the value is its length in years.
pub(super) const UNIT: u64 = 1 << 1;
/// `March`: the value is 1–12.
pub(super) const MONTH: u64 = 1 << 2;
/// `spring`, `mid`, `early`: the value is the month that stands for it.
pub(super) const SEASON: u64 = 1 << 3;
/// `since`.
pub(super) const SINCE: u64 = 1 << 4;
/// `to`, `till`: between the two ends of a range.
pub(super) const UNTIL: u64 = 1 << 5;
/// `present`, `now`, `date`: the end of a range that goes on.
pub(super) const PRESENT: u64 = 1 << 6;
/// The writer: `I`, `my`.
pub(super) const FIRST: u64 = 1 << 7;
/// Other people as pronouns: `she`, `their`.
pub(super) const OTHER: u64 = 1 << 8;
/// Other people and organisations as nouns: `supervisor`, `company`.
pub(super) const PERSON: u64 = 1 << 9;
/// Words that make the noun before them the subject: `has`, `with`, `who`.
pub(super) const VERB: u64 = 1 << 10;
/// Words of working: `worked`, `internship`, `startup`.
pub(super) const WORK: u64 = 1 << 11;
/// Occupations: `engineer`, `intern`.
pub(super) const ROLE: u64 = 1 << 12;
/// Studying and what is studied: `degree`, `course`.
pub(super) const STUDY: u64 = 1 << 13;
/// Neither work nor study: `lived`, `playing`.
pub(super) const LIFE: u64 = 1 << 14;
/// What is yet to come: `will`, `plan`.
pub(super) const PLAN: u64 = 1 << 15;
/// `experience`, `expertise`.
pub(super) const EXPERIENCE: u64 = 1 << 16;
/// `total`, `overall`.
pub(super) const TOTAL: u64 = 1 << 17;
/// `ago`, `later`, `old`: the length is a date or an age.
pub(super) const AGO: u64 = 1 << 18;
/// Awards, committees, certificates, grants.
pub(super) const HONOUR: u64 = 1 << 19;
/// `during`, `after`, `while`: what follows says when, not what.
pub(super) const WHEN: u64 = 1 << 20;
/// What may stand between a number and its unit: `full`, `consecutive`.
pub(super) const FILLER: u64 = 1 << 21;
/// `past`, `last`.
pub(super) const PAST: u64 = 1 << 22;
/// `next`, `coming`.
pub(super) const NEXT: u64 = 1 << 23;
/// What others ask for: `required`, `minimum`.
pub(super) const NEED: u64 = 1 << 24;
/// `over`, `about`, `nearly`: belongs to the number after it.
pub(super) const ABOUT: u64 = 1 << 25;
/// Doing something, not said to be work: `developed`, `participated`.
pub(super) const DO: u64 = 1 << 26;
/// `starting`, `joined`: `since starting my work in January`.
pub(super) const START: u64 = 1 << 27;
/// `every`, `per`: how often, not how long.
pub(super) const RATE: u64 = 1 << 28;
/// Words of a heading over a part of a CV.
pub(super) const HEADING: u64 = 1 << 29;
/// `another`, `then`: a part distinct from the one before.
pub(super) const AGAIN: u64 = 1 << 30;
/// `the`, `my`, `of`, `beginning`: passed over on the way from `since` to its date.
pub(super) const PASSED: u64 = 1 << 31;
/// Other occupations than [`ROLE`]: `nurse`, `clerk`.
pub(super) const OCCUPATION: u64 = 1 << 36;
/// Where people work: `ministry`, `clinic`, `start-up`; not schools, where people also study.
pub(super) const PLACE: u64 = 1 << 37;
/// Fields of work: `insurance`, `logistics`.
pub(super) const FIELD: u64 = 1 << 38;
/// What is done, felt or thought without being work: `believed`, `used`, `struggled`.
pub(super) const PRIVATE: u64 = 1 << 39;
/// What somebody is that is no trade, whatever the ending: `member`, `lover`.
pub(super) const NO_TRADE: u64 = 1 << 40;
/// Where people work and study: `university`, `school`.
pub(super) const CAMPUS: u64 = 1 << 41;

/// The tags by the names that rules use.
#[cfg(test)]
pub(super) const TAGS: &[(&str, u64)] = &[
    ("Number", NUMBER),
    ("Unit", UNIT),
    ("Month", MONTH),
    ("Season", SEASON),
    ("Since", SINCE),
    ("Until", UNTIL),
    ("Present", PRESENT),
    ("First", FIRST),
    ("Other", OTHER),
    ("Person", PERSON),
    ("Verb", VERB),
    ("Work", WORK),
    ("Role", ROLE),
    ("Study", STUDY),
    ("Life", LIFE),
    ("Plan", PLAN),
    ("Experience", EXPERIENCE),
    ("Total", TOTAL),
    ("Ago", AGO),
    ("Honour", HONOUR),
    ("When", WHEN),
    ("Filler", FILLER),
    ("Past", PAST),
    ("Next", NEXT),
    ("Need", NEED),
    ("About", ABOUT),
    ("Do", DO),
    ("Start", START),
    ("Rate", RATE),
    ("Heading", HEADING),
    ("Again", AGAIN),
    ("Passed", PASSED),
    ("Place", PLACE),
    ("Field", FIELD),
    ("Private", PRIVATE),
    ("NoTrade", NO_TRADE),
    ("Campus", CAMPUS),
];

// Made by `build.rs` of `data/lexicons/experience.toml` and `occupations.toml`.
include!(concat!(env!("OUT_DIR"), "/experience_lists.rs"));

/// What is known of a word: its tags, and its value where a tag has one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Entry {
    pub(super) tags: u64,
    /// Its number among the words that the rules name; 0 for the others.
    pub(super) number: u16,
    /// The sets that it is of: its place in `SETS_OF`.
    sets: u16,
    /// The month that stands for the season, which may be a unit too (`summer`); 0 for other words.
    pub(super) season: u8,
    /// One more than the list that gives its value; 0 for a word without one.
    valued: u8,
}

impl Entry {
    /// What several lists say of one word.
    fn join(&mut self, other: Self) {
        self.tags |= other.tags;
        self.number |= other.number;
        self.sets |= other.sets;
        self.season |= other.season;
        self.valued |= other.valued;
    }

    /// The value of the number, unit or month; 0 for other words.
    pub(super) fn value(self) -> f64 {
        usize::from(self.valued).checked_sub(1).and_then(|list| LISTS.get(list)).map_or(0.0, |list| list.1)
    }

    /// Whether the word is of a set.
    #[inline]
    pub(super) fn is(self, set: Words) -> bool {
        self.sets().has(set)
    }

    /// The sets that it is of.
    #[inline]
    pub(super) fn sets(self) -> Sets {
        SETS_OF.get(usize::from(self.sets)).map_or(Sets::NONE, |bits| Sets(*bits))
    }
}

/// What is known of words.
pub(super) struct Lexicon {
    entries: Attribute<Entry>,
    /// Words that can begin an inquiry.
    cues: WordMask,
}

impl Lexicon {
    /// The lexicon with the words that rules name, by hash, and their numbers.
    pub(super) fn new(numbered: impl Iterator<Item = (u64, u16)>) -> Self {
        let words = |list: &'static str| list.split_ascii_whitespace().map(|word| hash_word(word.as_bytes()));
        let own = first_person::forms(|f| f.singular || f.subject || f.owner).map(|word| hash_word(word.as_bytes()));
        let own = own.map(|hash| (hash, Entry { tags: FIRST, ..Entry::default() }));
        let lists = (1..).zip(LISTS).flat_map(|(list, &(tags, value, all))| {
            let season = if tags == SEASON { value as u8 } else { 0 };
            let valued = if season == 0 && value != 0.0 { list } else { 0 };
            words(all).map(move |hash| (hash, Entry { tags, season, valued, ..Entry::default() }))
        });
        let sets = IN_SETS.iter().map(|&(hash, sets)| (hash, Entry { sets, ..Entry::default() }));
        let numbered = numbered.map(|(hash, number)| (hash, Entry { number, ..Entry::default() }));
        let cues = LISTS.iter().filter(|list| list.0 & (UNIT | MONTH | SINCE) != 0).flat_map(|list| words(list.2));
        let entries = Attribute::new(lists.chain(own).chain(sets).chain(numbered), Entry::join);
        Self { entries, cues: WordMask::of(cues) }
    }

    /// Whether a word may be a unit, a month or `since`: sometimes true for others, never false for those.
    #[inline]
    pub(super) fn may_cue(&self, word: WordId) -> bool {
        self.cues.may_hold(word)
    }

    /// What is known of a word of a letter; nothing for most.
    #[inline]
    pub(super) fn get(&self, letter: &Annotated<'_>, word: usize) -> Entry {
        let entry = self.entries.get(letter, word);
        if entry.sets != 0 && letter.words[word].non_ascii { as_spelled(entry, letter.word(word)) } else { entry }
    }
}

/// The entry of a word that is not spelled in ASCII alone: the hash hides which apostrophe was used, the sets tell it.
#[cold]
fn as_spelled(entry: Entry, word: &str) -> Entry {
    let sets = SPELLED.iter().find(|(spelling, _)| spelling.eq_ignore_ascii_case(word)).map_or(0, |(_, sets)| *sets);
    Entry { sets, ..entry }
}

/// The last letters of endings of occupations, a bit each: most words have another.
const LAST_LETTERS: u32 = {
    let (mut letters, mut at) = (0, 0);
    while at < TRADE_ENDINGS.len() {
        let ending = TRADE_ENDINGS[at].as_bytes();
        letters |= 1 << (ending[ending.len() - 1] - b'a');
        at += 1;
    }
    letters
};

/// Whether a word of five letters and more ends as an occupation does, in the singular or the plural.
pub(super) fn ends_as_trade(word: &str) -> bool {
    let word = word.strip_suffix(['s', 'S']).unwrap_or(word).as_bytes();
    let last = word.last().map_or(0, |last| last.to_ascii_lowercase());
    if word.len() < 5 || !last.is_ascii_lowercase() || LAST_LETTERS >> (last - b'a') & 1 == 0 {
        return false;
    }
    let ends = |ending: &str| {
        let at = word.len().checked_sub(ending.len());
        at.is_some_and(|at| word[at..].eq_ignore_ascii_case(ending.as_bytes()))
    };
    TRADE_ENDINGS.iter().any(|ending| ends(ending))
}

#[cfg(test)]
mod tests {
    use super::super::words;
    use super::*;
    use crate::text::Document;

    #[test]
    fn words_have_their_tags_and_others_none() {
        let lexicon = Lexicon::new(std::iter::once((hash_word(b"neuron"), 7)));
        let get = |w: &str| lexicon.entries.of_hash(hash_word(w.as_bytes()));
        let may_cue = |w: &str| lexicon.may_cue(WordId::of(hash_word(w.as_bytes())));
        assert_eq!(get("Seven").value(), 7.0);
        assert_eq!((get("summer").value(), get("summer").season), (0.25, 6));
        assert_eq!((get("neuron").tags, get("neuron").number), (0, 7));
        assert!(may_cue("months") && may_cue("Since") && !may_cue("neuron"));
        assert_eq!(get("we").tags & FIRST, FIRST);
        assert_eq!(get("nurse").tags & (ROLE | OCCUPATION), ROLE | OCCUPATION);
        assert!(LISTS.len() < 256);
        for (_, value, all) in LISTS.iter().filter(|list| list.0 != SEASON && list.1 != 0.0) {
            assert!(all.split_ascii_whitespace().all(|word| get(word).value() == *value), "{all}: another value");
        }
    }

    #[test]
    fn sets_have_their_words_as_they_are_spelled() {
        let lexicon = Lexicon::new(std::iter::empty());
        let doc = Document::new("Over there I\u{2019}ve, i've: We\u{2019}ve neuron");
        let mut ids = Vec::new();
        let letter = Annotated::of(&doc, &mut ids);
        let is = |word: usize, set: Words| lexicon.get(&letter, word).is(set);
        assert!(is(0, words::OVER) && !is(0, words::HERE_THERE) && is(1, words::HERE_THERE));
        assert!(is(2, words::HAVE_BEEN) && is(3, words::HAVE_BEEN) && !is(4, words::HAVE_BEEN));
        assert!(!is(2, words::RECORDER) && is(3, words::RECORDER));
        assert!(lexicon.get(&letter, 5).sets() == Sets::NONE && !is(9, words::OVER));
    }

    #[test]
    fn endings_of_occupations() {
        for (word, is) in
            [("Weavers", true), ("weaver", true), ("seer", false), ("GLASSWRIGHT", true), ("tenderly", false)]
        {
            assert_eq!(ends_as_trade(word), is, "{word}");
        }
    }
}
