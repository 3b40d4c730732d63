//! `train --wording` from end to end, on made-up letters: the list that people approve, the model, what it shows and refuses.

use shortlist::stats::random::Random;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Sentences that say nothing of the label.
const FILLERS: [&str; 12] = [
    "The rain stopped before noon and the path was dry again.",
    "Most plans change twice before anybody writes them down.",
    "A slow start can still end well, and this one did.",
    "Nothing on the shelf was new, yet the shelf was full.",
    "Small tools are easy to lose and hard to replace.",
    "The second attempt took longer than the first.",
    "Quiet rooms make long afternoons, or so it seems.",
    "Old maps show roads that nobody uses any more.",
    "It was a simple idea with a difficult end.",
    "Some questions stay open for years, and that is fine.",
    "The light in the hall was never switched off.",
    "Every answer brought another page of notes.",
];

/// `n` letters with labels: those that say `carefully` are accepted more often, those that say `stuff` less often.
fn table(n: usize, seed: u64) -> String {
    let mut random = Random::new(seed);
    let mut out = "id,letter,decision,prompt\n".to_owned();
    for i in 0..n {
        let mut letter: Vec<&str> = (0..4 + random.below(5)).map(|_| FILLERS[random.below(FILLERS.len())]).collect();
        let (good, bad) = (random.unit() < 0.4, random.unit() < 0.3);
        letter.extend(good.then_some("I checked each result carefully before I went on."));
        letter.extend(bad.then_some("There was a lot of stuff to carry."));
        letter.extend((random.unit() < 0.5).then_some("My sister came along."));
        let margin = 1.6 * f64::from(u8::from(good)) - 1.2 * f64::from(u8::from(bad)) - 0.4;
        let yes = random.unit() < 1.0 / (1.0 + (-margin).exp());
        let line = format!("L{i:03},\"{}\",{},p{}\n", letter.join(" "), if yes { "accept" } else { "reject" }, i % 4);
        out.push_str(&line);
    }
    out
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new(n: usize) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        std::fs::write(folder.path("letters.csv"), table(n, 4)).unwrap();
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, arguments: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shortlist"));
        command.current_dir(self.0.path()).env("COLUMNS", "100").args(arguments.split_whitespace()).output().unwrap()
    }

    fn train(&self, more: &str) -> (bool, String) {
        let out =
            self.run(&format!("train letters.csv --label decision --as-of 2026-03-01 --output model.json {more}"));
        (out.status.success(), said(&out))
    }
}

fn said(out: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}

