//! The tables of docs/trust.md are those of data/law.toml. `SHORTLIST_UPDATE=1 cargo test --release --test law` writes
//! them again.

use serde::Deserialize;
use std::fmt::Write;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Law {
    state: Vec<State>,
    duty: Vec<Duty>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct State {
    says: String,
    applies: String,
    source: String,
    kind: String,
    checked: toml::value::Datetime,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Duty {
    asked: String,
    by: String,
    answer: String,
    checked: toml::value::Datetime,
}

fn state_table(law: &Law) -> String {
    let mut out = String::from("| what | applies | seen in | checked |\n|---|---|---|---|\n");
    for s in &law.state {
        let kind = match s.kind.as_str() {
            "text" => "the law's text",
            "summary" => "a page about it",
            other => panic!("a source is a text or a summary, not {other:?}"),
        };
        writeln!(out, "| {} | {} | {kind}: {} | {} |", s.says, s.applies, s.source, s.checked).unwrap();
    }
    out
}

fn duty_table(law: &Law) -> String {
    let mut out = String::from("| asked | by | answered with | checked |\n|---|---|---|---|\n");
    for d in &law.duty {
        writeln!(out, "| {} | {} | {} | {} |", d.asked, d.by, d.answer, d.checked).unwrap();
    }
    out
}

/// The page with the table between its two marks replaced.
fn with_table(page: &str, name: &str, table: &str) -> String {
    let start = format!("<!-- {name}: from data/law.toml -->\n\n");
    let end = format!("\n<!-- end of {name} -->");
    let from = page.find(&start).unwrap_or_else(|| panic!("docs/trust.md has no mark {start:?}")) + start.len();
    let to = from + page[from..].find(&end).unwrap_or_else(|| panic!("docs/trust.md has no mark {end:?}"));
    format!("{}{table}{}", &page[..from], &page[to..])
}

#[test]
fn the_tables_of_the_law_are_those_of_the_data() {
    let law: Law = toml::from_str(include_str!("../data/law.toml")).unwrap();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/trust.md");
    let page = std::fs::read_to_string(file).unwrap();
    let wanted = with_table(&with_table(&page, "state", &state_table(&law)), "duties", &duty_table(&law));
    if std::env::var_os("SHORTLIST_UPDATE").is_some() {
        std::fs::write(file, &wanted).unwrap();
    }
    assert_eq!(std::fs::read_to_string(file).unwrap(), wanted);
}

#[test]
fn every_entry_has_the_day_on_which_it_was_checked() {
    let law: Law = toml::from_str(include_str!("../data/law.toml")).unwrap();
    let days = law.state.iter().map(|s| s.checked).chain(law.duty.iter().map(|d| d.checked));
    for day in days {
        assert!(day.date.is_some() && day.time.is_none(), "{day}");
    }
    assert!(law.state.len() >= 7 && law.duty.len() >= 18);
}
