//! A model by the name that a person gives: a file, a name in `models/`, or the sample that is compiled in.

use super::{CURRENT, Entry, Registry, is_name};
use crate::error::{Error, ErrorKind, Result};
use crate::model::Model;
use std::path::{Path, PathBuf};

/// The name of the model that is compiled in.
pub const SAMPLE: &str = "sample";

/// A model, and the name by which it was asked for.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NamedModel {
    /// As it was named.
    pub name: String,
    /// The model.
    pub model: Model,
    /// What a person should be told of the choice.
    pub note: Option<String>,
}

impl NamedModel {
    /// A model under a name of the caller's.
    #[must_use]
    pub fn new(name: impl Into<String>, model: Model) -> Self {
        Self { name: name.into(), model, note: None }
    }

    /// Finds a model: a file, or the version in use of a name in `models/`. `sample` is the one that is compiled in. A
    /// version of a registry must have the digest that its record gives.
    ///
    /// ```
    /// use shortlist::model::registry::NamedModel;
    /// assert!(NamedModel::find("sample").unwrap().model.format >= 2);
    /// assert!(NamedModel::find("nobody").unwrap_err().to_string().contains("no model of the name nobody"));
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where there is none, and those of [`Model::load`].
    pub fn find(name: &str) -> Result<Self> {
        let named = |model| Self { name: name.to_owned(), model, note: None };
        let path = Path::new(name);
        if path.is_file() {
            // A version of a registry must be the one that its record describes.
            let version =
                Registry::version_at(path).filter(|(registry, id)| registry.path(id, "record.json").is_file());
            return version.map_or_else(|| Model::load(path), |(registry, id)| registry.model(&id)).map(named);
        }
        if !is_name(path) {
            return Model::load(path).map(named);
        }
        let folder = Path::new(super::MODELS).join(name);
        let has_version = folder.join(CURRENT).is_file();
        if name == SAMPLE {
            let mut found = named(Model::sample());
            if has_version {
                found.note = Self::another_sample(&folder, &found.model);
            }
            return Ok(found);
        }
        if !has_version {
            let what = format!("no model of the name {name}: there is no {}", folder.join(CURRENT).display());
            return Err(Error::new(ErrorKind::Io, what).hint("name a model file (model.json), or `sample`"));
        }
        let registry = Registry::in_folder(&folder);
        registry.model(&registry.current()?).map(named)
    }

    /// Finds a model again by the name and the digest that a run gave it: the sample, a file of that name in one of
    /// `folders`, or any version in `models/`; none if it is not there.
    #[must_use]
    pub fn again(name: &str, digest: &str, folders: &[&Path]) -> Option<Self> {
        let same = |name: String, model: Model| (model.digest() == digest).then(|| Self::new(name, model));
        if name == SAMPLE
            && let Some(found) = same(name.to_owned(), Model::sample())
        {
            return Some(found);
        }
        let files = folders.iter().map(|folder| folder.join(name)).filter(|path| path.is_file());
        let registered = Self::names().into_iter().flat_map(|name| {
            let registry = Registry::in_folder(&Path::new(super::MODELS).join(name));
            let versions = registry.versions().unwrap_or_default();
            versions.into_iter().map(move |id| registry.path(&id, "json")).collect::<Vec<_>>()
        });
        let mut all = files.chain(registered);
        all.find_map(|path| same(path.display().to_string(), Model::load(&path).ok()?))
    }

    /// The names in `models/` that have a version in use, in their order.
    #[must_use]
    pub fn names() -> Vec<String> {
        let folders = std::fs::read_dir(super::MODELS).into_iter().flatten().flatten();
        let named = folders.filter(|folder| folder.path().join(CURRENT).is_file());
        let mut names: Vec<String> = named.filter_map(|folder| folder.file_name().into_string().ok()).collect();
        names.sort();
        names
    }

    /// What to say of a folder `models/sample` that holds another model than the sample that is compiled in.
    fn another_sample(folder: &Path, sample: &Model) -> Option<String> {
        let registry = Registry::in_folder(folder);
        let id = registry.current().ok()?;
        let is_same = registry.model(&id).is_ok_and(|m| m.digest() == sample.digest());
        (!is_same).then(|| {
            let file = registry.path(&id, "json");
            let file = file.display();
            format!("`sample` is the sample that is compiled in, not {file}, which is another model: name that file to use it")
        })
    }

    /// The version of this model with its training table; none if the model stands alone (the sample that is
    /// compiled in, a file without its registry).
    ///
    /// # Errors
    /// Those of [`Registry::load`]: a table that was changed.
    pub fn entry(&self) -> Result<Option<Entry>> {
        let (registry, id) = match Registry::version_at(Path::new(&self.name)) {
            Some((registry, id)) => (registry, id),
            None => {
                let Ok(registry) = Registry::find(&self.name) else { return Ok(None) };
                let Ok(id) = registry.current() else { return Ok(None) };
                (registry, id)
            }
        };
        let entry = registry.load(&id)?;
        Ok((entry.model.digest() == self.model.digest()).then_some(entry))
    }
}

/// Where a newly trained model goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A model file; what it learnt from, its record and its card go into the folder beside it (`model.registry/`).
    File(PathBuf),
    /// A name in `models/`: its next version, which is put into use.
    Name(String),
}

impl Destination {
    /// The file that will say which model is in use.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        match self {
            Self::File(file) => file.clone(),
            Self::Name(name) => Path::new(super::MODELS).join(name).join(CURRENT),
        }
    }
}

impl Registry {
    /// What is newest beside the version in use: the last version, or where that is in use the last candidate; none if
    /// there is nothing beside it.
    ///
    /// # Errors
    /// As [`Registry::current`].
    pub fn newest_beside_current(&self) -> Result<Option<String>> {
        let current = self.current()?;
        let last = self.versions()?.pop().filter(|last| *last != current);
        last.map_or_else(|| self.candidates().map(|mut all| all.pop()), |last| Ok(Some(last)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_found_again_by_its_digest() {
        let folder = tempfile::tempdir().unwrap();
        let sample = Model::sample();
        std::fs::write(folder.path().join("m.json"), sample.to_json()).unwrap();
        let find = |name: &str, digest: &str| NamedModel::again(name, digest, &[Path::new("gone"), folder.path()]);
        assert!(find("m.json", &sample.digest()).is_some_and(|m| m.model == sample && m.name.ends_with("m.json")));
        assert!(find(SAMPLE, &sample.digest()).is_some_and(|m| m.name == SAMPLE));
        assert!(find("m.json", "other").is_none());
    }
}
