//! From labelled examples to a [`Model`]: the one place where a model is put together.
//!
//! A [`Recipe`] says how to fit and what the labels mean, a [`Provenance`] where the examples came from. Training
//! ([`Recipe::train`]) and retraining, whose fit was compared before ([`Recipe::finish`]), use the same one.

use super::artefact::{FeatureVersion, LabelNames, Model, TopicDigest, written_by};
use super::examples::Examples;
use super::ratings::{Agreement, grade_of};
use super::reference::Reference;
use super::strength::FitOptions;
use super::train::{Fit, fit};
use super::training::{GradeLevel, Training};
use super::wording::Wording;
use super::{bootstrap, diagnose};
use crate::error::Result;
use crate::features::{Extractor, Feature, Settings};
use std::collections::BTreeMap;

/// How a model is made of labelled examples.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Recipe {
    /// What the labels mean.
    pub label: LabelNames,
    /// How the weights are fitted.
    pub fit: FitOptions,
    /// Draws of a bootstrap that gives the intervals of the weights; none if the likelihood's information gives them.
    pub bootstrap: Option<u64>,
    /// Column whose groups were kept together in cross-validation, for the record ([`Examples::groups`] has the groups).
    pub group_by: Option<String>,
    /// Warning that the model gives at every use.
    pub notice: Option<String>,
    /// The words that a column of the examples is made of, where one is.
    pub wording: Option<Wording>,
}

/// Where the examples of a model came from, for the model's own record.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Provenance {
    /// The features that the examples were measured with.
    pub features: Vec<FeatureVersion>,
    /// Digest of the topics that they were measured with.
    pub topics_digest: String,
    /// Those topics, each with its own digest.
    pub topics: Vec<TopicDigest>,
    /// As-of day of the features.
    pub as_of: String,
    /// SHA-256 of the table with the letters.
    pub letters_digest: String,
    /// SHA-256 of the table with the labels.
    pub labels_digest: String,
    /// Rows without a label.
    pub unlabelled: u64,
    /// Labelled rows whose letter could not be read.
    pub unusable: u64,
    /// How far several reviewers agreed.
    pub agreement: Option<Agreement>,
    /// Letters per note for people (`not_english`, …); none if the notes were not counted.
    pub flags: Option<BTreeMap<String, u64>>,
}

impl Provenance {
    /// Examples measured with these features and settings; digests and counts are to be filled in.
    #[must_use]
    pub fn new(extractor: &Extractor, settings: &Settings) -> Self {
        Self {
            features: FeatureVersion::of(extractor),
            topics_digest: settings.topics.digest(),
            topics: TopicDigest::of(&settings.topics),
            as_of: settings.as_of.to_string(),
            ..Self::default()
        }
    }
}

impl FeatureVersion {
    /// The features in use, with their versions.
    #[must_use]
    pub fn of(extractor: &Extractor) -> Vec<Self> {
        let version = |(f, parts): (&dyn Feature, Option<Vec<String>>)| Self {
            name: f.about().name.to_owned(),
            version: f.about().version,
            rules: f.rules(),
            parts,
        };
        extractor.features().zip(extractor.parts_read()).map(version).collect()
    }
}

impl Recipe {
    /// A recipe for labels of this meaning, with the usual fit ([`FitOptions::default`]).
    #[must_use]
    pub fn new(label: LabelNames) -> Self {
        Self { label, ..Self::default() }
    }

    /// Fits a model on examples.
    ///
    /// # Errors
    /// Those of [`fit`].
    pub fn train(&self, examples: &Examples, provenance: Provenance) -> Result<Model> {
        Ok(self.finish(examples, fit(examples, &self.fit)?, provenance))
    }

