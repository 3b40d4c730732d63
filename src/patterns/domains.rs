//! What the rules of each domain may name. Shared with `build.rs`, so it depends on nothing of the crate but the
//! [files of rules](super::rule_file).

use super::rule_file::Domain;

/// Every domain of rules. A file says which it belongs to by its key `vocabulary`.
pub const DOMAINS: &[Domain] = &[
    Domain {
        name: "grammar",
        tags: PARTS_OF_SPEECH,
        kinds: &["spelling", "grammar", "punctuation", "capitalisation", "repetition"],
        common: "to the a is and i they you it can of in that for be are have will this do people my not if with we he she \
                 was your their there some what more as all one because would should could at on about or has but so many when \
                 who how",
        loose: false,
    },
    Domain {
        name: "experience",
        tags: EXPERIENCE,
        kinds: &["work", "total", "skill", "planned", "asked_for", "somebody_elses", "not_work", "undecided"],
        common: "",
        loose: false,
    },
    Domain {
        name: "stance",
        tags: CLAUSES,
        kinds: &["undecided", "done", "negated", "wish", "somebody_elses", "turns", "stays", "turns_next"],
        common: "a an the i my me we our of in on at to for from with and or but not no is are was were be been have has had \
                 it this that which who what would will can could do does did as by about his her their one some so all more",
        loose: false,
    },
    Domain { name: "instructions", tags: &[("WORD", 1)], kinds: &["instruction"], common: "", loose: true },
];

/// Parts of speech, as the lexicon's `Tags` have them, and what is told from the letter.
const PARTS_OF_SPEECH: &[(&str, u64)] = &[
    ("N1", 1),
    ("NP", 1 << 1),
    ("MASS", 1 << 2),
    ("COUNT", 1 << 3),
    ("V0", 1 << 4),
    ("VS", 1 << 5),
    ("VD", 1 << 6),
    ("VN", 1 << 7),
    ("VG", 1 << 8),
    ("JJ", 1 << 9),
    ("JJR", 1 << 10),
    ("JJS", 1 << 11),
    ("RB", 1 << 12),
    ("IN", 1 << 13),
    ("DT", 1 << 14),
    ("PS", 1 << 15),
    ("PO", 1 << 16),
    ("MD", 1 << 17),
    ("CC", 1 << 18),
    ("WH", 1 << 19),
    ("NUM", 1 << 20),
    ("BE", 1 << 21),
    ("HV", 1 << 22),
    ("MN", 1 << 23),
    ("MV", 1 << 24),
    ("MJ", 1 << 25),
    ("MR", 1 << 26),
    ("ODD", 1 << 27),
    ("NAME", 1 << 28),
    ("UNK", 1 << 29),
    // Told from the digits: a year of the last and of this century, and one that is over.
    ("YEAR", 1 << 32),
    ("PAST", 1 << 33),
];

/// Words around a term of a topic, as `features/stance` tags them: any word; any but those at which another clause may begin;
/// any of these that is not the writer's.
const CLAUSES: &[(&str, u64)] = &[("Word", 1), ("Plain", 1 << 1), ("Other", 1 << 2)];

/// Words around lengths and spans of time, as `features/experience` tags them: its lexicon's tags, what a word tells of an
/// occupation, and its form.
const EXPERIENCE: &[(&str, u64)] = &[
    ("Number", 1),
    ("Unit", 1 << 1),
    ("Month", 1 << 2),
    ("Season", 1 << 3),
    ("Since", 1 << 4),
    ("Until", 1 << 5),
    ("Present", 1 << 6),
    ("First", 1 << 7),
    ("Other", 1 << 8),
    ("Person", 1 << 9),
    ("Verb", 1 << 10),
    ("Work", 1 << 11),
    ("Role", 1 << 12),
    ("Study", 1 << 13),
    ("Life", 1 << 14),
    ("Plan", 1 << 15),
    ("Experience", 1 << 16),
    ("Total", 1 << 17),
    ("Ago", 1 << 18),
    ("Honour", 1 << 19),
    ("When", 1 << 20),
    ("Filler", 1 << 21),
    ("Past", 1 << 22),
    ("Next", 1 << 23),
    ("Need", 1 << 24),
    ("About", 1 << 25),
    ("Do", 1 << 26),
    ("Start", 1 << 27),
    ("Rate", 1 << 28),
    ("Heading", 1 << 29),
    ("Again", 1 << 30),
    ("Passed", 1 << 31),
    ("Place", 1 << 37),
    ("Field", 1 << 38),
    ("Private", 1 << 39),
    ("NoTrade", 1 << 40),
    ("Campus", 1 << 41),
    ("Word", 1 << 45),
    ("Cap", 1 << 46),
    ("Ed", 1 << 47),
    ("Ing", 1 << 48),
    ("Trade", 1 << 49),
];
