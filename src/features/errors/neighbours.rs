//! What a rule for a word written for another asks of the words beside it, laid out for search.

use crate::lexicon::Lexicon;
use crate::lexicon::Tags;
use crate::lexicon::pair;
use crate::text::hash::hash_word;

/// Place and bit of a hash among 128.
#[inline]
const fn bit(hash: u64) -> (usize, u64) {
    ((hash >> 6 & 1) as usize, 1 << (hash & 63))
}

/// What a rule asks of a neighbour.
#[derive(Debug, Default)]
pub(super) struct Side {
    any: bool,
    except: bool,
    nothing: bool,
    classes: Vec<&'static str>,
    hashes: Vec<u64>,
    /// Hashes of two words in order.
    pairs: Vec<u64>,
    /// A bit per low bits of each hash: most neighbours are not among them, and end here.
    maybe: u128,
    /// The same for the pattern as a whole: bits for the words that it may take, all where more than words count.
    gate: [u64; 2],
    /// Whether the pattern holds where there is no neighbour.
    at_edge: bool,
}

impl Side {
    pub fn of(pattern: &'static str) -> Self {
        let mut side = Self { any: pattern.is_empty(), ..Self::default() };
        for part in pattern.split_ascii_whitespace() {
            match part {
                "!" => side.except = true,
                "." => side.nothing = true,
                _ if part.contains('+') => {
                    let (one, two) = part.split_once('+').unwrap_or((part, ""));
                    side.gate[bit(hash_word(one.as_bytes())).0] |= bit(hash_word(one.as_bytes())).1;
                    side.pairs.push(pair(hash_word(one.as_bytes()), hash_word(two.as_bytes())));
                }
                _ if part.starts_with('%') => side.classes.push(part),
                _ => side.hashes.push(hash_word(part.as_bytes())),
            }
        }
        side.hashes.sort_unstable();
        for hash in &side.hashes {
            side.gate[bit(*hash).0] |= bit(*hash).1;
        }
        if side.any || side.except || !side.classes.is_empty() {
            side.gate = [u64::MAX; 2];
        }
        side.at_edge = side.any || side.nothing != side.except;
        side.maybe = side.hashes.iter().fold(0, |bits, h| bits | 1 << (h & 127));
        side
    }

    #[inline]
    pub fn takes(&self, lexicon: &Lexicon, neighbour: Option<u64>, next: Option<u64>) -> bool {
        if self.any {
            return true;
        }
        let among = match neighbour {
            None => self.nothing,
            Some(hash) => {
                self.maybe >> (hash & 127) & 1 != 0 && self.hashes.binary_search(&hash).is_ok()
                    || !self.classes.is_empty() && self.is_of_class(lexicon, hash)
                    || !self.pairs.is_empty() && next.is_some_and(|next| self.pairs.contains(&pair(hash, next)))
            }
        };
        among != self.except
    }

    fn is_of_class(&self, lexicon: &Lexicon, hash: u64) -> bool {
        let tags = lexicon.tags(hash);
        let noun = Tags::NOUN.with(Tags::PLURAL).with(Tags::MASS).with(Tags::COUNT);
        let verb = Tags::BASE.with(Tags::VERB_S).with(Tags::PAST).with(Tags::PARTICIPLE).with(Tags::ING);
        let adjective = Tags::ADJECTIVE.with(Tags::COMPARATIVE).with(Tags::SUPERLATIVE);
        let small = Tags::ADVERB
            .with(Tags::PREPOSITION)
            .with(Tags::DETERMINER)
            .with(Tags::SUBJECT)
            .with(Tags::PRONOUN)
            .with(Tags::MODAL)
            .with(Tags::CONJUNCTION)
            .with(Tags::WH)
            .with(Tags::NUMBER)
            .with(Tags::BE)
            .with(Tags::HAVE);
        self.classes.iter().any(|class| match *class {
            "%noun" => tags.any(noun) && !tags.any(verb.with(adjective).with(small)),
            "%adj" => tags.any(adjective) && !tags.any(noun.with(small).with(Tags::BASE)),
            "%er" => tags.any(Tags::COMPARATIVE),
            "%ing" => tags.any(Tags::ING) && !tags.any(Tags::MOSTLY_NOUN),
            "%verb" => tags.any(Tags::BASE) && !tags.any(noun.with(adjective).with(small)),
            _ => false,
        })
    }
}

/// A rule, laid out.
#[derive(Debug)]
pub(super) struct Rule {
    pub wrong: u64,
    pub right: &'static str,
    pub before: Side,
    pub after: Side,
}

/// The rules of one word.
#[derive(Debug)]
pub(super) struct Trigger {
    pub hash: u64,
    /// Neighbours before and after that any of the rules may take.
    gates: [[u64; 2]; 2],
    at_edge: [bool; 2],
    /// Their places among all rules.
    pub rules: std::ops::Range<usize>,
}

impl Trigger {
    /// The word with this hash, whose rules begin at place `at`.
    pub fn new(hash: u64, at: usize) -> Self {
        Self { hash, gates: [[0; 2]; 2], at_edge: [false; 2], rules: at..at }
    }

    /// Adds the rule at the next place.
    pub fn add(&mut self, rule: &Rule) {
        self.rules.end += 1;
        for (n, side) in [&rule.before, &rule.after].into_iter().enumerate() {
            self.gates[n][0] |= side.gate[0];
            self.gates[n][1] |= side.gate[1];
            self.at_edge[n] |= side.at_edge;
        }
    }

    /// Whether a rule may hold between these neighbours; lets too much through, never too little.
    #[inline]
    pub fn may_hold(&self, before: Option<u64>, after: Option<u64>) -> bool {
        let side = |n: usize, neighbour: Option<u64>| match neighbour {
            None => self.at_edge[n],
            Some(hash) => self.gates[n][bit(hash).0] & bit(hash).1 != 0,
        };
        side(0, before) & side(1, after)
    }
}
