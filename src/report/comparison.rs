//! Champion and challenger side by side, for a terminal.

use crate::error::printable;
use crate::model::Model;
use crate::model::registry::Record;
use crate::model::retrain::{Comparison, Crossing, Figures};
use comfy_table::presets;
use comfy_table::{Cell, CellAlignment, Table};

/// Ids shown of those who would cross the line.
const SHOWN: usize = 12;

fn aligned(header: &[&str], rows: Vec<Vec<String>>, width: u16) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_width(width.max(40));
    table.set_header(header.to_vec());
    for row in rows {
        let cell = |(i, text): (usize, String)| {
            let cell = Cell::new(printable(&text));
            if i == 0 { cell } else { cell.set_alignment(CellAlignment::Right) }
        };
        table.add_row(row.into_iter().enumerate().map(cell).collect::<Vec<_>>());
    }
    table.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

fn number(value: Option<f64>) -> String {
    value.map_or("–".into(), |v| format!("{v:.3}"))
}

/// A figure that rounds to nothing without its sign.
fn tidy(value: f64) -> f64 {
    if value.abs() < 5e-4 { 0.0 } else { value }
}

/// What retraining found: the figures, the gate, who would cross the line, and what became of the challenger.
#[must_use]
pub fn terminal(
    record: &Record,
    crossing: &Crossing,
    champion: &str,
    challenger: &str,
    promoted: bool,
    width: u16,
) -> String {
    let mut out = String::new();
    if let Some(c) = &record.comparison {
        out.push_str(&format!(
            "{} new label{} beside {} old ones; every letter is judged by a fit that has not seen it\n",
            c.new_rows,
            if c.new_rows == 1 { "" } else { "s" },
            c.old_rows
        ));
        out.push_str(&figures(c, width));
        for g in &c.groups {
            out.push_str(&format!(
                "group {}: {} letters, mean score {:.3} → {:.3}\n",
                printable(&g.group),
                g.rows,
                g.champion,
                g.challenger
            ));
        }
    }
    out.push_str(&self::crossing(crossing));
    if let Some(verdict) = &record.verdict {
        out.push_str("\nthe gate:\n");
        for check in &verdict.checks {
            let noise = if check.noise > 0.0 { format!(" + {:.3}", check.noise) } else { String::new() };
            out.push_str(&format!(
                "  {}  {:+.3} (bound {}{noise})  {}: {}\n",
                if check.holds() { "holds" } else { "FAILS" },
                tidy(check.value),
                check.bound,
                check.name,
                check.what
            ));
        }
        out.push('\n');
        let bounds = (verdict.gate.share.unwrap_or(f64::INFINITY), verdict.gate.column.unwrap_or(f64::INFINITY));
        let expected = record.comparison.as_ref().and_then(|c| c.expected.as_ref());
        for said in expected.map(|e| e.question(bounds.0, bounds.1)).unwrap_or_default() {
            out.push_str(&format!("{}\n", printable(&said)));
        }
        out.push_str(&match (promoted, verdict.promote) {
            (true, true) => {
                format!("promoted: {challenger} is in use, {champion} stays for `shortlist model rollback`\n")
            }
            (true, false) => format!(
                "promoted against the gate: {challenger} is in use; the reason is kept: {}\n",
                printable(record.promoted_anyway.as_deref().unwrap_or(""))
            ),
            _ => format!(
                "not promoted: {champion} stays in use, the challenger is kept as candidate {challenger} (refused by {})\n",
                verdict.failed().join(", ")
            ),
        });
    }
    out
}

/// Who would cross the line.
#[must_use]
pub fn crossing(crossing: &Crossing) -> String {
    let names = |ids: &[String]| {
        let shown: Vec<String> = ids.iter().take(SHOWN).map(|id| printable(id)).collect();
        let more = if ids.len() > SHOWN { format!(" and {} more", ids.len() - SHOWN) } else { String::new() };
        if shown.is_empty() { "nobody".to_owned() } else { shown.join(", ") + &more }
    };
    format!(
        "a line at {} of these {} letters: these would move above it: {}; these would move below it: {}\n",
        crossing.places,
        crossing.letters,
        names(&crossing.rise),
        names(&crossing.fall)
    )
}

fn figures(c: &Comparison, width: u16) -> String {
    let row = |what: &str, before: &Figures, after: &Figures, pick: fn(&Figures) -> Option<f64>| {
        vec![what.to_owned(), number(pick(before)), number(pick(after))]
    };
    let rows = vec![
        row("AUC, new letters", &c.champion_on_new, &c.challenger_on_new, |f| f.auc),
        row("log-loss, new letters", &c.champion_on_new, &c.challenger_on_new, |f| Some(f.log_loss)),
        row("calibration error, new letters", &c.champion_on_new, &c.challenger_on_new, |f| f.calibration_error),
        row("AUC, old letters", &c.champion_on_old, &c.challenger_on_old, |f| f.auc),
        row("log-loss, old letters", &c.champion_on_old, &c.challenger_on_old, |f| Some(f.log_loss)),
        row("calibration error, old letters", &c.champion_on_old, &c.challenger_on_old, |f| f.calibration_error),
    ];
    aligned(&["", "champion", "challenger"], rows, width)
}

/// Two models side by side: weights and figures. `first` and `second` are their ids.
#[must_use]
pub fn models(first: (&str, &Model, &Record), second: (&str, &Model, &Record), width: u16) -> String {
    let mut names: Vec<&str> = first.1.columns.iter().chain(&second.1.columns).map(|c| c.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let weight = |model: &Model, name: &str| model.columns.iter().find(|c| c.name == name).map(|c| c.weight);
    let mut rows: Vec<(f64, Vec<String>)> = names
        .into_iter()
        .map(|name| {
            let (a, b) = (weight(first.1, name), weight(second.1, name));
            let change = b.unwrap_or(0.0) - a.unwrap_or(0.0);
            let signed = |v: Option<f64>| v.map_or("–".to_owned(), |v| format!("{v:+.3}"));
            (change, vec![name.to_owned(), signed(a), signed(b), signed(Some(change))])
        })
        .collect();
    rows.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()).then_with(|| a.1.cmp(&b.1)));
    let pick = |name: &str, of: fn(&Figures) -> Option<f64>| {
        let (a, b) = (first.2.figures.as_ref().and_then(of), second.2.figures.as_ref().and_then(of));
        let change = a.zip(b).map(|(a, b)| format!("{:+.3}", b - a)).unwrap_or("–".into());
        vec![name.to_owned(), number(a), number(b), change]
    };
    let labels = |r: &Record| r.batches.iter().map(|b| b.rows).sum::<u64>().to_string();
    let figures = vec![
        vec!["labelled letters".into(), labels(first.2), labels(second.2), String::new()],
        pick("AUC, cross-validated", |f| f.auc),
        pick("log-loss, cross-validated", |f| Some(f.log_loss)),
        pick("calibration error, cross-validated", |f| f.calibration_error),
    ];
    let header = ["", first.0, second.0, "change"];
    let mut out = aligned(&header, figures, width);
    out.push_str("\nlog-odds per standard deviation:\n");
    out.push_str(&aligned(&header, rows.into_iter().map(|r| r.1).collect(), width));
    out
}
