//! Labels for letters: in the table with the letters, or in one of their own.

use super::runner::Runner;
use crate::error::Result;
use crate::ingest::codes::{Codes, is_code};
use crate::ingest::labels::LabelRule;
use crate::ingest::{Options, Source, table};
use crate::model::LabelNames;
use crate::model::examples::Labels;
use crate::model::ratings::{Combine, Given, Ratings, folded_name};
use crate::stats::pull::Graded;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Column that is taken for the reviewer's where none is named.
const REVIEWER: &str = "reviewer";

/// Columns that say whether a letter's score was shown before its label was given, and what it was.
const SHOWN: [&str; 2] = ["score_shown", "score"];

/// What a fit takes grades for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grades {
    /// Numbers: a mean grade is a fraction of the scale, or yes or no by [`LabelMeaning::accept_from`].
    #[default]
    Flat,
    /// Ordered levels where there are at least three of them ([`crate::model::train::FitOptions::ordinal`]), else numbers.
    Several,
    /// Ordered levels.
    Ordinal,
}

/// What labels mean.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct LabelMeaning {
    /// The label that means yes; every other then means no.
    pub positive: Option<String>,
    /// Labels are grades, and a (mean) grade of at least this means yes; without it grades are averaged to a fraction.
    pub accept_from: Option<f64>,
    /// What a fit takes grades for.
    pub grades: Grades,
    /// The lowest and the highest grade.
    pub scale: Option<[f64; 2]>,
    /// Values that stand for a number, see [`LabelRule::map`].
    pub map: Vec<(String, f64)>,
    /// Values that are left out, see [`LabelRule::ignore`].
    pub ignore: Vec<String>,
    /// Column that names who gave the label (default: `reviewer`, if there is one).
    pub reviewer: Option<String>,
    /// Whether each reviewer's leniency is taken off their labels before they are averaged.
    pub correct_harshness: bool,
}

/// Which letters are labelled, and how.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Labelled {
    /// The table with the labels.
    pub table: PathBuf,
    /// The column that holds the label; several with commas between them, where each reviewer has a column.
    pub label: String,
    /// The table with the letters, where that with the labels has none.
    pub letters: Option<PathBuf>,
    /// The column of the table with the labels that holds the id, where the letters are in a table of their own; else the
    /// runner's options name it for both.
    pub id_column: Option<String>,
    /// What the labels mean.
    pub meaning: LabelMeaning,
    /// Codes that the table may have in place of ids; those of its own ids and of the letters are known without.
    pub codes: Codes,
}

/// Labels as they were read.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct LabelTable {
    /// By id.
    pub labels: Labels,
    /// By id and reviewer.
    pub ratings: Ratings,
    /// What the labels are, for a model.
    pub names: LabelNames,
    /// Whether a fit takes them for ordered levels.
    pub ordinal: bool,
    /// SHA-256 of the table, where it is not the one with the letters.
    pub digest: Option<String>,
    /// What was assumed of the labels, for the person who gave them.
    pub messages: Vec<String>,
    /// The labels of which is known whether the letter's score was shown before (columns `score_shown` and `score`).
    pub shown: Vec<Graded>,
}

impl Labelled {
    /// Letters and their labels, decisions in this column, in one table.
    #[must_use]
    pub fn new(table: impl Into<PathBuf>, label: impl Into<String>) -> Self {
        Self { table: table.into(), label: label.into(), ..Self::default() }
    }

    /// With the letters in a table of their own.
    #[must_use]
    pub fn with_letters(self, letters: impl Into<PathBuf>) -> Self {
        Self { letters: Some(letters.into()), ..self }
    }

    /// With labels that mean this.
    #[must_use]
    pub fn meaning(self, meaning: LabelMeaning) -> Self {
        Self { meaning, ..self }
    }

