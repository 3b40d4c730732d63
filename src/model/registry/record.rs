//! The record beside a model: what ties it to its training table, and why it was taken up.

use super::super::artefact::{FeatureVersion, written_by};
use super::super::gate::Verdict;
use super::super::retrain::{Comparison, Figures};
use super::super::train::Examples;
use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::Path;

/// Ties a model to its training table, and says how it came to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Format number of the file.
    pub format: u32,
    /// Tool and version that wrote it.
    pub written_by: String,
    /// SHA-256 of the model file.
    pub model_digest: String,
    /// SHA-256 of the training table.
    pub table_digest: String,
    /// SHA-256 of the card; records of format 1 have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_digest: Option<String>,
    /// Key under which ids are hashed in the table, in hex. Whoever has it can test whether an id is in the table.
    pub salt: String,
    /// Digest of the topics that the table was measured with.
    pub topics_digest: String,
    /// The features that the table was measured with.
    pub features: Vec<FeatureVersion>,
    /// The rounds of labels, the first one first.
    pub batches: Vec<Batch>,
    /// Figures by cross-validation on its own training table.
    #[serde(default)]
    pub figures: Option<Figures>,
    /// The model that it was compared with, where it came by retraining.
    #[serde(default)]
    pub champion: Option<String>,
    /// The comparison with it.
    #[serde(default)]
    pub comparison: Option<Comparison>,
    /// What the gate said of it.
    #[serde(default)]
    pub verdict: Option<Verdict>,
    /// Reason of the person who had it promoted against the gate.
    #[serde(default)]
    pub promoted_anyway: Option<String>,
    /// SHA-256 of this record without this line, so that a changed salt or reason shows; records of format 1 have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

/// A round of labels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// Rows that came with it.
    pub rows: u64,
    /// … of them with a label of at least 0.5.
    pub positive: u64,
    /// As-of day of their features.
    pub as_of: String,
    /// SHA-256 of the table with the letters.
    pub letters_digest: String,
    /// SHA-256 of the table with the labels.
    pub labels_digest: String,
}

impl Batch {
    /// A round of these examples.
    #[must_use]
    pub fn of(examples: &Examples, as_of: &str, letters_digest: &str, labels_digest: &str) -> Self {
        Self {
            rows: examples.labels.len() as u64,
            positive: examples.positive().into_iter().filter(|yes| *yes).count() as u64,
            as_of: as_of.to_owned(),
            letters_digest: letters_digest.to_owned(),
            labels_digest: labels_digest.to_owned(),
        }
    }
}

#[derive(Deserialize)]
struct Head {
    format: Option<u32>,
}

impl Record {
    /// The format this version writes; every older one is read.
    pub const FORMAT: u32 = 2;

    /// The record of a first model: its digests are filled in when the registry takes it.
    #[must_use]
    pub fn first(salt: String, topics_digest: String, features: Vec<FeatureVersion>, batch: Batch) -> Self {
        Self {
            format: Self::FORMAT,
            written_by: written_by(),
            model_digest: String::new(),
            table_digest: String::new(),
            card_digest: None,
            salt,
            topics_digest,
            features,
            batches: vec![batch],
            figures: None,
            champion: None,
            comparison: None,
            verdict: None,
            promoted_anyway: None,
            digest: None,
        }
    }

    /// The salt of a first model: SHA-256 over seed and the digests of letters and labels, in hex. The same training
    /// gives the same salt, and nobody derives it from the table, which holds none of the three.
    #[must_use]
    pub fn salt(seed: u64, letters_digest: &str, labels_digest: &str) -> String {
        let text = format!("shortlist training table\n{seed}\n{letters_digest}\n{labels_digest}");
        crate::ingest::hex(&Sha256::digest(text.as_bytes()))
    }

    /// The record with its own digest.
    #[must_use]
    pub(super) fn sealed(self) -> Self {
        let digest = self.own_digest();
        Self { digest: Some(digest), ..self }
    }

    fn own_digest(&self) -> String {
        let bare = Self { digest: None, ..self.clone() };
        crate::ingest::hex(&Sha256::digest(bare.to_json().as_bytes()))
    }

    /// The record as JSON, with a line break at its end.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Reads a record; the format number first. `path` is for messages.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] where the text is no record, its format is newer than [`Record::FORMAT`], or it was changed.
    pub fn from_json(text: &str, path: &Path) -> Result<Self> {
        let fail = |what: String, hint: &str| Error::new(ErrorKind::Model, what).file(path).hint(hint);
        let damaged = "restore the file, or train the model again";
        let head: Head = serde_json::from_str(text).map_err(|e| fail(format!("not a model's record: {e}"), damaged))?;
        match head.format {
            Some(1..=Self::FORMAT) => {}
            Some(other) => {
                let what = format!("the record has format {other}; {} reads up to {}", written_by(), Self::FORMAT);
                return Err(fail(what, "update shortlist"));
            }
            None => return Err(fail("not a model's record: it has no `format`".into(), damaged)),
        }
        let record: Self =
            serde_json::from_str(text).map_err(|e| fail(format!("the record can't be read: {e}"), damaged))?;
        if record.digest.as_ref().is_some_and(|digest| *digest != record.own_digest()) {
            return Err(fail("the record was changed: it does not have the digest that it ends with".into(), damaged));
        }
        Ok(record)
    }
}
