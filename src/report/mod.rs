//! What is written: a file per format. A format turns rows or a shortlist into bytes and opens no file;
//! [`crate::files`] puts bytes in their place, whole or not at all. What is made for a terminal needs the Cargo feature `cli`.

pub mod audit;
pub mod card;
mod cell;
mod columnar;
#[cfg(feature = "cli")]
pub mod comparison;
mod csv;
pub mod decisions;
pub mod evaluation;
pub mod explain;
pub mod format;
pub mod formats;
pub mod html;
mod json;
mod jsonl;
mod lazy;
mod markdown;
mod output;
pub mod page;
pub mod plot;
mod pull;
mod run;
mod run_sheet;
pub mod season;
mod sheet_look;
mod shortlist;
mod shortlist_file;
pub mod similar;
pub mod table;
#[cfg(feature = "cli")]
mod terminal;
mod text_table;
#[cfg(feature = "cli")]
mod wording;
mod wrap;
mod xlsx;

use crate::error::{Error, ErrorKind};

pub use crate::files;
pub use format::ShortlistExport;
pub use formats::OutputFormat;
pub use json::shortlist as shortlist_json;
pub use markdown::shortlist as shortlist_markdown;
pub use pull::pull_text;
pub use run::{InputFacts, ModelFacts, RunFacts, ScoredBy};
pub use shortlist::{
    certainty as shortlist_certainty, columns as shortlist_columns, reasons, rows as shortlist_rows,
    set_apart as shortlist_set_apart,
};
#[cfg(feature = "cli")]
pub use terminal::shortlist as shortlist_terminal;
#[cfg(feature = "cli")]
pub use wording::{gaps_text, words_text};
pub use xlsx::shortlist as shortlist_xlsx;

/// A failure to write where the file is known to the caller alone.
fn unwritten(error: std::io::Error) -> Error {
    Error::new(ErrorKind::Io, format!("can't write it: {}", error.kind())).caused_by(error)
}

/// What `rank` says of an applicant beside id, rank and score: columns of its list.
const RANKED: [&str; 12] = [
    "chance_in",
    "rank_low",
    "rank_high",
    "status",
    "override",
    "band",
    "read",
    "reasons_for",
    "reasons_against",
    "flags",
    "flag_evidence",
    "reason_unscored",
];

/// Names that our tables use; a passthrough column of such a name becomes `input_<name>`.
#[must_use]
pub fn is_our_name(name: &str, columns: &[crate::features::Column]) -> bool {
    const OURS: [&str; 5] = ["id", "score", "rank", "evidence", "features"];
    // `STATUS` and `status` are one heading to whoever reads the table.
    let name = name.to_lowercase();
    OURS.contains(&name.as_str())
        || RANKED.contains(&name.as_str())
        || name.starts_with("contribution_")
        || name.starts_with("input_")
        || columns.iter().any(|c| c.name == name)
}
