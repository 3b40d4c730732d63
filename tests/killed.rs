//! Runs that are killed: whatever the moment, a file is the old one or the new one, and no half-written ones pile up.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Moments at which each command is killed.
const MOMENTS: u32 = 100;

fn shortlist(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shortlist"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// The files of a folder and of those in it, by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            found.extend(files(&entry.path()).into_iter().map(|(n, bytes)| (format!("{name}/{n}"), bytes)));
        } else if let Ok(bytes) = std::fs::read(entry.path()) {
            found.insert(name, bytes);
        }
    }
    found
}

fn copy(file: &Path, folder: &Path) {
    std::fs::copy(file, folder.join(file.file_name().unwrap())).unwrap();
}

/// When a run that takes so long is killed: the end, where files are put in their place, gets half of the moments.
fn moment_of(number: u32, whole_time: Duration) -> Duration {
    let number = f64::from(number);
    let share = if number % 2.0 == 0.0 { number / f64::from(MOMENTS) } else { 0.8 + 0.004 * number };
    whole_time.mul_f64(share)
}

/// Kills a command at moments spread over the time that it takes, and checks its outputs after each.
fn kill(name: &str, arguments: &[&str], outputs: &[&str]) {
    let root = env!("CARGO_MANIFEST_DIR");
    let dir = tempfile::tempdir().unwrap();
    copy(&Path::new(root).join("data/sample/letters-next.csv"), dir.path());
    let begun = Instant::now();
    assert!(shortlist(dir.path(), arguments).status().unwrap().success(), "{name}");
    let whole_time = begun.elapsed();
    let new: BTreeMap<String, Vec<u8>> = files(dir.path());
    let expected: BTreeMap<&str, &Vec<u8>> = outputs.iter().map(|o| (*o, &new[*o])).collect();
    let mut killed = 0;
    for moment in 0..MOMENTS {
        for output in outputs {
            std::fs::write(dir.path().join(output), format!("old {output}")).unwrap();
        }
        let mut child = shortlist(dir.path(), arguments).spawn().unwrap();
        let wait = moment_of(moment, whole_time);
        std::thread::sleep(wait);
        child.kill().unwrap();
        killed += u32::from(!child.wait().unwrap().success());
        let now = files(dir.path());
        for (output, whole) in &expected {
            let found = &now[*output];
            assert!(
                found == *whole || *found == format!("old {output}").into_bytes(),
                "{name}, killed after {wait:?}: {output} is neither old nor new ({} bytes)",
                found.len()
            );
        }
    }
    assert!(killed > MOMENTS / 10, "{name}: only {killed} of {MOMENTS} runs were killed before their end");
    swept(name, dir.path(), arguments);
}

/// What killed runs leave, the next run takes away once it is older than a minute.
fn swept(name: &str, folder: &Path, arguments: &[&str]) {
    let an_hour_ago = std::time::SystemTime::now() - Duration::from_secs(3600);
    for file in files(folder).into_keys().filter(|n| n.contains(".shortlist-")) {
        let file = std::fs::OpenOptions::new().append(true).open(folder.join(file)).unwrap();
        file.set_modified(an_hour_ago).unwrap();
    }
    assert!(shortlist(folder, arguments).status().unwrap().success(), "{name}");
    let left: Vec<String> = files(folder).into_keys().filter(|n| n.contains(".shortlist-")).collect();
    assert!(left.is_empty(), "{name}: {} temporary files are left, such as {:?}", left.len(), left.first());
}

#[test]
fn score_leaves_the_old_file_or_the_new_one() {
    let arguments =
        ["score", "letters-next.csv", "--model", "sample", "--as-of", "2026-03-01", "--output", "scores.csv"];
    kill("score", &arguments, &["scores.csv"]);
}

#[test]
fn rank_leaves_the_old_files_or_the_new_ones() {
    let arguments = [
        "rank",
        "letters-next.csv",
        "--as-of",
        "2026-03-01",
        "--top",
        "20",
        "--output",
        "list.csv",
        "--output",
        "list.json",
        "--output",
        "list.html",
    ];
    kill("rank", &arguments, &["list.csv", "list.json", "list.html"]);
}

