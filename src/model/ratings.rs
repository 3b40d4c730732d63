//! What reviewers say of letters, and the one label per letter that a fit learns from.

use super::examples::Labels;
use crate::error::{Error, ErrorKind, Result, printable};
use crate::stats::agreement::{self, Level};
use crate::stats::two_way::TwoWay;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// One label as it was given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Given<'i> {
    /// Id of the letter.
    pub id: &'i str,
    /// Row of the table.
    pub row: u64,
    /// Who gave it; empty where nobody is named.
    pub reviewer: &'i str,
    /// 1 yes, 0 no, or a grade; none if it is empty.
    pub value: Option<f64>,
}

/// Labels by letter and reviewer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ratings {
    /// Ids of the letters that have a label, in order.
    pub ids: Vec<String>,
    /// The reviewers, in order.
    pub reviewers: Vec<String>,
    /// A row per letter: number of the reviewer and value, by reviewer.
    pub values: Vec<Vec<(usize, f64)>>,
    /// Reviewers whose name was written in several ways: the spellings, the first of which stands for all.
    pub spellings: Vec<Vec<String>>,
    /// Labels that are empty.
    pub empty: u64,
    /// The lowest and the highest grade; none for decisions.
    pub scale: Option<[f64; 2]>,
}

/// How labels of several reviewers become one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Combine {
    /// A mean grade of at least this is a yes, a lower one a no; without it the mean is a fraction of the scale.
    pub accept_from: Option<f64>,
    /// Whether each reviewer's leniency is taken off their labels first.
    pub correct: bool,
    /// Whether the order of the grades is kept on each side of `accept_from`: the label is at least a half from there on, and
    /// rises evenly below and above.
    pub levels: bool,
}

/// The label of a mean grade on a scale whose cut is a half ([`Combine::levels`]).
fn level_of(mean: f64, [low, high]: [f64; 2], cut: f64) -> f64 {
    if agreement::is_yes(mean, cut) {
        let above = if high > cut { (mean - cut) / (high - cut) } else { 1.0 };
        return 0.5 + 0.5 * above.clamp(0.0, 1.0);
    }
    (0.5 * (mean - low) / (cut - low)).clamp(0.0, 0.5 - SLACK)
}

/// The grade of a label, on a scale cut at a grade or in its middle.
#[must_use]
pub fn grade_of(label: f64, [low, high]: [f64; 2], cut: Option<f64>) -> f64 {
    let cut = cut.unwrap_or((low + high) / 2.0);
    let grade = if label >= 0.5 { cut + (2.0 * label - 1.0) * (high - cut) } else { low + 2.0 * label * (cut - low) };
    // What the way to a label and back leaves in the last digits.
    (grade * 1e9).round() / 1e9
}

/// How far a label below the cut stays below a half.
const SLACK: f64 = 1e-9;

