//! Words that are right though no dictionary holds them: set phrases of other languages, species, names of files,
//! abbreviations.

use crate::lexicon::pair;
use crate::text::hash::hash_word;
use crate::text::{Class, Document, Gap, Shape};
use std::sync::LazyLock;

/// Set phrases of other languages that English keeps, one per line.
const PHRASES: &str = include_str!("../../../data/lexicons/foreign_phrases.txt");

/// The pairs of neighbours in these phrases, sorted.
static PAIRS: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let hashes = |line: &str| line.split_ascii_whitespace().map(|w| hash_word(w.as_bytes())).collect::<Vec<u64>>();
    let mut pairs: Vec<u64> = PHRASES
        .lines()
        .flat_map(|line| hashes(line).windows(2).map(|w| pair(w[0], w[1])).collect::<Vec<_>>())
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
});

/// Whether the word and one beside it are neighbours in a set phrase: `inter alia`, `cum laude`.
pub(super) fn is_in_phrase(doc: &Document<'_>, index: usize) -> bool {
    let beside = |first: usize| {
        let (Some(a), Some(b)) = (doc.words.get(first), doc.words.get(first + 1)) else { return false };
        !b.first && PAIRS.binary_search(&pair(a.hash, b.hash)).is_ok()
    };
    beside(index) || index > 0 && beside(index - 1)
}

/// Whether the word is the second part of the name of a species: `S. cerevisiae`, `Drosophila melanogaster`; `is_common`
/// tells whether a word is common.
pub(super) fn is_species(doc: &Document<'_>, index: usize, is_common: impl Fn(usize) -> bool) -> bool {
    const ENDINGS: [&str; 10] = ["us", "a", "um", "is", "ae", "ii", "ens", "ans", "ensis", "oides"];
    const GENUS: [&str; 9] = ["a", "us", "um", "is", "on", "es", "ix", "ma", "as"];
    let (word, text) = (&doc.words[index], doc.word(index));
    let Some(before) = index.checked_sub(1) else { return false };
    let genus = &doc.words[before];
    if word.shape != Shape::Lower
        || genus.class != Class::Word
        || !matches!(genus.shape, Shape::Capitalised | Shape::Upper)
    {
        return false;
    }
    let initial = genus.span.len() == 1 && word.gap.has(Gap::STOP);
    let whole = word.gap.is_blank() && genus.shape == Shape::Capitalised && genus.span.len() > 3 && text.len() > 4;
    let ends = |word: &str, endings: &[&str]| endings.iter().any(|e| word.ends_with(e));
    initial || whole && ends(text, &ENDINGS) && ends(doc.word(before), &GENUS) && !is_common(before)
}

/// Endings of names of files.
const FILES: &[&str] = &[
    "bib", "bin", "c", "cc", "cfg", "cls", "conf", "cpp", "css", "csv", "dat", "db", "dll", "doc", "docx", "exe", "gz",
    "h", "hpp", "html", "ini", "ipynb", "jar", "java", "jl", "jpg", "js", "json", "jsx", "key", "lib", "lock", "log",
    "lua", "m", "mat", "md", "mp", "npy", "npz", "nb", "pdf", "pkl", "png", "ps", "pt", "pth", "py", "r", "rb", "rs",
    "rst", "sh", "so", "sql", "sty", "svg", "tar", "tex", "tif", "toml", "ts", "tsv", "txt", "wav", "xls", "xlsx",
    "xml", "yaml", "yml", "zip",
];

/// Whether the word is a name of a file, or the ending of one: `run.sh`, `.csv`, `Node.js`.
pub(super) fn is_of_file(doc: &Document<'_>, index: usize) -> bool {
    let ending = |at: usize| {
        doc.words.get(at).is_some_and(|w| {
            w.gap.has(Gap::STOP)
                && doc.gap_text(at).ends_with('.')
                && (FILES.iter().any(|f| f.eq_ignore_ascii_case(doc.word(at))))
        })
    };
    let stem = doc.words.get(index + 1).is_some_and(|w| w.gap.0 == Gap::STOP.0) && ending(index + 1);
    ending(index) || stem
}

/// Abbreviations of words, beside those that the dictionary holds.
const ABBREVIATIONS: &[&str] = &[
    "abbr", "abs", "adj", "adv", "approx", "assn", "assoc", "asst", "attn", "avg", "bldg", "calc", "cert", "comm",
    "comp", "conc", "conf", "contd", "coord", "corr", "def", "dept", "deriv", "dist", "elec", "encl", "equiv", "esp",
    "excl", "exec", "exp", "expt", "ext", "fac", "freq", "geog", "govt", "hist", "ibid", "illus", "incl", "inst",
    "instr", "intl", "introd", "lang", "lit", "max", "mech", "mgmt", "misc", "natl", "neg", "obs", "occas", "orig",
    "para", "perf", "phys", "poss", "prev", "prob", "proc", "prof", "pron", "qty", "rec", "ref", "refs", "reg", "repr",
    "resp", "sched", "sci", "sect", "sim", "spec", "specs", "std", "subj", "suppl", "synth", "tech", "techn", "temp",
    "transl", "univ", "usu", "var", "viz", "vol",
];

