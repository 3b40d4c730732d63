use super::*;
use crate::model::evaluate::Plan;
use crate::model::train::{Examples, FitOptions, fit};
use crate::rank::Places;

/// The rows of `tests/peers/audit.py`.
fn peers() -> Cohort {
    let (mut scores, mut groups, mut labels) = (Vec::new(), Vec::new(), Vec::new());
    for i in 0..300u32 {
        let group = match (i * 53) % 10 {
            0..5 => "a",
            5..8 => "b",
            _ => "c",
        };
        let raw = f64::from((i * 197 + 31) % 307) / 310.0 + 0.005;
        let score = if group == "b" { raw * 0.8 } else { raw };
        scores.push(score);
        labels.push(Some(score + f64::from((i * 71 + 3) % 97) / 97.0 > 1.0));
        groups.push(group.to_owned());
    }
    Cohort {
        ids: (0..300).map(|i| format!("{i:03}")).collect(),
        log_odds: scores.iter().map(|s: &f64| Some((s / (1.0 - s)).ln())).collect(),
        scores: scores.into_iter().map(Some).collect(),
        contributions: vec![Vec::new(); 300],
        labels: Some(labels),
        groups: vec![("g".into(), groups)],
        ..Cohort::default()
    }
}

fn top(n: usize) -> Question {
    Question { places: Some(Places::Count(n)), proxy: false }
}

/// Group, people, selection rate, true and false positive rate, impact ratio against `a`, DSM, share above the median: by
/// fairlearn, aequitas and RSMTool's definition.
const PEERS: [(&str, usize, [f64; 6]); 3] = [
    ("a", 150, [0.246666666666667, 0.405405405405405, 0.092105263157895, 1.0, 0.017160601618046, 0.533333333333333]),
    (
        "b",
        90,
        [
            0.088888888888889,
            0.147058823529412,
            0.053571428571429,
            0.360360360360360,
            -0.053625429306970,
            0.433333333333333,
        ],
    ),
    ("c", 60, [0.25, 0.464285714285714, 0.062500000000000, 1.013513513513514, 0.037536639915342, 0.516666666666667]),
];
const PARITY_RATIO: f64 = 0.355555555555556;
const ODDS_DIFFERENCE: f64 = 0.317226890756303;

#[test]
fn agrees_with_fairlearn_aequitas_and_rsmtool() {
    let got = audit(&peers(), &top(60)).unwrap();
    let slice = &got.columns[0];
    let close = |got: f64, wanted: f64| assert!((got - wanted).abs() < 1e-9, "{got} {wanted}");
    assert_eq!((got.selected, slice.reference.as_deref()), (60, Some("c")));
    let a = slice.groups[0].rate;
    for (group, (name, people, wanted)) in slice.groups.iter().zip(PEERS) {
        let odds = group.odds.as_ref().unwrap();
        assert_eq!((group.name.as_str(), group.people), (name, people));
        let law = group.local_law_144.unwrap();
        let figures = [
            group.rate,
            odds.true_positive_rate.unwrap(),
            odds.false_positive_rate.unwrap(),
            group.rate / a,
            odds.dsm.unwrap(),
            law.scoring_rate,
        ];
        figures.iter().zip(wanted).for_each(|(got, wanted)| close(*got, wanted));
        close(law.selection_ratio.unwrap(), wanted[0] / 0.25);
        close(law.scoring_ratio.unwrap(), wanted[5] / PEERS[0].2[5]);
    }
    close(slice.least_ratio.unwrap(), PARITY_RATIO);
    close(slice.groups[1].ratio.unwrap(), PARITY_RATIO);
    close(slice.equalised_odds.unwrap(), ODDS_DIFFERENCE);
    assert_eq!(slice.groups.iter().map(|g| g.four_fifths).collect::<Vec<_>>(), [Some(true), Some(false), Some(true)]);
}

/// A cohort of two columns whose sizes are given: group names, how many each; scores fall with the row.
fn sized(groups: &[(&str, usize)]) -> Cohort {
    let values: Vec<String> = groups.iter().flat_map(|(name, n)| std::iter::repeat_n((*name).to_owned(), *n)).collect();
    let n = values.len();
    let scores: Vec<f64> = (0..n).map(|i| ((i * 37) % n) as f64 / n as f64 * 0.9 + 0.05).collect();
    Cohort {
        ids: (0..n).map(|i| format!("{i:03}")).collect(),
        log_odds: scores.iter().map(|s| Some((s / (1.0 - s)).ln())).collect(),
        scores: scores.into_iter().map(Some).collect(),
        contributions: vec![Vec::new(); n],
        groups: vec![("g".into(), values)],
        ..Cohort::default()
    }
}

