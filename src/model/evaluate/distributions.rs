//! How scores and columns are spread over the letters, by decision and by group, and which columns move together.

use crate::stats::interval::quantile;
use crate::stats::roc::midranks;
use serde::Serialize;
use std::collections::BTreeMap;

/// Bins of a column.
const BINS: usize = 12;

/// Groups that are shown: the largest. The page has three colours.
const GROUPS: usize = 3;

/// Letters that a group must have to be shown.
const FEWEST: usize = 10;

/// Letters that two columns must share to be compared.
const SHARED: usize = 10;

/// Counts of a value in bins, for kinds of letters.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Distribution {
    /// What it is of: a column, or `score`.
    pub name: String,
    /// Edges of the bins, rising: one more than there are bins. A bin holds its upper edge, the first its lower one; what lies
    /// beyond the ends is in the first or last bin.
    pub edges: Vec<f64>,
    /// Counts per bin of the letters with a yes.
    pub yes: Vec<usize>,
    /// … with a no.
    pub no: Vec<usize>,
    /// … of each of the largest groups, by name, where a column of groups is named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<(String, Vec<usize>)>,
    /// Letters without a value.
    pub missing: usize,
}

/// How columns move together.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Correlations {
    /// The columns.
    pub columns: Vec<String>,
    /// Spearman's rank correlation of each with each, −1 to 1, over the letters that have both; none for fewer than 10 of them,
    /// or where a column has one value.
    pub values: Vec<Vec<Option<f64>>>,
}

/// The rows of the largest groups, by name; those of fewer than 10 letters and the unknown are left out.
fn largest(groups: Option<&Vec<String>>) -> Vec<(String, Vec<usize>)> {
    let mut rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (row, name) in groups.into_iter().flatten().enumerate().filter(|(_, name)| !name.is_empty()) {
        rows.entry(name).or_default().push(row);
    }
    let mut rows: Vec<_> =
        rows.into_iter().filter(|r| r.1.len() >= FEWEST).map(|(name, rows)| (name.to_owned(), rows)).collect();
    rows.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.0.cmp(&b.0)));
    rows.truncate(GROUPS);
    rows
}

/// The distribution of values, one per row; `range` is that of the bins, without it from the 1st to the 99th percentile. None
/// where all values are the same or there are none.
fn of(
    name: &str,
    values: &[Option<f64>],
    labels: &[bool],
    groups: &[(String, Vec<usize>)],
    range: Option<(f64, f64)>,
) -> Option<Distribution> {
    let mut known: Vec<f64> = values.iter().flatten().copied().filter(|v| v.is_finite()).collect();
    known.sort_by(f64::total_cmp);
    let (first, last) = (*known.first()?, *known.last()?);
    let (mut low, mut high) = range.unwrap_or((quantile(&known, 0.01), quantile(&known, 0.99)));
    if low >= high {
        (low, high) = (first, last);
    }
    if low >= high {
        return None;
    }
    let width = (high - low) / BINS as f64;
    let bin = |v: f64| (((v - low) / width).ceil() as usize).clamp(1, BINS) - 1;
    let count = |rows: &mut dyn Iterator<Item = usize>| {
        let mut counts = vec![0; BINS];
        rows.filter_map(|r| values[r].filter(|v| v.is_finite())).for_each(|v| counts[bin(v)] += 1);
        counts
    };
    let all = 0..values.len();
    Some(Distribution {
        name: name.to_owned(),
        edges: (0..=BINS).map(|k| low + width * k as f64).collect(),
        yes: count(&mut all.clone().filter(|r| labels[*r])),
        no: count(&mut all.clone().filter(|r| !labels[*r])),
        groups: groups.iter().map(|(name, rows)| (name.clone(), count(&mut rows.iter().copied()))).collect(),
        missing: values.len() - known.len(),
    })
}

/// The distributions of the scores (mean over the repeats), then of every column in its order; columns with one value are left
/// out.
pub(super) fn distributions(
    scores: &[Vec<f64>],
    columns: &[String],
    values: &[Vec<Option<f64>>],
    labels: &[bool],
    groups: Option<&Vec<String>>,
) -> Vec<Distribution> {
    let groups = largest(groups);
    let mean = |row: usize| Some(scores.iter().map(|s| s[row]).sum::<f64>() / scores.len() as f64);
    let of_scores: Vec<Option<f64>> = (0..labels.len()).map(mean).collect();
    let of_columns = columns.iter().enumerate().filter_map(|(place, name)| {
        let column: Vec<Option<f64>> = values.iter().map(|row| row[place]).collect();
        of(name, &column, labels, &groups, None)
    });
    of("score", &of_scores, labels, &groups, Some((0.0, 1.0))).into_iter().chain(of_columns).collect()
}

