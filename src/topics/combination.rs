//! Combinations: words that tell of a concept where they stand together in a sentence, in any order.
//!
//! "undo + noise + picture" is found in "It draws a picture by undoing noise". The first part is the anchor: what is
//! found are its words. The others stand in the same sentence, within [`REACH`] words of it. Parts are found by the
//! automaton, as terms of a topic of their own; here they are put together. The time is linear in the letter: only
//! an anchor looks around, at a bounded number of words.

use super::found::Found;
use crate::text::Document;

/// Words between the anchor and another part, at most.
const REACH: u32 = 12;
/// Words between the anchor and a part that must come next, at most: "pruned a big speech model".
const NEXT: u32 = 3;
/// Words that a term may span: eight, each perhaps divided at a line's end.
const LONGEST_FOUND: u32 = 16;
/// Most different parts of one file.
pub(super) const MOST_PARTS: usize = 64 * BITS;
const BITS: usize = 16;

/// The [`Found::topic`] under which the automaton finds parts; [`Found::concept`] is the number of the part.
pub(super) const PARTS: u16 = u16::MAX;

/// A part of a combination, as the file gives it.
pub(super) struct Part<'t> {
    /// How the file writes it.
    pub(super) name: &'t str,
    /// The terms that it stands for.
    pub(super) terms: Vec<&'t str>,
    pub(super) place: Place,
}

/// Where a part stands.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// Near the anchor.
    Near,
    /// After the anchor, with [`NEXT`] words between them at most.
    Next,
    /// Not near it.
    Nowhere,
}

/// Part numbers, as a set.
#[derive(Clone, Copy, Debug, Default)]
struct Set([u64; BITS]);

impl Set {
    fn insert(&mut self, part: u16) {
        self.0[usize::from(part) / 64] |= 1 << (part % 64);
    }

    #[inline]
    fn has(&self, part: u16) -> bool {
        self.0[usize::from(part) / 64 % BITS] >> (part % 64) & 1 == 1
    }
}

/// What must stand around an anchor, and what must not.
#[derive(Clone, Debug)]
pub(super) struct Combination {
    pub(super) topic: u16,
    pub(super) concept: u16,
    /// Besides the anchor; whether it must come next.
    pub(super) wanted: Vec<(u16, bool)>,
    pub(super) barred: Vec<u16>,
}

/// The combinations of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Combinations {
    /// Per part: the combinations whose anchor it is, stronger roles of a topic first.
    by_anchor: Vec<Vec<Combination>>,
    /// The same: two parts that each needs, perhaps the same one twice.
    needs: Vec<Vec<[u16; 2]>>,
    bounds: Vec<Bounds>,
}

/// Which concepts of a topic count, and which exclude: they stand in the order of the roles.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// The first that does not count.
    pub(super) counted: u16,
    /// The first that excludes.
    pub(super) excluded: u16,
}

impl Combinations {
    /// Each with its anchor; the number of parts; and what counts in each topic.
    pub(super) fn new(list: Vec<(u16, Combination)>, parts: usize, bounds: Vec<Bounds>) -> Self {
        let mut by_anchor = vec![Vec::new(); parts];
        for (anchor, combination) in list {
            by_anchor[usize::from(anchor)].push(combination);
        }
        by_anchor.iter_mut().for_each(|l: &mut Vec<Combination>| l.sort_by_key(|c| (c.topic, c.concept)));
        let ends = |c: &Combination| [c.wanted.first(), c.wanted.last()].map(|w| w.map_or(0, |w| w.0));
        let needs = by_anchor.iter().map(|l| l.iter().map(ends).collect()).collect();
        Self { by_anchor, needs, bounds }
    }

