//! `shortlist features`

use super::common::{self, Reading};
use super::flagging::{self, Inspecting};
use serde_json::{Map, Value, json};
use shortlist::error::Result;
use shortlist::features::{Extractor, Measurement, Settings};
use shortlist::flags::Measurer;
use shortlist::ingest::{Application, TypedRow};
use shortlist::report::format::TableFormat;
use shortlist::report::table::{Cell, Chunk, Encoder, Kind, TableColumn, TableWriter};
use shortlist::report::{OutputFormat, formats, is_our_name};
use shortlist::text::LetterReader;
use shortlist::topics::Topics;
use std::path::{Path, PathBuf};

/// The features and their evidence
///
/// An output in JSON Lines holds, per row, the features, the evidence (byte offsets into the letter as given, and the
/// words there), flags for people and the passages that they rest on. A table in another format holds the values and the
/// flags alone. `--help` explains each feature and each flag: what it measures, why it may matter, how it misleads.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  shortlist features data/sample/letters.csv --as-of 2026-03-01 --output features.jsonl"
)]
pub struct Args {
    /// Table of applications, or - for CSV on standard input
    #[arg(value_name = "IN")]
    input: PathBuf,
    #[arg(long, value_name = "OUT", help = common::table_help(", or - for standard output"))]
    output: PathBuf,
    #[arg(long, value_name = "FORMAT", value_parser = common::output_format, help = format!("Format of OUT ({}) where its ending does not say it", formats::table_names()))]
    to: Option<OutputFormat>,
    /// Measure only these features
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    only: Vec<String>,
    /// Also measure these features, which are not in the default set
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    with: Vec<String>,
    /// Refuse to replace an existing file
    #[arg(long)]
    no_clobber: bool,
    #[command(flatten)]
    inspecting: Inspecting,
    #[command(flatten)]
    reading: Reading,
}

/// Every feature's own text, for `--help`.
pub fn manual() -> String {
    let settings = Settings::new(Topics::builtin(), jiff::civil::Date::default());
    let mut out = String::from(
        "Example:\n  shortlist features data/sample/letters.csv --as-of 2026-03-01 --output features.jsonl\n\nThe features:\n",
    );
    for feature in shortlist::features::all(&settings) {
        let about = feature.about();
        let optional = if feature.properties().opt_in { ", not in the default set: --with" } else { "" };
        out += &common::entry(about, &format!("{} (version {}{optional})", about.name, about.version));
    }
    out + &flagging::manual()
}

pub fn run(args: &Args) -> Result<()> {
    let format = common::as_asked(OutputFormat::choose(&args.output, args.to)?);
    let inputs: Vec<&Path> = std::iter::once(args.input.as_path()).chain(args.inspecting.input()).collect();
    args.reading.check_outputs(&[&args.output], &inputs, args.no_clobber)?;
    let inspector = args.inspecting.inspector(&args.reading.rules()?)?;
    let settings = args.reading.settings()?;
    let features = shortlist::features::select(shortlist::features::all(&settings), &args.only, &args.with, &[])?;
    let mut measurer = Measurer::new(Extractor::of(features).with_parts(&settings.parts), inspector);
    let nests = format.table().is_some_and(TableFormat::nests);
    if !nests {
        measurer = measurer.without_evidence();
    }
    let extractor = measurer.extractor();
    let mut runner = args.reading.runner();
    let source = runner.open(&args.input)?;
    let passthrough = source.columns().passthrough_names(&|name| is_our_name(name, extractor.columns()));
    let mut columns = vec![TableColumn::new("id", Kind::Text)];
    columns.extend(extractor.columns().iter().map(|c| TableColumn::new(&c.name, Kind::Number)));
    columns.push(TableColumn::new("flags", Kind::Text));
    columns.extend(passthrough.iter().map(|name| TableColumn::new(name, Kind::Text)));
    let encoder = Encoder::new(format, columns).passing_through(source.types());
    let mut writer = TableWriter::create(&args.output, &encoder, args.no_clobber)?;
    let seen = runner.batches(
        source,
        Memory::default,
        |memory, batch| {
            if nests {
                let mut lines = Vec::new();
                for application in batch {
                    measurer.measure(application, true, &mut memory.reader, &mut memory.measurement);
                    line(measurer.extractor(), application, &memory.measurement, &passthrough, &mut lines);
                }
                return Ok(Chunk::Bytes(lines));
            }
            rows(&measurer, &encoder, memory, batch)
        },
        |chunk| writer.write(chunk?),
    )?;
    common::say_repeated(&seen);
    common::say_unscored(&seen.input.unusable, seen.input.rows);
    let mut facts = common::run_facts("features", seen.input, None, &args.reading, &settings);
    facts.settings.extend(args.inspecting.facts());
    common::finish_table(writer, &args.output, &facts, args.no_clobber)
}

