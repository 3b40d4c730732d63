//! The reading plan on the command line: the arguments of `rank --plan`, and `shortlist plan check`.

use super::common::{self, Reading};
use super::labelled::LabelReading;
use super::recording::Recording;
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::files;
use shortlist::model::Model;
use shortlist::rank::Shortlist;
use shortlist::rank::plan::check::{PlanFile, check_rounds};
use shortlist::rank::plan::{Plan, PlanOptions};
use shortlist::report::RunFacts;
use std::path::{Path, PathBuf};

/// Who is to be read in full.
#[derive(clap::Args, Clone, Debug)]
pub struct PlanArgs {
    /// Plan the reading: every output then says of everyone `must read` (a full review), `clear` (a short look by one person)
    /// or `random check` (clear, but drawn by lot to be read in full). The plan is written (.json) for `plan check`; it rejects
    /// nobody
    #[arg(long, value_name = "PLAN.json", help_heading = "Reading plan")]
    pub plan: Option<PathBuf>,
    /// Of those whom the committee would accept, and of those whom it would reject, the share that the plan does not take
    /// for the opposite, at least
    #[arg(long, value_name = "SHARE", default_value = "95%", value_parser = share, requires = "plan", help_heading = "Reading plan")]
    agreement: f64,
    /// The same for those whom the committee would accept alone [default: --agreement]
    #[arg(long, value_name = "SHARE", value_parser = share, requires = "plan", help_heading = "Reading plan")]
    agreement_yes: Option<f64>,
    /// The same for those whom it would reject alone: a wrong yes costs only a short look, so 80% clears many more
    /// letters [default: --agreement]
    #[arg(long, value_name = "SHARE", value_parser = share, requires = "plan", help_heading = "Reading plan")]
    agreement_no: Option<f64>,
    /// Share of the clear letters that is drawn by lot and read in full, to check the plan [default: enough to find,
    /// with a chance of 80 %, a plan that is wrong three times as often as promised; at most a third]
    #[arg(long, value_name = "SHARE", value_parser = share, requires = "plan", help_heading = "Reading plan")]
    check: Option<f64>,
    /// Seed of that lot
    #[arg(long, value_name = "SEED", default_value_t = 0, requires = "plan", help_heading = "Reading plan")]
    plan_seed: u64,
}

/// `95%` or `0.95`.
pub fn share(text: &str) -> Result<f64, String> {
    let text = text.trim();
    let (number, scale) = text.strip_suffix('%').map_or((text, 1.0), |n| (n.trim(), 100.0));
    let value = number.parse::<f64>().ok().map(|v| v / scale).filter(|v| (0.0..=1.0).contains(v));
    value.ok_or_else(|| "expected a share, such as 95% or 0.95".to_owned())
}

impl PlanArgs {
    /// Plans the reading of the list, where that was asked for, and puts the plan into list and facts.
    pub fn make(&self, list: &mut Shortlist, model: &Model, facts: &mut RunFacts) -> Result<()> {
        if self.plan.is_none() {
            return Ok(());
        }
        let options = PlanOptions {
            agreement_yes: self.agreement_yes.unwrap_or(self.agreement),
            agreement_no: self.agreement_no.unwrap_or(self.agreement),
            check: self.check,
            seed: self.plan_seed,
        };
        let is_beyond = facts.drift.as_ref().is_some_and(shortlist::rank::drift::Drift::is_beyond);
        let plan = Plan::new(list, model, is_beyond, &options)?;
        facts.plan = Some(plan.summary.clone());
        list.plan = Some(plan);
        Ok(())
    }

    /// Writes the plan, where there is one.
    pub fn write(&self, list: &Shortlist, facts: &RunFacts, no_clobber: bool) -> Result<()> {
        let (Some(path), Some(plan)) = (&self.plan, &list.plan) else { return Ok(()) };
        let model = facts.model.as_ref().map_or("", |m| m.digest.as_str());
        let file = PlanFile::new(plan, &facts.tool, &facts.input.digest, model, &facts.as_of);
        files::write_whole(path, file.to_json().as_bytes(), no_clobber)
    }
}

