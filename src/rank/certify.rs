//! The certificate of a line: of those above it, at most a given share would be refused by the committee, on average.
//!
//! Conformal selection ([`crate::stats::selection`]) from the model's held-out scores. Where the letters drift, held-out
//! letters are weighted by how much likelier their scores are among the new ones: the density ratio from a logistic
//! regression that tells new scores from held-out ones (Qin 1998; Tibshirani, Barber, Candès & Ramdas 2019). It then rests
//! on the committee deciding on letters of the same score as before.

use super::drift::Drift;
use crate::error::{Error, ErrorKind, Result};
use crate::model::Model;
use crate::model::examples::Examples;
use crate::model::reference::HeldOut;
use crate::model::train::{FitOptions, fit};
use crate::stats::interval::clopper_pearson;
use crate::stats::random::Random;
use crate::stats::selection::KnownScores;
use serde::Serialize;

/// How often held-out letters are halved for the measure.
const HALVES: usize = 200;

/// Strength of the penalty on the slope of the density ratio.
const STRENGTH: f64 = 1e-3;

/// What holds for those above the line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Certificate {
    /// Share of those certified that the committee would refuse, at most, on average.
    pub level: f64,
    /// Applicants with a score.
    pub applicants: u64,
    /// … of them certified.
    pub certified: u64,
    /// The least score of those certified; none if nobody is.
    pub line: Option<f64>,
    /// Held-out letters that it rests on.
    pub held_out: u64,
    /// … of them refused.
    pub refused: u64,
    /// Whether held-out letters were weighted, because the letters drift.
    pub weighted: bool,
    /// Whether the letters are unlike those that the model knows.
    pub is_beyond: bool,
    /// What was measured on held-out letters, without weights.
    pub measured: Measured,
}

/// What was measured on held-out letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Measured {
    /// Share refused of those that half of the held-out letters certify among the other half, mean over many halvings
    /// (none certified counts as 0).
    pub refused: f64,
    /// Share of the letters certified.
    pub certified: f64,
    /// Held-out letters with a score at the line or above.
    pub above: u64,
    /// … of them refused.
    pub refused_above: u64,
    /// Exact 95 % interval of their share.
    pub interval: Option<[f64; 2]>,
}

impl Certificate {
    /// The certificate of these scores of new letters, and which of them it holds for.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] where the level is not above 0 and below 1; [`ErrorKind::Model`] where the model has no
    /// held-out scores; those of [`fit`] for the density ratio.
    pub fn of(model: &Model, scores: &[f64], drift: Option<&Drift>, level: f64) -> Result<(Self, Vec<bool>)> {
        if !(level > 0.0 && level < 1.0) {
            return Err(Error::new(ErrorKind::Setting, format!("nobody can be certified at a share of {level}"))
                .hint("give a share above 0 and below 1: --certify 0.10"));
        }
        let Some(held) = model.reference.as_ref().and_then(|r| r.held_out.as_ref()) else {
            return Err(Error::new(
                ErrorKind::Model,
                "the model has no held-out scores, and a certificate rests on them",
            )
            .hint("train it again with this version, on twenty labelled letters of each kind or more"));
        };
        let yes = held.positive();
        let weighted = drift.is_some_and(|d| !d.shifts.is_empty());
        let (old, new) = if weighted {
            density_ratio(held, scores)?
        } else {
            (vec![1.0; held.scores.len()], vec![1.0; scores.len()])
        };
        let chosen = KnownScores::new(&held.scores, &yes, &old).select(scores, &new, level);
        let taken = scores.iter().zip(&chosen).filter(|(_, chosen)| **chosen).map(|(s, _)| *s);
        let line = taken.clone().min_by(f64::total_cmp);
        let certificate = Self {
            level,
            applicants: scores.len() as u64,
            certified: taken.count() as u64,
            line,
            held_out: yes.len() as u64,
            refused: yes.iter().filter(|yes| !**yes).count() as u64,
            weighted,
            is_beyond: drift.is_some_and(Drift::is_beyond),
            measured: Measured::of(held, level, line),
        };
        Ok((certificate, chosen))
    }

