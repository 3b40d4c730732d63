//! `shortlist forget`

use super::common;
use super::recording::Recording;
use serde_json::Map;
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::files;
use shortlist::ingest::{Options, Source};
use shortlist::model::registry::{NewEntry, Record, Registry, TrainingTable, hashed};
use std::path::{Path, PathBuf};

/// Removes an applicant: from tables, and from what models learnt from
///
/// Takes the applicant's rows out of every --in table (.csv, .tsv, .jsonl: letters, labels, scores, lists; all other bytes
/// stay as they are), and out of the training table of every version and candidate of each --model. Other formats
/// (.xlsx, .parquet, .md, .html, .json) are made anew from the tables: the command names those that you list. The log
/// keeps a tombstone: that somebody was forgotten, when and by whom, under a hash.
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
    /// Table to take the applicant out of; may be given several times
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
    let mut cleared = Vec::new();
    let mut again = Vec::new();
    for path in &args.tables {
        match path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase().as_str() {
            "csv" | "tsv" | "jsonl" => cleared.push((path, without(args, path)?)),
            _ => again.push(path.display().to_string()),
        }
    }
    let mut learnt = Vec::new();
    for name in &args.model {
        let registry = Registry::find(name)?;
        for id in registry.versions()?.into_iter().chain(registry.candidates()?) {
            let entry = registry.load(&id)?;
            let hash = hashed(&entry.record.salt, &args.id);
            if entry.table.rows.iter().any(|r| r.id == hash) {
                learnt.push((name, id, hash));
            }
        }
    }
    let rows: usize = cleared.iter().map(|(_, (_, rows))| rows).sum();
    if rows == 0 && learnt.is_empty() {
        return Err(Error::new(ErrorKind::Value, "the applicant stands in none of these tables and models")
            .way_out("check the id, and name the files with --in and the models with --model"));
    }
    if let Some(recorder) = &recorder {
        let mut outcome = Map::new();
        outcome.insert("applicant".into(), recorder.hash(&args.id).into());
        outcome.insert("rows".into(), rows.into());
        outcome.insert("models_to_train_again".into(), learnt.len().into());
        recorder.append(recorder.entry("forget"), outcome)?;
    }
    for (path, (bytes, rows)) in cleared.iter().filter(|(_, (_, rows))| *rows > 0) {
        files::write_whole(path, bytes, false)?;
        common::print(&format!("{}: {rows} {} removed\n", path.display(), if *rows == 1 { "row" } else { "rows" }))?;
    }
    for (name, id, hash) in &learnt {
        forget_row(&Registry::find(name)?, id, hash)?;
        common::print(&format!(
            "{name} {id}: removed from its training table; it learnt from the applicant and must be trained again\n"
        ))?;
    }
    if learnt.is_empty() && !args.model.is_empty() {
        common::print("no model has to be trained again: none learnt from the applicant\n")?;
    }
    if !again.is_empty() {
        common::say(
            "warning",
            &format!("can't be cleared in place; make them again or delete them: {}", again.join(", ")),
        );
    }
    Ok(())
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

/// The bytes of a table without the applicant's rows, and how many these were.
fn without(args: &Args, path: &Path) -> Result<(Vec<u8>, usize)> {
    let options = Options { id_column: args.id_column.clone(), without_letters: true, ..Options::default() };
    let source = Source::open(path, &options)?;
    let column = source.columns().id.clone().ok_or_else(|| {
        Error::new(ErrorKind::Column, "no column holds an id").file(path).way_out("name it with --id-column")
    })?;
    drop(source);
    let bytes = std::fs::read(path).map_err(|e| Error::io("read it", path, e))?;
    let wrong = |e: csv::Error| Error::new(ErrorKind::Format, e).file(path);
    let (mut kept, mut removed) = (Vec::with_capacity(bytes.len()), 0);
    if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("jsonl")) {
        for line in bytes.split_inclusive(|b| *b == b'\n') {
            let value: Option<serde_json::Value> = serde_json::from_slice(line).ok();
            let found = value.as_ref().and_then(|v| v.get(&column.name));
            let text = found.map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned));
            if text.is_some_and(|t| t.trim() == args.id) { removed += 1 } else { kept.extend_from_slice(line) }
        }
        return Ok((kept, removed));
    }
    let head = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let count = |mark: u8| head.iter().filter(|b| **b == mark).count();
    let separators = [b',', b';', b'\t'];
    let separator = separators.into_iter().max_by_key(|mark| (count(*mark), *mark == b',')).unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(bytes.as_slice());
    let (mut record, mut from) = (csv::ByteRecord::new(), 0);
    let mut first = true;
    while reader.read_byte_record(&mut record).map_err(wrong)? {
        let to = (reader.position().byte() as usize).min(bytes.len());
        let id = record.get(column.index).unwrap_or_default();
        if !first && String::from_utf8_lossy(id).trim() == args.id {
            removed += 1;
        } else {
            kept.extend_from_slice(&bytes[from..to]);
        }
        (from, first) = (to, false);
    }
    kept.extend_from_slice(&bytes[from..]);
    Ok((kept, removed))
}
