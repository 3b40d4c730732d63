//! Rules in use: the compiled-in ones, a committee's own, and those that are switched off.

use super::domains::DOMAINS;
use super::error::PatternError;
use super::matcher::outward::Outward;
use super::matcher::{Frequencies, Program};
use super::pattern::{TagSet, Vocabulary};
use super::rule_file::{self, Domain, RawRule, RuleFileError};
use crate::error::{Error, ErrorKind, Result};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex, PoisonError};

/// A rule: what it finds, why, and examples. Its texts live as long as the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What its patterns may name, e.g. `grammar`.
    pub vocabulary: &'static str,
    /// Its name, e.g. `modal_base_form`.
    pub name: &'static str,
    /// What sort of finding it gives, e.g. `punctuation`.
    pub kind: &'static str,
    /// The family by which it can be switched off with others, e.g. `articles`.
    pub family: &'static str,
    /// One line for the person who reads the letter.
    pub message: &'static str,
    /// Why it is a rule, and where it stops.
    pub why: &'static str,
    /// The name that its findings carry: its own, or one that several rules share.
    pub reported: &'static str,
    /// The function that finds it, where no pattern can.
    pub code: Option<&'static str>,
    /// The function that tells where a match of its patterns is none after all.
    pub unless: Option<&'static str>,
    /// Of a hundred of its findings, how many were right on texts that it was not made from; none if nobody has measured it.
    pub precision: Option<u8>,
    /// From which margin on (in 32nds of a logarithm) of a hundred findings how many were right, rising; unused ones are 0. For
    /// rules whose function gives a margin.
    pub margins: [(u16, u8); 4],
    /// Its patterns, see [`patterns`](super), each with its line in the file.
    pub patterns: Cow<'static, [(&'static str, usize)]>,
    /// Examples that it must flag, the flagged words in `«»`, with their lines.
    pub must_match: Cow<'static, [(&'static str, usize)]>,
    /// Examples that must not be flagged, with their lines.
    pub must_not_match: Cow<'static, [(&'static str, usize)]>,
    /// The file that it stands in.
    pub file: &'static str,
    /// Its line there, counted from 1.
    pub line: usize,
}

/// Of a hundred findings, how many must be right for a rule to be in use.
const LEAST_PRECISION: u8 = 60;

impl Rule {
    /// Whether its findings are right often enough to be shown, as far as anybody has measured it.
    #[must_use]
    pub fn is_sure_enough(&self) -> bool {
        self.precision.is_none_or(|share| share >= LEAST_PRECISION)
    }

    /// Whether a name is its own, that of its family, or the one that its findings carry.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        [self.name, self.family, self.reported].contains(&name)
    }
}

/// The compiled-in rules, and the sets of words that their patterns name, each with its vocabulary.
const BUILTIN: (&[Rule], &[Named], &[Named]) = include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// Vocabulary, name, and the words or the step.
type Named = (&'static str, &'static str, &'static str);

/// A text that lives as long as the program; equal texts are kept once, so reading a file again takes no more memory.
fn keep(text: &str) -> &'static str {
    static KEPT: LazyLock<Mutex<BTreeSet<&'static str>>> = LazyLock::new(Mutex::default);
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(text) = kept.get(text) {
        return text;
    }
    let text: &'static str = Box::leak(text.to_owned().into_boxed_str());
    kept.insert(text);
    text
}

/// The rules that are in use.
#[derive(Clone, Debug)]
pub struct RuleSet {
    /// All rules, those that are switched off too.
    rules: Vec<Rule>,
    /// Sets of words: vocabulary, name, words. Later ones count.
    sets: Vec<Named>,
    /// Kinds of words, likewise.
    classes: Vec<Named>,
    /// The digest of a committee's own file.
    digest: Option<String>,
    /// The vocabulary of that file.
    own: Option<&'static str>,
    /// The names of rules and families that are switched off, sorted.
    off: Vec<String>,
}

impl Default for RuleSet {
    fn default() -> Self {
        Self::builtin()
    }
}

impl RuleSet {
    /// The compiled-in rules.
    #[must_use]
    pub fn builtin() -> Self {
        let (rules, sets, classes) = (BUILTIN.0.to_vec(), BUILTIN.1.to_vec(), BUILTIN.2.to_vec());
        Self { rules, sets, classes, digest: None, own: None, off: Vec::new() }
    }

