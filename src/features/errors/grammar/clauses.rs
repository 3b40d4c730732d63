//! How clauses are joined: comma splices, run-on sentences, doubled conjunctions, indirect questions.

use super::super::{Findings, Kind};
use super::pattern::{Before, Token};
use super::{Rule, Text, VERB};
use crate::lexicon::Tags;
use crate::span::Span;

const SPLICE: Rule = Rule::new(
    "comma_splice",
    "Two sentences joined by a comma alone",
    "Counted only where both sides are surely whole: each has a subject and a finite \
     verb, the second a subject pronoun, the first opens the sentence, no conjunction and no negation stand in it, and \
     no other comma follows (a list of clauses).",
    &[],
    &["I like my work«, it is» good.", "They are kind people«, they help» me."],
    &[
        "I like it, and it is good.",
        "When I go, it is late.",
        "I draw every day, I paint, and I sing.",
        "It is not a bug, it is a wish.",
        "It is, I think, late.",
        "I like it; it is good.",
        "He said it, they say.",
    ],
)
.kind(Kind::Punctuation);

const RUN_ON: Rule = Rule::new(
    "run_on",
    "Two sentences without a stop or a conjunction between them",
    "Counted only where a noun is followed at once by `it is`, `they are` and their like, which open a new clause, \
     and the noun is none that takes a clause (`the way it is`), in a \
     sentence that does not begin with an adverbial (`In the street it was cold`).",
    &[
        "DT|JJ|PO|of|in|IN [N1|NP!VG|V0|JJ|@thing_clause|WH|CC|PO|UNK it is|was|will|can|has] -PS",
        "DT|JJ|PO|IN [N1|NP!VG|V0|JJ|@thing_clause|WH|CC|PO|UNK there is|are|was|were] -to|the",
        "DT|JJ|PO|IN [N1|NP!VG|V0|JJ|@thing_clause|WH|CC|PO|UNK i am|think|will|have] -VN",
    ],
    &["I live near the «forest it is» good."],
    &[
        "I like the way it is.",
        "I think it is good.",
        "The more money they have the better.",
        "It is good the way it is.",
        "In the street it was cold.",
        "When I left the school it was late.",
    ],
)
.unless(is_fronted)
.kind(Kind::Punctuation);

const DOUBLED: Rule = Rule::new(
    "doubled_conjunction",
    "although with but, because with so: one of them is enough",
    "Within a sentence that the first opens, where the second follows a comma and a subject stands after it.",
    &[],
    &["Although it rained, «but» we went.", "Because it rained, «so» we stayed."],
    &[
        "Although it rained, we went, but not far.",
        "Because he was so tired, we stayed.",
        "But although it rained, we went.",
    ],
);

const INTRODUCTORY: Rule = Rule::new(
    "introductory_comma",
    "A comma is missing after the introductory word",
    "Only after words that join sentences (however, moreover, for example …) before a subject pronoun; \
     shorter ones (then, now, therefore) often go without.",
    &[
        "^ [however|moreover|furthermore|nevertheless|nonetheless|additionally|consequently|firstly|secondly|thirdly|fortunately|unfortunately|besides|lastly|likewise] PS|you|it|there|this|that|these|those|the|my|our|their|his|her|people|a|an|some|many|most|all|each|every|one|if|when|in|for|NP|NAME|DT => $1 ,",
        "^ [for example|instance] one|PS|you|it|there|this|that|the|my|our|people|a|an|some|many|if|when|in|NP|DT|NAME|N1!NP|nowadays => $1 $2 ,",
        "^ [in conclusion|addition|fact|general|summary|contrast|short|particular] PS|you|it|there|this|the|my|our|people|a|some|many|if|when|NP|DT => $1 $2 ,",
        "^ [on the other hand] PS|you|it|there|this|the|my|people|a|some|if|when|NP|DT => $1 $2 $3 $4 ,",
        "^ [in this|that case] PS|people|students|NP|the|my|our => $1 $2 $3 ,",
        "^ [in my view] PS|you|it|there|this|the|people|a|some|if|when|NP => $1 $2 $3 ,",
        "^ [as a result] PS|you|it|there|this|the|my|people|a|some|if|when|NP => $1 $2 $3 ,",
        "^ [first of all] PS|you|it|there|this|the|my|people|a|some|if|when|NP => $1 $2 $3 ,",
        "^ [in my opinion] PS|you|it|there|this|the|people|a|some|if|when|NP => $1 $2 $3 ,",
        "^ [yes|no] PS|it => $1 ,",
    ],
    &["«However» they left.", "«For example» they play."],
    &["However, they left.", "However hard it is, they try.", "Then they left.", "Also I heard it.", "In the end they left."],
)
.kind(Kind::Punctuation);

const QUESTION: Rule = Rule::new(
    "missing_question_mark",
    "A question ends with a question mark",
    "Only where a question word and an inverted verb with its pronoun open the sentence.",
    &[],
    &["«What do you think.» I like it."],
    &["What do you think? I like it.", "What I think is this.", "How do you do!"],
)
.kind(Kind::Punctuation);

