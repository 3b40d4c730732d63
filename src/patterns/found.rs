//! A pattern that was found.

use super::pattern::{Pattern, STEPS};
use std::ops::Range;

/// A pattern found in a row of words.
#[derive(Clone, Copy, Debug)]
pub struct Match<'p> {
    pub(super) pattern: &'p Pattern,
    /// First word of each step, and one past the last word of the last.
    pub(super) starts: [u32; STEPS + 1],
}

impl<'p> Match<'p> {
    /// What the pattern's user knows it by.
    #[must_use]
    pub fn rule(&self) -> usize {
        self.pattern.rule.into()
    }

    /// What would be right, with `$n` for the words of step n.
    #[must_use]
    pub fn fix(&self) -> Option<&'p str> {
        self.pattern.fix.as_deref()
    }

    /// All its words.
    #[must_use]
    pub fn words(&self) -> Range<usize> {
        self.between((0, self.pattern.steps.len()))
    }

    /// The words to mark.
    #[must_use]
    pub fn marked(&self) -> Range<usize> {
        self.between(self.pattern.mark)
    }

    /// The words of a named capture; may be empty. None where the pattern has no such capture.
    #[must_use]
    pub fn capture(&self, name: &str) -> Option<Range<usize>> {
        self.pattern.captures.iter().find(|c| *c.0 == *name).map(|c| self.between(c.1))
    }

    /// The words of step `n`, counted from 1; may be empty. None where there is no such step.
    #[must_use]
    pub fn step(&self, n: usize) -> Option<Range<usize>> {
        (1..=self.pattern.steps.len()).contains(&n).then(|| self.between((n - 1, n)))
    }

    fn between(&self, (from, to): (usize, usize)) -> Range<usize> {
        self.starts[from] as usize..self.starts[to] as usize
    }
}
