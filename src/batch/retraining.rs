//! A model learns from new labels: its training table and the new letters make a challenger, which is compared with it.

use super::labelled::{Grades, Labelled};
use super::measured::LabelledLetters;
use super::runner::Runner;
use super::training_overlap::{self, Letter};
use crate::error::{Error, ErrorKind, Result};
use crate::features::{Extractor, Settings, feature_of_column};
use crate::flags::{Inspector, Measurer};
use crate::ingest::{Options, Source};
use crate::model::gate::Gate;
use crate::model::recipe::{Provenance, Recipe};
use crate::model::registry::{Batch, Entry, Locked, NewEntry, Record, Registry, TrainingTable, hashed, hashed_group};
use crate::model::retrain::{Crossing, Round, challenge, crossing};
use crate::model::strength::{Search, Strength};
use crate::model::train::{Examples, Fit, FitOptions, fit};
use crate::model::{FeatureVersion, Model, RENEW, Scorer, Training};
use crate::rank::Places;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Ids that are named in a message.
const SHOWN: usize = 10;

/// How a model is retrained.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct RetrainOptions {
    /// The bounds within which the challenger takes the champion's place.
    pub gate: Gate,
    /// Reason of a person who wants the challenger promoted whatever the gate says.
    pub promote_anyway: Option<String>,
    /// Letters of the old rows: needed where a feature or the topics changed since.
    pub old_letters: Option<PathBuf>,
    /// Whether a new label replaces the label that an id has in the training table.
    pub relabel: bool,
    /// Column of the letters whose groups are compared by their mean score.
    pub group: Option<String>,
    /// Places above the line, for the list of who would cross it; default: the share of yes in the training.
    pub places: Option<Places>,
    /// Strength of the penalty; default: chosen by cross-validation, or as it was given when the model was trained.
    pub strength: Option<f64>,
    /// Seed of the folds; default: the model's.
    pub seed: Option<u64>,
}

/// A challenger that was compared with its champion.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Retrained {
    /// The challenger.
    pub model: Model,
    /// What it learnt from: old rows and new ones.
    pub table: TrainingTable,
    /// Its record, with the comparison and the gate's verdict.
    pub record: Record,
    /// Whether it takes the champion's place.
    pub promoted: bool,
    /// Who would cross the line.
    pub crossed: Crossing,
}

impl Retrained {
    /// Takes the challenger into its registry, with its `card` (Markdown): as the version in use where it is promoted,
    /// else as a candidate. Gives its id.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where a file can't be written.
    pub fn keep(&self, locked: &Locked<'_>, card: &str) -> Result<String> {
        let entry = NewEntry { model: &self.model, table: &self.table, record: &self.record, card };
        if !self.promoted {
            return locked.add_candidate(entry);
        }
        let id = locked.add_version(entry)?;
        locked.promote(&id)?;
        Ok(id)
    }
}

/// New examples, and which of their hashed ids stand in the table.
struct News {
    examples: Examples,
    replaced: BTreeSet<String>,
}

impl Runner {
    /// How new labels for a model are read: as those that it was trained on, unless something else is said. `label` is the
    /// column, where one was named; a table of labels without the model's column has them under `label`, the review page's
    /// name.
    ///
    /// # Errors
    /// Those of [`Source::open`].
    pub fn labels_for(&mut self, model: &Model, labelled: Labelled, label: Option<String>) -> Result<Labelled> {
        let mut labelled = labelled;
        labelled.label = label.clone().unwrap_or_else(|| model.label.column.clone());
        if label.is_none() && labelled.letters.is_some() {
            let options = Options { without_letters: true, ..self.options().clone() };
            let source = Source::open(&labelled.table, &options)?;
            let has = |name: &str| source.columns().passthrough.iter().any(|c| c.name == name);
            if !has(&labelled.label) && has("label") {
                labelled.label = "label".into();
            }
        }
        let meaning = &mut labelled.meaning;
        if meaning.positive.is_none() && meaning.accept_from.is_none() && meaning.scale.is_none() {
            (meaning.accept_from, meaning.scale) = (model.label.accept_from, model.label.scale);
            meaning.correct_harshness |= model.label.harshness_corrected;
            meaning.grades = if model.training.ordinal { Grades::Ordinal } else { Grades::Flat };
        }
        Ok(labelled)
    }

