//! The machine that looks for patterns in the words of a letter.

use super::super::lexicon::Lexicon;
use super::super::pos::Tags;
use super::gate::{BY_TAGS, CLASSES, Gates, MOST, Wake};
use super::pattern::{Before, Builder, Pattern, Repeat, STEPS, Start, Step, Token};
use super::sets::SETS;
use super::{NOMINAL, NOUNS, VERB};
use crate::text::hash::hash_word;
use std::collections::BTreeMap;

/// Most words that a step marked `~` takes.
const MANY: u32 = 3;

/// What the word before may rule out, see `narrow`.
pub(super) const DROPS: [Tags; 4] = [Tags(0), VERB, NOMINAL, NOUNS];
/// What stands beyond the ends of a letter: no readings.
const NOTHING: Token = Token { tags: Tags(0), id: 0, before: Before::Other, first: false, class: EMPTY };
/// The class of what has no readings; this and the next three are fixed by `Machine::classify`.
pub(super) const EMPTY: u8 = 1;
/// The class of a name.
pub(super) const NAMED: u8 = 2;
/// The class of an unknown word.
pub(super) const UNKNOWN: u8 = 3;
/// The class of a number.
pub(super) const NUMBER: u8 = 4;

/// Where a pattern was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// First word to mark.
    pub from: usize,
    /// One past the last word to mark.
    pub to: usize,
    /// First word of each step, and one past the last word of the last.
    pub starts: [u32; STEPS + 1],
}

/// The patterns of all rules, filed by the words that wake them.
#[derive(Debug, Default)]
pub(super) struct Machine {
    patterns: Vec<Pattern>,
    /// Per word number: range of `filed`; nothing for number 0.
    wakes: Vec<(u32, u32)>,
    filed: Vec<Wake>,
    gates: Gates,
    /// Patterns without a word to file them under, and the readings that wake them.
    by_tags: Vec<(Tags, Wake)>,
    any_tags: Tags,
    /// Bit sets over word numbers, `stride` words of 64 bits each.
    sets: Vec<u64>,
    stride: usize,
    /// The hashes of the words that patterns name, sorted, with their numbers.
    numbers: Vec<(u64, u16)>,
    /// Sets of readings that are often met, by class; class 0 is for all others.
    classes: Vec<Tags>,
    /// The same, sorted, with the class of each.
    class_of: Vec<(Tags, u8)>,
    /// Per class, and what is dropped ([`DROPS`]): the class of what remains.
    narrowed: Vec<[u8; DROPS.len()]>,
    clause: u16,
    noun_clause: u16,
}

