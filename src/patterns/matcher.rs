//! The matcher: looks for many patterns in a row of words at once, in time linear in their number.
//!
//! A pattern whose steps may be missing or take several words becomes several forms, in each of which every step takes a
//! fixed number of words. So each form is a row of words at known places, and is filed under the one of them that is met
//! least with the right words beside it, its anchor: a word tries only the forms that are anchored at it, and a
//! [prefilter](Prefilter) tells for 32 of these at once which the words beside it rule out.

pub mod outward;

use super::error::PatternError;
use super::found::Match;
use super::pattern::{Pattern, STEPS, Separator, Start, Step, TagSet, Vocabulary};
use super::prefilter::{self, MOST, Neighbours, Prefilter, Requirement, Surroundings};
use super::syntax::Reader;
use super::tag_classes::TagClasses;
use super::token::Token;
use crate::text::hash::hash_word;
use std::collections::BTreeMap;

/// What stands beyond the ends of a text: no tags.
const NOTHING: Token = Token { tags: TagSet(0), id: 0, before: Separator::Other, class: TagClasses::EMPTY };

/// How often a word is met, given its rank in a list of common words.
pub type WordFrequency<'f> = dyn Fn(&str, Option<usize>) -> u64 + 'f;

/// How often words and tags are met; makes matching faster and changes no result.
#[derive(Default)]
pub struct Frequencies<'f> {
    /// Classes of sets of tags that are often met.
    pub classes: TagClasses,
    /// How often a word is met among [`ALL_WORDS`](super::ALL_WORDS), with its rank in the vocabulary's list of common
    /// words; without it all words count the same.
    pub word: Option<&'f WordFrequency<'f>>,
    /// Whether patterns are filed under their rarest word, whatever stands beside it: right where most texts hold no word of
    /// any pattern that is rare.
    pub rarest: bool,
}

/// A pattern with a fixed number of words for each of its steps.
#[derive(Clone, Copy, Debug)]
struct Form {
    pattern: u16,
    /// The word that it is filed under, from its first.
    anchor: u16,
    /// Its words' place among the program's steps.
    steps: (u32, u32),
    /// How many words each step of the pattern takes.
    counts: [u8; STEPS],
}

/// A form that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Hit {
    /// The word of its pattern's key step, which decides the order in which patterns are found.
    key: u32,
    pattern: u16,
    /// Of the forms of a pattern the first counts: steps take as many words as they can.
    form: u32,
}

/// Memory that is reused from text to text; nothing in it matters between runs.
#[derive(Debug, Default)]
pub struct Scratch {
    /// Words at which patterns are anchored.
    anchored: Vec<u32>,
    /// Their prefilters that let forms through, with these; what stands behind them is left from before.
    open: Vec<(u32, u32, u32)>,
    /// Patterns that are there.
    hits: Vec<Hit>,
}

/// Patterns, compiled.
#[derive(Debug, Default)]
pub struct Program {
    patterns: Vec<Pattern>,
    forms: Vec<Form>,
    steps: Vec<Step>,
    /// Per word number: its prefilters, as a range of all. Number 0 has those of the forms that are anchored at tags.
    prefilters_of: Vec<(u32, u32)>,
    /// The prefilters, with the forms behind them.
    prefilters: Vec<(Prefilter, [u32; MOST])>,
    /// Per word number: whether no clause, no noun's clause begins after it (all bits or none).
    closed: Vec<[u32; 2]>,
    /// The tags at which forms are anchored.
    anchor_tags: TagSet,
    /// Bit sets over word numbers, `stride` words of 64 bits each.
    sets: Vec<u64>,
    stride: usize,
    /// The hashes of the words that patterns name, sorted, with their numbers.
    numbers: Vec<(u64, u16)>,
    /// By some bits of a hash, and from there on: one more than its place among these; 0 ends the search, at once for most
    /// words.
    places: Vec<u16>,
    classes: TagClasses,
    clause: u16,
    noun_clause: u16,
    loose: bool,
}

impl Program {
    /// Compiles patterns, each with a number that its matches carry (the index of its rule).
    ///
    /// # Errors
    /// The first pattern that can't be read, and why.
    pub fn compile<S: AsRef<str>>(
        vocabulary: Vocabulary<'_>,
        frequencies: Frequencies<'_>,
        patterns: impl IntoIterator<Item = (u16, S)>,
    ) -> Result<Self, PatternError> {
        let (mut program, reader) = Self::read(vocabulary, patterns)?;
        program.classes = frequencies.classes;
        let ranked = vocabulary.common.split_ascii_whitespace().count();
        let met = |(at, word): (usize, &String)| {
            frequencies.word.map_or(1, |met| met(word, Some(at).filter(|at| *at < ranked)))
        };
        let often: Vec<u64> = [0].into_iter().chain(reader.words.iter().enumerate().map(met)).collect();
        program.lay_out(&reader, &often, frequencies.rarest);
        Ok(program)
    }

