//! `shortlist train`

use super::agreement;
use super::common::{self, Reading};
use super::labelled::Labelled;
use super::measured;
use super::recording::Recording;
use super::registry::{self, Target};
use shortlist::error::Result;
use shortlist::features::Extractor;
use shortlist::model::reference::Reference;
use shortlist::model::strength::{Search, Strength};
use shortlist::model::{FeatureVersion, LabelNames, Model, Training, train};
use shortlist::model::{bootstrap, diagnose};
use std::collections::BTreeMap;
use std::path::Path;

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
    #[command(flatten)]
    target: Target,
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
    /// Column of the table with the letters that names groups (a prompt, a year): rows of a group are held out together
    #[arg(long, value_name = "COLUMN")]
    group_by: Option<String>,
    /// Take the intervals of the weights from N bootstrap draws in place of the information of the likelihood
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(100..=100_000))]
    bootstrap: Option<u64>,
    /// Seed of the folds by which the strength is chosen, and of the bootstrap
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Warning that the model gives at every use
    #[arg(long, value_name = "TEXT")]
    notice: Option<String>,
    /// Refuse to replace an existing file
    #[arg(long)]
    no_clobber: bool,
    #[command(flatten)]
    recording: Recording,
    #[command(flatten)]
    reading: Reading,
}

pub fn run(args: &Args) -> Result<()> {
    let target = args.target.path();
    let mut inputs: Vec<&Path> = vec![&args.labelled.labelled, args.labelled.letters()];
    inputs.extend(args.recording.log.as_deref());
    args.reading.check_outputs(&[&target], &inputs, args.no_clobber)?;
    let recorder = args.recording.begin()?;
    let settings = args.reading.settings()?;
    let extractor =
        Extractor::of(shortlist::features::select(shortlist::features::all(&settings), &args.only, &args.without)?);
    let asked: Vec<_> = args.group_by.iter().map(|name| (name.as_str(), "--group-by")).collect();
    let (measured, read, mut examples) = measured::labelled(&args.labelled, &args.reading, &extractor, &asked)?;
    if args.group_by.is_some() {
        examples.groups = examples.ids.iter().map(|id| measured.asked(id, 0)).collect();
    }
    let lost = measured.unusable.iter().filter(|id| read.labels.by_id.contains_key(*id)).count();
    let options = train::FitOptions {
        strength: args.strength.map_or(Strength::Chosen(Search::default()), Strength::Fixed),
        class_weights: args.class_weights,
        seed: args.seed,
    };
    let mut fit = train::fit(&examples, &options).map_err(|e| e.file(&args.labelled.labelled))?;
    let warnings = diagnose::warnings(&examples, &fit);
    warnings.iter().for_each(|w| common::say("warning", w));
    for left in &fit.left_out {
        common::say("note", &format!("{} is left out: {}", left.name, left.reason));
    }
    if args.strength.is_none() && fit.path.is_empty() {
        common::say(
            "note",
            &format!("too few letters of a kind to choose a strength by cross-validation: {} is taken", fit.strength),
        );
    }
    if let Some(draws) = args.bootstrap {
        bootstrap::intervals(&examples, &mut fit, args.class_weights, draws as usize, args.seed);
    }
    for column in &fit.columns {
        let measured = extractor.columns().iter().find(|c| c.name == column.name);
        if let Some(said) = measured.and_then(|m| diagnose::surprise(column, &m.title, m.expected)) {
            common::say("note", &said);
        }
    }
    let agreement = read.ratings.agreement(args.labelled.labels.accept_from);
    if let Some(said) = agreement.as_ref().and_then(agreement::summary) {
        common::print(&format!("{said}\n"))?;
    }
    let positive = examples.labels.iter().filter(|y| **y >= 0.5).count();
    let mut noted: BTreeMap<String, u64> = BTreeMap::new();
    for flag in examples.ids.iter().filter_map(|id| measured.flags.get(id)).flatten() {
        *noted.entry((*flag).to_owned()).or_insert(0) += 1;
    }
    let reference = Reference::of(&examples, &fit, &options, Some(noted));
    let (columns, log_loss) = (fit.columns, fit.log_loss);
    let model = Model {
        format: Model::FORMAT,
        written_by: format!("shortlist {}", env!("CARGO_PKG_VERSION")),
        notice: args.notice.clone(),
        label: LabelNames {
            column: args.labelled.label.clone(),
            positive: read.names.0,
            negative: read.names.1,
            scale: read.ratings.scale,
            accept_from: args.labelled.labels.accept_from,
            harshness_corrected: args.labelled.labels.correct_harshness,
        },
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
            group_by: args.group_by.clone(),
            bootstrap: args.bootstrap,
            agreement: agreement.filter(|a| a.same < 1.0),
            warnings,
            gradient: fit.gradient,
            log_loss,
            labels_digest: read.digest.unwrap_or_else(|| measured.digest.clone()),
            letters_digest: measured.digest,
            left_out: fit.left_out,
        },
        reference: Some(reference),
    };
    if let Some(recorder) = &recorder {
        recorder.append_model("train", &model, args.reading.facts())?;
    }
    registry::keep(&args.target, &model, &examples, &extractor, &settings, args.no_clobber)?;
    common::print(&summary(&model, &target))
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
    let yes = if model.label.scale.is_some() && model.label.accept_from.is_none() {
        format!("{} in the upper half of the grades", t.positive)
    } else {
        format!("{} `{}`", t.positive, model.label.positive)
    };
    let mut out = format!(
        "{} letters ({yes}), mean log-loss {:.3} on these same letters; written to {}\n",
        t.rows,
        t.log_loss,
        path.display()
    );
    if let Some(chosen) = t.strength_path.iter().find(|p| p.strength == t.strength) {
        out.push_str(&format!(
            "strength {} chosen by cross-validation: log-loss {:.3} ± {:.3} on letters held out\n",
            t.strength, chosen.log_loss, chosen.standard_error
        ));
    }
    out.push_str("\nlog-odds per standard deviation, with 95 % interval:\n");
    let mut columns: Vec<_> = model.columns.iter().collect();
    columns.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then_with(|| a.name.cmp(&b.name)));
    let interval = |i: Option<[f64; 2]>| i.map_or(String::new(), |[low, high]| format!(" [{low:+.2}, {high:+.2}]"));
    for c in columns {
        let missing = c
            .missing
            .as_ref()
            .map_or(String::new(), |m| format!(" (where missing: {:+.3}{})", m.weight, interval(m.interval)));
        out.push_str(&format!("  {:+.3}{}  {}{missing}\n", c.weight, interval(c.interval), c.name));
    }
    out
}
