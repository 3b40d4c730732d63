//! Missing capitals: `i`, and the beginnings of sentences. (Lower-case names are found with misspelt words.)

use super::checked_words::CheckedWords;
use super::finding::Findings;
use super::foreign;
use super::reports::Reports;
use super::spelling;
use crate::lexicon::LexicalEntry;
use crate::lexicon::Tags;
use crate::text::{Class, Document, Gap, Shape};

/// Finds missing capitals.
pub fn check(doc: &Document<'_>, prose: &CheckedWords, reports: &Reports, out: &mut Findings) {
    for index in prose.cased.iter().map(|&index| index as usize) {
        let (word, known) = (&doc.words[index], &prose.known[index]);
        let pronoun = known.named.marks & LexicalEntry::PRONOUN_I != 0;
        if word.shape == Shape::Capitalised
            && !word.first
            && known.status.level() == 7
            && is_needless(doc, prose, index)
        {
            out.report_with(&reports.needless_capital, word.span, || Some(doc.word(index).to_lowercase()));
            continue;
        }
        if !(word.first | pronoun) || word.shape != Shape::Lower || !prose.checked[index] {
            continue;
        }
        let text = doc.word(index);
        if pronoun
            && matches!(
                text,
                "i" | "i'm" | "i've" | "i'll" | "i'd" | "i\u{2019}m" | "i\u{2019}ve" | "i\u{2019}ll" | "i\u{2019}d"
            )
        {
            if text == "i" && foreign::is_variable(doc, index) {
                continue;
            }
            let next = doc.words.get(index + 1).map_or(Gap(0), |w| w.gap);
            // `i.e`, `(i)`, `i-th`, `x_i = …`, `i)`
            let marked = Gap::OTHER
                .with(Gap::OPEN)
                .with(Gap::CLOSE)
                .with(Gap::HYPHEN)
                .with(Gap::SLASH)
                .with(Gap::STOP)
                .with(Gap::QUOTE);
            if text.len() > 1
                || next.is_blank() && !word.gap.any(marked.with(Gap::STOP))
                || word.gap.any(Gap::STOP) && next.is_blank() && word.gap.has(Gap::SPACE)
            {
                out.report_with(&reports.pronoun_i, word.span, || Some(spelling::capitalised(text)));
            }
        } else if word.first && begins_after_full_stop(doc, prose, index) && prose.status(index).is_word() {
            out.report_with(&reports.sentence_start, word.span, || Some(spelling::capitalised(text)));
        }
    }
}

/// Longest beginning of a sentence before its subject, in words.
const FRONT: usize = 6;
const VERB: Tags = Tags(Tags::BASE.0 | Tags::VERB_S.0 | Tags::PAST.0);
/// Words after which a sentence goes on.
const LEADING: Tags = Tags(Tags::CONJUNCTION.0 | Tags::PREPOSITION.0 | Tags::DETERMINER.0 | Tags::MODAL.0 | Tags::BE.0);
/// Words that are part of no name unless other words with capitals stand beside them.
pub(in crate::features) const PLAIN: &[&str] = &[
    "And", "But", "Because", "When", "If", "That", "This", "These", "Those", "It", "They", "We", "He", "She", "My",
    "Your", "Their", "Our", "There", "The", "So", "Is", "Are", "Have", "Has", "Which", "Also", "For", "With", "What",
    "How", "Then",
];

