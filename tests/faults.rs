//! What goes wrong around a run, in small: closed pipes, runs at the same time, and inputs that must stay as they are.
//! `tests/killed.rs` has kills and full disks, `tests/streams.rs` signals.

use std::fmt::Write as _;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const LETTER: &str = "I train spiking neural networks at a small lab and have two years of experience with sensors. \
                      I would like to learn how diffusion models are trained, because our data are noisy.";

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shortlist"));
    command.env_remove("SOURCE_DATE_EPOCH");
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    program().current_dir(folder).args(arguments).output().unwrap()
}

/// A folder with a made-up season of so many applicants: letters, labels and a manifest of letters as files.
fn season(applicants: usize) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let mut letters = String::from("id,letter,field\n");
    let mut labels = String::from("id,label,reviewer\n");
    for i in 0..applicants {
        let more = "I also wrote about data. ".repeat(i % 7);
        writeln!(letters, "A{i:02},\"{LETTER} Letter {i}. {more}\",{}", ["physics", "biology"][i % 2]).unwrap();
        writeln!(labels, "A{i:02},{},ann", i % 2).unwrap();
    }
    fs::write(dir.path().join("letters.csv"), letters).unwrap();
    fs::write(dir.path().join("labels.csv"), labels).unwrap();
    dir
}

fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    found.sort();
    found
}

#[test]
fn commands_leave_their_inputs_as_they_are() {
    let dir = season(24);
    let before = files(dir.path());
    let out = tempfile::tempdir().unwrap();
    let to = |name: &str| out.path().join(name).display().to_string();
    let (read, values, scores, list, model, page, audit, decisions) = (
        to("read.csv"),
        to("values.csv"),
        to("scores.csv"),
        to("list.csv"),
        to("model.json"),
        to("page.html"),
        to("audit.md"),
        to("decisions.csv"),
    );
    let day = ["--as-of", "2027-03-01"];
    let commands: Vec<Vec<&str>> = vec![
        vec!["ingest", "letters.csv", "--output", &read],
        vec!["features", "letters.csv", "--output", &values],
        vec!["score", "letters.csv", "--model", "sample", "--output", &scores],
        vec!["rank", "letters.csv", "--top", "5", "--output", &list, "--output", &page],
        vec!["train", "labels.csv", "--letters", "letters.csv", "--label", "label", "--output", &model],
        vec!["evaluate", "labels.csv", "--letters", "letters.csv", "--label", "label", "--cross-validate"],
        vec!["explain", "letters.csv", "--id", "A03"],
        vec!["explain", "letters.csv", "--id", "A03", "--for", "interview"],
        vec!["similar", "letters.csv"],
        vec!["agreement", "labels.csv", "--label", "label"],
        vec!["holds", "A03", "--in", "letters.csv", "--in", "labels.csv"],
    ];
    for arguments in &commands {
        let dated = !matches!(arguments[0], "ingest" | "similar" | "agreement" | "holds");
        let all: Vec<&str> = arguments.iter().copied().chain(day.iter().copied().filter(|_| dated)).collect();
        let done = run(dir.path(), &all);
        assert!(done.status.code().is_some_and(|code| code < 2), "{all:?}: {}", String::from_utf8_lossy(&done.stderr));
        assert_eq!(files(dir.path()), before, "{all:?}");
    }
    for arguments in [
        vec!["audit", &list, "--group", "field", "--output", &audit],
        vec!["decide", &list, "--labels", "labels.csv", "--top", "5", "--output", &decisions],
    ] {
        let done = run(dir.path(), &arguments);
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        assert_eq!(files(dir.path()), before, "{arguments:?}");
    }
}

#[test]
fn an_output_that_is_an_input_is_refused() {
    let dir = season(12);
    let before = files(dir.path());
    for arguments in [
        vec!["rank", "letters.csv", "--output", "letters.csv"],
        vec!["score", "letters.csv", "--model", "sample", "--output", "./letters.csv"],
        vec!["train", "labels.csv", "--letters", "letters.csv", "--label", "label", "--output", "labels.csv"],
    ] {
        let done = run(dir.path(), &arguments);
        assert!(!done.status.success(), "{arguments:?}");
        assert_eq!(files(dir.path()), before, "{arguments:?}");
    }
}

