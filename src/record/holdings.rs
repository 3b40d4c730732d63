//! What a file, a model or a log holds on an applicant: the answer to whoever asks for their data, and what `forget` would
//! have to clear.

use super::forget::{Forgotten, archive_holds, rows_of, without};
use super::log::Log;
use super::pseudonym::Key;
use crate::error::{Error, Result};
use crate::ingest::{Options, by_name};
use crate::model::registry::{Registry, hashed};
use std::path::Path;

/// What a file holds on an applicant, in a few words; none where it holds nothing. `hashes` are those under which logs know
/// the applicant: an evidence pack names nobody otherwise.
///
/// # Errors
/// Those of [`without`].
pub fn in_file(path: &Path, id: &str, hashes: &[String], options: &Options) -> Result<Option<String>> {
    if path.is_file() && by_name(path).0.is_some() {
        let (rows, columns) = rows_of(path, id, options)?;
        if !rows.is_empty() {
            let s = if rows.len() == 1 { "" } else { "s" };
            let rows: Vec<String> = rows.iter().map(u64::to_string).collect();
            return Ok(Some(format!("row{s} {}: {}", rows.join(", "), columns.join(", "))));
        }
    }
    if holds_hash(path, hashes)? {
        return Ok(Some("values and score under the hash that the log has for the applicant".into()));
    }
    Ok(match without(path, id, options)? {
        Forgotten::Absent => None,
        Forgotten::Rewritten { rows, .. } => Some(format!("{rows} rows")),
        Forgotten::ByHand(what) => Some(what),
    })
}

/// Whether a file, or a file of an archive, holds one of these hashes.
///
/// # Errors
/// [`crate::error::ErrorKind::Io`] where it can't be read.
pub fn holds_hash(path: &Path, hashes: &[String]) -> Result<bool> {
    if hashes.is_empty() || !path.is_file() {
        return Ok(false);
    }
    let bytes = std::fs::read(path).map_err(|e| Error::io("read it", path, e))?;
    let has = |bytes: &[u8]| hashes.iter().any(|hash| memchr::memmem::find(bytes, hash.as_bytes()).is_some());
    // An archive that can't be read holds what nobody can tell; [`without`] says so.
    Ok(if bytes.starts_with(b"PK") { archive_holds(&bytes, has).unwrap_or(false) } else { has(&bytes) })
}

/// What a log holds: the entries that name the applicant under its hash, and what each is.
///
/// # Errors
/// Those of [`Log::read`] and [`Key::read`].
pub fn in_log(path: &Path, id: &str) -> Result<Vec<String>> {
    let hash = Key::read(path)?.hash(id);
    let mut found = Vec::new();
    for entry in Log::at(path).read(None)?.entries {
        for decision in entry.decided.overrides.iter().filter(|o| o.applicant == hash) {
            let (number, word) = (entry.entry, &decision.decision);
            found.push(format!(
                "entry {number}: `{word}`, decided by {}, with the reason that was given",
                entry.decided.by
            ));
        }
        if entry.decided.outcome.values().any(|value| value.as_str() == Some(&hash)) {
            found.push(format!("entry {}: {} by {}", entry.entry, entry.decided.command, entry.decided.by));
        }
    }
    Ok(found)
}

/// The versions and candidates of a model whose training table has the applicant: values and label, under a hash. The second
/// value says whether there was a training table to look into.
///
/// # Errors
/// Those of [`Registry::find`] and of reading its versions.
pub fn in_model(name: &str, id: &str) -> Result<(Vec<String>, bool)> {
    let registry = Registry::find(name)?;
    let versions: Vec<_> = registry.versions()?.into_iter().chain(registry.candidates()?).collect();
    let mut found = Vec::new();
    for version in &versions {
        let entry = registry.load(version)?;
        let hash = hashed(&entry.record.salt, id);
        if entry.table.rows.iter().any(|row| row.id == hash) {
            found.push(format!("{version}: values and label of the applicant in its training table, under a hash"));
        }
    }
    Ok((found, !versions.is_empty()))
}
