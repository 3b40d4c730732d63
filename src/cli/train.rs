//! `shortlist train`

use super::common::{self, Reading};
use super::labelled::Labelled;
use super::stream;
use shortlist::error::Result;
use shortlist::features::{Extractor, Measurement};
use shortlist::model::examples;
use shortlist::model::strength::{Search, Strength};
use shortlist::model::{FeatureVersion, LabelNames, Model, Training, train};
use shortlist::rank::duplicates;
use shortlist::report::files;
use shortlist::text::Document;
use std::path::{Path, PathBuf};

/// Fits a model on labelled letters
///
/// LABELLED is a table with letters and a label column, or a table of labels (id, label, …) whose letters are in
/// --letters IN. Labels are 1/0, true/false, yes/no, accept/reject or admit/reject in any case, or --positive VALUE
/// against all others. Rows with an empty label are left out and counted. An id may have several rows of labels (one
/// per reviewer) if they say the same.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  shortlist train data/sample/labels.csv --letters data/sample/letters.csv --label decision --as-of 2026-03-01 --output model.json"
)]
pub struct Args {
    #[command(flatten)]
    labelled: Labelled,
    /// Model file to write
    #[arg(long, value_name = "MODEL.json")]
    output: PathBuf,
    /// Use only these features
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    only: Vec<String>,
    /// Leave these features out
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    without: Vec<String>,
    /// Strength of the penalty per example: the fit minimises mean log-loss + STRENGTH/2 · Σ weight² (default: the
    /// strongest of a row of strengths whose loss on held-out letters is within one standard error of the least)
    #[arg(long)]
    strength: Option<f64>,
    /// Let both decisions count the same in sum, however rare one is (the scores are then no longer probabilities at
    /// the share of yes in the labels)
    #[arg(long)]
    class_weights: bool,
    /// Seed of the folds by which the strength is chosen
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Warning that the model gives at every use
    #[arg(long, value_name = "TEXT")]
    notice: Option<String>,
    /// Refuse to replace an existing file
    #[arg(long)]
    no_clobber: bool,
    #[command(flatten)]
    reading: Reading,
}

