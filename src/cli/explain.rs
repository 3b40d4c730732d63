//! `shortlist explain`

use super::common::{self, Reading};
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::report::explain::{Paint, letter};
use shortlist::text::Document;
use std::path::PathBuf;

/// Why this applicant has this score, with the quoted words
///
/// Shows the score as the sum that it is: the base, what each feature adds, and the passages of the letter that each
/// value rests on (highlighted on a terminal, between « and » in a pipe).
#[derive(clap::Args)]
#[command(after_help = "Example:\n  shortlist explain data/sample/letters.csv --id S001 --as-of 2026-03-01")]
pub struct Args {
    /// Table of applications, or - for CSV on standard input
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// Id of the applicant
    #[arg(long)]
    id: String,
    /// Model file, or name of a model in models/ (default: the sample model)
    #[arg(long)]
    model: Option<String>,
    #[command(flatten)]
    reading: Reading,
}

pub fn run(args: &Args) -> Result<()> {
    let model = common::find_model(args.model.as_deref())?;
    let (assessor, _) = common::assessor(&args.reading, &model.model)?;
    let mut found = Vec::new();
    for application in args.reading.open(&args.input)? {
        let application = application?;
        if application.id == args.id {
            found.push(application);
        }
    }
    if found.is_empty() {
        return Err(Error::new(ErrorKind::Value, format!("no applicant has the id {}", args.id))
            .file(&args.input)
            .way_out("check the id, or name its column with --id-column"));
    }
    if found.len() > 1 {
        common::say("warning", &format!("{} rows have the id {}; each is explained", found.len(), args.id));
    }
    if let Some(notice) = &model.model.notice {
        common::say("warning", notice);
    }
    let paint = match anstream::AutoStream::choice(&std::io::stdout()) {
        anstream::ColorChoice::Never => Paint::Plain,
        _ => Paint::Colour,
    };
    for application in &found {
        match &application.letter {
            Ok(text) => {
                let assessed = assessor.assess(&Document::new(text), true);
                common::print(&letter(&assessor, application, text, &assessed, paint))?;
            }
            Err(reason) => common::print(&format!(
                "{}: no score, because {reason}\n",
                shortlist::error::printable(&application.id)
            ))?,
        }
    }
    Ok(())
}