impl Ratings {
    /// Collects labels. The same reviewer (or nobody named) may label a letter twice if the labels are the same.
    ///
    /// # Errors
    /// [`ErrorKind::Labels`] where labels of one reviewer for one letter contradict each other, listing up to five.
    pub fn collect<'i>(given: impl Iterator<Item = Given<'i>>, scale: Option<[f64; 2]>) -> Result<Self> {
        let mut by_id: BTreeMap<&str, BTreeMap<usize, f64>> = BTreeMap::new();
        let mut names = Names::default();
        let (mut empty, mut conflicts) = (0, Vec::<(&str, u64)>::new());
        for one in given {
            let Some(value) = one.value else {
                empty += 1;
                continue;
            };
            let reviewer = names.number(one.reviewer);
            let known = *by_id.entry(one.id).or_default().entry(reviewer).or_insert(value);
            if known != value && !conflicts.iter().any(|(id, _)| *id == one.id) {
                conflicts.push((one.id, one.row));
            }
        }
        if !conflicts.is_empty() {
            let n = conflicts.len();
            let shown: Vec<_> = conflicts.iter().take(5).map(|(id, row)| format!("`{id}` (row {row})")).collect();
            let what = format!(
                "{n} id{} with labels that contradict each other: {}",
                if n == 1 { "" } else { "s" },
                shown.join(", ")
            );
            return Err(Error::new(ErrorKind::Labels, what)
                .hint("give one decision per id, or name the column of the reviewers with --reviewer COLUMN"));
        }
        let (reviewers, places, spellings) = names.sorted();
        let row = |of: &BTreeMap<usize, f64>| {
            let mut row: Vec<(usize, f64)> = of.iter().map(|(number, value)| (places[*number], *value)).collect();
            row.sort_by_key(|(place, _)| *place);
            row
        };
        let values = by_id.values().map(row).collect();
        let ids = by_id.keys().map(|id| (*id).to_owned()).collect();
        Ok(Self { ids, reviewers, values, spellings, empty, scale })
    }

    /// The grade from which on a label is a yes, where nothing says it: the middle of the scale.
    #[must_use]
    pub fn middle(&self) -> f64 {
        let [low, high] = self.scale.unwrap_or([0.0, 1.0]);
        (low + high) / 2.0
    }

    /// One label per letter: the mean over its reviewers, as a fraction of the scale or cut at a grade.
    #[must_use]
    pub fn labels(&self, how: Combine) -> Labels {
        let model = if how.correct { TwoWay::of(&self.values) } else { None };
        let leniency = model.map_or_else(|| vec![0.0; self.reviewers.len()], |model| model.leniency);
        let [low, high] = self.scale.unwrap_or([0.0, 1.0]);
        let label = |row: &Vec<(usize, f64)>| {
            let mean = row.iter().map(|(reviewer, v)| v - leniency[*reviewer]).sum::<f64>() / row.len() as f64;
            match how.accept_from {
                Some(cut) if how.levels => level_of(mean, [low, high], cut),
                Some(grade) => f64::from(u8::from(agreement::is_yes(mean, grade))),
                None => ((mean - low) / (high - low)).clamp(0.0, 1.0),
            }
        };
        Labels { by_id: self.ids.iter().cloned().zip(self.values.iter().map(label)).collect(), empty: self.empty }
    }

    /// How far the reviewers agree; none if no letter has labels of two.
    #[must_use]
    pub fn agreement(&self, accept_from: Option<f64>) -> Option<Agreement> {
        let pairs = agreement::pairs(&self.values);
        let shared: f64 = pairs.iter().map(|p| p.letters as f64).sum();
        if shared == 0.0 {
            return None;
        }
        let weighted = |of: &dyn Fn(&agreement::Pair) -> Option<f64>| {
            let known: Vec<(f64, f64)> = pairs.iter().filter_map(|p| Some((of(p)?, p.letters as f64))).collect();
            let total: f64 = known.iter().map(|(_, n)| n).sum();
            (total > 0.0).then(|| known.iter().map(|(v, n)| v * n).sum::<f64>() / total)
        };
        let aucs = agreement::auc_for_the_others(&self.values, accept_from.unwrap_or(self.middle()));
        let known: Vec<f64> = aucs.iter().flatten().copied().collect();
        let model = TwoWay::of(&self.values);
        let mut counts = vec![0; self.reviewers.len()];
        self.values.iter().flatten().for_each(|(reviewer, _)| counts[*reviewer] += 1);
        let reviewer = |(place, name): (usize, &String)| Reviewer {
            name: name.clone(),
            letters: counts[place],
            leniency: model.as_ref().map_or(0.0, |m| m.leniency[place]),
            leniency_error: model.as_ref().filter(|m| m.raters > 0.0).map(|m| m.errors[place]),
            auc: aucs.get(place).copied().flatten(),
            set: model.as_ref().filter(|m| m.count_sets() > 1).map(|m| m.sets[place] as u64 + 1),
        };
        let reviewers: Vec<Reviewer> = self.reviewers.iter().enumerate().map(reviewer).collect();
        let reliability = model.as_ref().map(TwoWay::reliability);
        Some(Agreement {
            letters: self.values.iter().filter(|row| row.len() > 1).count() as u64,
            same: weighted(&|p| Some(p.same)).unwrap_or(f64::NAN),
            kappa: weighted(&|p| p.kappa),
            alpha_nominal: agreement::alpha(&self.values, Level::Nominal),
            alpha_ordinal: agreement::alpha(&self.values, Level::Ordinal),
            alpha_interval: agreement::alpha(&self.values, Level::Interval),
            reliability,
            ceiling: reliability.map(f64::sqrt),
            ceiling_interval: model
                .as_ref()
                .and_then(TwoWay::reliability_interval)
                .map(|(low, high)| [low.sqrt(), high.sqrt()]),
            ceiling_uncorrected: model.as_ref().map(|m| m.reliability_as_given().sqrt()),
            reviewer_auc: (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64),
            reviewers,
        })
    }

    /// What a person should know of the reviewers' names: which were taken for one.
    #[must_use]
    pub fn said_of_names(&self) -> Option<String> {
        said_of_names(&self.spellings)
    }

    /// What a person should know of reviewers who share no letter, directly or through others: whom nothing can compare.
    #[must_use]
    pub fn said_of_sets(&self) -> Option<String> {
        let model = TwoWay::of(&self.values).filter(|model| model.count_sets() > 1)?;
        let mut sets = vec![Vec::new(); model.count_sets()];
        self.reviewers.iter().zip(&model.sets).for_each(|(name, set)| sets[*set].push(printable(name)));
        let name = |of: &Vec<String>| match of.split_at_checked(SHOWN) {
            Some((shown, rest)) if !rest.is_empty() => format!("{} and {} more", shown.join(", "), rest.len()),
            _ => of.join(", "),
        };
        let shown: Vec<String> = sets.iter().take(SHOWN).map(name).collect();
        let more = sets.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!(" | and {more} more sets") } else { String::new() };
        Some(format!(
            "these sets of reviewers share no letter, so leniency can be compared only within a set: {}{more}; deal some letters to \
             reviewers of several sets",
            shown.join(" | ")
        ))
    }
}

