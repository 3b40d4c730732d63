//! The words that tell what a sentence says of a thing.

use crate::lexicon::first_person;
use crate::text::hash::hash_word;

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

// Made by `build.rs` of `data/lexicons/stance.toml`.
include!(concat!(env!("OUT_DIR"), "/stance_lists.rs"));

/// The words that tell anything, by hash; a word that tells several things may come several times.
pub(super) fn hashed() -> impl Iterator<Item = (u64, Cue)> {
    let listed = LISTS.iter().flat_map(|(cue, words)| words.split_whitespace().map(|word| (word, *cue)));
    let own = [
        (Cue::SELF, first_person::forms(|_| true).collect::<Vec<_>>()),
        (Cue::SINGLE, first_person::forms(|form| form.singular).collect()),
        (Cue::SUBJECT, first_person::forms(|form| form.subject).collect()),
        (Cue::WISH, first_person::forms(|form| form.conditional).collect()),
    ];
    let own = own.into_iter().flat_map(|(cue, words)| words.into_iter().map(move |word| (word, cue)));
    listed.chain(own).map(|(word, cue)| (hash_word(word.as_bytes()), cue))
}
