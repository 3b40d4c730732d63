//! Labelled tables → examples, by polars: the join of labels and features, one row per id.

use super::train::Examples;
use crate::error::{Error, ErrorKind, Result};
use polars::prelude::*;
use std::collections::BTreeMap;

/// Name of the id column of both tables.
const ID: &str = "id";

/// Name under which the label stands in the joined table.
const LABEL: &str = "label";

/// What the labels say, id by id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labels {
    /// The label of each id that has one: 1 yes, 0 no, between them a fraction.
    pub by_id: BTreeMap<String, f64>,
    /// Rows whose label is empty.
    pub empty: u64,
}

/// The values that features gave, as a frame: `id`, then a column of numbers each.
///
/// # Errors
/// [`ErrorKind::Format`] where the rows are of different lengths.
pub fn frame(columns: &[String], rows: &[(String, Vec<Option<f64>>)]) -> Result<DataFrame> {
    let mut all = vec![Column::new(ID.into(), rows.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>())];
    for (index, name) in columns.iter().enumerate() {
        let values: Vec<Option<f64>> = rows.iter().map(|(_, values)| values.get(index).copied().flatten()).collect();
        all.push(Column::new(name.as_str().into(), values));
    }
    DataFrame::new_infer_height(all).map_err(|e| fail(&e))
}

fn fail(error: &PolarsError) -> Error {
    Error::new(ErrorKind::Format, format!("the tables of labels and features can't be joined: {error}"))
}

/// Joins labels to the features of their letters, in the order of the ids, so that the fit does not depend on the
/// order of the rows. Also gives the labelled ids that no letter has.
///
/// # Errors
/// [`ErrorKind::Format`] where polars refuses the tables.
pub fn join(labels: &Labels, features: &DataFrame) -> Result<(Examples, Vec<String>)> {
    let ids: Vec<&str> = labels.by_id.keys().map(String::as_str).collect();
    let values: Vec<f64> = labels.by_id.values().copied().collect();
    let labelled = DataFrame::new_infer_height(vec![Column::new(ID.into(), ids), Column::new(LABEL.into(), values)])
        .map_err(|e| fail(&e))?;
    let joined = labelled
        .inner_join(features, [ID], [ID])
        .and_then(|f| f.sort([ID], SortMultipleOptions::default()))
        .map_err(|e| fail(&e))?;
    let text = |frame: &DataFrame, name: &str| -> Result<Vec<String>> {
        let column = frame.column(name).and_then(|c| c.str().cloned()).map_err(|e| fail(&e))?;
        Ok(column.iter().map(|v| v.unwrap_or_default().to_owned()).collect())
    };
    let known: std::collections::BTreeSet<String> = text(&joined, ID)?.into_iter().collect();
    let unknown = labels.by_id.keys().filter(|id| !known.contains(*id)).cloned().collect();
    let columns: Vec<String> =
        features.get_column_names().iter().map(ToString::to_string).filter(|n| n != ID).collect();
    let mut rows = vec![Vec::with_capacity(columns.len()); joined.height()];
    for name in &columns {
        let column = joined.column(name).and_then(|c| c.f64().cloned()).map_err(|e| fail(&e))?;
        for (row, value) in rows.iter_mut().zip(column.iter()) {
            row.push(value);
        }
    }
    let label = joined.column(LABEL).and_then(|c| c.f64().cloned()).map_err(|e| fail(&e))?;
    let labels = label.iter().map(|v| v.unwrap_or(0.0)).collect();
    let ids = text(&joined, ID)?;
    Ok((Examples { columns, values: rows, labels, ids, ..Examples::default() }, unknown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_meet_features_by_id_in_the_order_of_ids() {
        let by_id = [("b", 1.0), ("a", 0.0), ("z", 1.0)].map(|(id, y)| (id.to_owned(), y)).into_iter().collect();
        let labels = Labels { by_id, empty: 1 };
        let features = frame(
            &["x".into(), "y".into()],
            &[
                ("b".into(), vec![Some(2.0), None]),
                ("a".into(), vec![Some(1.0), Some(5.0)]),
                ("c".into(), vec![None, None]),
            ],
        )
        .unwrap();
        let (examples, unknown) = join(&labels, &features).unwrap();
        assert_eq!(examples.columns, ["x", "y"]);
        assert_eq!(examples.values, [vec![Some(1.0), Some(5.0)], vec![Some(2.0), None]]);
        assert_eq!(examples.labels, [0.0, 1.0]);
        assert_eq!(unknown, ["z"]);
    }
}
