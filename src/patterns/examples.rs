//! Rules tried on their own examples: what all vocabularies share.

use super::rules::Rule;
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

impl Problem {
    /// A problem with an example of a rule.
    #[must_use]
    pub fn new(rule: &Rule, line: usize, message: String) -> Self {
        Self { rule: rule.name, file: rule.file, line, message }
    }
}

/// Fails where a built-in rule disagrees with its own examples, and names their lines.
#[cfg(test)]
pub(crate) fn assert_none(problems: &[Problem]) {
    let wrong: Vec<String> =
        problems.iter().map(|p| format!("data/rules/{}:{}: {}", p.file, p.line, p.message)).collect();
    assert!(wrong.is_empty(), "help: the examples and the patterns disagree\n{}", wrong.join("\n"));
}

/// The text without its marks `«»`, and the marked spans.
#[must_use]
pub fn unmark(marked: &str) -> (String, Vec<Span>) {
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

/// Tries the examples of a rule that flags words: `find` gives the spans that it flags in a text, sorted. They must be just
/// the marked ones in `must_match`; in `must_not_match` there must be none.
pub fn try_flags(rule: &Rule, find: impl Fn(&str) -> Vec<Span>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (example, line) in rule.must_match.iter() {
        let (text, marked) = unmark(example);
        let spans = find(&text);
        if spans != marked {
            let flags: Vec<String> = spans.iter().map(|s| format!("\"{}\"", s.slice(&text))).collect();
            let flags = if flags.is_empty() { "nothing".to_owned() } else { flags.join(", ") };
            problems.push(Problem::new(rule, *line, format!("\"{}\" flags {flags} in: {example}", rule.name)));
        }
    }
    for (example, line) in rule.must_not_match.iter() {
        if let Some(span) = find(example).first() {
            let flagged = span.slice(example);
            let message = format!("\"{}\" flags \"{flagged}\", and must not, in: {example}", rule.name);
            problems.push(Problem::new(rule, *line, message));
        }
    }
    problems
}

/// Tries the examples of a rule that says something of a place, which every example marks. `speaks` gives the name of the
/// rule that speaks of a span of a text, none if no rule does, or why no rule can.
pub fn try_places(
    rule: &Rule,
    mut speaks: impl FnMut(&str, Span) -> Result<Option<&'static str>, &'static str>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let must = rule.must_match.iter().map(|e| (e, true));
    for ((example, line), must) in must.chain(rule.must_not_match.iter().map(|e| (e, false))) {
        let (text, marked) = unmark(example);
        let said = match *marked {
            [place] => speaks(&text, place),
            _ => Err("«» must mark one place"),
        };
        let wrong = match said {
            Err(why) => why.to_owned(),
            Ok(by) if by == Some(rule.name) && must => continue,
            Ok(by) if by != Some(rule.name) && !must => continue,
            Ok(Some(_)) if !must => format!("\"{}\" speaks of it, and must not", rule.name),
            Ok(Some(other)) => format!("\"{other}\" speaks of it before \"{}\" can", rule.name),
            Ok(None) => format!("\"{}\" does not speak of it", rule.name),
        };
        problems.push(Problem::new(rule, *line, format!("{wrong}, in: {example}")));
    }
    problems
}
