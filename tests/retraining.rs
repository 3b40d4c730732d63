//! The gate, simulated: batches of labels of which some are reversed. Everything here is drawn from a seed.

use shortlist::model::gate::Gate;
use shortlist::model::query::most_informative;
use shortlist::model::retrain::{Round, challenge};
use shortlist::model::train::{Examples, Fit, FitOptions, fit};
use shortlist::stats::random::Random;
use shortlist::stats::roc;

/// Columns of a simulated letter, and the log-odds that the simulated committee gives per standard deviation.
const WEIGHTS: [f64; 8] = [1.0, -0.8, 0.6, 0.5, -0.4, 0.3, 0.0, 0.0];

/// Batches, and how many of them are reversed.
const BATCHES: usize = 20;
const POISONED: usize = 5;

/// How far the champion's AUC on clean held-out rows may fall at one promotion: the noise that a clean batch makes.
const NOISE: f64 = 0.015;

/// A standard normal value (Box & Muller 1958).
fn normal(random: &mut Random) -> f64 {
    (-2.0 * (1.0 - random.unit()).ln()).sqrt() * (std::f64::consts::TAU * random.unit()).cos()
}

/// `n` letters, labelled by the committee; `reversed` turns every label round.
fn letters(random: &mut Random, n: usize, reversed: bool, name: &str) -> Examples {
    let mut e = Examples { columns: (0..WEIGHTS.len()).map(|i| format!("x{i}")).collect(), ..Examples::default() };
    for i in 0..n {
        let values: Vec<f64> = WEIGHTS.iter().map(|_| normal(random)).collect();
        let margin = values.iter().zip(WEIGHTS).map(|(v, w)| v * w).sum::<f64>() - 0.5;
        let yes = random.unit() < 1.0 / (1.0 + (-margin).exp());
        e.labels.push(if yes != reversed { 1.0 } else { 0.0 });
        e.values.push(values.into_iter().map(Some).collect());
        e.ids.push(format!("{name}-{i:03}"));
    }
    e
}

fn joined(a: &Examples, b: &Examples) -> Examples {
    let mut both = a.clone();
    both.values.extend(b.values.iter().cloned());
    both.labels.extend(&b.labels);
    both.ids.extend(b.ids.iter().cloned());
    both
}

/// What came of one simulation.
#[derive(Debug)]
struct Outcome {
    poisoned_taken: usize,
    clean_taken: usize,
    /// Largest fall of the champion's AUC on held-out rows at one promotion.
    worst_fall: f64,
    /// AUC of the last champion, and of a fit on all clean batches.
    last: f64,
    clean: f64,
}

fn simulate(seed: u64, first: usize, batch: usize) -> Outcome {
    let mut random = Random::new(seed);
    let options = FitOptions { seed, ..FitOptions::fixed(0.02) };
    let held_out = letters(&mut random, 4_000, false, "h");
    let truth = held_out.positive();
    let auc = |fit: &Fit| roc::auc(&fit.scores(&held_out.values), &truth).unwrap();
    let mut known = letters(&mut random, first, false, "a");
    let mut everything_clean = known.clone();
    let mut champion = fit(&known, &options).unwrap();
    let mut poisoned = vec![false; BATCHES];
    random.choose(BATCHES, POISONED).into_iter().for_each(|i| poisoned[i] = true);
    let mut out = Outcome { poisoned_taken: 0, clean_taken: 0, worst_fall: 0.0, last: auc(&champion), clean: 0.0 };
    for (number, reversed) in poisoned.into_iter().enumerate() {
        let new = letters(&mut random, batch, reversed, &format!("b{number:02}"));
        if !reversed {
            everything_clean = joined(&everything_clean, &new);
        }
        let scores = champion.scores(&new.values);
        let round = Round {
            old: &known,
            new: &new,
            champion: &scores,
            champion_strength: 0.02,
            groups: &[],
            options: &options,
        };
        let (challenger, comparison) = challenge(&round).unwrap();
        let verdict = Gate::default().judge(&comparison);
        if verdict.promote {
            let after = auc(&challenger);
            out.worst_fall = out.worst_fall.max(out.last - after);
            out.last = after;
            champion = challenger;
            known = joined(&known, &new);
            *(if reversed { &mut out.poisoned_taken } else { &mut out.clean_taken }) += 1;
        }
    }
    out.clean = auc(&fit(&everything_clean, &options).unwrap());
    out
}

#[test]
fn the_gate_refuses_reversed_labels_and_takes_clean_ones() {
    // 200 letters labelled last year, then 40 at a time; and a start so small that noise matters.
    for (seed, first, batch) in [(1, 200, 40), (2, 200, 40), (3, 100, 30)] {
        let o = simulate(seed, first, batch);
        assert_eq!(o.poisoned_taken, 0, "seed {seed}: {o:?}");
        assert!(o.clean_taken >= 12, "seed {seed}: {o:?}");
        assert!(o.last >= o.clean - 1e-3, "seed {seed}: {o:?}");
        assert!(o.worst_fall <= NOISE, "seed {seed}: {o:?}");
    }
}