    /// Puts a model together from a fit that was made on these examples.
    #[must_use]
    pub fn finish(&self, examples: &Examples, mut fit: Fit, provenance: Provenance) -> Model {
        let warnings = diagnose::warnings(examples, &fit);
        if let Some(draws) = self.bootstrap {
            bootstrap::intervals(examples, &mut fit, &self.fit, draws as usize);
        }
        let from = provenance;
        let level = |(label, log_odds): &(f64, f64)| GradeLevel {
            grade: self.label.scale.map_or(*label, |scale| grade_of(*label, scale, self.label.accept_from)),
            log_odds: *log_odds,
        };
        let reference = Reference::of(examples, &fit, &self.fit, from.flags);
        Model {
            // Versions that know no levels can read a model that has none.
            format: match (&self.wording, self.fit.ordinal) {
                (Some(_), _) => Model::FORMAT,
                (None, true) => Model::WITHOUT_WORDS,
                (None, false) => Model::WITHOUT_LEVELS,
            },
            written_by: written_by(),
            notice: self.notice.clone(),
            label: self.label.clone(),
            topics_digest: from.topics_digest,
            topics: from.topics,
            features: from.features,
            intercept: fit.intercept,
            levels: fit.levels.iter().map(level).collect(),
            columns: fit.columns,
            covariance: fit.covariance,
            wording: self.wording.clone(),
            training: Training {
                seed: self.fit.seed,
                as_of: from.as_of,
                rows: examples.labels.len() as u64,
                positive: examples.positive().into_iter().filter(|yes| *yes).count() as u64,
                unlabelled: from.unlabelled,
                unusable: from.unusable,
                strength: fit.strength,
                slope: fit.slope,
                solver: Some(fit.solver),
                gradient: fit.gradient,
                log_loss: fit.log_loss,
                letters_digest: from.letters_digest,
                labels_digest: from.labels_digest,
                intercept_error: fit.intercept_error,
                strength_path: fit.path,
                class_weights: self.fit.class_weights,
                ordinal: self.fit.ordinal,
                bootstrap: self.bootstrap,
                // Where all say the same, there is nothing to say of it.
                agreement: from.agreement.filter(|a| a.same < 1.0),
                warnings,
                group_by: self.group_by.clone(),
                left_out: fit.left_out,
            },
            reference: Some(reference),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topics::Topics;

    #[test]
    fn a_model_holds_what_it_was_made_of() {
        let rows = 0..40;
        let examples = Examples {
            columns: vec!["words".into()],
            values: rows.clone().map(|i| vec![Some(f64::from(100 + 3 * i))]).collect(),
            labels: rows.clone().map(|i| f64::from(u8::from(i % 3 == 0))).collect(),
            ids: rows.map(|i| format!("{i:02}")).collect(),
            ..Examples::default()
        };
        let settings = Settings::new(Topics::builtin(), jiff::civil::date(2026, 3, 1));
        let extractor = Extractor::new(&settings);
        let mut recipe = Recipe::new(LabelNames { column: "decision".into(), ..LabelNames::default() });
        (recipe.fit, recipe.notice) = (FitOptions::fixed(0.1), Some("made up".into()));
        let mut provenance = Provenance::new(&extractor, &settings);
        (provenance.unlabelled, provenance.letters_digest) = (3, "abc".into());
        let model = recipe.train(&examples, provenance.clone()).unwrap();
        let t = &model.training;
        assert_eq!((t.rows, t.positive, t.unlabelled, t.strength), (40, 14, 3, 0.1));
        assert_eq!((t.letters_digest.as_str(), t.as_of.as_str()), ("abc", "2026-03-01"));
        assert_eq!((model.label.column.as_str(), model.notice.as_deref()), ("decision", Some("made up")));
        assert!(model.features.iter().any(|f| f.name == "words"));
        assert_eq!(model.reference.as_ref().unwrap().rows, 40);
        assert_eq!(Model::from_json(&model.to_json()).unwrap(), model);
        let fitted = fit(&examples, &recipe.fit).unwrap();
        assert_eq!(recipe.finish(&examples, fitted, provenance), model);
        assert!(recipe.train(&Examples::default(), Provenance::default()).is_err());
    }
}
