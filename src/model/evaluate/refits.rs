//! What needs fits of its own: cross-validation, the length baseline, the learning curve, the ablation.

use super::figures::{Estimate, Repeats, Truth, mean};
use super::{Material, Plan};
use crate::error::{Error, ErrorKind, Result};
use crate::model::examples::Examples;
use crate::model::strength::{FitOptions, divide};
use crate::model::train::fit;
use crate::model::validate::{by_fold, cross_validate};
use crate::model::wording::learnt_column;
use crate::parallel::on_threads;
use crate::stats::random::Random;
use crate::stats::{calibration, roc};
use serde::Serialize;

/// Strength of the length baseline: with one column there is next to nothing to hold back.
const LENGTH_STRENGTH: f64 = 1e-4;

/// Shares of the training rows that the learning curve is fitted on.
const SHARES: [f64; 5] = [0.125, 0.25, 0.5, 0.75, 1.0];

/// Rows times repeats above which the learning curve and the ablation make no further repeat.
const ROWS_REPEATED: usize = 4_000;

/// A point of the learning curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CurvePoint {
    /// Rows that each model learnt from, on average.
    pub rows: f64,
    /// AUC on the held-out rows, averaged over the repeats.
    pub auc: f64,
    /// Its standard deviation over the repeats; none for one repeat.
    pub spread: Option<f64>,
    /// Mean held-out log-loss (nats).
    pub log_loss: f64,
}

/// A feature, left out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ablated {
    /// Name of the feature.
    pub feature: String,
    /// AUC with all features minus AUC without this one.
    pub adds: Estimate,
    /// Held-out log-loss without it minus with all features: above 0 where it helps.
    pub saves_log_loss: Option<f64>,
    /// AUC of a model that has this feature alone.
    pub alone: Option<f64>,
}

/// The divisions of a cross-validation and what is fitted on them.
pub(super) struct Refits<'a> {
    material: &'a Material,
    /// Fold of each row, per repeat.
    divisions: Vec<Vec<usize>>,
    /// How every fit is made: headline and learning curve choose in the same way, the ablation takes what they chose.
    options: FitOptions,
    /// The scores of every division and the strengths of their folds; none if a fit can't be made.
    full: Option<Vec<(Vec<f64>, Vec<f64>)>>,
    /// Per division and fold, the column of words as it is learnt without the fold; empty where there is none.
    learnt: Vec<Vec<Vec<f64>>>,
    threads: usize,
}

impl<'a> Refits<'a> {
    pub fn new(material: &'a Material, plan: &Plan) -> Result<Self> {
        let examples = &material.examples;
        let divide = |repeat: usize| divide(examples, plan.folds, plan.seed.wrapping_add(repeat as u64));
        let divisions: Option<Vec<_>> = (0..plan.repeats).map(divide).collect();
        let Some(divisions) = divisions else {
            let units = if examples.group_numbers().is_some() { "groups" } else { "letters" };
            return Err(Error::new(ErrorKind::Labels, format!("too few labelled {units} of one kind to hold any out"))
                .hint("label more letters of both kinds"));
        };
        let (options, threads) = (plan.fit.briefly(), plan.threads);
        let mut refits = Self { material, divisions, options, full: None, learnt: Vec::new(), threads };
        refits.learnt = refits.learn()?;
        let options = &refits.options;
        let full = refits.on_threads(refits.divisions.iter().enumerate(), |(division, folds)| {
            by_fold(examples, folds, |_| options.clone(), refits.learnt_of(division)).ok()
        });
        refits.full = full.into_iter().collect();
        Ok(refits)
    }

    /// The column of words for every fold of every division.
    fn learn(&self) -> Result<Vec<Vec<Vec<f64>>>> {
        if self.material.wording.is_none() {
            return Ok(Vec::new());
        }
        let folds = self.folds();
        let each = (0..self.divisions.len()).flat_map(|division| (0..folds).map(move |held| (division, held)));
        let columns = self.on_threads(each, |(division, held)| {
            let fold = &self.divisions[division];
            let (train, test): (Vec<usize>, Vec<usize>) = (0..fold.len()).partition(|r| fold[*r] != held);
            self.learnt_without(&train, &test)
        });
        let columns = columns.into_iter().collect::<Result<Vec<_>>>()?;
        Ok(columns.chunks(folds).map(<[Vec<f64>]>::to_vec).collect())
    }

