//! The machine that looks for patterns in the words of a letter.

use super::super::pos::{Lexicon, Tags};
use super::pattern::{Before, Builder, Pattern, Repeat, STEPS, Start, Step, Token};
use super::sets::SETS;
use crate::text::hash::hash_word;

/// Most words that a step marked `~` takes.
const MANY: u32 = 3;
/// In the lexicon: some pattern names the word.
const NAMED: Tags = Tags(1 << 31);

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
    /// Per word number: range of `filed`.
    wakes: Vec<(u32, u32)>,
    filed: Vec<Wake>,
    /// Patterns without a word to file them under, and the readings that wake them.
    by_tags: Vec<(Tags, Wake)>,
    any_tags: Tags,
    /// Bit sets over word numbers, `stride` words of 64 bits each.
    sets: Vec<u64>,
    stride: usize,
    /// The lexicon, with the words that patterns name added and marked.
    lexicon: Lexicon,
    /// Per slot of the lexicon: the word's number.
    numbers: Vec<u16>,
    /// Per word number: the bits of [`CLOSED`] for what follows the word.
    closed: Vec<u64>,
    clause: u16,
    noun_clause: u16,
}

/// A pattern to try, with what must stand beside its anchor, so that most tries end here.
#[derive(Clone, Copy, Debug)]
struct Wake {
    before: Need,
    after: Need,
    pattern: u16,
}

/// What a neighbour must be; lets too much through, never too little.
#[derive(Clone, Copy, Debug)]
struct Need {
    /// Readings in the lower half, words (a bit per number, modulo 32) in the upper: one of them must be there.
    yes: u64,
    /// Readings in the lower half, circumstances ([`Near::no`]) in the upper: none of them may be there.
    no: u64,
}

/// A neighbour of the word at hand.
#[derive(Clone, Copy)]
struct Near {
    yes: u64,
    no: u64,
}

const ANYTHING: Need = Need { yes: u64::MAX, no: 0 };
/// First bit of the marks before a word, one for each value of [`Before`].
const MARKS: u32 = 32;
/// Bits that say that no sentence, clause, noun's clause begins.
const CLOSED: [(Start, u64); 3] = [(Start::Sentence, 1 << 40), (Start::Clause, 1 << 41), (Start::NounClause, 1 << 42)];

impl Near {
    /// A word with the mark before it, or before the word at hand.
    #[inline]
    fn of(token: Option<&Token>, mark: Before) -> Self {
        // Where nothing is to see, only a pattern that needs no neighbour goes on: bit 31 is no reading.
        let tags = token.map_or(0, |t| t.tags.0);
        let word = token.map_or(0, |t| u64::from(t.id != 0) << (32 + t.id % 32));
        Self { yes: u64::from(tags) | word | 1 << 31, no: u64::from(tags) | 1 << (MARKS + mark as u32) }
    }

    #[inline]
    fn suits(&self, need: &Need) -> bool {
        (self.yes & need.yes != 0) & (self.no & need.no == 0)
    }
}

