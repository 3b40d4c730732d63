//! A term of the topics file → the sequences of words that it stands for.

use crate::text::{Class, Document, Shape};

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

/// One place of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Slot {
    /// This word (folded), in any of its [`variants`].
    Word(String, Case),
    /// Any one word.
    Any,
}

/// Most words of a term.
pub(super) const LONGEST: usize = 8;
/// Most sequences that one term may stand for.
const MOST: usize = 256;

/// The sequences of words that a term stands for.
///
/// `a/b c` is `a c` and `b c`; `fine-tuning` is `fine tuning` and `finetuning`; `_` is any word. An error
/// completes "the term …".
pub(super) fn patterns(term: &str) -> Result<Vec<Vec<Slot>>, &'static str> {
    let mut all: Vec<Vec<Slot>> = vec![Vec::new()];
    for place in term.split_whitespace() {
        let mut next = Vec::new();
        for choice in place.split('/') {
            for tail in places(choice)? {
                for head in &all {
                    let mut both = head.clone();
                    both.extend(tail.iter().cloned());
                    next.push(both);
                }
            }
        }
        if next.len() > MOST {
            return Err("stands for too many different phrases");
        }
        all = next;
    }
    if all.iter().any(|p| p.is_empty()) {
        return Err("is empty");
    }
    if all.iter().any(|p| p.len() > LONGEST) {
        return Err("is longer than eight words");
    }
    if all.iter().any(|p| p[0] == Slot::Any) {
        return Err("begins with _, which would match every word");
    }
    all.sort();
    all.dedup();
    Ok(all)
}

/// One white-space separated part of a term, as the words that it may be.
fn places(part: &str) -> Result<Vec<Vec<Slot>>, &'static str> {
    if part == "_" {
        return Ok(vec![vec![Slot::Any]]);
    }
    let doc = Document::new(part);
    let mut apart = Vec::new();
    for (i, word) in doc.words.iter().enumerate() {
        if matches!(word.class, Class::Placeholder | Class::Opaque) {
            return Err("holds a word that reads as an address or a placeholder");
        }
        apart.push(Slot::Word(doc.folded(i).into_owned(), case_of(doc.word(i))));
    }
    if apart.is_empty() {
        return Err("is empty, or holds a part without letters");
    }
    // A compound may also be written as one word, unless a number or a single letter is part of it.
    let joins = apart.len() > 1
        && doc.words.iter().skip(1).all(|w| w.gap.is_compound())
        && doc.words.iter().all(|w| w.class == Class::Word && w.span.len() > 1);
    let mut both = vec![apart];
    if joins {
        let whole: String = (0..doc.words.len()).map(|i| doc.folded(i)).collect();
        both.push(vec![Slot::Word(whole, if part.chars().any(char::is_uppercase) { Case::Capitalised } else { Case::Any })]);
    }
    Ok(both)
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

/// The ways to write a folded word: itself, plurals, possessive, British and American spelling.
///
/// Made by rule: some are no words at all, which no letter holds.
pub(super) fn variants(word: &str) -> Vec<String> {
    const SPELLINGS: &[(&str, &str)] = &[
        ("isation", "ization"), ("ise", "ize"), ("ised", "ized"), ("iser", "izer"), ("ising", "izing"), ("yse", "yze"),
        ("ysed", "yzed"), ("yser", "yzer"), ("ysing", "yzing"), ("elling", "eling"), ("elled", "eled"), ("eller", "eler"),
        ("alling", "aling"), ("our", "or"), ("oural", "oral"), ("tre", "ter"), ("ence", "ense"), ("ogue", "og"),
    ];
    let mut all = vec![word.to_owned()];
    for (british, american) in SPELLINGS {
        for (from, to) in [(british, american), (american, british)] {
            if let Some(stem) = word.strip_suffix(from).filter(|s| s.len() >= 2) {
                all.push(format!("{stem}{to}"));
            }
        }
    }
    for singular in all.clone() {
        if singular.len() < 2 || !singular.ends_with(|c: char| c.is_alphabetic()) {
            continue;
        }
        let plural = match singular.strip_suffix('y') {
            Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) && stem.len() > 1 => format!("{stem}ies"),
            _ if singular.ends_with(['s', 'x', 'z']) || singular.ends_with("ch") || singular.ends_with("sh") => {
                format!("{singular}es")
            }
            _ => format!("{singular}s"),
        };
        all.push(plural);
        if let Some(stem) = singular.strip_suffix("is") {
            all.push(format!("{stem}es"));
        }
        all.push(format!("{singular}'s"));
    }
    all.sort();
    all.dedup();
    all
}
