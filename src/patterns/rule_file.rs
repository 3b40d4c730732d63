//! Files of rules: TOML → rules, with errors that name the line.
//!
//! Shared with `build.rs`, which reads the compiled-in files with it, so it depends on nothing of the crate but the
//! [language of patterns](super::syntax). `data/rules/README.md` explains the keys.

use super::pattern::{TagSet, Vocabulary};
use super::syntax::Reader;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use toml::Spanned;

/// A word of a rule's vocabulary that no user may choose at will: where the rules of a file belong.
#[derive(Clone, Copy, Debug)]
pub struct Domain {
    /// As the key `vocabulary` of a file names it.
    pub name: &'static str,
    /// Tags by name.
    pub tags: &'static [(&'static str, u64)],
    /// The kinds that its rules may be of; empty where any will do.
    pub kinds: &'static [&'static str],
    /// The most common words, see [`Vocabulary::common`].
    pub common: &'static str,
    /// See [`Vocabulary::loose`].
    pub loose: bool,
}

/// A text of a file and its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The text.
    pub text: String,
    /// Its line, counted from 1.
    pub line: usize,
}

/// A rule as a file gives it.
#[derive(Clone, Debug)]
pub struct RawRule {
    /// Its name.
    pub name: String,
    /// What sort of finding it gives.
    pub kind: String,
    /// The family by which it can be switched off with others.
    pub family: String,
    /// One line for the person who reads the letter.
    pub message: String,
    /// Why it is a rule, and where it stops.
    pub why: String,
    /// The name that its findings carry, where it is another.
    pub reported: Option<String>,
    /// The function that finds it, where no pattern can.
    pub code: Option<String>,
    /// The function that tells where a match is none after all.
    pub unless: Option<String>,
    /// Of a hundred of its findings, how many were right on texts that it was not made from.
    pub precision: Option<u8>,
    /// From which margin on (in 32nds) of a hundred findings how many were right, rising; the rest is 0.
    pub margins: [(u16, u8); 4],
    /// Its patterns.
    pub patterns: Vec<Line>,
    /// Examples that it must flag.
    pub must_match: Vec<Line>,
    /// Examples that no rule may flag.
    pub must_not_match: Vec<Line>,
    /// The line of its name.
    pub line: usize,
}

/// A file of rules.
#[derive(Clone, Debug)]
pub struct RuleFile {
    /// The name of its [`Domain`].
    pub vocabulary: String,
    /// Sets of words.
    pub sets: Vec<(String, String)>,
    /// Kinds of words.
    pub classes: Vec<(String, String)>,
    /// Rules.
    pub rules: Vec<RawRule>,
}

/// Why a file can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFileError {
    /// The line, counted from 1.
    pub line: usize,
    /// What was found.
    pub what: String,
    /// What to do about it.
    pub hint: String,
}

impl fmt::Display for RuleFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}; {}", self.line, self.what, self.hint)
    }
}

type Result<T> = std::result::Result<T, RuleFileError>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    vocabulary: Option<Spanned<String>>,
    #[serde(default)]
    sets: BTreeMap<String, String>,
    #[serde(default)]
    classes: BTreeMap<String, String>,
    #[serde(default)]
    rule: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Spanned<String>,
    kind: Spanned<String>,
    family: Spanned<String>,
    message: String,
    why: String,
    reported: Option<String>,
    code: Option<String>,
    unless: Option<String>,
    precision: Option<f64>,
    #[serde(default)]
    margins: Vec<(f64, f64)>,
    #[serde(default)]
    patterns: Vec<Spanned<String>>,
    #[serde(default)]
    must_match: Vec<Spanned<String>>,
    #[serde(default)]
    must_not_match: Vec<Spanned<String>>,
}

fn fail(line: usize, what: impl fmt::Display, hint: impl fmt::Display) -> RuleFileError {
    RuleFileError { line, what: what.to_string(), hint: hint.to_string() }
}

