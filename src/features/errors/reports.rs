//! What findings of functions say: their rules stand in the data with those of patterns.

use super::cloze::judge::Fault;
use super::finding::{Kind, Margins, Report};
use crate::patterns::RuleSet;

/// The rules that functions find, each under the name that its key `code` gives.
#[derive(Clone, Copy, Debug)]
pub struct Reports {
    pub misspelling: Report,
    pub unknown_word: Report,
    pub rare_word: Report,
    pub unlikely_word: Report,
    pub name: Report,
    pub pronoun_i: Report,
    pub sentence_start: Report,
    pub needless_capital: Report,
    pub doubled_word: Report,
    pub a_or_an: Report,
    pub comma_splice: Report,
    pub doubled_conjunction: Report,
    pub missing_question_mark: Report,
    pub missing_space: Report,
    pub space_before_mark: Report,
    pub doubled_mark: Report,
    pub missing_final_stop: Report,
    pub unmatched_bracket: Report,
    pub unmatched_quote: Report,
    /// By [`Fault`].
    pub cloze: [Report; Fault::ALL.len()],
}

impl Reports {
    /// Those of a set of rules.
    #[must_use]
    pub fn of(rules: &RuleSet) -> Self {
        let report = |code: &'static str| {
            rules.all().find(|r| r.code == Some(code)).map_or(
                Report {
                    kind: Kind::Grammar,
                    rule: code,
                    message: "",
                    is_on: false,
                    confidence: None,
                    margins: Margins::default(),
                },
                |r| Report {
                    kind: Kind::of(r.kind),
                    rule: r.reported,
                    message: r.message,
                    is_on: rules.is_on(r),
                    confidence: r.precision,
                    margins: r.margins,
                },
            )
        };
        Self {
            misspelling: report("misspelling"),
            unknown_word: report("unknown_word"),
            rare_word: report("rare_word"),
            unlikely_word: report("unlikely_word"),
            name: report("name"),
            pronoun_i: report("pronoun_i"),
            sentence_start: report("sentence_start"),
            needless_capital: report("needless_capital"),
            doubled_word: report("doubled_word"),
            a_or_an: report("a_or_an"),
            comma_splice: report("comma_splice"),
            doubled_conjunction: report("doubled_conjunction"),
            missing_question_mark: report("missing_question_mark"),
            missing_space: report("missing_space"),
            space_before_mark: report("space_before_mark"),
            doubled_mark: report("doubled_mark"),
            missing_final_stop: report("missing_final_stop"),
            unmatched_bracket: report("unmatched_bracket"),
            unmatched_quote: report("unmatched_quote"),
            cloze: Fault::ALL.map(|fault| {
                report(match fault {
                    Fault::ArticleMissing => "cloze_article_missing",
                    Fault::Plural => "cloze_plural",
                    Fault::Singular => "cloze_singular",
                    Fault::VerbForm => "cloze_verb_form",
                    Fault::Agreement => "cloze_agreement",
                })
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_has_its_rule() {
        let rules = RuleSet::builtin();
        let coded: Vec<&str> = rules.all().filter_map(|r| r.code).collect();
        let text = format!("{:?}", Reports::of(&rules));
        assert!(!text.contains("is_on: false"), "{text}");
        assert_eq!(text.matches("is_on: true").count(), coded.len(), "{coded:?}");
    }
}
