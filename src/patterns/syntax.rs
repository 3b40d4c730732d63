//! The language of patterns: its grammar, and what a pattern becomes when it is read.
//!
//! Shared with `build.rs`, which reads every compiled-in pattern with it, so that a pattern that can't be read fails the
//! build; so it depends on nothing but [what a pattern is](super::pattern). The language is described in [the module's head](super).

use super::pattern::{Pattern, STEPS, Separator, Start, Step, TagSet, Vocabulary};
use std::collections::{BTreeMap, HashMap};

/// Most words that a step marked `~` takes.
const MANY: u8 = 3;
/// Most words that a step may take.
const MOST_WORDS: u8 = 20;
/// Most ways in which a pattern's steps may share out their words.
const MOST_FORMS: usize = 1024;

/// All separators inside a sentence.
const INSIDE: u16 = Separator::Start.bit() - 1;
/// All separators.
const ANYWHERE: u16 = INSIDE | Separator::Start.bit();

/// Reads patterns and numbers the words that they name.
#[derive(Debug)]
pub struct Reader<'v> {
    vocabulary: Vocabulary<'v>,
    /// The words, by number less one.
    pub words: Vec<String>,
    numbers: HashMap<String, u16>,
    /// The numbers of the words of each named set that was asked for.
    named: HashMap<&'v str, Vec<u16>>,
    /// The sets of words, by index less one: their numbers, in order.
    pub sets: Vec<Vec<u16>>,
    indices: BTreeMap<Vec<u16>, u16>,
}

impl<'v> Reader<'v> {
    /// A reader of patterns over this vocabulary.
    #[must_use]
    pub fn new(vocabulary: Vocabulary<'v>) -> Self {
        let mut reader = Self {
            vocabulary,
            words: Vec::new(),
            numbers: HashMap::new(),
            named: HashMap::new(),
            sets: Vec::new(),
            indices: BTreeMap::new(),
        };
        for word in vocabulary.common.split_ascii_whitespace() {
            reader.number(word);
        }
        reader
    }

