//! Rules in data that say what a mention tells: the writer's work, a plan, what a post asks for, somebody else's years.
//!
//! A rule's patterns are those of [`crate::patterns`]. A mention is one token of theirs, a word of the sets `@time` and
//! `@length` or `@span`; the pattern marks it: `post asks for [@time]`. Of the rules that speak of a mention the first counts.

use crate::features::experience::lexicon::{Entry, TAGS};
use crate::features::experience::occupations::{CAMPUS, FIELD, NO_TRADE, PLACE, PRIVATE};
use crate::features::experience::sentence::SentenceView;
use crate::features::experience::temporal::DurationMention;
use crate::lexicon::word_set::words;
use crate::patterns::{Frequencies, Program, Scratch, Separator, TagClasses, TagSet, Token, Vocabulary};
use crate::text::hash::hash_word;
use crate::text::{Class, Shape};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The rules that are compiled in.
const BUILTIN: &str = include_str!("../../../../data/rules/experience.toml");

/// What a rule says of a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    /// Study, data, leave: the rule's `why` says what.
    NotWork,
    /// Nothing: the rule keeps later ones from speaking.
    Undecided,
}

/// What the rules say of one mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Ruling {
    pub(in super::super) says: Says,
    /// Index of the rule.
    rule: usize,
}

/// A rule as the file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    #[cfg_attr(not(test), expect(dead_code, reason = "names are for people and for tests"))]
    name: String,
    says: Says,
    /// Why a mention that is no work is set aside.
    #[serde(default)]
    why: String,
    patterns: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "examples are for people and for tests"))]
    #[serde(default)]
    must_match: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "examples are for people and for tests"))]
    #[serde(default)]
    must_not_match: Vec<String>,
}

/// A file of rules.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Sets of words by name.
    sets: BTreeMap<String, String>,
    rule: Vec<Rule>,
}

/// The rules, ready to use.
pub(in super::super) struct Rules {
    program: Program,
    says: Vec<Says>,
    whys: Vec<&'static str>,
    /// The numbers of [`MENTIONS`].
    mentions: [u16; 4],
    /// The class of [`TIME`].
    time: u8,
    #[cfg(test)]
    file: File,
}

/// Memory for the tokens of one sentence.
#[derive(Default)]
pub(in super::super) struct Memory {
    tokens: Vec<Token>,
    /// Per token: one more than the index of its mention.
    mentions: Vec<usize>,
    scratch: Scratch,
}

const WORD: TagSet = TagSet(1 << 45);
const CAP: TagSet = TagSet(1 << 46);
const ED: TagSet = TagSet(1 << 47);
const ING: TagSet = TagSet(1 << 48);
const OCCUPATION: TagSet = TagSet(1 << 49);
/// A mention.
const TIME: TagSet = TagSet(1 << 50);
/// The words that mentions are to the patterns; no word of a letter is written so.
const MENTIONS: [&str; 4] = ["§length", "§gap", "§span", "§more"];
/// The sets of them that patterns name.
const MENTION_SETS: [(&str, &str); 5] = [
    ("length", "§length §gap §more"),
    ("gap", "§gap"),
    ("more", "§more"),
    ("span", "§span"),
    ("time", "§length §gap §more §span"),
];
/// The bits of a trade stand above those of the lexicon.
const TRADES: u32 = 36;

