//! A newly trained model on its way into a registry.

use super::named::Destination;
use super::{Batch, NewEntry, Record, Registry, TrainingTable};
use crate::error::Result;
use crate::files;
use crate::model::Model;
use crate::model::retrain::cross_validated;
use crate::model::train::{Examples, FitOptions};
use std::path::Path;

/// A newly trained model, and what a registry keeps beside it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Trained {
    /// The model.
    pub model: Model,
    /// What it learnt from.
    pub table: TrainingTable,
    /// Its record, with figures by cross-validation.
    pub record: Record,
}

impl Trained {
    /// The first version of a model that was trained on these examples.
    #[must_use]
    pub fn new(model: Model, examples: &Examples) -> Self {
        let t = &model.training;
        let salt = Record::salt(t.seed, &t.letters_digest, &t.labels_digest);
        let table = TrainingTable::of(examples, &salt, 1);
        let batch = Batch::of(examples, &t.as_of, &t.letters_digest, &t.labels_digest);
        let options =
            FitOptions { class_weights: t.class_weights, ordinal: t.ordinal, seed: t.seed, ..FitOptions::default() };
        let mut record = Record::first(salt, model.topics_digest.clone(), model.features.clone(), batch);
        record.figures = cross_validated(examples, t.strength, &options);
        Self { model, table, record }
    }

    /// Writes the model, its training table, its record and its `card` (Markdown), and puts it in use.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Io`] where a file can't be written, or where one exists and `no_clobber` refuses to
    /// replace it; those of [`Registry::named`].
    pub fn keep(&self, destination: &Destination, card: &str, no_clobber: bool) -> Result<()> {
        let entry = NewEntry { model: &self.model, table: &self.table, record: &self.record, card };
        let registry = match destination {
            Destination::Name(name) => Registry::named(name)?,
            Destination::File(path) => {
                // The name of a version in a registry means that version.
                if let Some((registry, id)) = Registry::version_at(path) {
                    if no_clobber && path.exists() {
                        return Err(files::exists(path));
                    }
                    return registry.lock()?.replace_version(&id, entry);
                }
                let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
                // The model file itself says best what is wrong with its place.
                if !folder.is_dir() || path.is_dir() || (path.exists() && !path.is_file()) {
                    return files::write_whole(path, self.model.to_json().as_bytes(), no_clobber);
                }
                Registry::beside(path)
            }
        };
        if no_clobber && destination.path().exists() {
            return Err(files::exists(&destination.path()));
        }
        let locked = registry.lock()?;
        let id = locked.add_version(entry)?;
        locked.promote(&id)
    }
}
