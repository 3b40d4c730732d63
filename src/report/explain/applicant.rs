//! An explanation for the applicant: a letter in plain words, about this letter alone.
//!
//! It says what was read, the main reasons each way with the quoted words, what the score is for, and how to ask for a
//! person. It says nothing of other applicants, and gives no advice on what to write.

use super::Explained;
use crate::error::printable;
use crate::report::wrap::wrap;

/// Reasons each way.
const REASONS: usize = 4;

/// Passages quoted per reason, and characters of each.
const QUOTES: (usize, usize) = (3, 80);

/// Contributions smaller than this are no main reason.
const LEAST: f64 = 0.05;

/// The letter, in lines of at most `width` columns. `contact` is where the applicant can ask for a person.
#[must_use]
pub fn letter(e: &Explained<'_>, contact: Option<&str>, width: usize) -> String {
    let words = e.letter.split_whitespace().count();
    let mut out =
        paragraph(&format!("About the reading of your motivation letter (application {})", printable(e.id)), width);
    out += &paragraph(
        &format!(
            "A computer program helped to put the letters in an order for the people who read them. It read the text \
             of your letter, {words} words, and nothing else: no other part of your application takes part in its score."
        ),
        width,
    );
    out += &paragraph(
        &format!(
            "The program measures things that a person can check in the text, and compares them with letters on which \
             people decided before. It gave your letter a score of {:.2} on a scale from 0 to 1: how likely those \
             people would have been to say yes to a letter like it.",
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
        out += &wrap(&format!("What {word} the score most:"), width, "", "");
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

fn paragraph(text: &str, width: usize) -> String {
    wrap(text, width, "", "") + "\n"
}

/// The main reasons one way, the strongest first: what was found, and the words of the letter behind it.
fn reasons(e: &Explained<'_>, raising: bool) -> Vec<String> {
    let amounts = &e.assessed.score.contributions;
    let counts = |index: &usize| if raising { amounts[*index] >= LEAST } else { amounts[*index] <= -LEAST };
    let reason = |index: usize| {
        let place = e.assessor.scorer().places()[index];
        let mut quotes: Vec<String> = Vec::new();
        let found = e.assessed.measurement.evidence.iter();
        for evidence in found.filter(|f| f.column as usize == place && !f.is_set_aside()) {
            let quote = quote(evidence.span.slice(e.letter));
            if quotes.len() < QUOTES.0 && !quotes.contains(&quote) {
                quotes.push(quote);
            }
        }
        let phrase = printable(&e.assessor.phrase(index, e.assessed.measurement.values[place]));
        if quotes.is_empty() { phrase } else { format!("{phrase}: {}", quotes.join(", ")) }
    };
    e.by_strength().into_iter().filter(counts).take(REASONS).map(reason).collect()
}

/// A passage between quotation marks, on one line, cut where it is long.
pub(super) fn quote(passage: &str) -> String {
    let line = printable(&passage.split_whitespace().collect::<Vec<_>>().join(" "));
    if line.chars().count() <= QUOTES.1 {
        return format!("“{line}”");
    }
    format!("“{}…”", line.chars().take(QUOTES.1).collect::<String>())
}
