//! What the rest of the program may know of a feature, without knowing which one it is.

/// How the values of a feature rest on the topics of the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TopicUse {
    /// Not at all.
    #[default]
    None,
    /// Each of its columns is of one topic.
    OneEach,
    /// A column rests on every topic.
    All,
}

/// What the words behind a value are, which is how a page shows them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EvidenceKind {
    /// Words of a topic.
    Topic,
    /// A length of time.
    Experience,
    /// Something to correct.
    Error,
    /// Anything else.
    #[default]
    Other,
}

impl EvidenceKind {
    /// In one word, as the review page knows it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::Experience => "experience",
            Self::Error => "error",
            Self::Other => "other",
        }
    }
}

/// What is true of a feature's values, and what they rest on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Properties {
    /// How they rest on the topics of the run.
    pub topics: TopicUse,
    /// Whether they change with the as-of day, the letter unchanged.
    pub moves_with_the_day: bool,
    /// Whether they are the length of the letter in words, the baseline that a model must beat.
    pub is_length: bool,
    /// What the words behind them are.
    pub evidence: EvidenceKind,
    /// Kinds of its evidence that are statements of the writer about themselves: a conversation can check them.
    pub claims: &'static [&'static str],
    /// Whether it is measured only where it is asked for by name.
    pub opt_in: bool,
    /// Whether it measures what was learnt from labelled letters: what it gives for those is memory, so a model learns from
    /// values that were held out ([`crate::features::wording`]), and they are never transformed.
    pub learnt: bool,
    /// The feature whose values it reads; that one stands before it in the list ([`super::Sink::values_read`]).
    pub reads: Option<&'static str>,
}

impl Properties {
    /// Those of a feature that rests on the letter's words alone.
    pub const PLAIN: Self = Self {
        topics: TopicUse::None,
        moves_with_the_day: false,
        is_length: false,
        evidence: EvidenceKind::Other,
        claims: &[],
        opt_in: false,
        learnt: false,
        reads: None,
    };
}

/// A part of a value that is a sum: a word, and what it adds.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What it is.
    pub title: String,
    /// What it adds to the value.
    pub value: f64,
}
