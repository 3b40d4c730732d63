//! What a sentence says the writer did with a thing: did it, names it, wishes for it, or denies it.
//!
//! A helper of features, not a feature. It reads the clause around the thing, by cue words and their order;
//! it knows no grammar, so that a long or twisted sentence is read as a mention, the middle reading.

mod cues;
pub(super) mod examples;
mod rules;

use crate::lexicon::Annotated;
use crate::text::{Document, Gap};
use cues::Cue;
use rules::Says;
pub(crate) use rules::{Rules, VOCABULARY};
use std::ops::Range;

/// What is said of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stance {
    /// Work with it is described: "I trained spiking networks", "we propose a diffusion model".
    Done,
    /// It is spoken of.
    Mention,
    /// It is wished for or planned: "I hope to learn about diffusion models".
    Wish,
    /// It is denied: "I have no experience with RL".
    Negated,
    /// Others do it: "my brother works on RL".
    SomebodyElses,
}

impl Stance {
    /// Its name as a kind of evidence.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Mention => "mention",
            Self::Wish => "wish",
            Self::Negated => "negated",
            Self::SomebodyElses => "somebody_elses",
        }
    }
}

/// Words looked at on either side of a thing.
const REACH: usize = 24;

/// What is said of a thing, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// What is said.
    pub stance: Stance,
    /// Whether the clause speaks of the writer as "I".
    pub personal: bool,
}

/// What is known of the words of a letter, in memory that is used again for the next.
#[derive(Debug, Default)]
pub struct Cues {
    /// Per word, once its sentence is read.
    words: Vec<Cue>,
    /// Per sentence.
    read: Vec<bool>,
    rules: rules::Memory,
}

impl Cues {
    /// Forgets the letter.
    pub fn clear(&mut self) {
        self.words.clear();
        self.read.clear();
        self.rules.clear();
    }
}

/// Reads what the sentences of one letter say; a sentence's cues are looked up once.
pub struct Stances<'d> {
    letter: &'d Annotated<'d>,
    /// The words of all things that are asked about, in order, none within another.
    things: &'d [Range<u32>],
    rules: &'d Rules,
    cues: &'d mut Cues,
}

impl<'d> Stances<'d> {
    /// For a letter and the words of all things that are asked about, in order, none within another; with what is known
    /// of the letter already: nothing, or what was read of this same letter and things by these rules.
    #[must_use]
    pub(crate) fn with(
        letter: &'d Annotated<'d>,
        things: &'d [Range<u32>],
        rules: &'d Rules,
        cues: &'d mut Cues,
    ) -> Self {
        cues.words.resize(letter.words.len(), Cue::NONE);
        cues.read.resize(letter.sentences.len(), false);
        Self { letter, things, rules, cues }
    }

    /// What the letter says of the words `first..end`, which lie in sentence `sentence`.
    ///
    /// The rules of the vocabulary `stance` come first. Where none speaks, looks at up to 24 words on either side,
    /// within the sentence, back to the last turn ("but", a colon, a dash).
    #[must_use]
    pub fn of(&mut self, sentence: usize, first: usize, end: usize) -> Said {
        let words = self.letter.sentences.get(sentence).map_or(first..end, |s| s.words.clone());
        let first = first.min(self.letter.words.len());
        let end = end.clamp(first, self.letter.words.len());
        let Cues { words: known, read, rules } = &mut *self.cues;
        let seen = rules.read(self.rules, self.letter, sentence, self.things);
        if let Some(read) = read.get_mut(sentence).filter(|read| !**read) {
            *read = true;
            let mut before = Cue::NONE;
            for (index, seen) in words.clone().zip(seen) {
                let word = &self.letter.words[index];
                let mut own = seen.cue;
                if own.has(Cue::AFTER_COMMA.or(Cue::AFTER_TO))
                    && (own.has(Cue::AFTER_COMMA) && !word.gap.has(Gap::COMMA)
                        || own.has(Cue::AFTER_TO) && !before.has(Cue::TO))
                {
                    own = if own.has(Cue::YET) { Cue::YET } else { Cue::NONE };
                }
                // "I have yet to work with it"
                let (yet, to) = (before.has(Cue::YET), own.has(Cue::TO));
                if yet && to {
                    own = own.or(Cue::NEGATOR);
                }
                before = own;
                let breaks = word.gap.any(Gap::COLON.with(Gap::DASH));
                known[index] = if breaks { own.or(Cue::BREAK) } else { own };
            }
        }
        let ruling = rules.says(self.rules, first);
        let mut said = match ruling {
            Some(Says::Done) => Said { stance: Stance::Done, personal: true },
            Some(Says::Negated) => Said { stance: Stance::Negated, personal: true },
            Some(Says::Wish) => Said { stance: Stance::Wish, personal: true },
            Some(Says::SomebodyElses) => Said { stance: Stance::SomebodyElses, personal: false },
            _ => said((self.letter, self.rules), known, words, first, end),
        };
        // "I have not worked on RL yet, which is why I apply."
        if said.stance == Stance::Negated && rules.turns(self.rules, self.letter, sentence, self.things, end) {
            said.stance = Stance::Wish;
        }
        said
    }
}

