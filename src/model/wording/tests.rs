use super::joint::Choice;
use super::score_test::{ScoreTest, candidates};
use super::*;
use crate::model::design::Design;
use crate::model::examples::Examples;
use crate::model::newton::{Cholesky, Problem};
use crate::model::options::FitOptions;
use crate::model::score::sigmoid;
use crate::model::solve::{Target, solve_from};
use crate::stats::random::Random;

const NAMES: [&str; 6] = ["echo", "noise", "often", "plain", "rare", "signal"];

/// Letters with one column, of which `signal` tells beside the column, `echo` tells what the column tells, and the rest nothing.
fn cohort(n: usize, strength: f64, seed: u64) -> (Examples, WordTable) {
    let mut random = Random::new(seed);
    let mut e = Examples { columns: vec!["a".into()], ..Examples::default() };
    let mut table =
        WordTable { words: NAMES.map(str::to_owned).into(), never: vec![None; NAMES.len()], letters: Vec::new() };
    for i in 0..n {
        let a = 2.0 * random.unit() - 1.0;
        let signal = random.unit() < 0.4;
        let chances = [if a > 0.0 { 0.7 } else { 0.3 }, 0.5, 0.97, 0.2, 0.02];
        let mut words: Vec<u32> = (0..).zip(chances).filter(|(_, p)| random.unit() < *p).map(|(w, _)| w).collect();
        words.extend(signal.then_some(5));
        let margin = 2.0 * a + strength * (f64::from(u8::from(signal)) - 0.4) - 0.3;
        e.labels.push(f64::from(u8::from(random.unit() < sigmoid(margin))));
        e.values.push(vec![Some(a)]);
        e.ids.push(format!("{i:04}"));
        table.letters.push(words);
    }
    (e, table)
}

#[test]
fn a_word_that_tells_beside_the_columns_is_learnt_and_others_weigh_little() {
    let (e, table) = cohort(900, 2.0, 3);
    let learnt = learn(&e, &table, &WordOptions::default(), &FitOptions::default()).unwrap();
    // `often` stands in more than 95 % of the letters, `rare` in fewer than 5 %.
    assert_eq!(learnt.candidates, 4);
    let of = |word: &str| learnt.words.iter().find(|w| w.word == word);
    assert!(of("often").is_none() && of("rare").is_none());
    let signal = of("signal").unwrap();
    assert!(signal.weight > 1.0 && signal.weight < 2.2, "{signal:?}");
    assert_eq!(signal.frequency, 1.0);
    assert!((signal.share - 0.4).abs() < 0.05);
    for other in learnt.words.iter().filter(|w| w.word != "signal") {
        assert!(other.weight.abs() < 0.3 * signal.weight, "{other:?}");
    }
    assert!(learnt.gain.difference() > 3.0 * learnt.gain.standard_error, "{:?}", learnt.gain);
    // The column of an average letter is 0.
    let mean = learnt.column.iter().sum::<f64>() / 900.0;
    assert!(mean.abs() < 0.03, "{mean}");
    let average: f64 = learnt.words.iter().map(|w| w.weight * w.share).sum();
    assert!((average - learnt.average).abs() < 1e-9);
}

#[test]
fn words_that_gain_nothing_or_too_few_labels_are_refused_with_their_numbers() {
    let refused = |n: usize, strength: f64, seed: u64| {
        let (e, table) = cohort(n, strength, seed);
        let learnt = learn(&e, &table, &WordOptions::default(), &FitOptions::default());
        learnt.err().map_or(String::new(), |e| e.to_string())
    };
    let few = refused(299, 2.0, 5);
    assert!(few.contains("there are 299 labelled letters, and below 300"), "{few}");
    // Where no word tells anything, chance gains a standard error in one of six.
    let nothing: Vec<String> = (0..12).map(|seed| refused(400, 0.0, seed)).filter(|e| !e.is_empty()).collect();
    assert!(nothing.len() >= 8, "{}", nothing.len());
    for e in nothing {
        assert!(e.contains("log-loss on held-out letters from 0.") && e.contains("standard error"), "{e}");
    }
    let (mut e, table) = cohort(400, 2.0, 5);
    e.labels = (0..400).map(|i| f64::from(u8::from(i < 49))).collect();
    let rare = learn(&e, &table, &WordOptions::default(), &FitOptions::default()).unwrap_err().to_string();
    assert!(rare.contains("49 of the 400 labels are a yes, and 50 are needed"), "{rare}");
}