#[test]
fn whoever_stops_listening_does_not_stop_a_removal() {
    let dir = season(12);
    let mut child = program()
        .current_dir(dir.path())
        .args(["forget", "A03", "--in", "letters.csv", "--in", "labels.csv"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert!(child.wait().unwrap().success());
    for name in ["letters.csv", "labels.csv"] {
        let text = fs::read_to_string(dir.path().join(name)).unwrap();
        assert!(!text.contains("A03") && text.contains("A04"), "{name}");
    }
}

#[test]
fn removals_at_the_same_time_all_happen() {
    let dir = season(20);
    let children: Vec<_> = (0..10)
        .map(|i| {
            let id = format!("A{i:02}");
            let mut forget = program();
            forget.current_dir(dir.path()).args(["forget", &id, "--in", "letters.csv"]);
            forget.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
        })
        .collect();
    for mut child in children {
        let mut said = String::new();
        child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        assert!(child.wait().unwrap().success() && said.contains("1 row removed"), "{said}");
    }
    let text = fs::read_to_string(dir.path().join("letters.csv")).unwrap();
    let left: Vec<&str> = text.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(left, ["A10", "A11", "A12", "A13", "A14", "A15", "A16", "A17", "A18", "A19"]);
}

#[test]
fn a_letter_beyond_the_limit_is_kept_without_a_score() {
    let dir = tempfile::tempdir().unwrap();
    let long = "many words ".repeat(120_000);
    fs::write(dir.path().join("letters.csv"), format!("id,letter\nA1,\"{LETTER}\"\nA2,\"{long}\"\n")).unwrap();
    let done =
        run(dir.path(), &["score", "letters.csv", "--model", "sample", "--output", "-", "--as-of", "2027-03-01"]);
    assert!(done.status.success());
    let text = String::from_utf8(done.stdout).unwrap();
    let row = text.lines().find(|line| line.starts_with("A2,")).unwrap();
    assert!(row.starts_with("A2,,"), "{row}");
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(said.contains("A2") || said.contains("1 "), "{said}");
}

#[test]
fn what_is_held_on_somebody_is_said_and_nothing_else() {
    let dir = season(24);
    let train = ["train", "labels.csv", "--letters", "letters.csv", "--label", "label", "--name", "committee"];
    let log = ["--as-of", "2027-03-01", "--log", "log.jsonl", "--by", "chair"];
    let done = run(dir.path(), &[&train[..], &log].concat());
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let look =
        ["holds", "A03", "--in", "letters.csv", "--in", "labels.csv", "--model", "committee", "--log", "log.jsonl"];
    let before = files(dir.path());
    let done = run(dir.path(), &look);
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(done.status.success());
    assert!(said.contains("letters.csv: row 4: "), "{said}");
    assert!(said.contains("labels.csv: row 4: "), "{said}");
    assert!(said.contains("committee: v1: values and label of the applicant"), "{said}");
    assert!(said.contains("log.jsonl: nothing found"), "{said}");
    assert_eq!(files(dir.path()), before);
    let forget = ["forget", "A03", "--in", "letters.csv", "--in", "labels.csv", "--model", "committee"];
    assert!(run(dir.path(), &[&forget[..], &log[2..]].concat()).status.success());
    let said = String::from_utf8(run(dir.path(), &look).stdout).unwrap();
    assert_eq!(said.matches("nothing found").count(), 3, "{said}");
    assert!(said.contains("log.jsonl: entry 2: forget by chair"), "{said}");
}

/// Codes stand for ids in a blind reviewer's labels.
#[test]
fn a_removal_knows_the_codes_of_blind_reviewers() {
    let dir = season(12);
    let code = shortlist::ingest::codes::code("A03");
    fs::write(dir.path().join("blind.csv"), format!("id,label\n{code},1\nA04,0\n")).unwrap();
    assert!(run(dir.path(), &["forget", "A03", "--in", "blind.csv"]).status.success());
    assert_eq!(fs::read_to_string(dir.path().join("blind.csv")).unwrap(), "id,label\nA04,0\n");
}

/// Where a folder's path names somebody's machine or a person, outputs hold the name of the file alone.
#[test]
fn run_facts_hold_file_names_and_no_paths() {
    let dir = season(12);
    let input = dir.path().join("letters.csv").display().to_string();
    let done =
        run(dir.path(), &["rank", &input, "--as-of", "2027-03-01", "--output", "list.csv", "--output", "list.json"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let folder = dir.path().display().to_string();
    for (path, bytes) in files(dir.path()) {
        assert!(!String::from_utf8_lossy(&bytes).contains(&folder), "{}", path.display());
    }
}
