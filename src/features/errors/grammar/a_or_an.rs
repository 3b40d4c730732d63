//! `a` before a vowel sound and `an` before a consonant sound.

use super::super::finding::Findings;
use super::super::reports::Reports;
use super::text::Text;
use crate::lexicon::Tags;
use crate::patterns::Separator;
use crate::text::{Class, Shape};

/// Whether a word is an acronym: capitals, perhaps with a small letter before or an `s` behind (`mRNA`, `LSTMs`), or a degree.
fn is_acronym(word: &str) -> bool {
    let core = word.strip_suffix('s').unwrap_or(word);
    let core = core.strip_prefix(|c: char| c.is_ascii_lowercase()).unwrap_or(core);
    core.len() >= 2 && core.bytes().all(|b| b.is_ascii_uppercase())
        || matches!(word, "MSc" | "MPhil" | "MEng" | "MRes" | "MEd" | "LLM" | "BSc" | "PhD" | "DPhil" | "BEng")
}

/// Acronyms that are read as words, or as words as well as by their letters, though they could not be distinguished from others.
const READ_AS_WORDS: &[&str] = &["SQL", "SCSI", "NVIDIA", "SRAM", "SVHN", "LHCB"];

/// What the first sound of an acronym asks for; none if it may be read as a word or by its letters.
fn of_acronym(word: &[u8]) -> Option<bool> {
    let word: Vec<u8> =
        word.iter().take_while(|b| b.is_ascii_uppercase() || word[0].is_ascii_lowercase()).copied().collect();
    let upper = word.to_ascii_uppercase();
    let (first, second) = (*upper.first()?, upper.get(1).copied());
    // "U" and "EU" begin with the sound of "you"; a longer one may be a word (`UPOW`).
    if first == b'U' || first == b'E' && second == Some(b'U') {
        let known = matches!(&upper[..], b"UNESCO" | b"UNICEF" | b"UEFA" | b"UCLA" | b"USAID" | b"UNIX");
        return (upper.len() <= 3 || known).then_some(false);
    }
    // Other vowels and these consonants sound the same both ways.
    if b"AEIO".contains(&first) {
        return Some(true);
    }
    if b"BCDGJKPQTVWYZ".contains(&first) {
        return Some(false);
    }
    if READ_AS_WORDS.iter().any(|w| w.as_bytes() == upper) {
        return None;
    }
    // The others begin with a vowel by their letters (F: "ef"), so it counts how they are read: by their letters where no
    // vowel could carry them, or where no word begins so.
    let vowel = |b: &u8| b"AEIOUY".contains(b);
    let onset = second.is_none_or(|second| match first {
        b'F' => b"AEIOULRY".contains(&second),
        b'S' => b"AEIOUCHKLMNPQTVWY".contains(&second),
        b'H' | b'L' | b'M' | b'N' | b'R' => vowel(&second),
        _ => false,
    });
    (!onset || !upper.iter().any(vowel) || matches!(&upper[..], b"MIT" | b"HIV" | b"NIH" | b"FIR")).then_some(true)
}

/// What the first sound of a word asks for; none if it is in doubt.
fn wants_an(text: &Text<'_, '_>, at: usize) -> Option<bool> {
    let word = &text.doc.words[at];
    let (tags, known) = (text.tokens[at].tags, text.words.known[at].tags);
    let first = text.doc.text().as_bytes().get(word.span.start as usize)?.to_ascii_lowercase();
    match word.class {
        Class::Number => {
            let digits = text.doc.word(at);
            match digits.as_bytes() {
                [b'8', ..] => Some(true),
                [b'1', b'1' | b'8'] => Some(true),
                [b'2'..=b'7' | b'9', ..] => Some(false),
                _ => None,
            }
        }
        Class::Word if tags.is_empty() => None,
        Class::Word if word.shape != Shape::Lower && is_acronym(text.doc.word(at)) => {
            of_acronym(text.doc.word(at).as_bytes())
        }
        // An unknown word or a name may be of any language; only plain consonants are sure.
        Class::Word if known.is_empty() || tags.any(Tags::UNKNOWN) => {
            let letters = text.doc.word(at).as_bytes();
            let plain = word.shape == Shape::Lower && letters.iter().all(u8::is_ascii_alphabetic);
            (plain && b"bcdfgjklmnpqrstvwz".contains(&first)).then_some(false)
        }
        Class::Word if word.span.len() < 2 => None,
        Class::Word => {
            let vowel = b"aeiou".contains(&first);
            if !first.is_ascii_alphabetic()
                || matches!(text.doc.word(at), w if w.len() > 1 && w.as_bytes()[0].eq_ignore_ascii_case(&b'h') && !known.any(Tags::ODD_SOUND) && w.len() > 7)
            {
                return None;
            }
            if vowel && matches!(first, b'e' | b'u') && !known.any(Tags::ODD_SOUND) {
                // "eu…", "uni…", "uti…" and the like begin with a consonant sound more often than not.
                let word = text.doc.word(at).as_bytes();
                // "eu…" is always said with the sound of "you".
                if first == b'e' && word.get(1).is_some_and(|b| b.eq_ignore_ascii_case(&b'u')) {
                    return Some(false);
                }
                if first == b'u' && !matches!(word.get(1), Some(b'n' | b'p' | b'l' | b'g' | b'm')) {
                    return None;
                }
                if first == b'u'
                    && word.get(1) == Some(&b'n')
                    && word.get(2) == Some(&b'i')
                    && !matches!(word.get(3), Some(b'n' | b'm'))
                {
                    return None;
                }
            }
            Some(vowel != known.any(Tags::ODD_SOUND))
        }
        _ => None,
    }
}

/// The words that this check looks for, as numbers.
#[derive(Debug)]
pub(super) struct Words {
    a: u16,
    an: u16,
}

impl Words {
    pub(super) fn of(number: impl Fn(&str) -> u16) -> Self {
        // No word has the last number, where no pattern names one of them.
        let named = |word: &str| Some(number(word)).filter(|number| *number != 0).unwrap_or(u16::MAX);
        Self { a: named("a"), an: named("an") }
    }
}

/// Finds `a` before a vowel sound and `an` before a consonant sound.
pub(super) fn check(text: &Text<'_, '_>, words: &Words, reports: &Reports, out: &mut Findings) {
    let Words { a, an } = *words;
    for (at, token) in text.tokens.iter().enumerate() {
        let id = token.id;
        if id != a && id != an {
            continue;
        }
        let Some(pair) = text.tokens.get(at..at + 2).filter(|pair| pair[1].before == Separator::Blank) else {
            continue;
        };
        // "Vitamin A is", "a) …": a letter, not the article.
        let word = &text.doc.words[at];
        if id == a && (word.shape != Shape::Lower && !word.first || pair[1].tags.any(Tags::BE))
            || pair[0].before == Separator::Hyphen
        {
            continue;
        }
        let next = &text.doc.words[at + 1];
        let mistake = match wants_an(text, at + 1) {
            Some(wants) => wants != (id == an),
            None => false,
        };
        let lower_connective =
            pair[1].tags.any(Tags::CONJUNCTION) && next.shape == Shape::Lower && !pair[1].tags.any(Tags::NOUN);
        if mistake && !lower_connective {
            out.report_with(&reports.a_or_an, word.span, || Some(if id == an { "a" } else { "an" }.into()));
        }
    }
}
