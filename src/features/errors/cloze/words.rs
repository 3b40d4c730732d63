//! Words that are asked for by themselves.

use super::cell::Cell;

/// The keys of words that are asked for by themselves.
#[derive(Debug)]
pub struct Words {
    pub(super) r#do: u32,
    pub(super) have: u32,
    pub(super) be: u32,
    pub(super) one: [u32; 3],
    pub(super) many: [u32; 3],
    pub(super) conjunctions: [u32; 13],
    pub(super) singular: [u32; 7],
    pub(super) many_of: [u32; 2],
    pub(super) before_ing: [u32; 5],
    /// What is followed by `to` and a base form.
    pub(super) before_to: [u32; 13],
    pub(super) r#as: u32,
    /// Words that open a phrase without an article.
    pub(super) bare_first: [u32; 4],
    /// Nouns that stand without one after a preposition, in British usage at least.
    pub(super) bare: [u32; 14],
    /// Pronouns that look like nouns.
    pub(super) pronouns: [u32; 13],
    /// What asks for a plural.
    pub(super) several: [u32; 14],
    /// What several of many are named by: "most of the letters".
    pub(super) parts: [u32; 7],
    /// Words that stand for a subject in its own clause: "the model that learns".
    pub(super) relative: [u32; 3],
    pub(super) sorts: [u32; 2],
    pub(super) of: u32,
    pub(super) state: u32,
    pub(super) lot: u32,
    one_word: u32,
    /// What is followed by `that` and a base form: "I insist that she attend".
    pub(super) wishes: [u32; 16],
}

impl Words {
    /// Their keys.
    #[must_use]
    pub fn new() -> Self {
        let key = |word: &str| crate::lexicon::key(crate::text::hash::hash_word(word.as_bytes()));
        Self {
            r#do: key("do"),
            have: key("have"),
            be: key("be"),
            one: ["he", "she", "it"].map(key),
            // Not `i`, which may be a variable: `while i is below n`.
            many: ["you", "we", "they"].map(key),
            conjunctions: [
                "that", "because", "if", "when", "although", "while", "since", "so", "how", "why", "where", "whether",
                "but",
            ]
            .map(key),
            // Not `that`, which joins clauses: "that modern tools help".
            singular: ["a", "an", "another", "each", "every", "this", "one"].map(key),
            many_of: ["few", "many"].map(key),
            pronouns: [
                "nobody",
                "somebody",
                "anybody",
                "everybody",
                "someone",
                "anyone",
                "everyone",
                "nothing",
                "something",
                "anything",
                "everything",
                "none",
                "others",
            ]
            .map(key),
            several: [
                "many",
                "several",
                "few",
                "various",
                "different",
                "these",
                "those",
                "both",
                "such",
                "numerous",
                "multiple",
                "diverse",
                "some",
                "other",
            ]
            .map(key),
            parts: ["most", "many", "some", "all", "several", "few", "both"].map(key),
            relative: ["who", "which", "that"].map(key),
            sorts: ["kind", "sort"].map(key),
            of: key("of"),
            state: key("state"),
            lot: key("lot"),
            one_word: key("one"),
            r#as: key("as"),
            bare_first: ["next", "last", "half", "such"].map(key),
            bare: [
                "future",
                "hospital",
                "university",
                "school",
                "college",
                "church",
                "prison",
                "town",
                "court",
                "bed",
                "class",
                "home",
                "mistake",
                "accident",
            ]
            .map(key),
            wishes: [
                "insist",
                "demand",
                "require",
                "suggest",
                "recommend",
                "propose",
                "request",
                "ask",
                "prefer",
                "order",
                "important",
                "essential",
                "necessary",
                "vital",
                "crucial",
                "imperative",
            ]
            .map(key),
            before_to: [
                "how", "have", "has", "had", "able", "want", "wants", "wanted", "going", "try", "tries", "ready",
                "about",
            ]
            .map(key),
            before_ing: ["before", "after", "without", "when", "while"].map(key),
        }
    }
}

impl Words {
    /// Whether a wish with `that` stands before a cell: a base form may follow its subject.
    pub(super) fn is_wished(&self, cells: &[Cell], at: usize) -> bool {
        let before = (1..8).take_while(|by| *by < at && !cells[at - by].is_pad()).map(|by| at - by);
        let that = before.clone().find(|that| cells[*that].word == self.conjunctions[0]);
        that.is_some_and(|that| {
            let cell = &cells[that - 1];
            self.wishes.contains(&cell.word) || self.wishes.contains(&cell.verb)
        })
    }

    /// Whether a number is one, or a year.
    pub(super) fn is_one(&self, cell: &Cell) -> bool {
        cell.word == self.one_word || cell.word == Cell::ONE || cell.word == Cell::YEAR
    }

    /// Whether a verb is `be`, `have` or `do`.
    pub(super) fn is_auxiliary(&self, cell: &Cell) -> bool {
        [self.be, self.have, self.r#do].contains(&cell.verb)
    }
}

impl Default for Words {
    fn default() -> Self {
        Self::new()
    }
}
