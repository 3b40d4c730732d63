//! `shortlist retrain`

use super::common::{self, Reading};
use super::labelled::{LabelReading, Labelled};
use super::measured::{self, Measured};
use super::recording::Recording;
use super::registry::{batch, versions};
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::features::{Extractor, Settings};
use shortlist::ingest::{Options, Source};
use shortlist::model::gate::Gate;
use shortlist::model::reference::Reference;
use shortlist::model::registry::{Entry, NewEntry, Record, Registry, TrainingTable, hashed, hashed_group};
use shortlist::model::retrain::{Round, challenge, crossing};
use shortlist::model::strength::{Search, Strength};
use shortlist::model::train::{Examples, FitOptions, fit};
use shortlist::model::{Model, Scorer, Training, diagnose};
use shortlist::rank::Places;
use shortlist::report::{card, comparison};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Learns from new labels, and keeps the old model unless the new one holds
///
/// The model's training table (feature values and labels under hashed ids, no letters) and the new labels make a
/// challenger. It is compared with the model in use, the champion: on the new labels before they are learnt from, and
/// by cross-validation on old and new ones. It takes the champion's place only if every figure is within the gate's
/// bounds; else it is kept as a candidate with the reason, and the champion stays as it is. Either way the command
/// exits with 0.
///
/// LABELLED is a table with letters and a label column, or a table of labels (labels.csv) whose letters are in
/// --letters IN. Bounds of the gate (--gate NAME=BOUND):
///   disagreement  2.5   standard errors by which the champion's AUC on the new labels may lie below that on the old
///   below-chance  0     how far that AUC may lie below 0.5, where the old labels can be told apart
///   auc-fall      0.01  fall of the cross-validated AUC on the old labels
///   loss-rise     0.02  rise of the cross-validated log-loss (nats) on the old labels, and on the new ones against the
///                       champion's
///   gap-rise      0.05  rise of the gap of the mean score between groups of 10 letters or more (with --group)
/// A fall of the AUC may be larger than its bound by its standard error, a rise of the log-loss by two.
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
    /// Places above the cut, as a count or a share, for the list of who would cross it (default: the share of yes in
    /// the training)
    #[arg(long, value_name = "N", value_parser = |s: &str| s.parse::<Places>().map_err(|e| e.to_string()))]
    top: Option<Places>,
    /// A bound of the gate; may be given several times
    #[arg(long, value_name = "NAME=BOUND")]
    gate: Vec<String>,
    /// Promote whatever the gate says; the reason is kept in the record and the card
    #[arg(long, value_name = "REASON")]
    promote_anyway: Option<String>,
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

/// New examples, and which of their ids stand in the table.
struct News {
    examples: Examples,
    replaced: BTreeSet<String>,
}

