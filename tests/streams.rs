//! Streaming: the bytes written depend on neither threads nor batches, types and formats survive the way through, and
//! a run that is broken off leaves nothing behind.

use polars::prelude::*;
use proptest::prelude::{ProptestConfig, proptest};
use shortlist::error::Result;
use shortlist::features::Settings;
use shortlist::ingest::{Application, Options, Source};
use shortlist::model::Model;
use shortlist::parallel::{Load, in_order};
use shortlist::rank::Assessor;
use shortlist::report::OutputFormat;
use shortlist::report::table::{Cell, Encoder, Kind, TableColumn, TableWriter};
use shortlist::topics::Topics;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

const SAMPLE: &str = "data/sample/letters-next.csv";

fn shortlist() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shortlist"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// Scores `input` into `output` with the sample model, and gives what was written.
fn score(input: &Path, output: &Path, more: &[&str]) -> Vec<u8> {
    let mut command = shortlist();
    command.arg("score").arg(input).arg("--output").arg(output);
    ok(command.args(["--model", "sample", "--as-of", "2026-03-01"]).args(more).output().unwrap());
    fs::read(output).unwrap()
}

fn ok(output: Output) -> Vec<u8> {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

static ASSESSOR: LazyLock<Assessor> = LazyLock::new(|| {
    let settings = Settings::new(Topics::builtin(), jiff::civil::date(2026, 3, 1));
    Assessor::for_model(Model::sample(), &settings).unwrap()
});

/// The sample scored by the library under a load, as the bytes of a file.
fn bytes(format: OutputFormat, load: Load) -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("out");
    let columns = vec![TableColumn::new("id", Kind::Text), TableColumn::new("score", Kind::Number)];
    let encoder = Encoder::new(format, columns);
    let mut writer = TableWriter::create(&path, &encoder, false).unwrap();
    let rows = |batch: Vec<Application>| {
        let row = |a: &Application| {
            let score = a.letter.as_ref().ok().map(|l| ASSESSOR.assess(l, false).score.probability());
            vec![Cell::text(a.id.clone()), Cell::Number(score)]
        };
        encoder.encode(&batch.iter().map(row).collect::<Vec<_>>())
    };
    let source = Source::open(Path::new(SAMPLE), &Options::default()).unwrap();
    let weigh = |a: &Application| a.letter.as_ref().map_or(1, String::len);
    in_order(source, load, weigh, || (), |(), batch| rows(batch), |chunk| writer.write(chunk?)).unwrap();
    writer.finish().unwrap();
    fs::read(path).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn neither_threads_nor_batches_show(threads in 1_usize..6, items in 1_usize..100, weight in 1_usize..200_000) {
        for format in [OutputFormat::named("csv").unwrap(), OutputFormat::named("jsonl").unwrap(), OutputFormat::named("parquet").unwrap(), OutputFormat::named("arrow").unwrap(), OutputFormat::named("arrows").unwrap()] {
            let one = Load { threads: 1, items: 64, weight: 1 << 18 };
            assert_eq!(bytes(format, Load { threads, items, weight }), bytes(format, one), "{format:?}");
        }
    }
}

#[test]
fn every_command_writes_the_same_bytes_on_any_number_of_threads() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["a.csv", "a.csv.gz", "a.csv.zst", "a.tsv", "a.jsonl", "a.parquet", "a.arrow", "a.arrows"] {
        let path = dir.path().join(name);
        let one = score(Path::new(SAMPLE), &path, &["--threads", "1", "--explain"]);
        for threads in ["2", "5"] {
            assert_eq!(score(Path::new(SAMPLE), &path, &["--threads", threads, "--explain"]), one, "{name}");
        }
    }
    for (command, name) in [("features", "f.jsonl"), ("features", "f.parquet"), ("rank", "r.json"), ("rank", "r.csv")] {
        let run = |threads: &str| {
            let path = dir.path().join(name);
            let mut c = shortlist();
            c.args([command, SAMPLE, "--threads", threads, "--as-of", "2026-03-01", "--output"]).arg(&path);
            ok(c.output().unwrap());
            (fs::read(&path).unwrap(), fs::read(dir.path().join(format!("{name}.run.json"))).ok())
        };
        assert_eq!(run("1"), run("3"), "{command} {name}");
    }
}

