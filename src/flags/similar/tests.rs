use super::shingles::shingles;
use super::*;
use proptest::prelude::*;

/// Clusters with the pairs that were kept.
type Clusters = Vec<(Cluster, Vec<Pair>)>;

fn compare(texts: &[(&str, bool)], threshold: f64) -> (Similar, Clusters) {
    let on = |threads| {
        let mut letters = Letters::new().unwrap();
        for (text, earlier) in texts {
            letters.push(&shingles(text), *earlier).unwrap();
        }
        let found = letters.compare(threshold, threads).unwrap().0;
        let clusters: Clusters = found.clusters.iter().map(|c| (c.clone(), found.pairs(c).unwrap())).collect();
        (found, clusters)
    };
    let (one, three) = (on(1), on(3));
    assert_eq!((&one.0.flags, &one.1), (&three.0.flags, &three.1));
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
    let (found, clusters) =
        compare(&[(&a, false), (&b, false), (&mixed, false), (&c, false), (&b, true), (&b, true)], 0.3);
    let flags: Vec<Vec<&str>> = (0..6).map(|letter| found.flags(letter)).collect();
    assert_eq!(flags[..4], [vec!["near_duplicate"], vec!["near_duplicate_earlier"], vec!["near_duplicate"], vec![]]);
    let members: Vec<_> = clusters.iter().map(|(c, _)| c.members.clone()).collect();
    assert_eq!(members, [vec![0, 2], vec![1, 4, 5]]);
    // 56 shingles of 96 + 96 − 56.
    assert_eq!(clusters[0].1, [Pair { first: 0, second: 2, similarity: 56.0 / 136.0 }]);
    assert_eq!((clusters[1].1.len(), clusters[1].0.found, clusters[1].0.similarity), (2, 2, 1.0));
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
    let (found, _) = compare(&given, 0.3);
    assert!((0..15).all(|letter| found.flags(letter).contains(&"shared_template")), "{:?}", found.flags);
    let copied: Vec<usize> = (0..17).filter(|l| found.flags(*l).contains(&"near_duplicate")).collect();
    assert_eq!((copied, found.flags(16).len()), (vec![3, 15], 0));
    let kinds: Vec<_> = found.clusters.iter().map(|c| (c.kind, c.members.len())).collect();
    assert_eq!(kinds, [(Kind::Copied, 2), (Kind::Template, 16)]);
}

/// Counts what is compared; of all pairs one is alike.
struct Counting {
    letters: Vec<Vec<u32>>,
    looked_at: std::sync::Mutex<Vec<(usize, usize)>>,
    read: std::sync::atomic::AtomicUsize,
    alike: fn(usize, usize) -> bool,
}

impl meetings::Judge for Counting {
    fn may_pair(&self, first: usize, second: usize) -> bool {
        self.looked_at.lock().unwrap().push((first, second));
        (self.alike)(first, second)
    }

    fn shingles(&self, letter: usize) -> crate::error::Result<Vec<u32>> {
        self.read.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Ok(self.letters[letter].clone())
    }

    fn similarity(&self, _: &[u32], _: &[u32]) -> Option<f64> {
        Some(1.0)
    }
}

/// Which pairs were found among letters, and the pairs that were compared for that, sorted.
fn count(
    texts: impl Iterator<Item = String>,
    alike: fn(usize, usize) -> bool,
) -> (Vec<Pair>, Vec<(usize, usize)>, usize) {
    let (functions, mut signatures) = (minhash::Functions::new(), minhash::SignatureWriter::new().unwrap());
    let letters: Vec<Vec<u32>> = texts.map(|text| shingles(&text)).collect();
    letters.iter().for_each(|letter| signatures.push(Some(functions.minima(letter))).unwrap());
    let signatures = signatures.finish().unwrap();
    let counting = Counting { letters, looked_at: Default::default(), read: Default::default(), alike };
    let (mut found, meetings) = (Vec::new(), meetings::Meetings::new(&signatures, minhash::BANDS, 2).unwrap());
    meetings.pairs(0.3, 2, &counting, |pair| found.push(pair)).unwrap();
    let mut looked_at = counting.looked_at.into_inner().unwrap();
    let count = looked_at.len();
    looked_at.sort_unstable();
    looked_at.dedup();
    assert_eq!(looked_at.len(), count, "no pair is compared twice");
    (found, looked_at, counting.read.into_inner())
}

