//! Lays out `data/lexicons/pos.txt` as the table that `src/features/errors/lexicon.rs` reads.
//!
//! Open addressing with linear probing over slots of eight bytes, little-endian: a fingerprint (the upper half
//! of the word's hash) and the set of readings. A slot of zeros is empty.

use std::path::Path;

/// Letters of the lexicon, in the order of the bits of `Tags` in `pos.rs`.
const LETTERS: &str = "npmcbsdegjrtaiDPOMCWUBH0123v";

/// Writes `OUT/pos.bin` from `LEXICON`; `hash` is the hash of a folded word.
///
/// # Errors
/// A lexicon that can't be read or that names an unknown reading, or a file that can't be written.
pub fn write(lexicon: &Path, out: &Path, hash: fn(&[u8]) -> u64) -> Result<(), String> {
    let text = std::fs::read_to_string(lexicon).map_err(|e| format!("{}: {e}", lexicon.display()))?;
    let count = text.lines().count();
    let slots = (count * 2).next_power_of_two();
    let mut table = vec![0u64; slots];
    for line in text.lines() {
        let Some((word, readings)) = line.split_once(' ') else { return Err(format!("no readings: {line}")) };
        let mut tags = 0u32;
        for letter in readings.chars() {
            let bit = LETTERS.find(letter).ok_or_else(|| format!("unknown reading {letter}: {line}"))?;
            tags |= 1 << bit;
        }
        let h = hash(word.as_bytes());
        let mut slot = h as usize & (slots - 1);
        while table[slot] != 0 {
            slot = (slot + 1) & (slots - 1);
        }
        table[slot] = (h >> 32) << 32 | u64::from(tags);
    }
    let bytes: Vec<u8> = table.iter().flat_map(|s| s.to_le_bytes()).collect();
    std::fs::write(out.join("pos.bin"), bytes).map_err(|e| e.to_string())
}
