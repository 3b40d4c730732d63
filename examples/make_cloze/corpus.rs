//! Texts whose words stand apart by blanks, as the models see them.

use shortlist::features::cloze::cell::{Cell, Written};
use shortlist::features::cloze::tables::{Tables, fixed};
use shortlist::lexicon::{Inflection, WordId, key};
use shortlist::text::Shape;
use shortlist::text::hash::{fold_into, hash_word};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Cells before and after a sentence.
pub const PADS: usize = 4;

/// The lines of a packed file, each without what stands before its tab.
pub fn sentences(path: &Path) -> Vec<String> {
    let mut text = String::new();
    let file = File::open(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.lines().filter_map(|l| l.split_once('\t')).map(|(_, sentence)| sentence.to_owned()).collect()
}

/// The row of a token that is no word; none for a word.
pub fn mark(token: &str) -> Option<u16> {
    Some(match token {
        "," => fixed::COMMA,
        "." | "!" | "?" | "..." | "\u{2026}" => fixed::STOP,
        ";" | ":" | "-" | "--" | "\u{2013}" | "\u{2014}" => fixed::COLON,
        "(" | "[" | "{" | "-LRB-" => fixed::OPEN,
        ")" | "]" | "}" | "-RRB-" => fixed::CLOSE,
        "\"" | "``" | "''" | "\u{201c}" | "\u{201d}" | "\u{2018}" | "`" => fixed::QUOTE,
        "'" | "\u{2019}" => fixed::APOSTROPHE,
        _ if token.starts_with(|c: char| c.is_alphabetic() || c == '\'' || c == '\u{2019}') => return None,
        _ if token.starts_with(|c: char| c.is_ascii_digit()) => fixed::NUMBER,
        _ => fixed::SYMBOL,
    })
}

/// How a token is written.
pub fn shape(token: &str) -> Shape {
    let uppers = token.chars().filter(|c| c.is_uppercase()).count();
    let letters = token.chars().filter(|c| c.is_alphabetic()).count();
    let first = token.chars().next().is_some_and(char::is_uppercase);
    if uppers == 0 {
        Shape::Lower
    } else if first && uppers == 1 {
        Shape::Capitalised
    } else if uppers >= letters - usize::from(token.ends_with('s')) {
        Shape::Upper
    } else {
        Shape::Mixed
    }
}

/// The hash of a token's folded form.
pub fn hash_of(token: &str) -> u64 {
    let mut folded = String::new();
    fold_into(token, &mut folded);
    hash_word(folded.as_bytes())
}

/// What the lexicon and the new tables know of a word.
pub fn known(hash: u64, letters: &[u8], tables: &Tables<'_>) -> Inflection {
    let id = WordId::of(hash);
    let by_ending = || if id == WordId::NONE { 0 } else { ending(letters, tables) };
    let readings = tables.word(key(hash)).map_or_else(by_ending, |(row, _)| row);
    Inflection { readings, ..Inflection::of(id) }
}

fn ending(letters: &[u8], tables: &Tables<'_>) -> u16 {
    tables.by_ending(&letters.to_ascii_lowercase(), false, |ending| key(hash_word(ending)))
}

/// Appends a sentence's cells, with [`PADS`] before it; `index` counts its tokens.
pub fn add<'s>(tokens: impl Iterator<Item = &'s str>, tables: &Tables<'_>, cells: &mut Vec<Cell>) {
    cells.extend([Cell::PAD; PADS]);
    let start = cells.len();
    let mut first = true;
    for (index, token) in tokens.enumerate() {
        match mark(token) {
            Some(fixed::NUMBER) => cells.push(Cell::number_word(token.as_bytes(), index)),
            Some(_) if cells.len() == start => {}
            Some(row) => {
                // Of several marks between two words one counts.
                let last = cells.len() - 1;
                if !cells[last].is_mark() {
                    cells.push(Cell::mark(row, index));
                } else if fixed::weight(row) < fixed::weight(cells[last].row) {
                    cells[last] = Cell::mark(row, index);
                }
            }
            None => {
                let part = token.rsplit('-').next().unwrap_or(token);
                let (compound, part) = if part.is_empty() { (false, token) } else { (part.len() < token.len(), part) };
                let hash = hash_of(part);
                let letters = part.as_bytes();
                let word =
                    Written { known: known(hash, letters, tables), hash, letters, shape: shape(part), first, compound };
                cells.push(Cell::word(&word, tables).at(index));
                first = false;
            }
        }
    }
    if cells.len() > start && cells.last().is_some_and(|last| last.row != fixed::STOP) {
        cells.push(Cell::mark(fixed::STOP, usize::MAX));
    }
}
