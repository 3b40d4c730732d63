//! `shortlist rules`

use super::common;
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::features::grammar::rules;
use std::fmt::Write;

/// The rules of grammar and punctuation that count as errors, each with its reason and examples
///
/// Every error that a rule finds carries the rule's name and message in the evidence. The words between « and » are what
/// is flagged.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  shortlist rules\n  shortlist rules a_or_an")]
pub struct Args {
    /// Show only this rule
    name: Option<String>,
}

pub fn run(args: &Args) -> Result<()> {
    let mut out = String::new();
    for rule in rules().filter(|r| args.name.as_ref().is_none_or(|n| n == r.name)) {
        // Writing to a String can't fail.
        let _ = writeln!(out, "{} ({})\n  {}\n  Why: {}", rule.name, rule.kind.as_str(), rule.message, rule.why);
        for example in rule.bad {
            let _ = writeln!(out, "  flagged:     {example}");
        }
        for example in rule.good {
            let _ = writeln!(out, "  not flagged: {example}");
        }
        out.push('\n');
    }
    if out.is_empty() {
        let names: Vec<_> = rules().map(|r| r.name).collect();
        return Err(Error::new(
            ErrorKind::Setting,
            format!("no rule is called {}; there are {}", args.name.as_deref().unwrap_or_default(), names.join(", ")),
        ));
    }
    common::print(&out)
}