    /// Reads patterns and takes the words that they name; no form is laid out.
    fn read<S: AsRef<str>>(
        vocabulary: Vocabulary<'_>,
        patterns: impl IntoIterator<Item = (u16, S)>,
    ) -> Result<(Self, Reader<'_>), PatternError> {
        let all = |reason: String| PatternError { pattern: String::new(), reason };
        let mut reader = Reader::new(vocabulary);
        let mut program = Self { loose: vocabulary.loose, ..Self::default() };
        program.clause = reader.named_set("clause").map_err(all)?;
        program.noun_clause = reader.named_set("noun_clause").map_err(all)?;
        for (rule, text) in patterns {
            let text = text.as_ref();
            let pattern = reader.pattern(rule, text);
            program.patterns.push(pattern.map_err(|reason| PatternError { pattern: text.to_owned(), reason })?);
        }
        if program.patterns.len() > usize::from(u16::MAX) {
            return Err(all("more than 65,535 patterns".into()));
        }
        program.take_words(&reader);
        Ok((program, reader))
    }

    /// Takes the words and sets of words that the patterns name.
    fn take_words(&mut self, reader: &Reader<'_>) {
        self.stride = reader.words.len() / 64 + 1;
        self.sets = vec![0; self.stride * (reader.sets.len() + 1)];
        for (at, set) in reader.sets.iter().enumerate() {
            for &n in set {
                self.sets[(at + 1) * self.stride + n as usize / 64] |= 1 << (n % 64);
            }
        }
        self.numbers = (1u16..).zip(&reader.words).map(|(n, word)| (hash_word(word.as_bytes()), n)).collect();
        self.numbers.sort_unstable();
        self.places = vec![0; (reader.words.len() * 4 + 1).next_power_of_two()];
        let mask = self.places.len() - 1;
        for (place, (hash, _)) in (1u16..).zip(&self.numbers) {
            let mut at = (hash >> 20) as usize & mask;
            while self.places[at] != 0 {
                at = (at + 1) & mask;
            }
            self.places[at] = place;
        }
    }

    /// Makes the forms and files them under their anchors; `often` says how often each word is met, by number; `rarest`, see
    /// [`Frequencies::rarest`].
    fn lay_out(&mut self, reader: &Reader<'_>, often: &[u64], rarest: bool) {
        let slots = prefilter::slots(often);
        let mut neighbours = Vec::new();
        let mut filed = vec![Vec::<u32>::new(); reader.words.len() + 1];
        for (index, p) in (0u16..).zip(&self.patterns) {
            let set = |s: &Step| (s.yes_set as usize).checked_sub(1).map_or(&[][..], |set| &reader.sets[set]);
            let requirements: Vec<_> =
                p.steps.iter().map(|s| Requirement::of(s, set(s), &self.classes, &slots)).collect();
            for counts in p.counts() {
                let first = self.steps.len();
                let mut required = Vec::new();
                for ((step, requirement), count) in p.steps.iter().zip(&requirements).zip(counts) {
                    self.steps.extend(std::iter::repeat_n(*step, count.into()));
                    required.extend(std::iter::repeat_n(*requirement, count.into()));
                }
                let steps = &self.steps[first..];
                let beside = |anchor: usize| Neighbours::of(&required, anchor, p.start);
                // How often the form would be tried, then how often its prefilter would be looked at.
                let met = |s: usize| set(&steps[s]).iter().map(|&n| often[n as usize]).sum::<u64>();
                let named = (0..steps.len()).filter(|&s| steps[s].is_named());
                let tried = |s: usize| if rarest { 0 } else { met(s) * beside(s).often() };
                let named = named.min_by_key(|&s| (tried(s), met(s)));
                let tagged = || {
                    let tagged = (0..steps.len()).filter(|&s| !steps[s].gap);
                    tagged.min_by_key(|&s| (required[s].often, s)).unwrap_or(0)
                };
                let anchor = named.unwrap_or_else(tagged);
                let form = self.forms.len() as u32;
                set(&steps[anchor]).iter().for_each(|&n| filed[n as usize].push(form));
                if named.is_none() {
                    filed[0].push(form);
                    self.anchor_tags = self.anchor_tags.with(steps[anchor].yes);
                }
                neighbours.push(beside(anchor));
                let steps = (first as u32, self.steps.len() as u32);
                self.forms.push(Form { pattern: index, anchor: anchor as u16, steps, counts });
            }
        }
        // Words of one set have the same forms.
        let mut places = BTreeMap::<Vec<u32>, (u32, u32)>::new();
        for (number, list) in (0u16..).zip(filed) {
            let place = match places.get(&list) {
                Some(place) => *place,
                None => {
                    let from = self.prefilters.len();
                    for chunk in list.chunks(MOST) {
                        let mut forms = [0; MOST];
                        forms[..chunk.len()].copy_from_slice(chunk);
                        let all: Vec<Neighbours> = chunk.iter().map(|&f| neighbours[f as usize]).collect();
                        self.prefilters.push((Prefilter::of(&all), forms));
                    }
                    let place = (from as u32, self.prefilters.len() as u32);
                    places.insert(list, place);
                    place
                }
            };
            self.prefilters_of.push(place);
            let closed = [self.clause, self.noun_clause].map(|set| number != 0 && !self.holds(set, number));
            self.closed.push(closed.map(|c| if c { u32::MAX } else { 0 }));
        }
    }

