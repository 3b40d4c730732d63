//! What a sentence says the writer did with a thing: did it, names it, wishes for it, or denies it.
//!
//! A helper of features, not a feature. It reads the clause around the thing, by cue words and their order;
//! it knows no grammar, so that a long or twisted sentence is read as a mention, the middle reading.

use crate::text::hash::hash_word;
use crate::text::{Document, Gap};
use std::sync::LazyLock;

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
        }
    }
}

/// What a word may tell, as a set.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Cue(u16);

impl Cue {
    const NONE: Self = Self(0);
    /// Turns what follows into its opposite.
    const NEGATOR: Self = Self(1);
    /// What a person may lack: experience, work, a course.
    const KNOWING: Self = Self(1 << 1);
    /// Denies knowing by itself: "unfamiliar with".
    const LACKING: Self = Self(1 << 2);
    const WISH: Self = Self(1 << 3);
    /// A verb of doing in the past: "trained".
    const DID: Self = Self(1 << 4);
    /// A verb of doing in the present, which counts after "I" or "we": "train".
    const DO: Self = Self(1 << 5);
    /// A piece of the writer's work: "thesis".
    const WORK: Self = Self(1 << 6);
    /// "I", "we", "my", "our".
    const SELF: Self = Self(1 << 7);
    /// "I", "my", "me".
    const SINGLE: Self = Self(1 << 8);
    /// Begins another clause: "but".
    const TURN: Self = Self(1 << 9);
    /// Takes a negation back: "not only".
    const ONLY: Self = Self(1 << 10);
    const PRONOUN: Self = Self(1 << 11);
    /// "I", "we": begins a clause of its own.
    const SUBJECT: Self = Self(1 << 13);
    /// People who are not the writer: "my colleague".
    const OTHERS: Self = Self(1 << 14);
    /// Forms of "be".
    const BE: Self = Self(1 << 12);

    const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

const WORDS: &[(Cue, &str)] = &[
    (
        Cue::NEGATOR,
        "no not never without neither nor don't doesn't didn't haven't hasn't hadn't isn't wasn't aren't weren't can't \
         cannot couldn't won't wouldn't dont didnt havent lack lacks lacked lacking nothing none hardly barely zero nobody",
    ),
    (Cue::LACKING, "unfamiliar inexperienced unaware lack lacks lacked lacking ignorant"),
    (
        Cue::KNOWING,
        "experience experiences experienced knowledge knowledgeable familiar familiarity exposure exposed background worked \
         work working used use using studied study studying tried try applied apply touched explored explore implemented \
         trained train taught learned learnt expert expertise done dealt encountered heard understand understanding know \
         knew known skill skills skilled course courses took taken practice practical contact opportunity chance proficient \
         qualified training acquainted confident attended covered written built publications projects research engaged \
         specialise specialize specialised specialized interest interested",
    ),
    (
        Cue::WISH,
        "hope hopes hoping hopefully want wants wanted wish wishes wishing eager keen excited aspire aspires aspiring aim \
         aims aiming plan plans planning intend intends intending dream dreams dreaming forward curious learn deepen \
         will would i'd i'll shall goal goals future desire desires ambition motivated seek seeking expect gain broaden \
         expand interested enthusiastic yearn strive willing acquire opportunity",
    ),
    (
        Cue::DID,
        "trained retrained pretrained built developed implemented designed used utilized utilised employed applied worked \
         proposed published wrote written created tuned finetuned deployed evaluated investigated studied researched explored \
         demonstrated showed shown improved achieved introduced presented compared conducted led completed defended analysed \
         analyzed contributed reproduced replicated adapted extended optimised optimized reduced simulated ran solved taught \
         modelled modeled experimented benchmarked integrated tested coded programmed engineered prototyped quantised quantized \
         compressed distilled combined derived proved trained outperformed outperforms won supervised mentored collaborated \
         leveraged learned learnt addressed released constructed examined formulated obtained established devised co-authored \
         authored explained assembled delivered launched automated established validated measured adopted examined mastered",
    ),
    (
        Cue::DO,
        "propose present introduce show develop demonstrate build use train evaluate work investigate study apply design \
         implement explore analyse analyze describe report examine employ utilize adopt derive prove research teach provide \
         extend compare formulate leverage address simulate construct create fine-tune test lead maintain contribute working \
         developing building training researching studying implementing designing using applying investigating exploring \
         writing proposing am've",
    ),
    (
        Cue::WORK,
        "thesis project projects research paper papers publication publications dissertation internship experience \
         experiences work expertise prototype implementation job startup phd master's bachelor's diploma coursework lab \
         experiments article repository library code years background",
    ),
    (Cue(Cue::SELF.0 | Cue::SINGLE.0), "i my me i've i'm myself mine"),
    (Cue::SELF, "we our us we've ours"),
    (Cue(Cue::SELF.0 | Cue::WISH.0), "i'd i'll we'll we'd"),
    (Cue::SUBJECT, "i we i've i'm i'd i'll we've we'll"),
    (
        Cue::OTHERS,
        "colleague colleagues friend friends professor professors supervisor teacher teachers brother sister father mother \
         wife husband uncle advisor adviser mentor boss classmate classmates",
    ),
    (Cue::TURN, "but however although though while whereas yet because nevertheless nonetheless despite until instead"),
    (Cue::ONLY, "only just merely simply solely doubt limited exclusively necessarily wonder longer stop stopped end exception"),
    (Cue::PRONOUN, "it this that them these those so"),
    (Cue::BE, "is are was were be been being"),
];

/// Slots of the table of cues, a power of two: one in four is taken.
const SLOTS: usize = 2048;

static TABLE: LazyLock<Box<[(u64, Cue)]>> = LazyLock::new(|| {
    let mut table = vec![(0, Cue::NONE); SLOTS].into_boxed_slice();
    for (cue, words) in WORDS {
        for word in words.split_whitespace() {
            let hash = hash_word(word.as_bytes());
            let mut slot = hash as usize & (SLOTS - 1);
            while table[slot].0 != 0 && table[slot].0 != hash {
                slot = (slot + 1) & (SLOTS - 1);
            }
            table[slot] = (hash, table[slot].1.or(*cue));
        }
    }
    table
});

fn cue(table: &[(u64, Cue)], hash: u64) -> Cue {
    let mut slot = hash as usize & (SLOTS - 1);
    while table[slot].0 != 0 {
        if table[slot].0 == hash {
            return table[slot].1;
        }
        slot = (slot + 1) & (SLOTS - 1);
    }
    Cue::NONE
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

/// Reads what the sentences of one letter say; a sentence's cues are looked up once.
pub struct Stances<'d> {
    doc: &'d Document<'d>,
    /// Per word, once its sentence is read.
    cues: Vec<Cue>,
    /// Per sentence.
    read: Vec<bool>,
}

impl<'d> Stances<'d> {
    /// For a letter.
    #[must_use]
    pub fn new(doc: &'d Document<'d>) -> Self {
        Self { doc, cues: Vec::new(), read: Vec::new() }
    }

