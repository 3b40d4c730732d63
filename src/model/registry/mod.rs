//! The registry: a folder of plain files that holds the versions of a model, their training tables and records.
//!
//! ```text
//! models/NAME/current            the version in use: `v2`
//! models/NAME/v2.json            a model
//! models/NAME/v2.training.csv    what it learnt from: feature values and labels under hashed ids
//! models/NAME/v2.card.md         what a person should know of it
//! models/NAME/v2.record.json     digests of model and table, written last: without it there is no v2
//! models/NAME/candidates/c1.…    challengers that the gate refused
//! models/NAME/lock               held while something is written
//! ```
//!
//! A model file on its own, `m.json`, has the same folder beside it, `m.registry/`; there `m.json` itself says which
//! version is in use. Files of a version are never changed once its record stands. Putting another version in use
//! replaces one small file in one step, so a process that is killed leaves the old version or the new one.

mod named;
mod record;
mod trained;
mod training_table;
mod verify;

pub use named::{Destination, NamedModel, SAMPLE};
pub use record::{Batch, Record};
pub use trained::Trained;
pub use training_table::{Row, TrainingTable, hashed, hashed_group};
pub use verify::Finding;

use super::artefact::Model;
use crate::error::{Error, ErrorKind, Result};
use crate::files::write_whole;
use crate::ingest::hex;
use sha2::{Digest, Sha256};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// The folder of models that have a name.
const MODELS: &str = "models";

/// The file that names the version in use.
const CURRENT: &str = "current";

/// The folder of challengers that were refused.
const CANDIDATES: &str = "candidates";

/// A folder of versions of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registry {
    folder: PathBuf,
    /// The model file whose bytes say which version is in use; else `current` in the folder does.
    file: Option<PathBuf>,
}

/// A version or a candidate, read and checked.
#[derive(Clone, Debug)]
pub struct Entry {
    /// `v2`, or `c1` for a candidate.
    pub id: String,
    /// The model.
    pub model: Model,
    /// What ties it to its table.
    pub record: Record,
    /// What it learnt from.
    pub table: TrainingTable,
}

/// A version to be taken into a registry.
#[derive(Clone, Copy, Debug)]
pub struct NewEntry<'a> {
    /// The model.
    pub model: &'a Model,
    /// What it learnt from.
    pub table: &'a TrainingTable,
    /// Its record; both digests are filled in here.
    pub record: &'a Record,
    /// Its card, Markdown.
    pub card: &'a str,
}

impl Registry {
    /// The registry `models/NAME`.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] where the name is empty, begins with a dot, or has other characters than letters,
    /// digits, `-`, `_` and `.`.
    pub fn named(name: &str) -> Result<Self> {
        let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if name.is_empty() || name.starts_with('.') || !name.chars().all(fits) {
            return Err(Error::new(ErrorKind::Setting, format!("`{name}` can't be the name of a model"))
                .hint("use letters, digits, - and _"));
        }
        Ok(Self { folder: Path::new(MODELS).join(name), file: None })
    }

