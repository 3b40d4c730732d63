//! Words that groups of writers use differently.

use super::block::LearntWord;
use super::table::WordTable;
use std::collections::BTreeMap;

/// A group counts where it has so many letters.
const LETTERS: usize = 20;

/// Standard errors from which on a gap is said: of 40 words and a few pairs of groups, chance alone brings hardly one.
const ERRORS: f64 = 3.0;

/// A word that two groups use differently.
#[derive(Clone, Debug, PartialEq)]
pub struct WordGap {
    /// The word.
    pub word: String,
    /// The group with the smallest share of letters that hold it, and that share.
    pub least: (String, f64),
    /// The group with the largest.
    pub most: (String, f64),
    /// The difference in standard errors (of two shares with one mean).
    pub errors: f64,
}

/// The words whose share of the letters differs between groups by three standard errors or more, the largest gap first.
/// `groups` has the group of each letter of the table; groups of fewer than 20 letters and letters without one take no part.
#[must_use]
pub fn word_gaps(words: &[LearntWord], table: &WordTable, groups: &[Option<String>]) -> Vec<WordGap> {
    let mut rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (row, group) in groups.iter().enumerate().take(table.letters.len()) {
        if let Some(group) = group {
            rows.entry(group).or_default().push(row);
        }
    }
    rows.retain(|_, rows| rows.len() >= LETTERS);
    let mut gaps: Vec<WordGap> = words.iter().filter_map(|word| gap(&word.word, table, &rows)).collect();
    gaps.sort_by(|a, b| b.errors.total_cmp(&a.errors).then_with(|| a.word.cmp(&b.word)));
    gaps
}

fn gap(word: &str, table: &WordTable, groups: &BTreeMap<&str, Vec<usize>>) -> Option<WordGap> {
    let place = table.place(word)?;
    let share = |rows: &Vec<usize>| rows.iter().filter(|r| table.holds(**r, place)).count() as f64 / rows.len() as f64;
    let mut shares: Vec<(&str, f64, f64)> =
        groups.iter().map(|(name, rows)| (*name, share(rows), rows.len() as f64)).collect();
    shares.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.cmp(b.0)));
    let (least, most) = (shares.first()?, shares.last()?);
    let mean = (least.1 * least.2 + most.1 * most.2) / (least.2 + most.2);
    let error = (mean * (1.0 - mean) * (1.0 / least.2 + 1.0 / most.2)).sqrt();
    let errors = if error > 0.0 { (most.1 - least.1) / error } else { 0.0 };
    (errors >= ERRORS).then(|| WordGap {
        word: word.to_owned(),
        least: (least.0.to_owned(), least.1),
        most: (most.0.to_owned(), most.1),
        errors,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_one_group_is_said_and_chance_is_not() {
        // `mine` in 40 of 50 letters of x and in 10 of 50 of y; `even` in 25 and 24.
        let letters = (0..100usize).map(|i| {
            let mut own = Vec::new();
            let (group, at) = (i / 50, i % 50);
            own.extend((at < [25, 24][group]).then_some(0));
            own.extend((at < [40, 10][group]).then_some(1));
            own
        });
        let table =
            WordTable { words: vec!["even".into(), "mine".into()], never: vec![None; 2], letters: letters.collect() };
        let words = ["even", "mine"].map(|word| LearntWord { word: word.into(), ..LearntWord::default() });
        let mut groups: Vec<Option<String>> =
            (0..100).map(|i| Some(if i < 50 { "x" } else { "y" }.to_owned())).collect();
        let gaps = word_gaps(&words, &table, &groups);
        assert_eq!(gaps.len(), 1);
        assert_eq!(
            (gaps[0].word.as_str(), &gaps[0].least, &gaps[0].most),
            ("mine", &("y".into(), 0.2), &("x".into(), 0.8))
        );
        // (0.8 − 0.2) / √(0.5 · 0.5 · 2 / 50)
        assert!((gaps[0].errors - 6.0).abs() < 1e-12, "{}", gaps[0].errors);
        // A group of few letters says nothing.
        groups.iter_mut().skip(50).enumerate().for_each(|(i, g)| *g = Some(if i < 19 { "y" } else { "x" }.to_owned()));
        assert!(word_gaps(&words, &table, &groups).is_empty());
    }
}
