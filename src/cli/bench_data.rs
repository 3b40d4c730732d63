//! `shortlist bench-data`

use rand::{Rng, SeedableRng, seq::IndexedRandom};
use rand_xoshiro::Xoshiro256PlusPlus;
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::ingest::{Options, Source};
use shortlist::parallel::{Load, in_order};
use shortlist::report::OutputFormat;
use shortlist::report::table::{Cell, Encoder, Kind, TableColumn, TableWriter};
use shortlist::text::Document;
use std::path::PathBuf;

/// Made-up letters to measure speed with
///
/// Each letter is drawn from the sentences of IN until it is long enough, with typing errors drawn into its words. No
/// two are alike, since a processor learns a letter that comes again. The same seed gives the same bytes, and the
/// first letters of a longer file are those of a shorter one. They mean nothing: never train on them.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  shortlist bench-data --letters 200000 --seed 1 --output letters.csv")]
pub struct Args {
    /// Table whose letters' sentences are drawn from
    #[arg(value_name = "IN", default_value = "data/sample/letters.csv")]
    input: PathBuf,
    /// Letters to make
    #[arg(long, value_name = "N")]
    letters: u64,
    /// Seed of the draws
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Least length of a letter
    #[arg(long, value_name = "BYTES", default_value_t = 4_300)]
    bytes: usize,
    /// Typing errors per 100 words, on average
    #[arg(long, value_name = "N", default_value_t = 1.0)]
    errors: f64,
    #[arg(long, value_name = "OUT", help = super::common::table_help(", or - for CSV on standard output"))]
    output: PathBuf,
}

pub fn run(args: &Args) -> Result<()> {
    if !(0.0..=100.0).contains(&args.errors) || args.bytes == 0 {
        return Err(Error::new(ErrorKind::Setting, "expected 0 to 100 errors per 100 words and at least 1 byte"));
    }
    let sentences = sentences(&args.input)?;
    let columns = ["id", "letter", "country", "year"].map(|name| TableColumn::new(name, Kind::Text));
    let encoder = Encoder::new(OutputFormat::of(&args.output)?, columns.to_vec());
    let mut writer = TableWriter::create(&args.output, &encoder, false)?;
    let make = |numbers: Vec<u64>| {
        let letters: Vec<String> = numbers.iter().map(|n| letter(args, *n, &sentences)).collect();
        let rows: Vec<Vec<Cell<'_>>> = numbers
            .iter()
            .zip(&letters)
            .map(|(n, letter)| {
                let country = ["AM", "BR", "IN", "KE", "NL", "VN"][(n % 6) as usize];
                let year = (1990 + n % 17).to_string();
                vec![Cell::text(format!("B{n:08}")), Cell::text(letter.as_str()), Cell::text(country), Cell::text(year)]
            })
            .collect();
        encoder.encode(&rows)
    };
    in_order(
        (0..args.letters).map(Ok),
        Load::default(),
        |_| args.bytes,
        || (),
        |(), numbers| make(numbers),
        |chunk| writer.write(chunk?),
    )?;
    writer.finish()
}

/// Every sentence of every letter that can be read.
fn sentences(input: &std::path::Path) -> Result<Vec<String>> {
    let mut sentences = Vec::new();
    for application in Source::open(input, &Options::default())? {
        if let Ok(letter) = application?.letter {
            let doc = Document::whole(&letter);
            sentences.extend((0..doc.sentences.len()).map(|s| doc.sentence_text(s).to_owned()));
        }
    }
    if sentences.is_empty() {
        return Err(Error::new(ErrorKind::Value, "there is no sentence to draw from").file(input));
    }
    Ok(sentences)
}

/// Letter `number`: it depends on the seed and on its number, and on no other letter.
fn letter(args: &Args, number: u64, sentences: &[String]) -> String {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(args.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number);
    let mut letter = String::with_capacity(args.bytes + 500);
    while letter.len() < args.bytes {
        let Some(sentence) = sentences.choose(&mut random) else { break };
        for (index, word) in sentence.split(' ').enumerate() {
            if index > 0 {
                letter.push(' ');
            }
            if random.random::<f64>() * 100.0 < args.errors {
                mistype(word, &mut random, &mut letter);
            } else {
                letter.push_str(word);
            }
        }
        letter.push_str(if random.random_range(0..6) == 0 { "\n\n" } else { " " });
    }
    letter
}

/// A word with two letters swapped, or one left out, doubled or replaced.
fn mistype(word: &str, random: &mut impl Rng, out: &mut String) {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 || !letters.iter().all(char::is_ascii_alphabetic) {
        out.push_str(word);
        return;
    }
    let at = random.random_range(1..letters.len() - 1);
    match random.random_range(0..4) {
        0 => letters.swap(at, at + 1),
        1 => {
            letters.remove(at);
        }
        2 => letters.insert(at, letters[at]),
        _ => letters[at] = char::from(b'a' + random.random_range(0..26_u8)),
    }
    out.extend(letters);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_depend_on_seed_and_number_alone() {
        let sentences = vec!["I study quadrotors every day.".to_owned(), "They fly.".to_owned()];
        let args =
            |seed| Args { input: PathBuf::new(), letters: 2, seed, bytes: 300, errors: 10.0, output: PathBuf::new() };
        assert_eq!(letter(&args(1), 7, &sentences), letter(&args(1), 7, &sentences));
        assert_ne!(letter(&args(1), 7, &sentences), letter(&args(1), 8, &sentences));
        assert_ne!(letter(&args(1), 7, &sentences), letter(&args(2), 7, &sentences));
        assert!(letter(&args(1), 7, &sentences).len() >= 300);
    }
}