#[test]
fn words_that_were_struck_or_not_approved_take_no_part() {
    let (e, table) = cohort(900, 2.0, 3);
    let words = |options: &WordOptions| -> Vec<String> {
        let learnt = learn(&e, &table, options, &FitOptions::default());
        learnt.map_or(Vec::new(), |l| l.words.into_iter().map(|w| w.word).collect())
    };
    let approved = Some(vec!["signal".to_owned()]);
    assert_eq!(words(&WordOptions { approved, ..WordOptions::default() }), ["signal"]);
    let struck = WordOptions { struck: vec!["echo".into()], ..WordOptions::default() };
    assert_eq!(words(&struck), ["noise", "plain", "signal"]);
    // Without the word that tells, there is nothing to gain.
    assert!(words(&WordOptions { struck: vec!["signal".into()], ..WordOptions::default() }).is_empty());
    let mut never = table.clone();
    never.never[5] = Some("origin");
    assert!(learn(&e, &never, &WordOptions::default(), &FitOptions::default()).is_err());
}

#[test]
fn a_cross_validation_learns_words_without_the_letters_that_it_tests() {
    let (mut e, table) = cohort(600, 2.0, 7);
    let (train, test): (Vec<usize>, Vec<usize>) = (0..600).partition(|r| r % 4 != 0);
    let options = FitOptions::fixed(0.02);
    let column = |e: &Examples| learnt_column(e, &table, (&train, &test), &WordOptions::default(), &options).unwrap();
    let (inside, outside) = column(&e);
    assert_eq!((inside.len(), outside.len()), (450, 150));
    // What the labels of the tested letters say moves nothing.
    test.iter().for_each(|r| e.labels[*r] = 1.0 - e.labels[*r]);
    assert_eq!(column(&e), (inside, outside));
}

#[test]
fn a_candidate_is_spread_over_the_groups() {
    let (mut e, mut table) = cohort(400, 0.0, 9);
    e.groups = (0..400).map(|i| Some(format!("{}", i % 8))).collect();
    let rows: Vec<usize> = (0..400).collect();
    let names = |e: &Examples, table: &WordTable| -> Vec<&str> {
        candidates(e, table, &rows, &[true; 6]).into_iter().map(|w| NAMES[w]).collect()
    };
    assert_eq!(names(&e, &table), ["echo", "noise", "plain", "signal"]);
    // `noise` in three of the eight groups, `plain` in all but nearly always in one.
    for (row, letter) in table.letters.iter_mut().enumerate() {
        letter.retain(|w| (*w != 1 || row % 8 < 3) && (*w != 3 || row % 8 == 0 || row % 31 == 0));
        if row % 8 == 0 && !letter.contains(&3) {
            letter.push(3);
            letter.sort_unstable();
        }
    }
    assert_eq!(names(&e, &table), ["echo", "signal"]);
    e.groups.clear();
    assert_eq!(names(&e, &table), ["echo", "noise", "plain", "signal"]);
}

/// The score statistic by its definition: from the derivatives of a fit that has the word as one more column, its weight 0.
fn by_definition(e: &Examples, table: &WordTable, word: usize, options: &FitOptions, strength: f64) -> f64 {
    let rows: Vec<usize> = (0..e.labels.len()).collect();
    let (design, target) = (Design::of(e, &rows), Target::of(e, &rows, options));
    let problem = target.problem(&design, strength);
    let params = solve_from(&problem, problem.start()).unwrap().params;
    let (n, terms) = (rows.len(), design.terms.len());
    let mut x = design.x.clone();
    x.extend(rows.iter().map(|r| f64::from(u8::from(table.holds(*r, word)))));
    let with = Problem { x: &x, terms: terms + 1, ..problem };
    let at = with.at([&params[..terms], &[0.0], &params[terms..]].concat());
    let size = at.params.len();
    let total = (0..n).map(|r| e.weight(r)).sum::<f64>();
    let h = |i: usize, j: usize| at.hessian[i.max(j) * size + i.min(j)] * total;
    let others: Vec<usize> = (0..size).filter(|i| *i != terms).collect();
    let inner: Vec<f64> = others.iter().flat_map(|i| others.iter().map(|j| h(*i, *j))).collect();
    let shared: Vec<f64> = others.iter().map(|i| h(*i, terms)).collect();
    let explained = Cholesky::of(&inner, others.len()).unwrap().solve(&shared);
    // The word has no penalty of its own in the test.
    let own = h(terms, terms) - strength * total;
    let variance = own - shared.iter().zip(&explained).map(|(a, b)| a * b).sum::<f64>();
    (at.gradient[terms] * total).powi(2) / variance
}

