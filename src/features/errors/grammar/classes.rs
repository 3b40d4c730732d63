//! Classes of sets of readings: a number below [`CLASSES`] for each set that is often met, so that what depends on a
//! word's readings is a look-up; and what a word rules out of the readings of the next.

use super::gate::{ALL, CLASSES};
use super::pattern::Token;
use super::{NOMINAL, NOUNS, VERB};
use crate::lexicon::Lexicon;
use crate::lexicon::Tags;
use std::collections::BTreeMap;

/// What the word before may rule out, see [`Classes::drops`].
pub(super) const DROPS: [Tags; 4] = [Tags(0), VERB, NOMINAL, NOUNS];
/// The class of what has no readings; this and the next three are fixed by [`Classes::of_common_words`].
pub(super) const EMPTY: u8 = 1;
/// The class of a name.
pub(super) const NAMED: u8 = 2;
/// The class of an unknown word.
pub(super) const UNKNOWN: u8 = 3;
/// The class of a number.
pub(super) const NUMBER: u8 = 4;

/// What a word rules out of the next, a bit each: after a determiner, a modal verb, a subject, `to`.
const DETERMINER: u8 = 1;
const MODAL: u8 = 1 << 1;
const SUBJECT: u8 = 1 << 2;
const TO: u8 = 1 << 3;

/// What a word with these readings rules out of the next, and what of it can be ruled out, a bit each: whether it may be
/// a noun or adjective, a base form, a finite verb; whether it is rather a verb.
fn roles(tags: Tags) -> (u8, u8) {
    const ONLY_DETERMINER: Tags = Tags(Tags::PRONOUN.0 | Tags::CONJUNCTION.0 | Tags::ADVERB.0);
    let bit = |is_so: bool, bit: u8| if is_so { bit } else { 0 };
    let nominal = tags.any(NOMINAL);
    (
        bit(tags.any(Tags::DETERMINER) && !tags.any(ONLY_DETERMINER), DETERMINER)
            | bit(tags.any(Tags::MODAL) && !tags.any(Tags::NOUN), MODAL)
            | bit(tags.any(Tags::SUBJECT) && !tags.any(Tags::PRONOUN), SUBJECT),
        bit(nominal, 1)
            | bit(tags.any(Tags::BASE), 2)
            | bit(tags.any(VERB), 4)
            | bit(tags.any(Tags::MOSTLY_VERB) || !nominal, 8),
    )
}

/// The index of [`DROPS`] for a word after another, by their [`roles`].
fn drop_between(last: u8, roles: u8) -> u8 {
    let (nominal, base, verb, rather_verb) = (roles & 1 != 0, roles & 2 != 0, roles & 4 != 0, roles & 8 != 0);
    if last & DETERMINER != 0 && nominal {
        1
    } else if base && (last & MODAL != 0 || last & TO != 0 && rather_verb) {
        2
    } else if last & SUBJECT != 0 && verb {
        3
    } else {
        0
    }
}

/// Something for each class, found without a check of its bounds.
#[derive(Debug)]
struct PerClass<T>([T; CLASSES]);

impl<T: Copy + Default> PerClass<T> {
    /// The classes that are not in use have nothing.
    fn of(each: impl Iterator<Item = T>) -> Self {
        let mut all = Self::default();
        all.0.iter_mut().zip(each).for_each(|(place, one)| *place = one);
        all
    }

    #[inline]
    fn get(&self, class: u8) -> T {
        self.0[class as usize % CLASSES]
    }
}

impl<T: Copy + Default> Default for PerClass<T> {
    fn default() -> Self {
        Self([T::default(); CLASSES])
    }
}

