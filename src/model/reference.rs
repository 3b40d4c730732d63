//! What a model knows: the letters it learnt from, as counts per column, and its scores of letters held out from it.

use super::strength::{Strength, divide};
use super::train::{Examples, Fit, FitOptions, fit};
use super::validate::cross_validate;
use crate::features::topic_of_column;
use crate::stats::conformal::{Calibration, PValues};
use crate::stats::interval::quantile;
use crate::stats::random::Random;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most bins of a column.
const BINS: usize = 10;

/// Most letters that scores are held out for: more make the promise no better and the file longer.
const MOST_HELD_OUT: usize = 4_000;

/// Folds of the held-out scores.
const FOLDS: usize = 10;

/// Folds of the measure of the promise.
const CHECK_FOLDS: usize = 5;

/// The letters that a model learnt from, as far as new letters are compared with them. Holds no text and no id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Letters.
    pub rows: u64,
    /// The columns of the model, in its order.
    pub columns: Vec<ColumnReference>,
    /// Letters per note for people (`not_english`, …); none where the notes were not counted.
    #[serde(default)]
    pub flags: Option<BTreeMap<String, u64>>,
    /// Letters that address no topic.
    #[serde(default)]
    pub off_topic: u64,
    /// Scores of letters by models that had not seen them; none where too few could be held out.
    #[serde(default)]
    pub held_out: Option<HeldOut>,
}

/// The values of a column in training.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnReference {
    /// Name of the column.
    pub name: String,
    /// Letters without a value.
    pub missing: u64,
    /// Mean of the values, untransformed.
    pub mean: f64,
    /// Least value.
    pub least: f64,
    /// Greatest value.
    pub most: f64,
    /// Upper edges of all bins but the last; a bin holds its upper edge. Deciles, where values are equal fewer.
    pub edges: Vec<f64>,
    /// Letters per bin, one more than there are edges.
    pub counts: Vec<u64>,
}

impl ColumnReference {
    /// The values of a column, as they were measured.
    #[must_use]
    pub fn of(name: &str, values: &[Option<f64>]) -> Self {
        let mut there: Vec<f64> = values.iter().copied().flatten().filter(|v| v.is_finite()).collect();
        there.sort_by(f64::total_cmp);
        let missing = (values.len() - there.len()) as u64;
        let (Some(least), Some(most)) = (there.first().copied(), there.last().copied()) else {
            return Self { name: name.into(), missing, counts: vec![0], ..Self::default() };
        };
        let mut edges: Vec<f64> = (1..BINS).map(|i| quantile(&there, i as f64 / BINS as f64)).collect();
        edges.dedup();
        edges.retain(|e| *e < most);
        let mut reference = Self {
            name: name.into(),
            missing,
            mean: there.iter().sum::<f64>() / there.len() as f64,
            least,
            most,
            counts: vec![0; edges.len() + 1],
            edges,
        };
        for value in there {
            let bin = reference.bin(value);
            reference.counts[bin] += 1;
        }
        reference
    }

    /// The bin of a value.
    #[must_use]
    pub fn bin(&self, value: f64) -> usize {
        self.edges.partition_point(|edge| *edge < value)
    }

    /// Whether it says how far a topic is addressed.
    #[must_use]
    pub fn is_topic(&self) -> bool {
        topic_of_column(&self.name).is_some()
    }

    /// Letters with a value.
    #[must_use]
    pub fn present(&self) -> u64 {
        self.counts.iter().sum()
    }
}

/// Scores of letters by models that had not seen them, in the order of the scores.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldOut {
    /// Probability of a yes.
    pub scores: Vec<f64>,
    /// Whether the label was a yes (1) or a no (0).
    pub labels: Vec<u8>,
    /// Per letter, how strange its score was for a yes, reckoned without its fold throughout: a measure of the promise.
    pub p_yes: Vec<f64>,
    /// … and for a no.
    pub p_no: Vec<f64>,
}

impl HeldOut {
    /// Whether each letter was a yes.
    #[must_use]
    pub fn positive(&self) -> Vec<bool> {
        self.labels.iter().map(|y| *y > 0).collect()
    }

    /// The scores to hold new ones against.
    #[must_use]
    pub fn calibration(&self) -> Calibration {
        Calibration::new(&self.scores, &self.positive())
    }

