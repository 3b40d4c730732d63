//! The words that tell what a sentence says of a thing.

use crate::lexicon::{Attribute, first_person};
use crate::text::hash::hash_word;
use std::sync::LazyLock;

/// What a word may tell, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cue(u32);

impl Cue {
    pub(super) const NONE: Self = Self(0);
    /// Turns what follows into its opposite.
    pub(super) const NEGATOR: Self = Self(1);
    /// What a person may lack: experience, work, a course.
    pub(super) const KNOWING: Self = Self(1 << 1);
    /// Denies knowing by itself: "unfamiliar with".
    pub(super) const LACKING: Self = Self(1 << 2);
    pub(super) const WISH: Self = Self(1 << 3);
    /// A verb of doing in the past: "trained".
    pub(super) const DID: Self = Self(1 << 4);
    /// A verb of doing in the present, which counts after "I" or "we": "train".
    pub(super) const DO: Self = Self(1 << 5);
    /// A piece of the writer's work: "thesis".
    pub(super) const WORK: Self = Self(1 << 6);
    /// "I", "we", "my", "our".
    pub(super) const SELF: Self = Self(1 << 7);
    /// "I", "my", "me".
    pub(super) const SINGLE: Self = Self(1 << 8);
    /// Begins another clause: "but".
    pub(super) const TURN: Self = Self(1 << 9);
    /// Takes a negation back: "not only".
    pub(super) const ONLY: Self = Self(1 << 10);
    pub(super) const PRONOUN: Self = Self(1 << 11);
    /// "I", "we": begins a clause of its own.
    pub(super) const SUBJECT: Self = Self(1 << 13);
    /// People who are not the writer: "my colleague".
    pub(super) const OTHERS: Self = Self(1 << 14);
    /// Forms of "be".
    pub(super) const BE: Self = Self(1 << 12);

    /// What is not known yet: "new to me".
    pub(super) const NEW: Self = Self(1 << 15);
    /// Tells nothing unless a comma stands before it: "…, yet", but "not yet".
    pub(super) const AFTER_COMMA: Self = Self(1 << 17);
    /// Tells nothing unless "to" stands before it: "to learn", but "bots that learn".
    pub(super) const AFTER_TO: Self = Self(1 << 18);
    /// "have yet to" denies.
    pub(super) const YET: Self = Self(1 << 19);
    /// "only by name".
    pub(super) const NAME: Self = Self(1 << 20);
    pub(super) const AND: Self = Self(1 << 21);
    /// Denies whatever verb follows.
    pub(super) const NEVER: Self = Self(1 << 22);
    /// "to", which may stand for what was said: "but I would love to".
    pub(super) const TO: Self = Self(1 << 16);

    /// Not of the word itself: a colon or a dash stands before it, where another clause may begin.
    pub(super) const BREAK: Self = Self(1 << 23);