#[test]
fn the_score_statistic_is_that_of_its_definition() {
    let (mut e, table) = cohort(350, 1.0, 11);
    let graded = (0..350).map(|i| (i * i % 5) as f64 / 4.0).collect::<Vec<f64>>();
    for ordinal in [false, true] {
        let options = FitOptions { ordinal, ..FitOptions::fixed(0.05) };
        if ordinal {
            e.labels.clone_from(&graded);
        }
        let rows: Vec<usize> = (0..350).collect();
        let (design, target) = (Design::of(&e, &rows), Target::of(&e, &rows, &options));
        let problem = target.problem(&design, 0.05);
        let point = solve_from(&problem, problem.start()).unwrap();
        let test = ScoreTest::new(&table, &rows, vec![0, 1, 5], &design, &target, 0.05, &point).unwrap();
        for (at, word) in [0, 1, 5].into_iter().enumerate() {
            let expected = by_definition(&e, &table, word, &options, 0.05);
            let got = test.statistic[at];
            assert!((got - expected).abs() < 1e-6 * expected.max(1.0), "{ordinal} {word}: {got} {expected}");
        }
    }
}

#[test]
fn words_have_three_times_the_penalty_of_a_column() {
    let (e, table) = cohort(500, 2.0, 13);
    let (strength, rows) = (0.05, (0..500).collect::<Vec<usize>>());
    let options = FitOptions::fixed(strength);
    let choice = Choice { table: &table, allowed: &[true; 6], approved: None, most: 40, strength, options: &options };
    let weighed = choice.weigh_given(&e, &rows, vec![1, 5]).unwrap();
    // At the minimum, the slope of the mean log-loss along a standardised word is −3 · strength · its weight.
    let design = Design::of(&e, &rows);
    let column = weighed.column(&table, &rows);
    let loss_slope = |word: usize, weight: f64, column_weight: f64, intercept: f64| {
        let share = rows.iter().filter(|r| table.holds(**r, word)).count() as f64 / 500.0;
        let sd = (share * (1.0 - share)).sqrt();
        let x = |r: usize| (f64::from(u8::from(table.holds(r, word))) - share) / sd;
        let p = |r: usize| sigmoid(intercept + column_weight * design.x[r] + column[r]);
        let slope = rows.iter().map(|r| (p(*r) - e.labels[*r]) * x(*r)).sum::<f64>() / 500.0;
        slope + 3.0 * strength * weight * sd
    };
    // The column's weight and the intercept that go with these words, by a fit beside them.
    let offset_fit = |params: &[f64]| -> [f64; 2] {
        let p = |r: usize| sigmoid(params[1] + params[0] * design.x[r] + column[r]);
        let slope = rows.iter().map(|r| (p(*r) - e.labels[*r]) * design.x[*r]).sum::<f64>() / 500.0;
        [slope + strength * params[0], rows.iter().map(|r| p(*r) - e.labels[*r]).sum::<f64>() / 500.0]
    };
    let mut params = [0.0, 0.0];
    for _ in 0..4_000 {
        let gradient = offset_fit(&params);
        params.iter_mut().zip(gradient).for_each(|(p, g)| *p -= 2.0 * g);
    }
    for (word, weight) in weighed.words.iter().zip(&weighed.weights) {
        let rest = loss_slope(*word, *weight, params[0], params[1]);
        assert!(rest.abs() < 1e-6, "{word}: {rest}");
    }
}
