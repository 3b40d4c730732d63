//! What a letter gains by words that are put into it.

use super::block::Wording;
use super::table::WordTable;
use crate::error::Result;
use crate::model::artefact::Model;
use crate::model::examples::Examples;
use crate::model::score::Scorer;

/// Words that are added.
const ADDED: usize = 10;

/// What the training letters would gain by the ten best words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gaming {
    /// The words, the best first.
    pub words: Vec<String>,
    /// Log-odds that a letter gains: the median, and the most.
    pub log_odds: [f64; 2],
    /// Places that it moves up among the training letters: the median, and the most.
    pub places: [usize; 2],
    /// Letters.
    pub letters: usize,
}

/// What each training letter would gain if the ten words of the largest weights were added to it, where they are not in it
/// already. Row i of the examples is letter i of the table; their values are those that the model learnt from. None for a
/// model without words.
///
/// # Errors
/// Those of [`Scorer::new`].
pub fn gaming(model: &Model, examples: &Examples, table: &WordTable) -> Result<Option<Gaming>> {
    let Some((wording, place)) = model.wording.as_ref().zip(examples.learnt_column()) else { return Ok(None) };
    let best = best(wording);
    let places: Vec<(Option<usize>, f64)> = best.iter().map(|(word, weight)| (table.place(word), *weight)).collect();
    let scorer = Scorer::new(model.clone(), &examples.columns)?;
    let before: Vec<f64> = examples.values.iter().map(|row| scorer.score(row).log_odds).collect();
    let (mut gained, mut moved) = (Vec::new(), Vec::new());
    let mut sorted = before.clone();
    sorted.sort_by(f64::total_cmp);
    for (row, values) in examples.values.iter().enumerate() {
        let missing = places.iter().filter(|(place, _)| place.is_none_or(|p| !table.holds(row, p)));
        let mut values = values.clone();
        values[place] = values[place].map(|v| v + missing.map(|(_, weight)| weight).sum::<f64>());
        let after = scorer.score(&values).log_odds;
        gained.push(after - before[row]);
        let above = |margin: f64| sorted.len() - sorted.partition_point(|m| *m <= margin);
        moved.push(above(before[row]).saturating_sub(above(after)));
    }
    gained.sort_by(f64::total_cmp);
    moved.sort_unstable();
    let n = before.len();
    let at = |share: usize| (n.saturating_sub(1)) * share / 2;
    Ok(Some(Gaming {
        words: best.into_iter().map(|(word, _)| word.to_owned()).collect(),
        log_odds: [1, 2].map(|share| gained.get(at(share)).copied().unwrap_or(0.0)),
        places: [1, 2].map(|share| moved.get(at(share)).copied().unwrap_or(0)),
        letters: n,
    }))
}

/// The words that raise a score most, with their weights.
fn best(wording: &Wording) -> Vec<(&str, f64)> {
    let mut words: Vec<(&str, f64)> =
        wording.words.iter().filter(|w| w.weight > 0.0).map(|w| (w.word.as_str(), w.weight)).collect();
    words.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    words.truncate(ADDED);
    words
}
