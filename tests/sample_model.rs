//! The sample model is what its command makes, byte for byte; and the same input gives the same bytes whatever the
//! threads.

use std::path::Path;
use std::process::{Command, Output};

fn shortlist(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_shortlist")).args(args).output().unwrap()
}

/// The command of models/README.md, as words.
fn training_command() -> Vec<String> {
    let text = std::fs::read_to_string("models/README.md").unwrap();
    let from = text.find("shortlist train").unwrap();
    let command: String = text[from..].split("\n\n").next().unwrap().replace("\\\n", " ");
    let mut words = Vec::new();
    for (index, part) in command.split('"').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words.split_off(1)
}

#[test]
fn training_again_gives_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("v1.json");
    let mut words = training_command();
    let place = words.iter().position(|w| w == "--output").unwrap() + 1;
    assert_eq!(words[place], "models/sample/v1.json");
    words[place] = out.to_str().unwrap().to_owned();
    let args: Vec<&str> = words.iter().map(String::as_str).collect();
    let run = shortlist(&args);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    for ending in ["json", "training.csv", "record.json", "card.md"] {
        let name = format!("v1.{ending}");
        let made = std::fs::read(dir.path().join("v1.registry").join(&name)).unwrap();
        let kept = std::fs::read(Path::new("models/sample").join(&name)).unwrap();
        assert!(
            made == kept,
            "models/sample/{name} is not what models/README.md's command makes: run it, and note it under Scores"
        );
    }
    assert!(std::fs::read(&out).unwrap() == std::fs::read("models/sample/v1.json").unwrap());
}

#[test]
fn threads_change_no_byte() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    for (command, ending) in
        [("score", "csv"), ("score", "parquet"), ("features", "jsonl"), ("rank", "json"), ("rank", "md")]
    {
        let outs: Vec<Vec<u8>> = ["1", "2", "5"]
            .iter()
            .map(|threads| {
                let out = path(&format!("{command}-{threads}.{ending}"));
                let mut args = vec![
                    command,
                    "data/sample/letters-next.csv",
                    "--as-of",
                    "2027-03-01",
                    "--threads",
                    threads,
                    "--output",
                    &out,
                ];
                if command == "score" {
                    args.extend(["--model", "sample", "--explain"]);
                }
                let run = shortlist(&args);
                assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
                std::fs::read(Path::new(&out)).unwrap()
            })
            .collect();
        assert!(outs[0].len() > 1000 && outs[0] == outs[1] && outs[1] == outs[2], "{command} .{ending}");
    }
}

#[test]
fn the_commands_of_the_readme_run() {
    let text = std::fs::read_to_string("README.md").unwrap();
    let mut ran = 0;
    for line in text.lines().filter_map(|l| l.strip_prefix("cargo run --release -- ")) {
        let run = shortlist(&line.split_whitespace().collect::<Vec<_>>());
        assert!(run.status.success(), "{line}: {}", String::from_utf8_lossy(&run.stderr));
        assert!(!run.stdout.is_empty());
        ran += 1;
    }
    assert_eq!(ran, 1);
}

#[test]
fn contributions_in_the_score_table_add_up_to_the_log_odds() {
    let run = shortlist(&[
        "score",
        "data/sample/letters-next.csv",
        "--model",
        "sample",
        "--explain",
        "--as-of",
        "2027-03-01",
        "--output",
        "-",
    ]);
    let mut rows = csv::Reader::from_reader(run.stdout.as_slice());
    let header = rows.headers().unwrap().clone();
    assert_eq!((&header[0], &header[1], &header[2]), ("id", "score", "contribution_base"));
    let mut n = 0;
    for row in rows.records() {
        let row = row.unwrap();
        let score: f64 = row[1].parse().unwrap();
        let sum: f64 = header
            .iter()
            .zip(&row)
            .filter(|(h, _)| h.starts_with("contribution_"))
            .map(|(_, v)| v.parse::<f64>().unwrap())
            .sum();
        assert!((sum - (score / (1.0 - score)).ln()).abs() < 1e-9, "{}: {sum}", &row[0]);
        n += 1;
    }
    assert_eq!(n, 66);
}
