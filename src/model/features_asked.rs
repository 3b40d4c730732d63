//! The features that a model uses, and whether those of a run are they.

use super::artefact::{ColumnWeight, Model, RENEW, written_by};
use crate::error::{Error, ErrorKind, Result};
use crate::features::{self, Extractor, Settings};
use std::sync::Arc;

impl Model {
    /// Whether the model uses a feature of this name.
    #[must_use]
    pub fn uses(&self, feature: &str) -> bool {
        self.features.iter().any(|f| f.name == feature)
    }

    /// The features that this model uses, as they are measured now and with these settings; no others are measured.
    #[must_use]
    pub fn extractor(&self, settings: &Settings) -> Extractor {
        let settings = self.with_words(settings);
        let used = features::all(&settings).into_iter().filter(|f| self.uses(f.about().name)).collect();
        Extractor::of(used).with_parts(&settings.parts)
    }

    /// The same settings with the words that this model has learnt.
    pub(super) fn with_words(&self, settings: &Settings) -> Settings {
        let mut settings = settings.clone();
        settings.wording = self.wording.as_ref().map(|words| Arc::new(words.weights()));
        settings
    }

    /// What the log-odds gain for each unit of the column of words, so that a word's weight times this is what the word adds to a
    /// score; none for a model without words.
    #[must_use]
    pub fn per_word_weight(&self) -> Option<f64> {
        self.wording.as_ref()?;
        let learnt = |c: &&ColumnWeight| features::feature_of_column(&c.name).is_some_and(|f| f.properties.learnt);
        self.columns.iter().find(learnt).map(|c| c.weight / c.sd)
    }

    /// Checks that the features of this run are those that the model was trained on.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] where a feature is missing or has another version or other rules. Whether the topics are those that
    /// the model asks for, [`Model::settings`] says.
    pub fn check_features(&self, extractor: &Extractor) -> Result<()> {
        let versions = extractor.versions();
        self.check_parts(extractor)?;
        for wanted in &self.features {
            let found = versions.get(&wanted.name);
            if found != Some(&wanted.version) {
                let found = found.map_or("does not have it".to_owned(), |v| format!("has version {v}"));
                return Err(Error::new(
                    ErrorKind::Model,
                    format!(
                        "the model, written by {}, uses version {} of the feature {}; this is {} and {found}",
                        self.written_by,
                        wanted.version,
                        wanted.name,
                        written_by()
                    ),
                )
                .hint(format!("renew the model from its record and the letters that it was trained on: {RENEW}")));
            }
            let rules = extractor.features().find(|f| f.about().name == wanted.name).and_then(|f| f.rules());
            if rules != wanted.rules {
                let name = |rules: &Option<String>| rules.clone().unwrap_or_else(|| "the compiled-in rules".into());
                return Err(Error::new(
                    ErrorKind::Model,
                    format!(
                        "the model was trained with {} for the feature {}; this run has {}",
                        name(&wanted.rules),
                        wanted.name,
                        name(&rules)
                    ),
                )
                .hint(format!("give the same --rules and --without-rules, or renew the model with these: {RENEW}")));
            }
        }
        Ok(())
    }
}
