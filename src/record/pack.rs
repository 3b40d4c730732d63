//! An evidence pack: what a third party needs to check a decision without a letter, in one zip.
//!
//! Its first-hand files are the log, the model, the values of the features and the reading plan under hashed ids, and what
//! people put beside them (cards, audit). The rest follows from these: [`assemble`] scores the values with the model, holds
//! the plan against the scores, and lists all digests. Whoever unpacks it and assembles it again must get the same bytes.

use super::spellings::{places, spellings};
use super::verify::verify;
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::hex;
use crate::model::reference::HeldOut;
use crate::model::{Model, Scorer};
use crate::rank::plan::check::PlanFile;
use crate::stats::conformal::Verdict;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The files of a pack by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The log.
pub const LOG: &str = "log.jsonl";
/// The model.
pub const MODEL: &str = "model.json";
/// The values of the model's columns, a row per applicant.
pub const FEATURES: &str = "features.csv";
/// Tool, version and digests of topics and letters.
pub const VERSIONS: &str = "versions.json";
/// The reading plan, where there is one.
pub const PLAN: &str = "plan.json";
/// Where what people add lies.
pub const ADDED: &str = "added/";
/// The scores, which follow from model and values.
pub const SCORES: &str = "scores.csv";
/// Digests of all files, and the head of the log.
pub const MANIFEST: &str = "manifest.json";

/// Bytes that a pack may hold unpacked.
const MOST: u64 = 1 << 30;

/// The table of values: `id` and the columns; no value is an empty field. Rows stand in the order of their hashes, which
/// tells nothing of the input's.
///
/// # Errors
/// [`ErrorKind::Format`] where the table can't be laid out.
pub fn features(columns: &[&str], mut rows: Vec<(String, Vec<Option<f64>>)>) -> Result<Vec<u8>> {
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    let head = std::iter::once("id".to_owned()).chain(columns.iter().map(|c| (*c).to_owned())).collect();
    let number = |v: Option<f64>| v.map_or(String::new(), |v| v.to_string());
    let rows = rows.into_iter().map(|(id, values)| std::iter::once(id).chain(values.into_iter().map(number)).collect());
    table(std::iter::once(head).chain(rows))
}

/// A reading plan with hashes in place of ids.
#[must_use]
pub fn plan(plan: &PlanFile, hash: impl Fn(&str) -> String) -> Vec<u8> {
    let mut plan = plan.clone();
    plan.applicants.iter_mut().for_each(|p| p.id = hash(&p.id));
    plan.to_json().into_bytes()
}

