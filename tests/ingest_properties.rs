//! Properties of reading and writing tables: no bytes make the readers panic, and what is well formed comes back whole.

use proptest::prelude::*;
use shortlist::ingest::formulas::unguarded;
use shortlist::ingest::{Application, Options, Source};
use shortlist::report::OutputFormat;
use shortlist::report::table::{Cell, Encoder, Kind, TableColumn, TableWriter};
use std::path::Path;

/// Reads a table of these bytes; a file that is refused is `None`.
fn read(name: &str, bytes: &[u8]) -> Option<(Vec<String>, Vec<Application>)> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    read_file(&path)
}

fn read_file(path: &Path) -> Option<(Vec<String>, Vec<Application>)> {
    let source = Source::open(path, &Options::default()).ok()?;
    let names = source.columns().passthrough_names(&|_| false);
    Some((names, source.collect::<Result<_, _>>().ok()?))
}

/// Text as people write it: separators, quotes, line breaks, and letters of several alphabets.
fn text() -> impl Strategy<Value = String> {
    "[a-zé你;,|\t\"' \n\r.=+0-9-]{0,40}"
}

/// A letter that has a word, without blanks at its ends.
fn letter() -> impl Strategy<Value = String> {
    text().prop_map(|t| format!("I {t} end"))
}

/// An id: any text that stays itself when it is trimmed.
fn id() -> impl Strategy<Value = String> {
    "[a-z0-9,;\"é.-]{1,12}"
}

fn rows() -> impl Strategy<Value = Vec<(String, String, String)>> {
    proptest::collection::vec((id(), letter(), text()), 1..12)
}

/// A field as delimited text, always quoted.
fn quoted(field: &str) -> String {
    format!("\"{}\"", field.replace('"', "\"\""))
}

fn check(rows: &[(String, String, String)], got: &[Application]) -> Result<(), TestCaseError> {
    prop_assert_eq!(got.len(), rows.len());
    for (n, ((id, letter, note), a)) in rows.iter().zip(got).enumerate() {
        prop_assert_eq!(a.row, n as u64 + 1);
        prop_assert_eq!(&a.id, id);
        prop_assert_eq!(a.letter.as_ref().ok(), Some(letter));
        prop_assert_eq!(&a.passthrough, std::slice::from_ref(note));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), headed in any::<bool>()) {
        let mut table = if headed { b"id,letter,note\n".to_vec() } else { Vec::new() };
        table.extend(&bytes);
        let mut lines = if headed { b"{\"id\":1,\"letter\":\"a\"}\n".to_vec() } else { Vec::new() };
        lines.extend(&bytes);
        for (name, bytes) in [("x.csv", &table), ("x.tsv", &table), ("x.jsonl", &lines), ("x.parquet", &table)] {
            let _ = read(name, bytes);
        }
    }

    #[test]
    fn json_like_bytes_never_panic(text in "[\\{\\}\\[\\]\"\\\\:, 0-9.eE+-]{0,60}") {
        let _ = read("x.jsonl", format!("{{\"letter\":\"a\",\"n\":1.5}}\n{text}\n{{\"letter\":{text}}}\n").as_bytes());
    }

    #[test]
    fn delimited_rows_come_back(rows in rows(), separator in prop::sample::select(vec![",", ";", "\t"]), crlf in any::<bool>()) {
        let end = if crlf { "\r\n" } else { "\n" };
        let mut table = ["id", "letter", "note"].join(separator) + end;
        for (id, letter, note) in &rows {
            table += &([quoted(id), quoted(letter), quoted(note)].join(separator) + end);
        }
        let (names, got) = read("x.csv", table.as_bytes()).expect("a well-formed table is read");
        prop_assert_eq!(names, ["note"]);
        // A guard against formulas is taken for one, whoever wrote it; not in the letter.
        let plain = |text: &str| unguarded(text).to_owned();
        let rows: Vec<_> = rows.iter().map(|(id, letter, note)| (plain(id), letter.clone(), plain(note))).collect();
        check(&rows, &got)?;
    }

    #[test]
    fn what_is_written_reads_back(rows in rows(), ending in prop::sample::select(vec!["csv", "tsv", "jsonl", "parquet"])) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x").with_extension(ending);
        let columns = ["id", "letter", "note"].map(|name| TableColumn::new(name, Kind::Text)).to_vec();
        let encoder = Encoder::new(OutputFormat::of(&path).unwrap(), columns);
        let mut writer = TableWriter::create(&path, &encoder, true).unwrap();
        let cells: Vec<Vec<Cell>> = rows.iter().map(|(id, letter, note)| vec![Cell::text(id), Cell::text(letter), Cell::text(note)]).collect();
        writer.write(encoder.encode(&cells).unwrap()).unwrap();
        writer.finish().unwrap();
        let (_, got) = read_file(&path).expect("what is written is read");
        check(&rows, &got)?;
    }

    #[test]
    fn numbers_read_back_the_same(numbers in proptest::collection::vec(proptest::num::f64::NORMAL | proptest::num::f64::ZERO, 1..10)) {
        let dir = tempfile::tempdir().unwrap();
        for ending in ["csv", "jsonl"] {
            let path = dir.path().join("x").with_extension(ending);
            let columns = vec![TableColumn::new("letter", Kind::Text), TableColumn::new("n", Kind::Number)];
            let encoder = Encoder::new(OutputFormat::of(&path).unwrap(), columns);
            let mut writer = TableWriter::create(&path, &encoder, false).unwrap();
            for n in &numbers {
                writer.write(encoder.encode(&[vec![Cell::text("a"), Cell::Number(Some(*n))]]).unwrap()).unwrap();
            }
            writer.finish().unwrap();
            let (_, got) = read_file(&path).expect("what is written is read");
            let back: Vec<f64> = got.iter().map(|a| a.passthrough[0].parse().unwrap()).collect();
            prop_assert_eq!(&back, &numbers);
        }
    }
}
