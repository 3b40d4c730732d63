//! `shortlist forget`

use super::common;
use super::recording::Recording;
use serde_json::Map;
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::files;
use shortlist::ingest::Options;
use shortlist::model::registry::{NewEntry, Record, Registry, TrainingTable, hashed};
use shortlist::record::forget::{Forgotten, remaining, without};
use shortlist::record::holdings::holds_hash;
use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Removes an applicant: from tables, and from what models learnt from
///
/// Takes the applicant's rows out of every --in table: letters, labels, scores, lists. In tables of text (also
/// compressed) all other bytes stay as they are; in Parquet and Arrow values and types stay. The applicant is taken out of the
/// training table of every version and candidate of each --model, too. Other files that you name with --in (workbooks, the
/// review page, .md, .json, archives, folders of letters) are looked into, and the command says which hold the applicant and
/// what to do; so are the run facts beside a table. The log keeps a tombstone: that somebody was forgotten, when and by whom,
/// under a hash.
///
/// The weights of a model that learnt from the applicant still reflect this; the command says which must be trained
/// again. Clear backups, labels in browsers and other copies yourself.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  shortlist forget N026 --in this-year.csv --in labels.csv --in scores.csv --model model.json --log log.jsonl --by chair"
)]
pub struct Args {
    /// Id of the applicant
    #[arg(value_name = "ID")]
    id: String,
    /// File to take the applicant out of; may be given several times
    #[arg(long = "in", value_name = "FILE")]
    tables: Vec<PathBuf>,
    /// Model file, or name of a model in models/; may be given several times
    #[arg(long, value_name = "M")]
    model: Vec<String>,
    /// Column that holds the id (default: `id`, else the usual names)
    #[arg(long, value_name = "COLUMN")]
    id_column: Option<String>,
    #[command(flatten)]
    recording: Recording,
}

/// What people must do with an evidence pack.
const PACK: &str =
    "holds the applicant's values under the log's hash: build it again from the cleared letters, or delete it";

/// What one run finds and does.
#[derive(Default)]
struct Found<'a> {
    /// Tables to rewrite: bytes and rows.
    cleared: Vec<(PathBuf, Vec<u8>, usize)>,
    by_hand: Vec<(PathBuf, String)>,
    absent: Vec<PathBuf>,
    passages: Vec<String>,
    /// Models and versions that learnt from the applicant, with the hash of the id.
    to_retrain: Vec<(&'a String, String, String)>,
    /// Models without a training table.
    untold: Vec<&'a String>,
}

pub fn run(args: &Args) -> Result<()> {
    let recorder = args.recording.begin()?;
    let options =
        Options { id_column: args.id_column.clone(), or_id: true, without_letters: true, ..Options::default() };
    // Runs at the same time wait for each other: each reads what the one before has written.
    let _locks = locked(&args.tables)?;
    // A pack names nobody but under the log's hash.
    let hashes: Vec<String> = recorder.iter().map(|recorder| recorder.hash(&args.id)).collect();
    let mut found = Found::default();
    for path in &args.tables {
        let facts = facts_beside(path);
        for path in [Some(path.clone()), facts].into_iter().flatten() {
            match without(&path, &args.id, &options)? {
                Forgotten::Rewritten { bytes, rows, passages } => {
                    found.cleared.push((path, bytes, rows));
                    found.passages.extend(passages);
                }
                Forgotten::ByHand(what) => found.by_hand.push((path, what)),
                Forgotten::Absent if holds_hash(&path, &hashes)? => found.by_hand.push((path, PACK.to_owned())),
                Forgotten::Absent => found.absent.push(path),
            }
        }
    }
    for name in &args.model {
        let registry = Registry::find(name)?;
        let versions: Vec<_> = registry.versions()?.into_iter().chain(registry.candidates()?).collect();
        if versions.is_empty() {
            found.untold.push(name);
        }
        for id in versions {
            let entry = registry.load(&id)?;
            let hash = hashed(&entry.record.salt, &args.id);
            if entry.table.rows.iter().any(|r| r.id == hash) {
                found.to_retrain.push((name, id, hash));
            }
        }
    }
    let rows: usize = found.cleared.iter().map(|(.., rows)| rows).sum();
    if rows == 0 && found.to_retrain.is_empty() && found.by_hand.is_empty() {
        return Err(Error::new(ErrorKind::Value, "none of these files and models holds the applicant")
            .hint("check the id, and name the files with --in and the models with --model"));
    }
    // Everything is written before anything is said: whoever stops listening stops nothing.
    for (path, bytes, _) in &found.cleared {
        files::write_whole(path, bytes, false)?;
    }
    for (name, id, hash) in &found.to_retrain {
        forget_row(&Registry::find(name)?, id, hash)?;
    }
    if let Some(recorder) = &recorder {
        let mut outcome = Map::new();
        outcome.insert("applicant".into(), recorder.hash(&args.id).into());
        outcome.insert("rows".into(), rows.into());
        outcome.insert("files_left_to_people".into(), found.by_hand.len().into());
        outcome.insert("models_to_train_again".into(), found.to_retrain.len().into());
        recorder.append(recorder.entry("forget"), outcome)?;
    }
    let left = left_behind(&found, &args.id, &options)?;
    say(&found, args)?;
    for warning in &left {
        common::say("warning", warning);
    }
    Ok(())
}