/// A table of every type that a table of applicants may hold.
fn typed_table(path: &Path) -> DataFrame {
    let letters: Vec<String> =
        Source::open(Path::new(SAMPLE), &Options::default()).unwrap().map(|a| a.unwrap().letter.unwrap()).collect();
    let n = letters.len() as i32;
    let marks = Series::new("marks".into(), (0..n).map(|i| Series::new("".into(), [i, i + 1])).collect::<Vec<_>>());
    let columns = vec![
        Column::new("id".into(), (0..n).map(|i| format!("A{i}")).collect::<Vec<_>>()),
        Column::new("grade".into(), (0..n).map(|i| f64::from(i) / 3.0).collect::<Vec<_>>()),
        Column::new("letter".into(), letters),
        Column::new("year".into(), (0..n).map(|i| (i % 7 != 0).then_some(1990 + i)).collect::<Vec<_>>()),
        Column::new("big".into(), (0..n).map(|i| u64::MAX - i as u64).collect::<Vec<_>>()),
        Column::new("born".into(), (0..n).collect::<Vec<_>>()).cast(&DataType::Date).unwrap(),
        Column::new("sent".into(), (0..n).map(i64::from).collect::<Vec<_>>())
            .cast(&DataType::Datetime(TimeUnit::Microseconds, None))
            .unwrap(),
        Column::new("member".into(), (0..n).map(|i| i % 2 == 0).collect::<Vec<_>>()),
        Column::new("note".into(), (0..n).map(|i| (i % 3 == 0).then_some("")).collect::<Vec<_>>()),
        marks.into(),
    ];
    let mut frame = DataFrame::new_infer_height(columns).unwrap();
    ParquetWriter::new(fs::File::create(path).unwrap()).with_row_group_size(Some(17)).finish(&mut frame).unwrap();
    frame
}

fn parquet(path: &Path) -> DataFrame {
    ParquetReader::new(fs::File::open(path).unwrap()).finish().unwrap()
}

#[test]
fn types_of_passthrough_columns_survive_parquet_and_arrow() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let given = typed_table(&at("in.parquet")).drop("letter").unwrap();
    score(&at("in.parquet"), &at("out.parquet"), &[]);
    let out = parquet(&at("out.parquet"));
    assert_eq!(out.get_column_names()[..2], ["id", "score"]);
    let passthrough = out.drop("score").unwrap().drop("flags").unwrap();
    assert!(passthrough.equals_missing(&given), "{:?}", passthrough.get_column_names());
    // Through an Arrow file, and through an Arrow stream on standard input and output.
    let mut table = parquet(&at("in.parquet"));
    IpcWriter::new(fs::File::create(at("in.arrow")).unwrap()).finish(&mut table).unwrap();
    score(&at("in.arrow"), &at("out.arrow"), &[]);
    let read = |p: PathBuf| IpcReader::new(fs::File::open(p).unwrap()).finish().unwrap();
    assert!(read(at("out.arrow")).equals_missing(&out));
    IpcStreamWriter::new(fs::File::create(at("in.arrows")).unwrap()).finish(&mut table).unwrap();
    let mut filter = shortlist();
    filter.args(["score", "-", "--from", "arrow", "--to", "arrow", "--output", "-", "--model", "sample"]);
    filter.args(["--as-of", "2026-03-01"]).stdin(fs::File::open(at("in.arrows")).unwrap());
    let stream = ok(filter.output().unwrap());
    assert!(IpcStreamReader::new(std::io::Cursor::new(stream)).finish().unwrap().equals_missing(&out));
    // Arrow to text and back: the same scores to the last bit.
    let text = score(&at("in.arrow"), &at("out.csv"), &[]);
    let again = score(&at("in.parquet"), &at("again.csv"), &[]);
    assert_eq!(text, again);
    let scores: Vec<f64> = String::from_utf8(text)
        .unwrap()
        .lines()
        .skip(1)
        .map(|l| l.split(',').nth(1).unwrap().parse().unwrap())
        .collect();
    let column = out.column("score").unwrap().f64().unwrap();
    assert_eq!(
        column.into_no_null_iter().map(f64::to_bits).collect::<Vec<_>>(),
        scores.iter().map(|s| s.to_bits()).collect::<Vec<_>>()
    );
}

