//! The summary that New York's Local Law 144 asks to be published, as Markdown.
//!
//! Source: Rules of the City of New York 6 § 5-303 (a): the day of the audit, source and explanation of the data, people of an
//! unknown category, applicants, selection or scoring rates and impact ratios of all categories, and the day from which the
//! tool was in use. The law speaks of employment and wants an independent auditor.

use super::markdown::table;
use super::{percent, plain};
use crate::audit::{Audit, Group, Slice, UNKNOWN};
use crate::report::markdown::escape;
use crate::report::run::RunFacts;
use std::fmt::Write;

/// What a summary states beside the figures. What is missing is left to be written by hand, and the page says so.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stated<'a> {
    /// The day of the audit.
    pub audited: Option<&'a str>,
    /// The day from which the tool was in use.
    pub in_use_since: Option<&'a str>,
    /// Where the data come from, and of which years.
    pub source: Option<&'a str>,
}

const HEADS: [&str; 6] =
    ["category", "applicants", "selection rate", "impact ratio", "scoring rate", "impact ratio of scores"];

/// The summary. The same audit, facts and statements give the same bytes.
#[must_use]
pub fn page(a: &Audit, facts: &RunFacts, stated: Stated<'_>) -> String {
    let or_by_hand = |text: Option<&str>| text.map_or_else(|| "(write it here)".to_owned(), escape);
    let mut out = String::from("# Summary of a bias audit\n\n");
    let _ = write!(
        out,
        "- Day of the audit: {}\n- In use since: {}\n- Tool: {}{}\n- Data: {}\n- Applicants: {}, of whom {} were selected and {} have no \
         score\n\n",
        or_by_hand(stated.audited),
        or_by_hand(stated.in_use_since),
        escape(&facts.tool),
        facts.model.as_ref().map_or_else(String::new, |m| format!(", model with the digest {}", m.digest)),
        or_by_hand(stated.source),
        a.people,
        a.selected,
        a.unscored
    );
    out.push_str(
        "The selection rate is the share of a category that was selected. The scoring rate is the share whose score lies above \
         the median of all. An impact ratio is a rate divided by the highest rate of a category. Categories under 2 % of the \
         applicants are counted, and have no ratio: too few people to say anything.\n",
    );
    for slice in &a.columns {
        let unknown: usize = unknown_people(slice);
        let _ = write!(out, "\n## By {}\n\n", escape(&slice.column));
        table(&mut out, &HEADS, slice.groups.iter().filter(|g| !is_unknown(slice, g)).map(|g| cells(g).to_vec()));
        let _ = writeln!(out, "\nApplicants of an unknown category: {unknown}.");
    }
    out.push_str("\nThis summary holds no name and no text of a letter. A ratio under 0.80 is no proof of bias, and one above it no \
                  proof of fairness: with few people chance decides.\n");
    out
}

/// Whether a group holds people of whom a column says nothing.
fn is_unknown(slice: &Slice, group: &Group) -> bool {
    group.name == UNKNOWN || slice.intersection && group.name.split(crate::audit::AND).any(|part| part == UNKNOWN)
}

fn unknown_people(slice: &Slice) -> usize {
    slice.groups.iter().filter(|g| is_unknown(slice, g)).map(|g| g.people).sum()
}

fn cells(g: &Group) -> [String; 6] {
    let law = g.local_law_144;
    [
        g.name.clone(),
        g.people.to_string(),
        percent(g.rate),
        plain(law.and_then(|l| l.selection_ratio)),
        law.map_or("–".into(), |l| percent(l.scoring_rate)),
        plain(law.and_then(|l| l.scoring_ratio)),
    ]
}
