//! A model made again from its record and its letters, where features or topics changed since.

use super::retraining::{fit_options, measured_again};
use super::runner::Runner;
use crate::error::Result;
use crate::features::Settings;
use crate::flags::{Inspector, Measurer};
use crate::model::Model;
use crate::model::examples::Examples;
use crate::model::recipe::{Provenance, Recipe};
use crate::model::registry::{Entry, Locked, NewEntry, Record, TrainingTable, hashed};
use crate::model::retrain::cross_validated;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A model that was made again.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Renewed {
    /// The model.
    pub model: Model,
    /// Its rows, as they are measured now.
    pub table: TrainingTable,
    /// Its record.
    pub record: Record,
}

impl Renewed {
    /// Takes the model into its registry, with its `card` (Markdown), and puts it in use. Gives its id.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Io`] where a file can't be written.
    pub fn keep(&self, locked: &Locked<'_>, card: &str) -> Result<String> {
        let entry = NewEntry { model: &self.model, table: &self.table, record: &self.record, card };
        let id = locked.add_version(entry)?;
        locked.promote(&id)?;
        Ok(id)
    }
}

impl Runner {
    /// Renews a model: the rows of its training table are measured again with the features and the topics of
    /// `settings`, each round of labels as of its own day, and fitted as the model was. The labels are those of
    /// the table. `letters` are tables that together hold the letters of all rows.
    ///
    /// # Errors
    /// Those of [`Runner::measure`] and of the fit; [`crate::error::ErrorKind::Model`] where a row has no letter.
    pub fn renew(&mut self, old: &Entry, letters: &[&Path], settings: &Settings) -> Result<Renewed> {
        let (before, record) = (&old.model, &old.record);
        let days: BTreeSet<&str> = record.batches.iter().map(|b| b.as_of.as_str()).collect();
        let salt = record.salt.as_str();
        let known: BTreeSet<&String> = old.table.rows.iter().map(|r| &r.id).collect();
        let mut table: Option<TrainingTable> = None;
        let mut flags: BTreeMap<String, u64> = BTreeMap::new();
        let mut is_first = true;
        let (mut digests, mut names) = (Vec::new(), BTreeMap::new());
        for day in days {
            let of_day = Settings { as_of: day.parse().unwrap_or(settings.as_of), ..settings.clone() };
            let measurer = Measurer::new(before.extractor(&of_day), Inspector::default());
            let columns: Vec<String> = measurer.extractor().columns().iter().map(|c| c.name.clone()).collect();
            let mut rows = Vec::new();
            for path in letters {
                let measured = self.measure(path, &measurer)?;
                if is_first {
                    names.extend(measured.rows.iter().map(|(id, _)| (hashed(salt, id), id.clone())));
                    digests.push(measured.input.digest.clone());
                    let ids = measured.rows.iter().map(|(id, _)| id).filter(|id| known.contains(&hashed(salt, id)));
                    measured.count_flags(ids).into_iter().for_each(|(flag, n)| *flags.entry(flag).or_insert(0) += n);
                }
                rows.extend(measured.rows);
            }
            let again = measured_again(old, columns, rows, letters.first().copied().unwrap_or(Path::new("-")))?;
            is_first = false;
            let is_of_day = |batch: u32| record.batches.get(batch as usize - 1).is_none_or(|b| b.as_of == day);
            match &mut table {
                None => table = Some(again),
                Some(table) => {
                    let mixed = table.rows.iter_mut().zip(again.rows);
                    mixed.filter(|(row, _)| is_of_day(row.batch)).for_each(|(row, new)| row.values = new.values);
                }
            }
        }
        let table = table.unwrap_or_else(|| old.table.clone());
        let fit = fit_options(&before.training, None, None);
        let mut recipe = Recipe::new(before.label.clone());
        recipe.fit = fit.clone();
        recipe.bootstrap = before.training.bootstrap;
        (recipe.group_by, recipe.notice) = (before.training.group_by.clone(), before.notice.clone());
        recipe.wording.clone_from(&before.wording);
        let mut from = Provenance::new(&before.extractor(settings), settings);
        from.as_of.clone_from(&before.training.as_of);
        // Of several tables no one digest can be given; the rows are those of the model's own.
        let one = letters.len() == 1;
        from.letters_digest = digests.first().filter(|_| one).unwrap_or(&before.training.letters_digest).clone();
        from.labels_digest.clone_from(&before.training.labels_digest);
        (from.unlabelled, from.unusable) = (before.training.unlabelled, before.training.unusable);
        from.agreement.clone_from(&before.training.agreement);
        from.flags = Some(flags);
        let examples = in_order(table.examples(), &names);
        let model = recipe.train(&examples, from)?;
        let record = Record {
            written_by: model.written_by.clone(),
            topics_digest: model.topics_digest.clone(),
            features: model.features.clone(),
            figures: cross_validated(&examples, model.training.strength, &fit),
            champion: Some(old.id.clone()),
            comparison: None,
            verdict: None,
            promoted_anyway: None,
            ..record.clone()
        };
        Ok(Renewed { model, table, record })
    }
}

/// The examples under the ids of their letters and in their order, as they were when the model was first trained: rows are
/// dealt to folds by id, and the table has hashes.
fn in_order(examples: Examples, names: &BTreeMap<String, String>) -> Examples {
    let ids: Vec<String> = examples.ids.iter().map(|hash| names.get(hash).unwrap_or(hash).clone()).collect();
    let mut order: Vec<usize> = (0..ids.len()).collect();
    order.sort_by(|a, b| ids[*a].cmp(&ids[*b]));
    fn sorted<T: Clone>(rows: &[T], order: &[usize]) -> Vec<T> {
        order.iter().filter_map(|i| rows.get(*i).cloned()).collect()
    }
    let signatures = sorted(&examples.signatures, &order);
    Examples {
        ids: sorted(&ids, &order),
        values: sorted(&examples.values, &order),
        labels: sorted(&examples.labels, &order),
        weights: sorted(&examples.weights, &order),
        groups: sorted(&examples.groups, &order),
        copies: Vec::new(),
        signatures: Vec::new(),
        ..examples
    }
    .with_signatures(signatures)
}
