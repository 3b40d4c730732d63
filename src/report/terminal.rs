//! A shortlist as a table that a person reads on a terminal.

use super::shortlist::{chance_text, flagged, rank_text, reason, side_name};
use super::wrap::{columns, wrap};
use crate::error::{Result, printable};
use crate::rank::{Candidate, Shortlist};
use comfy_table::presets;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table};

/// The first `rows` applicants, and everyone else who is not below the line, in at most `width` columns: rank, id, score,
/// 90 % interval of the rank and chance of being among the first N (where the model knows), side, how to read it; the
/// reasons stand below, over the whole width.
///
/// # Errors
/// Those of [`Shortlist::candidate`].
pub fn shortlist(list: &Shortlist, rows: usize, width: u16) -> Result<String> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    let lined = list.cutoff.is_some();
    let mut header = vec![Cell::new("rank"), Cell::new("id"), Cell::new("score")];
    if list.has_intervals() {
        header.push(Cell::new("90 %"));
    }
    if list.certainty().is_some() {
        header.push(Cell::new("chance"));
    }
    if lined {
        header.push(Cell::new(""));
    }
    if list.plan.is_some() {
        header.push(Cell::new("read"));
    }
    table.set_header(header);
    let mut below = Vec::new();
    for index in list.foremost(rows) {
        let c = &list.candidate(index)?;
        let mut row = vec![
            Cell::new(list.rank(index).map_or_else(|| "–".to_owned(), |rank| rank.to_string()))
                .set_alignment(CellAlignment::Right),
            Cell::new(printable(&c.id)),
            Cell::new(format!("{:.3}", c.score)).set_alignment(CellAlignment::Right),
        ];
        if list.has_intervals() {
            row.push(Cell::new(rank_text(list.interval(index))).set_alignment(CellAlignment::Right));
        }
        if list.certainty().is_some() {
            row.push(Cell::new(chance_text(list.interval(index))).set_alignment(CellAlignment::Right));
        }
        if lined {
            row.push(Cell::new(side_name(list.side(index))));
        }
        row.extend(list.plan.as_ref().map(|p| Cell::new(p.ranked[index].band.word())));
        table.add_row(row);
        below.push(named(list, c, width) + &why(list, c, width));
    }
    // Padding at the ends of lines would differ from what a person can see.
    let fitting = |line: String| {
        let line = line.trim_end();
        let width = usize::from(width.max(40));
        // A long id: what stands under each other is given up, and nothing else.
        if columns(line) > width { wrap(line, width, "    ", "        ") } else { line.to_owned() + "\n" }
    };
    let mut lines = table.lines().map(fitting);
    let mut text = lines.next().unwrap_or_default();
    text.push_str(&("═".repeat(usize::from(width.max(40))) + "\n"));
    for (line, why) in lines.zip(below) {
        text.push_str(&line);
        text.push_str(&why);
    }
    Ok(text)
}

/// What people decided, what raises and what lowers the score, and the flags, a line or more each.
fn why(list: &Shortlist, c: &Candidate, width: u16) -> String {
    let said = list.overrides.get(&c.id).map(|o| format!("{} by override ({})", o.word(), o.reason));
    let reasons = |raising: bool, most: usize| {
        let found = c.strongest(raising, most);
        (!found.is_empty()).then(|| found.iter().map(reason).collect::<Vec<_>>().join("; "))
    };
    let parts = [("!", said), ("+", reasons(true, 3)), ("−", reasons(false, 2)), ("⚑", flagged(c))];
    let lines = parts.into_iter().filter_map(|(mark, text)| Some((mark, text?)));
    lines
        .map(|(mark, text)| wrap(&printable(&text), usize::from(width.max(40)), &format!("      {mark} "), "        "))
        .collect()
}

/// The name where the list knows it, on a line of its own: one line of the table is one applicant.
fn named(list: &Shortlist, c: &Candidate, width: u16) -> String {
    let name = list.people.name_of(&c.passthrough);
    if name.is_empty() || name == c.id {
        return String::new();
    }
    wrap(&printable(&name), usize::from(width.max(40)), "      ", "        ")
}
