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
    let audit = ["audit", "list.csv", "--group", "field", "--output"];
    good(at, &[&audit[..], &["audit.json"], LOGGED].concat());
    good(at, &[&audit[..], &["unlogged-audit.json"]].concat());

    let log = entries(&place("log.jsonl"));
    let commands: Vec<_> = log.iter().map(|e| e["command"].as_str().unwrap()).collect();
    assert_eq!(commands, ["train", "rank", "score", "audit"]);
    assert_eq!(log[3]["outcome"]["audit"], sha256(&place("unlogged-audit.json")));
    assert_eq!(json(&place("audit.json"))["run"]["log"]["head"], log[3]["digest"]);
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
    assert!(done.status.success() && String::from_utf8_lossy(&done.stderr).contains("the 2 after it"));
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

#[test]
fn a_third_party_makes_the_same_pack_from_the_pack_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (at, place) = (folder.path(), |name: &str| folder.path().join(name));
    let day = &["--as-of", "2026-03-01"][..];
    good(at, &[&["score", LETTERS, "--model", "sample", "--output", "scores.csv"], day, LOGGED].concat());
    let list = ["--top", "20", "--plan", "plan.json", "--output", "list.csv"];
    good(at, &[&["rank", LETTERS, "--model", "sample"], &list[..], day].concat());
    std::fs::write(place("card.md"), "# A card\n").unwrap();
    good(at, &["audit", "list.csv", "--group", "field", "--output", "audit.html"]);
    assert!(std::fs::read_to_string(place("audit.html")).unwrap().contains("S0"), "ids of those who would come in");
    let pack = ["evidence-pack", LETTERS, "--model", "sample", "--log", "log.jsonl", "--output"];
    let added = ["--plan", "plan.json", "--add", "card.md", "--add", "audit.html"];
    good(at, &[&pack[..], &["pack.zip"], &added, day].concat());
    good(at, &[&pack[..], &["same.zip"], &added, day].concat());
    assert_eq!(sha256(&place("pack.zip")), sha256(&place("same.zip")), "the same inputs give the same bytes");
    good(at, &[&pack[..], &["logged-day.zip"], &added].concat());
    assert_eq!(sha256(&place("pack.zip")), sha256(&place("logged-day.zip")), "the day is the log's");
    let other = format!("{}/data/sample/letters-next.csv", env!("CARGO_MANIFEST_DIR"));
    for (letters, day, said) in [
        (LETTERS, "2026-03-02", "the log has these letters as of 2026-03-01, not 2026-03-02"),
        (&other, "2026-03-01", "no entry of the log names these letters"),
    ] {
        let args = ["evidence-pack", letters, "--model", "sample", "--log", "log.jsonl", "--output", "no.zip"];
        let refused = run(at, &[&args[..], &["--as-of", day]].concat());
        let error = String::from_utf8(refused.stderr).unwrap();
        assert!(refused.status.code() == Some(1) && error.contains(said), "{error}");
    }
    std::fs::write(place("packed.pdf"), [0xff, 0xfe, 0x00]).unwrap();
    let refused = run(at, &[&pack[..], &["no.zip", "--add", "packed.pdf"], day].concat());
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(refused.status.code() == Some(1) && said.contains("packed.pdf: is packed or is not text"), "{said}");

    // Elsewhere: nothing but the zip. Unpacked with another program's eyes, and made again from zip and folder.
    let away = tempfile::tempdir().unwrap();
    std::fs::copy(place("pack.zip"), away.path().join("pack.zip")).unwrap();
    let bytes = std::fs::read(place("pack.zip")).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    archive.extract(away.path().join("pack")).unwrap();
    for (from, to) in [("pack.zip", "1.zip"), ("pack", "2.zip")] {
        good(away.path(), &["evidence-pack", "--again", from, "--output", to]);
        assert_eq!(sha256(&away.path().join(to)), sha256(&place("pack.zip")), "{from}");
    }
    let all = String::from_utf8_lossy(&std::fs::read(place("pack.zip")).unwrap()).into_owned();
    assert!((1..=168).all(|n| !all.contains(&format!("S{n:03}"))), "no id in clear");
    // The pack's scores are those of the run, to the bit.
    let column = |path: &Path, name: &str| {
        let mut reader = csv::Reader::from_path(path).unwrap();
        let at = reader.headers().unwrap().iter().position(|h| h == name).unwrap();
        let mut values: Vec<String> = reader.records().map(|r| r.unwrap()[at].to_owned()).collect();
        values.sort();
        values
    };
    assert_eq!(column(&away.path().join("pack/scores.csv"), "score"), column(&place("scores.csv"), "score"));

    // Digests that were taken out show, and so does a value or a score that was changed.
    for name in ["manifest.json", "scores.csv"] {
        let path = away.path().join("pack").join(name);
        let before = std::fs::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let done = run(away.path(), &["evidence-pack", "--again", "pack", "--output", "3.zip"]);
        assert_eq!(done.status.code(), Some(1), "{name}");
        std::fs::write(&path, before).unwrap();
    }
    for (name, from, to) in [
        ("features.csv", "\n", ",1\n"),
        ("scores.csv", "1,0.", "1,0.9"),
        ("log.jsonl", "chair", "chain"),
        ("plan.json", "\"expected\": null", "\"expected\": true"),
    ] {
        let path = away.path().join("pack").join(name);
        let before = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, before.replacen(from, to, 1)).unwrap();
        let done = run(away.path(), &["evidence-pack", "--again", "pack", "--output", "3.zip"]);
        assert_eq!(done.status.code(), Some(1), "{name}");
        assert!(!away.path().join("3.zip").exists());
        std::fs::write(&path, before).unwrap();
    }
    // Two applicants who change places: their values are in the pack, under each other's hashes.
    let path = away.path().join("pack/features.csv");
    let mut lines: Vec<String> = std::fs::read_to_string(&path).unwrap().lines().map(str::to_owned).collect();
    let split = |line: &str| line.split_once(',').map(|(id, rest)| (id.to_owned(), rest.to_owned())).unwrap();
    let ((first, values), (second, others)) = (split(&lines[1]), split(&lines[2]));
    (lines[1], lines[2]) = (format!("{first},{others}"), format!("{second},{values}"));
    std::fs::write(&path, lines.join("\n") + "\n").unwrap();
    for made in ["scores.csv", "manifest.json"] {
        std::fs::remove_file(away.path().join("pack").join(made)).unwrap();
    }
    let done = run(away.path(), &["evidence-pack", "--again", "pack", "--output", "3.zip"]);
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(done.status.code() == Some(1) && said.contains("some were changed or swapped"), "{said}");
}

