//! The rules behind the features, tried on their own examples.

use super::{errors, experience, stance};
use crate::patterns::{Rule, RuleSet};

pub use super::errors::Kind;
pub use crate::patterns::examples::Problem;

/// Tries the examples of those rules in use, of all vocabularies of features, that `which` takes. The rules of the
/// vocabulary `instructions` belong to a flag: [`crate::flags::check_rules`] tries all.
#[must_use]
pub fn check(rules: &RuleSet, which: impl Fn(&Rule) -> bool) -> Vec<Problem> {
    let checks = [errors::examples::check, experience::examples::check, stance::examples::check];
    checks.into_iter().flat_map(|check| check(rules, &which)).collect()
}
