//! The one list of formats that are written, and how one is chosen.

use super::format::{Exporter, TableFormat};
use super::{columnar, csv, html, json, jsonl, markdown, xlsx};
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::{self, Compression};
use std::fmt;
use std::path::Path;

/// Every format, in the order in which help names them.
const LIST: [&dyn Exporter; 11] = [
    &csv::Csv,
    &csv::ExcelCsv,
    &csv::Tsv,
    &jsonl::Jsonl,
    &columnar::Parquet,
    &columnar::Arrow,
    &columnar::ArrowStream,
    &xlsx::Xlsx,
    &json::Json,
    &markdown::Markdown,
    &html::Html,
];

/// A format of the list.
#[derive(Clone, Copy)]
pub struct OutputFormat(pub(super) &'static dyn Exporter);

impl fmt::Debug for OutputFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl PartialEq for OutputFormat {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for OutputFormat {}

impl OutputFormat {
    /// Every format, in the order in which help names them.
    pub fn all() -> impl Iterator<Item = Self> {
        LIST.into_iter().map(Self)
    }

    /// The format of this name or ending (`csv`), in any case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|f| f.0.endings().iter().any(|ending| ending.eq_ignore_ascii_case(name)))
    }

    /// Its name: `csv`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.endings().first().copied().unwrap_or_default()
    }

    /// How it writes tables of any columns, where it does.
    #[must_use]
    pub fn table(self) -> Option<&'static dyn TableFormat> {
        self.0.table()
    }

    /// Whether the facts of a run stand inside, so that no `.run.json` is needed beside it.
    #[must_use]
    pub fn holds_facts(self) -> bool {
        self.0.holds_facts()
    }

    /// Whether a shortlist is written with the letters.
    #[must_use]
    pub fn shows_letters(self) -> bool {
        self.0.shows_letters()
    }

    /// Whether a file is compressed as a whole where its name asks for that.
    pub(super) fn is_text(self) -> bool {
        self.0.is_text()
    }

    /// The format of a table that was asked for by name (`--to`), else the one that the file name's ending says. An Arrow
    /// table without a place to go back to is a stream.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] where neither is known.
    pub fn choose(path: &Path, asked: Option<Self>) -> Result<Self> {
        let Some(asked) = asked else { return Self::of(path) };
        let streamed = asked.table().and_then(TableFormat::streamed).and_then(Self::named);
        let ending = path.extension().and_then(|e| e.to_str());
        let is_stream = |s: &Self| path == Path::new("-") || ending.and_then(Self::named) == Some(*s);
        Ok(streamed.filter(is_stream).unwrap_or(asked))
    }

    /// The format of a table that a file name's ending asks for (`.csv`, also `.csv.gz` and `.csv.zst`, …); `-` is CSV.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] where the ending is not known.
    pub fn of(path: &Path) -> Result<Self> {
        let refuse = |what: String| {
            let hint = format!("end the name in {}", table_endings("or "));
            Err(Error::new(ErrorKind::Setting, what).file(path).hint(hint))
        };
        if path == Path::new("-") {
            return Ok(Self(LIST[0]));
        }
        let compression = ingest::by_name(path).1;
        let name =
            if compression == Compression::None { path } else { Path::new(path.file_stem().unwrap_or_default()) };
        let ending = name.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
        match Self::named(&ending).filter(|f| f.table().is_some()) {
            Some(format) if compression != Compression::None && !format.is_text() => {
                let compressed = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
                if format.table().is_some_and(TableFormat::keeps_types) {
                    return refuse("a Parquet or Arrow file is not compressed as a whole: it compresses inside".into());
                }
                refuse(format!("the ending .{compressed} is not known for a table"))
            }
            Some(format) => Ok(format),
            None => {
                let last = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
                refuse(format!("the ending .{last} is not known for a table"))
            }
        }
    }

    /// The format of a shortlist that a file name's ending asks for.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] where the ending is not known.
    pub fn of_shortlist(path: &Path) -> Result<Self> {
        let ending = path.extension().and_then(|e| e.to_str()).unwrap_or("");
        let own = Self::named(ending).filter(|f| f.0.shortlist().is_some());
        own.map_or_else(|| Self::of(path), Ok).map_err(|_| {
            let endings: Vec<String> =
                Self::all().filter(|f| !f.is_stream()).map(|f| format!(".{}", f.name())).collect();
            Error::new(ErrorKind::Setting, "the ending is not known for a shortlist")
                .file(path)
                .hint(format!("end the name in {}", listed(&endings, "or ")))
        })
    }

    /// The format in its form for Excel: CSV with a byte order mark and `;`. Others stay.
    #[must_use]
    pub fn for_excel(self) -> Self {
        let own = (self == Self(&csv::Csv)).then(|| Self::named(csv::FOR_EXCEL)).flatten();
        own.unwrap_or(self)
    }

    /// Whether it only takes the place of another format.
    fn is_stream(self) -> bool {
        self.name() == csv::FOR_EXCEL
            || Self::all().any(|f| f.table().and_then(TableFormat::streamed) == Some(self.name()))
    }
}