/// A text with hashes in place of ids, and how many stood in it; none if the bytes are no UTF-8. Ids are looked for as words
/// of their own, as they are and as HTML, JSON and Markdown write them; the longest that fits is taken.
#[must_use]
pub fn pseudonymised(bytes: &[u8], ids: &[(&str, String)]) -> Option<(Vec<u8>, usize)> {
    std::str::from_utf8(bytes).ok()?;
    let mut found: Vec<(usize, usize, &str)> = Vec::new();
    for (id, hash) in ids {
        for spelling in spellings(id) {
            let places = places(bytes, spelling.as_bytes());
            found.extend(places.map(|at| (at, at + spelling.len(), hash.as_str())));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    let (mut out, mut from, mut count) = (Vec::with_capacity(bytes.len()), 0, 0);
    for (begin, end, hash) in found {
        if begin >= from {
            out.extend_from_slice(&bytes[from..begin]);
            out.extend_from_slice(hash.as_bytes());
            (from, count) = (end, count + 1);
        }
    }
    out.extend_from_slice(&bytes[from..]);
    Some((out, count))
}

/// Whether a plan is one of this model and these scores: whoever it expects a yes or a no of has a score that the model's
/// held-out letters allow no other conclusion from.
fn check_plan(plan: &[u8], model: &Model, scores: &[u8]) -> Result<()> {
    let fail = |what: String| {
        Error::new(ErrorKind::Value, what).file(Path::new(PLAN)).hint("give the plan of the run with this model")
    };
    let text = std::str::from_utf8(plan).map_err(|_| fail("is not UTF-8".into()))?;
    let plan = PlanFile::from_json(text, Path::new(PLAN))?;
    if plan.model_digest != model.digest() {
        return Err(fail("was made with another model".into()));
    }
    let held = model.reference.as_ref().and_then(|r| r.held_out.as_ref());
    let calibration = held.map(HeldOut::calibration).ok_or_else(|| fail("the model has no held-out scores".into()))?;
    let mut reader = csv::Reader::from_reader(scores);
    let wrong = |e: csv::Error| Error::new(ErrorKind::Format, e).file(Path::new(SCORES));
    let mut by_id: BTreeMap<String, f64> = BTreeMap::new();
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        by_id.insert(record[0].to_owned(), record[2].parse().unwrap_or(f64::NAN));
    }
    let (miss_yes, miss_no) = plan.summary.allowed();
    for p in &plan.applicants {
        let Some(yes) = p.expected else { continue };
        let score =
            by_id.get(&p.id).ok_or_else(|| fail(format!("expects a decision on {}, who has no score", p.id)))?;
        let expected = if yes { Verdict::Yes } else { Verdict::No };
        if calibration.p_values(*score).verdict_of(miss_yes, miss_no) != expected {
            return Err(fail(format!("expects a decision on {} that does not follow from the score", p.id)));
        }
    }
    Ok(())
}

/// Name in the outcome of a run's log entry of what binds values to applicants ([`Binding`]).
pub const BINDING: &str = "values";

/// What binds values and scores to applicants: a digest over all of them, whatever their order.
///
/// A line per applicant holds the hashed id, the values of the model's columns in its order, and the score; the lines are
/// sorted, and their SHA-256 goes into the log when the list is made.
#[derive(Clone, Debug, Default)]
pub struct Binding(Vec<[u8; 32]>);

impl Binding {
    /// Adds an applicant.
    pub fn add(&mut self, hash: &str, values: impl Iterator<Item = Option<f64>>, score: f64) {
        let mut line = hash.to_owned();
        for value in values {
            line.push(',');
            line.extend(value.map(|v| v.to_string()));
        }
        line.push_str(&format!(",{score}"));
        self.0.push(Sha256::digest(line.as_bytes()).into());
    }

    /// Adds the applicants of another.
    pub fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// The digest, in hex.
    #[must_use]
    pub fn digest(mut self) -> String {
        self.0.sort_unstable();
        let mut all = Sha256::new();
        self.0.iter().for_each(|line| all.update(line));
        hex(&all.finalize())
    }
}

/// Holds values and scores against what the log says of the runs with the model.
fn check_binding(entries: &[&super::Entry], binding: Binding) -> Result<()> {
    let bound: Vec<&str> = entries.iter().filter_map(|e| e.decided.outcome.get(BINDING)?.as_str()).collect();
    if bound.is_empty() {
        return Err(Error::new(
            ErrorKind::Value,
            "no entry of the log binds values to applicants, so nobody can tell whether they were swapped",
        )
        .hint(
            "rank the letters again with --log (older versions did not write this), and make the pack from that log",
        ));
    }
    if bound.contains(&binding.digest().as_str()) {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Value,
        "the values or the scores are not those of the applicants in the log: some were changed or swapped",
    )
    .file(Path::new(FEATURES))
    .hint("ask for the original pack"))
}

fn table(rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(&row).map_err(|e| Error::new(ErrorKind::Format, e))?;
    }
    writer.into_inner().map_err(|e| Error::new(ErrorKind::Format, e.to_string()))
}

/// The scores of a table of values: id, rank (equal scores share the better one), score and contributions; and what binds
/// them to the applicants.
fn scores(model: &Model, values: &[u8]) -> Result<(Vec<u8>, Binding)> {
    let wrong = |what: String| Error::new(ErrorKind::Format, what).file(Path::new(FEATURES));
    let mut reader = csv::Reader::from_reader(values);
    let head = reader.headers().map_err(|e| wrong(e.to_string()))?.clone();
    let scorer = Scorer::new(model.clone(), &head.iter().skip(1).collect::<Vec<_>>())?;
    let places: Vec<Option<usize>> = scorer.names().map(|n| head.iter().skip(1).position(|h| h == n)).collect();
    let (mut rows, mut binding) = (Vec::new(), Binding::default());
    for (record, row) in reader.records().zip(1u64..) {
        let record = record.map_err(|e| wrong(e.to_string()))?;
        let values = record.iter().skip(1).map(|v| match v {
            "" => Ok(None),
            v => v.parse().map(Some).map_err(|_| wrong(format!("`{v}` is not a number")).row(row)),
        });
        let values = values.collect::<Result<Vec<Option<f64>>>>()?;
        let (id, score) = (record.get(0).unwrap_or("").to_owned(), scorer.score(&values));
        let used = places.iter().map(|place| place.and_then(|p| values.get(p).copied().flatten()));
        binding.add(&id, used, score.probability());
        rows.push((id, score));
    }
    rows.sort_by(|a, b| b.1.log_odds.total_cmp(&a.1.log_odds).then_with(|| a.0.cmp(&b.0)));
    let mut head: Vec<String> = ["id", "rank", "score", "contribution_base"].map(str::to_owned).into();
    head.extend(scorer.names().map(|n| format!("contribution_{n}")));
    let mut rank = 0;
    let mut before = f64::NAN;
    let lines = rows.iter().enumerate().map(|(index, (id, score))| {
        if score.log_odds != before {
            (rank, before) = (index + 1, score.log_odds);
        }
        let numbers = [score.probability(), score.base];
        let sum = numbers.iter().chain(&score.contributions).map(f64::to_string);
        [id.clone(), rank.to_string()].into_iter().chain(sum).collect()
    });
    Ok((table(std::iter::once(head).chain(lines))?, binding))
}

