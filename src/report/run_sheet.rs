//! The facts of a run as lines that people read: a name in words and a text.

use super::run::RunFacts;
use serde_json::Value;

/// Facts in the order in which people ask for them, and their names.
const NAMES: &[(&str, &str)] = &[
    ("command", "Command"),
    ("tool", "Program"),
    ("as_of", "Day of reckoning"),
    ("input.file", "Table read"),
    ("input.rows", "Rows read"),
    ("model.name", "Model"),
    ("model.notice", "Warning of the model"),
    ("model.written_by", "Model made with"),
    ("log.entry", "Entry in the log"),
    ("log.head", "Head of the log"),
    ("input.digest", "Digest of the table (SHA-256)"),
    ("model.digest", "Digest of the model (SHA-256)"),
    ("topics_digest", "Digest of the topics (SHA-256)"),
];

/// Lists of texts, and what one of them is called; they stand before all else that has no name.
const LISTS: &[(&str, &str)] = &[("warnings", "Warning"), ("steps", "Step")];

/// The lines: warnings and steps behind the facts that have names, then the settings, then the rest.
pub(super) fn lines(facts: &RunFacts) -> Vec<(String, String)> {
    let mut all = Vec::new();
    flatten("", &serde_json::to_value(facts).unwrap_or_default(), &mut all);
    let mut lines: Vec<(String, String)> = Vec::new();
    for (key, name) in NAMES {
        lines.extend(all.iter().filter(|(k, _)| k == key).map(|(_, text)| ((*name).to_owned(), text.clone())));
    }
    let is_named = |key: &str| NAMES.iter().any(|(k, _)| *k == key);
    let number =
        |key: &str, list: &str| key.strip_prefix(list).and_then(|rest| rest.strip_prefix('.')).map(str::to_owned);
    let is_listed = |key: &str| LISTS.iter().any(|(list, _)| number(key, list).is_some());
    for (list, name) in LISTS {
        lines.extend(
            all.iter().filter_map(|(key, text)| Some((format!("{name} {}", number(key, list)?), text.clone()))),
        );
    }
    let (settings, rest): (Vec<_>, Vec<_>) = all
        .into_iter()
        .filter(|(key, _)| !is_named(key) && !is_listed(key))
        .partition(|(key, _)| key.starts_with("settings."));
    lines.extend(
        settings.into_iter().map(|(key, text)| (format!("Setting: {}", in_words(&key["settings.".len()..])), text)),
    );
    lines.extend(rest.into_iter().map(|(key, text)| (in_words(&key), text)));
    lines
}

/// `drift.letters.2` → `Drift, letters, 2`
fn in_words(key: &str) -> String {
    let text = key.replace('_', " ").replace('.', ", ");
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A JSON value as lines of a name and a text: `input.rows`, `7`.
fn flatten(name: &str, value: &Value, lines: &mut Vec<(String, String)>) {
    let under = |key: &str| if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") };
    match value {
        Value::Object(object) => object.iter().for_each(|(key, value)| flatten(&under(key), value, lines)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(i, v)| flatten(&under(&(i + 1).to_string()), v, lines))
        }
        Value::Null => {}
        Value::String(text) => lines.push((name.to_owned(), text.clone())),
        other => lines.push((name.to_owned(), other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_lines() {
        let mut lines = Vec::new();
        flatten("", &serde_json::json!({ "a": { "b": [1, "x"], "c": null }, "d": true }), &mut lines);
        let lines: Vec<_> = lines.iter().map(|(k, v)| format!("{k}={v}")).collect();
        assert_eq!(lines, ["a.b.1=1", "a.b.2=x", "d=true"]);
    }

    #[test]
    fn facts_have_names_that_people_read() {
        let mut facts = RunFacts { command: "rank".into(), steps: vec!["60 places".into()], ..RunFacts::default() };
        facts.settings.insert("min_score".into(), 0.5.into());
        facts.warnings.push("made-up letters".into());
        let lines: Vec<_> = lines(&facts).into_iter().map(|(k, v)| format!("{k}: {v}")).collect();
        let place = |line: &str| lines.iter().position(|l| l == line).unwrap_or_else(|| panic!("{line} in {lines:?}"));
        assert_eq!(lines[0], "Command: rank");
        let order = ["Warning 1: made-up letters", "Step 1: 60 places", "Setting: Min score: 0.5"].map(place);
        assert!(order.is_sorted());
    }
}