/// `a, b or c`
fn listed(names: &[String], last: &str) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., end] => format!("{} {last}{end}", before.join(", ")),
    }
}

/// The names of the formats of tables, for help: `csv, tsv, jsonl, parquet, arrow`; without those that can't be asked for
/// by name where `streams` is set.
#[must_use]
pub fn table_names() -> String {
    let tables = OutputFormat::all().filter(|f| f.table().is_some() && !f.is_stream() && !f.holds_facts());
    tables.map(OutputFormat::name).collect::<Vec<_>>().join(", ")
}

/// The endings of tables, for help and hints: `.csv, .tsv or .jsonl (also .gz or .zst), .parquet, .arrow or .xlsx`; `last`
/// stands before the last one.
#[must_use]
pub fn table_endings(last: &str) -> String {
    let ending = |f: OutputFormat| format!(".{}", f.name());
    let tables = || OutputFormat::all().filter(|f| f.table().is_some() && !f.is_stream());
    let text: Vec<String> = tables().filter(|f| f.is_text()).map(ending).collect();
    let other: Vec<String> = tables().filter(|f| !f.is_text()).map(ending).collect();
    let other = if last.is_empty() { other.join(", ") } else { listed(&other, last) };
    format!("{} (also .gz or .zst), {other}", listed(&text, "or "))
}

/// The endings of shortlists, for help: those of tables, then the others, each with what it is: `….xlsx; .md: a page to read`.
#[must_use]
pub fn shortlist_endings() -> String {
    let pages = OutputFormat::all().filter(|f| !f.0.shortlist_is().is_empty());
    let pages: Vec<String> = pages.map(|f| format!(".{}: {}", f.name(), f.0.shortlist_is())).collect();
    format!("{}; {}", table_endings(""), pages.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_found_by_name_ending_and_compression() {
        let of = |name: &str| OutputFormat::of(Path::new(name)).map(OutputFormat::name).map_err(|e| e.to_string());
        for (name, format) in [
            ("-", "csv"),
            ("a.CSV", "csv"),
            ("a.b.jsonl.zst", "jsonl"),
            ("a.ndjson", "jsonl"),
            ("a.pq", "parquet"),
            ("a.feather", "arrow"),
            ("a.arrows", "arrows"),
            ("a.xlsx", "xlsx"),
        ] {
            assert_eq!(of(name).as_deref(), Ok(format), "{name}");
        }
        for name in ["a.txt", "a.html", "a.parquet.gz", "a.xlsx.gz", "a", "a.gz"] {
            assert!(
                of(name).unwrap_err().contains(".csv, .tsv or .jsonl (also .gz or .zst), .parquet, .arrow or .xlsx")
            );
        }
        let arrow = OutputFormat::named("arrow");
        assert_eq!(OutputFormat::choose(Path::new("-"), arrow).unwrap().name(), "arrows");
        assert_eq!(OutputFormat::choose(Path::new("x"), arrow).unwrap().name(), "arrow");
        let excel = |name: &str| OutputFormat::of(Path::new(name)).unwrap().for_excel().name();
        assert_eq!([excel("a.csv"), excel("a.csv.gz"), excel("a.tsv")], ["excel-csv", "excel-csv", "tsv"]);
        assert_eq!(OutputFormat::of_shortlist(Path::new("a.md")).unwrap().name(), "md");
        assert_eq!(OutputFormat::of_shortlist(Path::new("a.tsv.gz")).unwrap().name(), "tsv");
        assert_eq!(table_names(), "csv, tsv, jsonl, parquet, arrow");
        let tables = ".csv, .tsv or .jsonl (also .gz or .zst), .parquet, .arrow, .xlsx";
        let pages = ".json: all contributions with the quoted words; .md: a page to read; .html: the review page";
        assert_eq!(shortlist_endings(), format!("{tables}; {pages}"));
    }

    #[test]
    fn every_format_has_a_name_of_its_own_and_can_write_something() {
        let mut seen = std::collections::BTreeSet::new();
        for format in LIST {
            assert!(format.table().is_some() || format.shortlist().is_some());
            assert!(!format.endings().is_empty() && format.endings().iter().all(|ending| seen.insert(*ending)));
        }
    }
}
