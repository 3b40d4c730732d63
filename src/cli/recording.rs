//! The log on the command line: what a run decided goes into it before any output is written.

use super::common;
use jiff::Timestamp;
use serde_json::{Map, Value};
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::model::Model;
use shortlist::model::registry::Registry;
use shortlist::rank::Override;
use shortlist::record::{Decided, Input, Key, Log, Logged, Overridden};
use shortlist::report::RunFacts;
use std::path::{Path, PathBuf};

/// Whether a log is kept, and what only a person can say for it.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct Recording {
    /// Append what this run decides to a log in which every later change shows (see `shortlist log --help`)
    #[arg(long, value_name = "FILE", help_heading = "Record")]
    pub log: Option<PathBuf>,
    /// Who answers for this run: a role or initials; needed with --log
    #[arg(long, value_name = "WHO", help_heading = "Record")]
    pub by: Option<String>,
    /// Time to write into the log (default: that of SOURCE_DATE_EPOCH, else the clock); only the log's digest depends
    /// on it
    #[arg(long, value_name = "TIME", value_parser = time, help_heading = "Record")]
    pub at: Option<Timestamp>,
}

/// A time on the command line.
fn time(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| "expected a time with its zone, such as 2027-03-01T10:00:00Z".to_owned())
}

/// A log that this run appends to.
pub struct Recorder {
    log: Log,
    key: Key,
    by: String,
    when: String,
}

impl Recording {
    /// Opens the log before the long work, where one is kept: a log that was changed should stop the run at its start.
    pub fn begin(&self) -> Result<Option<Recorder>> {
        let Some(path) = &self.log else { return Ok(None) };
        let by = self.by.as_deref().map(str::trim).filter(|by| !by.is_empty()).ok_or_else(|| {
            Error::new(ErrorKind::Setting, "the log needs to know who answers for this run")
                .hint("say --by WHO: a role or initials (or by = \"…\" in the settings file)")
        })?;
        let log = Log::at(path);
        Ok(Some(Recorder { key: log.prepare()?, log, by: by.to_owned(), when: self.when()? }))
    }

    fn when(&self) -> Result<String> {
        const VARIABLE: &str = "SOURCE_DATE_EPOCH";
        let time = match (self.at, std::env::var(VARIABLE)) {
            (Some(at), _) => at,
            (None, Err(_)) => Timestamp::now(),
            (None, Ok(seconds)) => {
                let time = seconds.trim().parse().ok().and_then(|s| Timestamp::from_second(s).ok());
                time.ok_or_else(|| {
                    Error::new(ErrorKind::Setting, format!("{VARIABLE} is `{seconds}`; expected seconds since 1970"))
                })?
            }
        };
        let whole = Timestamp::from_second(time.as_second()).map_err(|e| Error::new(ErrorKind::Setting, e))?;
        Ok(whole.to_string())
    }
}

impl Recorder {
    /// An entry for a command that reads no letters.
    pub fn entry(&self, command: &str) -> Decided {
        Decided {
            when: self.when.clone(),
            tool: format!("shortlist {}", env!("CARGO_PKG_VERSION")),
            command: command.to_owned(),
            by: self.by.clone(),
            ..Decided::default()
        }
    }

    /// An entry for a run with these facts.
    pub fn entry_of(&self, facts: &RunFacts) -> Decided {
        let mut inputs =
            vec![Input { role: "input".into(), digest: facts.input.digest.clone(), rows: Some(facts.input.rows) }];
        // Other tables stand in the settings as { file, digest }.
        for (role, value) in &facts.settings {
            if let Some(digest) = value.get("digest").and_then(Value::as_str) {
                inputs.push(Input { role: role.clone(), digest: digest.to_owned(), rows: None });
            }
        }
        let given = |text: &String| Some(text.clone()).filter(|t| !t.is_empty());
        Decided {
            as_of: given(&facts.as_of),
            inputs,
            model: facts.model.as_ref().map(|m| m.digest.clone()),
            topics: given(&facts.topics_digest),
            settings: facts.settings.clone(),
            ..self.entry(&facts.command)
        }
    }

    /// The hash of an applicant's id.
    pub fn hash(&self, id: &str) -> String {
        self.key.hash(id)
    }