    /// The certificate in sentences.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let percent = |share: f64| format!("{:.0} %", 100.0 * share);
        let m = &self.measured;
        let Some(line) = self.line else {
            return vec![format!(
                "nobody can be certified at {}: too few of the {} held-out letters with such scores were accepted to rule \
                 out a larger share ({} were refused)",
                percent(self.level),
                self.held_out,
                self.refused
            )];
        };
        let mut said = vec![format!(
            "{} of {} applicants, from a score of {line:.3} on: on average over such years, at most {} of them would be refused \
             by the committee (conformal selection on {} held-out letters)",
            self.certified,
            self.applicants,
            percent(self.level),
            self.held_out
        )];
        let interval = m.interval.map_or(String::new(), |[l, h]| format!(" ({:.0}–{:.0} %)", 100.0 * l, 100.0 * h));
        said.push(format!(
            "measured: of the {} held-out letters with such scores, {} were refused{interval}; where one half of the held-out \
             letters certifies the other, {} of those certified were refused and {} of the letters were certified (mean of \
             {HALVES} halvings)",
            m.above,
            m.refused_above,
            percent(m.refused),
            percent(m.certified)
        ));
        if self.weighted {
            said.push(
                "the letters differ from those that the model knows: held-out letters were weighted by how often such scores \
                 come up now, which holds only if the committee decides on letters of the same score as before"
                    .into(),
            );
        }
        if self.is_beyond {
            said.push("the difference is large: read some of those certified before you rely on it".into());
        }
        said
    }
}

impl Measured {
    fn of(held: &HeldOut, level: f64, line: Option<f64>) -> Self {
        let yes = held.positive();
        let n = yes.len();
        let (mut random, mut measured) = (Random::new(0), Self::default());
        let mut order: Vec<usize> = (0..n).collect();
        for _ in 0..HALVES {
            random.shuffle(&mut order);
            let (known, new) = order.split_at(n / 2);
            let of =
                |rows: &[usize]| -> (Vec<f64>, Vec<bool>) { rows.iter().map(|r| (held.scores[*r], yes[*r])).unzip() };
            let ((known, known_yes), (new, new_yes)) = (of(known), of(new));
            let alike = vec![1.0; n];
            let chosen =
                KnownScores::new(&known, &known_yes, &alike[..known.len()]).select(&new, &alike[..new.len()], level);
            let count = chosen.iter().filter(|c| **c).count();
            let noes = chosen.iter().zip(&new_yes).filter(|(c, yes)| **c && !**yes).count();
            measured.refused += noes as f64 / count.max(1) as f64 / HALVES as f64;
            measured.certified += count as f64 / new.len().max(1) as f64 / HALVES as f64;
        }
        if let Some(line) = line {
            let above: Vec<bool> = held.scores.iter().zip(yes).filter(|(s, _)| **s >= line).map(|(_, y)| y).collect();
            measured.above = above.len() as u64;
            measured.refused_above = above.iter().filter(|y| !**y).count() as u64;
            measured.interval = clopper_pearson(measured.refused_above, measured.above, 0.95).map(Into::into);
        }
        measured
    }
}

