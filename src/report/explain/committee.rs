//! An explanation for the committee: the score as a sum, with the words behind every number.

use super::Explained;
use super::applicant::quote;
use crate::error::printable;
use crate::features::{Evidence, Part};
use crate::report::wrap::wrap;
use anstyle::{AnsiColor, Style};
use std::fmt::Write;

/// Characters of the letter shown on each side of a quoted passage.
const CONTEXT: usize = 40;

/// Passages shown per column.
const PASSAGES: usize = 8;

/// Where the explanation will be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// On a terminal: the quoted words are highlighted.
    Colour,
    /// In a pipe or a file: the quoted words stand between « and ».
    Plain,
}

/// Marks of the start and the end of the quoted words while lines are broken: no printable text holds them.
const MARKS: [char; 2] = ['\u{1}', '\u{2}'];

/// A letter's explanation in lines of at most `width` columns: the score, the sum of its contributions, and for every
/// column of the model its value and the passages that it rests on.
#[must_use]
pub fn letter(e: &Explained<'_>, paint: Paint, width: usize) -> String {
    let model = e.assessor.scorer().model();
    let score = &e.assessed.score;
    let [open, close] = MARKS;
    let mut out = wrap(
        &format!(
            "{open}{}{close}: score {:.3} (probability of `{}`; log-odds {:+.3})",
            printable(e.id),
            score.probability(),
            printable(&model.label.positive),
            score.log_odds
        ),
        width,
        "",
        "  ",
    );
    out = painted(&out, paint, Style::new().bold());
    out.push('\n');
    let line = |amount: f64, text: &str| wrap(text, width, &format!("  {amount:+.3}  "), "          ");
    out += &line(score.base, "start: a letter with average values");
    let mut passages = String::new();
    for index in e.by_strength() {
        let place = e.assessor.scorer().places()[index];
        // A value that is stated at all may be a reason of its own beside how much it is.
        let stated = e.assessor.stated(index, e.assessed.measurement.values[place]);
        let amount = score.contributions[index] - stated.as_ref().map_or(0.0, |s| s.amount);
        out += &line(amount, &printable(&e.assessor.phrase_of(index, &e.assessed.measurement)));
        if let Some(stated) = stated {
            out += &line(stated.amount, &printable(&stated.phrase));
        }
        let evidence: Vec<&Evidence> =
            e.assessed.measurement.evidence.iter().filter(|f| f.column as usize == place).collect();
        passages.clear();
        let parts = e.assessor.parts(index, &e.assessed.measurement);
        if !parts.is_empty() {
            out += &painted(&sum(e, parts, &evidence, paint, width), paint, yellow());
            continue;
        }
        for found in evidence.iter().take(PASSAGES) {
            let part = e.part_of(found.span).map_or_else(String::new, |title| format!("{}: ", printable(title)));
            passages += &wrap(&(part + &passage(e.letter, found, paint)), width, "            ", "              ");
        }
        if evidence.len() > PASSAGES {
            passages += &format!("            … and {} more\n", evidence.len() - PASSAGES);
        }
        out += &painted(&passages, paint, yellow());
    }
    out += &format!("  {}\n", "─".repeat(6));
    out += &line(score.log_odds, &format!("log-odds, which is a score of {:.3}", score.probability()));
    if let Some(what_if) = e.what_if {
        let said = |value: Option<f64>| value.map_or_else(|| "none".to_owned(), |v| v.to_string());
        let changes: Vec<String> = what_if
            .changes
            .iter()
            .map(|c| format!("{} {} in place of {}", c.column, said(c.to), said(c.from)))
            .collect();
        out.push('\n');
        out += &wrap(
            &format!(
                "With {}, and all else as it is: score {:.3} in place of {:.3} (log-odds {:+.3}, {:+.3})",
                changes.join(", "),
                what_if.score.probability(),
                score.probability(),
                what_if.score.log_odds,
                what_if.score.log_odds - score.log_odds
            ),
            width,
            "",
            "  ",
        );
    }
    if !e.assessed.measurement.flags.is_empty() {
        let flags = e.assessed.measurement.flags.join(", ");
        out.push('\n');
        out += &wrap(&format!("Notes for people (they change no score): {flags}"), width, "", "  ");
        for mark in &e.assessed.measurement.marks {
            let passage = mark.span.map_or_else(String::new, |span| format!(": {}", quote(span.slice(e.letter))));
            out += &wrap(&format!("{}, {}{passage}", mark.flag, mark.message), width, "  ", "    ");
        }
    }
    out
}

