//! `shortlist features`

use super::common::{self, Reading};
use super::stream;
use serde_json::{Map, Value, json};
use shortlist::error::Result;
use shortlist::features::{Extractor, Measurement, Settings};
use shortlist::ingest::Application;
use shortlist::report::is_our_name;
use shortlist::report::table::{Cell, Chunk, Encoder, Format, Kind, TableColumn, TableWriter};
use shortlist::text::Document;
use shortlist::topics::Topics;
use std::fmt::Write;
use std::path::PathBuf;

/// The features and their evidence
///
/// A .jsonl output holds, per row, the features, the evidence (byte offsets into the letter as given, and the words
/// there) and flags for people. A table (.csv, .tsv, .parquet, .xlsx) holds the values alone. `--help` explains each feature:
/// what it measures, why it may matter, how it misleads.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  shortlist features data/sample/letters.csv --as-of 2026-03-01 --output features.jsonl"
)]
pub struct Args {
    /// Table of applications, or - for CSV on standard input
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// File to write (.jsonl, .csv, .tsv, .parquet, .xlsx), or - for CSV on standard output
    #[arg(long, value_name = "OUT")]
    output: PathBuf,
    /// Measure only these features
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    only: Vec<String>,
    /// Refuse to replace an existing file
    #[arg(long)]
    no_clobber: bool,
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
        // Writing to a String can't fail.
        let _ = write!(
            out,
            "\n{} (version {})\n{}\n\n  What it measures: {}\n\n  Why it may matter: {}\n\n  How it misleads: {}\n\n  Example: {}\n",
            about.name, about.version, about.summary, about.measures, about.matters, about.misleads, about.example
        );
    }
    out
}

pub fn run(args: &Args) -> Result<()> {
    let format = Format::of(&args.output)?;
    args.reading.check_outputs(&[&args.output], &[&args.input], args.no_clobber)?;
    let settings = args.reading.settings()?;
    let features = shortlist::features::select(shortlist::features::all(&settings), &args.only, &[])?;
    let extractor = Extractor::of(features);
    let source = args.reading.open(&args.input)?;
    let carried = source.columns().carried_names(&|name| is_our_name(name, extractor.columns()));
    let mut columns = vec![TableColumn::new("id", Kind::Text)];
    columns.extend(extractor.columns().iter().map(|c| TableColumn::new(&c.name, Kind::Number)));
    columns.push(TableColumn::new("flags", Kind::Text));
    columns.extend(carried.iter().map(|name| TableColumn::new(name, Kind::Text)));
    let encoder = Encoder::new(format, columns);
    let mut writer = TableWriter::create(&args.output, &encoder, args.no_clobber)?;
    let seen = stream::run(
        source,
        &args.reading,
        |application| {
            let mut m = Measurement::default();
            m.values.resize(extractor.columns().len(), None);
            if let Ok(letter) = &application.letter {
                extractor.measure(&Document::new(letter), format == Format::Jsonl, &mut m);
            }
            if format == Format::Jsonl {
                return Ok(Chunk::Bytes(line(&extractor, application, &m, &carried)));
            }
            let mut row = vec![Cell::text(application.id.as_str())];
            row.extend(m.values.iter().map(|v| Cell::Number(*v)));
            row.push(Cell::text(m.flags.join(" ")));
            row.extend(application.carried.iter().map(|v| Cell::text(v.as_str())));
            encoder.encode(&[row])
        },
        |chunk| writer.write(chunk?),
    )?;
    seen.say_twice();
    common::say_unscored(&seen.input.unusable, seen.input.rows);
    let facts = common::run_facts("features", seen.input, None, &args.reading, &settings);
    common::finish_table(writer, &args.output, &facts, args.no_clobber)
}

/// One row of the JSON Lines output.
fn line(extractor: &Extractor, application: &Application, m: &Measurement, carried: &[String]) -> Vec<u8> {
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
            Value::Object(object)
        })
        .collect();
    let other: Map<String, Value> =
        carried.iter().zip(&application.carried).map(|(n, v)| (n.clone(), json!(v))).collect();
    let mut text =
        json!({ "id": application.id, "features": features, "evidence": evidence, "flags": m.flags, "columns": other })
            .to_string();
    text.push('\n');
    text.into_bytes()
}
