//! Patterns through one word: for who asks only of a few words, such as dates, which patterns take them.

use super::{Pattern, PatternError, Program, Reader, Token, Vocabulary};

/// Words that most sentences hold: that a pattern needs one of them rules little out.
const COMMON: &str = "the a an i and of to in for at as with on is was have has had be been my me we that it or are were by from \
                      do did am this all not but";

/// Patterns that are followed outwards from one word: from a date or a length of time, where only these are asked for.
#[derive(Debug)]
pub struct Outward {
    program: Program,
    /// How many numbers of 64 bits hold a bit for each pattern.
    stride: usize,
    /// Per word number: the patterns of which one of two chosen steps takes the word; number 0 has those without such a
    /// step. First all for the one step, then all for the other.
    needs: [Vec<u64>; 2],
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
        let stride = program.patterns.len() / 64 + 1;
        let mut needs = [(); 2].map(|()| vec![0; stride * (reader.words.len() + 1)]);
        let known = |word: &String| COMMON.split_ascii_whitespace().any(|common| common == word);
        let common: Vec<bool> = reader.words.iter().map(known).collect();
        for (index, pattern) in program.patterns.iter().enumerate() {
            let chosen = needed_sets(pattern, &reader, &common);
            for (needs, set) in needs.iter_mut().zip(chosen) {
                for number in set.unwrap_or(&[0]) {
                    needs[usize::from(*number) * stride + index / 64] |= 1 << (index % 64);
                }
            }
        }
        Ok(Self { program, stride, needs })
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
            patterns.extend(&needs[..self.stride]);
            for token in tokens.iter().filter(|t| t.id != 0) {
                let from = usize::from(token.id) * self.stride;
                for (all, more) in patterns.iter_mut().zip(&needs[from..from + self.stride]) {
                    *all |= more;
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
        let [one, other] = &present.patterns;
        for (block, (one, other)) in one.iter().zip(other).enumerate() {
            let mut open = one & other;
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
