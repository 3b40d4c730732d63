//! Rules in data that say what a mention tells: the writer's work, a plan, what a post asks for, somebody else's years.
//!
//! The rules are those of the vocabulary `experience` ([`RuleSet`]). A mention is one token of their patterns, a word of the
//! sets `@time` and `@length` or `@span`; the pattern marks it: `post asks for [@time]`. Of the rules that speak of a
//! mention the first counts.

use super::phrases::is_trade;
use crate::features::experience::lexicon::Entry;
use crate::features::experience::sentence::SentenceView;
use crate::features::experience::temporal::DurationMention;
use crate::lexicon::word_set::words;
use crate::patterns::{Outward, Present, RuleSet, Separator, TagSet, Token};
use crate::text::hash::hash_word;
use crate::text::{Class, Gap, Shape};

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
    /// Index of the rule.
    rule: usize,
}

/// The rules, ready to use.
pub(in super::super) struct Rules {
    patterns: Outward,
    /// What each rule says, and its message.
    says: Vec<(Says, &'static str)>,
    /// The numbers of [`MENTIONS`].
    mentions: [u16; 4],
    #[cfg(test)]
    names: Vec<&'static str>,
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
const OCCUPATION: TagSet = TagSet(1 << 49);
/// A mention.
const TIME: TagSet = TagSet(1 << 50);
/// The words that mentions are to the patterns: no word of a letter is written so.
const MENTIONS: [&str; 4] = ["§length", "§gap", "§span", "§more"];
/// The bits of a trade stand above those of the lexicon.
const TRADES: u32 = 36;

impl Rules {
    /// The rules of a set that speak of mentions.
    pub(in super::super) fn of(rules: &RuleSet) -> Self {
        let (rules, patterns) = rules.compile_outward("experience");
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
            says: rules.iter().map(|r| (says(r.kind), r.message)).collect(),
            #[cfg(test)]
            names: rules.iter().map(|r| r.name).collect(),
        }
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
                let id = self.patterns.number(word.hash);
                tokens.push(Token { tags: tags(view, at), id, before, class: 0 });
                at += 1;
            }
        }
        self.patterns.look(tokens, present);
        rulings.extend(places.iter().map(|&place| {
            let mut first: Option<usize> = None;
            self.patterns.through(tokens, place, present, |rule| first = Some(first.map_or(rule, |f| f.min(rule))));
            let (rule, (says, why)) = first.and_then(|rule| Some((rule, *self.says.get(rule)?)))?;
            Some(Ruling { says, why, rule })
        }));
        rulings.resize(mentions.len(), None);
    }
}

/// Which of [`MENTIONS`] a mention is.
fn kind(view: &SentenceView<'_>, mention: &DurationMention) -> usize {
    let says = |words| view.any_is(mention.first..=mention.last, words);
    if !mention.is_length() {
        2
    } else if says(words!["gap"]) {
        1
    } else if says(words!["more", "additional", "further"]) && !says(words!["than"]) {
        3
    } else {
        0
    }
}

fn tags(view: &SentenceView<'_>, at: usize) -> TagSet {
    let Entry { tags, trade, .. } = view.entry(at);
    let word = &view.doc.words[at];
    if word.class == Class::Opaque {
        return TagSet(0);
    }
    let text = view.doc.word(at);
    let forms = [
        (word.shape != Shape::Lower && at > view.first, CAP),
        (text.ends_with("ed"), ED),
        (text.ends_with("ing"), ING),
        (is_trade(view, at), OCCUPATION),
    ];
    let all = TagSet(tags | u64::from(trade) << TRADES).with(WORD);
    forms.into_iter().filter(|f| f.0).fold(all, |all, (_, tag)| all.with(tag))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::experience::calendar::CalendarDate;
    use crate::features::experience::lexicon::{Lexicon, TAGS};
    use crate::features::experience::occupations::{CAMPUS, FIELD, NO_TRADE, PLACE, PRIVATE};
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
                    let by = ruling.map(|r| rules.names[r.rule]);
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
        let (set, lexicon) = (RuleSet::builtin(), Lexicon::new());
        let rules = Rules::of(&set);
        let mut wrong = Vec::new();
        for (index, rule) in set.all().filter(|r| r.vocabulary == "experience").enumerate() {
            let misses = rule.must_match.iter().filter_map(|e| spoken(&rules, &lexicon, e.0, index).err());
            wrong.extend(misses.map(|m| format!("{} misses {m}", rule.name)));
            let raised = rule.must_not_match.iter().filter(|e| spoken(&rules, &lexicon, e.0, index).is_ok());
            wrong.extend(raised.map(|e| format!("{} speaks of {}", rule.name, e.0)));
            if rule.must_match.is_empty() || rule.must_not_match.is_empty() {
                wrong.push(format!("{} needs examples of both kinds", rule.name));
            }
        }
        assert!(wrong.is_empty() && rules.names.len() > 20, "{}", wrong.join("\n"));
    }

    #[test]
    fn patterns_name_the_tags_as_the_lexicon_has_them() {
        let domain = crate::patterns::DOMAINS.iter().find(|d| d.name == "experience").unwrap();
        let bits = |name: &str| domain.tags.iter().find(|t| t.0 == name).map(|t| t.1);
        for &(name, tag) in TAGS {
            assert_eq!(bits(name), Some(tag), "{name}");
        }
        let trades =
            [("Place", PLACE), ("Field", FIELD), ("Private", PRIVATE), ("Campus", CAMPUS), ("NoTrade", NO_TRADE)];
        for (name, bit) in trades {
            assert_eq!(bits(name), Some(u64::from(bit) << TRADES), "{name}");
        }
        for (name, tag) in [("Word", WORD), ("Cap", CAP), ("Ed", ED), ("Ing", ING), ("Trade", OCCUPATION)] {
            assert_eq!(bits(name), Some(tag.0), "{name}");
        }
    }
}
