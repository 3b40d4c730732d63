//! What the commands share: arguments, models, topics, messages.

use super::applications::PartArgument;
pub use super::messages::{say, say_unscored};
use super::progress::Terminal;
use clap::Args;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use shortlist::batch::{InputFacts, Runner, Seen};
use shortlist::documents::worker::Limits;
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::features::{About, Parts, Settings};
use shortlist::ingest::folder::limits;
use shortlist::ingest::{self, Keep, Options, Resubmissions};
use shortlist::model::Model;
use shortlist::model::registry::{NamedModel, SAMPLE};
use shortlist::parallel::Load;
use shortlist::patterns::RuleSet;
use shortlist::rank::Assessor;
use shortlist::report::table::TableWriter;
use shortlist::report::{OutputFormat, RunFacts, files, formats};
use shortlist::topics::Topics;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Memory of a process that reads documents, in megabytes.
pub const MEGABYTES: u64 = 512;

/// Seconds within which a file is read.
pub const SECONDS: u64 = 10;

/// How many times longer a file may take where pictures are read.
const LONGER_WITH_OCR: u64 = 20;

/// Where the letters are and how they are read.
#[derive(Args, Clone, Debug)]
pub struct Reading {
    /// Column that holds the applicant's id (default: `id`, else the usual names, else made from the letter's text). Flags
    /// take the beginning of a heading in any case
    #[arg(long, value_name = "COLUMN", help_heading = "Reading")]
    pub id_column: Option<String>,
    /// Column that holds the letter (default: `letter`, else the usual names)
    #[arg(long, value_name = "COLUMN", help_heading = "Reading")]
    pub letter_column: Option<String>,
    /// Largest letter, in bytes; a longer one is kept without a score
    #[arg(long, value_name = "BYTES", default_value_t = ingest::MAX_LETTER, help_heading = "Reading")]
    pub max_letter: usize,
    /// Rows of headings of the table, of which the first names the columns (default: recognised and reported)
    #[arg(long, value_name = "N", help_heading = "Reading")]
    pub header_rows: Option<std::num::NonZeroUsize>,
    /// Which row to keep if an applicant sent several: the `last` or the `first`, by a column of times (default: none;
    /// ranking and training then refuse such a table)
    #[arg(long, value_name = "WHICH", value_parser = super::applications::keep, help_heading = "Reading")]
    pub duplicates: Option<Keep>,
    /// Column of the times at which the rows were sent (default: the usual names, such as Timestamp)
    #[arg(long, value_name = "COLUMN", requires = "duplicates", help_heading = "Reading")]
    pub time_column: Option<String>,
    /// Topics file to use in place of the built-in topics (see `shortlist topics`)
    #[arg(long, value_name = "FILE", help_heading = "Reading")]
    pub topics: Option<PathBuf>,
    /// Words to accept beside the built-in dictionary, one per line
    #[arg(long, value_name = "FILE", help_heading = "Reading")]
    pub words: Option<PathBuf>,
    /// Rules to use beside the built-in ones; a rule replaces the built-in one of the same name (see `shortlist rules`)
    #[arg(long, value_name = "FILE", help_heading = "Reading")]
    pub rules: Option<PathBuf>,
    /// Rules and families of rules to switch off, such as articles,a_or_an (see `shortlist rules`)
    #[arg(long, value_name = "NAME", value_delimiter = ',', help_heading = "Reading")]
    pub without_rules: Vec<String>,
    /// Day against which "since 2020" is calculated (default: today)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day, help_heading = "Reading")]
    pub as_of: Option<Date>,
    /// Settings file of the season (default: shortlist.toml, if there is one here); a flag wins over it
    #[arg(long = "settings", value_name = "FILE", help_heading = "Reading")]
    pub settings_file: Option<PathBuf>,
    #[arg(long, value_name = "FORMAT", value_parser = format, help_heading = "Reading", help = format!("Format of IN ({}) where its ending does not say it", ingest::Format::names()))]
    pub from: Option<ingest::Format>,
    /// Encoding of text that is not UTF-8, such as windows-1251 (default: recognised from the bytes and reported)
    #[arg(long, value_name = "NAME", value_parser = encoding, help_heading = "Reading")]
    pub encoding: Option<String>,
    /// Column with the file of each letter (pdf, docx, odt, rtf, html, doc, txt, md), relative to the table
    #[arg(long, value_name = "COLUMN", conflicts_with = "letter_column", help_heading = "Reading")]
    pub file_column: Option<String>,
    /// Part of an application that has its own column: its name and the column; may be given several times, in the
    /// order in which people read them. `motivation:Why us=Why do you` gives a title too
    #[arg(long, value_name = "PART=COLUMN", conflicts_with_all = ["letter_column", "file_column"], help_heading = "Reading")]
    pub part: Vec<PartArgument>,
    /// The same for a part whose column names files (a CV, a reference); may be given several times
    #[arg(long, value_name = "PART=COLUMN", conflicts_with_all = ["letter_column", "file_column"], help_heading = "Reading")]
    pub part_file: Vec<PartArgument>,
    /// Let a feature read only some parts: experience_years=cv, error_rate=motivation; may be given several times
    #[arg(long, value_name = "FEATURE=PART,PART", value_parser = super::applications::reads, help_heading = "Reading")]
    pub reads: Vec<(String, Vec<String>)>,
    /// Let --file-column name files outside the table's folder
    #[arg(long, help_heading = "Reading")]
    pub allow_outside: bool,
    /// Time for reading one file, in seconds; a file that takes longer is a row without a score
    #[arg(long, value_name = "SECONDS", default_value_t = SECONDS, value_parser = clap::value_parser!(u64).range(1..), help_heading = "Reading")]
    pub file_timeout: u64,
    /// Read letters that are pictures with an installed tesseract, where there is one; a file may take 20 times as long
    #[arg(long, help_heading = "Reading")]
    pub ocr: bool,
    /// Worker threads (default: one per core); the results don't depend on it
    #[arg(long, value_name = "N", help_heading = "Reading")]
    pub threads: Option<std::num::NonZeroUsize>,
}

