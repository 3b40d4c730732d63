//! The machine that looks for patterns in the words of a letter.
//!
//! A pattern whose steps may be missing or take several words becomes several forms, in each of which every step takes
//! exactly one word. So each form is a row of words at known places, and is filed under the one of them that is met
//! least in letters with the right words beside it: a letter's word wakes only the forms that are filed under it, and a
//! [gate](Gate) tells for all of these at once which the words beside it rule out.

use super::classes::{Classes, EMPTY};
use super::gate::{self, Gate, MOST, Need, Wake};
use super::pattern::{Before, Builder, Pattern, STEPS, Start, Step, Token};
use super::sets::SETS;
use crate::lexicon::Tags;
use crate::text::hash::hash_word;
use std::collections::BTreeMap;

/// What stands beyond the ends of a letter: no readings.
const NOTHING: Token = Token { tags: Tags(0), id: 0, before: Before::Other, first: false, class: EMPTY };

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

/// A pattern with a fixed number of words for each of its steps.
#[derive(Clone, Copy, Debug)]
struct Form {
    pattern: u16,
    /// The word that it is filed under, from its first.
    anchor: u16,
    /// Its words' place among the machine's steps.
    steps: (u32, u32),
    /// How many words each step of the pattern takes.
    counts: [u8; STEPS],
}

/// A form that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    /// The word of its pattern's key step, which decides the order in which patterns are found.
    key: u32,
    pattern: u16,
    /// Of the forms of a pattern the first counts: steps take as many words as they can.
    form: u32,
}

