//! What is measured in a letter: one file per feature, and the one list of them.
//!
//! A feature reads a [`Document`] and gives a value per column, together with the spans of the letter that the
//! value rests on. It knows nothing of models, labels or other letters. The `//!` text at the head of its file
//! says what it measures, why it may matter and how it misleads; the same text is the product's help
//! ([`About`]).
//!
//! To add a feature: write its file, add its line to [`list`]. A test fails on a file that is not listed.

mod about;
mod breadth;
mod concreteness;
mod error_rate;
mod errors;
mod experience;
mod lexical_diversity;
mod list;
mod sentence_length;
mod stance;
mod structure;
mod topic_coverage;
mod words;

pub use about::About;
pub use list::{Settings, all, select};
pub use topic_coverage::coverage_table;

/// The rules of grammar and punctuation behind `error_rate`.
pub mod grammar {
    pub use super::errors::Kind;
    pub use super::errors::grammar::{Rule, rules};
}
use crate::lexicon::{Annotated, WordId};
use crate::span::Span;
use crate::text::Document;
use crate::text::visible::Visible;
use crate::topics::Topics;
use std::borrow::Cow;
use std::sync::Arc;

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
}

impl Evidence {
    /// Evidence for the feature's column `column`.
    #[must_use]
    pub fn new(column: usize, kind: &'static str, span: Span) -> Self {
        Self { column: column as u16, kind, span, rule: "", message: Cow::Borrowed(""), suggestion: None, value: None }
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
    /// The passage of the letter as given; none where it is about the letter as a whole.
    pub span: Option<Span>,
    /// One line for a person.
    pub message: Cow<'static, str>,
}

/// What a letter gave: a value per column, and the evidence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measurement {
    /// A value per column of the extractor; none where the letter gives none. Always finite.
    pub values: Vec<Option<f64>>,
    /// The evidence, by column, then by place.
    pub evidence: Vec<Evidence>,
    /// Notes for people (`not_english`, …); no flag changes a score.
    pub flags: Vec<&'static str>,
    /// What the flags rest on, by flag, then by place.
    pub marks: Vec<Mark>,
    shared: Shared,
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

/// What one feature has read and a later one rests on, so that a letter is read once; no part of the result.
#[derive(Clone, Debug, Default)]
struct Shared {
    /// Coverage per topic.
    coverages: Vec<f64>,
    /// The address of the topics that they are of; 0 where nothing has been read.
    topics: usize,
}

impl PartialEq for Shared {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Takes what one feature measures.
pub struct Sink<'m> {
    base: usize,
    count: usize,
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

    /// Leaves the coverages of these topics for later features of the same letter.
    pub(crate) fn share_coverages(&mut self, topics: &Arc<Topics>, coverages: &[f64]) {
        let shared = &mut self.out.shared;
        shared.topics = Arc::as_ptr(topics) as usize;
        shared.coverages.clear();
        shared.coverages.extend_from_slice(coverages);
    }

    /// The coverages of these topics, where an earlier feature has read them.
    pub(crate) fn coverages(&self, topics: &Arc<Topics>) -> Option<&[f64]> {
        let shared = &self.out.shared;
        (shared.topics == Arc::as_ptr(topics) as usize).then_some(&shared.coverages)
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

    /// Measures a letter, whose words have been looked up. Must not panic, whatever the letter holds.
    fn measure(&self, doc: &Annotated<'_>, out: &mut Sink<'_>);

    /// A value in words, for a reason in a ranking: `5 years of experience`.
    fn phrase(&self, column: usize, value: Option<f64>) -> String;
}

/// The features in use, with their columns numbered.
pub struct Extractor {
    features: Vec<Box<dyn Feature>>,
    columns: Vec<Column>,
    /// Per column: index of its feature, and of the column in it.
    owners: Vec<(usize, usize)>,
    /// Whether evidence is kept.
    evidence: bool,
}

impl Extractor {
    /// Just these features, in this order.
    #[must_use]
    pub fn of(features: Vec<Box<dyn Feature>>) -> Self {
        let mut columns = Vec::new();
        let mut owners = Vec::new();
        for (index, feature) in features.iter().enumerate() {
            for (own, column) in feature.columns().into_iter().enumerate() {
                columns.push(column);
                owners.push((index, own));
            }
        }
        Self { features, columns, owners, evidence: true }
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

    /// Measures a letter into `out`, whose memory is reused. With `detail`, evidence comes with suggestions.
    ///
    /// What a reader can't see is not measured: a letter with invisible characters or letters of another script that
    /// look like Latin ones gives the values of its [`Visible`] text, with spans of the letter as given.
    pub fn measure(&self, doc: &Document<'_>, detail: bool, out: &mut Measurement) {
        let Some(visible) = Visible::of(doc.text()) else { return self.measure_visible(doc, detail, out) };
        self.measure_visible(&Document::new(visible.text()), detail, out);
        for evidence in &mut out.evidence {
            evidence.span = visible.given(evidence.span);
        }
    }

    fn measure_visible(&self, doc: &Document<'_>, detail: bool, out: &mut Measurement) {
        out.values.clear();
        out.values.resize(self.columns.len(), None);
        out.evidence.clear();
        out.flags.clear();
        out.marks.clear();
        out.shared.topics = 0;
        let mut ids = std::mem::take(&mut out.ids.0);
        let letter = Annotated::of(doc, &mut ids);
        let mut base = 0;
        for feature in &self.features {
            let count = self.owners[base..].iter().take_while(|o| o.0 == self.owners[base].0).count();
            let before = out.evidence.len();
            feature.measure(&letter, &mut Sink { base, count, wanted: self.evidence, detail, out: &mut *out });
            out.evidence[before..].sort_by_key(|e| (e.column, e.span, e.kind));
            base += count;
        }
        out.ids.0 = ids;
    }
}
