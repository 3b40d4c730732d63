//! Where a mention stands in its letter.

use super::rules::Ruling;

/// What a part of a CV is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Section {
    /// No heading seen, or one over work.
    Open,
    /// Skills, with the years of each.
    Skills,
    /// Education, certificates, awards, hobbies: nothing there is work.
    Aside(&'static str),
}

/// Where a sentence stands.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct MentionContext {
    pub(in super::super) section: Section,
    /// A line of a CV rather than a sentence of prose.
    pub(in super::super) line: bool,
    /// Tags of the lines just above, up to the last span.
    pub(in super::super) above: u64,
    /// Whether the letter says `I` or `my` anywhere.
    pub(in super::super) personal: bool,
    /// An item of a list.
    pub(in super::super) bullet: bool,
    /// What the rules say of the mention.
    pub(in super::super) ruling: Option<Ruling>,
}
