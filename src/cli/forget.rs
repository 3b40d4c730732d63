//! `shortlist forget`

use super::common;
use super::recording::Recording;
use serde_json::Map;
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::files;
use shortlist::ingest::Options;
use shortlist::model::registry::{NewEntry, Record, Registry, TrainingTable, hashed};
use shortlist::record::forget::{Forgotten, without};
use std::path::{Path, PathBuf};

/// Removes an applicant: from tables, and from what models learnt from
///
/// Takes the applicant's rows out of every --in table: letters, labels, scores, lists. In .csv, .tsv and .jsonl (also .gz
/// and .zst) all other bytes stay as they are; in .parquet and .arrow values and types stay. The applicant is taken out of the
/// training table of every version and candidate of each --model, too. Other files that you name with --in (workbooks, the
/// review page, .md, .json, archives, folders of letters) are looked into, and the command says which hold the applicant and
/// what to do; so are the run facts beside a table. The log keeps a tombstone: that somebody was forgotten, when and by whom,
/// under a hash.
///
/// A model that learnt from the applicant still does so in its weights; the command says which must be trained again.
/// Backups, browsers' labels and copies elsewhere are yours to clear.
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

pub fn run(args: &Args) -> Result<()> {
    let recorder = args.recording.begin()?;
    let options = Options { id_column: args.id_column.clone(), without_letters: true, ..Options::default() };
    let (mut cleared, mut by_hand, mut absent) = (Vec::new(), Vec::new(), Vec::new());
    for path in &args.tables {
        let facts = facts_beside(path);
        for path in [Some(path.clone()), facts].into_iter().flatten() {
            match without(&path, &args.id, &options)? {
                Forgotten::Rewritten(bytes, rows) => cleared.push((path, bytes, rows)),
                Forgotten::ByHand(what) => by_hand.push((path, what)),
                Forgotten::Absent => absent.push(path),
            }
        }
    }
    let (mut to_retrain, mut untold) = (Vec::new(), Vec::new());
    for name in &args.model {
        let registry = Registry::find(name)?;
        let versions: Vec<_> = registry.versions()?.into_iter().chain(registry.candidates()?).collect();
        if versions.is_empty() {
            untold.push(name);
        }
        for id in versions {
            let entry = registry.load(&id)?;
            let hash = hashed(&entry.record.salt, &args.id);
            if entry.table.rows.iter().any(|r| r.id == hash) {
                to_retrain.push((name, id, hash));
            }
        }
    }
    let rows: usize = cleared.iter().map(|(.., rows)| rows).sum();
    if rows == 0 && to_retrain.is_empty() && by_hand.is_empty() {
        return Err(Error::new(ErrorKind::Value, "the applicant stands in none of these files and models")
            .hint("check the id, and name the files with --in and the models with --model"));
    }
    if let Some(recorder) = &recorder {
        let mut outcome = Map::new();
        outcome.insert("applicant".into(), recorder.hash(&args.id).into());
        outcome.insert("rows".into(), rows.into());
        outcome.insert("files_left_to_people".into(), by_hand.len().into());
        outcome.insert("models_to_train_again".into(), to_retrain.len().into());
        recorder.append(recorder.entry("forget"), outcome)?;
    }
    for (path, bytes, rows) in &cleared {
        files::write_whole(path, bytes, false)?;
        common::print(&format!("{}: {rows} {} removed\n", path.display(), if *rows == 1 { "row" } else { "rows" }))?;
    }
    for (name, id, hash) in &to_retrain {
        forget_row(&Registry::find(name)?, id, hash)?;
        common::print(&format!(
            "{name} {id}: removed from its training table; it learnt from the applicant and must be trained again\n"
        ))?;
    }
    for name in &untold {
        common::say(
            "warning",
            &format!(
                "{name} has no training table beside it, so whether it learnt from the applicant can't be told: name the \
                 model with its folder, or train it again"
            ),
        );
    }
    if to_retrain.is_empty() && untold.len() < args.model.len() {
        common::print("no model has to be trained again: none learnt from the applicant\n")?;
    }
    for path in &absent {
        common::print(&format!("{}: the applicant is not in it\n", path.display()))?;
    }
    for (path, what) in &by_hand {
        common::say("warning", &format!("{} {what}", path.display()));
    }
    Ok(())
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
