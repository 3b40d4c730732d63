//! How fast letters are read and measured.
//!
//! The letters are made of the sample letters' sentences, shuffled with a fixed seed: no two are alike, since the
//! processor would learn a letter that comes again. Run with `cargo bench --bench features`.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use letters::letters;
use shortlist::features::{Extractor, Measurement, Settings, all, select};
use shortlist::text::Document;
use shortlist::topics::Topics;
use std::hint::black_box;

mod letters;

/// Bytes a second for reading letters, and for the features that take most time (the reading not counted).
/// The features with these names; all of them without names.
fn extractor(names: &[&str]) -> Extractor {
    let settings = Settings::new(Topics::builtin(), jiff::civil::date(2026, 3, 1));
    let names: Vec<String> = names.iter().map(|&n| n.to_owned()).collect();
    Extractor::of(select(all(&settings), &names, &[], &[]).expect("the features are listed"))
}

fn letter_speed(c: &mut Criterion) {
    let letters = letters();
    let bytes: usize = letters.iter().map(String::len).sum();
    let mut group = c.benchmark_group("letters");
    group.throughput(Throughput::Bytes(bytes as u64)).sample_size(10);
    group.bench_function("segmentation", |b| {
        let mut doc = Document::default();
        b.iter(|| {
            for letter in &letters {
                let read = std::mem::take(&mut doc).reuse(letter);
                black_box(read.words.len());
                doc = read.reuse("");
            }
        });
    });
    let docs: Vec<Document<'_>> = letters.iter().map(|l| Document::new(l)).collect();
    for names in [&["error_rate"][..], &["topic_coverage"], &["experience_years"], &[]] {
        let extractor = extractor(names);
        let mut out = Measurement::default();
        group.bench_function(names.first().copied().unwrap_or("all_features"), |b| {
            b.iter(|| {
                for doc in &docs {
                    extractor.measure(doc, false, &mut out);
                    black_box(&out);
                }
            });
        });
    }
    group.finish();
}

/// Makes a text of a length in bytes.
type Maker = fn(usize) -> String;

/// Texts meant to take long: ten times the length must cost about ten times as much, so that the bytes a second
/// stay the same.
fn hostile_texts(c: &mut Criterion) {
    let extractor = extractor(&[]);
    let mut group = c.benchmark_group("hostile");
    group.sample_size(10);
    let texts: [(&str, Maker); 3] = [
        ("one_word", |n| "x".repeat(n)),
        ("one_letter_words", |n| "q ".repeat(n / 10)),
        ("no_spaces", |n| "We.learn,to;see(the)world-and".repeat(n / 29)),
    ];
    for (name, text) in texts {
        for size in [100_000, 1_000_000] {
            let text = text(size);
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_with_input(BenchmarkId::new(name, size), &text, |b, text| {
                let mut out = Measurement::default();
                b.iter(|| {
                    extractor.measure(&Document::new(text), false, &mut out);
                    out.evidence.len()
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, letter_speed, hostile_texts);
criterion_main!(benches);
