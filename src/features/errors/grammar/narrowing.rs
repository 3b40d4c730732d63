//! What a word rules out of the parts of speech of the next: after a determiner no verb, after `to` no noun.

use crate::lexicon::{Lexicon, Tags};
use crate::patterns::{TagClasses, TagSet, Token};
use std::collections::BTreeMap;

const VERB: Tags = Tags(Tags::BASE.0 | Tags::VERB_S.0 | Tags::PAST.0);
const NOMINAL: Tags = Tags(Tags::NOUN.0 | Tags::PLURAL.0 | Tags::ADJECTIVE.0);
const NOUNS: Tags = Tags(Tags::NOUN.0 | Tags::PLURAL.0);

/// What the word before may rule out, see [`Narrowing::drops`].
const DROPS: [Tags; 4] = [Tags(0), VERB, NOMINAL, NOUNS];
/// The class of a word without tags; this and the next three are fixed by [`classes_of_common_words`].
pub(super) const EMPTY: u8 = TagClasses::EMPTY;
/// The class of a name.
pub(super) const NAMED: u8 = 2;
/// The class of an unknown word.
pub(super) const UNKNOWN: u8 = 3;
/// The class of a number.
pub(super) const NUMBER: u8 = 4;
/// Classes fit into seven bits.
const CLASSES: usize = 128;

/// What a word rules out of the next, a bit each: after a determiner, a modal verb, a subject, `to`.
const DETERMINER: u8 = 1;
const MODAL: u8 = 1 << 1;
const SUBJECT: u8 = 1 << 2;
const TO: u8 = 1 << 3;

/// What a word with these tags rules out of the next, and what of it can be ruled out, a bit each: whether it may be a
/// noun or adjective, a base form, a finite verb; whether it is rather a verb.
fn roles(tags: TagSet) -> (u8, u8) {
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

/// Classes for the sets of tags that common words have, before and after narrowing.
pub(super) fn classes_of_common_words() -> TagClasses {
    let mut by_set = [0u64; 256];
    for (status, set) in Lexicon::common() {
        // A step of the level is a factor of about five.
        by_set[set as usize] += 5u64.pow(u32::from(status.level()));
    }
    let mut weights = BTreeMap::<TagSet, u64>::new();
    for (tags, weight) in Lexicon::tag_sets().zip(by_set).filter(|(_, weight)| *weight > 0) {
        for drop in DROPS {
            *weights.entry(tags.without(drop).into()).or_default() += weight;
        }
    }
    let nouns = [Tags::NOUN, Tags::PLURAL, NOUNS].map(|t| t.with(Tags::NAME));
    let fixed: Vec<TagSet> =
        [Tags::NAME, Tags::UNKNOWN, Tags::NUMBER].into_iter().chain(nouns).map(Into::into).collect();
    TagClasses::new(&fixed, &weights.into_iter().collect::<Vec<_>>())
}

/// What a word rules out of the next, a bit each.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rules(u8);

/// What is ruled out, by classes of tags: without jumps, for which tags there are can't be foreseen.
#[derive(Debug)]
pub(super) struct Narrowing {
    /// Per class, and what is dropped ([`DROPS`]): the class of what remains.
    narrowed: [[u8; DROPS.len()]; CLASSES],
    /// Per class: what it rules out of the word after it, and what of it can be ruled out.
    roles: [(u8, u8); CLASSES],
    /// By these two: the index of [`DROPS`].
    dropped: [u8; 256],
}

impl Narrowing {
    pub(super) fn of(classes: &TagClasses) -> Self {
        let mut all = Self { narrowed: [[0; DROPS.len()]; CLASSES], roles: [(0, 0); CLASSES], dropped: [0; 256] };
        for (class, (tags, _)) in classes.all().iter().enumerate().take(CLASSES) {
            // Nothing is known of what remains of the sets that share class 0.
            all.narrowed[class] = DROPS.map(|drop| if class == 0 { 0 } else { classes.class(tags.without(drop)) });
            all.roles[class] = roles(*tags);
        }
        for (both, dropped) in all.dropped.iter_mut().enumerate() {
            *dropped = drop_between((both >> 4) as u8, both as u8 & 15);
        }
        all
    }

    fn roles(&self, token: &Token) -> (u8, u8) {
        if token.class == 0 { roles(token.tags) } else { self.roles[token.class as usize % CLASSES] }
    }

    /// What a word rules out of the one after it.
    #[inline]
    pub(super) fn after(&self, token: &Token, is_to: bool) -> Rules {
        Rules(self.roles(token).0 | if is_to { TO } else { 0 })
    }

    /// Takes from a word's tags what the word before rules out.
    #[inline]
    pub(super) fn narrow(&self, last: Rules, token: &mut Token) {
        let roles = self.roles(token).1;
        let drop = self.dropped[(usize::from(last.0) << 4 | usize::from(roles)) % 256] as usize % DROPS.len();
        token.tags = token.tags.without(DROPS[drop]);
        token.class = self.narrowed[token.class as usize % CLASSES][drop];
    }
}