    /// What the letter says of the words `first..end`, which lie in sentence `sentence`.
    ///
    /// Looks at up to 24 words on either side, within the sentence, back to the last turn ("but", a colon, a
    /// dash).
    #[must_use]
    pub fn of(&mut self, sentence: usize, first: usize, end: usize) -> Said {
        let words = self.doc.sentences.get(sentence).map_or(first..end, |s| s.words.clone());
        let first = first.min(self.doc.words.len());
        let end = end.clamp(first, self.doc.words.len());
        if self.cues.is_empty() {
            self.cues.resize(self.doc.words.len(), Cue::NONE);
            self.read.resize(self.doc.sentences.len(), false);
        }
        if self.read.get(sentence) == Some(&false) {
            self.read[sentence] = true;
            let table = &**TABLE;
            for (cue_of, word) in self.cues[words.clone()].iter_mut().zip(&self.doc.words[words.clone()]) {
                *cue_of = cue(table, word.hash);
            }
        }
        said(self.doc, &self.cues, words, first, end)
    }
}

fn said(doc: &Document<'_>, cues: &[Cue], sentence: std::ops::Range<usize>, first: usize, end: usize) -> Said {
    let words = &doc.words;
    let from = sentence.start.max(first.saturating_sub(REACH));
    let to = sentence.end.min(end + REACH).min(words.len()).max(end);
    let turns = |i: usize| {
        words[i].gap.any(Gap::COLON.with(Gap::DASH)) || words[i].gap.has(Gap::COMMA) && cues[i].has(Cue::TURN)
    };
    // Backwards: the nearest cues.
    let (mut did, mut wish, mut work, mut own, mut single) = (None, None, None, false, false);
    let (mut knowing, mut negated) = (false, false);
    // "I quantised …": the thing is itself a verb of doing.
    if first > from && cues[first - 1].has(Cue::SELF) && cues[first..end.min(words.len())].iter().any(|c| c.has(Cue::DID)) {
        did = Some(0);
    }
    let mut open = true;
    let mut begin = from;
    for i in (from..first).rev() {
        let c = cues[i];
        let distance = first - i;
        if c.has(Cue::TURN) && distance > 1 {
            begin = i;
            break;
        }
        let after_only = cues.get(i + 1).is_some_and(|c| c.has(Cue::ONLY));
        if open && !negated && (c.has(Cue::NEGATOR) && !after_only && (knowing || distance <= 2) || c.has(Cue::LACKING) && distance <= 8) {
            negated = true;
        }
        knowing |= c.has(Cue::KNOWING);
        if c.has(Cue::DID) || c.has(Cue::DO) && i > from && cues[i - 1].has(Cue::SELF.or(Cue::BE)) {
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
        // A negation does not reach into a clause with a subject of its own: "I had not known it, and then I …".
        open &= !c.has(Cue::SUBJECT);
        if turns(i) {
            begin = i;
            break;
        }
    }
    // "Implemented RL agents …": the writer is left out.
    let dropped = begin == sentence.start && cues.get(begin).is_some_and(|c| c.has(Cue::DID)) && begin < first;
    if negated {
        return Said { stance: after_denial(doc, cues, end..to), personal: single };
    }
    // Forwards: "… was used in my thesis", "… which I trained", "… which I have never used".
    let (mut passive, mut wish_after, mut writer) = (false, false, None);
    for i in end..to {
        let c = cues[i];
        if i > end && turns(i) || c.has(Cue::TURN) {
            break;
        }
        own |= c.has(Cue::SELF);
        single |= c.has(Cue::SINGLE);
        let denies = c.has(Cue::NEGATOR) && writer.is_some_and(|w| i - w <= 2) && i - end <= 8;
        if denies && did.is_none() && cues[i + 1..(i + 4).clamp(i + 1, to)].iter().any(|c| c.has(Cue::KNOWING)) {
            return Said { stance: after_denial(doc, cues, i..to), personal: single };
        }
        writer = if c.has(Cue::SELF) && (i == end || !doc.words[i].gap.has(Gap::COMMA)) { Some(i) } else { writer };
        let before = if i > 0 { cues[i - 1] } else { Cue::NONE };
        passive |= c.has(Cue::DID) && before.has(Cue::BE.or(Cue::SELF)) || c.has(Cue::DO) && before.has(Cue::SELF);
        wish_after |= c.has(Cue::WISH) && before.has(Cue::SELF.or(Cue::BE));
    }
    let stance = match (did, wish) {
        (Some(d), Some(w)) if (own || dropped) && d < w => Stance::Done,
        (_, Some(_)) if own && passive => Stance::Done,
        (_, Some(_)) if own => Stance::Wish,
        (Some(_), None) if own || dropped => Stance::Done,
        _ if own && passive => Stance::Done,
        _ if own && wish_after => Stance::Wish,
        _ if own && work.is_some_and(|d| d <= 10) => Stance::Done,
        _ => Stance::Mention,
    };
    Said { stance, personal: single }
}

/// "I never worked with RL, but I want to learn it" wishes for what it denies.
fn after_denial(doc: &Document<'_>, cues: &[Cue], rest: std::ops::Range<usize>) -> Stance {
    let (mut turned, mut wished) = (false, false);
    for (word, c) in doc.words[rest.clone()].iter().zip(&cues[rest]) {
        turned |= c.has(Cue::TURN) || word.gap.any(Gap::COMMA.with(Gap::COLON).with(Gap::DASH));
        wished |= turned && c.has(Cue::WISH);
        if wished && c.has(Cue::PRONOUN) {
            return Stance::Wish;
        }
    }
    Stance::Negated
}

impl Cue {
    const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The thing stands between « and ».
    fn said(marked: &str) -> (Stance, bool) {
        let start = marked.find('«').unwrap();
        let letter = marked.replace(['«', '»'], "");
        let stop = marked.find('»').unwrap() - '«'.len_utf8();
        let doc = Document::new(&letter);
        let first = doc.words.iter().position(|w| w.span.start as usize == start).unwrap();
        let end = doc.words.iter().position(|w| w.span.end as usize == stop).unwrap() + 1;
        let s = Stances::new(&doc).of(doc.sentence_of(first), first, end);
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
            ("My colleague trained «diffusion models».", Stance::Mention),
            ("«RL» is a field that I have never touched.", Stance::Negated),
            ("Neither «RL» nor SNNs are familiar to me.", Stance::Negated),
            ("I am not an expert in «RL».", Stance::Negated),
            ("There is no doubt that «LLMs» matter.", Stance::Mention),
            ("I quantised «LLMs», which I had not expected.", Stance::Done),
            ("I have not only used «RL» but also taught it.", Stance::Done),
            ("I have never worked with «RL», but I want to learn it.", Stance::Wish),
            ("I have no background in biology, but I trained «SNNs».", Stance::Done),
            ("I had never programmed before, but I built «RL» agents.", Stance::Done),
        ] {
            assert_eq!(said(marked).0, kind, "{marked}");
        }
        assert!(said("I trained «SNNs».").1);
        assert!(!said("We trained «SNNs».").1);
    }
}
