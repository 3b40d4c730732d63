//! The facts of a run: what was read, with what, when it was reckoned to be, and what was said.

use serde::Serialize;
use serde_json::{Map, Value};

/// The facts of a run. Holds no clock and no machine: the same input gives the same facts.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RunFacts {
    /// Tool and version.
    pub tool: String,
    /// The command.
    pub command: String,
    /// What was read.
    pub input: InputFacts,
    /// The model in use, where one was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelFacts>,
    /// Digest of the topics in use; empty where the command uses none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub topics_digest: String,
    /// Day of reckoning; empty where nothing is reckoned.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub as_of: String,
    /// The settings that were given.
    pub settings: Map<String, Value>,
    /// What was said to the person who ran it.
    pub warnings: Vec<String>,
    /// How the letters differ from those that the model knows, where the model says what it knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drift: Option<crate::rank::drift::Drift>,
    /// The reading plan in figures, where one was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<crate::rank::plan::Summary>,
    /// What drew the line of a shortlist, step by step.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<String>,
    /// Where the run stands in the log, where one was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<crate::record::Logged>,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct InputFacts {
    /// The file, as it was named.
    pub file: String,
    /// SHA-256 of its bytes.
    pub digest: String,
    /// Rows under the header.
    pub rows: u64,
    /// Rows without a letter that could be used, with their ids and reasons.
    pub unusable: Vec<crate::rank::Unscored>,
}

/// The model in use.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModelFacts {
    /// Its name or file, as it was named.
    pub name: String,
    /// SHA-256 of the model.
    pub digest: String,
    /// Tool and version that wrote it.
    pub written_by: String,
    /// Its warning, where it has one.
    pub notice: Option<String>,
}

impl RunFacts {
    /// The facts as JSON, with a line break at the end.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}