/// The parts of a contribution that is a sum, the largest first, each with the first passage that it rests on.
fn sum(e: &Explained<'_>, mut parts: Vec<Part>, evidence: &[&Evidence], paint: Paint, width: usize) -> String {
    parts.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()).then_with(|| a.title.cmp(&b.title)));
    let mut out = String::new();
    for part in parts {
        let found = evidence.iter().find(|found| found.message == part.title);
        let text = found.map_or_else(|| part.title.clone(), |found| quoted(e.letter, found, paint));
        let start = format!("            {:+.3}  ", part.value);
        out += &wrap(&text, width, &start, &" ".repeat(start.len()));
    }
    out
}

fn yellow() -> Style {
    Style::new().bold().fg_color(Some(AnsiColor::Yellow.into()))
}

/// Lines with their marks turned into a style, or without them. A style ends with its line and begins again.
fn painted(lines: &str, paint: Paint, style: Style) -> String {
    let [open, close] = MARKS;
    if paint == Paint::Plain {
        return lines.replace(MARKS, "");
    }
    let (on, off) = (style.render().to_string(), style.render_reset().to_string());
    let mut out = String::with_capacity(lines.len());
    let mut is_on = false;
    for c in lines.chars() {
        match c {
            c if c == open => {
                is_on = true;
                out += &on;
            }
            c if c == close => {
                is_on = false;
                out += &off;
            }
            '\n' if is_on => out += &format!("{off}\n{on}"),
            c => out.push(c),
        }
    }
    out
}

/// A passage in its surroundings, on one line: `spelling: … the «robusst» systems … → robust`, with marks for the quoted words.
fn passage(letter: &str, e: &Evidence, paint: Paint) -> String {
    let mut line = format!("{}: {}", e.kind, quoted(letter, e, paint));
    if let Some(years) = e.value {
        let _ = write!(line, " [{}]", (years * 100.0).round() / 100.0);
    }
    if !e.message.is_empty() {
        let _ = write!(line, " – {}", printable(&e.message));
    }
    if e.sureness() == Some("likely") {
        line += " (likely)";
    }
    if let Some(suggestion) = &e.suggestion {
        let _ = write!(line, " → {}", printable(suggestion));
    }
    line
}

/// The words of a passage in their surroundings, with marks for the quoted words.
fn quoted(letter: &str, e: &Evidence, paint: Paint) -> String {
    let (start, end) = (e.span.start as usize, e.span.end as usize);
    let before: String =
        letter.get(..start).unwrap_or("").chars().rev().take(CONTEXT).collect::<Vec<_>>().into_iter().rev().collect();
    let after: String = letter.get(end..).unwrap_or("").chars().take(CONTEXT).collect();
    let [open, close] = if paint == Paint::Plain { ['«', '»'] } else { MARKS };
    format!("{}{open}{}{close}{}", cut(&before, false), printable(e.span.slice(letter)), cut(&after, true))
}

/// Surroundings without the part of a word at their outer end.
fn cut(text: &str, after: bool) -> String {
    let text = printable(text);
    if text.chars().count() < CONTEXT {
        return text;
    }
    if after {
        text.rfind(' ').map_or(text.clone(), |at| format!("{} …", &text[..at]))
    } else {
        text.find(' ').map_or(text.clone(), |at| format!("…{}", &text[at..]))
    }
}