    /// With codes of these ids in place of ids.
    #[must_use]
    pub fn knowing<'i>(&self, ids: impl IntoIterator<Item = &'i str>) -> Self {
        let mut labelled = self.clone();
        labelled.codes.extend(ids);
        labelled
    }

    /// The table with the letters.
    #[must_use]
    pub fn letters(&self) -> &Path {
        self.letters.as_deref().unwrap_or(&self.table)
    }

    /// Whether the labels are read apart from the letters, and not with them from one column.
    #[must_use]
    pub fn is_apart(&self) -> bool {
        self.letters.is_some() || self.label.contains(',')
    }

    /// The place of the label column among the passthrough columns of the table with the letters.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Column`] where there is none.
    pub fn column(&self, source: &Source) -> Result<usize> {
        source.columns().passthrough_index(&self.label, "--label").map_err(|e| e.file(&self.table))
    }

    /// Labels from rows `(id, row, value)` of the table with the letters.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Labels`] where a value is no label, or labels of an id contradict each other.
    pub fn of_rows(&self, rows: &[(String, u64, String)]) -> Result<LabelTable> {
        let rows: Vec<_> = rows.iter().map(|(id, row, v)| (id.as_str(), *row, "", v.as_str())).collect();
        self.collect(&rows, None, &[])
    }

    /// Rows of id, row, reviewer and value; `shown` has the score of each row's letter, and whether it was shown.
    fn collect(
        &self,
        rows: &[(&str, u64, &str, &str)],
        digest: Option<String>,
        shown: &[Option<(f64, bool)>],
    ) -> Result<LabelTable> {
        let how = &self.meaning;
        let rule = LabelRule {
            positive: how.positive.clone(),
            accept_from: how.accept_from,
            scale: how.scale,
            map: how.map.clone(),
            ignore: how.ignore.clone(),
        };
        let values = rule.read(&self.label, &self.table, rows.iter().map(|(_, row, _, v)| (*row, *v)))?;
        let given = rows.iter().zip(&values.numbers).map(|((id, row, reviewer, _), value)| Given {
            id,
            row: *row,
            reviewer,
            value: *value,
        });
        let ratings = Ratings::collect(given, values.scale).map_err(|e| e.file(&self.table))?;
        let written = |wanted: f64, fallback: &str| {
            let found =
                values.texts.iter().zip(&values.numbers).find(|(text, n)| **n == Some(wanted) && !text.is_empty());
            found.map_or(fallback.to_owned(), |(text, _)| text.clone())
        };
        let combine = Combine { accept_from: how.accept_from, correct: how.correct_harshness, levels: true };
        let mut labels = ratings.labels(combine);
        let ordinal = values.scale.is_some()
            && match how.grades {
                Grades::Flat => false,
                Grades::Several => are_levels(&labels),
                Grades::Ordinal => true,
            };
        if !ordinal {
            labels = ratings.labels(Combine { levels: false, ..combine });
        }
        let middle = |[low, high]: [f64; 2]| (low + high) / 2.0;
        let cut = how.accept_from.or(values.scale.filter(|_| ordinal).map(middle));
        let (positive, negative) = match (values.scale, cut) {
            (Some(_), Some(grade)) => (format!("{grade} or more"), format!("less than {grade}")),
            (Some([low, high]), None) => (high.to_string(), low.to_string()),
            (None, _) if how.positive.is_some() => {
                let positive = written(1.0, "positive");
                (positive.clone(), format!("not {positive}"))
            }
            (None, _) => (written(1.0, "positive"), written(0.0, "negative")),
        };
        let names = LabelNames {
            column: self.label.clone(),
            positive,
            negative,
            scale: ratings.scale,
            accept_from: how.accept_from,
            harshness_corrected: how.correct_harshness,
        };
        let folded = ratings.reviewers.iter().enumerate().map(|(number, name)| (folded_name(name), number));
        let numbers: BTreeMap<String, usize> = if shown.is_empty() { BTreeMap::new() } else { folded.collect() };
        let graded = |(at, shown): (usize, &Option<(f64, bool)>)| {
            let ((score, shown), (id, _, reviewer, _)) = ((*shown)?, rows.get(at)?);
            let letter = ratings.ids.binary_search_by(|known| known.as_str().cmp(id)).ok()?;
            let rater = numbers.get(&folded_name(reviewer)).copied()?;
            let grade = values.numbers.get(at).copied().flatten()?;
            Some(Graded { letter, rater, grade, score, shown })
        };
        let shown = shown.iter().enumerate().filter_map(graded).collect();
        let mut messages = values.messages.clone();
        messages.extend(ratings.said_of_names());
        messages.extend(how.correct_harshness.then(|| ratings.said_of_sets()).flatten());
        Ok(LabelTable { labels, ratings, names, ordinal, digest, messages, shown })
    }
}

/// Whether labels have at least three levels, on both sides of a half.
fn are_levels(labels: &Labels) -> bool {
    let mut seen: Vec<f64> = labels.by_id.values().copied().collect();
    seen.sort_by(f64::total_cmp);
    seen.dedup_by(|a, b| *a - *b <= 1e-9);
    let yes = seen.iter().filter(|y| **y >= 0.5).count();
    seen.len() >= 3 && yes > 0 && yes < seen.len()
}

impl LabelTable {
    /// How grades are read, where nothing says it.
    #[must_use]
    pub fn fractions(&self) -> Option<String> {
        let [low, high] = self.names.scale?;
        if self.ordinal {
            let cut = &self.names.positive;
            let moved = if self.names.accept_from.is_none() { "--accept-from G moves this boundary, " } else { "" };
            return Some(format!(
                "grades from {low} to {high} are fitted as ordered levels, and the score is the probability of {cut}; {moved}--grades flat treats them as numbers"
            ));
        }
        if self.names.accept_from.is_some() {
            return None;
        }
        Some(format!(
            "grades from {low} to {high} are averaged to a fraction; --accept-from G turns them into yes and no"
        ))
    }
}

