//! Reads `data/rules/*.toml` and writes them as static data; a rule that can't be used fails the build with its file,
//! line and reason.

use crate::domains::DOMAINS;
use crate::rule_file::{self, Line, RuleFile};
use std::fmt::Write as _;
use std::path::Path;

/// Lays the files out for `src/patterns/rules.rs`.
pub fn lay_out(folder: &Path, out: &Path) {
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
        .map(|entry| entry.unwrap_or_else(|e| panic!("{}: {e}", folder.display())).path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    paths.sort();
    let mut files: Vec<(String, RuleFile)> = Vec::new();
    for path in &paths {
        let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let file = rule_file::read(&text, DOMAINS).unwrap_or_else(|e| panic!("data/rules/{name}: {e}"));
        for rule in &file.rules {
            if let Some((other, _)) = files.iter().find(|(_, f)| f.rules.iter().any(|r| r.name == rule.name)) {
                panic!("data/rules/{name}: line {}: the rule \"{}\" stands in {other} already", rule.line, rule.name);
            }
        }
        files.push((name, file));
    }
    let sets = named(&files, |f| &f.sets);
    let classes = named(&files, |f| &f.classes);
    for (name, file) in &files {
        let domain = DOMAINS.iter().find(|d| d.name == file.vocabulary).expect("the file was read with these domains");
        rule_file::check_patterns(file, domain, &of_domain(&sets, domain.name), &of_domain(&classes, domain.name))
            .unwrap_or_else(|e| panic!("data/rules/{name}: {e}"));
    }

    let mut code = String::from("(&[\n");
    for (name, file) in &files {
        for rule in &file.rules {
            let _ = writeln!(
                code,
                "    Rule {{ vocabulary: {:?}, name: {:?}, kind: {:?}, family: {:?}, message: {:?}, why: {:?}, reported: {:?}, \
                 code: {:?}, unless: {:?}, precision: {:?}, margins: {:?}, patterns: {}, must_match: {}, must_not_match: {}, file: {name:?}, line: {} }},",
                file.vocabulary,
                rule.name,
                rule.kind,
                rule.family,
                rule.message,
                rule.why,
                rule.reported.as_ref().unwrap_or(&rule.name),
                rule.code,
                rule.unless,
                rule.precision,
                rule.margins,
                list(&rule.patterns),
                list(&rule.must_match),
                list(&rule.must_not_match),
                rule.line,
            );
        }
    }
    let _ = writeln!(code, "], &{sets:#?}, &{classes:#?})");
    std::fs::write(out, code).expect("OUT_DIR can be written");
}

/// Vocabulary, name and words.
type Named<'f> = (&'f str, &'f str, &'f str);

fn named(files: &[(String, RuleFile)], of: fn(&RuleFile) -> &[(String, String)]) -> Vec<Named<'_>> {
    let names = |f| of(f).iter().map(|(name, words)| (f.vocabulary.as_str(), name.as_str(), words.as_str()));
    files.iter().flat_map(|(_, f)| names(f)).collect()
}

fn of_domain<'f>(all: &[Named<'f>], domain: &str) -> Vec<(&'f str, &'f str)> {
    all.iter().filter(|n| n.0 == domain).map(|n| (n.1, n.2)).collect()
}

fn list(lines: &[Line]) -> String {
    let texts: Vec<(&str, usize)> = lines.iter().map(|l| (l.text.as_str(), l.line)).collect();
    format!("Cow::Borrowed(&{texts:?})")
}