fn said(
    (doc, rules): (&Annotated<'_>, &Rules),
    cues: &[Cue],
    sentence: Range<usize>,
    first: usize,
    end: usize,
) -> Said {
    let words = &doc.words;
    let from = sentence.start.max(first.saturating_sub(REACH));
    let to = sentence.end.min(end + REACH).min(words.len()).max(end);
    let turns = |i: usize| cues[i].has(Cue::BREAK) || words[i].gap.has(Gap::COMMA) && cues[i].has(Cue::TURN);
    // Backwards: the nearest cues.
    let (mut did, mut wish, mut work, mut own, mut single) = (None, None, None, false, false);
    let (mut knowing, mut negated) = (false, false);
    // "I quantised …": the thing is itself a verb of doing.
    if first > from
        && cues[first - 1].has(Cue::SELF)
        && cues[first..end.min(words.len())].iter().any(|c| c.has(Cue::DID.or(Cue::DO)))
    {
        did = Some(0);
    }
    let mut subjects = 0;
    let mut begin = from;
    for i in (from..first).rev() {
        let c = cues[i];
        if !c.has(Cue::BEFORE) {
            continue;
        }
        let distance = first - i;
        if c.has(Cue::TURN) && distance > 1 {
            begin = i;
            break;
        }
        let after_only = cues.get(i + 1).is_some_and(|c| c.has(Cue::ONLY));
        // A negation does not reach into a clause with a subject of its own: "I had not known it, and then I …";
        // but "neither have I …".
        let inverted = || {
            subjects == 1 && cues.get(i + 2).is_some_and(|c| c.has(Cue::SUBJECT)) && !words[i + 2].gap.has(Gap::COMMA)
        };
        if !negated
            && (subjects == 0 || c.has(Cue::NEGATOR) && inverted())
            && (c.has(Cue::NEGATOR) && !after_only && (knowing || distance <= 2)
                // "I have never run a …"
                || c.has(Cue::NEVER) && !after_only && distance <= 5 && before_has(cues, i, Cue::SINGLE, 2)
                || c.has(Cue::LACKING) && distance <= 8)
        {
            negated = true;
        }
        knowing |= c.has(Cue::KNOWING);
        if c.has(Cue::DID)
            || c.has(Cue::DO)
                && before_compound(doc, i).is_some_and(|b| b >= from && cues[b].has(Cue::SUBJECT.or(Cue::BE)))
        {
            did = did.or(Some(distance));
        }
        if c.has(Cue::WISH) {
            wish = wish.or(Some(distance));
        }
        if c.has(Cue::WORK) {
            work = work.or(Some(distance));
        }
        own |= c.has(Cue::SELF) && !cues.get(i + 1).is_some_and(|c| c.has(Cue::OTHERS));
        single |= c.has(Cue::SINGLE);
        subjects += u32::from(c.has(Cue::SUBJECT));
        if turns(i) {
            begin = i;
            break;
        }
    }
    // "Implemented RL agents …": the writer is left out.
    let dropped = begin == sentence.start && cues.get(begin).is_some_and(|c| c.has(Cue::DID)) && begin < first;
    if negated {
        return Said { stance: Stance::Negated, personal: single };
    }
    if answered_no((doc, rules), cues, &sentence, first, end) {
        return Said { stance: Stance::Negated, personal: true };
    }
    // Forwards: "… was used in my thesis", "… which I trained", "… which I have never used".
    let (mut passive, mut by_writer, mut wish_after, mut writer) = (false, false, false, None);
    for i in end..to {
        let c = cues[i];
        if !c.has(Cue::AFTER) {
            continue;
        }
        if i > end && turns(i) || c.has(Cue::TURN) {
            break;
        }
        own |= c.has(Cue::SELF);
        single |= c.has(Cue::SINGLE);
        let knows_nothing =
            c.has(Cue::NEGATOR) && cues[i - 1].has(Cue::KNOWING) && writer.is_some_and(|w| w + 2 <= i && i <= w + 3);
        if knows_nothing && did.is_none() {
            return Said { stance: Stance::Negated, personal: single };
        }
        let denies = c.has(Cue::NEGATOR) && writer.is_some_and(|w| i - w <= 3) && i - end <= 8;
        // "Spiking networks I have never run": the thing stands before its subject.
        let fronted = writer == Some(end) && first <= sentence.start + 2 && !before_has(cues, i + 2, Cue::ONLY, 1);
        let known = || cues[i + 1..(i + 4).clamp(i + 1, to)].iter().any(|c| c.has(Cue::KNOWING));
        if denies && did.is_none() && (fronted || known()) {
            return Said { stance: Stance::Negated, personal: single };
        }
        // "…, where I am a complete beginner", "I know them only by name"
        let novice =
            c.has(Cue::LACKING) && writer.is_some_and(|w| i - w <= 3 || i - w <= 5 && before_has(cues, i, Cue::BE, 3));
        let by_name = c.has(Cue::NAME) && own && before_has(cues, i, Cue::ONLY, 2) && i <= end + 7;
        if novice || by_name {
            return Said { stance: Stance::Negated, personal: true };
        }
        if denies_knowing(cues, i, end, knowing && own, to) {
            return Said { stance: Stance::Negated, personal: true };
        }
        writer = if c.has(Cue::SELF) && (i == end || !doc.words[i].gap.has(Gap::COMMA)) { Some(i) } else { writer };
        let before = if i > 0 { cues[i - 1] } else { Cue::NONE };
        // Not "At RL, a lab, I labelled scans".
        by_writer |= (c.has(Cue::DID) || c.has(Cue::DO)) && writer.is_some_and(|w| w + 1 == i);
        passive |= c.has(Cue::DID) && before.has(Cue::BE);
        // "They fascinate me, and I hope to use them".
        wish_after |= c.has(Cue::WISH) && cues[i + 1..(i + 5).clamp(i + 1, to)].iter().any(|c| c.has(Cue::PRONOUN));
        // "… which I have always wanted to study".
        wish_after |= c.has(Cue::WISH)
            && (before.has(Cue::BE)
                || cues[i.saturating_sub(3).max(end.saturating_sub(1))..i].iter().any(|c| c.has(Cue::SELF)));
    }
    let stance = match (did, wish) {
        (Some(d), Some(w)) if (own || dropped) && d < w => Stance::Done,
        // Not "I hope to learn how they are trained".
        (_, Some(_)) if own && by_writer => Stance::Done,
        (_, Some(_)) if own => Stance::Wish,
        (Some(_), None) if own || dropped => Stance::Done,
        _ if own && (passive || by_writer) => Stance::Done,
        _ if own && wish_after => Stance::Wish,
        _ if own && work.is_some_and(|d| d <= 10) => Stance::Done,
        _ => Stance::Mention,
    };
    Said { stance, personal: single }
}

/// Whether one of the `reach` words before a word tells something.
fn before_has(cues: &[Cue], at: usize, what: Cue, reach: usize) -> bool {
    let at = at.min(cues.len());
    cues[at.saturating_sub(reach)..at].iter().any(|c| c.has(what))
}

/// "Spiking networks: no, never.", "RL? Never tried it.": a thing is named at the head of its sentence, and denied.
fn answered_no(
    (doc, rules): (&Annotated<'_>, &Rules),
    cues: &[Cue],
    sentence: &Range<usize>,
    first: usize,
    end: usize,
) -> bool {
    if first > sentence.start + 2 {
        return false;
    }
    let words = &doc.words;
    let Some(next) = words.get(end) else { return false };
    let ends = |i: usize| words.get(i).is_none_or(|w| w.gap.any(Gap::COMMA.with(Gap::STOP).with(Gap::PARAGRAPH)));
    let no = |i: usize| rules.words.get(doc, i).cue.has(Cue::NEGATOR);
    if end < sentence.end {
        let at = end + usize::from(!cues[end].has(Cue::NEGATOR));
        return next.gap.any(Gap::COLON.with(Gap::DASH)) && at < sentence.end && no(at) && ends(at + 1);
    }
    let asked = doc.gap_text(end).contains('?');
    let known = || (end..end + 4).any(|i| rules.words.get(doc, i).cue.has(Cue::KNOWING));
    asked && no(end) && (ends(end + 1) || known())
}

/// The word before a word or the compound that it ends: "am" for "tuning" in "am fine-tuning".
fn before_compound(doc: &Document<'_>, at: usize) -> Option<usize> {
    at.checked_sub(if doc.words[at].gap == Gap::HYPHEN { 2 } else { 1 })
}

/// Whether what follows a thing says that the writer does not know it: "is new to me", "is unknown territory for
/// me", "remains a blank spot for me", "was never part of my studies"; and after "my knowledge of" the thing, "is zero".
fn denies_knowing(cues: &[Cue], at: usize, end: usize, knowing: bool, to: usize) -> bool {
    if at > end + 7 || at == 0 || !cues[end..=at].iter().any(|c| c.has(Cue::BE)) {
        return false;
    }
    let me = || cues[at + 1..(at + 5).clamp(at + 1, to)].iter().any(|c| c.has(Cue::SINGLE));
    let denied = || {
        cues[at].has(Cue::NEGATOR) && cues[at - 1].has(Cue::BE) && cues.get(at + 1).is_some_and(|c| c.has(Cue::KNOWING))
    };
    (cues[at].has(Cue::NEW) && !cues[at - 1].has(Cue::NEGATOR) || denied()) && me()
        || knowing && cues[at].has(Cue::NEGATOR) && cues[at - 1].has(Cue::BE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::RuleSet;

    /// The thing stands between « and ».
    fn said(marked: &str) -> (Stance, bool) {
        let start = marked.find('«').unwrap();
        let letter = marked.replace(['«', '»'], "");
        let stop = marked.find('»').unwrap() - '«'.len_utf8();
        let doc = Document::new(&letter);
        let first = doc.words.iter().position(|w| w.span.start as usize == start).unwrap();
        let end = doc.words.iter().position(|w| w.span.end as usize == stop).unwrap() + 1;
        let (mut cues, rules) = (Cues::default(), Rules::of(&RuleSet::builtin()));
        let mut ids = Vec::new();
        let annotated = Annotated::of(&doc, &mut ids);
        let things = std::slice::from_ref(&(first as u32..end as u32)).to_vec();
        let s = Stances::with(&annotated, &things, &rules, &mut cues).of(doc.sentence_of(first), first, end);
        (s.stance, s.personal)
    }

    #[test]
    fn work_wishes_mentions_and_denials() {
        for (marked, kind) in [
            ("I trained «spiking networks» for two years.", Stance::Done),
            ("We propose a «diffusion model» for images.", Stance::Done),
            ("Implemented «policy gradients» from scratch.", Stance::Done),
            ("In my thesis, «LLMs» were used to sort letters.", Stance::Done),
            ("My research on «RL» took two years.", Stance::Done),
            ("I have five years of experience with «RL».", Stance::Done),
            ("I hope to learn about «diffusion models».", Stance::Wish),
            ("I would like to work on «RL».", Stance::Wish),
            ("I look forward to lectures on «SNNs».", Stance::Wish),
            ("«LLMs» change how people write.", Stance::Mention),
            ("DeepMind trained «AlphaGo» in weeks.", Stance::Mention),
            ("I have no experience with «RL».", Stance::Negated),
            ("I have never worked with «RL».", Stance::Negated),
            ("I haven't had a chance to study «RL» yet.", Stance::Negated),
            ("I am unfamiliar with «RL».", Stance::Negated),
            ("I lack experience in «RL».", Stance::Negated),
            ("I had not heard of it before, and then I trained «RL» agents.", Stance::Done),
            ("My colleague trained «diffusion models».", Stance::SomebodyElses),
            ("«RL» is a field that I have never touched.", Stance::Negated),
            ("Neither «RL» nor SNNs are familiar to me.", Stance::Negated),
            ("I am not an expert in «RL».", Stance::Negated),
            ("There is no doubt that «LLMs» matter.", Stance::Mention),
            ("I quantised «LLMs», which I had not expected.", Stance::Done),
            ("I have not only used «RL» but also taught it.", Stance::Done),
            ("I have never worked with «RL», but I want to learn it.", Stance::Wish),
            ("I have no background in biology, but I trained «SNNs».", Stance::Done),
            ("I had never programmed before, but I built «RL» agents.", Stance::Done),
            ("«RL» is new to me.", Stance::Negated),
            ("«RL» remains a blank spot for me, but I want to learn it.", Stance::Wish),
            ("«RL» was never part of my studies.", Stance::Negated),
            ("«RL» is not new to me.", Stance::Mention),
            ("My knowledge of «RL» is zero.", Stance::Negated),
            ("«RL» is something that I know nothing about.", Stance::Negated),
            ("I have not yet worked with «RL».", Stance::Negated),
            ("I haven't tried «RL» yet, but I would love to.", Stance::Wish),
            ("I am eager to learn how «LLMs» are trained.", Stance::Wish),
            ("«Diffusion models» fascinate me, and I hope to use them.", Stance::Wish),
            ("My hobby is writing bots that learn by «RL».", Stance::Done),
            ("Currently I am fine-tuning «LLMs».", Stance::Done),
            ("My pupils hand in essays written by «LLMs».", Stance::Mention),
            ("«Spiking networks»: no, never.", Stance::Negated),
            ("«RL»? Never tried it.", Stance::Negated),
            ("«RL»? No problem for me, I trained agents.", Stance::Mention),
            ("I have yet to work with «RL».", Stance::Negated),
            ("I have never run a «spiking network».", Stance::Negated),
            ("«SNNs» I have never run.", Stance::Negated),
            ("«RL» I have deliberately avoided.", Stance::Negated),
            ("I have not gone anywhere near «diffusion models».", Stance::Negated),
            ("«SNNs» are outside of my knowledge.", Stance::Negated),
            ("I have never trained an «LLM», and do not expect to.", Stance::Negated),
            ("«RL» I have yet to try.", Stance::Negated),
            ("With «RL» I have done nothing.", Stance::Negated),
            ("«RL» I know only by name.", Stance::Negated),
            ("Neither have I touched «SNNs».", Stance::Negated),
            ("Nor have I any experience with «SNNs».", Stance::Negated),
            ("The last lecture is on «RL», where I am a complete beginner.", Stance::Negated),
            ("«RL», I have to admit, is foreign to me.", Stance::Negated),
            ("I have no experience in «RL» and would like to gain more.", Stance::Wish),
            ("What is new for me: training a «model» is slow.", Stance::Mention),
        ] {
            assert_eq!(said(marked).0, kind, "{marked}");
        }
        assert!(said("I trained «SNNs».").1);
        assert!(!said("We trained «SNNs».").1);
    }
}
