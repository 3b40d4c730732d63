//! Arguments that say what an application is: its parts, and which of several rows of an applicant stands.

use shortlist::features::PartName;
use shortlist::ingest::{Keep, PartColumn};
use std::str::FromStr;

/// A part of an application on the command line: `KEY=COLUMN` or `KEY:TITLE=COLUMN`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartArgument {
    name: PartName,
    column: String,
}

impl FromStr for PartArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fail = || "expected PART=COLUMN, such as cv=\"Curriculum vitae\", or PART:TITLE=COLUMN".to_owned();
        let (name, column) = text.split_once('=').ok_or_else(fail)?;
        let (key, title) = name.split_once(':').unwrap_or((name, column));
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        let (key, column) = (key.trim(), column.trim());
        let is_plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        if !is_plain || column.is_empty() || title.is_empty() {
            return Err(fail());
        }
        Ok(Self { name: PartName { key: key.to_owned(), title }, column: column.to_owned() })
    }
}

/// `experience_years=cv,motivation` on the command line.
pub fn reads(text: &str) -> Result<(String, Vec<String>), String> {
    let (feature, parts) = text.split_once('=').ok_or("expected FEATURE=PART,PART, such as experience_years=cv")?;
    Ok((feature.trim().to_owned(), parts.split(',').map(|part| part.trim().to_owned()).collect()))
}

impl PartArgument {
    /// The part's name.
    pub fn name(&self) -> &PartName {
        &self.name
    }

    /// The column that holds it, perhaps as the name of a file.
    pub fn column(&self, is_file: bool) -> PartColumn {
        PartColumn { key: self.name.key.clone(), column: self.column.clone(), is_file }
    }
}

impl std::fmt::Display for PartArgument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}", self.name.key, self.column)
    }
}

/// Which row of an applicant stands, on the command line.
pub fn keep(text: &str) -> Result<Keep, String> {
    match text {
        "last" => Ok(Keep::Last),
        "first" => Ok(Keep::First),
        _ => Err("expected last or first".to_owned()),
    }
}
