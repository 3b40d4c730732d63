//! The training table: what a model learnt from, without the letters.
//!
//! A row holds feature values and a label under a hash of the applicant's id: HMAC-SHA-256 (RFC 2104) with the
//! registry's salt as key, cut to 128 bits. The salt stands in the record beside the model, never in the table. The
//! signature of the letter ([`Signature`]) tells later whether a letter at hand is nearly the same.

use crate::error::{Error, ErrorKind, Result};
use crate::flags::similar::Signature;
use crate::ingest::hex;
use crate::model::examples::Examples;
use sha2::{Digest, Sha256};
use std::path::Path;

/// Columns that stand before those of the features.
const HEAD: [&str; 5] = ["id", "batch", "label", "weight", "group"];

/// The column after them, in tables of which some row has one: older tables have none.
const SIGNATURE: &str = "text_signature";

/// One labelled letter.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Hash of the id, see [`hashed`].
    pub id: String,
    /// The round of labels that it came with, from 1.
    pub batch: u32,
    /// The label, 0–1.
    pub label: f64,
    /// Its weight, above 0.
    pub weight: f64,
    /// Hash of its group, where rows belong together.
    pub group: Option<String>,
    /// Signature of its letter, where it was kept.
    pub signature: Option<Signature>,
    /// The values of the features, in the order of [`TrainingTable::columns`].
    pub values: Vec<Option<f64>>,
}

/// Labelled rows of feature values, by hashed id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrainingTable {
    /// Names of the columns of values.
    pub columns: Vec<String>,
    /// The rows, in the order of their hashes, so that their order tells nothing.
    pub rows: Vec<Row>,
}

/// HMAC-SHA-256 of a text under a salt, the first 16 bytes in hex.
#[must_use]
pub fn hashed(salt: &str, text: &str) -> String {
    const BLOCK: usize = 64;
    let mut key = [0u8; BLOCK];
    let bytes = salt.as_bytes();
    if bytes.len() > BLOCK {
        key[..32].copy_from_slice(&Sha256::digest(bytes));
    } else {
        key[..bytes.len()].copy_from_slice(bytes);
    }
    let inner = Sha256::new().chain_update(key.map(|b| b ^ 0x36)).chain_update(text.as_bytes()).finalize();
    let outer = Sha256::new().chain_update(key.map(|b| b ^ 0x5c)).chain_update(inner).finalize();
    hex(&outer[..16])
}

/// The hash of a group's name, which is never that of an id.
#[must_use]
pub fn hashed_group(salt: &str, group: &str) -> String {
    hashed(salt, &format!("group\n{group}"))
}

impl TrainingTable {
    /// The table of examples that came in round `batch`; ids and groups are hashed here.
    #[must_use]
    pub fn of(examples: &Examples, salt: &str, batch: u32) -> Self {
        let mut rows: Vec<Row> = (0..examples.labels.len())
            .map(|i| Row {
                id: hashed(salt, &examples.ids[i]),
                batch,
                label: examples.labels[i],
                weight: examples.weight(i),
                group: examples.groups.get(i).and_then(Option::as_ref).map(|g| hashed_group(salt, g)),
                signature: examples.signatures.get(i).copied().flatten(),
                values: examples.values[i].clone(),
            })
            .collect();
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        Self { columns: examples.columns.clone(), rows }
    }

    /// The rows as examples for a fit.
    #[must_use]
    pub fn examples(&self) -> Examples {
        Examples {
            columns: self.columns.clone(),
            values: self.rows.iter().map(|r| r.values.clone()).collect(),
            labels: self.rows.iter().map(|r| r.label).collect(),
            weights: self.rows.iter().map(|r| r.weight).collect(),
            groups: self.rows.iter().map(|r| r.group.clone()).collect(),
            ids: self.rows.iter().map(|r| r.id.clone()).collect(),
            ..Examples::default()
        }
        .with_signatures(self.rows.iter().map(|r| r.signature).collect())
    }

    /// Adds the rows of a newer table of the same columns; a row of the same id is replaced.
    #[must_use]
    pub fn with(&self, newer: &Self) -> Self {
        let known: std::collections::BTreeSet<&str> = newer.rows.iter().map(|r| r.id.as_str()).collect();
        let mut rows: Vec<Row> =
            self.rows.iter().filter(|r| !known.contains(r.id.as_str())).chain(&newer.rows).cloned().collect();
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        Self { columns: self.columns.clone(), rows }
    }

