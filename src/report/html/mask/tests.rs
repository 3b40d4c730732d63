//! Tests of what is covered.

use super::*;

fn covered(letter: &str, own: &[&str]) -> Vec<String> {
    masks(letter, own).into_iter().map(|(s, k)| format!("{}: {}", KINDS[k], s.slice(letter))).collect()
}

#[test]
fn addresses_and_numbers_are_covered() {
    let letter = "Write to anna.p@uni-x.edu, or see https://github.com/anna (github.com/anna/snn). Tel. +44 20 7946 \
                  0958 or (020) 7946 0958. I'm @annap there.";
    assert_eq!(
        covered(letter, &[]),
        [
            "e-mail: anna.p@uni-x.edu",
            "link: https://github.com/anna",
            "link: github.com/anna/snn",
            "phone: +44 20 7946 0958",
            "phone: (020) 7946 0958",
            "link: @annap"
        ]
    );
}

#[test]
fn hosts_and_orcids_are_links_and_words_with_points_are_not() {
    let letter = "See zoe-quist.dev or people.uni.edu (ORCID 0000-0002-1825-0097). We wrote train.py, README.md and \
                  Node.js for e.g. ResNet.In the lab.it ran, vs. 0.5.";
    assert_eq!(covered(letter, &[]), ["link: zoe-quist.dev", "link: people.uni.edu", "link: 0000-0002-1825-0097"]);
}

#[test]
fn signatures_and_addresses_are_covered_with_their_places() {
    let letter = "Zoë Quist\nHauptstraße 5, Bern\n1 March 2027\n\nDear committee,\n\nI train networks.\n\nBest \
                  regards,\nZoë Quist\nPhD student, University of Bern\nBern, Switzerland";
    let got = covered(letter, &[]);
    for line in ["address: Hauptstraße 5, Bern", "address: 1 March 2027", "signature: PhD student, University of Bern"]
    {
        assert!(got.iter().any(|g| g == line), "{line}: {got:?}");
    }
    assert!(got.iter().all(|g| !g.contains("train") && !g.contains("committee")), "{got:?}");
    let prose = "Thank you for reading.\nI train networks and would like to know why they fail. They fail often, and I want to know.\nBern";
    assert!(covered(prose, &[]).iter().all(|g| !g.starts_with("signature")), "{:?}", covered(prose, &[]));
}

#[test]
fn years_counts_and_ratios_are_not() {
    assert_eq!(
        covered("From 2019-2021 and/or 2024-03-01 we ran 1 000 000 000 steps at 0.000000001, 1,000,000 km.", &[]),
        [] as [&str; 0]
    );
}

#[test]
fn names_are_found_by_their_setting_and_again() {
    let letter = "Dear Professor van Dijk,\n\nMy name is Anna Petrova and I study physics. I am Polish. As Petrova's \
                  student said, Anna ran it with Dr. O'Neill.\n\nKind regards,\nAnna M. Petrova\nWarsaw";
    assert_eq!(
        covered(letter, &[]),
        [
            "name: van Dijk",
            "name: Anna Petrova",
            "name: Petrova's",
            "name: Anna",
            "name: O'Neill",
            "name: Anna M. Petrova",
            "name: Warsaw"
        ]
    );
}

#[test]
fn the_name_in_another_column_is_covered_where_it_is_capitalised() {
    assert_eq!(
        covered("Grace knows; by the grace of Hopper. hopper", &["Grace Hopper"]),
        ["name: Grace", "name: Hopper"]
    );
}

#[test]
fn an_introduction_is_told_from_a_description() {
    assert_eq!(covered("I am Lin, a student. I am Italian, too. I am SNN.", &[]), ["name: Lin"]);
    assert_eq!(covered("I am Head of a lab. Neural Networks", &[]), [] as [&str; 0]);
    assert_eq!(covered("Nothing more.\nSincerely, Jo de Vries", &[]), ["name: Jo de Vries"]);
}

proptest::proptest! {
    #[test]
    fn masks_are_spans_in_order(letter in "(\\PC|\n|my name is |\\+4 20|@a\\.b|Dr\\. A){0,60}", own in "\\PC{0,8}") {
        let mut last = 0;
        for (span, kind) in masks(&letter, &[&own]) {
            proptest::prop_assert!(span.start as usize >= last && !span.slice(&letter).is_empty() && kind < KINDS.len());
            last = span.end as usize;
        }
    }
}
