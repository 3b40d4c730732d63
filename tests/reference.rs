//! `docs/reference.md` is what `--help` prints for every command, at a fixed width. After a change of a help text:
//! `SHORTLIST_UPDATE=1 cargo test --test reference` writes it again.

use std::path::Path;
use std::process::{Command, Stdio};

const HEAD: &str = "# Reference: every command\n\n\
    This page is what `shortlist COMMAND --help` prints. A test keeps it equal; see [commands.md](commands.md) for the jobs \
    that the commands do together.\n";

/// What `--help` prints for a command (`registry list`; empty for the program itself).
fn help(command: &[String]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_shortlist"))
        .args(command)
        .arg("--help")
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .expect("the program runs");
    assert!(out.status.success(), "{command:?}: {}", String::from_utf8_lossy(&out.stderr));
    let text = String::from_utf8(out.stdout).expect("help is UTF-8");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned()
}

/// The names of the commands in a help text, without `help`: under `Commands:`, and in the program's own help under every
/// heading between the usage and the options. They stand two columns in, their descriptions further right.
fn commands(of: &[String], help: &str) -> Vec<String> {
    let first = if of.is_empty() { "Usage:" } else { "Commands:" };
    let listed = help.lines().skip_while(|line| !line.starts_with(first)).skip(1);
    let listed = listed.take_while(|line| *line != "Options:" && *line != "Arguments:");
    let names = listed.filter_map(|line| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')));
    names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").map(str::to_owned).collect()
}

/// Writes a command and those under it.
fn write(command: &[String], page: &mut String) {
    let text = help(command);
    let name = [&["shortlist".to_owned()], command].concat().join(" ");
    *page += &format!("\n{} `{name}`\n\n```text\n{text}\n```\n", "#".repeat(2 + command.len().saturating_sub(1)));
    for inner in commands(command, &text) {
        write(&[command, &[inner]].concat(), page);
    }
}

#[test]
fn the_reference_is_what_help_prints() {
    let mut page = HEAD.to_owned();
    write(&[], &mut page);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference.md");
    if std::env::var_os("SHORTLIST_UPDATE").is_some() {
        std::fs::write(&path, &page).expect("the page can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = page.lines().zip(kept.lines()).position(|(now, kept)| now != kept);
    assert!(
        page == kept,
        "docs/reference.md is not what --help prints (first at line {:?}); write it again with SHORTLIST_UPDATE=1",
        differs.map(|at| at + 1)
    );
    for command in ["## `shortlist rank`", "### `shortlist model rollback`"] {
        assert!(page.lines().any(|line| line == command), "the walk finds {command}");
    }
}
