//! What patterns see of a word.

use super::pattern::{Separator, TagSet};
use crate::text::Gap;

/// A word as patterns see it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Token {
    /// Its tags. A word without tags is taken by gaps alone.
    pub tags: TagSet,
    /// Its number among the words that the patterns name ([`Program::number`](super::Program::number)); 0 for the others.
    pub id: u16,
    /// What stands before it.
    pub before: Separator,
    /// The class of its tags ([`TagClasses::class`](super::TagClasses::class)); 0 is right for any tags, only slower.
    pub class: u8,
}

impl Token {
    /// Whether a sentence begins with it.
    #[inline]
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.before == Separator::Start
    }
}

/// The separator of every set of marks.
static SEPARATORS: [Separator; 1 << 16] = {
    let mut table = [Separator::Other; 1 << 16];
    let mut marks = 0;
    while marks < table.len() {
        let gap = Gap(marks as u16);
        let blank = Gap::SPACE.0 | Gap::NEWLINE.0;
        let visible = gap.0 & !blank;
        table[marks] = if gap.is_blank() {
            Separator::Blank
        } else if gap.is_compound() {
            Separator::Hyphen
        } else if visible == Gap::COMMA.0 {
            Separator::Comma
        } else if gap.0 & !Gap::SPACE.0 == Gap::APOSTROPHE.0 {
            Separator::Apostrophe
        } else if visible == Gap::DASH.0 || visible == Gap::HYPHEN.0 {
            Separator::Dash
        } else if visible == Gap::COLON.0 {
            Separator::Colon
        } else if visible == Gap::SLASH.0 {
            Separator::Slash
        } else if visible == Gap::OPEN.0 {
            Separator::Open
        } else {
            Separator::Other
        };
        marks += 1;
    }
    table
};

impl Separator {
    /// The separator that a gap is, before a word that does or does not begin its sentence.
    #[inline]
    #[must_use]
    pub fn of(gap: Gap, first: bool) -> Self {
        if first { Self::Start } else { SEPARATORS[gap.0 as usize] }
    }
}
