//! A term of the topics file → the sequences of words that it stands for.

use crate::lexicon::WordHasher;
use crate::text::hash::hash_word;
use crate::text::{Class, Document, Shape};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// How a word must be written in a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Case {
    /// The file writes it in small letters: any way.
    Any,
    /// The file writes one capital, at its start: not in small letters throughout.
    Capitalised,
    /// The file writes more capitals, or one alone: with capitals beyond the first letter.
    Upper,
}

impl Case {
    /// Whether a word of a letter, written so, is meant.
    pub(super) fn allows(self, shape: Shape) -> bool {
        match self {
            Self::Any => true,
            Self::Capitalised => shape != Shape::Lower,
            Self::Upper => matches!(shape, Shape::Upper | Shape::Mixed),
        }
    }
}

/// Most words of a term.
pub(super) const LONGEST: usize = 8;
/// Most sequences that one term may stand for.
const MOST: usize = 256;
/// Stands in a [`Pattern`] for any one word.
pub(super) const ANY_WORD: u32 = u32::MAX;

/// A sequence of words, by their numbers in [`Vocabulary::words`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pattern {
    slots: [u32; LONGEST],
    len: usize,
}

impl Pattern {
    /// The numbers of its words.
    pub(super) fn words(&self) -> &[u32] {
        &self.slots[..self.len]
    }

    /// This sequence, then the other; none if both are longer than a term may be.
    fn then(mut self, other: &Self) -> Option<Self> {
        let end = self.len + other.len;
        self.slots.get_mut(self.len..end)?.copy_from_slice(other.words());
        self.len = end;
        Some(self)
    }
}

/// A map by words that is never walked through.
type Map<K, V> = HashMap<K, V, BuildHasherDefault<WordHasher>>;

/// The words of terms, each with a number.
#[derive(Default)]
pub(super) struct Vocabulary {
    /// Folded, and how each must be written.
    pub(super) words: Vec<(String, Case)>,
    numbers: Map<(String, Case), u32>,
    /// Parts that were read already: most terms share their words with others.
    parts: Map<String, (Pattern, Option<Pattern>)>,
    /// What may stand at the places of the term that was read last.
    choices: Vec<Pattern>,
    /// Where the choices of each place end.
    ends: Vec<usize>,
}

/// What may stand at each place of a term, in order.
pub(super) struct Places<'v> {
    choices: &'v [Pattern],
    ends: &'v [usize],
}

impl Places<'_> {
    pub(super) fn iter(&self) -> impl Iterator<Item = &[Pattern]> {
        let start = |i: usize| if i == 0 { 0 } else { self.ends[i - 1] };
        self.ends.iter().enumerate().map(move |(i, end)| &self.choices[start(i)..*end])
    }

    /// Every sequence of words that the term stands for, some perhaps twice.
    pub(super) fn patterns(&self) -> Vec<Pattern> {
        self.iter().fold(vec![Pattern::default()], |heads, tails| {
            tails.iter().flat_map(|tail| heads.iter().filter_map(move |head| head.then(tail))).collect()
        })
    }
}

impl Vocabulary {
    /// Makes room for as many words as a file of ten topics has.
    pub(super) fn reserve(&mut self) {
        self.words.reserve(1 << 12);
        self.numbers.reserve(1 << 12);
        self.parts.reserve(1 << 12);
    }

    /// Reads a term. `a/b c` is `a c` and `b c`; `fine-tuning` is `fine tuning` and `finetuning`; `_` is any word.
    /// An error completes "the term …".
    pub(super) fn read(&mut self, term: &str) -> Result<Places<'_>, &'static str> {
        self.choices.clear();
        self.ends.clear();
        let (mut count, mut longest) = (1usize, 0);
        for place in term.split_whitespace() {
            let start = self.choices.len();
            for choice in place.split('/') {
                let (apart, joined) = self.part(choice)?;
                self.choices.extend(std::iter::once(apart).chain(joined));
            }
            let of_place = &self.choices[start..];
            count = count.saturating_mul(of_place.len());
            if count > MOST {
                return Err("stands for too many different phrases");
            }
            longest += of_place.iter().map(|p| p.len).max().unwrap_or(0);
            self.ends.push(self.choices.len());
        }
        let Some(first) = self.ends.first() else { return Err("is empty") };
        if longest > LONGEST {
            return Err("is longer than eight words");
        }
        if self.choices[..*first].iter().any(|p| p.slots[0] == ANY_WORD) {
            return Err("begins with _, which would match every word");
        }
        Ok(Places { choices: &self.choices, ends: &self.ends })
    }

    /// Every sequence of words that a term stands for; none for one that can't be read.
    pub(super) fn patterns(&mut self, term: &str) -> Vec<Pattern> {
        self.read(term).map(|places| places.patterns()).unwrap_or_default()
    }