#[test]
fn a_forgotten_applicant_is_gone_from_tables_and_training() {
    let folder = tempfile::tempdir().unwrap();
    let (at, place) = (folder.path(), |name: &str| folder.path().join(name));
    for (from, to) in [(LETTERS, "letters.csv"), (LABELS, "labels.csv")] {
        std::fs::copy(from, place(to)).unwrap();
    }
    let day = &["--as-of", "2026-03-01"][..];
    let train = ["train", "labels.csv", "--letters", "letters.csv", "--label", "decision", "--output", "m.json"];
    good(at, &[&train[..], day].concat());
    good(at, &[&["score", "letters.csv", "--model", "m.json", "--output", "scores.jsonl"], day].concat());
    let rows = |name: &str| csv::Reader::from_path(place(name)).unwrap().into_records().count();
    let table = place("m.registry/v1.training.csv");
    let trained = std::fs::read_to_string(&table).unwrap().lines().count();
    let before = std::fs::read(place("letters.csv")).unwrap();
    good(at, &[&["score", "letters.csv", "--model", "m.json", "--output", "scores.parquet"], day].concat());
    std::fs::write(place("overrides.csv"), "id,decision,reason\nS017,in,knows the field\n").unwrap();
    let lists = ["page.html", "list.xlsx", "list.json", "list.csv"];
    let outputs: Vec<&str> = lists.iter().flat_map(|name| ["--output", name]).collect();
    let rank = ["rank", "letters.csv", "--model", "m.json", "--top", "20", "--overrides", "overrides.csv"];
    good(at, &[&rank[..], &outputs, day].concat());
    std::fs::write(place("other.md"), "S0171 and XS017\n").unwrap();
    let tables = ["letters.csv", "labels.csv", "scores.jsonl", "scores.parquet", "other.md"];
    let named: Vec<&str> = tables.iter().chain(&lists).flat_map(|name| ["--in", name]).collect();
    let done = run(at, &[&["forget", "S017"][..], &named, &["--model", "m.json"], LOGGED].concat());
    let (told, said) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
    assert!(done.status.success(), "{said}");
    assert!(told.contains("letters.csv: 1 row removed") && told.contains("labels.csv: 3 rows removed"), "{told}");
    assert!(
        told.contains("m.json v1: removed from its training table; it learnt from the applicant and must be"),
        "{told}"
    );
    assert!(said.contains("page.html is a review page that holds the applicant: make it again"), "{said}");
    assert!(said.contains("list.xlsx is a workbook; the applicant is in its line "), "{said}");
    assert!(said.contains("list.json holds the applicant: make it again"), "{said}");
    assert!(said.contains("list.csv.run.json holds the applicant"), "{said}");
    assert!(told.contains("other.md: the applicant is not in it"), "{told}");
    assert!(told.contains("list.csv: 1 row removed") && told.contains("scores.parquet: 1 row removed"), "{told}");
    for name in ["letters.csv", "labels.csv", "scores.jsonl"] {
        let text = std::fs::read_to_string(place(name)).unwrap();
        assert!(!text.contains("S017") && text.contains("S018"), "{name}");
    }
    assert_eq!(rows("letters.csv"), 167);
    assert_eq!(std::fs::read_to_string(&table).unwrap().lines().count(), trained - 1);
    good(at, &["model", "verify", "m.json"]);
    // What was taken out is the applicant's row and no other byte.
    let after = std::fs::read(place("letters.csv")).unwrap();
    let same = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    assert!(before.ends_with(&after[same..]) || before.ends_with(&after[same - 1..]));
    let log = entries(&place("log.jsonl"));
    assert_eq!((&log[0]["command"], &log[0]["outcome"]["rows"]), (&Value::from("forget"), &Value::from(7)));
    assert!(log[0]["outcome"]["files_left_to_people"].as_u64().unwrap() >= 4);
    assert!(!std::fs::read_to_string(place("log.jsonl")).unwrap().contains("S017"), "a tombstone without the id");

    let forget = ["forget", "S017", "--in", "letters.csv", "--in", "scores.parquet", "--model", "m.json"];
    let again = run(at, &[&forget[..], LOGGED].concat());
    assert_eq!(again.status.code(), Some(1));
    assert_eq!(entries(&place("log.jsonl")).len(), 1, "nobody was forgotten");
}