impl Rules {
    /// The rules that are compiled in.
    pub(in super::super) fn builtin() -> &'static Self {
        static RULES: LazyLock<Rules> =
            LazyLock::new(|| Rules::parse(BUILTIN).expect("data/rules/experience.toml is read by a test"));
        &RULES
    }

    fn parse(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|e| e.to_string())?;
        let trade = |bits: u8| TagSet(u64::from(bits) << TRADES);
        let mut tags: Vec<(&str, TagSet)> = TAGS.iter().map(|&(name, bits)| (name, TagSet(bits))).collect();
        tags.extend([("Place", trade(PLACE)), ("Field", trade(FIELD)), ("Private", trade(PRIVATE))]);
        tags.extend([("Campus", trade(CAMPUS)), ("NoTrade", trade(NO_TRADE)), ("Trade", OCCUPATION)]);
        tags.extend([("Word", WORD), ("Cap", CAP), ("Ed", ED), ("Ing", ING)]);
        let mut sets: Vec<(&str, &str)> = file.sets.iter().map(|(name, words)| (name.as_str(), words.as_str())).collect();
        sets.extend(MENTION_SETS);
        let patterns = (0u16..).zip(&file.rule).flat_map(|(n, rule)| rule.patterns.iter().map(move |p| (n, p)));
        let vocabulary = Vocabulary { tags: &tags, sets: &sets, classes: &[], common: "", loose: false };
        // Patterns are looked for at the mentions: these are few.
        let often = |word: &str, _: Option<usize>| if MENTIONS.contains(&word) { 1 } else { 1000 };
        let frequencies = Frequencies { word: Some(&often), classes: classes() };
        let program = Program::compile(vocabulary, frequencies, patterns).map_err(|e| e.to_string())?;
        let says = file.rule.iter().map(|r| r.says).collect();
        let whys: Result<_, String> = file.rule.iter().map(|r| why(&r.why)).collect();
        let time = program.classes().class(TIME);
        let mentions = MENTIONS.map(|m| program.number(hash_word(m.as_bytes())));
        Ok(Self {
            program,
            mentions,
            time,
            says,
            whys: whys?,
            #[cfg(test)]
            file,
        })
    }

    /// Why a mention is no work, in words for a person.
    pub(in super::super) fn why(&self, ruling: Ruling) -> &'static str {
        self.whys.get(ruling.rule).copied().unwrap_or_default()
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
        rulings.resize(mentions.len(), None);
        if mentions.is_empty() {
            return;
        }
        let Memory { tokens, mentions: places, scratch } = memory;
        tokens.clear();
        places.clear();
        let mut next = 0;
        let mut at = view.first;
        while at < view.end {
            let mention = mentions.get(next).filter(|m| m.first <= at);
            let word = &view.doc.words[at];
            let before = Separator::of(word.gap, at == view.first);
            match mention {
                Some(mention) => {
                    let says = |words| view.any_is(mention.first..=mention.last, words);
                    let kind = match mention.is_length() {
                        false => 2,
                        true if says(words!["gap"]) => 1,
                        true if says(words!["more", "additional", "further"]) && !says(words!["than"]) => 3,
                        true => 0,
                    };
                    tokens.push(Token { tags: TIME, id: self.mentions[kind], before, class: self.time });
                    next += 1;
                    places.push(next);
                    at = mention.last.max(at) + 1;
                }
                None => {
                    tokens.push(Token {
                        tags: self.tags(view, at),
                        id: self.program.number(word.hash),
                        before,
                        class: 0,
                    });
                    places.push(0);
                    at += 1;
                }
            }
        }
        let says = &self.says;
        self.program.run(tokens, scratch, |found| {
            let mention = found.marked().find_map(|token| places[token].checked_sub(1));
            if let Some(ruling) = mention.and_then(|m| rulings.get_mut(m)) {
                let rule = found.rule();
                if ruling.is_none_or(|r| rule < r.rule) {
                    *ruling = Some(Ruling { says: says[rule], rule });
                }
            }
        });
    }

    fn tags(&self, view: &SentenceView<'_>, at: usize) -> TagSet {
        let Entry { tags, trade, .. } = view.entry(at);
        let word = &view.doc.words[at];
        if word.class == Class::Opaque {
            return TagSet(0);
        }
        let mut all = TagSet(tags | u64::from(trade) << TRADES).with(WORD);
        if word.shape != Shape::Lower && at > view.first {
            all = all.with(CAP);
        }
        let text = view.doc.word(at);
        if text.ends_with("ed") {
            all = all.with(ED);
        }
        if text.ends_with("ing") {
            all = all.with(ING);
        }
        if super::phrases::is_trade(view, at) {
            all = all.with(OCCUPATION);
        }
        all
    }
}