/// Whether a capitalised word is a plain word inside a sentence: words in lower case stand on both sides of it, after a
/// blank or a comma. A word that opens speech, a title or a salutation's line is spared.
fn is_needless(doc: &Document<'_>, prose: &CheckedWords, index: usize) -> bool {
    let (Some(before), Some(next)) = (index.checked_sub(1).map(|i| &doc.words[i]), doc.words.get(index + 1)) else {
        return false;
    };
    let gap = doc.words[index].gap;
    let comma = gap.0 == Gap::COMMA.with(Gap::SPACE).0;
    let text = doc.word(index);
    let sentence = || &doc.sentences[doc.sentence_of(index)];
    let greeting =
        || matches!(doc.word(sentence().words.start), "Dear" | "dear" | "Hello" | "Hi" | "Sincerely" | "Yours");
    // Without a comma the word before must be one that a sentence can't end with, or a title may end there.
    let inside = gap.0 == Gap::SPACE.0
        && !matches!(text, "The" | "He")
        && prose.known[index - 1].tags.any(LEADING)
        && prose.status(index - 1).level() == 7;
    // `Although My interests`, `in that line It is`: the sentence began with a conjunction or a preposition, and no verb has come.
    let first = sentence().words.start;
    let opens = prose.known[first].tags.any(Tags::CONJUNCTION.with(Tags::PREPOSITION));
    let verb = |i: usize| {
        let tags = prose.known[i].tags;
        tags.any(VERB.with(Tags::MODAL)) && !tags.any(Tags::NOUN.with(Tags::PLURAL))
    };
    let pronoun = gap.0 == Gap::SPACE.0
        && matches!(text, "My" | "It" | "They" | "We" | "Our" | "Their" | "She" | "Your")
        && opens
        && index - first <= FRONT
        && !(first..index).any(verb)
        && prose.known[index - 1].status.level() >= 4;
    (comma || inside || pronoun)
        && prose.checked[index]
        && (before.shape == Shape::Lower || before.first && (comma || pronoun))
        && before.class == Class::Word
        && next.shape == Shape::Lower
        && next.gap.0 == Gap::SPACE.0
        && !next.first
        && PLAIN.contains(&text)
        && sentence().words.len() >= 6
        && !greeting()
        && !matches!(doc.word(index - 1), "said" | "say" | "says" | "ask" | "asked" | "called" | "think" | "thought")
        && prose.status(index - 1).is_word()
}

/// Whether the word surely begins a sentence: after a stop and a blank, or at the start of a paragraph of prose.
fn begins_after_full_stop(doc: &Document<'_>, prose: &CheckedWords, index: usize) -> bool {
    let gap = doc.words[index].gap;
    // A letter or a paragraph that is prose; not a heading, an address or an item of a list.
    if index == 0 || gap.has(Gap::PARAGRAPH) {
        let sentence = &doc.sentences[doc.sentence_of(index)];
        let plain =
            gap.0 & !(Gap::PARAGRAPH.with(Gap::NEWLINE).with(Gap::SPACE).with(Gap::STOP).with(Gap::MARK)).0 == 0;
        let after_prose = index == 0 || gap.any(Gap::STOP.with(Gap::MARK));
        return plain
            && after_prose
            && (index == 0 || ends_sentence(doc, prose, index - 1))
            && (sentence.words.len() >= 6 || sentence.words.len() >= 3 && ends_with_mark(doc, sentence.span))
            && !doc.paragraphs[sentence.paragraph].bullet
            && doc.word(index).len() > 1;
    }
    let Some(before) = index.checked_sub(1) else { return false };
    let ended = gap.any(Gap::STOP.with(Gap::MARK)) && gap.any(Gap::SPACE.with(Gap::NEWLINE));
    let others = Gap::OTHER
        .with(Gap::COLON)
        .with(Gap::OPEN)
        .with(Gap::CLOSE)
        .with(Gap::QUOTE)
        .with(Gap::COMMA)
        .with(Gap::SLASH)
        .with(Gap::APOSTROPHE)
        .with(Gap::PARAGRAPH);
    ended
        && !foreign::is_unit(doc, before)
        && !foreign::is_abbreviation(doc, before)
        && ends_sentence(doc, prose, before)
        && !gap.any(others)
        && !doc.gap_text(index).contains("..")
        && !doc.gap_text(index).contains('\u{2026}')
        && doc.word(before).len() > 1
        && doc.word(index).len() > 1
}

/// Whether a sentence is closed by a mark, as headings and items of lists are not.
fn ends_with_mark(doc: &Document<'_>, span: crate::span::Span) -> bool {
    matches!(span.slice(doc.text()).bytes().next_back(), Some(b'.' | b'?' | b'!'))
}

/// Whether a stop after word `before` surely ends a sentence: not after `Fig. 1.`, nor after an unknown word, which
/// may be an abbreviation.
fn ends_sentence(doc: &Document<'_>, prose: &CheckedWords, before: usize) -> bool {
    prose.status(before).is_known() && !doc.word(before).contains('.')
}
