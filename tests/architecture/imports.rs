//! Which file of `src` imports which, read from its `use` lines and paths.
//!
//! A name is followed through `pub use` to the file that defines it. `mod x;` and `pub use x::Y` alone are no imports: a
//! `mod.rs` may list and show what lies in its folder.

use std::collections::{BTreeMap, BTreeSet};

/// A file of `src`: what it imports, what it shows of others, and what it defines.
struct File {
    path: String,
    /// Paths that its code uses, in full: `model::train::fit`.
    uses: Vec<Vec<String>>,
    /// Names that it shows (`use`, public or not) and the paths behind them; `*` for all of a module.
    shown: Vec<(String, Vec<String>)>,
    /// Names of items that it defines.
    defines: BTreeSet<String>,
}

/// From module to its file, `model::train` → the file.
type Modules = BTreeMap<Vec<String>, File>;

/// The edges between files: for each, those that it imports.
pub type Imports = BTreeMap<String, BTreeSet<String>>;

/// `src/model/train.rs` → `[model, train]`; `src/model/mod.rs` → `[model]`.
fn module_path(path: &str) -> Vec<String> {
    let mut parts: Vec<String> =
        path.trim_start_matches("src/").trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if parts.last().is_some_and(|last| matches!(last.as_str(), "mod" | "lib" | "main")) {
        parts.pop();
    }
    parts
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The paths of a `use` tree: `a::{b, c::{self, D as E}}` → (shown name, path) of each leaf.
fn leaves(tree: &str, before: &[String], out: &mut Vec<(String, Vec<String>)>) {
    let tree = tree.trim();
    if let Some(inner) = tree.strip_prefix('{') {
        let inner = inner.trim_end().trim_end_matches('}');
        let (mut depth, mut start) = (0, 0);
        for (at, c) in inner.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    leaves(&inner[start..at], before, out);
                    start = at + 1;
                }
                _ => {}
            }
        }
        return leaves(&inner[start..], before, out);
    }
    if tree.is_empty() {
        return;
    }
    let mut path = before.to_vec();
    if let Some((head, rest)) = tree.split_once("::") {
        path.push(head.trim().to_owned());
        return leaves(rest, &path, out);
    }
    let (name, shown) = tree.split_once(" as ").unwrap_or((tree, tree));
    if name.trim() == "self" {
        let own = path.last().cloned().unwrap_or_default();
        return out.push((own, path));
    }
    path.push(name.trim().to_owned());
    out.push((shown.trim().to_owned(), path));
}

/// Makes a path absolute: `super::x` in `[model, train]` is `model::x`. None for a path of another crate.
fn absolute(path: &[String], own: &[String], modules: &BTreeSet<Vec<String>>) -> Option<Vec<String>> {
    let mut base = own.to_vec();
    let mut rest = path;
    match rest.first()?.as_str() {
        "crate" => (base, rest) = (Vec::new(), &rest[1..]),
        "self" => rest = &rest[1..],
        "super" => {
            while rest.first().is_some_and(|s| s == "super") {
                base.pop();
                rest = &rest[1..];
            }
        }
        child => {
            base.push(child.to_owned());
            rest = &rest[1..];
            if !modules.contains(&base) {
                return None;
            }
        }
    }
    base.extend_from_slice(rest);
    Some(base)
}

/// The statements `use …;` of a text, and the text without them.
fn use_statements(text: &str) -> (Vec<(bool, String)>, String) {
    let (mut found, mut rest) = (Vec::new(), String::new());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let shown = line.trim_start();
        let bare = shown.strip_prefix("pub(crate) ").or(shown.strip_prefix("pub(super) "));
        let bare = bare
            .or(shown.strip_prefix("pub "))
            .or(shown.strip_prefix("pub(in ").and_then(|s| s.split_once(") ")).map(|s| s.1));
        let public = bare.is_some();
        let Some(tree) = bare.unwrap_or(shown).strip_prefix("use ") else {
            rest.push_str(line);
            rest.push('\n');
            continue;
        };
        let mut tree = tree.to_owned();
        while !tree.contains(';') {
            let Some(next) = lines.next() else { break };
            tree.push_str(next.trim());
        }
        found.push((public, tree.split(';').next().unwrap_or_default().to_owned()));
    }
    (found, rest)
}

/// The paths with `::` that stand in code: `super::x::Y`, `train::fit`.
fn inline_paths(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for word in code.split(|c: char| !is_word(c) && c != ':') {
        let path: Vec<String> = word.trim_matches(':').split("::").map(str::to_owned).collect();
        if path.len() > 1 && path.iter().all(|p| !p.is_empty() && p.chars().all(is_word)) {
            found.push(path);
        }
    }
    found
}

/// The code with `pub(in crate::x)` as `pub `: who may see an item is no import.
fn without_visibility(code: &str) -> String {
    let mut parts = code.split("pub(in ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("pub ");
        out.push_str(part.split_once(')').map_or("", |(_, rest)| rest));
    }
    out
}

