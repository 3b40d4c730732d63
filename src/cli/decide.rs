//! `shortlist decide`

use super::common;
use super::people::People;
use super::recording::Recording;
use serde_json::{Map, Value, json};
use shortlist::error::{Error, ErrorKind, Result, printable};
use shortlist::ingest::codes::Codes;
use shortlist::ingest::repeats::one_spelling;
use shortlist::ingest::{Options, table};
use shortlist::model::ratings::said_of_names;
use shortlist::rank::{Side, overrides};
use shortlist::record::Decided;
use shortlist::report::decisions::DecisionTable;
use shortlist::report::{RunFacts, ScoredBy};
use shortlist::review::decide::{self, Aim, Applicant, Bound, Decision, Decisions, Question, Status, Statuses};
use shortlist::review::labels;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Turns reviewers' grades into decisions, and prints every step
///
/// LIST is the table of applicants, preferably the one that `rank` wrote, because it holds the scores. --labels are the
/// reviewers' grades (`id, label, reviewer, note`, as the review page gives them). Applicants are ordered by their mean
/// grade; the score orders those with the same grade, or counts with --score-weight. Nobody without a grade is invited
/// or refused. What people say overrules what is computed: --overrides (`id, decision, reason`) and --status (`id,
/// status`: withdrawn, late, invited, accepted, confirmed, declined). In a second round, --previous is the first
/// round's output: those invited keep their places, and places that were freed go to its waitlist first, under the same
/// rules.
///
/// --at-least and --at-most set aims for the cohort, over several columns at once; they are met exactly at the least
/// cost, and the price of each is printed: mean value, who comes and who goes. Aims that can't be met are named.
/// Applicants with the same grade and score at the line are a tie, which people decide. Every row of the output holds
/// each reviewer's grade and note, mean, corrected mean, spread, score and reason.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  shortlist decide list.csv --labels ann.csv --labels bob.csv --top 60 --waitlist 10 --output decisions.csv\n  shortlist decide list.csv --labels labels.csv --top 60 --at-least 'gender=female:40%' --at-most 'university=*:3' --output decisions.xlsx\n  shortlist decide list.csv --labels labels.csv --previous decisions.csv --status answers.csv --top 60 --output round-2.csv"
)]
pub struct Args {
    /// Table of applicants, with scores where `rank` or `score` wrote it
    #[arg(value_name = "LIST")]
    list: PathBuf,
    /// File of reviewers' grades; may be given several times
    #[arg(long, value_name = "LABELS", required = true)]
    labels: Vec<PathBuf>,
    /// Places in all
    #[arg(long, value_name = "N")]
    top: std::num::NonZeroUsize,
    /// Put the next N on a waitlist
    #[arg(long, value_name = "N", default_value_t = 0)]
    waitlist: usize,
    /// How much the score counts beside the mean grade, from 0 (it only orders equal grades) to 1
    #[arg(long, value_name = "W", default_value_t = 0.0)]
    score_weight: f64,
    /// Correct each reviewer's grades for leniency first
    #[arg(long)]
    correct_harshness: bool,
    /// Grades from LOWEST to HIGHEST, if the grades themselves don't show it
    #[arg(long, value_name = "LOWEST,HIGHEST", allow_hyphen_values = true, value_parser = super::labelled::scale)]
    scale: Option<[f64; 2]>,
    /// Table of statuses: id, status
    #[arg(long, value_name = "FILE")]
    status: Option<PathBuf>,
    /// Table of people's decisions: id, decision (in or out), reason
    #[arg(long, value_name = "FILE")]
    overrides: Option<PathBuf>,
    /// Output of an earlier round: those invited keep their places
    #[arg(long, value_name = "DECISIONS")]
    previous: Option<PathBuf>,
    /// At least so many of a group: COLUMN=GROUP:N or COLUMN=GROUP:N%; may be given several times
    #[arg(long, value_name = "COLUMN=GROUP:N")]
    at_least: Vec<String>,
    /// At most so many of a group, or of each with COLUMN=*:N; may be given several times
    #[arg(long, value_name = "COLUMN=GROUP:N")]
    at_most: Vec<String>,
    /// Column of LIST that holds the id (default: `id`, else the usual names)
    #[arg(long, value_name = "COLUMN")]
    id_column: Option<String>,
    #[arg(long, value_name = "OUT", required = true, help = common::table_help(", or - for CSV on standard output; may be given several times"))]
    output: Vec<PathBuf>,
    /// Refuse to replace an existing file
    #[arg(long)]
    no_clobber: bool,
    #[command(flatten)]
    people: People,
    #[command(flatten)]
    recording: Recording,
}

