//! Rules of language errors, tried on their own examples.

use crate::features::error_rate::ErrorRate;
use crate::lexicon::Lexicon;
use crate::patterns::examples::{Problem, try_flags};
use crate::patterns::{Rule, RuleSet};
use crate::span::Span;

/// Tries the examples of the rules in use that find errors of language: each must flag just the words between `«»` in its
/// `must_match`, and nothing in its `must_not_match`.
#[must_use]
pub fn check(rules: &RuleSet, which: &dyn Fn(&Rule) -> bool) -> Vec<Problem> {
    let tried = rules.in_use("grammar", which);
    if tried.is_empty() {
        return Vec::new();
    }
    let feature = ErrorRate::with(Lexicon::default(), rules);
    let find = |rule: &Rule, text: &str| -> Vec<Span> {
        let mut spans: Vec<Span> =
            feature.find(text).iter().filter(|f| f.rule == rule.reported).map(|f| f.span).collect();
        spans.sort_unstable();
        spans.dedup();
        spans
    };
    tried.iter().flat_map(|rule| try_flags(rule, |text| find(rule, text))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_finds_its_own_examples() {
        crate::patterns::examples::assert_none(&check(&RuleSet::builtin(), &|_| true));
    }

    #[test]
    fn an_example_that_its_rule_does_not_find_is_told_with_its_line() {
        let text = "[[rule]]\nname = \"own\"\nkind = \"grammar\"\nfamily = \"house\"\nmessage = \"m\"\nwhy = \"w\"\n\
                    patterns = [\"[red] tea\"]\nmust_match = [\n  \"«Red» tea.\",\n  \"«Green» tea.\",\n]\n\
                    must_not_match = [\"I like red tea.\"]\n";
        let rules = RuleSet::builtin().with_file(text).expect("a good file");
        let problems: Vec<(usize, String)> =
            check(&rules, &|r| r.name == "own").into_iter().map(|p| (p.line, p.message)).collect();
        assert_eq!(problems[0], (10, "\"own\" flags nothing in: «Green» tea.".into()));
        assert_eq!(problems[1].0, 12);
        assert_eq!(problems.len(), 2);
    }
}
