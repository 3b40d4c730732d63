//! Messages on standard error.

use shortlist::error::printable;
use shortlist::rank::Unscored;
use std::io::Write;

/// A message to the person, on standard error.
pub fn say(kind: &str, text: &str) {
    // Nowhere to report that standard error is closed.
    let _ = writeln!(std::io::stderr(), "{kind}: {}", printable(text));
}

/// Lists the rows that have no score, the first few by name.
pub fn say_unscored(unscored: &[Unscored], rows: u64) {
    const SHOWN: usize = 10;
    if unscored.is_empty() {
        return;
    }
    say("warning", &format!("{} of {rows} rows could not be scored; they are kept and listed:", unscored.len()));
    for u in unscored.iter().take(SHOWN) {
        say("warning", &format!("  row {} (id {}): {}", u.row, u.id, u.reason));
    }
    if unscored.len() > SHOWN {
        say("warning", &format!("  … and {} more (all of them are in the run facts)", unscored.len() - SHOWN));
    }
}
