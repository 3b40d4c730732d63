//! Lays out the lists of words that features ask for by name: `data/lexicons/{experience,occupations,stance}.toml`.
//!
//! A list that can't be used fails the build with its file and name.

use crate::lexicon::hash_of;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// A file of lists. Words stand in lower case with blanks between.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Lists {
    /// Words that are each a set of itself.
    words: String,
    /// Endings of words.
    endings: String,
    /// What words tell, by the name of a tag.
    tags: BTreeMap<String, String>,
    /// Words with a number, by the name of their tag and the number: `3`, `1/12`.
    values: BTreeMap<String, BTreeMap<String, String>>,
    /// Named sets.
    sets: BTreeMap<String, String>,
}

/// Writes `experience_lists.rs`, `experience_sets.rs` and `stance_lists.rs` into the folder `out`.
pub fn lay_out(folder: &Path, out: &Path) {
    let experience = read(&folder.join("experience.toml"));
    let occupations = read(&folder.join("occupations.toml"));
    let stance = read(&folder.join("stance.toml"));
    let write = |name: &str, code: String| fs::write(out.join(name), code).expect("OUT_DIR can be written");

    let mut code = String::from(
        "/// Tags, the value of the words that have one, the words.\nstatic LISTS: &[(u64, f64, &str)] = &[\n",
    );
    for (tag, words) in experience.tags.iter().chain(&occupations.tags) {
        let _ = writeln!(code, "    ({}, 0.0, {words:?}),", constant(tag));
    }
    for (tag, values) in &experience.values {
        for (value, words) in values {
            let _ = writeln!(code, "    ({}, {:?}, {words:?}),", constant(tag), number(value));
        }
    }
    let endings: Vec<&str> = occupations.endings.split_ascii_whitespace().collect();
    let _ = writeln!(code, "];\n/// Endings of occupations.\nconst TRADE_ENDINGS: &[&str] = &{endings:?};");
    let sets = sets(&experience);
    write("experience_lists.rs", code + &memberships(&sets));
    write("experience_sets.rs", constants(&sets));

    let mut code = String::from("/// What words tell.\nstatic LISTS: &[(Cue, &str)] = &[\n");
    for (cue, words) in &stance.tags {
        let _ = writeln!(code, "    (Cue::{}, {words:?}),", constant(cue));
    }
    code.push_str("];\n");
    for (name, words) in &stance.sets {
        let _ = writeln!(code, "pub(super) const {}: &str = {words:?};", constant(name));
    }
    write("stance_lists.rs", code);
}

/// Reads a file of lists.
fn read(path: &Path) -> Lists {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let lists: Lists = toml::from_str(&text).unwrap_or_else(|e| panic!("data/lexicons/{name}: {e}"));
    let values = lists.values.iter().map(|(tag, values)| {
        let of_tag: Vec<&str> = values.values().flat_map(|words| words.split_ascii_whitespace()).collect();
        (tag.as_str(), of_tag.join(" "))
    });
    let named = lists.tags.iter().chain(&lists.sets).map(|(key, words)| (key.as_str(), words.clone()));
    for (list, words) in named.chain(values).chain([("words", lists.words.clone())]) {
        let mut seen = BTreeSet::new();
        for word in words.split_ascii_whitespace() {
            assert!(word == word.to_lowercase(), "data/lexicons/{name}: {list}: {word} is not in lower case");
            assert!(seen.insert(word), "data/lexicons/{name}: {list}: {word} stands there twice");
        }
    }
    let mut known = BTreeMap::new();
    for (set, words) in &lists.sets {
        let words: BTreeSet<&str> = words.split_ascii_whitespace().collect();
        assert!(words.len() > 1, "data/lexicons/{name}: {set}: a word alone belongs into the key words");
        if let Some(other) = known.insert(words, set) {
            panic!("data/lexicons/{name}: {set} and {other} are the same words");
        }
    }
    lists
}

/// `NO_TRADE` for `NoTrade`, `PH_D` for `ph.d`.
fn constant(name: &str) -> String {
    let mut constant = String::new();
    for (at, c) in name.char_indices() {
        if c.is_uppercase() && at > 0 {
            constant.push('_');
        }
        constant.push(if c.is_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
    }
    constant
}

/// `7`, `0.25`, `1/12`.
fn number(text: &str) -> f64 {
    let part = |text: &str| text.parse::<f64>().unwrap_or_else(|e| panic!("data/lexicons: {text} is no number: {e}"));
    text.split_once('/').map_or_else(|| part(text), |(a, b)| part(a) / part(b))
}

/// The sets by name, in the order of their numbers.
fn sets(lists: &Lists) -> Vec<(String, Vec<&str>)> {
    let single = lists.words.split_ascii_whitespace().map(|word| (constant(word), vec![word]));
    let named = lists.sets.iter().map(|(name, words)| (constant(name), words.split_ascii_whitespace().collect()));
    let mut all: Vec<_> = single.chain(named).collect();
    all.sort_unstable();
    if let Some(twice) = all.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        panic!("data/lexicons: two sets are called {}", twice[0].0);
    }
    all
}

fn constants(sets: &[(String, Vec<&str>)]) -> String {
    let mut code = format!(
        "/// Numbers of 64 bits that hold a bit for each set.\nconst BLOCKS: usize = {};\n",
        sets.len() / 64 + 1
    );
    for (number, (name, _)) in sets.iter().enumerate() {
        let _ = writeln!(code, "pub(super) const {name}: Words = Words({number});");
    }
    code
}

/// Which sets each word is of. A word that is spelled with other letters than ASCII's (a curly apostrophe, which the hash
/// does not tell from a straight one) is of the sets alone that spell it so.
fn memberships(sets: &[(String, Vec<&str>)]) -> String {
    let blocks = sets.len() / 64 + 1;
    let mut words = BTreeMap::<u64, Vec<u64>>::new();
    let mut spelled = BTreeMap::<&str, Vec<u64>>::new();
    for (number, (_, list)) in sets.iter().enumerate() {
        for word in list {
            let insert = |bits: &mut Vec<u64>| {
                bits.resize(blocks, 0);
                bits[number / 64] |= 1 << (number % 64);
            };
            insert(words.entry(hash_of(word)).or_default());
            if !word.is_ascii() {
                insert(spelled.entry(word).or_default());
            }
        }
    }
    // The first is that of words in no set.
    let mut rows = vec![vec![0; blocks]];
    rows.extend(words.values().chain(spelled.values()).cloned());
    rows.sort_unstable();
    rows.dedup();
    let row = |bits: &Vec<u64>| rows.binary_search(bits).expect("every row is there");
    let mut code =
        String::from("/// The place in `SETS_OF` of each word, by its hash.\nstatic IN_SETS: &[(u64, u16)] = &[\n");
    for (hash, bits) in &words {
        let _ = writeln!(code, "    ({hash:#x}, {}),", row(bits));
    }
    code.push_str("];\n/// … of words spelled with other letters than ASCII's.\nstatic SPELLED: &[(&str, u16)] = &[\n");
    for (word, bits) in &spelled {
        let _ = writeln!(code, "    ({word:?}, {}),", row(bits));
    }
    let _ = writeln!(
        code,
        "];\n/// The sets that a word is of, a bit each; the first is of none.\nstatic SETS_OF: &[[u64; {blocks}]] = &{rows:#x?};"
    );
    code
}
