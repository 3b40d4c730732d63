//! Labels and values of features → examples: joined by id, one row per id.

use crate::error::{Error, ErrorKind, Result};
use crate::features::{feature_of_column, registrations};
use crate::flags::similar::{Signature, copies};
use std::collections::BTreeMap;

/// Labelled rows of named columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Examples {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// A row of values per example, in the order of `columns`.
    pub values: Vec<Vec<Option<f64>>>,
    /// The label of each row: 1 yes, 0 no, between them a fraction (a share of reviewers, a grade).
    pub labels: Vec<f64>,
    /// How often each row counts, above 0; empty where all count once.
    pub weights: Vec<f64>,
    /// The group of each row (`--group-by`), where it has one; empty where there are no groups.
    pub groups: Vec<Option<String>>,
    /// The id of each row; may be empty.
    pub ids: Vec<String>,
    /// The signature of each row's letter, where it is known; may be empty.
    pub signatures: Vec<Option<Signature>>,
    /// A number per row that near-copies share; empty where there are none, or nothing is known.
    pub copies: Vec<usize>,
}

impl Examples {
    /// With the signatures of the letters, by which near-copies are found: they are held out together.
    #[must_use]
    pub fn with_signatures(self, signatures: Vec<Option<Signature>>) -> Self {
        let copies = copies(&signatures);
        let is_copy = copies.iter().enumerate().any(|(row, first)| row != *first);
        Self { copies: if is_copy { copies } else { Vec::new() }, signatures, ..self }
    }

    /// How many rows are near-copies of a row before them.
    #[must_use]
    pub fn count_copies(&self) -> usize {
        self.copies.len() - self.copies.iter().collect::<std::collections::BTreeSet<_>>().len()
    }

    /// How often a row counts.
    #[must_use]
    pub fn weight(&self, row: usize) -> f64 {
        self.weights.get(row).copied().unwrap_or(1.0)
    }

    /// Whether each label is at least a half: what folds are stratified by, and what counts as a yes.
    #[must_use]
    pub fn positive(&self) -> Vec<bool> {
        self.labels.iter().map(|y| *y >= 0.5).collect()
    }

    /// The same as numbers: 1 for a yes, 0 for a no.
    #[must_use]
    pub fn yes(&self) -> Vec<f64> {
        self.positive().into_iter().map(|yes| if yes { 1.0 } else { 0.0 }).collect()
    }

    /// A number for the group of each row, none without groups and near-copies; a row without a group is one of its own.
    /// Near-copies are in one group, and groups that share a letter are one.
    #[must_use]
    pub fn group_numbers(&self) -> Option<Vec<usize>> {
        if self.groups.iter().all(Option::is_none) {
            return (!self.copies.is_empty()).then(|| self.copies.clone());
        }
        let named = self.named_groups();
        if self.copies.is_empty() {
            return Some(named);
        }
        // Rows are joined by their groups and by their copies.
        let mut first: std::collections::BTreeMap<(bool, usize), usize> = std::collections::BTreeMap::new();
        let mut parent: Vec<usize> = (0..named.len()).collect();
        let lead = |parent: &mut Vec<usize>, mut at: usize| {
            while parent[at] != at {
                parent[at] = parent[parent[at]];
                at = parent[at];
            }
            at
        };
        for (row, (group, copy)) in named.iter().zip(&self.copies).enumerate() {
            for key in [(false, *group), (true, *copy)] {
                let other = *first.entry(key).or_insert(row);
                let (a, b) = (lead(&mut parent, row), lead(&mut parent, other));
                parent[a.max(b)] = a.min(b);
            }
        }
        Some((0..named.len()).map(|row| lead(&mut parent, row)).collect())
    }

    fn named_groups(&self) -> Vec<usize> {
        let names: std::collections::BTreeSet<&String> = self.groups.iter().flatten().collect();
        let number: std::collections::BTreeMap<_, _> = names.into_iter().zip(0..).collect();
        let numbers = (0..self.labels.len()).map(|row| match self.groups.get(row) {
            Some(Some(group)) => number[group],
            _ => number.len() + row,
        });
        numbers.collect()
    }

    /// These columns alone.
    #[must_use]
    pub fn only_columns(&self, columns: &[usize]) -> Self {
        Self {
            columns: columns.iter().map(|c| self.columns[*c].clone()).collect(),
            values: self.values.iter().map(|row| columns.iter().map(|c| row[*c]).collect()).collect(),
            ..self.clone()
        }
    }

    /// The place of the column that is learnt from labelled letters, where there is one.
    #[must_use]
    pub fn learnt_column(&self) -> Option<usize> {
        self.columns.iter().position(|c| feature_of_column(c).is_some_and(|f| f.properties.learnt))
    }

    /// The same without the column that is learnt from labelled letters.
    #[must_use]
    pub fn without_learnt(&self) -> Self {
        let Some(place) = self.learnt_column() else { return self.clone() };
        self.only_columns(&(0..self.columns.len()).filter(|c| *c != place).collect::<Vec<_>>())
    }

