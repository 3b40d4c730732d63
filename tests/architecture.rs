//! The shape of the house: modules import only what stands before them, no two files import each other, every feature
//! file is registered, files stay short, and the library neither prints nor exits.

#[path = "architecture/imports.rs"]
mod imports;

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
    &["batch"],
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

fn modules_named(text: &str) -> Vec<String> {
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
        for name in modules_named(&code(&text)) {
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
    assert_eq!(modules_named("use crate::rank::X;\nuse crate::{model::Y, span};"), ["rank", "model", "span"]);
    assert!(place("rank") > place("features") && place("text") > place("ingest"));
}

/// Folders in which files still import each other, each to be mended and taken off this list.
const STILL_TO_MEND: &[&str] = &[];

/// The files of `src` without their tests.
fn without_tests() -> Vec<(String, String)> {
    let is_test = |path: &str| path.ends_with("tests.rs") || path.contains("/tests/");
    all().into_iter().filter(|(path, _)| !is_test(path)).map(|(path, text)| (path, code(&text))).collect()
}

#[test]
fn no_two_files_import_each_other() {
    let files = without_tests();
    let edges = imports::imports(&files);
    let circles = imports::circles(&edges);
    let mended: Vec<_> =
        STILL_TO_MEND.iter().filter(|room| !circles.iter().any(|c| c[0].starts_with(**room))).collect();
    assert!(mended.is_empty(), "no circle any more, to be taken off the list: {mended:?}");
    let is_known = |circle: &[String]| STILL_TO_MEND.iter().any(|room| circle.iter().all(|f| f.starts_with(room)));
    let mut wrong = Vec::new();
    for circle in circles.iter().filter(|c| !is_known(c)) {
        for from in circle {
            for to in edges[from].iter().filter(|to| circle.contains(to)) {
                wrong.push(format!("{from} imports {to}: {}", imports::reasons(&files, from, to).join(", ")));
            }
        }
        wrong.push(String::new());
    }
    assert!(wrong.is_empty(), "files that import each other:\n{}", wrong.join("\n"));
}

#[test]
fn the_check_sees_a_circle_through_what_a_folder_shows() {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let files = [
        file("src/a/mod.rs", "mod b;\npub use b::{B, make};\npub mod c;"),
        file("src/a/b.rs", "use super::c::{self, C};\npub struct B;\npub fn make() {}"),
        file("src/a/c.rs", "use crate::a::{\n    B,\n};\npub struct C;"),
        file("src/d.rs", "fn f() { crate::a::make(); }"),
        file("src/e.rs", "use crate::{d::f, a::c::C as D};\nmod g;\nfn h() { g::i() }"),
        file("src/e/g.rs", "use super::*;\npub fn i() {}"),
    ];
    let edges = imports::imports(&files);
    let of = |path: &str| edges[path].iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(of("src/a/mod.rs"), Vec::<&str>::new());
    assert_eq!(of("src/d.rs"), ["src/a/b.rs"]);
    assert_eq!(of("src/e.rs"), ["src/a/c.rs", "src/d.rs", "src/e/g.rs"]);
    let circles = imports::circles(&edges);
    assert_eq!(circles, [vec!["src/a/b.rs", "src/a/c.rs"], vec!["src/e.rs", "src/e/g.rs"]]);
    assert_eq!(imports::reasons(&files, "src/a/c.rs", "src/a/b.rs"), ["a::B"]);
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
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if text.contains("impl Feature for ") && !list.contains(&format!("&{name}::REGISTRATION,")) {
            missing.push(name);
        }
    }
    assert!(missing.is_empty(), "not in src/features/list.rs: {}", missing.join(", "));
}

/// Names of features and of their columns that only the features may know.
const FEATURE_NAMES: [&str; 6] =
    ["\"topic_", "\"breadth\"", "\"experience_years\"", "\"error_rate\"", "\"topic_coverage\"", "\"sentence_words\""];

#[test]
fn no_other_module_names_a_feature() {
    let mut wrong = Vec::new();
    for (path, code) in without_tests() {
        if !path.starts_with("src/features/") {
            wrong.extend(FEATURE_NAMES.iter().filter(|n| code.contains(**n)).map(|n| format!("{path}: {n}")));
        }
    }
    assert!(wrong.is_empty(), "ask `features::feature_of_column` for a property instead: {}", wrong.join(", "));
}

/// What the public items of a file say: signatures, fields, the whole of enums and traits.
fn public_items(code: &str) -> Vec<String> {
    let lines: Vec<&str> = code.lines().collect();
    let mut items = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(item) = line.trim_start().strip_prefix("pub ") else { continue };
        let whole = ["enum ", "trait ", "unsafe trait "].iter().any(|kind| item.starts_with(kind));
        let function = item.contains("fn ");
        let last = |line: &str| match line.chars().last() {
            _ if whole => line == "}",
            Some(c) => "{;".contains(c) || !function && ",}".contains(c),
            None => false,
        };
        let length = lines[at..].iter().position(|line| last(line)).map_or(1, |n| n + 1);
        items.push(lines[at..at + length].join("\n"));
    }
    items
}

/// Names of polars that a public signature may not hold, where the file uses polars.
const POLARS: [&str; 9] =
    ["DataFrame", "DataType", "LazyFrame", "Series", "Schema", "ChunkedArray", "StringChunked", "Polars", "polars"];

#[test]
fn no_public_signature_holds_a_type_of_polars() {
    let wrong_in = |code: &str| -> Vec<String> {
        let items = if code.contains("polars") { public_items(code) } else { Vec::new() };
        // The fields of a tuple that only the crate sees are none of its signature.
        let shows = |item: &String| {
            let item = item.replace("pub(crate)", "~");
            let mut fields = item.split(['(', ',']).filter(|field| !field.trim_start().starts_with('~'));
            fields.any(|field| POLARS.iter().any(|name| field.contains(name)))
        };
        items.into_iter().filter(shows).collect()
    };
    let wrong: Vec<String> = without_tests()
        .iter()
        .flat_map(|(path, c)| wrong_in(c).into_iter().map(move |i| format!("{path}: {i}")))
        .collect();
    assert!(wrong.is_empty(), "`src/ingest/typed.rs` is the seam to polars: {}", wrong.join("\n"));

    let shows = "use polars::prelude::*;\npub enum Rows {\n    Frame(DataFrame),\n}\npub struct Row {\n    pub frame: Arc<DataFrame>,\n    \
                 pub(crate) own: DataFrame,\n}\npub fn f(\n    a: u8,\n) -> PolarsResult<u8> {\n    let x: DataFrame;\n}\n";
    assert_eq!(wrong_in(shows).len(), 3, "{:?}", wrong_in(shows));
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