/// The classes.
#[derive(Debug, Default)]
pub(super) struct Classes {
    /// The sets of readings, by class, and how often each is met among [`ALL`] words; class 0 is for all other sets.
    all: Vec<(Tags, u64)>,
    /// The same, sorted, with the class of each.
    class_of: Vec<(Tags, u8)>,
    /// Per class, and what is dropped ([`DROPS`]): the class of what remains.
    narrowed: PerClass<[u8; DROPS.len()]>,
    /// Per class: what it rules out of the word after it, and what of it can be ruled out.
    roles: PerClass<(u8, u8)>,
    /// By these two: the index of [`DROPS`].
    dropped: Vec<u8>,
}

impl Classes {
    /// Classes for the sets of readings that common words have.
    pub fn of_common_words() -> Self {
        let mut by_set = [0u64; 256];
        for (status, set) in Lexicon::common() {
            // A step of the level is a factor of about five.
            by_set[set as usize] += 5u64.pow(u32::from(status.level()));
        }
        let mut weights = BTreeMap::<Tags, u64>::new();
        for (tags, weight) in Lexicon::tag_sets().zip(by_set).filter(|(_, weight)| *weight > 0) {
            for drop in DROPS {
                *weights.entry(tags.without(drop)).or_default() += weight;
            }
        }
        let total: u64 = weights.values().sum::<u64>() / ALL + 1;
        let class = |tags: Tags| (tags, weights.get(&tags).map_or(0, |w| w / total));
        let nouns = [Tags::NOUN, Tags::PLURAL, NOUNS].map(|t| t.with(Tags::NAME));
        let fixed = [Tags(0), Tags(0), Tags::NAME, Tags::UNKNOWN, Tags::NUMBER].into_iter().chain(nouns);
        let mut classes = Self { all: fixed.map(class).collect(), ..Self::default() };
        let mut often: Vec<(u64, Tags)> = weights.iter().map(|(tags, weight)| (*weight, *tags)).collect();
        often.sort_unstable_by(|a, b| b.cmp(a));
        let fixed: Vec<Tags> = classes.all.iter().map(|c| c.0).collect();
        let others = often.iter().map(|o| o.1).filter(|t| !fixed.contains(t)).take(CLASSES - fixed.len());
        classes.all.extend(others.map(class));
        classes.class_of = classes.all.iter().map(|c| c.0).zip(0u8..).skip(1).collect();
        classes.class_of.sort_unstable();
        // Nothing is known of what remains of the sets that share class 0.
        let narrowed =
            classes.all.iter().enumerate().map(|(class, (tags, _))| {
                DROPS.map(|drop| if class == 0 { 0 } else { classes.class(tags.without(drop)) })
            });
        classes.narrowed = PerClass::of(narrowed);
        classes.roles = PerClass::of(classes.all.iter().map(|c| roles(c.0)));
        classes.dropped = (0..256u16).map(|both| drop_between((both >> 4) as u8, both as u8 & 15)).collect();
        classes
    }

    /// The readings of each class, and how often it is met among [`ALL`] words.
    pub fn all(&self) -> &[(Tags, u64)] {
        &self.all
    }

    /// The class of a set of readings; 0 for rare ones.
    pub fn class(&self, tags: Tags) -> u8 {
        self.class_of.binary_search_by_key(&tags, |c| c.0).map_or(0, |at| self.class_of[at].1)
    }

    /// What the word before, `last`, rules out, as an index of [`DROPS`]. (By tables, without jumps: which readings there are
    /// can't be foreseen.)
    #[inline]
    pub fn drops(&self, last: &Token, is_to: bool, token: &Token) -> usize {
        let roles = |token: &Token| if token.class == 0 { roles(token.tags) } else { self.roles.get(token.class) };
        let after = roles(last).0 | if is_to { TO } else { 0 };
        self.dropped.get(usize::from(after) << 4 | usize::from(roles(token).1)).map_or(0, |drop| *drop as usize)
    }

    /// The class of what remains of a class when the readings [`DROPS`]`[drop]` are dropped.
    #[inline]
    pub fn narrowed(&self, class: u8, drop: usize) -> u8 {
        self.narrowed.get(class)[drop % DROPS.len()]
    }
}
