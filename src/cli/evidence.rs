//! `shortlist evidence-pack`

use super::common::{self, Reading};
use jiff::civil::Date;
use serde_json::json;
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::files;
use shortlist::flags::{Inspector, Measurer};
use shortlist::rank::plan::check::PlanFile;
use shortlist::record::forget::is_review;
use shortlist::record::pack::{self, ADDED, FEATURES, Files, LOG, MANIFEST, MODEL, PLAN, SCORES, VERSIONS};
use shortlist::record::{Entry, Key, Log};
use std::path::{Path, PathBuf};

/// Packs what a third party needs to check a decision into one zip, without letters or ids
///
/// Puts together the log, the model, the values of its features for every applicant and the reading plan (--plan), both
/// under the log's hashes, the scores that follow from them, and files that you add: cards, the audit. In these files,
/// too, ids are replaced by their hashes. Where ids are plain numbers, a file that holds one of these numbers is
/// refused without --numeric-ids. Keep names and letters out of these files yourself. The same inputs give the same
/// bytes.
///
/// Whoever receives a pack unpacks it and builds it again with --again: the log is checked, every score is calculated
/// again from values and model, the plan must agree with the scores, and the zip must have the same bytes. The letters
/// stay with you, so the pack can't show whether a letter's values are right.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  shortlist evidence-pack this-year.csv --model model.json --log log.jsonl --plan plan.json --add audit.html --output pack.zip\n  shortlist evidence-pack --again pack.zip --output again.zip"
)]
pub struct Args {
    /// Table of applications
    #[arg(value_name = "IN", required_unless_present = "again")]
    input: Option<PathBuf>,
    /// Model file, or name of a model in models/
    #[arg(long, value_name = "M", required_unless_present = "again")]
    model: Option<String>,
    /// Log of the runs
    #[arg(long, value_name = "FILE", required_unless_present = "again")]
    log: Option<PathBuf>,
    /// Reading plan, as `rank --plan` wrote it for these letters and this model
    #[arg(long, value_name = "PLAN.json")]
    plan: Option<PathBuf>,
    /// File to put beside them; may be given several times
    #[arg(long, value_name = "FILE")]
    add: Vec<PathBuf>,
    /// Add files as they are where they hold numbers that are ids of applicants
    #[arg(long, requires = "add")]
    numeric_ids: bool,
    /// Build a pack again, from a zip or from the folder that it was unpacked into
    #[arg(long, value_name = "PACK", conflicts_with_all = ["input", "plan", "add"])]
    again: Option<PathBuf>,
    /// Zip to write
    #[arg(long, value_name = "PACK.zip")]
    output: PathBuf,
    /// Refuse to replace an existing file
    #[arg(long)]
    no_clobber: bool,
    #[command(flatten)]
    reading: Reading,
}

pub fn run(args: &Args) -> Result<()> {
    let read: Vec<&Path> = [&args.input, &args.log, &args.plan, &args.again]
        .into_iter()
        .flatten()
        .chain(&args.add)
        .map(PathBuf::as_path)
        .collect();
    args.reading.check_outputs(&[&args.output], &read, args.no_clobber)?;
    let first_hand = match (&args.again, &args.input, &args.model, &args.log) {
        (Some(path), ..) => unpacked(path)?,
        (None, Some(input), Some(model), Some(log)) => collected(args, input, model, log)?,
        _ => return Err(Error::new(ErrorKind::Setting, "the pack needs IN, --model and --log, or --again PACK")),
    };
    let held = [SCORES, MANIFEST].map(|name| (name, first_hand.get(name).cloned()));
    let (made, bytes) = pack::assemble(first_hand)?;
    for (name, before) in held {
        if args.again.is_some() && before.as_ref() != made.get(name) {
            return Err(Error::new(
                ErrorKind::Value,
                format!("{name} does not match what the pack's other files give"),
            )
            .file(args.again.as_deref().unwrap_or(Path::new(name)))
            .hint("ask for the original pack"));
        }
    }
    files::write_whole(&args.output, &bytes, args.no_clobber)?;
    let what = if args.again.is_some() { "every score and digest is confirmed; " } else { "" };
    common::print(&format!(
        "{what}{} files, SHA-256 {}; written to {}\n",
        made.len(),
        common::digest(&bytes),
        args.output.display()
    ))
}

