//! Counts what harper-core (a grammar checker) finds in the letters of a CSV, on one thread: `harper-peer letters.csv 20`.

use harper_core::linting::{LintGroup, Linter};
use harper_core::spell::FstDictionary;
use harper_core::{Dialect, Document};
use std::time::Instant;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().expect("a CSV file with a column `letter`");
    let most: usize = arguments.next().map_or(usize::MAX, |n| n.parse().expect("a number of letters"));
    let mut reader = csv::Reader::from_path(path).expect("the file can be read");
    let column = reader.headers().expect("it has a header").iter().position(|h| h == "letter").expect("and letters");
    let mut linter = LintGroup::new_curated(FstDictionary::curated(), Dialect::American);
    let (mut letters, mut found) = (0, 0);
    // Made ready before the clock starts: a dictionary that is loaded once is not what a letter costs.
    let _ = linter.lint(&Document::new_plain_english_curated("It works."));
    let start = Instant::now();
    for record in reader.records().take(most) {
        let record = record.expect("the file is a table");
        found += linter.lint(&Document::new_plain_english_curated(&record[column])).len();
        letters += 1;
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("harper-core: {letters} letters, {:.3} ms a letter, {found} findings", 1e3 * seconds / f64::from(letters));
}
