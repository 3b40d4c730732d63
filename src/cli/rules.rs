//! `shortlist rules`

use super::common;
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::flags;
use shortlist::patterns::{Rule, RuleSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Shows the rules that find errors, years of experience, statements about topics and flags, each with its reason and
/// examples
///
/// Every error that a rule finds carries the rule's name and message in the evidence. The words between « and » are what
/// is flagged, or what the rule speaks of: a length of time, a term of a topic. A committee's own rules go to any command with --rules; --without-rules switches rules off by name or by
/// family.
#[derive(clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  shortlist rules\n  shortlist rules a_or_an\n  shortlist rules articles\n  shortlist rules check my-rules.toml"
)]
pub struct Args {
    /// Show only this rule, or the rules of this family
    name: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Says what is wrong in a file of rules: keys, patterns, examples
    Check {
        /// File of rules
        file: PathBuf,
    },
}

pub fn run(args: &Args) -> Result<()> {
    match &args.command {
        Some(Command::Check { file }) => check(file),
        None => print(args.name.as_deref()),
    }
}

fn print(name: Option<&str>) -> Result<()> {
    let all = RuleSet::builtin();
    let is_asked = |r: &&Rule| name.is_none_or(|n| r.is_called(n));
    let mut out = String::new();
    for rule in all.all().filter(is_asked) {
        // Writing to a String can't fail.
        let _ = writeln!(out, "{} ({}, family {})", rule.name, rule.kind, rule.family);
        let _ = writeln!(out, "  {}\n  Why: {}", rule.message, rule.why);
        if rule.reported != rule.name {
            let _ = writeln!(out, "  Evidence calls it {}.", rule.reported);
        }
        let flags = ["grammar", "instructions"].contains(&rule.vocabulary);
        let (finds, leaves) = if flags { ("flagged:", "not flagged:") } else { ("speaks of:", "not of:") };
        for (example, _) in rule.must_match.iter() {
            let _ = writeln!(out, "  {finds:12} {example}");
        }
        for (example, _) in rule.must_not_match.iter() {
            let _ = writeln!(out, "  {leaves:12} {example}");
        }
        out.push('\n');
    }
    if out.is_empty() {
        let names: Vec<_> = all.all().map(|r| r.name).collect();
        return Err(Error::new(
            ErrorKind::Setting,
            format!("no rule is called {}; there are {}", name.unwrap_or_default(), names.join(", ")),
        ));
    }
    common::print(&out)
}

fn check(file: &Path) -> Result<()> {
    let text = std::fs::read_to_string(file).map_err(|e| Error::io("read the rules", file, e))?;
    let all = RuleSet::builtin().with_file(&text).map_err(|e| e.file(file))?;
    let own = |r: &Rule| r.file.is_empty();
    let problems = flags::check_rules(&all, own);
    for problem in &problems {
        common::print(&format!("{}: line {}: error: {}\n", file.display(), problem.line, problem.message))?;
    }
    for unsure in all.own_unsure() {
        common::print(&format!("{}: {unsure}\n", file.display()))?;
    }
    let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    if !problems.is_empty() {
        return Err(Error::new(ErrorKind::Rules, count(problems.len(), "error"))
            .file(file)
            .hint("correct the patterns or the examples"));
    }
    let (rules, patterns) = all.all().filter(|r| own(r)).fold((0, 0), |n, r| (n.0 + 1, n.1 + r.patterns.len()));
    common::print(&format!("{}, {}; no error\n", count(rules, "rule"), count(patterns, "pattern")))
}
