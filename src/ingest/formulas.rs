//! Text that a spreadsheet would run as a formula, made harmless in delimited files, and given back as it was.
//!
//! A field that begins with `=`, `+`, `-`, `@`, a tab or a carriage return is written with `'` before it, as OWASP
//! advises against CSV injection. A field that begins with one or more `'` and then such a character gets one more,
//! so that taking one away on reading gives every field back. A plain number such as `-0.5` can't run and stays.

use std::borrow::Cow;

/// Whether the text, after any `'`, begins as a formula does.
fn begins_as_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
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
        for text in ["", "-0.5", "-1e-7", "-.5", "5", "O'Neill", "'quoted'", "a=b", " =1"] {
            assert_eq!(guarded(text), text);
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "['=+\\-@\t\ra1.]{0,6}|.{0,20}") {
            let written = guarded(&text).into_owned();
            prop_assert!(is_number(&written) || !written.starts_with(['=', '+', '-', '@', '\t', '\r']));
            prop_assert_eq!(unguarded(&written), text.as_str());
        }
    }
}
