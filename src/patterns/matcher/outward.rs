//! Patterns through one word: for who asks only of a few words, such as dates, which patterns take them.

use super::{Pattern, PatternError, Program, Reader, Token, Vocabulary};
use std::collections::BTreeMap;

/// Words that most sentences hold: that a pattern needs one of them rules little out.
const COMMON: &str = "the a an i and of to in for at as with on is was have has had be been my me we that it or are were by from \
                      do did am this all not but";

/// Sets of patterns, a bit each, per word number; equal ones are kept once.
#[derive(Debug, Default)]
struct Rows {
    /// How many numbers of 64 bits hold a bit for each pattern.
    stride: usize,
    /// Per word number: the place of its set. Number 0 has the first.
    places: Vec<u16>,
    bits: Vec<u64>,
}

impl Rows {
    /// The sets of the words of some patterns: `named` gives the words with which each pattern is, none for one that is with
    /// the first set; where `common`, that one is with every word.
    fn new<'s>(patterns: usize, words: usize, named: impl Iterator<Item = Option<&'s [u16]>>, common: bool) -> Self {
        let stride = patterns / 64 + 1;
        let mut all = vec![vec![0u64; stride]; words + 1];
        let mut first = vec![0; stride];
        for (pattern, set) in named.enumerate() {
            let insert = |row: &mut [u64]| row[pattern / 64] |= 1 << (pattern % 64);
            match set {
                Some(set) => set.iter().for_each(|number| insert(&mut all[usize::from(*number)])),
                None => insert(&mut first),
            }
        }
        let mut known = BTreeMap::from([(first.clone(), 0)]);
        if common {
            all.iter_mut().for_each(|row| row.iter_mut().zip(&first).for_each(|(own, more)| *own |= more));
        } else {
            known.insert(vec![0; stride], 0);
        }
        let (mut rows, mut places) = (Self { stride, places: Vec::new(), bits: first }, Vec::with_capacity(all.len()));
        for row in all {
            let next = (rows.bits.len() / stride) as u16;
            let place = *known.entry(row).or_insert_with_key(|row| {
                rows.bits.extend(row);
                next
            });
            places.push(place);
        }
        Self { places, ..rows }
    }

    /// The place of the set of a word.
    #[inline]
    fn place(&self, number: u16) -> usize {
        self.places.get(usize::from(number)).copied().unwrap_or(0).into()
    }

    /// The set at a place.
    #[inline]
    fn at(&self, place: usize) -> &[u64] {
        &self.bits[place * self.stride..(place + 1) * self.stride]
    }
}

/// Patterns that are followed outwards from one word: from a date or a length of time, where only these are asked for.
#[derive(Debug)]
pub struct Outward {
    program: Program,
    /// The patterns of which one of two chosen steps takes a word, for either step; the first set has those without such a
    /// step.
    needs: [Rows; 2],
    /// The patterns that a word does not rule out where it stands right before and right after the marked word.
    beside: [Rows; 2],
}

/// Which patterns the words of a text allow; memory that is reused.
#[derive(Debug, Default)]
pub struct Present {
    patterns: [Vec<u64>; 2],
}

impl Outward {
    /// Compiles patterns, each with the index of its rule.
    ///
    /// # Errors
    /// The first pattern that can't be read, and why.
    pub fn compile<S: AsRef<str>>(
        vocabulary: Vocabulary<'_>,
        patterns: impl IntoIterator<Item = (u16, S)>,
    ) -> Result<Self, PatternError> {
        let (program, reader) = Program::read(vocabulary, patterns)?;
        let known = |word: &String| COMMON.split_ascii_whitespace().any(|common| common == word);
        let common: Vec<bool> = reader.words.iter().map(known).collect();
        let (all, words) = (program.patterns.len(), reader.words.len());
        let chosen: Vec<_> = program.patterns.iter().map(|p| needed_sets(p, &reader, &common)).collect();
        let needs = [0, 1].map(|which| Rows::new(all, words, chosen.iter().map(|c| c[which]), false));
        let named = |p: &Pattern, at: Option<usize>| {
            let step = at.and_then(|at| p.steps.get(at)).filter(|step| step.is_named() && step.least > 0)?;
            reader.sets.get(usize::from(step.yes_set) - 1).map(|set| &set[..])
        };
        let beside = [false, true].map(|after| {
            let at = |p: &Pattern| if after { p.mark.0.checked_add(1) } else { p.mark.0.checked_sub(1) };
            Rows::new(all, words, program.patterns.iter().map(|p| named(p, at(p))), true)
        });
        Ok(Self { needs, beside, program })
    }