pub fn run(args: &Args) -> Result<()> {
    let outputs = args.output.iter().map(|path| Ok((path, common::table_format(path)?))).collect::<Result<Vec<_>>>()?;
    let inputs = [Some(&args.list), args.status.as_ref(), args.overrides.as_ref(), args.previous.as_ref()];
    let inputs: Vec<&PathBuf> = inputs.into_iter().flatten().chain(&args.labels).collect();
    let written: Vec<&Path> = args.output.iter().map(PathBuf::as_path).collect();
    let read: Vec<&Path> = inputs.iter().map(|path| path.as_path()).chain(args.recording.log.as_deref()).collect();
    common::check_outputs(&written, &read, args.no_clobber)?;
    let recorder = args.recording.begin()?;
    let mut list =
        table::read(&args.list, &Options { id_column: args.id_column.clone(), or_id: true, ..Options::default() })?;
    list.messages.iter().for_each(|message| common::say("note", message));
    let others = list.keep_applicants();
    if others > 0 {
        let rows = common::counted(others, "row");
        common::say(
            "note",
            &format!(
                "{rows} of the list left out, because they are not separate applicants (see reason_unscored there)"
            ),
        );
    }
    let people = args.people.of(&list, &args.list)?;
    let names: Vec<&String> = people.name.iter().map(|place| &list.names()[*place]).collect();
    let question = question(args, &list)?;
    let applicants = applicants(args, &list, &question)?;
    let mut all = Vec::new();
    for path in &args.labels {
        all.extend(labels::read(path)?);
    }
    let codes = Codes::of(list.ids().iter().map(String::as_str));
    labels::resolve(&mut all, &codes);
    let merged = labels::merge(all)?;
    let mut said = args.overrides.as_deref().map(overrides::read).transpose()?.map(|o| o.list).unwrap_or_default();
    said.iter_mut().for_each(|one| one.id = codes.resolve(&one.id).to_owned());
    let (statuses, waiting) = statuses(args, &codes)?;
    let question = Question { waiting, ..question };
    if let Some(said) = said_of_names(&merged.spellings) {
        common::say("note", &said);
    }
    // What is not said of a row of another file is said of the list: groups and aims.
    let of_list = |e: Error| if e.place().file.is_none() { e.file(&args.list) } else { e };
    let decided = decide::decide(&applicants, &merged, &statuses, &said, &question).map_err(of_list)?;
    if let [(first, (path, row)), others @ ..] = decided.unknown.as_slice() {
        let more = match others.len() {
            0 => String::new(),
            1 => " (and another applicant)".to_owned(),
            n => format!(" (and {n} others)"),
        };
        let what = format!("grades `{}`{more}, who is not in {}", printable(first), args.list.display());
        return Err(Error::new(ErrorKind::Labels, what)
            .file(path)
            .row(*row)
            .hint("give the list that holds everyone who was graded, or take the grades out"));
    }
    let facts = facts(args, &inputs, &list, &decided)?;
    if let Some(recorder) = &recorder {
        let count = |d: Decision| decided.rows.iter().filter(|r| r.decision == d).count();
        let outcome: Map<String, Value> = [
            Decision::Invite,
            Decision::Tie,
            Decision::Waitlist,
            Decision::NoPlace,
            Decision::NotGraded,
            Decision::SetApart,
        ]
        .into_iter()
        .map(|d| (d.word().replace(' ', "_"), count(d).into()))
        .collect();
        let overrides = recorder.overrides(said.iter());
        recorder.append(Decided { overrides, ..recorder.entry_of(&facts) }, outcome)?;
    }
    let table = DecisionTable {
        list: (&list, &args.list),
        names: &names,
        applicants: &applicants,
        merged: &merged,
        decided: &decided,
    };
    for (path, format) in outputs {
        table.write(path, format, &facts, args.no_clobber)?;
        common::write_facts(path, &facts, args.no_clobber)?;
    }
    decided.steps.iter().for_each(|step| common::say("step", &printable(step)));
    if args.output.iter().any(|path| path == Path::new("-")) {
        return Ok(());
    }
    common::print(&meeting(args, &list, &names, &applicants, &decided)?)
}

