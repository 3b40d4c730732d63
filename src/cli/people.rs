//! Arguments that say which columns hold people's names and addresses.

use shortlist::error::{Error, Result};
use shortlist::ingest::PersonColumns;
use shortlist::ingest::table::Table;
use std::path::Path;

/// Whose row it is, for people who read lists and write mails.
#[derive(clap::Args, Clone, Debug)]
pub struct People {
    /// Column of people's names (default: the usual headings); twice for first and last names
    #[arg(long, value_name = "COLUMN")]
    name_column: Vec<String>,
    /// Column of e-mail addresses (default: the usual headings)
    #[arg(long, value_name = "COLUMN")]
    email_column: Option<String>,
}

impl People {
    /// The columns among some headings of a file.
    pub fn among(&self, headings: &[String], file: &Path) -> Result<PersonColumns> {
        let found = PersonColumns::find(headings);
        found.or_named(headings, &self.name_column, self.email_column.as_deref()).map_err(|e: Error| e.file(file))
    }

    /// The columns of a table that was read whole.
    pub fn of(&self, table: &Table, file: &Path) -> Result<PersonColumns> {
        table.people(&self.name_column, self.email_column.as_deref()).map_err(|e| e.file(file))
    }
}
