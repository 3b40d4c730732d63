//! The command line: arguments in, files and tables out, messages on standard error.

mod agreement;
mod applications;
mod assign;
mod audit;
mod bench_data;
mod common;
mod cut;
mod decide;
mod evaluate;
mod evidence;
mod explain;
mod features;
mod flagging;
mod forget;
mod holds;
mod ingest;
mod init;
mod label_next;
mod labelled;
mod labels;
mod log;
mod mails;
mod manuals;
mod messages;
mod model;
mod people;
mod plan;
mod progress;
mod rank;
mod read_documents;
mod recording;
mod registry;
mod retrain;
mod review;
mod rules;
mod score;
mod season;
mod settings;
mod similar;
mod topics;
mod train;
mod usage;
mod wording;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use shortlist::error::ErrorKind;
use std::process::ExitCode;

/// Ranks motivation letters and shows, in each letter's own words, why.
///
/// Reads a CSV, TSV, JSON Lines, Parquet or Arrow table of applications (or CSV on standard input, `-`), measures what a
/// person can check, scores with an additive model, and gives a ranked shortlist with reasons. A score orders
/// people's reading; it never rejects anyone.
#[derive(Parser)]
#[command(name = "shortlist", version, arg_required_else_help = true, max_term_width = 100)]
#[command(
    after_help = "Examples:\n  shortlist rank data/sample/letters.csv --top 60\n  shortlist explain data/sample/letters.csv --id S001\n  shortlist train data/sample/labels.csv --letters data/sample/letters.csv --label decision --output model.json"
)]
struct Cli {
    /// Ignore settings files, also a shortlist.toml in this folder
    #[arg(long, global = true)]
    no_settings: bool,
    /// Colours: auto (on a terminal), always or never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_default_value = true)]
    color: clap::ColorChoice,
    /// Write CSV as Excel opens it: with a byte order mark, and `;` between fields
    #[arg(long, global = true)]
    excel: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Init(init::Args),
    Rank(rank::Args),
    Score(score::Args),
    Features(features::Args),
    Ingest(ingest::Args),
    Train(train::Args),
    Evaluate(evaluate::Args),
    Agreement(agreement::Args),
    Retrain(retrain::Args),
    #[command(subcommand)]
    Model(model::Command),
    LabelNext(label_next::Args),
    Explain(explain::Args),
    Audit(audit::Args),
    #[command(subcommand)]
    Plan(plan::Command),
    Similar(similar::Args),
    Topics(topics::Args),
    Rules(rules::Args),
    Assign(assign::Args),
    Labels(labels::Args),
    Decide(decide::Args),
    Mails(mails::Args),
    Season(season::Args),
    Completions(manuals::Completions),
    Man(manuals::Man),
    #[command(hide = true)]
    BenchData(bench_data::Args),
    #[command(hide = true)]
    ReadDocuments(read_documents::Args),
    Log(log::Args),
    EvidencePack(evidence::Args),
    Forget(forget::Args),
    Holds(holds::Args),
}

/// The command line, as it is parsed and as its help shows it.
fn whole() -> clap::Command {
    usage::dressed(Cli::command())
}

/// Parses the command line and runs the command. Exit code 0: done, 1: failed, 2: wrong usage.
pub fn main() -> ExitCode {
    let mut command = whole();
    let arguments: Vec<std::ffi::OsString> = std::env::args_os().collect();
    if let Err(error) = usage::colour(&arguments) {
        return failure(&error);
    }
    // The manual asks every feature about itself, which takes as long as all the rest of a start: only for its readers.
    if arguments.iter().any(|a| a == "--help" || a == "help") {
        command = command.mut_subcommand("features", |c| c.after_long_help(features::manual()));
    }
    let (command, season) = match settings::apply(command, &arguments) {
        Ok(applied) => applied,
        Err(error) => return failure(&error),
    };
    let matches = command.get_matches_from(arguments);
    season.iter().filter_map(|s| s.in_force(&matches)).for_each(|said| common::say("note", &said));
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    common::write_for_excel(cli.excel);
    on_interrupt();
    let done = match cli.command {
        Command::Init(args) => init::run(&args),
        Command::Rank(args) => rank::run(&args),
        Command::Score(args) => score::run(&args),
        Command::Features(args) => features::run(&args),
        Command::Ingest(args) => ingest::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Agreement(args) => agreement::run(&args),
        Command::Retrain(args) => retrain::run(&args),
        Command::Model(command) => model::run(&command),
        Command::LabelNext(args) => label_next::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Audit(args) => audit::run(&args),
        Command::Plan(command) => plan::run(&command),
        Command::Similar(args) => similar::run(&args),
        Command::Topics(args) => topics::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Assign(args) => assign::run(&args),
        Command::Labels(args) => labels::run(&args),
        Command::Decide(args) => decide::run(&args),
        Command::Mails(args) => mails::run(&args),
        Command::Season(args) => season::run(&args),
        Command::Completions(args) => manuals::completions(&args, whole()),
        Command::Man(args) => manuals::man(&args, whole()),
        Command::BenchData(args) => bench_data::run(&args),
        Command::ReadDocuments(args) => read_documents::run(&args),
        Command::Log(args) => log::run(&args),
        Command::EvidencePack(args) => evidence::run(&args),
        Command::Forget(args) => forget::run(&args),
        Command::Holds(args) => holds::run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if common::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => failure(&error),
    }
}

/// Says what failed, and the exit code for it.
fn failure(error: &shortlist::Error) -> ExitCode {
    common::say("error", &error.to_string());
    ExitCode::from(if error.kind() == ErrorKind::Setting { 2 } else { 1 })
}

/// Ctrl-C, being asked to end, and a terminal that closes leave no half-written file. The exit code is 128 plus the
/// signal's number, as shells expect: 130, 143, 129.
#[cfg(unix)]
fn on_interrupt() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP]);
    let waiting = signals.and_then(|mut signals| {
        std::thread::Builder::new().spawn(move || {
            if let Some(signal) = signals.forever().next() {
                shortlist::files::abandon();
                std::process::exit(128 + signal);
            }
        })
    });
    if let Err(error) = waiting {
        common::say("warning", &format!("an interrupted run may leave a half-written .shortlist-… file: {error}"));
    }
}

/// Where there are no such signals, an interrupted run may leave a temporary file.
#[cfg(not(unix))]
fn on_interrupt() {}
