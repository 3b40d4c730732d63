//! `shortlist model`

use super::common::{self, Reading};
use super::recording::Recording;
use shortlist::error::{Error, ErrorKind, Result, printable};
use shortlist::features::{Extractor, Feature};
use shortlist::flags::Measurer;
use shortlist::model::Scorer;
use shortlist::model::registry::{Entry, Registry};
use shortlist::model::retrain::crossing;
use shortlist::rank::Places;
use shortlist::report::{card, comparison};
use std::path::PathBuf;

/// Lists, shows, compares, promotes and rolls back the versions of a model
///
/// A model's registry is a folder of plain files: models/NAME/ with v1.json, v2.json, …, their training tables, records
/// and cards, and `current`, which names the version in use. A model file of its own (model.json) has such a folder
/// beside it (model.registry/).
#[derive(clap::Subcommand)]
#[command(
    after_help = "Examples:\n  shortlist model list\n  shortlist model show sample\n  shortlist model verify sample\n  shortlist model renew committee --letters last-year.csv\n  shortlist model compare committee\n  shortlist model compare committee v1 v2 --letters this-year.csv"
)]
pub enum Command {
    /// The models in models/, or the versions and candidates of one
    List {
        /// Name of a model in models/, or a model file
        #[arg(value_name = "M")]
        model: Option<String>,
    },
    /// The card of a version (default: the one in use)
    Show {
        /// Name of a model in models/, or a model file
        #[arg(value_name = "M")]
        model: String,
        /// Version (v2) or candidate (c1)
        #[arg(value_name = "VERSION")]
        version: Option<String>,
    },
    /// Two versions side by side: figures, weights, and with --letters who would cross the line
    ///
    /// Without versions, the one in use is compared with the newest: the last version, or the last candidate if the
    /// last version is in use. With one version, it is compared with the one in use. If there is only
    /// one, a message says so.
    Compare {
        /// Name of a model in models/, or a model file
        #[arg(value_name = "M")]
        model: String,
        /// First version or candidate
        #[arg(value_name = "A")]
        first: Option<String>,
        /// Second version or candidate
        #[arg(value_name = "B")]
        second: Option<String>,
        /// Letters to score with both
        #[arg(long, value_name = "IN")]
        letters: Option<PathBuf>,
        /// Places above the line, a count or a share
        #[arg(long, value_name = "N", default_value = "30%", value_parser = |s: &str| s.parse::<Places>().map_err(|e| e.to_string()))]
        top: Places,
        #[command(flatten)]
        reading: Box<Reading>,
    },
    /// Puts a version in use; a candidate needs a reason and becomes the next version
    Promote {
        /// Name of a model in models/, or a model file
        #[arg(value_name = "M")]
        model: String,
        /// Version (v2) or candidate (c1)
        #[arg(value_name = "VERSION")]
        version: String,
        /// Why a candidate that the gate refused should be in use; kept in its record
        #[arg(long, value_name = "REASON")]
        reason: Option<String>,
        #[command(flatten)]
        recording: Recording,
    },
    /// Puts the previous version back in use
    Rollback {
        /// Name of a model in models/, or a model file
        #[arg(value_name = "M")]
        model: String,
        #[command(flatten)]
        recording: Recording,
    },
    /// Renews the version in use after features or topics changed, from its record and its old letters
    ///
    /// The rows of its training table are measured again, each round of labels as of its own day, with the
    /// features of this program and the topics of this run, and fitted as they were. The labels are those of the table.
    /// The result is the next version and is put in use; `model rollback` goes back.
    Renew {
        /// Name of a model in models/, or a model file
        #[arg(value_name = "M")]
        model: String,
        /// Letters that the model was trained on; several tables may be given
        #[arg(long, value_name = "FILE", required = true)]
        letters: Vec<PathBuf>,
        #[command(flatten)]
        recording: Recording,
        #[command(flatten)]
        reading: Box<Reading>,
    },
    /// Checks every digest, and names what a stopped run left behind; exits with 1 if something is wrong
    Verify {
        /// Name of a model in models/, or a model file
        #[arg(value_name = "M")]
        model: String,
    },
}

