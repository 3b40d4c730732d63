//! The one list of features.

use super::registration::Registration;
use super::settings::Settings;
use super::{
    Extractor, Feature, breadth, concreteness, error_kinds, error_rate, experience, guiraud, lexical_diversity,
    lower_case_i, number_rate, paragraphs, sentence_length, structure, topic_coverage, word_length, wording, words,
};
use crate::error::{Error, ErrorKind, Result};

/// Every feature, in the order of its columns in tables.
const LIST: [&Registration; 16] = [
    &words::REGISTRATION,
    &error_rate::REGISTRATION,
    &experience::REGISTRATION,
    &topic_coverage::REGISTRATION,
    &breadth::REGISTRATION,
    &sentence_length::REGISTRATION,
    &lexical_diversity::REGISTRATION,
    &guiraud::REGISTRATION,
    &word_length::REGISTRATION,
    &concreteness::REGISTRATION,
    &structure::REGISTRATION,
    &number_rate::REGISTRATION,
    &error_kinds::REGISTRATION,
    &lower_case_i::REGISTRATION,
    &paragraphs::REGISTRATION,
    &wording::REGISTRATION,
];

/// What is known of every feature without making it, in the order of its columns in tables.
pub fn registrations() -> impl Iterator<Item = &'static Registration> {
    LIST.into_iter()
}

/// The feature that a column of a model or a table is of; none if the list has no such feature.
#[must_use]
pub fn feature_of_column(column: &str) -> Option<&'static Registration> {
    registrations().find(|r| r.has_column(column))
}

/// The key of the topic that a column is of; none if it is of no single topic.
///
/// ```
/// use shortlist::features::topic_of_column;
/// assert_eq!(topic_of_column("topic_rl"), Some("rl"));
/// assert_eq!(topic_of_column("words"), None);
/// ```
#[must_use]
pub fn topic_of_column(column: &str) -> Option<&str> {
    registrations().find_map(|r| r.topic_of(column))
}

/// Lays out the compiled-in rules, which takes as long as reading the topics: a program that does it on another thread while
/// it reads its settings starts sooner. Nothing else changes.
pub fn prepare() {
    error_rate::prepare();
}

/// Every feature, in the order of its columns in tables.
#[must_use]
pub fn all(settings: &Settings) -> Vec<Box<dyn Feature>> {
    registrations().map(|r| (r.make)(settings)).collect()
}

/// The features that are measured where nothing else is asked for.
#[must_use]
pub fn by_default(settings: &Settings) -> Vec<Box<dyn Feature>> {
    registrations().filter(|r| !r.properties.opt_in).map(|r| (r.make)(settings)).collect()
}

impl Extractor {
    /// The features of the default set.
    #[must_use]
    pub fn new(settings: &Settings) -> Self {
        Self::of(by_default(settings)).with_parts(&settings.parts)
    }
}

/// The features that measure what a model has learnt.
#[must_use]
pub fn learnt(settings: &Settings) -> Vec<Box<dyn Feature>> {
    registrations().filter(|r| r.properties.learnt).map(|r| (r.make)(settings)).collect()
}

/// The features named in `only`; where it is empty, the default set and those named in `with`. Those named in `without` are left
/// out.
///
/// # Errors
/// [`ErrorKind::Setting`] at a name that no feature has, listing those there are, or where nothing is left.
pub fn select(
    features: Vec<Box<dyn Feature>>,
    only: &[String],
    with: &[String],
    without: &[String],
) -> Result<Vec<Box<dyn Feature>>> {
    let names: Vec<&str> = features.iter().map(|f| f.about().name).collect();
    if let Some(unknown) = only.iter().chain(with).chain(without).find(|n| !names.contains(&n.as_str())) {
        return Err(Error::new(
            ErrorKind::Setting,
            format!("no feature is called {unknown}; there are {}", names.join(", ")),
        ));
    }
    let learnt = |n: &&String| features.iter().any(|f| f.about().name == *n && f.properties().learnt);
    if let Some(name) = only.iter().chain(with).find(learnt) {
        let what = format!("{name} is learnt with a model and can't be measured without one");
        return Err(Error::new(ErrorKind::Setting, what).hint("train a model that learns words: train … --wording"));
    }
    let kept: Vec<_> = features
        .into_iter()
        .filter(|f| {
            let is = |n: &String| n == f.about().name;
            let wanted = if only.is_empty() { !f.properties().opt_in } else { only.iter().any(is) };
            (wanted || with.iter().any(is)) && !without.iter().any(is)
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
    use crate::features::TopicUse;
    use crate::topics::Topics;
    use jiff::civil::Date;

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
    fn a_feature_is_what_its_registration_says() {
        let mut seen = std::collections::BTreeSet::new();
        for (feature, registration) in features().iter().zip(registrations()) {
            assert_eq!(feature.about().name, registration.name);
            assert_eq!(feature.properties(), registration.properties, "{}", registration.name);
            for column in feature.columns() {
                let owner = feature_of_column(&column.name).unwrap();
                assert_eq!(owner.name, registration.name, "{}", column.name);
                assert_eq!(
                    topic_of_column(&column.name).is_some(),
                    registration.properties.topics == TopicUse::OneEach,
                    "{}",
                    column.name
                );
                assert!(seen.insert(column.name.clone()), "{} stands twice", column.name);
            }
            if let Some(read) = registration.properties.reads {
                let before: Vec<_> = registrations().map(|r| r.name).take_while(|n| *n != registration.name).collect();
                assert!(before.contains(&read), "{} reads {read}, which stands behind it", registration.name);
            }
        }
        assert_eq!(registrations().filter(|r| r.properties.is_length).count(), 1);
        assert!(feature_of_column("topic").is_none() && feature_of_column("wordsmith").is_none());
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
        let chosen = |only: &[&str], with: &[&str], without: &[&str]| -> Result<Vec<&'static str>> {
            let own = |v: &[&str]| v.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
            Ok(select(features(), &own(only), &own(with), &own(without))?.iter().map(|f| f.about().name).collect())
        };
        let names = |only: &[&str], without: &[&str]| chosen(only, &[], without);
        let default: Vec<_> = by_default(&Settings::new(Topics::builtin(), Date::default()));
        assert_eq!(names(&[], &[]).unwrap(), default.iter().map(|f| f.about().name).collect::<Vec<_>>());
        assert!(!names(&[], &[]).unwrap().contains(&"number_rate") && names(&[], &[]).unwrap().contains(&"guiraud"));
        assert!(chosen(&[], &["number_rate"], &[]).unwrap().contains(&"number_rate"));
        assert_eq!(names(&["number_rate"], &[]).unwrap(), ["number_rate"]);
        assert_eq!(names(&["words", "breadth"], &["words"]).unwrap(), ["breadth"]);
        assert!(!names(&[], &["words"]).unwrap().contains(&"words"));
        assert!(names(&["wrods"], &[]).unwrap_err().to_string().contains("there are words, error_rate"));
        assert!(names(&["words"], &["words"]).is_err());
        assert!(chosen(&[], &["wording"], &[]).unwrap_err().to_string().contains("train … --wording"));
    }
}