    /// The number of the word with this hash, see [`Program::number`].
    #[inline]
    #[must_use]
    pub fn number(&self, hash: u64) -> u16 {
        self.program.number(hash)
    }

    /// The hashes of the words that patterns name, and their numbers, see [`Program::numbered`].
    pub fn numbered(&self) -> impl Iterator<Item = (u64, u16)> {
        self.program.numbered()
    }

    /// Finds which patterns the words of a text allow.
    pub fn look(&self, tokens: &[Token], present: &mut Present) {
        for (patterns, needs) in present.patterns.iter_mut().zip(&self.needs) {
            patterns.clear();
            patterns.extend(needs.at(0));
            for token in tokens {
                // Most words are needed by no pattern.
                let place = needs.place(token.id);
                if place != 0 {
                    patterns.iter_mut().zip(needs.at(place)).for_each(|(all, more)| *all |= more);
                }
            }
        }
    }

    /// Tells `found` of the rule of each pattern that takes the word at `place` with the first of its marked steps. Each
    /// pattern is followed outwards from that word, so its time depends on the pattern alone. `present` is what
    /// [`Outward::look`] found in the same tokens.
    pub fn through(&self, tokens: &[Token], place: usize, present: &Present, mut found: impl FnMut(usize)) {
        let Some(token) = tokens.get(place) else { return };
        let program = &self.program;
        let id = |at: Option<usize>| at.and_then(|at| tokens.get(at)).map_or(0, |token| token.id);
        let [before, after] = &self.beside;
        let before = before.at(before.place(id(place.checked_sub(1))));
        let after = after.at(after.place(id(place.checked_add(1))));
        let [one, other] = &present.patterns;
        for (block, (one, other)) in one.iter().zip(other).enumerate() {
            let mut open = one & other & before[block] & after[block];
            while open != 0 {
                let pattern = &program.patterns[block * 64 + open.trailing_zeros() as usize];
                open &= open - 1;
                let at = pattern.mark.0;
                let step = &pattern.steps[at];
                if program.takes(step, token)
                    && program.rightwards(pattern, tokens, at + 1, place + 1)
                    && program.leftwards(pattern, tokens, at, place, step.separators)
                {
                    found(pattern.rule.into());
                }
            }
        }
    }
}

/// The two sets of words, of those of which a pattern needs a word, that are met least; the marked word is there anyway.
fn needed_sets<'r>(pattern: &Pattern, reader: &'r Reader<'_>, common: &[bool]) -> [Option<&'r [u16]>; 2] {
    let common = |number: &&u16| common.get(usize::from(**number).wrapping_sub(1)).is_some_and(|common| *common);
    let mut sets: Vec<(usize, usize, &[u16])> = (pattern.steps.iter().enumerate())
        .filter(|(at, step)| *at != pattern.mark.0 && step.is_named() && step.least > 0)
        .filter_map(|(_, step)| reader.sets.get(usize::from(step.yes_set) - 1))
        .map(|set| (set.iter().filter(common).count(), set.len(), &set[..]))
        .collect();
    sets.sort_unstable();
    [sets.first().map(|s| s.2), sets.get(1).map(|s| s.2)]
}

