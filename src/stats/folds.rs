//! Folds for cross-validation: stratified by label, whole groups together.

use super::random::Random;

/// Deals rows to `k` folds at random; gives the fold (0 to `k` − 1) of every row.
///
/// Every fold gets the same number of rows of each label, give or take one. With `groups` (a number per row, any
/// numbers), all rows of a group go to one fold: groups are taken from the largest to the smallest, ties in random
/// order, and each goes to the fold whose counts of both labels stay nearest to equal (as scikit-learn's
/// `StratifiedGroupKFold`). With fewer rows or groups than folds, some folds stay empty. `k` counts as at least 1.
///
/// For several repeats, give each another seed.
#[must_use]
pub fn folds(labels: &[bool], groups: Option<&[usize]>, k: usize, seed: u64) -> Vec<usize> {
    let k = k.max(1);
    let mut random = Random::new(seed);
    match groups {
        None => deal(labels, k, &mut random),
        Some(groups) => deal_groups(labels, groups, k, &mut random),
    }
}

fn deal(labels: &[bool], k: usize, random: &mut Random) -> Vec<usize> {
    let mut fold = vec![0; labels.len()];
    // The second label goes on where the first ended, so that the sizes of folds differ by one at most.
    let mut next = 0;
    for label in [true, false] {
        let mut rows: Vec<usize> = (0..labels.len()).filter(|i| labels[*i] == label).collect();
        random.shuffle(&mut rows);
        for row in rows {
            fold[row] = next % k;
            next += 1;
        }
    }
    fold
}

fn deal_groups(labels: &[bool], groups: &[usize], k: usize, random: &mut Random) -> Vec<usize> {
    let mut counts = std::collections::BTreeMap::<usize, [f64; 2]>::new();
    for (label, group) in labels.iter().zip(groups) {
        counts.entry(*group).or_default()[usize::from(*label)] += 1.0;
    }
    let mut order: Vec<(usize, [f64; 2])> = counts.into_iter().collect();
    random.shuffle(&mut order);
    order.sort_by(|a, b| (b.1[0] + b.1[1]).total_cmp(&(a.1[0] + a.1[1])));
    let totals = order.iter().fold([0.0; 2], |t, (_, c)| [t[0] + c[0], t[1] + c[1]]);
    let mut filled = vec![[0.0f64; 2]; k];
    let mut fold_of = std::collections::BTreeMap::new();
    for (group, count) in order {
        // Adding to a fold raises the sum of squared shares least where the fold has least of these labels.
        let cost = |f: &[f64; 2]| -> f64 {
            (0..2)
                .filter(|c| totals[*c] > 0.0)
                .map(|c| count[c] * (2.0 * f[c] + count[c]) / (totals[c] * totals[c]))
                .sum()
        };
        let rows = |f: &[f64; 2]| f[0] + f[1];
        let best = (0..k)
            .min_by(|a, b| {
                let (a, b) = (&filled[*a], &filled[*b]);
                cost(a).total_cmp(&cost(b)).then(rows(a).total_cmp(&rows(b)))
            })
            .unwrap_or(0);
        filled[best][0] += count[0];
        filled[best][1] += count[1];
        fold_of.insert(group, best);
    }
    groups.iter().map(|g| fold_of.get(g).copied().unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn count(fold: &[usize], labels: &[bool], k: usize, label: bool) -> Vec<usize> {
        (0..k).map(|f| fold.iter().zip(labels).filter(|(g, y)| **g == f && **y == label).count()).collect()
    }

    #[test]
    fn groups_stay_whole_and_labels_balanced() {
        let labels: Vec<bool> = (0..120).map(|i| i % 3 == 0).collect();
        let groups: Vec<usize> = (0..120).map(|i| i / 4).collect();
        let fold = folds(&labels, Some(&groups), 5, 3);
        for rows in fold.chunks(4) {
            assert!(rows.iter().all(|f| *f == rows[0]));
        }
        for label in [true, false] {
            let c = count(&fold, &labels, 5, label);
            assert!(c.iter().max().unwrap() - c.iter().min().unwrap() <= 4, "{c:?}");
        }
    }

    #[test]
    fn a_group_goes_where_its_labels_are_missing() {
        // Groups by size: four yeses; three noes; one of each; a no. The third costs (2 · 4 + 1 + 1) / 25 beside the
        // first, (1 + 2 · 3 + 1) / 25 beside the second.
        let groups = [7, 7, 7, 7, 2, 2, 2, 5, 5, 9];
        let labels = [true, true, true, true, false, false, false, true, false, false];
        assert_eq!(folds(&labels, Some(&groups), 2, 1), [0, 0, 0, 0, 1, 1, 1, 1, 1, 0]);
        // Noes and yeses of groups: 5 and 1, 1 and 4, 3 and 1, 3 and 0. Worked out by hand; another cost deals otherwise.
        let sizes = [(1usize, 4usize), (5, 1), (3, 1), (3, 0)];
        let rows = || sizes.iter().enumerate().flat_map(|(g, (no, yes))| (0..no + yes).map(move |i| (g, i >= *no)));
        let (groups, labels): (Vec<usize>, Vec<bool>) = rows().unzip();
        let fold = folds(&labels, Some(&groups), 2, 1);
        for (group, wanted) in [1, 0, 0, 1].into_iter().enumerate() {
            assert!(
                groups.iter().zip(&fold).filter(|(g, _)| **g == group).all(|(_, f)| *f == wanted),
                "{group}: {fold:?}"
            );
        }
        // Of one label alone: 4; 3; 2 beside the 3; 1 beside the 4.
        let groups = [1, 1, 1, 1, 3, 3, 3, 2, 2, 4];
        assert_eq!(folds(&[true; 10], Some(&groups), 2, 1), [0, 0, 0, 0, 1, 1, 1, 1, 1, 0]);
    }

    #[test]
    fn a_seed_repeats_and_another_differs() {
        let labels: Vec<bool> = (0..40).map(|i| i % 2 == 0).collect();
        assert_eq!(folds(&labels, None, 5, 1), folds(&labels, None, 5, 1));
        assert_ne!(folds(&labels, None, 5, 1), folds(&labels, None, 5, 2));
        assert_eq!(folds(&[], None, 5, 1), Vec::<usize>::new());
        assert_eq!(folds(&labels, None, 0, 1), vec![0; 40]);
    }

    proptest! {
        #[test]
        fn each_row_has_one_fold_and_folds_are_even(labels in proptest::collection::vec(any::<bool>(), 0..200), k in 1usize..12, seed: u64) {
            let fold = folds(&labels, None, k, seed);
            prop_assert_eq!(fold.len(), labels.len());
            prop_assert!(fold.iter().all(|f| *f < k));
            for label in [true, false] {
                let c = count(&fold, &labels, k, label);
                prop_assert!(c.iter().max().unwrap() - c.iter().min().unwrap() <= 1);
            }
            let sizes: Vec<usize> = (0..k).map(|f| fold.iter().filter(|g| **g == f).count()).collect();
            prop_assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1);
        }

        #[test]
        fn no_group_is_split(rows in proptest::collection::vec((any::<bool>(), 0usize..9), 0..80), k in 1usize..7, seed: u64) {
            let (labels, groups): (Vec<bool>, Vec<usize>) = rows.into_iter().unzip();
            let fold = folds(&labels, Some(&groups), k, seed);
            for i in 0..groups.len() {
                for j in 0..i {
                    prop_assert!(groups[i] != groups[j] || fold[i] == fold[j]);
                }
            }
        }
    }
}
