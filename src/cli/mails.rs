//! `shortlist mails`

use super::common::{self, Reading};
use super::people::People;
use minijinja::{Environment, UndefinedBehavior, Value};
use shortlist::error::{Error, ErrorKind, Result, printable};
use shortlist::files;
use shortlist::ingest::{Options, table};
use shortlist::model::registry::NamedModel;
use shortlist::rank::Assessed;
use shortlist::report::explain::{Explained, applicant};
use shortlist::report::table::{Cell, Encoder, Kind, TableColumn, TableWriter};
use shortlist::report::{OutputFormat, ScoredBy};
use shortlist::text::LetterReader;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Writes tables for mail merges, or drafts of mails from a template; nothing is sent
///
/// DECISIONS is the table that `decide` wrote (or any table with an id). Without a template, every decision has a table in the
/// folder (`invite.csv`, `waitlist.csv`, …) with id, name, e-mail address and decision, and the columns of --with.
///
/// The template is text with the columns' names in double braces, `{{ university }}`; a heading with blanks or marks is
/// written `{{ column["E-mail address"] }}`. `{{ name }}` and `{{ email }}` are the applicant's, whatever their columns
/// are called. With --letters, `{{ explanation }}` is what `explain --for applicant` says
/// of the letter. A name that is not in the table is an error, and nothing is written. Drafts say that they are drafts
/// in their first line: the committee reviews each before it goes. An explanation speaks for the model that gave the
/// scores: the one that the run's facts beside DECISIONS name (DECISIONS.run.json), on the as-of day that they
/// name.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  shortlist mails decisions.csv --output merge\n  shortlist mails decisions.csv --decision invite --template invite.txt --output drafts\n  shortlist mails decisions.csv --decision 'no place' --template no.txt --letters letters.csv --model committee --output drafts\n\nA template:\n  Dear {{ column[\"First name\"] }},\n  we are glad to invite you."
)]
pub struct Args {
    /// Table of decisions
    #[arg(value_name = "DECISIONS")]
    input: PathBuf,
    /// Template of the mail (default: tables for mail merges)
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
    /// Take the rows with this decision only (invite, waitlist, no place, …)
    #[arg(long, value_name = "WORD")]
    decision: Option<String>,
    /// Folder for what is written; it is created if it does not exist
    #[arg(long, value_name = "FOLDER")]
    output: PathBuf,
    /// Column to write into the tables for mail merges too; may be given several times
    #[arg(long, value_name = "COLUMN", conflicts_with = "template")]
    with: Vec<String>,
    /// Table with the letters, for `{{ explanation }}`
    #[arg(long, value_name = "IN", requires = "template")]
    letters: Option<PathBuf>,
    /// Model file, or name of a model in models/, for `{{ explanation }}` (default: the one that gave the scores, else the
    /// only one in models/)
    #[arg(long, requires = "letters")]
    model: Option<String>,
    /// Where the applicant can ask for a person, in `{{ explanation }}`
    #[arg(long, value_name = "ADDRESS", requires = "letters")]
    contact: Option<String>,
    #[command(flatten)]
    people: People,
    #[command(flatten)]
    reading: Reading,
}

/// Columns of an explanation in a mail.
const WIDTH: usize = 78;

pub fn run(args: &Args) -> Result<()> {
    // With letters, --id-column is theirs.
    let id_column = args.reading.id_column.clone().filter(|_| args.letters.is_none());
    let read = table::read(&args.input, &Options { id_column, or_id: true, ..Options::default() })?;
    read.messages.iter().for_each(|message| common::say("note", message));
    let chosen = chosen(args, &read)?;
    match &args.template {
        Some(template) => drafts(args, template, &read, &chosen),
        None => tables(args, &read, &chosen),
    }
}

