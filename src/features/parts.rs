//! The parts of applications, and which features read only some of them.

use crate::error::{Error, ErrorKind, Result};
use crate::span::Span;
use std::collections::BTreeMap;

/// A part of an application, such as the motivation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartName {
    /// Its name in settings and models.
    pub key: String,
    /// What people call it.
    pub title: String,
}

/// The parts of the applications, and which features read only some of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    names: Vec<PartName>,
    /// By feature: the places of the parts that it reads, in order.
    reads: BTreeMap<String, Vec<usize>>,
}

impl Parts {
    /// Parts in their order, and by feature the keys of those that it reads; a feature that is not named reads all.
    /// `features` are the names of those there are.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] where a key stands twice, or a feature or a part is named that there is not.
    pub fn new(names: Vec<PartName>, reads: &[(String, Vec<String>)], features: &[&str]) -> Result<Self> {
        let fail = |what: String| Error::new(ErrorKind::Setting, what);
        for (at, name) in names.iter().enumerate() {
            if names[..at].iter().any(|other| other.key == name.key) {
                return Err(
                    fail(format!("the part {} is given twice", name.key)).hint("give each part a name of its own")
                );
            }
        }
        let known = names.iter().map(|n| n.key.as_str()).collect::<Vec<_>>().join(", ");
        let mut read = BTreeMap::new();
        for (feature, keys) in reads {
            if !features.contains(&feature.as_str()) {
                return Err(fail(format!("no feature is called {feature}; there are {}", features.join(", "))));
            }
            let place = |key: &String| {
                names.iter().position(|n| n.key == *key).ok_or_else(|| {
                    fail(format!("{feature} is to read the part {key}, and the parts are {known}"))
                        .hint("name parts with --part KEY=COLUMN or [[letter]]")
                })
            };
            let mut places = keys.iter().map(place).collect::<Result<Vec<_>>>()?;
            places.sort_unstable();
            places.dedup();
            if places.is_empty() || read.insert(feature.clone(), places).is_some() {
                return Err(fail(format!("{feature} must read a part, and be named once")));
            }
        }
        Ok(Self { names, reads: read })
    }

    /// By feature: the places of the parts that it reads, in order.
    pub(super) fn reads(&self) -> &BTreeMap<String, Vec<usize>> {
        &self.reads
    }

    /// The parts, in their order; empty where an application is one text.
    #[must_use]
    pub fn names(&self) -> &[PartName] {
        &self.names
    }

    /// The title of the part that a passage stands in, by where the parts lie; none if there are none.
    #[must_use]
    pub fn title_of(&self, spans: &[Span], passage: Span) -> Option<&str> {
        let place = spans.iter().position(|part| part.start <= passage.start && passage.start < part.end)?;
        self.names.get(place).map(|name| name.title.as_str())
    }
}
