//! `a` before a vowel sound and `an` before a consonant sound.

use super::super::finding::Findings;
use super::super::reports::Reports;
use super::text::Text;
use crate::lexicon::Tags;
use crate::patterns::Separator;
use crate::text::{Class, Shape};

/// What the first sound of a word asks for; none where it is in doubt.
fn wants_an(text: &Text<'_, '_>, at: usize) -> Option<bool> {
    let word = &text.doc.words[at];
    let tags = text.tokens[at].tags;
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
        Class::Word if tags.any(Tags::UNKNOWN) || tags.any(Tags::NAME) => {
            let letters = text.doc.word(at).as_bytes();
            // `l1`, `s3`: read letter by letter, as it may be.
            if !letters.iter().all(u8::is_ascii_alphabetic) {
                return None;
            }
            if word.shape == Shape::Upper {
                // Read letter by letter when nothing in it can be sung; otherwise in doubt.
                let sung = letters.iter().any(|b| b"AEIOUYaeiouy".contains(b));
                return (!sung && letters.len() > 2 && first != b's').then_some(b"fhlmnrsx".contains(&first));
            }
            // An unknown word may be a name from any language; only plain consonants are sure.
            (word.shape == Shape::Lower && b"bcdfgjklmnpqrstvwz".contains(&first)).then_some(false)
        }
        Class::Word if tags.is_empty() || word.span.len() < 2 => None,
        Class::Word => {
            let vowel = b"aeiou".contains(&first);
            if !first.is_ascii_alphabetic()
                || matches!(text.doc.word(at), w if w.len() > 1 && w.as_bytes()[0].eq_ignore_ascii_case(&b'h') && !tags.any(Tags::ODD_SOUND) && w.len() > 7)
            {
                return None;
            }
            if vowel && matches!(first, b'e' | b'u') && !tags.any(Tags::ODD_SOUND) {
                // "eu…", "uni…", "uti…" and the like begin with a consonant sound more often than not.
                let word = text.doc.word(at).as_bytes();
                if word.get(1).is_some_and(|b| b.eq_ignore_ascii_case(&b'u'))
                    || first == b'u' && !matches!(word.get(1), Some(b'n' | b'p' | b'l' | b'g' | b'm'))
                {
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
            Some(vowel != tags.any(Tags::ODD_SOUND))
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
        Self { a: number("a"), an: number("an") }
    }
}

/// Finds `a` before a vowel sound and `an` before a consonant sound.
pub(super) fn check(text: &Text<'_, '_>, words: &Words, reports: &Reports, out: &mut Findings) {
    let Words { a, an } = *words;
    for (at, token) in text.tokens.iter().enumerate() {
        let id = token.id;
        if id == 0 || id != a && id != an {
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
