//! Words written for other words, found by counts: `form` for `from`. (Rules name the neighbours between which others
//! are wrong, see `data/rules/confusions.toml`.)
//!
//! Counts of pairs of words in a large collection of English text say when another word of the same group
//! (`data/lexicons/confusions.txt`) fits between both neighbours far better than the one written: with
//! P(a b) = count / all pairs and P(b) = count / all words, the evidence is log P(a c) P(c b) / P(c) against the same for the
//! word as written.

use super::checked_words::CheckedWords;
use super::finding::Findings;
use super::finding::Report;
use super::spelling;
use crate::lexicon::{Lexicon, Meant, Status, Tags};
use crate::text::{Document, Shape};
use std::ops::Range;

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

/// Finds words that their neighbours show to be written for others, but for those in `found`, which a rule has found
/// already, in order.
pub fn check(
    doc: &Document<'_>,
    words: &CheckedWords,
    lexicon: &Lexicon,
    found: &[Range<usize>],
    report: &Report,
    out: &mut Findings,
) {
    let mut found = found.iter().peekable();
    for index in words.confused.iter().map(|&index| index as usize) {
        while found.next_if(|f| f.end <= index).is_some() {}
        if !words.checked[index] || found.peek().is_some_and(|f| f.start <= index) {
            continue;
        }
        let (word, known) = (&doc.words[index], &words.known[index]);
        let before = (!word.first && word.gap.is_blank() && index > 0).then(|| index - 1);
        let after = doc.words.get(index + 1).filter(|w| !w.first && w.gap.is_blank()).map(|_| index + 1);
        if word.shape == Shape::Upper && doc.word(index).len() > 1 || word.shape == Shape::Mixed {
            continue;
        }
        // Compounds have their own ways (`off-the-shelf`, `coarse-to-fine`), and a capital inside a sentence makes a name.
        if word.gap.is_compound() || joins_next(doc, index) || word.shape == Shape::Capitalised && before.is_some() {
            continue;
        }
        // A clause may end with `too` after any word.
        if after.is_none() && doc.word(index) == "too" {
            continue;
        }
        // Pairs with rarer words are not in the list.
        let near = |i: Option<usize>| {
            let plain =
                |i: &usize| doc.words[*i].shape == Shape::Lower || doc.word(*i) == "I" || doc.word(*i).len() > 1;
            i.filter(plain).map(|i| (doc.words[i].hash, words.status(i))).filter(|(_, e)| e.is_word() && e.level() >= 4)
        };
        let right = likelier(lexicon, near(before), (word.hash, known.confusable), near(after));
        // `more benefits to some tasks than others`: a comparison stands open.
        if let Some(right) = right
            && !(doc.word(index) == "than" && is_comparing(doc, words, index))
        {
            out.report_with(report, word.span, || Some(spelling::like(doc.word(index), right)));
        }
    }
}

/// Whether a comparative stands before the word in its sentence.
pub(super) fn is_comparing(doc: &Document<'_>, words: &CheckedWords, index: usize) -> bool {
    let last = index.saturating_sub(FAR);
    let from = (last..=index).rev().find(|&i| doc.words[i].first).unwrap_or(last);
    (from..index).any(|i| {
        words.known[i].tags.any(Tags::COMPARATIVE)
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
}
