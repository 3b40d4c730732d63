//! Works out the word that each form belongs to: `networks` and `network`, `went` and `go`.
//!
//! Regular forms are taken apart by their endings, where `pos.txt` holds both the form and what remains; the others stand in
//! `irregular.txt`: verbs first (base, third person, past, participle, perhaps the -ing form), then, after an empty line,
//! nouns (singular, plural).

use std::collections::BTreeMap;
use std::path::Path;

/// Bits of the tags of `part_of_speech.rs`.
const NOUN: u32 = 1;
const PLURAL: u32 = 1 << 1;
const MASS: u32 = 1 << 2;
const COUNT: u32 = 1 << 3;
const BASE: u32 = 1 << 4;
const THIRD: u32 = 1 << 5;
const PAST: u32 = 1 << 6;
const PARTICIPLE: u32 = 1 << 7;
const ING: u32 = 1 << 8;

/// What a word is a form of. The bits of `forms` are those of `Forms` in `src/lexicon/inflection.rs`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Inflection {
    /// Hash of the singular.
    pub noun: u64,
    /// Hash of the base form.
    pub verb: u64,
    pub forms: u16,
}

/// The inflection of each word of `pos.txt`, given by its tags.
///
/// # Errors
/// A list of irregular words that can't be read.
pub fn read(
    list: &Path,
    tags: &BTreeMap<String, u32>,
    hash: fn(&[u8]) -> u64,
) -> Result<BTreeMap<u64, Inflection>, String> {
    let text = std::fs::read_to_string(list).map_err(|e| format!("{}: {e}", list.display()))?;
    let (verbs, nouns) = text.split_once("\n\n").ok_or("irregular.txt: no empty line between verbs and nouns")?;
    let mut of_verb = BTreeMap::<(&str, u32), &str>::new();
    for line in verbs.lines() {
        let mut words = line.split(' ');
        let base = words.next().unwrap_or_default();
        for (form, tag) in words.zip([THIRD, PAST, PARTICIPLE, ING]) {
            of_verb.entry((form, tag)).or_insert(base);
        }
    }
    let of_noun: BTreeMap<&str, &str> =
        nouns.lines().filter_map(|l| l.split_once(' ')).map(|(one, many)| (many, one)).collect();
    let is = |word: &str, tag: u32| tags.get(word).is_some_and(|t| t & tag != 0);

    let mut all = BTreeMap::new();
    for (word, &tag) in tags {
        let mut found = Inflection::default();
        // The forms in the order of the bits: singular, plural, base, third person, past, participle, -ing.
        let irregular = of_noun.get(word.as_str()).copied().filter(|one| is(one, NOUN));
        let plural = (tag & PLURAL != 0)
            .then(|| irregular.map(str::to_owned).or_else(|| without_s(word, |w| is(w, NOUN))))
            .flatten();
        match (tag & NOUN != 0, plural) {
            (true, None) => (found.noun, found.forms) = (hash(word.as_bytes()), 1),
            (true, Some(_)) => (found.noun, found.forms) = (hash(word.as_bytes()), 3),
            (false, Some(one)) => (found.noun, found.forms) = (hash(one.as_bytes()), 2),
            (false, None) => {}
        }
        let mut verb = |base: &str, bit: u16| {
            let base = hash(base.as_bytes());
            // Of two verbs that share a form the irregular one, which comes first, is the common one (`found`, `left`).
            if found.verb == 0 || found.verb == base {
                found.verb = base;
                found.forms |= bit;
            }
        };
        for (form, bit) in [(THIRD, 1 << 3), (PAST, 1 << 4), (PARTICIPLE, 1 << 5), (ING, 1 << 6)] {
            if let Some(base) = of_verb.get(&(word.as_str(), form)).filter(|base| is(base, BASE)) {
                verb(base, bit);
            }
        }
        if tag & BASE != 0 {
            verb(word, 1 << 2);
        }
        let is_base = |w: &str| is(w, BASE);
        for (form, bit, base) in [
            (THIRD, 1 << 3, without_s(word, is_base)),
            (PAST, 1 << 4, without_ed(word, is_base)),
            (PARTICIPLE, 1 << 5, without_ed(word, is_base)),
            (ING, 1 << 6, without_ing(word, is_base)),
        ] {
            if let Some(base) = base.filter(|_| tag & form != 0) {
                verb(&base, bit);
            }
        }
        // `beat`, `fit`: a base form that is its own past.
        if found.verb == hash(word.as_bytes()) && found.forms & 1 << 2 != 0 {
            found.forms |= if tag & PAST != 0 { 1 << 4 } else { 0 } | if tag & PARTICIPLE != 0 { 1 << 5 } else { 0 };
        }
        found.forms |= if tag & MASS != 0 { 1 << 7 } else { 0 } | if tag & COUNT != 0 { 1 << 8 } else { 0 };
        if found != Inflection::default() {
            all.insert(hash(word.as_bytes()), found);
        }
    }
    Ok(all)
}

/// The first of what the word may have come from that is one.
fn first(stem: Option<&str>, endings: &[&str], is: impl Fn(&str) -> bool) -> Option<String> {
    let stem = stem.filter(|stem| stem.len() > 1)?;
    endings.iter().map(|ending| format!("{stem}{ending}")).find(|word| is(word))
}

fn without_s(word: &str, is: impl Fn(&str) -> bool + Copy) -> Option<String> {
    first(word.strip_suffix('s'), &[""], is)
        .or_else(|| first(word.strip_suffix("es"), &[""], is))
        .or_else(|| first(word.strip_suffix("ies"), &["y"], is))
        .or_else(|| first(word.strip_suffix("ves"), &["f", "fe"], is))
        .or_else(|| first(word.strip_suffix("zes").or_else(|| word.strip_suffix("ses")), &[""], is))
}

/// The stem of a word whose last consonant was doubled.
fn halved(stem: &str) -> Option<&str> {
    let bytes = stem.as_bytes();
    let [.., a, b] = bytes else { return None };
    (a == b).then(|| &stem[..stem.len() - 1])
}

fn without_ed(word: &str, is: impl Fn(&str) -> bool + Copy) -> Option<String> {
    let stem = word.strip_suffix("ed")?;
    first(Some(stem), &["", "e"], is)
        .or_else(|| first(word.strip_suffix("ied"), &["y"], is))
        .or_else(|| first(halved(stem), &[""], is))
}

fn without_ing(word: &str, is: impl Fn(&str) -> bool + Copy) -> Option<String> {
    let stem = word.strip_suffix("ing")?;
    first(Some(stem), &["", "e"], is)
        .or_else(|| first(word.strip_suffix("ying"), &["ie"], is))
        .or_else(|| first(halved(stem), &[""], is))
}
