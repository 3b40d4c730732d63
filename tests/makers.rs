//! Exports as the makers of forms write them: made-up applicants, each table made again from what the maker's export looks
//! like (headings, further rows of headings, quoting, marks, times), as CSV (`tests/makers/`) and as a workbook.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use shortlist::batch::{Look, Runner};
use shortlist::ingest::{Keep, Options, Resubmissions, Source};
use std::path::{Path, PathBuf};

/// What should come of an export.
struct Export {
    file: &'static str,
    /// What a person types for the letter's column; none if its heading is a usual one.
    letter: Option<&'static str>,
    ids: [&'static str; 3],
    /// Rows that are no applicants or have no letter.
    others: usize,
    time: &'static str,
    email: Option<&'static str>,
}

const EXPORTS: &[Export] = &[
    Export {
        file: "google-forms.csv",
        letter: Some("why do you"),
        ids: ["ana@uni.example", "ben@uni.example", "Ana@uni.example"],
        others: 0,
        time: "Timestamp",
        email: Some("Email Address"),
    },
    Export {
        file: "microsoft-forms.csv",
        letter: Some("Why do you want to come? Please write 300 words."),
        ids: ["1", "2", "3"],
        others: 0,
        time: "Completion time",
        email: None,
    },
    Export {
        file: "qualtrics.csv",
        letter: Some("Q1"),
        ids: ["R_3abCDe12345fGh1", "R_1xyZW98765abcd2", "R_2QqQq11111zzzz3"],
        others: 2,
        time: "EndDate",
        email: None,
    },
    Export {
        file: "surveymonkey.csv",
        letter: Some("why"),
        ids: ["11876543201", "11876543202", "11876543203"],
        others: 1,
        time: "End Date",
        email: None,
    },
    Export {
        file: "limesurvey.csv",
        letter: None,
        ids: ["3", "5", "7"],
        others: 1,
        time: "submitdate. Date submitted",
        email: None,
    },
    Export {
        file: "limesurvey-codes.csv",
        letter: None,
        ids: ["3", "5", "7"],
        others: 1,
        time: "submitdate",
        email: None,
    },
    Export {
        file: "redcap.csv",
        letter: None,
        ids: ["1", "2", "4"],
        others: 1,
        time: "application_timestamp",
        email: Some("email"),
    },
    Export {
        file: "redcap-labels.csv",
        letter: None,
        ids: ["1", "2", "4"],
        others: 1,
        time: "Survey Timestamp",
        email: Some("E-mail"),
    },
    Export {
        file: "typeform.csv",
        letter: Some("why"),
        ids: ["k3v9z1q2w8e7r6t5y4u3i2o1", "p0o9i8u7y6t5r4e3w2q1a2s3", "m1n2b3v4c5x6z7l8k9j0h1g2"],
        others: 0,
        time: "Submit Date (UTC)",
        email: Some("And your e-mail address?"),
    },
    Export {
        file: "pretalx.csv",
        letter: Some("question: why"),
        ids: ["AB3DEF", "GH7JKL", "MN9PQR"],
        others: 0,
        time: "Created",
        email: None,
    },
    Export {
        file: "indico.csv",
        letter: None,
        ids: ["1", "2", "3"],
        others: 0,
        time: "Registration date",
        email: Some("Email Address"),
    },
];

fn csv_of(export: &Export) -> PathBuf {
    Path::new("tests/makers").join(export.file)
}

/// The same export as a workbook: numbers as numbers, `2026-02-03 10:11:12` as a date with a format.
fn workbook_of(export: &Export, folder: &Path) -> PathBuf {
    let separator = if ["microsoft-forms.csv", "limesurvey-codes.csv"].contains(&export.file) { b';' } else { b',' };
    let text = std::fs::read_to_string(csv_of(export)).unwrap();
    let text = text.trim_start_matches('\u{feff}');
    let mut rows =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let date = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    for (at, row) in rows.records().enumerate() {
        for (column, cell) in row.unwrap().iter().enumerate() {
            let (at, column) = (at as u32, column as u16);
            let is_date = cell.len() == 19 && cell.starts_with("2026-");
            match (cell.parse::<f64>(), is_date.then(|| ExcelDateTime::parse_from_str(cell))) {
                (_, Some(Ok(time))) => sheet.write_with_format(at, column, &time, &date).unwrap(),
                (Ok(number), _) => sheet.write_number(at, column, number).unwrap(),
                _ if cell.is_empty() => continue,
                _ => sheet.write_string(at, column, cell).unwrap(),
            };
        }
    }
    let path = folder.join(export.file).with_extension("xlsx");
    book.save(&path).unwrap();
    path
}

fn options(export: &Export) -> Options {
    Options { letter_column: export.letter.map(str::to_owned), ..Options::default() }
}

fn check(export: &Export, path: &Path) {
    let rows: Vec<_> = Source::open(path, &options(export)).unwrap().map(|row| row.unwrap()).collect();
    let ids: Vec<&str> = rows.iter().filter(|a| a.letter.is_ok()).map(|a| a.id.as_str()).collect();
    assert_eq!(ids, export.ids, "{}", path.display());
    assert_eq!(rows.len() - ids.len(), export.others, "{}", path.display());
    for row in rows.iter().filter(|a| a.letter.is_ok()) {
        assert!(row.letter.as_ref().unwrap().starts_with(['I', 'M']), "{}: {row:?}", path.display());
    }
}

#[test]
fn applicants_of_every_makers_csv() {
    EXPORTS.iter().for_each(|export| check(export, &csv_of(export)));
}

#[test]
fn applicants_of_every_makers_workbook() {
    let folder = tempfile::tempdir().unwrap();
    EXPORTS.iter().for_each(|export| check(export, &workbook_of(export, folder.path())));
}

#[test]
fn a_first_look_finds_the_columns_in_both() {
    let folder = tempfile::tempdir().unwrap();
    for export in EXPORTS {
        for path in [csv_of(export), workbook_of(export, folder.path())] {
            let look = Look::at(&path, &Options::default()).unwrap();
            let letter = look.letters.first().cloned();
            let named = Options { letter_column: letter, id_column: look.ids.first().cloned(), ..Options::default() };
            let letters = Runner::new(named).look_at_letters(&path).unwrap();
            // An address is one applicant's in any case.
            let applicants: std::collections::BTreeSet<String> =
                export.ids.iter().map(|id| id.to_lowercase()).collect();
            let repeated = export.ids.len() - applicants.len();
            assert_eq!((letters.letters, letters.repeated.len()), (3, repeated), "{}", path.display());
            assert_eq!(look.time.as_deref(), Some(export.time), "{}", path.display());
            assert_eq!(look.email.as_deref(), export.email, "{}", path.display());
        }
    }
}

#[test]
fn the_last_of_two_submissions_stands_in_both() {
    let folder = tempfile::tempdir().unwrap();
    let export = &EXPORTS[0];
    for path in [csv_of(export), workbook_of(export, folder.path())] {
        let resubmissions = Some(Resubmissions { keep: Keep::Last, time_column: None });
        let source = Source::open(&path, &Options { resubmissions, ..options(export) }).unwrap();
        let standing: Vec<String> = source.map(|r| r.unwrap()).filter(|a| a.letter.is_ok()).map(|a| a.id).collect();
        assert_eq!(standing, ["ben@uni.example", "Ana@uni.example"], "{}", path.display());
    }
}