    /// The registry in a folder.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), file: None }
    }

    /// The registry beside a model file: `m.registry/` for `m.json`.
    #[must_use]
    pub fn beside(file: &Path) -> Self {
        Self { folder: file.with_extension("registry"), file: Some(file.to_owned()) }
    }

    /// The registry of a model as it is named on the command line: a name in `models/`, a folder with versions, or a
    /// model file.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where there is none; [`ErrorKind::Setting`] where a version's file is named that is not the
    /// one in use.
    pub fn find(name: &str) -> Result<Self> {
        let path = Path::new(name);
        if path.is_file() {
            let Some((registry, id)) = Self::version_at(path) else { return Ok(Self::beside(path)) };
            let current = registry.current()?;
            if current == id {
                return Ok(registry);
            }
            let folder = registry.folder.display();
            return Err(Error::new(ErrorKind::Setting, format!("is not in use; {folder} is at {current}"))
                .file(path)
                .hint("name the folder, or put this version in use with `shortlist model promote`"));
        }
        if path.is_dir() && path.join(CURRENT).is_file() {
            return Ok(Self::in_folder(path));
        }
        let missing = |folder: &Path| {
            Error::new(ErrorKind::Io, format!("no model of the name {name}: there is no {}", folder.display()))
                .hint("name a model file (model.json), or a model in models/ made with `shortlist train --name`")
        };
        let registry = if is_name(path) { Self::named(name)? } else { return Err(missing(path)) };
        if registry.folder.is_dir() { Ok(registry) } else { Err(missing(&registry.folder)) }
    }

    /// The registry and the id of a version's own file: `models/NAME/v2.json` in a folder that has a `current`.
    #[must_use]
    pub fn version_at(file: &Path) -> Option<(Self, String)> {
        let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let id = file.file_stem().and_then(|s| s.to_str()).filter(|id| number(id, 'v').is_some())?;
        let ours = folder.join(CURRENT).is_file() && file.extension().is_some_and(|e| e == "json");
        ours.then(|| (Self::in_folder(folder), id.to_owned()))
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The versions that are whole, in order.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the folder can't be read.
    pub fn versions(&self) -> Result<Vec<String>> {
        ids(&self.folder, 'v')
    }

    /// The candidates that are whole, in order.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where the folder can't be read.
    pub fn candidates(&self) -> Result<Vec<String>> {
        ids(&self.folder.join(CANDIDATES), 'c')
    }

    /// The version in use.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] where `current` names no whole version, or where no version is the model file that this
    /// registry stands beside; [`ErrorKind::Io`] where a file can't be read.
    pub fn current(&self) -> Result<String> {
        let versions = self.versions()?;
        let Some(file) = &self.file else {
            let path = self.folder.join(CURRENT);
            let id = fs::read_to_string(&path).map_err(|e| Error::io("read which version is in use", &path, e))?;
            let id = id.trim().to_owned();
            if versions.contains(&id) {
                return Ok(id);
            }
            let whole = if versions.is_empty() { "none".to_owned() } else { versions.join(", ") };
            return Err(Error::new(ErrorKind::Model, format!("names `{id}`; the complete versions are {whole}"))
                .file(&path)
                .hint("put one of them in use with `shortlist model promote`, or restore the folder"));
        };
        let bytes = fs::read(file).map_err(|e| Error::io("read the model", file, e))?;
        let digest = digest(&bytes);
        for id in versions.into_iter().rev() {
            if self.record(&id)?.model_digest == digest {
                return Ok(id);
            }
        }
        Err(Error::new(
            ErrorKind::Model,
            format!("has no training table: no version in {} has its digest", self.folder.display()),
        )
        .file(file)
        .hint("keep the folder beside the model, or train it again"))
    }

    /// A version or candidate, with both digests checked.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] where there is none of that id, or model or table don't have the digest of the record;
    /// those of [`Model::from_json`], [`TrainingTable::from_csv`] and [`Record::from_json`].
    pub fn load(&self, id: &str) -> Result<Entry> {
        let record = self.record(id)?;
        let model = self.model_of(id, &record)?;
        let (path, text) = self.described(id, "training.csv", &record.table_digest)?;
        let table = TrainingTable::from_csv(&text, &path)?;
        Ok(Entry { id: id.to_owned(), model, record, table })
    }

    /// The model of a version or candidate alone, with its digest checked.
    ///
    /// # Errors
    /// As [`Registry::load`], whatever the training table is.
    pub fn model(&self, id: &str) -> Result<Model> {
        self.model_of(id, &self.record(id)?)
    }

    fn model_of(&self, id: &str, record: &Record) -> Result<Model> {
        let (path, text) = self.described(id, "json", &record.model_digest)?;
        Model::from_json(&text).map_err(|e| e.file(&path))
    }

    /// A file of a version, which must have the digest that its record gives.
    fn described(&self, id: &str, ending: &str, expected: &str) -> Result<(PathBuf, String)> {
        let path = self.path(id, ending);
        let text = read_text(&path)?;
        if digest(text.as_bytes()) == expected {
            return Ok((path, text));
        }
        Err(Error::new(ErrorKind::Model, "is not the file that the model's record describes: its digest is different")
            .file(&path)
            .hint("restore the file, or train the model again"))
    }

    /// The record of a version or candidate.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] where there is none of that id, and those of [`Record::from_json`].
    pub fn record(&self, id: &str) -> Result<Record> {
        let path = self.path(id, "record.json");
        if (number(id, 'v').is_none() && number(id, 'c').is_none()) || !path.is_file() {
            let all: Vec<String> = self.versions()?.into_iter().chain(self.candidates()?).collect();
            let all = if all.is_empty() { "none".to_owned() } else { all.join(", ") };
            return Err(Error::new(ErrorKind::Model, format!("no version {id}; there are {all}"))
                .file(&self.folder)
                .hint("see `shortlist model list`"));
        }
        Record::from_json(&read_text(&path)?, &path)
    }

    /// The place of a file of a version or candidate: `record.json`, `json`, `training.csv` or `card.md`.
    #[must_use]
    pub fn path(&self, id: &str, ending: &str) -> PathBuf {
        let folder = if id.starts_with('c') { self.folder.join(CANDIDATES) } else { self.folder.clone() };
        folder.join(format!("{id}.{ending}"))
    }

    /// Takes the registry for this process; nobody else can change it until the result is dropped.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where another process has it, or the folder can't be made or written.
    pub fn lock(&self) -> Result<Locked<'_>> {
        fs::create_dir_all(&self.folder).map_err(|e| Error::io("make the folder", &self.folder, e))?;
        let path = self.folder.join("lock");
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(|e| Error::io("lock the registry", &path, e))?;
        match file.try_lock() {
            Ok(()) => Ok(Locked { registry: self, _lock: file }),
            Err(TryLockError::WouldBlock) => Err(Error::new(
                ErrorKind::Io,
                "another run of shortlist is changing this model; nothing was changed here",
            )
            .file(&self.folder)
            .hint("wait until it is done, then run the command again")),
            Err(TryLockError::Error(e)) => Err(Error::io("lock the registry", &path, e)),
        }
    }
}

