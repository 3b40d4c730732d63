//! Misspelt words: words that the dictionary does not hold and that are neither names nor terms.

use super::checked_words::CheckedWords;
use super::derived;
use super::finding::Findings;
use super::finding::Report;
use super::foreign;
use super::near::{self, Letters, Near};
use super::reports::Reports;
use crate::lexicon::{Lexicon, Status};
use crate::span::Span;
use crate::text::{Class, Document, Gap, Shape, Word};

/// Searches for near misses in one letter: beyond this, unknown words with a capital are taken for names.
const SEARCHES: u32 = 400;
/// Searches two changes deep in one letter, for suggestions only.
const DEEP_SEARCHES: u32 = 40;
/// Names of one letter that are judged only once.
const JUDGED: usize = 32;
/// Occurrences from which an unknown word that is near to no other counts as a term.
const TERM: usize = 2;
/// Least length, in letters, of an unknown word that is taken for a term where no word is near to it.
const LONG: usize = 8;
/// Least length, in letters, of a word that two slips from a common one make a misspelling.
const VERY_LONG: usize = 10;
/// Least length, in letters, of a capitalised word that can be a misspelt common word rather than a name.
const SHORTEST_NAME: usize = 5;

/// Small words inside names.
const PARTICLES: &[&str] = &[
    "de", "la", "le", "del", "della", "der", "den", "van", "von", "du", "el", "al", "bin", "ibn", "di", "da", "dos",
    "das", "zu", "des", "les", "y",
];

/// Finds misspelt words.
pub fn check(doc: &Document<'_>, prose: &CheckedWords, lexicon: &Lexicon, reports: &Reports, out: &mut Findings) {
    let mut unknown = Unknown {
        doc,
        prose,
        lexicon,
        reports,
        searches: SEARCHES,
        deep: DEEP_SEARCHES,
        seen: Vec::new(),
        judged: Vec::new(),
    };
    for index in prose.odd.iter().map(|&index| index as usize) {
        if prose.checked[index] {
            unknown.look(index, prose.status(index), out);
        }
    }
}

struct Unknown<'d, 't> {
    doc: &'d Document<'t>,
    prose: &'d CheckedWords,
    lexicon: &'d Lexicon,
    reports: &'d Reports,
    searches: u32,
    deep: u32,
    /// Hashes of the words that are not in the dictionary, sorted; filled when first needed.
    seen: Vec<u64>,
    /// Names met before, with whether they are near misses; the first few of a letter.
    judged: Vec<(u64, bool)>,
}

impl Unknown<'_, '_> {
    fn look(&mut self, index: usize, entry: Status, out: &mut Findings) {
        let doc = self.doc;
        let word = &doc.words[index];
        let text = doc.word(index);
        if entry.is_name() && word.shape != Shape::Lower || self.is_free(index, word, text) || self.is_divided(index) {
            return;
        }
        if let Some(right) = self.lexicon.correction(word.hash) {
            let name = word.shape == Shape::Capitalised && !word.first && text.len() < 6;
            let fragment = word.gap.any(Gap::HYPHEN.with(Gap::LINE_HYPHEN)) || self.before_hyphen(index);
            if !(word.shape == Shape::Upper && text.len() <= 4 || name || fragment && text.len() < 6) {
                out.report_with(&self.reports.misspelling, word.span, || Some(like(text, right)));
            }
            return;
        }
        if entry.is_doubtful() {
            if (word.shape == Shape::Lower || word.first && word.shape == Shape::Capitalised)
                && !word.gap.is_compound()
                && !self.before_hyphen(index)
            {
                self.add(index, &self.reports.rare_word, out);
            }
            return;
        }
        if entry.is_name() {
            // A lower-case name is a matter of capitals, unless it is more likely another word misspelt.
            if !entry.needs_capital() && self.is_near(text, 5) {
                self.add(index, &self.reports.unknown_word, out);
            } else {
                out.report_with(&self.reports.name, word.span, || Some(capitalised(text)));
            }
            return;
        }
        // A misspelt owner is judged without its ending (`socity's`).
        let text = text.strip_suffix("'s").or_else(|| text.strip_suffix("\u{2019}s")).unwrap_or(text);
        if self.is_made_of_known(text) || self.is_name_part(index) {
            return;
        }
        let misspelt = match word.shape {
            // A long word with no word near to it is a term (`infrasound`) rather than a slip.
            Shape::Lower if text.len() >= LONG => {
                let term = self.count(word.hash) >= TERM;
                self.is_near(text, if term { 3 } else { 1 })
                    || !term && (self.lexicon.has_common_consonants(text.as_bytes()) || self.is_two_slips(text))
            }
            Shape::Lower => self.count(word.hash) < TERM || self.is_near(text, 3),
            Shape::Capitalised if word.first => self.is_near_miss(word.hash, text, 3),
            Shape::Capitalised => {
                let level = self.least_level(index, text);
                self.is_near_miss(word.hash, text, level) && self.count(word.hash) < TERM && !self.ends_like_name(text)
            }
            Shape::Upper => text.len() >= 6 && self.is_among_capitals(index) && self.is_near_miss(word.hash, text, 3),
            Shape::Mixed | Shape::Caseless => false,
        };
        if misspelt {
            self.add(index, &self.reports.unknown_word, out);
        }
    }

