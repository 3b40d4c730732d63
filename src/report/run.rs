//! The facts of a run: what was read, with what, when it was taken to be, and what was said.

pub use crate::batch::InputFacts;

use crate::features::Settings;
use crate::model::registry::NamedModel;
use crate::rank::drift::Batch;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::path::Path;

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
    /// As-of day; empty where nothing is measured.
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
    /// For whom it holds that at most so many would be refused, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<crate::rank::certify::Certificate>,
    /// What drew the line of a shortlist, step by step.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<String>,
    /// Where the run stands in the log, where one was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<crate::record::Logged>,
}

/// The model in use.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
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

/// What gave the scores of a table, as the facts of its run say.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ScoredBy {
    /// The model.
    pub model: ModelFacts,
    /// As-of day; empty where it is not said.
    #[serde(default)]
    pub as_of: String,
}

impl ScoredBy {
    /// Reads the facts beside a table (`TABLE.run.json`); none if they are not there or name no model.
    #[must_use]
    pub fn of_table(table: &Path) -> Option<Self> {
        let mut beside = table.as_os_str().to_owned();
        beside.push(".run.json");
        serde_json::from_slice(&std::fs::read(Path::new(&beside)).ok()?).ok()
    }
}

impl RunFacts {
    /// The facts of a command so far: what was read and with what. The settings that were given are to be filled in.
    #[must_use]
    pub fn new(command: &str, input: InputFacts, model: Option<&NamedModel>, settings: &Settings) -> Self {
        Self {
            model: model.map(|m| ModelFacts {
                name: crate::files::name_of(Path::new(&m.name)),
                digest: m.model.digest(),
                written_by: m.model.written_by.clone(),
                notice: m.model.notice.clone(),
            }),
            topics_digest: settings.topics.digest(),
            as_of: settings.as_of.to_string(),
            warnings: model.and_then(|m| m.model.notice.clone()).into_iter().collect(),
            ..Self::of_tables(command, input)
        }
    }

    /// The facts of a command that measures nothing.
    #[must_use]
    pub fn of_tables(command: &str, input: InputFacts) -> Self {
        let tool = format!("shortlist {}", env!("CARGO_PKG_VERSION"));
        Self { tool, command: command.to_owned(), input, ..Self::default() }
    }

    /// Puts in how the letters differ from those that the model knows, and the warning of it; `title` is what a column
    /// is called.
    pub fn put_drift(&mut self, batch: &Batch<'_>, title: impl Fn(&str) -> String) {
        let drift = batch.drift(title);
        self.warnings.extend(drift.warnings());
        self.drift = Some(drift);
    }

    /// The facts as JSON, with a line break at the end.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_gave_the_scores_stands_beside_the_table() {
        let folder = tempfile::tempdir().unwrap();
        let table = folder.path().join("list.csv");
        assert_eq!(ScoredBy::of_table(&table), None);
        let model = ModelFacts { name: "m.json".into(), digest: "ab".into(), written_by: "x".into(), notice: None };
        let facts = RunFacts { model: Some(model.clone()), as_of: "2027-03-01".into(), ..RunFacts::default() };
        std::fs::write(folder.path().join("list.csv.run.json"), facts.to_json()).unwrap();
        assert_eq!(ScoredBy::of_table(&table), Some(ScoredBy { model, as_of: "2027-03-01".into() }));
        std::fs::write(folder.path().join("list.csv.run.json"), RunFacts::default().to_json()).unwrap();
        assert_eq!(ScoredBy::of_table(&table), None);
    }
}