    /// Fits a challenger on the champion's training table and new labels, and compares the two: on the new labels before
    /// they are learnt from, and by cross-validation on old and new ones. Nothing is written.
    ///
    /// # Errors
    /// Those of [`Runner::labelled`] and [`challenge`]; [`ErrorKind::Model`] where features or topics changed and the old
    /// letters are not given; [`ErrorKind::Labels`] where a known id has another label, or nothing is new.
    pub fn retrain(
        &mut self,
        registry: &Registry,
        champion: &Entry,
        labelled: &Labelled,
        settings: &Settings,
        options: &RetrainOptions,
    ) -> Result<Retrained> {
        let training = &champion.model.training;
        // Without the old letters nothing can be measured again, so topics that came later take no part.
        let narrowed = if options.old_letters.is_none() { champion.model.settings(settings).ok() } else { None };
        let settings = narrowed.as_ref().unwrap_or(settings);
        let measurer = Measurer::new(champion.model.extractor(settings), Inspector::default());
        let group = options.group.as_deref().map(|name| (name, "--group"));
        let group_by = training.group_by.as_deref().map(|name| (name, "--group-by"));
        let asked: Vec<_> = group.into_iter().chain(group_by).collect();
        let mut read = self.labelled(labelled, &measurer, &asked)?;
        if group_by.is_some() {
            read.examples.groups = read.measured.asked_of(&read.examples.ids, asked.len() - 1);
        }
        let (table, renewed) = self.old_table(registry, champion, options, &measurer, settings)?;
        let news = self.news(labelled, options, champion, &table, &read.examples)?;
        if let Some(said) = learnt_before(champion, &news.examples) {
            self.watch().warning(&said);
        }
        let kept = table.rows.iter().filter(|r| !news.replaced.contains(&r.id)).cloned().collect();
        let table = TrainingTable { columns: table.columns, rows: kept };
        let old = table.examples();
        let fit_options = fit_options(training, options.strength, options.seed);
        // Where the old rows were measured again, the champion's weights mean other values: its recipe stands for it.
        let scores = |rows: &[Vec<Option<f64>>]| -> Result<Vec<f64>> {
            if renewed {
                let recipe = FitOptions { strength: Strength::Fixed(training.strength), ..fit_options.clone() };
                return Ok(fit(&old, &recipe)?.scores(rows));
            }
            let scorer = Scorer::new(champion.model.clone(), &table.columns)?;
            Ok(rows.iter().map(|row| scorer.score(row).probability()).collect())
        };
        let on_new = scores(&news.examples.values)?;
        let groups = match options.group {
            Some(_) => read.measured.asked_of(&news.examples.ids, 0),
            None => Vec::new(),
        };
        let round = Round {
            old: &old,
            new: &hashed_ids(&news.examples, &champion.record.salt),
            champion: &on_new,
            champion_strength: training.strength,
            groups: &groups,
            options: &fit_options,
        };
        let (challenger, found) = challenge(&round).map_err(|e| e.file(&labelled.table))?;
        let verdict = options.gate.judge(&found);
        let (ids, values): (Vec<String>, Vec<_>) = read.measured.rows.iter().cloned().unzip();
        let share = training.positive as f64 / training.rows.max(1) as f64;
        let places = options.places.map_or((share * ids.len() as f64).round() as usize, |top| top.of(ids.len()));
        let crossed = crossing(&ids, &scores(&values)?, &challenger.scores(&values), places);

        let number = champion.record.batches.len() as u32 + 1;
        let table = table.with(&TrainingTable::of(&news.examples, &champion.record.salt, number));
        let model = model(champion, challenger, &fit_options, &table, &news, &read, &measurer, settings);
        let mut record = record(champion, &model, &news);
        record.figures = Some(found.challenger_on_all);
        (record.comparison, record.verdict) = (Some(found), Some(verdict));
        record.promoted_anyway.clone_from(&options.promote_anyway);
        let promoted = record.verdict.as_ref().is_some_and(|v| v.promote) || options.promote_anyway.is_some();
        Ok(Retrained { model, table, record, promoted, crossed })
    }