    /// Whether a word outside the dictionary can be anything: no plain letters, too short, next to signs.
    fn is_free(&self, index: usize, word: &Word, text: &str) -> bool {
        if text.len() == 1 || word.shape == Shape::Mixed || text.len() > 40 {
            return true;
        }
        // I’ll, O’Brien, D'Arcy
        if word.shape == Shape::Capitalised && matches!(text.chars().nth(1), Some('\'' | '\u{2019}')) {
            return true;
        }
        if !text.bytes().all(|b| b.is_ascii_alphabetic() || b == b'\'') {
            return !text.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '\'' | '\u{2019}'));
        }
        let next = self.doc.words.get(index + 1).map_or(Gap(0), |w| w.gap);
        // A word quoted alone is spoken of, not used.
        if word.gap.has(Gap::QUOTE) && next.has(Gap::QUOTE) {
            return true;
        }
        // `LLMs`: an acronym in the plural.
        if word.shape == Shape::Upper && text.bytes().any(|b| b.is_ascii_lowercase()) {
            return true;
        }
        // Operators, code and paths: `x = foo(bar)`, `a/b`, `\alpha`; parts of words: `V(ision)`, `[name]s`, `**A**lign`.
        let glued = |gap: Gap| gap.0 == Gap::OTHER.0 || gap.0 == Gap::OPEN.0;
        // A short part of a term (`ctc-XES`), an abbreviation before a number (`Microb. 83`).
        let numbered = next.has(Gap::STOP) && self.doc.words.get(index + 1).is_some_and(|w| w.class == Class::Number);
        if text.len() <= 4 && self.before_hyphen(index) || numbered && word.shape == Shape::Capitalised {
            return true;
        }
        let signs = Gap::OTHER.with(Gap::SLASH);
        glued(word.gap) || glued(next) || word.gap.0 == Gap::CLOSE.0
            // Nothing between it and a placeholder: `\textbf{A}nnotations`.
            || index > 0 && word.gap.0 == 0
            || word.gap.any(signs) && (text.len() <= 3 || next.any(signs))
            || word.gap.has(Gap::SLASH) && self.doc.gap_text(index).contains('\\')
            || text.len() <= 3 && next.any(signs)
            || foreign::is_in_phrase(self.doc, index)
            || foreign::is_of_file(self.doc, index)
            || foreign::is_abbreviation(self.doc, index)
            || next.has(Gap::STOP) && foreign::is_unit(self.doc, index)
            || foreign::is_species(self.doc, index, |i| self.prose.status(i).level() >= 3)
            || foreign::is_tool(self.doc, index)
            || PARTICLES.contains(&text) && self.beside_name(index)
    }

    /// Whether the word goes on a name or a sign: `Min-kyung`, `k-mers`, `96-taxel`.
    fn is_name_part(&self, index: usize) -> bool {
        let doc = self.doc;
        let Some(before) = index.checked_sub(1).map(|i| &doc.words[i]) else { return false };
        doc.words[index].gap.is_compound()
            && (before.class != Class::Word || before.shape != Shape::Lower || before.span.len() == 1)
    }

    /// Whether a known word in capitals stands beside a word in capitals; else it is an acronym (`GANITE`).
    fn is_among_capitals(&self, index: usize) -> bool {
        let known = |i: usize| {
            self.doc.words.get(i).is_some_and(|w| w.shape == Shape::Upper && w.span.len() > 3)
                && self.prose.status(i).is_word()
        };
        known(index + 1) || index.checked_sub(1).is_some_and(known)
    }

    /// How common a word must be that a capitalised word inside a sentence is taken for a misspelling of: short names
    /// and names beside other names are near to many words by chance.
    fn least_level(&self, index: usize, text: &str) -> u8 {
        let alone = match text.len() {
            ..=5 => 5,
            6..=7 => 4,
            _ => 3,
        };
        alone + u8::from(self.beside_name(index))
    }

    fn beside_name(&self, index: usize) -> bool {
        let capital = |i: usize| self.doc.words.get(i).is_some_and(|w| w.shape == Shape::Capitalised);
        capital(index + 1) || index > 0 && capital(index - 1)
    }

    fn before_hyphen(&self, index: usize) -> bool {
        self.doc.words.get(index + 1).is_some_and(|w| w.gap.is_compound())
    }

    /// Whether the word is a part of a word divided at a line's end, whose whole is known or made of known words.
    fn is_divided(&self, index: usize) -> bool {
        let doc = self.doc;
        // `simplify(cid:173) ing`: a soft hyphen as some PDF readers give it.
        let soft = |i: usize| i > 1 && doc.word(i - 1) == "173" && doc.word(i - 2) == "cid";
        if soft(index) || index + 3 < doc.words.len() && soft(index + 3) {
            return true;
        }
        // `applica- tion`: also divided words that lost their line break.
        let hyphen = |i: usize| doc.words.get(i).is_some_and(|w| w.gap.any(Gap::LINE_HYPHEN.with(Gap::HYPHEN)));
        let whole = |i: usize| {
            hyphen(i) && doc.joined_hash(i).is_some_and(|h| self.lexicon.get(h).is_known())
                || doc.words.get(i).is_some_and(|w| w.gap.has(Gap::LINE_HYPHEN)) && self.is_derived_whole(i)
        };
        if whole(index) || whole(index + 1) {
            return true;
        }
        let fragment = |i: usize| doc.words.get(i).is_some_and(|w| w.gap.0 == Gap::HYPHEN.with(Gap::SPACE).0);
        fragment(index) || hyphen(index + 1) && (fragment(index + 1) || derived::is_prefix(doc.word(index)))
    }

    /// Whether word `index` and the one before it, divided at a line's end, are one derived word (`pretrain-⏎ing`).
    fn is_derived_whole(&self, index: usize) -> bool {
        let Some(before) = index.checked_sub(1) else { return false };
        let whole = self.doc.folded(before).into_owned() + &self.doc.folded(index);
        derived::is_derived(whole.as_bytes(), |base, least| self.knows(base, least))
    }

    /// Whether a word is known, ordinary, and of at least a level.
    fn knows(&self, word: &[u8], least: u8) -> bool {
        let entry = self.lexicon.find(word);
        entry.is_word() && !entry.is_doubtful() && entry.level() >= least
    }

    /// Whether the word is a known word with a usual beginning or ending, or two nouns written as one.
    fn is_made_of_known(&mut self, text: &str) -> bool {
        let Some(letters) = Letters::of(text) else { return true };
        // `treebank`, `glovebox`: neither part one of the small words that a missing blank would tie to the next.
        let part = |w: &[u8]| self.knows(w, 2) && self.lexicon.find(w).level() <= 6;
        let made = derived::is_derived(letters.as_bytes(), |base, least| self.knows(base, least))
            || derived::is_compound(letters.as_bytes(), part);
        // `interresting` is no `inter` + `resting`.
        made && self.near(text, 0, 4).is_none_or(|n| akin(n.letters.as_bytes(), text))
    }

    /// Occurrences of a word outside the dictionary.
    fn count(&mut self, hash: u64) -> usize {
        if self.seen.is_empty() {
            let odd = self.prose.odd.iter().map(|&index| index as usize);
            let unknown = odd.filter(|&index| !self.prose.status(index).is_known());
            self.seen.extend(unknown.map(|index| self.doc.words[index].hash));
            self.seen.sort_unstable();
        }
        let first = self.seen.partition_point(|&h| h < hash);
        self.seen[first..].partition_point(|&h| h == hash)
    }

    fn near(&mut self, text: &str, from: usize, level: u8) -> Option<Near> {
        let letters = Letters::of(text)?;
        self.searches = self.searches.checked_sub(1)?;
        near::one_change(self.lexicon, &letters, from, level)
    }

    /// Whether [`Unknown::near`] finds a word for all letters.
    fn is_near(&mut self, text: &str, level: u8) -> bool {
        let Some(letters) = Letters::of(text) else { return false };
        let Some(searches) = self.searches.checked_sub(1) else { return false };
        self.searches = searches;
        near::is_near(self.lexicon, &letters, 0, level, false)
    }

    /// Whether a long word is two slips from a common one (`tranporation`).
    fn is_two_slips(&mut self, text: &str) -> bool {
        if text.len() < VERY_LONG {
            return false;
        }
        let (Some(letters), Some(deep)) = (Letters::of(text), self.deep.checked_sub(1)) else { return false };
        self.deep = deep;
        near::two_changes(self.lexicon, &letters, 4).is_some_and(|n| {
            let near = n.letters.as_bytes();
            // Another ending, or another beginning, makes another word.
            let (text, near) = (&text.as_bytes().to_ascii_lowercase()[..], &near.to_ascii_lowercase()[..]);
            near.first() == text.first() && near.len() >= VERY_LONG && text[text.len() - 3..] == near[near.len() - 3..]
        })
    }

    /// Whether a capitalised word is a common word but for a vowel at its end, as many names are (`Informatica`).
    fn ends_like_name(&mut self, text: &str) -> bool {
        text.ends_with(['a', 'i'])
            && self.near(text, 1, 3).is_some_and(|n| {
                n.letters.as_bytes().get(..text.len() - 1) == text.to_ascii_lowercase().as_bytes().get(..text.len() - 1)
            })
    }

    /// Whether a word that looks like a name is a common word misspelt, or the name of a nation, language or month;
    /// typists seldom miss the first letter.
    fn is_near_miss(&mut self, hash: u64, text: &str, level: u8) -> bool {
        if let Some((_, near)) = self.judged.iter().find(|j| j.0 == hash) {
            return *near;
        }
        if text.len() < SHORTEST_NAME || self.searches == 0 {
            return false;
        }
        self.searches -= 1;
        let nation = text.len() > SHORTEST_NAME;
        let near = Letters::of(text).is_some_and(|letters| near::is_near(self.lexicon, &letters, 1, level, nation));
        if self.judged.len() < JUDGED {
            self.judged.push((hash, near));
        }
        near
    }

    fn add(&mut self, index: usize, report: &Report, out: &mut Findings) {
        let text = self.doc.word(index);
        out.report_with(report, self.doc.words[index].span, || self.suggest(text));
    }

    /// The likeliest right word.
    fn suggest(&mut self, text: &str) -> Option<String> {
        let letters = Letters::of(text)?;
        let base = letters.to_text();
        if let Some(stem) = base.strip_suffix("'s") {
            return self.suggest(stem).map(|s| like(text, &s) + "'s");
        }
        let one = self.near(text, 0, 1);
        let sure = one.filter(Near::is_usual);
        let found = match sure.map(|near| near.letters.to_text()).or_else(|| self.two_words(&base)) {
            Some(found) => found,
            None => {
                let deep = self.deep.checked_sub(1);
                self.deep = deep.unwrap_or(0);
                let two = deep.and_then(|_| near::two_changes(self.lexicon, &letters, 1));
                two.or(one)?.letters.to_text()
            }
        };
        Some(like(text, &found))
    }

    /// Two common words run together.
    fn two_words(&self, text: &str) -> Option<String> {
        (1..text.len())
            .filter_map(|at| {
                let (a, b) = (text.get(..at)?, text.get(at..)?);
                let least = self.lexicon.find(a.as_bytes()).level().min(self.lexicon.find(b.as_bytes()).level());
                (least >= 5 && (a.len() > 1 || matches!(a, "a" | "i")) && b.len() > 1).then_some((least, at))
            })
            .max_by_key(|&(least, at)| (least, usize::MAX - at))
            .and_then(|(_, at)| Some(format!("{} {}", text.get(..at)?, text.get(at..)?)))
    }
}

/// Whether the two differ only at the end, as inflections do (`diffusions`, `diffusion`).
fn akin(near: &[u8], text: &str) -> bool {
    let text = text.as_bytes();
    let same = near.iter().zip(text).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
    same + 2 >= text.len().max(near.len())
}

/// `right` with the capitals of `written`.
pub(super) fn like(written: &str, right: &str) -> String {
    let mut letters = written.chars().filter(|c| c.is_alphabetic());
    match (letters.next(), letters.next()) {
        (Some(a), Some(b)) if a.is_uppercase() && b.is_uppercase() => right.to_uppercase(),
        (Some(a), _) if a.is_uppercase() => capitalised(right),
        _ => right.to_owned(),
    }
}

/// `word` with its first letter as a capital.
pub(super) fn capitalised(word: &str) -> String {
    let mut rest = word.chars();
    rest.next().map_or_else(String::new, |c| c.to_uppercase().collect::<String>() + rest.as_str())
}

/// The span from one word to another.
pub(super) fn between(doc: &Document<'_>, first: usize, last: usize) -> Span {
    doc.words[first].span.to(doc.words[last].span)
}

#[cfg(test)]
mod tests;
