//! Rules in data that say what a sentence says of a topic, before the general reading does.
//!
//! The rules are those of the vocabulary `stance` ([`RuleSet`]). A term of a topic is one word of theirs, `@topic`, and so is a list of
//! terms; a compound is the last of its words. Of the rules that speak of a term the first counts. Rules of `turns` name
//! no topic: they find the wish at the end of a denial.

use super::cues::{self, Cue};
use crate::lexicon::{Annotated, Attribute};
use crate::patterns::{
    ALL_WORDS, Frequencies, Outward, Present, Program, Rule, RuleSet, Scratch, Separator, TagClasses, TagSet, Token,
    often_in_english,
};
use crate::span::Span;
use crate::text::hash::hash_word;
use crate::text::{Class, Document, Gap};
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// What a rule says of a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// Nothing: the rule keeps later ones from speaking.
    Undecided,
    Done,
    Negated,
    Wish,
    SomebodyElses,
    /// Keeps the rules that turn a denial from speaking.
    Stays,
    /// A denial before it in its sentence ends in a wish.
    Turns,
    /// A denial before it in its sentence ends in a wish, and one in the sentence before.
    TurnsNext,
}

impl Says {
    /// What the rules of a kind say.
    fn of(kind: &str) -> Self {
        match kind {
            "done" => Self::Done,
            "negated" => Self::Negated,
            "wish" => Self::Wish,
            "somebody_elses" => Self::SomebodyElses,
            "stays" => Self::Stays,
            "turns" => Self::Turns,
            "turns_next" => Self::TurnsNext,
            _ => Self::Undecided,
        }
    }

    /// Whether it speaks of what follows a denial.
    fn follows(self) -> bool {
        matches!(self, Self::Stays | Self::Turns | Self::TurnsNext)
    }
}

/// The rules, ready to use.
#[derive(Debug)]
pub(crate) struct Rules {
    /// Those that speak of a topic: their names, and what they say.
    named: Vec<(&'static str, Says)>,
    status: Outward,
    /// What those say that turn a denial.
    turning: Vec<Says>,
    turns: Program,
    /// The number of `@topic` in `status`.
    topic: u16,
    /// What is known of each word.
    pub(super) words: Attribute<Seen>,
    /// The class of the tags of each of [`KINDS`] in `turns`.
    classes: [u8; 3],
}

/// Where the rules of a file belong.
pub(crate) const VOCABULARY: &str = "stance";
/// The word that a topic is to the patterns; no word of a letter is written so.
const TOPIC: &str = "§topic";
const WORD: TagSet = TagSet(1);
/// Any word but those at which another clause may begin.
const PLAIN: TagSet = TagSet(1 << 1);
/// A plain word that is not the writer's either.
const OTHER: TagSet = TagSet(1 << 2);
/// The tags of the kinds of words: other people's and plain ones, the writer's, and those at which a clause may begin.
const KINDS: [TagSet; 3] = [TagSet(WORD.0 | PLAIN.0 | OTHER.0), TagSet(WORD.0 | PLAIN.0), WORD];
/// How many of a hundred words are of each kind, roughly.
const SHARES: [u64; 3] = [82, 5, 13];

/// What is known of a word, in one look-up.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    /// What it tells by itself.
    pub(super) cue: Cue,
    /// Its numbers among the words of both programs.
    status: u16,
    turns: u16,
    /// Its place in [`KINDS`].
    kind: u8,
    /// Whether it may stand between the terms of a list.
    lists: bool,
}

impl Seen {
    /// Joins what is known of a word from several lists.
    fn join(&mut self, other: Self) {
        self.cue = self.cue.or(other.cue);
        self.lists |= other.lists;
        self.kind = self.kind.max(other.kind);
        self.status = self.status.max(other.status);
        self.turns = self.turns.max(other.turns);
    }
}

impl Rules {
    /// The rules of a set that speak of topics; the compiled-in ones are laid out once.
    pub(crate) fn of(rules: &RuleSet) -> Arc<Self> {
        static BUILTIN: LazyLock<Arc<Rules>> = LazyLock::new(|| Arc::new(Rules::new(&RuleSet::builtin())));
        if rules.name_of(VOCABULARY).is_none() { Arc::clone(&BUILTIN) } else { Arc::new(Self::new(rules)) }
    }

