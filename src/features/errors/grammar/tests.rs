use super::*;
use crate::features::error_rate::vocabulary;
use crate::features::errors::Finding;
use crate::lexicon::{Annotated, Lexicon, Vocabulary};
use proptest::prelude::*;
use std::sync::LazyLock;

struct All {
    grammar: Arc<Grammar>,
    vocabulary: Vocabulary,
    reports: Reports,
}

static ALL: LazyLock<All> = LazyLock::new(|| {
    let rules = RuleSet::builtin();
    let grammar = Grammar::of(&rules);
    All { vocabulary: vocabulary(Lexicon::default(), &grammar), reports: Reports::of(&rules), grammar }
});

/// What is found where every word of the text is checked, or none.
fn find_in(text: &str, checked: bool) -> Vec<Finding> {
    let doc = Document::new(text);
    let mut words = CheckedWords::default();
    words.read(&Annotated::of(&doc, &mut Vec::new()), &ALL.vocabulary);
    for (place, word) in words.checked.iter_mut().zip(&doc.words) {
        *place = checked && word.class == Class::Word;
    }
    let mut out = Findings::default();
    out.start(true);
    ALL.grammar.check(&doc, &words, &ALL.reports, &mut Scratch::default(), &mut out);
    out.list().to_vec()
}

fn find(text: &str) -> Vec<Finding> {
    find_in(text, true)
}

/// No rule of grammar or punctuation flags what another gives as right.
#[test]
fn good_examples_are_spared_by_all_rules() {
    let mut wrong = Vec::new();
    for rule in RuleSet::builtin().all().filter(|r| r.vocabulary == "grammar") {
        for (good, line) in rule.must_not_match.iter() {
            for f in find(good) {
                wrong.push(format!("{}:{line}: {} in: {good} at {:?}", rule.file, f.rule, f.span.slice(good)));
            }
        }
    }
    assert!(wrong.is_empty(), "help: these examples are said to be right\n{}", wrong.join("\n"));
}

#[test]
fn suggestions_are_written_out() {
    let find = |text: &str| find(text).into_iter().find_map(|f| f.suggestion);
    assert_eq!(find("It depends from the weather."), Some("depends on".into()));
    assert_eq!(find("I discussed about it."), Some("discussed".into()));
    assert_eq!(find("It is a hour."), Some("an".into()));
}

#[test]
fn what_is_not_prose_is_left_alone() {
    assert!(!find_in("He have a dog.", true).is_empty());
    assert!(find_in("He have a dog.", false).is_empty());
}

/// A check that were quadratic in any of these would not end while somebody waits; how long they take, the benches say.
#[test]
fn hostile_text_is_read_to_its_end() {
    for text in [
        "a ".repeat(100_000),
        "x".repeat(1_000_000),
        "(".repeat(200_000),
        "\"a ".repeat(100_000),
        "very ".repeat(100_000),
        "the , ".repeat(100_000),
        "I is, ".repeat(100_000),
    ] {
        assert!(find(&text).iter().all(|f| text.get(f.span.range()).is_some()), "{}", &text[..20]);
    }
}

/// Words that wake many rules, and marks that mislead.
fn learner_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ -~]{0,10}",
        "\\PC{0,5}",
        Just(" the ".into()),
        Just(" a ".into()),
        Just(" student ".into()),
        Just(" is ".into()),
        Just(" he ".into()),
        Just(", ".into()),
        Just(". ".into()),
        Just("\n\n".into()),
        Just(" n't ".into()),
        Just(" more ".into()),
        Just("(".into()),
        Just("\u{201c}".into()),
        Just(" to ".into()),
        Just(" went ".into()),
        Just("’s ".into()),
        Just(" many ".into()),
        Just("\u{200b}".into()),
        Just(" [name] ".into()),
        Just(" because ".into()),
        Just(" one of the ".into()),
        Just(" although ".into()),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|v| v.concat())
}

proptest! {
    #[test]
    fn spans_slice_the_text(text in learner_text()) {
        for f in find(&text) {
            prop_assert!(text.get(f.span.range()).is_some_and(|s| !s.is_empty()), "{:?}", f);
        }
    }
}