    /// How strange each letter's score was, in the order of the letters.
    pub fn p_values(&self) -> impl Iterator<Item = PValues> + '_ {
        self.p_yes.iter().zip(&self.p_no).map(|(yes, no)| PValues { yes: *yes, no: *no })
    }

    /// Scores by ten-fold cross-validation at a strength, and p-values by a second one around it: each letter's are
    /// reckoned by a model and by held-out scores that both had not seen its fold.
    ///
    /// The scores are those of ten models on nine tenths of the letters, a new letter's is that of the model on all: the
    /// promise of split conformal prediction holds for them nearly, not exactly (Vovk 2015, Cross-conformal predictors;
    /// Barber et al. 2021), and a little on the safe side, as the model on all tells letters apart a little better. None
    /// where too few letters of a kind can be held out, or a fit fails.
    ///
    /// With more than [`MOST_HELD_OUT`] letters, so many are drawn.
    #[must_use]
    pub fn of(examples: &Examples, strength: f64, options: &FitOptions) -> Option<Self> {
        let options = FitOptions { strength: Strength::Fixed(strength), ..options.clone() };
        let drawn;
        let examples = if examples.labels.len() > MOST_HELD_OUT {
            let mut rows = Random::new(options.seed).choose(examples.labels.len(), MOST_HELD_OUT);
            rows.sort_unstable();
            drawn = examples.subset(&rows);
            &drawn
        } else {
            examples
        };
        let scores = out_of_fold(examples, &options, FOLDS)?;
        let p = checked(examples, &options)?;
        let labels = examples.positive();
        let mut order: Vec<usize> = (0..labels.len()).collect();
        order.sort_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(labels[*a].cmp(&labels[*b])));
        let mut held = Self::default();
        for row in order {
            held.scores.push(scores[row]);
            held.labels.push(u8::from(labels[row]));
            held.p_yes.push(p[row].yes);
            held.p_no.push(p[row].no);
        }
        Some(held)
    }
}

/// Each row's score by a model of the other folds; none where that can't be.
fn out_of_fold(examples: &Examples, options: &FitOptions, k: usize) -> Option<Vec<f64>> {
    cross_validate(examples, options, &divide(examples, k, options.seed)?).ok()
}

/// Each row's p-values by a model and held-out scores of the other folds.
fn checked(examples: &Examples, options: &FitOptions) -> Option<Vec<PValues>> {
    let fold = divide(examples, CHECK_FOLDS, options.seed)?;
    let mut p = vec![PValues { yes: 1.0, no: 1.0 }; fold.len()];
    for held in 0..=fold.iter().copied().max()? {
        let (rest, test): (Vec<usize>, Vec<usize>) = (0..fold.len()).partition(|r| fold[*r] != held);
        let rest = examples.subset(&rest);
        let calibration = Calibration::new(&out_of_fold(&rest, options, FOLDS)?, &rest.positive());
        let values: Vec<_> = test.iter().map(|r| examples.values[*r].clone()).collect();
        let scores = fit(&rest, options).ok()?.scores(&values);
        test.iter().zip(scores).for_each(|(row, score)| p[*row] = calibration.p_values(score));
    }
    Some(p)
}

impl Reference {
    /// What the fit of these examples knows. `flags` counts the letters per note, where notes were looked at.
    #[must_use]
    pub fn of(examples: &Examples, fit: &Fit, options: &FitOptions, flags: Option<BTreeMap<String, u64>>) -> Self {
        let column = |name: &String| {
            let place = examples.columns.iter().position(|c| c == name);
            let values: Vec<Option<f64>> = examples.values.iter().map(|row| place.and_then(|p| row[p])).collect();
            ColumnReference::of(name, &values)
        };
        let columns: Vec<ColumnReference> = fit.columns.iter().map(|c| column(&c.name)).collect();
        let is_topic = |name: &str| columns.iter().any(|c| c.name == name && c.is_topic());
        let topics: Vec<usize> = (0..examples.columns.len()).filter(|i| is_topic(&examples.columns[*i])).collect();
        let is_off = |row: &&Vec<Option<f64>>| !topics.iter().any(|t| row[*t].is_some_and(|v| v > 0.0));
        Self {
            rows: examples.labels.len() as u64,
            off_topic: examples.values.iter().filter(is_off).count() as u64,
            columns,
            flags,
            held_out: HeldOut::of(examples, fit.strength, options),
        }
    }

