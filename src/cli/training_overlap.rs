//! What a model learnt from: its training table, found beside it, held against letters and used to fit it anew.

use super::common::{self, NamedModel};
use shortlist::audit::Training;
use shortlist::error::{Error, ErrorKind, Result};
use shortlist::model::evaluate::Plan;
use shortlist::model::registry::{Entry, Registry, hashed};
use shortlist::model::strength::Strength;
use shortlist::model::train::FitOptions;
use std::collections::BTreeMap;
use std::path::Path;

/// A letter: its id and the values of the model's columns.
pub type Letter<'a> = (&'a str, &'a [Option<f64>]);

/// The version of a model with its training table; none where the model stands alone (the sample that is compiled in, a
/// file without its registry).
///
/// # Errors
/// Those of [`Registry::load`]: a table that was changed.
pub fn entry(model: &NamedModel) -> Result<Option<Entry>> {
    let path = Path::new(&model.name);
    let (registry, id) = match Registry::version_at(path) {
        Some((registry, id)) => (registry, id),
        None => {
            let Ok(registry) = Registry::find(&model.name) else { return Ok(None) };
            let Ok(id) = registry.current() else { return Ok(None) };
            (registry, id)
        }
    };
    let entry = registry.load(&id)?;
    Ok((entry.model.digest() == model.model.digest()).then_some(entry))
}

/// The column whose values move with the day of reckoning.
const MOVES_WITH_THE_DAY: &str = "experience_years";

/// How many of these letters the model learnt from: their id is in its training table with the same values, but for the years
/// of experience, which another day of reckoning moves. An id alone says little: ids begin anew every year. `columns` names
/// the values.
pub fn known(entry: &Entry, columns: &[String], letters: &[Letter<'_>]) -> usize {
    let rows: BTreeMap<&str, &[Option<f64>]> =
        entry.table.rows.iter().map(|r| (r.id.as_str(), r.values.as_slice())).collect();
    let names = entry.table.columns.iter().enumerate().filter(|(_, name)| *name != MOVES_WITH_THE_DAY);
    let places: Vec<(usize, Option<usize>)> =
        names.map(|(own, name)| (own, columns.iter().position(|c| c == name))).collect();
    let is_known = |(id, values): &&Letter<'_>| {
        rows.get(hashed(&entry.record.salt, id).as_str())
            .is_some_and(|row| places.iter().all(|(own, place)| place.and_then(|p| values.get(p)) == row.get(*own)))
    };
    letters.iter().filter(is_known).count()
}

/// What to say where the model learnt from some of the letters.
pub fn warning(known: usize, of: usize) -> Option<String> {
    (known > 0).then(|| {
        format!(
            "the model learnt from {known} of these {of} letters (the same id and values in its training table): figures \
             against their decisions say how well it remembers, not how good it is"
        )
    })
}

/// What is needed to fit a model anew: its training table, in the columns of this run, and the letters' values.
///
/// # Errors
/// [`ErrorKind::Model`] where the model has no training table, or one of other columns.
pub fn training(
    model: &NamedModel,
    columns: &[String],
    values: Vec<Vec<Option<f64>>>,
    threads: usize,
) -> Result<Training> {
    let fail = |what: &str, hint: &str| Error::new(ErrorKind::Model, what).file(Path::new(&model.name)).hint(hint);
    let entry = entry(model)?.ok_or_else(|| {
        fail(
            "has no training table, so it can't be fitted anew",
            "name a model that was made with `train` and keep its registry beside it",
        )
    })?;
    if entry.table.columns != columns {
        return Err(fail("its training table has other columns than this run", "train the model again"));
    }
    let t = &model.model.training;
    let fit = FitOptions { strength: Strength::Fixed(t.strength), class_weights: t.class_weights, seed: t.seed };
    let plan = Plan { folds: 10, repeats: 5, seed: t.seed, places: None, fit, threads };
    Ok(Training { examples: entry.table.examples(), values, plan })
}

/// Says it where the model learnt from some of the letters; gives the warning, for the run facts.
pub fn overlap(model: &NamedModel, columns: &[String], letters: &[Letter<'_>]) -> Option<String> {
    match entry(model) {
        Ok(entry) => entry.and_then(|entry| warning(known(&entry, columns, letters), letters.len())),
        Err(e) => {
            common::say("note", &format!("whether the model learnt from these letters can't be told: {e}"));
            None
        }
    }
}