    /// People's decisions about applicants, under hashes.
    pub fn overrides<'o>(&self, overrides: impl Iterator<Item = &'o Override>) -> Vec<Overridden> {
        overrides
            .map(|o| Overridden {
                applicant: self.key.hash(&o.id),
                decision: o.word().to_owned(),
                reason: o.reason.clone(),
            })
            .collect()
    }

    /// Appends an entry with what came out, and prints the log's head.
    pub fn append(&self, decided: Decided, outcome: Map<String, Value>) -> Result<Logged> {
        let appended = self.log.append(Decided { outcome, ..decided })?;
        if let Some(bytes) = appended.repaired_bytes {
            common::say(
                "note",
                &format!(
                    "the log ended in a line that a crash left half written ({bytes} bytes): it was removed, and the new entry says so"
                ),
            );
        }
        let Logged { entry, head } = &appended.logged;
        common::say("log", &format!("entry {entry} of {}, head {head}", self.log.path().display()));
        Ok(appended.logged)
    }
}

impl Recorder {
    /// Appends an entry for a model that was fitted. Its file does not hold the head: the same letters and labels give the
    /// same bytes, whether a log is kept or not, and the log holds their digest.
    pub fn append_model(&self, command: &str, model: &Model, settings: Map<String, Value>) -> Result<Logged> {
        self.append(self.entry_of_model(command, model, settings), outcome_of_model(model))
    }

    /// Appends an entry for a challenger of the model with the digest `champion`, and whether it took its place.
    pub fn append_challenger(
        &self,
        model: &Model,
        champion: &str,
        promoted: bool,
        settings: Map<String, Value>,
    ) -> Result<Logged> {
        let mut outcome = outcome_of_model(model);
        outcome.insert("promoted".into(), promoted.into());
        let decided = self.entry_of_model("retrain", model, settings);
        self.append(Decided { model: Some(champion.to_owned()), ..decided }, outcome)
    }

    /// Appends an entry for another version of a model that is put in use.
    pub fn append_change(&self, command: &str, registry: &Registry, id: &str, reason: Option<&str>) -> Result<Logged> {
        let mut outcome = Map::new();
        outcome.insert("model".into(), registry.load(id)?.model.digest().into());
        outcome.insert("version".into(), id.into());
        if let Some(reason) = reason {
            outcome.insert("reason".into(), reason.into());
        }
        self.append(self.entry(command), outcome)
    }

    /// Appends an entry for a check of files: their roles and places.
    pub fn append_check(&self, command: &str, files: &[(&str, &Path)], outcome: Map<String, Value>) -> Result<Logged> {
        let inputs = files.iter().map(|(role, path)| {
            let bytes = std::fs::read(path).map_err(|e| Error::io("read it", path, e))?;
            Ok(Input { role: (*role).to_owned(), digest: common::digest(&bytes), rows: None })
        });
        let inputs = inputs.collect::<Result<_>>()?;
        self.append(Decided { inputs, ..self.entry(command) }, outcome)
    }

    fn entry_of_model(&self, command: &str, model: &Model, settings: Map<String, Value>) -> Decided {
        let t = &model.training;
        let input = |role: &str, digest: &str| Input { role: role.into(), digest: digest.into(), rows: None };
        Decided {
            as_of: Some(t.as_of.clone()),
            inputs: vec![input("letters", &t.letters_digest), input("labels", &t.labels_digest)],
            topics: Some(model.topics_digest.clone()),
            settings,
            ..self.entry(command)
        }
    }
}

/// What is said of a model that was fitted.
fn outcome_of_model(model: &Model) -> Map<String, Value> {
    let t = &model.training;
    [
        ("model", Value::from(model.digest())),
        ("rows", t.rows.into()),
        ("positive", t.positive.into()),
        ("strength", t.strength.into()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

/// Puts a run into the log, where one is kept, and where it stands there into the run's facts.
pub fn record(
    recorder: Option<&Recorder>,
    facts: &mut RunFacts,
    overrides: Vec<Overridden>,
    outcome: Map<String, Value>,
) -> Result<()> {
    if let Some(recorder) = recorder {
        let decided = Decided { overrides, ..recorder.entry_of(facts) };
        facts.log = Some(recorder.append(decided, outcome)?);
    }
    Ok(())
}