/// What still tells of the applicant in the files as they now lie there.
fn left_behind(found: &Found<'_>, id: &str, options: &Options) -> Result<Vec<String>> {
    let mut left = Vec::new();
    for path in found.cleared.iter().map(|(path, ..)| path).chain(&found.absent) {
        if path.is_dir() {
            continue;
        }
        if !matches!(without(path, id, options)?, Forgotten::Absent) {
            left.push(format!("{} still holds the applicant: look into it", path.display()));
        }
        let bytes = std::fs::read(path).map_err(|e| Error::io("read it again", path, e))?;
        if let Some(passage) = remaining(&bytes, &found.passages) {
            let begin: String = passage.chars().take(60).collect();
            left.push(format!(
                "{} still holds a passage of the applicant's letter (“{begin}…”): another applicant wrote the same, or it is a copy under another id",
                path.display()
            ));
        }
    }
    Ok(left)
}

fn say(found: &Found<'_>, args: &Args) -> Result<()> {
    for (path, _, rows) in &found.cleared {
        common::print(&format!("{}: {rows} {} removed\n", path.display(), if *rows == 1 { "row" } else { "rows" }))?;
    }
    for (name, id, _) in &found.to_retrain {
        common::print(&format!(
            "{name} {id}: removed from its training table; it learnt from the applicant and must be trained again\n"
        ))?;
    }
    for name in &found.untold {
        common::say(
            "warning",
            &format!(
                "{name} has no training table beside it, so it is not known whether it learnt from the applicant: name the \
                 model with its folder, or train it again"
            ),
        );
    }
    if found.to_retrain.is_empty() && found.untold.len() < args.model.len() {
        common::print("no model has to be trained again: none learnt from the applicant\n")?;
    }
    for path in &found.absent {
        common::print(&format!("{}: the applicant is not in it\n", path.display()))?;
    }
    for (path, what) in &found.by_hand {
        common::say("warning", &format!("{} {what}", path.display()));
    }
    Ok(())
}

/// Locks the folders of the tables, in one order for all, until what is given back is dropped. The tables themselves are
/// replaced, so a lock on them would hold nothing.
fn locked(tables: &[PathBuf]) -> Result<Vec<File>> {
    let folder = |table: &PathBuf| {
        let parent = table.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        parent.canonicalize().unwrap_or_else(|_| parent.to_owned())
    };
    let folders: BTreeSet<PathBuf> = tables.iter().map(folder).collect();
    let mut locks = Vec::new();
    for folder in folders {
        // Where a folder can't be opened or locked (on some systems), nothing keeps two runs apart.
        if let Ok(handle) = File::open(&folder)
            && handle.lock().is_ok()
        {
            locks.push(handle);
        }
    }
    Ok(locks)
}

/// The run facts beside a table, which name rows without a score and letters that share text.
fn facts_beside(path: &Path) -> Option<PathBuf> {
    let mut name = path.as_os_str().to_owned();
    name.push(".run.json");
    Some(PathBuf::from(name)).filter(|p| p.is_file())
}

/// Takes one row out of the training table of a version.
fn forget_row(registry: &Registry, id: &str, hash: &str) -> Result<()> {
    let locked = registry.lock()?;
    let entry = registry.load(id)?;
    let mut record = Record { ..entry.record };
    for row in entry.table.rows.iter().filter(|r| r.id == hash) {
        if let Some(batch) = record.batches.get_mut((row.batch as usize).saturating_sub(1)) {
            batch.rows -= 1;
            batch.positive -= u64::from(row.label >= 0.5);
        }
    }
    let rows = entry.table.rows.into_iter().filter(|r| r.id != hash).collect();
    let table = TrainingTable { columns: entry.table.columns, rows };
    let path = registry.path(id, "card.md");
    let card = std::fs::read_to_string(&path).map_err(|e| Error::io("read the card", &path, e))?;
    locked.replace_version(id, NewEntry { model: &entry.model, table: &table, record: &record, card: &card })
}
