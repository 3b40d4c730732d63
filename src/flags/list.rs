//! The one list of checks, and the inspector that runs them.

use super::length::WordRange;
use super::prompt::Prompt;
use super::{
    Check, Letter, Notes, hidden, homoglyphs, instructions, invisible, keyword_list, language, length, prompt, similar,
};
use crate::features::{self, About, Measurement};
use crate::lexicon::word_set::WordSet;
use crate::patterns::examples::Problem;
use crate::patterns::{Rule, RuleSet};
use crate::text::{Document, Paragraph, PreparedLetter};
use std::sync::Arc;

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
    /// The rules of phrases that speak to whoever grades, see `shortlist rules`.
    pub rules: Arc<RuleSet>,
}

/// Tries the examples of the rules in use that `which` takes, those of features and those of flags.
#[must_use]
pub fn check_rules(rules: &RuleSet, which: impl Fn(&Rule) -> bool) -> Vec<Problem> {
    let mut problems = features::rules::check(rules, &which);
    problems.extend(instructions::check_rules(rules, &which));
    problems
}

/// Every check of a single letter, in the order of its flags in tables.
#[must_use]
pub fn checks(settings: &Settings) -> Vec<Box<dyn Check>> {
    vec![
        Box::new(invisible::Invisible::new()),
        Box::new(homoglyphs::Homoglyphs::new()),
        Box::new(instructions::Instructions::new(&settings.rules)),
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

/// The checks in use.
pub struct Inspector {
    checks: Vec<Box<dyn Check>>,
    function_words: WordSet,
}

impl Inspector {
    /// Every check of the list.
    #[must_use]
    pub fn new(settings: &Settings) -> Self {
        Self { checks: checks(settings), function_words: WordSet::of(FUNCTION_WORDS.split_whitespace()) }
    }

    /// Adds the flags of a letter, and what they rest on, to what was measured in it.
    pub fn inspect_prepared(&self, letter: &PreparedLetter<'_>, out: &mut Measurement) {
        let doc = letter.document();
        let all_words = &doc.all_words();
        let held = |p: &Paragraph| doc.words_of(p).iter().filter(|w| self.function_words.has(w.hash)).count();
        let function_words: Vec<usize> = doc.paragraphs.iter().map(held).collect();
        let (given, odd, words) = (letter.given(), letter.odd(), doc.count_words());
        let seen = Letter { given, odd, doc, all_words, words, function_words: &function_words };
        for check in &self.checks {
            let mut notes = Notes::default();
            check.check(&seen, &mut notes);
            for mut mark in notes.marks {
                if !check.reads_given() {
                    mark.span = mark.span.map(|span| letter.to_given(span));
                }
                if !out.flags.contains(&mark.flag) {
                    out.flags.push(mark.flag);
                }
                out.marks.push(mark);
            }
        }
    }

    /// As [`Inspector::inspect_prepared`], of a document of the letter as given.
    pub fn inspect(&self, doc: &Document<'_>, out: &mut Measurement) {
        PreparedLetter::of_document(doc, |letter| self.inspect_prepared(letter, out));
    }
}

impl Default for Inspector {
    fn default() -> Self {
        Self::new(&Settings::default())
    }
}
