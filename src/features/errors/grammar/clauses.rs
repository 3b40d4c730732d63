//! How clauses are joined: comma splices, doubled conjunctions, questions without their mark.

use super::super::finding::Findings;
use super::super::finding::Report;
use super::super::reports::Reports;
use super::text::{NOUNS, Text, VERB};
use crate::lexicon::Tags;
use crate::patterns::{Separator, Token};
use crate::span::Span;

/// A set of word numbers, a bit each.
#[derive(Debug)]
struct Set(Vec<u64>);

impl Set {
    #[inline]
    fn contains(&self, number: &u16) -> bool {
        self.0.get(*number as usize / 64).is_some_and(|bits| bits >> (number % 64) & 1 != 0)
    }
}

impl FromIterator<u16> for Set {
    fn from_iter<I: IntoIterator<Item = u16>>(numbers: I) -> Self {
        let mut bits = Vec::new();
        for number in numbers {
            let at = number as usize / 64;
            bits.resize(bits.len().max(at + 1), 0);
            bits[at] |= 1 << (number % 64);
        }
        Self(bits)
    }
}

/// The words that these checks look for, as numbers.
#[derive(Debug)]
pub(super) struct Words {
    splice_subject: Set,
    /// Verbs of what is said or thought: "he said it, they say".
    says: Set,
    owner: Set,
    not: Set,
    but: u16,
    so: u16,
    although: Set,
    because: Set,
    question: Set,
    auxiliary: Set,
}

impl Words {
    pub(super) fn of(number: impl Fn(&str) -> u16) -> Self {
        let all = |w: &str| w.split(' ').map(&number).filter(|&n| n != 0).collect();
        Self {
            splice_subject: all("i you he she it we they there this"),
            says: all("say says said think thought know believe guess suppose hope mean fear feel"),
            owner: all("my our his her their"),
            not: all("not n't isn't aren't don't doesn't didn't never no"),
            but: number("but"),
            so: number("so"),
            although: all("although though"),
            because: all("because since"),
            question: all("what why how where when who"),
            auxiliary: all("is are was were do does did can should could will would"),
        }
    }
}

fn finite(token: &Token) -> bool {
    token.tags.any(VERB.with(Tags::MODAL))
}

/// Finds what the rules of this file describe.
pub(super) fn check(text: &Text<'_, '_>, words: &Words, reports: &Reports, out: &mut Findings) {
    for sentence in &text.doc.sentences {
        let range = sentence.words.clone();
        let Some(tokens) = text.tokens.get(range.clone()) else { continue };
        let ends_with = text.doc.text().as_bytes().get(sentence.span.end as usize - 1).copied().unwrap_or(b' ');
        splice(text, words, range.start, tokens, &reports.comma_splice, out);
        doubled(text, words, range.start, tokens, &reports.doubled_conjunction, out);
        if tokens.len() > 3 && ends_with == b'.' {
            question(words, sentence.span, tokens, &reports.missing_question_mark, out);
        }
    }
}

/// `I like it, it is good`: subject and verb, then a comma, then subject and verb again.
fn splice(text: &Text<'_, '_>, words: &Words, start: usize, tokens: &[Token], report: &Report, out: &mut Findings) {
    let opens = |t: &Token| words.splice_subject.contains(&t.id);
    let after_pronoun = tokens.first().is_some_and(opens);
    let mut whole = false;
    let mut subject = false;
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        if token.before == Separator::Comma && at > 2 {
            let beside = |n: &&Token| n.before == Separator::Blank;
            let joined = opens(token)
                && next
                    .filter(beside)
                    .is_some_and(|n| finite(n) && !n.tags.any(Tags::ING) && !words.says.contains(&n.id));
            // `…, my code was used`
            let owned = words.owner.contains(&token.id)
                && next.filter(beside).is_some_and(|n| n.tags.any(NOUNS) && !n.tags.any(Tags::ADJECTIVE))
                && tokens.get(at + 2).filter(beside).is_some_and(|v| v.tags.any(Tags::BE.with(Tags::MODAL)));
            // A comma after "it is" may close an aside: "it is, I think, late".
            let aside = tokens.get(at + 2).is_some_and(|t| t.before != Separator::Blank);
            // "I draw, I paint, and I sing" is a list of clauses, "it is not a bug, it is a wish" a figure of speech.
            let list = tokens.get(at + 1..).is_some_and(|rest| rest.iter().any(|t| t.before == Separator::Comma));
            let contrast = !owned && tokens[..at].iter().any(|t| words.not.contains(&t.id));
            if whole && (joined || owned) && !aside && !list && !contrast {
                let from = text.doc.words[start + at - 1].span.end as usize;
                let span = Span::new(from, text.doc.words[start + at].span.end as usize);
                let gap = &text.doc.text()[from..text.doc.words[start + at].span.start as usize];
                let span = Span { start: span.start + (gap.len() - gap.trim_start().len()) as u32, ..span };
                out.report(report, span);
            }
            // Only the first comma is sure: later ones may belong to a list.
            break;
        }
        if token.before != Separator::Blank && at > 0 && token.before != Separator::Apostrophe {
            break;
        }
        if token.tags.any(Tags::CONJUNCTION) && !token.tags.any(Tags::DETERMINER) && at == 0
            || token.tags.any(Tags::WH) && !(whole && words.question.contains(&token.id))
        {
            break;
        }
        if at > 0
            && token.tags.any(Tags::CONJUNCTION)
            && !token.tags.any(Tags::PRONOUN.with(Tags::PREPOSITION))
            && !token.tags.any(Tags::ADVERB)
        {
            break;
        }
        subject |= at == 0 && (after_pronoun || token.tags.any(Tags::DETERMINER));
        // After a pronoun the verb comes at once; after a noun only a form of be or a modal verb is sure.
        let verb = if after_pronoun {
            at <= 2 && finite(token) && !token.tags.any(Tags::NOUN)
        } else {
            token.tags.any(Tags::BE.with(Tags::MODAL))
        };
        whole |= subject && at > 0 && verb;
    }
}

fn doubled(text: &Text<'_, '_>, words: &Words, start: usize, tokens: &[Token], report: &Report, out: &mut Findings) {
    let Some(first) = tokens.first() else { return };
    let second = if words.although.contains(&first.id) {
        words.but
    } else if words.because.contains(&first.id) {
        words.so
    } else {
        return;
    };
    // Only the first comma: later clauses have conjunctions of their own.
    let Some(at) = tokens.iter().position(|t| t.before == Separator::Comma) else { return };
    let subject =
        tokens.get(at + 1).is_some_and(|t| t.tags.any(Tags::SUBJECT.with(Tags::DETERMINER).with(Tags::PLURAL)));
    if tokens[at].id == second && subject && at > 2 {
        out.report(report, text.doc.words[start + at].span);
    }
}

fn question(words: &Words, span: Span, tokens: &[Token], report: &Report, out: &mut Findings) {
    let [first, second, third, ..] = tokens else { return };
    if words.question.contains(&first.id)
        && words.auxiliary.contains(&second.id)
        && second.before == Separator::Blank
        && third.tags.any(Tags::SUBJECT)
        && third.before == Separator::Blank
        && tokens.iter().skip(1).all(|t| t.before == Separator::Blank)
    {
        out.report(report, Span { start: span.end - 1, ..span });
    }
}
