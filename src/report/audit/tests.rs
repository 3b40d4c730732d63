use super::*;
use crate::audit::{Cohort, Question, Training, audit, variants};
use crate::model::evaluate::Plan;
use crate::model::train::{Examples, FitOptions};
use crate::rank::Places;
use crate::report::InputFacts;

/// A cohort with a shifted group, a second column, and hostile names.
fn made() -> (Audit, Vec<Variants>, RunFacts) {
    let contributions: Vec<Vec<f64>> = (0..200u32)
        .map(|i| vec![f64::from((i * 37) % 101) / 40.0 - if i % 2 == 0 { 1.0 } else { 0.0 }, f64::from(i % 7) / 10.0])
        .collect();
    let log_odds: Vec<Option<f64>> = contributions.iter().map(|c| Some(c.iter().sum())).collect();
    let values: Vec<Vec<Option<f64>>> = contributions.iter().map(|c| c.iter().map(|v| Some(*v)).collect()).collect();
    let examples = Examples {
        columns: vec!["words".into(), "a & b".into()],
        values: values.clone(),
        labels: (0..200).map(|i| f64::from(u8::from((i * 37) % 101 > 50))).collect(),
        ..Examples::default()
    };
    let plan = Plan { folds: 5, repeats: 1, seed: 0, places: None, fit: FitOptions::fixed(0.1), threads: 1 };
    let training = Training { examples, values, plan };
    let word = |i: usize| if i.is_multiple_of(2) { "<b>even</b>" } else { "\u{1b}[31modd|*" };
    let cohort = Cohort {
        ids: (0..200).map(|i| format!("<i>{i:03}")).collect(),
        scores: log_odds.iter().map(|l| l.map(crate::model::sigmoid)).collect(),
        log_odds,
        selected: None,
        selected_by: "",
        features: vec!["words".into(), "a & b".into()],
        contributions,
        labels: Some((0..200).map(|i| Some((i * 37) % 101 > 50)).collect()),
        groups: vec![
            ("parity".into(), (0..200).map(|i| word(i).to_owned()).collect()),
            ("third".into(), (0..200).map(|i| if i % 3 == 0 { "Third" } else { "third" }.to_owned()).collect()),
        ],
        training: Some(training),
        without_rules: None,
    };
    let likely = cohort.groups.iter().flat_map(|(c, v)| variants(c, v)).collect();
    let found = audit(&cohort, &Question { places: Some(Places::Share(0.2)), proxy: true }).unwrap();
    let facts = RunFacts {
        tool: "shortlist".into(),
        command: "audit".into(),
        input: InputFacts { file: "<i>.csv".into(), ..InputFacts::default() },
        ..RunFacts::default()
    };
    (found, likely, facts)
}

#[test]
fn the_page_stands_alone_and_escapes() {
    let (a, likely, facts) = made();
    let page = audit_html(&a, &likely, &facts).unwrap();
    assert_eq!(page.matches("<svg ").count(), 7, "rates and curve of three columns, and what moves groups");
    for bad in ["<script", "<b>", "<i>", "a & b", "http:", "https:", "url("] {
        assert!(!page.replace("http://www.w3.org/2000/svg", "").contains(bad), "{bad}");
    }
    assert!(page.contains("parity × third") && page.contains("four fifths"));
    assert_eq!(page, audit_html(&a, &likely, &facts).unwrap());
}

#[test]
fn every_format_says_what_is_flagged_and_why() {
    let (a, likely, facts) = made();
    let flags = flags(&a);
    assert!(flags[0].contains("scores") && flags[0].contains("p < 0.001"), "{flags:?}");
    let (text, page) = (audit_terminal(&a, &likely, 100), audit_markdown(&a, &likely, &facts));
    assert!(!text.contains('\u{1b}') && text.contains("flag: parity = ") && text.contains(CAVEAT), "{text}");
    assert!(!page.contains('\u{1b}') && !page.contains("<b>") && page.contains("- parity = "), "{page}");
    for said in ["may be one group; nothing was merged", "200 applicants; 40 selected: the 40 highest scores"] {
        assert!(text.contains(said) && page.contains(said), "{said}");
    }
    for head in [
        "LL 144 scoring ratio",
        "DSM (limit ±0.10)",
        "AUC for the group",
        "precision lost",
        "training letters held out",
    ] {
        assert!(page.contains(head), "{head}");
    }
    let json: serde_json::Value = serde_json::from_str(&audit_json(&a, &likely, &facts)).unwrap();
    assert_eq!(json["audit"]["columns"][0]["groups"][0]["verdict"], "flagged");
    assert!(json["audit"]["columns"][0]["curve"].as_array().unwrap().len() > 30);
    assert!(json["audit"]["columns"][0]["groups"][0]["odds"]["dsm"].is_f64());
    assert!(json["audit"]["without"][0]["fitted_anew"]["held_out_auc_lost"]["interval"].is_array());
    assert!(json["audit"]["without"][0]["taken_away"]["enter"].is_array());
    assert!(text.contains("fitted again") && !text.contains("taken away"), "the terminal shows one table: {text}");
    assert!(json["run"].get("as_of").is_none(), "nothing was measured, so there is no day");
}

#[test]
fn numbers_have_a_sign_unless_they_round_to_nothing() {
    assert_eq!([signed(-0.004, 2), signed(-0.126, 2), signed(3.0, 0)], ["0.00", "−0.13", "+3"]);
    assert_eq!(people(&[]), "nobody");
}

#[test]
fn the_public_summary_counts_people_and_names_nobody() {
    let (a, _, facts) = made();
    let stated = Stated { audited: Some("2026-12-01"), ..Stated::default() };
    let page = audit_public(&a, &facts, stated);
    assert!(page.contains("- Day of the audit: 2026-12-01") && page.contains("- In use since: (write it here)"));
    assert!(page.contains("- Applicants: 200, of whom 40 were selected and 0 have no score"), "{page}");
    assert!(page.contains("| Third | 67 | "), "{page}");
    assert!(page.contains("Applicants of an unknown category: 0."));
    assert!(!page.contains("<i>0"), "no id");
}
