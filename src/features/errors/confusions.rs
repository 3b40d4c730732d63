//! Words written for other words: `their` for `there`, `form` for `from`.
//!
//! Two judges. Rules ([`confusion_rules`](super::confusion_rules)) name the neighbours between which a word is
//! wrong. And counts of pairs of words in a large collection of English text say when another word of the same
//! group (`data/lexicons/confusions.txt`) fits between both neighbours far better than the one written:
//! with P(a b) = count / all pairs and P(b) = count / all words, the evidence is
//! log P(a c) P(c b) / P(c) against the same for the word as written.

use super::checked_words::CheckedWords;
use super::confusion_rules::{RULES, SPLIT};
use super::neighbours::{Rule, Side, Trigger};
use super::{Findings, Kind, spelling};
use crate::lexicon::LexicalEntry;
use crate::lexicon::Tags;
use crate::lexicon::pair;
use crate::lexicon::{Lexicon, Meant, Status};
use crate::text::hash::hash_word;
use crate::text::{Document, Shape};

/// Least evidence for another word, in eighths of a power of two; 2^7.5, about 180 to one.
const LEAST: i32 = 60;
/// Count of a pair from which the word written is at home; in the same measure as [`UNSEEN`].
const HOME: i32 = 64;
/// Count of a pair that was not seen, in eighths of a power of two above 2^22: half the least count that was.
const UNSEEN: i32 = -3;
/// 2 · log2 of all words less log2 of all pairs, less 22, in eighths: turns frequencies into a pair's expected count.
const EXPECTED: i32 = 452;
/// How far back a comparative is sought that `than` belongs to, in words.
const FAR: usize = 30;
const MESSAGE: &str = "Another word seems to be meant.";

/// The rules, laid out for search.
#[derive(Debug)]
pub struct Confusions {
    rules: Vec<Rule>,
    /// Each rule's word, sorted, with its rules.
    triggers: Vec<Trigger>,
    split: Vec<u64>,
    /// The second words of the split pairs, sorted.
    split_ends: Vec<u64>,
    /// A bit per low bits of the hash of each split pair: most pairs end here.
    maybe_split: [u64; 128],
}

impl Default for Confusions {
    fn default() -> Self {
        let mut rules: Vec<Rule> = RULES
            .iter()
            .map(|r| Rule {
                wrong: hash_word(r.wrong.as_bytes()),
                right: r.right,
                before: Side::of(r.before),
                after: Side::of(r.after),
            })
            .collect();
        rules.sort_by_key(|r| r.wrong);
        let mut split: Vec<u64> =
            SPLIT.iter().map(|(a, b)| pair(hash_word(a.as_bytes()), hash_word(b.as_bytes()))).collect();
        split.sort_unstable();
        let mut maybe_split = [0; 128];
        let mut triggers: Vec<Trigger> = Vec::new();
        for (at, rule) in rules.iter().enumerate() {
            if triggers.last().is_none_or(|t| t.hash != rule.wrong) {
                triggers.push(Trigger::new(rule.wrong, at));
            }
            if let Some(trigger) = triggers.last_mut() {
                trigger.add(rule);
            }
        }
        let mut split_ends: Vec<u64> = SPLIT.iter().map(|(_, b)| hash_word(b.as_bytes())).collect();
        split_ends.sort_unstable();
        split_ends.dedup();
        for pair in &split {
            maybe_split[(pair >> 6 & 127) as usize] |= 1 << (pair & 63);
        }
        Self { rules, triggers, split, split_ends, maybe_split }
    }
}

