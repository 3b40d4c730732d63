//! Classes of sets of tags: a number for each set that is often met, so that what depends on a word's tags is a look-up.

use super::pattern::TagSet;

/// Number of classes.
pub(super) const CLASSES: usize = 128;
/// Frequencies are counted among this many words.
pub const ALL_WORDS: u64 = 100_000;

/// The sets of tags that are often met, each with a number below 128.
#[derive(Clone, Debug)]
pub struct TagClasses {
    /// The sets by class, and how often each is met among [`ALL_WORDS`]; class 0 is for all others.
    all: Vec<(TagSet, u64)>,
    /// The same, sorted, with the class of each.
    class_of: Vec<(TagSet, u8)>,
}

impl Default for TagClasses {
    fn default() -> Self {
        Self::new(&[], &[])
    }
}

impl TagClasses {
    /// The class of a word without tags.
    pub const EMPTY: u8 = 1;

    /// Classes 2, 3 … for the sets of `fixed`, then for as many as there is room for of `common`, which says how often each
    /// set is met (in any unit).
    #[must_use]
    pub fn new(fixed: &[TagSet], common: &[(TagSet, u64)]) -> Self {
        let mut common = common.to_vec();
        common.sort_unstable();
        let unit: u64 = common.iter().map(|c| c.1).sum::<u64>() / ALL_WORDS + 1;
        let weight = |tags: TagSet| common.binary_search_by_key(&tags, |c| c.0).map_or(0, |at| common[at].1);
        let mut sets = vec![TagSet(0), TagSet(0)];
        sets.extend(fixed.iter().take(CLASSES - 2));
        let mut often: Vec<(u64, TagSet)> = common.iter().map(|(tags, weight)| (*weight, *tags)).collect();
        often.sort_unstable_by(|a, b| b.cmp(a));
        let others = often.iter().map(|o| o.1).filter(|t| !sets.contains(t)).take(CLASSES - sets.len());
        let others: Vec<TagSet> = others.collect();
        sets.extend(others);
        let mut class_of: Vec<(TagSet, u8)> = sets.iter().copied().zip(0u8..).skip(1).collect();
        class_of.sort_unstable();
        Self { all: sets.into_iter().map(|t| (t, weight(t) / unit)).collect(), class_of }
    }

    /// The sets of each class, and how often it is met among [`ALL_WORDS`].
    #[must_use]
    pub fn all(&self) -> &[(TagSet, u64)] {
        &self.all
    }

    /// The class of a set of tags; 0 for rare ones.
    #[must_use]
    pub fn class(&self, tags: TagSet) -> u8 {
        self.class_of.binary_search_by_key(&tags, |c| c.0).map_or(0, |at| self.class_of[at].1)
    }
}
