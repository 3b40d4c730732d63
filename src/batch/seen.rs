//! What a table of letters was.

use crate::rank::Unscored;
use serde::Serialize;

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
    pub unusable: Vec<Unscored>,
}

/// What a table of letters was, once it has been read to its end.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Seen {
    /// The input.
    pub input: InputFacts,
    /// Ids that stand more than once, the first few.
    pub repeated_ids: Vec<String>,
}
