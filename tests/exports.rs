//! What the formats write, on a small made-up list: snapshots in `tests/snapshots` (`INSTA_UPDATE=always` renews them).

use shortlist::rank::{Candidate, Contribution, Places, Shortlist, Unscored};
use shortlist::report::table::{Chunk, Encoder, Format};
use shortlist::report::{self, InputFacts, ModelFacts, RunFacts};

fn contribution(column: &str, phrase: &str, amount: f64, quotes: &[&str]) -> Contribution {
    let quotes = quotes.iter().map(|q| (*q).to_owned()).collect();
    Contribution { column: column.into(), value: Some(1.5), phrase: phrase.into(), amount, quotes }
}

fn candidate(id: &str, row: u64, log_odds: f64, field: &str) -> Candidate {
    let years =
        contribution("experience_years", "5 years of experience", 0.8, &["over five years", "<b>since</b> 2020"]);
    let rl = contribution("topic_rl", "RL not addressed", log_odds - 0.9, &[]);
    let score = 1.0 / (1.0 + (-log_odds).exp());
    let (base, flags) = (0.1, vec!["not_english".to_owned()]);
    Candidate {
        id: id.into(),
        row,
        score,
        log_odds,
        base,
        contributions: vec![years, rl],
        flags,
        carried: vec![field.into()],
    }
}

fn list() -> Shortlist {
    let ranked = vec![
        candidate("007", 1, 0.5, "physics"),
        candidate("a,b", 2, -0.25, "law, \"LL.M.\""),
        candidate("=1+1", 3, -0.25, "line\nbreak"),
        candidate("x|y", 4, -1.0, "\u{1b}[31m*red*"),
    ];
    let unscored =
        vec![Unscored { id: "9".into(), row: 5, reason: "the letter is empty".into(), carried: vec!["none".into()] }];
    Shortlist::new(ranked, unscored, Some(Places::Count(2))).unwrap()
}

fn facts() -> RunFacts {
    RunFacts {
        tool: "shortlist 0.0.0".into(),
        command: "rank".into(),
        input: InputFacts { file: "letters.csv".into(), digest: "ab".into(), rows: 5, unusable: vec![] },
        model: Some(ModelFacts {
            name: "sample".into(),
            digest: "cd".into(),
            written_by: "shortlist 0.0.0".into(),
            notice: None,
        }),
        topics_digest: "ef".into(),
        as_of: "2026-03-01".into(),
        settings: serde_json::Map::new(),
        warnings: vec!["made-up data".into()],
    }
}

fn table(format: Format) -> String {
    let list = list();
    let (columns, rows) = report::shortlist_table(&list, &["experience_years", "topic_rl"], &["field".to_owned()]);
    match Encoder::new(format, columns).encode(&rows).unwrap() {
        Chunk::Bytes(bytes) => String::from_utf8(bytes).unwrap(),
        Chunk::Frame(frame) => format!("{:?}\n{:?}", frame.shape(), frame.schema()),
    }
}

#[test]
fn shortlists_in_every_format() {
    insta::assert_snapshot!("markdown", report::shortlist_markdown(&list(), &facts()));
    insta::assert_snapshot!("json", report::shortlist_json(&list(), &facts(), &["field".to_owned()]));
    insta::assert_snapshot!("csv", table(Format::Csv));
    insta::assert_snapshot!("tsv", table(Format::Tsv));
    insta::assert_snapshot!("jsonl", table(Format::Jsonl));
    insta::assert_snapshot!("parquet", table(Format::Parquet));
    insta::assert_snapshot!("terminal_60", report::shortlist_terminal(&list(), 10, 60));
    insta::assert_snapshot!("terminal_200", report::shortlist_terminal(&list(), 10, 200));
    insta::assert_snapshot!("run", facts().to_json());
}

#[test]
fn no_control_character_reaches_the_terminal() {
    for width in [40, 60, 200] {
        let text = report::shortlist_terminal(&list(), 10, width);
        assert!(!text.chars().any(|c| c != '\n' && shortlist::error::is_unprintable(c)), "{text:?}");
    }
}
