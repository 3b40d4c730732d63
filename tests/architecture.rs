//! The shape of the house: modules import only what stands before them, every feature file is registered, files stay
//! short, and the library neither prints nor exits.

use std::fs;
use std::path::{Path, PathBuf};

/// The flow. A module may import those before it in this list, and those beside it in the same entry.
const FLOW: &[&[&str]] = &[
    &["span", "error", "parallel", "files", "spill", "stats"],
    &["documents"],
    &["ingest"],
    &["text"],
    &["lexicon"],
    &["patterns"],
    &["topics"],
    &["features"],
    &["flags"],
    &["model"],
    &["rank"],
    &["review"],
    &["audit"],
    &["record"],
    &["report"],
];

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

fn all() -> Vec<(String, String)> {
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    files.into_iter().map(|p| (p.to_string_lossy().replace('\\', "/"), fs::read_to_string(&p).unwrap())).collect()
}

/// `src/features/words.rs` → `features`; `src/span.rs` → `span`.
fn module(path: &str) -> &str {
    path.trim_start_matches("src/").split('/').next().unwrap().trim_end_matches(".rs")
}

fn place(module: &str) -> Option<usize> {
    FLOW.iter().position(|entry| entry.contains(&module))
}

/// The code of a file without its comments and its tests: tests may look back.
fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]").next().unwrap();
    body.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn imports(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let end = group.find('}').unwrap_or(group.len());
            found.extend(group[..end].split(',').map(|n| n.trim().split("::").next().unwrap().to_owned()));
        } else {
            found.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    found
}

#[test]
fn data_flows_one_way() {
    let mut wrong = Vec::new();
    for (path, text) in all() {
        let own = module(&path);
        if matches!(own, "lib" | "main" | "cli") || path.ends_with("tests.rs") || path.contains("/tests/") {
            continue;
        }
        let here = place(own).unwrap_or_else(|| panic!("{path}: module {own} has no place in the flow"));
        for name in imports(&code(&text)) {
            let Some(there) = place(&name) else { continue };
            if there > here {
                wrong.push(format!("{path} imports crate::{name}, which stands behind it"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_check_sees_an_import_that_runs_back() {
    assert_eq!(imports("use crate::rank::X;\nuse crate::{model::Y, span};"), ["rank", "model", "span"]);
    assert!(place("rank") > place("features") && place("text") > place("ingest"));
}

#[test]
fn the_library_does_not_know_the_command_line_and_prints_nothing() {
    for (path, text) in all() {
        let code = code(&text);
        if path.starts_with("src/cli/") || path == "src/main.rs" {
            continue;
        }
        for word in ["cli::", "println!", "eprintln!", "print!(", "process::exit", "dbg!", "todo!", "unimplemented!"] {
            assert!(!code.contains(word), "{path} holds {word}");
        }
    }
}

#[test]
fn every_feature_file_is_registered() {
    let list = fs::read_to_string("src/features/list.rs").unwrap();
    let mut missing = Vec::new();
    for entry in fs::read_dir("src/features").unwrap() {
        let path = entry.unwrap().path();
        let text = if path.is_file() { fs::read_to_string(&path).unwrap() } else { continue };
        if text.contains("impl Feature for ") {
            let name = text.split("impl Feature for ").nth(1).unwrap().split([' ', '{']).next().unwrap().to_owned();
            if !list.contains(&format!("{name}::new(")) && !list.contains(&format!("{name}::with")) {
                missing.push(format!("{} ({name})", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "not in src/features/list.rs: {}", missing.join(", "));
}

#[test]
fn files_stay_short() {
    let long: Vec<_> = all()
        .into_iter()
        .filter(|(_, t)| t.lines().count() > 440)
        .map(|(p, t)| format!("{p}: {}", t.lines().count()))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}
