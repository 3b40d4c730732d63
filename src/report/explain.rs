//! One letter's score as a sum, with the words behind every number.

use crate::error::printable;
use crate::features::Evidence;
use crate::ingest::Application;
use crate::rank::{Assessed, Assessor};
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

/// A letter's explanation: the score, the sum of its contributions, and for every column of the model its value
/// and the passages that it rests on.
#[must_use]
pub fn letter(
    assessor: &Assessor,
    application: &Application,
    letter: &str,
    assessed: &Assessed,
    paint: Paint,
) -> String {
    let mut out = String::new();
    // Writing to a String can't fail.
    let mut put = |text: std::fmt::Arguments<'_>| {
        let _ = out.write_fmt(text);
    };
    let model = assessor.scorer().model();
    let score = &assessed.score;
    let bold = style(paint, Style::new().bold());
    put(format_args!(
        "{}{}{}: score {:.3} (probability of `{}`; log-odds {:+.3})\n",
        bold.0,
        printable(&application.id),
        bold.1,
        score.probability(),
        printable(&model.label.positive),
        score.log_odds
    ));
    put(format_args!("\n  {:+.3}  base: a letter that is average in everything\n", score.base));
    let mut order: Vec<usize> = (0..score.contributions.len()).collect();
    order.sort_by(|&a, &b| score.contributions[b].abs().total_cmp(&score.contributions[a].abs()).then(a.cmp(&b)));
    for &index in &order {
        let place = assessor.scorer().places()[index];
        let value = assessed.measurement.values[place];
        put(format_args!(
            "  {:+.3}  {}\n",
            score.contributions[index],
            printable(&assessor.extractor().phrase(place, value))
        ));
        let evidence: Vec<&Evidence> =
            assessed.measurement.evidence.iter().filter(|e| e.column as usize == place).collect();
        for e in evidence.iter().take(PASSAGES) {
            put(format_args!("            {}\n", passage(letter, e, paint)));
        }
        if evidence.len() > PASSAGES {
            put(format_args!("            … and {} more\n", evidence.len() - PASSAGES));
        }
    }
    put(format_args!(
        "  {}\n  {:+.3}  log-odds, which is a score of {:.3}\n",
        "─".repeat(6),
        score.log_odds,
        score.probability()
    ));
    if !assessed.measurement.flags.is_empty() {
        put(format_args!("\nNotes for people (they change no score): {}\n", assessed.measurement.flags.join(", ")));
    }
    out
}

/// The start and the end of a style, empty where none is wanted.
fn style(paint: Paint, style: Style) -> (String, String) {
    match paint {
        Paint::Colour => (style.render().to_string(), style.render_reset().to_string()),
        Paint::Plain => (String::new(), String::new()),
    }
}

/// A passage in its surroundings, on one line: `spelling: … the «robusst» systems … (→ robust)`.
fn passage(letter: &str, e: &Evidence, paint: Paint) -> String {
    let (start, end) = (e.span.start as usize, e.span.end as usize);
    let before: String =
        letter.get(..start).unwrap_or("").chars().rev().take(CONTEXT).collect::<Vec<_>>().into_iter().rev().collect();
    let after: String = letter.get(end..).unwrap_or("").chars().take(CONTEXT).collect();
    let (open, close) = match paint {
        Paint::Colour => style(paint, Style::new().bold().fg_color(Some(AnsiColor::Yellow.into()))),
        Paint::Plain => ("«".into(), "»".into()),
    };
    let mut line = format!(
        "{}: {}{open}{}{close}{}",
        e.kind,
        cut(&before, false),
        printable(e.span.slice(letter)),
        cut(&after, true)
    );
    if let Some(years) = e.value {
        let _ = write!(line, " [{years}]");
    }
    if !e.message.is_empty() {
        let _ = write!(line, " – {}", printable(&e.message));
    }
    if let Some(suggestion) = &e.suggestion {
        let _ = write!(line, " → {}", printable(suggestion));
    }
    line
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
