//! Lays out the word lists of `data/lexicons`: one number for each word, the most common first, and its entry.

#[path = "../src/lexicon/edit_keys.rs"]
#[allow(dead_code)]
mod edit_keys;
#[path = "../src/lexicon/filter.rs"]
#[allow(dead_code)]
mod filter;
#[path = "../src/text/hash.rs"]
#[allow(dead_code, missing_docs)]
pub mod hash;
#[path = "../src/lexicon/hash_table.rs"]
#[allow(dead_code)]
mod hash_table;
#[path = "inflection.rs"]
pub mod inflection;
#[path = "part_of_speech.rs"]
mod part_of_speech;

use hash_table::HashTable;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Bits of a word's status, as `src/lexicon/dictionary.rs` reads them.
const NAME: u8 = 1 << 3;
const CAPITAL: u8 = 1 << 4;
const DOUBTFUL: u8 = 1 << 5;
const CONFUSABLE: u8 = 1 << 6;
const WORD: u8 = 1 << 7;

/// Words at least this common have a consonant key, see [`edit_keys::consonant_key`].
const CONSONANT_LEVEL: u8 = 3;

/// Frequency from which a word is not judged by its neighbours: eighths of a binary logarithm, see `frequent.txt`.
const MOST_COMMON: u16 = 243;

/// Blocks of a large filter, eight bytes each: a power of two, about a block for eight entries.
const BLOCKS: usize = 1 << 14;
/// Blocks of the filters of words that a misspelt one may be near to, by the least level of their words.
const NEAR_BLOCKS: [(u8, usize); 2] = [(1, 1 << 17), (3, 1 << 15)];

/// Writes every table into the folder `out`.
pub fn lay_out(root: &Path, out: &Path) {
    for path in [
        "build",
        "data/lexicons",
        "data/cloze",
        "src/text/hash.rs",
        "src/lexicon",
        "src/features/errors/cloze/tables.rs",
    ] {
        println!("cargo::rerun-if-changed={path}");
    }
    let lists = root.join("data/lexicons");
    let tags = part_of_speech::read(&lists.join("pos.txt")).expect("data/lexicons/pos.txt can be read");
    let by_hash = tags.iter().map(|(word, tags)| (hash::hash_word(word.as_bytes()), *tags)).collect();
    let (order, mut letters) = words(&lists, &by_hash, out);
    letters.extend(tags.keys().map(|word| (hash_of(word), word.clone())));
    let inflections = inflection::read(&lists.join("irregular.txt"), &tags, hash::hash_word);
    let inflections = inflections.unwrap_or_else(|e| panic!("data/lexicons/{e}"));
    let tables = root.join("data/cloze/tables.bin");
    crate::cloze::lay_out(&tables, out, &order, &letters, &inflections).unwrap_or_else(|e| panic!("{e}"));
}

/// The lines of a list without its comments.
fn lines(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).map(str::to_owned).collect()
}

/// Hash of a word's folded form.
pub fn hash_of(word: &str) -> u64 {
    let mut folded = String::new();
    hash::fold_into(word, &mut folded);
    hash::hash_word(folded.as_bytes())
}

/// Writes the tables of words; gives the hashes of all in the order of their numbers, and the letters of most.
fn words(lists: &Path, tags: &BTreeMap<u64, u32>, out: &Path) -> (Vec<u64>, BTreeMap<u64, String>) {
    let mut status = BTreeMap::<u64, u8>::new();
    let mut consonant_keys = BTreeMap::<u64, u32>::new();
    let mut letters = BTreeMap::<u64, String>::new();
    for line in lines(&lists.join("words.txt")) {
        let (word, class) = line.split_once(' ').unwrap_or_else(|| panic!("words.txt: {line}"));
        let level = class.as_bytes()[0].wrapping_sub(b'0') & 7;
        if let Some((letters, len)) = edit_keys::consonant_key(word.as_bytes()).filter(|_| level >= CONSONANT_LEVEL) {
            consonant_keys.insert(hash::hash_word(&letters[..len]), 1);
        }
        letters.insert(hash_of(word), word.to_lowercase());
        *status.entry(hash_of(word)).or_default() |= WORD | level | if class.ends_with('?') { DOUBTFUL } else { 0 };
    }
    table::<4>(&consonant_keys, &out.join("consonant_keys.bin"));
    for name in lines(&lists.join("names.txt")) {
        *status.entry(hash_of(&name)).or_default() |= NAME;
    }
    for name in lines(&lists.join("capitals.txt")) {
        letters.insert(hash_of(&name), name.to_lowercase());
        *status.entry(hash_of(&name)).or_default() |= NAME | CAPITAL;
    }
    let confusable = confusions(lists, &mut status, out);

    let mut misspelt = Vec::new();
    for line in lines(&lists.join("misspellings.txt")) {
        let (wrong, right) = line.split_once(' ').unwrap_or_else(|| panic!("misspellings.txt: {line}"));
        misspelt.push((hash_of(wrong), right.to_owned()));
    }
    misspelt.sort_unstable();
    fs::write(out.join("misspellings.rs"), format!("&{misspelt:#x?}\n")).expect("OUT_DIR can be written");

    let order = entries(&status, tags, &confusable, out);
    filter(status.keys().copied(), BLOCKS, &out.join("words.bits"));
    for (least, blocks) in NEAR_BLOCKS {
        let meant =
            |byte: u8| byte & (WORD | DOUBTFUL) == WORD && byte & 7 >= least || byte & (WORD | CAPITAL) == CAPITAL;
        let words = letters.iter().filter(|(hash, _)| meant(status[hash])).map(|(_, word)| word);
        filter(words.flat_map(|word| near_keys(word)), blocks, &out.join(format!("near{least}.bits")));
    }
    let mut pairs = BTreeMap::new();
    for line in lines(&lists.join("bigrams.txt")) {
        let mut parts = line.split(' ');
        if let (Some(a), Some(b), Some(n)) = (parts.next(), parts.next(), parts.next()) {
            pairs.insert(hash_table::pair(hash_of(a), hash_of(b)), n.parse().expect("bigrams.txt holds numbers"));
        }
    }
    table::<4>(&pairs, &out.join("bigrams.bin"));
    filter(pairs.keys().copied(), BLOCKS, &out.join("bigrams.bits"));
    (order, letters)
}