pub fn run(args: &Args) -> Result<()> {
    let mut gate = Gate::default();
    args.gate.iter().try_for_each(|text| gate.set(text))?;
    if args.promote_anyway.as_ref().is_some_and(|r| r.trim().is_empty()) {
        return Err(Error::new(ErrorKind::Setting, "--promote-anyway needs a reason").hint("say why, in a sentence"));
    }
    let recorder = args.recording.begin()?;
    let registry = Registry::find(&args.model)?;
    let locked = registry.lock()?;
    let champion = registry.load(&registry.current()?)?;
    let settings = args.reading.settings()?;
    let extractor = extractor(&champion, &settings);
    let labelled = labelled(args, &champion.model)?;
    let training = &champion.model.training;
    let group_by = training.group_by.as_deref();
    let group = args.group.as_deref().map(|name| (name, "--group"));
    let asked: Vec<_> = group.into_iter().chain(group_by.map(|name| (name, "--group-by"))).collect();
    let (measured, read, mut examples) = measured::labelled(&labelled, &args.reading, &extractor, &asked)?;
    if group_by.is_some() {
        examples.groups = examples.ids.iter().map(|id| measured.asked(id, asked.len() - 1)).collect();
    }
    let (table, renewed) = old_table(args, &champion, &extractor, &settings)?;
    let news = news(args, &champion, &table, examples)?;
    let kept: Vec<_> = table.rows.iter().filter(|r| !news.replaced.contains(&r.id)).cloned().collect();
    let table = TrainingTable { columns: table.columns, rows: kept };
    let old = table.examples();
    let options = FitOptions {
        strength: match args.strength {
            Some(strength) => Strength::Fixed(strength),
            None if training.strength_path.is_empty() => Strength::Fixed(training.strength),
            None => Strength::Chosen(Search::default()),
        },
        class_weights: training.class_weights,
        seed: args.seed.unwrap_or(training.seed),
    };
    // Where the old rows were measured again, the champion's weights mean other values: its recipe stands for it.
    let scores = |rows: &[Vec<Option<f64>>]| -> Result<Vec<f64>> {
        if renewed {
            let recipe = FitOptions { strength: Strength::Fixed(training.strength), ..options.clone() };
            return Ok(fit(&old, &recipe)?.scores(rows));
        }
        let scorer = Scorer::new(champion.model.clone(), &table.columns)?;
        Ok(rows.iter().map(|row| scorer.score(row).probability()).collect())
    };
    let on_new = scores(&news.examples.values)?;
    let groups: Vec<Option<String>> = match args.group {
        Some(_) => news.examples.ids.iter().map(|id| measured.asked(id, 0)).collect(),
        None => Vec::new(),
    };
    let round = Round {
        old: &old,
        new: &hashed_ids(&news.examples, &champion.record.salt),
        champion: &on_new,
        champion_strength: training.strength,
        groups: &groups,
        options: &options,
    };
    let (challenger, found) = challenge(&round).map_err(|e| e.file(&args.labelled))?;
    let verdict = gate.judge(&found);
    let values: Vec<_> = measured.rows.iter().map(|(_, values)| values.clone()).collect();
    let ids: Vec<String> = measured.rows.iter().map(|(id, _)| id.clone()).collect();
    let share = training.positive as f64 / training.rows.max(1) as f64;
    let places = args.top.map_or((share * ids.len() as f64).round() as usize, |top| top.of(ids.len()));
    let crossed = crossing(&ids, &scores(&values)?, &challenger.scores(&values), places);

    let labels_digest = read.digest.clone().unwrap_or_else(|| measured.digest.clone());
    let batch = batch(&news.examples, &settings, &measured.digest, &labels_digest);
    let number = champion.record.batches.len() as u32 + 1;
    let table = table.with(&TrainingTable::of(&news.examples, &champion.record.salt, number));
    let mut model = model(&champion, challenger, &table, &batch, &measured, &read, &options);
    (model.topics_digest, model.features) = (settings.topics.digest(), versions(&extractor));
    if let Some(reference) = &mut model.reference {
        reference.flags = flags(&champion, &news, &measured);
    }
    let mut record = Record { champion: Some(champion.id.clone()), ..champion.record.clone() };
    record.written_by.clone_from(&model.written_by);
    record.topics_digest.clone_from(&model.topics_digest);
    record.features.clone_from(&model.features);
    for id in &news.replaced {
        // A row that came with an earlier batch and is replaced belongs to the new one now.
        if let Some(row) = champion.table.rows.iter().find(|r| r.id == *id)
            && let Some(earlier) = record.batches.get_mut(row.batch as usize - 1)
        {
            earlier.rows -= 1;
            earlier.positive -= u64::from(row.label >= 0.5);
        }
    }
    record.batches.push(batch);
    record.figures = Some(found.challenger_on_all);
    (record.comparison, record.verdict) = (Some(found), Some(verdict));
    record.promoted_anyway.clone_from(&args.promote_anyway);
    model.training.warnings.iter().for_each(|w| common::say("warning", w));
    let card = card::markdown(&model, &record, extractor.columns());
    let entry = NewEntry { model: &model, table: &table, record: &record, card: &card };
    let promoted = record.verdict.as_ref().is_some_and(|v| v.promote) || args.promote_anyway.is_some();
    if let Some(recorder) = &recorder {
        let mut settings = args.reading.facts();
        settings.insert("gate".into(), args.gate.clone().into());
        settings.insert("promote_anyway".into(), args.promote_anyway.clone().into());
        let before = champion.model.digest();
        recorder.append_challenger(&model, &before, promoted, settings)?;
    }
    let id = if promoted { locked.add_version(entry)? } else { locked.add_candidate(entry)? };
    if promoted {
        locked.promote(&id)?;
    }
    common::print(&comparison::terminal(&record, &crossed, &champion.id, &id, promoted, common::width()))
}