    /// The champion's training table in the columns of this run, measured again where a feature or the topics changed;
    /// and whether it was.
    fn old_table(
        &mut self,
        registry: &Registry,
        champion: &Entry,
        options: &RetrainOptions,
        measurer: &Measurer,
        settings: &Settings,
    ) -> Result<(TrainingTable, bool)> {
        let record = &champion.record;
        let columns: Vec<String> = measurer.extractor().columns().iter().map(|c| c.name.clone()).collect();
        let changed = changed(champion, measurer.extractor(), &columns, settings);
        let Some(path) = options.old_letters.as_ref().filter(|_| !changed.is_empty()) else {
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
            .file(&registry.path(&champion.id, "training.csv"))
            .hint(format!("give them with --old-letters FILE, or renew the model first: {RENEW}")));
        };
        let again = self.measure(path, measurer)?;
        let table = measured_again(champion, columns, again.rows, path)?;
        Ok((table, true))
    }

    /// The new examples without those that the table holds already; other labels for known ids are an error.
    fn news(
        &mut self,
        labelled: &Labelled,
        options: &RetrainOptions,
        champion: &Entry,
        table: &TrainingTable,
        examples: &Examples,
    ) -> Result<News> {
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
        if !conflicts.is_empty() && !options.relabel {
            let what = format!("ids with another label in the training table: {}", first_few(&conflicts));
            return Err(Error::new(ErrorKind::Labels, what)
                .file(&labelled.table)
                .hint("correct the labels, or replace the old ones with the new ones by --relabel"));
        }
        if same > 0 {
            let said = format!("{same} labelled letters are in the training table already, with the same label");
            self.watch().note(&said);
        }
        if rows.is_empty() {
            return Err(Error::new(ErrorKind::Labels, "nothing to learn: no letter has a new label")
                .file(&labelled.table)
                .hint("give labels that the model has not learnt from"));
        }
        Ok(News { examples: examples.subset(&rows), replaced })
    }
}

/// How a model is fitted again: as it was, unless a strength or a seed is given.
pub(super) fn fit_options(training: &Training, strength: Option<f64>, seed: Option<u64>) -> FitOptions {
    FitOptions {
        strength: match strength {
            Some(strength) => Strength::Fixed(strength),
            None if training.strength_path.is_empty() => Strength::Fixed(training.strength),
            None => Strength::Chosen(Search::default()),
        },
        calibration: Some(Search::default()),
        class_weights: training.class_weights,
        ordinal: training.ordinal,
        seed: seed.unwrap_or(training.seed),
    }
}

/// What changed since the training table was measured, in words.
fn changed(champion: &Entry, extractor: &Extractor, columns: &[String], settings: &Settings) -> Vec<String> {
    let (record, now) = (&champion.record, FeatureVersion::of(extractor));
    let mut changed: Vec<String> = record
        .features
        .iter()
        .filter(|f| !now.contains(f))
        .map(|f| format!("the feature {} (the table has version {})", f.name, f.version))
        .collect();
    if columns != champion.table.columns || champion.model.settings(settings).is_err() {
        changed.push("the topics".into());
    }
    changed
}

