//! `shortlist audit`

use super::common::{self, Reading};
use super::labelled::LabelReading;
use super::recording::{self, Recording};
use serde_json::json;
use shortlist::audit::input::{self, Sources};
use shortlist::audit::{Cohort, Question, audit, read_map, unite, variants};
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::ingest::Source;
use shortlist::rank::Places;
use shortlist::report::audit::{Stated, audit_html, audit_json, audit_markdown, audit_public, audit_terminal};
use shortlist::report::{RunFacts, files};
use std::path::{Path, PathBuf};

/// Whom the line favours: selection, scores, errors and features by group
///
/// SCORED is a table written by `rank` or `score --explain`: scores, contributions, and the columns that it carried.
/// Letters that are not scored yet go with --model M. Without --top, those count as selected whose `status` in the
/// shortlist is `in`: what was in fact done, with people's overrides. In a table that `decide` wrote, those count whose
/// `decision` is `invite`. The audit says which column it used.
///
/// Every group, and every intersection of two columns, is compared with all others. A group is flagged where a
/// difference matters (selected less than four fifths as often, or scores a tenth of a standard deviation apart) and is
/// more than chance: its p-value is below 0.05 after adjustment for all comparisons of the audit, the columns first,
/// then the intersections (each by Holm). Groups of fewer than 20 people or 2 % are shown, not judged; where neither a
/// difference nor its absence can be shown, the audit says "too few to tell". Unknown (empty) values are a group.
/// Impact ratios are shown as the four-fifths rule and New York's Local Law 144 define them, over all lines in the
/// .html page. With --label (and --labels FILE, where decisions stand in a table of their own), selection and scores
/// are compared with decisions: error rates, calibration and standardised means by group.
///
/// "Without each feature" takes a feature's part away from every score and leaves the other weights as they are. --refit
/// fits the model again without the feature too, on the training table that `train` keeps beside it: who would enter and
/// leave, and the AUC lost on letters held out. It needs the letters: as SCORED, or with --letters beside a list.
///
/// With letters and --without-rules, it also says what leaving out these rules of errors would cost and change: errors that
/// follow a first language (articles, prepositions) say where somebody grew up.
///
/// "Reserved places" says what one more place after the other for the least selected group would do: the impact ratio, the
/// share of yes among those selected, who enters and who leaves.
///
/// Spellings that differ in case, accents or blanks alone are one group, and this is reported; those that differ in a
/// letter are listed and never merged. A table with the columns `value`, `group` (and `column`, where it is for one
/// only) merges them: --group-map FILE. An empty group means unknown.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  shortlist rank data/sample/letters-next.csv --top 20 --output list.csv\n  shortlist audit list.csv --group field --group study_year --output audit.html\n  shortlist audit data/sample/letters-next.csv --model sample --group field --top 20 --proxy --output audit.md\n  shortlist audit list.csv --group gender --labels labels.csv --label decision\n  shortlist audit list.csv --group gender --letters this-year.csv --model model.json --refit --output audit.html"
)]
pub struct Args {
    /// Table with scores, or letters with --model
    #[arg(value_name = "SCORED")]
    input: PathBuf,
    /// Column of groups; may be given several times
    #[arg(long, value_name = "COLUMN", required = true)]
    group: Vec<String>,
    /// Places, a count (60) or a share (20%); default: those whose `status` is `in`, or whose `decision` is `invite`
    // The id is not `top`: a season's settings must not stand in for what a list says was decided.
    #[arg(id = "places", long = "top", value_name = "N", value_parser = |s: &str| s.parse::<Places>().map_err(|e| e.to_string()))]
    top: Option<Places>,
    /// Table that puts values into groups: columns value, group, and perhaps column
    #[arg(id = "group_map", long = "group-map", value_name = "FILE")]
    map: Option<PathBuf>,
    /// Say how well each feature predicts a group
    #[arg(long)]
    proxy: bool,
    /// Score SCORED, which are letters, with this model file or model in models/; with --letters, the model of the list
    #[arg(long, value_name = "M")]
    model: Option<String>,
    /// Fit the model again without each feature, on its training table
    #[arg(long)]
    refit: bool,
    /// Letters of the list, for --refit
    #[arg(long, value_name = "IN", requires = "refit", requires = "model")]
    letters: Option<PathBuf>,
    /// File to write (.html, .md, .json); may be given several times
    #[arg(long, value_name = "FILE")]
    output: Vec<PathBuf>,
    /// Refuse to replace an existing file
    #[arg(long)]
    no_clobber: bool,
    /// File for the summary that New York's law asks to be published (.md): counts, rates and ratios, nobody's data
    #[arg(long, value_name = "FILE", help_heading = "Summary to publish")]
    public: Option<PathBuf>,
    /// Day of the audit, for the summary
    #[arg(long, value_name = "YYYY-MM-DD", requires = "public", help_heading = "Summary to publish")]
    audited: Option<String>,
    /// Day from which the tool was in use, for the summary
    #[arg(long, value_name = "YYYY-MM-DD", requires = "public", help_heading = "Summary to publish")]
    in_use_since: Option<String>,
    /// Where the data come from, in a sentence, for the summary
    #[arg(long, value_name = "TEXT", requires = "public", help_heading = "Summary to publish")]
    data_source: Option<String>,
    /// Column of decisions by people to compare with (default with --labels: `label`)
    #[arg(long, value_name = "COLUMN", help_heading = "Decisions")]
    label: Option<String>,
    /// Table with the decisions, by id (default: they stand in SCORED)
    #[arg(long, value_name = "FILE", help_heading = "Decisions")]
    labels: Option<PathBuf>,
    #[command(flatten, next_help_heading = "Decisions")]
    how: LabelReading,
    #[command(flatten)]
    recording: Recording,
    #[command(flatten)]
    reading: Reading,
}

