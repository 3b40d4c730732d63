//! `shortlist rank`: the main job.

use super::common::{self, Reading};
use super::cut::{self, CutArgs};
use super::flagging::{Comparing, Inspecting};
use super::people::People;
use super::plan::{self, PlanArgs};
use super::recording::{self, Recording};
use super::review::Reviewing;
use sha2::{Digest, Sha256};
use shortlist::batch::{LetterText, RankOptions, Ranking};
use shortlist::error::Result;
use shortlist::ingest::{Application, hex};
use shortlist::rank::{Assessed, Shortlist};
use shortlist::record::pack::{BINDING, Binding};
use shortlist::report::{self, OutputFormat, ShortlistExport, formats, is_our_name};
use std::path::{Path, PathBuf};

/// Ranks the letters and explains every rank (the main job)
///
/// Prints the top of the list with the strongest reasons each way, and writes it whole to every --output: a table, a
/// workbook, a page to read, or the review page, one file for a browser in which reviewers read and grade the letters.
/// Equal scores share a rank; a tie at the line is shown as a tie, and is drawn only where --break-ties gives a seed.
/// --overrides holds people's decisions with their reasons: they take or free places before any score is looked at.
/// --per-group reserves places: the best of each group have them, the other places go by score. Every step is printed
/// and is recorded in the run facts. --plan says who must be read in full and for whom a short look will do, with what
/// that promises and what was measured; it rejects nobody. Letters that are not in English are set apart, with their
/// scores and without a rank (--other-languages), and letters that share text with each other or with those of an
/// --earlier year are flagged, as are the other things that people should look at (`shortlist features --help` lists
/// them). Without --model, the compiled-in sample model is used: it was trained on made-up letters and only shows how
/// things work.
#[derive(clap::Args)]
#[command(
    after_help = "A settings file (shortlist.toml here, or --settings FILE) can hold what every run of a season repeats:\n  model = \"model.json\"          # a file beside it, or a name in models/\n  topics = \"topics.toml\"\n  words = \"words.txt\"\n  as_of = \"2027-03-01\"\n  groups = [\"country\"]           # for commands with --group\n  log = \"log.jsonl\"             # commands that decide append to it\n  by = \"chair\"                  # who answers for them\n  [columns]\n  id = \"Applicant\"\n  letter = \"Motivation\"       # or [[letter]] with part, column, title: several texts\n  name = \"Full name\"          # and email, institution: for lists, mails and conflicts\n  [cut]                          # top, min_score, per_group, waitlist, break_ties, overrides, other_languages\n  top = 60\n  overrides = \"overrides.csv\"\n\nExamples:\n  shortlist rank data/sample/letters-next.csv --top 20\n  shortlist rank data/sample/letters-next.csv --top 20% --output shortlist.csv --output shortlist.md\n  shortlist rank data/sample/letters-next.csv --top 20 --per-group 'study_year=PhD 1:2,PhD 2:2' --waitlist 5\n  shortlist rank data/sample/letters-next.csv --top 20 --output review.html\n  shortlist rank data/sample/letters-next.csv --top 20 --plan plan.json --output shortlist.md"
)]
pub struct Args {
    /// Table of applications, or - for CSV on standard input
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// Model file, or name of a model in models/ (default: the sample model)
    #[arg(long)]
    model: Option<String>,
    #[command(flatten)]
    cut: CutArgs,
    #[command(flatten)]
    planning: PlanArgs,
    #[arg(long, value_name = "FILE", help = format!("File to write; may be given several times. Its ending says what: {}", formats::shortlist_endings()))]
    output: Vec<PathBuf>,
    /// Refuse to replace an existing file
    #[arg(long)]
    no_clobber: bool,
    #[command(flatten)]
    reviewing: Reviewing,
    #[command(flatten)]
    inspecting: Inspecting,
    #[command(flatten)]
    comparing: Comparing,
    #[command(flatten)]
    people: People,
    #[command(flatten)]
    recording: Recording,
    #[command(flatten)]
    reading: Reading,
}

/// Rows printed where no line is drawn.
const PRINTED: usize = 20;