    fn new(rules: &RuleSet) -> Self {
        let follows = |rule: &Rule| Says::of(rule.kind).follows();
        let (named, status) = rules.compile_outward(VOCABULARY, |r| !follows(r));
        let shares: Vec<(TagSet, u64)> = KINDS.into_iter().zip(SHARES.map(|s| s * ALL_WORDS / 100)).collect();
        let classes = TagClasses::new(&KINDS, &shares);
        let frequencies = Frequencies { classes, word: Some(&often_in_english), rarest: false };
        let (turning, turns) = rules.compile(VOCABULARY, follows, frequencies);
        Self {
            named: named.iter().map(|r| (r.name, Says::of(r.kind))).collect(),
            turning: turning.iter().map(|r| Says::of(r.kind)).collect(),
            words: seen(&status, &turns),
            classes: KINDS.map(|tags| turns.classes().class(tags)),
            topic: status.number(hash_word(TOPIC.as_bytes())),
            status,
            turns,
        }
    }
}

/// What is known of each word.
fn seen(status: &Outward, turns: &Program) -> Attribute<Seen> {
    let kind = |cue: Cue| if cue.has(Cue::SUBJECT.or(Cue::TURN).or(Cue::AND)) { 2 } else { cue.has(Cue::SELF).into() };
    let words = |list: &'static str| list.split_ascii_whitespace().map(|word| hash_word(word.as_bytes()));
    let joints = words(cues::JOINTS).map(|hash| (hash, Seen { kind: 2, ..Seen::default() }));
    let lists = words(cues::LIST_JOINTS).map(|hash| (hash, Seen { lists: true, ..Seen::default() }));
    let cues = cues::hashed().map(|(hash, cue)| (hash, Seen { cue, kind: kind(cue), ..Seen::default() }));
    let status = status.numbered().map(|(hash, number)| (hash, Seen { status: number, ..Seen::default() }));
    let turns = turns.numbered().map(|(hash, number)| (hash, Seen { turns: number, ..Seen::default() }));
    Attribute::new(joints.chain(lists).chain(cues).chain(status).chain(turns), Seen::join)
}

/// A term of a topic, or a list of terms, in the sentence that is read.
#[derive(Clone, Debug)]
struct Place {
    words: Range<u32>,
    token: u32,
    /// Terms of the list.
    count: u32,
    /// The rule that speaks of it.
    rule: Option<u16>,
}

/// Memory for the rules of one sentence.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The sentence that was read last.
    sentence: Option<usize>,
    /// What is known of its words.
    seen: Vec<Seen>,
    /// Its words as the patterns of the status rules see them.
    tokens: Vec<Token>,
    /// Per token, its last word.
    last_words: Vec<u32>,
    places: Vec<Place>,
    present: Present,
    /// The same for the rules that turn a denial: the sentence in which they were sought last, its tokens, the words that
    /// these end with, and where rules were found: the token, and what they say.
    scratch: Scratch,
    turned: Option<usize>,
    turning: Vec<Token>,
    turning_words: Vec<u32>,
    turns: Vec<(u32, Says)>,
}

impl Memory {
    pub(super) fn clear(&mut self) {
        (self.sentence, self.turned) = (None, None);
    }

    /// Reads a sentence of a letter with the terms `topics`, unless it is the one that was read last; gives what is known of
    /// its words.
    pub(super) fn read(
        &mut self,
        rules: &Rules,
        doc: &Annotated<'_>,
        sentence: usize,
        topics: &[Range<u32>],
    ) -> &[Seen] {
        if self.sentence != Some(sentence) {
            self.sentence = Some(sentence);
            let words = doc.sentences.get(sentence).map_or(0..0, |s| s.words.clone());
            look_up(rules, doc, words.clone(), &mut self.seen);
            self.apply(rules, doc, words, topics);
        }
        &self.seen
    }

    /// What the rules say of the term at word `first` of the sentence that was read last.
    pub(super) fn says(&self, rules: &Rules, first: usize) -> Option<Says> {
        self.ruling(rules, first).map(|r| r.1)
    }

    /// The name of the rule that speaks of the term at word `first` of the sentence that was read last, and what it says.
    fn ruling(&self, rules: &Rules, first: usize) -> Option<(&'static str, Says)> {
        let place = self.places.iter().find(|p| p.words.contains(&(first as u32)))?;
        place.rule.and_then(|rule| rules.named.get(usize::from(rule)).copied())
    }

