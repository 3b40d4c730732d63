//! Number of paragraphs.
//!
//! # What it measures
//! How many paragraphs have at least 25 words, at most 8. Greeting, closing lines and items of lists are too short to count.
//!
//! # Why it may matter
//! A letter set out in paragraphs keeps its thoughts apart. `structure` holds this together with connectives.
//!
//! # How it misleads
//! Not in the default set. Web forms swallow line breaks, which costs the applicant all but one; files turned into text
//! gain some. Pressing Return adds one.
//!
//! # Example
//! A greeting, three paragraphs of forty words and a name have 3.

use super::registration::ColumnNames;
use super::{About, Column, Expected, Feature, Plain, Properties, Registration, Sink};
use crate::lexicon::Annotated;

/// What the list holds of it.
pub(super) const REGISTRATION: Registration = Registration {
    name: "paragraphs",
    properties: Properties { opt_in: true, ..Properties::PLAIN },
    columns: ColumnNames::One("paragraphs"),
    make: |_| Box::new(Paragraphs::new()),
};

/// A paragraph of fewer words is a line.
const SHORTEST: usize = 25;
/// More say no more.
const CAP: usize = 8;

/// See the module's text.
pub struct Paragraphs(About);

impl Paragraphs {
    /// The feature.
    #[must_use]
    pub fn new() -> Self {
        Self(About::from_source(REGISTRATION.name, 1, include_str!("paragraphs.rs")))
    }
}

impl Default for Paragraphs {
    fn default() -> Self {
        Self::new()
    }
}

impl Feature for Paragraphs {
    fn about(&self) -> &About {
        &self.0
    }

    fn properties(&self) -> Properties {
        REGISTRATION.properties
    }

    fn columns(&self) -> Vec<Column> {
        vec![Column { name: "paragraphs".into(), title: "Paragraphs".into(), expected: Expected::Raises }]
    }

    fn measure(&self, doc: &Annotated<'_>, out: &mut Sink<'_>) {
        let words =
            |range: &std::ops::Range<usize>| doc.sentences[range.clone()].iter().map(|s| s.counted).sum::<usize>();
        let long = doc.paragraphs.iter().filter(|p| words(&p.sentences) >= SHORTEST).count();
        out.value(0, long.min(CAP) as f64);
    }

    fn phrase(&self, _column: usize, value: Option<f64>) -> String {
        let n = value.unwrap_or(0.0);
        format!("{n:.0} paragraph{}", if n == 1.0 { "" } else { "s" })
    }

    fn plain(&self, _column: usize, value: Option<f64>, usual: f64) -> Plain {
        let unit = if value == Some(1.0) { "paragraph" } else { "paragraphs" };
        Plain::amount(value.unwrap_or(0.0), usual, 0, ["has", unit], "letters with more paragraphs")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{Extractor, Measurement};
    use crate::text::Document;

    #[test]
    fn lines_are_no_paragraphs() {
        let mut out = Measurement::default();
        let paragraph = "We measured the light of far stars every night. ".repeat(4);
        let letter = format!("Dear committee,\n\n{paragraph}\n\n{paragraph}\n\n{paragraph}\n\nYours,\nA");
        Extractor::of(vec![Box::new(Paragraphs::new())]).measure(&Document::new(&letter), true, &mut out);
        assert_eq!(out.values, [Some(3.0)]);
    }
}
