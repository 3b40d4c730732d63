//! What the formats write, on a small made-up list: snapshots in `tests/snapshots` (`INSTA_UPDATE=always` renews them).

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use shortlist::ingest::{Options, PersonColumns, Source};
use shortlist::rank::{Candidate, Contribution, Cut, Note, Override, Places, Shortlist, Unscored};
use shortlist::report::OutputFormat;
use shortlist::report::table::{Cell, Chunk, Encoder, Kind, TableColumn, TableWriter};
use shortlist::report::{self, InputFacts, ModelFacts, RunFacts};

fn contribution(column: &str, phrase: &str, amount: f64, quotes: &[&str]) -> Contribution {
    let quotes = quotes.iter().map(|q| (*q).to_owned()).collect();
    Contribution { column: column.into(), value: Some(1.5), phrase: phrase.into(), amount, stated: None, quotes }
}

fn candidate(id: &str, row: u64, log_odds: f64, field: &str) -> Candidate {
    let years =
        contribution("experience_years", "5 years of experience", 0.8, &["over five years", "<b>since</b> 2020"]);
    let rl = contribution("topic_rl", "RL not addressed", log_odds - 0.9, &[]);
    let score = 1.0 / (1.0 + (-log_odds).exp());
    let (base, flags) = (0.1, vec!["not_english".to_owned()]);
    let message = "*hardly* a word is English".to_owned();
    let notes = vec![Note { flag: flags[0].clone(), message, text: "=Меня|зовут".into() }];
    Candidate {
        id: id.into(),
        row,
        score,
        log_odds,
        base,
        contributions: vec![years, rl],
        flags,
        notes,
        passthrough: vec![field.into()],
    }
}

fn ranked() -> Vec<Candidate> {
    vec![
        candidate("007", 1, 0.5, "physics"),
        candidate("a,b", 2, -0.25, "law, \"LL.M.\""),
        candidate("=1+1", 3, -0.25, "line\nbreak"),
        candidate("x|y", 4, -1.0, "\u{1b}[31m*red*"),
    ]
}

fn list() -> Shortlist {
    let unscored = vec![Unscored {
        id: "9".into(),
        row: 5,
        reason: "the letter is empty".into(),
        passthrough: vec!["none".into()],
    }];
    let said = Override { id: "x|y".into(), inside: false, reason: "=withdrew|".into(), place: Default::default() };
    let cut = Cut { top: Some(Places::Count(2)), overrides: vec![said], rank_other_languages: true, ..Cut::default() };
    Shortlist::with_cut(ranked(), unscored, &cut).unwrap()
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
        steps: list().cutoff.map(|l| l.steps).unwrap_or_default(),
        ..RunFacts::default()
    }
}

fn table(format: OutputFormat) -> String {
    let list = list();
    let names = ["experience_years", "topic_rl"];
    let columns = report::shortlist_columns(&list, &names, &["field".to_owned()]);
    let rows: Vec<_> = report::shortlist_rows(&list, names.len()).map(Result::unwrap).collect();
    match Encoder::new(format, columns).encode(&rows).unwrap() {
        Chunk::Bytes(bytes) => String::from_utf8(bytes).unwrap(),
        Chunk::Frame(frame) => format!("{:?}\n{frame:?}", frame.shape()),
        Chunk::Rows(rows) => format!("{rows:?}"),
    }
}