    /// Applies the rules to the terms of a sentence, whose words have been looked up.
    fn apply(&mut self, rules: &Rules, doc: &Annotated<'_>, words: Range<usize>, topics: &[Range<u32>]) {
        let Self { seen, tokens, last_words, places, present, .. } = self;
        tokens.clear();
        last_words.clear();
        places.clear();
        let known = |word: usize| seen.get(word - words.start).copied().unwrap_or_default();
        let from = topics.partition_point(|t| (t.start as usize) < words.start);
        let mut topics = topics[from..].iter().take_while(|t| (t.start as usize) < words.end).peekable();
        let mut at = words.start;
        while at < words.end {
            let before = Separator::of(doc.words[at].gap, at == words.start);
            while topics.peek().is_some_and(|t| (t.end as usize) <= at) {
                topics.next();
            }
            if let Some(topic) = topics.next_if(|t| (t.start as usize) <= at) {
                let end = (topic.end as usize).clamp(at + 1, words.end);
                let joins = |w: usize| w >= words.start && known(w).lists;
                match places.last_mut().filter(|p| goes_on(doc, p, tokens.len(), at, joins)) {
                    // "RL, SNNs and diffusion models" are one.
                    Some(place) => {
                        place.words.end = end as u32;
                        place.count += 1;
                        tokens.truncate(place.token as usize + 1);
                        last_words.truncate(place.token as usize + 1);
                    }
                    None => {
                        let token = tokens.len() as u32;
                        places.push(Place { words: at as u32..end as u32, token, count: 1, rule: None });
                        tokens.push(Token { tags: WORD.with(PLAIN).with(OTHER), id: rules.topic, before, class: 0 });
                        last_words.push(at as u32);
                    }
                }
                at = end;
                continue;
            }
            let last = compound_end(doc, at, words.end);
            let seen = known(last);
            let id = number(doc, last, seen.status, |hash| rules.status.number(hash));
            tokens.push(Token { tags: tags(doc, last, seen), id, before, class: 0 });
            last_words.push(last as u32);
            at = last + 1;
        }
        if places.is_empty() {
            return;
        }
        rules.status.look(tokens, present);
        for place in places {
            rules.status.through(tokens, place.token as usize, present, |rule| {
                place.rule = Some(place.rule.map_or(rule as u16, |r| r.min(rule as u16)));
            });
        }
    }

    /// Whether a denial of the term before word `end` ends in a wish: in its sentence before another term of a topic, or
    /// where the next sentence begins.
    pub(super) fn turns(
        &mut self,
        rules: &Rules,
        doc: &Annotated<'_>,
        sentence: usize,
        topics: &[Range<u32>],
        end: usize,
    ) -> bool {
        let Some(words) = doc.sentences.get(sentence).map(|s| s.words.clone()) else { return false };
        let listed = self.places.iter().find(|p| p.words.contains(&(end.saturating_sub(1) as u32)));
        let end = listed.filter(|_| self.sentence == Some(sentence)).map_or(end, |p| p.words.end as usize);
        let next_topic = |from: usize| {
            let at = topics.partition_point(|t| (t.start as usize) < from);
            topics.get(at).map_or(usize::MAX, |t| t.start as usize)
        };
        if self.turn_begins(rules, doc, sentence, end..words.end.min(next_topic(end)), false) {
            return true;
        }
        let Some(next) = doc.sentences.get(sentence + 1).map(|s| s.words.clone()) else { return false };
        let new_paragraph = doc.words.get(next.start).is_some_and(|w| w.gap.has(Gap::PARAGRAPH));
        next_topic(end) >= next.start
            && !new_paragraph
            && self.turn_begins(
                rules,
                doc,
                sentence + 1,
                next.start..next.end.min(next.start + 6).min(next_topic(next.start)),
                true,
            )
    }

    /// Whether a rule that turns a denial matches from a word of `begins` on, within a sentence; `next`, one that turns a
    /// denial of the sentence before.
    fn turn_begins(
        &mut self,
        rules: &Rules,
        doc: &Annotated<'_>,
        sentence: usize,
        begins: Range<usize>,
        next: bool,
    ) -> bool {
        if begins.is_empty() {
            return false;
        }
        if self.turned != Some(sentence) {
            self.turned = Some(sentence);
            self.find_turns(rules, doc, sentence);
        }
        let (mut turns, mut stays) = (false, false);
        for (token, says) in &self.turns {
            let first = self.turning_words.get(*token as usize);
            let there = first.is_some_and(|w| begins.contains(&(*w as usize)));
            turns |= there && (*says == Says::TurnsNext || *says == Says::Turns && !next);
            stays |= there && *says == Says::Stays;
        }
        turns && !stays
    }