/// A day on the command line.
fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected a date, such as 2026-03-01".to_owned())
}

/// The name of a format of written tables on the command line.
pub fn output_format(text: &str) -> Result<OutputFormat, String> {
    let named = OutputFormat::named(text).filter(|f| f.table().is_some());
    named.ok_or_else(|| format!("expected {}", formats::table_names()))
}

/// Whether CSV is written as Excel opens it (`--excel`); set once, before any command runs.
static FOR_EXCEL: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

/// Takes note of `--excel`.
pub fn write_for_excel(asked: bool) {
    FOR_EXCEL.store(asked, std::sync::atomic::Ordering::Relaxed);
}

/// A format as it is written in this run.
pub fn as_asked(format: OutputFormat) -> OutputFormat {
    if FOR_EXCEL.load(std::sync::atomic::Ordering::Relaxed) { format.for_excel() } else { format }
}

/// The format of a table that a file name's ending asks for, as it is written in this run.
pub fn table_format(path: &Path) -> Result<OutputFormat> {
    OutputFormat::of(path).map(as_asked)
}

/// Help for a table that is written; `last` ends the sentence.
pub fn table_help(last: &str) -> String {
    format!("File to write ({}){last}", formats::table_endings(""))
}

/// The name of a format on the command line.
pub fn format(text: &str) -> Result<ingest::Format, String> {
    text.parse().map_err(|_| "expected csv, tsv, jsonl, parquet, arrow or xlsx".to_owned())
}

/// The name of an encoding on the command line.
fn encoding(text: &str) -> Result<String, String> {
    let known = shortlist::documents::encoding::by_label(text).map(|e| e.name().to_owned());
    known.ok_or_else(|| "expected an encoding such as windows-1251, windows-1252, koi8-r or utf-16le".to_owned())
}

/// The argument that names the installed tesseract, which a message names once.
fn ocr() -> Option<String> {
    static SAID: std::sync::Once = std::sync::Once::new();
    let found = shortlist::documents::ocr::Ocr::find();
    let (kind, said) = match &found {
        Some(ocr) => ("note", format!("letters that are pictures are read by {}", ocr.version)),
        None => {
            ("warning", "--ocr: no tesseract is installed; letters that are pictures stay rows without a score".into())
        }
    };
    SAID.call_once(|| super::messages::say(kind, &said));
    Some(format!("--ocr={}", found?.program.display()))
}

/// Who reads letters that are files: this program, as a child of its own.
pub fn documents(seconds: u64, with_ocr: bool) -> Option<Limits> {
    let program = std::env::current_exe().ok()?;
    let memory = format!("--megabytes={MEGABYTES}");
    let ocr = if with_ocr { ocr() } else { None };
    let mut arguments = vec!["read-documents", &memory];
    arguments.extend(ocr.as_deref());
    let seconds = if ocr.is_some() { seconds.saturating_mul(LONGER_WITH_OCR) } else { seconds };
    Some(limits(&program, &arguments, seconds, MEGABYTES))
}

impl Reading {
    /// What is known of the input.
    pub fn options(&self) -> Options {
        Options {
            id_column: self.id_column.clone(),
            or_id: false,
            letter_column: self.letter_column.clone(),
            parts: self.parts().map(|(part, is_file)| part.column(is_file)).collect(),
            without_letters: false,
            may_be_empty: false,
            max_letter: Some(self.max_letter),
            header_rows: self.header_rows.map(std::num::NonZeroUsize::get),
            resubmissions: self.duplicates.map(|keep| Resubmissions { keep, time_column: self.time_column.clone() }),
            format: self.from,
            encoding: self.encoding.clone(),
            file_column: self.file_column.clone(),
            allow_outside: self.allow_outside,
            documents: documents(self.file_timeout, self.ocr),
        }
    }