    /// The same with these values of the column that is learnt from labelled letters, behind the others where it is new.
    #[must_use]
    pub fn with_learnt(&self, values: &[f64]) -> Self {
        let mut examples = self.clone();
        let place = examples.learnt_column().unwrap_or_else(|| {
            examples.columns.extend(registrations().find(|r| r.properties.learnt).map(|r| r.name.to_owned()));
            examples.values.iter_mut().for_each(|row| row.push(None));
            examples.columns.len() - 1
        });
        examples.values.iter_mut().zip(values).for_each(|(row, value)| row[place] = Some(*value));
        examples
    }

    /// These rows alone.
    #[must_use]
    pub fn subset(&self, rows: &[usize]) -> Self {
        fn pick<T: Clone>(from: &[T], rows: &[usize]) -> Vec<T> {
            rows.iter().filter_map(|r| from.get(*r).cloned()).collect()
        }
        Self {
            columns: self.columns.clone(),
            values: pick(&self.values, rows),
            labels: pick(&self.labels, rows),
            weights: pick(&self.weights, rows),
            groups: pick(&self.groups, rows),
            ids: pick(&self.ids, rows),
            signatures: pick(&self.signatures, rows),
            copies: pick(&self.copies, rows),
        }
    }
}

/// What the labels say, id by id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labels {
    /// The label of each id that has one: 1 yes, 0 no, between them a fraction.
    pub by_id: BTreeMap<String, f64>,
    /// Rows whose label is empty.
    pub empty: u64,
}

/// Joins labels to the values of their letters, in the order of the ids, so that the fit does not depend on the order of
/// the rows. `columns` names the values. Also gives the labelled ids that no letter has.
///
/// # Errors
/// [`ErrorKind::Format`] where a row has another number of values than there are columns.
pub fn join(
    labels: &Labels,
    columns: &[String],
    rows: &[(String, Vec<Option<f64>>)],
) -> Result<(Examples, Vec<String>)> {
    if let Some((id, values)) = rows.iter().find(|(_, values)| values.len() != columns.len()) {
        let what = format!("the letter {id} has {} values for {} columns", values.len(), columns.len());
        return Err(Error::new(ErrorKind::Format, what));
    }
    let by_id: BTreeMap<&str, &Vec<Option<f64>>> = rows.iter().map(|(id, values)| (id.as_str(), values)).collect();
    let mut examples = Examples { columns: columns.to_vec(), ..Examples::default() };
    let mut without_letter = Vec::new();
    for (id, label) in &labels.by_id {
        match by_id.get(id.as_str()) {
            Some(values) => {
                examples.ids.push(id.clone());
                examples.labels.push(*label);
                examples.values.push((*values).clone());
            }
            None => without_letter.push(id.clone()),
        }
    }
    Ok((examples, without_letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_copies_and_groups_are_held_out_together() {
        let mut e = Examples { labels: vec![0.0; 5], copies: vec![0, 1, 2, 0, 4], ..Examples::default() };
        assert_eq!((e.group_numbers(), e.count_copies()), (Some(vec![0, 1, 2, 0, 4]), 1));
        e.groups = ["x", "y", "y", "z", ""].map(|g| Some(g.to_owned()).filter(|g| !g.is_empty())).into();
        assert_eq!(e.group_numbers(), Some(vec![0, 1, 1, 0, 4]));
        assert_eq!(e.subset(&[3, 4]).group_numbers(), Some(vec![0, 1]));
        let text = |n: u32| Signature::of(&(n..n + 90).collect::<Vec<_>>());
        let e = Examples { labels: vec![0.0; 3], ..Examples::default() };
        assert_eq!(e.clone().with_signatures(vec![text(0), None, text(5)]).copies, [0, 1, 0]);
        assert_eq!(e.with_signatures(vec![text(0), None, text(5000)]).copies, [0; 0]);
    }

    #[test]
    fn labels_meet_values_by_id_in_the_order_of_ids() {
        let by_id = [("b", 1.0), ("a", 0.0), ("z", 1.0)].map(|(id, y)| (id.to_owned(), y)).into_iter().collect();
        let labels = Labels { by_id, empty: 1 };
        let columns = ["x".to_owned(), "y".to_owned()];
        let rows = [
            ("b".to_owned(), vec![Some(2.0), None]),
            ("a".to_owned(), vec![Some(1.0), Some(5.0)]),
            ("c".to_owned(), vec![None, None]),
        ];
        let (examples, unknown) = join(&labels, &columns, &rows).unwrap();
        assert_eq!(examples.columns, ["x", "y"]);
        assert_eq!(examples.values, [vec![Some(1.0), Some(5.0)], vec![Some(2.0), None]]);
        assert_eq!(examples.labels, [0.0, 1.0]);
        assert_eq!(unknown, ["z"]);
        assert!(join(&labels, &columns[..1], &rows).unwrap_err().to_string().contains("2 values for 1 columns"));
    }
}
