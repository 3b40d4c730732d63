//! What is measured in a letter: one file per feature, and the one list of them.
//!
//! A feature reads a [`Document`] and gives a value per column, together with the spans of the letter that the
//! value rests on. It knows nothing of models, labels or other letters. The `//!` text at the head of its file
//! says what it measures, why it may matter and how it misleads; the same text is the product's help
//! ([`About`]).
//!
//! To add a feature: write its file, add its `REGISTRATION` to the list in `list.rs`. A test fails on a file that is not listed.

mod about;
mod breadth;
mod concreteness;
mod error_kinds;
mod error_rate;
mod errors;
mod experience;
mod guiraud;
mod lexical_diversity;
mod list;
mod lower_case_i;
mod number_rate;
mod paragraphs;
mod part_reading;
mod parts;
mod plain;
mod properties;
mod registration;
pub mod rules;
mod sentence_length;
mod settings;
mod stance;
mod structure;
mod topic_coverage;
mod word_length;
pub mod wording;
mod words;

pub use about::About;
pub use list::{all, by_default, feature_of_column, learnt, prepare, registrations, select, topic_of_column};
pub use parts::{PartName, Parts};
pub use plain::Plain;
pub use properties::{EvidenceKind, Part, Properties, TopicUse};
pub use registration::Registration;
pub use settings::Settings;
pub use topic_coverage::coverage_table;

/// The models that say which word belongs at a place; see `examples/make_cloze`.
pub mod cloze {
    pub use super::errors::cloze::{cell, judge, sites, tables, words};
}

use crate::lexicon::{Annotated, WordId};
use crate::span::Span;
use crate::text::{Document, PreparedLetter};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// A named number that a feature gives for each letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name in tables and models, e.g. `topic_rl`.
    pub name: String,
    /// What a person calls it, e.g. `Reinforcement learning`.
    pub title: String,
    /// What a higher value should do to a score if the feature's reasoning holds.
    pub expected: Expected,
}

/// The sign that a column's weight should have if its documentation is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// More raises the score.
    Raises,
    /// More lowers the score.
    Lowers,
    /// Either way is plausible.
    Either,
}

/// A place in the letter that a value rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Index of the column in [`Extractor::columns`] (features give the index among their own columns).
    pub column: u16,
    /// What it is, e.g. `spelling`, `done`, `stated`.
    pub kind: &'static str,
    /// Where it stands in the letter as given.
    pub span: Span,
    /// The finer rule that found it, e.g. `modal_base_form`; empty where the kind says all.
    pub rule: &'static str,
    /// One line for a person; empty where the kind says all.
    pub message: Cow<'static, str>,
    /// What would be right, where that is sure and was asked for ([`Sink::wants_detail`]).
    pub suggestion: Option<String>,
    /// The number it gives, e.g. years.
    pub value: Option<f64>,
    /// The share of such findings that were right on texts that nothing was made from, 0–1; none if nobody has measured it.
    pub confidence: Option<f64>,
}

/// The rule of evidence that is quoted with the reason why it does not count.
pub(crate) const SET_ASIDE: &str = "set_aside";

/// The confidence from which a finding is called sure.
const SURE: f64 = 0.8;

impl Evidence {
    /// Evidence for the feature's column `column`.
    #[must_use]
    pub fn new(column: usize, kind: &'static str, span: Span) -> Self {
        Self {
            column: column as u16,
            kind,
            span,
            rule: "",
            message: Cow::Borrowed(""),
            suggestion: None,
            value: None,
            confidence: None,
        }
    }

    /// Adds rule and message.
    #[must_use]
    pub fn rule(mut self, rule: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        self.rule = rule;
        self.message = message.into();
        self
    }

    /// Adds the number it gives.
    #[must_use]
    pub fn value(mut self, value: f64) -> Self {
        self.value = Some(value);
        self
    }

    /// Whether it was found and set aside: it is quoted with its reason, and no value rests on it.
    #[must_use]
    pub fn is_set_aside(&self) -> bool {
        self.rule == SET_ASIDE
    }

    /// Adds how sure it is.
    #[must_use]
    pub fn confidence(mut self, confidence: Option<f64>) -> Self {
        self.confidence = confidence;
        self
    }

    /// How sure it is, in a word: `sure` where at least four of five such findings were right, else `likely`; none if
    /// nobody has measured it.
    #[must_use]
    pub fn sureness(&self) -> Option<&'static str> {
        self.confidence.map(|share| if share >= SURE { "sure" } else { "likely" })
    }

    /// Adds what would be right.
    #[must_use]
    pub fn suggest(mut self, suggestion: Option<String>) -> Self {
        self.suggestion = suggestion;
        self
    }
}

/// What a flag rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The flag.
    pub flag: &'static str,
    /// The passage of the letter as given; none if it is about the letter as a whole.
    pub span: Option<Span>,
    /// One line for a person.
    pub message: Cow<'static, str>,
}