pub fn run(args: &Args) -> Result<()> {
    let outputs: Vec<&Path> = args.output.iter().map(PathBuf::as_path).collect();
    if let Some(path) = outputs.iter().find(|p| !matches!(ending(p).as_str(), "html" | "md" | "json")) {
        return Err(Error::new(ErrorKind::Setting, "the ending is not known for an audit")
            .file(path)
            .hint("end the name in .html, .md or .json"));
    }
    let mut written = outputs.clone();
    written.extend(args.public.as_deref());
    let mut inputs: Vec<&Path> = vec![&args.input];
    inputs.extend([&args.map, &args.labels, &args.letters].into_iter().flatten().map(PathBuf::as_path));
    inputs.extend(args.model.as_deref().map(Path::new));
    inputs.extend(args.recording.log.as_deref());
    args.reading.check_outputs(&written, &inputs, args.no_clobber)?;
    let recorder = args.recording.begin()?;
    let (mut cohort, mut facts) = args.applicants()?;
    if let Some(map) = &args.map {
        let unused = read_map(map, &mut cohort.groups)?;
        if !unused.is_empty() {
            let shown: Vec<_> = unused.iter().take(8).map(|v| format!("`{v}`")).collect();
            facts.warnings.push(format!("values of the map that no row has: {}", shown.join(", ")));
        }
    }
    facts.warnings.extend(unite(&mut cohort.groups));
    let likely: Vec<_> = cohort.groups.iter().flat_map(|(column, values)| variants(column, values)).collect();
    let found = audit(&cohort, &Question { places: args.top, proxy: args.proxy }).map_err(|e| e.file(&args.input))?;
    facts.settings.insert("group".into(), args.group.clone().into());
    let put = |(name, value): (&str, Option<String>)| value.map(|v| (name.to_owned(), v.into()));
    for (name, path) in [("map", &args.map), ("labels", &args.labels), ("letters", &args.letters)] {
        if let Some(path) = path {
            let bytes = std::fs::read(path).map_err(|e| Error::io("read it", path, e))?;
            let digest = common::digest(&bytes);
            facts.settings.insert(name.into(), json!({ "file": common::file_name(path), "digest": digest }));
        }
    }
    if args.refit {
        facts.settings.insert("refit".into(), true.into());
    }
    let top = args.top.map(|top| match top {
        Places::Count(n) => n.to_string(),
        Places::Share(share) => format!("{}%", share * 100.0),
    });
    facts.settings.extend([("top", top), ("label", args.label.clone())].into_iter().filter_map(put));
    if recorder.is_some() {
        // As for a list: the digest of the file that `--output FILE.json` writes where no log is kept.
        let digest = common::digest(audit_json(&found, &likely, &facts).as_bytes());
        let outcome = [("audit".to_owned(), digest.into())].into_iter().collect();
        recording::record(recorder.as_ref(), &mut facts, Vec::new(), outcome)?;
    }
    for path in outputs {
        let text = match ending(path).as_str() {
            "json" => audit_json(&found, &likely, &facts),
            "md" => audit_markdown(&found, &likely, &facts),
            _ => audit_html(&found, &likely, &facts)?,
        };
        files::write_whole(path, text.as_bytes(), args.no_clobber)?;
    }
    if let Some(path) = &args.public {
        let stated = Stated {
            audited: args.audited.as_deref(),
            in_use_since: args.in_use_since.as_deref(),
            source: args.data_source.as_deref(),
        };
        files::write_whole(path, audit_public(&found, &facts, stated).as_bytes(), args.no_clobber)?;
    }
    for warning in &facts.warnings {
        common::say("warning", warning);
    }
    common::print(&audit_terminal(&found, &likely, common::width()))
}