/// Reads a file of rules.
///
/// # Errors
/// No TOML, an unknown key or vocabulary, a rule without a part that it needs, two rules of a name.
pub fn read(text: &str, domains: &[Domain]) -> Result<RuleFile> {
    let ends: Vec<usize> = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at).collect();
    let line_of = |offset: usize| 1 + ends.partition_point(|end| *end < offset);
    let file: File = toml::from_str(text).map_err(|e| {
        let line = line_of(e.span().map_or(0, |s| s.start));
        fail(line, e.message(), "data/rules/README.md explains the keys; `shortlist rules` prints rules that work")
    })?;
    let (vocabulary, line) = match file.vocabulary {
        Some(name) => (name.as_ref().clone(), line_of(name.span().start)),
        None => ("grammar".to_owned(), 1),
    };
    let Some(domain) = domains.iter().find(|d| d.name == vocabulary) else {
        let names: Vec<_> = domains.iter().map(|d| d.name).collect();
        return Err(fail(
            line,
            format!("no vocabulary is called {vocabulary}"),
            format!("there are {}", names.join(", ")),
        ));
    };
    let lines = |list: Vec<Spanned<String>>| -> Vec<Line> {
        list.into_iter().map(|s| Line { line: line_of(s.span().start), text: s.into_inner() }).collect()
    };
    let mut rules: Vec<RawRule> = Vec::with_capacity(file.rule.len());
    for entry in file.rule {
        let line = line_of(entry.name.span().start);
        for name in [&entry.name, &entry.family] {
            let (line, name) = (line_of(name.span().start), name.as_ref());
            if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
                return Err(fail(line, format!("\"{name}\" can't be a name"), "use a–z, 0–9 and _"));
            }
        }
        let (kind_line, kind) = (line_of(entry.kind.span().start), entry.kind.into_inner());
        if !domain.kinds.is_empty() && !domain.kinds.contains(&kind.as_str()) {
            return Err(fail(
                kind_line,
                format!("\"{kind}\" is not a kind of {}", domain.name),
                format!("there are {}", domain.kinds.join(", ")),
            ));
        }
        let name = entry.name.into_inner();
        if let Some(other) = rules.iter().find(|r| r.name == name) {
            let what = format!("the rule \"{name}\" is on line {} already", other.line);
            return Err(fail(line, what, "join the two, or give one another name"));
        }
        if entry.message.trim().is_empty() || entry.why.trim().is_empty() {
            return Err(fail(line, format!("the rule \"{name}\" has no message or no why"), "say both in a line each"));
        }
        if entry.patterns.is_empty() && entry.code.is_none() {
            return Err(fail(line, format!("the rule \"{name}\" has no pattern"), "add patterns = [\"…\"]"));
        }
        if entry.must_match.is_empty() || entry.must_not_match.is_empty() {
            return Err(fail(
                line,
                format!("the rule \"{name}\" has no example that it must match, or none that it must not"),
                "add must_match = [\"… «flagged words» …\"] and must_not_match = [\"…\"]",
            ));
        }
        let shares = entry.precision.iter().chain(entry.margins.iter().map(|(_, share)| share));
        let rising = entry.margins.is_sorted_by(|a, b| a.0 < b.0);
        if !shares.clone().all(|share| (0.0..=1.0).contains(share)) || !rising || entry.margins.len() > 4 {
            return Err(fail(
                line,
                format!("the rule \"{name}\" has a precision or margins that are not possible"),
                "precision is a share from 0 to 1, margins are at most four pairs of a margin and a share, rising",
            ));
        }
        let mut margins = [(0, 0); 4];
        for (place, (margin, share)) in margins.iter_mut().zip(&entry.margins) {
            *place = ((margin * 32.0).round() as u16, (share * 100.0).round() as u8);
        }
        rules.push(RawRule {
            precision: entry.precision.map(|share| (share * 100.0).round() as u8),
            margins,
            name,
            kind,
            family: entry.family.into_inner(),
            message: entry.message,
            why: entry.why,
            reported: entry.reported,
            code: entry.code,
            unless: entry.unless,
            patterns: lines(entry.patterns),
            must_match: lines(entry.must_match),
            must_not_match: lines(entry.must_not_match),
            line,
        });
    }
    let (sets, classes) = (file.sets.into_iter().collect(), file.classes.into_iter().collect());
    Ok(RuleFile { vocabulary, sets, classes, rules })
}

/// Named sets of words, or named kinds of words.
pub type Names<'n> = [(&'n str, &'n str)];

/// Reads every pattern of a file, with these sets and kinds of words beside those of the file.
///
/// # Errors
/// The first pattern that can't be read, and why.
pub fn check_patterns(file: &RuleFile, domain: &Domain, sets: &Names<'_>, classes: &Names<'_>) -> Result<()> {
    fn joined<'n>(own: &'n [(String, String)], others: &Names<'n>) -> Vec<(&'n str, &'n str)> {
        own.iter().map(|(name, words)| (name.as_str(), words.as_str())).chain(others.iter().copied()).collect()
    }
    let tags: Vec<(&str, TagSet)> = domain.tags.iter().map(|(name, bits)| (*name, TagSet(*bits))).collect();
    let (sets, classes) = (&joined(&file.sets, sets)[..], &joined(&file.classes, classes)[..]);
    let mut reader = Reader::new(Vocabulary { tags: &tags, sets, classes, common: domain.common, loose: domain.loose });
    for pattern in file.rules.iter().flat_map(|r| &r.patterns) {
        reader.pattern(0, &pattern.text).map_err(|reason| {
            let what = format!("the pattern \"{}\" can't be read: {reason}", pattern.text);
            fail(pattern.line, what, "the table in data/rules/README.md says what may stand in a pattern")
        })?;
    }
    Ok(())
}