impl Machine {
    /// Compiles patterns, each with the index of its rule.
    ///
    /// # Errors
    /// A pattern that can't be read.
    pub(super) fn new(patterns: impl Iterator<Item = (u16, &'static str)>) -> Result<Self, String> {
        let mut builder = Builder::default();
        let mut machine = Self::default();
        for word in [SETS[0], SETS[1]] {
            let (_, words) = builder.alternatives(&format!("@{}", word.0))?;
            let set = builder.set(words);
            if word.0 == "clause" { machine.clause = set } else { machine.noun_clause = set }
        }
        for (rule, text) in patterns {
            machine.patterns.push(builder.pattern(rule, text).map_err(|e| format!("{e} in: {text}"))?);
        }
        machine.stride = builder.words.len() / 64 + 1;
        machine.sets = vec![0; machine.stride * (builder.sets.len() + 1)];
        for (at, set) in builder.sets.iter().enumerate() {
            for &n in set {
                machine.sets[(at + 1) * machine.stride + n as usize / 64] |= 1 << (n % 64);
            }
        }
        machine.numbers = (1u16..).zip(&builder.words).map(|(n, word)| (hash_word(word.as_bytes()), n)).collect();
        machine.numbers.sort_unstable();
        let mut filed = vec![Vec::new(); builder.words.len() + 1];
        for (index, p) in machine.patterns.iter_mut().enumerate() {
            // Steps before the anchor must take exactly one word each.
            let fixed = p.steps.iter().position(|s| s.repeat != Repeat::Once).unwrap_or(p.steps.len());
            let named = (0..fixed).filter(|&s| p.steps[s].yes.is_empty());
            match named.min_by_key(|&s| (builder.weight(p.steps[s].yes_set), s)) {
                Some(anchor) => {
                    p.anchor = anchor;
                    if let Some(set) = (p.steps[anchor].yes_set as usize).checked_sub(1) {
                        for &n in &builder.sets[set] {
                            filed[n as usize].push(Wake::of(p, index as u16, &builder.sets));
                        }
                    }
                }
                None if fixed > 0 => {
                    machine.by_tags.push((p.steps[0].yes, Wake::of(p, index as u16, &builder.sets)));
                    machine.any_tags = machine.any_tags.with(p.steps[0].yes);
                }
                None => return Err("a pattern begins with a step that may be missing".into()),
            }
        }
        machine.classify();
        for (number, list) in (0u16..).zip(filed) {
            if list.len() > MOST {
                return Err("too many patterns for one word".into());
            }
            let closed = [machine.clause, machine.noun_clause].map(|set| number != 0 && !machine.holds(set, number));
            machine.gates.add(&list, &machine.classes, closed);
            let from = machine.filed.len() as u32;
            machine.filed.extend(list);
            machine.wakes.push((from, machine.filed.len() as u32));
        }
        Ok(machine)
    }

    /// The hashes of the words that patterns name, and their numbers.
    pub(super) fn numbered(&self) -> impl Iterator<Item = (u64, u16)> {
        self.numbers.iter().copied()
    }

    /// The number of a word among those that patterns name, or 0.
    pub(super) fn number(&self, hash: u64) -> u16 {
        self.numbers.binary_search_by_key(&hash, |n| n.0).map_or(0, |at| self.numbers[at].1)
    }

    /// Gives classes to the sets of readings that common words have.
    fn classify(&mut self) {
        let lexicon = Lexicon::default();
        let mut weights = BTreeMap::<Tags, u64>::new();
        for hash in Lexicon::common() {
            let tags = lexicon.readings(hash);
            for drop in DROPS {
                // A step of the level is a factor of about five.
                *weights.entry(tags.without(drop)).or_default() += 5u64.pow(u32::from(lexicon.get(hash).level()));
            }
        }
        self.classes.extend([Tags(0), Tags(0), Tags::NAME, Tags::UNKNOWN, Tags::NUMBER]);
        self.classes
            .extend([Tags::NOUN, Tags::PLURAL, Tags(Tags::NOUN.0 | Tags::PLURAL.0)].map(|t| t.with(Tags::NAME)));
        let mut often: Vec<(u64, Tags)> = weights.into_iter().map(|(tags, weight)| (weight, tags)).collect();
        often.sort_unstable_by(|a, b| b.cmp(a));
        let fixed = self.classes.clone();
        self.classes.extend(often.iter().map(|o| o.1).filter(|t| !fixed.contains(t)).take(CLASSES - fixed.len()));
        self.class_of = self.classes.iter().copied().zip(0u8..).skip(1).collect();
        self.class_of.sort_unstable();
        self.narrowed = self.classes.iter().map(|tags| DROPS.map(|drop| self.class(tags.without(drop)))).collect();
        if let Some(others) = self.narrowed.first_mut() {
            *others = [0; DROPS.len()];
        }
    }

    /// The class of a set of readings; 0 for rare ones.
    pub(super) fn class(&self, tags: Tags) -> u8 {
        self.class_of.binary_search_by_key(&tags, |c| c.0).map_or(0, |at| self.class_of[at].1)
    }

    /// The class of what remains of a class when the readings [`DROPS`]`[drop]` are dropped.
    #[inline]
    pub(super) fn narrowed(&self, class: u8, drop: usize) -> u8 {
        self.narrowed.get(class as usize).map_or(0, |drops| drops[drop % DROPS.len()])
    }

    /// Runs the patterns that the words of a letter wake; tells `found` of each that is there. `hits` is memory.
    pub(super) fn run(&self, tokens: &[Token], hits: &mut Vec<(u32, u32)>, mut found: impl FnMut(&Pattern, Found)) {
        // First which patterns may be where, without a jump for each word; then those few.
        hits.resize(tokens.len(), (0, 0));
        let (mut count, mut before) = (0, &NOTHING);
        for (at, token) in tokens.iter().enumerate() {
            let mut hit = self.gates.open(before, token, tokens.get(at + 1).unwrap_or(&NOTHING));
            hit |= if token.tags.any(self.any_tags) { BY_TAGS } else { 0 };
            hits[count] = (at as u32, hit);
            count += usize::from(hit != 0);
            before = token;
        }
        for &(at, mut hit) in &hits[..count] {
            let at = at as usize;
            let token = &tokens[at];
            let from = self.wakes[token.id as usize].0 as usize;
            while hit & !BY_TAGS != 0 {
                let wake = &self.filed[from + hit.trailing_zeros() as usize];
                hit &= hit - 1;
                if wake.suits(tokens, at) {
                    self.try_out(tokens, at, wake.pattern, &mut found);
                }
            }
            if hit != 0 {
                for (tags, wake) in &self.by_tags {
                    if token.tags.any(*tags) && wake.may_suit(tokens, at) {
                        self.try_out(tokens, at, wake.pattern, &mut found);
                    }
                }
            }
        }
    }

    #[inline(never)]
    fn try_out(&self, tokens: &[Token], at: usize, index: u16, found: &mut impl FnMut(&Pattern, Found)) {
        let p = &self.patterns[index as usize];
        let Some(begin) = at.checked_sub(p.anchor) else { return };
        if !self.starts(p, tokens, begin) {
            return;
        }
        let mut starts = [0u32; STEPS + 1];
        let end = if p.plain {
            self.plain(p, tokens, begin, &mut starts)
        } else {
            self.steps(p, tokens, 0, begin, &mut starts)
        };
        if let Some(end) = end {
            starts[p.steps.len()] = end as u32;
            let (from, to) = (starts[p.mark.0] as usize, starts[p.mark.1] as usize);
            if from < to {
                found(p, Found { from, to, starts });
            }
        }
    }

    /// As [`Machine::steps`], where every step takes one word.
    fn plain(&self, p: &Pattern, tokens: &[Token], begin: usize, starts: &mut [u32; STEPS + 1]) -> Option<usize> {
        let taken = tokens.get(begin..begin + p.steps.len())?;
        for (at, (step, token)) in p.steps.iter().zip(taken).enumerate() {
            if at != p.anchor && !self.fits(step, token) || at > 0 && token.before != step.before {
                return None;
            }
            starts[at] = (begin + at) as u32;
        }
        let end = begin + p.steps.len();
        self.ends(p, tokens, end).then_some(end)
    }

    fn starts(&self, p: &Pattern, tokens: &[Token], begin: usize) -> bool {
        let token = tokens[begin];
        if token.before == Before::Hyphen {
            return false;
        }
        let previous = begin.checked_sub(1).map(|b| &tokens[b]).filter(|_| token.before == Before::Blank);
        let open = match p.start {
            Start::Anywhere => true,
            Start::Sentence => token.first,
            Start::Clause => previous.is_none_or(|t| self.holds(self.clause, t.id)),
            Start::NounClause => previous.is_none_or(|t| self.holds(self.noun_clause, t.id)),
        };
        open && !p.not_before.is_some_and(|step| previous.is_some_and(|t| self.fits(&step, t)))
    }

    /// Takes the words of the steps from `step` on, beginning at word `at`; gives the end.
    fn steps(
        &self,
        p: &Pattern,
        tokens: &[Token],
        step: usize,
        at: usize,
        starts: &mut [u32; STEPS + 1],
    ) -> Option<usize> {
        starts[step] = at as u32;
        let Some(s) = p.steps.get(step) else { return self.ends(p, tokens, at).then_some(at) };
        let least = u32::from(s.repeat == Repeat::Once);
        let most = if s.repeat == Repeat::Many { MANY } else { 1 };
        let mut taken = 0;
        while taken < most {
            let next = at + taken as usize;
            let fits = tokens
                .get(next)
                .is_some_and(|t| if step == 0 && taken == 0 { self.fits(s, t) } else { self.takes(s, t) });
            if !fits {
                break;
            }
            taken += 1;
        }
        // Greedy, then fewer. Most tries end at the next word, so that is looked at first.
        let goes_on = |at: usize| match p.steps.get(step + 1) {
            Some(next) if next.repeat == Repeat::Once => tokens.get(at).is_some_and(|t| self.takes(next, t)),
            _ => true,
        };
        while taken >= least {
            let next = at + taken as usize;
            if let Some(end) = goes_on(next).then(|| self.steps(p, tokens, step + 1, next, starts)).flatten() {
                starts[step] = at as u32;
                return Some(end);
            }
            if taken == 0 {
                break;
            }
            taken -= 1;
        }
        None
    }

    fn ends(&self, p: &Pattern, tokens: &[Token], at: usize) -> bool {
        let Some(next) = tokens.get(at) else { return true };
        if next.before == Before::Hyphen {
            return false;
        }
        if next.before == Before::Blank {
            return !p.at_end && !p.not_after.is_some_and(|step| self.fits(&step, next));
        }
        true
    }

    /// Whether a step takes a word, what stands before it included.
    #[inline]
    fn takes(&self, step: &Step, token: &Token) -> bool {
        token.before == step.before && self.fits(step, token)
    }

    #[inline]
    fn fits(&self, step: &Step, token: &Token) -> bool {
        (token.tags.any(step.yes) || self.holds(step.yes_set, token.id))
            && !token.tags.any(step.no)
            && !self.holds(step.no_set, token.id)
            && !token.tags.is_empty()
    }

    #[inline]
    fn holds(&self, set: u16, id: u16) -> bool {
        set != 0 && self.sets[set as usize * self.stride + id as usize / 64] >> (id % 64) & 1 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_that_cannot_be_read_are_refused() {
        for text in ["", "a b => $3", "XX", "@nothing", "a||b", "RB? V0"] {
            assert!(Machine::new([(0, text)].into_iter()).is_err(), "{text}");
        }
    }

    #[test]
    fn words_have_numbers() {
        let machine = Machine::new([(0, "depend|depends from")].into_iter()).expect("a good pattern");
        assert_ne!(machine.number(hash_word(b"Depends")), 0);
        assert_eq!(machine.number(hash_word(b"banana")), 0);
    }
}
