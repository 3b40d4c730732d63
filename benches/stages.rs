//! How fast letters pass the stages around the features: read, decoded, checked, scored, written.
//!
//! The features themselves are in `features.rs`. Run with `cargo bench --bench stages`.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use letters::letters;
use shortlist::documents::encoding;
use shortlist::features::{Measurement, Settings};
use shortlist::flags::Inspector;
use shortlist::ingest::{Options, Source};
use shortlist::model::Model;
use shortlist::rank::Assessor;
use shortlist::report::OutputFormat;
use shortlist::report::table::{Cell, Encoder, Kind, TableColumn};
use shortlist::text::Document;
use shortlist::topics::Topics;
use std::hint::black_box;

mod letters;

/// Bytes of letters a second through each stage.
fn stages(c: &mut Criterion) {
    let letters = letters();
    let bytes: usize = letters.iter().map(String::len).sum();
    let mut group = c.benchmark_group("stages");
    group.throughput(Throughput::Bytes(bytes as u64)).sample_size(20);

    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("letters.csv");
    let mut table = csv::Writer::from_path(&path).expect("a file can be made");
    table.write_record(["id", "letter"]).expect("a row can be written");
    for (id, letter) in letters.iter().enumerate() {
        table.write_record([&id.to_string(), letter]).expect("a row can be written");
    }
    table.flush().expect("a file can be written");
    group.bench_function("read", |b| {
        b.iter(|| {
            let source = Source::open(&path, &Options::default()).expect("the table can be read");
            assert_eq!(source.filter(|row| row.as_ref().is_ok_and(|a| a.letter.is_ok())).count(), letters.len());
        });
    });

    let western: Vec<_> = letters.iter().map(|l| encoding_rs::WINDOWS_1252.encode(l).0).collect();
    group.bench_function("decode", |b| {
        b.iter(|| {
            for letter in &western {
                black_box(encoding::decode(letter, Some("windows-1252")).expect("it can be decoded").text.len());
            }
        });
    });

    let docs: Vec<Document<'_>> = letters.iter().map(|l| Document::new(l)).collect();
    let inspector = Inspector::default();
    let mut out = Measurement::default();
    group.bench_function("flags", |b| {
        b.iter(|| {
            for doc in &docs {
                out.flags.clear();
                out.marks.clear();
                inspector.inspect(doc, &mut out);
                black_box(&out);
            }
        });
    });

    let assessor =
        Assessor::for_model(Model::sample(), &Settings::new(Topics::builtin(), jiff::civil::date(2026, 3, 1)))
            .expect("they fit");
    let assessed: Vec<_> = letters.iter().map(|letter| assessor.assess(letter, false)).collect();
    group.bench_function("score", |b| {
        let mut score = assessed[0].score.clone();
        b.iter(|| {
            for letter in &assessed {
                assessor.scorer().score_into(&letter.measurement.values, &mut score);
                black_box(score.probability());
            }
        });
    });

    let columns = assessor.extractor().columns().iter().map(|c| TableColumn::new(&c.name, Kind::Number)).collect();
    let encoder = Encoder::new(OutputFormat::named("csv").unwrap(), columns);
    group.bench_function("write", |b| {
        b.iter(|| {
            let row = |values: &[Option<f64>]| values.iter().map(|v| Cell::Number(*v)).collect();
            let rows: Vec<_> = assessed.iter().map(|a| row(&a.measurement.values)).collect();
            black_box(encoder.encode(&rows).is_ok());
        });
    });
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
