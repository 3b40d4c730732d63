//! `shortlist holds`

use super::common;
use shortlist::error::{Result, printable};
use shortlist::ingest::Options;
use shortlist::record::{Key, holdings};
use std::path::PathBuf;

/// Shows what files, models and logs hold about an applicant
///
/// Looks into the same places as `forget` and changes nothing. For a table it says which rows and columns, for
/// a model which training tables (values and label under a hash), for a log which entries. With --log, evidence packs are
/// searched for the hash under which the log knows the applicant. Backups, browsers and copies elsewhere are not seen.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  shortlist holds N026 --in this-year.csv --in labels.csv --in pack.zip --model committee --log log.jsonl"
)]
pub struct Args {
    /// Id of the applicant
    #[arg(value_name = "ID")]
    id: String,
    /// File or folder to look into; may be given several times
    #[arg(long = "in", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Model file, or name of a model in models/; may be given several times
    #[arg(long, value_name = "M")]
    model: Vec<String>,
    /// Log to look into; its key must lie beside it; may be given several times
    #[arg(long, value_name = "FILE")]
    log: Vec<PathBuf>,
    /// Column that holds the id (default: `id`, else the usual names)
    #[arg(long, value_name = "COLUMN")]
    id_column: Option<String>,
}

pub fn run(args: &Args) -> Result<()> {
    let options =
        Options { id_column: args.id_column.clone(), or_id: true, without_letters: true, ..Options::default() };
    let hashes = args.log.iter().map(|log| Ok(Key::read(log)?.hash(&args.id))).collect::<Result<Vec<_>>>()?;
    let mut lines = Vec::new();
    let mut nothing = Vec::new();
    let mut put = |place: String, found: Vec<String>| {
        if found.is_empty() {
            nothing.push(place);
        } else {
            lines.extend(found.into_iter().map(|what| format!("{place}: {}\n", printable(&what))));
        }
    };
    for path in &args.files {
        let found = holdings::in_file(path, &args.id, &hashes, &options)?;
        put(path.display().to_string(), found.into_iter().collect());
    }
    for name in &args.model {
        let (found, has_table) = holdings::in_model(name, &args.id)?;
        if !has_table {
            common::say(
                "warning",
                &format!(
                    "{name} has no training table beside it, so it is not known whether it learnt from the applicant"
                ),
            );
        }
        put(name.clone(), found);
    }
    for log in &args.log {
        put(log.display().to_string(), holdings::in_log(log, &args.id)?);
    }
    for line in &lines {
        common::print(line)?;
    }
    for place in &nothing {
        common::print(&format!("{place}: nothing found\n"))?;
    }
    Ok(())
}