impl Confusions {
    /// The hashes of all words that may be wrong.
    pub fn words(&self) -> impl Iterator<Item = u64> + '_ {
        self.triggers.iter().map(|t| t.hash).chain(self.split_ends.iter().copied())
    }

    /// One more than the index of the rules for a word; 0 for a word without rules.
    #[must_use]
    pub fn rules_of(&self, hash: u64) -> u8 {
        self.triggers.binary_search_by_key(&hash, |t| t.hash).map_or(0, |at| at as u8 + 1)
    }

    /// Whether a word is the second of a pair that may be one word.
    #[must_use]
    pub fn ends_split(&self, hash: u64) -> bool {
        self.split_ends.binary_search(&hash).is_ok()
    }

    /// The rules at an index less one that may hold between two neighbours.
    #[inline]
    fn rules_at(&self, index: u8, before: Option<u64>, after: Option<u64>) -> Option<&[Rule]> {
        let trigger = self.triggers.get((index as usize).checked_sub(1)?)?;
        if trigger.may_hold(before, after) { self.rules.get(trigger.rules.clone()) } else { None }
    }

    /// Finds words that their neighbours show to be written for others, and words that are wrongly split.
    pub fn check(&self, doc: &Document<'_>, prose: &CheckedWords, lexicon: &Lexicon, out: &mut Findings) {
        let mut divided = usize::MAX;
        for index in prose.confused.iter().map(|&index| index as usize) {
            if !prose.checked[index] {
                continue;
            }
            let (word, known) = (&doc.words[index], &prose.known[index]);
            let confusable = known.status.is_confusable();
            let split = known.named.marks & LexicalEntry::SPLIT != 0;
            let before = (!word.first && word.gap.is_blank() && index > 0).then(|| index - 1);
            if let (Some(before), true) = (before, split) {
                let pair = pair(doc.words[before].hash, word.hash);
                if self.maybe_split[(pair >> 6 & 127) as usize] >> (pair & 63) & 1 != 0
                    && divided != before
                    && self.split.binary_search(&pair).is_ok()
                    && !is_span_of_time(doc, before)
                    && word.shape == Shape::Lower
                    && !joins_next(doc, index)
                {
                    out.add_with(
                        Kind::Spelling,
                        spelling::between(doc, before, index),
                        "split_word",
                        "One word, not two.",
                        || Some(format!("{}{}", doc.word(before), doc.word(index))),
                    );
                    divided = index;
                    continue;
                }
            }
            let after = doc.words.get(index + 1).filter(|w| !w.first && w.gap.is_blank()).map(|_| index + 1);
            let hash = |i: Option<usize>| i.and_then(|i| doc.words.get(i)).map(|w| w.hash);
            let rules = self.rules_at(known.named.rules, hash(before), hash(after));
            if !(rules.is_some() || confusable)
                || word.shape == Shape::Upper && doc.word(index).len() > 1
                || word.shape == Shape::Mixed
            {
                continue;
            }
            // Compounds have their own ways: `off-the-shelf`, `coarse-to-fine`.
            if word.gap.is_compound() || joins_next(doc, index) {
                continue;
            }
            // A capital inside a sentence makes a name.
            if word.shape == Shape::Capitalised && before.is_some() {
                continue;
            }
            let mut right = None;
            if let Some(rules) = rules {
                right = rules
                    .iter()
                    .find(|r| {
                        r.before.takes(lexicon, hash(before), None)
                            && r.after.takes(lexicon, hash(after), hash(after.map(|i| i + 1)))
                    })
                    .map(|r| ("word_for_word", r.right));
            }
            if right.is_none() && confusable {
                // A clause may end with `too` after any word.
                if after.is_none() && doc.word(index) == "too" {
                    continue;
                }
                // Pairs with rarer words are not in the list.
                let near = |i: Option<usize>| {
                    i.map(|i| (doc.words[i].hash, prose.status(i))).filter(|(_, e)| e.is_word() && e.level() >= 4)
                };
                right = likelier(lexicon, near(before), (word.hash, known.confusable), near(after))
                    .map(|r| ("unlikely_word", r));
            }
            // `more benefits to some tasks than others`: a comparison stands open.
            if right.is_some() && doc.word(index) == "than" && is_comparing(doc, prose, index) {
                continue;
            }
            if let Some((rule, right)) = right {
                out.add_with(Kind::Spelling, word.span, rule, MESSAGE, || Some(spelling::like(doc.word(index), right)));
            }
        }
    }
}

/// Whether the word stands in `from day to night`.
fn is_span_of_time(doc: &Document<'_>, index: usize) -> bool {
    index > 0 && matches!(doc.word(index - 1), "day" | "morning" | "dusk" | "noon")
}

/// Whether a comparative stands before the word in its sentence.
fn is_comparing(doc: &Document<'_>, prose: &CheckedWords, index: usize) -> bool {
    let from = doc.words.iter().take(index + 1).rposition(|w| w.first).unwrap_or(0).max(index.saturating_sub(FAR));
    (from..index).any(|i| {
        prose.known[i].tags.any(Tags::COMPARATIVE)
            || matches!(doc.word(i), "more" | "less" | "rather" | "other" | "More")
    })
}

/// Whether the word goes on in a compound or a short form (`no body's`).
fn joins_next(doc: &Document<'_>, index: usize) -> bool {
    doc.words.get(index + 1).is_some_and(|w| w.gap.is_compound())
}

