//! Mistakes in a letter: what a finding is, and where they are not looked for.
//!
//! [`spelling`] and [`grammar`] add [`Finding`]s to one list; the feature
//! [`error_rate`](super::error_rate) counts them. Neither looks at words that are not the writer's own prose
//! ([`checked_words`]): placeholders, addresses, code, citations, quoted titles, passages in another language.

pub mod capitals;
pub mod checked_words;
pub mod cloze;
pub mod confusions;
mod derived;
pub mod examples;
mod finding;
mod foreign;
pub mod grammar;
pub mod near;
pub mod repetition;
pub mod reports;
pub mod spelling;

pub use finding::{Finding, Findings, Kind};

/// Asserts that the findings of `kind` in a text are just the ones marked with `«…»`; returns them.
#[cfg(test)]
pub(crate) fn check_marked(marked: &str, kind: &str) -> Vec<crate::features::Evidence> {
    use crate::features::{Extractor, Measurement, error_rate::ErrorRate};
    let (mut text, mut spans, mut start) = (String::new(), Vec::new(), 0);
    for c in marked.chars() {
        match c {
            '«' => start = text.len(),
            '»' => spans.push(crate::span::Span::new(start, text.len())),
            c => text.push(c),
        }
    }
    let mut out = Measurement::default();
    let doc = crate::text::Document::new(&text);
    Extractor::of(vec![Box::new(ErrorRate::new())]).measure(&doc, true, &mut out);
    out.evidence.retain(|e| e.kind == kind);
    let found: Vec<&str> = out.evidence.iter().map(|e| e.span.slice(&text)).collect();
    assert_eq!(out.evidence.iter().map(|e| e.span).collect::<Vec<_>>(), spans, "{marked}: found {found:?}");
    out.evidence
}