pub fn run(args: &Args) -> Result<()> {
    let outputs = args
        .output
        .iter()
        .map(|p| OutputFormat::of_shortlist(p).map(|f| (p, common::as_asked(f))))
        .collect::<Result<Vec<_>>>()?;
    let named: Vec<&Path> =
        args.output.iter().chain(&args.planning.plan).map(PathBuf::as_path).chain(args.reviewing.key()).collect();
    let mut inputs: Vec<&Path> = vec![&args.input, args.model.as_deref().unwrap_or("sample").as_ref()];
    inputs.extend(args.cut.overrides.as_deref());
    inputs.extend(args.reviewing.input());
    inputs.extend(args.inspecting.input());
    inputs.extend(args.comparing.inputs());
    let how = args.comparing.how()?;
    inputs.extend(args.recording.log.as_deref());
    args.reading.check_outputs(&named, &inputs, args.no_clobber)?;
    let recorder = args.recording.begin()?;
    let model = common::find_model(args.model.as_deref())?;
    let (assessor, settings) = common::assessor(&args.reading, &model.model)?;
    let assessor = assessor.with_inspector(args.inspecting.inspector(&args.reading.rules()?)?);
    let mut runner = args.reading.runner();
    let source = runner.open(&args.input)?;
    let passthrough = source.columns().passthrough_names(&|name| is_our_name(name, assessor.extractor().columns()));
    let people = args.people.among(&passthrough, &args.input)?;
    let (cut, overrides_digest) = args.cut.read(source.columns())?;
    let review = args.reviewing.begin(outputs.iter().any(|(_, f)| f.shows_letters()), &passthrough)?;
    let mut options = RankOptions::default();
    (options.cut, options.comparing, options.certify) = (cut, how, args.cut.certify);
    let page = |application: &Application, assessed: &Assessed| review.letter(&assessor, application, assessed);
    let page: Option<&LetterText<'_>> = if review.is_wanted() { Some(&page) } else { None };
    let Ranking { mut list, input, drift, certificate, alike, alike_by_code, letters, .. } =
        runner.rank(source, &assessor, &options, page)?;
    list.people = people;
    let named = alike.iter().cloned().zip(alike_by_code).map(|(by_id, by_code)| [by_id, by_code]).collect();
    let pages = review.pages(options.cut.per_group.first().map(|per| per.index), named);
    let mut facts = common::run_facts("rank", input, Some(&model), &args.reading, &settings);
    facts.settings.extend(args.cut.facts(list.cutoff.as_ref(), overrides_digest));
    facts.settings.extend(args.inspecting.facts());
    facts.settings.extend(args.comparing.facts());
    facts.warnings.extend(model.model.lacks());
    facts.warnings.extend(args.inspecting.other_prompt(&model.model)?);
    facts.warnings.extend(cut::warnings(&list));
    if let Some(drift) = &drift {
        facts.put_drift(drift, |name| assessor.title(name));
    }
    facts.certificate = certificate;
    facts.warnings.extend(report::shortlist_set_apart(&list)?);
    args.planning.make(&mut list, &model.model, &mut facts)?;
    facts.warnings.extend(alike);
    facts.steps = list.cutoff.as_ref().map(|l| l.steps.clone()).unwrap_or_default();
    if let Some(recorder) = &recorder {
        let overrides = recorder.overrides(list.overrides.values());
        let mut digest = Sha256::new();
        report::shortlist_json(&list, &facts, &passthrough, &mut digest)?;
        let mut outcome = outcome(&list, &hex(&digest.finalize()));
        let mut binding = Binding::default();
        for candidate in list.candidates() {
            let candidate = candidate?;
            let values = candidate.contributions.iter().map(|c| c.value);
            binding.add(&recorder.hash(&candidate.id), values, candidate.score);
        }
        outcome.insert(BINDING.into(), binding.digest().into());
        recording::record(Some(recorder), &mut facts, overrides, outcome)?;
    }
    args.planning.write(&list, &facts, args.no_clobber)?;
    args.reviewing.write_key(&list, args.no_clobber)?;
    let names: Vec<&str> = assessor.scorer().names().collect();
    let review = pages.review(&list, &letters, &facts, &passthrough, &assessor);
    let (names, passthrough) = (names.as_slice(), passthrough.as_slice());
    let export = ShortlistExport { list: &list, facts: &facts, names, passthrough, review: Some(&review) };
    for (path, format) in &outputs {
        if format.shows_letters() {
            pages.check(&list);
        }
        format.write_shortlist(&export, path, args.no_clobber)?;
        if !format.holds_facts() {
            common::write_facts(path, &facts, args.no_clobber)?;
        }
    }
    for warning in &facts.warnings {
        common::say("warning", warning);
    }
    for step in &facts.steps {
        common::say("step", step);
    }
    for sentence in facts.certificate.iter().flat_map(shortlist::rank::certify::Certificate::sentences) {
        common::say("certified", &sentence);
    }
    plan::say(&facts);
    common::say_unscored(&list.unscored, facts.input.rows);
    if args.output.iter().any(|p| p == Path::new("-")) {
        return Ok(());
    }
    common::print(&screen(&list)?)
}

/// What came out, for the log: `digest` is the SHA-256 of the file that `--output FILE.json` writes where no log is kept.
fn outcome(list: &Shortlist, digest: &str) -> serde_json::Map<String, serde_json::Value> {
    let mut outcome = serde_json::Map::new();
    outcome.insert("list".into(), digest.into());
    outcome.insert("scored".into(), list.ranked.len().into());
    outcome.insert("unscored".into(), list.unscored.len().into());
    if !list.set_apart().is_empty() {
        outcome.insert("set_apart".into(), list.set_apart().len().into());
    }
    if let Some(cutoff) = &list.cutoff {
        outcome.insert("places".into(), cutoff.places.into());
        outcome.insert("inside".into(), cutoff.inside.into());
        outcome.insert("tied".into(), cutoff.tied.into());
    }
    outcome
}

/// What is printed: the list down to the line and a little further, and what the line did.
fn screen(list: &Shortlist) -> Result<String> {
    const BELOW_THE_LINE: usize = 3;
    let rows = list.cutoff.as_ref().map_or(PRINTED, |l| l.inside + l.tied + l.waiting + BELOW_THE_LINE);
    let mut text = report::shortlist_terminal(list, rows, common::width())?;
    let more = list.ranks.len() - list.foremost(rows).iter().filter(|index| list.rank(**index).is_some()).count();
    if more > 0 {
        text.push_str(&format!("… {more} more below (--output FILE writes all)\n"));
    }
    if let Some(cutoff) = &list.cutoff {
        text.push_str(&cut::summary(cutoff));
    }
    if let Some(said) = report::shortlist_certainty(list) {
        text.push_str(&format!("{said}\n"));
    }
    Ok(text)
}
