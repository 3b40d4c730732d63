//! Runs with a log: what stands in it and in the outputs, and that a log changes no result.

use serde_json::Value;
use sha2::{Digest, Sha256};
use std::path::Path;
use std::process::{Command, Output, Stdio};

const LETTERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample/letters.csv");
const LABELS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample/labels.csv");
const LOGGED: &[&str] = &["--log", "log.jsonl", "--by", "chair", "--at", "2027-03-01T10:00:00.5Z"];

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shortlist"));
    let done = command.args(arguments).current_dir(folder).env_remove("SOURCE_DATE_EPOCH").stdin(Stdio::null());
    done.output().unwrap()
}

fn good(folder: &Path, arguments: &[&str]) -> String {
    let done = run(folder, arguments);
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(done.status.success(), "{arguments:?}: {said}");
    said
}

fn sha256(path: &Path) -> String {
    Sha256::digest(std::fs::read(path).unwrap()).iter().map(|b| format!("{b:02x}")).collect()
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn entries(log: &Path) -> Vec<Value> {
    std::fs::read_to_string(log).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_season_is_on_record() {
    let folder = tempfile::tempdir().unwrap();
    let (at, place) = (folder.path(), |name: &str| folder.path().join(name));
    std::fs::write(place("overrides.csv"), "id,decision,reason\nS002,in,knows the field\n").unwrap();
    let day = &["--as-of", "2026-03-01"][..];
    let train = ["train", LABELS, "--letters", LETTERS, "--label", "decision", "--output"];
    good(at, &[&train[..], &["m.json"], day, LOGGED].concat());
    good(at, &[&train[..], &["plain.json"], day].concat());
    assert_eq!(sha256(&place("m.json")), sha256(&place("plain.json")), "a log changes no model");
    let rank = ["rank", LETTERS, "--model", "m.json", "--top", "60", "--overrides", "overrides.csv"];
    let outputs = ["list.json", "list.csv", "list.md", "list.html", "list.xlsx"];
    let named: Vec<&str> = outputs.iter().flat_map(|o| ["--output", o]).collect();
    let said = good(at, &[&rank[..], &named, day, LOGGED].concat());
    good(at, &[&rank[..], &["--output", "unlogged.json", "--output", "unlogged.csv"], day].concat());
    good(at, &[&["score", LETTERS, "--model", "m.json", "--output", "scores.csv"], day, LOGGED].concat());

    let log = entries(&place("log.jsonl"));
    let commands: Vec<_> = log.iter().map(|e| e["command"].as_str().unwrap()).collect();
    assert_eq!(commands, ["train", "rank", "score"]);
    assert!(log.iter().all(|e| e["by"] == "chair" && e["when"] == "2027-03-01T10:00:00Z"));
    assert_eq!(log[0]["outcome"]["model"], log[1]["model"]);
    assert_eq!(log[1]["inputs"][0]["digest"], sha256(Path::new(LETTERS)));
    assert_eq!(log[1]["inputs"][1]["digest"], sha256(&place("overrides.csv")));
    assert_eq!(log[1]["outcome"]["list"], sha256(&place("unlogged.json")), "anyone can check what came out");
    assert_eq!(log[1]["overrides"][0]["reason"], "knows the field");
    let text = std::fs::read_to_string(place("log.jsonl")).unwrap();
    assert!(!text.contains("S002"), "no id in clear");

    // The head stands in what was printed and in every output.
    let head = log[1]["digest"].as_str().unwrap();
    assert!(said.contains(&format!("log: entry 2 of log.jsonl, head {head}")), "{said}");
    assert_eq!(json(&place("list.json"))["run"]["log"], serde_json::json!({ "entry": 2, "head": head }));
    assert_eq!(json(&place("list.csv.run.json"))["log"]["head"], head);
    for name in ["list.md", "list.html"] {
        assert!(std::fs::read_to_string(place(name)).unwrap().contains(head), "{name}");
    }
    assert_eq!(sha256(&place("list.csv")), sha256(&place("unlogged.csv")), "a table holds rows and nothing else");
    assert_eq!(json(&place("scores.csv.run.json"))["log"]["head"], log[2]["digest"]);

    let done = run(at, &["log", "verify", "log.jsonl", "--head", head]);
    assert!(done.status.success() && String::from_utf8_lossy(&done.stderr).contains("the 1 after it"));
}

#[test]
fn the_clock_and_the_environment_give_the_time() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shortlist.toml"), "log = \"log.jsonl\"\nby = \"chair\"\n").unwrap();
    let rank = |epoch: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shortlist"));
        command.args(["rank", LETTERS, "--top", "3"]).current_dir(folder.path()).env_remove("SOURCE_DATE_EPOCH");
        command.envs(epoch.map(|e| ("SOURCE_DATE_EPOCH", e))).stdin(Stdio::null()).output().unwrap()
    };
    assert!(rank(Some("1772359200")).status.success() && rank(None).status.success());
    let log = entries(&folder.path().join("log.jsonl"));
    assert_eq!((&log[0]["when"], &log[0]["by"]), (&Value::from("2026-03-01T10:00:00Z"), &Value::from("chair")));
    assert!(log[1]["when"].as_str().unwrap() > "2026-03-01T10:00:00Z");
    assert_eq!(rank(Some("today")).status.code(), Some(2));
}

#[test]
fn changes_of_the_model_in_use_are_on_record() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let data = |name: &str| format!("{}/tests/cmd/retrain.in/{name}", env!("CARGO_MANIFEST_DIR"));
    let day = &["--as-of", "2026-03-01"][..];
    let train = ["train", &data("last-year.csv"), "--label", "decision", "--output", "m.json"];
    good(at, &[&train[..], day, LOGGED].concat());
    let retrain = ["retrain", &data("new.csv"), "--model", "m.json", "--promote-anyway", "a trial"];
    good(at, &[&retrain[..], day, LOGGED].concat());
    good(at, &[&["model", "rollback", "m.json"], LOGGED].concat());
    good(at, &[&["model", "promote", "m.json", "v2"], LOGGED].concat());
    let log = entries(&at.join("log.jsonl"));
    let said: Vec<_> = log.iter().map(|e| (e["command"].as_str().unwrap(), &e["outcome"]["model"])).collect();
    let (first, second) = (&log[0]["outcome"]["model"], &log[1]["outcome"]["model"]);
    assert_ne!(first, second);
    let expected = [("train", first), ("retrain", second), ("model rollback", first), ("model promote", second)];
    assert_eq!(said, expected);
    assert_eq!(&log[1]["model"], first, "the champion");
    assert_eq!(log[1]["settings"]["promote_anyway"], "a trial");
    assert_eq!(log[1]["outcome"]["promoted"], true);
}
