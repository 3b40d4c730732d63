//! Sets of words that several patterns name.

/// Name and words. The first two are what the patterns' `^^` and `^=` look for before a clause.
pub(super) const SETS: &[(&str, &str)] = &[
    (
        "clause",
        "and but because if when although though that so since while where as or until unless before after think thinks \
        thought believe believes know knows feel say says said hope whereas whether what how why which whenever wherever sure than guess mean",
    ),
    (
        "noun_clause",
        "because if when although though since while but whereas unless think thinks believe believes say says said that",
    ),
    ("be", "am is are was were be been being"),
    ("be_finite", "am is are was were isn't aren't wasn't weren't"),
    ("not", "not n't"),
    (
        "negated",
        "don't doesn't didn't can't cannot couldn't won't wouldn't shouldn't isn't aren't wasn't weren't haven't hasn't hadn't",
    ),
    (
        "modal",
        "can could will would shall should must may might cannot can't couldn't won't wouldn't shouldn't mustn't",
    ),
    ("do", "do does did don't doesn't didn't"),
    ("third", "he she it"),
    ("not_third", "i you we they"),
    ("subject", "i he she we they"),
    ("object", "me him us them"),
    ("possessive", "my your our their his its"),
    ("two", "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty"),
    ("several", "many several few various numerous"),
    ("number_noun", "hundred thousand million billion dozen percent"),
    // Singular in form, taken with a plural verb, or so often a modifier that its number says nothing.
    (
        "collective",
        "police staff team group majority minority number couple lot family public crowd pair rest percent half \
        percentage variety range audience band class company government committee data media total dozen handful bunch plenty series \
        species people means offspring aircraft fish none per youth elite press school part type kind sort hundred thousand million \
        third quarter other same first second last one set",
    ),
    // Verbs before which a bare verb follows a pronoun: "let he", "make it work".
    (
        "want",
        "want wants wanted need needs needed decide decided decides hope hopes hoped like try tries tried trying able going \
        plan plans planned wanting ready order have has had ability chance opportunity willing refuse refused start started begin began",
    ),
    ("time_unit", "second minute hour day week month year decade century"),
    ("time_units", "seconds minutes hours days weeks months years decades centuries"),
    ("weekday", "monday tuesday wednesday thursday friday saturday sunday"),
    ("month", "january february april june july august september october november december"),
    (
        "thing_clause",
        "way fact time moment thing things reason place day year one ones more what that how everything all something \
        anything people person so as than",
    ),
    (
        "short_adjective",
        "easy big cheap fast old young small high low hard strong long short tall rich nice large great smart weak \
        slow safe clean close near hot cold warm light dark heavy early late wide deep healthy happy busy lazy funny pretty",
    ),
];