    /// The number of a word; 0 for the word after the 65,535th.
    fn number(&mut self, word: &str) -> u16 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let Ok(number) = u16::try_from(self.words.len() + 1) else { return 0 };
        self.words.push(word.to_owned());
        self.numbers.insert(word.to_owned(), number);
        number
    }

    /// The index of a set of numbers; 0 for the empty set.
    fn set(&mut self, mut numbers: Vec<u16>) -> Result<u16, String> {
        if numbers.contains(&0) {
            return Err("the patterns name more than 65,535 words".into());
        }
        if numbers.is_empty() {
            return Ok(0);
        }
        numbers.sort_unstable();
        numbers.dedup();
        if let Some(index) = self.indices.get(&numbers) {
            return Ok(*index);
        }
        self.sets.push(numbers.clone());
        let index = u16::try_from(self.sets.len()).map_err(|_| "the patterns name more than 65,535 sets of words")?;
        self.indices.insert(numbers, index);
        Ok(index)
    }

    /// The index of a named set; 0 where the vocabulary has none of that name.
    ///
    /// # Errors
    /// Too many words or sets.
    pub fn named_set(&mut self, name: &str) -> Result<u16, String> {
        if !self.vocabulary.sets.iter().any(|s| s.0 == name) {
            return Ok(0);
        }
        let (_, words) = self.alternatives(&format!("@{name}"))?;
        self.set(words)
    }

    /// Tags and words of `a|b|@set`.
    fn alternatives(&mut self, text: &str) -> Result<(TagSet, Vec<u16>), String> {
        let mut tags = TagSet(0);
        let mut words = Vec::new();
        for part in text.split('|') {
            if part == "*" {
                tags = TagSet::ALL;
            } else if let Some(name) = part.strip_prefix('@') {
                let set = self.vocabulary.sets.iter().find(|s| s.0 == name);
                let &(name, listed) = set.ok_or_else(|| format!("no set of words is called {name}"))?;
                match self.named.get(name) {
                    Some(numbers) => words.extend(numbers),
                    None => {
                        let numbers: Vec<u16> = listed.split_whitespace().map(|word| self.number(word)).collect();
                        words.extend(&numbers);
                        self.named.insert(name, numbers);
                    }
                }
            } else if part.starts_with(|c: char| c.is_ascii_uppercase()) {
                let tag = self.vocabulary.tags.iter().find(|t| t.0 == part);
                tags = tags.with(tag.ok_or_else(|| format!("no tag is called {part}"))?.1);
            } else if part.is_empty() {
                return Err(format!("an alternative of \"{text}\" is empty"));
            } else if let Some(mark) = part.chars().find(|c| matches!(c, '[' | ']' | '{' | '}' | '=' | '$' | '^' | '@'))
            {
                return Err(format!("{mark} stands inside the word {part}"));
            } else {
                words.push(self.number(part));
            }
        }
        Ok((tags, words))
    }

    /// Reads one step.
    fn step(&mut self, text: &str) -> Result<Step, String> {
        let only = |separator: Separator| Some(separator.bit());
        let mut chars = text.chars();
        let (text, separators) = match (chars.next(), chars.as_str()) {
            (Some(','), rest) => (rest, only(Separator::Comma)),
            (Some('\''), rest) if !rest.is_empty() => (rest, only(Separator::Apostrophe)),
            (Some(':'), rest) => (rest, only(Separator::Colon)),
            (Some('\u{2013}'), rest) => (rest, only(Separator::Dash)),
            (Some('/'), rest) => (rest, only(Separator::Slash)),
            (Some('('), rest) => (rest, only(Separator::Open)),
            (Some('_'), rest) if !rest.is_empty() => (rest, Some(INSIDE)),
            _ => (text, None),
        };
        let usual = if self.vocabulary.loose { ANYWHERE } else { Separator::Blank.bit() };
        let mut step = Step {
            yes: TagSet(0),
            no: TagSet(0),
            yes_set: 0,
            no_set: 0,
            separators: separators.unwrap_or(usual),
            gap: false,
            least: 1,
            most: 1,
        };
        if let Some(most) = text.strip_prefix("..") {
            let most = most.parse().ok().filter(|n| (1..=MOST_WORDS).contains(n));
            step.most = most.ok_or_else(|| format!("{text} must be .. and a number from 1 to {MOST_WORDS}"))?;
            return Ok(Step { yes: TagSet::ALL, gap: true, least: 0, separators: INSIDE, ..step });
        }
        // `RB?!never` and `RB!never?` are the same.
        let (mut yes, mut no) = text.split_once('!').map_or((text, None), |(y, n)| (y, Some(n)));
        for part in [Some(&mut yes), no.as_mut()].into_iter().flatten() {
            let (rest, most) = match part.strip_suffix('}').and_then(|p| p.rsplit_once('{')) {
                Some((rest, most)) => {
                    let most = most.parse().ok().filter(|n| (1..=MOST_WORDS).contains(n));
                    (rest, most.ok_or_else(|| format!("{text} must end in a number from 1 to {MOST_WORDS} in braces"))?)
                }
                None => match (part.strip_suffix('?'), part.strip_suffix('~')) {
                    (Some(rest), _) => (rest, 1),
                    (_, Some(rest)) => (rest, MANY),
                    _ => continue,
                },
            };
            *part = rest;
            (step.least, step.most) = (0, most);
        }
        if let Some(name) = yes.strip_prefix('%') {
            let class = self.vocabulary.classes.iter().find(|c| c.0 == name);
            let class = class.ok_or_else(|| format!("no kind of words is called {name}"))?.1;
            if no.is_some() || class.starts_with('%') {
                return Err(format!("%{name} must stand alone, and stand for no other"));
            }
            (yes, no) = class.split_once('!').map_or((class, None), |(y, n)| (y, Some(n)));
        }
        let (tags, words) = self.alternatives(yes)?;
        (step.yes, step.yes_set) = (tags, self.set(words)?);
        if let Some(no) = no {
            let (tags, words) = self.alternatives(no)?;
            (step.no, step.no_set) = (tags, self.set(words)?);
        }
        Ok(step)
    }

    /// Reads a pattern of the rule with this index.
    ///
    /// # Errors
    /// Why it can't be read.
    pub fn pattern(&mut self, rule: u16, text: &str) -> Result<Pattern, String> {
        let (text, fix) = text.split_once("=>").map_or((text, None), |(t, f)| (t.trim(), Some(f.trim())));
        let mut p = Pattern {
            rule,
            fix: fix.map(Into::into),
            steps: Vec::new(),
            start: Start::Anywhere,
            at_end: false,
            not_before: None,
            not_after: None,
            mark: (0, 0),
            captures: Vec::new(),
            key: 0,
        };
        let mut marked = None;
        let mut open: Option<(&str, usize)> = None;
        for part in text.split_whitespace() {
            match part {
                "^" => p.start = Start::Sentence,
                "^^" => p.start = Start::Clause,
                "^=" => p.start = Start::NounClause,
                "^," => p.start = Start::Edge,
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
                    if let Some((name, rest)) = part.split_once('[') {
                        if open.is_some() {
                            return Err("a bracket opens inside another".into());
                        }
                        let name = if name.is_empty() {
                            ""
                        } else {
                            let plain = |n: &&str| n.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                            name.strip_suffix('=').filter(plain).ok_or_else(|| {
                                format!("{name} stands before a bracket; a capture is written name=[…], its name in a–z and _")
                            })?
                        };
                        (part, open) = (rest, Some((name, p.steps.len())));
                    }
                    let closes = part.strip_suffix(']');
                    let mut step = self.step(closes.unwrap_or(part))?;
                    // After a gap any mark may stand, unless the step asks for one.
                    if p.steps.last().is_some_and(|s| s.gap) && step.separators == Separator::Blank.bit() {
                        step.separators = INSIDE;
                    }
                    p.steps.push(step);
                    if closes.is_some() {
                        let (name, from) = open.take().ok_or("a bracket closes that was not opened")?;
                        let to = p.steps.len();
                        if name.is_empty() {
                            if marked.replace((from, to)).is_some() {
                                return Err("two brackets without a name".into());
                            }
                        } else {
                            p.captures.push((name.into(), (from, to)));
                        }
                    }
                }
            }
        }
        if open.is_some() {
            return Err("a bracket is not closed".into());
        }
        if p.steps.is_empty() || p.steps.len() > STEPS {
            return Err(format!("{} steps; 1 to {STEPS} are possible", p.steps.len()));
        }
        if p.steps[0].least == 0 {
            return Err("the first step may be missing".into());
        }
        let forms =
            p.steps.iter().map(|s| usize::from(s.most - s.least) + 1).try_fold(1usize, |all, n| all.checked_mul(n));
        if forms.is_none_or(|n| n > MOST_FORMS) {
            return Err(format!("its steps can share out their words in more than {MOST_FORMS} ways; shorten a gap"));
        }
        for (mark, set) in [(Start::Clause, "clause"), (Start::NounClause, "noun_clause")] {
            if p.start == mark && !self.vocabulary.sets.iter().any(|s| s.0 == set) {
                return Err(format!("it begins with a clause, and there is no set of words {set}"));
            }
        }
        if fix == Some("") {
            return Err("nothing stands after =>".into());
        }
        let numbers = fix.into_iter().flat_map(|f| f.split(' ')).filter_map(|w| w.strip_prefix('$'));
        for number in numbers {
            if !number.parse().is_ok_and(|n: usize| (1..=p.steps.len()).contains(&n)) {
                return Err(format!("${number} names no step"));
            }
        }
        p.key = self.key(&p.steps);
        p.mark = marked.unwrap_or((0, p.steps.len()));
        Ok(p)
    }

    /// The step with the fewest of the most common words among those that always take one word and name it; else the
    /// first.
    fn key(&self, steps: &[Step]) -> usize {
        const FREQUENT: &[&str] =
            &["the", "of", "to", "and", "a", "in", "is", "that", "i", "for", "it", "are", "be", "with", "have", "they"];
        let frequent = |set: u16| {
            let words = set.checked_sub(1).and_then(|s| self.sets.get(s as usize));
            words.map_or(0, |s| s.iter().filter(|&&n| FREQUENT.contains(&self.words[n as usize - 1].as_str())).count())
        };
        let fixed = steps.iter().enumerate().take_while(|(_, s)| s.least == 1 && s.most == 1);
        let named = fixed.filter(|(_, s)| s.yes.is_empty());
        named.min_by_key(|(at, s)| (frequent(s.yes_set), *at)).map_or(0, |(at, _)| at)
    }
}
