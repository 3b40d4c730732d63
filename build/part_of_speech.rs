//! Reads `data/lexicons/pos.txt`: the parts of speech that each word can be.

use std::collections::BTreeMap;
use std::path::Path;

/// Letters of the lexicon, in the order of the bits of `Tags` in `part_of_speech.rs`.
const LETTERS: &str = "npmcbsdegjrtaiDPOMCWUBH0123v";

/// The part-of-speech tags of each word.
///
/// # Errors
/// A lexicon that can't be read or that names an unknown tag.
pub fn read(lexicon: &Path) -> Result<BTreeMap<String, u32>, String> {
    let text = std::fs::read_to_string(lexicon).map_err(|e| format!("{}: {e}", lexicon.display()))?;
    let mut all = BTreeMap::new();
    for line in text.lines() {
        let Some((word, readings)) = line.split_once(' ') else { return Err(format!("no tags: {line}")) };
        let mut tags = 0u32;
        for letter in readings.chars() {
            let bit = LETTERS.find(letter).ok_or_else(|| format!("unknown tag {letter}: {line}"))?;
            tags |= 1 << bit;
        }
        all.insert(word.to_owned(), tags);
    }
    Ok(all)
}