    /// These with the rules of a file: a rule replaces the built-in one of the same name, others are added.
    ///
    /// # Errors
    /// [`ErrorKind::Rules`] with the line: no TOML, an unknown key, vocabulary or kind, a pattern that can't be read, a rule
    /// without a part that it needs, two rules of a name.
    pub fn with_file(mut self, text: &str) -> Result<Self> {
        let failed =
            |e: RuleFileError| Error::new(ErrorKind::Rules, format!("line {}: {}", e.line, e.what)).hint(e.hint);
        let file = rule_file::read(text, DOMAINS).map_err(failed)?;
        let domain = domain(&file.vocabulary);
        let (sets, classes) = (latest(&self.sets, domain.name), latest(&self.classes, domain.name));
        rule_file::check_patterns(&file, &domain, &sets, &classes).map_err(failed)?;
        let own = |(name, text): &(String, String)| (domain.name, keep(name), keep(text));
        self.sets.extend(file.sets.iter().map(own));
        self.classes.extend(file.classes.iter().map(own));
        for raw in &file.rules {
            let place = self.rules.iter_mut().find(|r| r.name == raw.name);
            let known = |function: &Option<String>, own: Option<&str>| function.is_none() || function.as_deref() == own;
            let old = place.as_deref();
            if !known(&raw.code, old.and_then(|r| r.code)) || !known(&raw.unless, old.and_then(|r| r.unless)) {
                let what = format!("line {}: the rule \"{}\" names a function of the program", raw.line, raw.name);
                return Err(Error::new(ErrorKind::Rules, what)
                    .hint("remove code = and unless =; only the compiled-in rule of that name can use them"));
            }
            let rule = of_file(raw, domain.name);
            if let Some(other) = old.filter(|r| r.vocabulary != domain.name) {
                let what =
                    format!("line {}: a rule of {} is called \"{}\" already", raw.line, other.vocabulary, raw.name);
                return Err(Error::new(ErrorKind::Rules, what).hint("give it another name"));
            }
            match place {
                Some(place) => *place = rule,
                None => self.rules.push(rule),
            }
        }
        if let Err(e) = self.program(&domain, &self.in_use(domain.name, |_| true), Frequencies::default()) {
            return Err(Error::new(ErrorKind::Rules, e).hint("the file changes a set of words that this pattern names"));
        }
        self.digest = Some(Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect());
        self.own = Some(domain.name);
        Ok(self)
    }

    /// These without the rules and families of these names.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] at a name that no rule and no family has, listing the families.
    pub fn without<S: AsRef<str>>(mut self, names: impl IntoIterator<Item = S>) -> Result<Self> {
        for name in names {
            let name = name.as_ref().trim();
            if !self.rules.iter().any(|r| r.is_called(name)) {
                let families: BTreeSet<&str> = self.rules.iter().map(|r| r.family).collect();
                let families: Vec<&str> = families.into_iter().collect();
                let what = format!("no rule and no family of rules is called {name}");
                return Err(Error::new(ErrorKind::Setting, what)
                    .hint(format!("the families are {}; `shortlist rules` lists the rules", families.join(", "))));
            }
            self.off.push(name.to_owned());
        }
        self.off.sort_unstable();
        self.off.dedup();
        Ok(self)
    }

    /// All rules, those that are switched off too, in the order of their files.
    pub fn all(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter()
    }

    /// Whether a rule is in use.
    #[must_use]
    pub fn is_on(&self, rule: &Rule) -> bool {
        let off = |name: &str| self.off.binary_search_by(|o| o.as_str().cmp(name)).is_ok();
        rule.is_sure_enough() && !(off(rule.name) || off(rule.family) || off(rule.reported))
    }

    /// The rules of a committee's own file that are not used, because their `precision` is too low: each as a message.
    pub fn own_unsure(&self) -> impl Iterator<Item = String> {
        self.rules.iter().filter(|r| r.file.is_empty() && !r.is_sure_enough()).map(|r| {
            format!(
                "line {}: the rule \"{}\" is not used: its precision is below {:.1}; take the key precision away, or \
                 mend the rule and measure it again",
                r.line,
                r.name,
                f64::from(LEAST_PRECISION) / 100.0
            )
        })
    }

