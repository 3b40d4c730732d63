//! What a file, a model or a log holds on an applicant: the answer to whoever asks for their data, and what `forget` would
//! have to clear.

use super::forget::{Forgotten, archive_holds, rows_of, without};
use super::log::Log;
use super::pseudonym::Key;
use crate::error::{Error, Result};
use crate::ingest::{Options, by_name};
use crate::model::registry::{Registry, hashed};
use std::path::Path;

/// What a file holds on an applicant, in a few words; none if it holds nothing. `hashes` are those under which logs know
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

#[cfg(test)]
mod tests {
    use super::super::{Decided, Overridden};
    use super::*;
    use std::io::Write;

    #[test]
    fn a_log_names_entries_on_the_applicant_alone() {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::at(&folder.path().join("log.jsonl"));
        let key = log.prepare().unwrap();
        let decided = |command: &str| Decided { command: command.into(), by: "chair".into(), ..Decided::default() };
        let kept = Overridden { applicant: key.hash("A1"), decision: "in".into(), reason: "a reason".into() };
        log.append(Decided { overrides: vec![kept], ..decided("rank") }).unwrap();
        let outcome = [("applicant".to_owned(), key.hash("A2").into()), ("rows".to_owned(), 3.into())];
        log.append(Decided { outcome: outcome.into_iter().collect(), ..decided("forget") }).unwrap();
        let found = |id: &str| in_log(log.path(), id).unwrap();
        assert_eq!(found("A1"), ["entry 1: `in`, decided by chair, with the reason that was given"]);
        assert_eq!(found("A2"), ["entry 2: forget by chair"]);
        assert!(found("A3").is_empty());
    }

    #[test]
    fn files_are_searched_for_rows_ids_and_hashes() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, bytes: &[u8]| {
            std::fs::write(folder.path().join(name), bytes).unwrap();
            folder.path().join(name)
        };
        let hashes = ["0123abcd".to_owned()];
        let said = |path: &Path, id: &str| in_file(path, id, &hashes, &Options::default()).unwrap();
        let table = put("t.csv", b"id,Name,letter\nA1,x,y\nA2,x,y\nA1,x,y\nA4,0123abcd,y\n");
        assert_eq!(said(&table, "A2").as_deref(), Some("row 2: Name, letter"));
        assert_eq!(said(&table, "A1").as_deref(), Some("rows 1, 3: Name, letter"));
        let by_hash = Some("values and score under the hash that the log has for the applicant");
        assert_eq!(said(&table, "A3").as_deref(), by_hash);
        assert_eq!(in_file(&table, "A3", &[], &Options::default()).unwrap(), None);
        assert!(said(&put("list.md", b"| A3 |"), "A3").unwrap().starts_with("holds the applicant"));
        assert_eq!(said(&put("other.md", b"| A31 |"), "A3"), None);

        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file("features.csv", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(b"id,words\n0123abcd,4\n").unwrap();
        let pack = put("pack.zip", &zip.finish().unwrap().into_inner());
        assert_eq!(said(&pack, "A3").as_deref(), by_hash);
        let other = ["ffff".to_owned()];
        assert!(!holds_hash(&pack, &other).unwrap() && !holds_hash(&pack, &[]).unwrap());
        assert!(!holds_hash(&put("broken.zip", b"PK 0123abcd"), &hashes).unwrap());
        assert!(!holds_hash(folder.path(), &hashes).unwrap());
    }
}