    /// The parts of an application, and whether each is a file.
    fn parts(&self) -> impl Iterator<Item = (&PartArgument, bool)> {
        self.part.iter().map(|part| (part, false)).chain(self.part_file.iter().map(|part| (part, true)))
    }

    /// The day of calculation: the clock is read here and nowhere else.
    pub fn as_of(&self) -> Date {
        self.as_of.unwrap_or_else(|| jiff::Zoned::now().date())
    }

    /// The topics in use.
    pub fn topics(&self) -> Result<Topics> {
        let Some(path) = &self.topics else { return Ok(Topics::builtin()) };
        let text = std::fs::read_to_string(path).map_err(|e| Error::io("read the topics", path, e))?;
        Topics::parse(&text).map_err(|e| e.file(path))
    }

    /// The rules in use.
    pub fn rules(&self) -> Result<Arc<RuleSet>> {
        let mut rules = RuleSet::builtin();
        if let Some(path) = &self.rules {
            let text = std::fs::read_to_string(path).map_err(|e| Error::io("read the rules", path, e))?;
            rules = rules.with_file(&text).map_err(|e| e.file(path))?;
        }
        Ok(Arc::new(rules.without(&self.without_rules)?))
    }

    /// What the features need to know.
    pub fn settings(&self) -> Result<Settings> {
        if self.rules.is_none() && self.without_rules.is_empty() {
            // Whoever needs the rules waits for this.
            std::thread::spawn(shortlist::features::prepare);
        }
        let mut settings = Settings::new(self.topics()?, self.as_of());
        settings.rules = self.rules()?;
        if let Some(path) = &self.rules {
            settings.rules.own_unsure().for_each(|unsure| say("warning", &format!("{}: {unsure}", path.display())));
        }
        let names = self.parts().map(|(part, _)| part.name().clone()).collect();
        let features: Vec<&str> = shortlist::features::registrations().map(|r| r.name).collect();
        settings.parts = Parts::new(names, &self.reads, &features)?;
        if let Some(path) = &self.words {
            let text = std::fs::read_to_string(path).map_err(|e| Error::io("read the words", path, e))?;
            settings.words = text
                .lines()
                .map(str::trim)
                .filter(|w| !w.is_empty() && !w.starts_with('#'))
                .map(str::to_owned)
                .collect();
        }
        Ok(settings)
    }

    /// As [`check_outputs`], with the files that these settings name among the inputs.
    pub fn check_outputs(&self, outputs: &[&Path], inputs: &[&Path], no_clobber: bool) -> Result<()> {
        let named = [&self.settings_file, &self.topics, &self.words, &self.rules];
        let read: Vec<&Path> = inputs.iter().copied().chain(named.into_iter().filter_map(|p| p.as_deref())).collect();
        check_outputs(outputs, &read, no_clobber)
    }

    /// Reads tables as it is said here, and tells the person who waits.
    pub fn runner(&self) -> Runner {
        let mut load = Load::default();
        if let Some(threads) = self.threads {
            load.threads = threads.get();
        }
        Runner::new(self.options()).with_load(load).watched_by(Terminal::new())
    }

    /// The given settings, for the record.
    pub fn facts(&self) -> serde_json::Map<String, serde_json::Value> {
        let mut facts = serde_json::Map::new();
        let mut put = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                facts.insert(name.to_owned(), value.into());
            }
        };
        put("settings", self.settings_file.as_deref().map(file_name));
        put("id_column", self.id_column.clone());
        put("letter_column", self.letter_column.clone());
        put("duplicates", self.duplicates.map(|keep| if keep == Keep::Last { "last" } else { "first" }.to_owned()));
        put("time_column", self.time_column.clone());
        put("encoding", self.encoding.clone());
        put("file_column", self.file_column.clone());
        let parts: Vec<String> = self.parts().map(|(p, _)| p.to_string()).collect();
        put("parts", (!parts.is_empty()).then(|| parts.join("; ")));
        let reads: Vec<String> = self.reads.iter().map(|(f, parts)| format!("{f}={}", parts.join(","))).collect();
        put("reads", (!reads.is_empty()).then(|| reads.join("; ")));
        put("topics", self.topics.as_deref().map(file_name));
        put("words", self.words.as_deref().map(file_name));
        put("rules", self.rules.as_deref().map(file_name));
        put("without_rules", (!self.without_rules.is_empty()).then(|| self.without_rules.join(",")));
        facts
    }
}