/// What a letter gave: a value per column, and the evidence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measurement {
    /// A value per column of the extractor; none if the letter gives none. Always finite.
    pub values: Vec<Option<f64>>,
    /// The evidence, by column, then by place.
    pub evidence: Vec<Evidence>,
    /// Notes for people (`not_english`, …); no flag changes a score.
    pub flags: Vec<&'static str>,
    /// What the flags rest on, by flag, then by place.
    pub marks: Vec<Mark>,
    /// Where the parts of the application lie in the letter; empty where it is one text.
    pub parts: Vec<Span>,
    /// Memory for the numbers of the letter's words.
    ids: Ids,
}

/// The numbers of a letter's words; no part of the result.
#[derive(Clone, Debug, Default)]
struct Ids(Vec<WordId>);

impl PartialEq for Ids {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Measurement {
    /// Nothing measured: no evidence, no flags, and no value in so many columns. Its memory is kept.
    pub fn clear(&mut self, columns: usize) {
        self.values.clear();
        self.values.resize(columns, None);
        self.evidence.clear();
        self.flags.clear();
        self.marks.clear();
        self.parts.clear();
    }
}

/// Takes what one feature measures.
pub struct Sink<'m> {
    base: usize,
    count: usize,
    /// The columns that it reads.
    read: Option<&'m Range<usize>>,
    wanted: bool,
    detail: bool,
    out: &'m mut Measurement,
}

impl Sink<'_> {
    /// Sets the feature's column `column` (counted among its own). A value that is not finite is left out.
    pub fn value(&mut self, column: usize, value: f64) {
        debug_assert!(column < self.count);
        self.out.values[self.base + column] = value.is_finite().then_some(value);
    }

    /// Adds evidence; its column is counted among the feature's own. Dropped where none is wanted.
    pub fn evidence(&mut self, mut evidence: Evidence) {
        debug_assert!((evidence.column as usize) < self.count);
        if !self.wanted {
            return;
        }
        evidence.column += self.base as u16;
        self.out.evidence.push(evidence);
    }

    /// Adds a note for people.
    pub fn flag(&mut self, flag: &'static str) {
        if !self.out.flags.contains(&flag) {
            self.out.flags.push(flag);
        }
    }

    /// The values of the feature that this one reads ([`Properties::reads`]), in the order of its columns; none if
    /// that feature is not in use.
    #[must_use]
    pub fn values_read(&self) -> Option<&[Option<f64>]> {
        self.read.and_then(|columns| self.out.values.get(columns.clone()))
    }

    /// Whether evidence is kept, so that it is worth making.
    #[must_use]
    pub fn wants_evidence(&self) -> bool {
        self.wanted
    }

    /// Whether a person will read the evidence, so that suggestions are worth their time.
    #[must_use]
    pub fn wants_detail(&self) -> bool {
        self.detail
    }
}

/// Something that can be measured in a letter.
pub trait Feature: Send + Sync {
    /// What it measures, why, and how it misleads: the head of its file.
    fn about(&self) -> &About;

    /// The columns that it gives.
    fn columns(&self) -> Vec<Column>;

    /// What is true of its values, and what they rest on.
    fn properties(&self) -> Properties {
        Properties::PLAIN
    }

    /// The rules that it finds things with, where they are not the compiled-in ones: a model is used with the same only.
    fn rules(&self) -> Option<String> {
        None
    }

    /// Measures a letter, whose words have been looked up. Must not panic, whatever the letter holds.
    fn measure(&self, doc: &Annotated<'_>, out: &mut Sink<'_>);

    /// A value in words, for a reason in a ranking: `5 years of experience`.
    fn phrase(&self, column: usize, value: Option<f64>) -> String;

    /// A value in full sentences for the applicant, beside `usual`, the value that is usual in the letters that a model has
    /// learnt from.
    fn plain(&self, column: usize, value: Option<f64>, usual: f64) -> Plain {
        let title = self.columns().get(column).map_or_else(String::new, |c| c.title.clone());
        let found = format!("for “{title}” the program found: {} (usual: {usual:.1})", self.phrase(column, value));
        Plain::new(found, format!("letters with more of “{title}”"))
    }

    /// What a value is made of, where that is of several kinds, from its evidence: `3 numbers, 9 names`.
    fn made_of(&self, _column: usize, _evidence: &mut dyn Iterator<Item = &Evidence>) -> Option<String> {
        None
    }

    /// The parts of a value that is a sum, from its evidence: they add up to it. None for a value that is no sum.
    fn parts(&self, _column: usize, _evidence: &mut dyn Iterator<Item = &Evidence>) -> Vec<Part> {
        Vec::new()
    }
}

