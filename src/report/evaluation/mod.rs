//! An evaluation for people and programs: a table on the terminal, JSON, and a page with plots that needs no network.

pub(in crate::report) mod chair;
mod html;
#[cfg(feature = "cli")]
mod terminal;

pub use html::page as evaluation_html;
#[cfg(feature = "cli")]
pub use terminal::table as evaluation_terminal;

use super::run::RunFacts;
use crate::model::evaluate::{Basis, Estimate, Evaluation, Figure, Figures};
use serde_json::json;

/// The evaluation with the facts of its run as one JSON document.
#[must_use]
pub fn evaluation_json(evaluation: &Evaluation, facts: &RunFacts) -> String {
    let mut text = serde_json::to_string_pretty(&json!({ "run": facts, "evaluation": evaluation })).unwrap_or_default();
    text.push('\n');
    text
}

/// What the figures speak of, in a sentence.
fn basis(e: &Evaluation) -> String {
    let groups = e.groups.map_or(String::new(), |g| format!(", rows of one of {g} groups never on both sides"));
    match e.basis {
        Basis::CrossValidated => format!(
            "Cross-validated: {} folds, {} repeat{}{groups}; every score is of a model that has not seen the letter.",
            e.folds,
            e.repeats,
            if e.repeats == 1 { "" } else { "s" }
        ),
        Basis::HeldOut => "Held out: the given model on letters that, as far as can be known, it has not seen.".into(),
        Basis::TrainedOn => {
            "NOT held out: the model was trained on these letters. The figures say how well it remembers, not how good it is."
                .into()
        }
    }
}

/// The columns of the table of figures: name, figures, whether their intervals are shown.
fn columns(e: &Evaluation) -> Vec<(&'static str, &Figures, bool)> {
    let mut columns = vec![("model", &e.model, true), ("length only", &e.length, false)];
    columns.extend(e.bag_of_words.as_ref().map(|bag| ("bag of words", bag, false)));
    if let Some(reviewers) = &e.reviewers {
        columns.push(("one reviewer", reviewers, false));
    }
    columns.push(("chance", &e.chance, false));
    columns
}

fn number(value: Option<f64>) -> String {
    // A difference that rounds to nothing has no sign.
    value.map_or("–".into(), |v| format!("{:.3}", if v.abs() < 0.0005 { 0.0 } else { v }))
}

fn estimate(e: Estimate) -> String {
    let interval = e.interval.map(|(a, b)| format!(" ({} to {})", number(Some(a)), number(Some(b))));
    format!("{}{}", number(e.value), interval.unwrap_or_default())
}

/// Whether more labels would help, as far as the learning curve says.
fn more_labels(e: &Evaluation) -> Option<String> {
    let last = e.learning_curve.last()?;
    let half = e.learning_curve.iter().find(|p| p.rows < last.rows * 0.6 && p.rows > last.rows * 0.4)?;
    let gain = last.auc - half.auc;
    let spread = last.spread.zip(half.spread).map(|(a, b)| (a * a + b * b).sqrt());
    let verdict = match spread {
        Some(s) if gain > 2.0 * s => "more labels would most likely help",
        Some(s) if gain < s => "more labels of the same kind would change little",
        _ => "these labels don't show whether more of them would help",
    };
    Some(format!(
        "From {:.0} to {:.0} letters the AUC went from {:.3} to {:.3}: {verdict}.",
        half.rows, last.rows, half.auc, last.auc
    ))
}

/// How the model stands beside a bag of words, in a sentence; none if there was none.
fn over_bag_of_words(e: &Evaluation) -> Option<String> {
    let difference = e.over_bag_of_words.as_ref()?.get(Figure::Auc);
    let verdict = match difference.interval {
        Some((low, _)) if low > 0.0 => "the columns say more than the words alone",
        Some((_, high)) if high < 0.0 => {
            "the committee values something in the words that no column measures; `shortlist topics suggest` helps to find it"
        }
        _ => "it is not shown that the columns say more or less than the words alone",
    };
    Some(format!("AUC above a bag of words: {}: {verdict}.", estimate(difference)))
}

/// Whether the model knows more than length, in a sentence.
fn over_length(e: &Evaluation) -> String {
    let difference = e.over_length.get(Figure::Auc);
    let verdict = match difference.interval {
        Some((low, _)) if low > 0.0 => "it knows more than how long a letter is",
        Some((_, high)) if high < 0.0 => "it is worse than counting words",
        _ => "it is not shown that the model knows more than how long a letter is",
    };
    format!("AUC above length only: {}: {verdict}.", estimate(difference))
}

#[cfg(test)]
mod tests;
