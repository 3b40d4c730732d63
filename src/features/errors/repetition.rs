//! A word written twice.

use super::checked_words::CheckedWords;
use super::finding::Findings;
use super::finding::Report;
use super::spelling;
use crate::text::{Document, Shape};

/// Words that good writers put twice.
const TWICE: &[&str] = &[
    "had", "that", "very", "really", "so", "much", "many", "no", "ha", "bye", "far", "long", "never", "again", "in",
    "is", "do", "her", "yes", "one", "big", "more", "step", "side", "face",
];

/// Finds words written twice with nothing but blanks between, in one sentence.
pub fn check(doc: &Document<'_>, prose: &CheckedWords, report: &Report, out: &mut Findings) {
    for index in 1..doc.words.len() {
        let (before, word) = (&doc.words[index - 1], &doc.words[index]);
        if word.hash != before.hash
            || !word.gap.is_blank()
            || word.first
            || !prose.checked[index]
            || !prose.checked[index - 1]
        {
            continue;
        }
        let text = doc.word(index);
        // A title runs into its text (`… Learning Learning from …`), and compounds repeat (`focus on on-line work`).
        if !(word.shape == Shape::Lower || text == "I")
            || doc.words.get(index + 1).is_some_and(|w| w.gap.is_compound())
            || before.gap.is_compound()
        {
            continue;
        }
        // Single letters are labels or code.
        if text.len() < 2 && !text.eq_ignore_ascii_case("i") && !text.eq_ignore_ascii_case("a")
            || TWICE.iter().any(|t| t.eq_ignore_ascii_case(text))
        {
            continue;
        }
        if !prose.status(index).is_word() {
            continue;
        }
        out.report_with(report, spelling::between(doc, index - 1, index), || Some(doc.word(index - 1).to_owned()));
    }
}