impl Wake {
    fn of(p: &Pattern, pattern: u16, sets: &[Vec<u16>]) -> Self {
        let yes = |s: &Step| {
            let words = (s.yes_set as usize).checked_sub(1).and_then(|i| sets.get(i));
            words.map_or(0, |s| s.iter().fold(0u64, |w, n| w | 1 << (32 + n % 32))) | u64::from(s.yes.0 & !NAMED.0)
        };
        let marked = |before: Before| (0..5).filter(|&m| m != before as u32).fold(0u64, |w, m| w | 1 << (MARKS + m));
        let mut before = match p.anchor.checked_sub(1).map(|b| &p.steps[b]) {
            Some(s) => Need { yes: yes(s), no: u64::from(s.no.0) | marked(p.steps[p.anchor].before) },
            None => ANYTHING,
        };
        if p.anchor == 0 {
            before.no = CLOSED.iter().filter(|c| c.0 == p.start).fold(0, |w, c| w | c.1);
        }
        // Steps that may be missing: the next word fits one of them or the first that may not.
        let mut after = Need { yes: 0, no: 0 };
        let mut rest = p.steps[p.anchor + 1..].iter().enumerate();
        let after = loop {
            match rest.next() {
                None => break ANYTHING,
                Some((at, s)) => {
                    after.yes |= yes(s);
                    if s.repeat == Repeat::Once {
                        break if at == 0 { Need { no: u64::from(s.no.0) | marked(s.before), ..after } } else { after };
                    }
                }
            }
        };
        Self { before, after, pattern }
    }
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
        for number in 0..=builder.words.len() {
            let closed = |set: u16| u64::from(!machine.holds(set, number as u16));
            machine.closed.push(closed(machine.clause) << 41 | closed(machine.noun_clause) << 42);
        }
        machine.lexicon = Lexicon::full();
        machine.numbers = vec![0; machine.lexicon.len()];
        for (at, word) in builder.words.iter().enumerate() {
            if let Some(slot) = machine.lexicon.mark(hash_word(word.as_bytes()), NAMED) {
                machine.numbers[slot] = at as u16 + 1;
            }
        }
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
        for list in filed {
            let from = machine.filed.len() as u32;
            machine.filed.extend(list);
            machine.wakes.push((from, machine.filed.len() as u32));
        }
        Ok(machine)
    }

    /// The number of a word among those that patterns name, or 0.
    pub(super) fn number(&self, hash: u64) -> u16 {
        self.read(hash).1
    }

    /// The readings of a word, and its number.
    #[inline]
    pub(super) fn read(&self, hash: u64) -> (Tags, u16) {
        let Some((slot, tags)) = self.lexicon.find(hash) else { return (Tags(0), 0) };
        let number = if tags.any(NAMED) { self.numbers[slot] } else { 0 };
        (tags.without(NAMED), number)
    }

    /// Runs the patterns that token `at` wakes; tells `found` of each that is there.
    #[inline]
    pub(super) fn run(&self, tokens: &[Token], at: usize, mut found: impl FnMut(&Pattern, Found)) {
        let token = tokens[at];
        if token.id == 0 && !token.tags.any(self.any_tags) {
            return;
        }
        let previous = at.checked_sub(1).and_then(|b| tokens.get(b));
        let next = tokens.get(at + 1);
        let after = Near::of(next, next.map_or(Before::Other, |n| n.before));
        let mut before = Near::of(previous, token.before);
        let id = previous.filter(|_| token.before == Before::Blank).map(|p| p.id);
        before.no |= u64::from(!token.first) << 40 | id.map_or(0, |id| self.closed[id as usize]);
        if token.id != 0 {
            let (from, to) = self.wakes[token.id as usize];
            for wake in &self.filed[from as usize..to as usize] {
                if after.suits(&wake.after) & before.suits(&wake.before) {
                    self.attempt(tokens, at, wake.pattern, &mut found);
                }
            }
        }
        if token.tags.any(self.any_tags) {
            for (tags, wake) in &self.by_tags {
                if token.tags.any(*tags) && after.suits(&wake.after) && before.suits(&wake.before) {
                    self.attempt(tokens, at, wake.pattern, &mut found);
                }
            }
        }
    }

    #[inline(never)]
    fn attempt(&self, tokens: &[Token], at: usize, index: u16, found: &mut impl FnMut(&Pattern, Found)) {
        let p = &self.patterns[index as usize];
        let Some(begin) = at.checked_sub(p.anchor) else { return };
        if !self.starts(p, tokens, begin) {
            return;
        }
        let mut starts = [0u32; STEPS + 1];
        let end = if p.plain { self.plain(p, tokens, begin, &mut starts) } else { self.steps(p, tokens, 0, begin, &mut starts) };
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
    fn steps(&self, p: &Pattern, tokens: &[Token], step: usize, at: usize, starts: &mut [u32; STEPS + 1]) -> Option<usize> {
        starts[step] = at as u32;
        let Some(s) = p.steps.get(step) else { return self.ends(p, tokens, at).then_some(at) };
        let least = u32::from(s.repeat == Repeat::Once);
        let most = if s.repeat == Repeat::Many { MANY } else { 1 };
        let mut taken = 0;
        while taken < most {
            let next = at + taken as usize;
            let fits = tokens.get(next).is_some_and(|t| if step == 0 && taken == 0 { self.fits(s, t) } else { self.takes(s, t) });
            if !fits {
                break;
            }
            taken += 1;
        }
        // Greedy, then fewer.
        while taken >= least {
            if let Some(end) = self.steps(p, tokens, step + 1, at + taken as usize, starts) {
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
