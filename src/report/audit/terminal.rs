//! An audit as tables on a terminal.

use super::{AblationTable, CAVEAT, MOVES_HEADS, PROXY_HEADS, RESERVED_HEADS};
use super::{
    ablation_tables, flags, group_cells, head, moves_cells, moving, plain, reserved, spellings, summary, with,
};
use crate::audit::{Audit, Variants, Verdict};
use crate::error::printable;
use crate::report::wrap::wrap;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets};

/// The heads of [`super::GROUP_HEADS`], short.
const HEADS: [&str; 7] = ["group", "people", "selected", "rate, %", "impact ratio", "score d", "verdict"];

/// Groups too small to judge that are shown of a column.
const SMALL: usize = 5;

/// Steps of reserved places that are shown of a column.
const RESERVED: usize = 8;

/// Proxies that are shown.
const PROXIES: usize = 10;

/// The audit as text of at most `width` columns: groups, flags, features that move groups, lists without each feature.
#[must_use]
pub fn table(a: &Audit, variants: &[Variants], width: u16) -> String {
    let mut out = format!("{}\n{}\n", head(a), summary(a));
    for slice in a.columns.iter().filter(|s| !s.intersection) {
        out.push_str(&format!("\n{}", printable(&slice.column)));
        out.extend(slice.least_ratio.map(|r| format!(": least rate over highest {r:.2}")));
        out.extend(slice.equalised_odds.map(|d| format!(", equalised odds difference {d:.2}")));
        out.push('\n');
        let (judged, small): (Vec<_>, Vec<_>) = slice.groups.iter().partition(|g| g.judged);
        let shown = judged.iter().chain(small.iter().take(SMALL)).map(|g| group_cells(g).to_vec());
        out.push_str(&text(width, &HEADS, 1, shown));
        if small.len() > SMALL {
            let more = small.len() - SMALL;
            out.push_str(&format!(" … and {more} more, too few to judge (--output FILE shows all)\n"));
        }
    }
    let crossed = || a.columns.iter().filter(|s| s.intersection).flat_map(|s| &s.groups);
    let flagged: Vec<_> = crossed().filter(|g| g.verdict == Verdict::Flagged).collect();
    if crossed().count() > 0 {
        let (some, all) = (flagged.len(), crossed().count());
        out.push_str(&format!("\nintersections: {some} of {all} flagged (--output FILE shows all)\n"));
    }
    if !flagged.is_empty() {
        out.push_str(&text(width, &HEADS, 1, flagged.into_iter().map(|g| group_cells(g).to_vec())));
    }
    let moving = moving(a);
    if !moving.is_empty() {
        out.push_str("\nfeatures that move groups by more than chance\n");
        out.push_str(&text(width, &MOVES_HEADS, 2, moving.into_iter().map(|m| moves_cells(m).to_vec())));
    }
    // Where the model was fitted again, that answers the question, and the other table is left to the pages.
    if let Some(AblationTable { meaning, heads, rows }) = ablation_tables(a, 1).pop() {
        out.push_str("\nthe list without each feature (rates in points)\n");
        out.push_str(&format!("{}\n", wrap(meaning, width.into(), "", "")));
        out.push_str(&text(width, heads, 1, rows.into_iter()));
    }
    for (caption, rows) in reserved(a, RESERVED) {
        out.push_str(&format!("\n{}\n", printable(&caption)));
        out.push_str(&text(width, &RESERVED_HEADS, 5, rows.into_iter()));
    }
    if !a.proxies.is_empty() {
        out.push_str("\nfeatures that predict a group (0.5 means no relation)\n");
        let rows = a.proxies.iter().take(PROXIES).map(|p| {
            let auc = with(plain(Some(p.auc)), p.interval, |v| format!("{v:.2}"));
            vec![format!("{} = {}", p.column, p.group), p.feature.clone(), auc]
        });
        out.push_str(&text(width, &PROXY_HEADS, 2, rows));
    }
    let lines = flags(a).into_iter().map(|f| format!("flag: {f}"));
    let lines = lines.chain(spellings(variants)).chain(a.notes.iter().map(|n| format!("note: {n}")));
    out.push('\n');
    lines.for_each(|line| out.push_str(&format!("{}\n", printable(&line))));
    out.push_str(&format!("{CAVEAT}\n"));
    out
}

/// Rows under heads; from the column `figures` on, cells stand at the right.
fn text(width: u16, heads: &[&str], figures: usize, rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width.max(40))
        .set_header(heads.to_vec());
    for row in rows {
        let cell = |(index, value): (usize, String)| {
            let cell = Cell::new(printable(&value));
            if index >= figures { cell.set_alignment(CellAlignment::Right) } else { cell }
        };
        table.add_row(row.into_iter().enumerate().map(cell));
    }
    let lines = table.lines().map(|line| line.trim_end().to_owned());
    lines.filter(|line| !line.starts_with('─')).map(|line| line + "\n").collect()
}
