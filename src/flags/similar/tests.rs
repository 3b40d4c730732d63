use super::shingles::shingles;
use super::*;
use proptest::prelude::*;

fn compare(texts: &[(&str, bool)], threshold: f64) -> Similar {
    let on = |threads| {
        let mut letters = Letters::new().unwrap();
        for (text, earlier) in texts {
            letters.push(&shingles(text), *earlier).unwrap();
        }
        letters.compare(threshold, threads).unwrap().0
    };
    let one = on(1);
    assert_eq!(one, on(3));
    one
}

/// A text of so many made-up words that no other seed gives.
fn text(seed: u32, words: u32) -> String {
    (0..words).map(|n| format!("w{}x ", u64::from(seed) * 100_000 + u64::from(n))).collect()
}

#[test]
fn a_copied_letter_is_told_from_one_of_an_earlier_year() {
    let (a, b, c) = (text(1, 100), text(2, 100), text(3, 100));
    let mixed = format!("{}{}", text(1, 60), text(4, 40));
    let found = compare(&[(&a, false), (&b, false), (&mixed, false), (&c, false), (&b, true), (&b, true)], 0.3);
    let flags: Vec<Vec<&str>> = (0..6).map(|letter| found.flags(letter)).collect();
    assert_eq!(flags[..4], [vec!["near_duplicate"], vec!["near_duplicate_earlier"], vec!["near_duplicate"], vec![]]);
    let members: Vec<_> = found.clusters.iter().map(|c| c.members.clone()).collect();
    assert_eq!(members, [vec![0, 2], vec![1, 4, 5]]);
    // 56 shingles of 96 + 96 − 56.
    assert_eq!(found.clusters[0].pairs[0].similarity, 56.0 / 136.0);
    assert_eq!(found.clusters[1].pairs.len(), 2);
}

#[test]
fn a_template_is_told_from_a_copy() {
    let template = text(9, 60);
    let letters: Vec<String> = (0..15).map(|n| format!("{template}{}", text(20 + n, 80))).collect();
    let mut given: Vec<(&str, bool)> = letters.iter().map(|l| (l.as_str(), false)).collect();
    let copy = letters[3].clone();
    given.push((&copy, false));
    let other = text(80, 100);
    given.push((&other, false));
    let found = compare(&given, 0.3);
    assert!((0..15).all(|letter| found.flags(letter).contains(&"shared_template")), "{:?}", found.flags);
    let copied: Vec<usize> = (0..17).filter(|l| found.flags(*l).contains(&"near_duplicate")).collect();
    assert_eq!((copied, found.flags(16).len()), (vec![3, 15], 0));
    let kinds: Vec<_> = found.clusters.iter().map(|c| (c.kind, c.members.len())).collect();
    assert_eq!(kinds, [(Kind::Copied, 2), (Kind::Template, 16)]);
}

#[test]
fn copies_far_apart_in_a_crowd_meet_where_the_crowd_does_not_and_once() {
    let shared = text(1, 60);
    let (functions, mut letters) = (minhash::Functions::new(), minhash::SignatureWriter::new().unwrap());
    for n in 0..150 {
        let minima = functions.minima(&shingles(&format!("{shared}{}", text(100 + n % 149, 40))));
        letters.push(Some(minima)).unwrap();
    }
    let letters = letters.finish().unwrap();
    let looked_at = std::sync::Mutex::new(Vec::new());
    let verify = |first, second| {
        looked_at.lock().unwrap().push((first, second));
        Ok(((first, second) == (0, 149)).then_some(1.0))
    };
    let mut found = Vec::new();
    minhash::pairs(&letters, 0.3, 2, verify, |pair| found.push(pair)).unwrap();
    assert_eq!(found, [Pair { first: 0, second: 149, similarity: 1.0 }]);
    let mut looked_at = looked_at.into_inner().unwrap();
    let count = looked_at.len();
    looked_at.sort_unstable();
    looked_at.dedup();
    assert_eq!(looked_at.len(), count, "no pair is compared twice");
    assert!(count < 150 * 149 / 2 && count > 150 * 32, "{count}");
}

#[test]
fn short_letters_and_thresholds() {
    let found = compare(&[("one two three", false), ("one two three", false), ("", false)], 0.3);
    assert!(found.clusters.is_empty());
    for bad in [0.0, -1.0, 1.1, f64::NAN] {
        assert!(check_threshold(bad).unwrap_err().to_string().contains("above 0"), "{bad}");
    }
    assert_eq!(check_threshold(1.0).unwrap(), 1.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// What hashing finds is what comparing every pair finds, for pairs well above the threshold.
    #[test]
    fn every_pair_that_is_clearly_alike_is_found(
        parts in proptest::collection::vec((0u32..6, 0u32..6, 20u32..80, 20u32..80), 2..9)
    ) {
        let texts: Vec<String> =
            parts.iter().map(|(a, b, n, m)| format!("{}{}", text(*a, *n), text(*b + 10, *m))).collect();
        let given: Vec<(&str, bool)> = texts.iter().map(|t| (t.as_str(), false)).collect();
        let found = compare(&given, 0.3);
        let mut pairs: Vec<(usize, usize)> =
            found.clusters.iter().flat_map(|c| &c.pairs).map(|p| (p.first, p.second)).collect();
        pairs.sort_unstable();
        for second in 0..texts.len() {
            for first in 0..second {
                let (a, b) = (shingles(&texts[first]), shingles(&texts[second]));
                let both = a.iter().filter(|s| b.contains(s)).count() as f64;
                let exact = both / ((a.len() + b.len()) as f64 - both);
                if exact >= 0.45 {
                    prop_assert!(pairs.contains(&(first, second)), "{first} {second} {exact}");
                } else if exact < 0.3 {
                    prop_assert!(!pairs.contains(&(first, second)));
                }
            }
        }
    }
}