/// Refuses an output that would replace a file this run reads (the letters would be gone), or one named twice;
/// with `no_clobber` also one that exists, before any of them is written.
pub fn check_outputs(outputs: &[&Path], inputs: &[&Path], no_clobber: bool) -> Result<()> {
    let place = |p: &Path| p.canonicalize().unwrap_or_else(|_| p.to_owned());
    let refuse = |path: &Path, what: &str| {
        Err(Error::new(ErrorKind::Setting, what).file(path).hint("give --output another name"))
    };
    for (index, output) in outputs.iter().enumerate() {
        if *output != Path::new("-") && inputs.iter().any(|input| place(input) == place(output)) {
            return refuse(output, "is read by this command and would be replaced by its output");
        }
        if no_clobber
            && *output != Path::new("-")
            && let Some(path) = [output.to_path_buf(), facts_path(output)].iter().find(|p| p.exists())
        {
            return Err(files::exists(path));
        }
        if outputs[..index].iter().any(|other| place(other) == place(output)) {
            return refuse(output, "is named twice as an output");
        }
    }
    Ok(())
}

/// Finds a model; without a name, the compiled-in sample.
pub fn find_model(name: Option<&str>) -> Result<NamedModel> {
    let found = NamedModel::find(name.unwrap_or(SAMPLE))?;
    found.note.iter().for_each(|note| say("note", note));
    Ok(found)
}

/// Binds a model to the features of a run; only the features that the model uses are measured.
pub fn assessor(reading: &Reading, model: &Model) -> Result<(Assessor, Settings)> {
    let settings = reading.settings()?;
    let without = model.topics_without_part(&settings.topics);
    if !without.is_empty() {
        let what = "topics added after the model was made don't count in its scores";
        say("note", &format!("{what}: {}; train again to use them", without.join(", ")));
    }
    Ok((Assessor::for_model(model.clone(), &settings)?, settings))
}

/// One entry of the manual: a feature or a flag in the words of its source.
pub fn entry(about: &About, heading: &str) -> String {
    format!(
        "\n{heading}\n{}\n\n  What it measures: {}\n\n  Why it may matter: {}\n\n  How it misleads: {}\n\n  Example: {}\n",
        about.summary, about.measures, about.matters, about.misleads, about.example
    )
}

/// `1 row`, `2 rows`
pub fn counted(n: usize, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}

/// Data to standard output.
pub fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|e| Error::io("write it", Path::new("standard output"), e))
}

/// Whether the reader of standard output went away (`| head`): the end of the work, and no failure.
pub fn is_closed_pipe(error: &Error) -> bool {
    let source = std::error::Error::source(error).and_then(|e| e.downcast_ref::<std::io::Error>());
    source.is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
}

/// The facts of a run, but for its warnings.
pub fn run_facts(
    command: &str,
    input: InputFacts,
    model: Option<&NamedModel>,
    reading: &Reading,
    settings: &Settings,
) -> RunFacts {
    RunFacts { settings: reading.facts(), ..RunFacts::new(command, input, model, settings) }
}

/// Warns of ids that stand twice, where both rows are kept.
pub fn say_repeated(seen: &Seen) {
    if !seen.repeated_ids.is_empty() {
        let ids = seen.repeated_ids.join(", ");
        say("warning", &format!("ids that occur more than once (all rows are kept): {ids}"));
    }
}

/// Where the run facts of a table stand.
fn facts_path(out: &Path) -> PathBuf {
    let mut name = out.as_os_str().to_owned();
    name.push(".run.json");
    PathBuf::from(name)
}

/// Puts a table in its place and its run facts beside it (`OUT.run.json`), or inside where the format has a place.
pub fn finish_table(writer: TableWriter, out: &Path, facts: &RunFacts, no_clobber: bool) -> Result<()> {
    writer.finish_with(facts)?;
    write_facts(out, facts, no_clobber)
}

/// Whether the run facts of this output stand in the file itself.
fn holds_facts(out: &Path) -> bool {
    OutputFormat::of(out).is_ok_and(OutputFormat::holds_facts)
}

/// Writes the run facts beside a table: `OUT.run.json`.
pub fn write_facts(out: &Path, facts: &RunFacts, no_clobber: bool) -> Result<()> {
    if out == Path::new("-") || holds_facts(out) {
        return Ok(());
    }
    files::write_in_place_of_link(&facts_path(out), facts.to_json().as_bytes(), no_clobber)
}

pub use shortlist::files::name_of as file_name;

/// SHA-256 in hex.
pub fn digest(bytes: &[u8]) -> String {
    shortlist::ingest::hex(&Sha256::digest(bytes))
}

/// Columns of the terminal; 100 in a pipe.
pub fn width() -> u16 {
    let asked = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    asked.or_else(|| terminal_size::terminal_size().map(|(w, _)| w.0)).unwrap_or(100)
}
