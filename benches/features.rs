//! How fast letters are read and measured.
//!
//! The letters are made of the sample letters' sentences, shuffled with a fixed seed: no two are alike, since the
//! processor would learn a letter that comes again. Run with `cargo bench --bench features`.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use shortlist::features::{Extractor, Measurement, Settings, all, select};
use shortlist::text::Document;
use shortlist::topics::Topics;
use std::hint::black_box;

/// Number of letters, and their least length in bytes: together far more than the processor remembers.
const LETTERS: usize = 800;
const LENGTH: usize = 4500;

/// A sequence of numbers that only its seed determines (splitmix64).
struct Shuffle(u64);

impl Shuffle {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
}

/// Distinct letters made of the sample's sentences.
fn letters() -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample/letters.csv");
    let mut reader = csv::Reader::from_path(path).expect("the sample can be read");
    let column = reader.headers().expect("it has a header").iter().position(|h| h == "letter").expect("and letters");
    let mut sentences = Vec::new();
    for record in reader.records() {
        let record = record.expect("the sample is a table");
        let doc = Document::new(&record[column]);
        sentences.extend((0..doc.sentences.len()).map(|s| doc.sentence_text(s).to_owned()));
    }
    let mut shuffle = Shuffle(20_261_123);
    let letter = |_| {
        let mut letter = String::new();
        while letter.len() < LENGTH {
            letter.push_str(&sentences[shuffle.below(sentences.len())]);
            letter.push_str(if shuffle.below(6) == 0 { "\n\n" } else { " " });
        }
        letter
    };
    (0..LETTERS).map(letter).collect()
}

/// The features with these names; all of them without names.
fn extractor(names: &[&str]) -> Extractor {
    let settings = Settings::new(Topics::builtin(), jiff::civil::date(2026, 3, 1));
    let names: Vec<String> = names.iter().map(|&n| n.to_owned()).collect();
    Extractor::of(select(all(&settings), &names, &[]).expect("the features are listed"))
}

/// Bytes a second for reading letters, and for the features that take most time (the reading not counted).
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
