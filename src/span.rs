//! A byte range in the letter as given.

use serde::{Deserialize, Serialize};

/// A byte range `start..end` in a letter as given.
///
/// Offsets are bytes of the UTF-8 text, fall on character boundaries and satisfy `start <= end`.
/// Letters are limited to [`Span::MAX_TEXT`] bytes, so that a span takes eight bytes.
///
/// ```
/// use shortlist::Span;
/// let letter = "I trained spiking networks.";
/// let span = Span::new(10, 26);
/// assert_eq!(span.slice(letter), "spiking networks");
/// assert!(span.overlaps(Span::new(0, 11)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The longest text, in bytes, whose offsets a span can hold.
    pub const MAX_TEXT: usize = u32::MAX as usize;

    /// The range `start..end`, in bytes.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end && end <= Self::MAX_TEXT);
        Self { start: start as u32, end: end as u32 }
    }

    /// The words of the letter that this span covers; empty where the span does not fit the text.
    #[must_use]
    pub fn slice(self, letter: &str) -> &str {
        letter.get(self.range()).unwrap_or("")
    }

    /// The span as a range of `usize`.
    #[must_use]
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes.
    #[must_use]
    pub const fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span covers nothing (a gap where something is missing).
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the two spans share at least one byte.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}
