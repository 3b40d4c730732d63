//! Patterns over words and parts of speech, and the machine that looks for them.
//!
//! A pattern is a line of steps, each of which takes one word; words must stand side by side with nothing but
//! white space between them.
//!
//! | step | takes |
//! |---|---|
//! | `depend\|depends` | one of these words |
//! | `@be` | a word of the set of that name ([`sets`](super::sets)) |
//! | `V0\|VS` | a word that may be read so ([`Tags::NAMES`]) |
//! | `V0!N1\|help` | the same, but not with these readings, nor these words |
//! | `*` | any word |
//! | `RB?`, `RB~` | at most one, at most three such words |
//! | `,X`, `'X` | as `X`, but a comma (an apostrophe) stands before it |
//! | `[X` … `X]` | the words to mark; without brackets, all of them |
//! | `^`, `^^`, `^=` at the start | a sentence begins here; a clause; a clause whose subject may be a noun |
//! | `-X` at the start, at the end | the word before (after) is not such a word |
//! | `$` at the end | a mark or the sentence's end follows |
//! | `=> text` | what would be right; `$2` is what the second step took |
//!
//! Patterns are compiled once. Each is filed under the words of one of its steps (its anchor), so that a word
//! of a letter wakes only the patterns that name it.

use super::gate::ALL;
use super::sets::SETS;
use crate::lexicon::Lexicon;
use crate::lexicon::Tags;
use std::collections::BTreeMap;

/// Most words that a step marked `~` takes.
const MANY: u8 = 3;

/// Longest pattern, in steps.
pub(super) const STEPS: usize = 12;

/// What stands before a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Before {
    /// White space alone.
    #[default]
    Blank,
    /// A comma.
    Comma,
    /// An apostrophe.
    Apostrophe,
    /// A hyphen: the word is part of a compound.
    Hyphen,
    /// Anything else, or the sentence begins.
    Other,
}

/// A word as patterns see it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Token {
    /// Its readings; none for what is not prose.
    pub tags: Tags,
    /// Its number among the words that patterns name; 0 for the others.
    pub id: u16,
    /// What stands before it.
    pub before: Before,
    /// Whether it is the first word of its sentence.
    pub first: bool,
    /// The class of its readings, see `Machine::class`; 0 is right for any.
    pub class: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeat {
    /// One word.
    Once,
    /// One word or none.
    Maybe,
    /// Up to three words, or none.
    Many,
}

/// One word of a pattern.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// Readings of which one is enough.
    pub yes: Tags,
    /// Readings that must be absent.
    pub no: Tags,
    /// Index of a set of words; 0 is the empty set.
    pub yes_set: u16,
    /// Words that it does not take, whatever their readings.
    pub no_set: u16,
    /// What must stand before the word.
    pub before: Before,
    /// How many words it takes.
    pub repeat: Repeat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// Anywhere.
    Anywhere,
    /// `^`
    Sentence,
    /// `^^`
    Clause,
    /// `^=`
    NounClause,
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// Index of its rule.
    pub rule: u16,
    /// What would be right, `$n` for the words of step n.
    pub fix: Option<&'static str>,
    /// Its steps, at most [`STEPS`].
    pub steps: Vec<Step>,
    /// Where it may begin.
    pub start: Start,
    /// Whether a mark or the sentence's end must follow.
    pub at_end: bool,
    /// What the word before must not be.
    pub not_before: Option<Step>,
    /// What the word after must not be.
    pub not_after: Option<Step>,
    /// The steps whose words are marked.
    pub mark: (usize, usize),
    /// The step that says, where two patterns mark the same words, which of them counts: that with the earlier word here.
    pub key: usize,
}

impl Pattern {
    /// How many words the steps may take, each as many as it can first.
    pub fn counts(&self) -> Vec<[u8; STEPS]> {
        let mut all = vec![[0; STEPS]];
        for (at, step) in self.steps.iter().enumerate() {
            let most = if step.repeat == Repeat::Many { MANY } else { 1 };
            let least = if step.repeat == Repeat::Once { 1 } else { 0 };
            let counted = |counts: [u8; STEPS]| {
                (least..=most).rev().map(move |n| {
                    let mut counts = counts;
                    counts[at] = n;
                    counts
                })
            };
            all = all.into_iter().flat_map(counted).collect();
        }
        all
    }
}