    /// A part of a term without blanks: its words, and a compound also as one word.
    fn part(&mut self, part: &str) -> Result<(Pattern, Option<Pattern>), &'static str> {
        if let Some(known) = self.parts.get(part) {
            return Ok(*known);
        }
        let read = self.read_part(part)?;
        self.parts.insert(part.to_owned(), read);
        Ok(read)
    }

    fn read_part(&mut self, part: &str) -> Result<(Pattern, Option<Pattern>), &'static str> {
        let one = |word: u32| Pattern { slots: [word; LONGEST], len: 1 };
        if part == "_" {
            return Ok((one(ANY_WORD), None));
        }
        // Most parts are one word of plain letters; the others are read as a letter would be.
        if part.len() > 1 && part.bytes().all(|b| b.is_ascii_alphabetic()) {
            return Ok((one(self.number(part.to_ascii_lowercase(), case_of(part))), None));
        }
        let doc = Document::new(part);
        let mut apart = Pattern::default();
        for (i, word) in doc.words.iter().enumerate() {
            if matches!(word.class, Class::Placeholder | Class::Opaque) {
                return Err("holds a word that reads as an address or a placeholder");
            }
            let number = self.number(doc.folded(i).into_owned(), case_of(doc.word(i)));
            apart = apart.then(&one(number)).ok_or("is longer than eight words")?;
        }
        if apart.len == 0 {
            return Err("is empty, or holds a part without letters");
        }
        // A compound may also be written as one word, unless a number or a single letter is part of it.
        let joins = apart.len > 1
            && doc.words.iter().skip(1).all(|w| w.gap.is_compound())
            && doc.words.iter().all(|w| w.class == Class::Word && w.span.len() > 1);
        let joined = joins.then(|| {
            let whole: String = (0..doc.words.len()).map(|i| doc.folded(i)).collect();
            one(self.number(whole, if part.chars().any(char::is_uppercase) { Case::Capitalised } else { Case::Any }))
        });
        Ok((apart, joined))
    }

    fn number(&mut self, word: String, case: Case) -> u32 {
        let next = self.words.len() as u32;
        *self.numbers.entry((word, case)).or_insert_with_key(|key| {
            self.words.push(key.clone());
            next
        })
    }
}

fn case_of(word: &str) -> Case {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return Case::Any;
    }
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    match capitals {
        0 => Case::Any,
        1 if word.starts_with(char::is_uppercase) && word.chars().count() > 1 => Case::Capitalised,
        1 if word.chars().count() == 1 => Case::Capitalised,
        _ => Case::Upper,
    }
}

/// Appends the hash of each way to write a folded word: itself, plurals, possessive, British and American spelling.
///
/// Made by rule: some are no words at all, which no letter holds.
pub(super) fn variants(word: &str, hashes: &mut Vec<u64>) {
    const SPELLINGS: &[(&str, &str)] = &[
        ("isation", "ization"),
        ("ise", "ize"),
        ("ised", "ized"),
        ("iser", "izer"),
        ("ising", "izing"),
        ("yse", "yze"),
        ("ysed", "yzed"),
        ("yser", "yzer"),
        ("ysing", "yzing"),
        ("elling", "eling"),
        ("elled", "eled"),
        ("eller", "eler"),
        ("alling", "aling"),
        ("our", "or"),
        ("oural", "oral"),
        ("tre", "ter"),
        ("ence", "ense"),
        ("ogue", "og"),
    ];
    let mut buffer = String::with_capacity(word.len() + 8);
    forms(word, &mut buffer, hashes);
    let mut respelled = String::new();
    for (british, american) in SPELLINGS {
        for (from, to) in [(british, american), (american, british)] {
            if from.as_bytes().last() != word.as_bytes().last() {
                continue;
            }
            if let Some(stem) = word.strip_suffix(from).filter(|s| s.len() >= 2) {
                respelled.clear();
                respelled.push_str(stem);
                respelled.push_str(to);
                forms(&respelled, &mut buffer, hashes);
            }
        }
    }
}

/// Appends the hash of a word, its plurals and its possessive.
fn forms(singular: &str, buffer: &mut String, hashes: &mut Vec<u64>) {
    hashes.push(hash_word(singular.as_bytes()));
    if singular.len() < 2 || !singular.ends_with(|c: char| c.is_alphabetic()) {
        return;
    }
    let mut add = |stem: &str, ending: &str| {
        buffer.clear();
        buffer.push_str(stem);
        buffer.push_str(ending);
        hashes.push(hash_word(buffer.as_bytes()));
    };
    match singular.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) && stem.len() > 1 => add(stem, "ies"),
        _ if singular.ends_with(['s', 'x', 'z']) || singular.ends_with("ch") || singular.ends_with("sh") => {
            add(singular, "es")
        }
        _ => add(singular, "s"),
    }
    if let Some(stem) = singular.strip_suffix("is") {
        add(stem, "es");
    }
    add(singular, "'s");
}