impl Runner {
    /// Reads the labels that stand apart from the letters; none if they stand with them in one column.
    ///
    /// # Errors
    /// Those of [`Runner::labels`].
    pub fn labels_apart(&mut self, labelled: &Labelled) -> Result<Option<LabelTable>> {
        if !labelled.is_apart() {
            return Ok(None);
        }
        let read = self.labels(labelled)?;
        self.say_fractions(&read);
        Ok(Some(read))
    }

    /// Labels from rows `(id, row, value)` of the table with the letters, with what is to be said of them.
    ///
    /// # Errors
    /// Those of [`Labelled::of_rows`].
    pub fn labels_of_rows(&mut self, labelled: &Labelled, rows: &[(String, u64, String)]) -> Result<LabelTable> {
        let read = labelled.of_rows(rows)?;
        self.say_fractions(&read);
        Ok(read)
    }

    /// Says how grades are read, where nothing says it.
    pub fn say_fractions(&mut self, read: &LabelTable) {
        read.messages.iter().for_each(|message| self.watch().note(message));
        if let Some(said) = read.fractions() {
            self.watch().note(&said);
        }
    }

    /// The codes that may stand in a table of labels with these ids. The letters are looked through only where some id has
    /// the form of a code.
    fn codes(&self, labelled: &Labelled, ids: &[String]) -> Result<Codes> {
        let mut codes = labelled.codes.clone();
        if !ids.iter().any(|id| is_code(id)) {
            return Ok(codes);
        }
        codes.extend(ids.iter().map(String::as_str).filter(|id| !is_code(id)));
        // Standard input can be read once only, and the letters themselves have to be read.
        if let Some(letters) = labelled.letters.as_deref().filter(|path| *path != Path::new("-")) {
            for application in Source::open(letters, self.options())? {
                codes.extend([application?.id.as_str()]);
            }
        }
        Ok(codes)
    }

    /// Reads a table of labels whole; codes stand for the ids that they were made from ([`crate::ingest::codes`]).
    ///
    /// # Errors
    /// Those of [`table::read`]; [`crate::error::ErrorKind::Column`] where a column is missing;
    /// [`crate::error::ErrorKind::Labels`] where a value is no label, or labels of an id contradict each other.
    pub fn labels(&mut self, labelled: &Labelled) -> Result<LabelTable> {
        let path = &labelled.table;
        let id_column = if labelled.letters.is_some() { &labelled.id_column } else { &self.options().id_column };
        let options = Options { id_column: id_column.clone(), or_id: labelled.letters.is_none(), ..Options::default() };
        let read = table::read(path, &options)?;
        read.messages.iter().for_each(|message| self.watch().note(message));
        let label = &labelled.label;
        let names: Vec<&str> = if read.has(label) { vec![label] } else { label.split(',').map(str::trim).collect() };
        let reviewer = labelled.meaning.reviewer.as_deref().or(read.has(REVIEWER).then_some(REVIEWER));
        let reviewers = match reviewer {
            Some(name) if names.len() == 1 => Some(read.text(name, path, "--reviewer")?),
            _ => None,
        };
        let shown: Vec<Option<(f64, bool)>> = if names.len() == 1 && SHOWN.iter().all(|name| read.has(name)) {
            let [shown, scores] = SHOWN.map(|name| read.text(name, path, "--label"));
            shown?.iter().zip(scores?).map(|(shown, score)| was_shown(shown, score)).collect()
        } else {
            Vec::new()
        };
        let codes = self.codes(labelled, read.ids())?;
        let mut rows = Vec::new();
        for name in &names {
            let values = read.text(name, path, "--label")?;
            for (i, (id, value)) in read.ids().iter().zip(values).enumerate() {
                let column = if names.len() > 1 { name } else { "" };
                let who = reviewers.map_or(column, |r| r[i].trim());
                rows.push((codes.resolve(id), i as u64 + 1, who, value.as_str()));
            }
        }
        labelled.collect(&rows, labelled.letters.is_some().then(|| read.digest.clone()), &shown)
    }
}

/// The score of a letter and whether it was shown before its label was given; none if one of the two is not known.
fn was_shown(shown: &str, score: &str) -> Option<(f64, bool)> {
    let shown = match shown.trim().to_lowercase().as_str() {
        "1" | "1.0" | "true" | "yes" => true,
        "0" | "0.0" | "false" | "no" => false,
        _ => return None,
    };
    let score = score.trim().parse::<f64>().ok().filter(|score| score.is_finite())?;
    Some((score, shown))
}