/// The features of a model, as they are measured now.
fn extractor(champion: &Entry, settings: &Settings) -> Extractor {
    let used = |name: &str| champion.model.features.iter().any(|m| m.name == name);
    Extractor::of(shortlist::features::all(settings).into_iter().filter(|f| used(f.about().name)).collect())
}

/// How the new labels are read: as those of the model, unless something else is said. A table of labels without the
/// model's column has them under `label`, the review page's name.
fn labelled(args: &Args, model: &Model) -> Result<Labelled> {
    let mut label = args.label.clone().unwrap_or_else(|| model.label.column.clone());
    if args.label.is_none() && args.letters.is_some() {
        let options = Options { without_letters: true, ..args.reading.options() };
        let source = Source::open(&args.labelled, &options)?;
        let has = |name: &str| source.columns().passthrough.iter().any(|c| c.name == name);
        if !has(&label) && has("label") {
            label = "label".into();
        }
    }
    let mut labels = args.labels.clone();
    if labels.positive.is_none() && labels.accept_from.is_none() && labels.scale.is_none() {
        (labels.accept_from, labels.scale) = (model.label.accept_from, model.label.scale);
        labels.correct_harshness |= model.label.harshness_corrected;
    }
    Ok(Labelled { labelled: args.labelled.clone(), label, letters: args.letters.clone(), labels })
}

/// The champion's training table in the columns of this run, measured again where a feature or the topics changed;
/// and whether it was.
fn old_table(
    args: &Args,
    champion: &Entry,
    extractor: &Extractor,
    settings: &Settings,
) -> Result<(TrainingTable, bool)> {
    let record = &champion.record;
    let now = versions(extractor);
    let mut changed: Vec<String> = record
        .features
        .iter()
        .filter(|f| !now.contains(f))
        .map(|f| format!("the feature {} (the table has version {})", f.name, f.version))
        .collect();
    let columns: Vec<String> = extractor.columns().iter().map(|c| c.name.clone()).collect();
    let uses_topics = columns.iter().any(|c| c.starts_with("topic_") || c == "breadth");
    if columns != champion.table.columns || (uses_topics && record.topics_digest != settings.topics.digest()) {
        changed.push("the topics".into());
    }
    let Some(path) = args.old_letters.as_ref().filter(|_| !changed.is_empty()) else {
        if changed.is_empty() {
            return Ok((champion.table.clone(), false));
        }
        let rows: Vec<String> =
            record.batches.iter().zip(1..).map(|(b, n)| format!("{} of batch {n} ({})", b.rows, b.as_of)).collect();
        return Err(Error::new(
            ErrorKind::Model,
            format!(
                "changed since: {}; the letters of these rows are needed again: {}",
                changed.join(", "),
                rows.join(", ")
            ),
        )
        .file(&registry_table(champion, args)?)
        .hint("give them with --old-letters FILE, or train the model again"));
    };
    let salt = &record.salt;
    let again = measured::letters(path, &args.reading, extractor)?;
    let mut values: BTreeMap<String, Vec<Option<f64>>> =
        again.rows.into_iter().map(|(id, values)| (hashed(salt, &id), values)).collect();
    let mut missing = Vec::new();
    let mut table = TrainingTable { columns, rows: champion.table.rows.clone() };
    for row in &mut table.rows {
        match values.remove(&row.id) {
            Some(values) => row.values = values,
            None => missing.push(format!("{} (batch {})", row.id, row.batch)),
        }
    }
    if missing.is_empty() {
        return Ok((table, true));
    }
    let shown = missing.iter().take(10).cloned().collect::<Vec<_>>().join(", ");
    let more = if missing.len() > 10 { format!(" and {} more", missing.len() - 10) } else { String::new() };
    let what = format!("no letter for {} rows of the training table, by hashed id: {shown}{more}", missing.len());
    Err(Error::new(ErrorKind::Model, what).file(path).hint("give a table with the letters of all old rows"))
}

fn registry_table(champion: &Entry, args: &Args) -> Result<PathBuf> {
    Ok(Registry::find(&args.model)?.path(&champion.id, "training.csv"))
}

