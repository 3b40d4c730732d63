//! Selection, scores and errors by group: counts, rates, ratios, intervals and p-values; `judge.rs` makes verdicts of them.

use super::verdict::{Reason, Verdict};
use super::{AND, Cohort, FEWEST, LEAST_SHARE, LEVEL, UNKNOWN};
use crate::stats::calibration::{self, Bin, Bins};
use crate::stats::compare::{self, fisher, rank_sum, standardised, welch};
use crate::stats::interval::{clopper_pearson, quantile};
use serde::Serialize;
use std::collections::BTreeMap;

/// Points of a curve over cuts.
const CURVE_POINTS: usize = 50;

/// The groups of a column, or of two columns crossed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Slice {
    /// Name of the column, or of both.
    pub column: String,
    /// Whether two columns are crossed.
    pub intersection: bool,
    /// The groups, by name.
    pub groups: Vec<Group>,
    /// The group that ratios refer to: the most selected of those judged and known.
    pub reference: Option<String>,
    /// The least selection rate over the highest, of the groups judged.
    pub least_ratio: Option<f64>,
    /// Equalised odds: the largest difference of true or false positive rates between groups judged.
    pub equalised_odds: Option<f64>,
    /// Impact ratios over all cuts.
    pub curve: Vec<CurvePoint>,
}

/// A cut that might have been.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CurvePoint {
    /// Share of the applicants that is selected, 0–1.
    pub share: f64,
    /// Impact ratio of each group judged, in the order of [`Slice::groups`]; the reference is the most selected at this cut.
    pub ratios: Vec<Option<f64>>,
}

/// A group. Rates are 0–1; "others" are all other applicants of the column.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Applicants.
    pub people: usize,
    /// Whether it is large enough to be judged.
    pub judged: bool,
    /// Those selected.
    pub selected: usize,
    /// Selection rate.
    pub rate: f64,
    /// Interval of the rate by Clopper and Pearson.
    pub rate_interval: Option<(f64, f64)>,
    /// Impact ratio: its rate over that of the reference; none if the reference has nobody selected.
    pub ratio: Option<f64>,
    /// Interval of the ratio, from the exact intervals of both rates at 97.5 % each, so that it holds at least 95 %.
    pub ratio_interval: Option<(f64, f64)>,
    /// Its rate over that of all others; none if nobody of them is selected or there is nobody else.
    pub others_ratio: Option<f64>,
    /// Interval of `others_ratio`, made as `ratio_interval`.
    pub others_interval: Option<(f64, f64)>,
    /// Whether the four-fifths rule is kept: a ratio of at least 0.8; none for groups under 2 %. A rule of thumb, without
    /// regard to chance.
    pub four_fifths: Option<bool>,
    /// The ratios of Local Law 144; none for groups that the law leaves out (unknown, or under 2 % of the applicants).
    pub local_law_144: Option<LocalLaw144>,
    /// Mean score.
    pub mean_score: Option<f64>,
    /// Standardised mean difference of the scores, group minus others (Cohen's d).
    pub score_difference: Option<f64>,
    /// Its interval.
    pub score_interval: Option<(f64, f64)>,
    /// Figures against the labels, where there are labels.
    pub odds: Option<Odds>,
    /// Two-sided p-values of the comparisons with the others, as found.
    pub p_values: BTreeMap<Reason, f64>,
    /// The same, adjusted for all comparisons of the audit.
    pub adjusted: BTreeMap<Reason, f64>,
    /// What the audit says.
    pub verdict: Verdict,
    /// What a flag rests on.
    pub reasons: Vec<Reason>,
}

/// Ratios as Local Law 144 defines them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LocalLaw144 {
    /// Selection rate over that of the most selected category.
    pub selection_ratio: Option<f64>,
    /// Share of the category that scores above the sample's median score.
    pub scoring_rate: f64,
    /// Scoring rate over the highest scoring rate.
    pub scoring_ratio: Option<f64>,
}

