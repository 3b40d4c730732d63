//! Lays out the word lists of `data/lexicons` as tables, so that nothing is parsed when the program starts.

#[path = "src/text/hash.rs"]
#[allow(dead_code, missing_docs)]
mod hash;
#[path = "src/features/errors/table.rs"]
#[allow(dead_code)]
mod table;

#[path = "build/pos.rs"]
mod pos;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Bits of a word's byte, as `src/features/errors/lexicon.rs` reads them.
const NAME: u8 = 1 << 3;
const CAPITAL: u8 = 1 << 4;
const DOUBTFUL: u8 = 1 << 5;
const CONFUSABLE: u8 = 1 << 6;
const WORD: u8 = 1 << 7;

/// Words at least this common are told by their consonants, see [`table::skeleton`].
const SKELETON_LEVEL: u8 = 3;

/// Frequency from which a word is not judged by its neighbours: eighths of a binary logarithm, see `frequent.txt`.
const MOST_COMMON: u16 = 243;

/// Blocks of a large filter, eight bytes each: a power of two, about a block for eight entries.
const BLOCKS: usize = 1 << 14;
/// Blocks of the filters of words that a misspelt one may be near to, by the least level of their words.
const NEAR_BLOCKS: [(u8, usize); 2] = [(1, 1 << 17), (3, 1 << 15)];

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    let lists = root.join("data/lexicons");
    for path in ["build.rs", "build/pos.rs", "data/lexicons", "src/text/hash.rs", "src/features/errors/table.rs"] {
        println!("cargo::rerun-if-changed={path}");
    }
    let readings = pos::read(&lists.join("pos.txt"), hash::hash_word).expect("data/lexicons/pos.txt can be read");
    words(&lists, &readings, &out);
}

/// The lines of a list without its comments.
fn lines(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).map(str::to_owned).collect()
}

/// Hash of a word's folded form.
fn hash_of(word: &str) -> u64 {
    let mut folded = String::new();
    hash::fold_into(word, &mut folded);
    hash::hash_word(folded.as_bytes())
}

fn words(lists: &Path, readings: &BTreeMap<u64, u32>, out: &Path) {
    let mut entries = BTreeMap::<u64, u8>::new();
    let mut skeletons = BTreeMap::<u64, u8>::new();
    let mut letters = BTreeMap::<u64, String>::new();
    for line in lines(&lists.join("words.txt")) {
        let (word, class) = line.split_once(' ').unwrap_or_else(|| panic!("words.txt: {line}"));
        let level = class.as_bytes()[0].wrapping_sub(b'0') & 7;
        if let Some((letters, len)) = table::skeleton(word.as_bytes()).filter(|_| level >= SKELETON_LEVEL) {
            skeletons.insert(hash::hash_word(&letters[..len]), 1);
        }
        letters.insert(hash_of(word), word.to_lowercase());
        *entries.entry(hash_of(word)).or_default() |= WORD | level | if class.ends_with('?') { DOUBTFUL } else { 0 };
    }
    lay_out(&skeletons, &out.join("skeletons.bin"));
    for name in lines(&lists.join("names.txt")) {
        *entries.entry(hash_of(&name)).or_default() |= NAME;
    }
    for name in lines(&lists.join("capitals.txt")) {
        letters.insert(hash_of(&name), name.to_lowercase());
        *entries.entry(hash_of(&name)).or_default() |= NAME | CAPITAL;
    }

    // Words written for one another: each with the hashes of what could be meant.
    let frequency: BTreeMap<String, u16> = lines(&lists.join("frequent.txt"))
        .iter()
        .filter_map(|l| l.split_once(' '))
        .map(|(word, n)| (word.to_owned(), n.parse().expect("frequent.txt holds numbers")))
        .collect();
    let groups: Vec<Vec<String>> =
        lines(&lists.join("confusions.txt")).iter().map(|l| l.split(' ').map(str::to_owned).collect()).collect();
    let mut meant = BTreeMap::<&str, Vec<&str>>::new();
    for group in &groups {
        for word in group {
            let others = meant.entry(word).or_default();
            others.extend(group.iter().map(String::as_str).filter(|o| *o != word));
            others.sort_unstable();
            others.dedup();
        }
    }
    let mut rows = Vec::new();
    for (word, others) in &meant {
        let hash = hash_of(word);
        if let (Some(byte), Some(own)) = (entries.get_mut(&hash), frequency.get(*word)) {
            // The most common words of all (`the`, `of`, `to`) are never judged by counts of pairs: it costs the
            // most and finds the least.
            if *own < MOST_COMMON {
                *byte |= CONFUSABLE;
            }
            let others: Vec<String> = others
                .iter()
                .filter_map(|o| Some(format!("m({o:?}, {:#x}, {})", hash_of(o), frequency.get(*o)?)))
                .collect();
            rows.push((hash, *own, others.join(", ")));
        }
    }
    rows.sort_unstable();
    let mut code = String::from("&[\n");
    for (hash, own, others) in rows {
        let _ = writeln!(code, "    ({hash:#x}, {own}, &[{others}]),");
    }
    code.push_str("]\n");
    fs::write(out.join("confusions.rs"), code).expect("OUT_DIR can be written");

    let mut misspelt = Vec::new();
    for line in lines(&lists.join("misspellings.txt")) {
        let (wrong, right) = line.split_once(' ').unwrap_or_else(|| panic!("misspellings.txt: {line}"));
        misspelt.push((hash_of(wrong), right.to_owned()));
    }
    misspelt.sort_unstable();
    fs::write(out.join("misspellings.rs"), format!("&{misspelt:#x?}\n")).expect("OUT_DIR can be written");

    // The hashes of the words that make up nearly all of a letter, the most common first.
    let mut hashes: Vec<(u8, u64)> = entries
        .iter()
        .filter(|(_, byte)| **byte & WORD != 0 && **byte & 7 >= 4)
        .map(|(&hash, byte)| (7 - (byte & 7), hash))
        .collect();
    hashes.sort_unstable();
    let hashes: Vec<u8> = hashes.iter().flat_map(|h| h.1.to_le_bytes()).collect();
    fs::write(out.join("common.hashes"), hashes).expect("OUT_DIR can be written");
    lay_out_words(&entries, readings, out);
    filter(entries.keys().copied(), BLOCKS, &out.join("words.bits"));
    for (least, blocks) in NEAR_BLOCKS {
        let meant =
            |byte: u8| byte & (WORD | DOUBTFUL) == WORD && byte & 7 >= least || byte & (WORD | CAPITAL) == CAPITAL;
        let words = letters.iter().filter(|(hash, _)| meant(entries[hash])).map(|(_, word)| word);
        filter(words.flat_map(|word| near_keys(word)), blocks, &out.join(format!("near{least}.bits")));
    }
    let mut pairs = BTreeMap::new();
    for line in lines(&lists.join("bigrams.txt")) {
        let mut parts = line.split(' ');
        if let (Some(a), Some(b), Some(n)) = (parts.next(), parts.next(), parts.next()) {
            pairs.insert(table::pair(hash_of(a), hash_of(b)), n.parse().expect("bigrams.txt holds numbers"));
        }
    }
    lay_out(&pairs, &out.join("bigrams.bin"));
    filter(pairs.keys().copied(), BLOCKS, &out.join("bigrams.bits"));
}