impl Args {
    /// Reads the applicants, and the facts of the run so far.
    fn applicants(&self) -> Result<(Cohort, RunFacts)> {
        let of_letters = self.letters.is_none() && self.model.is_some() && self.holds_letters();
        let model = self.model.as_deref().filter(|_| of_letters || self.refit);
        let model = model.map(|name| common::find_model(Some(name))).transpose()?;
        let (mut runner, sources) = (self.reading.runner(), self.sources());
        let threads = runner.load().threads;
        if let (Some(model), true) = (&model, of_letters) {
            // A model made with the compiled-in rules says what leaving some out would do; one made without them has no others.
            let priced =
                !self.reading.without_rules.is_empty() && model.model.features.iter().all(|f| f.rules.is_none());
            let mut reading = self.reading.clone();
            if priced {
                reading.without_rules.clear();
            }
            let (assessor, settings) = common::assessor(&reading, &model.model)?;
            let mut read = input::of_letters(&mut runner, &self.input, &sources, model, &assessor)?;
            if priced {
                read.price_rules(
                    &mut runner,
                    &self.input,
                    model,
                    &self.reading.settings()?,
                    &self.reading.without_rules,
                )?;
            }
            let mut facts =
                common::run_facts("audit", std::mem::take(&mut read.input), Some(model), &self.reading, &settings);
            if let Some(drift) = &read.drift {
                facts.put_drift(drift, |name| assessor.title(name));
            }
            if self.refit {
                read.refit(model, assessor.measurer(), threads)?;
            }
            facts.warnings.append(&mut read.warnings);
            return Ok((read.cohort, facts));
        }
        let mut read = input::of_scores(&mut runner, &self.input, &sources)?;
        let mut facts = RunFacts::of_tables("audit", std::mem::take(&mut read.input));
        match (&model, &self.letters) {
            (Some(model), Some(letters)) => {
                let (assessor, _) = common::assessor(&self.reading, &model.model)?;
                read.join_letters(&mut runner, &self.input, letters, model, &assessor)?;
                read.refit(model, assessor.measurer(), threads)?;
                facts.warnings.append(&mut read.warnings);
            }
            _ if self.refit => {
                return Err(Error::new(ErrorKind::Setting, "--refit needs the letters and the model of the list")
                    .file(&self.input)
                    .hint("give them with --letters IN --model M"));
            }
            _ => {}
        }
        Ok((read.cohort, facts))
    }

    /// Whether the input has a letter column, so that a model (of the command line or of a season's settings) can score it.
    fn holds_letters(&self) -> bool {
        let opened = || Source::open(&self.input, &self.reading.options());
        self.input == Path::new("-") || !matches!(opened(), Err(e) if e.kind() == ErrorKind::Column)
    }

    /// What the audit is of.
    fn sources(&self) -> Sources {
        let mut sources = Sources::default();
        sources.groups.clone_from(&self.group);
        sources.label.clone_from(&self.label);
        let table = self.labels.as_deref().unwrap_or(Path::new(""));
        sources.decisions = self.how.of(table, self.label.as_deref().unwrap_or("label"));
        sources.places_given = self.top.is_some();
        sources
    }
}

fn ending(path: &Path) -> String {
    path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase()
}