/// Whether the word is an abbreviation with its stop: `incl. tax`.
pub(super) fn is_abbreviation(doc: &Document<'_>, index: usize) -> bool {
    let stop = doc.words.get(index + 1).is_none_or(|_| doc.gap_text(index + 1).starts_with('.'));
    stop && ABBREVIATIONS.iter().any(|a| a.eq_ignore_ascii_case(doc.word(index)))
}

/// Names of tools that are misspellings of common words elsewhere.
const TOOLS: &[&str] = &["sed", "ls", "rm", "cp", "mv", "ed", "jq", "nl", "sh"];

/// Whether the word is such a tool in the company of another: `awk, sed and grep`.
pub(super) fn is_tool(doc: &Document<'_>, index: usize) -> bool {
    const OTHERS: &[&str] = &[
        "awk", "grep", "curl", "wget", "vim", "bash", "ssh", "git", "jq", "sed", "tar", "perl", "rsync", "zsh", "unix",
        "linux",
    ];
    /// How far to look on both sides, in words.
    const FAR: usize = 5;
    TOOLS.contains(&doc.word(index))
        && (index.saturating_sub(FAR)..(index + FAR + 1).min(doc.words.len()))
            .any(|at| at != index && OTHERS.iter().any(|o| o.eq_ignore_ascii_case(doc.word(at))))
}

/// Units that are written with a stop.
const UNITS: &[&str] = &[
    "ft", "in", "gal", "lb", "lbs", "oz", "yd", "yds", "mi", "pt", "pts", "qt", "sq", "cu", "hr", "hrs", "min", "mins",
    "sec", "secs", "deg", "rev", "vol", "wt", "km", "cm", "mm", "kg", "mg", "ml", "yr", "yrs", "mo", "mos", "wk",
    "wks", "cent", "doz", "pg", "pp", "p", "c", "ca",
];

/// Whether the stop after the word is that of a unit or of an abbreviation in brackets: `25 ft. circle`, `(incl. tax`.
pub(super) fn is_unit(doc: &Document<'_>, index: usize) -> bool {
    let number = index > 0
        && doc.words[index].gap.0 & !Gap::SPACE.0 == 0
        && (doc.words[index - 1].class == Class::Number
            || matches!(
                doc.word(index - 1),
                "one"
                    | "two"
                    | "three"
                    | "four"
                    | "five"
                    | "six"
                    | "seven"
                    | "eight"
                    | "nine"
                    | "ten"
                    | "twelve"
                    | "twenty"
            ));
    number && UNITS.iter().any(|u| u.eq_ignore_ascii_case(doc.word(index)))
}

/// Whether the word is a variable: a single letter in a sentence that names others (`let i and j be indices`), or beside a
/// comparison.
pub(super) fn is_variable(doc: &Document<'_>, index: usize) -> bool {
    /// How far to look on both sides, in words.
    const FAR: usize = 12;
    let sentence = &doc.sentences[doc.sentence_of(index)].words;
    let from = sentence.start.max(index.saturating_sub(FAR));
    let to = sentence.end.min(index + FAR);
    (from..to).filter(|&at| at != index).any(|at| {
        let (word, text) = (&doc.words[at], doc.word(at));
        word.class == Class::Word
            && word.shape == Shape::Lower
            && text.len() == 1
            && !matches!(text, "a" | "i" | "u" | "s" | "t" | "m" | "d")
            && !word.gap.any(Gap::APOSTROPHE.with(Gap::STOP).with(Gap::HYPHEN))
    })
}

#[cfg(test)]
mod tests {
    use super::super::check_marked;
    use super::*;

    #[test]
    fn the_phrases_are_sorted_enough_to_be_read_and_in_lower_case() {
        for line in PHRASES.lines() {
            assert!(line.split(' ').count() > 1 && line.to_ascii_lowercase() == line, "{line}");
        }
    }

    #[test]
    fn what_no_dictionary_holds_may_be_right() {
        for good in [
            "We assume, ceteris paribus, that prices hold, and inter alia that demand does.",
            "She left magna cum laude and works pro bono.",
            "We grew S. pombe and Arabidopsis thaliana for a month.",
            "I wrote train.py and eval.sh and read the .tsv files.",
            "The rope was 40 yd. long, and the prices (excl. tax) rose.",
            "Let i and j be indices, and let k run while i is below j.",
            "I\u{2019}ll come, and I\u{2019}ll bring it.",
            "We use React.js and Vue.js with rsync and tmux.",
        ] {
            for kind in ["spelling", "capitalisation"] {
                check_marked(good, kind);
            }
        }
        for bad in [
            "We grew «tomatos» for a month.",
            "I «recieved» it, excl. tax.",
            "It was long. «thiss» is it.",
            "I read «teh» file.",
        ] {
            check_marked(bad, "spelling");
        }
        check_marked("It was 40 long. «we» left it there.", "capitalisation");
        check_marked("I think that «i» know it.", "capitalisation");
    }
}