/// The first-hand files of a new pack.
fn collected(args: &Args, input: &Path, model: &str, log: &Path) -> Result<Files> {
    let found = Log::at(log).read(None)?;
    let key = Key::read(log)?;
    let model = common::find_model(Some(model))?.model;
    let logged = InLog { entries: &found.entries, model: model.digest() };
    let as_of = args.reading.as_of.or_else(|| logged.days(None).last().copied());
    let reading = Reading { as_of, ..args.reading.clone() };
    let settings = reading.settings()?;
    let extractor = model.extractor(&model.settings(&settings)?);
    let versions = extractor.versions();
    model.check_features(&extractor)?;
    let measurer = Measurer::new(extractor, Inspector::default());
    let (measured, extractor) = (reading.runner().measure(input, &measurer)?, measurer.extractor());
    logged.check(&measured.input.digest, settings.as_of).map_err(|e| e.file(input))?;
    let names: Vec<&str> = extractor.columns().iter().map(|c| c.name.as_str()).collect();
    let rows = measured.rows.iter().map(|(id, values)| (key.hash(id), values.clone())).collect();
    let versions = json!({
        "tool": format!("shortlist {}", env!("CARGO_PKG_VERSION")), "as_of": settings.as_of.to_string(),
        "letters_digest": measured.input.digest, "rows": measured.rows.len(), "unusable": measured.input.unusable.len(),
        "topics_digest": settings.topics.digest(), "features": versions,
    });
    let bytes = std::fs::read(log).map_err(|e| Error::io("read the log", log, e))?;
    let mut files = Files::from([
        // A line that a crash left half written is no part of the record.
        (LOG.to_owned(), bytes[..bytes.len() - found.torn_bytes as usize].to_vec()),
        (MODEL.to_owned(), model.to_json().into_bytes()),
        (FEATURES.to_owned(), pack::features(&names, rows)?),
        (VERSIONS.to_owned(), format!("{versions:#}\n").into_bytes()),
    ]);
    if let Some(path) = &args.plan {
        let plan = PlanFile::load(path)?;
        if plan.input_digest != measured.input.digest || plan.model_digest != model.digest() {
            return Err(Error::new(ErrorKind::Value, "is a plan for other letters or another model")
                .file(path)
                .hint("give the plan that `rank --plan` wrote for these letters and this model"));
        }
        files.insert(PLAN.into(), pack::plan(&plan, |id| key.hash(id)));
    }
    let unusable = measured.input.unusable.iter().map(|u| &u.id);
    let ids = measured.rows.iter().map(|(id, _)| id).chain(unusable).filter(|id| !is_number(id));
    let ids: Vec<(&str, String)> = ids.map(|id| (id.as_str(), key.hash(id))).collect();
    let numeric: Vec<(&str, String)> = measured
        .rows
        .iter()
        .filter(|(id, _)| is_number(id))
        .map(|(id, _)| (id.as_str(), String::new()))
        .take_while(|_| !args.numeric_ids)
        .collect();
    for path in &args.add {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let hashed = pack::pseudonymised(name.as_bytes(), &ids).map(|(name, _)| name);
        let name = hashed.and_then(|name| String::from_utf8(name).ok()).unwrap_or(name);
        if let (_, count @ 1..) = without(path, &numeric)? {
            let what = format!("holds {} that may be ids of applicants", common::counted(count, "number"));
            return Err(Error::new(ErrorKind::Value, what)
                .file(path)
                .hint("check whom it names; --numeric-ids adds it unchanged"));
        }
        let bytes = match without(path, &ids)? {
            (bytes, 0) => bytes,
            (bytes, count) => {
                common::say(
                    "note",
                    &format!("{name}: {} of applicants, now under their hashes", common::counted(count, "mention")),
                );
                bytes
            }
        };
        if files.insert(format!("{ADDED}{name}"), bytes).is_some() {
            return Err(Error::new(ErrorKind::Setting, "two files to add have this name").file(path));
        }
    }
    Ok(files)
}

/// What the log says of a model.
struct InLog<'a> {
    entries: &'a [Entry],
    model: String,
}

impl InLog<'_> {
    /// The days on which the model was used, on these letters if any are named.
    fn days(&self, letters: Option<&str>) -> Vec<Date> {
        let used = self.entries.iter().map(|e| &e.decided).filter(|d| d.model.as_ref() == Some(&self.model));
        let used = used.filter(|d| letters.is_none_or(|l| d.inputs.iter().any(|input| input.digest == l)));
        used.filter_map(|d| d.as_of.as_ref()?.parse().ok()).collect()
    }

    /// Checks that the log names the letters, and that the model was used on them on that day, if ever.
    fn check(&self, letters: &str, day: Date) -> Result<()> {
        if !self.entries.iter().any(|e| e.decided.inputs.iter().any(|input| input.digest == letters)) {
            return Err(Error::new(ErrorKind::Value, "no entry of the log names these letters")
                .hint("give the letters of the run, as they were"));
        }
        match self.days(Some(letters)).as_slice() {
            days @ [.., last] if !days.contains(&day) => {
                Err(Error::new(ErrorKind::Value, format!("the log has these letters as of {last}, not {day}"))
                    .hint(format!("give --as-of {last}")))
            }
            _ => Ok(()),
        }
    }
}

/// A file to add, with hashes in place of ids, and how many there were.
fn without(path: &Path, ids: &[(&str, String)]) -> Result<(Vec<u8>, usize)> {
    let bytes = std::fs::read(path).map_err(|e| Error::io("read it", path, e))?;
    let text = if is_review(&bytes) { None } else { pack::pseudonymised(&bytes, ids) };
    text.ok_or_else(|| {
        Error::new(ErrorKind::Format, "is packed or is not text, so it is not known whom it names")
            .file(path)
            .hint("add text: .html (not the review page), .md, .json or .csv")
    })
}

/// Numbers alone are put under no hash: every page holds some that are no ids.
fn is_number(id: &str) -> bool {
    id.bytes().all(|b| b.is_ascii_digit())
}

/// The files of a pack: of its zip, or of the folder that it was unpacked into.
fn unpacked(path: &Path) -> Result<Files> {
    if !path.is_dir() {
        let bytes = std::fs::read(path).map_err(|e| Error::io("read the pack", path, e))?;
        return pack::unzipped(&bytes).map_err(|e| e.file(path));
    }
    let mut files = Files::new();
    for (folder, prefix) in [(path.to_owned(), ""), (path.join(ADDED), ADDED)] {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries {
            let file = entry.map_err(|e| Error::io("read the folder", &folder, e))?.path();
            if file.is_file() {
                let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                let bytes = std::fs::read(&file).map_err(|e| Error::io("read it", &file, e))?;
                files.insert(format!("{prefix}{name}"), bytes);
            }
        }
    }
    Ok(files)
}
