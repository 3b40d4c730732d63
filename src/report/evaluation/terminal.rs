//! An evaluation as tables on a terminal.

use super::{basis, columns, estimate, more_labels, number, over_bag_of_words, over_length};
use crate::error::printable;
use crate::model::evaluate::{Evaluation, Figure};
use comfy_table::presets;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table};

/// The evaluation as text of at most `width` columns.
#[must_use]
pub fn table(e: &Evaluation, width: u16) -> String {
    let mut out =
        format!("{} labelled letters, {} of them a yes; {} places. {}\n\n", e.rows, e.positive, e.places, basis(e));
    let mut figures = fresh(width);
    let shown = columns(e);
    let mut header = vec![Cell::new("figure"), Cell::new("better")];
    header.extend(shown.iter().map(|(name, _, interval)| {
        let name = if *interval { format!("{name} (95 % interval)") } else { (*name).to_owned() };
        Cell::new(name).set_alignment(CellAlignment::Right)
    }));
    figures.set_header(header);
    for figure in Figure::ALL {
        let mut row = vec![Cell::new(figure.title()), Cell::new(figure.better())];
        row.extend(shown.iter().map(|(_, set, interval)| {
            let got = set.get(figure);
            right(if *interval { estimate(got) } else { number(got.value) })
        }));
        figures.add_row(row);
    }
    out.push_str(&text(&figures));
    out.push_str(&format!("{}\n", over_length(e)));
    out.extend(over_bag_of_words(e).map(|line| line + "\n"));
    let c = e.confusion;
    out.push_str(&format!(
        "Of {} places, {:.1} would go to a yes and {:.1} to a no; {:.1} of the yeses would stay below the line.\n",
        e.places, c.true_positives, c.false_positives, c.false_negatives
    ));
    if let Some(b) = e.brier_parts {
        out.push_str(&format!(
            "Brier {:.3} = reliability {:.3} − resolution {:.3} + uncertainty {:.3} {} {:.3} within bins\n",
            b.score,
            b.reliability,
            b.resolution,
            b.uncertainty,
            if b.within < 0.0 { "−" } else { "+" },
            b.within.abs()
        ));
    }
    let mut bins = fresh(width);
    bins.set_header(["calibration: letters", "mean score", "share of yes"]);
    for bin in &e.calibration {
        bins.add_row([
            right(bin.rows.to_string()),
            right(number(Some(bin.forecast))),
            right(number(Some(bin.observed))),
        ]);
    }
    out.push_str(&format!("\n{}", text(&bins)));
    if !e.learning_curve.is_empty() {
        let mut curve = fresh(width);
        curve.set_header(["learning curve: letters", "AUC", "± over repeats", "log-loss"]);
        for p in &e.learning_curve {
            let cells = [format!("{:.0}", p.rows), number(Some(p.auc)), number(p.spread), number(Some(p.log_loss))];
            curve.add_row(cells.map(right));
        }
        out.push_str(&format!("\n{}", text(&curve)));
        out.extend(more_labels(e).map(|line| line + "\n"));
    }
    if !e.ablation.is_empty() {
        let mut ablation = fresh(width);
        ablation.set_header(["feature", "adds to the AUC", "saves log-loss", "AUC alone"]);
        for a in &e.ablation {
            let cells = [estimate(a.adds), number(a.saves_log_loss), number(a.alone)];
            ablation.add_row([Cell::new(&a.feature)].into_iter().chain(cells.map(right)));
        }
        out.push_str(&format!("\n{}", text(&ablation)));
    }
    if let Some(by) = &e.by {
        let mut parts = fresh(width);
        parts.set_header([printable(&by.column), "letters".into(), "yes".into(), "mean score".into(), "AUC".into()]);
        for p in &by.groups {
            let cells =
                [p.rows.to_string(), p.positive.to_string(), number(Some(p.mean_score)), number(p.auc)].map(right);
            parts.add_row([Cell::new(printable(&p.value))].into_iter().chain(cells));
        }
        out.push_str(&format!("\n{}", text(&parts)));
    }
    out
}

fn fresh(width: u16) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width.max(40));
    table
}

fn right(text: String) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

/// Rows without the rules between them, which would double the length.
fn text(table: &Table) -> String {
    let lines = table.lines().map(|line| line.trim_end().to_owned());
    lines.filter(|line| !line.starts_with('─')).map(|line| line + "\n").collect()
}