/// A whole pack from its first-hand files: adds scores and manifest, and gives the zip. What it held of these is made again.
///
/// # Errors
/// [`ErrorKind::Format`] where a first-hand file is missing or can't be read; those of [`verify`]; [`ErrorKind::Model`]
/// where the model can't be read or wants other columns; [`ErrorKind::Value`] where no entry of the log names the model, none
/// binds these values and scores to these applicants ([`Binding`]), or the plan is not one of it.
pub fn assemble(mut files: Files) -> Result<(Files, Vec<u8>)> {
    let get = |name: &str| {
        files.get(name).ok_or_else(|| Error::new(ErrorKind::Format, "the pack lacks it").file(Path::new(name)))
    };
    let log = verify(get(LOG)?, Path::new(LOG), None)?;
    let text = std::str::from_utf8(get(MODEL)?);
    let text = text.map_err(|_| Error::new(ErrorKind::Model, "is not UTF-8").file(Path::new(MODEL)))?;
    let model = Model::from_json(text).map_err(|e| e.file(Path::new(MODEL)))?;
    let digest = model.digest();
    let names = |e: &&super::Entry| {
        let made = e.decided.outcome.get("model").and_then(|v| v.as_str());
        e.decided.model.as_deref() == Some(&digest) || made == Some(&digest)
    };
    let entries: Vec<&super::Entry> = log.entries.iter().filter(names).collect();
    if entries.is_empty() {
        return Err(Error::new(ErrorKind::Value, format!("no entry of the log names the model {digest}"))
            .hint("give the log of the runs with this model"));
    }
    get(VERSIONS)?;
    let (scores, binding) = scores(&model, get(FEATURES)?)?;
    check_binding(&entries, binding)?;
    let entries: Vec<u64> = entries.iter().map(|e| e.entry).collect();
    if let Some(plan) = files.get(PLAN) {
        check_plan(plan, &model, &scores)?;
    }
    files.insert(SCORES.into(), scores);
    files.remove(MANIFEST);
    let digests: BTreeMap<&str, String> =
        files.iter().map(|(name, bytes)| (name.as_str(), hex(&Sha256::digest(bytes)))).collect();
    let manifest =
        json!({ "head": log.head(), "entries": log.entries.len(), "entries_of_the_model": entries, "files": digests });
    let mut manifest = serde_json::to_string_pretty(&manifest).map_err(|e| Error::new(ErrorKind::Format, e))?;
    manifest.push('\n');
    files.insert(MANIFEST.into(), manifest.into_bytes());
    let zipped = zipped(&files)?;
    Ok((files, zipped))
}

/// Files as a zip: by name, stored as they are (a compressor may change from version to version), without clocks.
fn zipped(files: &Files) -> Result<Vec<u8>> {
    let fail = |e: &dyn std::fmt::Display| Error::new(ErrorKind::Format, format!("can't make the zip: {e}"));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(name.as_str(), options).map_err(|e| fail(&e))?;
        writer.write_all(bytes).map_err(|e| fail(&e))?;
    }
    Ok(writer.finish().map_err(|e| fail(&e))?.into_inner())
}

/// The files of a zip.
///
/// # Errors
/// [`ErrorKind::Format`] where the bytes are no zip, a name leads out of it, or it holds more than 1 GiB.
pub fn unzipped(bytes: &[u8]) -> Result<Files> {
    unzipped_within(bytes, MOST)
}

fn unzipped_within(bytes: &[u8], most: u64) -> Result<Files> {
    let fail = |e: &dyn std::fmt::Display| Error::new(ErrorKind::Format, format!("is not an evidence pack: {e}"));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| fail(&e))?;
    let (mut files, mut left) = (Files::new(), most);
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).map_err(|e| fail(&e))?;
        if file.is_dir() {
            continue;
        }
        let name = file.name().map_err(|e| fail(&e))?.into_owned();
        if file.enclosed_name().is_none() {
            return Err(fail(&format!("the name {name} points outside the pack")));
        }
        let mut content = Vec::new();
        (&mut file).take(left + 1).read_to_end(&mut content).map_err(|e| fail(&e))?;
        left = left.checked_sub(content.len() as u64).ok_or_else(|| fail(&"it holds more than 1 GiB"))?;
        files.insert(name, content);
    }
    Ok(files)
}

#[cfg(test)]
mod tests;
