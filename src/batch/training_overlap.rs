//! Which letters a model learnt from: its training table, compared with letters.

use crate::features::feature_of_column;
use crate::flags::similar::{Signature, SignatureIndex};
use crate::model::registry::{Entry, Row, hashed};
use std::collections::BTreeMap;

/// A letter: its id, the values of the model's columns and, where it was read, its signature.
pub type Letter<'a> = (&'a str, &'a [Option<f64>], Option<Signature>);

/// Values that are no whole numbers, of which a row needs so many to be known by its values alone: two letters don't share
/// them by chance.
const TELLING: usize = 3;

/// How many letters a model learnt from, and how they are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The same id and values.
    pub same: usize,
    /// The same values under another id.
    pub renamed: usize,
    /// Nearly the same text, whatever the id.
    pub near: usize,
}

impl Known {
    /// All of them.
    #[must_use]
    pub fn all(self) -> usize {
        self.same + self.renamed + self.near
    }
}

/// How many of these letters the model learnt from. A letter is known by its id and values, by its values under another
/// id, or by a signature that is near to one of the training table ([`Signature::is_near`]). Values that another day of
/// calculation moves, such as years of experience, don't count, nor those that were learnt from the letters; an id alone says
/// little: ids begin again every year. `columns` names the values.
#[must_use]
pub fn known(entry: &Entry, columns: &[String], letters: &[Letter<'_>]) -> Known {
    let moves = |column: &str| {
        feature_of_column(column).is_some_and(|f| f.properties.moves_with_the_day || f.properties.learnt)
    };
    let names = entry.table.columns.iter().enumerate().filter(|(_, name)| !moves(name));
    let places: Vec<(usize, Option<usize>)> =
        names.map(|(own, name)| (own, columns.iter().position(|c| c == name))).collect();
    let bits = |value: Option<f64>| value.map(|v| (v + 0.0).to_bits());
    let key = |row: &Row| -> Vec<Option<u64>> { places.iter().map(|(own, _)| bits(row.values[*own])).collect() };
    let by_id: BTreeMap<&str, &Row> = entry.table.rows.iter().map(|r| (r.id.as_str(), r)).collect();
    let mut by_values: BTreeMap<Vec<Option<u64>>, Vec<&Row>> = BTreeMap::new();
    for row in &entry.table.rows {
        by_values.entry(key(row)).or_default().push(row);
    }
    let index = SignatureIndex::of(entry.table.rows.iter().filter_map(|r| r.signature));
    let mut known = Known::default();
    for (id, values, signature) in letters {
        let own: Option<Vec<Option<f64>>> =
            places.iter().map(|(_, place)| place.and_then(|p| values.get(p)).copied()).collect();
        let is_other = |row: &Row| row.signature.zip(*signature).is_some_and(|(theirs, own)| !theirs.is_near(&own));
        let own_key = own.as_ref().map(|own| own.iter().map(|v| bits(*v)).collect::<Vec<_>>());
        let telling = own.iter().flatten().flatten().filter(|v| v.fract() != 0.0).count() >= TELLING;
        let row = by_id.get(hashed(&entry.record.salt, id).as_str());
        if own_key.is_some() && row.is_some_and(|row| own_key == Some(key(row))) {
            known.same += 1;
        } else if telling
            && own_key.and_then(|key| by_values.get(&key)).is_some_and(|rows| rows.iter().any(|row| !is_other(row)))
        {
            known.renamed += 1;
        } else if signature.is_some_and(|signature| index.holds(&signature)) {
            known.near += 1;
        }
    }
    known
}

/// What to say where the model learnt from some of the letters.
#[must_use]
pub fn warning(known: Known, of: usize) -> Option<String> {
    let kinds = [
        (known.same, "under the same id"),
        (known.renamed, "with the same values under another id"),
        (known.near, "with nearly the same text"),
    ];
    let how: Vec<String> = kinds.into_iter().filter(|(n, _)| *n > 0).map(|(n, how)| format!("{n} {how}")).collect();
    (known.all() > 0).then(|| {
        format!(
            "the model learnt from {} of these {of} letters ({} in its training table): figures against their decisions \
             say how well it remembers, not how good it is",
            known.all(),
            how.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::registry::{Record, TrainingTable};
    use crate::model::{FeatureVersion, Model};

    /// The signature of a made-up letter of a hundred shingles from `first`.
    fn signature(first: u32) -> Option<Signature> {
        Signature::of(&(first..first + 100).collect::<Vec<_>>())
    }

    /// An id, values and a signature.
    type Learnt<'a> = (&'a str, Vec<Option<f64>>, Option<Signature>);

    fn entry(columns: &[&str], rows: &[Learnt<'_>]) -> Entry {
        let salt = "salt".to_owned();
        let row = |(id, values, signature): &Learnt<'_>| Row {
            id: hashed(&salt, id),
            batch: 1,
            label: 1.0,
            weight: 1.0,
            group: None,
            signature: *signature,
            values: values.clone(),
        };
        let table = TrainingTable {
            columns: columns.iter().map(|c| (*c).to_owned()).collect(),
            rows: rows.iter().map(row).collect(),
        };
        let batch = crate::model::registry::Batch {
            rows: 2,
            positive: 2,
            as_of: "2026-03-01".into(),
            letters_digest: String::new(),
            labels_digest: String::new(),
        };
        let record = Record::first(salt.clone(), String::new(), Vec::<FeatureVersion>::new(), batch);
        Entry { id: "v1".into(), model: Model::sample(), record, table }
    }

    #[test]
    fn a_letter_is_known_by_id_and_values_whatever_its_years() {
        let rows = [("a", vec![Some(100.0), Some(2.0)], None), ("b", vec![Some(50.0), None], None)];
        let entry = entry(&["words", "experience_years"], &rows);
        let columns = vec!["experience_years".to_owned(), "words".to_owned()];
        let (older, same, other) = ([Some(3.0), Some(100.0)], [None, Some(50.0)], [None, Some(51.0)]);
        let letters: [Letter<'_>; 4] =
            [("a", &older, None), ("b", &same, None), ("c", &same, None), ("b", &other, None)];
        let found = known(&entry, &columns, &letters);
        assert_eq!(found, Known { same: 2, renamed: 0, near: 0 }, "50 words under another id say nothing");
        assert!(warning(found, 4).unwrap().contains("2 of these 4 letters (2 under the same id"));
        assert_eq!(warning(Known::default(), 4), None);
    }

    #[test]
    fn a_letter_under_another_id_is_known_by_its_values_or_its_text() {
        let values = |n: f64| vec![Some(n), Some(n / 7.0), Some(n / 11.0), Some(n / 13.0)];
        let names = ["words", "error_rate", "topic_llm", "topic_rl"];
        let rows = [("a", values(100.0), None), ("b", values(50.0), signature(0)), ("c", values(61.0), signature(900))];
        let entry = entry(&names, &rows);
        let columns: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
        let (a, b, new) = (values(100.0), values(50.0), values(77.0));
        let count = |letter: Letter<'_>| known(&entry, &columns, &[letter]);
        assert_eq!(count(("x", &a, None)).renamed, 1);
        assert_eq!(count(("x", &a, signature(5000))).renamed, 1, "the old row has no signature");
        assert_eq!(count(("x", &b, signature(0))).renamed, 1);
        assert_eq!(count(("x", &b, signature(5000))).all(), 0, "another text with the same values");
        assert_eq!(count(("x", &new, signature(10))).near, 1, "a sentence was added");
        assert_eq!(count(("a", &new, signature(5000))).all(), 0, "an id alone says nothing");
        let all = Known { same: 1, renamed: 2, near: 3 };
        let said = warning(all, 9).unwrap();
        assert!(said.contains("6 of these 9 letters (1 under the same id, 2 with the same values under another id, 3 with nearly the same text in"), "{said}");
    }
}