    /// Finds the rules that turn a denial, or keep it from being turned, in a sentence.
    fn find_turns(&mut self, rules: &Rules, doc: &Annotated<'_>, sentence: usize) {
        let Self { turning: tokens, turning_words: last_words, scratch, turns, .. } = self;
        tokens.clear();
        last_words.clear();
        turns.clear();
        let Some(words) = doc.sentences.get(sentence).map(|s| s.words.clone()) else { return };
        let mut at = words.start;
        while at < words.end {
            let before = Separator::of(doc.words[at].gap, at == words.start);
            let last = compound_end(doc, at, words.end);
            let seen = rules.words.get(doc, last);
            let id = number(doc, last, seen.turns, |hash| rules.turns.number(hash));
            let tags = tags(doc, last, seen);
            let class = if tags.is_empty() { TagClasses::EMPTY } else { rules.classes[usize::from(seen.kind)] };
            tokens.push(Token { tags, id, before, class });
            last_words.push(last as u32);
            at = last + 1;
        }
        rules.turns.run(tokens, scratch, |found| {
            turns.push((found.words().start as u32, rules.turning[found.rule()]));
        });
    }
}

/// What is known of each word of a sentence.
fn look_up(rules: &Rules, doc: &Annotated<'_>, words: Range<usize>, seen: &mut Vec<Seen>) {
    seen.clear();
    seen.extend(words.map(|word| rules.words.get(doc, word)));
}

/// The last word of the compound that begins at word `at`, most often that word itself.
#[inline]
fn compound_end(doc: &Annotated<'_>, at: usize, end: usize) -> usize {
    let mut last = at;
    while last + 1 < end && doc.words[last + 1].gap.is_compound() {
        last += 1;
    }
    last
}

#[inline]
fn tags(doc: &Annotated<'_>, word: usize, seen: Seen) -> TagSet {
    if doc.words[word].class == Class::Opaque { TagSet(0) } else { KINDS[usize::from(seen.kind)] }
}

/// The number of a word, or where it has none, of the word that is said to own something: `colleague's`.
#[inline]
fn number(doc: &Annotated<'_>, word: usize, own: u16, number: impl Fn(u64) -> u16) -> u16 {
    let end = doc.words[word].span.end as usize;
    if own != 0 || !doc.text().as_bytes()[..end].ends_with(b"s") {
        return own;
    }
    let text = doc.word(word);
    let stem = text.strip_suffix("'s").or_else(|| text.strip_suffix("’s"));
    stem.map_or(0, |stem| number(hash_word(stem.as_bytes())))
}

/// Whether the term at word `at` goes on with the list that ends with `place`: nothing stands between them but marks of a
/// list and a word that `joins` them: "and", "or".
fn goes_on(doc: &Annotated<'_>, place: &Place, tokens: usize, at: usize, joins: impl Fn(usize) -> bool) -> bool {
    let between = tokens - 1 - place.token as usize;
    let list = Gap::SPACE.0 | Gap::NEWLINE.0 | Gap::COMMA.0 | Gap::SLASH.0 | Gap::HYPHEN.0 | Gap::QUOTE.0;
    let plain = |w: usize| doc.words[w].gap.0 & !list == 0;
    match between {
        0 => plain(at),
        // Not "spiking networks, and RL": another clause may begin there.
        1 => joins(at - 1) && plain(at) && plain(at - 1) && (place.count > 1 || !doc.words[at - 1].gap.has(Gap::COMMA)),
        _ => false,
    }
}

/// The name of the rule that speaks of the term at these bytes of a letter, for the examples of `rule`: its own where it
/// turns a denial after the term, or keeps it from being turned, as it should.
pub(super) fn speaks(
    rules: &Rules,
    rule: &Rule,
    letter: &str,
    term: Span,
) -> Result<Option<&'static str>, &'static str> {
    let (plain, mut ids) = (Document::new(letter), Vec::new());
    let doc = Annotated::of(&plain, &mut ids);
    let first = doc.words.iter().position(|w| w.span.start == term.start);
    let last = doc.words.iter().position(|w| w.span.end == term.end);
    let (Some(first), Some(last)) = (first, last) else { return Err("«» must stand around whole words") };
    let topics = std::slice::from_ref(&(first as u32..last as u32 + 1)).to_vec();
    let (sentence, mut memory) = (doc.sentence_of(first), Memory::default());
    memory.read(rules, &doc, sentence, &topics);
    let says = Says::of(rule.kind);
    if says.follows() {
        let turned = memory.turns(rules, &doc, sentence, &topics, last + 1);
        return Ok((turned != (says == Says::Stays)).then_some(rule.name));
    }
    Ok(memory.ruling(rules, first).map(|r| r.0))
}
