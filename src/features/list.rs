//! The one list of features.

use super::breadth::Breadth;
use super::concreteness::Concreteness;
use super::error_rate::ErrorRate;
use super::experience::ExperienceYears;
use super::lexical_diversity::LexicalDiversity;
use super::sentence_length::SentenceLength;
use super::structure::Structure;
use super::topic_coverage::TopicCoverage;
use super::words::Words;
use super::{Extractor, Feature};
use crate::error::{Error, ErrorKind, Result};
use crate::lexicon::Lexicon;
use crate::topics::Topics;
use jiff::civil::Date;
use std::sync::Arc;

/// What the features need to know of a run.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Settings {
    /// The topics to look for.
    pub topics: Arc<Topics>,
    /// The day against which "since 2020" is reckoned.
    pub as_of: Date,
    /// Words to accept beside the dictionary, as a committee's `--words` file lists them.
    pub words: Vec<String>,
}

impl Settings {
    /// Settings with these topics and this day of reckoning.
    #[must_use]
    pub fn new(topics: Topics, as_of: Date) -> Self {
        Self { topics: Arc::new(topics), as_of, words: Vec::new() }
    }
}

/// Every feature, in the order of its columns in tables.
#[must_use]
pub fn all(settings: &Settings) -> Vec<Box<dyn Feature>> {
    let topics = &settings.topics;
    vec![
        Box::new(Words::new()),
        Box::new(ErrorRate::with_lexicon(Lexicon::with_extra(&settings.words))),
        Box::new(ExperienceYears::new(settings.as_of)),
        Box::new(TopicCoverage::new(Arc::clone(topics))),
        Box::new(Breadth::new(Arc::clone(topics))),
        Box::new(SentenceLength::new()),
        Box::new(LexicalDiversity::new()),
        Box::new(Concreteness::new()),
        Box::new(Structure::new()),
    ]
}

impl Extractor {
    /// Every feature of the list.
    #[must_use]
    pub fn new(settings: &Settings) -> Self {
        Self::of(all(settings))
    }
}

/// The features named in `only` (all, where it is empty) without those named in `without`.
///
/// # Errors
/// [`ErrorKind::Setting`] at a name that no feature has, listing those there are, or where nothing is left.
pub fn select(features: Vec<Box<dyn Feature>>, only: &[String], without: &[String]) -> Result<Vec<Box<dyn Feature>>> {
    let names: Vec<&str> = features.iter().map(|f| f.about().name).collect();
    if let Some(unknown) = only.iter().chain(without).find(|n| !names.contains(&n.as_str())) {
        return Err(Error::new(
            ErrorKind::Setting,
            format!("no feature is called {unknown}; there are {}", names.join(", ")),
        ));
    }
    let kept: Vec<_> = features
        .into_iter()
        .filter(|f| {
            let is = |n: &String| n == f.about().name;
            (only.is_empty() || only.iter().any(is)) && !without.iter().any(is)
        })
        .collect();
    if kept.is_empty() {
        return Err(Error::new(ErrorKind::Setting, "no feature is left").hint("leave out fewer with --without"));
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Measurement;

    fn features() -> Vec<Box<dyn Feature>> {
        all(&Settings::new(Topics::builtin(), Date::default()))
    }

    #[test]
    fn every_feature_says_all_that_help_needs() {
        for feature in features() {
            let about = feature.about();
            let parts = [&about.summary, &about.measures, &about.matters, &about.misleads, &about.example];
            assert!(parts.iter().all(|p| !p.is_empty()), "{}", about.name);
            assert!(!feature.columns().is_empty());
        }
    }

    #[test]
    fn columns_are_unique_and_topics_alone_are_called_topic() {
        let mut seen = std::collections::BTreeSet::new();
        for feature in features() {
            for column in feature.columns() {
                assert_eq!(
                    column.name.starts_with("topic_"),
                    feature.about().name == "topic_coverage",
                    "{}",
                    column.name
                );
                assert!(seen.insert(column.name.clone()), "{} stands twice", column.name);
            }
        }
    }

    #[test]
    fn without_evidence_values_and_flags_are_the_same() {
        let letter =
            "I worked as a nurse for ten years. ".repeat(7) + "I trained spiking networks, and teh codes are sparse.";
        let doc = crate::text::Document::new(&letter);
        let (mut with, mut without) = (Measurement::default(), Measurement::default());
        Extractor::of(features()).measure(&doc, true, &mut with);
        Extractor::of(features()).without_evidence().measure(&doc, false, &mut without);
        assert!(with.evidence.len() > 4 && without.evidence.is_empty());
        assert!(with.flags.contains(&"absurd_years"), "{:?}", with.flags);
        assert_eq!((with.values, with.flags), (without.values, without.flags));
    }

    #[test]
    fn features_are_chosen_by_name() {
        let names = |only: &[&str], without: &[&str]| -> Result<Vec<&'static str>> {
            let own = |v: &[&str]| v.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
            Ok(select(features(), &own(only), &own(without))?.iter().map(|f| f.about().name).collect())
        };
        assert_eq!(names(&["words", "breadth"], &["words"]).unwrap(), ["breadth"]);
        assert!(!names(&[], &["words"]).unwrap().contains(&"words"));
        assert!(names(&["wrods"], &[]).unwrap_err().to_string().contains("there are words, error_rate"));
        assert!(names(&["words"], &["words"]).is_err());
    }
}
