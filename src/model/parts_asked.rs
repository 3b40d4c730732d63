//! The parts of the applications that a model asks for.

use super::artefact::Model;
use crate::error::{Error, ErrorKind, Result};
use crate::features::Extractor;

impl Model {
    /// Checks that every feature reads the parts that it read when the model was trained.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] where one reads others.
    pub(super) fn check_parts(&self, extractor: &Extractor) -> Result<()> {
        let read = extractor.parts_read();
        for (feature, parts) in extractor.features().zip(&read) {
            let name = feature.about().name;
            let Some(wanted) = self.features.iter().find(|f| f.name == name).filter(|f| f.parts != *parts) else {
                continue;
            };
            let said = |parts: &Option<Vec<String>>| {
                parts.as_ref().map_or_else(|| "one text".to_owned(), |parts| format!("the parts {}", parts.join(", ")))
            };
            let what = format!(
                "in training the feature {name} read {}, but here it reads {}",
                said(&wanted.parts),
                said(parts)
            );
            return Err(Error::new(ErrorKind::Model, what)
                .hint("name the same parts with --part and --reads, or [[letter]] and [reads] in the settings"));
        }
        Ok(())
    }
}
