//! How many topics the letter addresses.
//!
//! # What it measures
//! The number of topics of the topics file that the letter addresses. A topic counts in full from a coverage of 0.33
//! on (one idea that the writer worked with), below that in proportion: a topic that is only mentioned counts about
//! a half, one that is only wished for about 0.3, one that is denied 0.
//!
//! # Why it may matter
//! A school of several subjects wants people who can follow most of them, and one who connects fields may gain more.
//!
//! # How it misleads
//! Naming every subject of the announcement raises it: ten wishes in one sentence count like three topics worked on.
//! One subject known deeply counts like one known a little; the columns of coverage tell them apart. Topics overlap
//! (a vision-language model is of two).
//!
//! # Example
//! "I trained spiking networks. I hope to learn about diffusion models." has a breadth of 1.3.

use super::registration::ColumnNames;
use super::topic_coverage::coverage_of_depth;
use super::topic_coverage::reading::Reader;
use super::{
    About, Column, Expected, Feature, Plain, Properties, Registration, Sink, TopicUse, stance, topic_coverage,
};
use crate::lexicon::Annotated;
use crate::patterns::RuleSet;
use crate::topics::Topics;
use std::sync::Arc;

/// What the list holds of it.
pub(super) const REGISTRATION: Registration = Registration {
    name: "breadth",
    properties: Properties {
        topics: TopicUse::All,
        reads: Some(topic_coverage::REGISTRATION.name),
        ..Properties::PLAIN
    },
    columns: ColumnNames::One("breadth"),
    make: |settings| Box::new(Breadth::new(Arc::clone(&settings.topics), &settings.rules)),
};

/// See the module's text.
pub struct Breadth {
    about: About,
    reader: Reader,
    rules: Option<String>,
}

impl Breadth {
    /// The feature for these topics; with the rules of the vocabulary `stance` of a set.
    #[must_use]
    pub fn new(topics: Arc<Topics>, rules: &RuleSet) -> Self {
        Self {
            about: About::from_source(REGISTRATION.name, 2, include_str!("breadth.rs")),
            reader: Reader::new(topics, rules),
            rules: rules.name_of(stance::VOCABULARY),
        }
    }
}

/// Breadth of coverages: each counts min(1, coverage / coverage of one concept worked on).
fn breadth(coverages: impl Iterator<Item = f64>) -> f64 {
    let full = coverage_of_depth(1.0);
    coverages.map(|c| (c / full).min(1.0)).sum()
}

impl Feature for Breadth {
    fn about(&self) -> &About {
        &self.about
    }

    fn properties(&self) -> Properties {
        REGISTRATION.properties
    }

    fn rules(&self) -> Option<String> {
        self.rules.clone()
    }

    fn columns(&self) -> Vec<Column> {
        vec![Column { name: "breadth".into(), title: "Topics addressed".into(), expected: Expected::Raises }]
    }

    fn measure(&self, doc: &Annotated<'_>, out: &mut Sink<'_>) {
        let breadth = match out.values_read() {
            Some(coverages) => breadth(coverages.iter().copied().flatten()),
            None => self.reader.read(doc, |read| breadth(read.values.iter().copied())),
        };
        out.value(0, breadth);
    }

    fn phrase(&self, _column: usize, value: Option<f64>) -> String {
        match value.unwrap_or(0.0) {
            v if v <= 0.0 => "no topic addressed".to_owned(),
            v => format!("covers about {v:.1} of {} topics", self.reader.topics.len()),
        }
    }

    fn plain(&self, _column: usize, value: Option<f64>, usual: f64) -> Plain {
        const MORE: &str = "letters that address more of the topics";
        let of = format!("of the {} topics that the committee named", self.reader.topics.len());
        match value.unwrap_or(0.0) {
            v if v <= 0.0 => Plain::new(format!("your letter was found to address none {of}"), MORE),
            v => Plain::amount(v, usual, 1, ["addresses about", &of], MORE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::topic_coverage::TopicCoverage;
    use crate::features::{Extractor, Measurement};
    use crate::text::Document;

    #[test]
    fn a_topic_counts_by_its_coverage_up_to_one() {
        let (topics, rules) = (Arc::new(Topics::builtin()), RuleSet::builtin());
        let extractor = Extractor::of(vec![Box::new(Breadth::new(Arc::clone(&topics), &rules))]);
        let coverage = TopicCoverage::new(Arc::clone(&topics), &rules);
        let both = Extractor::of(vec![Box::new(coverage), Box::new(Breadth::new(topics, &rules))]);
        let mut m = Measurement::default();
        for (letter, least, most) in [
            ("", 0.0, 0.0),
            ("I have no experience with reinforcement learning.", 0.0, 0.0),
            ("I trained spiking networks.", 1.0, 1.0),
            ("I trained spiking networks. I hope to learn about diffusion models.", 1.25, 1.35),
            ("I trained spiking networks. I trained diffusion models.", 2.0, 2.0),
        ] {
            extractor.measure(&Document::new(letter), true, &mut m);
            let value = m.values[0].unwrap();
            assert!((least..=most).contains(&value), "{letter}: {value}");
            // Beside the coverages it rests on their reading.
            both.measure(&Document::new(letter), true, &mut m);
            assert_eq!(m.values.last(), Some(&Some(value)), "{letter}");
        }
    }
}
