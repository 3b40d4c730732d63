//! What a model learnt from, as later commands know it: the notes on its letters, and which letters it has seen.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};

const LETTERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample/letters.csv");
const LABELS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample/labels.csv");
const DAY: &[&str] = &["--as-of", "2026-03-01"];

fn run(folder: &Path, arguments: &[&str]) -> (String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shortlist"));
    let done = command.args(arguments).args(DAY).current_dir(folder).stdin(Stdio::null()).output().unwrap();
    let (told, said) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
    assert!(done.status.success(), "{arguments:?}: {said}");
    (told, said)
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The sample's labels in two tables: of the first 110 letters, and of the others.
fn halves(folder: &Path) {
    let mut reader = csv::Reader::from_path(LABELS).unwrap();
    let head = reader.headers().unwrap().clone();
    let writer = |name: &str| {
        let mut writer = csv::Writer::from_path(folder.join(name)).unwrap();
        writer.write_record(&head).unwrap();
        writer
    };
    let (mut first, mut second) = (writer("first.csv"), writer("second.csv"));
    for record in reader.records() {
        let record = record.unwrap();
        let half = if &record[0] <= "S110" { &mut first } else { &mut second };
        half.write_record(&record).unwrap();
    }
}

fn train(folder: &Path, labels: &str, model: &str) {
    run(folder, &["train", labels, "--letters", LETTERS, "--label", "decision", "--output", model]);
}

#[test]
fn a_retrained_model_counts_the_notes_on_old_letters_and_new() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    halves(at);
    train(at, "first.csv", "m.json");
    train(at, LABELS, "all.json");
    let notes = |model: &str| json(&at.join(model))["reference"]["flags"].clone();
    let before = notes("m.json");
    run(at, &["retrain", "second.csv", "--letters", LETTERS, "--model", "m.json", "--promote-anyway", "a test"]);
    assert_ne!(notes("m.json"), before);
    assert_eq!(notes("m.json"), notes("all.json"), "as if all had been learnt at once");
    assert!(notes("m.json").as_object().is_some_and(|notes| !notes.is_empty()));
}

#[test]
fn an_evaluation_knows_which_letters_the_model_has_seen() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    halves(at);
    train(at, "first.csv", "m.json");
    let evaluate = |labels: &str| {
        let arguments = ["evaluate", labels, "--letters", LETTERS, "--label", "decision", "--model", "m.json"];
        run(at, &[&arguments[..], &["--repeats", "1", "--output", "e.json"]].concat()).1
    };
    assert!(evaluate(LABELS).contains("the model learnt from 110 of these 168 letters"));
    assert_eq!(json(&at.join("e.json"))["evaluation"]["basis"], "trained_on");
    assert!(!evaluate("second.csv").contains("learnt"));
    assert_eq!(json(&at.join("e.json"))["evaluation"]["basis"], "held_out");
    // The same labels in another file.
    let text = std::fs::read_to_string(at.join("first.csv")).unwrap();
    std::fs::write(at.join("copy.csv"), text.replace("\r\n", "\n") + "\n").unwrap();
    assert!(evaluate("copy.csv").contains("the model learnt from 110 of these 110 letters"));
    // Other letters under the same ids, as next year's may be: 52 of them are known, none by its id.
    let mut reader = csv::Reader::from_path(LETTERS).unwrap();
    let mut writer = csv::Writer::from_path(at.join("other.csv")).unwrap();
    writer.write_record(reader.headers().unwrap()).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    for (row, next) in rows.iter().zip(rows.iter().cycle().skip(60)) {
        let cells = row.iter().zip(next.iter()).enumerate().map(|(at, (own, other))| if at == 0 { own } else { other });
        writer.write_record(cells).unwrap();
    }
    writer.flush().unwrap();
    let arguments = ["evaluate", "copy.csv", "--letters", "other.csv", "--label", "decision", "--model", "m.json"];
    let said = run(at, &[&arguments[..], &["--repeats", "1"]].concat()).1;
    assert!(
        said.contains("learnt from 52 of these 110 letters (51 with the same values under another id, 1 with"),
        "{said}"
    );
}