pub fn run(command: &Command) -> Result<()> {
    match command {
        Command::List { model: None } => list_all(),
        Command::List { model: Some(name) } => list(&Registry::find(name)?),
        Command::Show { model, version } => {
            let registry = Registry::find(model)?;
            let id = version.clone().map_or_else(|| registry.current(), Ok)?;
            registry.load(&id)?;
            let path = registry.path(&id, "card.md");
            common::print(&std::fs::read_to_string(&path).map_err(|e| Error::io("read the card", &path, e))?)
        }
        Command::Compare { model, first, second, letters, top, reading } => {
            let registry = Registry::find(model)?;
            let current = registry.current()?;
            let (first, second) = match (first, second) {
                (Some(first), Some(second)) => (first.clone(), Some(second.clone())),
                (Some(other), None) if *other != current => (current, Some(other.clone())),
                _ => (current, registry.newest_beside_current()?),
            };
            let Some(second) = second else {
                // The only version is the newest and the one in use.
                return common::print(&format!(
                    "{first} is the only version of {model}, and in use: there is none to compare it with\n\
                     (`shortlist model show {model}` shows it, `shortlist retrain` makes another)\n"
                ));
            };
            if first == second {
                let what = format!("{first} can't be compared with itself");
                return Err(Error::new(ErrorKind::Setting, what).hint(format!(
                    "name two versions; there are {}",
                    [registry.versions()?, registry.candidates()?].concat().join(", ")
                )));
            }
            let (a, b) = (registry.load(&first)?, registry.load(&second)?);
            let text =
                comparison::models((&first, &a.model, &a.record), (&second, &b.model, &b.record), common::width());
            common::print(&text)?;
            letters.as_ref().map_or(Ok(()), |letters| movers(&a, &b, letters, *top, reading))
        }
        Command::Promote { model, version, reason, recording } => {
            let recorder = recording.begin()?;
            let registry = Registry::find(model)?;
            let locked = registry.lock()?;
            registry.record(version)?;
            let reason = reason.as_deref().filter(|r| !r.trim().is_empty());
            let refused = version.starts_with('c');
            if refused && reason.is_none() {
                return Err(Error::new(ErrorKind::Setting, format!("the gate refused {version}"))
                    .hint("say with --reason why it should be used anyway"));
            }
            if let Some(recorder) = &recorder {
                recorder.append_change("model promote", &registry, version, reason)?;
            }
            let id = match reason.filter(|_| refused) {
                Some(reason) => locked.promote_candidate(version, reason)?,
                None => locked.promote(version).map(|()| version.clone())?,
            };
            common::print(&format!("{id} is in use\n"))
        }
        Command::Rollback { model, recording } => {
            let recorder = recording.begin()?;
            let registry = Registry::find(model)?;
            let (from, to) = registry.lock()?.rollback()?;
            if let Some(recorder) = &recorder {
                recorder.append_change("model rollback", &registry, &to, None)?;
            }
            common::print(&format!("{to} is in use again, in place of {from}\n"))
        }
        Command::Renew { model, letters, recording, reading } => {
            let recorder = recording.begin()?;
            let registry = Registry::find(model)?;
            let locked = registry.lock()?;
            let old = registry.load(&registry.current()?)?;
            let settings = reading.settings()?;
            let letters: Vec<&std::path::Path> = letters.iter().map(PathBuf::as_path).collect();
            let renewed = reading.runner().renew(&old, &letters, &settings)?;
            renewed.model.training.warnings.iter().for_each(|w| common::say("warning", w));
            let extractor = renewed.model.extractor(&settings);
            let card = card::markdown(&renewed.model, &renewed.record, extractor.columns());
            if let Some(recorder) = &recorder {
                recorder.append_model("model renew", &renewed.model, reading.facts())?;
            }
            let id = renewed.keep(&locked, &card)?;
            let rows = renewed.table.rows.len();
            common::print(&format!("{id} is in use: {} renewed from {rows} letters\n", old.id))
        }
        Command::Verify { model } => verify(&Registry::find(model)?),
    }
}