    /// The column of words of all rows, learnt from those of `train`; 0 for rows in neither.
    fn learnt_without(&self, train: &[usize], test: &[usize]) -> Result<Vec<f64>> {
        let examples = &self.material.examples;
        let mut column = vec![0.0; examples.labels.len()];
        if let Some((table, words)) = &self.material.wording {
            let (inside, outside) = learnt_column(examples, table, (train, test), words, &self.options)?;
            train.iter().zip(inside).chain(test.iter().zip(outside)).for_each(|(row, value)| column[*row] = value);
        }
        Ok(column)
    }

    fn learnt_of(&self, division: usize) -> Option<&[Vec<f64>]> {
        self.learnt.get(division).map(Vec::as_slice)
    }

    /// The examples, the column of words as it is for letters held out.
    pub fn examples(&self) -> Examples {
        let examples = &self.material.examples;
        let Some((columns, fold)) = self.learnt.first().zip(self.divisions.first()) else { return examples.clone() };
        let held_out: Vec<f64> = fold.iter().enumerate().map(|(row, held)| columns[*held][row]).collect();
        examples.with_learnt(&held_out)
    }

    /// Folds that were dealt: fewer than asked for where rows or groups of a kind are fewer.
    pub fn folds(&self) -> usize {
        self.divisions.iter().flatten().max().map_or(0, |last| last + 1)
    }

    /// The score that each row gets from the other folds, per repeat.
    pub fn out_of_fold(&self) -> Result<Repeats> {
        match &self.full {
            Some(full) => Ok(full.iter().map(|(scores, _)| scores.clone()).collect()),
            // Why it can't be said.
            None => self.by(&self.material.examples, &self.options),
        }
    }

    fn by(&self, examples: &Examples, options: &FitOptions) -> Result<Repeats> {
        self.on_threads(self.divisions.iter(), |folds| cross_validate(examples, options, folds)).into_iter().collect()
    }

    /// What the scores are compared with: labels, of ordered levels whether each reaches the cut.
    pub fn targets(&self) -> Vec<f64> {
        let examples = &self.material.examples;
        if self.options.ordinal { examples.yes() } else { examples.labels.clone() }
    }

    /// The same for a model of the logarithm of the number of words.
    pub fn length(&self, words: &[f64]) -> Result<Repeats> {
        let values = words.iter().map(|w| vec![Some(w.max(0.0).ln_1p())]).collect();
        let examples = Examples { columns: vec!["length".into()], values, ..self.material.examples.clone() };
        let (first, rest) = words.split_first().map_or((0.0, &[][..]), |(f, r)| (*f, r));
        if rest.iter().all(|w| *w == first) {
            // Nothing to fit: every letter gets the share of yes.
            let labels = examples.positive();
            let share = labels.iter().filter(|y| **y).count() as f64 / labels.len().max(1) as f64;
            return Ok(vec![vec![share; words.len()]; self.divisions.len()]);
        }
        self.by(&examples, &FitOptions { ordinal: self.options.ordinal, ..FitOptions::fixed(LENGTH_STRENGTH) })
    }

    /// The scores of a bag of words on the same folds; none if the words were not kept.
    pub fn bag_of_words(&self) -> Option<Repeats> {
        let bags = &self.material.bags;
        let labels = &self.targets();
        (bags.len() == labels.len() && !bags.is_empty()).then(|| {
            // All repeats, so that the sets stand beside each other row by row; for many rows the first stands for all.
            let few = self.on_threads(self.few().iter(), |folds| bags.out_of_fold(labels, folds));
            few.iter().cycle().take(self.divisions.len()).cloned().collect()
        })
    }

    /// The divisions that learning curve and ablation use.
    fn few(&self) -> &[Vec<usize>] {
        let most = (ROWS_REPEATED / self.material.examples.labels.len().max(1)).max(1);
        &self.divisions[..self.divisions.len().min(most)]
    }

    /// Fits on a part of each fold's training rows; a share whose fits can't be made has no point.
    pub fn learning_curve(&self, truth: &Truth) -> Vec<CurvePoint> {
        self.on_threads(SHARES.iter(), |share| self.curve_point(*share, truth)).into_iter().flatten().collect()
    }

