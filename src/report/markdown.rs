//! A shortlist as Markdown, a page to read or to print, written applicant by applicant.

use super::format::{Exporter, ShortlistExport, ShortlistFormat};
use super::run::RunFacts;
use super::shortlist::{certainty, chance_text, flagged, note, rank_text, reason, status, unscored_status};
use crate::error::{Result, printable};
use crate::files;
use crate::rank::{Candidate, Contribution, Shortlist, Side};
use std::io::Write;
use std::path::Path;

/// A page to read.
pub(super) struct Markdown;

impl Exporter for Markdown {
    fn endings(&self) -> &'static [&'static str] {
        &["md", "markdown"]
    }

    fn shortlist_is(&self) -> &'static str {
        "a page to read"
    }

    fn holds_facts(&self) -> bool {
        true
    }

    fn shortlist(&self) -> Option<&dyn ShortlistFormat> {
        Some(self)
    }
}

impl ShortlistFormat for Markdown {
    fn write(&self, e: &ShortlistExport<'_>, path: &Path, no_clobber: bool) -> Result<()> {
        files::make_whole(path, no_clobber, |out| shortlist(e.list, e.facts, out))
    }
}

/// Text made safe inside a Markdown table or list: markup is shown, not obeyed.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '!' | '~' | '&' | '$') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The cells of a rank's interval and the chance of being among the first N; none if the model does not know.
fn sureness(list: &Shortlist, index: usize) -> String {
    let interval = list.interval(index);
    interval.map_or_else(String::new, |_| format!(" {} | {} |", rank_text(interval), escape(&chance_text(interval))))
}

/// A sentence with its first letter in upper case.
fn upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn with_quotes(c: &Contribution) -> String {
    let quotes: Vec<String> = c.quotes.iter().map(|q| format!("“{}”", escape(q))).collect();
    if quotes.is_empty() { escape(&reason(c)) } else { format!("{} ({})", escape(&reason(c)), quotes.join(", ")) }
}

/// The id with the name behind it, where the list knows it: `S012 (Ada Example)`.
fn named(list: &Shortlist, c: &Candidate) -> String {
    let name = list.people.name_of(&c.passthrough);
    if name.is_empty() || name == c.id { escape(&c.id) } else { format!("{} ({})", escape(&c.id), escape(&name)) }
}

