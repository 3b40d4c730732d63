//! The words by which a writer speaks of himself, herself or a group that the writer is of: one list for all who ask.

/// What a form says beside that it is the writer's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The writer alone: `my`, not `our`.
    pub singular: bool,
    /// The subject of a clause: `I`, `we've`.
    pub subject: bool,
    /// Whose something is: `my`, `our`.
    pub owner: bool,
    /// What is not yet so: `I'll`, `we'd`.
    pub conditional: bool,
}

const PLURAL: Form = Form { singular: false, subject: false, owner: false, conditional: false };
const SINGULAR: Form = Form { singular: true, ..PLURAL };

/// Every form, in lower case with straight apostrophes.
const FORMS: &[(Form, &[&str])] = &[
    (Form { subject: true, ..SINGULAR }, &["i", "i'm", "i've"]),
    (Form { subject: true, conditional: true, ..SINGULAR }, &["i'd", "i'll"]),
    (Form { owner: true, ..SINGULAR }, &["my"]),
    (SINGULAR, &["me", "mine", "myself"]),
    (Form { subject: true, ..PLURAL }, &["we", "we've"]),
    (Form { subject: true, conditional: true, ..PLURAL }, &["we'd", "we'll"]),
    (Form { owner: true, ..PLURAL }, &["our"]),
    (PLURAL, &["us", "ours"]),
];

/// The forms of which `asked` is true.
pub fn forms(asked: impl Fn(&Form) -> bool) -> impl Iterator<Item = &'static str> {
    FORMS.iter().filter(move |(form, _)| asked(form)).flat_map(|(_, words)| words.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_chosen_by_what_they_say() {
        let chosen = |asked: fn(&Form) -> bool| forms(asked).collect::<Vec<_>>().join(" ");
        assert_eq!(chosen(|f| f.singular && (f.subject || f.owner)), "i i'm i've i'd i'll my");
        assert_eq!(chosen(|f| !f.singular && !f.subject), "our us ours");
        assert_eq!(chosen(|f| f.conditional), "i'd i'll we'd we'll");
    }
}
