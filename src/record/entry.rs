//! One entry of the log, and its line.

use crate::error::{Error, ErrorKind, Result};
use crate::ingest::hex;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// The digest before the first entry.
pub(super) const BEFORE_ALL: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What leads over to an entry's own digest; the line ends with it, 64 hex digits and `"}`.
const OWN: &str = ",\"digest\":\"";

/// What was decided, by whom and when: an entry without its place in the chain.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Decided {
    /// When, in UTC (RFC 3339).
    pub when: String,
    /// Tool and version.
    pub tool: String,
    /// The command.
    pub command: String,
    /// Who is answerable for it: a role or initials.
    pub by: String,
    /// As-of day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// The files that were read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<Input>,
    /// SHA-256 of the model in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// SHA-256 of the topics in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topics: Option<String>,
    /// The settings that were given.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub settings: Map<String, Value>,
    /// What people decided against the score, with their reasons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<Overridden>,
    /// What came out: names of figures or digests, by command.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub outcome: Map<String, Value>,
    /// Bytes of a line that a crash left half written, and that this entry took the place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repaired_bytes: Option<u64>,
}

/// A file that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// What it was: `input` (the table that the command is about), `letters`, `labels`, `overrides`, `plan`.
    pub role: String,
    /// SHA-256 of its bytes.
    pub digest: String,
    /// Its rows, where it is a table that was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
}

/// A decision of people about one applicant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overridden {
    /// The applicant, hashed.
    pub applicant: String,
    /// `in` or `out`.
    pub decision: String,
    /// Why, in the words that were given.
    pub reason: String,
}

/// An entry with its place in the chain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number, from 1.
    pub entry: u64,
    /// Digest of the entry before it.
    pub previous: String,
    /// What was decided.
    #[serde(flatten)]
    pub decided: Decided,
    /// SHA-256 of the line up to here, in hex.
    #[serde(default, skip_serializing)]
    pub digest: String,
}

impl Entry {
    /// The entry's line, without its line break, and its digest.
    pub(super) fn line(&self) -> Result<(String, String)> {
        let mut text = serde_json::to_string(self).map_err(|e| Error::new(ErrorKind::Format, e))?;
        text.pop();
        let digest = hex(&Sha256::digest(text.as_bytes()));
        text.push_str(OWN);
        text.push_str(&digest);
        text.push_str("\"}");
        Ok((text, digest))
    }

    /// Reads a line (without its line break) and checks its own digest; what is wrong with it otherwise.
    pub(super) fn parse(line: &str) -> Result<Self, String> {
        const TAIL: usize = OWN.len() + 64 + 2;
        let Some((body, tail)) = line.len().checked_sub(TAIL).and_then(|at| line.split_at_checked(at)) else {
            return Err("is not an entry of a log".into());
        };
        let own = tail.strip_prefix(OWN).and_then(|t| t.strip_suffix("\"}"));
        let own = own.ok_or("is not an entry of a log: it doesn't end with its digest")?;
        if hex(&Sha256::digest(body.as_bytes())) != own {
            return Err("was changed: it doesn't have the digest that it ends with".into());
        }
        serde_json::from_str(line).map_err(|e| format!("is not an entry of a log: {e}"))
    }
}
