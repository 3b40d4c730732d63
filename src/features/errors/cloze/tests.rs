//! What is found by which word belongs at a place, and what is left alone.

use super::cell::{Cell, tag};
use super::tables::{MAGIC, Tables};
use super::*;
use crate::features::error_rate::ErrorRate;
use crate::lexicon::Lexicon;
use crate::patterns::RuleSet;

/// The rules of this file's findings, and the words that they mark.
fn found(rules: &RuleSet, text: &str) -> Vec<(&'static str, String)> {
    let own: Vec<&str> =
        rules.all().filter(|r| r.code.is_some_and(|c| c.starts_with("cloze"))).map(|r| r.name).collect();
    let all = ErrorRate::with(Lexicon::default(), rules).find(text);
    let ours = all.into_iter().filter(|f| own.contains(&f.rule));
    ours.map(|f| (f.rule, f.span.slice(text).to_owned())).collect()
}

const WRONG: &str =
    "It is important step in the project that we started. In some case the results were better than before.";

#[test]
fn a_missing_article_and_a_missing_plural_are_found_with_their_confidence() {
    let rules = RuleSet::builtin();
    let words = found(&rules, WRONG);
    assert_eq!(words, [("article_missing", "important".to_owned()), ("plural_expected", "case".to_owned())]);
    let all = ErrorRate::new().find(WRONG);
    assert!(all.iter().all(|f| f.confidence.is_some_and(|share| share >= 60)), "{all:?}");
    assert_eq!(all.iter().find(|f| f.rule == "plural_expected").and_then(|f| f.suggestion.as_deref()), Some("cases"));
}

#[test]
fn a_family_that_is_switched_off_leaves_out_rules_and_tables_alike() {
    let without = |names: &[&str]| RuleSet::builtin().without(names).expect("families");
    assert_eq!(found(&without(&["articles"]), WRONG), [("plural_expected", "case".to_owned())]);
    assert!(found(&without(&["articles", "number"]), WRONG).is_empty());
}

#[test]
fn what_is_no_prose_is_left_alone() {
    let rules = RuleSet::builtin();
    for text in [
        WRONG.to_uppercase().as_str(),
        "Model Accuracy Baseline 0.71 Ours 0.83 Large 0.91 Small 0.64",
        "let total = list.iter().map(|x| x * 2).sum(); return total;",
        "Ich habe zwei Jahre lang als Ingenieur gearbeitet und viel gelernt. Es ist wichtig Teil von Projekt.",
        "Important Part Of Project That We Started In Some Case",
        "teh importnat prat fo projcet taht whe strated",
        "It is [name] part of the [project] that we started.",
        "",
        "a",
    ] {
        assert_eq!(found(&rules, text), [], "{text}");
    }
}

#[test]
fn right_prose_is_left_alone() {
    let rules = RuleSet::builtin();
    for text in [
        "I trained deep networks on large images, and the loss fell to a tenth of what it had been.",
        "We study how neurons learn from rewards, which is the topic of my thesis.",
        "Last year I worked with doctors in two hospitals to find signs of disease in images of the eye.",
        "My supervisor suggested that I apply, since the school covers what I need for my project.",
        "Learning from few examples is hard, yet children do it every day.",
    ] {
        assert_eq!(found(&rules, text), [], "{text}");
    }
}

#[test]
fn tables_of_another_form_are_refused() {
    assert!(Tables::read(BYTES).is_some());
    assert!(Tables::read(&BYTES[..BYTES.len() - 1]).is_none());
    assert!(Tables::read(b"").is_none() && Tables::read(MAGIC).is_none());
    let other: Vec<u8> = [b"X", &BYTES[1..]].concat();
    assert!(Tables::read(&other).is_none());
    let long: Vec<u8> = [BYTES, b"X"].concat();
    assert!(Tables::read(&long).is_none());
}

#[test]
fn words_have_their_tags_in_a_sentence() {
    let (tables, _) = TABLES.as_ref().expect("they are there");
    let tags = |text: &str| {
        let doc = Document::new(text);
        let mut ids = Vec::new();
        let letter = Annotated::of(&doc, &mut ids);
        let mut words = CheckedWords::default();
        let rules = crate::features::errors::grammar::Grammar::of(&RuleSet::builtin());
        words.read(&letter, &crate::features::error_rate::vocabulary(Lexicon::default(), &rules));
        let mut cells: Vec<Cell> = Vec::new();
        letter::read(&letter, &words, tables, &mut cells);
        tag_cells(tables, &mut cells, &mut Vec::new());
        cells.iter().filter(|c| !c.is_pad()).map(|c| tag::NAMES[usize::from(c.tag)]).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(tags("We train the networks, and they don't train us."), "PRP VBP DT NNS , CC PRP VBP RB VB PRP .");
    assert_eq!(tags("My train was new in 2019."), "PRP$ NN VBD JJ IN CD .");
}