    /// What can't be in a file, in words.
    pub(super) fn fault(&self) -> Option<String> {
        for c in &self.columns {
            let ordered = c.edges.windows(2).all(|e| e[0] < e[1]) && c.edges.iter().all(|e| e.is_finite());
            if !ordered
                || c.counts.len() != c.edges.len() + 1
                || ![c.mean, c.least, c.most].iter().all(|v| v.is_finite())
            {
                return Some(format!("the counts of {} don't fit their bins", c.name));
            }
        }
        let held = self.held_out.as_ref()?;
        let n = held.scores.len();
        let whole = [held.labels.len(), held.p_yes.len(), held.p_no.len()].iter().all(|len| *len == n);
        let shares = held.scores.iter().chain(&held.p_yes).chain(&held.p_no).all(|v| (0.0..=1.0).contains(v));
        (!whole || !shares).then(|| "the held-out scores don't fit their labels".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::conformal::Verdict;

    #[test]
    fn bins_hold_tenths_and_equal_values_share_one() {
        let values: Vec<Option<f64>> = (0..100).map(|i| (i % 5 > 0).then(|| f64::from(i))).collect();
        let r = ColumnReference::of("a", &values);
        assert_eq!((r.missing, r.present(), r.counts.len(), r.least, r.most), (20, 80, 10, 1.0, 99.0));
        assert!(r.counts.iter().all(|c| *c == 8), "{:?}", r.counts);
        let zeros: Vec<Option<f64>> = (0..100).map(|i| Some(f64::from((i - 70).max(0)))).collect();
        let r = ColumnReference::of("a", &zeros);
        assert_eq!((r.edges[0], r.counts[0], r.bin(0.0), r.bin(1e9)), (0.0, 71, 0, r.edges.len()));
        assert_eq!(ColumnReference::of("a", &[None, None]).counts, [0]);
        assert_eq!(ColumnReference::of("a", &[Some(2.0), Some(2.0)]).counts, [2]);
    }

    /// Letters with one telling column of three, and noise in the labels.
    fn cohort(random: &mut Random, n: usize) -> Examples {
        let mut e = Examples { columns: vec!["a".into(), "b".into(), "c".into()], ..Examples::default() };
        for i in 0..n {
            let mut draw = || (0..4).map(|_| random.unit() - 0.5).sum::<f64>();
            let row = [draw(), draw(), draw()];
            e.labels.push(f64::from(u8::from(2.0 * row[0] + row[1] + draw() > 0.5)));
            e.values.push(row.iter().map(|v| Some(*v)).collect());
            e.ids.push(format!("{i:05}"));
        }
        e
    }

    #[test]
    fn the_promise_holds_for_new_letters_within_two_points_and_so_does_its_measure() {
        let mut random = Random::new(5);
        let miss = 0.1;
        let (mut kept, mut all, mut measured, mut held_out) = ([0.0; 2], [0.0; 2], [0.0; 2], [0.0; 2]);
        for seed in 0..60 {
            let examples = cohort(&mut random, 160);
            let options = FitOptions { seed, ..FitOptions::fixed(0.02) };
            let held = HeldOut::of(&examples, 0.02, &options).unwrap();
            let count = |p: PValues, yes: bool, kept: &mut [f64; 2], all: &mut [f64; 2]| {
                let own = if yes { Verdict::Yes } else { Verdict::No };
                kept[usize::from(yes)] += f64::from(u8::from([own, Verdict::Both].contains(&p.verdict(miss))));
                all[usize::from(yes)] += 1.0;
            };
            held.p_values().zip(held.positive()).for_each(|(p, yes)| count(p, yes, &mut measured, &mut held_out));
            let (model, calibration) = (fit(&examples, &options).unwrap(), held.calibration());
            let new = cohort(&mut random, 200);
            for (score, yes) in model.scores(&new.values).into_iter().zip(new.positive()) {
                count(calibration.p_values(score), yes, &mut kept, &mut all);
            }
        }
        for class in 0..2 {
            let (coverage, measure) = (kept[class] / all[class], measured[class] / held_out[class]);
            assert!((coverage - (1.0 - miss)).abs() < 0.02, "class {class}: {coverage}");
            assert!((measure - coverage).abs() < 0.02, "class {class}: {measure} {coverage}");
        }
    }

    #[test]
    fn too_few_letters_hold_nothing_out() {
        let mut e = cohort(&mut Random::new(1), 12);
        e.labels = (0..12).map(|i| f64::from(u8::from(i == 0))).collect();
        assert_eq!(HeldOut::of(&e, 0.02, &FitOptions::default()), None);
    }
}
