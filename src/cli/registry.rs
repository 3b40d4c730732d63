//! Models into their registries: what `train` and `retrain` share.

use shortlist::error::{Error, ErrorKind, Result};
use shortlist::features::{Extractor, Settings};
use shortlist::model::registry::{Batch, NewEntry, Record, Registry, TrainingTable};
use shortlist::model::retrain::cross_validated;
use shortlist::model::train::{Examples, FitOptions};
use shortlist::model::{FeatureVersion, Model};
use shortlist::report::{card, files};
use std::path::{Path, PathBuf};

/// Where `train` puts a model.
#[derive(clap::Args, Clone, Debug)]
#[group(required = true, multiple = false)]
pub struct Target {
    /// Model file to write; its training table and card go into a folder beside it (model.registry/)
    #[arg(long, value_name = "MODEL.json")]
    pub output: Option<PathBuf>,
    /// Name of a model in models/ to write: its next version, which is then in use
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
}

impl Target {
    /// The file that will say which model is in use.
    pub fn path(&self) -> PathBuf {
        match (&self.output, &self.name) {
            (Some(file), _) => file.clone(),
            (None, name) => Path::new("models").join(name.as_deref().unwrap_or("")).join("current"),
        }
    }
}

/// The features in use, with their versions.
pub fn versions(extractor: &Extractor) -> Vec<FeatureVersion> {
    let version = |f: &dyn shortlist::features::Feature| FeatureVersion {
        name: f.about().name.to_owned(),
        version: f.about().version,
    };
    extractor.features().map(version).collect()
}

/// A round of labels, for the record.
pub fn batch(examples: &Examples, settings: &Settings, letters_digest: &str, labels_digest: &str) -> Batch {
    Batch {
        rows: examples.labels.len() as u64,
        positive: examples.labels.iter().filter(|y| **y >= 0.5).count() as u64,
        as_of: settings.as_of.to_string(),
        letters_digest: letters_digest.to_owned(),
        labels_digest: labels_digest.to_owned(),
    }
}

/// Writes a newly trained model, its training table, record and card.
pub fn keep(
    target: &Target,
    model: &Model,
    examples: &Examples,
    extractor: &Extractor,
    settings: &Settings,
    no_clobber: bool,
) -> Result<()> {
    let t = &model.training;
    let salt = Record::salt(t.seed, &t.letters_digest, &t.labels_digest);
    let table = TrainingTable::of(examples, &salt, 1);
    let batch = batch(examples, settings, &t.letters_digest, &t.labels_digest);
    let options = FitOptions { class_weights: t.class_weights, seed: t.seed, ..FitOptions::default() };
    let mut record = Record::first(salt, model.topics_digest.clone(), versions(extractor), batch);
    record.figures = cross_validated(examples, t.strength, &options);
    let card = card::markdown(model, &record, extractor.columns());
    let entry = NewEntry { model, table: &table, record: &record, card: &card };
    let registry = match (&target.output, &target.name) {
        (_, Some(name)) => Registry::named(name)?,
        (Some(path), None) => {
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
                return files::write_whole(path, model.to_json().as_bytes(), no_clobber);
            }
            Registry::beside(path)
        }
        (None, None) => return Err(Error::new(ErrorKind::Setting, "no place for the model").hint("give --output")),
    };
    if no_clobber && target.path().exists() {
        return Err(files::exists(&target.path()));
    }
    let locked = registry.lock()?;
    let id = locked.add_version(entry)?;
    locked.promote(&id)
}