/// The champion's training table with the values of its letters as they are measured now.
pub(super) fn measured_again(
    champion: &Entry,
    columns: Vec<String>,
    rows: Vec<(String, Vec<Option<f64>>)>,
    path: &Path,
) -> Result<TrainingTable> {
    let salt = &champion.record.salt;
    let mut values: BTreeMap<String, Vec<Option<f64>>> =
        rows.into_iter().map(|(id, values)| (hashed(salt, &id), values)).collect();
    let mut missing = Vec::new();
    let mut table = TrainingTable { columns, rows: champion.table.rows.clone() };
    for row in &mut table.rows {
        match values.remove(&row.id) {
            Some(mut values) => {
                // What was learnt from a letter is memory: it keeps the value that it had by other letters.
                for (column, value) in table.columns.iter().zip(&mut values) {
                    let learnt = feature_of_column(column).is_some_and(|f| f.properties.learnt);
                    let before = champion.table.columns.iter().position(|c| c == column).filter(|_| learnt);
                    *value = before.map_or(*value, |at| row.values[at]);
                }
                row.values = values;
            }
            None => missing.push(format!("{} (batch {})", row.id, row.batch)),
        }
    }
    if missing.is_empty() {
        return Ok(table);
    }
    let (count, shown) = (missing.len(), first_few(&missing));
    let what = format!("no letter for {count} rows of the training table, by hashed id: {shown}");
    Err(Error::new(ErrorKind::Model, what).file(path).hint("give a table with the letters of all old rows"))
}

fn first_few(items: &[String]) -> String {
    let shown = items.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    let more = items.len().saturating_sub(SHOWN);
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

/// What to say where new letters are letters that the champion learnt from under other ids: they are no new evidence.
fn learnt_before(champion: &Entry, new: &Examples) -> Option<String> {
    let signature = |row: usize| new.signatures.get(row).copied().flatten();
    let rows = new.ids.iter().zip(&new.values).enumerate();
    let letters: Vec<Letter<'_>> =
        rows.map(|(row, (id, values))| (id.as_str(), values.as_slice(), signature(row))).collect();
    let known = training_overlap::known(champion, &new.columns, &letters);
    let count = known.renamed + known.near;
    (count > 0).then(|| {
        format!(
            "{count} of the {} new letters are letters that the model learnt from under other ids, or nearly so ({} by their \
             values, {} by their text): the model remembers these and does not predict them; leave them out",
            new.ids.len(),
            known.renamed,
            known.near
        )
    })
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
/// was labelled again was counted with its old label.
fn flags(champion: &Entry, news: &News, read: &LabelledLetters) -> Option<BTreeMap<String, u64>> {
    let mut counted = champion.model.reference.as_ref()?.flags.clone()?;
    let is_new = |id: &&String| !news.replaced.contains(&hashed(&champion.record.salt, id));
    for (flag, count) in read.measured.count_flags(news.examples.ids.iter().filter(is_new)) {
        *counted.entry(flag).or_insert(0) += count;
    }
    Some(counted)
}

/// The challenger as a model.
#[expect(clippy::too_many_arguments, reason = "all of a round goes into its model")]
fn model(
    champion: &Entry,
    challenger: Fit,
    fit: &FitOptions,
    table: &TrainingTable,
    news: &News,
    read: &LabelledLetters,
    measurer: &Measurer,
    settings: &Settings,
) -> Model {
    let before = &champion.model;
    let mut provenance: Provenance = read.provenance(measurer, settings);
    provenance.unlabelled += before.training.unlabelled;
    provenance.unusable += before.training.unusable;
    let agreement = read.labels.ratings.agreement(before.label.accept_from).filter(|a| a.same < 1.0);
    provenance.agreement = agreement.or_else(|| before.training.agreement.clone());
    provenance.flags = flags(champion, news, read);
    let mut recipe = Recipe::new(before.label.clone());
    recipe.fit = fit.clone();
    (recipe.group_by, recipe.notice) = (before.training.group_by.clone(), before.notice.clone());
    recipe.wording.clone_from(&before.wording);
    recipe.finish(&table.examples(), challenger, provenance)
}

/// The record of the challenger, without the comparison.
fn record(champion: &Entry, model: &Model, news: &News) -> Record {
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
    let t = &model.training;
    record.batches.push(Batch::of(&news.examples, &t.as_of, &t.letters_digest, &t.labels_digest));
    record
}
