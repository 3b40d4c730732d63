//! What the caller knows of the input.

use super::open::Format;
use crate::documents::worker::Limits;

/// What the caller knows of the input.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Name of the id column (`--id-column`).
    pub id_column: Option<String>,
    /// Name of the letter column (`--letter-column`).
    pub letter_column: Option<String>,
    /// Whether the table is one beside the letters, with none of its own.
    pub without_letters: bool,
    /// The format (`--from`); by default the one that the ending says, and CSV on standard input.
    pub format: Option<Format>,
    /// Label of the encoding of text (`--encoding`); by default it is told from the bytes.
    pub encoding: Option<String>,
    /// Name of the column that names each letter's file (`--file-column`), relative to the table.
    pub file_column: Option<String>,
    /// Whether such a name may lead out of the table's folder (`--allow-outside`).
    pub allow_outside: bool,
    /// Who reads letters that are files, and within which limits; none where they are not to be read.
    pub documents: Option<Limits>,
}
