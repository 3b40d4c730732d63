//! An audit as Markdown: a page to keep with the minutes.

use super::{
    AblationTable, CAVEAT, CHANGES, GROUP_HEADS, LAW_HEADS, MOVES_HEADS, ODDS_HEADS, PROXY_HEADS, RESERVED_HEADS, SHOWN,
};
use super::{
    ablation_tables, changes, flags, group_cells, head, law_cells, moves_cells, moving, odds_cells, plain, reserved,
    spellings, summary, with,
};
use crate::audit::{Audit, Variants};
use crate::report::markdown::escape;
use crate::report::run::RunFacts;
use std::fmt::Write;

/// The audit as a page of Markdown. The same audit and facts give the same bytes.
#[must_use]
pub fn page(a: &Audit, variants: &[Variants], facts: &RunFacts) -> String {
    let mut out = format!("# Whom does the line favour?\n\n{}\n\n{}\n\n{CAVEAT}\n", escape(&head(a)), summary(a));
    for line in facts.warnings.iter().chain(&a.notes).cloned().chain(spellings(variants)) {
        // Writing to a String can't fail.
        let _ = write!(out, "\n> **Note.** {}\n", escape(&line));
    }
    out.push_str("\n## Flags\n\n");
    let flags = flags(a);
    if flags.is_empty() {
        out.push_str("None.\n");
    }
    flags.iter().for_each(|f| out.push_str(&format!("- {}\n", escape(f))));
    for slice in &a.columns {
        let _ = write!(out, "\n## By {}\n\n", escape(&slice.column));
        if let Some(ratio) = slice.least_ratio {
            let _ = write!(out, "Least selection rate over the highest: {ratio:.2}.");
            if let Some(d) = slice.equalised_odds {
                let _ = write!(out, " Equalised odds difference: {d:.2}.");
            }
            out.push_str("\n\n");
        }
        table(&mut out, &GROUP_HEADS, slice.groups.iter().map(|g| group_cells(g).to_vec()));
        table(&mut out, &LAW_HEADS, slice.groups.iter().map(|g| law_cells(g).to_vec()));
        table(&mut out, &ODDS_HEADS, slice.groups.iter().filter_map(odds_cells).map(Vec::from));
    }
    if !a.moves.is_empty() {
        out.push_str("\n## Features that move groups\n\n");
        let moving = moving(a);
        if moving.is_empty() {
            out.push_str("None by more than chance.\n");
        }
        table(&mut out, &MOVES_HEADS, moving.into_iter().map(|m| moves_cells(m).to_vec()));
    }
    if !a.ablations.is_empty() {
        out.push_str("\n## The list without each feature\n");
        for AblationTable { meaning, heads, rows } in ablation_tables(a, CHANGES) {
            let _ = write!(out, "\n{meaning} Rates change in points; above 0, leaving it out costs accuracy.\n\n");
            table(&mut out, heads, rows.into_iter());
        }
        for [feature, enter, leave] in changes(a) {
            let _ = writeln!(out, "- Without {}: in: {}; out: {}.", escape(&feature), escape(&enter), escape(&leave));
        }
    }
    for (caption, rows) in reserved(a, usize::MAX) {
        let _ = write!(out, "\n## {}\n\n", escape(caption.trim_end_matches('.')));
        table(&mut out, &RESERVED_HEADS, rows.into_iter());
    }
    if !a.proxies.is_empty() {
        out.push_str("\n## Features that predict a group\n\n0.5 means no relation; 0 and 1 mean that it shows the group for certain.\n\n");
        let rows = a.proxies.iter().take(SHOWN).map(|p| {
            let auc = with(plain(Some(p.auc)), p.interval, |v| format!("{v:.2}"));
            vec![format!("{} = {}", p.column, p.group), p.feature.clone(), auc]
        });
        table(&mut out, &PROXY_HEADS, rows);
    }
    let input = &facts.input;
    let _ = write!(
        out,
        "\n## Run\n\n- {}\n- input {} (SHA-256 {})\n",
        escape(&facts.tool),
        escape(&input.file),
        input.digest
    );
    if let Some(m) = &facts.model {
        let _ = writeln!(out, "- model {} (SHA-256 {})", escape(&m.name), m.digest);
    }
    for (name, value) in &facts.settings {
        let _ = writeln!(out, "- {}: {}", escape(name), escape(&value.to_string()));
    }
    out
}

/// A table, with an empty line after it; nothing for no rows.
pub(super) fn table(out: &mut String, heads: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        return;
    }
    out.push_str(&format!("| {} |\n|{}\n", heads.join(" | "), "---|".repeat(heads.len())));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|c| escape(c)).collect();
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    out.push('\n');
}
