//! Letters as files: a folder or a `.zip` with one letter per file, and tables with a column of file names.

use super::store::Store;
use super::{
    Application, ColumnChoice, Columns, FileFacts, Findings, Options, Progress, SharedDigest, Source, Unusable,
};
use crate::documents::worker::{Limits, Worker};
use crate::documents::{Hints, Letter, Refusal};
use crate::error::{Error, ErrorKind, Result};
use crate::parallel::{Load, in_order};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::JoinHandle;

/// The table that joins columns to the files of a folder.
const MANIFEST: &str = "manifest.csv";

/// Names of the manifest's column that names the file, folded.
const FILE_NAMES: &[&str] = &["file", "filename", "path", "document", "attachment"];

/// Endings of tables, which are no letters.
const TABLES: &[&str] = &["csv", "tsv", "xlsx", "parquet", "jsonl", "arrow"];

/// Names of files left out that are told.
const MOST_TOLD: usize = 10;

/// Whether a name in an archive is that of a table that may be meant.
pub(super) fn is_table(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, e)| e).to_ascii_lowercase();
    TABLES.contains(&ending.as_str()) && name != MANIFEST
}

/// What of an application a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The letter, or the part of it that is read as the letter.
    Letter,
    /// Another part: the column at this place among the passthrough columns.
    Cell(usize),
}

/// A row before its files are read.
struct Planned {
    application: Application,
    /// The files, the letter's first; none if the row has its reason already.
    files: Vec<(Place, String)>,
}

/// Opens a folder or an archive of letters. The order is that of the manifest, then that of the names.
pub(super) fn open(path: &Path, store: Store, options: &Options) -> Result<Source> {
    let (names, left_out) = store.list_all()?;
    let (mut messages, mut files) = (Vec::new(), Vec::new());
    if !left_out.is_empty() {
        let shown = left_out.iter().take(MOST_TOLD).cloned().collect::<Vec<_>>().join(", ");
        let more = left_out.len().saturating_sub(MOST_TOLD);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        messages.push(format!("left out, as hidden files, lock files and those of the system are: {shown}{more}"));
    }
    for name in names {
        if is_table(&name) {
            messages.push(format!(
                "{name} is a table, not a letter: it is left out (call it {MANIFEST} to join its columns)"
            ));
        } else if name != MANIFEST {
            files.push(name);
        }
    }
    let ids = ids(&files);
    let (mut columns, mut planned) = (
        Columns { id: None, letter: None, passthrough: vec![ColumnChoice { name: "file".into(), index: 0 }] },
        Vec::new(),
    );
    let mut taken = vec![false; files.len()];
    if let Ok(bytes) = store.bytes(MANIFEST) {
        let manifest = manifest(path, bytes, options)?;
        messages.extend(manifest.messages);
        columns.passthrough.extend(
            manifest.passthrough.iter().enumerate().map(|(n, name)| ColumnChoice { name: name.clone(), index: n + 1 }),
        );
        let by_name: HashMap<&str, usize> = files.iter().enumerate().map(|(n, f)| (f.as_str(), n)).collect();
        let by_id: BTreeMap<&str, usize> = ids.iter().enumerate().map(|(n, id)| (id.as_str(), n)).collect();
        for row in manifest.rows {
            let place = match &row.file {
                Some(file) => by_name.get(file.replace('\\', "/").trim_start_matches("./")).copied(),
                None => by_id.get(row.id.as_str()).copied(),
            };
            let named = row.file.clone().unwrap_or_else(|| row.id.clone());
            let passthrough = |file: &str| std::iter::once(file.to_owned()).chain(row.cells.iter().cloned()).collect();
            match place {
                Some(place) => {
                    taken[place] = true;
                    let id = row.file.as_ref().filter(|_| !row.has_id).map_or(row.id.clone(), |_| ids[place].clone());
                    planned.push(plan(id, Some(&files[place]), passthrough(&files[place]), None));
                }
                None => {
                    planned.push(plan(row.id.clone(), None, passthrough(&named), Some(Refusal::Missing(named.clone()))))
                }
            }
        }
        let absent = taken.iter().filter(|t| !**t).count();
        if absent > 0 {
            messages.push(format!("files without a row in {MANIFEST}: {absent}; their other columns are empty"));
        }
    }
    let width = columns.passthrough.len();
    for (n, file) in files.iter().enumerate().filter(|(n, _)| !taken[*n]) {
        let mut passthrough = vec![String::new(); width];
        passthrough[0].clone_from(file);
        planned.push(plan(ids[n].clone(), Some(file), passthrough, None));
    }
    if planned.is_empty() {
        return Err(Error::new(ErrorKind::Format, "holds no letters")
            .file(path)
            .hint("put one letter per file into it: pdf, docx, odt, rtf, html, doc, txt or md"));
    }
    for (n, row) in planned.iter_mut().enumerate() {
        row.application.row = n as u64 + 1;
    }
    let digest = SharedDigest::default();
    let rows = reading(planned.into_iter().map(Ok), Arc::new(store), options, digest.clone(), path)?;
    Ok(Source {
        columns,
        messages,
        rows: Box::new(rows),
        digest,
        path: path.to_owned(),
        findings: Findings::default(),
        progress: Progress::of(None),
        types: None,
    })
}