    /// The table as CSV: `id, batch, label, weight, group`, `text_signature` where a row has one, then a column per feature
    /// column; numbers read back to the same bits.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let signed = self.rows.iter().any(|row| row.signature.is_some());
        let header =
            HEAD.iter().copied().chain(signed.then_some(SIGNATURE)).chain(self.columns.iter().map(String::as_str));
        // Writing into memory can't fail.
        let _ = writer.write_record(header);
        for row in &self.rows {
            let head = [
                row.id.clone(),
                row.batch.to_string(),
                row.label.to_string(),
                row.weight.to_string(),
                row.group.clone().unwrap_or_default(),
            ];
            let values = row.values.iter().map(|v| v.map_or(String::new(), |v| v.to_string()));
            let signature = signed.then(|| row.signature.map_or(String::new(), |s| s.to_text()));
            let _ = writer.write_record(head.into_iter().chain(signature).chain(values));
        }
        String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
    }

    /// Reads a table that [`TrainingTable::to_csv`] wrote; `path` is for messages.
    ///
    /// # Errors
    /// [`ErrorKind::Format`] where the header is another or a row has another number of fields;
    /// [`ErrorKind::Value`] where a label is not in 0–1, a weight not above 0, a batch no whole number from 1, or a
    /// value not finite; [`ErrorKind::DuplicateId`] where a hash stands twice. Each names row and column.
    pub fn from_csv(text: &str, path: &Path) -> Result<Self> {
        let hint = "restore the training table, or train the model again";
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let fail = |kind, what: String| Error::new(kind, what).file(path).hint(hint);
        let header = reader.headers().map_err(|e| fail(ErrorKind::Format, e.to_string()))?.clone();
        if header.len() < HEAD.len() || !header.iter().zip(HEAD).all(|(a, b)| a == b) {
            let what = format!("not a training table: expected the columns {} first", HEAD.join(", "));
            return Err(fail(ErrorKind::Format, what));
        }
        let signed = header.get(HEAD.len()) == Some(SIGNATURE);
        let first = HEAD.len() + usize::from(signed);
        let columns: Vec<String> = header.iter().skip(first).map(str::to_owned).collect();
        let mut rows: Vec<Row> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for (index, record) in reader.records().enumerate() {
            let number = index as u64 + 1;
            let record = record.map_err(|e| fail(ErrorKind::Format, e.to_string()).row(number))?;
            let bad = |column: usize, expected: &str| {
                fail(ErrorKind::Value, format!("`{}` is not possible; expected {expected}", &record[column]))
                    .row(number)
                    .column(&header[column])
            };
            let in_range = |column: usize, holds: fn(f64) -> bool, expected: &str| {
                record[column].parse::<f64>().ok().filter(|v| holds(*v)).ok_or_else(|| bad(column, expected))
            };
            if !seen.insert(record[0].to_owned()) {
                return Err(fail(ErrorKind::DuplicateId, format!("{} occurs twice", &record[0])).row(number));
            }
            let signature = match &record[first - 1] {
                _ if !signed => None,
                "" => None,
                text => Some(Signature::from_text(text).ok_or_else(|| bad(first - 1, "a signature"))?),
            };
            let values = (first..header.len())
                .map(|c| match &record[c] {
                    "" => Ok(None),
                    _ => in_range(c, f64::is_finite, "a finite number or nothing").map(Some),
                })
                .collect::<Result<_>>()?;
            rows.push(Row {
                id: record[0].to_owned(),
                batch: record[1].parse().ok().filter(|b| *b > 0).ok_or_else(|| bad(1, "a whole number from 1"))?,
                label: in_range(2, |v| (0.0..=1.0).contains(&v), "a number from 0 to 1")?,
                weight: in_range(3, |v| v > 0.0 && v.is_finite(), "a number above 0")?,
                group: Some(record[4].to_owned()).filter(|g| !g.is_empty()),
                signature,
                values,
            });
        }
        Ok(Self { columns, rows })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hashes_are_hmac_sha256() {
        // RFC 4231, test case 2.
        assert_eq!(hashed("Jefe", "what do ya want for nothing?"), "5bdcc146bf60754e6a042426089575c7");
        assert_ne!(hashed("a", "S001"), hashed("b", "S001"));
    }

    fn table(values: &[(f64, Option<f64>)]) -> TrainingTable {
        let rows = values.iter().enumerate().map(|(i, (label, v))| Row {
            id: hashed("s", &i.to_string()),
            batch: 1 + i as u32 % 3,
            label: *label,
            weight: 1.0 + *label,
            group: (i % 2 == 0).then(|| format!("g{i}")),
            signature: Signature::of(&[i as u32; 3]).filter(|_| i > 1),
            values: vec![*v, Some(i as f64)],
        });
        let mut rows: Vec<Row> = rows.collect();
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        TrainingTable { columns: vec!["words".into(), "a,b".into()], rows }
    }

    proptest! {
        #[test]
        fn reads_back_to_the_same_bits(values in proptest::collection::vec((0.0f64..=1.0, proptest::option::of(proptest::num::f64::NORMAL)), 0..20)) {
            let table = table(&values);
            prop_assert_eq!(TrainingTable::from_csv(&table.to_csv(), Path::new("t.csv")).unwrap(), table);
        }
    }

    #[test]
    fn newer_rows_replace_older_ones() {
        let (old, mut new) = (table(&[(0.0, None), (1.0, None)]), table(&[(0.0, None)]));
        new.rows[0].label = 1.0;
        let both = old.with(&new);
        assert_eq!(both.rows.len(), 2);
        assert_eq!(both.rows.iter().map(|r| r.label).sum::<f64>(), 2.0);
    }

    #[test]
    fn damage_is_named_by_row_and_column() {
        let good = table(&[(0.0, Some(2.5)), (1.0, None)]).to_csv();
        let line = good.lines().nth(1).unwrap().to_owned();
        let cases = [
            (good.replacen("id,", "name,", 1), "not a training table"),
            (good.replace("2.5", "inf"), "column words: `inf` is not possible; expected a finite number"),
            (good.replace("2.5", "NaN"), "column words: `NaN` is not possible"),
            (format!("{good}{line}\n"), "row 3: "),
            (good.replacen(",0,1,", ",7,1,", 1), "column label: `7` is not possible; expected a number from 0 to 1"),
            (format!("{good}x,1\n"), "row 3: "),
        ];
        for (text, part) in cases {
            let e = TrainingTable::from_csv(&text, Path::new("t.csv")).unwrap_err().to_string();
            assert!(e.starts_with("t.csv") && e.contains(part) && e.contains("restore"), "{part}: {e}");
        }
    }
}