/// The rows with the decision that was asked for.
fn chosen(args: &Args, read: &table::Table) -> Result<Vec<usize>> {
    let Some(wanted) = &args.decision else { return Ok((0..read.ids().len()).collect()) };
    let decisions = read.text("decision", &args.input, "--decision")?;
    let is_wanted = |row: &usize| decisions[*row].trim().eq_ignore_ascii_case(wanted.trim());
    let chosen: Vec<usize> = (0..decisions.len()).filter(is_wanted).collect();
    if chosen.is_empty() {
        let words: BTreeSet<&str> = decisions.iter().map(|d| d.trim()).filter(|d| !d.is_empty()).take(1000).collect();
        let words: Vec<String> = words.into_iter().take(10).map(|word| format!("`{}`", printable(word))).collect();
        return Err(Error::new(ErrorKind::Value, format!("no row has the decision `{}`", printable(wanted)))
            .file(&args.input)
            .hint(format!("the decisions are {}", words.join(", "))));
    }
    Ok(chosen)
}

/// Names that every template has beside the table's, and those of the template language.
const KNOWN: [&str; 8] = ["id", "name", "email", "column", "range", "dict", "namespace", "debug"];

/// A name of a file that every system takes.
fn file_name(text: &str) -> String {
    let safe: String = text.chars().map(|c| if c.is_alphanumeric() || "-_@.".contains(c) { c } else { '_' }).collect();
    safe.trim_start_matches('.').to_owned()
}

/// Whose rows these are.
struct Persons<'t> {
    ids: &'t [String],
    names: Vec<&'t [String]>,
    address: Option<&'t [String]>,
}

impl<'t> Persons<'t> {
    fn of(args: &Args, read: &'t table::Table) -> Result<Self> {
        let people = args.people.of(read, &args.input)?;
        let column = |place: usize| read.text(&read.names()[place], &args.input, "DECISIONS");
        let names = people.name.iter().map(|place| column(*place)).collect::<Result<Vec<_>>>()?;
        Ok(Self { ids: read.ids(), names, address: people.address.map(column).transpose()? })
    }

    fn name(&self, row: usize) -> String {
        self.names.iter().flat_map(|n| n[row].split_whitespace()).collect::<Vec<_>>().join(" ")
    }

    /// The address; an id that is one will do.
    fn address(&self, row: usize) -> &'t str {
        let id = self.ids[row].as_str();
        self.address.map_or(if id.contains('@') { id } else { "" }, |a| a[row].trim())
    }
}

/// A table per decision, with what a mail merge needs.
fn tables(args: &Args, read: &table::Table, chosen: &[usize]) -> Result<()> {
    let decisions = read.text("decision", &args.input, "DECISIONS").map_err(|e| e.hint("give what `decide` wrote"))?;
    let persons = Persons::of(args, read)?;
    let more = args.with.iter().map(|name| read.text(name, &args.input, "--with")).collect::<Result<Vec<_>>>()?;
    let has_address = persons.address.is_some() || read.ids().iter().any(|id| id.contains('@'));
    for (has, what, flag) in
        [(!persons.names.is_empty(), "names", "--name-column"), (has_address, "e-mail addresses", "--email-column")]
    {
        if !has {
            let input = args.input.display();
            common::say("warning", &format!("{input} has no column of {what} that is known; name it with {flag}"));
        }
    }
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for &row in chosen {
        groups.entry(decisions[row].trim()).or_default().push(row);
    }
    let own = ["id", "name", "email", "decision"].into_iter().chain(args.with.iter().map(String::as_str));
    let columns: Vec<TableColumn> = own.map(|name| TableColumn::new(name, Kind::Text)).collect();
    let encoder = Encoder::new(common::as_asked(OutputFormat::of(Path::new("-"))?), columns);
    std::fs::create_dir_all(&args.output).map_err(|e| Error::io("make the folder", &args.output, e))?;
    for (decision, rows) in groups {
        let path =
            args.output.join(format!("{}.csv", file_name(if decision.is_empty() { "undecided" } else { decision })));
        let cells: Vec<Vec<Cell<'_>>> = rows
            .iter()
            .map(|&row| {
                let id = read.ids()[row].as_str();
                let (name, address) = (persons.name(row), persons.address(row));
                let mut cells = vec![Cell::text(id), Cell::text(name), Cell::text(address), Cell::text(decision)];
                cells.extend(more.iter().map(|column| Cell::text(column[row].as_str())));
                cells
            })
            .collect();
        let mut writer = TableWriter::create(&path, &encoder, false)?;
        writer.write(encoder.encode(&cells)?)?;
        writer.finish()?;
        common::print(&format!("{}: {}\n", path.display(), common::counted(rows.len(), "row")))?;
    }
    common::print("nothing was sent\n")
}

