//! An explanation for the applicant: a letter in plain words, about this letter alone.
//!
//! It says what was read, the main reasons each way in full sentences, each with the quoted words and why it counts, what
//! the score is for, and how to ask for a person. It says nothing of single other applicants, and gives no advice on what to
//! write. Its first line says that it is a draft, which the committee reviews before it leaves.

use super::Explained;
use crate::error::printable;
use crate::report::wrap::wrap;

/// Reasons each way.
const REASONS: usize = 4;

/// Passages quoted per reason, and characters of each.
const QUOTES: (usize, usize) = (3, 80);

/// Contributions smaller than this are no main reason.
const LEAST: f64 = 0.05;

/// First line: nothing leaves unread.
pub const DRAFT: &str = "DRAFT, to be reviewed by the committee before it is sent. Then remove this line.";

/// The letter, in lines of at most `width` columns, behind the line that says that it is a draft. `contact` is where the
/// applicant can ask for a person.
#[must_use]
pub fn letter(e: &Explained<'_>, contact: Option<&str>, width: usize) -> String {
    paragraph(DRAFT, width) + &body(e, contact, width)
}

/// The letter without that line, as a part of a draft that has one.
#[must_use]
pub fn body(e: &Explained<'_>, contact: Option<&str>, width: usize) -> String {
    let words = e.letter.split_whitespace().count();
    let mut out =
        paragraph(&format!("About the reading of your motivation letter (application {})", printable(e.id)), width);
    out += &paragraph(
        &format!(
            "A computer program helped to put the letters in an order for the people who read them. It read {}, {words} \
             words, and nothing else: no other part of your application counts in its score.",
            what_was_read(e)
        ),
        width,
    );
    out += &paragraph(
        &format!(
            "The program measures things that a person can check in the text, and compares them with earlier letters, on \
             which people decided. It gave your letter a score of {:.2} on a scale from 0 to 1: how likely those people \
             would have been to say yes to a letter like it. Below are the main reasons, with the words of your letter \
             that each rests on, and with what went together with a yes among the earlier letters, all else being the same. Something that went together with a yes is not for that reason a merit, and its absence is not a fault.",
            e.assessed.score.probability()
        ),
        width,
    );
    for raising in [true, false] {
        let reasons = reasons(e, raising);
        let word = if raising { "raised" } else { "lowered" };
        if reasons.is_empty() {
            out += &paragraph(&format!("Nothing in the letter {word} the score by much."), width);
            continue;
        }
        out += &wrap(&format!("What {word} the score of your letter most:"), width, "", "");
        reasons.iter().for_each(|reason| out.push_str(&wrap(reason, width, "- ", "  ")));
        out.push('\n');
    }
    let contact = contact.map_or_else(
        || "answer the message that this note came with".to_owned(),
        |contact| format!("write to {}", printable(contact)),
    );
    out += &paragraph(
        "The score decides in which order people read the letters. It rejects nobody: people decide, on the letter. A \
         program can misread. If a passage above does not mean what the note takes it to mean, please say so.",
        width,
    );
    out += &paragraph(
        &format!(
            "You can ask that a person reads your letter without its score, and you need not say why: {contact}, and \
             name your application ({}).",
            printable(e.id)
        ),
        width,
    );
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// `the text of your letter`; of an application in parts: `these parts of your application: “Motivation”, “CV”`.
fn what_was_read(e: &Explained<'_>) -> String {
    let names = e.assessor.extractor().parts().names().iter();
    let given = names.zip(&e.assessed.measurement.parts).filter(|(_, span)| !span.is_empty());
    let titles: Vec<String> = given.map(|(name, _)| format!("“{}”", printable(&name.title))).collect();
    match titles.as_slice() {
        [] => "the text of your letter".to_owned(),
        [one] => format!("one part of your application, {one}"),
        several => format!("these parts of your application: {}", several.join(", ")),
    }
}

fn paragraph(text: &str, width: usize) -> String {
    wrap(text, width, "", "") + "\n"
}

/// The main reasons one way, the strongest first: what was found, the words of the letter behind it, and why it counts.
fn reasons(e: &Explained<'_>, raising: bool) -> Vec<String> {
    let amounts = &e.assessed.score.contributions;
    let counts = |index: &usize| if raising { amounts[*index] >= LEAST } else { amounts[*index] <= -LEAST };
    e.by_strength().into_iter().filter(counts).take(REASONS).map(|index| reason(e, index)).collect()
}

fn reason(e: &Explained<'_>, index: usize) -> String {
    let place = e.assessor.scorer().places()[index];
    let column = &e.assessor.scorer().model().columns[index];
    let value = e.assessed.measurement.values[place];
    let plain = e.assessor.extractor().plain(place, value, column.transform.undo(column.mean));
    let mut text = upper(&printable(&plain.found));
    let mut quotes: Vec<String> = Vec::new();
    let found = e.assessed.measurement.evidence.iter();
    for evidence in found.filter(|f| f.column as usize == place && !f.is_set_aside()) {
        let mut quote = quote(evidence.span.slice(e.letter));
        if let Some(title) = e.part_of(evidence.span) {
            quote += &format!(" (in {})", printable(title));
        }
        if quotes.len() < QUOTES.0 && !quotes.contains(&quote) {
            quotes.push(quote);
        }
    }
    match (quotes.is_empty(), value) {
        (true, _) => {}
        (false, Some(0.0)) => text += &format!(" (it looked at {})", quotes.join(", ")),
        (false, _) => text += &format!(": {}", quotes.join(", ")),
    }
    if let Some(value) = value.filter(|v| column.counted(*v) != *v) {
        let (beyond, edge) = if value > column.counted(value) { ("more", "most") } else { ("less", "least") };
        text += &format!(". That is {beyond} than the program has learnt from, so it counted the {edge} that it knows");
    }
    text + &format!(". {}.", why(e, index, value, &printable(&plain.more)))
}

/// What went together with a yes: a higher value, or that there is a value at all, where that counts for more.
fn why(e: &Explained<'_>, index: usize, value: Option<f64>, more: &str) -> String {
    let column = &e.assessor.scorer().model().columns[index];
    let often = |more: bool| if more { "more" } else { "less" };
    let (standardised, is_missing) = column.terms(value);
    let stated = column.missing.as_ref().zip(is_missing).map_or(0.0, |(m, is_missing)| m.weight * is_missing);
    if stated.abs() <= (column.weight * standardised).abs() {
        return format!("People said yes {} often to {more}", often(column.weight > 0.0));
    }
    let those =
        if value.is_none() { "letters in which this was not found" } else { "letters in which this was found at all" };
    format!("People said yes {} often to {those}", often(stated > 0.0))
}

fn upper(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A passage between quotation marks, on one line, cut where it is long.
pub(super) fn quote(passage: &str) -> String {
    let line = printable(&passage.split_whitespace().collect::<Vec<_>>().join(" "));
    if line.chars().count() <= QUOTES.1 {
        return format!("“{line}”");
    }
    format!("“{}…”", line.chars().take(QUOTES.1).collect::<String>())
}