/// Writes the shortlist: the line and its steps, a table of the ranked, the reasons of those inside, tied or waiting (of all, where no
/// line was drawn) with the quoted words, and those without a score.
///
/// # Errors
/// Those of [`Shortlist::candidate`]; [`crate::error::ErrorKind::Io`] where `out` takes no more.
pub fn shortlist(list: &Shortlist, facts: &RunFacts, mut out: impl Write) -> Result<()> {
    let mut put = |text: std::fmt::Arguments<'_>| out.write_fmt(text).map_err(super::unwritten);
    put(format_args!("# Shortlist\n\nA score orders people's reading; it rejects nobody.\n\n"))?;
    for warning in &facts.warnings {
        put(format_args!("> **Note.** {}\n\n", escape(warning)))?;
    }
    if let Some(cutoff) = &list.cutoff {
        put(format_args!("{} places; {} above the line", cutoff.places, cutoff.inside))?;
        if cutoff.tied > 0 {
            put(format_args!(", {} tied at it for {}: people decide between them", cutoff.tied, cutoff.open))?;
        }
        if cutoff.waiting > 0 {
            put(format_args!(", {} on the waitlist", cutoff.waiting))?;
        }
        put(format_args!(".\n\n"))?;
        for step in &cutoff.steps {
            put(format_args!("- {}\n", escape(step)))?;
        }
        if !cutoff.steps.is_empty() {
            put(format_args!("\n"))?;
        }
    }
    if let Some(plan) = &facts.plan {
        put(format_args!("## Reading plan\n\n"))?;
        for sentence in plan.sentences() {
            put(format_args!("- {}\n", escape(&sentence)))?;
        }
        put(format_args!("\n"))?;
    }
    let planned = |index: usize| {
        list.plan.as_ref().map_or(String::new(), |p| {
            let planned = &p.ranked[index];
            format!(" {}: {} |", planned.band.word(), escape(&planned.read))
        })
    };
    if let Some(said) = certainty(list) {
        put(format_args!("{}.\n\n", escape(&upper(&said))))?;
    }
    let (head, rule) = if list.plan.is_some() { (" read |", "---|") } else { ("", "") };
    let (sure, sure_rule) = if list.has_intervals() { (" 90 % | chance |", "---:|---:|") } else { ("", "") };
    put(format_args!(
        "| rank | id | score |{sure} |{head} strongest reasons |\n|---:|---|---:|{sure_rule}---|{rule}---|\n"
    ))?;
    for (index, c) in list.candidates().take(list.ranks.len()).enumerate() {
        let c = &c?;
        let found = c.strongest(true, 2).into_iter().chain(c.strongest(false, 2)).map(|r| escape(&reason(&r)));
        let both: Vec<String> = found.chain(flagged(c).into_iter().map(|f| escape(&f))).collect();
        put(format_args!(
            "| {} | {} | {:.3} |{} {} |{} {} |\n",
            list.ranks[index],
            named(list, c),
            c.score,
            sureness(list, index),
            status(list, index),
            planned(index),
            both.join("; ")
        ))?;
    }
    if !list.set_apart().is_empty() {
        put(format_args!("\n## Set apart\n\nIn other languages, not ranked: a person reads them.\n\n"))?;
    }
    for index in list.set_apart() {
        let c = list.candidate(index)?;
        let by_people = if list.side(index) == Some(Side::In) { "; in (override)" } else { "" };
        let why = flagged(&c).unwrap_or_default();
        put(format_args!("- {} ({:.3}): {}{by_people}\n", escape(&c.id), c.score, escape(&why)))?;
    }
    if !list.overrides.is_empty() {
        put(format_args!("\n## Overrides\n\n"))?;
        for o in list.overrides.values() {
            put(format_args!("- {} is {}: {}\n", escape(&o.id), o.word(), escape(&o.reason)))?;
        }
    }
    if !list.unscored.is_empty() {
        put(format_args!("\n## Not scored\n\n"))?;
        for (index, u) in list.unscored.iter().enumerate() {
            let by_people = if unscored_status(list, index) == "in" { "; in (override)" } else { "" };
            put(format_args!("- {} (row {}): {}{by_people}\n", escape(&u.id), u.row, escape(&u.reason)))?;
        }
    }
    let noted: Vec<usize> = (0..list.ranked.len()).filter(|index| list.ranked[*index].is_flagged()).collect();
    if !noted.is_empty() {
        put(format_args!("\n## Flags\n\nNotes for people; they change no score.\n\n"))?;
    }
    for index in noted {
        let c = list.candidate(index)?;
        let bare = c.flags.iter().filter(|flag| c.notes.iter().all(|n| n.flag != **flag)).map(|f| f.replace('_', " "));
        let said: Vec<String> = c.notes.iter().map(note).chain(bare).map(|n| escape(&n)).collect();
        let rank = list.rank(index).map_or_else(String::new, |rank| format!("{rank}. "));
        put(format_args!("- {rank}{}: {}\n", escape(&c.id), said.join("; ")))?;
    }
    put(format_args!("\n## Reasons\n"))?;
    for index in (0..list.ranked.len()).filter(|&i| !matches!(list.side(i), Some(Side::Out | Side::Apart))) {
        let c = list.candidate(index)?;
        let rank = list.rank(index).map_or_else(String::new, |rank| format!("{rank}. "));
        put(format_args!("\n### {rank}{} ({:.3})\n\n", named(list, &c), c.score))?;
        for r in c.strongest(true, 4).into_iter().chain(c.strongest(false, 4)) {
            put(format_args!("- {}\n", with_quotes(&r)))?;
        }
    }
    put(format_args!(
        "\n## Run\n\n- {}\n- input {} ({} rows, SHA-256 {})\n- calculated as of {}\n",
        escape(&facts.tool),
        escape(&facts.input.file),
        facts.input.rows,
        facts.input.digest,
        facts.as_of
    ))?;
    if let Some(model) = &facts.model {
        put(format_args!(
            "- model {} (SHA-256 {}, {})\n",
            escape(&model.name),
            model.digest,
            escape(&model.written_by)
        ))?;
    }
    put(format_args!("- topics SHA-256 {}\n", facts.topics_digest))?;
    if let Some(log) = &facts.log {
        put(format_args!("- entry {} of the log, head {}\n", log.entry, log.head))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_shown_not_obeyed() {
        assert_eq!(escape("<b>*x*|[a](b)\n\u{1b}"), "\\<b\\>\\*x\\*\\|\\[a\\](b) \\\\u{1b}");
    }
}
