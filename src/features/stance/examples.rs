//! Rules of what is said of a topic, tried on their own examples.

use super::rules::{Rules, VOCABULARY, speaks};
use crate::patterns::examples::{Problem, try_places};
use crate::patterns::{Rule, RuleSet};

/// Tries the examples of the rules in use that say something of a topic, which stands between `«»`: the rule must be the
/// first that speaks of it in its `must_match`, and must not be in its `must_not_match`. Of a rule that turns a denial into
/// a wish, the denial must end in one.
#[must_use]
pub fn check(rules: &RuleSet, which: &dyn Fn(&Rule) -> bool) -> Vec<Problem> {
    let tried = rules.in_use(VOCABULARY, which);
    if tried.is_empty() {
        return Vec::new();
    }
    let compiled = Rules::of(rules);
    tried.iter().flat_map(|rule| try_places(rule, |text, term| speaks(&compiled, rule, text, term))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_speaks_of_its_own_examples() {
        crate::patterns::examples::assert_none(&check(&RuleSet::builtin(), &|_| true));
    }

    #[test]
    fn an_example_that_another_rule_or_none_speaks_of_is_told_with_its_line() {
        let text = "vocabulary = \"stance\"\n[[rule]]\nname = \"a_dream\"\nkind = \"wish\"\nfamily = \"house\"\n\
                    message = \"wished for\"\nwhy = \"w\"\npatterns = [\"i dream of [@topic]\"]\nmust_match = [\n\
                    \"I dream of «RL».\",\n\"«RL» is Greek to me.\",\n\"I like «RL».\",\n\"I dream of RL.\",\n\
                    \"I dream of «R»L.\",\n]\nmust_not_match = [\"I dream of «SNNs».\", \"I like «RL».\"]\n";
        let rules = RuleSet::builtin().with_file(text).expect("a good file");
        let problems: Vec<(usize, String)> =
            check(&rules, &|r| r.name == "a_dream").into_iter().map(|p| (p.line, p.message)).collect();
        let told = [
            (11, "\"foreign_to_me\" speaks of it before \"a_dream\" can, in: «RL» is Greek to me."),
            (12, "\"a_dream\" does not speak of it, in: I like «RL»."),
            (13, "«» must mark one place, in: I dream of RL."),
            (14, "«» must stand around whole words, in: I dream of «R»L."),
            (16, "\"a_dream\" speaks of it, and must not, in: I dream of «SNNs»."),
        ];
        assert_eq!(problems, told.map(|(line, message)| (line, message.to_owned())));
    }
}
