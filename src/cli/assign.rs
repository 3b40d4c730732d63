//! `shortlist assign`

use super::common;
use shortlist::error::{Result, printable};
use shortlist::ingest::{Options, REASON_COLUMN, Source, Unusable};
use shortlist::rank::duplicates;
use shortlist::report::table::{Cell, Encoder, Kind, TableColumn, TableWriter};
use shortlist::report::{InputFacts, RunFacts};
use shortlist::review::assign::{self, LetterColumns, Plan, Proposal, Reading, Reviewer};
use std::path::{Path, PathBuf};

/// Divides the letters among reviewers
///
/// Every letter gets --readings readers; the reviewers' numbers of letters differ by one at most, or by as little as
/// conflicts of interest and limits allow. The first batch is the same for everybody (--shared letters), so that all judge
/// by one measure. Everyone reads in an order of their own, which follows no score. Writes `reviewer, id, batch,
/// order`.
///
/// --reviewers may be a table: `reviewer`, and where they are known `topics`, `at most`, `languages`, `institution`, `email`.
/// Nobody gets more letters than their limit, or a letter in a language that they don't read (column `language` of IN, written
/// alike); topics are followed where the numbers stay as even. Shared institutions and e-mail domains are proposed as
/// conflicts: --propose writes them, people look at them, and --conflicts gives them back (`reviewer, id`, and `conflict` with
/// `no` where there is none).
///
/// With --previous, nobody's letters move: late letters, and those of reviewers who left, are dealt on top.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  shortlist assign data/sample/letters-next.csv --reviewers ann,bob,cy,dee --readings 2 --shared 6 --seed 7 --output assign.csv\n  shortlist assign letters.csv --reviewers reviewers.csv --propose conflicts.csv\n  shortlist assign letters.csv --reviewers reviewers.csv --conflicts conflicts.csv --topic-column field --output assign.csv\n  shortlist assign late.csv --reviewers reviewers.csv --previous assign.csv --output assign-2.csv"
)]
pub struct Args {
    /// Table with an id per applicant (the letters, or a shortlist)
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// Names of the reviewers, or a table of them
    #[arg(long, value_name = "NAME,…|FILE", value_delimiter = ',', required = true)]
    reviewers: Vec<String>,
    /// Readers of every letter
    #[arg(long, value_name = "K", default_value_t = 2)]
    readings: usize,
    /// Letters that everybody reads first
    #[arg(long, value_name = "N", default_value_t = 0)]
    shared: usize,
    /// Letters per batch after that
    #[arg(long, value_name = "N", default_value_t = 20)]
    batch: usize,
    /// Table of conflicts of interest: reviewer, id, and where it has it conflict (yes or no)
    #[arg(long, value_name = "FILE")]
    conflicts: Option<PathBuf>,
    /// Write the conflicts that e-mail domains and institutions suggest, for people to look at
    #[arg(long, value_name = "FILE")]
    propose: Option<PathBuf>,
    /// Column of IN with a letter's topics (default: the topics that `shortlist features` measured, where IN has them)
    #[arg(long, value_name = "COLUMN")]
    topic_column: Option<String>,
    /// Earlier deal, which stays as it is
    #[arg(long, value_name = "FILE", conflicts_with = "shared")]
    previous: Option<PathBuf>,
    /// Seed of the deal
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Column of the applicants' institutions, for conflicts (default: the usual headings)
    #[arg(long, value_name = "COLUMN")]
    institution_column: Option<String>,
    /// Column of the applicants' e-mail addresses, for conflicts (default: the usual headings)
    #[arg(long, value_name = "COLUMN")]
    email_column: Option<String>,
    /// Column that holds the id (default: `id`, else the usual names)
    #[arg(long, value_name = "COLUMN")]
    id_column: Option<String>,
    #[arg(long, value_name = "OUT", required_unless_present = "propose", help = common::table_help(", or - for CSV on standard output"))]
    output: Option<PathBuf>,
    /// Refuse to replace an existing file
    #[arg(long)]
    no_clobber: bool,
}

