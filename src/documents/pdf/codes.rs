//! Code tables and what letters look like English: for fonts that don't say what they show, or say something else.

use oxidize_pdf::text::TextEncoding;
use unicode_normalization::UnicodeNormalization;

/// Pairs of letters that make up nearly half of all pairs inside English words.
const USUAL_PAIRS: &[&str] = &[
    "th", "he", "in", "er", "an", "re", "nd", "at", "on", "nt", "ha", "es", "st", "en", "ed", "to", "it", "ou", "ea",
    "hi", "is", "or", "ti", "as", "te", "et", "ng", "of", "al", "de", "se", "le", "ar", "me", "ve", "ra", "ro", "ri",
    "ic", "io", "ne", "co", "ma", "ll", "el", "la", "ce",
];

/// The share of such pairs from which a text counts as one of words. English has 0.5, letters put for others 0.15.
const WORDY: f64 = 0.3;

/// A text without characters that show nothing; none if nothing is left that means something.
pub(super) fn tidy(text: &str) -> Option<String> {
    if text.is_empty() || text.contains('\u{fffd}') || text.chars().all(|c| c.is_control() && !c.is_whitespace()) {
        return None;
    }
    let kept = |c: char| match c {
        // Bullets of the fonts Symbol and Wingdings.
        '\u{f0b7}' | '\u{f0a7}' | '\u{f0d8}' | '\u{f076}' => Some('•'),
        '\u{f020}'..='\u{f07e}' => None,
        // Other signs for private use are pictures: icons of CVs.
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => None,
        c if c.is_control() => Some(' '),
        c => Some(c),
    };
    Some(text.chars().filter_map(kept).collect())
}

/// Whether two readings of one sign are different letters, whatever their case.
pub(super) fn contradicts(text: &str, name: &str) -> bool {
    let plain = |t: &str| t.nfkc().flat_map(char::to_lowercase).collect::<String>();
    let (a, b) = (plain(text), plain(name));
    let letters = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_alphanumeric());
    letters(&a) && letters(&b) && a != b
}

/// Whether a text consists of words rather than of letters put for others.
pub(super) fn is_wordy(text: &str) -> bool {
    let lower = text.to_lowercase();
    let (mut pairs, mut usual) = (0, 0);
    for word in lower.split(|c: char| !c.is_ascii_lowercase()) {
        for at in 1..word.len() {
            pairs += 1;
            usual += usize::from(USUAL_PAIRS.contains(&&word[at - 1..=at]));
        }
    }
    pairs > 0 && usual as f64 >= WORDY * f64::from(pairs)
}

/// A code of the usual table of Windows.
pub(super) fn windows(code: u8) -> Option<String> {
    (code >= 32).then(|| TextEncoding::WinAnsiEncoding.decode(&[code]))
}

/// A code of TeX's encodings T1 (Cork) or OT1, as far as letters use them.
pub(super) fn tex(code: u8, t1: bool) -> Option<String> {
    let text = match (code, t1) {
        (b'\'', _) => "’",
        (b'`', _) => "‘",
        (11 | 27, false) | (27, true) => "ff",
        (12, false) | (28, true) => "fi",
        (13, false) | (29, true) => "fl",
        (14, false) | (30, true) => "ffi",
        (15, false) | (31, true) => "ffl",
        (b'\\', false) | (16, true) => "“",
        (b'"', false) | (17, true) => "”",
        (b'{', false) | (21, true) => "–",
        (b'|', false) | (22, true) => "—",
        (16, false) | (25, true) => "ı",
        (32..=126, _) => return Some(char::from(code).to_string()),
        // The upper half of T1 is that of Latin-1 where both have letters.
        (192..=255, true) if !matches!(code, 215 | 223 | 247 | 255) => return Some(char::from(code).to_string()),
        (255, true) => "ß",
        _ => return None,
    };
    Some(text.to_owned())
}

/// A glyph of the order that most TrueType fonts keep: the space is 3, `A` is 36.
pub(super) fn usual_glyph(gid: u16) -> Option<String> {
    let code = u8::try_from(gid.checked_add(29)?).ok()?;
    (32..=126).contains(&code).then(|| char::from(code).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_from_letters_put_for_others() {
        assert!(is_wordy("I am writing to apply for the summer school on machine learning."));
        assert!(is_wordy("Quokka visible words that a reader sees"));
        assert!(!is_wordy("J bn xsjujoh up bqqmz gps uif tvnnfs tdippm po nbdijof mfbsojoh."));
        assert!(!is_wordy("") && !is_wordy("1 2 3"));
    }

    #[test]
    fn readings_contradict_each_other_only_as_letters() {
        for (a, b, want) in [
            ("a", "x", true),
            ("a", "A", false),
            ("ﬁ", "fi", false),
            ("α", "a", false),
            ("•", "a", false),
            ("1", "2", true),
        ] {
            assert_eq!(contradicts(a, b), want, "{a} {b}");
        }
    }

    #[test]
    fn code_tables_give_letters_and_icons_show_none() {
        assert_eq!(tex(28, true).as_deref(), Some("fi"));
        assert_eq!(tex(12, false).as_deref(), Some("fi"));
        assert_eq!(tex(b'A', true).as_deref(), Some("A"));
        assert_eq!(usual_glyph(36).as_deref(), Some("A"));
        assert_eq!(windows(0x93).as_deref(), Some("“"));
        assert_eq!(tidy("\u{f0b7}").as_deref(), Some("•"));
        assert_eq!(tidy("\u{f0e0}").as_deref(), Some(""));
        assert_eq!(tidy("\u{0}"), None);
    }
}
