//! A ranking and a model → the plan.

use super::lots::{Lot, Lots};
use super::{Band, ClassPromise, Plan, PlanOptions, Planned, Summary};
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::Unusable;
use crate::model::Model;
use crate::rank::{Candidate, Shortlist, Side, Unscored};
use crate::stats::conformal::{Verdict, coverage_interval, fewest};
use crate::stats::interval::clopper_pearson;
use crate::stats::random::Random;

impl Plan {
    /// Plans the reading of a shortlist that `model` made.
    ///
    /// A letter is clear where one class can be ruled out, the line does not say the opposite, nothing about it is
    /// flagged and no value lies beyond those that the model knows. Everyone else must be read; and all must be where the
    /// whole list is not like the letters that the model knows (`is_beyond`, from [`crate::rank::drift::Drift::is_beyond`]),
    /// because the promise rests on that.
    ///
    /// # Errors
    /// [`ErrorKind::Setting`] where an agreement is not from 0.5 to below 1 or the share of checks not above 0 to 1;
    /// [`ErrorKind::Model`] where the model has no held-out scores; those of [`Shortlist::candidate`].
    pub fn new(list: &Shortlist, model: &Model, is_beyond: bool, options: &PlanOptions) -> Result<Self> {
        let PlanOptions { agreement_yes, agreement_no, check, seed } = *options;
        let is_agreement = |share: f64| (0.5..1.0).contains(&share);
        let can_be = check.is_none_or(|c| c > 0.0 && c <= 1.0);
        if !(can_be && is_agreement(agreement_yes) && is_agreement(agreement_no)) {
            let checks = check.map_or(String::new(), |c| format!(" and checks {c} of its letters"));
            let what = format!("no plan has an agreement of {agreement_yes} (yes) and {agreement_no} (no){checks}");
            return Err(Error::new(ErrorKind::Setting, what)
                .hint("give an agreement of 50 % or more (95%) and a share of checks above 0 (10%)"));
        }
        let Some(held) = model.reference.as_ref().and_then(|r| r.held_out.as_ref()) else {
            return Err(Error::new(ErrorKind::Model, "the model has no held-out scores, and a plan rests on them")
                .hint("train it again with this version, on twenty labelled letters of each kind or more"));
        };
        let (miss_yes, miss_no, calibration) = (1.0 - agreement_yes, 1.0 - agreement_no, held.calibration());
        let mut ranked: Vec<Planned> = list
            .ranked
            .iter()
            .enumerate()
            .map(|(index, c)| {
                let verdict = calibration.p_values(c.score).verdict_of(miss_yes, miss_no);
                let why = if is_beyond {
                    Some("the letters are not like those that the model knows".to_owned())
                } else {
                    in_full(list, index, verdict, model)?
                };
                Ok(match why {
                    Some(read) => Planned::must_read(&c.id, read),
                    None => Planned {
                        id: c.id.clone(),
                        band: Band::Clear,
                        read: "a short look: letters with such scores almost always got the same decision".into(),
                        expected: Some(verdict == Verdict::Yes),
                        drawn: false,
                    },
                })
            })
            .collect::<Result<_>>()?;
        // A submission that another one replaced, or a total, is nobody's: nobody reads it.
        let read = |u: &Unscored| {
            let is_theirs = !Unusable::says_no_applicant(&u.reason);
            is_theirs.then(|| Planned::must_read(&u.id, "it has no score".into()))
        };
        let mut unscored: Vec<Option<Planned>> = list.unscored.iter().map(read).collect();
        // What the scores expect of the letters themselves; those without a score are read and tell nothing here.
        let yes: f64 = list.ranked.iter().map(|c| c.score).sum();
        let clear = |expected| ranked.iter().filter(|p| p.expected == Some(expected)).count() as u64;
        let no = list.ranked.len() as f64 - yes;
        let lots = Lots {
            no: Lot::sized(clear(false), yes, miss_yes, check),
            yes: Lot::sized(clear(true), no, miss_no, check),
        };
        draw(ranked.iter_mut().chain(unscored.iter_mut().flatten()).collect(), &lots, seed);
        let count = |band| ranked.iter().chain(unscored.iter().flatten()).filter(|p| p.band == band).count() as u64;
        let applicants = (ranked.len() + unscored.iter().flatten().count()) as u64;
        let verdicts: Vec<(Verdict, bool)> =
            held.p_values().map(|p| p.verdict_of(miss_yes, miss_no)).zip(held.positive()).collect();
        let share = |count: usize| count as f64 / verdicts.len().max(1) as f64;
        let wrong = verdicts.iter().filter(|(v, yes)| is_wrong(*v, *yes)).count();
        let right = (verdicts.len() - wrong) as u64;
        let summary = Summary {
            agreement: agreement_yes,
            agreement_no: (agreement_no != agreement_yes).then_some(agreement_no),
            check: (lots.no.drawn + lots.yes.drawn) as f64 / (lots.no.clear + lots.yes.clear).max(1) as f64,
            lots: Some(lots),
            seed,
            is_beyond,
            yes: promise(&verdicts, true, miss_yes),
            no: promise(&verdicts, false, miss_no),
            measured_agreement: 1.0 - share(wrong),
            measured_interval: clopper_pearson(right, verdicts.len() as u64, 0.95).map(Into::into),
            measured_clear: share(verdicts.iter().filter(|(v, _)| matches!(v, Verdict::Yes | Verdict::No)).count()),
            applicants,
            clear: count(Band::Clear),
            must_read: count(Band::MustRead),
            random_check: count(Band::RandomCheck),
            saved: count(Band::Clear) as f64 / applicants.max(1) as f64,
        };
        Ok(Self { summary, ranked, unscored })
    }
}