/// The distribution of docs/decisions/registries.md: `cargo test --release --test retraining -- --ignored --nocapture`.
#[test]
#[ignore = "takes a minute; prints the table of docs/decisions/registries.md"]
fn the_distribution_over_seeds() {
    for (first, batch) in [(200, 40), (100, 30)] {
        let all: Vec<Outcome> = (0..40).map(|seed| simulate(seed, first, batch)).collect();
        let worst = |of: fn(&Outcome) -> f64| all.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        println!(
            "{first} + {BATCHES} × {batch}: reversed taken {} of {}; clean taken {} of {}, fewest {}; largest fall of the \
             AUC {:.4}; last AUC below all clean labels by at most {:.4}",
            all.iter().map(|o| o.poisoned_taken).sum::<usize>(),
            POISONED * all.len(),
            all.iter().map(|o| o.clean_taken).sum::<usize>(),
            (BATCHES - POISONED) * all.len(),
            all.iter().map(|o| o.clean_taken).min().unwrap_or(0),
            worst(|o| o.worst_fall),
            worst(|o| o.clean - o.last),
        );
    }
}

#[test]
fn the_order_of_the_rows_changes_nothing() {
    let mut random = Random::new(5);
    let (old, new) = (letters(&mut random, 80, false, "a"), letters(&mut random, 30, false, "b"));
    let options = FitOptions::fixed(0.05);
    let scores = fit(&old, &options).unwrap().scores(&new.values);
    let mut order: Vec<usize> = (0..30).collect();
    random.shuffle(&mut order);
    let turned: Vec<usize> = (0..80).rev().collect();
    let run = |old: &Examples, new: &Examples, scores: &[f64]| {
        let round = Round { old, new, champion: scores, champion_strength: 0.05, groups: &[], options: &options };
        challenge(&round).unwrap()
    };
    let (a, first) = run(&old, &new, &scores);
    let shuffled: Vec<f64> = order.iter().map(|i| scores[*i]).collect();
    let (b, second) = run(&old.subset(&turned), &new.subset(&order), &shuffled);
    for (x, y) in a.columns.iter().zip(&b.columns) {
        assert!((x.weight - y.weight).abs() < 1e-8, "{}", x.name);
    }
    assert!((first.loss_change_on_old.change - second.loss_change_on_old.change).abs() < 1e-8);
    assert_eq!(first.champion_on_new.auc, second.champion_on_new.auc);
    assert_eq!(Gate::default().judge(&first).promote, Gate::default().judge(&second).promote);
}

/// Mean log-loss on held-out letters after labels for `asked` of the pool.
fn loss_after(known: &Examples, pool: &Examples, asked: &[usize], held_out: &Examples) -> f64 {
    let fitted = fit(&joined(known, &pool.subset(asked)), &FitOptions::fixed(0.02)).unwrap();
    shortlist::stats::calibration::log_loss(&fitted.scores(&held_out.values), &held_out.positive()).unwrap()
}

/// By how much labels that were asked for lower the log-loss against as many drawn at random: mean, its standard error, and
/// in how many of the simulations they do.
fn gain_of_asking(seeds: u64) -> (f64, f64, usize) {
    let gain = |seed: u64| {
        let mut random = Random::new(100 + seed);
        let (known, pool) = (letters(&mut random, 40, false, "a"), letters(&mut random, 300, false, "p"));
        let held_out = letters(&mut random, 2_000, false, "h");
        let first = fit(&known, &FitOptions::fixed(0.02)).unwrap();
        let mut model = shortlist::model::Model::sample();
        (model.intercept, model.training.intercept_error) = (first.intercept, first.intercept_error);
        model.columns.clone_from(&first.columns);
        let asked: Vec<usize> = most_informative(&model, &pool.values, 40).into_iter().map(|c| c.0).collect();
        let drawn = random.choose(300, 40);
        loss_after(&known, &pool, &drawn, &held_out) - loss_after(&known, &pool, &asked, &held_out)
    };
    let gains: Vec<f64> = (0..seeds).map(gain).collect();
    let n = gains.len() as f64;
    let mean = gains.iter().sum::<f64>() / n;
    let square = gains.iter().map(|g| (g - mean) * (g - mean)).sum::<f64>();
    (mean, (square / (n - 1.0) / n).sqrt(), gains.iter().filter(|g| **g > 0.0).count())
}

#[test]
fn labels_that_were_asked_for_teach_a_little_more_than_random_ones() {
    // The gain is small beside its noise: over 500 seeds it is sure (below), over these it has the right sign.
    let (mean, error, better) = gain_of_asking(100);
    assert!(mean > 0.0 && better > 50, "{mean} ± {error}, {better}");
}

/// The figure of docs/decisions/models.md.
#[test]
#[ignore = "takes a minute; prints a figure of docs/decisions/models.md"]
fn the_gain_of_asking_over_seeds() {
    println!("mean, standard error, simulations with a gain: {:?}", gain_of_asking(500));
}