pub fn run(args: &Args) -> Result<()> {
    args.reading.check_outputs(
        &[&args.output],
        &[&args.labelled.labelled, args.labelled.letters()],
        args.no_clobber,
    )?;
    let settings = args.reading.settings()?;
    let extractor =
        Extractor::of(shortlist::features::select(shortlist::features::all(&settings), &args.only, &args.without)?);
    let letters = args.labelled.letters();
    // Labels beside the letters are read first: their mistakes should show before the long work.
    let beside = args.labelled.beside(&args.reading)?;
    let source = args.reading.open(letters)?;
    let label_index = if beside.is_some() { None } else { Some(args.labelled.column(&source)?) };
    let (mut rows, mut inline, mut unusable) = (Vec::new(), Vec::new(), Vec::new());
    let mut ids: Vec<(String, u64)> = Vec::new();
    let seen = stream::run(
        source,
        &args.reading,
        |a| {
            let values = a.letter.as_ref().ok().map(|letter| {
                let mut m = Measurement::default();
                extractor.measure(&Document::new(letter), false, &mut m);
                m.values
            });
            (a.id.clone(), a.row, label_index.map(|i| a.carried[i].clone()), values)
        },
        |(id, row, label, values)| {
            ids.push((id.clone(), row));
            if let Some(label) = label {
                inline.push((id.clone(), row, label));
            }
            match values {
                Some(values) => rows.push((id, values)),
                None => unusable.push(id),
            }
            Ok(())
        },
    )?;
    duplicates(ids.iter().map(|(id, row)| (id.as_str(), *row))).map_err(|e| e.file(letters))?;
    let read = match beside {
        Some(read) => read,
        None => args.labelled.inline(&inline)?,
    };
    let names: Vec<String> = extractor.columns().iter().map(|c| c.name.clone()).collect();
    let (examples, unknown) = examples::join(&read.labels, &examples::frame(&names, &rows)?)?;
    let lost = unusable.iter().filter(|id| read.labels.by_id.contains_key(*id)).count();
    say_what_is_missing(&unknown, &unusable, read.labels.empty);
    common::say_unscored(&seen.input.unusable, seen.input.rows);
    let options = train::FitOptions {
        strength: args.strength.map_or(Strength::Chosen(Search::default()), Strength::Fixed),
        class_weights: args.class_weights,
        seed: args.seed,
    };
    let fit = train::fit(&examples, &options).map_err(|e| e.file(&args.labelled.labelled))?;
    for left in &fit.left_out {
        common::say("note", &format!("{} is left out: {}", left.name, left.reason));
    }
    let positive = examples.labels.iter().filter(|y| **y >= 0.5).count();
    let (columns, log_loss) = (fit.columns, fit.log_loss);
    let model = Model {
        format: Model::FORMAT,
        written_by: format!("shortlist {}", env!("CARGO_PKG_VERSION")),
        notice: args.notice.clone(),
        label: LabelNames { column: args.labelled.label.clone(), positive: read.names.0, negative: read.names.1 },
        topics_digest: settings.topics.digest(),
        features: extractor
            .features()
            .map(|f| FeatureVersion { name: f.about().name.to_owned(), version: f.about().version })
            .collect(),
        intercept: fit.intercept,
        columns,
        training: Training {
            seed: args.seed,
            as_of: settings.as_of.to_string(),
            rows: examples.labels.len() as u64,
            positive: positive as u64,
            unlabelled: read.labels.empty,
            unusable: lost as u64,
            strength: fit.strength,
            intercept_error: fit.intercept_error,
            strength_path: fit.path,
            class_weights: args.class_weights,
            group_by: None,
            gradient: fit.gradient,
            log_loss,
            labels_digest: read.digest.unwrap_or_else(|| seen.input.digest.clone()),
            letters_digest: seen.input.digest,
            left_out: fit.left_out,
        },
    };
    files::write_whole(&args.output, model.to_json().as_bytes(), args.no_clobber)?;
    common::print(&summary(&model, &args.output))
}

/// Says which labels have no letter or are empty.
pub fn say_what_is_missing(unknown: &[String], unusable: &[String], empty: u64) {
    let unknown: Vec<&String> = unknown.iter().filter(|id| !unusable.contains(id)).collect();
    if !unknown.is_empty() {
        let shown: Vec<_> = unknown.iter().take(10).map(|s| s.as_str()).collect();
        let more = if unknown.len() > 10 { format!(" and {} more", unknown.len() - 10) } else { String::new() };
        common::say(
            "warning",
            &format!(
                "{} labelled id{} no letter and {} left out: {}{more}",
                unknown.len(),
                if unknown.len() == 1 { " has" } else { "s have" },
                if unknown.len() == 1 { "is" } else { "are" },
                shown.join(", ")
            ),
        );
    }
    if empty > 0 {
        common::say(
            "note",
            &if empty == 1 {
                "1 row has an empty label and is left out".to_owned()
            } else {
                format!("{empty} rows have an empty label and are left out")
            },
        );
    }
}

/// What was fitted, in words.
fn summary(model: &Model, path: &Path) -> String {
    let t = &model.training;
    let mut out = format!(
        "{} letters ({} `{}`), mean log-loss {:.3} on these same letters; written to {}\n\n",
        t.rows,
        t.positive,
        model.label.positive,
        t.log_loss,
        path.display()
    );
    out.push_str("log-odds per standard deviation:\n");
    let mut columns: Vec<_> = model.columns.iter().collect();
    columns.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then_with(|| a.name.cmp(&b.name)));
    for c in columns {
        let missing = c.missing.as_ref().map_or(String::new(), |m| format!(" (where missing: {:+.3})", m.weight));
        out.push_str(&format!("  {:+.3}  {}{missing}\n", c.weight, c.name));
    }
    out
}