/// Names that a message shows.
const SHOWN: usize = 5;

/// Says which spellings of reviewers' names were taken for one.
#[must_use]
pub fn said_of_names(spellings: &[Vec<String>]) -> Option<String> {
    let written = |of: &Vec<String>| format!("`{}`", printable(&of.join("` = `")));
    let shown: Vec<String> = spellings.iter().take(SHOWN).map(written).collect();
    let more = spellings.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!shown.is_empty()).then(|| {
        format!(
            "reviewers whose names differ only in case, spaces or Unicode form are counted as one: {}{more}",
            shown.join(", ")
        )
    })
}

/// A reviewer's name as names are compared: without differences of case, spaces and Unicode form.
#[must_use]
pub fn folded_name(name: &str) -> String {
    let folded: String = name.nfkc().flat_map(char::to_lowercase).nfkc().collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reviewers by name, in the order in which they come.
#[derive(Default)]
struct Names<'n> {
    numbers: BTreeMap<String, usize>,
    by_spelling: BTreeMap<&'n str, usize>,
    /// The spellings of each.
    spellings: Vec<Vec<&'n str>>,
}

impl<'n> Names<'n> {
    fn number(&mut self, name: &'n str) -> usize {
        if let Some(number) = self.by_spelling.get(name) {
            return *number;
        }
        let number = *self.numbers.entry(folded_name(name)).or_insert(self.spellings.len());
        if number == self.spellings.len() {
            self.spellings.push(Vec::new());
        }
        self.spellings[number].push(name);
        self.by_spelling.insert(name, number);
        number
    }

    /// The names in order, the place of each number, and who is written in several ways. Of several spellings the first in
    /// order stands for all, whatever the order of the rows.
    fn sorted(mut self) -> (Vec<String>, Vec<usize>, Vec<Vec<String>>) {
        self.spellings.iter_mut().for_each(|of| of.sort_unstable());
        let mut order: Vec<usize> = (0..self.spellings.len()).collect();
        order.sort_by_key(|number| self.spellings[*number][0]);
        let mut places = vec![0; order.len()];
        order.iter().enumerate().for_each(|(place, number)| places[*number] = place);
        let owned = |number: &usize| self.spellings[*number].iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let several = order.iter().map(owned).filter(|of| of.len() > 1).collect();
        (order.iter().map(|number| self.spellings[*number][0].to_owned()).collect(), places, several)
    }
}

/// How far the reviewers agree, in figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// Letters with labels of two reviewers or more.
    pub letters: u64,
    /// Share of pairs of labels that are the same.
    pub same: f64,
    /// Quadratic-weighted kappa, the mean over pairs of reviewers by their letters in common.
    pub kappa: Option<f64>,
    /// Krippendorff's alpha, labels equal or not.
    pub alpha_nominal: Option<f64>,
    /// … by rank.
    pub alpha_ordinal: Option<f64>,
    /// … by difference.
    pub alpha_interval: Option<f64>,
    /// Reliability of a letter's mean label after leniency is taken off, ICC(C, k); models of before 2026-12 hold ICC(1, k).
    pub reliability: Option<f64>,
    /// Its square root: no score can be expected to correlate higher with the mean labels.
    pub ceiling: Option<f64>,
    /// Its interval (95 %).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ceiling_interval: Option<[f64; 2]>,
    /// The same for labels with leniency in them: lower where letters have different reviewers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ceiling_uncorrected: Option<f64>,
    /// How well a reviewer's label tells what most of the others say (yes or no): mean AUC.
    pub reviewer_auc: Option<f64>,
    /// Each reviewer.
    pub reviewers: Vec<Reviewer>,
}