/// A draft per applicant.
fn drafts(args: &Args, path: &Path, read: &table::Table, chosen: &[usize]) -> Result<()> {
    let template = std::fs::read_to_string(path).map_err(|e| Error::io("read the template", path, e))?;
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let names = || {
        let names: Vec<String> = read.names().iter().map(|n| format!("`{n}`")).collect();
        let letters = if args.letters.is_none() { "; `explanation` needs --letters" } else { "" };
        format!("the columns are {}, beside `name` and `email`{letters}", names.join(", "))
    };
    let wrong = |e: minijinja::Error| {
        let text = e.line().and_then(|line| template.lines().nth(line - 1)).map_or("", str::trim);
        let text: String = text.chars().take(60).collect();
        let line = e.line().map_or_else(String::new, |line| format!("line {line} (`{}`): ", printable(&text)));
        let what = match e.kind() {
            minijinja::ErrorKind::UndefinedError => "a name that the table has not".to_owned(),
            kind => e.detail().map_or_else(|| kind.to_string(), |detail| format!("{kind}: {detail}")),
        };
        Error::new(ErrorKind::Format, format!("{line}{what}")).file(path).hint(names())
    };
    environment.add_template("mail", &template).map_err(wrong)?;
    let mail = environment.get_template("mail").map_err(wrong)?;
    // A name that the table has not is named itself, with its line; what stands in brackets shows when a row is filled in.
    let known = |name: &String| {
        read.names().contains(name) || KNOWN.contains(&name.as_str()) || name == "explanation" && args.letters.is_some()
    };
    let unknown = mail.undeclared_variables(false).into_iter().filter(|name| !known(name)).collect::<BTreeSet<_>>();
    if let Some(name) = unknown.first() {
        let line = template.lines().position(|line| line.contains(name.as_str())).map_or(1, |at| at + 1);
        let what = format!("line {line}: {} has no column `{}`", args.input.display(), printable(name));
        return Err(Error::new(ErrorKind::Format, what).file(path).hint(names()));
    }
    let persons = Persons::of(args, read)?;
    let columns = read
        .names()
        .iter()
        .map(|name| Ok((name.clone(), read.text(name, &args.input, "the template")?)))
        .collect::<Result<Vec<(String, &[String])>>>()?;
    let wanted: BTreeSet<&str> = chosen.iter().map(|row| read.ids()[*row].as_str()).collect();
    let explanations = args.letters.as_deref().map(|letters| explanations(args, letters, &wanted)).transpose()?;
    let mut head = applicant::DRAFT.to_owned();
    if let Some(notice) = explanations.as_ref().and_then(|e| e.notice.as_ref()) {
        head += &format!("\nDon't send an explanation as it stands below: {notice}.");
    }
    let (mut drafts, mut names) = (Vec::new(), BTreeSet::new());
    for &row in chosen {
        let id = &read.ids()[row];
        let at = |e: Error| e.file(&args.input).row(row as u64 + 1);
        let cells = columns.iter().map(|(name, values)| (name.as_str(), values[row].as_str()));
        let mut cells: Vec<(&str, Value)> =
            cells.chain([("id", id.as_str())]).map(|(name, value)| (name, Value::from(value))).collect();
        let column = ("column", Value::from_pairs(cells.clone()));
        for (name, text) in [("name", persons.name(row)), ("email", persons.address(row).to_owned())] {
            // A column of that very name stands as it is.
            if !read.names().iter().any(|own| own == name) {
                cells.push((name, Value::from(text)));
            }
        }
        if let Some(all) = &explanations {
            let text = all.texts.get(id).ok_or_else(|| {
                at(Error::new(ErrorKind::Value, format!("`{}` has no letter in --letters", printable(id))))
                    .hint("give the table that holds everybody's letter")
            })?;
            cells.push(("explanation", Value::from(text.as_str())));
        }
        let text = mail.render(Value::from_pairs(cells.into_iter().chain([column]))).map_err(wrong)?;
        let name = format!("{}.txt", file_name(id));
        if !names.insert(name.to_lowercase()) {
            let what = format!("two applicants would have the draft {}", printable(&name));
            return Err(at(Error::new(ErrorKind::Value, what)).hint("give every applicant an id of their own"));
        }
        drafts.push((name, text));
    }
    if drafts.is_empty() {
        return Err(Error::new(ErrorKind::Value, "has no rows").file(&args.input).hint("give what `decide` wrote"));
    }
    std::fs::create_dir_all(&args.output).map_err(|e| Error::io("make the folder", &args.output, e))?;
    for (name, text) in &drafts {
        files::write_whole(&args.output.join(name), format!("{head}\n\n{text}\n").as_bytes(), false)?;
    }
    common::print(&format!(
        "{} written to {}; nothing was sent\n",
        common::counted(drafts.len(), "draft"),
        args.output.display()
    ))
}

