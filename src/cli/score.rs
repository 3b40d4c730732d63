//! `shortlist score`

use super::common::{self, Reading};
use super::flagging::Inspecting;
use super::recording::{self, Recorder, Recording};
use sha2::{Digest, Sha256};
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::ingest::{Application, TypedRow};
use shortlist::rank::drift::Batch;
use shortlist::rank::{Assessed, Assessor};
use shortlist::record::pack::{BINDING, Binding};
use shortlist::report::table::{Cell, Chunk, Encoder, Kind, TableColumn, TableWriter};
use shortlist::report::{OutputFormat, formats, is_our_name};
use shortlist::text::LetterReader;
use std::path::{Path, PathBuf};

/// Writes a score per application, in the order of the input
///
/// Writes `id, score` (probability of the positive label, 0–1), `flags` and the input's other columns but the letter. With
/// --explain, also `contribution_base` and a `contribution_<feature>` per column of the model: their sum is the
/// log-odds of the score. A row without a readable letter keeps its place with an empty score.
///
/// Memory does not grow with the rows, and the bytes written don't depend on the number of threads. Columnar formats
/// keep the types of the columns that are carried. `- --from arrow --to arrow --output -` makes it a filter: an Arrow
/// stream in, an Arrow stream out, which is what Spark's mapInArrow and the like ask for.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  shortlist score data/sample/letters-next.csv --model sample --explain --output scores.csv\n  shortlist score letters.csv.zst --model model.json --output scores.parquet\n  produce-letters | shortlist score - --from arrow --to arrow --model model.json --output - | take-scores"
)]
pub struct Args {
    /// Table of applications, or - for standard input (CSV, or what --from says)
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// Model file, or name of a model in models/
    #[arg(long)]
    model: String,
    #[arg(long, value_name = "OUT", help = common::table_help(", or - for standard output"))]
    output: PathBuf,
    #[arg(long, value_name = "FORMAT", value_parser = common::output_format, help = format!("Format of OUT ({}) where its ending does not say it", formats::table_names()))]
    to: Option<OutputFormat>,
    /// Refuse any model but the one of this SHA-256 (`model.digest` of a run's facts)
    #[arg(long, value_name = "SHA256")]
    model_digest: Option<String>,
    /// Add what each column adds to the log-odds
    #[arg(long)]
    explain: bool,
    /// Refuse to replace an existing file
    #[arg(long)]
    no_clobber: bool,
    #[command(flatten)]
    inspecting: Inspecting,
    #[command(flatten)]
    recording: Recording,
    #[command(flatten)]
    reading: Reading,
}