/// Selection and scores against people's decisions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Odds {
    /// Applicants with a label and a score.
    pub labelled: usize,
    /// Those of them with a yes.
    pub positive: usize,
    /// Share of the yes that is selected.
    pub true_positive_rate: Option<f64>,
    /// Share of the no that is selected.
    pub false_positive_rate: Option<f64>,
    /// Rate among the yes, group minus others.
    pub true_positive_difference: Option<f64>,
    /// Rate among the no, group minus others.
    pub false_positive_difference: Option<f64>,
    /// Mean score minus share of yes: above 0, the group is scored higher than people decide.
    pub calibration: Option<f64>,
    /// Interval of `calibration`, by the normal law; none for fewer than 20.
    pub calibration_interval: Option<(f64, f64)>,
    /// The calibration curve over fifths of the group.
    pub calibration_curve: Vec<Bin>,
    /// Difference of standardised means as RSMTool has it: mean of z(score) − z(label), z over all labelled.
    pub dsm: Option<f64>,
}

/// The groups of a column at a cut.
pub(super) fn slice(cohort: &Cohort, selected: &[bool], column: &str, values: &[String]) -> Slice {
    let total = values.len();
    let mut rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (row, value) in values.iter().enumerate() {
        rows.entry(value).or_default().push(row);
    }
    let mut scores: Vec<f64> = cohort.scores.iter().flatten().copied().collect();
    scores.sort_by(f64::total_cmp);
    let median = quantile(&scores, 0.5);
    let standard = Standard::of(cohort);
    let mut groups: Vec<Group> = Vec::new();
    for (name, own) in &rows {
        let inside: Vec<bool> = values.iter().map(|v| v == name).collect();
        groups.push(group(cohort, selected, name, own, &inside, standard.as_ref()));
    }
    let rate = |g: &&Group| g.rate;
    let known = |g: &&Group| !unknown(&g.name);
    let best = groups
        .iter()
        .filter(known)
        .filter(|g| g.judged)
        .max_by(|a, b| rate(a).total_cmp(&rate(b)).then(b.name.cmp(&a.name)))
        .map(|g| (g.name.clone(), g.selected, g.people));
    let in_law = |g: &&Group| known(g) && g.people as f64 >= LEAST_SHARE * total as f64;
    let most = |of: &dyn Fn(&Group) -> f64| groups.iter().filter(in_law).map(of).fold(0.0f64, f64::max);
    let scoring = |g: &Group| {
        let above = rows[g.name.as_str()].iter().filter(|r| cohort.scores[**r].is_some_and(|s| s > median)).count();
        above as f64 / g.people as f64
    };
    let (most_selected, most_scoring) = (most(&|g| g.rate), most(&scoring));
    let over = |value: f64, most: f64| (most > 0.0).then(|| value / most);
    let law: Vec<Option<LocalLaw144>> = groups
        .iter()
        .map(|g| {
            in_law(&g).then(|| LocalLaw144 {
                selection_ratio: over(g.rate, most_selected),
                scoring_rate: scoring(g),
                scoring_ratio: over(scoring(g), most_scoring),
            })
        })
        .collect();
    let judged = || groups.iter().filter(|g| g.judged);
    let spread = |of: &dyn Fn(&Odds) -> Option<f64>| {
        let rates: Vec<f64> = judged().filter_map(|g| g.odds.as_ref().and_then(of)).collect();
        let (low, high) = rates.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), r| (l.min(*r), h.max(*r)));
        (rates.len() > 1).then_some(high - low)
    };
    let (tpr, fpr) = (spread(&|o| o.true_positive_rate), spread(&|o| o.false_positive_rate));
    let equalised_odds = tpr.zip(fpr).map(|(a, b)| a.max(b));
    let least = judged().map(|g| g.rate).fold(f64::INFINITY, f64::min);
    let highest = judged().map(|g| g.rate).fold(0.0f64, f64::max);
    let least_ratio = (judged().count() > 1).then(|| over(least, highest)).flatten();
    let curve = curve(cohort, &groups, &rows);
    // With nobody to compare with, the rule is neither kept nor broken.
    let compared = groups.iter().filter(in_law).count() > 1;
    for (g, law) in groups.iter_mut().zip(law) {
        g.local_law_144 = law;
        let Some((name, hits, people)) = &best else { continue };
        g.ratio = over(g.rate, *hits as f64 / *people as f64);
        if g.name != *name {
            g.ratio_interval = ratio_interval((g.selected, g.people), (*hits, *people));
        }
        // The guidelines too leave out groups under 2 %.
        g.four_fifths = g.ratio.filter(|_| compared && g.people as f64 >= LEAST_SHARE * total as f64).map(|r| r >= 0.8);
    }
    let intersection = column.contains(AND);
    let reference = best.map(|(name, ..)| name);
    Slice { column: column.to_owned(), intersection, groups, reference, least_ratio, equalised_odds, curve }
}