/// Classes for the sets of tags that most words of a sentence with a mention have.
fn classes() -> TagClasses {
    let shapes = [TagSet(0), CAP, ED, ING].map(|shape| WORD.with(shape));
    let tagged = TAGS.iter().map(|&(_, bits)| WORD.with(TagSet(bits)));
    let trades = [PLACE, FIELD, PRIVATE, CAMPUS].map(|bits| WORD.with(TagSet(u64::from(bits) << TRADES)));
    let fixed: Vec<TagSet> = [TIME].into_iter().chain(shapes).chain(tagged).chain(trades).collect();
    TagClasses::new(&fixed, &[])
}

/// The reasons that rules may give; text of evidence must outlive the rules.
fn why(text: &str) -> Result<&'static str, String> {
    const WHYS: &[&str] = &["", "study", "not work", "years of data", "leave", "said not to be there", "a rate"];
    WHYS.iter().find(|w| **w == text).copied().ok_or_else(|| format!("{text} is no reason that is known"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::experience::calendar::CalendarDate;
    use crate::features::experience::lexicon::Lexicon;
    use crate::lexicon::Annotated;
    use crate::text::Document;
    use jiff::civil::date;

    /// The marked mention and what the rule of this index says of it, or what is said instead.
    fn spoken(rules: &Rules, lexicon: &Lexicon, marked: &str, rule: usize) -> Result<(), String> {
        let letter = marked.replace(['«', '»'], "");
        let place = marked.find('«').ok_or_else(|| format!("{marked}: no mention is marked"))?;
        let doc = Document::new(&letter);
        let (mut memory, mut rulings, mut mentions) = (Memory::default(), Vec::new(), Vec::new());
        for sentence in &doc.sentences {
            let words = sentence.words.clone();
            let mut ids = Vec::new();
            let letter = Annotated::of(&doc, &mut ids);
            let entries: Vec<Entry> = words.clone().map(|index| lexicon.get(&letter, index)).collect();
            let view = SentenceView::new(&doc, words, &entries, CalendarDate::of(date(2026, 6, 15)));
            mentions.clear();
            view.mentions(&mut mentions);
            rules.rule(&view, &mentions, &mut memory, &mut rulings);
            for (mention, ruling) in mentions.iter().zip(&rulings) {
                let words = doc.words[mention.first].span.start as usize..doc.words[mention.last].span.end as usize;
                if words.contains(&place) {
                    let by = ruling.map(|r| rules.file.rule[r.rule].name.clone());
                    return if ruling.is_some_and(|r| r.rule == rule) {
                        Ok(())
                    } else {
                        Err(format!("{marked}: {by:?}"))
                    };
                }
            }
        }
        Err(format!("{marked}: no mention is there"))
    }

    #[test]
    fn rules_speak_of_their_examples_and_of_no_others() {
        let (rules, lexicon) = (Rules::parse(BUILTIN).unwrap(), Lexicon::new());
        let mut wrong = Vec::new();
        for (index, rule) in rules.file.rule.iter().enumerate() {
            let misses = rule.must_match.iter().filter_map(|e| spoken(&rules, &lexicon, e, index).err());
            wrong.extend(misses.map(|m| format!("{} misses {m}", rule.name)));
            let raised = rule.must_not_match.iter().filter(|e| spoken(&rules, &lexicon, e, index).is_ok());
            wrong.extend(raised.map(|e| format!("{} speaks of {e}", rule.name)));
            if rule.must_match.is_empty() || rule.must_not_match.is_empty() {
                wrong.push(format!("{} needs examples of both kinds", rule.name));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn names_are_given_once_and_a_bad_file_is_refused() {
        let rules = Rules::parse(BUILTIN).unwrap();
        let mut names: Vec<&str> = rules.file.rule.iter().map(|r| r.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), rules.file.rule.len());
        for bad in [
            "[sets]\n[[rule]]\nname = \"a\"\nsays = \"perhaps\"\npatterns = []",
            "[sets]\n[[rule]]\nname = \"a\"\nsays = \"work\"\npatterns = [\"@none [@time]\"]",
            "[sets]\n[[rule]]\nname = \"a\"\nsays = \"not_work\"\nwhy = \"so\"\npatterns = [\"[@time]\"]",
            "[sets]\n[[rule]]\nname = \"a\"\nsays = \"work\"\npattern = [\"[@time]\"]",
        ] {
            assert!(Rules::parse(bad).is_err(), "{bad}");
        }
    }
}