/// How much likelier each held-out score, and each new one, is among the new letters, up to a common factor.
fn density_ratio(held: &HeldOut, scores: &[f64]) -> Result<(Vec<f64>, Vec<f64>)> {
    let value = |p: &f64| {
        let p = p.clamp(1e-6, 1.0 - 1e-6);
        vec![Some((p / (1.0 - p)).ln())]
    };
    let examples = Examples {
        columns: vec!["log_odds".into()],
        values: held.scores.iter().chain(scores).map(value).collect(),
        labels: (0..held.scores.len() + scores.len()).map(|i| f64::from(u8::from(i >= held.scores.len()))).collect(),
        ..Examples::default()
    };
    if examples.values.windows(2).all(|v| v[0] == v[1]) {
        return Ok((vec![1.0; held.scores.len()], vec![1.0; scores.len()]));
    }
    let fitted = fit(&examples, &FitOptions::fixed(STRENGTH))?;
    let mut weights: Vec<f64> = fitted.margins(&examples.values).into_iter().map(f64::exp).collect();
    let new = weights.split_off(held.scores.len());
    Ok((weights, new))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::reference::Reference;
    use crate::rank::drift::Shift;

    fn letter(random: &mut Random, base: f64) -> (f64, bool) {
        let noise: f64 = (0..4).map(|_| random.unit()).sum::<f64>() - 2.0;
        let p = 1.0 / (1.0 + (-(base + 3.0 * noise)).exp());
        (p, random.unit() < p)
    }

    fn model(random: &mut Random, n: usize) -> Model {
        let mut letters: Vec<(f64, bool)> = (0..n).map(|_| letter(random, 0.0)).collect();
        letters.sort_by(|a, b| a.0.total_cmp(&b.0));
        let held = HeldOut {
            scores: letters.iter().map(|l| l.0).collect(),
            labels: letters.iter().map(|l| u8::from(l.1)).collect(),
            ..HeldOut::default()
        };
        let mut model = Model::sample();
        model.reference = Some(Reference { held_out: Some(held), ..Reference::default() });
        model
    }

    #[test]
    fn certified_letters_are_refused_at_most_as_often_as_said_with_drift_and_without() {
        let mut random = Random::new(3);
        let shift = Shift { name: "words".into(), stability_index: 0.15, size: 0.15, words: "shorter".into() };
        let drifted = Drift { shifts: vec![shift], ..Drift::default() };
        for (base, drift) in [(0.0, None), (-1.0, Some(&drifted)), (1.0, Some(&drifted))] {
            let (mut refused, mut certified, mut measured, runs) = (0.0, 0.0, 0.0, 60);
            for _ in 0..runs {
                let model = model(&mut random, 200);
                let (scores, yes): (Vec<f64>, Vec<bool>) = (0..100).map(|_| letter(&mut random, base)).unzip();
                let (found, chosen) = Certificate::of(&model, &scores, drift, 0.1).unwrap();
                let noes = chosen.iter().zip(&yes).filter(|(c, yes)| **c && !**yes).count();
                refused += noes as f64 / (found.certified.max(1) as f64) / f64::from(runs);
                certified += found.certified as f64 / 100.0 / f64::from(runs);
                measured += found.measured.refused / f64::from(runs);
                assert_eq!(found.weighted, drift.is_some());
            }
            assert!(refused <= 0.1, "{base}: {refused} of {certified}");
            assert!(certified > 0.05 && measured <= 0.1, "{base}: {certified} {measured}");
        }
    }

    #[test]
    fn what_can_not_be_certified_is_said() {
        let mut random = Random::new(4);
        let few = model(&mut random, 6);
        let (found, chosen) = Certificate::of(&few, &[0.9, 0.95], None, 0.05).unwrap();
        assert_eq!((found.certified, found.line, chosen), (0, None, vec![false, false]));
        assert!(found.sentences()[0].starts_with("nobody can be certified at 5 %"));
        for level in [0.0, 1.0, f64::NAN] {
            assert_eq!(Certificate::of(&few, &[0.5], None, level).unwrap_err().kind(), ErrorKind::Setting);
        }
        let mut none = few;
        none.reference = None;
        assert_eq!(Certificate::of(&none, &[0.5], None, 0.1).unwrap_err().kind(), ErrorKind::Model);
    }

    #[test]
    fn what_was_refused_among_those_held_out_is_counted() {
        let held = |labels: &[u8]| HeldOut {
            scores: (0..labels.len()).map(|i| i as f64 / labels.len() as f64).collect(),
            labels: labels.to_vec(),
            ..HeldOut::default()
        };
        // Noes alone, and a level at which all are certified; yeses alone, and one at which 1 of 21 is little enough.
        let noes = Measured::of(&held(&[0; 40]), 1.0, Some(0.75));
        let near = |got: f64, wanted: f64| assert!((got - wanted).abs() < 1e-9, "{got} {wanted}");
        near(noes.refused, 1.0);
        near(noes.certified, 1.0);
        assert_eq!((noes.above, noes.refused_above), (10, 10));
        let yeses = Measured::of(&held(&[1; 40]), 0.1, Some(0.5));
        near(yeses.refused, 0.0);
        near(yeses.certified, 1.0);
        assert_eq!((yeses.above, yeses.refused_above), (20, 0));
        assert_eq!(
            (Measured::of(&held(&[1; 40]), 0.1, None).above, Measured::of(&held(&[]), 0.1, None).certified),
            (0, 0.0)
        );
    }

    #[test]
    fn scores_that_come_up_more_often_weigh_more() {
        let scores: Vec<f64> = (1..=8).map(|i| f64::from(i) / 10.0).collect();
        let held = HeldOut { labels: vec![0, 0, 0, 0, 1, 1, 1, 1], scores, ..HeldOut::default() };
        let (old, new) = density_ratio(&held, &[0.7, 0.8, 0.9]).unwrap();
        assert_eq!((old.len(), new.len()), (8, 3));
        assert!(old.windows(2).all(|w| 0.0 < w[0] && w[0] < w[1]), "{old:?}");
        assert!((old[7] - new[1]).abs() < 1e-12, "the same score has the same weight");
        let alike = HeldOut { scores: vec![0.5; 8], ..held };
        assert_eq!(density_ratio(&alike, &[0.5]).unwrap(), (vec![1.0; 8], vec![1.0]));
    }
}