/// Collects what the patterns name while they are compiled.
pub(super) struct Builder {
    /// The words, by number less one.
    pub words: Vec<String>,
    /// Their numbers.
    numbers: BTreeMap<String, u16>,
    /// The sets of words, by index less one: their numbers, in order.
    pub sets: Vec<Vec<u16>>,
    /// Their indices.
    indices: BTreeMap<Vec<u16>, u16>,
}

/// Words that are often met: they are numbered first, so that what is looked up for them lies close together.
const OFTEN: &str = "to the a is and i they you it can of in that for be are have will this do people my not if with we he she \
    was your their there some what more as all one because would should could at on about or has but so many when who how";

impl Default for Builder {
    fn default() -> Self {
        let mut builder =
            Self { words: Vec::new(), numbers: BTreeMap::new(), sets: Vec::new(), indices: BTreeMap::new() };
        for word in OFTEN.split_ascii_whitespace() {
            builder.number(word);
        }
        builder
    }
}

impl Builder {
    /// The number of a word.
    fn number(&mut self, word: &str) -> u16 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        self.words.push(word.to_owned());
        let number = self.words.len() as u16;
        self.numbers.insert(word.to_owned(), number);
        number
    }

    /// The index of a set of numbers; 0 for the empty set.
    pub fn set(&mut self, mut numbers: Vec<u16>) -> u16 {
        if numbers.is_empty() {
            return 0;
        }
        numbers.sort_unstable();
        numbers.dedup();
        if let Some(index) = self.indices.get(&numbers) {
            return *index;
        }
        self.sets.push(numbers.clone());
        let index = self.sets.len() as u16;
        self.indices.insert(numbers, index);
        index
    }

    /// Readings and words of `a|b|@set`.
    pub fn alternatives(&mut self, text: &str) -> Result<(Tags, Vec<u16>), String> {
        let mut tags = Tags(0);
        let mut words = Vec::new();
        for part in text.split('|') {
            if part == "*" {
                tags = Tags(u32::MAX);
            } else if let Some(name) = part.strip_prefix('@') {
                let set = SETS.iter().find(|s| s.0 == name).ok_or_else(|| format!("no set {name}"))?;
                for word in set.1.split_whitespace() {
                    words.push(self.number(word));
                }
            } else if part.starts_with(|c: char| c.is_ascii_uppercase()) {
                let tag = Tags::NAMES.iter().find(|t| t.0 == part).ok_or_else(|| format!("no reading {part}"))?;
                tags = tags.with(tag.1);
            } else if part.is_empty() {
                return Err(format!("empty alternative in {text}"));
            } else {
                words.push(self.number(part));
            }
        }
        Ok((tags, words))
    }

    /// Reads one step.
    fn step(&mut self, text: &str) -> Result<Step, String> {
        let (text, before) = match text.as_bytes() {
            [b',', ..] => (&text[1..], Before::Comma),
            [b'\'', _, ..] => (&text[1..], Before::Apostrophe),
            _ => (text, Before::Blank),
        };
        // `RB?!never` and `RB!never?` are the same.
        let (mut yes, mut no) = text.split_once('!').map_or((text, None), |(y, n)| (y, Some(n)));
        let mut repeat = Repeat::Once;
        for (mark, meaning) in [('?', Repeat::Maybe), ('~', Repeat::Many)] {
            if let Some(rest) = yes.strip_suffix(mark) {
                (yes, repeat) = (rest, meaning);
            } else if let Some(rest) = no.and_then(|n| n.strip_suffix(mark)) {
                (no, repeat) = (Some(rest), meaning);
            }
        }
        let (yes, words) = self.alternatives(yes)?;
        let yes_set = self.set(words);
        let (no, words) = no.map_or(Ok((Tags(0), Vec::new())), |n| self.alternatives(n))?;
        let no_set = self.set(words);
        Ok(Step { yes, no, yes_set, no_set, before, repeat })
    }

    /// Reads a pattern.
    ///
    /// # Errors
    /// A pattern that can't be read.
    pub fn pattern(&mut self, rule: u16, text: &'static str) -> Result<Pattern, String> {
        let (text, fix) = text.split_once("=>").map_or((text, None), |(t, f)| (t.trim(), Some(f.trim())));
        let mut p = Pattern {
            rule,
            fix,
            steps: Vec::new(),
            start: Start::Anywhere,
            at_end: false,
            not_before: None,
            not_after: None,
            mark: (0, 0),
            key: 0,
        };
        let (mut from, mut to) = (None, None);
        for part in text.split_whitespace() {
            match part {
                "^" => p.start = Start::Sentence,
                "^^" => p.start = Start::Clause,
                "^=" => p.start = Start::NounClause,
                "$" => p.at_end = true,
                _ if part.starts_with('-') => {
                    let step = self.step(&part[1..])?;
                    if p.steps.is_empty() {
                        p.not_before = Some(step);
                    } else {
                        p.not_after = Some(step);
                    }
                }
                _ => {
                    let mut part = part;
                    if let Some(rest) = part.strip_prefix('[') {
                        (part, from) = (rest, Some(p.steps.len()));
                    }
                    if let Some(rest) = part.strip_suffix(']') {
                        (part, to) = (rest, Some(p.steps.len() + 1));
                    }
                    p.steps.push(self.step(part)?);
                }
            }
        }
        if p.steps.is_empty() || p.steps.len() > STEPS {
            return Err(format!("{} steps: {text}", p.steps.len()));
        }
        if p.steps[0].repeat != Repeat::Once {
            return Err("a pattern begins with a step that may be missing".into());
        }
        let numbers = fix.into_iter().flat_map(|f| f.split(' ')).filter_map(|w| w.strip_prefix('$'));
        if fix == Some("")
            || numbers.into_iter().any(|n| !n.parse().is_ok_and(|n: usize| (1..=p.steps.len()).contains(&n)))
        {
            return Err("a suggestion that names no step".into());
        }
        p.key = self.key(&p.steps);
        p.mark = (from.unwrap_or(0), to.unwrap_or(p.steps.len()));
        Ok(p)
    }

    /// The step of the fewest frequent words among those that always take one word and name it; else the first.
    fn key(&self, steps: &[Step]) -> usize {
        const FREQUENT: &[&str] =
            &["the", "of", "to", "and", "a", "in", "is", "that", "i", "for", "it", "are", "be", "with", "have", "they"];
        let frequent = |set: u16| {
            let words = set.checked_sub(1).and_then(|s| self.sets.get(s as usize));
            words.map_or(0, |s| s.iter().filter(|&&n| FREQUENT.contains(&self.words[n as usize - 1].as_str())).count())
        };
        let fixed = steps.iter().enumerate().take_while(|(_, s)| s.repeat == Repeat::Once);
        let named = fixed.filter(|(_, s)| s.yes.is_empty());
        named.min_by_key(|(at, s)| (frequent(s.yes_set), *at)).map_or(0, |(at, _)| at)
    }

    /// How often each word is met in letters, by number, roughly, among [`ALL`] words. The words of [`OFTEN`] go by Zipf's
    /// law; of the others those of a level count the same.
    pub fn often(&self) -> Vec<u64> {
        let lexicon = Lexicon::default();
        let ranked = OFTEN.split_ascii_whitespace().count();
        let words = self.words.iter().enumerate().map(|(rank, word)| match lexicon.find(word.as_bytes()).level() {
            _ if rank < ranked => ALL * 15 / 100 / (rank as u64 + 3),
            7 => 75,
            6 => 15,
            5 => 3,
            _ => 1,
        });
        [0].into_iter().chain(words).collect()
    }
}