pub fn run(args: &Args) -> Result<()> {
    let outputs: Vec<&PathBuf> = args.output.iter().chain(&args.propose).collect();
    let table = reviewers_table(args);
    let read = [Some(&args.input), args.conflicts.as_ref(), args.previous.as_ref(), table.as_ref()];
    let read: Vec<&Path> = read.into_iter().flatten().map(PathBuf::as_path).collect();
    let written: Vec<&Path> = outputs.iter().map(|p| p.as_path()).collect();
    common::check_outputs(&written, &read, args.no_clobber)?;
    for output in &outputs {
        common::table_format(output)?;
    }
    let reviewers = match &table {
        Some(path) => assign::read_reviewers(path)?,
        None => args.reviewers.iter().map(|r| Reviewer { name: r.trim().to_owned(), ..Reviewer::default() }).collect(),
    };
    let options =
        Options { id_column: args.id_column.clone(), or_id: true, without_letters: true, ..Options::default() };
    let mut source = Source::open(&args.input, &options)?;
    if source.columns().id.is_none() {
        // The ids are made from the letters' text, so these must be read.
        source = Source::open(&args.input, &Options { without_letters: false, ..options })?;
    }
    source.messages().iter().for_each(|message| common::say("note", message));
    let digest = source.digest();
    let (institution, address) = (args.institution_column.as_deref(), args.email_column.as_deref());
    let columns = LetterColumns::find(source.columns(), args.topic_column.as_deref(), institution, address)
        .map_err(|e| e.file(&args.input))?;
    let (mut rows, mut letters, mut empty) = (Vec::new(), Vec::new(), Vec::new());
    let with_letters = source.columns().letter.is_some();
    let reason = source.columns().passthrough.iter().position(|c| c.name == REASON_COLUMN);
    let findings = source.findings();
    for application in source {
        let application = application?;
        let said = reason.and_then(|place| application.passthrough.get(place));
        if application.letter.as_ref().is_err_and(Unusable::is_no_applicant)
            || said.is_some_and(|said| Unusable::says_no_applicant(said))
        {
            continue;
        }
        let reads_nothing = matches!(application.letter, Err(Unusable::Empty | Unusable::NoFile)) && with_letters;
        if reads_nothing || said.is_some_and(|said| Unusable::says_nothing_to_read(said)) {
            empty.push(printable(&application.id));
            continue;
        }
        letters.push(columns.letter(&application));
        rows.push((application.id, application.row));
    }
    if !empty.is_empty() {
        let shown = empty.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        let more = if empty.len() > 5 { format!(" and {} more", empty.len() - 5) } else { String::new() };
        let (rows, are) = if empty.len() == 1 { ("row has", "is") } else { ("rows have", "are") };
        common::say("note", &format!("{} {rows} no letter and {are} dealt to nobody: {shown}{more}", empty.len()));
    }
    findings.list().iter().for_each(|finding| common::say("note", finding));
    duplicates(rows.iter().map(|(id, row)| (id.as_str(), *row))).map_err(|e| e.file(&args.input))?;
    let count = rows.len() as u64;
    let mut plan = Plan {
        letters: rows.into_iter().map(|(id, _)| id).collect(),
        reviewers: reviewers.iter().map(|r| r.name.clone()).collect(),
        readings: args.readings,
        shared: args.shared,
        batch: args.batch,
        seed: args.seed,
        ..Plan::default()
    };
    for (has, known, what) in [
        (reviewers.iter().any(|r| !r.topics.is_empty()), columns.has_topics(), "topics"),
        (reviewers.iter().any(|r| !r.languages.is_empty()), columns.has_language(), "languages"),
    ] {
        if has && !known {
            let of = if what == "topics" {
                "--topic-column names their column"
            } else {
                "a column `language` would hold them"
            };
            common::say(
                "note",
                &format!(
                    "{} does not give the letters' {what}, so those of the reviewers are ignored ({of})",
                    args.input.display()
                ),
            );
        }
    }
    let tells = |r: &Reviewer| !r.institution.is_empty() || !r.address.is_empty();
    if !columns.has_ties() && (args.propose.is_some() || reviewers.iter().any(tells)) {
        let input = args.input.display();
        let what = "has no column of institutions or e-mail addresses that is known, so no conflicts can be proposed";
        common::say("note", &format!("{input} {what} (--institution-column and --email-column name them)"));
    }
    let proposals = assign::bind(&mut plan, &reviewers, &letters);
    let known = args.conflicts.as_ref().map(|path| assign::conflicts(path, &plan)).transpose()?.unwrap_or_default();
    plan.conflicts.extend(&known.barred);
    let is_open = |p: &&Proposal| {
        let pair = (p.reviewer, p.letter);
        !known.barred.contains(&pair) && !known.free.contains(&pair)
    };
    let open: Vec<&Proposal> = proposals.iter().filter(is_open).collect();
    let input =
        InputFacts { file: common::file_name(&args.input), digest: digest.hex(), rows: count, ..InputFacts::default() };
    let facts = facts(args, input);
    propose(args, &plan, &open, &facts)?;
    let Some(output) = &args.output else { return Ok(()) };
    if let Some(path) = &args.previous {
        plan.keep(assign::read(path)?).iter().for_each(|said| common::say("note", said));
    }
    let dealt = assign::deal(&plan)?;
    write(args, output, &dealt, &facts)?;
    if *output != Path::new("-") {
        for reviewer in &plan.reviewers {
            let own = dealt.iter().filter(|r| r.reviewer == *reviewer).count();
            let before = plan.held.iter().filter(|r| r.reviewer == *reviewer).count();
            let new = if args.previous.is_some() { format!(", {} of them new", own - before) } else { String::new() };
            common::print(&format!("{}: {}{new}\n", printable(reviewer), common::counted(own, "letter")))?;
        }
    }
    Ok(())
}