    /// The classes of tags.
    #[must_use]
    pub fn classes(&self) -> &TagClasses {
        &self.classes
    }

    /// The hashes of the words that patterns name, and their numbers: for a table that holds more about words.
    pub fn numbered(&self) -> impl Iterator<Item = (u64, u16)> {
        self.numbers.iter().copied()
    }

    /// The number of the word with this hash among those that patterns name, or 0.
    #[inline]
    #[must_use]
    pub fn number(&self, hash: u64) -> u16 {
        let mask = self.places.len().wrapping_sub(1);
        let mut at = (hash >> 20) as usize & mask;
        // Three places in four are empty, so the search is short and ends.
        while let Some(place) = self.places.get(at).filter(|place| **place != 0) {
            match self.numbers.get(usize::from(*place) - 1) {
                Some((known, number)) if *known == hash => return *number,
                _ => at = (at + 1) & mask,
            }
        }
        0
    }

    /// How many words the longest match takes: no word farther from its anchor, but the one beyond, is looked at.
    #[must_use]
    pub fn longest(&self) -> usize {
        self.forms.iter().map(|form| (form.steps.1 - form.steps.0) as usize).max().unwrap_or(0)
    }

    /// Whether patterns are anchored at a word.
    #[inline]
    #[must_use]
    pub fn is_anchor(&self, token: &Token) -> bool {
        let (from, to) = self.prefilters_of.get(token.id as usize).copied().unwrap_or_default();
        (token.id != 0) & (from != to) | token.tags.any(self.anchor_tags)
    }

    /// What stands around a word.
    #[inline]
    fn around(&self, tokens: &[Token], at: usize) -> Surroundings {
        let before = at.checked_sub(1).and_then(|b| tokens.get(b)).unwrap_or(&NOTHING);
        let after = tokens.get(at + 1).unwrap_or(&NOTHING);
        let closed = self.closed.get(before.id as usize).copied().unwrap_or_default();
        Surroundings::of(before, &tokens[at], after, closed)
    }

    /// Adds the prefilters of a word number that let forms through at a word to the first `count` of `open`; gives their
    /// count. Every prefilter is written down and only those are kept.
    #[inline(always)]
    fn look(
        &self,
        number: u16,
        tokens: &[Token],
        place: u32,
        open: &mut Vec<(u32, u32, u32)>,
        mut count: usize,
    ) -> usize {
        let (from, to) = self.prefilters_of[number as usize];
        let most = count + (to - from) as usize;
        if open.len() < most {
            open.resize(most, (0, 0, 0));
        }
        let around = self.around(tokens, place as usize);
        let prefilters = self.prefilters.get(from as usize..to as usize).unwrap_or_default();
        for ((prefilter, _), number) in prefilters.iter().zip(from..) {
            let forms = prefilter.allows(&around);
            open[count] = (place, number, forms);
            count += usize::from(forms != 0);
        }
        count
    }

    /// Whether patterns are anchored at a word that may be there, as far as the words beside it tell.
    #[must_use]
    pub fn may_be_at(&self, tokens: &[Token], at: usize) -> bool {
        let (token, around) = (&tokens[at], self.around(tokens, at));
        let lets_through = |number: u16| {
            let (from, to) = self.prefilters_of[number as usize];
            let prefilters = self.prefilters.get(from as usize..to as usize).unwrap_or_default();
            prefilters.iter().any(|(prefilter, _)| prefilter.allows(&around) != 0)
        };
        token.id != 0 && lets_through(token.id) || token.tags.any(self.anchor_tags) && lets_through(0)
    }