pub(super) fn unknown(name: &str) -> bool {
    name.split(AND).any(|part| part == UNKNOWN)
}

/// Mean and standard deviation (divisor n − 1) of the scores and labels of all who have both.
struct Standard {
    score: (f64, f64),
    label: (f64, f64),
}

/// The label of a row as a number.
fn label(cohort: &Cohort, row: usize) -> Option<f64> {
    Some(f64::from(u8::from((*cohort.labels.as_ref()?.get(row)?)?)))
}

impl Standard {
    fn of(cohort: &Cohort) -> Option<Self> {
        let both = || (0..cohort.scores.len()).filter_map(|r| Some((cohort.scores[r]?, label(cohort, r)?)));
        let sd = |values: Vec<f64>| {
            let (mean, variance) = compare::moments(&values)?;
            (variance > 0.0).then(|| (mean, variance.sqrt()))
        };
        Some(Self { score: sd(both().map(|b| b.0).collect())?, label: sd(both().map(|b| b.1).collect())? })
    }

    fn difference(&self, score: f64, label: f64) -> f64 {
        (score - self.score.0) / self.score.1 - (label - self.label.0) / self.label.1
    }
}

fn group(
    cohort: &Cohort,
    selected: &[bool],
    name: &str,
    own: &[usize],
    inside: &[bool],
    standard: Option<&Standard>,
) -> Group {
    let total = inside.len();
    let people = own.len();
    let hits = own.iter().filter(|r| selected[**r]).count();
    let all_hits = selected.iter().filter(|s| **s).count();
    let part = |wanted: bool| -> Vec<f64> {
        (0..total).filter(|r| inside[*r] == wanted).filter_map(|r| cohort.scores[r]).collect()
    };
    let (scores, others) = (part(true), part(false));
    let judged = people >= FEWEST && people as f64 >= LEAST_SHARE * total as f64;
    let mut p_values = BTreeMap::new();
    let mut put = |reason: Reason, p: Option<f64>| {
        if let Some(p) = p.filter(|_| judged) {
            p_values.insert(reason, p);
        }
    };
    if all_hits > 0 && all_hits < total {
        put(Reason::Selection, fisher(hits as u64, people as u64, (all_hits - hits) as u64, (total - people) as u64));
    }
    let scored: Vec<usize> = (0..total).filter(|r| cohort.scores[*r].is_some()).collect();
    let of: Vec<bool> = scored.iter().map(|r| inside[*r]).collect();
    let values: Vec<f64> = scored.iter().filter_map(|r| cohort.scores[*r]).collect();
    put(Reason::Scores, rank_sum(&values, &of));
    let difference = standardised(&scores, &others, LEVEL);
    let odds = cohort.labels.as_ref().map(|_| odds(cohort, selected, inside, standard, &mut put));
    Group {
        name: name.to_owned(),
        people,
        judged,
        selected: hits,
        rate: hits as f64 / people as f64,
        rate_interval: clopper_pearson(hits as u64, people as u64, LEVEL),
        ratio: None,
        ratio_interval: None,
        others_ratio: (all_hits > hits)
            .then(|| hits as f64 / people as f64 / ((all_hits - hits) as f64 / (total - people) as f64)),
        others_interval: ratio_interval((hits, people), (all_hits - hits, total - people)),
        four_fifths: None,
        local_law_144: None,
        mean_score: compare::moments(&scores).map(|m| m.0),
        score_difference: difference.map(|d| d.0),
        score_interval: difference.map(|d| d.1),
        odds,
        p_values,
        adjusted: BTreeMap::new(),
        verdict: Verdict::TooFewToTell,
        reasons: Vec::new(),
    }
}