fn model(path: &Path) -> serde_json::Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn words_are_listed_approved_learnt_and_shown() {
    let folder = Folder::new(420);
    // The list is written, and the model has no words.
    let (done, text) = folder.train("--wording words.toml");
    assert!(done && text.contains("words are written to words.toml, and the model has none of them"), "{text}");
    let before = model(&folder.path("model.json"));
    assert!(before.get("wording").is_none() && before["format"] == 3);
    let list = std::fs::read_to_string(folder.path("words.toml")).unwrap();
    assert!(list.contains("word = \"carefully\"") && list.contains("word = \"stuff\""), "{list}");
    let entries: Vec<&str> = list.split("[[word]]").skip(1).collect();
    assert!(!list.contains("sister") && entries.iter().all(|e| e.contains("approved = false")), "{list}");
    // Nothing approved: no words.
    let (done, text) = folder.train("--wording words.toml");
    assert!(done && text.contains("no word of words.toml is approved"), "{text}");
    // Two are approved, and count alone.
    let approved: String = list
        .split("[[word]]")
        .map(|entry| match entry.contains("\"carefully\"") || entry.contains("\"stuff\"") {
            true => entry.replace("approved = false", "approved = true"),
            false => entry.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("[[word]]");
    std::fs::write(folder.path("words.toml"), &approved).unwrap();
    let (done, text) = folder.train("--wording words.toml");
    assert!(done, "{text}");
    let words = model(&folder.path("model.json"))["wording"].clone();
    let names: Vec<&str> = words["words"].as_array().unwrap().iter().map(|w| w["word"].as_str().unwrap()).collect();
    assert_eq!(names, ["carefully", "stuff"]);
    assert!(words["words"][0]["weight"].as_f64().unwrap() > 0.0);
    assert!(words["words"][1]["weight"].as_f64().unwrap() < 0.0);
    assert_eq!(words["list_digest"].as_str().unwrap().len(), 64);
    assert!(text.contains("carefully") && text.contains("moves up"), "{text}");
    // The words are quoted, and their parts add up to what the column adds.
    let out = folder.run("explain letters.csv --id L001 --model model.json --as-of 2026-03-01 --for machine");
    let explained: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let column = explained["contributions"].as_array().unwrap().iter().find(|c| c["column"] == "wording").unwrap();
    let parts: f64 = column["parts"].as_array().unwrap().iter().map(|p| p["amount"].as_f64().unwrap()).sum();
    assert!((parts - column["amount"].as_f64().unwrap()).abs() < 1e-12, "{column}");
    let letters = std::fs::read_to_string(folder.path("letters.csv")).unwrap();
    let holding = letters.lines().find(|l| l.contains("carefully")).unwrap().split(',').next().unwrap().to_owned();
    let text = said(&folder.run(&format!("explain letters.csv --id {holding} --model model.json --as-of 2026-03-01")));
    assert!(text.contains("«carefully»"), "{text}");
    let text = said(&folder.run("rank letters.csv --model model.json --top 5 --as-of 2026-03-01"));
    assert!(text.contains("the committee's words"), "{text}");
    // A word can be struck in a run, and a changed list is refused.
    let (done, text) = folder.train("--wording words.toml --strike stuff");
    assert!(done && model(&folder.path("model.json"))["wording"]["words"].as_array().unwrap().len() == 1, "{text}");
    let (done, text) = folder.train("--wording words.toml --strike becuase");
    assert!(!done && text.contains("--strike becuase: no labelled letter holds this word"), "{text}");
    std::fs::write(folder.path("words.toml"), approved.replace("\"carefully\"", "\"careful\"")).unwrap();
    let (done, text) = folder.train("--wording words.toml");
    assert!(!done && text.contains("changed in more than `approved`"), "{text}");
}

#[test]
fn words_without_a_list_count_and_retraining_keeps_them() {
    let folder = Folder::new(420);
    let (done, text) = folder.train("--wording --audit-by prompt");
    assert!(done && text.contains("the groups of `prompt`"), "{text}");
    let first = model(&folder.path("model.json"));
    assert!(first["format"] == 5 && first["wording"].get("list_digest").is_none());
    let text = said(&folder.run(
        "evaluate letters.csv --label decision --cross-validate --wording --folds 4 --repeats 1 --as-of 2026-03-01",
    ));
    assert!(text.contains("wording") && text.contains("AUC"), "{text}");
    std::fs::write(folder.path("more.csv"), table(120, 9).replace("\nL", "\nM")).unwrap();
    let out = folder.run("retrain more.csv --model model.json --as-of 2026-03-01 --promote-anyway test");
    assert!(out.status.success(), "{}", said(&out));
    assert_eq!(model(&folder.path("model.json"))["wording"], first["wording"]);
}

#[test]
fn what_cannot_be_learnt_is_refused_with_numbers() {
    let folder = Folder::new(200);
    let (done, text) = folder.train("--wording");
    assert!(!done && text.contains("there are 200 labelled letters, and below 300"), "{text}");
    assert!(!folder.path("model.json").exists());
    let (done, text) = folder.train("--with wording");
    assert!(!done && text.contains("train … --wording"), "{text}");
    let out = folder.run("train --wording letters.csv --label decision --output model.json");
    assert_eq!(out.status.code(), Some(2), "{}", said(&out));
}