/// `mod x;`
fn is_mod_line(line: &str) -> bool {
    line.trim_end().ends_with(';') && line.split_whitespace().rev().nth(1) == Some("mod")
}

fn read(files: &[(String, String)]) -> Modules {
    let names: BTreeSet<Vec<String>> = files.iter().map(|(p, _)| module_path(p)).collect();
    let mut modules = Modules::new();
    for (path, text) in files {
        let own = module_path(path);
        let (statements, code) = use_statements(text);
        let (mut uses, mut shown) = (Vec::<Vec<String>>::new(), Vec::<(String, Vec<String>)>::new());
        for (public, tree) in statements {
            let mut found = Vec::new();
            leaves(&tree, &[], &mut found);
            for (name, path) in found {
                let Some(path) = absolute(&path, &own, &names) else { continue };
                if !public {
                    uses.push(path.clone());
                }
                shown.push((name, path));
            }
        }
        // What is shown to others and used here too.
        let own_code: Vec<&str> = code.lines().filter(|l| !is_mod_line(l)).collect();
        let own_code = own_code.join("\n");
        let words: BTreeSet<&str> = own_code.split(|c| !is_word(c)).collect();
        uses.extend(shown.iter().filter(|(name, _)| words.contains(name.as_str())).map(|(_, path)| path.clone()));
        for path in inline_paths(&without_visibility(&code)) {
            // `train::fit` after `use super::train` is seen at the `use`; here a child module or a full path.
            uses.extend(absolute(&path, &own, &names));
        }
        let file = File { path: path.clone(), uses, shown, defines: defined(&own_code) };
        modules.insert(own, file);
    }
    modules
}

/// The names of the items that stand in code.
fn defined(code: &str) -> BTreeSet<String> {
    const KEYWORDS: [&str; 10] =
        ["fn", "struct", "enum", "trait", "const", "static", "type", "mod", "macro_rules!", "union"];
    let words: Vec<&str> = code.split_whitespace().collect();
    let named = words.windows(2).filter(|pair| KEYWORDS.contains(&pair[0]));
    named.map(|pair| pair[1].chars().take_while(|c| is_word(*c)).collect()).collect()
}

/// The file in which a path ends, through whatever shows it on the way.
fn target<'m>(path: &[String], modules: &'m Modules, depth: usize) -> Option<&'m File> {
    let known = (0..=path.len()).rev().find(|n| modules.contains_key(&path[..*n]))?;
    let file = &modules[&path[..known]];
    let Some(name) = path.get(known) else { return Some(file) };
    if depth > 8 || file.defines.contains(name) {
        return Some(file);
    }
    for (shown, behind) in &file.shown {
        if shown == name {
            return target(behind, modules, depth + 1);
        }
        if shown == "*" {
            let mut full = behind[..behind.len() - 1].to_vec();
            full.push(name.clone());
            if let Some(found) = target(&full, modules, depth + 1).filter(|f| f.defines.contains(name)) {
                return Some(found);
            }
        }
    }
    Some(file)
}

/// Who imports whom among these files (path, code without comments and tests).
pub fn imports(files: &[(String, String)]) -> Imports {
    let modules = read(files);
    let mut edges = Imports::new();
    for file in modules.values() {
        let found = file.uses.iter().filter_map(|path| target(path, &modules, 0));
        let others = found.map(|f| f.path.clone()).filter(|p| *p != file.path);
        edges.entry(file.path.clone()).or_default().extend(others);
    }
    edges
}

/// Which paths make an edge.
pub fn reasons(files: &[(String, String)], from: &str, to: &str) -> Vec<String> {
    let modules = read(files);
    let Some(file) = modules.values().find(|f| f.path == from) else { return Vec::new() };
    let found = file.uses.iter().filter(|path| target(path, &modules, 0).is_some_and(|f| f.path == to));
    let mut found: Vec<String> = found.map(|path| path.join("::")).collect();
    found.sort();
    found.dedup();
    found
}

/// The circles: groups of files of which each reaches each other, in order.
pub fn circles(edges: &Imports) -> Vec<Vec<String>> {
    let reach = |from: &str| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from.to_owned()]);
        while let Some(file) = open.pop() {
            for next in edges.get(&file).into_iter().flatten() {
                if seen.insert(next.clone()) {
                    open.push(next.clone());
                }
            }
        }
        seen
    };
    let reached: BTreeMap<&String, BTreeSet<String>> = edges.keys().map(|f| (f, reach(f))).collect();
    let mut found: Vec<Vec<String>> = Vec::new();
    for (file, own) in &reached {
        if own.contains(*file) && !found.iter().any(|c| c.contains(file)) {
            let both = own.iter().filter(|other| reached.get(other).is_some_and(|r| r.contains(*file)));
            found.push(both.cloned().collect());
        }
    }
    found
}
