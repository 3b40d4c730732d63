//! The weights of one kind of site: a softmax over its choices, fitted by AdaGrad.

use shortlist::features::cloze::cell::Cell;
use shortlist::features::cloze::sites::{FEATURES, Kind, features, site};
use shortlist::features::cloze::tables::place;

/// Features seen less often are left out.
const FEW: u8 = 5;
/// Bits of the counters of features.
const COUNTERS: u32 = 26;
/// The steps of the passes over the texts; before the last, features that matter little are dropped.
const STEPS: [f32; 3] = [0.12, 0.05, 0.03];
/// Share of the slots that are filled.
const FILLED: f64 = 0.8;
/// The longest way from a feature's place to its slot, as the reader looks for it.
const PROBES: usize = 8;

/// How many slots each kind has: eight times as many found no more.
pub const SLOTS: [usize; 3] = [230_000, 170_000, 125_000];

/// The weights in the form of the file.
pub struct Fitted {
    pub slots: usize,
    pub width: usize,
    pub base: Vec<u8>,
    pub prints: Vec<u16>,
    pub weights: Vec<u8>,
    pub note: String,
}

/// The sites of a kind in tagged cells: what is written, and the features.
fn sites(kind: Kind, cells: &[Cell]) -> Vec<(u8, [u64; FEATURES])> {
    let inner = 4..cells.len() - 4;
    let found = inner.filter(|&i| !cells[i].is_pad()).filter_map(|i| {
        let site = site(kind, cells, i)?;
        Some((site.written as u8, features(kind, cells, &site)))
    });
    found.collect()
}

/// A number that follows another without any order that matters.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut x = *state;
    x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ x >> 31
}

fn shuffle(order: &mut [u32], state: &mut u64) {
    for at in (1..order.len()).rev() {
        let other = ((u128::from(next(state)) * (at as u128 + 1)) >> 64) as usize;
        order.swap(at, other);
    }
}

/// Fits the weights of a kind.
pub fn fit(kind: Kind, cells: &[Cell]) -> Fitted {
    let sites = sites(kind, cells);
    let choices = kind.choices();
    let counter = |feature: u64| (feature >> (64 - COUNTERS)) as usize;
    let mut counts = vec![0u8; 1 << COUNTERS];
    for feature in sites.iter().flat_map(|(_, features)| features) {
        let count = &mut counts[counter(*feature)];
        *count = count.saturating_add(1);
    }
    // Each feature that is seen often enough has a number from 1.
    let mut known: Vec<u64> =
        sites.iter().flat_map(|(_, features)| features).copied().filter(|f| counts[counter(*f)] >= FEW).collect();
    known.sort_unstable();
    known.dedup();
    drop(counts);
    let mut times = vec![0u32; known.len() + 1];
    let numbers: Vec<(u8, [u32; FEATURES])> = sites
        .iter()
        .map(|(written, features)| (*written, features.map(|f| known.binary_search(&f).map_or(0, |at| at as u32 + 1))))
        .collect();
    drop(sites);
    for (_, features) in &numbers {
        features.iter().for_each(|f| times[*f as usize] += 1);
    }
    let mut weights = vec![0f32; (known.len() + 1) * choices];
    let mut squares = vec![0f32; weights.len()];
    // Number 0 is no feature: its place holds the weights of all sites.
    let mut alive = vec![true; known.len() + 1];
    let mut order: Vec<u32> = (0..numbers.len() as u32).collect();
    let mut state = 1;
    let capacity = (SLOTS[kind as usize] as f64 * FILLED) as usize;
    let mut loss = 0.0;
    for (pass, step) in STEPS.into_iter().enumerate() {
        if pass + 1 == STEPS.len() {
            keep_best(&weights, &times, choices, capacity, &mut alive);
        }
        shuffle(&mut order, &mut state);
        loss = 0.0;
        for site in &order {
            let (written, features) = &numbers[*site as usize];
            let mut sums = [0f32; 5];
            let mut used = [0usize; FEATURES + 1];
            let mut count = 1;
            for feature in features {
                let feature = *feature as usize;
                if feature != 0 && alive[feature] {
                    used[count] = feature * choices;
                    count += 1;
                }
            }
            for at in &used[..count] {
                for (sum, weight) in sums.iter_mut().zip(&weights[*at..at + choices]) {
                    *sum += weight;
                }
            }
            let most = sums[..choices].iter().copied().fold(f32::MIN, f32::max);
            let mut all = 0.0;
            for sum in &mut sums[..choices] {
                *sum = (*sum - most).exp();
                all += *sum;
            }
            loss -= f64::from((sums[usize::from(*written)] / all).max(1e-9)).ln();
            for choice in 0..choices {
                let gradient = sums[choice] / all - f32::from(u8::from(choice == usize::from(*written)));
                if gradient.abs() < 0.003 {
                    continue;
                }
                for at in &used[..count] {
                    let square = &mut squares[at + choice];
                    *square += gradient * gradient;
                    weights[at + choice] -= step * gradient / (*square + 1e-3).sqrt();
                }
            }
        }
    }
    let note = format!(
        "{kind:?}: {} sites, {} features, loss {:.4}",
        numbers.len(),
        known.len(),
        loss / numbers.len().max(1) as f64
    );
    lay_out(kind, &known, &weights, &times, &alive, note)
}

/// Keeps the features that matter most: how often they are seen times the square of how far their weights are apart.
fn keep_best(weights: &[f32], times: &[u32], choices: usize, capacity: usize, alive: &mut [bool]) {
    let mut order: Vec<(f64, usize)> = (1..alive.len())
        .map(|feature| {
            let own = &weights[feature * choices..(feature + 1) * choices];
            let (low, high) = own.iter().fold((f32::MAX, f32::MIN), |(l, h), w| (l.min(*w), h.max(*w)));
            (f64::from(times[feature]) * f64::from(high - low).powi(2), feature)
        })
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    alive.fill(false);
    alive[0] = true;
    order.iter().take(capacity).for_each(|(_, feature)| alive[*feature] = true);
}

fn lay_out(kind: Kind, known: &[u64], weights: &[f32], times: &[u32], alive: &[bool], note: String) -> Fitted {
    let (choices, slots) = (kind.choices(), SLOTS[kind as usize]);
    let width = choices - 1;
    // Only differences count, so the first choice has none.
    let bytes = |feature: usize| -> Vec<u8> {
        let own = &weights[feature * choices..(feature + 1) * choices];
        own[1..].iter().map(|w| ((w - own[0]) * 32.0).round().clamp(-127.0, 127.0) as i8 as u8).collect()
    };
    let mut fitted =
        Fitted { slots, width, base: bytes(0), prints: vec![0; slots], weights: vec![0; slots * width], note };
    // Those that are seen most stand nearest to their places.
    let mut order: Vec<usize> = (1..alive.len()).filter(|f| alive[*f]).collect();
    order.sort_by_key(|f| (std::cmp::Reverse(times[*f]), *f));
    let mut lost = 0;
    for feature in order {
        let own = bytes(feature);
        if own.iter().all(|b| *b == 0) {
            continue;
        }
        let (at, print) = place(known[feature - 1], slots);
        match (at..(at + PROBES).min(slots)).find(|slot| fitted.prints[*slot] == 0 || fitted.prints[*slot] == print) {
            Some(slot) if fitted.prints[slot] == 0 => {
                fitted.prints[slot] = print;
                fitted.weights[slot * width..(slot + 1) * width].copy_from_slice(&own);
            }
            _ => lost += 1,
        }
    }
    fitted.note += &format!(", {lost} without a slot");
    fitted
}
