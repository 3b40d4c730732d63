use super::*;
use crate::features::error_rate::vocabulary;
use crate::features::errors::{Finding, confusions::Confusions};
use crate::lexicon::{Annotated, Lexicon, Vocabulary};
use proptest::prelude::*;

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| vocabulary(Lexicon::default(), &Confusions::default()));

fn find(text: &str) -> Vec<Finding> {
    let doc = Document::new(text);
    let mut prose = CheckedWords::default();
    prose.read(&Annotated::of(&doc, &mut Vec::new()), &VOCABULARY);
    for (checked, word) in prose.checked.iter_mut().zip(&doc.words) {
        *checked = word.class == Class::Word;
    }
    let mut out = Findings::default();
    out.start(true);
    check(&doc, &prose, &mut Scratch::default(), &mut out);
    out.list().to_vec()
}

/// The text without its marks, and the marked spans.
fn unmark(marked: &str) -> (String, Vec<(usize, usize)>) {
    let (mut text, mut spans, mut open) = (String::new(), Vec::new(), 0);
    for c in marked.chars() {
        match c {
            '«' => open = text.len(),
            '»' => spans.push((open, text.len())),
            c => text.push(c),
        }
    }
    (text, spans)
}

#[test]
fn patterns_can_be_read() {
    let wrong: Vec<String> = rules()
        .flat_map(|r| {
            r.patterns
                .iter()
                .filter_map(|p| Some(format!("{}: {}", r.name, Machine::new([(0, *p)].into_iter()).err()?)))
        })
        .collect();
    assert!(wrong.is_empty(), "help: patterns that can't be read\n{}", wrong.join("\n"));
}

#[test]
fn every_rule_is_documented_and_its_name_is_its_own() {
    let mut names: Vec<_> = rules().map(|r| r.name).collect();
    for rule in rules() {
        assert!(
            !rule.message.is_empty() && !rule.why.is_empty() && !rule.bad.is_empty() && !rule.good.is_empty(),
            "{}",
            rule.name
        );
        assert!(rule.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{}", rule.name);
    }
    names.sort_unstable();
    assert!(names.windows(2).all(|n| n[0] != n[1]), "{names:?}");
}

#[test]
fn rules_flag_their_bad_examples_and_spare_the_good_ones() {
    let mut wrong = Vec::new();
    for rule in rules() {
        for bad in rule.bad {
            let (text, spans) = unmark(bad);
            let mut found: Vec<_> = find(&text)
                .iter()
                .filter(|f| f.rule == rule.name)
                .map(|f| (f.span.start as usize, f.span.end as usize))
                .collect();
            found.dedup();
            if found != spans {
                let marked: Vec<_> = found.iter().map(|&(a, b)| &text[a..b]).collect();
                wrong.push(format!("{}: {bad} flags {marked:?}", rule.name));
            }
        }
        for good in rule.good {
            for f in find(good) {
                wrong.push(format!("{}: {} in good: {good} at {:?}", rule.name, f.rule, f.span.slice(good)));
            }
        }
    }
    assert!(wrong.is_empty(), "help: the examples and the patterns disagree\n{}", wrong.join("\n"));
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
    let text = "He have a dog.";
    let doc = Document::new(text);
    let mut out = Findings::default();
    let mut prose = CheckedWords::default();
    prose.read(&Annotated::of(&doc, &mut Vec::new()), &VOCABULARY);
    prose.checked.fill(false);
    check(&doc, &prose, &mut Scratch::default(), &mut out);
    assert!(out.list().is_empty());
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
