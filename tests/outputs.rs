//! Where output goes wrong: a closed pipe, a full disk, a folder that can't be written; and what a terminal is spared.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

const LETTERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample/letters-next.csv");

fn shortlist(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shortlist"));
    command.args(arguments).args(["--as-of", "2027-03-01"]).stdin(Stdio::null());
    command
}

#[test]
fn a_closed_pipe_ends_quietly() {
    for arguments in [&["rank", LETTERS, "--top", "60"][..], &["score", LETTERS, "--model", "sample", "--output", "-"]]
    {
        let mut child = shortlist(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert!(child.wait().unwrap().success() && !said.contains("error"), "{said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_that_says_so() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let done = shortlist(&["rank", LETTERS, "--top", "3"]).stdout(full).output().unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(1));
    assert!(said.contains("error: standard output: can't write it: No space left on device"), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_can_not_be_written_is_an_error_that_names_the_file() {
    // Not even root can make a file there.
    for name in ["list.csv", "list.xlsx", "list.json"] {
        let path = format!("/proc/self/{name}");
        let done = shortlist(&["rank", LETTERS, "--top", "3", "--output", &path]).output().unwrap();
        let said = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(1), "{said}");
        assert!(said.contains(&format!("error: {path}: can't write it")), "{said}");
        assert!(said.contains("give a folder that can be written") && !said.contains(".shortlist-"), "{said}");
        assert!(!Path::new(&path).exists());
    }
}

#[test]
fn no_style_reaches_a_pipe() {
    for variables in [&[][..], &[("NO_COLOR", "1")], &[("TERM", "dumb")]] {
        let done = shortlist(&["explain", LETTERS, "--id", "N051"]).envs(variables.iter().copied()).output().unwrap();
        assert!(done.status.success() && !done.stdout.contains(&0x1b) && !done.stderr.contains(&0x1b));
    }
}

#[test]
fn explanations_fit_narrow_and_wide_terminals() {
    for width in [60, 200] {
        let done = shortlist(&["explain", LETTERS, "--id", "N051"]).env("COLUMNS", width.to_string()).output().unwrap();
        let text = String::from_utf8(done.stdout).unwrap();
        let longest = text.lines().map(|l| l.chars().count()).max().unwrap();
        assert!(longest <= width && longest > width / 2, "{longest} of {width}");
    }
}

#[test]
fn the_run_facts_record_what_was_in_force_from_settings_and_flags() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("shortlist.toml"),
        "[cut]\ntop = 5\nwaitlist = 3\nper_group = \"field=law:1\"\n[columns]\nid = \"id\"\n",
    )
    .unwrap();
    let arguments = ["rank", LETTERS, "--top", "7", "--output", "list.csv"];
    let done = shortlist(&arguments).current_dir(folder.path()).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let facts = std::fs::read_to_string(folder.path().join("list.csv.run.json")).unwrap();
    let facts: serde_json::Value = serde_json::from_str(&facts).unwrap();
    assert_eq!(
        facts["settings"],
        serde_json::json!({
            "settings": "shortlist.toml", "id_column": "id", "top": 7, "per_group": "field=law:1", "waitlist": 3,
            "similar": 0.3
        })
    );
    assert_eq!(facts["as_of"], "2027-03-01");
    assert_eq!(facts["steps"][0], "field = law: 1 of 1 reserved places filled");
}
