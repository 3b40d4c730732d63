//! Features that read some parts of an application: years from the CV, errors from the motivation alone.
//!
//! The parts stand in the letter one after the other. A feature that reads some of them is measured in a text of the same
//! length in which the others are blank, so that evidence lies where it does in the letter.

use super::parts::Parts;
use super::{Extractor, Measurement, Sink};
use crate::lexicon::Annotated;
use crate::span::Span;
use crate::text::{LetterReader, PreparedLetter};
use std::collections::BTreeMap;

impl Extractor {
    /// The same features, each reading the parts that are said here.
    #[must_use]
    pub fn with_parts(mut self, parts: &Parts) -> Self {
        self.parts = parts.clone();
        self
    }

    /// The parts of the applications.
    #[must_use]
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// The places of the parts that a feature reads; none if it reads all. One that reads another feature's values reads
    /// the same parts.
    fn places_read(&self, feature: usize) -> Option<&Vec<usize>> {
        let feature = self.features.get(feature)?;
        let own = feature.properties().reads.unwrap_or(feature.about().name);
        self.parts.reads().get(own).or_else(|| self.parts.reads().get(feature.about().name))
    }

    /// The keys of the parts that each feature reads, in the order of [`Extractor::features`]; none for one that reads the
    /// whole letter.
    #[must_use]
    pub fn parts_read(&self) -> Vec<Option<Vec<String>>> {
        let key = |at: &usize| self.parts.names().get(*at).map(|name| name.key.clone());
        let read = |feature| self.places_read(feature).map(|places| places.iter().filter_map(key).collect());
        (0..self.features.len()).map(read).collect()
    }

    /// Measures again, in `out`, the features that read only some parts of a letter; `spans` say where its parts lie.
    pub fn measure_parts(
        &self,
        letter: &str,
        spans: &[Span],
        detail: bool,
        reader: &mut LetterReader,
        out: &mut Measurement,
    ) {
        if self.parts.reads().is_empty() || spans.is_empty() {
            return;
        }
        let mut groups: BTreeMap<&Vec<usize>, Vec<usize>> = BTreeMap::new();
        for feature in 0..self.features.len() {
            if let Some(places) = self.places_read(feature) {
                groups.entry(places).or_default().push(feature);
            }
        }
        for (places, features) in groups {
            let text = only(letter, places.iter().filter_map(|at| spans.get(*at)));
            reader.read(&text, |prepared| self.measure_some(prepared, &features, detail, out));
        }
        out.evidence.sort_by_key(|e| (e.column, e.span, e.kind));
    }

    fn measure_some(&self, letter: &PreparedLetter<'_>, features: &[usize], detail: bool, out: &mut Measurement) {
        let mut ids = std::mem::take(&mut out.ids.0);
        let words = Annotated::of(letter.document(), &mut ids);
        for &feature in features {
            let (own, read) = &self.ranges[feature];
            out.values[own.clone()].fill(None);
            out.evidence.retain(|e| !own.contains(&(e.column as usize)));
            let before = out.evidence.len();
            let (base, count, read) = (own.start, own.len(), read.as_ref());
            let mut sink = Sink { base, count, read, wanted: self.evidence, detail, out: &mut *out };
            self.features[feature].measure(&words, &mut sink);
            if letter.differs() {
                out.evidence[before..].iter_mut().for_each(|evidence| evidence.span = letter.to_given(evidence.span));
            }
        }
        out.ids.0 = ids;
    }
}

/// A text of the same length with nothing but these passages; elsewhere are blanks, and lines end where they did.
fn only<'s>(letter: &str, passages: impl Iterator<Item = &'s Span>) -> String {
    let mut text = String::with_capacity(letter.len());
    let blank = |text: &mut String, upto: usize| {
        let gap = letter.as_bytes().get(text.len()..upto).unwrap_or_default();
        text.extend(gap.iter().map(|byte| if *byte == b'\n' { '\n' } else { ' ' }));
    };
    for span in passages {
        blank(&mut text, span.start as usize);
        text.push_str(letter.get(span.range()).unwrap_or_default());
    }
    blank(&mut text, letter.len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Result;
    use crate::features::{PartName, Settings, all};
    use crate::topics::Topics;

    fn parts(reads: &[(&str, &[&str])]) -> Result<Parts> {
        let name = |key: &str| PartName { key: key.into(), title: key.to_uppercase() };
        let own = |keys: &[&str]| keys.iter().map(|k| (*k).to_owned()).collect::<Vec<_>>();
        let reads: Vec<_> = reads.iter().map(|(feature, keys)| ((*feature).to_owned(), own(keys))).collect();
        Parts::new(vec![name("motivation"), name("cv")], &reads, &["experience_years", "error_rate"])
    }

    #[test]
    fn a_feature_reads_its_parts_and_evidence_lies_in_the_letter() {
        let motivation = "Café: I hav worked for two years as a nurse, and I want to lern more.";
        let cv = "I worked for nine years as an engineer. Teh end.";
        let letter = format!("{motivation}\n\n{cv}");
        let at = |text: &str| {
            let start = letter.find(text).unwrap();
            Span::new(start, start + text.len())
        };
        let spans = [at(motivation), at(cv)];
        let settings = Settings::new(Topics::builtin(), jiff::civil::date(2026, 3, 1));
        let measured = |reads: &[(&str, &[&str])]| {
            let wanted = |name: &str| ["experience_years", "error_rate", "words"].contains(&name);
            let features = all(&settings).into_iter().filter(|f| wanted(f.about().name)).collect();
            let extractor = Extractor::of(features).with_parts(&parts(reads).unwrap());
            let (mut out, mut reader) = (Measurement::default(), LetterReader::default());
            reader.read(&letter, |prepared| extractor.measure_prepared(prepared, false, &mut out));
            extractor.measure_parts(&letter, &spans, false, &mut reader, &mut out);
            let place = |name: &str| extractor.columns().iter().position(|c| c.name == name).unwrap();
            let value = |name: &str| out.values[place(name)];
            let quotes: Vec<&str> = out.evidence.iter().map(|e| e.span.slice(&letter)).collect();
            (value("words"), value("experience_years"), quotes.join("|"))
        };
        let (words, _, quotes) = measured(&[]);
        assert!(quotes.contains("hav") && quotes.contains("Teh"), "{quotes}");
        let (some, years, quotes) = measured(&[("experience_years", &["cv"]), ("error_rate", &["motivation"])]);
        assert_eq!((some, years), (words, Some(9.0)));
        assert!(quotes.contains("hav") && quotes.contains("lern") && !quotes.contains("Teh"), "{quotes}");
        assert!(quotes.contains("nine years") && !quotes.contains("two years"), "{quotes}");
    }

    #[test]
    fn what_is_blank_keeps_its_length_and_its_lines() {
        assert_eq!(only("ab é\ncd\nef", [Span::new(6, 8)].iter()), "     \ncd\n  ");
        assert_eq!(only("ab", std::iter::empty()), "  ");
    }

    #[test]
    fn names_that_are_not_there_are_errors() {
        for (reads, part) in [
            (&[("experiense", &["cv"][..])][..], "no feature is called experiense"),
            (&[("experience_years", &["letter"][..])][..], "the parts are motivation, cv"),
            (&[("experience_years", &[][..])][..], "must read a part"),
        ] {
            let e = parts(reads).unwrap_err().to_string();
            assert!(e.contains(part), "{e}");
        }
        assert_eq!(parts(&[]).unwrap().title_of(&[Span::new(0, 3), Span::new(5, 9)], Span::new(6, 7)), Some("CV"));
    }
}
