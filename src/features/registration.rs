//! What is known of a feature without making it, and how it is made.

use super::Feature;
use super::properties::Properties;
use super::settings::Settings;

/// The names of a feature's columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnNames {
    /// One, of this name.
    One(&'static str),
    /// These.
    Several(&'static [&'static str]),
    /// One per topic: this and the topic's key.
    PerTopic(&'static str),
}

/// What is known of a feature without making it, and how it is made. It stands in the feature's own file.
#[derive(Clone, Copy, Debug)]
pub struct Registration {
    /// Name of the feature.
    pub name: &'static str,
    /// What is true of its values.
    pub properties: Properties,
    pub(super) columns: ColumnNames,
    pub(super) make: fn(&Settings) -> Box<dyn Feature>,
}

impl Registration {
    /// Whether a column of this name is the feature's, in a model or a table of any topics.
    #[must_use]
    pub fn has_column(&self, column: &str) -> bool {
        match self.columns {
            ColumnNames::One(name) => name == column,
            ColumnNames::Several(names) => names.contains(&column),
            ColumnNames::PerTopic(_) => self.topic_of(column).is_some(),
        }
    }

    /// The key of the topic that a column of this name is of; none if it is of no single topic, or of another feature.
    #[must_use]
    pub fn topic_of<'c>(&self, column: &'c str) -> Option<&'c str> {
        match self.columns {
            ColumnNames::One(_) | ColumnNames::Several(_) => None,
            ColumnNames::PerTopic(prefix) => column.strip_prefix(prefix),
        }
    }
}
