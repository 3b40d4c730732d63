//! Lays out what the cloze models ask of each word of the lexicon, and checks that their tables fit it.

#[path = "../src/features/errors/cloze/tables.rs"]
#[allow(dead_code)]
mod tables;

use crate::lexicon::hash::hash_word;
use crate::lexicon::inflection::Inflection;
use std::collections::BTreeMap;
use std::path::Path;
use tables::Tables;

const HELP: &str =
    "make the tables anew: move data/cloze/tables.bin away and run the example make_cloze, whose head says how";

/// The words of `ARTICLES_AND_PREPOSITIONS` in `src/lexicon/inflection.rs`; `an` goes with `a`.
const CLOSED: [(&str, u16); 14] = [
    ("a", 1),
    ("an", 1),
    ("the", 2),
    ("in", 3),
    ("on", 4),
    ("at", 5),
    ("of", 6),
    ("for", 7),
    ("to", 8),
    ("with", 9),
    ("from", 10),
    ("by", 11),
    ("about", 12),
    ("into", 13),
];

fn key(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// The mark of a word whose letters must be looked at, `Forms::SHORT` in `src/lexicon/inflection.rs`.
const SHORT: u16 = 1 << 13;

/// Writes `cloze.bin`, the tables, and `inflections.bin`, sixteen bytes for each word in the order of their numbers.
/// `letters` are the words by their hashes.
///
/// # Errors
/// Tables that can't be read, or that were made for another lexicon.
pub fn lay_out(
    path: &Path,
    out: &Path,
    order: &[u64],
    letters: &BTreeMap<u64, String>,
    inflections: &BTreeMap<u64, Inflection>,
) -> Result<(), String> {
    // Without tables the program can be built that makes them.
    let bytes = std::fs::read(path).unwrap_or_default();
    let found = Tables::read(&bytes);
    if bytes.is_empty() {
        println!(
            "cargo::warning=data/cloze/tables.bin is missing: no errors are found by which word belongs at a place"
        );
    } else if found.is_none() {
        return Err(format!("data/cloze/tables.bin can't be read; {HELP}"));
    }
    let tables = found.unwrap_or_default();
    let mut rows = vec![0u8; 16];
    // Words by key, with the letters of one that does not fit. (Two words in a hundred thousand share a key.)
    let mut missing: BTreeMap<u32, &str> =
        tables.words.iter().map(|w| (u32::from_le_bytes([w[0], w[1], w[2], w[3]]), "")).collect();
    for hash in order {
        let word = letters.get(hash).map_or("", String::as_str);
        let Inflection { noun, verb, forms } = inflections.get(hash).copied().unwrap_or_default();
        let closed = CLOSED.iter().find(|(closed, _)| *closed == word).map_or(0, |(_, number)| *number);
        let (noun, verb) = (if noun == 0 { 0 } else { key(noun) }, if verb == 0 { 0 } else { key(verb) });
        let own = tables.word(key(*hash)).filter(|(_, check)| {
            let fits = *check == tables::check(noun, verb, forms);
            if fits {
                missing.remove(&key(*hash));
            } else if let Some(letters) = missing.get_mut(&key(*hash)) {
                *letters = word;
            }
            fits
        });
        let row = match own {
            Some((row, _)) => row,
            None if bytes.is_empty() => 0,
            None => tables.by_ending(word.as_bytes(), false, |ending| key(hash_word(ending))),
        };
        rows.extend(noun.to_le_bytes());
        rows.extend(verb.to_le_bytes());
        let mut suffix = [0; 4];
        let tail = word.as_bytes().last_chunk::<3>().map_or(word.as_bytes(), |last| last);
        suffix[..tail.len()].copy_from_slice(tail);
        let short = if tail.is_empty() || tail.contains(&b'\'') { SHORT } else { 0 };
        rows.extend(suffix);
        rows.extend((forms | closed << 9 | short).to_le_bytes());
        rows.extend(row.to_le_bytes());
    }
    if let Some(word) = missing.values().max() {
        let count = missing.len();
        return Err(format!(
            "data/cloze/tables.bin knows {count} words as other forms than the lexicon, or the lexicon has lost them ({word}); {HELP}"
        ));
    }
    std::fs::write(out.join("inflections.bin"), rows).expect("OUT_DIR can be written");
    std::fs::write(out.join("cloze.bin"), bytes).expect("OUT_DIR can be written");
    Ok(())
}
