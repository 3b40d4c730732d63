//! Labels for letters: in the table with the letters, or beside it.

use super::common::{self, Reading};
use shortlist::error::Result;
use shortlist::ingest::labels::LabelRule;
use shortlist::ingest::{Source, table};
use shortlist::model::examples::Labels;
use shortlist::model::ratings::{Combine, Given, Ratings};
use std::path::{Path, PathBuf};

/// Column that is taken for the reviewer's where none is named.
const REVIEWER: &str = "reviewer";

/// Which letters are labelled, and how.
#[derive(clap::Args, Clone, Debug)]
pub struct Labelled {
    /// Table with the labels
    #[arg(value_name = "LABELLED")]
    pub labelled: PathBuf,
    /// Column that holds the label; several with commas between them, where each reviewer has a column
    #[arg(long, value_name = "COLUMN,…")]
    pub label: String,
    /// Table with the letters, where LABELLED has none
    #[arg(long, value_name = "IN")]
    pub letters: Option<PathBuf>,
    #[command(flatten)]
    pub labels: LabelReading,
}

/// What the labels mean.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct LabelReading {
    /// Label that means yes; every other then means no
    #[arg(long, value_name = "VALUE")]
    pub positive: Option<String>,
    /// Labels are grades; a (mean) grade of G or more means yes. Without it, grades of −1, 0, 1 or 1 to 5 are averaged to
    /// a fraction
    #[arg(long, value_name = "G", allow_negative_numbers = true, conflicts_with = "positive")]
    pub accept_from: Option<f64>,
    /// Labels are grades from LOWEST to HIGHEST
    #[arg(long, value_name = "LOWEST,HIGHEST", allow_hyphen_values = true, value_parser = scale, conflicts_with = "positive")]
    pub scale: Option<[f64; 2]>,
    /// Column that names who gave the label, where LABELLED has a row per letter and reviewer (default: `reviewer`, if
    /// there is one)
    #[arg(long, value_name = "COLUMN")]
    pub reviewer: Option<String>,
    /// Column of LABELLED that holds the applicant's id, where the letters stand in a table of their own (default: `id`, else
    /// the usual names). --id-column is for the table with the letters
    #[arg(long, value_name = "COLUMN")]
    pub labels_id: Option<String>,
    /// Take each reviewer's leniency off their labels before they are averaged
    #[arg(long)]
    pub correct_harshness: bool,
}

/// `1,5` on the command line.
pub fn scale(text: &str) -> Result<[f64; 2], String> {
    let parts: Vec<f64> = text.split(',').filter_map(|p| p.trim().parse().ok()).collect();
    <[f64; 2]>::try_from(parts).map_err(|_| "expected the lowest and the highest grade, such as 1,5".to_owned())
}

/// The labels as they were read.
pub struct Read {
    /// By id.
    pub labels: Labels,
    /// By id and reviewer.
    pub ratings: Ratings,
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

    /// Reads the labels that stand beside the letters; none where they stand among them, in one column.
    pub fn beside(&self, reading: &Reading) -> Result<Option<Read>> {
        if self.letters.is_none() && !self.label.contains(',') {
            return Ok(None);
        }
        let read = self.read_table(reading)?;
        self.say_fractions(&read);
        Ok(Some(read))
    }

    /// The label column's place among the passthrough columns of the table with the letters.
    pub fn column(&self, source: &Source) -> Result<usize> {
        source.columns().passthrough_index(&self.label, "--label").map_err(|e| e.file(&self.labelled))
    }

    /// Labels from the rows `(id, row, value)` of the table with the letters.
    pub fn inline(&self, rows: &[(String, u64, String)]) -> Result<Read> {
        let rows: Vec<_> = rows.iter().map(|(id, row, v)| (id.as_str(), *row, "", v.as_str())).collect();
        let read = self.collect(&rows, None)?;
        self.say_fractions(&read);
        Ok(read)
    }

    /// Says how grades are read, where nothing says it.
    pub fn say_fractions(&self, read: &Read) {
        if let (Some([low, high]), None) = (read.ratings.scale, self.labels.accept_from) {
            common::say(
                "note",
                &format!(
                    "grades from {low} to {high} are averaged to a fraction; --accept-from G makes yes and no of them"
                ),
            );
        }
    }

    /// Reads the table with the labels whole.
    pub fn read_table(&self, reading: &Reading) -> Result<Read> {
        let path = &self.labelled;
        // Reviewers in columns of one table with the letters share its id.
        let id_column = if self.letters.is_some() { &self.labels.labels_id } else { &reading.id_column };
        let options = shortlist::ingest::Options { id_column: id_column.clone(), ..Default::default() };
        let read = table::read(path, &options)?;
        for message in &read.messages {
            common::say("note", message);
        }
        let has = |name: &str| read.frame.get_column_names().iter().any(|n| n.as_str() == name);
        let ids = table::text(&read.frame, table::ID, path, "--id-column")?;
        let names: Vec<&str> =
            if has(&self.label) { vec![&self.label] } else { self.label.split(',').map(str::trim).collect() };
        let reviewer = self.labels.reviewer.as_deref().or(has(REVIEWER).then_some(REVIEWER));
        let reviewers = match reviewer {
            Some(name) if names.len() == 1 => Some(table::text(&read.frame, name, path, "--reviewer")?),
            _ => None,
        };
        let mut rows = Vec::new();
        for name in &names {
            let values = table::text(&read.frame, name, path, "--label")?;
            for (i, (id, value)) in ids.iter().zip(values.iter()).enumerate() {
                let column = if names.len() > 1 { name } else { "" };
                let who = reviewers.and_then(|r| r.get(i)).map_or(column, str::trim);
                rows.push((id.unwrap_or(""), i as u64 + 1, who, value.unwrap_or("")));
            }
        }
        self.collect(&rows, self.letters.is_some().then(|| read.digest.clone()))
    }

    /// Rows of id, row, reviewer and value.
    fn collect(&self, rows: &[(&str, u64, &str, &str)], digest: Option<String>) -> Result<Read> {
        let how = &self.labels;
        let rule = LabelRule { positive: how.positive.clone(), accept_from: how.accept_from, scale: how.scale };
        let values = rule.read(&self.label, &self.labelled, rows.iter().map(|(_, row, _, v)| (*row, *v)))?;
        let given = rows.iter().zip(&values.numbers).map(|((id, row, reviewer, _), value)| Given {
            id,
            row: *row,
            reviewer,
            value: *value,
        });
        let ratings = Ratings::collect(given, values.scale).map_err(|e| e.file(&self.labelled))?;
        let written = |wanted: f64, fallback: &str| {
            let found = rows.iter().zip(&values.numbers).find(|(_, n)| **n == Some(wanted));
            found.map_or(fallback.to_owned(), |((_, _, _, v), _)| v.trim().to_owned())
        };
        let names = match (values.scale, how.accept_from) {
            (Some(_), Some(grade)) => (format!("{grade} or more"), format!("less than {grade}")),
            (Some([low, high]), None) => (high.to_string(), low.to_string()),
            (None, _) if how.positive.is_some() => {
                let positive = written(1.0, "positive");
                (positive.clone(), format!("not {positive}"))
            }
            (None, _) => (written(1.0, "positive"), written(0.0, "negative")),
        };
        let labels = ratings.labels(Combine { accept_from: how.accept_from, correct: how.correct_harshness });
        Ok(Read { labels, ratings, names, digest })
    }
}