#[test]
fn compressed_text_is_read_and_written() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    let text = fs::read(SAMPLE).unwrap();
    let plain = score(Path::new(SAMPLE), &at("plain.csv"), &[]);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&text).unwrap();
    let gzip = gzip.finish().unwrap();
    let zstd = zstd::encode_all(&text[..], 1).unwrap();
    fs::write(at("in.csv.gz"), &gzip).unwrap();
    fs::write(at("in.csv.zst"), &zstd).unwrap();
    assert_eq!(score(&at("in.csv.gz"), &at("a.csv"), &[]), plain);
    assert_eq!(score(&at("in.csv.zst"), &at("b.csv"), &[]), plain);
    let written = score(Path::new(SAMPLE), &at("out.csv.gz"), &[]);
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(&written[..]), &mut unpacked).unwrap();
    assert_eq!(unpacked, plain);
    assert_eq!(zstd::decode_all(&score(Path::new(SAMPLE), &at("out.csv.zst"), &[])[..]).unwrap(), plain);
    // A file cut short is an error and not a shorter table.
    for (name, bytes) in [("cut.csv.gz", &gzip[..gzip.len() / 2]), ("cut.csv.zst", &zstd[..zstd.len() / 2])] {
        fs::write(at(name), bytes).unwrap();
        let all: Result<Vec<_>> = Source::open(&at(name), &Options::default()).and_then(Iterator::collect);
        assert!(all.is_err(), "{name}");
    }
}

#[test]
fn a_broken_arrow_stream_is_an_error_with_a_way_out() {
    let dir = tempfile::tempdir().unwrap();
    let table = dir.path().join("in.parquet");
    typed_table(&table);
    let mut stream = Vec::new();
    IpcStreamWriter::new(&mut stream).finish(&mut parquet(&table)).unwrap();
    for cut in [0, 3, 40, stream.len() / 2, stream.len() - 9] {
        let path = dir.path().join("cut.arrows");
        fs::write(&path, &stream[..cut]).unwrap();
        let all: Result<Vec<_>> = Source::open(&path, &Options::default()).and_then(Iterator::collect);
        let message = all.err().map(|e| e.to_string()).unwrap_or_default();
        assert!(message.contains("can't be read as Arrow"), "{cut}: {message}");
    }
}

#[test]
fn another_model_than_the_one_named_is_refused() {
    let digest = Model::sample().digest();
    let run = |digest: &str| {
        let mut command = shortlist();
        command.args(["score", SAMPLE, "--model", "sample", "--output", "-", "--model-digest", digest]);
        command.output().unwrap()
    };
    ok(run(&digest));
    let refused = run(&"0".repeat(64));
    assert_eq!(refused.status.code(), Some(1));
    assert!(refused.stdout.is_empty() && String::from_utf8_lossy(&refused.stderr).contains(&digest));
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_the_folder_as_it_was() {
    for (signal, code) in [("-INT", 130), ("-TERM", 143), ("-HUP", 129)] {
        let dir = tempfile::tempdir().unwrap();
        let mut run = shortlist();
        run.args(["score", "-", "--model", "sample", "--output"]).arg(dir.path().join("out.csv"));
        let mut run = run.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut input = run.stdin.take().unwrap();
        input.write_all(b"id,letter\n").unwrap();
        let files = || fs::read_dir(dir.path()).unwrap().count();
        let start = Instant::now();
        // The first rows are looked at together (a second row of headings, a total), so that the output begins after some.
        for row in 1.. {
            if files() > 0 {
                break;
            }
            assert!(start.elapsed() < Duration::from_secs(60), "no output was begun");
            input.write_all(format!("{row},I learn.\n").as_bytes()).unwrap();
            input.flush().unwrap();
            std::thread::sleep(Duration::from_millis(5));
        }
        ok(Command::new("kill").args([signal, &run.id().to_string()]).output().unwrap());
        assert_eq!(run.wait().unwrap().code(), Some(code), "{signal}");
        assert_eq!(files(), 0, "{signal}");
    }
}

#[test]
fn one_huge_letter_among_others_is_scored_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("in.csv");
    let long = "We study sparse codes and write them down. ".repeat(50_000);
    let rows: String =
        (0..200).map(|n| format!("{n},\"{}\"\n", if n == 77 { &long } else { "I learn things." })).collect();
    fs::write(&path, format!("id,letter\n{rows}")).unwrap();
    let one = score(&path, &dir.path().join("1.csv"), &["--threads", "1"]);
    assert_eq!(score(&path, &dir.path().join("2.csv"), &["--threads", "3"]), one);
    assert_eq!(one.iter().filter(|b| **b == b'\n').count(), 201);
}