pub(super) const RULES: &[Rule] = &[SPLICE, RUN_ON, DOUBLED, INTRODUCTORY, QUESTION];

/// A set of word numbers, a bit each.
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
pub(super) struct Words {
    splice_subject: Set,
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

/// Whether the clause that holds word `at` begins with an adverbial: then a subject may follow a noun at once.
fn is_fronted(text: &Text<'_, '_>, at: usize) -> bool {
    let sentence = text.doc.sentences.get(text.doc.sentence_of(at));
    let first = sentence.map_or(at, |s| s.words.start);
    let comma = (first + 1..=at).rev().find(|&i| text.tokens.get(i).is_some_and(|t| t.before == Before::Comma));
    let opens = text.tokens.get(comma.unwrap_or(first)).map(|t| t.tags);
    opens.is_some_and(|tags| tags.any(Tags::PREPOSITION.with(Tags::WH)) || tags.any(Tags::CONJUNCTION))
}

/// Finds what the rules of this file describe.
pub(super) fn check(text: &Text<'_, '_>, words: &Words, out: &mut Findings) {
    for sentence in &text.doc.sentences {
        let range = sentence.words.clone();
        let Some(tokens) = text.tokens.get(range.clone()) else { continue };
        let ends_with = text.doc.text().as_bytes().get(sentence.span.end as usize - 1).copied().unwrap_or(b' ');
        splice(text, words, range.start, tokens, out);
        doubled(text, words, range.start, tokens, out);
        if tokens.len() > 3 && ends_with == b'.' {
            question(words, sentence.span, tokens, out);
        }
    }
}

/// `I like it, it is good`: subject and verb, then a comma, then subject and verb again.
fn splice(text: &Text<'_, '_>, words: &Words, start: usize, tokens: &[Token], out: &mut Findings) {
    let opens = |t: &Token| words.splice_subject.contains(&t.id);
    let after_pronoun = tokens.first().is_some_and(opens);
    let mut whole = false;
    let mut subject = false;
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        if token.before == Before::Comma && at > 2 {
            let joined =
                opens(token) && next.is_some_and(|n| n.before == Before::Blank && finite(n) && !n.tags.any(Tags::ING));
            // A comma after "it is" may close an aside: "it is, I think, late".
            let aside = tokens.get(at + 2).is_none_or(|t| t.before != Before::Blank);
            // "I draw, I paint, and I sing" is a list of clauses, "it is not a bug, it is a wish" a figure of speech.
            let list = tokens.get(at + 1..).is_some_and(|rest| rest.iter().any(|t| t.before == Before::Comma));
            let contrast = tokens[..at].iter().any(|t| words.not.contains(&t.id));
            if whole && joined && !aside && !list && !contrast && at > 3 {
                let from = text.doc.words[start + at - 1].span.end as usize;
                let span = Span::new(from, text.doc.words[start + at + 1].span.end as usize);
                let gap = &text.doc.text()[from..text.doc.words[start + at].span.start as usize];
                let span = Span { start: span.start + (gap.len() - gap.trim_start().len()) as u32, ..span };
                out.add(SPLICE.kind, span, SPLICE.name, SPLICE.message);
            }
            // Only the first comma is sure: later ones may belong to a list.
            break;
        }
        if token.before != Before::Blank && at > 0 && token.before != Before::Apostrophe {
            break;
        }
        if token.tags.any(Tags::CONJUNCTION) && !token.tags.any(Tags::DETERMINER) && at == 0 || token.tags.any(Tags::WH)
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

fn doubled(text: &Text<'_, '_>, words: &Words, start: usize, tokens: &[Token], out: &mut Findings) {
    let Some(first) = tokens.first() else { return };
    let second = if words.although.contains(&first.id) {
        words.but
    } else if words.because.contains(&first.id) {
        words.so
    } else {
        return;
    };
    // Only the first comma: later clauses have conjunctions of their own.
    let Some(at) = tokens.iter().position(|t| t.before == Before::Comma) else { return };
    let subject =
        tokens.get(at + 1).is_some_and(|t| t.tags.any(Tags::SUBJECT.with(Tags::DETERMINER).with(Tags::PLURAL)));
    if tokens[at].id == second && subject && at > 2 {
        out.add(DOUBLED.kind, text.doc.words[start + at].span, DOUBLED.name, DOUBLED.message);
    }
}

fn question(words: &Words, span: Span, tokens: &[Token], out: &mut Findings) {
    let [first, second, third, ..] = tokens else { return };
    if words.question.contains(&first.id)
        && words.auxiliary.contains(&second.id)
        && second.before == Before::Blank
        && third.tags.any(Tags::SUBJECT)
        && third.before == Before::Blank
        && tokens.iter().skip(1).all(|t| t.before == Before::Blank)
    {
        out.add(QUESTION.kind, span, QUESTION.name, QUESTION.message);
    }
}