#[test]
fn small_groups_are_shown_and_not_judged_and_unknowns_are_a_group() {
    let got = audit(&sized(&[("x", 301), ("y", 19), ("z", 40), ("", 41)]), &top(80)).unwrap();
    let groups = &got.columns[0].groups;
    let verdict = |name: &str| groups.iter().find(|g| g.name == name).map(|g| (g.judged, g.verdict)).unwrap();
    assert_eq!(verdict("y"), (false, Verdict::NotJudged));
    assert_eq!(verdict("z"), (true, Verdict::TooFewToTell));
    assert!(verdict(UNKNOWN).0);
    let unknown = groups.iter().find(|g| g.name == UNKNOWN).unwrap();
    assert!(unknown.local_law_144.is_none() && unknown.ratio.is_some());
    let y = groups.iter().find(|g| g.name == "y").unwrap();
    assert!(y.local_law_144.is_some() && y.p_values.is_empty(), "19 of 401 are over 2 %");
    let got = audit(&sized(&[("x", 1500), ("y", 25)]), &top(80)).unwrap();
    assert_eq!(got.columns[0].groups[1].verdict, Verdict::NotJudged, "25 of 1525 are under 2 %");
    assert!(got.columns[0].groups[1].local_law_144.is_none());
}

#[test]
fn a_cut_at_all_or_nobody_and_one_group_are_said_and_nothing_is_judged() {
    let cohort = sized(&[("x", 100), ("y", 100)]);
    let all = audit(&cohort, &top(900)).unwrap();
    assert!(all.notes[0].contains("selects everybody") && all.selected == 200, "{:?}", all.notes);
    assert_eq!(all.columns[0].groups[0].ratio, Some(1.0));
    assert!(!all.columns[0].groups[0].p_values.contains_key(&Reason::Selection));
    let nobody = Cohort { selected: Some(vec![false; 200]), ..cohort };
    let none = audit(&nobody, &Question::default()).unwrap();
    assert!(none.notes[0].contains("selects nobody") && none.columns[0].groups[0].ratio.is_none());
    let one = audit(&sized(&[("x", 50)]), &top(10)).unwrap();
    assert!(one.notes.iter().any(|n| n.contains("one group only")), "{:?}", one.notes);
    assert_eq!(one.columns[0].groups[0].verdict, Verdict::TooFewToTell);
    assert_eq!(one.columns[0].groups[0].four_fifths, None);
}

#[test]
fn what_cannot_be_audited_is_an_error_with_a_way_out() {
    let cohort = sized(&[("x", 30), ("y", 30)]);
    let said = |c: &Cohort, q: &Question| audit(c, q).unwrap_err().to_string();
    assert!(said(&cohort, &Question::default()).contains("--top N"));
    assert!(said(&Cohort { groups: vec![], ..cohort.clone() }, &top(5)).contains("--group COLUMN"));
    assert!(said(&Cohort { scores: vec![None; 60], ..cohort }, &top(5)).contains("no row has a score"));
    let names: Vec<String> = (0..101).map(|i| i.to_string()).collect();
    let many: Vec<(&str, usize)> = names.iter().map(|n| (n.as_str(), 2)).collect();
    assert!(said(&sized(&many), &top(5)).contains("101 different values; an audit compares at most 100"));
}

#[test]
fn all_who_are_tied_at_the_line_count_as_selected() {
    let mut cohort = sized(&[("x", 30), ("y", 30)]);
    cohort.scores = (0..60)
        .map(|i| {
            Some(if i < 4 {
                0.9
            } else if i < 12 {
                0.5
            } else {
                0.1
            })
        })
        .collect();
    let got = audit(&cohort, &top(6)).unwrap();
    assert_eq!(got.selected, 12);
    assert!(got.notes[0].contains("8 applicants are tied at the line"), "{:?}", got.notes);
    cohort.scores[3] = None;
    let got = audit(&cohort, &top(3)).unwrap();
    assert_eq!((got.unscored, got.selected, got.columns[0].groups[0].people), (1, 3, 30));
}