/// Says what a plan is, on standard error.
pub fn say(facts: &RunFacts) {
    for sentence in facts.plan.iter().flat_map(shortlist::rank::plan::Summary::sentences) {
        common::say("plan", &sentence);
    }
}

/// Checks whether a reading plan made more mistakes than it promised
#[derive(clap::Subcommand)]
pub enum Command {
    Check(CheckArgs),
}

/// Compares a reading plan with what people decided
///
/// PLAN is what `rank --plan` wrote; LABELS holds decisions of people by id, from the review page or any table. Only the
/// letters whose `drawn` is true in the plan count: those drawn by lot, and those that must be read anyway. The plan chose
/// the others itself. Each decision counts for the letters of its band that have none. An exact binomial test says whether
/// the plan took more letters for the opposite than it promised. If so, the command says stop and ends with exit code 1. A
/// plan that keeps its promise is stopped in at most one of twenty checks. One small round shows little: --round adds earlier
/// ones, and all are tested together.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  shortlist rank data/sample/letters.csv --as-of 2026-03-01 --plan plan.json\n  shortlist plan check plan.json data/sample/labels.csv --label decision"
)]
pub struct CheckArgs {
    /// Plan, as `rank --plan` wrote it
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    /// Table with people's decisions
    #[arg(value_name = "LABELS")]
    labels: PathBuf,
    /// Column that holds the decision
    #[arg(long, value_name = "COLUMN", default_value = "label")]
    label: String,
    /// A further round, its plan and its decisions (same column); may be given several times
    #[arg(long, num_args = 2, value_names = ["PLAN", "LABELS"])]
    round: Vec<PathBuf>,
    #[command(flatten)]
    how: LabelReading,
    #[command(flatten)]
    recording: Recording,
    #[command(flatten)]
    reading: Reading,
}

pub fn run(command: &Command) -> Result<()> {
    let Command::Check(args) = command;
    let recorder = args.recording.begin()?;
    let mut named = vec![(args.plan.as_path(), args.labels.as_path())];
    named.extend(args.round.chunks_exact(2).map(|pair| (pair[0].as_path(), pair[1].as_path())));
    let mut rounds = Vec::new();
    for (plan, labels) in &named {
        let plan = PlanFile::load(plan)?;
        let known = plan.applicants.iter().map(|p| p.id.as_str());
        let read = args.reading.runner().labels(&args.how.of(labels, &args.label).knowing(known))?;
        rounds.push((plan, read.labels.by_id));
    }
    let other = rounds.iter().zip(&named).find(|((plan, _), _)| plan.model_digest != rounds[0].0.model_digest);
    if let Some((_, (path, _))) = other {
        let said = format!(
            "{} was made with another model than the first plan: the test is about both models' plans together",
            path.display()
        );
        common::say("note", &said);
    }
    let given: Vec<_> = rounds.iter().map(|(plan, labels)| (plan, labels)).collect();
    let checked = check_rounds(&given).map_err(|e| e.file(&args.labels))?;
    if checked.unknown > 0 {
        common::say("note", &format!("labelled ids that are not in the plan, left out: {}", checked.unknown));
    }
    if let Some(recorder) = &recorder {
        let outcome = [("keeps_its_promise".to_owned(), (!checked.is_broken()).into())];
        let inputs: Vec<_> = named.iter().flat_map(|(plan, labels)| [("plan", *plan), ("labels", *labels)]).collect();
        recorder.append_check("plan check", &inputs, outcome.into_iter().collect())?;
    }
    let mut text: String = checked.sentences().iter().map(|s| format!("{s}\n")).collect();
    if checked.is_broken() {
        common::print(&text)?;
        return Err(Error::new(ErrorKind::Value, "STOP: the plan makes more mistakes than it promised")
            .file(Path::new(&args.plan))
            .hint("read every letter in full, find out what has changed, and train again before the next plan"));
    }
    text.push_str("these decisions do not show that the plan makes more mistakes than it promised\n");
    common::print(&text)
}
