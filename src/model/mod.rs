//! The model: an additive score over named columns, fitted by logistic regression, kept as our own JSON.
//!
//! A model knows columns by name and nothing of letters. linfa fits it ([`train`]); a dot product scores with it
//! ([`Scorer`]); the file holds every number that a score is made of ([`Model`]).

mod artefact;
pub mod bootstrap;
mod design;
pub mod diagnose;
pub mod evaluate;
pub mod examples;
pub mod expected;
mod features_asked;
pub mod gate;
mod held_out;
mod newton;
mod options;
mod ordinal;
mod parts_asked;
mod predictive;
pub mod query;
pub mod ratings;
pub mod recipe;
pub mod reference;
pub mod registry;
pub mod retrain;
mod score;
mod solve;
pub mod strength;
mod topics_asked;
pub mod train;
mod training;
pub mod validate;
pub mod wording;

pub use artefact::{ColumnWeight, FeatureVersion, LabelNames, Missing, Model, RENEW, TopicDigest, Transform};
pub use score::{Score, Scorer, sigmoid};
pub use training::{GradeLevel, LeftOut, Solver, StrengthPoint, Training};