pub fn run(args: &Args) -> Result<()> {
    let format = common::as_asked(OutputFormat::choose(&args.output, args.to)?);
    let mut inputs: Vec<&Path> = vec![&args.input, args.model.as_ref()];
    inputs.extend(args.inspecting.input());
    inputs.extend(args.recording.log.as_deref());
    args.reading.check_outputs(&[&args.output], &inputs, args.no_clobber)?;
    let recorder = args.recording.begin()?;
    let model = common::find_model(Some(&args.model))?;
    if let Some(asked) = &args.model_digest {
        let found = model.model.digest();
        if !asked.eq_ignore_ascii_case(&found) {
            return Err(Error::new(
                ErrorKind::Model,
                format!("the model {} has the digest {found}, not {asked}", args.model),
            )
            .hint("give every machine the same model file"));
        }
    }
    let (assessor, settings) = common::assessor(&args.reading, &model.model)?;
    let assessor = assessor.with_inspector(args.inspecting.inspector(&args.reading.rules()?)?).without_evidence();
    let mut runner = args.reading.runner();
    let source = runner.open(&args.input)?;
    let mut columns = vec![TableColumn::new("id", Kind::Text), TableColumn::new("score", Kind::Number)];
    if args.explain {
        columns.push(TableColumn::new("contribution_base", Kind::Number));
        columns.extend(assessor.scorer().names().map(|n| TableColumn::new(format!("contribution_{n}"), Kind::Number)));
    }
    columns.push(TableColumn::new("flags", Kind::Text));
    let passthrough = source.columns().passthrough_names(&|name| is_our_name(name, assessor.extractor().columns()));
    columns.extend(passthrough.into_iter().map(|name| TableColumn::new(name, Kind::Text)));
    let encoder = Encoder::new(format, columns).passing_through(source.types());
    let mut writer = TableWriter::create(&args.output, &encoder, args.no_clobber)?;
    let empty = Batch::new(&model.model);
    let mut all = empty.clone();
    let (mut digest, mut binding) = (Sha256::new(), Binding::default());
    let seen = runner.batches(
        source,
        Memory::default,
        |memory, batch| {
            let mut counted = empty.clone();
            let also = (&mut counted, recorder.as_ref());
            score(&assessor, &encoder, args.explain, memory, batch, also).map(|scored| (scored, counted))
        },
        |scored| {
            let ((chunk, scores, bound), counted) = scored?;
            if let (Some(all), Some(counted)) = (&mut all, &counted) {
                all.merge(counted);
            }
            digest.update(scores);
            binding.merge(bound);
            writer.write(chunk)
        },
    )?;
    let mut facts = common::run_facts("score", seen.input.clone(), Some(&model), &args.reading, &settings);
    facts.settings.extend(args.inspecting.facts());
    if let Some(all) = all {
        facts.put_drift(&all, |name| assessor.title(name));
    }
    facts.warnings.extend(model.model.lacks());
    facts.warnings.extend(args.inspecting.other_prompt(&model.model)?);
    facts.warnings.iter().for_each(|warning| common::say("warning", warning));
    common::say_repeated(&seen);
    common::say_unscored(&facts.input.unusable, facts.input.rows);
    let outcome = [
        ("scores".to_owned(), shortlist::ingest::hex(&digest.finalize()).into()),
        (BINDING.to_owned(), binding.digest().into()),
    ];
    recording::record(recorder.as_ref(), &mut facts, Vec::new(), outcome.into_iter().collect())?;
    common::finish_table(writer, &args.output, &facts, args.no_clobber)
}

/// What a worker uses again for the next letter.
#[derive(Default)]
struct Memory {
    reader: LetterReader,
    assessed: Assessed,
}

/// The rows of some applications, encoded, and for the log their ids and scores, with a tab between and a line each;
/// their values are counted.
fn score(
    assessor: &Assessor,
    encoder: &Encoder,
    explain: bool,
    memory: &mut Memory,
    batch: &[Application],
    (counted, recorder): (&mut Option<Batch<'_>>, Option<&Recorder>),
) -> Result<(Chunk, String, Binding)> {
    let mut binding = Binding::default();
    let terms = assessor.scorer().places().len();
    let (mut rows, mut scores) = (Vec::with_capacity(batch.len()), String::new());
    for application in batch {
        let mut row = Vec::with_capacity(encoder.columns().len());
        row.push(Cell::text(application.id.as_str()));
        scores.push_str(&application.id);
        scores.push('\t');
        match assessor.assess_application(application, false, &mut memory.reader, &mut memory.assessed) {
            true => {
                if let Some(counted) = counted {
                    let m = &memory.assessed.measurement;
                    counted.add(assessor.scorer().places().iter().map(|place| m.values[*place]), &m.flags);
                }
                let score = &memory.assessed.score;
                if let Some(recorder) = recorder {
                    let values = assessor.scorer().places().iter().map(|p| memory.assessed.measurement.values[*p]);
                    binding.add(&recorder.hash(&application.id), values, score.probability());
                }
                row.push(Cell::Number(Some(score.probability())));
                scores.push_str(&score.probability().to_string());
                if explain {
                    row.push(Cell::Number(Some(score.base)));
                    row.extend(score.contributions.iter().map(|c| Cell::Number(Some(*c))));
                }
                row.push(Cell::text(memory.assessed.measurement.flags.join(" ")));
            }
            false => {
                row.extend((0..if explain { terms + 2 } else { 1 }).map(|_| Cell::Number(None)));
                row.push(Cell::text(""));
            }
        }
        scores.push('\n');
        row.extend(application.passthrough.iter().map(|v| Cell::text(v.as_str())));
        rows.push(row);
    }
    let typed: Vec<&TypedRow> = batch.iter().filter_map(|a| a.typed.as_ref()).collect();
    encoder.encode_typed(&rows, &typed).map(|chunk| (chunk, scores, binding))
}
