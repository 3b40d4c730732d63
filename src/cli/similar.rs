//! `shortlist similar`

use super::common::{self, Reading};
use super::flagging::Comparing;
use shortlist::batch::{KeptLetters, KeptLettersWriter};
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::features::Settings;
use shortlist::files;
use shortlist::flags::similar::Similar;
use shortlist::ingest::Source;
use shortlist::report::similar::{self, json, terminal};
use std::path::{Path, PathBuf};

/// Finds letters that share text with each other or with an earlier year's, and shows the passages
///
/// Compares every letter with every other by runs of five words: case, punctuation, invisible characters and look-alike
/// letters make no difference. Text that many letters have counts as a template, not as copied. The passages
/// that two letters share stand between « and »; a .json output holds their places in both letters. It does not say who
/// wrote first, and no score depends on it. Memory: about 500 bytes a letter, near-copies among them; four a word and the
/// letters that share text are on disk meanwhile.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  shortlist similar data/sample/letters.csv\n  shortlist similar data/sample/letters-next.csv --earlier data/sample/letters.csv --similar 0.2 --output similar.json"
)]
pub struct Args {
    /// Table of applications; it is read twice, so standard input won't do
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// File to write (.json)
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Refuse to replace an existing file
    #[arg(long)]
    no_clobber: bool,
    #[command(flatten)]
    comparing: Comparing,
    #[command(flatten)]
    reading: Reading,
}

pub fn run(args: &Args) -> Result<()> {
    let fail = |path: &Path, what: &str, hint: &str| {
        Err(Error::new(ErrorKind::Setting, what.to_owned()).file(path).hint(hint))
    };
    let how = args.comparing.how()?;
    if let Some(path) = args.inputs().find(|p| *p == Path::new("-")) {
        return fail(path, "the letters are read twice", "save them to a file first");
    }
    if let Some(path) = args.output.as_deref().filter(|p| p.extension().is_none_or(|e| e != "json")) {
        return fail(path, "the ending is not known for letters that share text", "end the name in .json");
    }
    let outputs: Vec<&Path> = args.output.iter().map(PathBuf::as_path).collect();
    args.reading.check_outputs(&outputs, &args.inputs().collect::<Vec<_>>(), args.no_clobber)?;
    let settings = Settings::new(args.reading.topics()?, args.reading.as_of());
    let (mut runner, mut ids) = (args.reading.runner(), Vec::new());
    let source = runner.open(&args.input)?;
    let (alike, seen) = runner.similar(source, &how, |id, _| {
        ids.push(id.to_owned());
        Ok(())
    })?;
    common::say_unscored(&seen.input.unusable, seen.input.rows);
    let ids: Vec<&str> = (0..alike.count()).map(|letter| alike.name(letter, |own| &ids[own])).collect();
    let found = &alike.similar;
    let letters = read_again(args, found, ids.len())?;
    let what = similar::Compared { similar: found, ids: &ids, letters: &letters };
    if let Some(path) = &args.output {
        let mut facts = common::run_facts("similar", seen.input, None, &args.reading, &settings);
        facts.settings.extend(args.comparing.facts());
        files::make_whole(path, args.no_clobber, |file| json(&what, &facts, |bytes| file.write(bytes)))?;
    }
    common::print(&terminal(&what, common::width().into())?)?;
    let alike = found.flagged().count();
    common::print(&format!("{alike} of {} letters share text\n", ids.len()))
}

impl Args {
    fn inputs(&self) -> impl Iterator<Item = &Path> {
        std::iter::once(self.input.as_path()).chain(self.comparing.inputs())
    }
}

/// The letters whose passages are shown, by number, on disk: they were not kept.
fn read_again(args: &Args, found: &Similar, letters: usize) -> Result<KeptLetters> {
    let shown = if args.output.is_some() { similar::WITH_PASSAGES } else { similar::PAIRS };
    let mut wanted = vec![false; letters];
    for cluster in &found.clusters {
        for pair in found.pairs(cluster)?.iter().take(shown) {
            (wanted[pair.first], wanted[pair.second]) = (true, true);
        }
    }
    let last = wanted.iter().rposition(|is_wanted| *is_wanted);
    let mut letters = KeptLettersWriter::new()?;
    let mut number = 0;
    for (index, path) in args.inputs().enumerate() {
        if last.is_none_or(|last| number > last) {
            break;
        }
        for application in Source::open(path, &args.reading.options())? {
            let letter = application?.letter.ok();
            // Rows of an earlier year without a letter were not counted.
            let counts = index == 0 || letter.is_some();
            if let Some(letter) = letter.filter(|_| wanted.get(number) == Some(&true)) {
                letters.push(number as u64, &letter)?;
            }
            number += usize::from(counts);
        }
    }
    letters.finish()
}