/// What a worker uses again for the next letter.
#[derive(Default)]
struct Memory {
    reader: LetterReader,
    measurement: Measurement,
}

/// The rows of some applications in a table, encoded.
fn rows(measurer: &Measurer, encoder: &Encoder, memory: &mut Memory, batch: &[Application]) -> Result<Chunk> {
    let mut rows = Vec::with_capacity(batch.len());
    for application in batch {
        measurer.measure(application, false, &mut memory.reader, &mut memory.measurement);
        let m = &memory.measurement;
        let mut row = Vec::with_capacity(encoder.columns().len());
        row.push(Cell::text(application.id.as_str()));
        row.extend(m.values.iter().map(|v| Cell::Number(*v)));
        row.push(Cell::text(m.flags.join(" ")));
        row.extend(application.passthrough.iter().map(|v| Cell::text(v.as_str())));
        rows.push(row);
    }
    let typed: Vec<&TypedRow> = batch.iter().filter_map(|a| a.typed.as_ref()).collect();
    encoder.encode_typed(&rows, &typed)
}

/// One row of the JSON Lines output.
fn line(extractor: &Extractor, application: &Application, m: &Measurement, passthrough: &[String], out: &mut Vec<u8>) {
    let columns = extractor.columns();
    let letter = application.letter.as_deref().unwrap_or("");
    let features: Map<String, Value> = columns.iter().zip(&m.values).map(|(c, v)| (c.name.clone(), json!(v))).collect();
    let evidence: Vec<Value> = m
        .evidence
        .iter()
        .map(|e| {
            let mut object = Map::new();
            object.insert("feature".into(), json!(columns[e.column as usize].name));
            object.insert("kind".into(), json!(e.kind));
            object.insert("start".into(), json!(e.span.start));
            object.insert("end".into(), json!(e.span.end));
            object.insert("text".into(), json!(e.span.slice(letter)));
            if !e.rule.is_empty() {
                object.insert("rule".into(), json!(e.rule));
            }
            if !e.message.is_empty() {
                object.insert("message".into(), json!(e.message));
            }
            if let Some(suggestion) = &e.suggestion {
                object.insert("suggestion".into(), json!(suggestion));
            }
            if let Some(value) = e.value {
                object.insert("value".into(), json!(value));
            }
            if let Some(part) = extractor.parts().title_of(&m.parts, e.span) {
                object.insert("part".into(), json!(part));
            }
            if let Some(confidence) = e.confidence {
                object.insert("confidence".into(), json!(confidence));
            }
            Value::Object(object)
        })
        .collect();
    let marks: Vec<Value> = m
        .marks
        .iter()
        .map(|mark| match mark.span {
            Some(s) => json!({
                "flag": mark.flag, "start": s.start, "end": s.end, "text": s.slice(letter), "message": mark.message
            }),
            None => json!({ "flag": mark.flag, "message": mark.message }),
        })
        .collect();
    let other: Map<String, Value> =
        passthrough.iter().zip(&application.passthrough).map(|(n, v)| (n.clone(), json!(v))).collect();
    let object = json!({
        "id": application.id, "features": features, "evidence": evidence, "flags": m.flags, "flag_evidence": marks,
        "columns": other
    });
    out.extend_from_slice(object.to_string().as_bytes());
    out.push(b'\n');
}
