//! How deeply the letter covers each topic.
//!
//! # What it measures
//! For each topic of the topics file, from 0 to 1: how many distinct ideas of the topic the letter speaks of, and
//! what it says of them. An idea that the writer worked with counts in full, one that is mentioned by half, one that
//! is wished for by a quarter; one that is denied, or is other people's work, not at all. Within a sentence the second
//! idea adds a quarter of the first, the third a sixteenth: a list of keywords is worth little more than its first
//! item. Saying the same thing again adds nothing. The sum d becomes 1 − exp(−d / 2.5): 0.33 for one idea worked with,
//! 0.70 for three.
//!
//! A word with several senses ("diffusion", "RL", "agent") counts where the words around it show that machine
//! learning is meant; `data/topics.toml` lists the words and can be edited.
//!
//! # Why it may matter
//! A school on a subject teaches best those who know what it is about, and describing work in its terms is hard for
//! those who have done none.
//!
//! # How it misleads
//! It knows words, not truth: work that is made up counts like work that was done. A writer who uses words that the
//! file lacks is overlooked, and new names appear every month. Fields that share words with machine learning are told
//! apart by their company and sometimes wrongly. Whether the writer or somebody else did the work is read from "I",
//! "we", "my" and from who is named before the verb. Long letters have more room for ideas.
//!
//! # Example
//! "I trained spiking networks on Loihi. I hope to learn about diffusion models." speaks of spiking networks as done
//! (topic_snn 0.39) and wishes for diffusion (topic_diffusion 0.10).

mod coverage;
#[cfg(test)]
mod families;
#[cfg(test)]
mod letters;
#[cfg(test)]
mod phrasings;
pub(crate) mod reading;
#[cfg(test)]
mod senses;
#[cfg(test)]
mod statuses;
#[cfg(test)]
mod tests;

pub(crate) use coverage::coverage as coverage_of_depth;
pub use coverage::coverage_table;

use super::registration::ColumnNames;
use super::stance::{self, Stance};
use super::{
    About, Column, Evidence, EvidenceKind, Expected, Feature, Plain, Properties, Registration, Sink, TopicUse,
};
use crate::lexicon::Annotated;
use crate::patterns::RuleSet;
use crate::topics::Topics;
use reading::Reader;
use std::sync::Arc;

/// What its columns' names begin with; the topic's key follows.
const PREFIX: &str = "topic_";

/// What the list holds of it.
pub(super) const REGISTRATION: Registration = Registration {
    name: "topic_coverage",
    properties: Properties {
        topics: TopicUse::OneEach,
        evidence: EvidenceKind::Topic,
        claims: &[Stance::Done.kind()],
        ..Properties::PLAIN
    },
    columns: ColumnNames::PerTopic(PREFIX),
    make: |settings| Box::new(TopicCoverage::new(Arc::clone(&settings.topics), &settings.rules)),
};

/// See the module's text.
pub struct TopicCoverage {
    about: About,
    reader: Reader,
    rules: Option<String>,
}

impl TopicCoverage {
    /// The feature for these topics: a column for each; with the rules of the vocabulary `stance` of a set.
    #[must_use]
    pub fn new(topics: Arc<Topics>, rules: &RuleSet) -> Self {
        Self {
            about: About::from_source(REGISTRATION.name, 2, include_str!("topic_coverage.rs")),
            reader: Reader::new(topics, rules),
            rules: rules.name_of(stance::VOCABULARY),
        }
    }
}

impl Feature for TopicCoverage {
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
        let column = |t: &crate::topics::Topic| Column {
            name: format!("{PREFIX}{}", t.key),
            title: t.title.clone(),
            expected: Expected::Raises,
        };
        self.reader.topics.iter().map(column).collect()
    }

    fn measure(&self, doc: &Annotated<'_>, out: &mut Sink<'_>) {
        self.reader.read(doc, |read| {
            for (topic, &value) in read.values.iter().enumerate() {
                out.value(topic, value);
            }
            let shown = if out.wants_evidence() { &*read.mentions } else { &[] };
            for m in shown {
                let Some(concept) = self.reader.topics.get(m.topic).and_then(|t| t.concepts.get(m.concept)) else {
                    continue;
                };
                out.evidence(Evidence::new(m.topic, m.stance.kind(), m.span).rule(m.role.name(), concept.name.clone()));
            }
        });
    }

    fn phrase(&self, column: usize, value: Option<f64>) -> String {
        let name = self.reader.topics.get(column).map_or("topic", |t| t.short.as_str());
        match value.unwrap_or(0.0) {
            v if v <= 0.0 => format!("{name} not addressed"),
            v => format!("{name} {} ({v:.2})", depth_in_words(v)),
        }
    }

    fn plain(&self, column: usize, value: Option<f64>, usual: f64) -> Plain {
        let title = self.reader.topics.get(column).map_or("a topic", |t| t.title.as_str());
        let more = format!("letters that say more on “{title}”");
        match value.unwrap_or(0.0) {
            v if v <= 0.0 => Plain::new(format!("the program did not find that your letter addresses “{title}”"), more),
            v => {
                let how = match depth_in_words(v) {
                    "touched" => "touches on",
                    "covered" => "speaks of work on",
                    _ => "goes deeply into",
                };
                let usual = if v < usual { ", somewhat less than is usual" } else { "" };
                Plain::new(format!("your letter {how} “{title}”{usual}"), more)
            }
        }
    }
}

/// A coverage in a word: "touched" up to one idea mentioned, "covered" from one worked with, "covered in depth" from
/// three.
fn depth_in_words(value: f64) -> &'static str {
    let of = |n: f64, stance: Stance| coverage::coverage(n * coverage::stance_weight(stance)) - 1e-9;
    if value >= of(3.0, Stance::Done) {
        "covered in depth"
    } else if value >= of(1.0, Stance::Done) {
        "covered"
    } else {
        "touched"
    }
}