/// The patterns of all rules, filed by the words that wake them.
#[derive(Debug, Default)]
pub(super) struct Machine {
    patterns: Vec<Pattern>,
    forms: Vec<Form>,
    steps: Vec<Step>,
    /// Per word number: its gates; 0 for none. Number 0 has those of the forms that readings wake.
    gates_of: Vec<[u16; 2]>,
    /// The gates, with the forms behind them. The first is shut.
    gates: Vec<(Gate, [u32; MOST])>,
    /// Per word number: whether no clause, no noun's clause begins after it (all bits or none).
    closed: Vec<[u32; 2]>,
    /// The readings that wake forms without a word to file them under.
    any_tags: Tags,
    /// Bit sets over word numbers, `stride` words of 64 bits each.
    sets: Vec<u64>,
    stride: usize,
    /// The hashes of the words that patterns name, sorted, with their numbers.
    numbers: Vec<(u64, u16)>,
    pub(super) classes: Classes,
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
        machine.classes = Classes::of_common_words();
        let often = builder.often();
        let slots = gate::slots(&often);
        let mut wakes = Vec::new();
        let mut filed = vec![Vec::<u32>::new(); builder.words.len() + 1];
        for (index, p) in (0u16..).zip(&machine.patterns) {
            let set = |s: &Step| (s.yes_set as usize).checked_sub(1).map_or(&[][..], |set| &builder.sets[set]);
            let needs: Vec<Need> = p.steps.iter().map(|s| Need::of(s, set(s), machine.classes.all(), &slots)).collect();
            for counts in p.counts() {
                let first = machine.steps.len();
                let mut form_needs = Vec::new();
                for ((step, need), count) in p.steps.iter().zip(&needs).zip(counts) {
                    machine.steps.extend(std::iter::repeat_n(*step, count.into()));
                    form_needs.extend(std::iter::repeat_n(*need, count.into()));
                }
                let steps = &machine.steps[first..];
                let wake = |anchor: usize| Wake::of(&form_needs, anchor, p.start);
                // How often the form would be tried, then how often its gate would be looked at.
                let met = |s: usize| set(&steps[s]).iter().map(|&n| often[n as usize]).sum::<u64>();
                let named = (0..steps.len()).filter(|&s| steps[s].yes.is_empty());
                let anchor = named.min_by_key(|&s| (met(s) * wake(s).often(), met(s)));
                let form = machine.forms.len() as u32;
                match anchor {
                    Some(anchor) => set(&steps[anchor]).iter().for_each(|&n| filed[n as usize].push(form)),
                    None => {
                        filed[0].push(form);
                        machine.any_tags = machine.any_tags.with(steps[0].yes);
                    }
                }
                let anchor = anchor.unwrap_or(0);
                wakes.push(wake(anchor));
                let steps = (first as u32, machine.steps.len() as u32);
                machine.forms.push(Form { pattern: index, anchor: anchor as u16, steps, counts });
            }
        }
        // Words of one set wake the same forms.
        let mut gates = BTreeMap::<Vec<u32>, u16>::from([(Vec::new(), 0)]);
        machine.gates.push((Gate::of(&[]), [0; MOST]));
        for (number, list) in (0u16..).zip(filed) {
            if list.len() > if number == 0 { MOST } else { 2 * MOST } {
                return Err("too many patterns for one word".into());
            }
            let (first, second) = list.split_at(list.len().min(MOST));
            machine.gates_of.push([first, second].map(|list| {
                *gates.entry(list.to_vec()).or_insert_with_key(|list| {
                    let mut forms = [0; MOST];
                    forms[..list.len()].copy_from_slice(list);
                    let wakes: Vec<Wake> = list.iter().map(|&f| wakes[f as usize]).collect();
                    machine.gates.push((Gate::of(&wakes), forms));
                    machine.gates.len() as u16 - 1
                })
            }));
            let closed = [machine.clause, machine.noun_clause].map(|set| number != 0 && !machine.holds(set, number));
            machine.closed.push(closed.map(|c| if c { u32::MAX } else { 0 }));
        }
        Ok(machine)
    }

    /// Whether a word wakes patterns, by its number or its readings.
    #[inline]
    pub(super) fn wakes(&self, token: &Token) -> bool {
        let gate = self.gates_of.get(token.id as usize).map_or(0, |g| g[0]);
        (token.id != 0) & (gate != 0) | token.tags.any(self.any_tags)
    }

    /// The hashes of the words that patterns name, and their numbers.
    pub(super) fn numbered(&self) -> impl Iterator<Item = (u64, u16)> {
        self.numbers.iter().copied()
    }

    /// The number of a word among those that patterns name, or 0.
    pub(super) fn number(&self, hash: u64) -> u16 {
        self.numbers.binary_search_by_key(&hash, |n| n.0).map_or(0, |at| self.numbers[at].1)
    }

    /// Runs the patterns that the words of a letter wake, those at `waking`; tells `found` of each that is there, in order.
    /// `open` and `hits` are memory.
    pub(super) fn run(
        &self,
        tokens: &[Token],
        waking: &[u32],
        (open, hits): (&mut Vec<(u32, u16, u32)>, &mut Vec<Hit>),
        mut found: impl FnMut(&Pattern, Found),
    ) {
        // First which gates are where, then which forms they let through, with hardly a jump for each word; then those few.
        open.clear();
        for &place in waking {
            let token = &tokens[place as usize];
            if token.id != 0 {
                let [first, second] = self.gates_of[token.id as usize];
                open.push((place, first, 0));
                if second != 0 {
                    open.push((place, second, 0));
                }
            }
            if token.tags.any(self.any_tags) {
                open.push((place, self.gates_of[0][0], 0));
            }
        }
        let mut count = 0;
        for next in 0..open.len() {
            let (place, gate, _) = open[next];
            let at = place as usize;
            let before = at.checked_sub(1).and_then(|b| tokens.get(b)).unwrap_or(&NOTHING);
            let after = tokens.get(at + 1).unwrap_or(&NOTHING);
            let closed = self.closed.get(before.id as usize).copied().unwrap_or_default();
            let forms = self.gates[gate as usize].0.open(before, &tokens[at], after, closed);
            open[count] = (place, gate, forms);
            count += usize::from(forms != 0);
        }
        hits.clear();
        for &(at, gate, mut forms) in &open[..count] {
            let filed = &self.gates[gate as usize].1;
            while forms != 0 {
                hits.extend(self.try_out(tokens, at as usize, filed[forms.trailing_zeros() as usize % MOST]));
                forms &= forms - 1;
            }
        }
        hits.sort_unstable();
        hits.dedup_by_key(|h| (h.key, h.pattern));
        for hit in hits {
            let p = &self.patterns[hit.pattern as usize];
            let mut starts = [hit.key - p.key as u32; STEPS + 1];
            for (step, count) in self.forms[hit.form as usize].counts.iter().enumerate() {
                starts[step + 1] = starts[step] + u32::from(*count);
            }
            let (from, to) = (starts[p.mark.0] as usize, starts[p.mark.1] as usize);
            if from < to {
                found(p, Found { from, to, starts });
            }
        }
    }

    /// The form as it stands there, if it does, with its anchor at word `at`.
    #[inline]
    fn try_out(&self, tokens: &[Token], at: usize, form: u32) -> Option<Hit> {
        let Form { pattern, anchor, steps: (from, to), .. } = self.forms[form as usize];
        let steps = &self.steps[from as usize..to as usize];
        let begin = at.checked_sub(anchor.into())?;
        let taken = tokens.get(begin..begin + steps.len())?;
        // What stands before the first word is for the pattern's start to say.
        let there = |(place, (step, token)): (usize, (&Step, &Token))| {
            (place == 0 || token.before == step.before) && self.fits(step, token)
        };
        if !steps.iter().zip(taken).enumerate().all(there) {
            return None;
        }
        let p = &self.patterns[pattern as usize];
        (self.starts(p, tokens, begin) && self.ends(p, tokens, begin + steps.len())).then_some(Hit {
            key: (begin + p.key) as u32,
            pattern,
            form,
        })
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