fn text(write: impl Fn(&mut Vec<u8>) -> shortlist::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn shortlists_in_every_format() {
    insta::assert_snapshot!("markdown", text(|out| report::shortlist_markdown(&list(), &facts(), out)));
    insta::assert_snapshot!("json", text(|out| report::shortlist_json(&list(), &facts(), &["field".to_owned()], out)));
    insta::assert_snapshot!("csv", table(OutputFormat::named("csv").unwrap()));
    insta::assert_snapshot!("tsv", table(OutputFormat::named("tsv").unwrap()));
    insta::assert_snapshot!("jsonl", table(OutputFormat::named("jsonl").unwrap()));
    insta::assert_snapshot!("parquet", table(OutputFormat::named("parquet").unwrap()));
    insta::assert_snapshot!("terminal_60", report::shortlist_terminal(&list(), 10, 60).unwrap());
    insta::assert_snapshot!("terminal_200", report::shortlist_terminal(&list(), 10, 200).unwrap());
    insta::assert_snapshot!("run", facts().to_json());
}

/// The cells of a sheet as text, a line per row; text in quotation marks.
fn sheet(bytes: &[u8], name: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = open_workbook_from_rs(std::io::Cursor::new(bytes.to_vec())).unwrap();
    assert!(book.worksheet_formula(name).unwrap().is_empty(), "{name} holds a formula");
    book.worksheet_range(name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

#[test]
fn a_workbook_holds_rows_reasons_and_run() {
    let names = ["experience_years", "topic_rl"];
    let make = || report::shortlist_xlsx(&list(), &names, &["field".to_owned()], &facts()).unwrap();
    let bytes = make();
    assert_eq!(bytes, make(), "the same list gives the same bytes");
    let mut text = String::new();
    for name in ["Shortlist", "Contributions", "Reasons", "Run"] {
        text.push_str(&format!("{name}\n"));
        for row in sheet(&bytes, name) {
            let cells: Vec<_> = row
                .iter()
                .map(|cell| match cell {
                    Data::String(text) => format!("{text:?}"),
                    Data::Float(number) => format!("{number:.3}"),
                    other => other.to_string(),
                })
                .collect();
            text.push_str(&format!("  {}\n", cells.join(" | ")));
        }
    }
    insta::assert_snapshot!("xlsx", text);
}

#[test]
fn a_workbook_has_its_header_frozen_filters_widths_and_colours() {
    use std::io::Read;
    let bytes = report::shortlist_xlsx(&list(), &["experience_years", "topic_rl"], &["field".to_owned()], &facts());
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes.unwrap())).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let sheet = part("xl/worksheets/sheet1.xml");
    for wanted in [
        "<pane xSplit=\"1\" ySplit=\"1\" topLeftCell=\"B2\"",
        "<autoFilter ref=\"A1:N6\"/>",
        "<conditionalFormatting sqref=\"F2:F6\"><cfRule type=\"colorScale\"",
        "<col min=\"1\"",
    ] {
        assert!(sheet.contains(wanted), "no {wanted} in {sheet}");
    }
    let styles = part("xl/styles.xml");
    assert!(styles.contains("formatCode=\"+0.00;−0.00;0.00\"") && styles.contains("quotePrefix=\"1\""), "{styles}");
    assert!(part("docProps/core.xml").contains("2026-03-01T00:00:00Z"));
}

#[test]
fn what_looks_like_a_formula_comes_back_through_our_own_reader() {
    let cells = [
        "=1+1",
        "+31 6",
        "-2+3",
        "@x",
        "\t=1",
        "\r=1",
        "'=1",
        "\n=1",
        "\0=1",
        " =1",
        "\u{feff}=1",
        "＝1+1",
        "-0.5",
        "O'Neill",
        "",
        "plain",
    ];
    let columns: Vec<TableColumn> =
        ["id", "letter", "=head", "score"].map(|n| TableColumn::new(n, Kind::Text)).into_iter().collect();
    for (format, ending) in [(OutputFormat::named("csv").unwrap(), "csv"), (OutputFormat::named("tsv").unwrap(), "tsv")]
    {
        let rows: Vec<Vec<Cell>> = cells
            .iter()
            .map(|c| vec![Cell::text("=id"), Cell::text("a letter"), Cell::text(*c), Cell::Number(Some(-0.5))])
            .collect();
        let encoder = Encoder::new(format, columns.clone());
        let path = tempfile::tempdir().unwrap().keep().join(format!("t.{ending}"));
        let mut writer = TableWriter::create(&path, &encoder, false).unwrap();
        writer.write(encoder.encode(&rows).unwrap()).unwrap();
        writer.finish().unwrap();
        let mut raw = csv::ReaderBuilder::new().delimiter(if ending == "tsv" { b'\t' } else { b',' }).from_path(&path);
        for record in raw.as_mut().unwrap().records() {
            let record = record.unwrap();
            assert_eq!(&record[3], "-0.5", "numbers stay numbers");
            for field in record.iter().filter(|f| *f != "-0.5") {
                assert!(!field.starts_with(['=', '+', '-', '@', '\t', '\r']), "{field:?}");
            }
        }
        let source = Source::open(&path, &Options::default()).unwrap();
        assert_eq!(source.columns().passthrough[0].name, "=head");
        let back: Vec<_> = source.map(|a| a.unwrap()).collect();
        assert_eq!(back.iter().map(|a| a.passthrough[0].as_str()).collect::<Vec<_>>(), cells);
        assert!(back.iter().all(|a| a.id == "=id" && a.passthrough[1] == "-0.5"));
        std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
    }
}

#[test]
fn wide_characters_and_long_ids_stay_within_the_terminal() {
    let mut wide = ranked();
    wide[0].id = "漢字仮名交じり文".repeat(4);
    wide[1].id = "x".repeat(150);
    wide[2].contributions[0].phrase = "経験年数が五年である".repeat(6);
    let wide = Shortlist::new(wide, vec![], Some(Places::Count(2))).unwrap();
    for width in [60, 200] {
        let text = report::shortlist_terminal(&wide, 10, width).unwrap();
        for line in text.lines() {
            assert!(comfy_width(line) <= usize::from(width), "{width}: {line}");
        }
    }
}

#[test]
fn every_applicant_has_a_line_where_names_are_known() {
    let mut named = list();
    named.people = PersonColumns::find(&["Full name".to_owned()]);
    let text = report::shortlist_terminal(&named, 10, 100).unwrap();
    let plain = report::shortlist_terminal(&list(), 10, 100).unwrap();
    assert_eq!(text.lines().count(), plain.lines().count() + 4, "{text}");
    for (id, name) in [("007", "physics"), ("a,b", "law"), ("=1+1", "line break"), ("x|y", "\\u{1b}")] {
        let at = text.lines().position(|l| l.contains(id)).unwrap_or_else(|| panic!("no {id} in {text}"));
        assert!(text.lines().nth(at + 1).unwrap().trim_start().starts_with(name), "{id}: {text}");
    }
}

/// Columns of a terminal that a line takes: two for the wide letters of East Asia that these tests use.
fn comfy_width(line: &str) -> usize {
    line.chars().map(|c| if ('\u{3000}'..='\u{9fff}').contains(&c) { 2 } else { 1 }).sum()
}

#[test]
fn no_control_character_reaches_the_terminal() {
    for width in [40, 60, 200] {
        let text = report::shortlist_terminal(&list(), 10, width).unwrap();
        assert!(!text.chars().any(|c| c != '\n' && shortlist::error::is_unprintable(c)), "{text:?}");
    }
}