impl Program {
    /// Whether the steps from `next` on stand at word `at` and after it.
    fn rightwards(&self, p: &Pattern, tokens: &[Token], next: usize, at: usize) -> bool {
        let Some(step) = p.steps.get(next) else { return self.ends(p, tokens, at) };
        for (at, count) in (at..).zip(0..=step.most) {
            if count >= step.least && self.rightwards(p, tokens, next + 1, at) {
                return true;
            }
            let Some(token) = tokens.get(at) else { return false };
            if step.separators & token.before.bit() == 0 || !self.takes(step, token) {
                return false;
            }
        }
        false
    }

    /// Whether the steps before `next` stand before word `at`, before which one of `separators` must be.
    fn leftwards(&self, p: &Pattern, tokens: &[Token], next: usize, at: usize, separators: u16) -> bool {
        let Some(step) = next.checked_sub(1).and_then(|n| p.steps.get(n)) else { return self.starts(p, tokens, at) };
        let (mut at, mut separators) = (at, separators);
        for count in 0..=step.most {
            if count >= step.least && self.leftwards(p, tokens, next - 1, at, separators) {
                return true;
            }
            // What stands before the first word is for the pattern's start to say.
            let joined = separators & tokens[at].before.bit() != 0;
            let Some(token) = at.checked_sub(1).and_then(|b| tokens.get(b)).filter(|_| joined) else { return false };
            if !self.takes(step, token) {
                return false;
            }
            (at, separators) = (at - 1, step.separators);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::Frequencies;
    use crate::patterns::{Scratch, Separator, TagSet, Vocabulary};
    use crate::text::Document;

    /// The rules through the word `here`, and those that [`Program::run`] finds there.
    fn both(text: &str) -> (Vec<usize>, Vec<usize>) {
        let vocabulary = Vocabulary {
            tags: &[("W", TagSet(1))],
            sets: &[("clause", "and"), ("noun_clause", "and")],
            classes: &[],
            common: "",
            loose: false,
        };
        let rules = [
            (0, "ask for [here]"),
            (1, "ask W{3} [here] ..2 now"),
            (2, "^ [here]"),
            (3, "ask ,W [here]"),
            (4, "[here] $"),
            (5, "-not ask [here]"),
            (6, "^^ they [here] W? now"),
        ];
        let program = Program::compile(vocabulary, Frequencies::default(), rules).unwrap();
        let outward = Outward::compile(vocabulary, rules).unwrap();
        let doc = Document::new(text);
        let token = |(at, word): (usize, &crate::text::Word)| Token {
            tags: TagSet(1),
            id: program.number(word.hash),
            before: Separator::of(word.gap, at == 0),
            class: 0,
        };
        let tokens: Vec<Token> = doc.words.iter().enumerate().map(token).collect();
        let place = (0..doc.words.len()).find(|&i| doc.word(i).eq_ignore_ascii_case("here")).unwrap();
        let (mut through, mut run) = (Vec::new(), Vec::new());
        let mut present = Present::default();
        outward.look(&tokens, &mut present);
        outward.through(&tokens, place, &present, |rule| through.push(rule));
        program.run(&tokens, &mut Scratch::default(), |m| run.push(m.rule()));
        run.sort_unstable();
        run.dedup();
        (through, run)
    }

    #[test]
    fn the_same_patterns_are_found_as_everywhere() {
        for (text, rules) in [
            ("They ask for here", vec![0, 4]),
            ("They ask for it here, and now", vec![1, 4]),
            ("Here we ask", vec![2]),
            ("They ask, for here we are", vec![3]),
            ("They not ask here again", vec![]),
            ("They do ask here again", vec![5]),
            ("and they here are now", vec![6]),
            ("work-here now", vec![]),
        ] {
            let (through, run) = both(text);
            assert_eq!((&through, &run), (&rules, &rules), "{text}");
        }
    }
}
