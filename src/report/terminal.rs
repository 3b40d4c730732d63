//! A shortlist as a table that a person reads on a terminal.

use super::shortlist::{chance_text, flagged, rank_text, reason, side_name};
use crate::error::{Result, printable};
use crate::rank::{Candidate, Shortlist};
use comfy_table::presets;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table};

/// The first `rows` applicants, and everyone else who is not below the line, as a table of at most `width` columns:
/// rank, id, score, 90 % interval of the rank and chance of being among the first N (where the model knows), side, reasons.
///
/// # Errors
/// Those of [`Shortlist::candidate`].
pub fn shortlist(list: &Shortlist, rows: usize, width: u16) -> Result<String> {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width.max(40));
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
    header.push(Cell::new("why"));
    table.set_header(header);
    for index in list.foremost(rows) {
        let c = &list.candidate(index)?;
        let said = list.overrides.get(&c.id).map(|o| printable(&format!("{} by override ({})", o.word(), o.reason)));
        let found = c.strongest(true, 3).into_iter().chain(c.strongest(false, 2)).map(|r| printable(&reason(&r)));
        let why: Vec<String> =
            said.into_iter().chain(found).chain(flagged(c).into_iter().map(|f| printable(&f))).collect();
        let mut row = vec![
            Cell::new(list.ranks[index]).set_alignment(CellAlignment::Right),
            Cell::new(named(list, c)),
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
        row.push(Cell::new(why.join("; ")));
        table.add_row(row);
    }
    // Padding at the ends of lines would differ from what a person can see.
    Ok(table.lines().map(|line| line.trim_end().to_owned() + "\n").collect())
}

/// The id, and under it the name, where the list knows it.
fn named(list: &Shortlist, c: &Candidate) -> String {
    let name = list.people.name_of(&c.passthrough);
    if name.is_empty() || name == c.id {
        printable(&c.id)
    } else {
        format!("{}\n{}", printable(&c.id), printable(&name))
    }
}