fn plan(id: String, file: Option<&String>, passthrough: Vec<String>, refusal: Option<Refusal>) -> Planned {
    let letter = Err(Unusable::Document(refusal.unwrap_or(Refusal::Empty)));
    let application = Application { row: 0, id, letter, passthrough, typed: None, parts: Vec::new(), file: None };
    Planned { application, files: file.map(|name| (Place::Letter, name.clone())).into_iter().collect() }
}

/// The ids of files: the stem; the path without its ending where a stem stands more than once, and the whole path where that does.
fn ids(files: &[String]) -> Vec<String> {
    let bare = |name: &str| match name.rsplit_once('.') {
        Some((bare, ending)) if !bare.is_empty() && !ending.contains('/') => bare.to_owned(),
        _ => name.to_owned(),
    };
    let stem = |name: &str| bare(name.rsplit('/').next().unwrap_or(name));
    let count = |of: &dyn Fn(&str) -> String| {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for file in files {
            *counts.entry(of(file)).or_default() += 1;
        }
        counts
    };
    let (stems, paths) = (count(&stem), count(&bare));
    files
        .iter()
        .map(|file| match (stems[&stem(file)], paths[&bare(file)]) {
            (1, _) => stem(file),
            (_, 1) => bare(file),
            _ => file.clone(),
        })
        .collect()
}

struct Manifest {
    passthrough: Vec<String>,
    rows: Vec<ManifestRow>,
    messages: Vec<String>,
}

struct ManifestRow {
    id: String,
    has_id: bool,
    file: Option<String>,
    cells: Vec<String>,
}

/// Reads the manifest: a column `file`, or an id that is the file's.
fn manifest(path: &Path, bytes: Vec<u8>, options: &Options) -> Result<Manifest> {
    let place = path.join(MANIFEST);
    let options = Options {
        id_column: options.id_column.clone(),
        encoding: options.encoding.clone(),
        without_letters: true,
        ..Options::default()
    };
    let source = Source::in_memory(&place, bytes, &options)?;
    let has_id = source.columns().id.is_some();
    let messages = source.messages().to_vec();
    let names: Vec<String> = source.columns().passthrough.iter().map(|c| c.name.clone()).collect();
    let file = names.iter().position(|n| FILE_NAMES.contains(&super::columns::fold(n).as_str()));
    if file.is_none() && !has_id {
        return Err(Error::new(ErrorKind::Column, "no column says which row belongs to which file")
            .file(&place)
            .hint("give it a column `file` with the name of the file, or `id` with the name without its ending"));
    }
    let mut rows = Vec::new();
    for application in source {
        let mut application = application?;
        if let Err(reason @ Unusable::Ragged { .. }) = &application.letter {
            return Err(Error::new(ErrorKind::Value, reason).file(&place).row(application.row).hint("correct the row"));
        }
        let file = file.map(|n| application.passthrough.remove(n));
        rows.push(ManifestRow { id: application.id, has_id, file, cells: application.passthrough });
    }
    let passthrough = names.into_iter().enumerate().filter(|(n, _)| Some(*n) != file).map(|(_, name)| name).collect();
    Ok(Manifest { passthrough, rows, messages })
}

/// Reads the files that columns of a table name; each text takes the place of its name.
pub(super) fn beside(source: Source, store: Store, options: &Options, places: Vec<Place>) -> Result<Source> {
    let Source { columns, messages, rows, digest, path, findings, progress, types } = source;
    let planned = rows.map(move |application| application.map(|application| named(application, &places)));
    let rows = reading(planned, Arc::new(store), options, digest.clone(), &path)?;
    Ok(Source { columns, messages, rows: Box::new(rows), digest, path, findings, progress, types })
}

/// The files that a row names at these places.
fn named(mut application: Application, places: &[Place]) -> Planned {
    let mut files = Vec::new();
    for place in places {
        let name = match place {
            Place::Letter => {
                let name = std::mem::replace(&mut application.letter, Err(Unusable::Empty));
                let reason = |reason| if reason == Unusable::Empty { Unusable::NoFile } else { reason };
                name.map_err(|e| application.letter = Err(reason(e))).ok()
            }
            Place::Cell(at) => application.passthrough.get_mut(*at).map(std::mem::take),
        };
        let name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        files.extend(name.map(|name| (*place, name)));
    }
    Planned { application, files }
}

