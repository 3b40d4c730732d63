//! Rules tried on their own examples.

use crate::features::error_rate::ErrorRate;
use crate::lexicon::Lexicon;
use crate::patterns::{Rule, RuleSet};
use crate::span::Span;

/// An example that its rule does not find as it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The name of the rule.
    pub rule: &'static str,
    /// The file that the rule stands in; empty for a committee's own.
    pub file: &'static str,
    /// The line of the example there, counted from 1.
    pub line: usize,
    /// What is wrong, in one line.
    pub message: String,
}

/// Tries the examples of the rules in use that find errors of language: each must flag just the words between `«»` in its
/// `must_match`, and nothing in its `must_not_match`.
#[must_use]
pub fn check(rules: &RuleSet, which: impl Fn(&Rule) -> bool) -> Vec<Problem> {
    let feature = ErrorRate::with(Lexicon::default(), rules);
    let mut problems = Vec::new();
    for rule in rules.all().filter(|r| r.vocabulary == "grammar" && rules.is_on(r) && which(r)) {
        let mut say = |line: usize, message: String| {
            problems.push(Problem { rule: rule.name, file: rule.file, line, message });
        };
        let found = |text: &str| -> Vec<Span> {
            let mut spans: Vec<Span> =
                feature.find(text).iter().filter(|f| f.rule == rule.reported).map(|f| f.span).collect();
            spans.sort_unstable();
            spans.dedup();
            spans
        };
        for (example, line) in rule.must_match.iter() {
            let (text, marked) = unmark(example);
            let spans = found(&text);
            if spans != marked {
                let flags: Vec<String> = spans.iter().map(|s| format!("\"{}\"", s.slice(&text))).collect();
                let flags = if flags.is_empty() { "nothing".to_owned() } else { flags.join(", ") };
                say(*line, format!("\"{}\" flags {flags} in: {example}", rule.name));
            }
        }
        for (example, line) in rule.must_not_match.iter() {
            if let Some(span) = found(example).first() {
                say(*line, format!("\"{}\" flags \"{}\", and must not, in: {example}", rule.name, span.slice(example)));
            }
        }
    }
    problems
}

/// The text without its marks `«»`, and the marked spans.
fn unmark(marked: &str) -> (String, Vec<Span>) {
    let (mut text, mut spans, mut open) = (String::new(), Vec::new(), 0);
    for c in marked.chars() {
        match c {
            '«' => open = text.len(),
            '»' => spans.push(Span::new(open, text.len())),
            c => text.push(c),
        }
    }
    (text, spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_finds_its_own_examples() {
        let wrong: Vec<String> = check(&RuleSet::builtin(), |_| true)
            .into_iter()
            .map(|p| format!("data/rules/{}:{}: {}", p.file, p.line, p.message))
            .collect();
        assert!(wrong.is_empty(), "help: the examples and the patterns disagree\n{}", wrong.join("\n"));
    }

    #[test]
    fn an_example_that_its_rule_does_not_find_is_told_with_its_line() {
        let text = "[[rule]]\nname = \"own\"\nkind = \"grammar\"\nfamily = \"house\"\nmessage = \"m\"\nwhy = \"w\"\n\
                    patterns = [\"[red] tea\"]\nmust_match = [\n  \"«Red» tea.\",\n  \"«Green» tea.\",\n]\n\
                    must_not_match = [\"I like red tea.\"]\n";
        let rules = RuleSet::builtin().with_file(text).expect("a good file");
        let problems: Vec<(usize, String)> =
            check(&rules, |r| r.name == "own").into_iter().map(|p| (p.line, p.message)).collect();
        assert_eq!(problems[0], (10, "\"own\" flags nothing in: «Green» tea.".into()));
        assert_eq!(problems[1].0, 12);
        assert_eq!(problems.len(), 2);
    }
}
