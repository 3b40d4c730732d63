//! `shortlist label-next`

use super::common::{self, Reading};
use shortlist::batch::InputFacts;
use shortlist::error::{Error, ErrorKind, Result, printable};
use shortlist::model::query::most_informative;
use shortlist::model::registry::{Registry, hashed};
use shortlist::report::table::{Cell, Encoder, Kind, TableColumn, TableWriter};
use shortlist::stats::random::Random;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Says which letters to label next
///
/// Lists the N letters whose labels would teach the model most: those it is unsure of, and unlike each other (greedy
/// D-optimal design). Beside them stand N letters drawn at random from the rest. Label both: the chosen ones teach a
/// little more, and only the random ones show without bias how good the model is. Letters that the model has learnt
/// from are left out, where its training table is at hand.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  shortlist label-next data/sample/letters-next.csv --model sample -n 10 --as-of 2027-03-01 --output label-next.csv"
)]
pub struct Args {
    /// Table of applications, or - for CSV on standard input
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// Model file, or name of a model in models/
    #[arg(long)]
    model: String,
    /// Letters in each of the two lists
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    number: usize,
    /// Seed of the random list
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Table to write: id, list (informative or random), score, information
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Refuse to replace an existing file
    #[arg(long)]
    no_clobber: bool,
    #[command(flatten)]
    reading: Reading,
}

pub fn run(args: &Args) -> Result<()> {
    if args.number == 0 {
        return Err(Error::new(ErrorKind::Setting, "0 letters are too few").hint("give -n 20"));
    }
    let format = args.output.as_deref().map(common::table_format).transpose()?;
    let outputs: Vec<_> = args.output.iter().map(PathBuf::as_path).collect();
    args.reading.check_outputs(&outputs, &[&args.input, args.model.as_ref()], args.no_clobber)?;
    let model = common::find_model(Some(&args.model))?;
    let (assessor, settings) = common::assessor(&args.reading, &model.model)?;
    let measured = args.reading.runner().measure(&args.input, assessor.measurer())?;
    let known = known(&args.model);
    let (mut ids, mut rows, mut scores) = (Vec::new(), Vec::new(), Vec::new());
    let all = measured.rows.len();
    for (id, values) in measured.rows {
        if known.as_ref().is_some_and(|(salt, hashes)| hashes.contains(&hashed(salt, &id))) {
            continue;
        }
        ids.push(id);
        scores.push(assessor.scorer().score(&values).probability());
        rows.push(assessor.scorer().places().iter().map(|p| values[*p]).collect::<Vec<_>>());
    }
    if ids.len() < all {
        common::say("note", &format!("{} letters are left out: the model has learnt from them", all - ids.len()));
    }
    let chosen = most_informative(&model.model, &rows, args.number);
    let taken: BTreeSet<usize> = chosen.iter().map(|(i, _)| *i).collect();
    // The draw should not depend on the order of the rows.
    let mut rest: Vec<usize> = (0..ids.len()).filter(|i| !taken.contains(i)).collect();
    rest.sort_by(|a, b| ids[*a].cmp(&ids[*b]));
    let drawn: Vec<usize> =
        Random::new(args.seed).choose(rest.len(), args.number).into_iter().map(|i| rest[i]).collect();
    if let Some(notice) = &model.model.notice {
        common::say("warning", notice);
    }
    if let (Some(path), Some(format)) = (&args.output, format) {
        let columns = vec![
            TableColumn::new("id", Kind::Text),
            TableColumn::new("list", Kind::Text),
            TableColumn::new("score", Kind::Number),
            TableColumn::new("information", Kind::Number),
        ];
        let row = |i: usize, list: &'static str, gain: Option<f64>| {
            vec![Cell::text(ids[i].as_str()), Cell::text(list), Cell::Number(Some(scores[i])), Cell::Number(gain)]
        };
        let mut table: Vec<_> = chosen.iter().map(|(i, gain)| row(*i, "informative", Some(*gain))).collect();
        table.extend(drawn.iter().map(|i| row(*i, "random", None)));
        let encoder = Encoder::new(format, columns);
        let mut writer = TableWriter::create(path, &encoder, args.no_clobber)?;
        writer.write(encoder.encode(&table)?)?;
        writer.finish()?;
        let input = InputFacts { unusable: Vec::new(), ..measured.input };
        let mut facts = common::run_facts("label-next", input, Some(&model), &args.reading, &settings);
        facts.settings.insert("number".into(), args.number.into());
        facts.settings.insert("seed".into(), args.seed.into());
        common::write_facts(path, &facts, args.no_clobber)?;
        if path.as_path() == Path::new("-") {
            return Ok(());
        }
    }
    let mut text = format!("{:>4}  most informative           at random\n", "");
    for place in 0..chosen.len().max(drawn.len()) {
        let name = |i: Option<usize>| i.map_or(String::new(), |i| format!("{} ({:.2})", printable(&ids[i]), scores[i]));
        let (a, b) = (chosen.get(place).map(|c| c.0), drawn.get(place).copied());
        text.push_str(format!("{:>4}  {:<25}  {}", place + 1, name(a), name(b)).trim_end());
        text.push('\n');
    }
    common::print(&text)
}

/// The salt and the hashed ids of the training table, where it is at hand.
fn known(model: &str) -> Option<(String, BTreeSet<String>)> {
    let registry = Registry::find(model).ok()?;
    let entry = registry.load(&registry.current().ok()?).ok()?;
    Some((entry.record.salt, entry.table.rows.into_iter().map(|r| r.id).collect()))
}
