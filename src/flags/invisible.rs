//! Characters that a reader can't see.
//!
//! # What it measures
//! Zero-width characters inside words, or eight and more of them anywhere; tag characters, which can spell out a whole
//! hidden text; marks that reverse the order of a line in a letter without a word that is written from right to left.
//! A byte-order mark at the start, a zero-width space beside the number of a note, soft hyphens, joiners in emoji and in scripts that need them are left alone. For the
//! features, all of them are taken out first.
//!
//! # Why it may matter
//! They can carry text for a program that no reader sees, and hide a word from a search or from a comparison of letters.
//!
//! # How it misleads
//! Web pages, chat programs and PDFs leave such characters behind, and who pasted from there knows nothing of it. It says
//! where they are, not why.
//!
//! # Example
//! "I trained a net\u{200b}work" with a zero-width space inside the last word.

use super::{Check, Letter, Notes};
use crate::features::About;
use crate::span::Span;
use crate::text::visible::Oddity;
use unicode_script::{Script, UnicodeScript};

/// Zero-width characters between words that are too many to be left over from a paste.
const MANY: usize = 8;
/// At most so many passages are marked.
const SHOWN: usize = 12;

/// See the module's text.
pub(super) struct Invisible(About);

impl Invisible {
    pub(super) fn new() -> Self {
        Self(About::from_source("invisible_characters", 1, include_str!("invisible.rs")))
    }
}

/// The characters before and after a span.
fn around(text: &str, span: Span) -> (Option<char>, Option<char>) {
    let before = text.get(..span.start as usize).and_then(|t| t.chars().next_back());
    (before, text.get(span.end as usize..).and_then(|t| t.chars().next()))
}

fn is_latin(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_alphanumeric() || c.script() == Script::Latin)
}

/// Whether a zero-width space stands between a word and its raised number or letter, where word processors leave one:
/// `results\u{200b}12`, `x\u{200b}²`.
fn is_beside_note(text: &str, span: Span) -> bool {
    let raised = |c: char| {
        c.is_alphanumeric() && !c.is_ascii() && !c.is_alphabetic()
            || matches!(c, '\u{1d2c}'..='\u{1d6a}' | '\u{2070}'..='\u{209c}' | 'ª' | 'º')
    };
    let (before, after) = (&text[..span.start as usize], &text[span.end as usize..]);
    if after.starts_with(raised) || before.ends_with(raised) {
        return true;
    }
    // A number of up to three digits between the mark and the word's end.
    let digits = |c: char| c.is_ascii_digit();
    let rest = after.trim_start_matches(digits);
    let note = 1..=3;
    note.contains(&(after.len() - rest.len()))
        && !rest.starts_with(char::is_alphanumeric)
        && before.ends_with(|c: char| c.is_alphabetic() || matches!(c, '.' | ',' | ')'))
        || before.ends_with(digits)
            && note.contains(&(before.len() - before.trim_end_matches(digits).len()))
            && !before.trim_end_matches(digits).ends_with(char::is_alphanumeric)
}

/// Whether a script is written from right to left.
fn runs_left(c: char) -> bool {
    matches!(c.script(), Script::Arabic | Script::Hebrew | Script::Syriac | Script::Thaana | Script::Nko)
}

impl Check for Invisible {
    fn about(&self) -> &About {
        &self.0
    }

    fn reads_given(&self) -> bool {
        true
    }

    fn check(&self, letter: &Letter<'_>, out: &mut Notes) {
        let text = letter.given;
        let (mut inside, mut loose) = (Vec::new(), Vec::new());
        let mut left = None;
        for odd in letter.odd {
            let c = odd.span.slice(text).chars().next().unwrap_or(' ');
            let (before, after) = around(text, odd.span);
            match odd.oddity {
                Oddity::Invisible if matches!(c, '\u{e0000}'..='\u{e007f}') => {
                    // A flag of a region (Scotland, Wales) is a black flag followed by tags.
                    let run =
                        text[..odd.span.start as usize].trim_end_matches(|c| matches!(c, '\u{e0000}'..='\u{e007f}'));
                    if !run.ends_with('\u{1f3f4}') {
                        inside.push(odd.span);
                    }
                }
                Oddity::Invisible if matches!(c, '\u{e0100}'..='\u{e01ef}') => inside.push(odd.span),
                // Control characters are what PDFs leave of bullets and ligatures.
                Oddity::Invisible if c.is_ascii_control() => {}
                Oddity::Invisible if is_latin(before) && is_latin(after) && !is_beside_note(text, odd.span) => {
                    inside.push(odd.span);
                }
                Oddity::Invisible => {
                    let needed = matches!(c, '\u{200c}' | '\u{200d}')
                        && before.is_some_and(|c| !c.is_ascii() && c.script() != Script::Latin);
                    if odd.span.start > 0 && !needed {
                        loose.push(odd.span);
                    }
                }
                Oddity::Direction
                    if matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
                        && !*left.get_or_insert_with(|| text.chars().any(runs_left)) =>
                {
                    inside.push(odd.span);
                }
                _ => {}
            }
        }
        if loose.len() >= MANY {
            inside.append(&mut loose);
            inside.sort_unstable();
        }
        let total = inside.len();
        for span in inside.into_iter().take(SHOWN) {
            // With the word around it, so that a reader sees where it is.
            let start = text[..span.start as usize].rfind(char::is_whitespace).map_or(0, |at| at + 1);
            let start =
                (start..=span.start as usize).find(|at| text.is_char_boundary(*at)).unwrap_or(span.start as usize);
            let end =
                text[span.end as usize..].find(char::is_whitespace).map_or(text.len(), |at| at + span.end as usize);
            let name = span.slice(text).escape_unicode();
            out.mark(
                self.0.name,
                Some(Span::new(start, end)),
                format!("{name}: one of {total} characters that a reader can't see"),
            );
        }
    }
}