/// The table of reviewers, where --reviewers names one.
fn reviewers_table(args: &Args) -> Option<PathBuf> {
    let [one] = args.reviewers.as_slice() else { return None };
    let path = PathBuf::from(one.trim());
    (shortlist::ingest::by_name(&path).0.is_some() && path.extension().is_some()).then_some(path)
}

/// Writes the conflicts that nobody has looked at, or warns of them.
fn propose(args: &Args, plan: &Plan, open: &[&Proposal], facts: &RunFacts) -> Result<()> {
    let Some(path) = &args.propose else {
        if !open.is_empty() {
            let shown = open
                .iter()
                .take(5)
                .map(|p| format!("{} and {} ({})", plan.reviewers[p.reviewer], plan.letters[p.letter], p.reason));
            let shown: Vec<String> = shown.collect();
            let more = if open.len() > shown.len() { ", …" } else { "" };
            common::say(
                "warning",
                &format!(
                    "{} of interest that --conflicts does not mention: {}{more}; --propose FILE writes them",
                    common::counted(open.len(), "possible conflict"),
                    shown.join(", ")
                ),
            );
        }
        return Ok(());
    };
    let columns = ["reviewer", "id", "conflict", "reason"].map(|name| TableColumn::new(name, Kind::Text));
    let encoder = Encoder::new(common::table_format(path)?, columns.into());
    let mut rows: Vec<Vec<Cell<'_>>> = Vec::new();
    for p in open {
        let (reviewer, id) = (plan.reviewers[p.reviewer].as_str(), plan.letters[p.letter].as_str());
        rows.push([reviewer, id, "yes", p.reason.as_str()].map(Cell::text).into());
    }
    let mut writer = TableWriter::create(path, &encoder, args.no_clobber)?;
    writer.write(encoder.encode(&rows)?)?;
    common::finish_table(writer, path, facts, args.no_clobber)?;
    common::print(&format!(
        "{} written to {}; write `no` beside each that is none, and give the file to --conflicts\n",
        common::counted(open.len(), "possible conflict"),
        path.display()
    ))
}

fn facts(args: &Args, input: InputFacts) -> RunFacts {
    let mut facts = RunFacts {
        tool: format!("shortlist {}", env!("CARGO_PKG_VERSION")),
        command: "assign".into(),
        input,
        ..RunFacts::default()
    };
    let conflicts = args.conflicts.as_deref().map(common::file_name);
    for (name, value) in [
        ("reviewers", args.reviewers.clone().into()),
        ("readings", args.readings.into()),
        ("shared", args.shared.into()),
        ("batch", args.batch.into()),
        ("seed", args.seed.into()),
        ("conflicts", conflicts.into()),
        ("topics_from", args.topic_column.clone().into()),
        ("previous", args.previous.as_deref().map(common::file_name).into()),
    ] {
        facts.settings.insert(name.into(), value);
    }
    facts
}

fn write(args: &Args, output: &Path, dealt: &[Reading], facts: &RunFacts) -> Result<()> {
    let columns = [("reviewer", Kind::Text), ("id", Kind::Text), ("batch", Kind::Count), ("order", Kind::Count)]
        .map(|(name, kind)| TableColumn::new(name, kind));
    let encoder = Encoder::new(common::table_format(output)?, columns.into());
    let rows: Vec<Vec<Cell<'_>>> = dealt
        .iter()
        .map(|r| {
            vec![
                Cell::text(r.reviewer.as_str()),
                Cell::text(r.id.as_str()),
                Cell::Count(Some(r.batch as u64)),
                Cell::Count(Some(r.order as u64)),
            ]
        })
        .collect();
    let mut writer = TableWriter::create(output, &encoder, args.no_clobber)?;
    writer.write(encoder.encode(&rows)?)?;
    common::finish_table(writer, output, facts, args.no_clobber)
}
