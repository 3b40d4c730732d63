//! What the features need to know of a run.

use super::parts::Parts;
use super::wording::weights::WordWeights;
use crate::patterns::RuleSet;
use crate::topics::Topics;
use jiff::civil::Date;
use std::sync::Arc;

/// What the features need to know of a run.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Settings {
    /// The topics to look for.
    pub topics: Arc<Topics>,
    /// The day against which "since 2020" is calculated.
    pub as_of: Date,
    /// Words to accept beside the dictionary, as a committee's `--words` file lists them.
    pub words: Vec<String>,
    /// The rules of language errors and of years of experience, see `shortlist rules`.
    pub rules: Arc<RuleSet>,
    /// The parts of the applications, and which features read only some of them.
    pub parts: Parts,
    /// The words that a model has learnt, where it has.
    pub wording: Option<Arc<WordWeights>>,
}

impl Settings {
    /// Settings with these topics and this as-of day.
    #[must_use]
    pub fn new(topics: Topics, as_of: Date) -> Self {
        Self {
            topics: Arc::new(topics),
            as_of,
            words: Vec::new(),
            rules: Arc::default(),
            parts: Parts::default(),
            wording: None,
        }
    }
}
