//! `shortlist retrain`

use super::common::{self, Reading};
use super::labelled::LabelReading;
use super::recording::Recording;
use shortlist::batch::retraining::RetrainOptions;
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::files;
use shortlist::model::registry::Registry;
use shortlist::rank::Places;
use shortlist::report::{card, comparison};
use std::path::PathBuf;

/// Learns from new labels, and keeps the old model unless the new one passes its checks
///
/// The model's training table (feature values and labels with hashed ids, no letters) and the new
/// labels together make a new model, the challenger. It is compared with the model in use, the
/// champion: first on the new labels, before it learns from them, then by cross-validation on old
/// and new ones. It replaces the champion only if every figure is within the bounds of the gate.
/// Otherwise it is kept as a candidate, with the reason, and the champion stays in use. The command
/// exits with 0 in both cases.
///
/// LABELLED is a table with letters and a label column, or a table of labels (labels.csv) whose
/// letters are in --letters IN.
///
/// Bounds of the gate (--gate NAME=BOUND):
///   disagreement  2.5   standard errors by which the champion's AUC may be lower on the new labels
///                       than on the old ones
///   below-chance  0     how far that AUC may be below 0.5, if the old labels can be predicted
///   auc-fall      0.01  fall of the cross-validated AUC on the old labels
///   loss-rise     0.02  rise of the cross-validated log-loss (nats) on the old labels, and on the
///                       new ones compared with the champion's
///   gap-rise      0.05  rise of the gap of the mean score between groups of 10 letters or more
///                       (with --group)
///   share         2.8   standard errors by which the number of yes may differ from what the
///                       champion's scores expect
///   column        3.3   standard errors by which the new labels may give a column another weight,
///                       over all columns
///
/// The last two say what to ask a person: are these labels of accepted letters only, is the
/// committee stricter, does somebody pay for a topic? They are found by drawing labels as the
/// champion expects them, with its uncertainty, so they work for a single label, too. Chance is
/// allowed for: the AUC may fall by one standard error more than its bound, the log-loss rise by
/// two.
#[derive(clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "Examples:\n  shortlist retrain data/sample/labels.csv --letters data/sample/letters.csv --label decision --model model.json\n  shortlist retrain labels.csv --letters this-year.csv --model committee --gate auc-fall=0.02"
)]
pub struct Args {
    /// Table with the new labels
    #[arg(value_name = "LABELLED")]
    labelled: PathBuf,
    /// Name of a model in models/, or a model file with its folder (model.registry/) beside it
    #[arg(long, value_name = "M")]
    model: String,
    /// Column that holds the label (default: the column that the model was trained on)
    #[arg(long, value_name = "COLUMN")]
    label: Option<String>,
    /// Table with the letters, where LABELLED has none
    #[arg(long, value_name = "IN")]
    letters: Option<PathBuf>,
    #[command(flatten)]
    labels: LabelReading,
    /// Letters of the old rows: needed where a feature or the topics changed since
    #[arg(long, value_name = "FILE")]
    old_letters: Option<PathBuf>,
    /// Let a new label replace the label that an id has in the training table
    #[arg(long)]
    relabel: bool,
    /// Column of the letters whose groups are compared by their mean score
    #[arg(long, value_name = "COLUMN")]
    group: Option<String>,
    /// Places above the line, as a count or a share, for the list of who would cross it (default: the share of yes in
    /// the training)
    #[arg(long, value_name = "N", value_parser = |s: &str| s.parse::<Places>().map_err(|e| e.to_string()))]
    top: Option<Places>,
    /// A bound of the gate; may be given several times
    #[arg(long, value_name = "NAME=BOUND")]
    gate: Vec<String>,
    /// Promote whatever the gate says; the reason is kept in the record and the card
    #[arg(long, value_name = "REASON")]
    promote_anyway: Option<String>,
    /// Also write the champion with its intercept moved to the new labels (partially pooled): right probabilities for a
    /// committee that is stricter or more generous this year and orders letters as before
    #[arg(long, value_name = "FILE")]
    year_intercept: Option<PathBuf>,
    /// Strength of the penalty per example (default: chosen by cross-validation, or as it was given to `train`)
    #[arg(long)]
    strength: Option<f64>,
    /// Seed of the folds (default: the model's)
    #[arg(long)]
    seed: Option<u64>,
    #[command(flatten)]
    recording: Recording,
    #[command(flatten)]
    reading: Reading,
}

pub fn run(args: &Args) -> Result<()> {
    let options = args.options()?;
    let recorder = args.recording.begin()?;
    let registry = Registry::find(&args.model)?;
    let locked = registry.lock()?;
    let champion = registry.load(&registry.current()?)?;
    let settings = args.reading.settings()?;
    let mut runner = args.reading.runner();
    let mut labelled = args.labels.of(&args.labelled, "");
    labelled.letters.clone_from(&args.letters);
    let labelled = runner.labels_for(&champion.model, labelled, args.label.clone())?;
    let found = runner.retrain(&registry, &champion, &labelled, &settings, &options)?;
    found.model.training.warnings.iter().for_each(|w| common::say("warning", w));
    let extractor = found.model.extractor(&settings);
    let card = card::markdown(&found.model, &found.record, extractor.columns());
    if let Some(recorder) = &recorder {
        let mut settings = args.reading.facts();
        settings.insert("gate".into(), args.gate.clone().into());
        settings.insert("promote_anyway".into(), args.promote_anyway.clone().into());
        let before = champion.model.digest();
        recorder.append_challenger(&found.model, &before, found.promoted, settings)?;
    }
    if let Some(path) = &args.year_intercept {
        let comparison = found.record.comparison.as_ref();
        let moved = comparison.and_then(|c| Some(c.expected.as_ref()?.intercept?.moved(&champion.model, c.new_rows)));
        let moved = moved.ok_or_else(|| {
            Error::new(ErrorKind::Labels, "all new labels are the same, so this year's intercept can't be estimated")
                .file(&args.labelled)
                .hint("give labels of both kinds")
        })?;
        files::write_whole(path, moved.to_json().as_bytes(), false)?;
    }
    let id = found.keep(&locked, &card)?;
    let text = comparison::terminal(&found.record, &found.crossed, &champion.id, &id, found.promoted, common::width());
    common::print(&text)
}

impl Args {
    /// How the model is retrained.
    fn options(&self) -> Result<RetrainOptions> {
        let mut options = RetrainOptions::default();
        self.gate.iter().try_for_each(|text| options.gate.set(text))?;
        if self.promote_anyway.as_ref().is_some_and(|r| r.trim().is_empty()) {
            return Err(
                Error::new(ErrorKind::Setting, "--promote-anyway needs a reason").hint("say why, in a sentence")
            );
        }
        options.promote_anyway.clone_from(&self.promote_anyway);
        options.old_letters.clone_from(&self.old_letters);
        options.group.clone_from(&self.group);
        (options.relabel, options.places) = (self.relabel, self.top);
        (options.strength, options.seed) = (self.strength, self.seed);
        Ok(options)
    }
}
