//! What a pattern is once it is read. Shared with `build.rs`, so it depends on nothing but the standard library.

/// Longest pattern, in steps.
pub const STEPS: usize = 12;

/// A set of tags, a bit each. What the tags mean is for the user of the patterns to say (see [`Vocabulary`]): parts of
/// speech for grammar, kinds of words for experience.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagSet(pub u64);

impl TagSet {
    /// Every tag.
    pub const ALL: Self = Self(u64::MAX);

    /// Whether any tag of `tags` is among these.
    #[inline]
    #[must_use]
    pub fn any(self, tags: impl Into<Self>) -> bool {
        self.0 & tags.into().0 != 0
    }

    /// Both sets.
    #[inline]
    #[must_use]
    pub fn with(self, tags: impl Into<Self>) -> Self {
        Self(self.0 | tags.into().0)
    }

    /// These without `tags`.
    #[inline]
    #[must_use]
    pub fn without(self, tags: impl Into<Self>) -> Self {
        Self(self.0 & !tags.into().0)
    }

    /// Whether there is no tag.
    #[inline]
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// What stands between a word and the word before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Separator {
    /// White space alone.
    #[default]
    Blank,
    /// A comma.
    Comma,
    /// An apostrophe.
    Apostrophe,
    /// A hyphen: the word is part of a compound.
    Hyphen,
    /// A dash.
    Dash,
    /// A colon or semicolon.
    Colon,
    /// A slash.
    Slash,
    /// An opening bracket.
    Open,
    /// Any other mark.
    Other,
    /// The word begins a sentence.
    Start,
}

impl Separator {
    /// Every value, in order.
    pub const ALL: [Self; 10] = [
        Self::Blank,
        Self::Comma,
        Self::Apostrophe,
        Self::Hyphen,
        Self::Dash,
        Self::Colon,
        Self::Slash,
        Self::Open,
        Self::Other,
        Self::Start,
    ];

    /// A bit of its own.
    #[must_use]
    pub const fn bit(self) -> u16 {
        1 << self as u8
    }
}

/// What the patterns of one user may name.
#[derive(Clone, Copy, Debug)]
pub struct Vocabulary<'v> {
    /// Tags by name; a name begins with a capital letter.
    pub tags: &'v [(&'v str, TagSet)],
    /// Named sets of words, in lower case, parted by blanks. `^^` and `^=` ask for the sets `clause` and `noun_clause`.
    pub sets: &'v [(&'v str, &'v str)],
    /// Named kinds of words: each a step, e.g. `N1|NP!V0`.
    pub classes: &'v [(&'v str, &'v str)],
    /// The most common words, the most common first: they are numbered first, so that what is looked up for them lies
    /// close together.
    pub common: &'v str,
    /// Whether any mark, a sentence's end too, may stand between the words of a pattern.
    pub loose: bool,
}

/// One word of a pattern, or several of one kind.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Tags of which one is enough.
    pub yes: TagSet,
    /// Tags that must be absent.
    pub no: TagSet,
    /// Index of a set of words that it takes whatever their tags; 0 is the empty set.
    pub yes_set: u16,
    /// Words that it does not take, whatever their tags.
    pub no_set: u16,
    /// What may stand before the word, a bit for each [`Separator`].
    pub separators: u16,
    /// Whether it takes any word, even one without tags.
    pub gap: bool,
    /// Fewest words that it takes.
    pub least: u8,
    /// Most words that it takes.
    pub most: u8,
}

impl Step {
    /// Whether it takes only words that it names.
    #[must_use]
    pub const fn is_named(&self) -> bool {
        self.yes.is_empty() && self.yes_set != 0 && !self.gap
    }
}

/// Where a pattern may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Anywhere.
    Anywhere,
    /// `^`: where a sentence begins.
    Sentence,
    /// `^^`: where a sentence begins, after a mark, or after a word of the set `clause`.
    Clause,
    /// `^=`: the same with the set `noun_clause`.
    NounClause,
    /// `^,`: where a sentence begins or after a mark.
    Edge,
}

/// A pattern that was read.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// What its user knows it by: the index of its rule.
    pub rule: u16,
    /// What would be right, `$n` for the words of step n.
    pub fix: Option<Box<str>>,
    /// Its steps, at most [`STEPS`].
    pub steps: Vec<Step>,
    /// Where it may begin.
    pub start: Start,
    /// Whether a mark or the sentence's end must follow.
    pub at_end: bool,
    /// What the word before must not be.
    pub not_before: Option<Step>,
    /// What the word after must not be.
    pub not_after: Option<Step>,
    /// The steps whose words are marked.
    pub mark: (usize, usize),
    /// Named captures: the steps whose words each holds.
    pub captures: Vec<(Box<str>, (usize, usize))>,
    /// The step by whose word matches are put in order.
    pub key: usize,
}

impl Pattern {
    /// How many words the steps may take, each as many as it can first.
    #[must_use]
    pub fn counts(&self) -> Vec<[u8; STEPS]> {
        let mut all = vec![[0; STEPS]];
        for (at, step) in self.steps.iter().enumerate() {
            let counted = |counts: [u8; STEPS]| {
                (step.least..=step.most).rev().map(move |n| {
                    let mut counts = counts;
                    counts[at] = n;
                    counts
                })
            };
            all = all.into_iter().flat_map(counted).collect();
        }
        all
    }
}