fn question(args: &Args, list: &table::Table) -> Result<Question> {
    let mut question = Question {
        places: args.top.get(),
        waitlist: args.waitlist,
        score_weight: args.score_weight,
        correct_harshness: args.correct_harshness,
        scale: args.scale,
        ..Question::default()
    };
    let bounds = [(Bound::AtLeast, &args.at_least, "--at-least"), (Bound::AtMost, &args.at_most, "--at-most")];
    let mut columns: Vec<String> = Vec::new();
    for (bound, texts, flag) in bounds {
        for text in texts {
            let aim = Aim::parse(bound, text)?;
            // The column must be there; its message names those that are.
            list.text(&aim.column, &args.list, flag)?;
            let place = columns.iter().position(|c| *c == aim.column).unwrap_or_else(|| {
                columns.push(aim.column.clone());
                columns.len() - 1
            });
            question.aims.push((aim, place));
        }
    }
    Ok(question)
}

fn applicants(args: &Args, list: &table::Table, question: &Question) -> Result<Vec<Applicant>> {
    let mut columns: Vec<(usize, &String)> = question.aims.iter().map(|(aim, place)| (*place, &aim.column)).collect();
    columns.sort_unstable();
    columns.dedup();
    let groups =
        columns.iter().map(|(_, name)| list.text(name, &args.list, "--at-least")).collect::<Result<Vec<_>>>()?;
    let column = |name: &str| list.has(name).then(|| list.text(name, &args.list, "LIST")).transpose();
    // Without scores the list is none of ours, and a column `status` says something else.
    let scores = column("score")?;
    let sides = scores.and(column("status")?);
    if scores.is_none() && args.score_weight > 0.0 {
        return Err(Error::new(ErrorKind::Column, "there is no column `score`, which --score-weight needs")
            .file(&args.list)
            .hint("give the list that `rank` wrote"));
    }
    let mut seen = BTreeMap::new();
    let mut all = Vec::new();
    for (index, id) in list.ids().iter().enumerate() {
        let row = index as u64 + 1;
        if let Some(before) = seen.insert(one_spelling(id), row) {
            let what = format!("the id `{}` is in rows {before} and {row}", printable(id));
            return Err(Error::new(ErrorKind::Value, what).file(&args.list).hint("give every applicant one row"));
        }
        let score = match scores.map(|s| s[index].trim()) {
            None | Some("") => None,
            Some(text) => Some(text.parse::<f64>().ok().filter(|s| s.is_finite()).ok_or_else(|| {
                Error::new(ErrorKind::Value, "the score is not a number").file(&args.list).row(row).column("score")
            })?),
        };
        let group = |g: &&[String]| g[index].split_whitespace().collect::<Vec<_>>().join(" ");
        let is_apart = sides.is_some_and(|s| s[index].split_whitespace().next() == Some(Side::Apart.word()));
        all.push(Applicant { id: id.clone(), score, is_apart, groups: groups.iter().map(group).collect() });
    }
    Ok(all)
}

