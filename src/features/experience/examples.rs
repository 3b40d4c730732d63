//! Rules of what a length of time tells, tried on their own examples.

use super::classify::rules::{Rules, VOCABULARY, speaks};
use super::lexicon::Lexicon;
use crate::patterns::examples::{Problem, try_places};
use crate::patterns::{Rule, RuleSet};

/// Tries the examples of the rules in use that say what a length or a span of time tells, which stands between `«»`: the
/// rule must be the first that speaks of it in its `must_match`, and must not be in its `must_not_match`.
#[must_use]
pub fn check(rules: &RuleSet, which: &dyn Fn(&Rule) -> bool) -> Vec<Problem> {
    let tried = rules.in_use(VOCABULARY, which);
    if tried.is_empty() {
        return Vec::new();
    }
    let compiled = Rules::of(rules);
    let lexicon = Lexicon::new(compiled.numbered());
    let speaks = |text: &str, place: usize| speaks(&compiled, &lexicon, text, place);
    tried.iter().flat_map(|rule| try_places(rule, |text, span| speaks(text, span.start as usize))).collect()
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
        let text = "vocabulary = \"experience\"\n[[rule]]\nname = \"apprentice\"\nkind = \"not_work\"\nfamily = \"house\"\n\
                    message = \"an apprenticeship\"\nwhy = \"w\"\npatterns = [\"apprentice for [@time]\"]\nmust_match = [\n\
                    \"I was an apprentice for «three years».\",\n\"I was a baker for «three years».\",\n\
                    \"I was an apprentice for «ages».\",\n]\nmust_not_match = [\"An apprentice for «two years».\"]\n";
        let rules = RuleSet::builtin().with_file(text).expect("a good file");
        let problems: Vec<(usize, String)> =
            check(&rules, &|r| r.name == "apprentice").into_iter().map(|p| (p.line, p.message)).collect();
        let told = [
            (11, "\"apprentice\" does not speak of it, in: I was a baker for «three years»."),
            (12, "no length and no span of time is read there, in: I was an apprentice for «ages»."),
            (14, "\"apprentice\" speaks of it, and must not, in: An apprentice for «two years»."),
        ];
        assert_eq!(problems, told.map(|(line, message)| (line, message.to_owned())));
    }
}
