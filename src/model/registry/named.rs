//! A model by the name that a person gives: a file, a name in `models/`, or the sample that is compiled in.

use super::{CURRENT, Entry, Registry};
use crate::error::{Error, ErrorKind, Result};
use crate::model::Model;
use std::fs;
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
}

impl NamedModel {
    /// A model under a name of the caller's.
    #[must_use]
    pub fn new(name: impl Into<String>, model: Model) -> Self {
        Self { name: name.into(), model }
    }

    /// Finds a model: a file, or the version in use of a name in `models/`; `sample` is compiled in, unless there is a
    /// model of that name.
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
        let named = |model| Self { name: name.to_owned(), model };
        let path = Path::new(name);
        if !is_name(path) || path.is_file() {
            return Model::load(path).map(named);
        }
        let folder = Path::new(super::MODELS).join(name);
        let current = folder.join(CURRENT);
        match fs::read_to_string(&current) {
            Ok(version) => Model::load(&folder.join(format!("{}.json", version.trim()))).map(named),
            Err(_) if name == SAMPLE => Ok(named(Model::sample())),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Err(Error::new(
                ErrorKind::Io,
                format!("no model of the name {name}: there is no {}", current.display()),
            )
            .hint("name a model file (model.json), or `sample`")),
            Err(e) => Err(Error::io("read the model's current version", &current, e)),
        }
    }

    /// The version of this model with its training table; none where the model stands alone (the sample that is
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

/// Whether it can be a name in `models/`: no folder before it, no ending.
pub(super) fn is_name(path: &Path) -> bool {
    path.components().count() == 1 && path.extension().is_none()
}

/// Where a newly trained model goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A model file; what it learnt from, its record and its card go into the folder beside it (`model.registry/`).
    File(PathBuf),
    /// A name in `models/`: its next version, which is then in use.
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
