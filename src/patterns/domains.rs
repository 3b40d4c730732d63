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
    Domain { name: "instructions", tags: &[("WORD", 1)], kinds: &["instruction"], common: "", loose: true },
];

/// Parts of speech, as [`Tags`](crate::features::errors::pos::Tags) has them.
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
];
