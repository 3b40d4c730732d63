//! `shortlist ingest`

use super::common::{self, Reading};
use shortlist::error::Result;
use shortlist::ingest::Application;
use shortlist::report::table::{Cell, Chunk, Encoder, Kind, TableColumn, TableWriter};
use shortlist::text::Document;
use std::path::PathBuf;

/// Shows what was read from the letters: their text, pages, words and warnings, before anything is measured
///
/// IN is a folder with one letter per file (sub-folders too), a .zip of such, or a table, perhaps with a column of file
/// names (--file-column). Letters are pdf, docx, odt, rtf, html, doc, txt or md. The id is the name of the file without
/// its ending. A manifest.csv in the folder joins its columns by a column `file`, or by `id`.
///
/// The output is a table with the letters as text; rank, score and train read it as they read the folder, and give the
/// same. Evidence is quoted from this text. Headers, footers and page numbers that repeat are left out, and so is text
/// that a reader of the file can't see: `hidden` holds it.
///
/// Each file is read by a process of its own, within limits of time (--file-timeout) and memory (512 MB): a file that
/// is damaged, protected, a scan or an attack is a row without a letter, with its reason. Nothing in a file is followed:
/// no macro, no link, no script.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  shortlist ingest letters/ --output letters.parquet\n  shortlist ingest applications.csv --file-column attachment --output letters.csv\n  shortlist rank letters/ --top 60"
)]
pub struct Args {
    /// Folder, .zip or table of letters
    #[arg(value_name = "IN")]
    input: PathBuf,
    #[arg(long, value_name = "OUT", help = common::table_help(", or - for standard output"))]
    output: PathBuf,
    /// Refuse to replace an existing file
    #[arg(long)]
    no_clobber: bool,
    #[command(flatten)]
    reading: Reading,
}

/// Our columns, before those that are passed through.
const COLUMNS: &[(&str, Kind)] = &[
    ("id", Kind::Text),
    ("letter", Kind::Text),
    ("format", Kind::Text),
    ("pages", Kind::Count),
    ("words", Kind::Count),
    ("warnings", Kind::Text),
    ("hidden", Kind::Text),
    ("problem", Kind::Text),
];

pub fn run(args: &Args) -> Result<()> {
    let format = common::table_format(&args.output)?;
    args.reading.check_outputs(&[&args.output], &[&args.input], args.no_clobber)?;
    let settings = args.reading.settings()?;
    let mut runner = args.reading.runner();
    let source = runner.open(&args.input)?;
    let passthrough = source.columns().passthrough_names(&|name| COLUMNS.iter().any(|(ours, _)| *ours == name));
    let mut columns: Vec<TableColumn> = COLUMNS.iter().map(|(name, kind)| TableColumn::new(*name, *kind)).collect();
    columns.extend(passthrough.into_iter().map(|name| TableColumn::new(name, Kind::Text)));
    let encoder = Encoder::new(format, columns);
    let mut writer = TableWriter::create(&args.output, &encoder, args.no_clobber)?;
    let seen = runner.each(source, |application| row(&encoder, application), |chunk| writer.write(chunk?))?;
    common::say_repeated(&seen);
    common::say_unscored(&seen.input.unusable, seen.input.rows);
    let facts = common::run_facts("ingest", seen.input, None, &args.reading, &settings);
    common::finish_table(writer, &args.output, &facts, args.no_clobber)
}

fn row(encoder: &Encoder, application: &Application) -> Result<Chunk> {
    let file = application.file.as_deref();
    let letter = application.letter.as_deref();
    let words = letter.ok().map(|l| Document::new(l).count_words() as u64);
    let problem = application.letter.as_ref().err().map(ToString::to_string).unwrap_or_default();
    let mut cells = vec![
        Cell::text(application.id.as_str()),
        Cell::text(letter.unwrap_or_default()),
        Cell::text(file.and_then(|f| f.kind).map_or("", |k| k.name())),
        Cell::Count(file.and_then(|f| f.pages).map(u64::from)),
        Cell::Count(words),
        Cell::text(file.map(|f| f.warnings.join("; ")).unwrap_or_default()),
        Cell::text(file.map(|f| f.hidden.join(" | ")).unwrap_or_default()),
        Cell::text(problem),
    ];
    cells.extend(application.passthrough.iter().map(|v| Cell::text(v.as_str())));
    encoder.encode(&[cells])
}