    /// What tells anything before a thing; other words there are passed over.
    pub(super) const BEFORE: Self = Self(
        Self::TURN.0
            | Self::BREAK.0
            | Self::NEGATOR.0
            | Self::NEVER.0
            | Self::LACKING.0
            | Self::KNOWING.0
            | Self::DID.0
            | Self::DO.0
            | Self::WISH.0
            | Self::WORK.0
            | Self::SELF.0
            | Self::SINGLE.0
            | Self::SUBJECT.0,
    );
    /// What tells anything after it.
    pub(super) const AFTER: Self = Self(
        Self::TURN.0
            | Self::BREAK.0
            | Self::NEGATOR.0
            | Self::LACKING.0
            | Self::NAME.0
            | Self::NEW.0
            | Self::DID.0
            | Self::DO.0
            | Self::WISH.0
            | Self::SELF.0
            | Self::SINGLE.0,
    );

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

const WORDS: &[(Cue, &str)] = &[
    (
        Cue::NEGATOR,
        "no not never without neither nor don't doesn't didn't haven't hasn't hadn't isn't wasn't aren't weren't can't \
         cannot couldn't won't wouldn't dont didnt havent lack lacks lacked lacking nothing none hardly barely zero nobody little nil",
    ),
    (
        Cue::LACKING,
        "unfamiliar inexperienced unaware beginner novice newcomer avoided lack lacks lacked lacking ignorant",
    ),
    (
        Cue::KNOWING,
        "experience experiences experienced knowledge knowledgeable familiar familiarity exposure exposed background worked \
         work working used use studied study studying tried try applied apply touched explored explore implemented \
         trained train taught learned learnt expert expertise done dealt encountered heard understand understanding know \
         knew known skill skills skilled course courses took taken practice practical contact opportunity chance proficient \
         qualified training acquainted confident attended covered written built publications projects research engaged \
         specialise specialize specialised specialized interest interested idea part gone dealings notion clue do",
    ),
    (
        Cue::WISH,
        "hope hopes hoping hopefully want wants wanted wish wishes wishing eager keen excited aspire aspires aspiring aim \
         aims aiming plan plans planning intend intends intending dream dreams dreaming forward curious deepen \
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
         compressed distilled combined derived proved trained outperformed outperforms won mentored collaborated \
         leveraged learned learnt addressed released constructed examined formulated obtained established devised co-authored \
         authored explained assembled delivered launched automated established validated measured adopted examined mastered mapped ported made set indexed added wrapped \
         connected converted moved turned switched rewrote refactored maintained managed organised organized started founded \
         gave got hosted served labelled labeled annotated collected gathered scraped crawled cleaned audited tuned wired \
         spent read attended audited attacked probed visualised visualized translated classified predicted detected \
         recognised recognized segmented generated sampled rewarded taught shrank shrunk pruned sped accelerated cut \
         replaced debugged profiled documented open-sourced prompted chunked embedded queried prompt-engineered fed \
         searched looked let masked hid explained teamed fused joined interpreted captioned posed followed trimmed shipped squeezed",
    ),
    (
        Cue::DO,
        "propose present introduce show develop demonstrate build use train evaluate work investigate study apply design \
         implement explore analyse analyze describe report examine employ utilize adopt derive prove research teach provide \
         extend compare formulate leverage address simulate construct create fine-tune test lead maintain contribute working \
         developing building training researching studying implementing designing using applying investigating exploring \
         writing proposing run tune maintain operate prompt programming coding porting explain mask compress prune fuse spend ship probe measure tuning",
    ),
    (
        Cue::WORK,
        "thesis project projects research paper papers publication publications dissertation internship experience \
         experiences work expertise prototype implementation job startup phd master's bachelor's diploma coursework lab \
         experiments article repository library code years background",
    ),
    (
        Cue::OTHERS,
        "colleague colleagues friend friends professor professors supervisor teacher teachers brother sister father mother \
         wife husband uncle advisor adviser mentor boss classmate classmates student students pupil pupils daughter son children",
    ),
    (Cue::TURN, "but however although though while whereas because nevertheless nonetheless despite until instead"),
    (
        Cue::ONLY,
        "only just merely simply solely doubt limited exclusively necessarily wonder longer stop stopped end exception",
    ),
    (Cue::PRONOUN, "it this that them these those so more one"),
    (Cue::NEW, "new unknown foreign unfamiliar uncharted alien blank mystery missing absent outside"),
    (Cue::TO, "to"),
    (Cue(Cue::TURN.0 | Cue::AFTER_COMMA.0 | Cue::YET.0), "yet"),
    (Cue::NAME, "name hearsay"),
    (Cue::AND, "and"),
    (Cue::NEVER, "never haven't hadn't"),
    (Cue(Cue::WISH.0 | Cue::AFTER_TO.0), "learn"),
    (Cue::BE, "am is are was were be been being remain remains"),
];

/// What each word tells.
pub(super) static CUES: LazyLock<Attribute<Cue>> =
    LazyLock::new(|| Attribute::new(hashed(), |all, cue| *all = all.or(cue)));

/// The words that tell anything, by hash; a word that tells several things may come several times.
pub(super) fn hashed() -> impl Iterator<Item = (u64, Cue)> {
    let listed = WORDS.iter().flat_map(|(cue, words)| words.split_whitespace().map(|word| (word, *cue)));
    let own = [
        (Cue::SELF, first_person::forms(|_| true).collect::<Vec<_>>()),
        (Cue::SINGLE, first_person::forms(|form| form.singular).collect()),
        (Cue::SUBJECT, first_person::forms(|form| form.subject).collect()),
        (Cue::WISH, first_person::forms(|form| form.conditional).collect()),
    ];
    let own = own.into_iter().flat_map(|(cue, words)| words.into_iter().map(move |word| (word, cue)));
    listed.chain(own).map(|(word, cue)| (hash_word(word.as_bytes()), cue))
}
