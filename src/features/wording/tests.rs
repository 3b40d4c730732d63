use super::*;
use crate::features::{Extractor, Measurement};
use crate::text::Document;

fn measured(letter: &str, weights: Option<WordWeights>) -> (Extractor, Measurement) {
    let extractor = Extractor::of(vec![Box::new(Wording::new(weights.map(Arc::new)))]);
    let mut out = Measurement::default();
    extractor.measure(&Document::new(letter), true, &mut out);
    (extractor, out)
}

fn weights() -> WordWeights {
    WordWeights::new([("because", 0.3), ("stuff", -0.2), ("don't", 0.1), ("rose", 0.4)], 0.05)
}

/// The value of a letter whose words of the list stand between « and ».
fn check(marked: &str, value: f64) {
    let letter = marked.replace(['«', '»'], "");
    let (_, out) = measured(&letter, Some(weights()));
    let quotes: Vec<&str> = out.evidence.iter().map(|e| e.span.slice(&letter)).collect();
    let expected: Vec<&str> = marked.split('«').skip(1).map(|rest| rest.split('»').next().unwrap()).collect();
    assert_eq!(quotes, expected, "{marked}");
    assert!((out.values[0].unwrap() - value).abs() < 1e-12, "{marked}: {:?}", out.values);
}

#[test]
fn a_word_counts_once_and_in_lower_case_or_at_the_start_of_a_sentence() {
    check("I left «because» it was dull.", 0.25);
    check("I left «because» it was dull and «because» I was tired.", 0.25);
    check("«Because» it was dull, I left.", 0.25);
    check("I left with some «stuff», «because» it was dull.", 0.05);
    check("I left.", -0.05);
    // A name, a shout and part of an abbreviation are no words of the list.
    check("I met Rose at the lab. It was great BECAUSE of her.", -0.05);
    check("The «rose» was red, and I «don't» know why.", 0.45);
    check("I «don’t» know.", 0.05);
}

#[test]
fn without_words_there_is_no_value() {
    assert_eq!(measured("I left because it was dull.", None).1.values, [None]);
}

#[test]
fn words_and_the_average_letter_add_up_to_the_value() {
    let (extractor, out) = measured("I left because of the stuff, because I don't care.", Some(weights()));
    let parts = extractor.parts_of(0, &out.evidence);
    let sum: f64 = parts.iter().map(|p| p.value).sum();
    assert!((sum - out.values[0].unwrap()).abs() < 1e-12, "{parts:?}");
    let titles: Vec<&str> = parts.iter().map(|p| p.title.as_str()).collect();
    assert_eq!(titles, ["because", "stuff", "don't", "less what an average letter has of these words"]);
    assert_eq!(extractor.made_of(0, &out.evidence).unwrap(), "raise: because, don't; lower: stuff");
    assert_eq!(extractor.phrase(0, Some(0.25)), "the committee's words (+0.25)");
}
