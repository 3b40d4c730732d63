//! The sample cohort and its truth, as `tests/sample_cohort.rs` and `tests/truth.rs` read them.
#![allow(dead_code, reason = "each test uses a part")]

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// The two years of the sample: letters, truth, and the day against which their years are reckoned.
pub const YEARS: [(&str, &str, [i16; 3]); 2] =
    [("letters.csv", "truth.jsonl", [2026, 3, 1]), ("letters-next.csv", "truth-next.jsonl", [2027, 3, 1])];

pub const KINDS: [&str; 5] = ["spelling", "grammar", "punctuation", "capitalisation", "repetition"];
pub const TOPICS: [&str; 10] =
    ["llm", "diffusion", "rl", "snn", "multimodal", "rag", "agents", "edge", "ssl", "safety"];
/// Strongest first: a topic's stance in a letter is the strongest of its passages.
pub const STANCES: [&str; 4] = ["done", "mention", "wish", "negated"];

/// A marked passage of a letter.
pub struct Mark {
    /// Kind of error, key of the topic, or kind of experience.
    pub what: String,
    /// The correction of an error, the stance of a topic.
    pub how: String,
    pub start: usize,
    pub end: usize,
    pub text: String,
    /// Years, for experience.
    pub years: f64,
}

/// A letter with what its writer meant by it.
pub struct Letter {
    pub id: String,
    pub text: String,
    /// The plain columns, by name.
    pub columns: Vec<(String, String)>,
    pub years: Option<f64>,
    pub topics: Vec<(String, String)>,
    pub errors: Vec<Mark>,
    pub topic_spans: Vec<Mark>,
    pub experience: Vec<Mark>,
    pub traps: Vec<String>,
}

impl Letter {
    pub fn stance(&self, topic: &str) -> Option<&str> {
        self.topics.iter().find(|t| t.0 == topic).map(|t| t.1.as_str())
    }

    pub fn words(&self) -> usize {
        self.text.split_whitespace().count()
    }

    pub fn trap(&self, part: &str) -> bool {
        self.traps.iter().any(|t| t.contains(part))
    }
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_else(|| panic!("{key} of {value}")).to_owned()
}

fn marks(value: &Value, key: &str, what: &str, how: &str) -> Vec<Mark> {
    let list = value[key].as_array().unwrap_or_else(|| panic!("{key} of {value}"));
    list.iter()
        .map(|m| Mark {
            what: text(m, what),
            how: m[how].as_str().unwrap_or("").to_owned(),
            start: m["start"].as_u64().expect("start") as usize,
            end: m["end"].as_u64().expect("end") as usize,
            text: text(m, "text"),
            years: m["years"].as_f64().unwrap_or(0.0),
        })
        .collect()
}

/// A table of `data/sample` as rows of text.
pub fn table(name: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let content = read(&format!("data/sample/{name}"));
    let mut reader = csv::Reader::from_reader(content.as_bytes());
    let head = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
    (head, rows)
}

/// The lines of a truth file.
pub fn truth(name: &str) -> Vec<Value> {
    read(&format!("data/sample/{name}"))
        .lines()
        .map(|l| serde_json::from_str(l).unwrap_or_else(|e| panic!("{name}: {e}: {l}")))
        .collect()
}

/// The letters of one year with their truth; panics where the two files don't hold the same ids in the same order.
pub fn load(year: usize) -> Vec<Letter> {
    let (letters, truths, _) = YEARS[year];
    let (head, rows) = table(letters);
    let truths = truth(truths);
    assert_eq!(rows.len(), truths.len(), "{letters}");
    let place = |name: &str| head.iter().position(|h| h == name).unwrap_or_else(|| panic!("no column {name}"));
    let (id, letter) = (place("id"), place("letter"));
    rows.into_iter()
        .zip(truths)
        .map(|(row, t)| {
            assert_eq!(row[id], text(&t, "id"));
            let topics = t["topics"].as_object().expect("topics");
            Letter {
                id: row[id].clone(),
                text: row[letter].clone(),
                columns: head.iter().cloned().zip(row).collect(),
                years: t["years"].as_f64(),
                topics: topics.iter().map(|(k, v)| (k.clone(), v.as_str().expect("stance").to_owned())).collect(),
                errors: marks(&t, "errors", "kind", "correction"),
                topic_spans: marks(&t, "topic_spans", "topic", "how"),
                experience: marks(&t, "experience", "kind", ""),
                traps: t["traps"]
                    .as_array()
                    .map_or_else(Vec::new, |a| a.iter().map(|v| v.as_str().expect("trap").to_owned()).collect()),
            }
        })
        .collect()
}