/// Another word that fits between the neighbours far better than the word with `hash`.
fn likelier(
    lexicon: &Lexicon,
    before: Option<(u64, Status)>,
    (hash, confusable): (u64, u16),
    after: Option<(u64, Status)>,
) -> Option<&'static str> {
    if before.is_none() && after.is_none() {
        return None;
    }
    // Where the word written is at home on both sides hardly anything can outweigh it by enough.
    if before.is_some_and(|(b, _)| lexicon.may_be_together(b, hash))
        && after.is_some_and(|(a, _)| lexicon.may_be_together(hash, a))
    {
        return None;
    }
    let seen = |a: u64, b: u64| i32::from(lexicon.together(a, b));
    let written = (before.map_or(0, |(b, _)| seen(b, hash)), after.map_or(0, |(a, _)| seen(hash, a)));
    // So where it is often seen on one side.
    if written.0.max(written.1) >= HOME {
        return None;
    }
    let (frequency, others) = lexicon.meant(confusable)?;
    let weigh = |pairs: (i32, i32), own: i32| {
        let side = |neighbour: Option<(u64, Status)>, count: i32| match neighbour {
            None => 0,
            Some(_) if count > 0 => count,
            Some((_, entry)) => UNSEEN.min(own + level_frequency(entry.level()) - EXPECTED),
        };
        let both = before.is_some() && after.is_some();
        side(before, pairs.0) + side(after, pairs.1) - if both { own } else { 0 }
    };
    let base = weigh(written, i32::from(frequency));
    let mut best: Option<(i32, &Meant)> = None;
    for other in others {
        let pairs = (before.map_or(0, |(b, _)| seen(b, other.hash)), after.map_or(0, |(a, _)| seen(other.hash, a)));
        if pairs.0 == 0 && pairs.1 == 0 {
            continue;
        }
        let gain = weigh(pairs, i32::from(other.frequency)) - base;
        if gain >= LEAST && best.is_none_or(|(most, _)| gain > most) {
            best = Some((gain, other));
        }
    }
    best.map(|(_, other)| other.word)
}

/// About how often a word of a level is used: eighths of the binary logarithm of its count.
const fn level_frequency(level: u8) -> i32 {
    [120, 136, 148, 158, 177, 196, 215, 240][(level & 7) as usize]
}

#[cfg(test)]
mod tests {
    use super::super::check_marked;
    use super::super::confusion_rules::{RULES, SPLIT};

    #[test]
    fn words_for_other_words() {
        for marked in [
            "They should «of» known it.".to_owned(),
            "This is «to» much for me.".into(),
            "They lost «there» own keys.".into(),
            "«Their» are many reasons.".into(),
            "I don't «no» what to do.".into(),
            "It is better «then» the others.".into(),
            "I think «your» going to like it.".into(),
            "I want «two» be a scientist.".into(),
            "He is «quiet» often late.".into(),
            "She wants to «loose» weight.".into(),
            "It will «effect» people.".into(),
            "Thank you for your «advise».".into(),
            "I was very «exited» about it.".into(),
            "This is one «off» the best ideas.".into(),
            "This letter came «form» my teacher.".into(),
            "He did it «him self» and came «to gether» with us.".into(),
        ] {
            check_marked(&marked, "spelling");
        }
    }

    #[test]
    fn right_words_pass() {
        for good in [
            "There are two ways to go, and their results differ.",
            "It is too late to say that it's a good idea.",
            "I know that no one knows where they were then.",
            "We trade off cost against accuracy with off-the-shelf models.",
            "The effect of its size is quite different from that of the other.",
            "The robot moved too, and I worked too.",
            "Better than before, and then we go on from there to here.",
            "A coarse-to-fine model of the curse of dimensionality.",
            "They have two brothers who live a quiet life.",
            "I advise you to take his advice and lose no time.",
            "Applied to many tasks, owing to much of our work.",
            "It brings more benefits to psychological tasks than hard labels.",
        ] {
            check_marked(good, "spelling");
        }
    }

    #[test]
    fn rules_are_distinct_and_say_what_is_meant() {
        for rule in RULES {
            assert!(
                !rule.wrong.is_empty() && !rule.right.is_empty() && rule.wrong != rule.right,
                "{} {}",
                rule.wrong,
                rule.right
            );
        }
        assert!(super::Confusions::default().triggers.len() < usize::from(u8::MAX));
        for (i, pair) in SPLIT.iter().enumerate() {
            assert!(!SPLIT[..i].contains(pair), "{pair:?} stands twice");
        }
    }
}
