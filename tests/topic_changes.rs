//! What becomes of a model where the topics change: a new one changes nothing, a changed one refuses, one command mends it.

use std::path::Path;
use std::process::{Command, Output, Stdio};

const LETTERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample/letters.csv");
const LABELS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample/labels.csv");

const RL: &str = "[[topic]]\nkey = \"rl\"\ntitle = \"Reinforcement learning\"\nstrong = [\"reinforcement learning\"]\n";
const SNN: &str =
    "[[topic]]\nkey = \"snn\"\ntitle = \"Spiking networks\"\nstrong = [\"spiking network\"]\nunclear = [\"SNN\"]\n";
const NEW: &str =
    "[[topic]]\nkey = \"new\"\ntitle = \"What came later\"\nstrong = [\"language model\", \"diffusion model\"]\n";

fn output(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shortlist"));
    command.args(arguments).args(["--as-of", "2026-03-01"]).current_dir(folder).stdin(Stdio::null()).output().unwrap()
}

/// What a run that succeeds prints and says.
fn run(folder: &Path, arguments: &[&str]) -> (String, String) {
    let done = output(folder, arguments);
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(done.status.success(), "{arguments:?}: {said}");
    (String::from_utf8(done.stdout).unwrap(), said)
}

/// What a run says that fails.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let done = output(folder, arguments);
    assert_eq!(done.status.code(), Some(1), "{arguments:?}");
    String::from_utf8(done.stderr).unwrap()
}

fn write(folder: &Path, name: &str, topics: &[&str]) {
    std::fs::write(folder.join(name), topics.concat()).unwrap();
}

const SCORE: [&str; 6] = ["score", LETTERS, "--model", "m.json", "--output", "-"];

fn scores(folder: &Path, topics: &str) -> (String, String) {
    run(folder, &[&SCORE[..], &["--topics", topics]].concat())
}

#[test]
fn a_new_topic_changes_no_score_and_a_changed_one_needs_the_model_anew() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write(at, "old.toml", &[RL, SNN]);
    write(at, "more.toml", &[NEW, RL, SNN]);
    write(at, "changed.toml", &[RL, &SNN.replace("spiking network", "spiking network | spiking neural network")]);
    let train = ["train", LABELS, "--letters", LETTERS, "--label", "decision", "--output", "m.json"];
    run(at, &[&train[..], &["--topics", "old.toml"]].concat());

    let (old, said) = scores(at, "old.toml");
    assert!(!said.contains("don't count"), "{said}");
    let (more, said) = scores(at, "more.toml");
    assert!(old == more, "other scores than before");
    assert!(said.contains("don't count in its scores: What came later"), "{said}");

    let said = refused(at, &[&SCORE[..], &["--topics", "changed.toml"]].concat());
    assert!(said.contains("other terms of the topic snn (Spiking networks)"), "{said}");
    assert!(said.contains("shortlist model renew MODEL --letters FILE"), "{said}");

    let renew = ["model", "renew", "m.json", "--topics", "changed.toml", "--letters"];
    std::fs::write(at.join("few.csv"), "id,letter\nS001,I trained spiking networks.\n").unwrap();
    assert!(refused(at, &[&renew[..], &["few.csv"]].concat()).contains("no letter for"));
    assert!(scores(at, "old.toml").0 == old, "a renewal that fails leaves the model in use");

    let (told, _) = run(at, &[&renew[..], &[LETTERS]].concat());
    assert!(told.contains("v2 is in use: v1 renewed from 168 letters"), "{told}");
    assert!(scores(at, "changed.toml").0 != old);
    let listed =
        Command::new(env!("CARGO_BIN_EXE_shortlist")).args(["model", "list", "m.json"]).current_dir(at).output();
    let listed = String::from_utf8(listed.unwrap().stdout).unwrap();
    assert!(listed.contains("* v2") && listed.contains("v1 renewed"), "{listed}");
}

#[test]
fn a_model_made_anew_of_what_did_not_change_scores_as_before() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    write(at, "old.toml", &[RL, SNN]);
    let train = ["train", LABELS, "--letters", LETTERS, "--label", "decision", "--output", "m.json"];
    run(at, &[&train[..], &["--topics", "old.toml"]].concat());
    let (before, _) = scores(at, "old.toml");
    run(at, &["model", "renew", "m.json", "--letters", LETTERS, "--topics", "old.toml"]);
    // The table orders rows by hashed id, so sums come out alike to the last digits only.
    let number = |row: &str| row.split(',').nth(1).and_then(|n| n.parse::<f64>().ok());
    let (after, _) = scores(at, "old.toml");
    for (then, now) in before.lines().zip(after.lines()).skip(1) {
        let (then, now) = (number(then).unwrap(), number(now).unwrap());
        assert!((then - now).abs() < 1e-9, "{then} {now}");
    }
}