/// The new examples without those that the table holds already; other labels for known ids are an error.
fn news(args: &Args, champion: &Entry, table: &TrainingTable, examples: Examples) -> Result<News> {
    let known: BTreeMap<&str, f64> = table.rows.iter().map(|r| (r.id.as_str(), r.label)).collect();
    let mut rows = Vec::new();
    let (mut conflicts, mut replaced, mut same) = (Vec::new(), BTreeSet::new(), 0);
    for (index, id) in examples.ids.iter().enumerate() {
        let hash = hashed(&champion.record.salt, id);
        match known.get(hash.as_str()) {
            Some(label) if *label == examples.labels[index] => same += 1,
            Some(_) => {
                conflicts.push(format!("`{id}`"));
                replaced.insert(hash);
                rows.push(index);
            }
            None => rows.push(index),
        }
    }
    if !conflicts.is_empty() && !args.relabel {
        let shown = conflicts.iter().take(10).cloned().collect::<Vec<_>>().join(", ");
        let more = if conflicts.len() > 10 { format!(" and {} more", conflicts.len() - 10) } else { String::new() };
        let what = format!("ids with another label in the training table: {shown}{more}");
        return Err(Error::new(ErrorKind::Labels, what)
            .file(&args.labelled)
            .hint("mend the labels, or let the new ones replace the old with --relabel"));
    }
    if same > 0 {
        common::say("note", &format!("{same} labelled letters are in the training table already, with the same label"));
    }
    if rows.is_empty() {
        return Err(Error::new(ErrorKind::Labels, "nothing to learn: no letter has a new label")
            .file(&args.labelled)
            .hint("give labels that the model has not learnt from"));
    }
    Ok(News { examples: examples.subset(&rows), replaced })
}

/// The examples under hashed ids and groups, by which the rows are dealt to folds: as they will be in the next round.
fn hashed_ids(examples: &Examples, salt: &str) -> Examples {
    Examples {
        ids: examples.ids.iter().map(|id| hashed(salt, id)).collect(),
        groups: examples.groups.iter().map(|g| g.as_ref().map(|g| hashed_group(salt, g))).collect(),
        ..examples.clone()
    }
}

/// Letters per note, of the old rows and the new ones: the table holds no notes, the champion counted them. A letter that
/// was labelled anew was counted with its old label.
fn flags(champion: &Entry, news: &News, measured: &Measured) -> Option<BTreeMap<String, u64>> {
    let mut counted = champion.model.reference.as_ref()?.flags.clone()?;
    let is_new = |id: &&String| !news.replaced.contains(&hashed(&champion.record.salt, id));
    for flag in news.examples.ids.iter().filter(is_new).filter_map(|id| measured.flags.get(id)).flatten() {
        *counted.entry((*flag).to_owned()).or_insert(0) += 1;
    }
    Some(counted)
}

/// The challenger as a model.
fn model(
    champion: &Entry,
    fit: shortlist::model::train::Fit,
    table: &TrainingTable,
    batch: &shortlist::model::registry::Batch,
    measured: &Measured,
    read: &super::labelled::Read,
    options: &FitOptions,
) -> Model {
    let before = &champion.model;
    let examples = table.examples();
    let warnings = diagnose::warnings(&examples, &fit);
    let reference = Reference::of(&examples, &fit, options, None);
    let agreement = read.ratings.agreement(before.label.accept_from).filter(|a| a.same < 1.0);
    let lost = measured.unusable.iter().filter(|id| read.labels.by_id.contains_key(*id)).count() as u64;
    Model {
        format: Model::FORMAT,
        written_by: format!("shortlist {}", env!("CARGO_PKG_VERSION")),
        notice: before.notice.clone(),
        label: before.label.clone(),
        topics_digest: before.topics_digest.clone(),
        features: before.features.clone(),
        intercept: fit.intercept,
        columns: fit.columns,
        training: Training {
            seed: options.seed,
            as_of: batch.as_of.clone(),
            rows: table.rows.len() as u64,
            positive: table.rows.iter().filter(|r| r.label >= 0.5).count() as u64,
            unlabelled: before.training.unlabelled + read.labels.empty,
            unusable: before.training.unusable + lost,
            strength: fit.strength,
            intercept_error: fit.intercept_error,
            strength_path: fit.path,
            class_weights: options.class_weights,
            group_by: before.training.group_by.clone(),
            bootstrap: None,
            agreement: agreement.or_else(|| before.training.agreement.clone()),
            warnings,
            gradient: fit.gradient,
            log_loss: fit.log_loss,
            letters_digest: batch.letters_digest.clone(),
            labels_digest: batch.labels_digest.clone(),
            left_out: fit.left_out,
        },
        reference: Some(reference),
    }
}