impl Planned {
    fn must_read(id: &str, read: String) -> Self {
        Self { id: id.to_owned(), band: Band::MustRead, read, expected: None, drawn: false }
    }
}

/// Whether a letter is taken for what it is not.
fn is_wrong(verdict: Verdict, yes: bool) -> bool {
    matches!((verdict, yes), (Verdict::Yes, false) | (Verdict::No, true))
}

/// Why the letter at `index` must be read in full; none if a short look will do.
fn in_full(list: &Shortlist, index: usize, verdict: Verdict, model: &Model) -> Result<Option<String>> {
    let side = list.side(index);
    let said = match verdict {
        _ if side == Some(Side::Apart) => "it is in another language".into(),
        Verdict::Both => "letters with such a score were accepted and rejected".into(),
        Verdict::Neither => "hardly any letter had such a score".into(),
        Verdict::Yes if matches!(side, Some(Side::Out | Side::Waitlist)) => {
            "below the line with a score of those who were accepted".into()
        }
        Verdict::No if matches!(side, Some(Side::In | Side::Waitlist)) => {
            "above the line, or next to it, with a score of those who were rejected".into()
        }
        _ if side == Some(Side::Tie) => "tied at the line".into(),
        _ if list.ranked[index].is_flagged() => format!("flagged: {}", list.candidate(index)?.flags.join(", ")),
        _ => {
            let candidate = list.candidate(index)?;
            let beyond = beyond(&candidate, model);
            if beyond.is_empty() {
                return Ok(None);
            }
            format!("unlike the letters that the model knows in {}", beyond.join(", "))
        }
    };
    Ok(Some(said))
}

/// The columns in which a letter lies more than a standard deviation beyond every letter that the model learnt from.
fn beyond<'c>(c: &'c Candidate, model: &Model) -> Vec<&'c str> {
    let known = model.reference.iter().flat_map(|r| &r.columns);
    let parts = c.contributions.iter().zip(&model.columns).zip(known);
    let is_beyond = |value: f64, weight: &crate::model::ColumnWeight, least: f64, most: f64| {
        let at = |v: f64| weight.transform.apply(v) / weight.sd;
        at(value) > at(most) + 1.0 || at(value) < at(least) - 1.0
    };
    parts
        .filter(|((c, w), k)| k.present() > 0 && c.value.is_some_and(|v| is_beyond(v, w, k.least, k.most)))
        .map(|((c, _), _)| c.column.as_str())
        .collect()
}

/// Draws the lots of each clear band, each letter of a band with the same chance; those that must be read are read anyway
/// and count, too. Depends on seed and ids alone.
fn draw(mut all: Vec<&mut Planned>, lots: &Lots, seed: u64) {
    let mut random = Random::new(seed);
    all.sort_by(|a, b| a.id.cmp(&b.id));
    let mut order: Vec<usize> = (0..all.len()).collect();
    random.shuffle(&mut order);
    let mut left = [lots.no.drawn, lots.yes.drawn];
    for at in order {
        let planned = &mut *all[at];
        let Some(expected) = planned.expected else {
            planned.drawn = true;
            continue;
        };
        let left = &mut left[usize::from(expected)];
        if *left > 0 {
            *left -= 1;
            planned.drawn = true;
            planned.band = Band::RandomCheck;
            planned.read = "in full: drawn by lot, to check the plan".into();
        }
    }
}

fn promise(verdicts: &[(Verdict, bool)], yes: bool, miss: f64) -> ClassPromise {
    let own: Vec<Verdict> = verdicts.iter().filter(|(_, y)| *y == yes).map(|(v, _)| *v).collect();
    let right = own.iter().filter(|v| !is_wrong(**v, yes)).count();
    ClassPromise {
        held_out: own.len() as u64,
        needed: fewest(miss).unwrap_or(0) as u64,
        promised: 1.0 - miss,
        range: coverage_interval(own.len(), miss, 0.9).map(Into::into),
        measured: right as f64 / own.len().max(1) as f64,
        interval: clopper_pearson(right as u64, own.len() as u64, 0.95).map(Into::into),
    }
}
