//! Notes for people about a letter: a file per check, and the one list of them. No flag changes a score.
//!
//! A check reads one letter ([`Letter`]) and marks what a person should look at; [`similar`] compares letters with each
//! other. What can't be seen (invisible characters, look-alike letters) is flagged here and kept out of the features by
//! [`Visible`]. The `//!` text at the head of a check's file is the product's help ([`About`]).
//!
//! To add a check: write its file, add its line to [`checks`]. A test fails on a file that is not listed.

mod hidden;
mod homoglyphs;
mod instructions;
mod invisible;
mod keyword_list;
mod language;
mod length;
mod phrases;
mod prompt;
pub mod similar;
#[cfg(test)]
mod tests;

pub use length::WordRange;
pub use prompt::Prompt;

use crate::features::{About, Mark, Measurement};
use crate::ingest::Application;
use crate::lexicon::word_set::WordSet;
use crate::span::Span;
use crate::text::visible::{Odd, Visible, odd_characters};
use crate::text::{Document, Paragraph, Word};
use std::borrow::Cow;

/// English words that hold sentences together and hardly stand in a list of keywords.
const FUNCTION_WORDS: &str = "the a an of to in and i for with that is my on at from by as it this have was be \
    not but or are we our which who has had me they their been will would can could if so than then when where what how \
    because these those its were do did does am about into there i'm i've it's don't";

/// What the checks need to know of a run.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The school's own prompt, where it was given.
    pub prompt: Option<Prompt>,
    /// How many words a letter may have.
    pub words: WordRange,
}

/// A letter, as the checks see it.
pub struct Letter<'a> {
    /// As given.
    pub given: &'a str,
    /// Its odd characters.
    pub odd: &'a [Odd],
    /// The prose of its visible text.
    pub doc: &'a Document<'a>,
    /// The words of its visible text with those around the prose, where an instruction can stand too.
    pub all_words: &'a [Word],
    /// Words as a reader counts them.
    pub words: usize,
    /// Per paragraph, how many of its words are function words of English: see [`Letter::english`].
    pub function_words: &'a [usize],
}

impl Letter<'_> {
    /// Share of the words, in [0, 1], that only hold English sentences together (*the*, *of*, *that*, …); 0 without
    /// words. Prose has 0.30–0.55 of them, a list of keywords or a text in another language hardly any.
    #[must_use]
    pub fn english(&self) -> f64 {
        self.function_words.iter().sum::<usize>() as f64 / self.words.max(1) as f64
    }
}

/// Takes what a check finds.
#[derive(Debug, Default)]
pub struct Notes {
    marks: Vec<Mark>,
}

impl Notes {
    /// Raises a flag because of a passage of the visible text (none: because of the letter as a whole).
    pub fn mark(&mut self, flag: &'static str, span: Option<Span>, message: impl Into<Cow<'static, str>>) {
        self.marks.push(Mark { flag, span, message: message.into() });
    }
}

/// Something that a person should know of a letter.
pub trait Check: Send + Sync {
    /// What it finds, why, and how it misleads: the head of its file. Its name is the flag's.
    fn about(&self) -> &About;

    /// Whether its marks are spans of the letter as given, and not of its visible text.
    fn reads_given(&self) -> bool {
        false
    }

    /// Checks a letter. Must not panic, whatever the letter holds.
    fn check(&self, letter: &Letter<'_>, out: &mut Notes);
}

/// Every check of a single letter, in the order of its flags in tables.
#[must_use]
pub fn checks(settings: &Settings) -> Vec<Box<dyn Check>> {
    vec![
        Box::new(invisible::Invisible::new()),
        Box::new(homoglyphs::Homoglyphs::new()),
        Box::new(instructions::Instructions::new()),
        Box::new(prompt::PromptPasted::new(settings.prompt.clone())),
        Box::new(keyword_list::KeywordList::new()),
        Box::new(language::NotEnglish::new()),
        Box::new(length::TooShort::new(settings.words)),
        Box::new(length::TooLong::new(settings.words)),
    ]
}

/// Every flag's own text, for `--help`: the checks of a letter, then those of a batch.
#[must_use]
pub fn manual() -> Vec<About> {
    let single = checks(&Settings::default());
    let single = single.iter().map(|c| c.about().clone());
    std::iter::once(hidden::about()).chain(single).chain(similar::abouts()).collect()
}

/// Adds the flag `hidden_text`, where the file that a letter was read from holds text that a reader of it can't see.
pub fn inspect_file(application: &Application, out: &mut Measurement) {
    hidden::note(application.file.as_ref().map_or(&[], |f| &f.hidden), out);
}

/// The checks in use.
pub struct Inspector {
    checks: Vec<Box<dyn Check>>,
    function_words: WordSet<Vec<u64>, ()>,
}

impl Inspector {
    /// Every check of the list.
    #[must_use]
    pub fn new(settings: &Settings) -> Self {
        Self { checks: checks(settings), function_words: WordSet::of(FUNCTION_WORDS.split_whitespace()) }
    }

    /// Adds the flags of a letter, and what they rest on, to what was measured in it.
    pub fn inspect(&self, doc: &Document<'_>, out: &mut Measurement) {
        let given = doc.text();
        let odd = odd_characters(given);
        let visible = if odd.is_empty() { None } else { Visible::of(given) };
        let seen = visible.as_ref().map(|v| Document::new(v.text()));
        let doc = seen.as_ref().unwrap_or(doc);
        let all_words = &doc.all_words();
        let held = |p: &Paragraph| doc.words_of(p).iter().filter(|w| self.function_words.has(w.hash)).count();
        let function_words: Vec<usize> = doc.paragraphs.iter().map(held).collect();
        let words = doc.count_words();
        let letter = Letter { given, odd: &odd, doc, all_words, words, function_words: &function_words };
        for check in &self.checks {
            let mut notes = Notes::default();
            check.check(&letter, &mut notes);
            for mut mark in notes.marks {
                if let (Some(visible), false) = (&visible, check.reads_given()) {
                    mark.span = mark.span.map(|span| visible.given(span));
                }
                if !out.flags.contains(&mark.flag) {
                    out.flags.push(mark.flag);
                }
                out.marks.push(mark);
            }
        }
    }
}

impl Default for Inspector {
    fn default() -> Self {
        Self::new(&Settings::default())
    }
}