#[test]
fn leaving_a_feature_out_takes_its_part_away_and_names_who_enters_and_leaves() {
    let mut cohort = sized(&[("x", 30), ("y", 30)]);
    cohort.features = vec!["topic_a".into(), "topic_b".into(), "words".into()];
    // By `words` alone the order is that of the rows; `topic_a` lifts the last row to the top.
    cohort.contributions = (0..60).map(|i| vec![if i == 59 { 10.0 } else { 0.0 }, 0.0, -0.1 * f64::from(i)]).collect();
    cohort.log_odds = cohort.contributions.iter().map(|c| Some(c.iter().sum())).collect();
    cohort.scores = cohort.log_odds.iter().map(|l| l.map(crate::model::sigmoid)).collect();
    cohort.labels = Some((0..60).map(|i| Some(i < 3)).collect());
    let got = audit(&cohort, &top(3)).unwrap();
    assert_eq!(
        got.ablations.iter().map(|w| w.feature.as_str()).collect::<Vec<_>>(),
        ["topic_a", "topic_b", "words", "topics"]
    );
    let ids = |list: &[Entering]| list.iter().map(|e| e.id.clone()).collect::<Vec<_>>();
    for which in [0, 3] {
        let w = &got.ablations[which];
        assert_eq!((ids(&w.taken_away.enter), ids(&w.taken_away.leave)), (vec!["002".into()], vec!["059".into()]));
        assert_eq!(w.taken_away.leave[0].groups, ["y"]);
        assert!(
            (w.taken_away.precision_lost.unwrap() + 1.0 / 3.0).abs() < 1e-12
                && w.taken_away.auc_lost.value.unwrap() < 0.0
        );
        assert!(
            (w.taken_away.rates[0].2 - 1.0 / 30.0).abs() < 1e-12
                && (w.taken_away.rates[1].2 + 1.0 / 30.0).abs() < 1e-12
        );
    }
    assert!(got.ablations[1].taken_away.enter.is_empty());
    // All rows but the first three are tied without `words`, at a line that all reach.
    assert_eq!(got.ablations[2].taken_away.enter.len(), 58 - 1);
}

#[test]
fn a_model_fitted_anew_finds_what_a_feature_said_in_its_twin() {
    let n = 400u32;
    let value = |i: u32, k: u32| f64::from((i * k + 11) % 401) / 200.0 - 1.0;
    let row = |i: u32| vec![Some(value(i, 37)), Some(value(i, 37) * 3.0), Some(value(i, 151))];
    let examples = Examples {
        columns: vec!["topic_a".into(), "topic_b".into(), "words".into()],
        values: (0..n).map(row).collect(),
        labels: (0..n).map(|i| f64::from(u8::from(value(i, 37) + value(i, 151) + value(i, 89) > 0.0))).collect(),
        ..Examples::default()
    };
    let fit_of = FitOptions::fixed(0.01);
    let model = fit(&examples, &fit_of).unwrap();
    let mut cohort = sized(&[("x", 60), ("y", 60)]);
    let values: Vec<Vec<Option<f64>>> = (500..620).map(row).collect();
    cohort.features = examples.columns.clone();
    cohort.contributions =
        values.iter().map(|row| model.columns.iter().zip(row).map(|(c, v)| c.contribution(*v)).collect()).collect();
    cohort.log_odds = cohort.contributions.iter().map(|c| Some(model.intercept + c.iter().sum::<f64>())).collect();
    cohort.scores = cohort.log_odds.iter().map(|l| l.map(crate::model::sigmoid)).collect();
    let plan = Plan { folds: 5, repeats: 1, seed: 0, places: None, fit: fit_of, threads: 1 };
    cohort.training = Some(Training { examples, values, plan });
    let got = audit(&cohort, &top(30)).unwrap();
    let anew = |i: usize| got.ablations[i].fitted_anew.as_ref().unwrap();
    // Of twins each has half the weight; without one, the other takes all of it.
    assert!(got.ablations[0].taken_away.enter.len() >= 3, "{:?}", got.ablations[0].taken_away);
    assert!(anew(0).change.enter.len() <= 1, "{:?}", anew(0).change);
    assert!(anew(0).held_out_auc_lost.value.unwrap().abs() < 0.002);
    for both in [anew(2), anew(3)] {
        let (low, high) = both.held_out_auc_lost.interval.unwrap();
        assert!(low > 0.05 && high < 0.4 && both.change.enter.len() >= 10, "{both:?}");
        assert_eq!(both.change.enter.len(), both.change.leave.len());
    }
    assert_eq!(got.ablations[3].feature, "topics");
}

#[test]
fn proxies_say_how_well_a_feature_tells_a_group() {
    let mut cohort = sized(&[("x", 60), ("y", 60)]);
    cohort.features = vec!["tells".into(), "does_not".into()];
    cohort.contributions =
        (0..120u32).map(|i| vec![if i < 60 { 1.0 } else { 0.0 } + f64::from(i % 7) / 10.0, f64::from(i % 5)]).collect();
    let got = audit(&cohort, &Question { proxy: true, ..top(20) }).unwrap();
    let of = |name: &str| got.proxies.iter().find(|p| p.feature == name).unwrap();
    assert!(of("tells").auc == 1.0 && (of("does_not").auc - 0.5).abs() < 1e-9);
    assert!(of("all together").auc > 0.99 && got.proxies[2].feature == "does_not");
    assert_eq!(got.moves[0].feature, "tells");
    assert!((got.moves[0].difference - 1.0).abs() < 0.05 && got.moves[0].adjusted < 1e-6);
}