/// Writes the words that are written for one another, each with the hashes of what could be meant, and marks them in
/// `status`; returns one more than the index of each in the table.
fn confusions(lists: &Path, status: &mut BTreeMap<u64, u8>, out: &Path) -> BTreeMap<u64, u16> {
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
        if let (Some(byte), Some(own)) = (status.get_mut(&hash), frequency.get(*word)) {
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
    for (hash, own, others) in &rows {
        let _ = writeln!(code, "    ({hash:#x}, {own}, &[{others}]),");
    }
    code.push_str("]\n");
    fs::write(out.join("confusions.rs"), code).expect("OUT_DIR can be written");
    rows.iter().map(|row| row.0).zip(1..).collect()
}

/// The keys of a word and of the word with each of its letters blanked out; none for a word that no misspelling of
/// plain letters is near to.
fn near_keys(word: &str) -> Vec<u64> {
    match edit_keys::EditKeys::of(word.as_bytes()) {
        Some(keys) if word.is_ascii() => {
            let letters = word.bytes().enumerate().filter(|(_, b)| b.is_ascii_lowercase());
            [keys.whole].into_iter().chain(letters.map(|(at, _)| keys.blanked(at))).collect()
        }
        _ => Vec::new(),
    }
}

/// Writes the entry of each word by its number, the table from the words to their numbers, and the sets of
/// part-of-speech tags that entries refer to; gives the words' hashes in the order of their numbers. Number 0 is no word's.
fn entries(
    status: &BTreeMap<u64, u8>,
    tags: &BTreeMap<u64, u32>,
    confusable: &BTreeMap<u64, u16>,
    out: &Path,
) -> Vec<u64> {
    let mut sets: Vec<u32> = [0].into_iter().chain(tags.values().copied()).collect();
    sets.sort_unstable();
    sets.dedup();
    let all: BTreeSet<u64> = status.keys().chain(tags.keys()).copied().collect();
    let status_of = |hash: &u64| status.get(hash).copied().unwrap_or_default();
    let level = |byte: u8| if byte & WORD == 0 { 0 } else { 1 + (byte & 7) };
    let mut order: Vec<(u8, u64)> = all.iter().map(|hash| (9 - level(status_of(hash)), *hash)).collect();
    order.sort_unstable();
    // The first are the words of level 4 and above, which make up nearly all of a letter.
    let common = order.iter().filter(|(rank, _)| *rank <= 9 - 5).count();
    let mut bytes = vec![0u8; 8];
    for (_, hash) in &order {
        let tags = tags.get(hash).copied().unwrap_or_default();
        let set: u8 =
            sets.binary_search(&tags).expect("every set is there").try_into().expect("at most 256 sets of tags");
        bytes.extend(tags.to_le_bytes());
        bytes.extend(confusable.get(hash).copied().unwrap_or_default().to_le_bytes());
        bytes.extend([status_of(hash), set]);
    }
    fs::write(out.join("entries.bin"), bytes).expect("OUT_DIR can be written");
    table::<8>(
        order.iter().map(|o| o.1).zip(1..).collect::<Vec<_>>().iter().map(|(h, n)| (h, n)),
        &out.join("words.bin"),
    );
    fs::write(out.join("lexicon.rs"), format!("/// Words of level 4 and above.\nconst COMMON: usize = {common};\n/// The sets of part-of-speech tags that words have; the first is empty.\nstatic TAG_SETS: &[u32] = &{sets:?};\n"))
        .expect("OUT_DIR can be written");
    order.into_iter().map(|(_, hash)| hash).collect()
}

/// Writes a [`HashTable`]; what comes first is found first.
fn table<'e, const WIDTH: usize>(
    entries: impl IntoIterator<Item = (&'e u64, &'e u32), IntoIter: ExactSizeIterator>,
    path: &Path,
) {
    let entries = entries.into_iter();
    let size = (entries.len() * 5 / 3).next_power_of_two().max(16);
    let mut slots = vec![0u64; size];
    for (&hash, &number) in entries {
        let mut at = hash as usize & (size - 1);
        while slots[at] != 0 {
            at = (at + 1) & (size - 1);
        }
        slots[at] = HashTable::<WIDTH>::slot(hash, number);
    }
    let bytes: Vec<u8> = slots.iter().flat_map(|s| s.to_le_bytes().into_iter().take(WIDTH)).collect();
    fs::write(path, bytes).expect("OUT_DIR can be written");
}

/// Writes a [`filter::Filter`].
fn filter(hashes: impl Iterator<Item = u64>, blocks: usize, path: &Path) {
    let mut bytes = vec![0u64; blocks];
    for hash in hashes {
        let (block, bits) = filter::bits(hash, blocks);
        bytes[block] |= bits;
    }
    let bytes: Vec<u8> = bytes.iter().flat_map(|b| b.to_le_bytes()).collect();
    fs::write(path, bytes).expect("OUT_DIR can be written");
}