#[test]
fn copies_far_apart_in_a_crowd_meet_where_the_crowd_does_not_and_once() {
    let shared = text(1, 60);
    let texts = (0..150).map(|n| format!("{shared}{}", text(100 + n % 149, 40)));
    let (found, looked_at, _) = count(texts, |first, second| (first, second) == (0, 149));
    assert_eq!(found, [Pair { first: 0, second: 149, similarity: 1.0 }]);
    assert!(looked_at.len() < 150 * 149 / 2 && looked_at.len() > 150 * 32, "{}", looked_at.len());
}

#[test]
fn the_work_of_a_crowd_grows_with_its_letters() {
    // Letters of a passage that all have and a few words of their own.
    let work = |letters: u32| {
        let texts = (0..letters).map(|n| format!("{}{}", text(1, 20), text(1 + n % 997, 12)));
        let (found, looked_at, read) = count(texts, |_, _| true);
        assert_eq!(found.len(), looked_at.len());
        // A letter's shingles are read at most once a band.
        assert!(read <= 50 * letters as usize, "{read}");
        looked_at.len() / letters as usize
    };
    let (few, many) = (work(400), work(4_000));
    assert!(few > 60, "{few}");
    assert!(many < few, "{many} comparisons a letter, {few} in a tenth of the letters");
}

#[test]
fn thousands_of_letters_that_share_a_passage_are_one_group() {
    let texts: Vec<String> = (0..1_200).map(|n| format!("{}{}", text(1, 24), text(100 + n, 12))).collect();
    let given: Vec<(&str, bool)> = texts.iter().map(|t| (t.as_str(), false)).collect();
    let mut letters = Letters::new().unwrap();
    given.iter().for_each(|(text, earlier)| letters.push(&shingles(text), *earlier).unwrap());
    let (found, _) = letters.compare(0.3, 2).unwrap();
    assert_eq!(found.clusters.len(), 1);
    let group = &found.clusters[0];
    assert_eq!((group.kind, group.members.len(), group.similarity), (Kind::Template, 1_200, 1.0));
    assert_eq!(found.pairs(group).unwrap().len(), PAIRS_OF_LARGE);
    assert!(group.found > 1_200 && group.found < 1_200 * 100, "{}", group.found);
    assert_eq!(found.flags(7), ["shared_template"]);
}

#[test]
fn text_in_more_than_two_hundred_letters_is_a_template_in_however_large_a_table() {
    let mut letters = Letters::new().unwrap();
    let (shared, copied) = (shingles(&text(1, 30)), shingles(&text(2, 30)));
    for n in 0..60_000u32 {
        match n {
            0..201 => letters.push(&shared, false).unwrap(),
            201..401 => letters.push(&copied, false).unwrap(),
            _ => letters.push(&[n << 8, n << 8 | 1], false).unwrap(),
        }
    }
    let (found, _) = letters.compare(0.3, 2).unwrap();
    assert_eq!((found.flags(0), found.flags(200)), (vec!["shared_template"], vec!["shared_template"]));
    assert_eq!((found.flags(201), found.flags(400)), (vec!["near_duplicate"], vec!["near_duplicate"]));
    assert_eq!(found.flagged().count(), 401);
}

#[test]
fn short_letters_and_thresholds() {
    let (found, _) = compare(&[("one two three", false), ("one two three", false), ("", false)], 0.3);
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
        let (_, clusters) = compare(&given, 0.3);
        let mut pairs: Vec<(usize, usize)> =
            clusters.iter().flat_map(|(_, pairs)| pairs).map(|p| (p.first, p.second)).collect();
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
