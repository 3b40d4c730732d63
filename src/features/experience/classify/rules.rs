//! Rules in data that say what a mention tells: the writer's work, a plan, what a post asks for, somebody else's years.
//!
//! The rules are those of the vocabulary `experience` ([`RuleSet`]). A mention is one token of their patterns, a word of the
//! sets `@time` and `@length` or `@span`; the pattern marks it: `post asks for [@time]`. Of the rules that speak of a
//! mention the first counts.

use super::phrases::is_trade;
use crate::features::experience::calendar::CalendarDate;
use crate::features::experience::lexicon::{Entry, Lexicon};
use crate::features::experience::sentence::SentenceView;
use crate::features::experience::temporal::DurationMention;
use crate::features::experience::words;
use crate::lexicon::Annotated;
use crate::patterns::{Outward, Present, RuleSet, Separator, TagSet, Token};
use crate::text::hash::hash_word;
use crate::text::{Class, Document, Gap, Shape};
use jiff::civil::date;
use std::sync::{Arc, LazyLock};

/// Where the rules of a file belong.
pub(in super::super) const VOCABULARY: &str = "experience";

/// What a rule says of a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Says {
    /// Work of the writer.
    Work,
    /// A stated total over parts.
    Total,
    /// Years of one skill among several.
    Skill,
    /// Not done: planned, wished for, or on a condition.
    Planned,
    /// What a post or a school asks for.
    AskedFor,
    /// Another person's, or an organisation's.
    SomebodyElses,
    /// Study, data, leave: the rule's message says what.
    NotWork,
    /// Nothing: the rule keeps later ones from speaking.
    Undecided,
}

/// What the rules say of one mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Ruling {
    pub(in super::super) says: Says,
    /// Why it is no work, in words for a person.
    pub(in super::super) why: &'static str,
    /// The name of the rule.
    rule: &'static str,
}

/// The rules, ready to use.
pub(in super::super) struct Rules {
    patterns: Outward,
    rulings: Vec<Ruling>,
    /// The numbers of [`MENTIONS`].
    mentions: [u16; 4],
}

/// Memory for the tokens of one sentence.
#[derive(Default)]
pub(in super::super) struct Memory {
    tokens: Vec<Token>,
    /// The token of each mention.
    places: Vec<usize>,
    present: Present,
}

const WORD: TagSet = TagSet(1 << 45);
const CAP: TagSet = TagSet(1 << 46);
const ED: TagSet = TagSet(1 << 47);
const ING: TagSet = TagSet(1 << 48);
const TRADE: TagSet = TagSet(1 << 49);
/// A mention.
const TIME: TagSet = TagSet(1 << 50);
/// The words that mentions are to the patterns: no word of a letter is written so.
const MENTIONS: [&str; 4] = ["§length", "§gap", "§span", "§more"];

impl Rules {
    /// The rules of a set that speak of mentions; the compiled-in ones are laid out once.
    pub(in super::super) fn of(rules: &RuleSet) -> Arc<Self> {
        static BUILTIN: LazyLock<Arc<Rules>> = LazyLock::new(|| Arc::new(Rules::new(&RuleSet::builtin())));
        if rules.name_of(VOCABULARY).is_none() { Arc::clone(&BUILTIN) } else { Arc::new(Self::new(rules)) }
    }

    fn new(rules: &RuleSet) -> Self {
        let (rules, patterns) = rules.compile_outward(VOCABULARY, |_| true);
        let says = |kind: &str| match kind {
            "work" => Says::Work,
            "total" => Says::Total,
            "skill" => Says::Skill,
            "planned" => Says::Planned,
            "asked_for" => Says::AskedFor,
            "somebody_elses" => Says::SomebodyElses,
            "not_work" => Says::NotWork,
            _ => Says::Undecided,
        };
        Self {
            mentions: MENTIONS.map(|m| patterns.number(hash_word(m.as_bytes()))),
            patterns,
            rulings: rules.iter().map(|r| Ruling { says: says(r.kind), why: r.message, rule: r.name }).collect(),
        }
    }

    /// The words that the rules name, by hash, and their numbers.
    pub(in super::super) fn numbered(&self) -> impl Iterator<Item = (u64, u16)> {
        self.patterns.numbered()
    }