/// One reviewer beside the others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reviewer {
    /// Name, as it was written.
    pub name: String,
    /// Letters labelled.
    pub letters: u64,
    /// How much higher than the others on the same letters, shrunk by how little is known; below 0 is harsh.
    pub leniency: f64,
    /// Standard error of that; none if the reviewers don't differ by more than chance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leniency_error: Option<f64>,
    /// AUC of this reviewer's label for the yes or no of most of the others.
    pub auc: Option<f64>,
    /// Number of the set of reviewers that letters connect, where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratings(rows: &[(&'static str, &'static str, f64)], scale: Option<[f64; 2]>) -> Result<Ratings> {
        let given = rows.iter().enumerate().map(|(i, (id, reviewer, v))| Given {
            id,
            row: i as u64 + 1,
            reviewer,
            value: Some(*v),
        });
        Ratings::collect(given, scale)
    }

    #[test]
    fn several_reviewers_become_one_label() {
        let rows = [("b", "R1", 1.0), ("a", "R1", -1.0), ("a", "R2", 0.0), ("b", "R3", 1.0), ("a", "R3", 1.0)];
        let all = ratings(&rows, Some([-1.0, 1.0])).unwrap();
        assert_eq!(all.values, [vec![(0, -1.0), (1, 0.0), (2, 1.0)], vec![(0, 1.0), (2, 1.0)]]);
        let by = |how| all.labels(how).by_id.into_values().collect::<Vec<_>>();
        assert_eq!(by(Combine::default()), [0.5, 1.0]);
        assert_eq!(by(Combine { accept_from: Some(1.0 / 3.0), ..Combine::default() }), [0.0, 1.0]);
        assert_eq!(by(Combine { accept_from: Some(0.0), ..Combine::default() }), [1.0, 1.0]);
    }

    #[test]
    fn a_harsh_reviewer_is_corrected() {
        // R2 gives one grade less than R1; letter d is read by R2 alone.
        let rows = [
            ("a", "R1", 3.0),
            ("a", "R2", 2.0),
            ("b", "R1", 5.0),
            ("b", "R2", 4.0),
            ("c", "R1", 3.0),
            ("d", "R2", 2.0),
        ];
        let all = ratings(&rows, Some([1.0, 5.0])).unwrap();
        let labels = |correct| all.labels(Combine { correct, ..Combine::default() }).by_id;
        assert_eq!((labels(false)["c"], labels(false)["d"]), (0.5, 0.25));
        // There is no rest at all, so nothing is shrunk.
        let corrected = labels(true);
        assert!((corrected["c"] - corrected["d"]).abs() < 1e-3 && (corrected["a"] - corrected["c"]).abs() < 1e-3);
        let agreement = all.agreement(Some(3.0)).unwrap();
        assert_eq!((agreement.letters, agreement.same, agreement.reviewers.len()), (2, 0.0, 2));
        assert!((agreement.reviewers[1].leniency + 0.5).abs() < 1e-3, "{agreement:?}");
    }

    #[test]
    fn names_that_differ_in_case_spaces_or_form_are_one_person() {
        let rows = [
            ("a", "Zoë  B", 1.0),
            ("b", "zoe\u{308} b", 0.0),
            ("c", " ZOË B ", 1.0),
            ("a", "ann", 1.0),
            ("b", "Anna", 1.0),
            ("c", "ＡＮＮ", 0.0),
        ];
        let all = ratings(&rows, None).unwrap();
        assert_eq!(all.reviewers, [" ZOË B ", "Anna", "ann"]);
        let said = all.said_of_names().unwrap();
        assert!(said.contains("` ZOË B ` = `Zoë  B` = `zoe\u{308} b`, `ann` = `ＡＮＮ`"), "{said}");
        assert_eq!(ratings(&rows[3..5], None).unwrap().said_of_names(), None);
        let e = ratings(&[("a", "Ann", 1.0), ("a", "ann", 0.0)], None).unwrap_err().to_string();
        assert!(e.contains("contradict"), "{e}");
    }

    #[test]
    fn contradictions_are_listed_and_repeats_are_none() {
        let e = ratings(&[("a", "", 1.0), ("a", "", 0.0)], None).unwrap_err();
        assert!(e.to_string().contains("1 id with labels that contradict each other: `a` (row 2)"), "{e}");
        let same = ratings(&[("a", "", 1.0), ("a", "", 1.0)], None).unwrap();
        assert_eq!((same.ids.len(), same.agreement(None)), (1, None));
    }

    #[test]
    fn the_middle_is_that_of_the_scale() {
        let rows = [("b", "R1", 1.0), ("a", "R1", 4.0)];
        assert_eq!(ratings(&rows, Some([1.0, 5.0])).unwrap().middle(), 3.0);
        assert_eq!(ratings(&rows, Some([-3.0, 5.0])).unwrap().middle(), 1.0);
    }
}
