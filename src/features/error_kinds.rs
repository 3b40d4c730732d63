//! Errors of language per 100 words, each kind apart.
//!
//! # What it measures
//! What `error_rate` counts, in five columns: spelling, grammar, punctuation, capitals, words written twice. Per 100 words.
//!
//! # Why it may matter
//! Readers forgive some mistakes more than others: a missing comma is not a sentence without a verb. Where a thousand
//! letters or more are labelled, the separate kinds ranked pupils' essays a little better than their sum.
//!
//! # How it misleads
//! Not in the default set: with fewer labels five weights are noisier than one, and on the made-up sample they made the
//! order worse. All that `error_rate` says of writers in a second language and with dyslexia holds here for each kind, and
//! a committee that looks at single kinds looks at first languages. Leave out `error_rate` where these are used.
//!
//! # Example
//! "I recieved the the award." has one error of spelling and one word written twice in 5 words: 20 and 20 per 100.

use super::errors::Kind;
use super::registration::ColumnNames;
use super::{
    About, Column, EvidenceKind, Expected, Extractor, Feature, Measurement, Plain, Properties, Registration, Sink,
    error_rate,
};
use crate::lexicon::Annotated;

/// What the list holds of it.
pub(super) const REGISTRATION: Registration = Registration {
    name: "error_kinds",
    properties: Properties { evidence: EvidenceKind::Error, opt_in: true, ..Properties::PLAIN },
    columns: ColumnNames::Several(&NAMES),
    make: |settings| Box::new(ErrorKinds::new(Extractor::of(vec![(error_rate::REGISTRATION.make)(settings)]))),
};

/// The columns, in the order of [`KINDS`].
const NAMES: [&str; 5] =
    ["errors_spelling", "errors_grammar", "errors_punctuation", "errors_capitals", "errors_repetition"];

/// The kinds, with what a person calls them.
const KINDS: [(Kind, &str); 5] = [
    (Kind::Spelling, "spelling errors"),
    (Kind::Grammar, "grammar errors"),
    (Kind::Punctuation, "punctuation errors"),
    (Kind::Capitalisation, "capitals wrong or missing"),
    (Kind::Repetition, "words written twice"),
];

/// See the module's text.
pub struct ErrorKinds {
    about: About,
    /// The errors, found as `error_rate` finds them.
    errors: Extractor,
}

impl ErrorKinds {
    fn new(errors: Extractor) -> Self {
        Self { about: About::from_source(REGISTRATION.name, 3, include_str!("error_kinds.rs")), errors }
    }
}

impl Feature for ErrorKinds {
    fn about(&self) -> &About {
        &self.about
    }

    fn properties(&self) -> Properties {
        REGISTRATION.properties
    }

    fn rules(&self) -> Option<String> {
        self.errors.features().find_map(|f| f.rules())
    }

    fn columns(&self) -> Vec<Column> {
        let column = |(name, (_, title)): (&&str, &(Kind, &str))| Column {
            name: (*name).into(),
            title: format!("{}{} per 100 words", title[..1].to_uppercase(), &title[1..]),
            expected: Expected::Lowers,
        };
        NAMES.iter().zip(&KINDS).map(column).collect()
    }

    fn measure(&self, doc: &Annotated<'_>, out: &mut Sink<'_>) {
        let words = doc.count_words();
        if words == 0 {
            return;
        }
        let mut found = Measurement::default();
        self.errors.measure(doc.doc(), out.wants_detail(), &mut found);
        let mut counts = [0u32; KINDS.len()];
        for mut evidence in found.evidence {
            let Some(at) = KINDS.iter().position(|(kind, _)| kind.as_str() == evidence.kind) else { continue };
            counts[at] += 1;
            evidence.column = at as u16;
            out.evidence(evidence);
        }
        for (at, count) in counts.into_iter().enumerate() {
            out.value(at, 100.0 * f64::from(count) / words as f64);
        }
    }

    fn phrase(&self, column: usize, value: Option<f64>) -> String {
        let title = KINDS.get(column).map_or("errors", |(_, title)| title);
        value.map_or_else(|| format!("no words to check for {title}"), |v| format!("{v:.1} {title} per 100 words"))
    }

    fn plain(&self, column: usize, value: Option<f64>, usual: f64) -> Plain {
        let title = KINDS.get(column).map_or("errors", |(_, title)| title);
        let more = format!("letters in which it marked more {title}");
        match value {
            None => Plain::new(format!("there were no words in which the program could look for {title}"), more),
            Some(v) => Plain::new(
                format!("the program marked {v:.1} {title} in every 100 words, and about {usual:.1} is usual"),
                more,
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::features::{Extractor, Measurement, Settings, all};
    use crate::text::Document;
    use crate::topics::Topics;

    #[test]
    fn the_kinds_add_up_to_the_rate() {
        let settings = Settings::new(Topics::builtin(), jiff::civil::Date::default());
        let wanted = |name: &str| ["error_rate", "error_kinds"].contains(&name);
        let extractor = Extractor::of(all(&settings).into_iter().filter(|f| wanted(f.about().name)).collect());
        let mut out = Measurement::default();
        extractor.measure(&Document::new("I recieved the the award."), true, &mut out);
        let values: Vec<f64> = out.values.iter().flatten().copied().collect();
        assert_eq!(values, [40.0, 20.0, 0.0, 0.0, 0.0, 20.0]);
        extractor.measure(&Document::new(""), true, &mut out);
        assert!(out.values.iter().all(Option::is_none));
    }
}