    /// Adds to `found[from..]`, the terms of a letter by their first word, the combinations of its `parts`. A
    /// combination takes the place of weaker terms that share words with its anchor, and yields to stronger ones.
    pub(super) fn find(&self, doc: &Document<'_>, parts: &[Found], found: &mut Vec<Found>, from: usize) {
        let terms = found.len();
        let mut sentence = 0;
        let mut letter = Set::default();
        parts.iter().for_each(|p| letter.insert(p.concept));
        for (at, anchor) in parts.iter().enumerate() {
            let part = usize::from(anchor.concept);
            let (Some(begun), Some(needs)) = (self.by_anchor.get(part), self.needs.get(part)) else { continue };
            // Most anchors stand in letters that lack what they need.
            if !needs.iter().any(|[a, b]| letter.has(*a) & letter.has(*b)) {
                continue;
            }
            while doc.sentences.get(sentence).is_some_and(|s| s.words.end <= anchor.first as usize) {
                sentence += 1;
            }
            let Some(words) = doc.sentences.get(sentence).map(|s| s.words.clone()) else { break };
            let start = (words.start as u32).max(anchor.first.saturating_sub(REACH));
            let end = (words.end as u32).min(anchor.end.saturating_add(REACH));
            let before = parts[..at].iter().rev().take_while(|p| p.first >= start).count();
            let after = parts[at..].iter().take_while(|p| p.first < end).count();
            let near = &parts[at - before..at + after];
            let mut there = Set::default();
            near.iter().filter(|p| p.end <= end).for_each(|p| there.insert(p.concept));
            let mut last = u16::MAX;
            for (c, [a, b]) in begun.iter().zip(needs) {
                let may = there.has(*a) & there.has(*b)
                    && c.topic != last
                    && c.wanted.iter().all(|(w, _)| there.has(*w))
                    && !c.barred.iter().any(|b| there.has(*b));
                if may && self.stand_apart(c, anchor, near, &found[from..terms]) {
                    last = c.topic;
                    found.push(Found { topic: c.topic, concept: c.concept, ..*anchor });
                }
            }
        }
        if found.len() > terms {
            self.give_way(found, from, terms);
        }
    }

    /// Whether every part has words of its own, none of them in what the topic excludes.
    fn stand_apart(&self, c: &Combination, anchor: &Found, near: &[Found], terms: &[Found]) -> bool {
        let mut taken = [*anchor; 8];
        let mut count = 1;
        if self.is_excluded(c.topic, anchor, terms) {
            return false;
        }
        for (wanted, next) in &c.wanted {
            let is_free = |p: &&Found| {
                p.concept == *wanted
                    && (!next || p.first >= anchor.end && p.first <= anchor.end + NEXT)
                    && !taken[..count].iter().any(|t| overlap(t, p))
                    && !self.is_excluded(c.topic, p, terms)
            };
            let Some(part) = near.iter().find(is_free) else { return false };
            if let Some(place) = taken.get_mut(count) {
                *place = *part;
                count += 1;
            }
        }
        true
    }

    /// Whether a topic excludes the words of a part.
    fn is_excluded(&self, topic: u16, part: &Found, terms: &[Found]) -> bool {
        let excludes = |t: &Found| self.bounds.get(usize::from(topic)).is_some_and(|b| t.concept >= b.excluded);
        around(terms, part).any(|(_, t)| t.topic == topic && excludes(t))
    }

    /// Of terms and combinations of a topic that share words, keeps the stronger; sorts all by their first word.
    fn give_way(&self, found: &mut Vec<Found>, from: usize, terms: usize) {
        let added = found.split_off(terms);
        let mut fits: Vec<Found> = Vec::with_capacity(added.len());
        let mut gone: Vec<usize> = Vec::new();
        for c in added {
            // Support may lie within a term that counts.
            let counts = |t: &Found| self.bounds.get(usize::from(t.topic)).is_some_and(|b| t.concept < b.counted);
            let rivals = || around(&found[from..], &c).filter(|(_, t)| t.topic == c.topic && counts(t));
            let is_second = around(&fits, &c).any(|(_, t)| t.topic == c.topic);
            if is_second || rivals().any(|(_, t)| t.concept <= c.concept) {
                continue;
            }
            gone.extend(rivals().map(|(at, _)| from + at));
            fits.push(c);
        }
        gone.sort_unstable();
        let mut at = 0;
        found.retain(|_| {
            at += 1;
            gone.binary_search(&(at - 1)).is_err()
        });
        found.extend(fits);
        found[from..].sort_by_key(|f| f.first);
    }
}

fn overlap(a: &Found, b: &Found) -> bool {
    a.first < b.end && b.first < a.end
}

/// Those of the terms, sorted by their first word, that share words with a part, each with its place.
fn around<'t>(terms: &'t [Found], part: &Found) -> impl Iterator<Item = (usize, &'t Found)> {
    let part = *part;
    let from = terms.partition_point(|t| t.first + LONGEST_FOUND < part.first);
    let near = terms[from..].iter().take_while(move |t| t.first < part.end);
    (from..).zip(near).filter(move |(_, t)| overlap(t, &part))
}
