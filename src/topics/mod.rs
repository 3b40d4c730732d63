//! Topics: what a committee asks letters about, and the words that say it.
//!
//! The committee edits one file, `data/topics.toml`; its head explains it. [`Topics::parse`] reads such a file
//! and compiles it to an automaton over word hashes, so that a letter is matched without looking at its bytes
//! again. [`Topics::check`] finds what an editor of the file has overlooked, and [`suggest()`] proposes terms from
//! letters that the committee has labelled.

mod automaton;
mod check;
mod combination;
mod digest;
mod file;
mod found;
mod phrase;
mod suggest;
mod topic;
mod trie;

pub use check::{Finding, Severity};
pub use found::Found;
pub use suggest::{Suggestion, suggest};
pub use topic::{Concept, Role, Topic};

use crate::error::Result;
use crate::lexicon::Annotated;
use crate::text::Document;
use automaton::Automaton;
pub(crate) use automaton::Memory;
use std::sync::{Arc, OnceLock};

/// The topics of a run, ready for matching.
///
/// ```
/// use shortlist::topics::Topics;
/// let topics = Topics::builtin();
/// assert!(topics.iter().any(|t| t.key == "rl" && t.title == "Reinforcement learning"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Topics {
    topics: Vec<Topic>,
    /// Supports the unclear concepts of every topic.
    general: Vec<Concept>,
    automaton: Arc<Automaton>,
    /// Where each topic of the automaton now stands, general support last; none if all stand where they stood.
    places: Option<Vec<Option<u16>>>,
    /// See [`Topics::digest`]; made when it is first asked for.
    digest: OnceLock<String>,
}

impl Topics {
    /// The text of the topics file that is compiled into the program: `data/topics.toml`.
    pub const BUILTIN: &'static str = include_str!("../../data/topics.toml");

    /// The topics of [`Topics::BUILTIN`].
    #[must_use]
    pub fn builtin() -> Self {
        Self::parse(Self::BUILTIN).expect("data/topics.toml is parsed by a test")
    }

    /// Reads the text of a topics file.
    ///
    /// # Errors
    /// Of kind [`ErrorKind::Topics`](crate::error::ErrorKind::Topics), naming the line, where the text is not
    /// TOML, has a key that is not known, lacks one that is needed, names a topic twice or with characters
    /// other than `a`–`z`, `0`–`9` and `_`, or holds a term that can't be read.
    ///
    /// ```
    /// use shortlist::topics::Topics;
    /// let topics = Topics::parse("[[topic]]\nkey = \"gnn\"\ntitle = \"Graphs\"\nstrong = [\"graph neural network | GNN\"]").unwrap();
    /// assert_eq!(topics.iter().next().unwrap().short, "Graphs");
    /// let e = Topics::parse("[[topic]]\nkey = \"gnn\"\ntitle = \"Graphs\"\nstrong = [\" | GNN\"]").unwrap_err();
    /// assert!(e.to_string().starts_with("line 4: "));
    /// ```
    pub fn parse(text: &str) -> Result<Self> {
        let (topics, general, automaton) = file::read(text)?;
        Ok(Self { topics, general, automaton: Arc::new(automaton), places: None, digest: OnceLock::new() })
    }

    /// The topics, in the order of the file.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Topic> {
        self.topics.iter()
    }

    /// Number of topics.
    #[must_use]
    pub fn len(&self) -> usize {
        self.topics.len()
    }

    /// Whether there is no topic.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.topics.is_empty()
    }

    /// The topic with an index, as [`Found::topic`] gives it; none for general support.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&Topic> {
        self.topics.get(index)
    }

    /// The concept that was found. None only for a `found` of other topics.
    #[must_use]
    pub fn concept(&self, found: &Found) -> Option<&Concept> {
        let list = self.topics.get(found.topic as usize).map_or(&self.general, |t| &t.concepts);
        list.get(found.concept as usize)
    }

    /// The concepts of general support; [`Found::topic`] is the number of topics for them.
    pub(crate) fn general(&self) -> &[Concept] {
        &self.general
    }

    /// Finds the terms of every topic in a letter, in order; appends to `found`.
    ///
    /// Whole words only; of two terms of one topic that begin at the same word the longer is taken, and terms
    /// of one topic never overlap. Terms of general support come with [`Found::topic`] = [`Topics::len`].
    pub fn find(&self, doc: &Document<'_>, found: &mut Vec<Found>) {
        self.find_in(&Annotated::of(doc, &mut Vec::new()), &mut Memory::default(), found);
    }

    /// As [`Topics::find`], in memory that is used again.
    pub(crate) fn find_in(&self, letter: &Annotated<'_>, memory: &mut Memory, found: &mut Vec<Found>) {
        let from = found.len();
        self.automaton.find(letter, memory, found);
        let Some(places) = &self.places else { return };
        let mut kept = from;
        for at in from..found.len() {
            if let Some(topic) = places[found[at].topic as usize] {
                found[kept] = Found { topic, ..found[at] };
                kept += 1;
            }
        }
        found.truncate(kept);
    }

    /// The topics with these keys alone, in the order of the file; keys that it lacks are passed over. The others take no
    /// part in anything that is read.
    #[must_use]
    pub fn only(&self, keys: &[&str]) -> Self {
        let is_kept = |t: &Topic| keys.contains(&t.key.as_str());
        let mut count = 0;
        let mut own: Vec<Option<u16>> = Vec::with_capacity(self.topics.len() + 1);
        for topic in &self.topics {
            own.push(is_kept(topic).then_some(count));
            count += u16::from(is_kept(topic));
        }
        // General support stands behind the last topic.
        own.push(Some(count));
        let places = match &self.places {
            None => own,
            Some(places) => places.iter().map(|place| place.and_then(|at| own[at as usize])).collect(),
        };
        Self {
            topics: self.topics.iter().filter(|t| is_kept(t)).cloned().collect(),
            general: self.general.clone(),
            automaton: Arc::clone(&self.automaton),
            places: Some(places),
            digest: OnceLock::new(),
        }
    }
}

#[cfg(test)]
mod tests;
