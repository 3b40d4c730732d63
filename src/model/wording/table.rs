//! Which words stand in which letters.

/// The words of letters, and which of them are never learnt.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WordTable {
    /// The words, in lower case, by their letters.
    pub words: Vec<String>,
    /// Why a word is never learnt; none if it may be.
    pub never: Vec<Option<&'static str>>,
    /// Per letter, the places of its words in `words`, rising.
    pub letters: Vec<Vec<u32>>,
}

impl WordTable {
    /// These letters alone.
    #[must_use]
    pub fn subset(&self, rows: &[usize]) -> Self {
        Self { letters: rows.iter().map(|r| self.letters[*r].clone()).collect(), ..self.clone() }
    }

    /// The place of a word.
    #[must_use]
    pub fn place(&self, word: &str) -> Option<usize> {
        self.words.binary_search_by(|w| w.as_str().cmp(word)).ok()
    }

    /// Whether a letter holds the word at this place.
    #[must_use]
    pub fn holds(&self, letter: usize, place: usize) -> bool {
        self.letters[letter].binary_search(&(place as u32)).is_ok()
    }

    /// A sum of weights per word, over the words that stand in each of these letters; words without one count 0.
    #[must_use]
    pub fn sums(&self, rows: &[usize], weight: &[f64]) -> Vec<f64> {
        rows.iter().map(|r| self.letters[*r].iter().map(|word| weight[*word as usize]).sum()).collect()
    }
}
