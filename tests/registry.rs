//! Registries: what an earlier version wrote opens for ever, and a process that is killed leaves the old model or the new.

use shortlist::model::registry::Registry;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const FILES: &str = "tests/cmd/retrain.in";

fn shortlist(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shortlist"));
    command
        .current_dir(folder)
        .args(args)
        .args(["--as-of", "2026-03-01"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, target).unwrap();
        }
    }
}

/// A folder with the letters and a model `m.json` of the first batch.
fn trained() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    copy(Path::new(FILES), dir.path());
    let args = ["train", "last-year.csv", "--label", "decision", "--strength", "0.1", "--only", "words,error_rate"];
    let run = shortlist(dir.path(), &[&args[..], &["--output", "m.json"]].concat()).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    dir
}

#[test]
fn a_registry_of_format_1_opens_as_it_did() {
    let registry = Registry::in_folder(Path::new("tests/golden/registry-1"));
    assert_eq!(registry.current().unwrap(), "v2");
    assert_eq!(
        (registry.versions().unwrap(), registry.candidates().unwrap()),
        (vec!["v1".into(), "v2".into()], vec!["c1".into()])
    );
    for finding in registry.verify().unwrap() {
        assert_eq!((finding.wrong, finding.note), (None, None), "{}", finding.what);
    }
    let (first, second, refused) =
        (registry.load("v1").unwrap(), registry.load("v2").unwrap(), registry.load("c1").unwrap());
    assert_eq!((first.table.rows.len(), second.table.rows.len()), (12, 28));
    assert_eq!(first.table.columns, ["words", "error_rate"]);
    assert_eq!(second.record.champion.as_deref(), Some("v1"));
    assert!(second.record.verdict.unwrap().promote);
    let verdict = refused.record.verdict.unwrap();
    assert!(!verdict.promote && verdict.reason().contains("disagreement"), "{}", verdict.reason());
    assert_eq!(first.model.training.rows, 12);
}

#[test]
fn a_killed_retrain_leaves_the_old_model_or_the_new() {
    const KILLS: u32 = 100;
    let dir = trained();
    let retrain = ["retrain", "new.csv", "--model", "m.json"];
    let old = std::fs::read(dir.path().join("m.json")).unwrap();
    // Once to the end: how long it takes, and what the new model is.
    let whole = tempfile::tempdir().unwrap();
    copy(dir.path(), whole.path());
    let began = Instant::now();
    let run = shortlist(whole.path(), &retrain).output().unwrap();
    let time = began.elapsed();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let new = std::fs::read(whole.path().join("m.json")).unwrap();
    assert!(old != new, "{}", String::from_utf8_lossy(&run.stdout));
    let (mut left_old, mut left_new) = (0, 0);
    for kill in 0..KILLS {
        let folder = tempfile::tempdir().unwrap();
        copy(dir.path(), folder.path());
        let mut child = shortlist(folder.path(), &retrain).spawn().unwrap();
        // Moments spread over the run and a little further, in an order that is not theirs.
        let share = f64::from((kill * 37) % KILLS) / f64::from(KILLS) * 1.3;
        std::thread::sleep(Duration::from_secs_f64(time.as_secs_f64() * share));
        child.kill().unwrap();
        child.wait().unwrap();
        let file = folder.path().join("m.json");
        let found = std::fs::read(&file).unwrap();
        assert!(found == old || found == new, "kill {kill} left a model that is neither");
        *(if found == old { &mut left_old } else { &mut left_new }) += 1;
        let registry = Registry::beside(&file);
        let current = registry.current().unwrap();
        assert_eq!(registry.load(&current).unwrap().table.rows.len(), if found == old { 12 } else { 28 });
        assert!(registry.verify().unwrap().iter().all(|f| f.wrong.is_none()), "kill {kill}");
        assert!(registry.lock().is_ok(), "kill {kill} left a lock");
        if kill % 10 == 0 {
            // What a killed run left is no hindrance to the next one.
            let again = shortlist(folder.path(), &retrain).output().unwrap();
            let said = String::from_utf8_lossy(&again.stderr).into_owned();
            assert!(again.status.success() || (found == new && said.contains("nothing to learn")), "{said}");
            assert_eq!(std::fs::read(&file).unwrap(), new);
        }
    }
    assert!(left_old > 0, "no kill came in time: {left_new} left the new model");
}

#[test]
fn two_at_once_are_refused_with_a_message() {
    let dir = trained();
    let registry = Registry::beside(&dir.path().join("m.json"));
    let before = std::fs::read(dir.path().join("m.json")).unwrap();
    let held = registry.lock().unwrap();
    let run = shortlist(dir.path(), &["retrain", "new.csv", "--model", "m.json"]).output().unwrap();
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert_eq!(run.status.code(), Some(1));
    assert!(said.contains("another run of shortlist is changing this model; nothing was changed here; wait"), "{said}");
    assert_eq!(std::fs::read(dir.path().join("m.json")).unwrap(), before);
    drop(held);
    assert!(shortlist(dir.path(), &["retrain", "new.csv", "--model", "m.json"]).output().unwrap().status.success());
}

#[test]
fn a_table_that_is_not_the_models_is_refused() {
    let dir = trained();
    let table = dir.path().join("m.registry/v1.training.csv");
    let text = std::fs::read_to_string(&table).unwrap();
    std::fs::write(&table, text.replacen(",1,0,", ",1,1,", 1)).unwrap();
    let run = shortlist(dir.path(), &["retrain", "new.csv", "--model", "m.json"]).output().unwrap();
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert_eq!(run.status.code(), Some(1));
    assert!(said.contains("v1.training.csv: is not the file that the model's record describes"), "{said}");
}

#[test]
fn the_training_table_holds_no_id_and_no_word_of_a_letter() {
    let dir = trained();
    let table = std::fs::read_to_string(dir.path().join("m.registry/v1.training.csv")).unwrap();
    assert_eq!(table.lines().count(), 13);
    assert_eq!(table.lines().next().unwrap(), "id,batch,label,weight,group,text_signature,words,error_rate");
    for line in table.lines().skip(1) {
        let id = line.split(',').next().unwrap();
        assert!(id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()), "{id}");
        let (signature, values): (Vec<_>, Vec<_>) = line.split(',').enumerate().skip(1).partition(|(at, _)| *at == 5);
        assert!(values.iter().all(|(_, v)| v.is_empty() || v.parse::<f64>().is_ok()), "{line}");
        assert!(signature.iter().all(|(_, v)| v.bytes().all(|b| b.is_ascii_hexdigit())), "{line}");
    }
}