/// A registry that this process alone may change.
#[derive(Debug)]
pub struct Locked<'r> {
    registry: &'r Registry,
    _lock: File,
}

impl Locked<'_> {
    /// Takes a version in, as the next number; a version of the same bytes is not taken twice. It is not in use yet.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] where a file can't be written; then there is no new version.
    pub fn add_version(&self, entry: NewEntry<'_>) -> Result<String> {
        let mut last = 0;
        for id in self.registry.versions()? {
            last = number(&id, 'v').unwrap_or(last);
            let known = self.registry.record(&id)?;
            if (known.model_digest, known.table_digest)
                == (digest(entry.model.to_json().as_bytes()), digest(entry.table.to_csv().as_bytes()))
            {
                return Ok(id);
            }
        }
        self.write(&format!("v{}", last + 1), entry)
    }

    /// Takes a version in under a number of its own, replacing what stood there.
    ///
    /// # Errors
    /// As [`Locked::add_version`].
    pub fn replace_version(&self, id: &str, entry: NewEntry<'_>) -> Result<()> {
        self.write(id, entry).map(|_| ())
    }

    /// Keeps a challenger that was refused.
    ///
    /// # Errors
    /// As [`Locked::add_version`].
    pub fn add_candidate(&self, entry: NewEntry<'_>) -> Result<String> {
        let last = self.registry.candidates()?.last().and_then(|id| number(id, 'c')).unwrap_or(0);
        self.write(&format!("c{}", last + 1), entry)
    }

    fn write(&self, id: &str, entry: NewEntry<'_>) -> Result<String> {
        let (model, table) = (entry.model.to_json(), entry.table.to_csv());
        let mut record = entry.record.clone();
        (record.model_digest, record.table_digest) = (digest(model.as_bytes()), digest(table.as_bytes()));
        (record.format, record.card_digest) = (Record::FORMAT, Some(digest(entry.card.as_bytes())));
        let record = record.sealed();
        let path = |ending| self.registry.path(id, ending);
        let folder = path("json").parent().unwrap_or(Path::new(".")).to_owned();
        fs::create_dir_all(&folder).map_err(|e| Error::io("make the folder", &folder, e))?;
        write_whole(&path("json"), model.as_bytes(), false)?;
        write_whole(&path("training.csv"), table.as_bytes(), false)?;
        write_whole(&path("card.md"), entry.card.as_bytes(), false)?;
        write_whole(&path("record.json"), record.to_json().as_bytes(), false)?;
        Ok(id.to_owned())
    }

    /// Puts a whole version in use, in one step.
    ///
    /// # Errors
    /// Those of [`Registry::load`]: a version whose digests are wrong is not put in use. [`ErrorKind::Io`] where the
    /// file can't be replaced; then the old version stays in use.
    pub fn promote(&self, id: &str) -> Result<()> {
        self.registry.load(id)?;
        match &self.registry.file {
            Some(file) => write_whole(file, read_text(&self.registry.path(id, "json"))?.as_bytes(), false),
            None => write_whole(&self.registry.folder.join(CURRENT), format!("{id}\n").as_bytes(), false),
        }
    }

    /// Makes a candidate a version and puts it in use, with the reason of the person who wants it.
    ///
    /// # Errors
    /// Those of [`Registry::load`] and [`Locked::add_version`].
    pub fn promote_candidate(&self, id: &str, reason: &str) -> Result<String> {
        let entry = self.registry.load(id)?;
        let record = Record { promoted_anyway: Some(reason.to_owned()), ..entry.record };
        let card = read_text(&self.registry.path(id, "card.md")).unwrap_or_default();
        let new = NewEntry { model: &entry.model, table: &entry.table, record: &record, card: &card };
        let version = self.add_version(new)?;
        self.promote(&version)?;
        Ok(version)
    }

    /// Puts the previous version back in use: the champion of its record, else the number
    /// before it. Gives the old and the new id.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] where there is none before it; those of [`Locked::promote`].
    pub fn rollback(&self) -> Result<(String, String)> {
        let current = self.registry.current()?;
        let versions = self.registry.versions()?;
        let before = versions.iter().take_while(|v| **v != current).last().cloned();
        let parent = self.registry.record(&current)?.champion.filter(|c| versions.contains(c));
        let Some(target) = parent.or(before) else {
            return Err(Error::new(ErrorKind::Model, format!("there is no version before {current}"))
                .file(&self.registry.folder)
                .hint("see `shortlist model list`"));
        };
        self.promote(&target)?;
        Ok((current, target))
    }
}

/// SHA-256 in hex.
fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|e| Error::io("read it", path, e))
}

/// The number of an id, `v12` → 12.
fn number(id: &str, letter: char) -> Option<u64> {
    let digits = id.strip_prefix(letter)?;
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok()).flatten()
}

/// The ids in a folder that have a record, in the order of their numbers; none if there is no folder.
fn ids(folder: &Path, letter: char) -> Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(Error::io("read the folder", folder, e)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let name = entry.map_err(|e| Error::io("read the folder", folder, e))?.file_name();
        let id = name.to_str().and_then(|n| n.strip_suffix(".record.json"));
        found.extend(id.and_then(|id| number(id, letter)));
    }
    found.sort_unstable();
    Ok(found.into_iter().map(|n| format!("{letter}{n}")).collect())
}

/// Whether it can be a name in `models/`: no folder before it, no ending.
fn is_name(path: &Path) -> bool {
    path.components().count() == 1 && path.extension().is_none()
}

#[cfg(test)]
mod tests;
