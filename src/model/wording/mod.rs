//! The committee's own words: single words that go together with its decisions, learnt beside the columns.
//!
//! The words are chosen by score tests given the columns ([`learn`]), weighed by a joint ridge, and enter a model as one column:
//! out of fold for the letters that they were learnt from, clipped like any other. People approve them in a file
//! ([`WordList`]); a model keeps them in a block of its own ([`Wording`]).

mod audit;
mod block;
mod gaming;
mod joint;
mod learn;
mod list;
mod options;
mod score_test;
mod table;

pub use audit::{WordGap, word_gaps};
pub use block::{Gain, LearntWord, Wording};
pub use gaming::{Gaming, gaming};
pub use learn::{FEWEST_LABELS, FEWEST_OF_A_KIND, Learnt, learn, learnt_column};
pub use list::{ListedWord, WordList};
pub use options::WordOptions;
pub use table::WordTable;

#[cfg(test)]
mod tests;
