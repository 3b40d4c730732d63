//! Which letters a model learnt from: its training table, held against letters.

use crate::features::feature_of_column;
use crate::model::registry::{Entry, hashed};
use std::collections::BTreeMap;

/// A letter: its id and the values of the model's columns.
pub type Letter<'a> = (&'a str, &'a [Option<f64>]);

/// How many of these letters the model learnt from: their id is in its training table with the same values, but for those
/// that another day of reckoning moves, such as years of experience. An id alone says little: ids begin anew every year.
/// `columns` names the values.
#[must_use]
pub fn known(entry: &Entry, columns: &[String], letters: &[Letter<'_>]) -> usize {
    let rows: BTreeMap<&str, &[Option<f64>]> =
        entry.table.rows.iter().map(|r| (r.id.as_str(), r.values.as_slice())).collect();
    let moves = |column: &str| feature_of_column(column).is_some_and(|f| f.properties.moves_with_the_day);
    let names = entry.table.columns.iter().enumerate().filter(|(_, name)| !moves(name));
    let places: Vec<(usize, Option<usize>)> =
        names.map(|(own, name)| (own, columns.iter().position(|c| c == name))).collect();
    let is_known = |(id, values): &&Letter<'_>| {
        rows.get(hashed(&entry.record.salt, id).as_str())
            .is_some_and(|row| places.iter().all(|(own, place)| place.and_then(|p| values.get(p)) == row.get(*own)))
    };
    letters.iter().filter(is_known).count()
}

/// What to say where the model learnt from some of the letters.
#[must_use]
pub fn warning(known: usize, of: usize) -> Option<String> {
    (known > 0).then(|| {
        format!(
            "the model learnt from {known} of these {of} letters (the same id and values in its training table): figures \
             against their decisions say how well it remembers, not how good it is"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::registry::{Record, Row, TrainingTable};
    use crate::model::{FeatureVersion, Model};

    #[test]
    fn a_letter_is_known_by_id_and_values_whatever_its_years() {
        let salt = "salt".to_owned();
        let row = |id: &str, values: [Option<f64>; 2]| {
            let (id, values) = (hashed(&salt, id), values.to_vec());
            Row { id, batch: 1, label: 1.0, weight: 1.0, group: None, values }
        };
        let table = TrainingTable {
            columns: vec!["words".into(), "experience_years".into()],
            rows: vec![row("a", [Some(100.0), Some(2.0)]), row("b", [Some(50.0), None])],
        };
        let batch = crate::model::registry::Batch {
            rows: 2,
            positive: 2,
            as_of: "2026-03-01".into(),
            letters_digest: String::new(),
            labels_digest: String::new(),
        };
        let record = Record::first(salt, String::new(), Vec::<FeatureVersion>::new(), batch);
        let entry = Entry { id: "v1".into(), model: Model::sample(), record, table };
        let columns = vec!["experience_years".to_owned(), "words".to_owned()];
        let (older, same, other) = ([Some(3.0), Some(100.0)], [None, Some(50.0)], [None, Some(51.0)]);
        let count = |letters: &[Letter<'_>]| known(&entry, &columns, letters);
        assert_eq!(count(&[("a", &older), ("b", &same), ("c", &same), ("b", &other)]), 2);
        assert!(warning(2, 4).unwrap().contains("2 of these 4 letters"));
        assert_eq!(warning(0, 4), None);
    }
}
