//! Keywords in a row, and no sentences.
//!
//! # What it measures
//! Passages of 40 words and more in which fewer than one word in eight holds a sentence together (the, of, that, have,
//! …); in prose it is one in two or three. Paragraphs that follow each other count together, so that a list of one word
//! a line is seen too. References, lines of a CV and code do not count: they hold years, addresses or signs.
//!
//! # Why it may matter
//! Words of the topics without a sentence around them say nothing about the writer, and lift every measure that looks for
//! words.
//!
//! # How it misleads
//! A long list of tools or courses at the end of an honest letter looks the same. Text in another language is
//! flagged `not_english` instead.
//!
//! # Example
//! "LLM, RLHF, DPO, diffusion, score matching, PPO, SNN, STDP, …", forty times over.

use super::{Check, Letter, Notes, language};
use crate::features::About;
use crate::span::Span;
use crate::text::{Class, Gap, Word};

/// Words from which on a passage is a list of its own.
const LEAST: usize = 40;
/// Share of function words under which a passage holds no sentences.
const SHARE: f64 = 0.125;

/// Words of a passage for which one year or address makes a list of references or of a CV of it.
const PER_YEAR: usize = 30;

/// Whether words are a reference, a line of a CV, or code: a year or an address stands among them, or signs do.
fn is_record(letter: &Letter<'_>, words: &[Word]) -> bool {
    let is_dated = |w: &&Word| match w.class {
        Class::Number => {
            let digits = w.span.slice(letter.doc.text()).as_bytes();
            digits.len() >= 4
                && matches!(digits, [b'1', b'9', ..] | [b'2', b'0', ..])
                && digits[2..4].iter().all(u8::is_ascii_digit)
        }
        class => class != Class::Word && class != Class::Placeholder,
    };
    let dated = words.iter().filter(is_dated).count();
    let signs = words.iter().filter(|w| w.gap.any(Gap::OTHER.with(Gap::CLOSE))).count();
    dated > 0 && dated * PER_YEAR >= words.len() || signs * 4 >= words.len()
}

/// See the module's text.
pub(super) struct KeywordList(About);

impl KeywordList {
    pub(super) fn new() -> Self {
        Self(About::from_source("keyword_list", 1, include_str!("keyword_list.rs")))
    }
}

impl Check for KeywordList {
    fn about(&self) -> &About {
        &self.0
    }

    fn check(&self, letter: &Letter<'_>, out: &mut Notes) {
        let doc = letter.doc;
        let mut open: Option<(usize, Span)> = None;
        let mut close = |open: &mut Option<(usize, Span)>| {
            if let Some((words, span)) = open.take()
                && words >= LEAST
                && language::foreign(span.slice(doc.text())).is_none()
            {
                out.mark(self.0.name, Some(span), format!("{words} words and hardly a sentence"));
            }
        };
        for (paragraph, &held) in doc.paragraphs.iter().zip(letter.function_words) {
            let words = doc.words_of(paragraph).len();
            if (held as f64) < SHARE * words as f64 && !is_record(letter, doc.words_of(paragraph)) {
                let (count, span) = open.unwrap_or((0, paragraph.span));
                open = Some((count + words, span.to(paragraph.span)));
            } else {
                close(&mut open);
            }
        }
        close(&mut open);
    }
}
