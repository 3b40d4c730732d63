//! Patterns through one word: for who asks only of a few words, such as dates, which patterns take them.

use super::{Pattern, Program, Token};

impl Program {
    /// Tells `found` of the rule of each pattern that takes the word at `place` with the first of its marked steps. Each
    /// pattern is followed outwards from that word, so its time depends on the pattern alone; nothing else is looked at.
    pub fn through(&self, tokens: &[Token], place: usize, mut found: impl FnMut(usize)) {
        let Some(token) = tokens.get(place) else { return };
        for pattern in &self.patterns {
            let at = pattern.mark.0;
            let Some(step) = pattern.steps.get(at) else { continue };
            if self.takes(step, token)
                && self.rightwards(pattern, tokens, at + 1, place + 1)
                && self.leftwards(pattern, tokens, at, place, step.separators)
            {
                found(pattern.rule.into());
            }
        }
    }

    /// Whether the steps from `next` on stand at word `at` and after it.
    fn rightwards(&self, p: &Pattern, tokens: &[Token], next: usize, at: usize) -> bool {
        let Some(step) = p.steps.get(next) else { return self.ends(p, tokens, at) };
        let mut at = at;
        for count in 0..=step.most {
            if count >= step.least && self.rightwards(p, tokens, next + 1, at) {
                return true;
            }
            let Some(token) = tokens.get(at) else { return false };
            if step.separators & token.before.bit() == 0 || !self.takes(step, token) {
                return false;
            }
            at += 1;
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
        program.through(&tokens, place, |rule| through.push(rule));
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
