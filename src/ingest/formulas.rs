//! Text that a spreadsheet would run as a formula, made harmless in delimited files, and given back as it was.
//!
//! A field that begins with `=`, `+`, `-`, `@`, one of their full-width forms, a tab or a carriage return is written with
//! `'` before it, as OWASP advises against CSV injection. Spreadsheets pass over what they don't show at the start of a
//! field, so such a sign counts behind white space, control characters and invisible marks (U+FEFF and its like) too. A
//! field that begins with one or more `'` and then so gets one more: taking one away on reading gives every field back. A
//! plain number such as `-0.5` can't run and stays.

use std::borrow::Cow;

/// What begins a formula; the full-width forms are turned into these where the system's language is an East Asian one.
const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Whether a spreadsheet may pass over a character at the start of a field.
fn is_passed_over(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Whether the text, after any `'`, begins as a formula does.
fn begins_as_formula(text: &str) -> bool {
    let text = text.trim_start_matches('\'');
    text.starts_with(['\t', '\r']) || text.trim_start_matches(is_passed_over).starts_with(SIGNS)
}

/// Whether a text is a negative number and nothing else.
fn is_number(text: &str) -> bool {
    text.strip_prefix('-').is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_digit() || c == '.') && text.parse::<f64>().is_ok_and(f64::is_finite)
    })
}

/// Whether a spreadsheet might run the text, or take it for one that was made harmless.
#[must_use]
pub fn is_risky(text: &str) -> bool {
    begins_as_formula(text) && !is_number(text)
}

/// The text as it is written into a delimited file.
///
/// ```
/// use shortlist::ingest::formulas::{guarded, unguarded};
/// assert_eq!(guarded("=1+1"), "'=1+1");
/// assert_eq!(guarded("-0.5"), "-0.5");
/// assert_eq!(unguarded("'=1+1"), "=1+1");
/// ```
#[must_use]
pub fn guarded(text: &str) -> Cow<'_, str> {
    if is_risky(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text of a field as it was before [`guarded`].
#[must_use]
pub fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if begins_as_formula(rest) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        for text in ["=1+1", "+31 6 12", "-2+3", "@SUM(A1)", "\tx", "\r=1", "'=x", "''-y", "-", "-inf", "-0x1F", "+5"] {
            assert_eq!(guarded(text), format!("'{text}"), "{text:?}");
        }
        for text in ["", "-0.5", "-1e-7", "-.5", "5", "O'Neill", "'quoted'", "a=b", " a=b", "\u{feff}", "\n", "（x）"]
        {
            assert_eq!(guarded(text), text);
        }
    }

    #[test]
    fn a_sign_counts_behind_what_is_not_shown_and_at_full_width() {
        for before in [
            "\n",
            "\r\n",
            "\0",
            " ",
            "\u{a0}",
            "\u{3000}",
            "\u{feff}",
            "\u{200b}",
            "\u{202e}",
            "\u{2060}",
            "\u{b} \u{feff}",
        ] {
            for sign in SIGNS {
                let text = format!("{before}{sign}cmd|' /C calc'!A0");
                assert_eq!(guarded(&text), format!("'{text}"), "{text:?}");
                assert_eq!(unguarded(&guarded(&text)), text);
            }
        }
        for sign in SIGNS {
            assert!(is_risky(&format!("{sign}1+1")) && is_risky(&format!("'{sign}1+1")));
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "['=+\\-@＝＠\t\r\n \u{0}\u{feff}a1.]{0,6}|.{0,20}") {
            let written = guarded(&text).into_owned();
            let shown = written.trim_start_matches(is_passed_over);
            prop_assert!(is_number(&written) || !(shown.starts_with(SIGNS) || written.starts_with(['\t', '\r'])));
            prop_assert_eq!(unguarded(&written), text.as_str());
        }
    }
}
