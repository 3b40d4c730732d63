//! `shortlist mails`

use super::common;
use minijinja::{Environment, UndefinedBehavior, Value};
use shortlist::error::{Error, ErrorKind, Result, printable};
use shortlist::files;
use shortlist::ingest::{Options, table};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Writes drafts of mails from a template, one file per applicant; nothing is sent
///
/// DECISIONS is the table that `decide` wrote (or any table with an id). The template is text with the columns' names in
/// double braces, `{{ name }}`; a heading with blanks or marks is written `{{ column["E-mail address"] }}`. A name that the
/// table has not is an error, and nothing is written. Drafts say that they are drafts in their first line: a person reads
/// each before it goes.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  shortlist mails decisions.csv --decision invite --template invite.txt --output drafts\n\nA template:\n  Dear {{ column[\"First name\"] }},\n  we are glad to invite you."
)]
pub struct Args {
    /// Table of decisions
    #[arg(value_name = "DECISIONS")]
    input: PathBuf,
    /// Template of the mail
    #[arg(long, value_name = "FILE")]
    template: PathBuf,
    /// Take the rows with this decision only (invite, waitlist, no place, …)
    #[arg(long, value_name = "WORD")]
    decision: Option<String>,
    /// Folder for the drafts; it is made where it is not there
    #[arg(long, value_name = "FOLDER")]
    output: PathBuf,
    /// Column that holds the id (default: `id`, else the usual names)
    #[arg(long, value_name = "COLUMN")]
    id_column: Option<String>,
}

/// First line of every draft.
const DRAFT: &str = "DRAFT: read by nobody yet; take this line away when you have read it.\n\n";

pub fn run(args: &Args) -> Result<()> {
    let read = table::read(&args.input, &Options { id_column: args.id_column.clone(), ..Options::default() })?;
    let template =
        std::fs::read_to_string(&args.template).map_err(|e| Error::io("read the template", &args.template, e))?;
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let wrong = |e: minijinja::Error| {
        let line = e.line().map_or_else(String::new, |line| format!("line {line}: "));
        let what = e.detail().map_or_else(|| e.kind().to_string(), |detail| format!("{}: {detail}", e.kind()));
        let names: Vec<String> = read.names().iter().map(|n| format!("`{n}`")).collect();
        Error::new(ErrorKind::Format, format!("{line}{what}"))
            .file(&args.template)
            .hint(format!("the columns are {}", names.join(", ")))
    };
    environment.add_template("mail", &template).map_err(wrong)?;
    let mail = environment.get_template("mail").map_err(wrong)?;
    let decisions = match &args.decision {
        Some(_) => Some(read.text("decision", &args.input, "--decision")?),
        None => None,
    };
    let columns = read
        .names()
        .iter()
        .map(|name| Ok((name.clone(), read.text(name, &args.input, "the template")?)))
        .collect::<Result<Vec<(String, &[String])>>>()?;
    let (mut drafts, mut names) = (Vec::new(), BTreeSet::new());
    for (index, id) in read.ids().iter().enumerate() {
        if let (Some(wanted), Some(decisions)) = (&args.decision, decisions)
            && !decisions[index].trim().eq_ignore_ascii_case(wanted.trim())
        {
            continue;
        }
        let cells = columns.iter().map(|(name, values)| (name.as_str(), values[index].as_str()));
        let cells: Vec<(&str, Value)> =
            cells.chain([("id", id.as_str())]).map(|(name, value)| (name, Value::from(value))).collect();
        let column = ("column", Value::from_pairs(cells.clone()));
        let text = mail.render(Value::from_pairs(cells.into_iter().chain([column]))).map_err(wrong)?;
        let name: String =
            id.chars().map(|c| if c.is_alphanumeric() || "-_@.".contains(c) { c } else { '_' }).collect();
        let name = format!("{}.txt", name.trim_start_matches('.'));
        if !names.insert(name.to_lowercase()) {
            return Err(Error::new(
                ErrorKind::Value,
                format!("two applicants would have the draft {}", printable(&name)),
            )
            .file(&args.input)
            .row(index as u64 + 1)
            .hint("give every applicant an id of their own"));
        }
        drafts.push((name, text));
    }
    if drafts.is_empty() {
        return Err(Error::new(ErrorKind::Value, "no row has this decision")
            .file(&args.input)
            .hint("give --decision a word of the column decision"));
    }
    std::fs::create_dir_all(&args.output).map_err(|e| Error::io("make the folder", &args.output, e))?;
    for (name, text) in &drafts {
        files::write_whole(&args.output.join(name), format!("{DRAFT}{text}\n").as_bytes(), false)?;
    }
    common::print(&format!("{} drafts written to {}; nothing was sent\n", drafts.len(), args.output.display()))
}