/// The features in use, with their columns numbered.
pub struct Extractor {
    features: Vec<Box<dyn Feature>>,
    columns: Vec<Column>,
    /// Per column: index of its feature, and of the column in it.
    owners: Vec<(usize, usize)>,
    /// Per feature: its columns, and those of the feature that it reads.
    ranges: Vec<(Range<usize>, Option<Range<usize>>)>,
    /// Whether evidence is kept.
    evidence: bool,
    /// The parts of the applications, and who reads which.
    parts: Parts,
}

impl Extractor {
    /// Just these features, in this order, all made from one [`Settings`]. A feature reads the values of another one
    /// that stands before it.
    #[must_use]
    pub fn of(features: Vec<Box<dyn Feature>>) -> Self {
        let mut columns = Vec::new();
        let mut owners = Vec::new();
        let mut ranges: Vec<(Range<usize>, Option<Range<usize>>)> = Vec::with_capacity(features.len());
        for (index, feature) in features.iter().enumerate() {
            let start = columns.len();
            for (own, column) in feature.columns().into_iter().enumerate() {
                columns.push(column);
                owners.push((index, own));
            }
            let read = feature.properties().reads;
            let read = read.and_then(|name| features[..index].iter().position(|f| f.about().name == name));
            let read = read.map(|at| ranges[at].0.clone());
            ranges.push((start..columns.len(), read));
        }
        Self { features, columns, owners, ranges, evidence: true, parts: Parts::default() }
    }

    /// The same features, giving values and flags alone: no evidence is made where nobody will see it.
    #[must_use]
    pub fn without_evidence(self) -> Self {
        Self { evidence: false, ..self }
    }

    /// The columns, in the order of [`Measurement::values`].
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The features in use.
    pub fn features(&self) -> impl Iterator<Item = &dyn Feature> {
        self.features.iter().map(AsRef::as_ref)
    }

    /// The version of each feature in use, by name.
    #[must_use]
    pub fn versions(&self) -> BTreeMap<String, u32> {
        self.features().map(|f| (f.about().name.to_owned(), f.about().version)).collect()
    }

    /// The feature that gives a column.
    #[must_use]
    pub fn feature_of(&self, column: usize) -> &dyn Feature {
        self.features[self.owners[column].0].as_ref()
    }

    /// A column's value in words.
    #[must_use]
    pub fn phrase(&self, column: usize, value: Option<f64>) -> String {
        self.feature_of(column).phrase(self.owners[column].1, value)
    }

    /// A value of a column in full sentences for the applicant; see [`Feature::plain`].
    #[must_use]
    pub fn plain(&self, column: usize, value: Option<f64>, usual: f64) -> Plain {
        self.feature_of(column).plain(self.owners[column].1, value, usual)
    }

    /// What a column's value is made of, from the letter's evidence, where the feature tells kinds apart.
    #[must_use]
    pub fn made_of(&self, column: usize, evidence: &[Evidence]) -> Option<String> {
        let mut own = evidence.iter().filter(|e| e.column as usize == column);
        self.feature_of(column).made_of(self.owners[column].1, &mut own)
    }

    /// The parts of a column's value, from the letter's evidence; see [`Feature::parts`].
    #[must_use]
    pub fn parts_of(&self, column: usize, evidence: &[Evidence]) -> Vec<Part> {
        let mut own = evidence.iter().filter(|e| e.column as usize == column);
        self.feature_of(column).parts(self.owners[column].1, &mut own)
    }

    /// Measures a letter into `out`, whose memory is reused. With `detail`, evidence comes with suggestions.
    ///
    /// What a reader can't see is not measured: a letter with invisible characters or letters of another script that
    /// look like Latin ones gives the values of its visible text, with spans of the letter as given.
    pub fn measure_prepared(&self, letter: &PreparedLetter<'_>, detail: bool, out: &mut Measurement) {
        self.measure_visible(letter.document(), detail, out);
        if letter.differs() {
            out.evidence.iter_mut().for_each(|evidence| evidence.span = letter.to_given(evidence.span));
        }
    }

    /// As [`Extractor::measure_prepared`], of a document of the letter as given, for a caller that does nothing else
    /// with the letter.
    pub fn measure(&self, doc: &Document<'_>, detail: bool, out: &mut Measurement) {
        PreparedLetter::of_document(doc, |letter| self.measure_prepared(letter, detail, out));
    }

    fn measure_visible(&self, doc: &Document<'_>, detail: bool, out: &mut Measurement) {
        out.clear(self.columns.len());
        let mut ids = std::mem::take(&mut out.ids.0);
        let letter = Annotated::of(doc, &mut ids);
        for (feature, (own, read)) in self.features.iter().zip(&self.ranges) {
            let before = out.evidence.len();
            let (base, count, read) = (own.start, own.len(), read.as_ref());
            feature.measure(&letter, &mut Sink { base, count, read, wanted: self.evidence, detail, out: &mut *out });
            out.evidence[before..].sort_by_key(|e| (e.column, e.span, e.kind));
        }
        out.ids.0 = ids;
    }
}
