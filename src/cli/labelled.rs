//! Arguments of labelled letters.

use shortlist::batch::{self, Grades, LabelMeaning};
use std::path::{Path, PathBuf};

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

/// What a fit takes grades for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum GradeFit {
    /// Ordered levels, where there are at least three: weights are learnt from every grade, and the score is the
    /// probability of a yes (at least --accept-from, else at least the middle of the scale)
    #[default]
    Ordinal,
    /// Numbers: yes or no by --accept-from, else fractions of the scale, and the score is a fraction
    Flat,
}

impl GradeFit {
    /// For labels that are read.
    pub fn grades(self) -> Grades {
        match self {
            Self::Ordinal => Grades::Several,
            Self::Flat => Grades::Flat,
        }
    }
}

/// What the labels mean.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct LabelReading {
    /// Label that means yes; every other label then means no
    #[arg(long, value_name = "VALUE")]
    pub positive: Option<String>,
    /// Labels are grades; a (mean) grade of G or more means yes. Without it, the boundary is the middle of the scale if
    /// grades (−1, 0, 1; 1 to 5; 0 to 10; A to E) are fitted as levels; otherwise they are averaged to a fraction
    #[arg(long, value_name = "G", allow_negative_numbers = true, conflicts_with = "positive")]
    pub accept_from: Option<f64>,
    /// Labels are grades from LOWEST to HIGHEST
    #[arg(long, value_name = "LOWEST,HIGHEST", allow_hyphen_values = true, value_parser = scale, conflicts_with = "positive")]
    pub scale: Option<[f64; 2]>,
    /// A label that stands for a number from 0 (no) to 1 (yes), or for a grade, such as waitlist=0.5; may be given several times
    #[arg(long = "map", value_name = "LABEL=NUMBER", value_parser = mapped)]
    pub map: Vec<(String, f64)>,
    /// Labels that are left out as if they were empty, with commas between them
    #[arg(long, value_name = "LABEL,…", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Column that names who gave the label, where LABELLED has a row per letter and reviewer (default: `reviewer`, if
    /// there is one)
    #[arg(long, value_name = "COLUMN")]
    pub reviewer: Option<String>,
    /// Column of LABELLED that holds the applicant's id, if the letters are in a separate table (default: `id`, else
    /// the usual names). --id-column is for the table with the letters
    #[arg(long, value_name = "COLUMN")]
    pub labels_id: Option<String>,
    /// Correct each reviewer's labels for leniency before they are averaged
    #[arg(long)]
    pub correct_harshness: bool,
}

/// `1,5` on the command line.
pub fn scale(text: &str) -> Result<[f64; 2], String> {
    let parts: Vec<f64> = text.split(',').filter_map(|p| p.trim().parse().ok()).collect();
    <[f64; 2]>::try_from(parts).map_err(|_| "expected the lowest and the highest grade, such as 1,5".to_owned())
}

/// `waitlist=0.5` on the command line.
fn mapped(text: &str) -> Result<(String, f64), String> {
    let parts = text.rsplit_once('=').and_then(|(label, n)| Some((label.trim(), n.trim().parse::<f64>().ok()?)));
    let parts = parts.filter(|(_, number)| number.is_finite());
    parts
        .map(|(label, n)| (label.to_owned(), n))
        .ok_or_else(|| "expected a label and a number, such as waitlist=0.5".to_owned())
}

impl LabelReading {
    /// What the labels mean.
    pub fn meaning(&self) -> LabelMeaning {
        let mut meaning = LabelMeaning::default();
        (meaning.positive, meaning.reviewer) = (self.positive.clone(), self.reviewer.clone());
        (meaning.accept_from, meaning.scale) = (self.accept_from, self.scale);
        meaning.correct_harshness = self.correct_harshness;
        (meaning.map, meaning.ignore) = (self.map.clone(), self.ignore.clone());
        meaning
    }

    /// Labels in this column of a table.
    pub fn of(&self, table: &Path, label: &str) -> batch::Labelled {
        let mut labelled = batch::Labelled::new(table, label).meaning(self.meaning());
        labelled.id_column.clone_from(&self.labels_id);
        labelled
    }
}

impl Labelled {
    /// The table with the letters.
    pub fn letters(&self) -> &Path {
        self.letters.as_deref().unwrap_or(&self.labelled)
    }

    /// The labelled letters for a fit.
    pub fn for_fit(&self, grades: GradeFit) -> batch::Labelled {
        let mut labelled = self.labelled();
        labelled.meaning.grades = grades.grades();
        labelled
    }

    /// The labelled letters.
    pub fn labelled(&self) -> batch::Labelled {
        let mut labelled = self.labels.of(&self.labelled, &self.label);
        labelled.letters.clone_from(&self.letters);
        labelled
    }
}