/// What is said to applicants of their letters.
struct Explanations {
    texts: BTreeMap<String, String>,
    /// What the model says of itself, where it is not fit for this.
    notice: Option<String>,
}

/// What is said to each of these applicants of their letter.
fn explanations(args: &Args, letters: &Path, wanted: &BTreeSet<&str>) -> Result<Explanations> {
    let scored = ScoredBy::of_table(&args.input);
    let model = model(args, letters, scored.as_ref())?;
    let mut reading = args.reading.clone();
    if let Some(day) = scored.as_ref().and_then(|s| s.as_of.parse().ok()).filter(|_| reading.as_of.is_none()) {
        common::say("note", &format!("the as-of day is that of the scores: --as-of {day}"));
        reading.as_of = Some(day);
    }
    let (assessor, _) = common::assessor(&reading, &model.model)?;
    model.model.notice.iter().for_each(|notice| common::say("warning", notice));
    let mut texts = BTreeMap::new();
    let mut assessed = Assessed::default();
    for application in reading.runner().open(letters)? {
        let application = application?;
        if !wanted.contains(application.id.as_str()) {
            continue;
        }
        let text = match &application.letter {
            Err(_) => "The program that orders the letters could not read yours. People read it as it is.".to_owned(),
            Ok(letter) => {
                assessor.assess_application(&application, true, &mut LetterReader::default(), &mut assessed);
                let (id, row, assessed) = (application.id.as_str(), application.row, &assessed);
                let explained = Explained { assessor: &assessor, id, row, letter, assessed, what_if: None };
                applicant::body(&explained, args.contact.as_deref(), WIDTH).trim_end().to_owned()
            }
        };
        texts.insert(application.id, text);
    }
    Ok(Explanations { texts, notice: model.model.notice.clone() })
}

/// The model for which an explanation speaks: the one that is named, else the one that gave the scores, else the only one
/// in models/. Words of another model would be reasons that nobody had.
fn model(args: &Args, letters: &Path, scored: Option<&ScoredBy>) -> Result<NamedModel> {
    if let Some(name) = &args.model {
        let found = common::find_model(Some(name))?;
        if let Some(other) = scored.filter(|s| s.model.digest != found.model.digest()) {
            let (input, model) = (args.input.display(), &other.model.name);
            common::say("warning", &format!("the scores in {input} are of another model, {model}: its reasons differ"));
        }
        return Ok(found);
    }
    let hint = "name the model that ranked these letters with --model (`sample` for the one of made-up letters)";
    let Some(scored) = scored else {
        let names = NamedModel::names();
        let [name] = names.as_slice() else {
            let what = "nothing says which model gave the scores, and `{{ explanation }}` speaks for it";
            return Err(Error::new(ErrorKind::Setting, what).file(&args.input).hint(hint));
        };
        common::say("note", &format!("the explanations are of {name}, the only model in models/"));
        return common::find_model(Some(name));
    };
    let (name, digest) = (&scored.model.name, &scored.model.digest);
    let folders = [args.input.as_path(), letters].map(|path| path.parent().unwrap_or(Path::new("")));
    let found = NamedModel::again(name, digest, &[folders[0], folders[1], Path::new("")]);
    let found = found.ok_or_else(|| {
        let what = format!("the model that gave the scores, {name}, is not there as it was");
        Error::new(ErrorKind::Setting, what).file(&args.input).hint(hint)
    })?;
    common::say("note", &format!("the explanations are of {}, the model that gave the scores", found.name));
    Ok(found)
}