/// The keys of a word and of the word with each of its letters blanked out; none for a word that no misspelling of
/// plain letters is near to.
fn near_keys(word: &str) -> Vec<u64> {
    match table::Sums::of(word.as_bytes()) {
        Some(sums) if word.is_ascii() => {
            let letters = word.bytes().enumerate().filter(|(_, b)| b.is_ascii_lowercase());
            [sums.whole].into_iter().chain(letters.map(|(at, _)| sums.blanked(at))).collect()
        }
        _ => Vec::new(),
    }
}

/// Writes a table for [`table::Table`].
fn lay_out(entries: &BTreeMap<u64, u8>, path: &Path) {
    let size = (entries.len() * 5 / 3).next_power_of_two().max(16);
    let mut slots = vec![0u32; size];
    for (&hash, &payload) in entries {
        let mut at = hash as usize & (size - 1);
        while slots[at] != 0 {
            at = (at + 1) & (size - 1);
        }
        slots[at] = table::slot(hash, payload);
    }
    let bytes: Vec<u8> = slots.iter().flat_map(|s| s.to_le_bytes()).collect();
    fs::write(path, bytes).expect("OUT_DIR can be written");
}

/// Writes the table of all words for [`table::Words`], and the sets of readings that it refers to.
fn lay_out_words(entries: &BTreeMap<u64, u8>, readings: &BTreeMap<u64, u32>, out: &Path) {
    let mut sets: Vec<u32> = [0].into_iter().chain(readings.values().copied()).collect();
    sets.sort_unstable();
    sets.dedup();
    let hashes: BTreeSet<u64> = entries.keys().chain(readings.keys()).copied().collect();
    let size = (hashes.len() * 5 / 3).next_power_of_two();
    let mut slots = vec![0u64; size];
    for hash in hashes {
        let tags = readings.get(&hash).copied().unwrap_or_default();
        let set =
            sets.binary_search(&tags).expect("every set is there").try_into().expect("at most 256 sets of readings");
        let mut at = hash as usize & (size - 1);
        while slots[at] != 0 {
            at = (at + 1) & (size - 1);
        }
        slots[at] = table::word_slot(hash, entries.get(&hash).copied().unwrap_or_default(), set);
    }
    let bytes: Vec<u8> = slots.iter().flat_map(|s| s.to_le_bytes()).collect();
    fs::write(out.join("words.bin"), bytes).expect("OUT_DIR can be written");
    fs::write(out.join("readings.rs"), format!("&{sets:?}\n")).expect("OUT_DIR can be written");
}

/// Writes a filter for [`table::Filter`].
fn filter(hashes: impl Iterator<Item = u64>, blocks: usize, path: &Path) {
    let mut bytes = vec![0u64; blocks];
    for hash in hashes {
        let (block, bits) = table::bits(hash, blocks);
        bytes[block] |= bits;
    }
    let bytes: Vec<u8> = bytes.iter().flat_map(|b| b.to_le_bytes()).collect();
    fs::write(path, bytes).expect("OUT_DIR can be written");
}
