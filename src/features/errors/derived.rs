//! Words made of known words: a beginning or an ending that goes with any.

use super::near::LONGEST;

/// Beginnings that make words with any known word; with a hyphen or without.
const PREFIXES: &[&str] = &[
    "anti", "auto", "bi", "bio", "co", "counter", "cross", "cyber", "de", "dis", "electro", "geo", "hetero", "homo",
    "hyper", "in", "inter", "intra", "iso", "macro", "mega", "meta", "micro", "mid", "mini", "mono", "multi", "nano",
    "neo", "neuro", "non", "omni", "over", "para", "photo", "poly", "post", "pre", "proto", "pseudo", "psycho",
    "quasi", "re", "semi", "socio", "spatio", "sub", "super", "tele", "thermo", "trans", "tri", "ultra", "un", "under",
    "uni", "aero", "agro", "astro", "audio", "baro", "cardio", "chemo", "chrono", "cryo", "cyto", "eco", "endo",
    "ethno", "exo", "gastro", "geno", "haemo", "hemo", "histo", "hydro", "hygro", "hypo", "immuno", "kinesio", "litho",
    "magneto", "many", "mechano", "morpho", "myo", "onco", "opto", "ortho", "osteo", "paleo", "palaeo", "patho",
    "pharmaco", "phono", "phyto", "piezo", "pneumo", "proteo", "pyro", "radio", "retro", "rheo", "robo", "seismo",
    "somato", "spectro", "stereo", "techno", "topo", "turbo", "vaso", "vibro", "visuo", "xeno", "zoo",
];

/// Endings of learned words, which go with any beginning of at least three letters: `photometry`, `ligase`.
const LEARNED: &[&str] = &[
    "metry",
    "metric",
    "metrics",
    "meter",
    "meters",
    "graphy",
    "graphic",
    "gram",
    "grams",
    "scopy",
    "scopic",
    "scope",
    "scopes",
    "logy",
    "logies",
    "logical",
    "logically",
    "logist",
    "logists",
    "genic",
    "genesis",
    "genetic",
    "genetics",
    "trophic",
    "tropic",
    "philic",
    "phobic",
    "lytic",
    "lysis",
    "kinase",
    "kinases",
    "cyte",
    "cytes",
    "cytic",
    "blast",
    "blasts",
    "pathy",
    "pathic",
    "plasty",
    "ectomy",
    "otomy",
    "omics",
    "omic",
    "ceptor",
    "ceptors",
    "ergic",
    "mycin",
    "cillin",
    "zumab",
    "ximab",
    "azole",
    "opteryx",
    "saurus",
    "morphic",
    "morphism",
    "morphisms",
    "tronics",
    "tronic",
    "nomial",
    "nomials",
    "hedron",
    "hedral",
    "dynamics",
    "dynamic",
    "thermal",
    "chromic",
    "phoresis",
    "lithic",
];

/// Endings of derived words, and the endings of the known words that they are derived from.
const ENDINGS: &[(&str, &str)] = &[
    ("ively", "ive"),
    ("ally", "al"),
    ("ically", "ic"),
    ("ously", "ous"),
    ("ingly", "ing"),
    ("lessly", "less"),
    ("antly", "ant"),
    ("ently", "ent"),
    ("ivity", "ive"),
    ("ality", "al"),
    ("ability", "able"),
    ("abilities", "able"),
    ("ibility", "ible"),
    ("arity", "ar"),
    ("arities", "ar"),
    ("osity", "ous"),
    ("ization", "ize"),
    ("izations", "ization"),
    ("isation", "ise"),
    ("isations", "isation"),
    ("ations", "ation"),
    ("itions", "ition"),
    ("utions", "ution"),
    ("usions", "usion"),
    ("ensions", "ension"),
    ("ctions", "ction"),
    ("ments", "ment"),
    ("isms", "ism"),
    ("ities", "ity"),
    ("copies", "copy"),
    ("ologies", "ology"),
    ("nesses", "ness"),
    ("ifies", "ify"),
    ("izes", "ize"),
    ("izers", "izer"),
    ("iser", "ise"),
    ("isers", "ise"),
    ("ising", "ise"),
    ("izable", "ize"),
    ("ifiable", "ify"),
    ("based", ""),
    ("aware", ""),
    ("wise", ""),
    ("less", ""),
    ("like", ""),
];

/// Whether a word, in any case, is a beginning of other words.
pub(super) fn is_prefix(word: &str) -> bool {
    PREFIXES.iter().any(|p| p.eq_ignore_ascii_case(word))
}

/// Whether a word, in lower case, is a known word with a usual beginning or ending; `known` tells whether a word is
/// known and of at least a level.
pub(super) fn is_derived(letters: &[u8], known: impl Fn(&[u8], u8) -> bool) -> bool {
    // A beginning may stand before the rest of a misspelt word by chance, so short ones need a long rest.
    let prefix = |p: &&str| {
        letters.strip_prefix(p.as_bytes()).is_some_and(|base| {
            base.len() >= if p.len() >= 3 { 5 } else { 6 } && known(base, 2)
                || p.len() >= 4 && base.len() == 4 && known(base, 4)
        })
    };
    let suffix = |&(ending, base_ending): &(&str, &str)| {
        letters.strip_suffix(ending.as_bytes()).is_some_and(|stem| {
            let mut base = [0u8; LONGEST + 8];
            let len = stem.len() + base_ending.len();
            if stem.len() < 4 || len > base.len() {
                return false;
            }
            base[..stem.len()].copy_from_slice(stem);
            base[stem.len()..len].copy_from_slice(base_ending.as_bytes());
            known(&base[..len], 1)
        })
    };
    // Most are ruled out by a letter.
    let (Some(first), Some(last)) = (letters.first(), letters.last()) else { return false };
    let learned = |e: &&str| letters.ends_with(e.as_bytes()) && letters.len() >= e.len() + 3;
    letters.len() >= 8 && LEARNED.iter().filter(|e| e.as_bytes().last() == Some(last)).any(learned)
        || PREFIXES.iter().filter(|p| p.as_bytes().first() == Some(first)).any(prefix)
        || letters.len() >= 8 && ENDINGS.iter().filter(|e| e.0.as_bytes().last() == Some(last)).any(suffix)
}

/// Whether a word, in lower case, is two words of at least four letters each; `part` tells whether a part will do.
pub(super) fn is_compound(letters: &[u8], part: impl Fn(&[u8]) -> bool) -> bool {
    (4..letters.len().saturating_sub(3)).any(|at| part(&letters[..at]) && part(&letters[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_and_endings() {
        let known = |word: &[u8], _: u8| matches!(word, b"normal" | b"training" | b"gradient");
        assert!(is_derived(b"normality", known) && is_derived(b"pretraining", known));
        assert!(is_derived(b"gradientbased", known) && is_prefix("Neuro"));
        let part = |word: &[u8]| matches!(word, b"tree" | b"bank" | b"in");
        assert!(is_compound(b"treebank", part) && !is_compound(b"inbank", part) && !is_compound(b"bank", part));
        assert!(!is_derived(b"xtraining", known) && !is_derived(b"", known));
    }
}