fn odds(
    cohort: &Cohort,
    selected: &[bool],
    inside: &[bool],
    standard: Option<&Standard>,
    put: &mut impl FnMut(Reason, Option<f64>),
) -> Odds {
    // Per side (group, others) and label: applicants, those selected.
    let mut counts = [[(0u64, 0u64); 2]; 2];
    let (mut scores, mut labels) = (Vec::new(), Vec::new());
    let mut apart: [Vec<f64>; 2] = [Vec::new(), Vec::new()];
    let mut residuals = Vec::new();
    for row in 0..inside.len() {
        let (Some(score), Some(y)) = (cohort.scores[row], label(cohort, row)) else { continue };
        let side = usize::from(!inside[row]);
        let cell = &mut counts[side][usize::from(y > 0.5)];
        cell.0 += 1;
        cell.1 += u64::from(selected[row]);
        if let Some(standard) = standard {
            apart[side].push(standard.difference(score, y));
        }
        if inside[row] {
            scores.push(score);
            labels.push(y > 0.5);
            residuals.push(score - y);
        }
    }
    let rate = |side: usize, y: usize| {
        let (n, hits) = counts[side][y];
        (n > 0).then(|| hits as f64 / n as f64)
    };
    let test = |y: usize| fisher(counts[0][y].1, counts[0][y].0, counts[1][y].1, counts[1][y].0);
    put(Reason::MissedYes, test(1));
    put(Reason::SelectedNo, test(0));
    put(Reason::Labels, welch(&apart[0], &apart[1], LEVEL).map(|d| d.p_value));
    let difference = |y: usize| rate(0, y).zip(rate(1, y)).map(|(a, b)| a - b);
    let moments = compare::moments(&residuals);
    let error = moments.map(|(_, v)| (v / residuals.len() as f64).sqrt()).filter(|e| *e > 0.0);
    let calibration = moments.map(|m| m.0);
    let interval = calibration.zip(error).and_then(|(mean, error)| {
        let half = error * crate::stats::interval::normal_quantile(0.5 + LEVEL / 2.0)?;
        (residuals.len() >= FEWEST).then_some((mean - half, mean + half))
    });
    Odds {
        labelled: scores.len(),
        positive: labels.iter().filter(|y| **y).count(),
        true_positive_rate: rate(0, 1),
        false_positive_rate: rate(0, 0),
        true_positive_difference: difference(1),
        false_positive_difference: difference(0),
        calibration,
        calibration_interval: interval,
        calibration_curve: calibration::curve(&scores, &labels, Bins::Count(5)),
        dsm: compare::moments(&apart[0]).map(|m| m.0),
    }
}

/// The interval of a ratio of two rates: exact intervals of both at 97.5 %, so that both hold with at least 95 %.
fn ratio_interval(group: (usize, usize), reference: (usize, usize)) -> Option<(f64, f64)> {
    let each = 1.0 - (1.0 - LEVEL) / 2.0;
    let of = |(hits, n): (usize, usize)| clopper_pearson(hits as u64, n as u64, each);
    let ((low, high), (least, most)) = (of(group)?, of(reference)?);
    (least > 0.0).then(|| (low / most, high / least))
}

/// Impact ratios of the groups judged at cuts from few to all.
fn curve(cohort: &Cohort, groups: &[Group], rows: &BTreeMap<&str, Vec<usize>>) -> Vec<CurvePoint> {
    let scored = cohort.scores.iter().flatten().count();
    let points = CURVE_POINTS.min(scored);
    let own: Vec<Vec<f64>> = groups
        .iter()
        .map(|g| {
            let mut scores: Vec<f64> = rows[g.name.as_str()].iter().filter_map(|r| cohort.scores[*r]).collect();
            scores.sort_by(f64::total_cmp);
            scores
        })
        .collect();
    let mut curve: Vec<CurvePoint> = Vec::new();
    for point in 1..=points {
        let Some(line) = super::cohort::line(&cohort.scores, scored * point / points) else { continue };
        let hits: Vec<usize> = own.iter().map(|s| s.len() - s.partition_point(|v| *v < line)).collect();
        let rates: Vec<f64> = hits.iter().zip(groups).map(|(h, g)| *h as f64 / g.people as f64).collect();
        let judged = |i: usize| groups[i].judged && !unknown(&groups[i].name);
        let most = (0..groups.len()).filter(|i| judged(*i)).map(|i| rates[i]).fold(0.0f64, f64::max);
        let ratio = |i: usize| (groups[i].judged && most > 0.0).then(|| rates[i] / most);
        let share = hits.iter().sum::<usize>() as f64 / cohort.scores.len() as f64;
        if curve.last().is_none_or(|p| p.share < share) {
            curve.push(CurvePoint { share, ratios: (0..groups.len()).map(ratio).collect() });
        }
    }
    curve
}