    /// What distinguishes these rules from others, in words; none for the compiled-in ones.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        self.name_where(|_| true)
    }

    /// What distinguishes the rules of a vocabulary from others, in words; none if they are the compiled-in ones,
    /// whatever the rules of other vocabularies are.
    #[must_use]
    pub fn name_of(&self, vocabulary: &str) -> Option<String> {
        self.name_where(|v| v == vocabulary)
    }

    fn name_where(&self, counts: impl Fn(&str) -> bool) -> Option<String> {
        let digest = self.digest.as_ref().filter(|_| self.own.is_some_and(&counts));
        let file = digest.map(|d| format!("the rules of the file with SHA-256 {d}"));
        let switches = |name: &&str| self.rules.iter().any(|r| counts(r.vocabulary) && r.is_called(name));
        let off: Vec<&str> = self.off.iter().map(String::as_str).filter(switches).collect();
        let off = (!off.is_empty()).then(|| format!("without {}", off.join(", ")));
        match (file, off) {
            (None, None) => None,
            (Some(file), None) => Some(file),
            (file, Some(off)) => Some(file.unwrap_or_else(|| "the compiled-in rules".into()) + " " + &off),
        }
    }

    /// Whether these are the compiled-in rules, all of them.
    #[must_use]
    pub fn is_builtin(&self) -> bool {
        self.digest.is_none() && self.off.is_empty()
    }

    /// The SHA-256 of a committee's own file of rules, in hexadecimal; none if there is none.
    #[must_use]
    pub fn digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }

    /// The rules and families that are switched off, sorted.
    #[must_use]
    pub fn switched_off(&self) -> &[String] {
        &self.off
    }

    /// The rules of a vocabulary that are in use and that `which` takes, and their patterns as a program: the number that a
    /// match carries is the index of its rule among these. [`Frequencies`] make it faster.
    #[must_use]
    pub fn compile(
        &self,
        vocabulary: &str,
        which: impl Fn(&Rule) -> bool,
        frequencies: Frequencies<'_>,
    ) -> (Vec<Rule>, Program) {
        let domain = domain(vocabulary);
        let rules = self.in_use(domain.name, which);
        let program = self.program(&domain, &rules, frequencies);
        // `build.rs` reads every compiled-in pattern, and `with_file` every other.
        (rules, program.expect("every pattern was read before"))
    }

    /// The same for patterns that are followed outwards from a few words.
    #[must_use]
    pub fn compile_outward(&self, vocabulary: &str, which: impl Fn(&Rule) -> bool) -> (Vec<Rule>, Outward) {
        let domain = domain(vocabulary);
        let rules = self.in_use(domain.name, which);
        let outward = self.with_patterns(&domain, &rules, Outward::compile);
        (rules, outward.expect("every pattern was read before"))
    }

    /// The rules of a vocabulary that are in use and that `which` takes.
    pub(crate) fn in_use(&self, vocabulary: &str, which: impl Fn(&Rule) -> bool) -> Vec<Rule> {
        self.rules.iter().filter(|r| r.vocabulary == vocabulary && self.is_on(r) && which(r)).cloned().collect()
    }

    fn program(
        &self,
        domain: &Domain,
        rules: &[Rule],
        frequencies: Frequencies<'_>,
    ) -> std::result::Result<Program, PatternError> {
        self.with_patterns(domain, rules, |vocabulary, patterns| Program::compile(vocabulary, frequencies, patterns))
    }

    /// What `make` makes of the patterns of these rules, each with the index of its rule.
    fn with_patterns<T>(
        &self,
        domain: &Domain,
        rules: &[Rule],
        make: impl FnOnce(Vocabulary<'_>, Vec<(u16, &'static str)>) -> T,
    ) -> T {
        let tags: Vec<(&str, TagSet)> = domain.tags.iter().map(|(name, bits)| (*name, TagSet(*bits))).collect();
        let (sets, classes) = (&latest(&self.sets, domain.name)[..], &latest(&self.classes, domain.name)[..]);
        let vocabulary = Vocabulary { tags: &tags, sets, classes, common: domain.common, loose: domain.loose };
        let patterns = (0u16..).zip(rules).flat_map(|(at, r)| r.patterns.iter().map(move |p| (at, p.0)));
        make(vocabulary, patterns.collect())
    }
}

/// The names of a vocabulary, the last of each first.
fn latest(all: &[Named], vocabulary: &str) -> Vec<(&'static str, &'static str)> {
    all.iter().rev().filter(|s| s.0 == vocabulary).map(|s| (s.1, s.2)).collect()
}

/// The domain of a name; the first where there is none.
fn domain(name: &str) -> Domain {
    DOMAINS.iter().find(|d| d.name == name).copied().unwrap_or(DOMAINS[0])
}

fn of_file(raw: &RawRule, vocabulary: &'static str) -> Rule {
    let lines = |list: &[rule_file::Line]| Cow::Owned(list.iter().map(|l| (keep(&l.text), l.line)).collect());
    Rule {
        vocabulary,
        name: keep(&raw.name),
        kind: keep(&raw.kind),
        family: keep(&raw.family),
        message: keep(&raw.message),
        why: keep(&raw.why),
        reported: keep(raw.reported.as_ref().unwrap_or(&raw.name)),
        code: raw.code.as_deref().map(keep),
        unless: raw.unless.as_deref().map(keep),
        precision: raw.precision,
        margins: raw.margins,
        patterns: lines(&raw.patterns),
        must_match: lines(&raw.must_match),
        must_not_match: lines(&raw.must_not_match),
        file: "",
        line: raw.line,
    }
}