    /// Tells `found` of each pattern that is there, in order of place. Of the ways in which one pattern can stand at one
    /// word the one counts whose steps take more words, the first steps first.
    pub fn run<'p>(&'p self, tokens: &[Token], scratch: &mut Scratch, found: impl FnMut(Match<'p>)) {
        let mut anchored = std::mem::take(&mut scratch.anchored);
        anchored.clear();
        anchored.extend((0u32..).zip(tokens).filter(|(_, t)| self.is_anchor(t)).map(|(at, _)| at));
        self.run_at(tokens, &anchored, scratch, found);
        scratch.anchored = anchored;
    }

    /// The same for who knows at which words patterns [are anchored](Self::is_anchor).
    pub fn run_at<'p>(
        &'p self,
        tokens: &[Token],
        anchored: &[u32],
        scratch: &mut Scratch,
        mut found: impl FnMut(Match<'p>),
    ) {
        let Scratch { open, hits, .. } = scratch;
        // First which forms the prefilters let through, with hardly a jump for each word; then those few.
        let mut count = 0;
        for &place in anchored {
            let number = tokens[place as usize].id;
            if number != 0 {
                count = self.look(number, tokens, place, open, count);
            }
        }
        if !self.anchor_tags.is_empty() {
            for &place in anchored.iter().filter(|place| tokens[**place as usize].tags.any(self.anchor_tags)) {
                count = self.look(0, tokens, place, open, count);
            }
        }
        hits.clear();
        for &(at, prefilter, mut forms) in &open[..count] {
            let filed = &self.prefilters[prefilter as usize].1;
            while forms != 0 {
                hits.extend(self.try_form(tokens, at as usize, filed[forms.trailing_zeros() as usize % MOST]));
                forms &= forms - 1;
            }
        }
        hits.sort_unstable();
        hits.dedup_by_key(|h| (h.key, h.pattern));
        for hit in hits {
            let pattern = &self.patterns[hit.pattern as usize];
            let mut starts = [hit.key - pattern.key as u32; STEPS + 1];
            for (step, count) in self.forms[hit.form as usize].counts.iter().enumerate() {
                starts[step + 1] = starts[step] + u32::from(*count);
            }
            let there = Match { pattern, starts };
            if !there.marked().is_empty() {
                found(there);
            }
        }
    }

    /// The form as it stands there, if it does, with its anchor at word `at`.
    #[inline]
    fn try_form(&self, tokens: &[Token], at: usize, form: u32) -> Option<Hit> {
        let Form { pattern, anchor, steps: (from, to), .. } = self.forms[form as usize];
        let steps = &self.steps[from as usize..to as usize];
        let begin = at.checked_sub(anchor.into())?;
        let taken = tokens.get(begin..begin + steps.len())?;
        // What stands before the first word is for the pattern's start to say.
        let there = |(place, (step, token)): (usize, (&Step, &Token))| {
            (place == 0 || step.separators & token.before.bit() != 0) && self.takes(step, token)
        };
        if !steps.iter().zip(taken).enumerate().all(there) {
            return None;
        }
        let p = &self.patterns[pattern as usize];
        (self.starts(p, tokens, begin) && self.ends(p, tokens, begin + steps.len())).then_some(Hit {
            key: (begin + p.key) as u32,
            pattern,
            form,
        })
    }

    fn starts(&self, p: &Pattern, tokens: &[Token], begin: usize) -> bool {
        let token = tokens[begin];
        if token.before == Separator::Hyphen && !self.loose {
            return false;
        }
        let previous = begin.checked_sub(1).map(|b| &tokens[b]).filter(|_| token.before == Separator::Blank);
        let open = match p.start {
            Start::Anywhere => true,
            Start::Sentence => token.is_first(),
            Start::Clause => previous.is_none_or(|t| self.holds(self.clause, t.id)),
            Start::NounClause => previous.is_none_or(|t| self.holds(self.noun_clause, t.id)),
            Start::Edge => previous.is_none(),
        };
        open && !p.not_before.is_some_and(|step| previous.is_some_and(|t| self.takes(&step, t)))
    }

    fn ends(&self, p: &Pattern, tokens: &[Token], at: usize) -> bool {
        let Some(next) = tokens.get(at) else { return true };
        match next.before {
            Separator::Hyphen => self.loose,
            Separator::Blank => !p.at_end && !p.not_after.is_some_and(|step| self.takes(&step, next)),
            _ => true,
        }
    }

    #[inline]
    fn takes(&self, step: &Step, token: &Token) -> bool {
        step.gap
            || (token.tags.any(step.yes) || self.holds(step.yes_set, token.id))
                && !token.tags.any(step.no)
                && !self.holds(step.no_set, token.id)
                && !token.tags.is_empty()
    }

    #[inline]
    fn holds(&self, set: u16, id: u16) -> bool {
        set != 0 && self.sets[set as usize * self.stride + id as usize / 64] >> (id % 64) & 1 != 0
    }
}