/// The rank correlations of columns.
pub(super) fn correlations(columns: &[String], values: &[Vec<Option<f64>>]) -> Correlations {
    let mut table = vec![vec![None; columns.len()]; columns.len()];
    for a in 0..columns.len() {
        for b in 0..=a {
            let found = spearman(values.iter().filter_map(|row| row[a].zip(row[b])));
            (table[a][b], table[b][a]) = (found, found);
        }
    }
    Correlations { columns: columns.to_vec(), values: table }
}

/// Spearman's rank correlation: Pearson's of the midranks.
fn spearman(pairs: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let (a, b): (Vec<f64>, Vec<f64>) = pairs.unzip();
    if a.len() < SHARED {
        return None;
    }
    let middle = (a.len() + 1) as f64 / 2.0;
    let centred = |v: &[f64]| midranks(v).into_iter().map(|r| r - middle).collect::<Vec<f64>>();
    let (a, b) = (centred(&a), centred(&b));
    let product = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
    let scale = (product(&a, &a) * product(&b, &b)).sqrt();
    (scale > 0.0).then(|| product(&a, &b) / scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_fall_into_bins_by_decision_and_group() {
        let values: Vec<Option<f64>> = (0..24).map(|i| if i == 5 { None } else { Some(f64::from(i)) }).collect();
        let labels: Vec<bool> = (0..24).map(|i| i >= 12).collect();
        let groups = largest(Some(
            &(0..24)
                .map(|i| {
                    if i < 13 {
                        "x"
                    } else if i < 23 {
                        "y"
                    } else {
                        "few"
                    }
                    .to_owned()
                })
                .collect(),
        ));
        assert_eq!(groups.iter().map(|g| (g.0.as_str(), g.1.len())).collect::<Vec<_>>(), [("x", 13), ("y", 10)]);
        let got = of("a", &values, &labels, &groups, Some((0.0, 24.0))).unwrap();
        assert_eq!(got.edges.len(), 13);
        assert_eq!(got.no, [3, 2, 1, 2, 2, 1, 0, 0, 0, 0, 0, 0], "a bin holds its upper edge, the first its lower one");
        assert_eq!(got.yes, [0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2, 1]);
        assert_eq!((got.missing, got.groups[1].1.iter().sum::<usize>()), (1, 10));
        assert_eq!(of("a", &[Some(1.0); 24], &labels, &[], None), None, "one value");
        assert_eq!(of("a", &[None; 24], &labels, &[], None), None);
        let far: Vec<Option<f64>> = (0..200).map(|i| Some(if i == 7 { 1e9 } else { f64::from(i % 10) })).collect();
        let far = of("a", &far, &[true; 200], &[], None).unwrap();
        assert!(far.edges[BINS] < 10.0 && far.yes.iter().sum::<usize>() == 200, "{far:?}");
    }

    #[test]
    fn ranks_that_move_together() {
        let names = ["a", "b", "c", "d"].map(str::to_owned);
        let row = |i: i32| vec![Some(f64::from(i)), Some(f64::from(-i * i * i)), Some(1.0), (i < 9).then_some(0.0)];
        let got = correlations(&names, &(0..20).map(row).collect::<Vec<_>>());
        assert_eq!(got.values[0][0], Some(1.0));
        assert_eq!((got.values[0][1], got.values[1][0]), (Some(-1.0), Some(-1.0)));
        assert_eq!((got.values[0][2], got.values[0][3]), (None, None), "one value; fewer than ten letters");
        // Ranks 1 to 10 against 2 1 4 3 6 5 8 7 10 9: 1 − 6 · 10 / (10 · 99).
        let swapped = spearman((0..10).map(|i| (f64::from(i), f64::from(i ^ 1)))).unwrap();
        assert!((swapped - (1.0 - 60.0 / 990.0)).abs() < 1e-12);
    }
}
