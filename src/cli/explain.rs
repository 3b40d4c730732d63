//! `shortlist explain`

use super::common::{self, Reading};
use super::flagging::Inspecting;
use shortlist::error::{Error, ErrorKind, Result, printable};
use shortlist::ingest::{Application, Lookup};
use shortlist::rank::{Assessed, Assessor};
use shortlist::report::explain::{Explained, WhatIf, applicant, committee, committee::Paint, interview, machine};
use shortlist::text::LetterReader;
use std::path::PathBuf;

/// Explains an applicant's score, with the quoted words
///
/// For the committee (the default): the score as the sum that it is, the base, what each feature adds, and the passages
/// of the letter that each value rests on (highlighted on a terminal, between « and » in a pipe). For the applicant: a
/// draft in full sentences, about their own letter alone, that says what was read, the main reasons each way and why they
/// count, what the score is for and how to ask for a person; its first line says that the committee reviews it first.
/// For an interview: what the letter states that a conversation can check, without a score. For a machine: all of it as
/// JSON. --what-if shows how the score would move if one value were another and all else stayed as it is (columns that
/// hang together, such as breadth and the topics, don't move together).
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  shortlist explain data/sample/letters.csv --id S001 --as-of 2026-03-01\n  shortlist explain data/sample/letters.csv --id S001 --as-of 2026-03-01 --what-if experience_years=3\n  shortlist explain data/sample/letters.csv --id S001 --as-of 2026-03-01 --for applicant --contact review@school.example"
)]
pub struct Args {
    /// Table of applications, or - for CSV on standard input
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// Id of the applicant; a part of it, a name or `row 12` will do if it fits only one applicant
    #[arg(long)]
    id: String,
    /// Model file, or name of a model in models/ (default: the sample model)
    #[arg(long)]
    model: Option<String>,
    /// Who will read it
    #[arg(long = "for", value_name = "READER", default_value = "committee")]
    reader: Reader,
    /// Show the score with another value of a column (=none for a letter that gives none); may be given several times
    #[arg(long, value_name = "COLUMN=VALUE")]
    what_if: Vec<String>,
    /// Where the applicant can ask for a person, with --for applicant
    #[arg(long, value_name = "ADDRESS")]
    contact: Option<String>,
    #[command(flatten)]
    inspecting: Inspecting,
    #[command(flatten)]
    reading: Reading,
}

/// Who reads an explanation.
#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum Reader {
    /// All of it, as a sum
    Committee,
    /// A letter in plain words
    Applicant,
    /// What the letter states that a conversation can check, without a score
    Interview,
    /// JSON
    Machine,
}

/// Columns of a letter to an applicant: it will be pasted into a message.
const LETTER_WIDTH: usize = 78;

pub fn run(args: &Args) -> Result<()> {
    if args.reader == Reader::Applicant && !args.what_if.is_empty() {
        return Err(Error::new(ErrorKind::Setting, "--what-if can't be used in a letter to an applicant")
            .hint("leave it out, or write for the committee"));
    }
    if args.reader != Reader::Applicant && args.contact.is_some() {
        return Err(
            Error::new(ErrorKind::Setting, "--contact is for a letter to an applicant").hint("add --for applicant")
        );
    }
    let model = common::find_model(args.model.as_deref())?;
    let (assessor, _) = common::assessor(&args.reading, &model.model)?;
    let assessor = assessor.with_inspector(args.inspecting.inspector(&args.reading.rules()?)?);
    let source = args.reading.runner().open(&args.input)?;
    let mut lookup = Lookup::new(&args.id, source.columns());
    for application in source {
        lookup.look(application?);
    }
    let (found, said) = lookup.finish().map_err(|e| e.file(&args.input))?;
    said.iter().for_each(|said| common::say("note", said));
    if let Some(notice) = &model.model.notice {
        common::say("warning", notice);
    }
    if let Some(said) = args.inspecting.other_prompt(&model.model)? {
        common::say("warning", &said);
    }
    for application in &found {
        common::print(&explanation(args, &assessor, application)?)?;
    }
    Ok(())
}

/// The explanation of one application, for its reader.
fn explanation(args: &Args, assessor: &Assessor, application: &Application) -> Result<String> {
    let text = match &application.letter {
        Ok(text) => text,
        Err(reason) => return Ok(unscored(args.reader, application, &reason.to_string())),
    };
    let mut assessed = Assessed::default();
    assessor.assess_application(application, true, &mut LetterReader::default(), &mut assessed);
    let what_if = match args.what_if.as_slice() {
        [] => None,
        changes => Some(WhatIf::new(assessor, &assessed, changes)?),
    };
    let explained = Explained {
        assessor,
        id: &application.id,
        row: application.row,
        letter: text,
        assessed: &assessed,
        what_if: what_if.as_ref(),
    };
    let paint = match anstream::AutoStream::choice(&std::io::stdout()) {
        anstream::ColorChoice::Never => Paint::Plain,
        _ => Paint::Colour,
    };
    Ok(match args.reader {
        Reader::Committee => committee::letter(&explained, paint, common::width().into()),
        Reader::Applicant => applicant::letter(&explained, args.contact.as_deref(), LETTER_WIDTH),
        Reader::Interview => interview::claims(&explained, LETTER_WIDTH),
        Reader::Machine => format!("{:#}\n", machine::value(&explained)),
    })
}

/// What is said of a letter that has no score.
fn unscored(reader: Reader, application: &Application, reason: &str) -> String {
    match reader {
        Reader::Committee | Reader::Interview => {
            format!("{}: no score, because {reason}\n", printable(&application.id))
        }
        Reader::Applicant => format!(
            "{}\n\nThe program that orders the letters could not read yours (application {}):\n{}.\nPeople read it as it is.\n",
            applicant::DRAFT,
            printable(&application.id),
            printable(reason)
        ),
        Reader::Machine => format!(
            "{:#}\n",
            serde_json::json!({ "id": application.id, "row": application.row, "score": null, "reason": reason })
        ),
    }
}