    fn curve_point(&self, share: f64, truth: &Truth) -> Option<CurvePoint> {
        let examples = &self.material.examples;
        let (mut aucs, mut losses, mut sizes) = (Vec::new(), Vec::new(), Vec::new());
        for (repeat, folds) in self.few().iter().enumerate() {
            let mut order: Vec<usize> = (0..folds.len()).collect();
            Random::new(truth.seed.wrapping_add(repeat as u64)).shuffle(&mut order);
            if share >= 1.0 {
                let scores = &self.full.as_ref()?.get(repeat)?.0;
                let train = |held: usize| folds.iter().filter(|f| **f != held).count() as f64;
                sizes.extend((0..=folds.iter().copied().max()?).map(train));
                aucs.push(roc::auc(scores, &truth.labels)?);
                losses.push(calibration::log_loss(scores, &truth.labels)?);
                continue;
            }
            let mut scores = vec![0.0; folds.len()];
            for held in 0..=folds.iter().copied().max()? {
                let mut rows = Vec::new();
                for kind in [true, false] {
                    let own: Vec<usize> =
                        order.iter().copied().filter(|r| folds[*r] != held && truth.labels[*r] == kind).collect();
                    rows.extend(&own[..(own.len() as f64 * share).ceil() as usize]);
                }
                rows.sort_unstable();
                sizes.push(rows.len() as f64);
                let test: Vec<usize> = (0..folds.len()).filter(|r| folds[*r] == held).collect();
                let own = match self.learnt.is_empty() {
                    true => None,
                    false => Some(examples.with_learnt(&self.learnt_without(&rows, &test).ok()?)),
                };
                let examples = own.as_ref().unwrap_or(examples);
                let fitted = fit(&examples.subset(&rows), &self.options).ok()?;
                let values: Vec<_> = test.iter().map(|r| examples.values[*r].clone()).collect();
                for (row, score) in test.into_iter().zip(fitted.scores(&values)) {
                    scores[row] = score;
                }
            }
            aucs.push(roc::auc(&scores, &truth.labels)?);
            losses.push(calibration::log_loss(&scores, &truth.labels)?);
        }
        let auc = mean(aucs.iter().copied())?;
        let squares: f64 = aucs.iter().map(|a| (a - auc).powi(2)).sum();
        let spread = (aucs.len() > 1).then(|| (squares / (aucs.len() as f64 - 1.0)).sqrt());
        Some(CurvePoint { rows: mean(sizes.into_iter())?, auc, spread, log_loss: mean(losses.into_iter())? })
    }

    /// Leaves out each feature in turn, and takes each alone, at the strengths that the folds chose with all features.
    pub fn ablation(&self, truth: &Truth) -> Vec<Ablated> {
        let examples = &self.material.examples;
        let Some(full) = &self.full else { return Vec::new() };
        let full: Repeats = full.iter().take(self.few().len()).map(|(scores, _)| scores.clone()).collect();
        let loss = |set: &Repeats| mean(set.iter().filter_map(|s| calibration::log_loss(s, &truth.labels)));
        let mut ablated = self.on_threads(self.material.features.iter(), |(feature, columns)| {
            let others: Vec<usize> = (0..examples.columns.len()).filter(|c| !columns.contains(c)).collect();
            let without = self.on_few(&examples.only_columns(&others)).ok();
            let alone = self.on_few(&examples.only_columns(columns)).ok();
            Ablated {
                feature: feature.clone(),
                adds: without.as_ref().map(|w| truth.auc_difference(&full, w)).unwrap_or_default(),
                saves_log_loss: without.as_ref().and_then(loss).zip(loss(&full)).map(|(w, f)| w - f),
                alone: alone.and_then(|set| mean(set.iter().filter_map(|s| roc::auc(s, &truth.labels)))),
            }
        });
        let key = |a: &Ablated| a.adds.value.unwrap_or(f64::NEG_INFINITY);
        ablated.sort_by(|a, b| key(b).total_cmp(&key(a)).then_with(|| a.feature.cmp(&b.feature)));
        ablated
    }

    fn on_few(&self, examples: &Examples) -> Result<Repeats> {
        let chosen = self.full.iter().flatten().map(|(_, strengths)| strengths);
        let fit = |(division, (folds, strengths)): (usize, (&Vec<usize>, &Vec<f64>))| {
            let at = |held: usize| self.options.at(strengths[held]);
            by_fold(examples, folds, at, self.learnt_of(division)).map(|(scores, _)| scores)
        };
        self.few().iter().zip(chosen).enumerate().map(fit).collect()
    }

    /// Work on all threads, results in the order of the items.
    fn on_threads<T: Send, R: Send>(
        &self,
        items: impl Iterator<Item = T> + Send,
        work: impl Fn(T) -> R + Sync,
    ) -> Vec<R> {
        on_threads(self.threads, items, work)
    }
}