/// Reads files on as many children as there are threads, and gives the rows in their order.
fn reading(
    planned: impl Iterator<Item = Result<Planned>> + Send + 'static,
    store: Arc<Store>,
    options: &Options,
    digest: SharedDigest,
    path: &Path,
) -> Result<Reading> {
    let Some(limits) = options.documents.clone() else {
        return Err(Error::new(ErrorKind::Setting, "letters are files, and no program is set to read them")
            .file(path)
            .hint("set Options::documents"));
    };
    let (encoding, most) = (options.encoding.clone(), options.max_letter());
    let (send, rows) = sync_channel::<Result<Application>>(16);
    let load = Load { items: 1, ..Load::default() };
    let thread = std::thread::spawn(move || {
        let done = in_order(
            planned,
            load,
            |_: &Planned| 1,
            || Worker::new(limits.clone()),
            |worker, batch: Vec<Planned>| {
                let read = |planned| read_one(planned, &store, worker, encoding.as_deref(), most);
                batch.into_iter().map(read).collect::<Vec<_>>()
            },
            |batch| {
                for (application, bytes) in batch {
                    digest.update(&bytes);
                    // Whoever asked is gone: nothing more to do.
                    send.send(Ok(application)).map_err(|_| Error::new(ErrorKind::Io, "stopped"))?;
                }
                Ok(())
            },
        );
        if let Err(error) = done {
            let _ = send.send(Err(error));
        }
    });
    Ok(Reading { rows, thread: Some(thread) })
}

/// One row with its texts; and, for the digest of the input, the name and the SHA-256 of each file.
fn read_one(
    planned: Planned,
    store: &Store,
    worker: &mut Worker,
    encoding: Option<&str>,
    most: usize,
) -> (Application, Vec<u8>) {
    use sha2::{Digest, Sha256};
    let Planned { mut application, files } = planned;
    let mut seen = Vec::new();
    let mut facts: Option<FileFacts> = None;
    for (place, name) in files {
        seen.extend_from_slice(name.as_bytes());
        let read = store.bytes(&name).and_then(|bytes| {
            seen.extend_from_slice(&Sha256::digest(&bytes));
            worker.read(&bytes, &Hints { name: name.clone(), encoding: encoding.map(str::to_owned) })
        });
        let facts = match &mut facts {
            Some(facts) => {
                facts.name += &format!("; {name}");
                facts
            }
            none => none.insert(FileFacts { name, ..FileFacts::default() }),
        };
        let text = read.map(|Letter { text, kind, pages, warnings, hidden }| {
            facts.kind = facts.kind.or(Some(kind));
            facts.pages = facts.pages.into_iter().chain(pages).reduce(|a, b| a.saturating_add(b));
            facts.warnings.extend(warnings);
            facts.hidden.extend(hidden);
            text
        });
        match (place, text) {
            (Place::Letter, Ok(text)) if text.len() > most => {
                application.letter = Err(Unusable::TooLong { at_least: text.len(), most });
            }
            (Place::Letter, Ok(text)) => application.letter = super::usable(text),
            (Place::Letter, Err(refusal)) => application.letter = Err(Unusable::Document(refusal)),
            (Place::Cell(at), Ok(text)) => {
                application.passthrough.get_mut(at).into_iter().for_each(|cell| cell.clone_from(&text));
            }
            (Place::Cell(at), Err(refusal)) => facts.unread.push((at, refusal)),
        }
    }
    application.file = facts.map(Box::new);
    (application, seen)
}

struct Reading {
    rows: Receiver<Result<Application>>,
    thread: Option<JoinHandle<()>>,
}

impl Iterator for Reading {
    type Item = Result<Application>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Ok(row) = self.rows.recv() {
            return Some(row);
        }
        // A thread that broke off must not pass for the end of the rows.
        let broken = self.thread.take()?.join().is_err();
        broken.then(|| Err(Error::new(ErrorKind::Io, "reading the files stopped; this is a fault of the program")))
    }
}

/// The limits that the command line's defaults ask of a program that reads documents.
#[must_use]
pub fn limits(program: &Path, arguments: &[&str], seconds: u64, megabytes: u64) -> Limits {
    Limits {
        program: program.to_owned(),
        arguments: arguments.iter().map(|a| (*a).to_owned()).collect(),
        timeout: std::time::Duration::from_secs(seconds),
        megabytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_stems_where_these_tell_files_apart() {
        let files = ["a/x.pdf", "b/x.pdf", "c.d.txt", "e", "f/y.doc", "f/y.pdf"].map(str::to_owned);
        assert_eq!(ids(&files), ["a/x", "b/x", "c.d", "e", "f/y.doc", "f/y.pdf"]);
    }
}
