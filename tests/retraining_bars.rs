//! The bars of the gate over 300 seeds: how often it stops clean batches, and batches that are one-sided, selected, turned
//! round, or labelled by somebody who pays for a topic. `cargo test --release --test retraining_bars -- --ignored --nocapture`

use shortlist::model::gate::Gate;
use shortlist::model::retrain::{Comparison, Round, challenge};
use shortlist::model::train::{Examples, FitOptions, fit};
use shortlist::stats::random::Random;
use std::collections::BTreeMap;

/// Log-odds that the simulated committee gives per standard deviation of a column; the others tell nothing.
const WEIGHTS: [f64; 6] = [1.0, -0.8, 0.6, 0.5, -0.4, 0.3];

const SEEDS: u64 = 300;

/// A committee and its letters.
#[derive(Clone, Copy)]
struct World {
    /// Columns of a letter.
    columns: usize,
    /// Labelled letters that the champion learnt from.
    known: usize,
    /// Log-odds of a yes for a letter of means.
    base: f64,
}

/// What is done to a batch.
#[derive(Clone, Copy, Debug)]
enum Batch {
    Clean,
    AllNo,
    AllYes,
    /// Only letters that the committee accepts have a label.
    Accepted,
    Turned,
    /// The seventh column, which told nothing, counts for two log-odds per standard deviation.
    Topic,
    /// The same order, one log-odds stricter.
    Stricter,
}

fn normal(random: &mut Random) -> f64 {
    (-2.0 * (1.0 - random.unit()).ln()).sqrt() * (std::f64::consts::TAU * random.unit()).cos()
}

impl World {
    fn letters(&self, random: &mut Random, n: usize, batch: Batch, name: &str) -> Examples {
        let mut e = Examples { columns: (0..self.columns).map(|i| format!("x{i}")).collect(), ..Examples::default() };
        while e.labels.len() < n {
            let values: Vec<f64> = (0..self.columns).map(|_| normal(random)).collect();
            let mut margin = values.iter().zip(WEIGHTS).map(|(v, w)| v * w).sum::<f64>() + self.base;
            margin += match batch {
                Batch::Topic => 2.0 * values[6],
                Batch::Stricter => -1.0,
                _ => 0.0,
            };
            let yes = random.unit() < 1.0 / (1.0 + (-margin).exp());
            let label = match batch {
                Batch::AllNo => false,
                Batch::AllYes => true,
                Batch::Accepted if !yes => continue,
                Batch::Turned => !yes,
                _ => yes,
            };
            e.labels.push(f64::from(u8::from(label)));
            e.values.push(values.into_iter().map(Some).collect());
            e.ids.push(format!("{name}-{:04}", e.labels.len()));
        }
        e
    }

    /// The share of batches that the gate stops: without the checks of what the champion expects, and with them; and by
    /// which of its bounds.
    fn stopped(&self, batch: Batch, size: impl Fn(&mut Random) -> usize) -> (f64, f64, BTreeMap<String, u32>) {
        let (mut before, mut stopped, mut by) = (0, 0, BTreeMap::new());
        for seed in 0..SEEDS {
            let mut random = Random::new(seed + 1000);
            let options = FitOptions { seed, ..FitOptions::fixed(0.02) };
            let known = self.letters(&mut random, self.known, Batch::Clean, "a");
            let champion = fit(&known, &options).unwrap();
            let n = size(&mut random);
            let new = self.letters(&mut random, n, batch, "b");
            let scores = champion.scores(&new.values);
            let round = Round {
                old: &known,
                new: &new,
                champion: &scores,
                champion_strength: 0.02,
                groups: &[],
                options: &options,
            };
            let comparison = challenge(&round).unwrap().1;
            let verdict = Gate::default().judge(&comparison);
            let without = Comparison { expected: None, loss_noise_on_new: None, ..comparison };
            before += u32::from(!Gate::default().judge(&without).promote);
            stopped += u32::from(!verdict.promote);
            for name in verdict.failed() {
                *by.entry(name.to_owned()).or_insert(0) += 1;
            }
        }
        (f64::from(before) / SEEDS as f64, f64::from(stopped) / SEEDS as f64, by)
    }
}

const WORLDS: [(&str, World); 3] = [
    ("200 letters, 8 columns", World { columns: 8, known: 200, base: -0.5 }),
    ("300 letters, 30 columns", World { columns: 30, known: 300, base: -0.5 }),
    ("150 letters, 8 columns, few accepted", World { columns: 8, known: 150, base: -2.0 }),
];

#[test]
#[ignore = "takes minutes; prints the table of docs/decisions/registries.md"]
fn the_bars_over_seeds() {
    for (name, world) in WORLDS {
        println!("{name}");
        let mut clean = Vec::new();
        for (from, to) in [(1, 1), (2, 5), (6, 15), (16, 40), (41, 100)] {
            let (before, share, by) = world.stopped(Batch::Clean, |r| from + r.below(to - from + 1));
            println!("  clean, {from} to {to}: {:.1} % → {:.1} % stopped {by:?}", 100.0 * before, 100.0 * share);
            clean.push(share);
        }
        let mut at_least = Vec::new();
        for (batch, n, bar) in [
            (Batch::AllNo, 40, 0.98),
            (Batch::AllYes, 40, 0.98),
            (Batch::Accepted, 40, 0.95),
            (Batch::Topic, 150, 0.95),
            (Batch::Turned, 40, 0.0),
            (Batch::Turned, 10, 0.0),
            (Batch::Stricter, 100, 0.0),
        ] {
            let (before, share, by) = world.stopped(batch, |_| n);
            println!("  {batch:?}, {n}: {:.1} % → {:.1} % stopped {by:?}", 100.0 * before, 100.0 * share);
            at_least.push((batch, share, bar));
        }
        if std::env::var_os("ONLY_PRINT").is_none() {
            assert!(clean.iter().all(|share| *share <= 0.02), "{name}: {clean:?}");
            // Where few are accepted, 40 letters without a yes come by chance, and there is less to tell a column by.
            for (batch, share, bar) in at_least.into_iter().filter(|_| world.base > -1.0) {
                assert!(share >= bar, "{name}: {batch:?} {share}");
            }
        }
    }
}