fn list_all() -> Result<()> {
    let mut names: Vec<String> = std::fs::read_dir("models").map_or(Vec::new(), |entries| {
        let folders = entries.flatten().filter(|e| e.path().join("current").is_file());
        folders.map(|e| e.file_name().to_string_lossy().into_owned()).collect()
    });
    names.sort();
    if names.is_empty() {
        return common::print("no models in models/; `shortlist train … --name NAME` makes one\n");
    }
    for name in names {
        let line = match Registry::named(&name).and_then(|r| Ok((r.current()?, r.versions()?.len()))) {
            Ok((current, n)) => format!("{}: {current} in use, {n} in all\n", printable(&name)),
            Err(e) => format!("{}: {e}\n", printable(&name)),
        };
        common::print(&line)?;
    }
    Ok(())
}

fn list(registry: &Registry) -> Result<()> {
    let current = registry.current()?;
    let mut text = String::new();
    for id in registry.versions()?.into_iter().chain(registry.candidates()?) {
        let r = registry.record(&id)?;
        let auc = r.figures.and_then(|f| f.auc).map_or("–".into(), |a| format!("{a:.3}"));
        let rows: u64 = r.batches.iter().map(|b| b.rows).sum();
        let came = match (&r.verdict, &r.promoted_anyway) {
            (None, _) => r.champion.as_ref().map_or("trained".to_owned(), |old| format!("{old} renewed")),
            (Some(_), Some(reason)) => format!("promoted against the gate: {}", printable(reason)),
            (Some(v), None) if v.promote => format!("retrained from {}", r.champion.as_deref().unwrap_or("?")),
            (Some(v), None) => format!("refused by {}", v.failed().join(", ")),
        };
        let mark = if id == current { "*" } else { " " };
        text.push_str(&format!("{mark} {id}  {rows} letters, AUC {auc} by cross-validation; {came}\n"));
    }
    common::print(&text)
}

/// Who would cross the line between two models.
fn movers(a: &Entry, b: &Entry, letters: &std::path::Path, top: Places, reading: &Reading) -> Result<()> {
    let settings = reading.settings()?;
    let used = |f: &dyn Feature| a.model.uses(f.about().name) || b.model.uses(f.about().name);
    let features = shortlist::features::all(&settings).into_iter().filter(|f| used(f.as_ref())).collect();
    let measurer = Measurer::without_checks(Extractor::of(features).with_parts(&settings.parts));
    let columns: Vec<String> = measurer.extractor().columns().iter().map(|c| c.name.clone()).collect();
    let measured = reading.runner().measure(letters, &measurer)?;
    let scores = |entry: &Entry| -> Result<Vec<f64>> {
        entry.model.settings(&settings)?;
        entry.model.check_features(measurer.extractor())?;
        let scorer = Scorer::new(entry.model.clone(), &columns)?;
        Ok(measured.rows.iter().map(|(_, values)| scorer.score(values).probability()).collect())
    };
    let ids: Vec<String> = measured.rows.iter().map(|(id, _)| id.clone()).collect();
    let crossed = crossing(&ids, &scores(a)?, &scores(b)?, top.of(ids.len()));
    common::print(&format!("\n{}", comparison::crossing(&crossed)))
}

fn verify(registry: &Registry) -> Result<()> {
    let findings = registry.verify()?;
    let mut wrong = 0;
    for f in &findings {
        let says = match (&f.wrong, &f.note) {
            (Some(wrong), _) => wrong.clone(),
            (None, Some(note)) => note.clone(),
            (None, None) => "as it should be".into(),
        };
        wrong += usize::from(f.wrong.is_some());
        common::print(&format!("{}: {}\n", printable(&f.what), printable(&says)))?;
    }
    if wrong == 0 {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Model, format!("{wrong} of {} checks failed", findings.len()))
        .file(registry.folder())
        .hint("restore the files, or put a complete version in use with `shortlist model promote`"))
}