#[test]
fn retrain_leaves_the_old_model_or_the_new_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd/retrain.in");
    let dir = tempfile::tempdir().unwrap();
    copy(&root.join("last-year.csv"), dir.path());
    copy(&root.join("new.csv"), dir.path());
    let train = [
        "train",
        "last-year.csv",
        "--label",
        "decision",
        "--without",
        "topic_coverage,breadth",
        "--strength",
        "0.1",
        "--output",
        "m.json",
        "--as-of",
        "2026-03-01",
    ];
    let retrain = ["retrain", "new.csv", "--model", "m.json", "--as-of", "2026-03-01"];
    assert!(shortlist(dir.path(), &train).status().unwrap().success());
    let old = files(dir.path());
    let restore = || {
        std::fs::remove_dir_all(dir.path().join("m.registry")).unwrap();
        for (name, bytes) in &old {
            std::fs::create_dir_all(dir.path().join(name).parent().unwrap()).unwrap();
            std::fs::write(dir.path().join(name), bytes).unwrap();
        }
    };
    let begun = Instant::now();
    assert!(shortlist(dir.path(), &retrain).status().unwrap().success());
    let whole_time = begun.elapsed();
    let new = std::fs::read(dir.path().join("m.json")).unwrap();
    assert_ne!(new, old["m.json"], "the challenger is promoted");
    let (mut killed, mut still_old) = (0, 0);
    for moment in 0..MOMENTS {
        restore();
        let mut child = shortlist(dir.path(), &retrain).spawn().unwrap();
        let wait = moment_of(moment, whole_time);
        std::thread::sleep(wait);
        child.kill().unwrap();
        killed += u32::from(!child.wait().unwrap().success());
        let now = std::fs::read(dir.path().join("m.json")).unwrap();
        assert!(now == old["m.json"] || now == new, "killed after {wait:?}: m.json has {} bytes", now.len());
        // Whatever the killed run left behind, the model in use is read, and training goes on from the old one.
        if now == old["m.json"] {
            still_old += 1;
            if still_old % 10 == 0 {
                assert!(shortlist(dir.path(), &retrain).status().unwrap().success(), "after a run killed at {wait:?}");
                assert_eq!(std::fs::read(dir.path().join("m.json")).unwrap(), new);
            }
        }
    }
    assert!(killed > MOMENTS / 10, "only {killed} of {MOMENTS} runs were killed before their end");
}

/// A disk that fills up while a file is written: the run fails, says so, and leaves the old file and nothing else.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_leaves_the_old_file() {
    let dir = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample/letters-next.csv"), dir.path());
    for output in ["scores.csv", "scores.parquet", "scores.xlsx", "scores.jsonl"] {
        let arguments = [
            "score",
            "letters-next.csv",
            "--model",
            "sample",
            "--as-of",
            "2027-03-01",
            "--explain",
            "--output",
            output,
        ];
        std::fs::write(dir.path().join(output), "old").unwrap();
        // No file of this process may grow beyond two kilobytes: what a disk without room does, without a disk. The signal
        // that comes with it is ignored: a full disk sends none.
        let mut limited = Command::new("sh");
        let line =
            format!("trap '' XFSZ; ulimit -f 4; exec {} {}", env!("CARGO_BIN_EXE_shortlist"), arguments.join(" "));
        let done = limited.args(["-c", &line]).current_dir(dir.path()).stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(1), "{output}: {said}");
        assert!(
            said.contains(&format!("error: {output}: can't")) && said.to_lowercase().contains("file too large"),
            "{said}"
        );
        assert_eq!(std::fs::read(dir.path().join(output)).unwrap(), b"old", "{output}");
    }
    let left: Vec<String> = files(dir.path()).into_keys().filter(|n| n.contains(".shortlist-")).collect();
    assert!(left.is_empty(), "{left:?}");
}