    /// What the rules say of each mention of a sentence, in `rulings`.
    pub(in super::super) fn rule(
        &self,
        view: &SentenceView<'_>,
        mentions: &[DurationMention],
        memory: &mut Memory,
        rulings: &mut Vec<Option<Ruling>>,
    ) {
        rulings.clear();
        if mentions.is_empty() {
            return;
        }
        let Memory { tokens, places, present } = memory;
        tokens.clear();
        places.clear();
        let mut at = view.first;
        while at < view.end {
            let word = &view.doc.words[at];
            // `from '13 to '16`: the apostrophe belongs to the year.
            let gap = Gap(word.gap.0 & !Gap::APOSTROPHE.0);
            let before = Separator::of(if gap.0 == 0 { word.gap } else { gap }, at == view.first);
            if let Some(mention) = mentions.get(places.len()).filter(|m| m.first <= at) {
                places.push(tokens.len());
                let id = self.mentions[kind(view, mention)];
                tokens.push(Token { tags: TIME, id, before, class: 0 });
                at = mention.last.max(at) + 1;
            } else {
                tokens.push(Token { tags: tags(view, at), id: view.entry(at).number, before, class: 0 });
                at += 1;
            }
        }
        self.patterns.look(tokens, present);
        rulings.extend(places.iter().map(|&place| {
            let mut first: Option<usize> = None;
            self.patterns.through(tokens, place, present, |rule| first = Some(first.map_or(rule, |f| f.min(rule))));
            self.rulings.get(first?).copied()
        }));
        rulings.resize(mentions.len(), None);
    }
}

/// Which of [`MENTIONS`] a mention is.
fn kind(view: &SentenceView<'_>, mention: &DurationMention) -> usize {
    let says = |words| view.any_is(mention.first..=mention.last, words);
    if !mention.is_length() {
        2
    } else if says(words::GAP) {
        1
    } else if says(words::MORE_WORDS) && !says(words::THAN) {
        3
    } else {
        0
    }
}

fn tags(view: &SentenceView<'_>, at: usize) -> TagSet {
    let word = &view.doc.words[at];
    if word.class == Class::Opaque {
        return TagSet(0);
    }
    let text = view.doc.word(at);
    let forms = [
        (word.shape != Shape::Lower && at > view.first, CAP),
        (text.ends_with("ed"), ED),
        (text.ends_with("ing"), ING),
        (is_trade(view, at), TRADE),
    ];
    let all = TagSet(view.entry(at).tags).with(WORD);
    forms.into_iter().filter(|f| f.0).fold(all, |all, (_, tag)| all.with(tag))
}

/// The name of the rule that speaks of the mention that begins at a byte of a letter, in a letter of 15 June 2026: for
/// examples.
pub(in super::super) fn speaks(
    rules: &Rules,
    lexicon: &Lexicon,
    letter: &str,
    place: usize,
) -> Result<Option<&'static str>, &'static str> {
    let (plain, mut ids) = (Document::new(letter), Vec::new());
    let doc = Annotated::of(&plain, &mut ids);
    let (mut memory, mut rulings, mut mentions) = (Memory::default(), Vec::new(), Vec::new());
    for sentence in &doc.sentences {
        let words = sentence.words.clone();
        let mut entries = Vec::<Entry>::new();
        let view = SentenceView::new(&doc, words, (lexicon, &mut entries), CalendarDate::of(date(2026, 6, 15)));
        mentions.clear();
        view.mentions(&mut mentions);
        rules.rule(&view, &mentions, &mut memory, &mut rulings);
        for (mention, ruling) in mentions.iter().zip(&rulings) {
            let words = doc.words[mention.first].span.start as usize..doc.words[mention.last].span.end as usize;
            if words.contains(&place) {
                return Ok(ruling.map(|r| r.rule));
            }
        }
    }
    Err("no length and no span of time is read there")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::experience::lexicon::TAGS;

    #[test]
    fn patterns_name_the_tags_as_the_lexicon_has_them() {
        let domain = crate::patterns::DOMAINS.iter().find(|d| d.name == VOCABULARY).unwrap();
        let bits = |name: &str| domain.tags.iter().find(|t| t.0 == name).map(|t| t.1);
        for &(name, tag) in TAGS {
            assert_eq!(bits(name), Some(tag), "{name}");
        }
        for (name, tag) in [("Word", WORD), ("Cap", CAP), ("Ed", ED), ("Ing", ING), ("Trade", TRADE)] {
            assert_eq!(bits(name), Some(tag.0), "{name}");
        }
    }
}
