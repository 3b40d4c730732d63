//! Labels for letters: in the table with the letters, or beside it.

use super::common::{self, Reading};
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::ingest::labels::LabelRule;
use shortlist::ingest::{Source, table};
use shortlist::model::examples::Labels;
use std::path::{Path, PathBuf};

/// Which letters are labelled, and how.
#[derive(clap::Args, Clone, Debug)]
pub struct Labelled {
    /// Table with the labels
    #[arg(value_name = "LABELLED")]
    pub labelled: PathBuf,
    /// Column that holds the label
    #[arg(long, value_name = "COLUMN")]
    pub label: String,
    /// Table with the letters, where LABELLED has none
    #[arg(long, value_name = "IN")]
    pub letters: Option<PathBuf>,
    /// Label that means yes; every other then means no
    #[arg(long, value_name = "VALUE")]
    pub positive: Option<String>,
}

/// The labels as they were read.
pub struct Read {
    /// By id.
    pub labels: Labels,
    /// The values that mean yes and no, as they were written.
    pub names: (String, String),
    /// Digest of the table, where it is not the one with the letters.
    pub digest: Option<String>,
}

impl Labelled {
    /// The table with the letters.
    pub fn letters(&self) -> &Path {
        self.letters.as_deref().unwrap_or(&self.labelled)
    }

    /// Reads the labels that stand beside the letters; none where they stand among them.
    pub fn beside(&self, reading: &Reading) -> Result<Option<Read>> {
        self.letters.as_ref().map(|_| labels_beside(self, reading)).transpose()
    }

    /// The label column's place among the carried columns of the table with the letters.
    pub fn column(&self, source: &Source) -> Result<usize> {
        label_column(source, self)
    }

    /// Labels from the rows `(id, row, value)` of the table with the letters.
    pub fn inline(&self, rows: &[(String, u64, String)]) -> Result<Read> {
        labels_inline(self, rows)
    }
}

/// The label column's place among the carried columns.
fn label_column(source: &Source, args: &Labelled) -> Result<usize> {
    let carried = &source.columns().carried;
    carried.iter().position(|c| c.name == args.label).ok_or_else(|| {
        let names: Vec<_> = carried.iter().map(|c| format!("`{}`", c.name)).collect();
        Error::new(
            ErrorKind::Column,
            format!(
                "no column {}; beside id and letter there are {}",
                args.label,
                if names.is_empty() { "none".into() } else { names.join(", ") }
            ),
        )
        .file(&args.labelled)
        .way_out("give --label one of these")
    })
}

fn labels_beside(args: &Labelled, reading: &Reading) -> Result<Read> {
    let path = &args.labelled;
    let options = shortlist::ingest::Options { id_column: reading.id_column.clone(), ..Default::default() };
    let read = table::read(path, &options)?;
    for message in &read.messages {
        common::say("note", message);
    }
    let ids = table::text(&read.frame, table::ID, path, "--id-column")?;
    let values = table::text(&read.frame, &args.label, path, "--label")?;
    let rows: Vec<(&str, u64, &str)> = ids
        .iter()
        .zip(values.iter())
        .enumerate()
        .map(|(i, (id, v))| (id.unwrap_or(""), i as u64 + 1, v.unwrap_or("")))
        .collect();
    collect(args, &rows, Some(read.digest.clone()))
}

fn labels_inline(args: &Labelled, rows: &[(String, u64, String)]) -> Result<Read> {
    let rows: Vec<(&str, u64, &str)> = rows.iter().map(|(id, row, v)| (id.as_str(), *row, v.as_str())).collect();
    collect(args, &rows, None)
}

fn collect(args: &Labelled, rows: &[(&str, u64, &str)], digest: Option<String>) -> Result<Read> {
    let rule = LabelRule { positive: args.positive.clone() };
    let labels = rule.read(&args.label, &args.labelled, rows.iter().map(|(_, row, v)| (*row, *v)))?;
    let name = |wanted: bool, fallback: &str| {
        rows.iter()
            .zip(&labels)
            .find(|(_, l)| **l == Some(wanted))
            .map_or(fallback.to_owned(), |((_, _, v), _)| v.trim().to_owned())
    };
    let negative =
        if args.positive.is_some() { format!("not {}", name(true, "positive")) } else { name(false, "negative") };
    let names = (name(true, "positive"), negative);
    let collected = Labels::collect(
        rows.iter().zip(&labels).map(|((id, row, _), l)| (*id, *row, l.map(|yes| f64::from(u8::from(yes))))),
    )
    .map_err(|e| e.file(&args.labelled))?;
    Ok(Read { labels: collected, names, digest })
}