/// The statuses, and who waits since an earlier round; whoever that round invited and no status names is invited still.
fn statuses(args: &Args, codes: &Codes) -> Result<(Statuses, BTreeSet<String>)> {
    let read = args.status.as_deref().map(decide::read_statuses).transpose()?.unwrap_or_default();
    let mut all = Statuses::new();
    for (id, (status, place)) in read {
        let id = codes.resolve(&id).to_owned();
        if let Some((before, (_, row))) = all.insert(id.clone(), (status, place.clone())).filter(|(b, _)| *b != status)
        {
            let what = format!("`{}` is {} here and {} in row {row}", printable(&id), status.word(), before.word());
            return Err(Error::new(ErrorKind::Value, what)
                .file(&place.0)
                .row(place.1)
                .hint("keep one of the two rows"));
        }
    }
    let mut waiting = BTreeSet::new();
    let Some(path) = &args.previous else {
        let answers = all.iter().filter(|(_, (status, _))| status.is_an_answer());
        if let Some((id, (status, (path, row)))) = answers.min_by_key(|(_, (_, (_, row)))| *row) {
            let what = format!(
                "`{}` {}, which answers an invitation, and nothing says who was invited and who waits",
                printable(id),
                if *status == Status::Confirmed { "is confirmed" } else { status.word() },
            );
            return Err(Error::new(ErrorKind::Value, what).file(path).row(*row).column("status").hint(
                "give the first round's output with --previous, and for people who are sure of a place before a first round write invited",
            ));
        }
        return Ok((all, waiting));
    };
    let before = table::read(path, &Options::default())?;
    let decisions = before.text("decision", path, "--previous").map_err(|e| e.hint("give what `decide` wrote"))?;
    for (index, (id, decision)) in before.ids().iter().zip(decisions).enumerate() {
        let (id, place) = (codes.resolve(id).to_owned(), (path.clone(), index as u64 + 1));
        match decision.trim() {
            word if word == Decision::Invite.word() => {
                all.entry(id).or_insert((Status::Invited, place));
            }
            word if word == Decision::Waitlist.word() => {
                waiting.insert(id);
            }
            _ => {}
        }
    }
    Ok((all, waiting))
}

fn facts(args: &Args, inputs: &[&PathBuf], list: &table::Table, decided: &Decisions) -> Result<RunFacts> {
    let mut facts = RunFacts {
        tool: format!("shortlist {}", env!("CARGO_PKG_VERSION")),
        command: "decide".into(),
        steps: decided.steps.clone(),
        ..RunFacts::default()
    };
    (facts.input.file, facts.input.digest) = (common::file_name(&args.list), list.digest.clone());
    if let Some(scored) = ScoredBy::of_table(&args.list) {
        (facts.model, facts.as_of) = (Some(scored.model), scored.as_of);
    }
    facts.input.rows = list.ids().len() as u64;
    let mut read = Vec::new();
    for path in inputs.iter().skip(1) {
        let bytes = std::fs::read(path).map_err(|e| Error::io("read it", path, e))?;
        read.push(json!({ "file": common::file_name(path), "digest": common::digest(&bytes) }));
    }
    let mut put = |name: &str, value: Value| facts.settings.insert(name.into(), value);
    put("inputs", read.into());
    put("top", args.top.get().into());
    put("waitlist", args.waitlist.into());
    put("score_weight", args.score_weight.into());
    put("correct_harshness", args.correct_harshness.into());
    put("at_least", args.at_least.clone().into());
    put("at_most", args.at_most.clone().into());
    Ok(facts)
}

/// What the meeting needs: ties, and the widest disagreements.
fn meeting(
    args: &Args,
    list: &table::Table,
    names: &[&String],
    applicants: &[Applicant],
    decided: &Decisions,
) -> Result<String> {
    const SHOWN: usize = 10;
    let names = names.iter().map(|name| list.text(name, &args.list, "LIST")).collect::<Result<Vec<_>>>()?;
    let who = |applicant: usize| {
        let parts: Vec<&str> = names.iter().flat_map(|n| n[applicant].split_whitespace()).collect();
        let (id, name) = (&applicants[applicant].id, parts.join(" "));
        printable(&if name.is_empty() || name == *id { id.clone() } else { format!("{id} ({name})") })
    };
    let mut text = String::new();
    let ties: Vec<String> =
        decided.rows.iter().filter(|r| r.decision == Decision::Tie).map(|r| who(r.applicant)).collect();
    if !ties.is_empty() {
        text.push_str(&format!("to decide between: {}\n", ties.join(", ")));
    }
    let mut apart: Vec<_> = decided.rows.iter().filter_map(|r| Some((r.spread.filter(|s| *s > 0.0)?, r))).collect();
    apart.sort_by(|a, b| {
        b.0.total_cmp(&a.0).then_with(|| applicants[a.1.applicant].id.cmp(&applicants[b.1.applicant].id))
    });
    if !apart.is_empty() {
        text.push_str("reviewers disagree most on:\n");
    }
    for (spread, row) in apart.into_iter().take(SHOWN) {
        text.push_str(&format!("  {}: {spread} apart, {}\n", who(row.applicant), row.decision.word()));
    }
    Ok(text)
}
