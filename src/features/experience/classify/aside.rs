//! Why a mention is set aside.

/// Why a mention is set aside: the kind of its evidence, and a line for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Aside {
    pub(in super::super) kind: &'static str,
    pub(in super::super) why: &'static str,
}

impl Aside {
    pub(in super::super) const PLANNED: Self = Self { kind: "planned", why: "a plan" };
    pub(in super::super) const FUTURE: Self = Self { kind: "planned", why: "in the future" };
    pub(in super::super) const ASKED_FOR: Self = Self { kind: "asked_for", why: "asked for" };
    pub(in super::super) const SOMEBODY_ELSES: Self = Self { kind: "somebody_elses", why: "somebody else's" };

    pub(in super::super) const fn other(why: &'static str) -> Self {
        Self { kind: "ignored", why }
    }
}
